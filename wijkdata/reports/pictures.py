"""The pictures of the documents: those that the room saw, drawn finer for print, each with its words."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from wijkdata.ambition import planned
from wijkdata.reports.blocks import Picture, plain
from wijkdata.reports.facts import Facts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from wijkdata.ambition.model import Objective

#: Pixels at which a picture is laid out, and how many times finer it is drawn.
SIZE = (1000, 520)
_TALL = (1000, 700)
#: Heights of the picture of the programme, from which comes the lowest in which all objectives fit.
_HEIGHTS = (320, 380, 460, 540, 620)
_FINER = 1.5
#: Pixels of a picture that fills a slide, and of one with facts below it: a pixel is a point there, so that its text
#: is read from the back of a room.
SLIDE, SLIDE_WITH_FACTS = (880, 411), (880, 362)
#: Themes on a slide.
_SLIDE_THEMES = 5


def objective(facts: Facts, one: Objective) -> Picture | None:
    """Return the series of an objective with baseline, path and target; None where nothing can be drawn."""
    what = f"het verloop van ‘{planned.name_of(one)}’"
    return next(iter(_once(facts, f"objective {one.id}", what, lambda: _objective(facts, one))), None)


def overviews(facts: Facts) -> list[Picture]:
    """Return all objectives together, as many on a picture as fit."""
    return _once(facts, "overviews", "het overzicht van de doelen", lambda: _overviews(facts))


def grounds(facts: Facts) -> list[Picture]:
    """Return what the parties share, as many themes and parties on a picture as fit; none if nobody said a weight."""
    return _once(facts, "grounds", "de belangen van de partijen", lambda: _grounds(facts))


def coverages(facts: Facts) -> list[Picture]:
    """Return what the programme covers of each objective; none without a programme."""
    return _once(facts, "coverages", "wat het programma dekt", lambda: _coverages(facts))


def delay(facts: Facts) -> Picture | None:
    """Return what delay costs; None as long as that cannot be reckoned."""
    return next(iter(_once(facts, "delay", "wat uitstel kost", lambda: _delay(facts))), None)


def slide_objective(facts: Facts, one: Objective) -> Picture | None:
    """Return the picture of an objective for a slide; None where nothing can be drawn."""
    what = f"het verloop van ‘{planned.name_of(one)}’"
    drawn = _once(
        facts, f"slide {one.id}", what, lambda: _objective(facts, one, SLIDE_WITH_FACTS, brief=True)
    )
    return next(iter(drawn), None)


def slide_grounds(facts: Facts) -> list[Picture]:
    """Return what the parties share for slides: the themes that somebody weighed, a few on each."""
    return _once(facts, "slide grounds", "de belangen van de partijen", lambda: _slide_grounds(facts))


def slide_coverages(facts: Facts) -> list[Picture]:
    """Return what the programme covers for slides, a few objectives on each; none without a programme."""
    return _once(facts, "slide coverages", "wat het programma dekt", lambda: _coverages(facts, SLIDE))


def slide_delay(facts: Facts) -> Picture | None:
    """Return what delay costs for a slide; None as long as that cannot be reckoned."""
    return next(iter(_once(facts, "slide delay", "wat uitstel kost", lambda: _delay(facts, SLIDE))), None)


def others(facts: Facts) -> list[Picture]:
    """Return every picture that is not of the objectives."""
    delayed = delay(facts)
    return [*grounds(facts), *coverages(facts), *([delayed] if delayed else [])]


def _once(facts: Facts, name: str, what: str, draw: Callable[[], Iterable[Picture]]) -> list[Picture]:
    if name not in facts.drawn:
        # Numbers of hundreds of digits can stand in a file. An axis of them is refused, or is wrong and comes with a
        # warning; then the words go on without the picture, and say so.
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", RuntimeWarning)
                warnings.filterwarnings("error", "Attempting to set identical", UserWarning)
                facts.drawn[name] = list(draw())
        except (ValueError, ArithmeticError, RuntimeWarning, UserWarning):
            facts.drawn[name] = []
            facts.undrawn.append(what)
    return facts.drawn[name]


def _objective(
    facts: Facts, one: Objective, size: tuple[int, int] = SIZE, *, brief: bool = False
) -> Iterator[Picture]:
    from wijkdata.drawing import objective_figure  # noqa: PLC0415  (matplotlib loads with a picture)

    here, standing = facts.objective_here(one), facts.standings[one.id]
    if facts.area is None or here.baseline is None or planned.entry_of(here) is None:
        return
    words = f"Verloop van {standing.name} met nulmeting, pad en streefwaarde. {standing.status}. {standing.reason}"
    yield _picture(objective_figure(facts.model, here, standing, size=size, brief=brief), words)


def _overviews(facts: Facts) -> list[Picture]:
    from wijkdata.drawing import paths  # noqa: PLC0415  (matplotlib loads with a picture)
    from wijkdata.plots.overview import page_count, plot_overview  # noqa: PLC0415

    standings = list(facts.standings.values())
    if not standings:
        return []
    along = paths(facts.ambition, standings)
    size = (1320, 760)
    words = "Stand van de doelen: " + "; ".join(f"{one.name}: {one.status}" for one in standings) + "."
    return [
        _picture(plot_overview(standings, pathways=along, page=page, size=size), words)
        for page in range(page_count(len(standings), size))
    ]


def _grounds(facts: Facts) -> list[Picture]:
    from wijkdata.ambition import common_ground  # noqa: PLC0415
    from wijkdata.drawing import ground_figure  # noqa: PLC0415  (matplotlib loads with a picture)
    from wijkdata.plots.common_ground import page_count  # noqa: PLC0415

    if not any(one.weights for one in facts.grounds):
        return []
    words = f"Gewicht per partij en thema. {common_ground.finding(facts.grounds)}"
    return [
        _picture(ground_figure(facts.ambition, page=page, size=_TALL), words)
        for page in range(page_count(len(facts.grounds), len(facts.ambition.parties)))
    ]


def _slide_grounds(facts: Facts) -> list[Picture]:
    from wijkdata.ambition import common_ground  # noqa: PLC0415
    from wijkdata.plots.common_ground import page_count, plot_common_ground  # noqa: PLC0415

    weighed = [one for one in facts.grounds if one.weights]
    names = [one.name for one in facts.ambition.parties]
    said = common_ground.finding(facts.grounds)
    return [
        _picture(
            plot_common_ground(some, names, page=page, size=SLIDE), f"Gewicht per partij en thema. {said}"
        )
        for start in range(0, len(weighed), _SLIDE_THEMES)
        for some in [weighed[start : start + _SLIDE_THEMES]]
        for page in range(page_count(len(some), len(names)))
    ]


def _coverages(facts: Facts, size: tuple[int, int] = _TALL) -> list[Picture]:
    from wijkdata.plots.coverage import page_count, plot_coverage  # noqa: PLC0415  (matplotlib loads with a picture)

    if facts.programme is None:
        return []
    done = facts.programme.done
    if size == _TALL:
        size = next(
            (lower for high in _HEIGHTS if page_count(done.answers, lower := (size[0], high)) == 1), size
        )
    return [
        _picture(
            plot_coverage(
                done.answers,
                title=done.verdict,
                source="Een berekening met kengetallen, geen meting.",
                page=page,
                size=size,
            ),
            done.verdict,
        )
        for page in range(page_count(done.answers, size))
    ]


def _delay(facts: Facts, size: tuple[int, int] = _TALL) -> Iterator[Picture]:
    if facts.delay is None:
        return
    from wijkdata.delay import curve, horizon  # noqa: PLC0415
    from wijkdata.delay_words import finding, source_text  # noqa: PLC0415
    from wijkdata.plots.delay import plot_delay  # noqa: PLC0415  (matplotlib loads with a picture)

    case, found, even = facts.delay.case, facts.delay.found, facts.delay.even
    drawn = plot_delay(
        found,
        curve(case, horizon(found.months, even)),
        even=even,
        source=source_text(case, found),
        size=size,
    )
    yield _picture(drawn, finding(found, even))


def _picture(figure: Figure, alt: str) -> Picture:
    from wijkdata.plots.style import DPI, size_of, to_png  # noqa: PLC0415  (matplotlib loads with a picture)

    width, height = size_of(figure)
    figure.set_dpi(DPI * _FINER)
    return Picture(to_png(figure), plain(alt), (round(width), round(height)))
