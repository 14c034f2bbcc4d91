"""The step Tijd is geld: amounts, rates, margins and who bears what, kept at once and refused in place."""

from __future__ import annotations

import re

import ipywidgets as widgets
import pytest

from wijkdata.ambition import delay_case, edit, file
from wijkdata.ambition.model import Assumption
from wijkdata.ambition.public import for_others
from wijkdata.delay import Amount, Case, cost_of_delay
from wijkdata.delay_words import source_text
from wijkdata.panels import DelayPanel


@pytest.fixture
def panel(model) -> DelayPanel:
    model.change(edit.with_parts, delay=[])
    return DelayPanel(model)


def kept(path) -> dict[str, Assumption]:
    return {one.id: one for one in file.load(path).delay}


def visible(panel: DelayPanel) -> list[str]:
    return [part for part, box in panel.boxes.items() if box.layout.display != "none"]


class TestEmpty:
    def test_says_what_will_stand_here_what_to_do_first_and_why(self, panel):
        assert "Hier komt te staan wat een half jaar uitstel kost" in panel.above.value
        assert "Vul eerst in" in panel.above.value
        assert "Apeldoorn" in panel.above.value
        assert "Wijkkompas" in panel.above.value
        assert panel.picture.layout.display == "none"
        assert DelayPanel.state(panel.model) == "○"

    def test_nothing_is_kept_by_looking(self, panel, path):
        for part in panel.boxes:
            panel.part.value = part
        panel.which.value, panel.line.value = "kostenindex", "proces"
        assert kept(path) == {}

    def test_proposals_are_shown_as_proposals_and_amounts_are_asked(self, panel):
        assert panel.fields["rente"].text.placeholder == "3"
        assert panel.fields["woningen"].text.placeholder == "11.029"
        assert panel.fields["geinvesteerd"].text.placeholder == "tot nu toe"
        assert all(field.number is None for field in panel.fields.values())


class TestAmounts:
    def test_an_amount_is_kept_at_once_and_drawn(self, panel, path):
        panel.fields["geinvesteerd"].text.value = "4.000.000"
        assert kept(path)["geinvesteerd"].value == 4e6
        assert panel.picture.layout.display == ""
        assert bytes(panel.picture.value).startswith(b"\x89PNG")
        assert panel.above.value == ""
        assert DelayPanel.state(panel.model) == "◐"

    def test_the_step_is_done_when_every_line_can_be_computed(self, panel):
        for key, text in (
            ("geinvesteerd", "4.000.000"),
            ("aan_te_besteden", "2.000.000"),
            ("opbrengst", "0"),
            ("fte", "2,5"),
        ):
            panel.fields[key].text.value = text
            assert DelayPanel.state(panel.model) == "◐"
        panel.fields["maandtarief"].text.value = "9.000"
        assert DelayPanel.state(panel.model) == "●"

    def test_months_and_subsidy_are_kept_and_change_the_picture(self, panel, path):
        panel.fields["geinvesteerd"].text.value = "4.000.000"
        before = panel.picture.value
        panel.months.text.value = "9"
        assert kept(path)["maanden"].value == 9
        later = panel.picture.value
        panel.fields["subsidie"].text.value = "50.000"
        assert kept(path)["subsidie"].value == 50_000
        assert len({before, later, panel.picture.value}) == 3

    def test_an_empty_field_takes_the_number_back(self, panel, path):
        panel.fields["rente"].text.value = "4,5"
        assert kept(path)["rente"].value == 4.5
        panel.fields["rente"].text.value = ""
        assert kept(path) == {}
        assert panel.fields["rente"].text.placeholder == "3"

    @pytest.mark.parametrize(
        ("key", "typed", "words"),
        [
            ("geinvesteerd", "-5", "kan niet lager zijn dan 0"),
            ("geinvesteerd", "13.75", "geen getal dat wij herkennen"),
            ("rente", "400", "schrijf 4 voor 4%"),
            ("subsidie", "0", "meer dan 0 euro"),
        ],
    )
    def test_what_cannot_be_is_said_at_the_field_and_not_kept(self, panel, path, key, typed, words):
        field = panel.fields[key]
        field.text.value = typed
        assert words in field.message.text
        assert kept(path) == {}
        panel.fields["fte"].text.value = "2"
        assert field.text.value == typed
        field.text.value = "2"
        assert field.message.text == ""
        assert kept(path)[key].value == 2

    def test_months_out_of_range_are_said_at_the_field(self, panel, path):
        panel.months.text.value = "130"
        assert "van 0 tot en met 120" in panel.months.message.text
        assert kept(path) == {}

    def test_undo_shows_the_number_of_before(self, panel, model):
        panel.fields["geinvesteerd"].text.value = "4.000.000"
        panel.fields["geinvesteerd"].text.value = "5.000.000"
        model.undo()
        assert panel.fields["geinvesteerd"].number == 4e6


