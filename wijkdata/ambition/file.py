"""The ambition file: one UTF-8 JSON file, the only thing a team has to keep.

What is promised here: a file is either the old one or the new one, never half of one; two programs that save at
the same time wait for each other; a file that cannot be read is never written over; the version that stood is kept
before a new one takes its place; and decisions that stand in it are never changed or taken away.

Beside ``prinsenland.ambitie.json`` lie ``.prinsenland.ambitie.json.lock`` (empty, may be removed when nothing runs)
and the folder ``prinsenland.versies`` with the versions before. Of those the last 50 stay, and all of the last 24
hours; of each earlier day the last one stays. A version that was adopted is kept there as well, under a name of its
own (``vastgesteld-1.ambitie.json``), read-only, and is never removed.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

from filelock import FileLock, Timeout
from pydantic import ValidationError

from wijkdata import dutch, whole_file
from wijkdata.ambition import words
from wijkdata.ambition.model import SCHEMA_VERSION, Ambition
from wijkdata.ambition.seal import agrees
from wijkdata.errors import AmbitionFileError, ChangedOnDiskError

SUFFIX = ".ambitie.json"
#: How alike a name must be to be offered for a file that is not there.
_ALIKE = 0.6

#: Versions that stay whatever their age.
KEEP_LAST = 50
#: Younger versions all stay; of each earlier day only the last one.
KEEP_ALL_FOR = timedelta(days=1)

#: Size in bytes above which a file is no ambition; a full one is some hundreds of kilobytes.
LARGEST = 20_000_000
#: Seconds to wait for another program that is saving the same file.
LOCK_SECONDS = 10.0

_STAMP = "%Y-%m-%dT%H%M%SZ"
_VERSION_NAME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{6}Z)(?:-(\d+))?" + re.escape(SUFFIX))
_COPY = re.compile(r"-kopie(-\d+)?$")
_NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)

_REASONS = {
    errno.ENOSPC: "De schijf is vol. Maak ruimte vrij of bewaar op een andere plek.",
    errno.EDQUOT: "Uw ruimte op deze schijf is vol. Maak ruimte vrij of bewaar op een andere plek.",
    errno.EROFS: "Deze schijf is alleen-lezen. Bewaar op een andere plek.",
    errno.EACCES: "U hebt er geen rechten voor, of een ander programma houdt het bestand vast.",
    errno.EPERM: "U hebt er geen rechten voor, of een ander programma houdt het bestand vast.",
    errno.ENOENT: "De map of het bestand bestaat niet. Controleer de naam en de plaats.",
    errno.ENOTDIR: "Een deel van het pad is geen map. Controleer de plaats.",
    errno.EISDIR: "Dit is een map, geen bestand. Kies een bestand.",
    errno.EEXIST: "Er staat al iets anders met die naam. Haal dat weg of kies een andere plek.",
    errno.ENAMETOOLONG: "De naam is te lang. Kies een kortere naam.",
}


@dataclass(frozen=True)
class Stored:
    """An ambition as it stands in a file.

    Attributes
    ----------
    ambition
        What stands in the file.
    path
        Where the file is.
    fingerprint
        SHA-256 of the bytes of the file; give it to `save` so that nobody else's work is overwritten.
    """

    ambition: Ambition
    path: Path
    fingerprint: str


@dataclass(frozen=True)
class Version:
    """An earlier version of an ambition file.

    Attributes
    ----------
    path
        Where the version is kept.
    kept
        When it was put aside, in UTC. Never earlier than that of the version before it, also when the clock was
        set back.
    """

    path: Path
    kept: datetime


class _DamagedError(Exception):
    """The content is no ambition; the text says in Dutch what is wrong."""


class _NewerError(Exception):
    """The content was written by a newer program."""


def load(path: str | Path) -> Ambition:
    """Read an ambition file.

    Raises
    ------
    AmbitionFileError
        If the file is missing, damaged, foreign or made by a newer program; the message names the file, the place
        and what to do. The file is left as it is.
    """
    return read(path).ambition


def read(path: str | Path) -> Stored:
    """Read an ambition file together with its fingerprint.

    Raises
    ------
    AmbitionFileError
        As `load`.
    """
    location = _located(path)
    with _explained(location, "gelezen"):
        if not location.exists():
            _refuse_missing(location)
        content = _content(location)
    return Stored(_understood(content, location), location, fingerprint(content))


def fingerprint(source: Path | str | bytes) -> str:
    """Return the SHA-256 of a file (given as `Path`) or of a text, as 64 hexadecimal digits.

    Raises
    ------
    AmbitionFileError
        If the file cannot be read.
    """
    if isinstance(source, Path):
        location = _located(source)
        with _explained(location, "gelezen"):
            source = _content(location)
    return hashlib.sha256(source.encode("utf-8") if isinstance(source, str) else source).hexdigest()


def new(path: str | Path, ambition: Ambition | None = None) -> Stored:
    """Make a new ambition file, empty unless an ambition is given.

    Raises
    ------
    AmbitionFileError
        If the file is there already, its name cannot be used everywhere, or it cannot be written.
    """
    return _write(ambition or Ambition(), path, only_new=True)


def save(ambition: Ambition, path: str | Path, *, expected: str | None = None) -> Stored:
    """Save an ambition; the version that stood is kept beside it.

    Nothing is written when the file already says the same, also if somebody else wrote that meanwhile: what both
    wanted stands there. ``changed`` is set to now.

    Parameters
    ----------
    ambition
        What to save; it is not changed itself.
    path
        The file. A new one is made if there is none.
    expected
        Fingerprint of the file as it was read. Without it the version that stands is replaced (and kept).

    Returns
    -------
    What stands in the file now, with its new fingerprint.

    Raises
    ------
    ChangedOnDiskError
        If the file is no longer the expected one: somebody else saved, moved or removed it meanwhile.
    AmbitionFileError
        If the file that stands is damaged, foreign or newer, if a decision in it would be changed or taken away, or
        if it cannot be written. In every case the file that stood still stands.
    """
    return _write(ambition, path, expected=expected)


def versions(path: str | Path) -> list[Version]:
    """Return the earlier versions that are kept of an ambition file, the newest first."""
    folder = _version_folder(_located(path))
    found: list[tuple[datetime, int, Path]] = []
    with _explained(folder, "gelezen"), contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for entry in folder.iterdir():
            name = _VERSION_NAME.fullmatch(entry.name)
            stamp = _time(name[1]) if name else None
            if name and stamp:
                found.append((stamp, int(name[2] or 1), entry))
    return [Version(entry, stamp) for stamp, _, entry in sorted(found, reverse=True)]


def restore(path: str | Path, version: Version | Path, *, expected: str | None = None) -> Stored:
    """Put an earlier version back in place of what stands now, which is kept as well.

    The decisions that stand now stay: they are only ever added. A damaged file may be replaced this way; its bytes
    stay in the folder of versions as ``….beschadigd.json``.

    Raises
    ------
    AmbitionFileError
        As `save`, or if the version itself cannot be read.
    """
    chosen = read(version.path if isinstance(version, Version) else version)
    return _write(chosen.ambition, path, expected=expected, restoring=True)


def frozen_copies(path: str | Path, number: int) -> list[Path]:
    """Return the copies that were kept of an adopted version; more than one only if an older file had this name.

    Raises
    ------
    AmbitionFileError
        If the folder of versions cannot be read.
    """
    folder = _version_folder(_located(path))
    name = re.compile(rf"vastgesteld-{number}(?:-\d+)?{re.escape(SUFFIX)}")
    with _explained(folder, "gelezen"):
        if not folder.is_dir():
            return []
        return sorted(entry for entry in folder.iterdir() if name.fullmatch(entry.name))


def carry_frozen(path: str | Path, copy: str | Path) -> None:
    """Keep the adopted versions of a file beside a copy of it too.

    Raises
    ------
    AmbitionFileError
        If they cannot be read or written.
    """
    origin, target = _version_folder(_located(path)), _version_folder(_located(copy))
    with _explained(target, "bewaard"):
        for entry in sorted(origin.glob(f"vastgesteld-*{SUFFIX}")):
            target.mkdir(exist_ok=True)
            if not (target / entry.name).exists():
                _put_read_only(entry.read_bytes(), target / entry.name)


def suggest_name(title: str) -> str:
    """Make a file name from a title that works on every computer: ``prinsenland-het-lage-land.ambitie.json``."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", plain))[:60].strip("-")
    if not stem or _RESERVED.fullmatch(stem):
        stem = f"ambitie-{stem}".strip("-")
    return stem + SUFFIX


