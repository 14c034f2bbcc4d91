"""Between what a figure lies: rounding, parameters, what a wijk leaves over, respondents; and the robust trend."""

from __future__ import annotations

import itertools
import math
import random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkdata import catalogue, datasets, observations
from wijkdata.errors import WijkdataError
from wijkdata.pathways import Point
from wijkdata.rounding import rounding_of
from wijkdata.series import series
from wijkdata.trend import trend
from wijkdata.uncertainty import Part, between, left_over, range_sentence, share_range

REGISTER = datasets.areas()
WIJK = "WK059914"
BUURTEN = [f"BU059914{tail}" for tail in (44, 46, 48, 49, 63, 66, 67, 68)]
A, B = "BU05991448", "BU05991449"
GAS, HEAT = catalogue.indicator("gas_gem"), catalogue.indicator("stadsverwarming_aandeel")


def table(*rows: tuple[Any, ...], **changes: Any) -> pd.DataFrame:
    """Rows of (area, indicator, value) of CBS over 2016; NaN is suppressed."""
    base = {
        "year": 2016,
        "source": "CBS",
        "table": "83487NED",
        "method": "gepubliceerd",
        "note": "",
        "retrieved": "2025-01-31",
        "boundary_year": 2016,
    }
    made = [
        {
            **base,
            "area": area,
            "indicator": indicator,
            "value": value,
            "unit": catalogue.indicator(indicator).unit,
            "status": "geheim" if math.isnan(value) else "definitief",
            **changes,
        }
        for area, indicator, value in rows
    ]
    return observations.validate(pd.DataFrame(made))


def found_for(area: str | list[str], rows: pd.DataFrame, indicator: str) -> pd.Series:
    found = series(area, [indicator], observations=rows, register=REGISTER)
    assert len(found) == 1
    return found.iloc[0]


# --- the steps of the publisher ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "area", "of_table", "year", "step"),
    [
        ("gas_gem", A, "82931NED", 2014, 50),
        ("gas_gem", A, "83765NED", 2017, 10),
        ("gas_gem", "GM0599", "81528NED", 2010, 50),
        ("elektra_gem_netto", "GM0599", "81528NED", 2023, 10),
        ("inwoners", A, "83765NED", 2017, 5),
        ("inwoners", "GM0599", "83765NED", 2017, 0),
        ("woningen", A, "83765NED", 2017, 0),
        ("koop_aandeel", A, "83765NED", 2017, 1),
        ("stadsverwarming_aandeel", WIJK, "83765NED", 2017, 0.1),
        ("stadsverwarming_aandeel", A, "85677NED", 2022, 1),
        ("aardgasvrij_aandeel", "GM0599", "84948NED", 2022, 0.1),
        ("zonnestroom_vermogen", A, "86044NED", 2022, 1),
    ],
)
def test_the_step_of_each_table(indicator: str, area: str, of_table: str, year: int, step: float) -> None:
    known = rounding_of(indicator, source="CBS", area=area, table=of_table, year=year)
    assert known is not None
    assert known.step == step
    assert known.known_from


def test_every_embedded_figure_is_a_multiple_of_its_step() -> None:
    """The steps are held against all figures at hand: a figure between two steps would prove one of them wrong."""
    rows = datasets.embedded_observations()
    seen: dict[float, int] = {}
    for row in rows[rows["value"].notna()].itertuples():
        known = rounding_of(
            row.indicator, source=row.source, area=row.area, table=row.table, year=row.year, note=row.note
        )
        if known is not None and known.step:
            assert round(row.value / known.step, 6) % 1 == 0, row
            seen[known.step] = seen.get(known.step, 0) + 1
    assert {0.1, 1.0, 5.0, 10.0, 50.0} <= seen.keys()
    assert min(seen.values()) > 50


def test_what_no_rule_knows_has_no_step_and_a_remark_goes_before_a_rule() -> None:
    assert rounding_of("bomen_aantal", source="Gemeente Rotterdam", area=A, table="x", year=2026) is None
    assert rounding_of("gas_gem", source="Stedin", area=A, table="x", year=2017) is None
    said = rounding_of("gas_gem", source="CBS", area=A, table="84837NED", year=2019, note="afgerond op 50")
    assert said is not None
    assert said.step == 50


