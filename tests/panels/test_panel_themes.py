"""The step Thema's: choosing, the team's own themes, what helps what, and by what a theme is measured."""

from __future__ import annotations

import html
import re

import ipywidgets as widgets
import pytest

from wijkdata import catalogue, figures
from wijkdata.ambition import edit, file, themes
from wijkdata.ambition.model import Ambition
from wijkdata.panels import AmbitionModel, ThemesPanel
from wijkdata.panels.fields import Chips
from wijkdata.series import series

AWKWARD = "<script>alert(1)</script>"


@pytest.fixture
def panel(model) -> ThemesPanel:
    return ThemesPanel(model)


def link(panel: ThemesPanel, theme: str, helps: str, by: str) -> None:
    panel.part.value = "koppelkansen"
    panel.helper.value, panel.helps.value, panel.by.value = theme, helps, by
    panel.link.click()


def displayed(widget: widgets.Widget) -> list[widgets.Widget]:
    """Return the controls in sight, without the chips that only take something away."""
    if widget.layout.display == "none" or isinstance(widget, (widgets.HTML, Chips)):
        return []
    if isinstance(widget, widgets.Box):
        return [each for one in widget.children for each in displayed(one)]
    return [widget]


def press_chip(chips, text: str) -> None:
    next(one for one in chips.children if one.description.startswith(text)).click()


class TestChoice:
    def test_choice_and_reason_are_kept_and_shown(self, panel, path):
        panel.theme.value = "circulair"
        panel.choice.value = "kan"
        panel.reason.value = f"hout {AWKWARD}"
        kept = {one.theme: one for one in file.load(path).themes}["circulair"]
        assert (kept.choice, kept.reason) == ("kan", f"hout {AWKWARD}")
        assert html.escape(AWKWARD) in panel.above.value
        assert AWKWARD not in panel.above.value

    def test_every_theme_stands_in_its_column_or_among_the_open_ones(self):
        model = AmbitionModel(edit.set_theme(Ambition(), "woonlasten", "moet", "de rekening"))
        shown = ThemesPanel(model).above.value
        must, rest = shown.split("<h3>Kan mee</h3>")
        assert "Woonlasten" in must
        assert "Circulair" not in must
        assert "Circulair" in rest.split("Nog open:")[1]
        assert ThemesPanel.state(model) == "◐"

    def test_a_step_is_open_begun_or_done(self, model):
        assert ThemesPanel.state(AmbitionModel(Ambition())) == "○"
        done = Ambition()
        for theme in catalogue.themes().values():
            if not theme.context:
                done = edit.set_theme(done, theme.id, "kan")
        assert ThemesPanel.state(AmbitionModel(done)) == "●"
        assert ThemesPanel.state(AmbitionModel(themes.add_theme(done, "eenzaamheid")[0])) == "◐"


class TestOwnThemes:
    def test_a_theme_of_the_team_is_added_shown_and_chosen(self, panel, path):
        panel.new_theme.value = "Samen leven"
        assert panel.theme.value == "Samen leven"
        assert panel.new_theme.value == ""
        panel.choice.value = "moet"
        assert [one.choice for one in file.load(path).themes if one.theme == "Samen leven"] == ["moet"]
        assert "<b>Samen leven</b>" in panel.above.value

    def test_one_that_is_there_is_refused(self, panel):
        before = panel.model.ambition
        panel.new_theme.value = "woonlasten"
        assert "is er al" in panel.message.text
        assert panel.model.ambition == before
        assert panel.new_theme.value == "woonlasten"

    def test_it_goes_when_it_is_not_used_and_undo_brings_it_back(self, panel):
        panel.new_theme.value = "Samen leven"
        press_chip(panel.own, "Samen leven")
        assert themes.own_themes(panel.model.ambition) == []
        assert "Ongedaan maken" in panel.message.text
        panel.model.undo()
        assert [one.id for one in themes.own_themes(panel.model.ambition)] == ["Samen leven"]

    def test_it_stays_when_it_is_used_and_the_panel_says_by_what(self, panel):
        panel.new_theme.value = "Samen leven"
        link(panel, "participatie", "Samen leven", "samen koken")
        panel.part.value = "keuze"
        press_chip(panel.own, "Samen leven")
        assert "1 koppelkans" in panel.message.text
        assert [one.id for one in themes.own_themes(panel.model.ambition)] == ["Samen leven"]


