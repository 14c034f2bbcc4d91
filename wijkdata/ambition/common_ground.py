"""What the parties share and where they differ: per theme the least weight, the spread, and who stands alone.

Never the mean alone: a theme that everybody gives a 3 is another one than a theme that half gives a 1 and half a 5.
A party that has not said a weight is no party that said 0; it is named as silent and counts in no figure.

Interests that are internal to a party are left out, as if they had not been said: this is what the others see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.ambition.meeting import themes_on_table
from wijkdata.ambition.model import Ambition, Interest
from wijkdata.ambition.public import open_priorities

#: From this least weight on everybody who spoke cares about a theme; up to the other nobody puts it first.
CARES, CARES_LITTLE = 3, 2
#: From this difference between the highest and the least weight on the interests diverge.
DIVERGES = 3
#: A party stands alone when its weight is more than this from that of every other.
ALONE = 2

_COLUMNS = ["theme", "name", "said", "parties", "least", "highest", "spread", "mean", "alone", "silent"]


@dataclass(frozen=True)
class Ground:
    """How the parties stand in one theme.

    Attributes
    ----------
    theme
        Id of the theme.
    weights
        The weight that each party said, in the order of the table.
    silent
        The parties that have not said a weight.
    """

    theme: str
    weights: Mapping[str, int]
    silent: tuple[str, ...]

    @property
    def name(self) -> str:
        """The theme as it is called on screen."""
        return catalogue.theme(self.theme).name

    @property
    def least(self) -> int | None:
        """The least weight that was said; None if none was."""
        return min(self.weights.values(), default=None)

    @property
    def highest(self) -> int | None:
        """The highest weight that was said; None if none was."""
        return max(self.weights.values(), default=None)

    @property
    def spread(self) -> int | None:
        """The highest less the least; None as long as fewer than two parties said a weight."""
        return max(self.weights.values()) - min(self.weights.values()) if len(self.weights) > 1 else None

    @property
    def mean(self) -> float | None:
        """The plain mean over the parties that said a weight, to be shown beside least and spread only."""
        return fmean(self.weights.values()) if self.weights else None

    @property
    def alone(self) -> str:
        """The party that stands alone; empty if none does.

        A party does so when at least three said a weight and every other weight is more than `ALONE` from its own. On
        a scale of 0 to 5 the others are then all on one side of it, so there is never more than one.
        """
        if len(self.weights) < 3:
            return ""
        for party, own in self.weights.items():
            others = [weight for one, weight in self.weights.items() if one != party]
            if all(abs(weight - own) > ALONE for weight in others):
                return party
        return ""

    @property
    def kind(self) -> str:
        """Where the parties stand, as one of a few words.

        ``gedeeld`` everybody who spoke cares; ``verdeeld`` the interests diverge; ``klein`` nobody puts it first;
        ``dicht bij elkaar`` none of these; ``onbekend`` fewer than two parties said a weight.
        """
        if self.least is None or self.highest is None or self.spread is None:
            return "onbekend"
        if self.spread >= DIVERGES:
            return "verdeeld"
        if self.least >= CARES:
            return "gedeeld"
        return "klein" if self.highest <= CARES_LITTLE else "dicht bij elkaar"

    @property
    def sentence(self) -> str:
        """How the parties stand in this theme, as one Dutch sentence that also says who was silent."""
        if not self.weights:
            return f"Over {_low(self.name)} heeft nog niemand een gewicht gegeven."
        silent = ""
        if self.silent:
            total = len(self.weights) + len(self.silent)
            verb = "gaf" if len(self.silent) == 1 else "gaven"
            silent = (
                f"; {len(self.silent)} van de {total} partijen {verb} geen gewicht: {dutch.join(self.silent)}"
            )
        return f"{dutch.sentence(self.standing).removesuffix('.')}{silent}."

    @property
    def standing(self) -> str:
        """How those who said a weight stand, as a clause to put in a sentence."""
        name, span = _low(self.name), f"{self.least} tot {self.highest}"
        if self.kind == "onbekend":
            party, weight = next(iter(self.weights.items()))
            return f"over {name} gaf alleen {party} een gewicht ({weight})"
        if self.kind == "verdeeld":
            return f"over {name} lopen de belangen uiteen ({span}){self._who_alone()}"
        if self.kind == "gedeeld":
            who = "wie een gewicht gaf," if self.silent else "iedereen"
            return f"{who} geeft om {name} (laagste {self.least})"
        if self.kind == "klein":
            return f"niemand zet {name} voorop (hoogste {self.highest})"
        return f"over {name} liggen de belangen dicht bij elkaar ({span})"

    def _who_alone(self) -> str:
        return f"; alleen staat {self.alone} ({self.weights[self.alone]})" if self.alone else ""


def common_ground(ambition: Ambition) -> list[Ground]:
    """Return how the parties stand in every theme on the table, in its order."""
    said = {(one.theme, one.party): one.weight for one in shared(ambition) if one.weight is not None}
    names = [one.name for one in ambition.parties]
    return [
        Ground(
            theme.id,
            {name: said[theme.id, name] for name in names if (theme.id, name) in said},
            tuple(name for name in names if (theme.id, name) not in said),
        )
        for theme in themes_on_table(ambition)
    ]


def shared(ambition: Ambition) -> list[Interest]:
    """Return the interests that are meant for others too, of parties that are at the table."""
    names = {one.name for one in ambition.parties}
    return [one for one in ambition.interests if not one.internal and one.party in names]


def hidden_count(ambition: Ambition) -> int:
    """Return how many interests are internal, and so in no table or picture for others."""
    return sum(one.internal for one in ambition.interests)


def table(ambition: Ambition) -> pd.DataFrame:
    """Return the common ground as a table.

    Returns
    -------
    DataFrame
        One row per theme: theme, name, said (how many parties said a weight) and parties (of how many), least,
        highest, spread and mean (NA where they are not there), alone (a party, or empty) and silent (a tuple).
    """
    grounds = common_ground(ambition)
    rows = [
        [
            *(one.theme, one.name, len(one.weights), len(ambition.parties)),
            *(one.least, one.highest, one.spread, one.mean, one.alone, one.silent),
        ]
        for one in grounds
    ]
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return frame.astype({"least": "Int64", "highest": "Int64", "spread": "Int64", "mean": "Float64"})


def readable(ambition: Ambition) -> pd.DataFrame:
    """Return `table` for people: the themes of which anything was said, with Dutch headers and names written out."""
    said = table(ambition).query("said > 0")
    return pd.DataFrame(
        {
            "Thema": said["name"],
            "Gaf gewicht": [
                f"{one} van {all_}" for one, all_ in zip(said["said"], said["parties"], strict=True)
            ],
            "Laagste": said["least"],
            "Hoogste": said["highest"],
            "Verschil": said["spread"],
            "Staat alleen": said["alone"],
            "Gaf geen gewicht": [dutch.join(one) for one in said["silent"]],
        }
    ).reset_index(drop=True)


def matching(ambition: Ambition) -> dict[str, list[Interest]]:
    """Return the interests that match: in one theme, of two parties or more that all give it weight `CARES` or more.

    What the parties wrote is not compared: whether the words mean the same is for them to say.

    Returns
    -------
    dict
        By theme, in the order of the table; per theme the heaviest first.
    """
    heavy = [one for one in shared(ambition) if one.weight is not None and one.weight >= CARES]
    by_theme = {
        theme.id: [one for one in heavy if one.theme == theme.id] for theme in themes_on_table(ambition)
    }
    return {
        theme: sorted(found, key=lambda one: -(one.weight or 0))
        for theme, found in by_theme.items()
        if len(found) > 1
    }


def first_for(ambition: Ambition) -> dict[str, list[str]]:
    """Return the parties for which a theme comes first, by theme; the theme of most parties first.

    A party of which the interest in its first theme is internal is not named.
    """
    firsts: dict[str, list[str]] = {}
    for party in ambition.parties:
        for theme in open_priorities(ambition, party)[:1]:
            firsts.setdefault(theme, []).append(party.name)
    return dict(sorted(firsts.items(), key=lambda item: -len(item[1])))


def finding(grounds: Sequence[Ground]) -> str:
    """Return the common ground in one line: what everybody cares about, and where the interests diverge.

    A theme on which somebody was silent is not called everybody's.
    """
    spoken = [one for one in grounds if one.weights]
    if not spoken:
        return "Nog geen enkele partij heeft een gewicht gegeven."
    everybody = [one for one in spoken if one.kind == "gedeeld" and not one.silent]
    partly = [one for one in spoken if one.kind == "gedeeld" and one.silent]
    parts = []
    if everybody:
        best = sorted(everybody, key=lambda one: -(one.least or 0))[:2]
        named = dutch.join(f"{_low(one.name)} (laagste {one.least})" for one in best)
        rest = len(everybody) - len(best)
        more = f", en om nog {rest} {'thema' if rest == 1 else 'thema’s'}" if rest else ""
        parts.append(f"iedereen geeft om {named}{more}")
    elif partly:
        best_one = max(partly, key=lambda one: (len(one.weights), one.least or 0))
        total = len(best_one.weights) + len(best_one.silent)
        parts.append(
            f"alle {len(best_one.weights)} partijen die een gewicht gaven, van de {total}, geven om "
            f"{_low(best_one.name)} (laagste {best_one.least})"
        )
    divided = sorted((one for one in spoken if one.kind == "verdeeld"), key=lambda one: -(one.spread or 0))
    if divided:
        parts.append(divided[0].standing)
    if not parts:
        unknown = all(one.kind == "onbekend" for one in spoken)
        return (
            "Nog te weinig partijen gaven een gewicht om te vergelijken."
            if unknown
            else "De belangen liggen dicht bij elkaar; geen thema staat bij iedereen voorop."
        )
    return dutch.sentence("; ".join(parts))


def _low(name: str) -> str:
    """Return the name of a theme as it stands within a sentence; an abbreviation keeps its capitals."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
