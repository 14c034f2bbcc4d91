"""Woonlasten: published monthly payments, the bill of one home by hand, and what must hold for any home."""

from __future__ import annotations

import math

import pytest
from counted import EXAMPLE, MIDDLE, PBL, VALUES, kinds, metered
from hypothesis import given
from hypothesis import strategies as st

from wijkdata.ambition.model import HousingCosts
from wijkdata.effect_parameters import DWELLING_TYPES, VARIANTS
from wijkdata.effects import GAS_FREE, HEATINGS, INSULATIONS, Use, gas_saved, split_gas, use
from wijkdata.housing_costs import (
    Investment,
    change_for_owner,
    change_for_tenant,
    dearer_text,
    insulation_cost,
    investment,
    monthly_payment,
    solar_change_for_owner,
    solar_change_for_tenant,
    solar_cost,
    solar_income,
    yearly_bill,
)

# --- published examples ------------------------------------------------------------------------------------------


def test_the_loan_of_the_warmtefonds():
    """Nationaal Warmtefonds: 15,000 euro in ten years at an effective 4.35% is 153.80 a month."""
    assert monthly_payment(15_000, 4.35, 10) == pytest.approx(153.80, abs=0.05)


def test_the_loan_of_hetkanwel():
    """hetkanWel: 10,000 euro in ten years at 1.8% a year, a twelfth of it each month, is 91 a month."""
    effective = 100 * ((1 + 0.018 / 12) ** 12 - 1)
    assert monthly_payment(10_000, effective, 10) == pytest.approx(91, abs=0.15)


def test_the_cavity_wall_of_milieu_centraal():
    """Milieu Centraal: a hoekwoning that saves 400 m³ at 1.45 euro saves 580 euro a year."""
    values = {**MIDDLE, "gasprijs": 1.45}
    before, after = (yearly_bill(Use(gas, 0, 0), "ketel", values) for gas in (1600, 1200))
    assert before - after == pytest.approx(580)


#: Heating, insulated by 200 m³: bill [euro/yr], change [euro/month].
ONE_DWELLING = {
    ("ketel", ""): (1804, 0.0),
    ("ketel", "b"): (1524, -23.3),
    ("hybride", ""): (1462, -28.5),
    ("hybride", "b"): (1268, -44.7),
    ("warmtepomp", ""): (873, -77.6),
    ("warmtepomp", "b"): (719, -90.4),
    ("warmtenet", ""): (2136, 27.6),
    ("warmtenet", "b"): (1866, 5.1),
}


@pytest.mark.parametrize(("heating", "insulation"), ONE_DWELLING)
def test_the_bill_of_the_example_dwelling(heating, insulation):
    """Own recount by hand of PBL's dwelling (5629, page 14), with the prices of `counted.EXAMPLE`."""
    before = use(PBL, 0.0, "ketel", induction=False, values=EXAMPLE)
    saved = gas_saved(PBL, "tussenwoning", insulation, EXAMPLE)
    after = use(PBL, saved, heating, induction=False, values=EXAMPLE)
    bill, change = ONE_DWELLING[heating, insulation]
    assert yearly_bill(after, heating, EXAMPLE) == pytest.approx(bill, abs=0.6)
    found = change_for_tenant(before, after, heating, {**EXAMPLE, "huurverandering": 0.0})
    assert found.total == pytest.approx(change, abs=0.06)


# --- the loan ----------------------------------------------------------------------------------------------------


@given(st.floats(0, 1e6), st.floats(0, 50), st.integers(1, 60))
def test_a_loan_is_paid_back_exactly(amount, rate, years):
    payment = monthly_payment(amount, rate, years)
    monthly = (1 + rate / 100) ** (1 / 12) - 1
    left = amount
    for _ in range(12 * years):
        left = left * (1 + monthly) - payment
    # What is paid off at the end was multiplied by all interest before.
    assert left == pytest.approx(0, abs=1e-6 * max(1.0, amount) * (1 + rate / 100) ** years)


def test_a_loan_without_interest_is_its_amount():
    assert monthly_payment(12_000, 0, 10) == 100
    assert monthly_payment(12_000, 1e-9, 10) == pytest.approx(100)


# --- what it costs -----------------------------------------------------------------------------------------------