def copy_path(path: str | Path) -> Path:
    """Return a free name beside a file for a copy of it: ``wijk-kopie.ambitie.json``, ``wijk-kopie-2``, and so on."""
    original = Path(path)
    stem = _COPY.sub("", original.name.removesuffix(SUFFIX))
    number, copy = 1, original.with_name(f"{stem}-kopie{SUFFIX}")
    while copy.exists():
        number += 1
        copy = original.with_name(f"{stem}-kopie-{number}{SUFFIX}")
    return copy


def _write(
    ambition: Ambition,
    path: str | Path,
    *,
    expected: str | None = None,
    only_new: bool = False,
    restoring: bool = False,
) -> Stored:
    location = _located(path)
    valid = _valid(ambition, location)
    with _explained(location, "bewaard"), _locked(location):
        # Under the lock nobody else is writing.
        whole_file.sweep(location.parent, location.name)
        whole_file.sweep(_version_folder(location))
        standing = _content(location) if location.exists() else None
        if standing is not None and only_new:
            raise AmbitionFileError(
                f"{_named(location)} bestaat al. Open dat bestand of kies een andere naam."
            )
        current = _current(standing, location, over_damaged=restoring)
        if restoring and current is not None and not _keeps_decisions(valid, current):
            valid = valid.model_copy(update={"decisions": current.decisions, "adopted": current.adopted})
        if standing is not None and current is not None and _same(current, valid):
            return Stored(current, location, fingerprint(standing))
        _check_expected(standing, expected, location)
        if current is not None and not _keeps_decisions(valid, current):
            raise AmbitionFileError(
                f"{_named(location)} is niet bewaard: een besluit of versie die is vastgelegd, wordt niet meer "
                "veranderd of weggehaald. Open het bestand opnieuw en leg een nieuw besluit vast."
            )
        if standing is not None:
            _check_writable(location)
            _keep(standing, location, intact=current is not None)
        stored = valid.model_copy(update={"changed": datetime.now().astimezone().replace(microsecond=0)})
        content = _encoded(stored, location)
        _freeze(stored, content, current, location)
        whole_file.put(content, location)
        _thin(location)
    return Stored(stored, location, fingerprint(content))


