"""The view for the room: objective by objective, and what was agreed today."""

from __future__ import annotations

import io
from datetime import date

import matplotlib.image
import pytest
from acts import shown

from wijkdata.ambition import edit, file
from wijkdata.ambition.model import Ambition, Decision
from wijkdata.panels import AmbitionModel, ObjectivesPanel, Workshop, open_workshop, stage
from wijkdata.panels.workshop import STEPS

OBJECTIVES = STEPS.index(ObjectivesPanel)


@pytest.fixture
def screen(model) -> Workshop:
    return Workshop(model)


def words(text: str) -> AmbitionModel:
    ambition, _ = edit.add_objective(Ambition(), "participatie", None, text)
    return AmbitionModel(ambition)


def test_it_begins_at_the_objective_that_was_looked_at(screen):
    screen.go(OBJECTIVES)
    screen.panel.objective.label = "Gasaansluitingen"
    screen.room.click()
    assert screen.stage.current.id == screen.panel.objective.value
    assert "wd-on-stage" in screen._dom_classes
    screen.stage.leave.click()
    assert "wd-on-stage" not in screen._dom_classes
    assert "wd-hidden" in screen.stage._dom_classes


def test_every_objective_has_its_page_and_the_last_is_today(screen):
    screen.room.click()
    seen = []
    while not screen.stage.on.disabled:
        seen.append(screen.stage.page)
        assert f"doel {len(seen)} van {len(screen.model.ambition.objectives)}" in screen.stage.where.value
        assert screen.stage.message.text == ""
        screen.stage.on.click()
    assert seen == [one.id for one in screen.model.ambition.objectives]
    assert screen.stage.page == stage.TODAY
    assert "Afgesproken op" in screen.stage.words.value
    assert screen.stage.today.disabled
    screen.stage.back.click()
    assert screen.stage.page == seen[-1]


def test_the_picture_is_of_the_objective_and_says_what_is_on_it(screen):
    screen.room.click()
    screen.stage.go("gas_gem_tc")
    assert "doel 2030: 700" in screen.stage.picture.tooltip
    assert "Bron nulmeting: CBS" in screen.stage.picture.tooltip
    drawn = matplotlib.image.imread(io.BytesIO(screen.stage.picture.value), format="png")
    assert drawn.shape[:2] == (2 * stage.SIZE[1], 2 * stage.SIZE[0])
    # Shown over a window of 1366 px, the smallest text is larger than that of a step.
    assert 16 * 1366 / stage.SIZE[0] > 22


def test_an_objective_in_words_stands_there_large_and_harmless(monkeypatch):
    screen = Workshop(words("Iedereen <b>denkt</b> mee."))
    screen.room.click()
    assert "Iedereen &lt;b&gt;denkt&lt;/b&gt; mee." in screen.stage.words.value
    assert screen.stage.picture.layout.display == "none"
    assert "Participatie" in screen.stage.words.value


def test_without_objectives_it_says_what_comes_here():
    screen = Workshop(AmbitionModel(Ambition()))
    screen.room.click()
    assert screen.stage.page == stage.TODAY
    assert "Hier komt te staan" in screen.stage.words.value
    assert screen.stage.back.disabled
    assert screen.stage.on.disabled


def test_a_decision_of_today_stands_on_the_last_page(screen):
    screen.model.change(edit.add_decision, Decision(date=date.today(), what="Wij beginnen", who="stuurgroep"))
    screen.room.click()
    screen.stage.today.click()
    assert "Wij beginnen. Besloten door stuurgroep." in screen.stage.words.value


def test_many_decisions_are_paged_and_none_is_lost(screen):
    for number in range(40):
        screen.model.change(edit.add_decision, Decision(date=date.today(), what=f"Besluit nummer {number}"))
    screen.room.click()
    screen.stage.today.click()
    found = screen.stage.words.value
    while not screen.stage.pager.on.disabled:
        screen.stage.pager.on.click()
        found += screen.stage.words.value
    for number in range(40):
        assert f"Besluit nummer {number}." in found


def test_paper_is_changed_for_everybody_and_named_after_what_comes(screen):
    screen.room.click()
    assert screen.stage.paper.description == "Donker"
    before = screen.stage.picture.value
    screen.stage.paper.click()
    assert screen.model.dark
    assert screen.stage.paper.description == "Licht"
    assert screen.stage.picture.value != before


def test_the_step_behind_it_is_drawn_when_it_is_seen_again(screen):
    screen.go(OBJECTIVES)
    before = screen.panel.picture.value
    screen.room.click()
    screen.stage.paper.click()
    assert screen.panel.picture.value == before
    screen.stage.leave.click()
    assert screen.panel.picture.value != before
    assert shown(screen.panel)


def test_a_reload_comes_back_to_the_page(path, monkeypatch):
    monkeypatch.setenv("WIJKDATA_AMBITIE", str(path))
    screen = open_workshop()
    screen.room.click()
    screen.stage.go("gas_gem_tc")
    again = open_workshop()
    assert again.stage.page == "gas_gem_tc"
    assert "wd-on-stage" in again._dom_classes
    again.stage.leave.click()
    assert open_workshop().stage is None


def test_an_objective_that_is_gone_makes_way(screen, path):
    screen.room.click()
    screen.stage.go("gas_gem_tc")
    screen.model.change(edit.remove_objective, "gas_gem_tc")
    assert screen.stage.page == file.load(path).objectives[0].id


def test_what_cannot_be_kept_stays_in_sight(screen, disk):
    screen.room.click()
    disk("full")
    with pytest.raises(Exception, match="vol"):
        screen.model.change(edit.set_theme, "circulair", "moet", "")
    assert shown(screen.unsaved)


def test_the_computer_set_to_dark_is_followed_until_somebody_chooses(screen):
    screen.as_system.click()
    assert screen.model.dark
    screen.choose_paper(dark=False)
    screen.as_system.click()
    assert not screen.model.dark
