"""All wijken and gemeenten at once say the same as each by itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wijkdata import aggregate, catalogue, figures, national, observations
from wijkdata.areas import Areas, level
from wijkdata.cli import main
from wijkdata.errors import UnknownIndicatorError, WijkdataError
from wijkdata.layers import from_observations, layers
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.register import area_rows
from wijkdata.sources.tables import cbs
from wijkdata.store import FOLDER, Store

WIJKEN = ("WK900101", "WK900102", "WK900103")
BUURTEN = tuple(f"{wijk.replace('WK', 'BU')}0{number}" for wijk in WIJKEN[:2] for number in (1, 2, 3))
AREAS = ("GM9001", *WIJKEN, *BUURTEN)
YEARS = (2019, 2020, 2022)
TABLES = ("Eerste", "Tweede")
#: A sum, a mean with the dwellings, a share with another denominator, and what cannot be combined.
INDICATORS = ("woningen", "inwoners", "gas_gem", "tevreden_buurt_aandeel", "stedelijkheid")


def register(years: tuple[int, ...] = YEARS) -> Areas:
    codes = pd.Series(AREAS)
    rows = [area_rows(codes, year, codes, pd.Series("1", index=codes.index)) for year in years]
    return Areas(pd.concat(rows, ignore_index=True))


def table_of(rows: list[tuple[str, str, int, str, str, float, int]]) -> pd.DataFrame:
    """Return an observation table of (area, indicator, year, table, status, value, division)."""
    names = ["area", "indicator", "year", "table", "status", "value", "boundary_year"]
    frame = pd.DataFrame(rows, columns=names)
    without = frame["status"].isin(observations.WITHOUT_VALUE)
    return observations.validate(
        frame.assign(
            value=frame["value"].mask(without).astype("float64"),
            unit=[catalogue.indicator(one).unit for one in frame["indicator"]],
            source="CBS",
            method="gepubliceerd",
            note="",
            retrieved="2026-01-01",
        )
    )


ROW = st.tuples(
    st.sampled_from(AREAS),
    st.sampled_from(INDICATORS),
    st.sampled_from(YEARS),
    st.sampled_from(TABLES),
    st.sampled_from(observations.STATUSES),
    st.sampled_from([0.0, 1.0, 10.0, 37.5, 100.0, 250.0]),
    st.sampled_from(YEARS[:2]),
)
DENSE = st.lists(ROW, min_size=1, max_size=250, unique_by=lambda row: row[:4])


SAME = ["value", "coverage", "missing", "missing_dwellings", "boundary_year", "status", "table", "source"]


def one_by_one(rows: pd.DataFrame, whole: str, known: Areas) -> pd.DataFrame:
    """Return what `aggregate` says of each area."""
    found = [
        aggregate.aggregate(rows, known.project_area([code]), known).assign(area=code)
        for code in known.codes
        if level(code) == whole
    ]
    every = pd.concat(found, ignore_index=True)
    every["missing"] = [len(one) for one in every["missing"]]
    return every.set_index(["area", "indicator", "year"])[["method", *SAME]].sort_index()


def all_at_once(rows: pd.DataFrame, whole: str, known: Areas) -> pd.DataFrame:
    country = national.country_of(known, whole)
    needed = aggregate.weights_of(INDICATORS) | set(INDICATORS)
    found = layers([from_observations(rows, needed)], country.codes)
    table = national.combined(found, country, needed, None)
    texts = dict.fromkeys(("area", "indicator", "status", "table", "source", "method"), "str")
    return table.astype(texts).set_index(["area", "indicator", "year"]).sort_index()


def compare(rows: pd.DataFrame, whole: str, known: Areas) -> None:
    expected, found = one_by_one(rows, whole, known), all_at_once(rows, whole, known)
    assert list(found.index) == list(expected.index)
    for name in SAME:
        if name == "source":
            # Tables that nobody described have no publisher when all areas are taken at once.
            continue
        ours, theirs = found[name], expected[name]
        if name in ("status", "table"):
            assert list(ours) == list(theirs)
        else:
            np.testing.assert_allclose(ours.to_numpy("float64"), theirs.to_numpy("float64"), rtol=1e-12)
    published = expected["method"] == "gepubliceerd"
    assert list(found["method"] == "gepubliceerd") == list(published)
    weighted = expected["method"].str.startswith("gemiddelde")
    # The years of the weights stand in the text of the one and in columns of the other.
    for place in expected.index[weighted & ~expected["method"].str.contains("onbekend")]:
        told = expected.loc[place, "method"]
        assert str(found.loc[place, "weight_from"]) in told
        assert str(found.loc[place, "weight_to"]) in told


@given(rows=DENSE, whole=st.sampled_from(national.LEVELS))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_all_at_once_is_each_by_itself(rows: list, whole: str) -> None:
    compare(table_of(rows), whole, register())


@pytest.mark.parametrize("whole", national.LEVELS)
def test_what_ships_with_the_package(whole: str) -> None:
    """Every figure of every wijk and gemeente, with publishers."""
    known = figures.areas()
    found = national.national(whole)
    found = found.astype({"area": "str", "indicator": "str", "table": "str", "source": "str"})
    found = found.set_index(["area", "indicator", "year"]).sort_index()
    expected = one_by_one(figures.of_areas(known.codes), whole, known)
    assert len(found) > 100
    assert list(found.index) == list(expected.index)
    np.testing.assert_allclose(found["value"], expected["value"], rtol=1e-12)
    for name in ("status", "table", "source"):
        assert list(found[name].astype("str")) == list(expected[name])


# --- by hand ------------------------------------------------------------------------------------------------------


def figure(area: str, indicator: str, value: float, status: str = "definitief", year: int = 2020):
    return area, indicator, year, TABLES[0], status, value, 2020


OF_ONE = [
    *(figure(buurt, "woningen", count) for buurt, count in zip(BUURTEN[:3], (100, 300, 600), strict=True)),
    figure(BUURTEN[0], "gas_gem", 1000),
    figure(BUURTEN[1], "gas_gem", 800),
    figure(BUURTEN[2], "gas_gem", 0, "geheim"),
    figure(BUURTEN[0], "inwoners", 210),
    figure(BUURTEN[1], "inwoners", 0),
]


def test_a_mean_is_weighted_and_says_for_which_part_it_holds() -> None:
    """(100 × 1000 + 300 × 800) / 400 = 850, of 400 of the 1,000 dwellings."""
    found = all_at_once(table_of(OF_ONE), "wijk", register()).loc[(WIJKEN[0], "gas_gem", 2020)]
    assert found["value"] == 850
    assert found["coverage"] == 0.4
    assert (found["buurten"], found["missing"], found["missing_dwellings"]) == (3, 1, 600)
    assert found["method"] == "gemiddelde over de buurten, gewogen met woningen"
    assert (found["weight_from"], found["weight_to"]) == (2020, 2020)


def test_a_count_with_a_missing_buurt_has_no_sum_and_zero_counts() -> None:
    known = all_at_once(table_of(OF_ONE), "wijk", register()).loc[(WIJKEN[0], "inwoners", 2020)]
    assert np.isnan(known["value"])
    assert known["status"] == "ontbreekt"
    whole = [*OF_ONE, figure(BUURTEN[2], "inwoners", 5)]
    assert all_at_once(table_of(whole), "wijk", register()).loc[(WIJKEN[0], "inwoners", 2020), "value"] == 215


def test_what_is_secret_in_one_buurt_is_secret_of_the_whole_if_nothing_else_is_known() -> None:
    rows = [one for one in OF_ONE if one[1] != "gas_gem" or one[4] == "geheim"]
    found = all_at_once(table_of(rows), "wijk", register()).loc[(WIJKEN[0], "gas_gem", 2020)]
    assert np.isnan(found["value"])
    assert found["status"] == "geheim"


def test_what_was_published_of_a_wijk_goes_first() -> None:
    rows = [*OF_ONE, figure(WIJKEN[0], "gas_gem", 777)]
    found = all_at_once(table_of(rows), "wijk", register()).loc[(WIJKEN[0], "gas_gem", 2020)]
    assert (found["value"], found["method"], found["buurten"]) == (777, "gepubliceerd", 0)


# --- from a store -------------------------------------------------------------------------------------------------


def loaded(rows: pd.DataFrame, name: str, modified: str) -> tuple[Loaded, str]:
    codes = pd.Series(AREAS)
    areas = area_rows(codes, 2020, codes, pd.Series("1", index=codes.index))
    return Loaded("Proef", (cbs(TABLES[0], name, (2020,), modified),), rows, areas), name


def test_the_newest_edition_counts_but_not_what_was_not_published_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIJKDATA_HOME", str(tmp_path))
    store = Store(tmp_path / FOLDER)
    first = table_of(OF_ONE)
    second = first[first["indicator"].isin(["gas_gem"])].copy()
    second.loc[second["area"] == BUURTEN[0], "value"] = 1200.0
    missing = second["area"] == BUURTEN[1]
    second.loc[missing, ["value", "status"]] = [np.nan, "ontbreekt"]
    second.loc[missing, "note"] = observations.NOT_YET_PUBLISHED
    for number, (rows, day) in enumerate([(first, "2021-01-01"), (second, "2022-01-01")]):
        what, name = loaded(rows, f"uitgave {number}", day)
        store.add(what, name=name, sha256=f"{number:064d}", retrieved="2026-01-01")
    found = national.national("wijk", ["gas_gem"])
    row = found[(found["area"] == WIJKEN[0]) & (found["year"] == 2020)].iloc[0]
    assert row["value"] == (100 * 1200 + 300 * 800) / 400
    assert row["source"] == "CBS"
    expected = one_by_one(figures.of_areas(AREAS), "wijk", figures.areas())
    assert expected.loc[(WIJKEN[0], "gas_gem", 2020), "value"] == row["value"]


def test_only_the_years_asked_for() -> None:
    assert set(national.national("gemeente", ["gas_gem"], [2016])["year"]) == {2016}


def test_what_cannot_be_asked_is_refused_in_dutch() -> None:
    with pytest.raises(WijkdataError, match=r"‘straat’ is geen niveau .* Kies wijk of gemeente\."):
        national.national("straat")
    with pytest.raises(WijkdataError, match=r"wijkdata series --area CODE --indicator co2_woning"):
        national.national("wijk", ["co2_woning"])
    with pytest.raises(UnknownIndicatorError, match="gas_gem"):
        national.national("wijk", ["gas_gemm"])


# --- the command --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_command_writes_the_table(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / f"wijken.{form}"
    words = ["national", "--level", "wijk", "--indicator", "gas_gem", "woz_gem", "--years", "2015-2016"]
    assert main([*words, "--out", str(path)]) == 0
    written = pd.read_csv(path) if form == "csv" else pd.read_parquet(path)
    expected = national.national("wijk", ["gas_gem", "woz_gem"], [2015, 2016])
    assert list(written.columns) == list(national.COLUMNS)
    np.testing.assert_array_equal(written["value"], expected["value"])
    assert list(written["area"]) == list(expected["area"])
    without = int(expected["value"].isna().sum())
    assert without
    said = capsys.readouterr().out
    assert f"{len(expected)} cijfers van {expected['area'].nunique()} gebieden" in said
    assert f"waarvan {without} zonder waarde" in said


def test_the_command_for_programs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "gemeenten.csv"
    assert (
        main(["national", "--level", "gemeente", "--out", str(path), "--indicator", "gas_gem", "--json"]) == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert told["path"] == str(path)
    assert told["areas"] == 1
    assert told["rows"] == len(pd.read_csv(path)) >= told["with_value"] > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--level", "wijk", "--out", "wijken.xlsx"], "eindigen op .csv of .parquet"),
        (["--level", "land", "--out", "a.csv"], "Kies wijk of gemeente"),
        (["--level", "wijk", "--years", "1999", "--out", "a.csv"], "Hiervan zijn geen cijfers geladen"),
        (["--level", "wijk", "--indicator", "gas_gem", "--out", "weg/a.csv"], "is niet te schrijven"),
    ],
)
def test_the_command_refuses_in_dutch(
    words: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weg").write_text("een bestand, geen map")
    assert main(["national", *words]) == 1
    assert said in capsys.readouterr().err
    assert sorted(one.name for one in tmp_path.iterdir()) == ["weg"]
