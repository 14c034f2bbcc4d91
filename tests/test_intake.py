"""Taking in files: told apart by content, each whole or not at all, in the order in which they need each other."""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from wijkdata import cli, figures, intake
from wijkdata.errors import SourceError
from wijkdata.sources import recognise
from wijkdata.sources.loaded import sample
from wijkdata.store import Store

FIXTURES = Path(__file__).parent / "fixtures"
SOLAR = FIXTURES / "raw" / "zonnestroom"

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")


def only(outcomes: list[intake.Outcome]) -> intake.Outcome:
    (one,) = outcomes
    return one


# --- what a file is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "module"),
    [
        ("raw/zonnestroom/86044NED.csv", "cbs_zonnestroom"),
        ("raw/kwb_rotterdam/Kerncijfers_wijken_en_buurten_2017.csv", "cbs_kwb"),
        ("cbs_odata/v3_83487NED_UntypedDataSet.json", "cbs_kwb"),
        ("leefbaarometer/wijken.csv", "leefbaarometer"),
        ("leefbaarometer/buurtscore24.json", "leefbaarometer"),
        ("rivm/groen_buurt.json", "rivm"),
        ("etlocal/buurten_2016.csv", "etlocal"),
        ("startanalyse/GM0599.geojson", "pbl_startanalyse"),
        ("startanalyse_csv/Rotterdam_strategie.csv", "pbl_startanalyse_csv"),
        ("pdok/wfs_buurten_2024.geojson", "pdok"),
        ("pdok/ogc_buurten_2024_page1.json", "pdok"),
        ("pdok/tir_buurten.geojson", "grenzen_rotterdam"),
        ("pdok/tir_gebieden.geojson", "grenzen_rotterdam"),
        ("pdok/wijken_2016.geojson", "grenzen_wijken"),
        ("grenzen/rotterdam_buurten_2014.geojson", "grenzen"),
        ("klimaatmonitor/loppersum.csv", "klimaatmonitor_workbook"),
        ("rotterdam/bomen_per_buurt_rotterdam.csv", "rotterdam"),
        ("rotterdam/gemeente_2018_vi.csv", "rotterdam"),
    ],
)
def test_a_file_is_known_by_what_is_in_it(file: str, module: str, tmp_path: Path) -> None:
    anonymous = tmp_path / "download (3)"
    shutil.copy(FIXTURES / file, anonymous)
    assert recognise.module_for(anonymous).__name__ == f"wijkdata.sources.{module}"


def test_one_file_is_of_one_kind_only() -> None:
    """A reader that claims too much would take over the files of another publisher."""
    from importlib import import_module  # noqa: PLC0415

    modules = {name: import_module(f"wijkdata.sources.{name}") for name in recognise.MODULES}
    for path in sorted(FIXTURES.rglob("*")):
        if path.is_file():
            seen = sample(path)
            claims = [name for name, module in modules.items() if module.recognises(seen)]
            # A list of addresses of one's own is what is left when nothing else fits.
            assert len([one for one in claims if one != "own_register"]) <= 1, (path.name, claims)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "leeg"),
        (b"\xef\xbb\xbf  \r\n", "leeg|herkennen"),
        (b"<!DOCTYPE html><html><body>Server Error</body></html>", "webpagina"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04 not a zip", "zip"),
        (b"Guest user group not found", "‘Guest user group not found’"),
        (b'{"status": 401, "title": "Unauthorized"}', "foutmelding"),
        (b"zomaar wat tekst " * 100, "herkennen wij niet"),
    ],
)
def test_what_is_no_data_is_said(content: bytes, said: str, tmp_path: Path, own_home: Path) -> None:
    file = tmp_path / "download.csv"
    file.write_bytes(content)
    outcome = only(intake.add([file]))
    assert outcome.refused.count("download.csv") == 1
    with pytest.raises(SourceError, match=said):
        raise SourceError(outcome.refused)
    assert not (own_home / "gegevens" / "inhoud.json").exists()


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    refused = only(intake.add([tmp_path / "weg.csv"])).refused
    assert "is niet te lezen (het bestand of de map bestaat niet)" in refused


