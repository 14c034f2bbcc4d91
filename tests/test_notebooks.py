"""The notebooks are stored as they came out of a whole run, so that comparing their output means something."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
MOST_LINES = 12


def code_cells(path: Path) -> list[dict]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [one for one in cells if one["cell_type"] == "code" and "".join(one["source"]).strip()]


def test_there_is_a_notebook_for_every_step_and_the_workshop():
    names = [path.stem for path in NOTEBOOKS]
    assert names == [
        "00_gegevens",
        "01_wijk_in_cijfers",
        "02_partijen",
        "03_themas",
        "04_begrippen",
        "05_nulmeting",
        "06_doelen",
        "07_samenhang",
        "08_voortgang",
        "09_tijd_is_geld",
        "10_besluit",
        "11_voorbeelden",
        "workshop",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_code_cell_was_run_in_order(path):
    cells = code_cells(path)
    assert [one["execution_count"] for one in cells] == list(range(1, len(cells) + 1))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_something_is_compared(path):
    kinds = {
        kind
        for one in code_cells(path)
        for output in one["outputs"]
        for kind in output.get("data", {"stream": 0})
    }
    assert kinds & {"text/plain", "stream"}
    assert not kinds & {"image/png", "application/vnd.jupyter.widget-view+json"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_error_is_stored(path):
    assert not [o for one in code_cells(path) for o in one["outputs"] if o["output_type"] == "error"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_are_thin(path):
    longest = max(len("".join(one["source"]).splitlines()) for one in code_cells(path))
    assert longest <= MOST_LINES
    assert not any("def " in "".join(one["source"]) for one in code_cells(path)), (
        "logic belongs in the package"
    )


def as_text(cell: dict) -> str:
    return "".join(cell["source"])


def cells_of(path: Path) -> list[dict]:
    found: list[dict] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return found


NUMBERED = [path for path in NOTEBOOKS if path.stem[0].isdigit()]
LONGEST_LINE = 120


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_a_notebook_opens_with_its_question(path):
    first = cells_of(path)[0]
    title, _, opening, *_ = as_text(first).splitlines()
    assert first["cell_type"] == "markdown"
    assert title.startswith("# ")
    assert re.match(r"\*\*[^*]+\?\*\*", opening), opening


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_the_answer_comes_within_the_first_two_code_cells(path):
    first, second = code_cells(path)[:2]
    assert "display(stylesheet(), " in as_text(second) or "overview(" in as_text(second)
    assert len(as_text(first).splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_a_notebook_ends_with_what_to_do_next(path):
    last = cells_of(path)[-1]
    assert last["cell_type"] == "markdown"
    _, next_step = as_text(last).split("**Hierna:** ")
    linked = re.findall(r"\]\(([^)]+\.ipynb)\)", next_step)
    assert linked or "`wijkdata workshop`" in next_step
    assert all((path.parent / one).exists() for one in linked)
    assert path.name not in linked


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_a_notebook_says_how_to_take_another_area(path):
    opening, code = as_text(cells_of(path)[0]), "\n".join(map(as_text, code_cells(path)))
    if "gebied =" in opening:
        assert "\ngebied = wd.project_area(" in code
    else:
        assert "wd.AmbitionModel.open(" in opening
        assert "wd.AmbitionModel.open()" in code


@pytest.mark.parametrize("path", NUMBERED, ids=lambda path: path.stem)
def test_no_line_that_is_printed_is_too_long_to_read(path):
    printed = [
        line
        for one in code_cells(path)
        for output in one["outputs"]
        if output["output_type"] == "stream"
        for line in "".join(output["text"]).splitlines()
    ]
    assert all(len(line) <= LONGEST_LINE for line in printed), max(printed, key=len)
