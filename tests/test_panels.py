"""The panels, tested by setting the values that a user would set."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import ipywidgets as widgets
import pandas as pd
import pytest
from ipywidgets.widgets.widget import _instances

from wijkdata import datasets
from wijkdata.ambition import edit, file
from wijkdata.ambition.model import Ambition, Decision
from wijkdata.baseline import baseline
from wijkdata.errors import AmbitionFileError, ChangedOnDiskError, WijkdataError
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
from wijkdata.panels.baselines import with_measurements
from wijkdata.panels.decisions import page_html
from wijkdata.panels.fields import NumberField, guarded, offer
from wijkdata.panels.neighbourhood import MAP, PEERS, figure_html
from wijkdata.panels.workshop import STEPS


@pytest.fixture
def path(tmp_path: Path) -> Path:
    copy = tmp_path / "wijk.ambitie.json"
    shutil.copyfile(datasets.folder() / "voorbeeld.ambitie.json", copy)
    return copy


@pytest.fixture
def model(path: Path) -> AmbitionModel:
    return AmbitionModel.open(path)


@pytest.fixture
def disk(monkeypatch) -> Callable[[str], None]:
    """Fill the disk, or give it room again."""
    save, new = file.save, file.new

    def set_to(state: str) -> None:
        def refuse(*_arguments: object, **_named: object) -> None:
            raise AmbitionFileError("De schijf is vol.")

        monkeypatch.setattr(file, "save", refuse if state == "full" else save)
        monkeypatch.setattr(file, "new", refuse if state == "full" else new)

    return set_to


def decision(what: str) -> Decision:
    return Decision(date=date(2026, 5, 31), what=what, why="daarom", who="projectteam")


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

    def test_undo_keeps_the_decisions_of_now(self, model, path):
        before = model.ambition.themes
        standing = [one.what for one in model.ambition.decisions]
        model.change(edit.set_theme, "circulair", "moet", "omdat het kan")
        model.change(edit.add_decision, decision("Zo doen we het."))
        model.undo()
        assert file.load(path).themes == before
        assert [one.what for one in file.load(path).decisions] == [*standing, "Zo doen we het."]
        assert not model.can_undo

    def test_a_decision_alone_cannot_be_undone(self, model, path):
        model.change(edit.add_decision, decision("Zo doen we het."))
        assert not model.can_undo
        model.undo()
        assert file.load(path).decisions[-1].what == "Zo doen we het."

    def test_a_second_window_is_not_overwritten(self, path):
        one, other = AmbitionModel.open(path), AmbitionModel.open(path)
        one.change(edit.set_theme, "circulair", "moet", "venster een")
        seen = []
        other.observe(lambda change: seen.append(change["new"]), names="ambition")
        with pytest.raises(ChangedOnDiskError):
            other.change(edit.set_theme, "circulair", "niet", "venster twee")
        assert other.saved.startswith("niet bewaard")
        assert "Iemand anders" in other.failure
        assert reason(file.load(path)) == "venster een"
        assert [reason(one) for one in seen] == [reason(other.ambition)] == ["venster twee"]

    def test_what_could_not_be_kept_is_kept_with_the_next_try(self, model, path, disk):
        disk("full")
        with pytest.raises(AmbitionFileError, match="vol"):
            model.change(edit.set_theme, "circulair", "moet", "eerste")
        with pytest.raises(AmbitionFileError, match="vol"):
            model.keep()
        disk("room")
        model.keep()
        assert (model.failure, reason(file.load(path))) == ("", "eerste")
        assert model.saved.startswith("bewaard ")
        model.undo()
        assert reason(file.load(path)) != "eerste"

    def test_without_a_failure_there_is_nothing_to_try_again(self, model, path):
        before = path.read_bytes()
        model.keep()
        assert path.read_bytes() == before

    def test_undo_that_cannot_be_kept_says_so(self, model, disk):
        model.change(edit.set_theme, "circulair", "moet", "eerste")
        disk("full")
        with pytest.raises(AmbitionFileError):
            model.undo()
        assert reason(model.ambition) != "eerste"
        assert model.failure

    def test_a_copy_is_gone_on_with(self, path):
        model = model_in_conflict(path)
        copy = model.keep_as_copy()
        assert copy == path.with_name("wijk-kopie.ambitie.json")
        assert (model.failure, model.path) == ("", copy)
        assert model.saved.endswith(" in wijk-kopie")
        model.change(edit.set_theme, "circulair", "kan", "verder")
        assert reason(file.load(copy)) == "verder"
        assert file.load(path).title == "van een ander"
        assert model.saved.endswith(" in wijk-kopie")

    def test_the_other_version_is_opened_and_the_own_one_kept_beside_it(self, path):
        model = model_in_conflict(path)
        copy = model.reopen()
        assert reason(file.load(copy)) == "van mij"
        assert model.ambition == file.load(path)
        assert (model.failure, model.path, model.can_undo) == ("", path, False)
        assert model.saved.startswith("bewaard ")
        model.change(edit.set_theme, "circulair", "kan", "verder")
        assert (file.load(path).title, reason(file.load(path))) == ("van een ander", "verder")

    @pytest.mark.parametrize("trouble", ["damaged", "full"])
    def test_another_version_that_cannot_be_opened_loses_nothing(self, path, disk, trouble):
        model = model_in_conflict(path)
        if trouble == "damaged":
            path.write_text("{", encoding="utf-8")
        else:
            disk("full")
        with pytest.raises(AmbitionFileError):
            model.reopen()
        assert reason(model.ambition) == "van mij"
        assert model.failure
        assert sorted(path.parent.glob("*kopie*")) == []

    def test_a_file_that_another_window_made_meanwhile_can_be_opened(self, tmp_path):
        path = tmp_path / "nieuw.ambitie.json"
        model = AmbitionModel.open(path)
        file.new(path, Ambition(title="van een ander"))
        with pytest.raises(AmbitionFileError, match="bestaat al"):
            model.change(edit.set_title, "van mij")
        assert file.load(model.reopen()).title == "van mij"
        assert model.ambition.title == "van een ander"

    def test_a_hand_made_file_without_a_moment_is_opened_as_such(self, path):
        model = model_in_conflict(path)
        path.write_text('{"schema_version": 1}', encoding="utf-8")
        model.reopen()
        assert model.saved == "nog niets gewijzigd"

    def test_a_trial_has_no_copy(self, model):
        with pytest.raises(WijkdataError, match="proef"):
            model.trial().keep_as_copy()

    @pytest.mark.parametrize(
        ("area", "said"),
        [
            ({"codes": ["BU05991448", "BU05991999"]}, "‘BU05991999’ kennen wij niet. Bedoelt u"),
            ({"codes": ["WK059914"], "boundary_year": 1990}, "komt niet voor in de indeling van 1990"),
        ],
    )
    def test_an_area_that_is_not_there_is_none_with_a_reason(self, path, area, said):
        model = model_with_area(path, area)
        assert model.area is None
        assert said in model.area_problem
        for deed in (model.known_area, lambda: model.figures):
            with pytest.raises(WijkdataError) as caught:
                deed()
            assert str(caught.value) == model.area_problem

    @pytest.mark.parametrize(
        ("codes", "year", "left"),
        [
            (["BU05999999", "BU05991448", "WK059999"], 2014, ["BU05991448"]),
            (["WK059914"], 1990, ["WK059914"]),
            (["BU05999999"], 2014, []),
        ],
    )
    def test_an_area_is_mended_by_leaving_out_what_is_not_there(self, path, codes, year, left):
        model = model_with_area(path, {"codes": codes, "boundary_year": year})
        model.mend_area()
        assert file.load(path).area.codes == left
        assert (model.area is not None) == bool(left)
        assert model.area_problem == ""

    def test_the_figures_follow_the_area(self, model):
        before = model.figures
        assert model.figures is before
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        assert len(model.figures)
        assert not model.figures.equals(before)

    def test_a_file_of_another_day_says_which(self, path):
        yesterday = datetime.now(UTC) - timedelta(days=1)
        file.save(
            file.load(path).model_copy(update={"title": "x"}), path, expected=file.read(path).fingerprint
        )
        text = path.read_text(encoding="utf-8")
        today = AmbitionModel.open(path)
        assert re.fullmatch(r"bewaard \d\d:\d\d", today.saved)
        path.write_text(
            text.replace(f"{today.ambition.changed:%Y-%m-%d}", f"{yesterday:%Y-%m-%d}"), encoding="utf-8"
        )
        assert re.fullmatch(r"bewaard \d\d-\d\d-\d{4} \d\d:\d\d", AmbitionModel.open(path).saved)

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


def reason(ambition: Ambition) -> str:
    return next((one.reason for one in ambition.themes if one.theme == "circulair"), "")


def model_in_conflict(path: Path) -> AmbitionModel:
    model = AmbitionModel.open(path)
    file.save(file.load(path).model_copy(update={"title": "van een ander"}), path)
    with pytest.raises(ChangedOnDiskError):
        model.change(edit.set_theme, "circulair", "moet", "van mij")
    return model


def model_with_area(path: Path, area: dict[str, object]) -> AmbitionModel:
    content = json.loads(path.read_text(encoding="utf-8"))
    content["area"] = {"name": "", "boundary_year": 2014, **area}
    path.write_text(json.dumps(content), encoding="utf-8")
    return AmbitionModel.open(path)


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

    def test_a_name_that_can_only_be_one_buurt_is_enough(self, model):
        panel = NeighbourhoodPanel(model)
        panel.search.value = "oosterflank"
        assert model.ambition.area.codes[-1] == "BU05991467"
        assert panel.search.value == ""

    def test_a_name_that_is_not_there_gets_the_nearest(self, model):
        panel = NeighbourhoodPanel(model)
        before = model.ambition
        panel.search.value = "Oosterflnk"
        assert "Bedoelt u Oosterflank" in panel.unfound.text
        panel.search.value = "Ooster"
        assert panel.unfound.text == ""
        panel.search.value = "Xyzzy"
        assert "wijkdata fetch" in panel.unfound.text
        assert model.ambition == before

    def test_another_area_leaves_the_baselines_behind_and_says_so(self, model):
        panel = NeighbourhoodPanel(model)
        assert panel.message.text == ""
        panel.search.value = "Oosterflank (BU05991467)"
        assert "opnieuw vast" in panel.message.text
        assert {one.status for one in model.follow_ups()} == {"niet te bepalen"}
        model.undo()
        assert panel.message.text == ""

    def test_a_code_that_is_typed_in_full_is_enough(self, model):
        panel = NeighbourhoodPanel(model)
        panel.search.value = "bu05991467"
        assert model.ambition.area.codes[-1] == "BU05991467"

    @pytest.mark.parametrize(
        ("status", "said"), [("model", True), ("voorlopig", True), ("definitief", False)]
    )
    def test_the_cards_say_what_is_not_final(self, model, status, said):
        row = baseline(model.known_area(), indicators=["gas_gem"], figures=model.figures).iloc[0]
        shown = figure_html(row.copy().replace({row["status"]: status}), pd.DataFrame())
        assert (f"2017 ({status})" in shown) == said

    def test_the_map_follows_the_indicator(self, model):
        panel = NeighbourhoodPanel(model)
        before = panel.picture.value
        panel.indicator.value = "corporatie_aandeel"
        assert panel.picture.value != before

    def test_shows_the_area_among_the_other_buurten(self, model):
        panel = NeighbourhoodPanel(model)
        on_the_map = panel.picture.value
        panel.view.value = PEERS
        assert panel.picture.value != on_the_map
        assert "Niet gecorrigeerd voor het weer" in panel.source.value
        panel.view.value = MAP
        assert panel.picture.value == on_the_map
        assert "Niet gecorrigeerd" not in panel.source.value

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
        panel.own.value.text.value = "1.000,5"
        panel.own.year.text.value = "2024"
        panel.own.origin.value = "telling van de corporatie"
        panel.own.keep.click()
        assert panel.proposed()["value"] == 1000.5
        assert panel.proposed()["status"] == "eigen meting"

    def test_an_own_measurement_needs_a_source(self, model):
        panel = BaselinePanel(model)
        panel.own.value.text.value = "10"
        panel.own.year.text.value = "2024"
        panel.own.keep.click()
        assert "bron" in panel.message.text
        assert not model.ambition.measurements

    @pytest.mark.parametrize(
        ("value", "year", "field"),
        [("10", "25", "year"), ("10", "2099", "year"), ("-5", "2024", "value"), ("tien", "2024", "value")],
    )
    def test_a_measurement_that_cannot_be_is_said_at_its_field(self, model, value, year, field):
        panel, press, _ = type_own_measurement(model)
        panel.own.value.text.value, panel.own.year.text.value = value, year
        press()
        assert getattr(panel.own, field).message.text
        assert panel.message.text == ""
        assert not model.ambition.measurements

    def test_an_own_measurement_is_listed_replaced_and_taken_out(self, model):
        panel, press, _ = type_own_measurement(model)
        press()
        form = panel.own
        assert form.kept.children[0].description.startswith("2024: 1.000")
        form.value.text.value, form.year.text.value, form.origin.value = "900", "2024", "telling"
        press()
        assert "in plaats van 1.000" in panel.message.text
        (only,) = form.kept.children
        only.click()
        assert form.kept.children == ()
        assert not model.ambition.measurements
        model.undo()
        assert [one.value for one in model.ambition.measurements] == [900]

    def test_a_measurement_of_another_area_is_not_used(self, model):
        panel, press, _ = type_own_measurement(model)
        press()
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        (elsewhere,) = panel.own.kept.children
        assert "ander gebied" in elsewhere.description
        assert panel.proposed()["status"] != "eigen meting"
        _, press_again, _ = type_own_measurement(model)
        press_again()
        assert len(model.ambition.measurements) == 2
        elsewhere.click()
        assert [one.area for one in model.ambition.measurements] == [["BU05991448"]]

    def test_without_an_area_nothing_is_measured(self, model):
        model.change(edit.set_area, [])
        panel, press, _ = type_own_measurement(model)
        press()
        assert "Wijk" in panel.message.text
        assert not model.ambition.measurements

    def test_an_older_own_measurement_can_be_chosen_by_its_year(self, model):
        panel = BaselinePanel(model)
        panel.theme.value, panel.indicator.value = "energiebesparing", "gas_gem"
        panel.own.value.text.value, panel.own.year.text.value = "1.000,5", "2013"
        panel.own.origin.value = "telling"
        panel.own.keep.click()
        assert panel.proposed()["year"] == 2017
        panel.year.value = 2013
        assert (panel.proposed()["value"], panel.proposed()["status"]) == (1000.5, "eigen meting")

    def test_the_choices_follow_the_area(self, tmp_path):
        model = AmbitionModel.open(tmp_path / "nieuw.ambitie.json")
        panel = BaselinePanel(model)
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        assert panel.indicator.options[0][1] == BaselinePanel(model).indicator.options[0][1]

    def test_a_figure_for_part_of_the_dwellings_is_not_drawn_as_that_of_the_area(self, model):
        rows = model.figures[model.figures["indicator"] == "stadsverwarming_aandeel"]
        assert rows.set_index("year")["value"].notna()[2014]
        assert with_measurements(rows, []).set_index("year")["value"].isna()[2014]


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


class TestProgress:
    def test_all_objectives_with_their_status(self, model):
        panel = ProgressPanel(model)
        assert "8 doelen" in panel.summary.value
        assert bytes(panel.picture.value).startswith(b"\x89PNG")

    def test_a_new_measurement_changes_the_judgement(self, model):
        panel = ProgressPanel(model)
        panel.objective.value = "gasaansluitingen"
        panel.own.value.text.value = "11.000"
        panel.own.year.text.value = "2025"
        panel.own.origin.value = "netbeheerder, telling"
        panel.own.keep.click()
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


def type_decision(model: AmbitionModel) -> tuple[DecisionsPanel, Callable[[], None], list[object]]:
    panel = DecisionsPanel(model)
    panel.what.value, panel.why.value, panel.who.value = "Wij beginnen", "het is tijd", "projectteam"
    return panel, panel.add_decision, [panel.what, panel.why, panel.who]


def type_own_measurement(model: AmbitionModel) -> tuple[BaselinePanel, Callable[[], None], list[object]]:
    panel = BaselinePanel(model)
    form = panel.own
    form.value.text.value, form.year.text.value = "1.000,5", "2024"
    form.origin.value = "telling van de corporatie"
    return panel, form.keep.click, [form.value.text, form.year.text, form.origin]


def type_new_measurement(model: AmbitionModel) -> tuple[ProgressPanel, Callable[[], None], list[object]]:
    panel = ProgressPanel(model)
    panel.objective.value = "gasaansluitingen"
    form = panel.own
    form.value.text.value, form.year.text.value = "11.000", "2025"
    form.origin.value = "netbeheerder, telling"
    return panel, form.keep.click, [form.value.text, form.year.text, form.origin]


TYPED = [type_decision, type_own_measurement, type_new_measurement]


class TestNotKept:
    @pytest.mark.parametrize("typed", TYPED)
    def test_what_was_typed_stays_and_nothing_is_called_kept(self, model, disk, typed):
        panel, press, fields = typed(model)
        before = [field.value for field in fields]
        disk("full")
        press()
        assert panel.message.text == "De schijf is vol."
        assert 'role="alert"' in panel.message.value
        assert [field.value for field in fields] == before
        assert all(before)

    @pytest.mark.parametrize("typed", TYPED)
    def test_pressing_again_is_trying_again(self, model, path, disk, typed):
        panel, press, fields = typed(model)
        count = len(model.ambition.decisions) + len(model.ambition.measurements)
        disk("full")
        press()
        press()
        assert panel.message.text == "De schijf is vol."
        disk("room")
        press()
        assert panel.message.text.endswith(("is vastgelegd.", "is bewaard."))
        assert not any(field.value for field in fields)
        kept = file.load(path)
        assert kept == model.ambition
        assert len(kept.decisions) + len(kept.measurements) == count + 1

    def test_a_baseline_is_not_called_pinned(self, model, path, disk):
        panel = BaselinePanel(model)
        panel.theme.value, panel.indicator.value = "energiebesparing", "gas_gem"
        disk("full")
        for _ in range(2):
            panel.make_objective()
            assert panel.message.text == "De schijf is vol."
        disk("room")
        panel.make_objective()
        assert "ligt vast" in panel.message.text
        assert file.load(path).objective("gas_gem").baseline.year == 2017

    def test_another_indicator_or_objective_asks_for_another_value(self, model):
        baselines, _, (own, *_) = type_own_measurement(model)
        baselines.indicator.value = baselines.indicator.options[1][1]
        progress, _, (value, *_) = type_new_measurement(model)
        progress.objective.value = "gas_gem_tc"
        assert (own.value, value.value) == ("", "")
        assert progress.own.value.unit.value == "m³/jaar"

    def test_a_change_elsewhere_leaves_what_is_being_typed(self, model):
        for typed in TYPED:
            _, _, fields = typed(model)
            before = [field.value for field in fields]
            model.change(edit.set_title, typed.__name__)
            assert [field.value for field in fields] == before


def press(box: widgets.Box, text: str) -> None:
    next(one for one in box.children if getattr(one, "description", "") == text).click()


def shown(box: widgets.Widget) -> bool:
    return "wd-hidden" not in box._dom_classes


class TestWaysOut:
    def test_nothing_is_offered_while_all_is_kept(self, model):
        screen = Workshop(model)
        model.change(edit.set_theme, "circulair", "moet", "")
        assert not shown(screen.unsaved)
        assert not shown(screen.astray)

    def test_trying_again_takes_the_message_back(self, model, path, disk):
        screen = Workshop(model, step=1)
        disk("full")
        screen.panel.theme.value = "circulair"
        screen.panel.choice.value = "kan"
        assert screen.panel.message.text == "De schijf is vol."
        assert shown(screen.unsaved)
        assert screen.unsaved.message.text == "De schijf is vol."
        assert ">niet bewaard<" in screen.saved.value
        press(screen.unsaved, "Opnieuw bewaren")
        assert shown(screen.unsaved)
        disk("room")
        press(screen.unsaved, "Opnieuw bewaren")
        assert not shown(screen.unsaved)
        assert screen.panel.message.text == ""
        assert "bewaard" in screen.saved.value
        assert "niet bewaard" not in screen.saved.value
        assert {one.theme: one.choice for one in file.load(path).themes}["circulair"] == "kan"

    def test_the_next_change_that_is_kept_takes_the_message_back_too(self, model, disk):
        screen = Workshop(model, step=3)
        disk("full")
        screen.panel.objective.value = "gas_gem_tc"
        screen.panel.path.value = "mijlpalen"
        screen.panel.milestones.value = "2020: 950"
        assert screen.panel.milestones_message.text == "De schijf is vol."
        disk("room")
        screen.panel.target.text.value = "650"
        assert screen.panel.milestones_message.text == screen.panel.message.text == ""
        assert not shown(screen.unsaved)

    def test_a_copy_is_named(self, path):
        screen = Workshop(model_in_conflict(path))
        press(screen.unsaved, "Bewaar als kopie")
        assert "‘wijk-kopie.ambitie.json’" in screen.panel.message.text
        assert "in wijk-kopie" in screen.saved.value
        assert not shown(screen.unsaved)
        assert reason(file.load(path.with_name("wijk-kopie.ambitie.json"))) == "van mij"

    def test_the_other_version_is_shown_in_every_field(self, model, path):
        screen = Workshop(model, step=3)
        screen.panel.objective.value = "gas_gem_tc"
        theirs = edit.set_target(file.load(path), "gas_gem_tc", 555.0, 2031)
        file.save(theirs, path)
        screen.panel.year.text.value = "2029"
        screen.panel.target.text.value = "onzin"
        assert shown(screen.unsaved)
        press(screen.unsaved, "Andere versie openen")
        assert not shown(screen.unsaved)
        assert "‘wijk-kopie.ambitie.json’" in screen.panel.message.text
        assert screen.panel.target.text.value == "555"
        assert screen.panel.target.message.text == ""
        assert screen.panel.year.text.value == "2031"

    def test_a_way_out_that_is_closed_says_why_and_stays(self, path, disk):
        screen = Workshop(model_in_conflict(path))
        disk("full")
        for text in ("Bewaar als kopie", "Andere versie openen"):
            press(screen.unsaved, text)
            assert screen.unsaved.message.text == "De schijf is vol."
            assert shown(screen.unsaved)
        disk("room")
        path.write_text("{", encoding="utf-8")
        press(screen.unsaved, "Andere versie openen")
        assert "beschadigd" in screen.unsaved.message.text
        assert reason(screen.model.ambition) == "van mij"

    def test_undo_that_cannot_be_kept_is_said(self, model, disk):
        screen = Workshop(model)
        model.change(edit.set_theme, "circulair", "moet", "")
        disk("full")
        screen.undo.click()
        assert screen.unsaved.message.text == "De schijf is vol."
        assert shown(screen.unsaved)

    def test_every_step_opens_on_an_area_that_is_not_there(self, path, monkeypatch):
        model_with_area(path, {"codes": ["BU05991448", "BU05991999"]})
        monkeypatch.setitem(os.environ, "WIJKDATA_AMBITIE", str(path))
        screen = workshop()
        assert isinstance(screen.panel, NeighbourhoodPanel)
        for step in range(len(STEPS)):
            screen.go(step)
            assert shown(screen.astray)
            assert "‘BU05991999’ kennen wij niet" in screen.astray.message.text
            assert screen.panel.message.text in ("", screen.astray.message.text)

    def test_a_wrong_code_is_removed_on_the_step_wijk(self, path):
        screen = Workshop(model_with_area(path, {"codes": ["BU05991448", "BU05991999"]}))
        assert isinstance(screen.panel, NeighbourhoodPanel)
        wrong = next(one for one in screen.panel.chosen.children if "BU05991999" in one.description)
        wrong.click()
        assert file.load(path).area.codes == ["BU05991448"]
        assert not shown(screen.astray)
        assert "930" in screen.panel.above.value

    def test_many_wrong_codes_are_removed_at_once_and_undone_at_once(self, path):
        codes = ["BU05991999", "BU05991448", "BU05998888"]
        screen = Workshop(model_with_area(path, {"codes": codes}))
        press(screen.astray, "Herstel het gebied")
        assert file.load(path).area.codes == ["BU05991448"]
        assert not shown(screen.astray)
        screen.undo.click()
        assert file.load(path).area.codes == codes
        assert shown(screen.astray)


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
