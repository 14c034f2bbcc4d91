"""A year of which somebody loaded one buurt is no gemeente of one buurt; a division that changed stays one."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkdata import catalogue, observations
from wijkdata.aggregate import aggregate
from wijkdata.areas import Areas
from wijkdata.sources.register import area_rows
from wijkdata.wholeness import whole_years

WIJK = "WK900101"
CODES = [f"BU900101{number:02}" for number in range(1, 9)]

#: Buurten per year, the years in which a boundary is marked as changed, and the years that are whole: worked by hand.
CASES: dict[str, tuple[dict[int, str], dict[str, list[int]], list[int]]] = {
    "nothing is known": ({}, {}, []),
    "one year, of which nothing tells that there is more": ({2025: "A"}, {}, [2025]),
    "the same buurten every year": ({2023: "ABCD", 2024: "ABCD"}, {}, [2023, 2024]),
    "one of four was loaded of the newest year": ({2023: "ABCD", 2024: "ABCD", 2025: "A"}, {}, [2023, 2024]),
    "all but one were loaded of the newest year": ({2024: "ABCD", 2025: "ABC"}, {}, [2024]),
    "another buurt of each of two years": ({2023: "ABCD", 2024: "A", 2025: "B"}, {}, [2023]),
    "a part of a year between two that are whole": (
        {2023: "ABCD", 2024: "BC", 2025: "ABCD"},
        {},
        [2023, 2025],
    ),
    "a part of the oldest year": ({2023: "A", 2024: "ABCD"}, {}, [2024]),
    "more and more of them": ({2023: "A", 2024: "ABC", 2025: "ABCDEFGH"}, {}, [2025]),
    "two went into a new one": ({2024: "ABCD", 2025: "ABE"}, {}, [2024, 2025]),
    "one went into another": ({2024: "ABCD", 2025: "ABC"}, {"A": [2025]}, [2024, 2025]),
    "two went into another": ({2024: "ABCD", 2025: "AB"}, {"A": [2025]}, [2024, 2025]),
    "three cannot have gone into one": ({2024: "ABCD", 2025: "A"}, {"A": [2025]}, [2024]),
    "the mark is of a year in between": ({2022: "ABCD", 2025: "ABC"}, {"A": [2024]}, [2022, 2025]),
    "the mark is of before": ({2024: "ABCD", 2025: "ABC"}, {"A": [2024]}, [2024]),
    "the mark is of what disappeared": ({2024: "ABCD", 2025: "ABC"}, {"D": [2025]}, [2024]),
    "all got another code": ({2024: "ABCD", 2025: "EFGH"}, {}, [2024, 2025]),
    "one was divided in two": ({2024: "ABC", 2025: "ABDE"}, {}, [2024, 2025]),
    "one was divided in three, and marked": ({2024: "A", 2025: "ABC"}, {"A": [2025]}, [2024, 2025]),
    "one was added": ({2024: "ABC", 2025: "ABCD"}, {}, [2024, 2025]),
    "a part after a change is held against the new division": (
        {2023: "ABCD", 2024: "ABE", 2025: "AB"},
        {},
        [2023, 2024],
    ),
    "another buurt of each of two years may be one that got another code": (
        {2024: "A", 2025: "B"},
        {},
        [2024, 2025],
    ),
    "a year without a buurt is no division": ({2024: "ABCD", 2025: ""}, {}, [2024]),
}


@pytest.mark.parametrize("case", CASES)
def test_the_years_that_are_whole(case: str) -> None:
    known, changes, expected = CASES[case]
    assert whole_years({year: set(codes) for year, codes in known.items()}, changes) == expected


YEARS = st.integers(2015, 2025)


@given(st.sets(YEARS, min_size=1), st.dictionaries(YEARS, st.sets(st.sampled_from(CODES), min_size=1)))
def test_of_a_division_that_did_not_change_no_part_is_the_newest(
    full: set[int], parts: Mapping[int, set[str]]
) -> None:
    known = {**parts, **{year: set(CODES) for year in full}}
    complete = {year for year, codes in known.items() if codes == set(CODES)}
    whole = whole_years(known, {})
    assert complete <= set(whole)
    assert max(whole) == max(complete)


# --- the register -------------------------------------------------------------------------------------------------


def _register(codes_of: Mapping[int, list[str]]) -> Areas:
    """Return a register in which the wijk itself stands in every year."""
    frames = []
    for year, codes in codes_of.items():
        names = pd.Series([WIJK, *codes])
        frames.append(area_rows(names, year, names, pd.Series("1", index=names.index)))
    return Areas(pd.concat(frames, ignore_index=True))


PARTLY = _register({2023: CODES, 2024: CODES, 2025: CODES[:1]})


def test_a_wijk_of_which_one_buurt_was_loaded_keeps_its_buurten() -> None:
    area = PARTLY.project_area([WIJK])
    assert area.buurten == tuple(CODES)
    assert area.boundary_year == 2024


def test_one_buurt_is_meant_in_the_newest_year_in_which_it_occurs() -> None:
    area = PARTLY.project_area(CODES[:1])
    assert (area.buurten, area.boundary_year) == ((CODES[0],), 2025)


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_a_year_that_is_asked_for_has_all_its_buurten(year: int) -> None:
    assert PARTLY.children(WIJK, year) == CODES
    assert PARTLY.project_area([WIJK], boundary_year=year).buurten == tuple(CODES)


@pytest.mark.parametrize("year", [2010, 2022, 2026])
def test_in_a_division_in_which_it_does_not_occur_it_has_none(year: int) -> None:
    assert PARTLY.children(WIJK, year) == []


def test_of_two_years_as_near_the_later_one_tells_the_buurten() -> None:
    register = _register({2023: CODES[:6], 2024: CODES[:1], 2025: CODES})
    assert register.children(WIJK, 2023) == CODES[:6]
    assert register.children(WIJK, 2024) == CODES


def test_a_wijk_of_which_no_buurt_is_known_has_none() -> None:
    register = _register({2024: [], 2025: []})
    area = register.project_area([WIJK])
    assert (area.buurten, area.boundary_year) == ((), 2025)


# --- figures ------------------------------------------------------------------------------------------------------

#: Dwellings of each buurt; they stay the same, so that what is missing is as large in every year.
DWELLINGS = dict(zip(CODES, range(100, 900, 100), strict=True))


def _observed(figures: Mapping[tuple[str, str, int], float]) -> pd.DataFrame:
    rows = [
        {
            "area": area,
            "indicator": indicator,
            "year": year,
            "value": value,
            "unit": catalogue.indicator(indicator).unit,
            "status": "geheim" if np.isnan(value) else "definitief",
            "source": "CBS",
            "table": f"T{year}",
            "method": "gepubliceerd",
            "note": "",
            "retrieved": "2025-01-31",
            "boundary_year": year,
        }
        for (area, indicator, year), value in figures.items()
    ]
    return observations.validate(pd.DataFrame(rows))


def _told(figures: Mapping[tuple[str, str, int], float]) -> pd.DataFrame:
    """Return the figures of the wijk, with a register that knows only the areas of which there is a figure."""
    codes_of = {
        year: sorted({area for area, _, of_year in figures if of_year == year and area != WIJK})
        for year in sorted({year for _, _, year in figures})
    }
    register = _register(codes_of)
    found = aggregate(_observed(figures), register.project_area([WIJK]), register)
    return found.set_index(["indicator", "year"])


@settings(deadline=None, max_examples=40)
@given(
    gas=st.lists(st.sampled_from([np.nan, 600.0, 900.0, 1400.0]), min_size=16, max_size=16),
    gone=st.sets(st.sampled_from(CODES)),
    own=st.sampled_from([(), (2024,)]),
)
def test_what_is_left_out_of_a_year_never_makes_its_figures_look_fuller(
    gas: list[float], gone: set[str], own: tuple[int, ...]
) -> None:
    full = {
        (code, "woningen", year): float(homes) for code, homes in DWELLINGS.items() for year in (2024, 2025)
    }
    full |= {
        (code, "gas_gem", year): value
        for (code, year), value in zip(
            ((code, year) for code in CODES for year in (2024, 2025)), gas, strict=True
        )
    }
    full |= {(WIJK, "woningen", year): float(sum(DWELLINGS.values())) for year in own}
    left = {place: value for place, value in full.items() if place[2] == 2024 or place[0] not in gone}
    before, after = _told(full), _told(left)
    for place, row in after.iterrows():
        was = before.loc[place]
        assert row["coverage"] <= was["coverage"] + 1e-12
        same = row["value"] == was["value"] or (np.isnan(row["value"]) and np.isnan(was["value"]))
        assert same or row["coverage"] < was["coverage"]
        assert same or "geen cijfer voor" in row["note"]
        if place[1] == 2025:
            assert gone <= set(row["missing"])


def test_the_sum_of_a_part_is_no_sum_and_names_the_others() -> None:
    figures = {(code, "woningen", 2024): float(homes) for code, homes in DWELLINGS.items()}
    row = _told({**figures, (CODES[7], "woningen", 2025): 800.0}).loc[("woningen", 2025)]
    assert np.isnan(row["value"])
    # 800 of the 3,600 dwellings; the other 2,800 are those of 2024.
    assert row["coverage"] == pytest.approx(800 / 3600)
    assert row["missing"] == tuple(CODES[:7])
    assert "en 3 andere buurten (2.800 woningen); de andere buurten samen: 800 woningen" in row["note"]


# --- buurten that were never loaded ---------------------------------------------------------------------------------

#: One buurt of 100 dwellings in a wijk of which the publisher counts as many as given, in the same year or another.
COUNTED = [
    (1000.0, 2025, 0.1),
    (1000.0, 2024, 1.0),  # what was built in between is no other buurt
    (104.0, 2025, 1.0),  # numbers are rounded to five
    (106.0, 2025, 100 / 106),
    (90.0, 2025, 1.0),
    (np.nan, 2025, 1.0),  # nothing tells how many there are
]


@pytest.mark.parametrize(("homes", "year", "coverage"), COUNTED)
def test_what_the_publisher_counts_beyond_the_buurten_is_missing(
    homes: float, year: int, coverage: float
) -> None:
    buurt = CODES[0]
    figures = {(buurt, "woningen", 2025): 100.0, (WIJK, "woningen", year): homes}
    found = _told({**figures, (buurt, "gas_gem", 2025): 900.0, (buurt, "inwoners", 2025): 210.0})
    people, gas = found.loc[("inwoners", 2025)], found.loc[("gas_gem", 2025)]
    assert gas["value"] == 900.0
    assert gas["coverage"] == pytest.approx(coverage)
    assert people["coverage"] == pytest.approx(coverage)
    if coverage == 1:
        assert people["value"] == 210.0
        assert (gas["note"], gas["missing"]) == ("", ())
    else:
        assert np.isnan(people["value"])
        assert gas["missing"] == (WIJK,)
        assert f"geen cijfer voor een deel van {WIJK}" in gas["note"]
        assert people["missing_dwellings"] == homes - 100


def test_many_that_are_most_of_the_area_are_counted() -> None:
    codes = [f"BU9001{wijk:02}{number:02}" for wijk in (1, 2) for number in range(10)]
    names = pd.Series(["GM9001", *codes])
    register = Areas(area_rows(names, 2025, names, pd.Series("1", index=names.index)))
    table = _observed(
        {**{(code, "woningen", 2025): 10.0 for code in codes}, (codes[0], "gas_gem", 2025): 900.0}
    )
    row = aggregate(table, register.project_area(["GM9001"]), register, ["gas_gem"]).iloc[0]
    assert row["note"] == "geen cijfer voor 19 van de 20 buurten (190 woningen)"