def test_every_rule_names_known_indicators() -> None:
    from fnmatch import filter as matching  # noqa: PLC0415

    from wijkdata.rounding import _rules  # noqa: PLC0415

    for rule in _rules():
        for pattern in rule["indicators"]:
            assert matching(catalogue.indicators(), pattern), pattern


# --- rounding through the sums -----------------------------------------------------------------------------------


def test_a_weighted_mean_worked_by_hand() -> None:
    # 100 homes at 940 and 300 at 1.000: (94.000 + 300.000) / 400 = 985; each 5 on both sides gives 5 on both sides.
    rows = table((A, "woningen", 100), (B, "woningen", 300), (A, "gas_gem", 940), (B, "gas_gem", 1000))
    one = found_for([A, B], rows, "gas_gem")
    assert (one["low"], one["value"], one["high"]) == (980, 985, 990)
    assert one["why_range"] == "CBS rondt af op 10 m³/jaar"


def test_a_sum_worked_by_hand_and_a_count_that_is_exact() -> None:
    rows = table((A, "inwoners", 9800), (B, "inwoners", 10_960), (A, "woningen", 5154), (B, "woningen", 5875))
    one = found_for([A, B], rows, "inwoners")
    assert (one["low"], one["value"], one["high"]) == (20_755, 20_760, 20_765)  # 2,5 + 2,5
    exact = found_for([A, B], rows, "woningen")
    assert (exact["low"], exact["value"], exact["high"], exact["why_range"]) == (11_029, 11_029, 11_029, "")


def test_a_range_stays_within_what_the_indicator_can_be() -> None:
    rows = table((A, "woningen", 100), (A, "gas_gem", 0), (A, "stadsverwarming_aandeel", 100))
    assert found_for(A, rows, "gas_gem")["low"] == 0
    assert found_for(A, rows, "stadsverwarming_aandeel")["high"] == 100


def test_a_calculated_figure_has_the_range_of_what_it_is_calculated_from() -> None:
    # 2016: 2.784,5 degree days, norm 2.949: 5,9% more. Gas 900 ± 5, and 75 to 85% of it follows the weather.
    rows = table((A, "woningen", 100), (A, "gas_gem", 900))
    one = found_for(A, rows, "gas_gem_tc")
    ratio = 2949 / 2784.5
    assert one["low"] == pytest.approx(895 * (0.75 * ratio + 0.25))
    assert one["value"] == pytest.approx(900 * (0.80 * ratio + 0.20))
    assert one["high"] == pytest.approx(905 * (0.85 * ratio + 0.15))
    assert "0,75 tot 0,85" in one["why_range"]


def test_degree_days_that_are_estimated_widen_the_corrected_gas() -> None:
    rows = table((A, "woningen", 100), (A, "gas_gem", 900), year=2023, boundary_year=2023, table="85618NED")
    one = found_for(A, rows, "gas_gem_tc")
    # 2023: 2.403 degree days, estimated between 2.367 and 2.439. Fewer days: a larger correction.
    assert one["high"] == pytest.approx(905 * (0.85 * 2949 / 2367 + 0.15))
    assert one["low"] == pytest.approx(895 * (0.75 * 2949 / 2439 + 0.25))
    assert "2367 tot 2439" in one["why_range"]


def test_the_heat_of_a_connection_of_which_no_upper_end_is_known() -> None:
    rows = table(
        *((A, key, value) for key, value in (("woningen", 100), ("gas_gem", 500), ("elektra_gem", 2500))),
        (A, "stadsverwarming_aandeel", 50.0),
    )
    one = found_for(A, rows, "co2_woning")
    assert one["low"] < one["value"] < one["high"]
    assert "warmtegebruik van een woning op een warmtenet 20 tot 27,9 GJ/jaar" in one["why_range"]
    assert "een bovengrens is niet bekend" in one["why_range"]
    # Without its rounding and with 20 GJ the lowest: half of 7,9 GJ less, at 35,97 kg/GJ.
    factors = datasets.co2_factors().set_index(["year", "carrier"])["value"]
    rounding = 5 * factors[2016, "gas"] + 5 * factors[2016, "elektriciteit"]
    heat = factors[2016, "warmte"]
    assert one["value"] - one["low"] == pytest.approx(rounding + (0.5 * 27.9 - 0.4995 * 20) * heat)
    assert one["high"] - one["value"] == pytest.approx(rounding + 0.0005 * 27.9 * heat)


