"""The start meeting: who sits at the table, what each wants, what comes first and what is agreed to do.

Changes to an ambition, like those in ``edit``: each returns a new one, or refuses with the field at fault. Parties
are named by their role. An interest that says nothing is not kept, so that it never counts as one of weight 0.

Every function that names a party raises WijkdataError with ``field`` ``party`` if it is not at the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pandas as pd

from wijkdata import catalogue, datasets, dutch
from wijkdata.ambition import words
from wijkdata.ambition.edit import new_part, part_with, with_parts
from wijkdata.ambition.model import Agreement, Ambition, Interest, Party
from wijkdata.errors import WijkdataError


def themes_on_table(ambition: Ambition) -> list[catalogue.Theme]:
    """Return the themes on which parties can have an interest: of the catalogue, and the team's own."""
    known = [one for one in catalogue.themes().values() if not one.context]
    taken = {one.id for one in catalogue.themes().values()}
    named = [*(one.theme for one in ambition.themes), *(one.theme for one in ambition.interests)]
    own = dict.fromkeys(one for one in named if one not in taken)
    return [*known, *map(catalogue.theme, own)]


# --- parties -----------------------------------------------------------------------------------------------------


def add_party(ambition: Ambition, name: str) -> Ambition:
    """Seat a party at the table.

    Raises
    ------
    WijkdataError
        If it has no name or is there already, also with other capitals; ``field`` is ``name``.
    """
    party = new_part(Party, name=_free_name(ambition, name))
    return with_parts(ambition, parties=[*ambition.parties, party])


def rename_party(ambition: Ambition, name: str, new_name: str) -> Ambition:
    """Give a party another name, everywhere it is named as a party or owner; what was decided stays as it was.

    Raises
    ------
    WijkdataError
        As `add_party`.
    """
    party = find_party(ambition, name)
    others = ambition.model_copy(
        update={"parties": [one for one in ambition.parties if one.name != party.name]}
    )
    new = part_with(party, name=_free_name(others, new_name)).name

    def called(one: str) -> str:
        return new if one == party.name else one

    return with_parts(
        ambition,
        parties=[part_with(one, name=called(one.name)) for one in ambition.parties],
        interests=[part_with(one, party=called(one.party)) for one in ambition.interests],
        agreements=[part_with(one, owner=called(one.owner)) for one in ambition.agreements],
        terms=[
            part_with(term, wordings=[part_with(one, party=called(one.party)) for one in term.wordings])
            for term in ambition.terms
        ],
        objectives=[
            part_with(one, owner=called(one.owner), parties=[called(each) for each in one.parties])
            for one in ambition.objectives
        ],
    )


def remove_party(ambition: Ambition, name: str) -> Ambition:
    """Take a party from the table that has said nothing yet.

    Raises
    ------
    WijkdataError
        If the ambition has something from it, which would be lost without a word: see `remove_party_and_words`.
    """
    party = find_party(ambition, name)
    left = left_by(ambition, name)
    if left:
        raise WijkdataError(
            f"Van {words.quote(name)} staat hier nog iets: {dutch.join(left)}. Haal dat eerst weg, of haal de partij "
            "weg met alles wat van haar is.",
            "party",
        )
    return with_parts(ambition, parties=[one for one in ambition.parties if one.name != party.name])


def left_by(ambition: Ambition, name: str) -> list[str]:
    """Say what the ambition has from a party, as Dutch words: ``["2 belangen", "1 eigen omschrijving"]``."""
    interests = sum(one.party == name for one in ambition.interests)
    wordings = sum(each.party == name for one in ambition.terms for each in one.wordings)
    objectives = sum(name in one.parties for one in ambition.objectives)
    counts = (
        (interests, "belang", "belangen"),
        (wordings, "eigen omschrijving", "eigen omschrijvingen"),
        (objectives, "doel dat op haar belang rust", "doelen die op haar belang rusten"),
    )
    return [f"{count} {one if count == 1 else more}" for count, one, more in counts if count]


def remove_party_and_words(ambition: Ambition, name: str) -> Ambition:
    """Take a party from the table with its interests and wordings; objectives no longer rest on it."""
    party = find_party(ambition, name)
    bare = with_parts(
        ambition,
        interests=[one for one in ambition.interests if one.party != party.name],
        terms=[
            part_with(one, wordings=[each for each in one.wordings if each.party != party.name])
            for one in ambition.terms
        ],
        objectives=[
            part_with(one, parties=[each for each in one.parties if each != party.name])
            for one in ambition.objectives
        ],
    )
    return remove_party(bare, name)


