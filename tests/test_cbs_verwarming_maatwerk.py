"""Main heating of dwellings by the new method: the workbook of CBS. Header words are real, figures made up."""

from __future__ import annotations

import contextlib
import io
import warnings
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from observed import figure
from openpyxl import Workbook, load_workbook

from wijkdata import catalogue
from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.sources import cbs_verwarming, reading
from wijkdata.sources import cbs_verwarming_maatwerk as maatwerk
from wijkdata.sources.loaded import Sample, sample

KINDS = (
    "Individuele CV",
    "Blok- verwarming",
    "Stadsverwarming met hoog gasverbruik",
    "Stadsverwarming met laag gasverbruik",
    "Stadsverwarming zonder gasverbruik",
    "Hoofdzakelijk elektrisch verwarmd met hoog gasverbruik",
    "Hoofdzakelijk elektrisch verwarmd met laag gasverbruik",
    "Hoofdzakelijk elektrisch verwarmd zonder gasverbruik",
)
HEADER = (
    "Naam",
    "Wijken en buurten",
    "Periode",
    "Soort regio",
    "Aantal woningen",
    "",
    *KINDS,
    "Type installaties onbekend",
)
SHARES = (70.5, 5.0, 0.5, 1.0, 10.0, 2.0, 1.0, 8.0, 2.0)
ROWS = [("Nederland", "NL00", year, "Land", 8_000_000, None, *SHARES) for year in (2022, 2023)] + [
    ("Rotterdam", "GM0599", 2022, "Gemeente", 320_000, None, *SHARES),
    ("Rotterdam", "GM0599", 2023, "Gemeente", 320_000, None, *SHARES),
    ("Prinsenland", "BU05991448", 2022, "Buurt", 5_154, None, *SHARES),
    ("Prinsenland", "BU05991448", 2023, "Buurt", 5_154, None, 68.5, 5, 0.5, 1, 12, 2, 1, 8, 2),
    ("Klein", "BU05991400", 2022, "Buurt", 3, None, *["."] * 9),
    ("Klein", "BU05991400", 2023, "Buurt", 3, None, *["."] * 9),
]


def workbook(
    rows: Any = ROWS,
    header: Any = HEADER,
    sheet: str = "Tabel 2",
    above: str = "Hoofdverwarmingsinstallaties",
) -> io.BytesIO:
    book = Workbook()
    book.active.title = "Toelichting"
    book.active.append(["Toelichting bij de tabellen"])
    table = book.create_sheet(sheet)
    for line in ([above], [], ["Bron", "CBS"], list(header), *map(list, rows), [], ["Bron: CBS"]):
        table.append(line)
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    return content


def file(folder: Path, content: io.BytesIO | None = None, name: str = "cijfers.xlsx") -> Path:
    path = folder / name
    path.write_bytes((content or workbook()).getvalue())
    return path


def read(source: Any = None, within: str | None = None) -> pd.DataFrame:
    return maatwerk.read_verwarming_maatwerk(source or workbook(), retrieved="2026-11-24", within=within)


def row(frame: pd.DataFrame, indicator: str, area: str = "BU05991448", year: int = 2023) -> pd.Series:
    return figure(frame, area, indicator, year)


def test_every_year_and_kind() -> None:
    frame = read()
    free = row(frame, "aardgasvrij_aandeel")
    assert (free["value"], free["method"]) == (20, cbs_verwarming.SUMMED)
    assert row(frame, "aardgasvrij_aandeel", year=2022)["value"] == 18
    assert row(frame, "cv_aandeel")["value"] == 68.5
    assert row(frame, "elektrisch_hoog_gas_aandeel")["value"] == 2
    assert row(frame, "verwarming_onbekend_aandeel")["value"] == 2
    assert set(frame["table"]) == {"maatwerk-hoofdverwarming"}
    assert "gepubliceerd" in set(frame["method"])


