"""CSV of StatLine in its three flavours: the export of a table, the whole dataset, and the keys of OData."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wijkdata.errors import SourceError
from wijkdata.sources import cbs_sheet, cbs_statline_csv, reading
from wijkdata.sources.cbs_sheet import Column, Topic
from wijkdata.sources.cbs_statline_csv import read_statline_csv

FIXTURES = Path(__file__).parent / "fixtures"
PORTAL = FIXTURES / "raw" / "kwb_rotterdam" / "Kerncijfers_wijken_en_buurten_2016.csv"
DATASET = FIXTURES / "cbs_statline" / "SESWOA.csv"
KEYS = FIXTURES / "raw" / "zonnestroom" / "84131NED.csv"


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig")


def test_an_export_has_titles_units_and_a_decimal_comma() -> None:
    sheet = read_statline_csv(PORTAL)
    assert (sheet.form, sheet.title) == ("portaal", "Kerncijfers wijken en buurten 2016")
    assert sheet.cells.index[0] == 6
    heat = cbs_sheet.find(sheet, Topic(("Percentage woningen met stadsverwarming",), units=("%",)))
    assert 17.1 in set(cbs_sheet.figures(sheet, heat).numbers)
    assert cbs_sheet.find(sheet, Topic(("Wijken en buurten",))).key == "kolom 1"
    assert cbs_sheet.find(sheet, Topic(("Hoekwoning",), units=("m³",))).key == "kolom 60"


def test_a_dataset_has_groups_and_a_decimal_point() -> None:
    sheet = read_statline_csv(DATASET)
    assert (sheet.form, sheet.title, len(sheet.cells)) == ("dataset", "", 4)
    score = cbs_sheet.find(sheet, Topic(("Gemiddelde score",), units=("Getal",)))
    assert score == Column("kolom 8", "Gemiddelde score", "Getal", ("SES-WOA", "Totaalscore"))
    shown = cbs_sheet.figures(sheet, score)
    assert shown.numbers.tolist()[0] == -0.1
    assert shown.note.iloc[3] == cbs_sheet.NOT_SHOWN
    spread = Topic(("Waarde",), units=("Getal",), under="spreiding")
    assert cbs_sheet.find(sheet, spread).key == "kolom 9"
    code = cbs_sheet.find(sheet, Topic(("Regiocode (gemeente, wijk, buurt)",), units=("code",)))
    assert cbs_sheet.texts(sheet.cells[code.key]).tolist()[:2] == ["GM0363", "WK036300"]


def test_keys_of_odata_as_header() -> None:
    sheet = read_statline_csv(KEYS)
    assert (sheet.form, sheet.decimal) == ("sleutels", ".")
    power = cbs_sheet.find(sheet, Topic((), ("OpgesteldVermogenVanZonnepanelen",)))
    assert power.unit is None
    assert cbs_sheet.figures(sheet, power).numbers.notna().any()


@pytest.mark.parametrize("path", [PORTAL, DATASET, KEYS])
def test_reading_at_once_and_row_by_row_give_the_same(path: Path) -> None:
    text = text_of(path)
    whole = read_statline_csv(io.StringIO(text))
    # a footer has another number of cells, so that every row is looked at
    careful = read_statline_csv(io.StringIO(text.rstrip("\r\n") + "\r\nBron: CBS\r\n"))
    pd.testing.assert_frame_equal(
        whole.cells, careful.cells.iloc[:-1], check_index_type=False, check_column_type=False
    )
    assert careful.cells.iloc[-1, 0] == "Bron: CBS"


def test_blank_rows_are_left_out_and_rows_keep_their_numbers() -> None:
    text = text_of(PORTAL)
    lines = text.splitlines(keepends=True)
    blank = ";" * lines[5].count(";") + "\r\n"
    sheet = read_statline_csv(io.StringIO("".join([*lines[:6], blank, *lines[6:]])))
    assert sheet.cells.index.tolist()[:2] == [6, 8]


def test_stars_are_no_part_of_a_title() -> None:
    text = text_of(PORTAL).replace("Woningvoorraad", "Woningvoorraad**")
    column = cbs_sheet.find(read_statline_csv(io.StringIO(text)), Topic(("Woningvoorraad",)))
    assert column.stars == "**"


def test_a_row_of_an_area_that_is_cut_off_is_refused_with_its_code() -> None:
    text = text_of(DATASET).rstrip("\r\n").rpartition(";")[0]
    with pytest.raises(SourceError, match=r"rij 5 \(BU03630100\): 8 kolommen in plaats van 9"):
        read_statline_csv(io.StringIO(text))


@pytest.mark.parametrize("content", ["a,b,c\n1,2,3\n", "x", ";;;\n;;;\n;;;\n", "a;b\n" * 20, '"a;b\n'])
def test_another_file_is_refused(content: str) -> None:
    with pytest.raises(SourceError, match="geen CSV-export van de proef: in de eerste 8 rijen"):
        read_statline_csv(io.StringIO(content), what="van de proef")
    assert cbs_statline_csv.form_of(content) == ""


def test_the_flavour_is_known_from_the_beginning() -> None:
    forms = [cbs_statline_csv.form_of(text_of(path)[:65_000]) for path in (PORTAL, DATASET, KEYS)]
    assert forms == ["portaal", "dataset", "sleutels"]


def test_text_that_was_read_already_is_taken_as_it_is() -> None:
    raw = reading.read_text(DATASET)
    pd.testing.assert_frame_equal(read_statline_csv(raw).cells, read_statline_csv(DATASET).cells)


@pytest.mark.parametrize("path", [PORTAL, DATASET, KEYS])
def test_of_a_file_only_the_columns_that_are_needed_are_read(path: Path, tmp_path: Path) -> None:
    whole = read_statline_csv(path)
    needed = [one for place, one in enumerate(whole.columns) if place % 3 == 1]
    sheet = read_statline_csv(path, wanted=needed.__contains__)
    assert sheet.columns == whole.columns
    keys = [whole.columns[0].key, *(one.key for one in needed)]
    pd.testing.assert_frame_equal(sheet.cells, whole.cells[keys])
    with_mark = tmp_path / path.name
    with_mark.write_bytes(b"\xef\xbb\xbf" + text_of(path).encode())
    pd.testing.assert_frame_equal(read_statline_csv(with_mark, wanted=needed.__contains__).cells, sheet.cells)


def test_a_row_with_something_in_a_column_that_is_not_needed_is_not_blank() -> None:
    text = text_of(DATASET)
    width = text.splitlines()[0].count(";")
    rows = text + ";" * width + "\r\n" + ";" * (width - 1) + "1;\r\n"
    sheet = read_statline_csv(io.StringIO(rows), wanted=lambda column: column.title == "Gemiddelde score")
    assert sheet.cells.index.tolist() == [2, 3, 4, 5, 7]


@pytest.mark.parametrize("path", [PORTAL, DATASET, KEYS])
def test_a_column_that_is_not_needed_must_be_readable_too(path: Path, tmp_path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    lines[-1] = lines[-1].rstrip(b"\r\n")[:-1] + b"\xff\r\n"
    damaged = tmp_path / path.name
    damaged.write_bytes(b"".join(lines))
    with pytest.raises(SourceError, match=rf"rij {len(lines)} is niet leesbaar als UTF-8"):
        read_statline_csv(damaged, wanted=lambda column: column.key == "kolom 1")


def test_a_header_longer_than_what_is_looked_at_first(tmp_path: Path) -> None:
    titles = [f"Onderwerp {number} {'x' * 90}" for number in range(800)]
    lines = [["Wijken en buurten", *titles], ["BU03630100", *map(str, range(800))]]
    long = tmp_path / "lang.csv"
    long.write_text("".join(";".join(line) + "\r\n" for line in lines), encoding="utf-8")
    sheet = read_statline_csv(long)
    assert len(sheet.columns) == 801
    assert sheet.cells["kolom 801"].tolist() == ["799"]


REAL = [path.read_bytes() for path in (PORTAL, DATASET, KEYS)]


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from([b"", *REAL]), st.data())
def test_damaged_files_end_in_a_message(real: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(real)))
    stop = min(len(real), start + data.draw(st.integers(0, 60)))
    content = real[:start] + data.draw(st.binary(max_size=30)) + real[stop:]
    with contextlib.suppress(SourceError):
        sheet = read_statline_csv(io.BytesIO(content))
        for column in sheet.columns:
            with contextlib.suppress(SourceError):
                cbs_sheet.figures(sheet, column)
