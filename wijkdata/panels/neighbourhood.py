"""Step Wijk: which buurten it is about, and how they stand today."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import ipywidgets as widgets
import pandas as pd

from wijkdata import catalogue, comparison, dutch, figures
from wijkdata.ambition import edit
from wijkdata.areas import ANOTHER, Areas, ProjectArea, level
from wijkdata.baseline import baseline, usable_rows
from wijkdata.errors import WijkdataError
from wijkdata.panels.fields import Chips, Kept, Message, guarded, offer, text_html
from wijkdata.panels.map_layer import map_layer
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.neighbourhood_shown import (
    KEY_FIGURES,
    SMALL_PICTURE,
    alike_figure,
    alike_rows,
    buurt_rows,
    buurten_origin,
    figure_html,
    of_gemeente,
    peers_figure,
    sentence_of,
    source_of,
    value_text,
    values_by_year,
    weights_text,
    without_figure,
    years_source,
)
from wijkdata.panels.panel import Panel, advice
from wijkdata.panels.provenance import from_table, lowered, provenance
from wijkdata.similar import GROUPS, WEIGHTS, Choice

if TYPE_CHECKING:
    import geopandas as gpd

#: What the picture shows: the indicator on the map, on a map per year, the area among the other buurten, or beside
#: those like it.
MAP, YEARS, PEERS, ALIKE = "kaart", "jaren", "vergelijking", "gelijksoortig"

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
#: How many buurten that a part of a name can mean are named; the others are counted.
_NAMED = 4
#: Within how long after Enter letters can still come in that were typed before it. [s]
_OVERTAKES = 3.0

_ANOTHER = f"{ANOTHER} Herlaad daarna deze pagina."
_SEVERAL = "Er is hier geen kaart: de gekozen buurten liggen in meer dan één gemeente."
_NO_MAP = "Er is hier geen kaart: van deze gemeente zijn geen grenzen toegevoegd."


class NeighbourhoodPanel(Panel):
    """Choose the buurten and see the area in five figures and on the map."""

    name = "Wijk"
    question = "Waar hebben we het over?"

    def __init__(self, model: AmbitionModel) -> None:
        super().__init__(model)
        over = widgets.Box([self.picture, self.layer])
        over.add_class("wd-map")
        self.right.children = tuple(over if one is self.picture else one for one in self.right.children)

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the search field, the chosen buurten and what the map shows."""
        self._pointing = False
        self._entered = (-math.inf, "")
        self.layer = widgets.HTML()
        self._codes = labels(figures.areas())
        self.search = widgets.Combobox(
            description="Buurt",
            placeholder="naam, dan Enter",
            options=self._offered(""),
            continuous_update=True,
        )
        self.found = Kept(self.search)
        self.unfound = Message()
        self.chosen = Chips()
        entries = [catalogue.indicator(one) for one in ON_THE_MAP]
        self.indicator = widgets.Dropdown(
            description="Cijfer", options=[(one.name, one.id) for one in entries], value="gas_gem"
        )
        self.search.observe(lambda change: self.find(change["new"]), names="value")
        self.search.on_msg(lambda _widget, content, _buffers: self.pressed(content))
        self.view = widgets.ToggleButtons(
            options=[
                ("Kaart", MAP),
                ("Per jaar", YEARS),
                ("Alle buurten", PEERS),
                ("Gelijksoortig", ALIKE),
            ]
        )
        self.view.add_class("wd-four")
        self.indicator.add_class("wd-stacked")
        self.indicator.observe(lambda _change: self.draw_figure(), names="value")
        self.view.observe(lambda _change: self._turned(), names="value")
        rule = advice("Een project gaat over een of meer buurten. Kies ze; haal weg wat er niet bij hoort.")
        self.choose_box = widgets.VBox([rule, self.search, self.unfound, self.chosen])
        self.alike_box = widgets.VBox(self._alike_controls())
        self.point_box = widgets.VBox(self._pointing_controls())
        return [self.choose_box, self.view, self.indicator, self.point_box, self.alike_box]

    def _pointing_controls(self) -> list[widgets.Widget]:
        """Build what tells of one buurt on the map: a list to choose it from, and a button to take it along."""
        self.pointed = widgets.Dropdown(description="Wijs aan", options=[("op de kaart", "")])
        self.pointed.add_class("wd-pointed")
        self.pointed.add_class("wd-stacked")
        self.take = widgets.Button(description="Kies")
        self.told = widgets.HTML()
        self.pointed.observe(lambda _change: self.point(), names="value")
        self.take.on_click(lambda _button: self.take_pointed())
        row = widgets.HBox([self.pointed, self.take])
        row.add_class("wd-pointed-row")
        return [row, self.told]

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
        if self.found.busy:
            return
        code = self._codes.get(typed) or self._only(typed) or self._code(typed)
        if code:
            self.unfound.clear()
            with self.found:
                self.search.options = self._offered("")
                self._choose([*self.model.ambition.area.codes, code])
            return
        self.search.options = self._offered(typed)
        if self._fitting(typed):
            self.unfound.clear()
        else:
            self.unfound.say(self._nothing_fits(typed.strip()))
        # Enter overtakes what was typed just before it: letters wait until the kernel has answered, Enter does not.
        moment, before = self._entered
        if time.monotonic() - moment < _OVERTAKES and typed.startswith(before):
            self._entered_name(typed)

    @guarded
    def pressed(self, content: Mapping[str, object]) -> None:
        """Add the one buurt that a part of a name can mean when Enter is pressed, or name those there are."""
        if content.get("event") == "submit":
            self._entered = (time.monotonic(), self.search.value)
            self._entered_name(self.search.value)

    def _entered_name(self, typed: str) -> None:
        if not typed.strip():
            return
        # A name in full goes before the longer ones that it is a part of.
        fitting = self._named(typed) or sorted(self._fitting(typed))
        if len(fitting) == 1:
            self.find(fitting[0])
        elif fitting:
            rest = len(fitting) - _NAMED
            more = [f"nog {dutch.number(rest, 0)}"] if rest > 0 else []
            self.unfound.say(
                f"Daar passen er {dutch.number(len(fitting), 0)} bij: {dutch.join([*fitting[:_NAMED], *more])}. "
                "Kies er een uit de lijst, of typ meer letters."
            )

    def _named(self, typed: str) -> list[str]:
        name = typed.strip().casefold()
        return [label for label in self._codes if label.rsplit(" (", 1)[0].casefold() == name]

    def _only(self, typed: str) -> str | None:
        """Return the code of the one area that has this name, where nothing longer begins with it."""
        exact = self._named(typed)
        return self._codes[exact[0]] if len(exact) == 1 and len(self._fitting(typed)) == 1 else None

    def _code(self, typed: str) -> str | None:
        """Return a code that was typed in full."""
        code = typed.strip().upper()
        return code if code in self._codes.values() else None

    def _fitting(self, typed: str) -> list[str]:
        wanted = typed.strip().casefold()
        return [label for label in self._codes if wanted in label.casefold()]

    def _nothing_fits(self, typed: str) -> str:
        if level(typed.upper()) is not None:
            return figures.areas().unknown(typed)
        names = {label.rsplit(" (", 1)[0]: label for label in self._codes}
        near = dutch.nearest(typed, names, count=2)
        meant = f" Bedoelt u {dutch.join(near, 'of')}?" if near else ""
        return f"Van ‘{typed}’ zijn er geen cijfers.{meant} {ANOTHER}"

    def _offered(self, typed: str) -> list[str]:
        """Return what the browser has to hold: everything if that is little, else what fits the text."""
        if len(self._codes) <= _ALL_AT_ONCE:
            return list(self._codes)
        wanted = typed.strip().casefold()
        fitting = self._fitting(typed) if len(wanted) > 1 else []
        return sorted(fitting, key=lambda label: (not label.casefold().startswith(wanted), label))[:_AT_ONCE]

    @guarded
    def point(self) -> None:
        """Tell of the buurt that was pointed at on the map, or chosen in the list beside it."""
        if not self._pointing:
            self.draw_figure()

    @guarded
    def take_pointed(self) -> None:
        """Take the buurt that is pointed at into the area, or out of it."""
        code, codes = self.pointed.value, self.model.ambition.area.codes
        if code:
            self._choose([one for one in codes if one != code] if code in codes else [*codes, code])

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

    @property
    def gemeente(self) -> str | None:
        """The gemeente on the map: that of the area, and as long as none was chosen the only one there is."""
        area = self.model.area
        return figures.areas().only_gemeente if area is None else area.gemeente

    def _offer_indicators(self) -> None:
        entries = [catalogue.indicator(one) for one in ON_THE_MAP]
        gemeente = self.gemeente
        if gemeente is not None:
            rows = figures.inside(gemeente, ON_THE_MAP)
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
            return text_html(
                "Typ links de naam van een buurt en kies haar: dan staat hier hoe de wijk ervoor staat.",
                "wd-help",
            ) + text_html(f"{figures.areas().at_hand()} {_ANOTHER}", "wd-help")
        if self.view.value == ALIKE:
            return ""
        own = baseline(
            area,
            indicators=KEY_FIGURES,
            measurements=[one for key in KEY_FIGURES for one in self.model.own_measurements(key)],
            figures=self.model.figures,
        )
        beside = of_gemeente(area)
        alike = self.model.alike
        shown = "".join(
            figure_html(row, beside, comparison.middle(alike, str(row["indicator"]), row))
            for _, row in own.iterrows()
        )
        return f'<div class="wd-figures">{shown}</div>'

    @guarded
    def draw_figure(self) -> None:
        """Draw the chosen indicator for the newest year that has figures: on the map, or among the other buurten."""
        area, gemeente = self.model.area, self.gemeente
        self.tell_source("")
        self.likeness.value = self.layer.value = ""
        _show(self.point_box, shown=False)
        if area is not None and self.view.value == ALIKE:
            self._draw_alike()
            return
        if gemeente is None:
            self.draw(None)
            self.tell_source("" if area is None else _SEVERAL)
            return
        entry = catalogue.indicator(self.indicator.value)
        rows = buurt_rows(entry.id, gemeente)
        if rows is None:
            self.draw(None)
            self.tell_source(f"Van {entry.name.lower()} zijn er in deze gemeente geen cijfers per buurt.")
            return
        boundaries = figures.boundaries(gemeente)
        if area is not None and (self.view.value == PEERS or boundaries is None):
            self._draw_peers(area, entry, rows)
            self.tell_source(
                entry.caveat if boundaries is not None else _NO_MAP, buurten_origin(entry, gemeente, rows)
            )
        elif boundaries is None or self.view.value in (PEERS, ALIKE):
            self.draw(None)
        elif self.view.value == YEARS:
            self._draw_years(entry, gemeente, boundaries)
        else:
            self._draw_map(entry, gemeente, rows, boundaries)

    def _draw_peers(self, area: ProjectArea, entry: catalogue.Indicator, rows: pd.DataFrame) -> None:
        year = int(rows["year"].iloc[0])
        known = self.model.figures
        own = known[usable_rows(known) & (known["indicator"] == entry.id) & (known["year"] == year)]["value"]
        value = float(own.iloc[0]) if len(own) else None
        beside = self.model.beside(entry.id)
        same = beside[beside["year"] == year]
        of_year = {str(name): float(one) for name, one in zip(same["name"], same["value"], strict=True)}
        self.draw(peers_figure(area, entry, rows["value"], value, year, source_of(rows), of_year))

    def _draw_map(
        self, entry: catalogue.Indicator, gemeente: str, rows: pd.DataFrame, boundaries: gpd.GeoDataFrame
    ) -> None:
        """Draw the map, and lay over it what tells of the buurt that is pointed at."""
        from wijkdata.plots.maps import (  # noqa: PLC0415  (geopandas and matplotlib load with the first map)
            outlines_in_picture,
            plot_map,
        )

        register, area = figures.areas(), self.model.area
        here = boundaries[[one[2:6] == gemeente[2:] for one in boundaries.index]]
        names = {str(code): register.name(code) for code in here.index}
        self._offer_pointed(names)
        chosen = list(area.buurten) if area is not None else []
        pointed = self.pointed.value
        figure = plot_map(
            boundaries,
            rows["value"],
            entry,
            selected=chosen,
            outlines=figures.boundaries(gemeente, "wijk"),
            zoom=None if not pointed or pointed in chosen else [*chosen, pointed],
            title=f"{entry.name} per buurt in {register.name(gemeente)}, {rows['year'].iloc[0]}",
            source=f"{source_of(rows)}. Grenzen: {', '.join(sorted(set(boundaries['source'])))}",
            size=SMALL_PICTURE,
        )
        self.draw(figure)
        places = {code: place for place, (_, code) in enumerate(self.pointed.options)}
        words = {code: (name, value_text(entry, rows, code)) for code, name in names.items()}
        self.layer.value = map_layer(
            outlines_in_picture(figure, here), words, places, pointed=pointed, size=SMALL_PICTURE
        )
        _show(self.point_box, shown=True)
        _show(self.take, shown=bool(pointed))
        self.take.description = "Haal weg" if pointed in self.model.ambition.area.codes else "Kies"
        self.told.value = (
            text_html(sentence_of(entry, rows, pointed, names[pointed]), "wd-help") if pointed else ""
        )
        self.tell_source(without_figure(rows, names), buurten_origin(entry, gemeente, rows))

    def _offer_pointed(self, names: Mapping[str, str]) -> None:
        self._pointing = True
        try:
            by_name = sorted((name, code) for code, name in names.items())
            offer(self.pointed, [("op de kaart", ""), *by_name])
        finally:
            self._pointing = False

    def _draw_years(self, entry: catalogue.Indicator, gemeente: str, boundaries: gpd.GeoDataFrame) -> None:
        """Draw a small map per year, all with the same classes."""
        from wijkdata.plots.map_years import plot_map_years  # noqa: PLC0415  (see above)

        area = self.model.area
        rows = figures.inside(gemeente, [entry.id])
        self.draw(
            plot_map_years(
                boundaries,
                values_by_year(rows),
                entry,
                selected=area.buurten if area is not None else (),
                title=f"{entry.name} per buurt in {figures.areas().name(gemeente)}, jaar voor jaar",
                source=years_source(rows, boundaries),
                size=SMALL_PICTURE,
            )
        )
        own = rows[rows["area"].isin([] if area is None else area.buurten)]
        names = [figures.areas().name(code) for code in own["area"]]
        self.tell_source(entry.caveat, provenance(lowered(entry.name), from_table(own, names)))

    def _draw_alike(self) -> None:
        alike = self.model.alike
        self.likeness.value = text_html(weights_text(alike), "wd-help")
        entry = catalogue.indicator(self.indicator.value)
        stand = self.model.among(entry.id)
        self.draw(alike_figure(alike, stand))
        known = self.model.figures
        own = known[(known["indicator"] == entry.id) & (known["year"] == stand.year)]
        self.tell_source(
            entry.caveat, provenance(lowered(entry.name), alike_rows(own, stand), more=[alike.sentence()])
        )


def _show(widget: widgets.Widget, *, shown: bool) -> None:
    widget.layout.display = "" if shown else "none"


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