def test_a_published_total_goes_before_the_sum() -> None:
    rows = [(*one, "." if one[6] == "." else one[10] + one[13]) for one in ROWS]
    frame = read(workbook(rows, (*HEADER, "Totaal zonder gasverbruik")))
    assert row(frame, "aardgasvrij_aandeel")["method"] == "gepubliceerd"
    assert row(frame, "aardgasvrij_aandeel")["value"] == 20


def test_a_point_is_withheld_and_never_zero() -> None:
    frame = read()
    for indicator in ("cv_aandeel", "aardgasvrij_aandeel"):
        found = row(frame, indicator, "BU05991400")
        assert (pd.isna(found["value"]), found["status"]) == (True, "geheim")


def test_the_method_is_another_one_than_before() -> None:
    for indicator in set(read()["indicator"]):
        breaks = catalogue.indicator(indicator).breaks
        new = [one for one in breaks if not one.comparable]
        assert any(one.between(2021, "85337NED", 2023, maatwerk.TABLE_ID) for one in new), indicator
        assert any(one.between(2022, "85677NED", 2023, maatwerk.TABLE_ID) for one in new), indicator
        assert not any(one.between(2022, maatwerk.TABLE_ID, 2023, maatwerk.TABLE_ID) for one in breaks)
        assert not any(one.between(2019, "84948NED", 2021, "84948NED") for one in breaks)


# --- what the workbook does not say ---------------------------------------------------------------


def test_without_stars_figures_are_provisional_and_say_why() -> None:
    found = row(read(), "cv_aandeel")
    assert found["status"] == "voorlopig"
    assert maatwerk.UNKNOWN_STATUS in found["note"]


def test_stars_tell_the_status() -> None:
    rows = [(one[0], one[1], "2023*" if one[2] == 2023 else "2022", *one[3:]) for one in ROWS]
    frame = read(workbook(rows))
    assert row(frame, "cv_aandeel")["status"] == "voorlopig"
    assert row(frame, "cv_aandeel", year=2022)["status"] == "definitief"
    assert maatwerk.UNKNOWN_STATUS not in row(frame, "cv_aandeel")["note"]


def test_the_division_is_the_one_in_the_title() -> None:
    frame = read(workbook(above="Woningen naar verwarming, gemeentelijke indeling op 1 januari 2024"))
    assert set(frame["boundary_year"]) == {2024}


def test_the_same_codes_in_every_year_are_one_division_and_that_is_said() -> None:
    frame = read()
    assert set(frame["boundary_year"]) == {2023}
    assert maatwerk.ASSUMED_DIVISION.format(year=2023) in row(frame, "cv_aandeel", year=2022)["note"]


def test_other_codes_per_year_are_a_division_per_year() -> None:
    rows = [one for one in ROWS if one[:3] != ("Klein", "BU05991400", 2022)]
    frame = read(workbook(rows))
    assert (frame["boundary_year"] == frame["year"]).all()


# --- load -----------------------------------------------------------------------------------------


def test_load_and_recognise(tmp_path: Path) -> None:
    path = file(tmp_path)
    assert maatwerk.recognises(sample(path))
    loaded = maatwerk.load(path, retrieved="2026-11-24", companions={})
    assert loaded.kind == "CBS Hoofdverwarming van woningen per wijk en buurt 2022-2023 (nieuwe methode)"
    assert loaded.tables[0].years == (2022, 2023)
    assert loaded.tables[0].id == "maatwerk-hoofdverwarming"
    assert loaded.areas.set_index("code")["name"].to_dict() == {
        "NL00": "Nederland",
        "GM0599": "Rotterdam",
        "BU05991448": "Prinsenland",
        "BU05991400": "Klein",
    }
    assert loaded.set_aside == {}


def test_other_workbooks_are_not_recognised(tmp_path: Path) -> None:
    assert not maatwerk.recognises(sample(file(tmp_path, workbook(sheet="Blad1"))))
    other = workbook(
        header=("Naam", "Wijken en buurten", "Periode", "Inwoners"), rows=[("a", "GM0599", 2022, 3)]
    )
    assert not maatwerk.recognises(sample(file(tmp_path, other)))
    assert not maatwerk.recognises(Sample("iets.xlsx", "zip", members=("xl/workbook.xml",)))
    packed = tmp_path / "iets.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("iets.csv", "a;b")
    assert not maatwerk.recognises(sample(packed))


