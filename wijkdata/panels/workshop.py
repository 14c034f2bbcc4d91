"""The workshop: all steps on one screen, for sharing with the people in the room."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator

import ipywidgets as widgets

from wijkdata.ambition.model import Objective
from wijkdata.errors import WijkdataError
from wijkdata.panels import place
from wijkdata.panels.baselines import BaselinePanel
from wijkdata.panels.coherence import CoherencePanel
from wijkdata.panels.decisions import DecisionsPanel
from wijkdata.panels.delay import DelayPanel
from wijkdata.panels.fields import Message, guarded, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.neighbourhood import NeighbourhoodPanel
from wijkdata.panels.objectives import ObjectivesPanel
from wijkdata.panels.panel import Panel, stylesheet
from wijkdata.panels.parties import PartiesPanel
from wijkdata.panels.place import Place
from wijkdata.panels.progress import ProgressPanel
from wijkdata.panels.stage import Stage
from wijkdata.panels.terms import TermsPanel
from wijkdata.panels.themes import ThemesPanel

STEPS: tuple[type[Panel], ...] = (
    NeighbourhoodPanel,
    PartiesPanel,
    ThemesPanel,
    TermsPanel,
    BaselinePanel,
    ObjectivesPanel,
    CoherencePanel,
    ProgressPanel,
    DelayPanel,
    DecisionsPanel,
)


_NO_UNDO = (
    "Wat u hiervoor deed, kunt u niet meer ongedaan maken: daarmee zou ook iets van de ander verdwijnen. Een eerdere "
    "versie staat nog in de map met versies."
)

_ROOM = "Groot, voor wie achterin zit: doel voor doel, en wat vandaag is afgesproken"

_STATES = "○ nog niets gedaan, ◐ begonnen, ● klaar"


def open_workshop() -> widgets.Widget:
    """Return the screen on the ambition file that was asked for, or the reason why it cannot be opened."""
    try:
        model = AmbitionModel.open()
        return Workshop(model, at=place.find(model.path))
    except WijkdataError as error:
        sorry = widgets.VBox([stylesheet(), widgets.HTML(text_html(str(error), "wd-error"))])
        sorry.add_class("wd")
        return sorry


class Workshop(widgets.VBox):
    """The screen: a bar with the steps and the state of saving, and the step at hand below it.

    A step is built when it is opened for the first time, so that the screen is there at once.

    Parameters
    ----------
    step
        Number of the step to begin with.
    at
        Where somebody was before; it goes before `step` if it names one.

    Attributes
    ----------
    tells_failure
        The line below the bar says why something is not in the file, so the step itself need not.
    """

    tells_failure = True

    def __init__(self, model: AmbitionModel, step: int = 0, at: Place | None = None) -> None:
        self.model = model
        self.place = at or Place()
        model.dark = bool(self.place.dark)
        model.failure_told = True
        self.panels: dict[int, Panel] = {}
        self.title = widgets.HTML()
        self.saved = widgets.HTML()
        self.undo = widgets.Button(
            description="Ongedaan maken", tooltip="De laatste wijziging ongedaan maken", disabled=True
        )
        self.undo.add_class("wd-undo")
        self.undo.on_click(lambda _button: self.undo_change())
        self.buttons = [
            widgets.Button(description=f"{number + 1} {one.name}") for number, one in enumerate(STEPS)
        ]
        for number, button in enumerate(self.buttons):
            button.on_click(lambda _button, number=number: self.go(number))
        steps = widgets.HBox(self.buttons)
        steps.add_class("wd-steps")
        self.room = widgets.Button(description="Zaal", tooltip=_ROOM)
        self.room.add_class("wd-room")
        self.room.on_click(lambda _button: self.show_stage())
        # Pressed by the page itself, where the computer is set to dark and nobody chose otherwise.
        self.as_system = widgets.Button(description="Donker")
        self.as_system.add_class("wd-as-system")
        self.as_system.add_class("wd-hidden")
        self.as_system.on_click(lambda _button: self._follow_system())
        bar = widgets.HBox([self.title, steps, self.room, self.undo, self.saved, self.as_system])
        bar.add_class("wd-bar")
        self.unsaved = Trouble(
            ("Opnieuw bewaren", self.keep),
            ("Samenvoegen", self.merge),
            ("Andere versie openen", self.reopen),
            ("Bewaar als kopie", self.keep_as_copy),
        )
        self.astray = Trouble(("Herstel het gebied", self.mend_area))
        self._failure = ""
        super().__init__([stylesheet(), bar, self.unsaved, self.astray])
        self.add_class("wd")
        self.add_class("wd-screen")
        self.stage: Stage | None = None
        self.step = -1
        model.observe(lambda _change: self._show_bar(), names=["ambition", "saved"])
        model.observe(lambda _change: self._show_paper(), names="dark")
        self._show_paper()
        names = [one.name for one in STEPS]
        self.go(names.index(self.place.step) if self.place.step in names else step)
        if self.place.page:
            self.show_stage(self.place.page)

    def go(self, step: int) -> None:
        """Open a step."""
        opened = self.panels.get(step) or self._built(step)
        for panel in self.panels.values():
            if panel is not opened:  # before the other one shows: never two steps on one screen
                panel.show(shown=False)
        if step not in self.panels:
            self.panels[step] = opened
            self.children: tuple[widgets.Widget, ...] = (*self.children, opened)
        opened.show(shown=True)
        self.step = step
        self._keep_place()
        self._show_bar()

    def _built(self, step: int) -> Panel:
        panel = STEPS[step](self.model)
        panel.show_again(self.place.shown.get(panel.name, {}))
        panel.on_shown(self._keep_place)
        return panel

    def _keep_place(self) -> None:
        self.place.step = STEPS[self.step].name
        self.place.shown |= {one.name: one.remembered() for one in self.panels.values()}
        place.keep(self.model.path, self.place)

    @property
    def panel(self) -> Panel:
        """The step on screen."""
        return self.panels[self.step]

    @property
    def message(self) -> Message:
        """Where it is said that a button of the bar, or of the line below it, could not do what it is for."""
        return self.unsaved.message

    @guarded
    def undo_change(self) -> None:
        """Take the last change back."""
        self.model.undo()

    @guarded
    def keep(self) -> None:
        """Try again to keep the ambition."""
        self.model.keep()

    @guarded
    def keep_as_copy(self) -> None:
        """Keep the ambition in a file of its own, and go on working on that."""
        name = self.model.keep_as_copy().name
        self.panel.message.say(f"U werkt verder in ‘{name}’. Open de volgende keer dat bestand.")

    @guarded
    def reopen(self) -> None:
        """Go on with what stands in the file by now."""
        name = self.model.reopen().name
        for message in self._messages():  # what was typed and refused is of the version before
            message.clear()
        self.panel.refresh()
        self.panel.message.say(f"Dit is de andere versie. Uw eigen versie staat in dezelfde map: ‘{name}’.")

    @guarded
    def merge(self) -> None:
        """Put the changes of this window and of the other one together."""
        could_undo = self.model.can_undo
        merged = self.model.merge()
        for message in self._messages():  # what was typed and refused is of the version before
            message.clear()
        self.panel.refresh()
        lost = could_undo and not self.model.can_undo
        self.panel.message.say(f"{merged.sentence} {_NO_UNDO}" if lost else merged.sentence)

    @guarded
    def mend_area(self) -> None:
        """Leave out of the area what is not there."""
        self.model.mend_area()

    def show_stage(self, page: str = "") -> None:
        """Show the view for the room, at a page of it or else at the objective that was last looked at."""
        if self.stage is None:
            self.stage = Stage(
                self.model,
                leave=self.leave_stage,
                choose_paper=self.choose_paper,
                turned=self._keep_page,
                saved=self.saved,
            )
            self.children = (*self.children, self.stage)
        self.add_class("wd-on-stage")
        self.stage.page = page or self._looked_at() or self.stage.page
        self.panel.show(shown=False)  # what nobody sees is not drawn
        self.stage.show(shown=True)
        self._keep_page()

    def leave_stage(self) -> None:
        """Go back to the step at hand."""
        if self.stage is not None:
            self.stage.show(shown=False)
        self.panel.show(shown=True)
        self.remove_class("wd-on-stage")
        self.place.page = ""
        place.keep(self.model.path, self.place)

    def _looked_at(self) -> str:
        current = getattr(self.panel, "current", None)
        return current.id if isinstance(current, Objective) else ""

    def _keep_page(self) -> None:
        self.place.page = self.stage.page if self.stage is not None else ""
        place.keep(self.model.path, self.place)

    def _follow_system(self) -> None:
        if self.place.dark is None:
            self.model.dark = True

    def choose_paper(self, *, dark: bool) -> None:
        """Put the screen and its pictures on dark paper, or on light."""
        self.place.dark = self.model.dark = dark
        place.keep(self.model.path, self.place)

    def _show_paper(self) -> None:
        (self.add_class if self.model.dark else self.remove_class)("wd-dark")

    def _show_bar(self) -> None:
        ambition = self.model.ambition
        name = ambition.area.name or ambition.title or "Nieuwe ambitie"
        example = '<span class="wd-example">voorbeeld</span>' if ambition.example else ""
        whole = html.escape(name)
        # It is cut off where it is long; the mouse, the keyboard and who listens get all of it.
        self.title.value = (
            f'<div class="wd-name" title="{whole}" tabindex="0" aria-label="{whole}">'
            f'<span class="wd-whole-name">{whole}</span>{example}</div>'
        )
        failed = bool(self.model.failure)
        css, text = ("wd-saved wd-failed", "niet bewaard") if failed else ("wd-saved", self.model.saved)
        self.saved.value = f'<div class="{css}" role="status">{html.escape(text)}</div>'
        self._show_trouble()
        self.undo.disabled = not self.model.can_undo
        for number, button in enumerate(self.buttons):
            button.tooltip = _STATES
            here = number == self.step
            (button.add_class if here else button.remove_class)("wd-here")
            state = STEPS[number].state(self.model)
            # The mark stands on a line of its own, so that ten steps fit beside each other.
            button.description = f"{number + 1} {STEPS[number].name}\n{state}"

    def _show_trouble(self) -> None:
        failure = self.model.failure
        if self._failure and self._failure != failure:
            for message in self._messages():
                if message.text == self._failure:
                    message.clear()
        self._failure = failure
        self.unsaved.show(failure)
        self.astray.show(self.model.area_problem)

    def _messages(self) -> Iterator[Message]:
        for panel in self.panels.values():
            yield from _messages_in(panel)


class Trouble(widgets.HBox):
    """A line under the bar that is only there while something is wrong: what it is, and the ways out.

    Parameters
    ----------
    ways_out
        Per button its text and what it does.
    """

    def __init__(self, *ways_out: tuple[str, Callable[[], None]]) -> None:
        self.message = Message()
        self.buttons = [widgets.Button(description=text) for text, _ in ways_out]
        for button, (_, deed) in zip(self.buttons, ways_out, strict=True):
            button.on_click(lambda _button, deed=deed: deed())
        super().__init__([self.message, *self.buttons])
        self.add_class("wd-bar")
        self.add_class("wd-trouble")

    def show(self, text: str) -> None:
        """Say what is wrong; without a text the line goes away."""
        (self.remove_class if text else self.add_class)("wd-hidden")
        self.message.refuse(text)


def _messages_in(widget: widgets.Widget) -> Iterator[Message]:
    """Give every message in a widget and in the widgets it consists of."""
    if isinstance(widget, Message):
        yield widget
    for child in getattr(widget, "children", ()):
        yield from _messages_in(child)
