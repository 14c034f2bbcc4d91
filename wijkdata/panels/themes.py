"""Step Thema's: what must, can and will not be taken along, what helps what, and by what each can be measured."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import ipywidgets as widgets

from wijkdata import catalogue
from wijkdata.ambition import edit, themes
from wijkdata.ambition.meeting import themes_on_table
from wijkdata.ambition.model import Ambition, ThemeChoice, ThemeLink
from wijkdata.ambition.themes import Measurable
from wijkdata.errors import WijkdataError
from wijkdata.panels.fields import Chips, Kept, guarded, offer, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.pager import ROOM, SIGNS, Block, Frame, Sheet, lines_of, pieces, sheets
from wijkdata.panels.panel import PICTURE, Panel, advice

if TYPE_CHECKING:
    import pandas as pd

CHOICES = (("moet mee", "moet"), ("kan mee", "kan"), ("niet", "niet"), ("nog open", ""))
#: Letters on a line of a card in one of three columns, and of its name; lines between two cards.
_SIGNS, _BOLD_SIGNS, _BETWEEN = 31, 27, 0.6
#: Lines that a heading takes, and the most lines of a reason on one card.
_HEADING, _REASON = 1.6, 20

PARTS = (("Keuze", "keuze"), ("Koppelkansen", "koppelkansen"), ("Meten", "meten"))

_HELP = {
    "keuze": "Kies een thema en zeg of het mee moet. Schrijf erbij waarom: daar wordt later naar gevraagd.",
    "koppelkansen": "Wat levert werk aan het ene thema op voor het andere? En waardoor?",
    "meten": (
        "Kies een thema: rechts staat waarmee het te meten is. Spreek af welk cijfer u gebruikt. Is het er "
        "vandaag, maak er dan bij Nulmeting een doel van; is het er nog niet, voer daar dan een eigen meting in."
    ),
}


class ThemesPanel(Panel):
    """Decide per theme whether it is taken along, link themes, and see what can be measured of each today."""

    name = "Thema’s"
    question = "Wat moet mee, wat kan mee, wat niet?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the three parts: the choice per theme, the links between themes, and what can be measured."""
        self.part = widgets.ToggleButtons(options=PARTS)
        self.part.add_class("wd-parts")
        self.rule = advice("")
        self.theme = widgets.Dropdown(description="Thema")
        self.choice = widgets.ToggleButtons(options=CHOICES, value="")
        self.reason = widgets.Textarea(
            description="Waarom", continuous_update=False, placeholder="in één zin", rows=3
        )
        self.new_theme = widgets.Text(
            description="Eigen thema", continuous_update=False, placeholder="naam, dan Enter"
        )
        self.added = Kept(self.new_theme)
        self.own = Chips()
        self.choice_box = widgets.VBox([self.choice, self.reason, self.new_theme, self.own])
        self.helper = widgets.Dropdown(description="Werk aan")
        self.helps = widgets.Dropdown(description="helpt")
        self.by = widgets.Textarea(
            description="waardoor", continuous_update=False, placeholder="het riool gaat toch open", rows=2
        )
        self.linked = Kept(self.by)
        self.link = widgets.Button(description="Leg koppelkans vast")
        self.links = Chips()
        self.link_box = widgets.VBox([self.helper, self.helps, self.by, self.link, self.links])
        self._filling = False
        self._watch()
        return [self.part, self.rule, self.theme, self.choice_box, self.link_box]

    def _watch(self) -> None:
        self.part.observe(lambda _change: self._chosen(), names="value")
        self.theme.observe(lambda _change: self._chosen(), names="value")
        self.choice.observe(lambda _change: self.keep(), names="value")
        self.reason.observe(lambda _change: self.keep(), names="value")
        self.new_theme.observe(lambda _change: self.add_theme(), names="value")
        self.helper.observe(lambda _change: self._chosen(), names="value")
        self.link.on_click(lambda _button: self.add_link())

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Done when every theme has a choice."""
        decided = {one.theme for one in model.ambition.themes if one.choice}
        open_ones = [one for one in themes_on_table(model.ambition) if one.id not in decided]
        return "○" if not decided else "◐" if open_ones else "●"

    # --- keeping -------------------------------------------------------------------------------------------------

    @guarded
    def keep(self) -> None:
        """Keep the choice and reason of the theme on screen."""
        if not self._filling:
            self.message.clear()
            self.model.change(edit.set_theme, self.theme.value, self.choice.value, self.reason.value)

    @guarded
    def add_theme(self) -> None:
        """Put a theme of the team's own on the table, and show it."""
        if self._filling or self.added.busy or not self.new_theme.value.strip():
            return
        self.message.clear()
        typed = self.new_theme.value
        with self.added:
            theme = self.model.change(themes.add_theme, typed)
        self.theme.value = theme
        self.message.say(f"‘{theme}’ is een thema van het team. Zeg nu of het mee moet.")

    @guarded
    def remove_theme(self, theme: str) -> None:
        """Take a theme of the team's own away; undo brings it back."""
        self.message.clear()
        self.model.change(themes.remove_theme, theme)
        self.message.say(f"‘{theme}’ is weggehaald. Met ‘Ongedaan maken’ komt het terug.")

    @guarded
    def add_link(self) -> None:
        """Keep the link that was typed."""
        self.message.clear()
        by = " ".join(self.by.value.split())
        link = ThemeLink(theme=self.helper.value, helps=self.helps.value, by=by)
        with self.linked:
            self.model.change(themes.add_link, link.theme, link.helps, by)
        self._turn_to(link)

    def _turn_to(self, link: ThemeLink) -> None:
        """Show the page of the picture on which this link stands."""
        from wijkdata.plots.influences import influence_pages, links_on_page  # noqa: PLC0415

        links = self.model.ambition.links
        pages = range(influence_pages(len(links)))
        self.pager.turn(next(one for one in pages if link in links_on_page(links, one)) - self.pager.page)

    @guarded
    def remove_link(self, link: ThemeLink) -> None:
        """Take a link away; undo brings it back."""
        self.message.clear()
        links = self.model.ambition.links
        if link not in links:
            raise WijkdataError("Die koppelkans is er niet meer.")
        self.model.change(themes.remove_link, links.index(link))
        self.message.say("De koppelkans is weggehaald. Met ‘Ongedaan maken’ komt zij terug.")

    # --- showing -------------------------------------------------------------------------------------------------

    def _chosen(self) -> None:
        if not self._filling:
            self.message.clear()
            self.refresh()

    @guarded
    def refresh(self) -> None:
        """Show the part that was chosen as it is in the ambition."""
        self._filling = True
        try:
            self._fill()
        finally:
            self._filling = False
        part = self.part.value
        if part == "koppelkansen":
            self._draw_links()
            return
        self.draw(None)
        found = themes.measurable(self.model.ambition, self._figures())
        if part == "keuze":
            self.show_sheets(self._columns(found), part)
        else:
            self.show_text(self._lists(found))

    def _figures(self) -> pd.DataFrame | None:
        return None if self.model.area is None else self.model.figures

    def _fill(self) -> None:
        ambition, part = self.model.ambition, self.part.value
        options = [(one.name, one.id) for one in themes_on_table(ambition)]
        offer(self.theme, options)
        offer(self.helper, options)
        offer(self.helps, [(name, theme) for name, theme in options if theme != self.helper.value])
        now = choice_of(ambition, self.theme.value)
        self.choice.value, self.reason.value = now.choice, now.reason
        self.own.fill(
            [
                (one.name, "Haal dit thema weg", partial(self.remove_theme, one.id))
                for one in themes.own_themes(ambition)
            ]
        )
        self.rule.value = advice(_HELP[part]).value
        _show(self.theme, part != "koppelkansen")
        _show(self.choice_box, part == "keuze")
        _show(self.link_box, part == "koppelkansen")
        self._fill_links()

    def _fill_links(self) -> None:
        links = self.model.ambition.links
        self.links.fill(
            [
                (_link_text(one), f"Haal weg: {one.by}", partial(self.remove_link, one))
                for one in links
                if one.theme == self.helper.value
            ]
        )

    def _draw_links(self) -> None:
        from wijkdata.plots.influences import influence_pages, plot_influences  # noqa: PLC0415  (matplotlib is heavy)

        links = self.model.ambition.links
        if not links:
            self.draw(None)
            self.show_text(
                '<div class="wd-help">Hier komt te staan welk thema een ander thema helpt, en waardoor. Kies links '
                "twee thema’s en schrijf op waardoor het ene het andere helpt.</div>"
            )
            return
        title = themes.links_finding(self.model.ambition)
        self.show_pictures(
            influence_pages(len(links)),
            lambda page: plot_influences(links, page=page, title=title, size=PICTURE),
            self.part.value,
        )

    def _columns(self, found: Sequence[Measurable]) -> list[Sheet]:
        """Return the themes in a column per choice; with more words than that holds, below each other on pages."""
        ambition = self.model.ambition
        rest = ", ".join(one.theme.name for one in self._with("", found))
        below = f"<p><b>Nog open:</b> {html.escape(rest)}</p>" if rest else ""
        room = ROOM - (lines_of(rest, SIGNS) + 2 if rest else 0)
        chosen = {label.capitalize(): self._with(choice, found) for label, choice in CHOICES[:3]}
        if all(sum(_lines(one, ambition) for one in column) <= room - _HEADING for column in chosen.values()):
            columns = "".join(
                f"<div>{text_html(label, tag='h3')}"
                f"{''.join(_card(one, choice_of(ambition, one.theme.id).reason) for one in column)}</div>"
                for label, column in chosen.items()
            )
            return [Sheet(f'<div class="wd-columns">{columns}</div>{below}')]
        blocks = [
            block
            for label, column in chosen.items()
            for one in column
            for block in _blocks(one, ambition, Frame(text_html(label, tag="h3"), lines=_HEADING))
        ]
        return [Sheet(one.html + below, one.count) for one in sheets(blocks, room=room)]

    def _with(self, choice: str, found: Sequence[Measurable]) -> list[Measurable]:
        return [one for one in found if choice_of(self.model.ambition, one.theme.id).choice == choice]

    def _lists(self, found: Sequence[Measurable]) -> str:
        one = next(each for each in found if each.theme.id == self.theme.value)
        title = f"<h2>{html.escape(one.theme.name)}: {html.escape(one.sentence)}</h2>"
        if not one.indicators:
            return (
                f'{title}<div class="wd-help">Bij een eigen thema hoort geen indicator uit de lijst. Een doel kan er '
                "wel bij, in woorden; spreek dan zelf af waaraan u ziet dat het is gehaald.</div>"
            )
        years = self._years()
        today = [(each.name, years.get(each.id, "eigen meting")) for each in one.today]
        rest = [
            (each.name, "eigen meting nodig" if each.own else "")
            for each in one.indicators
            if each not in one.today
        ]
        without = "" if self.model.area else " Kies eerst bij Wijk over welke buurten het gaat."
        return (
            f'{title}<div class="wd-columns wd-two">{_list("Vandaag een cijfer", today, without)}'
            f"{_list('Nog geen cijfer', rest, '')}</div>"
        )

    def _years(self) -> dict[str, str]:
        """Say per indicator over which years there are published figures."""
        if self.model.area is None:
            return {}
        figures = self.model.figures
        with_value = figures[figures["value"].notna()]
        spans = with_value.groupby("indicator")["year"].agg(["min", "max"])
        return {
            str(key): f"{row['min']:.0f}"
            if row["min"] == row["max"]
            else f"{row['min']:.0f}-{row['max']:.0f}"
            for key, row in spans.iterrows()
        }


