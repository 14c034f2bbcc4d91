"""What a rule finds in an ambition: how bad it is, where it stands, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

WRONG, CAUTION, ADVICE = "fout", "let op", "advies"
#: Levels of a finding, from the one that must be mended to the one that may stay.
LEVELS = (WRONG, CAUTION, ADVICE)


@dataclass(frozen=True)
class Finding:
    """Something in an ambition that asks for attention.

    Attributes
    ----------
    level
        One of `LEVELS`: ``fout`` cannot stay, ``let op`` is left open or contradicts itself, ``advies`` is good
        to know.
    where
        The place in the words of the team, such as ``doel 2 (Gas per woning), streefjaar``.
    message
        What is the matter and what to do, as full Dutch sentences.
    """

    level: str
    where: str
    message: str
