"""A workbook may have one cell in its last corner, or say that it has: that costs no memory and little time.

Spreadsheets do this when somebody once typed a space far below the list.
"""

from __future__ import annotations

import re
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from published import FORMS, Form, prepare

from wijkdata import intake

WORKBOOKS = [form for form in FORMS if form.kind == "xlsx"]
MEGABYTE = 1024**2


def far(sheet: bytes) -> bytes:
    corner = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return sheet.replace(b"</sheetData>", corner)


def said(sheet: bytes) -> bytes:
    changed, count = re.subn(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:XFD1048576"', sheet)
    return changed if count else sheet.replace(b"<sheetData>", b'<dimension ref="A1:XFD1048576"/><sheetData>')


@pytest.mark.parametrize("how", [far, said, lambda sheet: said(far(sheet))], ids=["far", "said", "both"])
@pytest.mark.parametrize("form", WORKBOOKS, ids=lambda form: form.name)
def test_a_far_cell_is_not_filled_up_to(form: Form, how, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("WIJKDATA_HOME", str(tmp_path / "thuis"))
    given = tmp_path / "bestand"
    given.mkdir()
    prepare(form, given)
    path = form.write(given)
    plain = intake.load(path, [], form.options).observations
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, how(content) if name.startswith("xl/worksheets/") else content)
    tracemalloc.start()
    try:
        loaded = intake.load(path, [], form.options).observations
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(loaded) == len(plain) > 0
    assert peak < 60 * MEGABYTE
