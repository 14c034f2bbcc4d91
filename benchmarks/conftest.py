"""What the benchmarks share: a country of made-up figures in the forms in which CBS publishes them."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wijkdata import catalogue, observations
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.tables import cbs
from wijkdata.store import Store

AREAS = 18_000
FILLING = 100

#: Columns of the Kerncijfers that are read, as the keys of 2016; the others are filling.
KEYS = (
    *("AantalInwoners_5", "HuishoudensTotaal_28", "Woningvoorraad_34", "GemiddeldeWoningwaarde_35"),
    *(
        "PercentageEengezinswoning_36",
        "PercentageMeergezinswoning_37",
        "PercentageBewoond_38",
        "Koopwoningen_40",
    ),
    *(
        "HuurwoningenTotaal_41",
        "InBezitWoningcorporatie_42",
        "InBezitOverigeVerhuurders_43",
        "BouwjaarVoor2000_45",
    ),
    *("GemiddeldElektriciteitsverbruikTotaal_47", "GemiddeldAardgasverbruikTotaal_55"),
    *("PercentageWoningenMetStadsverwarming_63", "HuishoudensMetEenLaagInkomen_72"),
    *(
        "OppervlakteLand_101",
        "OppervlakteWater_102",
        "MateVanStedelijkheid_105",
        "Omgevingsadressendichtheid_106",
    ),
)
INDICATORS = (
    *(
        "inwoners",
        "huishoudens",
        "woningen",
        "woz_gem",
        "eengezins_aandeel",
        "meergezins_aandeel",
        "koop_aandeel",
    ),
    *("huur_aandeel", "corporatie_aandeel", "voor_2000_aandeel", "elektra_gem", "gas_gem"),
    *("stadsverwarming_aandeel", "laag_inkomen_aandeel"),
)


def pytest_configure() -> None:
    """Let no benchmark read or write the folder of whoever runs it."""
    os.environ["WIJKDATA_HOME"] = tempfile.mkdtemp(prefix="wijkdata-bench-")


def codes(count: int = AREAS) -> list[str]:
    """Return codes of gemeenten, wijken and buurten in about the proportion that they have."""
    per_gemeente = 52
    found = ["NL00"]
    for number in range(1, count // per_gemeente + 2):
        found.append(f"GM{number:04d}")
        found += [f"WK{number:04d}{wijk:02d}" for wijk in range(1, 11)]
        found += [f"BU{number:04d}{wijk:02d}{buurt:02d}" for wijk in range(1, 11) for buurt in range(1, 5)]
    return found[:count]


@pytest.fixture(scope="session")
def kwb_json(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a whole table of the Kerncijfers as OData JSON: 18,000 areas by 120 columns."""
    random = np.random.default_rng(7)
    names = codes()
    keys = [*KEYS, *(f"Opvulling_{200 + number}" for number in range(FILLING))]
    figures = random.integers(1, 100, (len(names), len(keys))).tolist()
    rows = [
        {
            "ID": number,
            "WijkenEnBuurten": f"{code:10}",
            "Gemeentenaam_1": f"{'Gemeente':40}",
            "SoortRegio_2": "Buurt     ",
            "Codering_3": f"{code:10}",
            "IndelingswijzigingWijkenEnBuurten_4": "1",
            **dict(zip(keys, values, strict=True)),
        }
        for number, (code, values) in enumerate(zip(names, figures, strict=True))
    ]
    path = tmp_path_factory.mktemp("kwb") / "TypedDataSet.json"
    head = "https://opendata.cbs.nl/ODataApi/OData/83487NED/$metadata#Cbs.OData.WebAPI.TypedDataSet"
    path.write_text(json.dumps({"odata.metadata": head, "value": rows}), encoding="utf-8")
    return path


def year_of_figures(year: int, count: int = AREAS) -> pd.DataFrame:
    """Return an observation table of one year: so many areas by fourteen indicators."""
    random = np.random.default_rng(year)
    names = codes(count)
    frames = [
        pd.DataFrame(
            {
                "area": names,
                "indicator": indicator,
                "year": year,
                "value": random.uniform(1, 100, len(names)).round(1),
                "unit": catalogue.indicator(indicator).unit,
                "status": "definitief",
                "source": "CBS",
                "table": f"KWB{year}",
                "method": "gepubliceerd",
                "note": "",
                "retrieved": "2026-01-01",
                "boundary_year": year,
            }
        )
        for indicator in INDICATORS
    ]
    return observations.validate(pd.concat(frames, ignore_index=True))


def filled_store(folder: Path, years: int, count: int = AREAS) -> Store:
    """Return a store with so many years of a country."""
    store = Store(folder)
    for year in range(2025 - years, 2025):
        table = cbs(f"KWB{year}", f"Kerncijfers {year}", (year,), f"{year + 1}-01-01")
        loaded = Loaded("Kerncijfers", (table,), year_of_figures(year, count))
        store.add(loaded, name=f"{year}", sha256=f"{year:064d}", retrieved="2026-01-01")
    return store


@pytest.fixture(scope="session")
def ten_years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Ten years of the country in the store."""
    return filled_store(tmp_path_factory.mktemp("tien_jaar"), 10)
