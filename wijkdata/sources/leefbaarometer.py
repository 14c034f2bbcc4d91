"""Leefbaarometer 3.0 of the Ministry of the Interior: how a buurt, wijk or gemeente deviates from the country.

From the map service (``lbm3:buurtscore24`` and the like) or the CSV per wijk. ``afw`` is the deviation from the
national mean and the sum of five dimensions; that sum is checked on every row, because it tells version 3.0 from
other versions, which have another scale and other dimensions. The classes 1 to 9 (``kscore`` and the like) and
``lbm`` (``afw`` plus a constant) say the same on another scale and are not taken over.

All years of a CSV are on one division: the rows of 2014 carry the codes of wijken that CBS drew in 2017. The file
does not name its division, so the newest year in it stands for it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from wijkdata import catalogue, observations
from wijkdata.dutch import join
from wijkdata.errors import SourceError
from wijkdata.sources import delimited, geoserver
from wijkdata.sources.download import Client, Raw
from wijkdata.sources.loaded import Loaded, Sample
from wijkdata.sources.reading import (
    Source,
    clean_codes,
    is_area,
    read_json,
    read_text,
    set_aside,
    with_set_aside,
)
from wijkdata.sources.register import area_rows
from wijkdata.sources.tables import Table

ADDRESS = "https://geo.leefbaarometer.nl/lbm3/ows"
TABLE = Table(
    id="Leefbaarometer 3.0",
    title="Leefbaarometer 3.0",
    publisher="BZK",
    attribution="Bron: Ministerie van BZK, Leefbaarometer 3.0",
    licence="open data; licentie niet vermeld in het bestand",
    years=(),
)
TABLES = (TABLE,)

NOTE = "voorspelling van een model; de uitgever noemt geen jaar van de gebiedsindeling"
EMPTY = "leeg bij de Leefbaarometer"

_INDICATORS = {
    "afw": "leefbaarometer",
    "fys": "leefbaarometer_fysiek",
    "onv": "leefbaarometer_overlast",
    "soc": "leefbaarometer_sociaal",
    "vrz": "leefbaarometer_voorzieningen",
    "won": "leefbaarometer_woningen",
}
_DIMENSIONS = [code for code in _INDICATORS if code != "afw"]
#: How much the sum of the dimensions may differ: the service gives six significant digits.
_TOLERANCE = 1e-4
#: The features of the service are called after level and year; the boundary may push the rest out of sight.
_FEATURE = re.compile(r'"(buurt|wijk|gemeente)score\d\d\.\d+"')
_CODES = {"bu_code": "bu_naam", "wk_code": "wk_naam", "gm_code": "gm_naam"}
_WHICH = "Gebruik een bestand met scores van de Leefbaarometer 3.0 per buurt, wijk of gemeente."


def recognises(sample: Sample) -> bool:
    """Tell whether a file holds scores of the Leefbaarometer 3.0 (CSV or GeoJSON)."""
    if sample.kind != "text" or not sample.lines:
        return False
    if sample.text.lstrip().startswith("{"):
        return '"features"' in sample.text and bool(_FEATURE.search(sample.text))
    titles = delimited.columns(sample.lines[0])
    return all(one in titles for one in (*_INDICATORS, "jaar")) and any(one in titles for one in _CODES)


def read_leefbaarometer(source: Source, *, retrieved: str, boundary_year: int | None = None) -> pd.DataFrame:
    """Read the score and its five dimensions, as deviations from the national mean.

    Source: Ministerie van BZK, Leefbaarometer 3.0.

    Parameters
    ----------
    source
        The CSV, or the GeoJSON of the service.
    retrieved
        ISO date on which the file was taken over from the publisher.
    boundary_year
        Year of the division; by default the newest year in the file.

    Returns
    -------
    DataFrame
        Observations, six per area and year, with the status ``model``. What was set aside stands in ``attrs``.

    Raises
    ------
    SourceError
        If the file has another form, or the dimensions do not add up: then it is another version.
    """
    name, cells = _cells(source)
    return _observations(name, cells, retrieved, boundary_year)


def load(
    path: Path,
    *,
    retrieved: str,
    companions: Mapping[str, Path],  # noqa: ARG001
    boundary_year: int | None = None,
) -> Loaded:
    """Load the scores and the names of the areas.

    Parameters
    ----------
    path
        The CSV, or the GeoJSON of the service.
    retrieved
        ISO date on which the file was taken over from the publisher.
    companions
        Not needed.
    boundary_year
        Year of the division; by default the newest year in the file.

    Raises
    ------
    SourceError
        As `read_leefbaarometer`.
    """
    name, cells = _cells(path)
    table = _observations(name, cells, retrieved, boundary_year)
    newest = cells.sort_values("year", kind="stable").drop_duplicates("code", keep="last")
    newest = newest[is_area(newest["code"])].sort_values("code")
    register = area_rows(
        newest["code"], int(table["boundary_year"].iloc[0]), newest["name"], pd.Series("", index=newest.index)
    )
    found = replace(TABLE, years=tuple(sorted(set(table["year"]))))
    return Loaded(
        kind=found.title, tables=(found,), observations=table, areas=register, set_aside=set_aside(table)
    )


def get_leefbaarometer(
    client: Client,
    gemeente: str,
    *,
    years: Sequence[int] = (2024,),
    levels: Sequence[str] = ("buurt", "wijk", "gemeente"),
    base: str | None = None,
) -> list[Raw]:
    """Fetch the scores of one gemeente from the map service; `load` reads each of the files.

    Parameters
    ----------
    client
        Fetches and keeps.
    gemeente
        Code, such as ``GM0599``.
    years
        2008, 2012 and later.
    levels
        ``buurt``, ``wijk``, ``gemeente``.
    base
        Address of the service; by default ``WIJKDATA_LEEFBAAROMETER_URL`` or that of the publisher.

    Returns
    -------
    list of Raw
        One per year and level that has areas in this gemeente.

    Raises
    ------
    DownloadError
        If the service does not know the layer, such as a year without scores.
    """
    address = base or os.environ.get("WIJKDATA_LEEFBAAROMETER_URL") or ADDRESS
    found = []
    for year in years:
        for level in levels:
            name = f"Leefbaarometer {year} per {level}, {gemeente}"
            start = geoserver.prefix(gemeente, level)
            raw = geoserver.fetch_features(
                client,
                address,
                layer=f"lbm3:{level}score{year % 100:02d}",
                name=name,
                where=f"id LIKE '{start}%'",
            )
            if raw is None:
                client.tell(f"{name}: hiervan heeft de Leefbaarometer geen gebieden")
            else:
                found.append(raw)
    return found


def _cells(source: Source) -> tuple[str, pd.DataFrame]:
    """Return code, name, year and the six scores of a file."""
    raw = read_text(source)
    return (_from_service if raw.text.lstrip().startswith("{") else _from_csv)(delimited.again(raw))


def _from_csv(source: Source) -> tuple[str, pd.DataFrame]:
    name, cells = delimited.read_cells(source)
    codes = [one for one in _CODES if one in cells]
    missing = [one for one in ("jaar", *_INDICATORS) if one not in cells]
    if len(codes) != 1 or missing:
        what = join(missing) if missing else "de kolom met codes (bu_code, wk_code of gm_code)"
        raise SourceError(f"{name} is geen bestand van de Leefbaarometer 3.0: {what} ontbreekt. {_WHICH}")
    wrong = ~cells["jaar"].str.fullmatch(r"(19|20)\d\d")
    if wrong.any():
        raise SourceError(
            f"{name}, rij {cells.index[wrong][0]}: ‘{cells.loc[wrong, 'jaar'].iloc[0][:40]}’ is geen jaar."
        )
    frame = pd.DataFrame({"code": clean_codes(cells[codes[0]]), "year": cells["jaar"].astype("int64")})
    frame["name"] = cells[_CODES[codes[0]]] if _CODES[codes[0]] in cells else frame["code"]
    for column in _INDICATORS:
        frame[column] = delimited.numbers(cells[column], name=name, column=column)
    return name, frame


def _from_service(source: Source) -> tuple[str, pd.DataFrame]:
    name, document = read_json(source)
    frame = pd.DataFrame(geoserver.properties(name, document))
    missing = [one for one in ("id", "year", *_INDICATORS) if one not in frame]
    if missing:
        raise SourceError(
            f"{name} is geen antwoord van de Leefbaarometer 3.0: {join(missing)} ontbreekt. {_WHICH}"
        )
    years = frame["year"].astype("str").str.strip()
    if not years.str.fullmatch(r"(19|20)\d\d").all():
        raise SourceError(f"{name}: het jaar (‘year’) is niet van elk gebied bekend. {_WHICH}")
    cells = pd.DataFrame({"code": clean_codes(frame["id"].astype("str")), "year": years.astype("int64")})
    names = frame["name"] if "name" in frame else frame["id"]
    cells["name"] = names.fillna("").astype("str").str.strip()
    for column in _INDICATORS:
        cells[column] = _json_numbers(name, column, frame[column])
    return name, cells


def _json_numbers(name: str, column: str, values: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(values, errors="coerce").astype("float64")
    wrong = (values.notna() & numbers.isna()) | np.isinf(numbers)
    if wrong.any():
        raise SourceError(
            f"{name}: ‘{column}’ is ‘{str(values[wrong].iloc[0])[:40]}’ waar een getal hoort. {_WHICH}"
        )
    return numbers


def _observations(name: str, cells: pd.DataFrame, retrieved: str, boundary_year: int | None) -> pd.DataFrame:
    known = cells[is_area(cells["code"])]
    if known.empty:
        raise SourceError(f"{name} bevat geen enkele gemeente, wijk of buurt. {_WHICH}")
    off = (known["afw"] - known[_DIMENSIONS].sum(axis=1, skipna=False)).abs()
    if (off > _TOLERANCE).any():
        row = known.iloc[int(off.fillna(0).to_numpy().argmax())]
        raise SourceError(
            f"{name}: bij {row['code']} ({row['year']}) is ‘afw’ niet de som van {join(_DIMENSIONS)}. Dat is wel zo "
            "bij de Leefbaarometer 3.0; cijfers van een andere versie nemen wij niet over."
        )
    long = known.melt(["code", "year"], list(_INDICATORS), var_name="column", value_name="value")
    has_value = long["value"].notna()
    table = pd.DataFrame(
        {
            "area": long["code"],
            "indicator": long["column"].map(_INDICATORS),
            "year": long["year"],
            "value": long["value"],
            "unit": catalogue.indicator("leefbaarometer").unit,
            "status": has_value.map({True: "model", False: "ontbreekt"}),
            "source": TABLE.publisher,
            "table": TABLE.id,
            "method": observations.PUBLISHED,
            "note": has_value.map({True: NOTE, False: EMPTY}),
            "retrieved": retrieved,
            "boundary_year": boundary_year or int(known["year"].max()),
        }
    )
    aside = {"geen code van een gemeente, wijk of buurt": len(cells) - len(known)}
    return with_set_aside(observations.validate(table, where=name), aside)
