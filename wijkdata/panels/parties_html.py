"""The right side of the step Partijen as text: a party's own words, examples, and all words side by side."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

import pandas as pd

from wijkdata import catalogue, dutch
from wijkdata.ambition import common_ground, meeting
from wijkdata.ambition.model import Ambition, Interest, Party
from wijkdata.panels.fields import text_html
from wijkdata.panels.pager import ROOM, SIGNS, Block, Frame, Sheet, lines_of, pieces, sheets
from wijkdata.sources.interests import site

_SHORT = 60
#: Letters on a line of a name in the table, of a card in one of three columns and of a heading.
_NAME_SIGNS, _COLUMN_SIGNS, _HEAD_SIGNS = 52, 29, 80
#: The most lines of one text on a page.
_LINES = 18


def at_table(ambition: Ambition) -> list[Sheet]:
    """Return who sits at the table and how far each is; not what it said, for the others may still have to."""
    if not ambition.parties:
        return [
            Sheet(
                '<div class="wd-help">Hier komt te staan wat elke partij wil, en wat alle partijen delen. Zet links '
                "eerst een partij aan tafel, naar haar rol: gemeente, woningcorporatie, huurders.</div>"
            )
        ]
    total = len(meeting.themes_on_table(ambition))
    table = Frame(
        '<table><tr><th>Partij</th><th class="wd-whole">Gewicht gegeven</th><th class="wd-whole">Wat eerst komt</th>'
        "</tr>",
        "</table>",
        1.4,
    )
    rows = [
        Block(
            f'<tr><td><b>{html.escape(one.name)}</b></td><td class="wd-whole">'
            f'{_stand(ambition, one.name, total)}</td><td class="wd-whole">'
            f"{'● gezegd' if one.priorities else '○ nog niet'}</td></tr>",
            lines_of(one.name, _NAME_SIGNS) + 0.4,
            table,
            counts=True,
        )
        for one in ambition.parties
    ]
    who = "<p>Wie zit er nog niet aan tafel? Denk ook aan toekomstige bewoners en aan de natuur.</p>"
    return sheets([*rows, Block(who, 2.5)])


def _stand(ambition: Ambition, party: str, total: int) -> str:
    said = sum(one.party == party and one.weight is not None for one in ambition.interests)
    mark = "○" if not said else "●" if said == total else "◐"
    return f"{mark} {said} van de {total} thema’s" if said else f"{mark} nog niet"


def own_words(ambition: Ambition, party: Party) -> list[Sheet]:
    """Return what one party said itself, heaviest first, and on which themes it was silent."""
    order = [one.id for one in meeting.themes_on_table(ambition)]
    own = [one for one in ambition.interests if one.party == party.name]
    own.sort(key=lambda one: 1 if one.weight is None else -one.weight)
    silent = [catalogue.theme(one).name for one in order if one not in {each.theme for each in own}]
    head = f"Gezegd door: {party.name}; de anderen zijn verborgen"
    if not own:
        ask = text_html("Nog niets. Kies links een thema en zeg hoe zwaar het weegt.", "wd-help")
        return [Sheet(text_html(head, tag="h3") + ask)]
    below = [f"Nog niets gezegd over: {dutch.join(silent)}"] if silent else []
    return _cards(head, [(catalogue.theme(one.theme).name, one) for one in own], below)


def side_by_side(ambition: Ambition, theme: str) -> list[Sheet]:
    """Return what all parties said on one theme, heaviest first, under how they stand in it."""
    ground = next(one for one in common_ground.common_ground(ambition) if one.theme == theme)
    said = [one for one in common_ground.shared(ambition) if one.theme == theme]
    said.sort(key=lambda one: 1 if one.weight is None else -one.weight)
    bare = dutch.join(f"{one.party} ({one.weight})" for one in said if not one.text.strip())
    hidden = sum(one.internal and one.theme == theme for one in ambition.interests)
    lines = [
        _matching(ambition, theme),
        _first_for(ambition, theme),
        f"Alleen een gewicht: {bare}." if bare else "",
        f"Interne belangen staan er niet bij ({hidden})." if hidden else "",
    ]
    return _cards(
        ground.sentence, [(one.party, one) for one in said if one.text.strip()], filter(None, lines)
    )


def _cards(head: str, said: Sequence[tuple[str, Interest]], lines: Iterable[str]) -> list[Sheet]:
    """Return what was said in three columns, or below each other on pages where that holds more."""
    below = [
        Block(text_html(part, "wd-said"), lines_of(part, SIGNS) + 0.6)
        for text in lines
        for part in pieces(text, SIGNS, _LINES)
    ]
    title = text_html(head, tag="h3")
    room = ROOM - lines_of(head, _HEAD_SIGNS) - 1
    rest = sum(one.lines for one in below)
    sizes = [sum(lines_of(text, _COLUMN_SIGNS) for text in _texts(*one)) + 0.6 for one in said]
    if sum(sizes) / 3 + max(sizes, default=0) + rest <= room:
        cards = "".join(_card(name, one, one.text) for name, one in said)
        return [Sheet(f'{title}<div class="wd-flow">{cards}</div>{"".join(one.html for one in below)}')]
    blocks = [
        Block(
            _card(name, one, part),
            lines_of(part, SIGNS) + (2 if one.source else 1) + 0.6,
            counts=not number,
        )
        for name, one in said
        for number, part in enumerate(pieces(one.text, SIGNS, _LINES))
    ]
    return sheets([*blocks, *below], title=title, room=room)


def _texts(title: str, interest: Interest) -> list[str]:
    """Return the texts of a card."""
    return [f"{title}: gewicht 0", *filter(str.strip, (interest.text, _origin(interest)))]


def _matching(ambition: Ambition, theme: str) -> str:
    """Say for whom the theme weighs heavily; whether they want the same from it is for them to say."""
    who = dutch.join(one.party for one in common_ground.matching(ambition).get(theme, []))
    return f"Weegt zwaar ({common_ground.CARES} of hoger) voor {who}. Bedoelen zij hetzelfde?" if who else ""


def _first_for(ambition: Ambition, theme: str) -> str:
    who = common_ground.first_for(ambition).get(theme)
    return f"Dit komt als eerste bij {dutch.join(who)}." if who else ""


def _card(title: str, interest: Interest, text: str) -> str:
    colour = catalogue.theme(interest.theme).colour
    weight = "geen gewicht" if interest.weight is None else f"gewicht {interest.weight}"
    marks = "; alleen voor het projectteam" if interest.internal else ""
    words = text_html(text, "wd-said") if text.strip() else ""
    source = text_html(_origin(interest), "wd-source") if interest.source else ""
    return (
        f'<div class="wd-card" style="border-color:{colour}"><b>{html.escape(title)}: {weight}{marks}</b>'
        f"{words}{source}</div>"
    )


def _origin(interest: Interest) -> str:
    return f"voorbeeld van elders: {_sites(interest.source)}" if interest.source else ""


def _sites(source: str) -> str:
    """Return a source with the name of its site for the whole address."""
    shortened = []
    for one in source.split("; "):
        who, _, url = one.rpartition(", ")
        shortened.append(f"{who}, {site(url)}" if who and site(url) else one)
    return "; ".join(shortened)


def examples(party: str, theme: str) -> str:
    """Return what parties with this role were published to want elsewhere, with source and year."""
    name = catalogue.theme(theme).name
    found = meeting.suggestions(party, theme)
    if found.empty:
        return (
            f"<h3>Geen voorbeelden van {html.escape(party)} over {html.escape(name)}</h3>"
            "<div class='wd-help'>Dat zegt niets over wat deze partij wil. Schrijf het belang zelf op bij Belang, of "
            "kies een ander thema.</div>"
        )
    items = "".join(_example(row) for _, row in found.iterrows())
    return (
        f"<h3>Wat deze rol elders wilde: {html.escape(name)}</h3>"
        "<div class='wd-help'>Voorbeelden om over te praten, geen belangen in uw wijk.</div>"
        f"<ol class='wd-examples'>{items}</ol>"
    )


def _example(row: pd.Series) -> str:
    year = "jaar onbekend" if pd.isna(row["year"]) else str(int(row["year"]))
    told = "" if row["own"] == "ja" else ", niet van de partij zelf"
    reading = [
        *([f"wil zien: {row['see']}"] if row["see"] else []),
        *([f"kan wringen met: {row['tension']}"] if row["tension"] else []),
    ]
    ours = f"<div class='wd-source'>Onze lezing: {html.escape('; '.join(reading))}.</div>" if reading else ""
    link = html.escape(row["url"], quote=True)
    return (
        f"<li>{html.escape(row['interest'])}<div class='wd-source'>{html.escape(row['said_by'])}, {year}, "
        f'<a href="{link}" target="_blank" rel="noopener noreferrer">{html.escape(site(row["url"]))}</a>{told}</div>'
        f"{ours}</li>"
    )


def short(text: str) -> str:
    """Return a text that fits in a list to choose from."""
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _SHORT else f"{one_line[: _SHORT - 1]}…"
