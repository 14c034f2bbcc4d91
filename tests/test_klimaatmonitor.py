"""Klimaatmonitor: exports with names instead of codes, two years in a title, and a service with a key."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

import pandas as pd
import pytest
import xls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from services import klimaatmonitor as service

from wijkdata import observations
from wijkdata.errors import SourceError
from wijkdata.sources import klimaatmonitor
from wijkdata.sources.cbs_kwb import area_rows
from wijkdata.sources.download import Client
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
    return klimaatmonitor.load(
        path, retrieved=DAY, companions={}, areas=register() if areas is None else areas
    )


def figure(loaded: Loaded, area: str, indicator: str, year: int) -> pd.Series:
    table = loaded.observations
    rows = table[(table["area"] == area) & (table["indicator"] == indicator) & (table["year"] == year)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_an_export_per_wijk_keeps_the_year_of_the_figures_and_that_of_the_division(tmp_path: Path) -> None:
    path = saved(tmp_path, Totaal=HENGELO)
    assert klimaatmonitor.recognises(sample(path))
    loaded = load(path)
    gas = figure(loaded, "WK016400", "gas_woningen_tc", 2017)
    assert (gas["value"], gas["unit"], gas["boundary_year"], gas["status"]) == (66, "TJ/jaar", 2018, "model")
    assert gas["method"] == observations.PUBLISHED
    assert figure(loaded, "WK016401", "elektra_woningen", 2017)["value"] == 49
    missing = figure(loaded, "WK016409", "elektra_woningen", 2017)
    assert pd.isna(missing["value"])
    assert (missing["status"], missing["note"]) == ("ontbreekt", klimaatmonitor.NOT_THERE)
    assert len(loaded.observations) == 6
    assert loaded.tables[0].years == (2017,)
    assert loaded.set_aside == {}


def test_a_sheet_about_a_gemeente_gives_every_year_once_in_terajoules(tmp_path: Path) -> None:
    loaded = load(saved(tmp_path, Thema=EMMEN))
    gas = figure(loaded, "GM0114", "gas_woningen_tc", 2017)
    assert gas["value"] == pytest.approx(75.9 * 31.65)
    assert gas["method"] == "m³ × 31,65 MJ/m³"
    assert figure(loaded, "GM0114", "elektra_woningen", 2015)["value"] == pytest.approx(146.1 * 3.6)
    # in m³ and again in TJ: the first, which is not rounded to TJ
    assert figure(loaded, "GM0114", "gas_bedrijven", 2015)["value"] == pytest.approx(4929.8, abs=0.1)
    assert figure(loaded, "GM0114", "gas_woningen", 2017)["status"] == "ontbreekt"
    assert loaded.set_aside == {
        "onderwerp dat wijkdata niet gebruikt": 2,
        "cijfer dat al eerder in het bestand staat": 2,
    }


def test_a_csv_saved_again_with_partial_areas() -> None:
    assert klimaatmonitor.recognises(sample(LOPPERSUM))
    loaded = load(LOPPERSUM)
    gas = figure(loaded, "BU00240001", "gas_woningen_tc", 2017)
    assert (gas["value"], gas["boundary_year"]) == (56, 2018)
    assert "BU00240004" not in set(loaded.observations["area"])
    assert loaded.set_aside == {"gebied dat maar voor een deel meetelt (‘gedeeltelijk’)": 1}


def test_the_register_may_be_given_along_as_a_file(tmp_path: Path) -> None:
    path = tmp_path / "areas.csv"
    register().to_csv(path, index=False)
    loaded = klimaatmonitor.load(LOPPERSUM, retrieved=DAY, companions={"gebieden": path})
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
    assert figure(loaded, "WK016400", "elektra_woningen", 2016)["value"] == 15
    assert figure(loaded, "WK016400", "elektra_woningen", 2017)["value"] == 14


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
    assert figure(loaded, "WK016400", "gas_gem", 2017)["value"] == 1210
    assert figure(loaded, "WK016400", "elektra_gem", 2017)["unit"] == "kWh/jaar"
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
    assert not klimaatmonitor.recognises(
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


# --- the service --------------------------------------------------------------------------------------------------


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv(klimaatmonitor.KEY, service.KEY)
    return Client(tmp_path / "raw", wait=lambda _seconds: None)


def fetch(client: Client, address: str, **options: object) -> Loaded:
    return klimaatmonitor.get_klimaatmonitor(client, base=address + service.PATH, **options)  # type: ignore[arg-type]


def test_the_service_gives_what_its_own_descriptions_say(client: Client) -> None:
    with service.running() as server:
        loaded = fetch(client, server.address)
        assert {request.headers["apikey"] for request in server.requests} == {service.KEY}
    assert set(loaded.observations["indicator"]) == {"elektra_bedrijven", "gas_woningen_tc"}
    electricity = figure(loaded, "BU05991449", "elektra_bedrijven", 2022)
    assert electricity["value"] == pytest.approx(11430000 * 3.6e-6)
    assert (electricity["unit"], electricity["method"]) == ("TJ/jaar", "kWh × 3,6 MJ/kWh")
    for code, note in (("BU05991999", klimaatmonitor.NOT_THERE), ("BU05999998", klimaatmonitor.EMPTY)):
        missing = figure(loaded, code, "elektra_bedrijven", 2022)
        assert pd.isna(missing["value"])
        assert (missing["status"], missing["note"]) == ("ontbreekt", note)
    assert figure(loaded, "GM0599", "elektra_bedrijven", 2022)["value"] == pytest.approx(10800)
    assert figure(loaded, "BU05991449", "gas_woningen_tc", 2022)["value"] == 150.5


def test_the_year_of_the_division_can_be_given(client: Client) -> None:
    with service.running() as server:
        loaded = fetch(client, server.address, levels=["buurt"], years=[2021], boundary_year=2024)
    assert set(loaded.observations["year"]) == {2021}
    assert set(loaded.observations["boundary_year"]) == {2024}


def test_the_key_stays_out_of_what_is_kept(client: Client) -> None:
    with service.running() as server:
        fetch(client, server.address)
    for path in client.folder.rglob("*"):
        assert path.is_dir() or service.KEY.encode() not in path.read_bytes()


def test_without_a_key_it_is_told_how_to_get_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(klimaatmonitor.KEY)
    with pytest.raises(SourceError, match="contactformulier"):
        fetch(client, "http://127.0.0.1:9")


def test_a_wrong_key_is_not_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(klimaatmonitor.KEY, "verkeerd-geheim")
    with service.running() as server, pytest.raises(SourceError, match="aanvaardt de sleutel niet") as caught:
        fetch(client, server.address)
    assert "verkeerd-geheim" not in str(caught.value)


def test_the_key_goes_to_no_other_server(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = {"value": [], "@odata.nextLink": "http://127.0.0.1:9/elders"}
    from services.loopback import Answer, serve  # noqa: PLC0415

    with serve(lambda _request, _address: Answer.of_json(elsewhere)) as server:
        with pytest.raises(SourceError, match="ander adres"):
            fetch(client, server.address)
        assert len(server.requests) == 1


def described(tmp_path: Path, **fields: str) -> Path:
    path = tmp_path / "variabele.json"
    path.write_text(json.dumps({"Name": "Totaal elektriciteitsgebruik bedrijven en instellingen", **fields}))
    return path


def test_a_page_of_values_needs_the_description_of_its_variable(tmp_path: Path) -> None:
    path = FIXTURES / "values.json"
    assert klimaatmonitor.recognises(sample(path))
    with pytest.raises(SourceError, match="Variables"):
        load(path)
    beside = described(tmp_path, Unit="kWh", ExternalCode="vbrze_tot_wijk")
    loaded = klimaatmonitor.load(path, retrieved=DAY, companions={"variabele": beside})
    assert figure(loaded, "BU05991466", "elektra_bedrijven", 2022)["value"] == pytest.approx(54.684)
    assert len(loaded.observations) == 4


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Name": "Aantal bomen", "Unit": "aantal"}, "geen cijfer dat wijkdata gebruikt"),
        ({"Unit": ""}, "geen eenheid"),
        ({"Unit": "kWh", "ExternalCode": "bevtot"}, "bevtot"),
        ({"Name": ""}, "Name"),
    ],
)
def test_a_wrong_description_is_refused(tmp_path: Path, fields: dict[str, str], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        klimaatmonitor.load(
            FIXTURES / "values.json", retrieved=DAY, companions={"variabele": described(tmp_path, **fields)}
        )


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
        assert figure(emmen, "GM0114", indicator, 2017)["value"] == pytest.approx(total, abs=0.1)
        assert wijken.loc[wijken["indicator"] == indicator, "value"].sum() == pytest.approx(total, rel=0.01)
    hengelo = load(RAW / "klimaatmonitor" / "hengelo_wijken_2017.xls", areas)
    assert len(hengelo.observations) == 20
    assert set(hengelo.observations["boundary_year"]) == {2018}
    assert hengelo.set_aside == {}