def _valid(ambition: Ambition, location: Path) -> Ambition:
    """Return an own copy that is known to be readable again; lists can have been filled past the model."""
    try:
        return Ambition.model_validate(ambition.model_dump(warnings=False))
    except ValidationError as error:
        raise AmbitionFileError(
            f"{_named(location)} is niet bewaard, want er klopt iets niet in de ambitie. {words.problems(error)}"
        ) from None


def _encoded(ambition: Ambition, location: Path) -> bytes:
    text = json.dumps(ambition.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    content = text.encode("utf-8")
    if len(content) > LARGEST:
        raise AmbitionFileError(
            f"{_named(location)} is niet bewaard: de ambitie is groter dan "
            f"{dutch.number(LARGEST // 1_000_000)} MB. Kort lange teksten in of haal metingen weg."
        )
    return content


def _same(one: Ambition, other: Ambition) -> bool:
    return one.model_copy(update={"changed": None}) == other.model_copy(update={"changed": None})


def _keeps_decisions(ambition: Ambition, standing: Ambition) -> bool:
    """Say whether the decisions and adopted versions that stand are all there, as they were, before any new ones."""
    return (
        ambition.decisions[: len(standing.decisions)] == standing.decisions
        and ambition.adopted[: len(standing.adopted)] == standing.adopted
    )


# --- reading ---------------------------------------------------------------------------------------------------


def _content(location: Path) -> bytes:
    if location.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if location.exists() and not location.is_file():
        raise AmbitionFileError(f"{_named(location)} is geen gewoon bestand. Kies een ambitiebestand.")
    if location.stat().st_size > LARGEST:
        raise AmbitionFileError(
            f"{_named(location)} is groter dan {dutch.number(LARGEST // 1_000_000)} MB en dus geen ambitie. "
            "Kies een ander bestand; dit bestand is niet veranderd."
        )
    return location.read_bytes()


def _understood(content: bytes, location: Path) -> Ambition:
    try:
        return _parse(content)
    except _NewerError as error:
        raise AmbitionFileError(
            f"{_named(location)} is gemaakt met een nieuwere versie van wijkdata (schemaversie {error}; deze "
            f"versie kent tot en met {SCHEMA_VERSION}). Werk wijkdata bij om het te openen; het bestand is niet "
            "veranderd."
        ) from None
    except _DamagedError as error:
        raise AmbitionFileError(
            f"{_named(location)} kan niet worden gelezen. {dutch.sentence(str(error))} {_way_out(location)} "
            "Het bestand is niet veranderd."
        ) from None


def _current(standing: bytes | None, location: Path, *, over_damaged: bool) -> Ambition | None:
    """Return what the file says now; None if there is no file, or a damaged one that may be replaced."""
    if standing is None:
        return None
    if over_damaged:
        with contextlib.suppress(_NewerError):
            try:
                return _parse(standing)
            except _DamagedError:
                return None
    return _understood(standing, location)


def _parse(content: bytes) -> Ambition:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise _DamagedError(
            f"op regel {line} houdt de leesbare tekst op: het bestand is daar afgebroken of geen UTF-8"
        ) from None
    if not text.strip("\0 \t\r\n"):
        raise _DamagedError("het bestand is leeg")
    raw = _json(text)
    if not isinstance(raw, dict) or "schema_version" not in raw:
        raise _DamagedError("dit is geen ambitie van wijkdata: er staat geen schemaversie in")
    number = raw["schema_version"]
    if isinstance(number, int) and not isinstance(number, bool) and number > SCHEMA_VERSION:
        raise _NewerError(number)
    try:
        # An older form has nothing that this one does not have; saved again it is of this one.
        return Ambition.model_validate_json(text).model_copy(update={"schema_version": SCHEMA_VERSION})
    except ValidationError as error:
        raise _DamagedError(words.problems(error)) from None


def _json(text: str) -> object:
    """Read JSON as strictly as the format is meant, with the place of a mistake."""
    try:
        return json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_no_twins)
    except json.JSONDecodeError as error:
        raise _DamagedError(
            f"op regel {error.lineno}, teken {error.colno} is het bestand afgebroken of beschadigd"
        ) from None
    except RecursionError:
        raise _DamagedError("de groepen zijn te diep in elkaar gezet; dit is geen ambitie") from None
    except ValueError:
        raise _DamagedError("er staat een getal in met te veel cijfers") from None


