"""What a measure does at one home: published examples, and what must hold for any home."""

from __future__ import annotations

import math

import pytest
from counted import EXAMPLE, FACTORS_2026, MIDDLE, PBL, VALUES, kinds, metered, variants
from hypothesis import given
from hypothesis import strategies as st

from wijkdata.effect_parameters import VARIANTS, published
from wijkdata.effects import (
    GAS_FREE,
    HEATINGS,
    INSULATIONS,
    MEASURES,
    NO_USE,
    Gas,
    Use,
    co2,
    co2_factors,
    gas_saved,
    solar_yield,
    split_gas,
    use,
)
from wijkdata.errors import WijkdataError

# --- published examples ------------------------------------------------------------------------------------------


def test_the_gas_of_the_functional_heat_of_pbl():
    """PBL 5629, page 14: 26 GJ of heat (rounded) is published as 794 m³ of gas."""
    per_m3 = use(Gas(1, 0, 0), 0.0, "warmtenet", induction=True, values=MIDDLE).heat
    assert 26 / per_m3 == pytest.approx(794, abs=5)
    assert 26 / per_m3 == pytest.approx(26 / 1.04 / 0.03165)


def test_the_example_dwelling_of_pbl_adds_up():
    """PBL 5629, page 14: 794 + 275 + 34 is 1,103 m³, and with the local factor 1.1 it is 1,213 m³."""
    boiler = use(PBL, 0.0, "ketel", induction=False, values=MIDDLE)
    assert boiler.gas == 1103
    assert boiler.times(1.1).gas == pytest.approx(1213, abs=1)


#: Heating, insulated by 200 m³: gas [m³], power [kWh], heat [GJ], CO2 [kg].
ONE_DWELLING = {
    ("ketel", ""): (1103, 0, 0, 1962),
    ("ketel", "b"): (903, 0, 0, 1606),
    ("hybride", ""): (611, 1286, 0, 1344),
    ("hybride", "b"): (535, 962, 0, 1144),
    ("warmtepomp", ""): (0, 3235, 0, 647),
    ("warmtepomp", "b"): (0, 2663, 0, 533),
    ("warmtenet", ""): (0, 175, 32.4, 1147),
    ("warmtenet", "b"): (0, 175, 25.8, 921),
}


@pytest.mark.parametrize(("heating", "insulation"), ONE_DWELLING)
def test_every_way_to_heat_the_example_dwelling(heating, insulation):
    """A recount by hand of PBL's dwelling with the middle numbers and the production factors of the list of 2026."""
    saved = gas_saved(PBL, "tussenwoning", insulation, EXAMPLE)
    assert saved == (200 if insulation else 0)
    used = use(PBL, saved, heating, induction=False, values=EXAMPLE)
    gas, power, heat, kilos = ONE_DWELLING[heating, insulation]
    assert used.gas == pytest.approx(gas, abs=0.5)
    assert used.power == pytest.approx(power, abs=0.5)
    assert used.heat == pytest.approx(heat, abs=0.05)
    assert co2(used, FACTORS_2026) == pytest.approx(kilos, abs=0.5)


def test_the_factors_are_those_without_the_chain():
    """CO2emissiefactoren.nl, list of 2026: production and chain together are 2.134 kg/m³ and 0.244 kg/kWh."""
    found = published()
    assert found["co2_gas"].value + 0.355 == pytest.approx(2.134)
    assert found["co2_stroom_2026"].value + 0.044 == pytest.approx(0.244)


# --- one home ----------------------------------------------------------------------------------------------------


@given(metered, variants)
def test_the_split_adds_up_and_nothing_is_below_zero(gas, variant):
    found = split_gas(gas, VALUES[variant])
    assert found.total == pytest.approx(gas)
    assert min(found.heating, found.water, found.cooking) >= 0


@pytest.mark.parametrize(("gas", "written"), [(-5.0, "−5"), (math.inf, "oneindig"), (math.nan, "onbekend")])
def test_gas_that_cannot_be_is_refused_in_dutch(gas, written):
    with pytest.raises(WijkdataError) as refused:
        split_gas(gas, MIDDLE)
    assert str(refused.value) == (
        f"Het gas van een woning ({written} m³ per jaar) kan niet. Geef een getal van 0 of meer."
    )


def test_a_home_that_uses_hardly_any_gas_cooks_on_what_there_is():
    assert split_gas(100, MIDDLE) == Gas(80, 0, 20)


