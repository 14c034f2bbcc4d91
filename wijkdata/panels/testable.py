"""An objective in words alone: indicators by which it could be tested, and the button that takes one over."""

from __future__ import annotations

import html

import ipywidgets as widgets
import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.ambition.model import Objective
from wijkdata.ambition.proposals import Proposal, make_testable, proposals
from wijkdata.baseline import baseline
from wijkdata.errors import WijkdataError
from wijkdata.panels.baselines import pinned
from wijkdata.panels.fields import Message, guarded, offer
from wijkdata.panels.model import AmbitionModel


class TestableForm(widgets.VBox):
    """Make an objective in words alone testable; its words stay.

    Parameters
    ----------
    model
        The ambition that keeps it.
    message
        Where it is said what became of it.
    """

    def __init__(self, model: AmbitionModel, message: Message) -> None:
        self.model = model
        self.message = message
        self.objective: Objective | None = None
        self.found: list[Proposal] = []
        self.indicator = widgets.Dropdown(description="Toets met")
        self.why = widgets.HTML()
        self.take = widgets.Button(description="Maak het doel hiermee toetsbaar")
        self.take.add_class("wd-main")
        self.indicator.observe(lambda _change: self._explain(), names="value")
        self.take.on_click(lambda _button: self.make_testable())
        intro = widgets.HTML(
            '<div class="wd-help">Dit doel staat alleen in woorden. Met een indicator is later te zien of het is '
            "gehaald; de woorden blijven.</div>"
        )
        super().__init__([intro, self.indicator, self.why, self.take])

    def show(self, objective: Objective | None) -> None:
        """Show what there is for an objective."""
        self.objective = objective
        wanted = objective is not None and not objective.indicator
        self.layout.display = "" if wanted else "none"
        self.found = proposals(objective, self._baselines()) if objective is not None and wanted else []
        offer(self.indicator, [(one.name, one.indicator) for one in self.found])
        self._explain()

    @guarded
    def make_testable(self) -> None:
        """Take the indicator on screen over, with the figure of today as its baseline."""
        chosen = self._chosen()
        if self.objective is None or chosen is None:
            raise WijkdataError("Kies eerst een indicator.")
        rows = self._baselines(chosen.indicator)
        known = not rows.empty and pd.notna(rows.iloc[0]["value"])
        figure = pinned(rows.iloc[0]) if known else None
        self.model.change(make_testable, self.objective.id, chosen.indicator, figure)
        self.model.keep()
        start = "" if figure else " Doe bij Nulmeting een eigen meting en leg die vast."
        self.message.say(f"Het doel wordt nu getoetst met {chosen.name}.{start}")

    def _chosen(self) -> Proposal | None:
        return next((one for one in self.found if one.indicator == self.indicator.value), None)

    def _explain(self) -> None:
        one = self._chosen()
        self.take.disabled = one is None
        if one is None:
            self.why.value = '<div class="wd-help">Er is geen indicator die hierbij past.</div>'
            return
        missing = f"Dan mist nog: {dutch.join(one.missing)}." if one.missing else ""
        self.why.value = (
            f'<div class="wd-remark">{html.escape(one.why)}</div>'
            f'<div class="wd-source">{html.escape(catalogue.indicator(one.indicator).definition)}</div>'
            f"<div>{html.escape(missing)}</div>"
        )

    def _baselines(self, indicator: str | None = None) -> pd.DataFrame:
        """Return the proposed baseline of every indicator, or of one; no rows without an area."""
        if self.model.area is None:
            return pd.DataFrame(columns=["indicator", "year", "value", "status", "source"])
        ids = [indicator] if indicator else list(catalogue.indicators())
        return baseline(
            self.model.area,
            indicators=ids,
            measurements=[own for one in ids for own in self.model.own_measurements(one)],
            figures=self.model.figures,
        )
