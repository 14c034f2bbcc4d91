"""Versions of an ambition to hold against each other: what stands now, what was adopted and what was kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from wijkdata import dutch
from wijkdata.ambition import adoption, file, public, seal
from wijkdata.ambition.finding import WRONG, Finding
from wijkdata.ambition.model import Ambition
from wijkdata.errors import WijkdataError

#: The key of what stands now.
NOW = "nu"
_ADOPTED = "versie-"


@dataclass(frozen=True)
class Version:
    """A version to choose.

    Attributes
    ----------
    key
        By which `version` finds it.
    short
        Its name in a list: ``versie 2 (3 maart 2026)``.
    name
        Its name in a sentence: ``versie 2, vastgesteld 3 maart 2026``.
    """

    key: str
    short: str
    name: str


def key_of(number: int) -> str:
    """Return the key of an adopted version."""
    return f"{_ADOPTED}{number}"


def versions(ambition: Ambition, path: Path | None) -> list[Version]:
    """Return what there is to choose: what stands now, the adopted versions and the copies kept, each newest first.

    Raises
    ------
    AmbitionFileError
        If the folder of versions cannot be read.
    """
    found = [Version(NOW, "wat nu geldt", "wat nu geldt")]
    for one in reversed(ambition.adopted):
        day = dutch.day_in_words(one.date)
        found.append(
            Version(
                key_of(one.number), f"versie {one.number} ({day})", f"versie {one.number}, vastgesteld {day}"
            )
        )
    for kept in file.versions(path) if path is not None else []:
        moment = kept.kept.astimezone()
        name = f"bewaard {dutch.day(moment)} {moment:%H:%M}"
        found.append(Version(str(kept.path), name, name))
    return found


def version(ambition: Ambition, path: Path | None, key: str) -> Ambition:
    """Return the ambition as it was in a version.

    Raises
    ------
    WijkdataError
        If there is no such adopted version, or no copy of it that still says what was adopted.
    AmbitionFileError
        If a copy cannot be read.
    """
    if key == NOW:
        return ambition
    if not key.startswith(_ADOPTED):
        return file.load(key)
    number = int(key.removeprefix(_ADOPTED))
    mark = adoption.adopted_as(ambition, number)
    found = None if path is None else adoption.frozen(path, mark)
    if found is None:
        raise WijkdataError(
            f"Van versie {number} is geen vastgelegde kopie die nog klopt. Zet haar terug uit een reservekopie van "
            "de map met versies, of kies een andere versie.",
            "number",
        )
    return found


def beside(ambition: Ambition, path: Path | None, before: str, after: str) -> tuple[Ambition, Ambition]:
    """Return two versions as they are held against each other: what others may see of them.

    Beside an adopted version stands what is agreed: another scenario than the programme is there to try things out,
    and what makes buurten alike is only how the screen compares. Where such a version was adopted by the rule by
    which every scenario counts (see `seal`), all of them stand there.

    Raises
    ------
    WijkdataError, AmbitionFileError
        As `version`.
    """
    old, new = (version(ambition, path, key) for key in (before, after))
    adopted = [
        (one, adoption.adopted_as(ambition, int(key.removeprefix(_ADOPTED))).fingerprint)
        for one, key in ((old, before), (new, after))
        if key.startswith(_ADOPTED)
    ]
    if not adopted or any(seal.seal(one) != fingerprint for one, fingerprint in adopted):
        return public.for_others(old), public.for_others(new)
    return seal.agreed(old), seal.agreed(new)


def broken(ambition: Ambition, path: Path) -> list[Finding]:
    """Return a finding for each adopted version of which the copy does not say any more what was adopted.

    Raises
    ------
    AmbitionFileError
        If the file or the folder of versions cannot be read.
    """
    verdicts = {one.number: adoption.verify(path, one.number) for one in ambition.adopted}
    return [
        Finding(WRONG, f"versie {number}", verdict.sentence)
        for number, verdict in verdicts.items()
        if not verdict.intact
    ]
