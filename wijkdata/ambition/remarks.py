"""What a reader must know about the figures of an objective: another table, another method, a model, a revision."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from wijkdata import catalogue, dutch, figures
from wijkdata.ambition import planned
from wijkdata.ambition.comparable import incomparable
from wijkdata.ambition.readings import OWN, Published, Reading, as_float, as_text, rows_of, unit_of
from wijkdata.correspondence import correspondence
from wijkdata.observations import MODEL
from wijkdata.pathways import distinct_texts

if TYPE_CHECKING:
    import pandas as pd

    from wijkdata.ambition.model import Objective
    from wijkdata.ambition.normal_weather import Corrected
    from wijkdata.areas import ProjectArea

_CALCULATED = ("model", "geschat")
#: The year of the weights stands in a method; another year is no other method.
_YEAR_OF_WEIGHTS = re.compile(r"\s*\(\d{4}\)")


def remarks(
    objective: Objective,
    base: Reading | None,
    newest: Reading | None,
    published: Published,
    own: dict[int, Reading],
    area: ProjectArea | None,
    normal: Corrected | None,
    why_raw: str,
) -> list[str]:
    """Return what a reader must know about the figure that was used, as Dutch sentences."""
    said = [] if normal is None else [normal.words]
    if newest is not None and base is not None and newest.year > base.year:
        if newest.year in own and newest.year in published.usable:
            said.append(
                f"Voor {newest.year} telt de eigen meting; die gaat voor het gepubliceerde cijfer van "
                f"{published.usable[newest.year].source}."
            )
        said += _differences(base, newest)
        said += _of_indicator(planned.entry_of(objective), base, newest, corrected=normal is not None)
        said += [why_raw] if why_raw else []
        if area is not None and OWN not in (base.status, newest.status):
            said += [
                dutch.sentence(one) for one in [correspondence(area, base.year, newest.year).reason] if one
            ]
    elif base is not None:
        said += _before(objective, base, published, own, area)
    last = newest.year if newest else base.year if base else None
    since = [one for year, one in sorted(published.modelled.items()) if last is not None and year > last]
    if since:
        said.append(
            f"Over {since[-1].year} is er een modelcijfer ({since[-1].source}); dat telt niet mee, want de nulmeting "
            "is geen modelcijfer."
        )
    for year in sorted(published.partial):
        if last is not None and year > last:
            share = dutch.number(100 * published.partial[year], 0)
            said.append(
                f"Het cijfer over {year} geldt voor {share}% van de woningen en telt daarom niet mee."
            )
    return said


def _before(
    objective: Objective,
    base: Reading,
    published: Published,
    own: dict[int, Reading],
    area: ProjectArea | None,
) -> list[str]:
    """Return what the figures before the baseline show, where there is none after it that could be judged."""
    earlier = [
        one
        for year, one in sorted((published.usable | own).items())
        if year < base.year
        and (one.status == MODEL) == (base.status == MODEL)
        and not incomparable(objective, one, base, published, area)
    ]
    if not earlier:
        return []
    first, entry = earlier[0], planned.entry_of(objective)
    was, became = distinct_texts(
        [first.value, base.value], unit_of(objective), entry.decimals if entry else None
    )
    raw = ", niet gecorrigeerd voor het weer" if entry is not None and entry.follows_weather else ""
    return [
        f"De cijfers ervoor gingen van {was} ({first.year}) naar {became} ({base.year}, de nulmeting{raw})."
    ]


def _of_indicator(
    entry: catalogue.Indicator | None, base: Reading, newest: Reading, *, corrected: bool
) -> list[str]:
    """Return what the catalogue says about comparing figures of two years."""
    if entry is None:
        return []
    said = [
        dutch.sentence(one.note)
        for one in entry.breaks
        if one.between(base.year, base.table, newest.year, newest.table)
    ]
    if entry.follows_weather and not corrected:
        better = f" ‘{catalogue.indicator(entry.corrected).name}’ is dat wel." if entry.corrected else ""
        said.append(
            f"Dit cijfer is niet gecorrigeerd voor het weer; een zachte winter lijkt op besparing.{better}"
        )
    return said


def _differences(base: Reading, newest: Reading) -> list[str]:
    said = []
    if newest.status in _CALCULATED and base.status != newest.status:
        # A model is only held against a baseline of a model.
        said.append(f"Het cijfer over {newest.year} is berekend of geschat, anders dan de nulmeting.")
    elif base.status in _CALCULATED and base.status != newest.status:
        kind = "een modelcijfer" if base.status == MODEL else "berekend of geschat"
        said.append(f"De nulmeting is {kind}, anders dan het cijfer over {newest.year}.")
    if (base.status == OWN) != (newest.status == OWN):
        said.append(
            f"De nulmeting is {_origin(base)} en het cijfer over {newest.year} {_origin(newest)}: een verschil kan "
            "ook daardoor komen."
        )
        return said
    # Two own measurements differ in the wording of their source every time.
    if base.status != OWN and _edition_of(base) != _edition_of(newest):
        what = "tabel" if base.table and newest.table else "bron"
        said.append(
            f"Het cijfer over {newest.year} komt uit een andere {what} ({newest.table or newest.source}) dan de "
            f"nulmeting ({base.table or base.source})."
        )
    if base.method and newest.method and _method(base.method) != _method(newest.method):
        said.append(
            f"Het cijfer over {newest.year} is anders bepaald ({newest.method}) dan de nulmeting ({base.method})."
        )
    return said


def _edition_of(reading: Reading) -> str:
    """Return what a figure comes from: CBS gives a table of one year an id of its own, in one series of editions."""
    series_of_editions = figures.tables()["resource"]
    return str(series_of_editions.get(reading.table, reading.table or reading.source))


def _origin(reading: Reading) -> str:
    return "een eigen meting" if reading.status == OWN else f"van {reading.source}"


def _method(text: str) -> str:
    return _YEAR_OF_WEIGHTS.sub("", text)


def revised(objective: Objective, series: pd.DataFrame) -> str:
    """Say that the publisher changed the figure since it was pinned; the pinned one stays.

    Another area or another way of calculating also gives another figure; that is no revision and is not called one.
    """
    base = objective.baseline
    if base is None or base.status == OWN:
        return ""
    for row in rows_of(objective, series):
        value = as_float(row["value"])
        same = as_float(row["year"]) == base.year and as_text(row["table"]) == base.table
        method = as_text(row["method"])
        if not same or value is None or (method and base.method and _method(method) != _method(base.method)):
            continue
        if math.isclose(value, base.value, rel_tol=1e-9, abs_tol=1e-12):
            continue
        entry = planned.entry_of(objective)
        old, now = distinct_texts([base.value, value], "", entry.decimals if entry else None)
        source = base.source.strip()
        who = source if re.fullmatch(r"[^,;]+", source) else "De bron"
        return f"{who} heeft {base.year} herzien van {old} naar {now}; de nulmeting blijft {old}."
    return ""
