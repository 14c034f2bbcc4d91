"""Step Wijk: which buurten it is about, and how they stand today."""

from __future__ import annotations

import html
from collections.abc import Sequence

import ipywidgets as widgets
import pandas as pd

from wijkdata import catalogue, datasets
from wijkdata.ambition import edit
from wijkdata.areas import ProjectArea
from wijkdata.baseline import baseline
from wijkdata.panels.fields import guarded
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.panel import PICTURE, Panel, advice
from wijkdata.series import series

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
            description="Op de kaart", options=[(one.name, one.id) for one in entries], value="gas_gem"
        )
        self.search.observe(lambda change: self.add(change["new"]), names="value")
        self.indicator.observe(lambda _change: self.draw_map(), names="value")
        rule = advice("Een project gaat over een of meer buurten. Kies ze; haal weg wat er niet bij hoort.")
        return [rule, self.search, self.chosen, self.indicator]

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
        self.draw_map()

    def _figures_html(self) -> str:
        area = self.model.area
        if area is None:
            return '<div class="wd-help">Hier komen de cijfers van de gekozen buurten te staan.</div>'
        own = baseline(area, indicators=KEY_FIGURES, figures=self.model.figures)
        beside = _of_gemeente(area)
        figures = "".join(_figure_html(row, beside) for _, row in own.iterrows())
        return f'<div class="wd-figures">{figures}</div>'

    @guarded
    def draw_map(self) -> None:
        """Draw the chosen indicator for the newest year that has figures, around the project area."""
        area = self.model.area
        if area is None or area.gemeente is None:
            self.draw(None)
            self.tell_source("")
            return
        from wijkdata.plots.maps import plot_map  # noqa: PLC0415  (geopandas and matplotlib load with the first map)

        entry = catalogue.indicator(self.indicator.value)
        values, year, source = buurt_values(entry.id, area.gemeente)
        figure = plot_map(
            datasets.boundaries("buurt"),
            values,
            entry,
            selected=area.buurten,
            outlines=datasets.boundaries("wijk"),
            title=f"{entry.name} per buurt in {datasets.areas().name(area.gemeente)}, {year}",
            source=f"{source}. Grenzen: CBS/Kadaster",
            size=(PICTURE[0], 470),
        )
        self.draw(figure)
        self.tell_source("")


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
    if pd.isna(own["value"]):
        value = "niet openbaar" if own["status"] == "geheim" else "geen cijfer"
        year = ""
    else:
        value, year = entry.text(own["value"]), str(int(own["year"]))
        value = value.replace(" woningen", "").replace(" inwoners", "")
    beside = ""
    if entry.kind != "aantal" and len(gemeente):
        rows = gemeente[(gemeente["indicator"] == indicator) & gemeente["value"].notna()]
        same = rows[rows["year"] == own["year"]] if pd.notna(own["value"]) else rows
        if len(same):
            one = same.iloc[-1]
            lower = " (met warmte)" if indicator == "co2_woning" and not one["note"] and own["note"] else ""
            beside = f"{one['name']}: {entry.text(one['value'], unit=False)} ({one['year']}){lower}"
    return (
        f'<div class="wd-figure"><div>{html.escape(entry.name)}</div>'
        f'<div class="wd-value">{html.escape(value)}</div>'
        f'<div class="wd-beside">{html.escape(" · ".join(part for part in (year, beside) if part))}</div></div>'
    )
