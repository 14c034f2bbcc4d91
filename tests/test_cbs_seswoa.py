"""SES-WOA scores: real rows of an export of StatLine. The descriptions are made after the titles of CBS."""

from __future__ import annotations

import contextlib
import io
import json
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from observed import figure
from services.cbs import running
from services.cbs_dimensions import CbsWithDimensions, DimensionsTable

from wijkdata.errors import SourceError
from wijkdata.sources import cbs_seswoa as seswoa
from wijkdata.sources import reading
from wijkdata.sources.cbs_kwb import STATUS_UNKNOWN
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import sample

FIXTURES = Path(__file__).parent / "fixtures" / "cbs_buurt"
EXPORT = FIXTURES / "SESWOA.csv"
KOP_ZEEDIJK, STATIONSPLEIN = "BU03630000", "BU03630100"


def info(**changes: Any) -> io.StringIO:
    return io.StringIO(
        json.dumps(
            {
                "Identifier": "85163NED",
                "Title": "Sociaal-economische status; scores per wijk en buurt, regio-indeling 2021",
                "Period": "2014-2019",
                "Modified": "2022-10-07T02:00:00",
                "ShortDescription": "\nStatus van de cijfers:\nDe cijfers zijn definitief.\n\n",
                **changes,
            }
        )
    )


def text(*replaced: tuple[str, str]) -> io.StringIO:
    content = EXPORT.read_text(encoding="utf-8-sig")
    for old, new in replaced:
        assert old in content
        content = content.replace(old, new)
    return io.StringIO(content)


def read(source: Any = EXPORT, **changes: Any) -> pd.DataFrame:
    return seswoa.read_seswoa(source, info(**changes), retrieved="2026-11-24")


def row(frame: pd.DataFrame, indicator: str, area: str = KOP_ZEEDIJK) -> pd.Series:
    return figure(frame, area, indicator)


def test_scores_of_a_buurt() -> None:
    frame = read()
    assert row(frame, "ses_woa")["value"] == 0.045
    assert row(frame, "ses_woa_spreiding")["value"] == 0.856
    assert row(frame, "ses_huishoudens")["value"] == 700
    assert row(frame, "opleiding_hoog_aandeel")["value"] == 60.6
    assert row(frame, "opleiding_laag_aandeel")["value"] == 12.4
    assert row(frame, "ses_woa", "GM0363")["value"] == -0.1
    assert len(frame) == 6 * 10


def test_the_division_is_that_of_the_table_and_not_that_of_the_year() -> None:
    found = row(read(), "ses_woa")
    assert (found["year"], found["boundary_year"], found["table"]) == (2019, 2021, "85163NED")


def test_what_is_withheld_has_no_value_and_a_zero_is_a_zero() -> None:
    frame = read()
    found = row(frame, "ses_woa", STATIONSPLEIN)
    assert (pd.isna(found["value"]), found["status"]) == (True, "geheim")
    assert row(frame, "ses_huishoudens", STATIONSPLEIN)["value"] == 0


@pytest.mark.parametrize(
    ("year", "status"), [("2019", "definitief"), ("2019*", "voorlopig"), ("2019**", "nader voorlopig")]
)
def test_stars_behind_the_year_tell_the_status(year: str, status: str) -> None:
    found = row(read(text(('"2019"', f'"{year}"'))), "ses_woa")
    assert (found["year"], found["status"]) == (2019, status)


def test_more_years_stand_side_by_side() -> None:
    content = EXPORT.read_text(encoding="utf-8-sig")
    _, *rows = content.splitlines()
    both = "\r\n".join([content.strip(), *(one.replace('"2019"', '"2018"') for one in rows)])
    frame = read(io.StringIO(both))
    assert set(frame["year"]) == {2018, 2019}
    assert set(frame["boundary_year"]) == {2021}


def test_a_decimal_comma_is_read_as_well() -> None:
    content = EXPORT.read_text(encoding="utf-8-sig")
    frame = read(io.StringIO(re.sub(r"(\d)\.(\d)", r"\1,\2", content)))
    pd.testing.assert_frame_equal(frame, read())


