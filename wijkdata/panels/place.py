"""Where somebody was on the screen: found again when the page is opened anew, after a lost kernel or a closed lid.

It is no part of the ambition: it lies in a file of its own in the user's folder, one for each ambition file. What
cannot be read or written there is left out in silence, for nothing is lost but a few presses.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from wijkdata import workplace
from wijkdata.errors import WijkdataError

_FOLDER = "scherm"


@dataclass
class Place:
    """Where somebody was.

    Attributes
    ----------
    step
        Name of the step; empty for a first time.
    shown
        Per step what was shown in it: see ``Panel.remembered``.
    page
        The page of the view for the room that was shown; empty if it was not.
    dark
        Whether dark paper was chosen; None as long as nobody chose.
    """

    step: str = ""
    shown: dict[str, dict[str, str]] = field(default_factory=dict)
    page: str = ""
    dark: bool | None = None


def find(ambition_file: Path | None) -> Place:
    """Return where somebody was when the screen last showed this file."""
    if ambition_file is None:
        return Place()
    try:
        content = json.loads(_file(ambition_file).read_text(encoding="utf-8"))
    except (OSError, ValueError, WijkdataError):
        return Place()
    return _place(content)


def keep(ambition_file: Path | None, place: Place) -> None:
    """Remember where somebody is."""
    if ambition_file is None:
        return
    with contextlib.suppress(OSError, WijkdataError):
        path = _file(ambition_file)
        path.parent.mkdir(exist_ok=True)
        # Not so precious that it has to reach the disk at once, but never half of one.
        fresh = path.with_suffix(".nieuw")
        fresh.write_text(json.dumps(asdict(place), ensure_ascii=False), encoding="utf-8")
        fresh.replace(path)


def _file(ambition_file: Path) -> Path:
    name = hashlib.sha256(str(ambition_file.absolute()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return workplace.home() / _FOLDER / f"{name}.json"


def _place(content: object) -> Place:
    if not isinstance(content, dict):
        return Place()
    step, shown, page, dark = (content.get(one) for one in ("step", "shown", "page", "dark"))
    return Place(
        step if isinstance(step, str) else "",
        {
            str(name): {str(key): value for key, value in choices.items() if isinstance(value, str)}
            for name, choices in (shown.items() if isinstance(shown, dict) else ())
            if isinstance(choices, dict)
        },
        page if isinstance(page, str) else "",
        dark if isinstance(dark, bool) else None,
    )
