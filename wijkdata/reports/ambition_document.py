"""The ambition document: what the team agreed, standing by itself for who was not there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.ambition import common_ground, planned, rules
from wijkdata.ambition.contributions import parts_of
from wijkdata.ambition.model import Objective
from wijkdata.ambition.standing import UNDETERMINED
from wijkdata.ambition.themes import links_finding
from wijkdata.delay import BEARERS, NOTHING, PARAMETERS, UNDIVIDED, UNDIVIDED_NAME
from wijkdata.delay_words import amount_text, break_even_text, finding, in_sentence, left_out_text
from wijkdata.effects import MEASURES
from wijkdata.reports import phrases, pictures
from wijkdata.reports.blocks import (
    Block,
    Bullets,
    Column,
    Document,
    Paragraph,
    Picture,
    bullets,
    heading,
    named,
    paragraph,
    table,
)
from wijkdata.reports.facts import Facts, Planned, theme_name
from wijkdata.reports.tables_figures import series_sources
from wijkdata.residents import RESIDENTS
from wijkdata.residents_words import (
    change_text,
    neutral_text,
    prices_text,
    solar_home,
    solar_homes,
    solar_rule,
    solar_texts,
    state_name,
)

STEM = "ambitie"

#: What a reader wants to know first of an area; the rest is in the appendix.
MAIN = (
    *("inwoners", "huishoudens", "woningen", "meergezins_aandeel", "koop_aandeel", "corporatie_aandeel"),
    *("voor_2000_aandeel", "woz_gem", "gas_gem", "elektra_gem", "stadsverwarming_aandeel"),
    *("aardgasvrij_aandeel", "co2_woning", "zonnestroom_vermogen", "laag_inkomen_aandeel", "energiearmoede"),
)

_CHOICES = {"moet": "moet mee", "kan": "kan mee", "niet": "gaat niet mee", "": "nog niet gekozen"}
_STATUSES = (
    "Status van een cijfer: definitief, nader voorlopig en voorlopig zijn zoals de uitgever het noemt; geschat is "
    "berekend uit andere cijfers; model komt uit een rekenmodel; eigen meting is van het team. Ontbreekt en geheim "
    "(niet openbaar) zijn nooit nul. De marge zegt waar een cijfer tussen ligt, door afronding of door de getallen "
    "waarmee is gerekend; een streepje betekent dat zij niet bekend is of dat het cijfer vaststaat."
)


def document(facts: Facts) -> Document:
    """Return the ambition document."""
    blocks: list[Block] = [
        *_summary(facts),
        *_area(facts),
        *_parties(facts),
        *_themes(facts),
        *_terms(facts),
        *_objectives(facts),
        *_programme(facts),
        *_delay(facts),
        *_decisions(facts),
        *phrases.open_blocks(facts),
        *phrases.source_blocks(facts),
        *_appendix(facts),
        *_wordings(facts),
    ]
    return Document(
        STEM,
        "Ambitie voor de wijk",
        phrases.title(facts),
        phrases.front(facts),
        phrases.warning(facts),
        phrases.running(facts),
        facts.day,
        tuple(blocks),
    )


# --- summary -----------------------------------------------------------------------------------------------------


def _summary(facts: Facts) -> Iterator[Block]:
    yield heading("Samenvatting", new_page=True)
    yield Bullets(tuple(summary(facts)))
    yield from pictures.overviews(facts)


def summary(facts: Facts) -> list[str]:
    """Return what matters most, in a few sentences."""
    lines = [_area_sentence(facts), _objectives_sentence(facts)]
    if any(one.weights for one in facts.grounds):
        lines.append(f"Gedeelde grond: {common_ground.finding(facts.grounds)}")
    must = [theme_name(one.theme) for one in facts.ambition.themes if one.choice == "moet"]
    if must:
        lines.append(f"Deze thema’s moeten mee: {dutch.join(must)}.")
    if facts.programme is not None:
        lines.append(f"Programma ‘{facts.programme.name}’: {facts.programme.done.verdict}")
    if facts.delay is not None:
        lines.append(dutch.sentence(finding(facts.delay.found, facts.delay.even)))
    count = len(phrases.open_points(facts))
    if count:
        verb = "staat 1 punt" if count == 1 else f"staan {count} punten"
        lines.append(f"Er {verb} nog open; zie ‘Nog open’.")
    return list(bullets(lines).items)


def _area_sentence(facts: Facts) -> str:
    if facts.baseline is None:
        return "Er is nog geen gebied gekozen waarvan cijfers bekend zijn."
    rows = facts.baseline.set_index("indicator")
    said: list[str] = []
    for key in ("woningen", "inwoners"):
        row = rows.loc[key]
        if not pd.isna(row["value"]):
            said.append(
                f"{catalogue.indicator(key).text(row['value'])} ({int(row['year'])}) "
                f"{facts.sources.mark(str(row['source']), str(row['table']))}"
            )
    name = facts.area.name if facts.area else ""
    return f"Het gaat om {name}" + (f": {dutch.join(said)}." if said else ".")


def _objectives_sentence(facts: Facts) -> str:
    all_of = facts.ambition.objectives
    if not all_of:
        return "Er zijn nog geen doelen gesteld."
    testable = sum(rules.testable(facts.objective_here(one)) for one in all_of)
    counts: dict[str, int] = {}
    for one in facts.standings.values():
        counts[one.status] = counts.get(one.status, 0) + 1
    known = [f"{number} {status}" for status, number in counts.items() if status != UNDETERMINED]
    unknown = counts.get(UNDETERMINED, 0)
    told = dutch.join([*known, *([f"{unknown} nog niet te bepalen"] if unknown else [])])
    goals = "Er is 1 doel" if len(all_of) == 1 else f"Er zijn {len(all_of)} doelen"
    return f"{goals}, waarvan er {testable} toetsbaar {'is' if testable == 1 else 'zijn'}. Stand: {told}."


# --- area --------------------------------------------------------------------------------------------------------


_FIGURE_COLUMNS = (
    Column("Cijfer", 1.9),
    Column("Waarde", 1.15, right=True),
    Column("Marge", 1.65, right=True),
    Column("Jaar", 0.45, right=True),
    Column("Status", 0.8),
    Column("Bron", 0.4, right=True),
)


def _area(facts: Facts) -> Iterator[Block]:
    yield heading("De wijk in cijfers", new_page=facts.baseline is not None)
    if facts.baseline is None:
        yield paragraph("Er is nog geen gebied gekozen waarvan cijfers bekend zijn.")
        return
    rows = _by_indicator(facts)
    yield paragraph(
        f"{phrases.area_text(facts)}. Per onderwerp het nieuwste bruikbare cijfer; alle cijfers staan in de bijlage."
    )
    yield table(
        _FIGURE_COLUMNS, [_figure_cells(facts, rows[key]) for key in MAIN if _has_value(rows.get(key))]
    )
    gaps = [key for key in MAIN if key in rows and not _has_value(rows[key])]
    if gaps:
        names = dutch.join(in_sentence(catalogue.indicator(key).name) for key in gaps)
        yield paragraph(f"Zonder bruikbaar cijfer: {names}. Waarom, staat in de bijlage.")
    yield paragraph(_STATUSES, "note")


def _by_indicator(facts: Facts) -> dict[str, dict[str, Any]]:
    if facts.baseline is None:
        return {}
    return {
        str(one["indicator"]): {str(k): v for k, v in one.items()}
        for one in facts.baseline.to_dict("records")
    }


def _has_value(row: dict[str, Any] | None) -> bool:
    return row is not None and not pd.isna(row["value"])


def _figure_cells(facts: Facts, row: dict[str, Any]) -> list[str]:
    entry = catalogue.indicator(row["indicator"])
    return [
        entry.name,
        entry.text(row["value"]),
        phrases.range_text(entry.id, row["low"], row["high"]) or "–",
        str(int(row["year"])),
        str(row["status"]),
        facts.sources.mark(str(row["source"]), str(row["table"])),
    ]


def _gap_lines(rows: list[dict[str, Any]]) -> list[str]:
    """Say why there is no figure, those with the same reason together."""
    reasons: dict[str, list[str]] = {}
    for row in rows:
        reasons.setdefault(_reason(row), []).append(catalogue.indicator(row["indicator"]).name)
    return [f"{dutch.join(names)}: {reason}" for reason, names in reasons.items()]


def _reason(row: dict[str, Any]) -> str:
    """Say why there is no figure, without the commands that whoever reads a document does not have."""
    sentences = re.split(r"(?<=[.!?]) ", str(row["why"]))
    return " ".join(one for one in sentences if "‘wijkdata " not in one) or str(row["status"])


def _appendix(facts: Facts) -> Iterator[Block]:
    if facts.baseline is None:
        return
    yield heading("Bijlage: alle cijfers van het gebied", new_page=True)
    yield paragraph("De reeksen per jaar staan in het werkboek (XLSX) en in de tabellen (CSV).")
    rows = list(_by_indicator(facts).values())
    for theme in catalogue.themes().values():
        own = [one for one in rows if catalogue.indicator(one["indicator"]).theme == theme.id]
        known = [one for one in own if _has_value(one)]
        gaps = [one for one in own if not _has_value(one)]
        if not own:
            continue
        yield heading(theme.name, 2)
        if known:
            yield table(_FIGURE_COLUMNS, [_figure_cells(facts, one) for one in known])
        if gaps:
            yield paragraph("Zonder cijfer:", "note")
            yield bullets(_gap_lines(gaps))


# --- parties, themes, terms --------------------------------------------------------------------------------------


def _parties(facts: Facts) -> Iterator[Block]:
    ambition = facts.ambition
    yield heading("Partijen en gedeelde grond", new_page=bool(ambition.parties))
    if not ambition.parties:
        yield paragraph("Er zitten nog geen partijen aan tafel.")
    else:
        yield paragraph(f"Aan tafel: {dutch.join(one.name for one in ambition.parties)}.")
        yield paragraph(common_ground.finding(facts.grounds), "lead")
    yield from pictures.grounds(facts)
    yield from _interests(facts)
    if ambition.agreements:
        yield heading("Werkafspraken", 2)
        yield table(
            [Column("Afspraak", 2.4), Column("Wie", 1), Column("Voor", 0.8), Column("Gedaan", 0.5)],
            [
                (
                    one.what,
                    one.owner or phrases.NOT_SAID,
                    dutch.day(one.due) if one.due else "–",
                    "ja" if one.done else "nee",
                )
                for one in ambition.agreements
            ],
        )


def _interests(facts: Facts) -> Iterator[Block]:
    """Say per party what it wants from each theme, in the order of the parties."""
    by_party: dict[str, list[tuple[str, str, str]]] = {one.name: [] for one in facts.ambition.parties}
    for one in facts.ambition.interests:
        by_party.setdefault(one.party, []).append(
            (
                theme_name(one.theme),
                "–" if one.weight is None else str(one.weight),
                f"{one.text} {facts.sources.mark(one.source)}".strip() or "–",
            )
        )
    if not any(by_party.values()):
        return
    yield heading("Wat partijen willen", 2)
    yield paragraph(
        "Gewicht: 0 is niet van belang, 5 is dat niets belangrijker is; een streepje betekent dat de partij het "
        "niet heeft gezegd. Een belang met een bron is overgenomen van wat zo’n partij elders zei.",
        "note",
    )
    for party, rows in by_party.items():
        if rows:
            yield heading(party, 3)
            yield table([Column("Thema", 1), Column("Gewicht", 0.5, right=True), Column("Belang", 3)], rows)


def _themes(facts: Facts) -> Iterator[Block]:
    yield heading("Thema’s")
    ambition = facts.ambition
    if ambition.themes:
        yield table(
            [Column("Thema", 1.2), Column("Keuze", 0.8), Column("Reden", 2)],
            [(theme_name(one.theme), _CHOICES[one.choice], one.reason or "–") for one in ambition.themes],
        )
    else:
        yield paragraph("Er is nog over geen thema gekozen.")
    if ambition.links:
        yield heading("Koppelkansen", 2)
        said = links_finding(ambition)
        if said:
            yield paragraph(said)
        yield bullets(
            f"{theme_name(one.theme)} helpt {theme_name(one.helps)}" + (f": {one.by}" if one.by else "")
            for one in ambition.links
        )


def _terms(facts: Facts) -> Iterator[Block]:
    yield heading("Begrippen: wat wij eronder verstaan")
    if not facts.ambition.terms:
        yield paragraph("Er zijn nog geen begrippen afgesproken.")
    for one in facts.ambition.terms:
        yield heading(one.name or "begrip zonder naam", 2)
        yield (
            paragraph(one.agreed, "lead")
            if one.agreed.strip()
            else paragraph("Het team heeft nog niet afgesproken wat het hieronder verstaat.")
        )
        agreed = dutch.join(
            filter(None, [one.agreed_by, dutch.day_in_words(one.agreed_on) if one.agreed_on else ""]), "op"
        )
        published = f"{one.published} {facts.sources.mark(one.source)}".strip() if one.published else ""
        rows = [("Afgesproken", agreed), ("Toetsbaar aan", one.criterion), ("Gepubliceerd", published)]
        rows += [
            (f"Keuze {number}", f"{each.question} {each.answer or 'Nog open.'}")
            for number, each in enumerate(one.choices, 1)
        ]
        if any(text.strip() for _, text in rows):
            yield named(rows)


def _wordings(facts: Facts) -> Iterator[Block]:
    """Give the parties' own words about the terms; what they agreed stands in the chapter about those."""
    worded = [one for one in facts.ambition.terms if one.wordings]
    if not worded:
        return
    yield heading("Bijlage: begrippen in de woorden van de partijen", new_page=True)
    yield paragraph(
        "Wat partijen er ieder apart onder verstonden, voordat zij het samen afspraken. Wat is afgesproken, staat "
        "bij ‘Begrippen’."
    )
    for one in worded:
        yield heading(one.name or "begrip zonder naam", 2)
        yield table(
            [Column("Partij", 1), Column("In eigen woorden", 3)],
            [(each.party, each.text) for each in one.wordings],
        )


