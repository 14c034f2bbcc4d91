"""Why the system refused a file, in Dutch."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from wijkdata.reasons import reason


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        (tmp_path / "weg").read_bytes()
    assert reason(caught.value) == "het bestand of de map bestaat niet"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "de schijf is vol"),
        (errno.EROFS, "deze schijf is alleen-lezen"),
        (errno.EXDEV, "het systeem meldt fout EXDEV"),
    ],
)
def test_the_words_are_not_those_of_the_system(number: int, said: str) -> None:
    assert reason(OSError(number, os.strerror(number))) == said


def test_an_error_without_a_number() -> None:
    assert reason(OSError("stuk")) == "het systeem meldt fout onbekend"
