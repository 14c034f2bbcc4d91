"""Changes to an ambition: the new one has the change, the old one has not, and what is wrong names its field."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from wijkdata.ambition import edit
from wijkdata.ambition.model import Ambition, Decision, Figure, Milestone, Objective, OwnMeasurement, Target
from wijkdata.errors import TargetError, UnknownAreaError, UnknownIndicatorError, WijkdataError

AWKWARD = '<script>alert(1)</script>\n=1+1 🏘️ "é"  '


def figure(value=900.0, year=2020, unit="m³/jaar"):
    return Figure(value=value, year=year, unit=unit, status="definitief", source="CBS")


@pytest.fixture
def started():
    """One objective on gas with its baseline; nothing else."""
    ambition, _ = edit.start_objective(Ambition(), "energiebesparing", "gas_gem", figure())
    return ambition


def refused(error, field, change, ambition, *arguments, **named):
    """Check that a change is refused for this field and leaves everything as it was; return the message."""
    before = ambition.model_copy(deep=True)
    with pytest.raises(error) as caught:
        change(ambition, *arguments, **named)
    assert caught.value.field == field
    assert ambition == before
    assert str(caught.value).endswith((".", "?"))
    return str(caught.value)


# --- area and themes ---------------------------------------------------------------------------------------------


def test_the_area_is_chosen_by_codes():
    ambition = edit.set_area(Ambition(), ["bu05991448 ", "BU05991448", "WK0363AE"], "Wijk", 2024)
    assert ambition.area.codes == ["BU05991448", "WK0363AE"]
    assert (ambition.area.name, ambition.area.boundary_year) == ("Wijk", 2024)
    assert edit.set_area(ambition, []).area.codes == []


def test_a_code_that_is_none_is_refused():
    said = refused(UnknownAreaError, "codes", edit.set_area, Ambition(), ["BU05991448", "Prinsenland"])
    assert "‘Prinsenland’ is geen code" in said
    refused(UnknownAreaError, "codes", edit.set_area, Ambition(), ["NL00"])
    refused(TargetError, "boundary_year", edit.set_area, Ambition(), [], boundary_year=24)


def test_a_theme_has_one_choice():
    ambition = edit.set_theme(Ambition(), "woonlasten", "kan", "misschien")
    ambition = edit.set_theme(ambition, AWKWARD, "moet", AWKWARD)
    ambition = edit.set_theme(ambition, "woonlasten", "moet", "toch")
    assert [(one.theme, one.choice, one.reason) for one in ambition.themes] == [
        ("woonlasten", "moet", "toch"),
        (AWKWARD, "moet", AWKWARD),
    ]


def test_a_theme_that_cannot_be_is_refused():
    refused(WijkdataError, "theme", edit.set_theme, Ambition(), " ", "moet")
    assert "kies ‘moet’, ‘kan’ of ‘niet’" in refused(
        WijkdataError, "choice", edit.set_theme, Ambition(), "woonlasten", "misschien"
    )
    refused(WijkdataError, "reason", edit.set_theme, Ambition(), "woonlasten", "moet", "x" * 10_001)


# --- objectives --------------------------------------------------------------------------------------------------


def test_ids_are_readable_and_stay():
    ambition, ids = Ambition(), []
    for indicator in ("gas_gem", "gas_gem", None, "gas_gem", None, "co2_wijk"):
        ambition, one = edit.add_objective(ambition, "energiebesparing", indicator, AWKWARD)
        ids.append(one)
    assert ids == ["gas_gem", "gas_gem-2", "doel-1", "gas_gem-3", "doel-2", "co2_woningen"]
    ambition = edit.remove_objective(ambition, "gas_gem-2")
    assert [one.id for one in ambition.objectives] == [
        "gas_gem",
        "doel-1",
        "gas_gem-3",
        "doel-2",
        "co2_woningen",
    ]
    assert all(one.statement == AWKWARD for one in ambition.objectives)


def test_the_direction_comes_from_the_catalogue_and_is_never_guessed():
    ambition, one = edit.add_objective(Ambition(), "energiebesparing", "gas_gem")
    assert ambition.objective(one).direction == "omlaag"
    ambition, two = edit.add_objective(ambition, "Onze straat", None, "Samen eten")
    assert ambition.objective(two).direction is None


def test_an_objective_that_cannot_be_is_refused():
    said = refused(
        UnknownIndicatorError, "indicator", edit.add_objective, Ambition(), "woonlasten", "gas_gen"
    )
    assert "gas_gem" in said
    refused(WijkdataError, "theme", edit.add_objective, Ambition(), "kenmerken", "woningen")
    refused(WijkdataError, "statement", edit.add_objective, Ambition(), "woonlasten", None, "x" * 10_001)


@pytest.mark.parametrize(
    ("change", "arguments"),
    [
        (edit.remove_objective, ()),
        (edit.pin_baseline, (figure(),)),
        (edit.set_target, (600, 2030)),
        (edit.set_path, ("lineair",)),
        (edit.set_milestones, ([],)),
        (edit.set_statement, ("x",)),
        (edit.set_responsibility, ()),
    ],
)
def test_an_objective_that_is_not_there_is_said(started, change, arguments):
    assert "‘weg’ is er niet" in refused(WijkdataError, "objective", change, started, "weg", *arguments)


# --- baseline and target -----------------------------------------------------------------------------------------


def test_a_baseline_is_pinned(started):
    again = edit.pin_baseline(started, "gas_gem", figure(880.0, 2021))
    assert again.objective("gas_gem").baseline == figure(880.0, 2021)
    assert started.objective("gas_gem").baseline == figure()


def test_a_baseline_that_cannot_be_is_refused(started):
    assert "‘kWh’" in refused(
        TargetError, "baseline", edit.pin_baseline, started, "gas_gem", figure(unit="kWh")
    )
    assert "nooit lager dan 0" in refused(
        TargetError, "baseline", edit.pin_baseline, started, "gas_gem", figure(-1.0)
    )
    with_target = edit.set_target(started, "gas_gem", 600, 2030)
    refused(TargetError, "target", edit.pin_baseline, with_target, "gas_gem", figure(500.0))
    refused(TargetError, "target_year", edit.pin_baseline, with_target, "gas_gem", figure(year=2031))


def test_a_target_is_set(started):
    changed = edit.set_target(started, "gas_gem", np.float64(600), np.int64(2030))
    assert changed.objective("gas_gem").target == Target(value=600.0, year=2030)
    assert type(changed.objective("gas_gem").target.year) is int
    assert started.objective("gas_gem").target is None
    keep = edit.set_target(started, "gas_gem", 900, 2030)
    assert keep.objective("gas_gem").target.value == 900.0


@pytest.mark.parametrize(
    ("value", "year", "upper", "field", "said"),
    [
        (1200, 2030, None, "target", "Bedoelt u ‘omhoog’"),
        (-1, 2030, None, "target", "nooit lager dan 0"),
        (float("nan"), 2030, None, "target", "Geef een getal"),
        (float("inf"), 2030, None, "target", "Geef een getal"),
        (600, 2020, None, "target_year", "moet na het jaar van de nulmeting"),
        (600, 30, None, "target_year", "Schrijf het voluit, zoals 2030"),
        (600, 2030.5, None, "target_year", "geen jaartal"),
        (600, float("nan"), None, "target_year", "geen jaartal"),
        (600, 2030, 700, "upper", "tussen twee waarden"),
    ],
)
def test_a_target_that_cannot_be_is_refused(started, value, year, upper, field, said):
    set_before = edit.set_target(started, "gas_gem", 700, 2035)
    for ambition in (started, set_before):
        assert said in refused(TargetError, field, edit.set_target, ambition, "gas_gem", value, year, upper)


def test_a_target_is_checked_without_a_baseline_too():
    ambition, one = edit.add_objective(Ambition(), "aardgasvrij", "aardgasvrij_aandeel")
    assert "100" in refused(TargetError, "target", edit.set_target, ambition, one, 110, 2030)
    assert edit.set_target(ambition, one, 100, 2030).objective(one).target.value == 100.0


def test_a_band_has_two_ends():
    ambition, one = edit.start_objective(
        Ambition(), "participatie", "participatietrede", figure(2.0, unit="trede (1-5)")
    )
    changed = edit.set_target(ambition, one, 3, 2030, 4)
    assert changed.objective(one).target == Target(value=3.0, year=2030, upper=4.0)
    refused(TargetError, "upper", edit.set_target, ambition, one, 3, 2030)
    refused(TargetError, "upper", edit.set_target, ambition, one, 3, 2030, 2)
    refused(TargetError, "upper", edit.set_target, ambition, one, 3, 2030, 6)
    refused(TargetError, "upper", edit.set_target, ambition, one, 3, 2030, float("nan"))


def test_no_target_without_indicator_or_for_background():
    ambition, one = edit.add_objective(Ambition(), "leefbaarheid", None, "Samen eten")
    refused(TargetError, "indicator", edit.set_target, ambition, one, 1, 2030)
    ambition, one = edit.add_objective(Ambition(), "aardgasvrij", "elektra_gem")
    refused(TargetError, "direction", edit.set_target, ambition, one, 1000, 2030)


# --- path and milestones -----------------------------------------------------------------------------------------


def test_a_path_is_chosen(started):
    aimed = edit.set_target(started, "gas_gem", 600, 2030)
    fixed = edit.set_path(aimed, "gas_gem", "absoluut", 0.05)
    assert (fixed.objective("gas_gem").path.kind, fixed.objective("gas_gem").path.rate) == ("absoluut", 0.05)
    curved = edit.set_path(fixed, "gas_gem", "s-curve", steepness=8, midpoint=0.4)
    assert curved.objective("gas_gem").path.rate is None
    assert aimed.objective("gas_gem").path.kind == "lineair"


@pytest.mark.parametrize(
    ("arguments", "named", "field"),
    [
        (("liniair",), {}, "path"),
        (("lineair", 0.05), {}, "rate"),
        (("absoluut", 0.001), {}, "rate"),
        (("s-curve",), {"steepness": -1.0}, "steepness"),
        (("s-curve",), {"midpoint": 2.0}, "midpoint"),
        (("absoluut", float("nan")), {}, "rate"),
    ],
)
def test_a_path_that_cannot_be_drawn_is_refused(started, arguments, named, field):
    aimed = edit.set_target(started, "gas_gem", 600, 2030)
    refused(WijkdataError, field, edit.set_path, aimed, "gas_gem", *arguments, **named)


def test_a_target_that_the_path_cannot_reach_is_refused(started):
    constant = edit.set_path(edit.set_target(started, "gas_gem", 600, 2030), "gas_gem", "constant")
    assert "lineair" in refused(TargetError, "path", edit.set_target, constant, "gas_gem", 0, 2030)


def test_milestones_are_kept_in_order(started):
    aimed = edit.set_path(edit.set_target(started, "gas_gem", 600, 2030), "gas_gem", "mijlpalen")
    points = [Milestone(year=2028, value=700), Milestone(year=2024, value=800)]
    changed = edit.set_milestones(aimed, "gas_gem", points)
    assert [one.year for one in changed.objective("gas_gem").milestones] == [2024, 2028]
    other = edit.set_path(changed, "gas_gem", "s-curve")
    assert len(other.objective("gas_gem").milestones) == 2
    assert edit.set_milestones(other, "gas_gem", []).objective("gas_gem").milestones == []
    refused(TargetError, "milestones", edit.set_target, changed, "gas_gem", 600, 2028)
    refused(TargetError, "milestones", edit.set_target, other, "gas_gem", 600, 2028)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([(2020, 800)], "ligt niet tussen"),
        ([(2030, 800)], "ligt niet tussen"),
        ([(2025, 800), (2025, 700)], "meer dan één mijlpaal in 2025"),
        ([(2025, -1)], "nooit lager dan 0"),
    ],
)
@pytest.mark.parametrize("kind", ["mijlpalen", "stapsgewijs", "lineair"])
def test_milestones_that_cannot_be_are_refused(started, points, said, kind):
    aimed = edit.set_path(edit.set_target(started, "gas_gem", 600, 2030), "gas_gem", kind)
    given = [Milestone(year=year, value=value) for year, value in points]
    assert said in refused(TargetError, "milestones", edit.set_milestones, aimed, "gas_gem", given)


# --- agreements, measurements, decisions -------------------------------------------------------------------------


def test_words_are_kept_literally(started):
    changed = edit.set_responsibility(
        started, "gas_gem", owner=AWKWARD, how=AWKWARD, who=AWKWARD, frequency=AWKWARD
    )
    changed = edit.set_statement(edit.set_title(changed, AWKWARD), "gas_gem", AWKWARD)
    objective = changed.objective("gas_gem")
    assert changed.title == objective.statement == objective.owner == AWKWARD
    assert objective.measuring.how == objective.measuring.who == objective.measuring.frequency == AWKWARD


def test_what_is_not_given_stays(started):
    changed = edit.set_responsibility(started, "gas_gem", owner="Gemeente", how="CBS")
    changed = edit.set_responsibility(changed, "gas_gem", how="", who="bewoners")
    objective = changed.objective("gas_gem")
    assert (objective.owner, objective.measuring.how, objective.measuring.who) == ("Gemeente", "", "bewoners")


def test_a_text_too_long_is_refused_at_its_field(started):
    for field in ("owner", "who", "frequency"):
        said = refused(
            WijkdataError, field, edit.set_responsibility, started, "gas_gem", **{field: "x" * 201}
        )
        assert "langer dan 200 tekens" in said


def own(**changes):
    return OwnMeasurement(
        **{"indicator": "gas_gem", "year": 2023, "value": 800.0, "source": "telling", **changes}
    )


def test_a_measurement_replaces_that_of_the_same_year():
    ambition = edit.add_measurement(Ambition(), own())
    ambition = edit.add_measurement(ambition, own(year=2024))
    ambition = edit.add_measurement(ambition, own(indicator="co2_wijk"))
    ambition = edit.add_measurement(ambition, own(value=790.0, note=AWKWARD))
    assert [(one.indicator, one.year, one.value) for one in ambition.measurements] == [
        ("gas_gem", 2024, 800.0),
        ("co2_woningen", 2023, 800.0),
        ("gas_gem", 2023, 790.0),
    ]
    ambition = edit.remove_measurement(ambition, "co2_wijk", 2023)
    assert [one.year for one in edit.remove_measurement(ambition, "gas_gem", 2023).measurements] == [2024]
    refused(WijkdataError, "year", edit.remove_measurement, ambition, "gas_gem", 1999)


def test_a_measurement_that_cannot_be_is_refused():
    refused(UnknownIndicatorError, "indicator", edit.add_measurement, Ambition(), own(indicator="gas_gen"))
    refused(WijkdataError, "value", edit.add_measurement, Ambition(), own(value=-1.0))
    refused(WijkdataError, "source", edit.add_measurement, Ambition(), own(source=" \n"))


def test_decisions_are_only_added():
    first = Decision(date=date(2026, 5, 31), what=AWKWARD, why="", who="Team")
    ambition = edit.add_decision(Ambition(), first)
    ambition = edit.add_decision(ambition, first)
    assert ambition.decisions == [first, first]
    refused(WijkdataError, "what", edit.add_decision, ambition, Decision(date=date(2026, 5, 31), what=" "))


def test_old_and_new_share_nothing(started):
    pinned = figure()
    changed = edit.pin_baseline(started, "gas_gem", pinned)
    changed.objective("gas_gem").baseline.value = 1.0
    changed.objective("gas_gem").owner = "iemand"
    changed.objectives.append(Objective(id="x", theme="y"))
    assert pinned.value == 900.0
    assert started.objective("gas_gem").baseline.value == 900.0
    assert started.objective("gas_gem").owner == ""
    assert len(started.objectives) == 1


# --- of which area, and when -------------------------------------------------------------------------------------


def test_a_baseline_and_a_measurement_note_of_which_area_they_are():
    ambition = edit.set_area(Ambition(), ["BU05991448"], "", 2024)
    ambition, key = edit.start_objective(ambition, "energiebesparing", "gas_gem", figure())
    ambition = edit.measure(ambition, "gas_gem", 850.0, 2023, "telling")
    moved = edit.set_area(ambition, ["BU05991449"], "", 2024)
    for one in (ambition, moved):
        assert one.objective(key).baseline.area == ["BU05991448"]
        assert one.measurements[0].area == ["BU05991448"]
    assert moved.is_of_this_area(["BU05991449"])
    assert not moved.is_of_this_area(["BU05991448"])
    assert moved.is_of_this_area([])
    again = edit.pin_baseline(moved, key, figure())
    assert again.objective(key).baseline.area == ["BU05991449"]


def test_a_measurement_of_a_year_to_come_is_refused(started):
    said = refused(
        WijkdataError, "year", edit.measure, started, "gas_gem", 850.0, date.today().year + 1, "telling"
    )
    assert "nog niet voorbij" in said
    assert edit.measure(started, "gas_gem", 850.0, date.today().year, "telling").measurements


@pytest.mark.parametrize("year", [25, 2020.5, 0, -2020, math.nan])
def test_a_measurement_without_a_year_is_refused(started, year):
    refused(WijkdataError, "year", edit.measure, started, "gas_gem", 850.0, year, "telling")


@pytest.mark.parametrize(
    ("source", "sample", "response"),
    [
        ("enquête, n=412 van 1.080", 412, 412 / 1080),
        ("enquête, N = 1.412 van de 2000 huishoudens", 1412, 1412 / 2000),
        ("bewonersvragen n=40", 40, None),
        ("telling van de gemeente", None, None),
        ("hoeveelheid n=2,5 per woning", None, None),
    ],
)
def test_the_respondents_of_a_survey_are_read_from_its_source(source, sample, response):
    (made,) = edit.measure(Ambition(), "draagvlak", 50.0, 2024, source).measurements
    assert (made.sample, made.response, made.source) == (sample, response, source)


@pytest.mark.parametrize("source", ["enquête, n=0", "enquête, n=412 van 100"])
def test_respondents_that_cannot_be_are_refused(source):
    refused(WijkdataError, "source", edit.measure, Ambition(), "draagvlak", 50.0, 2024, source)


def test_a_target_is_taken_away_and_the_rest_stays(started):
    key = started.objectives[0].id
    aimed = edit.set_target(started, key, 600.0, 2030)
    cleared = edit.clear_target(aimed, key)
    assert cleared.objective(key).target is None
    assert cleared.objective(key).baseline == aimed.objective(key).baseline


def test_a_milestone_on_the_wrong_side_of_the_baseline_is_refused(started):
    key = started.objectives[0].id
    aimed = edit.set_target(started, key, 600.0, 2030)
    said = refused(
        TargetError, "milestones", edit.set_milestones, aimed, key, [Milestone(year=2025, value=950)]
    )
    assert "mijlpaal van 2025" in said
    assert edit.set_milestones(aimed, key, [Milestone(year=2025, value=850)]).objective(key).milestones


def test_a_measurement_in_one_area_leaves_that_of_another_alone():
    both, one = ["BU05991448", "BU05991449"], ["BU05991448"]
    ambition = edit.measure(edit.set_area(Ambition(), both), "gas_gem", 1000.0, 2024, "team")
    ambition = edit.measure(edit.set_area(ambition, one), "gas_gem", 900.0, 2024, "team")
    assert [(found.area, found.value) for found in ambition.measurements] == [(both, 1000), (one, 900)]
    assert [found.value for found in edit.remove_measurement(ambition, "gas_gem", 2024).measurements] == [
        1000
    ]
    left = edit.remove_measurement(ambition, "gas_gem", 2024, both).measurements
    assert [found.value for found in left] == [900]


def test_what_lies_within_another_chosen_area_is_left_out():
    assert edit.set_area(Ambition(), ["BU05991448", "WK059914", "BU05991301"]).area.codes == [
        "WK059914",
        "BU05991301",
    ]
    assert edit.set_area(Ambition(), ["GM0599", "BU05991448"]).area.codes == ["GM0599"]
