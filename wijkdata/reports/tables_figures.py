"""The tables with the figures of the area, and where they are from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from wijkdata import catalogue
from wijkdata.ambition import planned
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
        "baseline",
        "Nulmeting",
        "Per indicator het nieuwste bruikbare cijfer van het gebied, of waarom het er niet is.",
        (
            *_figure_columns("Jaar van het cijfer."),
            texts("why", "Waarom dit cijfer", "Waarom dit cijfer, of waarom er geen is.", 60),
        ),
        tuple(_figure_row(facts, one, "why") for one in _records(facts.baseline)),
    )


def series(facts: Facts) -> Sheet:
    """Return every figure of the area by year."""
    return Sheet(
        "series",
        "Reeksen",
        "Alle cijfers van het gebied per jaar; ook de jaren zonder cijfer, met de reden.",
        (
            *_figure_columns("Verslagjaar."),
            texts("note", "Opmerking", "Wat een lezer van dit cijfer moet weten.", 60),
        ),
        tuple(_figure_row(facts, one, "note") for one in _records(facts.figures)),
    )


def _figure_columns(year: str) -> tuple[Column, ...]:
    """Return the columns of a figure as `_figure_row` fills them, but for the last."""
    return (
        texts("theme", "Thema", "Thema.", 20),
        texts("name", "Indicator", "Wat er wordt gemeten.", 34),
        texts("indicator", "Kenmerk indicator", "Indicator in de catalogus van wijkdata.", 22),
        wholes("year", "Jaar", year, 8),
        numbers("value", "Waarde", "Waarde; leeg waar geen cijfer is, nooit 0 daarvoor."),
        numbers("low", "Ten minste", "Onderkant van de marge; leeg waar die niet bekend is."),
        numbers("high", "Ten hoogste", "Bovenkant van de marge; leeg waar die niet bekend is."),
        texts("unit", "Eenheid", "Eenheid.", 16),
        texts("status", "Status", "Hoe vast het cijfer is, of waarom het er niet is.", 14),
        wholes("source", "Bron", "Nummer in de tabel met bronnen.", 8),
        numbers(
            "coverage",
            "Dekking",
            "Deel van de woningen (of andere noemer) achter het cijfer, 0-1.",
            decimals=2,
        ),
        texts("method", "Methode", "Hoe het cijfer tot stand kwam.", 40),
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
            *(row["coverage"], row["method"], row[remark]),
        ],
        entry.decimals,
    )


def _records(frame: pd.DataFrame | None) -> list[dict[str, Any]]:
    return [] if frame is None else [{str(key): one[key] for key in one} for one in frame.to_dict("records")]


def _year(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def sources(facts: Facts) -> Sheet:
    """Return the sources that were named until now, by number."""
    return Sheet(
        "sources",
        "Bronnen",
        "De bronnen waarnaar de andere tabellen met een nummer verwijzen.",
        (
            wholes("number", "Nr", "Nummer van de bron.", 6),
            texts("name", "Uitgever of bron", "Wie het publiceerde of zei.", 44),
            texts("table", "Tabel", "Tabel, bestand of document.", 26),
            texts("title", "Titel", "Titel van de tabel.", 44),
            texts("licence", "Licentie", "Licentie, waar de uitgever die noemt.", 26),
            days("retrieved", "Overgenomen", "Dag waarop de cijfers zijn overgenomen."),
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
