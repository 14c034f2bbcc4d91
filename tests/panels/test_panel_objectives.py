"""The step Doelen: targets, milestones and what is refused in place."""

from __future__ import annotations

import re
from datetime import date

import pytest

from wijkdata.ambition import edit, file
from wijkdata.ambition.model import Ambition
from wijkdata.panels import AmbitionModel, ObjectivesPanel
from wijkdata.panels.decisions import page_html
from wijkdata.panels.objectives import AGREEMENTS, EXAMPLES, GOAL, verdict_sheets


class TestObjectives:
    @pytest.fixture
    def panel(self, model) -> ObjectivesPanel:
        panel = ObjectivesPanel(model)
        panel.objective.value = "gas_gem_tc"
        return panel

    def test_examples_of_others_stand_in_the_place_of_the_objective(self, panel, model):
        own = panel.right.children
        panel.part.value = EXAMPLES
        assert panel.examples is not None
        assert panel.right.children == panel.examples.right.children
        assert panel.objective.layout.display == "none"
        count = len(model.ambition.objectives)
        panel.examples.cards[0].button.click()
        assert len(model.ambition.objectives) == count + 1
        panel.part.value = GOAL
        assert panel.right.children == own
        assert panel.objective.layout.display == ""

    def test_a_gemeente_that_is_past_the_target_already_is_told(self, panel):
        told = "De gemeente Rotterdam als geheel staat al op 689 m³/jaar (2024)."
        assert any(told in one.html for one in panel._verdict)
        panel.target.text.value = "600"
        assert not any("als geheel staat al op" in one.html for one in panel._verdict)
        panel.objective.value = "bomen_aantal"
        assert not any("als geheel staat al op" in one.html for one in panel._verdict)

    def test_without_an_objective_the_examples_can_be_reached(self):
        panel = ObjectivesPanel(AmbitionModel(Ambition()))
        assert panel.part.layout.visibility != "hidden"
        assert "Voorbeelden" in panel.above.value
        panel.part.value = EXAMPLES
        assert panel.examples is not None

    def test_a_target_is_kept_at_once(self, panel, model, path):
        before = panel.picture.value
        panel.target.text.value = "612,5"
        assert file.load(path).objective("gas_gem_tc").target.value == 612.5
        assert panel.picture.value != before

    def test_a_target_on_the_wrong_side_is_said_at_the_field_and_not_kept(self, panel, path):
        panel.target.text.value = "2000"
        assert "boven de nulmeting" in panel.target.message.text
        assert file.load(path).objective("gas_gem_tc").target.value == 700

    def test_a_year_before_the_baseline_is_said_at_the_year(self, panel, path):
        panel.year.text.value = "2010"
        assert panel.year.message.text
        assert file.load(path).objective("gas_gem_tc").target.year == 2030

    def test_half_a_target_asks_for_the_other_half_and_none_takes_it_away(self, panel, path):
        panel.year.text.value = ""
        assert "Vul ook het jaar in" in panel.message.text
        assert file.load(path).objective("gas_gem_tc").target.year == 2030
        panel.target.text.value = ""
        assert panel.message.text == ""
        assert file.load(path).objective("gas_gem_tc").target is None
        panel.target.text.value = "650"
        assert "Vul ook het jaar in." in panel.message.text
        panel.year.text.value = "2031"
        target = file.load(path).objective("gas_gem_tc").target
        assert (target.value, target.year, panel.message.text) == (650, 2031, "")

    def test_a_change_elsewhere_leaves_half_a_target(self, panel, model):
        model.change(edit.clear_target, "gas_gem_tc")
        panel.target.text.value = "650"
        panel.who.value = "de gemeente"
        assert model.ambition.objective("gas_gem_tc").measuring.who == "de gemeente"
        assert (panel.target.number, panel.message.text) == (650, "Vul ook het jaar in.")
        panel.year.text.value = "2031"
        assert model.ambition.objective("gas_gem_tc").target.value == 650

    @pytest.mark.parametrize(
        ("field", "typed"),
        [("target", "4.000.000"), ("target", "13.75"), ("target", "veel"), ("year", "1990")],
    )
    def test_what_was_refused_does_not_go_along_to_another_objective(self, panel, model, field, typed):
        before = {one.id: one.target for one in model.ambition.objectives}
        getattr(panel, field).text.value = typed
        assert getattr(panel, field).message.text
        panel.objective.value = "zonnestroom_vermogen"
        other = model.ambition.objective("zonnestroom_vermogen").target
        assert (panel.target.number, panel.year.number) == (other.value, other.year)
        assert not panel.target.message.text + panel.year.message.text
        panel.year.text.value = "2031"
        kept = model.ambition.objective("zonnestroom_vermogen").target
        assert (kept.value, kept.year) == (other.value, 2031)
        assert model.ambition.objective("gas_gem_tc").target == before["gas_gem_tc"]

    def test_half_a_target_does_not_go_along_either(self, panel, model):
        panel.target.text.value = ""
        panel.objective.value = "zonnestroom_vermogen"
        assert panel.message.text == ""
        assert panel.target.number == model.ambition.objective("zonnestroom_vermogen").target.value

    def test_refused_milestones_do_not_go_along_either(self, panel):
        panel.milestones.value = "2020: abc"
        assert panel.milestones_message.text
        panel.objective.value = "zonnestroom_vermogen"
        assert panel.milestones_message.text == ""

    def test_a_baseline_of_another_area_is_neither_drawn_nor_called_testable(self, panel, model):
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        assert "ander gebied" in panel.verdict.value
        assert "Niet toetsbaar" in panel.verdict.value
        assert panel.picture.layout.display == "none"
        assert "nee" in page_html(model.ambition)
        assert ">ja<" not in page_html(model.ambition)

    def test_what_an_objective_misses_is_said_once(self, panel, model):
        model.change(edit.set_responsibility, panel.objective.value, owner="")
        assert panel.verdict.value.count("er mist een eigenaar") == 1

    def test_a_long_verdict_is_on_pages_and_none_of_it_is_lost(self):
        lines = [
            "Toetsbaar",
            *[f"Zin {number} over hoe het staat met dit doel en waarom." for number in range(14)],
        ]
        found = verdict_sheets([*lines, "Slot. " * 120], 15)
        assert len(found) > 1
        assert all("Oordeel" in one.html for one in found)
        assert all(sum(line in one.html for one in found) == 1 for line in lines)
        assert sum(one.html.count("Slot.") for one in found) == 120
        assert len(verdict_sheets(lines[:3], 15)) == 1

    def test_how_a_year_was_rounded_is_left_to_the_picture(self, panel):
        panel.objective.value = "gas_gem_tc"
        told = " ".join(sheet.html for sheet in panel._verdict)
        assert "38,0% van de gevraagde verandering gehaald" in told
        assert "rondde" not in told

    def test_below_the_agreements_stands_only_whether_it_can_be_tested(self, panel):
        assert "nodig" in panel.verdict.value.casefold()
        panel.part.value = AGREEMENTS
        assert "Toetsbaar" in panel.verdict.value
        assert "nodig" not in panel.verdict.value.casefold()

    def test_without_an_area_no_old_verdict_is_shown(self, panel, model):
        model.change(edit.set_area, [])
        assert panel.verdict.value == ""
        assert panel.picture.layout.display == "none"
        assert "Wijk" in panel.message.text

    def test_a_number_that_cannot_be_read_keeps_nothing_else_either(self, panel, path):
        panel.target.text.value = "veel"
        panel.year.text.value = "2031"
        assert file.load(path).objective("gas_gem_tc").target.year == 2030
        assert panel.target.message.text

    def test_a_share_over_100_is_refused(self, panel, model):
        panel.objective.value = "tevreden_buurt_aandeel"
        panel.target.text.value = "120"
        assert "100" in panel.target.message.text
        assert model.ambition.objective("tevreden_buurt_aandeel").target.value == 92

    def test_milestones_are_read_and_refused_in_place(self, panel, model):
        panel.path.value = "mijlpalen"
        panel.milestones.value = "2020: 950; 2025: 812,5"
        assert [one.value for one in model.ambition.objective("gas_gem_tc").milestones] == [950, 812.5]
        panel.milestones.value = "straks: 3"
        assert "geen mijlpaal" in panel.milestones_message.text
        example = re.findall(r"\d{4}(?=:)", panel.milestones.placeholder)
        assert all(int(year) > date.today().year for year in example)
        assert panel.milestones.placeholder in panel.milestones_message.text

    def test_says_what_is_missing(self, panel):
        panel.part.value = 1
        panel.owner.value = ""
        assert "eigenaar" in panel.verdict.value

    def test_removing_can_be_undone(self, panel, model):
        panel.remove_objective()
        assert "Ongedaan maken" in panel.message.text
        assert "gas_gem_tc" not in {one.id for one in model.ambition.objectives}
        model.undo()
        assert "gas_gem_tc" in {one.id for one in model.ambition.objectives}

    def test_looking_changes_nothing(self, panel, model):
        before = model.ambition
        for key in [value for _, value in panel.objective.options]:
            panel.objective.value = key
        assert model.ambition == before
