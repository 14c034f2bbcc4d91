"""Boundaries of all wijken of the Netherlands in 2016, simplified; from the Wijk- en buurtkaart of CBS.

The file declares RD and names no year. Its wijken are exactly those of CBS in 2016. A file of this form from another
year is known by a gemeente that was not there in 2016, and is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd

from wijkdata.errors import SourceError
from wijkdata.sources import boundaries, geofiles, pdok, reading
from wijkdata.sources.loaded import Loaded, Sample

YEAR = 2016
TABLES = (pdok.table(YEAR),)

_CODE, _NAME, _GEMEENTE, _GEMEENTE_NAME = "WKC", "WKN", "GMC", "GMN"
#: Gemeenten that were there until 2015 (Zeevang) and from 2017 (Meierijstad).
_NOT_IN_2016 = ("GM0478", "GM1948")
_WHICH = "Gebruik het oorspronkelijke bestand met alle wijken van 2016."


def recognises(sample: Sample) -> bool:
    """Tell whether a file holds the simplified wijken of 2016."""
    if sample.kind == "gpkg":
        return any({_CODE, _NAME, _GEMEENTE, _GEMEENTE_NAME} <= set(one) for one in sample.layers.values())
    keys = set(re.findall(r'"([A-Z]+)"\s*:', sample.text))
    return (
        sample.text.lstrip().startswith("{")
        and '"FeatureCollection"' in sample.text
        and {_CODE, _NAME, _GEMEENTE, _GEMEENTE_NAME} <= keys
    )


def read_wijken(source: geofiles.Source) -> gpd.GeoDataFrame:
    """Read the wijken.

    Source: CBS/Kadaster, Wijk- en buurtkaart 2016.

    Returns
    -------
    GeoDataFrame
        code, boundary_year, name, change (unknown, so empty) and geometry [m, EPSG:28992], as in the file; what was
        set aside stands in ``attrs``.

    Raises
    ------
    SourceError
        If the file is not this form, is of another year, or lies elsewhere.
    """
    layers = geofiles.read_layers(source, (_CODE, _NAME, _GEMEENTE))
    if not layers or not {_CODE, _NAME, _GEMEENTE} <= set(layers[0].frame.columns):
        name = layers[0].file if layers else "Het bestand"
        raise SourceError(f"{name} heeft niet de velden {_CODE}, {_NAME} en {_GEMEENTE}. {_WHICH}")
    file, frame = layers[0].file, layers[0].frame
    codes = reading.clean_codes(frame[_CODE].astype("str").fillna(""))
    known = codes.str.startswith("WK") & reading.is_area(codes)
    if not known.any():
        raise SourceError(f"{file}: in {_CODE} staat geen code van een wijk zoals WK059914. {_WHICH}")
    gemeenten = "GM" + codes.str.slice(2, 6)
    other = known & gemeenten.isin(_NOT_IN_2016)
    if other.any():
        raise SourceError(
            f"{file} noemt {gemeenten[other].iloc[0]}, die er in 2016 niet was. Van welk jaar deze indeling is, "
            "weten wij niet; gebruik de Wijk- en buurtkaart van CBS van dat jaar."
        )
    names = frame[_NAME].astype("str").str.strip()
    rows = gpd.GeoDataFrame(
        {"code": codes, "boundary_year": YEAR, "name": names.fillna(codes), "change": ""},
        geometry=frame.geometry.to_numpy(),
        crs=frame.crs,
    )
    read = geofiles.to_rd(file, rows[known.to_numpy()].reset_index(drop=True))
    reading.with_set_aside(read, {"geen code van een wijk": int((~known).sum())})
    return read


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:  # noqa: ARG001
    """Take areas and boundaries from one file. No other file is needed with it.

    Raises
    ------
    SourceError
        As `read_wijken`.
    """
    read = read_wijken(path)
    frame, counts = boundaries.merged(path.name, read)
    shapes = boundaries.boundaries(frame)
    counts |= reading.set_aside(read)
    counts["vlak ontbreekt; de naam is wel overgenomen"] = len(frame) - len(shapes)
    return Loaded(
        kind=f"Grenzen van wijken {YEAR}, vereenvoudigd",
        tables=TABLES,
        areas=boundaries.register(frame),
        boundaries=shapes if len(shapes) else None,
        set_aside={reason: count for reason, count in counts.items() if count},
    )
