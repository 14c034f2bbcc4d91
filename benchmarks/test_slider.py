"""From a slider that is let go to the new picture of all objectives, on the whole screen with every step open.

Beside it the same picture as bare matplotlib makes it: a figure with as many texts of the same sizes, saved as PNG at
the same sharpness with its own settings. Of each also the time of the processor is told, which other work on the
machine disturbs less.
"""

from __future__ import annotations

import itertools
import shutil
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from wijkdata import datasets
from wijkdata.ambition import edit, programme
from wijkdata.panels import AmbitionModel
from wijkdata.panels.coherence import CoherencePanel
from wijkdata.panels.panel import PICTURE, SHARPNESS
from wijkdata.panels.workshop import STEPS, Workshop
from wijkdata.plots import style

pytestmark = pytest.mark.benchmark(group="van een schuif naar het beeld")

MEASURES = ("warmtenet", "warmtepomp", "hybride", "isolatie_b", "inductie", "zonnepanelen")
ROUNDS = 15


@pytest.fixture
def panel(tmp_path: Path) -> CoherencePanel:
    """Return the step on a screen of which every step was opened, with a programme of six measures."""
    path = tmp_path / "wijk.ambitie.json"
    shutil.copyfile(datasets.folder() / "voorbeeld.ambitie.json", path)
    model = AmbitionModel.open(path)
    model.change(edit.with_parts, scenarios=[], programme="")
    for measure in MEASURES:
        model.change(programme.plan, programme.FIRST_NAME, measure, 200, 2027, 2036)
    screen = Workshop(model)
    for number in range(len(STEPS)):
        screen.go(number)
    screen.go(STEPS.index(CoherencePanel))
    assert isinstance(screen.panel, CoherencePanel)
    return screen.panel


def told(benchmark: Any, job: Callable[[], object]) -> None:
    """Measure a job, and of it the time of the processor."""
    spent: list[float] = []

    def timed() -> None:
        begin = time.process_time()
        job()
        spent.append(time.process_time() - begin)

    benchmark.pedantic(timed, rounds=ROUNDS, warmup_rounds=2)
    ordered = sorted(spent)
    benchmark.extra_info |= {
        "cpu_ms_least": round(1000 * ordered[0], 1),
        "cpu_ms_median": round(1000 * ordered[len(ordered) // 2], 1),
    }
    print(f"\n{benchmark.name}: processor {benchmark.extra_info}")


def test_slider_to_picture(benchmark: Any, panel: CoherencePanel) -> None:
    slider = panel.programme.sliders["warmtenet"]
    places = itertools.cycle(range(21, 60))
    pictures = set()

    def move() -> None:
        slider.index = next(places)
        pictures.add(bytes(panel.picture.value))

    told(benchmark, move)
    assert len(pictures) == ROUNDS + 2, "every move gives another picture"


def test_bare_figure_with_as_much_text(benchmark: Any, panel: CoherencePanel) -> None:
    drawn = panel._page(0)
    texts = [
        (*one.get_position(), one.get_text(), one.get_fontsize(), one.get_fontweight())
        for one in drawn.findobj(Text)
        if one.get_text()
    ]
    assert len(texts) > 15

    def bare() -> None:
        figure = Figure(figsize=(PICTURE[0] / style.DPI, PICTURE[1] / style.DPI))
        for x, y, text, size, weight in texts:
            figure.text(x, y, text, fontsize=size, fontweight=weight)
        figure.savefig(BytesIO(), format="png", dpi=style.DPI * SHARPNESS)

    told(benchmark, bare)
