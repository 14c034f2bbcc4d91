"""What was agreed on a day, from the ambition and the versions beside it."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from wijkdata.ambition import edit, file, meeting, notes, today
from wijkdata.ambition.model import Ambition, Decision, Term

DAY = date.today()
BEFORE = DAY - timedelta(days=3)


def ambition() -> Ambition:
    """Return an ambition with two objectives in words, as it stood before the meeting."""
    made, _ = edit.add_objective(Ambition(title="Wijk"), "participatie", None, "Iedereen denkt mee.")
    made, _ = edit.add_objective(made, "leefbaarheid", None, "Het wordt groener.")
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    location = tmp_path / "wijk.ambitie.json"
    file.new(location, ambition())
    return location


def saved(path: Path, changed: Ambition) -> Ambition:
    return file.save(changed, path).ambition


def test_decisions_of_the_day_with_why_and_who(path: Path) -> None:
    now = file.load(path)
    for when, what in ((BEFORE, "Wij dachten na"), (DAY, "Wij beginnen met isoleren.")):
        now = edit.add_decision(
            now, Decision(date=when, what=what, why="dat is altijd nodig", who="stuurgroep")
        )
    found = today.of_day(saved(path, now), path, DAY)
    assert found["Besloten"] == ["Wij beginnen met isoleren. Dat is altijd nodig. Besloten door stuurgroep."]
    assert today.of_day(now, path, BEFORE)["Besloten"][0].startswith("Wij dachten na.")


def test_terms_that_were_agreed_on_the_day(path: Path) -> None:
    terms = [
        Term(name="aardgasvrij", agreed="Geen gas meer", agreed_on=DAY, agreed_by="projectteam"),
        Term(name="betaalbaar", agreed="Niet duurder", agreed_on=BEFORE, agreed_by="projectteam"),
        Term(name="no-regret"),
    ]
    now = file.load(path).model_copy(update={"terms": terms})
    found = today.of_day(now, path, DAY)
    assert found["Zo verstaan we het"] == ["aardgasvrij: Geen gas meer. Afgesproken door projectteam."]


def test_objectives_that_changed_since_the_day_began_and_no_others(path: Path) -> None:
    first, second = file.load(path).objectives
    now = saved(path, edit.set_statement(file.load(path), first.id, "Iedereen beslist mee."))
    now = saved(path, edit.set_statement(now, first.id, "Iedereen beslist samen mee."))
    lines = today.of_day(now, path, DAY)["Doelen die veranderden"]
    assert len(lines) == 1
    assert "Iedereen denkt mee" in lines[0], "from what it was when the day began"
    assert "Iedereen beslist samen mee" in lines[0]
    assert second.statement not in lines[0]


def test_what_changed_on_another_day_is_not_of_this_one(path: Path) -> None:
    now = saved(path, edit.set_statement(file.load(path), ambition().objectives[0].id, "Anders."))
    assert "Doelen die veranderden" in today.of_day(now, path, DAY)
    assert "Doelen die veranderden" not in today.of_day(now, path, DAY + timedelta(days=1))


def test_what_was_changed_and_put_back_is_no_change(path: Path) -> None:
    start = file.load(path)
    saved(path, edit.set_statement(start, start.objectives[0].id, "Anders."))
    now = saved(path, start)
    assert today.of_day(now, path, DAY) == {}


def test_who_does_what_by_day_as_long_as_it_is_open(path: Path) -> None:
    now = meeting.add_party(meeting.add_party(file.load(path), "gemeente"), "huurders")
    now = meeting.add_agreement(now, "tellen", "huurders", None)
    now = meeting.add_agreement(now, "bellen.", "gemeente", date(2027, 3, 1))
    now = meeting.add_agreement(now, "schrijven", "gemeente", date(2027, 2, 1))
    done = now.agreements[2].model_copy(update={"done": True})
    now = now.model_copy(update={"agreements": [*now.agreements[:2], done]})
    assert today.of_day(now, path, DAY)["Wie doet wat"] == [
        "gemeente: bellen, uiterlijk 1-3-2027.",
        "huurders: tellen.",
    ]


def test_what_is_internal_is_not_shown_to_the_room(path: Path) -> None:
    now = edit.add_decision(file.load(path), Decision(date=DAY, what="GEHEIM besluit", internal=True))
    now = meeting.add_party(now, "huurders")
    now = meeting.set_interest(now, "huurders", "woonlasten", 5, "GEHEIM belang", internal=True)
    now = notes.add_note(now, "GEHEIM notitie", "", DAY)
    found = today.of_day(saved(path, now), path, DAY)
    assert "GEHEIM" not in str(found)
    assert found == {"Verder veranderd": ["Partijen"]}


def test_a_trial_has_no_versions_and_a_quiet_day_nothing(path: Path) -> None:
    assert today.of_day(ambition(), None, DAY) == {}
    assert today.of_day(file.load(path), path, DAY) == {}