def _refuse_constant(name: str) -> NoReturn:
    raise _DamagedError(f"er staat {words.quote(name)} waar een getal hoort")


def _no_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    # JSON readers keep the last of two equal names in silence; after a clumsy merge that hides half of the work.
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twin = next(name for name in names if names.count(name) > 1)
        raise _DamagedError(f"{words.place([twin])} staat er twee keer in dezelfde groep; haal er één weg")
    return found


def _refuse_missing(location: Path) -> NoReturn:
    # What all names share says nothing, and another JSON file is no ambition.
    folder = location.parent
    beside = [one.name.removesuffix(SUFFIX) for one in folder.glob(f"*{SUFFIX}")] if folder.is_dir() else []
    near = dutch.nearest(location.name.removesuffix(SUFFIX).removesuffix(".json"), beside, cutoff=_ALIKE)
    hint = f" Bedoelt u {dutch.join([words.quote(name + SUFFIX) for name in near], 'of')}?" if near else ""
    intact = _newest_intact(location)
    kept = f" {_kept_sentence(intact, location)}" if intact else ""
    raise AmbitionFileError(
        f"{_named(location)} staat niet in de map ‘{location.parent}’. Controleer de naam en de plaats.{hint}{kept}"
    )


def _way_out(location: Path) -> str:
    intact = _newest_intact(location)
    if intact is None:
        return "Gebruik een kopie, of laat iemand de genoemde plaats herstellen."
    return _kept_sentence(intact, location)


def _kept_sentence(version: Version, location: Path) -> str:
    moment = version.kept.astimezone()
    where = f"{_version_folder(location).name}/{version.path.name}"
    return f"Zet de bewaarde versie van {_date(moment)} terug: ‘{where}’."


def _date(moment: datetime) -> str:
    return f"{moment.day}-{moment.month}-{moment.year} om {moment:%H:%M}"


def _newest_intact(location: Path) -> Version | None:
    with contextlib.suppress(AmbitionFileError):
        for version in versions(location):
            with contextlib.suppress(_DamagedError, _NewerError, OSError):
                _parse(version.path.read_bytes())
                return version
    return None


# --- writing ---------------------------------------------------------------------------------------------------


def _located(path: str | Path) -> Path:
    """Follow links, so that a link stays a link and the file it points to is the one replaced and locked."""
    if "\0" in str(path):
        raise AmbitionFileError(
            "In de naam van het bestand staat een teken dat niet kan. Kies een andere naam."
        )
    return Path(os.path.realpath(path))


def _check_name(location: Path) -> None:
    """Refuse names that cannot exist on every computer the team may use, or that no one would find again."""
    stem = location.name.removesuffix(SUFFIX)
    if stem == location.name or not stem:
        wanted = suggest_name(location.name.removesuffix(".json"))
        raise AmbitionFileError(
            f"De naam van een ambitie eindigt op ‘{SUFFIX}’. Noem het bestand bijvoorbeeld ‘{wanted}’."
        )
    first = stem.split(".")[0].strip()
    if (
        _NOT_IN_A_NAME.search(stem)
        or _RESERVED.fullmatch(first)
        or stem != stem.strip()
        or stem.endswith(".")
    ):
        raise AmbitionFileError(
            f"De naam {words.quote(location.name)} kan niet op elke computer. Noem het bestand bijvoorbeeld "
            f"‘{suggest_name(stem)}’."
        )


