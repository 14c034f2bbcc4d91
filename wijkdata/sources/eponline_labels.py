"""EP-Online: reading the total file of RVO with the registered energy labels of buildings.

The total file holds every registration of the country, several per dwelling, expired ones and other buildings too.
It knows two forms: the older with ``Pand_…`` titles, and the newer with two lines before its header. Columns are
found by name. There is no buurt in it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

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
    "object",
    "postcode",
    "house_number",
    "letter",
    "addition",
    "label",
    "method",
    "registered",
    "valid_until",
]

NTA_8800, OLDER = "NTA 8800", "ouder"
LABELS = ("A+++++", "A++++", "A+++", "A++", "A+", "A", "B", "C", "D", "E", "F", "G")
#: Names of columns as `title_of` writes them; both forms and the service then have the same.
TITLES = {
    "registered": "registratiedatum",
    "surveyed": "opnamedatum",
    "valid_until": "geldigtot",
    "status": "status",
    "method": "berekeningstype",
    "building_class": "gebouwklasse",
    "postcode": "postcode",
    "house_number": "huisnummer",
    "letter": "huisletter",
    "addition": "huisnummertoevoeging",
    "object": "bagverblijfsobjectid",
    "label": "energieklasse",
}
_MARKS = ("energieklasse", "gebouwklasse", "bagverblijfsobjectid", "berekeningstype")
_DWELLING = ("W", "WONINGBOUW")
_NOT_BUILT = "vergunningsaanvraag"
_PUBLISHED = "publicatiedatum"
_LINES_BEFORE = 10
#: Registrations that are collected before the older ones of a dwelling are dropped.
_TOGETHER = 1_500_000

_OTHER_BUILDING = "registratie van een ander gebouw dan een woning"
_PERMIT = "registratie bij een vergunningsaanvraag: nog niet gebouwd"
_EXPIRED = "registratie die op de peildatum verlopen was"
_NO_EXPIRY = "registratie zonder leesbare datum van geldigheid"
_FUTURE = "registratie van na de peildatum, of zonder leesbare datum"
_NO_LABEL = "registratie zonder labelklasse A tot en met G"
_NO_PLACE = "registratie zonder bruikbaar BAG-nummer en zonder adres"
OLDER_REGISTRATION = "oudere registratie van dezelfde woning"
OUTSIDE = "registratie buiten het gebied van de adressen"


def read_labels(
    source: reading.Source, *, reference_date: str | None = None, addresses: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Read of each dwelling the newest label that was valid on the reference date; the file is read in parts.

    Source: RVO, EP-Online, total file.

    Parameters
    ----------
    source
        CSV or the zip around it.
    reference_date
        ISO date; by default the date of publication in the file. Older files have none: then it is needed.
    addresses
        Keep only registrations on a postcode or BAG id among these; the others are counted.

    Returns
    -------
    DataFrame
        `COLUMNS`: object (BAG id of 16 digits, empty where unusable), house_number, label, method (`NTA_8800` or
        `OLDER`), registered and valid_until (``yyyymmdd``, int). ``attrs`` hold ``reference_date`` and what was
        set aside (see `reading.set_aside`).

    Raises
    ------
    SourceError
        If the form is not known, there is no reference date, or no registration can be used.
    """
    with streaming.opened(source) as lines:
        date, blocks = _blocks(lines, reference_date)
        newest = _Newest(_number(date), _Places.of(addresses))
        for block in blocks:
            newest.add(block)
        newest.aside[streaming.MALFORMED] = lines.malformed
        read, name = lines.read, lines.name
    frame = newest.result()
    if frame.empty and not newest.aside.get(OUTSIDE):
        reasons = dutch.join(f"{reason} ({count})" for reason, count in newest.aside.items() if count)
        raise SourceError(
            f"{name}: van {dutch.number(read)} regels is er geen te gebruiken"
            + (f": {reasons}" if reasons else "")
            + ". Download het totaalbestand opnieuw bij EP-Online."
        )
    frame.attrs["reference_date"] = date
    return reading.with_set_aside(frame, newest.aside)


