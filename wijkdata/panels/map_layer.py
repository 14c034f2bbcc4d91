"""What lies over the picture of a map: the words of the area that is pointed at, and what a press on it does.

The map itself stays a picture. The layer is SVG in the page: the browser shows what is pointed at by itself, and a
press chooses the area in a list beside the map, which is also how it is chosen from the keyboard.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wijkdata.plots.maps import Place

#: Width of a letter and height of a line of the words on the map [px], and the room around them.
_LETTER, _LINE, _AROUND = 9.4, 21, 6

#: Chooses in the list what was pressed: there each area has the place that its outline names.
_PRESS = (
    "const area = event.target.closest('[data-place]'); "
    "const list = area && this.closest('.wd-panel').querySelector('.wd-pointed select'); "
    "if (list) { list.selectedIndex = Number(area.dataset.place); "
    "list.dispatchEvent(new Event('change', {bubbles: true})); }"
)


def map_layer(
    outlines: Mapping[str, tuple[str, Place]],
    words: Mapping[str, Sequence[str]],
    places: Mapping[str, int],
    *,
    pointed: str | None,
    size: tuple[int, int],
) -> str:
    """Return the layer as HTML.

    Parameters
    ----------
    outlines
        By code the outline and a point within it, as ``maps.outlines_in_picture`` returns them.
    words
        By code the lines that are shown at an area: its name, and its value or why there is none.
    places
        By code its place in the list beside the map.
    pointed
        The area that was chosen in the list: its words stay.
    size
        Width and height of the picture [px].
    """
    there = [code for code in outlines if code in words and code in places]
    # What was chosen comes last, so that nothing lies over it.
    areas = "".join(
        _area(*outlines[code], words[code], places[code], size, on=code == pointed)
        for code in sorted(there, key=lambda code: code == pointed)
    )
    width, height = size
    return (
        f'<svg class="wd-map-layer" viewBox="0 0 {width} {height}" preserveAspectRatio="xMinYMin meet" '
        f'aria-hidden="true" onclick="{html.escape(_PRESS)}">{areas}</svg>'
    )


def _area(
    outline: str, point: Place, words: Sequence[str], place: int, size: tuple[int, int], *, on: bool
) -> str:
    width = max(map(len, words)) * _LETTER + 2 * _AROUND
    height = len(words) * _LINE + _AROUND
    left = min(max(point[0] - width / 2, 0), size[0] - width)
    # Above what is pointed at, so that the pointer hides nothing; below it at the upper edge.
    top = point[1] - height - 12 if point[1] > height + 12 else point[1] + 18
    lines = "".join(
        f'<text x="{left + _AROUND:.0f}" y="{top + (number + 0.8) * _LINE:.0f}">{html.escape(line)}</text>'
        for number, line in enumerate(words)
    )
    return (
        f'<g class="wd-spot{" wd-on" if on else ""}" data-place="{place}"><path d="{outline}"/>'
        f'<g class="wd-spot-words"><rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{height}"/>'
        f"{lines}</g></g>"
    )
