"""Two ambitions compared in words: what was added, taken away and changed, grouped as on the screen.

Everything that people can see is compared; only the moment of saving and the form of the file are not. There is
a difference exactly when there is something else in the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from wijkdata import catalogue, dutch, effect_parameters
from wijkdata.ambition import planned, words
from wijkdata.ambition.model import Ambition, DwellingGroup, Figure, Milestone, Objective, Target
from wijkdata.ambition.parts import KEYS, keyed
from wijkdata.effects import MEASURES
from wijkdata.pathways import distinct_texts
from wijkdata.stock import PERIODS

#: The heading under which each field of an ambition is told, in the order of the screen.
GROUPS: Mapping[str, str] = {
    "title": "Ambitie",
    "example": "Ambitie",
    "area": "Wijk",
    "likeness": "Wijk",
    "parties": "Partijen",
    "interests": "Belangen",
    "agreements": "Werkafspraken",
    "themes": "Thema’s",
    "links": "Koppelkansen",
    "terms": "Begrippen",
    "objectives": "Doelen",
    "measurements": "Eigen metingen",
    "stock": "Samenhang",
    "parameters": "Samenhang",
    "scenarios": "Samenhang",
    "programme": "Samenhang",
    "housing_costs": "Samenhang",
    "delay": "Tijd is geld",
    "decisions": "Besluiten",
    "adopted": "Vastgestelde versies",
    "notes": "Interne notities",
}

_UNSEEN = ("schema_version", "changed")

#: Years as they are written: without a full stop.
_YEARS = ("year", "boundary_year", "number", "start", "end")


@dataclass(frozen=True)
class Difference:
    """One difference between two ambitions.

    Attributes
    ----------
    group
        The heading under which it belongs; a value of `GROUPS`.
    text
        What differs, in Dutch: ``Gas per woning: streefwaarde 2030 van 700 naar 600 m³/jaar``.
    """

    group: str
    text: str


def differences(before: Ambition, after: Ambition) -> list[Difference]:
    """Return what differs in an ambition from another one, in the order of the screen; none for equal ones."""
    found = []
    for name in _fields(before):
        group = GROUPS.get(name, dutch.sentence(words.place([name]))[:-1])
        old, new = getattr(before, name), getattr(after, name)
        telling = _in_list(name, before, after) if name in KEYS else _in_value([name], old, new, "")
        found += [Difference(group, text) for text in telling]
    return found


def grouped(found: list[Difference]) -> dict[str, list[str]]:
    """Return differences by their heading."""
    groups: dict[str, list[str]] = {}
    for one in found:
        groups.setdefault(one.group, []).append(one.text)
    return groups


def name_of_part(name: str, part: Any, ambition: Ambition) -> str:
    """Return how people call a part of a list of an ambition."""
    return _NAMES[name](part, ambition)


def value_text(name: str, value: Any, unit: str = "") -> str:
    """Write the value of a field for people: a number the Dutch way, a text between quotes, nothing as ``niets``."""
    return _text(name, value, unit)


def _fields(ambition: Ambition) -> list[str]:
    known = [one for one in type(ambition).model_fields if one not in _UNSEEN]
    order = list(GROUPS)
    return sorted(known, key=lambda one: order.index(one) if one in order else len(order))


# --- lists -------------------------------------------------------------------------------------------------------


def _in_list(name: str, before: Ambition, after: Ambition) -> Iterator[str]:
    had, has = keyed(name, getattr(before, name)), keyed(name, getattr(after, name))
    for key, part in had.items():
        if key not in has:
            yield f"{name_of_part(name, part, before)}: weggehaald{_content(name, part)}"
    for key, part in has.items():
        if key not in had:
            yield f"{name_of_part(name, part, after)}: toegevoegd{_content(name, part)}"
    for key, part in has.items():
        if key in had:
            called = name_of_part(name, part, after)
            yield from (f"{called}: {text}" for text in _in_part(had[key], part, _unit(part)))
    if [one for one in had if one in has] != [one for one in has if one in had]:
        yield f"De volgorde van de {words.place([name])} is anders"


def _in_part(old: BaseModel, new: BaseModel, unit: str, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Tell the fields of a part that differ."""
    for name in type(new).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield from _in_value([*path, name], before, after, unit, new)


