"""Lines of text that are drawn once and then kept, so that a picture can follow a slider.

Most of the time of a picture goes into its letters: matplotlib lays them out and draws them one by one, each time
anew, while most lines of a picture stay as they were. `Lettering` keeps how a line covers the pixels and lays that on
the next picture. What comes out is what matplotlib draws, to the pixel.
"""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import Any, NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

#: So many lines are kept; a line over the whole width of a picture takes 180 kB.
_KEPT = 128
#: Width and height of the largest line that is kept, on a screen of 1366 px. [pixels]
_LARGEST = 1400, 120
_DPI = 100
#: Room around a line, for what letters stick out. [pixels]
_EDGE = 8


class _Line(NamedTuple):
    """The pixels of a line, from below and see-through where it is not, and how far from its place they begin."""

    image: np.ndarray
    right: int
    up: int


class Lettering(Text):
    """One line of text on a figure, drawn at once from what was kept of it.

    Text that was turned, has an edge or is partly see-through is drawn as matplotlib does, and so is all text in a
    figure that is not drawn in pixels.
    """

    def set_linespacing(self, spacing: Any) -> None:
        """Set how high a line is, as a part of the size of the type; matplotlib does not tell it afterwards."""
        super().set_linespacing(spacing)
        self._spacing = spacing

    def draw(self, renderer: Any) -> None:
        """Lay the line on the picture."""
        if not isinstance(renderer, RendererAgg) or not self._is_plain():
            super().draw(renderer)
            return
        x, y = (float(one) for one in self.get_transform().transform(self.get_position()))
        left, foot = math.floor(x), math.floor(y)
        look = (
            ("fontfamily", tuple(self.get_fontfamily())),
            ("fontsize", float(self.get_fontsize())),
            ("fontweight", self.get_fontweight()),
            ("ha", self.get_horizontalalignment()),
            ("va", self.get_verticalalignment()),
            ("linespacing", self._spacing),
            ("color", self.get_color()),
        )
        # Where in its pixel a line begins decides how its letters fall; a millionth of a pixel does not.
        line = _drawn(self.get_text(), look, round(x - left, 6), round(y - foot, 6), float(renderer.dpi))
        if line is None:
            super().draw(renderer)
            return
        drawing: Any = renderer
        context = drawing.new_gc()
        drawing.draw_image(context, left + line.right, foot + line.up, line.image)
        context.restore()

    def _is_plain(self) -> bool:
        turned = self.get_rotation() != 0 or "\n" in self.get_text()
        return self.get_visible() and not turned and self.get_alpha() is None and not self.get_path_effects()


@lru_cache(_KEPT)
def _drawn(text: str, look: tuple[tuple[str, Any], ...], x: float, y: float, dpi: float) -> _Line | None:
    """Draw a line of text on a slate of its own; None if it is too large for that.

    Parameters
    ----------
    x, y
        Where in its pixel the place of the text lies. [pixels]
    """
    settings = dict(look)
    slate = _slate(dpi)
    wide, high = slate.get_canvas_width_height()
    left = {"left": 2 * _EDGE, "center": wide // 2, "right": wide - 2 * _EDGE}[settings["ha"]]
    foot = high // 2
    one = Text(left + x, foot + y, text, parse_math=False, transform=IdentityTransform(), **settings)
    one.set_figure(_sheet(dpi))
    extent = one.get_window_extent(slate)
    first, last = int(extent.x0) - _EDGE, int(extent.x1) + _EDGE
    low, top = int(extent.y0) - _EDGE, int(extent.y1) + _EDGE
    if first < 0 or low < 0 or last > wide or top > high:
        return None
    slate.clear()
    one.draw(slate)
    image = np.asarray(slate.buffer_rgba())[high - top : high - low, first:last][::-1].copy()
    # The slate is see-through: what a letter covers in part is mixed in only when the line is laid on a picture.
    image[..., :3] = [round(255 * one) for one in to_rgb(settings["color"])]
    return _Line(image, first - left, low - foot)


@cache
def _sheet(dpi: float) -> Figure:
    """Return a figure that is only there to say how fine is drawn."""
    return Figure(dpi=dpi)


@cache
def _slate(dpi: float) -> Any:
    """Return what single lines are drawn on, of this fineness."""
    drawing: Any = RendererAgg
    return drawing(*(math.ceil(one * dpi / _DPI) for one in _LARGEST), dpi)
