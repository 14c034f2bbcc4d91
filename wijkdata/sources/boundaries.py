"""From the rows of a map to what is kept of it: the register of its areas, and their boundaries.

Rows have the columns code, boundary_year, name, change and geometry [m, EPSG:28992]; others are left alone.
"""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

from wijkdata import areas
from wijkdata.errors import SourceError
from wijkdata.sources.geofiles import CRS, polygons
from wijkdata.sources.loaded import AREA_COLUMNS, no_areas

_LEVELS = {"GM": "gemeente", "WK": "wijk", "BU": "buurt"}
_KEY = ["code", "boundary_year"]


def register(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the register of the areas; level, parent and gemeente follow from the code itself."""
    codes = frame["code"]
    level = codes.str.slice(0, 2).map(_LEVELS).astype("str")
    gemeente = "GM" + codes.str.slice(2, 6)
    wijk = "WK" + codes.str.slice(2, 8)
    rows = pd.DataFrame(
        {
            "code": codes,
            "boundary_year": frame["boundary_year"],
            "name": frame["name"],
            "level": level,
            "parent": gemeente.mask(level == "gemeente", areas.COUNTRY).mask(level == "buurt", wijk),
            "gemeente": gemeente,
            "change": frame["change"].where(frame["change"].isin(["1", "2", "3"]), ""),
        }
    )
    return rows[AREA_COLUMNS].astype(no_areas().dtypes.to_dict()).reset_index(drop=True)


def boundaries(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return code, name, level, boundary_year and geometry of the rows that have a surface; valid polygons."""
    shapes = polygons(frame.geometry)
    rows = register(frame)[["code", "name", "level", "boundary_year"]]
    return gpd.GeoDataFrame(rows, geometry=shapes, crs=CRS)[pd.notna(shapes)].reset_index(drop=True)


def merged(name: str, frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Return one row per area and year: what came twice counts once, and the parts of an area are joined.

    Parameters
    ----------
    name
        Of the file, for the message.

    Returns
    -------
    tuple of GeoDataFrame and dict
        The rows, and how many were dropped or joined, by reason.

    Raises
    ------
    SourceError
        If an area stands there twice with different names or figures.
    """
    twice = frame.duplicated(_KEY, keep=False)
    if not twice.any():
        return frame, {}
    doubles = frame[twice]
    same = pd.DataFrame(doubles.drop(columns="geometry")).assign(wkb=doubles.geometry.to_wkb()).duplicated()
    doubles = doubles[~same.to_numpy()]
    about = doubles.drop(columns="geometry").drop_duplicates()
    wrong = about.duplicated(_KEY, keep=False)
    if wrong.any():
        raise SourceError(
            f"{name} noemt {about.loc[wrong, 'code'].iloc[0]} twee keer, met verschillende gegevens. Download de "
            "kaart opnieuw."
        )
    shapes = pd.Series(polygons(doubles.geometry), index=doubles.index)
    joined = [shapely.union_all(shapes[rows.index].dropna()) for _, rows in doubles.groupby(_KEY, sort=False)]
    once = doubles.drop_duplicates(_KEY).set_geometry(gpd.GeoSeries(joined, crs=CRS).to_numpy(), crs=CRS)
    whole = gpd.GeoDataFrame(
        pd.concat([frame[~twice], once], ignore_index=True), geometry="geometry", crs=CRS
    )
    return whole, {
        "nog eens hetzelfde gebied": int(same.sum()),
        "delen van een gebied, samengevoegd": len(doubles) - len(once),
    }


def drawing_copy(boundaries: gpd.GeoDataFrame, tolerance: float = 8.0) -> gpd.GeoDataFrame:
    """Return the boundaries with fewer corners, for drawing: neighbours keep sharing their line.

    Parameters
    ----------
    boundaries
        Columns level, boundary_year and geometry [m], and any other; areas of one level and year are neighbours.
    tolerance
        Detail that may be lost: corners of triangles smaller than the square of this. [m]
    """
    simple = boundaries.geometry.to_numpy().copy()
    for rows in boundaries.groupby(["level", "boundary_year"], sort=False).indices.values():
        simple[rows] = polygons(shapely.coverage_simplify(simple[rows], tolerance))
    lost = shapely.is_missing(simple)
    simple[lost] = boundaries.geometry.to_numpy()[lost]
    return boundaries.set_geometry(gpd.GeoSeries(simple, index=boundaries.index, crs=boundaries.crs))
