"""Writing the embedded data set: what is in the files, that a repeat gives the same bytes, and what is refused."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import shutil
import tomllib
from pathlib import Path
from typing import Any

import inspired
import pandas as pd
import pytest

from wijkdata import datapackage, embed, pace_table
from wijkdata.errors import SourceError, WijkdataError
from wijkdata.sources import inspiration
from wijkdata.sources.tables import Table

FIXTURES = Path(__file__).parent / "fixtures" / "raw"
DATA = Path(__file__).parent.parent / "data"
DAY = "2026-11-24"

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")

OBSERVATION_FILES = [
    "cbs_kwb",
    "cbs_zonnestroom",
    "cbs_energie",
    "cbs_verwarming",
    "pbl_startanalyse",
    "rotterdam",
]
HEADERS = {
    **dict.fromkeys(OBSERVATION_FILES, "area,indicator,year,value,status,table,method,note,boundary_year"),
    "areas": "code,boundary_year,name,level,parent,gemeente,change",
    "co2_factors": "year,carrier,value,unit,scope,status,source,table,note",
    "parameters": "id,name,value,low,high,unit,year,year_of,status,source,table,note",
    "references": "indicator,value,unit,year,area,status,description,source,table",
    "belangen": "party,theme,interest,see,tension,said_by,year,own,url",
    "tempo": ",".join(pace_table.PACE_COLUMNS),
    "tempo_verdeling": ",".join(pace_table.SUMMARY_COLUMNS),
    "ambities_elders": ",".join(inspiration.AMBITION_COLUMNS),
    "resultaten_elders": ",".join(inspiration.RESULT_COLUMNS),
}

TREES = """gebied;buurt;aantal_bomen;aantal_met_kroonomvang;som_kroonoppervlak_m2
Prins Alexander;Het Lage Land;3314;3193;195292
Prins Alexander;Prinsenland;3346;3300;185457
Prins Alexander;Nergenshuizen;1;1;10
"""
PROFILES = {
    "vi": "Veiligheidsindex;% (zeer) tevreden met de buurt\n48;Prinsenland;132;90%\n49;Het Lage Land;124;88%\n",
    "si": "Sociale Index\n48;Prinsenland;112\n49;Het Lage Land;120\n",
    "fi_obj": "Fysieke Index\n48;Prinsenland;120\n49;Het Lage Land;108\n",
    "fi_subj": "Fysieke Index\n48;Prinsenland;120\n49;Het Lage Land;108\n",
}
BUURTEN = {
    "BU05991448": {"dwellings": "5151", "connections": "5332", "co2": "9919", "labels": "21 17 8 7 5 8 1"},
    "BU05991449": {"dwellings": "5904", "connections": "6573", "co2": "14034", "labels": "3 4 9 23 14 5 1"},
}


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """Return a complete folder of raw files: a few real rows of each source."""
    folder = tmp_path / "raw"
    shutil.copytree(FIXTURES, folder)
    for name in ("startanalyse", "bomen", "wijkprofiel", "grenzen"):
        (folder / name).mkdir()
    (folder / "startanalyse" / "GM0599.geojson").write_text(json.dumps(startanalyse()), encoding="utf-8")
    (folder / "bomen" / "bomen_per_buurt_rotterdam.csv").write_text(TREES, encoding="utf-8")
    for year in (2014, 2016, 2018):
        for kind, rows in PROFILES.items():
            # only the social index of 2018 is the copy that goes round
            other = rows if kind == "si" and year == 2018 else rows.replace(";1", f";{year % 7 + 1}")
            if kind == "si" and year == 2016:
                other = rows
            path = folder / "wijkprofiel" / f"gemeente_{year}_{kind}.csv"
            path.write_text("wijknr;BUURT;" + other, encoding="cp1252")
    (folder / "grenzen" / "rotterdam_buurten_2014.geojson").write_text(
        json.dumps(boundaries()), encoding="utf-8"
    )
    inspired.write(folder / "inspiratie")
    return folder


def startanalyse() -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            "properties": {
                "BU_CODE": code,
                "I09_aantalwoningen": figures["dwellings"],
                "ref_2019_A01": figures["connections"],
                "ref_2019_H15": figures["co2"],
                **{
                    f"percentage_woningen_afgemeld_label{letter}": share
                    for letter, share in zip("ABCDEFG", figures["labels"].split(), strict=True)
                },
            },
            "geometry": None,
        }
        for code, figures in BUURTEN.items()
    ]
    return {"type": "FeatureCollection", "features": features}


def boundaries() -> dict[str, Any]:
    def square(west: float) -> list[list[list[float]]]:
        east, south, north = west + 0.01, 51.94, 51.95
        return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]

    features = [
        {
            "type": "Feature",
            "properties": {"id": code, "name": name},
            "geometry": {"type": "Polygon", "coordinates": square(west)},
        }
        for code, name, west in (
            ("BU05991448", "Prinsenland", 4.55),
            ("BU05991449", "Het Lage Land", 4.56),
        )
    ]
    return {"type": "FeatureCollection", "features": features}


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def descriptor(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return found


# --- what is written ------------------------------------------------------------------------------


def test_every_file_of_the_contract_is_written_with_its_columns(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "nieuw" / "data"
    report = embed.embed(raw, out, retrieved=DAY)
    expected = {f"{name}.csv" for name in HEADERS} | {
        "buurten_2014.geojson",
        "wijken_2014.geojson",
        "datapackage.json",
        "LICENSE.md",
    }
    assert set(content(out)) == set(report.written) == expected
    for name, header in HEADERS.items():
        assert (out / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0] == header
    assert [path.name for path in out.parent.iterdir()] == ["data"]  # no scratch folder is left


def test_observations_are_sorted_short_and_empty_where_there_is_nothing(raw: Path, tmp_path: Path) -> None:
    embed.embed(raw, tmp_path / "data", retrieved=DAY)
    for name in OBSERVATION_FILES:
        keys = [
            (row["indicator"], row["area"], int(row["year"]), row["table"])
            for row in rows(tmp_path / "data", name)
        ]
        assert keys == sorted(keys)
        assert len(keys) == len(set(keys)) > 0
    lines = (tmp_path / "data" / "cbs_kwb.csv").read_text(encoding="utf-8").splitlines()
    assert "BU05991448,gas_gem,2017,930,definitief,83765NED,gepubliceerd,,2017" in lines
    assert "BU05991448,laag_inkomen_aandeel,2016,10.6,definitief,83487NED,gepubliceerd,,2016" in lines
    assert (
        "BU05991448,gas_gem,2018,,ontbreekt,84286NED,gepubliceerd,in deze uitgave nog niet gepubliceerd,2018"
        in lines
    )


def test_areas_of_later_years_get_their_newest_name(raw: Path, tmp_path: Path) -> None:
    embed.embed(raw, tmp_path / "data", retrieved=DAY)
    found = rows(tmp_path / "data", "areas")
    names = {int(row["boundary_year"]): row["name"] for row in found if row["code"] == "WK059914"}
    assert names == {
        2014: "Wijk 14 Prins Alexander",
        2015: "Wijk 09 Prins Alexander",
        **dict.fromkeys(range(2016, 2023), "Prins Alexander"),
    }
    country = [row for row in found if row["code"] == "NL00"]
    assert {row["name"] for row in country} == {"Nederland"}
    assert [int(row["boundary_year"]) for row in country] == [2019, 2020, 2021, 2022]


def test_an_area_that_never_had_a_name_is_called_by_its_code() -> None:
    columns = ["code", "boundary_year", "name"]
    named = pd.DataFrame([["BU05991448", 2018, "Prinsenland"]], columns=columns)
    later = pd.DataFrame([["BU05991448", 2019, ""], ["BU05991450", 2019, ""]], columns=columns)
    register = embed.register_of_areas([named], [later])
    assert register["name"].tolist() == ["Prinsenland", "Prinsenland", "BU05991450"]


def test_trees_carry_the_year_of_taking_over(raw: Path, tmp_path: Path) -> None:
    embed.embed(raw, tmp_path / "data", retrieved="2025-01-31")
    trees = [row for row in rows(tmp_path / "data", "rotterdam") if row["indicator"] == "bomen_aantal"]
    assert {row["year"] for row in trees} == {"2025"}
    assert {row["value"] for row in trees} == {"3314", "3346"}


def test_the_descriptor_agrees_with_the_files(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    embed.embed(raw, out, retrieved=DAY)
    check_descriptor(out)
    tables = {table["id"]: table for one in descriptor(out)["resources"] for table in one["tables"]}
    assert tables["84517NED"] == {
        "id": "84517NED",
        "title": "Zonnestroom; vermogen zonnepanelen woningen, wijken en buurten, 2017",
        "publisher": "CBS",
        "attribution": "Bron: CBS",
        "licence": "CC BY 4.0",
        "years": [2017],
        "modified": "2019-04-26",
        "retrieved": DAY,
    }
    assert tables["82931NED"]["modified"] is None
    assert tables["81528NED"]["years"] == list(range(2010, 2025))
    assert tables["Bomen per buurt"]["years"] == [2026]


def check_descriptor(folder: Path) -> None:
    """Check size, hash, columns and sources of every file, and that every table id occurs once."""
    package = descriptor(folder)
    ids = [table["id"] for one in package["resources"] for table in one["tables"]]
    assert len(ids) == len(set(ids))
    assert [one["name"] for one in package["resources"]] == [one.name for one in datapackage.RESOURCES]
    for one in package["resources"]:
        raw_bytes = (folder / one["path"]).read_bytes()
        assert one["bytes"] == len(raw_bytes)
        assert one["hash"] == "sha256:" + hashlib.sha256(raw_bytes).hexdigest()
        assert one["licenses"]
        assert one["sources"]
        if one["format"] == "csv":
            header = raw_bytes.decode("utf-8").splitlines()[0].split(",")
            assert [field["name"] for field in one["schema"]["fields"]] == header
        if one["name"] in OBSERVATION_FILES:
            used = rows(folder, one["name"])
            assert {row["table"] for row in used} <= {table["id"] for table in one["tables"]}
            assert {row["indicator"] for row in used} == {entry["id"] for entry in one["indicators"]}
            years = {int(row["year"]) for row in used}
            assert years == {year for table in one["tables"] for year in table["years"]}


def test_the_licence_names_every_publisher(raw: Path, tmp_path: Path) -> None:
    embed.embed(raw, tmp_path / "data", retrieved=DAY)
    text = (tmp_path / "data" / "LICENSE.md").read_text(encoding="utf-8")
    for publisher in ("Bron: CBS |", "Bron: CBS/Kadaster", "Bron: PBL", "Bron: Gemeente Rotterdam", "KNMI"):
        assert publisher in text
    assert "CC BY 4.0" in text
    assert "24-11-2026" in text


def test_many_publishers_of_one_file_are_a_list_below_the_table_and_none_is_left_out() -> None:
    def contents(count: int) -> dict[str, datapackage.Contents]:
        found = {one.name: datapackage.Contents() for one in datapackage.RESOURCES}
        tables = [
            Table(f"t{one}", "Titel", "Uitgever", f"Bron: site{one}.nl", "eigen samenvatting", (2020,))
            for one in range(count)
        ]
        return found | {"belangen": datapackage.Contents(tables)}

    few, many = (datapackage.license_text(contents(count), retrieved=DAY) for count in (5, 40))
    assert [few.count(f"| Bron: site{one}.nl |") for one in range(5)] == [1] * 5
    assert "hieronder genoemd" not in few
    assert many.count("\n| ") == 2
    assert "| 40 bronnen, hieronder genoemd | eigen samenvatting | `belangen.csv` |" in many
    assert all(many.count(f" site{one}.nl") == 1 for one in range(40))


def test_the_licence_of_the_code_is_the_one_of_the_project(raw: Path, tmp_path: Path) -> None:
    project = tomllib.loads((DATA.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == datapackage.CODE_LICENSE
    embed.embed(raw, tmp_path / "data", retrieved=DAY)
    for folder in (tmp_path / "data", DATA):
        text = (folder / "LICENSE.md").read_text(encoding="utf-8")
        assert f"De licentie van de code ({project['license']}) geldt niet" in text


# --- repeating ------------------------------------------------------------------------------------


def test_a_repeat_gives_the_same_bytes_and_keeps_the_date(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    assert embed.main([str(raw), "--out", str(out), "--date", "2026-02-03"]) == 0
    first = content(out)
    assert embed.main([str(raw), "--out", str(out)]) == 0
    assert content(out) == first
    assert embed.default_date(out) == "2026-02-03"


def test_without_an_earlier_data_set_the_date_is_today(tmp_path: Path) -> None:
    assert len(embed.default_date(tmp_path)) == len("2026-11-24")
    (tmp_path / "datapackage.json").write_text("{kapot", encoding="utf-8")
    assert embed.default_date(tmp_path).startswith("20")


def test_other_files_in_the_folder_are_left_alone(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    out.mkdir()
    (out / "eigen.txt").write_text("blijft", encoding="utf-8")
    embed.embed(raw, out, retrieved=DAY)
    assert (out / "eigen.txt").read_text(encoding="utf-8") == "blijft"


def test_examples_from_elsewhere_may_lie_beside_the_raw_files(raw: Path, tmp_path: Path) -> None:
    embed.embed(raw, tmp_path / "data", retrieved=DAY)
    first = content(tmp_path / "data")
    (raw / "inspiratie").rename(tmp_path / "inspiratie")
    embed.embed(raw, tmp_path / "data", retrieved=DAY)
    assert content(tmp_path / "data") == first
    (tmp_path / "inspiratie" / "ambities.csv").unlink()
    with pytest.raises(SourceError, match=r"ambities\.csv in de map .*raw/inspiratie"):
        embed.embed(raw, tmp_path / "data", retrieved=DAY)


# --- what is refused ------------------------------------------------------------------------------


def test_missing_files_are_all_named_with_their_folder(raw: Path, tmp_path: Path) -> None:
    (raw / "bomen" / "bomen_per_buurt_rotterdam.csv").unlink()
    (raw / "zonnestroom" / "85010NED_metadata.json").unlink()
    with pytest.raises(SourceError) as caught:
        embed.embed(raw, tmp_path / "data", retrieved=DAY)
    message = str(caught.value)
    assert f"bomen_per_buurt_rotterdam.csv in de map {raw / 'bomen'}" in message
    assert f"85010NED_metadata.json in de map {raw / 'zonnestroom'}" in message
    assert not (tmp_path / "data").exists()


def test_a_broken_file_leaves_the_data_set_as_it_was(raw: Path, tmp_path: Path) -> None:
    out = tmp_path / "data"
    embed.embed(raw, out, retrieved=DAY)
    before = content(out)
    export = raw / "kwb_rotterdam" / "Kerncijfers_wijken_en_buurten_2017.csv"
    export.write_bytes(export.read_bytes().replace(b";5154;", b";veel;"))
    with pytest.raises(
        SourceError, match=r"Kerncijfers_wijken_en_buurten_2017\.csv, rij 8, kolom ‘Woningvoorraad’"
    ):
        embed.embed(raw, out, retrieved=DAY)
    assert content(out) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "raw"]


def test_the_copy_that_goes_round_is_reported_and_the_rest_goes_on(raw: Path, tmp_path: Path) -> None:
    report = embed.embed(raw, tmp_path / "data", retrieved=DAY)
    refused = [one for one in report.read if one.refused]
    assert [one.name for one in refused] == ["gemeente_2018_si.csv"]
    assert "dezelfde inhoud als gemeente_2016_si.csv" in report.text()
    years = {
        row["year"] for row in rows(tmp_path / "data", "rotterdam") if row["indicator"] == "sociale_index"
    }
    assert years == {"2014", "2016"}


def test_another_file_of_the_wijkprofiel_is_not_left_out_in_silence(raw: Path, tmp_path: Path) -> None:
    copy = raw / "wijkprofiel" / "gemeente_2018_vi.csv"
    copy.write_bytes((raw / "wijkprofiel" / "gemeente_2016_vi.csv").read_bytes())
    with pytest.raises(SourceError, match=r"gemeente_2018_vi\.csv heeft dezelfde inhoud"):
        embed.embed(raw, tmp_path / "data", retrieved=DAY)


# --- report and command ---------------------------------------------------------------------------


def test_the_report_says_per_file_what_was_read_and_set_aside(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert embed.main([str(raw), "--out", str(tmp_path / "data"), "--date", DAY]) == 0
    lines = capsys.readouterr().out.splitlines()
    read = "6 gebieden, 17 indicatoren, 2018; 102 rijen, waarvan 33 zonder cijfer"
    assert f"Kerncijfers_wijken_en_buurten_2018.csv: {read}" in lines
    at = lines.index("85010NED.csv: 7 gebieden, 2 indicatoren, 2019; 14 rijen, waarvan 2 zonder cijfer")
    assert lines[at + 1] == "  opzij gezet: 3 × geen code van een gebied"
    assert "rotterdam_buurten_2014.geojson: grenzen van 2 gebieden" in lines
    assert f"Geschreven in {tmp_path / 'data'}:" in lines


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["nergens", "--date", "2026-11-24"], 1, "Er ontbreken bestanden"),
        (["nergens", "--date", "24-11-2026"], 2, "‘24-11-2026’ is geen datum. Schrijf die als 2026-11-24."),
        ([], 2, "Noem de map met ruwe bestanden"),
    ],
)
def test_the_command_refuses_with_a_message_and_no_traceback(
    arguments: list[str],
    status: int,
    told: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WIJKDATA_RAW", raising=False)
    assert embed.main(arguments) == status
    captured = capsys.readouterr()
    assert told in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("out", ["data", "data/onder", "data/nog/dieper"])
def test_a_folder_that_cannot_be_written_is_told(
    raw: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    (tmp_path / "data").write_text("een bestand, geen map", encoding="utf-8")
    assert embed.main([str(raw), "--out", str(tmp_path / out), "--date", DAY]) == 1
    told = capsys.readouterr().err
    assert f"Schrijven in de map {tmp_path / out} lukt niet" in told
    assert "Kijk of u daar mag schrijven" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "raw"]


def test_a_folder_beside_which_nothing_can_be_made_is_told(
    raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_options: object) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    made = embed._Made()
    monkeypatch.setattr(embed.tempfile, "mkdtemp", full)
    with pytest.raises(WijkdataError, match=r"lukt niet \(de schijf is vol\)\. Kijk of u"):
        embed._write(tmp_path / "data", made, DAY)
    assert not (tmp_path / "data").exists()


# --- the data set in this repository --------------------------------------------------------------


def test_the_embedded_data_set_agrees_with_its_descriptor() -> None:
    check_descriptor(DATA)
    for name in ("buurten_2014.geojson", "wijken_2014.geojson"):
        assert (DATA / name).stat().st_size < 200_000


@whole_files
def test_the_embedded_data_set_is_what_the_command_writes(tmp_path: Path) -> None:
    assert RAW is not None
    embed.embed(RAW, tmp_path / "data", retrieved=embed.default_date(DATA))
    written = content(tmp_path / "data")
    assert {name: (DATA / name).read_bytes() for name in written} == written
