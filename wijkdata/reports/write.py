"""Writing the documents of an ambition to a folder: all of them or none, and never over what somebody changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from wijkdata import dutch
from wijkdata.ambition.file import SUFFIX
from wijkdata.ambition.model import Ambition, Objective
from wijkdata.errors import WijkdataError
from wijkdata.reasons import reason
from wijkdata.reports import ambition_document, csv_folder, monitoring_plan, pictures, tables
from wijkdata.reports.blocks import Document, Picture
from wijkdata.reports.facts import Facts, gather
from wijkdata.reports.sheets import Sheet

FORMATS = ("docx", "pdf", "html", "xlsx", "pptx", "csv")
#: What making each of them is called.
_NAMES = {
    "docx": "de documenten voor Word",
    "pdf": "de documenten als PDF",
    "html": "de webpagina’s",
    "xlsx": "het werkboek",
    "pptx": "de dia’s",
    "csv": "de tabellen voor andere programma’s",
}
#: The list of what was written, by which a file that was changed afterwards is known.
LIST = "documenten.json"
_MOST_NAMED = 5


@dataclass(frozen=True)
class Step:
    """What is about to be done: its number, of how many, and what it is, in Dutch."""

    number: int
    count: int
    what: str


def report(
    ambition: Ambition, folder: Path, formats: Sequence[str] = FORMATS, day: date | None = None
) -> list[Path]:
    """Write the documents of an ambition.

    Parameters
    ----------
    ambition
        The whole ambition; what is internal reaches no document.
    folder
        Where to; it is made if it is not there.
    formats
        Some of `FORMATS`.
    day
        The day of the documents; today by default. The same ambition, figures and day give the same bytes.

    Returns
    -------
    list of Path
        The files, in order.

    Raises
    ------
    WijkdataError
        If a format is not known, the folder cannot be written, or a document in it was changed after it was made or
        comes from elsewhere. Then nothing is written.
    """
    return _to_the_end(in_steps(ambition, folder, formats, day))


def in_steps(
    ambition: Ambition, folder: Path, formats: Sequence[str] = FORMATS, day: date | None = None
) -> Generator[Step, None, list[Path]]:
    """Write the documents as `report`, and say before each step what it is.

    Who stops asking for the next step stops the making. Until the last step nothing is written.
    """
    unknown = [one for one in formats if one not in FORMATS]
    if unknown or not formats:
        what = f"‘{unknown[0][:40]}’ kennen wij niet" if unknown else "Er is geen formaat genoemd"
        raise WijkdataError(f"{what}. Kies uit {dutch.join(FORMATS, 'of')}.")
    _check_folder(folder)
    facts = gather(ambition, day or date.today())
    made: dict[str, bytes] = {}
    steps = _steps(facts, formats, made)
    for number, (what, deed) in enumerate(steps, 1):
        yield Step(number, len(steps) + 1, what)
        deed()
    yield Step(len(steps) + 1, len(steps) + 1, "alles wegschrijven")
    _check_changed(folder, made)
    return _write(folder, made)


def contents(facts: Facts, formats: Sequence[str] = FORMATS) -> dict[str, bytes]:
    """Return the documents by their place in the folder, in order."""
    made: dict[str, bytes] = {}
    for _, deed in _steps(facts, formats, made):
        deed()
    return made


def _to_the_end(steps: Generator[Step, None, list[Path]]) -> list[Path]:
    while True:
        try:
            next(steps)
        except StopIteration as done:
            found: list[Path] = done.value
            return found


def _steps(
    facts: Facts, formats: Sequence[str], made: dict[str, bytes]
) -> list[tuple[str, Callable[[], object]]]:
    """Return what to do, in order, each with what it is; together they put the documents in `made`."""
    written = {"docx", "pdf", "html"} & set(formats)
    drawers = [
        *([pictures.objective] if written else []),
        *([pictures.slide_objective] if "pptx" in formats else []),
    ]
    sheets: list[Sheet] = []
    documents: list[Document] = []
    steps: list[tuple[str, Callable[[], object]]] = [
        ("de cijfers van het gebied", lambda: facts.baseline),
        ("de stand van de doelen", lambda: facts.standings),
        ("wat nog openstaat", lambda: facts.findings),
        ("het programma en wat uitstel kost", lambda: (facts.programme, facts.delay)),
        ("de tabellen", lambda: _tables(facts, sheets)),
    ]
    for number, objective in enumerate(facts.ambition.objectives if drawers else [], 1):
        steps.append(
            (f"de tekening van doel {number}", partial(_draw, facts, objective, drawers)),
        )
    if written:
        steps += [
            ("de tekening van alle doelen", lambda: pictures.overviews(facts)),
            ("de andere tekeningen", lambda: pictures.others(facts)),
            ("de tekst van de ambitie", lambda: documents.append(ambition_document.document(facts))),
            ("de tekst van het monitorplan", lambda: documents.append(monitoring_plan.document(facts))),
        ]
    return steps + [
        (_NAMES[one], partial(_add, made, one, facts, documents, sheets)) for one in FORMATS if one in formats
    ]


def _draw(
    facts: Facts, one: Objective, drawers: Sequence[Callable[[Facts, Objective], Picture | None]]
) -> None:
    for draw in drawers:
        draw(facts, one)


def _tables(facts: Facts, sheets: list[Sheet]) -> None:
    # The tables name the sources first, so that a number means the same in every format.
    monitoring_plan.name_sources(facts)
    sheets += tables.all_tables(facts)


def _add(
    made: dict[str, bytes],
    one: str,
    facts: Facts,
    documents: Sequence[Document],
    sheets: list[Sheet],
) -> None:
    made.update(_in_format(one, facts, documents, sheets))


def _in_format(
    one: str, facts: Facts, documents: Sequence[Document], sheets: list[Sheet]
) -> dict[str, bytes]:
    from wijkdata.reports import docx, html, pdf, pptx, xlsx  # noqa: PLC0415  (each loads its library when it is used)

    writers: Mapping[str, Callable[[], dict[str, bytes]]] = {
        "docx": lambda: {f"{each.stem}.docx": docx.file(each) for each in documents},
        "pdf": lambda: {f"{each.stem}.pdf": pdf.file(each) for each in documents},
        "html": lambda: {f"{each.stem}.html": html.page(each) for each in documents},
        "xlsx": lambda: {"ambitie.xlsx": xlsx.file(facts, sheets)},
        "pptx": lambda: {"ambitie.pptx": pptx.file(facts)},
        "csv": lambda: {
            f"{csv_folder.FOLDER}/{name}": content
            for name, content in csv_folder.files(facts, sheets).items()
        },
    }
    return writers[one]()


# --- the folder --------------------------------------------------------------------------------------------------


def folder_beside(path: Path) -> Path:
    """Return the folder for documents beside an ambition file: one in which nobody changed a document.

    Raises
    ------
    WijkdataError
        If what stands there cannot be read.
    """
    stem, number = path.name.removesuffix(SUFFIX), 1
    folder = path.with_name(f"{stem}.documenten")
    try:
        while not _is_ours(folder):
            number += 1
            folder = path.with_name(f"{stem}.documenten-{number}")
    except OSError as error:
        raise _refusal(folder, error) from None
    return folder


def _is_ours(folder: Path) -> bool:
    """Say whether a folder is free, or has documents that are still as they were made."""
    if not folder.exists():
        return True
    listed = _listed(folder) if folder.is_dir() else {}
    kept = {name: _there(folder / name) for name in listed}
    return bool(listed) and all(
        content is None or hashlib.sha256(content).hexdigest() == listed[name]
        for name, content in kept.items()
    )


def _check_folder(folder: Path) -> None:
    """Refuse a place that cannot be a folder before anything is reckoned."""
    if folder.exists() and not folder.is_dir():
        raise WijkdataError(f"{folder} is een bestand, geen map. Kies een andere map voor de documenten.")


def _check_changed(folder: Path, made: Mapping[str, bytes]) -> None:
    """Refuse to write over a document that somebody changed, or that is not one of these."""
    try:
        known = _listed(folder)
        changed = [
            name
            for name, content in made.items()
            if (there := _there(folder / name)) is not None
            and there != content
            and hashlib.sha256(there).hexdigest() != known.get(name)
        ]
    except OSError as error:
        raise _refusal(folder, error) from None
    if changed:
        more = f" en nog {len(changed) - _MOST_NAMED}" if len(changed) > _MOST_NAMED else ""
        raise WijkdataError(
            f"In {folder} staat al {dutch.join(changed[:_MOST_NAMED])}{more}, en dat is na het maken veranderd of "
            "komt ergens anders vandaan. Er is niets overschreven. Verplaats het, of kies een andere map."
        )


def _listed(folder: Path) -> dict[str, str]:
    """Return by name the SHA-256 of what was written before; nothing where there is no list that can be read."""
    content = _there(folder / LIST)
    try:
        listed = json.loads(content or b"{}")
        return {str(one["path"]): str(one["sha256"]) for one in listed.get("documents", [])}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _there(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _write(folder: Path, made: Mapping[str, bytes]) -> list[Path]:
    """Write all files under other names first; only when all are there they take their own."""
    before = {path: path.exists() for path in (folder, folder / csv_folder.FOLDER)}
    kept = {
        name: hash_
        for name, hash_ in _listed(folder).items()
        if name not in made and (folder / name).exists()
    }
    listed = kept | {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
    content = {"documents": [{"path": name, "sha256": listed[name]} for name in sorted(listed)]}
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    waiting: dict[Path, Path] = {}
    try:
        try:
            for name, written in {**made, LIST: text.encode("utf-8")}.items():
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                waiting[target] = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
                _put(waiting[target], written)
            for target, temporary in waiting.items():
                temporary.replace(target)
        finally:
            for temporary in waiting.values():
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)
    except OSError as error:
        for path, was_there in reversed(before.items()):
            if not was_there:
                # A folder that was made for nothing goes again; one with something in it stays.
                with contextlib.suppress(OSError):
                    path.rmdir()
        raise _refusal(folder, error) from None
    return [folder / name for name in made]


def _put(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _refusal(folder: Path, error: OSError) -> WijkdataError:
    return WijkdataError(
        f"De documenten zijn niet geschreven in {folder}: {reason(error)}. Maak ruimte, of kies een andere map."
    )
