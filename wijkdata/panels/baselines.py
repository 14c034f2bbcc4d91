"""Step Nulmeting: where we stand, per indicator, and which figure we agree to start from."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date

import ipywidgets as widgets
import pandas as pd

from wijkdata import catalogue, comparison, dutch
from wijkdata.ambition import edit
from wijkdata.ambition.model import Figure
from wijkdata.baseline import GET_NEWER, baseline, firmest, usable_rows
from wijkdata.correspondence import apart
from wijkdata.drawing import other_weather, references, sources, with_measurements
from wijkdata.errors import WijkdataError
from wijkdata.observations import MODEL
from wijkdata.panels.fields import guarded, offer, text_html
from wijkdata.panels.measurements import MeasurementForm
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.panel import PICTURE, Panel, advice
from wijkdata.panels.provenance import from_table, lowered, provenance
from wijkdata.pathways import Point
from wijkdata.uncertainty import range_sentence

#: Stands for "the newest usable year" in the choice of years.
NEWEST = 0


_FIRST = (
    "Hier komt te staan waar de wijk nu staat, met de reeks van jaren. "
    "Kies eerst bij Wijk over welke buurten het gaat."
)


class BaselinePanel(Panel):
    """Choose an indicator, see its series and the proposed baseline, and pin it as the start of an objective."""

    name = "Nulmeting"
    question = "Waar staan we nu?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the choice of theme, indicator and year, and the fields for an own measurement."""
        themes = [(one.name, one.id) for one in catalogue.themes().values() if one.id != "kenmerken"]
        self.theme = widgets.Dropdown(description="Thema", options=themes)
        self.indicator = widgets.Dropdown(description="Indicator", options=self._choices(themes[0][1]))
        self.indicator.add_class("wd-stacked")
        self.year = widgets.Dropdown(description="Jaar", options=[("nieuwste", NEWEST)])
        self.pin = widgets.Button(description="Maak hier een doel van")
        self.pin.add_class("wd-main")
        self.proposal = widgets.HTML()
        self.part = widgets.ToggleButtons(options=[("Voorstel", 0), ("Eigen meting", 1)])
        self.own = MeasurementForm(self.model, self.message)
        self.proposal_box = widgets.VBox([self.year, self.proposal, self.pin])
        self.own_box = widgets.VBox([advice("Heeft het team een beter cijfer? Voer het hier in."), self.own])
        self._filling = False
        self._picked = False
        self._opened = False
        self.theme.observe(lambda _change: self._chosen(picked=False), names="value")
        self.indicator.observe(lambda _change: self._chosen(picked=True), names="value")
        self.year.observe(lambda _change: self._year_chosen(), names="value")
        self.pin.on_click(lambda _button: self.make_objective())
        self.part.observe(lambda _change: self._turned(), names="value")
        self._show_part()
        return [
            self.theme,
            self.indicator,
            self.part,
            self.proposal_box,
            self.own_box,
            self.message,
            self.own.kept,
        ]

    def _turned(self) -> None:
        self.message.clear()
        self._show_part()

    def _show_part(self) -> None:
        self.proposal_box.layout.display = "" if self.part.value == 0 else "none"
        self.own_box.layout.display = self.own.kept.layout.display = "" if self.part.value == 1 else "none"

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Done when every objective has a baseline."""
        objectives = model.ambition.objectives
        pinned = [one for one in objectives if one.baseline is not None]
        return "○" if not pinned else "●" if len(pinned) == len(objectives) else "◐"

    def _known(self) -> set[str]:
        """Return the indicators of which there is a figure of the area."""
        if self.model.area is None:
            return set()
        figures = self.model.figures
        published = set(figures.loc[figures["value"].notna(), "indicator"])
        return published | {one.indicator for one in self.model.ambition.measurements}

    def _counted(self) -> set[str]:
        """Return those of which a figure does not only come from a model."""
        figures = self.model.figures if self.model.area is not None else None
        if figures is None:
            return set()
        counted = set(figures.loc[figures["value"].notna() & (figures["status"] != MODEL), "indicator"])
        return counted | {one.indicator for one in self.model.ambition.measurements}

    def _choices(self, theme: str) -> list[tuple[str, str]]:
        """Return the indicators of a theme: those with a figure that was counted first, then those of a model."""
        known, counted = self._known(), self._counted()
        entries = [
            one
            for one in catalogue.indicators().values()
            if one.theme == theme and (not one.detail or one.id in known)
        ]
        # Of what is counted, that for which there can be an objective first.
        order = {
            one.id: (one.id not in known, one.id not in counted, one.direction == "context")
            for one in entries
        }
        return [(one.name, one.id) for one in sorted(entries, key=lambda one: order[one.id])]

    def _open(self) -> None:
        """Begin at the objective of which the figure is firmest; what somebody chose stays on screen."""
        if self._opened or self.model.area is None:
            return
        self._opened = True
        offered = {theme for _, theme in self.theme.options}
        entries = [catalogue.indicators().get(one.indicator or "") for one in self.model.ambition.objectives]
        wanted = [one.id for one in entries if one is not None and one.theme in offered]
        first = firmest(wanted, self.model.figures)
        if first is not None:
            self.theme.value = catalogue.indicator(first).theme
            offer(self.indicator, self._choices(self.theme.value))
            self.indicator.value = first
            self._picked = True

    def _chosen(self, *, picked: bool) -> None:
        if not self._filling:
            self._picked, self._opened = picked, True
            self.refresh()

    def _year_chosen(self) -> None:
        if not self._filling:
            self.message.clear()
            self._show_proposal()

    def proposed(self) -> pd.Series:
        """Return the row of the baseline table for the indicator and year on screen."""
        rows = baseline(
            self.model.known_area(),
            year=self.year.value or None,
            indicators=[self.indicator.value],
            measurements=self.model.own_measurements(self.indicator.value),
            figures=self.model.figures,
        )
        return rows.iloc[0]

    @guarded
    def make_objective(self) -> None:
        """Start an objective on this indicator, with the figure on screen pinned as its baseline."""
        figure = pinned(self.proposed())
        entry = catalogue.indicator(self.indicator.value)
        existing = next((one for one in self.model.ambition.objectives if one.indicator == entry.id), None)
        if existing is None:
            self.model.change(edit.start_objective, entry.theme, entry.id, figure)
        else:
            self.model.change(edit.pin_baseline, existing.id, figure)
        self.model.keep()
        self.message.say(f"De nulmeting ligt vast: {entry.text(figure.value)} in {figure.year}.")

    @guarded
    def refresh(self) -> None:
        """Show the series of the indicator and the figure that is proposed."""
        self.message.clear()
        self._filling = True
        try:
            self._fill()
        finally:
            self._filling = False
        self._show_area(chosen=self.model.area is not None)
        if self.model.area is None:
            if self.model.area_problem:
                raise WijkdataError(self.model.area_problem)
            return
        self._show_proposal()

    def _show_area(self, *, chosen: bool) -> None:
        """Say what to do first as long as there is no area, in place of controls that can do nothing yet."""
        for one in (self.theme, self.indicator, self.part):
            one.layout.display = "" if chosen else "none"
        if chosen:
            self._show_part()
            return
        self.proposal_box.layout.display = self.own_box.layout.display = self.own.kept.layout.display = "none"
        self.draw(None)
        self.tell_source("")
        self.above.value = text_html(_FIRST, "wd-help")

    def _fill(self) -> None:
        self._open()
        offer(self.indicator, self._choices(self.theme.value))
        if not self._picked and self.indicator.options:
            # Nobody chose it: what was on screen before there was an area may have no figure.
            self.indicator.value = self.indicator.options[0][1]
        self.own.show(self.indicator.value)
        if self.model.area is None:
            self.pin.disabled = True
            return
        rows = self._rows()
        years = {int(year) for year in rows.loc[usable_rows(rows), "year"]}
        years |= {one.year for one in self.model.own_measurements(self.indicator.value)}
        newest_first = [(str(year), year) for year in sorted(years, reverse=True)]
        offer(self.year, [("nieuwste", NEWEST), *newest_first])

    def _rows(self) -> pd.DataFrame:
        figures = self.model.figures
        rows: pd.DataFrame = figures[figures["indicator"] == self.indicator.value]
        return rows

    @guarded
    def _show_proposal(self) -> None:
        row = self.proposed()
        entry = catalogue.indicator(self.indicator.value)
        known = pd.notna(row["value"])
        self.pin.disabled = not known or entry.direction == "context"
        already = any(one.indicator == entry.id for one in self.model.ambition.objectives)
        self.pin.description = "Leg vast als nulmeting van dit doel" if already else "Maak hier een doel van"
        value = entry.text(row["value"]) if known else "geen cijfer"
        covered = ""
        if known and row["coverage"]:
            covered = f" · voor {dutch.number(100 * row['coverage'], 0)}% van de {entry.of_what}"
        if entry.all_buildings:  # what it is of says more than that it is there for all dwellings
            whole = known and row["coverage"] == 1
            covered = f"{'' if whole else covered} · van alle gebouwen, niet alleen woningen"
        status = f"{int(row['year'])}, {row['status']}" if known else str(row["status"])
        context = (
            "<div>Deze indicator geeft achtergrond; er hoort geen doel bij.</div>"
            if entry.direction == "context"
            else ""
        )
        sure = range_sentence(row["low"], row["high"], row["why_range"], entry) if known else ""
        self.proposal.value = (
            f'<div class="wd-big" style="font-size:2em">{html.escape(value)}</div>'
            f"<div>{html.escape(status)}{html.escape(covered)}</div>"
            f"<div>{html.escape(sure)}</div>"
            f'<div class="wd-remark">{html.escape(row["why"])}</div>{context}'
        )
        self._draw_series(row)

    def _draw_series(self, row: pd.Series) -> None:
        rows = self._rows()
        own = self.model.own_measurements(self.indicator.value)
        if rows["value"].notna().sum() == 0 and not own:
            self.draw(None)
            self.tell_source("")
            empty = '<div class="wd-help">Hier komt de reeks te staan zodra er een cijfer is.</div>'
            norms = comparison.references_sentence(self.indicator.value)
            self.above.value = empty + (text_html(f"Ter vergelijking: {norms}", "wd-help") if norms else "")
            return
        from wijkdata.plots.series import plot_series  # noqa: PLC0415  (matplotlib loads with the first picture)

        entry = catalogue.indicator(self.indicator.value)
        self.above.value = ""
        point = Point(int(row["year"]), float(row["value"])) if pd.notna(row["value"]) else None
        figure = plot_series(
            with_measurements(rows, own),
            entry,
            baseline=point,
            references=[*other_weather(self.model, entry.id), *references(self.model, entry.id)],
            apart=apart(self.model.known_area(), rows.loc[rows["value"].notna(), "year"]),
            source=source_line(row) + sources(self.model, entry.id),
            told=entry.caveat,
            size=PICTURE,
        )
        self.draw(figure)
        self.tell_source(entry.caveat, self._origin(row, rows))

    def _origin(self, row: pd.Series, rows: pd.DataFrame) -> str:
        """Return the button that tells where the proposed figure and those of the other years come from."""
        entry = catalogue.indicator(self.indicator.value)
        known = pd.notna(row["value"])
        others = rows[rows["year"] != row["year"]] if known else rows
        figures = [from_table(pd.DataFrame([row]), "voorstel")] if known else []
        figures.append(
            from_table(others.sort_values("year", ascending=False), "ander jaar" if known else "reeks")
        )
        told = pd.concat(figures, ignore_index=True)
        return provenance(lowered(entry.name), told, more=[str(row["why"])])


def pinned(row: pd.Series) -> Figure:
    """Turn a row of the baseline table into a figure that can be pinned.

    Raises
    ------
    WijkdataError
        If the row has no value.
    """
    if pd.isna(row["value"]):
        raise WijkdataError(f"Er is geen cijfer om vast te leggen. {row['why']}")
    return Figure(
        value=float(row["value"]),
        year=int(row["year"]),
        unit=row["unit"],
        status=row["status"],
        source=row["source"],
        table=row["table"],
        method=row["method"],
        retrieved=date.fromisoformat(row["retrieved"]) if row["retrieved"] else None,
        coverage=None if pd.isna(row["coverage"]) else float(row["coverage"]),
        note=row["note"],
        why=row["why"].partition(f" {GET_NEWER}")[0],
    )


def source_line(row: pd.Series) -> str:
    """Return the source of a figure in one line."""
    parts = [f"Bron: {row['source']}", str(row["table"]), str(row["status"])]
    if row["retrieved"]:
        parts.append(f"opgehaald {dutch.day(date.fromisoformat(row['retrieved']))}")
    return ", ".join(part for part in parts if part)
