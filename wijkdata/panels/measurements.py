"""A figure that the team counted itself: fields to enter one, and those there are, each with a way to take it out."""

from __future__ import annotations

from datetime import date
from functools import partial

import ipywidgets as widgets

from wijkdata import catalogue
from wijkdata.ambition import edit
from wijkdata.ambition.model import OwnMeasurement
from wijkdata.ambition.respondents import respondents, respondents_text
from wijkdata.errors import WijkdataError
from wijkdata.panels.fields import Chips, Kept, Message, NumberField, guarded, text_html
from wijkdata.panels.model import AmbitionModel


class MeasurementForm(widgets.VBox):
    """The own measurements of one indicator for the area as it is now.

    Parameters
    ----------
    model
        The ambition that keeps them.
    message
        Where it is said what became of what was typed.

    Attributes
    ----------
    kept
        The measurements there are; a panel shows them below the message, which must not go off the screen.
    """

    def __init__(self, model: AmbitionModel, message: Message) -> None:
        self.model = model
        self.message = message
        self.indicator: str | None = None
        self.value = NumberField("Gemeten")
        self.year = NumberField("In het jaar", whole=True)
        self.origin = widgets.Text(
            description="Bron", continuous_update=False, placeholder="wie telde; enquête: n=412 van 1.080"
        )
        self.keep = widgets.Button(description="Bewaar eigen meting")
        self.why = widgets.HTML(
            text_html(
                "Eerst een doel met een indicator: maak er een bij Nulmeting. Dan kan hier een meting bij.",
                "wd-help",
            )
        )
        self.just_kept = Kept(self.value.text, self.year.text, self.origin)
        self.keep.on_click(lambda _button: self.keep_measurement())
        self.kept = Chips()
        super().__init__([self.value, self.year, self.origin, self.keep, self.why])

    def show(self, indicator: str | None) -> None:
        """Show the measurements of an indicator; what was typed for another one is taken away."""
        if indicator != self.indicator:
            self.indicator = indicator
            self._empty()
            self.message.clear()
        self.keep.disabled = indicator is None
        self.why.layout.display = "none" if indicator else ""
        self.value.unit.value = catalogue.indicator(indicator).unit if indicator else ""
        own = [one for one in self.model.ambition.measurements if one.indicator == indicator]
        self.kept.fill(
            [
                (self._label(one), "Haal deze meting weg", partial(self.take_out, one))
                for one in sorted(own, key=lambda one: one.year)
            ]
        )

    def _empty(self) -> None:
        for field in (self.value, self.year):
            field.fill(None)
        self.origin.value = ""

    def _label(self, measurement: OwnMeasurement) -> str:
        elsewhere = "" if self.model.ambition.is_of_this_area(measurement.area) else ", ander gebied"
        return f"{measurement.year}: {_text(measurement)} ({measurement.source}{elsewhere})"

    @guarded
    def keep_measurement(self) -> None:
        """Keep what was typed; it goes before a published figure of that year or before."""
        if self.just_kept.now:
            return
        if self.indicator is None:
            raise WijkdataError("Kies een doel met een indicator.")
        self.model.known_area()
        if self.value.unreadable or self.year.unreadable:
            self.message.clear()
            return  # what is wrong stands beside the field
        value, year, source = self.value.number, self.year.number, self.origin.value.strip()
        if value is None or year is None or not source:
            raise WijkdataError("Vul de gemeten waarde, het jaar en de bron in.")
        before = next((one for one in self.model.own_measurements(self.indicator) if one.year == year), None)
        try:
            with self.just_kept:
                self.model.change(edit.measure, self.indicator, value, year, source, date.today())
                self.model.keep()
        except WijkdataError as error:
            field = {"value": self.value, "year": self.year}.get(error.field)
            if field is None:
                raise
            field.refuse(str(error))
            return
        changed = before is not None and before.value != value
        instead = f", in plaats van {_text(before)}" if before and changed else ""
        who = respondents_text(*respondents(source))
        self.message.say(
            f"De eigen meting over {year:.0f} is bewaard{f', met {who}' if who else ''}{instead}."
        )

    @guarded
    def take_out(self, measurement: OwnMeasurement) -> None:
        """Take a measurement out of the ambition; undo brings it back."""
        self.model.change(
            edit.remove_measurement,
            measurement.indicator,
            measurement.year,
            measurement.area or self.model.ambition.area.codes,
        )
        self.message.say(
            f"De eigen meting over {measurement.year} is weggehaald. Met ‘Ongedaan maken’ komt zij terug."
        )


def _text(measurement: OwnMeasurement) -> str:
    return catalogue.indicator(measurement.indicator).text(measurement.value)
