"""What is in a GeoPackage: its layers and their columns, read from its own table of contents without reading a row.

A GeoPackage is a database of SQLite. It is opened for reading only, and as a file that nobody changes: a program that
has it open as well leaves a journal beside it, which is not ours to handle.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from wijkdata import dutch
from wijkdata.errors import SourceError

#: Layers that are looked at, and how many of them and of their columns a message names.
_MOST_LAYERS, _SHOWN_LAYERS, _SHOWN_COLUMNS = 1_000, 4, 8
#: Tables that a program adds for itself.
_OF_A_PROGRAM = ("layer_styles", "qgis_projects")


def read_layers(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the layers of a GeoPackage with the names of their columns, as they stand in it.

    A database of SQLite that is no GeoPackage has none.

    Raises
    ------
    SourceError
        If the file is damaged.
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
            return {name: _columns(file, name) for name in names}
    except (sqlite3.Error, ValueError):
        raise SourceError(
            f"{path.name} is een GeoPackage of SQLite-bestand dat beschadigd of afgebroken is. Download het opnieuw "
            "bij de uitgever."
        ) from None


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
