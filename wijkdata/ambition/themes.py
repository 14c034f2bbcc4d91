"""Themes: the team's own ones, what one theme does for another, and by what each can be measured today.

Changes to an ambition, like those in ``edit``: each returns a new one, or refuses with the field at fault. Whether a
theme is taken along is set there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wijkdata import catalogue, dutch
from wijkdata.ambition import words
from wijkdata.ambition.edit import new_part, with_parts
from wijkdata.ambition.meeting import themes_on_table
from wijkdata.ambition.model import Ambition, ThemeChoice, ThemeLink
from wijkdata.errors import WijkdataError

if TYPE_CHECKING:
    import pandas as pd

_TABLE = ("Thema", "Indicatoren", "Vandaag een cijfer")


# --- the team's own ----------------------------------------------------------------------------------------------


def own_themes(ambition: Ambition) -> list[catalogue.Theme]:
    """Return the themes that are the team's own."""
    return [one for one in themes_on_table(ambition) if one.id not in catalogue.themes()]


def add_theme(ambition: Ambition, name: str) -> tuple[Ambition, str]:
    """Put a theme of the team's own on the table, on which nothing has been decided yet.

    Returns
    -------
    The new ambition and the id of the theme, which is its name.

    Raises
    ------
    WijkdataError
        If it has no name or is there already, also with other capitals; ``field`` is ``theme``.
    """
    cleaned = " ".join(name.split())
    if not cleaned:
        raise WijkdataError("Geef het thema een naam.", "theme")
    for one in [*catalogue.themes().values(), *themes_on_table(ambition)]:
        if cleaned.casefold() in (one.id.casefold(), one.name.casefold()):
            raise WijkdataError(f"{words.quote(one.name)} is er al. Kies een andere naam.", "theme")
    new = new_part(ThemeChoice, theme=cleaned)
    return with_parts(ambition, themes=[*ambition.themes, new]), cleaned


def remove_theme(ambition: Ambition, theme: str) -> Ambition:
    """Take a theme of the team's own from the table, if nothing else in the ambition is about it.

    Raises
    ------
    WijkdataError
        If it is no theme of the team's own, or still in use; ``field`` is ``theme``.
    """
    if theme not in [one.id for one in own_themes(ambition)]:
        known = theme in catalogue.themes()
        why = "hoort bij de lijst. Kies daarbij ‘niet’" if known else "is er niet (meer). Kies een ander"
        raise WijkdataError(f"{words.quote(catalogue.theme(theme).name)} {why}.", "theme")
    uses = uses_of(ambition, theme)
    if uses:
        raise WijkdataError(
            f"{words.quote(theme)} wordt nog gebruikt: {dutch.join(uses)}. Haal dat eerst weg.", "theme"
        )
    return with_parts(ambition, themes=[one for one in ambition.themes if one.theme != theme])


def uses_of(ambition: Ambition, theme: str) -> list[str]:
    """Say what in an ambition is about a theme, as Dutch words: ``["1 doel", "2 belangen"]``."""
    counts = (
        (sum(one.theme == theme for one in ambition.objectives), "doel", "doelen"),
        (sum(one.theme == theme for one in ambition.interests), "belang", "belangen"),
        (
            sum(theme in one.priorities for one in ambition.parties),
            "prioriteit van een partij",
            "prioriteiten van partijen",
        ),
        (sum(theme in (one.theme, one.helps) for one in ambition.links), "koppelkans", "koppelkansen"),
    )
    return [f"{count} {one if count == 1 else more}" for count, one, more in counts if count]


# --- what one does for another -----------------------------------------------------------------------------------


def add_link(ambition: Ambition, theme: str, helps: str, by: str) -> Ambition:
    """Write down that work on one theme helps another (koppelkans), and by what.

    Between two themes there can be more than one, each by something else.

    Raises
    ------
    WijkdataError
        If a theme is not on the table (``theme``, ``helps``), helps itself (``helps``), or if it does not say by what
        or says what is there already (``by``).
    """
    known = [one.id for one in themes_on_table(ambition)]
    for one, field in ((theme, "theme"), (helps, "helps")):
        if one not in known:
            raise WijkdataError(
                f"Het thema {words.quote(catalogue.theme(one).name)} is er niet. Kies een thema.", field
            )
    if theme == helps:
        raise WijkdataError("Een koppelkans verbindt twee verschillende thema’s. Kies een ander.", "helps")
    cleaned = " ".join(by.split())
    if not cleaned:
        raise WijkdataError("Schrijf op waardoor, zoals ‘het riool gaat toch open’.", "by")
    new = new_part(ThemeLink, theme=theme, helps=helps, by=cleaned)
    if new in ambition.links:
        raise WijkdataError("Deze koppelkans staat er al.", "by")
    return with_parts(ambition, links=[*ambition.links, new])


