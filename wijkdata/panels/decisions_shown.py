"""What the step Besluit shows: the ambition on one page, the log, differences, findings and notes, as HTML."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence

from wijkdata import catalogue, dutch
from wijkdata.ambition import rules
from wijkdata.ambition.model import Ambition, Decision, Objective
from wijkdata.ambition.planned import name_of
from wijkdata.panels.fields import text_html
from wijkdata.panels.pager import ROOM, Block, Frame, Sheet, lines_of, parted, pieces, sheets

#: Letters on a line of the screen, and the most lines of one text on a page.
_SIGNS, _LINES = 98, 20
#: Letters on a line of a finding beside its level, and of an objective and its owner in their columns.
_FINDING_SIGNS, _NAME_SIGNS, _OWNER_SIGNS = 90, 28, 22
#: Lines that a heading takes, and the edges of a row.
_HEADING, _EDGE = 1.6, 0.4
#: Lines for the newest decisions below the objectives; longer ones stand with all decisions only.
_LOG_LINES = 9

#: The mark of a level of a finding; the word stands beside it.
_MARKS = {rules.WRONG: "✖", rules.CAUTION: "◆", rules.ADVICE: "○"}


def page_html(ambition: Ambition, start: int = 0, count: int | None = None, *, log: int = 4) -> str:
    """Return objectives and the newest decisions as one page; of many objectives a part of them."""
    end = None if count is None else start + count
    chosen = ambition.objectives[start:end]
    rows = "".join(_objective_row(rules.in_this_area(ambition, one)) for one in chosen)
    decisions = "".join(text_html(one, "wd-said", "li") for one in log_lines(ambition)[:log])
    table = (
        '<table class="wd-objectives"><tr><th>Doel</th><th class="wd-right-aligned">Nulmeting</th>'
        f'<th class="wd-right-aligned">Streefwaarde</th><th>Eigenaar</th><th>Toetsbaar</th></tr>{rows}</table>'
        if rows
        else '<div class="wd-help">Hier komt de ambitie op één bladzijde te staan. Maak eerst een doel bij '
        "Nulmeting.</div>"
    )
    return table + (f"<h3>Besluiten</h3><ul>{decisions}</ul>" if decisions else "")


def log_lines(ambition: Ambition) -> list[str]:
    """Return decisions and adopted versions as lines of text, the newest first."""
    found = [(one.date, position, _decision_line(one)) for position, one in enumerate(ambition.decisions)]
    found += [
        (one.date, len(found), f"{dutch.day(one.date)}: versie {one.number} vastgesteld ({one.who})")
        for one in ambition.adopted
    ]
    return [text for *_, text in sorted(found, key=lambda one: one[:2], reverse=True)]


def objective_sheets(ambition: Ambition, *, log: int) -> list[Sheet]:
    """Return objectives with the newest decisions below them, as many on a page as fit."""
    newest = log_lines(ambition)[:log]
    short = log_fits(newest)
    room = ROOM - 2 - (_LOG_LINES if newest and short else 0)
    found, start = [], 0
    for page in parted(ambition.objectives, _objective_lines, room):
        found.append(Sheet(page_html(ambition, start, len(page), log=log if short else 0)))
        start += len(page)
    return found


def log_fits(log: Sequence[str]) -> bool:
    """Say whether there is room for these decisions below the objectives."""
    return sum(lines_of(one, _SIGNS) for one in log) <= _LOG_LINES


def _objective_lines(objective: Objective) -> float:
    names = lines_of(name_of(objective), _NAME_SIGNS), lines_of(objective.owner, _OWNER_SIGNS)
    return max(2, *names) + _EDGE


def line_sheets(groups: Mapping[str, Sequence[str]], *, title: str = "") -> list[Sheet]:
    """Return lines of text under their headings as pages that fit on the screen."""
    blocks: list[Block] = []
    for heading, lines in groups.items():
        frame = Frame(text_html(heading, "wd-group"), lines=_HEADING)
        blocks += [_line(part, frame) for text in lines for part in pieces(text, _SIGNS, _LINES)]
        if not lines:
            blocks.append(Block("", 0, frame))
    top = text_html(title, tag="h3") if title else ""
    return sheets(blocks, title=top, room=ROOM - (2 if title else 0))


def _line(text: str, frame: Frame) -> Block:
    return Block(text_html(text, "wd-line"), lines_of(text, _SIGNS) + 0.2, frame)


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


def finding_sheets(found: Sequence[rules.Finding]) -> list[Sheet]:
    """Return findings with their level, where they are and what to do, as pages."""
    if not found:
        return [
            Sheet(
                '<div class="wd-help">Niets gevonden: deze ambitie is toetsbaar en spreekt zichzelf niet tegen.</div>'
            )
        ]
    frame = Frame("<table>", "</table>")
    return sheets([_finding(one, frame) for one in found])


def _finding(one: rules.Finding, frame: Frame) -> Block:
    where = one.where[:1].upper() + one.where[1:]
    return Block(
        f'<tr><td class="wd-level">{_MARKS[one.level]} {one.level}</td>'
        f'<td class="wd-said"><b>{html.escape(where)}</b><br>{html.escape(one.message)}</td></tr>',
        lines_of(where, _FINDING_SIGNS - 10) + lines_of(one.message, _FINDING_SIGNS) + _EDGE,
        frame,
        counts=True,
    )


def note_sheets(ambition: Ambition) -> list[Sheet]:
    """Return the notes as pages."""
    if not ambition.notes:
        return [
            Sheet(
                '<div class="wd-help">Hier komen notities die alleen het team ziet. Schrijf er links een op.</div>'
            )
        ]
    lines = []
    for one in ambition.notes:
        day = f"{dutch.day(one.entered)} " if one.entered else ""
        lines.append(f"{day}{f'{one.about}: ' if one.about else ''}{one.text}")
    return line_sheets({"Alleen voor het team": lines})


def _decision_line(decision: Decision) -> str:
    who = f", {decision.who}" if decision.who else ""
    why = f"\nWaarom: {decision.why}" if decision.why else ""
    internal = " (intern)" if decision.internal else ""
    return f"{dutch.day(decision.date)}{who}: {decision.what}{internal}{why}"


def _objective_row(objective: Objective) -> str:
    def figure(value: float, year: int, status: str = "") -> str:
        known = objective.indicator in catalogue.indicators()
        text = catalogue.indicator(str(objective.indicator)).text(value) if known else str(value)
        return f"{html.escape(text)}<br>{year}{html.escape(f', {status}') if status else ''}"

    base, target = objective.baseline, objective.target
    testable = "ja" if rules.testable(objective) else "nee"
    return (
        f'<tr><td class="wd-said">{html.escape(name_of(objective))}</td>'
        f'<td class="wd-right-aligned">{figure(base.value, base.year, base.status) if base else "–"}</td>'
        f'<td class="wd-right-aligned">{figure(target.value, target.year) if target else "–"}</td>'
        f'<td class="wd-said">{html.escape(objective.owner) or "–"}</td><td>{testable}</td></tr>'
    )
