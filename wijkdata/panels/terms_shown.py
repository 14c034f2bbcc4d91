"""What the step Begrippen shows at its right side, as HTML in which nothing the user typed is markup."""

from __future__ import annotations

import html

from wijkdata import catalogue, dutch
from wijkdata.ambition import terms
from wijkdata.ambition.model import Ambition, OpenChoice, Term
from wijkdata.ambition.planned import name_of
from wijkdata.panels.fields import text_html

_NO_DEFINITION = (
    "Van dit begrip is geen gepubliceerde definitie in de lijst. Leg zelf vast wat het team bedoelt."
)
_LONGEST_LABEL = 24
_STATES = {"●": "afgesproken", "◐": "nog niet afgesproken", "○": "nog niet besproken"}


def mark(term: Term) -> str:
    """Return how far a term is: ``●`` agreed, ``◐`` begun, ``○`` open."""
    answered = len(terms.open_choices(term)) < len(term.choices)
    begun = term.wordings or term.agreed.strip() or term.criterion.strip() or answered
    return "●" if terms.is_agreed(term) else "◐" if begun else "○"


def _state_words(term: Term) -> str:
    return f"{mark(term)} {_STATES[mark(term)]}"


def capital(text: str) -> str:
    """Give a name a capital at the start."""
    return text[:1].upper() + text[1:]


def question_label(number: int, one: OpenChoice) -> str:
    """Return a question as an option of a list, with whether it has an answer."""
    label = f"{'●' if one.answer.strip() else '○'} {number + 1}. {one.question}"
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"


def published(term: Term | None, name: str) -> str:
    """Return the published definition of a term with its source, or what is said in its place."""
    known = terms.default_of(name)
    text, source, remark = (term.published, term.source, "") if term else ("", "", "")
    if not text.strip() and known is not None:
        remark = known.remark
        if term is None:
            text, source = known.published, known.source
    line = f'<div class="wd-source">Bron: {html.escape(source)}</div>' if source.strip() else ""
    body = html.escape(text if text.strip() else remark or _NO_DEFINITION)
    return f'<h3>Gepubliceerd</h3><div class="wd-definition">{body}{line}</div>'


def overview(ambition: Ambition) -> str:
    """Return the team's terms, how far each is and how many objectives use it."""
    used = {one.id: terms.used_in(ambition, one) for one in ambition.objectives}
    rows = "".join(
        f"<tr><td>{html.escape(one.name)}</td><td>{_state_words(one)}</td>"
        f"<td>{sum(one.name in names for names in used.values()) or 'geen'}</td></tr>"
        for one in ambition.terms
    )
    return (
        "<h3>De begrippen van het team</h3><table><tr><th>Begrip</th><th>Stand</th><th>Doelen die het gebruiken</th>"
        f"</tr>{rows}</table>{_loose(ambition)}"
    )


def _loose(ambition: Ambition) -> str:
    """Name the terms in objectives that are not on the list."""
    listed = [one.name for one in ambition.terms]
    used = [name for one in ambition.objectives for name in terms.used_in(ambition, one)]
    loose = [one for one in dict.fromkeys(used) if one not in listed]
    if not loose:
        return ""
    return f"<p><b>Ook gebruikt in doelen, nog niet in de lijst:</b> {html.escape(dutch.join(loose))}</p>"


def first_step(ambition: Ambition) -> str:
    """Return what will stand here and what to do first, or the terms there are."""
    if ambition.terms:
        return overview(ambition)
    return (
        '<div class="wd-help">Hier komt te staan wat ieder onder een begrip verstaat, en wat het team afspreekt. '
        f"Druk links op ‘Neem dit begrip op’.</div>{_loose(ambition)}"
    )


def choices(term: Term) -> str:
    """Return the questions with their answers."""
    rows = "".join(
        f"<li>{html.escape(one.question)}<div class='wd-answer'>"
        f"{html.escape(one.answer) if one.answer.strip() else '○ nog open'}</div></li>"
        for one in term.choices
    )
    body = (
        f"<ol>{rows}</ol>" if rows else text_html("Er zijn geen vragen. Schrijf er zelf een bij.", "wd-help")
    )
    return f"<h3>Wat laat het open?</h3>{body}"


def agreement(term: Term) -> str:
    """Return the team's own definition, and who agreed on it when."""
    if not term.agreed.strip():
        return "<h3>Afgesproken</h3>" + text_html("○ nog niets opgeschreven", "wd-definition")
    if terms.is_agreed(term) and term.agreed_on is not None:
        by = f"● afgesproken op {term.agreed_on:%d-%m-%Y} door {term.agreed_by}"
    else:
        by = "◐ een voorstel, nog niet afgesproken"
    return (
        f'<h3>Afgesproken</h3><div class="wd-definition">{html.escape(term.agreed)}'
        f'<div class="wd-source">{html.escape(by)}</div></div>'
    )


def still_open(term: Term) -> str:
    """Return the questions without an answer."""
    questions = terms.open_choices(term)
    if not questions:
        return ""
    rows = "".join(f"<li>{html.escape(one)}</li>" for one in questions)
    return f"<h3>Nog open</h3><ul>{rows}</ul>"


def criterion(term: Term) -> str:
    """Return what it leads to that can be tested."""
    text = term.criterion if term.criterion.strip() else "○ nog geen criterium"
    return "<h3>Gelukt als</h3>" + text_html(text, "wd-definition")


def proposal(known: terms.Default, with_figure: set[str]) -> str:
    """Return the proposed criterion and by what it is measured."""
    entry = catalogue.indicator(known.indicator)
    today = "er is vandaag een cijfer" if entry.id in with_figure else "vandaag alleen met een eigen meting"
    text = f"Voorstel: {known.criterion} Te meten met ‘{entry.name}’; {today}."
    return text_html(text, "wd-help")


def wordings(term: Term, *, revealed: bool) -> str:
    """Return what each party means by it, side by side; only who has spoken as long as it is not revealed."""
    title = "<h3>Zo zegt ieder het</h3>"
    if not term.wordings:
        return title + text_html("Er is nog niets opgeschreven.", "wd-help")
    if not revealed:
        names = dutch.join(html.escape(one.party) for one in term.wordings)
        return f"{title}<div>Opgeschreven door {names}. Verborgen tot u op ‘Laat alles zien’ drukt.</div>"
    cards = "".join(
        f"<div><b>{html.escape(one.party)}</b><div>{html.escape(one.text)}</div></div>"
        for one in term.wordings
    )
    return f'{title}<div class="wd-wordings">{cards}</div>'


def used_in(ambition: Ambition, term: Term) -> str:
    """Return the objectives that use it."""
    names = [
        html.escape(name_of(one)) for one in ambition.objectives if term.name in terms.used_in(ambition, one)
    ]
    return f"<h3>Gebruikt in</h3><div>{dutch.join(names) if names else 'nog geen doel'}</div>"
