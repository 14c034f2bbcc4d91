"""Scenarios, their lines, and the numbers of the team, as they stand in an ambition."""

from __future__ import annotations

import pytest
from counted import programmes
from hypothesis import given

from wijkdata.ambition import file, programme
from wijkdata.ambition.model import Ambition, Assumption, DwellingGroup, HousingCosts, Scenario, Step
from wijkdata.ambition.public import for_others
from wijkdata.errors import WijkdataError

HYBRID = ("hybride", 20, 2026, 2030)


def made() -> Ambition:
    """Return an ambition with a programme of two lines, and another scenario."""
    ambition = programme.choose_programme(programme.add_scenario(Ambition(), "Programma A"), "Programma A")
    ambition = programme.set_step(ambition, "Programma A", *HYBRID)
    ambition = programme.set_step(ambition, "Programma A", "warmtenet", 30, 2027, 2032)
    return programme.add_scenario(ambition, "Alles elektrisch")


def lines(ambition, name="Programma A"):
    return [
        (one.measure, one.homes, one.start, one.end, one.type) for one in programme.steps_of(ambition, name)
    ]


def test_what_is_tried_is_no_programme_until_it_is_chosen():
    tried = programme.plan(Ambition(), "Programma A", *HYBRID[:1], 20, 2026, 2030)
    assert (tried.programme, len(tried.scenarios)) == ("", 1)
    assert programme.choose_programme(tried, "Programma A").programme == "Programma A"
    ambition = made()
    assert [one.name for one in ambition.scenarios] == ["Programma A", "Alles elektrisch"]
    assert ambition.programme == "Programma A"
    assert programme.steps_of(ambition) == programme.steps_of(ambition, "Programma A")
    assert programme.steps_of(Ambition()) == []


def test_a_scenario_can_begin_from_another_and_then_goes_its_own_way():
    ambition = programme.add_scenario(made(), " Programma B ", like="Programma A")
    assert lines(ambition, "Programma B") == lines(ambition)
    ambition = programme.set_step(ambition, "Programma B", "hybride", 0, 2026, 2030)
    assert [one[0] for one in lines(ambition, "Programma B")] == ["warmtenet"]
    assert [one[0] for one in lines(ambition)] == ["hybride", "warmtenet"]


def test_a_new_line_takes_the_place_of_that_of_the_same_measure_and_type():
    ambition = programme.set_step(made(), "Programma A", "hybride", 45, 2028, 2035)
    assert lines(ambition) == [("hybride", 45, 2028, 2035, ""), ("warmtenet", 30, 2027, 2032, "")]
    ambition = programme.set_step(ambition, "Programma A", "hybride", 5, 2026, 2026, "hoekwoning")
    assert lines(ambition)[2] == ("hybride", 5, 2026, 2026, "hoekwoning")
    ambition = programme.set_step(ambition, "Programma A", "hybride", 0, 2028, 2035)
    assert [one[0] for one in lines(ambition)] == ["warmtenet", "hybride"]


def test_the_name_of_the_programme_goes_along():
    ambition = programme.rename_scenario(made(), "Programma A", "Basis")
    assert ambition.programme == "Basis"
    assert lines(ambition, "Basis")[0][0] == "hybride"
    assert programme.rename_scenario(ambition, "Basis", "Basis") == ambition
    assert programme.rename_scenario(ambition, "Alles elektrisch", "B").programme == "Basis"


def test_a_removed_programme_is_none_any_more():
    ambition = programme.remove_scenario(made(), "Programma A")
    assert (ambition.programme, [one.name for one in ambition.scenarios]) == ("", ["Alles elektrisch"])
    assert programme.remove_scenario(made(), "Alles elektrisch").programme == "Programma A"
    chosen = programme.choose_programme(made(), "Alles elektrisch")
    assert chosen.programme == "Alles elektrisch"
    assert programme.steps_of(chosen) == []


def test_nothing_changes_in_the_ambition_that_was_given():
    ambition = made()
    before = ambition.model_dump_json()
    programme.set_step(ambition, "Programma A", "bodem", 5, 2026, 2030)
    programme.remove_scenario(ambition, "Programma A")
    programme.set_parameter(ambition, "gasprijs", 2.0)
    programme.set_group(ambition, "hoekwoning", "", 10, source="telling")
    programme.set_housing_costs(ambition, loan=False)
    assert ambition.model_dump_json() == before


