"""How the parts of an ambition are told from each other: by which key two parts are the same one.

Comparing and merging both need it; that a party is known by its name is said in one place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

#: Lists of parts, with what makes one of them the same one in another version.
KEYS: Mapping[str, Callable[[Any], Hashable]] = {
    "parties": lambda one: one.name,
    "interests": lambda one: (one.party, one.theme),
    "agreements": lambda one: one.what,
    "themes": lambda one: one.theme,
    "links": lambda one: (one.theme, one.helps, one.by),
    "terms": lambda one: one.name,
    "wordings": lambda one: one.party,
    "choices": lambda one: one.question,
    "objectives": lambda one: one.id,
    "measurements": lambda one: (one.indicator, one.year, tuple(sorted(set(one.area)))),
    "decisions": lambda one: (one.date, one.what, one.why, one.who, one.internal),
    "adopted": lambda one: (one.number, one.fingerprint),
    "notes": lambda one: (one.text, one.about),
    "delay": lambda one: one.id,
    "stock": lambda one: (one.type, one.period),
    "parameters": lambda one: one.id,
    "scenarios": lambda one: one.name,
    "steps": lambda one: (one.measure, one.type, one.start),
}

#: Lists that are only ever added to.
LOGS = ("decisions", "adopted")


def keyed(name: str, parts: Sequence[Any]) -> dict[Hashable, Any]:
    """Return the parts of a list by their key; of equal keys the second has another one than the first."""
    key, seen = KEYS[name], Counter[Hashable]()
    found: dict[Hashable, Any] = {}
    for one in parts:
        own = key(one)
        found[own, seen[own]] = one
        seen[own] += 1
    return found
