"""Is an ambition testable and consistent? What is wrong in it, left open or does not fit together.

What an objective misses to be testable is judged in ``testable``, and whether it is about the area of now in
``here``; the sums of the objectives, their grounds and the programme have rules of their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from wijkdata import areas, catalogue, dutch, figures
from wijkdata.ambition import delay_case, planned, rules_grounds, rules_programme, rules_sums, words
from wijkdata.ambition.finding import ADVICE, CAUTION, LEVELS, WRONG, Finding
from wijkdata.ambition.here import area_problem, code_problem, in_this_area, not_in_division, other_area
from wijkdata.ambition.model import Ambition, AreaChoice, Figure, Objective
from wijkdata.ambition.testable import (
    SCORED,
    missing,
    outside_limits,
    testable,
    testable_sentence,
    unknown_indicator,
)
from wijkdata.baseline import MIN_COVERAGE
from wijkdata.errors import TargetError
from wijkdata.observations import STATUSES, WITHOUT_VALUE
from wijkdata.pathways import PATH_NAMES, Point, check_target, check_word

#: Years after which a baseline says little about where the team starts.
OLD_BASELINE = 10

__all__ = [
    "ADVICE",
    "CAUTION",
    "LEVELS",
    "WRONG",
    "Finding",
    "area_problem",
    "check",
    "code_problem",
    "in_this_area",
    "missing",
    "other_area",
    "outside_limits",
    "testable",
    "testable_sentence",
    "unknown_indicator",
]

_FIELDS = {
    "baseline": "nulmeting",
    "direction": "richting",
    "midpoint": "pad",
    "milestones": "mijlpalen",
    "path": "pad",
    "rate": "pad",
    "steepness": "pad",
    "target": "streefwaarde",
    "target_year": "streefjaar",
    "upper": "bovengrens",
}


def check(ambition: Ambition, *, today: date | None = None, reckoned: bool = True) -> list[Finding]:
    """Return everything in an ambition that is wrong, left open or worth knowing, each once; the worst first.

    Parameters
    ----------
    ambition
        The ambition.
    today
        The day against which dates are held; that of the computer by default. The age of a baseline is taken
        against the day on which it was taken over or the ambition was last saved, where that is known.
    reckoned
        Whether the programme of measures is held against the objectives, which takes a second and finds nothing that
        is wrong; see ``rules_programme``.
    """
    now = today or date.today()
    reference = ambition.changed.date() if ambition.changed else now
    found = [*_whole(ambition), *_area(ambition), *_themes(ambition)]
    for position, objective in enumerate(ambition.objectives):
        found += _objective(ambition, position, objective, now, reference)
    found += [*_contradictions(ambition), *rules_sums.check(ambition)]
    found += [*rules_grounds.check(ambition, now), *rules_programme.check(ambition, reckoned=reckoned)]
    found += [*_measurements(ambition), *_decisions(ambition), *_delay(ambition)]
    return sorted(dict.fromkeys(found), key=lambda one: LEVELS.index(one.level))


def _delay(ambition: Ambition) -> Iterator[Finding]:
    for problem in delay_case.problems(ambition):
        yield Finding(WRONG, "aannames over uitstel", problem)


# --- the whole, the area and the themes --------------------------------------------------------------------------


def _whole(ambition: Ambition) -> Iterator[Finding]:
    if not ambition.objectives:
        yield Finding(
            CAUTION, "doelen", "Er zijn nog geen doelen. Kies een indicator en maak er een doel van."
        )
    if ambition.example:
        yield Finding(
            ADVICE,
            "voorbeeld",
            "Dit is een voorbeeld en van niemand een besluit. Neem over wat past en haal de rest weg.",
        )


def _area(ambition: Ambition) -> Iterator[Finding]:
    codes, year = ambition.area.codes, ambition.area.boundary_year
    if not codes:
        yield Finding(CAUTION, "gebied", "Er is nog geen gebied gekozen. Kies de buurten waar het over gaat.")
    absent = []
    for position, code in enumerate(codes):
        where = f"gebied, code {position + 1}"
        if areas.level(code) not in ("gemeente", "wijk", "buurt"):
            yield Finding(WRONG, where, code_problem(code))
        elif code not in figures.areas():
            yield Finding(WRONG, where, area_problem(AreaChoice(codes=[code])))
        elif code in codes[:position]:
            yield Finding(CAUTION, where, f"De code {code} staat er twee keer. Haal er één weg.")
        elif year is not None and not _exists(code, year):
            # A code and the year of its division are a key together.
            absent.append(code)
    where = "gebied, jaar van de indeling"
    if absent and year is not None:
        yield Finding(WRONG, where, not_in_division(absent, year))
    elif codes and year is None:
        yield Finding(
            CAUTION,
            where,
            "Van welk jaar de indeling in wijken en buurten is, staat er niet bij; codes en grenzen veranderen. "
            "Kies het gebied opnieuw.",
        )


def _exists(code: str, year: int) -> bool:
    table = figures.areas().table
    return bool(((table["code"] == code) & (table["boundary_year"] == year)).any())


def _themes(ambition: Ambition) -> Iterator[Finding]:
    with_objective = {one.theme for one in ambition.objectives}
    seen: set[str] = set()
    for position, chosen in enumerate(ambition.themes):
        where = f"thema {position + 1} ({_theme_name(chosen.theme)})"
        if chosen.theme in seen:
            yield Finding(WRONG, where, "Over dit thema staan twee keuzes in de ambitie. Houd er één over.")
        seen.add(chosen.theme)
        if chosen.choice in ("moet", "kan") and chosen.theme not in with_objective:
            yield Finding(
                CAUTION if chosen.choice == "moet" else ADVICE,
                where,
                f"Dit thema {chosen.choice} mee, maar er is geen doel voor. Maak een doel of pas de keuze aan.",
            )


def _theme_name(theme: str) -> str:
    return catalogue.theme(theme).name or "zonder naam"


# --- one objective -----------------------------------------------------------------------------------------------


def _objective(
    ambition: Ambition, position: int, objective: Objective, today: date, reference: date
) -> Iterator[Finding]:
    where = planned.place_of(position, objective)
    yield from _indicator(objective, where)
    yield from _theme_of(ambition, objective, where)
    yield from _target(objective, where)
    yield from _path(objective, where)
    yield from _milestones(objective, where)
    if objective.baseline is not None:
        yield from _baseline(objective, objective.baseline, where, reference)
        if not ambition.is_of_this_area(objective.baseline.area):
            yield Finding(WRONG, f"{where}, nulmeting", other_area(objective.baseline.area))
    if objective.target is not None and objective.target.year < today.year:
        yield Finding(
            CAUTION,
            f"{where}, streefjaar",
            f"{objective.target.year} is al voorbij. Kies een jaar dat nog komt.",
        )
    if not testable(objective):
        yield Finding(CAUTION, where, f"{testable_sentence(objective)}. Vul dat aan.")


def _indicator(objective: Objective, where: str) -> Iterator[Finding]:
    if not objective.indicator:
        return
    entry = planned.entry_of(objective)
    if entry is None:
        yield Finding(WRONG, f"{where}, indicator", unknown_indicator(objective.indicator))
        return
    direction = objective.direction
    if entry.direction == "context":
        yield Finding(
            CAUTION,
            f"{where}, richting",
            f"{entry.name} wordt getoond als achtergrond: het is op zichzelf goed noch slecht. Kies voor dit doel "
            "een andere indicator.",
        )
    elif direction is not None and direction != entry.direction:
        yield Finding(
            WRONG if {direction, entry.direction} == {"omhoog", "omlaag"} else CAUTION,
            f"{where}, richting",
            f"Het doel heeft de richting ‘{direction}’, maar bij {entry.name} hoort ‘{entry.direction}’. Kies die "
            "richting of een andere indicator.",
        )


def _theme_of(ambition: Ambition, objective: Objective, where: str) -> Iterator[Finding]:
    theme = objective.theme
    name = _theme_name(theme)
    choice = next((one.choice for one in ambition.themes if one.theme == theme), "")
    if not theme.strip():
        yield Finding(CAUTION, f"{where}, thema", "Dit doel hoort nog bij geen thema. Kies er een.")
    elif catalogue.theme(theme).context:
        yield Finding(
            CAUTION, f"{where}, thema", f"Bij ‘{name}’ horen geen doelen, alleen achtergrond. Kies een thema."
        )
    elif choice == "niet":
        yield Finding(
            CAUTION,
            f"{where}, thema",
            f"Het thema ‘{name}’ gaat niet mee, maar dit doel hoort erbij. Haal het doel weg of pas de keuze aan.",
        )
    elif not choice:
        yield Finding(
            ADVICE,
            f"{where}, thema",
            f"Over het thema ‘{name}’ is nog niet gekozen. Kies of het mee moet of mee kan.",
        )


def _target(objective: Objective, where: str) -> Iterator[Finding]:
    base, target, entry = objective.baseline, objective.target, planned.entry_of(objective)
    if target is None:
        return
    limits = entry.limits if entry else (None, None)
    for value, field in ((target.value, "streefwaarde"), (target.upper, "bovengrens")):
        problem = outside_limits(value, entry)
        # With a baseline the target itself is judged below, in the words of the path.
        if problem and (field == "bovengrens" or base is None):
            yield Finding(WRONG, f"{where}, {field}", problem)
    if target.upper is not None and objective.direction != "band":
        yield Finding(
            CAUTION,
            f"{where}, bovengrens",
            "Een bovengrens telt alleen mee bij de richting ‘band’. Haal hem weg of kies ‘band’.",
        )
    if target.upper is not None and target.upper < target.value:
        yield Finding(
            WRONG, f"{where}, bovengrens", "De bovengrens ligt onder de streefwaarde. Verwissel de twee."
        )
    if base is None or objective.direction not in SCORED:
        return
    try:
        check_target(
            Point(base.year, base.value),
            Point(target.year, target.value),
            objective.direction,
            limits,
            unit=base.unit,
        )
    except TargetError as error:
        yield Finding(WRONG, f"{where}, {_FIELDS.get(error.field, 'doel')}", str(error))


def _path(objective: Objective, where: str) -> Iterator[Finding]:
    if not objective.path.kind.strip():
        return
    try:
        check_word(objective.path.kind, PATH_NAMES, "pad", "path")
        planned.pathway(objective)
    except TargetError as error:
        # What is wrong with the target itself has been said already.
        if error.field not in ("baseline", "target", "target_year"):
            yield Finding(WRONG, f"{where}, {_FIELDS.get(error.field, 'pad')}", str(error))


def _milestones(objective: Objective, where: str) -> Iterator[Finding]:
    base, target, entry = objective.baseline, objective.target, planned.entry_of(objective)
    unused = objective.path.kind in PATH_NAMES and objective.path.kind not in planned.WITH_MILESTONES
    if objective.milestones and unused:
        yield Finding(
            CAUTION,
            f"{where}, mijlpalen",
            f"Het pad ‘{objective.path.kind}’ loopt niet langs mijlpalen, dus tellen ze niet mee. Kies "
            f"{dutch.join([f'‘{kind}’' for kind in planned.WITH_MILESTONES], 'of')}, of haal ze weg.",
        )
    for position, one in enumerate(objective.milestones):
        place = f"{where}, mijlpaal {position + 1}"
        problem = outside_limits(one.value, entry)
        if problem:
            yield Finding(WRONG, place, problem)
        elif base and target and objective.direction != "band":
            low, high = sorted((base.value, target.value))
            if not low <= one.value <= high:
                yield Finding(
                    CAUTION,
                    place,
                    f"De waarde in {one.year} ({dutch.number(one.value, unit=base.unit)}) ligt niet tussen de "
                    f"nulmeting ({dutch.number(base.value)}) en het doel ({dutch.number(target.value)}). "
                    "Controleer het getal.",
                )


def _baseline(objective: Objective, base: Figure, where: str, reference: date) -> Iterator[Finding]:
    place, entry = f"{where}, nulmeting", planned.entry_of(objective)
    if entry is not None and catalogue.unit_now(base.unit) != entry.unit:
        yield Finding(
            WRONG,
            f"{place}, eenheid",
            f"De nulmeting staat in {words.quote(base.unit)}, maar {entry.name} is in ‘{entry.unit}’. Neem de "
            "nulmeting opnieuw over.",
        )
    problem = outside_limits(base.value, entry)
    if problem:
        yield Finding(WRONG, place, problem)
    yield from _baseline_status(base, place)
    if base.coverage is not None and base.coverage < MIN_COVERAGE:
        yield Finding(
            ADVICE,
            place,
            f"De nulmeting geldt voor {dutch.number(100 * base.coverage, 0)}% van de woningen. Zeg dat erbij, of "
            "doe een eigen meting.",
        )
    start = base.retrieved or reference
    age = start.year - base.year
    if age > OLD_BASELINE:
        yield Finding(
            ADVICE,
            place,
            f"De nulmeting is van {base.year}, {age} jaar voordat hij is vastgelegd. Kijk of er een nieuwer cijfer "
            "is, of doe een eigen meting.",
        )


def _baseline_status(base: Figure, place: str) -> Iterator[Finding]:
    if base.status in WITHOUT_VALUE or (base.status and base.status not in STATUSES):
        yield Finding(
            WRONG if base.status in WITHOUT_VALUE else CAUTION,
            f"{place}, status",
            f"De status {words.quote(base.status)} hoort niet bij een cijfer. Neem de nulmeting opnieuw over.",
        )
    elif base.status in ("model", "geschat"):
        kind = "een modelcijfer" if base.status == "model" else "berekend of geschat"
        yield Finding(
            ADVICE,
            place,
            f"De nulmeting is {kind} en niet gemeten. Zeg dat erbij en spreek af hoe de vervolgmeting gaat.",
        )


# --- between the objectives --------------------------------------------------------------------------------------


def _contradictions(ambition: Ambition) -> Iterator[Finding]:
    """Two objectives for one indicator and year cannot both be the agreement."""
    groups: defaultdict[tuple[str, int], list[tuple[int, Objective]]] = defaultdict(list)
    for position, objective in enumerate(ambition.objectives):
        if objective.indicator and objective.target:
            entry = planned.entry_of(objective)
            indicator = entry.id if entry else objective.indicator
            groups[indicator, objective.target.year].append((position, objective))
    for (_, year), same in groups.items():
        (first, model), *others = same
        for position, objective in others:
            if _parts_together(model, objective):
                continue  # the whole and its parts are counted together, not against each other
            where = f"doel {first + 1} en doel {position + 1} ({planned.name_of(objective)})"
            if (objective.target, objective.direction) == (model.target, model.direction):
                yield Finding(CAUTION, where, "Deze twee doelen zeggen hetzelfde. Haal er één weg.")
                continue
            values = [_goal(one) for one in (model, objective)]
            yield Finding(
                WRONG,
                where,
                f"Deze twee doelen spreken elkaar tegen: voor {year} staat er {dutch.join(values)}. Kies er één.",
            )


def _parts_together(one: Objective, other: Objective) -> bool:
    """Say whether one of the two is a part of the other, or both are a part of the same whole."""
    if one.id == other.part_of or other.id == one.part_of:
        return True
    return one.part_of is not None and one.part_of == other.part_of


def _goal(objective: Objective) -> str:
    entry, target = planned.entry_of(objective), objective.target
    if target is None:
        return "geen streefwaarde"
    shown = [target.value] if target.upper is None else [target.value, target.upper]
    text = " tot ".join(entry.text(one) if entry else dutch.number(one) for one in shown)
    return f"{text} ({objective.direction or 'zonder richting'})"


# --- measurements and decisions ----------------------------------------------------------------------------------


def _measurements(ambition: Ambition) -> Iterator[Finding]:
    seen: set[tuple[str, int, frozenset[str]]] = set()
    for position, one in enumerate(ambition.measurements):
        entry = catalogue.indicators().get(catalogue.ALIASES.get(one.indicator, one.indicator))
        where = f"eigen meting {position + 1} ({entry.name if entry else one.indicator}, {one.year})"
        if entry is None:
            yield Finding(WRONG, where, unknown_indicator(one.indicator))
        problem = outside_limits(one.value, entry)
        if problem:
            yield Finding(WRONG, where, problem)
        if not ambition.is_of_this_area(one.area):
            names = dutch.join(map(figures.areas().name, one.area))
            yield Finding(
                CAUTION,
                where,
                f"Deze meting gaat over {names}, niet over het gebied van nu, en telt daarom niet mee. Zij telt weer "
                "mee als bij Wijk hetzelfde gebied wordt gekozen.",
            )
        if not one.source.strip():
            yield Finding(CAUTION, where, "De bron ontbreekt. Schrijf op wie het heeft gemeten, en hoe.")
        key = (entry.id if entry else one.indicator, one.year, frozenset(one.area or ambition.area.codes))
        if key in seen:
            yield Finding(
                CAUTION,
                where,
                "Over dit jaar staat er al een eigen meting; de laatste telt. Haal er één weg.",
            )
        seen.add(key)


def _decisions(ambition: Ambition) -> Iterator[Finding]:
    for position, one in enumerate(ambition.decisions):
        parts = {"wat er is besloten": one.what, "wie het heeft besloten": one.who, "waarom": one.why}
        gaps = [what for what, text in parts.items() if not text.strip()]
        if gaps:
            yield Finding(
                CAUTION,
                f"besluit {position + 1} ({dutch.day(one.date)})",
                f"Er staat niet bij {dutch.join(gaps)}. Leg dat vast in een nieuw besluit.",
            )
