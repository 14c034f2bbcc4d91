"""The screen as a whole: its steps, and the ways out when a change could not be kept."""

from __future__ import annotations

import os

import pytest
from acts import model_in_conflict, model_with_area, press, reason, shown
from ipywidgets.widgets.widget import _instances

from wijkdata.ambition import edit, file, meeting
from wijkdata.errors import ChangedOnDiskError
from wijkdata.panels import NeighbourhoodPanel, ObjectivesPanel, ThemesPanel, Workshop, open_workshop
from wijkdata.panels.workshop import STEPS

THEMES, OBJECTIVES = STEPS.index(ThemesPanel), STEPS.index(ObjectivesPanel)


class TestWaysOut:
    def test_nothing_is_offered_while_all_is_kept(self, model):
        screen = Workshop(model)
        model.change(edit.set_theme, "circulair", "moet", "")
        assert not shown(screen.unsaved)
        assert not shown(screen.astray)

    def test_trying_again_takes_the_message_back(self, model, path, disk):
        screen = Workshop(model, step=THEMES)
        disk("full")
        screen.panel.theme.value = "circulair"
        screen.panel.choice.value = "kan"
        assert shown(screen.unsaved)
        assert screen.unsaved.message.text == "De schijf is vol."
        assert screen.panel.message.text == ""  # it is said once
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
        screen = Workshop(model, step=OBJECTIVES)
        disk("full")
        screen.panel.objective.value = "gas_gem_tc"
        screen.panel.path.value = "mijlpalen"
        screen.panel.milestones.value = "2020: 950"
        assert screen.unsaved.message.text == "De schijf is vol."
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
        screen = Workshop(model, step=OBJECTIVES)
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

    def test_two_versions_are_put_together_and_what_stays_different_is_told(self, path):
        screen = Workshop(model_in_conflict(path))
        press(screen.unsaved, "Samenvoegen")
        assert not shown(screen.unsaved)
        assert screen.panel.message.text == "Samengevoegd."
        assert file.load(path).title == "van een ander"
        assert reason(file.load(path)) == "van mij"
        theirs = edit.set_theme(file.load(path), "circulair", "niet", "van een ander")
        file.save(theirs, path)
        screen.go(THEMES)
        screen.panel.theme.value = "circulair"
        screen.panel.reason.value = "weer van mij"
        press(screen.unsaved, "Samenvoegen")
        assert (
            "1 verschil is blijven staan: Circulair, reden: hier ‘weer van mij’" in screen.panel.message.text
        )
        assert reason(file.load(path)) == "weer van mij"

    def test_it_is_said_when_nothing_can_be_undone_any_more(self, model, path):
        screen = Workshop(model)
        before = reason(model.ambition)
        file.save(edit.set_theme(file.load(path), "circulair", "niet", "van een ander"), path)
        for text in ("van mij", before):
            with pytest.raises(ChangedOnDiskError):
                model.change(edit.set_theme, "circulair", "niet", text)
        assert not screen.undo.disabled
        press(screen.unsaved, "Samenvoegen")
        assert screen.undo.disabled
        assert "kunt u niet meer ongedaan maken" in screen.panel.message.text

    def test_what_is_internal_is_not_quoted_on_the_screen(self, model, path):
        def wants(ambition, text):
            return meeting.set_interest(ambition, "huurders", "woonlasten", 5, text, internal=True)

        model.change(wants, "eerst")
        screen = Workshop(model)
        file.save(wants(file.load(path), "GEHEIM van hen"), path)
        with pytest.raises(ChangedOnDiskError):
            model.change(wants, "GEHEIM van mij")
        press(screen.unsaved, "Samenvoegen")
        assert "huurders, Woonlasten, tekst: hier intern" in screen.panel.message.text
        assert "GEHEIM" not in screen.panel.message.value + screen.unsaved.message.value
        assert meeting.interest_of(file.load(path), "huurders", "woonlasten").text == "GEHEIM van mij"

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
        screen = open_workshop()
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
        screen = Workshop(model, step=OBJECTIVES)
        screen.go(OBJECTIVES + 1)
        model.change(edit.set_target, "gas_gem_tc", 650.0, 2030)
        screen.go(OBJECTIVES)
        assert screen.panel.target.number == 650.0

    def test_the_bar_says_it_is_an_example_and_saved(self, model):
        screen = Workshop(model)
        assert "voorbeeld" in screen.title.value
        model.change(edit.set_theme, "circulair", "moet", "")
        assert "bewaard" in screen.saved.value

    def test_no_new_widgets_are_made_by_redrawing(self, model):
        screen = Workshop(model, step=OBJECTIVES)
        before = len(_instances)
        for value in (650.0, 640.0, 630.0):
            model.change(edit.set_target, "gas_gem_tc", value, 2030)
        assert len(_instances) == before
        assert screen.panel.target.number == 630.0

    def test_a_file_that_cannot_be_opened_is_explained_on_the_screen(self, path, monkeypatch):
        path.write_text("geen json", encoding="utf-8")
        monkeypatch.setitem(os.environ, "WIJKDATA_AMBITIE", str(path))
        shown = open_workshop()
        assert "wijk.ambitie.json" in shown.children[1].value


def test_never_two_steps_on_one_screen(model):
    screen = Workshop(model, step=THEMES)
    seen: list[int] = []

    def count(_change) -> None:
        panels = [one for one in screen.children if one in screen.panels.values()]
        seen.append(sum(shown(one) for one in panels))

    screen.observe(count, names="children")
    screen.panel.observe(count, names="_dom_classes")
    screen.go(OBJECTIVES)
    screen.panel.observe(count, names="_dom_classes")
    screen.go(THEMES)
    screen.go(OBJECTIVES)
    assert len(seen) >= 5
    assert max(seen) == 1
