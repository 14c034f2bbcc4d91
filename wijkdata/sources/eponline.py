"""EP-Online: registered energy labels of dwellings (RVO), from the total file or one object at a time.

The total file holds every registration of the country, several per dwelling, expired ones and other buildings too.
It knows two forms: the older with ``Pand_…`` titles, and the newer with two lines before its header. Columns are
found by name. There is no buurt in it: that comes from the addresses.

Labels by the method in force since 2021 (NTA 8800) and by earlier ones are not the same measure; both are valid until
they expire, so both count, and the note of each figure says in which proportion.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wijkdata import catalogue, dutch, observations
from wijkdata.errors import SourceError
from wijkdata.sources import addressing, reading, streaming
from wijkdata.sources.bag import HOME, homes
from wijkdata.sources.download import Client, DownloadError, Raw
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.streaming import Lines
from wijkdata.sources.tables import Table

BASE = "https://public.ep-online.nl/api/v5/"
KEY_VARIABLE = "WIJKDATA_EPONLINE_KEY"

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
_GOOD, _BAD = frozenset(LABELS[:7]), frozenset("EFG")

#: Names of columns as `_title` writes them; both forms and the service then have the same.
_TITLES = {
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
#: From which part of the dwellings on the addresses count as all of them: the two have different dates. [-]
_NEARLY_ALL = 0.95

_OTHER_BUILDING = "registratie van een ander gebouw dan een woning"
_PERMIT = "registratie bij een vergunningsaanvraag: nog niet gebouwd"
_EXPIRED = "registratie die op de peildatum verlopen was"
_NO_EXPIRY = "registratie zonder leesbare datum van geldigheid"
_FUTURE = "registratie van na de peildatum, of zonder leesbare datum"
_NO_LABEL = "registratie zonder labelklasse A tot en met G"
_NO_PLACE = "registratie zonder bruikbaar BAG-nummer en zonder adres"
_OLDER = "oudere registratie van dezelfde woning"
_OUTSIDE = "registratie buiten het gebied van de adressen"
_NOT_FOUND = "label waarvan het adres niet bij de BAG-adressen staat"
_AMBIGUOUS = "label waarvan het adres bij meer dan één BAG-adres past"
_NO_HOME = "label op een adres dat in de BAG geen woning is"


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
        published, header = _header(lines)
        delimiter = streaming.delimiter_of(header)
        titles = [_title(cell) for cell in streaming.cells(header, delimiter)]
        columns = _positions(lines.name, titles)
        date = _reference(lines.name, reference_date, published)
        newest = _Newest(_number(date), _Places.of(addresses))
        for block in streaming.blocks(lines, delimiter, len(titles), columns):
            newest.add(block)
        newest.aside[streaming.MALFORMED] = lines.malformed
        read, name = lines.read, lines.name
    frame = newest.result()
    if frame.empty and not newest.aside.get(_OUTSIDE):
        reasons = dutch.join(f"{reason} ({count})" for reason, count in newest.aside.items() if count)
        raise SourceError(
            f"{name}: van {dutch.number(read)} regels is er geen te gebruiken"
            + (f": {reasons}" if reasons else "")
            + ". Download het totaalbestand opnieuw bij EP-Online."
        )
    frame.attrs["reference_date"] = date
    return reading.with_set_aside(frame, newest.aside)


# --- the form of the file -------------------------------------------------------------------------------------


def _title(cell: str) -> str:
    return re.sub(r"^(pand|meting)_", "", cell.strip(' "').casefold()).replace("_", "")


def _header(lines: Lines) -> tuple[str, str]:
    """Return the date of publication before the header, or nothing, and the header."""
    published = ""
    for _ in range(_LINES_BEFORE):
        line = lines.take()
        cells = [_title(cell) for cell in streaming.cells(line, streaming.delimiter_of(line))]
        if all(mark in cells for mark in _MARKS):
            return published, line
        if cells[0] == _PUBLISHED and len(cells) > 1:
            published = cells[1]
    raise SourceError(
        f"{lines.name} heeft niet de kolommen van het totaalbestand van EP-Online (Energieklasse, Gebouwklasse, "
        "Berekeningstype, BAGVerblijfsobjectID). Download het totaalbestand als CSV bij EP-Online."
    )


def _positions(name: str, titles: Sequence[str]) -> dict[str, int]:
    missing = [title for title in _TITLES.values() if title not in titles]
    if missing:
        raise SourceError(
            f"{name}: de kolom {missing[0]} van EP-Online ontbreekt. Wel aanwezig: {dutch.join(titles[:50])}. "
            "Download het totaalbestand opnieuw."
        )
    double = [title for title in _TITLES.values() if titles.count(title) > 1]
    if double:
        raise SourceError(f"{name}: de kolom {double[0]} komt {titles.count(double[0])} keer voor.")
    return {column: titles.index(title) for column, title in _TITLES.items()}


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
        cells = [_title(cell) for cell in streaming.cells(line, streaming.delimiter_of(line))]
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
        part = self._part(block)
        self.parts.append(part)
        self.waiting += len(part)
        if self.waiting > _TOGETHER:
            self._compact()

    def _count(self, reason: str, wrong: np.ndarray) -> np.ndarray:
        self.aside[reason] = self.aside.get(reason, 0) + int(wrong.sum())
        return ~wrong

    def _part(self, block: pa.Table) -> pd.DataFrame:
        building = pc.is_in(pc.utf8_upper(block["building_class"]), pa.array(_DWELLING))
        block = self._kept(block, _OTHER_BUILDING, building)
        permit = pc.equal(pc.utf8_lower(block["status"]), _NOT_BUILT)
        block = self._kept(block, _PERMIT, pc.invert(permit))
        label = pc.is_in(pc.utf8_upper(block["label"]), pa.array(LABELS))
        block = self._kept(block, _NO_LABEL, label)
        registered, until = _dates(block["registered"]), _dates(block["valid_until"])
        surveyed = _dates(block["surveyed"])
        keep = self._count(_NO_EXPIRY, until == 0)
        keep &= self._count(_EXPIRED, keep & (until < self.date))
        keep &= self._count(_FUTURE, keep & ((registered == 0) | (registered > self.date)))
        object_id = _object_numbers(block["object"])
        postcode = streaming.postcode_keys(block["postcode"])
        number = np.nan_to_num(streaming.numbers(block["house_number"]), nan=0.0)
        placed = (object_id > 0) | ((postcode >= 0) & (number > 0) & (number < 100_000))
        keep &= self._count(_NO_PLACE, keep & ~placed)
        if self.places is not None:
            keep &= self._count(_OUTSIDE, keep & ~self.places.has(postcode, object_id))
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
        self.aside[_OLDER] = self.aside.get(_OLDER, 0) + before - len(found)
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


def _dates(column: pa.ChunkedArray) -> np.ndarray:
    """Return dates (``yyyymmdd``, or ISO) as numbers; 0 where there is none."""
    plain = pc.replace_substring(pc.utf8_slice_codeunits(column, 0, 10), "-", "")
    plain = pc.utf8_slice_codeunits(plain, 0, 8)
    right = pc.match_substring_regex(plain, r"^(19|20|99)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
    return np.asarray(pc.if_else(right, plain, "0").cast(pa.int32()).to_numpy())


def _object_numbers(column: pa.ChunkedArray) -> np.ndarray:
    """Return BAG ids as numbers; 0 for what is none, such as the sixteen zeros that occur."""
    right = pc.match_substring_regex(column, r"^\d{16}$")
    return np.asarray(pc.if_else(right, column, "0").cast(pa.int64()).to_numpy())


# --- from labels to buurten -----------------------------------------------------------------------------------


def table_of(labels: pd.DataFrame) -> Table:
    """Return how to cite the labels."""
    date = str(labels.attrs["reference_date"])
    return Table(
        id="EP-Online",
        title="EP-Online, geregistreerde energielabels",
        publisher="RVO",
        attribution="Bron: RVO, EP-Online",
        licence="niet vermeld in het bestand",
        years=(int(date[:4]),),
        modified=date,
    )


def labels_per_buurt(
    labels: pd.DataFrame,
    addresses: pd.DataFrame,
    dwellings: pd.Series | None = None,
    *,
    retrieved: str,
    boundary_year: int | None = None,
) -> pd.DataFrame:
    """Count the labels per buurt.

    Parameters
    ----------
    labels
        As `read_labels` returns them.
    addresses
        As `bag.read_addresses` returns them: all addresses in use of the gemeente.
    dwellings
        Dwellings per buurt, by code of the buurt; its ``name`` says whose count it is. By default the dwellings
        among the addresses.
    retrieved
        ISO date on which the file was taken over.
    boundary_year
        Year of the division of the buurten; by default what the addresses tell.

    Returns
    -------
    DataFrame
        Observations per buurt: ``woningen_met_label`` [dwellings], ``label_dekking`` [% of all dwellings],
        ``label_ab_aandeel`` and ``label_efg_aandeel`` [% of the dwellings with a label]. What could not be joined
        is in ``attrs`` by reason (see `reading.set_aside`).

    Raises
    ------
    SourceError
        If there are no dwellings among the addresses.
    """
    addresses = addressing.distinct(addresses)
    stock = homes(addresses).groupby("buurt").size()
    if stock.empty:
        raise SourceError(
            "Er zijn geen adressen van woningen bekend. Haal eerst de BAG-adressen van de gemeente op."
        )
    joined, aside = _joined(labels, addresses)
    counts = _counts(joined, stock.index)
    counts["known"] = stock
    counts["stock"] = (stock if dwellings is None else dwellings).reindex(counts.index).astype("float64")
    whose = str(dwellings.name or "opgegeven woningvoorraad") if dwellings is not None else "BAG"
    table = table_of(labels)
    frame = pd.concat(_figures(counts, whose, str(table.modified)), ignore_index=True)
    frame = frame.assign(
        status=np.where(frame["value"].notna(), "definitief", "ontbreekt"),
        unit=frame["indicator"].map(lambda indicator: catalogue.indicator(indicator).unit),
        year=table.years[0],
        source=table.publisher,
        table=table.id,
        retrieved=retrieved,
        boundary_year=addressing.boundary_years(frame["area"], addresses, boundary_year),
    )
    return reading.with_set_aside(observations.validate(frame, where="de energielabels"), aside)


def _joined(labels: pd.DataFrame, addresses: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return buurt, label and method of each dwelling with a label, and what could not be joined."""
    position, how = addressing.find(labels, addresses)
    aside = {
        _OUTSIDE: int((how == addressing.ELSEWHERE).sum()),
        _NOT_FOUND: int((how == addressing.UNKNOWN).sum()),
        _AMBIGUOUS: int((how == addressing.AMBIGUOUS).sum()),
    }
    found = labels[["label", "method", "registered"]].assign(
        place=position, by_address=how == addressing.BY_ADDRESS
    )
    found = found[position >= 0].sort_values("registered", kind="stable")
    double = found["place"].duplicated(keep="last")
    aside[_OLDER] = int(double.sum())
    found = found[~double]
    places = addresses.iloc[found["place"].to_numpy()]
    is_home = places["purpose"].str.contains(HOME, regex=False).to_numpy()
    aside[_NO_HOME] = int((~is_home).sum())
    found = found.assign(buurt=places["buurt"].to_numpy())[is_home]
    return found, aside


