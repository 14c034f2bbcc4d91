"""Solar power on dwellings: real rows of seven tables with their descriptions."""

from __future__ import annotations

import contextlib
import io
import json
import os
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from observed import figure
from services.cbs import Cbs, CbsTable, running

from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.sources import cbs_zonnestroom, reading
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import sample

FIXTURES = Path(__file__).parent / "fixtures" / "raw" / "zonnestroom"
ANSWERS = Path(__file__).parent / "fixtures" / "cbs_buurt"
PRINSENLAND, NOORDZEEWEG, AMSTERDAM = "BU05991448", "BU05992705", "GM0363"

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")


def files(table: str, folder: Path = FIXTURES) -> tuple[Path, Path]:
    return folder / f"{table}.csv", folder / f"{table}_metadata.json"


def read(table: str, within: str | None = None) -> pd.DataFrame:
    return cbs_zonnestroom.read_zonnestroom(*files(table), retrieved="2026-11-24", within=within)


def description(table: str, **changes: Any) -> io.StringIO:
    fields = json.loads(files(table)[1].read_text(encoding="utf-8"))
    return io.StringIO(json.dumps({**fields, **changes}))


def value(frame: pd.DataFrame, area: str, indicator: str) -> float:
    return float(figure(frame, area, indicator)["value"])


def test_installations_and_power_of_a_buurt() -> None:
    frame = read("86044NED")
    assert value(frame, PRINSENLAND, "zonnestroom_installaties") == 484
    assert value(frame, PRINSENLAND, "zonnestroom_vermogen") == 1723
    row = frame[(frame["area"] == PRINSENLAND) & (frame["indicator"] == "zonnestroom_vermogen")].iloc[0]
    assert row[["year", "unit", "status", "source", "table", "boundary_year", "note"]].tolist() == [
        2022,
        "kWp",
        "definitief",
        "CBS",
        "86044NED",
        2022,
        "",
    ]


@pytest.mark.parametrize(("year", "table"), cbs_zonnestroom.TABLE_IDS.items())
def test_year_and_table_come_from_the_description(year: int, table: str) -> None:
    frame = read(table, within="GM0599")
    assert set(frame["year"]) == set(frame["boundary_year"]) == {year}
    assert set(frame["table"]) == {table}
    assert cbs_zonnestroom.read_table(files(table)[1]).years == (year,)


def test_the_table_of_2017_keeps_its_year_although_its_period_says_2018() -> None:
    fields = json.loads(files("84517NED")[1].read_text(encoding="utf-8"))
    assert fields["Period"] == "2018"
    assert set(read("84517NED")["year"]) == {2017}


def test_a_title_and_period_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(SourceError, match=r"titel noemt het jaar 2022, maar de periode is ‘2021’"):
        cbs_zonnestroom.read_zonnestroom(
            files("86044NED")[0],
            description("86044NED", Period="2021", ShortDescription="De cijfers zijn definitief."),
            retrieved="2026-11-24",
        )


def test_an_empty_cell_is_missing_and_a_zero_is_a_zero() -> None:
    early = read("84131NED")
    row = early[(early["area"] == NOORDZEEWEG) & (early["indicator"] == "zonnestroom_installaties")].iloc[0]
    assert pd.isna(row["value"])
    assert (row["status"], row["note"]) == ("ontbreekt", "leeg bij CBS: nihil, onbekend of geheim")
    assert value(read("86044NED"), NOORDZEEWEG, "zonnestroom_installaties") == 0


def test_within_keeps_the_gemeente_with_its_areas_and_the_country() -> None:
    everything, within = read("84131NED"), read("84131NED", within="gm0599 ")
    assert AMSTERDAM in set(everything["area"])
    assert set(within["area"]) == {
        "NL00",
        "GM0599",
        "WK059914",
        "BU05991448",
        "BU05991449",
        "BU05991466",
        "BU05992705",
    }


