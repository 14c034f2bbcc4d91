"""Notes for the team itself (interne notities): they reach no document for others.

Each function returns a new ambition, or refuses with the field at fault.
"""

from __future__ import annotations

from datetime import date

from wijkdata.ambition.edit import new_part, with_parts
from wijkdata.ambition.model import Ambition, Note
from wijkdata.errors import WijkdataError


def add_note(ambition: Ambition, text: str, about: str = "", entered: date | None = None) -> Ambition:
    """Add a note for the team itself.

    Parameters
    ----------
    about
        What it is about; empty for the whole.
    entered
        The day on which it was written.

    Raises
    ------
    WijkdataError
        If it says nothing (``text``) or is too long to keep.
    """
    if not text.strip():
        raise WijkdataError("Schrijf eerst iets op.", "text")
    note = new_part(Note, text=text.strip(), about=about.strip(), entered=entered)
    return with_parts(ambition, notes=[*ambition.notes, note])


def remove_note(ambition: Ambition, number: int) -> Ambition:
    """Take a note away, given by its place from 0.

    Raises
    ------
    WijkdataError
        If there is none at that place; ``field`` is ``note``.
    """
    if not 0 <= number < len(ambition.notes):
        raise WijkdataError("Die notitie is er niet (meer). Kies een andere.", "note")
    return with_parts(ambition, notes=[one for place, one in enumerate(ambition.notes) if place != number])
