"""What a wijk or gemeente leaves over for the buurten in it that have no figure.

Where the figure of the larger area is the sum of its buurten, or their mean with the weight of the catalogue, what
the known buurten do not account for lies in the others. That bounds a figure that is suppressed; it is no figure
itself. Which indicators are made up like that stands in ``rounding.yaml`` (``left_over``), with the deviation that is
allowed for. The number of dwellings by which a share is weighted is taken as it is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from wijkdata import catalogue, dutch
from wijkdata.aggregate import Figure, Observed, weights_of
from wijkdata.areas import Areas, ProjectArea, level, parent
from wijkdata.rounding import Rounding, rounding_of
from wijkdata.uncertainty import Part, Range, left_over, within

#: Returns the published rows of areas and indicators.
Fetch = Callable[[Collection[str], Collection[str]], Sequence[Observed]]
_Cell = tuple[str, str, int]


def bounds(
    found: Iterable[Figure],
    area: ProjectArea,
    register: Areas,
    fetch: Fetch,
) -> dict[tuple[str, int], Range]:
    """Return between what the figures lie that have none for (a part of) the area, as far as a bound follows.

    Parameters
    ----------
    found
        The figures of the area.
    area, register
        The project area, and the areas there are.
    fetch
        Gives the rows of the neighbours; asked once, and only where a bound may follow.
    """
    if area.published_code is not None and level(area.published_code) == "gemeente":
        return {}  # nothing that is larger
    open_figures = [one for one in found if one["coverage"] < 1 and _can_follow(one)]
    if not open_figures or any(level(code) != "buurt" for code in area.buurten):
        return {}
    whole = area.gemeente
    if whole is None:
        return {}
    years = {int(one["boundary_year"]) for one in open_figures}
    inside = {year: register.children(whole, year) for year in sorted(years)}
    indicators = {str(one["indicator"]) for one in open_figures}
    buurten = {code for of_year in inside.values() for code in of_year}
    codes = {whole, *buurten, *(str(parent(code)) for code in buurten)}
    rows = fetch(codes, indicators | weights_of(indicators))
    cells: dict[_Cell, list[Observed]] = {}
    for row in rows:
        cells.setdefault((row.area, row.indicator, row.year), []).append(row)
    made = {}
    for figure in open_figures:
        place = figure["indicator"], figure["year"]
        bound = _Whole(figure, area, register, cells, inside[int(figure["boundary_year"])]).bound()
        if bound is not None:
            made[place] = _joined(figure, bound)
    return made


def _can_follow(figure: Figure) -> bool:
    """Say whether larger areas are made up of their buurten; of a combination of tables it is not known."""
    entry = catalogue.indicator(figure["indicator"])
    made_up = entry.kind == "aantal" or entry.weight is not None
    return made_up and (rule := _rule(figure, "WK000000")) is not None and rule.left_over is not None


def _rule(figure: Figure, code: str) -> Rounding | None:
    return rounding_of(
        figure["indicator"],
        source=figure["source"],
        area=code,
        table=figure["table"],
        year=figure["year"],
        note=figure["note"],
    )


def _joined(figure: Figure, bound: Range) -> Range:
    """Take the figure itself into the range where there is one: it is that of the buurten that are known."""
    if math.isnan(figure["value"]):
        return bound
    return Range(min(bound.low, figure["value"]), max(bound.high, figure["value"]), bound.why)


class _Whole:
    """The buurten of one gemeente in one year, of which some have a figure, with the wijken that they are in."""

    def __init__(
        self,
        figure: Figure,
        area: ProjectArea,
        register: Areas,
        cells: Mapping[_Cell, Sequence[Observed]],
        inside: Sequence[str],
    ) -> None:
        self.entry = catalogue.indicator(figure["indicator"])
        self.figure = figure
        self.register = register
        self.cells = cells
        self.wanted = set(area.buurten)
        self.gemeente = str(area.gemeente)
        self.of_wijk: dict[str, list[str]] = {}
        for buurt in inside:
            self.of_wijk.setdefault(str(parent(buurt)), []).append(buurt)
        self.used: list[str] = []

    def bound(self) -> Range | None:
        """Return between what the figure of the area lies; None where nothing bounds it."""
        if self.wanted - {code for buurten in self.of_wijk.values() for code in buurten}:
            return None  # another division: what lies beside it is not known
        ours, beside, weight = [], [], 0.0
        for wijk, buurten in self.of_wijk.items():
            mine = [self._part(one) for one in buurten if one in self.wanted]
            rest = [self._part(one) for one in buurten if one not in self.wanted]
            if any(math.isnan(one.weight) for one in (*mine, *rest)):
                return None
            total = self._total(wijk, [*mine, *rest], told=bool(mine))
            sums = left_over(mine, rest, total), left_over(rest, mine, total)
            if not mine and sums[1] is None:
                # A wijk beside the area that contradicts its buurten (of a handful of homes) bounds nothing.
                sums = left_over(mine, rest, None), left_over(rest, mine, None)
            if sums[0] is None or sums[1] is None:
                return None
            weight += math.fsum(one.weight for one in mine)
            ours.append(Part(1.0, *sums[0]))
            beside.append(Part(1.0, *sums[1]))
        every = [self._part(one) for buurten in self.of_wijk.values() for one in buurten]
        whole = None
        if len(self.used) < sum(bool(self.wanted.intersection(one)) for one in self.of_wijk.values()):
            whole = self._total(self.gemeente, every, told=True)
        found = left_over(ours, beside, whole)
        if found is None or weight <= 0 or not self.used:
            return None
        scale = 1.0 if self.entry.kind == "aantal" else weight
        low, high = (within(self.entry.id, end / scale) for end in found)
        if (low, high) == tuple(within(self.entry.id, side * math.inf) for side in (-1, 1)):
            return None  # anything that it can be at all
        return Range(_finite(low), _finite(high), self._why())

    def _part(self, code: str) -> Part:
        """Return what is known of one buurt: its figure within the rounding, or else what it can be at all."""
        row = self._row(code, self.entry.id)
        if row is None:
            low, high = self.entry.limits
            return Part(
                self._weight(code), -math.inf if low is None else low, math.inf if high is None else high
            )
        rule = _rule(self.figure, code)
        half = 0.0 if rule is None else rule.half
        return Part(
            self._weight(code),
            within(self.entry.id, row.value - half),
            within(self.entry.id, row.value + half),
        )

    def _total(self, code: str, parts: Iterable[Part], *, told: bool) -> Part | None:
        """Return between what the sum over a wijk or gemeente lies; None where it has no figure."""
        row, rule = self._row(code, self.entry.id), _rule(self.figure, code)
        if row is None or rule is None or rule.left_over is None:
            return None
        if told:
            self.used.append(f"{self.register.name(code)} ({self.entry.text(row.value)})")
        weight = 1.0 if self.entry.kind == "aantal" else math.fsum(one.weight for one in parts)
        slack = rule.half + rule.left_over
        return Part(weight, row.value - slack, row.value + slack)

    def _weight(self, code: str) -> float:
        if self.entry.kind == "aantal":
            return 1.0
        row = self._row(code, str(self.entry.weight), any_table=True)
        return math.nan if row is None else row.value

    def _row(self, code: str, indicator: str, *, any_table: bool = False) -> Observed | None:
        rows = self.cells.get((code, indicator, self.figure["year"]), ())
        return next(
            (
                row
                for row in rows
                if not math.isnan(row.value) and (any_table or row.table == self.figure["table"])
            ),
            None,
        )

    def _why(self) -> str:
        return f"volgt uit het cijfer van {dutch.join(self.used)} en de bekende buurten"


def _finite(end: float) -> float:
    """Return an end as it is, or NaN where it is open."""
    return math.nan if math.isinf(end) else end