def test_what_a_home_costs_by_hand():
    paid = investment("hoekwoning", "warmtepomp", "standaard", induction=False, values=MIDDLE)
    assert (paid.cost, paid.subsidy) == (15_000 + 12_000, 4_500 + 3_150)
    assert paid.own == 19_350
    assert paid.unknown == ("inductie_kosten",)


def test_what_was_given_by_the_team_is_counted():
    values = {**MIDDLE, "inductie_kosten": 1_500.0}
    assert investment("hoekwoning", "ketel", "", induction=True, values=values) == Investment(1_500, 0)
    assert investment("hoekwoning", "warmtenet", "", induction=False, values=values).cost == 12_500


def test_a_heat_pump_after_a_hybrid_one_is_paid_beside_it():
    first = investment("hoekwoning", "hybride", "", induction=False, values=MIDDLE)
    then = investment("hoekwoning", "bodem", "", induction=False, hybrid_first=True, values=MIDDLE)
    at_once = investment("hoekwoning", "bodem", "", induction=False, values=MIDDLE)
    assert (then.cost, then.subsidy) == (first.cost + at_once.cost, first.subsidy + at_once.subsidy)


def test_label_b_costs_at_most_what_the_standaard_does_and_that_is_said():
    for kind in DWELLING_TYPES:
        for one in VALUES.values():
            assert insulation_cost(kind, "b", one) <= insulation_cost(kind, "standaard", one)
    assert insulation_cost("appartement", "b", MIDDLE) == 9_500
    assert insulation_cost("tussenwoning", "b", MIDDLE) == 10_800
    assert "(appartement en hoekwoning)" in dearer_text(["appartement", "tussenwoning", "hoekwoning"], MIDDLE)
    assert not dearer_text(["tussenwoning"], MIDDLE)


def test_a_subsidy_never_pays_more_than_its_measure():
    values = {**MIDDLE, "bodem_kosten": 1_000.0}
    paid = investment("hoekwoning", "bodem", "b", induction=False, values=values)
    assert paid.own == pytest.approx(0.7 * 15_000)


def test_a_home_as_it_is_costs_nothing():
    assert investment("vrijstaand", "ketel", "", induction=False, values=MIDDLE) == Investment(0, 0)


@given(kinds, st.sampled_from(list(HEATINGS)), st.sampled_from(list(INSULATIONS)), st.booleans())
def test_the_unfavourable_end_costs_most(kind, heating, insulation, hybrid):
    paid = [
        investment(kind, heating, insulation, induction=False, hybrid_first=hybrid, values=VALUES[variant])
        for variant in VARIANTS
    ]
    assert paid[0].own >= paid[1].own >= paid[2].own >= 0
    assert paid[0].cost >= paid[1].cost >= paid[2].cost >= 0


def test_solar_panels_by_hand():
    assert solar_cost(MIDDLE) == pytest.approx(3.48 * 1_040)
    assert solar_income(MIDDLE) == pytest.approx(3.48 * 875 * (0.3 * 0.27 + 0.7 * 0.054))


def test_what_solar_panels_do_to_the_monthly_cost_by_hand():
    income = 3.48 * 875 * (0.3 * 0.27 + 0.7 * 0.054) / 12
    on_the_bill = solar_change_for_owner(HousingCosts(loan=False), MIDDLE)
    assert (on_the_bill.bill, on_the_bill.loan) == (pytest.approx(-income), 0.0)
    lent = solar_change_for_owner(HousingCosts(loan=True), MIDDLE)
    assert lent.total == pytest.approx(monthly_payment(3.48 * 1_040, 4.35, 15) - income)
    tenant = solar_change_for_tenant(MIDDLE)
    assert tenant.bill == pytest.approx(-income)
    assert math.isnan(tenant.total)


# --- woonlasten --------------------------------------------------------------------------------------------------

AT_ONCE = HousingCosts()


def changes(gas, kind, heating, insulation, values, definition=AT_ONCE):
    split = split_gas(gas, values)
    saved = gas_saved(split, kind, insulation, values)
    before = use(split, 0.0, "ketel", induction=False, values=values)
    after = use(split, saved, heating, induction=False, values=values)
    paid = investment(kind, heating, insulation, induction=False, values=values)
    return change_for_owner(before, after, heating, paid, definition, values)


