"""The same area in two years: by what CBS marks, and by the outlines where both are at hand."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import affinity

from wijkdata import datasets, figures
from wijkdata.ambition import edit
from wijkdata.ambition.follow_up import follow_ups
from wijkdata.ambition.model import Ambition
from wijkdata.baseline import baseline
from wijkdata.correspondence import apart, changed_codes, correspondence
from wijkdata.panels.baselines import pinned
from wijkdata.series import series
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.register import area_rows
from wijkdata.sources.tables import cbs
from wijkdata.store import Store

#: CBS marks a changed boundary of Bospolder in 2015 and in 2022.
BOSPOLDER = "BU05990321"


def add_division(year: int, wider: float) -> None:
    """Add boundaries of Rotterdam in which Bospolder is so much wider than in the embedded ones."""
    shapes = datasets.boundaries().reset_index()
    shapes = gpd.GeoDataFrame(shapes.assign(level="buurt", boundary_year=year))
    own = shapes["code"] == BOSPOLDER
    shapes.loc[own, "geometry"] = [affinity.scale(one, wider, 1) for one in shapes.loc[own, "geometry"]]
    loaded = Loaded("kaart", (cbs("kaart", "kaart", (year,)),), boundaries=shapes)
    Store.open().add(loaded, name="kaart", sha256=f"{year:064d}", retrieved="2026-01-01")


def test_an_area_without_a_marked_change_is_the_same() -> None:
    area = figures.project_area("BU05991448", "BU05991449")
    assert correspondence(area, 2014, 2018) == correspondence(area, 2016, 2017)
    assert correspondence(area, 2014, 2018).comparable
    assert correspondence(area, 2014, 2018).reason == ""


def test_a_marked_change_without_both_outlines_cannot_be_vouched_for() -> None:
    area = figures.project_area(BOSPOLDER)
    assert changed_codes(area, 2014, 2018) == [(BOSPOLDER, 2015)]
    found = correspondence(area, 2014, 2018)
    assert (found.comparable, found.overlap) == (False, None)
    assert "gewijzigde grens van Bospolder (2015)" in found.reason
    assert "niet allebei bekend" in found.reason
    assert correspondence(area, 2015, 2018).comparable


@pytest.mark.parametrize(("wider", "comparable"), [(1.0, True), (1.005, True), (1.2, False)])
def test_both_outlines_tell_whether_it_is_the_same_area(wider: float, comparable: bool) -> None:  # noqa: FBT001
    add_division(2016, wider)
    found = correspondence(figures.project_area(BOSPOLDER), 2014, 2018)
    assert found.comparable is comparable
    one = datasets.boundaries().geometry[BOSPOLDER]
    other = affinity.scale(one, wider, 1)
    assert found.overlap == pytest.approx(one.intersection(other).area / one.union(other).area)
    assert "(berekend)" in found.reason


def test_a_change_between_two_buurten_of_a_wijk_does_not_matter_to_the_wijk() -> None:
    wijk = figures.project_area("WK059903")
    assert BOSPOLDER in wijk.buurten
    assert BOSPOLDER not in [code for code, _ in changed_codes(wijk, 2014, 2018)]


DE_PARKEN = "BU02000801"


def add_elsewhere(*years: int, change: str = "1") -> None:
    """Add what CBS says of a buurt in Apeldoorn, and its solar power, in some years."""
    for year in years:
        rows = area_rows(pd.Series([DE_PARKEN]), year, pd.Series(["De Parken"]), pd.Series([change]))
        one = figures.of_areas([BOSPOLDER], ["zonnestroom_vermogen"]).head(1)
        one = one.assign(
            area=DE_PARKEN, year=year, boundary_year=year, table=f"zon {year}", value=10.0 * year
        )
        table = cbs(f"zon {year}", "zon", (year,))
        loaded = Loaded("zon", (table,), observations=one, areas=rows)
        Store.open().add(loaded, name="zon", sha256=f"z{year:063d}", retrieved="2026-01-01")


def test_years_of_which_nobody_knows_whether_the_boundary_changed_are_not_passed_over() -> None:
    """CBS marks a change in its own year only: between 2016 and 2022 the marks of both years say nothing."""
    add_elsewhere(2016, 2022)
    area = figures.project_area(DE_PARKEN)
    found = correspondence(area, 2016, 2022)
    assert (found.comparable, found.changed) == (False, False)
    assert "of de grens van De Parken veranderde in 2017-2021, is hier niet bekend" in found.reason
    notes = series(area, ["zonnestroom_vermogen"]).set_index("year")["note"]
    assert notes[2016] == ""
    assert "veranderde in 2017-2021, is hier niet bekend" in notes[2022]
    add_elsewhere(2018, 2020)
    assert "in 2017, 2019 of 2021, is" in correspondence(area, 2016, 2022).reason
    add_elsewhere(2017, 2019, 2021)
    assert correspondence(area, 2016, 2022) == correspondence(area, 2016, 2016)
    assert not series(area, ["zonnestroom_vermogen"])["note"].str.contains("grens").any()


def test_a_mark_that_cbs_left_empty_is_not_known_either() -> None:
    add_elsewhere(2019, 2021)
    add_elsewhere(2020, change="")
    found = correspondence(figures.project_area(DE_PARKEN), 2019, 2021)
    assert "veranderde in 2020, is hier niet bekend" in found.reason


def test_of_a_gemeente_cbs_gives_no_marks() -> None:
    assert correspondence(figures.project_area("GM0599"), 2010, 2022).comparable


@pytest.mark.parametrize(("wider", "comparable"), [(1.0, True), (1.2, False)])
def test_outlines_tell_where_no_mark_does(wider: float, comparable: bool) -> None:  # noqa: FBT001
    add_elsewhere(2014, 2018)
    add_division(2018, wider)
    for year in (2014, 2018):
        shapes = figures.divisions("GM0599")[year].loc[[BOSPOLDER]].reset_index()
        moved = gpd.GeoDataFrame(shapes.assign(code=DE_PARKEN, name="De Parken"), crs="EPSG:28992")
        loaded = Loaded("kaart", (cbs("kaart", "kaart", (year,)),), boundaries=moved)
        Store.open().add(loaded, name="kaart", sha256=f"k{year:063d}", retrieved="2026-01-01")
    found = correspondence(figures.project_area(DE_PARKEN), 2014, 2018)
    assert found.comparable is comparable
    assert "in 2015-2017, is hier niet bekend" in found.reason
    assert "(berekend)" in found.reason


def of_bospolder() -> tuple[Ambition, pd.DataFrame]:
    area = figures.project_area(BOSPOLDER)
    found = series(area)
    tevreden = baseline(area, year=2014, indicators=["tevreden_buurt_aandeel"], figures=found).iloc[0]
    ambition = edit.set_area(Ambition(), [BOSPOLDER], "Bospolder", 2014)
    ambition, key = edit.start_objective(ambition, "leefbaarheid", "tevreden_buurt_aandeel", pinned(tevreden))
    return edit.set_target(ambition, key, 90.0, 2030), found


def test_progress_over_a_changed_boundary_is_refused_with_the_reason() -> None:
    (standing,) = follow_ups(*of_bospolder())
    assert standing.status == "niet te bepalen"
    assert "veranderde het gebied" in standing.reason


def test_progress_over_a_small_change_says_how_it_was_judged() -> None:
    add_division(2016, 1.005)
    (standing,) = follow_ups(*of_bospolder())
    assert standing.ratio is not None
    assert "vrijwel gelijk gebleven" in standing.reason


def test_the_years_that_are_of_another_area_than_the_one_before() -> None:
    area = figures.project_area(BOSPOLDER)
    assert apart(area, [2014, 2015, 2016, 2018]) == {2015}
    assert apart(area, [2016, 2018]) == set()
    assert apart(area, []) == set()