def test_a_model_a_survey_and_an_unknown_rounding_have_no_range() -> None:
    found = series([A, B])
    for indicator, words in (
        ("co2_gebouwen", "een modelcijfer"),
        ("tevreden_buurt_aandeel", "een enquête; de uitgever geeft het aantal ondervraagden niet"),
        ("bomen_aantal", "de afronding van de uitgever is niet bekend"),
    ):
        rows = found[(found["indicator"] == indicator) & found["value"].notna()]
        assert len(rows)
        assert rows[["low", "high"]].isna().to_numpy().all()
        assert set(rows["why_range"].str.contains(words)) == {True}
        assert set(rows["why_range"].str.startswith("marge niet bekend")) == {True}


gases = st.floats(0, 3000, allow_nan=False)
weights = st.integers(1, 9000)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(gases, weights), min_size=2, max_size=8))
def test_the_true_mean_always_lies_in_the_range(homes: list[tuple[float, int]]) -> None:
    """Unrounded figures of buurten, rounded as CBS does, give a range in which the true mean lies."""
    chosen = BUURTEN[: len(homes)]
    rows = table(
        *((code, "woningen", heavy) for code, (_, heavy) in zip(chosen, homes, strict=True)),
        *((code, "gas_gem", 10.0 * round(gas / 10)) for code, (gas, _) in zip(chosen, homes, strict=True)),
    )
    one = found_for(chosen, rows, "gas_gem")
    true = math.fsum(gas * heavy for gas, heavy in homes) / sum(heavy for _, heavy in homes)
    assert one["low"] - 1e-6 <= true <= one["high"] + 1e-6
    assert one["low"] <= one["value"] <= one["high"]
    assert one["high"] - one["low"] <= 10 + 1e-6


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 60_000), min_size=2, max_size=8))
def test_the_true_sum_always_lies_in_the_range(people: list[int]) -> None:
    chosen = BUURTEN[: len(people)]
    rows = table(
        *((code, "inwoners", 5.0 * round(one / 5)) for code, one in zip(chosen, people, strict=True))
    )
    one = found_for(chosen, rows, "inwoners")
    assert one["low"] <= sum(people) <= one["high"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(gases, weights), min_size=2, max_size=5))
def test_a_coarser_rounding_never_gives_a_narrower_range(homes: list[tuple[float, int]]) -> None:
    chosen = BUURTEN[: len(homes)]
    widths = []
    for note in ("", "afgerond op 50"):
        rows = table(
            *(
                (code, "gas_gem", 50.0 * round(gas / 50))
                for code, (gas, _) in zip(chosen, homes, strict=True)
            ),
            note=note,
        )
        homes_of = table(*((code, "woningen", heavy) for code, (_, heavy) in zip(chosen, homes, strict=True)))
        one = found_for(chosen, pd.concat([rows, homes_of], ignore_index=True), "gas_gem")
        widths.append((one["low"], one["high"]))
    (low, high), (wider_low, wider_high) = widths
    assert wider_low <= low <= high <= wider_high


# --- what the wijk leaves over -----------------------------------------------------------------------------------


def test_what_is_left_over_worked_by_hand() -> None:
    # 100 homes of the whole at 40 to 42%; 60 others at 50 to 51%: 4.000 - 3.060 to 4.200 - 3.000 for our 40.
    ours, others, total = Part(40, 0, 100), Part(60, 50, 51), Part(100, 40, 42)
    assert left_over([ours], [others], total) == (940, 1200)
    assert left_over([ours], [others], None) == (0, 4000)
    # The others alone make up more than the whole: then one of the figures is wrong.
    assert left_over([ours], [Part(60, 90, 91)], total) is None
    # A count without an upper limit is bounded from above by the whole only.
    assert left_over([Part(1, 0, math.inf)], [Part(1, 30, 31)], Part(1, 100, 101)) == (69, 71)
    assert left_over([Part(1, 0, math.inf)], [Part(1, 0, math.inf)], None) == (0, math.inf)


