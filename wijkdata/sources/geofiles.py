"""Opening files with boundaries: GeoJSON, GeoPackage, shapefile, or a zip with one of them.

What a file says about its coordinates is often missing or wrong, but in the Netherlands the numbers themselves tell:
RD metres, degrees with the longitude first, and degrees with the latitude first have no range in common. So the
numbers decide, and what is declared only counts where they do not.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import tempfile
import warnings
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio  # type: ignore[import-untyped]
import shapely
from pyogrio.errors import DataSourceError  # type: ignore[import-untyped]

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.sources.loaded import sample, utf16

CRS = "EPSG:28992"

#: Largest content of a zip that is unpacked. [bytes]
LARGEST_UNPACKED = 8 * 1024**3
#: How much larger than its packed size a member may be; a GeoPackage is 2 to 4 times, GeoJSON 10 to 20 times larger.
LARGEST_RATIO = 200
#: Members of a zip that are looked at.
MOST_MEMBERS = 1_000

_TAIL = 4_096
#: How a shapefile begins, what stands in GeoJSON, and what in JSON that is a task for the library that reads it.
_SHAPE_MAGIC = b"\x00\x00\x27\x0a"
_CONTENT = re.compile(r'"(?:features|geometry|coordinates|properties)"')
_TASK = "gdal_streamed_alg"
_PLACE = re.compile(r"character (\d+)")
_BLOCK = 1 << 20
_ALONE = (".gpkg", ".geojson", ".json")
_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")

#: Where the Netherlands lies: west, south, east, north, with some room. [m, degrees]
_IN_METRES = (-10_000.0, 290_000.0, 310_000.0, 640_000.0)
_IN_DEGREES = (3.0, 50.5, 7.5, 54.0)

Source = str | Path | IO[str] | IO[bytes]


@dataclass(frozen=True)
class Layer:
    """One layer of a file, with its coordinates as they stand in it; ``name`` is empty where it has none."""

    file: str
    name: str
    frame: gpd.GeoDataFrame


def read_layers(source: Source, columns: Collection[str], *, name: str = "") -> list[Layer]:
    """Read the layers of a file that have at least one of these columns.

    Parameters
    ----------
    source
        GeoJSON, GeoPackage, or a zip with a GeoPackage, GeoJSON or shapefile: the file, or its content.
    columns
        Columns that are wanted; others are not read. Letter case counts.
    name
        Name in messages, where it is not that of the file.

    Raises
    ------
    SourceError
        If the file cannot be read, is something else, is cut off, or is a zip that would unpack to too much.
    """
    with tempfile.TemporaryDirectory(prefix="wijkdata-") as scratch:
        path = _on_disk(source, Path(scratch))
        name = name or path.name
        found = sample(path)
        if found.kind == "zip":
            parts = _unpack(path, Path(scratch))
        elif found.kind in ("text", "gpkg"):
            parts = [(path, "")]
        else:
            raise SourceError(
                f"{name} is geen bestand met grenzen. Gebruik een GeoPackage, een GeoJSON-bestand of een "
                "zip met een daarvan of met een shapefile."
            )
        return [layer for part, stem in parts for layer in _layers(part, name, stem, columns)]


def to_rd(name: str, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return boundaries in RD metres (EPSG:28992), whatever the file says or does not say about them.

    Raises
    ------
    SourceError
        If the coordinates are nowhere in the Netherlands.
    """
    if frame.empty:
        return frame.set_crs(CRS, allow_override=True)
    bounds = tuple(float(side) for side in shapely.total_bounds(frame.geometry.to_numpy()))
    if all(np.isnan(bounds)):
        return frame.set_crs(CRS, allow_override=True)
    if _within(bounds, _IN_METRES):
        return frame.set_crs(CRS, allow_override=True)
    if _within(bounds, _IN_DEGREES):
        return frame.set_crs("OGC:CRS84", allow_override=True).to_crs(CRS)
    west, south, east, north = bounds
    if _within((south, west, north, east), _IN_DEGREES):
        turned = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
        return frame.set_geometry(gpd.GeoSeries(turned, index=frame.index, crs="OGC:CRS84")).to_crs(CRS)
    if frame.crs is not None and np.isfinite(bounds).all():
        metres = frame.to_crs(CRS)
        if _within(tuple(shapely.total_bounds(metres.geometry.to_numpy())), _IN_METRES):
            return metres
    raise SourceError(
        f"{name}: de coördinaten liggen niet in Nederland (x van {west:.6g} tot {east:.6g}, y van {south:.6g} tot "
        f"{north:.6g}). Download het bestand opnieuw in RD (EPSG:28992) of in lengte en breedte."
    )


