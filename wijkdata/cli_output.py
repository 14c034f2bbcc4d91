"""What a command of ``wijkdata`` prints: JSON for programs, tables and reasons for people."""

from __future__ import annotations

import json
import math
import sys
import textwrap
from typing import TYPE_CHECKING, Any

from wijkdata import terminal

if TYPE_CHECKING:
    import pandas as pd

#: Characters on a line of text under a table.
_LINE = 100


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame as a program reads them."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def print_json(content: Any) -> int:
    """Print content for programs; returns the exit code of a command that is done."""
    # A program reads UTF-8 whatever the console can show; a lost ₂ or ³ would change a name or a unit.
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    print(terminal.escaped(json.dumps(_plain(content), ensure_ascii=False, indent=2, allow_nan=False)))
    return 0


def _plain(content: Any) -> Any:
    """Return content as JSON knows it: no NaN, no numpy numbers, whole years as whole numbers."""
    if isinstance(content, dict):
        return {str(key): _plain(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_plain(one) for one in content]
    if hasattr(content, "item"):
        content = content.item()
    if isinstance(content, float):
        if not math.isfinite(content):
            return None
        return int(content) if content.is_integer() else content
    return content


def print_table(frame: pd.DataFrame) -> int:
    """Print a frame in columns; returns the exit code of a command that is done."""
    cells = [list(map(str, frame.columns)), *([str(cell) for cell in row] for row in frame.to_numpy())]
    widths = [max(len(row[place]) for row in cells) for place in range(len(frame.columns))]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    return 0


def print_gaps(found: pd.DataFrame, reason: str) -> int:
    """Say under a table why there is no figure: per reason which indicators and years it concerns."""
    from wijkdata import catalogue, dutch  # noqa: PLC0415

    gaps = found[found["value"].isna()]
    told = gaps[reason].where(gaps[reason] != "", gaps["status"])
    for position, (text, of_reason) in enumerate(gaps.groupby(told, sort=False)):
        which = []
        for indicator, rows in of_reason.groupby("indicator", sort=False):
            years = dutch.join(str(int(year)) for year in rows["year"].dropna())
            which.append(catalogue.indicator(str(indicator)).name + (f" ({years})" if years else ""))
        print("" if position else "\nZonder cijfer:")
        for line, indent in ((dutch.sentence(str(text)), "  "), ("; ".join(which), "    ")):
            print(filled(line, first=indent, later=indent))
    return 0


def filled(line: str, *, first: str = "", later: str = "") -> str:
    """Return a text on lines that fit under a table, with what stands before the first and before the later ones."""
    return textwrap.fill(line, _LINE, initial_indent=first, subsequent_indent=later, break_on_hyphens=False)
