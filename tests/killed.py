"""Kill a program that is writing, hundreds of times at random moments, and look each time at what is left.

``python tests/killed.py ambition|store FOLDER KILLS [SEED]`` prints how many kills there were, how many savings were
confirmed before, and how often a killed saving turned out to stand nevertheless. It stops at the first loss.

The writer is a fork of a program in which everything is loaded already, so that a kill costs milliseconds. It tells
through a pipe after each saving that it was confirmed. Linux and macOS only.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from wijkdata import catalogue, datasets, observations
from wijkdata.ambition import adoption, file
from wijkdata.ambition.model import Adopted, Ambition, Decision
from wijkdata.ambition.seal import seal
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.tables import cbs
from wijkdata.store import Store

#: A version is adopted each so many savings.
ADOPTING = 4


@dataclass(frozen=True)
class Subject:
    """What is written: how, and how to find out which writing stands, after everything was looked at."""

    write: Callable[[Path, int], None]
    standing: Callable[[Path], int]
    finish: Callable[[Path], None]


def killed(subject: Subject, folder: Path, kills: int, seed: int) -> tuple[int, int]:
    """Kill the writer so many times; AssertionError at the first loss.

    Returns
    -------
    How many writings were confirmed, and how many of those in which the writer was killed stand.
    """
    chance = random.Random(seed)
    begin = time.perf_counter()
    for number in (1, 2, 3):
        subject.write(folder, number)
    one = (time.perf_counter() - begin) / 3
    last, unconfirmed = 3, 0
    for _ in range(kills):
        told = _told_before_the_kill(subject, folder, last, chance.uniform(0.0, 2.5 * one))
        stands = subject.standing(folder)
        assert stands in (told, told + 1), f"confirmed was {told}, what stands is {stands}"
        unconfirmed += stands - told
        last = stands
    subject.write(folder, last + 1)
    subject.finish(folder)
    return last, unconfirmed


def _told_before_the_kill(subject: Subject, folder: Path, last: int, wait: float) -> int:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        number = last
        try:
            os.write(writing, b"\n")
            while True:
                number += 1
                subject.write(folder, number)
                os.write(writing, f"{number}\n".encode())
        finally:
            os._exit(1)
    os.close(writing)
    os.read(reading, 1)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL, "the writer stopped by itself"
    said = b""
    while block := os.read(reading, 65536):
        said += block
    os.close(reading)
    return int(said.split()[-1]) if said.split() else last


# --- the ambition file --------------------------------------------------------------------------------------------

NAME = "wijk.ambitie.json"
DAY = date(2026, 1, 1)


def _write_ambition(folder: Path, number: int) -> None:
    path = folder / NAME
    if not path.exists():
        file.new(path, file.load(datasets.folder() / "voorbeeld.ambitie.json"))
    stored = file.read(path)
    noted = [*stored.ambition.decisions, Decision(date=DAY, what=f"besluit {number}")]
    ambition = stored.ambition.model_copy(update={"decisions": noted, "title": f"keer {number}"})
    if number % ADOPTING == 0:
        # As `adoption.adopt` does, but for its rules: they take longer than the saving that is to be interrupted.
        mark = Adopted(number=number // ADOPTING, date=DAY, who="de gemeenteraad", fingerprint=seal(ambition))
        ambition = ambition.model_copy(update={"adopted": [*ambition.adopted, mark]})
    file.save(ambition, path, expected=stored.fingerprint)


def _number(ambition: Ambition) -> int:
    return int(ambition.title.removeprefix("keer "))


def _standing_ambition(folder: Path) -> int:
    path = folder / NAME
    ambition = file.load(path)
    number = _number(ambition)
    said = [one.what for one in ambition.decisions if one.what.startswith("besluit ")]
    assert said == [f"besluit {one}" for one in range(1, number + 1)], "a decision is lost"
    assert len(ambition.adopted) == number // ADOPTING
    for mark in ambition.adopted[-1:]:
        assert file.frozen_copies(path, mark.number), f"version {mark.number} has no copy"
        assert adoption.verify(path, mark.number).intact
    kept = file.versions(path)
    # What stands was put aside just before the kill, or it is the saving after the newest that is kept.
    assert _number(file.load(kept[0].path)) in (number, number - 1)
    return number


def _finish_ambition(folder: Path) -> None:
    path = folder / NAME
    kept = [_number(file.load(version.path)) for version in file.versions(path)[:-1]]
    assert kept == sorted(set(kept), reverse=True)
    assert len(kept) == _number(file.load(path)) - 1, "a version that stood was not kept"
    assert not list(folder.rglob("*.tmp")), "rubbish is left behind"


# --- the store ----------------------------------------------------------------------------------------------------

AREA = "BU05991448"
#: The same bytes come back each so many writings, and then replace what they gave.
FILES = 7


def _loaded(number: int) -> Loaded:
    row = {
        "area": AREA,
        "indicator": "gas_gem",
        "year": 2000 + number % FILES,
        "value": float(number),
        "unit": catalogue.indicator("gas_gem").unit,
        "status": "definitief",
        "source": "CBS",
        "table": f"T{number % FILES}",
        "method": "gepubliceerd",
        "note": "",
        "retrieved": "2026-01-01",
        "boundary_year": 2017,
    }
    name = f"T{number % FILES}"
    return Loaded(
        "proef", (cbs(name, name, (2017,), "2026-01-01"),), observations.validate(pd.DataFrame([row]))
    )


def _write_store(folder: Path, number: int) -> None:
    name = f"{number % FILES}.csv"
    Store(folder).add(_loaded(number), name=name, sha256=f"{number % FILES:064d}", retrieved="2026-01-01")


def _standing_store(folder: Path) -> int:
    store = Store(folder)
    assert all(store.is_whole(entry) for entry in store.entries)
    values = sorted(int(value) for value in store.observations([AREA])["value"])
    number = values[-1]
    assert values == list(range(max(1, number - FILES + 1), number + 1)), (
        "a figure that was confirmed is lost"
    )
    return number


def _finish_store(folder: Path) -> None:
    store = Store(folder)
    named = {part.file for entry in store.entries for part in entry.parts}
    assert {path.name for path in (folder / "delen").iterdir()} == named, "rubbish is left behind"
    assert not list(folder.rglob("*.tmp")), "rubbish is left behind"


SUBJECTS = {
    "ambition": Subject(_write_ambition, _standing_ambition, _finish_ambition),
    "store": Subject(_write_store, _standing_store, _finish_store),
}

if __name__ == "__main__":
    what, where, kills, seed = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int((*sys.argv[4:], "1")[0])
    where.mkdir(parents=True)
    confirmed, unconfirmed = killed(SUBJECTS[what], where, kills, seed)
    print(
        f"{what}: {kills} kills, {confirmed} writings stand, {unconfirmed} of a writer that was killed in it"
    )
