"""The commands of ``wijkdata``: Dutch for people, ``--json`` for programs.

Exit codes: 0 done, 1 a finding or refused input (with a message on standard error), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijkdata import cli_counts, cli_delay, cli_effects, cli_national, cli_report, terminal
from wijkdata.cli_arguments import Parser, as_point, as_value, as_whole, as_years
from wijkdata.cli_output import filled, print_gaps, print_json, print_table, records
from wijkdata.errors import WijkdataError

if TYPE_CHECKING:
    from wijkdata.areas import ProjectArea

#: Shows where an unexpected error came from, for whoever reports it.
DEBUG_VARIABLE = "WIJKDATA_DEBUG"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code.

    Parameters
    ----------
    argv
        The command and its arguments; those of the program by default.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    with terminal.plain_streams():
        return _run(argv)


def _run(argv: Sequence[str] | None) -> int:
    """Run one command in which whatever is printed is plain text."""
    try:
        chosen = _parser().parse_args(argv)
    except SystemExit as leave:
        return int(leave.code or 0)
    try:
        code = int(chosen.run(chosen))
        # A reader that stopped listening is noticed here, and not after the last chance to stay silent.
        sys.stdout.flush()
        return code
    except WijkdataError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 1
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        print(
            f"Er ging iets mis in het programma zelf ({type(error).__name__}). Meld dit met de opdracht die u gaf; "
            f"met {DEBUG_VARIABLE}=1 ziet u waar het misging.",
            file=sys.stderr,
        )
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="wijkdata", description="Van open wijkdata naar een gezamenlijke, toetsbare ambitie."
    )
    commands = parser.add_subparsers(
        title="opdrachten", required=True, metavar="opdracht", parser_class=Parser
    )

    def command(
        name: str, run: Any, explanation: str, *, for_programs: bool = True
    ) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = commands.add_parser(name, help=explanation, description=explanation)
        added.set_defaults(run=run)
        if for_programs:
            added.add_argument("--json", action="store_true", help="uitvoer voor programma’s")
        return added

    areas = command("areas", _areas, "Zoek een gemeente, wijk of buurt op naam of code.")
    areas.add_argument("text", metavar="TEKST")
    for name, run, text in (
        ("series", _series, "Toon alle jaren van een gebied."),
        ("baseline", _baseline, "Toon de nulmeting: per indicator het nieuwste bruikbare cijfer."),
    ):
        added = command(name, run, text)
        added.add_argument(
            "--area",
            nargs="+",
            action="extend",
            required=True,
            metavar="CODE",
            help="code of naam; meer gebieden tellen als één",
        )
        added.add_argument(
            "--indicator",
            nargs="+",
            action="extend",
            metavar="ID",
            help="naam van een indicator, zoals gas_gem",
        )
        if name == "baseline":
            added.add_argument(
                "--year", type=as_whole, metavar="JAAR", help="het cijfer van dit jaar, niet het nieuwste"
            )
    add = command("add", _add, "Voeg gedownloade bestanden toe: herkend aan hun inhoud, heel of niet.")
    add.add_argument("files", type=Path, nargs="+", metavar="BESTAND", help="bestanden, of een map ermee")
    add.add_argument(
        "--year", type=as_whole, metavar="JAAR", help="jaar, waar een bestand dat niet zelf zegt"
    )
    add.add_argument("--operator", metavar="NAAM", help="netbeheerder, waar een bestand die niet zelf zegt")
    add.add_argument("--reference-date", metavar="JJJJ-MM-DD", help="peildatum van een oud labelbestand")
    add.add_argument(
        "--boundary-year",
        type=as_whole,
        metavar="JAAR",
        help="jaar van de indeling, waar een bestand die niet noemt",
    )
    fetch = command("fetch", _fetch, "Haal een gemeente op bij de diensten van CBS, PDOK en anderen.")
    fetch.add_argument(
        "areas", nargs="+", metavar="GEBIED", help="code of naam; de hele gemeente wordt opgehaald"
    )
    fetch.add_argument(
        "--years", type=as_years, metavar="2019-2024", help="welke jaren; alle als u niets opgeeft"
    )
    fetch.add_argument(
        "--source", nargs="+", action="extend", metavar="BRON", help="welke bronnen, zoals kwb"
    )
    sources = command("sources", _sources, "Toon per indicator en jaar wat er is, en wat u kunt toevoegen.")
    sources.add_argument(
        "--area", nargs="+", action="extend", required=True, metavar="CODE", help="code of naam"
    )
    cli_national.add_arguments(
        command("national", cli_national.run, "Schrijf de cijfers van elke wijk of gemeente in één bestand.")
    )
    cli_counts.add_labels_arguments(
        command(
            "labels", cli_counts.labels, "Tel de energielabels van veel gemeenten, binnen een vast geheugen."
        )
    )
    cli_counts.add_connections_arguments(
        command(
            "connections",
            cli_counts.connections,
            "Tel de gasaansluitingen van veel gemeenten, binnen een vast geheugen.",
        )
    )
    _add_assess(command("assess", _assess, "Beoordeel een meting tegen een doel."))
    cli_delay.add_arguments(
        command("delay", cli_delay.run, "Bereken wat uitstel kost: per regel, en wie het draagt.")
    )
    for name, run, text in (
        ("check", _check, "Controleer een ambitie: geldig, toetsbaar, zonder tegenspraak?"),
        ("progress", _progress, "Toon waar elk doel van een ambitie staat."),
    ):
        added = command(name, run, text)
        added.add_argument("file", type=Path, metavar="BESTAND")
        if name == "check":
            added.add_argument(
                "--version",
                type=as_whole,
                metavar="NUMMER",
                help="een vastgestelde versie, in plaats van wat nu geldt",
            )
    cli_effects.add_arguments(
        command(
            "effects",
            cli_effects.run,
            "Bereken wat het programma van maatregelen oplevert.",
        )
    )
    cli_report.add_arguments(
        command(
            "report", cli_report.run, "Maak de documenten: ambitie, monitorplan, werkboek, dia’s en tabellen."
        )
    )
    _add_form(
        command(
            "form", _form, "Maak per partij een formulier voor haar belangen, of lees ingevulde formulieren."
        )
    )
    screen = command("workshop", _workshop, "Open het werkscherm voor de bijeenkomst.", for_programs=False)
    screen.add_argument("file", type=Path, nargs="?", metavar="BESTAND")
    screen.add_argument("--port", type=as_whole, metavar="POORT")
    lab = command("lab", _lab, "Open de notebooks in JupyterLab.", for_programs=False)
    for added in (screen, lab):
        added.add_argument("--no-browser", action="store_true", help="open de browser niet")
    embed = command(
        "embed",
        _embed,
        "Schrijf de meegeleverde cijfers opnieuw uit een map met bestanden.",
        for_programs=False,
    )
    embed.add_argument("raw", metavar="MAP")
    embed.add_argument("--out", metavar="MAP")
    embed.add_argument("--date", metavar="JJJJ-MM-DD")
    return parser


def _add_assess(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--baseline", type=as_point, required=True, metavar="WAARDE@JAAR")
    parser.add_argument("--current", type=as_point, required=True, metavar="WAARDE@JAAR")
    parser.add_argument("--target", type=as_point, metavar="WAARDE@JAAR")
    parser.add_argument(
        "--direction", required=True, metavar="RICHTING", help="omhoog, omlaag, band of context"
    )
    parser.add_argument(
        "--band",
        type=as_value,
        nargs=2,
        metavar=("LAAG", "HOOG"),
        help="laagste en hoogste goede waarde, bij de richting band",
    )
    parser.add_argument("--method", default="pad", metavar="METHODE", help="pad, statcan, unstats of dns")
    parser.add_argument("--path", default="lineair", metavar="PAD", help="vorm van het pad")
    parser.add_argument(
        "--limit", type=as_value, metavar="WAARDE", help="natuurlijke grens, zoals 100 voor een aandeel"
    )
    parser.add_argument(
        "--history", type=as_point, nargs="+", action="extend", default=[], metavar="WAARDE@JAAR"
    )


def _add_form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="BESTAND")
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--out", type=Path, metavar="MAP", help="map om de formulieren in te schrijven")
    task.add_argument(
        "--read", type=Path, nargs="+", action="extend", metavar="FORMULIER", help="ingevulde formulieren"
    )
    parser.add_argument(
        "--party", action="append", metavar="NAAM", help="alleen voor deze partij; mag vaker worden genoemd"
    )
    parser.add_argument(
        "--choose",
        choices=("formulier", "ambitie"),
        metavar="KEUZE",
        help="wat geldt bij tegenspraak: formulier of ambitie; zonder keuze blijft de ambitie zoals zij is",
    )


def _areas(chosen: argparse.Namespace) -> int:
    from wijkdata.figures import find_areas  # noqa: PLC0415

    found = find_areas(chosen.text)
    if chosen.json:
        return print_json(records(found))
    names = {"code": "Code", "name": "Naam", "level": "Niveau", "parent": "Valt onder"}
    return print_table(found[list(names)].rename(columns=names))


def _project_area(chosen: argparse.Namespace) -> ProjectArea:
    from wijkdata.figures import project_area  # noqa: PLC0415

    return project_area(*chosen.area)


def _series(chosen: argparse.Namespace) -> int:
    from wijkdata import uncertainty  # noqa: PLC0415
    from wijkdata.presentation import readable  # noqa: PLC0415
    from wijkdata.series import series  # noqa: PLC0415

    area = _project_area(chosen)
    found = series(area, chosen.indicator)
    if chosen.json:
        columns = [
            *("area", "indicator", "year", "value", "unit", "status", "source", "table"),
            *("method", "coverage", "note", "retrieved", "boundary_year", *uncertainty.COLUMNS),
        ]
        return print_json(records(found.assign(area="+".join(area.codes))[columns]))
    print_table(
        readable(found, ["indicator", "year", "value", "range", "unit", "status", "table", "coverage"])
    )
    return print_gaps(found, "note")


def _baseline(chosen: argparse.Namespace) -> int:
    from wijkdata.baseline import baseline  # noqa: PLC0415
    from wijkdata.presentation import readable  # noqa: PLC0415

    area = _project_area(chosen)
    found = baseline(area, year=chosen.year, indicators=chosen.indicator)
    if chosen.year is not None and found["value"].isna().all():
        raise WijkdataError(
            f"Over {chosen.year} is er van dit gebied geen enkel cijfer.{_years_of(area)}", "year"
        )
    if chosen.json:
        return print_json(records(found))
    print_table(
        readable(found, ["indicator", "year", "value", "range", "unit", "status", "source", "coverage"])
    )
    return print_gaps(found, "why")


def _years_of(area: ProjectArea) -> str:
    """Say of which years an area has figures; empty where there are none."""
    from wijkdata.series import series  # noqa: PLC0415

    rows = series(area)
    years = rows.loc[rows["value"].notna(), "year"]
    return (
        "" if years.empty else f" Er zijn cijfers van {years.min()} tot en met {years.max()}; kies daaruit."
    )


def _add(chosen: argparse.Namespace) -> int:
    from dataclasses import asdict  # noqa: PLC0415

    from wijkdata import intake  # noqa: PLC0415

    given = {
        "year": chosen.year,
        "operator": chosen.operator,
        "reference_date": chosen.reference_date,
        "boundary_year": chosen.boundary_year,
    }
    options = {name: value for name, value in given.items() if value is not None}
    outcomes = intake.add(chosen.files, options=options, tell=_progress_line(chosen.json))
    if chosen.json:
        print_json([asdict(one) for one in outcomes])
    else:
        for one in outcomes:
            print(one.text(), file=sys.stderr if one.refused else sys.stdout)
    return 1 if any(one.refused for one in outcomes) else 0


def _fetch(chosen: argparse.Namespace) -> int:
    from dataclasses import asdict  # noqa: PLC0415

    from wijkdata import services  # noqa: PLC0415

    outcomes = []
    tell = _progress_line(chosen.json)
    try:
        for one in services.fetch(chosen.areas, years=chosen.years, names=chosen.source, tell=tell):
            outcomes.append(one)
            if not chosen.json:
                tell("")
                print(one.text(), file=sys.stderr if one.refused else sys.stdout, flush=True)
    except KeyboardInterrupt:
        tell("")
        print(
            "Afgebroken. Wat al binnen was, is bewaard; dezelfde opdracht gaat daar de volgende keer verder.",
            file=sys.stderr,
        )
        return 1
    if chosen.json:
        print_json([asdict(one) for one in outcomes])
    return 1 if any(one.refused for one in outcomes) else 0


def _sources(chosen: argparse.Namespace) -> int:
    from wijkdata.inventory import inventory, newer, overview, to_add  # noqa: PLC0415

    area = _project_area(chosen)
    found = inventory(area)
    if chosen.json:
        return print_json(
            {"figures": records(found), "newer": newer(area, found), "to_add": to_add(area, found)}
        )
    print_table(overview(found))
    print("\n● cijfer  ◐ voor een deel  ■ niet openbaar  … nog niet gepubliceerd  – ontbreekt")
    print("tussen haakjes: van de gemeente, want van het gebied zelf is er niets")
    for line in [*newer(area, found), *to_add(area, found)]:
        print(filled(line, later="  "))
    return 0


def _progress_line(quiet: bool) -> Callable[[str], None]:  # noqa: FBT001
    """Return what shows on one line what is being done, where somebody is looking."""
    if quiet or not sys.stderr.isatty():
        return lambda _text: None

    def tell(text: str) -> None:
        terminal.rewrite(sys.stderr, f"{text[:100]:100}")

    return tell


def _assess(chosen: argparse.Namespace) -> int:
    from dataclasses import asdict  # noqa: PLC0415

    from wijkdata.progress import assess, ratio_text  # noqa: PLC0415

    judged = assess(
        baseline=chosen.baseline,
        current=chosen.current,
        target=chosen.target,
        direction=chosen.direction,
        method=chosen.method,
        path=chosen.path,
        limit=chosen.limit,
        history=chosen.history,
        band=tuple(chosen.band) if chosen.band else None,
    )
    if chosen.json:
        return print_json(asdict(judged))
    ratio = "" if judged.ratio is None else f" ({ratio_text(judged.ratio)} van wat gevraagd is)"
    print(f"{judged.status}{ratio}\n{judged.reason}")
    return 0


def _check(chosen: argparse.Namespace) -> int:
    from wijkdata.ambition.file import load  # noqa: PLC0415
    from wijkdata.ambition.rules import ADVICE, check  # noqa: PLC0415
    from wijkdata.ambition.versions import broken, key_of, version  # noqa: PLC0415

    ambition = load(chosen.file)
    if chosen.version is None:
        found = [*broken(ambition, chosen.file), *check(ambition)]
    else:
        found = check(version(ambition, chosen.file, key_of(chosen.version)))
    if chosen.json:
        print_json([{"level": one.level, "where": one.where, "message": one.message} for one in found])
    else:
        for one in found:
            print(f"{one.level}: {one.where}: {one.message}")
        if not found:
            print("Niets aan te merken.")
    return 1 if any(one.level != ADVICE for one in found) else 0


def _progress(chosen: argparse.Namespace) -> int:
    from wijkdata import figures  # noqa: PLC0415
    from wijkdata.ambition.file import load  # noqa: PLC0415
    from wijkdata.ambition.follow_up import follow_ups  # noqa: PLC0415
    from wijkdata.ambition.standing import as_rows  # noqa: PLC0415
    from wijkdata.series import series  # noqa: PLC0415

    ambition = load(chosen.file)
    if not ambition.area.codes:
        raise WijkdataError(
            f"In {chosen.file.name} is nog geen gebied gekozen. Kies het op het werkscherm bij Wijk."
        )
    choice = ambition.area
    area = figures.areas().project_area(choice.codes, choice.name or None, choice.boundary_year)
    standings = follow_ups(ambition, series(area))
    if chosen.json:
        rows = as_rows(standings)
        return print_json(rows if isinstance(rows, list) else records(rows))
    if not standings:
        print(
            "Er zijn nog geen doelen. Kies op het werkscherm bij Nulmeting een indicator en maak er een doel van."
        )
    for one in standings:
        print(f"{one.name}: {one.status_words}\n   {one.reason}")
        tempo = one.tempo.words if one.tempo else ""
        for line in (one.certainty, one.pace, tempo, one.forecast_reason, one.revised):
            if line and line != one.reason:
                print(f"   {line}")
    return 0


def _form(chosen: argparse.Namespace) -> int:
    from wijkdata.ambition import file, interest_form  # noqa: PLC0415
    from wijkdata.ambition.interest_form_merge import read_into  # noqa: PLC0415

    for option, task in (("party", "out"), ("choose", "read")):
        if getattr(chosen, option) and not getattr(chosen, task):
            raise WijkdataError(f"--{option} hoort bij --{task}. Laat het weg.")
    if chosen.out is not None:
        paths = interest_form.write_forms(file.load(chosen.file), chosen.out, chosen.party)
        if chosen.json:
            return print_json([str(path) for path in paths])
        print("\n".join(f"Geschreven: {path}" for path in paths))
        return 0
    read = read_into(chosen.file, chosen.read, chosen.choose)
    if chosen.json:
        print_json([one.record() for one in read])
    for one in read:
        if one.refused:
            print(one.refused, file=sys.stderr)
        elif not chosen.json:
            print(one.text())
    return 1 if any(one.refused or one.open_choices for one in read) else 0


def _workshop(chosen: argparse.Namespace) -> int:
    from wijkdata.screen import run_workshop  # noqa: PLC0415

    return run_workshop(chosen.file, chosen.port, browser=not chosen.no_browser)


def _lab(chosen: argparse.Namespace) -> int:
    from wijkdata.screen import run_lab  # noqa: PLC0415

    return run_lab(browser=not chosen.no_browser)


def _embed(chosen: argparse.Namespace) -> int:
    from wijkdata import embed  # noqa: PLC0415

    options = [("--out", chosen.out), ("--date", chosen.date)]
    return embed.main([*(f"{name}={value}" for name, value in options if value), "--", chosen.raw])


if __name__ == "__main__":
    sys.exit(main())
