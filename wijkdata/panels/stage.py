"""The view for the room: one objective at a time at full size, and on the last page what was agreed today."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date

import ipywidgets as widgets

from wijkdata import catalogue, dutch
from wijkdata.ambition import rules, today
from wijkdata.ambition.model import Objective
from wijkdata.ambition.planned import name_of
from wijkdata.drawing import objective_figure
from wijkdata.panels.fields import Message, guarded, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.pager import Block, Frame, Pager, Sheet, lines_of, pieces, sheets
from wijkdata.panels.panel import Picture, paint

#: A figure here is drawn at this size and shown over the whole window, so that its text of 16 px becomes 22 px at
#: 1366×768 and 32 px at 1920×1080. [px]
SIZE = (960, 495)
#: Pixels drawn for each of those.
_SHARPNESS = 2.0
#: The page after the objectives.
TODAY = "vandaag"
#: Lines on a page at the size of this view, letters on a line, lines of a heading, and the most lines of one text.
_ROOM, _SIGNS, _HEADING, _MOST = 18, 80, 1.6, 8


class Stage(widgets.VBox):
    """Objectives one by one for whoever sits at the back, and what was agreed today.

    Parameters
    ----------
    leave
        Called to go back to the step at hand.
    choose_paper
        Called with ``dark`` to change the paper.
    turned
        Called when another page is shown.
    saved
        Says whether all is kept; it is shown here too.
    """

    def __init__(
        self,
        model: AmbitionModel,
        *,
        leave: Callable[[], object],
        choose_paper: Callable[..., object],
        turned: Callable[[], object],
        saved: widgets.Widget,
    ) -> None:
        self.model = model
        self.page = ""
        self._turned = turned
        self._open = False
        self._sheets: list[Sheet] = []
        self.back = _button("◀ Vorig doel", "wd-stage-back", lambda: self.turn(-1))
        self.on = _button("Volgend doel ▶", "wd-stage-on", lambda: self.turn(1))
        self.where = widgets.HTML()
        self.where.add_class("wd-where")
        self.today = _button("Vandaag afgesproken", "wd-stage-today", lambda: self.go(TODAY))
        self.paper = _button("", "wd-stage-paper", lambda: choose_paper(dark=not model.dark))
        self.leave = _button("Terug naar het werk", "wd-stage-leave", leave)
        self.pager = Pager(self._show_sheet)
        self.words = widgets.HTML()
        self.words.add_class("wd-stage-words")
        self.picture = Picture(format="png")
        self.picture.add_class("wd-picture")
        self.message = Message()
        buttons = [self.back, self.on, self.where, self.today, self.paper, self.leave, saved]
        bar = widgets.HBox(buttons)
        bar.add_class("wd-stage-bar")
        super().__init__([bar, self.message, self.pager, self.words, self.picture])
        self.add_class("wd")
        self.add_class("wd-stage")
        model.observe(lambda _change: self.refresh(), names=["ambition", "dark"])
        self.show(shown=False)

    @property
    def pages(self) -> list[str]:
        """The pages: each objective by its id, and what was agreed today."""
        return [*(one.id for one in self.model.ambition.objectives), TODAY]

    @property
    def current(self) -> Objective | None:
        """The objective on screen; None on the page of today."""
        return next((one for one in self.model.ambition.objectives if one.id == self.page), None)

    def show(self, *, shown: bool) -> None:
        """Show this view, or take it away."""
        self._open = shown
        (self.remove_class if shown else self.add_class)("wd-hidden")
        if shown:
            self.refresh()

    def go(self, page: str) -> None:
        """Show a page: an objective by its id, or today; of what is gone by now the first."""
        self.page = page
        self.refresh()
        self._turned()

    def turn(self, by: int) -> None:
        """Go so many pages on, or back."""
        pages = self.pages
        at = pages.index(self.page) if self.page in pages else 0
        self.go(pages[min(max(at + by, 0), len(pages) - 1)])

    @guarded
    def refresh(self) -> None:
        """Show the page at hand as it is now."""
        if not self._open:
            return
        self.message.clear()
        pages = self.pages
        if self.page not in pages:
            self.page = pages[0]
        at = pages.index(self.page)
        self.back.disabled, self.on.disabled = at == 0, at == len(pages) - 1
        self.today.disabled = self.page == TODAY
        self.paper.description = "Licht" if self.model.dark else "Donker"
        count = dutch.number(len(pages) - 1)
        self.where.value = text_html("vandaag" if self.page == TODAY else f"doel {at + 1} van {count}")
        self._draw()

    def _draw(self) -> None:
        objective = self.current
        self._sheets = self._today() if objective is None else []
        figure = None
        if objective is not None:
            here = rules.in_this_area(self.model.ambition, objective)
            if here.indicator is not None and here.baseline is not None and self.model.area is not None:
                standing = next(one for one in self.model.follow_ups() if one.objective_id == objective.id)
                figure = objective_figure(self.model, here, standing, size=SIZE)
            else:
                self._sheets = [Sheet(_in_words(objective))]
        self.words.layout.display = "none" if figure is not None else ""
        paint(self.picture, figure, dark=self.model.dark, sharpness=_SHARPNESS)
        self.pager.offer([one.count for one in self._sheets], self.page)

    def _show_sheet(self, page: int) -> None:
        self.words.value = self._sheets[page].html

    def _today(self) -> list[Sheet]:
        day = date.today()
        found = today.of_day(self.model.ambition, self.model.path, day)
        title = text_html(f"Afgesproken op {dutch.day_in_words(day)}", tag="h2")
        if not found:
            help_ = "Hier komt te staan wat vandaag is besloten, hoe u begrippen verstaat en welke doelen veranderen."
            return [Sheet(title + text_html(help_, "wd-help"))]
        blocks = [
            Block(text_html(part, "wd-line"), lines_of(part, _SIGNS) + 0.1, frame)
            for heading, lines in found.items()
            for frame in [Frame(text_html(heading, "wd-group", "h3"), lines=_HEADING)]
            for line in lines
            for part in pieces(line, _SIGNS, _MOST)
        ]
        return sheets(blocks, title=title, room=_ROOM - 2)


def _in_words(objective: Objective) -> str:
    """Return an objective of which there is nothing to draw, in words."""
    theme = html.escape(catalogue.theme(objective.theme).name)
    said = html.escape(objective.statement or name_of(objective))
    owner = f'<div class="wd-help">Eigenaar: {html.escape(objective.owner)}</div>' if objective.owner else ""
    return f'<div class="wd-group">{theme}</div><div class="wd-statement">{said}</div>{owner}'


def _button(text: str, css: str, deed: Callable[[], object]) -> widgets.Button:
    button = widgets.Button(description=text)
    button.add_class(css)
    button.on_click(lambda _button: deed())
    return button
