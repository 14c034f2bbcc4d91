"""The baseline (nulmeting): per indicator the newest usable figure of the area, and why this one.

What was measured goes before what a model made of it, also where the model is newer.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import pandas as pd

from wijkdata import catalogue, dutch, uncertainty
from wijkdata import figures as figures_at_hand
from wijkdata.areas import ProjectArea, level, parent
from wijkdata.errors import NoFigureError
from wijkdata.observations import MODEL, NOT_YET_PUBLISHED, STATUSES, WITHOUT_VALUE
from wijkdata.series import as_project_area, series

#: A mean or share must stand for at least this part of the dwellings to be proposed as baseline.
MIN_COVERAGE = 0.8

#: The size of the buurten without a figure, as `aggregate` writes it in a note.
_DWELLINGS = re.compile(r" \([\d.]+ woningen\)")

_NOTHING_OPEN = "Hierover zijn geen open cijfers. Voer een eigen meting in, met de bron."
_NOTHING_LOADED = (
    "Hierover is nog niets geladen. Haal het op met ‘wijkdata fetch’ of voeg een bestand toe met ‘wijkdata add’, of "
    "voer een eigen meting in, met de bron."
)

COLUMNS = [
    "indicator",
    "name",
    "theme",
    "year",
    "value",
    "unit",
    "direction",
    "status",
    "source",
    "table",
    "method",
    "coverage",
    "retrieved",
    "note",
    "why",
    *uncertainty.COLUMNS,
]


#: A row of the table of `series`; plain, because frames are slow in small pieces.
_Row = Mapping[Hashable, Any]


#: Begin of the sentence that tells how to get a later edition; it is of the moment, and no part of an agreement.
GET_NEWER = "Haal nieuwere jaren op met"


class Measurement(Protocol):
    """A figure that the team counted itself; see ``wijkdata.ambition.model.OwnMeasurement``."""

    @property
    def indicator(self) -> str: ...  # noqa: D102
    @property
    def year(self) -> int: ...  # noqa: D102
    @property
    def value(self) -> float: ...  # noqa: D102
    @property
    def source(self) -> str: ...  # noqa: D102
    @property
    def method(self) -> str: ...  # noqa: D102
    @property
    def sample(self) -> int | None: ...  # noqa: D102
    @property
    def response(self) -> float | None: ...  # noqa: D102


def baseline(
    area: ProjectArea | str | Iterable[str],
    *,
    year: int | None = None,
    indicators: Iterable[str] | None = None,
    measurements: Sequence[Measurement] = (),
    figures: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the baseline of a project area: one row per indicator, also where there is no figure.

    Parameters
    ----------
    area
        The project area; or the code or exact name of one area, or several of them, that make it.
    year
        Take the figure of this year; by default the newest usable one.
    indicators
        Ids from the catalogue; by default all, of the details only those of which anything was published.
    measurements
        The team's own measurements for this area; one replaces a published figure of the same year or before, and
        any figure of a model.
    figures
        What `series` returned for this area, if it is at hand.

    Returns
    -------
    DataFrame
        `COLUMNS`; ``coverage`` is 0-1, ``why`` a Dutch sentence. Without a figure the value is NaN, the status
        ``geheim`` or ``ontbreekt``, and ``why`` says what to do. ``low`` and ``high`` are between what the figure
        lies, also where another figure only leaves over that much for it (see ``wijkdata.uncertainty``).

    Raises
    ------
    UnknownAreaError
        For a code or name that is no known area.
    NoFigureError
        If a year and one indicator are asked for and there is no figure: with the years there are.
    """
    area = as_project_area(area)
    wanted = [catalogue.indicator(one) for one in (indicators or catalogue.indicators())]
    table = (
        series(area, None if indicators is None else [one.id for one in wanted])
        if figures is None
        else figures
    )
    by_indicator: dict[str, list[_Row]] = {}
    for record in table.to_dict("records"):
        by_indicator.setdefault(record["indicator"], []).append(record)
    if indicators is None:
        wanted = [one for one in wanted if not one.detail or one.id in by_indicator]
    rows = []
    for entry in wanted:
        row = _published(entry, by_indicator.get(entry.id, []), area, year)
        own = [one for one in measurements if one.indicator == entry.id and year in (None, one.year)]
        newest = max(own, key=lambda one: one.year, default=None)
        if newest is not None and _goes_before(newest, row):
            row = _own(entry, newest, row, by_indicator.get(entry.weight or "", []))
        rows.append(row)
        if year is not None and len(wanted) == 1 and np.isnan(row["value"]):
            raise NoFigureError(f"{entry.name}, {area.name}: {row['why']}")
    return pd.DataFrame(rows, columns=COLUMNS)


def _head(entry: catalogue.Indicator) -> dict[Hashable, Any]:
    return {
        "indicator": entry.id,
        "name": entry.name,
        "theme": entry.theme,
        "unit": entry.unit,
        "direction": entry.direction,
    }


def _goes_before(own: Measurement, published: _Row) -> bool:
    """Say whether a measurement of the team goes before the figure that was published."""
    return bool(np.isnan(published["value"]) or published["status"] == MODEL or own.year >= published["year"])


