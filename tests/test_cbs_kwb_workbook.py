"""Kerncijfers as the workbook of CBS: names of columns are real, figures are those of Rotterdam or made up."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from wijkdata import figures, intake
from wijkdata.errors import SourceError
from wijkdata.observations import NOT_YET_PUBLISHED
from wijkdata.sources import cbs_kwb, cbs_kwb_workbook, recognise
from wijkdata.sources.cbs_kwb_workbook import EMPTY, UNKNOWN_STATUS, UNUSED
from wijkdata.sources.cbs_sheet import NOT_SHOWN
from wijkdata.sources.loaded import Loaded, sample

DAY = "2026-11-24"
PRINSENLAND, LAGE_LAND, ROTTERDAM = "BU05991448", "BU05991449", "GM0599"
DOT = "        ."

#: Columns of the workbook of 2023, with two of the many that are not taken over. What stands behind a ``'`` is text.
TABLE = """\
gwb_code_10|gwb_code_8|regio       |gm_naam  |recs    |gwb_code  |ind_wbi|a_inw   |a_man  |a_hh   |g_hhgro|a_woning
NL00       |'0000     |Nederland   |Nederland|Land    |NL00      |.      |17811291|8850309|8369500|'2,1   |8125229
GM0599     |'0599     |Rotterdam   |Rotterdam|Gemeente|GM0599    |1      |'663900 |330000 |330000 |'1.9   |323000
BU05991448 |'05991448 |Prinsenland |Rotterdam|Buurt   |BU05991448|1      |9950    |4700   |5060   |2.0    |5154
BU05991400 |'05991400 |Leeg        |Rotterdam|Buurt   |BU05991400|3      |0       |0      |0      |'     .|0
GM9999     |'9999     |Onbekend    |Onbekend |Gemeente|GM9999    |.      |1       |1      |1      |1      |1

g_wozbag|p_1gezw|p_mgezw|p_koopw|p_huurw|p_wcorpw|p_ov_hw|p_bjj2k|g_ele|g_gas|p_stadsv|p_hh_lkk|a_lan_ha|a_wat_ha
369     |64     |36     |'57    |'43    |'29     |'14    |82     |2530 |930  |'  7,4  |'6.2    |3367000 |380000
332     |26     |74     |35     |65     |43      |22     |70     |1930 |670  |'30.1   |'11,3   |21755   |10659
290     |33     |67     |40     |60     |44      |16     |97     |1810 |760  |'     . |'     . |160     |20
'     . |'     .|'     .|'     .|'     .|'     . |'     .|'     .|'   .|     |'     . |        |5       |0
1       |1      |1      |1      |1      |1       |1      |1      |1    |1    |1       |1       |1       |1

