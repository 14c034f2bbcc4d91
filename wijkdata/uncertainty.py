"""How sure a figure of a project area is: the range in which the true value lies, and what that follows from.

* Rounding. A published figure lies within half a step of the true one (``rounding.yaml`` has the steps). A sum of
  buurten is then sure to the sum of their half steps, a weighted mean to their weighted mean: exact worst cases, in
  which every buurt was rounded the same way. Weights that are rounded themselves (inwoners, huishoudens, to 5) are
  taken as they are: what that does to a mean is left out.
* What is calculated (CO2, gas corrected for the weather, a number from a share) is calculated once more from the low
  ends and from the high ends, with every combination of the ends of its parameters. Each of these formulas rises with
  each published figure and is linear in each parameter, so that the smallest and largest outcome are among them. A
  parameter of which one end is not known stays at its value on that side, and that is said. The factors of CO2 and
  the norm of the degree days are taken as they are: they are the same for everybody.
* Two years of one calculated figure. A parameter that is the same number in both (`SHARED`) makes both figures higher
  or lower together; it is no difference between them. So the ends are also kept per combination of the ends of these
  parameters (`JOINT`), in the same order for every year: only ends of one combination go together.
* A part without a figure. Where the wijk or gemeente is made up of its buurten, what its figure leaves over after the
  known buurten bounds the unknown ones, within what the indicator can be at all. It bounds; it is never a figure.
* A model without a margin of its own, a survey of which the publisher gives no number of respondents and a figure of
  unknown rounding have no range: then that is said, and nothing is made up.
* A share from a survey of the team's own: the Wilson score interval at 95%, with the finite population correction
  where the population is known. Those who did not answer may think otherwise: that is not in the interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from statistics import NormalDist
from typing import NamedTuple, Protocol

from wijkdata import catalogue, datasets, dutch, weather
from wijkdata.aggregate import Figure, Observed
from wijkdata.errors import WijkdataError
from wijkdata.observations import MODEL, PUBLISHED
from wijkdata.rounding import Rounding, rounding_of

#: The columns that say how sure a figure is: both ends (NaN: not known, or open on that side), and why.
COLUMNS = ["low", "high", "why_range"]
#: The column with both ends per combination of the ends of `SHARED`: a tuple of pairs, empty for what has none.
JOINT = "joint"

#: Parameters that are one and the same number in every year.
SHARED = (weather.SHARE, "warmte_per_aansluiting")

CONFIDENCE = 0.95

#: What a calculated figure follows from: published figures, and parameters of which the ends count.
FOLLOWS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "gas_gem_tc": (("gas_gem",), ("aandeel_verwarming", "graaddagen_{year}")),
    "co2_woning": (("gas_gem", "elektra_gem", "stadsverwarming_aandeel"), ("warmte_per_aansluiting",)),
    "co2_woningen": (("gas_gem", "elektra_gem", "stadsverwarming_aandeel"), ("warmte_per_aansluiting",)),
    **dict.fromkeys(
        ("co2_woning_tc", "co2_woningen_tc"),
        (
            ("gas_gem", "elektra_gem", "stadsverwarming_aandeel"),
            ("warmte_per_aansluiting", "aandeel_verwarming", "graaddagen_{year}"),
        ),
    ),
    "aardgasvrij_aantal": (("aardgasvrij_aandeel",), ()),
}
_HEAT = ("stadsverwarming_aandeel", "warmte_per_aansluiting")
_LARGEST_FIRST = ("NL", "GM", "WK", "BU")

Place = tuple[str, int]
Pairs = tuple[tuple[float, float], ...]


class Range(NamedTuple):
    """Between what a figure lies.

    Attributes
    ----------
    low, high
        Both ends, in the unit of the figure. NaN where an end is not known or open.
    why
        What the range follows from, or why there is none, in Dutch.
    joint
        Both ends per combination of the ends of `SHARED`; empty for what does not follow from these.
    """

    low: float = math.nan
    high: float = math.nan
    why: str = ""
    joint: Pairs = ()

    @property
    def is_known(self) -> bool:
        """Whether there is at least one end."""
        return not (math.isnan(self.low) and math.isnan(self.high))

    def excludes(self, value: float) -> bool:
        """Say whether a value lies outside; an end that is not known excludes nothing."""
        return value < self.low or value > self.high


class Part(NamedTuple):
    """A part of a whole: its weight (1 for a count), and between what its value lies."""

    weight: float
    low: float
    high: float


# --- words -------------------------------------------------------------------------------------------------------


def between(
    low: float | None,
    high: float | None,
    entry: catalogue.Indicator | None,
    unit: str = "",
    *,
    named: bool = True,
) -> str:
    """Put a range into words: ``tussen 960 en 1.010 m³/jaar``, ``ten minste 960 m³/jaar``; empty for none.

    Parameters
    ----------
    low, high
        The ends; None or NaN where one is not known.
    entry
        The indicator, for decimals and unit; None for the unit alone.
    unit
        Unit where there is no indicator.
    named
        Whether the unit is written.
    """
    ends = [math.nan if one is None else one for one in (low, high)]
    unit = (entry.unit if entry else unit) if named or (entry and entry.unit == "%") else ""
    # Ends that would read alike get one decimal more than the figure itself.
    decimals = entry.decimals if entry else None
    if (
        decimals is not None
        and ends[0] != ends[1]
        and len({dutch.number(one, decimals) for one in ends}) == 1
    ):
        decimals += 1
    first, last = ("" if math.isnan(one) else dutch.number(one, decimals, unit=unit) for one in ends)
    if first and last:
        short = first if unit == "%" else first.removesuffix(f" {unit}")
        return last if first == last else f"tussen {short} en {last}"
    if first:
        return f"ten minste {first}"
    return f"ten hoogste {last}" if last else ""


def range_sentence(
    low: float | None, high: float | None, why: str, entry: catalogue.Indicator, *, known: bool = True
) -> str:
    """Say in a sentence between what a figure lies and why, or why that is not known; empty for an exact figure.

    Parameters
    ----------
    low, high, why
        As in `Range`; an end that is not known may be None too.
    entry
        The indicator.
    known
        Whether there is a figure; if not, the range is what another figure leaves over.
    """
    said = between(low, high, entry)
    if not said:
        return dutch.sentence(why)
    if not known:
        return dutch.sentence(f"het ligt {said}: dat {why}")
    return "" if low == high else dutch.sentence(f"{said}: {why}")


# --- rounding ----------------------------------------------------------------------------------------------------


def ends(row: Observed) -> tuple[float, float]:
    """Return the lowest and the highest value that is published as what stands in a row."""
    known = _rounding(row)
    if known is None or not known.half or math.isnan(row.value):
        return row.value, row.value
    return within(row.indicator, row.value - known.half), within(row.indicator, row.value + known.half)


def _rounding(row: Observed) -> Rounding | None:
    return rounding_of(
        row.indicator, source=row.source, area=row.area, table=row.table, year=row.year, note=row.note
    )


def within(indicator: str, value: float) -> float:
    """Return a value, or the limit of what the indicator can be where it lies beyond."""
    low, high = catalogue.indicator(indicator).limits
    value = value if low is None else max(low, value)
    return value if high is None else min(high, value)


# --- the figures of an area --------------------------------------------------------------------------------------


class Parameter(NamedTuple):
    """A number of a calculation, with its bandwidth; NaN where an end is not known."""

    name: str
    value: float
    low: float
    high: float
    unit: str

    def end(self, side: int) -> float:
        """Return the low (-1) or high (1) end, or the value itself where that end is not known or not asked (0)."""
        end = self.low if side < 0 else self.high if side > 0 else math.nan
        return self.value if math.isnan(end) else end


def parameters() -> dict[str, Parameter]:
    """Return the parameters of the calculations, by id."""
    table = datasets.parameters()
    columns = (table[name] for name in ("name", "value", "low", "high", "unit"))
    return {
        str(key): Parameter(str(name), float(value), float(low), float(high), str(unit))
        for key, name, value, low, high, unit in zip(table.index, *columns, strict=True)
    }


class Corner(NamedTuple):
    """Where a figure is calculated once more: at the low (-1) or high (1) ends of what was published."""

    side: int
    parameters: Mapping[str, float]


def corners(known: Mapping[str, Parameter]) -> list[list[Corner]]:
    """Return where to calculate once more, per combination of the ends of the parameters that are `SHARED`.

    Each year uses its own degree days only, so that those of all years may move together here.
    """
    used = {key: one for key, one in known.items() if key in SHARED or key.startswith(weather.OF_YEAR)}
    made = []
    for alike in product((-1, 1), repeat=len(SHARED)):
        shared = dict(zip(SHARED, alike, strict=True))
        of_days = [
            {key: one.end(days if _is_of_year(key) else shared.get(key, 0)) for key, one in used.items()}
            for days in (-1, 1)
        ]
        made.append([Corner(side, numbers) for side in (-1, 1) for numbers in of_days])
    return made


def _is_of_year(key: str) -> bool:
    return key.removeprefix(weather.OF_YEAR).isdigit()


def with_ends(
    found: Iterable[Figure],
    cases: Sequence[Sequence[Corner]],
    reckon: Callable[[Corner], Mapping[Place, float]],
) -> list[Figure]:
    """Give calculated figures their ``low``, ``high`` and ``joint``.

    Parameters
    ----------
    found
        The figures as they are.
    cases
        As `corners` gives them.
    reckon
        Returns the values at one of these, by indicator and year.
    """
    values = [[reckon(corner) for corner in alike] for alike in cases]
    made = []
    for one in found:
        place = one["indicator"], one["year"]
        joint: Pairs = ()
        if not math.isnan(one["value"]):
            of_place = ([at[place] for at in alike if place in at] for alike in values)
            joint = tuple((min(at), max(at)) for at in of_place if at)
        every = [one["value"], *(end for pair in joint for end in pair)]
        made.append(one | {"low": min(every), "high": max(every), JOINT: joint})
    return made


def ranges(
    found: Sequence[Figure], rows: Sequence[Observed], known: Mapping[str, Parameter]
) -> dict[Place, Range]:
    """Return between what each figure with a value lies, by indicator and year.

    Parameters
    ----------
    found
        The figures of the area, one per indicator and year, with their ends.
    rows
        The published rows that they are made of.
    known
        The parameters of the calculations, by id.
    """
    of_place: dict[Place, list[Observed]] = {}
    for row in rows:
        if not math.isnan(row.value):
            of_place.setdefault((row.indicator, row.year), []).append(row)
    made: dict[Place, Range] = {}
    for figure in found:
        place, value = (figure["indicator"], figure["year"]), float(figure["value"])
        if math.isnan(value):
            continue
        # Hundreds of buurten are rounded in the same few ways.
        alike = {
            (row.indicator, row.source, row.area[:2], row.table, row.note, row.status): row
            for row in _behind(figure, of_place)
        }
        behind = list(alike.values())
        unclear = _unclear(behind)
        if unclear:
            made[place] = Range(why=f"marge niet bekend: {unclear}")
            continue
        every = (value, float(figure["low"]), float(figure["high"]))
        joint = figure.get(JOINT, ()) if set(SHARED).intersection(_inputs(figure)[1]) else ()
        made[place] = Range(min(every), max(every), _why(figure, behind, known), joint)
    return made


def _inputs(figure: Figure) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the published indicators and the parameters that a figure follows from."""
    published, used = FOLLOWS.get(figure["indicator"], ((figure["indicator"],), ()))
    if "zonder warmte" in figure["note"]:
        published, used = (tuple(one for one in names if one not in _HEAT) for names in (published, used))
    return published, tuple(one.format(year=figure["year"]) for one in used)