def test_load_gives_figures_areas_and_how_to_cite(tmp_path: Path) -> None:
    described = tmp_path / "TableInfos.json"
    described.write_text(info().getvalue(), encoding="utf-8")
    loaded = seswoa.load(EXPORT, retrieved="2026-11-24", companions={"TableInfos": described})
    assert loaded.kind == "CBS Sociaal-economische status (SES-WOA) 2019"
    assert loaded.areas.set_index("code")["name"][KOP_ZEEDIJK] == "Kop Zeedijk"
    assert set(loaded.areas["boundary_year"]) == {2021}
    assert [(one.id, one.years) for one in loaded.tables] == [("85163NED", (2019,))]
    assert seswoa.recognises(sample(EXPORT))
    assert not seswoa.recognises(sample(FIXTURES / "85697NED_TypedDataSet.json"))


def test_without_the_description_it_is_said_which_tables_there_are() -> None:
    with pytest.raises(
        SourceError, match=r"geef ook het bestand TableInfos .*85163NED \(regio-indeling 2021\)"
    ):
        seswoa.load(EXPORT, retrieved="2026-11-24", companions={})


# --- an answer of OData v3 ------------------------------------------------------------------------


def odata(folder: Path, table: str = "85163NED") -> dict[str, Path]:
    """Write the figures and the description of their columns; keys are made up, headings are real."""
    address = f"https://opendata.cbs.nl/ODataApi/OData/{table}/$metadata#Cbs.OData.WebAPI."
    groups = [(1, None, "SES-WOA"), (2, 1, "Totaalscore"), (3, 1, "Deelscore arbeidsverleden")]
    topics = [("GemiddeldeScore_5", 3), ("GemiddeldeScore_9", 2)]
    contents = {
        "TypedDataSet": [
            {"ID": 1, "WijkenEnBuurten": "GM0363    ", "Perioden": "2019JJ00", "GemiddeldeScore_5": 9.0}
            | {"GemiddeldeScore_9": -0.1},
            {"ID": 2, "WijkenEnBuurten": KOP_ZEEDIJK, "Perioden": "2019JJ00", "GemiddeldeScore_5": 9.0}
            | {"GemiddeldeScore_9": 0.045},
        ],
        "DataProperties": [
            {"ID": one, "ParentID": parent, "Type": "TopicGroup", "Key": "", "Title": title, "Unit": None}
            for one, parent, title in groups
        ]
        + [
            {"ID": 10 + parent, "ParentID": parent, "Type": "Topic", "Key": key}
            | {"Title": "Gemiddelde score", "Unit": "Getal"}
            for key, parent in topics
        ],
    }
    found = {}
    for role, rows in contents.items():
        found[role] = folder / f"{table}_{role}.json"
        text = json.dumps({"odata.metadata": address + role, "value": rows})
        found[role].write_text(text, encoding="utf-8")
    return found


def test_an_answer_that_names_its_table_needs_no_description(tmp_path: Path) -> None:
    files = odata(tmp_path)
    assert seswoa.recognises(sample(files["TypedDataSet"]))
    loaded = seswoa.load(files["TypedDataSet"], retrieved="2026-11-24", companions=files)
    found = row(loaded.observations, "ses_woa")
    assert (found["value"], found["year"], found["boundary_year"]) == (0.045, 2019, 2021)
    assert (found["status"], found["note"]) == ("voorlopig", STATUS_UNKNOWN)
    (table,) = loaded.tables
    assert (table.id, table.title[-19:]) == ("85163NED", "regio-indeling 2021")


def test_the_description_tells_the_status_of_an_answer(tmp_path: Path) -> None:
    files = odata(tmp_path)
    described = tmp_path / "TableInfos.json"
    described.write_text(info().getvalue(), encoding="utf-8")
    companions = {**files, "TableInfos": described}
    loaded = seswoa.load(files["TypedDataSet"], retrieved="2026-11-24", companions=companions)
    found = row(loaded.observations, "ses_woa")
    assert (found["status"], found["note"]) == ("definitief", "")