ste_mvs|ste_oad
2      |2012
1      |4012
1      |3000
5      |10
1      |1
"""


def _cell(text: str) -> Any:
    bare = text.strip()
    if bare.startswith("'"):
        return text.lstrip().removeprefix("'").rstrip()
    if bare.isdecimal():
        return int(bare)
    return float(bare) if "." in bare[1:] else bare or None


NAMES, *ROWS = (
    [_cell(cell) for line in lines for cell in line.split("|")]
    for lines in zip(*(part.splitlines() for part in TABLE.split("\n\n")), strict=True)
)


def workbook(rows: Any = None, names: Any = None, sheet: str = "KWB2023", above: int = 0) -> bytes:
    book = Workbook()
    book.active.title = sheet
    for _ in range(above):
        book.active.append(["Kerncijfers wijken en buurten"])
    for line in [list(names or NAMES), *(ROWS if rows is None else rows)]:
        book.active.append(line)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def saved(folder: Path, content: bytes | None = None, name: str = "kwb2023.xlsx") -> Path:
    path = folder / name
    path.write_bytes(workbook() if content is None else content)
    return path


def load(path: Path, year: int | None = None, **companions: Path) -> Loaded:
    return cbs_kwb_workbook.load(path, retrieved=DAY, companions=companions, year=year)


def row(loaded: Loaded, indicator: str, area: str = PRINSENLAND) -> pd.Series:
    frame = loaded.observations
    found = frame[(frame["indicator"] == indicator) & (frame["area"] == area)]
    assert len(found) == 1
    return found.iloc[0]


def changed(name: str, value: Any, area: str = PRINSENLAND) -> list[list[Any]]:
    place = NAMES.index(name)
    return [[*one[:place], value, *one[place + 1 :]] if one[0] == area else one for one in ROWS]


def test_figures_of_an_area(tmp_path: Path) -> None:
    path = saved(tmp_path)
    assert recognise.module_for(path) is cbs_kwb_workbook
    loaded = load(path)
    assert loaded.kind == "CBS Kerncijfers wijken en buurten 2023 (werkboek)"
    for indicator, value in (
        ("gas_gem", 760),
        ("elektra_gem", 1810),
        ("woningen", 5154),
        ("woz_gem", 290),
        ("corporatie_aandeel", 44),
        ("voor_2000_aandeel", 97),
        ("oppervlakte_water", 20),
        ("adressendichtheid", 3000),
    ):
        found = row(loaded, indicator)
        assert (found["value"], found["year"], found["boundary_year"]) == (value, 2023, 2023)
    found = row(loaded, "gas_gem")
    assert (found["unit"], found["table"], found["status"], found["note"]) == (
        "m³/jaar",
        "85618NED",
        "voorlopig",
        UNKNOWN_STATUS,
    )
    assert [(one.id, one.title) for one in loaded.tables] == [
        ("85618NED", "Kerncijfers wijken en buurten 2023")
    ]


def test_numbers_as_text_have_a_comma_or_a_point(tmp_path: Path) -> None:
    loaded = load(saved(tmp_path))
    assert row(loaded, "inwoners", ROTTERDAM)["value"] == 663_900
    assert row(loaded, "stadsverwarming_aandeel", ROTTERDAM)["value"] == 30.1
    assert row(loaded, "stadsverwarming_aandeel", "NL00")["value"] == 7.4
    assert "laag_inkomen_aandeel" not in set(loaded.observations["indicator"])


def test_what_is_not_shown_has_no_value_and_a_zero_is_a_zero(tmp_path: Path) -> None:
    loaded = load(saved(tmp_path))
    hidden = row(loaded, "stadsverwarming_aandeel")
    assert (pd.isna(hidden["value"]), hidden["status"], hidden["note"]) == (True, "geheim", NOT_SHOWN)
    empty = row(loaded, "gas_gem", "BU05991400")
    assert (pd.isna(empty["value"]), empty["status"], empty["note"]) == (True, "ontbreekt", EMPTY)
    assert row(loaded, "woningen", "BU05991400")["value"] == 0


def test_a_column_without_any_figure_is_not_yet_published(tmp_path: Path) -> None:
    place = NAMES.index("g_gas")
    rows = [[*one[:place], DOT, *one[place + 1 :]] for one in ROWS]
    found = row(load(saved(tmp_path, workbook(rows))), "gas_gem")
    assert (found["status"], found["note"]) == ("ontbreekt", NOT_YET_PUBLISHED)


def test_areas_with_their_names_and_changes(tmp_path: Path) -> None:
    areas = load(saved(tmp_path)).areas.set_index("code")
    assert areas.loc[PRINSENLAND, ["name", "parent", "change"]].tolist() == ["Prinsenland", "WK059914", "1"]
    assert areas.loc["BU05991400", "change"] == "3"
    assert areas.loc["NL00", "change"] == ""
    assert "GM9999" not in areas.index


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    assert load(saved(tmp_path)).set_aside == {
        "geen code van een gebied": 1,
        "niet in dit bestand: ‘p_bewndw’": 4,
        # a_man, g_hhgro and p_hh_lkk.
        UNUSED: 3,
    }


def test_the_description_of_the_table_tells_the_status(tmp_path: Path) -> None:
    described = {}
    for table in ("85618NED", "86044NED"):
        described[table] = tmp_path / f"{table}.json"
        content = {
            "Identifier": table,
            "Title": "Kerncijfers wijken en buurten 2023",
            "Period": "2023",
            "Modified": "2025-10-07T02:00:00",
            "ShortDescription": "\nStatus van de cijfers:\nDe cijfers zijn definitief.\n\n",
        }
        described[table].write_text(json.dumps(content), encoding="utf-8")
    path = saved(tmp_path)
    own = row(load(path, TableInfos=described["85618NED"]), "gas_gem")
    assert (own["status"], own["note"]) == ("definitief", "")
    # What is said of another table says nothing about this one.
    assert row(load(path, TableInfos=described["86044NED"]), "gas_gem")["status"] == "voorlopig"


# --- other years --------------------------------------------------------------------------------------------------


def test_the_names_of_2024(tmp_path: Path) -> None:
    names = [
        {"p_bjj2k": "p_bj_me10", "p_hh_lkk": "p_won_zs", "g_hhgro": "g_ele_tr", "p_ov_hw": "p_won_ev "}.get(
            one, one
        )
        for one in NAMES
    ]
    names = [{"a_man": "p_won_z", "ste_mvs": "p_won_m "}.get(one, one) for one in names]
    rows = [["NL00", *ROWS[0][1:]]]
    rows[0][NAMES.index("a_man")] = 8
    rows[0][NAMES.index("g_hhgro")] = 790
    loaded = load(saved(tmp_path, workbook(rows, names, "KWB2024"), "kwb2024.xlsx"))
    for indicator, value in (
        ("aardgasvrij_aandeel", 8),
        ("aardgas_aandeel", 2),
        ("zonnestroom_aandeel", 6.2),
        ("elektrisch_verwarmd_aandeel", 14),
        ("elektra_teruglevering_gem", 790),
    ):
        assert row(loaded, indicator, "NL00")["value"] == value
    assert "voor_2000_aandeel" not in set(loaded.observations["indicator"])
    assert set(loaded.observations["table"]) == {"85984NED"}


def test_an_old_workbook(tmp_path: Path) -> None:
    """Until 2018 it is an .xls, the value of dwellings has another name, and of 2014 gas is rounded to 50."""
    names = [{"g_wozbag": "g_woz"}.get(one, one).upper() for one in NAMES]
    cells = [[str(cell) if cell == "." else cell for cell in one] for one in ROWS]
    path = saved(tmp_path, xls.workbook({"Blad1": [names, *cells]}), "kerncijfers-wijken-en-buurten-2014.xls")
    assert recognise.module_for(path) is cbs_kwb_workbook
    loaded = load(path)
    assert row(loaded, "woz_gem")["value"] == 290
    assert row(loaded, "gas_gem")["note"] == f"{cbs_kwb.ROUNDED_TO_50}; {UNKNOWN_STATUS}"
    assert row(loaded, "woningen")["note"] == UNKNOWN_STATUS
    assert set(loaded.observations["table"]) == {"82931NED"}
    assert loaded.areas.set_index("code").loc[PRINSENLAND, "change"] == "1"


def test_the_same_figures_as_the_export_of_statline(tmp_path: Path) -> None:
    """What stands in both comes out alike, but for the status that the workbook does not name."""
    export = Path(__file__).parent / "fixtures/raw/kwb_rotterdam/Kerncijfers_wijken_en_buurten_2016.csv"
    expected = cbs_kwb.load(export, retrieved=DAY).observations.set_index(["area", "indicator"])
    short = {"gas_gem": "g_gas", "woningen": "a_woning", "koop_aandeel": "p_koopw", "inwoners": "a_inw"}
    short["stadsverwarming_aandeel"] = "p_stadsv"
    values = expected.reset_index().pivot_table("value", "area", "indicator", dropna=False)[list(short)]
    rows = [
        [code, {"N": "Land", "G": "Gemeente", "W": "Wijk", "B": "Buurt"}[code[0]]]
        + [DOT if pd.isna(one) else one for one in cells]
        for code, cells in zip(values.index, values.to_numpy().tolist(), strict=True)
    ]
    content = workbook(rows, ["gwb_code", "recs", *short.values()], "kwb")
    found = load(saved(tmp_path, content, "kwb-2016.xlsx")).observations.set_index(["area", "indicator"])
    both = expected.loc[found.index]
    assert len(found) == len(short) * expected.index.get_level_values("area").nunique()
    for column in ("value", "year", "unit", "table", "boundary_year"):
        pd.testing.assert_series_equal(found[column], both[column])


# --- which year ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sheet", "name", "given", "year"),
    [
        ("KWB2023", "download (1).xlsx", None, 2023),
        ("Blad1", "kwb-2022.xlsx", None, 2022),
        ("Blad1", "kwb2021 (2).xlsx", None, 2021),
        ("Blad1", "download.xlsx", 2020, 2020),
        ("Blad1", "kwb-2022.xlsx", 2021, 2021),
    ],
)
def test_the_year(sheet: str, name: str, given: int | None, year: int, tmp_path: Path) -> None:
    loaded = load(saved(tmp_path, workbook(sheet=sheet), name), given)
    assert set(loaded.observations["year"]) == {year}


@pytest.mark.parametrize(
    ("sheet", "name", "given", "told"),
    [
        ("KWB2023", "kwb-2022.xlsx", None, "het werkblad heet ‘KWB2023’, maar het bestand noemt 2022"),
        ("KWB2023", "kwb.xlsx", 2021, "het werkblad heet ‘KWB2023’, maar u gaf 2021"),
        ("Blad1", "kwb.xlsx", 2024, "de kolom ‘p_bjj2k’, die CBS tot en met 2023 heeft"),
        ("Blad1", "kwb-2030.xlsx", None, "p_bjj2k|gaat over 2030"),
        ("Blad1", "kwb.xlsx", 2009, "werkboeken van 2013 tot en met 2025|vanaf 2013"),
    ],
)
def test_a_year_that_cannot_be_right(
    sheet: str, name: str, given: int | None, told: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=told):
        load(saved(tmp_path, workbook(sheet=sheet), name), given)


def test_without_a_year_it_is_asked_for(tmp_path: Path) -> None:
    path = saved(tmp_path, workbook(sheet="Blad1"), "cijfers.xlsx")
    (outcome,) = intake.add([path])
    assert "zegt niet over welk jaar het gaat. Dat geeft u op met ‘--year 2023’." in outcome.refused
    (outcome,) = intake.add([path], options={"year": 2023})
    assert (outcome.refused, outcome.years) == ("", (2023,))
    rows = figures.of_areas([PRINSENLAND], ["gas_gem"])
    assert rows[rows["year"] == 2023]["value"].tolist() == [760]


# --- what it is ---------------------------------------------------------------------------------------------------


def test_the_header_may_stand_lower_and_on_another_sheet(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Toelichting"])
    sheet = book.create_sheet("KWB2023")
    for line in (["Bron: CBS"], [], NAMES, *ROWS):
        sheet.append(line)
    path = tmp_path / "x.xlsx"
    book.save(path)
    assert recognise.module_for(path) is cbs_kwb_workbook
    assert row(load(path), "gas_gem")["value"] == 760


def test_rows_are_numbered_as_in_the_workbook_whatever_is_empty_before_them(tmp_path: Path) -> None:
    book = Workbook()
    for number, line in enumerate([NAMES, *changed("g_gas", "veel")]):
        for place, cell in enumerate(line):
            book.active.cell(4 + 2 * number, 3 + place).value = cell
    book.active.title = "KWB2023"
    path = tmp_path / "x.xlsx"
    book.save(path)
    with pytest.raises(SourceError, match=r"rij 10, kolom ‘g_gas’"):
        load(path)


@pytest.mark.parametrize("cell", ["=1500+0", "=SOM(A1:A2)"])
def test_what_is_calculated_is_no_figure_of_cbs(cell: str, tmp_path: Path) -> None:
    """Also where the workbook holds what a spreadsheet last made of it."""
    path = saved(tmp_path, workbook(changed("g_gas", cell)))
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert parts[sheet].count(b"</f><v") == 1
    parts[sheet] = re.sub(rb"</f><v ?/>|</f><v></v>", b"</f><v>1500</v>", parts[sheet])
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    with pytest.raises(SourceError, match=r"rij 4, kolom ‘g_gas’.*‘=.*’ is geen getal"):
        load(path)


def test_a_sheet_that_breaks_off_is_refused(tmp_path: Path) -> None:
    """The zip is whole, and so are the rows that are left."""
    path = saved(tmp_path)
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].partition(b'<row r="5"')[0] + b"</sheetData>"
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    with pytest.raises(SourceError, match="beschadigd of beveiligd werkboek"):
        load(path)


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "AAA3"])
def test_a_cell_far_away_takes_no_memory(place: str, tmp_path: Path) -> None:
    """A workbook can have a cell at the very end; all those before it are 17 thousand million."""
    plain, far = load(saved(tmp_path)), tmp_path / "ver.xlsx"
    book = load_workbook(tmp_path / "kwb2023.xlsx")
    book.active[place] = "x"
    book.save(far)
    pd.testing.assert_frame_equal(load(far).observations, plain.observations)


def test_a_workbook_of_something_else_is_not_taken(tmp_path: Path) -> None:
    path = saved(tmp_path, workbook([["3067AA", 12]], ["postcode", "huisnummer"], "woningen"), "lijst.xlsx")
    assert not cbs_kwb_workbook.recognises(sample(path))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("g_gas", "veel", r"rij 4, kolom ‘g_gas’.*‘veel’ is geen getal"),
        # A point as sign of a thousand would make 1,26 m³ of it.
        ("g_gas", "1.260", r"rij 4, kolom ‘g_gas’: ‘1.260’ is geen geheel getal"),
        ("a_woning", -5, "rij 4, kolom ‘a_woning’"),
        ("p_koopw", 400, r"rij 4, kolom ‘p_koopw’: 400,0 is geen aandeel"),
        ("gwb_code_10", ROTTERDAM, "dezelfde sleutel|GM0599"),
    ],
)
def test_a_changed_cell_is_refused_with_its_place(name: str, value: Any, told: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=told):
        load(saved(tmp_path, workbook(changed(name, value))))


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["a_hh" if one == "a_woning" else one for one in NAMES], "de kolom ‘a_hh’ komt meer dan eens voor"),
        ([one if one in NAMES[:8] else f"x_{one}" for one in NAMES], "kolommen die wij van de Kerncijfers"),
        ([f"x_{one}" if "code" in one else one for one in NAMES], r"‘gwb_code_10’ \(of ‘gwb_code’\)"),
    ],
)
def test_a_changed_header_is_refused(names: list[str], told: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=told):
        load(saved(tmp_path, workbook(names=names)))


def test_a_figure_that_is_not_there_is_counted(tmp_path: Path) -> None:
    names = ["inwoners" if one == "a_inw" else one for one in NAMES]
    path = saved(tmp_path, workbook(names=names))
    assert recognise.module_for(path) is cbs_kwb_workbook
    loaded = load(path)
    assert "inwoners" not in set(loaded.observations["indicator"])
    assert loaded.set_aside["niet in dit bestand: ‘a_inw’ en ‘p_bewndw’"] == 4


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    path = saved(tmp_path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/foto.png", b"\0" * 60_000_000)
    with pytest.raises(SourceError, match="veel meer dan een werkboek"):
        load(path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(["xlsx", "xls"]), noise=st.binary(min_size=1, max_size=40), place=st.floats(0, 1))
def test_any_damage_ends_in_figures_or_a_message(
    tmp_path: Path, kind: str, noise: bytes, place: float
) -> None:
    whole = tmp_path / f"heel.{kind}"
    if not whole.exists():
        old = xls.workbook({"KWB2023": [NAMES, *ROWS]})
        whole.write_bytes(workbook() if kind == "xlsx" else old)
    damaged = tmp_path / f"kapot.{kind}"
    shutil.copy(whole, damaged)
    with damaged.open("r+b") as file:
        file.seek(int(place * whole.stat().st_size))
        file.write(noise)
    with contextlib.suppress(SourceError):
        cbs_kwb_workbook.recognises(sample(damaged))
        load(damaged)
