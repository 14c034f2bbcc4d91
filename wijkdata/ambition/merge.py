"""Two people changed one ambition: their changes put together, part by part.

What only one of the two changed is taken. What both changed differently stays as it is here, and is told with both
values; of what is internal only that it differs, for the screen on which it is told is seen by the whole room.
Decisions and adopted versions are of both: first those that stand in the file, then those from here.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pydantic import BaseModel

from wijkdata.ambition import rules, words
from wijkdata.ambition.differences import GROUPS, name_of_part, value_text
from wijkdata.ambition.model import SCHEMA_VERSION, Adopted, Ambition, Objective, Term
from wijkdata.ambition.parts import KEYS, LOGS, keyed

#: Groups of fields that only mean something together: they are taken whole from one of the two.
_WHOLE = ("area", "baseline", "target", "path", "likeness")

_REMOVED = "weggehaald"
_UNTOLD = "intern, wordt niet getoond"


@dataclass(frozen=True)
class Conflict:
    """Something that both changed, each in another way.

    Attributes
    ----------
    where
        What it is about, in the words of the team.
    mine
        What it is here, and stays.
    theirs
        What it is in the other version.
    """

    where: str
    mine: str
    theirs: str

    @property
    def text(self) -> str:
        """The same as one Dutch line."""
        return f"{self.where}: hier {self.mine}, in de andere versie {self.theirs}"


@dataclass(frozen=True)
class Merged:
    """Two versions put together.

    Attributes
    ----------
    ambition
        The result; where the two contradict each other it is what stands here.
    conflicts
        Where they do.
    wrong
        What is wrong in the result and was wrong in neither of the two, and agreements that no longer hold.
    """

    ambition: Ambition
    conflicts: tuple[Conflict, ...]
    wrong: tuple[rules.Finding, ...]

    @property
    def sentence(self) -> str:
        """What became of it, in Dutch."""
        count = len(self.conflicts)
        left = (
            f"; {count} {'verschil is' if count == 1 else 'verschillen zijn'} blijven staan: "
            f"{'; '.join(one.text for one in self.conflicts)}"
            if count
            else ""
        )
        wrong = " ".join(f"Let op, {one.where}: {one.message}" for one in self.wrong)
        return f"Samengevoegd{left}. {wrong}".rstrip()


class _Absent:
    """What is not there: other than anything that is."""

    def __repr__(self) -> str:
        return "absent"


_ABSENT = _Absent()


class _Three(NamedTuple):
    """One thing in the three versions."""

    base: Any
    mine: Any
    theirs: Any

    def get(self, name: str) -> _Three:
        return _Three(*(_ABSENT if one is _ABSENT else getattr(one, name) for one in self))


def merge(base: Ambition, mine: Ambition, theirs: Ambition) -> Merged:
    """Put two versions of one ambition together.

    Parameters
    ----------
    base
        What the two were before they went apart.
    mine, theirs
        What stands here, and what stands in the file by now.

    Returns
    -------
    The two together; nothing that is given is changed.
    """
    mine = _with_free_ids(base, mine, theirs)
    conflicts: list[Conflict] = []
    parts = {
        name: _merged_field(name, _Three(base, mine, theirs).get(name), mine, theirs, conflicts)
        for name in Ambition.model_fields
        if name not in ("schema_version", "changed")
    }
    made = Ambition.model_validate(
        {**parts, "schema_version": SCHEMA_VERSION, "changed": theirs.changed}
    ).model_copy(deep=True)
    withdrawn = _withdraw_agreements(made, mine, theirs)
    # The place of an objective can be another one than before, so what is wrong is known by what is said of it.
    known = {one.message for version in (mine, theirs) for one in rules.check(version)}
    wrong = [one for one in rules.check(made) if one.level == rules.WRONG and one.message not in known]
    return Merged(made, tuple(conflicts), (*withdrawn, *wrong))


def _merged_field(
    name: str, three: _Three, mine: Ambition, theirs: Ambition, conflicts: list[Conflict]
) -> Any:
    if name in LOGS:
        return _log(name, three)
    decided = _decided(three)
    if decided:
        return decided[0]
    if name in KEYS:
        return _list(name, three, (mine, theirs), conflicts)
    return _value(GROUPS.get(name, "Ambitie"), [name], three, conflicts)


# --- values ------------------------------------------------------------------------------------------------------


def _decided(three: _Three) -> Any:
    """Return what the three agree on; `_ABSENT` is something to agree on too, and None means that they do not."""
    if three.theirs in (three.mine, three.base):
        return [three.mine]
    return [three.theirs] if three.mine == three.base else None


def _value(called: str, path: Sequence[str], three: _Three, conflicts: list[Conflict]) -> Any:
    decided = _decided(three)
    if decided:
        return decided[0]
    name = path[-1]
    if name in ("wordings", "choices"):
        return _list(name, three, called, conflicts)
    both = isinstance(three.mine, BaseModel) and isinstance(three.theirs, BaseModel)
    if both and name not in _WHOLE:
        # What was not said before is there in neither of its fields.
        return _part(
            called, three if three.base is not None else three._replace(base=_ABSENT), conflicts, path
        )
    texts = [value_text(name, one) for one in (three.mine, three.theirs)]
    conflicts.append(Conflict(f"{called}, {words.place(path)}", *texts))
    return three.mine


def _part(called: str, three: _Three, conflicts: list[Conflict], path: Sequence[str] = ()) -> Any:
    """Merge a group of fields, each by itself."""
    kind = type(three.mine)
    fields = {name: _value(called, [*path, name], three.get(name), conflicts) for name in kind.model_fields}
    return kind.model_validate(fields)


# --- lists -------------------------------------------------------------------------------------------------------


def _list(name: str, three: _Three, context: Any, conflicts: list[Conflict]) -> list[Any]:
    """Merge a list of parts, each known by its key.

    Parameters
    ----------
    context
        The two ambitions after which the parts are named; within a part, what that part is called.
    """
    base, mine, theirs = (keyed(name, [] if one is _ABSENT else one) for one in three)
    merged = {}
    for key in _order(list(base), list(mine), list(theirs)):
        one = _Three(*(parts.get(key, _ABSENT) for parts in (base, mine, theirs)))
        kept = _merged_part(name, one, context, conflicts)
        if kept is not _ABSENT:
            merged[key] = kept
    return list(merged.values())


def _merged_part(name: str, three: _Three, context: Any, conflicts: list[Conflict]) -> Any:
    decided = _decided(three)
    if decided:
        return decided[0]
    called = _called(name, three, context)
    if three.mine is _ABSENT or three.theirs is _ABSENT:
        gone_here = three.mine is _ABSENT
        texts = (_REMOVED, "gewijzigd") if gone_here else ("gewijzigd", _REMOVED)
        conflicts.append(Conflict(called, *texts))
        return three.mine
    found: list[Conflict] = []
    merged = _part(called, three, found)
    conflicts += [
        Conflict(one.where, _UNTOLD, _UNTOLD) if _is_internal(name, three, one, context) else one
        for one in found
    ]
    return merged


def _is_internal(name: str, three: _Three, conflict: Conflict, context: Any) -> bool:
    """Say whether the values of a conflict within a part are not for everybody who sees the screen."""
    if name == "notes" or any(getattr(one, "internal", False) for one in three):
        return True
    if name != "parties" or not conflict.where.endswith(words.place(["priorities"])):
        return False
    # What comes first for a party tells what it wants, also of the themes of which that is internal.
    return any(
        one.internal and one.party == three.mine.name for version in context for one in version.interests
    )


def _called(name: str, three: _Three, context: Any) -> str:
    part = three.theirs if three.mine is _ABSENT else three.mine
    if isinstance(context, str):
        return f"{context}, {words.place([name])}, {KEYS[name](part)}"
    if name == "notes":
        return "Een interne notitie"
    mine, theirs = context
    # An agreement without words has no name of its own.
    return name_of_part(name, part, theirs if three.mine is _ABSENT else mine).strip() or GROUPS[name]


def _order(base: list[Hashable], mine: list[Hashable], theirs: list[Hashable]) -> list[Hashable]:
    """Return all keys: in my order where I changed it, else in theirs; what is new comes after what it followed."""
    shared = set(base) & set(mine) & set(theirs)
    moved = [one for one in mine if one in shared] != [one for one in base if one in shared]
    first, second = (mine, theirs) if moved else (theirs, mine)
    order = list(first)
    for place, key in enumerate(second):
        if key not in order:
            before = next((one for one in reversed(second[:place]) if one in order), None)
            order.insert(0 if before is None else order.index(before) + 1, key)
    return order


def _log(name: str, three: _Three) -> list[Any]:
    """Return what stands in the file, and after it what was added here."""
    standing: list[Any] = list(three.theirs)
    if three.mine[: len(standing)] == standing:
        return list(three.mine)
    added = [one for one in three.mine if one not in three.base and one not in standing]
    return [*standing, *(_renumbered(standing, added) if name == "adopted" else added)]


def _renumbered(standing: Sequence[Adopted], added: Sequence[Adopted]) -> list[Adopted]:
    """Give versions from here a number that is free: two cannot both be version 2."""
    highest = max((one.number for one in standing), default=0)
    found = []
    for one in added:
        highest = max(highest + 1, one.number)
        found.append(one.model_copy(update={"number": highest}))
    return found


# --- terms that were agreed -----------------------------------------------------------------------------------------


def _withdraw_agreements(made: Ambition, mine: Ambition, theirs: Ambition) -> list[rules.Finding]:
    """Take the agreement on a term back in the result where nobody agreed on what it says by now; tell which.

    As in ``terms_edit`` an agreement is on the text, the answers and the criterion together; what was still empty
    may be filled in.
    """
    found = []
    for term in made.terms:
        versions = [one for version in (mine, theirs) for one in version.terms if one.name == term.name]
        if term.agreed_on is None or any(_holds(one, term) for one in versions):
            continue
        term.agreed_on, term.agreed_by = None, ""
        found.append(
            rules.Finding(
                rules.CAUTION,
                f"begrip {words.quote(term.name)}",
                "De een veranderde iets aan wat de ander heeft afgesproken, dus de afspraak geldt niet meer. Spreek "
                "het begrip opnieuw af bij Begrippen.",
            )
        )
    return found


def _holds(agreed: Term, term: Term) -> bool:
    """Say whether what was agreed in one version is still what a term says."""
    if (agreed.agreed_on, agreed.agreed_by, agreed.agreed) != (term.agreed_on, term.agreed_by, term.agreed):
        return False
    answers = {one.question: one.answer for one in term.choices}
    return agreed.criterion in ("", term.criterion) and all(
        one.answer in ("", answers.get(one.question)) for one in agreed.choices
    )


# --- two objectives that took one id --------------------------------------------------------------------------------


def _with_free_ids(base: Ambition, mine: Ambition, theirs: Ambition) -> Ambition:
    """Give objectives that both added, and that only share their id, another id here.

    What stands in the file keeps its id: the window that wrote it goes on with it, and merges by it later.
    """
    before = {one.id for one in base.objectives}
    there = {one.id: one for one in theirs.objectives if one.id not in before}
    taken = {one.id for version in (base, mine, theirs) for one in version.objectives}
    renamed: dict[str | None, str] = {}
    for one in mine.objectives:
        twin = there.get(one.id)
        if one.id not in before and twin is not None and not _same_objective(one, twin):
            renamed[one.id] = _free(one.id, taken)
            taken.add(renamed[one.id])
    objectives = [
        one.model_copy(
            update={
                "id": renamed.get(one.id, one.id),
                "part_of": renamed.get(one.part_of, one.part_of),
            }
        )
        for one in mine.objectives
    ]
    return mine.model_copy(update={"objectives": objectives})


def _same_objective(one: Objective, other: Objective) -> bool:
    if one.indicator or other.indicator:
        return one.indicator == other.indicator
    return one.statement == other.statement


def _free(key: str, taken: set[str]) -> str:
    stem, number = re.sub(r"-\d+$", "", key), 2
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"
