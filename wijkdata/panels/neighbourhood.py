"""Step Wijk: which buurten it is about, and how they stand today."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import ipywidgets as widgets
import pandas as pd

from wijkdata import catalogue, comparison, dutch, figures
from wijkdata.ambition import edit
from wijkdata.areas import Areas, ProjectArea
from wijkdata.baseline import baseline, usable_rows
from wijkdata.errors import WijkdataError
from wijkdata.panels.fields import Chips, Message, guarded, offer, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.panel import PICTURE, Panel, advice
from wijkdata.series import series
from wijkdata.similar import GROUPS, WEIGHTS, Choice, Similar

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: What the picture shows: the indicator on the map, the area among the other buurten, or beside those like it.
MAP, PEERS, ALIKE = "kaart", "vergelijking", "gelijksoortig"

#: The picture below the five figures.
SMALL_PICTURE = (PICTURE[0], 445)

#: The five figures that stand above the map.
KEY_FIGURES = ("woningen", "inwoners", "gas_gem", "co2_woning", "stadsverwarming_aandeel")

#: What the map can show: figures that exist per buurt.
ON_THE_MAP = (
    "gas_gem",
    "elektra_gem",
    "zonnestroom_vermogen",
    "corporatie_aandeel",
    "meergezins_aandeel",
    "voor_2000_aandeel",
    "laag_inkomen_aandeel",
    "label_efg_aandeel",
    "stadsverwarming_aandeel",
    "tevreden_buurt_aandeel",
)

#: What can be seen besides of buurten that are alike: what no publisher gives per buurt.
_RECKONED = ("gas_gem_tc", "co2_woning")

#: How small a buurt may be to be compared with.
_SMALLEST = (0, 100, 500, 1000)


#: Up to this many areas the browser gets them all; of more it is sent what fits the text that is typed.
_ALL_AT_ONCE, _AT_ONCE = 500, 30

_SEVERAL = "Er is hier geen kaart: de gekozen buurten liggen in meer dan één gemeente."
_NO_MAP = "Er is hier geen kaart: van deze gemeente zijn geen grenzen toegevoegd."


class NeighbourhoodPanel(Panel):
    """Choose the buurten and see the area in five figures and on the map."""

    name = "Wijk"
    question = "Waar hebben we het over?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the search field, the chosen buurten and what the map shows."""
        self._codes = labels(figures.areas())
        self.search = widgets.Combobox(
            description="Buurt",
            placeholder="typ een naam en kies",
            options=self._offered(""),
            continuous_update=True,
        )
        self.unfound = Message()
        self.chosen = Chips()
        entries = [catalogue.indicator(one) for one in ON_THE_MAP]
        self.indicator = widgets.Dropdown(
            description="Cijfer", options=[(one.name, one.id) for one in entries], value="gas_gem"
        )
        self.search.observe(lambda change: self.find(change["new"]), names="value")
        self.view = widgets.ToggleButtons(
            options=[("Kaart", MAP), ("Alle buurten", PEERS), ("Gelijksoortig", ALIKE)]
        )
        self.view.add_class("wd-three")
        self.indicator.observe(lambda _change: self.draw_figure(), names="value")
        self.view.observe(lambda _change: self._turned(), names="value")
        rule = advice("Een project gaat over een of meer buurten. Kies ze; haal weg wat er niet bij hoort.")
        self.choose_box = widgets.VBox([rule, self.search, self.unfound, self.chosen])
        self.alike_box = widgets.VBox(self._alike_controls())
        return [self.choose_box, self.view, self.indicator, self.alike_box]

    def _alike_controls(self) -> list[widgets.Widget]:
        """Build what makes buurten alike: per kind of trait how much it counts, and how small a buurt may be."""
        self.group = widgets.Dropdown(
            description="Kenmerk", options=[(one.capitalize(), one) for one in GROUPS]
        )
        self.weight = widgets.ToggleButtons(
            description="Telt", options=[(f"{one}×", one) for one in WEIGHTS], value=1
        )
        self.weight.add_class("wd-weight")
        self.smallest = widgets.Dropdown(
            description="Woningen",
            options=[(f"minstens {dutch.number(one, 0)}", one) for one in _SMALLEST],
            value=Choice().dwellings,
        )
        self.likeness = widgets.HTML()
        self._weighing = False
        self.group.observe(lambda _change: self._show_weight(), names="value")
        self.weight.observe(lambda _change: self.weigh(), names="value")
        self.smallest.observe(lambda _change: self.weigh(), names="value")
        return [self.group, self.weight, self.smallest, self.likeness]

    @guarded
    def _turned(self) -> None:
        """Show the other picture, with the controls that belong to it."""
        self._show_controls()
        self._offer_indicators()
        self.above.value = self._figures_html()
        self.draw_figure()

    def _show_controls(self) -> None:
        alike = self.view.value == ALIKE
        self.choose_box.layout.display = "none" if alike else ""
        self.alike_box.layout.display = "" if alike else "none"
        self._show_weight()

    def _show_weight(self) -> None:
        self._weighing = True
        try:
            self.weight.value = self.model.likeness.counted.get(self.group.value, 0)
            self.smallest.value = self.model.likeness.dwellings
        finally:
            self._weighing = False

    @guarded
    def weigh(self) -> None:
        """Let a kind of trait count as much as was chosen, and look for the buurten anew."""
        if self._weighing:
            return
        old = self.model.likeness
        weights = {group: old.counted.get(group, 0) for group in GROUPS}
        try:
            choice = Choice(
                weights | {self.group.value: self.weight.value}, old.least, self.smallest.value, old.count
            )
        except WijkdataError:
            self._show_weight()
            raise
        self.model.compare_by(choice)

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Done once an area has been chosen."""
        return "●" if model.ambition.area.codes else "○"

    @guarded
    def find(self, typed: str) -> None:
        """Add the buurt that was picked, or offer those that what was typed can mean."""
        code = self._codes.get(typed) or self._only(typed) or self._code(typed)
        if code:
            self._choose([*self.model.ambition.area.codes, code])
            self.search.value = ""
            self.unfound.clear()
            return
        self.search.options = self._offered(typed)
        if self._fitting(typed):
            self.unfound.clear()
        else:
            self.unfound.say(self._nothing_fits(typed.strip()))

    def _only(self, typed: str) -> str | None:
        """Return the code of the one area that has this name, where nothing longer begins with it."""
        name = typed.strip().casefold()
        exact = [code for label, code in self._codes.items() if label.rsplit(" (", 1)[0].casefold() == name]
        return exact[0] if len(exact) == 1 and len(self._fitting(typed)) == 1 else None

    def _code(self, typed: str) -> str | None:
        """Return a code that was typed in full."""
        code = typed.strip().upper()
        return code if code in self._codes.values() else None

    def _fitting(self, typed: str) -> list[str]:
        wanted = typed.strip().casefold()
        return [label for label in self._codes if wanted in label.casefold()]

    def _nothing_fits(self, typed: str) -> str:
        names = {label.rsplit(" (", 1)[0]: label for label in self._codes}
        near = dutch.nearest(typed, names, count=2)
        meant = f" Bedoelt u {dutch.join(near, 'of')}?" if near else ""
        return f"Van ‘{typed}’ zijn er geen cijfers.{meant} Andere gemeenten haalt u op met ‘wijkdata fetch’."

    def _offered(self, typed: str) -> list[str]:
        """Return what the browser has to hold: everything if that is little, else what fits the text."""
        if len(self._codes) <= _ALL_AT_ONCE:
            return list(self._codes)
        wanted = typed.strip().casefold()
        fitting = self._fitting(typed) if len(wanted) > 1 else []
        return sorted(fitting, key=lambda label: (not label.casefold().startswith(wanted), label))[:_AT_ONCE]

    @guarded
    def remove(self, code: str) -> None:
        """Take a buurt out of the area."""
        self._choose([one for one in self.model.ambition.area.codes if one != code])

    def _choose(self, codes: list[str]) -> None:
        unique = list(dict.fromkeys(codes))
        self.message.clear()
        year = figures.division_year(unique)
        name = figures.areas().project_area(unique, None, year).name if unique else ""
        self.model.change(edit.set_area, unique, name, year)

    @guarded
    def refresh(self) -> None:
        """Show the chosen buurten, the five figures and the map."""
        register = figures.areas()
        self.message.clear()
        self.chosen.fill(
            [
                (register.name(code), f"Haal {register.name(code)} weg", partial(self.remove, code))
                for code in self.model.ambition.area.codes
            ]
        )
        if self.model.area_problem:
            self.message.refuse(self.model.area_problem)
        elif self.model.left_behind:
            self.message.say(_left_behind(len(self.model.left_behind)))
        self._show_controls()
        self._offer_indicators()
        self.above.value = self._figures_html()
        self.draw_figure()

    def _offer_indicators(self) -> None:
        area = self.model.area
        entries = [catalogue.indicator(one) for one in ON_THE_MAP]
        if area is not None and area.gemeente is not None:
            rows = figures.inside(area.gemeente, ON_THE_MAP)
            known = set(rows.loc[rows["value"].notna(), "indicator"])
            entries = [one for one in entries if one.id in known] or entries
        if self.view.value == ALIKE:
            # A total hangs on the size of a buurt.
            plain = [one for one in entries if not one.adds_up]
            entries = [*plain, *(catalogue.indicator(one) for one in _RECKONED)]
        offer(self.indicator, [(one.name, one.id) for one in entries])

    def _figures_html(self) -> str:
        area = self.model.area
        if area is None:
            return '<div class="wd-help">Hier komen de cijfers van de gekozen buurten te staan.</div>'
        if self.view.value == ALIKE:
            return ""
        own = baseline(
            area,
            indicators=KEY_FIGURES,
            measurements=[one for key in KEY_FIGURES for one in self.model.own_measurements(key)],
            figures=self.model.figures,
        )
        beside = _of_gemeente(area)
        alike = self.model.alike
        shown = "".join(
            figure_html(row, beside, comparison.middle(alike, str(row["indicator"]), row))
            for _, row in own.iterrows()
        )
        return f'<div class="wd-figures">{shown}</div>'

    @guarded
    def draw_figure(self) -> None:
        """Draw the chosen indicator for the newest year that has figures: on the map, or among the other buurten."""
        area = self.model.area
        self.tell_source("")
        self.likeness.value = ""
        if area is not None and self.view.value == ALIKE:
            self._draw_alike()
            return
        if area is None or area.gemeente is None:
            self.draw(None)
            self.tell_source("" if area is None else _SEVERAL)
            return
        entry = catalogue.indicator(self.indicator.value)
        found = buurt_values(entry.id, area.gemeente)
        if found is None:
            self.draw(None)
            self.tell_source(f"Van {entry.name.lower()} zijn er in deze gemeente geen cijfers per buurt.")
            return
        values, year, source = found
        boundaries = figures.boundaries(area.gemeente)
        if self.view.value == PEERS or boundaries is None:
            rows = self.model.figures
            own = rows[usable_rows(rows) & (rows["indicator"] == entry.id) & (rows["year"] == year)]["value"]
            value = float(own.iloc[0]) if len(own) else None
            beside = self.model.beside(entry.id)
            same = beside[beside["year"] == year]
            of_year = {str(name): float(one) for name, one in zip(same["name"], same["value"], strict=True)}
            self.draw(peers_figure(area, entry, values, value, year, source, of_year))
            self.tell_source(entry.caveat if boundaries is not None else _NO_MAP)
            return
        from wijkdata.plots.maps import plot_map  # noqa: PLC0415  (geopandas and matplotlib load with the first map)

        figure = plot_map(
            boundaries,
            values,
            entry,
            selected=area.buurten,
            outlines=figures.boundaries(area.gemeente, "wijk"),
            title=f"{entry.name} per buurt in {figures.areas().name(area.gemeente)}, {year}",
            source=f"{source}. Grenzen: {', '.join(sorted(set(boundaries['source'])))}",
            size=SMALL_PICTURE,
        )
        self.draw(figure)

    def _draw_alike(self) -> None:
        alike = self.model.alike
        counted = alike.choice.counted
        weights = dutch.join(f"{group} {counted.get(group, 0)}×" for group in GROUPS)
        self.likeness.value = text_html(f"Nu telt {weights}.", "wd-help")
        entry = catalogue.indicator(self.indicator.value)
        self.draw(alike_figure(alike, self.model.among(entry.id)))
        self.tell_source(entry.caveat)


def alike_figure(alike: Similar, stand: comparison.Among, size: tuple[int, int] = PICTURE) -> Figure:
    """Return the figure of an area beside the buurten that are most like it."""
    from wijkdata.plots.alike import Row, plot_alike  # noqa: PLC0415  (matplotlib loads with the first picture)

    entry = catalogue.indicator(stand.indicator)
    several = len(set(alike.table["gemeente"])) > 1
    span = 0 if stand.since is None or stand.year is None else stand.year - stand.since
    calculated = entry.kind == "berekend"
    rows = [Row(alike.area.name, stand.own, stand.own - stand.own_pace * span, calculated=calculated)]
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
            )
        )
    return plot_alike(
        rows if stand.year is not None else [],
        entry,
        median=stand.median,
        years=(stand.since, stand.year),
        title=stand.finding(),
        words=stand.sentence(),
        notes=[alike.sentence()],
        source=stand.source,
        size=size,
    )


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
        By buurt code, as `buurt_values` gives them for this year.
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


def _left_behind(count: int) -> str:
    what = "nulmeting van één doel hoort" if count == 1 else f"nulmetingen van {count} doelen horen"
    return f"Let op: de {what} bij het vorige gebied. Leg die bij Nulmeting opnieuw vast, of kies dat gebied weer."


def labels(register: Areas) -> dict[str, str]:
    """Return the code of each buurt and wijk by what people read of it, with the gemeente where there are more."""
    codes = [code for code in register.codes if code.startswith(("BU", "WK"))]
    several = len({code[2:6] for code in codes}) > 1
    return {
        f"{register.name(code)}{', ' + register.name('GM' + code[2:6]) if several else ''} ({code})": code
        for code in codes
    }


def buurt_values(indicator: str, gemeente: str) -> tuple[pd.Series, int, str] | None:
    """Return the newest figures of one indicator for all buurten of a gemeente; None if there are none.

    Returns
    -------
    tuple
        Values by buurt code (NaN where there is none), the year, and the source line.
    """
    rows = figures.inside(gemeente, [indicator])
    known = rows[rows["value"].notna()]
    if known.empty:
        return None
    year = int(known["year"].max())
    of_year = rows[rows["year"] == year].sort_values("value", na_position="last").drop_duplicates("area")
    first = of_year.iloc[0]
    source = f"Bron: {first['source']} ({first['table']}), {year}, {first['status']}"
    return of_year.set_index("area")["value"].sort_index(), year, source


def _of_gemeente(area: ProjectArea) -> pd.DataFrame:
    if area.gemeente is None or area.gemeente not in figures.areas():
        return pd.DataFrame()
    whole = figures.areas().project_area([area.gemeente])
    return series(whole, KEY_FIGURES).assign(name=whole.name)


def figure_html(own: pd.Series, gemeente: pd.DataFrame, alike: comparison.Middle | None = None) -> str:
    """Return one figure of the area as HTML: its value, year and status, and gemeente and like buurten beside it.

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
        value, year = "niet openbaar" if own["status"] == "geheim" else "geen cijfer", ""
    else:
        value, year = entry.text(own["value"], unit=False), str(int(own["year"]))
        year += f" ({own['status']})" if own["status"] != "definitief" else ""
        # A count of dwellings is called dwellings already.
        unit = "" if entry.kind == "aantal" else entry.unit
    beside = _gemeente_text(entry, own, gemeente) if len(gemeente) else ""
    lines = [year, beside, "" if alike is None else _alike_text(entry, alike, own)]
    told = ". ".join(filter(None, (str(own["source"]), str(own["why"]))))
    return (
        f'<div class="wd-figure" title="{html.escape(told)}"><div>{html.escape(entry.name)}</div>'
        f'<div class="wd-value"{size}>{html.escape(value)} <span class="wd-unit">{html.escape(unit)}</span></div>'
        f'<div class="wd-beside">{"<br>".join(html.escape(line) for line in lines if line)}</div></div>'
    )


