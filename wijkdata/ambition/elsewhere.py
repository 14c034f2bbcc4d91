"""What other municipalities set, what became of it, and how to take one over as a draft.

The examples come from two embedded tables (``datasets.ambitions_elsewhere`` and ``datasets.results_elsewhere``), each
row with its source and the year of it. They are examples of what others set at the time, never their policy of now;
whether one can be tested, what is missing and the lesson are readings.

As in ``ambition.edit`` what changes an ambition returns a new one, or refuses with the field at fault.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import Any

import pandas as pd

from wijkdata import catalogue, datasets, dutch
from wijkdata.ambition import edit
from wijkdata.ambition.model import Ambition
from wijkdata.errors import WijkdataError

#: What is said of an ambition of which nothing usable was found.
NOT_FOUND = "uitkomst niet gevonden"
#: The same, where the only report was too uncertain to show; as ``wijkdata.sources.inspiration`` writes it.
UNCERTAIN = "uitkomst te onzeker om te tonen"

#: The kind of area that stands for all that are smaller than a gemeente; see `search`.
NEIGHBOURHOOD = "wijk, buurt of dorp"
#: Kinds of area in the table that are no part of a gemeente on the map.
_NO_NEIGHBOURHOOD = ("gemeente", "organisatie", "corporatiebezit")

UNKNOWN_MARK = "?"
#: The mark of a state by the words with which it begins; the first that fits counts.
_MARKS = (
    (("gehaald", "aantal gehaald"), "✔"),
    (("niet gehaald", "gestopt"), "▼"),
    (("loopt achter", "vertraagd", "uitgesteld", "bijgesteld", "compensatie"), "◆"),
    (("verslechterd",), "✖"),
    (("loopt",), "○"),
)

_TESTABLE_ORDER = ("ja", "deels", "nee")
#: Units in which a target says something about another area too.
_SHARES = ("%", "% (minimum)")
_HOMES = "woningen"
_SEE = re.compile(r",?\s*\bzie [RK]\d+")


@dataclass(frozen=True)
class Outcome:
    """What became of ambitions, how long it took or what it cost; a row of the table of results.

    Attributes
    ----------
    kind
        ``resultaat``, ``doorlooptijd``, ``kosten_van_vertraging``, ``kosten_per_woning`` or ``schaal``.
    year
        Year that it is about; None where that is not known.
    cause, lesson
        Readings; empty where there is none.
    source, source_year
        Address of the source and its year; None where that is not known.
    """

    id: str
    kind: str
    gemeente: str
    place: str
    promised: str
    achieved: str
    year: int | None
    status: str
    cause: str
    lesson: str
    source: str
    source_year: int | None
    reliability: str
    note: str


@dataclass(frozen=True)
class Example:
    """What somebody set elsewhere; a row of the table of ambitions, with what became of it.

    Attributes
    ----------
    catalogue
        Indicator of the catalogue that counts the same, by our reading; empty where there is none.
    baseline, target, target_max
        In `unit`; None where the source does not say.
    testable
        ``ja``, ``deels`` or ``nee``; a reading, as is `missing`.
    status
        What became of it, in words.
    outcomes
        Results that are about it, the real results first.
    """

    id: str
    gemeente: str
    place: str
    scale: str
    sender: str
    theme: str
    statement: str
    indicator: str
    catalogue: str
    baseline: float | None
    baseline_year: int | None
    baseline_from: str
    target: float | None
    target_max: float | None
    unit: str
    target_year: int | None
    target_year_from: str
    direction: str
    testable: str
    missing: str
    status: str
    source: str
    source_year: int | None
    reliability: str
    note: str
    outcomes: tuple[Outcome, ...] = ()

    @property
    def where(self) -> str:
        """Gemeente and place: ``Utrecht, Overvecht-Noord``."""
        return ", ".join(filter(None, (self.gemeente, self.place)))

    @property
    def local(self) -> bool:
        """Whether it is about a part of a gemeente: a wijk, buurt, dorp or other area."""
        return self.scale not in _NO_NEIGHBOURHOOD

    @property
    def known(self) -> bool:
        """Whether something is known of what became of it."""
        return self.status not in (NOT_FOUND, UNCERTAIN)

    @property
    def lesson(self) -> str:
        """What a team can learn from it, as we read it; empty where there is nothing."""
        return next((one.lesson for one in self.outcomes if one.lesson), "")


@dataclass(frozen=True)
class Pace:
    """How fast homes were made gas-free elsewhere.

    Attributes
    ----------
    homes, years
        Homes in so many years; of a country-wide programme, in all its neighbourhoods together.
    year
        Year that it is about.
    reading
        True where the number or the years are our reading and do not stand so in the source.
    """

    where: str
    homes: int
    years: float
    year: int | None
    reading: bool
    source: str
    source_year: int | None
    note: str

    @property
    def per_year(self) -> float:
        """Homes per year."""
        return self.homes / self.years

    @property
    def local(self) -> bool:
        """Whether it is of one neighbourhood, and not of a country-wide programme."""
        return not self.where.startswith("landelijk")


@dataclass(frozen=True)
class Draft:
    """What would be taken over from an example.

    Attributes
    ----------
    indicator
        Id of the catalogue; None for a qualitative objective.
    target, target_year
        Only where a share says something about another area too, and the year is still to come.
    notes
        What was taken over as an example and what was not, as Dutch sentences.
    """

    statement: str
    indicator: str | None
    target: float | None
    target_year: int | None
    origin: str
    notes: tuple[str, ...]


# --- finding -----------------------------------------------------------------------------------------------------


@cache
def examples() -> Mapping[str, Example]:
    """Return all examples by id."""
    table = datasets.results_elsewhere()
    about: dict[str, list[Outcome]] = {}
    for outcome, ids in zip(_made(Outcome, table), table["ambitions"], strict=True):
        for key in filter(None, ids.split(";")):
            about.setdefault(key, []).append(outcome)
    found = {}
    for row in _rows(datasets.ambitions_elsewhere()):
        outcomes = sorted(about.get(row["id"], []), key=lambda one: one.kind != "resultaat")
        row["status"] = _without_references(row["status"])
        found[row["id"]] = Example(**_only(Example, row), outcomes=tuple(outcomes))
    return found


def scales() -> list[str]:
    """Return the kinds of area that the examples are about, the most common first."""
    return list(datasets.ambitions_elsewhere()["scale"].value_counts().index)


def search(
    words: str = "",
    *,
    theme: str = "",
    indicator: str = "",
    gemeente: str = "",
    scale: str = "",
    testable: bool = False,
    outcome: bool | None = None,
) -> list[Example]:
    """Return the examples that fit, the most useful first.

    First come those that have the words in what they set or where, and not only in what became of it; then those that
    can be tested, those of which the outcome is known, those published by who set them, and the newest source.

    Parameters
    ----------
    words
        Each of them must occur somewhere in the example, also within a word; capitals and accents do not matter.
    theme, indicator
        Ids of the catalogue; empty for all.
    gemeente
        Part of its name.
    scale
        One of `scales`: ``wijk``, ``buurt``, ``gemeente`` and so on; `NEIGHBOURHOOD` for all that is smaller than a
        gemeente.
    testable
        Only what another can count (``ja`` in the table).
    outcome
        True for only those of which the outcome is known, False for only the others.

    Raises
    ------
    WijkdataError
        If there is no such kind of area; ``field`` is ``scale``.
    """
    if scale and scale not in (NEIGHBOURHOOD, *scales()):
        raise WijkdataError(
            f"‘{scale[:40]}’ is geen soort gebied in de voorbeelden. Kies {dutch.join(scales(), 'of')}.",
            "scale",
        )
    wanted = _folded(words).split()
    found = []
    for one in examples().values():
        fits = (
            (not theme or one.theme == theme)
            and (not indicator or one.catalogue == catalogue.ALIASES.get(indicator, indicator))
            and _folded(gemeente) in _folded(one.gemeente)
            and (not scale or one.scale == scale or (scale == NEIGHBOURHOOD and one.local))
            and (not testable or one.testable == "ja")
            and (outcome is None or one.known == outcome)
        )
        first, rest = _texts(one)
        if fits and all(word in f"{first} {rest}" for word in wanted):
            found.append((sum(word in first for word in wanted), one))
    return [one for _, one in sorted(found, key=lambda pair: (-pair[0], *_rank(pair[1])))]


def _rank(one: Example) -> tuple[object, ...]:
    return (
        _TESTABLE_ORDER.index(one.testable),
        not one.known,
        one.reliability != "hoog",
        -(one.source_year or 0),
        one.id,
    )


@cache
def _texts(one: Example) -> tuple[str, str]:
    """Return what an example set and where, and the rest of it, to look for words in."""
    theme = catalogue.theme(one.theme).name
    first = (one.where, one.statement, one.indicator, one.unit, theme)
    rest = (one.status, one.missing, one.note, one.sender, one.scale)
    told = [text for told in one.outcomes for text in (told.achieved, told.cause, told.lesson)]
    return _folded(" ".join(first)), _folded(" ".join((*rest, *told)))


def _folded(text: str) -> str:
    """Return a text without capitals and accents; ``CO₂`` becomes ``co2``."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).strip()