def _check_expected(standing: bytes | None, expected: str | None, location: Path) -> None:
    if expected is None or (standing is not None and fingerprint(standing) == expected):
        return
    if standing is None:
        raise ChangedOnDiskError(
            f"{_named(location)} staat niet meer op zijn plaats: het is intussen verplaatst of weggehaald. Er is "
            "niets bewaard. Zet het terug of bewaar onder een andere naam."
        )
    raise ChangedOnDiskError(
        f"Iemand anders heeft {_named(location)} intussen bewaard. Er is niets overschreven. Voeg de twee "
        "samen, of bewaar de uwe onder een andere naam."
    )


def _check_writable(location: Path) -> None:
    # A file can be replaced without being writable itself; whoever marked it read-only meant it.
    if not os.access(location, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _version_folder(location: Path) -> Path:
    return location.with_name(location.name.removesuffix(SUFFIX) + ".versies")


def _keep(content: bytes, location: Path, *, intact: bool) -> None:
    folder = _version_folder(location)
    folder.mkdir(exist_ok=True)
    kept = versions(location)
    if intact and kept and kept[0].path.read_bytes() == content:
        return
    # With a clock that was set back, names would no longer be in the order of keeping.
    moment = max([datetime.now(UTC).replace(microsecond=0), *(version.kept for version in kept[:1])])
    ending = SUFFIX if intact else ".beschadigd.json"
    target = folder / f"{moment:{_STAMP}}{ending}"
    count = 1
    while target.exists():
        count += 1
        target = folder / f"{moment:{_STAMP}}-{count}{ending}"
    whole_file.put(content, target)
    whole_file.sync_folder(folder.parent)


def _freeze(ambition: Ambition, content: bytes, standing: Ambition | None, location: Path) -> None:
    """Keep a copy of a version that is adopted by this saving, before the file itself says that it is.

    What is there under that name stays: it can be of a file that had this name before.
    """
    known = standing.adopted if standing else []
    if len(ambition.adopted) <= len(known) or not agrees(ambition, ambition.adopted[-1].fingerprint):
        return
    folder = _version_folder(location)
    folder.mkdir(exist_ok=True)
    stem = f"vastgesteld-{ambition.adopted[-1].number}"
    count, target = 1, folder / f"{stem}{SUFFIX}"
    while target.exists():
        count += 1
        target = folder / f"{stem}-{count}{SUFFIX}"
    _put_read_only(content, target)
    whole_file.sync_folder(folder.parent)


def _put_read_only(content: bytes, target: Path) -> None:
    whole_file.put(content, target)
    # A disk without rights of its own (a USB stick) keeps the file all the same.
    with contextlib.suppress(OSError):
        target.chmod(0o444)


def _thin(location: Path) -> None:
    """Remove old versions as the module says; one that cannot be removed simply stays."""
    limit = datetime.now(UTC) - KEEP_ALL_FOR
    days = set()
    with contextlib.suppress(AmbitionFileError):
        for position, version in enumerate(versions(location)):
            day = version.kept.date()
            if position >= KEEP_LAST and version.kept < limit and day in days:
                with contextlib.suppress(OSError):
                    version.path.unlink()
            days.add(day)


@contextlib.contextmanager
def _locked(location: Path) -> Iterator[None]:
    if not location.exists():
        if not location.parent.is_dir():
            code = errno.ENOTDIR if location.parent.exists() else errno.ENOENT
            raise OSError(code, os.strerror(code))
        _check_name(location)
    lock = FileLock(location.with_name(f".{location.name}.lock"), timeout=LOCK_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise AmbitionFileError(
            f"{_named(location)} wordt nu door een ander programma bewaard. Er is niets overschreven; probeer het "
            "zo meteen opnieuw."
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def _explained(location: Path, deed: str) -> Iterator[None]:
    """Tell in Dutch why a file could not be read or written."""
    try:
        yield
    except OSError as error:
        code = errno.errorcode.get(error.errno or 0, "onbekend")
        reason = _REASONS.get(
            error.errno or 0, f"Het systeem meldt fout {code}. Probeer het opnieuw of kies een andere plek."
        )
        stands = " Wat er stond, staat er nog." if deed == "bewaard" else ""
        raise AmbitionFileError(
            f"{_named(location)} in de map ‘{location.parent}’ kan niet worden {deed}. {reason}{stands}"
        ) from error


def _named(location: Path) -> str:
    return f"‘{location.name}’"


def _time(stamp: str) -> datetime | None:
    try:
        return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