@given(metered, kinds, variants)
def test_insulation_never_takes_off_more_than_there_is(gas, kind, variant):
    values = VALUES[variant]
    split = split_gas(gas, values)
    none, label_b, standaard = (gas_saved(split, kind, one, values) for one in ("", "b", "standaard"))
    assert none == 0 <= label_b <= standaard <= split.heating


def test_the_standaard_takes_off_no_more_than_the_gas_for_heating():
    """Of 1,000 m³ a tenth heats the home: 25% of all gas would be more than there is to save."""
    values = {**MIDDLE, "aandeel_verwarming": 0.1}
    gas = split_gas(1_000, values)
    assert gas_saved(gas, "tussenwoning", "standaard", values) == gas.heating == pytest.approx(100)
    assert gas_saved(gas, "tussenwoning", "b", values) == pytest.approx(100)
    assert use(gas, 100.0, "ketel", induction=False, values=values).gas == pytest.approx(900)


def test_label_b_takes_off_its_own_number_where_the_standaard_takes_off_more():
    assert gas_saved(split_gas(1600, MIDDLE), "tussenwoning", "b", MIDDLE) == 106
    assert gas_saved(split_gas(1600, MIDDLE), "tussenwoning", "standaard", MIDDLE) == 400
    assert gas_saved(split_gas(300, MIDDLE), "tussenwoning", "b", MIDDLE) == 75


@given(
    metered,
    kinds,
    variants,
    st.sampled_from(list(HEATINGS)),
    st.sampled_from(list(INSULATIONS)),
    st.booleans(),
)
def test_energy_is_kept(gas, kind, variant, heating, insulation, induction):
    """What is asked for heat and water comes out of the boiler, the heat pump and the network together."""
    values = VALUES[variant]
    split = split_gas(gas, values)
    saved = gas_saved(split, kind, insulation, values)
    used = use(split, saved, heating, induction=induction, values=values)
    for_cooking = Use(0, values["stroom_inductie"], 0)
    if not (induction or heating in GAS_FREE):
        for_cooking = Use(split.cooking, 0, 0)
    left = used - for_cooking
    asked = (split.heating - saved) * values["energie_inhoud_gas"] * values["ketel_rendement_rv"]
    water = split.water * values["energie_inhoud_gas"] * values["ketel_rendement_tw"]
    given_by = {
        "ketel": 0.0,
        "hybride": left.power * 0.0036 * values["hybride_spf"],
        "warmtenet": left.heat,
        "warmtepomp": left.power * 0.0036,
        "bodem": left.power * 0.0036,
    }[heating]
    if heating in ("ketel", "hybride"):
        by_gas = (left.gas - split.water) * values["energie_inhoud_gas"] * values["ketel_rendement_rv"]
        assert given_by + by_gas == pytest.approx(asked, abs=1e-6)
    elif heating == "warmtenet":
        assert given_by == pytest.approx(asked + water, abs=1e-6)
    else:
        spf = values[f"{heating}_spf_rv"], values[f"{heating}_spf_tw"]
        assert given_by == pytest.approx(asked / spf[0] + water / spf[1], abs=1e-6)
    assert used.gas >= 0
    assert used.heat >= 0
    assert (used.gas == 0) or heating not in GAS_FREE


@given(metered, kinds, variants, st.sampled_from(list(INSULATIONS)))
def test_no_heating_uses_more_gas_than_the_boiler(gas, kind, variant, insulation):
    values = VALUES[variant]
    split = split_gas(gas, values)
    saved = gas_saved(split, kind, insulation, values)
    boiler = use(split, 0.0, "ketel", induction=False, values=values).gas
    for heating in HEATINGS:
        for induction in (False, True):
            assert use(split, saved, heating, induction=induction, values=values).gas <= boiler + 1e-9


def test_a_home_without_gas_uses_nothing_but_its_stove():
    for heating in HEATINGS:
        used = use(Gas(0, 0, 0), 0.0, heating, induction=False, values=MIDDLE)
        assert used == Use(0, MIDDLE["stroom_inductie"] if heating in GAS_FREE else 0, 0)


def test_an_unknown_heating_is_refused():
    with pytest.raises(KeyError, match="pellets"):
        use(PBL, 0.0, "pellets", induction=False, values=MIDDLE)


@given(metered, kinds)
def test_the_favourable_end_saves_at_least_the_middle_and_that_the_other_end(gas, kind):
    """Of gas, per way to heat and to insulate."""
    for heating in HEATINGS:
        for insulation in INSULATIONS:
            saved = []
            for variant in VARIANTS:
                values = VALUES[variant]
                split = split_gas(gas, values)
                off = gas_saved(split, kind, insulation, values)
                after = use(split, off, heating, induction=False, values=values)
                saved.append(gas - after.gas)
            assert saved[0] <= saved[1] + 1e-9
            assert saved[1] <= saved[2] + 1e-9


