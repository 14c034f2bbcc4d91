"""The dwellings that measures can be taken at: they add up to what is published, and doubts are said."""

from __future__ import annotations

import math
from types import SimpleNamespace

import pandas as pd
import pytest
from counted import MIDDLE, counts, kinds
from hypothesis import given
from hypothesis import strategies as st

from wijkdata.effect_parameters import DWELLING_TYPES
from wijkdata.errors import WijkdataError
from wijkdata.stock import ALREADY_INSULATED, INDICATORS, PERIODS, Group, check_counted, stock_of

PRINSENLAND = {
    "woningen": 11_029.0,
    "gas_gem_tc": 1_073.0,
    "meergezins_aandeel": 74.0,
    "voor_2000_aandeel": 92.4,
    "elektra_gem": 2_463.0,
    "koop_aandeel": 37.1,
    "zonnestroom_installaties": 740.0,
}

BY_TYPE = {
    "woningen_appartement": 400.0,
    "woningen_tussenwoning": 300.0,
    "woningen_hoekwoning": 100.0,
    "woningen_tweeondereenkap": 100.0,
    "woningen_vrijstaand": 100.0,
}


def baseline(figures: dict[str, float]) -> pd.DataFrame:
    """Return the rows of a baseline; what is not named is not known."""
    rows = [
        {
            "indicator": one,
            "year": 2022 if one in figures else math.nan,
            "value": figures.get(one, math.nan),
            "source": "CBS",
            "status": "definitief" if one in figures else "ontbreekt",
        }
        for one in INDICATORS
    ]
    return pd.DataFrame(rows)


def series(indicator, values, coverage=1.0):
    rows = [
        {
            "indicator": indicator,
            "year": year,
            "value": value,
            "low": value,
            "high": value,
            "why_range": "",
            "coverage": coverage,
            "source": "CBS",
            "status": "definitief",
        }
        for year, value in values.items()
    ]
    return pd.DataFrame(rows)


def group(kind="tussenwoning", period="", dwellings=100.0, gas=None, source="telling 2026"):
    return SimpleNamespace(type=kind, period=period, dwellings=dwellings, gas=gas, source=source)


def said(stock):
    return "\n".join(stock.notes)


# --- figures that cannot be ---


@pytest.mark.parametrize(
    ("indicator", "value", "words"),
    [
        ("woningen", math.inf, "Woningen (CBS 2022, definitief): oneindig kan niet."),
        ("woningen", 1e9, "1.000.000.000 woningen kan niet."),
        ("gas_gem_tc", -5.0, "−5 m³/jaar kan niet. Leg bij Nulmeting een eigen meting vast die klopt."),
        ("gas_gem_tc", math.inf, "kan niet"),
        ("gas_gem_tc", 20_001.0, "kan niet"),
        ("meergezins_aandeel", 101.0, "101% kan niet"),
        ("voor_2000_aandeel", -1.0, "−1% kan niet"),
        ("koop_aandeel", 4_000.0, "kan niet"),
        ("elektra_gem", -1.0, "kan niet"),
    ],
)
def test_a_figure_that_cannot_be_is_refused_by_name(indicator, value, words):
    with pytest.raises(WijkdataError) as refused:
        stock_of(baseline({**PRINSENLAND, indicator: value}), MIDDLE)
    assert words in str(refused.value)
    assert refused.value.field == indicator


@given(st.sampled_from(INDICATORS), st.floats(allow_nan=False))
def test_any_figure_is_reckoned_with_or_refused_in_dutch(indicator, value):
    try:
        found = stock_of(baseline({**PRINSENLAND, **BY_TYPE, indicator: value}), MIDDLE)
    except WijkdataError:
        return
    assert math.isfinite(found.gas)
    assert math.isfinite(found.dwellings)
    assert all(0 <= one.gas < math.inf and 0 <= one.dwellings < math.inf for one in found.groups)


# --- from published figures --------------------------------------------------------------------------------------


