"""What an objective rests on: fields for its parties, terms, tracks and review, beside what the parties want."""

from __future__ import annotations

import html
from collections.abc import Callable
from functools import partial
from typing import Any

import ipywidgets as widgets

from wijkdata import catalogue, dutch
from wijkdata.ambition import grounds
from wijkdata.ambition.meeting import parse_day
from wijkdata.ambition.model import Interest, Objective
from wijkdata.panels.fields import Message, guarded, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.pager import ROOM, Block, Frame, PagedChips, Sheet, lines_of, pieces, sheets

#: Lines that there is room for below the fields.
_ROOM = 16
#: Letters on a line of the screen, of the words of a party and of its name, in the columns of the style sheet.
_SIGNS, _WORDS_SIGNS, _PARTY_SIGNS = 102, 63, 24
#: The most lines of one text on a page, what a heading, the edges of a row and the line of origin take.
_LINES, _HEADING, _EDGE, _ORIGIN = 16, 1.8, 0.4, 1.4


class GroundsForm(widgets.VBox):
    """The grounds of one objective; each change is kept at once.

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
        self.party = widgets.Dropdown(description="Belang van")
        self.term = widgets.Dropdown(description="Begrip")
        self.tracks = {
            letter: widgets.ToggleButton(description=letter, tooltip=name)
            for letter, name in grounds.TRACKS.items()
        }
        row = widgets.HBox([widgets.Label("Spoor"), *self.tracks.values()])
        row.add_class("wd-tracks")
        self.review = widgets.Text(
            description="Herzien op", continuous_update=False, placeholder="dag-maand-jaar"
        )
        self.chosen = PagedChips(_ROOM)
        self._filling = False
        self.party.observe(lambda _change: self.add("parties", self.party), names="value")
        self.term.observe(lambda _change: self.add("terms", self.term), names="value")
        for one in self.tracks.values():
            one.observe(lambda _change: self.keep_tracks(), names="value")
        self.review.observe(lambda _change: self.keep_review(), names="value")
        super().__init__([self.party, self.term, row, self.review, self.chosen])

    def show(self, objective: Objective | None) -> None:
        """Show the grounds of an objective."""
        self._filling = True
        try:
            before = self.objective
            if objective is None or before is None or objective.id != before.id or before.review is not None:
                self.review.value = ""  # what was typed and refused stays; a day that was undone does not
            self.objective = objective
            if objective is not None:
                self._fill(objective)
        finally:
            self._filling = False

    def _fill(self, objective: Objective) -> None:
        ambition = self.model.ambition
        parties = [one.name for one in ambition.parties if one.name not in objective.parties]
        terms = [one.name for one in ambition.terms if one.name not in objective.terms]
        _offer(self.party, parties, "kies een partij" if parties else "geen (andere) partijen aan tafel")
        _offer(self.term, terms, "kies een begrip" if terms else "geen (andere) begrippen")
        for letter, button in self.tracks.items():
            button.value = letter in objective.tracks
        if objective.review is not None:
            self.review.value = dutch.day(objective.review)
        entries: list[tuple[str, str, Callable[[], object]]] = [
            (text, "Haal dit weg", partial(self.take_out, field, text))
            for field in ("parties", "terms")
            for text in getattr(objective, field)
        ]
        self.chosen.fill(entries, objective.id)

    @guarded
    def add(self, field: str, dropdown: widgets.Dropdown) -> None:
        """Add the party or term that was chosen."""
        if not self._filling and self.objective is not None and dropdown.value:
            self._set(field, [*getattr(self.objective, field), dropdown.value])

    @guarded
    def take_out(self, field: str, name: str) -> None:
        """Take a party or term away."""
        if self.objective is not None:
            self._set(field, [one for one in getattr(self.objective, field) if one != name])

    @guarded
    def keep_tracks(self) -> None:
        """Keep the tracks that are pressed."""
        if not self._filling and self.objective is not None:
            self._set("tracks", [letter for letter, button in self.tracks.items() if button.value])

    @guarded
    def keep_review(self) -> None:
        """Keep the day on which the objective is looked at again."""
        if not self._filling and self.objective is not None:
            day = parse_day(self.review.value)
            self.message.clear()
            self.model.change(grounds.set_review, self.objective.id, day)

    def _set(self, field: str, names: list[str]) -> None:
        if self.objective is not None:
            self.message.clear()
            self.model.change(grounds.set_grounds, self.objective.id, **{field: names})


def grounds_sheets(model: AmbitionModel, objective: Objective) -> list[Sheet]:
    """Return what the parties want from the theme of an objective, and what it serves, as pages."""
    theme = catalogue.theme(objective.theme)
    found = grounds.interests_in(model.ambition, objective)
    title = text_html(f"Belangen bij {theme.name}", tag="h3")
    blocks = [block for one in found for block in _interest(one, chosen=one.party in objective.parties)]
    if not found:
        ask = "Hier komt wat de partijen van dit thema willen. Vraag het hun bij Partijen."
        blocks = [Block(text_html(ask, "wd-help"), 2)]
    if not objective.tracks:
        known = "; ".join(name for letter, name in grounds.TRACKS.items() if name.startswith(f"{letter}: "))
        blocks.append(Block(text_html(f"Sporen om uit te kiezen: {known}.", "wd-help"), 2))
    if objective.tracks:
        tracks = Frame('<div class="wd-group">Draagt bij aan spoor</div><ul>', "</ul>", _HEADING)
        blocks += [Block(text_html(grounds.TRACKS[one], tag="li"), 1, tracks) for one in objective.tracks]
    if objective.origin:
        origin = Frame('<div class="wd-group">Overgenomen van</div>', lines=_HEADING)
        blocks += [
            Block(text_html(part, "wd-said"), lines_of(part, _SIGNS), origin)
            for part in pieces(objective.origin, _SIGNS, _LINES)
        ]
    return sheets(blocks, title=title, room=ROOM - _HEADING - _ORIGIN)


_TABLE = Frame(
    '<table class="wd-interests"><tr><th></th><th>Partij</th><th class="wd-right-aligned">Gewicht</th>'
    "<th>Wat zij wil</th></tr>",
    '</table><div class="wd-source">✔ op dit belang rust het doel · gewicht: 0 niet, 5 het zwaarst</div>',
    3.5,
)


def _interest(one: Interest, *, chosen: bool) -> list[Block]:
    """Return the row of an interest; words that are longer than the screen go on on the next page."""
    first, *rest = pieces(one.text, _WORDS_SIGNS, _LINES)
    weight = "–" if one.weight is None else str(one.weight)
    lines = max(lines_of(one.party, _PARTY_SIGNS), lines_of(first, _WORDS_SIGNS)) + _EDGE
    row = Block(_row("✔" if chosen else "", one.party, weight, first), lines, _TABLE, counts=True)
    more = [
        Block(_row("", "vervolg", "", part), lines_of(part, _WORDS_SIGNS) + _EDGE, _TABLE) for part in rest
    ]
    return [row, *more]


def _row(mark: str, party: str, weight: str, text: str) -> str:
    return (
        f'<tr><td>{mark}</td><td class="wd-said">{html.escape(party)}</td><td class="wd-right-aligned">{weight}</td>'
        f'<td class="wd-said">{html.escape(text)}</td></tr>'
    )


def _offer(dropdown: widgets.Dropdown, names: list[str], asking: str) -> None:
    """Offer names under a first line that asks, which stays chosen."""
    options: list[tuple[str, Any]] = [(asking, ""), *((one, one) for one in names)]
    if tuple(dropdown.options) != tuple(options):
        dropdown.options = options
    dropdown.value = ""
