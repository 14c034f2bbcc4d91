"""The tidy table: what is let in, and what is refused with the rows concerned."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from wijkdata import catalogue, datasets, observations
from wijkdata.errors import SourceError


def _row(**changes: Any) -> dict[str, Any]:
    row = {
        "area": "BU05991448",
        "indicator": "gas_gem",
        "year": 2016,
        "value": 940.0,
        "unit": "m³/jaar",
        "status": "definitief",
        "source": "CBS",
        "table": "83487NED",
        "method": "gepubliceerd",
        "note": "",
        "retrieved": "2025-01-31",
        "boundary_year": 2016,
    }
    return {**row, **changes}


def _frame(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def test_an_empty_table_has_all_columns_and_is_valid() -> None:
    empty = observations.empty()
    assert list(empty.columns) == observations.COLUMNS
    assert len(observations.validate(empty)) == 0


def test_columns_are_put_in_order_typed_and_extra_ones_left_out() -> None:
    frame = _frame(_row(value=940, year="2016", extra=1))[["extra", *reversed(observations.COLUMNS)]]
    table = observations.validate(frame)
    assert list(table.columns) == observations.COLUMNS
    assert table["value"].dtype == np.float64
    assert table["year"].tolist() == [2016]


def test_the_frame_given_is_left_as_it_was() -> None:
    frame = _frame(_row(year="2016"))
    before = frame.copy()
    observations.validate(frame)
    pd.testing.assert_frame_equal(frame, before)


def test_rows_are_numbered_anew() -> None:
    frame = _frame(_row(), _row(year=2017)).set_index(pd.Index([7, 7]))
    assert list(observations.validate(frame).index) == [0, 1]


def test_missing_columns_are_named() -> None:
    with pytest.raises(SourceError, match="In het bestand ontbreken de kolommen unit, note"):
        observations.validate(_frame(_row()).drop(columns=["unit", "note"]), where="het bestand")


def test_an_unknown_status_is_refused_with_the_row() -> None:
    with pytest.raises(SourceError, match="1 rijen een status die wij niet kennen") as caught:
        observations.validate(_frame(_row(), _row(year=2017, status="gegokt")))
    assert "gegokt" in str(caught.value)
    assert "2016" not in str(caught.value)


@pytest.mark.parametrize("status", ["geheim", "ontbreekt"])
def test_a_zero_may_not_stand_for_a_figure_that_is_not_there(status: str) -> None:
    with pytest.raises(SourceError, match="een waarde bij de status geheim of ontbreekt"):
        observations.validate(_frame(_row(value=0.0, status=status)))
    assert np.isnan(observations.validate(_frame(_row(value=np.nan, status=status)))["value"][0])


@pytest.mark.parametrize(
    "status", ["definitief", "nader voorlopig", "voorlopig", "eigen meting", "model", "geschat"]
)
def test_a_status_that_promises_a_value_needs_one(status: str) -> None:
    with pytest.raises(SourceError, match="geen waarde, terwijl de status er een belooft"):
        observations.validate(_frame(_row(value=np.nan, status=status)))
    assert observations.validate(_frame(_row(value=0.0, status=status)))["value"][0] == 0.0


def test_the_same_key_twice_is_refused_but_another_table_is_another_row() -> None:
    with pytest.raises(SourceError, match="2 rijen dezelfde sleutel"):
        observations.validate(_frame(_row(), _row(value=950.0)))
    assert len(observations.validate(_frame(_row(), _row(table="81528NED")))) == 2


@pytest.mark.parametrize(
    "other", [{"area": "BU05991449"}, {"indicator": "elektra_gem"}, {"year": 2017}, {"table": "81528NED"}]
)
def test_of_many_rows_the_two_that_are_the_same_are_found(other: dict[str, Any]) -> None:
    rows = [_row(area=f"BU0599{number:04}", year=year) for year in (2015, 2016) for number in range(50)]
    one = rows[7]
    assert len(observations.validate(_frame(*rows, {**one, **other}))) == 101
    with pytest.raises(
        SourceError, match="2 rijen dezelfde sleutel als een andere rij: BU05990007 gas_gem 2015"
    ):
        observations.validate(_frame(*rows, one))


@pytest.mark.parametrize("times", [0, 3, 4096, 10_000])
def test_a_column_of_texts_that_repeat(times: int) -> None:
    column = observations.repeated(["m³/jaar", "", "%"], times)
    assert column.tolist() == ["m³/jaar"] * times + [""] * times + ["%"] * times
    assert column.dtype == observations.empty()["unit"].dtype


def test_a_long_list_of_wrong_rows_is_cut_short() -> None:
    rows = [_row(year=1990 + step, status="gegokt") for step in range(30)]
    with pytest.raises(SourceError, match="30 rijen") as caught:
        observations.validate(_frame(*rows))
    assert str(caught.value).count("gegokt") == 5


def test_every_embedded_figure_is_complete_and_traceable() -> None:
    table = datasets.embedded_observations()
    for column in ("area", "indicator", "unit", "status", "source", "table", "method", "retrieved"):
        assert table[column].ne("").all(), column
        assert table[column].notna().all(), column
    without = table["status"].isin(["geheim", "ontbreekt"])
    assert table.loc[without, "value"].isna().all()
    assert table.loc[without, "note"].ne("").all()
    assert table.loc[~without, "value"].notna().all()


def test_embedded_figures_lie_within_the_limits_of_their_indicator() -> None:
    table = datasets.embedded_observations()
    for indicator_id, rows in table.groupby("indicator"):
        low, high = catalogue.indicator(str(indicator_id)).limits
        values = rows["value"].dropna()
        assert low is None or (values >= low).all(), indicator_id
        assert high is None or (values <= high).all(), indicator_id