def _counts(joined: pd.DataFrame, buurten: pd.Index) -> pd.DataFrame:
    flags = pd.DataFrame(
        {
            "buurt": joined["buurt"],
            "labelled": 1,
            "good": joined["label"].isin(_GOOD),
            "bad": joined["label"].isin(_BAD),
            "nta": joined["method"] == NTA_8800,
            "by_address": joined["by_address"],
        }
    )
    counts = flags.groupby("buurt").sum().reindex(buurten).fillna(0).astype("float64")
    return counts.rename_axis("area")


def _figures(counts: pd.DataFrame, whose: str, date: str) -> Iterator[pd.DataFrame]:
    labelled, stock = counts["labelled"], counts["stock"]
    some = labelled.where(labelled > 0)
    about = _notes(counts, date)
    none = "geen woning met een geregistreerd label"
    partial = counts["known"] < _NEARLY_ALL * stock
    known = (100 * counts["known"] / stock.where(stock > 0)).round().fillna(0).astype("int64").astype("str")
    too_few = (
        "maar "
        + known
        + "% van de woningen staat bij de bekende BAG-adressen; labels van de andere tellen niet mee"
    )
    share_note = about.where(labelled > 0, none)
    coverage = (100 * labelled / stock.where((stock > 0) & ~partial)).round(1)
    over = coverage > 100
    coverage_note = (
        about.mask(over, about + "; meer woningen met een label dan woningen: de peildata verschillen")
        .mask(stock.isna(), f"het aantal woningen is onbekend ({whose})")
        .mask(stock == 0, f"geen woningen in deze buurt ({whose})")
        .mask(partial, too_few)
    )
    count_note = about.where(labelled > 0, none).mask(partial, too_few)
    newest = "nieuwste geldige registratie per woning, toegedeeld via het BAG-adres"
    for indicator, value, note, method in (
        ("woningen_met_label", labelled.mask(partial), count_note, f"geteld: {newest}"),
        (
            "label_dekking",
            coverage.clip(upper=100),
            coverage_note,
            f"woningen met een label / woningen ({whose}) × 100; {newest}",
        ),
        (
            "label_ab_aandeel",
            (100 * counts["good"] / some).round(1),
            share_note,
            f"(A+++++ tot en met B) / woningen met een label × 100; {newest}",
        ),
        (
            "label_efg_aandeel",
            (100 * counts["bad"] / some).round(1),
            share_note,
            f"(E + F + G) / woningen met een label × 100; {newest}",
        ),
    ):
        yield pd.DataFrame(
            {"area": counts.index, "indicator": indicator, "value": value.to_numpy(), "note": note.to_numpy()}
        ).assign(method=method)


