"""Step Wijk as it is shown: the five figures with what stands beside them, and its pictures but for the map."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from wijkdata import catalogue, comparison, dutch, figures
from wijkdata.areas import ProjectArea
from wijkdata.panels.panel import PICTURE
from wijkdata.panels.provenance import from_table, lowered, provenance
from wijkdata.series import series
from wijkdata.similar import GROUPS, Similar

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: The five figures that stand above the map.
KEY_FIGURES = ("woningen", "inwoners", "gas_gem", "co2_woning", "stadsverwarming_aandeel")

#: The picture below the five figures.
SMALL_PICTURE = (PICTURE[0], 402)

#: The status of a figure that the publisher keeps to itself.
HIDDEN = "geheim"
#: Buurten without a figure that are named below the map, per reason.
_NAMED = 4
#: Below the picture, where a buurt has a star behind its difference.
_PARTLY = "* minder zeker: van deze buurt is niet elk kenmerk bekend."
#: Behind a figure that was reckoned in another way than that of the area.
_OTHERWISE = "*"


def alike_figure(alike: Similar, stand: comparison.Among, size: tuple[int, int] = PICTURE) -> Figure:
    """Return the figure of an area beside the buurten that are most like it."""
    from wijkdata.plots.alike import Row, plot_alike  # noqa: PLC0415  (matplotlib loads with the first picture)

    entry = catalogue.indicator(stand.indicator)
    several = len(set(alike.table["gemeente"])) > 1
    span = 0 if stand.since is None or stand.year is None else stand.year - stand.since
    calculated = entry.kind == "berekend"
    rows = [Row(alike.area.name, stand.own, stand.own - stand.own_pace * span, calculated=calculated)]
    partly = alike.partly
    for one in alike.table.to_dict("records"):
        value = float(stand.others.get(one["code"], math.nan))
        before = value - float(stand.paces.get(one["code"], math.nan)) * span
        hidden = stand.statuses.get(str(one["code"])) == "geheim"
        rows.append(
            Row(
                f"{one['name']}, {one['gemeente']}" if several else str(one["name"]),
                value,
                before,
                float(one["distance"]),
                calculated=calculated,
                word="niet openbaar" if hidden else "geen cijfer",
                unsure=one["code"] in partly,
            )
        )
    return plot_alike(
        rows if stand.year is not None else [],
        entry,
        median=stand.median,
        years=(stand.since, stand.year),
        title=stand.finding(),
        words=stand.sentence(),
        notes=[alike.sentence(), *([_PARTLY] if partly else [])],
        source=stand.source,
        size=size,
    )


def weights_text(alike: Similar) -> str:
    """Say how much each kind of trait counts, and of which the area has no figure."""
    counted, unsure = alike.choice.counted, alike.unsure
    words = [
        f"{group} {counted.get(group, 0)}×" + (" (hier niet bekend)" if group in unsure else "")
        for group in GROUPS
    ]
    return f"Nu telt {dutch.join(words)}."


def alike_rows(own: pd.DataFrame, stand: comparison.Among) -> pd.DataFrame:
    """Return where the figures of an area and of each buurt that is like it come from, the nearest first."""
    register = figures.areas()
    rows = stand.rows
    if not rows.empty:
        rows = rows.drop_duplicates("code").set_index("code").reindex(stand.others.index).dropna(how="all")
    names = ["dit gebied"] * len(own) + [register.name(str(code)) for code in rows.index]
    return from_table(pd.concat([own, rows], ignore_index=True), names)


def peers_figure(
    area: ProjectArea,
    entry: catalogue.Indicator,
    values: pd.Series,
    own: float | None,
    year: int,
    source: str,
    references: Mapping[str, float],
) -> Figure:
    """Return the figure of where an area stands among the buurten of its gemeente.

    Parameters
    ----------
    values
        By buurt code, NaN where there is none.
    own
        Value of the whole area in that year, in the unit of the indicator; None or NaN where there is none.
    references
        Other values of that year by name, such as that of the gemeente.
    """
    from wijkdata.plots.peers import plot_peers  # noqa: PLC0415  (matplotlib loads with the first picture)

    register = figures.areas()
    known = own is not None and pd.notna(own)
    value = entry.text(own) if known else "geen cijfer"
    return plot_peers(
        values,
        {code: register.name(code) for code in area.buurten},
        entry,
        selected=area.buurten,
        area_value=own if known else None,
        area_name=area.name,
        references=references,
        title=f"{entry.name}: {value} in {year}",
        source=source,
        size=SMALL_PICTURE,
    )


def buurt_rows(indicator: str, gemeente: str, year: int | None = None) -> pd.DataFrame | None:
    """Return the figures of one indicator for all buurten of a gemeente in one year; None if there are none.

    Parameters
    ----------
    year
        By default the newest in which any buurt has a figure.

    Returns
    -------
    DataFrame
        Index: buurt code, sorted; columns as ``figures.inside`` gives them. NaN where there is no figure.
    """
    rows = figures.inside(gemeente, [indicator])
    known = rows[rows["value"].notna()]
    if known.empty:
        return None
    wanted = int(known["year"].max()) if year is None else year
    of_year = rows[rows["year"] == wanted].sort_values("value", na_position="last").drop_duplicates("area")
    return of_year.set_index("area").sort_index()


def source_of(rows: pd.DataFrame) -> str:
    """Return the source of the figures of one year in one line."""
    first = rows[rows["value"].notna()].iloc[0]
    return f"Bron: {first['source']} ({first['table']}), {first['year']}, {first['status']}"


def value_text(entry: catalogue.Indicator, rows: pd.DataFrame, code: str) -> str:
    """Say what a buurt has in the year of these rows, or that there is no figure."""
    if code not in rows.index:
        return "geen cijfer"
    row = rows.loc[code]
    if pd.isna(row["value"]):
        return "niet openbaar" if row["status"] == HIDDEN else "geen cijfer"
    return entry.text(float(row["value"]))


def sentence_of(entry: catalogue.Indicator, rows: pd.DataFrame, code: str, name: str) -> str:
    """Say what a buurt has, of which year and status, or why there is no figure."""
    year = rows["year"].iloc[0]
    value = value_text(entry, rows, code)
    if code not in rows.index:
        return f"{name}: {value} over {year}; de buurt komt in deze uitgave niet voor."
    row = rows.loc[code]
    if pd.isna(row["value"]):
        return f"{name}: {value} over {year}. {dutch.sentence(str(row['note']))}".strip()
    return f"{name}: {value} in {year}, {row['status']}."


def without_figure(rows: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Name the buurten on the map without a figure, by reason: not public, or none there; as many as fit a line."""
    hidden = rows.index[rows["value"].isna() & (rows["status"] == HIDDEN)]
    none = [code for code in names if code not in hidden and not _has_value(rows, code)]
    found = []
    for what, codes in (("niet openbaar", [one for one in hidden if one in names]), ("geen cijfer", none)):
        if codes:
            more = len(codes) - _NAMED
            named = [names[code] for code in codes[:_NAMED]] + ([f"nog {more}"] if more > 0 else [])
            found.append(f"{what}: {dutch.join(named)}")
    return f"Gearceerd is {'; '.join(found)}." if found else ""