def test_only_a_number_of_the_team_can_be_internal():
    with pytest.raises(WijkdataError, match="wat is gepubliceerd is al openbaar") as refused:
        programme.set_internal(Ambition(), "gasprijs", internal=True)
    assert refused.value.field == "gasprijs"
    made = programme.set_parameter(programme.set_parameter(Ambition(), "gasprijs", 2.0), "stroomprijs", 0.3)
    made = programme.set_internal(made, "gasprijs", internal=True)
    assert {one.id: one.internal for one in made.parameters} == {"gasprijs": True, "stroomprijs": False}
    assert not any(
        one.internal for one in programme.set_internal(made, "gasprijs", internal=False).parameters
    )


def test_the_years_of_one_measure_are_its_own():
    made = programme.plan(Ambition(), "A", "warmtenet", 100, 2027, 2030)
    made = programme.set_step(made, "A", "warmtenet", 50, 2027, 2030, "appartement")
    made = programme.plan(made, "A", "hybride", 100, 2027, 2030)
    later = programme.set_years(made, "A", 2029, 2035, "warmtenet")
    assert [(one.measure, one.type, one.start, one.end) for one in later.scenarios[0].steps] == [
        ("warmtenet", "", 2029, 2035),
        ("warmtenet", "appartement", 2029, 2035),
        ("hybride", "", 2027, 2030),
    ]
    alike = programme.set_years(later, "A", 2028, 2031)
    assert {(one.start, one.end) for one in alike.scenarios[0].steps} == {(2028, 2031)}
    with pytest.raises(WijkdataError, match="ligt vóór het eerste"):
        programme.set_years(made, "A", 2035, 2029, "warmtenet")


def test_a_number_of_the_team_can_be_set_changed_and_taken_back():
    ambition = programme.set_parameter(Ambition(), "gasprijs", 2, low=1.5, source="leverancier")
    ambition = programme.set_parameter(ambition, "stroomprijs", 0.3)
    ambition = programme.set_parameter(ambition, "gasprijs", 1.8)
    assert [(one.id, one.value, one.low) for one in ambition.parameters] == [
        ("gasprijs", 1.8, None),
        ("stroomprijs", 0.3, None),
    ]
    assert [one.id for one in programme.clear_parameter(ambition, "gasprijs").parameters] == ["stroomprijs"]


def test_another_value_makes_nothing_known_that_was_to_stay_within_the_team():
    inside = Assumption(id="gasprijs", value=1.5, low=1.0, high=2.0, source="contract", internal=True)
    ambition = Ambition(parameters=[inside])
    for changed in (
        programme.set_value(ambition, "gasprijs", 1.8),
        programme.set_parameter(ambition, "gasprijs", 1.8, source="contract"),
    ):
        assert changed.parameters[0].value == 1.8
        assert changed.parameters[0].internal
        assert for_others(changed).parameters == []
    assert not programme.set_value(Ambition(), "gasprijs", 1.8).parameters[0].internal


def test_a_group_of_dwellings_can_be_set_changed_and_taken_away():
    ambition = programme.set_group(Ambition(), "hoekwoning", "voor_1992", 40, source="telling")
    ambition = programme.set_group(ambition, "hoekwoning", "", 10, gas=900, source="telling")
    ambition = programme.set_group(ambition, "hoekwoning", "voor_1992", 41, source="hertelling")
    assert {(one.period, one.dwellings, one.gas, one.source) for one in ambition.stock} == {
        ("", 10, 900, "telling"),
        ("voor_1992", 41, None, "hertelling"),
    }
    assert [one.period for one in programme.remove_group(ambition, "hoekwoning", "").stock] == ["voor_1992"]


def test_what_counts_as_woonlasten_stays_as_it_was_where_it_is_not_named():
    ambition = programme.set_housing_costs(Ambition(), resident="huurder")
    ambition = programme.set_housing_costs(ambition, years=15)
    assert ambition.housing_costs == HousingCosts(resident="huurder", years=15)
    assert programme.housing_costs_of(Ambition()) == HousingCosts()


