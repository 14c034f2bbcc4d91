"""Turning pages: what does not fit on the screen is parted, never made smaller and never scrolled.

The screen is laid out in one size of letters that grows with the window, so what fits on a page can be reckoned in
lines: `ROOM` of them stand at the right side of a panel, and of the widest letters that it may be shown in (DejaVu
Sans) 1.8 go on one em of width, of its bold ones 1.6.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import ipywidgets as widgets

from wijkdata.panels.fields import Chips, text_html

_Thing = TypeVar("_Thing")

#: Lines at the right side of a panel, and letters on one of them.
ROOM, SIGNS = 29, 102
#: Lines that the buttons of the pager take.
_BUTTONS = 2
#: Signs of a button on one line of the left side, and what each line of it and its edges take in lines of text.
_CHIP_SIGNS, _CHIP_EDGE = 36, 0.9


@dataclass(frozen=True)
class Frame:
    """What stands around blocks that belong together, again on each page: a heading, the head of a table.

    Attributes
    ----------
    lines
        Lines that it takes.
    """

    before: str = ""
    after: str = ""
    lines: float = 0


@dataclass(frozen=True)
class Block:
    """Text that stays together on a page.

    Attributes
    ----------
    html
        The text, as HTML.
    lines
        Lines that it takes.
    frame
        What stands around it and its neighbours with the same frame.
    counts
        Whether it is counted where the pager says which of how many are shown.
    """

    html: str
    lines: float
    frame: Frame = Frame()
    counts: bool = False


@dataclass(frozen=True)
class Sheet:
    """One page: its HTML, and how many things that are counted stand on it."""

    html: str
    count: int = 0


class Pager(widgets.HBox):
    """Buttons to go back and on, and which part is shown; not there when all fits on one page.

    Parameters
    ----------
    show
        Shows the page with this number, from 0.
    """

    def __init__(self, show: Callable[[int], object]) -> None:
        self._show = show
        self._counts: Sequence[int] = ()
        self._about: object = None
        self.page = 0
        self.back = widgets.Button(description="◀ terug")
        self.on = widgets.Button(description="verder ▶")
        self.where = widgets.HTML()
        self.back.on_click(lambda _button: self.turn(-1))
        self.on.on_click(lambda _button: self.turn(1))
        super().__init__([self.back, self.on, self.where])
        self.add_class("wd-pager")
        self.offer([], None)

    def offer(self, counts: Sequence[int], about: object = None) -> None:
        """Offer pages and show the one at hand; on another subject that is the first.

        Parameters
        ----------
        counts
            How many things stand on each page; zeros where they are not counted.
        about
            What the pages are about.
        """
        if about != self._about:
            self._about, self.page = about, 0
        self._counts = counts
        self.layout.display = "" if len(counts) > 1 else "none"
        self.turn(0)

    def turn(self, by: int) -> None:
        """Go so many pages on, or back."""
        self.go(self.page + by)

    def go(self, page: int) -> None:
        """Show a page, by its number from 0; of one that is not there the nearest."""
        if not self._counts:
            return
        last = len(self._counts) - 1
        self.page = min(max(page, 0), last)
        self.back.disabled, self.on.disabled = self.page == 0, self.page == last
        self.where.value = text_html(self._words())
        self._show(self.page)

    def _words(self) -> str:
        total = sum(self._counts)
        if not total:
            return f"bladzijde {self.page + 1} van {len(self._counts)}"
        first = sum(self._counts[: self.page]) + 1
        last = first + self._counts[self.page] - 1
        if last < first:  # the rest of what began on the page before
            return f"vervolg van {last} van {total}"
        return f"{first} van {total}" if first == last else f"{first}-{last} van {total}"


class PagedChips(widgets.VBox):
    """Chips of which there may be more than there is room for.

    Parameters
    ----------
    room
        Lines of text that there is room for.
    """

    def __init__(self, room: float) -> None:
        self._room = room
        self._parts: list[list[tuple[str, str, Callable[[], object]]]] = [[]]
        self.chips = Chips()
        self.pager = Pager(lambda page: self.chips.fill(self._parts[page]))
        super().__init__([self.chips, self.pager])

    def fill(self, entries: Sequence[tuple[str, str, Callable[[], object]]], about: object = None) -> None:
        """Show these, given as `Chips.fill` takes them; on another subject from the first."""
        self._parts = parted(entries, lambda one: lines_of(one[0], _CHIP_SIGNS) + _CHIP_EDGE, self._room)
        self.pager.offer([len(one) for one in self._parts], about)


def lines_of(text: str, signs: int) -> int:
    """Return about how many lines a text takes of so many letters each."""
    return len(_wrapped(text, signs))


def pieces(text: str, signs: int, lines: int) -> list[str]:
    """Cut a text that is too long for one page into pieces of so many lines; a short one comes back whole."""
    wrapped = _wrapped(text, signs)
    starts = range(0, len(wrapped), lines)
    return ["".join(wrapped[start : start + lines]).strip("\n") for start in starts]


def _wrapped(text: str, signs: int) -> list[str]:
    """Return a text in lines, with the white space at which they end."""
    found: list[str] = []
    for line in text.splitlines(keepends=True) or [""]:
        parts = textwrap.wrap(
            line.rstrip("\r\n"), signs, drop_whitespace=False, replace_whitespace=False, expand_tabs=False
        )
        found += [*parts[:-1], (parts[-1] if parts else "") + "\n" * line.endswith(("\n", "\r"))]
    return found


def parted(
    things: Iterable[_Thing], lines: Callable[[_Thing], float], room: float = ROOM
) -> list[list[_Thing]]:
    """Part things over pages of so many lines; one empty page for none."""
    listed = list(things)
    if sum(map(lines, listed)) <= room:
        return [listed]
    pages: list[list[_Thing]] = [[]]
    used = 0.0
    for one in listed:
        size = lines(one)
        if pages[-1] and used + size > room - _BUTTONS:
            pages.append([])
            used = 0
        pages[-1].append(one)
        used += size
    return pages


def sheets(blocks: Sequence[Block], *, title: str = "", room: float = ROOM) -> list[Sheet]:
    """Lay blocks out over pages.

    Parameters
    ----------
    title
        HTML at the top of each page; the lines that it takes are to be taken from `room`.
    """
    if _size(blocks) <= room:
        return [_sheet(blocks, title)]
    found: list[list[Block]] = [[]]
    for one in blocks:
        if found[-1] and _size([*found[-1], one]) > room - _BUTTONS:
            found.append([])
        found[-1].append(one)
    return [_sheet(one, title) for one in found]


def _size(blocks: Sequence[Block]) -> float:
    frames = [one.frame for before, one in zip([None, *blocks], blocks, strict=False) if _opens(before, one)]
    return sum(one.lines for one in blocks) + sum(one.lines for one in frames)


def _opens(before: Block | None, one: Block) -> bool:
    return before is None or before.frame != one.frame


def _sheet(blocks: Sequence[Block], title: str) -> Sheet:
    text = title
    before: Block | None = None
    for one in blocks:
        if _opens(before, one):
            text += (before.frame.after if before else "") + one.frame.before
        text += one.html
        before = one
    return Sheet(text + (before.frame.after if before else ""), sum(one.counts for one in blocks))
