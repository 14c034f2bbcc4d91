"""Is it about the area of now: whether that can be shown at all, and what in an ambition is of another one."""

from __future__ import annotations

from collections.abc import Sequence

from wijkdata import areas, dutch, figures
from wijkdata.ambition import words
from wijkdata.ambition.model import Ambition, AreaChoice, Objective
from wijkdata.errors import UnknownAreaError


def in_this_area(ambition: Ambition, objective: Objective) -> Objective:
    """Return an objective as it holds for the area of now: a baseline of another area is none."""
    if objective.baseline is None or ambition.is_of_this_area(objective.baseline.area):
        return objective
    return objective.model_copy(update={"baseline": None})


def other_area(codes: Sequence[str]) -> str:
    """Say that a figure is about another area than the ambition is now."""
    names = dutch.join(map(figures.areas().name, codes))
    return (
        f"Dit cijfer gaat over {names}, en dat is niet meer het gebied van deze ambitie. Leg het bij Nulmeting "
        "opnieuw vast, of kies bij Wijk weer hetzelfde gebied."
    )


def area_problem(choice: AreaChoice) -> str:
    """Say in Dutch why nothing can be shown of an area; empty if it can, or if none has been chosen."""
    register = figures.areas()
    for code in choice.codes:
        try:
            part = register.project_area([code], None, choice.boundary_year)
        except UnknownAreaError as error:
            return str(error)
        if not part.buurten:
            return not_in_division(part.codes, part.boundary_year)
    return ""


def not_in_division(codes: Sequence[str], year: int) -> str:
    """Say in Dutch that areas are not there in the division of a year."""
    register = figures.areas()
    years = register.table["boundary_year"]
    named = dutch.join(f"{register.name(code)} ({code})" for code in codes)
    return (
        f"{named} {'komt' if len(codes) == 1 else 'komen'} niet voor in de indeling van {year}. Wij kennen de "
        f"indelingen van {years.min()} tot en met {years.max()}. Kies het gebied opnieuw."
    )


def code_problem(code: str) -> str:
    """Say in Dutch why a text is no area code, with the code that may have been meant."""
    cleaned = areas.clean(code)
    hint = (
        f"Bedoelt u {cleaned}?"
        if areas.level(cleaned) in ("gemeente", "wijk", "buurt")
        else "Een code ziet eruit als GM0599, WK059914 of BU05991448."
    )
    return f"{words.quote(code)} is geen code van een gemeente, wijk of buurt. {hint}"
