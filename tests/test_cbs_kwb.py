"""Kerncijfers wijken en buurten: real rows of five years, and files that a person has touched."""

from __future__ import annotations

import csv
import io
import os
from pathlib import Path

import pandas as pd
import pytest
from observed import figure

from wijkdata import observations
from wijkdata.errors import SourceError
from wijkdata.sources import cbs_kwb, reading

FIXTURES = Path(__file__).parent / "fixtures" / "raw" / "kwb_rotterdam"
PRINSENLAND, HET_LAGE_LAND, PRINS_ALEXANDER, ROTTERDAM = "BU05991448", "BU05991449", "WK059914", "GM0599"
ZEVENKAMP, NOORDZEEWEG = "BU05991466", "BU05992705"

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")


def fixture(year: int) -> Path:
    return FIXTURES / f"Kerncijfers_wijken_en_buurten_{year}.csv"


def changed(year: int, old: str, new: str, *, count: int = 1) -> io.BytesIO:
    """Return a fixture in which a text that occurs so often is replaced."""
    text = fixture(year).read_bytes().decode("utf-8-sig")
    assert text.count(old) == count
    return io.BytesIO(text.replace(old, new).encode("utf-8-sig"))


def read(year: int) -> pd.DataFrame:
    return cbs_kwb.read_kwb(fixture(year), retrieved="2026-11-24")


def test_every_indicator_of_a_buurt_in_2016() -> None:
    frame = read(2016)
    values = frame[frame["area"] == PRINSENLAND].set_index("indicator")["value"]
    assert values.dropna().to_dict() == {
        "inwoners": 9950,
        "huishoudens": 5115,
        "woningen": 5153,
        "eengezins_aandeel": 34,
        "meergezins_aandeel": 66,
        "bewoond_aandeel": 97,
        "koop_aandeel": 35,
        "huur_aandeel": 64,
        "corporatie_aandeel": 55,
        "overige_verhuur_aandeel": 9,
        "voor_2000_aandeel": 94,
        "woz_gem": 177,
        "elektra_gem": 2650,
        "gas_gem": 940,
        "laag_inkomen_aandeel": 10.6,
        "adressendichtheid": 2881,
    }


def test_rows_are_complete_observations() -> None:
    frame = read(2017)
    assert list(frame.columns) == observations.COLUMNS
    found = figure(frame, PRINSENLAND, "woningen").to_dict()
    assert found == {
        "area": PRINSENLAND,
        "indicator": "woningen",
        "year": 2017,
        "value": 5154.0,
        "unit": "woningen",
        "status": "definitief",
        "source": "CBS",
        "table": "83765NED",
        "method": "gepubliceerd",
        "note": "",
        "retrieved": "2026-11-24",
        "boundary_year": 2017,
    }


@pytest.mark.parametrize(
    ("year", "table"),
    [(2014, "82931NED"), (2015, "83220NED"), (2016, "83487NED"), (2017, "83765NED"), (2018, "84286NED")],
)
def test_each_year_has_its_own_table_and_all_indicators(year: int, table: str) -> None:
    frame = read(year)
    assert set(frame["table"]) == {table}
    assert set(frame["year"]) == set(frame["boundary_year"]) == {year}
    assert frame.groupby("area")["indicator"].nunique().tolist() == [17] * 6


def test_a_point_is_not_shown_and_never_zero() -> None:
    frame = read(2016)
    hidden = figure(frame, NOORDZEEWEG, "gas_gem")
    assert pd.isna(hidden["value"])
    assert hidden["status"] == "geheim"
    assert hidden["note"] == "CBS toont ‘.’: onbekend, niet betrouwbaar genoeg of geheim"
    assert figure(frame, NOORDZEEWEG, "woningen")["value"] == 0  # a published zero stays one


def test_low_gas_beside_district_heating_is_taken_over_as_it_is() -> None:
    frame = read(2016)
    assert figure(frame, ZEVENKAMP, "gas_gem")["value"] == 10
    assert figure(frame, ZEVENKAMP, "stadsverwarming_aandeel")["value"] == 99.8


@pytest.mark.parametrize(
    "indicator", ["gas_gem", "elektra_gem", "stadsverwarming_aandeel", "laag_inkomen_aandeel"]
)
def test_energy_and_income_of_2018_are_not_published_yet(indicator: str) -> None:
    found = figure(read(2018), ROTTERDAM, indicator)
    assert found["status"] == "ontbreekt"
    assert found["note"] == "in deze uitgave nog niet gepubliceerd"


def test_a_column_of_points_without_a_gemeente_does_not_prove_that_nothing_is_published() -> None:
    lines = fixture(2018).read_bytes().splitlines(keepends=True)
    without_gemeente = io.BytesIO(b"".join(line for line in lines if b";GM0599;" not in line))
    frame = cbs_kwb.read_kwb(without_gemeente, retrieved="2026-11-24")
    assert figure(frame, PRINSENLAND, "gas_gem")["status"] == "geheim"


