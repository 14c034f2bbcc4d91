"""What an ambition rests on: parties and their interests, terms, links, agreements and dates that have gone by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from wijkdata import catalogue, dutch
from wijkdata.ambition import planned, words
from wijkdata.ambition.finding import ADVICE, CAUTION, Finding
from wijkdata.ambition.model import Ambition, Objective
from wijkdata.ambition.terms import is_agreed, is_unfinished, left_open, unagreed, used_in

#: Nothing matters more to a party.
_HEAVIEST = 5


def check(ambition: Ambition, today: date) -> Iterator[Finding]:
    """Give what is left open in the grounds of an ambition, and the dates that are past on a day."""
    not_agreed = unagreed(ambition)
    for position, objective in enumerate(ambition.objectives):
        where = planned.place_of(position, objective)
        yield from _terms(not_agreed.get(objective.id, []), where)
        yield from _parties(ambition, objective, where)
        if objective.review is not None and objective.review < today:
            yield Finding(
                CAUTION,
                f"{where}, datum van herziening",
                f"Dit doel zou op {dutch.day(objective.review)} opnieuw worden bekeken. Bekijk het nu, en kies een "
                "nieuwe datum.",
            )
    yield from _unused_terms(ambition)
    yield from _unfinished_terms(ambition)
    yield from _interests(ambition)
    yield from _agreements(ambition, today)


def _terms(not_agreed: Sequence[str], where: str) -> Iterator[Finding]:
    for name in not_agreed:
        yield Finding(
            CAUTION,
            f"{where}, begrippen",
            f"Dit doel gebruikt het begrip {words.quote(name)}, maar het team heeft nog niet afgesproken wat "
            "het daaronder verstaat. Doe dat bij Begrippen, of zeg het in het doel met andere woorden.",
        )


def _parties(ambition: Ambition, objective: Objective, where: str) -> Iterator[Finding]:
    table = {one.name for one in ambition.parties}
    interested = {one.party for one in ambition.interests if one.theme == objective.theme}
    for name in dict.fromkeys(objective.parties):
        if name not in table:
            yield Finding(
                CAUTION,
                f"{where}, partijen",
                f"Dit doel rust op het belang van {words.quote(name)}, maar die partij zit niet aan tafel. Voeg haar "
                "toe bij Partijen, of haal haar hier weg.",
            )
        elif name not in interested:
            yield Finding(
                ADVICE,
                f"{where}, partijen",
                f"Dit doel rust op het belang van {words.quote(name)}, maar bij Partijen heeft zij over dit thema "
                "nog niets gezegd. Vraag het haar.",
            )


def _interests(ambition: Ambition) -> Iterator[Finding]:
    left_out = {one.theme for one in ambition.themes if one.choice == "niet"}
    # What is internal to a party is not told, not even without its name: the list is read by the whole room.
    heaviest = [one for one in ambition.interests if one.weight == _HEAVIEST and not one.internal]
    for theme in dict.fromkeys(one.theme for one in heaviest if one.theme in left_out):
        who = dutch.join(words.quote(one.party) for one in heaviest if one.theme == theme)
        yield Finding(
            CAUTION,
            f"thema {words.quote(catalogue.theme(theme).name)}",
            f"Dit thema gaat niet mee, maar voor {who} gaat niets hierboven (gewicht {_HEAVIEST}). Bespreek het, of "
            "leg bij Thema’s uit waarom het toch niet meegaat.",
        )


def _agreements(ambition: Ambition, today: date) -> Iterator[Finding]:
    for position, one in enumerate(ambition.agreements):
        if one.done:
            continue
        who = f" ({one.owner})" if one.owner.strip() else ""
        where = f"werkafspraak {position + 1}{who}"
        gaps = {"wie het doet": not one.owner.strip(), "voor welke datum": one.due is None}
        missing = [what for what, absent in gaps.items() if absent]
        if missing:
            yield Finding(
                CAUTION,
                where,
                f"Bij {words.quote(one.what)} staat niet {dutch.join(missing)}. Spreek dat af bij Partijen, onder "
                "Afspraken.",
            )
        if one.due is not None and one.due < today:
            yield Finding(
                CAUTION,
                where,
                f"{words.quote(one.what)} zou op {dutch.day(one.due)} klaar zijn. Vink de afspraak af, of kies een "
                "nieuwe datum.",
            )


def _unused_terms(ambition: Ambition) -> Iterator[Finding]:
    used = {name for one in ambition.objectives for name in used_in(ambition, one)}
    for term in ambition.terms:
        if term.name not in used and not is_agreed(term):
            yield Finding(
                ADVICE,
                f"begrip {words.quote(term.name)}",
                "Geen doel gebruikt dit begrip, en het team heeft niet afgesproken wat het eronder verstaat. Spreek "
                "het af bij Begrippen, of haal het daar weg.",
            )


def _unfinished_terms(ambition: Ambition) -> Iterator[Finding]:
    for term in ambition.terms:
        if is_agreed(term) and (gaps := left_open(term)):
            yield Finding(
                CAUTION if is_unfinished(term) else ADVICE,
                f"begrip {words.quote(term.name)}",
                f"Het team heeft het begrip afgesproken, maar open {'zijn' if len(gaps) > 1 else 'is'} nog: "
                f"{dutch.join(gaps)}. Vul dat aan bij Begrippen.",
            )
