"""Examples: what others set, what became of it, and a draft of one's own after it."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Callable, Sequence

import ipywidgets as widgets

from wijkdata import catalogue, dutch
from wijkdata.ambition import elsewhere
from wijkdata.ambition.elsewhere import Example
from wijkdata.ambition.planned import name_of
from wijkdata.panels.fields import guarded
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.panel import Panel, advice

#: Examples on screen at a time, at most; fewer where they are long.
PAGE = 6
#: Lines of text that there is room for below the pager, and letters on one of them (of the bold first line, fewer).
_LINES = 26.5
_SIGNS, _BOLD_SIGNS = 78, 68

_ALL = ""
_OF_TESTABLE = {True: "✔", False: "◐"}
_WHAT_IT_IS = "Voorbeelden van toen, geen beleid van nu. Oordeel en les zijn onze lezing."


class ElsewherePanel(Panel):
    """Search what others set, see what became of it, and take one over as a draft."""

    name = "Voorbeelden"
    question = "Wat legden anderen vast, en wat werd ervan?"

    def __init__(self, model: AmbitionModel) -> None:
        super().__init__(model)
        self.right.children = [self.above, self.pager, self.list, self.source]

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the search, the places of the list and the way through it."""
        themes = [(one.name, one.id) for one in catalogue.themes().values() if not one.context]
        self.theme = widgets.Dropdown(description="Thema", options=[("alle thema’s", _ALL), *themes])
        self.words = widgets.Text(
            description="Zoek", continuous_update=False, placeholder="warmtenet, Utrecht"
        )
        self.scale = widgets.Dropdown(description="Gebied", options=_scale_options())
        self.testable = widgets.Checkbox(description="alleen wat toetsbaar is", indent=False)
        self.pace = widgets.HTML()
        self.cards = [_Card(self.take_over) for _ in range(PAGE)]
        self.list = widgets.VBox(self.cards)
        self.list.add_class("wd-example-list")
        self._told = ""  # the example of which the message says that it was taken over
        for field in (self.theme, self.scale, self.words, self.testable):
            field.observe(lambda _change: self.search(), names="value")
        help_text = advice(
            "Zoek een voorbeeld dat op uw wijk lijkt en neem het over als concept. Wijs een bron aan voor het adres."
        )
        return [help_text, self.theme, self.scale, self.words, self.testable, self.message, self.pace]

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Done when an example was taken over; nobody has to."""
        return "●" if any(one.origin for one in model.ambition.objectives) else "○"

    @guarded
    def search(self) -> None:
        """Show the first examples that fit."""
        self.message.clear()
        self.refresh()

    @guarded
    def take_over(self, example_id: str) -> None:
        """Add an example to the objectives as a draft, and say what came along."""
        if elsewhere.taken_over(self.model.ambition, elsewhere.examples()[example_id]):
            return  # it is there already: this is the second of two presses
        key = self.model.change(elsewhere.take_over, example_id)
        name = name_of(self.model.ambition.objective(key))
        notes = " ".join(elsewhere.draft(elsewhere.examples()[example_id]).notes)
        self._told = example_id
        self.message.say(f"‘{name}’ staat nu bij Doelen. {notes}")
        self.pace.value = ""  # there is room for one of the two

    @property
    def found(self) -> list[Example]:
        """The examples that fit what is on screen, the most useful first."""
        return elsewhere.search(
            self.words.value, theme=self.theme.value, scale=self.scale.value, testable=self.testable.value
        )

    @guarded
    def refresh(self) -> None:
        """Show the examples of this page, with what became of them."""
        self.draw(None)
        if self._told and not elsewhere.taken_over(self.model.ambition, elsewhere.examples()[self._told]):
            self._told = ""
            self.message.clear()  # it was undone
        found = self.found
        self._pages = pages_of(found)
        about = (self.words.value, self.theme.value, self.scale.value, self.testable.value)
        self.pager.offer([len(one) for one in self._pages], about)
        self.above.value = _finding(found)
        self.pace.value = _paces() if self.theme.value in (_ALL, "aardgasvrij") else ""
        self.tell_source(_WHAT_IT_IS if found else "")

    def _show_sheet(self, page: int) -> None:
        shown = self._pages[page]
        for place, card in enumerate(self.cards):
            card.show(shown[place] if place < len(shown) else None, self.model)


def _scale_options() -> list[tuple[str, str]]:
    """Return the kinds of area to choose from: first all, then all that are smaller than a gemeente."""
    return [
        ("alle gebieden", _ALL),
        (elsewhere.NEIGHBOURHOOD, elsewhere.NEIGHBOURHOOD),
        *((f"alleen {one}", one) for one in elsewhere.scales()),
    ]


class _Card(widgets.HBox):
    """The place of one example in the list."""

    def __init__(self, take_over: Callable[[str], object]) -> None:
        self.text = widgets.HTML()
        self.button = widgets.Button(description="Neem over als concept")
        self.example_id = ""
        self.button.on_click(lambda _button: take_over(self.example_id))
        super().__init__([self.text, self.button])
        self.add_class("wd-example-card")

    def show(self, one: Example | None, model: AmbitionModel) -> None:
        """Show an example; None leaves the place empty."""
        self.layout.display = "none" if one is None else ""
        if one is None:
            return
        self.example_id = one.id
        taken = elsewhere.taken_over(model.ambition, one)
        self.button.disabled = taken
        self.button.description = "staat bij Doelen" if taken else "Neem over als concept"
        self.text.value = card_html(one)


def pages_of(found: Sequence[Example]) -> list[list[Example]]:
    """Part examples over pages so that each is legible as a whole without scrolling; one empty page for none."""
    pages: list[list[Example]] = [[]]
    used = 0
    for one in found:
        lines = _lines(one)
        if pages[-1] and (used + lines > _LINES or len(pages[-1]) == PAGE):
            pages.append([])
            used = 0
        pages[-1].append(one)
        used += lines
    return pages


def _lines(one: Example) -> int:
    """Return about how many lines an example takes."""
    title, *rest = _paragraphs(one)
    return math.ceil(len(title) / _BOLD_SIGNS) + sum(math.ceil(len(text) / _SIGNS) for text in rest)


def card_html(one: Example) -> str:
    """Return an example: what was set, whether it can be tested, what became of it, and from where."""
    title, aim, became, source = map(_shown, _paragraphs(one))
    colour = catalogue.theme(one.theme).colour
    return (
        f'<div class="wd-card" style="border-color:{colour}"><b>{title}</b><div>{aim}</div>'
        f'<div>{became}</div><div class="wd-source" title="{html.escape(one.source)}">{source}</div></div>'
    )


def _paragraphs(one: Example) -> tuple[str, str, str, str]:
    """Return the lines of an example: who and what, in figures with the verdict, what became of it, the source."""
    aim = f"{one.indicator}: {elsewhere.aims(one)}" if one.indicator else elsewhere.aims(one)
    can, verdict = elsewhere.testable(one)
    # What could be better still about a testable one is too much for a list.
    told = f"{_OF_TESTABLE[can]}\N{NO-BREAK SPACE}{dutch.sentence('toetsbaar' if can else verdict)}"
    return (
        f"{one.where}: {one.statement}",
        f"{dutch.sentence(aim)} {told}",
        _became(one),
        f"Bron: {elsewhere.cited(one.source, one.source_year)}; van {one.sender}",
    )


def _became(one: Example) -> str:
    """Say what became of an example, from which source, and what it teaches."""
    mark, words = elsewhere.state(one)
    told = next((each for each in one.outcomes if each.achieved), None)
    if not one.known or told is None:
        return f"{mark} {dutch.sentence(words)}"
    source = elsewhere.cited(told.source, told.source_year)
    lesson = f" Les: {one.lesson}" if one.lesson else ""
    return f"{mark} {dutch.sentence(words)} {told.achieved.removesuffix('.')} ({source}).{lesson}"


def _shown(text: str) -> str:
    """Return text as HTML, with its small digits small."""
    return re.sub(
        r"\bCO2\b", "CO₂", re.sub(r"\bm([23])\b", lambda one: "m" + "  ²³"[int(one[1])], html.escape(text))
    )


def _finding(found: Sequence[Example]) -> str:
    if not found:
        return (
            '<div class="wd-help">Hier komen voorbeelden van andere gemeenten te staan. Met deze woorden is er geen: '
            "haal een woord weg, of kies ‘alle thema’s’ of ‘alle gebieden’.</div>"
        )
    can = sum(one.testable == "ja" for one in found)
    known = sum(one.known for one in found)
    what = "voorbeeld" if len(found) == 1 else "voorbeelden"
    return (
        f'<h3 class="wd-found">{len(found)} {what}: {can} toetsbaar, van {known} is de uitkomst bekend</h3>'
    )


def _paces() -> str:
    local = [one for one in elsewhere.paces() if one.local]
    rows = "".join(f"<li>{html.escape(elsewhere.pace_sentence(one))}</li>" for one in local)
    return f'<div class="wd-group">Hoe snel ging het elders?</div><ul class="wd-pace">{rows}</ul>'