def test_rows_without_an_area_are_counted() -> None:
    rows = [*ROWS, ("Onbekend", "BU99999999", 2022, "Buurt", 1, None, *SHARES), ("", "Totaal", 2022)]
    assert reading.set_aside(read(workbook(rows))) == {"geen code van een gebied": 2}


def test_within_keeps_a_gemeente() -> None:
    rows = [*ROWS, ("Amsterdam", "GM0363", 2022, "Gemeente", 1, None, *SHARES)]
    assert set(read(workbook(rows), "GM0363")["area"]) == {"NL00", "GM0363"}
    with pytest.raises(UnknownAreaError):
        read(workbook(rows), "BU05991448")


# --- what is wrong --------------------------------------------------------------------------------


def with_cell(column: int, value: Any) -> io.BytesIO:
    rows = [list(one) for one in ROWS]
    rows[4][column] = value
    return workbook(rows)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (with_cell(6, "=1+1"), r"rij 9, kolom ‘Individuele CV’: ‘=1\+1’ is geen getal"),
        (with_cell(6, 700), r"rij 9, kolom ‘Individuele CV’: 700,0 is geen aandeel"),
        (with_cell(2, "vorig jaar"), r"rij 9, kolom ‘Periode’: ‘vorig jaar’ is geen jaar"),
        (with_cell(2, 2023), r"dezelfde sleutel"),
        (workbook(header=("Naam", "Gebied", "Periode", *HEADER[3:])), r"‘Wijken en buurten’ en ‘Periode’"),
        (
            workbook(header=[one.replace("Stadsverwarming zonder", "Stadswarmte zonder") for one in HEADER]),
            r"‘stadsverwarming zonder gas’ komt er niet in voor",
        ),
        (workbook(rows=[]), r"geen enkele gemeente, wijk of buurt"),
        (
            workbook(header=[*HEADER[:7], "Individuele CV", *HEADER[8:]]),
            r"komt twee keer voor|lijken dezelfde",
        ),
        (
            workbook([[*one[:6], *[0.01] * 9] for one in ROWS]),
            r"geldt niet dat alle soorten verwarming samen 100%",
        ),
        (io.BytesIO(b"PK\x03\x04 geen zip"), r"beschadigd"),
        (io.BytesIO(b"Naam;Wijken en buurten"), r"beschadigd"),
        (io.BytesIO(workbook().getvalue()[:3000]), r"beschadigd"),
    ],
)
def test_a_changed_workbook_is_refused_with_the_place(content: io.BytesIO, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        read(content)


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bom.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", '<workbook><sheets><sheet name="Tabel 2"/></sheets></workbook>')
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000_000)
    with pytest.raises(SourceError, match="veel meer dan een bestand van CBS"):
        maatwerk.load(path, retrieved="2026-11-24", companions={})
    assert not maatwerk.recognises(sample(path))


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 9000))
def test_damaged_bytes_end_in_figures_or_a_message(noise: bytes, place: int) -> None:
    content = workbook().getvalue()
    with contextlib.suppress(SourceError):
        read(io.BytesIO(content[:place] + noise + content[place + len(noise) :]))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 14),
    st.one_of(
        st.none(),
        st.integers(-(10**6), 10**6),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(blacklist_categories=("Cc", "Cs", "Co", "Cn")), max_size=10),
    ),
)
def test_mutated_cells_end_in_figures_or_a_message(column: int, value: Any) -> None:
    with contextlib.suppress(SourceError):
        read(with_cell(column, value))


def test_the_workbook_made_here_is_one_that_openpyxl_opens() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert load_workbook(workbook()).sheetnames == ["Toelichting", "Tabel 2"]
