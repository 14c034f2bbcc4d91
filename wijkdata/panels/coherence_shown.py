"""What the step Samenhang shows beside its forms, as HTML: scenarios, residents, numbers and dwellings."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence

from wijkdata import dutch
from wijkdata.ambition.coverage import Answer, Coverage, Situation
from wijkdata.delay import Band
from wijkdata.delay_words import money, plain, span
from wijkdata.effect_parameters import DWELLING_TYPES, VARIANTS, Parameter
from wijkdata.effects import HEATINGS, INSULATIONS, MEASURES
from wijkdata.panels.fields import text_html
from wijkdata.panels.pager import Block, Frame, Sheet, lines_of, sheets
from wijkdata.plots.coverage import MARKS
from wijkdata.programme import State
from wijkdata.residents import RESIDENTS, Outcome, changes_of, is_neutral
from wijkdata.stock import PERIODS

#: More scenarios beside each other than this do not fit.
MOST_BESIDE = 3

_EDGE = 0.4
_NAME_SIGNS, _SOURCE_SIGNS = 38, 34

#: Packages that are shown as long as the programme has none.
_USUAL = tuple(
    State(heating, insulation)
    for insulation in ("", "b", "standaard")
    for heating in HEATINGS
    if (heating, insulation) != ("ketel", "")
)


def compared_html(found: Mapping[str, Coverage], programme: str) -> str:
    """Return the objectives with what each scenario yields for them beside each other."""
    if not found:
        return text_html(
            "Hier komen scenario’s naast elkaar te staan. Verzet eerst een schuif bij Proberen.", "wd-help"
        )
    names = list(found)
    heads = "".join(
        f"<th>{html.escape(name)}{' (programma)' if name == programme else ''}</th>" for name in names
    )
    answers = [[one for one in found[name].answers if one.reached is not None] for name in names]
    rows = "".join(_compared_row(beside) for beside in zip(*answers, strict=True))
    totals = _total_row("Woningen van het gas af", [_homes_text(found[name]) for name in names])
    totals += _total_row("Kosten, na subsidie", [_cost_text(found[name]) for name in names])
    return (
        f'<table class="wd-compared"><tr><th>Doel</th><th>Streefwaarde</th>{heads}</tr>{rows}{totals}</table>'
    )


def _compared_row(beside: Sequence[Answer]) -> str:
    aim = beside[0].aim
    cells = "".join(f"<td>{html.escape(_reached_text(one))}</td>" for one in beside)
    unit = aim.unit.removesuffix("/jaar")
    target = f"{dutch.number(aim.target, aim.decimals, unit=unit)} in {aim.year}"
    return f"<tr><td>{html.escape(aim.name)}</td><td>{html.escape(target)}</td>{cells}</tr>"


def _reached_text(one: Answer) -> str:
    reached = dutch.number(one.reached, one.aim.decimals)
    return f"{MARKS[one.verdict]} {reached} {one.verdict}"


def _total_row(name: str, texts: Sequence[str]) -> str:
    cells = "".join(f"<td>{html.escape(one)}</td>" for one in texts)
    return f"<tr><td><b>{html.escape(name)}</b></td><td></td>{cells}</tr>"


def _homes_text(one: Coverage) -> str:
    return dutch.number(one.course.gas_free(one.years[-1]), 0)


def _cost_text(one: Coverage) -> str:
    return _between([_cost(one, variant) for variant in VARIANTS])


def _cost(one: Coverage, variant: str) -> float:
    done = one.yields[variant]
    return sum(done.cost.values()) - sum(done.subsidy.values())


def _between(amounts: Sequence[float]) -> str:
    low, high = min(amounts), max(amounts)
    middle = money(amounts[1], 2)
    return middle if low == high else f"{middle} ({span(Band(low, amounts[1], high))})"


def per_year_text(done: Coverage) -> str:
    """Say what a programme asks a year: homes and money, over the years in which something is done."""
    years = sorted({one.year for one in done.course.moves} | set(done.course.solar))
    if not years:
        return "Er is nog niets gepland: verzet een schuif."
    gas_free = done.course.gas_free(years[-1]) / len(years)
    costs = [_cost(done, variant) / len(years) for variant in VARIANTS]
    return (
        f"Per jaar ({years[0]}-{years[-1]}): {dutch.number(gas_free, 0)} woningen van het gas af en "
        f"{_between(costs)}, na subsidie, voor zover de kosten bekend zijn."
    )


def beyond_text(done: Coverage) -> str:
    """Say for which measures there are too few homes; empty if for none."""
    parts = [
        f"{MEASURES[key].name.lower()} {dutch.number(homes, 0)}" for key, homes in done.course.beyond.items()
    ]
    return f"Meer gepland dan er woningen zijn: {dutch.join(parts)} te veel." if parts else ""


# --- residents ---------------------------------------------------------------------------------------------------


def residents_sheets(situation: Situation, done: Coverage) -> list[Sheet]:
    """Return per type and package what the monthly costs change for owner and tenant."""
    found = list(done.residents)
    if not found and situation.stock.groups:
        largest = max(
            range(len(situation.stock.groups)), key=lambda one: situation.stock.groups[one].dwellings
        )
        found = [
            Outcome(
                largest,
                state,
                0.0,
                changes_of(situation.stock, largest, state, situation.variants, situation.costs),
            )
            for state in _USUAL
        ]
    frame = Frame(
        '<table class="wd-residents"><tr><th>Woning</th><th>Maatregelen</th>'
        '<th class="wd-right-aligned">Woningen</th>'
        '<th class="wd-right-aligned">Eigenaar, euro per maand</th>'
        '<th class="wd-right-aligned">Huurder, euro per maand</th></tr>',
        "</table>",
        1.6,
    )
    blocks = [Block(_resident_row(situation, one), 2 + _EDGE, frame, counts=True) for one in found]
    return sheets(blocks, title=text_html(neutral_text(situation, done), "wd-question", "h2"), room=26)


def neutral_text(situation: Situation, done: Coverage) -> str:
    """Say whether the programme is woonlastenneutraal by the team's own definition."""
    if not done.residents:
        return "Zo veranderen de maandlasten per pakket"
    owned = situation.stock.owned
    told = [is_neutral(done.residents, situation.costs, owned, variant) for variant in VARIANTS]
    if None in told:
        return (
            "Of het woonlastenneutraal is, is nog niet te zeggen: vul de huurverandering in bij Kengetallen"
        )
    if all(told):
        return "Dit programma is woonlastenneutraal"
    return (
        "Dit programma is niet woonlastenneutraal"
        if not any(told)
        else "Woonlastenneutraal: het kan beide kanten op"
    )


