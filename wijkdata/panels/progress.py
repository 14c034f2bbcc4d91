"""Step Voortgang: are we on course, what was measured since, and who ever went as fast as is needed."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

import ipywidgets as widgets
import pandas as pd

from wijkdata import catalogue, dutch, pace
from wijkdata.ambition import rules
from wijkdata.ambition.gemeente import judged_indicator
from wijkdata.ambition.planned import name_of
from wijkdata.ambition.standing import FollowUp
from wijkdata.drawing import objective_figure, paths
from wijkdata.errors import WijkdataError
from wijkdata.panels.fields import guarded, offer, text_html
from wijkdata.panels.measurements import MeasurementForm
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.panel import PICTURE, Panel
from wijkdata.panels.provenance import from_standing, provenance
from wijkdata.progress import STATUSES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

STATUS, MEASURE, PACE = range(3)
_NO_OBJECTIVE = "Hier komt het verloop te staan van het doel waarvoor u een meting invult."
_NO_SERIES = "Hier komt het verloop te staan. Leg bij Nulmeting eerst vast waar dit doel begint."
_HOW = (
    "Eigen tempo: van de nulmeting naar het nieuwste cijfer, zoals bij Doelen. Afgesproken: van de nulmeting recht "
    "naar het doel. Nodig: wat van nu af moet. Gemeenten: de middelste helling tussen alle paren van jaren."
)


class ProgressPanel(Panel):
    """All objectives on one page, with their status; a place for a new measurement; and the pace that each asks."""

    name = "Voortgang"
    question = "Liggen we op koers?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the three parts: the status, a new measurement, and the pace."""
        self.part = widgets.ToggleButtons(options=[("Stand", STATUS), ("Meting", MEASURE), ("Tempo", PACE)])
        self.part.add_class("wd-parts")
        self.summary = widgets.HTML()
        self.objective = widgets.Dropdown(description="Doel")
        self.own = MeasurementForm(self.model, self.message)
        self.own.keep.add_class("wd-main")
        self.objective.observe(lambda _change: self._show_measurements(), names="value")
        self.paced = widgets.Dropdown(description="Van het doel")
        for one in (self.objective, self.paced):
            one.add_class("wd-stacked")
        self.paced.observe(lambda _change: self._show_pace(), names="value")
        self.told = widgets.HTML()
        self._standings: Sequence[FollowUp] = ()
        self._filling = False
        self.boxes = {
            STATUS: widgets.VBox([self.summary]),
            MEASURE: widgets.VBox([self.objective, self.own]),
            PACE: widgets.VBox([self.paced, self.told]),
        }
        self.part.observe(lambda _change: self.refresh(), names="value")
        return [self.part, *self.boxes.values(), self.message, self.own.kept]

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Done when every objective has a status."""
        objectives = model.ambition.objectives
        if not objectives or model.area is None:
            return "○"
        judged = [one for one in model.follow_ups() if one.status != "niet te bepalen"]
        return "●" if len(judged) == len(objectives) else "◐" if judged else "○"

    @guarded
    def _show_measurements(self) -> None:
        """Offer a measurement for the chosen objective, beside what there is of it already."""
        chosen = next((one for one in self.model.ambition.objectives if one.id == self.objective.value), None)
        self.own.show(chosen.indicator if chosen else None)
        if self.part.value != MEASURE or self._filling:
            return
        standing = next((one for one in self._standings if chosen and one.objective_id == chosen.id), None)
        if chosen is None or standing is None or standing.baseline is None:
            self.draw(None)
            self.tell_source("")
            self.show_text(text_html(_NO_SERIES if chosen else _NO_OBJECTIVE, "wd-help"))
            return
        self.show_text("")
        caveat = catalogue.indicator(judged_indicator(standing)).caveat
        here = rules.in_this_area(self.model.ambition, chosen)
        self.draw(objective_figure(self.model, here, standing, told=caveat, size=PICTURE))
        self.tell_source(caveat, self._origin([standing]))

    @guarded
    def refresh(self) -> None:
        """Show where each objective stands, or the pace that it asks."""
        self.message.clear()
        for part, box in [*self.boxes.items(), (MEASURE, self.own.kept)]:
            box.layout.display = "" if part == self.part.value else "none"
        objectives = [one for one in self.model.ambition.objectives if one.indicator]
        self._filling = True  # choosing an objective draws nothing before all is there
        try:
            offer(self.objective, [(name_of(one), one.id) for one in objectives])
            self._show_measurements()
        finally:
            self._filling = False
        if not self.model.ambition.objectives or self.model.area is None:
            self.summary.value = (
                '<div class="wd-help">Hier komt de stand van elk doel te staan, zodra er doelen zijn.</div>'
            )
            self._standings = ()
            self.paced.layout.display = "none"
            self.told.value = pace_html(None)
            self.tell_source("")
            self.show_text("")
            self.draw(None)
            if self.model.area_problem:
                raise WijkdataError(self.model.area_problem)
            return
        standings = self.model.follow_ups()
        self.summary.value = summary_html(standings)
        self._standings = ()  # choosing an objective draws nothing before all is there
        with_pace = [one for one in standings if one.tempo is not None]
        offer(self.paced, [(one.name, one.objective_id) for one in with_pace])
        self._standings = standings
        if self.part.value == PACE:
            self._show_pace()
            return
        if self.part.value == MEASURE:
            self._show_measurements()
            return
        self.tell_source("", self._origin(standings))
        self._draw_pages(standings)

    def _origin(self, standings: Sequence[FollowUp]) -> str:
        """Return the button that tells where the figures come from on which these standings rest."""
        by_id = {one.id: one for one in self.model.ambition.objectives}
        rows = [from_standing(by_id[one.objective_id], one, self.model.figures) for one in standings]
        return provenance("de stand van de doelen", pd.concat(rows, ignore_index=True)) if rows else ""

    @guarded
    def _show_pace(self) -> None:
        """Show the pace that the chosen objective asks among the paces that gemeenten reached."""
        if self.part.value != PACE or self.model.area is None:
            return
        standing = next(
            (one for one in self.model.follow_ups() if one.objective_id == self.paced.value), None
        )
        self.paced.layout.display = "" if standing is not None else "none"
        self.told.value = pace_html(standing)
        self.tell_source(
            _HOW if standing is not None else "", self._origin([] if standing is None else [standing])
        )
        self.show_text("")
        self.draw(pace_figure(standing))

    def _draw_pages(self, standings: Sequence[FollowUp]) -> None:
        from wijkdata.plots.overview import page_count, plot_overview  # noqa: PLC0415  (matplotlib loads when used)

        planned = paths(self.model.ambition, standings)
        self.show_pictures(
            page_count(len(standings), PICTURE),
            lambda page: plot_overview(standings, pathways=planned, page=page, size=PICTURE),
            STATUS,
        )


def pace_figure(standing: FollowUp | None, size: tuple[int, int] = PICTURE) -> Figure | None:
    """Return the picture of the pace that an objective asks; None where there is nothing to hold it against."""
    from wijkdata.plots.pace import plot_pace  # noqa: PLC0415  (matplotlib loads with the first picture)

    found = pace.reached(standing.indicator or "") if standing is not None else None
    if standing is None or standing.tempo is None or found is None:
        return None
    return plot_pace(catalogue.indicator(str(standing.indicator)), standing.tempo, found, size=size)


def pace_html(standing: FollowUp | None) -> str:
    """Return in words what pace an objective asks; where there is none, for which indicators there are series."""
    only = f"alleen over {pace.ABOUT} is er een reeks."
    if standing is not None and standing.tempo is not None:
        sentences = [*standing.tempo.sentences, dutch.sentence(only)]
        return f'<div class="wd-help">{"".join(f"<p>{html.escape(one)}</p>" for one in sentences)}</div>'
    first = "Hier komt te staan welk tempo een doel vraagt en wie ooit zo hard ging. Stel daarvoor een streefwaarde"
    return text_html(f"{first}: {only}", "wd-help")


def summary_html(standings: Sequence[FollowUp]) -> str:
    """Return how many objectives have which status, in words."""
    from wijkdata.plots.style import state_text  # noqa: PLC0415  (matplotlib loads with the first picture)

    count: dict[str, int] = {}
    unsure: dict[str, int] = {}
    for one in standings:
        count[one.status] = count.get(one.status, 0) + 1
        unsure[one.status] = unsure.get(one.status, 0) + bool(one.could_be)
    lines = [
        f"{state_text(status)}: {count[status]}"
        + (f", waarvan {unsure[status]} door de marge ook anders kan zijn" if unsure[status] else "")
        for status in STATUSES
        if status in count
    ]
    total = dutch.number(len(standings))
    word = "doel" if len(standings) == 1 else "doelen"
    return f'<div class="wd-help"><b>{total} {word}</b><br>{"<br>".join(map(html.escape, lines))}</div>'
