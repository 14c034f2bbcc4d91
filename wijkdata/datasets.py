"""The figures that ship with the package, read from the folder ``data``.

``datapackage.json`` in that folder describes every file: publisher, table, years, licence and date. The CSV files
leave out what is the same for a whole table; it is joined back here, so that every observation is complete.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from wijkdata import catalogue, observations
from wijkdata.areas import Areas
from wijkdata.errors import WijkdataError

if TYPE_CHECKING:
    import geopandas as gpd

#: Year of the division to which the embedded boundaries belong.
BOUNDARY_YEAR = 2014

OBSERVATION_FILES = (
    "cbs_kwb",
    "cbs_zonnestroom",
    "cbs_energie",
    "cbs_verwarming",
    "pbl_startanalyse",
    "rotterdam",
)


def folder() -> Path:
    """Return the folder with the embedded data: inside the installed package, or beside it in a checkout."""
    here = Path(__file__).resolve().parent
    for candidate in (here / "_data", here.parent / "data"):
        if (candidate / "datapackage.json").is_file():
            return candidate
    raise WijkdataError(
        "De meegeleverde cijfers zijn niet gevonden (map ‘data’). Installeer wijkdata opnieuw, of maak de map met "
        "‘wijkdata embed’."
    )


@cache
def descriptor() -> dict[str, Any]:
    """Return the data package descriptor (Frictionless) of the embedded data."""
    text = (folder() / "datapackage.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


@cache
def tables() -> pd.DataFrame:
    """Return the published tables behind the figures.

    Returns
    -------
    DataFrame
        Index: table id. Columns: resource, title, publisher, attribution, licence, years, modified, retrieved.
    """
    rows = [
        {"resource": resource["name"], **table}
        for resource in descriptor()["resources"]
        for table in resource.get("tables", [])
    ]
    return pd.DataFrame(rows).set_index("id")


@cache
def embedded_observations() -> pd.DataFrame:
    """Return every embedded figure as one observation table; see ``wijkdata.observations``."""
    frames = [
        pd.read_csv(
            folder() / f"{name}.csv",
            dtype={
                "area": "str",
                "indicator": "str",
                "status": "str",
                "table": "str",
                "method": "str",
                "note": "str",
            },
            keep_default_na=False,
            na_values={"value": [""]},
            encoding="utf-8",
        )
        for name in OBSERVATION_FILES
    ]
    frame = pd.concat(frames, ignore_index=True)
    published = tables()
    frame["source"] = frame["table"].map(published["publisher"])
    frame["retrieved"] = frame["table"].map(published["retrieved"])
    frame["unit"] = frame["indicator"].map({key: entry.unit for key, entry in catalogue.indicators().items()})
    return observations.validate(frame, where="de meegeleverde cijfers")


@cache
def areas() -> Areas:
    """Return the register of areas for which there are embedded figures."""
    frame = pd.read_csv(folder() / "areas.csv", dtype="str", keep_default_na=False, encoding="utf-8")
    return Areas(frame.astype({"boundary_year": "int64"}))


def co2_factors() -> pd.DataFrame:
    """Return the CO2 factors by year: year, carrier, value, unit, scope, status, source, table, note."""
    return _plain("co2_factors")


def parameters() -> pd.DataFrame:
    """Return the parameters of own calculations by id: name, value, low, high, unit, year, status, source."""
    return _plain("parameters").set_index("id")


def references() -> pd.DataFrame:
    """Return reference values (national unless said otherwise) per indicator, each with its source."""
    return _plain("references")


def paces_of_gemeenten() -> pd.DataFrame:
    """Return the pace that each gemeente reached, per indicator; see ``wijkdata.pace_table``."""
    return _plain("tempo")


def paces_summary() -> pd.DataFrame:
    """Return per indicator how many gemeenten or buurten there is a pace of, why not of others, and percentiles."""
    return _plain("tempo_verdeling")


def interests() -> pd.DataFrame:
    """Return interests that parties elsewhere were published to have; see ``wijkdata.sources.interests``."""
    frame = _plain("belangen").astype({"year": "Int64"})
    return frame.fillna({"see": "", "tension": ""})


def ambitions_elsewhere() -> pd.DataFrame:
    """Return what other municipalities set, by id; see ``wijkdata.sources.inspiration``."""
    return _examples("ambities_elders", ("baseline_year", "target_year", "source_year"))


def results_elsewhere() -> pd.DataFrame:
    """Return what became of ambitions elsewhere, by id; see ``wijkdata.sources.inspiration``."""
    return _examples("resultaten_elders", ("promised_year", "year", "source_year"))


def _examples(name: str, years: tuple[str, ...]) -> pd.DataFrame:
    frame = _plain(name).astype(dict.fromkeys(years, "Int64")).set_index("id")
    texts = [column for column in frame if not pd.api.types.is_numeric_dtype(frame[column])]
    return frame.fillna(dict.fromkeys(texts, ""))


@cache
def _read_plain(name: str) -> pd.DataFrame:
    return pd.read_csv(folder() / f"{name}.csv", encoding="utf-8", na_values=[""], keep_default_na=False)


def _plain(name: str) -> pd.DataFrame:
    return _read_plain(name).copy()


@cache
def boundaries(level: str = "buurt") -> gpd.GeoDataFrame:
    """Return the embedded boundaries (CBS/Kadaster division of 2014).

    Parameters
    ----------
    level
        ``buurt`` or ``wijk``.

    Returns
    -------
    GeoDataFrame
        Index: code; columns: name, geometry; in metres, EPSG:28992.
    """
    import geopandas as gpd  # noqa: PLC0415  (slow to import, only for maps)

    name = {"buurt": "buurten", "wijk": "wijken"}[level]
    return gpd.read_file(folder() / f"{name}_{BOUNDARY_YEAR}.geojson").set_index("code")
