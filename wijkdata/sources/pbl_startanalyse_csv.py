"""PBL Startanalyse aardgasvrije buurten as CSV: the edition of 2025, and that of 2020.

Per gemeente PBL offers a zip with ``…_strategie.csv`` (one row per buurt and indicator, one column per strategy),
``…_totaalbebouwing.csv`` (one row per buurt) and ``…_bebouwing.csv``; in 2020 one pair of files per buurt. They are
told apart by their columns. Of the edition:

* 2020 writes ``I01_Buurtcode`` and has a ``Strategie_5`` (hydrogen); 2025 writes ``I01_buurtcode``.
* ``Referentie_2023`` (2025) is the start year: its figures are of the year in its name. ``Referentie_2030`` and the
  strategies are futures in the model, so they give costs, never a figure that could be a baseline.
* No file names the division of areas; the start year stands for it, as in the edition of 2020.

What could not be seen in a real file is read by name: a column that is not there gives no figure, another unit is
refused.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pandas as pd

from wijkdata import areas, catalogue, observations
from wijkdata.dutch import join
from wijkdata.errors import SourceError
from wijkdata.sources import delimited
from wijkdata.sources.archive import text_members
from wijkdata.sources.cbs_kwb import area_rows
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.loaded import Loaded, Sample, sample
from wijkdata.sources.pbl_startanalyse import DWELLINGS_NOTE, TABLE, clean_name
from wijkdata.sources.reading import Source, clean_codes, is_area
from wijkdata.sources.tables import Table

TABLE_2025 = Table(
    id="Startanalyse 2025",
    title="Startanalyse aardgasvrije buurten 2025",
    publisher="PBL",
    attribution="Bron: PBL, Startanalyse aardgasvrije buurten 2025",
    licence="niet vermeld in het bestand",
    years=(2025,),
)
TABLES = (TABLE_2025, TABLE)

#: Where the edition of 2025 has a zip per gemeente.
BASE = "https://dataportaal.pbl.nl/data/Startanalyse_aardgasvrije_buurten/2025/Gemeentes"
#: Where it is found instead, if it is set.
ADDRESS = "WIJKDATA_PBL_URL"

_START_YEARS = {2020: 2019}
_TABLES = {2025: TABLE_2025, 2020: TABLE}

_CODE = "I01_buurtcode"
_INDICATOR, _UNIT = "Code_Indicator", "Eenheid"
_VARIANT = "V01_Strategievariant"
_CHEAPEST = "Laagste_Nationale_Kosten"
_REFERENCE = re.compile(r"Referentie_(\d{4})")
_STRATEGY = re.compile(r"Strategie_\d")
_LABELS = ["Label_A_en_beter", *(f"Label_{letter}" for letter in "BCDEFG")]
_NO_LABEL = "Geen_label"
_MISSING = {"": "leeg bij PBL", "-": "bij PBL niet van toepassing of onbekend"}
_WHICH = "Gebruik het zip-bestand van de gemeente van het dataportaal van PBL, zonder iets te wijzigen."


@dataclass(frozen=True)
class _Topic:
    """A row of ``…_strategie.csv``: its code, the units it may have, and our indicator."""

    code: str
    units: tuple[str, ...]
    indicator: str
    note: str


_AT_START = (
    _Topic(
        "A01_Aansl_aardgas",
        ("aantal", "aansluiting", "aansluitingen"),
        "gasaansluitingen",
        "modelcijfer van het startjaar, geen telling van meters",
    ),
    _Topic(
        "H15_CO2_uitstoot",
        ("ton/jaar", "t/jaar", "megagperyr"),
        "co2_gebouwen",
        "modelcijfer van het startjaar; woningen én andere gebouwen",
    ),
)
_COSTS = (
    _Topic("H17_Nat_meerkost_CO2", ("euro/ton", "eur/ton"), "startanalyse_meerkosten_co2", ""),
    _Topic(
        "H18_Nat_meerkost_WEQ",
        ("euro/weq/jaar", "eur/weq/jaar", "euro/woning/jaar", "europerwoning*yr"),
        "startanalyse_meerkosten_weq",
        "",
    ),
)


def recognises(sample: Sample) -> bool:
    """Tell whether a file is a CSV of the Startanalyse, or the zip of a gemeente with these."""
    if sample.kind == "zip":
        return any(_is_strategy(one) for one in sample.members)
    if sample.kind != "text" or not sample.lines:
        return False
    titles = [_bare(title) for title in delimited.columns(sample.lines[0])]
    return _is_strategies(titles) or _is_buildings(titles)


def _is_strategies(titles: list[str]) -> bool:
    return _CODE in titles and _INDICATOR in titles and _UNIT in titles


def _is_buildings(titles: list[str]) -> bool:
    return _CODE in titles and (
        "Code_Energielabel" in titles or _NO_LABEL in titles or "I09_aantal_woningen" in titles
    )


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:
    """Load a CSV, or everything in the zip of a gemeente.

    Parameters
    ----------
    path
        The zip, ``…_strategie.csv``, ``…_totaalbebouwing.csv`` or ``…_bebouwing.csv``.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        ``strategie``: the ``…_strategie.csv`` of the same gemeente, needed with a ``…_totaalbebouwing.csv``: only
        there the start year stands. Where it lies in the same folder it is found.

    Raises
    ------
    SourceError
        If the file is not of a form that we know, or a column, unit or cell is not what it should be.
    """
    sheets = list(_sheets(path))
    beside = [_read(one) for one in _with_start_year(path, companions)]
    editions = {sheet.edition for sheet in [*sheets, *beside]}
    if len(editions) != 1:
        raise SourceError(f"{path.name} bevat bestanden van meer edities van de Startanalyse. {_WHICH}")
    edition = editions.pop()
    start = min(
        (year for sheet in [*sheets, *beside] for year in sheet.references if year < edition), default=None
    )
    start = _START_YEARS.get(edition, start)
    found = [_figures(sheet, start) for sheet in sheets]
    table = pd.concat([frame for frame, _ in found], ignore_index=True)
    # …_strategie.csv and …_totaalbebouwing.csv repeat the fixed figures of a buurt.
    table = table.drop_duplicates(["area", "indicator", "year"])
    table = table.assign(
        unit=[catalogue.indicator(one).unit for one in table["indicator"]],
        source="PBL",
        table=_TABLES[edition].id,
        retrieved=retrieved,
        boundary_year=start or edition,
    )
    aside: dict[str, int] = {}
    for _, reasons in found:
        for reason, count in reasons.items():
            aside[reason] = aside.get(reason, 0) + count
    return Loaded(
        kind=f"PBL {_TABLES[edition].title}",
        tables=(_TABLES[edition],),
        observations=observations.validate(table, where=path.name),
        areas=_areas(sheets, start or edition),
        set_aside={reason: count for reason, count in aside.items() if count},
    )


def get_startanalyse(client: Client, name: str, *, gemeente: str = "", base: str | None = None) -> Loaded:
    """Fetch the Startanalyse of 2025 of one gemeente, and read it.

    Parameters
    ----------
    client
        Fetches, and keeps what came.
    name
        Name of the gemeente as CBS writes it.
    gemeente
        Its code, to check what came: more than one gemeente has the same name. Not checked if empty.
    base
        Address of the folder with the zips; by default ``WIJKDATA_PBL_URL`` or that of PBL.

    Raises
    ------
    DownloadError
        If PBL has no zip of that name, or does not answer.
    SourceError
        If it gives something else than a zip of this gemeente, and as `load`.
    """
    folder = (base or os.environ.get(ADDRESS) or BASE).rstrip("/")
    try:
        raw = client.fetch(
            f"{folder}/{quote(_file_name(name), safe='()')}.zip", name=f"Startanalyse 2025 {name}"
        )
    except DownloadError as error:
        if error.status != 404:
            raise
        raise DownloadError(
            f"PBL heeft geen Startanalyse 2025 onder de naam ‘{_file_name(name)}’ (niet elke gemeente heeft er een). "
            "Kijk op het dataportaal van PBL, en voeg het zip-bestand van de gemeente toe met ‘wijkdata add’.",
            error.status,
            error.text,
        ) from None
    if sample(raw.path).kind != "zip":
        raise SourceError(f"{raw.address} gaf geen zip-bestand maar iets anders. Probeer het later opnieuw.")
    found = load(raw.path, retrieved=raw.retrieved, companions={})
    others = sorted({f"GM{code[2:6]}" for code in found.observations["area"]} - {gemeente})
    if gemeente and others:
        raise SourceError(
            f"{raw.address} gaat over {join(others)} en niet over {gemeente}. Wij nemen het niet over; voeg het "
            "zip-bestand van de gemeente toe met ‘wijkdata add’."
        )
    return found


def _file_name(name: str) -> str:
    """Return how PBL writes the name of a gemeente: without accents and commas, and the apostrophe it begins with."""
    plain = "".join(one for one in unicodedata.normalize("NFD", name) if not unicodedata.combining(one))
    # CBS tells Hengelo in Overijssel apart; PBL does not.
    return re.sub(r"\s*\(O\.?\)$", "", plain.replace(",", "")).strip().lstrip("'’‘")


def _with_start_year(path: Path, companions: Mapping[str, Path]) -> list[Path]:
    """Return the file that tells the start year of another, where there is one."""
    if "strategie" in companions:
        return [companions["strategie"]]
    beside = path.with_name(
        re.sub(r"_(totaal)?bebouwing\.csv$", "_strategie.csv", path.name, flags=re.IGNORECASE)
    )
    return [beside] if beside != path and beside.is_file() else []


# --- reading ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Sheet:
    """One CSV: its cells with bare titles, rows of buurten only."""

    name: str
    edition: int
    cells: pd.DataFrame
    set_aside: int

    @property
    def references(self) -> list[int]:
        return [int(found[1]) for title in self.cells if (found := _REFERENCE.fullmatch(str(title)))]

    @property
    def decimal(self) -> str:
        # Of 2020 it is not known which sign it has; whichever stands in it, never both.
        values = self.cells[[one for one in self.cells if _is_value(str(one))]]
        has_comma = any(values[one].str.contains(",", regex=False).any() for one in values)
        return "," if self.edition == 2025 or has_comma else "."


def _is_value(title: str) -> bool:
    return title == _CHEAPEST or bool(_REFERENCE.fullmatch(title) or _STRATEGY.fullmatch(title))


def _is_strategy(member: str) -> bool:
    return member.casefold().endswith("_strategie.csv")


def _sheets(path: Path) -> Iterator[_Sheet]:
    if sample(path).kind != "zip":
        yield _read(path)
        return
    wanted = ("_strategie.csv", "_totaalbebouwing.csv")
    found = False
    for _, content in text_members(path, lambda member: member.casefold().endswith(wanted)):
        found = True
        yield _read(content)
    if not found:
        raise SourceError(f"{path.name} bevat geen bestand ‘…_strategie.csv’. {_WHICH}")


def _read(source: Source) -> _Sheet:
    name, cells = delimited.read_cells(source)
    edition = 2020 if "I01_Buurtcode" in cells or "Strategie_5" in cells else 2025
    titles = [_bare(str(title)) for title in cells.columns]
    if not (_is_strategies(titles) or _is_buildings(titles)):
        raise SourceError(
            f"{name} is geen CSV van de Startanalyse: er is geen kolom {_CODE} met {_INDICATOR} en {_UNIT}, of met "
            f"woningen. {_WHICH}"
        )
    if len(set(titles)) != len(titles):
        raise SourceError(f"{name} heeft twee kolommen die op hun eenheid na hetzelfde heten. {_WHICH}")
    cells = cells.set_axis(titles, axis=1)
    codes = clean_codes(cells[_CODE])
    buurten = is_area(codes) & codes.str.startswith("BU")
    if not buurten.any():
        raise SourceError(f"{name} bevat geen enkele buurtcode zoals BU05991448. {_WHICH}")
    return _Sheet(name, edition, cells[buurten].assign(**{_CODE: codes[buurten]}), int((~buurten).sum()))


def _bare(title: str) -> str:
    """Return a title without its unit in brackets; the code of a buurt always with a small letter."""
    bare = re.sub(r"\s*\[[^\]]*\]$", "", title)
    return (
        re.sub(r"^I\d\d_[A-Z]", lambda found: found[0][:-1] + found[0][-1].lower(), bare)
        if "code" in bare
        else bare
    )


# --- figures ------------------------------------------------------------------------------------------------------


def _figures(sheet: _Sheet, start: int | None) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the figures in one CSV, and what was set aside."""
    aside = {"geen buurtcode": sheet.set_aside}
    frames = [_fixed(sheet, start)]
    if _INDICATOR in sheet.cells:
        frames += [_at_start(sheet, topic, start) for topic in _AT_START]
        frames += [_cost(sheet, topic) for topic in _COSTS]
        used = [one.code for one in (*_AT_START, *_COSTS)]
        unused = ~sheet.cells[_INDICATOR].isin([*used, _VARIANT])
        aside["regel met een indicator die wijkdata niet gebruikt"] = int(unused.sum())
        if f"Referentie_{start}" not in sheet.cells:
            future = sheet.cells[_INDICATOR].isin([one.code for one in _AT_START])
            aside["modelcijfer dat alleen voor de toekomst is gegeven"] = int(future.sum())
    elif frames[0].empty:
        aside["regel met gebouwen die wijkdata niet gebruikt"] = len(sheet.cells)
    return pd.concat(frames, ignore_index=True), aside


