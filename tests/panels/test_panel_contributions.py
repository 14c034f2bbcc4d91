"""Of which objective another one is a part: chosen on the screen, with whether it adds up beside it."""

from __future__ import annotations

import ipywidgets as widgets
import pytest

from wijkdata.ambition import edit, file
from wijkdata.panels import AmbitionModel, ObjectivesPanel
from wijkdata.panels.objectives import PARTS

WHOLE = "zonnestroom_vermogen"


@pytest.fixture
def model(path) -> AmbitionModel:
    """The example, with a second objective on the same quantity."""
    model = AmbitionModel.open(path)
    key = model.change(edit.add_objective, "energiebesparing", WHOLE)
    model.change(edit.pin_baseline, key, model.ambition.objective(WHOLE).baseline)
    model.change(edit.set_target, key, 5000.0, 2030)
    return model


@pytest.fixture
def panel(model) -> ObjectivesPanel:
    panel = ObjectivesPanel(model)
    panel.part.value = PARTS
    panel.objective.value = f"{WHOLE}-2"
    return panel


def offered(panel) -> list[str]:
    return [value for _, value in panel.contribution.whole.options]


def test_only_what_adds_up_is_offered(panel):
    assert offered(panel) == ["", WHOLE]
    panel.objective.value = "gas_gem_tc"
    assert offered(panel) == [""]
    assert "geen hoeveelheid die kan worden opgeteld" in panel.above.value


def test_before_anything_is_chosen_it_is_said_what_to_do(panel):
    assert "Kies links van welk doel dit een onderdeel is" in panel.above.value
    assert panel.contribution.way.layout.display == "none"


def test_where_no_objective_fits_it_is_not_asked_to_choose_one(panel):
    panel.objective.value = "gasaansluitingen"
    assert offered(panel) == [""]
    assert "Kies links" not in panel.above.value
    assert "maak dat eerst bij Nulmeting" in panel.above.value


def test_a_part_is_kept_and_the_sum_is_shown(panel, path):
    panel.contribution.whole.value = WHOLE
    assert file.load(path).objective(f"{WHOLE}-2").part_of == WHOLE
    base = panel.model.ambition.objective(WHOLE).baseline.value
    assert "◆ Telt niet op. De bijdragen tellen op tot" in panel.above.value
    assert f"{5000 - base:,.0f} kWp".replace(",", ".") in panel.above.value
    assert "Er ontbreekt 1.000 kWp" in panel.above.value
    panel.model.change(edit.set_target, f"{WHOLE}-2", 6000.0, 2030)
    assert "✔ Telt op." in panel.above.value
    panel.contribution.whole.value = ""
    assert file.load(path).objective(f"{WHOLE}-2").part_of is None


def test_the_way_of_counting_is_that_of_the_whole(panel, path):
    panel.contribution.whole.value = WHOLE
    panel.contribution.way.value = "nieuwste stand"
    kept = file.load(path)
    assert [kept.objective(one).counted_from for one in (WHOLE, f"{WHOLE}-2")] == [
        "nieuwste stand",
        "nulmeting",
    ]
    assert "de nieuwste stand" in panel.above.value
    panel.objective.value = WHOLE
    assert panel.contribution.way.value == "nieuwste stand"
    assert panel.contribution.whole.value == ""


def test_undo_and_another_objective_are_followed(panel):
    panel.contribution.whole.value = WHOLE
    panel.model.undo()
    assert panel.contribution.whole.value == ""
    assert "Telt" not in panel.above.value


def test_a_part_of_what_is_gone_can_be_mended(panel, path):
    panel.contribution.whole.value = WHOLE
    panel.model.change(edit.remove_objective, WHOLE)
    assert panel.contribution.whole.value == ""
    assert file.load(path).objective(f"{WHOLE}-2").part_of is None


def test_what_people_wrote_is_no_markup(panel, model):
    theme = "<b>eigen</b>"
    model.change(edit.set_theme, theme, "moet", "")
    changed = model.ambition.objective(f"{WHOLE}-2").model_copy(update={"theme": theme})
    model.change(edit.with_objective, changed)
    panel.contribution.whole.value = WHOLE
    assert "<b>eigen</b>" not in panel.above.value
    assert "&lt;b&gt;eigen" in panel.above.value


def test_at_most_five_controls_are_in_sight(panel):
    panel.contribution.whole.value = WHOLE
    shown = [
        one
        for box in panel.left.children
        for one in (box.children if isinstance(box, widgets.VBox) else [box])
        if box.layout.display != "none" and one.layout.display != "none" and not isinstance(one, widgets.HTML)
    ]
    assert 0 < len(shown) <= 5
