"""The key of the workshop screen: without it, nobody on this computer opens the page.

It is made once and kept in the user's folder, where only that user can read it, so that a page that was open can be
reloaded after the screen was started again.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from wijkdata import workplace
from wijkdata.errors import WijkdataError
from wijkdata.reasons import reason

FILE = "werkscherm.sleutel"

_FORM = re.compile(r"[0-9a-f]{48}")


def key() -> str:
    """Return the key, made when there is none yet that only this user can read.

    Raises
    ------
    WijkdataError
        If it cannot be kept.
    """
    path = workplace.home() / FILE
    try:
        return _kept(path) or _made(path)
    except OSError as error:
        raise WijkdataError(
            f"De sleutel van het werkscherm is niet te bewaren in {path} ({reason(error)}). Haal weg wat daar "
            f"staat, of kies een andere map met {workplace.HOME_VARIABLE}."
        ) from None


def _kept(path: Path) -> str:
    """Return the key in a file; empty where it is none, or where others could have read it."""
    try:
        # What others can read is no secret. Windows has no such marks; there the folder is the user's own.
        if os.name != "nt" and path.stat().st_mode & 0o077:
            return ""
        text = path.read_bytes()[:200].decode("ascii", "replace").strip()
    except FileNotFoundError:
        return ""
    return text if _FORM.fullmatch(text) else ""


def _made(path: Path) -> str:
    made = secrets.token_hex(24)
    path.unlink(missing_ok=True)
    # Nobody else may read it, not even for the moment between making and marking.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(made)
    return made