REFUSED = {
    "no name": (lambda one: programme.add_scenario(one, "  "), "name", "Geef het scenario een naam."),
    "same name": (lambda one: programme.add_scenario(one, " Programma A"), "name", "Er is al een scenario"),
    "renamed to it": (
        lambda one: programme.rename_scenario(one, "Alles elektrisch", "Programma A"),
        "name",
        "Er is al een scenario",
    ),
    "like none": (
        lambda one: programme.add_scenario(one, "C", like="X"),
        "scenario",
        "Het scenario ‘X’ is er niet",
    ),
    "no scenario": (lambda one: programme.set_step(one, "X", *HYBRID), "scenario", "Kies een ander."),
    "rename none": (lambda one: programme.rename_scenario(one, "X", "Y"), "scenario", "Het scenario ‘X’"),
    "remove none": (lambda one: programme.remove_scenario(one, "X"), "scenario", "Het scenario ‘X’"),
    "choose none": (lambda one: programme.choose_programme(one, "X"), "scenario", "Het scenario ‘X’"),
    "steps of none": (lambda one: programme.steps_of(one, "X"), "scenario", "Het scenario ‘X’"),
    "measure": (
        lambda one: programme.set_step(one, "Programma A", "pelletkachel", 1, 2026, 2027),
        "measure",
        "De maatregel ‘pelletkachel’ kennen wij niet",
    ),
    "fewer than none": (
        lambda one: programme.set_step(one, "Programma A", "hybride", -1, 2026, 2027),
        "homes",
        "",
    ),
    "backwards": (
        lambda one: programme.set_step(one, "Programma A", "hybride", 1, 2027, 2026),
        "end",
        "ligt vóór het eerste",
    ),
    "no year": (lambda one: programme.set_step(one, "Programma A", "hybride", 1, 20, 2026), "start", ""),
    "parameter": (lambda one: programme.set_parameter(one, "gasprijs", -1), "gasprijs", "kan niet"),
    "unknown": (lambda one: programme.set_parameter(one, "x", 1), "x", "Het kengetal ‘x’ kennen wij niet."),
    "no source": (
        lambda one: programme.set_group(one, "hoekwoning", "", 10),
        "source",
        "Geef aan waar de telling vandaan komt",
    ),
    "no homes": (
        lambda one: programme.set_group(one, "hoekwoning", "", 0, source="x"),
        "dwellings",
        "Geef een aantal woningen boven de 0.",
    ),
    "years": (lambda one: programme.set_housing_costs(one, years=0), "years", ""),
    "resident": (lambda one: programme.set_housing_costs(one, resident="kat"), "resident", ""),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_in_dutch_with_its_field(case):
    call, field, words = REFUSED[case]
    with pytest.raises(WijkdataError) as refused:
        call(made())
    assert refused.value.field == field
    assert words in str(refused.value)
    assert str(refused.value)[0].isupper()


@given(programmes)
def test_a_programme_is_the_same_after_it_was_kept_in_a_file(tmp_path_factory, plan):
    path = tmp_path_factory.mktemp("ambitie") / "wijk.ambitie.json"
    kept = Ambition(
        scenarios=[Scenario(name="A", steps=plan, note="van de gemeente")],
        programme="A",
        parameters=[Assumption(id="gasprijs", value=1.5, low=1.0, high=2.0, source="leverancier")],
        stock=[
            DwellingGroup(type="hoekwoning", period="voor_1992", dwellings=10.5, gas=900.0, source="telling")
        ],
        housing_costs=HousingCosts(resident="huurder", each=True, years=15),
    )
    read = Ambition.model_validate_json(kept.model_dump_json())
    assert read == kept
    file.save(kept, path)
    again = file.load(path)
    assert again.model_copy(update={"changed": None}) == kept


def test_problems_name_everything_that_cannot_be_where_it_stands():
    ambition = Ambition(
        scenarios=[
            Scenario(name="A", steps=[Step(measure="pelletkachel", homes=1, start=2026, end=2027)]),
            Scenario(name="B", steps=[Step(measure="hybride", homes=1, start=2027, end=2026)]),
        ],
        programme="C",
        parameters=[Assumption(id="gasprijs", value=-1.0), Assumption(id="x", value=1.0)],
        stock=[DwellingGroup(type="kasteel", dwellings=1)],
    )
    found = programme.problems(ambition)
    assert [where for where, _ in found] == [
        "scenario ‘A’",
        "scenario ‘B’",
        "kengetallen",
        "kengetallen",
        "woningen van de wijk",
        "programma",
    ]
    assert found[-1][1] == "Het programma ‘C’ is er niet. Kies een ander scenario als programma."
    assert programme.problems(made()) == []
