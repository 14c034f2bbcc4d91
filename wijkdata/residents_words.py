"""What a programme does to the monthly costs of residents, in Dutch words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from wijkdata import dutch
from wijkdata.effect_parameters import VARIANTS
from wijkdata.effects import HEATINGS, INSULATIONS
from wijkdata.programme import State
from wijkdata.residents import Outcome, is_neutral

if TYPE_CHECKING:
    from wijkdata.ambition.coverage import Coverage, Situation


def neutral_text(situation: Situation, done: Coverage) -> str:
    """Say whether the programme is woonlastenneutraal by the team's own definition."""
    if not done.residents:
        return "Zo veranderen de maandlasten per pakket"
    owned = situation.stock.owned
    told = [is_neutral(done.residents, situation.costs, owned, variant) for variant in VARIANTS]
    if None in told:
        return (
            "Of het woonlastenneutraal is, is nog niet te zeggen: vul de huurverandering in bij Kengetallen"
        )
    if all(told):
        return "Dit programma is woonlastenneutraal"
    return (
        "Dit programma is niet woonlastenneutraal"
        if not any(told)
        else "Woonlastenneutraal: het kan beide kanten op"
    )


def state_name(state: State) -> str:
    """Return what was done at a home, in Dutch: ``warmtenet, naar label B``."""
    parts = [HEATINGS[state.heating]] if state.heating != "ketel" else []
    parts += ["eerst hybride"] if state.hybrid_first else []
    parts += [INSULATIONS[state.insulation]] if state.insulation else []
    parts += ["koken op inductie"] if state.induction else []
    return ", ".join(parts) or "zoals nu"


def change_text(one: Outcome, who: str) -> str:
    """Return what changes for whoever lives there [euro/month], with its bandwidth: ``−12 (−30 tot +4)``."""
    totals = [one.changes[who][variant].total for variant in VARIANTS]
    if any(map(math.isnan, totals)):
        bills = [one.changes[who][variant].bill for variant in VARIANTS]
        return f"{_signed(bills)}, huur onbekend"
    return _signed(totals)


def _signed(amounts: Sequence[float]) -> str:
    low, middle, high = min(amounts), amounts[1], max(amounts)
    text = dutch.number(middle, 0, sign=True)
    if dutch.number(low, 0) == dutch.number(high, 0):
        return text
    return f"{text} ({dutch.number(low, 0, sign=True)} tot {dutch.number(high, 0, sign=True)})"