# --- objectives --------------------------------------------------------------------------------------------------


def _objectives(facts: Facts) -> Iterator[Block]:
    all_of = [facts.objective_here(one) for one in facts.ambition.objectives]
    yield heading("Doelen", new_page=bool(all_of))
    if not all_of:
        yield paragraph("Er zijn nog geen doelen gesteld.")
        return
    yield table(
        [
            Column("Nr", 0.25, right=True),
            Column("Doel", 1.6),
            Column("Nulmeting", 1),
            Column("Streefwaarde", 0.95),
            Column("Eigenaar", 1.15),
            Column("Stand", 0.9),
        ],
        [
            (
                str(number),
                planned.name_of(one),
                phrases.baseline_text(facts, one),
                phrases.target_text(one),
                one.owner or phrases.NOT_SAID,
                facts.standings[one.id].status if rules.testable(one) else "niet toetsbaar",
            )
            for number, one in enumerate(all_of, 1)
        ],
    )
    yield paragraph(
        "De stand houdt de gehaalde verandering tegen wat het pad tot dat jaar vraagt: behaald, op koers (95% of "
        "meer), versnelling nodig (60% of meer), onvoldoende, verkeerde richting, of niet te bepalen, met de reden.",
        "note",
    )
    yield from _tempo(facts, all_of)
    full = True
    for number, one in enumerate(all_of, 1):
        # One with a picture fills its page; those in words alone share one.
        drawn = pictures.objective(facts, one)
        yield from _objective(facts, number, one, drawn, new_page=full or drawn is not None)
        full = drawn is not None


