"""The figures of many areas as plain numbers: per indicator, year and table one number per area.

Rows are good for one area; of a whole country there are millions. A layer holds the same as the rows of an
observation table with one indicator, year and table, with a place per area: of each figure the newest edition, as in
``observations.newest``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wijkdata.observations import NOT_YET_PUBLISHED, STATUSES
from wijkdata.part_files import LAYERED

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: Nothing is known of an area.
NO_ROW = -1
#: Places for the rows of one file in the order of all rows. [-]
_ROWS = 1 << 40


@dataclass(frozen=True)
class Key:
    """Which figures a layer holds."""

    indicator: str
    year: int
    table: str


@dataclass(eq=False)
class Layer:
    """The figures of one indicator, year and table.

    Attributes
    ----------
    value
        In the unit of the indicator; NaN where there is no figure.
    status
        Place in ``observations.STATUSES``; `NO_ROW` where nothing is known.
    division
        Year of division of each row.
    order
        In which order the rows stand among all rows.
    """

    value: Numbers
    status: NDArray[np.int8]
    division: NDArray[np.int16]
    order: Whole
    _to_come: Flags

    @classmethod
    def empty(cls, areas: int) -> Layer:
        """Return a layer of which nothing is known."""
        return cls(
            np.full(areas, np.nan),
            np.full(areas, NO_ROW, "int8"),
            np.zeros(areas, "int16"),
            np.zeros(areas, "int64"),
            np.zeros(areas, "bool"),
        )

    @property
    def present(self) -> Flags:
        """The areas of which there is a row."""
        here: Flags = self.status != NO_ROW
        return here

    def put(self, places: Whole, rows: _Rows, which: Any) -> None:
        """Take over rows; what stood there is an older edition, unless only these were not published yet."""
        to_come = rows.to_come[which]
        if to_come.any():
            stays = to_come & self.present[places] & ~self._to_come[places]
            places, which, to_come = places[~stays], which[~stays], to_come[~stays]
        self.value[places] = rows.value[which]
        self.status[places] = rows.status[which]
        self.division[places] = rows.division[which]
        self.order[places] = rows.order[which]
        self._to_come[places] = to_come


@dataclass(frozen=True, eq=False)
class _Rows:
    """The columns of the rows of one file."""

    place: Whole
    key: Whole
    keys: Sequence[Key]
    value: Numbers
    status: NDArray[np.int8]
    division: NDArray[np.int16]
    order: Whole
    to_come: Flags


def layers(tables: Iterable[pa.Table], codes: Sequence[str]) -> dict[Key, Layer]:
    """Return the layers of some areas.

    Parameters
    ----------
    tables
        The columns ``part_files.LAYERED``, the newest edition last; texts may be dictionaries.
    codes
        The areas, in the order in which a layer has them; rows about others are left out.
    """
    found: dict[Key, Layer] = {}
    for number, table in enumerate(tables):
        rows = _rows(table, pa.array(codes, pa.string()), number * _ROWS)
        for key, which in _by_key(rows):
            if key not in found:
                found[key] = Layer.empty(len(codes))
            found[key].put(rows.place[which], rows, which)
    return found


def from_observations(observations: pd.DataFrame, indicators: Collection[str]) -> pa.Table:
    """Return the rows of some indicators in an observation table, as `layers` takes them."""
    rows = observations[observations["indicator"].isin(set(indicators))]
    return pa.table({name: pa.array(rows[name]) for name in LAYERED})


def _by_key(rows: _Rows) -> Iterator[tuple[Key, Whole]]:
    # Few different keys fit a small number, which sorts several times faster.
    small = rows.key.astype("int16") if len(rows.keys) < np.iinfo("int16").max else rows.key
    order = np.argsort(small, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(rows.key, minlength=len(rows.keys)))])
    for number, key in enumerate(rows.keys):
        which = order[starts[number] : starts[number + 1]]
        if len(which):
            yield key, which


def _rows(table: pa.Table, codes: pa.Array, first: int) -> _Rows:
    area, areas = _numbered(table["area"])
    place_of = pc.fill_null(pc.index_in(areas, codes), NO_ROW).to_numpy()
    place = place_of[area] if len(areas) else area
    wanted = place != NO_ROW
    indicator, indicators = _numbered(table["indicator"])
    published, tables = _numbered(table["table"])
    year = table["year"].to_numpy().astype("int64")
    first_year = int(year.min()) if len(year) else 0
    years = int(year.max()) - first_year + 1 if len(year) else 1
    combined = ((indicator * max(len(tables), 1) + published) * years + year - first_year)[wanted]
    occurs = np.bincount(combined) > 0
    used, key = np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[combined]
    status, statuses = _numbered(table["status"])
    status_of = np.array([STATUSES.index(one) for one in statuses.to_pylist()] or [0], "int8")
    note, notes = _numbered(table["note"])
    coming = pc.match_substring(notes, NOT_YET_PUBLISHED).to_numpy(zero_copy_only=False)
    values = table["value"].to_numpy().astype("float64")
    to_come = (coming[note] if len(notes) else np.zeros(len(table), "bool")) & np.isnan(values)
    rest, of_year = np.divmod(used, years)
    of_indicator, of_table = np.divmod(rest, max(len(tables), 1))
    names, titles = indicators.to_pylist(), tables.to_pylist()
    keys = [
        Key(names[one], first_year + int(when), titles[what])
        for one, when, what in zip(of_indicator, of_year, of_table, strict=True)
    ]
    return _Rows(
        place[wanted],
        key,
        keys,
        values[wanted],
        status_of[status][wanted],
        table["boundary_year"].to_numpy().astype("int16")[wanted],
        first + np.flatnonzero(wanted),
        to_come[wanted],
    )


def _numbered(column: pa.ChunkedArray) -> tuple[Whole, pa.Array]:
    """Return the texts of a column as numbers, with the different texts."""
    if not pa.types.is_dictionary(column.type):
        column = pc.cast(column, pa.string()).dictionary_encode()
    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        if not whole.num_chunks:
            return np.zeros(0, "int64"), pa.array([], pa.string())
        (whole,) = whole.chunks
    return whole.indices.to_numpy().astype("int64"), pc.cast(whole.dictionary, pa.string())
