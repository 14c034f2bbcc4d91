"""Where the user's own files stand: ambitions and copies of the notebooks."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from wijkdata import datasets
from wijkdata.errors import WijkdataError
from wijkdata.reasons import reason
from wijkdata.whole_file import complete

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
        If the folder cannot be found or made.
    """
    named = os.environ.get(HOME_VARIABLE)
    if named:
        folder = expanded(Path(named))
    else:
        from platformdirs import user_data_path  # noqa: PLC0415  (only where the variable is not set)

        folder = user_data_path("wijkdata", appauthor=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WijkdataError(
            f"De map {folder} is niet te maken ({reason(error)}). Kies een andere map met {HOME_VARIABLE}."
        ) from None
    return folder


def expanded(path: Path) -> Path:
    """Return a path with the home folder that ``~`` or ``~name`` stands for.

    Raises
    ------
    WijkdataError
        If this computer does not know that home folder.
    """
    try:
        return path.expanduser()
    except RuntimeError:
        raise WijkdataError(
            f"De thuismap ‘{path.parts[0]}’ in ‘{path}’ kent deze computer niet. Schrijf de plaats voluit, vanaf de "
            "bovenste map."
        ) from None


def example_copy() -> Path:
    """Return the user's own copy of the example ambition; made on first use and left alone afterwards.

    Raises
    ------
    WijkdataError
        If the copy cannot be made.
    """
    copy = home() / EXAMPLE
    try:
        if not copy.exists():
            copy_whole(datasets.folder() / EXAMPLE, copy)
    except OSError as error:
        raise WijkdataError(
            f"Het voorbeeld is niet te kopiëren naar {copy} ({reason(error)}). Kijk of u daar mag schrijven en of "
            f"er ruimte is, of kies een andere map met {HOME_VARIABLE}."
        ) from None
    return copy


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file under another name first, so that what has the name is never half of one."""
    with complete(target) as temporary:
        shutil.copyfile(source, temporary)
