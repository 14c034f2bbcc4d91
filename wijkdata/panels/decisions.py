"""Step Besluit: what was agreed, by whom and why, and the ambition on one page."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date

import ipywidgets as widgets

from wijkdata import catalogue
from wijkdata.ambition import edit, rules
from wijkdata.ambition.model import Ambition, Decision, Objective
from wijkdata.ambition.planned import name_of
from wijkdata.errors import WijkdataError
from wijkdata.panels.fields import guarded, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.panel import Panel, advice


class DecisionsPanel(Panel):
    """Write down decisions; they are only ever added."""

    name = "Besluit"
    question = "Wat leggen we vast?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the fields of a decision."""
        self.what = widgets.Textarea(description="Besluit", continuous_update=False, rows=2)
        self.why = widgets.Text(description="Waarom", continuous_update=False)
        self.who = widgets.Text(description="Wie", continuous_update=False, placeholder="welke partijen")
        self.add = widgets.Button(description="Leg besluit vast")
        self.add.add_class("wd-main")
        self.add.on_click(lambda _button: self.add_decision())
        self.open_points = widgets.HTML()
        rule = advice("Een besluit blijft staan. Wie later iets anders wil, legt een nieuw besluit vast.")
        return [rule, self.what, self.why, self.who, self.add, self.message, self.open_points]

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Begun with the first decision; done when nothing is wrong any more either."""
        if not model.ambition.decisions:
            return "○"
        return "◐" if any(one.level == "fout" for one in rules.check(model.ambition)) else "●"

    @guarded
    def add_decision(self) -> None:
        """Add what was typed to the log of decisions."""
        if not self.what.value.strip():
            raise WijkdataError("Schrijf eerst op wat er is besloten.")
        decision = Decision(
            date=date.today(),
            what=self.what.value.strip(),
            why=self.why.value.strip(),
            who=self.who.value.strip(),
        )
        # One that could not be kept stands in the log already; pressing again is trying again.
        if decision not in self.model.ambition.decisions:
            self.model.change(edit.add_decision, decision)
        self.model.keep()
        self.what.value = self.why.value = self.who.value = ""
        self.message.say("Het besluit is vastgelegd.")

    @guarded
    def refresh(self) -> None:
        """Show the ambition on one page, and what is still open."""
        self.message.clear()
        self.draw(None)
        self.above.value = page_html(self.model.ambition)
        found = [one for one in rules.check(self.model.ambition) if one.level != "advies"]
        points = "".join(f"<li>{html.escape(f'{one.where}: {one.message}')}</li>" for one in found[:4])
        more = f"<li>en nog {len(found) - 4}</li>" if len(found) > 4 else ""
        self.open_points.value = (
            f'<div class="wd-group">Nog open</div><ul>{points}{more}</ul>' if points else ""
        )


def page_html(ambition: Ambition) -> str:
    """Return objectives and decisions as one page."""
    rows = "".join(_objective_row(rules.in_this_area(ambition, one)) for one in ambition.objectives)
    decisions = "".join(map(_decision_item, reversed(ambition.decisions[-4:])))
    table = (
        '<table><tr><th>Doel</th><th class="wd-right-aligned">Nulmeting</th>'
        f'<th class="wd-right-aligned">Streefwaarde</th><th>Eigenaar</th><th>Toetsbaar</th></tr>{rows}</table>'
        if rows
        else '<div class="wd-help">Hier komt de ambitie op één bladzijde te staan.</div>'
    )
    return table + (f"<h3>Besluiten</h3><ul>{decisions}</ul>" if decisions else "")


def _decision_item(decision: Decision) -> str:
    who = f" ({html.escape(decision.who)})" if decision.who else ""
    why = text_html(f"Waarom: {decision.why}", "wd-source") if decision.why else ""
    return f"<li>{decision.date:%d-%m-%Y}: {html.escape(decision.what)}{who}{why}</li>"


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
