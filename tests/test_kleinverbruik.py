"""Connections per postcode range: the dialects of the operators, and their way to buurten through addresses."""

from __future__ import annotations

import contextlib
import io
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkdata.errors import SourceError
from wijkdata.sources import kleinverbruik, kleinverbruik_ranges, reading, streaming
from wijkdata.sources.loaded import sample

FIXTURES = Path(__file__).parent / "fixtures" / "kleinverbruik"
STEDIN = FIXTURES / "kv_stedin_2023.csv"
DAY = "2026-11-24"
A, B = "BU05991448", "BU05991449"
HEADER = "POSTCODE_VAN;POSTCODE_TOT;PRODUCTSOORT;AANSLUITINGEN_AANTAL;FYSIEKE_STATUS_PERC;SJV_GEMIDDELD"


def places(*pairs: tuple[str, str], purpose: str = "woonfunctie") -> pd.DataFrame:
    postcodes, codes = zip(*pairs, strict=True)
    return pd.DataFrame(
        {
            "postcode": postcodes,
            "house_number": range(1, len(pairs) + 1),
            "letter": "",
            "addition": "",
            "object": [f"{number:016d}" for number in range(1, len(pairs) + 1)],
            "buurt": codes,
            "purpose": purpose,
            "boundary_year": 2024,
        }
    )


def lines(*rows: str, header: str = HEADER) -> io.StringIO:
    return io.StringIO("\n".join([header, *rows]) + "\n")


def ranges(*rows: str, header: str = HEADER, year: int | None = 2023) -> pd.DataFrame:
    return kleinverbruik.read_kleinverbruik(lines(*rows, header=header), year=year)


def per_buurt(found: pd.DataFrame, addresses: pd.DataFrame) -> tuple[dict[str, float], pd.DataFrame]:
    frame = kleinverbruik.connections_per_buurt(found, addresses, retrieved=DAY)
    return dict(zip(frame["area"], frame["value"], strict=True)), frame


# --- dialects -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kv_stedin_2023", ("Voorbeeld Netbeheer B.V.", "GAS", "3067AA", "3067AB", 24, 91.67, 1042.5)),
        ("kv_stedin_2025_sja", ("Voorbeeld Netbeheer B.V.", "GAS", "3067AA", "3067AB", 24, 91.67, 1042.5)),
        ("kv_enexis_2019", ("ENEXIS B.V.", "GAS", "5611AA", "5611AC", 18, 100, 1310)),
        ("kv_liander_2017_altnames", ("Liander NB", "GAS", "1012NX", "1012NZ", 15, 93.33, 1750.4)),
        ("kv_liander_2025", (kleinverbruik_ranges.UNNAMED, "GAS", "1012NX", "1012NZ", 12, np.nan, 1210)),
    ],
)
def test_every_dialect_gives_the_same_columns(name: str, expected: tuple[object, ...]) -> None:
    path = FIXTURES / f"{name}.csv"
    assert kleinverbruik.recognises(sample(path))
    found = kleinverbruik.read_kleinverbruik(path, year=2023)
    assert list(found.columns) == kleinverbruik_ranges.COLUMNS
    row = found.drop(columns=["year", "unit"]).iloc[0].tolist()
    assert row == pytest.approx(list(expected), nan_ok=True)
    assert found["year"].tolist() == [2023] * len(found)


def test_gas_is_in_cubic_metres_and_electricity_in_kilowatt_hours() -> None:
    found = kleinverbruik.read_kleinverbruik(STEDIN, year=2023)
    assert dict(zip(found["product"], found["unit"], strict=True)) == {"GAS": "m³/jaar", "ELK": "kWh/jaar"}


