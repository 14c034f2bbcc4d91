"""Writing the documents of an ambition to a folder: all of them or none, and never over what somebody changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

from wijkdata import dutch
from wijkdata.ambition.model import Ambition
from wijkdata.errors import WijkdataError
from wijkdata.reasons import reason
from wijkdata.reports import ambition_document, csv_folder, monitoring_plan, tables
from wijkdata.reports.blocks import Document
from wijkdata.reports.facts import Facts, gather

FORMATS = ("docx", "pdf", "html", "xlsx", "pptx", "csv")
#: The list of what was written, by which a file that was changed afterwards is known.
LIST = "documenten.json"
_MOST_NAMED = 5


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
    unknown = [one for one in formats if one not in FORMATS]
    if unknown or not formats:
        what = f"‘{unknown[0][:40]}’ kennen wij niet" if unknown else "Er is geen formaat genoemd"
        raise WijkdataError(f"{what}. Kies uit {dutch.join(FORMATS, 'of')}.")
    _check_folder(folder)
    made = contents(gather(ambition, day or date.today()), formats)
    _check_changed(folder, made)
    return _write(folder, made)


def contents(facts: Facts, formats: Sequence[str] = FORMATS) -> dict[str, bytes]:
    """Return the documents by their place in the folder, in order."""
    # The tables name the sources first, so that a number means the same in every format.
    monitoring_plan.name_sources(facts)
    sheets = tables.all_tables(facts)
    documents = (
        [ambition_document.document(facts), monitoring_plan.document(facts)]
        if {"docx", "pdf", "html"} & set(formats)
        else []
    )
    found: dict[str, bytes] = {}
    for one in FORMATS:
        if one in formats:
            found |= _in_format(one, facts, documents, sheets)
    return found


def _in_format(
    one: str, facts: Facts, documents: Sequence[Document], sheets: list[tables.Sheet]
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
