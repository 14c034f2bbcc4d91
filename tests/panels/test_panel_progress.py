"""The step Voortgang: what stands at the right belongs to what is chosen at the left."""

from __future__ import annotations

import pytest

from wijkdata.ambition import edit
from wijkdata.panels import AmbitionModel, ProgressPanel
from wijkdata.panels.progress import MEASURE, STATUS, summary_html


@pytest.fixture
def panel(model) -> ProgressPanel:
    return ProgressPanel(model)


def shown(panel) -> bytes:
    return bytes(panel.picture.value) if panel.picture.layout.display == "" else b""


def test_beside_a_measurement_stands_the_series_of_its_objective(panel, model):
    overview = shown(panel)
    panel.part.value = MEASURE
    panel.objective.value = "gasaansluitingen"
    connections = shown(panel)
    assert connections not in (overview, b"")
    assert "geen telling van meters" in panel.source.value
    assert "herkomst" in panel.source.value
    assert "Startanalyse 2020" in panel.source.value
    panel.objective.value = "zonnestroom_vermogen"
    assert shown(panel) not in (overview, connections, b"")
    assert "geen telling van meters" not in panel.source.value
    panel.part.value = STATUS
    assert shown(panel) == overview


def test_the_pages_are_turned_as_in_every_step_and_a_change_elsewhere_does_not_turn_them_back(panel, model):
    first = shown(panel)
    assert "bladzijde 1 van 2" in panel.pager.where.value
    panel.pager.on.click()
    second = shown(panel)
    assert second != first
    model.change(edit.set_title, "andere titel")
    assert (shown(panel), panel.pager.page) == (second, 1)
    panel.part.value = MEASURE
    assert panel.pager.layout.display == "none"


def test_a_measurement_is_drawn_at_once(panel, model):
    panel.part.value = MEASURE
    panel.objective.value = "gasaansluitingen"
    before = shown(panel)
    panel.own.value.text.value, panel.own.year.text.value = "11.000", "2025"
    panel.own.origin.value = "netbeheerder, telling"
    panel.own.keep.click()
    assert panel.objective.value == "gasaansluitingen"
    assert shown(panel) not in (before, b"")


def test_without_a_baseline_it_is_said_what_will_stand_there(panel, model):
    panel.part.value = MEASURE
    key = model.change(edit.add_objective, "natuurinclusief", "groen_aandeel")
    panel.objective.value = key
    assert shown(panel) == b""
    assert "Leg bij Nulmeting eerst vast" in panel.above.value
    panel.objective.value = "gasaansluitingen"
    assert shown(panel) != b""
    assert "Nulmeting" not in panel.above.value


def test_without_objectives_nothing_old_stands_there(path, model):
    panel = ProgressPanel(model)
    panel.part.value = MEASURE
    for one in model.ambition.objectives:
        model.change(edit.remove_objective, one.id)
    assert shown(panel) == b""
    assert AmbitionModel.open(path).ambition.objectives == []


def test_the_statuses_are_counted_from_good_to_bad(model):
    told = summary_html(model.follow_ups())
    order = [
        told.index(word) for word in ("op koers", "onvoldoende", "verkeerde richting", "niet te bepalen")
    ]
    assert order == sorted(order)