def _without_references(status: str) -> str:
    """Return a status without the numbers of rows: ``gehaald (82%, zie R13)`` becomes ``gehaald (82%)``."""
    text = _SEE.sub("", status).replace("()", "").strip()
    return text[1:-1] if text.startswith("(") and text.endswith(")") else text


# --- saying ------------------------------------------------------------------------------------------------------


def aims(one: Example) -> str:
    """Return what was set in figures: ``van 44 (2018) naar 75% (minimum) in 2022``; what is missing is said."""
    if one.baseline is None or one.target is None:
        return _goal(one)
    reading = "lezing" if one.baseline_from.startswith("lezing") else ""
    behind = "; ".join(filter(None, (str(one.baseline_year or ""), reading)))
    return f"van {_plain(one.baseline)}{f' ({behind})' if behind else ''} naar {_goal(one)}"


def _goal(one: Example) -> str:
    """Return the value that was set and its year."""
    year = "geen jaar" if one.target_year is None else f"in {one.target_year}"
    if one.target_year is not None and one.target_year_from not in ("bron", ""):
        year += f" ({one.target_year_from})"
    if one.target is None:
        return f"geen getal, {year}"
    values = dutch.join((_plain(value) for value in (one.target, one.target_max) if value is not None), "tot")
    unit = one.unit.replace("m2", "m²")
    goal = f"{values}{unit}" if unit.startswith("%") else f"{values} {unit}".strip()
    return f"{goal}{',' if one.target_year is None else ''} {year}"