def test_the_year_is_asked_for_unless_the_file_names_it() -> None:
    with pytest.raises(SourceError, match=r"niet van welk jaar.*noemt 2023"):
        kleinverbruik.read_kleinverbruik(STEDIN)
    for text, year in (("2021", 2021), ("2021-01-01", 2021), ("01-01-2021", 2021), ("01012021", 2021)):
        found = ranges(f"3067AA;3067AB;GAS;24;100;1000;{text}", header=f"{HEADER};PEILDATUM", year=None)
        assert found["year"].tolist() == [year]
    with pytest.raises(SourceError, match="geen jaar"):
        kleinverbruik.read_kleinverbruik(STEDIN, year=23)


def test_without_a_header_only_the_usual_order_is_taken() -> None:
    row = "Stedin;871687800090000015;Dam;4331AA;4331AB;MIDDELBURG;NL;GAS;KVB;24;100;91,67;95,83;G4;1042,5;0;87,5"
    found = kleinverbruik.read_kleinverbruik(io.StringIO(f"{row}\n{row}\n"), year=2021)
    assert len(found) == 2
    assert found.attrs["without_header"]
    assert (found["connections"].iloc[0], found["in_operation_share"].iloc[0]) == (24, 91.67)
    other = ";".join(row.split(";")[::-1])
    with pytest.raises(SourceError, match="geen kopregel van kleinverbruikgegevens"):
        kleinverbruik.read_kleinverbruik(io.StringIO(f"{other}\n"), year=2021)


def test_windows_text_and_quoted_separators_are_read_and_bad_lines_counted() -> None:
    header = "STRAATNAAM;POSTCODE_VAN;POSTCODE_TOT;PRODUCTSOORT;AANSLUITINGEN_AANTAL"
    content = (
        f'{header}\nCoöperatie;3067AA;3067AB;GAS;10\n"Plein; achter";3067AA;3067AB;GAS;11\nstuk;3067AA\n'
    )
    content += '"open;3067AA;3067AB;GAS;12\n'
    found = kleinverbruik.read_kleinverbruik(io.BytesIO(content.encode("cp1252")), year=2023)
    assert sorted(found["connections"]) == [10, 11, 12]
    assert reading.set_aside(found) == {streaming.MALFORMED: 1}


def test_what_cannot_be_is_set_aside() -> None:
    found = ranges(
        "3067 aa;3067AB;gas;24;100;1000",
        "3067AB;3067AA;GAS;24;100;1000",
        "30670A;3067AB;GAS;24;100;1000",
        "3067AA;3067AB;GAS;veel;100;1000",
        "3067AA;3067AB;GAS;24;101;1000",
        "3067AA;3067AB;GAS;24;1.000;1000",
        "3067AA;3067AB;WARMTE;24;100;1000",
        "3067AA;3067AB;GAS;24;;",
    )
    assert found["postcode_from"].tolist() == ["3067AA", "3067AA"]
    assert reading.set_aside(found) == {
        "regel zonder goede reeks postcodes": 2,
        "regel met een aantal of percentage dat geen getal is of niet kan": 3,
        "regel die niet over gas of elektriciteit gaat": 1,
    }


def test_a_zip_is_read_without_unpacking_and_recognised(tmp_path: Path) -> None:
    path = tmp_path / "liander.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("map/liander.csv", (FIXTURES / "kv_liander_2025.csv").read_bytes())
        archive.writestr("leesmij.pdf", b"%PDF")
    assert kleinverbruik.recognises(sample(path))
    assert len(kleinverbruik.read_kleinverbruik(path, year=2025, operator="Liander")) == 2


