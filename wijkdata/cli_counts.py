"""The command ``wijkdata labels``: energy labels of many gemeenten, within a set memory."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from wijkdata.cli_arguments import as_whole
from wijkdata.cli_output import print_json
from wijkdata.errors import WijkdataError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command its arguments."""
    parser.add_argument(
        "file", type=Path, metavar="BESTAND", help="totaalbestand van EP-Online, of de zip ervan"
    )
    parser.add_argument("--engine", default="duckdb", metavar="TELLER", help="duckdb of spark")
    parser.add_argument(
        "--memory",
        default="1GB",
        metavar="GEHEUGEN",
        help="hoeveel daarvoor mag worden gebruikt, zoals 500MB",
    )
    parser.add_argument("--reference-date", metavar="JJJJ-MM-DD", help="peildatum van een oud labelbestand")
    parser.add_argument(
        "--boundary-year", type=as_whole, metavar="JAAR", help="jaar van de indeling in buurten"
    )


def run(chosen: argparse.Namespace) -> int:
    """Count the labels at all addresses at hand and keep the figures; returns the exit code."""
    from dataclasses import asdict  # noqa: PLC0415  (each command loads only what it needs)

    from wijkdata import address_labels, figures, intake  # noqa: PLC0415
    from wijkdata.sources import small_counts  # noqa: PLC0415
    from wijkdata.store import sha256_of  # noqa: PLC0415

    store = figures.store()
    files = store.address_files()
    if not files:
        raise WijkdataError(
            f"{chosen.file.name} bevat energielabels zonder buurt. Om die toe te delen zijn de adressen nodig: haal "
            "eerst de BAG-adressen van de gemeente op."
        )
    if not chosen.file.is_file():
        raise WijkdataError(f"{chosen.file} is er niet. Controleer de naam en de map.")
    loaded = small_counts.hidden(
        address_labels.load(
            chosen.file,
            files,
            retrieved=date.today().isoformat(),
            boundary_year=chosen.boundary_year,
            engine=chosen.engine,
            memory=chosen.memory,
            reference_date=chosen.reference_date,
            dwellings=figures.dwellings(address_labels.buurten(files)),
        )
    )
    sha256 = sha256_of(chosen.file)
    store.keep_raw(chosen.file, sha256)
    entry = store.add(loaded, name=chosen.file.name, sha256=sha256, retrieved=date.today().isoformat())
    outcome = intake.outcome_of(loaded, entry)
    if chosen.json:
        return print_json(asdict(outcome))
    print(outcome.text())
    return 0
