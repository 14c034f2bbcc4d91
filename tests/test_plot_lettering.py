"""Lines of text that are kept: what is laid on a picture is what matplotlib draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from matplotlib.text import Text

from wijkdata.plots import style
from wijkdata.plots.lettering import Lettering

SIZE = (880, 590)
FINENESSES = (style.DPI, style.DPI * 1.5)
#: How many pixels of a whole picture may differ by one of the 255 steps of a colour, by rounding.
FEW = 20
#: By how many steps any pixel may differ where lines begin anywhere: a letter that falls on the edge of two 64ths
#: of a pixel can be drawn on either, which is 4 of the 255 steps, and a few lines may lie over each other.
STEPS = 12

LINES = st.tuples(
    st.floats(-50, 930),
    st.floats(-20, 610),
    st.sampled_from(["Van de opgave van 373 m³ is 176 m³ niet gedekt", "▼ niet gehaald", "jgpÅÇ", "x", "–"]),
    st.sampled_from([style.TEXT, style.STATE, style.TITLE]),
    st.sampled_from([style.INK, style.SOFT, "#0072B2"]),
    st.booleans(),
    st.sampled_from(["left", "center", "right"]),
    st.sampled_from(["top", "center", "baseline", "bottom"]),
)


def pixels(kind, lines, fineness=style.DPI, **changes) -> np.ndarray:
    """Return a picture of these lines, written as this kind of text."""
    figure = style.new_figure(SIZE)
    for x, y, text, size, colour, bold, align, vertical in lines:
        look = {**style.text_style(size, colour, bold=bold), "ha": align, "va": vertical, **changes}
        figure.add_artist(kind(x / SIZE[0], y / SIZE[1], text, transform=figure.transFigure, **look))
    figure.set_dpi(fineness)
    figure.canvas.draw()
    return np.asarray(figure.canvas.buffer_rgba()).astype(int)


def assert_alike(one: np.ndarray, other: np.ndarray) -> None:
    apart = abs(one - other).max(axis=2)
    assert apart.max() <= 1
    assert (apart > 0).sum() <= FEW


# Looking for a smaller example keeps the pictures of every failure: that took all memory of a machine.
@settings(
    deadline=None, max_examples=40, phases=[one for one in Phase if one not in (Phase.shrink, Phase.explain)]
)
@given(st.lists(LINES, min_size=1, max_size=12), st.sampled_from(FINENESSES))
def test_what_is_kept_is_what_matplotlib_draws(lines, fineness):
    plain = pixels(Text, lines, fineness)
    for _ in range(2):
        assert abs(plain - pixels(Lettering, lines, fineness)).max() <= STEPS


def line(text="Gas per woning", **changes):
    given = {"x": 200, "y": 300, "size": style.TEXT, "colour": style.INK, "bold": False, "align": "left"}
    found = {**given, **changes}
    return (
        found["x"], found["y"], text, found["size"], found["colour"], found["bold"], found["align"], "top",
    )  # fmt: skip


@pytest.mark.parametrize(
    "changes",
    [
        {"rotation": 90},
        {"alpha": 0.4},
        {"path_effects": style.halo()},
        {"linespacing": 2.0},
        {"visible": False},
    ],
    ids=lambda one: next(iter(one)),
)
def test_whatever_else_is_asked_of_a_text_is_done(changes):
    plain = pixels(Text, [line()], **changes)
    assert_alike(plain, pixels(Lettering, [line()], **changes))
    assert abs(plain - pixels(Lettering, [line()])).max() > 1


@pytest.mark.parametrize("text", ["over\ntwee regels", "lang " * 120, "", " "])
def test_lines_that_are_not_kept_are_drawn_all_the_same(text):
    assert_alike(pixels(Text, [line(text)]), pixels(Lettering, [line(text)]))


def test_texts_that_differ_in_one_thing_are_not_taken_for_each_other():
    one = line()
    others = [
        line("Gas per wonimg"),
        line(x=200.4),
        line(size=style.TITLE),
        line(bold=True),
        line(colour=style.SOFT),
        line(align="right"),
    ]
    first = pixels(Lettering, [one])
    for other in others:
        shown = pixels(Lettering, [other])
        assert abs(first - shown).max() > 1
        assert_alike(shown, pixels(Text, [other]))


def test_a_text_can_still_be_changed_after_it_was_written():
    figure = style.new_figure(SIZE)
    written = style.write(figure, 100, 300, "eerst")
    first = style.to_png(figure)
    written.set_text("later")
    later = style.to_png(figure)
    assert first != later
    written.set_text("eerst")
    assert style.to_png(figure) == first
