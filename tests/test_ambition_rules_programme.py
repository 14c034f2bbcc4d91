"""What `check` finds in a programme of measures: what cannot be, what there are no homes for, what stays open."""

from __future__ import annotations

import json

import pytest
from test_ambition_rules import TODAY, gas, whole

from wijkdata import cli
from wijkdata.ambition import file, programme, rules
from wijkdata.ambition.finding import ADVICE, CAUTION, WRONG
from wijkdata.ambition.model import (
    Ambition,
    AreaChoice,
    Figure,
    HousingCosts,
    Measuring,
    Objective,
    OwnMeasurement,
    Scenario,
    Step,
    Target,
)


def objective(target=400.0, **changes):
    """An objective for the gas of Prinsenland that can be tested."""
    pinned = Figure(value=900.0, year=2020, unit="m³/jaar", status="definitief", source="CBS", coverage=1.0)
    parts = {
        "id": "gas",
        "theme": "aardgasvrij",
        "indicator": "gas_gem_tc",
        "direction": "omlaag",
        "baseline": pinned,
        "target": Target(value=target, year=2035),
        "owner": "gemeente",
        "measuring": Measuring(how="CBS", frequency="jaarlijks"),
    }
    return Objective(**{**parts, **changes})


def ambition(*steps, objectives=None, **changes) -> Ambition:
    return Ambition(
        area=AreaChoice(name="Prinsenland", codes=["BU05991448"], boundary_year=2014),
        objectives=[objective()] if objectives is None else objectives,
        scenarios=[Scenario(name="A", steps=list(steps))],
        programme="A",
        **changes,
    )


def found(made, **options):
    return [one for one in rules.check(made, today=TODAY, **options) if _about(one)]


def _about(one):
    return "programma" in one.where + one.message or "kengetal" in one.where or "scenario" in one.where


def step(measure, homes, start=2026, end=2035, kind=""):
    return Step(measure=measure, homes=homes, start=start, end=end, type=kind)


def test_an_objective_that_the_programme_does_not_reach():
    (only,) = found(ambition(step("hybride", 10)))
    assert only.level == CAUTION
    assert only.where == "doel 1 (Gas per woning, gecorrigeerd voor het weer)"
    assert only.message.startswith("Het programma ‘A’ haalt dit doel niet. Van ")
    assert "tekort 491 m³ (tussen 4" in only.message


def test_an_objective_that_it_reaches_is_left_alone():
    assert found(ambition(step("warmtenet", 500))) == []


def test_an_objective_that_it_may_reach_is_advice():
    made = ambition(step("isolatie_standaard", 480), objectives=[objective(700.0)])
    (only,) = found(made)
    assert only.level == ADVICE
    assert "is niet zeker. Van 900 m³ (2020) " in only.message
    assert ": kan beide kanten op, " in only.message


def test_more_homes_than_there_are():
    (only,) = found(ambition(step("warmtenet", 1_000)))
    assert (only.level, only.where) == (CAUTION, "programma ‘A’")
    assert only.message.startswith("Voor ‘Aansluiten op een warmtenet’ vraagt dit programma 4.846 ")
    assert "woningen meer dan er zijn om dit aan te doen" in only.message


@pytest.mark.parametrize(("first", "said"), [(2010, 1), (2014, 1), (2015, 0), (2017, 0), (2018, 0)])
def test_a_programme_that_begins_before_its_figures(first, said):
    """Of Prinsenland there is gas from 2014 on: of what began later the homes from before it are known."""
    early = f"Dit programma begint in {first}, maar het oudste gas waar het van kan uitgaan is van 2014"
    told = [one.message for one in found(ambition(step("warmtenet", 240, first, 2030)))]
    assert sum(one.startswith(early) for one in told) == said
    assert any("dubbel" in one for one in told) == bool(said)


def test_what_cannot_be_is_wrong_and_nothing_is_reckoned_with_it():
    made = ambition(step("pelletkachel", 10), step("hybride", 10, 2030, 2029))
    wrong = found(made)
    assert [(one.level, one.where) for one in wrong] == [(WRONG, "scenario ‘A’")] * 2
    away = found(made.model_copy(update={"programme": "B"}))
    assert away[-1].message == "Het programma ‘B’ is er niet. Kies een ander scenario als programma."


def test_a_number_of_the_team_that_cannot_be():
    made = programme.set_parameter(ambition(step("warmtenet", 500)), "gasprijs", 1.5)
    made = made.model_copy(update={"parameters": [made.parameters[0].model_copy(update={"value": -1.0})]})
    (only,) = found(made)
    assert (only.level, only.where) == (WRONG, "kengetallen")


def test_groups_that_do_not_fit_the_area_are_told():
    made = programme.set_group(
        ambition(step("warmtenet", 500)), "hoekwoning", "", 9_000, gas=2_000, source="telling"
    )
    (only,) = found(made)
    assert (only.level, only.where) == (CAUTION, "programma ‘A’")
    assert "gebruiken samen 18.000.000 m³ per jaar" in only.message


