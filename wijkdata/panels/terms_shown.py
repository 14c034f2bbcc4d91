"""What the step Begrippen shows at its right side, as HTML in which nothing the user typed is markup."""

from __future__ import annotations

import html

from wijkdata import catalogue, dutch
from wijkdata.ambition import terms
from wijkdata.ambition.model import Ambition, OpenChoice, Term
from wijkdata.ambition.planned import name_of
from wijkdata.panels.fields import text_html
from wijkdata.panels.pager import Block, Frame, lines_of, pieces

_NO_DEFINITION = (
    "Van dit begrip is geen gepubliceerde definitie in de lijst. Leg zelf vast wat het team bedoelt."
)
_LONGEST_LABEL = 24
#: Letters on a line of the screen, of a definition and of a name in a table; the most lines of one text on a page.
_SIGNS, _DEFINITION_SIGNS, _NAME_SIGNS, _LINES = 102, 91, 40, 18
#: Lines that a heading takes, and those between one block and the next.
_HEADING, _BETWEEN = 1.6, 0.6
#: Wordings side by side with the letters on a line of each: narrow ones, and wide ones where a text takes many lines.
_ACROSS, _TALL = ((4, 24), (2, 50)), 8
_STATES = {"●": "afgesproken en te toetsen", "◐": "nog niet afgesproken", "○": "nog niet besproken"}


def mark(term: Term) -> str:
    """Return how far a term is: ``●`` agreed with nothing left open, ``◐`` begun, ``○`` open."""
    answered = len(terms.open_choices(term)) < len(term.choices)
    begun = term.wordings or term.agreed.strip() or term.criterion.strip() or answered
    return "●" if terms.is_complete(term) else "◐" if begun else "○"


def _state_words(term: Term) -> str:
    if terms.is_agreed(term) and not terms.is_complete(term):
        return "◐ afgesproken, nog niet af"
    return f"{mark(term)} {_STATES[mark(term)]}"


def capital(text: str) -> str:
    """Give a name a capital at the start."""
    return text[:1].upper() + text[1:]


def question_label(number: int, one: OpenChoice) -> str:
    """Return a question as an option of a list, with whether it has an answer."""
    label = f"{'●' if one.answer.strip() else '○'} {number + 1}. {one.question}"
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"


def published(term: Term | None, name: str) -> list[Block]:
    """Return the published definition of a term with its source, or what is said in its place."""
    known = terms.default_of(name)
    text, source, remark = (term.published, term.source, "") if term else ("", "", "")
    if not text.strip() and known is not None:
        remark = known.remark
        if term is None:
            text, source = known.published, known.source
    line = f"Bron: {source}" if source.strip() else ""
    return _definition("Gepubliceerd", text if text.strip() else remark or _NO_DEFINITION, line)


def _heading(title: str) -> Frame:
    return Frame(text_html(title, tag="h3"), lines=_HEADING)


def _definition(title: str, text: str, source: str = "") -> list[Block]:
    """Return a text under its heading, with its source at the end."""
    parts = pieces(text, _DEFINITION_SIGNS, _LINES)
    ends = [*[""] * (len(parts) - 1), source]
    blocks = []
    for part, end in zip(parts, ends, strict=True):
        below = text_html(end, "wd-source") if end else ""
        lines = sum(lines_of(one, _DEFINITION_SIGNS) for one in (part, end) if one) + _BETWEEN
        shown = f'<div class="wd-definition wd-said">{html.escape(part)}{below}</div>'
        blocks.append(Block(shown, lines, _heading(title)))
    return blocks


def _text(title: str, text: str, css: str = "wd-said") -> list[Block]:
    """Return a text under its heading."""
    return [
        Block(text_html(part, css), lines_of(part, _SIGNS) + _BETWEEN, _heading(title))
        for part in pieces(text, _SIGNS, _LINES)
    ]


def overview(ambition: Ambition) -> list[Block]:
    """Return the team's terms, how far each is and how many objectives use it."""
    used = {one.id: terms.used_in(ambition, one) for one in ambition.objectives}
    table = Frame(
        "<h3>De begrippen van het team</h3><table><tr><th>Begrip</th><th>Stand</th>"
        "<th>Doelen die het gebruiken</th></tr>",
        "</table>",
        _HEADING + 1.4,
    )
    rows = [
        Block(
            f'<tr><td class="wd-said">{html.escape(one.name)}</td><td>{_state_words(one)}</td>'
            f"<td>{sum(one.name in names for names in used.values()) or 'geen'}</td></tr>",
            lines_of(one.name, _NAME_SIGNS) + 0.4,
            table,
            counts=True,
        )
        for one in ambition.terms
    ]
    return [*rows, *_loose(ambition)]


