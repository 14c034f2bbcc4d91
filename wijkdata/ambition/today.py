"""What was agreed on a day: decisions, terms, objectives and who does what, from the ambition and its versions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from wijkdata import dutch
from wijkdata.ambition import file, public
from wijkdata.ambition.differences import GROUPS, differences, grouped
from wijkdata.ambition.model import Agreement, Ambition, Decision

#: The groups of differences that have a heading of their own below; of the rest only that they changed is told.
_OBJECTIVES = GROUPS["objectives"]
_TOLD = {GROUPS[one] for one in ("objectives", "decisions", "adopted", "terms", "agreements", "notes")}


def of_day(ambition: Ambition, path: Path | None, day: date) -> dict[str, list[str]]:
    """Return what was agreed on a day as lines under their headings, in the order of the meeting.

    What is internal is left out: this is for everybody in the room. Agreements about who does what stand there as
    long as they are open, whenever they were made, for a working agreement has no day of its own.

    Parameters
    ----------
    path
        The file, beside which the versions before lie; without it nothing is known of what changed.

    Raises
    ------
    AmbitionFileError
        If the folder of versions cannot be read.
    """
    now = public.for_others(ambition)
    before = public.for_others(_before(ambition, path, day))
    changed = grouped(differences(before, now))
    others = [name for name in changed if name not in _TOLD]
    found = {
        "Besloten": [_decision(one) for one in now.decisions if one.date == day]
        + [
            f"Versie {one.number} is vastgesteld door {one.who or 'het team'}."
            for one in now.adopted
            if one.date == day
        ],
        "Zo verstaan we het": [
            f"{one.name}: {dutch.sentence(one.agreed)}"
            + (f" Afgesproken door {one.agreed_by}." if one.agreed_by else "")
            for one in now.terms
            if one.agreed and one.agreed_on == day
        ],
        "Doelen die veranderden": list(changed.get(_OBJECTIVES, ())),
        "Wie doet wat": [_agreement(one) for one in sorted(now.agreements, key=_due) if not one.done],
        "Verder veranderd": [dutch.join(others, "en")] if others else [],
    }
    return {heading: lines for heading, lines in found.items() if lines}


def _before(ambition: Ambition, path: Path | None, day: date) -> Ambition:
    """Return the ambition as it stood when the day began: what the first change of the day put aside."""
    if path is None:
        return ambition
    start = datetime.combine(day, datetime.min.time()).astimezone()
    put_aside = [one for one in file.versions(path) if start <= one.kept < start + timedelta(days=1)]
    return file.load(put_aside[-1].path) if put_aside else ambition


def _decision(one: Decision) -> str:
    parts = [one.what, one.why, f"Besloten door {one.who}" if one.who else ""]
    return " ".join(dutch.sentence(part) for part in parts if part.strip())


def _agreement(one: Agreement) -> str:
    when = f", uiterlijk {dutch.day(one.due)}" if one.due else ""
    return f"{one.owner or 'nog niemand'}: {one.what.rstrip('.')}{when}."


def _due(one: Agreement) -> tuple[date, str]:
    return one.due or date.max, one.owner
