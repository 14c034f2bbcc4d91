"""The look: what stands on what keeps enough contrast in light and in dark, and it is said in one place."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

import wijkdata
from wijkdata import catalogue, look
from wijkdata.panels import stylesheet
from wijkdata.plots import style

PALETTES = {"light": look.LIGHT, "dark": look.DARK}
AA_TEXT, AA_MARK = 4.5, 3.0
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b")


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance and contrast ratio; written out here, apart from what the figures use."""
    parts = []
    for colour in (one, other):
        channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
        parts.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(parts) + 0.05) / (min(parts) + 0.05)


def test_contrast_is_that_of_the_standard():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # the grey that just fails
    for theme in catalogue.themes().values():
        assert style.contrast(theme.colour, "#FFFFFF") == pytest.approx(
            contrast(theme.colour, "#FFFFFF"), rel=1e-3
        )


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_text_can_be_read_on_whatever_it_stands_on(palette):
    for text in (palette.ink, palette.quiet, palette.accent, palette.wrong):
        for ground in (palette.paper, palette.shade, palette.wrong_shade):
            assert contrast(text, ground) >= AA_TEXT, (text, ground)
    assert contrast(palette.on_accent, palette.accent) >= AA_TEXT


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
def test_edges_marks_and_the_outline_of_the_focus_can_be_seen(palette):
    for mark in (palette.edge, palette.accent, palette.wrong, palette.mark):
        for ground in (palette.paper, palette.shade):
            assert contrast(mark, ground) >= AA_MARK, (mark, ground)


def test_a_theme_too_light_for_white_paper_gets_an_edge_and_on_dark_paper_none_needs_one():
    colours = {one.id: one.colour for one in catalogue.themes().values()}
    light = {key for key, one in colours.items() if contrast(one, look.LIGHT.paper) < AA_MARK}
    assert light == {"energiebesparing", "woonlasten"}
    for key, colour in colours.items():
        assert bool(style.line_effects(colour, style.LINE)) == (key in light), key
        assert contrast(colour, look.DARK.paper) >= AA_MARK, key


def test_themes_have_colours_of_their_own():
    own = [one.colour for one in catalogue.themes().values() if not one.context]
    assert len(own) == 9
    assert len(set(own)) == 9


def test_figures_take_their_look_from_here():
    assert (look.LIGHT.paper, look.LIGHT.ink, look.LIGHT.quiet) == (style.PAPER, style.INK, style.SOFT)
    assert (style.TEXT, style.STATE, style.TITLE) == (16, 20, 28)


def test_the_style_of_the_screen_names_no_colour_itself():
    written = resources.files("wijkdata.panels").joinpath("screen.css").read_text(encoding="utf-8")
    assert COLOUR.findall(written) == []
    shown = stylesheet().value
    used = set(re.findall(r"var\((--wd-[a-z-]+)\)", written))
    assert used > {"--wd-ink", "--wd-accent"}
    for name in used:
        assert f"{name}:" in shown, name
    for palette in PALETTES.values():
        assert look.css(palette) in shown


def test_the_documents_name_no_colour_themselves():
    written = [
        one for one in resources.files("wijkdata.reports").iterdir() if one.name.endswith((".py", ".typ"))
    ]
    assert {"docx.py", "html.py", "pptx.py", "document.typ"} <= {one.name for one in written}
    for one in written:
        text = one.read_text(encoding="utf-8")
        assert COLOUR.findall(text) == [], one.name
        assert re.findall(r'"#?[0-9A-Fa-f]{6}"', text) == [], one.name


def test_the_page_around_the_screen_uses_the_same_colours():
    folder = Path(wijkdata.__file__).parent / "jupyter" / "voila" / "templates" / "wijkdata"
    known = {getattr(one, name).upper() for one in PALETTES.values() for name in one.__dataclass_fields__}
    found = {
        colour.upper()
        for path in folder.glob("*.j2")
        for colour in COLOUR.findall(path.read_text(encoding="utf-8"))
    }
    assert found
    assert found <= known, found - known
