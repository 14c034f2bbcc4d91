"""Step Wijk: which buurten it is about, and how they stand today."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING

import ipywidgets as widgets
import pandas as pd

from wijkdata import catalogue, datasets
from wijkdata.ambition import edit
from wijkdata.areas import ProjectArea
from wijkdata.baseline import baseline, usable_rows
from wijkdata.panels.fields import guarded
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.panel import PICTURE, Panel, advice
from wijkdata.series import series

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: What the picture shows: the indicator on the map, or the area among the other buurten.
MAP, PEERS = "kaart", "vergelijking"

#: The picture below the five figures.
SMALL_PICTURE = (PICTURE[0], 470)

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


class NeighbourhoodPanel(Panel):
    """Choose the buurten and see the area in five figures and on the map."""

    name = "Wijk"
    question = "Waar hebben we het over?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the search field, the chosen buurten and what the map shows."""
        register = datasets.areas()
        newest = [code for code in register.codes if code.startswith(("BU", "WK"))]
        self._codes = {f"{register.name(code)} ({code})": code for code in newest}
        self.search = widgets.Combobox(
            description="Buurt",
            placeholder="typ een naam en kies",
            options=list(self._codes),
            ensure_option=True,
            continuous_update=False,
        )
        self.chosen = widgets.VBox()
        self.chosen.add_class("wd-chips")
        entries = [catalogue.indicator(one) for one in ON_THE_MAP]
        self.indicator = widgets.Dropdown(
            description="Cijfer", options=[(one.name, one.id) for one in entries], value="gas_gem"
        )
        self.search.observe(lambda change: self.add(change["new"]), names="value")
        self.view = widgets.ToggleButtons(options=[("Kaart", MAP), ("Tussen andere buurten", PEERS)])
        self.indicator.observe(lambda _change: self.draw_figure(), names="value")
        self.view.observe(lambda _change: self.draw_figure(), names="value")
        rule = advice("Een project gaat over een of meer buurten. Kies ze; haal weg wat er niet bij hoort.")
        return [rule, self.search, self.chosen, self.indicator, self.view]

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Done once an area has been chosen."""
        return "●" if model.ambition.area.codes else "○"

    @guarded
    def add(self, label: str) -> None:
        """Add the buurt that was picked in the search field."""
        if label not in self._codes:
            return
        self._choose([*self.model.ambition.area.codes, self._codes[label]])
        self.search.value = ""

    @guarded
    def remove(self, code: str) -> None:
        """Take a buurt out of the area."""
        self._choose([one for one in self.model.ambition.area.codes if one != code])

    def _choose(self, codes: list[str]) -> None:
        unique = list(dict.fromkeys(codes))
        name = datasets.areas().project_area(unique).name if unique else ""
        self.message.clear()
        self.model.change(edit.set_area, unique, name, datasets.BOUNDARY_YEAR if unique else None)

    @guarded
    def refresh(self) -> None:
        """Show the chosen buurten, the five figures and the map."""
        register = datasets.areas()
        buttons = []
        for code in self.model.ambition.area.codes:
            button = widgets.Button(
                description=f"{register.name(code)}  ✕", tooltip=f"Haal {register.name(code)} weg"
            )
            button.on_click(lambda _button, code=code: self.remove(code))
            buttons.append(button)
        old = self.chosen.children
        self.chosen.children = tuple(buttons)
        for button in old:
            button.close()
        self.above.value = self._figures_html()
        self.draw_figure()

    def _figures_html(self) -> str:
        area = self.model.area
        if area is None:
            return '<div class="wd-help">Hier komen de cijfers van de gekozen buurten te staan.</div>'
        own = baseline(area, indicators=KEY_FIGURES, figures=self.model.figures)
        beside = _of_gemeente(area)
        figures = "".join(_figure_html(row, beside) for _, row in own.iterrows())
        return f'<div class="wd-figures">{figures}</div>'

    @guarded
    def draw_figure(self) -> None:
        """Draw the chosen indicator for the newest year that has figures: on the map, or among the other buurten."""
        area = self.model.area
        self.tell_source("")
        if area is None or area.gemeente is None:
            self.draw(None)
            return
        entry = catalogue.indicator(self.indicator.value)
        values, year, source = buurt_values(entry.id, area.gemeente)
        if self.view.value == PEERS:
            rows = self.model.figures
            own = rows[usable_rows(rows) & (rows["indicator"] == entry.id) & (rows["year"] == year)]["value"]
            self.draw(
                peers_figure(area, entry, values, float(own.iloc[0]) if len(own) else None, year, source)
            )
            self.tell_source(entry.caveat)
            return
        from wijkdata.plots.maps import plot_map  # noqa: PLC0415  (geopandas and matplotlib load with the first map)

        figure = plot_map(
            datasets.boundaries("buurt"),
            values,
            entry,
            selected=area.buurten,
            outlines=datasets.boundaries("wijk"),
            title=f"{entry.name} per buurt in {datasets.areas().name(area.gemeente)}, {year}",
            source=f"{source}. Grenzen: CBS/Kadaster",
            size=SMALL_PICTURE,
        )
        self.draw(figure)


def peers_figure(
    area: ProjectArea,
    entry: catalogue.Indicator,
    values: pd.Series,
    own: float | None,
    year: int,
    source: str,
) -> Figure:
    """Return the figure of where an area stands among the buurten of its gemeente.

    Parameters
    ----------
    values
        By buurt code, as `buurt_values` gives them for this year.
    own
        Value of the whole area in that year, in the unit of the indicator; None or NaN where there is none.
    """
    from wijkdata.plots.peers import plot_peers  # noqa: PLC0415  (matplotlib loads with the first picture)

    register = datasets.areas()
    known = own is not None and pd.notna(own)
    value = entry.text(own) if known else "geen cijfer"
    return plot_peers(
        values,
        {code: register.name(code) for code in area.buurten},
        entry,
        selected=area.buurten,
        area_value=own if known else None,
        area_name=area.name,
        title=f"{entry.name}: {value} in {year}",
        source=source,
        size=SMALL_PICTURE,
    )


def buurt_values(indicator: str, gemeente: str) -> tuple[pd.Series, int, str]:
    """Return the newest figures of one indicator for all buurten of a gemeente.

    Returns
    -------
    tuple
        Values by buurt code (NaN where there is none), the year, and the source line.
    """
    table = datasets.embedded_observations()
    inside = table["area"].str.startswith(f"BU{gemeente[2:]}") & (table["indicator"] == indicator)
    rows = table[inside]
    year = int(rows.loc[rows["value"].notna(), "year"].max())
    of_year = rows[rows["year"] == year].drop_duplicates("area").set_index("area")
    first = of_year[of_year["value"].notna()].iloc[0]
    source = f"Bron: {first['source']} ({first['table']}), {year}, {first['status']}"
    return of_year["value"], year, source


def _of_gemeente(area: ProjectArea) -> pd.DataFrame:
    if area.gemeente is None:
        return pd.DataFrame()
    whole = datasets.areas().project_area([area.gemeente])
    return series(whole, KEY_FIGURES).assign(name=whole.name)


def _figure_html(own: pd.Series, gemeente: pd.DataFrame) -> str:
    indicator = str(own["indicator"])
    entry = catalogue.indicator(indicator)
    unit = ""
    if pd.isna(own["value"]):
        value, year = "niet openbaar" if own["status"] == "geheim" else "geen cijfer", ""
    else:
        value, year = entry.text(own["value"], unit=False), str(int(own["year"]))
        # A count of dwellings is called dwellings already.
        unit = "" if entry.kind == "aantal" else entry.unit
    beside = ""
    if not entry.adds_up and len(gemeente):
        rows = gemeente[(gemeente["indicator"] == indicator) & gemeente["value"].notna()]
        same = rows[rows["year"] == own["year"]] if pd.notna(own["value"]) else rows
        if len(same):
            one = same.iloc[-1]
            with_heat = indicator == "co2_woning" and one["method"] != own["method"]
            when = f"{one['year']}, met warmte" if with_heat else str(one["year"])
            beside = f"{one['name']}: {entry.text(one['value'], unit=False)} ({when})"
    return (
        f'<div class="wd-figure"><div>{html.escape(entry.name)}</div>'
        f'<div class="wd-value">{html.escape(value)} <span class="wd-unit">{html.escape(unit)}</span></div>'
        f'<div class="wd-beside">{html.escape(" · ".join(part for part in (year, beside) if part))}</div></div>'
    )
