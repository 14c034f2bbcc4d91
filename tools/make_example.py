"""Write ``data/voorbeeld.ambitie.json``: an example on real figures, and nobody's decision.

Run it again after the embedded figures have changed: ``python tools/make_example.py``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from wijkdata import datasets
from wijkdata.ambition import edit, file
from wijkdata.ambition.model import Ambition, Decision, Milestone
from wijkdata.baseline import baseline
from wijkdata.panels.baselines import pinned
from wijkdata.series import series

CODES = ["BU05991448", "BU05991449"]
NAME = "Prinsenland en Het Lage Land"

THEMES = {
    "aardgasvrij": ("moet", "Daarvoor is de wijkaanpak begonnen."),
    "energiebesparing": ("moet", "Elke kuub die niet nodig is, hoeft ook niet vervangen te worden."),
    "woonlasten": ("moet", "Bewoners moeten de overstap kunnen betalen."),
    "natuurinclusief": ("kan", "Als de straat open gaat, kan er groen terugkomen."),
    "klimaatadaptatie": ("kan", "Riool en bestrating worden in dezelfde jaren vernieuwd."),
    "leefbaarheid": ("moet", "Bewoners beoordelen de aanpak op hun straat."),
    "participatie": ("moet", "Zonder bewoners geen plan."),
    "openbare_ruimte": ("", ""),
    "circulair": ("niet", "Voorlopig te weinig gegevens om op te sturen."),
}

# indicator, year of the baseline, target, year of the target, kind of path, milestones, statement
OBJECTIVES = [
    (
        "gas_gem_tc",
        2014,
        700.0,
        2030,
        "lineair",
        [],
        "Een woning gebruikt in 2030 een derde minder gas dan in 2014.",
    ),
    (
        "co2_woningen",
        2014,
        15000.0,
        2030,
        "lineair",
        [],
        "De woningen stoten in 2030 de helft minder CO₂ uit.",
    ),
    (
        "gasaansluitingen",
        2019,
        6000.0,
        2035,
        "s-curve",
        [],
        "In 2035 is de helft van de gebouwen van het gas af.",
    ),
    (
        "zonnestroom_vermogen",
        2016,
        6000.0,
        2030,
        "mijlpalen",
        [(2020, 1200.0), (2025, 3500.0)],
        "In 2030 ligt er twintig keer zoveel zonnepanelen op de woningen als in 2016.",
    ),
    ("laag_inkomen_aandeel", 2015, 9.0, 2030, "lineair", [], "Minder huishoudens met een laag inkomen."),
    ("bomen_aantal", None, 7300.0, 2035, "lineair", [], "In 2035 staan er 10% meer bomen langs de straat."),
    ("tevreden_buurt_aandeel", 2014, 92.0, 2030, "lineair", [], "Meer bewoners zijn tevreden met hun buurt."),
]


def example() -> Ambition:
    """Return the example, made of the embedded figures only."""
    area = datasets.areas().project_area(CODES, NAME, datasets.BOUNDARY_YEAR)
    figures = series(area)
    ambition = Ambition(title=f"Voorbeeld: ambitie voor {NAME}", example=True)
    ambition = edit.set_area(ambition, CODES, NAME, datasets.BOUNDARY_YEAR)
    for theme, (choice, reason) in THEMES.items():
        ambition = edit.set_theme(ambition, theme, choice, reason)
    for indicator, year, value, target_year, path, milestones, statement in OBJECTIVES:
        row = baseline(area, year=year, indicators=[indicator], figures=figures).iloc[0]
        ambition, key = edit.start_objective(ambition, row["theme"], indicator, pinned(row))
        ambition = edit.set_target(ambition, key, value, target_year)
        ambition = edit.set_path(ambition, key, path)
        ambition = edit.set_milestones(
            ambition, key, [Milestone(year=when, value=one) for when, one in milestones]
        )
        ambition = edit.set_statement(ambition, key, statement)
        ambition = edit.set_responsibility(
            ambition,
            key,
            owner="gemeente en woningcorporaties (voorbeeld)",
            how="dezelfde bron als de nulmeting",
            who="gemeente (voorbeeld)",
            frequency="elk jaar",
        )
    ambition, key = edit.add_objective(
        ambition, "participatie", None, "Bewoners denken mee over hun eigen straat."
    )
    return edit.add_decision(
        ambition,
        Decision(
            date=date(2026, 11, 24),
            what="Voorbeeld: wij beginnen met isoleren en wachten de keuze voor een warmtebron niet af.",
            why="Dat is nodig bij elke keuze.",
            who="projectteam (voorbeeld)",
        ),
    )


def main() -> None:
    """Write the example beside the figures that it is made of."""
    path = Path(datasets.folder()) / "voorbeeld.ambitie.json"
    path.unlink(missing_ok=True)
    file.new(path, example())


if __name__ == "__main__":
    main()
