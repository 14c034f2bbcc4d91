"""A list of one's own: the dwellings or addresses of a corporation or gemeente, counted per buurt.

Every list has its own columns. `propose_mapping` guesses which column is what; that is written in a small file beside
the list (``woningen.csv.koppeling.yaml``) for its owner to correct; `read_register` counts what that file says.

A list of a corporation says nothing about the other dwellings of a buurt. Unless the mapping says that the list holds
all dwellings, its counts go to indicators of their own ("in de eigen lijst").

Personal data are never taken over: columns with names, telephone numbers, e-mail or bank accounts are recognised by
title and content, named in the mapping as left out, and not read. Formulas are not evaluated: of a spreadsheet the
values count as they were last stored in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from wijkdata import catalogue, dutch, observations
from wijkdata.errors import SourceError
from wijkdata.sources import addressing, eponline, kleinverbruik, reading
from wijkdata.sources.bag import HOME, homes
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.own_list import OwnList, opened, refuse_uncalculated
from wijkdata.sources.own_mapping import (
    ALL,
    LABEL,
    TITLES,
    ColumnMapping,
    check,
    mapping_path,
    propose_mapping,
    read_mapping,
    slug,
    write_mapping,
    year_of,
)
from wijkdata.sources.tables import Table

__all__ = [
    "ColumnMapping",
    "load",
    "mapping_path",
    "propose_mapping",
    "read_mapping",
    "read_register",
    "recognises",
    "write_mapping",
]

#: The list itself is not kept: it can hold personal data.
KEEP_RAW = False

_YES = frozenset({"ja", "j", "yes", "y", "true", "waar", "1", "wel", "x", "1.0"})
_NO = frozenset({"nee", "n", "no", "false", "onwaar", "0", "geen", "0.0"})
_HEATING: Sequence[tuple[str, bool]] = (
    # What burns gas stands first: a hybrid heat pump does too.
    (r"hybride|cv|ketel|gas(?!vrij|loos)|moederhaard|gevelkachel|geiser", False),
    (
        r"aardgasvrij|gasloos|all.?electric|elektrisch|warmtepomp|stadsverwarming|warmtenet|stadswarmte|wko",
        True,
    ),
)
_MAYBE_GAS = r"blok|collectief|bron|onbekend"
_TYPES: Sequence[tuple[str, str]] = (
    (r"garage|berging|parkeer|bedrijf|winkel|kantoor|praktijk|opslag|zendmast|school", "geen woning"),
    (
        r"appartement|flat|portiek|galerij|maisonn?ette|boven|beneden|etage|meergezins|studio|penthouse",
        "meergezins",
    ),
    (
        r"eengezins|rij|tussen|hoek|twee.?onder|2.?onder|vrijstaand|bungalow|geschakeld|patio|villa",
        "eengezins",
    ),
)
_OWNERS: Sequence[tuple[str, str]] = (
    (
        r"corporatie|woningstichting|woningbouwvereniging|woonstichting|sociale.?huur|toegelaten instelling",
        "corporatie",
    ),
    (r"koop|eigenaar.?bewoner|particulier", "koop"),
    (r"huur|belegger|verhuur", "overig"),
)
_CHUNK = 200_000
_LOOK = 5
#: From which part of the dwellings on a list holds all of them: stock and list have different dates. [-]
_NEARLY_ALL = 0.95
_UNMATCHED: Mapping[str, str] = {
    addressing.UNKNOWN: "adres dat niet bij de BAG-adressen staat",
    addressing.AMBIGUOUS: "adres dat bij meer dan één BAG-adres past",
    addressing.ELSEWHERE: "adres met een postcode buiten het gebied van de BAG-adressen",
}
_NO_BUURT = "regel zonder geldige buurtcode"
_NO_ADDRESS = "regel zonder BAG-nummer en zonder leesbaar adres"
_TWICE = "dezelfde woning nog een keer"
_NO_DWELLING = "regel die volgens de soort woning geen woning is"
_NOT_A_HOME = "adres dat in de BAG geen woning is"
_RAGGED = "regel met te veel of te weinig kolommen"


def read_register(
    path: Path,
    mapping: ColumnMapping,
    addresses: pd.DataFrame | None = None,
    dwellings: pd.Series | None = None,
    *,
    retrieved: str,
    boundary_year: int | None = None,
) -> Loaded:
    """Count per buurt what a list says of its dwellings.

    Parameters
    ----------
    path
        CSV or XLSX.
    mapping
        Which column is what; see `read_mapping`.
    addresses
        As `bag.read_addresses` returns them. Needed where the list has no codes of buurten.
    dwellings
        All dwellings per buurt, by its code, to say which part of them is in the list.
    retrieved
        ISO date on which the list was taken over.
    boundary_year
        Year of the division of the buurten; by default what the addresses tell.

    Returns
    -------
    Loaded
        Observations with the status ``eigen meting`` and the owner of the list as source.

    Raises
    ------
    SourceError
        If a column of the mapping is not there, no dwelling can be placed, or something needed is missing.
    """
    check(mapping, mapping_path(path).name)
    if "buurt" not in mapping.columns and (addresses is None or addresses.empty):
        raise SourceError(
            f"{path.name} noemt geen buurten. Om de adressen een buurt te geven zijn de BAG-adressen nodig: haal die "
            "eerst op, of geef de lijst een kolom met buurtcodes."
        )
    if addresses is not None:
        addresses = addressing.distinct(addresses)
    aside: dict[str, int] = {}
    found = _dwellings(path, mapping, addresses, aside)
    if found.empty:
        reasons = dutch.join(f"{reason} ({count})" for reason, count in aside.items() if count)
        raise SourceError(
            f"{path.name}: geen enkele regel is aan een buurt toe te delen: {reasons}. Kijk of de koppeling de goede "
            "kolommen noemt en of de codes en adressen kloppen."
        )
    table = _table(path, mapping)
    frame = pd.concat(_counted(found, mapping, _stock(addresses, dwellings)), ignore_index=True).assign(
        unit=lambda frame: frame["indicator"].map(lambda one: catalogue.indicator(one).unit),
        status=lambda frame: np.where(frame["value"].notna(), "eigen meting", "ontbreekt"),
        year=table.years[0],
        source=table.publisher,
        table=table.id,
        retrieved=retrieved,
        boundary_year=lambda frame: _divisions(frame["area"], mapping, addresses, boundary_year),
    )
    left = {f"kolom ‘{title}’ met persoonsgegevens, niet gelezen": 1 for title in mapping.left_out}
    return Loaded(
        kind=f"eigen lijst van {mapping.owner}",
        tables=(table,),
        observations=observations.validate(frame, where=path.name),
        behind=frame["behind"],
        set_aside={reason: count for reason, count in aside.items() if count} | left,
    )


def _divisions(
    codes: pd.Series, mapping: ColumnMapping, addresses: pd.DataFrame | None, given: int | None
) -> pd.Series:
    own = int(mapping.division) if mapping.division and not _through_place(mapping, addresses) else given
    try:
        return addressing.boundary_years(codes, addresses, own)
    except SourceError:
        raise SourceError(
            "Vul in de koppeling bij ‘indeling’ in van welk jaar de buurtcodes in de lijst zijn.", "indeling"
        ) from None


def _through_place(mapping: ColumnMapping, addresses: pd.DataFrame | None) -> bool:
    """Tell whether the buurt of a dwelling comes from its address and not from a code in the list."""
    return addresses is not None and len(addresses) > 0 and _has_place(mapping)


def _table(path: Path, mapping: ColumnMapping) -> Table:
    return Table(
        id=path.name,
        title=f"Woningen van {mapping.owner}, stand {mapping.date}",
        publisher=mapping.owner,
        attribution=f"Bron: {mapping.owner}",
        licence="niet openbaar; eigen gegevens",
        years=(year_of(mapping, mapping_path(path).name),),
    )


def _stock(addresses: pd.DataFrame | None, dwellings: pd.Series | None) -> pd.Series | None:
    """Return the dwellings per buurt; of two counts the larger, since a list of addresses can be partial."""
    counts = [] if dwellings is None else [dwellings.dropna()]
    if addresses is not None and len(addresses):
        counts.append(homes(addresses).groupby("buurt").size())
    return pd.concat(counts, axis=1).max(axis=1) if counts else None


def _dwellings(
    path: Path, mapping: ColumnMapping, addresses: pd.DataFrame | None, aside: dict[str, int]
) -> pd.DataFrame:
    """Return the dwellings of the list with their buurt, each once."""
    refuse_uncalculated(path)
    with opened(path, mapping.sheet) as table:
        missing = [title for title in mapping.columns.values() if title not in table.titles]
        if missing:
            near = dutch.nearest(missing[0], table.titles)
            raise SourceError(
                f"{path.name}: de kolom ‘{missing[0][:40]}’ uit de koppeling is er niet."
                + (f" Bedoelt u {dutch.join(near, 'of')}?" if near else "")
                + " Pas de koppeling aan, of geef de kolom zijn naam terug."
            )
        positions = {role: table.titles.index(title) for role, title in mapping.columns.items()}
        parts = [_cleaned(part, mapping, addresses, aside) for part in _chunks(table, positions)]
        aside[_RAGGED] = table.ragged
    found = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"buurt": [], "key": []})
    double = (found["key"] != "") & found["key"].duplicated()
    aside[_TWICE] = int(double.sum())
    return found[~double].drop(columns="key")


def _chunks(table: OwnList, positions: Mapping[str, int]) -> Iterator[pd.DataFrame]:
    """Give the mapped columns only: what is not in the mapping is not kept."""
    wanted = list(positions.values())
    rows: list[list[str]] = []
    for row in table:
        rows.append([row[position] for position in wanted])
        if len(rows) == _CHUNK:
            yield pd.DataFrame(rows, columns=list(positions), dtype="str")
            rows = []
    if rows:
        yield pd.DataFrame(rows, columns=list(positions), dtype="str")


def _cleaned(
    rows: pd.DataFrame, mapping: ColumnMapping, addresses: pd.DataFrame | None, aside: dict[str, int]
) -> pd.DataFrame:
    """Return what counts of the rows: buurt, key and the features of each dwelling."""
    if "woningtype" in rows.columns:
        rows = rows.assign(type=_classified(rows["woningtype"], _TYPES))
        rows = _kept(rows, (rows["type"] != "geen woning").to_numpy(), _NO_DWELLING, aside)
    places = _places(rows)
    if addresses is not None and _through_place(mapping, addresses):
        rows = _through_addresses(rows, places, addresses, aside)
    else:
        codes = reading.clean_codes(rows["buurt"])
        right = codes.str.fullmatch(r"BU\d{4}[0-9A-Z]{4}") & reading.is_area(codes)
        rows = _kept(rows.assign(buurt=codes, key=_own_key(places)), right.to_numpy(), _NO_BUURT, aside)
    return _features(rows)


def _has_place(mapping: ColumnMapping) -> bool:
    return "bag_id" in mapping.columns or {"postcode", "huisnummer"} <= set(mapping.columns)


def _kept(rows: pd.DataFrame, right: np.ndarray, reason: str, aside: dict[str, int]) -> pd.DataFrame:
    aside[reason] = aside.get(reason, 0) + int((~right).sum())
    return rows[right]


def _places(rows: pd.DataFrame) -> pd.DataFrame:
    """Return object, postcode, house_number, letter and addition as the BAG writes them, as far as they are there."""
    places = pd.DataFrame(
        {"object": "", "postcode": "", "house_number": 0, "letter": "", "addition": ""}, index=rows.index
    )
    if "bag_id" in rows.columns:
        # A spreadsheet drops the leading zero.
        right = rows["bag_id"].str.fullmatch(r"\d{15,16}")
        places["object"] = rows["bag_id"].str.zfill(16).where(right, "")
    if {"postcode", "huisnummer"} <= set(rows.columns):
        parts = rows["huisnummer"].str.extract(
            r"^(\d{1,5})(?:\.0)?\s*[-/]?\s*([A-Za-z](?![A-Za-z0-9]))?\s*[-/]?\s*(.*)$"
        )
        places["postcode"] = rows["postcode"].str.replace(r"\s", "", regex=True).str.upper()
        places["house_number"] = pd.to_numeric(parts[0], errors="coerce").fillna(0).astype("int64")
        places["letter"] = _or_own(rows, "huisletter", parts[1])
        places["addition"] = _or_own(rows, "toevoeging", parts[2])
    return places


def _or_own(rows: pd.DataFrame, role: str, found: pd.Series) -> pd.Series:
    """Return the column of a role where it is filled, else what the house number itself holds."""
    from_number = found.fillna("").str.strip().str.upper()
    if role not in rows.columns:
        return from_number
    return rows[role].str.upper().where(rows[role] != "", from_number)


def _own_key(places: pd.DataFrame) -> pd.Series:
    """Return what tells one dwelling from another without addresses: BAG id or address; '' where neither is there."""
    address = (
        places["postcode"]
        + "|"
        + places["house_number"].astype("str")
        + "|"
        + places["letter"]
        + "|"
        + places["addition"]
    )
    complete = (places["postcode"] != "") & (places["house_number"] > 0)
    return places["object"].where(places["object"] != "", address.where(complete, ""))


def _through_addresses(
    rows: pd.DataFrame, places: pd.DataFrame, addresses: pd.DataFrame, aside: dict[str, int]
) -> pd.DataFrame:
    usable = (places["object"] != "") | ((places["postcode"] != "") & (places["house_number"] > 0))
    rows = _kept(rows, usable.to_numpy(), _NO_ADDRESS, aside)
    position, how = addressing.find(places[usable], addresses)
    for kind, reason in _UNMATCHED.items():
        aside[reason] = aside.get(reason, 0) + int((how == kind).sum())
    found = addresses.iloc[position[position >= 0]]
    rows = rows[position >= 0].assign(buurt=found["buurt"].to_numpy(), key=found["object"].to_numpy())
    is_home = found["purpose"].str.contains(HOME, regex=False).to_numpy()
    return _kept(rows, is_home, _NOT_A_HOME, aside)


def _classified(cells: pd.Series, classes: Sequence[tuple[str, str]]) -> pd.Series:
    """Return the class of the first pattern that occurs in each cell, or ''."""
    words = pd.Series(cells.unique())
    found = {
        word: next((name for pattern, name in classes if re.search(pattern, word.casefold())), "")
        for word in words
    }
    return cells.map(found)


def _features(rows: pd.DataFrame) -> pd.DataFrame:
    """Return buurt and key with what the rows say of each dwelling; NaN where it is not known."""
    frame = rows[["buurt", "key"]].copy()
    if "label" in rows.columns:
        label = rows["label"].str.upper().str.replace(" ", "")
        frame["label"] = label.where(label.str.fullmatch(LABEL), "")
    if "gasaansluiting" in rows.columns or "verwarming" in rows.columns:
        frame["gas_free"] = _gas_free(rows)
    if "bouwjaar" in rows.columns:
        built = pd.to_numeric(rows["bouwjaar"].str.extract(r"^(\d{4})")[0], errors="coerce")
        frame["before_2000"] = (built < 2000).astype("float64").where(built.between(1100, 2100))
    if "type" in rows.columns:
        frame["flat"] = (rows["type"] == "meergezins").astype("float64").where(rows["type"] != "")
    if "eigendom" in rows.columns:
        owner = _classified(rows["eigendom"], _OWNERS)
        frame["corporation"] = (owner == "corporatie").astype("float64").where(owner != "")
        frame["owned"] = (owner == "koop").astype("float64").where(owner != "")
    return frame


def _gas_free(rows: pd.DataFrame) -> pd.Series:
    """Return 1 without gas, 0 with gas, NaN where that is not known.

    A connection counts before the heating: a home with district heating can still cook on gas. Without a column for
    the connection, block heating and the like stay unknown.
    """
    result = pd.Series(np.nan, index=rows.index)
    if "verwarming" in rows.columns:
        unclear = [(_MAYBE_GAS, "")]
        named = [(pattern, "1" if free else "0") for pattern, free in _HEATING]
        result = pd.to_numeric(_classified(rows["verwarming"], [*unclear, *named]), errors="coerce")
    if "gasaansluiting" in rows.columns:
        words = rows["gasaansluiting"].str.casefold()
        connected = words.map({**dict.fromkeys(_YES, 0.0), **dict.fromkeys(_NO, 1.0)})
        result = connected.fillna(result)
    return result


def _counted(
    dwellings: pd.DataFrame, mapping: ColumnMapping, stock: pd.Series | None
) -> Iterator[pd.DataFrame]:
    """Count all dwellings of a buurt as such only where the list really holds (nearly) all of them."""
    whole = dwellings["buurt"].isin(_whole_buurten(dwellings["buurt"], mapping, stock))
    for part, is_whole in ((dwellings[whole], True), (dwellings[~whole], False)):
        if len(part):
            yield from _figures(part, stock, whole=is_whole)


def _whole_buurten(buurten: pd.Series, mapping: ColumnMapping, stock: pd.Series | None) -> pd.Index:
    number = buurten.value_counts()
    if mapping.scope != ALL:
        return number.index[:0]
    if stock is None:
        return number.index
    return number.index[number >= _NEARLY_ALL * stock.reindex(number.index).fillna(0)]


def _figures(dwellings: pd.DataFrame, stock: pd.Series | None, *, whole: bool) -> Iterator[pd.DataFrame]:
    groups = dwellings.groupby("buurt")
    number = groups.size().astype("float64")
    about = _coverage(number, stock, whole=whole)
    yield _rows_of("woningen_lijst", number, about, "geteld in de lijst, elke woning één keer", number)
    if "label" in dwellings.columns:
        yield from _label_rows(dwellings, number, about, whole=whole)
    if "gas_free" in dwellings.columns:
        known = groups["gas_free"].count()
        note = (
            about + "; van " + (number - known).astype("int64").astype("str") + " woningen is het niet bekend"
        )
        free = groups["gas_free"].sum()
        ids = ("aardgasvrij_aantal", "aardgasvrij_lijst_aantal")
        yield _rows_of(
            ids[0] if whole else ids[1],
            free.where(known > 0),
            note.where(known > 0, "in de lijst is van geen woning bekend of zij aardgasvrij is"),
            "geteld: woningen zonder gasaansluiting, of zonder verwarming op gas waar dat er niet staat",
            known,
        )
    if whole:
        yield from _share_rows(dwellings, number, about)


def _share_rows(dwellings: pd.DataFrame, number: pd.Series, about: pd.Series) -> Iterator[pd.DataFrame]:
    groups = dwellings.groupby("buurt")
    for indicator, column in (
        ("voor_2000_aandeel", "before_2000"),
        ("meergezins_aandeel", "flat"),
        ("corporatie_aandeel", "corporation"),
        ("koop_aandeel", "owned"),
    ):
        if column not in dwellings.columns:
            continue
        known = groups[column].count()
        note = (
            about + "; van " + (number - known).astype("int64").astype("str") + " woningen is het niet bekend"
        )
        yield _rows_of(
            indicator,
            (100 * groups[column].mean()).round(1),
            note.where(known > 0, "in de lijst is dit van geen woning bekend"),
            "geteld: deel van de woningen waarvan het bekend is × 100",
            known,
        )


def _label_rows(
    dwellings: pd.DataFrame, number: pd.Series, about: pd.Series, *, whole: bool
) -> Iterator[pd.DataFrame]:
    classes = dwellings["label"]
    flags = pd.DataFrame(
        {
            "buurt": dwellings["buurt"],
            "labelled": classes != "",
            "good": classes.str.startswith("A") | (classes == "B"),
            "bad": classes.isin(["E", "F", "G"]),
        }
    )
    counts = flags.groupby("buurt").sum().astype("float64")
    labelled = counts["labelled"]
    some = labelled.where(labelled > 0)
    note = about + "; " + labelled.astype("int64").astype("str") + " woningen met een label in de lijst"
    reason = note.where(labelled > 0, "geen woning met een label in de lijst")
    middle = "" if whole else "lijst_"
    count_id = "woningen_met_label" if whole else "woningen_lijst_met_label"
    yield _rows_of(count_id, labelled, note, "geteld in de lijst", number)
    for indicator, column, letters in (
        (f"label_ab_{middle}aandeel", "good", "A+++++ tot en met B"),
        (f"label_efg_{middle}aandeel", "bad", "E + F + G"),
    ):
        yield _rows_of(
            indicator,
            (100 * counts[column] / some).round(1),
            reason,
            f"({letters}) / woningen met een label in de lijst × 100",
            labelled,
        )
    if whole:
        yield _rows_of(
            "label_dekking",
            (100 * labelled / number).round(1),
            note,
            "woningen met een label / woningen × 100",
            labelled,
        )


def _coverage(number: pd.Series, stock: pd.Series | None, *, whole: bool) -> pd.Series:
    """Say of each buurt which part of its dwellings is in the list."""
    said = "alle woningen, volgens de eigenaar van de lijst" if whole else "alleen woningen in de lijst"
    listed = number.astype("int64").astype("str")
    plain = said + "; " + listed + " woningen in de lijst"
    if stock is None:
        return plain
    total = stock.reindex(number.index)
    share = (100 * number / total).round().clip(upper=100)
    known = total.notna() & (total > 0)
    told = (
        said
        + "; "
        + listed
        + " van "
        + total.fillna(0).astype("int64").astype("str")
        + " woningen, "
        + share.fillna(0).astype("int64").astype("str")
        + "%"
    )
    return told.where(known, plain)


def _rows_of(
    indicator: str, values: pd.Series, notes: pd.Series, method: str, behind: pd.Series
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "area": values.index,
            "indicator": indicator,
            "value": values.to_numpy("float64"),
            "note": notes.reindex(values.index).to_numpy(),
            "behind": behind.reindex(values.index).to_numpy("float64"),
            "method": method,
        }
    )


# --- as a file that somebody gives ----------------------------------------------------------------------------


def recognises(sample: Sample) -> bool:
    """Tell whether this is a list with addresses, BAG ids or codes of buurten, one dwelling per line (CSV or XLSX).

    Ask this last: it says yes to much. Other publishers' files with addresses are not claimed.
    """
    if sample.path is None or eponline.recognises(sample) or kleinverbruik.recognises(sample):
        return False
    is_sheet = sample.kind == "zip" and "xl/workbook.xml" in sample.members
    if not is_sheet and (sample.kind != "text" or sample.text.lstrip()[:1] in "{[<"):
        return False
    try:
        with opened(sample.path) as table:
            slugs = [slug(title) for title in table.titles]
            # Without a record there is no list.
            first = table.first(1)
    except SourceError:
        return False
    return bool(first) and _locates(slugs)


def _locates(slugs: Sequence[str]) -> bool:
    named = {
        role
        for role in ("postcode", "huisnummer", "bag_id")
        if any(re.fullmatch(TITLES[role], one) for one in slugs)
    }
    return "bag_id" in named or {"postcode", "huisnummer"} <= named or "buurtcode" in slugs


def load(
    path: Path,
    *,
    retrieved: str,
    companions: Mapping[str, Path] | None = None,
    addresses: pd.DataFrame | None = None,
    dwellings: pd.Series | None = None,
    boundary_year: int | None = None,
) -> Loaded:
    """Load a list with its mapping; where there is no mapping yet, a proposal is written beside the list.

    Parameters
    ----------
    path
        CSV or XLSX.
    retrieved
        ISO date on which the list was taken over.
    companions
        ``koppeling``: the mapping; by default the file beside the list.
    addresses
        Needed where the list has no codes of buurten: BAG addresses, as `bag.read_addresses` returns them.
    dwellings
        All dwellings per buurt, see `read_register`.
    boundary_year
        Year of the division of the buurten; by default what the addresses tell.

    Raises
    ------
    SourceError
        If there was no mapping (a proposal has then been written), it is not complete, or the list cannot be read.
    """
    given = (companions or {}).get("koppeling")
    where = given or mapping_path(path)
    if given is None and not where.exists():
        refuse_uncalculated(path)
        proposal = propose_mapping(path)
        write_mapping(proposal, where)
        raise SourceError(_what_to_do(path, where, proposal))
    return read_register(
        path, read_mapping(where), addresses, dwellings, retrieved=retrieved, boundary_year=boundary_year
    )


def _what_to_do(path: Path, where: Path, proposal: ColumnMapping) -> str:
    found = (
        dutch.join(f"{role} (‘{title}’)" for role, title in proposal.columns.items()) or "geen enkele kolom"
    )
    left = (
        f" Niet gelezen worden de kolommen met persoonsgegevens: {dutch.join(proposal.left_out)}."
        if proposal.left_out
        else ""
    )
    return (
        f"{path.name} is een eigen lijst. In {where.name}, naast de lijst, staat nu een voorstel: "
        f"{found}.{left} Kijk het na, vul eigenaar en peildatum in, en voeg de lijst dan opnieuw toe."
    )