def choice_of(ambition: Ambition, theme: str) -> ThemeChoice:
    """Return what was chosen for a theme; an empty choice where nothing was."""
    return next((one for one in ambition.themes if one.theme == theme), ThemeChoice(theme=theme))


def _show(widget: widgets.Widget, shown: bool) -> None:  # noqa: FBT001
    widget.layout.display = "" if shown else "none"


def _link_text(link: ThemeLink) -> str:
    by = link.by if len(link.by) <= 50 else link.by[:49] + "…"
    return f"→ {catalogue.theme(link.helps).name}: {by}"


def _lines(one: Measurable, ambition: Ambition) -> float:
    """Return the lines that a theme takes in one of three columns."""
    texts = (choice_of(ambition, one.theme.id).reason, one.sentence)
    return (
        lines_of(one.theme.name, _BOLD_SIGNS)
        + sum(lines_of(text, _SIGNS) for text in texts if text)
        + _BETWEEN
    )


def _blocks(one: Measurable, ambition: Ambition, frame: Frame) -> list[Block]:
    """Return a theme over the whole width; a reason that is too long goes on on the next page."""
    parts = pieces(choice_of(ambition, one.theme.id).reason, SIGNS, _REASON)
    return [
        Block(_card(one, part), lines_of(part, SIGNS) + 2 + _BETWEEN, frame, counts=not number)
        for number, part in enumerate(parts)
    ]


def _card(one: Measurable, reason: str) -> str:
    return (
        f'<div class="wd-card" style="border-color:{one.theme.colour}"><b>{html.escape(one.theme.name)}</b>'
        f"{text_html(reason, 'wd-said')}{text_html(one.sentence, 'wd-source')}</div>"
    )


def _list(title: str, entries: Sequence[tuple[str, str]], empty: str) -> str:
    rows = "".join(
        f'<li>{html.escape(name)} <span class="wd-source">{html.escape(what)}</span></li>'
        for name, what in entries
    )
    body = f"<ul>{rows}</ul>" if entries else f'<div class="wd-help">Geen.{html.escape(empty)}</div>'
    return f"<div><h3>{html.escape(title)} ({len(entries)})</h3>{body}</div>"
