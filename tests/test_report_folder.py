"""``wijkdata report``: what is written where, and a folder that cannot be written stays as it was."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from datetime import date
from pathlib import Path

import pytest
from test_ambition_rules import gas, whole

from wijkdata import cli
from wijkdata.ambition import adoption, edit, file
from wijkdata.ambition.model import Note
from wijkdata.errors import WijkdataError
from wijkdata.reports import write

DAY = date(2026, 5, 31)


@pytest.fixture
def path(tmp_path) -> Path:
    kept = tmp_path / "wijk.ambitie.json"
    file.save(whole(gas()), kept)
    return kept


@pytest.fixture
def out(tmp_path) -> Path:
    return tmp_path / "documenten"


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    code = cli.main(["report", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_files_are_named_with_their_sum(capsys, path, out):
    code, said, errors = run(
        capsys, path, "--out", out, "--format", "xlsx,csv", "--date", "2026-05-31", "--json"
    )
    assert (code, errors) == (0, "")
    found = json.loads(said)
    assert found["date"] == "2026-05-31"
    assert found["left_out"] == ""
    assert {Path(one["path"]).name for one in found["files"]} >= {
        "ambitie.xlsx",
        "doelen.csv",
        "datapackage.json",
    }
    for one in found["files"]:
        content = Path(one["path"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    there = {str(one) for one in out.rglob("*") if one.is_file() and one.name != write.LIST}
    assert there == {one["path"] for one in found["files"]}


def test_a_person_is_told_what_was_written_and_what_was_left_out(capsys, path, out):
    stored = file.read(path)
    file.save(stored.ambition.model_copy(update={"notes": [Note(text="voor ons")]}), path)
    code, said, errors = run(capsys, path, "--out", out, "--format", "html")
    assert (code, errors) == (0, "")
    assert f"Geschreven: {out / 'ambitie.html'}" in said
    assert f"Geschreven: {out / 'monitorplan.html'}" in said
    assert "Niet in de documenten: 1 interne notitie." in said


def test_everything_is_made_when_nothing_is_asked(capsys, path, out):
    assert run(capsys, path, "--out", out)[0] == 0
    assert {one.suffix for one in out.iterdir()} == {".docx", ".pdf", ".html", ".xlsx", ".pptx", ".json", ""}
    assert (out / "tabellen" / "datapackage.json").is_file()


def test_the_same_day_gives_the_same_bytes_and_another_day_another_document(path, out, tmp_path):
    ambition = file.load(path)
    for folder, day in ((out, DAY), (tmp_path / "weer", DAY), (tmp_path / "later", date(2026, 6, 1))):
        write.report(ambition, folder, ["docx"], day)
    first, again, later = (
        (folder / "ambitie.docx").read_bytes() for folder in (out, tmp_path / "weer", tmp_path / "later")
    )
    assert first == again
    assert first != later


def test_an_adopted_version_is_what_was_adopted(capsys, path, out):
    adopted = file.save(adoption.adopt(file.load(path), "stuurgroep", DAY), path)
    file.save(edit.set_title(adopted.ambition, "Daarna veranderd"), path)
    asked = (path, "--format", "html", "--date", "2026-06-01")
    assert run(capsys, *asked, "--out", out / "versie", "--version", "1")[0] == 0
    assert run(capsys, *asked, "--out", out / "nu")[0] == 0
    then, now = ((out / one / "ambitie.html").read_text(encoding="utf-8") for one in ("versie", "nu"))
    assert "Versie 1, vastgesteld op 31 mei 2026 door stuurgroep." in then
    assert "Daarna veranderd" not in then
    assert "Concept: gewijzigd sinds versie 1" in now
    assert "Daarna veranderd" in now
    code, _, errors = run(capsys, *asked, "--out", out / "geen", "--version", "2")
    assert code == 1
    assert "Versie 2 is niet vastgesteld." in errors
    assert not (out / "geen").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "odt"), "‘odt’ kennen wij niet. Kies uit docx, pdf, html, xlsx, pptx of csv."),
        (("--format", ","), "Er is geen formaat genoemd."),
    ],
)
def test_a_format_that_is_not_there_is_refused(capsys, path, out, arguments, said):
    code, _, errors = run(capsys, path, "--out", out, *arguments)
    assert code == 1
    assert said in errors
    assert not out.exists()


@pytest.mark.parametrize("day", ["31-5-2026", "2026-02-30", "morgen", "20260531", ""])
def test_a_day_that_is_none_is_wrong_usage(capsys, path, out, day):
    code, _, errors = run(capsys, path, "--out", out, "--date", day)
    assert code == 2
    assert f"‘{day}’ is geen dag; schrijf 2026-05-31" in errors
    assert not out.exists()


def test_a_file_that_is_no_ambition_is_refused(capsys, tmp_path, out):
    code, _, errors = run(capsys, tmp_path / "geen.ambitie.json", "--out", out)
    assert code == 1
    assert "staat niet in de map" in errors
    assert not out.exists()


# --- a folder that cannot be written -----------------------------------------------------------------------------


def test_a_file_is_no_folder(capsys, path, tmp_path):
    taken = tmp_path / "bezet"
    taken.write_text("van mij", encoding="utf-8")
    code, _, errors = run(capsys, path, "--out", taken, "--format", "html")
    assert code == 1
    assert f"{taken} is een bestand, geen map." in errors
    assert taken.read_text(encoding="utf-8") == "van mij"


def test_a_folder_below_a_file_is_refused(capsys, path, tmp_path):
    (tmp_path / "bezet").write_text("van mij", encoding="utf-8")
    code, _, errors = run(capsys, path, "--out", tmp_path / "bezet" / "map", "--format", "html")
    assert code == 1
    assert "niet geschreven" in errors
    assert "geen map" in errors


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="rights do not hold this user back")
def test_a_folder_without_rights_is_refused(capsys, path, out):
    out.mkdir()
    out.chmod(0o555)
    code, _, errors = run(capsys, path, "--out", out, "--format", "html")
    out.chmod(0o755)
    assert code == 1
    assert "geen rechten" in errors
    assert list(out.iterdir()) == []


@pytest.mark.skipif(
    not Path("/sys/kernel").is_dir(), reason="only Linux has a folder in which nobody makes one"
)
def test_a_place_where_nobody_can_make_a_folder_is_refused(capsys, path):
    code, _, errors = run(capsys, path, "--out", "/sys/kernel/documenten", "--format", "html")
    assert code == 1
    assert "niet geschreven in /sys/kernel/documenten" in errors
    assert "Maak ruimte, of kies een andere map." in errors


class _FullDisk:
    """Refuses to write from so many files on, as the system does when the disk is full."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, place: Path, content: bytes) -> None:
        self.left -= 1
        if self.left < 0:
            place.write_bytes(content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        place.write_bytes(content)


@pytest.mark.parametrize("after", [0, 1, 5])
def test_nothing_half_is_left_when_the_disk_is_full(path, out, monkeypatch, after):
    monkeypatch.setattr(write, "_put", _FullDisk(after))
    with pytest.raises(WijkdataError, match="de schijf is vol") as told:
        write.report(file.load(path), out, ["html", "csv"], DAY)
    assert str(out) in str(told.value)
    assert not out.exists()


def test_what_stood_there_stays_whole_when_the_disk_is_full(path, out, monkeypatch):
    ambition = file.load(path)
    write.report(ambition, out, ["html", "csv"], DAY)
    before = {one: one.read_bytes() for one in out.rglob("*") if one.is_file()}
    monkeypatch.setattr(write, "_put", _FullDisk(1))
    with pytest.raises(WijkdataError, match="de schijf is vol"):
        write.report(ambition, out, ["html", "csv"], date(2026, 6, 1))
    assert {one: one.read_bytes() for one in out.rglob("*") if one.is_file()} == before


# --- again in the same folder ------------------------------------------------------------------------------------


def test_documents_that_nobody_changed_are_replaced(path, out):
    ambition = file.load(path)
    write.report(ambition, out, ["html", "docx"], DAY)
    before = (out / "ambitie.html").read_bytes()
    write.report(edit.set_title(ambition, "Anders"), out, ["html"], DAY)
    assert (out / "ambitie.html").read_bytes() != before
    # The other format is still known as one of these, and is replaced the next time.
    write.report(edit.set_title(ambition, "Anders"), out, ["docx"], DAY)


@pytest.mark.parametrize("name", ["ambitie.html", "tabellen/doelen.csv"])
def test_a_document_that_somebody_changed_is_not_written_over(path, out, name):
    ambition = file.load(path)
    write.report(ambition, out, ["html", "csv"], DAY)
    (out / name).write_text("met mijn opmerkingen", encoding="utf-8")
    others = (out / "monitorplan.html").read_bytes()
    with pytest.raises(WijkdataError, match=rf"staat al {name}, en dat is na het maken veranderd"):
        write.report(edit.set_title(ambition, "Anders"), out, ["html", "csv"], DAY)
    assert (out / name).read_text(encoding="utf-8") == "met mijn opmerkingen"
    assert (out / "monitorplan.html").read_bytes() == others


def test_a_document_from_elsewhere_is_not_written_over(path, out):
    out.mkdir()
    (out / "ambitie.docx").write_bytes(b"van een ander")
    with pytest.raises(WijkdataError, match="komt ergens anders vandaan"):
        write.report(file.load(path), out, ["docx"], DAY)
    assert [one.name for one in out.iterdir()] == ["ambitie.docx"]


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b'{"documents": 1}', b'{"documents": [1]}', b"\xff{"])
def test_a_damaged_list_only_means_that_nothing_is_known(path, out, content):
    ambition = file.load(path)
    write.report(ambition, out, ["html"], DAY)
    (out / write.LIST).write_bytes(content)
    write.report(ambition, out, ["html"], DAY)  # the same bytes are no loss
    (out / write.LIST).write_bytes(content)
    with pytest.raises(WijkdataError, match="Er is niets overschreven"):
        write.report(edit.set_title(ambition, "Anders"), out, ["html"], DAY)
