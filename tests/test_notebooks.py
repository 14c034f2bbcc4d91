"""The notebooks are stored as they came out of a whole run, so that comparing their output means something."""

from __future__ import annotations

import json
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
