"""Versions to hold against each other, by name and order, and the command that checks them."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from wijkdata import cli, datasets, dutch
from wijkdata.ambition import adoption, edit, file, versions
from wijkdata.ambition.versions import NOW
from wijkdata.errors import WijkdataError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return an ambition that was adopted twice, and changed since."""
    copy = tmp_path / "wijk.ambitie.json"
    shutil.copyfile(datasets.folder() / "voorbeeld.ambitie.json", copy)
    for number, day in ((700.0, date(2026, 3, 3)), (600.0, date(2026, 5, 31))):
        changed = edit.set_target(file.load(copy), "gas_gem_tc", number, 2030)
        file.save(adoption.adopt(changed, "stuurgroep", day), copy)
    file.save(edit.set_target(file.load(copy), "gas_gem_tc", 500.0, 2030), copy)
    return copy


def target(ambition) -> float:
    return ambition.objective("gas_gem_tc").target.value


def spoil(path: Path, number: int) -> None:
    (copy,) = file.frozen_copies(path, number)
    copy.chmod(0o600)
    text = copy.read_text(encoding="utf-8")
    assert "2030" in text
    copy.write_text(text.replace("2030", "2031"), encoding="utf-8")


def test_they_are_named_in_words_the_newest_first(path):
    found = versions.versions(file.load(path), path)
    assert [one.name for one in found[:3]] == [
        "wat nu geldt",
        "versie 2, vastgesteld 31 mei 2026",
        "versie 1, vastgesteld 3 maart 2026",
    ]
    assert [one.short for one in found[1:3]] == ["versie 2 (31 mei 2026)", "versie 1 (3 maart 2026)"]
    kept = found[3:]
    assert len(kept) == len(file.versions(path)) > 0
    assert all(one.name.startswith("bewaard ") for one in kept)
    assert len({one.key for one in found}) == len(found)


def test_each_gives_back_what_it_was(path):
    ambition = file.load(path)
    found = [
        target(versions.version(ambition, path, key)) for key in (NOW, versions.key_of(2), versions.key_of(1))
    ]
    assert found == [500, 600, 700]
    oldest = versions.versions(ambition, path)[-1]
    assert target(versions.version(ambition, path, oldest.key)) == 700


def test_without_a_file_there_is_only_what_stands_now(path):
    one, _, three = versions.versions(file.load(path), None)
    assert one.key == NOW
    with pytest.raises(WijkdataError, match="Van versie 1 is geen vastgelegde kopie"):
        versions.version(file.load(path), None, three.key)


def test_what_is_not_there_any_more_is_refused_in_words(path):
    spoil(path, 1)
    with pytest.raises(WijkdataError, match="Van versie 1 is geen vastgelegde kopie die nog klopt"):
        versions.version(file.load(path), path, versions.key_of(1))
    with pytest.raises(WijkdataError, match=r"Versie 7 is niet vastgesteld\. Vastgesteld: 1 en 2"):
        versions.version(file.load(path), path, versions.key_of(7))


def test_check_looks_at_the_fingerprint_of_every_adopted_version(path, capsys):
    assert versions.broken(file.load(path), path) == []
    cli.main(["check", str(path)])
    assert "versie 1" not in capsys.readouterr().out
    spoil(path, 1)
    assert cli.main(["check", str(path)]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first.startswith("fout: versie 1: ")
    assert "na het vaststellen veranderd" in first


def test_check_looks_at_an_adopted_version(path, capsys):
    """What was adopted is checked, and not what stands now."""
    content = json.loads(path.read_text(encoding="utf-8"))
    for one in content["objectives"]:
        if one["id"] == "gas_gem_tc":
            one["target"]["value"] = 5000.0
    path.write_text(json.dumps(content), encoding="utf-8")
    cli.main(["check", str(path), "--json"])
    assert "fout" in {one["level"] for one in json.loads(capsys.readouterr().out)}
    cli.main(["check", str(path), "--version", "1", "--json"])
    assert "fout" not in {one["level"] for one in json.loads(capsys.readouterr().out)}


@pytest.mark.parametrize(("number", "told"), [("9", "Versie 9 is niet vastgesteld"), ("twee", "twee")])
def test_a_version_that_is_not_there_is_said(path, capsys, number, told):
    try:
        code = cli.main(["check", str(path), "--version", number])
    except SystemExit as stopped:
        code = stopped.code
    assert code
    assert told in capsys.readouterr().err


def test_a_spoilt_version_is_not_checked_as_if_it_were_right(path, capsys):
    spoil(path, 2)
    assert cli.main(["check", str(path), "--version", "2"])
    assert "geen vastgelegde kopie die nog klopt" in capsys.readouterr().err


def test_a_day_in_words():
    assert [dutch.day_in_words(date(2026, month, 3)).split()[1] for month in (1, 3, 5, 8, 12)] == [
        "januari",
        "maart",
        "mei",
        "augustus",
        "december",
    ]
    assert dutch.day_in_words(date(2026, 3, 3)) == "3 maart 2026"
