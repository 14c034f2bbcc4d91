"""Working agreements: fields for a new one, and those there are to change, tick off or take away."""

from __future__ import annotations

import html

import ipywidgets as widgets

from wijkdata import dutch
from wijkdata.ambition import meeting
from wijkdata.ambition.model import Agreement, Ambition
from wijkdata.errors import WijkdataError
from wijkdata.panels.fields import Kept, Message, Once, guarded, offer
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.pager import Block, Frame, Sheet, lines_of, pieces, sheets

_NEW = -1

#: Letters on a line of what was agreed and of who does it, in the columns of the style sheet; most lines of a row.
_SIGNS, _OWNER_SIGNS, _LINES = 58, 18, 22
#: What the edges of a row take, in lines.
_EDGE = 0.35
_TABLE = Frame(
    '<table class="wd-agreements"><tr><th>Stand</th><th>Afspraak</th><th>Wie</th><th>Vóór</th></tr>',
    "</table>",
    1.4,
)


class AgreementForm(widgets.VBox):
    """What was agreed, who sees to it and when.

    Parameters
    ----------
    model
        The ambition that keeps them.
    message
        Where it is said what became of what was typed.
    """

    def __init__(self, model: AmbitionModel, message: Message) -> None:
        self.model = model
        self.message = message
        self.which = widgets.Dropdown(description="Afspraak")
        self.what = widgets.Textarea(description="Wat", continuous_update=False, rows=2)
        self.owner = widgets.Combobox(description="Wie", continuous_update=False, placeholder="welke partij")
        self.due = widgets.Text(description="Vóór", continuous_update=False, placeholder="dag-maand-jaar")
        self.add = widgets.Button(description="Spreek af")
        self.add.add_class("wd-main")
        self.done = widgets.Checkbox(description="gedaan", indent=False)
        self.remove = widgets.Button(description="Haal deze afspraak weg")
        self._filling = False
        self.kept = Kept(self.what, self.owner, self.due, beside=[self.which])
        self.which.observe(lambda _change: self.show(), names="value")
        for field in (self.what, self.owner, self.due, self.done):
            field.observe(lambda _change: self.keep_changes(), names="value")
        self.add.on_click(lambda _button: self.keep_new())
        self.remove.on_click(Once(lambda _button: self.take_out()))
        super().__init__([self.which, self.what, self.owner, self.due, self.add, self.done, self.remove])

    def show(self) -> None:
        """Show the agreement that was chosen; the fields of a new one stay as they were typed."""
        if self._filling:
            return
        self._filling = True
        try:
            agreements = self.model.ambition.agreements
            options = [(_short(one), number) for number, one in enumerate(agreements)]
            offer(self.which, [("nieuwe afspraak", _NEW), *options])
            self.owner.options = tuple(one.name for one in self.model.ambition.parties)
            chosen = None if self.which.value == _NEW else agreements[self.which.value]
            self.add.layout.display = "" if chosen is None else "none"
            for field in (self.done, self.remove):
                field.layout.display = "none" if chosen is None else ""
            if chosen is not None:
                self._fill(chosen)
            elif self._filled != _NEW:
                self._fill(None)
            self._filled = self.which.value
        finally:
            self._filling = False

    _filled = _NEW

    def _fill(self, agreement: Agreement | None) -> None:
        self.what.value = agreement.what if agreement else ""
        self.owner.value = agreement.owner if agreement else ""
        self.due.value = day(agreement) if agreement else ""
        self.done.value = bool(agreement and agreement.done)

    @guarded
    def keep_new(self) -> None:
        """Keep what was typed as a new agreement."""
        if self.kept.now:
            return
        what, owner, due = (
            self.what.value.strip(),
            self.owner.value.strip(),
            meeting.parse_day(self.due.value),
        )
        with self.kept:
            self.model.change(meeting.add_agreement, what, owner, due)
        self.message.say("De afspraak staat erbij.")

    @guarded
    def keep_changes(self) -> None:
        """Keep what was changed of the agreement on screen."""
        if self._filling or self.which.value == _NEW:
            return
        self.message.clear()
        parts = {
            "what": self.what.value,
            "owner": self.owner.value,
            "due": meeting.parse_day(self.due.value),
            "done": self.done.value,
        }
        self.model.change(meeting.change_agreement, self.which.value, **parts)

    @guarded
    def take_out(self) -> None:
        """Take the agreement on screen away; undo brings it back."""
        if self.which.value == _NEW:
            raise WijkdataError("Kies eerst een afspraak.")
        number = self.which.value
        self.which.value = _NEW
        self.model.change(meeting.remove_agreement, number)
        self.message.say("De afspraak is weggehaald. Met ‘Ongedaan maken’ komt zij terug.")


def day(agreement: Agreement) -> str:
    """Return the day of an agreement as people write it; empty where none was agreed."""
    due = agreement.due
    return dutch.day(due) if due else ""


def agreement_sheets(ambition: Ambition) -> list[Sheet]:
    """Return the working agreements as pages of a table: those still to be done first, the earliest first."""
    if not ambition.agreements:
        return [
            Sheet(
                '<div class="wd-help">Hier komen de werkafspraken te staan: wat, wie en wanneer. Schrijf links op '
                "wat er is afgesproken.</div>"
            )
        ]
    ordered = sorted(
        ambition.agreements,
        key=lambda one: (one.done, one.due is None, one.due.isoformat() if one.due else ""),
    )
    return sheets([block for one in ordered for block in _blocks(one)])


def _blocks(agreement: Agreement) -> list[Block]:
    """Return the row of an agreement; one that is longer than the screen goes on in a row on the next page."""
    first, *rest = pieces(agreement.what, _SIGNS, _LINES)
    owner = agreement.owner or "nog niemand"
    state = "✔ gedaan" if agreement.done else "○ te doen"
    lines = max(lines_of(first, _SIGNS), lines_of(owner, _OWNER_SIGNS)) + _EDGE
    row = _row(state, first, owner, day(agreement) or "geen datum")
    more = [Block(_row("vervolg", text, "", ""), lines_of(text, _SIGNS) + _EDGE, _TABLE) for text in rest]
    return [Block(row, lines, _TABLE, counts=True), *more]


def _row(state: str, what: str, owner: str, due: str) -> str:
    return (
        f'<tr><td class="wd-whole">{state}</td><td class="wd-said">{html.escape(what)}</td>'
        f'<td class="wd-said">{html.escape(owner)}</td><td class="wd-whole">{due}</td></tr>'
    )


def _short(agreement: Agreement) -> str:
    text = " ".join(agreement.what.split())
    return text if len(text) <= 45 else f"{text[:44]}…"
