"""How a programme changes the indicators of objectives: in their unit, and the parts are the whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from counted import MIDDLE, VALUES, programmes, stocks
from hypothesis import given
from hypothesis import strategies as st

from wijkdata import catalogue
from wijkdata.ambition.model import Step
from wijkdata.effects import GAS_FREE, GRID, MEASURES
from wijkdata.indicator_effects import _CHANGES, WHY_NOT, WITH_GRID, Moment, change_of, level_of, why_not
from wijkdata.programme import carry_out, use_today, yields
from wijkdata.stock import Group, Stock

NOW = {"gas": 1.79, "elektriciteit": 0.3, "warmte": 36.0}
THEN = {"gas": 1.779, "elektriciteit": 0.087, "warmte": 34.31}

STOCK = Stock((Group("tussenwoning", "", 800, 1_250),), 1_000, 200, 0, 100, 400, 2_500, 0.4, 2024, ())
PLAN = [
    Step(measure="isolatie_standaard", homes=100, start=2026, end=2027),
    Step(measure="warmtenet", homes=50, start=2027, end=2028),
    Step(measure="hybride", homes=30, start=2026, end=2026),
    Step(measure="zonnepanelen", homes=80, start=2026, end=2027),
]


def moment(stock=STOCK, plan=PLAN, year=2030, now=NOW, then=THEN):
    course = carry_out(stock, plan, 2040)
    done = yields(stock, course, VALUES)["midden"]
    return Moment(stock, course, done, use_today(stock, MIDDLE), MIDDLE, year, now, then)


def test_every_indicator_that_is_told_is_in_the_catalogue():
    known = catalogue.indicators()
    assert set(_CHANGES) <= set(known)
    assert set(WHY_NOT) <= set(known)
    assert not set(WHY_NOT) & set(_CHANGES)
    assert set(WITH_GRID) == {"co2_woning", "co2_woning_tc", "co2_woningen", "co2_woningen_tc"}


def test_gas_per_dwelling_by_hand():
    """Of all 1,000 dwellings: 200 insulated ones save 312.5 m³, of which 100 leave gas after it."""
    found = change_of("gas_gem_tc", moment())
    assert found == pytest.approx(
        {
            "isolatie_standaard": -200 * 0.25 * 1_250 / 1_000,
            "warmtenet": -100 * 0.75 * 1_250 / 1_000,
            "hybride": -30 * 0.62 * (1_000 - 312.5) / 1_000,
        }
    )


def test_counts_and_shares_of_homes_by_hand():
    for indicator, expected in {
        "aardgasvrij_aantal": {"warmtenet": 100},
        "aardgasvrij_aandeel": {"warmtenet": 10},
        "aardgas_aandeel": {"warmtenet": -10},
        "gasaansluitingen": {"warmtenet": -100},
        "stadsverwarming_aandeel": {"warmtenet": 10},
        "standaard_aandeel": {"isolatie_standaard": 20},
        "zonnestroom_installaties": {"zonnepanelen": 160},
        "zonnestroom_aandeel": {"zonnepanelen": 16},
        "zonnestroom_vermogen": {"zonnepanelen": 160 * 3.48},
    }.items():
        assert change_of(indicator, moment()) == pytest.approx(expected), indicator
    assert change_of("aardgasvrij_aantal", moment(year=2027)) == pytest.approx({"warmtenet": 50})


def test_homes_heated_with_electricity_alone_by_hand():
    """All homes get a hybrid heat pump first, which is no electric heating, and no heat network is either."""
    plan = [
        Step(measure="hybride", homes=800, start=2026, end=2026),
        Step(measure="warmtepomp", homes=20, start=2027, end=2027),
        Step(measure="bodem", homes=30, start=2028, end=2028),
        Step(measure="warmtenet", homes=50, start=2028, end=2028),
    ]
    found = change_of("elektrisch_verwarmd_aandeel", moment(plan=plan))
    assert found == pytest.approx({"warmtepomp": 2, "bodem": 3})
    assert change_of("elektrisch_verwarmd_aandeel", moment(plan=plan, year=2027)) == pytest.approx(
        {"warmtepomp": 2}
    )
    assert change_of("elektrisch_verwarmd_aandeel", moment(plan=plan, year=2026)) == {}


def test_what_there_is_today_by_hand():
    at = moment()
    heat = 200 * MIDDLE["warmte_per_aansluiting"]
    kilos = 1e6 * 1.79 + 2_500_000 * 0.3 + heat * 36.0
    assert level_of("gas_gem", at) == level_of("gas_gem_tc", at) == 1_000
    assert level_of("co2_woningen_tc", at) == pytest.approx(kilos / 1_000)
    assert level_of("co2_woning", at) == pytest.approx(kilos / 1_000)
    assert level_of("aardgasvrij_aantal", at) is None
    assert level_of("co2_woning", moment(replace(STOCK, power=None))) is None


def test_of_what_panels_give_only_what_is_used_at_home_is_not_delivered():
    """100 homes × 3.48 kWp × 875 kWh over 1,000 dwellings, of which 30% is used at home."""
    plan = [Step(measure="zonnepanelen", homes=100, start=2026, end=2026)]
    assert change_of("elektra_gem", moment(plan=plan)) == pytest.approx({"zonnepanelen": -0.3 * 304.5})
    assert change_of("elektra_gem_netto", moment(plan=plan)) == pytest.approx({"zonnepanelen": -304.5})
    found = change_of("co2_woning", moment(plan=plan))
    assert found["zonnepanelen"] == pytest.approx(-0.3 * 304.5 * 0.087)


def test_cleaner_energy_is_told_apart_from_the_measures():
    found = change_of("co2_woningen", moment(plan=[]))
    heat = 200 * MIDDLE["warmte_per_aansluiting"]
    kilos = 1e6 * (1.779 - 1.79) + 2_500_000 * (0.087 - 0.3) + heat * (34.31 - 36.0)
    assert found == pytest.approx({GRID: kilos / 1_000})
    assert change_of("co2_woningen", moment(plan=[], then=NOW)) == {}


@given(stocks(), programmes, st.integers(2026, 2040))
def test_the_parts_fit_each_other(stock, plan, year):
    at = moment(stock, plan, year)
    size = 1e-6 * (stock.gas + stock.dwellings)
    total = at.done.total(year)
    parts = {one: change_of(one, at) or {} for one in _CHANGES}
    for indicator, found in parts.items():
        assert set(found) <= {GRID, *MEASURES}
        assert (GRID in found) <= (indicator in WITH_GRID)
    assert sum(parts["gas_gem"].values()) * stock.dwellings == pytest.approx(total.gas, abs=size)
    assert parts["gas_gem"] == parts["gas_gem_tc"]
    assert sum(parts["elektra_gem_netto"].values()) * stock.dwellings == pytest.approx(total.power, abs=size)
    free = sum(parts["aardgasvrij_aantal"].values())
    assert free == pytest.approx(at.course.gas_free(year), abs=1e-6)
    assert set(parts["aardgasvrij_aantal"]) <= set(GAS_FREE)
    assert sum(parts["aardgas_aandeel"].values()) == pytest.approx(
        -sum(parts["aardgasvrij_aandeel"].values()), abs=1e-6
    )
    assert sum(parts["co2_woning"].values()) * stock.dwellings / 1_000 == pytest.approx(
        sum(parts["co2_woningen"].values()), abs=size
    )


def test_what_is_not_told_says_why():
    assert change_of("bomen_aantal", moment()) is None
    assert (
        why_not("bomen_aantal") == "Maatregelen aan woningen veranderen dit niet, of hoeveel is niet bekend."
    )
    assert why_not("co2_gebouwen").startswith("Dit modelcijfer telt ook winkels")
    assert change_of("co2_gebouwen", moment()) is None
