"""The look that all figures share: sizes, colours, marks, titles and source lines.

Figures are drawn at the pixel size at which they are shown, so every length here is in pixels of the screen, with
the origin at the lower left. Nothing in this package uses pyplot or depends on a user's matplotlib settings.

Colours and sizes are those of ``wijkdata.look``. What was checked of the colours (WCAG 2 contrast; Machado, Oliveira
and Fernandes 2009 for colour blindness):

- Text is `INK` (17.4:1 on white, 15.7:1 on the screen's grey) or `SOFT` (7.0:1 and 6.3:1): AA and AAA. Text never
  takes the colour of a theme.
- Of the theme colours #56B4E9 (2.3:1) and #E69F00 (2.2:1) stay below the 3:1 that a mark needs on white. Every
  coloured mark therefore has a dark edge, and a line in such a colour a dark casing (`line_effects`).
- Some theme colours come close for colour-blind people (#D55E00 and #8C6D1F for protanopia, #0072B2 and #117A8B for
  tritanopia, CIE76 difference about 6). Colour never stands alone: the theme or indicator is named beside it.
- The classes of a map (`shades`) are one hue in equal steps of lightness, so they keep their order in grey.
"""

from __future__ import annotations

import io
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, cast

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import AbstractPathEffect, Normal, Stroke
from matplotlib.text import Text
from PIL import Image

from wijkdata import look
from wijkdata.plots.lettering import Lettering

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DPI = 100
TEXT, STATE, TITLE = look.TEXT, look.STATE, look.TITLE
MARGIN = 16
MARKER = 11
LINE = 3.5
LINE_HEIGHT = 1.3
SMALLEST_SIZE = (480, 320)

FONT = look.FONT
PAPER, INK, SOFT, GREY = look.LIGHT.paper, look.LIGHT.ink, look.LIGHT.quiet, look.LIGHT.mark
HATCH = "////"
HATCH_COLOUR = look.LIGHT.hatch

#: The mark of each status of an objective; the word always stands beside it.
MARKS = {
    "behaald": "✔",
    "op koers": "▲",
    "versnelling nodig": "◆",
    "onvoldoende": "▼",
    "verkeerde richting": "✖",
    "niet te bepalen": "?",
}

#: Statuses of figures that were calculated, not counted or measured: drawn as an open mark.
CALCULATED = ("model", "geschat")

#: What is said at the place of a figure that is not there, by its status.
MISSING_WORDS = {"geheim": "niet openbaar", "ontbreekt": "ontbreekt"}

#: Keeps two words on one line; written as an ordinary space in the end.
TIE = "\u00a0"

_WHITE_SPACE = re.compile(rf"[^\S{TIE}]+")
_SUBSTITUTE = "▯"
#: How hard a picture is packed, from 1 to 9.
_PACKED = 3
#: How much finer than `DPI` a figure may be drawn, for sharp images on a large screen.
_FINENESSES = (1.0, 1.5)
#: The narrowest letter, as a part of the size of the type.
_NARROWEST = 0.25
#: What the title and what notes and source may take of the height at most.
_LARGEST_TITLE_PART = 0.35
_LARGEST_FOOT_PART = 0.22
_ENOUGH_CONTRAST = 3.0


def points(pixels: float) -> float:
    """Convert pixels to the points in which matplotlib measures type and lines."""
    return pixels * 72 / DPI


def new_figure(size: tuple[int, int]) -> Figure:
    """Return an empty white figure of this width and height in pixels.

    Raises
    ------
    ValueError
        If it is smaller than `SMALLEST_SIZE`, where text of 16 px no longer fits.
    """
    if size[0] < SMALLEST_SIZE[0] or size[1] < SMALLEST_SIZE[1]:
        raise ValueError(f"a figure needs at least {SMALLEST_SIZE} pixels, not {size}")
    figure = Figure(figsize=(size[0] / DPI, size[1] / DPI), dpi=DPI, facecolor=PAPER)
    figure.set_layout_engine("none")
    FigureCanvasAgg(figure)
    return figure