def test_within_must_be_a_gemeente() -> None:
    with pytest.raises(UnknownAreaError, match=r"‘WK059914’ is geen code van een gemeente"):
        read("84131NED", within="WK059914")


@pytest.mark.parametrize("table", ["84131NED", "85010NED"])
def test_codes_of_no_area_are_set_aside_and_counted(table: str) -> None:
    frame = read(table)
    assert not frame["area"].str.contains("9999").any()
    assert reading.set_aside(frame) == {"geen code van een gebied": 3}


def test_letters_in_codes_are_codes() -> None:
    text = files("86044NED")[0].read_text(encoding="utf-8").replace("BU05991448", "BU0363AF08")
    frame = cbs_zonnestroom.read_zonnestroom(
        io.StringIO(text), files("86044NED")[1], retrieved="2026-11-24", within="GM0363"
    )
    assert value(frame, "BU0363AF08", "zonnestroom_installaties") == 484


def test_areas_have_a_name_for_country_and_gemeente_only() -> None:
    areas = cbs_zonnestroom.read_areas(*files("85447NED"), within="GM0599").set_index("code")
    assert areas["name"].to_dict() == {
        "NL00": "Nederland",
        "GM0599": "Rotterdam",
        "WK059914": "",
        "BU05991448": "",
        "BU05991449": "",
        "BU05991466": "",
        "BU05992705": "",
    }
    assert areas.loc["NL00", ["level", "parent", "gemeente", "change"]].tolist() == ["land", "", "", ""]
    assert areas.loc["BU05991448", ["level", "parent", "change"]].tolist() == ["buurt", "WK059914", "1"]


def test_a_table_that_is_provisional_is_taken_over_as_such() -> None:
    text = "Status van de cijfers:\nDe cijfers in deze tabel zijn nader voorlopig.\n"
    frame = cbs_zonnestroom.read_zonnestroom(
        files("86044NED")[0], description("86044NED", ShortDescription=text), retrieved="2026-11-24"
    )
    assert set(frame["status"]) == {"nader voorlopig"}


