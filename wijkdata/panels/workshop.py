"""The workshop: all steps on one screen, for sharing with the people in the room."""

from __future__ import annotations

import html

import ipywidgets as widgets

from wijkdata.errors import WijkdataError
from wijkdata.panels.baselines import BaselinePanel
from wijkdata.panels.decisions import DecisionsPanel
from wijkdata.panels.fields import text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.neighbourhood import NeighbourhoodPanel
from wijkdata.panels.objectives import ObjectivesPanel
from wijkdata.panels.panel import Panel, stylesheet
from wijkdata.panels.progress import ProgressPanel
from wijkdata.panels.themes import ThemesPanel

STEPS: tuple[type[Panel], ...] = (
    NeighbourhoodPanel,
    ThemesPanel,
    BaselinePanel,
    ObjectivesPanel,
    ProgressPanel,
    DecisionsPanel,
)


def workshop() -> widgets.Widget:
    """Return the screen on the ambition file that was asked for, or the reason why it cannot be opened."""
    try:
        return Workshop(AmbitionModel.open())
    except WijkdataError as error:
        sorry = widgets.VBox([stylesheet(), widgets.HTML(text_html(str(error), "wd-error"))])
        sorry.add_class("wd")
        return sorry


class Workshop(widgets.VBox):
    """The screen: a bar with the steps and the state of saving, and the step at hand below it.

    A step is built when it is opened for the first time, so that the screen is there at once.
    """

    def __init__(self, model: AmbitionModel, step: int = 0) -> None:
        self.model = model
        self.panels: dict[int, Panel] = {}
        self.title = widgets.HTML()
        self.saved = widgets.HTML()
        self.undo = widgets.Button(description="Ongedaan maken", disabled=True)
        self.undo.on_click(lambda _button: self.model.undo())
        self.buttons = [
            widgets.Button(description=f"{number + 1} {one.name}") for number, one in enumerate(STEPS)
        ]
        for number, button in enumerate(self.buttons):
            button.on_click(lambda _button, number=number: self.go(number))
        steps = widgets.HBox(self.buttons)
        steps.add_class("wd-steps")
        bar = widgets.HBox([self.title, steps, self.undo, self.saved])
        bar.add_class("wd-bar")
        super().__init__([stylesheet(), bar])
        self.add_class("wd")
        self.add_class("wd-screen")
        self.step = -1
        model.observe(lambda _change: self._show_bar(), names=["ambition", "saved"])
        self.go(step)

    def go(self, step: int) -> None:
        """Open a step."""
        if step not in self.panels:
            self.panels[step] = STEPS[step](self.model)
            self.children: tuple[widgets.Widget, ...] = (*self.children, self.panels[step])
        for number, panel in self.panels.items():
            panel.show(shown=number == step)
        self.step = step
        self._show_bar()

    @property
    def panel(self) -> Panel:
        """The step on screen."""
        return self.panels[self.step]

    def _show_bar(self) -> None:
        ambition = self.model.ambition
        name = ambition.area.name or ambition.title or "Nieuwe ambitie"
        example = '<span class="wd-example">voorbeeld</span>' if ambition.example else ""
        self.title.value = f'<div class="wd-name">{html.escape(name)}{example}</div>'
        failed = self.model.saved.startswith("niet bewaard")
        css = "wd-saved wd-failed" if failed else "wd-saved"
        self.saved.value = f'<div class="{css}" role="status">{html.escape(self.model.saved)}</div>'
        self.undo.disabled = not self.model.can_undo
        for number, button in enumerate(self.buttons):
            here = number == self.step
            (button.add_class if here else button.remove_class)("wd-here")
            state = STEPS[number].state(self.model)
            button.description = f"{number + 1} {STEPS[number].name} {state}"
