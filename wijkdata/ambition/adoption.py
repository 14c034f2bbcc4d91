"""Adopting (vaststellen) an ambition: a numbered version with a fingerprint, of which a frozen copy is kept.

Saving an ambition with a new adopted version keeps that copy; see ``file``. What changes afterwards is said, and
makes a next version when it is adopted again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from wijkdata import dutch
from wijkdata.ambition import file, rules, words
from wijkdata.ambition.edit import new_part, with_parts
from wijkdata.ambition.model import Adopted, Ambition
from wijkdata.ambition.seal import agrees, seal
from wijkdata.errors import AmbitionFileError, WijkdataError

#: Findings named when adopting is refused; the rest is counted.
_SHOWN = 3


@dataclass(frozen=True)
class Standing:
    """Which version stands, and whether the ambition is still that version.

    Attributes
    ----------
    version
        The last adopted version; None if there is none.
    changed
        Whether what is agreed now differs from it.
    sentence
        The same in Dutch.
    """

    version: Adopted | None
    changed: bool
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """What became of a frozen copy.

    Attributes
    ----------
    intact
        Whether it still says what was adopted.
    sentence
        The same in Dutch, with what to do.
    """

    intact: bool
    sentence: str


def adopt(ambition: Ambition, who: str, day: date) -> Ambition:
    """Adopt the ambition as it is.

    Parameters
    ----------
    who
        Who adopts it, by role.
    day
        The day on which that was decided.

    Raises
    ------
    WijkdataError
        If something in it is wrong (``field`` is ``ambition``), nothing changed since the last adopted version
        (``ambition``), nobody is named (``who``), or the day is still to come or before the last one (``date``).
    """
    if not who.strip():
        raise WijkdataError("Schrijf op wie de ambitie vaststelt.", "who")
    if day > date.today():
        raise WijkdataError(
            f"{dutch.day(day)} is nog niet geweest. Kies de dag waarop is vastgesteld.", "date"
        )
    _check_findings(ambition)
    now = state(ambition)
    last = now.version
    if last is not None and not now.changed:
        raise WijkdataError(
            f"Er is niets veranderd sinds versie {last.number}. Die versie staat al vast.", "ambition"
        )
    if last is not None and day < last.date:
        raise WijkdataError(
            f"Versie {last.number} is vastgesteld op {dutch.day(last.date)}. Kies een dag daarna, of diezelfde dag.",
            "date",
        )
    number = 1 if last is None else last.number + 1
    new = new_part(Adopted, number=number, date=day, who=who.strip(), fingerprint=seal(ambition))
    return with_parts(ambition, adopted=[*ambition.adopted, new])


def _check_findings(ambition: Ambition) -> None:
    wrong = [one for one in rules.check(ambition) if one.level == rules.WRONG]
    if not wrong:
        return
    shown = " ".join(f"{dutch.sentence(one.where)[:-1]}: {one.message}" for one in wrong[:_SHOWN])
    rest = len(wrong) - _SHOWN
    more = f" En nog {rest} {'fout' if rest == 1 else 'fouten'}." if rest > 0 else ""
    raise WijkdataError(
        f"De ambitie kan nog niet worden vastgesteld, want er staat een fout in. {shown}{more}", "ambition"
    )


def state(ambition: Ambition) -> Standing:
    """Say which version stands, and whether the ambition was changed since."""
    if not ambition.adopted:
        return Standing(None, changed=False, sentence="Er is nog geen versie vastgesteld.")
    last = ambition.adopted[-1]
    changed = not agrees(ambition, last.fingerprint)
    sentence = (
        f"Gewijzigd sinds versie {last.number}, die op {dutch.day(last.date)} is vastgesteld."
        if changed
        else f"Versie {last.number} staat vast sinds {dutch.day(last.date)}."
    )
    return Standing(last, changed, sentence)


def frozen(path: str | Path, version: Adopted) -> Ambition | None:
    """Return what was adopted as a version of a file; None if no copy is there that still says so.

    Raises
    ------
    AmbitionFileError
        If the folder of versions cannot be read.
    """
    kept = map(_read, file.frozen_copies(path, version.number))
    return next((one for one in kept if one is not None and agrees(one, version.fingerprint)), None)


def adopted_as(ambition: Ambition, number: int) -> Adopted:
    """Return the mark of an adopted version; WijkdataError if there is none with this number (``number``)."""
    mark = next((one for one in ambition.adopted if one.number == number), None)
    if mark is None:
        known = dutch.join(str(one.number) for one in ambition.adopted) or "nog geen"
        raise WijkdataError(
            f"Versie {number} is niet vastgesteld. Vastgesteld: {known}. Kies een van die.", "number"
        )
    return mark


def verify(path: str | Path, number: int) -> Verdict:
    """Recompute the fingerprint of an adopted version and hold it against the one that was noted.

    Parameters
    ----------
    path
        The ambition file.
    number
        Which version.

    Raises
    ------
    WijkdataError
        If the file has no such version; ``field`` is ``number``.
    AmbitionFileError
        If the file itself cannot be read.
    """
    ambition = file.load(path)
    version = adopted_as(ambition, number)
    copies = file.frozen_copies(path, number)
    if not copies:
        return Verdict(
            intact=False,
            sentence=f"Van versie {number} is de vastgelegde kopie er niet. Zet haar terug uit een reservekopie van "
            "de map met versies.",
        )
    kept = [one for one in map(_read, copies) if one is not None]
    if any(agrees(one, version.fingerprint) and version in one.adopted for one in kept):
        return Verdict(intact=True, sentence=f"Versie {number} is nog precies wat er is vastgesteld.")
    if any(agrees(one, mark.fingerprint) for one in kept for mark in one.adopted if mark.number == number):
        return Verdict(
            intact=False,
            sentence=f"Bij versie {number} staat in de ambitie iets anders dan in de vastgelegde kopie, die nog "
            "klopt. Gebruik die kopie, of een reservekopie van de ambitie.",
        )
    names = dutch.join(words.quote(one.name) for one in copies)
    return Verdict(
        intact=False,
        sentence=f"{names} is na het vaststellen veranderd: het is niet meer wat als versie {number} is vastgesteld. "
        "Gebruik een reservekopie.",
    )


def _read(copy: Path) -> Ambition | None:
    try:
        return file.load(copy)
    except AmbitionFileError:
        return None  # a copy that cannot be read does not say any more what was adopted
