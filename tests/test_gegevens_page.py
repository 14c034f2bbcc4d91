"""The page about the embedded data: it says what the descriptor says, and what is in the files."""

from __future__ import annotations

import csv
import json
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import refresh_gegevens  # noqa: E402  (it is a tool, and no part of the package)

PAGE = (ROOT / "docs" / "gegevens.md").read_text(encoding="utf-8")
DATA = ROOT / "data"
DESCRIPTOR = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
FILES = sorted(path.name for path in DATA.iterdir() if path.suffix in (".csv", ".geojson"))


def told(name: str) -> str:
    """Return what the page says of a file."""
    return re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)[1]


def test_the_page_is_what_the_descriptor_gives():
    assert refresh_gegevens.page(DESCRIPTOR) == PAGE, "doe: python tools/refresh_gegevens.py"


@pytest.mark.parametrize("name", FILES)
def test_every_file_of_the_folder_is_told_with_its_columns(name):
    text = told(name)
    like = re.search(r"De kolommen zijn die van `(.+?)`", text)
    columns = re.findall(r"^\| `(\w+)` \|", told(like[1]) if like else text, re.MULTILINE)
    if name.endswith(".csv"):
        with (DATA / name).open(encoding="utf-8", newline="") as file:
            assert columns == next(csv.reader(file))
    else:
        properties = json.loads((DATA / name).read_text(encoding="utf-8"))["features"][0]["properties"]
        assert columns == [*properties, "geometry"]


def test_figures_are_of_the_indicators_and_years_that_are_told():
    with (DATA / "cbs_zonnestroom.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    text = told("cbs_zonnestroom.csv")
    assert set(re.findall(r"^\| [^|]+ \| `(\w+)` \|", text, re.MULTILINE)) == {
        row["indicator"] for row in rows
    }
    assert set(re.findall(r"\((\d{5}NED)\) \| (\d{4}) \|", text)) == {
        (row["table"], row["year"]) for row in rows
    }


def test_years_are_written_in_spans():
    assert refresh_gegevens._years([2016, 2014, 2015, 2019]) == "2014-2016 en 2019"


def test_a_sign_that_would_end_a_cell_does_not():
    assert refresh_gegevens._table(["a"], [["x | y"]]).endswith(r"| x \| y |")
