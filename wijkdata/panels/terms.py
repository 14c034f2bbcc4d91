"""Step Begrippen: what each party means by a word, what the team agrees on, and what that leads to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

import ipywidgets as widgets

from wijkdata import dutch
from wijkdata.ambition import terms, terms_edit, themes
from wijkdata.ambition.meeting import parse_day
from wijkdata.ambition.model import Term
from wijkdata.errors import WijkdataError
from wijkdata.panels import terms_shown as shown
from wijkdata.panels.fields import Chips, Kept, Once, guarded, offer, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.pager import ROOM, Block, Sheet, lines_of, sheets
from wijkdata.panels.panel import Panel, advice

PARTS = (
    ("Begrip", "begrip"),
    ("Ieder apart", "apart"),
    ("Keuzes", "keuzes"),
    ("Afspraak", "afspraak"),
    ("Toets", "toets"),
)

_HELP = {
    "begrip": "Kies een begrip en neem het op, of schrijf er zelf een bij.",
    "apart": "Ieder schrijft het eerst voor zichzelf op. Laat daarna alles zien en vergelijk.",
    "keuzes": "Wat laat de definitie open? Beantwoord elke vraag.",
    "afspraak": "Schrijf op wat het team eronder verstaat, wie dat hebben afgesproken, en wanneer.",
    "toets": "Waaraan is straks te zien of het is gelukt?",
}
_NO_DEFINITION = (
    "Van dit begrip is geen gepubliceerde definitie in de lijst. Leg zelf vast wat het team bedoelt."
)
_LONGEST_LABEL = 40

#: Letters on a line of a title, and what such a line and the edge below it take in lines of text.
_TITLE_SIGNS, _TITLE_LINE, _TITLE_EDGE = 52, 1.5, 0.5

#: The most wordings that stand below the published definition.
_MOST_BESIDE = 6


class TermsPanel(Panel):
    """Compare what each party means by a term, answer what is open, and agree on one definition."""

    name = "Begrippen"
    question = "Bedoelen we hetzelfde?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the choice of term and its five parts."""
        self.term = widgets.Dropdown(description="Begrip")
        self.part = widgets.ToggleButtons(options=PARTS)
        self.part.add_class("wd-four")
        self.rule = advice("")
        self.boxes = {
            "begrip": self._list_box(),
            "apart": self._wordings_box(),
            "keuzes": self._choices_box(),
            "afspraak": self._agreement_box(),
            "toets": self._criterion_box(),
        }
        # Of which term and party which part is on screen, and whether all wordings are.
        self._filled: tuple[object, ...] = ()
        self._filling = False
        self.term.observe(lambda _change: self._other_term(), names="value")
        self.part.observe(lambda _change: self._chosen(), names="value")
        return [self.term, self.part, self.rule, *self.boxes.values()]

    def _list_box(self) -> widgets.VBox:
        self.take_up = widgets.Button(description="Neem dit begrip op")
        self.remove = widgets.Button(description="Haal dit begrip weg")
        self.new_term = widgets.Text(
            description="Ander begrip", continuous_update=False, placeholder="woord, dan Enter"
        )
        self.listed = Kept(self.new_term)
        self.take_up.add_class("wd-main")
        self.take_up.on_click(lambda _button: self.take_up_term())
        self.remove.on_click(Once(lambda _button: self.remove_term()))
        self.new_term.observe(lambda _change: self.add_own_term(), names="value")
        return widgets.VBox([self.take_up, self.new_term, self.remove])

    def _wordings_box(self) -> widgets.VBox:
        self.party = widgets.Dropdown(description="Partij")
        self.wording = widgets.Textarea(
            description="Wij bedoelen", continuous_update=False, placeholder="in eigen woorden", rows=4
        )
        self.said = widgets.HTML()
        self.reveal = widgets.ToggleButton(description="Laat alles zien", value=False)
        self.party.observe(lambda _change: self._chosen(), names="value")
        self.wording.observe(lambda _change: self.keep_wording(), names="value")
        self.reveal.observe(lambda _change: self._chosen(), names="value")
        return widgets.VBox([self.party, self.wording, self.said, self.reveal])

    def _choices_box(self) -> widgets.VBox:
        self.which = widgets.Dropdown(description="Vraag")
        self.whole = widgets.HTML()
        self.answer = widgets.Textarea(
            description="Antwoord", continuous_update=False, placeholder="wat kiest het team?", rows=3
        )
        self.new_question = widgets.Text(
            description="Eigen vraag", continuous_update=False, placeholder="vraag, dan Enter"
        )
        self.asked = Kept(self.new_question)
        self.drop = Chips()
        self.which.observe(lambda _change: self._chosen(), names="value")
        self.answer.observe(lambda _change: self.keep_answer(), names="value")
        self.new_question.observe(lambda _change: self.add_question(), names="value")
        return widgets.VBox([self.which, self.whole, self.answer, self.new_question, self.drop])

    def _agreement_box(self) -> widgets.VBox:
        self.agreed = widgets.Textarea(
            description="Afspraak",
            continuous_update=False,
            placeholder="in één of twee zinnen",
            rows=6,
        )
        self.day = widgets.Text(description="Op", continuous_update=False, placeholder="vandaag")
        self.who = widgets.Text(description="Door", continuous_update=False, placeholder="projectteam")
        self.agreed.observe(lambda _change: self.keep_text(), names="value")
        self.day.observe(lambda _change: self.keep_agreement(), names="value")
        self.who.observe(lambda _change: self.keep_agreement(), names="value")
        return widgets.VBox([self.agreed, self.who, self.day])

    def _criterion_box(self) -> widgets.VBox:
        self.criterion = widgets.Textarea(
            description="Gelukt als",
            continuous_update=False,
            placeholder="iets dat te meten of te zien is",
            rows=4,
        )
        self.proposal = widgets.HTML()
        self.take_over = widgets.Button(description="Neem het voorstel over")
        self.criterion.observe(lambda _change: self.keep_criterion(), names="value")
        self.take_over.on_click(lambda _button: self.take_over_proposal())
        return widgets.VBox([self.criterion, self.proposal, self.take_over])

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Done when nothing is open of the terms on the list, and all that objectives use have been agreed on."""
        ambition = model.ambition
        if not ambition.terms:
            return "○"
        done = all(map(terms.is_complete, ambition.terms)) and not terms.unagreed(ambition)
        return "●" if done else "◐"

    @property
    def current(self) -> Term | None:
        """The term on screen; None where it is not on the team's list (yet)."""
        return next((one for one in self.model.ambition.terms if one.name == self.term.value), None)

    # --- keeping -------------------------------------------------------------------------------------------------

    @guarded
    def take_up_term(self) -> None:
        """Put the term on screen on the list, with its published definition and what that leaves open."""
        if self.current is not None:
            return  # it is there already: this is the second of two presses
        self.message.clear()
        self._go_to(self.model.change(terms_edit.add_term, self.term.value))

    @guarded
    def add_own_term(self) -> None:
        """Put a term on the list that was typed."""
        if self._filling or self.listed.busy or not self.new_term.value.strip():
            return
        self.message.clear()
        typed = self.new_term.value
        with self.listed:
            name = self.model.change(terms_edit.add_term, typed)
        self._go_to(name)

    def _go_to(self, name: str) -> None:
        # Taking it up may have changed its name; the list of options has followed by now.
        self.term.value = name
        self.message.say(
            f"‘{name}’ staat in de lijst. Laat nu eerst ieder apart opschrijven wat hij bedoelt."
        )

    @guarded
    def remove_term(self) -> None:
        """Take the term on screen off the list; undo brings it back."""
        name = self.term.value
        self.message.clear()
        self.model.change(terms_edit.remove_term, name)
        self.message.say(f"‘{name}’ is weggehaald. Met ‘Ongedaan maken’ komt het terug.")

    @guarded
    def keep_wording(self) -> None:
        """Keep what the term means to the party on screen."""
        if self._filling or self.current is None:
            return
        self.message.clear()
        if not self.party.value:
            raise WijkdataError("Voeg eerst bij Partijen toe wie er aan tafel zitten.")
        self.model.change(terms_edit.set_wording, self.term.value, self.party.value, self.wording.value)

    @guarded
    def keep_answer(self) -> None:
        """Keep the answer to the question on screen."""
        if self._filling or self.current is None or self.which.value is None:
            return
        self._change_agreed(terms_edit.answer_choice, self.which.value, self.answer.value)

    @guarded
    def add_question(self) -> None:
        """Keep a question that the team added, and show it."""
        if self._filling or self.asked.busy or self.current is None or not self.new_question.value.strip():
            return
        self.message.clear()
        typed = self.new_question.value
        with self.asked:
            self.model.change(terms_edit.add_question, self.term.value, typed)
        self.which.value = self.which.options[-1][1]

    @guarded
    def remove_question(self, number: int) -> None:
        """Take a question away that does not matter here; undo brings it back."""
        self.message.clear()
        self.model.change(terms_edit.remove_question, self.term.value, number)
        self.message.say("De vraag is weggehaald. Met ‘Ongedaan maken’ komt zij terug.")

    @guarded
    def keep_text(self) -> None:
        """Keep the team's own definition; what was agreed on before must then be agreed on again."""
        if not self._filling and self.current is not None:
            self._change_agreed(terms_edit.draft, self.agreed.value)

    @guarded
    def keep_agreement(self) -> None:
        """Keep who agreed and when; without a day it is today, and without who there is no agreement."""
        term = self.current
        if self._filling or term is None:
            return
        self.message.clear()
        day = parse_day(self.day.value)
        if self.who.value.strip():
            on = day or date.today()
            self.model.change(terms_edit.agree, term.name, self.agreed.value, on, self.who.value)
        elif terms.is_agreed(term):
            self.model.change(terms_edit.withdraw, term.name)
            self.message.say("De afspraak is teruggenomen; de tekst blijft staan.")
        elif day:
            self.message.say("Schrijf er ook bij wie het hebben afgesproken.")

    @guarded
    def keep_criterion(self) -> None:
        """Keep what the term leads to that can be tested."""
        if not self._filling and self.current is not None:
            self._change_agreed(terms_edit.set_criterion, self.criterion.value)

    @guarded
    def take_over_proposal(self) -> None:
        """Take the proposed criterion over, to be filled in by the team."""
        known = terms.default_of(self.term.value or "")
        if known is None or self.current is None:
            return
        if self.criterion.value.strip():
            raise WijkdataError("Hier staat al een criterium. Maak het eerst leeg.")
        self._change_agreed(terms_edit.set_criterion, known.criterion)
        self.message.say("Vul nu in wat er op de puntjes hoort.")

    def _change_agreed(self, change: Callable[..., Any], *arguments: object) -> None:
        """Change what an agreement rests on, and say so when it must be agreed on again."""
        self.message.clear()
        before = self.current
        self.model.change(change, self.term.value, *arguments)
        after = self.current
        if (
            before is not None
            and after is not None
            and terms.is_agreed(before)
            and not terms.is_agreed(after)
        ):
            self.message.say("Dit is anders dan wat was afgesproken. Spreek het opnieuw af.")

    # --- showing -------------------------------------------------------------------------------------------------

    def _chosen(self) -> None:
        if not self._filling:
            self.message.clear()
            self.refresh()

    def _other_term(self) -> None:
        if not self._filling:
            # What each party wrote stays hidden until this team asks for it.
            self._hide()
            self._chosen()

    def _hide(self) -> None:
        self._filling = True
        try:
            self.reveal.value = False
        finally:
            self._filling = False

    @guarded
    def refresh(self) -> None:
        """Show the term and part on screen as they are in the ambition."""
        self._filling = True
        try:
            self._fill()
        finally:
            self._filling = False
        self.draw(None)
        self.show_sheets(self._right_side(), (self.term.value, self.part.value, self.reveal.value))

    def _fill(self) -> None:
        ambition, part = self.model.ambition, self.part.value
        listed = [(f"{shown.mark(one)} {one.name}", one.name) for one in ambition.terms]
        known = [(f"○ {one.name} (nog niet opgenomen)", one.name) for one in terms.offered(ambition)]
        before = self.term.value
        offer(self.term, [*listed, *known])
        if self.term.value != before:
            self.reveal.value = False
        term = self.current
        self.rule.value = advice(_HELP[part if term is not None else "begrip"]).value
        _show(self.part, term is not None)
        for key, box in self.boxes.items():
            _show(box, key == (part if term is not None else "begrip"))
        _show(self.take_up, term is None and self.term.value is not None)
        _show(self.remove, term is not None)
        if term is not None:
            self._fill_wording(term)
            self._fill_choices(term)
            self._fill_agreement(term)
        self._filled = (self.term.value, self.party.value, part, self.reveal.value)

    def _fill_wording(self, term: Term) -> None:
        parties = [one.name for one in self.model.ambition.parties]
        offer(self.party, [(one, one) for one in parties])
        said = terms.wording_of(term, self.party.value or "")
        # On a screen for the room nobody's words are shown before all have written theirs; but who is typing goes on.
        on_screen = self._filled == (term.name, self.party.value, "apart", False)
        typing = on_screen and bool(self.wording.value.strip())
        self.wording.value = said if self.reveal.value or typing else ""
        hidden = bool(said.strip()) and not self.reveal.value
        count = len([one for one in parties if terms.wording_of(term, one).strip()])
        lines = [
            f"{count} van de {len(parties)} partijen {'heeft' if count == 1 else 'hebben'} iets opgeschreven."
        ]
        if hidden and not self.wording.value.strip():
            lines.append("Deze partij ook; wat u nu typt, komt ervoor in de plaats.")
        if not parties:
            lines = ["Er zit nog niemand aan tafel. Voeg eerst bij Partijen toe wie er meedoen."]
        self.said.value = text_html(" ".join(lines), "wd-help")
        self.reveal.description = "Verberg alles weer" if self.reveal.value else "Laat alles zien"
        for one in (self.party, self.wording, self.reveal):
            _show(one, bool(parties))

    def _fill_choices(self, term: Term) -> None:
        options = [(shown.question_label(number, one), number) for number, one in enumerate(term.choices)]
        offer(self.which, options)
        if self._filled[:1] != (term.name,) and options:
            unanswered = [key for key, one in enumerate(term.choices) if not one.answer.strip()]
            self.which.value = unanswered[0] if unanswered else 0
        number = self.which.value
        for one in (self.which, self.answer):
            _show(one, number is not None)
        self.whole.value = text_html(term.choices[number].question, "wd-group") if number is not None else ""
        self.answer.value = term.choices[number].answer if number is not None else ""
        away = ("Deze vraag speelt hier niet", "Haal deze vraag weg", partial(self.remove_question, number))
        self.drop.fill([away] if number is not None and not self.answer.value.strip() else [])

    def _fill_agreement(self, term: Term) -> None:
        self.day.value = dutch.day(term.agreed_on) if term.agreed_on else ""
        self.agreed.value, self.who.value = term.agreed, term.agreed_by
        for one in (self.who, self.day):
            _show(one, bool(term.agreed.strip()))
        self.criterion.value = term.criterion
        known = terms.default_of(term.name)
        _show(self.take_over, known is not None)
        # Only where it is shown: the figures of the area take a moment.
        if self.part.value == "toets":
            self.proposal.value = shown.proposal(known, self._with_figure()) if known else ""

    def _with_figure(self) -> set[str]:
        figures = None if self.model.area is None else self.model.figures
        found = themes.measurable(self.model.ambition, figures)
        return {entry.id for one in found for entry in one.today}

    def _right_side(self) -> list[Sheet]:
        if self.term.value is None:
            return [
                Sheet(text_html("Hier komt te staan wat het team onder zijn begrippen verstaat.", "wd-help"))
            ]
        ambition, term, part = self.model.ambition, self.current, self.part.value
        published = shown.published(term, self.term.value)
        if term is None:
            name = f"{shown.capital(self.term.value)}: nog niet opgenomen"
            return _under(name, [*published, *shown.first_step(ambition)])
        # With more parties there is no room for both; the definition stands at the other parts too.
        beside = [] if self.reveal.value and len(term.wordings) > _MOST_BESIDE else published
        body: dict[str, Callable[[], list[Block]]] = {
            "begrip": lambda: [*published, *shown.overview(ambition)],
            "apart": lambda: [*beside, *shown.wordings(term, revealed=self.reveal.value)],
            "keuzes": lambda: [*published, *shown.choices(term)],
            "afspraak": lambda: [*published, *shown.agreement(term), *shown.still_open(term)],
            "toets": lambda: [
                *shown.agreement(term),
                *shown.criterion(term),
                *shown.used_in(ambition, term),
            ],
        }
        return _under(terms.finding(term), body[part]())


def _under(title: str, blocks: Sequence[Block]) -> list[Sheet]:
    """Return text under a title, on as many pages as it takes."""
    lines = _TITLE_LINE * lines_of(title, _TITLE_SIGNS) + _TITLE_EDGE
    return sheets(blocks, title=text_html(title, tag="h2"), room=ROOM - lines)


def _show(widget: widgets.Widget, visible: bool) -> None:  # noqa: FBT001
    widget.layout.display = "" if visible else "none"