def remove_link(ambition: Ambition, number: int) -> Ambition:
    """Take a link away, given by its place from 0.

    Raises
    ------
    WijkdataError
        If there is none at that place; ``field`` is ``link``.
    """
    if not 0 <= number < len(ambition.links):
        raise WijkdataError("Die koppelkans is er niet (meer). Kies een andere.", "link")
    return with_parts(ambition, links=[one for place, one in enumerate(ambition.links) if place != number])


def links_finding(ambition: Ambition) -> str:
    """Say in a sentence what the links come down to; empty where there are none."""
    links = ambition.links
    if not links:
        return ""
    count = f"{len(links)} {'koppelkans' if len(links) == 1 else 'koppelkansen'}"
    gained = Counter(one.helps for one in links).most_common()
    most = [catalogue.theme(theme).name for theme, times in gained if times == gained[0][1]]
    if gained[0][1] == 1 or len(most) > 2:
        themes = len({each for one in links for each in (one.theme, one.helps)})
        return f"{count} tussen {themes} thema’s"
    verb = "profiteert" if len(most) == 1 else "profiteren"
    return f"{count}: {dutch.join(most)} {verb} het vaakst"


# --- what can be measured ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Measurable:
    """By what a theme can be measured in an area.

    Attributes
    ----------
    theme
        The theme.
    indicators
        The indicators on which there can be an objective; details only where there is a figure.
    today
        Those of them that have a figure for this area today: a published one, or the team's own.
    """

    theme: catalogue.Theme
    indicators: tuple[catalogue.Indicator, ...]
    today: tuple[catalogue.Indicator, ...]

    @property
    def sentence(self) -> str:
        """How much can be measured, in Dutch words."""
        if not self.indicators:
            return "geen indicator in de lijst"
        if not self.today:
            # What can still be fetched or added needs no measuring by the team.
            return (
                "alleen met een eigen meting"
                if all(one.own for one in self.indicators)
                else "vandaag geen cijfer"
            )
        return f"vandaag {len(self.today)} van {len(self.indicators)} te meten"


def measurable(ambition: Ambition, figures: pd.DataFrame | None = None) -> list[Measurable]:
    """Return per theme on the table by what it can be measured, in the order of the screen.

    Parameters
    ----------
    ambition
        The ambition; of its own measurements those about the area of now count.
    figures
        Figures of the area, as ``series`` gives them; None where no area has been chosen.
    """
    there = {
        catalogue.ALIASES.get(one.indicator, one.indicator)
        for one in ambition.measurements
        if ambition.is_of_this_area(one.area)
    }
    if figures is not None:
        there |= set(figures.loc[figures["value"].notna(), "indicator"])
    return [_measurable(theme, there) for theme in themes_on_table(ambition)]


def _measurable(theme: catalogue.Theme, there: set[str]) -> Measurable:
    entries = tuple(
        one
        for one in catalogue.indicators().values()
        # a background figure is shown, never aimed at
        if one.theme == theme.id and one.direction != "context" and (not one.detail or one.id in there)
    )
    return Measurable(theme, entries, tuple(one for one in entries if one.id in there))


def measurable_table(found: list[Measurable]) -> pd.DataFrame:
    """Return the counts per theme as a table for a reader.

    Returns
    -------
    DataFrame
        Index: the name of the theme. Columns: how many indicators there are, and how many have a figure today.
    """
    import pandas as pd  # noqa: PLC0415  (heavy, and only needed here)

    rows = [(one.theme.name, len(one.indicators), len(one.today)) for one in found]
    return pd.DataFrame(rows, columns=list(_TABLE)).set_index(_TABLE[0])