def registrations(
    source: reading.Source, take: Callable[[pd.DataFrame], None], *, reference_date: str | None = None
) -> tuple[str, dict[str, int]]:
    """Give every registration that can be used, block by block in the order of the file, older ones too.

    Parameters
    ----------
    source, reference_date
        As `read_labels` takes them.
    take
        Gets of each block object (0: none), postcode (number, see `streaming.postcode_keys`), house_number, letter,
        addition, label, nta, registered, surveyed and valid_until.

    Returns
    -------
    tuple of str and dict
        The reference date, and how many lines were set aside, by reason.

    Raises
    ------
    SourceError
        If the form is not known or there is no reference date.
    """
    with streaming.opened(source) as lines:
        date, blocks = _blocks(lines, reference_date)
        usable = _Newest(_number(date), None)
        for block in blocks:
            take(usable.part(block))
        return date, usable.aside | {streaming.MALFORMED: lines.malformed}


def _blocks(lines: Lines, reference_date: str | None) -> tuple[str, Iterator[pa.Table]]:
    """Return the reference date of a file, and what follows its header."""
    published, header = _header(lines)
    delimiter = streaming.delimiter_of(header)
    titles = [title_of(cell) for cell in streaming.cells(header, delimiter)]
    columns = _positions(lines.name, titles)
    date = _reference(lines.name, reference_date, published)
    return date, streaming.blocks(lines, delimiter, len(titles), columns)


# --- the form of the file -------------------------------------------------------------------------------------


def title_of(cell: str) -> str:
    """Return the title of a column as ``TITLES`` writes it, whichever form it comes from."""
    return re.sub(r"^(pand|meting)_", "", cell.strip(' "').casefold()).replace("_", "")


def _header(lines: Lines) -> tuple[str, str]:
    """Return the date of publication before the header, or nothing, and the header."""
    published = ""
    for _ in range(_LINES_BEFORE):
        line = lines.take()
        cells = [title_of(cell) for cell in streaming.cells(line, streaming.delimiter_of(line))]
        if all(mark in cells for mark in _MARKS):
            return published, line
        if cells[0] == _PUBLISHED and len(cells) > 1:
            published = cells[1]
    raise SourceError(
        f"{lines.name} heeft niet de kolommen van het totaalbestand van EP-Online (Energieklasse, Gebouwklasse, "
        "Berekeningstype, BAGVerblijfsobjectID). Download het totaalbestand als CSV bij EP-Online."
    )


def _positions(name: str, titles: Sequence[str]) -> dict[str, int]:
    missing = [title for title in TITLES.values() if title not in titles]
    if missing:
        raise SourceError(
            f"{name}: de kolom {missing[0]} van EP-Online ontbreekt. Wel aanwezig: {dutch.join(titles[:50])}. "
            "Download het totaalbestand opnieuw."
        )
    double = [title for title in TITLES.values() if titles.count(title) > 1]
    if double:
        raise SourceError(f"{name}: de kolom {double[0]} komt {titles.count(double[0])} keer voor.")
    return {column: titles.index(title) for column, title in TITLES.items()}


def _reference(name: str, given: str | None, published: str) -> str:
    """Return the reference date as ISO date: the given one, or that of publication."""
    for text, form in ((given, "%Y-%m-%d"), (published or None, "%d-%m-%Y")):
        if text is None:
            continue
        try:
            return dt.datetime.strptime(text, form).date().isoformat()
        except ValueError:
            raise SourceError(
                f"{name}: ‘{text[:20]}’ is geen datum waarmee te bepalen is welke labels geldig zijn. Geef de "
                "peildatum op als 2026-04-01.",
                "reference_date",
            ) from None
    raise SourceError(
        f"{name}: dit oudere totaalbestand noemt geen datum van publicatie. Geef de peildatum op als 2026-04-01, om "
        "te bepalen welke labels dan geldig waren.",
        "reference_date",
    )


