"""What the step Besluit shows: the ambition on one page, the log, differences, findings and notes, as HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from wijkdata import catalogue
from wijkdata.ambition import rules
from wijkdata.ambition.model import Ambition, Decision, Objective
from wijkdata.ambition.planned import name_of
from wijkdata.panels.fields import text_html

#: Letters that fit on one page of the screen, with the lines that headings take reckoned as letters too.
_PAGE, _LINE = 1500, 75

#: The mark of a level of a finding; the word stands beside it.
_MARKS = {rules.WRONG: "✖", rules.CAUTION: "◆", rules.ADVICE: "○"}


def page_html(ambition: Ambition, start: int = 0, count: int | None = None, *, log: int = 4) -> str:
    """Return objectives and the newest decisions as one page; of many objectives a part of them."""
    end = None if count is None else start + count
    chosen = ambition.objectives[start:end]
    rows = "".join(_objective_row(rules.in_this_area(ambition, one)) for one in chosen)
    decisions = "".join(f"<li>{one}</li>" for one in log_lines(ambition)[:log])
    table = (
        '<table><tr><th>Doel</th><th class="wd-right-aligned">Nulmeting</th>'
        f'<th class="wd-right-aligned">Streefwaarde</th><th>Eigenaar</th><th>Toetsbaar</th></tr>{rows}</table>'
        if rows
        else '<div class="wd-help">Hier komt de ambitie op één bladzijde te staan. Maak eerst een doel bij '
        "Nulmeting.</div>"
    )
    return table + (f"<h3>Besluiten</h3><ul>{decisions}</ul>" if decisions else "")


def log_lines(ambition: Ambition) -> list[str]:
    """Return decisions and adopted versions as lines of HTML, the newest first."""
    found = [(one.date, position, _decision_line(one)) for position, one in enumerate(ambition.decisions)]
    found += [
        (
            one.date,
            len(found),
            html.escape(f"{one.date:%d-%m-%Y}: versie {one.number} vastgesteld ({one.who})"),
        )
        for one in ambition.adopted
    ]
    return [text for *_, text in sorted(found, key=lambda one: one[:2], reverse=True)]


def lines_html(groups: Mapping[str, Sequence[str]], *, title: str = "", escaped: bool = False) -> list[str]:
    """Return lines under their headings as pages that fit on the screen.

    Parameters
    ----------
    escaped
        True for lines that are HTML already.
    """
    pages: list[str] = []
    body, used = "", 0
    for heading, lines in groups.items():
        shown = text_html(heading, "wd-group")
        body, used = body + shown, used + _LINE
        for line in lines:
            size = max(_LINE, -(-len(line) // _LINE) * _LINE)
            if body and used + size > _PAGE and used > _LINE:
                pages.append(body)
                body, used = shown, _LINE
            body += f'<div class="wd-line">{line if escaped else html.escape(line)}</div>'
            used += size
    pages.append(body)
    top = text_html(title, tag="h3") if title else ""
    return [top + page for page in pages]


def counts_html(counts: Mapping[str, int]) -> str:
    """Return how many findings there are of each level, with what the level means."""
    meaning = {
        rules.WRONG: "moet eerst worden hersteld",
        rules.CAUTION: "is open of spreekt elkaar tegen",
        rules.ADVICE: "is goed om te weten",
    }
    lines = "".join(
        f"<div>{_MARKS[level]} {counts[level]} × <b>{level}</b>: {meaning[level]}</div>"
        for level in rules.LEVELS
    )
    return (
        f'<div class="wd-help">Wat vraagt nog aandacht, waar staat het, en wat is eraan te doen?</div>{lines}'
    )


def findings_html(found: Sequence[rules.Finding]) -> str:
    """Return findings with their level, where they are and what to do."""
    if not found:
        return '<div class="wd-help">Niets gevonden: deze ambitie is toetsbaar en spreekt zichzelf niet tegen.</div>'
    rows = "".join(
        f'<tr><td class="wd-level">{_MARKS[one.level]} {one.level}</td>'
        f"<td><b>{html.escape(one.where[:1].upper() + one.where[1:])}</b><br>{html.escape(one.message)}</td></tr>"
        for one in found
    )
    return f"<table>{rows}</table>"


def notes_html(ambition: Ambition) -> list[str]:
    """Return the notes as pages."""
    if not ambition.notes:
        return [
            '<div class="wd-help">Hier komen notities die alleen het team ziet. Schrijf er links een op.</div>'
        ]
    lines = []
    for one in ambition.notes:
        day = f"{one.entered:%d-%m-%Y} " if one.entered else ""
        lines.append(f"{day}{f'{one.about}: ' if one.about else ''}{one.text}")
    return lines_html({"Alleen voor het team": lines})


def _decision_line(decision: Decision) -> str:
    who = f" ({html.escape(decision.who)})" if decision.who else ""
    why = text_html(f"Waarom: {decision.why}", "wd-source") if decision.why else ""
    internal = " <b>intern</b>" if decision.internal else ""
    return f"{decision.date:%d-%m-%Y}: {html.escape(decision.what)}{who}{internal}{why}"


def _objective_row(objective: Objective) -> str:
    def figure(value: float, year: int, status: str = "") -> str:
        known = objective.indicator in catalogue.indicators()
        text = catalogue.indicator(str(objective.indicator)).text(value) if known else str(value)
        return f"{html.escape(text)}<br>{year}{html.escape(f', {status}') if status else ''}"

    base, target = objective.baseline, objective.target
    testable = "ja" if rules.testable(objective) else "nee"
    return (
        f"<tr><td>{html.escape(name_of(objective))}</td>"
        f'<td class="wd-right-aligned">{figure(base.value, base.year, base.status) if base else "–"}</td>'
        f'<td class="wd-right-aligned">{figure(target.value, target.year) if target else "–"}</td>'
        f"<td>{html.escape(objective.owner) or '–'}</td><td>{testable}</td></tr>"
    )