def _in_value(
    path: list[str], old: Any, new: Any, unit: str, within: BaseModel | None = None
) -> Iterator[str]:
    if old == new:
        return
    name, label = path[-1], words.place(path)
    if name in _INNER:
        yield from (f"{label}, {text}" for text in _in_own_list(name, old, new))
    elif isinstance(old, BaseModel) and isinstance(new, BaseModel):
        yield from _in_part(old, new, _unit(new) or unit, tuple(path))
    elif isinstance(new, bool):
        yield f"{label.removesuffix(' (ja of nee)')} van {_text(name, old)} naar {_text(name, new)}"
    elif isinstance(old, float) and isinstance(new, float):
        start, end = distinct_texts([old, new])
        year = f" {within.year}" if isinstance(within, Target) and name == "value" else ""
        yield f"{label}{year} van {start} naar {end}{_behind(unit)}"
    elif _nothing(old):
        yield f"{label} toegevoegd: {_text(name, new, unit)}"
    elif _nothing(new):
        yield f"{label} weggehaald: {_text(name, old, unit)}"
    else:
        yield f"{label} van {_text(name, old, unit)} naar {_text(name, new, unit)}"


def _in_own_list(name: str, old: list[Any], new: list[Any]) -> Iterator[str]:
    """Tell the differences in a list within a part, such as the wordings of a term."""
    had, has = keyed(name, old), keyed(name, new)
    for key in [*had, *(one for one in has if one not in had)]:
        before, after = had.get(key), has.get(key)
        called = _INNER[name](before or after)
        if after is None:
            yield f"{called}: weggehaald"
        elif before is None:
            yield f"{called}: toegevoegd{_content(name, after)}"
        else:
            yield from (f"{called}: {text}" for text in _in_part(before, after, ""))
    if [one for one in had if one in has] != [one for one in has if one in had]:
        yield "de volgorde is anders"


# --- naming ------------------------------------------------------------------------------------------------------


def _as_name(sentence: str) -> str:
    """Write a sentence so that something can be said of it after a colon."""
    return sentence.strip().removesuffix(".")


def _theme(theme: str) -> str:
    return catalogue.theme(theme).name or "zonder thema"


def _indicator(indicator: str) -> str:
    entry = catalogue.indicators().get(catalogue.ALIASES.get(indicator, indicator))
    return entry.name if entry else indicator or "zonder indicator"


def _objective(one: Objective, ambition: Ambition) -> str:
    called = _as_name(planned.name_of(one))
    alike = [other.id for other in ambition.objectives if _as_name(planned.name_of(other)) == called]
    return called if len(alike) < 2 else f"{called} (het {alike.index(one.id) + 1}e van die naam)"


def _kind(dwelling_type: str) -> str:
    return effect_parameters.DWELLING_TYPES.get(dwelling_type, dwelling_type)


def _group(one: DwellingGroup) -> str:
    period = PERIODS.get(one.period, one.period) if one.period else ""
    return ", ".join(part for part in (_kind(one.type), period) if part) or "groep zonder type"


def _of_effects(key: str) -> str:
    known = effect_parameters.published().get(key)
    return key if known is None else known.name


def _measure(key: str) -> str:
    return MEASURES[key].name if key in MEASURES else key


_NAMES: Mapping[str, Callable[[Any, Ambition], str]] = {
    "parties": lambda one, _: one.name or "partij zonder naam",
    "interests": lambda one, _: f"{one.party}, {_theme(one.theme)}",
    "agreements": lambda one, _: _as_name(one.what),
    "themes": lambda one, _: _theme(one.theme),
    "links": lambda one, _: f"{_theme(one.theme)} helpt {_theme(one.helps)}",
    "terms": lambda one, _: one.name or "begrip zonder naam",
    "objectives": _objective,
    "measurements": lambda one, _: f"{_indicator(one.indicator)}, {one.year}",
    "decisions": lambda one, _: f"{dutch.day(one.date)}, {_as_name(one.what)}",
    "adopted": lambda one, _: f"Versie {one.number}",
    "notes": lambda one, _: _as_name(one.text),
    "delay": lambda one, _: one.id,
    "stock": lambda one, _: _group(one),
    "parameters": lambda one, _: _of_effects(one.id),
    "scenarios": lambda one, _: one.name or "scenario zonder naam",
}

