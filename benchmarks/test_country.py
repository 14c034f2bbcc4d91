"""The whole country at once: figures of all buurten to wijken, boundaries, and labels per address.

The areas are those of a sixteenth, a quarter and the whole of the country, so that it shows how each job grows.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from conftest import INDICATORS as OF_THE_KERNCIJFERS
from conftest import LAST_YEAR, Maker, year_of_figures
from made_up import ADDRESSES, AREAS, LABELS, codes, labels

from wijkdata import address_labels, catalogue, figures
from wijkdata.areas import Areas
from wijkdata.national import national
from wijkdata.series import DERIVED
from wijkdata.sources import eponline
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.register import area_rows
from wijkdata.sources.tables import cbs
from wijkdata.store import Store

Benchmark = Callable[..., Any]

SIZES = [AREAS // 16, AREAS // 4, AREAS]
YEARS = range(LAST_YEAR - 9, LAST_YEAR + 1)
#: Those of the Kerncijfers, with the dwellings that most are weighted with, and eleven others.
INDICATORS = [
    *OF_THE_KERNCIJFERS,
    *sorted(set(catalogue.indicators()) - set(DERIVED) - set(OF_THE_KERNCIJFERS)),
][:25]
ROUNDS = 3


# --- all buurten to wijken ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def country_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Store]:
    """Return a store with ten years of 25 indicators of the buurten of so many areas; each is made once."""
    stores: dict[int, Store] = {}

    def made(count: int) -> Store:
        if count not in stores:
            stores[count] = Store(tmp_path_factory.mktemp("land"))
            for year in YEARS:
                rows = year_of_figures(year, count, INDICATORS)
                table = cbs(f"KWB{year}", f"Kerncijfers {year}", (year,), f"{year + 1}-01-01")
                loaded = Loaded("Kerncijfers", (table,), rows[rows["area"].str.startswith("BU")])
                stores[count].add(loaded, name=f"{year}", sha256=f"{year:064d}", retrieved="2026-01-01")
        return stores[count]

    return made


def register(count: int) -> Areas:
    names = pd.Series(codes(count))
    same = pd.Series("1", index=names.index)
    return Areas(pd.concat([area_rows(names, year, names, same) for year in YEARS], ignore_index=True))


def parts_of(store: Store) -> list[Path]:
    return sorted((store.folder / "delen").glob("*.parquet"))


def bare_read(store: Store) -> int:
    columns = ["area", "indicator", "year", "value", "status"]
    return sum(len(pq.read_table(one, columns=columns)) for one in parts_of(store))


def plain_pandas(store: Store) -> pd.DataFrame:
    """Weigh every indicator with the dwellings of its year; without coverage, status or what is not shown."""
    columns = ["area", "indicator", "year", "value"]
    every = pd.concat([pd.read_parquet(one, columns=columns) for one in parts_of(store)])
    homes = every[every["indicator"] == "woningen"].rename(columns={"value": "homes"})
    rows = every.merge(homes[["area", "year", "homes"]], on=["area", "year"])
    rows["wijk"] = "WK" + rows["area"].str.slice(2, 8)
    rows["product"] = rows["value"] * rows["homes"]
    sums = rows.groupby(["wijk", "indicator", "year"])[["product", "homes", "value"]].sum()
    return sums.assign(mean=sums["product"] / sums["homes"])


@pytest.mark.benchmark(group="alle buurten naar wijken, tien jaar, 25 indicatoren")
@pytest.mark.parametrize("count", SIZES)
def test_national(
    benchmark: Benchmark,
    country_of: Callable[[int], Store],
    monkeypatch: pytest.MonkeyPatch,
    count: int,
) -> None:
    store, known = country_of(count), register(count)
    monkeypatch.setattr(figures, "store", lambda: store)
    monkeypatch.setattr(figures, "areas", lambda: known)
    found = benchmark.pedantic(national, ("wijk", INDICATORS), rounds=ROUNDS, warmup_rounds=1)
    wijken = sum(1 for code in codes(count) if code.startswith("WK"))
    assert len(found) >= (wijken - 10) * len(INDICATORS) * len(YEARS)
    assert found["value"].notna().mean() > 0.8


@pytest.mark.benchmark(group="alle buurten naar wijken, tien jaar, 25 indicatoren")
@pytest.mark.parametrize("job", [plain_pandas, bare_read])
def test_national_otherwise(benchmark: Benchmark, country_of: Callable[[int], Store], job: Any) -> None:
    found = benchmark.pedantic(job, (country_of(AREAS),), rounds=ROUNDS, warmup_rounds=1)
    assert (found if job is bare_read else len(found)) > 500_000


# --- boundaries ---------------------------------------------------------------------------------------------------

BUURTEN, CORNERS = 14_500, 150
GEMEENTE = "GM0100"


@pytest.fixture(scope="module")
def map_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return a store with the boundaries of 14,500 buurten of 150 corners each."""
    return boundaries_store(tmp_path_factory.mktemp("kaart"), BUURTEN)