def _notes(counts: pd.DataFrame, date: str) -> pd.Series:
    share = (100 * counts["nta"] / counts["labelled"].where(counts["labelled"] > 0)).round().fillna(0)
    nta = share.astype("int64").astype("str")
    older = (100 - share).astype("int64").astype("str")
    notes = f"stand {_written(date)}; {NTA_8800}: " + nta + "%, oudere methoden: " + older + "%"
    by_address = counts["by_address"].astype("int64")
    return notes.where(
        by_address == 0,
        notes + "; " + by_address.astype("str") + " gevonden op adres in plaats van BAG-nummer",
    )


def _written(iso_date: str) -> str:
    date = dt.date.fromisoformat(iso_date)
    return f"{date.day}-{date.month}-{date.year}"


def load(
    path: Path,
    *,
    retrieved: str,
    companions: Mapping[str, Path] | None = None,  # noqa: ARG001  (every reader takes it)
    addresses: pd.DataFrame | None = None,
    dwellings: pd.Series | None = None,
    reference_date: str | None = None,
    boundary_year: int | None = None,
) -> Loaded:
    """Load the label figures per buurt from a total file.

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
    dwellings
        Dwellings per buurt for the coverage, see `labels_per_buurt`.
    reference_date
        ISO date; needed for older files, which do not say when they were published.
    boundary_year
        Year of the division of the buurten; by default what the addresses tell.

    Raises
    ------
    SourceError
        If something needed is missing, or the file is not of this form.
    """
    if addresses is None or addresses.empty:
        raise SourceError(
            f"{path.name} bevat energielabels zonder buurt. Om die toe te delen zijn de adressen nodig: haal eerst "
            "de BAG-adressen van de gemeente op."
        )
    labels = read_labels(path, reference_date=reference_date, addresses=addresses)
    found = labels_per_buurt(labels, addresses, dwellings, retrieved=retrieved, boundary_year=boundary_year)
    aside = reading.set_aside(labels)
    for reason, count in reading.set_aside(found).items():
        aside[reason] = aside.get(reason, 0) + count
    return Loaded(
        kind=f"EP-Online totaalbestand, stand {_written(labels.attrs['reference_date'])}",
        tables=(table_of(labels),),
        observations=found,
        set_aside=aside,
    )


