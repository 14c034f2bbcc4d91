"""The chapter about the area in figures, and the appendix with all of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.delay_words import in_sentence
from wijkdata.reports import phrases
from wijkdata.reports.blocks import (
    Block,
    Column,
    bullets,
    heading,
    paragraph,
    table,
)
from wijkdata.reports.facts import Facts

#: What a reader wants to know first of an area; the rest is in the appendix.
_MAIN = (
    *("inwoners", "huishoudens", "woningen", "meergezins_aandeel", "koop_aandeel", "corporatie_aandeel"),
    *("voor_2000_aandeel", "woz_gem", "gas_gem", "elektra_gem", "stadsverwarming_aandeel"),
    *("aardgasvrij_aandeel", "co2_woning", "zonnestroom_vermogen", "laag_inkomen_aandeel", "energiearmoede"),
)
_STATUSES = (
    "Status van een cijfer: definitief, nader voorlopig en voorlopig zijn zoals de uitgever het noemt; geschat is "
    "berekend uit andere cijfers; model komt uit een rekenmodel; eigen meting is van het team. Ontbreekt en geheim "
    "(niet openbaar) zijn nooit nul. De marge zegt waar een cijfer tussen ligt, door afronding of door de getallen "
    "waarmee is gerekend; een streepje betekent dat zij niet bekend is of dat het cijfer vaststaat."
)


_FIGURE_COLUMNS = (
    Column("Cijfer", 1.9),
    Column("Waarde", 1.35, right=True),
    Column("Marge", 1.5, right=True),
    Column("Jaar", 0.45, right=True),
    Column("Status", 0.8),
    Column("Bron", 0.4, right=True),
)


def chapter(facts: Facts) -> Iterator[Block]:
    """Return the main figures of the area, each with its year, status and source."""
    yield heading("De wijk in cijfers", new_page=bool(facts.ambition.objectives))
    if facts.baseline is None:
        yield paragraph("Er is nog geen gebied gekozen waarvan cijfers bekend zijn.")
        return
    rows = _by_indicator(facts)
    yield paragraph(
        f"{phrases.area_text(facts)}. Per onderwerp het nieuwste bruikbare cijfer; alle cijfers staan in de bijlage."
    )
    yield table(
        _FIGURE_COLUMNS, [_figure_cells(facts, rows[key]) for key in _MAIN if _has_value(rows.get(key))]
    )
    gaps = [key for key in _MAIN if key in rows and not _has_value(rows[key])]
    if gaps:
        names = dutch.join(in_sentence(catalogue.indicator(key).name) for key in gaps)
        yield paragraph(f"Zonder bruikbaar cijfer: {names}. Waarom, staat in de bijlage.")
    yield paragraph(_STATUSES, "note")


def _by_indicator(facts: Facts) -> dict[str, dict[str, Any]]:
    if facts.baseline is None:
        return {}
    return {
        str(one["indicator"]): {str(k): v for k, v in one.items()}
        for one in facts.baseline.to_dict("records")
    }


def _has_value(row: dict[str, Any] | None) -> bool:
    return row is not None and not pd.isna(row["value"])


def _figure_cells(facts: Facts, row: dict[str, Any]) -> list[str]:
    entry = catalogue.indicator(row["indicator"])
    return [
        entry.name,
        entry.text(row["value"]),
        phrases.range_text(entry.id, row["low"], row["high"]) or "–",
        str(int(row["year"])),
        str(row["status"]),
        facts.sources.mark(str(row["source"]), str(row["table"])),
    ]


def _gap_lines(rows: list[dict[str, Any]]) -> list[str]:
    """Say why there is no figure, those with the same reason together."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        reasons.setdefault(phrases.reason_text(str(row["why"])) or str(row["status"]), []).append(
            catalogue.indicator(row["indicator"]).name
        )
    return [f"{dutch.join(names)}: {reason}" for reason, names in reasons.items()]


def appendix(facts: Facts) -> Iterator[Block]:
    """Return every figure of the area by theme, and why there is none; nothing without an area."""
    if facts.baseline is None:
        return
    yield heading("Bijlage: alle cijfers van het gebied", new_page=True)
    yield paragraph("De reeksen per jaar staan in het werkboek (XLSX) en in de tabellen (CSV).")
    rows = list(_by_indicator(facts).values())
    for theme in catalogue.themes().values():
        known = [
            one for one in rows if catalogue.indicator(one["indicator"]).theme == theme.id and _has_value(one)
        ]
        if known:
            yield heading(theme.name, 2)
            yield table(_FIGURE_COLUMNS, [_figure_cells(facts, one) for one in known])
    gaps = [one for one in rows if not _has_value(one)]
    if gaps:
        yield heading("Zonder cijfer", 2)
        yield bullets(_gap_lines(gaps))