def test_the_suppressed_heat_of_het_lage_land_follows_from_the_wijk() -> None:
    """CBS, 82931NED: of the eight buurten of Prins Alexander only Het Lage Land has no figure of 2014."""
    found = series([B], ["stadsverwarming_aandeel"])
    one = found[found["year"] == 2014].iloc[0]
    rows = datasets.embedded_observations().query("year == 2014 and table == '82931NED'")
    homes, heat = (
        rows[rows["indicator"] == name].set_index("area")["value"]
        for name in ("woningen", "stadsverwarming_aandeel")
    )
    assert np.isnan(heat[B])
    known = [code for code in BUURTEN if code != B]
    assert heat[known].notna().all()
    # The wijk says 42,0 ± 0,05, and ± 0,2 because its denominator is a little other than its homes.
    middle = (homes[BUURTEN].sum() * heat[WIJK] - (homes[known] * heat[known]).sum()) / homes[B]
    slack = (homes[BUURTEN].sum() * 0.25 + (homes[known] * 0.05).sum()) / homes[B]
    assert np.isnan(one["value"])
    assert one["status"] == "geheim"
    # The two buurten at exactly 0 cannot be lower, which takes a little off the slack on one side.
    assert middle - slack - 1e-9 <= one["low"] <= one["high"] <= middle + slack + 1e-9
    assert one["high"] == pytest.approx(
        middle + slack - (homes[known][heat[known] == 0] * 0.05).sum() / homes[B]
    )
    assert one["why_range"] == "volgt uit het cijfer van Prins Alexander (42,0%) en de bekende buurten"


def test_no_bound_follows_where_the_wijk_is_made_up_in_another_way() -> None:
    """The gas of a wijk is a mean over fewer homes than it has: what it leaves over says nothing exact."""
    rows = table(
        *((code, "woningen", 100) for code in BUURTEN),
        *((code, "gas_gem", 900) for code in BUURTEN[1:]),
        (BUURTEN[0], "gas_gem", math.nan),
        (WIJK, "gas_gem", 900),
    )
    one = found_for(BUURTEN[0], rows, "gas_gem")
    assert np.isnan(one[["low", "high"]].astype(float)).all()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 100), weights), min_size=8, max_size=8),
    st.sets(st.integers(0, 7), min_size=1, max_size=8),
    st.integers(0, 7),
)
def test_the_bound_always_holds_the_truth(
    homes: list[tuple[float, int]], hidden: set[int], asked: int
) -> None:
    """Unrounded shares, rounded as CBS does and some of them suppressed: the truth lies within what is left over."""
    true = math.fsum(share * heavy for share, heavy in homes) / sum(heavy for _, heavy in homes)
    rows = table(
        *((code, "woningen", heavy) for code, (_, heavy) in zip(BUURTEN, homes, strict=True)),
        *(
            (code, "stadsverwarming_aandeel", math.nan if number in hidden | {asked} else round(share, 1))
            for number, (code, (share, _)) in enumerate(zip(BUURTEN, homes, strict=True))
        ),
        (WIJK, "stadsverwarming_aandeel", round(true, 1)),
    )
    one = found_for(BUURTEN[asked], rows, "stadsverwarming_aandeel")
    assert np.isnan(one["value"])
    if not np.isnan(one["low"]):
        assert one["low"] - 1e-6 <= homes[asked][0] <= one["high"] + 1e-6
        assert 0 <= one["low"] <= one["high"] <= 100
    # With a figure for one more buurt the bound is never wider.
    more = rows.copy()
    other = next((number for number in sorted(hidden) if number != asked), None)
    if other is not None:
        place = (more["area"] == BUURTEN[other]) & (more["indicator"] == "stadsverwarming_aandeel")
        more.loc[place, ["value", "status"]] = [round(homes[other][0], 1), "definitief"]
        tighter = found_for(BUURTEN[asked], more, "stadsverwarming_aandeel")
        ends = [(found["low"], found["high"]) for found in (one, tighter)]
        (low, high), (low_now, high_now) = (
            (0.0 if np.isnan(one_end) else one_end, 100.0 if np.isnan(other_end) else other_end)
            for one_end, other_end in ends
        )
        assert low - 1e-6 <= low_now
        assert high_now <= high + 1e-6


