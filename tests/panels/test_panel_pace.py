"""Step Voortgang, the pace: what each objective asks per year, and who ever went that fast."""

from __future__ import annotations

import ipywidgets as widgets
import pytest

from wijkdata.ambition import edit
from wijkdata.ambition.model import Ambition
from wijkdata.panels import AmbitionModel, ProgressPanel
from wijkdata.panels.fields import Chips
from wijkdata.panels.progress import MEASURE, PACE, STATUS


@pytest.fixture
def panel(model) -> ProgressPanel:
    return ProgressPanel(model)


def displayed(widget: widgets.Widget) -> list[widgets.Widget]:
    """Return the controls in sight, without the chips that only take something away."""
    if widget.layout.display == "none" or isinstance(widget, (widgets.HTML, widgets.Label, Chips)):
        return []
    if isinstance(widget, widgets.Box):
        return [each for one in widget.children for each in displayed(one)]
    return [widget]


def test_only_objectives_of_which_others_have_a_series_can_be_chosen(panel, model):
    panel.part.value = PACE
    offered = [key for _, key in panel.paced.options]
    assert offered == [one.objective_id for one in model.follow_ups() if one.tempo is not None]
    assert "zonnestroom_vermogen" in offered
    assert "bomen_aantal" not in offered


def test_the_chosen_objective_is_told_and_drawn(panel, model):
    panel.part.value = PACE
    panel.paced.value = "zonnestroom_vermogen"
    standing = next(one for one in model.follow_ups() if one.objective_id == "zonnestroom_vermogen")
    for sentence in standing.tempo.sentences:
        assert sentence in panel.told.value
    drawn = bytes(panel.picture.value)
    assert drawn.startswith(b"\x89PNG")
    panel.paced.value = next(key for _, key in panel.paced.options if key != "zonnestroom_vermogen")
    assert bytes(panel.picture.value) != drawn
    assert "Eigen tempo: van de nulmeting naar het nieuwste cijfer" in panel.source.value
    assert (
        "Alleen over aardgasvrije woningen, gas per woning en zonnepanelen is er een reeks."
        in panel.told.value
    )
    assert "Gemeenten: de middelste helling" in panel.source.value


def test_another_target_asks_another_pace_at_once(panel, model):
    panel.part.value = PACE
    panel.paced.value = "zonnestroom_vermogen"
    before = panel.told.value
    model.change(edit.set_target, "zonnestroom_vermogen", 90000.0, 2030, None)
    assert panel.told.value != before
    assert "zo hard: de snelste, " in panel.told.value


def test_back_at_the_status_the_overview_is_there_again(panel):
    overview = bytes(panel.picture.value)
    panel.part.value = PACE
    assert bytes(panel.picture.value) != overview
    panel.part.value = STATUS
    assert bytes(panel.picture.value) == overview
    assert "hellingen" not in panel.source.value


def test_without_a_series_of_others_it_says_for_what_there_is_one(model):
    for one in [one.id for one in model.ambition.objectives if one.indicator != "bomen_aantal"]:
        model.change(edit.remove_objective, one)
    panel = ProgressPanel(model)
    panel.part.value = PACE
    assert (
        "alleen over aardgasvrije woningen, gas per woning en zonnepanelen is er een reeks"
        in panel.told.value
    )
    assert panel.picture.layout.display == "none"
    assert displayed(panel.left) == [panel.part]


def test_without_objectives_nothing_is_drawn_and_no_old_words_stay(model):
    panel = ProgressPanel(model)
    panel.part.value = PACE
    for one in [one.id for one in model.ambition.objectives]:
        model.change(edit.remove_objective, one)
    assert "Nodig" not in panel.told.value
    assert panel.picture.layout.display == "none"
    empty = ProgressPanel(AmbitionModel(Ambition()))
    empty.part.value = PACE
    assert empty.picture.layout.display == "none"


@pytest.mark.parametrize(("part", "most"), [(STATUS, 0), (MEASURE, 5), (PACE, 1)])
def test_at_most_five_controls_are_in_sight_below_the_parts(panel, part, most):
    panel.part.value = part
    assert displayed(panel.left)[0] is panel.part
    assert min(1, most) <= len(displayed(panel.left)) - 1 <= most