def test_an_empty_cell_is_missing_for_another_reason_than_a_point() -> None:
    frame = cbs_kwb.read_kwb(
        changed(
            2016,
            ";2650;2220;3270;3380;4740;5170;2260;3330;940;",
            ";2650;2220;3270;3380;4740;5170;2260;3330;;",
        ),
        retrieved="2026-11-24",
    )
    found = figure(frame, PRINSENLAND, "gas_gem")
    assert found["status"] == "ontbreekt"
    assert found["note"] == "leeg bij CBS: kan niet voorkomen of is nihil"


def test_only_2014_is_rounded_to_fifty() -> None:
    assert figure(read(2014), PRINSENLAND, "gas_gem")["note"] == "afgerond op 50"
    assert figure(read(2014), PRINSENLAND, "elektra_gem")["note"] == "afgerond op 50"
    assert figure(read(2014), PRINSENLAND, "woz_gem")["note"] == ""
    assert figure(read(2014), NOORDZEEWEG, "gas_gem")["note"] == cbs_kwb.NOT_SHOWN
    assert figure(read(2015), PRINSENLAND, "gas_gem")["note"] == ""


def test_columns_are_found_by_title_and_unit_wherever_they_stand() -> None:
    text = fixture(2016).read_bytes().decode("utf-8-sig")
    turned = io.StringIO()
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    csv.writer(turned, delimiter=";").writerows(list(reversed(line)) for line in lines)
    turned.seek(0)
    pd.testing.assert_frame_equal(cbs_kwb.read_kwb(turned, retrieved="2026-11-24"), read(2016))


def test_the_same_title_under_gas_and_electricity_does_not_confuse() -> None:
    frame = read(2014)
    assert figure(frame, ROTTERDAM, "elektra_gem")["value"] == 2500
    assert figure(frame, ROTTERDAM, "gas_gem")["value"] == 800


def test_provisional_marks_become_the_status() -> None:
    stars = changed(2017, ";2017;", ";2017**;", count=6)
    assert set(cbs_kwb.read_kwb(stars, retrieved="2026-11-24")["status"]) == {"nader voorlopig", "geheim"}
    one = changed(2017, "Gemiddeld aardgasverbruik totaal", "Gemiddeld aardgasverbruik totaal*")
    frame = cbs_kwb.read_kwb(one, retrieved="2026-11-24")
    assert figure(frame, PRINSENLAND, "gas_gem")["status"] == "voorlopig"
    assert figure(frame, PRINSENLAND, "elektra_gem")["status"] == "definitief"


def test_blank_lines_and_footers_do_no_harm_and_footers_are_counted() -> None:
    content = fixture(2014).read_bytes() + b"\r\n;;;;\r\nBron: CBS\r\n"
    frame = cbs_kwb.read_kwb(io.BytesIO(content), retrieved="2026-11-24")
    pd.testing.assert_frame_equal(frame, read(2014))
    assert reading.set_aside(frame) == {"geen code van een gebied": 1}
    assert reading.set_aside(read(2014)) == {}


def test_areas_carry_the_names_and_changes_of_their_year() -> None:
    areas = cbs_kwb.read_areas(fixture(2016)).set_index("code")
    assert areas.loc[PRINSENLAND].to_dict() == {
        "boundary_year": 2016,
        "name": "Prinsenland",
        "level": "buurt",
        "parent": PRINS_ALEXANDER,
        "gemeente": ROTTERDAM,
        "change": "1",
    }
    assert areas.loc[ROTTERDAM, ["level", "parent", "gemeente", "change"]].tolist() == [
        "gemeente",
        "NL00",
        ROTTERDAM,
        "",
    ]
    names = [
        cbs_kwb.read_areas(fixture(year)).set_index("code").loc[PRINS_ALEXANDER, "name"]
        for year in (2014, 2015, 2016)
    ]
    assert names == ["Wijk 14 Prins Alexander", "Wijk 09 Prins Alexander", "Prins Alexander"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is leeg"),
        (b"<!DOCTYPE html><html><body>Fout</body></html>", "webpagina"),
        (b"Kerncijfers wijken en buurten 2016\r\nRotterdam;1;2\r\n", "‘Codering’"),
        (b"a,b,c\r\n1,2,3\r\n", "Kerncijfers wijken en buurten"),
    ],
)
def test_other_files_are_refused(content: bytes, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        cbs_kwb.read_kwb(io.BytesIO(content), retrieved="2026-11-24")


def test_a_file_saved_by_a_spreadsheet_in_another_encoding_is_refused_with_its_row() -> None:
    content = fixture(2016).read_bytes().decode("utf-8-sig").encode("cp1252")
    with pytest.raises(SourceError, match=r"rij 4 is niet leesbaar als UTF-8"):
        cbs_kwb.read_kwb(io.BytesIO(content), retrieved="2026-11-24")


def test_a_file_that_is_not_there_is_named_with_its_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"kwijt\.csv in de map .*Kijk of het er staat"):
        cbs_kwb.read_kwb(tmp_path / "kwijt.csv", retrieved="2026-11-24")