def _loose(ambition: Ambition) -> list[Block]:
    """Name the terms in objectives that are not on the list."""
    listed = [one.name for one in ambition.terms]
    used = [name for one in ambition.objectives for name in terms.used_in(ambition, one)]
    loose = [one for one in dict.fromkeys(used) if one not in listed]
    return _text("Ook gebruikt in doelen, nog niet in de lijst", dutch.join(loose)) if loose else []


def first_step(ambition: Ambition) -> list[Block]:
    """Return what will stand here and what to do first, or the terms there are."""
    if ambition.terms:
        return overview(ambition)
    return [
        Block(
            '<div class="wd-help">Hier komt te staan wat ieder onder een begrip verstaat, en wat het team afspreekt. '
            "Druk links op ‘Neem dit begrip op’.</div>",
            3,
        ),
        *_loose(ambition),
    ]


def choices(term: Term) -> list[Block]:
    """Return the questions with their answers."""
    title = "Wat laat het open?"
    if not term.choices:
        return _text(title, "Er zijn geen vragen. Schrijf er zelf een bij.", "wd-help")
    blocks = []
    for number, one in enumerate(term.choices, 1):
        first, *rest = pieces(one.answer if one.answer.strip() else "○ nog open", _SIGNS, _LINES)
        question = f"{number}. {one.question}"
        lines = lines_of(question, _SIGNS) + lines_of(first, _SIGNS) + 0.2
        shown = f"{text_html(question)}{text_html(first, 'wd-answer wd-said')}"
        blocks.append(Block(shown, lines, _heading(title), counts=True))
        blocks += [
            Block(text_html(part, "wd-answer wd-said"), lines_of(part, _SIGNS), _heading(title))
            for part in rest
        ]
    return blocks


def agreement(term: Term) -> list[Block]:
    """Return the team's own definition, and who agreed on it when."""
    if not term.agreed.strip():
        return _definition("Afgesproken", "○ nog niets opgeschreven")
    if terms.is_agreed(term) and term.agreed_on is not None:
        by = f"● afgesproken op {dutch.day(term.agreed_on)} door {term.agreed_by}"
    else:
        by = "◐ een voorstel, nog niet afgesproken"
    return _definition("Afgesproken", term.agreed, by)


def still_open(term: Term) -> list[Block]:
    """Return the questions without an answer."""
    frame = Frame("<h3>Nog open</h3><ul>", "</ul>", _HEADING)
    return [
        Block(text_html(one, tag="li"), lines_of(one, _SIGNS) + 0.2, frame)
        for one in terms.open_choices(term)
    ]


def criterion(term: Term) -> list[Block]:
    """Return what it leads to that can be tested."""
    return _definition("Gelukt als", term.criterion if term.criterion.strip() else "○ nog geen criterium")


def proposal(known: terms.Default, with_figure: set[str]) -> str:
    """Return the proposed criterion and by what it is measured."""
    entry = catalogue.indicator(known.indicator)
    without = "alleen met een eigen meting" if entry.own else "er is vandaag nog geen cijfer"
    today = "er is vandaag een cijfer" if entry.id in with_figure else without
    text = f"Voorstel: {known.criterion} Te meten met ‘{entry.name}’; {today}."
    return text_html(text, "wd-help")


def wordings(term: Term, *, revealed: bool) -> list[Block]:
    """Return what each party means by it, side by side; only who has spoken as long as it is not revealed."""
    title = "Zo zegt ieder het"
    if not term.wordings:
        return _text(title, "Er is nog niets opgeschreven.", "wd-help")
    if not revealed:
        who = dutch.join(one.party for one in term.wordings)
        return _text(title, f"Opgeschreven door {who}. Verborgen tot u op ‘Laat alles zien’ drukt.")
    longest = max(lines_of(one.text, _ACROSS[0][1]) for one in term.wordings)
    across, signs = _ACROSS[longest > _TALL]
    cards = []
    for one in term.wordings:
        parts = pieces(one.text, signs, _LINES)
        names = [one.party, *[f"{one.party} (vervolg)"] * (len(parts) - 1)]
        cards += [(name, part, lines_of(name, signs - 3)) for name, part in zip(names, parts, strict=True)]
    rows = [cards[start : start + across] for start in range(0, len(cards), across)]
    return [
        Block(
            f'<div class="wd-wordings wd-{across}-across">'
            f"{''.join(_wording(name, text) for name, text, _ in row)}</div>",
            max(lines + lines_of(text, signs) for _, text, lines in row) + 0.8,
            _heading(title),
        )
        for row in rows
    ]


def _wording(party: str, text: str) -> str:
    return f"<div><b>{html.escape(party)}</b><div>{html.escape(text)}</div></div>"


def used_in(ambition: Ambition, term: Term) -> list[Block]:
    """Return the objectives that use it."""
    names = [name_of(one) for one in ambition.objectives if term.name in terms.used_in(ambition, one)]
    return _text("Gebruikt in", dutch.join(names) if names else "nog geen doel")