# --- interests ---------------------------------------------------------------------------------------------------


def interest_of(ambition: Ambition, party: str, theme: str) -> Interest:
    """Return what a party wants from a theme; an empty interest where it has not said anything."""
    found = (one for one in ambition.interests if (one.party, one.theme) == (party, theme))
    return next(found, Interest(party=party, theme=theme))


def set_interest(
    ambition: Ambition,
    party: str,
    theme: str,
    weight: int | None = None,
    text: str = "",
    *,
    internal: bool = False,
) -> Ambition:
    """Say how much a party cares about a theme and what it wants from it.

    Words that were taken over keep their source as long as they stay the same; other words are the party's own. With
    neither weight nor words the interest is taken away: the party has then not said anything.

    Parameters
    ----------
    weight
        0 (not at all) to 5 (nothing matters more); None as long as the party has not said it.
    internal
        Whether it is not meant for others.

    Raises
    ------
    WijkdataError
        If the theme has no name or is one of background figures (``theme``), or there is no such weight (``weight``).
    """
    before = interest_of(ambition, party, theme)
    source = before.source if text == before.text else ""
    new = _checked(ambition, party, theme, weight=weight, text=text, internal=internal, source=source)
    return _put(ambition, new)


def take_over(ambition: Ambition, party: str, theme: str, text: str, source: str) -> Ambition:
    """Take a suggestion over as the interest of a party, marked by its source; the weight stays as it was.

    A second suggestion comes below the first.

    Raises
    ------
    WijkdataError
        If the suggestion has no source (``source``), or if the party has said it in its own words (``text``): those
        would no longer be told from what was taken over.
    """
    if not source.strip():
        raise WijkdataError("Een voorbeeld heeft een bron. Schrijf eigen woorden zelf bij Belang.", "source")
    before = interest_of(ambition, party, theme)
    if before.text.strip() and not before.source:
        raise WijkdataError(
            "Hier staat al een belang in eigen woorden. Dat gaat voor; vul het aan, of maak het eerst leeg.",
            "text",
        )
    texts = dict.fromkeys([*filter(None, before.text.split("\n")), text.strip()])
    sources = dict.fromkeys([*filter(None, before.source.split("; ")), source.strip()])
    parts = {"text": "\n".join(texts), "source": "; ".join(sources)}
    new = _checked(ambition, party, theme, weight=before.weight, internal=before.internal, **parts)
    return _put(ambition, new)


def suggestions(party: str, theme: str | None = None) -> pd.DataFrame:
    """Return what parties with this role were published to want elsewhere; none for a role that is not in the list.

    Returns
    -------
    DataFrame
        As ``datasets.interests``, with ``source``: who, when and where, as it is kept with an interest. A row is an
        example from elsewhere, to start a conversation with.
    """
    published = datasets.interests()
    wanted = party.casefold()
    fits = published["party"].map(
        lambda role: any(alias.strip().casefold() in wanted for alias in role.split("/"))
    )
    found = published[fits & ((published["theme"] == theme) | (theme is None))].reset_index(drop=True)
    return found.assign(source=[_source(row) for _, row in found.iterrows()])


def _source(row: pd.Series) -> str:
    year = "jaar onbekend" if pd.isna(row["year"]) else str(int(row["year"]))
    return f"{row['said_by']}, {year}, {row['url']}"


def set_priorities(ambition: Ambition, party: str, themes: Iterable[str]) -> Ambition:
    """Say which themes come first for a party, the first first; of equal ones the first stays.

    Raises
    ------
    WijkdataError
        If one is no theme on which a party can have an interest; ``field`` is ``priorities``.
    """
    kept = find_party(ambition, party)
    ordered = list(dict.fromkeys(themes))
    for theme in ordered:
        _known_theme(theme, "priorities")
    new = part_with(kept, priorities=ordered)
    return with_parts(ambition, parties=[new if one.name == kept.name else one for one in ambition.parties])


# --- agreements --------------------------------------------------------------------------------------------------


def add_agreement(
    ambition: Ambition, what: str, owner: str = "", due: date | None = None, *, done: bool = False
) -> Ambition:
    """Write down a working agreement.

    Parameters
    ----------
    owner
        Who sees to it: a party, or a role within one.
    due
        The day on which it is done at the latest; None where that was not agreed.

    Raises
    ------
    WijkdataError
        If it does not say what was agreed; ``field`` is ``what``.
    """
    new = _agreement(what=what, owner=owner, due=due, done=done)
    return with_parts(ambition, agreements=[*ambition.agreements, new])


