"""What the step Samenhang shows beside its forms, as HTML: scenarios, residents, numbers and dwellings."""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence

from wijkdata import dutch
from wijkdata.ambition.coverage import Answer, Coverage, Situation, outcome_text
from wijkdata.ambition.verdicts import UNKNOWN
from wijkdata.delay import Band
from wijkdata.delay_words import money, plain, span
from wijkdata.effect_parameters import DWELLING_TYPES, VARIANTS, Parameter
from wijkdata.effects import HEATINGS, MEASURES
from wijkdata.panels.fields import text_html
from wijkdata.panels.pager import ROOM, SIGNS, Block, Frame, Sheet, lines_of, sheets
from wijkdata.plots.coverage import MARKS
from wijkdata.programme import State
from wijkdata.residents import Outcome, changes_of
from wijkdata.residents_words import (
    bill_text,
    change_text,
    neutral_text,
    prices_text,
    solar_bill_text,
    solar_home,
    solar_homes,
    solar_rule,
    solar_texts,
    state_name,
    tenant_head,
    warnings,
)
from wijkdata.stock import PERIODS

#: More scenarios beside each other than this do not fit.
MOST_BESIDE = 3

_EDGE = 0.4
_NAME_SIGNS, _SPAN_SIGNS, _SOURCE_SIGNS = 38, 13, 21
#: Letters on a line of the columns of scenarios: objective, target, and all scenarios together; see `screen.css`.
_AIM_SIGNS, _TARGET_SIGNS, _SCENARIOS_SIGNS = 20, 18, 51
#: Signs of the name of a scenario above its column; the whole of it stands in the form.
_LONGEST_HEAD = 60
_TITLE_LINES = 4
#: Lines of the source of the costs under the scenarios.
_COSTS_LINES = 5
#: Lines of the button under a table that tells where its figures come from.
_ORIGIN_LINES = 1.4
#: Lines of the prices under the costs of residents beyond the two for which there is room anyway.
_PRICES_LINES = 4.5
#: Letters on a line of the columns of residents: dwelling, measures, and each of the two amounts.
_DWELLING_SIGNS, _STATE_SIGNS, _CHANGE_SIGNS = 24, 20, 20

#: Packages that are shown as long as the programme has none.
_USUAL = tuple(
    State(heating, insulation)
    for insulation in ("", "b", "standaard")
    for heating in HEATINGS
    if (heating, insulation) != ("ketel", "")
)


def compared_sheets(found: Mapping[str, Coverage], programme: str, on_screen: str) -> list[Sheet]:
    """Return the objectives with what each scenario yields for them beside each other.

    The programme and the scenario on screen stand on every page, so that each other one can be held against them.
    """
    if not found:
        text = "Hier komen scenario’s naast elkaar te staan. Verzet eerst een schuif bij Proberen."
        return [Sheet(text_html(text, "wd-help"))]
    fixed = [one for one in dict.fromkeys([programme, on_screen]) if one in found]
    others = [one for one in found if one not in fixed]
    beside = MOST_BESIDE - len(fixed)
    parts = [others[start : start + beside] for start in range(0, len(others), beside)] or [[]]
    pages: list[Sheet] = []
    for part in parts:
        shown = {name: found[name] for name in (*fixed, *part)}
        pages += _compared_part(shown, programme)
    return pages