def _within(bounds: Sequence[float], room: Sequence[float]) -> bool:
    west, south, east, north = bounds
    return bool(
        room[0] <= west <= room[2]
        and room[0] <= east <= room[2]
        and room[1] <= south <= room[3]
        and room[1] <= north <= room[3]
    )


def polygons(geometry: Any) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Return valid polygons; what is no surface is left out, and None where nothing is left."""
    shapes = np.array(geometry, dtype=object)
    surface = np.isin(shapely.get_type_id(shapes), (3, 6))
    wrong = ~(surface & shapely.is_valid(shapes)) & ~shapely.is_missing(shapes)
    if wrong.any():
        repaired = shapely.make_valid(shapes[wrong])
        shapes[wrong] = [_surface(one) for one in repaired]
    shapes[shapely.is_empty(shapes)] = None
    return shapes


def _surface(geometry: shapely.Geometry) -> shapely.Geometry | None:
    """Return the polygons in a valid geometry as one, without the lines and points that a repair leaves."""
    parts = [geometry]
    while any(part.geom_type == "GeometryCollection" for part in parts):
        parts = list(shapely.get_parts(parts))
    parts = [part for part in parts if part.geom_type in ("Polygon", "MultiPolygon") and part.area > 0]
    if len(parts) <= 1:
        return parts[0] if parts else None
    return shapely.union_all(parts)


# --- opening ---------------------------------------------------------------------------------------------------


def _on_disk(source: Source, scratch: Path) -> Path:
    """Return the path of the source; content is written to a scratch file."""
    if isinstance(source, str | Path):
        return Path(source)
    content = source.read()
    name = getattr(source, "name", None)
    folder = scratch / "inhoud"
    folder.mkdir()
    path = folder / (Path(name).name if isinstance(name, str) and Path(name).name else "het bestand")
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _layers(path: Path, name: str, stem: str, columns: Collection[str]) -> Iterator[Layer]:
    # What opens the file goes by its content, and knows forms that only name a file or address elsewhere.
    if path.suffix == ".shp":
        kind = "shp"
        _check_shapefile(path, name)
    else:
        found = sample(path)
        kind = found.kind
        if kind == "text":
            _check_json(path, name, found.text)
    with _told(name):
        # Only the layers of a GeoPackage have names that mean something, and listing those of a text reads it all.
        names = [str(row[0]) for row in pyogrio.list_layers(path)] if kind == "gpkg" else [""]
    for layer in names:
        with _told(name):
            if layer and not set(pyogrio.read_info(path, layer=layer)["fields"]) & set(columns):
                continue
            frame = pyogrio.read_dataframe(
                path, layer=layer or None, columns=list(columns), force_2d=True, use_arrow=True
            )
            # Damaged text only shows when it is taken out.
            for place in range(frame.shape[1]):
                column = frame.iloc[:, place]
                if pd.api.types.is_string_dtype(column.dtype):
                    column.to_numpy(dtype=object)
        if set(frame.columns) & set(columns):
            yield Layer(name, layer or stem, _with_geometry(frame))


def _with_geometry(frame: pd.DataFrame) -> gpd.GeoDataFrame:
    if isinstance(frame, gpd.GeoDataFrame):
        return frame
    return gpd.GeoDataFrame(frame, geometry=[None] * len(frame), crs=CRS)


@contextlib.contextmanager
def _told(name: str) -> Iterator[None]:
    """Tell in Dutch what the library could not read; its own warnings are about what we repair or leave out."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (
        DataSourceError,
        ValueError,
        RuntimeError,
        OSError,
        pa.lib.ArrowException,
        shapely.errors.ShapelyError,
    ) as error:
        if isinstance(error, SourceError):
            raise
        # What the library says is English and about itself; only the place is of use.
        place = _PLACE.search(str(error))
        where = f" vanaf teken {place[1]}" if place else ""
        raise SourceError(
            f"{name} is geen leesbaar bestand met grenzen, of is{where} beschadigd. Download het opnieuw."
        ) from None


def _check_shapefile(path: Path, name: str) -> None:
    with path.open("rb") as file:
        if file.read(4) != _SHAPE_MAGIC:
            raise SourceError(f"{name}: het .shp-bestand is geen shapefile. Download de kaart opnieuw.")


