"""The steps Voortgang and besluiten, and what was typed when it could not be kept."""

from __future__ import annotations

import pytest
from acts import TYPED, type_new_measurement, type_own_measurement

from wijkdata.ambition import edit, file
from wijkdata.ambition.model import Ambition
from wijkdata.panels import (
    AmbitionModel,
    BaselinePanel,
    CoherencePanel,
    DecisionsPanel,
    NeighbourhoodPanel,
    PartiesPanel,
    ProgressPanel,
    TermsPanel,
    ThemesPanel,
)


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


class TestMeasuring:
    def test_without_objectives_nothing_can_be_kept_and_it_is_said_why(self, tmp_path):
        panel = ProgressPanel(AmbitionModel(Ambition(), tmp_path / "nieuw.ambitie.json"))
        assert panel.own.keep.disabled
        assert panel.own.why.layout.display == ""
        assert "maak er een bij Nulmeting" in panel.own.why.value

    def test_with_an_objective_the_button_works(self, model):
        panel = ProgressPanel(model)
        assert not panel.own.keep.disabled
        assert panel.own.why.layout.display == "none"


def kept_when_typed() -> None:
    """Where there is no button, what is typed is kept at once."""


def type_buurt(model):
    panel = NeighbourhoodPanel(model)
    return panel, kept_when_typed, [(panel.search, "BU05991449")]


def type_party(model):
    panel = PartiesPanel(model)
    return panel, panel.add_party, [(panel.new, "energiecoöperatie")]


def type_agreement(model):
    panel = PartiesPanel(model)
    form = panel.agreements
    return panel, form.keep_new, [(form.what, "De leidingen opmeten"), (form.owner, "gemeente")]


def type_note(model):
    panel = DecisionsPanel(model)
    return panel, panel.add_note, [(panel.note, "Nog bellen"), (panel.about, "warmtenet")]


def type_theme(model):
    panel = ThemesPanel(model)
    return panel, kept_when_typed, [(panel.new_theme, "Geluid")]


def type_link(model):
    panel = ThemesPanel(model)
    return panel, panel.add_link, [(panel.by, "de straat gaat toch open")]


def type_term(model):
    panel = TermsPanel(model)
    return panel, kept_when_typed, [(panel.new_term, "warmterecht")]


def type_group(model):
    panel = CoherencePanel(model)
    form = panel.dwellings
    form.origin.value = "woningcorporatie, 2026"
    return panel, form.keep, [(form.dwellings.text, "1.200"), (form.gas.text, "950")]


class TestNextEntry:
    """Who types the next entry while the screen is being drawn must not lose it: the fields are empty by then."""

    @pytest.mark.parametrize("typed", TYPED)
    def test_the_fields_are_empty_before_anything_is_drawn_anew(self, model, typed):
        _, press, fields = typed(model)
        seen = []
        model.observe(lambda _change: seen.append([one.value for one in fields]), names="ambition")
        press()
        assert seen
        assert not any(map(any, seen))

    @pytest.mark.parametrize(
        "entry",
        [type_buurt, type_party, type_agreement, type_note, type_theme, type_link, type_term, type_group],
    )
    def test_in_every_form_that_is_emptied(self, model, disk, entry):
        model.change(edit.set_area, ["BU05991448"], "Prinsenland")
        panel, press, typed = entry(model)
        seen = []
        model.observe(lambda _change: seen.append([one.value for one, _ in typed]), names="ambition")
        disk("full")
        for field, text in typed:
            field.value = text
        press()
        assert seen
        assert not any(map(any, seen))
        assert [field.value for field, _ in typed] == [text for _, text in typed]
        assert panel.message.text == "De schijf is vol."
