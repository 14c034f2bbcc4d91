"""The Startanalyse as CSV (2025 and 2020): costs of the cheapest strategy, figures of the start year, labels."""

from __future__ import annotations

import contextlib
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wijkdata.errors import SourceError
from wijkdata.sources import pbl_startanalyse, pbl_startanalyse_csv
from wijkdata.sources.loaded import Loaded, sample

SAMPLE = Path(__file__).parent / "fixtures" / "startanalyse_csv" / "Rotterdam_strategie.csv"
DAY = "2026-11-24"
FIXED = "I01_buurtcode;I02_buurtnaam;I03_wijkcode;I04_wijknaam;I05_gemeentecode;I06_gemeentenaam"
AREA = "BU05991449;Het Lage Land;WK059914;Prins Alexander;GM0599;Rotterdam"
OTHER = "BU05991444;'''s Gravenland';WK059914;Prins Alexander;GM0599;Rotterdam"

# constructed, with the columns that users of the edition of 2025 name
COUNTS = "I09_aantal_woningen [Aansluiting];I11_woningequivalenten [Woning]"
RESULTS = "Referentie_2023;Referentie_2030;Laagste_Nationale_Kosten;Strategie_1;Strategie_2"
CLASSES = "Label_A_en_beter;Label_B;Label_C;Label_D;Label_E;Label_F;Label_G;Geen_label"
FIVE = "Strategie_1;Strategie_2;Strategie_3;Strategie_4;Strategie_5"
STRATEGY = f"""{FIXED};{COUNTS};Code_Indicator;Eenheid;{RESULTS}
{AREA};5904;7037;V01_Strategievariant;-;-;-;s2a;s1a;s2a
{AREA};5904;7037;A01_Aansl_aardgas;[aantal];6100;6000;0;0;0
{AREA};5904;7037;H15_CO2_uitstoot;[ton/jaar];11320,5;9800,2;0;0;0
{AREA};5904;7037;H17_Nat_meerkost_CO2;[euro/ton];-;-;201,7;312,4;201,7
{AREA};5904;7037;H18_Nat_meerkost_WEQ;[euro/weq/jaar];-;-;-12,5;421,0;-12,5
{AREA};5904;7037;K01_Kosten;[euro/jaar];1;1;1;1;1
{OTHER};3498;3879;V01_Strategievariant;-;-;-;-;-;-
{OTHER};3498;3879;H15_CO2_uitstoot;[ton/jaar];-;-;-;-;-
{OTHER};3498;3879;H18_Nat_meerkost_WEQ;[euro/weq/jaar];-;-;-;-;-
"""
BUILDINGS = f"""{FIXED};{COUNTS};{CLASSES}
{AREA};5904;7037;1000;500;1500;700;300;200;100;1604
{OTHER};3498;3879;1000;500;1500;700;300;200;100;1604
"""
FIRST = f"""I01_Buurtcode;I02_Buurtnaam;I06_Gemeentenaam;Code_Indicator;Eenheid;Referentie_2030;{FIVE}
BU05991449;Het Lage Land;Rotterdam;V01_Strategievariant;-;-;s1a;s2c;-;s4b;-
BU05991449;Het Lage Land;Rotterdam;H18_Nat_meerkost_WEQ;Euro per Woning*yr;-;421.5;98.25;-;500;-
"""


def saved(tmp_path: Path, text: str, name: str = "Rotterdam_strategie.csv") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def zipped(tmp_path: Path, **members: str) -> Path:
    path = tmp_path / "Rotterdam.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(f"Rotterdam/Rotterdam_{name}.csv", text)
    return path


def load(path: Path, **companions: Path) -> Loaded:
    return pbl_startanalyse_csv.load(path, retrieved=DAY, companions=companions)


