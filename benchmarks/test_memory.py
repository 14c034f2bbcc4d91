"""How much memory, and how much time, a yearly table of the country takes beside what somebody would do otherwise.

The peak of each job is measured in a process of its own (see `peak`) and stands beside the times, as a multiple of
what the plain table takes once it is a DataFrame: less than that is possible only for who does not keep all of it.
Nothing is asserted about it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jobs
import made_up
import pandas as pd
import pyarrow as pa
import pytest
from conftest import SMALL, Job, Maker
from made_up import AREAS
from peak import MEASURABLE, MEGABYTE, peak_of

from wijkdata.sources.loaded import Loaded

pytestmark = pytest.mark.skipif(not MEASURABLE, reason="only Linux tells the peak of a process")

Made = Callable[[Maker, int], Path]
Measured = Callable[..., Any]


def frame_size(job: Job, folder: Path) -> float:
    """Return what the DataFrame that a job gives takes, its texts included [MB]."""
    return float(job(folder).memory_usage(deep=True).sum()) / MEGABYTE


def check(found: Loaded | pd.DataFrame | pa.Table) -> None:
    """Nobody may be fast or small by leaving areas out."""
    if isinstance(found, Loaded):
        assert found.observations["area"].nunique() == len(found.areas) == AREAS
    else:
        assert len(found) == AREAS


def test_the_measure_sees_what_a_job_takes(made: Made) -> None:
    small = made(made_up.kwb_json, SMALL)
    assert 195 < peak_of(jobs.two_hundred_megabytes, small, small) < 230


# --- OData JSON ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def json_frame(kwb_folder: Path) -> float:
    return frame_size(jobs.json_and_a_dataframe, kwb_folder)


@pytest.mark.benchmark(group="kwb als OData-JSON: 18.000 gebieden x 126 kolommen")
@pytest.mark.parametrize(
    "job",
    [jobs.kwb_json, jobs.kwb_json_with_infos, jobs.json_and_a_dataframe, jobs.bare_pyarrow_json],
    ids=["wijkdata", "wijkdata_with_TableInfos", "json_and_a_dataframe", "bare_pyarrow"],
)
def test_json(measured: Measured, json_frame: float, job: Job) -> None:
    check(measured(job, made_up.kwb_json, AREAS, beside=json_frame, of_what="het DataFrame"))


# --- CSV ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def export_frame(made: Made) -> float:
    return frame_size(jobs.export_by_pandas, made(made_up.kwb_export, AREAS))


@pytest.mark.benchmark(group="kwb als CSV-export van StatLine: 18.000 gebieden x 126 kolommen")
@pytest.mark.parametrize(
    "job",
    [jobs.kwb_export, jobs.export_by_pandas, jobs.export_by_pyarrow],
    ids=["wijkdata", "read_csv", "bare_pyarrow"],
)
def test_csv_export(measured: Measured, export_frame: float, job: Job) -> None:
    check(measured(job, made_up.kwb_export, AREAS, beside=export_frame, of_what="het DataFrame"))


@pytest.fixture(scope="module")
def dataset_frame(made: Made) -> float:
    return frame_size(jobs.dataset_by_pandas, made(made_up.kwb_dataset, AREAS))


@pytest.mark.benchmark(group="kwb als CSV-dataset van StatLine: 18.000 gebieden x 125 kolommen")
@pytest.mark.parametrize(
    "job",
    [jobs.kwb_dataset, jobs.dataset_by_pandas, jobs.dataset_by_pyarrow],
    ids=["wijkdata", "read_csv", "bare_pyarrow"],
)
def test_csv_dataset(measured: Measured, dataset_frame: float, job: Job) -> None:
    check(measured(job, made_up.kwb_dataset, AREAS, beside=dataset_frame, of_what="het DataFrame"))
