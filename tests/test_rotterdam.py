"""Files of the gemeente Rotterdam: trees keyed by name, and the Wijkprofiel keyed by number and name."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pandas as pd
import pytest
from observed import figure

from wijkdata.errors import SourceError
from wijkdata.sources import cbs_kwb
from wijkdata.sources.reading import set_aside
from wijkdata.sources.rotterdam import read_bomen, read_wijkprofiel

FIXTURES = Path(__file__).parent / "fixtures" / "rotterdam"
TREES = FIXTURES / "bomen_per_buurt_rotterdam.csv"
DAY = "2026-11-24"
PRINSENLAND = "BU05991448"

RAW = os.environ.get("WIJKDATA_RAW")
whole_files = pytest.mark.skipif(not RAW, reason="WIJKDATA_RAW is not set")


def register(*extra: tuple[str, int, str, str]) -> pd.DataFrame:
    """Return areas as CBS named them: other names in 2014 than in 2018, and a wijk named as a buurt."""
    rows = [
        ("GM0599", 2014, "Rotterdam", "gemeente"),
        ("GM0599", 2018, "Rotterdam", "gemeente"),
        ("WK059914", 2018, "Prins Alexander", "wijk"),
        ("WK059915", 2018, "Charlois", "wijk"),
        ("BU05990113", 2014, "C.S. kwartier", "buurt"),
        ("BU05990113", 2018, "Cs Kwartier", "buurt"),
        ("BU05990328", 2018, "Witte Dorp", "buurt"),
        ("BU05991079", 2014, "Kop van Zuid-Entrepot", "buurt"),
        ("BU05991444", 2014, "'s-Gravenland", "buurt"),
        ("BU05991444", 2018, "'s Gravenland", "buurt"),
        ("BU05991448", 2014, "Prinsenland", "buurt"),
        ("BU05991448", 2018, "Prinsenland", "buurt"),
        ("BU05991448", 2022, "Prinsenland", "buurt"),
        ("BU05991449", 2018, "Het Lage Land", "buurt"),
        ("BU05991578", 2018, "Zuiderpark", "buurt"),
        ("BU03630148", 2018, "Prinsenland", "buurt"),  # another gemeente
        *extra,
    ]
    return pd.DataFrame(rows, columns=["code", "boundary_year", "name", "level"])


def profile(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_bytes(text.replace("\n", "\r\n").encode("cp1252"))
    return path


# --- trees ----------------------------------------------------------------------------------------


def test_trees_and_crowns_of_a_buurt() -> None:
    table = read_bomen(TREES, register(), retrieved=DAY)
    trees = figure(table, PRINSENLAND, "bomen_aantal")
    assert (trees["value"], trees["status"], trees["unit"]) == (3346, "voorlopig", "bomen")
    assert (trees["source"], trees["table"]) == ("Gemeente Rotterdam", "Bomen per buurt")
    crowns = figure(table, PRINSENLAND, "boomkroon_gemeente_m2")
    assert (crowns["value"], crowns["unit"]) == (185457, "m²")
    assert crowns["note"].startswith("kroon bekend van 3.300 van de 3.346 bomen")


def test_trees_have_the_year_of_taking_over_and_the_newest_known_division() -> None:
    row = figure(read_bomen(TREES, register(), retrieved=DAY), PRINSENLAND, "bomen_aantal")
    assert (row["year"], row["retrieved"], row["boundary_year"]) == (2026, DAY, 2022)
    assert "peildatum niet vermeld" in row["note"]


def test_names_match_whatever_their_dots_dashes_and_quotes() -> None:
    table = read_bomen(TREES, register(), retrieved=DAY)
    assert figure(table, "BU05991444", "bomen_aantal")["value"] == 2891  # "s Gravenland" in the file
    assert figure(table, "BU05990113", "bomen_aantal")["value"] == 406  # only "Cs Kwartier" since 2016
    assert figure(table, "BU05991079", "bomen_aantal")["value"] == 1480  # "Kop van Zuid - Entrepot"
    assert set_aside(table) == {}


def test_a_name_of_a_wijk_or_of_another_gemeente_is_no_match(tmp_path: Path) -> None:
    path = profile(
        tmp_path,
        "bomen.csv",
        "buurt;aantal_bomen;aantal_met_kroonomvang;som_kroonoppervlak_m2\n"
        "Prinsenland;10;10;300\nPrins Alexander;5;5;100\nNergens;1;1;9\n",
    )
    table = read_bomen(path, register(), retrieved=DAY)
    assert set(table["area"]) == {PRINSENLAND}
    assert set_aside(table) == {"naam van geen buurt in Rotterdam (Prins Alexander en Nergens)": 2}


def test_a_name_of_two_buurten_is_set_aside() -> None:
    areas = register(("BU05992548", 2018, "Prinsenland", "buurt"))
    table = read_bomen(TREES, areas, retrieved=DAY)
    assert PRINSENLAND not in set(table["area"])
    assert set_aside(table) == {"naam van meer dan één buurt in Rotterdam (Prinsenland)": 1}


def test_without_known_crowns_there_is_no_crown_area(tmp_path: Path) -> None:
    path = profile(
        tmp_path,
        "bomen.csv",
        "buurt;aantal_bomen;aantal_met_kroonomvang;som_kroonoppervlak_m2\nPrinsenland;10;0;0\n",
    )
    row = figure(read_bomen(path, register(), retrieved=DAY), PRINSENLAND, "boomkroon_gemeente_m2")
    assert (row["status"], pd.isna(row["value"])) == ("ontbreekt", True)
    assert row["note"].startswith("van geen boom is de kroon bekend")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("buurt;aantal_bomen\nPrinsenland;1\n", ["‘aantal_met_kroonomvang’ ontbreekt"]),
        (
            "buurt;aantal_bomen;aantal_met_kroonomvang;som_kroonoppervlak_m2\nPrinsenland;veel;1;1\n",
            ["rij 2", "‘aantal_bomen’", "‘veel’"],
        ),
        (
            "buurt;aantal_bomen;aantal_met_kroonomvang;som_kroonoppervlak_m2\nPrinsenland;1;1\n",
            ["rij 2", "3 cellen in plaats van 4"],
        ),
        (
            "buurt;aantal_bomen;aantal_met_kroonomvang;som_kroonoppervlak_m2\nPrinsenland;1;1;9\nprinsenland;2;2;9\n",
            ["dezelfde sleutel", PRINSENLAND],
        ),
    ],
)
def test_a_wrong_file_of_trees_is_refused(tmp_path: Path, text: str, words: list[str]) -> None:
    path = profile(tmp_path, "bomen.csv", text)
    with pytest.raises(SourceError) as refusal:
        read_bomen(path, register(), retrieved=DAY)
    for word in ["bomen.csv", *words]:
        assert word in str(refusal.value)


def test_a_register_without_rotterdam_is_refused() -> None:
    areas = register()
    with pytest.raises(SourceError, match="geen buurten van Rotterdam"):
        read_bomen(TREES, areas[areas["code"] == "BU03630148"], retrieved=DAY)


# --- Wijkprofiel ----------------------------------------------------------------------------------


def test_safety_index_and_satisfaction_of_buurt_and_gemeente() -> None:
    table = read_wijkprofiel(FIXTURES / "gemeente_2018_vi.csv", register(), retrieved=DAY)
    assert figure(table, PRINSENLAND, "veiligheidsindex")["value"] == 137
    assert figure(table, "GM0599", "veiligheidsindex")["value"] == 108
    satisfied = figure(table, PRINSENLAND, "tevreden_buurt_aandeel")
    assert (satisfied["value"], satisfied["unit"], satisfied["status"]) == (91, "%", "definitief")
    assert (satisfied["year"], satisfied["boundary_year"], satisfied["table"]) == (
        2018,
        2018,
        "Wijkprofiel 2018",
    )
    assert "aantal ondervraagden niet gepubliceerd" in satisfied["note"]
    assert figure(table, "GM0599", "tevreden_buurt_aandeel")["value"] == 79


def test_rows_that_are_no_single_buurt_are_set_aside_with_their_names() -> None:
    table = read_wijkprofiel(FIXTURES / "gemeente_2018_vi.csv", register(), retrieved=DAY)
    assert set(table["area"]) == {"GM0599", "BU05991444", "BU05991448", "BU05991449"}
    assert set_aside(table) == {
        "gebied (voormalige deelgemeente)": 1,
        "samengevoegde buurten of een deel van een buurt (OudMathenesse/Witte Dorp)": 1,
        "nummer en naam horen niet bij dezelfde buurt (Zuiderpark en Zuidrand, 78)": 1,
    }


def test_number_and_name_must_agree(tmp_path: Path) -> None:
    path = profile(
        tmp_path,
        "gemeente_2018_si.csv",
        "wijknr;BUURT;Sociale Index\n48;Het Lage Land;99\n49;Het Lage Land;120\n",
    )
    table = read_wijkprofiel(path, register(), retrieved=DAY)
    assert list(zip(table["area"], table["value"], strict=True)) == [("BU05991449", 120)]
    assert set_aside(table) == {"nummer en naam horen niet bij dezelfde buurt (Het Lage Land, 48)": 1}


def test_a_number_of_two_buurten_is_decided_by_the_name() -> None:
    areas = register(("BU05992548", 2018, "Nieuw Prinsenland", "buurt"))
    table = read_wijkprofiel(FIXTURES / "gemeente_2018_vi.csv", areas, retrieved=DAY)
    assert figure(table, PRINSENLAND, "veiligheidsindex")["value"] == 137


def test_the_division_is_the_known_one_nearest_to_the_edition() -> None:
    table = read_wijkprofiel(FIXTURES / "gemeente_2016_si.csv", register(), retrieved=DAY)
    assert figure(table, PRINSENLAND, "sociale_index")["value"] == 112
    assert figure(table, PRINSENLAND, "sociale_index")["boundary_year"] == 2014  # 2014 and 2018 are as near
    assert figure(table, "BU05991449", "sociale_index")["boundary_year"] == 2018


def test_the_physical_index_comes_from_fi_obj_and_not_twice() -> None:
    objective = read_wijkprofiel(FIXTURES / "gemeente_2018_fi_obj.csv", register(), retrieved=DAY)
    assert figure(objective, PRINSENLAND, "fysieke_index")["value"] == 121
    subjective = read_wijkprofiel(FIXTURES / "gemeente_2018_fi_subj.csv", register(), retrieved=DAY)
    assert len(subjective) == 0
    assert set_aside(subjective) == {"fysieke index: overgenomen uit het bestand fi_obj": 7}


def test_two_files_with_another_physical_index_are_refused(tmp_path: Path) -> None:
    for name in ("gemeente_2018_fi_obj.csv", "gemeente_2018_fi_subj.csv"):
        shutil.copy(FIXTURES / name, tmp_path)
    other = tmp_path / "gemeente_2018_fi_subj.csv"
    other.write_bytes(other.read_bytes().replace(b"Prinsenland;121;", b"Prinsenland;120;"))
    with pytest.raises(SourceError, match="geven voor nummer 48 een andere fysieke index"):
        read_wijkprofiel(tmp_path / "gemeente_2018_fi_obj.csv", register(), retrieved=DAY)


def test_the_social_index_of_2018_is_refused_as_a_copy_of_2016() -> None:
    with pytest.raises(SourceError) as refusal:
        read_wijkprofiel(FIXTURES / "gemeente_2018_si.csv", register(), retrieved=DAY)
    for word in (
        "gemeente_2018_si.csv",
        "dezelfde inhoud als gemeente_2016_si.csv",
        "niet de cijfers van 2018",
    ):
        assert word in str(refusal.value)
    table = read_wijkprofiel(FIXTURES / "gemeente_2016_si.csv", register(), retrieved=DAY)
    assert set(table["year"]) == {2016}


def test_an_empty_cell_is_missing_and_not_zero(tmp_path: Path) -> None:
    path = profile(tmp_path, "gemeente_2014_si.csv", "wijknr;BUURT;Sociale Index\n48;Prinsenland;\n")
    row = figure(read_wijkprofiel(path, register(), retrieved=DAY), PRINSENLAND, "sociale_index")
    assert (row["status"], pd.isna(row["value"])) == ("ontbreekt", True)
    assert row["note"].startswith("leeg bij de gemeente")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("si.csv", "wijknr;BUURT;Sociale Index\n", ["naam si.csv", "gemeente_2018_vi.csv"]),
        ("gemeente_2020_si.csv", "wijknr;BUURT;Sociale Index\n", ["2014, 2016 en 2018", "2020"]),
        ("gemeente_2014_si.csv", "wijknr;BUURT\n48;Prinsenland\n", ["‘Sociale Index’ ontbreekt"]),
        ("gemeente_2014_si.csv", "wijknr;Sociale Index\n48;113\n", ["‘BUURT’ ontbreekt"]),
        (
            "gemeente_2014_si.csv",
            "wijknr;BUURT;Sociale Index;Sociale Index\n48;Prinsenland;1;2\n",
            ["‘Sociale Index’ ontbreekt of komt vaker voor"],
        ),
        (
            "gemeente_2014_si.csv",
            "wijknr;BUURT;Sociale Index\n48;Prinsenland;1.13\n",
            ["rij 2", "‘Sociale Index’", "‘1.13’"],
        ),
    ],
)
def test_a_wrong_file_of_the_profile_is_refused(
    tmp_path: Path, name: str, text: str, words: list[str]
) -> None:
    path = profile(tmp_path, name, text)
    with pytest.raises(SourceError) as refusal:
        read_wijkprofiel(path, register(), retrieved=DAY)
    for word in [name, *words]:
        assert word in str(refusal.value)


def test_a_missing_file_of_the_profile_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"gemeente_2014_vi\.csv in de map .* is niet te lezen"):
        read_wijkprofiel(tmp_path / "gemeente_2014_vi.csv", register(), retrieved=DAY)


# --- whole files ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def areas() -> pd.DataFrame:
    assert RAW is not None
    folder = Path(RAW) / "kwb_rotterdam"
    return pd.concat(
        [
            cbs_kwb.read_areas(folder / f"Kerncijfers_wijken_en_buurten_{year}.csv")
            for year in range(2014, 2019)
        ],
        ignore_index=True,
    )


@whole_files
def test_every_buurt_of_the_trees_is_found(areas: pd.DataFrame) -> None:
    assert RAW is not None
    table = read_bomen(Path(RAW) / "bomen" / "bomen_per_buurt_rotterdam.csv", areas, retrieved=DAY)
    assert table["area"].nunique() == 86
    assert set_aside(table) == {}
    assert table.groupby("indicator")["value"].sum().to_dict() == {
        "bomen_aantal": 199487,
        "boomkroon_gemeente_m2": 10264983,
    }


@whole_files
def test_the_numbers_of_the_profile_are_unique_within_rotterdam(areas: pd.DataFrame) -> None:
    buurten = areas.loc[areas["level"] == "buurt", "code"].drop_duplicates()
    assert len(buurten) == 92
    assert buurten.str[-2:].is_unique


@whole_files
@pytest.mark.parametrize("year", [2014, 2016, 2018])
@pytest.mark.parametrize("kind", ["vi", "si", "fi_obj"])
def test_every_edition_of_the_profile(areas: pd.DataFrame, year: int, kind: str) -> None:
    assert RAW is not None
    path = Path(RAW) / "wijkprofiel" / f"gemeente_{year}_{kind}.csv"
    if path.name == "gemeente_2018_si.csv":
        with pytest.raises(SourceError, match=r"gemeente_2016_si\.csv"):
            read_wijkprofiel(path, areas, retrieved=DAY)
        return
    table = read_wijkprofiel(path, areas, retrieved=DAY)
    assert table["area"].nunique() == 63  # 62 buurten and the gemeente
    assert table["value"].notna().all()
    assert sum(set_aside(table).values()) == 86 - 63
    index = {"vi": "veiligheidsindex", "si": "sociale_index", "fi_obj": "fysieke_index"}[kind]
    if year == 2014:
        assert figure(table, "GM0599", index)["value"] == 100  # the base of the index
