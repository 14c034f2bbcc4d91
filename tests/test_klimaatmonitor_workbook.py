"""Klimaatmonitor: exports of the portal, with names instead of codes and two years in a title."""

from __future__ import annotations

import contextlib
import json
import os
import tracemalloc
from pathlib import Path

import pandas as pd
import pytest
import xls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from observed import figure

from wijkdata import observations
from wijkdata.errors import SourceError
from wijkdata.sources import klimaatmonitor_workbook
from wijkdata.sources.cbs_kwb import area_rows
from wijkdata.sources.klimaatmonitor_figures import NOT_THERE
from wijkdata.sources.loaded import Loaded, sample

FIXTURES = Path(__file__).parent / "fixtures" / "klimaatmonitor"
LOPPERSUM = FIXTURES / "loppersum.csv"
DAY = "2026-11-24"
RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")

# real rows of the exports of Hengelo and Emmen
HENGELO: list[list[xls.Cell]] = [
    ["Totaal  2017 - Wijken 2018 van Hengelo"],
    ["", "gasgebruik woningen (temperatuurgecorrigeerd)", "elektriciteitsgebruik woningen"],
    ["Hengelo: Wijk 00 Binnenstad", 66.0, 14.0],
    ["Hengelo: Wijk 01 Hengelose Es", 214.0, 49.0],
    ["Hengelo: Wijk 09 Buitengebied", 51.0, "?"],
    [],
    ["Eenheid", "TJ"],
    ["Bron", "Berekening o.b.v. gemiddelde alle woningen en aantal woningen"],
]
COMPANIES = "Totaal gasgebruik bedrijven en instellingen excl. gasgebruik energieproductie op grondgebied"
EMMEN: list[list[xls.Cell]] = [
    ["Thema's  - Emmen"],
    ["", "2015", "2017"],
    [f"{COMPANIES} [m3]", 155761000.0, 182731000.0],
    ["Totaal elektriciteitsgebruik woningen [miljoen kWh]", 146.1, 139.5],
    ["Totaal gasgebruik woningen (temperatuurgecorrigeerd) [miljoen m3]", 77.1, 75.9],
    ["Totaal gasgebruik woningen [miljoen m3]", 72.1, "?"],
    ["Gasgebruik Winning van delfstoffen (SBI B) [m3]", 60174000.0, "?"],
    [f"{COMPANIES} (TJ) [TJ]", 4930.0, 5783.0],
    [],
    ["Speciale waarden", "? Ontbreekt"],
    ["Bron", "CBS"],
]  # fmt: skip


def register(year: int = 2018) -> pd.DataFrame:
    rows = {
        "GM0164": "Hengelo (O.)",
        "WK016400": "Wijk 00 Binnenstad",
        "WK016401": "Hengelose Es",
        "WK016409": "Wijk 09 Buitengebied",
        "GM0024": "Loppersum",
        "BU00240001": "Loppersum",
        "BU00240003": "Garrelsweer",
        "BU00240004": "Winneweer",
        "GM0114": "Emmen",
        "WK011409": "Wijk 09 Buitengebied",
    }
    codes = pd.Series(list(rows))
    return area_rows(codes, year, pd.Series(list(rows.values())), pd.Series("", index=codes.index))


def saved(tmp_path: Path, **sheets: list[list[xls.Cell]]) -> Path:
    path = tmp_path / "export.xls"
    path.write_bytes(xls.workbook(sheets))
    return path


def load(path: Path, areas: pd.DataFrame | None = None) -> Loaded:
    return klimaatmonitor_workbook.load(
        path, retrieved=DAY, companions={}, areas=register() if areas is None else areas
    )


def test_an_export_per_wijk_keeps_the_year_of_the_figures_and_that_of_the_division(tmp_path: Path) -> None:
    path = saved(tmp_path, Totaal=HENGELO)
    assert klimaatmonitor_workbook.recognises(sample(path))
    loaded = load(path)
    gas = figure(loaded.observations, "WK016400", "gas_woningen_tc", 2017)
    assert (gas["value"], gas["unit"], gas["boundary_year"], gas["status"]) == (66, "TJ/jaar", 2018, "model")
    assert gas["method"] == observations.PUBLISHED
    assert figure(loaded.observations, "WK016401", "elektra_woningen", 2017)["value"] == 49
    missing = figure(loaded.observations, "WK016409", "elektra_woningen", 2017)
    assert pd.isna(missing["value"])
    assert (missing["status"], missing["note"]) == ("ontbreekt", NOT_THERE)
    assert len(loaded.observations) == 6
    assert loaded.tables[0].years == (2017,)
    assert loaded.set_aside == {}