def _compared_part(shown: Mapping[str, Coverage], programme: str) -> list[Sheet]:
    heads = [f"{_head(name)}{' (programma)' if name == programme else ''}" for name in shown]
    texts = "".join(
        f'<th title="{html.escape(name)}">{html.escape(head)}</th>'
        for name, head in zip(shown, heads, strict=True)
    )
    frame = Frame(
        f'<table class="wd-compared"><tr><th>Doel</th><th>Van en naar</th>{texts}</tr>',
        "</table>",
        max(lines_of(one, _SCENARIOS_SIGNS // len(heads) - 2) for one in heads) + _EDGE,
    )
    answers = [one.answers for one in shown.values()]
    rows = [
        _compared_row(beside, frame)
        for beside in zip(*answers, strict=True)
        if any(one.reached is not None for one in beside)
    ]
    rows.append(_total_row("Woningen van het gas af", list(map(_homes_text, shown.values())), frame))
    rows.append(
        _total_row("Kosten na subsidie, voor zover bekend", list(map(_cost_text, shown.values())), frame)
    )
    return sheets(rows, room=ROOM - _COSTS_LINES)


def costs_text(parameters: Mapping[str, Parameter], found: Iterable[Coverage]) -> str:
    """Say from whom and of which year the costs and subsidies of the measures are, and of which nobody gives any."""
    done = list(found)
    used = [key for key in MEASURES if any(one.course.homes_by(key, one.years[-1]) for one in done)]
    if not used:
        return ""
    costs = {MEASURES[key].short: _parameter_of(parameters, key, "kosten") for key in used}
    without = dutch.join([name for name, cost in costs.items() if cost is None or math.isnan(cost.value)])
    subsidies = {MEASURES[key].short: _parameter_of(parameters, key, "subsidie") for key in used}
    unknown = f" Van {without} geeft geen bron de kosten." if without else ""
    granted = _origins(subsidies)
    of_subsidies = f" Bron van de subsidie: {granted}." if granted else ""
    return (
        f"Bron van de kosten: {_origins(costs)}. In prijzen van dat jaar, niet omgerekend; tussen haakjes de laagste "
        f"en hoogste kengetallen.{unknown}{of_subsidies}"
    )


def _parameter_of(parameters: Mapping[str, Parameter], measure: str, what: str) -> Parameter | None:
    """Return what a measure costs or its subsidy; of insulation one holds for both kinds or for each type."""
    names = (
        f"{measure}_{what}",
        f"{measure}_{what}_{next(iter(DWELLING_TYPES))}",
        f"{measure.partition('_')[0]}_{what}",
    )
    return next((parameters[name] for name in names if name in parameters), None)


def _origins(found: Mapping[str, Parameter | None]) -> str:
    """Return from whom each is, those of the same source together."""
    by_origin: dict[str, list[str]] = {}
    for name, one in found.items():
        if one is not None and not math.isnan(one.value):
            by_origin.setdefault(one.origin, []).append(name)
    return "; ".join(f"{dutch.join(names)} {origin}" for origin, names in by_origin.items())


def _head(name: str) -> str:
    return name if len(name) <= _LONGEST_HEAD else f"{name[:_LONGEST_HEAD].rstrip()}…"


def _compared_row(beside: Sequence[Answer], frame: Frame) -> Block:
    aim = beside[0].aim
    unit = aim.unit.removesuffix("/jaar")
    target = f"{dutch.number(aim.target, aim.decimals, unit=unit)} ({aim.year})"
    if aim.start is not None:
        target = f"{dutch.number(aim.start, aim.decimals)} ({aim.start_year}) → {target}"
    return _row(aim.name, target, list(map(_reached_text, beside)), frame)


def _reached_text(one: Answer) -> str:
    said = f"{MARKS[one.verdict]} {one.verdict}"
    return said if one.reached is None else f"{said}: {outcome_text(one)}"


def _total_row(name: str, texts: Sequence[str], frame: Frame) -> Block:
    return _row(name, "", texts, frame, "b")


def _row(name: str, target: str, texts: Sequence[str], frame: Frame, tag: str = "span") -> Block:
    cells = "".join(f"<td>{html.escape(one)}</td>" for one in (target, *texts))
    lines = max(
        lines_of(name, _AIM_SIGNS),
        lines_of(target, _TARGET_SIGNS),
        *(lines_of(one, _SCENARIOS_SIGNS // len(texts)) for one in texts),
    )
    return Block(f"<tr><td>{text_html(name, tag=tag)}</td>{cells}</tr>", lines + _EDGE, frame)


def unknown_sheets(answers: Sequence[Answer]) -> list[Sheet]:
    """Return of which objectives nothing can be told, and why; none if there are none."""
    unknown = [one for one in answers if one.verdict == UNKNOWN]
    if not unknown:
        return []
    frame = Frame("<table><tr><th>Doel</th><th>Waarom niet</th></tr>", "</table>", 1 + _EDGE)
    blocks = [
        Block(
            f"<tr><td>{html.escape(one.aim.name)}</td><td>{html.escape(one.sentence)}</td></tr>",
            max(lines_of(one.aim.name, SIGNS // 2 - 4), lines_of(one.sentence, SIGNS // 2 - 4)) + _EDGE,
            frame,
        )
        for one in unknown
    ]
    title = "Van één doel is" if len(unknown) == 1 else f"Van {len(unknown)} doelen is"
    words = text_html(f"{title} niet te zeggen wat een programma eraan bijdraagt", "wd-question", "h2")
    return sheets(blocks, title=words, room=ROOM - _TITLE_LINES)


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
        return "Er is nog niets gepland: verzet een schuif om te zien wat een maatregel doet."
    gas_free = done.course.gas_free(years[-1]) / len(years)
    costs = [_cost(done, variant) / len(years) for variant in VARIANTS]
    return (
        f"Per jaar ({years[0]}-{years[-1]}): {dutch.number(gas_free, 0)} woningen van het gas af en "
        f"{_between(costs)}, na subsidie, voor zover de kosten bekend zijn."
    )


# --- residents ---------------------------------------------------------------------------------------------------


def residents_sheets(situation: Situation, done: Coverage) -> list[Sheet]:
    """Return per type and package what the monthly costs change for owner and tenant, and what to know about it."""
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
    tenant = html.escape(tenant_head(situation.parameters))
    frame = Frame(
        '<table class="wd-residents"><tr><th>Woning</th><th>Maatregelen</th>'
        '<th class="wd-right-aligned">Woningen</th>'
        '<th class="wd-right-aligned">Eigenaar, + is duurder per maand</th>'
        f'<th class="wd-right-aligned">{tenant}, + is duurder per maand</th></tr>',
        "</table>",
        3 + _EDGE,
    )
    rows = sorted(_resident_rows(situation, found).items(), key=lambda one: -one[1])
    blocks = [
        _resident_row(_solar_texts(situation), solar_homes(done), frame),
        *(_resident_row(texts, homes, frame) for texts, homes in rows),
    ]
    listed = Frame('<h3 class="wd-found">Let op</h3><ul class="wd-examples">', "</ul>", 2)
    blocks += [
        Block(text_html(one, tag="li"), lines_of(one, SIGNS - 4) + _EDGE, listed)
        for one in warnings(situation, done)
    ]
    title = text_html(neutral_text(situation, done), "wd-question", "h2")
    return sheets(blocks, title=title, room=ROOM - _TITLE_LINES - _PRICES_LINES)


def residents_source(situation: Situation, done: Coverage) -> str:
    """Say with which prices the monthly costs are reckoned, by which rule solar panels, and where more is told."""
    known = situation.parameters
    more = " Let op: zie ook de laatste bladzijde." if warnings(situation, done) else ""
    return f"Bron: {prices_text(known)}; eigen berekening, model. {solar_rule(known)}{more}"


#: Dwelling, what was done, and the changes for owner and tenant.
_Texts = tuple[str, str, str, str]


def _resident_rows(situation: Situation, found: Iterable[Outcome]) -> dict[_Texts, float]:
    """Return the homes by what is told of them: building periods for which that is the same stand together."""
    groups = situation.stock.groups
    rent_known = not math.isnan(situation.parameters["huurverandering"].value)
    by_type: dict[_Texts, dict[str, float]] = {}
    for one in found:
        tenant = change_text(one, "huurder") if rent_known else bill_text(one)
        group = groups[one.group]
        told = DWELLING_TYPES[group.type], state_name(one.state), change_text(one, "eigenaar"), tenant
        names = by_type.setdefault(told, {})
        names[group.name] = names.get(group.name, 0.0) + one.homes
    return {
        (next(iter(names)) if len(names) == 1 else kind, done, owner, tenant): sum(names.values())
        for (kind, done, owner, tenant), names in by_type.items()
    }


def _solar_texts(situation: Situation) -> _Texts:
    told = solar_texts(situation)
    rent_known = not math.isnan(situation.parameters["huurverandering"].value)
    tenant = told["huurder"] if rent_known else solar_bill_text(situation)
    return solar_home(situation.parameters), "zonnepanelen", told["eigenaar"], tenant


def _resident_row(texts: _Texts, homes: float, frame: Frame) -> Block:
    group, done, *changes = texts
    number = dutch.number(homes, 0) if homes else "–"
    cells = "".join(f'<td class="wd-right-aligned">{html.escape(text)}</td>' for text in (number, *changes))
    lines = max(
        lines_of(group, _DWELLING_SIGNS),
        lines_of(done, _STATE_SIGNS),
        *(lines_of(text, _CHANGE_SIGNS) for text in changes),
    )
    row = f"<tr><td>{html.escape(group)}</td><td>{html.escape(done)}</td>{cells}</tr>"
    return Block(row, lines + _EDGE, frame)


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
    return sheets(blocks, room=ROOM - _ORIGIN_LINES)


def _number_lines(one: Parameter) -> float:
    taken = (one.name, _NAME_SIGNS), (one.span_text, _SPAN_SIGNS), (one.origin, _SOURCE_SIGNS)
    return max(lines_of(text, signs) for text, signs in taken) + _EDGE


def _number_row(one: Parameter) -> str:
    value = "onbekend" if math.isnan(one.value) else f"{plain(one.value)} {one.unit}"
    cells = [one.name, value, one.span_text, one.origin]
    css = ("", ' class="wd-right-aligned"', ' class="wd-right-aligned"', "")
    texts = "".join(f"<td{how}>{html.escape(text)}</td>" for how, text in zip(css, cells, strict=True))
    return f"<tr>{texts}</tr>"


def dwellings_sheets(situation: Situation) -> list[Sheet]:
    """Return the dwellings that are reckoned with, and what was assumed about them."""
    stock = situation.stock
    frame = Frame(
        '<table class="wd-stock"><tr><th>Woningtype</th><th>Gebouwd</th>'
        '<th class="wd-right-aligned">Woningen</th>'
        '<th class="wd-right-aligned">Gas per woning, m³ per jaar</th></tr>',
        "</table>",
        1 + _EDGE,
    )
    rows = [
        _stock_row(
            f"{DWELLING_TYPES[one.type]}{', niet geteld' if one.uncounted else ''}",
            PERIODS[one.period],
            dutch.number(one.dwellings, 0),
            dutch.number(one.gas, 0),
        )
        for one in stock.groups
    ]
    total = _stock_row("Samen op aardgas", "", dutch.number(stock.on_gas, 0), "", tag="b")
    blocks = [Block(row, 1 + _EDGE, frame) for row in [*rows, total]]
    listed = Frame('<h3 class="wd-found">Waar dit vandaan komt</h3><ul class="wd-examples">', "</ul>", 2)
    blocks += [
        Block(text_html(one, tag="li"), lines_of(one, SIGNS - 4) + _EDGE, listed) for one in stock.notes
    ]
    return sheets(blocks, room=ROOM - _ORIGIN_LINES)


def _stock_row(kind: str, period: str, dwellings: str, gas: str, tag: str = "span") -> str:
    texts = "".join(f"<td>{text_html(one, tag=tag)}</td>" for one in (kind, period))
    numbers = "".join(
        f'<td class="wd-right-aligned">{text_html(one, tag=tag)}</td>' for one in (dwellings, gas)
    )
    return f"<tr>{texts}{numbers}</tr>"
