"""Merging forms of interests into the ambition: what is new is taken, what contradicts is for people to choose.

An answer that differs from what the ambition has from the party already is never taken in silence: both stand side
by side and the caller chooses. A cell that was left empty changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from wijkdata import catalogue, dutch
from wijkdata.ambition import file, meeting, words
from wijkdata.ambition.edit import new_part, part_with, with_parts
from wijkdata.ambition.interest_form import NO, YES
from wijkdata.ambition.interest_form_read import Answer, Form, plain, read_form
from wijkdata.ambition.model import Ambition, Wording
from wijkdata.errors import SourceError, WijkdataError

#: What there is to choose where form and ambition contradict each other.
Choice = Literal["formulier", "ambitie"]


@dataclass(frozen=True)
class Contradiction:
    """An answer that differs from what the ambition has from the party, side by side."""

    answer: Answer
    in_ambition: int | str | bool

    def text(self) -> str:
        """Return both as one Dutch sentence."""
        what = {"weight": "gewicht", "text": "belang", "internal": "alleen voor het team"}.get(
            self.answer.field, "omschrijving"
        )
        about = _name_of(self.answer)
        waits = (
            " Wat over dit thema nieuw is, wordt pas overgenomen als het formulier geldt: anderen zouden het zien."
            if self.answer.field == "internal" and self.answer.value
            else ""
        )
        return (
            f"{about}, {what}: in de ambitie staat {_shown(self.in_ambition)}, in het formulier "
            f"{_shown(self.answer.value)} ({self.answer.cell}).{waits}"
        )


def contradictions(ambition: Ambition, form: Form) -> list[Contradiction]:
    """Return the answers that differ from what the ambition has from this party already."""
    found = []
    for answer in form.answers:
        before = _in_ambition(ambition, form.party, answer)
        if before is not None and not _same(before, answer.value):
            found.append(Contradiction(answer, before))
    return found


def news(ambition: Ambition, form: Form) -> list[Answer]:
    """Return the answers on which the ambition has nothing from this party yet."""
    return [one for one in form.answers if _in_ambition(ambition, form.party, one) is None]


def merge(ambition: Ambition, form: Form, choice: Choice | Mapping[str, Choice] = "ambitie") -> Ambition:
    """Put what is new in a form into the ambition, and of what contradicts what was chosen.

    Parameters
    ----------
    choice
        What holds where the two contradict each other: for all, or by the cell of the answer. What is not chosen
        stays as it is in the ambition; see `contradictions`.

    Raises
    ------
    WijkdataError
        If the party or a term is not there (any more).
    """
    for answer in taken(ambition, form, choice):
        ambition = _put(ambition, form.party, answer)
    return ambition


def taken(ambition: Ambition, form: Form, choice: Choice | Mapping[str, Choice] = "ambitie") -> list[Answer]:
    """Return the answers of a form that `merge` takes.

    Where a party asks for the first time to keep its interest in a theme within the team, weight and words of the
    form are only taken together with that: others would get to see them.
    """

    def from_form(answer: Answer) -> bool:
        return (choice if isinstance(choice, str) else choice.get(answer.cell, "ambitie")) == "formulier"

    against = [one.answer for one in contradictions(ambition, form)]
    open_to_others = {
        one.about for one in against if one.field == "internal" and one.value and not from_form(one)
    }
    wanted = [*news(ambition, form), *filter(from_form, against)]
    return [
        one
        for one in form.answers
        if one in wanted and not (one.field in ("weight", "text") and one.about in open_to_others)
    ]


@dataclass(frozen=True)
class Outcome:
    """What became of one form.

    Attributes
    ----------
    name
        Name of the file.
    party
        The party that filled it in; empty if the form was refused.
    taken
        How many answers the ambition did not have yet, or has from the form now.
    missing
        Names of the themes without a weight in the form, and of those that it does not have.
    without_wording
        Names of the terms on which the form says nothing.
    against
        What contradicts the ambition, as it stood before.
    choice
        What was chosen where they contradict each other; None if nothing was: the ambition then stays.
    refused
        Why nothing was taken from the form, as Dutch sentences; empty if it was read.
    """

    name: str
    party: str = ""
    taken: int = 0
    missing: tuple[str, ...] = ()
    without_wording: tuple[str, ...] = ()
    against: tuple[Contradiction, ...] = ()
    choice: Choice | None = None
    refused: str = ""

    @property
    def open_choices(self) -> bool:
        """Whether something contradicts the ambition and nothing was chosen."""
        return bool(self.against) and self.choice is None

    def text(self) -> str:
        """Return the outcome as Dutch lines."""
        count = "1 antwoord" if self.taken == 1 else f"{self.taken} antwoorden"
        taken = f"{count} overgenomen"
        if not self.taken:
            taken = (
                "nog niets overgenomen"
                if self.against
                else "niets nieuws; wat erin staat, is al bekend, of het is leeg"
            )
        lines = [f"{self.name} ({self.party}): {taken}."]
        if self.missing:
            lines.append(f"  Zonder gewicht: {dutch.join(self.missing)}.")
        if self.without_wording:
            lines.append(f"  Zonder eigen omschrijving: {dutch.join(self.without_wording)}.")
        if self.against:
            chosen = {
                "formulier": "nu geldt het formulier",
                "ambitie": "de ambitie blijft zoals zij was",
                None: "kies met --choose formulier of --choose ambitie wat geldt; tot dan blijft de ambitie",
            }[self.choice]
            lines.append(f"  Tegenspraak ({chosen}):")
            lines += [f"    {one.text()}" for one in self.against]
        return "\n".join(lines)

    def record(self) -> dict[str, Any]:
        """Return the outcome for programs."""
        against = [
            {
                "about": one.answer.about,
                "field": one.answer.field,
                "cell": one.answer.cell,
                "in_ambition": one.in_ambition,
                "in_form": one.answer.value,
            }
            for one in self.against
        ]
        return {
            "form": self.name,
            "party": self.party or None,
            "taken": self.taken,
            "missing": list(self.missing),
            "without_wording": list(self.without_wording),
            "contradictions": against,
            "choice": self.choice,
            "refused": self.refused or None,
        }


def read_into(path: Path, forms: Sequence[Path], choice: Choice | None = None) -> list[Outcome]:
    """Read forms, merge each into the ambition in a file, and keep it; a form that is refused changes nothing.

    Parameters
    ----------
    choice
        What holds where a form contradicts the ambition; without a choice the ambition stays.

    Raises
    ------
    AmbitionFileError
        If the ambition cannot be read or kept; nothing is changed then.
    """
    stored = file.read(path)
    ambition = stored.ambition
    outcomes = []
    for one in forms:
        try:
            form = read_form(one, ambition)
        except SourceError as error:
            outcomes.append(Outcome(one.name, refused=str(error), choice=choice))
            continue
        against = tuple(contradictions(ambition, form))
        count = len(taken(ambition, form, choice or "ambitie"))
        silent = (*form.without_weight, *form.not_asked)
        missing = tuple(catalogue.theme(theme).name for theme in silent)
        ambition = merge(ambition, form, choice or "ambitie")
        outcomes.append(Outcome(form.name, form.party, count, missing, form.without_wording, against, choice))
    if ambition != stored.ambition:
        file.save(ambition, path, expected=stored.fingerprint)
    return outcomes


def _in_ambition(ambition: Ambition, party: str, answer: Answer) -> int | str | bool | None:
    """Return what the ambition has from a party where a form has an answer; None if that is nothing."""
    if answer.field == "wording":
        wordings = [each for one in ambition.terms if one.name == answer.about for each in one.wordings]
        return next((one.text for one in wordings if one.party == party and one.text), None)
    one = meeting.interest_of(ambition, party, answer.about)
    if answer.field == "weight":
        return one.weight
    if answer.field == "internal":
        return one.internal if one.weight is not None or one.text else None
    return one.text or None


def _put(ambition: Ambition, party: str, answer: Answer) -> Ambition:
    if answer.field == "wording":
        return _put_wording(ambition, party, answer.about, str(answer.value))
    one = meeting.interest_of(ambition, party, answer.about)
    parts: dict[str, Any] = {"weight": one.weight, "text": one.text, "internal": one.internal}
    parts[answer.field] = answer.value
    return meeting.set_interest(ambition, party, answer.about, **parts)


def _put_wording(ambition: Ambition, party: str, name: str, text: str) -> Ambition:
    try:
        term = ambition.term(name)
    except KeyError:
        raise WijkdataError(f"Het begrip {words.quote(name)} is er niet (meer).", "term") from None
    others = [one for one in term.wordings if one.party != party]
    new = part_with(term, wordings=[*others, new_part(Wording, party=party, text=text)])
    return with_parts(ambition, terms=[new if one.name == name else one for one in ambition.terms])


def _same(one: int | str | bool, other: int | str | bool) -> bool:  # noqa: FBT001
    if isinstance(one, str) and isinstance(other, str):
        return plain(one) == plain(other)
    return one == other


def _name_of(answer: Answer) -> str:
    return answer.about if answer.field == "wording" else catalogue.theme(answer.about).name


def _shown(value: int | str | bool) -> str:  # noqa: FBT001
    if isinstance(value, bool):
        return YES if value else NO
    return words.quote(value) if isinstance(value, str) else str(value)
