"""The rows of a saved answer of OData, read in pieces: a national table is never in memory as text.

An answer is one JSON object: a few words about it, and a list ``value`` with a flat object per row. It is cut between
two rows into pieces of about a megabyte, and each piece is read on its own, two at the same time. Of each only the
columns are kept that are needed.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

#: How much of a file is read at a time. [bytes]
PIECE = 1 << 20
#: How many pieces are read at the same time.
_TOGETHER = 2

_START = re.compile(rb'"value"\s*:\s*\[\s*(?=\{)')
#: Where the list begins at the latest. [bytes]
_HEAD = 8192
#: White space that may stand between two rows. [bytes]
_BETWEEN = 64
_OPENING, _CLOSING = b'{"value":[', b"]}"


def read_rows(
    file: IO[bytes], *, size: int = PIECE, wanted: Callable[[str], bool] | None = None
) -> tuple[dict[str, Any], pa.Table, dict[str, bool]] | None:
    """Read what stands around the rows, and the rows as a table.

    Parameters
    ----------
    file
        The answer, as UTF-8.
    size
        How much to read at a time. [bytes]
    wanted
        Which columns are needed; all of them by default.

    Returns
    -------
    What stands around the rows, the needed columns as a table (all of them where none is needed), and of every
    column in the answer whether it has numbers. None for an answer that needs a closer look: it is damaged, or it
    has rows of different kinds, cells that are no text or number, or no rows at all.
    """
    import pyarrow as pa  # noqa: PLC0415  (slow to import, and only needed for files)

    begin = file.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    start = _START.search(begin)
    if start is None:
        return None
    head: dict[str, Any] = {}
    tables, schemas = [], []
    try:
        head |= json.loads(begin[: start.start()] + _OPENING[1:] + _CLOSING)
        for rows, after in _each_read(_pieces(file, begin[start.end() :], size)):
            if rows is None or not all(map(_is_plain, rows.columns)):
                return None
            schemas.append(rows.schema)
            needed = [name for name in rows.column_names if wanted is None or wanted(name)]
            tables.append(rows.select(needed) if needed else rows)
            head |= after
        every = pa.unify_schemas(schemas, promote_options="permissive")
        table = pa.concat_tables(tables, promote_options="permissive")
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError, OverflowError, ValueError):
        return None
    head.pop("value", None)
    return head, table, {one.name: _is_numeric(one.type) for one in every}


def _each_read(pieces: Iterator[tuple[bytes, bool]]) -> Iterator[tuple[pa.Table | None, dict[str, Any]]]:
    """Give the rows of each piece, in order, and what follows after them; None where they are no list of objects."""
    under_way: deque[Future[tuple[pa.Table | None, dict[str, Any]]]] = deque()
    with ThreadPoolExecutor(_TOGETHER) as pool:
        for piece in pieces:
            under_way.append(pool.submit(_read_piece, *piece))
            # No more of the file is in memory than is being read.
            if len(under_way) > _TOGETHER:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _read_piece(piece: bytes, last: bool) -> tuple[pa.Table | None, dict[str, Any]]:  # noqa: FBT001
    piece.decode()
    answer = _parsed(_OPENING + piece if last else _OPENING + piece + _CLOSING)
    rows = _flat(answer)
    after = answer.drop_columns("value").to_pylist()[0] if last and rows is not None else {}
    return rows, after


def _pieces(file: IO[bytes], begin: bytes, size: int) -> Iterator[tuple[bytes, bool]]:
    """Give the rows in pieces, and whether it is the last one, with what follows after the rows."""
    rest = begin
    while block := file.read(size):
        rest += block
        cut = _last_cut(rest)
        if cut is not None:
            end, start = cut
            yield rest[:end], False
            rest = rest[start:]
    yield rest, True


def _last_cut(text: bytes) -> tuple[int, int] | None:
    """Return where the last but one row ends and the last one begins."""
    start = text.rfind(b"{")
    while start > 0:
        before = text[max(0, start - _BETWEEN) : start].rstrip()
        if before.endswith(b",") and before[:-1].rstrip().endswith(b"}"):
            return text.rindex(b"}", 0, start) + 1, start
        start = text.rfind(b"{", 0, start)
    return None


def _parsed(content: bytes) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.json as pajson  # noqa: PLC0415

    return pajson.read_json(
        pa.BufferReader(content),
        # The whole piece is one "line".
        read_options=pajson.ReadOptions(block_size=len(content) + 1, use_threads=False),
        parse_options=pajson.ParseOptions(newlines_in_values=True),
    )


def _flat(answer: pa.Table) -> pa.Table | None:
    """Return the rows of one piece as a table; None if they are no list of objects."""
    import pyarrow as pa  # noqa: PLC0415

    if len(answer) != 1 or "value" not in answer.column_names:
        return None
    rows = answer.column("value").combine_chunks()
    if not pa.types.is_list(rows.type) or not pa.types.is_struct(rows.type.value_type):
        return None
    rows = rows.flatten()
    return None if rows.null_count else pa.Table.from_struct_array(rows)


def _is_numeric(kind: pa.DataType) -> bool:
    import pyarrow as pa  # noqa: PLC0415

    return bool(pa.types.is_integer(kind) or pa.types.is_floating(kind))


def _is_plain(column: Any) -> bool:
    """Tell whether a column is text or numbers as they should be, so that no closer look is needed."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    if pa.types.is_floating(column.type):
        return not pc.any(pc.is_nan(column)).as_py()
    kinds = (pa.types.is_integer, pa.types.is_string, pa.types.is_boolean, pa.types.is_null)
    return any(is_kind(column.type) for is_kind in kinds)
