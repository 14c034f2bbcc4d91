"""Changes to container terms: their list, what they mean to each party, and what the team agrees on.

Each returns a new ambition, or refuses with the field at fault; see ``edit``.

What a team agrees on is the text together with the answers and the criterion as they stand. Who afterwards puts
something else in the place of one of these takes the agreement back: date and names go, and the term must be agreed
again. Filling in what was still empty takes nothing back.

Every function that names a term raises WijkdataError with ``field`` ``term`` if the team does not have it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from wijkdata import dutch
from wijkdata.ambition import words
from wijkdata.ambition.edit import new_part, part_with, with_parts
from wijkdata.ambition.meeting import find_party
from wijkdata.ambition.model import Ambition, OpenChoice, Term, Wording
from wijkdata.ambition.terms import default_of, plain
from wijkdata.errors import WijkdataError

# --- the list ----------------------------------------------------------------------------------------------------


def add_term(ambition: Ambition, name: str) -> tuple[Ambition, str]:
    """Put a term on the list; a known one comes with its published definition and what that leaves open.

    Returns
    -------
    The new ambition and the name of the term.

    Raises
    ------
    WijkdataError
        If it has no name or is there already, also in another form; ``field`` is ``name``.
    """
    cleaned = " ".join(name.split())
    if not cleaned:
        raise WijkdataError("Schrijf het begrip op, zoals ‘comfort’.", "name")
    known = default_of(cleaned)
    for one in ambition.terms:
        if plain(one.name) == plain(cleaned) or (known is not None and default_of(one.name) == known):
            raise WijkdataError(f"{words.quote(one.name)} staat al in de lijst. Kies het daar.", "name")
    if known is None:
        term = new_part(Term, name=cleaned)
    else:
        term = new_part(
            Term,
            name=known.name,
            published=known.published,
            source=known.source,
            choices=[OpenChoice(question=one) for one in known.choices],
        )
    return with_parts(ambition, terms=[*ambition.terms, term]), term.name


def remove_term(ambition: Ambition, name: str) -> Ambition:
    """Take a term off the list with all that was said of it; objectives no longer name it."""
    gone = _term(ambition, name)
    return with_parts(
        ambition,
        terms=[one for one in ambition.terms if one.name != gone.name],
        objectives=[
            part_with(one, terms=[each for each in one.terms if each != gone.name])
            for one in ambition.objectives
        ],
    )


# --- what it means -----------------------------------------------------------------------------------------------


def set_wording(ambition: Ambition, name: str, party: str, text: str) -> Ambition:
    """Write down what a term means to a party; an empty text takes its wording away.

    Raises
    ------
    WijkdataError
        If the party is not at the table; ``field`` is ``party``.
    """
    term, owner = _term(ambition, name), find_party(ambition, party).name
    there = [one.party for one in term.wordings]
    new = [new_part(Wording, party=owner, text=text)] if text.strip() else []
    if owner in there:
        place = there.index(owner)
        wordings = [*term.wordings[:place], *new, *term.wordings[place + 1 :]]
    else:
        wordings = [*term.wordings, *new]
    return _put(ambition, term, wordings=wordings)


def add_question(ambition: Ambition, name: str, question: str) -> Ambition:
    """Add a question that the definition leaves open.

    Raises
    ------
    WijkdataError
        If it is empty or there already; ``field`` is ``question``.
    """
    term, cleaned = _term(ambition, name), " ".join(question.split())
    if not cleaned:
        raise WijkdataError("Schrijf de vraag op die nog open staat.", "question")
    if cleaned in [one.question for one in term.choices]:
        raise WijkdataError("Deze vraag staat er al.", "question")
    return _put(ambition, term, choices=[*term.choices, new_part(OpenChoice, question=cleaned)])


def remove_question(ambition: Ambition, name: str, number: int) -> Ambition:
    """Take a question away that does not matter here, given by its place from 0; with an answer it is kept.

    Raises
    ------
    WijkdataError
        If there is none at that place, or it has an answer; ``field`` is ``question``.
    """
    term = _term(ambition, name)
    if _question(term, number).answer.strip():
        raise WijkdataError("Op deze vraag is een antwoord gegeven. Maak dat eerst leeg.", "question")
    return _put(ambition, term, choices=[one for place, one in enumerate(term.choices) if place != number])


def answer_choice(ambition: Ambition, name: str, number: int, answer: str) -> Ambition:
    """Answer a question that the definition leaves open, given by its place from 0.

    Another answer than the one that was given takes the agreement back.

    Raises
    ------
    WijkdataError
        If there is none at that place; ``field`` is ``question``.
    """
    term = _term(ambition, name)
    before = _question(term, number)
    answered = part_with(before, answer=answer)
    choices = [answered if place == number else one for place, one in enumerate(term.choices)]
    return _put(ambition, term, choices=choices, **_taken_back(before.answer, answer))


def set_criterion(ambition: Ambition, name: str, criterion: str) -> Ambition:
    """Write down what the term leads to that can be tested; another one than there was takes the agreement back."""
    term = _term(ambition, name)
    return _put(ambition, term, criterion=criterion, **_taken_back(term.criterion, criterion))


def draft(ambition: Ambition, name: str, text: str) -> Ambition:
    """Write down the team's own definition, not agreed yet; another text than was agreed takes the agreement back."""
    term = _term(ambition, name)
    return _put(ambition, term, agreed=text, **_taken_back(term.agreed, text))