def test_without_the_headings_of_its_columns_it_is_said_where_those_are(tmp_path: Path) -> None:
    files = odata(tmp_path)
    with pytest.raises(SourceError, match=r"Geef ook het bestand DataProperties .*85163NED/DataProperties"):
        seswoa.load(files["TypedDataSet"], retrieved="2026-11-24", companions={})


# --- the zip of OData v4 --------------------------------------------------------------------------


def v4_zip(path: Path, **changed: str | None) -> Path:
    members = {
        "Observations.csv": "Id;Measure;ValueAttribute;Value;StringValue;WijkenEnBuurten;Perioden\r\n"
        f"1;A_1;None;0,045;;{KOP_ZEEDIJK};2019JJ00\r\n2;A_1;None;0,051;;{KOP_ZEEDIJK};2020JJ00\r\n"
        f"3;A_2;None;0,856;;{KOP_ZEEDIJK};2019JJ00\r\n4;A_3;None;9;;{KOP_ZEEDIJK};2019JJ00\r\n"
        f"5;A_1;Confidential;;;{STATIONSPLEIN};2020JJ00\r\n6;A_1;None;1;;PV27;2020JJ00\r\n"
        f"7;A_1;None;1;;{KOP_ZEEDIJK};2020KW01\r\n",
        "MeasureCodes.csv": "Identifier;Index;Title;Description;MeasureGroupId;Unit\r\n"
        '"A_1";1;"Gemiddelde score";"";"2";"Getal"\r\n"A_2";2;"Waarde";"";"5";"Getal"\r\n'
        '"A_3";3;"Gemiddelde score";"";"3";"Getal"\r\n',
        "MeasureGroups.csv": "Id;Index;Title;Description;ParentId\r\n1;1;SES-WOA;;\r\n2;2;Totaalscore;;1\r\n"
        "3;3;Deelscore arbeidsverleden;;1\r\n4;4;Spreiding;;\r\n5;5;Spreiding totaal;;4\r\n",
        "WijkenEnBuurtenCodes.csv": f"Identifier;Title\r\n{KOP_ZEEDIJK};Kop Zeedijk\r\n",
        "PeriodenCodes.csv": "Identifier;Title;Status\r\n2019JJ00;2019;Definitief\r\n2020JJ00;2020;NaderVoorlopig\r\n"
        "2020KW01;2020 1e kwartaal;Definitief\r\n",
        "Properties.csv": 'Identifier;Title\r\n85163NED;"Sociaal-economische status; scores per wijk en buurt, '
        'regio-indeling 2021"\r\n',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**members, **changed}.items():
            if text is not None:
                archive.writestr(name, "\ufeff" + text)
    return path


def test_a_zip_tells_its_table_its_headings_and_the_status_of_every_year(tmp_path: Path) -> None:
    path = v4_zip(tmp_path / "download (2)")
    assert seswoa.recognises(sample(path))
    loaded = seswoa.load(path, retrieved="2026-11-24", companions={})
    frame = loaded.observations
    each = frame[frame["indicator"] == "ses_woa"].set_index(["area", "year"])
    assert each.loc[(KOP_ZEEDIJK, 2019), ["value", "status"]].tolist() == [0.045, "definitief"]
    assert each.loc[(KOP_ZEEDIJK, 2020), ["value", "status"]].tolist() == [0.051, "nader voorlopig"]
    assert each.loc[(STATIONSPLEIN, 2020), "status"] == "geheim"
    assert row(frame, "ses_woa_spreiding")["value"] == 0.856
    # What the file says nothing about is no row, and no zero.
    assert len(frame) == 4
    assert set(frame["boundary_year"]) == {2021}
    assert set(frame["table"]) == {"85163NED"}
    assert loaded.areas.set_index("code")["name"][KOP_ZEEDIJK] == "Kop Zeedijk"
    assert loaded.set_aside == {"geen code van een gebied": 1, "geen heel jaar": 1}


