"""Write ``data/voorbeeld.ambitie.json``: an example on real figures, and nobody's decision.

Run it again after the embedded figures have changed: ``python tools/make_example.py``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from wijkdata import datasets
from wijkdata.ambition import edit, file, grounds, meeting, programme, terms_edit, themes
from wijkdata.ambition.model import Ambition, Decision, Milestone
from wijkdata.baseline import baseline
from wijkdata.panels.baselines import pinned
from wijkdata.series import series

CODES = ["BU05991448", "BU05991449"]
NAME = "Prinsenland en Het Lage Land"
DAY = date(2026, 11, 24)
DUE = date(2027, 3, 1)

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

# party: weight per theme; made up, to show how a meeting looks
WEIGHTS = {
    "gemeente": {
        "aardgasvrij": 5,
        "energiebesparing": 4,
        "woonlasten": 3,
        "leefbaarheid": 4,
        "participatie": 4,
    },
    "woningcorporatie": {"aardgasvrij": 3, "energiebesparing": 5, "woonlasten": 5, "leefbaarheid": 4},
    "huurders": {
        "aardgasvrij": 1,
        "energiebesparing": 3,
        "woonlasten": 5,
        "leefbaarheid": 4,
        "participatie": 5,
    },
    "bewoners-eigenaren": {"aardgasvrij": 2, "energiebesparing": 4, "woonlasten": 4, "participatie": 4},
    "netbeheerder": {"aardgasvrij": 4, "energiebesparing": 3, "woonlasten": 1},
}
LINKS = [
    ("klimaatadaptatie", "natuurinclusief", "als het riool wordt vervangen, komt er groen terug"),
    ("energiebesparing", "woonlasten", "isoleren verlaagt de rekening"),
    ("natuurinclusief", "leefbaarheid", "meer bomen, koelere straten"),
]
# term: the agreed wording, or wordings of parties that still differ
AGREED = {
    "aardgasvrij": "Geen aardgas meer voor verwarming, warm water en koken.",
    "no-regret": "Wat we nu isoleren, hoeft bij de overstap niet opnieuw te worden gedaan.",
}
CRITERIA = {
    "aardgasvrij": "In 2035 is ten minste 50% van de woningen aardgasvrij.",
    "no-regret": "In 2035 voldoet ten minste 60% van de woningen aan de Standaard voor woningisolatie.",
}
# objective: the parties of which the interest it rests on, and the tracks that it serves
GROUNDS = {
    "gas_gem_tc": (["woningcorporatie", "bewoners-eigenaren"], ["B", "D"]),
    "co2_woningen": (["gemeente", "netbeheerder"], ["C", "F"]),
    "laag_inkomen_aandeel": (["huurders", "woningcorporatie"], ["D"]),
}
ANSWERS = {
    "aardgasvrij": ("Ja, dat is de zaak van de bron.", "Als de aansluiting weg is.", "Alleen om woningen."),
    "no-regret": (
        "Bij elk alternatief.",
        "Ja, de streefwaarde.",
        "Dak, gevel, vloer en glas.",
        "Wie de maatregel koos.",
    ),
}
WORDINGS = {
    "woonlastenneutraliteit": {
        "huurders": "De huur en de energierekening samen gaan niet omhoog.",
        "woningcorporatie": "De huurverhoging is niet hoger dan de gemiddelde besparing.",
    }
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
        "In 2035 is de helft van de woningen aardgasvrij.",
    ),
    (
        "zonnestroom_vermogen",
        2016,
        6000.0,
        2030,
        "mijlpalen",
        [(2020, 1200.0), (2025, 3500.0)],
        "In 2030 liggen er twintig keer zoveel zonnepanelen op de woningen als in 2016.",
    ),
    ("laag_inkomen_aandeel", 2015, 9.0, 2030, "lineair", [], "Minder huishoudens met een laag inkomen."),
    ("bomen_aantal", None, 7300.0, 2035, "lineair", [], "In 2035 staan er 10% meer bomen langs de straat."),
    ("tevreden_buurt_aandeel", 2014, 92.0, 2030, "lineair", [], "Meer bewoners zijn tevreden met hun buurt."),
]

# scenario: homes per year by measure, in each year of FROM-UNTIL; made up, to show what a programme does
FROM, UNTIL = 2027, 2035
SCENARIOS = {
    "Warmtenet voorop": {"isolatie_b": 300, "warmtenet": 450, "hybride": 100, "zonnepanelen": 260},
    "Warmtepompen voorop": {
        "isolatie_standaard": 300,
        "warmtepomp": 450,
        "hybride": 100,
        "zonnepanelen": 260,
    },
}


def example() -> Ambition:
    """Return the example, made of the embedded figures only."""
    area = datasets.areas().project_area(CODES, NAME, datasets.BOUNDARY_YEAR)
    figures = series(area)
    ambition = Ambition(title=f"Voorbeeld: ambitie voor {NAME}", example=True)
    ambition = edit.set_area(ambition, CODES, NAME, datasets.BOUNDARY_YEAR)
    for theme, (choice, reason) in THEMES.items():
        ambition = edit.set_theme(ambition, theme, choice, reason)
    ambition = meeting_of(ambition)
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
    for key, (parties, tracks) in GROUNDS.items():
        ambition = grounds.set_grounds(ambition, key, parties=parties, tracks=tracks)
    ambition, key = edit.add_objective(
        ambition, "participatie", None, "Bewoners denken mee over hun eigen straat."
    )
    for name, steps in SCENARIOS.items():
        ambition = programme.add_scenario(ambition, name)
        for measure, homes in steps.items():
            ambition = programme.set_step(ambition, name, measure, homes, FROM, UNTIL)
    ambition = programme.choose_programme(ambition, next(iter(SCENARIOS)))
    return edit.add_decision(
        ambition,
        Decision(
            date=DAY,
            what="Voorbeeld: wij beginnen met isoleren en wachten de keuze voor een warmtebron niet af.",
            why="Dat is nodig bij elke keuze.",
            who="projectteam (voorbeeld)",
        ),
    )


def meeting_of(ambition: Ambition) -> Ambition:
    """Return the ambition with what a start meeting brings: parties, interests, links, terms and agreements."""
    for party, weights in WEIGHTS.items():
        ambition = meeting.add_party(ambition, party)
        for theme, weight in weights.items():
            ambition = meeting.set_interest(ambition, party, theme, weight=weight)
            published = meeting.suggestions(party, theme)
            if len(published):
                first = published.iloc[0]
                ambition = meeting.take_over(ambition, party, theme, first["interest"], first["source"])
    ambition = meeting.add_agreement(
        ambition,
        "Voorbeeld: de cijfers van de corporaties naast die van CBS leggen.",
        owner="gemeente",
        due=DUE,
    )
    for theme, helps, by in LINKS:
        ambition = themes.add_link(ambition, theme, helps, by)
    for name, text in AGREED.items():
        ambition, term = terms_edit.add_term(ambition, name)
        for number, answer in enumerate(ANSWERS[name]):
            ambition = terms_edit.answer_choice(ambition, term, number, answer)
        ambition = terms_edit.set_criterion(ambition, term, CRITERIA[name])
        ambition = terms_edit.agree(ambition, term, text, DAY, "projectteam (voorbeeld)")
    for name, wordings in WORDINGS.items():
        ambition, term = terms_edit.add_term(ambition, name)
        for party, text in wordings.items():
            ambition = terms_edit.set_wording(ambition, term, party, text)
    return ambition


def main() -> None:
    """Write the example beside the figures that it is made of."""
    path = Path(datasets.folder()) / "voorbeeld.ambitie.json"
    path.unlink(missing_ok=True)
    file.new(path, example())


if __name__ == "__main__":
    main()