def figure(loaded: Loaded, indicator: str, area: str = "BU05991449") -> pd.Series:
    table = loaded.observations
    rows = table[(table["area"] == area) & (table["indicator"] == indicator)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_sample_gives_costs_and_no_figure_of_the_future() -> None:
    assert pbl_startanalyse_csv.recognises(sample(SAMPLE))
    loaded = load(SAMPLE)
    cost = figure(loaded, "startanalyse_meerkosten_weq")
    assert (cost["value"], cost["unit"], cost["year"], cost["status"]) == (
        421,
        "euro/WEQ/jaar",
        2025,
        "model",
    )
    assert cost["note"] == "Strategie 1, variant s1a"
    assert cost["table"] == "Startanalyse 2025"
    assert set(loaded.observations["indicator"]) == {
        "startanalyse_meerkosten_weq",
        "startanalyse_meerkosten_co2",
    }
    assert loaded.set_aside == {"modelcijfer dat alleen voor de toekomst is gegeven": 1}


def test_the_start_year_gives_connections_co2_and_dwellings(tmp_path: Path) -> None:
    loaded = load(saved(tmp_path, STRATEGY))
    for indicator, value in (
        ("gasaansluitingen", 6100),
        ("co2_gebouwen", 11320.5),
        ("woningen", 5904),
        ("woningequivalenten", 7037),
    ):
        row = figure(loaded, indicator)
        assert (row["value"], row["year"], row["boundary_year"], row["status"]) == (
            value,
            2023,
            2023,
            "model",
        )
    assert set(loaded.observations["year"]) == {2023, 2025}


def test_the_cheapest_strategy_may_cost_less_than_nothing(tmp_path: Path) -> None:
    cost = figure(load(saved(tmp_path, STRATEGY)), "startanalyse_meerkosten_weq")
    assert cost["value"] == -12.5
    assert cost["note"] == "laagste nationale kosten, variant s2a"


def test_a_dash_is_missing_with_its_reason(tmp_path: Path) -> None:
    loaded = load(saved(tmp_path, STRATEGY))
    for indicator in ("startanalyse_meerkosten_weq", "co2_gebouwen"):
        row = figure(loaded, indicator, "BU05991444")
        assert pd.isna(row["value"])
        assert (row["status"], row["note"]) == ("ontbreekt", "bij PBL niet van toepassing of onbekend")
    assert loaded.set_aside == {"regel met een indicator die wijkdata niet gebruikt": 1}


def test_areas_are_named_at_three_levels(tmp_path: Path) -> None:
    areas = load(saved(tmp_path, STRATEGY)).areas.set_index("code")
    assert areas["name"].to_dict() == {
        "BU05991449": "Het Lage Land",
        "BU05991444": "'s Gravenland",
        "WK059914": "Prins Alexander",
        "GM0599": "Rotterdam",
    }


def test_the_zip_of_a_gemeente_gives_labels_too(tmp_path: Path) -> None:
    path = zipped(tmp_path, strategie=STRATEGY, totaalbebouwing=BUILDINGS, bebouwing="niet;gelezen\n")
    assert pbl_startanalyse_csv.recognises(sample(path))
    loaded = load(path)
    assert figure(loaded, "woningen_met_label")["value"] == 4300
    assert figure(loaded, "label_dekking")["value"] == pytest.approx(100 * 4300 / 5904, abs=0.05)
    assert figure(loaded, "label_ab_aandeel")["value"] == pytest.approx(100 * 1500 / 4300, abs=0.05)
    assert figure(loaded, "label_efg_aandeel")["year"] == 2023
    # labels that do not add up to the dwellings say nothing about them
    odd = figure(loaded, "label_ab_aandeel", "BU05991444")
    assert pd.isna(odd["value"])
    assert "niet op tot het aantal woningen" in odd["note"]
    assert [one.name for one in tmp_path.rglob("*.csv")] == []


def test_buildings_alone_need_the_file_with_the_start_year(tmp_path: Path) -> None:
    buildings = saved(tmp_path, BUILDINGS, "Rotterdam_totaalbebouwing.csv")
    assert pbl_startanalyse_csv.recognises(sample(buildings))
    with pytest.raises(SourceError, match="strategie"):
        load(buildings)
    loaded = load(buildings, strategie=saved(tmp_path, STRATEGY, "elders.csv"))
    assert figure(loaded, "woningen")["year"] == 2023
    saved(tmp_path, STRATEGY)
    assert figure(load(buildings), "woningen")["year"] == 2023


def test_the_edition_of_2020_takes_the_cheapest_of_five(tmp_path: Path) -> None:
    path = saved(tmp_path, FIRST, "GM0599_BU05991449_strategie.csv")
    assert pbl_startanalyse_csv.recognises(sample(path))
    loaded = load(path)
    cost = figure(loaded, "startanalyse_meerkosten_weq")
    assert (cost["value"], cost["table"], cost["boundary_year"]) == (98.25, "Startanalyse 2020", 2019)
    assert cost["note"] == "Strategie 2, variant s2c"
    assert loaded.areas["name"].tolist() == ["Het Lage Land"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[ton/jaar]", "[kg/jaar]", "eenheid van H15_CO2_uitstoot"),
        ("11320,5", "11.320,5", "rij 4, kolom ‘Referentie_2023’"),
        ("11320,5", "veel", "rij 4, kolom ‘Referentie_2023’"),
        ("I01_buurtcode", "buurt", "I01_buurtcode"),
        ("K01_Kosten", "H15_CO2_uitstoot", "H15_CO2_uitstoot staat twee keer"),
        (";-12,5;421,0", ";421,0", "rij 6: 14 kolommen in plaats van 15"),
        ("I11_woningequivalenten [Woning]", "I09_aantal_woningen [Woning]", "op hun eenheid na"),
    ],
)
def test_a_changed_file_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in STRATEGY
    with pytest.raises(SourceError, match=message):
        load(saved(tmp_path, STRATEGY.replace(old, new)))


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = zipped(tmp_path, strategie=STRATEGY + "\n" * 50_000_000)
    with pytest.raises(SourceError, match="veel meer"):
        load(path)


def test_editions_are_not_mixed(tmp_path: Path) -> None:
    path = tmp_path / "beide.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a_strategie.csv", STRATEGY)
        archive.writestr("b_strategie.csv", FIRST)
    with pytest.raises(SourceError, match="meer edities"):
        load(path)


def test_the_geojson_of_2020_is_another_form(tmp_path: Path) -> None:
    geojson = Path(__file__).parent / "fixtures" / "startanalyse" / "GM0599.geojson"
    assert not pbl_startanalyse_csv.recognises(sample(geojson))
    assert not pbl_startanalyse.recognises(sample(SAMPLE))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_damage_ends_in_a_message(tmp_path: Path, data: st.DataObject) -> None:
    if data.draw(st.booleans()):
        path = zipped(tmp_path, strategie=STRATEGY, totaalbebouwing=BUILDINGS)
    else:
        path = saved(tmp_path, data.draw(st.sampled_from([STRATEGY, FIRST])))
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content)))
    damaged = tmp_path / "damaged"
    damaged.write_bytes(
        content[:place] + data.draw(st.binary(max_size=12)) + content[place + data.draw(st.integers(0, 12)) :]
    )
    with contextlib.suppress(SourceError):
        load(damaged)
