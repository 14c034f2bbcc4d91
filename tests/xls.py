"""Write small .xls files (BIFF8 in a compound file) as a spreadsheet saves them, for tests of their readers."""

from __future__ import annotations

import struct

Cell = str | float | None

_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_SECTOR = 512


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _string(text: str) -> bytes:
    return b"\x01" + text.encode("utf-16-le")


def _cells(rows: list[list[Cell]]) -> bytes:
    found = b""
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, str):
                found += _record(0x0204, place + struct.pack("<H", len(cell)) + _string(cell))
            elif cell is not None:
                found += _record(0x0203, place + struct.pack("<d", cell))
    return found


def workbook(sheets: dict[str, list[list[Cell]]]) -> bytes:
    """Return the bytes of an .xls file with these sheets."""
    bodies = [
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
        + _cells(rows)
        + _record(0x000A, b"")
        for rows in sheets.values()
    ]
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)) + _record(
        0x0042, struct.pack("<H", 1200)
    )
    names = [_string(name) for name in sheets]
    length = len(start) + sum(4 + 7 + len(name) for name in names) + 4
    stream, offset = start, length
    for title, name, body in zip(sheets, names, bodies, strict=True):
        stream += _record(0x0085, struct.pack("<IBBB", offset, 0, 0, len(title)) + name)
        offset += len(body)
    stream += _record(0x000A, b"") + b"".join(bodies)
    # Streams under 4096 bytes are stored in another way; a longer one is simpler.
    stream = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    return _compound(stream)


def _compound(stream: bytes) -> bytes:
    count = len(stream) // _SECTOR
    fat = [_FAT, _END, *range(3, 2 + count), _END]
    fat += [_FREE] * (_SECTOR // 4 - len(fat))
    assert len(fat) == _SECTOR // 4, "too large for one sector of allocation"
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 16
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + b"\0" * 10
        + struct.pack("<IIIIIIIII", 1, 1, 0, 4096, _END, 0, _END, 0, 0)
        + struct.pack("<I", _FREE) * 108
    )
    entries = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, 2, len(stream)) + b"\0" * 256
    return header + struct.pack("<128I", *fat) + entries + stream


def _entry(name: str, kind: int, start: int, size: int, child: int = _FREE) -> bytes:
    text = (name + "\0").encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + struct.pack("<III", _FREE, _FREE, child)
        + b"\0" * 36
        + struct.pack("<III", start, size, 0)
    )