def _plain(value: float) -> str:
    """Write a number with the decimals that it has: it is shown as the source gives it."""
    return dutch.number(value, len(repr(float(value)).split(".")[1].removesuffix("0")))


def testable(one: Example) -> tuple[bool, str]:
    """Say whether another can count an example, as we read it, and if not what is missing."""
    if one.testable == "ja":
        return True, "toetsbaar" + (f"; kan beter: {one.missing}" if one.missing else "")
    word = "deels toetsbaar" if one.testable == "deels" else "niet toetsbaar"
    return False, f"{word}; mist: {one.missing}" if one.missing else word


def state(one: Example) -> tuple[str, str]:
    """Return the mark and the words for what became of an example; ``?`` where that is not known."""
    for starts, mark in _MARKS:
        if one.status.startswith(starts):
            return mark, one.status
    return UNKNOWN_MARK, one.status


def cited(source: str, year: int | None) -> str:
    """Return a source as it is named on screen: ``nrc.nl, 2021``."""
    site = re.sub(r"^https?://(www\.)?", "", source).split("/")[0]
    return f"{site}, {year or 'jaar onbekend'}"


def paces() -> list[Pace]:
    """Return how fast homes were made gas-free elsewhere, the fastest first, where the years are known.

    A pace of many neighbourhoods together says little about one; each says where it is of.
    """
    rows = datasets.results_elsewhere()
    rows = rows[(rows["achieved_unit"] == _HOMES) & rows["years"].notna() & rows["achieved_value"].notna()]
    found = [
        Pace(
            ", ".join(filter(None, (row["gemeente"], row["place"]))),
            int(row["achieved_value"]),
            row["years"],
            row["year"],
            row["years_from"] == "lezing",
            row["source"],
            row["source_year"],
            row["note"],
        )
        for row in _rows(rows)
    ]
    return sorted(found, key=lambda one: -one.per_year)


