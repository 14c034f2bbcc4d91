"""From a slider that is let go to the new picture of all objectives, on the whole screen with every step open.

Beside it two others, one after the other in the same round, since other work on the machine disturbs all:

bare
    only the picture, as bare matplotlib makes it: a figure with as many texts of the same sizes, saved as PNG at the
    same sharpness with its own settings;
interact
    what a notebook does without this program: `ipywidgets.interact` with a function that reckons the same programme
    and draws the same picture, at the same sharpness, in a new figure of pyplot, shown as a notebook is set. It keeps
    no file, has no other steps and makes up no sentences: it is given them.

Compared is the time of the processor, which other work disturbs least.
"""

from __future__ import annotations

import gc
import itertools
import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import ipywidgets
import matplotlib as mpl
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import select_figure_formats
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from peak import MEASURABLE, in_use

from wijkdata import datasets
from wijkdata.ambition import edit, programme
from wijkdata.ambition.coverage import coverage
from wijkdata.panels import AmbitionModel
from wijkdata.panels.coherence import CoherencePanel
from wijkdata.panels.panel import PICTURE, SHARPNESS
from wijkdata.panels.workshop import STEPS, Workshop
from wijkdata.plots import style

pytestmark = pytest.mark.benchmark(group="van een schuif naar het beeld")

MEASURES = ("warmtenet", "warmtepomp", "hybride", "isolatie_b", "inductie", "zonnepanelen")
SLIDER = "warmtenet"
ROUNDS = 15
#: How often a slider goes to and fro, and by how much the memory may grow meanwhile. [MB]
MOVES, GROWTH = 1000, 15
#: After so many moves all that is kept on purpose is there: changes that can be undone, lines of text.
KEPT_AFTER = 260


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


def mover(panel: CoherencePanel) -> Callable[[], None]:
    """Return what moves the slider to its next place."""
    slider = panel.programme.sliders[SLIDER]
    places = itertools.cycle(range(21, 60))

    def move() -> None:
        slider.index = next(places)

    return move


def test_slider_to_picture(benchmark: Any, panel: CoherencePanel) -> None:
    move = mover(panel)
    pictures = set()

    def seen() -> None:
        move()
        pictures.add(bytes(panel.picture.value))

    benchmark.pedantic(seen, rounds=ROUNDS, warmup_rounds=2)
    assert len(pictures) == ROUNDS + 2, "every move gives another picture"


def test_slider_beside_others(panel: CoherencePanel) -> None:
    """Ours takes no more than one and a half times the bare picture, and half the time of `interact`."""
    with interacted(panel) as interact:
        jobs = {"slider": mover(panel), "bare": bare(panel), "interact": interact}
        spent: dict[str, list[float]] = {name: [] for name in jobs}
        for number in range(ROUNDS + 2):
            for name, job in jobs.items():
                begin = time.process_time()
                job()
                if number >= 2:
                    spent[name].append(1000 * (time.process_time() - begin))
    print()
    for name, found in spent.items():
        print(f"{name}: processor {min(found):.0f} ms at least, {statistics.median(found):.0f} ms median")
    middle = {name: statistics.median(found) for name, found in spent.items()}
    assert middle["slider"] <= 1.5 * middle["bare"]
    assert 2 * middle["slider"] <= middle["interact"]


def bare(panel: CoherencePanel) -> Callable[[], None]:
    """Return what draws as many texts as the picture of the panel holds, and nothing else."""
    texts = [
        (*one.get_position(), one.get_text(), one.get_fontsize(), one.get_fontweight())
        for one in panel._page(0).findobj(Text)
        if one.get_text()
    ]
    assert len(texts) > 15

    def draw() -> None:
        figure = Figure(figsize=(PICTURE[0] / style.DPI, PICTURE[1] / style.DPI))
        for x, y, text, size, weight in texts:
            figure.text(x, y, text, fontsize=size, fontweight=weight)
        figure.savefig(BytesIO(), format="png", dpi=style.DPI * SHARPNESS)

    return draw


@contextmanager
def interacted(panel: CoherencePanel) -> Iterator[Callable[[], None]]:
    """Yield what moves the slider of `interact`, in a notebook that shows pictures of pyplot as a notebook does."""
    situation = panel.situation()
    steps = panel._steps(panel.scenario)
    drawn = panel._page(0)
    kinds = Text, Line2D, Rectangle
    texts, lines, bars = ([one for one in drawn.get_children() if isinstance(one, kind)] for kind in kinds)
    shell = InteractiveShell.instance()
    shown: list[Any] = []
    before = mpl.get_backend()
    plt.switch_backend("module://matplotlib_inline.backend_inline")
    select_figure_formats(shell, {"png"}, bbox_inches="tight")  # as a notebook is set
    shell.display_formatter.active_types = shell.display_formatter.format_types  # as in a notebook
    shell.display_pub.publish = lambda data, *_args, **_named: shown.append(data)  # type: ignore[method-assign]

    def show(homes: int) -> None:
        changed = [
            one.model_copy(update={"homes": float(homes)}) if one.measure == SLIDER else one for one in steps
        ]
        coverage(situation, changed)
        figure = plt.figure(
            figsize=(PICTURE[0] / style.DPI, PICTURE[1] / style.DPI), dpi=style.DPI * SHARPNESS
        )
        figure.add_axes((0, 0, 1, 1)).set_axis_off()  # a notebook shows no figure without axes
        for one in bars[1:]:
            figure.add_artist(copied(one, figure))
        for line in lines:
            figure.add_artist(
                Line2D(*line.get_data(), color=line.get_color(), linewidth=line.get_linewidth())
            )
        for text in texts:
            figure.text(
                *text.get_position(),
                text.get_text(),
                fontsize=text.get_fontsize(),
                fontweight=text.get_fontweight(),
                ha=text.get_horizontalalignment(),
                va=text.get_verticalalignment(),
            )
        plt.show()

    try:
        slider = ipywidgets.IntSlider(min=0, max=1000, value=20)
        ipywidgets.interact(show, homes=slider)
        places = itertools.cycle(range(21, 60))

        def move() -> None:
            shown.clear()
            slider.value = 10 * next(places)
            assert any("image/png" in one for one in shown)

        yield move
    finally:
        plt.close("all")
        plt.switch_backend(before)
        InteractiveShell.clear_instance()


def copied(bar: Rectangle, figure: Figure) -> Rectangle:
    """Return the same bar for another figure."""
    return Rectangle(
        bar.get_xy(),
        bar.get_width(),
        bar.get_height(),
        transform=figure.transFigure,
        facecolor=bar.get_facecolor(),
        edgecolor=bar.get_edgecolor(),
        linewidth=bar.get_linewidth(),
        hatch=bar.get_hatch(),
    )


@pytest.mark.skipif(not MEASURABLE, reason="only Linux tells the memory in use")
def test_a_thousand_moves_take_no_more_memory(panel: CoherencePanel) -> None:
    move = mover(panel)
    for _ in range(KEPT_AFTER):
        move()
    gc.collect()
    before = in_use()
    for _ in range(MOVES):
        move()
    gc.collect()
    grown = in_use() - before
    print(f"\nmemory: {before:.0f} MB, and {grown:+.1f} MB after {MOVES} moves more")
    assert grown <= GROWTH
