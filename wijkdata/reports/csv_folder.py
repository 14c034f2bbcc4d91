"""The tables as CSV for other programs, with a Frictionless descriptor of what stands in them.

Numbers have a decimal point, days are written year first, and what is not there is an empty cell. A text that a
spreadsheet would take for a formula gets an apostrophe before it; the descriptor says so.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date

from wijkdata.reports import phrases
from wijkdata.reports.facts import Facts
from wijkdata.reports.sheets import Cell, Sheet

FOLDER = "tabellen"
DESCRIPTOR = "datapackage.json"
#: What makes a formula of a text, also behind spaces.
_FORMULA = ("=", "+", "-", "@", "\t", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_GUARD = "Begint een tekst als een formule (= + - @), dan staat er een apostrof voor."


def files(facts: Facts, sheets: list[Sheet]) -> dict[str, bytes]:
    """Return the files of the folder by name; the same tables always give the same bytes."""
    found = {f"{one.name}.csv": _content(one) for one in sheets}
    resources = [
        {
            "name": one.name,
            "path": f"{one.name}.csv",
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "title": one.title,
            "description": f"{one.description} {_GUARD}",
            "bytes": len(found[f"{one.name}.csv"]),
            "hash": f"sha256:{hashlib.sha256(found[f'{one.name}.csv']).hexdigest()}",
            "schema": {"fields": [each.field.describe() for each in one.columns], "missingValues": [""]},
        }
        for one in sheets
    ]
    descriptor = {
        "profile": "data-package",
        "name": "ambitie",
        "title": phrases.title(facts),
        "description": " ".join(
            filter(None, (phrases.warning(facts), f"{phrases.area_codes(facts)}. Versie: {facts.version}."))
        ),
        "created": f"{facts.day:%Y-%m-%d}T00:00:00Z",
        "version": str(facts.standing.version.number) if facts.standing.version else "concept",
        "fingerprint": facts.fingerprint,
        "example": facts.ambition.example,
        "resources": resources,
    }
    text = json.dumps(descriptor, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    return found | {DESCRIPTOR: text.encode("utf-8")}


def _content(sheet: Sheet) -> bytes:
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([one.field.name for one in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_cell(one) for one in row.cells])
    return made.getvalue().encode("utf-8")


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    return f"'{value}" if value.lstrip().startswith(_FORMULA) else value
