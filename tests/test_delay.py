"""The cost of delay: its formulas, its bandwidths, who bears it, and the month at which it equals a subsidy."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkdata import delay
from wijkdata.delay import Amount, Band, Case, break_even, cost_of_delay
from wijkdata.delay_words import (
    amount_text,
    break_even_text,
    finding,
    left_out_text,
    money,
    months_text,
    span,
)
from wijkdata.errors import WijkdataError

MILLION = 1e6

#: Ten million invested at 4%, twenty million still to be contracted at 3%.
SANITY = Case(
    {
        "geinvesteerd": Amount(10 * MILLION),
        "rente": Amount(4.0),
        "aan_te_besteden": Amount(20 * MILLION),
        "kostenindex": Amount(3.0),
        "opbrengst": Amount(0.0),
        "opbrengstindex": Amount(2.0),
    }
)

WIDE = Case(
    {
        "geinvesteerd": Amount(10 * MILLION, 9 * MILLION, 12 * MILLION),
        "rente": Amount(4.0, 3.0, 6.0),
        "aan_te_besteden": Amount(20 * MILLION, 15 * MILLION, 25 * MILLION),
        "kostenindex": Amount(3.0, 2.0, 4.0),
        "opbrengst": Amount(5 * MILLION, 4 * MILLION, 6 * MILLION),
        "opbrengstindex": Amount(1.5, 1.0, 2.0),
        "fte": Amount(2.0),
        "maandtarief": Amount(10_000.0, 8_000.0, 12_000.0),
        "woningen": Amount(11_029.0),
        "besparing": Amount(300.0, 200.0, 400.0),
        "co2": Amount(1_500.0),
        "co2_prijs": Amount(100.0),
    }
)


def line(found: delay.Delay, key: str) -> delay.Line:
    return next(one for one in (*found.cash, *found.social) if one.id == key)


def cost(found: delay.Delay, key: str) -> Band:
    band = line(found, key).cost
    assert band is not None
    return band


# --- the formulas ------------------------------------------------------------------------------------------------


def test_half_a_year_of_the_sanity_example():
    found = cost_of_delay(SANITY, 6)
    assert round(cost(found, "rente").mid) == 198_039
    assert round(cost(found, "indexatie").mid) == 297_783
    assert cost(found, "opbrengst") == Band(0, 0, 0)
    assert found.total == Band(*[pytest.approx(495_822.157, abs=0.001)] * 3)


def test_a_year_costs_the_rate_itself_and_two_years_compound():
    assert delay.growth(100.0, 0.04, 12) == pytest.approx(4.0)
    assert delay.growth(100.0, 0.04, 24) == pytest.approx(8.16)


def test_staff_and_what_residents_and_climate_miss_go_on_evenly():
    found = cost_of_delay(WIDE, 6)
    assert cost(found, "proces").mid == 6 * 2 * 10_000
    assert cost(found, "bewoners").mid == pytest.approx(11_029 * 300 / 2)
    assert found.co2 is not None
    assert found.co2.mid == pytest.approx(11_029 * 1.5 / 2)
    assert cost(found, "co2").mid == pytest.approx(11_029 * 1.5 / 2 * 100)


def test_revenue_that_rises_takes_off_from_the_cost():
    without = cost_of_delay(Case({**WIDE.amounts, "opbrengst": Amount(0.0)}), 12).total
    with_revenue = cost_of_delay(WIDE, 12).total
    assert without is not None
    assert with_revenue is not None
    assert without.mid - with_revenue.mid == pytest.approx(5 * MILLION * 0.015)


def test_what_residents_and_climate_miss_is_never_in_the_total():
    social = ("woningen", "besparing", "co2", "co2_prijs")
    cash_only = Case({key: one for key, one in WIDE.amounts.items() if key not in social})
    found = cost_of_delay(WIDE, 6)
    assert found.total == cost_of_delay(cash_only, 6).total
    assert found.total is not None
    assert found.society is not None
    apart = cost(found, "bewoners").mid + cost(found, "co2").mid
    assert found.society.mid == pytest.approx(found.total.mid + apart)
    assert cost_of_delay(cash_only, 6).society is None


def test_a_line_with_an_unknown_input_is_named_and_not_zero():
    found = cost_of_delay(Case({"geinvesteerd": Amount(MILLION), "rente": Amount(4.0)}), 6)
    assert found.total == cost(found, "rente")
    assert [(one.id, one.cost) for one in found.left_out] == [
        ("indexatie", None),
        ("opbrengst", None),
        ("proces", None),
    ]
    assert line(found, "proces").missing == ("Mensen erop", "Kosten per fte")
    assert "werk dat duurder wordt (vul in: nog aan te besteden en stijging van kosten)" in left_out_text(
        found
    )
    nothing = cost_of_delay(Case({}), 6)
    assert (nothing.total, nothing.co2, nothing.bearers) == (None, None, {})
    assert left_out_text(cost_of_delay(WIDE, 6)) == ""


# --- properties --------------------------------------------------------------------------------------------------

amounts = st.floats(0, 1e9)
rates = st.floats(-20, 30)
months = st.floats(0, delay.MOST_MONTHS)


def band(values: st.SearchStrategy[float]) -> st.SearchStrategy[Amount]:
    return st.lists(values, min_size=3, max_size=3).map(
        lambda found: Amount(sorted(found)[1], sorted(found)[0], sorted(found)[2])
    )


def of(key: str) -> st.SearchStrategy[float]:
    return rates if delay.PARAMETERS[key].is_rate else amounts


cases = st.fixed_dictionaries({key: band(of(key)) for key in delay.PARAMETERS})


@given(cases)
def test_no_delay_costs_exactly_nothing(given_amounts):
    found = cost_of_delay(Case(given_amounts), 0)
    for one in (*found.cash, *found.social):
        assert one.cost == Band(0.0, 0.0, 0.0)
        assert math.copysign(1, one.cost.low) == 1
    assert found.total == found.co2 == Band(0.0, 0.0, 0.0)


@given(cases, months, st.data())
def test_the_band_holds_whatever_the_inputs_turn_out_to_be(given_amounts, length, data):
    turned_out = {
        key: Amount(data.draw(st.floats(*one.ends), label=key)) for key, one in given_amounts.items()
    }
    wide, exact = cost_of_delay(Case(given_amounts), length), cost_of_delay(Case(turned_out), length)
    for key in (*delay.CASH, *delay.SOCIAL):
        outer, inner = cost(wide, key), cost(exact, key).mid
        slack = 1e-9 * (abs(outer.low) + abs(outer.high))
        assert outer.low - slack <= inner <= outer.high + slack
        assert outer.low <= outer.mid <= outer.high
    assert wide.total is not None
    assert exact.total is not None
    slack = 1e-9 * sum(abs(cost(wide, key).low) + abs(cost(wide, key).high) for key in delay.CASH)
    assert wide.total.low - slack <= exact.total.mid <= wide.total.high + slack


@given(st.floats(0, 1e5), st.floats(0, 10), months)
def test_linear_in_the_number_of_homes(homes, factor, length):
    def social(number: float) -> tuple[float, float]:
        found = cost_of_delay(Case({**WIDE.amounts, "woningen": Amount(number)}), length)
        return cost(found, "bewoners").mid, cost(found, "co2").mid

    assert social(factor * homes) == pytest.approx([factor * one for one in social(homes)], abs=1e-6)


@given(amounts, amounts, st.floats(0, 30), st.floats(0, 30), months, months)
def test_convex_and_rising_in_the_months(invested, work, rate, index, one, other):
    case = Case(
        {
            "geinvesteerd": Amount(invested),
            "rente": Amount(rate),
            "aan_te_besteden": Amount(work),
            "kostenindex": Amount(index),
        }
    )
    first, last, middle = (delay.total(case, length).mid for length in (one, other, (one + other) / 2))
    assert middle <= (first + last) / 2 * (1 + 1e-9) + 1e-6
    assert delay.total(case, max(one, other)).mid >= delay.total(case, min(one, other)).mid


@given(
    cases,
    months,
    st.dictionaries(
        st.sampled_from(list(delay.CASH)),
        st.lists(st.floats(0, 1), min_size=4, max_size=4),
    ),
)
def test_bearers_together_bear_the_whole(given_amounts, length, given_parts):
    shares = {
        key: {
            who: part / max(1.0, sum(parts) * (1 + 1e-9))
            for who, part in zip(delay.BEARERS, parts, strict=True)
        }
        for key, parts in given_parts.items()
    }
    found = cost_of_delay(Case(given_amounts, shares), length)
    assert found.total is not None
    scale = sum(abs(cost(found, key).low) + abs(cost(found, key).high) for key in delay.CASH)
    for end in ("low", "mid", "high"):
        together = sum(getattr(one, end) for one in found.bearers.values())
        assert together == pytest.approx(getattr(found.total, end), abs=1e-6 * (1 + scale))


def test_what_nobody_bears_yet_is_shown_as_such():
    case = Case(SANITY.amounts, {"rente": {"gemeente": 0.6, "corporatie": 0.1}})
    found = cost_of_delay(case, 6)
    rente, index = cost(found, "rente").mid, cost(found, "indexatie").mid
    assert found.bearers["gemeente"].mid == pytest.approx(0.6 * rente)
    assert found.bearers["bewoners"].mid == 0
    assert found.bearers[delay.UNDIVIDED].mid == pytest.approx(0.3 * rente + index)


# --- the subsidy -------------------------------------------------------------------------------------------------


@given(st.floats(1_000, 40_000_000))
def test_at_the_month_that_is_found_the_cost_is_the_subsidy(subsidy):
    even = break_even(SANITY, subsidy)
    most = delay.total(SANITY, delay.MOST_MONTHS).mid
    if even.month is None:
        assert most < subsidy
    else:
        assert delay.total(SANITY, even.month).mid == pytest.approx(subsidy, rel=1e-6)
        assert even.month == even.earliest == even.latest


def test_the_band_of_the_cost_is_a_band_of_months():
    even = break_even(WIDE, 500_000)
    assert even.earliest is not None
    assert even.month is not None
    assert even.latest is not None
    assert even.earliest < even.month < even.latest
    assert delay.total(WIDE, even.earliest).high == pytest.approx(500_000)
    assert delay.total(WIDE, even.latest).low == pytest.approx(500_000)


def test_a_subsidy_that_is_not_reached_in_ten_years_has_no_month():
    even = break_even(SANITY, 100 * MILLION)
    assert (even.month, even.earliest, even.latest) == (None, None, None)
    assert break_even_text(even) == (
        "De kosten komen binnen 120 maanden niet aan de subsidie van 100 miljoen euro."
    )
    only_early = break_even(WIDE, 14 * MILLION)
    assert only_early.month is None
    assert only_early.earliest is not None
    assert "In het ongunstigste geval wel: na " in break_even_text(only_early)


def test_the_first_month_is_found_where_rising_revenue_takes_the_cost_down_again():
    case = Case(
        {
            "geinvesteerd": Amount(0.0),
            "rente": Amount(0.0),
            "aan_te_besteden": Amount(0.0),
            "kostenindex": Amount(0.0),
            "opbrengst": Amount(10 * MILLION),
            "opbrengstindex": Amount(6.0),
            "fte": Amount(6.0),
            "maandtarief": Amount(10_000.0),
        }
    )
    even = break_even(case, 50_000)
    assert even.month is not None
    assert even.month < 12
    assert delay.total(case, even.month).mid == pytest.approx(50_000)
    assert delay.total(case, 120).mid < 0


# --- what is proposed --------------------------------------------------------------------------------------------


def test_only_published_rates_are_proposed_each_with_source_and_year():
    found = delay.proposals()
    assert set(found) == {"rente", "kostenindex", "opbrengstindex"}
    for key, one in found.items():
        low, high = one.ends
        assert low < one.value < high
        assert one.proposed
        assert "Gemeente" in one.source
        assert "(20" in one.source
        assert delay.PARAMETERS[key].is_rate
    assert found["kostenindex"].value == 2.4
    assert "Ridderkerk" in found["kostenindex"].source


# --- refusals ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "amount", "words"),
    [
        ("geinvesteerd", Amount(-1.0), "kan niet lager zijn dan 0"),
        ("geinvesteerd", Amount(math.nan), "eindig getal"),
        ("geinvesteerd", Amount(5.0, 6.0), "van klein naar groot; nu staat er 6, 5 en 5"),
        ("rente", Amount(4.0, high=3.0), "van klein naar groot"),
        ("rente", Amount(400.0), "schrijf 4 voor 4%"),
        ("rente", Amount(-100.0), "niet lager zijn dan −50%"),
        ("winst", Amount(1.0), "‘winst’ is geen getal waarmee uitstel wordt berekend"),
    ],
)
def test_a_number_that_cannot_occur_is_refused_with_its_name(key, amount, words):
    with pytest.raises(WijkdataError, match=words) as caught:
        Case({key: amount})
    assert caught.value.field == key


@pytest.mark.parametrize(
    ("line_id", "parts", "words"),
    [
        ("rente", {"gemeente": 0.7, "corporatie": 0.5}, "samen 120%"),
        ("rente", {"gemeente": -0.1}, "tussen 0% en 100%"),
        ("rente", {"provincie": 0.1}, "‘provincie’ is geen partij"),
        ("bewoners", {"gemeente": 0.1}, "‘bewoners’ is geen kostenregel"),
    ],
)
def test_parts_that_are_no_parts_of_one_whole_are_refused(line_id, parts, words):
    with pytest.raises(WijkdataError, match=words) as caught:
        Case({}, {line_id: parts})
    assert caught.value.field == line_id


@pytest.mark.parametrize("length", [-1, 120.5, math.nan, math.inf])
def test_months_that_cannot_be_are_refused(length):
    with pytest.raises(WijkdataError, match="van 0 tot en met 120"):
        cost_of_delay(SANITY, length)


@pytest.mark.parametrize("subsidy", [0, -5, math.nan])
def test_a_subsidy_that_is_none_is_refused(subsidy):
    with pytest.raises(WijkdataError, match="meer dan 0 euro") as caught:
        break_even(SANITY, subsidy)
    assert caught.value.field == "subsidie"


# --- words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 euro"),
        (495_822, "496.000 euro"),
        (950.4, "950 euro"),
        (-198_039, "−198.000 euro"),
        (1_254_000, "1,25 miljoen euro"),
        (12_540_000, "12,5 miljoen euro"),
        (125_400_000, "125 miljoen euro"),
        (2_000_000, "2 miljoen euro"),
    ],
)
def test_money_has_three_digits(value, text):
    assert money(value) == text


@pytest.mark.parametrize(
    ("given_band", "text"),
    [
        (Band(461_000, 500_000, 538_000), "460.000 tot 540.000 euro"),
        (Band(900_000, 1e6, 1_240_000), "0,9 tot 1,2 miljoen euro"),
        (Band(495_822, 495_822, 495_822), "496.000 euro"),
        (Band(495_800, 495_900, 496_100), "ongeveer 500.000 euro"),
    ],
)
def test_a_band_in_words(given_band, text):
    assert span(given_band) == text


@pytest.mark.parametrize(
    ("key", "amount", "text"),
    [
        ("rente", Amount(3.0, 0.92, 7.0), "3% per jaar (0,92 tot 7)"),
        ("woningen", Amount(11_029.0), "11.029 woningen"),
        ("besparing", Amount(-12.5), "−12,5 euro per jaar"),
        ("co2", Amount(0.0), "0 kg per jaar"),
    ],
)
def test_a_number_is_written_with_unit_and_bandwidth_and_no_more_decimals_than_it_has(key, amount, text):
    assert amount_text(key, amount) == text


def test_lengths_have_the_words_of_people():
    assert [months_text(one) for one in (1, 6, 7, 12, 4.5)] == [
        "een maand",
        "een half jaar",
        "7 maanden",
        "een jaar",
        "4,5 maanden",
    ]


def test_the_finding_says_cost_and_month():
    assert finding(cost_of_delay(SANITY, 6), break_even(SANITY, 400_000)) == (
        "Een half jaar uitstel kost 496.000 euro; na 5 maanden is dat meer dan de subsidie"
    )
    assert finding(cost_of_delay(WIDE, 7)) == "7 maanden uitstel kosten 0,4 tot 1,1 miljoen euro"
    assert finding(cost_of_delay(SANITY, 6), break_even(SANITY, 100 * MILLION)).endswith(
        "dat komt binnen 10 jaar niet boven de subsidie"
    )
    assert finding(cost_of_delay(Case({}), 6)) == "Wat uitstel kost is nog niet te berekenen"


def test_the_finding_says_that_delay_can_yield_something():
    rising = {"opbrengst": Amount(10 * MILLION), "opbrengstindex": Amount(4.0)}
    assert finding(cost_of_delay(Case(rising), 6)) == "Een half jaar uitstel levert 198.000 euro op"
    both = Case({**rising, "fte": Amount(5.0, 2.0, 8.0), "maandtarief": Amount(6_000.0)})
    assert finding(cost_of_delay(both, 6)) == (
        "Een half jaar uitstel: tussen 130.000 euro voordeel en 90.000 euro kosten"
    )


def test_the_month_of_the_subsidy_in_words():
    assert break_even_text(break_even(SANITY, 400_000)) == (
        "Na 4,8 maanden kost het uitstel evenveel als de subsidie van 400.000 euro."
    )
    assert " (tussen " in break_even_text(break_even(WIDE, 500_000))
