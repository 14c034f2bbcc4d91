"""Where a figure comes from, one press away: source, table, year, status, method, date of retrieval and coverage.

It is a button with a sheet that the browser itself opens over the screen and closes again (with a press beside it, or
Escape), so it needs no kernel and no program of its own.
"""

from __future__ import annotations

import html
import itertools
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.ambition.model import Figure, Objective
from wijkdata.ambition.planned import name_of
from wijkdata.delay import PARAMETERS, Amount
from wijkdata.delay_words import amount_text
from wijkdata.uncertainty import between

if TYPE_CHECKING:
    from wijkdata.ambition.readings import Reading
    from wijkdata.ambition.standing import FollowUp
    from wijkdata.effect_parameters import Parameter

#: What is said of a figure, in this order, by the column it stands in.
FIELDS = {
    "figure": "Cijfer",
    "value": "Waarde",
    "range": "Marge",
    "year": "Jaar",
    "status": "Status",
    "source": "Bron",
    "table": "Tabel",
    "method": "Methode",
    "coverage": "Dekking",
    "retrieved": "Opgehaald",
    "note": "Opmerking",
}
#: What is said above the table where it is the same for all its figures.
_SHARED = ("figure", "status", "source", "table", "method", "coverage", "retrieved", "note")

# Several kernels may show their panels on one page, so a number alone would not do.
_KERNEL = secrets.token_hex(4)
_NUMBERS = itertools.count(1)


def provenance(title: str, rows: pd.DataFrame, *, label: str = "herkomst", more: Sequence[str] = ()) -> str:
    """Return as HTML a button that opens the sheet with what is known of some figures; empty without figures.

    Parameters
    ----------
    title
        Of which figures.
    rows
        One per figure, as `from_table` or `from_figure` gives them.
    label
        What stands on the button.
    more
        Sentences below the table.
    """
    if rows.empty:
        return ""
    key = f"wd-{_KERNEL}-{next(_NUMBERS)}"
    heading = html.escape(title)
    below = "".join(f"<p>{html.escape(one)}</p>" for one in more if one)
    return (
        f'<button type="button" class="wd-origin" popovertarget="{key}" '
        f'aria-label="Herkomst: {heading}">{html.escape(label)}</button>'
        f'<div class="wd-origin-sheet" id="{key}" popover role="dialog" aria-label="Herkomst: {heading}">'
        f"<h3>Herkomst: {heading}</h3>{_table(rows)}{below}"
        f'<button type="button" class="wd-origin" popovertarget="{key}" popovertargetaction="hide">sluiten</button>'
        "</div>"
    )


def from_table(rows: pd.DataFrame, names: Sequence[str] | str = "") -> pd.DataFrame:
    """Return the fields of figures out of a table such as `series` or `baseline` returns, as text.

    Parameters
    ----------
    rows
        With column ``indicator``; what other columns it lacks is not said.
    names
        What each figure is called, or all of them; by default its indicator.
    """
    entries = [catalogue.indicator(str(one)) for one in rows["indicator"]]
    called = [names or one.name for one in entries] if isinstance(names, str) else names
    records = [
        {
            "figure": name,
            "value": _value(entry, row),
            "range": _range(entry, row),
            "coverage": _coverage(entry, row.get("coverage")),
            "retrieved": _day(row.get("retrieved")),
            **{one: _text(row.get(one)) for one in ("year", "status", "source", "table", "method", "note")},
        }
        for name, entry, row in zip(called, entries, rows.to_dict("records"), strict=True)
    ]
    return pd.DataFrame(records, columns=list(FIELDS))


def from_figure(name: str, indicator: str, figure: Figure | Reading) -> pd.DataFrame:
    """Return the fields of a figure that was pinned or that counts for an objective, as text."""
    given = {one: getattr(figure, one, None) for one in (*FIELDS, "low", "high")}
    return from_table(pd.DataFrame([{**given, "indicator": indicator}]), [name])


