"""The step Besluit: decide, adopt with a question first, what asks for attention, and notes for the team."""

from __future__ import annotations

import re
from datetime import date

import ipywidgets as widgets
import pytest

from wijkdata.ambition import adoption, edit, file, notes, programme, rules
from wijkdata.ambition.edit import with_parts
from wijkdata.ambition.model import Ambition, Decision, Term
from wijkdata.panels import AmbitionModel, DecisionsPanel
from wijkdata.panels.decisions import ADOPT, CHECK, DECIDE, NOTES
from wijkdata.panels.decisions_shown import line_sheets

AWKWARD = "<script>alert(1)</script>"


@pytest.fixture
def panel(model) -> DecisionsPanel:
    return DecisionsPanel(model)


def adopt(panel: DecisionsPanel, who: str = "stuurgroep", day: str = "31-5-2026") -> None:
    panel.part.value = ADOPT
    panel.adopter.value, panel.day.value = who, day
    panel.adopt_button.click()


def visible(widget) -> bool:
    return widget.layout.display != "none"


def all_pages(panel: DecisionsPanel) -> str:
    text = panel.above.value
    while not panel.pager.on.disabled:
        panel.pager.on.click()
        text += panel.above.value
    return text


class TestAdopting:
    def test_it_asks_first_and_adopts_on_yes(self, panel, model, path):
        adopt(panel)
        assert visible(panel.confirmation)
        assert not visible(panel.adopt_button)
        assert "stuurgroep stelt versie 1 vast op 31-5-2026" in panel.warning.value
        assert file.load(path).adopted == []
        panel.sure.click()
        (one,) = file.load(path).adopted
        assert (one.number, one.who, one.date) == (1, "stuurgroep", date(2026, 5, 31))
        assert panel.message.text == "Versie 1 is vastgesteld."
        assert "Versie 1 staat vast sinds 31-5-2026" in panel.standing.value
        assert not visible(panel.confirmation)

    def test_what_is_still_open_is_named_before_it_is_asked(self, panel, model):
        term = Term(
            name="no-regret",
            agreed="Altijd goed.",
            agreed_by="team",
            agreed_on=date(2026, 5, 1),
            criterion="…%",
        )
        for open_terms in ([], [term]):
            model.ambition = with_parts(model.ambition, terms=open_terms)
            adopt(panel)
            assert ("‘no-regret’" in panel.warning.value) is bool(open_terms)
        panel.sure.click()
        assert len(model.ambition.adopted) == 1

    def test_no_leaves_everything_as_it_was(self, panel, path):
        before = path.read_bytes()
        adopt(panel)
        panel.not_yet.click()
        assert visible(panel.adopt_button)
        assert not visible(panel.confirmation)
        assert path.read_bytes() == before

    @pytest.mark.parametrize(
        ("who", "day", "said"),
        [
            ("", "31-5-2026", "wie de ambitie vaststelt"),
            ("raad", "31-13-2026", "geen datum"),
            ("raad", "1-1-2199", "nog niet"),
        ],
    )
    def test_what_is_missing_or_impossible_is_said_before_asking(self, panel, who, day, said):
        adopt(panel, who, day)
        assert said in panel.message.text
        assert not visible(panel.confirmation)

    def test_a_fault_is_named_and_stands_in_the_way(self, panel, model):
        codes = model.ambition.area.codes
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        assert model.ambition.area.codes != codes
        adopt(panel)
        assert "er staat een fout in" in panel.message.text
        assert "in de weg; zie Controle" in panel.standing.value
        assert not visible(panel.confirmation)

    def test_a_change_while_asking_takes_the_question_back(self, panel, model):
        adopt(panel)
        model.change(edit.set_title, "Anders")
        assert not visible(panel.confirmation)

    def test_what_changed_since_is_told_in_words(self, panel, model):
        adopt(panel)
        panel.sure.click()
        model.change(edit.set_target, "gas_gem_tc", 600.0, 2030)
        model.change(notes.add_note, "GEHEIM")
        assert "Gewijzigd sinds versie 1" in panel.standing.value
        assert "1 interne notitie" in panel.standing.value
        shown = all_pages(panel)
        assert "Van versie 1, vastgesteld 31 mei 2026 naar wat nu geldt" in shown
        assert "streefwaarde 2030 van 700 naar 600 m³/jaar" in shown
        assert "GEHEIM" not in shown

    def test_a_frozen_copy_that_was_tampered_with_is_told(self, panel, model, path):
        adopt(panel)
        panel.sure.click()
        (copy,) = file.frozen_copies(path, 1)
        copy.chmod(0o644)
        copy.write_text(copy.read_text(encoding="utf-8").replace("Prinsenland", "Ergens"), encoding="utf-8")
        panel.refresh()
        assert "is na het vaststellen veranderd" in panel.standing.value

    def test_a_figure_that_was_revised_is_told_and_the_pinned_one_stays(self, panel, model):
        base = model.ambition.objective("bomen_aantal").baseline
        other = base.model_copy(update={"value": base.value + 100})
        model.change(edit.pin_baseline, "bomen_aantal", other)
        panel.part.value = ADOPT
        shown = all_pages(panel)
        assert "Herzien door de uitgever" in shown
        assert f"heeft {base.year} herzien van" in shown
        assert model.ambition.objective("bomen_aantal").baseline.value == base.value + 100

    def test_without_room_on_the_disk_nothing_is_adopted(self, panel, model, path, disk):
        adopt(panel)
        disk("full")
        panel.sure.click()
        assert panel.message.text == "De schijf is vol."
        assert model.ambition.adopted == file.load(path).adopted == []
        assert panel.adopter.value == "stuurgroep"

    def test_a_trial_can_be_adopted_too(self, model):
        panel = DecisionsPanel(model.trial())
        adopt(panel)
        panel.sure.click()
        assert panel.message.text == "Versie 1 is vastgesteld."