def agree(ambition: Ambition, name: str, text: str, on: date, who: str) -> Ambition:
    """Agree on the team's own definition.

    Parameters
    ----------
    text
        The definition.
    on
        The day on which it was agreed.
    who
        Who agreed: parties, or "projectteam".

    Raises
    ------
    WijkdataError
        If the text or who agreed is empty (``agreed``, ``agreed_by``), or the day is still to come (``agreed_on``).
    """
    term = _term(ambition, name)
    if not text.strip():
        raise WijkdataError("Schrijf eerst op wat het team onder dit begrip verstaat.", "agreed")
    if not who.strip():
        raise WijkdataError("Schrijf op wie dit hebben afgesproken.", "agreed_by")
    if on > date.today():
        raise WijkdataError(
            f"{dutch.day(on)} moet nog komen. Kies de dag waarop het is afgesproken.", "agreed_on"
        )
    return _put(ambition, term, agreed=text, agreed_on=on, agreed_by=who)


def withdraw(ambition: Ambition, name: str) -> Ambition:
    """Take the agreement on a term back; the text stays as a draft."""
    return _put(ambition, _term(ambition, name), agreed_on=None, agreed_by="")


# --- checking ----------------------------------------------------------------------------------------------------


def _term(ambition: Ambition, name: str) -> Term:
    try:
        return ambition.term(name)
    except KeyError:
        near = dutch.nearest(name, [one.name for one in ambition.terms])
        more = f" Bedoelt u {dutch.join(map(words.quote, near), 'of')}?" if near else " Neem het eerst op."
        raise WijkdataError(f"Het begrip {words.quote(name)} staat niet in de lijst.{more}", "term") from None


def _question(term: Term, number: int) -> OpenChoice:
    if not 0 <= number < len(term.choices):
        raise WijkdataError("Die vraag is er niet (meer). Kies een andere.", "question")
    return term.choices[number]


def _taken_back(before: str, after: str) -> dict[str, Any]:
    """Return what changes of the agreement when this text comes in the place of that one."""
    replaced = bool(before.strip()) and before.strip() != after.strip()
    return {"agreed_on": None, "agreed_by": ""} if replaced else {}


def _put(ambition: Ambition, term: Term, **parts: Any) -> Ambition:
    new = part_with(term, **parts)
    return with_parts(ambition, terms=[new if one.name == term.name else one for one in ambition.terms])
