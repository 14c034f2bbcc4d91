"""The panels, tested by setting the values that a user would set."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import ipywidgets as widgets
import pytest
from ipywidgets.widgets.widget import _instances

from wijkdata import datasets
from wijkdata.ambition import edit, file
from wijkdata.ambition.model import Ambition
from wijkdata.errors import WijkdataError
from wijkdata.panels import (
    AmbitionModel,
    BaselinePanel,
    DecisionsPanel,
    NeighbourhoodPanel,
    ObjectivesPanel,
    ProgressPanel,
    ThemesPanel,
    Workshop,
    workshop,
)
from wijkdata.panels.fields import NumberField, guarded, offer
from wijkdata.panels.workshop import STEPS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    copy = tmp_path / "wijk.ambitie.json"
    shutil.copyfile(datasets.folder() / "voorbeeld.ambitie.json", copy)
    return copy


@pytest.fixture
def model(path: Path) -> AmbitionModel:
    return AmbitionModel.open(path)


class TestNumberField:
    def test_reads_a_decimal_comma(self):
        field = NumberField("Streefwaarde")
        field.text.value = "13,75"
        assert field.number == 13.75
        assert field.message.text == ""

    def test_refuses_a_decimal_point_and_keeps_the_number(self):
        field = NumberField("Streefwaarde")
        field.fill(12.0)
        field.text.value = "13.75"
        assert field.number == 12.0
        assert "13.75" in field.message.text

    def test_a_year_is_a_whole_number_without_a_point(self):
        field = NumberField("Jaar", whole=True)
        field.fill(2030)
        assert field.text.value == "2030"
        field.text.value = "2030,5"
        assert field.number == 2030
        assert "heel getal" in field.message.text

    @pytest.mark.parametrize(("typed", "year"), [("2030", 2030), ("2.030", 2030), (" 2030 ", 2030)])
    def test_a_whole_number_is_read_as_the_dutch_write_it(self, typed, year):
        field = NumberField("Jaar", whole=True)
        field.text.value = typed
        assert (field.number, field.message.text) == (year, "")

    @pytest.mark.parametrize("typed", ["20.30", "13.75", "2.03", "2030.0", "2030,5"])
    def test_a_whole_number_with_a_stray_point_is_refused_and_never_read_as_another(self, typed):
        field = NumberField("Jaar", whole=True)
        field.fill(2025)
        field.text.value = typed
        assert field.number == 2025
        assert field.message.text
        assert field.text.value == typed

    def test_shows_every_decimal_that_was_typed(self):
        field = NumberField("Streefwaarde", decimals=0)
        field.fill(12.5)
        assert field.text.value == "12,5"

    def test_what_is_typed_is_never_markup(self):
        field = NumberField("Streefwaarde")
        field.text.value = "<script>alert(1)</script>"
        assert "<script>" not in field.message.value

    def test_empty_is_no_number(self):
        field = NumberField("Streefwaarde")
        field.fill(3)
        field.text.value = ""
        assert field.number is None


class TestModel:
    def test_keeps_each_change_in_the_file_at_once(self, model, path):
        model.change(edit.set_theme, "circulair", "moet", "omdat het kan")
        assert file.load(path) == model.ambition
        assert model.saved.startswith("bewaard ")

    def test_undo_goes_back_in_the_file_too(self, model, path):
        before = model.ambition.themes
        model.change(edit.set_theme, "circulair", "moet", "omdat het kan")
        model.undo()
        assert file.load(path).themes == before
        assert not model.can_undo

    def test_a_trial_is_kept_nowhere(self, model, path):
        before = path.read_bytes()
        model.trial().change(edit.set_theme, "circulair", "moet", "")
        assert path.read_bytes() == before

    def test_a_second_window_is_not_overwritten(self, path):
        one, other = AmbitionModel.open(path), AmbitionModel.open(path)
        one.change(edit.set_theme, "circulair", "moet", "venster een")
        other.change(edit.set_theme, "circulair", "niet", "venster twee")
        assert other.saved.startswith("niet bewaard")
        assert {t.theme: t.reason for t in file.load(path).themes}["circulair"] == "venster een"

    def test_a_damaged_file_is_refused_and_left_alone(self, path):
        path.write_text('{"title": ', encoding="utf-8")
        with pytest.raises(WijkdataError, match=r"wijk\.ambitie\.json"):
            AmbitionModel.open(path)
        assert path.read_text(encoding="utf-8") == '{"title": '

    def test_opens_the_users_copy_of_the_example_by_default(self, own_home):
        assert AmbitionModel.open().ambition.example
        assert (own_home / "voorbeeld.ambitie.json").exists()

    def test_starts_empty_on_a_name_that_is_not_there_yet(self, tmp_path):
        model = AmbitionModel.open(tmp_path / "nieuw.ambitie.json")
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        assert file.load(tmp_path / "nieuw.ambitie.json").area.codes == ["BU05991448"]


class TestNeighbourhood:
    def test_shows_five_figures_and_a_map(self, model):
        panel = NeighbourhoodPanel(model)
        assert panel.above.value.count('class="wd-figure"') == 5
        assert "983" in panel.above.value
        assert "niet openbaar" in panel.above.value
        assert bytes(panel.picture.value).startswith(b"\x89PNG")

    def test_adding_and_removing_a_buurt_changes_the_area(self, model):
        panel = NeighbourhoodPanel(model)
        panel.search.value = "Oosterflank (BU05991467)"
        assert model.ambition.area.codes[-1] == "BU05991467"
        panel.remove("BU05991467")
        assert model.ambition.area.codes == ["BU05991448", "BU05991449"]

    def test_the_map_follows_the_indicator(self, model):
        panel = NeighbourhoodPanel(model)
        before = panel.picture.value
        panel.indicator.value = "corporatie_aandeel"
        assert panel.picture.value != before

    def test_says_what_to_do_without_an_area(self, tmp_path):
        panel = NeighbourhoodPanel(AmbitionModel(Ambition()))
        assert "gekozen buurten" in panel.above.value


class TestThemes:
    def test_a_choice_is_kept_with_its_reason(self, model, path):
        panel = ThemesPanel(model)
        panel.theme.value = "circulair"
        panel.choice.value = "kan"
        panel.reason.value = "sloopmateriaal"
        kept = {one.theme: one for one in file.load(path).themes}["circulair"]
        assert (kept.choice, kept.reason) == ("kan", "sloopmateriaal")

    def test_looking_at_another_theme_changes_nothing(self, model):
        panel = ThemesPanel(model)
        before = model.ambition
        panel.theme.value = "participatie"
        assert model.ambition == before
        assert panel.choice.value == "moet"


class TestBaseline:
    def test_proposes_the_newest_usable_figure_and_says_why(self, model):
        panel = BaselinePanel(model)
        panel.theme.value = "energiebesparing"
        panel.indicator.value = "gas_gem"
        assert "983 m³/jaar" in panel.proposal.value
        assert "2018" in panel.proposal.value

    def test_an_objective_starts_with_its_baseline_pinned(self, model):
        panel = BaselinePanel(model)
        panel.theme.value = "energiebesparing"
        panel.indicator.value = "gas_gem"
        panel.make_objective()
        objective = model.ambition.objective("gas_gem")
        assert objective.baseline.year == 2017
        assert objective.baseline.table == "83765NED"
        assert objective.baseline.value == pytest.approx((930 * 5154 + 1030 * 5875) / 11029)

    def test_an_own_measurement_goes_before_the_published_figure(self, model):
        panel = BaselinePanel(model)
        panel.theme.value = "energiebesparing"
        panel.indicator.value = "gas_gem"
        panel.own_value.text.value = "1.000,5"
        panel.own_year.text.value = "2024"
        panel.own_source.value = "telling van de corporatie"
        panel.keep_measurement()
        assert panel.proposed()["value"] == 1000.5
        assert panel.proposed()["status"] == "eigen meting"

    def test_an_own_measurement_needs_a_source(self, model):
        panel = BaselinePanel(model)
        panel.own_value.text.value = "10"
        panel.own_year.text.value = "2024"
        panel.keep_measurement()
        assert "bron" in panel.message.text
        assert not model.ambition.measurements


class TestObjectives:
    @pytest.fixture
    def panel(self, model) -> ObjectivesPanel:
        panel = ObjectivesPanel(model)
        panel.objective.value = "gas_gem_tc"
        return panel

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

    def test_says_what_is_missing(self, panel):
        panel.part.value = 1
        panel.owner.value = ""
        assert "eigenaar" in panel.verdict.value

    def test_removing_can_be_undone(self, panel, model):
        panel.remove_objective()
        assert "gas_gem_tc" not in {one.id for one in model.ambition.objectives}
        model.undo()
        assert "gas_gem_tc" in {one.id for one in model.ambition.objectives}

    def test_looking_changes_nothing(self, panel, model):
        before = model.ambition
        for key in [value for _, value in panel.objective.options]:
            panel.objective.value = key
        assert model.ambition == before


class TestProgress:
    def test_all_objectives_with_their_status(self, model):
        panel = ProgressPanel(model)
        assert "8 doelen" in panel.summary.value
        assert bytes(panel.picture.value).startswith(b"\x89PNG")

    def test_a_new_measurement_changes_the_judgement(self, model):
        panel = ProgressPanel(model)
        panel.objective.value = "gasaansluitingen"
        panel.value.text.value = "11.000"
        panel.year.text.value = "2025"
        panel.origin.value = "netbeheerder, telling"
        panel.add_measurement()
        standing = {one.objective_id: one for one in model.follow_ups()}["gasaansluitingen"]
        assert standing.status != "niet te bepalen"
        assert standing.newest.value == 11000


class TestDecisions:
    def test_decisions_are_added_and_shown_as_text(self, model, path):
        panel = DecisionsPanel(model)
        panel.what.value = "<b>Wij beginnen</b>"
        panel.why.value, panel.who.value = "het is tijd", "projectteam"
        panel.add_decision()
        assert file.load(path).decisions[-1].what == "<b>Wij beginnen</b>"
        assert "<b>Wij" not in panel.above.value

    def test_an_empty_decision_is_refused(self, model):
        panel = DecisionsPanel(model)
        count = len(model.ambition.decisions)
        panel.add_decision()
        assert panel.message.text
        assert len(model.ambition.decisions) == count


class TestWorkshop:
    def test_every_step_opens_and_only_one_is_shown(self, model):
        screen = Workshop(model)
        for number in range(len(STEPS)):
            screen.go(number)
            hidden = [one for one in screen.panels.values() if "wd-hidden" in one._dom_classes]
            assert len(hidden) == len(screen.panels) - 1
            assert screen.panel.message.text == ""

    def test_a_hidden_step_catches_up_when_it_is_shown(self, model):
        screen = Workshop(model, step=3)
        screen.go(4)
        model.change(edit.set_target, "gas_gem_tc", 650.0, 2030)
        screen.go(3)
        assert screen.panel.target.number == 650.0

    def test_the_bar_says_it_is_an_example_and_saved(self, model):
        screen = Workshop(model)
        assert "voorbeeld" in screen.title.value
        model.change(edit.set_theme, "circulair", "moet", "")
        assert "bewaard" in screen.saved.value

    def test_no_new_widgets_are_made_by_redrawing(self, model):
        screen = Workshop(model, step=3)
        before = len(_instances)
        for value in (650.0, 640.0, 630.0):
            model.change(edit.set_target, "gas_gem_tc", value, 2030)
        assert len(_instances) == before
        assert screen.panel.target.number == 630.0

    def test_a_file_that_cannot_be_opened_is_explained_on_the_screen(self, path, monkeypatch):
        path.write_text("geen json", encoding="utf-8")
        monkeypatch.setitem(os.environ, "WIJKDATA_AMBITIE", str(path))
        shown = workshop()
        assert "wijk.ambitie.json" in shown.children[1].value


def test_an_unexpected_error_is_shown_in_dutch_and_not_lost(model):
    panel = ThemesPanel(model)

    class Broken:
        message = panel.message

        @guarded
        def callback(self):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Broken().callback()
    assert "ging iets mis" in panel.message.text


def test_offer_keeps_the_choice_or_takes_the_first():
    dropdown = widgets.Dropdown()
    offer(dropdown, [("een", 1), ("twee", 2)])
    assert dropdown.value == 1
    dropdown.value = 2
    offer(dropdown, [("nul", 0), ("twee", 2)])
    assert dropdown.value == 2
    offer(dropdown, [])
    assert dropdown.value is None
