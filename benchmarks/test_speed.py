"""How fast the figures of one wijk come out of years of the whole country, beside what somebody would do otherwise.

Each group is one job; the number between brackets is how many times slower than the fastest of its group. Nothing is
asserted about seconds: they say more about the machine than about the program.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import INDICATORS, LAST_YEAR
from made_up import AREAS, codes

from wijkdata import figures
from wijkdata.areas import Areas, ProjectArea
from wijkdata.baseline import baseline
from wijkdata.series import series
from wijkdata.similar import Choice, Similar, _everywhere, similar
from wijkdata.sources.register import area_rows
from wijkdata.store import Store

Benchmark = Callable[..., Any]
StoreOf = Callable[[int, int], Store]

WIJK = [f"BU0100{wijk:02d}{buurt:02d}" for wijk in (1, 2) for buurt in range(1, 5)]
#: Every figure of the wijk in ten years.
FIGURES = len(WIJK) * len(INDICATORS) * 10
YEARS = [1, 4, 16]
COUNTRY_SIZES = [6_000, 24_000, 96_000]


def parts_of(store: Store) -> list[Path]:
    return sorted((store.folder / "delen").glob("*.parquet"))


def every_file_filtered(store: Store) -> pd.DataFrame:
    """Read everything, then keep the wijk."""
    every = pd.concat([pd.read_parquet(file) for file in parts_of(store)])
    return every[every["area"].isin(WIJK)]


def filtered_while_reading(store: Store) -> pd.DataFrame:
    """Let the library skip what cannot hold the wijk."""
    return pd.read_parquet(parts_of(store), filters=[("area", "in", WIJK)])


def newest_of(figures: pd.DataFrame) -> pd.Series:
    """Return per indicator the mean over the buurten in the newest year that has a value."""
    known = figures.dropna(subset="value")
    newest = known[known["year"] == known.groupby("indicator")["year"].transform("max")]
    return newest.groupby("indicator")["value"].mean()


# --- one wijk out of ten years of the country --------------------------------------------------------------------


@pytest.mark.benchmark(group="een wijk uit tien jaar van het land: alle cijfers")
def test_the_store(benchmark: Benchmark, ten_years: Store) -> None:
    assert len(benchmark(ten_years.observations, WIJK)) == FIGURES


@pytest.mark.benchmark(group="een wijk uit tien jaar van het land: alle cijfers")
def test_the_store_just_opened(benchmark: Benchmark, ten_years: Store) -> None:
    assert len(benchmark(lambda: Store(ten_years.folder).observations(WIJK))) == FIGURES


@pytest.mark.benchmark(group="een wijk uit tien jaar van het land: alle cijfers")
def test_every_file_filtered(benchmark: Benchmark, ten_years: Store) -> None:
    assert len(benchmark(every_file_filtered, ten_years)) == FIGURES


@pytest.mark.benchmark(group="een wijk uit tien jaar van het land: alle cijfers")
def test_filtered_while_reading(benchmark: Benchmark, ten_years: Store) -> None:
    assert len(benchmark(filtered_while_reading, ten_years)) == FIGURES


@pytest.mark.benchmark(group="een wijk uit tien jaar van het land: alle cijfers")
def test_the_floor_one_file_with_only_the_wijk(
    benchmark: Benchmark, ten_years: Store, tmp_path: Path
) -> None:
    small = tmp_path / "wijk.parquet"
    ten_years.observations(WIJK).to_parquet(small)
    assert len(benchmark(pd.read_parquet, small)) == FIGURES


# --- the baseline ------------------------------------------------------------------------------------------------


def baseline_of(store: Store) -> Callable[[], pd.DataFrame]:
    """Return the job; the register of areas is at hand, as it is once a screen is open."""
    names = pd.Series(codes())
    register = Areas(area_rows(names, LAST_YEAR, names, pd.Series("", index=names.index)))
    area = ProjectArea("wijk", tuple(WIJK), tuple(WIJK), LAST_YEAR)

    def job() -> pd.DataFrame:
        found = series(area, observations=store.observations(WIJK), register=register)
        return baseline(area, figures=found)

    return job


def check_baseline(found: pd.DataFrame) -> None:
    """Every published indicator has a figure of the last year; what follows from them comes on top."""
    known = found[found["value"].notna()].set_index("indicator")
    assert set(INDICATORS) <= set(known.index)
    assert set(known.loc[list(INDICATORS), "year"]) == {LAST_YEAR}


@pytest.mark.benchmark(group="nulmeting van een wijk uit tien jaar van het land")
def test_the_baseline(benchmark: Benchmark, ten_years: Store) -> None:
    check_baseline(benchmark(baseline_of(ten_years)))


@pytest.mark.benchmark(group="nulmeting van een wijk uit tien jaar van het land")
@pytest.mark.parametrize("read", [every_file_filtered, filtered_while_reading])
def test_the_newest_value_per_indicator(
    benchmark: Benchmark, ten_years: Store, read: Callable[[Store], pd.DataFrame]
) -> None:
    """Without weights, coverage, reasons or anything that follows from other figures."""
    assert set(benchmark(lambda: newest_of(read(ten_years))).index) == set(INDICATORS)


# --- growth ------------------------------------------------------------------------------------------------------


@pytest.mark.benchmark(group="groei: een wijk uit zo veel jaar van het land")
@pytest.mark.parametrize("years", YEARS)
def test_more_years(benchmark: Benchmark, store_of: StoreOf, years: int) -> None:
    found = benchmark(store_of(years, AREAS).observations, WIJK)
    assert len(found) == len(WIJK) * len(INDICATORS) * years


@pytest.mark.benchmark(group="groei: een wijk uit vier jaar van zo veel gebieden")
@pytest.mark.parametrize("areas", COUNTRY_SIZES)
def test_more_areas(benchmark: Benchmark, store_of: StoreOf, areas: int) -> None:
    found = benchmark(store_of(4, areas).observations, WIJK)
    assert len(found) == len(WIJK) * len(INDICATORS) * 4


@pytest.mark.benchmark(group="groei: nulmeting van een wijk uit zo veel jaar van het land")
@pytest.mark.parametrize("years", YEARS)
def test_baseline_of_more_years(benchmark: Benchmark, store_of: StoreOf, years: int) -> None:
    check_baseline(benchmark(baseline_of(store_of(years, AREAS))))


@pytest.mark.benchmark(group="groei: nulmeting van een wijk uit vier jaar van zo veel gebieden")
@pytest.mark.parametrize("areas", COUNTRY_SIZES)
def test_baseline_of_more_areas(benchmark: Benchmark, store_of: StoreOf, areas: int) -> None:
    check_baseline(benchmark(baseline_of(store_of(4, areas))))


# --- like with like: one area among all buurten of the country ----------------------------------------------------


#: The made-up buurten have up to a hundred dwellings.
EVERY_SIZE = Choice(dwellings=0)


def plain_nearest(store: Store, area: str) -> pd.Series:
    """Read every file, and take the eight with the least mean difference in the newest year."""
    traits = ["meergezins_aandeel", "voor_2000_aandeel", "koop_aandeel", "corporatie_aandeel"]
    every = pd.concat(
        [pd.read_parquet(file, columns=["area", "indicator", "year", "value"]) for file in parts_of(store)]
    )
    newest = every[(every["year"] == LAST_YEAR) & every["indicator"].isin(traits)]
    wide = newest.pivot_table(index="area", columns="indicator", values="value")
    wide = wide[wide.index.str.startswith("BU")]
    apart = ((wide - wide.loc[area]) / wide.std(ddof=0)).abs().mean(axis=1)
    return apart.drop(area).nsmallest(8)


@pytest.fixture
def at_hand(ten_years: Store, monkeypatch: pytest.MonkeyPatch) -> ProjectArea:
    """Let the figures at hand be ten years of the country, and return one buurt of it."""
    names = pd.Series(codes())
    register = Areas(area_rows(names, LAST_YEAR, names, pd.Series("", index=names.index)))
    monkeypatch.setattr(figures, "store", lambda: ten_years)
    monkeypatch.setattr(figures, "areas", lambda: register)
    return register.project_area([WIJK[0]])


@pytest.mark.benchmark(group="gelijksoortige buurten in het land, uit tien jaar")
def test_alike_the_first_time(benchmark: Benchmark, at_hand: ProjectArea) -> None:
    def anew() -> Similar:
        _everywhere.cache_clear()
        return similar(at_hand, EVERY_SIZE)

    assert len(benchmark(anew).codes) == 8


@pytest.mark.benchmark(group="gelijksoortige buurten in het land, uit tien jaar")
def test_alike_again_with_other_weights(benchmark: Benchmark, at_hand: ProjectArea) -> None:
    similar(at_hand, EVERY_SIZE)
    assert len(benchmark(similar, at_hand, Choice({"eigendom": 3}, dwellings=0)).codes) == 8


@pytest.mark.benchmark(group="gelijksoortige buurten in het land, uit tien jaar")
def test_alike_with_plain_pandas(benchmark: Benchmark, ten_years: Store) -> None:
    assert len(benchmark(plain_nearest, ten_years, WIJK[0])) == 8