def pace_sentence(one: Pace) -> str:
    """Say a pace: ``Tytsjerksteradiel, Garyp: 80 woningen in 2,5 jaar, dat is 32 per jaar (waldnet.nl, 2022)``."""
    per_year = dutch.number(one.per_year, 0)
    return (
        f"{one.where}: {dutch.number(one.homes)} woningen in {_plain(one.years)} jaar, dat is {per_year} per jaar"
        f"{', naar onze lezing' if one.reading else ''} ({cited(one.source, one.source_year)})"
    )


# --- taking over -------------------------------------------------------------------------------------------------


def draft(one: Example, *, today: date | None = None) -> Draft:
    """Return what would be taken over from an example, and say what would not.

    A baseline never comes along, and a target only as an example: where it is a share and its year is still to come.
    """
    entry = catalogue.indicator(one.catalogue) if one.catalogue else None
    kept = _target_of(one, entry, (today or date.today()).year)
    there = _goal(one)
    if entry is None:
        count = "Geen indicator uit de lijst telt hetzelfde: kies zelf wat u telt."
    else:
        count = f"Wij lezen ‘{one.indicator}’ als ‘{entry.name}’; ga na of dat voor u hetzelfde is."
    if kept is not None:
        aim = (
            f"De streefwaarde van daar ({there}) staat erbij als voorbeeld: zet uw eigen ervoor in de plaats."
        )
    elif one.target is not None or one.target_year is not None:
        aim = f"Wat daar gold ({there}) is niet overgenomen: kies een eigen streefwaarde en streefjaar."
    else:
        aim = "Kies een eigen streefwaarde en streefjaar; die stonden er ook daar niet bij."
    return Draft(
        statement=f"Concept: {one.statement}",
        indicator=entry.id if entry else None,
        target=one.target if kept is not None else None,
        target_year=kept,
        origin=f"{one.where}: {aims(one)}; bron uit {one.source_year or 'een onbekend jaar'}: {one.source}",
        notes=(count, aim, "De nulmeting is altijd die van uw eigen wijk."),
    )


def _target_of(one: Example, entry: catalogue.Indicator | None, this_year: int) -> int | None:
    """Return the year of the target if it may come along as an example, else None."""
    share = entry is not None and entry.unit == "%" and one.unit in _SHARES and one.target is not None
    coming = one.target_year is not None and one.target_year > this_year
    return one.target_year if share and coming else None


def take_over(
    ambition: Ambition, example_id: str, theme: str = "", *, today: date | None = None
) -> tuple[Ambition, str]:
    """Add an example as the draft of an objective; see `draft`.

    Parameters
    ----------
    example_id
        Key of `examples`.
    theme
        Theme to put it under; by default its own.
    today
        Against which the year of the target is taken; the date of the computer by default.

    Returns
    -------
    The new ambition and the id of the objective.

    Raises
    ------
    WijkdataError
        If there is no such example, or it has been taken over before; ``field`` is ``example``.
    """
    one = examples().get(example_id)
    if one is None:
        raise WijkdataError("Dit voorbeeld is er niet (meer). Zoek het opnieuw op.", "example")
    found = draft(one, today=today)
    if any(objective.origin == found.origin for objective in ambition.objectives):
        raise WijkdataError("Dit voorbeeld staat al bij uw doelen. Pas het daar aan.", "example")
    changed, key = edit.add_objective(ambition, theme or one.theme, found.indicator, found.statement)
    if found.target is not None and found.target_year is not None:
        changed = edit.set_target(changed, key, found.target, found.target_year)
    objectives = [
        each.model_copy(update={"origin": found.origin}) if each.id == key else each
        for each in changed.objectives
    ]
    return changed.model_copy(update={"objectives": objectives}, deep=True), key


def taken_over(ambition: Ambition, one: Example) -> bool:
    """Say whether an example stands among the objectives."""
    origin = draft(one).origin
    return any(objective.origin == origin for objective in ambition.objectives)


# --- from tables -------------------------------------------------------------------------------------------------


def _made(kind: type[Any], table: pd.DataFrame) -> list[Any]:
    return [kind(**_only(kind, row)) for row in _rows(table)]


def _only(kind: type[Any], row: Mapping[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in row.items() if name in names}


def _rows(table: pd.DataFrame) -> Iterable[dict[str, Any]]:
    """Return the rows of a table with the id among their cells, and None for what is missing."""
    for record in table.reset_index().to_dict("records"):
        yield {str(name): _cell(value) for name, value in record.items()}


def _cell(value: Any) -> Any:
    if value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return value
