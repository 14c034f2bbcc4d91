"""All figures at hand: those that ship with the package, and those that the user added or fetched.

Everything above this module asks here, and does not know which of the two it gets.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from wijkdata import datasets, observations
from wijkdata.areas import Areas, ProjectArea, gemeente
from wijkdata.store import Store

if TYPE_CHECKING:
    import geopandas as gpd

#: The part of the areas of the fullest division that a newer one must have to be a map of the whole gemeente.
_WHOLE = 0.9


def store() -> Store:
    """Return the local store as it is now; the same object as long as nothing was added."""
    found = Store.open()
    return _opened(str(found.folder), found.stamp())


@lru_cache(maxsize=2)
def _opened(folder: str, _stamp: tuple[int, int]) -> Store:
    from pathlib import Path  # noqa: PLC0415

    return Store(Path(folder))


def of_areas(codes: Collection[str], indicators: Collection[str] | None = None) -> pd.DataFrame:
    """Return the observations of areas; of what is both embedded and loaded, the loaded edition.

    Parameters
    ----------
    codes
        Codes of areas.
    indicators
        Ids from the catalogue; all by default.
    """
    embedded = datasets.embedded_observations()
    rows = embedded[embedded["area"].isin(set(codes))]
    if indicators is not None:
        rows = rows[rows["indicator"].isin(set(indicators))]
    return _joined(rows, store().observations(codes, indicators))


def inside(whole: str, indicators: Collection[str]) -> pd.DataFrame:
    """Return the observations of all buurten of a gemeente."""
    embedded = datasets.embedded_observations()
    wanted = embedded["area"].str.startswith(f"BU{whole[2:]}") & embedded["indicator"].isin(set(indicators))
    return _joined(embedded[wanted], store().inside(whole, indicators))


def everywhere(indicators: Collection[str], since: int) -> pd.DataFrame:
    """Return the observations of all buurten at hand from a year on, wherever they are.

    Returns
    -------
    DataFrame
        Of an observation table only area, indicator, year, value, status, note and table, with texts as categories
        where anything was loaded: it may be long.
    """
    embedded = datasets.embedded_observations()
    wanted = embedded["area"].str.startswith("BU") & embedded["indicator"].isin(set(indicators))
    wanted &= embedded["year"] >= since
    loaded = store().everywhere(indicators, since)
    rows = embedded.loc[wanted, list(loaded.columns)]
    return rows if loaded.empty else observations.newest(_as_categories(rows, loaded))


def _as_categories(embedded: pd.DataFrame, loaded: pd.DataFrame) -> pd.DataFrame:
    """Put rows under each other without writing out the texts that are categories in the second."""
    from pandas.api.types import union_categoricals  # noqa: PLC0415

    columns = {
        name: union_categoricals([embedded[name].astype("category"), loaded[name]], sort_categories=True)
        if isinstance(loaded[name].dtype, pd.CategoricalDtype)
        else pd.concat([embedded[name], loaded[name]], ignore_index=True)
        for name in loaded.columns
    }
    return pd.DataFrame(columns)


def _joined(embedded: pd.DataFrame, loaded: pd.DataFrame) -> pd.DataFrame:
    if loaded.empty:
        return embedded
    return observations.newest(pd.concat([embedded, loaded], ignore_index=True))


def dwellings(addresses: pd.DataFrame | None) -> pd.Series | None:
    """Return the newest number of dwellings of each buurt in the gemeenten of addresses; None without addresses."""
    if addresses is None:
        return None
    gemeenten = sorted({f"GM{code[2:6]}" for code in addresses["buurt"].dropna().unique()})
    rows = pd.concat([inside(one, ["woningen"]) for one in gemeenten])
    known = rows[rows["value"].notna()].sort_values("year", kind="stable")
    newest: pd.Series = known.drop_duplicates("area", keep="last").set_index("area")["value"]
    return newest


def areas() -> Areas:
    """Return the register of all areas of which there are figures or boundaries."""
    return _register(store())


@lru_cache(maxsize=2)
def _register(loaded: Store) -> Areas:
    added = loaded.areas()
    if added.empty:
        return datasets.areas()
    rows = pd.concat([datasets.areas().table, added], ignore_index=True)
    # One file knows the name of an area, another whether its boundary changed: of each the last that is known.
    known = rows.assign(**{text: rows[text].mask(rows[text] == "") for text in ("name", "change")})
    merged = known.groupby(["code", "boundary_year"], sort=False).last().reset_index()
    return Areas(merged.fillna({"name": "", "change": ""})[rows.columns])


def find_areas(text: str) -> pd.DataFrame:
    """Find areas by part of a name or code; see ``Areas.find``."""
    return areas().find(text)


def project_area(*codes: str, name: str | None = None) -> ProjectArea:
    """Make a project area of buurten, wijken or a gemeente, by code or exact name; see ``Areas.project_area``."""
    return areas().project_area(codes, name)


def boundaries(whole: str, level: str = "buurt") -> gpd.GeoDataFrame | None:
    """Return the boundaries of the buurten or wijken of a gemeente, for drawing; None if there are none.

    They have fewer corners than what was published, and neighbours keep sharing their line; `divisions` gives them
    in full.

    Returns
    -------
    GeoDataFrame
        Index: code; columns name, boundary_year, source, geometry; in metres, EPSG:28992.
    """
    return _drawn(store(), whole, level)


@lru_cache(maxsize=8)
def _drawn(_loaded: Store, whole: str, level: str) -> gpd.GeoDataFrame | None:
    from wijkdata.sources.boundaries import drawing_copy  # noqa: PLC0415  (geopandas is slow to import)

    rows = _shapes(level, whole)
    return drawing_copy(rows).set_index("code").drop(columns="level") if len(rows) else None


def divisions(whole: str) -> dict[int, gpd.GeoDataFrame]:
    """Return the boundaries of the buurten of a gemeente by year of division, as far as they are at hand.

    Returns
    -------
    Per year a GeoDataFrame with index code; in metres, EPSG:28992.
    """
    rows = _all_divisions("buurt", whole)
    return {int(str(year)): frame.set_index("code") for year, frame in rows.groupby("boundary_year")}


def all_boundaries() -> gpd.GeoDataFrame:
    """Return the buurten of every gemeente of which boundaries are at hand.

    Returns
    -------
    GeoDataFrame
        Columns code, name, level, boundary_year, source, geometry; in metres, EPSG:28992.
    """
    return _shapes("buurt", None)


def _shapes(level: str, whole: str | None) -> gpd.GeoDataFrame:
    """Return of each gemeente its newest division.

    A file may hold a part of the gemeente only, such as the buurten with dwellings; a newer division counts when it
    has nearly as many areas as the one with most.
    """
    rows = _all_divisions(level, whole)
    inside_gemeente = rows["code"].str.slice(2, 6)
    counts = rows.groupby([inside_gemeente, "boundary_year"])["code"].transform("size")
    large = counts >= counts.groupby(inside_gemeente).transform("max") * _WHOLE
    newest = rows["boundary_year"].where(large).groupby(inside_gemeente).transform("max")
    counted = large & (rows["boundary_year"] == newest)
    kept = rows if counted.all() else rows[counted]
    return (kept if kept["code"].is_monotonic_increasing else kept.sort_values("code")).reset_index(drop=True)


def _all_divisions(level: str, whole: str | None) -> gpd.GeoDataFrame:
    embedded = datasets.boundaries(level).reset_index()
    embedded = embedded.assign(level=level, boundary_year=datasets.BOUNDARY_YEAR, source="CBS/Kadaster")
    if whole is not None:
        embedded = embedded[embedded["code"].str.slice(2, 6) == whole[2:]]
    loaded = store().shapes(level, whole)
    rows = embedded if loaded is None else pd.concat([embedded[loaded.columns], loaded], ignore_index=True)
    return rows.drop_duplicates(["code", "boundary_year"], keep="last")


def division_year(codes: Collection[str]) -> int | None:
    """Return the year of division in which to take areas: that of the boundaries of their gemeente, if all are in it.

    Returns
    -------
    None for no areas, and where the newest division of each area is best.
    """
    found = {gemeente(code) for code in codes}
    years = set()
    for one in sorted(filter(None, found)):
        shapes = boundaries(one)
        years.add(None if shapes is None else int(shapes["boundary_year"].max()))
    year = years.pop() if len(years) == 1 else None
    return year if year is not None and all(areas().is_in(code, year) for code in codes) else None


def tables() -> pd.DataFrame:
    """Return the published tables behind all figures, by id; see ``datasets.tables``."""
    loaded = store().tables()
    embedded = datasets.tables()
    if loaded.empty:
        return embedded
    return pd.concat([embedded[~embedded.index.isin(loaded.index)], loaded])
