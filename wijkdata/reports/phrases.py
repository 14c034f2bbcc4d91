"""Sentences and cells that the documents share."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wijkdata import catalogue, dutch
from wijkdata.ambition import planned, rules
from wijkdata.ambition.model import Objective
from wijkdata.pathways import DIRECTION_MEANINGS, PATH_NAMES
from wijkdata.reports.blocks import Block, Column, all_texts, bullets, heading, named, paragraph, plain, table
from wijkdata.reports.facts import Facts
from wijkdata.uncertainty import between

EXAMPLE = "Voorbeeld: dit is van niemand een besluit. De streefwaarden zijn verzonnen om te laten zien hoe het werkt."
#: The number of a source as it stands in a text.
_MARK = re.compile(r"\[(\d+)\]")
_TO_DO = re.compile("‘wijkdata |^Voer ")
NOT_SAID = "nog niet afgesproken"


def title(facts: Facts) -> str:
    """Return what the documents are called."""
    names = (facts.ambition.title, facts.ambition.area.name, "Ambitie voor de wijk")
    return next(said for one in names if (said := " ".join(plain(one).split())))


def warning(facts: Facts) -> str:
    """Return what must be said on every page; empty for nothing."""
    return EXAMPLE if facts.ambition.example else ""


def running(facts: Facts) -> str:
    """Return what stands at the top of every page: which document, which version, which day."""
    said = f"{title(facts)} – {facts.version} – {dutch.day_in_words(facts.day)}"
    return " ".join(plain(said).split())


def front(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Return what the first page says about the document; what only few ask for is in `about_blocks`."""
    return _filled(
        ("Gebied", area_text(facts)),
        ("Versie", dutch.sentence(facts.version)),
        ("Datum", dutch.day_in_words(facts.day)),
        ("Partijen", dutch.join(one.name for one in facts.ambition.parties)),
    )


def about(facts: Facts) -> tuple[tuple[str, str], ...]:
    """Return what whoever checks a document wants to know: its exact area, its fingerprints, what was left out."""
    adopted = ((f"Vingerafdruk versie {one.number}", one.fingerprint) for one in facts.ambition.adopted)
    return _filled(
        ("Gebied", area_codes(facts)),
        ("Vingerafdruk", f"{facts.fingerprint} (SHA-256 van wat is afgesproken)"),
        *adopted,
        ("Niet in dit document", hidden_text(facts)),
    )


def about_blocks(facts: Facts) -> list[Block]:
    """Return the last chapter, about the document itself."""
    return [
        heading("Over dit document"),
        paragraph("Aan een vingerafdruk is na te gaan of wat is afgesproken nog hetzelfde is.", "note"),
        named(about(facts)),
    ]


def _filled(*rows: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, " ".join(plain(text).split())) for name, text in rows if text)


def area_text(facts: Facts) -> str:
    """Return the project area, with the names of its parts where its own name does not say them."""
    name = facts.ambition.area.name
    if facts.area is None:
        return name or "nog niet gekozen"
    from wijkdata import figures  # noqa: PLC0415

    parts = dutch.join(map(figures.areas().name, facts.area.codes))
    return facts.area.name if facts.area.name == parts else f"{facts.area.name}: {parts}"


def area_codes(facts: Facts) -> str:
    """Return the parts of the project area with their codes, and the division that these are of."""
    if facts.area is None:
        return ""
    from wijkdata import figures  # noqa: PLC0415

    register, year = figures.areas(), facts.ambition.area.boundary_year
    parts = dutch.join(f"{register.name(code)} ({code})" for code in facts.area.codes)
    return f"{parts}; indeling {year}" if year else parts


def hidden_text(facts: Facts) -> str:
    """Say how much stayed with the team; empty if nothing did."""
    if not facts.hidden:
        return ""
    parts = "1 onderdeel dat" if facts.hidden == 1 else f"{facts.hidden} onderdelen die"
    verb = "is" if facts.hidden == 1 else "zijn"
    also = (
        " Waar een intern getal ontbreekt, is gerekend met wat daarvoor is voorgesteld."
        if facts.unsure
        else ""
    )
    return f"{parts} alleen voor het projectteam {verb}.{also}"


def value(one: Objective, number: float) -> str:
    """Write a value of an objective with its unit."""
    entry = planned.entry_of(one)
    if entry is not None:
        return entry.text(number)
    return dutch.number(number, unit=one.baseline.unit if one.baseline else "")