@pytest.mark.parametrize("hidden", [False, True])
def test_a_folder_without_files_is_said(
    hidden: bool,  # noqa: FBT001
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if hidden:
        (tmp_path / ".verborgen").write_text("x", encoding="utf-8")
    assert cli.main(["add", str(tmp_path)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert f"In de map {tmp_path} staan geen bestanden." in captured.err


@pytest.mark.parametrize(
    ("file", "option"),
    [
        ("kleinverbruik/kv_enexis_2019.csv", "‘--year 2019’"),
        ("eponline/eponline_v3_totaal.csv", "‘--reference-date 2026-04-01’"),
    ],
)
def test_what_a_file_does_not_say_is_asked_with_the_option_that_gives_it(
    file: str, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = pd.DataFrame(
        {
            "postcode": ["3068AB"],
            "house_number": [1],
            "letter": [""],
            "addition": [""],
            "object": ["0" * 16],
            "buurt": ["BU05991448"],
            "purpose": ["woonfunctie"],
            "boundary_year": [2024],
        }
    )
    monkeypatch.setattr(Store, "addresses", lambda _store: addresses)
    assert option in only(intake.add([FIXTURES / file])).refused


# --- files that explain others -----------------------------------------------------------------------------------


def test_the_description_beside_a_table_is_found_by_its_name(tmp_path: Path) -> None:
    for name in ("86044NED.csv", "86044NED_metadata.json"):
        shutil.copy(SOLAR / name, tmp_path)
    outcome = only(intake.add([tmp_path / "86044NED.csv"]))
    assert (outcome.refused, outcome.years) == ("", (2022,))


def test_the_description_beside_a_table_is_found_by_the_id_in_both_names(tmp_path: Path) -> None:
    folder = FIXTURES / "raw" / "cbs_regio"
    shutil.copy(folder / "81528NED_energieverbruik_woningtype_regio.csv", tmp_path)
    shutil.copy(folder / "81528NED_metadata.json", tmp_path / "toelichting_81528ned.json")
    shutil.copy(SOLAR / "85775NED_metadata.json", tmp_path / "81528NED_van_iets_anders.json")
    outcome = only(intake.add([tmp_path / "81528NED_energieverbruik_woningtype_regio.csv"]))
    assert outcome.refused == ""


def test_the_description_may_be_given_along_under_any_name(tmp_path: Path) -> None:
    shutil.copy(SOLAR / "86044NED.csv", tmp_path / "data.csv")
    shutil.copy(SOLAR / "86044NED_metadata.json", tmp_path / "uitleg.json")
    outcome = only(intake.add([tmp_path / "data.csv", tmp_path / "uitleg.json"]))
    assert (outcome.refused, outcome.years) == ("", (2022,))


def test_a_description_of_another_table_is_not_used(tmp_path: Path) -> None:
    shutil.copy(SOLAR / "86044NED.csv", tmp_path)
    shutil.copy(SOLAR / "85775NED_metadata.json", tmp_path / "uitleg.json")
    outcome = only(intake.add([tmp_path / "86044NED.csv", tmp_path / "uitleg.json"]))
    assert "TableInfos" in outcome.refused


def test_only_a_description_says_what_is_missing() -> None:
    assert "cijfers erbij" in only(intake.add([SOLAR / "86044NED_metadata.json"])).refused


# --- what is kept ------------------------------------------------------------------------------------------------


def test_what_was_added_is_in_every_question_after(own_home: Path) -> None:
    outcome = only(intake.add([SOLAR / "86044NED.csv"]))
    assert outcome.rows == 2 * outcome.areas
    rows = figures.of_areas(["BU05991449"], ["zonnestroom_installaties"])
    row = rows[rows["year"] == 2022].iloc[0]
    assert row["value"] == 256
    (entry,) = Store.open().entries
    kept = own_home / "gegevens" / "ruw" / entry.sha256[:2] / entry.sha256
    assert kept.read_bytes() == (SOLAR / "86044NED.csv").read_bytes()


def test_the_same_bytes_once_more_are_read_anew_and_said(tmp_path: Path) -> None:
    first = only(intake.add([SOLAR / "86044NED.csv"]))
    assert not first.again
    assert "stond er al" not in first.text()
    second = only(intake.add([SOLAR / "86044NED.csv"]))
    assert second.again
    assert "Dit bestand stond er al; opnieuw gelezen." in second.text()
    assert second.rows == first.rows
    assert len(Store.open().entries) == 1


def test_a_bad_file_does_not_stop_the_good_ones(tmp_path: Path) -> None:
    bad = tmp_path / "kapot.csv"
    bad.write_bytes(b"<html>")
    good = SOLAR / "86044NED.csv"
    assert [bool(one.refused) for one in intake.add([bad, good])] == [True, False]


def test_a_truncated_file_is_refused_and_the_earlier_edition_stays(tmp_path: Path) -> None:
    intake.add([SOLAR / "86044NED.csv"])
    before = Store.open().entries
    for name in ("86044NED.csv", "86044NED_metadata.json"):
        shutil.copy(SOLAR / name, tmp_path)
    cut = tmp_path / "86044NED.csv"
    content = cut.read_bytes()
    cut.write_bytes(content[: content.rindex(b",")])
    outcome = only(intake.add([cut]))
    assert "rij" in outcome.refused
    assert Store.open().entries == before


def test_what_others_need_comes_first(tmp_path: Path) -> None:
    """The trees carry names only; they need the names of the buurten, which the second file brings."""
    trees = FIXTURES / "rotterdam" / "bomen_per_buurt_rotterdam.csv"
    kwb = FIXTURES / "raw" / "kwb_rotterdam" / "Kerncijfers_wijken_en_buurten_2017.csv"
    said: list[str] = []
    outcomes = intake.add([trees, kwb], tell=said.append)
    assert [one.name for one in outcomes] == [trees.name, kwb.name]
    assert [text.partition(":")[0] for text in said] == [kwb.name, trees.name]


def test_a_folder_gives_every_file_in_it(tmp_path: Path) -> None:
    for name in ("86044NED.csv", "86044NED_metadata.json", "85775NED.csv", "85775NED_metadata.json"):
        shutil.copy(SOLAR / name, tmp_path)
    (tmp_path / ".verborgen").write_text("x", encoding="utf-8")
    assert sorted(one.years for one in intake.add([tmp_path])) == [(2021,), (2022,)]


def test_a_zip_that_climbs_out_writes_nothing(tmp_path: Path) -> None:
    outside = tmp_path / "buiten.csv"
    archive = tmp_path / "boos.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("../buiten.csv", "a;b\n1;2\n")
    outcome = only(intake.add([archive]))
    assert outcome.refused
    assert not outside.exists()


# --- the command -------------------------------------------------------------------------------------------------


def test_the_command_says_what_it_took(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["add", str(SOLAR / "86044NED.csv")]) == 0
    out = capsys.readouterr().out
    assert "86044NED.csv: CBS Zonnestroom" in out
    assert "2 indicatoren, 2022" in out


def test_the_command_refuses_with_exit_code_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "pagina.csv"
    page.write_text("<html>", encoding="utf-8")
    assert cli.main(["add", str(page)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "webpagina" in captured.err


def test_the_command_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["add", str(SOLAR / "86044NED.csv"), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert found["years"] == [2022]
    assert found["indicators"] == ["zonnestroom_installaties", "zonnestroom_vermogen"]
    assert found["refused"] == ""


@whole_files
def test_a_wijk_elsewhere_goes_from_files_to_the_workshop() -> None:
    """Apeldoorn: solar power of CBS and the Startanalyse of PBL give figures, boundaries and a full first step."""
    from wijkdata.ambition.model import Ambition  # noqa: PLC0415
    from wijkdata.panels import AmbitionModel, NeighbourhoodPanel  # noqa: PLC0415

    assert RAW is not None
    files = [RAW / "zonnestroom" / "86044NED.csv", RAW / "startanalyse" / "GM0200.geojson"]
    assert [one.refused for one in intake.add(files)] == ["", ""]
    panel = NeighbourhoodPanel(AmbitionModel(Ambition()))
    panel.search.value = "De Parken"
    assert panel.search.options == ("De Parken, Apeldoorn (BU02000801)",)
    panel.search.value = panel.search.options[0]
    assert panel.model.ambition.area.codes == ["BU02000801"]
    assert bytes(panel.picture.value).startswith(b"\x89PNG")
    assert "995" in panel.above.value


# --- a list of one's own -----------------------------------------------------------------------------------------

LIST = "postcode;huisnr;buurtcode;energielabel;huurder;telefoon\n" + "\n".join(
    f"3068 AB;{number};BU05991448;{'AC'[number % 2]};naam van een huurder;0612345678"
    for number in range(1, 41)
)


def test_a_list_of_ones_own_is_first_explained_and_then_counted(tmp_path: Path, own_home: Path) -> None:
    file = tmp_path / "woningen.csv"
    file.write_text(LIST, encoding="utf-8")
    first = only(intake.add([file]))
    mapping = tmp_path / "woningen.csv.koppeling.yaml"
    assert mapping.name in first.refused
    text = mapping.read_text(encoding="utf-8")
    for field, answer in (("eigenaar", "Woonstichting"), ("peildatum", "2026-01-01"), ("indeling", "2022")):
        text = re.sub(
            rf"^({field}:).*$",
            rf'\1 "{answer}"' if field == "eigenaar" else rf"\1 {answer}",
            text,
            flags=re.M,
        )
    mapping.write_text(text, encoding="utf-8")
    outcome = only(intake.add([file, mapping]))
    assert outcome.refused == ""
    kept = b"".join(path.read_bytes() for path in own_home.rglob("*") if path.is_file())
    assert b"naam van een huurder" not in kept
    assert b"0612345678" not in kept


def test_the_year_of_the_division_can_be_given(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "woningen.csv"
    file.write_text(LIST, encoding="utf-8")
    intake.add([file])
    mapping = tmp_path / "woningen.csv.koppeling.yaml"
    text = mapping.read_text(encoding="utf-8")
    text = re.sub(r"^(eigenaar:).*$", r'\1 "Woonstichting"', text, flags=re.M)
    mapping.write_text(re.sub(r"^(peildatum:).*$", r"\1 2026-01-01", text, flags=re.M), encoding="utf-8")
    command = ["add", str(file), str(mapping)]
    assert cli.main(command) == 1
    assert "indeling" in capsys.readouterr().err
    assert cli.main([*command, "--boundary-year", "2022"]) == 0
    kept = figures.store().inside("GM0599", ["woningen_lijst"])
    assert set(kept["boundary_year"]) == {2022}


#: Published files that hold nothing for us, or cannot be placed without more than the folder has.
REFUSED = {
    "README.md": "herkennen wij niet",
    "nederland-aggregates.json": "herkennen wij niet",
    "gemeenten_2020.csv": "herkennen wij niet",
    "emmen.xls": "geen enkele naam staat in de indeling",
    "hengelo_wijken_2017.xls": "geen enkele naam staat in de indeling",
    "kwb2017_rotterdam_untyped.json": "TableInfos",
    "gemeente_2014_fi_subj.csv": "fi_obj",
    "gemeente_2016_fi_subj.csv": "fi_obj",
    "gemeente_2018_fi_subj.csv": "fi_obj",
    "gemeente_2018_si.csv": "dezelfde inhoud",
}


@whole_files
def test_every_published_file_is_taken_or_refused_with_its_reason() -> None:
    outcomes = intake.add([RAW])
    refused = {one.name: one.refused for one in outcomes if one.refused}
    assert refused.keys() == REFUSED.keys()
    for name, reason in REFUSED.items():
        assert reason in refused[name]
    taken = [one for one in outcomes if not one.refused]
    assert len(taken) > len(refused)
    assert all(one.kind for one in taken)