# --- the service ----------------------------------------------------------------------------------------------


def base_address() -> str:
    """Return the address of the service; ``WIJKDATA_EPONLINE_URL`` names another."""
    return (os.environ.get("WIJKDATA_EPONLINE_URL") or BASE).rstrip("/") + "/"


def get_label(client: Client, object_id: str, *, base: str | None = None) -> tuple[pd.DataFrame, Raw]:
    """Fetch the registrations of one dwelling.

    Parameters
    ----------
    client
        Fetches and keeps.
    object_id
        BAG id of 16 digits.
    base
        Address of the service; see `base_address`.

    Returns
    -------
    tuple of DataFrame and Raw
        `COLUMNS`, the newest registration last, expired ones too; and the answer as it came.

    Raises
    ------
    SourceError
        If the id is no BAG id, there is no key, or the service refuses (`DownloadError`).
    """
    if not re.fullmatch(r"\d{16}", object_id) or int(object_id) == 0:
        raise SourceError(f"‘{object_id[:40]}’ is geen BAG-nummer: dat heeft 16 cijfers.")
    address = f"{base or base_address()}PandEnergielabel/AdresseerbaarObject/{object_id}"
    raw, document = _asked(client, address, f"energielabel {object_id}")
    return read_answer(document, f"het antwoord van {raw.address}"), raw


