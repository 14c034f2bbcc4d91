"""The forms of the step Samenhang: a programme with sliders, scenarios, woonlasten, numbers and dwellings."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import TYPE_CHECKING

import ipywidgets as widgets

from wijkdata import dutch, effect_parameters
from wijkdata.ambition import programme
from wijkdata.ambition.coverage import Situation
from wijkdata.ambition.model import Step
from wijkdata.effect_parameters import DWELLING_TYPES, Parameter
from wijkdata.effects import MEASURES
from wijkdata.errors import WijkdataError
from wijkdata.panels.fields import INTERNAL, Kept, Message, NumberField, Once, guarded, text_html
from wijkdata.panels.pager import PagedChips
from wijkdata.panels.panel import advice
from wijkdata.stock import PERIODS, Stock

if TYPE_CHECKING:
    from wijkdata.panels.model import AmbitionModel

#: The measures in two groups of sliders, because more than five do not fit; and apart from those their years.
GROUPS = {
    "Verwarmen": ("warmtenet", "warmtepomp", "bodem", "hybride"),
    "Isoleren en zon": ("isolatie_standaard", "isolatie_b", "inductie", "zonnepanelen"),
}
YEARS = "Jaren"

#: The choice of years for all measures together.
_ALL = ""

_LABELS = {
    "isolatie_standaard": "Naar Standaard",
    "isolatie_b": "Naar label B",
    "warmtenet": "Warmtenet",
    "warmtepomp": "Warmtepomp",
    "bodem": "Bodempomp",
    "hybride": "Hybride",
    "inductie": "Inductie",
    "zonnepanelen": "Zonnepanelen",
}

#: Beyond this part of the homes in one year a slider does not go.
_MOST_A_YEAR = 0.2
_LAST_YEAR = 2060

#: Lines that there is room for below the form of dwellings.
_ROOM_FOR_GROUPS = 9

#: Signs of the name of a scenario among other words.
_LONGEST_NAME = 60


class Form(widgets.VBox):
    """A part of the left side; what goes wrong in it is said by the panel."""

    def __init__(self, model: AmbitionModel, message: Message) -> None:
        self.model, self.message = model, message
        self._filling = False
        super().__init__(self.build())
        self.add_class("wd-amounts")

    def build(self) -> list[widgets.Widget]:
        """Build the controls, once."""
        raise NotImplementedError

    def refresh(self, scenario: str, situation: Situation | None) -> None:
        """Show the ambition as it is now."""
        self._filling = True
        try:
            self.fill(scenario, situation)
        finally:
            self._filling = False

    def fill(self, scenario: str, situation: Situation | None) -> None:
        """Fill the controls; nobody typed this."""
        raise NotImplementedError

    def change(self, edit: Callable[..., object], *arguments: object, **named: object) -> bool:
        """Keep a change unless the form is being filled, and say whether that was done."""
        if self._filling:
            return False
        self.message.clear()
        self.model.change(edit, *arguments, **named)
        return True


class ProgrammeForm(Form):
    """How many homes a year get each measure, and from when to when."""

    def build(self) -> list[widgets.Widget]:
        """Build a slider per measure, and the years of all or one of them."""
        self.scenario = ""
        self._steps: list[Step] = []
        self.group = widgets.ToggleButtons(options=[*GROUPS, YEARS])
        self.group.add_class("wd-parts")
        self.group.observe(lambda _change: self._show_group(), names="value")
        # A slider over choices: these are written as the Dutch do, and cannot be mistyped ("1.000" as 1).
        self.sliders = {
            key: widgets.SelectionSlider(
                description=_LABELS[key], options=[("0", 0)], value=0, continuous_update=False
            )
            for key in MEASURES
        }
        for key, slider in self.sliders.items():
            slider.observe(partial(self._moved, key), names="value")
        self.whose = widgets.Dropdown(description="Maatregel", options=[("alle maatregelen", _ALL)])
        self.whose.observe(lambda _change: self._other_measure(), names="value")
        now = date.today().year
        self.years = widgets.IntRangeSlider(
            description="Jaren", min=now, max=_LAST_YEAR, value=(now + 1, now + 10), continuous_update=False
        )
        self.years.observe(lambda _change: self.keep_years(), names="value")
        self.unit = widgets.HTML()
        self.told = widgets.HTML()
        self._show_group()
        return [self.group, *self.sliders.values(), self.whose, self.years, self.unit, self.told]

    def tell(self, sentences: Sequence[str]) -> None:
        """Say what the programme on screen asks, below the sliders."""
        self.told.value = "".join(text_html(one, "wd-help") for one in sentences)

    def _show_group(self) -> None:
        chosen = self.group.value
        for key, slider in self.sliders.items():
            slider.layout.display = "" if key in GROUPS.get(chosen, ()) else "none"
        for one in (self.whose, self.years):
            one.layout.display = "" if chosen == YEARS else "none"
        self._tell_years()

    def _moved(self, key: str, change: dict[str, object]) -> None:
        del change
        self.keep(key)

    @guarded
    def keep(self, key: str) -> None:
        """Keep where a slider stands; a measure that is new runs in the years of the others."""
        first, last = self._years_of(key) or self._years_of(_ALL) or self.years.value
        self.change(programme.plan, self.scenario, key, self.sliders[key].value, first, last)

    @guarded
    def keep_years(self) -> None:
        """Keep in which years the measure runs, or all of them."""
        if self.scenario in [one.name for one in self.model.ambition.scenarios]:
            self.change(programme.set_years, self.scenario, *self.years.value, self.whose.value)
        else:
            self._tell_years()

    def _other_measure(self) -> None:
        if not self._filling:
            self.message.clear()
            self._filling = True
            try:
                self._fill_years()
            finally:
                self._filling = False

    def _years_of(self, measure: str) -> tuple[int, int] | None:
        """Return the first and last year of a measure, or of all; None where nothing is planned."""
        lines = [one for one in self._steps if measure in (_ALL, one.measure)]
        return (min(one.start for one in lines), max(one.end for one in lines)) if lines else None

    def fill(self, scenario: str, situation: Situation | None) -> None:
        """Put the sliders where the scenario is."""
        self.scenario = scenario
        ambition = self.model.ambition
        is_there = scenario in [one.name for one in ambition.scenarios]
        self._steps = programme.sound_steps(ambition, scenario) if is_there else []
        for key, slider in self.sliders.items():
            planned = sum(one.homes for one in self._steps if one.measure == key and not one.type)
            first, last = self._years_of(key) or self._years_of(_ALL) or self.years.value
            homes = _homes_for(key, situation.stock) if situation else 0.0
            _offer_homes(slider, homes, planned, last - first + 1)
            slider.disabled = situation is None
        options = [("alle maatregelen", _ALL)] + [
            (one.name, key) for key, one in MEASURES.items() if self._years_of(key)
        ]
        kept = self.whose.value
        self.whose.options = options
        self.whose.value = kept if kept in [key for _, key in options] else _ALL
        self._fill_years()
        self.whose.disabled = self.years.disabled = situation is None

    def _fill_years(self) -> None:
        years, every = self._years_of(self.whose.value), self._years_of(_ALL)
        if years and every:
            self.years.min = min(self.years.min, every[0])
            self.years.max = max(self.years.max, every[1])
            self.years.value = years
        self._tell_years()

    def _tell_years(self) -> None:
        """Say what the controls are of, and from when to when the measures run."""
        if self.group.value == YEARS:
            self.unit.value = "".join(text_html(one, "wd-help") for one in _about_years(self._steps))
        else:
            years = self._years_of(_ALL) or self.years.value
            chosen = self.scenario == self.model.ambition.programme
            told = _about_sliders(self.scenario, self._steps, years, chosen=chosen)
            self.unit.value = text_html(told, "wd-help")


class ScenariosForm(Form):
    """Name scenarios, begin a new one from another, and choose the programme."""

    def build(self) -> list[widgets.Widget]:
        """Build the choice of a scenario and what can be done with it."""
        self.chosen = ""
        self.which = widgets.Dropdown(description="Scenario")
        self.called = widgets.Text(description="Naam", continuous_update=False)
        self.copy = widgets.Button(description="Maak een kopie")
        self.choose = widgets.Button(description="Maak dit het programma")
        self.remove = widgets.Button(description="Haal dit scenario weg")
        self.choose.add_class("wd-main")
        self.which.observe(lambda _change: self._other(), names="value")
        self.called.observe(lambda _change: self.rename(), names="value")
        self.copy.on_click(lambda _button: self.add())
        self.choose.on_click(lambda _button: self.adopt())
        self.remove.on_click(Once(lambda _button: self.take_away()))
        self.on_choice: Callable[[str], object] = lambda _name: None
        return [self.which, self.called, self.copy, self.choose, self.remove]

    def _other(self) -> None:
        if not self._filling and self.which.value:
            self.on_choice(self.which.value)

    @guarded
    def add(self) -> None:
        """Add a copy of the scenario on screen, under a name that is free, and go on with that."""
        names = [one.name for one in self.model.ambition.scenarios]
        letters = (chr(number) for number in range(ord("A"), ord("Z") + 1))
        free = (f"Programma {one}" for one in letters)
        name = next((one for one in free if one not in names), f"Programma {len(names) + 1}")
        if self.change(programme.add_scenario, name, self.chosen if self.chosen in names else ""):
            self.on_choice(name)

    @guarded
    def rename(self) -> None:
        """Give the scenario on screen another name."""
        name = self.called.value
        if not self._filling and name.strip() != self.chosen:
            self.change(programme.rename_scenario, self.chosen, name)
            self.on_choice(name.strip())

    @guarded
    def adopt(self) -> None:
        """Make the scenario on screen the programme."""
        self.change(programme.choose_programme, self.chosen)

    @guarded
    def take_away(self) -> None:
        """Take the scenario on screen away."""
        self.change(programme.remove_scenario, self.chosen)

    def fill(self, scenario: str, situation: Situation | None) -> None:
        """Show which scenario is on screen."""
        del situation
        self.chosen = scenario
        names = [one.name for one in self.model.ambition.scenarios]
        is_there = scenario in names
        self.which.options = names or [scenario]
        self.which.value = scenario if is_there or not names else names[0]
        self.called.value = scenario
        self.called.disabled = self.remove.disabled = not is_there
        self.choose.disabled = not is_there or self.model.ambition.programme == scenario


class CostsForm(Form):
    """What the team means by woonlastenneutraal."""

    def build(self) -> list[widgets.Widget]:
        """Build one control per choice."""
        self.resident = widgets.Dropdown(
            description="Voor wie",
            options=[("huurders en eigenaren", "beiden"), ("eigenaren", "eigenaar"), ("huurders", "huurder")],
        )
        self.each = widgets.Dropdown(
            description="Hoe", options=[("gemiddeld", False), ("voor elk woningtype", True)]
        )
        self.loan = widgets.Dropdown(
            description="Wat telt", options=[("rekening en lening", True), ("alleen de rekening", False)]
        )
        self.years = NumberField("Over", unit="jaar samen", whole=True, placeholder="1")
        self.upkeep = widgets.Dropdown(
            description="Onderhoud", options=[("telt niet mee", False), ("ketel en onderhoud mee", True)]
        )
        for name in ("resident", "each", "loan", "upkeep"):
            getattr(self, name).observe(partial(self._chosen, name), names="value")
        self.years.observe(lambda _change: self.keep_years(), names="number")
        help_text = advice("De keuzen horen bij het begrip woonlastenneutraliteit; zie Begrippen.")
        return [self.resident, self.each, self.loan, self.years, self.upkeep, help_text]

    def _chosen(self, name: str, change: dict[str, object]) -> None:
        self.keep(name, change["new"])

    @guarded
    def keep(self, name: str, value: object) -> None:
        """Keep one choice."""
        self.change(programme.set_housing_costs, **{name: value})

    @guarded
    def keep_years(self) -> None:
        """Keep over how many years the costs are added."""
        if self.years.filling or self.years.unreadable or self._filling:
            return
        try:
            years = 1 if self.years.number is None else round(self.years.number)
            self.change(programme.set_housing_costs, years=years)
        except WijkdataError as error:
            self.years.refuse(str(error))

    def fill(self, scenario: str, situation: Situation | None) -> None:
        """Show the choices as they are."""
        del scenario, situation
        costs = programme.housing_costs_of(self.model.ambition)
        self.resident.value, self.each.value = costs.resident, costs.each
        self.loan.value, self.upkeep.value = costs.loan, costs.upkeep
        if not self.years.message.text:
            self.years.fill(costs.years)


class NumbersForm(Form):
    """Set a number of the effects oneself."""

    def build(self) -> list[widgets.Widget]:
        """Build the choice of a number, and its fields."""
        names = [(one.name, key) for key, one in effect_parameters.published().items()]
        self.which = widgets.Dropdown(description="Kengetal", options=sorted(names))
        self.value, self.low, self.high = NumberField("Waarde"), NumberField("Laag"), NumberField("Hoog")
        self.origin = widgets.Text(
            description="Bron", continuous_update=False, placeholder="van wie, en welk jaar"
        )
        self.internal = widgets.Checkbox(description=INTERNAL, indent=False)
        self.back = widgets.Button(description="Terug naar het gepubliceerde")
        self.which.observe(lambda _change: self._other(), names="value")
        self.value.observe(lambda _change: self.keep_value(), names="number")
        for field in (self.low, self.high):
            field.observe(lambda _change: self.keep(), names="number")
        self.origin.observe(lambda _change: self.keep(), names="value")
        self.internal.observe(lambda _change: self.keep_internal(), names="value")
        self.back.on_click(lambda _button: self.take_back())
        self.note = widgets.HTML()
        own = widgets.VBox([self.internal, self.back])
        return [self.which, self.value, self.low, self.high, self.origin, own, self.note]

    def _other(self) -> None:
        for field in (self.value, self.low, self.high):
            field.message.clear()
        self.refresh("", None)

    @guarded
    def keep_value(self) -> None:
        """Keep the number; without one the published number counts again."""
        if self._filling or self.value.filling or self.value.unreadable:
            return
        if self.value.number is None:
            self.change(programme.clear_parameter, self.which.value)
        else:
            self._keep(self.value, programme.set_value, self.which.value, self.value.number)

    @guarded
    def keep(self) -> None:
        """Keep bandwidth and source of the number."""
        fields = (self.value, self.low, self.high)
        if self._filling or any(one.filling or one.unreadable for one in fields):
            return
        if self.value.number is None:
            raise WijkdataError("Vul eerst het getal zelf in.")
        wrong = self.low if self.low.number is not None and self.low.number > self.value.number else self.high
        self._keep(
            wrong,
            programme.set_parameter,
            self.which.value,
            self.value.number,
            low=self.low.number,
            high=self.high.number,
            source=self.origin.value.strip(),
        )

    def _keep(
        self, field: NumberField, edit: Callable[..., object], *arguments: object, **named: object
    ) -> None:
        try:
            self.change(edit, *arguments, **named)
        except WijkdataError as error:
            if not error.field:
                raise
            field.refuse(str(error))

    @guarded
    def keep_internal(self) -> None:
        """Keep whether the number of the team stays within the team."""
        self.change(programme.set_internal, self.which.value, internal=self.internal.value)

    @guarded
    def take_back(self) -> None:
        """Go back to the published number."""
        self.change(programme.clear_parameter, self.which.value)

    def fill(self, scenario: str, situation: Situation | None) -> None:
        """Show the number that is reckoned with."""
        del scenario, situation
        known = effect_parameters.parameters(self.model.ambition.parameters)[self.which.value]
        for field, value in ((self.value, known.value), (self.low, known.low), (self.high, known.high)):
            if not field.message.text:
                field.fill(None if math.isnan(value) else value, unit=known.unit)
        own = next((one for one in self.model.ambition.parameters if one.id == known.id), None)
        # What the program says of a number of which nobody told the source was not typed here.
        self.origin.value = own.source if own else ""
        self.origin.placeholder = f"nu: {known.source}" if known.source else "van wie, en welk jaar"
        # The choice above has no room for a long name.
        self.note.value = text_html(known.name, "wd-group") + text_html(_about(known), "wd-remark")
        # Of what was published there is nothing to keep within the team.
        for one in (self.internal, self.back):
            one.layout.display = "" if known.own else "none"
        self.internal.value = own is not None and own.internal


class DwellingsForm(Form):
    """Say which dwellings there are, where the team knows better."""

    def build(self) -> list[widgets.Widget]:
        """Build the fields of a group, and the groups that are there."""
        self.type = widgets.Dropdown(
            description="Woningtype", options=[(name, key) for key, name in DWELLING_TYPES.items()]
        )
        self.period = widgets.Dropdown(
            description="Bouwjaar", options=[(name, key) for key, name in PERIODS.items()]
        )
        self.dwellings = NumberField("Woningen", decimals=0, placeholder="op aardgas")
        self.gas = NumberField("Gas", unit="m³ per jaar", decimals=0, placeholder="per woning")
        self.origin = widgets.Text(
            description="Bron", continuous_update=False, placeholder="wie telde, en wanneer"
        )
        self.kept = Kept(self.dwellings.text, self.gas.text, beside=[self.type, self.period, self.origin])
        self.add = widgets.Button(description="Zet deze groep erbij")
        self.add.add_class("wd-main")
        self.add.on_click(lambda _button: self.keep())
        self.chips = PagedChips(_ROOM_FOR_GROUPS)
        return [self.type, self.period, self.dwellings, self.gas, self.origin, self.add, self.chips]

    @guarded
    def keep(self) -> None:
        """Keep the group, and empty the fields for the next one; the source is often the same."""
        if self.kept.now:
            return
        if self.dwellings.unreadable or self.gas.unreadable:
            return
        if self.dwellings.number is None:
            raise WijkdataError("Vul in hoeveel woningen er zijn.", "dwellings")
        homes, gas = self.dwellings.number, self.gas.number
        group = self.type.value, self.period.value
        with self.kept:
            self.change(programme.set_group, *group, homes, gas=gas, source=self.origin.value)

    @guarded
    def take_away(self, dwelling_type: str, period: str) -> None:
        """Take a group away."""
        self.change(programme.remove_group, dwelling_type, period)

    def fill(self, scenario: str, situation: Situation | None) -> None:
        """Show the groups that the team counted."""
        del scenario, situation
        self.chips.fill(
            [
                (
                    f"{dutch.number(one.dwellings, 0)} × {DWELLING_TYPES.get(one.type, one.type)}"
                    + (f", {PERIODS.get(one.period, one.period)}" if one.period else ""),
                    "Haal deze groep weg",
                    partial(self.take_away, one.type, one.period),
                )
                for one in self.model.ambition.stock
            ]
        )


def _about(one: Parameter) -> str:
    """Return where a number is from, with what has to be said of it."""
    if one.own:
        return "Dit getal is van het team."
    origin = ", ".join(part for part in (one.source, one.table) if part)
    return f"{origin}. {one.note}" if origin and one.note else one.note or f"{origin}."


def _about_sliders(scenario: str, steps: Sequence[Step], years: tuple[int, int], *, chosen: bool) -> str:
    """Say what the sliders are of, whether that is the programme, and what they do not show.

    Lines for one type are not on them, and neither are years that differ.
    """
    if _years_differ(steps):
        when = f"de jaren verschillen per maatregel, zie {YEARS}"
    else:
        when = f"{years[0]} tot en met {years[1]}"
    text = f"Woningen per jaar ({when})."
    if chosen:
        text = f"{short_name(scenario)} is het programma en komt in de documenten. {text}"
    elif steps:
        text = (
            f"{short_name(scenario)} is een proef en komt niet in de documenten, tenzij u het bij Scenario’s het "
            f"programma maakt. {text}"
        )
    typed = sum(bool(one.type) for one in steps)
    if typed:
        which = "Eén regel geldt" if typed == 1 else f"{typed} regels gelden"
        text += f" {which} voor één woningtype; die staan niet op de schuiven en tellen wel mee."
    return text


def _about_years(steps: Sequence[Step]) -> list[str]:
    """Say from when to when each measure runs, and how to give one its own years."""
    if not steps:
        return ["Nog geen maatregel gepland: de eerste die u verschuift krijgt deze jaren."]
    if not _years_differ(steps):
        when = f"{steps[0].start} tot en met {steps[0].end}"
        return [f"Alle maatregelen: {when}. Kies er een om die eigen jaren te geven."]
    told = dict.fromkeys(
        f"{MEASURES[key].short} {line.start}-{line.end}"
        for key in MEASURES
        for line in steps
        if line.measure == key
    )
    return [
        dutch.sentence("; ".join(told)),
        "Zij lopen in verschillende jaren; wie ze voor alle verzet, maakt ze gelijk.",
    ]


def _years_differ(steps: Sequence[Step]) -> bool:
    return len({(one.start, one.end) for one in steps}) > 1


def short_name(name: str) -> str:
    """Return the name of a scenario in quotes, not longer than stays legible among other words."""
    return f"‘{name if len(name) <= _LONGEST_NAME else name[:_LONGEST_NAME].rstrip() + '…'}’"


def _homes_for(measure: str, stock: Stock) -> float:
    """Return at how many homes a measure can be taken: those on gas, or those without panels."""
    return (
        max(0.0, stock.dwellings - (stock.solar_homes or 0.0)) if measure == "zonnepanelen" else stock.on_gas
    )


def _offer_homes(slider: widgets.SelectionSlider, homes: float, planned: float, years: int) -> None:
    """Let a slider go from nothing to a part of the homes in round steps, and put it at what is planned.

    It goes no further than what takes all homes in these years, but always as far as what is planned.
    """
    step = _round_step(homes / 1000)
    options = _choices(step, math.ceil(max(1.0, homes * min(_MOST_A_YEAR, 1 / years), planned) / step))
    if round(planned) not in [one for _, one in options]:
        odd = (dutch.number(planned, 0), round(planned))
        options = tuple(sorted([*options, odd], key=lambda one: one[1]))
    if slider.options != options:
        slider.options = options
    slider.value = round(planned)


@lru_cache(maxsize=8)
def _choices(step: int, count: int) -> tuple[tuple[str, int], ...]:
    return tuple((dutch.number(step * one, 0), step * one) for one in range(count + 1))


def _round_step(wanted: float) -> int:
    """Return 1, 2, 5, 10, 20 and so on: the largest that is not more than wanted, at least 1."""
    step, factors = 1, (2, 2.5, 2)
    place = 0
    while step * factors[place % 3] <= wanted:
        step = round(step * factors[place % 3])
        place += 1
    return step