def _check_json(path: Path, name: str, head: str) -> None:
    start = head.lstrip("\ufeff \t\r\n")
    lowered = start[:2_000].casefold()
    if lowered.startswith(("<!doctype html", "<html", "<head")):
        raise SourceError(f"{name} is een webpagina en geen bestand met grenzen. Download het opnieuw.")
    if "exceptionreport" in lowered:
        found = re.search(r"ExceptionText>([^<]*)<", start)
        said = " ".join((found[1] if found else start).split())[:160]
        raise SourceError(f"{name} is een foutmelding van de dienst (‘{said}’). Vraag de kaart opnieuw op.")
    if not start.startswith("{"):
        raise SourceError(
            f"{name} is geen GeoJSON: het begint met ‘{' '.join(start[:40].split())}’. Gebruik een GeoPackage, "
            "een GeoJSON-bestand of een zip met een daarvan of met een shapefile."
        )
    if _TASK in head or not _CONTENT.search(head):
        raise SourceError(
            f"{name} is geen GeoJSON: er staan geen vlakken in, of het verwijst naar een ander bestand. Gebruik een "
            "GeoPackage, een GeoJSON-bestand of een zip met een daarvan of met een shapefile."
        )
    with path.open("rb") as file:
        if utf16(file.read(200)):
            raise SourceError(
                f"{name} is als UTF-16 bewaard en niet als UTF-8. Download het opnieuw en wijzig het niet."
            )
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        if not file.read().rstrip(b"\0 \t\r\n").endswith(b"}"):
            raise SourceError(f"{name} is afgebroken: het einde ontbreekt. Download het opnieuw.")


# --- zip -------------------------------------------------------------------------------------------------------


def _unpack(path: Path, scratch: Path) -> list[tuple[Path, str]]:
    """Unpack what can hold boundaries, under names of our own; no name from the zip is ever written to.

    Returns the files with their names in the zip, which may tell the year.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            wanted = _wanted(path.name, archive)
            _check_size(path.name, [member for group in wanted for member in group.values()])
            return [_unpack_group(archive, group, scratch, number) for number, group in enumerate(wanted)]
    except SourceError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError):
        # RuntimeError: with a password; NotImplementedError: packed in a way that Python does not know
        raise SourceError(
            f"{path.name} is als zip niet uit te pakken: het is beschadigd, of met een wachtwoord beveiligd. "
            "Download het opnieuw of pak het zelf uit en voeg het bestand daarin toe."
        ) from None


def _wanted(name: str, archive: zipfile.ZipFile) -> list[dict[str, zipfile.ZipInfo]]:
    """Return per file with boundaries its members by suffix; a shapefile has several."""
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith("__MACOSX")
    ]
    if len(members) > MOST_MEMBERS:
        raise SourceError(f"{name} bevat {len(members)} bestanden; dat is geen kaart van gebieden.")
    alone, shapefiles = [], dict[str, dict[str, zipfile.ZipInfo]]()
    for member in members:
        inside = PurePosixPath(member.filename.replace("\\", "/"))
        suffix = inside.suffix.lower()
        if suffix in _ALONE:
            alone.append({suffix: member})
        elif suffix in _SHAPEFILE:
            shapefiles.setdefault(str(inside.with_suffix("")), {})[suffix] = member
    groups = alone + [group for group in shapefiles.values() if ".shp" in group]
    if not groups:
        raise SourceError(
            f"{name} bevat geen GeoPackage, GeoJSON of shapefile. Download de kaart opnieuw bij PDOK of CBS."
        )
    for stem, group in shapefiles.items():
        missing = [suffix for suffix in (".shx", ".dbf") if suffix not in group]
        if ".shp" in group and missing:
            raise SourceError(
                f"{name}: bij {PurePosixPath(stem).name}.shp {'ontbreekt' if len(missing) == 1 else 'ontbreken'} "
                f"{dutch.join(missing)}. Een shapefile bestaat uit .shp, .shx en .dbf; download de zip opnieuw."
            )
    return groups


def _check_size(name: str, members: Sequence[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    ratio = max(member.file_size / max(member.compress_size, 1) for member in members)
    if total > LARGEST_UNPACKED or ratio > LARGEST_RATIO:
        raise SourceError(
            f"{name} zou uitgepakt {dutch.number(total / 1e6, 0)} MB worden; dat pakken wij niet uit. Pak het zelf "
            "uit als u zeker weet wat erin zit, en voeg het bestand daarin toe."
        )


def _unpack_group(
    archive: zipfile.ZipFile, group: dict[str, zipfile.ZipInfo], scratch: Path, number: int
) -> tuple[Path, str]:
    paths = {suffix: scratch / f"kaart{number}{suffix}" for suffix in group}
    for suffix, member in group.items():
        # zipfile reads no more than the size in the directory of the zip, which was checked
        with archive.open(member) as packed, paths[suffix].open("wb") as file:
            shutil.copyfileobj(packed, file, _BLOCK)
    main = next(suffix for suffix in group if suffix in (".shp", *_ALONE))
    return paths[main], PurePosixPath(group[main].filename.replace("\\", "/")).stem
