"""The step Doelen: what an objective rests on, and making one in words testable."""

from __future__ import annotations

from datetime import date

import pytest

from wijkdata.ambition import edit, file, meeting
from wijkdata.ambition.model import Ambition, Term
from wijkdata.panels import AmbitionModel, ObjectivesPanel

AWKWARD = "<script>alert(1)</script>"


@pytest.fixture
def grounded(model) -> ObjectivesPanel:
    for name in ("raad van bewoners", "beheerder van het net"):
        model.change(meeting.add_party, name)
    model.change(meeting.set_interest, "beheerder van het net", "energiebesparing", 4, AWKWARD)
    model.change(meeting.set_interest, "raad van bewoners", "energiebesparing", 5, "GEHEIM", internal=True)
    model.change(
        lambda ambition: ambition.model_copy(update={"terms": [*ambition.terms, Term(name="haalbare kaart")]})
    )
    panel = ObjectivesPanel(model)
    panel.objective.value = "gas_gem_tc"
    panel.part.value = 2
    return panel


def kept(path):
    return file.load(path).objective("gas_gem_tc")


class TestGrounds:
    def test_parties_and_terms_are_added_and_taken_out(self, grounded, path):
        before = kept(path)
        grounded.grounds.party.value = "beheerder van het net"
        grounded.grounds.term.value = "haalbare kaart"
        assert kept(path).parties == [*before.parties, "beheerder van het net"]
        assert kept(path).terms == [*before.terms, "haalbare kaart"]
        assert grounded.grounds.party.value == ""
        assert "beheerder van het net" not in [value for _, value in grounded.grounds.party.options]
        chip = next(
            one
            for one in grounded.grounds.chosen.chips.children
            if "beheerder van het net" in one.description
        )
        chip.click()
        assert kept(path).parties == before.parties

    def test_tracks_and_review(self, grounded, path):
        for button in grounded.grounds.tracks.values():
            button.value = False
        grounded.grounds.tracks["D"].value = True
        grounded.grounds.tracks["A"].value = True
        grounded.grounds.review.value = "31-5-2028"
        assert kept(path).tracks == ["A", "D"]
        assert kept(path).review == date(2028, 5, 31)
        assert "bewoners doen mee" in grounded.above.value
        grounded.grounds.review.value = ""
        assert kept(path).review is None

    def test_a_day_that_was_undone_is_not_shown_any_more(self, grounded, path):
        grounded.grounds.review.value = ""
        grounded.grounds.review.value = "31-5-2028"
        grounded.model.undo()
        assert kept(path).review is None
        assert grounded.grounds.review.value == ""

    def test_a_day_that_is_none_is_said_and_not_kept(self, grounded, path):
        before = kept(path).review
        grounded.grounds.review.value = "31-13-2028"
        assert "geen datum" in grounded.message.text
        assert kept(path).review == before

    def test_what_the_parties_want_is_shown_as_text_and_nothing_internal(self, grounded):
        assert "beheerder van het net" in grounded.above.value
        assert AWKWARD not in grounded.above.value
        assert "GEHEIM" not in grounded.above.value

    def test_another_objective_has_its_own_grounds(self, grounded, model):
        grounded.grounds.tracks["B"].value = True
        before = {one.id: one for one in model.ambition.objectives}
        grounded.objective.value = "bomen_aantal"
        shown = [letter for letter, one in grounded.grounds.tracks.items() if one.value]
        assert shown == before["bomen_aantal"].tracks
        assert {one.id: one for one in model.ambition.objectives} == before

    def test_the_picture_comes_back(self, grounded):
        assert grounded.picture.layout.display == "none"
        grounded.part.value = 0
        assert grounded.picture.layout.display == ""
        assert grounded.above.value == ""


class TestInWords:
    @pytest.fixture
    def panel(self, model) -> ObjectivesPanel:
        _, key = edit.add_objective(model.ambition, "natuurinclusief", None)
        model.change(edit.add_objective, "natuurinclusief", None, f"Meer bomen {AWKWARD}")
        panel = ObjectivesPanel(model)
        panel.objective.value = key
        return panel

    def test_it_is_shown_as_such_with_a_proposal(self, panel):
        assert panel.testable.layout.display == ""
        assert panel.goal_box.layout.display == "none"
        assert panel.testable.indicator.value == "bomen_aantal"
        assert "gaat ook over ‘bomen’" in panel.testable.why.value
        assert "in 2026" in panel.testable.why.value
        assert "doel in woorden" in panel.above.value
        assert AWKWARD not in panel.above.value

    def test_taking_it_over_keeps_the_words_and_pins_the_figure(self, panel, model, path):
        key = panel.objective.value
        panel.testable.take.click()
        one = file.load(path).objective(key)
        assert (one.indicator, one.direction, one.baseline.year) == ("bomen_aantal", "omhoog", 2026)
        assert one.statement == f"Meer bomen {AWKWARD}"
        assert one.baseline.area == model.ambition.area.codes
        assert "getoetst met" in panel.message.text
        assert panel.testable.layout.display == "none"
        assert panel.goal_box.layout.display == ""
        model.undo()
        assert file.load(path).objective(key).indicator is None

    def test_without_a_figure_an_own_measurement_is_asked_for(self, panel, path):
        panel.objective.value = "doel-1"
        panel.testable.indicator.value = next(
            one.indicator for one in panel.testable.found if one.value is None
        )
        panel.testable.take.click()
        one = file.load(path).objective("doel-1")
        assert one.indicator
        assert one.baseline is None
        assert "eigen meting" in panel.message.text

    def test_without_room_on_the_disk_it_is_said(self, panel, disk):
        disk("full")
        panel.testable.take.click()
        assert panel.message.text == "De schijf is vol."

    def test_without_an_area_there_are_proposals_without_figures(self, tmp_path):
        ambition, key = edit.add_objective(Ambition(), "natuurinclusief", None, "Meer bomen.")
        panel = ObjectivesPanel(AmbitionModel(ambition, tmp_path / "w.ambitie.json"))
        assert panel.objective.value == key
        assert panel.testable.found
        assert all(one.value is None for one in panel.testable.found)