def test_a_zip_that_does_not_describe_its_table_asks_for_it(tmp_path: Path) -> None:
    path = v4_zip(tmp_path / "scores.zip", **{"Properties.csv": None})
    with pytest.raises(
        SourceError, match=r"geef ook het bestand TableInfos .*85163NED \(regio-indeling 2021\)"
    ):
        seswoa.load(path, retrieved="2026-11-24", companions={})
    described = tmp_path / "TableInfos.json"
    described.write_text(info(Period="2014-2020").getvalue(), encoding="utf-8")
    loaded = seswoa.load(path, retrieved="2026-11-24", companions={"TableInfos": described})
    assert set(loaded.observations["boundary_year"]) == {2021}


def test_without_status_in_zip_and_description_the_figures_are_provisional(tmp_path: Path) -> None:
    codes = "Identifier;Title\r\n2019JJ00;2019\r\n2020JJ00;2020\r\n"
    path = v4_zip(tmp_path / "scores.zip", **{"PeriodenCodes.csv": codes})
    found = row(seswoa.load(path, retrieved="2026-11-24", companions={}).observations, "ses_woa_spreiding")
    assert (found["status"], found["note"]) == ("voorlopig", STATUS_UNKNOWN)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("MeasureGroups.csv", None),
        ("MeasureGroups.csv", "Id;Title\r\n1;SES-WOA\r\n"),
        ("PeriodenCodes.csv", None),
        ("WoningkenmerkenCodes.csv", "Identifier;Title\r\nT001100;Totaal\r\n"),
    ],
)
def test_a_zip_of_something_else_is_not_taken(tmp_path: Path, name: str, content: str | None) -> None:
    assert not seswoa.recognises(sample(v4_zip(tmp_path / "iets.zip", **{name: content})))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("0,045", "0.045", "Observations.csv, rij 2, kolom ‘Value’: ‘0.045’ is geen getal"),
        (
            "2;A_1;None;0,051;;BU03630000;2020JJ00",
            "2;A_1;None;0,051;;BU03630000;2019JJ00",
            "meer dan eens voor",
        ),
        ("ValueAttribute", "Attribute", "in Observations.csv ontbreekt ValueAttribute"),
        ("1;A_1;None;0,045;", "1;A_1;None;0,045;;;;;", "afgebroken of geen CSV"),
    ],
)
def test_a_zip_that_was_changed_is_refused(tmp_path: Path, old: str, new: str, told: str) -> None:
    with zipfile.ZipFile(v4_zip(tmp_path / "heel.zip")) as whole:
        text = whole.read("Observations.csv").decode("utf-8-sig")
    assert old in text
    path = v4_zip(tmp_path / "anders.zip", **{"Observations.csv": text.replace(old, new)})
    with pytest.raises(SourceError, match=told):
        seswoa.load(path, retrieved="2026-11-24", companions={})


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=30), st.floats(0, 1))
def test_a_damaged_zip_ends_in_figures_or_a_message(tmp_path: Path, noise: bytes, place: float) -> None:
    content = v4_zip(tmp_path / "heel.zip").read_bytes()
    at = int(place * len(content))
    damaged = tmp_path / "kapot.zip"
    damaged.write_bytes(content[:at] + noise + content[at + len(noise) :])
    with contextlib.suppress(SourceError):
        seswoa.load(damaged, retrieved="2026-11-24", companions={})


def test_the_description_of_other_years_is_refused() -> None:
    with pytest.raises(
        SourceError, match=r"gaat over 2019, maar .* beschrijft tabel 85900NED over 2021-2022"
    ):
        read(Identifier="85900NED", Period="2021-2022")