def _fixed(sheet: _Sheet, start: int | None) -> pd.DataFrame:
    """Return what stands in every row of a buurt: dwellings, dwelling equivalents, labels."""
    rows = sheet.cells.drop_duplicates(_CODE)
    wanted = {"I09_aantal_woningen": "woningen", "I11_woningequivalenten": "woningequivalenten"}
    present = [title for title in wanted if title in rows]
    has_labels = all(title in rows for title in (*_LABELS, _NO_LABEL, "I09_aantal_woningen"))
    if not present and not has_labels:
        return _no_figures()
    if start is None:
        raise SourceError(
            f"{sheet.name}: van de woningen en labels hierin is het jaar niet bekend; dat staat in het bestand "
            "‘…_strategie.csv’ (kolom Referentie_…). Voeg het zip-bestand van de gemeente toe, "
            "of zet dat bestand in dezelfde map."
        )
    frames = [
        _rows(rows[_CODE], wanted[title], start, *_values(sheet, rows[title], title), DWELLINGS_NOTE)
        for title in present
    ]
    if has_labels:
        frames += _labels(sheet, rows, start)
    return pd.concat(frames, ignore_index=True)


def _labels(sheet: _Sheet, rows: pd.DataFrame, start: int) -> list[pd.DataFrame]:
    """Return the figures about labels, where the numbers per class add up to the dwellings."""
    counts = {title: _values(sheet, rows[title], title)[0] for title in (*_LABELS, _NO_LABEL)}
    dwellings = _values(sheet, rows["I09_aantal_woningen"], "I09_aantal_woningen")[0]
    labelled = sum((counts[title] for title in _LABELS), start=pd.Series(0.0, index=rows.index))
    fits = ((labelled + counts[_NO_LABEL]) - dwellings).abs() <= len(_LABELS) / 2 + 1
    usable = fits & (dwellings > 0)
    reason = pd.Series(
        np.select(
            [dwellings == 0, ~fits],
            ["geen woningen in deze buurt", "de labels tellen bij PBL niet op tot het aantal woningen"],
            "geen woning met een label",
        ),
        index=rows.index,
    )
    note = "aantallen labels in het model van de Startanalyse"

    def share(titles: list[str]) -> pd.Series:
        part = sum((counts[title] for title in titles), start=pd.Series(0.0, index=rows.index))
        return (part / labelled * 100).where(usable & (labelled > 0)).round(1)

    figures = {
        "woningen_met_label": (labelled.where(usable), "som van de aantallen labels A t/m G"),
        "label_dekking": (
            (labelled / dwellings * 100).where(usable).clip(upper=100).round(1),
            "labels A t/m G / woningen × 100",
        ),
        "label_ab_aandeel": (share(_LABELS[:2]), "(A + B) / som van A t/m G × 100"),
        "label_efg_aandeel": (share(_LABELS[4:]), "(E + F + G) / som van A t/m G × 100"),
    }
    return [
        _rows(rows[_CODE], indicator, start, values, reason, note).assign(method=method)
        for indicator, (values, method) in figures.items()
    ]


