"""What is in a GeoPackage: its layers and their columns, read from its own table of contents without reading a row.

A GeoPackage is a database of SQLite. It is opened for reading only, and as a file that nobody changes: a program that
has it open as well leaves a journal beside it, which is not ours to handle.
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Collection, Mapping
from pathlib import Path

from wijkdata import dutch
from wijkdata.errors import SourceError

#: Layers that are looked at, and how many of them and of their columns a message names.
_MOST_LAYERS, _SHOWN_LAYERS, _SHOWN_COLUMNS = 1_000, 4, 8
#: Tables that a program adds for itself.
_OF_A_PROGRAM = ("layer_styles", "qgis_projects")
#: A table that is made by a module of the database when it is read; those for searching hold nothing of elsewhere.
_VIRTUAL = re.compile(
    r"\s*CREATE\s+VIRTUAL\s+TABLE\b(?:.*?)\bUSING\s+[\"'`\[]?(?!rtree|fts\d|geopoly)", re.I | re.S
)


def read_layers(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the layers of a GeoPackage with the names of their columns, as they stand in it.

    A database of SQLite that is no GeoPackage has none.

    Raises
    ------
    SourceError
        If the file is damaged, or a layer is no table but is made when it is read: that can come from elsewhere.
    """
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as file:
            tables = {str(row[0]) for row in file.execute("SELECT name FROM sqlite_master")}
            if "gpkg_contents" not in tables:
                return {}
            rows = file.execute(
                "SELECT table_name FROM gpkg_contents WHERE data_type IN ('features', 'attributes') "
                "ORDER BY rowid LIMIT ?",
                (_MOST_LAYERS,),
            )
            names = [str(row[0]) for row in rows if row[0] in tables and row[0] not in _OF_A_PROGRAM]
            _check_tables(path.name, file, names)
            return {name: _columns(file, name) for name in names}
    except SourceError:
        raise
    except (sqlite3.Error, ValueError):
        raise SourceError(
            f"{path.name} is een GeoPackage of SQLite-bestand dat beschadigd of afgebroken is. Download het opnieuw "
            "bij de uitgever."
        ) from None


def _check_tables(name: str, file: sqlite3.Connection, layers: Collection[str]) -> None:
    """Refuse a layer that holds no rows of its own: what reads it would fetch them from wherever the file says."""
    for table, kind, how in file.execute("SELECT name, type, sql FROM sqlite_master"):
        if (kind == "view" and table in layers) or (kind == "table" and _VIRTUAL.match(str(how or ""))):
            raise SourceError(
                f"{name} bevat met ‘{str(table)[:40]}’ een laag die haar gegevens ergens anders vandaan haalt. Dat "
                "lezen wij niet. Bewaar de laag als gewone tabel, of download de kaart opnieuw bij PDOK of CBS."
            )


def _columns(file: sqlite3.Connection, layer: str) -> tuple[str, ...]:
    quoted = layer.replace('"', '""')
    return tuple(str(row[1]) for row in file.execute(f'PRAGMA table_info("{quoted}")'))


def why(layers: Mapping[str, tuple[str, ...]]) -> str:
    """Return in Dutch why no reader takes a GeoPackage with these layers; the sentence follows its name."""
    if not layers:
        return "is een SQLite-bestand zonder kaartlagen; dat herkennen wij niet. Download de kaart als GeoPackage."
    shown = [f"‘{name}’ ({_shown(columns)})" for name, columns in list(layers.items())[:_SHOWN_LAYERS]]
    others = f" en nog {len(layers) - len(shown)} lagen" if len(layers) > len(shown) else ""
    return (
        f"is een GeoPackage met {'de laag' if len(layers) == 1 else 'de lagen'} {dutch.join(shown)}{others}; die "
        "herkennen wij niet. Wat wij kennen: de Wijk- en buurtkaart van CBS (kolom ‘buurtcode’, ‘wijkcode’ of "
        "‘gemeentecode’), de gebiedsindelingen van CBS (‘statcode’) en de verblijfsobjecten van de BAG "
        "(‘identificatie’ en ‘gebruiksdoel’)."
    )


def _shown(columns: tuple[str, ...]) -> str:
    if not columns:
        return "zonder kolommen"
    more = ", …" if len(columns) > _SHOWN_COLUMNS else ""
    return f"kolommen {', '.join(columns[:_SHOWN_COLUMNS])}{more}"