def _behind(figure: Figure, of_place: Mapping[Place, Sequence[Observed]]) -> list[Observed]:
    """Return the published rows that stand behind a figure; more than one where it is combined or calculated."""
    calculated = figure["indicator"] in FOLLOWS
    rows = [
        row
        for indicator in _inputs(figure)[0]
        for row in of_place.get((indicator, figure["year"]), ())
        if calculated or row.table in figure["table"]
    ]
    if figure["method"] == PUBLISHED and len(rows) > 1:
        # The publisher's own figure of a wijk: those of its buurten have no part in it.
        largest = min((row.area[:2] for row in rows), key=_LARGEST_FIRST.index)
        rows = [row for row in rows if row.area[:2] == largest]
    return rows


def _unclear(rows: Sequence[Observed]) -> str:
    """Say why figures with these rows behind them have no range; empty if there is one."""
    if any(row.status == MODEL for row in rows):
        return "een modelcijfer; de uitgever geeft er geen marge bij"
    known = [_rounding(row) for row in rows]
    if not rows or any(one is None for one in known):
        return "de afronding van de uitgever is niet bekend"
    if any(one is not None and one.survey for one in known):
        return "een enquête; de uitgever geeft het aantal ondervraagden niet"
    return ""


def _why(figure: Figure, rows: Sequence[Observed], parameters: Mapping[str, Parameter]) -> str:
    """Say what a range follows from; empty for a figure that is exact."""
    calculated = figure["indicator"] in FOLLOWS
    said = list(dict.fromkeys(_rounding_text(row, named=calculated) for row in rows))
    if calculated:
        said += [_parameter_text(parameters[one]) for one in _inputs(figure)[1] if one in parameters]
    if figure["coverage"] < 1:
        part = dutch.number(100 * (1 - figure["coverage"]), 0, unit="%")
        said.append(f"voor {part} is er geen cijfer, en dat deel zit niet in de marge")
    return "; ".join(filter(None, said))


