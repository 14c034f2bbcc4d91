"""Answers of OData in pieces: whatever the size of a piece, the rows are those of the whole."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkdata.sources import cbs_odata, odata_rows

ADDRESS = "https://opendata.cbs.nl/ODataApi/odata/83487NED/$metadata#Cbs.OData.WebAPI.TypedDataSet"


def answer(rows: list[dict[str, Any]], *, indent: int | None = None, **after: str) -> bytes:
    return json.dumps(
        {"odata.metadata": ADDRESS, "value": rows, **after}, indent=indent, ensure_ascii=False
    ).encode()


cells = st.fixed_dictionaries(
    {
        "ID": st.integers(0, 2**40),
        "WijkenEnBuurten": st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
        "A_1": st.none() | st.integers(-99999, 99999),
        "B_2": st.none() | st.floats(allow_nan=False, allow_infinity=False),
    }
)


@given(st.lists(cells, min_size=1, max_size=30), st.integers(16, 300), st.sampled_from([None, 1]))
def test_the_rows_are_those_of_the_whole(rows: list[dict[str, Any]], size: int, indent: int | None) -> None:
    found = odata_rows.read_rows(io.BytesIO(answer(rows, indent=indent, more="x")), size=size)
    if found is None:
        return  # a closer look is always right
    head, table, _ = found
    assert head == {"odata.metadata": ADDRESS, "more": "x"}
    assert table.to_pylist() == rows


@pytest.mark.parametrize("size", [50, 500, 5_000_000])
@pytest.mark.parametrize("indent", [None, 2])
def test_a_plain_answer_needs_no_closer_look(size: int, indent: int | None) -> None:
    rows = [
        {"ID": one, "Naam": f"Buurt é {one} {{a}} {{b}}", "A_1": one if one % 3 else None}
        for one in range(200)
    ]
    found = odata_rows.read_rows(io.BytesIO(answer(rows, indent=indent)), size=size)
    assert found is not None
    assert found[1].to_pylist() == rows


def test_numbers_that_are_whole_in_one_piece_and_not_in_another() -> None:
    rows = [{"A_1": 1}] * 50 + [{"A_1": None}] * 50 + [{"A_1": 1.5}] * 50
    found = odata_rows.read_rows(io.BytesIO(answer(rows)), size=100)
    assert found is not None
    assert found[1].column("A_1").to_pylist() == [1.0] * 50 + [None] * 50 + [1.5] * 50


@pytest.mark.parametrize("size", [50, 5_000_000])
def test_only_what_is_needed_is_kept_and_every_column_is_named(size: int) -> None:
    rows = [{"ID": one, "Naam": "Buurt", "A_1": None if one < 50 else 1.5, "B_2": None} for one in range(100)]
    found = odata_rows.read_rows(io.BytesIO(answer(rows)), size=size, wanted={"A_1", "C_3"}.__contains__)
    assert found is not None
    _, table, numeric = found
    assert table.to_pylist() == [{"A_1": row["A_1"]} for row in rows]
    assert numeric == {"ID": True, "Naam": False, "A_1": True, "B_2": False}


def test_where_nothing_is_needed_the_rows_are_still_there() -> None:
    rows = [{"A_1": 1}, {"A_1": 2}]
    found = odata_rows.read_rows(io.BytesIO(answer(rows)), wanted=set[str]().__contains__)
    assert found is not None
    assert found[1].to_pylist() == rows


@pytest.mark.parametrize("cell", [b'{"B": 1}', b"[1]", b'"x"', b"NaN", b'"\xff"'])
def test_a_column_that_is_not_needed_is_looked_at_as_well(cell: bytes) -> None:
    content = b'{"value": [{"A": 1, "B": 1}, {"A": 1, "B": ' + cell + b"}]}"
    assert odata_rows.read_rows(io.BytesIO(content), size=20, wanted="A".__eq__) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"value": []}',
        b'{"value": [1, 2]}',
        b'{"value": [{"A": {"B": 1}}]}',
        b'{"value": [{"A": 1}, {"A": "x"}]}',
        answer([{"A": 1}] * 9)[:-9],
        answer([{"A": 1}] * 9) + b"}",
        b'{"value": [{"A": "\xff"}]}',
        b'{"odata.metadata": "x" "value": [{"A": 1}]}',
    ],
)
@pytest.mark.parametrize("size", [20, 4000])
def test_what_is_not_plain_gets_a_closer_look(content: bytes, size: int) -> None:
    assert odata_rows.read_rows(io.BytesIO(content), size=size) is None


def test_a_text_that_looks_like_the_end_of_a_row_is_not_cut_in_two() -> None:
    rows = [{"A": 'x"}, {"A": "y'}] * 20
    sheet = cbs_odata.read_dataset(io.StringIO(answer(rows).decode()))
    assert sheet.cells["A"].tolist() == [row["A"] for row in rows]
