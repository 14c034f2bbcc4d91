"""Who presses a button twice means it once: the second press changes nothing and refuses nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

import ipywidgets as widgets
import pytest
from acts import type_decision, type_own_measurement

from wijkdata.ambition import elsewhere, file, meeting
from wijkdata.ambition.model import Ambition
from wijkdata.panels import (
    AmbitionModel,
    CoherencePanel,
    DecisionsPanel,
    ObjectivesPanel,
    PartiesPanel,
    TermsPanel,
    fields,
)
from wijkdata.panels.elsewhere import ElsewherePanel
from wijkdata.panels.panel import Panel

Made = tuple[Panel, widgets.Button, Callable[[Ambition], object]]


def decide(model: AmbitionModel) -> Made:
    panel, _, _ = type_decision(model)
    return panel, panel.add, lambda one: len(one.decisions)


def note(model: AmbitionModel) -> Made:
    panel = DecisionsPanel(model)
    panel.note.value = "Bel de corporatie"
    return panel, panel.add_note_button, lambda one: len(one.notes)


def adopt(model: AmbitionModel) -> Made:
    panel = DecisionsPanel(model)
    panel.adopter.value = "stuurgroep"
    panel.adopt_button.click()
    return panel, panel.sure, lambda one: len(one.adopted)


def agree(model: AmbitionModel) -> Made:
    panel = PartiesPanel(model)
    form = panel.agreements
    form.what.value, form.owner.value, form.due.value = "Kaart maken", "gemeente", "31-5-2027"
    return panel, form.add, lambda one: len(one.agreements)


def seat(model: AmbitionModel) -> Made:
    panel = PartiesPanel(model)
    panel.new.value = "waterschap"
    return panel, panel.add, lambda one: len(one.parties)


def take_up(model: AmbitionModel) -> Made:
    panel = TermsPanel(model)
    panel.term.value = panel.term.options[-1][1]
    return panel, panel.take_up, lambda one: len(one.terms)


def take_over(model: AmbitionModel) -> Made:
    panel = ElsewherePanel(model)
    panel.refresh()
    return panel, panel.cards[0].button, lambda one: len(one.objectives)


def measure(model: AmbitionModel) -> Made:
    panel, _, _ = type_own_measurement(model)
    return panel, panel.own.keep, lambda one: len(one.measurements)


DEEDS = [decide, note, adopt, agree, seat, take_up, take_over, measure]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda one: one.__name__)
def test_the_second_of_two_presses_is_the_first(model, path, deed):
    panel, button, count = deed(model)
    before = count(model.ambition)
    button.click()
    said, kept, stored = panel.message.text, model.ambition, path.read_bytes()
    assert count(kept) == before + 1
    assert said
    button.click()
    assert model.ambition is kept
    assert path.read_bytes() == stored
    assert panel.message.text == said
    assert "wd-error" not in panel.message.value


@pytest.mark.parametrize(
    ("deed", "said"),
    [(decide, "Schrijf eerst op"), (agree, "Schrijf eerst op"), (seat, "naam")],
    ids=lambda one: getattr(one, "__name__", ""),
)
def test_after_typing_and_emptying_the_button_says_what_is_missing(model, deed, said):
    panel, button, count = deed(model)
    button.click()
    field = {decide: "what", seat: "new"}.get(deed)
    what = getattr(panel, field) if field else panel.agreements.what
    what.value = "x"
    what.value = ""
    before = count(model.ambition)
    button.click()
    assert count(model.ambition) == before
    assert "wd-error" in panel.message.value
    assert said.lower() in panel.message.text.lower()


def test_the_same_can_be_decided_again_by_typing_it_again(model):
    panel, button, _ = decide(model)
    for what in ("Eerst dit", "Dan dat"):
        panel.what.value = what
        button.click()
    assert [one.what for one in model.ambition.decisions[-2:]] == ["Eerst dit", "Dan dat"]


def test_what_could_not_be_kept_is_tried_again_by_pressing_again(model, disk):
    panel, button, _ = decide(model)
    disk("full")
    button.click()
    assert "schijf is vol" in panel.message.text
    disk("free")
    button.click()
    assert panel.message.text == "Het besluit is vastgelegd."
    assert model.ambition.decisions[-1].date == date.today()
    assert file.load(model.path).decisions == model.ambition.decisions


def test_an_example_that_was_undone_can_be_taken_over_again(model):
    panel, button, count = take_over(model)
    button.click()
    model.undo()
    panel.refresh()
    before = count(model.ambition)
    button.click()
    assert count(model.ambition) == before + 1
    assert elsewhere.taken_over(model.ambition, elsewhere.examples()[panel.cards[0].example_id])


def objectives(model: AmbitionModel) -> Made:
    panel = ObjectivesPanel(model)
    return panel, panel.remove, lambda one: len(one.objectives)


def terms(model: AmbitionModel) -> Made:
    panel = TermsPanel(model)
    return panel, panel.remove, lambda one: len(one.terms)


def scenarios(model: AmbitionModel) -> Made:
    panel = CoherencePanel(model)
    return panel, panel.scenarios.remove, lambda one: len(one.scenarios)


def agreements(model: AmbitionModel) -> Made:
    panel = PartiesPanel(model)
    for what in ("Eerst dit", "Dan dat"):
        model.change(meeting.add_agreement, what)
    panel.agreements.which.value = 0
    return panel, panel.agreements.remove, lambda one: len(one.agreements)


@pytest.fixture
def moment(monkeypatch) -> list[float]:
    """Return the time of the presses, which a test sets on; presses close in time are one double click."""
    now = [100.0]
    monkeypatch.setattr(fields, "DOUBLE_CLICK", 0.5)
    monkeypatch.setattr(fields.time, "monotonic", lambda: now[0])
    return now


@pytest.mark.parametrize("made", [objectives, terms, scenarios, agreements])
def test_a_double_click_takes_one_away(model, moment, made):
    _, button, count = made(model)
    before = count(model.ambition)
    button.click()
    moment[0] += 0.2
    button.click()
    assert count(model.ambition) == before - 1


def test_a_later_press_takes_the_next(model, moment):
    _, button, count = objectives(model)
    before = count(model.ambition)
    button.click()
    moment[0] += 0.6
    button.click()
    assert count(model.ambition) == before - 2


def test_a_double_click_on_a_chip_leaves_the_next_chip(model, monkeypatch):
    monkeypatch.setattr(fields, "DOUBLE_CLICK", 0.5)
    chips, taken = fields.Chips(), []
    names = ["a", "b", "c"]

    def fill() -> None:
        chips.fill([(one, "", partial(take, one)) for one in names])

    def take(name: str) -> None:
        taken.append(name)
        names.remove(name)
        fill()

    fill()
    chips.children[0].click()
    chips.children[0].click()
    assert taken == ["a"]