def _has_value(rows: pd.DataFrame, code: str) -> bool:
    return code in rows.index and bool(pd.notna(rows["value"][code]))


def buurten_origin(entry: catalogue.Indicator, gemeente: str, rows: pd.DataFrame) -> str:
    """Return the button that shows the figure of every buurt, with where it comes from, or why there is none."""
    register = figures.areas()
    listed = rows.reset_index()
    named = from_table(listed, [register.name(str(code)) for code in listed["area"]])
    title = f"{lowered(entry.name)} per buurt in {register.name(gemeente)}, {listed['year'].iloc[0]}"
    return provenance(
        title, named.sort_values("figure", ignore_index=True), label="alle cijfers en hun herkomst"
    )


def values_by_year(rows: pd.DataFrame) -> dict[int, pd.Series]:
    """Return the values by buurt code, NaN where there is none, for each year in which any buurt has one."""
    found = {}
    for year in sorted(rows.loc[rows["value"].notna(), "year"].unique()):
        of_year = rows[rows["year"] == year].sort_values("value", na_position="last").drop_duplicates("area")
        found[int(year)] = of_year.set_index("area")["value"].sort_index()
    return found


def years_source(rows: pd.DataFrame, boundaries: pd.DataFrame) -> str:
    """Return the source line of figures of several years and of the boundaries they are drawn in."""
    known = rows[rows["value"].notna()]
    tables = dutch.join(sorted({f"{one.source} ({one.table})" for one in known.itertuples()}))
    statuses = dutch.join(sorted(set(known["status"])))
    drawn = ", ".join(sorted(set(boundaries["source"])))
    return f"Bron: {tables}, {statuses}. Grenzen: {drawn}, indeling van {boundaries['boundary_year'].max()}"


def of_gemeente(area: ProjectArea) -> pd.DataFrame:
    """Return the five figures of the gemeente of an area, with its ``name``; empty where it has none."""
    if area.gemeente is None or area.gemeente not in figures.areas():
        return pd.DataFrame()
    whole = figures.areas().project_area([area.gemeente])
    return series(whole, KEY_FIGURES).assign(name=whole.name)


