"""What is fuzzed: per target its first inputs, and what is done with one input.

An input may be taken, or refused with a `WijkdataError`; every other exception is a find. Of an archive (zip, XLSX)
the input is the content of one member, behind a byte that says of which: otherwise hardly any input would get past
the unpacking.
"""

from __future__ import annotations

import contextlib
import copy
import json
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from published import FORMS, Form, prepare

from wijkdata import cli_arguments, datasets, dutch, intake
from wijkdata.ambition import file, interest_form, interest_form_read, rules
from wijkdata.errors import WijkdataError
from wijkdata.sources import own_mapping, own_register, recognise
from wijkdata.sources.loaded import sample

#: Larger inputs find nothing that smaller ones do not, and are slow. [bytes]
LARGEST = 65_536


@dataclass(frozen=True)
class Target:
    """One thing to fuzz.

    Attributes
    ----------
    seeds
        Valid inputs to begin with.
    one
        Does what a user does with an input.
    """

    seeds: tuple[bytes, ...]
    one: Callable[[bytes], None]


def names() -> list[str]:
    """Return the names of all targets."""
    return [*OTHERS, *(form.name for form in FORMS)]


def target(name: str, folder: Path) -> Target:
    """Return a target that works in a folder of its own."""
    os.environ["WIJKDATA_HOME"] = str(folder / "thuis")
    if name in OTHERS:
        return OTHERS[name](folder)
    return _reader(next(form for form in FORMS if form.name == name), folder)


# --- readers ------------------------------------------------------------------------------------------------------


def _reader(form: Form, folder: Path) -> Target:
    with tempfile.TemporaryDirectory() as scratch:
        prepare(form, Path(scratch))
    given = folder / "bestand"
    given.mkdir()
    path = form.write(given)
    valid = path.read_bytes()
    others = [one for one in given.iterdir() if one != path]
    along = [found for one in others if (found := recognise.companion(one, sample(one))) is not None]

    def load(content: bytes) -> None:
        path.write_bytes(content)
        with contextlib.suppress(WijkdataError):
            intake.load(path, along, form.options)

    if form.kind not in ("zip", "xlsx"):
        return Target((valid[:LARGEST],), load)
    members = _members(path)
    return Target(_seeds(members), lambda data: load(_packed(members, data, folder)))


def _members(path: Path) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _seeds(members: Iterable[tuple[str, bytes]]) -> tuple[bytes, ...]:
    return tuple(bytes([number % 256]) + content[:LARGEST] for number, (_, content) in enumerate(members))


def _packed(members: list[tuple[str, bytes]], data: bytes, folder: Path) -> bytes:
    """Return the archive with another content of one member."""
    which = (data[0] if data else 0) % len(members)
    path = folder / "ingepakt.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, (name, content) in enumerate(members):
            archive.writestr(name, data[1:] if number == which else content)
    return path.read_bytes()


def _any_file(folder: Path) -> Target:
    """Take bytes for a file of which nothing is known, as somebody does who adds the wrong one."""
    seeds = []
    for form in FORMS:
        with tempfile.TemporaryDirectory() as scratch:
            seeds.append(form.write(Path(scratch)).read_bytes()[:LARGEST])
    path = folder / "bestand"

    def load(content: bytes) -> None:
        path.write_bytes(content)
        with contextlib.suppress(WijkdataError):
            intake.load(path)

    return Target(tuple(seeds), load)


# --- files of one's own -------------------------------------------------------------------------------------------


def _ambition(folder: Path) -> Target:
    path = folder / "wijk.ambitie.json"

    def read(content: bytes) -> None:
        path.write_bytes(content)
        with contextlib.suppress(WijkdataError):
            file.load(path)

    return Target(((datasets.folder() / "voorbeeld.ambitie.json").read_bytes(),), read)


