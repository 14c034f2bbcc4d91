"""A copy of the example to work on, and a disk that can be full."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from wijkdata import datasets
from wijkdata.ambition import file
from wijkdata.errors import AmbitionFileError
from wijkdata.panels import AmbitionModel, fields


@pytest.fixture
def path(tmp_path: Path) -> Path:
    copy = tmp_path / "wijk.ambitie.json"
    shutil.copyfile(datasets.folder() / "voorbeeld.ambitie.json", copy)
    return copy


@pytest.fixture
def model(path: Path) -> AmbitionModel:
    return AmbitionModel.open(path)


@pytest.fixture(autouse=True)
def _no_double_clicks(monkeypatch) -> None:
    """Let a test press one button after the other: it is faster than anybody's hand."""
    monkeypatch.setattr(fields, "DOUBLE_CLICK", 0.0)


@pytest.fixture
def disk(monkeypatch) -> Callable[[str], None]:
    """Fill the disk, or give it room again."""
    save, new = file.save, file.new

    def set_to(state: str) -> None:
        def refuse(*_arguments: object, **_named: object) -> None:
            raise AmbitionFileError("De schijf is vol.")

        monkeypatch.setattr(file, "save", refuse if state == "full" else save)
        monkeypatch.setattr(file, "new", refuse if state == "full" else new)

    return set_to
