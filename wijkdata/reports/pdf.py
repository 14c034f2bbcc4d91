"""A document as PDF: tagged, in fonts that are always at hand, and with nothing of the machine it is made on."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from wijkdata.look import LIGHT
from wijkdata.reports.blocks import (
    CONTENTS,
    CONTENTS_LEVEL,
    CONTENTS_SHORT,
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
    contents,
    kept,
    together,
)

_TEMPLATE = "document.typ"
#: A word as long as this may be broken after a sign, or anywhere: an address must not run off the paper.
_LONG_WORD = re.compile(r"\S{24,}")
_ROOM = "\u200b"
#: A row of so many letters can be higher than a page, and must be able to go on on the next one.
_MOST_TOGETHER = 1500


def file(document: Document) -> bytes:
    """Return a document as the bytes of a PDF file; the same document always gives the same bytes."""
    import matplotlib as mpl  # noqa: PLC0415  (only for the fonts that it brings)
    import typst  # noqa: PLC0415  (only needed for PDF)

    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    moment = datetime(document.day.year, document.day.month, document.day.day, tzinfo=UTC)
    # The typesetter reads files below a folder of its own, and nothing else.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text = resources.files("wijkdata.reports").joinpath(_TEMPLATE).read_text(encoding="utf-8")
        (folder / _TEMPLATE).write_text(text, encoding="utf-8")
        (folder / "data.json").write_text(json.dumps(_data(document, folder)), encoding="utf-8")
        return typst.compile(
            str(folder / _TEMPLATE),
            root=str(folder),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            timestamp=moment,
        )


def _data(document: Document, folder: Path) -> dict[str, Any]:
    day = document.day
    return {
        "what": document.kind,
        "title": _text(document.title),
        "warning": _text(document.warning),
        "running": _text(document.running),
        "front": [[_text(name), _text(text)] for name, text in document.front],
        "ink": LIGHT.ink,
        "soft": LIGHT.quiet,
        "line": LIGHT.line,
        "contents": CONTENTS,
        "contents_level": CONTENTS_LEVEL,
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "contents_short": len(contents(document)) <= CONTENTS_SHORT,
        "blocks": [
            _block(one, folder, number) | {"keep": stays}
            for number, (one, stays) in enumerate(zip(document.blocks, kept(document.blocks), strict=True))
        ],
    }


def _block(block: Block, folder: Path, number: int) -> dict[str, Any]:
    match block:
        case Heading():
            return {
                "kind": "heading",
                "text": _text(block.text),
                "level": block.level,
                "new_page": block.new_page,
            }
        case Paragraph():
            return {"kind": "paragraph", "text": _text(block.text), "look": block.kind}
        case Bullets():
            return {"kind": "bullets", "items": [_text(one) for one in block.items]}
        case Table():
            return {
                "kind": "table",
                "headed": block.headed,
                "head": [_text(one.title) for one in block.columns],
                "widths": [one.width for one in block.columns],
                "right": [one.right for one in block.columns],
                "together": together(block),
                "whole": [sum(map(len, row)) < _MOST_TOGETHER for row in block.rows],
                "rows": [[_text(cell) for cell in row] for row in block.rows],
            }
        case Picture():
            (folder / f"{number}.png").write_bytes(block.png)
            return {"kind": "picture", "path": f"{number}.png", "alt": block.alt}


def _text(text: str) -> str:
    """Return a text with places in its long words where a line can end."""
    return _LONG_WORD.sub(_with_room, text)


def _with_room(found: re.Match[str]) -> str:
    pieces = re.findall(r"[^/\-_.?=&]{1,24}[/\-_.?=&]*|[/\-_.?=&]{1,24}", found[0])
    return _ROOM.join(pieces)