def test_a_count_that_leaves_the_others_far_too_much_gas_is_told():
    made = programme.set_group(
        ambition(step("warmtenet", 500)), "hoekwoning", "", 3_500, gas=100, source="telling"
    )
    told = [one for one in rules.check(made, today=TODAY) if one.where == "woningen van het programma"]
    assert [one.level for one in told] == [CAUTION]
    assert "keer zoveel als zo’n woning landelijk" in told[0].message


def test_a_count_far_above_the_published_number_is_told():
    made = programme.set_group(
        ambition(step("warmtenet", 500)), "appartement", "voor_2000", 20_000, gas=None, source="telling"
    )
    told = [
        one.message for one in rules.check(made, today=TODAY) if one.where == "woningen van het programma"
    ]
    assert any(one.startswith("Met deze telling zijn er 20.") for one in told)


def test_more_gas_for_cooking_than_a_home_uses_is_told():
    made = programme.set_parameter(ambition(step("warmtenet", 500)), "gas_koken", 5_000.0, source="team")
    told = [one.message for one in found(made) if one.where == "kengetallen"]
    assert len(told) == 1
    assert "is meer dan een woning hier in totaal gebruikt" in told[0]


def test_what_was_tried_and_not_chosen_is_told():
    (only,) = found(ambition(step("hybride", 10)).model_copy(update={"programme": ""}))
    assert (only.level, only.where) == (ADVICE, "programma")
    assert only.message.startswith(
        "Er is geen programma gekozen: wat bij Samenhang is geprobeerd komt niet in de doc"
    )
    assert found(ambition().model_copy(update={"programme": ""})) == []


def test_a_type_of_which_there_is_none_is_told():
    """Prinsenland is known by flats and other homes, not by which kind of other homes."""
    told = [one.message for one in found(ambition(step("warmtenet", 10, kind="vrijstaand")))]
    assert "Van het type vrijstaande woning is geen aantal bekend; wat daarvoor is gepland telt niet." in told


@pytest.mark.parametrize(
    "changes",
    [
        {"scenarios": [], "programme": ""},
        {"scenarios": [Scenario(name="A")]},
        {"area": AreaChoice()},
        {"area": AreaChoice(codes=["BU99999999"], boundary_year=2014)},
    ],
)
def test_without_a_programme_or_an_area_nothing_is_held_against_anything(changes):
    assert found(ambition(step("hybride", 10)).model_copy(update=changes)) == []


def test_what_is_only_open_can_be_left_out():
    made = ambition(step("hybride", 10_000, 2010, 2030))
    assert len(found(made)) == 3
    assert found(made, reckoned=False) == []
    assert found(ambition(step("pelletkachel", 10)), reckoned=False)[0].level == WRONG


def test_a_change_of_the_programme_is_seen_at_once():
    made = ambition(step("hybride", 10))
    assert found(made)
    assert found(programme.set_step(made, "A", "warmtenet", 500, 2026, 2035)) == []
    own = OwnMeasurement(indicator="gas_gem_tc", year=2025, value=399.0, source="gemeente, telling 2026")
    # So little gas is doubted, and the objective is reached.
    (only,) = found(made.model_copy(update={"measurements": [own]}))
    assert (only.level, only.where) == (CAUTION, "woningen van het programma")


class TestWoonlasten:
    STEP = step("warmtenet", 500)
    WORDS = "Dit doel gaat over woonlastenneutraal, maar het team heeft niet gekozen"

    def said(self, made):
        return [one for one in rules.check(made, today=TODAY) if one.message.startswith(self.WORDS)]

    @pytest.mark.parametrize(
        "changes",
        [
            {"terms": ["woonlastenneutraliteit"]},
            {"statement": "De aanpak is woonlastenneutraal voor iedereen."},
            {"indicator": "woonlasten_delta", "baseline": None},
        ],
    )
    def test_a_term_that_nothing_can_be_reckoned_with(self, changes):
        (only,) = self.said(ambition(self.STEP, objectives=[objective(**changes)]))
        assert (only.level, only.where.endswith(", woonlasten")) == (CAUTION, True)
        assert "Kies dat bij Samenhang" in only.message

    def test_what_the_team_chose_is_left_alone(self):
        made = ambition(self.STEP, objectives=[objective(terms=["woonlastenneutraliteit"])])
        assert self.said(made.model_copy(update={"housing_costs": HousingCosts()})) == []

    def test_without_a_programme_it_is_no_matter(self):
        made = whole(gas(terms=["woonlastenneutraliteit"]))
        assert self.said(made) == []

    def test_other_terms_are_not_meant(self):
        assert self.said(ambition(self.STEP, objectives=[objective(statement="Iedereen doet mee.")])) == []


def test_the_command_tells_it_too(tmp_path, capsys):
    path = tmp_path / "wijk.ambitie.json"
    file.save(ambition(step("hybride", 10)), path)
    assert cli.main(["check", str(path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert any("haalt dit doel niet" in one["message"] for one in told)