def _ambition_value(folder: Path) -> Target:
    """Put something else in one place of a valid ambition: the first two bytes say where, the others are the value.

    Of an ambition that is taken everything is reckoned that a screen shows first.
    """
    content = json.loads((datasets.folder() / "voorbeeld.ambitie.json").read_bytes())
    places = list(_places(content))
    path = folder / "wijk.ambitie.json"

    def read(data: bytes) -> None:
        changed = copy.deepcopy(content)
        holder: Any = changed
        *way, last = places[int.from_bytes(data[:2], "big") % len(places)]
        for step in way:
            holder = holder[step]
        try:
            holder[last] = json.loads(data[2:].decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            holder[last] = data[2:].decode("utf-8", "replace")
        path.write_text(json.dumps(changed), encoding="utf-8")
        with contextlib.suppress(WijkdataError):
            ambition = file.load(path)
            rules.check(ambition, today=date(2026, 11, 24))

    values = (
        "null",
        "0",
        "-1.5",
        "1e308",
        '""',
        "[]",
        "{}",
        "2030",
        '"2026-11-24"',
        '"geheim"',
        "NaN",
        "9" * 400,
    )
    far = [number * len(places) // 40 for number in range(40)]
    return Target(
        tuple(
            place.to_bytes(2, "big") + value.encode() for place, value in zip(far, values * 4, strict=False)
        ),
        read,
    )


def _places(content: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Give the way to every value in JSON, also to those that hold others."""
    if way:
        yield way
    inner: Iterable[tuple[str | int, Any]] = ()
    if isinstance(content, dict):
        inner = content.items()
    elif isinstance(content, list):
        inner = enumerate(content)
    for step, value in inner:
        yield from _places(value, (*way, step))


def _mapping(folder: Path) -> Target:
    form = next(one for one in FORMS if one.name == "eigen-lijst-csv")
    where = own_mapping.mapping_path(form.write(folder))

    def read(content: bytes) -> None:
        where.write_bytes(content)
        with contextlib.suppress(WijkdataError):
            own_register.load(own_list, retrieved="2026-11-24", companions={"koppeling": where})

    own_list = folder / where.name.removesuffix(own_mapping.SUFFIX)
    return Target((where.read_bytes(),), read)


def _form(folder: Path) -> Target:
    ambition = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    (path, *_) = interest_form.write_forms(ambition, folder / "formulier")
    members = _members(path)

    def read(content: bytes) -> None:
        path.write_bytes(_packed(members, content, folder))
        with contextlib.suppress(WijkdataError):
            interest_form_read.read_form(path, ambition)

    return Target(_seeds(members), read)


def _number(_folder: Path) -> Target:
    """Read a text as each kind of number, year, day, rate or point that a field takes."""
    fields: tuple[Callable[[str], object], ...] = (
        *(dutch.parse_number, cli_arguments.as_whole, cli_arguments.as_value, cli_arguments.as_rate),
        *(cli_arguments.as_years, cli_arguments.as_day, cli_arguments.as_point),
        lambda text: cli_arguments.as_shares(text.split() or [""]),
    )

    def read(content: bytes) -> None:
        text = content.decode("utf-8", "replace")
        for one in fields:
            with contextlib.suppress(WijkdataError, *_USAGE):
                one(text)
        with contextlib.suppress(WijkdataError):
            value = dutch.parse_number(text)
            written = dutch.number(value, 6)
            assert abs(dutch.parse_number(written.replace(dutch.MINUS, "-")) - value) <= 1e-6 + 1e-12 * abs(
                value
            )

    seeds = (
        "12,5",
        "1.234,56",
        "-3",
        "1e5",
        "4%",
        "2019-2024",
        "2026-11-24",
        "14,5@2015",
        "rente gemeente=60%",
    )
    return Target(tuple(one.encode() for one in seeds), read)


#: How a command refuses an argument: with wrong usage, told in Dutch by its parser.
_USAGE = (cli_arguments.argparse.ArgumentTypeError,)

OTHERS: dict[str, Callable[[Path], Target]] = {
    "elk-bestand": _any_file,
    "ambitie": _ambition,
    "ambitie-waarde": _ambition_value,
    "koppeling": _mapping,
    "formulier": _form,
    "getal": _number,
}