def test_the_gemeente_bounds_where_the_wijk_has_no_figure() -> None:
    buurten = REGISTER.children("GM0599", 2016)
    others = [code for code in buurten if code != A]
    rows = table(
        *((code, "woningen", 1000) for code in buurten),
        *((code, "koop_aandeel", 40) for code in others),
        (A, "koop_aandeel", math.nan),
        (WIJK, "koop_aandeel", math.nan),
        ("GM0599", "koop_aandeel", 40),
    )
    one = found_for(A, rows, "koop_aandeel")
    # 40 and half a point of each of the others and of the whole: no bound at all for one of 92.
    assert np.isnan(one["low"])
    tight = rows.copy()
    tight.loc[tight["indicator"] == "woningen", "value"] = [1000.0 if code == A else 1.0 for code in buurten]
    one = found_for(A, tight, "koop_aandeel")
    half = 0.5 * (1000 + 2 * len(others)) / 1000
    assert (one["low"], one["high"]) == (pytest.approx(40 - half), pytest.approx(40 + half))
    assert "Rotterdam (40%)" in one["why_range"]


# --- words -------------------------------------------------------------------------------------------------------


def test_a_range_in_words() -> None:
    assert between(960, 1010, GAS) == "tussen 960 en 1.010 m³/jaar"
    assert between(31, 58, catalogue.indicator("koop_aandeel")) == "tussen 31% en 58%"
    assert between(960, math.nan, GAS) == "ten minste 960 m³/jaar"
    assert between(None, 960, GAS) == "ten hoogste 960 m³/jaar"
    assert between(math.nan, None, GAS) == ""
    assert between(980, 980, GAS) == "980 m³/jaar"
    # Two ends that would read alike get a decimal more.
    assert between(980.1, 980.3, GAS) == "tussen 980,1 en 980,3 m³/jaar"


def test_a_range_in_a_sentence() -> None:
    assert range_sentence(978, 988, "CBS rondt af op 10 m³/jaar", GAS) == (
        "Tussen 978 en 988 m³/jaar: CBS rondt af op 10 m³/jaar."
    )
    assert range_sentence(3, 3, "", GAS) == ""
    assert range_sentence(None, None, "marge niet bekend: een modelcijfer", GAS) == (
        "Marge niet bekend: een modelcijfer."
    )
    assert range_sentence(0, 2.8, "volgt uit het cijfer van X (42,0%)", HEAT, known=False) == (
        "Het ligt tussen 0,0% en 2,8%: dat volgt uit het cijfer van X (42,0%)."
    )


# --- survey ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "sample", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81/263, 15/148, 0/20 and 1/29.
        (100 * 81 / 263, 263, 25.53, 36.62),
        (100 * 15 / 148, 148, 6.24, 16.05),
        (0.0, 20, 0.0, 16.11),
        (100 * 1 / 29, 29, 0.61, 17.18),
    ],
)
def test_the_wilson_interval_as_published(share: float, sample: int, low: float, high: float) -> None:
    found = share_range(share, sample)
    assert found == (pytest.approx(low, abs=0.006), pytest.approx(high, abs=0.006))


def test_who_asks_everybody_knows_the_share() -> None:
    assert share_range(37, 200, population=200) == (37, 37)
    nearly = share_range(37, 199, population=200)
    assert nearly[1] - nearly[0] < 1.1


def test_a_sample_of_a_small_population_counts_for_more() -> None:
    """200 of 1,000 are worth 200 × 999 / 800 = 249.75 of an unlimited number; 800 of 3,201 as 1,066.2."""
    found = share_range(37, 200, population=1_000)
    fewer, more = share_range(37, 249), share_range(37, 250)
    assert fewer[0] < found[0] < more[0]
    assert more[1] < found[1] < fewer[1]
    assert share_range(37, 800, population=3_201)[0] == pytest.approx(share_range(37, 1_066)[0], abs=0.01)