def to_png(figure: Figure) -> bytes:
    """Return the figure as PNG at its own size; the same figure always gives the same bytes.

    Pictures follow a slider, so they are packed in the way that takes half the time and, with large even fields, less
    room (a page of bars: 21 ms and 150 kB, as matplotlib does it 37 ms and 169 kB). Nothing is lost by it: paper is
    not see-through.
    """
    canvas = cast("Any", figure.canvas)
    canvas.draw()
    drawn = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    buffer = io.BytesIO()
    drawn.convert("RGB").save(buffer, format="png", compress_level=_PACKED)
    return buffer.getvalue()


def sentences(figure: Figure) -> list[str]:
    """Return what is written on a figure, from its title to its source; not what stands along the axes."""
    own = [*figure.texts, *(one for one in figure.artists if isinstance(one, Text))]
    written = [*own, *(one for axes in figure.axes for one in axes.texts)]
    lines = (clean(one.get_text()) for one in written if one.get_visible())
    return [one for one in lines if one]


def size_of(figure: Figure) -> tuple[float, float]:
    """Return the width and height in pixels."""
    return float(figure.bbox.width), float(figure.bbox.height)


# --- text ----------------------------------------------------------------------------------------------------


def clean(text: str) -> str:
    """Return the text on one line, with a placeholder for each character that the font cannot draw.

    Names and sources are typed by people; a line break or an emoji in one must not break a figure.
    """
    known = _characters()
    one_line = _WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip()
    return "".join(char if ord(char) in known else _SUBSTITUTE for char in one_line)


@lru_cache(maxsize=4096)
def width_of(text: str, size: float = TEXT, *, bold: bool = False) -> float:
    """Return the width in pixels of one line of text.

    Letters are fitted to the pixels, so a line is a little wider or narrower when the figure is drawn finer; the
    widest is returned.
    """
    font = font_manager.FontProperties(family=FONT, size=points(size), weight="bold" if bold else "normal")
    return max(
        float(_ruler(fineness).get_text_width_height_descent(text, font, ismath=False)[0]) / fineness
        for fineness in _FINENESSES
    )