def test_a_description_without_division_is_refused() -> None:
    with pytest.raises(SourceError, match="noemt geen regio-indeling"):
        read(Title="Sociaal-economische status; scores per wijk en buurt")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "SES-WOA/Totaalscore/Gemiddelde score",
            "SES-WOA/Deelscore arbeid/Gemiddelde score",
            "Totaalscore/.*ontbreekt",
        ),
        ("Gemiddelde score (Getal)", "Gemiddelde score (%)", r"de eenheid van .* is ‘%’ en niet ‘Getal’"),
        ('"   0.045"', '"   hoog"', r"rij 4.*‘hoog’ is geen getal"),
        ('"    60.6"', '"   606.0"', r"606,0 is geen aandeel"),
        ("(gemeente, wijk, buurt) (code)", "(x) (code)", r"‘Codering’ ontbreekt"),
        ('"2019"', '"2019KW1"', "geen enkel heel jaar"),
        ("BU03630001", "BU03630000", "dezelfde sleutel"),
    ],
)
def test_a_changed_export_is_refused_with_the_place(old: str, new: str, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        read(text((old, new)))


def test_a_column_that_was_left_out_gives_no_rows() -> None:
    frame = read(text(("Spreiding/Spreiding totaal/Waarde", "Spreiding/Spreiding welvaart/Waarde")))
    assert "ses_woa_spreiding" not in set(frame["indicator"])


def test_rows_without_an_area_and_a_footer_are_counted() -> None:
    content = EXPORT.read_text(encoding="utf-8-sig") + '"Bron: CBS"\r\n'
    assert reading.set_aside(read(io.StringIO(content))) == {"geen code van een gebied": 1}


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 1400))
def test_damaged_bytes_end_in_figures_or_a_message(noise: bytes, place: int) -> None:
    content = EXPORT.read_bytes()
    for damaged in (noise, content[:place], content[:place] + noise + content[place + len(noise) :]):
        with contextlib.suppress(SourceError):
            read(io.BytesIO(damaged))


# --- the service ----------------------------------------------------------------------------------


@dataclass
class GroupedTable(DimensionsTable):
    """A table of which the columns stand under headings; the real ones, with made-up keys."""

    groups: list[tuple[int, int | None, str]] = field(default_factory=list)
    under: dict[str, int] = field(default_factory=dict)

    def properties(self) -> list[dict[str, Any]]:
        headings = [
            {
                "odata.type": "Cbs.OData.TopicGroup",
                "ID": number,
                "ParentID": parent,
                "Type": "TopicGroup",
                "Key": "",
                "Title": title,
                "Unit": None,
            }
            for number, parent, title in self.groups
        ]
        return headings + [{**one, "ParentID": self.under.get(one["Key"])} for one in super().properties()]


def test_a_division_is_fetched_with_the_headings_of_its_columns(tmp_path: Path) -> None:
    table = GroupedTable(
        "85163NED",
        "Sociaal-economische status; scores per wijk en buurt, regio-indeling 2021",
        "2014-2019",
        [
            ("ParticuliereHuishoudens_1", "Particuliere huishoudens", "Aantal"),
            ("GemiddeldeScore_2", "Gemiddelde score", "Getal"),
            ("GemiddeldeScore_3", "Gemiddelde score", "Getal"),
        ],
        [
            {
                "WijkenEnBuurten": code,
                "Perioden": f"{year}JJ00",
                "ParticuliereHuishoudens_1": 700,
                "GemiddeldeScore_2": "." if code == STATIONSPLEIN else 0.045,
                "GemiddeldeScore_3": 9,
            }
            for code in ("GM0363", KOP_ZEEDIJK, STATIONSPLEIN, "GM0599")
            for year in (2018, 2019)
        ],
        names={KOP_ZEEDIJK: "Kop Zeedijk"},
        dimensions={"Perioden": {"2018JJ00": "2018", "2019JJ00": "2019"}},
        groups=[(901, None, "SES-WOA"), (902, 901, "Totaalscore"), (903, 901, "Deelscore arbeid")],
        under={"GemiddeldeScore_2": 902, "GemiddeldeScore_3": 903},
    )
    with running(CbsWithDimensions({"85163NED": table})) as server:
        client = Client(tmp_path, wait=lambda _seconds: None)
        found = seswoa.get_seswoa(client, ["GM0363"], [2021], base=server.address)
    frame = found.observations[found.observations["year"] == 2019]
    assert row(frame, "ses_woa")["value"] == 0.045
    assert row(frame, "ses_woa", STATIONSPLEIN)["status"] == "geheim"
    assert set(found.observations["boundary_year"]) == {2021}
    assert set(found.observations["year"]) == {2018, 2019}
    assert "GM0599" not in set(found.observations["area"])
    assert found.areas.set_index("code")["name"][KOP_ZEEDIJK] == "Kop Zeedijk"