class TestDeciding:
    def test_an_internal_decision_is_marked_and_reaches_no_page_for_others(self, panel, model):
        panel.what.value, panel.internal.value = "Niet naar buiten.", True
        panel.add.click()
        assert model.ambition.decisions[-1].internal
        assert "Niet naar buiten. (intern)" in panel.above.value
        assert not panel.internal.value
        panel.part.value = ADOPT
        assert "Niet naar buiten." not in all_pages(panel)

    def test_the_whole_log_can_be_read_newest_first(self, panel, model):
        for number in range(12):
            decision = Decision(date=date(2026, 1, 1 + number), what=f"Besluit {number}.", who=AWKWARD)
            model.change(edit.add_decision, decision)
        shown = all_pages(panel)
        assert [shown.count(f"Besluit {number}.") for number in range(12)] >= [1] * 12
        assert shown.index("Besluit 11.") < shown.index("Besluit 8.")
        assert AWKWARD not in shown

    def test_any_two_versions_are_held_against_each_other(self, panel, model, path):
        adopt(panel)
        panel.sure.click()
        model.change(edit.set_target, "gas_gem_tc", 600.0, 2030)
        adopt(panel, day="1-6-2026")
        panel.sure.click()
        model.change(edit.set_target, "gas_gem_tc", 500.0, 2030)
        assert [name for name, _ in panel.before.options][:3] == [
            "wat nu geldt",
            "versie 2 (1 juni 2026)",
            "versie 1 (31 mei 2026)",
        ]
        assert "van 600 naar 500" in all_pages(panel)
        panel.before.value = "versie-1"
        assert "van 700 naar 500" in all_pages(panel)
        panel.after.value = "versie-2"
        shown = all_pages(panel)
        assert "Van versie 1, vastgesteld 31 mei 2026 naar versie 2, vastgesteld 1 juni 2026" in shown
        assert "van 700 naar 600" in shown
        panel.before.value = "versie-2"
        assert "<th>Streefwaarde</th>" not in shown
        assert "600" in all_pages(panel)
        assert "Streefwaarde" in panel.above.value

    def test_beside_an_adopted_version_another_scenario_is_no_difference(self, panel, model):
        adopt(panel)
        panel.sure.click()
        programme_now = model.ambition.programme
        assert programme_now
        model.change(programme.add_scenario, "Uitprobeersel", programme_now)
        assert not adoption.state(model.ambition).changed
        assert "Uitprobeersel" not in all_pages(panel)
        assert "Geen verschil in wat anderen mogen zien" in panel.above.value
        model.change(programme.choose_programme, "Uitprobeersel")
        assert adoption.state(model.ambition).changed
        assert "Uitprobeersel" in all_pages(panel)

    def test_a_version_of_which_no_copy_is_right_is_said_and_nothing_old_stays_on_screen(
        self, panel, model, path
    ):
        adopt(panel)
        panel.sure.click()
        model.change(edit.set_target, "gas_gem_tc", 600.0, 2030)
        (copy,) = file.frozen_copies(path, 1)
        copy.chmod(0o600)
        copy.write_text(copy.read_text(encoding="utf-8").replace("700", "701"), encoding="utf-8")
        panel.part.value = CHECK
        panel.part.value = ADOPT
        assert "geen vastgelegde kopie die nog klopt" in panel.message.text
        assert panel.above.value == ""
        panel.before.value = "nu"
        assert "Streefwaarde" in panel.above.value
        assert panel.message.text == ""

    def test_copies_that_were_kept_are_offered_too(self, panel, model):
        model.change(edit.set_target, "gas_gem_tc", 600.0, 2030)
        panel.part.value = ADOPT
        assert visible(panel.compared)
        kept = [name for name, _ in panel.before.options if name.startswith("bewaard ")]
        assert kept
        panel.before.value = dict(panel.before.options)[kept[-1]]
        assert "van 700 naar 600" in all_pages(panel)

    def test_at_most_five_controls_while_adopting(self, panel):
        adopt(panel)
        panel.sure.click()

        def controls(one) -> int:
            if not visible(one) or isinstance(one, widgets.HTML):
                return 0
            return sum(map(controls, one.children)) if isinstance(one, widgets.Box) else 1

        assert controls(panel.boxes[ADOPT]) == 5
        assert visible(panel.compared)

    def test_an_adopted_version_stands_in_the_log(self, panel):
        adopt(panel)
        panel.sure.click()
        panel.part.value = DECIDE
        assert "31-5-2026: versie 1 vastgesteld (stuurgroep)" in all_pages(panel)


