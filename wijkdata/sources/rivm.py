"""RIVM: the share of green per gemeente, wijk and buurt, from the map service of the Atlas Natuurlijk Kapitaal.

The layer is called after its year (``rivm_2022_groenpercentage_kaart_per_buurt``) and so is every feature in it; the
answer names the year nowhere else, nor the division of areas.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from wijkdata import areas, catalogue, observations
from wijkdata.errors import SourceError
from wijkdata.sources import geoserver
from wijkdata.sources.download import Client, Raw
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.reading import Source, clean_codes, is_area, read_json, set_aside, with_set_aside
from wijkdata.sources.tables import Table

ADDRESS = "https://data.rivm.nl/geo/ank/wfs"
#: Year of the map that the service offers.
YEAR = 2022

NOTE = "groenkaart; RIVM noemt geen jaar van de gebiedsindeling, hier het jaar van de kaart"
EMPTY = "leeg bij RIVM"

_VALUE = "_mean"
_CODES = {"bu_code": "buurt", "wk_code": "wijk", "gm_code": "gemeente"}
_FEATURE = re.compile(r"rivm_(\d{4})_groenpercentage_kaart_per_(buurt|wijk|gemeente)\b")
_WHICH = "Gebruik het GeoJSON van de kaartlaag ‘groenpercentage per buurt, wijk of gemeente’ van RIVM."


def _table(year: int) -> Table:
    return Table(
        id=f"Groenpercentage {year}",
        title=f"Groenpercentage per gemeente, wijk en buurt {year}",
        publisher="RIVM",
        attribution="Bron: RIVM, Atlas Natuurlijk Kapitaal",
        licence="niet vermeld in het bestand",
        years=(year,),
    )


def recognises(sample: Sample) -> bool:
    """Tell whether a file is an answer of the green map of RIVM."""
    return (
        sample.kind == "text"
        and f'"{_VALUE}"' in sample.text
        and bool(_FEATURE.search(sample.text))
        and any(f'"{code}"' in sample.text for code in _CODES)
    )


def read_groen(source: Source, *, retrieved: str, boundary_year: int | None = None) -> pd.DataFrame:
    """Read the share of green [% of the surface of the area].

    Source: RIVM, groenpercentage per gemeente, wijk en buurt.

    Parameters
    ----------
    source
        GeoJSON of the service.
    retrieved
        ISO date on which the file was taken over from the publisher.
    boundary_year
        Year of the division; by default the year of the map.

    Returns
    -------
    DataFrame
        Observations of ``groen_aandeel`` with the status ``model``. What was set aside stands in ``attrs``.

    Raises
    ------
    SourceError
        If the file has another form, or a value is no percentage.
    """
    name, document = read_json(source)
    rows = geoserver.properties(name, document)
    cells = pd.DataFrame(rows)
    fields = [one for one in _CODES if one in cells]
    if len(fields) != 1 or _VALUE not in cells:
        raise SourceError(f"{name}: de code van het gebied of de waarde (‘{_VALUE}’) ontbreekt. {_WHICH}")
    year = _year(name, cells["feature_id"])
    codes = clean_codes(cells[fields[0]].fillna("").astype("str"))
    known = is_area(codes) & (codes.map(areas.level) == _CODES[fields[0]])
    if not known.any():
        raise SourceError(f"{name} bevat geen enkele code van een {_CODES[fields[0]]}. {_WHICH}")
    values = _shares(name, codes[known], cells.loc[known, _VALUE])
    has_value = values.notna()
    table = pd.DataFrame(
        {
            "area": codes[known],
            "indicator": "groen_aandeel",
            "year": year,
            "value": values,
            "unit": catalogue.indicator("groen_aandeel").unit,
            "status": has_value.map({True: "model", False: "ontbreekt"}),
            "source": "RIVM",
            "table": _table(year).id,
            "method": observations.PUBLISHED,
            "note": has_value.map({True: NOTE, False: EMPTY}),
            "retrieved": retrieved,
            "boundary_year": boundary_year or year,
        }
    )
    aside = {"geen code van een gemeente, wijk of buurt": int((~known).sum())}
    return with_set_aside(observations.validate(table, where=name), aside)


def load(
    path: Path,
    *,
    retrieved: str,
    companions: Mapping[str, Path],  # noqa: ARG001
    boundary_year: int | None = None,
) -> Loaded:
    """Load the share of green of the areas in an answer.

    Parameters
    ----------
    path
        GeoJSON of the service.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        Not needed.
    boundary_year
        Year of the division; by default the year of the map.

    Raises
    ------
    SourceError
        As `read_groen`.
    """
    figures = read_groen(path, retrieved=retrieved, boundary_year=boundary_year)
    found = _table(int(figures["year"].iloc[0]))
    return Loaded(
        kind=f"RIVM {found.title}", tables=(found,), observations=figures, set_aside=set_aside(figures)
    )


def get_groen(
    client: Client,
    gemeente: str,
    *,
    levels: Sequence[str] = ("buurt", "wijk", "gemeente"),
    year: int = YEAR,
    base: str | None = None,
) -> list[Raw]:
    """Fetch the share of green in one gemeente; `load` reads each of the files.

    Parameters
    ----------
    client
        Fetches and keeps.
    gemeente
        Code, such as ``GM0599``.
    levels
        ``buurt``, ``wijk``, ``gemeente``.
    year
        Year of the map.
    base
        Address of the service; by default ``WIJKDATA_RIVM_URL`` or that of the publisher.

    Returns
    -------
    list of Raw
        One per level that has areas in this gemeente.

    Raises
    ------
    DownloadError
        If the service does not know the layer.
    """
    address = base or os.environ.get("WIJKDATA_RIVM_URL") or ADDRESS
    found = []
    for level in levels:
        start = geoserver.prefix(gemeente, level)
        field = next(code for code, of in _CODES.items() if of == level)
        name = f"RIVM groen {year} per {level}, {gemeente}"
        raw = geoserver.fetch_features(
            client,
            address,
            layer=f"ank:rivm_{year}_groenpercentage_kaart_per_{level}",
            name=name,
            where=f"{field} LIKE '{start}%'",
            # The boundaries of the whole country would be hundreds of megabytes.
            extra={"propertyName": f"{field},{_VALUE}"},
        )
        if raw is None:
            client.tell(f"{name}: hiervan heeft RIVM geen gebieden")
        else:
            found.append(raw)
    return found


def _year(name: str, feature_ids: pd.Series) -> int:
    """Return the year of the map, after which every feature is called."""
    years = {found[1] for one in feature_ids.dropna().astype("str") if (found := _FEATURE.match(one))}
    if len(years) != 1:
        raise SourceError(
            f"{name}: het jaar van de kaart is niet te zien: dat hoort in het kenmerk (‘id’) van elk gebied te "
            f"staan, zoals rivm_2022_groenpercentage_kaart_per_buurt.1. {_WHICH}"
        )
    return int(years.pop())


def _shares(name: str, codes: pd.Series, cells: pd.Series) -> pd.Series:
    values = pd.to_numeric(cells, errors="coerce").astype("float64")
    wrong = (cells.notna() & values.isna()) | (values.notna() & ~values.between(0, 100)) | np.isinf(values)
    if wrong.any():
        raise SourceError(
            f"{name}: bij {codes[wrong].iloc[0]} is ‘{_VALUE}’ {str(cells[wrong].iloc[0])[:40]} en geen percentage "
            "van 0 tot 100. Wij nemen dit cijfer niet over; kijk bij RIVM wat er is veranderd."
        )
    return values
