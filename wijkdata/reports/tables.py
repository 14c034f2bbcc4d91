"""The tables behind the documents, with typed cells: for the workbook and for other programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from wijkdata import catalogue, delay, dutch
from wijkdata.ambition import planned, rules
from wijkdata.ambition.contributions import parts_of
from wijkdata.datapackage import Field
from wijkdata.delay import BEARERS
from wijkdata.effects import MEASURES
from wijkdata.pathways import PATH_NAMES
from wijkdata.reports.blocks import plain
from wijkdata.reports.facts import Facts, theme_name

if TYPE_CHECKING:
    from wijkdata.ambition.model import Assumption, Objective
    from wijkdata.ambition.standing import FollowUp

#: What a cell can hold; None where there is nothing.
Cell = str | float | int | date | bool | None

#: Of a number the decimals where nothing else says so.
_DECIMALS = 2


@dataclass(frozen=True)
class Column:
    """A column.

    Attributes
    ----------
    field
        As other programs know it.
    title, width
        Its heading for people, and its width [letters].
    decimals
        How its numbers are shown, where that is not as the row says.
    """

    field: Field
    title: str
    width: int = 14
    decimals: int | None = None


@dataclass(frozen=True)
class Row:
    """A row; `decimals` is how its numbers are shown to people, and says nothing about their value."""

    cells: tuple[Cell, ...]
    decimals: int = _DECIMALS


@dataclass(frozen=True)
class Sheet:
    """A table.

    Attributes
    ----------
    name
        As other programs know it; also the name of its file.
    title
        As people know it; at most 31 letters, as a workbook wants.
    """

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def all_tables(facts: Facts) -> list[Sheet]:
    """Return all tables, in the order of the workbook; the list of sources is complete when the others are made."""
    first = objectives(facts)
    for one in facts.ambition.objectives:
        series_sources(facts, one)
    newest = figures(facts)
    made = [
        measurements(facts),
        themes(facts),
        links(facts),
        interests(facts),
        terms(facts),
        decisions(facts),
        agreements(facts),
        steps(facts),
        answers(facts),
    ]
    if facts.delay is not None:
        for amount in facts.delay.case.amounts.values():
            facts.sources.number(amount.source)
    # What only the tables name comes last, so that the documents can end their list before it.
    facts.cited = len(facts.sources.all)
    last = [parameters(facts), findings(facts)]
    return [first, milestones(facts), newest, series(facts), *made, *last, sources(facts)]


def series_sources(facts: Facts, one: Objective) -> list[int]:
    """Return the numbers of the sources of the years of an objective, in order."""
    entry, rows = planned.entry_of(one), facts.figures
    if entry is None or rows is None:
        return []
    shown = rows[(rows["indicator"] == entry.id) & rows["value"].notna()]
    pairs = dict.fromkeys(zip(shown["source"].astype(str), shown["table"].astype(str), strict=True))
    numbers = [facts.sources.number(*pair) for pair in pairs]
    return sorted(number for number in numbers if number is not None)


# --- the agreement -----------------------------------------------------------------------------------------------


def objectives(facts: Facts) -> Sheet:
    """Return the objectives with where they stand."""
    rows = [
        _objective_row(facts, number, facts.objective_here(one), facts.standings[one.id])
        for number, one in enumerate(facts.ambition.objectives, 1)
    ]
    return Sheet(
        "objectives",
        "Doelen",
        "De doelen, met nulmeting, nieuwste stand, streefwaarde en wat is afgesproken.",
        (
            _whole("number", "Nr", "Nummer van het doel.", 6),
            _text("id", "Kenmerk", "Kenmerk van het doel in de ambitie.", 18),
            _text("theme", "Thema", "Thema.", 22),
            _text("statement", "Doel in woorden", "Het doel in de woorden van het team.", 50),
            _text("name", "Indicator", "Wat er wordt gemeten; zonder indicator het doel in het kort.", 32),
            _text("indicator", "Kenmerk indicator", "Indicator in de catalogus van wijkdata.", 20),
            _text("unit", "Eenheid", "Eenheid van alle waarden in de rij.", 16),
            _text("direction", "Richting", "Welke kant op goed is.", 10),
            _number("baseline", "Nulmeting", "Vastgelegde nulmeting."),
            _whole("baseline_year", "Jaar nulmeting", "Jaar van de nulmeting."),
            _text("baseline_status", "Status nulmeting", "Hoe vast de nulmeting is."),
            _whole("baseline_source", "Bron nulmeting", "Nummer in de tabel met bronnen."),
            _number("newest", "Nieuwste stand", "Nieuwste cijfer vanaf de nulmeting."),
            _number("newest_low", "Ten minste", "Onderkant van de marge; leeg waar die niet bekend is."),
            _number("newest_high", "Ten hoogste", "Bovenkant van de marge; leeg waar die niet bekend is."),
            _whole("newest_year", "Jaar stand", "Jaar van het nieuwste cijfer."),
            _text("newest_status", "Status stand", "Hoe vast het nieuwste cijfer is."),
            _whole("newest_source", "Bron stand", "Nummer in de tabel met bronnen."),
            _number("target", "Streefwaarde", "Streefwaarde; bij een band de onderkant."),
            _number("target_upper", "Bovengrens", "Bovenkant van een band."),
            _whole("target_year", "Streefjaar", "Jaar van de streefwaarde."),
            _text("path", "Pad", "Vorm van het pad van nulmeting naar streefwaarde.", 28),
            _number("path_value", "Pad nu", "Wat het pad vraagt in het jaar van het nieuwste cijfer."),
            _text("status", "Beoordeling", "Hoe het doel ervoor staat.", 20),
            _number(
                "ratio",
                "Verhouding",
                "Gehaalde verandering gedeeld door wat het pad tot nu vraagt.",
                decimals=2,
            ),
            _number("required_rate", "Tempo nodig", "Verandering per jaar die nodig is.", decimals=2),
            _number("observed_rate", "Tempo tot nu", "Verandering per jaar tot nu toe.", decimals=2),
            _whole("forecast", "Gehaald in", "Jaar waarin het doel in dit tempo wordt gehaald."),
            _text("reason", "Waarom", "Waarom deze beoordeling.", 60),
            _text("owner", "Eigenaar", "Wie erop toeziet.", 28),
            _text("measured_how", "Hoe gemeten", "Bron van de vervolgmeting.", 28),
            _text("measured_by", "Wie meet", "Wie de vervolgmeting doet.", 22),
            _text("frequency", "Hoe vaak", "Hoe vaak er wordt gemeten.", 16),
            _day("review", "Herziening", "Dag waarop het doel opnieuw wordt bekeken."),
            _text("parties", "Belang van", "Partijen op wier belang het doel rust.", 28),
            _text("terms", "Begrippen", "Begrippen die het doel gebruikt.", 24),
            _text("tracks", "Sporen", "Sporen van Wijkkompas.", 10),
            _text("part_of", "Onderdeel van", "Het grotere doel waaraan dit doel bijdraagt.", 24),
            _text("origin", "Herkomst", "Van wie het doel is overgenomen.", 28),
            _truth("testable", "Toetsbaar", "Of alles er staat om het doel te toetsen."),
            _text("missing", "Mist nog", "Wat daarvoor nog mist.", 40),
        ),
        tuple(rows),
    )


def _objective_row(facts: Facts, number: int, one: Objective, standing: FollowUp) -> Row:
    base, newest, target, entry = one.baseline, standing.newest, one.target, planned.entry_of(one)
    wholes = {each.id: planned.name_of(each) for each in facts.ambition.objectives}
    return _row(
        [
            *(number, one.id, theme_name(one.theme), one.statement, standing.name, one.indicator),
            standing.unit,
            one.direction,
            *((base.value, base.year, base.status) if base else (None, None, None)),
            facts.sources.number(base.source, base.table) if base else None,
            *((newest.value, newest.low, newest.high, newest.year, newest.status) if newest else (None,) * 5),
            facts.sources.number(newest.source, newest.table) if newest else None,
            *((target.value, target.upper, target.year) if target else (None, None, None)),
            PATH_NAMES.get(one.path.kind, one.path.kind) if target else None,
            standing.path_value,
            standing.status,
            standing.ratio,
            standing.required_rate,
            standing.observed_rate,
            standing.forecast,
            standing.reason,
            one.owner,
            one.measuring.how,
            one.measuring.who,
            one.measuring.frequency,
            one.review,
            "; ".join(one.parties),
            "; ".join(one.terms),
            ", ".join(one.tracks),
            wholes.get(one.part_of or "", one.part_of),
            one.origin,
            rules.testable(one),
            "; ".join(rules.missing(one)),
        ],
        entry.decimals if entry else _DECIMALS,
    )


def milestones(facts: Facts) -> Sheet:
    """Return what is to be reached on the way."""
    rows = []
    for number, one in enumerate(facts.ambition.objectives, 1):
        entry = planned.entry_of(one)
        for each in one.milestones:
            cells: list[Any] = [
                number,
                planned.name_of(one),
                each.year,
                each.value,
                facts.standings[one.id].unit,
            ]
            rows.append(_row(cells, entry.decimals if entry else _DECIMALS))
    return Sheet(
        "milestones",
        "Mijlpalen",
        "Waarden die onderweg gehaald moeten zijn.",
        (
            _whole("objective", "Doel", "Nummer van het doel.", 8),
            _text("name", "Indicator", "Wat er wordt gemeten.", 32),
            _whole("year", "Jaar", "Jaar van de mijlpaal."),
            _number("value", "Waarde", "Waarde in dat jaar."),
            _text("unit", "Eenheid", "Eenheid.", 16),
        ),
        tuple(rows),
    )


def measurements(facts: Facts) -> Sheet:
    """Return what the team measured itself."""
    rows = []
    for one in facts.ambition.measurements:
        entry = catalogue.indicators().get(catalogue.ALIASES.get(one.indicator, one.indicator))
        here = facts.ambition.is_of_this_area(one.area)
        rows.append(
            _row(
                [
                    *(entry.name if entry else one.indicator, one.indicator, one.year, one.value),
                    *(entry.unit if entry else "", one.source, facts.sources.number(one.source)),
                    *(one.method, one.sample, one.response, one.entered, here, one.note),
                ],
                entry.decimals if entry else _DECIMALS,
            )
        )
    return Sheet(
        "measurements",
        "Eigen metingen",
        "Wat het team zelf heeft geteld of gemeten.",
        (
            _text("name", "Indicator", "Wat er is gemeten.", 32),
            _text("indicator", "Kenmerk indicator", "Indicator in de catalogus van wijkdata.", 20),
            _whole("year", "Jaar", "Jaar van de meting."),
            _number("value", "Waarde", "Gemeten waarde."),
            _text("unit", "Eenheid", "Eenheid.", 16),
            _text("source_text", "Wie en hoe", "Bron in de woorden van het team.", 40),
            _whole("source", "Bron", "Nummer in de tabel met bronnen.", 8),
            _text("method", "Methode", "Hoe er is gemeten.", 30),
            _whole("sample", "Ondervraagden", "Van een enquête: hoeveel antwoorden."),
            _number("response", "Respons", "Van een enquête: deel van de gevraagden, 0-1.", decimals=2),
            _day("entered", "Ingevoerd", "Dag waarop de meting is ingevoerd."),
            _truth(
                "this_area",
                "Dit gebied",
                "Of de meting over het gebied van nu gaat; zo niet, dan telt zij niet.",
            ),
            _text("note", "Opmerking", "Wat erbij hoort.", 40),
        ),
        tuple(rows),
    )


def themes(facts: Facts) -> Sheet:
    """Return what was chosen about each theme."""
    return Sheet(
        "themes",
        "Thema’s",
        "Welke thema’s meegaan, en waarom.",
        (
            _text("theme", "Thema", "Thema.", 28),
            _text("choice", "Keuze", "moet, kan, niet, of leeg: nog niet gekozen.", 10),
            _text("reason", "Reden", "Waarom.", 70),
        ),
        tuple(_row([theme_name(one.theme), one.choice, one.reason]) for one in facts.ambition.themes),
    )


def links(facts: Facts) -> Sheet:
    """Return what one theme does for another."""
    return Sheet(
        "links",
        "Koppelkansen",
        "Wat het ene thema voor het andere doet.",
        (
            _text("theme", "Werk aan", "Thema waaraan wordt gewerkt.", 28),
            _text("helps", "Helpt", "Thema dat daar beter van wordt.", 28),
            _text("by", "Doordat", "Waardoor.", 60),
        ),
        tuple(_row([theme_name(one.theme), theme_name(one.helps), one.by]) for one in facts.ambition.links),
    )


def interests(facts: Facts) -> Sheet:
    """Return what the parties want, as far as it is meant for others."""
    rows = [
        _row(
            [one.party, theme_name(one.theme), one.weight, one.text, facts.sources.number(one.source)],
        )
        for one in facts.ambition.interests
    ]
    return Sheet(
        "interests",
        "Belangen",
        "Wat partijen willen en hoe zwaar dat weegt, voor zover voor anderen bestemd.",
        (
            _text("party", "Partij", "Partij, naar haar rol.", 28),
            _text("theme", "Thema", "Thema.", 26),
            _whole("weight", "Gewicht", "0 (niet van belang) tot 5; leeg: niet gezegd.", 10),
            _text("text", "Belang", "Wat de partij wil.", 70),
            _whole("source", "Bron", "Nummer in de tabel met bronnen; leeg voor eigen woorden.", 8),
        ),
        tuple(rows),
    )


def terms(facts: Facts) -> Sheet:
    """Return what the team means by its terms."""
    rows = [
        _row(
            [
                *(one.name, one.agreed, one.agreed_on, one.agreed_by, one.criterion, one.published),
                facts.sources.number(one.source),
                "\n".join(f"{each.question} {each.answer or '(open)'}" for each in one.choices),
            ]
        )
        for one in facts.ambition.terms
    ]
    return Sheet(
        "terms",
        "Begrippen",
        "Wat het team onder een begrip verstaat.",
        (
            _text("name", "Begrip", "Het begrip.", 26),
            _text(
                "agreed",
                "Afgesproken omschrijving",
                "Wat het team eronder verstaat; leeg: nog niet afgesproken.",
                60,
            ),
            _day("agreed_on", "Afgesproken op", "Dag van de afspraak."),
            _text("agreed_by", "Afgesproken door", "Wie het afsprak.", 24),
            _text("criterion", "Toetsbaar aan", "Waaraan het te toetsen is.", 44),
            _text("published", "Gepubliceerde omschrijving", "Waar het team van uitging.", 60),
            _whole("source", "Bron", "Nummer in de tabel met bronnen.", 8),
            _text("choices", "Keuzes", "Vragen die een omschrijving openlaat, met het antwoord.", 60),
        ),
        tuple(rows),
    )


def decisions(facts: Facts) -> Sheet:
    """Return the log of decisions and adopted versions, as far as they are meant for others."""
    rows = [(one.date, "besluit", one.what, one.why, one.who) for one in facts.ambition.decisions]
    rows += [
        (one.date, "vaststelling", f"Versie {one.number} vastgesteld ({one.fingerprint})", "", one.who)
        for one in facts.ambition.adopted
    ]
    return Sheet(
        "decisions",
        "Besluiten",
        "Wat wanneer door wie is besloten.",
        (
            _day("date", "Datum", "Dag van het besluit."),
            _text("kind", "Soort", "besluit of vaststelling.", 14),
            _text("what", "Wat", "Wat er is besloten.", 70),
            _text("why", "Waarom", "Waarom.", 50),
            _text("who", "Wie", "Wie het besloot.", 28),
        ),
        tuple(_row(list(one)) for one in sorted(rows, key=lambda one: one[0])),
    )


def agreements(facts: Facts) -> Sheet:
    """Return the working agreements."""
    return Sheet(
        "agreements",
        "Werkafspraken",
        "Werkafspraken van het team.",
        (
            _text("what", "Wat", "Wat er is afgesproken.", 70),
            _text("owner", "Wie", "Wie erop toeziet.", 28),
            _day("due", "Voor", "Dag waarvoor het klaar moet zijn."),
            _truth("done", "Gedaan", "Of het is gedaan."),
        ),
        tuple(_row([one.what, one.owner, one.due, one.done]) for one in facts.ambition.agreements),
    )


# --- what is reckoned --------------------------------------------------------------------------------------------


def figures(facts: Facts) -> Sheet:
    """Return the newest usable figure per indicator, and why there is none."""
    return Sheet(
        "baseline",
        "Nulmeting",
        "Per indicator het nieuwste bruikbare cijfer van het gebied, of waarom het er niet is.",
        (
            *_figure_columns("Jaar van het cijfer."),
            _text("why", "Waarom dit cijfer", "Waarom dit cijfer, of waarom er geen is.", 60),
        ),
        tuple(_figure_row(facts, one, "why") for one in _records(facts.baseline)),
    )


def series(facts: Facts) -> Sheet:
    """Return every figure of the area by year."""
    return Sheet(
        "series",
        "Reeksen",
        "Alle cijfers van het gebied per jaar; ook de jaren zonder cijfer, met de reden.",
        (
            *_figure_columns("Verslagjaar."),
            _text("note", "Opmerking", "Wat een lezer van dit cijfer moet weten.", 60),
        ),
        tuple(_figure_row(facts, one, "note") for one in _records(facts.figures)),
    )


def _figure_columns(year: str) -> tuple[Column, ...]:
    """Return the columns of a figure as `_figure_row` fills them, but for the last."""
    return (
        _text("theme", "Thema", "Thema.", 22),
        _text("name", "Indicator", "Wat er wordt gemeten.", 36),
        _text("indicator", "Kenmerk indicator", "Indicator in de catalogus van wijkdata.", 22),
        _whole("year", "Jaar", year, 8),
        _number("value", "Waarde", "Waarde; leeg waar geen cijfer is, nooit 0 daarvoor."),
        _number("low", "Ten minste", "Onderkant van de marge; leeg waar die niet bekend is."),
        _number("high", "Ten hoogste", "Bovenkant van de marge; leeg waar die niet bekend is."),
        _text("unit", "Eenheid", "Eenheid.", 18),
        _text("status", "Status", "Hoe vast het cijfer is, of waarom het er niet is.", 14),
        _whole("source", "Bron", "Nummer in de tabel met bronnen.", 8),
        _number(
            "coverage",
            "Dekking",
            "Deel van de woningen (of andere noemer) achter het cijfer, 0-1.",
            decimals=2,
        ),
        _text("method", "Methode", "Hoe het cijfer tot stand kwam.", 44),
    )


def _figure_row(facts: Facts, row: dict[str, Any], remark: str) -> Row:
    entry = catalogue.indicator(str(row["indicator"]))
    has_value = not pd.isna(row["value"])
    named = has_value or str(row["status"]) == "geheim"
    return _row(
        [
            *(theme_name(entry.theme), entry.name, entry.id, _year(row["year"])),
            *(row["value"], row["low"], row["high"], entry.unit, row["status"]),
            facts.sources.number(str(row["source"]), str(row["table"])) if named else None,
            *(row["coverage"], row["method"], row[remark]),
        ],
        entry.decimals,
    )


def _records(frame: pd.DataFrame | None) -> list[dict[str, Any]]:
    return [] if frame is None else [{str(key): one[key] for key in one} for one in frame.to_dict("records")]


def steps(facts: Facts) -> Sheet:
    """Return the programmes of measures that were thought through."""
    rows = [
        _row(
            [
                *(one.name, one.name == facts.ambition.programme),
                MEASURES[each.measure].name if each.measure in MEASURES else each.measure,
                *(each.type, each.homes, each.start, each.end),
            ],
            0,
        )
        for one in facts.ambition.scenarios
        for each in one.steps
    ]
    return Sheet(
        "programme",
        "Programma",
        "Maatregelen per scenario: hoeveel woningen per jaar, van wanneer tot wanneer.",
        (
            _text("scenario", "Scenario", "Naam van het scenario.", 28),
            _truth("chosen", "Gekozen", "Of dit scenario het programma is."),
            _text("measure", "Maatregel", "Maatregel.", 30),
            _text("type", "Woningtype", "Alleen in dit type; leeg: in alle.", 18),
            _number("homes", "Woningen per jaar", "Woningen per jaar.", 18, 0),
            _whole("start", "Van", "Eerste jaar.", 8),
            _whole("end", "Tot en met", "Laatste jaar.", 12),
        ),
        tuple(rows),
    )


def answers(facts: Facts) -> Sheet:
    """Return what the programme yields for each objective."""
    rows = []
    if facts.programme is not None:
        for one in facts.programme.done.answers:
            aim = one.aim
            cells: list[Any] = [
                *(aim.name, aim.unit, aim.start_year, aim.start, aim.year, aim.target, aim.upper),
                *(one.reached, one.low, one.high, one.needed, one.gap, one.verdict, one.sentence),
            ]
            rows.append(_row(cells, aim.decimals))
    return Sheet(
        "coverage",
        "Dekking programma",
        "Wat het gekozen programma van elk doel dekt: een berekening, geen meting.",
        (
            _text("name", "Doel", "Wat er wordt gemeten.", 36),
            _text("unit", "Eenheid", "Eenheid.", 16),
            _whole("start_year", "Van jaar", "Jaar van het beginpunt."),
            _number("start", "Van", "Beginpunt; van gas en CO₂ bij normaal weer, waar dat bekend is."),
            _whole("year", "Streefjaar", "Streefjaar."),
            _number("target", "Streefwaarde", "Streefwaarde."),
            _number("target_upper", "Bovengrens", "Bovenkant van een band."),
            _number("reached", "Komt uit op", "Berekende waarde in het streefjaar."),
            _number("low", "Ten minste", "Kleinste van de varianten."),
            _number("high", "Ten hoogste", "Grootste van de varianten."),
            _number("needed", "Opgave", "Wat er nog te gaan was."),
            _number("gap", "Niet gedekt", "Wat daarvan niet gedekt is."),
            _text("verdict", "Uitkomst", "Of het doel wordt gehaald.", 20),
            _text("sentence", "In woorden", "Hetzelfde in een zin.", 60),
        ),
        tuple(rows),
    )


def parameters(facts: Facts) -> Sheet:
    """Return the numbers that the calculations were made with, each with its source."""
    rows = []
    if facts.programme is not None:
        for one in facts.programme.situation.parameters.values():
            number = facts.sources.number(one.source, one.table) if one.source else None
            cells = ["maatregelen", one.id, one.name, one.value, one.low, one.high, one.unit, one.year]
            rows.append(_row([*cells, one.status, one.own, number, one.note]))
    if facts.delay is not None:
        for key, amount in facts.delay.case.amounts.items():
            number = facts.sources.number(amount.source) if amount.source else None
            low, high = amount.ends
            what = delay.PARAMETERS[key]
            cells = ["uitstel", key, what.name, amount.value, low, high, what.unit, None]
            rows.append(_row([*cells, "", not amount.proposed, number, ""]))
        rows += [_row(_kept_cells(one)) for one in facts.ambition.delay if one.id not in delay.PARAMETERS]
    return Sheet(
        "parameters",
        "Kengetallen",
        "De getallen waarmee is gerekend, met marge en bron.",
        (
            _text("kind", "Waarvoor", "maatregelen of uitstel.", 14),
            _text("id", "Kenmerk", "Naam in de berekening.", 24),
            _text("name", "Kengetal", "Nederlandse naam.", 44),
            _number("value", "Waarde", "Waarde; leeg waar die niet bekend is."),
            _number("low", "Laag", "Onderkant van de marge."),
            _number("high", "Hoog", "Bovenkant van de marge."),
            _text("unit", "Eenheid", "Eenheid.", 18),
            _whole("year", "Jaar", "Jaar waarvoor de waarde geldt.", 8),
            _text("status", "Status", "Hoe vast de waarde is.", 14),
            _truth("own", "Van het team", "Of het team de waarde zelf heeft gekozen."),
            _whole("source", "Bron", "Nummer in de tabel met bronnen.", 8),
            _text("note", "Opmerking", "Wat een lezer van deze waarde moet weten.", 60),
        ),
        tuple(rows),
    )


def _kept_cells(one: Assumption) -> list[Cell]:
    names = {"maanden": ("Maanden uitstel", "maanden"), "subsidie": ("Subsidie op tafel", "euro")}
    for line in delay.CASH:
        for who, bearer in BEARERS.items():
            names[f"deel_{line}_{who}"] = (
                f"Deel van {delay.CASH[line].name.lower()} voor {bearer}",
                "deel (0-1)",
            )
    name, unit = names.get(one.id, (one.id, ""))
    return ["uitstel", one.id, name, one.value, one.low, one.high, unit, None, "", True, None, ""]


def findings(facts: Facts) -> Sheet:
    """Return what is wrong or left open."""
    return Sheet(
        "findings",
        "Nog open",
        "Wat in de ambitie nog niet klopt, openligt of goed is om te weten.",
        (
            _text("level", "Soort", "fout, let op of advies.", 10),
            _text("where", "Waar", "Over welk onderdeel.", 44),
            _text("message", "Wat", "Wat er is, en wat eraan te doen.", 90),
        ),
        tuple(_row([one.level, one.where, one.message]) for one in facts.findings),
    )


def sources(facts: Facts) -> Sheet:
    """Return the sources that were named until now, by number."""
    return Sheet(
        "sources",
        "Bronnen",
        "De bronnen waarnaar de andere tabellen met een nummer verwijzen.",
        (
            _whole("number", "Nr", "Nummer van de bron.", 6),
            _text("name", "Uitgever of bron", "Wie het publiceerde of zei.", 44),
            _text("table", "Tabel", "Tabel, bestand of document.", 26),
            _text("title", "Titel", "Titel van de tabel.", 44),
            _text("licence", "Licentie", "Licentie, waar de uitgever die noemt.", 26),
            _day("retrieved", "Overgenomen", "Dag waarop de cijfers zijn overgenomen."),
        ),
        tuple(
            _row([one.number, one.name, one.table, one.title, one.licence, _date(one.retrieved)])
            for one in facts.sources.all
        ),
    )


def contributors(facts: Facts, one: Objective) -> str:
    """Return the objectives that are a part of this one, as one text; empty for none."""
    return dutch.join(planned.name_of(each) for each in parts_of(facts.ambition, one.id))


# --- cells -------------------------------------------------------------------------------------------------------


def _row(cells: Sequence[Any], decimals: int = _DECIMALS) -> Row:
    return Row(tuple(map(_cell, cells)), decimals)


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return plain(value) or None
    if hasattr(value, "item"):
        value = value.item()
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    return value if isinstance(value, bool | int | float | date) else plain(str(value))


def _year(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _text(name: str, title: str, description: str, width: int = 14) -> Column:
    return Column(Field(name, "string", description), title, width)


def _number(name: str, title: str, description: str, width: int = 14, decimals: int | None = None) -> Column:
    return Column(Field(name, "number", description), title, width, decimals)


def _whole(name: str, title: str, description: str, width: int = 14) -> Column:
    return Column(Field(name, "integer", description), title, width)


def _day(name: str, title: str, description: str, width: int = 16) -> Column:
    return Column(Field(name, "date", description), title, width)


def _truth(name: str, title: str, description: str, width: int = 12) -> Column:
    return Column(Field(name, "boolean", description), title, width)
