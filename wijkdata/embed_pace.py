"""Read the series of all gemeenten and buurten, and reckon from them what is embedded of their pace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from wijkdata import pace_table
from wijkdata.sources import cbs_regio, cbs_zonnestroom, etlocal, reference_tables
from wijkdata.sources.tables import NO_LICENCE, Table

#: A file with figures and the description of its table.
Described = tuple[Path, Path]

_SOLAR = ("zonnestroom_installaties", "zonnestroom_vermogen")
_DEGREE_DAYS = "graaddagen_"


@dataclass(frozen=True)
class Paces:
    """What is embedded of the pace elsewhere, and the tables behind it; see ``pace_table.tables_of``."""

    gemeenten: pd.DataFrame
    summary: pd.DataFrame
    tables: tuple[Table, ...]


def read_paces(
    etlocal_figures: pd.DataFrame,
    solar: Sequence[Described],
    heating: Described,
    energy: Described,
    *,
    retrieved: str,
) -> Paces:
    """Read the series and reckon the paces.

    Parameters
    ----------
    etlocal_figures
        Observations of ``etlocal.read_etlocal``.
    solar
        Tables of the solar power per wijk and buurt, one per year.
    heating, energy
        Tables of the main heating and of the energy use per gemeente.
    retrieved
        ISO date on which the files were taken over from their publishers.

    Raises
    ------
    SourceError
        If a file is not as its reader knows it.
    """
    dwellings = etlocal_figures[etlocal_figures["indicator"] == "woningen"]
    areas = pd.concat([cbs_zonnestroom.read_areas(*files) for files in solar])
    installed = pd.concat([cbs_zonnestroom.read_zonnestroom(*files, retrieved=retrieved) for files in solar])
    heated = cbs_regio.read_verwarming(*heating, retrieved=retrieved)
    used = cbs_regio.read_energie(*energy, retrieved=retrieved)
    parameters = reference_tables.parameters()
    figures = {
        "aardgasvrij_aandeel": _of(heated, "aardgasvrij_aandeel"),
        "gas_gem_tc": pace_table.corrected_gas(
            _of(used, "gas_gem"), dict(zip(parameters["id"], parameters["value"], strict=True))
        ),
        **{indicator: _of(installed, indicator) for indicator in _SOLAR},
    }
    of_solar = [*(cbs_zonnestroom.read_table(metadata) for _, metadata in solar), *etlocal.tables(dwellings)]
    behind = {
        "aardgasvrij_aandeel": [cbs_regio.read_table(heating[1], _years(heated))],
        "gas_gem_tc": [cbs_regio.read_table(energy[1], _years(used)), *_weather(parameters)],
        **dict.fromkeys(_SOLAR, of_solar),
    }
    known = pace_table.register(areas, dwellings, figures["zonnestroom_installaties"])
    gemeenten, summary = pace_table.tables_of(figures, known, _covered(behind))
    named = {one.id: one for tables in behind.values() for one in tables}
    return Paces(gemeenten, summary, tuple(named.values()))


def _of(observed: pd.DataFrame, indicator: str) -> pd.DataFrame:
    return observed[observed["indicator"] == indicator]


def _years(observed: pd.DataFrame) -> list[int]:
    return sorted({int(year) for year in observed["year"]})


def _weather(parameters: pd.DataFrame) -> list[Table]:
    """Return the tables of KNMI that the degree days come from, each with its years."""
    rows = parameters[parameters["id"].str.fullmatch(rf"{_DEGREE_DAYS}\d{{4}}")]
    return [
        Table(str(table), str(table), str(publisher), f"Bron: {publisher}", NO_LICENCE, tuple(_years(found)))
        for (publisher, table), found in rows.groupby(["source", "table"])
    ]


def _covered(behind: Mapping[str, Iterable[Table]]) -> dict[str, dict[str, Sequence[int]]]:
    """Return per indicator its tables with their years; the dwellings are those of one year and count in all."""
    return {
        indicator: {one.id: () if one.publisher == etlocal.PUBLISHER else one.years for one in tables}
        for indicator, tables in behind.items()
    }