def test_an_owner_by_hand():
    """A hoekwoning of 1,500 m³ that is insulated to the Standaard: 375 m³ less, and a loan of 10,500 euro."""
    found = changes(1500, "hoekwoning", "ketel", "standaard", MIDDLE)
    assert found.bill == pytest.approx(-375 * 1.42 / 12)
    monthly = 1.0435 ** (1 / 12) - 1
    assert found.loan == pytest.approx(10_500 * monthly / (1 - (1 + monthly) ** -180))
    assert found.other == 0
    assert found.total == pytest.approx(found.bill + found.loan)


def test_upkeep_counts_only_if_the_team_says_so():
    with_upkeep = HousingCosts(upkeep=True)
    for heating, change in {
        "ketel": 0,
        "hybride": 200 - 98,
        "warmtepomp": 100 - 98 - 2134 / 15,
        "bodem": 100 - 98 - 2134 / 15,
        "warmtenet": -98 - 2134 / 15,
    }.items():
        found = changes(1500, "hoekwoning", heating, "", MIDDLE, with_upkeep)
        assert found.other == pytest.approx(change / 12)
        assert changes(1500, "hoekwoning", heating, "", MIDDLE).other == 0


def test_without_the_loan_only_the_bill_counts():
    found = changes(1500, "hoekwoning", "warmtepomp", "b", MIDDLE, HousingCosts(loan=False))
    assert (found.loan, found.total) == (0, found.bill)


def test_a_loan_that_ended_costs_nothing_in_the_years_after():
    once = changes(1500, "hoekwoning", "warmtepomp", "", MIDDLE).loan
    assert changes(1500, "hoekwoning", "warmtepomp", "", MIDDLE, HousingCosts(years=15)).loan == once
    twice = changes(1500, "hoekwoning", "warmtepomp", "", MIDDLE, HousingCosts(years=30)).loan
    assert twice == pytest.approx(once / 2)


def test_a_tenant_pays_the_bill_and_what_becomes_of_the_rent():
    before, after = Use(1500, 0, 0), Use(0, 0, 40)
    found = change_for_tenant(before, after, "warmtenet", {**MIDDLE, "huurverandering": 12.5})
    bill = 40 * 40.97 + 827.77 - 1500 * 1.42 - 250.98
    assert (found.loan, found.other) == (0, 12.5)
    assert found.total == pytest.approx(bill / 12 + 12.5)


def test_a_rent_that_nobody_gave_leaves_the_total_open():
    found = change_for_tenant(Use(1500, 0, 0), Use(1000, 0, 0), "ketel", MIDDLE)
    assert found.unknown == ("huurverandering",)
    assert math.isnan(found.total)
    assert found.bill == pytest.approx(-500 * 1.42 / 12)


def test_whoever_leaves_gas_leaves_its_fixed_costs():
    for heating in HEATINGS:
        fixed = yearly_bill(Use(0, 0, 0), heating, MIDDLE)
        assert fixed == (0 if heating in GAS_FREE else 250.98) + (827.77 if heating == "warmtenet" else 0)


@given(metered, kinds, st.sampled_from([AT_ONCE, HousingCosts(loan=False), HousingCosts(upkeep=True)]))
def test_nothing_done_changes_nothing(gas, kind, definition):
    for variant in VARIANTS:
        assert changes(gas, kind, "ketel", "", VALUES[variant], definition).total == 0


@given(st.floats(300, 6_000), kinds, st.sampled_from(list(HEATINGS)), st.sampled_from(list(INSULATIONS)))
def test_the_favourable_end_is_best_for_an_owner_at_once(gas, kind, heating, insulation):
    found = [changes(gas, kind, heating, insulation, VALUES[variant]).total for variant in VARIANTS]
    assert found[0] >= found[1] - 1e-9
    assert found[1] >= found[2] - 1e-9


def test_over_many_years_a_longer_loan_costs_more_though_it_is_called_favourable():
    """The same 10,000 euro at the same interest: 25 years cost more than 10, once both have ended."""
    values = {**MIDDLE, "hybride_kosten": 10_000.0, "hybride_subsidie": 0.0}
    years = HousingCosts(years=30)
    short, long = (
        changes(1500, "hoekwoning", "hybride", "", {**values, "looptijd_lening": runs}, years).loan
        for runs in (10.0, 25.0)
    )
    assert long > short