def test_a_sheet_about_a_gemeente_gives_every_year_once_in_terajoules(tmp_path: Path) -> None:
    loaded = load(saved(tmp_path, Thema=EMMEN))
    gas = figure(loaded.observations, "GM0114", "gas_woningen_tc", 2017)
    assert gas["value"] == pytest.approx(75.9 * 31.65)
    assert gas["method"] == "m³ × 31,65 MJ/m³"
    assert figure(loaded.observations, "GM0114", "elektra_woningen", 2015)["value"] == pytest.approx(
        146.1 * 3.6
    )
    # in m³ and again in TJ: the first, which is not rounded to TJ
    assert figure(loaded.observations, "GM0114", "gas_bedrijven", 2015)["value"] == pytest.approx(
        4929.8, abs=0.1
    )
    assert figure(loaded.observations, "GM0114", "gas_woningen", 2017)["status"] == "ontbreekt"
    assert loaded.set_aside == {
        "onderwerp dat wijkdata niet gebruikt": 2,
        "cijfer dat al eerder in het bestand staat": 2,
    }


def test_a_csv_saved_again_with_partial_areas() -> None:
    assert klimaatmonitor_workbook.recognises(sample(LOPPERSUM))
    loaded = load(LOPPERSUM)
    gas = figure(loaded.observations, "BU00240001", "gas_woningen_tc", 2017)
    assert (gas["value"], gas["boundary_year"]) == (56, 2018)
    assert "BU00240004" not in set(loaded.observations["area"])
    assert loaded.set_aside == {"gebied dat maar voor een deel meetelt (‘gedeeltelijk’)": 1}


def test_the_register_may_be_given_along_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    register().to_csv(path, index=False)
    loaded = klimaatmonitor_workbook.load(LOPPERSUM, retrieved=DAY, companions={"gebieden": path})
    assert len(loaded.observations) == 4


def test_an_unknown_name_is_set_aside_and_counted(tmp_path: Path) -> None:
    areas = register()
    loaded = load(saved(tmp_path, Totaal=HENGELO), areas[areas["code"] != "WK016401"])
    assert set(loaded.observations["area"]) == {"WK016400", "WK016409"}
    assert loaded.set_aside == {"naam die niet of vaker in de indeling van 2018 staat": 1}


def test_a_name_is_only_looked_up_in_its_own_gemeente(tmp_path: Path) -> None:
    # ‘Buitengebied’ is a wijk of both gemeenten in the register
    assert "WK011409" not in set(load(saved(tmp_path, Totaal=HENGELO)).observations["area"])


@pytest.mark.parametrize("areas", [register(2017), register().iloc[:0]])
def test_without_the_division_of_the_title_it_is_told_what_to_add(
    tmp_path: Path, areas: pd.DataFrame
) -> None:
    with pytest.raises(SourceError, match="Hengelo") as caught:
        load(saved(tmp_path, Totaal=HENGELO), areas)
    assert "Kerncijfers wijken en buurten" in str(caught.value)


def test_years_in_a_second_header_row(tmp_path: Path) -> None:
    rows: list[list[xls.Cell]] = [
        HENGELO[0],
        ["", "elektriciteitsgebruik woningen", ""],
        ["", 2016.0, 2017.0],
        ["Hengelo: Wijk 00 Binnenstad", 15.0, 14.0],
    ]
    loaded = load(saved(tmp_path, Totaal=rows))
    assert figure(loaded.observations, "WK016400", "elektra_woningen", 2016)["value"] == 15
    assert figure(loaded.observations, "WK016400", "elektra_woningen", 2017)["value"] == 14


def test_means_are_per_dwelling_in_the_unit_of_their_header(tmp_path: Path) -> None:
    rows: list[list[xls.Cell]] = [
        ["Gemiddelde 2017 - Wijken 2018 van Hengelo"],
        [
            "",
            "gasgebruik woningen [m3]",
            "elektriciteitsgebruik woningen [kWh]",
            "elektriciteitsgebruik woningen",
        ],
        ["Hengelo: Wijk 00 Binnenstad", 1210.0, 2600.0, 3.0],
    ]
    loaded = load(saved(tmp_path, Gemiddelde=rows))
    assert figure(loaded.observations, "WK016400", "gas_gem", 2017)["value"] == 1210
    assert figure(loaded.observations, "WK016400", "elektra_gem", 2017)["unit"] == "kWh/jaar"
    assert loaded.set_aside == {"onderwerp dat wijkdata niet gebruikt": 1}