def test_a_table_without_status_is_refused() -> None:
    with pytest.raises(SourceError, match="staat niets over 2022"):
        cbs_zonnestroom.read_zonnestroom(
            files("86044NED")[0], description("86044NED", ShortDescription=""), retrieved="2026-11-24"
        )


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("OpgesteldVermogenVanZonnepanelen_6", "Vermogen_6", "OpgesteldVermogenVanZonnepanelen ontbreekt"),
        ("1723.0", "1.723", None),
        ("1723.0", "1723,0", r"rij 6 \(BU05991448\): 9 kolommen in plaats van 8"),
        ("1723.0", "x", r"rij 6, kolom ‘OpgesteldVermogenVanZonnepanelen_6’: ‘x’ is geen getal"),
        ("Codering_3", "OpgesteldVermogenVanZonnepanelen_7", "komt 2 keer voor"),
        ("BU05991449", "BU05991448", "dezelfde sleutel"),
    ],
)
def test_a_changed_file_is_refused_with_the_place(old: str, new: str, told: str | None) -> None:
    text = io.StringIO(files("86044NED")[0].read_text(encoding="utf-8").replace(old, new))
    if told is None:  # a thousands point reads as a decimal: nothing in the file tells the difference
        frame = cbs_zonnestroom.read_zonnestroom(text, files("86044NED")[1], retrieved="2026-11-24")
        assert value(frame, PRINSENLAND, "zonnestroom_vermogen") == 1.723
        return
    with pytest.raises(SourceError, match=told):
        cbs_zonnestroom.read_zonnestroom(text, files("86044NED")[1], retrieved="2026-11-24")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("<html>404</html>", "webpagina"),
        ("{", "geen JSON: regel 1"),
        ("[]", "geen beschrijving van een tabel"),
        ('{"Identifier": "86044NED"}', "Title, Period, Modified en ShortDescription ontbreken"),
    ],
)
def test_a_wrong_description_is_refused(content: str, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        cbs_zonnestroom.read_zonnestroom(files("86044NED")[0], io.StringIO(content), retrieved="2026-11-24")


# --- other forms ----------------------------------------------------------------------------------


def test_the_answer_of_odata_gives_what_its_csv_gives() -> None:
    frame = cbs_zonnestroom.read_zonnestroom(
        ANSWERS / "86044NED_TypedDataSet.json", files("86044NED")[1], retrieved="2026-11-24"
    )
    assert value(frame, "NL00", "zonnestroom_installaties") == 2_131_019
    assert value(frame, PRINSENLAND, "zonnestroom_vermogen") == 1723
    same = read("86044NED")
    shared = sorted(set(frame["area"]) & set(same["area"]))
    columns = ["area", "indicator", "value", "status", "note"]
    of_both = [
        one[one["area"].isin(shared)].sort_values(["area", "indicator"])[columns].reset_index(drop=True)
        for one in (frame, same)
    ]
    pd.testing.assert_frame_equal(*of_both)


def test_odd_codes_in_an_answer_are_set_aside() -> None:
    path = ANSWERS / "85010NED_TypedDataSet_oddcodes.json"
    loaded = cbs_zonnestroom.load(
        path, retrieved="2026-11-24", companions={"TableInfos": files("85010NED")[1]}
    )
    assert loaded.kind == "CBS Zonnestroom op woningen 2019"
    assert set(loaded.observations["area"]) == {"NL00", "GM0599"}
    assert loaded.set_aside == {"geen code van een gebied": 3}
    assert loaded.areas["name"].tolist() == ["Nederland", "Rotterdam"]
    assert [one.id for one in loaded.tables] == ["85010NED"]


def test_the_description_of_another_year_is_refused() -> None:
    with pytest.raises(SourceError, match=r"beschrijft tabel 85010NED, maar .* is van tabel 86044NED"):
        cbs_zonnestroom.read_zonnestroom(
            ANSWERS / "86044NED_TypedDataSet.json", files("85010NED")[1], retrieved="2026-11-24"
        )


def test_an_untyped_answer_keeps_withheld_apart() -> None:
    document = json.loads((ANSWERS / "86044NED_TypedDataSet.json").read_text(encoding="utf-8"))
    document["odata.metadata"] = document["odata.metadata"].replace("TypedDataSet", "UntypedDataSet")
    for row in document["value"]:
        for key in list(row)[-2:]:
            row[key] = ("." if row[key] is None else str(row[key])).rjust(8)
    frame = cbs_zonnestroom.read_zonnestroom(
        io.StringIO(json.dumps(document)), files("86044NED")[1], retrieved="2026-11-24"
    )
    assert set(frame["status"]) == {"definitief", "geheim"}


def test_a_file_that_does_not_say_which_table_it_is_needs_the_description() -> None:
    answer = cbs_zonnestroom.load(
        ANSWERS / "86044NED_TypedDataSet.json", retrieved="2026-11-24", companions={}
    )
    known = answer.observations[answer.observations["value"].notna()]
    assert set(known["status"]) == {"voorlopig"}
    with pytest.raises(
        SourceError, match=r"86044NED.csv: geef ook het bestand TableInfos van dezelfde tabel mee"
    ):
        cbs_zonnestroom.load(files("86044NED")[0], retrieved="2026-11-24", companions={})


def test_it_is_recognised_by_its_columns() -> None:
    assert cbs_zonnestroom.recognises(sample(files("86044NED")[0]))
    assert cbs_zonnestroom.recognises(sample(ANSWERS / "86044NED_TypedDataSet.json"))
    assert not cbs_zonnestroom.recognises(sample(files("86044NED")[1]))
    assert not cbs_zonnestroom.recognises(sample(ANSWERS / "85697NED_TypedDataSet.json"))
    assert not cbs_zonnestroom.recognises(sample(ANSWERS / "SESWOA.csv"))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 1200))
