"""What one published file or answer gives, and how a file is told apart by what is in it.

A source module offers for each form it knows:

``recognises(sample)``
    Whether a file with this beginning is of that form; looks at content, never at the name.
``load(path, retrieved=…, companions=…)``
    Everything in the file, as `Loaded`.
"""

from __future__ import annotations

import codecs
import contextlib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING

import pandas as pd

from wijkdata import observations
from wijkdata.errors import SourceError
from wijkdata.reasons import reason
from wijkdata.sources import geopackage
from wijkdata.sources.tables import Table

if TYPE_CHECKING:
    import geopandas as gpd

#: What is read of a file to tell what it is. [bytes]
SAMPLE_SIZE = 65_536

AREA_COLUMNS = ["code", "boundary_year", "name", "level", "parent", "gemeente", "change"]

_KINDS = {
    b"PK\x03\x04": "zip",
    b"\xd0\xcf\x11\xe0": "xls",
    b"SQLite format 3\x00": "gpkg",
    b"PAR1": "parquet",
    b"%PDF": "pdf",
}


@dataclass(frozen=True)
class Sample:
    """The beginning of a file.

    Attributes
    ----------
    name
        Name of the file, for messages only.
    kind
        ``text``, ``zip`` (an XLSX too), ``xls``, ``gpkg``, ``parquet`` or ``pdf``, by its first bytes.
    text
        The first 64 KB as text, without byte order mark; empty for what is no text.
    members
        Names inside a zip.
    path
        Where it is, for a form that only shows further on what it is, such as a workbook; None if not known.
    layers
        Layers of a GeoPackage, with the names of their columns.
    """

    name: str
    kind: str
    text: str = ""
    members: tuple[str, ...] = ()
    path: Path | None = None
    layers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def lines(self) -> list[str]:
        """The complete lines of the text."""
        return self.text.splitlines()


def sample(path: Path) -> Sample:
    """Read the beginning of a file.

    Raises
    ------
    SourceError
        If the file cannot be read, is empty, is a zip or GeoPackage that is damaged, or is a zip that holds a path
        out of itself.
    """
    try:
        with path.open("rb") as file:
            head = file.read(SAMPLE_SIZE)
    except OSError as error:
        raise SourceError(
            f"Het bestand {path.name} in de map {path.parent} is niet te lezen ({reason(error)}). Kijk of het er "
            "staat en of u het mag openen."
        ) from None
    if not head.strip(b"\0 \t\r\n"):
        raise SourceError(f"{path.name} is leeg. Download het opnieuw bij de uitgever.")
    kind = next((kind for magic, kind in _KINDS.items() if head.startswith(magic)), "text")
    if kind == "zip":
        return Sample(path.name, kind, members=_members(path), path=path)
    if kind == "gpkg":
        return Sample(path.name, kind, path=path, layers=geopackage.read_layers(path))
    return Sample(path.name, kind, text=_decoded(head) if kind == "text" else "", path=path)


def utf16(head: bytes) -> str:
    """Return in which UTF-16 a text with this beginning is written, with or without its mark; empty if in none."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    letters = head[:200]
    if letters[1::2].count(0) > len(letters) // 4:
        return "utf-16-le"
    return "utf-16-be" if letters[::2].count(0) > len(letters) // 4 else ""


def _decoded(head: bytes) -> str:
    # The last character may have been cut in two where the file goes on.
    whole = len(head) < SAMPLE_SIZE
    if encoding := utf16(head):
        return codecs.getincrementaldecoder(encoding)("replace").decode(head, final=whole)
    for encoding in ("utf-8-sig", "cp1252"):
        with contextlib.suppress(UnicodeDecodeError):
            return codecs.getincrementaldecoder(encoding)().decode(
                head.removeprefix(codecs.BOM_UTF8), final=whole
            )
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _members(path: Path) -> tuple[str, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = tuple(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        names = ("",)
    # A member without a name is a damaged one; the library trips over it later.
    if "" in names:
        raise SourceError(
            f"{path.name} is een afgebroken of beschadigd zip-bestand. Download het opnieuw bij de uitgever."
        )
    outside = next((name for name in names if _climbs_out(name)), None)
    if outside is not None:
        raise SourceError(
            f"{path.name} bevat een bestand met een pad naar buiten het zip-bestand (‘{outside[:60]}’). Zo’n zip "
            "maakt geen uitgever; wij openen het niet. Download het opnieuw bij de uitgever."
        )
    return names


def _climbs_out(name: str) -> bool:
    """Tell whether a name in a zip leads out of the folder it is unpacked in, also as Windows reads it."""
    path = PureWindowsPath(name)
    return bool(path.anchor) or ".." in path.parts


def no_areas() -> pd.DataFrame:
    """Return a register of areas without rows."""
    return pd.DataFrame({name: pd.Series(dtype="object") for name in AREA_COLUMNS}).astype(
        {"boundary_year": "int64"}
    )


@dataclass(frozen=True)
class Loaded:
    """What one file or answer of a service gave.

    Attributes
    ----------
    kind
        What it was recognised as, in Dutch: "CBS Kerncijfers wijken en buurten 2024".
    tables
        How to cite it; each ``table`` in the observations is one of these.
    observations
        Observation table; empty where the file holds no figures.
    areas
        `AREA_COLUMNS`, as the file names and divides them; empty where it names none.
    boundaries
        Columns code, name, level, boundary_year, geometry [m, EPSG:28992]; None where there are none.
    addresses
        Dwellings with their buurt, for what is known per address only; None where there are none. Columns postcode,
        house_number, letter, addition, object (BAG id), buurt, purpose.
    set_aside
        Rows of the file that were not taken over, by reason (Dutch).
    behind
        Of figures that were counted here per address: about how many dwellings or connections each observation is, in
        the same order, so that those about too few are not shown (`small_counts`). None for what was published.
    """

    kind: str
    tables: tuple[Table, ...] = ()
    observations: pd.DataFrame = field(default_factory=observations.empty)
    areas: pd.DataFrame = field(default_factory=no_areas)
    boundaries: gpd.GeoDataFrame | None = None
    addresses: pd.DataFrame | None = None
    set_aside: Mapping[str, int] = field(default_factory=dict)
    behind: pd.Series | None = None