class TestMargins:
    def test_at_most_five_controls_below_months_and_parts(self, panel):
        for part in panel.boxes:
            panel.part.value = part
            assert visible(panel) == [part]
            fields = [one for one in panel.boxes[part].children if not isinstance(one, widgets.HTML)]
            assert len(fields) <= 5

    def test_a_margin_and_a_source_are_kept_with_the_number(self, panel, path):
        panel.fields["geinvesteerd"].text.value = "4.000.000"
        panel.which.value = "geinvesteerd"
        panel.low.text.value, panel.high.text.value = "3.500.000", "5.000.000"
        panel.origin.value = "grondexploitatie 2026"
        assert kept(path)["geinvesteerd"] == Assumption(
            id="geinvesteerd", value=4e6, low=3.5e6, high=5e6, source="grondexploitatie 2026"
        )
        assert "4.000.000 euro (3.500.000 tot 5.000.000)" in panel.now.value

    def test_a_proposal_shows_its_source_and_with_a_margin_it_is_the_teams_own(self, panel, path):
        panel.which.value = "rente"
        assert "Voorstel: 3% per jaar (0,92 tot 7)" in panel.now.value
        assert "Gorinchem" in panel.now.value
        assert (panel.low.number, panel.high.number, panel.origin.value) == (0.92, 7, "")
        assert panel.back.layout.display == "none"
        panel.high.text.value = "4"
        assert kept(path)["rente"] == Assumption(
            id="rente",
            value=3,
            low=0.92,
            high=4,
            source="Gemeente Beuningen, begroting 2026-2029, uitgangspunten (2028)",
        )
        assert panel.back.layout.display == ""
        panel.back.click()
        assert kept(path) == {}
        assert "Voorstel" in panel.now.value

    def test_a_number_of_the_team_can_be_kept_within_it(self, panel, path):
        panel.which.value = "rente"
        assert panel.internal.layout.display == "none"
        panel.high.text.value = "4"
        assert (panel.internal.layout.display, panel.internal.value) == ("", False)
        panel.internal.value = True
        assert kept(path)["rente"].internal
        assert for_others(file.load(path)).delay == []
        # Another number is not internal by that, and a margin changes nothing of it.
        panel.fields["kostenindex"].text.value = "5"
        panel.which.value = "kostenindex"
        assert not panel.internal.value
        panel.which.value = "rente"
        panel.low.text.value = "1"
        assert panel.internal.value
        assert {key: one.internal for key, one in kept(path).items()} == {"rente": True, "kostenindex": False}
        panel.internal.value = False
        assert not kept(path)["rente"].internal

    def test_a_subsidy_has_a_source_and_can_be_kept_within_the_team_but_has_no_margin(self, panel, path):
        panel.which.value = "subsidie"
        panel.origin.value = "college"
        assert "Vul eerst het getal zelf in: Subsidie op tafel." in panel.message.text
        panel.fields["subsidie"].text.value = "250.000"
        assert [one.layout.display for one in (panel.low, panel.high)] == ["none"] * 2
        panel.origin.value = "college, 2026"
        panel.internal.value = True
        assert kept(path)["subsidie"] == Assumption(
            id="subsidie", value=250_000.0, source="college, 2026", internal=True
        )
        assert "Nu: 250.000 euro." in panel.now.value
        panel.back.click()
        assert kept(path) == {}
        panel.which.value = "rente"
        assert [one.layout.display for one in (panel.low, panel.high)] == [""] * 2

    def test_a_margin_that_does_not_hold_the_number_is_said_at_the_field(self, panel, path):
        panel.which.value = "rente"
        panel.low.text.value = "5"
        assert "van klein naar groot" in panel.low.message.text
        assert kept(path) == {}
        panel.which.value = "kostenindex"
        assert panel.low.message.text == ""
        assert panel.low.number == 2

    def test_a_margin_around_nothing_asks_for_the_number(self, panel, path):
        panel.which.value = "geinvesteerd"
        panel.low.text.value = "5"
        assert "Vul eerst het getal zelf in" in panel.message.text
        assert kept(path) == {}


