"""The page that follows the method to the screen names only what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wijkdata import catalogue, datasets
from wijkdata.cli import main

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "methode.md").read_text(encoding="utf-8")


def test_every_notebook_that_is_named_is_there():
    named = set(re.findall(r"`(\d\d_\w+)`", TEXT))
    assert len(named) > 5
    assert named <= {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}


@pytest.mark.parametrize("command", sorted(set(re.findall(r"`wijkdata (\w+)`", TEXT))))
def test_every_command_that_is_named_is_there(command: str, capsys: pytest.CaptureFixture[str]):
    assert main([command, "--help"]) == 0
    assert f"wijkdata {command}" in capsys.readouterr().out


def test_every_row_says_what_is_asked_where_and_what_not():
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| wat de")]
    assert len(rows) > 20
    assert all(len(line.strip("|").split(" | ")) == 3 and "|  |" not in line for line in rows)


def test_the_numbers_on_the_page_are_those_of_the_data():
    themes = [one for one in catalogue.themes().values() if not one.context]
    assert "negen thema’s" in TEXT
    assert len(themes) == 9
    assert "bijna 150 ambities" in TEXT
    assert 140 <= len(datasets.ambitions_elsewhere()) < 150
    known = datasets.ambitions_elsewhere()["status"] != "uitkomst niet gevonden"
    assert known.mean() < 0.5
