"""The screen opens where it was, and on the paper that was chosen."""

from __future__ import annotations

import io

import matplotlib.image
import numpy as np
import pytest

from wijkdata import look
from wijkdata.ambition import file
from wijkdata.panels import (
    AmbitionModel,
    DelayPanel,
    ObjectivesPanel,
    ProgressPanel,
    Workshop,
    open_workshop,
    place,
)
from wijkdata.panels.place import Place
from wijkdata.panels.workshop import STEPS

OBJECTIVES, PROGRESS = STEPS.index(ObjectivesPanel), STEPS.index(ProgressPanel)


@pytest.fixture
def screen(path, monkeypatch):
    monkeypatch.setenv("WIJKDATA_AMBITIE", str(path))
    return open_workshop()


def paper(panel) -> str:
    """The colour of the corner of what is drawn."""
    drawn = matplotlib.image.imread(io.BytesIO(panel.picture.value), format="png")
    return "#" + bytes(np.round(drawn[0, 0, :3] * 255).astype(np.uint8)).hex().upper()


def test_step_view_and_objective_are_found_again(screen, path):
    before = path.read_bytes()
    screen.go(OBJECTIVES)
    screen.panel.objective.label = "Vermogen zonnepanelen op woningen"
    screen.panel.part.label = "Afspraken"
    screen.go(PROGRESS)
    screen.panel.part.label = "Tempo"

    again = open_workshop()

    assert again.step == PROGRESS
    assert again.panel.part.label == "Tempo"
    again.go(OBJECTIVES)
    assert again.panel.objective.label == "Vermogen zonnepanelen op woningen"
    assert again.panel.part.label == "Afspraken"
    assert path.read_bytes() == before, "looking changes nothing"


def test_every_step_is_found_again_as_it_was(screen, path):
    before = path.read_bytes()
    for step in range(len(STEPS)):
        screen.go(step)
        for name in screen.panel.remembers:
            one = getattr(screen.panel, name, None)
            if getattr(one, "index", None) is not None and len(one.options) > 1:
                one.index = len(one.options) - 1
        was = screen.panel.remembered()
        again = open_workshop()
        assert again.step == step
        assert again.panel.remembered() == was, STEPS[step].name
    assert path.read_bytes() == before, "looking changes nothing"


def test_another_file_opens_at_its_own_place(screen, tmp_path, monkeypatch):
    screen.go(OBJECTIVES)
    other = tmp_path / "andere.ambitie.json"
    file.new(other)
    monkeypatch.setenv("WIJKDATA_AMBITIE", str(other))
    assert open_workshop().step == 0


def test_what_is_gone_by_now_is_left_out(screen, path):
    screen.go(OBJECTIVES)
    screen.panel.objective.label = "Gasaansluitingen"
    chosen = screen.panel.objective.value
    ambition = file.load(path)
    objectives = [one for one in ambition.objectives if one.id != chosen]
    file.save(ambition.model_copy(update={"objectives": objectives}), path)
    again = open_workshop()
    assert again.step == OBJECTIVES
    assert again.panel.objective.value == objectives[0].id


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"step": 3}',
        '{"shown": {"Doelen": 7}}',
        '{"step": "Weg", "shown": {"Doelen": {"part": "x"}}}',
    ],
)
def test_a_damaged_note_of_the_place_costs_nothing(screen, path, content, own_home):
    screen.go(OBJECTIVES)
    (note,) = (own_home / "scherm").glob("*.json")
    note.write_text(content, encoding="utf-8")
    again = open_workshop()
    assert again.step == 0
    again.go(OBJECTIVES)
    assert again.panel.part.label == "Doel"


def test_a_place_that_cannot_be_kept_costs_nothing(screen, own_home):
    note = own_home / "scherm"
    for one in note.glob("*"):
        one.unlink()
    note.rmdir()
    note.write_text("in de weg", encoding="utf-8")
    screen.go(OBJECTIVES)
    assert screen.step == OBJECTIVES
    assert note.read_text(encoding="utf-8") == "in de weg"
    assert open_workshop().step == 0


def test_a_trial_leaves_no_note(model, own_home):
    Workshop(model.trial()).go(OBJECTIVES)
    assert not (own_home / "scherm").exists()


def test_every_picture_follows_the_paper(model):
    screen = Workshop(model)
    drawn = 0
    for step, panel in enumerate(STEPS):
        screen.go(step)
        if panel is not DelayPanel and screen.panel.picture.layout.display != "none":
            drawn += 1
            assert paper(screen.panel) == look.LIGHT.paper, panel.name
            screen.choose_paper(dark=True)
            assert paper(screen.panel) == look.DARK.paper, panel.name
            screen.choose_paper(dark=False)
            assert paper(screen.panel) == look.LIGHT.paper, panel.name
    assert drawn >= 5


def test_a_step_that_was_hidden_when_the_paper_changed_catches_up(model):
    screen = Workshop(model, OBJECTIVES)
    screen.go(PROGRESS)
    screen.choose_paper(dark=True)
    screen.go(OBJECTIVES)
    assert paper(screen.panel) == look.DARK.paper
    assert "wd-dark" in screen._dom_classes


def test_the_paper_that_was_chosen_is_found_again(screen, path):
    assert place.find(path).dark is None
    screen.choose_paper(dark=True)
    again = open_workshop()
    assert again.model.dark
    assert "wd-dark" in again._dom_classes
    again.choose_paper(dark=False)
    assert place.find(path).dark is False


def test_a_picture_says_in_words_what_is_on_it(model):
    screen = Workshop(model, OBJECTIVES)
    said = screen.panel.picture.tooltip
    assert "Gas per woning" in said
    assert "doel 2030: 700" in said
    assert "Bron nulmeting: CBS" in said


def test_a_place_is_of_a_file_and_a_trial_has_none(tmp_path):
    one, other = tmp_path / "een.ambitie.json", tmp_path / "ander.ambitie.json"
    place.keep(one, Place("Doelen", {"Doelen": {"part": "Afspraken"}}, dark=True))
    assert place.find(one) == Place("Doelen", {"Doelen": {"part": "Afspraken"}}, dark=True)
    assert place.find(other) == Place()
    assert place.find(None) == Place()


def test_a_model_starts_on_light_paper(path):
    assert not AmbitionModel.open(path).dark


def test_the_page_is_found_again_and_one_that_is_gone_is_the_nearest(screen, path):
    screen.go(PROGRESS)
    pager = screen.panel.pager
    pager.on.click()
    assert pager.page == 1

    again = open_workshop()
    assert again.panel.pager.page == 1
    assert again.panel.pager.where.value == pager.where.value

    kept = place.find(path)
    for number, shown in (("99", again.panel.pager.page), ("een", 0), ("", 0)):
        kept.shown[ProgressPanel.name]["page"] = number
        place.keep(path, kept)
        assert open_workshop().panel.pager.page == shown

    screen.panel.part.label = "Tempo"
    assert "page" not in place.find(path).shown[ProgressPanel.name]
