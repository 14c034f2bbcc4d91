"""``wijkdata effects``, as a person and as a program call it."""

from __future__ import annotations

import json
import re

import pytest

from wijkdata import cli
from wijkdata.ambition import file, programme
from wijkdata.ambition.model import Ambition, AreaChoice, Figure, Objective, Scenario, Step, Target
from wijkdata.effects import MEASURES

GAS = Objective(
    id="gas",
    theme="aardgasvrij",
    indicator="gas_gem_tc",
    direction="omlaag",
    baseline=Figure(value=1_070.0, year=2014, unit="m³/jaar", status="definitief", source="CBS"),
    target=Target(value=400.0, year=2032),
)
CO2 = GAS.model_copy(
    update={
        "id": "co2",
        "indicator": "co2_woningen",
        "baseline": Figure(value=15_000.0, year=2014, unit="t/jaar", status="geschat", source="CBS"),
        "target": Target(value=8_000.0, year=2030),
    }
)
STEPS = [
    Step(measure="isolatie_standaard", homes=200, start=2026, end=2028),
    Step(measure="warmtenet", homes=150, start=2027, end=2030),
    Step(measure="hybride", homes=50, start=2026, end=2026),
    Step(measure="zonnepanelen", homes=100, start=2028, end=2028),
]
EMPTY = Ambition(
    area=AreaChoice(name="Prinsenland", codes=["BU05991448"], boundary_year=2014), objectives=[GAS, CO2]
)
MADE = EMPTY.model_copy(
    update={
        "scenarios": [
            Scenario(name="Warmtenet", steps=STEPS),
            Scenario(name="Niets"),
            Scenario(name="Zon & wind"),
        ],
        "programme": "Warmtenet",
    }
)


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "wijk.ambitie.json"
    file.save(MADE, found)
    return found


