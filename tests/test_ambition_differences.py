"""Two ambitions compared in words: nothing left out, nothing made up, the same on every run."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from test_ambition_file import ambitions
from test_ambition_rules import figure, gas, whole

from wijkdata.ambition import edit, meeting
from wijkdata.ambition.differences import GROUPS, differences, grouped
from wijkdata.ambition.model import (
    Adopted,
    Agreement,
    Ambition,
    Decision,
    Interest,
    Milestone,
    Note,
    OpenChoice,
    Party,
    Scenario,
    Target,
    Term,
    ThemeChoice,
    Wording,
)
from wijkdata.ambition.parts import KEYS
from wijkdata.ambition.seal import agreed, seal

DAY = date(2026, 5, 31)


def texts(before: Ambition, after: Ambition) -> list[str]:
    return [one.text for one in differences(before, after)]


def only(before: Ambition, after: Ambition) -> tuple[str, str]:
    (one,) = differences(before, after)
    return one.group, one.text


class TestObjectives:
    def test_another_target(self):
        before = whole(gas(target=Target(value=700, year=2030)))
        assert only(before, edit.set_target(before, "gas_gem", 600, 2030)) == (
            "Doelen",
            "Gas per woning: streefwaarde 2030 van 700 naar 600 m³/jaar",
        )

    def test_another_year(self):
        before = whole()
        assert only(before, edit.set_target(before, "gas_gem", 600, 2035))[1] == (
            "Gas per woning: streefjaar van 2030 naar 2035"
        )

    def test_a_small_change_is_told_with_as_many_decimals_as_it_takes(self):
        before = whole(gas(target=Target(value=600.001, year=2030)))
        assert (
            "van 600,001 naar 600,002 m³/jaar"
            in only(before, edit.set_target(before, "gas_gem", 600.002, 2030))[1]
        )

    def test_added_and_taken_away(self):
        before = whole()
        after = edit.remove_objective(before, "gas_gem")
        content = "omschrijving ‘Minder gas per woning.’, streefwaarde 600 m³/jaar in 2030"
        removed = f"Gas per woning: weggehaald ({content})"
        assert texts(before, after) == [removed]
        assert texts(after, before) == [removed.replace("weggehaald", "toegevoegd")]

    def test_two_of_one_name_are_told_apart(self):
        before = whole(gas(), gas(id="gas_gem-2"))
        assert only(before, edit.set_statement(before, "gas_gem-2", "Anders."))[1].startswith(
            "Gas per woning (het 2e van die naam): omschrijving van ‘Minder gas per woning.’ naar ‘Anders.’"
        )

    def test_a_target_taken_away_and_milestones(self):
        before = whole(gas(milestones=[Milestone(year=2025, value=800)]))
        after = edit.set_milestones(edit.clear_target(before, "gas_gem"), "gas_gem", [])
        assert texts(before, after) == [
            "Gas per woning: streefwaarde weggehaald: 600 m³/jaar in 2030",
            "Gas per woning: mijlpalen weggehaald: 800 m³/jaar in 2025",
        ]

    def test_another_baseline(self):
        before = whole()
        assert texts(before, edit.pin_baseline(before, "gas_gem", figure(value=990.0, year=2020)))[:2] == [
            "Gas per woning: nulmeting, waarde van 983 naar 990 m³/jaar",
            "Gas per woning: nulmeting, jaar van 2019 naar 2020",
        ]

    def test_another_order_alone(self):
        before = whole(gas(), gas(id="gas_gem-2"))
        turned = before.model_copy(update={"objectives": before.objectives[::-1]})
        assert texts(before, turned) == ["De volgorde van de doelen is anders"]


class TestTheRest:
    def test_a_theme_that_is_taken_along(self):
        before = whole(themes=[ThemeChoice(theme="circulair", choice="niet", reason="Later.")])
        assert only(before, edit.set_theme(before, "circulair", "moet", "Later.")) == (
            "Thema’s",
            "Circulair: keuze van ‘niet’ naar ‘moet’",
        )

    def test_an_interest_and_its_weight(self):
        seated = meeting.add_party(whole(), "woningcorporatie")
        said = meeting.set_interest(seated, "woningcorporatie", "circulair", 2, "Hergebruik.")
        assert only(seated, said) == (
            "Belangen",
            "woningcorporatie, Circulair: toegevoegd (gewicht 2, tekst ‘Hergebruik.’)",
        )
        heavier = meeting.set_interest(said, "woningcorporatie", "circulair", 0, "Hergebruik.")
        assert only(said, heavier)[1] == "woningcorporatie, Circulair: gewicht van 2 naar 0"

    def test_a_term_with_wordings_and_open_choices(self):
        before = whole(terms=[Term(name="neutraal", wordings=[Wording(party="a", text="x")], choices=[])])
        term = Term(
            name="neutraal",
            agreed="Niet meer.",
            wordings=[Wording(party="a", text="y")],
            choices=[OpenChoice(question="Vanaf nu?", answer="ja")],
        )
        assert texts(before, whole(terms=[term])) == [
            "neutraal: eigen omschrijvingen, a: tekst van ‘x’ naar ‘y’",
            "neutraal: open keuzes, ‘Vanaf nu?’: toegevoegd (antwoord ‘ja’)",
            "neutraal: afgesproken omschrijving toegevoegd: ‘Niet meer.’",
        ]

    def test_an_agreement_that_is_done(self):
        before = whole(agreements=[Agreement(what="Kaart", due=DAY)])
        assert only(before, meeting.change_agreement(before, 0, done=True)) == (
            "Werkafspraken",
            "Kaart: gedaan van nee naar ja",
        )

    def test_decisions_versions_and_notes(self):
        after = whole(
            decisions=[*whole().decisions, Decision(date=DAY, what="Beginnen", who="raad")],
            adopted=[Adopted(number=1, date=DAY, who="raad", fingerprint="0" * 64)],
            notes=[Note(text="Bel.")],
        )
        assert grouped(differences(whole(), after)) == {
            "Besluiten": ["31-5-2026, Beginnen: toegevoegd (wie ‘raad’)"],
            "Vastgestelde versies": ["Versie 1: toegevoegd (datum 31-5-2026, wie ‘raad’)"],
            "Interne notities": ["Bel: toegevoegd"],
        }

    def test_equal_lines_are_counted(self):
        twice = whole(agreements=[Agreement(what="Kaart"), Agreement(what="Kaart")])
        assert only(whole(agreements=[Agreement(what="Kaart")]), twice)[1] == "Kaart: toegevoegd"

    def test_the_party_that_comes_first(self):
        before = whole(
            parties=[Party(name="a", priorities=["circulair"])], interests=[Interest(party="a", theme="x")]
        )
        after = meeting.set_priorities(before, "a", ["woonlasten", "circulair"])
        assert only(before, after)[1] == "a: prioriteiten van ‘circulair’ naar ‘woonlasten’; ‘circulair’"


def test_every_field_has_a_heading_and_every_list_a_key():
    seen = {one for one in Ambition.model_fields if one not in ("schema_version", "changed")}
    assert seen == set(GROUPS)
    lists = {one for one in seen if isinstance(getattr(Ambition(), one), list)}
    assert lists <= set(KEYS)


def same(one: Ambition, other: Ambition) -> bool:
    unseen = {"changed", "schema_version"}
    return one.model_dump(exclude=unseen) == other.model_dump(exclude=unseen)


@st.composite
def pairs(draw):
    """Two ambitions that have some parts in common."""
    before, other = draw(ambitions), draw(ambitions)
    names = draw(st.sets(st.sampled_from(sorted(GROUPS))))
    return before, before.model_copy(update={one: getattr(other, one) for one in names}, deep=True)


class TestNothingLeftOut:
    @settings(max_examples=150, deadline=None)
    @given(pairs())
    def test_no_difference_exactly_when_equal(self, pair):
        before, after = pair
        assert (texts(before, after) == []) == same(before, after)
        assert texts(before, before) == []

    @settings(max_examples=60, deadline=None)
    @given(pairs())
    def test_the_same_on_every_run_and_nothing_is_changed(self, pair):
        copies = [one.model_copy(deep=True) for one in pair]
        assert differences(*pair) == differences(*copies)
        assert list(pair) == copies
        assert all(one.text.strip() and one.group.strip() for one in differences(*pair))

    @settings(max_examples=200, deadline=None)
    @given(ambition=ambitions, data=st.data())
    def test_a_change_of_any_one_field_is_told(self, ambition, data):
        places = list(_places(ambition))
        holder, name = data.draw(st.sampled_from(places))
        other = data.draw(ambitions)
        values = [
            getattr(one, each) for one, each in _places(other) if each == name and type(one) is type(holder)
        ]
        assume(values)
        changed = ambition.model_copy(deep=True)
        twin = dict(zip(map(_id, places), _places(changed), strict=True))[_id((holder, name))]
        setattr_unchecked(*twin, data.draw(st.sampled_from(values)))
        assert (texts(ambition, changed) == []) == same(ambition, changed)

    @settings(max_examples=100, deadline=None)
    @given(pairs())
    def test_the_fingerprint_is_another_exactly_when_something_differs_for_others(self, pair):
        before, after = (agreed(one).model_copy(update={"adopted": []}) for one in pair)
        assert (seal(before) == seal(after)) == (texts(before, after) == [])


def _places(part: BaseModel):
    """Give every field of every part, in the order of the model."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        if name not in ("changed", "schema_version"):
            yield part, name
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, BaseModel):
                yield from _places(one)


def _id(place: tuple[BaseModel, str]) -> tuple[int, str]:
    return id(place[0]), place[1]


def setattr_unchecked(holder: BaseModel, name: str, value: object) -> None:
    """Set a field past the checks of the whole, as a file that was edited by hand could."""
    holder.__dict__[name] = value


@pytest.mark.parametrize("name", sorted(KEYS))
def test_a_key_is_of_a_field_of_the_model(name):
    fields = {one for model in (Ambition, Term, Scenario) for one in model.model_fields}
    assert name in fields
