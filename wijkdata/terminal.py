"""Text that a terminal shows and does not obey.

A name in a file, or the name of a file, can hold signs that steer a terminal: move the cursor, rewrite what stands
there, set the title of the window, or turn the direction of writing around. They are shown as � instead.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from typing import Any, TextIO

#: Signs that steer: all control characters but the end of a line and the tab, and what turns the direction around.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_SHOWN = "\ufffd"


def plain(text: str) -> str:
    """Return a text in which nothing steers a terminal."""
    return _STEERING.sub(_SHOWN, text)


def escaped(text: str) -> str:
    r"""Return JSON with ``\u202e`` and the like for what steers a terminal; a program reads the same in it."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def rewrite(stream: TextIO, text: str) -> None:
    """Write a text over the line on which the cursor stands."""
    beneath = stream.beneath if isinstance(stream, _Plain) else stream
    beneath.write("\r" + plain(text))
    beneath.flush()


@contextlib.contextmanager
def plain_streams() -> Iterator[None]:
    """Let everything that is printed be plain."""
    with (
        contextlib.redirect_stdout(_Plain(sys.stdout)),
        contextlib.redirect_stderr(_Plain(sys.stderr)),
    ):
        yield


class _Plain:
    """A stream that is what the one beneath it is, except for what it writes."""

    def __init__(self, beneath: Any) -> None:
        self.beneath: Any = beneath.beneath if isinstance(beneath, _Plain) else beneath

    def write(self, text: str) -> int:
        self.beneath.write(plain(text))
        return len(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.beneath, name)