def test_the_parts_add_up_to_the_published_total():
    found = stock_of(baseline(PRINSENLAND), MIDDLE)
    assert found.on_gas == pytest.approx(11_029)
    assert found.gas == pytest.approx(11_029 * 1_073)
    assert {(one.type, one.period) for one in found.groups} == {
        (kind, period) for kind in ("appartement", "eengezins") for period in ("voor_2000", "vanaf_2000")
    }
    flats = sum(one.dwellings for one in found.groups if one.type == "appartement")
    assert flats == pytest.approx(0.74 * 11_029)
    assert (found.owned, found.power, found.solar_homes, found.year) == (0.371, 2_463.0, 740.0, 2022)


def test_the_gas_is_divided_as_such_dwellings_use_it():
    found = stock_of(baseline(PRINSENLAND), MIDDLE)
    by_type = {one.type: one.gas for one in found.groups}
    assert by_type["eengezins"] / by_type["appartement"] == pytest.approx(1127 / 805)
    assert "verdeeld zoals landelijk (PBL 2020)" in said(found)


def test_published_types_go_before_flats_and_others():
    figures = {**PRINSENLAND, **BY_TYPE, "gas_gem_appartement": 600.0, "gas_gem_vrijstaand": 2_000.0}
    found = stock_of(baseline(figures), MIDDLE)
    assert {one.type for one in found.groups} == set(DWELLING_TYPES) - {"eengezins"}
    assert found.gas == pytest.approx(11_029 * 1_073)
    by_type = {one.type: one.gas for one in found.groups}
    assert by_type["vrijstaand"] / by_type["appartement"] == pytest.approx(2_000 / 600)
    assert "deels zoals in de wijk, verder zoals landelijk" in said(found)


def test_a_type_of_which_there_is_none_is_known_too():
    found = stock_of(baseline({**PRINSENLAND, **BY_TYPE, "woningen_vrijstaand": 0.0}), MIDDLE)
    assert {one.type for one in found.groups} == set(DWELLING_TYPES) - {"eengezins", "vrijstaand"}


def test_where_all_gas_by_type_is_published_it_is_said_to_be_of_the_wijk():
    gas = {f"gas_gem_{kind.removeprefix('woningen_')}": 1_000.0 for kind in BY_TYPE}
    assert "verdeeld zoals in de wijk" in said(stock_of(baseline({**PRINSENLAND, **BY_TYPE, **gas}), MIDDLE))


def test_homes_without_gas_are_set_apart_and_the_others_use_all_of_it():
    figures = {**PRINSENLAND, "stadsverwarming_aandeel": 40.0, "elektrisch_verwarmd_aandeel": 10.0}
    found = stock_of(baseline(figures), MIDDLE)
    assert (found.on_heat, found.electric) == (pytest.approx(4_411.6), pytest.approx(1_102.9))
    assert found.on_gas == pytest.approx(5_514.5)
    assert found.gas_free == pytest.approx(found.on_heat + found.electric)
    assert found.gas == pytest.approx(11_029 * 1_073)
    assert "4.412 woningen op een warmtenet (CBS 2022, definitief) doen niet mee." in found.notes


def test_an_older_share_of_heat_is_used_where_the_newest_is_not_public():
    older = series("stadsverwarming_aandeel", {2019: 30.0, 2020: 35.0, 2021: math.nan})
    found = stock_of(baseline(PRINSENLAND), MIDDLE, series=older)
    assert found.on_heat == pytest.approx(0.35 * 11_029)
    assert "(CBS 2020, definitief)" in said(found)
    little = series("stadsverwarming_aandeel", {2020: 35.0}, coverage=0.5)
    assert stock_of(baseline(PRINSENLAND), MIDDLE, series=little).on_heat == 0


def test_what_is_not_known_is_said():
    found = stock_of(baseline({"woningen": 100.0, "gas_gem": 1_000.0}), MIDDLE)
    assert [(one.type, one.period, one.gas) for one in found.groups] == [("eengezins", "", 1_000.0)]
    text = said(found)
    assert "niet gecorrigeerd voor het weer (CBS 2022, definitief)" in text
    for words in (
        "Hoeveel woningen op een warmtenet zijn is niet openbaar",
        "Hoeveel woningen elektrisch verwarmd zijn is niet openbaar",
        "Woningtypen zijn niet bekend",
        "Bouwperioden zijn niet bekend",
        "Hoeveel elektriciteit de woningen gebruiken is niet bekend",
    ):
        assert words in text
    assert (found.owned, found.power, found.solar_homes) == (None, None, None)


