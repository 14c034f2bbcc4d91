"""Kerncijfers wijken en buurten of every year and in every form but the export of a table on the screen."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import time
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from observed import figure

from wijkdata import catalogue, observations
from wijkdata.errors import SourceError
from wijkdata.sources import cbs_kwb, loaded

FIXTURES = Path(__file__).parent / "fixtures"
ODATA = FIXTURES / "cbs_odata"
EXPORTS = FIXTURES / "raw" / "kwb_rotterdam"
TYPED, UNTYPED = ODATA / "v3_83487NED_TypedDataSet.json", ODATA / "v3_83487NED_UntypedDataSet.json"
PROPERTIES, NAMES = (
    ODATA / "v3_83487NED_DataProperties_excerpt.json",
    ODATA / "v3_83487NED_WijkenEnBuurten.json",
)
OBSERVATIONS, MEASURES = ODATA / "v4_85984NED_Observations.json", ODATA / "v4_85984NED_MeasureCodes.json"
SAVED_BY_A_PROGRAM = ODATA / "kwb2017_rotterdam_untyped.json"
PRINSENLAND, ZEVENKAMP, ROTTERDAM = "BU05991448", "BU05991466", "GM0599"
DAY = "2026-11-24"

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")


def infos(tmp_path: Path, year: int, table: str = "", **changed: str) -> Path:
    row = {
        "Identifier": table or cbs_kwb.ALL_TABLE_IDS.get(year, "99999NED"),
        "Title": f"Kerncijfers wijken en buurten {year}",
        "Period": str(year),
        "Modified": "2025-09-30T02:00:00",
        "ShortDescription": "Status van de cijfers:\nDe cijfers zijn definitief.\n\nWijzigingen:\nGeen.",
    }
    path = tmp_path / "TableInfos.json"
    path.write_text(json.dumps({"value": [{**row, **changed}]}), encoding="utf-8")
    return path


def load(path: Path, **companions: Path) -> loaded.Loaded:
    return cbs_kwb.load(path, retrieved=DAY, companions=companions)


# --- every form gives the same figures ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", [TYPED, UNTYPED])
@pytest.mark.parametrize("companions", [{}, {"DataProperties": PROPERTIES}])
def test_odata_gives_the_same_figures_as_the_export(path: Path, companions: dict[str, Path]) -> None:
    found = load(path, **companions).observations
    export = cbs_kwb.read_kwb(EXPORTS / "Kerncijfers_wijken_en_buurten_2016.csv", retrieved=DAY)
    both = found.merge(export, on=["area", "indicator", "year", "table"])
    assert len(both) == 60
    np.testing.assert_array_equal(both["value_x"], both["value_y"])
    assert set(both["unit_x"]) == set(both["unit_y"])


def dataset_of(year: int, *, delimiter: str = ";") -> str:
    """Return an export as CBS gives a whole dataset; the figures are real, the form is that of another table."""
    text = (EXPORTS / f"Kerncijfers_wijken_en_buurten_{year}.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    titles, units, *figures = rows[3:]
    titles = [title.strip("| ") for title in titles]
    year_column = titles.index("Jaar")
    heads = ["Wijken en buurten", *(f"{t} ({u})" for t, u in zip(titles[1:], units[1:], strict=True))]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in [heads, *figures]:
        cells = [cell.replace(",", ".") if row is not heads else cell for cell in row]
        writer.writerow([cell.rjust(8) for i, cell in enumerate(cells) if i != year_column])
    return "\ufeff" + out.getvalue()


def test_a_whole_dataset_gives_the_same_as_the_export(tmp_path: Path) -> None:
    path = tmp_path / "dataset.csv"
    path.write_text(dataset_of(2016), encoding="utf-8", newline="")
    assert cbs_kwb.recognises(loaded.sample(path))
    with pytest.raises(SourceError, match=r"zegt niet over welk jaar het gaat\. Geef de TableInfos"):
        load(path)
    found = load(path, TableInfos=infos(tmp_path, 2016))
    export = load(EXPORTS / "Kerncijfers_wijken_en_buurten_2016.csv")
    pd.testing.assert_frame_equal(found.observations, export.observations)
    pd.testing.assert_frame_equal(found.areas, export.areas)


def test_csv_with_the_keys_of_odata(tmp_path: Path) -> None:
    rows = json.loads(UNTYPED.read_text(encoding="utf-8"))["value"]
    path = tmp_path / "untyped.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    assert cbs_kwb.recognises(loaded.sample(path))
    found = load(path, TableInfos=infos(tmp_path, 2016))
    assert set(found.observations["status"]) == {"definitief", "geheim"}
    # without a decimal comma anywhere: the figures of the answer itself
    pd.testing.assert_series_equal(found.observations["value"], load(UNTYPED).observations["value"])


def test_names_come_from_the_dimension(tmp_path: Path) -> None:
    areas = load(TYPED, WijkenEnBuurten=NAMES).areas.set_index("code")
    assert areas.loc[ZEVENKAMP].tolist() == [2016, "Zevenkamp", "buurt", "WK059914", ROTTERDAM, "1"]
    assert areas.loc[ROTTERDAM, ["name", "parent", "change"]].tolist() == ["Rotterdam", "NL00", ""]
    without = load(TYPED).areas.set_index("code")
    assert without.loc[[ROTTERDAM, ZEVENKAMP], "name"].tolist() == ["Rotterdam", ""]


def test_rows_saved_by_a_program_need_to_be_told_their_year(tmp_path: Path) -> None:
    assert cbs_kwb.recognises(loaded.sample(SAVED_BY_A_PROGRAM))
    with pytest.raises(SourceError, match=r"zegt niet over welk jaar het gaat\. Geef de TableInfos"):
        load(SAVED_BY_A_PROGRAM)
    found = load(SAVED_BY_A_PROGRAM, TableInfos=infos(tmp_path, 2017))
    export = cbs_kwb.read_kwb(EXPORTS / "Kerncijfers_wijken_en_buurten_2017.csv", retrieved=DAY)
    both = found.observations.merge(export, on=["area", "indicator"])
    assert len(both) == 4 * 4
    np.testing.assert_array_equal(both["value_x"], both["value_y"])


def test_codes_are_found_where_names_stand_in_their_place() -> None:
    document = json.loads(TYPED.read_text(encoding="utf-8"))
    for row in document["value"]:
        row["WijkenEnBuurten"] = "Een naam"
    frame = cbs_kwb.read_kwb(io.StringIO(json.dumps(document)), retrieved=DAY)
    assert ZEVENKAMP in set(frame["area"])


# --- years -------------------------------------------------------------------------------------------------------

#: How the keys are called per year, and which of them are another figure.
KEYS = {
    2013: {"GemiddeldeWoningwaarde_34": "woz_gem", "GemiddeldAardgasverbruikTotaal_54": "gas_gem"},
    2014: {"GemiddeldElektriciteitsverbruikTotaal_46": "elektra_gem", "BouwjaarVoor2000_44": "voor_2000_aandeel"},
    2018: {"OppervlakteWater_112": "oppervlakte_water", "HuishoudensMetEenLaagInkomen_75": "laag_inkomen_aandeel"},
    2019: {"GemiddeldeWOZWaardeVanWoningen_35": "woz_gem", "PercentageBewoond_38": "bewoond_aandeel"},
    2021: {"GemiddeldeElektriciteitsleveringTotaal_47": "elektra_gem", "MateVanStedelijkheid_116": "stedelijkheid"},
    2023: {"GemiddeldeElektriciteitsleveringTotaal_48": "elektra_gem", "PercentageBewoond_39": "bewoond_aandeel"},
    2024: {
        "GemiddeldeElektriciteitslevering_53": "elektra_gem",
        "GemiddeldeElektriciteitsteruglevering_54": "elektra_teruglevering_gem",
        "GemiddeldAardgasverbruik_55": "gas_gem",
        "AardgasvrijeWoningen_57": "aardgasvrij_aandeel",
        "Aardgaswoningen_58": "aardgas_aandeel",
        "WoningenMetZonnestroom_59": "zonnestroom_aandeel",
        "WoningenHoofdzElektrischVerwarmd_60": "elektrisch_verwarmd_aandeel",
        "BouwjaarMeerDanTienJaarGeleden_51": "",
        "PersonenInArmoede_81": "",
        "OnbewoondeWoningen_46": "",
    },
    2025: {
        "GemiddeldeElektriciteitsleveringTotaal_53": "elektra_gem",
        "GemiddeldAardgasverbruikTotaal_55": "gas_gem",
        "OppervlakteLand_116": "oppervlakte_land",
        "Omgevingsadressendichtheid_121": "adressendichtheid",
    },
}  # fmt: skip


@pytest.mark.parametrize("year", KEYS)
def test_the_keys_of_each_year(year: int) -> None:
    keys = {**KEYS[year], "Woningvoorraad_99": "woningen"}
    row = {"WijkenEnBuurten": "BU05991448", **dict.fromkeys(keys, 3)}
    table = cbs_kwb.ALL_TABLE_IDS[year]
    document = {"odata.metadata": f"http://localhost/odata/{table}/$metadata#X.TypedDataSet", "value": [row]}
    frame = cbs_kwb.read_kwb(io.StringIO(json.dumps(document)), retrieved=DAY, indicators=cbs_kwb.INDICATORS)
    assert set(frame["indicator"]) == {indicator for indicator in keys.values() if indicator}
    assert set(frame["year"]) == set(frame["boundary_year"]) == {year}
    assert set(frame["table"]) == {table}


def test_every_indicator_is_in_the_catalogue() -> None:
    assert [catalogue.indicator(one).id for one in cbs_kwb.INDICATORS] == list(cbs_kwb.INDICATORS)


def test_the_new_table_of_2024_with_a_letter_in_a_code() -> None:
    found = load(ODATA / "v3_85984NED_TypedDataSet.json")
    frame = found.observations
    assert "BU0363AF08" in set(frame["area"])
    assert figure(frame, "NL00", "aardgasvrij_aandeel")["value"] == 11
    assert "voor_2000_aandeel" not in set(frame["indicator"])
    assert found.kind == "CBS Kerncijfers wijken en buurten 2024"


def test_what_is_not_in_a_selection_of_columns_is_told() -> None:
    (reason,) = load(ODATA / "v3_86165NED_TypedDataSet.json").set_aside
    assert reason.startswith("niet in dit bestand: ‘Percentage eengezinswoning’")


def test_a_column_that_is_missing_from_a_whole_table_is_refused() -> None:
    row = {"WijkenEnBuurten": ROTTERDAM, "AantalInwoners_5": 1, **{f"Iets_{i}": 1 for i in range(6, 122)}}
    document = {"odata.metadata": "http://x/85984NED/$metadata#X.TypedDataSet", "value": [row]}
    with pytest.raises(SourceError, match="de kolom ‘Huishoudens totaal’ ontbreekt"):
        cbs_kwb.read_kwb(io.StringIO(json.dumps(document)), retrieved=DAY)


def test_another_unit_is_refused_by_name(tmp_path: Path) -> None:
    text = PROPERTIES.read_text(encoding="utf-8").replace('"m³"', '"GJ"')
    path = tmp_path / "DataProperties.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(
        SourceError, match="eenheid van ‘Gemiddeld aardgasverbruik totaal’ is ‘GJ’ en niet ‘m³’"
    ):
        load(TYPED, DataProperties=path)


@pytest.mark.parametrize(
    ("year", "table", "changed", "told"),
    [
        (2017, "83765NED", {}, "beschrijft tabel 83765NED, maar .* is tabel 83487NED"),
        (
            2017,
            "83487NED",
            {},
            "over het jaar is geen eenheid: tabel 83487NED zegt 2016 en TableInfos .* zegt 2017",
        ),
        (2016, "83487NED", {"Title": "Nieuwbouw"}, "beschrijft ‘Nieuwbouw’ en niet de Kerncijfers"),
        (2016, "83487NED", {"Period": "2018"}, "de titel noemt het jaar 2016, maar de periode is ‘2018’"),
    ],
)
def test_what_contradicts_itself_is_refused(
    tmp_path: Path, year: int, table: str, changed: dict[str, str], told: str
) -> None:
    with pytest.raises(SourceError, match=told):
        load(TYPED, TableInfos=infos(tmp_path, year, table, **changed))


def test_a_known_year_under_another_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="van 2017 zijn tabel 83765NED, niet 83487NED"):
        load(SAVED_BY_A_PROGRAM, TableInfos=infos(tmp_path, 2017, "83487NED"))


def test_a_year_that_is_new_is_read_with_its_description(tmp_path: Path) -> None:
    found = load(SAVED_BY_A_PROGRAM, TableInfos=infos(tmp_path, 2031, "99999NED"))
    assert set(found.observations["table"]) == {"99999NED"}
    assert found.tables[0].modified == "2025-09-30"


# --- status and missing figures ----------------------------------------------------------------------------------


def test_the_status_is_that_of_the_description_or_says_how_it_was_decided(tmp_path: Path) -> None:
    with_infos = figure(load(UNTYPED, TableInfos=infos(tmp_path, 2016)).observations, PRINSENLAND, "gas_gem")
    assert (with_infos["status"], with_infos["note"]) == ("definitief", "")
    without = figure(load(UNTYPED).observations, PRINSENLAND, "gas_gem")
    assert (without["status"], without["note"]) == ("voorlopig", cbs_kwb.STATUS_UNKNOWN)


def test_nothing_at_all_even_for_the_gemeente_is_not_yet_published() -> None:
    document = json.loads(TYPED.read_text(encoding="utf-8"))
    for row in document["value"]:
        row["GemiddeldAardgasverbruikTotaal_55"] = None
    frame = cbs_kwb.read_kwb(io.StringIO(json.dumps(document)), retrieved=DAY)
    assert figure(frame, PRINSENLAND, "gas_gem")["note"] == cbs_kwb.NOT_YET_PUBLISHED
    heat = figure(frame, PRINSENLAND, "stadsverwarming_aandeel")
    assert heat["note"] == "leeg bij CBS: onbekend, geheim, nihil of nog niet gepubliceerd"


def test_codes_that_are_no_area_are_set_aside() -> None:
    document = json.loads(TYPED.read_text(encoding="utf-8"))
    odd = json.loads((ODATA / "v3_85010NED_TypedDataSet_oddcodes.json").read_text(encoding="utf-8"))
    more = [{**document["value"][0], **row} for row in odd["value"] if "9999" in row["WijkenEnBuurten"]]
    document["value"] += more
    path = io.StringIO(json.dumps(document))
    frame = cbs_kwb.read_kwb(path, retrieved=DAY)
    assert len(more) == 3
    assert frame.attrs["set_aside"]["geen code van een gebied"] == 3


def test_an_empty_answer_is_told_with_what_it_may_be() -> None:
    with pytest.raises(SourceError, match="niet met spaties is aangevuld"):
        load(ODATA / "v3_85984NED_empty_wrong_padding.json")


def test_a_part_of_a_table_says_so() -> None:
    document = {**json.loads(TYPED.read_text(encoding="utf-8")), "odata.nextLink": "http://localhost/2"}
    frame = cbs_kwb.read_kwb(io.StringIO(json.dumps(document)), retrieved=DAY)
    assert any("één deel van de tabel" in reason for reason in frame.attrs["set_aside"])


# --- v4 ----------------------------------------------------------------------------------------------------------


def test_observations_of_v4() -> None:
    found = load(
        OBSERVATIONS,
        MeasureCodes=MEASURES,
        WijkenEnBuurtenCodes=ODATA / "v4_85984NED_WijkenEnBuurtenCodes.json",
    )
    frame = found.observations
    assert len(frame) == 6
    assert figure(frame, "BU05990112", "gas_gem")["value"] == 140
    assert figure(frame, "BU05990112", "elektra_teruglevering_gem")["value"] == 10
    hidden = figure(frame, "BU05991999", "inwoners")
    assert (hidden["status"], hidden["note"]) == ("geheim", "CBS geeft als reden ‘Secret’")


def v4_zip(path: Path, **changed: str | None) -> Path:
    members = {
        "Observations.csv": "Id;Measure;ValueAttribute;Value;WijkenEnBuurten\r\n"
        "1;M000219_2;None;140,0;BU05990112\r\n2;M001642;None;372;BU05990112\r\n"
        "3;M008295;Secret;;BU05990112\r\n4;T001036;None;12,0;BU05990112\r\n",
        "MeasureCodes.csv": "Identifier;Title;Unit\r\nM000219_2;Gemiddeld aardgasverbruik;m³\r\n"
        '"M001642";"Gemiddelde WOZ-waarde van woningen";"x 1 000 euro"\r\nM008295;Aardgasvrije woningen;%\r\n'
        "T001036;Aantal inwoners;aantal\r\n",
        "WijkenEnBuurtenCodes.csv": "Identifier;Title\r\nBU05990112;Cool\r\n",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**members, **changed}.items():
            if text is not None:
                archive.writestr(name, "\ufeff" + text)
    return path


def test_a_zip_of_v4(tmp_path: Path) -> None:
    path = v4_zip(tmp_path / "zonder_achtervoegsel")
    assert cbs_kwb.recognises(loaded.sample(path))
    with pytest.raises(SourceError, match="Geef de TableInfos"):
        load(path)
    found = load(path, TableInfos=infos(tmp_path, 2024))
    frame = found.observations
    assert figure(frame, "BU05990112", "gas_gem")["value"] == 140
    assert figure(frame, "BU05990112", "woz_gem")["value"] == 372
    assert figure(frame, "BU05990112", "aardgasvrij_aandeel")["status"] == "geheim"
    assert found.areas.loc[0, "name"] == "Cool"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("MeasureCodes.csv", None, "in de zip ontbreekt MeasureCodes.csv"),
        ("MeasureCodes.csv", "Identifier;Title\r\nA;B\r\n", "in MeasureCodes.csv ontbreekt Unit"),
        ("Observations.csv", "Measure;Value\r\nA;1;2;3\r\n", "ontbreken ValueAttribute en WijkenEnBuurten"),
        (
            "Observations.csv",
            "Measure;ValueAttribute;Value;WijkenEnBuurten\r\nM000219_2;None;1.5;BU05990112\r\n",
            "Observations.csv, rij 2, kolom ‘Value’: ‘1.5’ is geen getal",
        ),
        (
            "MeasureCodes.csv",
            "Identifier;Title;Unit\r\nM000219_2;Gemiddeld aardgasverbruik;GJ\r\n",
            "eenheid van ‘Gemiddeld aardgasverbruik’ is ‘GJ’",
        ),
    ],
)
def test_a_zip_that_is_not_as_it_should_be(tmp_path: Path, name: str, content: str | None, told: str) -> None:
    path = v4_zip(tmp_path / "v4.zip", **{name: content})
    with pytest.raises(SourceError, match=told):
        load(path, TableInfos=infos(tmp_path, 2024))


def test_a_zip_of_another_table_is_not_taken() -> None:
    members = ("Observations.csv", "MeasureCodes.csv", "WijkenEnBuurtenCodes.csv", "PeriodenCodes.csv")
    assert not cbs_kwb.recognises(loaded.Sample("x.zip", "zip", members=members))


# --- recognising and damage --------------------------------------------------------------------------------------


def test_only_the_figures_are_recognised() -> None:
    others = [PROPERTIES, NAMES, MEASURES, ODATA / "v3_85010NED_TypedDataSet_oddcodes.json"]
    others += [*(FIXTURES / "raw" / "zonnestroom").iterdir(), *(FIXTURES / "raw" / "cbs_regio").iterdir()]
    others += [FIXTURES / "cbs_statline" / "SESWOA.csv"]
    assert not [one.name for one in others if cbs_kwb.recognises(loaded.sample(one))]
    ours = [*EXPORTS.iterdir(), TYPED, UNTYPED, OBSERVATIONS, SAVED_BY_A_PROGRAM]
    assert all(cbs_kwb.recognises(loaded.sample(one)) for one in ours)


REAL = [
    path.read_bytes()
    for path in [TYPED, UNTYPED, OBSERVATIONS, EXPORTS / "Kerncijfers_wijken_en_buurten_2018.csv"]
]
_QUIET = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@_QUIET
@given(st.sampled_from([b"", *REAL]), st.data())
def test_damaged_files_end_in_a_message_or_in_observations(real: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(real)))
    stop = min(len(real), start + data.draw(st.integers(0, 60)))
    content = real[:start] + data.draw(st.binary(max_size=30)) + real[stop:]
    with contextlib.suppress(SourceError):
        frame = cbs_kwb.read_kwb(io.BytesIO(content), retrieved=DAY, indicators=cbs_kwb.INDICATORS)
        observations.validate(frame)
    with contextlib.suppress(SourceError):
        cbs_kwb.read_areas(io.BytesIO(content))


@_QUIET
@given(st.text(max_size=60000) | st.sampled_from([one.decode("utf-8", "replace") for one in REAL]))
def test_recognising_never_fails(text: str) -> None:
    cbs_kwb.recognises(loaded.Sample("x", "text", text))


# --- whole files and speed ---------------------------------------------------------------------------------------


@whole_files
def test_whole_file_of_a_program(tmp_path: Path) -> None:
    assert RAW is not None
    path = RAW / "kwb_odata" / "kwb2017_rotterdam_untyped.json"
    found = load(path, TableInfos=infos(tmp_path, 2017)).observations
    export = cbs_kwb.read_kwb(RAW / "kwb_rotterdam" / "Kerncijfers_wijken_en_buurten_2017.csv", retrieved=DAY)
    both = found.merge(export, on=["area", "indicator"])
    assert len(both) == 115 * 4
    np.testing.assert_array_equal(both["value_x"], both["value_y"])
    missing = both["value_x"].isna()
    assert (both.loc[missing, "status_x"] == both.loc[missing, "status_y"]).all()


@pytest.mark.parametrize("kind", ["TypedDataSet", "UntypedDataSet"])
def test_a_whole_country_loads_about_as_fast_as_it_can_be_read(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "heel_nederland.json"
    path.write_text(json.dumps(_whole_country(kind)), encoding="utf-8")

    def bare() -> object:
        return pd.DataFrame(json.loads(path.read_text(encoding="utf-8"))["value"])

    # the first time includes what is loaded and warmed up only once
    found = load(path)
    assert len(found.areas) == 18_000
    assert len(found.observations) == 18_000 * 23
    # ample: other work on the same computer must not make this fail
    assert _seconds(lambda: load(path)) < 2 * _seconds(bare) + 1


def _seconds(what: object) -> float:
    assert callable(what)
    start = time.process_time()
    what()
    return time.process_time() - start


def _whole_country(kind: str) -> dict[str, object]:
    rng = np.random.default_rng(1)
    ours = "AantalInwoners_5 HuishoudensTotaal_29 Woningvoorraad_35 GemiddeldeWOZWaardeVanWoningen_39 "
    ours += (
        "PercentageEengezinswoning_40 PercentageMeergezinswoning_45 Koopwoningen_47 HuurwoningenTotaal_48 "
    )
    ours += "InBezitWoningcorporatie_49 InBezitOverigeVerhuurders_50 GemiddeldeElektriciteitslevering_53 "
    ours += "GemiddeldeElektriciteitsteruglevering_54 GemiddeldAardgasverbruik_55 AardgasvrijeWoningen_57 "
    ours += "PercentageWoningenMetStadsverwarming_56 Aardgaswoningen_58 WoningenMetZonnestroom_59 "
    ours += "WoningenHoofdzElektrischVerwarmd_60 OppervlakteLand_116 OppervlakteWater_117 MateVanStedelijkheid_120 "
    ours += "Omgevingsadressendichtheid_121 PersonenPerKm_122"
    keys = [*ours.split()[:-1], "HuishoudensMetEenLaagInkomen_87", *(f"Iets{i}_{i}" for i in range(200, 294))]
    figures = rng.integers(0, 10_000, (18_000, len(keys))).tolist()
    missing = rng.random((18_000, len(keys))) < 0.15
    rows = []
    for number, (row, gaps) in enumerate(zip(figures, missing.tolist(), strict=True)):
        gemeente, place = divmod(number, 50)
        code = (
            f"GM{gemeente:04d}",
            f"WK{gemeente:04d}00",
            *(f"BU{gemeente:04d}00{i:02d}" for i in range(48)),
        )[place]
        cells = [None if gap else value for value, gap in zip(row, gaps, strict=True)]
        if kind == "UntypedDataSet":
            cells = [("." if cell is None else str(cell)).rjust(8) for cell in cells]
        texts = {"ID": number, "WijkenEnBuurten": code.ljust(10), "Codering_3": code.ljust(10)}
        rows.append({**texts, **dict(zip(keys, cells, strict=True))})
    return {"odata.metadata": f"http://localhost/odata/85984NED/$metadata#X.{kind}", "value": rows}