def _gemeente_text(entry: catalogue.Indicator, own: pd.Series, gemeente: pd.DataFrame) -> str:
    """Say what the gemeente has; of what adds up, which part of it is in the area."""
    rows = gemeente[(gemeente["indicator"] == entry.id) & gemeente["value"].notna()]
    known = pd.notna(own["value"])
    same = rows[rows["year"] == own["year"]] if known else rows
    if same.empty:
        return ""
    one = same.iloc[-1]
    if entry.adds_up:
        part = dutch.number(100 * own["value"] / one["value"], 1, unit="%") if known and one["value"] else ""
        return f"{part} van {one['name']}" if part else ""
    with_heat = entry.id == "co2_woning" and one["method"] != own["method"]
    when = _when(int(one["year"]), own, with_heat=with_heat)
    return f"{one['name']}: {entry.text(one['value'], unit=entry.unit.startswith('%'))}{when}"


def _alike_text(entry: catalogue.Indicator, alike: comparison.Middle, own: pd.Series) -> str:
    """Say what the middle one of the buurten like the area has; of what adds up that is one buurt."""
    each = " per buurt" if entry.adds_up else ""
    when = _when(alike.year, own, with_heat=not alike.same_method)
    return f"Gelijksoortig: {entry.text(alike.value, unit=entry.unit.startswith('%'))}{each}{when}"


def _when(year: int, own: pd.Series, *, with_heat: bool) -> str:
    """Say of which year a figure beside that of the area is, where it is another one, and how it was reckoned."""
    same = pd.notna(own["value"]) and year == own["year"]
    words = [*([] if same else [str(year)]), *(["met warmte"] if with_heat else [])]
    return f" ({', '.join(words)})" if words else ""
