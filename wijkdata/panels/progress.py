"""Step Voortgang: are we on course, and what was measured since."""

from __future__ import annotations

import html
from collections.abc import Sequence

import ipywidgets as widgets

from wijkdata import dutch
from wijkdata.ambition.follow_up import FollowUp
from wijkdata.ambition.planned import name_of
from wijkdata.errors import WijkdataError
from wijkdata.panels.fields import guarded, offer
from wijkdata.panels.measurements import MeasurementForm
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
        self.own = MeasurementForm(self.model, self.message)
        self.own.keep.add_class("wd-main")
        self.page = 0
        self.turn = widgets.Button(description="Volgende bladzijde")
        self.turn.on_click(lambda _button: self.turn_page())
        self.objective.observe(lambda _change: self._show_measurements(), names="value")
        title = heading("Nieuwe meting")
        return [self.summary, self.turn, title, self.objective, self.own, self.message, self.own.kept]

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Done when every objective has a status."""
        objectives = model.ambition.objectives
        if not objectives or model.area is None:
            return "○"
        judged = [one for one in model.follow_ups() if one.status != "niet te bepalen"]
        return "●" if len(judged) == len(objectives) else "◐" if judged else "○"

    def _show_measurements(self) -> None:
        chosen = next((one for one in self.model.ambition.objectives if one.id == self.objective.value), None)
        self.own.show(chosen.indicator if chosen else None)

    @guarded
    def refresh(self) -> None:
        """Show where each objective stands."""
        self.message.clear()
        objectives = [one for one in self.model.ambition.objectives if one.indicator]
        offer(self.objective, [(name_of(one), one.id) for one in objectives])
        self._show_measurements()
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