def _at_start(sheet: _Sheet, topic: _Topic, start: int | None) -> pd.DataFrame:
    column = f"Referentie_{start}"
    if start is None or column not in sheet.cells:
        return _no_figures()
    rows = _topic_rows(sheet, topic)
    return _rows(rows[_CODE], topic.indicator, start, *_values(sheet, rows[column], column), topic.note)


def _cost(sheet: _Sheet, topic: _Topic) -> pd.DataFrame:
    """Return the costs of the cheapest strategy; the note names it."""
    rows = _topic_rows(sheet, topic)
    strategies = [str(title) for title in sheet.cells if _STRATEGY.fullmatch(str(title))]
    if rows.empty:
        return _no_figures()
    if not (strategies or _CHEAPEST in sheet.cells):
        raise SourceError(
            f"{sheet.name}: bij {topic.code} ontbreekt de kolom met het bedrag (‘Strategie_1’ of ‘{_CHEAPEST}’). "
            f"{_WHICH}"
        )
    variants = sheet.cells[sheet.cells[_INDICATOR] == _VARIANT].drop_duplicates(_CODE).set_index(_CODE)
    if _CHEAPEST in sheet.cells:
        values, why = _values(sheet, rows[_CHEAPEST], _CHEAPEST, signed=True)
        chosen = [_CHEAPEST] * len(rows)
    else:
        each = pd.DataFrame({one: _values(sheet, rows[one], one, signed=True)[0] for one in strategies})
        values = each.min(axis=1)
        # Where no strategy has an amount there is nothing to name; `why` stands there.
        chosen = [strategies[place] for place in each.fillna(np.inf).to_numpy().argmin(axis=1)]
        why = pd.Series("bij PBL voor geen enkele strategie een bedrag", index=rows.index)
    names = [
        str(variants[column].get(code, "")) if column in variants else ""
        for code, column in zip(rows[_CODE], chosen, strict=True)
    ]
    notes = [
        f"{'laagste nationale kosten' if column == _CHEAPEST else column.replace('_', ' ')}"
        + (f", variant {name}" if name not in _MISSING else "")
        for column, name in zip(chosen, names, strict=True)
    ]
    return _rows(rows[_CODE], topic.indicator, sheet.edition, values, why, pd.Series(notes, index=rows.index))