def _rounding_text(row: Observed, *, named: bool) -> str:
    known, entry = _rounding(row), catalogue.indicator(row.indicator)
    if known is None or not known.step:
        return ""
    if known.step == 1:
        step = "hele procenten" if entry.unit == "%" else "hele getallen"
    else:
        unit = "procentpunt" if entry.unit == "%" else "" if entry.adds_up else entry.unit
        step = f"{known.step:g} {unit}".strip().replace(".", ",")
    return f"{row.source} rondt {entry.name.lower() if named else ''} af op {step}".replace("  ", " ")


def _parameter_text(one: Parameter) -> str:
    low, high = one.end(-1), one.end(1)
    if low == high:
        return ""
    text = f"{one.name.lower()} {low:g} tot {high:g}".replace(".", ",") + f" {one.unit}"
    open_side = "ondergrens" if math.isnan(one.low) else "bovengrens" if math.isnan(one.high) else ""
    return text + (f" (een {open_side} is niet bekend; daar telt de waarde zelf)" if open_side else "")


# --- what a larger area leaves over ------------------------------------------------------------------------------


def left_over(
    wanted: Sequence[Part], others: Sequence[Part], total: Part | None
) -> tuple[float, float] | None:
    """Bound the weighted sum of some parts of a whole, of which the others and the total are known within ends.

    With s the weighted sum of the wanted parts and r that of the others: s lies between the sums of its own ends,
    and, because s + r = weight × total, between weight × total.low - r.high and weight × total.high - r.low. No
    narrower bound follows from these ends.

    Parameters
    ----------
    wanted, others
        The parts; an end may be infinite.
    total
        The whole, with its own weight; None where it is not known.

    Returns
    -------
    Low and high end of the sum; None if the ends contradict each other.
    """
    low, high = _sum_of(wanted)
    if total is not None:
        rest_low, rest_high = _sum_of(others)
        low = max(low, total.weight * total.low - rest_high)
        high = min(high, total.weight * total.high - rest_low)
    return (low, high) if low <= high else None


