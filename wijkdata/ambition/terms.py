"""Container terms: what the team means by words such as “woonlastenneutraal”, and which objectives use them.

Only what there is to know of them; they are changed in ``terms_edit``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from wijkdata import catalogue, dutch
from wijkdata.ambition.model import Ambition, Objective, Term
from wijkdata.kept_tables import kept_table

#: What a proposed text leaves to the team, as it is printed and as it is typed.
_DOTS = re.compile(r"…|\.{3}")


@dataclass(frozen=True)
class Default:
    """A term to start from; the fields are explained at the top of ``terms.yaml``."""

    name: str
    words: str
    published: str
    source: str
    choices: tuple[str, ...]
    criterion: str
    indicator: str
    remark: str = ""


@cache
def defaults() -> Mapping[str, Default]:
    """Return the terms to start from by name, in the order in which they are offered."""
    raw: list[dict[str, Any]] = kept_table("terms.yaml", "wijkdata.ambition")
    found = {one["name"]: Default(**{**one, "choices": tuple(one["choices"])}) for one in raw}
    for one in found.values():
        catalogue.indicator(one.indicator)
        if bool(one.published) != bool(one.source) or bool(one.published) == bool(one.remark):
            raise ValueError(f"terms.yaml: {one.name} needs a definition with its source, or else a remark")
    return found


def default_of(name: str) -> Default | None:
    """Return the term to start from that goes by this name, in whatever form; None for a term of the team's own."""
    return next((one for one in defaults().values() if _pattern(one.words).fullmatch(plain(name))), None)


def offered(ambition: Ambition) -> list[Default]:
    """Return the terms to start from that the team does not have yet."""
    there = {default_of(one.name) for one in ambition.terms}
    return [one for one in defaults().values() if one not in there]


# --- what it means -----------------------------------------------------------------------------------------------


def wording_of(term: Term, party: str) -> str:
    """Return what a term means to a party in its own words; empty where it has not said so."""
    return next((one.text for one in term.wordings if one.party == party), "")


def is_agreed(term: Term) -> bool:
    """Say whether there is a definition, with who agreed on it and when."""
    return bool(term.agreed.strip() and term.agreed_by.strip() and term.agreed_on is not None)


def open_choices(term: Term) -> list[str]:
    """Return the questions that have no answer."""
    return [one.question for one in term.choices if not one.answer.strip()]


def left_open(term: Term) -> list[str]:
    """Say what is still open about a term, as Dutch words: ``["2 keuzes", "de afspraak"]``."""
    questions = len(open_choices(term))
    gaps = {
        f"{questions} {'keuze' if questions == 1 else 'keuzes'}": questions > 0,
        "de afspraak": not is_agreed(term),
        "het criterium": not term.criterion.strip(),
        # A proposed criterion leaves its figures to the team: with the dots still in it, nothing can be tested.
        "een getal of jaar in het criterium": _DOTS.search(term.criterion) is not None,
    }
    return [what for what, absent in gaps.items() if absent]


def is_complete(term: Term) -> bool:
    """Say whether it is agreed, every choice is made and the criterion can be tested."""
    return not left_open(term)


def is_unfinished(term: Term) -> bool:
    """Say whether it was agreed while a choice or a place on dots in the criterion stayed open."""
    return is_agreed(term) and (bool(open_choices(term)) or _DOTS.search(term.criterion) is not None)


def finding(term: Term) -> str:
    """Say in a sentence how far a term is."""
    gaps = left_open(term)
    name = term.name[:1].upper() + term.name[1:]
    if not gaps:
        return f"{name}: afgesproken en te toetsen"
    verb = "staan" if len(gaps) > 1 or gaps[0].endswith("keuzes") else "staat"
    return f"{name}: {dutch.join(gaps)} {verb} nog open"


# --- which objectives use it -------------------------------------------------------------------------------------


def used_in(ambition: Ambition, objective: Objective) -> list[str]:
    """Return the terms that an objective uses: those it names, and those found in its statement.

    A term of the team goes by the name it has there; one that the team does not have, by that of the list to start
    from. Of “aardgasvrij-ready” only the whole counts.
    """
    named = [_own_name(ambition, one) for one in objective.terms]
    return list(dict.fromkeys([*named, *_found(plain(objective.statement), dict(_patterns(ambition)))]))


def unagreed(ambition: Ambition) -> dict[str, list[str]]:
    """Return per objective, by its id, the terms it uses on which the team has not agreed; only where there are."""
    agreed = {one.name for one in ambition.terms if is_agreed(one)}
    found = {
        one.id: [term for term in used_in(ambition, one) if term not in agreed] for one in ambition.objectives
    }
    return {key: names for key, names in found.items() if names}


def _own_name(ambition: Ambition, name: str) -> str:
    if name in [one.name for one in ambition.terms]:
        return name
    known = default_of(name)
    same = (one.name for one in ambition.terms if known is not None and default_of(one.name) == known)
    return next(same, name)


def _patterns(ambition: Ambition) -> Iterator[tuple[str, re.Pattern[str]]]:
    for one in defaults().values():
        yield _own_name(ambition, one.name), _pattern(one.words)
    for term in ambition.terms:
        if default_of(term.name) is None and plain(term.name):
            parts = map(re.escape, re.split("[ -]+", plain(term.name)))
            # the plain endings of a Dutch word; what is more irregular is named with the objective
            yield term.name, _pattern(f"{' '.join(parts)}(?:e|en|s)?")


def _found(text: str, patterns: Mapping[str, re.Pattern[str]]) -> list[str]:
    hits = [
        (match.start(), -match.end(), name)
        for name, pattern in patterns.items()
        for match in pattern.finditer(text)
    ]
    found: list[str] = []
    reached = 0
    for _start, end, name in sorted(hits):
        # what lies within a longer term is part of that term
        if -end > reached:
            found.append(name)
            reached = -end
    return found


@lru_cache(maxsize=256)
def _pattern(form: str) -> re.Pattern[str]:
    # Between the parts of a word people write a space, a hyphen or nothing.
    return re.compile(rf"(?<!\w)(?:{form.replace(' ', '[ -]?')})(?!\w)")


def plain(text: str) -> str:
    """Return a text in which forms can be found: one kind of hyphen and of space, no capitals."""
    folded = unicodedata.normalize("NFKC", text).replace("\u00ad", "").casefold()
    return " ".join(re.sub("[\u2010-\u2013\u2212]", "-", folded).split())