def figure_html(own: pd.Series, gemeente: pd.DataFrame, alike: comparison.Middle | None = None) -> str:
    """Return one figure of the area as HTML: value, year, status and source; gemeente and like buurten beside it.

    The line with the source is a button, which opens the sheet that says where these figures come from.

    Parameters
    ----------
    own
        A row of the baseline table.
    gemeente
        Rows of ``series`` of the gemeente, with its ``name``; may be empty.
    alike
        What the middle one of the buurten like the area has.
    """
    indicator = str(own["indicator"])
    entry = catalogue.indicator(indicator)
    unit = size = ""
    if pd.isna(own["value"]):
        size = ' style="font-size:1.25em"'  # words, which are longer than a number
        value, year = "niet openbaar" if own["status"] == HIDDEN else "geen cijfer", ""
    else:
        value, year = entry.text(own["value"], unit=False), str(int(own["year"]))
        year += f" ({own['status']})" if own["status"] != "definitief" else ""
        # A count of dwellings is called dwellings already.
        unit = "" if entry.kind == "aantal" else entry.unit
    beside = _beside(entry, own, gemeente)
    otherwise = beside is not None and entry.id == "co2_woning" and beside["method"] != own["method"]
    lines = [
        "" if beside is None else _gemeente_text(entry, own, beside, otherwise=otherwise),
        "" if alike is None else _alike_text(entry, alike, own),
    ]
    if any(_OTHERWISE in one for one in lines):
        lines.append(f"{_OTHERWISE} stadsverwarming telt mee")
    origin = provenance(
        lowered(entry.name),
        _origin(own, beside),
        label=", ".join(filter(None, (year, short_source(str(own["source"]))))) or "waarom?",
        more=[str(own["why"]), "" if alike is None else _alike_origin(entry, alike)],
    )
    told = "<br>".join(html.escape(line) for line in lines if line)
    return (
        f'<div class="wd-figure"><div>{html.escape(entry.name)}</div>'
        f'<div class="wd-value"{size}>{html.escape(value)} <span class="wd-unit">{html.escape(unit)}</span></div>'
        f'{origin}<div class="wd-beside">{told}</div></div>'
    )


def short_source(source: str) -> str:
    """Return the first publisher of a source, and a word (``e.a.``) where there are more."""
    first, *more = source.replace(";", ",").split(",")
    return f"{first} e.a." if more else first


def _origin(own: pd.Series, beside: pd.Series | None) -> pd.DataFrame:
    rows, names = [own], ["dit gebied"]
    if beside is not None:
        rows, names = [*rows, beside], [*names, str(beside["name"])]
    return from_table(pd.DataFrame(rows), names)


def _alike_origin(entry: catalogue.Indicator, alike: comparison.Middle) -> str:
    otherwise = "" if alike.same_method else ", met stadsverwarming meegeteld"
    return (
        f"Gelijksoortig is de middelste van {alike.buurten} buurten met een cijfer, {entry.text(alike.value)} in "
        f"{alike.year}{otherwise}. Welke buurten dat zijn, ziet u bij Gelijksoortig."
    )


def _beside(entry: catalogue.Indicator, own: pd.Series, gemeente: pd.DataFrame) -> pd.Series | None:
    """Return the row of the gemeente that stands beside a figure; None where there is none."""
    if gemeente.empty:
        return None
    rows = gemeente[(gemeente["indicator"] == entry.id) & gemeente["value"].notna()]
    same = rows[rows["year"] == own["year"]] if pd.notna(own["value"]) else rows
    return None if same.empty else same.iloc[-1]


def _gemeente_text(entry: catalogue.Indicator, own: pd.Series, beside: pd.Series, *, otherwise: bool) -> str:
    """Say what the gemeente has; of what adds up, which part of it is in the area."""
    if entry.adds_up:
        known = pd.notna(own["value"]) and beside["value"]
        part = dutch.number(100 * own["value"] / beside["value"], 1, unit="%") if known else ""
        return f"{part} van {beside['name']}" if part else ""
    value = entry.text(beside["value"], unit=entry.unit.startswith("%"))
    return f"{beside['name']}: {value}{_OTHERWISE * otherwise}{_when(int(beside['year']), own)}"


def _alike_text(entry: catalogue.Indicator, alike: comparison.Middle, own: pd.Series) -> str:
    """Say what the middle one of the buurten like the area has; of what adds up that is one buurt."""
    each = " per buurt" if entry.adds_up else ""
    value = entry.text(alike.value, unit=entry.unit.startswith("%"))
    return f"Gelijksoortig: {value}{_OTHERWISE * (not alike.same_method)}{each}{_when(alike.year, own)}"


def _when(year: int, own: pd.Series) -> str:
    """Say of which year a figure beside that of the area is, where it is another one."""
    return "" if pd.notna(own["value"]) and year == own["year"] else f" ({year})"
