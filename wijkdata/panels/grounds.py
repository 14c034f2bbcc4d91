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
from wijkdata.ambition.model import Objective
from wijkdata.panels.fields import Chips, Message, guarded
from wijkdata.panels.model import AmbitionModel

#: Interests shown of one theme; the rest is counted.
_SHOWN = 6


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
        self.review = widgets.Text(description="Herzien op", continuous_update=False, placeholder="31-5-2028")
        self.chosen = Chips()
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
        self.chosen.fill(entries)

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


def grounds_html(model: AmbitionModel, objective: Objective) -> str:
    """Return what the parties want from the theme of an objective, and what it serves, as HTML."""
    theme = catalogue.theme(objective.theme)
    found = grounds.interests_in(model.ambition, objective)
    rows = "".join(
        f"<tr><td>{'✔' if one.party in objective.parties else ''}</td><td>{html.escape(one.party)}</td>"
        f'<td class="wd-right-aligned">{"–" if one.weight is None else one.weight}</td>'
        f"<td>{html.escape(one.text)}</td></tr>"
        for one in found[:_SHOWN]
    )
    more = (
        f'<div class="wd-source">en nog {len(found) - _SHOWN}; zie Partijen</div>' if found[_SHOWN:] else ""
    )
    table = (
        '<table><tr><th></th><th>Partij</th><th class="wd-right-aligned">Gewicht</th><th>Wat zij wil</th></tr>'
        f"{rows}</table>{more}"
        '<div class="wd-source">✔ op dit belang rust het doel · gewicht 0 (niet) tot 5 (niets gaat hierboven)</div>'
        if rows
        else '<div class="wd-help">Hier komt wat de partijen van dit thema willen. Vraag het hun bij Partijen.</div>'
    )
    tracks = "".join(f"<li>{html.escape(grounds.TRACKS[one])}</li>" for one in objective.tracks)
    serves = f'<div class="wd-group">Draagt bij aan spoor</div><ul>{tracks}</ul>' if tracks else ""
    origin = (
        f'<div class="wd-group">Overgenomen van</div><div>{html.escape(objective.origin)}</div>'
        if objective.origin
        else ""
    )
    return f"<h3>Belangen bij {html.escape(theme.name)}</h3>{table}{serves}{origin}"


def _offer(dropdown: widgets.Dropdown, names: list[str], asking: str) -> None:
    """Offer names under a first line that asks, which stays chosen."""
    options: list[tuple[str, Any]] = [(asking, ""), *((one, one) for one in names)]
    if tuple(dropdown.options) != tuple(options):
        dropdown.options = options
    dropdown.value = ""
