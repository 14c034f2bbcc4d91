"""Step Samenhang: try a programme of measures and see at once which objectives it covers."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets as widgets

from wijkdata.ambition import programme
from wijkdata.ambition.coverage import Coverage, Situation, coverage, pieces_of, situation_of
from wijkdata.ambition.model import Ambition, Step
from wijkdata.delay_words import in_sentence
from wijkdata.panels.coherence_shown import (
    MOST_BESIDE,
    beyond_text,
    compared_html,
    dwellings_html,
    numbers_sheets,
    per_year_text,
    residents_sheets,
)
from wijkdata.panels.fields import guarded
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

TRY, SCENARIOS, RESIDENTS, NUMBERS, DWELLINGS = range(5)

_SOURCE = "Bron: cijfers van de wijk en kengetallen (zie Woningen en Kengetallen); eigen berekening, model."


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
        self._show_form()
        return [self.part, *self.forms.values()]

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
            self.scenario = self.model.ambition.programme or next(iter(names), programme.FIRST_NAME)
        self.draw(None)
        self.tell_source("")
        if self.model.area is None:
            self._fill(None)
            self.show_text("Kies eerst bij Wijk over welke buurten het gaat.")
            return
        situation = self.situation()
        self._fill(situation)
        self._show(situation)

    def _fill(self, situation: Situation | None) -> None:
        for form in self.forms.values():
            form.refresh(self.scenario, situation)

    def situation(self) -> Situation:
        """Return what a programme is held against; gathered anew when what it follows from has changed."""
        ambition, area = self.model.ambition, self.model.known_area()
        key = area, *_ground(ambition)
        if self._situation is None or self._situation[0] != key:
            self._situation = key, situation_of(ambition, area, self.model.figures)
        return self._situation[1]

    def _show(self, situation: Situation) -> None:
        ambition = self.model.ambition
        if self.part.value == SCENARIOS:
            self.show_text(compared_html(self._beside(situation), ambition.programme))
            return
        if self.part.value == NUMBERS:
            self.show_sheets(numbers_sheets(situation.parameters), "numbers")
            return
        if self.part.value == DWELLINGS:
            self.show_text(dwellings_html(situation))
            return
        done = coverage(situation, self._steps())
        if self.part.value == RESIDENTS:
            self.show_sheets(residents_sheets(situation, done), "residents")
        else:
            self._draw_coverage(situation, done)

    def _steps(self) -> Sequence[Step]:
        there = self.scenario in [one.name for one in self.model.ambition.scenarios]
        return programme.steps_of(self.model.ambition, self.scenario) if there else []

    def _beside(self, situation: Situation) -> dict[str, Coverage]:
        """Return the scenario on screen and the programme first, and as many others as fit."""
        ambition = self.model.ambition
        names = [one.name for one in ambition.scenarios]
        wanted = dict.fromkeys([ambition.programme, self.scenario, *names])
        shown = [one for one in wanted if one in names][:MOST_BESIDE]
        return {name: coverage(situation, programme.steps_of(ambition, name)) for name in shown}

    def _draw_coverage(self, situation: Situation, done: Coverage) -> None:
        """Show all objectives together, and on the next pages each of them year by year."""
        from wijkdata.plots.coverage import page_count  # noqa: PLC0415  (matplotlib loads with the first picture)

        self._done, self._held = done, situation
        self._by_year = [one for one in done.answers if one.reached is not None and one.aim.start is not None]
        self._together = page_count(done.answers, PICTURE)
        self.show_sheets([Sheet("")] * (self._together + len(self._by_year)), "coverage")

    def _show_sheet(self, page: int) -> None:
        super()._show_sheet(page)
        if self.part.value == TRY and self.model.area is not None:
            self._draw_page(page)

    def _draw_page(self, page: int) -> None:
        from wijkdata.plots.coverage import plot_coverage  # noqa: PLC0415  (see above)
        from wijkdata.plots.coverage_path import plot_coverage_path  # noqa: PLC0415

        done = self._done
        if page >= self._together:
            one = self._by_year[page - self._together]
            self.draw(
                plot_coverage_path(
                    one,
                    pieces_of(self._held, done, one.aim),
                    title=f"{one.aim.name}: {in_sentence(one.sentence)}",
                    source=_SOURCE,
                    size=PICTURE,
                )
            )
            return
        notes = [one for one in (beyond_text(done), per_year_text(done)) if one]
        self.draw(
            plot_coverage(
                done.answers, title=done.verdict, source=_SOURCE, notes=notes, page=page, size=PICTURE
            )
        )


def _ground(ambition: Ambition) -> tuple[object, ...]:
    """Return the parts of an ambition that a situation follows from; a programme is not among them."""
    return (
        ambition.objectives,
        ambition.measurements,
        ambition.parameters,
        ambition.stock,
        ambition.housing_costs,
    )