def test_damaged_bytes_end_in_figures_or_a_message(noise: bytes, place: int) -> None:
    content = files("86044NED")[0].read_bytes()
    for damaged in (noise, content[:place], content[:place] + noise + content[place + len(noise) :]):
        with contextlib.suppress(SourceError):
            cbs_zonnestroom.read_zonnestroom(
                io.BytesIO(damaged), files("86044NED")[1], retrieved="2026-11-24"
            )


def test_years_of_a_gemeente_are_fetched_and_read(tmp_path: Path) -> None:
    table = CbsTable(
        "86044NED",
        "Zonnestroom; vermogen zonnepanelen woningen, wijken en buurten, 2022",
        "2022",
        [
            ("Gemeentenaam_1", "Gemeentenaam", "naam"),
            ("Codering_3", "Codering", "code"),
            ("AantalInstallatiesBijWoningen_5", "Aantal installaties bij woningen", "aantal"),
            ("OpgesteldVermogenVanZonnepanelen_6", "Opgesteld vermogen van zonnepanelen", "kW"),
        ],
        [
            {
                "WijkenEnBuurten": code,
                "Gemeentenaam_1": "Rotterdam",
                "Codering_3": code,
                "AantalInstallatiesBijWoningen_5": 484,
                "OpgesteldVermogenVanZonnepanelen_6": 1723,
            }
            for code in ("NL00", "GM0599", "WK059914", PRINSENLAND, AMSTERDAM)
        ],
        names={PRINSENLAND: "Prinsenland"},
    )
    with running(Cbs({"86044NED": table})) as server:
        client = Client(tmp_path, wait=lambda _seconds: None)
        found = cbs_zonnestroom.get_zonnestroom(client, [PRINSENLAND], [2022], base=server.address)
    assert value(found.observations, PRINSENLAND, "zonnestroom_vermogen") == 1723
    assert set(found.observations["area"]) == {"NL00", "GM0599", "WK059914", PRINSENLAND}
    assert found.areas.set_index("code")["name"][PRINSENLAND] == "Prinsenland"


@whole_files
def test_a_whole_table_keeps_every_area_of_the_netherlands() -> None:
    assert RAW is not None
    table, info = files("86044NED", RAW / "zonnestroom")
    loaded = cbs_zonnestroom.load(table, retrieved="2026-11-24", companions={"TableInfos": info})
    levels = loaded.areas["level"].value_counts().to_dict()
    assert levels == {"buurt": 14_317, "wijk": 3_340, "gemeente": 345, "land": 1}
    assert loaded.observations["area"].nunique() == 18_003


@whole_files
def test_whole_tables_are_read_in_a_moment_and_have_the_known_totals() -> None:
    assert RAW is not None
    country = []
    start = time.perf_counter()
    for table in cbs_zonnestroom.TABLE_IDS.values():
        frame = cbs_zonnestroom.read_zonnestroom(*files(table, RAW / "zonnestroom"), retrieved="2026-11-24")
        assert len(frame) > 32_000
        country.append(value(frame, "NL00", "zonnestroom_installaties"))
    assert time.perf_counter() - start < 15
    assert country == [397_390, 529_005, 720_522, 960_248, 1_267_651, 1_611_689, 2_131_019]
    assert country == sorted(country)  # also shows that the table of 2017 stands in its place


@whole_files
@pytest.mark.parametrize(("year", "table"), cbs_zonnestroom.TABLE_IDS.items())
def test_whole_tables_hold_every_code_once(year: int, table: str) -> None:
    assert RAW is not None
    areas = cbs_zonnestroom.read_areas(*files(table, RAW / "zonnestroom"), within="GM0599")
    assert areas["code"].is_unique
    expected = {
        "land": 1,
        "gemeente": 1,
        "wijk": 21 if year == 2022 else 22,
        "buurt": 91 if year == 2022 else 92,
    }
    assert areas["level"].value_counts().to_dict() == expected
