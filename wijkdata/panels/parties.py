"""Step Partijen: what each party wants, said with the others hidden, and then what they share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import ipywidgets as widgets

from wijkdata import catalogue, datasets
from wijkdata.ambition import meeting
from wijkdata.ambition.model import Ambition, Party
from wijkdata.drawing import ground_figure
from wijkdata.errors import WijkdataError
from wijkdata.panels import parties_html
from wijkdata.panels.agreements import AgreementForm, agreement_sheets
from wijkdata.panels.fields import Kept, Once, guarded, offer, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.pager import PagedChips
from wijkdata.panels.panel import PICTURE, Panel, heading

_INTEREST, _EXAMPLES, _ORDER, _AGREEMENTS, _TABLE = range(5)
_PARTS = (
    ("Aan tafel", _TABLE),
    ("Belang", _INTEREST),
    ("Voorbeelden", _EXAMPLES),
    ("Volgorde", _ORDER),
    ("Afspraken", _AGREEMENTS),
)
_OWN, _ALL, _WORDS = range(3)
_SOURCE = "Bron: elke partij gaf haar gewichten en woorden zelf, bij Belang of op haar formulier."
#: Lines that there is room for below the fields of what comes first.
_ORDER_ROOM = 9
_WEIGHTS = (("–", None), *((str(one), one) for one in range(6)))


class PartiesPanel(Panel):
    """Enter what each party wants with the others hidden, and compare only when all are shown."""

    name = "Partijen"
    question = "Wat wil ieder, en wat delen we?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the choice of party and the five parts of the step."""
        self.party = widgets.Dropdown(description="Partij")
        self.part = widgets.ToggleButtons(options=_PARTS, value=_INTEREST)
        self.theme = widgets.Dropdown(description="Thema")
        self.shown = widgets.ToggleButtons(
            options=[("Alleen deze partij", _OWN), ("Toon alle partijen", _ALL), ("In woorden", _WORDS)]
        )
        self._filling = False
        self.agreements = AgreementForm(self.model, self.message)
        self.boxes = (
            self._interest_box(),
            self._examples_box(),
            self._order_box(),
            self.agreements,
            self._table_box(),
        )
        self._watch()
        if not self.model.ambition.parties:
            self.part.value = _TABLE
        return [self.part, self.party, self.theme, *self.boxes, self.message, self.shown]

    def _interest_box(self) -> widgets.VBox:
        self.weight = widgets.ToggleButtons(options=_WEIGHTS, value=None)
        self.weight.add_class("wd-weights")
        self.text = widgets.Textarea(
            description="Wat wilt u", continuous_update=False, rows=4, placeholder="in uw eigen woorden"
        )
        self.internal = widgets.Checkbox(description="alleen voor het projectteam", indent=False)
        how = heading("Gewicht: 0 niet, 5 het zwaarst")
        return widgets.VBox([how, self.weight, self.text, self.internal])

    def _examples_box(self) -> widgets.VBox:
        self.example = widgets.Dropdown(description="Voorbeeld")
        self.take = widgets.Button(description="Neem dit voorbeeld over")
        return widgets.VBox([self.example, self.take])

    def _order_box(self) -> widgets.VBox:
        self.place = widgets.Button(description="Zet dit thema achteraan")
        self.order = PagedChips(_ORDER_ROOM)
        self.no_order = widgets.HTML(
            text_html("Nog niets. Kies een thema en zet het achteraan; het eerste komt bovenaan.", "wd-help")
        )
        return widgets.VBox([self.place, heading("Wat komt eerst?"), self.no_order, self.order])

    def _table_box(self) -> widgets.VBox:
        self.new = widgets.Combobox(description="Nieuw", continuous_update=False, placeholder="naar haar rol")
        self.add = widgets.Button(description="Zet aan tafel")
        self.add.add_class("wd-main")
        self.seated = Kept(self.new)
        self.renamed = widgets.Text(description="Heet nu", continuous_update=False)
        self.remove = widgets.Button(description="Haal deze partij weg")
        self.remove_all = widgets.Button(description="Haal weg met alles wat van haar is")
        return widgets.VBox([self.new, self.add, self.renamed, self.remove, self.remove_all])

    def _watch(self) -> None:
        for chosen in (self.part, self.party, self.theme, self.shown):
            chosen.observe(lambda _change: self._chosen(), names="value")
        for field in (self.weight, self.text, self.internal):
            field.observe(lambda _change: self.keep_interest(), names="value")
        self.renamed.observe(lambda _change: self.rename(), names="value")
        for button, deed in (
            (self.take, self.take_over),
            (self.place, self.put_last),
            (self.add, self.add_party),
        ):
            button.on_click(lambda _button, deed=deed: deed())
        self.remove.on_click(Once(lambda _button: self.remove_party()))
        self.remove_all.on_click(Once(lambda _button: self.remove_with_words()))

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Done when at least two parties gave a weight on every theme that is taken along, or on one at least."""
        ambition = model.ambition
        if not ambition.parties:
            return "○"
        taken = {one.theme for one in ambition.themes if one.choice in ("moet", "kan")}
        complete = len(ambition.parties) > 1 and all(
            _spoke(ambition, one.name, taken) for one in ambition.parties
        )
        return "●" if complete else "◐"

    @property
    def current(self) -> Party | None:
        """The party on screen; None when there is none."""
        return next((one for one in self.model.ambition.parties if one.name == self.party.value), None)

    def _known(self) -> Party:
        if self.current is None:
            raise WijkdataError("Zet eerst een partij aan tafel.")
        return self.current

    def _chosen(self) -> None:
        if not self._filling:
            self.refresh()

    # --- keeping -------------------------------------------------------------------------------------------------

    @guarded
    def keep_interest(self) -> None:
        """Keep the weight and words of the party on the theme on screen."""
        if self._filling or self.current is None:
            return
        self.message.clear()
        if self.internal.value and self.weight.value is None and not self.text.value.strip():
            self.message.say("Geef ook een gewicht of woorden; anders valt er niets te bewaren.")
            return
        self.model.change(
            meeting.set_interest,
            *(self.current.name, self.theme.value, self.weight.value, self.text.value),
            internal=self.internal.value,
        )

    @guarded
    def take_over(self) -> None:
        """Take the example on screen over as the interest of the party, with its source."""
        party = self._known().name
        if self.example.value is None:
            raise WijkdataError("Hier is geen voorbeeld om over te nemen. Schrijf het belang zelf op.")
        text, source = self.example.value
        self.model.change(meeting.take_over, party, self.theme.value, text, source)
        self.message.say(
            "Overgenomen als belang, met de bron erbij. Pas het bij Belang aan uw eigen wijk aan."
        )

    @guarded
    def put_last(self) -> None:
        """Put the theme on screen after what already comes first for the party."""
        party = self._known()
        order = [one for one in party.priorities if one != self.theme.value]
        self.model.change(meeting.set_priorities, party.name, [*order, self.theme.value])

    @guarded
    def take_from_order(self, theme: str) -> None:
        """Take a theme out of what comes first for the party."""
        party = self._known()
        self.model.change(
            meeting.set_priorities, party.name, [one for one in party.priorities if one != theme]
        )

    @guarded
    def add_party(self) -> None:
        """Seat the party that was typed, and go on with it."""
        if self.seated.now:
            return
        name = " ".join(self.new.value.split())
        with self.seated:
            self.model.change(meeting.add_party, name)
        self.party.value = name
        self.message.say(f"{name} zit aan tafel. Ga naar Belang om te zeggen wat deze partij wil.")

    @guarded
    def rename(self) -> None:
        """Give the party on screen the name that was typed."""
        if self._filling or self.current is None:
            return
        name = " ".join(self.renamed.value.split())
        old = self.current.name
        if name == old:
            return
        try:
            self._filling = True
            self.model.change(meeting.rename_party, old, name)
            offer(self.party, [(one.name, one.name) for one in self.model.ambition.parties])
            self.party.value = name
        finally:
            self._filling = False
        self.refresh()

    @guarded
    def remove_party(self) -> None:
        """Take the party on screen from the table, if it said nothing yet."""
        party = self._known().name
        try:
            self.model.change(meeting.remove_party, party)
        except WijkdataError:
            self.remove_all.layout.display = ""
            raise
        self.message.say(f"{party} is weggehaald. Met ‘Ongedaan maken’ komt zij terug.")

    @guarded
    def remove_with_words(self) -> None:
        """Take the party on screen from the table with all that it said; undo brings it back."""
        party = self._known().name
        self.model.change(meeting.remove_party_and_words, party)
        self.message.say(
            f"{party} is weggehaald met alles wat van haar was. ‘Ongedaan maken’ brengt het terug."
        )

    # --- showing -------------------------------------------------------------------------------------------------

    @guarded
    def refresh(self) -> None:
        """Show the party on screen as it is in the ambition, and of the others only what was asked for."""
        if self._filling:
            return
        self.message.clear()
        self._filling = True
        try:
            self._fill()
        finally:
            self._filling = False
        self.agreements.show()
        self._show_right()

    def _fill(self) -> None:
        ambition = self.model.ambition
        offer(self.party, [(one.name, one.name) for one in ambition.parties])
        offer(self.theme, [(one.name, one.id) for one in meeting.themes_on_table(ambition)])
        party, part = self.current, self.part.value
        seated = {one.name.casefold() for one in ambition.parties}
        self.new.options = tuple(one for one in _roles() if one.casefold() not in seated)
        for number, box in enumerate(self.boxes):
            box.layout.display = "" if number == part and (party or number >= _AGREEMENTS) else "none"
        self.party.layout.display = "" if party and part != _AGREEMENTS else "none"
        of_theme = party is not None and part in (_INTEREST, _EXAMPLES, _ORDER)
        for one in (self.theme, self.shown):
            one.layout.display = "" if of_theme else "none"
        for one in (self.renamed, self.remove):
            one.layout.display = "" if party else "none"
        self.remove_all.layout.display = "none"
        if party is None:
            return
        interest = meeting.interest_of(ambition, party.name, self.theme.value)
        self.weight.value, self.text.value = interest.weight, interest.text
        self.internal.value = interest.internal
        self.renamed.value = party.name
        found = meeting.suggestions(party.name, self.theme.value)
        offer(
            self.example,
            [
                (parties_html.short(f"{number}. {row['interest']}"), (row["interest"], row["source"]))
                for number, (_, row) in enumerate(found.iterrows(), 1)
            ],
        )
        for one in (self.example, self.take):
            one.layout.display = "none" if found.empty else ""
        self.order.fill(
            [
                (
                    f"{number}. {catalogue.theme(one).name}",
                    "Haal uit de volgorde",
                    partial(self.take_from_order, one),
                )
                for number, one in enumerate(party.priorities, 1)
            ],
            party.name,
        )
        self.no_order.layout.display = "none" if party.priorities else ""

    def _show_right(self) -> None:
        ambition, party = self.model.ambition, self.current
        self.draw(None)
        self.tell_source("")
        if self.part.value == _AGREEMENTS:
            self.show_sheets(agreement_sheets(ambition), _AGREEMENTS)
        elif party is None or self.part.value == _TABLE:
            self.show_sheets(parties_html.at_table(ambition), _TABLE)
        elif self.shown.value == _OWN and self.part.value == _EXAMPLES:
            self.show_text(parties_html.examples(party.name, self.theme.value))
        elif self.shown.value == _OWN:
            self.show_sheets(parties_html.own_words(ambition, party), (self.part.value, party.name))
        elif self.shown.value == _WORDS:
            self.tell_source(_SOURCE)
            self.show_sheets(
                parties_html.side_by_side(ambition, self.theme.value), (_WORDS, self.theme.value)
            )
        else:
            self._draw_ground(ambition)

    def _draw_ground(self, ambition: Ambition) -> None:
        from wijkdata.plots.common_ground import page_count  # noqa: PLC0415  (loads with the first picture)

        pages = page_count(len(meeting.themes_on_table(ambition)), len(ambition.parties))
        self.show_pictures(pages, lambda page: ground_figure(ambition, page=page, size=PICTURE), _ALL)
        self.tell_source(_SOURCE)


def _spoke(ambition: Ambition, party: str, themes: set[str]) -> bool:
    weighed = {one.theme for one in ambition.interests if one.party == party and one.weight is not None}
    return bool(weighed) and themes <= weighed


def _roles() -> list[str]:
    """Return roles to choose from: those of which interests were published."""
    return list(dict.fromkeys(datasets.interests()["party"]))