def boundaries_store(folder: Path, count: int) -> Store:
    names = [code for code in codes(19_000) if code.startswith("BU")][:count]
    place, turn = np.arange(count), np.linspace(0, 2 * np.pi, CORNERS, endpoint=False)
    middle = 1_000.0 * np.stack([10 + place % 140, 310 + place // 140], axis=-1)
    radius = 400 + 60 * np.random.default_rng(3).random((count, CORNERS, 1))
    corners = middle[:, None] + radius * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    columns = {"code": names, "name": names, "level": "buurt", "boundary_year": LAST_YEAR}
    frame = gpd.GeoDataFrame(columns, geometry=shapely.polygons(corners), crs="EPSG:28992")
    store = Store(folder)
    table = cbs("G", "Wijk- en buurtkaart", (LAST_YEAR,), f"{LAST_YEAR}-10-01")
    store.add(
        Loaded("Grenzen", (table,), boundaries=frame), name="g", sha256="0" * 64, retrieved="2026-01-01"
    )
    return store


@pytest.mark.benchmark(group="grenzen van het land")
def test_boundaries_of_the_country(benchmark: Benchmark, map_store: Store) -> None:
    assert len(benchmark(map_store.shapes, "buurt")) == BUURTEN


@pytest.mark.benchmark(group="grenzen van het land")
def test_bare_geoparquet(benchmark: Benchmark, map_store: Store) -> None:
    assert len(benchmark(gpd.read_parquet, parts_of(map_store)[0])) == BUURTEN


@pytest.mark.benchmark(group="grenzen van een gemeente")
def test_boundaries_of_a_gemeente(benchmark: Benchmark, map_store: Store) -> None:
    assert len(benchmark(map_store.shapes, "buurt", GEMEENTE)) == 40


@pytest.mark.benchmark(group="grenzen van een gemeente")
def test_bare_geoparquet_filtered_afterwards(benchmark: Benchmark, map_store: Store) -> None:
    def job() -> gpd.GeoDataFrame:
        every = gpd.read_parquet(parts_of(map_store)[0])
        return every[every["code"].str.startswith(f"BU{GEMEENTE[2:]}")]

    assert len(benchmark(job)) == 40


# --- labels per address -------------------------------------------------------------------------------------------

ROWS = [62_500, 250_000, 1_000_000]


@pytest.mark.benchmark(group="labels per adres naar buurten")
@pytest.mark.parametrize("rows", ROWS)
@pytest.mark.parametrize("engine", ["reader", "duckdb", "spark"])
def test_labels(benchmark: Benchmark, made: Callable[[Maker, int], Path], engine: str, rows: int) -> None:
    if engine != "reader":
        pytest.importorskip({"duckdb": "duckdb", "spark": "pyspark"}[engine])
    folder = made(labels, rows)

    def job() -> Loaded:
        path, addresses = folder / LABELS, folder / ADDRESSES
        if engine == "reader":
            return eponline.load(path, retrieved="2026-01-01", addresses=pd.read_parquet(addresses))
        return address_labels.load(path, [addresses], retrieved="2026-01-01", engine=engine, memory="500MB")

    assert len(benchmark.pedantic(job, rounds=1).observations) == 400
