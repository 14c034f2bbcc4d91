"""SES-WOA scores: real rows of an export of StatLine. The descriptions are made after the titles of CBS."""

from __future__ import annotations

import contextlib
import io
import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from services.cbs import running
from services.cbs_dimensions import CbsWithDimensions, DimensionsTable

from wijkdata.errors import SourceError
from wijkdata.sources import cbs_seswoa as seswoa
from wijkdata.sources import reading
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
    found = frame[(frame["indicator"] == indicator) & (frame["area"] == area)]
    assert len(found) == 1
    return found.iloc[0]


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
