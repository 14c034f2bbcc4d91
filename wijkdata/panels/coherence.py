"""Step Samenhang: try a programme of measures and see at once which objectives it covers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import ipywidgets as widgets

from wijkdata.ambition import programme
from wijkdata.ambition.coverage import Coverage, Situation, coverage, pieces_of, situation_of
from wijkdata.ambition.model import Ambition, Step
from wijkdata.baseline import baseline
from wijkdata.delay_words import in_sentence
from wijkdata.errors import WijkdataError
from wijkdata.panels.coherence_shown import (
    compared_sheets,
    costs_text,
    dwellings_sheets,
    numbers_sheets,
    per_year_text,
    residents_sheets,
    residents_source,
    unknown_sheets,
)
from wijkdata.panels.fields import Message, guarded, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.pager import Sheet
from wijkdata.panels.panel import PICTURE, Panel
from wijkdata.panels.programme_forms import (
    CostsForm,
    DwellingsForm,
    Form,
    NumbersForm,
    ProgrammeForm,
    ScenariosForm,
)
from wijkdata.panels.provenance import from_parameters, from_table, provenance
from wijkdata.stock import INDICATORS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TRY, SCENARIOS, RESIDENTS, NUMBERS, DWELLINGS = range(5)

_SOURCE = "Bron: cijfers van de wijk en kengetallen (zie Woningen en Kengetallen); eigen berekening, model."

_NOTHING_YET = "Nog geen maatregel gepland: verzet een schuif en zie welk deel van elk doel die dekt."

#: Of what cannot be in the file so much is told here; all of it stands under Controle.
_MOST_PROBLEMS = 2


class CoherencePanel(Panel):
    """Slide a programme together and see which part of every objective it covers."""

    name = "Samenhang"
    question = "Kloppen de doelen met elkaar?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the parts, each with its form."""
        self.part = widgets.ToggleButtons(
            options=[
                ("Proberen", TRY),
                ("Scenario’s", SCENARIOS),
                ("Bewoners", RESIDENTS),
                ("Kengetallen", NUMBERS),
                ("Woningen", DWELLINGS),
            ]
        )
        self.part.add_class("wd-parts")
        self.part.observe(lambda _change: self.turned(), names="value")
        self.programme = ProgrammeForm(self.model, self.message)
        self.scenarios = ScenariosForm(self.model, self.message)
        self.scenarios.on_choice = self.show_scenario
        self.costs = CostsForm(self.model, self.message)
        self.numbers = NumbersForm(self.model, self.message)
        self.dwellings = DwellingsForm(self.model, self.message)
        self.forms: dict[int, Form] = {
            TRY: self.programme,
            SCENARIOS: self.scenarios,
            RESIDENTS: self.costs,
            NUMBERS: self.numbers,
            DWELLINGS: self.dwellings,
        }
        #: The scenario on screen, which need not be there yet.
        self.scenario = ""
        self._situation: tuple[object, Situation] | None = None
        self._told: tuple[object, str] | None = None
        #: How many of the pages at hand are pictures; the rest is text.
        self._pictures = 0
        self.wrong = Message()
        self.mend = widgets.Button(description="Haal weg wat niet kan")
        self.mend.on_click(lambda _button: self.leave_out())
        self._show_form()
        return [self.wrong, self.mend, self.part, *self.forms.values()]

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Begun with the first scenario; done when one is the programme and it holds measures."""
        ambition = model.ambition
        if not ambition.scenarios:
            return "○"
        chosen = [one for one in ambition.scenarios if one.name == ambition.programme]
        return "●" if chosen and chosen[0].steps else "◐"

    @guarded
    def turned(self) -> None:
        """Show the other form, and beside it what belongs to it."""
        self.message.clear()
        self._show_form()
        self.refresh()

    @guarded
    def show_scenario(self, name: str) -> None:
        """Bring a scenario on screen."""
        self.scenario = name
        self.refresh()

    def _show_form(self) -> None:
        for part, form in self.forms.items():
            form.layout.display = "" if part == self.part.value else "none"

    @guarded
    def refresh(self) -> None:
        """Show the ambition as it is now."""
        names = [one.name for one in self.model.ambition.scenarios]
        if self.scenario not in names:
            chosen = self.model.ambition.programme
            self.scenario = chosen if chosen in names else next(iter(names), programme.FIRST_NAME)
        self.tell_source("")
        self._tell_problems()
        situation, obstacle = self._held_against()
        for form in self.forms.values():
            form.refresh(self.scenario, situation)
        if situation is None:
            self.programme.tell([])
            self._show_texts([Sheet(text_html(obstacle, "wd-help"))])
        else:
            self._show(situation)

    def _held_against(self) -> tuple[Situation | None, str]:
        """Return what a programme is held against, or why nothing can be reckoned and what to do."""
        if self.model.area is None:
            return None, self.model.area_problem or "Kies eerst bij Wijk over welke buurten het gaat."
        try:
            return self.situation(), ""
        except WijkdataError as error:
            return None, str(error)

    def _tell_problems(self) -> None:
        """Say what stands in the file that cannot be; such lines do not count."""
        found = programme.problems(self.model.ambition)
        text = " ".join(f"{_headed(where)}: {what}" for where, what in found[:_MOST_PROBLEMS])
        if len(found) > _MOST_PROBLEMS:
            text += f" En nog {len(found) - _MOST_PROBLEMS}; zie Controle bij Besluit."
        (self.wrong.refuse if text else self.wrong.say)(f"Telt niet mee. {text}" if text else "")
        self.mend.layout.display = "" if found else "none"

    @guarded
    def leave_out(self) -> None:
        """Take away what cannot be."""
        self.message.clear()
        self.model.change(programme.without_problems)

    def situation(self) -> Situation:
        """Return what a programme is held against; gathered anew when what it follows from has changed.

        Raises
        ------
        WijkdataError
            As ``coverage.situation_of``.
        """
        ambition, area = self.model.ambition, self.model.known_area()
        key = area, *_ground(ambition)
        if self._situation is None or self._situation[0] != key:
            self._situation = key, situation_of(ambition, area, self.model.figures)
        return self._situation[1]

    def _show(self, situation: Situation) -> None:
        ambition = self.model.ambition
        if self.part.value == SCENARIOS:
            beside = {one.name: coverage(situation, self._steps(one.name)) for one in ambition.scenarios}
            self._show_texts(compared_sheets(beside, ambition.programme, self.scenario), "scenarios")
            self.tell_source(costs_text(situation.parameters, list(beside.values())), self._origin(situation))
            return
        if self.part.value == NUMBERS:
            self._show_texts(numbers_sheets(situation.parameters), "numbers")
            self.tell_source("", self._origin(situation))
            return
        if self.part.value == DWELLINGS:
            self._show_texts(dwellings_sheets(situation), "dwellings")
            self.tell_source("", self._dwellings_origin(situation))
            return
        done = coverage(situation, self._steps(self.scenario))
        # Of a programme that has begun: the homes as they were before it.
        situation = replace(situation, stock=done.stock)
        if self.part.value == RESIDENTS:
            self._show_texts(residents_sheets(situation, done), "residents")
            self.tell_source(residents_source(situation, done), self._origin(situation))
        else:
            self.tell_source("", self._origin(situation))
            # There is room for one of them, the first that matters; all are in the documents.
            self.programme.tell([per_year_text(done), *done.remarks[:1]])
            self._draw_coverage(situation, done)

    def _origin(self, situation: Situation) -> str:
        """Return the button that tells where the numbers come from; made anew only when they have changed."""
        key = (*situation.parameters.values(), *situation.stock.notes)
        if self._told is None or self._told[0] != key:
            rows = from_parameters(situation.parameters.values())
            self._told = key, provenance("de berekening", rows, more=situation.stock.notes)
        return self._told[1]

    def _dwellings_origin(self, situation: Situation) -> str:
        """Return the button that tells where the figures of the dwellings come from."""
        own = [one for key in INDICATORS for one in self.model.own_measurements(key)]
        newest = baseline(
            self.model.known_area(), indicators=INDICATORS, measurements=own, figures=self.model.figures
        )
        known = newest[newest["value"].notna()]
        return provenance("de woningen", from_table(known), more=situation.stock.notes)

    def _steps(self, name: str) -> Sequence[Step]:
        there = name in [one.name for one in self.model.ambition.scenarios]
        return programme.sound_steps(self.model.ambition, name) if there else []

    def _show_texts(self, texts: Sequence[Sheet], about: object = None) -> None:
        self._pictures = 0
        self.draw(None)
        self.show_sheets(texts, about)

    def _draw_coverage(self, situation: Situation, done: Coverage) -> None:
        """Show all objectives together, and on the next pages each of them year by year."""
        from wijkdata.plots.coverage import page_count  # noqa: PLC0415  (matplotlib loads with the first picture)

        self._done, self._held = done, situation
        self._by_year = [one for one in done.answers if one.reached is not None and one.aim.start is not None]
        self._together = page_count(done.answers, PICTURE)
        self._pictures = self._together + len(self._by_year)
        self.show_sheets([Sheet("")] * self._pictures + unknown_sheets(done.answers), "coverage")

    def _show_sheet(self, page: int) -> None:
        super()._show_sheet(page)
        if page < self._pictures:
            self.draw(self._page(page))
        elif self._pictures:
            self.draw(None)

    def _page(self, page: int) -> Figure:
        from wijkdata.plots.coverage import plot_coverage  # noqa: PLC0415  (see above)
        from wijkdata.plots.coverage_path import plot_coverage_path  # noqa: PLC0415

        done = self._done
        if page < self._together:
            return plot_coverage(
                done.answers,
                title=done.verdict if done.course.moves or done.course.solar else _NOTHING_YET,
                source=_SOURCE,
                elsewhere="zie de laatste bladzijde",
                page=page,
                size=PICTURE,
            )
        one = self._by_year[page - self._together]
        return plot_coverage_path(
            one,
            pieces_of(self._held, done, one.aim),
            title=f"{one.aim.name}: {in_sentence(one.sentence)}",
            source=_SOURCE,
            size=PICTURE,
        )


def _headed(where: str) -> str:
    return where[:1].upper() + where[1:]


def _ground(ambition: Ambition) -> tuple[object, ...]:
    """Return the parts of an ambition that a situation follows from; a programme is not among them."""
    return (
        ambition.objectives,
        ambition.measurements,
        ambition.parameters,
        ambition.stock,
        ambition.housing_costs,
    )