def test_an_area_without_boilers_has_no_groups_and_says_so():
    found = stock_of(baseline({**PRINSENLAND, "stadsverwarming_aandeel": 100.0}), MIDDLE)
    assert (found.groups, found.gas, found.on_gas) == ((), 0, 0)
    assert "geen enkele woning nog een ketel op aardgas" in said(found)


def test_a_home_that_uses_far_too_much_is_doubted():
    figures = {**PRINSENLAND, "stadsverwarming_aandeel": 60.0}
    assert "keer zoveel als zo’n woning landelijk" in said(stock_of(baseline(figures), MIDDLE))
    assert "keer zoveel" not in said(stock_of(baseline(PRINSENLAND), MIDDLE))


@pytest.mark.parametrize(
    ("left_out", "words"),
    [("woningen", "hoeveel woningen er zijn"), ("gas_gem_tc", "hoeveel gas de woningen gebruiken")],
)
def test_without_dwellings_or_gas_nothing_can_be_reckoned(left_out, words):
    figures = {key: one for key, one in PRINSENLAND.items() if key != left_out}
    with pytest.raises(WijkdataError, match=words) as refused:
        stock_of(baseline(figures), MIDDLE)
    assert "eigen meting" in str(refused.value)


shares = st.none() | st.floats(0, 100)


@given(counts, st.floats(1, 4_000), shares, shares, st.floats(0, 45), st.floats(0, 45))
def test_dwellings_and_gas_always_add_up(dwellings, gas, flats, old, heat, electric):
    figures = {
        "woningen": dwellings,
        "gas_gem_tc": gas,
        "stadsverwarming_aandeel": heat,
        "elektrisch_verwarmd_aandeel": electric,
    }
    figures |= {} if flats is None else {"meergezins_aandeel": flats}
    figures |= {} if old is None else {"voor_2000_aandeel": old}
    found = stock_of(baseline(figures), MIDDLE)
    assert found.on_gas + found.on_heat + found.electric == pytest.approx(dwellings)
    assert found.gas == pytest.approx(dwellings * gas)
    assert all(one.dwellings > 0 and one.gas > 0 for one in found.groups)


# --- counted by the team -----------------------------------------------------------------------------------------


def test_what_the_team_counted_takes_the_place_of_types_and_periods():
    rows = [group("appartement", "voor_1992", 6_000.0), group("tussenwoning", "vanaf_1992", 5_029.0)]
    found = stock_of(baseline(PRINSENLAND), MIDDLE, rows)
    assert [(one.type, one.period, one.dwellings) for one in found.groups] == [
        ("appartement", "voor_1992", 6_000.0),
        ("tussenwoning", "vanaf_1992", 5_029.0),
    ]
    assert found.gas == pytest.approx(11_029 * 1_073)
    assert "11.029 woningen op aardgas, door het team geteld (telling 2026)." in found.notes


def test_gas_that_the_team_knows_is_kept_and_the_rest_goes_to_the_others():
    rows = [group("appartement", "", 6_000.0, 800.0), group("tussenwoning", "", 5_029.0)]
    found = stock_of(baseline(PRINSENLAND), MIDDLE, rows)
    assert found.groups[0].gas == 800
    assert found.gas == pytest.approx(11_029 * 1_073)


def test_more_gas_than_the_area_uses_is_refused():
    for rows in (
        [group(dwellings=11_029.0, gas=1_200.0)],
        [group(dwellings=11_000.0, gas=1_100.0), group("vrijstaand", "", 29.0)],
    ):
        with pytest.raises(WijkdataError, match="gebruiken samen") as refused:
            stock_of(baseline(PRINSENLAND), MIDDLE, rows)
        assert refused.value.field == "gas"


def test_gas_that_no_group_uses_is_said():
    found = stock_of(baseline(PRINSENLAND), MIDDLE, [group(dwellings=11_029.0, gas=1_000.0)])
    assert "gebruiken samen 93% van het gas van het gebied" in said(found)


