"""What a file is, by what is in it: which source module reads it, or which other file it explains."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

from wijkdata.errors import SourceError
from wijkdata.sources import geopackage, unrecognised
from wijkdata.sources.loaded import Sample, sample

#: The modules that read files, those with the most telling marks first; an own register is what nothing else is.
MODULES = (
    "cbs_kwb",
    "cbs_kwb_workbook",
    "cbs_energie_buurt",
    "cbs_verwarming_buurt",
    "cbs_verwarming_maatwerk",
    "cbs_zonnestroom",
    "cbs_regio",
    "cbs_seswoa",
    "pbl_startanalyse",
    "pbl_startanalyse_csv",
    "pdok",
    "grenzen",
    "grenzen_rotterdam",
    "grenzen_wijken",
    "leefbaarometer",
    "klimaatmonitor",
    "klimaatmonitor_workbook",
    "rivm",
    "etlocal",
    "bag",
    "kleinverbruik",
    "eponline",
    "rotterdam",
    "own_register",
)

_RESOURCE = re.compile(
    r'"@?odata\.(?:metadata|context)"\s*:\s*"[^"]*?\$metadata#(?:Cbs\.OData\.WebAPI\.)?(\w+)'
)
_TABLE = re.compile(r"(?:odata|CBS)/(\d{5}[A-Z]{3})/", re.IGNORECASE)
_TABLE_IN_NAME = re.compile(r"(\d{5}[A-Z]{3})", re.IGNORECASE)
_IDENTIFIER = re.compile(r'"Identifier"\s*:\s*"(\d{5}[A-Z]{3})')
_CONTENT = ("TypedDataSet", "UntypedDataSet", "Observations", "Values")
_OTHER_NAMES = {"Variables": "variabele"}


@dataclass(frozen=True)
class Companion:
    """A file that explains another.

    Attributes
    ----------
    role
        What it is: ``TableInfos``, ``DataProperties``, the name of a dimension, ``variabele`` or ``herkomst``.
    table
        Id of the table it belongs to; empty if it does not say.
    """

    path: Path
    role: str
    table: str


def module_for(path: Path, seen: Sample | None = None) -> ModuleType:
    """Return the source module that reads a file.

    Raises
    ------
    SourceError
        If nothing recognises it, with what it comes closest to, or what would be recognised; a web page and an empty
        file have their own message.
    """
    seen = seen or sample(path)
    start = seen.text.lstrip()[:200].casefold()
    if start.startswith(("<!doctype html", "<html", "<head")):
        raise SourceError(
            f"{path.name} is een webpagina en geen gegevensbestand. Open het adres in een browser en gebruik daar de "
            "knop om te downloaden."
        )
    if seen.kind == "pdf":
        raise SourceError(f"{path.name} is een PDF. Download de cijfers zelf, als CSV of Excel-bestand.")
    for name in MODULES:
        # A published file that misses a column must not pass for a list of one's own.
        like = unrecognised.likeness(seen) if name == "own_register" else ""
        if like:
            raise SourceError(f"{path.name} {like}")
        module = import_module(f"wijkdata.sources.{name}")
        if module.recognises(seen):
            return module
    if seen.kind == "gpkg":
        raise SourceError(f"{path.name} {geopackage.why(seen.layers)}")
    raise SourceError(f"{path.name} {unrecognised.why(seen)}")


def companion(path: Path, seen: Sample) -> Companion | None:
    """Return what a file explains; None if it is no such file."""
    text = seen.text
    if text.lstrip().startswith("{"):
        found = _RESOURCE.search(text[:2000])
        role = found[1] if found else ""
        if not role and '"ShortDescription"' in text and '"Identifier"' in text:
            role = "TableInfos"
        if role and role not in _CONTENT:
            table = _TABLE.search(text[:2000]) or _IDENTIFIER.search(text)
            return Companion(path, _OTHER_NAMES.get(role, role), table[1].upper() if table else "")
    if seen.kind == "text" and text.startswith("---") and "fields:" in text:
        return Companion(path, "herkomst", "")
    if seen.kind == "text" and re.search(r"^kolommen:", text, re.MULTILINE):
        return Companion(path, "koppeling", "")
    return None


def companions_for(path: Path, seen: Sample, given: Iterable[Companion]) -> dict[str, Path]:
    """Return the files that explain a file, by role: those given along, and those that lie beside it.

    A companion belongs to a file with the same table id. The id stands in the content; where it does not, and only
    then, the name tells (``84131NED.csv``). If all that is given is about one table, it is about that one.
    """
    known = [*_beside(path), *given]
    table = _TABLE.search(seen.text[:2000]) or _TABLE_IN_NAME.search(path.name)
    wanted = table[1].upper() if table else ""
    tables = {one.table for one in known if one.table}
    if not wanted and len(tables) == 1:
        (wanted,) = tables
    return {one.role: one.path for one in known if one.table in ("", wanted)}


def _beside(path: Path) -> list[Companion]:
    """Return the explaining files in the same folder: named after the same table, or beginning with the same name."""
    found = []
    for other in [*_of_table(path), *sorted(path.parent.glob(f"{_literal(path.stem)}*"))]:
        if other != path and other.suffix in (".json", ".yml", ".yaml") and other.is_file():
            try:
                one = companion(other, sample(other))
            except SourceError:
                continue
            if one is not None:
                found.append(one)
    return found


def _of_table(path: Path) -> list[Path]:
    """Return the JSON files in the same folder with the table id that stands in the name of the file."""
    table = _TABLE_IN_NAME.search(path.name)
    if table is None:
        return []
    return sorted(one for one in path.parent.glob("*.json") if table[1].upper() in one.name.upper())


def _literal(name: str) -> str:
    return re.sub(r"([\[\]*?])", r"[\1]", name)
