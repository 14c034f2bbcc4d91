"""The steps Wijk and Thema’s."""

from __future__ import annotations

import pandas as pd
import pytest

from wijkdata.ambition import file
from wijkdata.ambition.model import Ambition
from wijkdata.baseline import baseline
from wijkdata.panels import AmbitionModel, NeighbourhoodPanel, ThemesPanel
from wijkdata.panels.neighbourhood import ALIKE, MAP, PEERS, figure_html


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

    def test_the_figures_stand_beside_gemeente_and_buurten_like_it(self, model):
        shown = NeighbourhoodPanel(model).above.value
        assert "Rotterdam: 840" in shown
        assert shown.count("% van Rotterdam") == 2
        assert shown.count("Gelijksoortig: ") == 5
        assert "per buurt" in shown
        assert "met warmte" in shown

    def test_shows_the_buurten_that_are_like_it(self, model):
        panel = NeighbourhoodPanel(model)
        on_the_map = panel.picture.value
        panel.view.value = ALIKE
        assert panel.picture.value != on_the_map
        assert (panel.choose_box.layout.display, panel.alike_box.layout.display) == ("none", "")
        assert "woningtype 1×" in panel.likeness.value
        assert panel.above.value == ""
        assert "gas_gem_tc" in [one for _, one in panel.indicator.options]
        panel.view.value = MAP
        assert panel.picture.value == on_the_map
        assert (panel.choose_box.layout.display, panel.alike_box.layout.display) == ("", "none")

    def test_weighing_changes_which_buurten_those_are(self, model):
        panel = NeighbourhoodPanel(model)
        panel.view.value = ALIKE
        before, shown, ambition = model.alike.codes, panel.picture.value, model.ambition
        panel.group.value = "eigendom"
        panel.weight.value = 0
        assert "eigendom 0×" in panel.likeness.value
        assert model.alike.codes != before
        assert panel.picture.value != shown
        panel.group.value = "woningtype"
        assert panel.weight.value == 1
        panel.group.value = "eigendom"
        assert panel.weight.value == 0
        panel.smallest.value = 500
        assert model.alike.choice.dwellings == 500
        assert model.ambition == ambition
        assert not model.can_undo

    def test_the_last_trait_cannot_be_taken_away(self, model):
        panel = NeighbourhoodPanel(model)
        panel.view.value = ALIKE
        for _, group in panel.group.options:
            panel.group.value = group
            panel.weight.value = 0
        assert "minstens één kenmerk" in panel.message.text
        assert panel.weight.value == 1
        assert list(model.likeness.counted) == [panel.group.value]

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
