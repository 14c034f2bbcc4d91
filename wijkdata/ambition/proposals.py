"""How an objective in words alone could be tested: indicators of its theme that are about the same.

A proposal is made from the words of the objective and of the data dictionary, and says which of them made it; the
team decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.ambition import rules
from wijkdata.ambition.edit import find_objective, part_with, pin_baseline, with_objective
from wijkdata.ambition.model import Ambition, Figure, Objective
from wijkdata.errors import WijkdataError

#: Words that stand in every second sentence and say nothing of what an objective is about.
_COMMON = frozenset(
    (
        "aandeel",
        "aantal",
        "alle",
        "door",
        "eigen",
        "elke",
        "gebied",
        "gemiddelde",
        "hebben",
        "hele",
        "ieder",
        "iedereen",
        "jaar",
        "komen",
        "maken",
        "meer",
        "minder",
        "moeten",
        "naar",
        "onze",
        "over",
        "staan",
        "straks",
        "tegen",
        "tussen",
        "vanaf",
        "voor",
        "waar",
        "wijk",
        "wordt",
        "worden",
        "zijn",
    )
)
#: Words with the same letters at the start, so many of them, are about the same.
_STEM = 5
_SHORTEST = 4


@dataclass(frozen=True)
class Proposal:
    """An indicator by which an objective could be tested.

    Attributes
    ----------
    indicator
        Id from the catalogue.
    name
        Its name for people.
    words
        The words of the objective that also stand with the indicator.
    value, year
        The figure of today; None where there is none.
    missing
        What the objective then still misses to be testable, in Dutch.
    why
        Why this one, and from what figure it would start, as a Dutch sentence.
    """

    indicator: str
    name: str
    words: tuple[str, ...]
    value: float | None
    year: int | None
    missing: tuple[str, ...]
    why: str


def proposals(objective: Objective, baselines: pd.DataFrame, count: int = 3) -> list[Proposal]:
    """Return indicators for an objective in words alone; none for one that has an indicator.

    Those of the theme come in the order of words in common, then with a figure before without. Of other themes only
    those that have a word of their name in common.

    Parameters
    ----------
    objective
        The objective.
    baselines
        One row per indicator, as ``baseline`` gives: ``indicator``, ``year``, ``value``, ``status`` and ``source``.
    count
        How many at most.
    """
    if objective.indicator:
        return []
    known = {row["indicator"]: row for row in baselines.to_dict("records") if pd.notna(row["value"])}
    told = _words(objective.statement)
    found = []
    for place, entry in enumerate(catalogue.indicators().values()):
        in_name = _shared(told, _words(entry.name))
        of_theme = entry.theme == objective.theme
        if not _can_be_tested(entry, has_figure=entry.id in known) or not (of_theme or in_name):
            continue
        common = list(dict.fromkeys([*in_name, *_shared(told, _words(entry.definition))]))
        rank = (-len(in_name), -len(common), not of_theme, entry.id not in known, place)
        found.append((rank, _proposal(objective, entry, tuple(common), known.get(entry.id))))
    return [one for _, one in sorted(found, key=lambda each: each[0])[:count]]


def make_testable(
    ambition: Ambition, objective_id: str, indicator: str, figure: Figure | None = None
) -> Ambition:
    """Give an objective in words alone an indicator; its words, owner and grounds stay.

    Parameters
    ----------
    figure
        The baseline to pin; None leaves that to an own measurement.

    Raises
    ------
    WijkdataError
        If it has an indicator already (``indicator``), or as ``edit.pin_baseline``.
    UnknownIndicatorError
        For an indicator that is not in the catalogue.
    """
    objective, entry = find_objective(ambition, objective_id), catalogue.indicator(indicator)
    if objective.indicator:
        raise WijkdataError(
            "Dit doel heeft al een indicator. Maak voor een andere een nieuw doel.", "indicator"
        )
    if entry.direction == "context":
        raise WijkdataError(
            f"{entry.name} geeft achtergrond; daar hoort geen doel bij. Kies een andere indicator.",
            "indicator",
        )
    changed = with_objective(ambition, part_with(objective, indicator=entry.id, direction=entry.direction))
    return changed if figure is None else pin_baseline(changed, objective_id, figure)


def _can_be_tested(entry: catalogue.Indicator, *, has_figure: bool) -> bool:
    hidden = entry.of_ambition or (entry.detail and not has_figure)
    return entry.direction != "context" and not catalogue.theme(entry.theme).context and not hidden


def _proposal(
    objective: Objective,
    entry: catalogue.Indicator,
    common: tuple[str, ...],
    row: Mapping[Hashable, Any] | None,
) -> Proposal:
    as_if = objective.model_copy(update={"indicator": entry.id, "direction": entry.direction})
    missing = [one for one in rules.missing(as_if) if row is None or "nulmeting" not in one]
    about = (
        f"gaat ook over {dutch.join(f'‘{one}’' for one in common)}"
        if common
        else f"hoort bij het thema {catalogue.theme(entry.theme).name}"
    )
    if row is None:
        start = "Er is geen open cijfer; het team doet zelf een nulmeting"
        return Proposal(
            entry.id, entry.name, common, None, None, tuple(missing), f"Deze indicator {about}. {start}."
        )
    value, year = float(row["value"]), int(row["year"])
    start = f"De nulmeting is dan {entry.text(value)} in {year} ({row['status']}, {row['source']})"
    return Proposal(
        entry.id, entry.name, common, value, year, tuple(missing), f"Deze indicator {about}. {start}."
    )


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return [one for one in re.findall(r"[a-z0-9]+", plain) if len(one) >= _SHORTEST and one not in _COMMON]


def _shared(told: Iterable[str], others: Iterable[str]) -> list[str]:
    """Return the words that have one with the same start among the others."""
    stems = {one[:_STEM] for one in others}
    return list(dict.fromkeys(one for one in told if one[:_STEM] in stems))
