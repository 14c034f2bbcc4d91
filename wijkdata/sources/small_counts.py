"""Figures about fewer than ten dwellings or connections are not shown: they would say something about one household.

This concerns what is counted here from files per address or postcode: energy labels, connections, a list of one's
own. What a publisher shows itself is its own decision. A count of nothing stays what it is, for it is about nobody; a
figure that was not shown has the status ``geheim`` and is never zero.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from wijkdata.sources.loaded import Loaded

#: The smallest number that is shown, or that a share is shown of. [dwellings or connections]
FEWEST = 10

REASON = "niet getoond: het gaat om minder dan tien woningen of aansluitingen, en dan is het te herleiden"

#: Indicators that count, and thus also are too small by their own value; shares are so by what they are a share of.
_COUNTED = (
    "woningen_met_label",
    "woningen_lijst_met_label",
    "woningen_lijst",
    "aardgasvrij_aantal",
    "aardgasvrij_lijst_aantal",
    "gasaansluitingen",
)


def hidden(loaded: Loaded) -> Loaded:
    """Return what was loaded, without the figures that are about fewer than ten.

    Parameters
    ----------
    loaded
        With in ``behind``, for each observation, about how many dwellings or connections it is; where there is none,
        nothing was counted here and nothing is hidden.
    """
    if loaded.behind is None:
        return loaded
    rows = loaded.observations
    behind = pd.Series(loaded.behind.to_numpy("float64"), index=rows.index)
    few = behind.between(0, FEWEST, inclusive="neither")
    few |= rows["indicator"].isin(_COUNTED) & rows["value"].between(0, FEWEST, inclusive="neither")
    # How many there are is in the note too, and a note about the others would tell it again.
    return replace(
        loaded,
        observations=rows.assign(
            value=rows["value"].mask(few),
            status=rows["status"].mask(few, "geheim"),
            note=rows["note"].mask(few, REASON),
        ),
        behind=None,
    )
