"""Step Voortgang: are we on course, and what was measured since."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date

import ipywidgets as widgets

from wijkdata import catalogue, dutch
from wijkdata.ambition import edit
from wijkdata.ambition.follow_up import FollowUp
from wijkdata.ambition.model import OwnMeasurement
from wijkdata.ambition.planned import name_of
from wijkdata.errors import WijkdataError
from wijkdata.panels.fields import NumberField, guarded, offer
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.objectives import paths
from wijkdata.panels.panel import PICTURE, Panel, heading


class ProgressPanel(Panel):
    """All objectives on one page, with their status, and a place for a new measurement."""

    name = "Voortgang"
    question = "Liggen we op koers?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the fields for a new measurement."""
        self.summary = widgets.HTML()
        self.objective = widgets.Dropdown(description="Doel")
        self.value = NumberField("Gemeten")
        self.year = NumberField("In het jaar", whole=True)
        self.origin = widgets.Text(description="Bron", continuous_update=False, placeholder="wie mat, en hoe")
        self.page = 0
        self.turn = widgets.Button(description="Volgende bladzijde")
        self.turn.on_click(lambda _button: self.turn_page())
        self.keep = widgets.Button(description="Voeg meting toe")
        self.keep.add_class("wd-main")
        self.keep.on_click(lambda _button: self.add_measurement())
        self.objective.observe(lambda _change: self._objective_chosen(), names="value")
        return [
            self.summary,
            self.turn,
            heading("Nieuwe meting"),
            self.objective,
            self.value,
            self.year,
            self.origin,
            self.keep,
        ]

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Done when every objective has a status."""
        objectives = model.ambition.objectives
        if not objectives or model.area is None:
            return "○"
        judged = [one for one in model.follow_ups() if one.status != "niet te bepalen"]
        return "●" if len(judged) == len(objectives) else "◐" if judged else "○"

    def _objective_chosen(self) -> None:
        # What was typed is of the objective before.
        self.value.fill(None)
        self._show_unit()

    def _show_unit(self) -> None:
        chosen = next((one for one in self.model.ambition.objectives if one.id == self.objective.value), None)
        indicator = chosen.indicator if chosen else None
        self.value.unit.value = catalogue.indicator(indicator).unit if indicator else ""

    @guarded
    def add_measurement(self) -> None:
        """Keep a measurement for the indicator of the chosen objective."""
        chosen = next((one for one in self.model.ambition.objectives if one.id == self.objective.value), None)
        if chosen is None or chosen.indicator is None:
            raise WijkdataError("Kies een doel met een indicator.")
        if self.value.number is None or self.year.number is None or not self.origin.value.strip():
            raise WijkdataError("Vul de gemeten waarde, het jaar en de bron in.")
        measurement = OwnMeasurement(
            indicator=chosen.indicator,
            year=int(self.year.number),
            value=self.value.number,
            source=self.origin.value.strip(),
            entered=date.today(),
        )
        self.model.change(edit.add_measurement, measurement)
        self.model.keep()
        self.value.fill(None)
        self.year.fill(None)
        self.origin.value = ""
        self.message.say("De meting is bewaard.")

    @guarded
    def refresh(self) -> None:
        """Show where each objective stands."""
        self.message.clear()
        objectives = [one for one in self.model.ambition.objectives if one.indicator]
        offer(self.objective, [(name_of(one), one.id) for one in objectives])
        self._show_unit()
        if not self.model.ambition.objectives or self.model.area is None:
            self.summary.value = (
                '<div class="wd-help">Hier komt de stand van elk doel te staan, zodra er doelen zijn.</div>'
            )
            self.draw(None)
            if self.model.area_problem:
                raise WijkdataError(self.model.area_problem)
            return
        standings = self.model.follow_ups()
        self.summary.value = summary_html(standings)
        self._draw_page(standings)

    @guarded
    def turn_page(self) -> None:
        """Show the next page of objectives, or the first again."""
        self.page += 1
        self._draw_page(self.model.follow_ups())

    def _draw_page(self, standings: Sequence[FollowUp]) -> None:
        from wijkdata.plots.overview import page_count, plot_overview  # noqa: PLC0415  (matplotlib loads when used)

        pages = page_count(len(standings), PICTURE)
        self.page %= pages
        self.turn.layout.display = "" if pages > 1 else "none"
        self.turn.description = f"Bladzijde {self.page + 1} van {pages}: toon de volgende"
        self.draw(plot_overview(standings, pathways=paths(self.model.ambition), page=self.page, size=PICTURE))


def summary_html(standings: Sequence[FollowUp]) -> str:
    """Return how many objectives have which status, in words."""
    from wijkdata.plots.style import state_text  # noqa: PLC0415  (matplotlib loads with the first picture)

    count: dict[str, int] = {}
    for one in standings:
        count[one.status] = count.get(one.status, 0) + 1
    lines = [f"{state_text(status)}: {number}" for status, number in count.items()]
    total = dutch.number(len(standings))
    word = "doel" if len(standings) == 1 else "doelen"
    return f'<div class="wd-help"><b>{total} {word}</b><br>{"<br>".join(map(html.escape, lines))}</div>'
