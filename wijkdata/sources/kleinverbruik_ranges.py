"""Network operators: connections and mean use per postcode range (kleinverbruik), each year on 1 January.

Every operator writes its own dialect: with tabs or semicolons, with or without quotation marks, with other titles
from year to year. Columns are found by title. What is not in every file is asked for: the year is in none that we
know, and a file without the share in operation says nothing about which connections are active. A row is a range of
postcodes with at least ten connections.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.sources import reading, streaming
from wijkdata.sources.loaded import Sample
from wijkdata.sources.streaming import Lines

COLUMNS = [
    "operator",
    "year",
    "product",
    "postcode_from",
    "postcode_to",
    "connections",
    "in_operation_share",
    "use",
    "unit",
]

UNNAMED = "netbeheerder (niet vermeld in het bestand)"

#: Titles under which a column is known, written as `_title` writes them.
_TITLES: Mapping[str, tuple[str, ...]] = {
    "operator": ("NETBEHEERDER",),
    "year": ("JAAR", "PEILJAAR", "PEILDATUM"),
    "product": ("PRODUCTSOORT",),
    "postcode_from": ("POSTCODE_VAN", "POSTCODE"),
    "postcode_to": ("POSTCODE_TOT", "POSTCODE_EIND"),
    "connections": ("AANSLUITINGEN_AANTAL", "AANTAL_AANSLUITINGEN"),
    "in_operation_share": ("FYSIEKE_STATUS_PERC", "%FYSIEKE_STATUS"),
    "use": ("SJV_GEMIDDELD", "SJA_GEMIDDELD", "SJV", "SJA"),
}
_OPTIONAL = ("operator", "year", "in_operation_share", "use")

#: The standard header, in its order: for a file that was published without one.
_STANDARD = [
    "NETBEHEERDER",
    "NETGEBIED",
    "STRAATNAAM",
    "POSTCODE_VAN",
    "POSTCODE_TOT",
    "WOONPLAATS",
    "LANDCODE",
    "PRODUCTSOORT",
    "VERBRUIKSSEGMENT",
    "AANSLUITINGEN_AANTAL",
    "LEVERINGSRICHTING_PERC",
    "FYSIEKE_STATUS_PERC",
    "SOORT_AANSLUITING_PERC",
    "SOORT_AANSLUITING",
    "SJV_GEMIDDELD",
    "SJV_LAAG_TARIEF_PERC",
    "SLIMME_METER_PERC",
]
_NUMBER = r"\d+([.,]\d+)?"
_POSTCODE = r"[1-9]\d{3} ?[A-Z]{2}"
_STANDARD_CELLS = {
    3: _POSTCODE,
    4: _POSTCODE,
    6: "NL",
    7: "ELK|GAS",
    9: r"\d+",
    10: _NUMBER,
    11: _NUMBER,
    12: _NUMBER,
    13: r"G\d+|\d+ ?x ?\d+",
    14: _NUMBER,
}

_UNITS = {"GAS": "m³/jaar", "ELK": "kWh/jaar"}
_YEARS = (2005, 2100)
#: A year, or a date with the year at the end or at the beginning.
_YEAR = r"^(?:\d{1,2}[-/]\d{1,2}[-/]|\d{4})?(?P<year>20\d{2})(?:-?\d{2}-?\d{2})?(?:[ T].*)?$"
_IN_NAME = re.compile(r"20[0-4]\d")

OUTSIDE_AREA = "regel met een postcode buiten het gebied van de adressen"
_WRONG_RANGE = "regel zonder goede reeks postcodes"
_WRONG_NUMBER = "regel met een aantal of percentage dat geen getal is of niet kan"
_WRONG_PRODUCT = "regel die niet over gas of elektriciteit gaat"


def read_kleinverbruik(
    source: reading.Source,
    *,
    year: int | None = None,
    operator: str | None = None,
    within: Sequence[str] | pd.Series | None = None,
) -> pd.DataFrame:
    """Read postcode ranges with their connections and mean use; the file is read in parts.

    Parameters
    ----------
    source
        CSV or the zip around it.
    year
        Year of the reference date (1 January), where the file does not name it.
    operator
        Name of the network operator, where the file does not name it.
    within
        Postcodes: only ranges are kept that touch one of their four-digit areas; the others are counted.

    Returns
    -------
    DataFrame
        `COLUMNS`: postcodes, connections, in_operation_share [%; NaN where not given], use (mean standard annual
        use, in ``unit``: an expectation and no meter reading). ``attrs`` hold what was set aside (see
        `reading.set_aside`), and ``without_header`` for a file whose columns were recognised by their content.

    Raises
    ------
    SourceError
        If the form is not known, no year is known, or no row can be used.
    """
    areas = None if within is None else areas_of(within)
    with streaming.opened(source) as lines:
        form = _form(lines, year)
        aside: dict[str, int] = {}
        parts = list(_parts(lines, form, areas, aside))
    _refuse_empty(lines.name, sum(part.num_rows for part in parts), aside)
    table = pa.concat_tables(parts).unify_dictionaries()
    del parts
    frame = _completed(table, form, year=year, operator=operator)
    frame.attrs["without_header"] = form.first is not None
    return reading.with_set_aside(frame, aside)


def ranges(
    source: reading.Source,
    take: Callable[[pd.DataFrame], None],
    *,
    areas: np.ndarray,
    year: int | None = None,
    operator: str | None = None,
) -> dict[str, int]:
    """Give the ranges that can be used, part by part in the order of the file.

    Parameters
    ----------
    source, year, operator
        As `read_kleinverbruik` takes them.
    take
        Gets of each part what `read_kleinverbruik` returns of the whole.
    areas
        As `areas_of` returns them: ranges elsewhere are counted and not given.

    Returns
    -------
    How many lines were set aside, by reason.

    Raises
    ------
    SourceError
        As `read_kleinverbruik` does.
    """
    with streaming.opened(source) as lines:
        form = _form(lines, year)
        aside: dict[str, int] = {}
        usable = 0
        for part in _parts(lines, form, areas, aside):
            usable += part.num_rows
            take(_completed(part, form, year=year, operator=operator))
    _refuse_empty(lines.name, usable, aside)
    return aside


def _parts(lines: Lines, form: _Form, areas: np.ndarray | None, aside: dict[str, int]) -> Iterator[pa.Table]:
    """Read the rest of a file in parts; what cannot be used is counted."""
    for block in streaming.blocks(form.lines(lines), form.delimiter, form.width, form.columns):
        yield _part(block, aside, areas)
    aside[streaming.MALFORMED] = lines.malformed


def _refuse_empty(name: str, usable: int, aside: Mapping[str, int]) -> None:
    if usable or aside.get(OUTSIDE_AREA):
        return
    reasons = dutch.join(f"{reason} ({count})" for reason, count in aside.items() if count)
    raise SourceError(
        f"{name}: er is geen enkele regel te gebruiken"
        + (f": {reasons}" if reasons else "")
        + ". Download het bestand opnieuw bij de netbeheerder en wijzig het niet."
    )


def _completed(table: pa.Table, form: _Form, *, year: int | None, operator: str | None) -> pd.DataFrame:
    """Add to ranges what their file does not say."""
    frame: pd.DataFrame = table.to_pandas(self_destruct=True)
    if "year" in form.columns:
        frame["year"] = frame["year"].astype("int16")
    else:
        frame["year"] = np.int16(year or 0)
    if "operator" not in form.columns:
        frame["operator"] = pd.Categorical([operator or UNNAMED]).repeat(len(frame))
    for column in ("in_operation_share", "use"):
        if column not in form.columns:
            frame[column] = np.nan
    frame["unit"] = frame["product"].cat.rename_categories(_UNITS)
    return frame[COLUMNS]


def _no_year(name: str) -> SourceError:
    found = _IN_NAME.findall(name)
    hint = f" De naam van het bestand noemt {dutch.join(dict.fromkeys(found), 'en')}." if found else ""
    return SourceError(
        f"{name}: in dit bestand staat niet van welk jaar het is. Geef het jaar van de peildatum (1 januari) "
        f"op.{hint}",
        "year",
    )


# --- the form of a file ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Form:
    delimiter: str
    width: int
    columns: Mapping[str, int]
    #: The first line, where that is no header but a record.
    first: str | None = None

    def lines(self, lines: Lines) -> Lines:
        """Put the first line back where it is a record."""
        if self.first is not None:
            lines.stream = _Joined(self.first.encode() + b"\n", lines.stream)  # type: ignore[assignment]
        return lines


class _Joined:
    """A beginning and what follows it, as one file to read."""

    closed = False

    def __init__(self, head: bytes, rest: object) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._rest.read(size)  # type: ignore[attr-defined,no-any-return]

    def readable(self) -> bool:
        """Say that this can be read."""
        return True


def _title(cell: str) -> str:
    return re.sub(r"[\s_]+", "_", cell.strip(' "\t').upper()).replace("%_", "%")


def _form(lines: Lines, year: int | None) -> _Form:
    """Recognise the form of a file, and refuse one of which the year is not known."""
    form = _recognised_form(lines)
    if "year" not in form.columns and year is None:
        raise _no_year(lines.name)
    if year is not None and not _YEARS[0] <= year <= _YEARS[1]:
        raise SourceError(f"{year} is geen jaar van kleinverbruikgegevens.", "year")
    return form


def _recognised_form(lines: Lines) -> _Form:
    line = lines.take()
    delimiter = streaming.delimiter_of(line)
    cells = streaming.cells(line, delimiter)
    titles = [_title(cell) for cell in cells]
    if not _is_header(titles):
        if _is_record(cells):
            return _Form(delimiter, len(cells), _positions(lines.name, list(_STANDARD)), first=line)
        raise SourceError(
            f"{lines.name} heeft geen kopregel van kleinverbruikgegevens, en de eerste regel is geen regel in de "
            "gebruikelijke volgorde. Vraag de netbeheerder om het bestand met kopregel, of zet de kopregel van een "
            "ander jaar van dezelfde netbeheerder erboven."
        )
    return _Form(delimiter, len(cells), _positions(lines.name, titles))


def _is_header(titles: Sequence[str]) -> bool:
    return all(
        any(title in titles for title in _TITLES[column])
        for column in ("product", "postcode_from", "connections")
    )


def _is_record(cells: Sequence[str]) -> bool:
    """Tell whether a line without header has the cells of the standard header, each by its content."""
    return len(cells) == len(_STANDARD) and all(
        re.fullmatch(pattern, cells[position]) for position, pattern in _STANDARD_CELLS.items()
    )


def _positions(name: str, titles: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, known in _TITLES.items():
        title = next((title for title in known if title in titles), None)
        if title is None:
            if column in _OPTIONAL:
                continue
            raise SourceError(
                f"{name}: de kolom {known[0]} ontbreekt. Wel aanwezig: {dutch.join(titles[:30])}. Download het "
                "bestand opnieuw bij de netbeheerder."
            )
        if titles.count(title) > 1:
            raise SourceError(f"{name}: de kolom {title} komt {titles.count(title)} keer voor.")
        found[column] = titles.index(title)
    return found


def recognises(sample: Sample) -> bool:
    """Tell whether the text, or that in a zip, holds postcode ranges with connections, with or without a header."""
    lines = streaming.text_lines(sample)
    if not lines:
        return False
    line = lines[0]
    cells = streaming.cells(line, streaming.delimiter_of(line))
    titles = [_title(cell) for cell in cells]
    has_end = any(title in titles for title in _TITLES["postcode_to"])
    return (_is_header(titles) and has_end) or _is_record(cells)


# --- rows -----------------------------------------------------------------------------------------------------


def _part(block: pa.Table, aside: dict[str, int], areas: np.ndarray | None) -> pa.Table:
    """Turn a block of text into ranges; what cannot be used is counted."""
    first = streaming.postcode_keys(block["postcode_from"])
    last = streaming.postcode_keys(block["postcode_to"])
    ranged = (first >= 0) & (last >= first)
    product = pc.utf8_upper(block["product"])
    known = pc.is_in(product, pa.array(list(_UNITS))).to_numpy()
    numbers = {name: streaming.numbers(block[name]) for name in _numeric(block)}
    right = numbers["connections"] > 0
    share = numbers.get("in_operation_share")
    if share is not None:
        empty = pc.equal(block["in_operation_share"], "").to_numpy()
        right &= empty | ((share >= 0) & (share <= 100))
    if "year" in block.column_names:
        numbers["year"] = _years(block["year"])
        right &= ~np.isnan(numbers["year"])
    inside = np.ones(len(first), dtype=bool) if areas is None else touches(first, last, areas)
    _count(aside, _WRONG_PRODUCT, ~known)
    _count(aside, _WRONG_RANGE, known & ~ranged)
    _count(aside, _WRONG_NUMBER, known & ranged & ~right)
    _count(aside, OUTSIDE_AREA, known & ranged & right & ~inside)
    keep = known & ranged & right & inside
    columns = {
        "product": pc.dictionary_encode(product.filter(pa.array(keep))),
        "postcode_from": streaming.postcodes(first[keep]),
        "postcode_to": streaming.postcodes(last[keep]),
    } | {name: pa.array(values[keep]) for name, values in numbers.items()}
    if "operator" in block.column_names:
        columns["operator"] = pc.dictionary_encode(block["operator"].filter(pa.array(keep)))
    return pa.table(columns)


def _numeric(block: pa.Table) -> list[str]:
    return [name for name in ("connections", "in_operation_share", "use") if name in block.column_names]


def _years(column: pa.ChunkedArray) -> np.ndarray:
    """Return the year of a year or a date, in whatever order its parts stand."""
    found = pc.struct_field(pc.extract_regex(column, _YEAR), "year")
    return np.asarray(pc.cast(found, pa.float64()).to_numpy())


def _count(aside: dict[str, int], reason: str, wrong: np.ndarray) -> None:
    aside[reason] = aside.get(reason, 0) + int(wrong.sum())


def areas_of(postcodes: Sequence[str] | pd.Series) -> np.ndarray:
    """Return the four-digit areas in which postcodes lie, sorted."""
    keys = streaming.postcode_keys(pa.array(postcodes, pa.string()))
    return np.unique(streaming.area_of(keys[keys >= 0]))


def touches(first: np.ndarray, last: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Tell which ranges touch one of the four-digit areas."""
    low = np.searchsorted(areas, streaming.area_of(first), "left")
    high = np.searchsorted(areas, streaming.area_of(last), "right")
    return np.asarray(high > low)