def run(capsys, *arguments) -> tuple[int, str, str]:
    code = cli.main(["effects", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def read(capsys, *arguments):
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_what_a_program_reads(capsys, path):
    found = read(capsys, path)
    assert list(found) == [
        "scenario",
        "verdict",
        "remarks",
        "stock",
        "years",
        "totals",
        "beyond",
        "objectives",
        "residents",
        "parameters",
    ]
    assert found["scenario"] == "Warmtenet"
    assert found["beyond"] == {}
    assert sum(one["dwellings"] for one in found["stock"]["groups"]) == pytest.approx(5_154)
    assert any(one.startswith("Gas: ") for one in found["stock"]["notes"])
    assert all(one["counted"] for one in found["stock"]["groups"])
    told = " ".join(found["remarks"])
    assert "komt van schonere stroom en warmte" in told
    assert "Subsidie is voor elke woning geteld met het bedrag voor een eigenaar die er woont" in told
    assert {one["id"]: one["value"] for one in found["parameters"]}["gasprijs"] == 1.42
    assert {one["id"]: one["value"] for one in found["parameters"]}["inductie_kosten"] is None


def test_numbers_are_listed_with_bandwidth_and_year_or_that_there_is_none(capsys, path):
    _, without, _ = run(capsys, path)
    assert "Kengetallen:" not in without
    code, out, err = run(capsys, path, "--numbers")
    listed = " ".join(out.partition("Kengetallen:")[2].split())
    assert (code, err) == (0, "")
    assert (
        "Gas om op te koken: 37 m³/jaar (30 tot 50); Hoomdossier, kengetallen, geen jaar in de bron" in listed
    )
    assert "(geen bandbreedte in de bron); PBL, Vesta MAIS, kengetallen, gepubliceerd in 2021" in listed
    assert "Kosten van overgaan op inductie: onbekend; Geen bron gevonden" in listed
    told = {one["id"]: one for one in read(capsys, path)["parameters"]}
    assert all(one["name"] in listed for one in told.values())
    assert [told["bodem_spf_tw"][key] for key in ("year", "year_of", "bandwidth")] == [
        2021,
        "publicatie",
        "geen bandbreedte in de bron",
    ]


def test_what_solar_panels_do_to_the_costs_of_residents(capsys, path):
    found = read(capsys, path)["residents"]["solar_panels"]
    assert found["homes"] == pytest.approx(100)
    income = 3.48 * 875 * (0.3 * 0.27 + 0.7 * 0.054) / 12
    assert found["bill_euro_month"]["mid"] == pytest.approx(-income)
    _, out, _ = run(capsys, path)
    assert re.search(r"elke woning met 3,48 kWp\s+zonnepanelen\s+100 ", out)
    assert re.search(rf"−{income:.0f} \([^)]*\), vergoeding onbekend", out)
    assert "zonder salderen, dat in 2027 stopt" in out


def test_the_rows_by_year_and_measure(capsys, path):
    rows = read(capsys, path)["years"]
    assert {one["measure"] for one in rows} == {one.measure for one in STEPS} | {"energie"}
    assert sorted({one["year"] for one in rows}) == list(range(2026, 2033))
    by = {(one["year"], one["measure"]): one for one in rows}
    assert [by[year, "warmtenet"]["homes"] for year in range(2027, 2032)] == pytest.approx([150] * 4 + [0])
    assert by[2032, "warmtenet"]["homes_so_far"] == pytest.approx(600)
    assert (2026, "warmtenet") not in by
    net = by[2030, "warmtenet"]
    assert net["gas_m3"] < 0 < net["heat_gj"]
    assert net["electricity_kwh"] == pytest.approx(600 * 175)
    assert [net["cost_euro"], net["subsidy_euro"]] == pytest.approx([150 * 11_000, 150 * 3_775])
    assert [net[end]["cost_euro"] for end in ("low", "high")] == pytest.approx([150 * 8_000, 150 * 14_000])
    assert "subsidy_euro" not in net["low"]
    assert by[2031, "warmtenet"]["cost_euro"] == 0
    sun = by[2032, "zonnepanelen"]
    assert sun["electricity_kwh"] == pytest.approx(-100 * 3.48 * 875)
    assert sun["gas_m3"] == 0
    cleaner = by[2032, "energie"]
    assert (cleaner["gas_m3"], cleaner["cost_euro"]) == (0, 0)
    assert cleaner["co2_t"] < 0


def test_the_measures_add_up_to_the_total_and_to_the_objectives(capsys, path):
    found = read(capsys, path)
    totals = {one["year"]: one for one in found["totals"]}
    for key in ("gas_m3", "electricity_kwh", "heat_gj", "co2_t", "cost_euro", "subsidy_euro"):
        for year in (2026, 2030, 2032):
            parts = [one[key] for one in found["years"] if one["year"] == year]
            assert sum(parts) == pytest.approx(totals[year][key])
    cleaner = {one["year"]: one["co2_t"] for one in found["years"] if one["measure"] == "energie"}
    for year, row in totals.items():
        assert row["co2_energy_t"] == pytest.approx(cleaner[year])
        assert row["co2_measures_t"] + row["co2_energy_t"] == pytest.approx(row["co2_t"])
    assert totals[2030]["low"]["gas_m3"] <= totals[2030]["gas_m3"] <= totals[2030]["high"]["gas_m3"]
    objectives = {one["objective"]: one for one in found["objectives"]}
    gas = objectives["gas"]
    assert (gas["indicator"], gas["unit"], gas["year"], gas["target"]) == ("gas_gem_tc", "m³/jaar", 2032, 400)
    assert gas["reached"] - gas["start"] == pytest.approx(
        totals[2032]["gas_m3"] / found["stock"]["dwellings"]
    )
    assert gas["low"] <= gas["reached"] <= gas["high"]
    assert gas["start_low"] < gas["start"] < gas["start_high"]
    assert gas["needed"] == pytest.approx(gas["start"] - 400)
    assert gas["gap"] == pytest.approx(gas["reached"] - 400)
    assert gas["covered"] == pytest.approx(1 - gas["gap"] / gas["needed"])
    assert (gas["verdict"], gas["sentence"].startswith("Van 1.015 m³")) == ("niet gehaald", True)
    assert sum(gas["parts"].values()) == pytest.approx(gas["reached"] - gas["start"])
    assert set(gas["parts"]) <= set(MEASURES)
    assert not gas["normal_weather"]
    co2 = objectives["co2"]
    assert co2["normal_weather"]
    assert sum(co2["parts"].values()) == pytest.approx(totals[2030]["co2_t"])


def test_what_it_does_to_residents(capsys, path):
    found = read(capsys, path)["residents"]
    assert found["definition"] == {
        "loan": True,
        "resident": "beiden",
        "each": False,
        "years": 1,
        "upkeep": False,
    }
    assert found["huurder_euro_month"] is None
    assert found["eigenaar_euro_month"]["low"] < found["eigenaar_euro_month"]["mid"]
    net = next(one for one in found["homes"] if one["heating"] == "warmtenet")
    assert net["huurder_euro_month"] is None
    assert net["bill_euro_month"]["mid"] < net["eigenaar_euro_month"]["mid"]


def test_a_rent_that_the_team_gave_makes_the_tenant_known(capsys, tmp_path):
    path = tmp_path / "wijk.ambitie.json"
    file.save(programme.set_parameter(MADE, "huurverandering", 0.0), path)
    found = read(capsys, path)["residents"]
    assert found["huurder_euro_month"]["mid"] < found["eigenaar_euro_month"]["mid"]
    assert found["neutral"] in (None, False)


def test_another_scenario_can_be_named(capsys, path):
    found = read(capsys, path, "--scenario", "Niets")
    assert found["scenario"] == "Niets"
    assert {one["measure"] for one in found["years"]} == {"energie"}
    assert found["residents"]["homes"] == []


def test_what_a_person_reads(capsys, path):
    code, out, err = run(capsys, path)
    assert (code, err) == (0, "")
    flowing = " ".join(out.split())
    assert flowing.startswith("‘Warmtenet’: 2 doelen worden niet gehaald.")
    assert (
        "Gas per woning, gecorrigeerd voor het weer: Van 1.015 m³ (2017) naar 400 m³ (2032): tekort "
        in flowing
    )
    assert "Aansluiten op een warmtenet 600 " in flowing
    assert "Schonere stroom en warmte" in flowing
    assert "CO₂ door de maatregelen, t" in out
    assert "CO₂ door schonere energie, t" in out
    assert "komt van schonere stroom en warmte, niet van de maatregelen." in flowing
    assert "samen" in out
    # The ends of what comes in can both be below zero, of which "at least" would say the wrong one.
    assert re.search(r"^  van  +−[\d.]+ .*\n  tot  +−[\d.]+ ", out, re.MULTILINE)
    assert "warmtenet, naar de Standaard" in flowing
    assert "huur onbekend" in out
    assert "Gerekend met: Gas: " in flowing
    assert "Niet bekend, en dus niet meegeteld: ‘Kosten van overgaan op inductie’" in flowing
    assert "Meer gepland" not in flowing
    for line in out.splitlines():
        assert line == line.rstrip()


def test_too_many_homes_are_told(capsys, tmp_path):
    path = tmp_path / "wijk.ambitie.json"
    file.save(programme.set_step(MADE, "Warmtenet", "warmtenet", 6_000, 2027, 2027), path)
    assert read(capsys, path)["beyond"] == {"warmtenet": pytest.approx(846)}
    out = " ".join(run(capsys, path)[1].split())
    assert "Meer gepland dan er woningen zijn, en niet meegeteld: warmtenet 846." in out


REFUSED = {
    "no programme": (
        MADE.model_copy(update={"programme": ""}),
        (),
        "noem een scenario: --scenario “Warmtenet”",
    ),
    "no scenarios": (EMPTY, (), "nog geen programma van maatregelen gekozen"),
    "unknown": (
        MADE,
        ("--scenario", "B"),
        "Het scenario ‘B’ staat niet in wijk.ambitie.json. Kies uit ‘Warmtenet’, ‘Niets’ of ‘Zon & wind’.",
    ),
    "unknown, and there are none": (
        EMPTY,
        ("--scenario", "B"),
        "Het scenario ‘B’ staat niet in wijk.ambitie.json. Er is er nog geen.",
    ),
    "empty name": (MADE, ("--scenario", ""), "nog geen programma van maatregelen gekozen"),
    "no area": (MADE.model_copy(update={"area": AreaChoice()}), (), "nog geen gebied gekozen"),
    "bad line": (
        MADE.model_copy(
            update={
                "scenarios": [
                    Scenario(name="Warmtenet", steps=[STEPS[0].model_copy(update={"measure": "x"})])
                ]
            }
        ),
        (),
        "De maatregel ‘x’ kennen wij niet",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_reckoned_is_refused_in_one_message(capsys, tmp_path, case):
    ambition, arguments, words = REFUSED[case]
    path = tmp_path / "wijk.ambitie.json"
    file.save(ambition, path)
    for more in ((), ("--json",)):
        code, out, err = run(capsys, path, *arguments, *more)
        assert (code, out) == (1, "")
        assert words in err
        assert err.count("\n") == 1


def test_a_file_that_is_not_there(capsys, tmp_path):
    code, out, err = run(capsys, tmp_path / "weg.ambitie.json")
    assert (code, out) == (1, "")
    assert "weg.ambitie.json" in err


def test_wrong_usage(capsys):
    code, _, err = run(capsys)
    assert code == 2
    assert "dit ontbreekt nog: BESTAND" in err
