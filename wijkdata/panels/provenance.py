"""Where a figure comes from, one press away: source, table, year, status, method, date of retrieval and coverage.

It is a button with a sheet that the browser itself opens over the screen and closes again (with a press beside it, or
Escape), so it needs no kernel and no program of its own.
"""

from __future__ import annotations

import html
import itertools
import secrets
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.ambition.model import Figure
from wijkdata.uncertainty import between

if TYPE_CHECKING:
    from wijkdata.ambition.readings import Reading

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
    found = pd.DataFrame(index=range(len(rows)), columns=list(FIELDS), dtype=object).fillna("")
    if rows.empty:
        return found
    entries = [catalogue.indicator(str(one)) for one in rows["indicator"]]
    found["figure"] = names if not isinstance(names, str) else names or [one.name for one in entries]
    for number, (entry, row) in enumerate(zip(entries, rows.to_dict("records"), strict=True)):
        found.loc[number, "value"] = _value(entry, row)
        found.loc[number, "range"] = _range(entry, row)
        found.loc[number, "coverage"] = _coverage(entry, row.get("coverage"))
        found.loc[number, "retrieved"] = _day(row.get("retrieved"))
        for column in ("year", "status", "source", "table", "method", "note"):
            found.loc[number, column] = _text(row.get(column))
    return found


def from_figure(name: str, indicator: str, figure: Figure | Reading) -> pd.DataFrame:
    """Return the fields of a figure that was pinned or that counts for an objective, as text."""
    given = {one: getattr(figure, one, None) for one in (*FIELDS, "low", "high")}
    return from_table(pd.DataFrame([{**given, "indicator": indicator}]), [name])


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
