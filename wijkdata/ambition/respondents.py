"""How many answered a survey, from the words of its source: ``enquête, n=412 van 1.080``.

A team types where a figure comes from on one line; with the respondents in it a share gets its interval, and no field
of their own is needed.
"""

from __future__ import annotations

import re

from wijkdata import dutch
from wijkdata.errors import WijkdataError

_NUMBER = r"\d{1,3}(?:\.\d{3})+|\d+"
_RESPONDENTS = re.compile(
    rf"\bn\s*=\s*({_NUMBER})(?![\d.,])(?:\s+van\s+(?:de\s+)?({_NUMBER})\b)?", re.IGNORECASE
)


def respondents(source: str) -> tuple[int | None, float | None]:
    """Return how many answered and which part of those who were asked (0-1); None for what is not told.

    Parameters
    ----------
    source
        Words of a source, in which ``n=412`` or ``n=412 van 1.080`` may stand.

    Raises
    ------
    WijkdataError
        If nobody answered, or more than were asked; ``field`` is ``source``.
    """
    found = _RESPONDENTS.search(source)
    if found is None:
        return None, None
    answered = _count(found[1])
    asked = _count(found[2]) if found[2] else None
    if answered < 1 or (asked is not None and asked < answered):
        raise WijkdataError(
            f"‘{found[0]}’ kan niet: schrijf hoeveel er antwoordden en hoeveel er zijn gevraagd, zoals n=412 van "
            "1.080.",
            "source",
        )
    return answered, None if asked is None else answered / asked


def respondents_text(sample: int | None, response: float | None) -> str:
    """Write the respondents: ``412 ondervraagden, respons 38%``; empty where they are not known."""
    if sample is None:
        return ""
    part = "" if response is None else f", respons {dutch.number(100 * response, 0, unit='%')}"
    return f"{dutch.number(sample, 0)} ondervraagden{part}"


def _count(text: str) -> int:
    return int(text.replace(".", ""))
