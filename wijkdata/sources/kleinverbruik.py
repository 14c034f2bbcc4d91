"""Network operators: connections and mean use per postcode range (kleinverbruik), each year on 1 January.

Every operator writes its own dialect: with tabs or semicolons, with or without quotation marks, with other titles
from year to year. Columns are found by title. What is not in every file is asked for: the year is in none that we
know, and a file without the share in operation says nothing about which connections are active.

A row is a range of postcodes with at least ten connections. It can lie in more than one buurt and is then divided by
the number of addresses. Gas connections of shops, schools and the like are in it as well as those of dwellings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wijkdata import catalogue, dutch, observations
from wijkdata.errors import SourceError
from wijkdata.sources import addressing, reading, streaming
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.streaming import Lines
from wijkdata.sources.tables import Table

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

_OUTSIDE_AREA = "regel met een postcode buiten het gebied van de adressen"
_WRONG_RANGE = "regel zonder goede reeks postcodes"
_WRONG_NUMBER = "regel met een aantal of percentage dat geen getal is of niet kan"
_WRONG_PRODUCT = "regel die niet over gas of elektriciteit gaat"

_INDICATOR = "gasaansluitingen"
_NOT_ALLOCATED = "gasaansluitingen in een postcode zonder bekend adres"
_ELSEWHERE = "gasaansluitingen in het deel van een postcodereeks buiten de buurten"
_NO_SHARE = "gasaansluitingen zonder aandeel in bedrijf"

#: Pairs of a range and a postcode in a buurt that are handled at a time.
_TOGETHER = 4_000_000


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
    with streaming.opened(source) as lines:
        form = _form(lines)
        year_column = "year" in form.columns
        if not year_column and year is None:
            raise _no_year(lines.name)
        if year is not None and not _YEARS[0] <= year <= _YEARS[1]:
            raise SourceError(f"{year} is geen jaar van kleinverbruikgegevens.", "year")
        areas = None if within is None else _areas_of(within)
        aside: dict[str, int] = {}
        parts = [
            _part(block, aside, areas)
            for block in streaming.blocks(form.lines(lines), form.delimiter, form.width, form.columns)
        ]
        aside[streaming.MALFORMED] = lines.malformed
    return _ranges(parts, aside, lines.name, form, year=year, operator=operator)


def _ranges(
    parts: list[pa.Table],
    aside: dict[str, int],
    name: str,
    form: _Form,
    *,
    year: int | None,
    operator: str | None,
) -> pd.DataFrame:
    table = pa.concat_tables(parts).unify_dictionaries() if parts else None
    if table is None or (table.num_rows == 0 and not aside.get(_OUTSIDE_AREA)):
        reasons = dutch.join(f"{reason} ({count})" for reason, count in aside.items() if count)
        raise SourceError(
            f"{name}: er is geen enkele regel te gebruiken"
            + (f": {reasons}" if reasons else "")
            + ". Download het bestand opnieuw bij de netbeheerder en wijzig het niet."
        )
    frame = table.to_pandas(self_destruct=True)
    del table
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
    frame = frame[COLUMNS]
    frame.attrs["without_header"] = form.first is not None
    return reading.with_set_aside(frame, aside)


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


def _form(lines: Lines) -> _Form:
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
    inside = np.ones(len(first), dtype=bool) if areas is None else _touches(first, last, areas)
    _count(aside, _WRONG_PRODUCT, ~known)
    _count(aside, _WRONG_RANGE, known & ~ranged)
    _count(aside, _WRONG_NUMBER, known & ranged & ~right)
    _count(aside, _OUTSIDE_AREA, known & ranged & right & ~inside)
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


def _areas_of(postcodes: Sequence[str] | pd.Series) -> np.ndarray:
    keys = streaming.postcode_keys(pa.array(postcodes, pa.string()))
    return np.unique(streaming.area_of(keys[keys >= 0]))


def _touches(first: np.ndarray, last: np.ndarray, areas: np.ndarray) -> np.ndarray:
    """Tell which ranges touch one of the four-digit areas."""
    low = np.searchsorted(areas, streaming.area_of(first), "left")
    high = np.searchsorted(areas, streaming.area_of(last), "right")
    return np.asarray(high > low)


# --- from ranges to buurten -----------------------------------------------------------------------------------


def connections_per_buurt(
    ranges: pd.DataFrame,
    addresses: pd.DataFrame,
    *,
    retrieved: str,
    boundary_year: int | None = None,
) -> pd.DataFrame:
    """Count the active gas connections per buurt.

    A range is divided over buurten in proportion to its addresses in each, dwellings and others alike.

    Parameters
    ----------
    ranges
        As `read_kleinverbruik` returns them, of one operator and year.
    addresses
        As `bag.read_addresses` returns them: all addresses in use of the gemeente. An address with an empty buurt
        counts as lying outside.
    retrieved
        ISO date on which the file was taken over.
    boundary_year
        Year of the division of the buurten; by default what the addresses tell.

    Returns
    -------
    DataFrame
        Observations of ``gasaansluitingen`` [connections], one per buurt with addresses in a four-digit
        postcode area that the file covers; ``ontbreekt`` where the file has no gas connection there, which is not
        the same as none. What cannot be allocated stands in ``note`` and, by reason, in ``attrs`` (see
        `reading.set_aside`).

    Raises
    ------
    SourceError
        If there are no addresses, or ranges of more than one year.
    """
    addresses = addressing.distinct(addresses)
    known = _Known.of(addresses)
    table = table_of(ranges)
    counts = _allocated(ranges, known)
    frame = pd.DataFrame({"area": known.buurten, "value": np.round(counts.value, 1)})
    frame["note"] = [_note(counts, row) for row in range(len(frame))]
    frame = frame[(counts.in_area) & (frame["area"] != "")]
    frame["status"] = np.where(frame["value"].notna(), "definitief", "ontbreekt")
    frame = frame.assign(
        indicator=_INDICATOR,
        year=table.years[0],
        unit=catalogue.indicator(_INDICATOR).unit,
        source=table.publisher,
        table=table.id,
        method=counts.method,
        retrieved=retrieved,
        boundary_year=addressing.boundary_years(frame["area"], addresses, boundary_year),
    )
    return reading.with_set_aside(observations.validate(frame, where="de gasaansluitingen"), counts.aside)


def table_of(ranges: pd.DataFrame) -> Table:
    """Return how to cite the file with these ranges.

    Raises
    ------
    SourceError
        If there is not exactly one year in it.
    """
    years = sorted({int(year) for year in ranges["year"].unique()})
    if len(years) != 1:
        raise SourceError(
            "Geef de kleinverbruikgegevens van één jaar tegelijk: hier staan "
            f"{dutch.join(map(str, years)) or 'geen jaren'} in."
        )
    named = [str(name) for name in ranges["operator"].unique()]
    operator = dutch.join(sorted({name for name in named if name})) or UNNAMED
    return Table(
        id=f"Kleinverbruik {operator} {years[0]}",
        title=f"Kleinverbruikgegevens per 1 januari {years[0]}",
        publisher=operator,
        attribution=f"Bron: {operator}, kleinverbruikgegevens",
        licence="niet vermeld in het bestand",
        years=(years[0],),
    )


@dataclass(frozen=True)
class _Known:
    """How many addresses there are per postcode and buurt, in order of the postcode."""

    postcode: np.ndarray
    buurt: np.ndarray
    addresses: np.ndarray
    buurten: list[str]

    @classmethod
    def of(cls, addresses: pd.DataFrame) -> _Known:
        keys = streaming.postcode_keys(pa.array(addresses["postcode"], pa.string()))
        frame = pd.DataFrame({"postcode": keys, "buurt": addresses["buurt"].fillna("").to_numpy()})
        frame = frame[frame["postcode"] >= 0]
        if frame.empty:
            raise SourceError(
                "Er zijn geen adressen met een postcode bekend. Haal eerst de BAG-adressen van de gemeente op."
            )
        numbers, names = pd.factorize(frame["buurt"], sort=True)
        counted = frame.assign(buurt=numbers).groupby(["postcode", "buurt"]).size()
        return cls(
            counted.index.get_level_values(0).to_numpy(),
            counted.index.get_level_values(1).to_numpy(),
            counted.to_numpy(),
            [str(name) for name in names],
        )


@dataclass(frozen=True)
class _Counts:
    """Gas connections per buurt (in the order of `_Known.buurten`), and what must be known of them."""

    value: np.ndarray
    divided: np.ndarray
    lost: np.ndarray
    covered: np.ndarray
    in_area: np.ndarray
    method: str
    aside: dict[str, int]


def _allocated(ranges: pd.DataFrame, known: _Known) -> _Counts:
    first = streaming.postcode_keys(pa.array(ranges["postcode_from"], pa.string()))
    last = streaming.postcode_keys(pa.array(ranges["postcode_to"], pa.string()))
    areas = np.unique(streaming.area_of(known.postcode))
    near = _touches(first, last, areas)
    covered = _covered(first[near], last[near], known)
    gas = near & (ranges["product"] == "GAS").to_numpy()
    share = ranges["in_operation_share"].to_numpy("float64")
    no_shares = bool(np.isnan(share[gas]).all())
    total = ranges["connections"].to_numpy("float64")
    unknown = gas & np.isnan(share) & (not no_shares)
    active = total if no_shares else total * np.nan_to_num(share) / 100
    gas &= ~unknown
    low = np.searchsorted(known.postcode, first, "left")
    high = np.searchsorted(known.postcode, last, "right")
    placed, unplaced = gas & (high > low), gas & (high == low)
    value, divided = _divided(active[placed], low[placed], high[placed], known)
    # None in operation is a figure; no range at all is not.
    named, _ = _divided(total[placed], low[placed], high[placed], known)
    value = np.where(named > 0, value, np.nan)
    lost = _per_area(active[unplaced], streaming.area_of(first[unplaced]), known)
    outside = known.buurten.index("") if "" in known.buurten else None
    aside = {
        _NOT_ALLOCATED: round(float(active[unplaced].sum())),
        _ELSEWHERE: 0 if outside is None else round(float(np.nan_to_num(value[outside]))),
        _NO_SHARE: round(float(total[unknown].sum())),
        _OUTSIDE_AREA: int((~near).sum()),
    }
    return _Counts(
        value,
        divided,
        lost,
        covered,
        _in_area(first[near], last[near], known),
        _method(no_shares=no_shares),
        aside,
    )


def _method(*, no_shares: bool) -> str:
    counted = (
        "som van alle aansluitingen (het aandeel in bedrijf staat niet in het bestand)"
        if no_shares
        else "som van aansluitingen × aandeel in bedrijf / 100"
    )
    return f"{counted}; een reeks postcodes in meer buurten verdeeld naar het aantal adressen"


def _slices(low: np.ndarray, high: np.ndarray) -> Iterator[slice]:
    """Cut ranges in groups that together stay small."""
    ends = np.cumsum(high - low)
    start = 0
    while start < len(low):
        before = int(ends[start - 1]) if start else 0
        stop = max(int(np.searchsorted(ends, before + _TOGETHER, "right")), start + 1)
        yield slice(start, stop)
        start = stop


def _divided(
    active: np.ndarray, low: np.ndarray, high: np.ndarray, known: _Known
) -> tuple[np.ndarray, np.ndarray]:
    """Divide connections over buurten by addresses: all of them, and those from a range in more than one buurt."""
    before = np.concatenate([[0], np.cumsum(known.addresses)])
    each = active / (before[high] - before[low])
    size = len(known.buurten)
    value, divided = np.zeros(size), np.zeros(size)
    for part in _slices(low, high):
        lengths = high[part] - low[part]
        which = np.repeat(np.arange(len(lengths)), lengths)
        position = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        position += np.repeat(low[part], lengths)
        buurt = known.buurt[position]
        weight = each[part][which] * known.addresses[position]
        value += np.bincount(buurt, weight, size)
        crosses = np.bincount(which, buurt != known.buurt[low[part]][which], len(lengths)) > 0
        divided += np.bincount(buurt, weight * crosses[which], size)
    return value, divided


def _covered(first: np.ndarray, last: np.ndarray, known: _Known) -> np.ndarray:
    """Return per buurt which part of its addresses lies in some range of the file, gas or electricity."""
    change = np.zeros(len(known.postcode) + 1)
    np.add.at(change, np.searchsorted(known.postcode, first, "left"), 1)
    np.add.at(change, np.searchsorted(known.postcode, last, "right"), -1)
    named = np.cumsum(change)[:-1] > 0
    size = len(known.buurten)
    of_all = np.bincount(known.buurt, known.addresses, size)
    return np.asarray(np.bincount(known.buurt, known.addresses * named, size) / np.maximum(of_all, 1))


def _in_area(first: np.ndarray, last: np.ndarray, known: _Known) -> np.ndarray:
    """Tell which buurten have an address in a four-digit area that the file covers."""
    found = np.unique(np.concatenate([streaming.area_of(first), streaming.area_of(last)]))
    here = np.isin(streaming.area_of(known.postcode), found)
    return np.asarray(np.bincount(known.buurt, here, len(known.buurten)) > 0)


def _per_area(active: np.ndarray, areas: np.ndarray, known: _Known) -> np.ndarray:
    """Return per buurt the connections without an address, in the four-digit areas in which the buurt lies."""
    lost = pd.Series(active).groupby(areas).sum()
    pairs = pd.DataFrame({"buurt": known.buurt, "area": streaming.area_of(known.postcode)}).drop_duplicates()
    per_pair = pairs["area"].map(lost).fillna(0.0)
    return np.bincount(pairs["buurt"], per_pair, len(known.buurten))


def _note(counts: _Counts, row: int) -> str:
    value, divided, lost, covered = (
        float(array[row]) for array in (counts.value, counts.divided, counts.lost, counts.covered)
    )
    if np.isnan(value):
        text = "geen gasaansluiting in het bestand: geen gas, minder dan tien, of een andere netbeheerder"
    else:
        text = "woningen én andere gebouwen"
    if round(divided):
        text += f"; {dutch.number(divided, 0)} uit reeksen die over meer buurten verdeeld zijn"
    if round(lost):
        text += f"; {dutch.number(lost, 0)} aansluitingen in dezelfde postcodegebieden zijn niet toe te delen"
    if covered < 0.95:
        text += f"; het bestand noemt de postcode van {dutch.number(100 * covered, 0)}% van de adressen"
    return text


def load(
    path: Path,
    *,
    retrieved: str,
    companions: Mapping[str, Path] | None = None,  # noqa: ARG001  (every reader takes it)
    addresses: pd.DataFrame | None = None,
    year: int | None = None,
    operator: str | None = None,
    boundary_year: int | None = None,
) -> Loaded:
    """Load the gas connections per buurt of a file.

    Parameters
    ----------
    path
        CSV or the zip around it.
    retrieved
        ISO date on which the file was taken over.
    companions
        Not used.
    addresses
        Needed: the BAG addresses of the gemeente, as `bag.read_addresses` returns them.
    year
        Needed where the file does not name it: year of the reference date.
    operator
        Name of the network operator, where the file does not name it.
    boundary_year
        Year of the division of the buurten; by default what the addresses tell.

    Raises
    ------
    SourceError
        If something needed is missing, or the file is not of this form or does not touch the addresses.
    """
    if addresses is None or addresses.empty:
        raise SourceError(
            f"{path.name} bevat aansluitingen per postcode. Om die over buurten te verdelen zijn de adressen nodig: "
            "haal eerst de BAG-adressen van de gemeente op."
        )
    ranges = read_kleinverbruik(path, year=year, operator=operator, within=addresses["postcode"])
    if ranges.empty:
        raise SourceError(
            f"{path.name} bevat geen postcode in de buurt van de bekende adressen: is dit de netbeheerder van deze "
            "gemeente?"
        )
    found = connections_per_buurt(ranges, addresses, retrieved=retrieved, boundary_year=boundary_year)
    table = table_of(ranges)
    return Loaded(
        kind=table.id,
        tables=(table,),
        observations=found,
        set_aside=reading.set_aside(ranges) | reading.set_aside(found),
    )