def get_total(client: Client, *, base: str | None = None) -> Raw:
    """Fetch the total file: ask the service where it is, and fetch it.

    Raises
    ------
    SourceError
        If there is no key, or the service refuses (`DownloadError`).
    """
    address = f"{base or base_address()}Mutatiebestand/DownloadInfo?fileType=csv"
    raw, document = _asked(client, address, "EP-Online totaalbestand")
    where = document.get("downloadUrl") if isinstance(document, dict) else None
    name = document.get("bestandsnaam") if isinstance(document, dict) else None
    if not isinstance(where, str) or not where.startswith(("https://", "http://")):
        raise SourceError(f"{raw.address} noemt geen adres van het totaalbestand (‘downloadUrl’).")
    # The key is for the service only, not for whatever address it names.
    return client.fetch(where, name=name if isinstance(name, str) else "EP-Online totaalbestand")


def _asked(client: Client, address: str, name: str) -> tuple[Raw, Any]:
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key:
        raise SourceError(
            f"Voor EP-Online is een sleutel nodig. Vraag die gratis aan bij RVO en zet hem in {KEY_VARIABLE}, of "
            "download het totaalbestand zelf en voeg het toe met ‘wijkdata add’."
        )
    if not key.isascii() or not key.isprintable():
        raise SourceError(
            f"De sleutel in {KEY_VARIABLE} bevat tekens die er niet in horen. Plak hem opnieuw."
        )
    try:
        return client.fetch_json(address, name=name, headers={"Authorization": key})
    except DownloadError as error:
        if error.status == 401:
            raise DownloadError(
                f"EP-Online aanvaardt de sleutel in {KEY_VARIABLE} niet (fout 401). Kijk of hij volledig is "
                "overgenomen, zonder ‘Bearer’ ervoor, of vraag bij RVO een nieuwe aan.",
                401,
                error.text,
            ) from None
        if error.status == 404:
            raise DownloadError(f"{name}: EP-Online kent dit niet (fout 404).", 404, error.text) from None
        raise


def read_answer(document: Any, name: str) -> pd.DataFrame:
    """Read the registrations in an answer of the service.

    Parameters
    ----------
    document
        The JSON: a list of registrations.
    name
        For messages.

    Raises
    ------
    SourceError
        If it is no list of registrations.
    """
    if not isinstance(document, list) or not all(isinstance(one, dict) for one in document):
        raise SourceError(f"{name} is geen lijst van energielabels van EP-Online.")
    rows = [{_title(str(key)): value for key, value in one.items()} for one in document]
    needed = ("registratiedatum", "geldigtot", "energieklasse", "bagverblijfsobjectid")
    missing = [title for title in needed if any(title not in row for row in rows)]
    if missing:
        raise SourceError(f"{name}: het veld {missing[0]} van EP-Online ontbreekt.")
    table = pa.table(
        {
            column: streaming.tidy(
                pa.array(["" if row.get(title) is None else str(row[title]) for row in rows], pa.string())
            )
            for column, title in _TITLES.items()
        }
    )
    numbers = np.nan_to_num(streaming.numbers(table["house_number"]), nan=0.0)
    nta = pc.starts_with(pc.utf8_upper(table["method"]), NTA_8800).to_numpy()
    frame = pd.DataFrame(
        {
            "object": table["object"].to_pandas(),
            "postcode": table["postcode"].to_pandas().str.replace(" ", "").str.upper(),
            "house_number": np.clip(numbers, 0, 100_000).astype("int64"),
            "letter": table["letter"].to_pandas(),
            "addition": table["addition"].to_pandas(),
            "label": table["label"].to_pandas().str.upper(),
            "method": np.where(nta, NTA_8800, OLDER),
            "registered": _dates(table["registered"]),
            "valid_until": _dates(table["valid_until"]),
        }
    )
    return frame.sort_values("registered", kind="stable", ignore_index=True)
