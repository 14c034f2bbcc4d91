"""What must be known of a published table to cite it; each source module declares its own in ``TABLES``."""

from __future__ import annotations

from dataclasses import dataclass

CC_BY = "CC BY 4.0"
#: Of a figure that was taken over from elsewhere without one.
NO_LICENCE = "niet vermeld bij het overgenomen cijfer"


@dataclass(frozen=True)
class Table:
    """A table or file as its publisher made it public.

    Attributes
    ----------
    id
        The publisher's table id, or the file name where there is no id. Observations refer to it.
    title
        Title given by the publisher.
    publisher
        Short name of the publisher: the ``source`` of an observation.
    attribution
        The words that must stand wherever the figures are shown.
    licence
        Licence under which the publisher made the figures public.
    years
        Reporting years in the table.
    modified
        ISO date of the publisher's last change; empty where the raw file does not give one.
    """

    id: str
    title: str
    publisher: str
    attribution: str
    licence: str
    years: tuple[int, ...]
    modified: str = ""


def cbs(table_id: str, title: str, years: tuple[int, ...], modified: str = "") -> Table:
    """Return a table of Statistics Netherlands (CBS), which publishes everything on StatLine under CC BY 4.0."""
    return Table(table_id, title, "CBS", "Bron: CBS", CC_BY, years, modified)