def _tempo(facts: Facts, all_of: Sequence[Objective]) -> Iterator[Block]:
    """Say what each objective asks per year, what was done per year so far, and how fast others went."""
    rows = []
    for number, one in enumerate(all_of, 1):
        standing = facts.standings[one.id]
        if standing.required_rate is None and standing.observed_rate is None:
            continue
        elsewhere = " ".join(standing.tempo.sentences) if standing.tempo else "geen reeks van anderen bekend"
        rows.append(
            (
                str(number),
                planned.name_of(one),
                phrases.rate_text(one, standing.required_rate),
                phrases.rate_text(one, standing.observed_rate),
                elsewhere,
            )
        )
    if not rows:
        return
    yield heading("Tempo: wat de doelen per jaar vragen", 2)
    yield paragraph(
        "Per jaar de kant op die goed is; met een minteken de andere kant op. Nodig is wat vanaf het nieuwste cijfer "
        "elk jaar moet om het doel te halen.",
        "note",
    )
    yield table(
        [
            Column("Nr", 0.25, right=True),
            Column("Doel", 1.1),
            Column("Nodig per jaar", 0.8, right=True),
            Column("Tot nu per jaar", 0.8, right=True),
            Column("Elders gehaald", 2.9),
        ],
        rows,
    )


def _objective(
    facts: Facts, number: int, one: Objective, drawn: Picture | None, *, new_page: bool
) -> Iterator[Block]:
    standing = facts.standings[one.id]
    yield heading(f"Doel {number}: {planned.name_of(one)}", 2, new_page=new_page)
    if one.statement.strip():
        yield paragraph(one.statement, "lead")
    if drawn is not None:
        yield drawn
    series = series_sources(facts, one)
    if drawn is not None and series:
        yield paragraph(f"Bronnen van het verloop: {', '.join(f'[{each}]' for each in series)}.", "note")
    wholes = [planned.name_of(each) for each in facts.ambition.objectives if each.id == one.part_of]
    better = phrases.direction_text(one)
    yield named(
        [
            ("Thema", theme_name(one.theme)),
            ("Nulmeting", phrases.baseline_text(facts, one)),
            ("Nieuwste stand", phrases.newest_text(facts, one) if one.baseline else ""),
            ("Streefwaarde", f"{phrases.target_text(one)}{f' ({better})' if better else ''}"),
            ("Pad", phrases.path_text(one)),
            ("Eigenaar", one.owner or phrases.NOT_SAID),
            ("Vervolgmeting", phrases.measuring_text(one)),
            ("Herziening", dutch.day_in_words(one.review) if one.review else ""),
            ("Rust op belang van", dutch.join(one.parties)),
            ("Gebruikt begrip", dutch.join(one.terms)),
            ("Sporen", dutch.join(one.tracks)),
            ("Onderdeel van", dutch.join(wholes)),
            ("Bestaat uit", dutch.join(planned.name_of(each) for each in parts_of(facts.ambition, one.id))),
            ("Herkomst", one.origin),
            ("Toetsbaar", "ja" if rules.testable(one) else rules.testable_sentence(one)),
            ("Stand", standing.status_words if one.target else ""),
        ]
    )
    yield from _verdict(one, facts)


