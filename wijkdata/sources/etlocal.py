"""Energietransitiemodel (Quintel), data set of buurten: dwellings and inhabitants per buurt.

Of the 311 fields only two are what an indicator of ours is: ``number_of_residences`` and
``number_of_inhabitants``. The energy fields are shares and demands that a model needs, many of them estimated or
spread over buurten.

The year is in the file (``analysis_year``), its division is that of the same year: all 3,386 codes of the file about
2016 are in the CBS division of 2016. The inhabitants are those of CBS (in all 91 buurten of Rotterdam). Where CBS
counts no dwelling, the model has one, so 1 may mean none. Where each field comes from stands in the YAML beside it
(``…_commits.yml``).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from wijkdata import catalogue, observations
from wijkdata.dutch import join
from wijkdata.errors import SourceError
from wijkdata.sources import delimited
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.reading import Source, clean_codes, is_area, read_text, set_aside, with_set_aside
from wijkdata.sources.register import area_rows
from wijkdata.sources.tables import Table

PUBLISHER = "Quintel"
EMPTY = "leeg in het bestand"
_INDICATORS = {"number_of_residences": "woningen", "number_of_inhabitants": "inwoners"}
_NOTES = {
    "number_of_residences": "in dit model kan 1 ook geen enkele woning betekenen",
    "number_of_inhabitants": "",
}
_FIELDS = ("geo_id", "name", "analysis_year", *_INDICATORS)
_LARGEST_NOTE = 300
_WHICH = "Gebruik het CSV-bestand van Quintel met ‘geo_id’, ‘analysis_year’ en ‘number_of_residences’."


def _table(year: int) -> Table:
    return Table(
        id=f"ETLocal {year}",
        title=f"Energietransitiemodel, gegevens per buurt {year}",
        publisher=PUBLISHER,
        attribution="Bron: Quintel, Energietransitiemodel (ETLocal)",
        licence="MIT",
        years=(year,),
    )


def recognises(sample: Sample) -> bool:
    """Tell whether a file is a data set of buurten of the Energietransitiemodel."""
    if sample.kind != "text" or not sample.lines:
        return False
    return set(_FIELDS) <= set(delimited.columns(sample.lines[0]))


def read_etlocal(source: Source, origins: Source | None = None, *, retrieved: str) -> pd.DataFrame:
    """Read the number of dwellings and inhabitants per buurt.

    Source: Quintel, Energietransitiemodel.

    Parameters
    ----------
    source
        The data set.
    origins
        The YAML that says of each field where it comes from; stands in the notes.
    retrieved
        ISO date on which the file was taken over from the publisher.

    Returns
    -------
    DataFrame
        Observations with the status ``model``. What was set aside stands in ``attrs``.

    Raises
    ------
    SourceError
        If a field is missing, the years differ, or a cell is no number.
    """
    name, cells = _cells(source)
    return _observations(name, cells, read_origins(origins) if origins is not None else {}, retrieved)


def load(path: Path, *, retrieved: str, companions: Mapping[str, Path]) -> Loaded:
    """Load dwellings, inhabitants and the names of the buurten.

    Parameters
    ----------
    path
        The data set.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        ``herkomst``: the YAML with the origin of each field; may be left out.

    Raises
    ------
    SourceError
        As `read_etlocal`.
    """
    name, cells = _cells(path)
    origins = read_origins(companions["herkomst"]) if "herkomst" in companions else {}
    figures = _observations(name, cells, origins, retrieved)
    year = int(figures["year"].iloc[0])
    known = cells[is_area(cells["geo_id"])]
    return Loaded(
        kind=_table(year).title,
        tables=(_table(year),),
        observations=figures,
        areas=area_rows(known["geo_id"], year, known["name"], pd.Series("", index=known.index)),
        set_aside=set_aside(figures),
    )


def tables(figures: pd.DataFrame) -> list[Table]:
    """Return how to cite the data sets that these figures come from."""
    return [_table(year) for year in sorted({int(year) for year in figures["year"]})]


def read_origins(source: Source) -> dict[str, str]:
    """Read of each field where it comes from.

    Raises
    ------
    SourceError
        If the file is no list of fields with a message.
    """
    import yaml  # noqa: PLC0415  (only needed here)

    raw = read_text(source)
    try:
        document: Any = yaml.load(raw.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
        found = {one: entry["message"] for entry in document for one in entry["fields"]}
        if not all(isinstance(text, str) for pair in found.items() for text in pair):
            raise TypeError
    except (yaml.YAMLError, KeyError, TypeError, ValueError, RecursionError):
        raise SourceError(
            f"{raw.name} is geen lijst met de herkomst van velden (‘fields’ en ‘message’). Gebruik het bestand "
            "‘…_commits.yml’ dat bij de gegevens hoort."
        ) from None
    return {field: " ".join(text.split()) for field, text in found.items()}


def _cells(source: Source) -> tuple[str, pd.DataFrame]:
    name, cells = delimited.read_cells(source, only=_FIELDS)
    missing = [one for one in _FIELDS if one not in cells]
    if missing:
        raise SourceError(f"{name}: {join(missing)} ontbreekt. {_WHICH}")
    cells = cells.assign(geo_id=clean_codes(cells["geo_id"]))
    if not is_area(cells["geo_id"]).any():
        raise SourceError(f"{name} bevat geen enkele code van een gebied. {_WHICH}")
    return name, cells


def _observations(name: str, cells: pd.DataFrame, origins: Mapping[str, str], retrieved: str) -> pd.DataFrame:
    known = cells[is_area(cells["geo_id"])]
    years = known["analysis_year"].unique().tolist()
    if len(years) != 1 or not pd.Series(years).str.fullmatch(r"(19|20)\d\d").all():
        raise SourceError(
            f"{name}: ‘analysis_year’ is niet overal hetzelfde jaar ({join(map(str, years[:4]))})."
        )
    year = int(years[0])
    frames = []
    for column, indicator in _INDICATORS.items():
        values = delimited.numbers(known[column], name=name, column=column)
        origin = origins.get(column, "")
        note = "; ".join(
            text for text in (_NOTES[column], origin and f"herkomst: {origin[:_LARGEST_NOTE]}") if text
        )
        negative = values < 0
        frames.append(
            pd.DataFrame(
                {
                    "area": known["geo_id"],
                    "indicator": indicator,
                    "year": year,
                    "value": values.mask(negative),
                    "unit": catalogue.indicator(indicator).unit,
                    "status": (values >= 0).map({True: "model", False: "ontbreekt"}),
                    "source": PUBLISHER,
                    "table": _table(year).id,
                    "method": observations.PUBLISHED,
                    "note": pd.Series(note, index=known.index)
                    .mask(values.isna(), EMPTY)
                    .mask(negative, "een getal onder nul: geen geldige waarde"),
                    "retrieved": retrieved,
                    "boundary_year": year,
                }
            )
        )
    table = observations.validate(pd.concat(frames, ignore_index=True), where=name)
    return with_set_aside(table, {"geen code van een gebied": len(cells) - len(known)})