@pytest.mark.parametrize(
    ("old", "new", "count", "told"),
    [
        ("Woningvoorraad", "Woningen", 1, "kolom ‘Woningvoorraad’ ontbreekt"),
        (
            "x 1 000 euro;%",
            "euro;%",
            2,
            "eenheid van ‘Gemiddelde woningwaarde’ is ‘euro’ en niet ‘x 1 000 euro’",
        ),
        ("m³", "GJ", 8, "‘Gemiddeld aardgasverbruik totaal’ is ‘GJ’ en niet ‘m³’"),
        ("Koopwoningen", "Huurwoningen totaal", 1, "kolom ‘Koopwoningen’ ontbreekt"),
        ("||Percentage meergezinswoning", "||Percentage eengezinswoning", 1, "komt 2 keer voor, in kolom"),
        (";5153;", ";5.153;", 1, r"rij 8, kolom ‘Woningvoorraad’: ‘5.153’ is geen getal"),
        ("Kerncijfers wijken en buurten 2016", "Kerncijfers wijken en buurten 2015", 1, "het jaar is ‘2016’"),
        (";BU05991448;2016;", ";BU05991448;2015;", 1, "rij 8: het jaar is ‘2015’"),
        (";BU05991448;", ";BU05991449;", 1, "dezelfde sleutel"),
        (";GM0599;2016;", ";GM0599;2016;x;", 1, r"rij 6 \(GM0599\): 112 kolommen in plaats van 111"),
    ],
)
def test_a_changed_file_is_refused_with_the_place(old: str, new: str, count: int, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        cbs_kwb.read_kwb(changed(2016, old, new, count=count), retrieved="2026-11-24")


def test_a_year_we_do_not_know_is_refused() -> None:
    text = fixture(2018).read_bytes().decode("utf-8-sig")
    text = text.replace("buurten 2018", "buurten 2031").replace(";2018;", ";2031;")
    with pytest.raises(SourceError, match="van 2013 tot en met 2025; geef de TableInfos"):
        cbs_kwb.read_kwb(io.StringIO(text), retrieved="2026-11-24")


@whole_files
def test_whole_files_give_the_known_gas_and_dwellings() -> None:
    assert RAW is not None
    frames = [
        cbs_kwb.read_kwb(
            RAW / "kwb_rotterdam" / f"Kerncijfers_wijken_en_buurten_{year}.csv", retrieved="2026-11-24"
        )
        for year in cbs_kwb.TABLE_IDS
    ]
    frame = pd.concat(frames, ignore_index=True)
    assert [len(one) for one in frames] == [115 * 17] * 5

    def values(area: str, indicator: str) -> list[float]:
        found = frame[(frame["area"] == area) & (frame["indicator"] == indicator) & frame["value"].notna()]
        return found.sort_values("year")["value"].tolist()

    assert values(PRINSENLAND, "gas_gem") == [900, 940, 940, 930]
    assert values(HET_LAGE_LAND, "gas_gem") == [950, 970, 1080, 1030]
    assert values(PRINS_ALEXANDER, "gas_gem") == [550, 570, 640, 620]
    assert values(ROTTERDAM, "gas_gem") == [800, 840, 870, 840]
    in_2017 = frame[(frame["year"] == 2017) & (frame["indicator"] == "woningen")].set_index("area")["value"]
    assert in_2017[[PRINSENLAND, HET_LAGE_LAND]].tolist() == [5154, 5875]

    energy = frame[(frame["year"] == 2018) & frame["indicator"].isin(["gas_gem", "elektra_gem"])]
    assert set(energy["status"]) == {"ontbreekt"}
    assert set(energy["note"]) == {cbs_kwb.NOT_YET_PUBLISHED}


@whole_files
def test_whole_file_the_dwellings_of_the_buurten_add_up_to_the_wijk() -> None:
    assert RAW is not None
    path = RAW / "kwb_rotterdam" / "Kerncijfers_wijken_en_buurten_2016.csv"
    frame = cbs_kwb.read_kwb(path, retrieved="2026-11-24")
    dwellings = frame[frame["indicator"] == "woningen"].set_index("area")["value"]
    buurten = dwellings[dwellings.index.str.startswith("BU059914")]
    assert len(buurten) == 8
    assert buurten.sum() == dwellings[PRINS_ALEXANDER] == 45_444
    areas = cbs_kwb.read_areas(path)
    assert areas["level"].value_counts().to_dict() == {"buurt": 92, "wijk": 22, "gemeente": 1}
    assert sorted(areas.loc[areas["parent"] == PRINS_ALEXANDER, "code"]) == sorted(buurten.index)


@whole_files
def test_whole_file_gas_of_2014_is_rounded_to_fifty_and_later_to_ten() -> None:
    assert RAW is not None
    for year, step in ((2014, 50), (2015, 10), (2016, 10), (2017, 10)):
        frame = cbs_kwb.read_kwb(
            RAW / "kwb_rotterdam" / f"Kerncijfers_wijken_en_buurten_{year}.csv", retrieved="2026-11-24"
        )
        gas = frame[frame["indicator"].isin(["gas_gem", "elektra_gem"])]["value"].dropna()
        assert (gas % step == 0).all()
        assert (gas % 50 == 0).all() == (step == 50)