@pytest.mark.parametrize("homes", [5.0, 3_000.0, 5_500.0])
def test_homes_that_were_not_counted_stay_with_their_part_of_the_gas(homes):
    """As long as a count is not complete it changes little: 5 flats use as much as 5 flats did before it."""
    whole = stock_of(baseline(PRINSENLAND), MIDDLE)
    found = stock_of(baseline(PRINSENLAND), MIDDLE, [group("appartement", "voor_2000", homes)])
    counted, *others = found.groups
    assert (counted.dwellings, counted.uncounted) == (homes, False)
    assert all(one.uncounted for one in others)
    assert found.on_gas == pytest.approx(11_029)
    assert found.gas == pytest.approx(whole.gas)
    flats = sum(one.dwellings for one in found.groups if one.type == "appartement")
    assert flats == pytest.approx(0.74 * 11_029)
    assert counted.gas == pytest.approx(whole.groups[0].gas)
    assert "andere woningen op aardgas zijn niet geteld" in said(found)
    assert others[0].name == "appartement, gebouwd vóór 2000, niet geteld"
    assert found.doubts == ()


def test_more_of_a_type_counted_than_published_leaves_fewer_others():
    found = stock_of(baseline(PRINSENLAND), MIDDLE, [group("appartement", "", 10_000.0)])
    assert {one.type for one in found.groups if one.uncounted} == {"eengezins"}
    assert found.on_gas == pytest.approx(11_029)


def test_counted_homes_that_use_all_of_the_gas_leave_none_for_others():
    found = stock_of(baseline(PRINSENLAND), MIDDLE, [group(dwellings=6_000.0, gas=11_029 * 1_073 / 6_000)])
    assert found.on_gas == 6_000


@pytest.mark.parametrize(("gas", "words"), [(100.0, "2,5 keer"), (1_000.0, ""), (1_900.0, "0,3 keer")])
def test_others_that_would_use_far_more_or_less_than_such_homes_are_doubted(gas, words):
    """Both are a doubt that the check tells; homes that use far less may be heated in another way."""
    found = stock_of(baseline(PRINSENLAND), MIDDLE, [group(dwellings=5_500.0, gas=gas)])
    assert ("keer zoveel" in said(found), words in said(found)) == (bool(words), True)
    assert bool(found.doubts) == bool(words)
    assert set(found.doubts) <= set(found.notes)


def test_more_dwellings_counted_than_published_make_the_area_larger():
    found = stock_of(baseline(PRINSENLAND), MIDDLE, [group(dwellings=12_000.0)])
    assert found.dwellings == 12_000
    assert found.gas_free == 0
    assert found.gas == pytest.approx(11_029 * 1_073)


@pytest.mark.parametrize(
    ("homes", "doubted", "unfit"), [(11_500.0, 0, 0), (12_000.0, 1, 0), (13_200.0, 1, 0), (13_300.0, 1, 1)]
)
def test_far_more_homes_counted_than_published_are_doubted_or_leave_nothing_to_say(homes, doubted, unfit):
    """Gas and electricity of the area stay as published, whatever was counted."""
    found = stock_of(baseline(PRINSENLAND), MIDDLE, [group("appartement", "voor_2000", homes)])
    told = [one for one in found.doubts if one.startswith("Met deze telling zijn er 1")]
    assert (len(told), bool(found.unfit)) == (doubted, bool(unfit))
    assert found.power * found.dwellings == pytest.approx(2_463 * 11_029)
    assert found.gas == pytest.approx(11_029 * 1_073)
    if told:
        assert "woningen, en volgens CBS 2022, definitief 11.029" in told[0]
        assert told[0] in found.notes
    assert found.unfit in ("", *told)


def test_homes_on_gas_that_use_none_are_doubted():
    found = stock_of(baseline({**PRINSENLAND, "gas_gem_tc": 0.0}), MIDDLE)
    (only,) = found.doubts
    assert only == (
        "Een woning op aardgas gebruikt volgens deze cijfers bijna geen gas. Wordt een deel van deze woningen "
        "anders verwarmd?"
    )


