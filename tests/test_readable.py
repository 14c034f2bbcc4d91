"""Tables for a reader: Dutch headers and numbers, no ids, and a dash where there is nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from wijkdata import datasets
from wijkdata.baseline import baseline
from wijkdata.presentation import HEADERS, readable


def _frame(**changes: Any) -> pd.DataFrame:
    row = {
        "indicator": "gas_gem",
        "theme": "energiebesparing",
        "year": 2017,
        "value": 1030.4,
        "unit": "m³/jaar",
        "status": "definitief",
        "coverage": 0.84,
        "note": "",
    }
    return pd.DataFrame([{**row, **changes}])


def _cell(column: str, **changes: Any) -> str:
    return str(readable(_frame(**changes), [column]).iloc[0, 0])


def test_columns_as_asked_under_dutch_headers() -> None:
    text = readable(_frame(), ["year", "value", "unit"])
    assert list(text.columns) == ["Jaar", "Waarde", "Eenheid"]
    assert text.iloc[0].tolist() == ["2017", "1.030", "m³/jaar"]


def test_a_value_has_the_decimals_of_its_indicator() -> None:
    assert _cell("value", indicator="stadsverwarming_aandeel", value=42.0) == "42,0"
    assert _cell("value", indicator="leefbaarometer", value=-0.123) == "−0,12"


def test_ids_become_names() -> None:
    assert _cell("indicator") == "Gas per woning"
    assert _cell("theme") == "Energiebesparing"
    assert _cell("theme", theme="Onze speelplekken") == "Onze speelplekken"


def test_coverage_is_a_percentage() -> None:
    assert _cell("coverage") == "84%"
    assert _cell("coverage", coverage=1.0) == "100%"


@pytest.mark.parametrize("column", ["value", "coverage", "year"])
@pytest.mark.parametrize("nothing", [None, np.nan], ids=["none", "nan"])
def test_nothing_is_a_dash_and_a_zero_stays_a_zero(column: str, nothing: float | None) -> None:
    assert _cell(column, **{column: nothing}) == "–"


def test_zero_is_written() -> None:
    assert _cell("value", value=0.0) == "0"
    assert _cell("coverage", coverage=0.0) == "0%"


def test_an_empty_note_is_a_dash_and_text_is_taken_over() -> None:
    assert _cell("note") == "–"
    assert _cell("note", note="afgerond op 50") == "afgerond op 50"


def test_a_year_has_no_decimals_beside_years_that_are_missing() -> None:
    frame = pd.concat([_frame(year=2017), _frame(year=np.nan)], ignore_index=True)
    assert readable(frame, ["year"])["Jaar"].tolist() == ["2017", "–"]


def test_rows_keep_their_order_and_are_numbered_anew() -> None:
    frame = pd.concat([_frame(year=2017), _frame(year=2015)]).set_index(pd.Index([9, 4]))
    text = readable(frame, ["year"])
    assert text["Jaar"].tolist() == ["2017", "2015"]
    assert list(text.index) == [0, 1]


def test_a_column_without_a_dutch_header_is_refused() -> None:
    with pytest.raises(KeyError, match="boundary_year"):
        readable(_frame(boundary_year=2017), ["boundary_year"])


def test_an_empty_table_keeps_its_headers() -> None:
    assert list(readable(_frame().iloc[0:0], ["year", "value"]).columns) == ["Jaar", "Waarde"]


def test_a_whole_baseline_is_text() -> None:
    table = baseline(datasets.areas().project_area(["BU05991448", "BU05991449"]))
    columns = [column for column in HEADERS if column in table.columns]
    text = readable(table, columns)
    assert len(text) == len(table)
    assert text.map(lambda cell: isinstance(cell, str) and cell not in ("", "nan", "None")).all(axis=None)
    gas = text[text["Indicator"] == "Gas per woning"].iloc[0]
    assert (gas["Jaar"], gas["Waarde"], gas["Thema"]) == ("2017", "983", "Energiebesparing")
