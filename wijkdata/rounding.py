"""To what step each published figure is rounded, and which larger areas are exactly the sum of their parts.

The rules stand in ``rounding.yaml``, each with where it is known from. A figure that no rule fits has an unknown
rounding: then nothing is said of its range, and no step is made up.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Any

from wijkdata.kept_tables import kept_table

#: What publishers remark beside a figure of which the rounding differs from the rest of the table.
_REMARK = re.compile(r"afgerond op (\d+)\b")
_LEVELS = {"BU": "buurt", "WK": "wijk", "GM": "gemeente", "NL": "land"}


@dataclass(frozen=True)
class Rounding:
    """How a published figure is rounded.

    Attributes
    ----------
    step
        Distance between two figures that can be published, in the unit of the indicator; 0 for an exact figure.
    left_over
        None, or how far the figure of a wijk or gemeente may lie from the sum (or weighted mean) of its buurten
        beyond the rounding; only with it does the larger area bound a buurt without a figure.
    survey
        Whether the figure is an estimate from a sample.
    known_from
        Where the step is known from, in Dutch.
    """

    step: float
    left_over: float | None = None
    survey: bool = False
    known_from: str = ""

    @property
    def half(self) -> float:
        """How far the true value can lie from the published one, in either direction."""
        return self.step / 2


def rounding_of(
    indicator: str, *, source: str, area: str, table: str, year: int, note: str = ""
) -> Rounding | None:
    """Return how a figure is rounded; None where that is not known.

    Parameters
    ----------
    indicator, source, area, table, year, note
        As in a row of the observation table.
    """
    return _known(indicator, source, area[:2], table, year, note)


@lru_cache(maxsize=20_000)
def _known(indicator: str, source: str, letters: str, table: str, year: int, note: str) -> Rounding | None:
    """Return the rounding for an area of which the code begins with these letters."""
    rule, remark = _rule(indicator, source, _LEVELS.get(letters), table, year), _REMARK.search(note)
    if remark is None:
        return rule
    said = Rounding(float(remark[1]), known_from="opmerking van de uitgever bij het cijfer")
    return said if rule is None else Rounding(said.step, rule.left_over, rule.survey, said.known_from)


def _rule(indicator: str, source: str, of_level: str | None, table: str, year: int) -> Rounding | None:
    for rule in _rules():
        first, last = rule.get("years", (0, 9999))
        fits = (
            rule["publisher"] == source
            and first <= year <= last
            and of_level in rule.get("levels", (of_level,))
            and table in rule.get("tables", (table,))
            and any(fnmatchcase(indicator, pattern) for pattern in rule["indicators"])
        )
        if fits:
            return Rounding(
                float(rule["step"]), rule.get("left_over"), bool(rule.get("survey", False)), rule["from"]
            )
    return None


@cache
def _rules() -> list[Mapping[str, Any]]:
    rules: list[Mapping[str, Any]] = kept_table("rounding.yaml")["rules"]
    return rules
