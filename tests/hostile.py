"""Texts that try to make a document, a page or a terminal do something, in every field of an ambition."""

from __future__ import annotations

import types
from collections.abc import Iterator
from datetime import date
from typing import Any, Union, get_args, get_origin

from full import full_ambition
from pydantic import BaseModel

from wijkdata.ambition.model import Ambition, Assumption, DwellingGroup, OpenChoice, OwnMeasurement

#: What the payloads would leave behind in a page where they were active.
MARK = "wdVanMij"

#: Each begins with what a spreadsheet calculates, and then tries one language after the other.
TEXTS = {
    "script": f"=1+1 <script>window.{MARK}=1</script></script><b>vet</b>",
    "image": f"+1 <img src=x onerror=window.{MARK}=1>\"'><svg/onload=window.{MARK}=1>",
    "link": f'@SUM(1) <a href="javascript:window.{MARK}=1">x</a> [y](javascript:window.{MARK}=1) ![z](x)',
    "dde": '-1+cmd|\' /C calc\'!A0 =HYPERLINK("http://buren.example","x")',
    "tab": '\t=1+1;"=2+2",=3+3\r\n=4+4 <iframe src=//buren.example></iframe>',
    "typst": '#read("/etc/passwd") #{1+1} #panic("x") *vet* _schuin_ $x^2$ <label> @bron = Kop // weg /* weg',
    "latex": r"$\frac{1$ $\input{/etc/passwd}$ \$ %s %(x)s {0.__class__} {{7*7}} ${7*7} #{7*7} <%= 7*7 %>",
    "xml": '＝1+1 ]]> <!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]> &y; &#60;script&#62; <w:instrText>x',
    "steers": "\x1b[2J\x1b]0;x\x07 \u202ekcul\u202c \u2066x\u2069 \u200f \ufeff \x00 \x08 \x9b31m",
    "css": f'</style><style>*{{display:none}}</style> x" style="position:fixed" onmouseover="window.{MARK}=1',
    "path": '../../../../tmp/wd \\\\buren.example\\x C:\\Windows\\x CON NUL| > < : " ? * ; rm -rf ~ `id` $(id)',
    "long": "<b>" + "W" * 150,
}

#: Fields of which the words are keys of a list that the program has itself.
KEYS = frozenset(
    (
        *("theme", "helps", "indicator", "codes", "kind", "status", "unit", "area", "priorities", "measure"),
        *("type", "period", "frequency", "fingerprint"),
    )
)


def whole() -> Ambition:
    """Return an ambition in which every kind of part occurs."""
    ambition = full_ambition()
    term = ambition.terms[0].model_copy(update={"choices": [OpenChoice(question="vraag", answer="antwoord")]})
    more = {
        "terms": [term, *ambition.terms[1:]],
        "measurements": [
            OwnMeasurement(
                indicator="bomen_aantal", year=2025, value=1234, source="telling", method="m", note="n"
            )
        ],
        "delay": [Assumption(id="rente", value=4.0, source="bron")],
        "stock": [DwellingGroup(type="tussenwoning", dwellings=4000, source="bron")],
        "parameters": [Assumption(id="ketel_rendement_rv", value=0.95, source="bron")],
    }
    return ambition.model_copy(update=more, deep=True)


def is_text(annotation: Any) -> bool:
    """Tell whether a field holds words that somebody types."""
    if annotation is str:
        return True
    origin = get_origin(annotation)
    if origin in (list, Union, types.UnionType):
        return any(is_text(one) for one in get_args(annotation))
    return hasattr(annotation, "__metadata__") and is_text(get_args(annotation)[0])


def fields(part: BaseModel) -> Iterator[tuple[BaseModel, str, Any]]:
    """Yield every field with words in an ambition: the part in which it stands, its name and what is in it."""
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if is_text(field.annotation):
            yield part, name, value
        else:
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, BaseModel):
                    yield from fields(one)


def kinds(model: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> set[str]:
    """Return the name of every field with words, of the model itself: ``Objective.statement``."""
    seen = set() if seen is None else seen
    seen.add(model)
    found = set()
    for name, field in model.model_fields.items():
        if is_text(field.annotation):
            found.add(f"{model.__name__}.{name}")
        for one in _models(field.annotation):
            if one not in seen:
                found |= kinds(one, seen)
    return found


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for one in get_args(annotation) for model in _models(one)]


def spoilt(shift: int) -> tuple[Ambition, int]:
    """Return an ambition with one of the texts in every field that somebody can type in, and how many those are.

    What refers to something else keeps doing so: the same words become the same text, with a number behind it. With
    every `shift` a field gets the next text.
    """
    ambition = whole()
    texts = list(TEXTS.values())
    numbers: dict[str, int] = {}

    def other(word: str) -> str:
        number = numbers.setdefault(word, len(numbers))
        return f"{texts[(number + shift) % len(texts)][:190]} {number}"

    count = 0
    for part, name, value in list(fields(ambition)):
        if name in KEYS or (isinstance(part, Assumption) and name == "id") or not (value or value == ""):
            continue
        # Not through the model: one part at a time would refer to nothing. The whole is validated below.
        part.__dict__[name] = [other(one) for one in value] if isinstance(value, list) else other(value)
        count += 1
    return Ambition.model_validate(ambition.model_dump()), count


DAY = date(2026, 11, 24)