def _sum_of(parts: Iterable[Part]) -> tuple[float, float]:
    heavy = [one for one in parts if one.weight]
    return (
        math.fsum(one.weight * one.low for one in heavy),
        math.fsum(one.weight * one.high for one in heavy),
    )


# --- survey ------------------------------------------------------------------------------------------------------


class Survey(Protocol):
    """What a team found itself; see ``wijkdata.ambition.model.OwnMeasurement``."""

    @property
    def value(self) -> float: ...  # noqa: D102
    @property
    def sample(self) -> int | None: ...  # noqa: D102
    @property
    def response(self) -> float | None: ...  # noqa: D102


def own_range(found: Survey, entry: catalogue.Indicator | None, population: float | None = None) -> Range:
    """Return between what a figure of the team's own lies: a share of which the respondents were counted.

    Parameters
    ----------
    found
        The measurement.
    entry
        Its indicator; None where it is not in the catalogue.
    population
        Of how many the respondents are; None where that is not known.
    """
    if found.sample is None:
        survey = entry is not None and entry.unit == "%"
        return Range(why="marge niet bekend: het aantal ondervraagden is niet genoteerd" if survey else "")
    if entry is None or entry.unit != "%" or not 0 <= found.value <= 100:
        return Range(
            why="marge niet bekend: alleen voor een percentage volgt die uit het aantal ondervraagden"
        )
    low, high = share_range(found.value, found.sample, population)
    asked = "" if found.response is None else f", respons {dutch.number(100 * found.response, 0, unit='%')}"
    who = f"{dutch.number(found.sample, 0)} ondervraagden{asked}"
    return Range(low, high, f"{who}: 95%-interval; wie niet antwoordde, zit daar niet in")


def share_range(
    share: float, sample: int, population: float | None = None, confidence: float = CONFIDENCE
) -> tuple[float, float]:
    """Return the Wilson score interval of a share that was found in a simple random sample.

    With p the share, n the sample and z the normal quantile::

        (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)

    For a sample from N people n is first enlarged to n (N - 1) / (N - n), which is the finite population correction;
    who asks everybody knows the share. Source: Wilson (1927), Journal of the American Statistical Association 22.

    Parameters
    ----------
    share
        What was found. [%]
    sample
        Number of respondents.
    population
        Of how many they are; None or too small to be right: taken as unlimited.
    confidence
        Of all such samples the part of which the interval holds the true share.

    Returns
    -------
    Low and high end. [%]

    Raises
    ------
    WijkdataError
        If the share is no percentage or the sample is no number of people.
    """
    if not 0 <= share <= 100:
        raise WijkdataError(f"Een aandeel ligt tussen 0 en 100%, niet op {dutch.number(share)}.", "value")
    if sample < 1:
        raise WijkdataError("Het aantal ondervraagden is ten minste 1.", "sample")
    if population is not None and population == sample:
        return share, share
    n, part = float(sample), share / 100
    if population is not None and population > sample:
        n *= (population - 1) / (population - sample)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    middle = part + z * z / (2 * n)
    width = z * math.sqrt(part * (1 - part) / n + z * z / (4 * n * n))
    low, high = ((middle + side * width) / (1 + z * z / n) for side in (-1, 1))
    # At 0 and 100% the end is the share itself but for the rounding of the machine.
    return 100 * min(max(low, 0.0), part), 100 * max(min(high, 1.0), part)
