"""Write ``docs/gegevens.md`` anew from ``data/datapackage.json``: ``python tools/refresh_gegevens.py``.

The descriptor is made by ``wijkdata embed`` and is for programs; this page says the same to people. Nothing on it is
written by hand, so that it cannot say anything else than the data.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from wijkdata import datasets, dutch

PAGE = Path(__file__).resolve().parent.parent / "docs" / "gegevens.md"
#: A file with more tables than these is told by their number; they are named with their licences.
_MANY = 20

_INTRODUCTION = """\
# De meegeleverde gegevens

Wat er in de map `data` staat: per bestand wat het is, uit welke tabellen het komt en wat elke kolom betekent. Van wie
de gegevens zijn en wat u ermee mag, staat in [data/LICENSE.md](../data/LICENSE.md). Voor programma’s staat dit ook in
[data/datapackage.json](../data/datapackage.json). Wat u zelf toevoegt of ophaalt staat hier niet bij; zie daarvoor
[de handleiding voor de analist](handleiding-analist.md).

Alle tabellen zijn CSV: UTF-8, met een komma tussen de kolommen en een punt in getallen. Een lege waarde is onbekend,
en nooit nul.

*Deze bladzijde wordt geschreven door `python tools/refresh_gegevens.py`. Verander haar niet met de hand.*
"""


def page(descriptor: Mapping[str, Any]) -> str:
    """Return the whole page for a descriptor."""
    resources = descriptor["resources"]
    rows = [(f"[`{one['path']}`](#{_anchor(one)})", one["title"], _size(one["bytes"])) for one in resources]
    parts = [_INTRODUCTION, _table(("bestand", "wat het is", "grootte"), rows)]
    told: dict[str, str] = {}
    for one in resources:
        what = f"**{one['title']}.** {one['description']}"
        parts += [f"## {one['path']}", what, *_about(one), _columns(one, told)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _about(resource: Mapping[str, Any]) -> list[str]:
    """Return where a file comes from, and for figures which indicators it holds."""
    parts = []
    tables, sources = resource["tables"], resource.get("sources", [])
    if len(tables) > _MANY:
        parts.append(
            f"Uit {len(tables)} bronnen. Zij staan bij elke rij, en in [data/LICENSE.md](../data/LICENSE.md)."
        )
    elif tables:
        rows = [
            (one["publisher"], _named(one), _years(one["years"]), one["modified"] or "–", one["retrieved"])
            for one in tables
        ]
        parts.append(
            _table(("uitgever", "tabel", "jaren", "door de uitgever gewijzigd", "overgenomen"), rows)
        )
    if len(tables) < len(sources) <= _MANY:
        # What follows from other tables names those too, and they are described where they themselves stand.
        titles = dict.fromkeys(one["title"].removeprefix("Bron: ") for one in sources)
        parts.append(f"Gemaakt uit: {'; '.join(titles)}.")
    if resource.get("indicators"):
        rows = [(one["name"], f"`{one['id']}`", one["unit"]) for one in resource["indicators"]]
        parts.append(_table(("indicator", "id", "eenheid"), rows))
    return parts


def _columns(resource: Mapping[str, Any], told: dict[str, str]) -> str:
    """Return what each column means; columns that another file has too are told there."""
    schema = json.dumps(resource["schema"], sort_keys=True)
    if schema in told:
        return f"De kolommen zijn die van `{told[schema]}`."
    told[schema] = resource["path"]
    rows = [(f"`{one['name']}`", _meaning(one)) for one in resource["schema"]["fields"]]
    key = resource["schema"].get("primaryKey", [])
    one_row = f"\n\nEén rij per {dutch.join(f'`{name}`' for name in key)}." if key else ""
    return _table(("kolom", "betekenis"), rows) + one_row


def _meaning(field: Mapping[str, Any]) -> str:
    text = str(field["description"])
    if field.get("unit"):
        text += f" Eenheid: {field['unit']}."
    enum = field.get("constraints", {}).get("enum")
    return f"{text} Mogelijk: {dutch.join(enum)}." if enum else text


def _named(table: Mapping[str, Any]) -> str:
    return str(table["title"]) if table["id"] == table["title"] else f"{table['title']} ({table['id']})"


def _years(years: Sequence[int]) -> str:
    """Return years as people read them: ``2014-2018 en 2020``."""
    spans: list[list[int]] = []
    for year in sorted(years):
        if spans and year == spans[-1][1] + 1:
            spans[-1][1] = year
        else:
            spans.append([year, year])
    return dutch.join(str(first) if first == last else f"{first}-{last}" for first, last in spans) or "–"


def _size(size: int) -> str:
    return f"{dutch.number(max(1, round(size / 1024)), 0)} kB"


def _anchor(resource: Mapping[str, Any]) -> str:
    """Return how the heading of a file is linked to: without its points."""
    return str(resource["path"]).lower().replace(".", "")


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)


def main() -> None:
    """Write the page."""
    descriptor = json.loads((datasets.folder() / "datapackage.json").read_text(encoding="utf-8"))
    PAGE.write_text(page(descriptor), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