@given(st.floats(300, 6_000), kinds, st.integers(2026, 2050))
def test_so_it_is_with_the_co2_of_a_home_that_was_heated_with_gas(gas, kind, year):
    """Below 300 m³ the stove on induction weighs more than the heating does."""
    for heating in HEATINGS:
        for insulation in INSULATIONS:
            saved = []
            for variant in VARIANTS:
                values = VALUES[variant]
                factors = co2_factors(year, {}, values)
                split = split_gas(gas, values)
                off = gas_saved(split, kind, insulation, values)
                before = use(split, 0.0, "ketel", induction=False, values=values)
                after = use(split, off, heating, induction=False, values=values)
                saved.append(co2(before - after, factors))
            assert saved[0] <= saved[1] + 1e-9
            assert saved[1] <= saved[2] + 1e-9


def test_solar_panels_save_least_co2_where_everything_else_saves_most():
    """Their power replaces that of the grid: the cleaner the grid, the less there is to save."""
    saved = [
        solar_yield(VALUES[variant]) * co2_factors(2030, {}, VALUES[variant])["elektriciteit"]
        for variant in VARIANTS
    ]
    assert saved[0] > saved[1] > saved[2] > 0


# --- adding up ---------------------------------------------------------------------------------------------------

uses = st.builds(Use, *[st.floats(-1e6, 1e6)] * 3)


@given(uses, uses)
def test_what_is_taken_off_can_be_added_again(one, other):
    found = one - other + other
    assert (found.gas, found.power, found.heat) == pytest.approx((one.gas, one.power, one.heat), abs=1e-6)
    assert one.times(0) == NO_USE


@given(uses, uses)
def test_the_co2_of_two_homes_is_that_of_each(one, other):
    assert co2(one + other, FACTORS_2026) == pytest.approx(
        co2(one, FACTORS_2026) + co2(other, FACTORS_2026), abs=1e-3
    )


# --- factors by year ---------------------------------------------------------------------------------------------

PUBLISHED = {
    (2014, "gas"): 1.788,
    (2014, "elektriciteit"): 0.5,
    (2014, "warmte"): 36.0,
    (2022, "gas"): 1.79,
    (2022, "elektriciteit"): 0.3,
    (2022, "warmte"): 35.97,
}


def test_the_factors_of_a_published_year_are_those():
    assert co2_factors(2014, PUBLISHED, MIDDLE) == {"gas": 1.788, "elektriciteit": 0.5, "warmte": 36.0}
    assert co2_factors(2022, PUBLISHED, MIDDLE)["elektriciteit"] == 0.3


def test_after_the_last_published_year_they_go_in_a_straight_line():
    assert co2_factors(2024, PUBLISHED, MIDDLE)["elektriciteit"] == pytest.approx(0.25)
    assert co2_factors(2026, PUBLISHED, MIDDLE)["elektriciteit"] == 0.2
    assert co2_factors(2028, PUBLISHED, MIDDLE)["elektriciteit"] == pytest.approx((0.2 + 0.087) / 2)
    assert co2_factors(2024, PUBLISHED, MIDDLE)["warmte"] == pytest.approx((35.97 + 34.31) / 2)


def test_before_the_first_and_after_the_last_they_stay():
    assert co2_factors(2000, PUBLISHED, MIDDLE) == co2_factors(2014, PUBLISHED, MIDDLE)
    assert co2_factors(2050, PUBLISHED, MIDDLE) == co2_factors(2030, PUBLISHED, MIDDLE)
    assert co2_factors(2030, {}, MIDDLE)["elektriciteit"] == 0.087


def test_what_is_published_later_than_the_outlook_replaces_it():
    newer = {**PUBLISHED, (2027, "elektriciteit"): 0.19}
    assert co2_factors(2027, newer, MIDDLE)["elektriciteit"] == 0.19
    assert co2_factors(2026, newer, MIDDLE)["elektriciteit"] == pytest.approx(0.3 - 4 * 0.11 / 5)


@given(st.integers(2022, 2050), st.integers(2022, 2050))
def test_electricity_never_gets_dirtier(one, other):
    first, last = sorted((one, other))
    for values in VALUES.values():
        factors = [co2_factors(year, PUBLISHED, values)["elektriciteit"] for year in (first, last)]
        assert factors[0] >= factors[1] - 1e-12


def test_every_measure_has_a_dutch_name():
    assert all(one.id == key and one.name[0].isupper() and one.short for key, one in MEASURES.items())
