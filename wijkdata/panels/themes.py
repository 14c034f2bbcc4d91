"""Step Thema's: what must, can and will not be taken along, and why."""

from __future__ import annotations

import html
from collections.abc import Sequence

import ipywidgets as widgets

from wijkdata import catalogue
from wijkdata.ambition import edit
from wijkdata.ambition.model import Ambition, ThemeChoice
from wijkdata.panels.fields import guarded
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.panel import Panel, advice

CHOICES = (("moet mee", "moet"), ("kan mee", "kan"), ("niet", "niet"), ("nog open", ""))


class ThemesPanel(Panel):
    """Decide per theme whether it is taken along, and see what can be measured of it today."""

    name = "Thema’s"
    question = "Wat moet mee, wat kan mee, wat niet?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the choice of theme, the decision and its reason."""
        options = [(one.name, one.id) for one in catalogue.themes().values() if not one.context]
        self.theme = widgets.Dropdown(description="Thema", options=options)
        self.choice = widgets.ToggleButtons(options=CHOICES, value="")
        self.reason = widgets.Textarea(
            description="Waarom", continuous_update=False, placeholder="in één zin", rows=3
        )
        self.theme.observe(lambda _change: self._fill(), names="value")
        self.choice.observe(lambda _change: self.keep(), names="value")
        self.reason.observe(lambda _change: self.keep(), names="value")
        self._filling = False
        rule = advice(
            "Kies een thema en zeg of het mee moet. Schrijf erbij waarom: daar wordt later naar gevraagd."
        )
        return [rule, self.theme, self.choice, self.reason]

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Done when every theme has a choice."""
        decided = {one.theme for one in model.ambition.themes if one.choice}
        open_ones = [key for key, one in catalogue.themes().items() if not one.context and key not in decided]
        return "○" if not decided else "◐" if open_ones else "●"

    @guarded
    def keep(self) -> None:
        """Keep the choice and reason of the theme on screen."""
        if not self._filling:
            self.message.clear()
            self.model.change(edit.set_theme, self.theme.value, self.choice.value, self.reason.value)

    def _fill(self) -> None:
        now = choice_of(self.model.ambition, self.theme.value)
        self._filling = True
        try:
            self.choice.value, self.reason.value = now.choice, now.reason
        finally:
            self._filling = False

    @guarded
    def refresh(self) -> None:
        """Show the themes in three columns, and the open ones below."""
        self._fill()
        self.draw(None)
        measurable = _measurable(self)
        columns = "".join(
            f"<div><h3>{html.escape(label.capitalize())}</h3>"
            f"{''.join(_card(theme, self.model.ambition, measurable) for theme in self._with(choice))}</div>"
            for label, choice in CHOICES[:3]
        )
        still_open = self._with("")
        rest = ", ".join(html.escape(one.name) for one in still_open)
        below = f"<p><b>Nog open:</b> {rest}</p>" if rest else ""
        self.above.value = f'<div class="wd-columns">{columns}</div>{below}'

    def _with(self, choice: str) -> list[catalogue.Theme]:
        return [
            one
            for one in catalogue.themes().values()
            if not one.context and choice_of(self.model.ambition, one.id).choice == choice
        ]


def choice_of(ambition: Ambition, theme: str) -> ThemeChoice:
    """Return what was chosen for a theme; an empty choice where nothing was."""
    return next((one for one in ambition.themes if one.theme == theme), ThemeChoice(theme=theme))


def _measurable(panel: ThemesPanel) -> set[str]:
    """Return the indicators that have a figure for this area today."""
    ambition = panel.model.ambition
    measured = {one.indicator for one in ambition.measurements if ambition.is_of_this_area(one.area)}
    if panel.model.area is None:
        return measured
    figures = panel.model.figures
    return measured | set(figures.loc[figures["value"].notna(), "indicator"])


def _card(theme: catalogue.Theme, ambition: Ambition, measurable: set[str]) -> str:
    entries = [
        one
        for one in catalogue.indicators().values()
        if one.theme == theme.id and one.direction != "context" and (not one.detail or one.id in measurable)
    ]
    today = [one.name for one in entries if one.id in measurable]
    text = f"vandaag te meten: {len(today)} van {len(entries)}" if today else "alleen met een eigen meting"
    reason = html.escape(choice_of(ambition, theme.id).reason)
    return (
        f'<div class="wd-card" style="border-color:{theme.colour}"><b>{html.escape(theme.name)}</b>'
        f'<div>{reason}</div><div class="wd-source">{html.escape(text)}</div></div>'
    )
