"""What the benchmarks share: made-up files and stores of a whole country, and a report of the memory in use."""

from __future__ import annotations

import math
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from made_up import AREAS, codes, kwb_json
from peak import MEASURABLE, peak_of

from wijkdata import catalogue, observations
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.tables import cbs
from wijkdata.store import Store

INDICATORS = (
    *(
        "inwoners",
        "huishoudens",
        "woningen",
        "woz_gem",
        "eengezins_aandeel",
        "meergezins_aandeel",
        "koop_aandeel",
    ),
    *("huur_aandeel", "corporatie_aandeel", "voor_2000_aandeel", "elektra_gem", "gas_gem"),
    *("stadsverwarming_aandeel", "laag_inkomen_aandeel"),
)
LAST_YEAR = 2024
SMALL = 500
ROUNDS = 5

#: Names under which a benchmark keeps its memory.
PEAK, MULTIPLE, OF_WHAT = "peak_mb", "multiple", "multiple_of"
#: And of how much it was, where the same is done of less and of more.
SIZE = "size"

Maker = Callable[[Path, int], None]
Job = Callable[[Path], Any]


def pytest_configure(config: pytest.Config) -> None:
    """Let no benchmark read or write the folder of whoever runs it."""
    folder = tempfile.TemporaryDirectory()
    config.add_cleanup(folder.cleanup)
    os.environ["WIJKDATA_HOME"] = folder.name


# --- files --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Maker, int], Path]:
    """Return the folder in which a maker of `made_up` has written so many areas or rows; each is made once."""
    folders: dict[tuple[Maker, int], Path] = {}

    def folder_of(maker: Maker, size: int) -> Path:
        if (maker, size) not in folders:
            folder = tmp_path_factory.mktemp(maker.__name__)
            maker(folder, size)
            folders[maker, size] = folder
        return folders[maker, size]

    return folder_of


@pytest.fixture(scope="session")
def kwb_folder(made: Callable[[Maker, int], Path]) -> Path:
    """Return the folder with a whole table of the Kerncijfers as OData JSON: 18,000 areas by 126 columns."""
    return made(kwb_json, AREAS)


# --- stores -------------------------------------------------------------------------------------------------------


def year_of_figures(year: int, count: int = AREAS, indicators: Sequence[str] = INDICATORS) -> pd.DataFrame:
    """Return an observation table of one year: so many areas by fourteen indicators, or by others."""
    random = np.random.default_rng(year)
    names = codes(count)
    frames = [
        pd.DataFrame(
            {
                "area": names,
                "indicator": indicator,
                "year": year,
                "value": random.uniform(1, 100, len(names)).round(1),
                "unit": catalogue.indicator(indicator).unit,
                "status": "definitief",
                "source": "CBS",
                "table": f"KWB{year}",
                "method": "gepubliceerd",
                "note": "",
                "retrieved": "2026-01-01",
                "boundary_year": year,
            }
        )
        for indicator in indicators
    ]
    return observations.validate(pd.concat(frames, ignore_index=True))


def filled_store(folder: Path, years: int, count: int) -> Store:
    """Return a store with so many years of a country."""
    store = Store(folder)
    for year in range(LAST_YEAR + 1 - years, LAST_YEAR + 1):
        table = cbs(f"KWB{year}", f"Kerncijfers {year}", (year,), f"{year + 1}-01-01")
        loaded = Loaded("Kerncijfers", (table,), year_of_figures(year, count))
        store.add(loaded, name=f"{year}", sha256=f"{year:064d}", retrieved="2026-01-01")
    return store


@pytest.fixture(scope="session")
def store_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int, int], Store]:
    """Return a store with so many years of so many areas; each is made once."""
    stores: dict[tuple[int, int], Store] = {}

    def store(years: int, areas: int) -> Store:
        if (years, areas) not in stores:
            stores[years, areas] = filled_store(tmp_path_factory.mktemp("gegevens"), years, areas)
        return stores[years, areas]

    return store


@pytest.fixture(scope="session")
def ten_years(store_of: Callable[[int, int], Store]) -> Store:
    """Ten years of the country in the store."""
    return store_of(10, AREAS)


# --- memory -------------------------------------------------------------------------------------------------------


@pytest.fixture
def measured(benchmark: Any, made: Callable[[Maker, int], Path]) -> Callable[..., Any]:
    """Return a function that does a job a few times and keeps its time, and its peak of memory where that is told."""

    def measure(job: Job, maker: Maker, size: int, *, beside: float, of_what: str) -> Any:
        """Return what the job gives; ``beside`` [MB] is that of which the peak is a multiple."""
        folder = made(maker, size)
        if MEASURABLE:
            peak = peak_of(job, folder, made(maker, SMALL))
            benchmark.extra_info |= {
                PEAK: round(peak, 1),
                MULTIPLE: round(peak / beside, 2),
                OF_WHAT: f"{of_what} ({beside:.0f} MB)",
            }
        return benchmark.pedantic(job, args=(folder,), rounds=ROUNDS)

    return measure


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show the memory beside the times, by group and the least first; and how each job grows."""
    _show_memory(terminalreporter, config)
    _show_growth(terminalreporter, config)


def _show_growth(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show per job its shortest time of each size, and the exponent from the smallest to the largest."""
    found: dict[str, dict[int, float]] = {}
    for one in config._benchmarksession.benchmarks:  # type: ignore[attr-defined]
        if SIZE in one.extra_info:
            name = re.sub(r"\b\d+-|-\d+\b|\[\d+\]", "", one.name)
            found.setdefault(name, {})[one.extra_info[SIZE]] = one.stats.min
    if found:
        terminalreporter.section("groei", sep="-")
    for name, times in found.items():
        small, large = min(times), max(times)
        exponent = math.log(times[large] / times[small]) / math.log(large / small) if large > small else 0.0
        told = ", ".join(f"{size:,}: {1000 * times[size]:,.0f} ms" for size in sorted(times))
        terminalreporter.write_line(f"{name:42} {told}; exponent {exponent:.2f}")


def _show_memory(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    groups: dict[str, list[Any]] = {}
    for one in config._benchmarksession.benchmarks:  # type: ignore[attr-defined]
        if PEAK in one.extra_info:
            groups.setdefault(one.group, []).append(one)
    for group, found in groups.items():
        terminalreporter.section(f"piek van het geheugen: {group}", sep="-")
        found.sort(key=lambda one: one.extra_info[PEAK])
        width = max(len(one.name) for one in found)
        for one in found:
            told = one.extra_info
            ratio = told[PEAK] / found[0].extra_info[PEAK]
            terminalreporter.write_line(
                f"{one.name:{width}} {told[PEAK]:10,.1f} MB ({ratio:.2f})   {told[MULTIPLE]:6.2f} x {told[OF_WHAT]}"
            )