class TestBearers:
    def test_parts_are_kept_per_line_and_what_is_left_is_said(self, panel, path):
        panel.shares["gemeente"].text.value = "60"
        assert kept(path)["deel_rente_gemeente"].value == 0.6
        assert "Nog niet verdeeld: 40%." in panel.rest.value
        panel.line.value = "indexatie"
        assert panel.shares["gemeente"].number is None
        panel.shares["corporatie"].text.value = "100"
        assert "helemaal verdeeld" in panel.rest.value
        panel.line.value = "rente"
        assert panel.shares["gemeente"].number == 60
        panel.shares["gemeente"].text.value = ""
        assert set(kept(path)) == {"deel_indexatie_corporatie"}

    def test_more_than_the_whole_is_said_and_kept_once_there_is_room(self, panel, path):
        panel.shares["gemeente"].text.value = "60"
        panel.shares["corporatie"].text.value = "60"
        assert "samen 120%" in panel.shares["corporatie"].message.text
        assert "deel_rente_corporatie" not in kept(path)
        panel.shares["gemeente"].text.value = "40"
        assert panel.shares["corporatie"].message.text == ""
        assert kept(path)["deel_rente_corporatie"].value == 0.6

    def test_what_was_refused_does_not_go_along_to_another_line(self, panel):
        panel.shares["gemeente"].text.value = "160"
        assert panel.shares["gemeente"].message.text
        panel.line.value = "indexatie"
        assert panel.shares["gemeente"].message.text == ""
        assert panel.shares["gemeente"].number is None


class TestElse:
    def test_a_full_disk_is_said_and_nothing_is_lost(self, panel, model, disk):
        disk("full")
        panel.fields["geinvesteerd"].text.value = "4.000.000"
        assert "schijf is vol" in panel.message.text
        assert model.ambition.delay[0].value == 4e6
        disk("room")
        model.keep()

    def test_what_is_wrong_in_the_file_is_said_and_not_drawn(self, model):
        model.change(edit.with_parts, delay=[Assumption(id="winst", value=1.0)])
        panel = DelayPanel(model)
        assert "‘winst’ is geen getal" in panel.message.text
        assert panel.picture.layout.display == "none"
        assert DelayPanel.state(model) == "◐"

    def test_without_an_area_only_rates_are_proposed(self, model):
        model.change(edit.set_area, [])
        panel = DelayPanel(model)
        assert panel.fields["woningen"].text.placeholder == "in het plan"
        assert panel.fields["rente"].text.placeholder == "3"

    def test_what_somebody_typed_is_no_markup(self, panel):
        panel.which.value = "rente"
        panel.origin.value = "<script>alert(1)</script>"
        panel.fields["geinvesteerd"].text.value = "4.000.000"
        shown = panel.now.value + panel.above.value + panel.source.value + panel.rest.value
        assert not re.search("<script", shown)

    def test_another_window_is_followed(self, panel, model):
        model.change(delay_case.set_value, "geinvesteerd", 7e6)
        assert panel.fields["geinvesteerd"].number == 7e6

    def test_what_was_only_proposed_is_named_in_the_source_line(self, panel, model):
        panel.fields["geinvesteerd"].text.value = "4.000.000"
        case = delay_case.case_of(model.ambition, panel._proposals())
        told = source_text(case, cost_of_delay(case, 6))
        assert told.startswith("Bron: aannames van het team. Voorstel: rente 3% (Gemeente Beuningen, 2028);")
        assert "stijging" not in told
        assert "ten hoogste: alles wat een woning in 2017 uitstootte" in told
        own = Case({"geinvesteerd": Amount(4e6), "rente": Amount(4.0)})
        assert source_text(own, cost_of_delay(own, 6)) == "Bron: aannames van het team."