REFUSED = {
    "type": (group("kasteel"), "type", "Het woningtype ‘kasteel’ kennen wij niet; kies appartement, "),
    "period": (group(period="voor_1900"), "period", "De bouwperiode ‘voor_1900’ kennen wij niet."),
    "none": (group(dwellings=0.0), "dwellings", "Geef een aantal woningen boven de 0."),
    "nan": (group(dwellings=math.nan), "dwellings", "Geef een aantal woningen boven de 0."),
    "endless": (group(dwellings=math.inf), "dwellings", "Geef ten hoogste 10.000.000 woningen."),
    "more than there are": (group(dwellings=1e9), "dwellings", "Geef ten hoogste 10.000.000 woningen."),
    "gas": (group(gas=0.0), "gas", "hoort tussen 0 en 20.000 m³ per jaar"),
    "much gas": (group(gas=20_001.0), "gas", "hoort tussen 0 en 20.000 m³ per jaar"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_group_that_cannot_be_is_refused(case):
    one, field, words = REFUSED[case]
    for call in (check_counted, lambda row: stock_of(baseline(PRINSENLAND), MIDDLE, [row])):
        with pytest.raises(WijkdataError) as refused:
            call(one)
        assert words in str(refused.value)
        assert refused.value.field == field


@given(st.lists(st.builds(group, kinds, st.sampled_from(list(PERIODS)), counts), min_size=1, max_size=5))
def test_the_team_divides_the_gas_of_the_area_and_no_more(rows):
    found = stock_of(baseline(PRINSENLAND), MIDDLE, rows)
    assert found.on_gas == pytest.approx(max(11_029, sum(one.dwellings for one in rows)), rel=0.005)
    assert all(one.dwellings > 0 and one.gas > 0 for one in found.groups)
    assert found.gas == pytest.approx(11_029 * 1_073)
    assert found.gas_free >= 0


def test_only_dwellings_of_before_1992_or_2000_are_insulated():
    for period in PERIODS:
        assert Group("hoekwoning", period, 1, 1).can_be_insulated == (period not in ALREADY_INSULATED)


def test_a_group_is_named_in_dutch():
    assert Group("hoekwoning", "", 1, 1).name == "hoekwoning"
    assert Group("vrijstaand", "voor_1992", 1, 1).name == "vrijstaande woning, gebouwd vóór 1992"


def suppressed(*rows):
    found = series("stadsverwarming_aandeel", {year: math.nan for year, _, _ in rows}, coverage=0.0)
    found["low"], found["high"] = [low for _, low, _ in rows], [high for _, _, high in rows]
    found["why_range"] = "volgt uit het cijfer van de wijk"
    return found


@pytest.mark.parametrize(("low", "fewest", "reckoned"), [(0.0, "0", 0), (10.0, "1.103", 1_102.9)])
def test_a_suppressed_share_is_told_by_its_bounds_and_counts_for_the_least(low, fewest, reckoned):
    """Of a year without bounds nothing is known; the newest year that has them counts."""
    table = suppressed((2016, 0.0, 50.0), (2017, low, 20.0), (2018, math.nan, math.nan))
    found = stock_of(baseline(PRINSENLAND), MIDDLE, series=table)
    assert (
        f"Hoeveel woningen op een warmtenet zijn is niet openbaar, maar het zijn er tussen {fewest} en 2.206 "
        f"(2017, volgt uit het cijfer van de wijk); gerekend is met {fewest}, en dat verschil zit niet in de marge."
        in found.notes
    )
    assert found.on_heat == pytest.approx(reckoned)
    assert found.gas == pytest.approx(11_029 * 1_073)


def test_without_bounds_it_is_reckoned_as_none_and_said():
    found = stock_of(baseline(PRINSENLAND), MIDDLE, series=suppressed((2017, math.nan, math.nan)))
    assert "op een warmtenet zijn is niet openbaar: er is gerekend alsof het er geen zijn." in said(found)
    assert found.on_heat == 0


def test_the_number_of_homes_has_its_source_and_year():
    assert "Woningen: 11.029 (CBS 2022, definitief)." in stock_of(baseline(PRINSENLAND), MIDDLE).notes