_INNER: Mapping[str, Callable[[Any], str]] = {
    "wordings": lambda one: one.party,
    "choices": lambda one: words.quote(one.question),
    "steps": lambda one: ", ".join(
        part for part in (_measure(one.measure), _kind(one.type), str(one.start)) if part
    ),
}


def _content(name: str, part: BaseModel) -> str:
    """Say what stands in a part that was added or taken away, but for what names it already."""
    told = {
        "objectives": ("statement", "target", "part_of"),
        "measurements": ("value",),
        "interests": ("weight", "text"),
    }
    told |= {
        "themes": ("choice", "reason"),
        "links": ("by",),
        "terms": ("agreed",),
        "agreements": ("owner", "due"),
    }
    told |= {"stock": ("dwellings", "gas"), "parameters": ("value",), "steps": ("homes", "end")}
    told |= {"wordings": ("text",), "choices": ("answer",), "decisions": ("who",), "adopted": ("date", "who")}
    unit = _unit(part)
    texts = [
        f"{words.place([field])} {_text(field, value, unit)}"
        for field in told.get(name, ())
        for value in [getattr(part, field)]
        if not _nothing(value)
    ]
    return f" ({', '.join(texts)})" if texts else ""


def _unit(part: Any) -> str:
    """Return the unit of the figures in a part; empty where there is none."""
    if isinstance(part, Objective):
        entry = planned.entry_of(part)
        return entry.unit if entry else part.baseline.unit if part.baseline else ""
    if isinstance(part, Figure):
        return part.unit
    if hasattr(part, "indicator"):
        entry = catalogue.indicators().get(catalogue.ALIASES.get(part.indicator, part.indicator))
        return entry.unit if entry else ""
    return ""


# --- writing -----------------------------------------------------------------------------------------------------


def _nothing(value: Any) -> bool:
    return value is None or value in ("", [])


def _text(name: str, value: Any, unit: str = "") -> str:
    if _nothing(value):
        return "niets"
    if isinstance(value, list):
        return "; ".join(_text(name, one, unit) for one in value)
    if isinstance(value, BaseModel):
        return _model_text(value, unit)
    if isinstance(value, (int, float)):
        return _number(name, value, unit)
    if isinstance(value, date):
        return dutch.day(value)
    named = {"theme": _theme, "part_of": planned.name_by_id}.get(name)
    return f"‘{named(value) if named else value}’"


def _number(name: str, value: float, unit: str) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, int):
        return str(value) if name in _YEARS else dutch.number(value)
    return _exact(value) + _behind(unit)


def _model_text(value: BaseModel, unit: str) -> str:
    if isinstance(value, (Target, Milestone)):
        upper = value.upper if isinstance(value, Target) else None
        high = "" if upper is None else f" tot {_exact(upper)}"
        return f"{_exact(value.value)}{high}{_behind(unit)} in {value.year}"
    if isinstance(value, Figure):
        return f"{_exact(value.value)}{_behind(value.unit)} in {value.year} ({value.status}, {value.source})"
    filled = {name: getattr(value, name) for name in type(value).model_fields}
    texts = [
        f"{words.place([name])} {_text(name, one, unit)}" for name, one in filled.items() if not _nothing(one)
    ]
    return ", ".join(texts) or "niets"


def _exact(value: float) -> str:
    """Write a number with all digits that it has, up to ten decimals."""
    return distinct_texts([value, round(value)])[0]


def _behind(unit: str) -> str:
    return unit if unit == "%" else f" {unit}" if unit else ""