def _topic_rows(sheet: _Sheet, topic: _Topic) -> pd.DataFrame:
    """Return the rows of one indicator, checked on their unit."""
    rows = sheet.cells[sheet.cells[_INDICATOR] == topic.code]
    double = rows[_CODE].duplicated()
    if double.any():
        raise SourceError(
            f"{sheet.name}, rij {rows.index[double][0]}: {topic.code} staat twee keer bij buurt "
            f"{rows.loc[double, _CODE].iloc[0]}. {_WHICH}"
        )
    units = rows[_UNIT].map(lambda unit: re.sub(r"[\s\[\]]", "", unit).casefold().replace("€", "euro"))
    wrong = ~units.isin(topic.units)
    if wrong.any():
        raise SourceError(
            f"{sheet.name}, rij {rows.index[wrong][0]}: de eenheid van {topic.code} is "
            f"‘{rows.loc[wrong, _UNIT].iloc[0][:40]}’ en niet {join((f'‘{one}’' for one in topic.units), 'of')}. Wij "
            "nemen dit cijfer niet over; kijk bij PBL wat er is veranderd."
        )
    return rows


def _values(
    sheet: _Sheet, cells: pd.Series, column: str, *, signed: bool = False
) -> tuple[pd.Series, pd.Series]:
    """Return the numbers in a column, and why a number is missing."""
    missing = cells.isin(list(_MISSING))
    values = delimited.numbers(cells.mask(missing, ""), name=sheet.name, column=column, decimal=sheet.decimal)
    why = cells.map(_MISSING).fillna("").astype("str")
    if not signed:
        why = why.mask(values < 0, "PBL geeft een getal onder nul: geen geldige waarde")
        values = values.mask(values < 0)
    return values, why