def test_a_zip_that_swells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bom.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bom.csv", b"0" * 3_000_000)
    assert not kleinverbruik.recognises(sample(path))
    with pytest.raises(SourceError, match="onwaarschijnlijk groot"):
        kleinverbruik.read_kleinverbruik(path, year=2025)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "leeg"),
        (b"<!DOCTYPE html><html>", "webpagina"),
        ("POSTCODE_VAN;".encode("utf-16"), "Unicode-tekst"),
        (b"POSTCODE_VAN;PRODUCTSOORT;AANSLUITINGEN_AANTAL\n1;2;3\n", "kolom POSTCODE_TOT ontbreekt"),
        (
            b"POSTCODE_VAN;POSTCODE_TOT;PRODUCTSOORT;PRODUCTSOORT;AANSLUITINGEN_AANTAL\n",
            "PRODUCTSOORT komt 2 keer voor",
        ),
        (f"{HEADER}\n1;2\n3;4\n5\n".encode(), "3 van de 3 regels hebben niet de 6 kolommen"),
        (f"{HEADER}\n".encode(), "geen enkele regel"),
        (b"PK\x03\x04stuk", "beschadigd"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        kleinverbruik.read_kleinverbruik(io.BytesIO(content), year=2023)


# --- to buurten -----------------------------------------------------------------------------------------------


def test_active_connections_in_one_buurt() -> None:
    values, frame = per_buurt(ranges("3067AA;3067AB;GAS;24;91,67;1000"), places(("3067AA", A), ("3067AB", A)))
    assert values == {A: 22.0}
    row = frame.iloc[0]
    assert row[["indicator", "unit", "status", "year", "boundary_year", "source"]].tolist() == [
        "gasaansluitingen",
        "aansluitingen",
        "definitief",
        2023,
        2024,
        kleinverbruik_ranges.UNNAMED,
    ]
    assert row["method"].startswith("som van aansluitingen × aandeel in bedrijf / 100")
    assert row["note"] == "woningen én andere gebouwen"


def test_a_range_in_two_buurten_is_divided_by_its_addresses() -> None:
    addresses = places(("3067AA", A), ("3067AA", A), ("3067AB", A), ("3067AB", B))
    values, frame = per_buurt(ranges("3067AA;3067AB;GAS;40;100;", "3067AB;3067AB;GAS;10;50;"), addresses)
    assert values == {A: 32.5, B: 12.5}
    assert "32 uit reeksen die over meer buurten verdeeld zijn" in frame["note"].iloc[0]
    assert sum(values.values()) == 45


def test_a_range_over_more_four_digit_areas_counts_in_each_of_them() -> None:
    addresses = places(("3067AA", A), ("3068AA", B), ("3069AA", A))
    values, _ = per_buurt(ranges("3067AA;3069ZZ;GAS;30;100;"), addresses)
    assert values == {A: 20.0, B: 10.0}


def test_addresses_that_were_loaded_twice_count_once() -> None:
    addresses = places(("3067AA", A), ("3067AB", B))
    twice = pd.concat([addresses, addresses.iloc[:1]], ignore_index=True)
    assert per_buurt(ranges("3067AA;3067AB;GAS;40;100;"), twice)[0] == {A: 20.0, B: 20.0}


def test_none_in_operation_is_zero_and_no_range_is_missing() -> None:
    addresses = places(("3067AA", A), ("3067AB", B))
    values, frame = per_buurt(ranges("3067AA;3067AA;GAS;40;0;", "3067AB;3067AB;ELK;40;100;"), addresses)
    assert values[A] == 0
    assert frame["status"].tolist() == ["definitief", "ontbreekt"]
    assert "geen gasaansluiting in het bestand" in frame["note"].iloc[1]


def test_what_cannot_be_allocated_is_reported_in_connections() -> None:
    addresses = places(("3067AA", A), ("3067AC", ""), ("3067AD", A))
    found = ranges(
        "3067AA;3067AC;GAS;40;100;",
        "3067ZZ;3067ZZ;GAS;15;100;",
        "3067AA;3067AA;GAS;12;;",
        "9999AA;9999AA;GAS;50;100;",
    )
    values, frame = per_buurt(found, addresses)
    assert values == {A: 20.0}
    assert reading.set_aside(frame) == {
        "gasaansluitingen in een postcode zonder bekend adres": 15,
        "gasaansluitingen in het deel van een postcodereeks buiten de buurten": 20,
        "gasaansluitingen zonder aandeel in bedrijf": 12,
        "regel met een postcode buiten het gebied van de adressen": 1,
    }
    assert "15 aansluitingen in dezelfde postcodegebieden zijn niet toe te delen" in frame["note"].iloc[0]
    assert "noemt de postcode van 50% van de adressen" in frame["note"].iloc[0]


def test_without_the_share_in_operation_all_count_and_the_method_says_so() -> None:
    path = FIXTURES / "kv_liander_2025.csv"
    loaded = kleinverbruik.load(
        path, retrieved=DAY, addresses=places(("1012NX", A)), year=2025, operator="Liander"
    )
    row = loaded.observations.iloc[0]
    assert row["value"] == 12
    assert "het aandeel in bedrijf staat niet in het bestand" in row["method"]
    assert (row["source"], row["table"]) == ("Liander", "Kleinverbruik Liander 2025")
    assert loaded.tables[0].id == row["table"]


def test_loading_asks_for_what_is_needed() -> None:
    with pytest.raises(SourceError, match="haal eerst de BAG-adressen"):
        kleinverbruik.load(STEDIN, retrieved=DAY, year=2023)
    with pytest.raises(SourceError, match="is dit de netbeheerder van deze gemeente"):
        kleinverbruik.load(STEDIN, retrieved=DAY, year=2023, addresses=places(("9999AA", A)))
    with pytest.raises(SourceError, match="welk jaar de indeling"):
        kleinverbruik.load(
            STEDIN, retrieved=DAY, year=2023, addresses=places(("3067AA", A)).drop(columns="boundary_year")
        )


def test_a_large_division_gives_the_same_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    keys = rng.integers(3000 * 676, 3002 * 676, 4000)
    addresses = places(*zip(streaming.postcodes(keys).to_pylist(), rng.choice([A, B, ""], 4000), strict=True))
    low = rng.integers(3000 * 676, 3002 * 676, 500)
    rows = [
        f"{first};{last};GAS;{10 + number % 30};{number % 101};"
        for number, (first, last) in enumerate(
            zip(
                streaming.postcodes(low).to_pylist(),
                streaming.postcodes(low + rng.integers(0, 30, 500)).to_pylist(),
                strict=True,
            )
        )
    ]
    found = ranges(*rows)
    whole, frame = per_buurt(found, addresses)
    aside = reading.set_aside(frame)
    active = (found["connections"] * found["in_operation_share"] / 100).sum()
    elsewhere = sum(count for reason, count in aside.items() if reason.startswith("gasaansluitingen"))
    assert sum(whole.values()) + elsewhere == pytest.approx(active, abs=2)
    monkeypatch.setattr(kleinverbruik, "_TOGETHER", 50)
    assert per_buurt(found, addresses)[0] == pytest.approx(whole)


# --- anything -------------------------------------------------------------------------------------------------

_REAL = STEDIN.read_bytes()


@settings(max_examples=150, deadline=None)
@given(
    at=st.integers(0, len(_REAL)),
    cut=st.integers(0, 40),
    put=st.binary(max_size=20),
    year=st.sampled_from([None, 2023]),
)
def test_a_damaged_file_is_read_or_refused_in_words(at: int, cut: int, put: bytes, year: int | None) -> None:
    with contextlib.suppress(SourceError):
        found = kleinverbruik.read_kleinverbruik(io.BytesIO(_REAL[:at] + put + _REAL[at + cut :]), year=year)
        kleinverbruik.connections_per_buurt(found, places(("3067AA", A), ("3067AB", B)), retrieved=DAY)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(SourceError):
        kleinverbruik.read_kleinverbruik(io.BytesIO(content), year=2023)


@given(st.lists(st.text(max_size=8)))
def test_only_a_postcode_has_a_number(texts: list[str]) -> None:
    keys = streaming.postcode_keys(texts)
    known = [key for key in keys if key >= 0]
    assert streaming.postcode_keys(streaming.postcodes(np.array(known, dtype=np.int32))).tolist() == known


@given(st.integers(1000 * 676, 10000 * 676 - 1))
def test_a_postcode_and_its_number_are_the_same(key: int) -> None:
    assert streaming.postcode_keys(streaming.postcodes(np.array([key]))).tolist() == [key]
