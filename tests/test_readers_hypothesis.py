"""Whatever happens to a file, it is taken or refused with a sentence: never another error, and never without end.

Of every form that is read a small valid file is spoilt, with what is given along: bytes, lines, cells, columns and
values of JSON. ``pytest tests/test_readers_hypothesis.py --hypothesis-profile many`` tries thousands per form instead
of a handful. What was once found so stands in `FOUND` and is always tried.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import sqlite3
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import published
import pytest
from fuzz import targets
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from published import FORMS, Form

from wijkdata import intake

MANY = settings.get_current_profile_name() == "many"
#: Longer than this no small file may take. [s]
LONGEST = 20.0

#: What may stand where a name, a code or a figure belongs.
ODD_TEXTS = (
    "", " ", ".", "-", "?", "x", "0", "-1", "-99997", "1e999", "-1e999", "nan", "inf", "1,5", "1.5", "1.2,5", "1 2",
    "9" * 400, "9" * 17, "3000", "1900", "0000", "2024JJ00", "2024-02-30", "BU99999999", "BU0599144", "bu05991448",
    "GM9999", "NL00", "WK059914", "='1+1", "=1+1", '"', '""', "'", ";", ",", "\t", "\n", "\0", "٣", "１２", "é", "m³",
    "%", "\ufeff", "\U0001f600", "true", "null", "[]", "{}", "<html>", "../..", "A" * 70_000,
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**400, -(10**30), float("nan"), float("inf"), [], {}, [[]], [None], {"a": 1},
    [1, "2"], "Point", {"type": "Point", "coordinates": []}, {"type": "Polygon", "coordinates": [[[0, 0]]]},
    *ODD_TEXTS,
)  # fmt: skip

KINDS = {
    "text": ("bytes", "drop line", "double line", "cut", "cell", "drop column", "double column", "title"),
    "json": ("bytes", "cut", "value", "drop key", "double row"),
    "zip": ("bytes", "cut", "member", "drop member", "cell", "drop column", "title", "double line"),
    "xlsx": ("bytes", "cut", "member", "drop member", "sheet cell"),
    "xls": ("bytes", "cut"),
    "gpkg": ("bytes", "cut", "layer cell"),
}


@dataclass(frozen=True)
class Change:
    """One thing that happens to a file; numbers count on from the start where there is less of it.

    Attributes
    ----------
    kind
        One of `KINDS`.
    along
        Whether it happens to what is given along, instead of to the file with the figures.
    at, at_too
        Which byte, line or value, and which cell of it.
    size
        How much is taken away.
    put
        What is put there.
    """

    kind: str
    along: bool
    at: int
    at_too: int
    size: int
    put: Any


def changes(form: Form) -> st.SearchStrategy[list[Change]]:
    one = st.builds(
        Change,
        kind=st.sampled_from(KINDS[form.kind]),
        along=st.integers(0, 5).map(lambda number: number == 0),
        at=st.integers(0, 100_000),
        at_too=st.integers(0, 300),
        size=st.integers(0, 60),
        put=st.sampled_from(ODD_VALUES) | st.binary(max_size=12) | st.text(max_size=12),
    )
    return st.lists(one, min_size=1, max_size=2)


def apply(change: Change, path: Path, kind: str) -> None:
    if change.kind not in KINDS[kind]:
        change = Change("bytes", change.along, change.at, change.at_too, change.size, change.put)
    if change.kind == "sheet cell":
        _sheet_cell(change, path)
    elif change.kind == "layer cell":
        _layer_cell(change, path)
    elif kind in ("zip", "xlsx") and change.kind not in ("bytes", "cut"):
        _in_zip(change, path)
    else:
        path.write_bytes(_changed(change, path.read_bytes()))


def _bytes(put: Any) -> bytes:
    return put if isinstance(put, bytes) else str(put).encode("utf-8", "surrogatepass")


def _changed(change: Change, content: bytes) -> bytes:
    if change.kind in ("value", "drop key", "double row"):
        return _changed_json(change, content)
    if change.kind == "cut":
        return content[: change.at % (len(content) + 1)]
    if change.kind in ("bytes", "member"):
        at = change.at % (len(content) + 1)
        return content[:at] + _bytes(change.put) + content[at + change.size :]
    lines = content.splitlines(keepends=True)
    if not lines:
        return content
    at = change.at % len(lines)
    if change.kind == "drop line":
        return b"".join(lines[:at] + lines[at + 1 + change.size % 3 :])
    if change.kind == "double line":
        return b"".join([*lines[: at + 1], *lines[at:]])
    return _changed_cells(change, content.decode("latin-1"), at).encode("latin-1", "replace")


def _changed_cells(change: Change, text: str, at: int) -> str:
    lines = text.splitlines()
    sign = max(";,\t", key="\n".join(lines[:6]).count)
    rows = list(csv.reader(lines, delimiter=sign))
    put = change.put.decode("latin-1") if isinstance(change.put, bytes) else str(change.put)
    put = put.encode("utf-8", "surrogatepass").decode("latin-1")
    row = 0 if change.kind == "title" else at % len(rows)
    place = change.at_too % max(len(rows[row]), 1)
    if change.kind in ("cell", "title") and rows[row]:
        rows[row][place] = put
    elif change.kind == "drop column":
        rows = [cells[:place] + cells[place + 1 :] for cells in rows]
    elif change.kind == "double column":
        rows = [cells[: place + 1] + cells[place:] for cells in rows]
    file = io.StringIO()
    csv.writer(file, delimiter=sign, lineterminator="\r\n").writerows(rows)
    return file.getvalue()


def _changed_json(change: Change, content: bytes) -> bytes:
    document = json.loads(content.decode("utf-8-sig", "replace"))
    places = list(_places(document))
    if not places:
        return content
    holder, key = places[change.at % len(places)]
    put = change.put.hex() if isinstance(change.put, bytes) else change.put
    if change.kind == "value":
        holder[key] = put
    elif change.kind == "drop key" or not isinstance(holder, list):
        del holder[key]
    else:
        holder.append(holder[key])
    return json.dumps(document).encode("utf-8", "surrogatepass")


def _places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a document, its holder and key."""
    stack = [document]
    while stack:
        holder = stack.pop()
        items = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, value in list(items):
            yield holder, key
            if isinstance(value, dict | list):
                stack.append(value)


