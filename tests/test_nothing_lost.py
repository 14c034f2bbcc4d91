"""Killed at any moment, a disk that is full, read-only or gone: the last confirmed state is there and readable.

The disks are real ones (a small file system in memory, a folder that is mounted twice), which only an administrator
of Linux can make; elsewhere those tests are skipped. ``WIJKDATA_KILLS`` sets how often each writer is killed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from wijkdata import catalogue, datasets, observations
from wijkdata.ambition import edit, file
from wijkdata.errors import AmbitionFileError, ChangedOnDiskError, WijkdataError
from wijkdata.panels import AmbitionModel
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.tables import cbs
from wijkdata.store import Store

KILLS = int(os.environ.get("WIJKDATA_KILLS", "260"))
AREA = "BU05991448"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the writer is a fork")
@pytest.mark.parametrize("what", ["ambition", "store"])
def test_a_writer_killed_at_any_moment_loses_nothing_that_was_confirmed(tmp_path: Path, what: str) -> None:
    script = Path(__file__).with_name("killed.py")
    ended = subprocess.run(
        [sys.executable, script, what, tmp_path / what, str(KILLS), "20261124"],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    words = ended.stdout.split()
    assert words[:3] == [f"{what}:", str(KILLS), "kills,"]
    assert int(words[3]) > KILLS / 4, "most writers were killed before they wrote anything"


# --- disks ----------------------------------------------------------------------------------------------------------


def _mounted(*arguments: object) -> None:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only an administrator of Linux can mount a disk")
    ended = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True, check=False)
    if ended.returncode:
        pytest.skip(f"no disk can be mounted here: {ended.stderr.strip()}")


def _gone(place: Path) -> None:
    subprocess.run(["umount", "--lazy", place], check=True)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 1 MB."""
    place = tmp_path / "schijf"
    place.mkdir()
    _mounted("-t", "tmpfs", "-o", "size=1m", "wijkdata", place)
    yield place
    _gone(place)


def _fill(place: Path, leave: int) -> Path:
    """Take all room but so many bytes, which is what another program does."""
    filler = place / "vol.bin"
    filler.write_bytes(bytes(shutil.disk_usage(place).free - leave))
    return filler


def _example(path: Path) -> AmbitionModel:
    shutil.copyfile(datasets.folder() / "voorbeeld.ambitie.json", path)
    return AmbitionModel.open(path)


@pytest.mark.parametrize("leave", [0, 4096, 40_960, 122_880])
def test_a_full_disk_keeps_what_stood_and_takes_it_all_when_there_is_room(disk: Path, leave: int) -> None:
    path = disk / "wijk.ambitie.json"
    model = _example(path)
    model.change(edit.with_parts, title="voor de schijf vol was")
    confirmed = path.read_bytes()
    filler = _fill(disk, leave)
    refused = ""
    for number in range(20):
        try:
            model.change(edit.with_parts, title=f"wijziging {number}")
            confirmed = path.read_bytes()
        except AmbitionFileError as error:
            refused = str(error)
            break
    assert "schijf is vol" in refused
    assert path.read_bytes() == confirmed
    assert all(file.load(version.path) for version in file.versions(path))
    assert model.ambition.title == f"wijziging {number}", "what was changed is still in memory"
    filler.unlink()
    model.keep()
    assert file.load(path).title == f"wijziging {number}"
    assert not list(disk.rglob("*.tmp"))


def _loaded(year: int, rows: int = 1) -> Loaded:
    frame = pd.DataFrame(
        {
            "area": [f"BU0599{number:04d}" for number in range(1000, 1000 + rows)],
            "indicator": "gas_gem",
            "year": year,
            "value": [float(number * number % 1009) for number in range(rows)],
            "unit": catalogue.indicator("gas_gem").unit,
            "status": "definitief",
            "source": "CBS",
            "table": "T",
            "method": "gepubliceerd",
            "note": "",
            "retrieved": "2026-01-01",
            "boundary_year": year,
        }
    )
    return Loaded("proef", (cbs("T", "T", (year,), "2026-01-01"),), observations.validate(frame))


@pytest.mark.parametrize("leave", [0, 4096, 12_288])
def test_a_full_disk_leaves_the_store_as_it_was(disk: Path, leave: int) -> None:
    store = Store(disk / "gegevens")
    store.add(_loaded(2016), name="2016.csv", sha256="a" * 64, retrieved="2026-01-01")
    before = {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}
    filler = _fill(disk, leave)
    with pytest.raises(WijkdataError, match=r"niet te bewaren.*Er is niets veranderd"):
        store.add(_loaded(2017, 9000), name="2017.csv", sha256="b" * 64, retrieved="2026-01-01")
    assert {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()} == before
    filler.unlink()
    store.add(_loaded(2017, 9000), name="2017.csv", sha256="b" * 64, retrieved="2026-01-01")
    assert sorted(set(Store(store.folder).observations(["BU05991000"])["year"])) == [2016, 2017]


def test_a_disk_that_becomes_read_only_is_told_and_left_alone(disk: Path) -> None:
    path = disk / "wijk.ambitie.json"
    model = _example(path)
    model.change(edit.with_parts, title="bewaard")
    before = path.read_bytes()
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
    with pytest.raises(AmbitionFileError, match=r"alleen-lezen.*Wat er stond, staat er nog"):
        model.change(edit.with_parts, title="kan nu niet")
    assert path.read_bytes() == before
    assert AmbitionModel.open(path).ambition.title == "bewaard", "it can still be read"
    with pytest.raises(WijkdataError, match=r"niet te bewaren.*Er is niets veranderd"):
        Store(disk / "gegevens").add(_loaded(2017), name="a.csv", sha256="a" * 64, retrieved="2026-01-01")
    subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
    model.keep()
    assert file.load(path).title == "kan nu niet"


def test_a_drive_that_disappears_and_comes_back_takes_what_was_done_meanwhile(tmp_path: Path) -> None:
    share, place = tmp_path / "server", tmp_path / "station"
    share.mkdir()
    place.mkdir()
    _mounted("--bind", share, place)
    path = place / "wijk.ambitie.json"
    try:
        model = _example(path)
        model.change(edit.with_parts, title="bewaard op de server")
        before = (share / path.name).read_bytes()
    finally:
        _gone(place)
    for title in ("eerste zonder station", "tweede zonder station"):
        with pytest.raises(AmbitionFileError):
            model.change(edit.with_parts, title=title)
        assert model.saved.startswith("niet bewaard")
    assert (share / path.name).read_bytes() == before
    assert not path.exists(), "nothing takes the place of the file while the drive is gone"
    _mounted("--bind", share, place)
    try:
        model.keep()
        assert file.load(share / path.name).title == "tweede zonder station"
        assert not model.failure
    finally:
        _gone(place)


def test_a_file_on_a_drive_that_is_gone_is_never_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "station" / "wijk.ambitie.json"
    path.parent.mkdir()
    stored = file.save(_example(path).ambition.model_copy(update={"title": "een"}), path)
    shutil.rmtree(path.parent)
    with pytest.raises(AmbitionFileError):
        file.save(stored.ambition.model_copy(update={"title": "twee"}), path, expected=stored.fingerprint)
    path.parent.mkdir()
    with pytest.raises(ChangedOnDiskError):
        file.save(stored.ambition.model_copy(update={"title": "twee"}), path, expected=stored.fingerprint)
    assert not path.exists()
