"""How fast, beside what somebody would do otherwise: ``python start.py bench``.

Each group is one job; the number between brackets is how many times slower than the fastest of its group. Nothing is
asserted about seconds: they say more about the machine than about the program.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.json
import pyarrow.parquet
import pytest
from conftest import codes, filled_store

from wijkdata.areas import Areas, ProjectArea
from wijkdata.baseline import baseline
from wijkdata.series import series
from wijkdata.sources import cbs_kwb
from wijkdata.sources.cbs_kwb import area_rows
from wijkdata.store import Store

Benchmark = Callable[..., Any]

WIJK = [f"BU0100{wijk:02d}{buurt:02d}" for wijk in (1, 2) for buurt in range(1, 5)]


# --- a yearly table of the whole country -------------------------------------------------------------------------


@pytest.mark.benchmark(group="kwb: 18.000 gebieden x 120 kolommen, OData-JSON")
def test_wijkdata_reads_and_checks(benchmark: Benchmark, kwb_json: Path) -> None:
    loaded = benchmark(cbs_kwb.load, kwb_json, retrieved="2026-01-01", companions={})
    assert loaded.observations["area"].nunique() == len(codes())


@pytest.mark.benchmark(group="kwb: 18.000 gebieden x 120 kolommen, OData-JSON")
def test_json_and_a_dataframe(benchmark: Benchmark, kwb_json: Path) -> None:
    benchmark(lambda: pd.DataFrame(json.loads(kwb_json.read_text(encoding="utf-8"))["value"]))


@pytest.mark.benchmark(group="kwb: 18.000 gebieden x 120 kolommen, OData-JSON")
def test_bare_pyarrow(benchmark: Benchmark, kwb_json: Path) -> None:
    options = pyarrow.json.ReadOptions(block_size=1 << 28)
    benchmark(lambda: pyarrow.json.read_json(kwb_json, read_options=options))


# --- one wijk out of ten years of the country --------------------------------------------------------------------


@pytest.mark.benchmark(group="een wijk uit tien jaar van het land: alle cijfers")
def test_the_store_reads_the_wijk(benchmark: Benchmark, ten_years: Store) -> None:
    assert len(benchmark(ten_years.observations, WIJK)) == len(WIJK) * 14 * 10


@pytest.mark.benchmark(group="een wijk uit tien jaar van het land: alle cijfers")
def test_reading_every_file_and_filtering(benchmark: Benchmark, ten_years: Store) -> None:
    files = sorted((ten_years.folder / "delen").glob("*.parquet"))

    def otherwise() -> pd.DataFrame:
        every = pd.concat([pd.read_parquet(file) for file in files])
        return every[every["area"].isin(WIJK)]

    assert len(benchmark(otherwise)) == len(WIJK) * 14 * 10


@pytest.mark.benchmark(group="een wijk uit tien jaar van het land: alle cijfers")
def test_the_floor_one_file_with_only_the_wijk(
    benchmark: Benchmark, ten_years: Store, tmp_path: Path
) -> None:
    small = tmp_path / "wijk.parquet"
    ten_years.observations(WIJK).to_parquet(small)
    benchmark(pd.read_parquet, small)


@pytest.mark.benchmark(group="nulmeting van een wijk uit tien jaar van het land")
def test_the_baseline(benchmark: Benchmark, ten_years: Store) -> None:
    names = pd.Series(codes())
    register = Areas(area_rows(names, 2024, names, pd.Series("", index=names.index)))
    area = ProjectArea("wijk", tuple(WIJK), tuple(WIJK), 2024)

    def job() -> pd.DataFrame:
        found = series(area, observations=ten_years.observations(WIJK), register=register)
        return baseline(area, figures=found)

    assert benchmark(job)["value"].notna().sum() >= 14


# --- growth ------------------------------------------------------------------------------------------------------


@pytest.mark.benchmark(group="groei: een wijk uit zo veel jaar van het land")
@pytest.mark.parametrize("years", [1, 4, 16])
def test_more_years(benchmark: Benchmark, tmp_path: Path, years: int) -> None:
    store = filled_store(tmp_path, years)
    store.observations(WIJK)
    benchmark(store.observations, WIJK)


@pytest.mark.benchmark(group="groei: een wijk uit vier jaar van zo veel gebieden")
@pytest.mark.parametrize("areas", [6_000, 24_000, 96_000])
def test_more_areas(benchmark: Benchmark, tmp_path: Path, areas: int) -> None:
    store = filled_store(tmp_path, 4, areas)
    store.observations(WIJK)
    benchmark(store.observations, WIJK)
