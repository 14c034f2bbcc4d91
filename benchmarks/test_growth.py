"""How each job grows: on a sixteenth, a quarter and the whole of what there is of the country.

The exponent of the growth stands below the times: with 1 it takes as much longer as there is more.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import jobs
import made_up
import pandas as pd
import pytest
from conftest import LAST_YEAR, SIZE, Job, Maker
from made_up import AREAS, codes
from test_country import boundaries_store, parts_of
from test_speed import COUNTRY_SIZES, EVERY_SIZE, WIJK

from wijkdata import address_connections, figures
from wijkdata.areas import Areas
from wijkdata.similar import _everywhere, similar
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.register import area_rows
from wijkdata.store import Store, sha256_of

Made = Callable[[Maker, int], Path]

ROUNDS = 5
SIXTEENTHS = [1, 4, 16]
ROWS = 1_000_000


def size_of(benchmark: Any, whole: int, sixteenths: int) -> int:
    """Return a part of the whole, and keep it beside the time."""
    benchmark.extra_info[SIZE] = whole * sixteenths // 16
    return whole * sixteenths // 16


# --- a yearly table of the country, from the file to the store ----------------------------------------------------


def to_store(load: Callable[[Path], Loaded], name: str) -> Job:
    """Return the job: read a file, keep it as it came, and put its figures in a store."""

    def job(folder: Path) -> int:
        with tempfile.TemporaryDirectory() as place:
            store, raw = Store(Path(place)), folder / name
            sha256 = sha256_of(raw)
            store.keep_raw(raw, sha256)
            return len(store.add(load(folder), name=name, sha256=sha256, retrieved=jobs.DAY).parts)

    return job


FORMS = {
    "json": (
        made_up.kwb_json,
        to_store(jobs.kwb_json_with_infos, made_up.KWB_JSON),
        jobs.json_and_a_dataframe,
    ),
    "export": (made_up.kwb_export, to_store(jobs.kwb_export, made_up.KWB_EXPORT), jobs.export_by_pandas),
    "dataset": (made_up.kwb_dataset, to_store(jobs.kwb_dataset, made_up.KWB_DATASET), jobs.dataset_by_pandas),
}


@pytest.mark.benchmark(group="groei: een jaar Kerncijfers van het land, van bestand tot bewaard")
@pytest.mark.parametrize("sixteenths", SIXTEENTHS)
@pytest.mark.parametrize("form", FORMS)
def test_raw_to_store(benchmark: Any, made: Made, form: str, sixteenths: int) -> None:
    maker, job, _ = FORMS[form]
    folder = made(maker, size_of(benchmark, AREAS, sixteenths))
    assert benchmark.pedantic(job, (folder,), rounds=ROUNDS, warmup_rounds=1) == 2


@pytest.mark.benchmark(group="groei: een jaar Kerncijfers van het land, van bestand tot bewaard")
@pytest.mark.parametrize("sixteenths", SIXTEENTHS)
@pytest.mark.parametrize("form", FORMS)
def test_bare_read(benchmark: Any, made: Made, form: str, sixteenths: int) -> None:
    maker, _, job = FORMS[form]
    count = size_of(benchmark, AREAS, sixteenths)
    assert len(benchmark.pedantic(job, (made(maker, count),), rounds=ROUNDS, warmup_rounds=1)) == count


# --- files with one record per line -------------------------------------------------------------------------------


@pytest.mark.benchmark(group="groei: bestanden met een regel per reeks of woning, over een gemeente")
@pytest.mark.parametrize("sixteenths", SIXTEENTHS)
@pytest.mark.parametrize(
    ("maker", "job"),
    [(made_up.connections, jobs.connections), (made_up.labels, jobs.labels)],
    ids=["kleinverbruik", "EP-Online"],
)
def test_lines(benchmark: Any, made: Made, maker: Maker, job: Job, sixteenths: int) -> None:
    folder = made(maker, size_of(benchmark, ROWS, sixteenths))
    assert len(benchmark.pedantic(job, (folder,), rounds=3)) > 0


@pytest.mark.benchmark(group="groei: aansluitingen per reeks postcodes naar buurten, 200 MB")
@pytest.mark.parametrize("sixteenths", SIXTEENTHS)
def test_connections_by_engine(benchmark: Any, made: Made, sixteenths: int) -> None:
    pytest.importorskip("duckdb")
    folder = made(made_up.connections, size_of(benchmark, ROWS, sixteenths))

    def job() -> Loaded:
        path, addresses = folder / made_up.CONNECTIONS, folder / made_up.ADDRESSES
        return address_connections.load(path, [addresses], retrieved=jobs.DAY, year=2023, memory="200MB")

    found = benchmark.pedantic(job, rounds=3).observations.set_index("area")["value"]
    pd.testing.assert_series_equal(found, jobs.connections(folder), check_names=False)


# --- boundaries, and like with like -------------------------------------------------------------------------------


@pytest.mark.benchmark(group="groei: grenzen van buurten")
@pytest.mark.parametrize("sixteenths", SIXTEENTHS)
@pytest.mark.parametrize("what", ["store", "bare"])
def test_boundaries(benchmark: Any, tmp_path: Path, what: str, sixteenths: int) -> None:
    count = size_of(benchmark, 14_500, sixteenths)
    store = boundaries_store(tmp_path, count)
    (file,) = parts_of(store)
    job = (lambda: store.shapes("buurt")) if what == "store" else (lambda: gpd.read_parquet(file))
    assert len(benchmark(job)) == count


@pytest.mark.benchmark(group="groei: gelijksoortige buurten, de eerste keer")
@pytest.mark.parametrize("sixteenths", SIXTEENTHS)
def test_alike(
    benchmark: Any, store_of: Callable[[int, int], Store], monkeypatch: pytest.MonkeyPatch, sixteenths: int
) -> None:
    count = size_of(benchmark, COUNTRY_SIZES[-1], sixteenths)
    store, names = store_of(4, count), pd.Series(codes(count))
    register = Areas(area_rows(names, LAST_YEAR, names, pd.Series("", index=names.index)))
    monkeypatch.setattr(figures, "store", lambda: store)
    monkeypatch.setattr(figures, "areas", lambda: register)
    area = register.project_area([WIJK[0]])

    def anew() -> list[str]:
        _everywhere.cache_clear()
        return similar(area, EVERY_SIZE).codes

    assert len(benchmark.pedantic(anew, rounds=3, warmup_rounds=1)) == 8
