"""What a document consists of, whatever the format it is written in: headings, paragraphs, tables, pictures.

Text in a block is plain text. Nothing in it is markup in any format; each writer sees to that in its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

#: Characters that no document can hold: control characters, halves of a pair, and what is no character at all.
_IMPOSSIBLE = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Characters that turn the direction of what follows, so that a text can look like another one.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Return a text that people typed as every format can hold it: no control signs or tabs, one end of a line."""
    return _TURNS.sub("", _IMPOSSIBLE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 (a chapter) or lower; one of a chapter that begins a page says so."""

    text: str
    level: int = 1
    new_page: bool = False


@dataclass(frozen=True)
class Paragraph:
    """A paragraph.

    Attributes
    ----------
    kind
        Empty, ``lead`` (what matters most), ``small``, ``note`` (small, and beside the matter) or ``warning``.
    """

    text: str
    kind: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list of points."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, its part of the width, and whether its cells are numbers."""

    title: str
    width: float = 1.0
    right: bool = False


@dataclass(frozen=True)
class Table:
    """A table of text. The first column names the row."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    #: Without headings the table is a list of what stands behind each name.
    headed: bool = True


@dataclass(frozen=True)
class Picture:
    """A picture as PNG, with what it shows in words for who cannot see it.

    Attributes
    ----------
    size
        Width and height in pixels.
    """

    png: bytes
    alt: str
    size: tuple[int, int]


Block = Heading | Paragraph | Bullets | Table | Picture


@dataclass(frozen=True)
class Document:
    """A whole document.

    Attributes
    ----------
    stem
        Name of its file, without ending.
    kind
        What it is, such as “Ambitie voor de wijk”.
    front
        What the first page says about it: pairs of a name and a text.
    warning
        What must be said on the first page and at the top of every page; empty for nothing.
    running
        What stands at the top of every page besides that.
    day
        The day of the document.
    """

    stem: str
    kind: str
    title: str
    front: tuple[tuple[str, str], ...]
    warning: str
    running: str
    day: date
    blocks: tuple[Block, ...]


#: What the table of contents is called, and down to which level it goes.
CONTENTS, CONTENTS_LEVEL = "Inhoud", 2
#: A table of contents of so many lines has room on the first page.
CONTENTS_SHORT = 16
#: A list of no more than so many rows and letters is small.
_SMALL_ROWS, _SMALL_LETTERS = 10, 900


def contents(document: Document) -> list[tuple[int, Heading]]:
    """Return the headings of the table of contents, each with its place among the blocks."""
    return [
        (place, one)
        for place, one in enumerate(document.blocks)
        if isinstance(one, Heading) and one.level <= CONTENTS_LEVEL
    ]


def all_texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Give every text in some blocks."""
    for one in blocks:
        match one:
            case Heading() | Paragraph():
                yield one.text
            case Bullets():
                yield from one.items
            case Table():
                yield from (cell for row in one.rows for cell in row)
            case Picture():
                yield one.alt


def kept(blocks: Sequence[Block]) -> list[bool]:
    """Say of each block whether it stays on the page of the next one, as what is said of a table or picture does."""
    found: list[bool] = []
    following: Block | None = None
    for one in reversed(blocks):
        alone = isinstance(one, Paragraph) and (
            isinstance(following, Table | Picture) or (isinstance(following, Paragraph) and found[-1])
        )
        found.append(isinstance(one, Heading) or alone)
        following = one
    return found[::-1]


def together(one: Table) -> bool:
    """Say whether a list is so small that it is not to be divided over pages."""
    letters = sum(len(cell) for row in one.rows for cell in row)
    return not one.headed and len(one.rows) <= _SMALL_ROWS and letters <= _SMALL_LETTERS


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]], *, headed: bool = True) -> Table:
    """Return a table with its texts made fit for every format."""
    return Table(tuple(columns), tuple(tuple(plain(cell) for cell in row) for row in rows), headed)


def named(rows: Iterable[tuple[str, str]]) -> Table:
    """Return a table of names with a text behind each; what has no text is left out."""
    return table(
        [Column("", 0.9), Column("", 3.1)],
        [(name, text) for name, text in rows if text.strip()],
        headed=False,
    )


def paragraph(text: str, kind: str = "") -> Paragraph:
    """Return a paragraph with its text made fit for every format."""
    return Paragraph(plain(text), kind)


def bullets(items: Iterable[str]) -> Bullets:
    """Return a list of points; empty ones are left out."""
    return Bullets(tuple(said for one in items if (said := plain(one))))


def heading(text: str, level: int = 1, *, new_page: bool = False) -> Heading:
    """Return a heading on one line; one of which nothing can be shown says that it has no name."""
    return Heading(" ".join(plain(text).split()) or "zonder naam", level, new_page)