def baseline_text(facts: Facts, one: Objective, *, source: bool = True) -> str:
    """Write the baseline of an objective with year, status and source."""
    base = one.baseline
    if base is None:
        return NOT_SAID
    mark = facts.sources.mark(base.source, base.table) if source else ""
    status = f", {base.status}" if base.status else ""
    return f"{value(one, base.value)} ({base.year}{status}) {mark}".strip()


def newest_text(facts: Facts, one: Objective) -> str:
    """Write the newest figure of an objective with year, status and source; a dash where there is none later."""
    newest = facts.standings[one.id].newest
    if newest is None or one.baseline is None or newest.year <= one.baseline.year:
        return "nog geen later cijfer"
    mark = facts.sources.mark(newest.source, newest.table)
    within = range_text(one.indicator or "", newest.low, newest.high)
    said = ", ".join(filter(None, (str(newest.year), newest.status, within)))
    return f"{value(one, newest.value)} ({said}) {mark}".strip()


def rate_text(one: Objective, rate: float | None) -> str:
    """Write a change per year with its unit; a dash where there is none."""
    if rate is None:
        return "–"
    entry = planned.entry_of(one)
    unit = entry.unit if entry else one.baseline.unit if one.baseline else ""
    unit = "procentpunt" if unit == "%" else unit.removesuffix("/jaar")
    return f"{dutch.number(rate)} {unit}".strip()


def target_text(one: Objective) -> str:
    """Write the target of an objective with its year."""
    target = one.target
    if target is None:
        return NOT_SAID
    ends = value(one, target.value)
    if target.upper is not None:
        entry = planned.entry_of(one)
        low = entry.text(target.value, unit=False) if entry else dutch.number(target.value)
        ends = f"{low} tot {value(one, target.upper)}"
    return f"{ends} in {target.year}"


def path_text(one: Objective) -> str:
    """Write how the team plans to get there, with the milestones."""
    if one.target is None:
        return ""
    kind = PATH_NAMES.get(one.path.kind, one.path.kind) or NOT_SAID
    stops = [f"{value(one, each.value)} in {each.year}" for each in one.milestones]
    return kind + (f"; mijlpalen: {dutch.join(stops)}" if stops else "")


def measuring_text(one: Objective) -> str:
    """Write how an objective is followed: from what, by whom, how often."""
    said = one.measuring
    parts = [
        f"{name}: {text or NOT_SAID}"
        for name, text in (("bron", said.how), ("door", said.who), ("hoe vaak", said.frequency))
    ]
    return "; ".join(parts)


def direction_text(one: Objective) -> str:
    """Say which way is better."""
    return DIRECTION_MEANINGS.get(one.direction or "", "")


def range_text(indicator: str, low: object, high: object) -> str:
    """Write between what a figure lies; empty where that is not known or it is exact."""
    entry = catalogue.indicators().get(indicator)
    if low == high or entry is None:
        return ""
    return between(low, high, entry, named=False)  # type: ignore[arg-type]


def reason_text(why: str) -> str:
    """Return why a figure is what it is, without what is to be done on screen about it: a reader has no screen."""
    return " ".join(one for one in re.split(r"(?<=[.!?]) ", why) if not _TO_DO.search(one))


def short(text: str, most: int) -> str:
    """Return a text on one line of at most so many letters."""
    words = " ".join(plain(text).split())
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"


def source_blocks(facts: Facts, blocks: Sequence[Block]) -> list[Block]:
    """Return the sources to which these blocks point, by their number."""
    named_here = {int(one) for text in all_texts(blocks) for one in _MARK.findall(text)}
    rows = [(f"[{one.number}]", one.text) for one in facts.sources.all if one.number in named_here]
    if not rows:
        return [heading("Bronnen"), paragraph("Er zijn nog geen cijfers of bronnen genoemd.")]
    return [
        heading("Bronnen"),
        paragraph("Een getal tussen vierkante haken in de tekst verwijst naar deze lijst."),
        table([Column("Nr", 0.25), Column("Bron", 3.75)], rows),
    ]


def open_points(facts: Facts) -> list[str]:
    """Return what is wrong or left open, as lines; what is only good to know is left out."""
    undrawn = [f"Niet te tekenen, om een te groot of te klein getal: {one}." for one in facts.undrawn]
    found = [one for one in facts.findings if one.level != rules.ADVICE]
    return [*(f"{dutch.sentence(one.where).removesuffix('.')}: {one.message}" for one in found), *undrawn]


def open_blocks(facts: Facts, *, level: int = 1) -> list[Block]:
    """Return what is wrong or left open."""
    points = open_points(facts)
    if not points:
        return [heading("Nog open", level), paragraph("Elk doel is toetsbaar en niets spreekt elkaar tegen.")]
    return [heading("Nog open", level), bullets(points)]