def _rows(
    codes: pd.Series, indicator: str, year: int, values: pd.Series, why: pd.Series, note: pd.Series | str
) -> pd.DataFrame:
    notes = note if isinstance(note, pd.Series) else pd.Series(note, index=codes.index)
    return pd.DataFrame(
        {
            "area": codes,
            "indicator": indicator,
            "year": year,
            "value": values,
            "status": values.notna().map({True: "model", False: "ontbreekt"}),
            "method": observations.PUBLISHED,
            "note": notes.where(values.notna(), why),
        }
    )


def _no_figures() -> pd.DataFrame:
    return observations.empty()[["area", "indicator", "year", "value", "status", "method", "note"]]


def _areas(sheets: list[_Sheet], boundary_year: int) -> pd.DataFrame:
    """Return the buurten, wijken and gemeenten that the files name."""
    pairs = (
        (_CODE, "I02_buurtnaam"),
        ("I03_wijkcode", "I04_wijknaam"),
        ("I05_gemeentecode", "I06_gemeentenaam"),
    )
    levels = ("buurt", "wijk", "gemeente")
    names: dict[str, str] = {}
    for sheet in sheets:
        titles = {title.casefold(): title for title in map(str, sheet.cells.columns)}
        for (code, name), level in zip(pairs, levels, strict=True):
            if code not in sheet.cells or name.casefold() not in titles:
                continue
            found = sheet.cells.drop_duplicates(code)
            for one, text in zip(clean_codes(found[code]), found[titles[name.casefold()]], strict=True):
                if areas.level(one) == level:
                    names.setdefault(one, clean_name(text) or one)
    codes = pd.Series(list(names), dtype="str")
    return area_rows(
        codes, boundary_year, pd.Series(list(names.values()), dtype="str"), pd.Series("", index=codes.index)
    )
