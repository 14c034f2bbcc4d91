"""What a programme does to the people in the homes: who is counted, and what stays open."""

from __future__ import annotations

import math

import pytest
from counted import VALUES, programmes, stocks, with_values
from hypothesis import given
from hypothesis import strategies as st

from wijkdata.ambition.model import HousingCosts, Step
from wijkdata.effect_parameters import VARIANTS
from wijkdata.housing_costs import Change
from wijkdata.programme import TODAY, State, carry_out
from wijkdata.residents import (
    RESIDENTS,
    Outcome,
    changes_of,
    is_neutral,
    mean_change,
    neutral_share,
    outcomes,
)
from wijkdata.stock import Group, Stock

STOCK = Stock(
    (Group("tussenwoning", "", 100, 1_300), Group("vrijstaand", "", 50, 2_400)),
    150,
    0,
    0,
    None,
    None,
    None,
    0.4,
    2024,
    (),
)
KNOWN_RENT = with_values(huurverandering=5.0)


def outcome(homes, owner, tenant=None, group=0):
    made = {
        who: {variant: Change(amount, 0.0, 0.0) for variant in VARIANTS}
        for who, amount in (("eigenaar", owner), ("huurder", owner if tenant is None else tenant))
    }
    return Outcome(group, State("hybride"), homes, made)


def test_the_mean_is_over_the_homes_at_which_something_was_done():
    found = [outcome(30, -10.0), outcome(10, 20.0)]
    assert mean_change(found, "eigenaar", None, "midden") == pytest.approx(-2.5)
    assert neutral_share(found, "eigenaar", None, "midden") == 75


def test_owners_and_tenants_are_weighed_by_how_many_there_are():
    found = [outcome(10, -10.0, 30.0)]
    assert mean_change(found, "beiden", 0.75, "midden") == pytest.approx(0)
    assert neutral_share(found, "beiden", 0.75, "midden") == 75
    assert mean_change(found, "beiden", None, "midden") is None
    assert neutral_share(found, "beiden", None, "midden") is None


def test_of_tenants_nothing_needs_to_be_known_where_there_are_none():
    found = [outcome(10, -10.0, math.nan)]
    assert mean_change(found, "beiden", 1.0, "midden") == -10
    assert mean_change(found, "beiden", 0.9, "midden") is None
    assert neutral_share(found, "beiden", 0.9, "midden") is None
    assert mean_change(found, "huurder", 0.9, "midden") is None


def test_where_nothing_was_done_there_is_no_mean():
    assert mean_change([], "eigenaar", 0.5, "midden") is None
    assert neutral_share([], "eigenaar", 0.5, "midden") is None
    assert is_neutral([], HousingCosts(), 0.5, "midden") is None


@pytest.mark.parametrize(
    ("found", "definition", "neutral"),
    [
        ([outcome(10, 0.0)], HousingCosts(), True),
        ([outcome(10, -5.0, 1.0)], HousingCosts(), False),
        ([outcome(10, -5.0, 1.0)], HousingCosts(resident="eigenaar"), True),
        ([outcome(10, -5.0), outcome(1, 1.0)], HousingCosts(), True),
        ([outcome(10, -5.0), outcome(1, 1.0)], HousingCosts(each=True), False),
        ([outcome(10, -5.0), outcome(1, 0.0)], HousingCosts(each=True), True),
        ([outcome(10, -5.0, math.nan)], HousingCosts(), None),
        ([outcome(10, -5.0, math.nan)], HousingCosts(resident="huurder", each=True), None),
    ],
)
def test_neutral_is_what_the_team_says_it_is(found, definition, neutral):
    assert is_neutral(found, definition, 0.5, "midden") is neutral


@pytest.mark.parametrize(("change", "neutral"), [(5e-7, True), (-5e-7, True), (2e-6, False), (0.01, False)])
def test_what_is_rounding_is_no_rise_and_a_cent_is_one(change, neutral):
    found = [outcome(10, change)]
    assert neutral_share(found, "eigenaar", None, "midden") == (100 if neutral else 0)
    for each in (False, True):
        assert is_neutral(found, HousingCosts(each=each), 0.5, "midden") is neutral