def _verdict(one: Objective, facts: Facts) -> Iterator[Paragraph]:
    standing = facts.standings[one.id]
    entry = planned.entry_of(one)
    pace = dutch.sentence(f"Tempo: {standing.pace}") if standing.pace else ""
    caveat = f"Let op bij dit cijfer: {entry.caveat}" if entry is not None and entry.caveat else ""
    # Where there is no trend, its reason repeats why nothing can be judged.
    ahead = "" if standing.status == UNDETERMINED else standing.forecast_reason
    said = dict.fromkeys(
        filter(
            None,
            (
                standing.reason,
                pace,
                ahead,
                standing.certainty,
                standing.revised,
                caveat,
            ),
        )
    )
    for text in said:
        yield paragraph(text, "small")


# --- programme, delay, decisions ---------------------------------------------------------------------------------


def _programme(facts: Facts) -> Iterator[Block]:
    yield heading("Programma van maatregelen", new_page=facts.programme is not None)
    if facts.programme is None:
        yield paragraph(
            "Er is nog geen programma van maatregelen gekozen."
            if not facts.ambition.programme
            else "Wat het gekozen programma oplevert, is hier niet te berekenen; zie ‘Nog open’."
        )
        return
    planned_ = facts.programme
    yield paragraph(f"Programma ‘{planned_.name}’. {planned_.done.verdict}", "lead")
    yield paragraph(
        "Dit is een berekening met kengetallen, geen meting. De kengetallen staan in het werkboek.", "note"
    )
    steps = [one for one in facts.ambition.scenarios if one.name == planned_.name]
    yield table(
        [
            Column("Maatregel", 2),
            Column("Woningtype", 1),
            Column("Woningen per jaar", 0.9, right=True),
            Column("Jaren", 0.9),
        ],
        [
            (
                MEASURES[each.measure].name if each.measure in MEASURES else each.measure,
                each.type or "alle",
                dutch.number(each.homes, 0),
                f"{each.start}-{each.end}",
            )
            for one in steps
            for each in one.steps
        ],
    )
    yield from pictures.coverages(facts)
    yield table(
        [Column("Doel", 1.3), Column("Uitkomst", 0.8), Column("In woorden", 2.4)],
        [
            (one.aim.name or "doel zonder indicator", one.verdict, one.sentence)
            for one in planned_.done.answers
        ],
    )
    beyond = [
        f"{MEASURES[key].name.lower()} {dutch.number(homes, 0)}"
        for key, homes in planned_.done.course.beyond.items()
    ]
    if beyond:
        yield paragraph(f"Meer gepland dan er woningen zijn, en niet meegeteld: {dutch.join(beyond)}.")
    yield bullets(planned_.situation.stock.notes)
    yield from _residents(planned_)