def _in_zip(change: Change, path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        members = {one.filename: archive.read(one) for one in archive.infolist()}
    texts = [name for name in members if name.endswith((".csv", ".xml"))] or list(members)
    name = texts[change.at_too % len(texts)]
    if change.kind == "drop member":
        del members[name]
    else:
        members[name] = _changed(change, members[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in members.items():
            archive.writestr(one, content)


def _sheet_cell(change: Change, path: Path) -> None:
    # What a workbook cannot hold, or what is no workbook any more, is left as it is.
    with contextlib.suppress(Exception):
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[-1]
        row, column = change.at % sheet.max_row + 1, change.at_too % sheet.max_column + 1
        sheet.cell(row, column).value = change.put
        book.save(path)


def _layer_cell(change: Change, path: Path) -> None:
    put = change.put if isinstance(change.put, str | bytes | float) or change.put is None else str(change.put)
    refused = contextlib.suppress(sqlite3.Error, OverflowError, UnicodeEncodeError)
    with refused, contextlib.closing(sqlite3.connect(path)) as file, file:
        columns = [row[1] for row in file.execute("PRAGMA table_info(buurten)") if row[1] != "fid"]
        # The triggers of a GeoPackage need functions that are not here.
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f'DROP TRIGGER "{name}"')
        column = columns[change.at_too % len(columns)]
        file.execute(f'UPDATE buurten SET "{column}" = ? WHERE fid = ?', (put, change.at % 2 + 1))


# --- trying it ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Per form a folder with a store in ``home`` that has what it needs, and the good files in ``map``."""
    made = {}
    with pytest.MonkeyPatch.context() as patch:
        for form in FORMS:
            folder = tmp_path_factory.mktemp(form.name)
            for name in ("home", "map", "vooraf"):
                (folder / name).mkdir()
            patch.setenv("WIJKDATA_HOME", str(folder / "home"))
            published.prepare(form, folder / "vooraf")
            form.write(folder / "map")
            made[form.name] = folder
    return made


def outcome_of(form: Form, given_changes: list[Change], good: Path) -> list[intake.Outcome]:
    """Spoil a copy of the files of a form, and add what is left."""
    with tempfile.TemporaryDirectory() as scratch, pytest.MonkeyPatch.context() as patch:
        folder = Path(scratch)
        shutil.copytree(good / "home", folder / "home")
        shutil.copytree(good / "map", folder / "map")
        patch.setenv("WIJKDATA_HOME", str(folder / "home"))
        files = sorted((folder / "map").iterdir())
        figures_file = next(one for one in files if one.name == form_file(form))
        along = [one for one in files if one != figures_file]
        for change in given_changes:
            # What was spoilt already may be beyond a second change of another kind.
            with contextlib.suppress(*_BEYOND):
                if change.along and along:
                    path = along[change.at_too % len(along)]
                    apply(change, path, "json" if path.suffix == ".json" else "text")
                else:
                    apply(change, figures_file, form.kind)
        began = time.monotonic()
        outcomes = intake.add([folder / "map"], options=form.options)
        assert time.monotonic() - began < LONGEST
        return outcomes


_FILES: dict[str, str] = {}
_BEYOND = (
    csv.Error, EOFError, IndexError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError,
    ZeroDivisionError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip


def form_file(form: Form) -> str:
    """Return the name of the file with the figures of a form."""
    if form.name not in _FILES:
        with tempfile.TemporaryDirectory() as scratch:
            _FILES[form.name] = form.write(Path(scratch)).name
    return _FILES[form.name]


def check(outcomes: list[intake.Outcome]) -> None:
    assert outcomes
    for one in outcomes:
        assert bool(one.refused) != bool(one.kind)
        assert one.text().startswith(one.name)
        assert "Traceback" not in one.text()


@pytest.mark.parametrize("form", FORMS, ids=str)
@settings(
    max_examples=2_000 if MANY else 10,
    derandomize=not MANY,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_a_spoilt_file_is_taken_or_refused(
    form: Form, prepared: dict[str, Path], data: st.DataObject
) -> None:
    check(outcome_of(form, data.draw(changes(form)), prepared[form.name]))


#: What was found before, per form.
FOUND: tuple[tuple[str, list[Change]], ...] = (
    # The first letter of a name in the directory of a zip: the library then has a member without a name.
    ("startanalyse-2025-zip", [Change("bytes", along=False, at=-46, at_too=0, size=1, put=b"\0")]),
    # A coordinate with more digits than a number can have, and a boundary without a point.
    ("grenzen-2014", [Change("bytes", along=False, at=233, at_too=0, size=2, put=10**400)]),
    ("grenzen-2014", [Change("bytes", along=False, at=117, at_too=0, size=0, put="[], ")]),
    # A map of which no row is an area any more.
    ("kaart-shapefile-zip", [Change("member", along=False, at=40, at_too=1, size=0, put=None)]),
)

#: What was found by fuzzing (`fuzz/run.py`): per target an input, or what is put behind its first valid one.
_NAMELESS = (
    b'{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null, '
    b'"hd": "rivm_2022_groenpercentage_kaart_per_buurt.1", '
    b'"properties": {"bu_code": "BU05991449", "_mean": 19.2}}]}'
)
FOUND_BY_FUZZING: tuple[tuple[str, bytes, bytes], ...] = (
    # A title with a line break of an old computer in it.
    ("kwb-v4", b"\x02Identifier;Title\r$\0U05990112;Cool\r\n", b""),
    # A cell without an end, which the module of the language itself refuses.
    ("wijkprofiel", b"", b'\n"' + b"x" * 140_000),
    # An area without the mark after which the map is called.
    (
        "rivm",
        _NAMELESS,
        b"",
    ),
)


@pytest.mark.parametrize(
    ("name", "content", "behind"), FOUND_BY_FUZZING, ids=[one[0] for one in FOUND_BY_FUZZING]
)
def test_what_was_found_by_fuzzing(name: str, content: bytes, behind: bytes, tmp_path: Path) -> None:
    target = targets.target(name, tmp_path)
    target.one(content or target.seeds[0].rstrip() + behind)


@pytest.mark.parametrize("number", range(len(FOUND)))
def test_what_was_found_before(number: int, prepared: dict[str, Path]) -> None:
    name, given_changes = FOUND[number]
    form = next(one for one in FORMS if one.name == name)
    check(outcome_of(form, given_changes, prepared[name]))