def _own(
    entry: catalogue.Indicator, newest: Measurement, published: _Row, of_whom: Sequence[_Row]
) -> dict[Hashable, Any]:
    if np.isnan(published["value"]):
        instead = "een gepubliceerd cijfer is er niet"
    else:
        figure = f"{entry.text(float(published['value']))} ({published['source']}, {published['year']})"
        instead = f"in plaats van {figure}"
    return _head(entry) | {
        "year": newest.year,
        "value": newest.value,
        "status": "eigen meting",
        "source": newest.source,
        "table": "",
        "method": newest.method or "eigen meting",
        "coverage": None,
        "retrieved": "",
        "note": "",
        "why": f"Eigen meting van het team over {newest.year}; {instead}.",
        **_range_of(uncertainty.own_range(newest, entry, _population(of_whom, newest.year))),
    }


def _population(rows: Sequence[_Row], year: int) -> float | None:
    """Return of how many a share is a share, in the year or the last one before it; None where that is not known."""
    known = [row for row in rows if row["year"] <= year and not np.isnan(row["value"])]
    return float(known[-1]["value"]) if known else None


def _range_of(found: uncertainty.Range) -> dict[str, Any]:
    return dict(zip(uncertainty.COLUMNS, (found.low, found.high, found.why), strict=True))


def _range_in(row: _Row) -> uncertainty.Range:
    """Return the range that stands in a row of a series; a table without those columns has none."""
    low, high, why = (row.get(name) for name in uncertainty.COLUMNS)
    low, high = (float("nan") if one is None else float(one) for one in (low, high))
    return uncertainty.Range(low, high, why if isinstance(why, str) else "")


def _published(
    entry: catalogue.Indicator, found: Sequence[_Row], area: ProjectArea, year: int | None
) -> dict[Hashable, Any]:
    usable = [row for row in found if _is_usable(row)]
    candidates = [row for row in usable if year in (None, row["year"])]
    if not candidates:
        return _head(entry) | _without_figure(entry, found, usable, area, year)
    newest = next((row for row in reversed(candidates) if row["status"] != MODEL), candidates[-1])
    return _head(entry) | {
        "year": int(newest["year"]),
        "value": float(newest["value"]),
        "coverage": float(newest["coverage"]),
        "why": _why(entry, newest, found, year) + _newer_edition(area, found, int(newest["year"]), year),
        **{name: newest[name] for name in ("status", "source", "table", "method", "retrieved", "note")},
        **_range_of(_range_in(newest)),
    }


def _is_usable(row: _Row) -> bool:
    return not np.isnan(row["value"]) and float(row["coverage"]) >= MIN_COVERAGE


def usable_rows(found: pd.DataFrame) -> pd.Series:
    """Say of each row whether it may serve as baseline: a value, for enough of the dwellings."""
    return found["value"].notna() & (found["coverage"].astype(float) >= MIN_COVERAGE)


def firmest(indicators: Iterable[str], figures: pd.DataFrame) -> str | None:
    """Return of these indicators the first of which the proposed figure is firmest; None where none has one."""
    usable = figures[usable_rows(figures)]
    usable = usable.assign(counted=usable["status"] != MODEL).sort_values(["counted", "year"])
    usable = usable.drop_duplicates("indicator", keep="last")
    statuses = dict(zip(usable["indicator"], usable["status"], strict=True))
    known = [one for one in indicators if one in statuses]
    # What was reckoned from counts goes before a model.
    return min(known, key=lambda one: (statuses[one] == MODEL, STATUSES.index(statuses[one])), default=None)


def _why(entry: catalogue.Indicator, newest: _Row, found: Sequence[_Row], year: int | None) -> str:
    covered = (
        ""
        if newest["coverage"] >= 1
        else f" voor {dutch.number(100 * newest['coverage'], 0)}% van de {entry.of_what}"
    )
    if year is not None:
        return f"Het cijfer over {year}, zoals gevraagd{covered}."
    kind = "gemeten cijfer" if any(row["status"] == MODEL for row in found) else "bruikbaar cijfer"
    kind = "cijfer, uit een model" if newest["status"] == MODEL else kind
    text = f"Het nieuwste jaar met een {kind}{covered}: {newest['year']}."
    after = [row for row in found if row["year"] > newest["year"]]
    modelled = [row for row in after if row["status"] == MODEL and _is_usable(row)]
    if modelled:
        figure = entry.text(float(modelled[-1]["value"]))
        text += f" Over {modelled[-1]['year']} is er een cijfer uit een model ({figure}); wat is gemeten gaat voor."
    later = [row for row in after if row not in modelled]
    if later:
        reasons = dict.fromkeys(row["note"] for row in later if row["note"])
        text += f" Over {dutch.join(str(row['year']) for row in later)} is er geen"
        text += f" ({'; '.join(reasons)})." if reasons else "."
    return text