def _number(iso_date: str) -> int:
    return int(iso_date.replace("-", ""))


def recognises(sample: Sample) -> bool:
    """Tell whether the text, or that in a zip, is a total file of EP-Online, of either form."""
    for line in streaming.text_lines(sample)[:_LINES_BEFORE]:
        cells = [title_of(cell) for cell in streaming.cells(line, streaming.delimiter_of(line))]
        if all(mark in cells for mark in _MARKS):
            return True
    return False


# --- rows -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Places:
    """The postcodes and BAG ids in which registrations are wanted, as sorted numbers."""

    postcodes: np.ndarray
    objects: np.ndarray

    @classmethod
    def of(cls, addresses: pd.DataFrame | None) -> _Places | None:
        if addresses is None:
            return None
        keys = streaming.postcode_keys(pa.array(addresses["postcode"], pa.string()))
        ids = pd.to_numeric(addresses["object"], errors="coerce").dropna().to_numpy("int64")
        return cls(np.unique(keys[keys >= 0]), np.unique(ids))

    def has(self, postcode: np.ndarray, object_id: np.ndarray) -> np.ndarray:
        return np.asarray(_among(postcode, self.postcodes) | _among(object_id, self.objects))


def _among(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    where = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.asarray(known[where] == values)


@dataclass
class _Newest:
    """Collects registrations and keeps the newest of each dwelling."""

    date: int
    places: _Places | None
    aside: dict[str, int] = field(default_factory=dict)
    parts: list[pd.DataFrame] = field(default_factory=list)
    waiting: int = 0

    def add(self, block: pa.Table) -> None:
        """Add a block of text."""
        part = self.part(block)
        self.parts.append(part)
        self.waiting += len(part)
        if self.waiting > _TOGETHER:
            self._compact()

    def _count(self, reason: str, wrong: np.ndarray) -> np.ndarray:
        self.aside[reason] = self.aside.get(reason, 0) + int(wrong.sum())
        return ~wrong

    def part(self, block: pa.Table) -> pd.DataFrame:
        """Return the registrations of a block that can be used."""
        building = pc.is_in(pc.utf8_upper(block["building_class"]), pa.array(_DWELLING))
        block = self._kept(block, _OTHER_BUILDING, building)
        permit = pc.equal(pc.utf8_lower(block["status"]), _NOT_BUILT)
        block = self._kept(block, _PERMIT, pc.invert(permit))
        label = pc.is_in(pc.utf8_upper(block["label"]), pa.array(LABELS))
        block = self._kept(block, _NO_LABEL, label)
        registered, until = dates_of(block["registered"]), dates_of(block["valid_until"])
        surveyed = dates_of(block["surveyed"])
        keep = self._count(_NO_EXPIRY, until == 0)
        keep &= self._count(_EXPIRED, keep & (until < self.date))
        keep &= self._count(_FUTURE, keep & ((registered == 0) | (registered > self.date)))
        object_id = _object_numbers(block["object"])
        postcode = streaming.postcode_keys(block["postcode"])
        number = np.nan_to_num(streaming.numbers(block["house_number"]), nan=0.0)
        placed = (object_id > 0) | ((postcode >= 0) & (number > 0) & (number < 100_000))
        keep &= self._count(_NO_PLACE, keep & ~placed)
        if self.places is not None:
            keep &= self._count(OUTSIDE, keep & ~self.places.has(postcode, object_id))
        chosen = pa.array(keep)
        return pd.DataFrame(
            {
                "object": object_id[keep],
                "postcode": postcode[keep],
                "house_number": np.clip(number[keep], 0, 100_000).astype("int32"),
                "letter": _category(pc.utf8_upper(block["letter"]).filter(chosen)),
                "addition": _category(pc.utf8_upper(block["addition"]).filter(chosen)),
                "label": _category(pc.utf8_upper(block["label"]).filter(chosen)),
                "nta": pc.starts_with(pc.utf8_upper(block["method"]), NTA_8800).to_numpy()[keep],
                "registered": registered[keep],
                "surveyed": surveyed[keep],
                "valid_until": until[keep],
            }
        )

    def _kept(self, block: pa.Table, reason: str, right: pa.ChunkedArray) -> pa.Table:
        self._count(reason, ~right.to_numpy())
        return block.filter(right)

    def _compact(self) -> None:
        for column in ("letter", "addition", "label"):
            _same_categories(self.parts, column)
        found = pd.concat(self.parts, ignore_index=True)
        before = len(found)
        # Of equal dates the one that stands last in the file.
        order = np.lexsort((found["surveyed"], found["registered"]))
        found = found.iloc[order]
        double = pd.DataFrame({"id": found["object"], "place": _place_keys(found)}).duplicated(keep="last")
        found = found[~double.to_numpy()].sort_index()
        self.aside[OLDER_REGISTRATION] = self.aside.get(OLDER_REGISTRATION, 0) + before - len(found)
        self.parts, self.waiting = [found], 0

    def result(self) -> pd.DataFrame:
        """Return the newest registration of each dwelling."""
        if not self.parts:
            return pd.DataFrame({name: pd.Series(dtype="object") for name in COLUMNS})
        self._compact()
        found = self.parts[0].reset_index(drop=True)
        ids = pc.utf8_lpad(pa.array(found["object"].clip(lower=0)).cast(pa.string()), 16, "0")
        postcode = found["postcode"].to_numpy()
        written = pc.if_else(pa.array(postcode >= 0), streaming.postcodes(np.maximum(postcode, 0)), "")
        return pd.DataFrame(
            {
                "object": pc.if_else(pa.array(found["object"].to_numpy() > 0), ids, "").to_pandas(),
                "postcode": written.to_pandas(),
                "house_number": found["house_number"].astype("int64"),
                "letter": found["letter"],
                "addition": found["addition"],
                "label": found["label"],
                "method": found["nta"].map({True: NTA_8800, False: OLDER}).astype("category"),
                "registered": found["registered"],
                "valid_until": found["valid_until"],
            }
        )


def _category(column: pa.ChunkedArray) -> pd.Series:
    encoded = pa.table({"cells": pc.dictionary_encode(column)}).unify_dictionaries()
    cells: pd.Series = encoded["cells"].to_pandas()
    return cells


def _same_categories(parts: list[pd.DataFrame], column: str) -> None:
    categories = sorted(set().union(*(part[column].cat.categories for part in parts)))
    for part in parts:
        part[column] = part[column].cat.set_categories(categories)


def _place_keys(found: pd.DataFrame) -> np.ndarray:
    """Return a number per address where there is no BAG id; zero where there is."""
    keys = np.zeros(len(found), dtype="uint64")
    without = found["object"].to_numpy() <= 0
    if without.any():
        place = found.loc[without, ["postcode", "house_number", "letter", "addition"]]
        place = place.astype({"letter": "str", "addition": "str"})
        keys[without] = pd.util.hash_pandas_object(place, index=False).to_numpy()
    return keys


def dates_of(column: pa.ChunkedArray) -> np.ndarray:
    """Return dates (``yyyymmdd``, or ISO) as numbers; 0 where there is none."""
    plain = pc.replace_substring(pc.utf8_slice_codeunits(column, 0, 10), "-", "")
    plain = pc.utf8_slice_codeunits(plain, 0, 8)
    right = pc.match_substring_regex(plain, r"^(19|20|99)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
    return np.asarray(pc.if_else(right, plain, "0").cast(pa.int32()).to_numpy())


def _object_numbers(column: pa.ChunkedArray) -> np.ndarray:
    """Return BAG ids as numbers; 0 for what is none, such as the sixteen zeros that occur."""
    right = pc.match_substring_regex(column, r"^\d{16}$")
    return np.asarray(pc.if_else(right, column, "0").cast(pa.int64()).to_numpy())