def from_standing(objective: Objective, standing: FollowUp, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the fields of the figures on which the standing of an objective rests: baseline, newest, and corrected.

    Parameters
    ----------
    figures
        Every figure of the area, as ``series`` gives them: they tell when the newest one was retrieved.
    """
    found = [from_table(pd.DataFrame(columns=["indicator"]))]
    judged = [(standing.indicator, objective.baseline or standing.baseline, standing.newest)]
    if standing.corrected is not None:
        judged.append((standing.corrected.indicator, standing.corrected.baseline, standing.corrected.newest))
    for indicator, baseline, newest in judged:
        if indicator is None or indicator not in catalogue.indicators():
            continue
        name = catalogue.indicator(indicator).name
        for what, figure in (("nulmeting", baseline), ("nieuwste", newest)):
            if figure is not None:
                row = from_figure(f"{name}, {what}", indicator, figure)
                row["retrieved"] = row["retrieved"].where(
                    row["retrieved"] != "", _retrieved(figures, indicator, figure)
                )
                found.append(row)
    return pd.concat(found, ignore_index=True)


def _retrieved(figures: pd.DataFrame, indicator: str, figure: Figure | Reading) -> str:
    """Return when a published figure was retrieved; empty for what the team measured itself."""
    same = figures[
        (figures["indicator"] == indicator)
        & (figures["year"] == figure.year)
        & (figures["table"] == figure.table)
    ]
    return _day(same["retrieved"].iloc[0]) if len(same) and figure.table else ""


def from_baselines(objectives: Iterable[Objective]) -> pd.DataFrame:
    """Return the fields of the baselines of objectives, as they were pinned."""
    found = [
        from_figure(name_of(one), str(one.indicator), one.baseline)
        for one in objectives
        if one.baseline is not None and one.indicator in catalogue.indicators()
    ]
    return pd.concat([from_table(pd.DataFrame(columns=["indicator"])), *found], ignore_index=True)


def from_amounts(amounts: Mapping[str, Amount]) -> pd.DataFrame:
    """Return the fields of the numbers with which the cost of delay is reckoned."""
    records = [
        {
            **dict.fromkeys(FIELDS, ""),
            "figure": PARAMETERS[key].name,
            "value": amount_text(key, one),
            "status": "voorstel" if one.proposed else "eigen opgave",
            "source": one.source or "eigen opgave van het team",
        }
        for key, one in amounts.items()
    ]
    return pd.DataFrame(records, columns=list(FIELDS))


def from_parameters(parameters: Iterable[Parameter]) -> pd.DataFrame:
    """Return the fields of the numbers with which measures are reckoned."""
    records = [
        {
            **dict.fromkeys(FIELDS, ""),
            "figure": one.name,
            "value": "niet bekend" if _missing(one.value) else dutch.number(one.value, unit=one.unit),
            "range": _bandwidth(one),
            "year": "" if one.year is None else str(one.year),
            "status": "eigen opgave" if one.own else one.status,
            "source": one.source,
            "table": one.table,
            "note": one.note,
        }
        for one in parameters
    ]
    return pd.DataFrame(records, columns=list(FIELDS))


def _bandwidth(one: Parameter) -> str:
    return "" if _missing(one.low) or one.low == one.high else between(one.low, one.high, None, one.unit)


def lowered(name: str) -> str:
    """Return a name for within a sentence: ``gas per woning``, but ``CO₂ per woning``."""
    return name[0].lower() + name[1:] if name[1:2].islower() else name


def _value(entry: catalogue.Indicator, row: dict[object, object]) -> str:
    value = row.get("value")
    if _missing(value):
        return "niet openbaar" if row.get("status") == "geheim" else "geen cijfer"
    return entry.text(float(str(value)))


def _range(entry: catalogue.Indicator, row: dict[object, object]) -> str:
    low, high = (None if _missing(one) else float(str(one)) for one in (row.get("low"), row.get("high")))
    return "" if low == high else between(low, high, entry)


def _coverage(entry: catalogue.Indicator, part: object) -> str:
    return "" if _missing(part) else f"{dutch.number(100 * float(str(part)), 0)}% van de {entry.of_what}"


def _day(moment: object) -> str:
    if isinstance(moment, date):
        return dutch.day(moment)
    return dutch.day(date.fromisoformat(str(moment))) if moment and not _missing(moment) else ""


def _text(value: object) -> str:
    if _missing(value):
        return ""
    return str(int(value)) if isinstance(value, float) else str(value)


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value))


def _table(rows: pd.DataFrame) -> str:
    """Return the figures as a table: what is the same for all of them, or known of one only, is said above it."""
    used = [one for one in FIELDS if one in rows and (rows[one] != "").any()]
    shared = [one for one in used if len(rows) == 1 or (one in _SHARED and len(set(rows[one])) == 1)]
    said = "".join(f"<dt>{FIELDS[one]}</dt><dd>{html.escape(str(rows[one].iloc[0]))}</dd>" for one in shared)
    above = f"<dl>{said}</dl>" if said else ""
    rest = [one for one in used if one not in shared]
    if not rest:
        return above
    head = "".join(f'<th scope="col">{FIELDS[one]}</th>' for one in rest)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(row[one]))}</td>" for one in rest) + "</tr>"
        for row in rows.to_dict("records")
    )
    return f"{above}<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