def test_another_unit_is_refused(tmp_path: Path) -> None:
    rows: list[list[xls.Cell]] = [*HENGELO[:3], ["Eenheid", "kcal"]]
    with pytest.raises(SourceError, match="kcal"):
        load(saved(tmp_path, Totaal=rows))


def test_a_text_in_a_cell_is_told_with_its_area(tmp_path: Path) -> None:
    rows: list[list[xls.Cell]] = [*HENGELO[:2], ["Hengelo: Wijk 00 Binnenstad", "=1+1", 14.0]]
    with pytest.raises(SourceError, match="Binnenstad") as caught:
        load(saved(tmp_path, Totaal=rows))
    assert "=1+1" in str(caught.value)


def test_another_spreadsheet_is_refused(tmp_path: Path) -> None:
    assert not klimaatmonitor_workbook.recognises(
        sample(saved(tmp_path, Blad1=[["Straat", "Aantal"], ["Dorpsstraat", 12.0]]))
    )
    with pytest.raises(SourceError, match="geen export van Klimaatmonitor"):
        load(saved(tmp_path, Blad1=[["Straat", "Aantal"], ["Dorpsstraat", 12.0]]))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(places=st.lists(st.tuples(st.integers(0, 8000), st.integers(0, 255)), max_size=20))
def test_a_damaged_xls_ends_in_a_message(tmp_path: Path, places: list[tuple[int, int]]) -> None:
    content = bytearray(xls.workbook({"Totaal": HENGELO}))
    for place, value in places:
        content[place % len(content)] = value
    path = tmp_path / "export.xls"
    path.write_bytes(content)
    with contextlib.suppress(SourceError):
        load(path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=200), place=st.integers(0, 400))
def test_a_damaged_csv_ends_in_a_message(tmp_path: Path, text: str, place: int) -> None:
    content = LOPPERSUM.read_text(encoding="utf-8")
    path = tmp_path / "export.csv"
    path.write_text(content[:place] + text + content[place:], encoding="utf-8", errors="replace")
    with contextlib.suppress(SourceError):
        load(path)


def test_a_cell_in_the_last_corner_is_not_taken_for_sixteen_million(tmp_path: Path) -> None:
    rows: list[list[xls.Cell]] = [*HENGELO, *([] for _ in range(65_535 - len(HENGELO))), [None] * 255 + ["x"]]
    path = saved(tmp_path, Totaal=rows)
    tracemalloc.start()
    with pytest.raises(SourceError, match="veel groter dan een export"):
        load(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30 * 1024**2


# --- whole files --------------------------------------------------------------------------------------------------


def wijken_of(years: tuple[int, ...]) -> pd.DataFrame:
    """Return the wijken of 2016 as if they were the division of these years: the names did not change."""
    assert RAW is not None
    text = (RAW / "grenzen" / "wijk_2016_rd_all_nl.geojson").read_text(encoding="utf-8")
    fields = pd.DataFrame([one["properties"] for one in json.loads(text)["features"]])
    fields = fields[fields["GMN"].isin(["Emmen", "Hengelo"])]
    gemeenten = fields.drop_duplicates("GMC")
    codes = pd.concat([fields["WKC"], gemeenten["GMC"]], ignore_index=True)
    names = pd.concat([fields["WKN"], gemeenten["GMN"]], ignore_index=True)
    return pd.concat([area_rows(codes, year, names, pd.Series("", index=codes.index)) for year in years])


@whole_files
def test_the_whole_exports_of_emmen_and_hengelo() -> None:
    assert RAW is not None
    areas = wijken_of((2017, 2018))
    emmen = load(RAW / "klimaatmonitor" / "emmen.xls", areas)
    table = emmen.observations
    wijken = table[table["area"].str.startswith("WK")]
    assert wijken["area"].nunique() == 27
    # the wijken add up to the gemeente, to within rounding to whole TJ
    for indicator, total in (("gas_woningen_tc", 2402.2), ("elektra_woningen", 502.2)):
        assert figure(emmen.observations, "GM0114", indicator, 2017)["value"] == pytest.approx(total, abs=0.1)
        assert wijken.loc[wijken["indicator"] == indicator, "value"].sum() == pytest.approx(total, rel=0.01)
    hengelo = load(RAW / "klimaatmonitor" / "hengelo_wijken_2017.xls", areas)
    assert len(hengelo.observations) == 20
    assert set(hengelo.observations["boundary_year"]) == {2018}
    assert hengelo.set_aside == {}