def wrap(text: str, width: float, size: float = TEXT, *, bold: bool = False) -> list[str]:
    """Break the text into lines that fit the width in pixels; a word longer than a line is broken too."""
    whole = clean(text)
    # Most texts fit on one line, and measuring word by word takes long.
    if len(whole) * size * _NARROWEST <= width and width_of(whole, size, bold=bold) <= width:
        return [whole.replace(TIE, " ")] if whole else []
    lines: list[str] = []
    line = ""
    for word in whole.split(" "):
        longer = f"{line} {word}".strip()
        if width_of(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        most = int(width / (size * _NARROWEST)) + 2
        while len(line) > 1 and width_of(line[:most], size, bold=bold) > width:
            lengths = range(2, min(len(line), most))
            fits = bisect_right(lengths, width, key=partial(_width_of_start, line, size, bold)) + 1
            lines.append(line[:fits])
            line = line[fits:]
    return [one.replace(TIE, " ") for one in [*lines, line] if one]


def _width_of_start(text: str, size: float, bold: bool, length: int) -> float:  # noqa: FBT001
    return width_of(text[:length], size, bold=bold)


def shorten(lines: Sequence[str], most: int, width: float, size: float = TEXT) -> list[str]:
    """Keep at most so many lines, ending in an ellipsis where something was left out."""
    if len(lines) <= most:
        return list(lines)
    last = lines[most - 1]
    while last and width_of(f"{last} …", size) > width:
        last = last.rpartition(" ")[0] or last[:-1]
    return [*lines[: most - 1], f"{last} …".strip()]


def text_style(size: float = TEXT, colour: str = INK, *, bold: bool = False) -> dict[str, Any]:
    """Return the keywords with which every text is written, on a figure or on axes."""
    return {
        "fontfamily": FONT,
        "fontsize": points(size),
        "fontweight": "bold" if bold else "normal",
        "color": colour,
        "linespacing": LINE_HEIGHT,
        "parse_math": False,
    }


def write(  # noqa: PLR0913  (place, text and look of one text)
    figure: Figure,
    x: float,
    y: float,
    text: str,
    size: float = TEXT,
    colour: str = INK,
    *,
    bold: bool = False,
    align: str = "left",
    vertical: str = "top",
) -> Text:
    """Write text on the figure, at pixels from its lower left corner."""
    width, height = size_of(figure)
    settings = {"ha": align, "va": vertical, **text_style(size, colour, bold=bold)}
    written = Lettering(x / width, y / height, text, transform=figure.transFigure, **settings)
    figure.add_artist(written)
    return written


def write_lines(
    figure: Figure, x: float, top: float, lines: Sequence[str], size: float = TEXT, colour: str = INK
) -> float:
    """Write lines below each other from this height down, and return the height at which they end."""
    for number, line in enumerate(lines):
        write(figure, x, top - number * size * LINE_HEIGHT, line, size, colour)
    return top - len(lines) * size * LINE_HEIGHT


def add_title(figure: Figure, title: str, part: float = _LARGEST_TITLE_PART) -> float:
    """Write the finding at the top left over the whole width, and return the height at which it ends.

    It is wrapped, never cut off. A title so long that it would take more than this part of the height is set smaller,
    down to the size of the text; only what does not even fit then ends in an ellipsis.
    """
    width, height = size_of(figure)
    available = width - 2 * MARGIN
    room = part * height
    for size in (TITLE, 22, TEXT):
        lines = wrap(title, available, size)
        if len(lines) * size * LINE_HEIGHT <= room:
            break
    most = max(1, int(room / (size * LINE_HEIGHT)))
    lines = shorten(lines, most, available, size)
    return write_lines(figure, MARGIN, height - MARGIN * 0.75, lines, size)


def add_source(figure: Figure, source: str, notes: Sequence[str] = ()) -> float:
    """Write the notes and below them the source at the bottom, and return the height at which they begin.

    Together they take a fifth of the height at most; what does not fit ends in an ellipsis, notes before the source.
    """
    width, height = size_of(figure)
    available = width - 2 * MARGIN
    most = max(2, int(_LARGEST_FOOT_PART * height / (TEXT * LINE_HEIGHT)))
    below = shorten(wrap(source, available), most, available)
    lines = [line for note in notes for line in wrap(note, available)]
    lines = shorten(lines, most - len(below), available) if most > len(below) else []
    lines += below
    top = MARGIN * 0.5 + len(lines) * TEXT * LINE_HEIGHT
    write_lines(figure, MARGIN, top, lines, TEXT, SOFT)
    return top


def state_text(state: str) -> str:
    """Return the mark and the word of a status of an objective: ``▲ op koers``.

    Raises
    ------
    ValueError
        For a word that is no status.
    """
    if state not in MARKS:
        raise ValueError(f"unknown status {state!r}; known are {', '.join(MARKS)}")
    return f"{MARKS[state]} {state}"


# --- axes ----------------------------------------------------------------------------------------------------


def add_axes(figure: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Add axes at this place in pixels, with only the line along the bottom."""
    whole_width, whole_height = size_of(figure)
    axes = figure.add_axes(
        (left / whole_width, bottom / whole_height, width / whole_width, height / whole_height)
    )
    axes.set_facecolor("none")
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(INK)
    axes.spines["bottom"].set_linewidth(points(1.5))
    axes.tick_params(
        labelsize=points(TEXT),
        labelfontfamily=FONT,
        labelcolor=INK,
        color=INK,
        width=points(1.5),
        length=points(6),
        pad=points(4),
    )
    axes.tick_params(axis="y", length=0, labelcolor=SOFT)
    axes.grid(visible=False)
    return axes


# --- marks ---------------------------------------------------------------------------------------------------


def add_line(
    axes: Axes, x: Sequence[float], y: Sequence[float], colour: str, *, planned: bool = False
) -> Line2D:
    """Draw a line in the colour of a theme: solid for what was measured, dashed for what is planned."""
    line = Line2D(
        x,
        y,
        color=colour,
        linewidth=points(LINE if not planned else LINE - 0.5),
        linestyle=(0, (3, 2)) if planned else "solid",
        solid_capstyle="round",
        dash_capstyle="butt",
        path_effects=line_effects(colour, LINE if not planned else LINE - 0.5),
        zorder=3 if not planned else 2.5,
    )
    axes.add_line(line)
    return line


def add_marker(
    axes: Axes,
    x: float,
    y: float,
    colour: str,
    *,
    filled: bool = True,
    shape: str = "o",
    size: float = MARKER,
) -> Line2D:
    """Draw one mark with a dark edge: filled for a measured value, open for a calculated or planned one."""
    marker = Line2D(
        [x],
        [y],
        linestyle="none",
        marker=shape,
        markersize=points(size),
        markerfacecolor=colour if filled else PAPER,
        markeredgecolor=INK,
        markeredgewidth=points(1.5),
        clip_on=False,
        zorder=4,
    )
    axes.add_line(marker)
    return marker


def hatched(x: float, y: float, width: float, height: float, **where: Any) -> Rectangle:
    """Return the hatched rectangle that stands where a figure is missing."""
    return Rectangle(
        (x, y), width, height, facecolor=PAPER, edgecolor=HATCH_COLOUR, hatch=HATCH, linewidth=0, **where
    )


def add_leader(figure: Figure, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw a thin line from a point to the label that stands away from it, in pixels of the figure."""
    width, height = size_of(figure)
    x, y = [start[0] / width, end[0] / width], [start[1] / height, end[1] / height]
    figure.add_artist(Line2D(x, y, color=GREY, linewidth=points(1), zorder=1))


def line_effects(colour: str, width: float) -> list[AbstractPathEffect]:
    """Return a dark casing for a line in a colour too light for white paper; nothing for the others."""
    if contrast(colour, PAPER) >= _ENOUGH_CONTRAST:
        return []
    return [Edge(width + 1.5, SOFT), Normal()]


def halo(width: float = 4) -> list[AbstractPathEffect]:
    """Return a white edge for text that stands on something else."""
    return [Edge(width, PAPER), Normal()]


class Edge(Stroke):
    """An edge around a line or a text, of so many pixels in one colour."""

    def __init__(self, width: float, colour: str) -> None:
        super().__init__(linewidth=points(width), foreground=colour)
        self.width, self.colour = width, colour


# --- colours -------------------------------------------------------------------------------------------------


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours: from 1 (the same) to 21 (black on white)."""
    low, high = sorted((_luminance(to_rgb(one)), _luminance(to_rgb(other))))
    return (high + 0.05) / (low + 0.05)


def shades(colour: str, count: int) -> list[str]:
    """Return this many shades of one colour, from light to dark in equal steps of lightness (CIE L* 92 to 32)."""
    steps = [92.0] if count == 1 else [92 - 60 * number / (count - 1) for number in range(count)]
    return [with_lightness(to_rgb(colour), step) for step in steps]


def lightness(colour: str) -> float:
    """Return the lightness of a colour (CIE L*): 0 is black, 100 is white."""
    return 116 * _lightness_root(_luminance(to_rgb(colour))) - 16


def _lightness_root(luminance: float) -> float:
    return float(luminance ** (1 / 3)) if luminance > 0.008856 else 7.787 * luminance + 16 / 116


def with_lightness(colour: tuple[float, float, float], wanted_lightness: float) -> str:
    """Mix the colour with white or black until it has this lightness (CIE L*)."""
    wanted = ((wanted_lightness + 16) / 116) ** 3
    toward = 1.0 if wanted > _luminance(colour) else 0.0
    low, high = 0.0, 1.0
    for _ in range(24):
        part = (low + high) / 2
        mixed = _mix(colour, toward, part)
        if (_luminance(mixed) < wanted) == (toward == 1.0):
            low = part
        else:
            high = part
    return to_hex(_mix(colour, toward, (low + high) / 2))


def _mix(colour: tuple[float, float, float], toward: float, part: float) -> tuple[float, float, float]:
    red, green, blue = ((1 - part) * channel + part * toward for channel in colour)
    return red, green, blue


def _luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@cache
def _ruler(fineness: float) -> Any:
    """Return a renderer that is only used to measure text; matplotlib does not type it."""
    renderer: Any = RendererAgg
    return renderer(1, 1, DPI * fineness)


@cache
def _characters() -> frozenset[int]:
    path = font_manager.findfont(font_manager.FontProperties(family=FONT))
    return frozenset(font_manager.get_font(path).get_charmap())
