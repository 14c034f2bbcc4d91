"""Of which objective another one is a part: the field for it, and whether what the parts contribute adds up."""

from __future__ import annotations

import html

import ipywidgets as widgets
import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.ambition import contributions, grounds
from wijkdata.ambition.contributions import BASELINE, NEWEST, Contribution, Reckoning
from wijkdata.ambition.model import Ambition, Objective
from wijkdata.ambition.planned import entry_of, name_of
from wijkdata.panels.fields import Message, guarded, offer, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.pager import ROOM, Block, Frame, Sheet, lines_of, sheets
from wijkdata.panels.provenance import from_standing, lowered, provenance

#: Letters on a line of the screen, and of the name of an objective and what it contributes in their columns.
_SIGNS, _NAME_SIGNS, _AMOUNT_SIGNS = 80, 34, 26
#: Lines that a heading takes, the edges of a row, and the button that tells where the figures come from.
_HEADING, _EDGE, _ORIGIN = 1.8, 0.4, 1.4


class ContributionForm(widgets.VBox):
    """The whole of one objective, and how its own parts are counted; each change is kept at once.

    Parameters
    ----------
    model
        The ambition that keeps them.
    message
        Where it is said what became of what was chosen.
    """

    def __init__(self, model: AmbitionModel, message: Message) -> None:
        self.model = model
        self.message = message
        self.objective: Objective | None = None
        self.whole = widgets.Dropdown(description="Onderdeel van")
        self.way = widgets.Dropdown(
            description="Tel vanaf",
            options=[("de nulmeting", BASELINE), ("de nieuwste stand", NEWEST)],
        )
        self._filling = False
        self.whole.observe(lambda _change: self.keep_whole(), names="value")
        self.way.observe(lambda _change: self.keep_way(), names="value")
        super().__init__([self.whole, self.way])

    def show(self, objective: Objective | None) -> None:
        """Show of what an objective is a part, and from where the parts of it or of its whole are counted."""
        self._filling = True
        try:
            self.objective = objective
            if objective is not None:
                self._fill(objective)
        finally:
            self._filling = False

    def _fill(self, objective: Objective) -> None:
        ambition = self.model.ambition
        wholes = contributions.possible_wholes(ambition, objective)
        known = {one.id: one for one in ambition.objectives}
        if objective.part_of in known and objective.part_of not in [one.id for one in wholes]:
            wholes.append(
                known[objective.part_of]
            )  # what stands there is shown, also where it does not add up
        none = "geen ander doel" if wholes else "geen doel past erbij"
        offer(self.whole, [(none, ""), *((name_of(one), one.id) for one in wholes)])
        self.whole.value = objective.part_of if objective.part_of in known else ""
        top = whole_of(ambition, objective)
        self.way.layout.display = "none" if top is None else ""
        if top is not None:
            self.way.value = top.counted_from

    @guarded
    def keep_whole(self) -> None:
        """Keep of which objective this one is a part."""
        if not self._filling and self.objective is not None:
            self.message.clear()
            self.model.change(grounds.set_whole, self.objective.id, self.whole.value or None)

    @guarded
    def keep_way(self) -> None:
        """Keep from where the task of the whole on screen is counted."""
        if self._filling or self.objective is None:
            return
        top = whole_of(self.model.ambition, self.objective)
        if top is not None:
            self.message.clear()
            self.model.change(grounds.set_counted_from, top.id, self.way.value)


def whole_of(ambition: Ambition, objective: Objective) -> Objective | None:
    """Return the whole to look at: that of an objective, or the objective itself if it has parts."""
    known = {one.id: one for one in ambition.objectives}
    if objective.part_of in known and objective.part_of != objective.id:
        return known[objective.part_of]
    return objective if contributions.parts_of(ambition, objective.id) else None


