"""The tables with the figures of the area, and where they are from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from wijkdata import catalogue
from wijkdata.ambition import planned
from wijkdata.reports import phrases
from wijkdata.reports.facts import Facts, theme_name
from wijkdata.reports.sheets import (
    Column,
    Row,
    Sheet,
    days,
    numbers,
    row_of,
    texts,
    wholes,
)

if TYPE_CHECKING:
    from wijkdata.ambition.model import Objective


def series_sources(facts: Facts, one: Objective) -> list[int]:
    """Return the numbers of the sources of the years of an objective, in order."""
    entry, rows = planned.entry_of(one), facts.figures
    if entry is None or rows is None:
        return []
    shown = rows[(rows["indicator"] == entry.id) & rows["value"].notna()]
    pairs = dict.fromkeys(zip(shown["source"].astype(str), shown["table"].astype(str), strict=True))
    numbers = [facts.sources.number(*pair) for pair in pairs]
    return sorted(number for number in numbers if number is not None)


def figures(facts: Facts) -> Sheet:
    """Return the newest usable figure per indicator, and why there is none."""
    return Sheet(
        "Nulmeting",
        "Per indicator het nieuwste bruikbare cijfer van het gebied, of waarom het er niet is.",
        (
            *_figure_columns("Jaar van het cijfer."),
            texts("Waarom dit cijfer", "Waarom dit cijfer, of waarom er geen is.", 38),
        ),
        tuple(_figure_row(facts, one, "why") for one in _records(facts.baseline)),
    )


def series(facts: Facts) -> Sheet:
    """Return every figure of the area by year."""
    return Sheet(
        "Reeksen",
        "Alle cijfers van het gebied per jaar; ook de jaren zonder cijfer, met de reden.",
        (
            *_figure_columns("Verslagjaar."),
            texts("Opmerking", "Wat een lezer van dit cijfer moet weten.", 38),
        ),
        tuple(_figure_row(facts, one, "note") for one in _records(facts.figures)),
    )


def _figure_columns(year: str) -> tuple[Column, ...]:
    """Return the columns of a figure as `_figure_row` fills them, but for the last."""
    return (
        texts("Thema", "Thema.", 14),
        texts("Indicator", "Wat er wordt gemeten.", 22),
        texts("Kenmerk indicator", "Indicator in de catalogus van wijkdata.", 14),
        wholes("Jaar", year, 8),
        numbers("Waarde", "Waarde; leeg waar geen cijfer is, nooit 0 daarvoor.", 10),
        numbers("Ten minste", "Onderkant van de marge; leeg waar die niet bekend is.", 10),
        numbers("Ten hoogste", "Bovenkant van de marge; leeg waar die niet bekend is.", 10),
        texts("Eenheid", "Eenheid.", 12),
        texts("Status", "Hoe vast het cijfer is, of waarom het er niet is.", 12),
        wholes("Bron", "Nummer in de tabel met bronnen.", 8),
        numbers(
            "Dekking",
            "Deel van de woningen (of andere noemer) achter het cijfer, 0-1.",
            decimals=2,
        ),
        texts("Methode", "Hoe het cijfer tot stand kwam.", 30),
    )


def _figure_row(facts: Facts, row: dict[str, Any], remark: str) -> Row:
    entry = catalogue.indicator(str(row["indicator"]))
    has_value = not pd.isna(row["value"])
    named = has_value or str(row["status"]) == "geheim"
    return row_of(
        [
            *(theme_name(entry.theme), entry.name, entry.id, _year(row["year"])),
            *(row["value"], row["low"], row["high"], entry.unit, row["status"]),
            facts.sources.number(str(row["source"]), str(row["table"])) if named else None,
            # Where there is no figure, a part of nothing is behind it: that is no number.
            row["coverage"] if has_value or row["coverage"] else None,
            *(row["method"], _told(row[remark])),
        ],
        entry.decimals,
    )


def _told(remark: object) -> str | None:
    return phrases.reason_text(remark) if isinstance(remark, str) else None


def _records(frame: pd.DataFrame | None) -> list[dict[str, Any]]:
    return [] if frame is None else [{str(key): one[key] for key in one} for one in frame.to_dict("records")]


def _year(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def sources(facts: Facts) -> Sheet:
    """Return the sources that were named until now, by number."""
    return Sheet(
        "Bronnen",
        "De bronnen waarnaar de andere tabellen met een nummer verwijzen.",
        (
            wholes("Nr", "Nummer van de bron.", 6),
            texts("Uitgever of bron", "Wie het publiceerde of zei.", 44),
            texts("Tabel", "Tabel, bestand of document.", 26),
            texts("Titel", "Titel van de tabel.", 44),
            texts("Licentie", "Licentie, waar de uitgever die noemt.", 26),
            days("Overgenomen", "Dag waarop de cijfers zijn overgenomen."),
        ),
        tuple(
            row_of([one.number, one.name, one.table, one.title, one.licence, _date(one.retrieved)])
            for one in facts.sources.all
        ),
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
