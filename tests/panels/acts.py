"""What a user does on a panel, and what else can happen to the file meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import ipywidgets as widgets
import pytest

from wijkdata.ambition import edit, file
from wijkdata.ambition.model import Ambition, Decision
from wijkdata.errors import ChangedOnDiskError
from wijkdata.panels import AmbitionModel, BaselinePanel, DecisionsPanel, ProgressPanel


def decision(what: str) -> Decision:
    return Decision(date=date(2026, 5, 31), what=what, why="daarom", who="projectteam")


def reason(ambition: Ambition) -> str:
    return next((one.reason for one in ambition.themes if one.theme == "circulair"), "")


def model_in_conflict(path: Path) -> AmbitionModel:
    model = AmbitionModel.open(path)
    file.save(file.load(path).model_copy(update={"title": "van een ander"}), path)
    with pytest.raises(ChangedOnDiskError):
        model.change(edit.set_theme, "circulair", "moet", "van mij")
    return model


def model_with_area(path: Path, area: dict[str, object]) -> AmbitionModel:
    content = json.loads(path.read_text(encoding="utf-8"))
    content["area"] = {"name": "", "boundary_year": 2014, **area}
    path.write_text(json.dumps(content), encoding="utf-8")
    return AmbitionModel.open(path)


def type_decision(model: AmbitionModel) -> tuple[DecisionsPanel, Callable[[], None], list[object]]:
    panel = DecisionsPanel(model)
    panel.what.value, panel.why.value, panel.who.value = "Wij beginnen", "het is tijd", "projectteam"
    return panel, panel.add_decision, [panel.what, panel.why, panel.who]


def type_own_measurement(model: AmbitionModel) -> tuple[BaselinePanel, Callable[[], None], list[object]]:
    panel = BaselinePanel(model)
    form = panel.own
    form.value.text.value, form.year.text.value = "1.000,5", "2024"
    form.origin.value = "telling van de corporatie"
    return panel, form.keep.click, [form.value.text, form.year.text, form.origin]


def type_new_measurement(model: AmbitionModel) -> tuple[ProgressPanel, Callable[[], None], list[object]]:
    panel = ProgressPanel(model)
    panel.objective.value = "gasaansluitingen"
    form = panel.own
    form.value.text.value, form.year.text.value = "11.000", "2025"
    form.origin.value = "netbeheerder, telling"
    return panel, form.keep.click, [form.value.text, form.year.text, form.origin]


TYPED = [type_decision, type_own_measurement, type_new_measurement]


def press(box: widgets.Box, text: str) -> None:
    next(one for one in box.children if getattr(one, "description", "") == text).click()


def shown(box: widgets.Widget) -> bool:
    return "wd-hidden" not in box._dom_classes