def change_agreement(ambition: Ambition, number: int, **parts: Any) -> Ambition:
    """Change a working agreement, given by its place from 0: ``what``, ``owner``, ``due`` or ``done``.

    Raises
    ------
    WijkdataError
        If there is none at that place (``agreement``), or as `add_agreement`.
    """
    new = _agreement(**{**dict(_agreed(ambition, number)), **parts})
    changed = [new if place == number else one for place, one in enumerate(ambition.agreements)]
    return with_parts(ambition, agreements=changed)


def remove_agreement(ambition: Ambition, number: int) -> Ambition:
    """Take a working agreement away, given by its place from 0."""
    _agreed(ambition, number)
    return with_parts(
        ambition, agreements=[one for place, one in enumerate(ambition.agreements) if place != number]
    )


def parse_day(text: str) -> date | None:
    """Read a day as people write it, ``31-5-2026`` or ``2026-05-31``; nothing is no day.

    Raises
    ------
    WijkdataError
        If it is no day of the calendar; ``field`` is ``due``.
    """
    cleaned = text.strip().replace("/", "-").replace(" ", "-")
    if not cleaned:
        return None
    parts = cleaned.split("-")
    if len(parts) == 3 and all(one.isascii() and one.isdecimal() and len(one) <= 4 for one in parts):
        year, month, day = map(int, parts if len(parts[0]) == 4 else reversed(parts))
        try:
            if year >= 1900:
                return date(year, month, day)
        except ValueError:
            pass
    raise WijkdataError(
        f"{words.quote(text)} is geen datum. Schrijf die als 31-5-{date.today().year + 4}.", "due"
    )


# --- checking ----------------------------------------------------------------------------------------------------


def _free_name(ambition: Ambition, name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise WijkdataError("Geef de partij een naam naar haar rol, zoals ‘woningcorporatie’.", "name")
    if cleaned.casefold() in {one.name.casefold() for one in ambition.parties}:
        raise WijkdataError(f"{words.quote(cleaned)} zit al aan tafel. Kies een andere naam.", "name")
    return cleaned


def find_party(ambition: Ambition, name: str) -> Party:
    """Return the party with this name.

    Raises
    ------
    WijkdataError
        If it is not at the table, with the nearest that is; ``field`` is ``party``.
    """
    try:
        return ambition.party(name)
    except KeyError:
        near = dutch.nearest(name, [one.name for one in ambition.parties])
        more = f" Bedoelt u {dutch.join(map(words.quote, near), 'of')}?" if near else " Voeg haar eerst toe."
        raise WijkdataError(f"{words.quote(name)} zit niet aan tafel.{more}", "party") from None


def _known_theme(theme: str, field: str) -> None:
    if not theme.strip():
        raise WijkdataError("Kies een thema.", field)
    if catalogue.theme(theme).context:
        raise WijkdataError(
            f"‘{catalogue.theme(theme).name}’ zijn achtergrondcijfers, geen thema. Kies een ander.", field
        )


def _checked(ambition: Ambition, party: str, theme: str, **parts: Any) -> Interest:
    find_party(ambition, party)
    _known_theme(theme, "theme")
    weight = parts["weight"]
    # bool is an int to Python, and True is no weight
    if weight is not None and (isinstance(weight, bool) or weight not in range(6)):
        raise WijkdataError(
            f"{words.quote(weight)} is geen gewicht. Kies 0 (niet van belang) tot en met 5 (niets is belangrijker).",
            "weight",
        )
    return new_part(Interest, party=party, theme=theme, **parts)


def _put(ambition: Ambition, new: Interest) -> Ambition:
    key = (new.party, new.theme)
    there = [(one.party, one.theme) for one in ambition.interests]
    says = new.weight is not None or bool(new.text.strip())
    kept: Sequence[Interest]
    if not says:
        kept = [one for one in ambition.interests if (one.party, one.theme) != key]
    elif key in there:
        kept = [new if (one.party, one.theme) == key else one for one in ambition.interests]
    else:
        kept = [*ambition.interests, new]
    return with_parts(ambition, interests=list(kept))


def _agreement(**parts: Any) -> Agreement:
    if not str(parts["what"]).strip():
        raise WijkdataError("Schrijf eerst op wat er is afgesproken.", "what")
    return new_part(Agreement, **parts)


def _agreed(ambition: Ambition, number: int) -> Agreement:
    if not 0 <= number < len(ambition.agreements):
        raise WijkdataError("Die werkafspraak is er niet (meer). Kies een andere.", "agreement")
    return ambition.agreements[number]
