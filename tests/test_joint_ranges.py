"""Two years of one calculated figure: what they share is no difference between them."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkdata import catalogue, datasets, observations
from wijkdata.ambition.follow_up import follow_up
from wijkdata.ambition.model import Figure, Measuring, Objective, OwnMeasurement, PathChoice, Target
from wijkdata.ambition.readings import Reading
from wijkdata.progress import STATUSES
from wijkdata.series import series
from wijkdata.uncertainty import JOINT

A = "BU05991448"
FIRST, LAST = 2014, 2017
NORM, DAYS = 2949.0, {2014: 2385.0, 2017: 2647.1}
RATIO = {year: NORM / days for year, days in DAYS.items()}
STEP = {2014: 50.0, 2017: 10.0}
TABLE = {2014: "82931NED", 2017: "83765NED"}


def figures(values: dict[str, dict[int, float]]) -> pd.DataFrame:
    """Rows of CBS over one buurt: by indicator the value per year."""
    rows = [
        {
            "area": A,
            "indicator": indicator,
            "year": year,
            "value": value,
            "unit": catalogue.indicator(indicator).unit,
            "status": "definitief",
            "source": "CBS",
            "table": TABLE[year],
            "method": "gepubliceerd",
            "note": "",
            "retrieved": "2025-01-31",
            "boundary_year": year,
        }
        for indicator, of_years in (values | {"woningen": {FIRST: 100.0, LAST: 100.0}}).items()
        for year, value in of_years.items()
    ]
    found = series([A], observations=observations.validate(pd.DataFrame(rows)), register=datasets.areas())
    return found.assign(note="", missing=[()] * len(found))


def objective(indicator: str, found: pd.DataFrame, target: float, **changes: Any) -> Objective:
    one = found[(found["indicator"] == indicator) & (found["year"] == FIRST)].iloc[0]
    start = Figure(
        value=one["value"],
        year=FIRST,
        unit=one["unit"],
        status=one["status"],
        source=one["source"],
        table=one["table"],
        method=one["method"],
    )
    parts = {
        "id": "doel",
        "theme": "energiebesparing",
        "indicator": indicator,
        "direction": "omlaag",
        "baseline": start,
        "target": Target(value=target, year=2030),
        "owner": "Gemeente",
        "measuring": Measuring(how="CBS", frequency="elk jaar"),
    }
    return Objective(**{**parts, **changes})


def reading(
    year: int, ends: tuple[float, float], joint: tuple[tuple[float, float], ...] = ()
) -> dict[str, Any]:
    """One row of a series, of which value and ends are given."""
    low, high = ends
    return {
        "indicator": "gas_gem_tc",
        "year": year,
        "value": (low + high) / 2,
        "unit": "m³/jaar",
        "status": "geschat",
        "source": "CBS, KNMI; eigen berekening",
        "table": "83765NED",
        "coverage": 1.0,
        "note": "",
        "low": low,
        "high": high,
        "why_range": "",
        JOINT: joint,
    }


# --- worked by hand ----------------------------------------------------------------------------------------------


def test_the_ends_of_gas_in_normal_weather_worked_by_hand() -> None:
    # 2014: 900 ± 25 in 2.385 degree days against a norm of 2.949; 2017: 900 ± 5 in 2.647,1.
    found = figures({"gas_gem": {FIRST: 900.0, LAST: 900.0}})
    rows = found[found["indicator"] == "gas_gem_tc"].set_index("year")
    for year, half in ((FIRST, 25), (LAST, 5)):
        low_share, high_share = (1 + share * (RATIO[year] - 1) for share in (0.75, 0.85))
        pairs = set(rows.loc[year, JOINT])
        assert {tuple(round(end, 6) for end in pair) for pair in pairs} == {
            (round((900 - half) * low_share, 6), round((900 + half) * low_share, 6)),
            (round((900 - half) * high_share, 6), round((900 + half) * high_share, 6)),
        }
        # The band of one figure is that of all inputs together.
        assert rows.loc[year, "low"] == min(low for low, _ in pairs)
        assert rows.loc[year, "high"] == max(high for _, high in pairs)
    first, last = (rows.loc[year, JOINT] for year in (FIRST, LAST))
    assert len(first) == len(last)
    # In the same place the same parameter: where the share is high, it is high in both years.
    assert [low == min(low for low, _ in first) for low, _ in first] == [
        low == min(low for low, _ in last) for low, _ in last
    ]


def test_what_both_years_share_does_not_make_a_status_unsure_worked_by_hand() -> None:
    # One share makes the figures 1.000 and 950, another 1.100 and 1.040, sharp. Towards 600 in 2030 a straight path
    # from 2014 asks 400 × 3/16 = 75 by 2017 and 500 × 3/16 = 93,75: 50/75 = 67% and 60/93,75 = 64% are done. With a
    # share of its own in each year 1.000 -> 1.040 would be the wrong direction, and 1.100 -> 950 160% of the path.
    rows = [
        reading(FIRST, (1000, 1100), ((1000, 1000), (1100, 1100))),
        reading(LAST, (950, 1040), ((950, 950), (1040, 1040))),
    ]
    together = pd.DataFrame(rows)
    standing = follow_up(objective("gas_gem_tc", together.assign(method=""), 600), together)
    assert (standing.status, standing.could_be) == ("versnelling nodig", ())
    assert (standing.newest.low, standing.newest.high) == (950, 1040)
    apart = together.assign(**{JOINT: [(), ()]})
    standing = follow_up(objective("gas_gem_tc", apart.assign(method=""), 600), apart)
    assert standing.could_be[0] == "op koers"
    assert standing.could_be[-1] == "verkeerde richting"


def test_the_rounding_of_each_year_stays_its_own_worked_by_hand() -> None:
    # As above, but each year within 5 on both sides: from 1.005 to 945 is 60 of the 75,9 asked (79%); from 995 to 955
    # is 40 of the 74,1 (54%). Each rounded in the other direction is possible, so both count.
    rows = [
        reading(FIRST, (995, 1005), ((995, 1005), (995, 1005))),
        reading(LAST, (945, 955), ((945, 955), (945, 955))),
    ]
    both = pd.DataFrame(rows)
    alike = follow_up(objective("gas_gem_tc", both.assign(method=""), 600), both)
    alone = both.assign(**{JOINT: [(), ()]})
    assert alike.could_be == follow_up(objective("gas_gem_tc", alone.assign(method=""), 600), alone).could_be


def test_a_baseline_that_was_revised_still_moves_along_with_the_newest_figure_worked_by_hand() -> None:
    # The figure was pinned as 1.155; now it is 1.050, in which the parameter makes 1.000 or 1.100. In the ratio 1,1
    # the pinned one is then 1.100 or 1.210. Towards 600 a straight path asks 93,75 and 114,4 by 2017; done are 150
    # and 170 of these: on course either way. With 1.155 for both it would be 205 or 115 of 104,1.
    rows = [
        reading(FIRST, (1000, 1100), ((1000, 1000), (1100, 1100))),
        reading(LAST, (950, 1040), ((950, 950), (1040, 1040))),
    ]
    now = pd.DataFrame(rows)
    pinned = objective("gas_gem_tc", now.assign(method=""), 600)
    pinned = pinned.model_copy(update={"baseline": pinned.baseline.model_copy(update={"value": 1155.0})})
    standing = follow_up(pinned, now)
    assert standing.revised
    assert standing.baseline is not None
    assert [tuple(round(end, 6) for end in pair) for pair in standing.baseline.joint] == [
        (1100, 1100),
        (1210, 1210),
    ]
    # Between what the pinned figure itself lay is not known any more.
    assert (standing.baseline.low, standing.baseline.high) == (None, None)
    assert (standing.status, standing.could_be) == ("op koers", ())
    # Towards 500 it asks 122,8 from 1.155: the 115 down to 1.040 would then be 94% and no longer on course. Together
    # it is 150 of 112,5 or 170 of 133,1.
    far = pinned.model_copy(update={"target": Target(value=500, year=2030)})
    assert follow_up(far, now).could_be == ()
    apart = now.assign(**{JOINT: [(), ()]})
    assert follow_up(far, apart).could_be == ("versnelling nodig",)


def test_a_count_of_the_team_is_corrected_with_the_share_of_the_other_year() -> None:
    found = figures({"gas_gem": {FIRST: 900.0}})
    goal = objective("gas_gem", found, 600)
    counted = OwnMeasurement(indicator="gas_gem", year=LAST, value=900.0, source="telling")
    standing = follow_up(goal, found, [counted])
    assert standing.corrected is not None
    last = standing.corrected.newest
    assert last is not None
    assert len(last.joint) == len(standing.corrected.baseline.joint) > 0
    expected = {round(900 * (1 + share * (RATIO[LAST] - 1)), 6) for share in (0.75, 0.85)}
    assert {round(end, 6) for pair in last.joint for end in pair} == expected
    # It says nothing of its own margin, and none is made up.
    assert (last.low, last.high) == (None, None)


def test_the_ends_do_not_come_into_what_programs_read() -> None:
    from wijkdata.ambition.standing import as_rows  # noqa: PLC0415

    found = figures({"gas_gem": {FIRST: 900.0, LAST: 850.0}})
    (row,) = as_rows([follow_up(objective("gas_gem_tc", found, 600), found)])
    assert set(row["newest"]) == set(Reading.__dataclass_fields__) - {"joint"}


# --- whatever the truth is ---------------------------------------------------------------------------------------


def rounded(value: float, step: float) -> float:
    return step * math.floor(value / step + 0.5)


def status_of(indicator: str, first: float, last: float, target: float, **changes: Any) -> str:
    """Return the status for two sharp figures."""
    rows = [reading(FIRST, (first, first)), reading(LAST, (last, last))]
    sharp = pd.DataFrame(rows).assign(
        indicator=indicator, low=math.nan, high=math.nan, unit=catalogue.indicator(indicator).unit
    )
    return follow_up(objective(indicator, sharp.assign(method=""), target, **changes), sharp).status


def possible(found: pd.DataFrame, indicator: str, target: float, **changes: Any) -> tuple[set[str], set[str]]:
    """Return the statuses that are possible with what is shared taken together, and with it taken apart."""
    goal = objective(indicator, found, target, **changes)
    sets = []
    for table in (found, found.assign(**{JOINT: [()] * len(found)})):
        standing = follow_up(goal, table)
        sets.append({standing.status, *standing.could_be})
    return sets[0], sets[1]


gases = st.floats(500, 2000)
changes = st.floats(0.6, 1.2)
parts_left = st.floats(0.2, 0.7)


@settings(max_examples=50, deadline=None)
@given(
    gases,
    changes,
    st.floats(0.75, 0.85),
    parts_left,
    st.sampled_from([PathChoice(), PathChoice(kind="constant")]),
)
def test_the_true_status_of_gas_is_always_among_those_that_are_possible(
    gas: float, change: float, share: float, left: float, path: PathChoice
) -> None:
    true = {FIRST: gas, LAST: gas * change}
    found = figures({"gas_gem": {year: rounded(value, STEP[year]) for year, value in true.items()}})
    target = gas * left
    together, apart = possible(found, "gas_gem_tc", target, path=path)
    assert together <= apart
    normal = {year: value * (1 + share * (RATIO[year] - 1)) for year, value in true.items()}
    assert status_of("gas_gem_tc", normal[FIRST], normal[LAST], target, path=path) in together


@settings(max_examples=50, deadline=None)
@given(
    gases,
    changes,
    st.floats(500, 5000),
    changes,
    st.floats(1, 99),
    st.floats(-20, 20),
    st.floats(0.75, 0.85),
    st.floats(20, 27.9),
    parts_left,
    st.sampled_from(["co2_woning", "co2_woning_tc"]),
)
def test_the_true_status_of_co2_is_always_among_those_that_are_possible(
    gas: float,
    gas_change: float,
    power: float,
    power_change: float,
    heat: float,
    heat_change: float,
    share: float,
    per_home: float,
    left: float,
    indicator: str,
) -> None:
    true = {
        "gas_gem": {FIRST: gas, LAST: gas * gas_change},
        "elektra_gem": {FIRST: power, LAST: power * power_change},
        "stadsverwarming_aandeel": {FIRST: heat, LAST: min(100.0, max(0.0, heat + heat_change))},
    }
    found = figures(
        {
            key: {
                year: rounded(value, 0.1 if key == "stadsverwarming_aandeel" else STEP[year])
                for year, value in of_years.items()
            }
            for key, of_years in true.items()
        }
    )
    factors = datasets.co2_factors().query("scope == 'TTW'").set_index(["year", "carrier"])["value"]
    co2 = {}
    for year in (FIRST, LAST):
        # What is judged is a year of normal weather, also for an objective of CO2 as it was.
        correction = 1 + share * (RATIO[year] - 1)
        co2[year] = (
            true["gas_gem"][year] * correction * factors[year, "gas"]
            + true["elektra_gem"][year] * factors[year, "elektriciteit"]
            + true["stadsverwarming_aandeel"][year] / 100 * per_home * factors[year, "warmte"]
        )
    target = co2[FIRST] * left
    rows = found[found["indicator"] == indicator]
    assert rows[JOINT].map(len).min() > 0
    together, apart = possible(found, indicator, target)
    assert together <= apart
    assert status_of("co2_woning_tc", co2[FIRST], co2[LAST], target) in together


def test_taking_together_really_leaves_statuses_out() -> None:
    """In the figures of the example area, and in made-up ones: otherwise this whole page would be for nothing."""
    smaller = 0
    for first, last, left in product((900.0, 1100.0), (800.0, 1000.0, 1060.0), (0.4, 0.6)):
        found = figures({"gas_gem": {FIRST: first, LAST: last}})
        together, apart = possible(found, "gas_gem_tc", first * left)
        assert together <= apart
        assert all(one in STATUSES for one in apart)
        smaller += together < apart
    assert smaller > 0
