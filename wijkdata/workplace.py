"""Where the user's own files stand: ambitions and copies of the notebooks."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from wijkdata import datasets
from wijkdata.errors import WijkdataError

#: Points to another folder than the usual one of the operating system.
HOME_VARIABLE = "WIJKDATA_HOME"

#: Points to the ambition file on which notebooks and the workshop screen work.
FILE_VARIABLE = "WIJKDATA_AMBITIE"

EXAMPLE = "voorbeeld.ambitie.json"


def home() -> Path:
    """Return the user's folder, made when it is not there yet.

    Raises
    ------
    WijkdataError
        If the folder cannot be made.
    """
    named = os.environ.get(HOME_VARIABLE)
    if named:
        folder = Path(named).expanduser()
    else:
        from platformdirs import user_data_path  # noqa: PLC0415  (only where the variable is not set)

        folder = user_data_path("wijkdata", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WijkdataError(
            f"De map {folder} is niet te maken ({error.strerror}). Kies een andere map met {HOME_VARIABLE}."
        ) from None
    return folder


def example_copy() -> Path:
    """Return the user's own copy of the example ambition; made on first use and left alone afterwards."""
    copy = home() / EXAMPLE
    if not copy.exists():
        shutil.copyfile(datasets.folder() / EXAMPLE, copy)
    return copy