def _newer_edition(area: ProjectArea, found: Sequence[_Row], newest: int, year: int | None) -> str:
    """Say how to get a year that is still to come in the edition at hand; empty where there is none."""
    coming = any(row["year"] > newest and NOT_YET_PUBLISHED in row["note"] for row in found)
    if not coming or year is not None:
        return ""
    return f" {GET_NEWER} ‘wijkdata fetch {area.gemeente or area.codes[0]}’."


def _without_figure(
    entry: catalogue.Indicator,
    found: Sequence[_Row],
    usable: Sequence[_Row],
    area: ProjectArea,
    year: int | None,
) -> dict[str, Any]:
    asked = [row for row in found if year in (None, row["year"])]
    about = [row for row in asked if row["status"] == "geheim"] or asked
    if not found:
        if entry.of_ambition:
            why = f"Dit volgt uit de ambitie zelf. {entry.caveat}"
        else:
            why = _NOTHING_OPEN if entry.own else _NOTHING_LOADED
    elif year is None:
        why = _reasons(entry, asked) + _bounded(entry, about) + _instead(entry, area, _bound(about))
        why += _newer_edition(area, found, 0, year)
    else:
        years = dutch.join(str(row["year"]) for row in usable)
        elsewhere = f" Wel over {years}." if years else _instead(entry, area, _bound(about))
        why = (
            (_reasons(entry, asked) or f"Over {year} is er geen cijfer.") + _bounded(entry, about) + elsewhere
        )
    missing: dict[str, Any] = {"value": np.nan, "method": "", "why": why, **_range_of(uncertainty.Range())}
    if not about:
        nothing = {"year": None, "status": "ontbreekt", "coverage": 0.0}
        return missing | nothing | dict.fromkeys(("source", "table", "retrieved", "note"), "")
    last = about[-1]
    return missing | {
        "year": int(last["year"]),
        # A figure of too few dwellings is not the figure of the area; nothing about it is secret.
        "status": last["status"] if last["status"] in WITHOUT_VALUE else "ontbreekt",
        "coverage": float(last["coverage"]),
        **{name: last[name] for name in ("source", "table", "retrieved", "note")},
        **(_range_of(_range_in(last)) if np.isnan(last["value"]) else {}),
    }


def _bound(rows: Sequence[_Row]) -> uncertainty.Range:
    """Return what another figure leaves over for the newest of these years, if it has no figure of its own."""
    last = rows[-1] if rows else None
    return uncertainty.Range() if last is None or not np.isnan(last["value"]) else _range_in(last)


def _bounded(entry: catalogue.Indicator, rows: Sequence[_Row]) -> str:
    """Say what follows from another figure for the newest year without one; empty where nothing does."""
    bound = _bound(rows)
    if not bound.is_known:
        return ""
    said = uncertainty.range_sentence(bound.low, bound.high, bound.why, entry, known=False)
    return f" {said.removesuffix('.')} ({int(rows[-1]['year'])})."


def _reasons(entry: catalogue.Indicator, rows: Sequence[_Row]) -> str:
    """Say over which years there is no usable figure, and why: one sentence per reason."""
    years: dict[tuple[str, str], list[int]] = {}
    newest: dict[tuple[str, str], str] = {}
    for row in rows:
        partial: str = "" if pd.isna(row["value"]) else dutch.number(100 * row["coverage"], 0, unit="%")
        # The number of dwellings differs a little every year; it is no other reason.
        key = (partial or str(row["status"]), _DWELLINGS.sub("", str(row["note"])))
        years.setdefault(key, []).append(int(row["year"]))
        newest[key] = str(row["note"])
    said = []
    for (kind, _), of_key in years.items():
        span, note = _span(of_key), newest[kind, _]
        why = f": {note}" if note else ""
        if kind == "geheim":
            said.append(f"Niet openbaar over {span}{why}")
        elif kind == "ontbreekt":
            said.append(
                f"Over {span} {note if note.startswith('geen cijfer') else 'is er geen cijfer' + why}"
            )
        else:
            said.append(f"Over {span} is er maar een cijfer voor {kind} van de {entry.of_what}{why}")
    return " ".join(map(dutch.sentence, said))


def _span(years: Sequence[int]) -> str:
    """Write years short: ``2014 en 2016-2018``."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return dutch.join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _instead(entry: catalogue.Indicator, area: ProjectArea, bound: uncertainty.Range) -> str:
    """Offer the figure of the wijk, where the whole area lies in one wijk that has a figure that it can have too."""
    text = " Voer een eigen meting in"
    wijken = {parent(code) for code in area.buurten if level(code) == "buurt"}
    if len(wijken) == 1 and entry.kind in ("gemiddelde", "aandeel", "index"):
        (code,) = wijken
        register = figures_at_hand.areas()
        if code in register and code not in area.codes:
            wijk = series(register.project_area([str(code)]), [entry.id])
            usable = wijk[usable_rows(wijk)]
            if len(usable) and not bound.excludes(float(usable.iloc[-1]["value"])):
                newest = usable.iloc[-1]
                figure = f"{entry.text(float(newest['value']))} ({newest['year']})"
                return f"{text}, of gebruik het cijfer van de wijk {register.name(str(code))}: {figure}."
    return text + "."