def test_neutral_for_each_needs_no_number_of_owners_where_nobody_pays_more():
    """Nor where somebody does: how many there are of each makes no difference."""
    each = HousingCosts(each=True)
    assert is_neutral([outcome(10, -5.0, -1.0)], each, None, "midden") is True
    assert is_neutral([outcome(10, -5.0, 1.0)], each, None, "midden") is False


def test_a_home_as_it_is_changes_nothing():
    found = changes_of(STOCK, 0, TODAY, with_values(huurverandering=0.0), HousingCosts())
    for who in RESIDENTS:
        assert {one.total for one in found[who].values()} == {0}


def test_an_owner_by_hand_and_a_tenant_by_hand():
    """A tussenwoning of 1,300 m³ with a hybrid heat pump: 645 m³ less, 1,515 kWh more, and a loan of 3,950 euro."""
    found = changes_of(STOCK, 0, State("hybride"), KNOWN_RENT, HousingCosts())
    gas, power = 0.8 * 1_300 * 0.62, 0.8 * 1_300 * 0.62 * 0.03165 * 1.04 / 0.0036 / 3.5
    bill = (power * 0.27 - gas * 1.42) / 12
    monthly = 1.0435 ** (1 / 12) - 1
    loan = 3_950 * monthly / (1 - (1 + monthly) ** -180)
    assert found["eigenaar"]["midden"].total == pytest.approx(bill + loan)
    assert found["huurder"]["midden"].total == pytest.approx(bill + 5)


def test_a_hybrid_heat_pump_before_is_in_the_loan_too():
    once = changes_of(STOCK, 0, State("bodem"), KNOWN_RENT, HousingCosts())["eigenaar"]["midden"]
    twice = changes_of(STOCK, 0, State("bodem", hybrid_first=True), KNOWN_RENT, HousingCosts())
    assert twice["eigenaar"]["midden"].loan > once.loan
    assert twice["huurder"]["midden"].total == pytest.approx(once.bill + 5)


@given(stocks(), programmes)
def test_every_home_at_which_something_was_done_is_there_once(stock, plan):
    course = carry_out(stock, plan, 2040)
    found = outcomes(stock, course, 2040, VALUES, HousingCosts())
    assert len({(one.group, one.state) for one in found}) == len(found)
    untouched = sum(homes for (_, state), homes in course.homes.items() if state == TODAY)
    on_gas = sum(one.dwellings for one in stock.groups)
    assert sum(one.homes for one in found) + untouched == pytest.approx(on_gas, abs=1e-6)


@given(stocks(), programmes, st.sampled_from(["eigenaar", "huurder", "beiden"]))
def test_the_mean_lies_between_the_least_and_the_most_and_shares_are_shares(stock, plan, resident):
    found = outcomes(stock, carry_out(stock, plan, 2040), 2040, KNOWN_RENT, HousingCosts())
    for variant in VARIANTS:
        mean = mean_change(found, resident, stock.owned, variant)
        share = neutral_share(found, resident, stock.owned, variant)
        if not found or (resident == "beiden" and stock.owned is None):
            assert (mean, share) == (None, None)
            continue
        totals = [one.changes[who][variant].total for one in found for who in RESIDENTS]
        assert min(totals) - 1e-6 <= mean <= max(totals) + 1e-6
        assert -1e-6 <= share <= 100 + 1e-6


def test_only_what_was_done_up_to_that_year_counts():
    course = carry_out(STOCK, [Step(measure="hybride", homes=10, start=2026, end=2030)], 2040)
    assert [
        sum(one.homes for one in outcomes(STOCK, course, year, VALUES, HousingCosts()))
        for year in (2025, 2027, 2040)
    ] == pytest.approx([0, 20, 50])