@given(st.floats(0, 100), st.integers(1, 5000), st.integers(1, 5000), st.integers(0, 100_000))
def test_fewer_respondents_or_more_people_never_give_a_narrower_interval(
    share: float, sample: int, more: int, people: int
) -> None:
    low, high = share_range(share, sample)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 100
    narrower = share_range(share, sample + more)
    assert narrower[1] - narrower[0] <= high - low + 1e-9
    finite = share_range(share, sample, population=sample + people)
    assert finite[1] - finite[0] <= high - low + 1e-9


@pytest.mark.parametrize(("share", "sample", "field"), [(101, 10, "value"), (50, 0, "sample")])
def test_what_cannot_be_a_share_of_respondents_is_refused(share: float, sample: int, field: str) -> None:
    with pytest.raises(WijkdataError) as refused:
        share_range(share, sample)
    assert refused.value.field == field


# --- the robust trend --------------------------------------------------------------------------------------------


def test_the_slope_of_sen_as_published() -> None:
    """Sen (1968), Journal of the American Statistical Association 63, section 6: the slope is 4."""
    x, y = (1, 2, 3, 4, 10, 12, 18), (9, 15, 19, 20, 45, 55, 78)
    found = trend([Point(2000 + year, value) for year, value in zip(x, y, strict=True)])
    assert found is not None
    assert found.slope == 4


def test_the_chances_are_those_of_kendall() -> None:
    """Kendall's exact table: P(S ≥ 6) = 0,042 for four, P(S ≥ 8) = 0,042 and P(S ≥ 10) = 0,0083 for five years."""
    by_years = {}
    for years, wished in ((3, 0.9), (4, 0.9), (5, 0.9), (5, 0.95)):
        found = trend([Point(2000 + year, year * year) for year in range(years)], wished)
        assert found is not None
        by_years[years, wished] = found
    assert by_years[3, 0.9].confidence == pytest.approx(2 / 3)
    assert by_years[4, 0.9].confidence == pytest.approx(1 - 2 * 0.0417, abs=1e-4)
    assert by_years[5, 0.9].confidence == pytest.approx(1 - 2 * 0.0417, abs=1e-4)
    assert by_years[5, 0.95].confidence == pytest.approx(1 - 2 * 0.0083, abs=1e-4)
    # The surer, the wider: with ten slopes 1 … 7 the outermost are left out for 92%, and not for 98%.
    assert (by_years[5, 0.9].low, by_years[5, 0.9].high) == (2, 6)
    assert (by_years[5, 0.95].low, by_years[5, 0.95].high) == (1, 7)


def test_as_many_intervals_hold_the_true_slope_as_is_said() -> None:
    chance = random.Random(7)
    for years in (3, 4, 6, 8):
        held, sure = 0, 0.0
        for _ in range(2000):
            points = [Point(2000 + year, 3.0 * year + chance.gauss(0, 5)) for year in range(years)]
            found = trend(points)
            assert found is not None
            held, sure = held + (found.low <= 3.0 <= found.high), found.confidence
        assert held / 2000 == pytest.approx(sure, abs=0.03)


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=10))
def test_a_trend_lies_in_its_interval_and_turns_with_its_figures(values: list[float]) -> None:
    points = [Point(2000 + year, value) for year, value in enumerate(values)]
    found = trend(points)
    assert found is not None
    assert found.low <= found.slope <= found.high
    slopes = [
        (after.value - before.value) / (after.year - before.year)
        for before, after in itertools.combinations(points, 2)
    ]
    assert min(slopes) <= found.low
    assert found.high <= max(slopes)
    mirrored = trend([Point(one.year, -one.value) for one in points])
    assert mirrored is not None
    assert (mirrored.slope, mirrored.low, mirrored.high) == (-found.slope, -found.high, -found.low)


def test_two_years_give_no_trend() -> None:
    assert trend([Point(2014, 1.0), Point(2017, 2.0), Point(2017, 3.0)]) is None
