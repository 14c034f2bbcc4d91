"""What makes buurten alike, as the team chose it: the comparison of the ambition, and of the buurten that go with it.

It is how the figures of others are looked at and nothing that is agreed, so it is no part of the fingerprint (see
``seal``); it is kept so that everybody who opens the ambition, and every document, compares with the same buurten.
"""

from __future__ import annotations

from wijkdata.ambition.edit import new_part, with_parts
from wijkdata.ambition.model import Ambition, Likeness
from wijkdata.similar import GROUPS, Choice


def likeness_of(ambition: Ambition) -> Choice:
    """Return how buurten are compared: as the team chose it, or else all groups of traits the same."""
    chosen = ambition.likeness or Likeness()
    return Choice({group: getattr(chosen, group) for group in GROUPS}, dwellings=chosen.dwellings)


def set_likeness(ambition: Ambition, choice: Choice) -> Ambition:
    """Keep how much each group of traits counts, and how small a buurt may be.

    Raises
    ------
    WijkdataError
        With ``field`` ``dwellings`` if the number of dwellings is too large to keep.
    """
    weights = {group: choice.counted.get(group, 0) for group in GROUPS}
    made = new_part(Likeness, **weights, dwellings=choice.dwellings)
    return with_parts(ambition, likeness=None if made == Likeness() else made)
