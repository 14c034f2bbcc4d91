"""The data dictionary: which indicators there are, what they mean and how they may be used.

The entries stand in ``catalogue.yaml``; this module reads and checks them. Nothing else in the package knows a
name, unit, direction or limit of an indicator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from wijkdata import dutch
from wijkdata.errors import UnknownIndicatorError
from wijkdata.kept_tables import kept_table

DIRECTIONS = ("omhoog", "omlaag", "band", "context")
#: Other ids under which an indicator is known in the field.
ALIASES = {"co2_wijk": "co2_woningen"}
#: Units as they were written before, with what they are called now; an agreement may have pinned a figure in one.
_EARLIER_UNITS = {"x 1 000 euro": "duizend euro"}
KINDS = ("aantal", "gemiddelde", "aandeel", "index", "berekend")


@dataclass(frozen=True)
class Theme:
    """A theme of the ambition.

    Attributes
    ----------
    id, name
        Id in files and name on screen.
    colour
        The one colour that stands for this theme in every figure, as ``#RRGGBB``.
    context
        True for headings that carry background figures: no objectives are set on them.
    """

    id: str
    name: str
    colour: str
    context: bool = False


@dataclass(frozen=True)
class Break:
    """A year from which figures are made in another way than before.

    Attributes
    ----------
    year
        First year of the new way.
    note
        What changed, as a Dutch sentence.
    comparable
        True if figures from before and after may still be compared, with the note beside them.
    tables
        The published tables that it concerns; empty for all.
    rounding
        True if only the rounding of the publisher changed: what is measured stays the same.
    """

    year: int
    note: str
    comparable: bool = False
    tables: tuple[str, ...] = ()
    rounding: bool = False

    def between(self, before: int, before_table: str, after: int, after_table: str) -> bool:
        """Say whether the break lies between two figures, given their years and the tables they come from.

        Tables of which the figures cannot be compared with others are a series of their own: it also lies between a
        figure from one of them and an older figure from another table, whatever the years.
        """
        if self.tables and after_table not in self.tables:
            return False
        into_series = bool(self.tables) and not self.comparable and before_table not in self.tables
        return before < self.year <= after or (into_series and before < after)


@dataclass(frozen=True)
class Indicator:
    """One entry of the data dictionary; the fields are explained at the top of ``catalogue.yaml``."""

    id: str
    name: str
    theme: str
    unit: str
    direction: str
    kind: str
    decimals: int
    definition: str
    limits: tuple[float | None, float | None] = (None, None)
    weight: str | None = None
    caveat: str = ""
    own: bool = False
    base: str = ""
    follows_weather: bool = False
    corrected: str | None = None
    breaks: tuple[Break, ...] = ()
    total: bool = False
    detail: bool = False
    of_ambition: bool = False
    all_buildings: bool = False

    @property
    def adds_up(self) -> bool:
        """Whether the values of buurten add up, so that a larger area has a larger value."""
        return self.kind == "aantal" or self.total

    @property
    def of_what(self) -> str:
        """What the coverage of a figure is a part of, as a Dutch plural: ``woningen`` unless another base counts."""
        if self.base or self.weight is None:
            return self.base or "woningen"
        return indicators()[self.weight].unit

    def text(self, value: float | None, *, unit: bool = True, sign: bool = False) -> str:
        """Write a value of this indicator in Dutch, with its unit: ``983 m³/jaar``."""
        return dutch.number(value, self.decimals, unit=self.unit if unit else "", sign=sign)


def unit_now(unit: str) -> str:
    """Return what a unit is called now: ``duizend euro`` for the ``x 1 000 euro`` of a figure pinned before."""
    return _EARLIER_UNITS.get(unit.strip(), unit)


def themes() -> Mapping[str, Theme]:
    """Return all themes by id, in the order of the screen."""
    return _read()[0]


def indicators() -> Mapping[str, Indicator]:
    """Return all indicators by id, grouped by theme."""
    return _read()[1]


def indicator(indicator_id: str) -> Indicator:
    """Return one indicator, by its id or by another id under which it is known.

    Raises
    ------
    UnknownIndicatorError
        With the nearest ids and names.
    """
    known = indicators()
    own_id = ALIASES.get(indicator_id, indicator_id)
    if own_id in known:
        return known[own_id]
    by_name = {entry.name: entry.id for entry in known.values()}
    near = dutch.nearest(indicator_id, known) + [
        by_name[name] for name in dutch.nearest(indicator_id, by_name)
    ]
    suggestion = (
        f" Bedoelt u {dutch.join(dict.fromkeys(near), 'of')}?"
        if near
        else " De lijst staat in catalogue.yaml; ‘wijkdata baseline’ toont alle indicatoren."
    )
    raise UnknownIndicatorError(f"De indicator ‘{indicator_id}’ kennen wij niet.{suggestion}")


def theme(theme_id: str) -> Theme:
    """Return one theme; an id that is not in the catalogue is the team's own theme, in the neutral colour."""
    return themes().get(theme_id) or Theme(theme_id, theme_id, "#6B6B6B")


@cache
def _read() -> tuple[dict[str, Theme], dict[str, Indicator]]:
    raw: dict[str, dict[str, dict[str, Any]]] = kept_table("catalogue.yaml")
    found_themes = {key: Theme(id=key, **fields) for key, fields in raw["themes"].items()}
    found = {
        key: Indicator(id=key, **{**fields, "limits": tuple(fields["limits"]), "breaks": _breaks(fields)})
        for key, fields in raw["indicators"].items()
    }
    _check(found_themes, found)
    order = list(found_themes)
    return found_themes, dict(sorted(found.items(), key=lambda item: order.index(item[1].theme)))


def _breaks(fields: Mapping[str, Any]) -> tuple[Break, ...]:
    return tuple(Break(**{**one, "tables": tuple(one.get("tables", ()))}) for one in fields.get("breaks", ()))


def _check(known_themes: Mapping[str, Theme], found: Mapping[str, Indicator]) -> None:
    """Refuse a catalogue that contradicts itself; a mistake here would reach every figure."""
    for entry in found.values():
        if entry.theme not in known_themes or entry.direction not in DIRECTIONS or entry.kind not in KINDS:
            raise ValueError(f"catalogue.yaml: {entry.id} has an unknown theme, direction or kind")
        if entry.weight is not None and entry.weight not in found:
            raise ValueError(f"catalogue.yaml: {entry.id} is weighted by the unknown {entry.weight}")
        if entry.corrected is not None and entry.corrected not in found:
            raise ValueError(f"catalogue.yaml: {entry.id} is corrected by the unknown {entry.corrected}")
        if entry.kind == "gemiddelde" and entry.weight is None:
            raise ValueError(f"catalogue.yaml: the mean {entry.id} has no weight")
