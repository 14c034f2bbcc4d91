"""Saved answers of CBS: OData v3 typed and untyped, v4, and what describes them."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wijkdata.errors import SourceError
from wijkdata.sources import cbs_odata, cbs_sheet
from wijkdata.sources.cbs_sheet import Column, Topic

FIXTURES = Path(__file__).parent / "fixtures" / "cbs_odata"
TYPED, UNTYPED = FIXTURES / "v3_83487NED_TypedDataSet.json", FIXTURES / "v3_83487NED_UntypedDataSet.json"
PROPERTIES = FIXTURES / "v3_83487NED_DataProperties_excerpt.json"
SAVED_BY_A_PROGRAM = FIXTURES / "kwb2017_rotterdam_untyped.json"
OBSERVATIONS = FIXTURES / "v4_85984NED_Observations.json"
HEAT = "PercentageWoningenMetStadsverwarming_63"

EVERY_READER = (
    cbs_odata.read_dataset,
    cbs_odata.read_properties,
    cbs_odata.read_names,
    cbs_odata.read_info,
    cbs_odata.read_measures,
    cbs_odata.read_observations,
)


def answer(value: object, **more: object) -> io.StringIO:
    return io.StringIO(json.dumps({**more, "value": value}))


def test_typed_and_untyped_give_the_same_numbers() -> None:
    typed, untyped = cbs_odata.read_dataset(TYPED), cbs_odata.read_dataset(UNTYPED)
    assert (typed.form, typed.table, untyped.form, untyped.table) == (
        "typed",
        "83487NED",
        "untyped",
        "83487NED",
    )
    for column in typed.columns[6:]:
        one = cbs_sheet.figures(typed, column).numbers
        other = cbs_sheet.figures(untyped, untyped.column(column.key)).numbers
        np.testing.assert_array_equal(one, other)


def test_only_untyped_tells_a_point_from_nothing() -> None:
    typed = cbs_odata.read_dataset(TYPED)
    shown = cbs_sheet.figures(typed, typed.column(HEAT))
    assert shown.note.tolist() == ["", "", cbs_sheet.NULL, ""]
    assert not shown.hidden.any()
    untyped = cbs_odata.read_dataset(UNTYPED)
    shown = cbs_sheet.figures(untyped, untyped.column(HEAT))
    assert shown.note.tolist() == ["", "", cbs_sheet.NOT_SHOWN, ""]
    assert shown.hidden.tolist() == [False, False, True, False]


def test_blank_and_point_in_one_column() -> None:
    sheet = cbs_odata.read_dataset(answer([{"A_1": "       ."}, {"A_1": "        "}, {"A_1": "   183.3"}]))
    shown = cbs_sheet.figures(sheet, sheet.column("A_1"))
    assert shown.note.tolist() == [cbs_sheet.NOT_SHOWN, cbs_sheet.EMPTY, ""]
    assert shown.numbers.tolist()[2] == 183.3


def test_rows_under_their_numbers_with_a_misspelt_key() -> None:
    sheet = cbs_odata.read_dataset(SAVED_BY_A_PROGRAM)
    assert (sheet.form, sheet.table, len(sheet.cells)) == ("untyped", "", 5)
    assert "k_65JaarrOfOude_12" in [one.key for one in sheet.columns]
    young = cbs_sheet.figures(sheet, sheet.column("k_0Tot15Jaar_8")).numbers
    assert young.notna().all()
    old = cbs_sheet.figures(sheet, sheet.column("k_65JaarOfOuder_12"))
    assert old.numbers.isna().sum() == 1


def test_an_answer_that_is_one_part_says_where_the_next_is() -> None:
    sheet = cbs_odata.read_dataset(answer([{"A_1": 1}], **{"odata.nextLink": "http://localhost/deel2"}))
    assert sheet.more == "http://localhost/deel2"
    assert cbs_odata.read_dataset(TYPED).more == ""


def test_what_describes_the_columns_gives_title_unit_and_groups() -> None:
    described = cbs_odata.read_properties(PROPERTIES)
    assert described["TweeOnderEenKapWoning_59"] == Column(
        "TweeOnderEenKapWoning_59",
        "Twee-onder-één-kap-woning",
        "m³",
        ("Energie", "Gemiddeld aardgasverbruik", "Naar woningtype"),
    )
    sheet = cbs_odata.read_dataset(TYPED).described(described)
    flats = Topic(("Appartement",), units=("m³",))
    assert cbs_sheet.find(sheet, flats).key == "Appartement_56"
    by_group = Topic(("Appartement",), under="elektriciteit")
    assert cbs_sheet.find(sheet, by_group).key == "Appartement_48"
    with pytest.raises(SourceError, match=r"‘Appartement’ .* komt 2 keer voor"):
        cbs_sheet.find(sheet, Topic(("Appartement",)))


def test_groups_that_go_round_in_a_circle_end() -> None:
    rows = [
        {"ID": 1, "ParentID": 2, "Key": "", "Title": "Een", "Type": "TopicGroup"},
        {"ID": 2, "ParentID": 1, "Key": "", "Title": "Twee", "Type": "TopicGroup"},
        {"ID": 3, "ParentID": 1, "Key": "A_1", "Title": "A*", "Type": "Topic", "Unit": "%"},
    ]
    assert cbs_odata.read_properties(answer(rows)) == {"A_1": Column("A_1", "A", "%", ("Twee", "Een"), "*")}


def test_a_column_is_found_by_its_key_without_number_where_there_is_no_title() -> None:
    sheet = cbs_odata.read_dataset(TYPED)
    assert cbs_sheet.find(sheet, Topic(("X",), ("Woningvoorraad",), ("aantal",))).key == "Woningvoorraad_34"
    with pytest.raises(SourceError, match=r"‘Woningvorraad’ ontbreekt\. Lijkt erop: ‘Woningvoorraad_34’"):
        cbs_sheet.find(sheet, Topic(("Woningvorraad",)))


@pytest.mark.parametrize("unit", ["m3", "M³ ", "m³"])
def test_a_unit_that_is_only_written_otherwise_is_the_same(unit: str) -> None:
    sheet = cbs_odata.read_dataset(answer([{"A_1": 1}])).described({"A_1": Column("A_1", "A", unit)})
    assert cbs_sheet.find(sheet, Topic(("A",), units=("m³",))).key == "A_1"


def test_names_lose_their_padding() -> None:
    names = cbs_odata.read_names(FIXTURES / "v3_83487NED_WijkenEnBuurten.json")
    assert names["BU05991466"] == "Zevenkamp"
    assert names["GM0599"] == "Rotterdam"
    assert cbs_odata.read_names(FIXTURES / "v4_85984NED_WijkenEnBuurtenCodes.json")["WK059914"] == (
        "Prins Alexander"
    )


def test_table_infos_with_and_without_its_envelope() -> None:
    row = {
        "Identifier": "83487NED",
        "Title": "Kerncijfers wijken en buurten 2016",
        "Period": "2016",
        "Modified": "2019-02-27T02:00:00",
        "ShortDescription": "Status van de cijfers:\nDefinitief.",
    }
    for given_row in (answer([row]), io.StringIO(json.dumps(row))):
        info = cbs_odata.read_info(given_row)
        assert (info.id, info.period, info.modified) == ("83487NED", "2016", "2019-02-27")
    with pytest.raises(SourceError, match="2 tabellen beschreven"):
        cbs_odata.read_info(answer([row, row]))


def test_v4_has_a_reason_per_figure() -> None:
    sheet = cbs_odata.read_observations(OBSERVATIONS)
    assert (sheet.form, sheet.table, len(sheet.cells)) == ("v4", "85984NED", 2)
    gas = cbs_sheet.figures(sheet, sheet.column("M000219_2"))
    assert gas.numbers.tolist()[0] == 140
    assert gas.absent.tolist() == [False, True]
    income = cbs_sheet.figures(sheet, sheet.column("M000224"))
    assert (income.note.iloc[0], income.hidden.iloc[0]) == ("CBS geeft als reden ‘Impossible’", False)
    inhabitants = cbs_sheet.figures(sheet, sheet.column("T001036"))
    assert (inhabitants.note.iloc[1], inhabitants.hidden.iloc[1]) == ("CBS geeft als reden ‘Secret’", True)


def test_v4_with_a_figure_twice_or_two_periods_is_refused() -> None:
    row = {"Measure": "A", "Value": 1.0, "ValueAttribute": "None", "WijkenEnBuurten": "GM0599"}
    with pytest.raises(SourceError, match="het cijfer A voor GM0599 komt meer dan eens voor"):
        cbs_odata.read_observations(answer([row, row]))
    periods = [{**row, "Perioden": "2022JJ00"}, {**row, "Perioden": "2023JJ00"}]
    with pytest.raises(SourceError, match="‘Perioden’ heeft 2 waarden"):
        cbs_odata.read_observations(answer(periods))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is leeg"),
        ("<!DOCTYPE html><html>Onderhoud</html>", "webpagina"),
        (TYPED.read_text(encoding="utf-8")[:5000], "is geen JSON, of is afgebroken: regel"),
        ('{"value": 3}', "er is geen lijst ‘value’"),
        ("[1, 2]", "er is geen lijst ‘value’"),
        ('{"value": [1, 2]}', "rij 1: dit is geen rij"),
        ('{"value": [{"A_1": NaN}]}', "geen JSON zoals CBS die schrijft"),
        ("[" * 100_000, "is geen JSON"),
        (PROPERTIES.read_text(encoding="utf-8"), "is DataProperties van tabel 83487NED, zonder cijfers"),
    ],
)
def test_what_is_no_answer_with_figures_is_told(content: str, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        cbs_odata.read_dataset(io.StringIO(content))


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("  12,5", "rij 2, kolom ‘A_1’: ‘12,5’ is geen getal"),
        (True, "rij 2, kolom ‘A_1’: ‘True’ is geen getal"),
        ({"b": 1}, "rij 2, kolom ‘A_1’"),
        ("9" * 400, "rij 2, kolom ‘A_1’: dit getal is te groot"),
    ],
)
def test_a_cell_that_is_no_number_is_told_with_its_place(value: object, told: str) -> None:
    sheet = cbs_odata.read_dataset(answer([{"A_1": "1"}, {"A_1": value}]))
    with pytest.raises(SourceError, match=told):
        cbs_sheet.figures(sheet, sheet.column("A_1"))


def test_what_an_answer_is_stands_at_its_beginning() -> None:
    begin = TYPED.read_text(encoding="utf-8")[:300]
    assert cbs_odata.what_is("\ufeff" + begin) == ("TypedDataSet", "83487NED")
    assert cbs_odata.what_is(OBSERVATIONS.read_text(encoding="utf-8")) == ("Observations", "85984NED")
    assert cbs_odata.what_is('{"value": [') == ("", "")
    assert cbs_odata.what_is('{"type": "FeatureCollection"}') is None
    assert cbs_odata.what_is("a;b;c") is None


REAL = [one.read_bytes() for one in sorted(FIXTURES.glob("*.json"))]


def _read_everything(content: bytes) -> None:
    for reader in EVERY_READER:
        with contextlib.suppress(SourceError):
            found = reader(io.BytesIO(content))
            if isinstance(found, cbs_sheet.Sheet):
                for column in found.columns:
                    with contextlib.suppress(SourceError):
                        cbs_sheet.figures(found, column)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=300))
def test_random_bytes_end_in_a_message(content: bytes) -> None:
    _read_everything(content)
    _read_everything(b'{"value": [' + content + b"]}")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(REAL), st.data())
def test_real_answers_that_were_damaged_end_in_a_message(real: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(real)))
    stop = min(len(real), start + data.draw(st.integers(0, 40)))
    _read_everything(real[:start] + data.draw(st.binary(max_size=20)) + real[stop:])


_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("       .")
_ROWS = st.lists(st.dictionaries(st.sampled_from(["WijkenEnBuurten", "A_1", "Measure", "Value"]), _VALUES))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(_ROWS)
def test_any_rows_end_in_a_message(rows: list[dict[str, object]]) -> None:
    _read_everything(json.dumps({"value": rows}).encode())
