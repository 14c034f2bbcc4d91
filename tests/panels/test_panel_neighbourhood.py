"""The steps Wijk and Thema’s."""

from __future__ import annotations

import html
import re

import pandas as pd
import pytest

from wijkdata.ambition import file
from wijkdata.ambition.model import Ambition
from wijkdata.baseline import baseline
from wijkdata.panels import AmbitionModel, NeighbourhoodPanel, ThemesPanel
from wijkdata.panels.neighbourhood import ALIKE, MAP, PEERS, YEARS
from wijkdata.panels.neighbourhood_shown import figure_html


def enter(panel: NeighbourhoodPanel) -> None:
    """Press Enter in the search field, as the browser tells it."""
    panel.search._handle_custom_msg({"event": "submit"}, [])


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

    def test_enter_after_a_part_of_a_name_takes_the_only_one_or_names_them(self, model):
        panel = NeighbourhoodPanel(model)
        before = model.ambition
        panel.search.value = "land"
        enter(panel)
        assert panel.unfound.text.startswith("Daar passen er ")
        assert "Het Lage Land (BU05991449)" in panel.unfound.text
        assert model.ambition == before
        panel.search.value = "osterflan"
        assert model.ambition == before
        enter(panel)
        assert model.ambition.area.codes[-1] == "BU05991467"
        assert panel.search.value == ""
        assert panel.unfound.text == ""

    def test_letters_that_enter_overtook_still_count(self, model):
        panel = NeighbourhoodPanel(model)
        panel.search.value = "o"
        enter(panel)
        panel.search.value = "oosterflan"
        assert model.ambition.area.codes[-1] == "BU05991467"

    def test_enter_takes_a_name_in_full_that_others_begin_with(self, model):
        panel = NeighbourhoodPanel(model)
        names = [label.rsplit(" (", 1)[0] for label in panel._codes]
        whole = next(
            one for one in names if sum(one in other for other in names) > 1 and names.count(one) == 1
        )
        panel.search.value = whole
        enter(panel)
        assert model.area.codes[-1] == panel._codes[panel._named(whole)[0]]

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
        assert "2.770* (" not in shown
        assert "Rotterdam: 2.770*<br>" in shown
        assert "* stadsverwarming telt mee" in shown

    def test_shows_the_buurten_that_are_like_it(self, model):
        panel = NeighbourhoodPanel(model)
        on_the_map = panel.picture.value
        panel.view.value = ALIKE
        assert panel.picture.value != on_the_map
        assert (panel.choose_box.layout.display, panel.alike_box.layout.display) == ("none", "")
        assert "woningtype 1×" in panel.likeness.value
        assert "stadsverwarming 1× (hier niet bekend)." in panel.likeness.value
        assert panel.above.value == ""
        assert "gas_gem_tc" in [one for _, one in panel.indicator.options]
        panel.view.value = MAP
        assert panel.picture.value == on_the_map
        assert (panel.choose_box.layout.display, panel.alike_box.layout.display) == ("", "none")

    def test_weighing_changes_which_buurten_those_are(self, model):
        panel = NeighbourhoodPanel(model)
        panel.view.value = ALIKE
        before, shown = model.alike.codes, panel.picture.value
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
        # It is kept with the ambition, so that all documents and everybody who opens it see the same buurten.
        assert (model.ambition.likeness.eigendom, model.ambition.likeness.dwellings) == (0, 500)
        model.undo()
        model.undo()
        assert model.alike.codes == before
        assert (panel.weight.value, panel.smallest.value) == (1, 100)

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
        assert "Typ links de naam van een buurt" in panel.above.value
        assert "Er zijn cijfers voor Rotterdam." in panel.above.value
        assert "‘wijkdata fetch NAAM’" in panel.above.value
        assert "‘wijkdata add BESTAND’" in panel.above.value

    def test_without_an_area_the_map_of_the_only_gemeente_is_there_to_choose_from(self):
        panel = NeighbourhoodPanel(AmbitionModel(Ambition()))
        assert bytes(panel.picture.value).startswith(b"\x89PNG")
        panel.pointed.value = "BU05991467"
        assert panel.take.description == "Kies"
        panel.take_pointed()
        assert panel.model.ambition.area.codes == ["BU05991467"]
        assert panel.take.description == "Haal weg"

    def test_a_code_of_another_gemeente_says_what_to_do(self, model):
        panel = NeighbourhoodPanel(model)
        panel.search.value = "BU02000801"
        assert "van de gemeente GM0200 zijn geen cijfers geladen" in panel.unfound.text
        assert "‘wijkdata fetch GM0200’" in panel.unfound.text

    def test_pointing_at_a_buurt_tells_its_figure_or_why_there_is_none(self, model):
        panel = NeighbourhoodPanel(model)
        before = panel.picture.value
        panel.pointed.value = "BU05991467"
        assert panel.told.value == '<div class="wd-help">Oosterflank: 10 m³/jaar in 2017, definitief.</div>'
        assert panel.layer.value.count("wd-on") == 1
        panel.pointed.value = "BU05990113"
        assert "Cs Kwartier: niet openbaar over 2017. CBS toont ‘.’" in panel.told.value
        assert panel.picture.value != before
        panel.pointed.value = ""
        assert panel.told.value == ""
        assert "wd-on" not in panel.layer.value
        assert panel.take.layout.display == "none"

    def test_each_area_on_the_map_has_its_words_and_its_place_in_the_list(self, model):
        panel = NeighbourhoodPanel(model)
        spots = re.findall(r'data-place="(\d+)">.*?<text[^>]*>([^<]+)</text>', panel.layer.value)
        assert len(spots) > 20
        options = [name for name, _ in panel.pointed.options]
        assert all(options[int(place)] == html.unescape(name) for place, name in spots)
        for view in (YEARS, PEERS, ALIKE):
            panel.view.value = view
            assert panel.layer.value == ""
            assert panel.point_box.layout.display == "none"

    def test_what_is_hatched_is_named_with_the_reason(self, model):
        panel = NeighbourhoodPanel(model)
        assert "Gearceerd is niet openbaar: Cs Kwartier" in panel.source.value
        assert "en nog 13" in panel.source.value

    def test_a_map_per_year_follows_the_indicator(self, model):
        panel = NeighbourhoodPanel(model)
        panel.view.value = YEARS
        gas = panel.picture.value
        assert "dit gebied" not in panel.source.value
        assert panel.source.value.count("<td>2017</td>") == 2
        panel.indicator.value = "elektra_gem"
        assert panel.picture.value != gas

    def test_the_source_of_each_figure_is_in_sight_and_one_press_away(self, model):
        shown = NeighbourhoodPanel(model).above.value
        assert shown.count("popovertarget=") == 2 * 5
        assert ">2018, CBS</button>" in shown
        assert ">2017 (geschat), CBS e.a.</button>" in shown
        assert "<dt>Opgehaald</dt>" in shown
        assert "84286NED" in shown


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
