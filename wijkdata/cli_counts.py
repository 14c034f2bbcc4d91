"""The commands ``wijkdata labels`` and ``wijkdata connections``: counts for many gemeenten, within a set memory."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from wijkdata.cli_arguments import as_whole
from wijkdata.cli_output import print_json
from wijkdata.errors import WijkdataError

if TYPE_CHECKING:
    from wijkdata.sources.loaded import Loaded


def add_labels_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command for energy labels its arguments."""
    _add_arguments(parser, "totaalbestand van EP-Online, of de zip ervan")
    parser.add_argument("--reference-date", metavar="JJJJ-MM-DD", help="peildatum van een oud labelbestand")


def add_connections_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command for gas connections its arguments."""
    _add_arguments(parser, "kleinverbruikgegevens van een netbeheerder, of de zip ervan")
    parser.add_argument(
        "--year", type=as_whole, metavar="JAAR", help="jaar van de peildatum, waar het bestand dat niet zegt"
    )
    parser.add_argument("--operator", metavar="NAAM", help="netbeheerder, waar het bestand die niet zegt")


def _add_arguments(parser: argparse.ArgumentParser, file: str) -> None:
    parser.add_argument("file", type=Path, metavar="BESTAND", help=file)
    parser.add_argument("--engine", default="duckdb", metavar="TELLER", help="duckdb of spark")
    parser.add_argument(
        "--memory",
        default="1GB",
        metavar="GEHEUGEN",
        help="hoeveel daarvoor mag worden gebruikt, zoals 500MB",
    )
    parser.add_argument(
        "--boundary-year", type=as_whole, metavar="JAAR", help="jaar van de indeling in buurten"
    )


def labels(chosen: argparse.Namespace) -> int:
    """Count the labels at all addresses at hand and keep the figures; returns the exit code."""
    from wijkdata import address_engine, address_labels, figures  # noqa: PLC0415

    def load(files: Sequence[Path]) -> Loaded:
        return address_labels.load(
            chosen.file,
            files,
            retrieved=date.today().isoformat(),
            boundary_year=chosen.boundary_year,
            engine=chosen.engine,
            memory=chosen.memory,
            reference_date=chosen.reference_date,
            dwellings=figures.dwellings(address_engine.buurten(files)),
        )

    return _run(chosen, "energielabels zonder buurt. Om die toe te delen", load)


def connections(chosen: argparse.Namespace) -> int:
    """Count the gas connections at all addresses at hand and keep the figures; returns the exit code."""
    from wijkdata import address_connections  # noqa: PLC0415

    def load(files: Sequence[Path]) -> Loaded:
        return address_connections.load(
            chosen.file,
            files,
            retrieved=date.today().isoformat(),
            year=chosen.year,
            operator=chosen.operator,
            boundary_year=chosen.boundary_year,
            engine=chosen.engine,
            memory=chosen.memory,
        )

    return _run(chosen, "aansluitingen per postcode. Om die over buurten te verdelen", load)


def _run(chosen: argparse.Namespace, what_for: str, load: Callable[[Sequence[Path]], Loaded]) -> int:
    """Load a file with the addresses at hand and keep what is not about fewer than ten."""
    from dataclasses import asdict  # noqa: PLC0415  (each command loads only what it needs)

    from wijkdata import figures, intake  # noqa: PLC0415
    from wijkdata.sources import small_counts  # noqa: PLC0415
    from wijkdata.store import sha256_of  # noqa: PLC0415

    store = figures.store()
    files = store.address_files()
    if not files:
        raise WijkdataError(
            f"{chosen.file.name} bevat {what_for} zijn de adressen nodig: haal eerst de BAG-adressen van de gemeente "
            "op."
        )
    if not chosen.file.is_file():
        raise WijkdataError(f"{chosen.file} is er niet. Controleer de naam en de map.")
    loaded = small_counts.hidden(load(files))
    sha256 = sha256_of(chosen.file)
    store.keep_raw(chosen.file, sha256)
    entry = store.add(loaded, name=chosen.file.name, sha256=sha256, retrieved=date.today().isoformat())
    outcome = intake.outcome_of(loaded, entry)
    if chosen.json:
        return print_json(asdict(outcome))
    print(outcome.text())
    return 0