def _residents(found: Planned) -> Iterator[Block]:
    """Say what the programme does to the monthly costs of the people in the homes at which something is done."""
    situation, panels = found.situation, solar_homes(found.done)
    if not found.done.residents and not panels:
        return
    yield heading("Wat bewoners ervan merken", 2)
    if found.done.residents:
        # What is to be done on screen about it is no matter for a reader.
        said, _, _ = neutral_text(situation, found.done).partition(": vul ")
        yield paragraph(dutch.sentence(said), "lead")
    yield paragraph(
        "Verandering van de maandlasten in euro per maand; + is duurder. Tussen haakjes waar het tussen ligt. "
        "Berekend met kengetallen, voor de woningen waaraan iets wordt gedaan.",
        "note",
    )
    rows = [
        (
            situation.stock.groups[one.group].name,
            state_name(one.state),
            dutch.number(one.homes, 0),
            *(change_text(one, who) for who in RESIDENTS),
        )
        for one in sorted(found.done.residents, key=lambda one: -one.homes)
    ]
    if panels:
        # On which of the other homes they lie is not known, so they are told apart.
        solar = solar_texts(situation)
        rows.append(
            (
                solar_home(situation.parameters),
                "zonnepanelen",
                dutch.number(panels, 0),
                *(solar[who] for who in RESIDENTS),
            )
        )
    yield table(
        [
            Column("Woning", 1.4),
            Column("Maatregelen", 1.4),
            Column("Woningen", 0.7, right=True),
            Column("Eigenaar", 1.1, right=True),
            Column("Huurder", 1.1, right=True),
        ],
        rows,
    )
    yield paragraph(f"Gerekend met: {prices_text(situation.parameters)}.", "note")
    if panels:
        yield paragraph(solar_rule(situation.parameters), "note")


