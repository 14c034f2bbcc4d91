"""What a delay costs, in Dutch words: money, bandwidths and the finding."""

from __future__ import annotations

import math

from wijkdata import dutch
from wijkdata.delay import (
    CASH,
    MOST_MONTHS,
    NOTHING,
    PARAMETERS,
    SOCIAL,
    Amount,
    Band,
    BreakEven,
    Case,
    Delay,
    Line,
)

_MILLION = 1_000_000
_LENGTHS = {1: "Een maand", 3: "Een kwartaal", 6: "Een half jaar", 12: "Een jaar", 24: "Twee jaar"}


def money(value: float, digits: int = 3) -> str:
    """Write an amount of money in so many digits: ``198.000 euro``, ``1,25 miljoen euro``."""
    if abs(value) >= _MILLION:
        return f"{_in_millions(value, digits)} miljoen euro"
    return f"{dutch.number(_rounded(value, digits), 0)} euro"


def span(band: Band, digits: int = 2) -> str:
    """Write a bandwidth: ``460.000 tot 540.000 euro``; where its ends come out the same, that one amount."""
    if max(abs(band.low), abs(band.high)) >= _MILLION:
        low, high = (_in_millions(one, digits) for one in (band.low, band.high))
        unit = "miljoen euro"
    else:
        low, high = (dutch.number(_rounded(one, digits), 0) for one in (band.low, band.high))
        unit = "euro"
    if _is_one(band):
        return money(band.mid)
    return f"ongeveer {money(band.mid, digits)}" if low == high else f"{low} tot {high} {unit}"


def plain(value: float) -> str:
    """Write a number as it was given, with no more decimals than it has: ``0,92``, ``11.029``."""
    text = dutch.number(value, 5)
    return text.rstrip("0").rstrip(",")


def amount_text(key: str, amount: Amount) -> str:
    """Write a number of a case with unit and bandwidth: ``3% per jaar (0,92 tot 7)``."""
    parameter = PARAMETERS[key]
    low, high = amount.ends
    between = "" if low == high else f" ({plain(low)} tot {plain(high)})"
    unit = parameter.unit if parameter.is_rate else f" {parameter.unit}"
    return f"{plain(amount.value)}{unit}{between}"


def scale_of(largest: float) -> tuple[str, float]:
    """Return the unit in which to write amounts up to this one below each other, and how many euro it is."""
    if largest >= 10 * _MILLION:
        return "miljoen euro", _MILLION
    return ("duizend euro", 1000.0) if largest >= 10_000 else ("euro", 1.0)


def bare_span(band: Band, factor: float) -> str:
    """Write a bandwidth without its unit, of so many euro, in as many digits as `span`."""
    if _is_one(band):
        return _bare(_rounded(band.mid, 3) / factor)
    low, high = (_bare(_rounded(one, 2) / factor) for one in (band.low, band.high))
    return low if low == high else f"{low} tot {high}"


def months_text(months: float) -> str:
    """Write a number of months: ``een half jaar``, ``7 maanden``."""
    if months in _LENGTHS:
        return _LENGTHS[int(months)].lower()
    shown = dutch.number(months, 0 if months == round(months) else 1)
    return f"{shown} maanden"


def finding(delay: Delay, even: BreakEven | None = None) -> str:
    """Say in one sentence what the delay costs, and when that is more than the subsidy."""
    start = _capital(months_text(delay.months))
    plural = delay.months not in _LENGTHS
    if delay.total is None:
        return "Wat uitstel kost is nog niet te berekenen"
    band = delay.total
    if band.high < 0:
        gain = Band(-band.high, -band.mid, -band.low)
        text = f"{start} uitstel {'leveren' if plural else 'levert'} {span(gain)} op"
    elif band.low < 0:
        text = f"{start} uitstel: tussen {money(-band.low, 2)} voordeel en {money(band.high, 2)} kosten"
    else:
        text = f"{start} uitstel {'kosten' if plural else 'kost'} {span(band)}"
    if even is None:
        return text
    if even.month is None:
        return f"{text}; dat komt binnen {MOST_MONTHS // 12} jaar niet boven de subsidie"
    after = math.floor(even.month + 1e-6) + 1
    unit = "maand" if after == 1 else "maanden"
    return f"{text}; na {after} {unit} is dat meer dan de subsidie"


def break_even_text(even: BreakEven) -> str:
    """Say when the cost equals the subsidy, with the bandwidth."""
    offered = money(even.subsidy)
    if even.month is None:
        early = (
            f" In het ongunstigste geval wel: na {_month(even.earliest)}."
            if even.earliest is not None
            else ""
        )
        return f"De kosten komen binnen {MOST_MONTHS} maanden niet aan de subsidie van {offered}.{early}"
    between = ""
    if even.earliest is not None and even.earliest != even.latest:
        late = f"meer dan {MOST_MONTHS}" if even.latest is None else dutch.number(even.latest, 1)
        between = f" (tussen {dutch.number(even.earliest, 1)} en {late})"
    return f"Na {_month(even.month)}{between} kost het uitstel evenveel als de subsidie van {offered}."


def left_out_text(delay: Delay) -> str:
    """Say which lines are not in the total and what they lack; empty if all are in."""
    parts = [f"{in_sentence(one.name)} ({missing_text(one)})" for one in delay.left_out]
    return f"Niet meegeteld: {'; '.join(parts)}." if parts else ""


def source_text(case: Case, found: Delay) -> str:
    """Say what was computed with that is only a proposal, with its source; the rest is the team's own."""
    formulas = {**CASH, **SOCIAL}
    known = [one for one in (*found.cash, *found.social) if one.cost not in (None, NOTHING)]
    used = dict.fromkeys(key for one in known for key in formulas[one.id].inputs)
    if found.co2 not in (None, NOTHING):
        used |= dict.fromkeys(("woningen", "co2"))
    proposed = [
        f"{in_sentence(PARAMETERS[key].name)} {plain(amount.value)}{'%' if PARAMETERS[key].is_rate else ''} "
        f"({amount.brief})"
        for key in used
        if (amount := case.amounts[key]).proposed
    ]
    return "Bron: aannames van het team" + (f". Voorstel: {'; '.join(proposed)}." if proposed else ".")


def missing_text(line: Line) -> str:
    """Say what a line lacks: ``vul in: rente``."""
    return f"vul in: {dutch.join(in_sentence(one) for one in line.missing)}"


def _month(month: float | None) -> str:
    return "" if month is None else f"{dutch.number(month, 1)} maanden"


def _is_one(band: Band) -> bool:
    return math.isclose(band.low, band.high, rel_tol=1e-9, abs_tol=0.005)


def _bare(value: float) -> str:
    decimals = 0 if value == round(value) or abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    text = dutch.number(value, decimals)
    return text.rstrip("0").rstrip(",") if "," in text else text


def _in_millions(value: float, digits: int) -> str:
    millions = value / _MILLION
    whole = 1 if abs(millions) < 1 else 1 + math.floor(math.log10(abs(millions)))
    text = dutch.number(millions, max(0, digits - whole))
    return text.rstrip("0").rstrip(",") if "," in text else text


def _rounded(value: float, digits: int) -> float:
    if abs(value) < 100:
        return round(value)
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def in_sentence(text: str) -> str:
    """Write a name within a sentence; CO₂ keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
