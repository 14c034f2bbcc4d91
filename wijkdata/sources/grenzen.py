"""Boundaries of buurten and wijken: from the published file to a small, gapless map in whole metres.

The published file has the buurten of Rotterdam in the division of 2014, in degrees. Two things in it need repair:

* Eight polygons touch themselves. Repairing them changes the area by less than 0.1%.
* Whoever converted it from RD to degrees used only the three shifts of the datum transformation, not its rotations
  and scale. Read as plain WGS 84, everything lies 27 m too far east and 12 m too far north. Going back to RD with
  the same three shifts undoes this: the buurten whose boundary never changed then coincide with the boundaries of
  2019 and with those of the gemeente, to the centimetre in the median.

Simplification keeps the topology: neighbours keep sharing their line, so no gap or overlap shows on a map.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from wijkdata import areas as area_codes
from wijkdata.dutch import join, number
from wijkdata.errors import SourceError
from wijkdata.sources import boundaries
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.reading import Source, read_json
from wijkdata.sources.tables import CC_BY, Table

TABLES = (
    Table(
        id="Wijk- en buurtkaart 2014",
        title="Wijk- en buurtkaart 2014",
        publisher="CBS/Kadaster",
        attribution="Bron: CBS/Kadaster",
        licence=CC_BY,
        years=(2014,),
    ),
)

CRS = "EPSG:28992"

#: Of the division that the file has.
BOUNDARY_YEAR = 2014

#: RD as the file was converted: without the rotations and the scale of the datum transformation (see above).
_CRS_OF_FILE = (
    "+proj=sterea +lat_0=52.15616055555555 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 "
    "+ellps=bessel +towgs84=565.237,50.0087,465.658,0,0,0,0 +units=m +no_defs"
)

#: Detail that may be lost: corners of triangles smaller than the square of this. [m]
TOLERANCE = 8.0

#: Splinters and pinholes smaller than this come from the repair, not from the map. [m²]
_SPLINTER = 1.0
_MAX_AREA_CHANGE = 0.001


def recognises(sample: Sample) -> bool:
    """Tell whether a file holds the buurten of 2014 in degrees, as they went through a map service."""
    keys = set(re.findall(r'"([a-z_]+)"\s*:', sample.text))
    return (
        sample.text.lstrip().startswith("{")
        and '"FeatureCollection"' in sample.text
        and {"cartodb_id", "household", "population", "name", "id"} <= keys
        and re.search(r'"id"\s*:\s*"BU\d{4}', sample.text) is not None
    )


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:  # noqa: ARG001
    """Take areas and boundaries from one file, in whole metres. No other file is needed with it.

    Raises
    ------
    SourceError
        As `read_buurten`.
    """
    buurten = read_buurten(path, tolerance=0.0).assign(boundary_year=BOUNDARY_YEAR, change="")
    return Loaded(
        kind="Grenzen van buurten 2014",
        tables=TABLES,
        areas=boundaries.register(buurten),
        boundaries=boundaries.boundaries(buurten),
    )


def read_buurten(source: Source, *, tolerance: float = TOLERANCE) -> gpd.GeoDataFrame:
    """Read, repair and simplify the boundaries of buurten.

    Source: CBS/Kadaster, Wijk- en buurtkaart 2014.

    Parameters
    ----------
    source
        GeoJSON in degrees (WGS 84) with `id` (buurt code) and `name`; see the module for its datum.
    tolerance
        Detail that may be lost. [m]

    Returns
    -------
    GeoDataFrame
        code, name and geometry, sorted by code; EPSG:28992, whole metres, valid polygons that neither overlap nor
        leave gaps.

    Raises
    ------
    SourceError
        If the file is no such GeoJSON, a code is wrong or double, or its polygons overlap.
    """
    name, document = read_json(source)
    raw = _features(name, document)
    metres = raw.to_crs(_CRS_OF_FILE).sort_values("code", ignore_index=True)
    before = metres.geometry.area
    polygons = np.array([_repair(geometry) for geometry in metres.geometry], dtype=object)
    _check_areas(name, metres["code"], before, shapely.area(polygons))
    if not shapely.coverage_is_valid(polygons):
        wrong = ~shapely.is_empty(shapely.coverage_invalid_edges(polygons))
        raise SourceError(
            f"{name}: de grenzen van {join(metres.loc[wrong, 'code'][:6])} sluiten niet op elkaar aan of overlappen. "
            "Gebruik het oorspronkelijke bestand, zonder bewerking."
        )
    simple = _to_whole_metres(shapely.coverage_simplify(polygons, tolerance))
    if not shapely.is_valid(simple).all() or not shapely.coverage_is_valid(simple):
        raise SourceError(
            f"{name}: bij een vereenvoudiging van {number(tolerance)} m sluiten de grenzen niet meer op elkaar aan. "
            "Kies minder vereenvoudiging."
        )
    return gpd.GeoDataFrame({"code": metres["code"], "name": metres["name"]}, geometry=simple, crs=CRS)


def to_wijken(buurten: gpd.GeoDataFrame, areas: pd.DataFrame) -> gpd.GeoDataFrame:
    """Join buurten to the wijken they belong to.

    Parameters
    ----------
    buurten
        As `read_buurten` returns them.
    areas
        Register of areas: code, boundary_year, name. The newest name is used: CBS numbers its wijken in the older.

    Returns
    -------
    GeoDataFrame
        code, name and geometry of the wijken, sorted by code; EPSG:28992.

    Raises
    ------
    SourceError
        If a wijk is not in the register.
    """
    newest = areas.sort_values("boundary_year", kind="stable").drop_duplicates("code", keep="last")
    names = newest.set_index("code")["name"]
    parents = buurten["code"].map(area_codes.parent)
    unknown = sorted(set(parents) - set(names.index))
    if unknown:
        raise SourceError(
            f"Van {join(unknown[:6])} is de naam niet bekend: het register van gebieden bevat deze wijken niet. Lees "
            "eerst de Kerncijfers wijken en buurten van deze gemeente in."
        )
    codes = sorted(set(parents))
    outlines = [shapely.coverage_union_all(buurten.geometry[parents == code].to_numpy()) for code in codes]
    return gpd.GeoDataFrame(
        {"code": codes, "name": [names[code] for code in codes]}, geometry=outlines, crs=buurten.crs
    )


def write_geojson(frame: gpd.GeoDataFrame, path: Path | str) -> None:
    """Write boundaries in whole metres as GeoJSON, one feature per line; the same frame gives the same bytes.

    Parameters
    ----------
    frame
        code, name and geometry; EPSG:28992, whole metres.
    path
        The file to write.
    """
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": {"code": row.code, "name": row.name},
                "geometry": _geometry(row.geometry),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for row in frame.sort_values("code").itertuples(index=False)
    ]
    head = (
        '{"type":"FeatureCollection",\n"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::28992"}},\n'
        '"features":[\n'
    )
    Path(path).write_text(head + ",\n".join(lines) + "\n]}\n", encoding="utf-8", newline="\n")


def _features(name: str, document: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return code, name and geometry of the features in the file, in degrees."""
    features = document.get("features")
    if not isinstance(features, list) or not features:
        raise SourceError(f"{name} bevat geen grenzen (‘features’). Gebruik een GeoJSON-bestand met buurten.")
    rows = []
    for position, feature in enumerate(features, start=1):
        try:
            properties = feature["properties"]
            code, label, geometry = properties["id"], properties["name"], shape(feature["geometry"])
        except (KeyError, IndexError, TypeError, ValueError, OverflowError, AttributeError, ShapelyError):
            raise SourceError(
                f"{name}: onderdeel {position} heeft geen ‘id’, ‘name’ en vlak zoals de buurtgrenzen van 2014. "
                "Gebruik het oorspronkelijke bestand."
            ) from None
        code = area_codes.clean(str(code))
        if area_codes.level(code) != "buurt":
            raise SourceError(f"{name}: ‘{code}’ (onderdeel {position}) is geen buurtcode zoals BU05991448.")
        rows.append({"code": code, "name": str(label).strip(), "geometry": geometry})
    frame = gpd.GeoDataFrame(rows, crs="EPSG:4326")
    double = frame.loc[frame["code"].duplicated(), "code"]
    if len(double):
        raise SourceError(f"{name} noemt {join(double[:6])} twee keer. Gebruik het oorspronkelijke bestand.")
    west, south, east, north = frame.total_bounds
    if not (3 < west < east < 8 and 50 < south < north < 54):
        raise SourceError(
            f"{name}: de coördinaten zijn geen graden in Nederland. Gebruik het bestand in WGS 84 (lengte, breedte)."
        )
    return frame