def contribution_sheets(model: AmbitionModel, objective: Objective) -> list[Sheet]:
    """Return what the parts of a whole contribute and whether that adds up to its task, as pages."""
    top = whole_of(model.ambition, objective)
    if top is None:
        return [Sheet(text_html(_why_empty(model.ambition, objective), "wd-help"))]
    reckoned = contributions.reckon(model.ambition, top)
    blocks = [_row(one, reckoned, here=one.objective.id == objective.id) for one in reckoned.contributions]
    blocks.append(Block(_total(reckoned), 1 + _EDGE, _TABLE))
    verdict = f"{_mark(reckoned)} {reckoned.sentence}"
    blocks.append(Block(text_html(verdict, "wd-line"), lines_of(verdict, _SIGNS) + _EDGE))
    title = text_html(f"Wat telt op tot {name_of(top)}", tag="h3")
    return sheets(blocks, title=title, room=ROOM - _HEADING - _ORIGIN)


def contribution_origin(model: AmbitionModel, objective: Objective) -> str:
    """Return the button that tells where the figures come from on which the contributions to a whole rest."""
    top = whole_of(model.ambition, objective)
    if top is None:
        return ""
    standings = {one.objective_id: one for one in model.follow_ups()}
    rows = [
        from_standing(one, standings[one.id], model.figures)
        for one in (top, *contributions.parts_of(model.ambition, top.id))
        if one.id in standings
    ]
    return (
        provenance(f"{lowered(name_of(top))} en onderdelen", pd.concat(rows, ignore_index=True))
        if rows
        else ""
    )


_EMPTY = (
    "Hier komt te staan of de bijdragen optellen tot een groter doel. Kies links van welk doel dit een onderdeel is, "
    "of kies dit doel bij de onderdelen ervan."
)
_ALONE = (
    "Hier komt te staan of de bijdragen optellen tot een groter doel. Er is nog geen ander doel in dezelfde eenheid "
    "en richting waarvan dit een onderdeel kan zijn; maak dat eerst bij Nulmeting."
)
_NO_QUANTITY = (
    "Dit doel is geen hoeveelheid die kan worden opgeteld, zoals een aantal of de CO₂ van alle woningen. Kies een "
    "ander doel."
)
_TABLE = Frame(
    '<table class="wd-contributions"><tr><th>Onderdeel</th><th>Thema</th><th class="wd-right-aligned">Bijdrage</th>'
    "</tr>",
    "</table>",
    1.4,
)


def _why_empty(ambition: Ambition, objective: Objective) -> str:
    """Say what will stand here, and the one thing to do first that can be done."""
    entry = entry_of(objective)
    if entry is None or not entry.adds_up:
        return _NO_QUANTITY
    return _EMPTY if contributions.possible_wholes(ambition, objective) else _ALONE


def _row(one: Contribution, reckoned: Reckoning, *, here: bool) -> Block:
    name = name_of(one.objective)
    theme = catalogue.theme(one.objective.theme).name
    amount = "telt nog niet mee" if one.amount is None else _amount(reckoned, one.amount)
    shown = f"<b>{html.escape(name)}</b>" if here else html.escape(name)
    row = (
        f'<tr><td class="wd-said">{shown}</td><td class="wd-said">{html.escape(theme)}</td>'
        f'<td class="wd-right-aligned">{html.escape(amount)}</td></tr>'
    )
    lines = max(lines_of(name, _NAME_SIGNS), lines_of(amount, _AMOUNT_SIGNS))
    return Block(row, lines + _EDGE, _TABLE, counts=True)


def _total(reckoned: Reckoning) -> str:
    total = html.escape(_amount(reckoned, reckoned.total))
    return f'<tr><td><b>Samen</b></td><td></td><td class="wd-right-aligned"><b>{total}</b></td></tr>'


def _mark(reckoned: Reckoning) -> str:
    if reckoned.task is None:
        return "○ Nog niet te zeggen."
    return "✔ Telt op." if reckoned.fits else "◆ Telt niet op."


def _amount(reckoned: Reckoning, value: float) -> str:
    entry = entry_of(reckoned.whole)
    return dutch.number(value, entry.decimals if entry else None, unit=entry.unit if entry else "")