def _resident_row(situation: Situation, one: Outcome) -> str:
    group = situation.stock.groups[one.group]
    homes = dutch.number(one.homes, 0) if one.homes else "–"
    cells = "".join(
        f'<td class="wd-right-aligned">{html.escape(_change_text(one, who))}</td>' for who in RESIDENTS
    )
    return (
        f"<tr><td>{html.escape(group.name)}</td><td>{html.escape(state_name(one.state))}</td>"
        f'<td class="wd-right-aligned">{homes}</td>{cells}</tr>'
    )


def state_name(state: State) -> str:
    """Return what was done at a home, in Dutch: ``warmtenet, naar label B``."""
    parts = [HEATINGS[state.heating]] if state.heating != "ketel" else []
    parts += [INSULATIONS[state.insulation]] if state.insulation else []
    parts += ["koken op inductie"] if state.induction else []
    return ", ".join(parts) or "zoals nu"


def _change_text(one: Outcome, who: str) -> str:
    totals = [one.changes[who][variant].total for variant in VARIANTS]
    if any(map(math.isnan, totals)):
        bills = [one.changes[who][variant].bill for variant in VARIANTS]
        return f"{_signed(bills)} en de huur"
    return _signed(totals)


def _signed(amounts: Sequence[float]) -> str:
    low, middle, high = min(amounts), amounts[1], max(amounts)
    text = dutch.number(middle, 0, sign=True)
    if dutch.number(low, 0) == dutch.number(high, 0):
        return text
    return f"{text} ({dutch.number(low, 0, sign=True)} tot {dutch.number(high, 0, sign=True)})"


# --- numbers and dwellings ---------------------------------------------------------------------------------------


def numbers_sheets(parameters: Mapping[str, Parameter]) -> list[Sheet]:
    """Return every number that is reckoned with, those of the team first, with bandwidth and source."""
    frame = Frame(
        '<table class="wd-numbers"><tr><th>Kengetal</th><th class="wd-right-aligned">Waarde</th>'
        '<th class="wd-right-aligned">Laag en hoog</th><th>Bron</th></tr>',
        "</table>",
        1.6,
    )
    ordered = sorted(parameters.values(), key=lambda one: not one.own)
    blocks = [Block(_number_row(one), _number_lines(one), frame, counts=True) for one in ordered]
    return sheets(blocks)


def _number_lines(one: Parameter) -> float:
    return max(lines_of(one.name, _NAME_SIGNS), lines_of(_origin(one), _SOURCE_SIGNS)) + _EDGE


def _origin(one: Parameter) -> str:
    if one.status == "ontbreekt":
        return one.note
    year = f" {one.year}" if one.year else ""
    return f"{one.source}{year}, {one.status}" if not one.own else one.source


def _number_row(one: Parameter) -> str:
    value = "onbekend" if math.isnan(one.value) else f"{plain(one.value)} {one.unit}"
    ends = [plain(end) for end in (one.low, one.high) if not math.isnan(end)]
    between = " tot ".join(ends) if len(ends) == 2 else _one_end(one)
    cells = [one.name, value, between, _origin(one)]
    css = ("", ' class="wd-right-aligned"', ' class="wd-right-aligned"', "")
    texts = "".join(f"<td{how}>{html.escape(text)}</td>" for how, text in zip(css, cells, strict=True))
    return f"<tr>{texts}</tr>"


def _one_end(one: Parameter) -> str:
    if not math.isnan(one.low):
        return f"vanaf {plain(one.low)}"
    return f"tot {plain(one.high)}" if not math.isnan(one.high) else "–"


def dwellings_html(situation: Situation) -> str:
    """Return the dwellings that are reckoned with, and what was assumed about them."""
    stock = situation.stock
    rows = "".join(
        f"<tr><td>{html.escape(DWELLING_TYPES[one.type])}</td><td>{html.escape(PERIODS[one.period])}</td>"
        f'<td class="wd-right-aligned">{dutch.number(one.dwellings, 0)}</td>'
        f'<td class="wd-right-aligned">{dutch.number(one.gas, 0)}</td></tr>'
        for one in stock.groups
    )
    total = (
        f'<tr><td><b>Samen op aardgas</b></td><td></td><td class="wd-right-aligned"><b>'
        f'{dutch.number(stock.on_gas, 0)}</b></td><td class="wd-right-aligned"></td></tr>'
    )
    notes = "".join(text_html(one, tag="li") for one in stock.notes)
    return (
        '<table><tr><th>Woningtype</th><th>Gebouwd</th><th class="wd-right-aligned">Woningen</th>'
        f'<th class="wd-right-aligned">Gas per woning, m³ per jaar</th></tr>{rows}{total}</table>'
        f"<h3>Waar dit vandaan komt</h3><ul>{notes}</ul>"
    )
