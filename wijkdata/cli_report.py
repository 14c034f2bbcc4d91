"""The command ``wijkdata report``: the documents of an ambition, for others."""

from __future__ import annotations

import argparse
import hashlib
from datetime import date
from pathlib import Path

from wijkdata.cli_arguments import as_day, as_whole
from wijkdata.cli_output import filled, print_json

#: What can be asked for; see ``reports.write``.
_EVERYTHING = "docx,pdf,html,xlsx,pptx,csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.add_argument("file", type=Path, metavar="BESTAND")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="MAP", help="map om de documenten in te schrijven"
    )
    parser.add_argument(
        "--format",
        dest="formats",
        default=_EVERYTHING,
        metavar="FORMATEN",
        help=f"welke, met komma’s ertussen; alle als u niets opgeeft: {_EVERYTHING}",
    )
    parser.add_argument(
        "--date", type=as_day, dest="day", metavar="JJJJ-MM-DD", help="datum op de documenten; anders vandaag"
    )
    parser.add_argument(
        "--version",
        type=as_whole,
        metavar="NUMMER",
        help="een vastgestelde versie, in plaats van wat nu geldt",
    )


def run(chosen: argparse.Namespace) -> int:
    """Write the documents; returns the exit code."""
    from wijkdata.ambition.file import load  # noqa: PLC0415  (each command loads only what it needs)
    from wijkdata.ambition.public import left_out  # noqa: PLC0415
    from wijkdata.ambition.versions import key_of, version  # noqa: PLC0415
    from wijkdata.reports.write import report  # noqa: PLC0415

    ambition = load(chosen.file)
    if chosen.version is not None:
        ambition = version(ambition, chosen.file, key_of(chosen.version))
    day = chosen.day or date.today()
    formats = list(dict.fromkeys(one.strip().lower() for one in chosen.formats.split(",") if one.strip()))
    paths = report(ambition, chosen.out, formats, day)
    stays = left_out(ambition)
    if chosen.json:
        written = [{"path": str(path), **_facts(path)} for path in paths]
        return print_json({"date": day.isoformat(), "files": written, "left_out": stays})
    for path in paths:
        print(f"Geschreven: {path}")
    if stays:
        print(filled(f"Niet in de documenten: {stays}."))
    return 0


def _facts(path: Path) -> dict[str, object]:
    content = path.read_bytes()
    return {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
