"""The same figure on dark paper: every neutral colour takes its counterpart, a theme keeps its own.

A tint of a theme, on which text stands, changes from light to dark with the text. Text in black or white was chosen
for the mark on which it stands, in the full colour of a theme, and stays as it is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgb, to_rgba
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from wijkdata import catalogue
from wijkdata.look import DARK, LIGHT
from wijkdata.plots import style

_NEUTRAL = {getattr(LIGHT, one): getattr(DARK, one) for one in ("paper", "ink", "quiet", "mark", "hatch")}
_ON_A_MARK = ("#000000", "#FFFFFF")
#: Colours of which the channels differ less than this are warm or cool greys.
_NO_TINT = 0.06
#: How much grey there is in the colour of a tint.
_GREY_PART = 0.35


def darken(figure: Figure) -> None:
    """Put a figure on dark paper; one that is there already stays as it is."""
    if _hex(figure.get_facecolor()) == DARK.paper:
        return
    for one in figure.findobj():
        if isinstance(one, Text):
            _darken_text(one)
        elif isinstance(one, Line2D):
            _darken_line(one)
        elif isinstance(one, (Patch, Collection)):
            _darken_faces(one)
        _darken_edges(one)


def dark(colour: Any) -> Any:
    """Return the counterpart of a colour on dark paper, as see-through as it was; “none” stays none."""
    if isinstance(colour, str) and colour in ("none", "auto", "None"):
        return colour
    found = _counterpart(_hex(colour))
    alpha = to_rgba(colour)[3]
    return found if alpha == 1 else to_rgba(found, alpha)


@cache
def _counterpart(colour: str) -> str:
    if colour in _NEUTRAL:
        return str(_NEUTRAL[colour])
    if colour in {one.colour.upper() for one in catalogue.themes().values()}:
        return colour
    darkest = style.lightness(DARK.paper)
    part = 1 - style.lightness(colour) / 100
    wanted = darkest + part * (style.lightness(DARK.ink) - darkest)
    return style.with_lightness(_of_its_own(to_rgb(colour)), wanted).upper()


def _of_its_own(colour: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return the colour of which a tint is one; made darker, a tint itself would be grey."""
    least, most = min(colour), max(colour)
    if most - least < _NO_TINT:
        return colour
    red, green, blue = (
        _GREY_PART * 0.5 + (1 - _GREY_PART) * (one - least) / (most - least) for one in colour
    )
    return red, green, blue


def _darken_text(one: Text) -> None:
    if _hex(one.get_color()) not in _ON_A_MARK:
        one.set_color(dark(one.get_color()))
    box = one.get_bbox_patch()
    if box is not None:
        _darken_faces(box)


def _darken_line(one: Line2D) -> None:
    colours = one.get_color(), one.get_markerfacecolor(), one.get_markeredgecolor()
    one.set(color=dark(colours[0]), markerfacecolor=dark(colours[1]), markeredgecolor=dark(colours[2]))


def _darken_faces(one: Patch | Collection) -> None:
    if isinstance(one, Patch):
        faces, edges = one.get_facecolor(), one.get_edgecolor()
        # What is see-through as a whole gives that with its colours; it is not to count twice.
        alpha = one.get_alpha()
        one.set_facecolor(dark(to_rgba(faces, 1) if alpha is not None else faces))
        one.set_edgecolor(dark(to_rgba(edges, 1) if alpha is not None else edges))
        return
    one.set_facecolor(_all(one.get_facecolor(), one))
    one.set_edgecolor(_all(one.get_edgecolor(), one))


def _all(colours: Any, one: Collection) -> Any:
    if not len(colours):
        return "none"
    whole = one.get_alpha() is not None
    return [dark(to_rgba(each, 1) if whole else tuple(each)) for each in colours]


def _darken_edges(one: Artist) -> None:
    effects: Sequence[Any] = one.get_path_effects()
    if effects:
        one.set_path_effects(
            [
                style.Edge(each.width, dark(each.colour)) if isinstance(each, style.Edge) else each
                for each in effects
            ]
        )


def _hex(colour: Any) -> str:
    return to_hex(colour).upper()