def _delay(facts: Facts) -> Iterator[Block]:
    yield heading("Wat uitstel kost")
    if facts.delay is None:
        yield paragraph("Het team heeft hiervoor nog geen bedragen ingevuld, of te weinig om mee te rekenen.")
        return
    case, found, even = facts.delay.case, facts.delay.found, facts.delay.even
    yield paragraph(dutch.sentence(finding(found, even)), "lead")
    if even is not None:
        yield paragraph(break_even_text(even))
    drawn = pictures.delay(facts)
    if drawn is not None:
        yield drawn
    names = {**BEARERS, UNDIVIDED: UNDIVIDED_NAME}
    amounts = [(one.name, one.cost) for one in found.cash]
    amounts += [("Samen", found.total)]
    amounts += [(f"Draagt: {names[who]}", band) for who, band in found.bearers.items() if band != NOTHING]
    amounts += [(f"Daarnaast gemist: {one.name}", one.cost) for one in found.social if one.cost is not None]
    yield table(
        [
            Column("In euro", 2.2),
            Column("Laag", 0.9, right=True),
            Column("Midden", 0.9, right=True),
            Column("Hoog", 0.9, right=True),
        ],
        [
            (name, *(dutch.number(end, 0) for end in (band.low, band.mid, band.high)))
            if band is not None
            else (name, *(["open"] * 3))
            for name, band in amounts
        ],
    )
    left_out = left_out_text(found)
    if left_out:
        yield paragraph(left_out)
    yield paragraph("Gerekend met:")
    yield bullets(
        " ".join(
            filter(
                None,
                (
                    f"{PARAMETERS[key].name}: {amount_text(key, one)}",
                    "(voorstel)" if one.proposed else "",
                    facts.sources.mark(one.source),
                ),
            )
        )
        for key, one in case.amounts.items()
    )


def _decisions(facts: Facts) -> Iterator[Block]:
    yield heading("Besluiten")
    if not facts.ambition.decisions and not facts.ambition.adopted:
        yield paragraph("Er is nog niets besloten of vastgesteld.")
        return
    if facts.ambition.decisions:
        yield table(
            [Column("Datum", 0.7), Column("Besluit", 1.9), Column("Waarom", 1.5), Column("Wie", 1)],
            [
                (dutch.day(one.date), one.what, one.why or "–", one.who or "–")
                for one in sorted(facts.ambition.decisions, key=lambda one: one.date)
            ],
        )
    for one in facts.ambition.adopted:
        when = dutch.day_in_words(one.date)
        yield paragraph(
            f"Versie {one.number} is op {when} vastgesteld door {one.who}. Vingerafdruk: {one.fingerprint}."
        )
