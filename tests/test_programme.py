"""A programme carried out year by year: what must hold for any programme on any dwellings."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from types import SimpleNamespace

import pytest
from counted import (
    EXAMPLE,
    FACTORS_2026,
    MIDDLE,
    PBL,
    VALUES,
    counts,
    kinds,
    lines,
    measures,
    programmes,
    stocks,
)
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wijkdata.ambition.model import Step
from wijkdata.effect_parameters import VARIANTS
from wijkdata.effects import GAS_FREE, MEASURES, NO_USE, Use, co2
from wijkdata.errors import WijkdataError
from wijkdata.housing_costs import investment, yearly_bill
from wijkdata.programme import (
    GRID,
    TODAY,
    Course,
    State,
    Yield,
    carry_out,
    check_line,
    co2_change,
    use_in,
    use_today,
    yields,
)
from wijkdata.stock import Group, Stock

UNTIL = 2040


def stock_with(*groups: Group, solar: float | None = None, on_heat: float = 0.0) -> Stock:
    dwellings = sum(one.dwellings for one in groups) + on_heat
    return Stock(groups, dwellings, on_heat, 0.0, solar, None, 2_500.0, 0.4, 2024, ())


def step(measure, homes, start=2026, end=None, kind=""):
    return Step(measure=measure, homes=homes, start=start, end=end or start, type=kind)


def done(stock, plan, values=VALUES, until=UNTIL) -> tuple[Course, dict[str, Yield]]:
    course = carry_out(stock, plan, until)
    return course, yields(stock, course, values)


def close(found: Use, expected: Use, size: float = 1.0) -> bool:
    return all(
        math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-6 * max(1.0, size))
        for one, other in zip(
            (found.gas, found.power, found.heat), (expected.gas, expected.power, expected.heat), strict=True
        )
    )


def size_of(stock: Stock) -> float:
    return 1e-3 * stock.gas + stock.dwellings


# --- a published neighbourhood -----------------------------------------------------------------------------------

THOUSAND = stock_with(Group("tussenwoning", "", 1_000, PBL.total))
HALF_GAS_FREE = [
    step("isolatie_b", 500),
    step("warmtenet", 300),
    step("warmtepomp", 200),
    step("hybride", 300),
]


def test_a_thousand_example_dwellings_half_of_them_gas_free():
    """A recount by hand: 300 on a heat network and 200 on a heat pump, insulated; 300 hybrid; 200 as they were.

    The dwelling is that of PBL (5629, page 14), the factors and prices those of `counted`: half of the dwellings
    without gas is 63.4% less gas, and of CO2 between 39.9% and 55.4% less, as heat and electricity become cleaner.
    """
    course, found = done(THOUSAND, HALF_GAS_FREE, dict.fromkeys(VARIANTS, EXAMPLE), 2026)
    assert course.gas_free(2026) == pytest.approx(500)
    states = {(one.heating, one.insulation): homes for (_, one), homes in course.homes_at(2026).items()}
    assert states == pytest.approx({("warmtenet", "b"): 300, ("warmtepomp", "b"): 200, ("hybride", ""): 300})
    before = use_in(THOUSAND.groups[0], TODAY, EXAMPLE).times(1_000)
    change = found["midden"].total(2026)
    assert 100 * change.gas / before.gas == pytest.approx(-63.4, abs=0.05)
    for factors, fall in (
        ({}, -39.9),
        ({"warmte": 9.3}, -49.8),
        ({"elektriciteit": 0.087}, -45.5),
        ({"warmte": 9.3, "elektriciteit": 0.087}, -55.4),
    ):
        known = {**FACTORS_2026, **factors}
        assert 100 * co2(change, known) / co2(before, known) == pytest.approx(fall, abs=0.05)


@pytest.mark.parametrize(
    ("prices", "change"), [({}, -25.1), ({"gasprijs": 1.60, "warmteprijs": 46.69}, -33.1)]
)
def test_what_those_thousand_pay(prices, change):
    """The same recount: 25.10 euro a month less for the mean of all, and 33.10 with dearer gas and heat."""
    values = {**EXAMPLE, **prices}
    course = carry_out(THOUSAND, HALF_GAS_FREE, 2026)
    group = THOUSAND.groups[0]
    before = yearly_bill(use_in(group, TODAY, values), "ketel", values)
    saved = sum(
        homes * (yearly_bill(use_in(group, state, values), state.heating, values) - before)
        for (_, state), homes in course.homes_at(2026).items()
    )
    assert saved / 1_000 / 12 == pytest.approx(change, abs=0.05)


# --- more is never worse -----------------------------------------------------------------------------------------


@settings(max_examples=300)
@given(stocks(), programmes, lines(), st.floats(1, 3_000))
def test_more_homes_never_give_more_gas(stock, plan, line, more):
    """In no year, whatever else is done, in none of the variants."""
    fewer = done(stock, [*plan, line])[1]
    with_more = done(stock, [*plan, line.model_copy(update={"homes": line.homes + more})])[1]
    for variant, year in itertools.product(VARIANTS, (2026, 2030, UNTIL)):
        assert with_more[variant].total(year).gas <= fewer[variant].total(year).gas + 1e-6 * size_of(stock)


@given(stocks(), measures, st.floats(1, 3_000), st.floats(1, 3_000))
def test_more_of_one_measure_alone_saves_more_gas(stock, measure, homes, more):
    few = done(stock, [step(measure, homes)])[1]["midden"].total(UNTIL).gas
    many = done(stock, [step(measure, homes + more)])[1]["midden"].total(UNTIL).gas
    assert many <= few + 1e-6
    if measure == "zonnepanelen" or not stock.groups:
        assert few == many == 0


def test_insulating_flats_does_not_draw_heat_pumps_away_from_large_houses():
    stock = stock_with(Group("appartement", "", 100, 600), Group("vrijstaand", "", 100, 3_000))
    plan = [step("isolatie_standaard", 100, kind="appartement"), step("warmtepomp", 100)]
    course, _ = done(stock, plan)
    taken = dict.fromkeys((0, 1), 0.0)
    for move in course.moves:
        taken[move.group] += move.homes if move.measure == "warmtepomp" else 0
    assert taken == pytest.approx({0: 50, 1: 50})


def test_hybrid_heat_pumps_do_not_keep_heat_pumps_from_the_homes_that_use_most():
    stock = stock_with(Group("appartement", "", 50, 100), Group("vrijstaand", "", 50, 2_000))
    plan = [step("hybride", 50, 2026, kind="vrijstaand"), step("warmtepomp", 50, 2027)]
    course, _ = done(stock, plan)
    assert sum(one.homes for one in course.moves if one.measure == "warmtepomp" and one.group == 1) == 25


def test_label_b_first_does_not_stand_in_the_way_of_the_standaard():
    stock = stock_with(Group("tussenwoning", "", 100, 1_500))
    twice = [step("isolatie_b", 100, 2026), step("isolatie_standaard", 100, 2027)]
    course, found = done(stock, twice)
    assert course.homes_at(UNTIL) == {(0, State(insulation="standaard")): pytest.approx(100)}
    assert not course.beyond
    at_once = done(stock, [step("isolatie_standaard", 100, 2027)])[1]["midden"]
    assert found["midden"].total(UNTIL).gas == pytest.approx(at_once.total(UNTIL).gas)
    assert sum(found["midden"].cost.values()) == pytest.approx(sum(at_once.cost.values()))


# --- nothing for nothing -----------------------------------------------------------------------------------------


@given(stocks(), st.lists(lines(), max_size=5))
def test_no_homes_have_no_effect(stock, plan):
    course, found = done(stock, [one.model_copy(update={"homes": 0.0}) for one in plan])
    assert (course.moves, course.beyond, course.homes_at(UNTIL)) == ((), {}, {})
    for variant in VARIANTS:
        assert found[variant].total(UNTIL) == NO_USE
        assert not any(found[variant].cost.values())


def test_a_stock_without_boilers_has_no_effect_and_says_so():
    course, found = done(stock_with(on_heat=100.0), [step("warmtepomp", 40, 2026, 2027)])
    assert course.beyond == {"warmtepomp": 80}
    assert found["midden"].total(UNTIL) == NO_USE


def test_before_its_first_year_and_after_its_last_a_line_does_nothing():
    course, found = done(THOUSAND, [step("warmtepomp", 10, 2028, 2030)])
    assert [course.homes_by("warmtepomp", year) for year in (2027, 2028, 2029, 2030, 2035)] == [
        0,
        10,
        20,
        30,
        30,
    ]
    assert found["midden"].total(2027) == NO_USE
    assert found["midden"].total(2030) == found["midden"].total(UNTIL)


# --- adding up ---------------------------------------------------------------------------------------------------


@given(stocks(), programmes)
def test_the_parts_the_total_and_a_recount_from_the_homes_are_the_same(stock, plan):
    course, found = done(stock, plan)
    for variant in VARIANTS:
        values = VALUES[variant]
        total = NO_USE
        for measure in MEASURES:
            total += found[variant].use.get((UNTIL, measure), NO_USE)
        recount = NO_USE
        for (number, state), homes in course.homes.items():
            group = stock.groups[number]
            recount += (use_in(group, state, values) - use_in(group, TODAY, values)).times(homes)
        panels = values["zonnepanelen_vermogen"] * values["zonnepanelen_opbrengst"]
        recount += Use(0, -panels * sum(course.solar.values()), 0)
        assert close(found[variant].total(UNTIL), total, size_of(stock))
        assert close(total, recount, size_of(stock))


@given(stocks(), programmes)
def test_homes_are_kept_and_each_has_one_heating(stock, plan):
    course, _ = done(stock, plan)
    for number, group in enumerate(stock.groups):
        states = {state: homes for (one, state), homes in course.homes.items() if one == number}
        assert sum(states.values()) == pytest.approx(group.dwellings)
        assert all(homes >= -1e-9 * group.dwellings for homes in states.values())
    off = {
        (one, state): homes
        for (one, state), homes in course.homes_at(UNTIL).items()
        if state.heating in GAS_FREE
    }
    assert sum(off.values()) == pytest.approx(course.gas_free(UNTIL), abs=1e-6)
    for (number, state), homes in course.homes_at(UNTIL).items():
        assert homes == pytest.approx(course.homes[number, state], abs=1e-6)
        assert not state.insulation or stock.groups[number].can_be_insulated


@given(stocks(), programmes)
def test_gas_never_falls_below_zero_and_energy_never_comes_from_nothing(stock, plan):
    found = done(stock, plan)[1]
    for variant in VARIANTS:
        change = found[variant].total(UNTIL)
        assert stock.gas + change.gas >= -1e-6 * size_of(stock)
        assert change.gas <= 1e-6
        assert change.heat >= -1e-6
        panels = found[variant].use.get((UNTIL, "zonnepanelen"), NO_USE).power
        assert change.power - panels >= -1e-6 * size_of(stock)
        assert panels <= 0


@given(stocks(), programmes)
def test_what_was_planned_was_done_or_is_told_as_too_much(stock, plan):
    course, _ = done(stock, plan)
    for measure in MEASURES:
        planned = sum(one.homes * (one.end - one.start + 1) for one in plan if one.measure == measure)
        told = course.homes_by(measure, UNTIL) + course.beyond.get(measure, 0.0)
        assert told == pytest.approx(planned, abs=1e-6)


@given(stocks(), programmes)
def test_the_yearly_use_only_adds_up(stock, plan):
    """What is done stays done: of a measure by itself gas only falls from year to year."""
    course, found = done(stock, plan)
    for measure in MEASURES:
        gas = [found["midden"].use.get((year, measure), NO_USE).gas for year in course.years]
        assert all(later <= earlier + 1e-6 for earlier, later in itertools.pairwise(gas))


@given(stocks(), programmes, st.floats(0.5, 20))
def test_twice_the_dwellings_and_the_programme_is_twice_the_yield(stock, plan, times):
    larger = replace(
        stock,
        groups=tuple(replace(one, dwellings=one.dwellings * times) for one in stock.groups),
        dwellings=stock.dwellings * times,
        solar_homes=None if stock.solar_homes is None else stock.solar_homes * times,
    )
    more = [one.model_copy(update={"homes": one.homes * times}) for one in plan]
    for one, other in zip(done(stock, plan)[1].values(), done(larger, more)[1].values(), strict=True):
        assert close(other.total(UNTIL), one.total(UNTIL).times(times), size_of(larger))
        assert sum(other.cost.values()) == pytest.approx(times * sum(one.cost.values()), abs=1e-3)
        assert sum(other.subsidy.values()) == pytest.approx(times * sum(one.subsidy.values()), abs=1e-3)


@given(stocks(), programmes, st.randoms())
def test_the_order_of_the_lines_makes_no_difference(stock, plan, random):
    shuffled = random.sample(plan, len(plan))
    (course, one), (again, other) = done(stock, plan), done(stock, shuffled)
    assert close(other["midden"].total(UNTIL), one["midden"].total(UNTIL), size_of(stock))
    for measure in MEASURES:
        assert again.homes_by(measure, UNTIL) == pytest.approx(course.homes_by(measure, UNTIL), abs=1e-6)
        assert again.beyond.get(measure, 0.0) == pytest.approx(course.beyond.get(measure, 0.0), abs=1e-6)
        for year in (2028, UNTIL):
            assert close(
                other["midden"].use.get((year, measure), NO_USE),
                one["midden"].use.get((year, measure), NO_USE),
                size_of(stock),
            )


@given(stocks(), lines())
def test_two_lines_of_one_measure_are_the_same_as_one_of_both(stock, line):
    half = line.model_copy(update={"homes": line.homes / 2})
    one, both = done(stock, [line])[1]["midden"], done(stock, [half, half])[1]["midden"]
    assert close(both.total(UNTIL), one.total(UNTIL), size_of(stock))


# --- the variants ------------------------------------------------------------------------------------------------


@given(stocks(), programmes)
def test_the_favourable_end_saves_most_gas_and_costs_least(stock, plan):
    # Of a home that hardly uses gas, what is left for cooking follows from the share for heating.
    assume(all(one.gas >= 250 for one in stock.groups))
    found = done(stock, plan)[1]
    gas = [found[variant].total(UNTIL).gas for variant in VARIANTS]
    # Larger solar panels yield more and cost more: the cost of panels has no end that is favourable.
    others = done(stock, [one for one in plan if one.measure != "zonnepanelen"])[1]
    paid = [sum(others[one].cost.values()) - sum(others[one].subsidy.values()) for one in VARIANTS]
    near = 1e-6 * size_of(stock)
    assert gas[0] >= gas[1] - near
    assert gas[1] >= gas[2] - near
    assert paid[0] >= paid[1] - 1e-3
    assert paid[1] >= paid[2] - 1e-3
    assert paid[2] >= -1e-3


# --- which homes -------------------------------------------------------------------------------------------------


def test_heat_pumps_go_to_the_homes_that_were_insulated():
    course, _ = done(THOUSAND, [step("isolatie_b", 100, 2026), step("warmtepomp", 60, 2027)])
    assert course.homes_at(UNTIL) == {
        (0, State(insulation="b")): pytest.approx(40),
        (0, State("warmtepomp", "b")): pytest.approx(60),
    }


def test_insulation_goes_to_homes_that_still_have_a_boiler():
    course, _ = done(THOUSAND, [step("warmtepomp", 400, 2026), step("isolatie_b", 600, 2027)])
    assert course.homes_at(UNTIL) == {
        (0, State("warmtepomp")): pytest.approx(400),
        (0, State(insulation="b")): pytest.approx(600),
    }


@pytest.mark.parametrize("heating", GAS_FREE)
def test_a_home_without_gas_cooks_on_electricity_already(heating):
    stock = stock_with(Group("tussenwoning", "", 100, 1_200))
    course, found = done(stock, [step(heating, 100), step("inductie", 40, 2027)])
    assert [one.measure for one in course.moves] == [heating]
    assert course.beyond == {"inductie": 40}
    assert found["midden"].use[UNTIL, heating] == found["midden"].total(UNTIL)


def test_induction_goes_first_to_homes_on_a_boiler_and_once_to_each():
    stock = stock_with(Group("tussenwoning", "", 100, 1_200))
    course, _ = done(stock, [step("hybride", 60), step("inductie", 50, 2027, 2028)])
    assert [
        (one.year, one.before.heating, one.homes) for one in course.moves if one.measure == "inductie"
    ] == [
        (2027, "ketel", pytest.approx(40)),
        (2027, "hybride", pytest.approx(10)),
        (2028, "hybride", pytest.approx(50)),
    ]
    assert course.beyond == {}


@given(kinds, st.sampled_from(VARIANTS), st.lists(measures, min_size=1, max_size=5))
def test_no_step_gives_back_what_was_paid_before(kind, variant, order):
    """The cost and the subsidy of a step are what it costs itself; together they are those of the home at the end."""
    stock = stock_with(Group(kind, "", 100, 1_200))
    plan = [
        step(measure, 100, 2026 + place) for place, measure in enumerate(order) if measure != "zonnepanelen"
    ]
    course, found = done(stock, plan)
    of = found[variant]
    assert all(amount >= 0 for amount in (*of.cost.values(), *of.subsidy.values()))
    last = {state: homes for (_, state), homes in course.homes_at(UNTIL).items()}
    paid = [
        (
            homes,
            investment(
                kind,
                state.heating,
                state.insulation,
                induction=state.induction,
                hybrid_first=state.hybrid_first,
                values=VALUES[variant],
            ),
        )
        for state, homes in last.items()
    ]
    assert sum(of.cost.values()) == pytest.approx(sum(homes * one.cost for homes, one in paid))
    assert sum(of.subsidy.values()) == pytest.approx(sum(homes * one.subsidy for homes, one in paid))


def test_homes_that_are_too_new_are_not_insulated():
    stock = stock_with(
        Group("hoekwoning", "vanaf_1992", 50, 900), Group("hoekwoning", "voor_1992", 10, 1_500)
    )
    course, _ = done(stock, [step("isolatie_standaard", 15)])
    assert course.homes_at(UNTIL) == {(1, State(insulation="standaard")): pytest.approx(10)}
    assert course.beyond == pytest.approx({"isolatie_standaard": 5})


def test_a_line_for_a_type_stays_with_it_and_goes_first():
    stock = stock_with(Group("appartement", "", 100, 800), Group("vrijstaand", "", 100, 2_000))
    plan = [step("warmtepomp", 150), step("warmtepomp", 50, kind="appartement")]
    course, _ = done(stock, plan)
    assert sum(one.homes for one in course.moves) == 200
    assert sum(one.homes for one in course.moves if one.group == 0) == 100
    assert not course.beyond


def test_a_home_that_goes_from_hybrid_to_a_heat_pump_pays_for_both():
    course, found = done(THOUSAND, [step("hybride", 1_000, 2026), step("warmtepomp", 1_000, 2027)])
    assert course.homes_at(UNTIL) == {(0, State("warmtepomp", hybrid_first=True)): pytest.approx(1_000)}
    costs = found["midden"].cost
    assert costs == pytest.approx({(2026, "hybride"): 6.5e6, (2027, "warmtepomp"): 12e6})
    assert found["midden"].subsidy == pytest.approx({(2026, "hybride"): 2.55e6, (2027, "warmtepomp"): 3.15e6})


def test_panels_lie_on_homes_that_had_none():
    stock = stock_with(Group("tussenwoning", "", 80, 1_200), on_heat=20.0, solar=30.0)
    course, found = done(stock, [step("zonnepanelen", 40, 2026, 2027)])
    assert course.solar == {2026: 40, 2027: 30}
    assert course.beyond == {"zonnepanelen": 10}
    assert found["midden"].total(UNTIL).power == pytest.approx(-70 * 3.48 * 875)
    assert sum(found["midden"].cost.values()) == pytest.approx(70 * 3.48 * 1_040)


def test_panels_give_power_and_nothing_else():
    _, found = done(stock_with(Group("tussenwoning", "", 100, 1_200)), [step("zonnepanelen", 10)])
    used = found["midden"].use[2026, "zonnepanelen"]
    assert (used.gas, used.heat) == (0, 0)
    assert used.power == pytest.approx(-10 * 3.48 * 875)


def test_more_panels_than_dwellings_in_the_figures_leave_no_roof():
    course, found = done(
        stock_with(Group("tussenwoning", "", 80, 1_200), solar=100.0), [step("zonnepanelen", 5)]
    )
    assert course.homes_by("zonnepanelen", UNTIL) == 0
    assert course.beyond == {"zonnepanelen": 5}
    assert found["midden"].total(UNTIL) == NO_USE


def test_panels_of_a_type_go_no_further_than_there_are_of_it():
    stock = stock_with(Group("appartement", "", 90, 800), Group("vrijstaand", "", 10, 2_000), solar=50.0)
    course, _ = done(stock, [step("zonnepanelen", 20, kind="vrijstaand")])
    assert course.homes_by("zonnepanelen", UNTIL) == 5
    assert course.beyond == {"zonnepanelen": 15}


# --- CO2 ---------------------------------------------------------------------------------------------------------

factors = st.fixed_dictionaries(
    {"gas": st.floats(1.7, 1.9), "elektriciteit": st.floats(0, 0.6), "warmte": st.floats(0, 60)}
)


@given(stocks(), programmes, factors, factors)
def test_the_parts_of_co2_are_the_whole_change(stock, plan, now, then):
    _, found = done(stock, plan)
    today = use_today(stock, MIDDLE)
    parts = co2_change(found["midden"], today, UNTIL, now, then, MIDDLE)
    panels = found["midden"].use.get((UNTIL, "zonnepanelen"), NO_USE)
    fed_back = panels.times(1 - MIDDLE["zonnepanelen_eigen"])
    whole = co2(today + found["midden"].total(UNTIL) - fed_back, then) - co2(today, now)
    assert sum(parts.values()) == pytest.approx(whole, abs=1e-3 * size_of(stock))
    assert set(parts) <= {GRID, *MEASURES}


def test_without_measures_all_of_it_is_cleaner_energy():
    stock = stock_with(Group("tussenwoning", "", 100, 1_200), on_heat=50.0)
    _, found = done(stock, [])
    now, then = (
        {"gas": 1.8, "elektriciteit": 0.4, "warmte": 36},
        {"gas": 1.8, "elektriciteit": 0.1, "warmte": 30},
    )
    parts = co2_change(found["midden"], use_today(stock, MIDDLE), 2030, now, then, MIDDLE)
    assert parts == pytest.approx({GRID: -0.3 * 2_500 * 150 - 6 * 50 * 27.9})


# --- what is refused ---------------------------------------------------------------------------------------------


def line(**changed):
    return SimpleNamespace(
        **({"measure": "hybride", "homes": 10.0, "start": 2026, "end": 2030, "type": ""} | changed)
    )


REFUSED = {
    "measure": (
        line(measure="pelletkachel"),
        "measure",
        "De maatregel ‘pelletkachel’ kennen wij niet; kies ",
    ),
    "type": (line(type="kasteel"), "type", "Het woningtype ‘kasteel’ kennen wij niet."),
    "below zero": (line(homes=-1.0), "homes", "hoort van 0 tot en met 10.000.000 te liggen"),
    "not a number": (line(homes=math.nan), "homes", "hoort van 0 tot en met 10.000.000 te liggen"),
    "too many": (line(homes=2e7), "homes", "hoort van 0 tot en met 10.000.000 te liggen"),
    "backwards": (line(end=2025), "end", "Het laatste jaar (2025) ligt vóór het eerste (2026)."),
    "endless": (line(end=2127), "end", "Een maatregel kan ten hoogste 100 jaar duren."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_line_that_cannot_be_is_refused(case):
    one, field, words = REFUSED[case]
    for call in (check_line, lambda wrong: carry_out(THOUSAND, [line(), wrong], UNTIL)):
        with pytest.raises(WijkdataError) as refused:
            call(one)
        assert words in str(refused.value)
        assert refused.value.field == field


@given(counts, kinds)
def test_a_programme_of_nothing_has_one_year(dwellings, kind):
    course, found = done(stock_with(Group(kind, "", dwellings, 1_000)), [])
    assert course.years == (UNTIL,)
    assert found["midden"].total(UNTIL) == NO_USE
