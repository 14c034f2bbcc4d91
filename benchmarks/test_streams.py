"""Files of a whole country with one record per line, and a question about one gemeente.

``WIJKDATA_BENCH_ROWS`` sets how many rows; a million by default. Whoever reads the same with pandas gets the same
answer here, because the made-up files have none of the flaws of real ones; that is asserted. Our reader also looks
for those flaws, counts what it sets aside, divides ranges over buurten and finds labels by address.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jobs
import made_up
import pandas as pd
import pytest
from conftest import Job, Maker
from peak import MEGABYTE

ROWS_VARIABLE = "WIJKDATA_BENCH_ROWS"
ROWS = int(os.environ.get(ROWS_VARIABLE, "1000000").replace("_", ""))
if not 1_000 <= ROWS <= made_up.MOST_ROWS:
    raise pytest.UsageError(f"{ROWS_VARIABLE}: tussen 1000 en {made_up.MOST_ROWS}")

Made = Callable[[Maker, int], Path]
Measured = Callable[..., Any]


def file_size(path: Path) -> float:
    """Return the size of a file [MB]."""
    return path.stat().st_size / MEGABYTE


# --- connections --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def connections_folder(made: Made) -> Path:
    return made(made_up.connections, ROWS)


@pytest.fixture(scope="module")
def connections_answer(connections_folder: Path) -> pd.Series:
    return jobs.connections_by_pandas_needed_columns(connections_folder)


@pytest.mark.benchmark(group=f"kleinverbruik, {ROWS} regels: gasaansluitingen per buurt van een gemeente")
@pytest.mark.parametrize(
    "job",
    [
        jobs.connections,
        jobs.connections_by_pandas,
        jobs.connections_by_pandas_needed_columns,
        jobs.connections_by_pandas_pyarrow,
    ],
    ids=["wijkdata", "read_csv", "read_csv_needed_columns", "read_csv_needed_columns_by_pyarrow"],
)
def test_connections(
    measured: Measured, connections_folder: Path, connections_answer: pd.Series, job: Job
) -> None:
    size = file_size(connections_folder / made_up.CONNECTIONS)
    found = measured(job, made_up.connections, ROWS, beside=size, of_what="het bestand")
    assert len(found) == len(connections_answer) > 0
    # Ours is rounded to a decimal.
    pd.testing.assert_series_equal(found, connections_answer, check_names=False, atol=0.051, rtol=0)


# --- labels -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def labels_folder(made: Made) -> Path:
    return made(made_up.labels, ROWS)


@pytest.fixture(scope="module")
def labels_answer(labels_folder: Path) -> pd.DataFrame:
    return jobs.labels_by_pandas_needed_columns(labels_folder)


@pytest.mark.benchmark(group=f"EP-Online, {ROWS} regels: labels per buurt van een gemeente")
@pytest.mark.parametrize(
    "job",
    [
        jobs.labels,
        jobs.labels_by_pandas,
        jobs.labels_by_pandas_needed_columns,
        jobs.labels_by_pandas_pyarrow,
    ],
    ids=["wijkdata", "read_csv", "read_csv_needed_columns", "read_csv_needed_columns_by_pyarrow"],
)
def test_labels(measured: Measured, labels_folder: Path, labels_answer: pd.DataFrame, job: Job) -> None:
    size = file_size(labels_folder / made_up.LABELS)
    found = measured(job, made_up.labels, ROWS, beside=size, of_what="het bestand")
    assert len(found) == len(labels_answer) > 0
    pd.testing.assert_frame_equal(found, labels_answer, check_names=False, check_dtype=False)
