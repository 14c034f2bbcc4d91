"""The look that screens, figures and documents share: colours in light and dark, and sizes.

Colours are sRGB as ``#RRGGBB``; sizes are in pixels of a screen of 1366×768, and grow with the window. A theme has
its own colour (in ``catalogue.yaml``), the same in light and dark; it never stands alone, for the theme is named
beside it.

What was checked (WCAG 2 contrast, in the tests): text keeps 4.5:1 to everything it stands on, and edges, marks and
the outline of what has the focus 3:1. Of the theme colours #56B4E9 (2.3:1) and #E69F00 (2.2:1) stay below 3:1 on
white; whatever is drawn in them there has a dark edge. On the dark paper all of them pass.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

#: Text, the state of an objective, a title or question, and the one number that matters. [px]
TEXT, STATE, TITLE, NUMBER = 16, 20, 28, 48
#: The least height of what is pressed or filled in. [px]
TARGET = 40
FONT = "DejaVu Sans"
#: What else the screen may use where that is not installed.
FONTS = f'"{FONT}", "Segoe UI", "Helvetica Neue", Arial, sans-serif'


@dataclass(frozen=True)
class Palette:
    """The colours of a mode.

    Attributes
    ----------
    paper, shade
        What things stand on: the page, and the bar with the steps.
    ink, quiet
        Text, and text that may stay in the background.
    line
        Rules between rows; nothing is read off them.
    edge
        Edges of fields and buttons.
    accent, on_accent
        What is being edited or has been chosen, and the text on it.
    wrong, wrong_shade
        What went wrong, and the field in which it did.
    mark
        In figures: lines beside the matter, such as those of the gemeente.
    hatch
        In figures: the hatching where a figure is missing.
    """

    paper: str
    shade: str
    ink: str
    quiet: str
    line: str
    edge: str
    accent: str
    on_accent: str
    wrong: str
    wrong_shade: str
    mark: str
    hatch: str


LIGHT = Palette(
    paper="#FFFFFF",
    shade="#F5F3EE",
    ink="#1A1A1A",
    quiet="#595959",
    line="#D9D5CC",
    edge="#767676",
    accent="#0B5FA5",
    on_accent="#FFFFFF",
    wrong="#A3240A",
    wrong_shade="#FDF1EE",
    mark="#8A8A8A",
    hatch="#B0B0B0",
)

DARK = Palette(
    paper="#161616",
    shade="#242424",
    ink="#F0F0F0",
    quiet="#B8B8B8",
    line="#4A4A4A",
    edge="#8C8C8C",
    accent="#7CBBF2",
    on_accent="#101010",
    wrong="#FF9B85",
    wrong_shade="#3A1D16",
    mark="#8A8A8A",
    hatch="#666666",
)


def css(palette: Palette) -> str:
    """Return the colours as custom properties of CSS: ``--wd-ink: #1A1A1A; …``."""
    named = ((one.name.replace("_", "-"), getattr(palette, one.name)) for one in fields(palette))
    return " ".join(f"--wd-{name}: {colour};" for name, colour in named)