def _repair(geometry: shapely.Geometry) -> shapely.MultiPolygon:
    """Return the polygons of a geometry, valid and without the splinters and pinholes of the repair."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(geometry)))
    return shapely.MultiPolygon(
        [
            shapely.Polygon(
                part.exterior, [ring for ring in part.interiors if shapely.Polygon(ring).area >= _SPLINTER]
            )
            for part in parts
            if part.geom_type == "Polygon" and part.area >= _SPLINTER
        ]
    )


def _to_whole_metres(coverage: Sequence[shapely.Geometry]) -> np.ndarray[Any, np.dtype[np.object_]]:
    """Round the shared lines to whole metres and build the polygons again from them.

    Rounding the polygons one by one could make a narrow strip cross itself; lines rounded together cannot cross.
    """
    lines = shapely.union_all(shapely.boundary(coverage), grid_size=1.0)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    face, owner = shapely.STRtree(coverage).query(shapely.point_on_surface(faces), predicate="within")
    return np.array(
        [shapely.union_all(faces[face[owner == position]]) for position in range(len(coverage))], dtype=object
    )


def _check_areas(name: str, codes: pd.Series, before: pd.Series, after: np.ndarray) -> None:
    """Refuse polygons of which the repair took away or added land."""
    change = np.abs(after - before.to_numpy()) / before.to_numpy()
    if (change > _MAX_AREA_CHANGE).any():
        worst = int(change.argmax())
        raise SourceError(
            f"{name}: door herstel van de vlakken verandert de oppervlakte van {codes.iloc[worst]} met "
            f"{number(100 * float(change[worst]), 1, unit='%')}. Gebruik het oorspronkelijke bestand."
        )


def _geometry(geometry: shapely.Geometry) -> dict[str, Any]:
    """Return a geometry as GeoJSON with whole numbers; rings start and turn the same way every time."""
    tidy = shapely.orient_polygons(shapely.normalize(geometry))
    parts = [
        [[[round(x), round(y)] for x, y in ring.coords] for ring in (part.exterior, *part.interiors)]
        for part in shapely.get_parts(tidy)
    ]
    if len(parts) == 1:
        return {"type": "Polygon", "coordinates": parts[0]}
    return {"type": "MultiPolygon", "coordinates": parts}