class TestLinks:
    def test_without_links_it_says_what_will_stand_here(self):
        panel = ThemesPanel(AmbitionModel(Ambition()))
        panel.part.value = "koppelkansen"
        assert "Hier komt te staan" in panel.above.value
        assert panel.picture.layout.display == "none"

    def test_a_link_is_kept_drawn_and_can_go(self, path):
        panel = ThemesPanel(AmbitionModel(Ambition(), path.with_name("leeg.ambitie.json")))
        link(panel, "openbare_ruimte", "klimaatadaptatie", "het riool gaat open")
        (kept,) = file.load(path.with_name("leeg.ambitie.json")).links
        assert (kept.theme, kept.helps, kept.by) == (
            "openbare_ruimte",
            "klimaatadaptatie",
            "het riool gaat open",
        )
        assert panel.by.value == ""
        assert panel.picture.layout.display == ""
        before = panel.picture.value
        link(panel, "energiebesparing", "woonlasten", "isolatie")
        assert panel.picture.value != before
        press_chip(panel.links, "→ Woonlasten: isolatie")
        assert [one.by for one in panel.model.ambition.links] == ["het riool gaat open"]

    def test_what_says_nothing_is_refused_and_what_was_typed_stays(self, panel):
        before = panel.model.ambition
        link(panel, "energiebesparing", "woonlasten", " ")
        assert "Schrijf op waardoor" in panel.message.text
        assert panel.model.ambition == before
        link(panel, "energiebesparing", "woonlasten", "isolatie")
        link(panel, "energiebesparing", "woonlasten", "isolatie")
        assert "staat er al" in panel.message.text
        assert panel.by.value == "isolatie"

    def test_a_theme_is_not_offered_as_a_help_to_itself(self, panel):
        panel.part.value = "koppelkansen"
        for theme in ("aardgasvrij", "woonlasten"):
            panel.helper.value = theme
            offered = [value for _, value in panel.helps.options]
            assert theme not in offered
            assert len(offered) == len(panel.helper.options) - 1

    def test_many_links_are_divided_over_pages_and_a_new_one_is_in_sight(self):
        panel = ThemesPanel(AmbitionModel(Ambition()))
        for number in range(7):
            link(panel, "participatie", "leefbaarheid", f"reden {number}")
        link(panel, "energiebesparing", "woonlasten", "isolatie")
        assert panel.pager.page == 1
        link(panel, "participatie", "woonlasten", "samen inkopen")
        # it stands with the others of its theme
        assert panel.pager.page == 1
        assert len(panel.links.children) == 8
        press_chip(panel.links, "→ Leefbaarheid: reden 0")
        press_chip(panel.links, "→ Leefbaarheid: reden 1")
        assert panel.pager.page == 0
        assert len(panel.links.children) == 6


class TestMeasuring:
    def test_the_lists_have_every_indicator_that_counts_by_name(self, panel):
        panel.part.value, panel.theme.value = "meten", "energiebesparing"
        shown = panel.above.value
        (found,) = [
            one
            for one in themes.measurable(panel.model.ambition, panel.model.figures)
            if one.theme.id == "energiebesparing"
        ]
        today, rest = shown.split("Nog geen cijfer")
        assert all(html.escape(one.name) in today for one in found.today)
        assert all(html.escape(one.name) in rest for one in found.indicators if one not in found.today)
        assert shown.count("<li>") == len(found.indicators)
        assert f"Vandaag een cijfer ({len(found.today)})" in today
        assert "eigen meting nodig" in rest

    def test_the_years_are_those_of_the_figures(self, panel):
        panel.part.value, panel.theme.value = "meten", "energiebesparing"
        frame = series(figures.areas().project_area(panel.model.ambition.area.codes, None, 2014), ["gas_gem"])
        years = frame.loc[frame["value"].notna(), "year"]
        assert re.search(
            rf"<li>Gas per woning <span[^>]*>{years.min()}-{years.max()}</span>", panel.above.value
        )

    def test_the_card_of_a_theme_counts_the_same(self, panel):
        panel.part.value, panel.theme.value = "meten", "aardgasvrij"
        sentence = re.search(r"<h2>[^<]*: ([^<]*)</h2>", panel.above.value)[1]
        panel.part.value = "keuze"
        card = re.search(r"<b>Aardgasvrij en CO₂</b>.*?wd-source\">([^<]*)<", panel.above.value)[1]
        assert card == sentence
        assert re.fullmatch(r"vandaag \d+ van \d+ te meten", sentence)

    def test_it_says_what_to_do_with_what_can_be_measured(self, panel):
        panel.part.value = "meten"
        assert "Spreek af welk cijfer u gebruikt" in panel.rule.value
        assert "maak er dan bij Nulmeting een doel van" in panel.rule.value

    def test_without_an_area_it_says_what_to_do_first(self):
        panel = ThemesPanel(AmbitionModel(Ambition()))
        panel.part.value = "meten"
        assert "Kies eerst bij Wijk" in panel.above.value

    def test_a_theme_of_the_team_has_no_list(self, panel):
        panel.new_theme.value = f"rust {AWKWARD}"
        panel.part.value = "meten"
        assert "hoort geen indicator uit de lijst" in panel.above.value
        assert AWKWARD not in panel.above.value


@pytest.mark.parametrize("part", ["keuze", "koppelkansen", "meten"])
def test_at_most_five_controls_are_in_sight(panel, part):
    panel.part.value = part
    assert 2 <= len(displayed(panel.left)) <= 5