class TestChecking:
    def test_every_finding_is_on_one_of_the_pages(self, panel, model):
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        panel.part.value = CHECK
        found = rules.check(model.ambition)
        shown = all_pages(panel)
        assert len(found) > 6
        assert shown.count("<tr>") == len(found)
        assert f"{len([one for one in found if one.level == 'fout'])} × <b>fout</b>" in panel.counts.value
        assert panel.pager.on.disabled
        panel.pager.back.click()
        assert not panel.pager.on.disabled

    def test_an_empty_ambition_says_what_to_do_first(self, tmp_path):
        panel = DecisionsPanel(AmbitionModel(Ambition(), tmp_path / "nieuw.ambitie.json"))
        for part in (DECIDE, ADOPT, CHECK, NOTES):
            panel.part.value = part
            assert panel.message.text == ""
            assert panel.above.value


class TestNotes:
    def test_kept_shown_as_text_and_taken_away(self, panel, model, path):
        panel.part.value = NOTES
        panel.note.value, panel.about.value = AWKWARD, "doel 1"
        panel.add_note_button.click()
        assert [one.text for one in file.load(path).notes] == [AWKWARD]
        assert AWKWARD not in panel.above.value
        assert "doel 1: &lt;script&gt;" in panel.above.value
        assert panel.note.value == ""
        panel.kept_notes.chips.children[0].click()
        assert file.load(path).notes == []
        model.undo()
        assert len(file.load(path).notes) == 1

    def test_an_empty_note_is_refused(self, panel):
        panel.part.value = NOTES
        panel.add_note_button.click()
        assert panel.message.text == "Schrijf eerst iets op."


def test_long_lines_are_spread_over_pages_and_none_is_lost():
    groups = {"Doelen": [f"regel {one} " + "x" * (one * 40) for one in range(30)], "Leeg": []}
    pages = [one.html for one in line_sheets(groups)]
    assert len(pages) > 3
    assert all(sum(bool(re.search(rf"regel {one}\b", page)) for page in pages) == 1 for one in range(30))
    assert all("Doelen" in page for page in pages[:-1])


def test_the_step_is_done_when_the_ambition_of_now_has_been_adopted(model):
    assert DecisionsPanel.state(AmbitionModel(Ambition())) == "○"
    assert model.ambition.decisions
    assert DecisionsPanel.state(model) == "◐"
    model.adopt("stuurgroep", date(2026, 11, 24))
    assert DecisionsPanel.state(model) == "●"
    model.change(edit.set_title, "Anders")
    assert DecisionsPanel.state(model) == "◐"
