"""Step Doelen: per objective the target, its year and path, and who follows it how."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import date

import ipywidgets as widgets

from wijkdata import catalogue, dutch
from wijkdata.ambition import edit, rules
from wijkdata.ambition.follow_up import follow_up, this_year
from wijkdata.ambition.gemeente import gemeente_sentence, judged_indicator
from wijkdata.ambition.model import Milestone, Objective
from wijkdata.ambition.planned import entry_of, name_of
from wijkdata.ambition.standing import FollowUp
from wijkdata.drawing import objective_figure
from wijkdata.errors import AmbitionFileError, TargetError, WijkdataError
from wijkdata.panels.contributions import ContributionForm, contribution_origin, contribution_sheets
from wijkdata.panels.elsewhere import ElsewherePanel
from wijkdata.panels.fields import Message, NumberField, Once, guarded, offer, text_html
from wijkdata.panels.grounds import GroundsForm, grounds_sheets
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.pager import Block, Pager, Sheet, lines_of, pieces, sheets
from wijkdata.panels.panel import PICTURE, Panel
from wijkdata.panels.provenance import from_standing, provenance
from wijkdata.panels.testable import TestableForm
from wijkdata.pathways import PATH_NAMES

#: Lines of the left side that there are for the verdict below the target and below the agreements, and what a further
#: field and the heading take of them; letters on a line, and of bold ones.
_VERDICT_ROOM, _SHORT_ROOM, _FIELD, _VERDICT_HEAD = 15, 8, 2.3, 2
_LEFT_SIGNS, _BOLD_SIGNS = 41, 36

GOAL, AGREEMENTS, GROUNDS, EXAMPLES, PARTS = range(5)

#: An example of how milestones are typed, in years to come.
_MILESTONES = f"{date.today().year + 2}: 800; {date.today().year + 4}: 700"

FREQUENCIES = ("", "elk half jaar", "elk jaar", "elke twee jaar")


class ObjectivesPanel(Panel):
    """Set the target of one objective and see at once what its path asks."""

    name = "Doelen"
    question = "Waar willen we heen?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the choice of objective, the target and the agreements about measuring."""
        self.objective = widgets.Dropdown(description="Doel")
        self.objective.add_class("wd-stacked")
        self.target = NumberField("Streefwaarde")
        self.upper = NumberField("tot en met")
        self.year = NumberField("In het jaar", whole=True, placeholder="2030")
        self.path = widgets.Dropdown(
            description="Pad", options=[(name, key) for key, name in PATH_NAMES.items()]
        )
        self.milestones = widgets.Text(
            description="Mijlpalen", continuous_update=False, placeholder=_MILESTONES
        )
        self.milestones_message = Message()
        self.part = widgets.ToggleButtons(
            options=[
                ("Doel", GOAL),
                ("Afspraken", AGREEMENTS),
                ("Gronden", GROUNDS),
                ("Bijdrage", PARTS),
                ("Voorbeelden", EXAMPLES),
            ]
        )
        self.part.add_class("wd-parts")
        self.statement = widgets.Textarea(description="In woorden", continuous_update=False, rows=3)
        self.owner = widgets.Text(
            description="Eigenaar", continuous_update=False, placeholder="welke organisatie"
        )
        self.how = widgets.Text(description="Meten met", continuous_update=False, placeholder="welke bron")
        self.who = widgets.Text(description="Meten door", continuous_update=False)
        self.frequency = widgets.Combobox(
            description="Hoe vaak", options=[one for one in FREQUENCIES if one], continuous_update=False
        )
        self.remove = widgets.Button(description="Haal dit doel weg")
        self.verdict = widgets.HTML()
        self._verdict: Sequence[Sheet] = ()
        self.verdict_pager = Pager(self._show_verdict)
        self.verdict_box = widgets.VBox([self.verdict, self.verdict_pager])
        self.verdict_box.add_class("wd-verdict")
        self.goal_box = widgets.VBox(
            [self.target, self.upper, self.year, self.path, self.milestones, self.milestones_message]
        )
        self.agreements_box = widgets.VBox(
            [self.statement, self.owner, self.how, self.who, self.frequency, self.remove]
        )
        self.testable = TestableForm(self.model, self.message)
        self.grounds = GroundsForm(self.model, self.message)
        self.contribution = ContributionForm(self.model, self.message)
        self.examples: ElsewherePanel | None = None
        self.examples_box = widgets.VBox()
        self._filling = False
        # The objective whose fields are on screen, and whether its target was typed by half.
        self._filled: str | None = None
        self._half = ""
        self._watch()
        forms = [self.testable, self.agreements_box, self.grounds, self.contribution]
        return [self.objective, self.part, self.goal_box, *forms, self.examples_box, self.verdict_box]

    def _watch(self) -> None:
        self.objective.observe(lambda _change: self._chosen(), names="value")
        self.part.observe(lambda _change: self._turned(), names="value")
        self.target.observe(lambda _change: self.keep_target(), names="number")
        self.upper.observe(lambda _change: self.keep_target(), names="number")
        self.year.observe(lambda _change: self.keep_target(), names="number")
        self.path.observe(lambda _change: self.keep_path(), names="value")
        self.milestones.observe(lambda _change: self.keep_milestones(), names="value")
        for field in (self.owner, self.how, self.who, self.frequency, self.statement):
            field.observe(lambda _change: self.keep_agreements(), names="value")
        self.remove.on_click(Once(lambda _button: self.remove_objective()))
        self._show_part()

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Done when there are objectives and all of them can be tested."""
        objectives = model.ambition.objectives
        testable = [one for one in objectives if rules.testable(one)]
        return "○" if not objectives else "●" if len(testable) == len(objectives) else "◐"

    @property
    def current(self) -> Objective | None:
        """The objective on screen; None when there is none."""
        return next((one for one in self.model.ambition.objectives if one.id == self.objective.value), None)

    def _show_part(self) -> None:
        in_words = self.current is not None and not self.current.indicator
        shown = {
            self.objective: self.part.value != EXAMPLES,
            self.goal_box: self.part.value == GOAL and not in_words,
            self.testable: self.part.value == GOAL and in_words,
            self.agreements_box: self.part.value == AGREEMENTS,
            self.grounds: self.part.value == GROUNDS,
            self.contribution: self.part.value == PARTS,
            self.examples_box: self.part.value == EXAMPLES,
            # What an objective in words misses is said with the proposal.
            self.verdict_box: self.part.value == AGREEMENTS or (self.part.value == GOAL and not in_words),
        }
        for box, wanted in shown.items():
            box.layout.display = "" if wanted else "none"

    @guarded
    def _turned(self) -> None:
        """Show the other fields, and beside them what belongs to them."""
        self._show_part()
        if self.part.value == EXAMPLES:
            self._show_examples()
        else:
            self.right.children = [self.pager, self.above, self.picture, self.source]
            self._draw_objective()

    def _show_examples(self) -> None:
        """Show what others set, in the place of the objective."""
        if self.examples is None:
            self.examples = ElsewherePanel(self.model)
            self.examples_box.children = self.examples.left.children[1:]  # the question is that of this step
        self.right.children = self.examples.right.children

    def _chosen(self) -> None:
        if not self._filling:
            self.refresh()

    @guarded
    def keep_target(self) -> None:
        """Keep target value and year once both are there; what is wrong is said beside the field."""
        objective = self.current
        if (
            self._filling
            or self.target.filling
            or self.upper.filling
            or self.year.filling
            or objective is None
        ):
            return
        if self.target.unreadable or self.year.unreadable or self.upper.unreadable:
            return  # that stands beside the field
        value, year = self.target.number, self.year.number
        self._half = ""
        if value is None and year is None:
            self.message.clear()
            self.model.change(edit.clear_target, objective.id)
            return
        if value is None or year is None:
            other = "het jaar" if year is None else "de streefwaarde"
            away = "" if objective.target is None else ", of maak beide velden leeg om dit doel open te laten"
            self._half = f"Vul ook {other} in{away}."
            self.message.say(self._half)
            return
        self.message.clear()
        try:
            self.model.change(edit.set_target, objective.id, value, int(year), self.upper.number)
        except TargetError as error:
            field = {"target_year": self.year, "year": self.year, "upper": self.upper}.get(
                error.field, self.target
            )
            field.refuse(str(error))
            return
        for field in (self.target, self.year, self.upper):
            field.message.clear()

    @guarded
    def keep_path(self) -> None:
        """Keep the kind of path."""
        if not self._filling and self.current is not None:
            self.message.clear()
            self.model.change(edit.set_path, self.current.id, self.path.value)

    @guarded
    def keep_milestones(self) -> None:
        """Keep the milestones, typed as ``2026: 800; 2028: 700``."""
        if self._filling or self.current is None:
            return
        try:
            self.model.change(edit.set_milestones, self.current.id, parse_milestones(self.milestones.value))
        except AmbitionFileError:
            self.milestones_message.clear()
            raise
        except WijkdataError as error:
            self.milestones_message.refuse(str(error))
            return
        self.milestones_message.clear()

    @guarded
    def keep_agreements(self) -> None:
        """Keep owner, measuring and the objective in words."""
        if self._filling or self.current is None:
            return
        self.model.change(
            edit.set_responsibility,
            self.current.id,
            owner=self.owner.value,
            how=self.how.value,
            who=self.who.value,
            frequency=self.frequency.value,
        )
        if self.statement.value != self.current.statement:
            self.model.change(edit.set_statement, self.current.id, self.statement.value)

    @guarded
    def remove_objective(self) -> None:
        """Take the objective on screen out of the ambition; undo brings it back."""
        if self.current is not None:
            name = name_of(self.current)
            self.model.change(edit.remove_objective, self.current.id)
            self.message.say(f"‘{name}’ is weggehaald. Met ‘Ongedaan maken’ komt het doel terug.")

    @guarded
    def refresh(self) -> None:
        """Show the objective on screen as it is in the ambition."""
        self.message.clear()
        self._filling = True
        try:
            if self._half and self._filled == self.objective.value:
                self.message.say(self._half)
            self._fill()
        finally:
            self._filling = False
        self._draw_objective()

    def _fill(self) -> None:
        objectives = self.model.ambition.objectives
        offer(self.objective, [(name_of(one), one.id) for one in objectives])
        objective = self.current
        if self._filled != self.objective.value:
            # What was refused or typed by half is of the objective before.
            self._filled, self._half = self.objective.value, ""
            for field in (self.target, self.upper, self.year):
                field.fill(None)
            self.milestones_message.clear()
        for part in (self.goal_box, self.agreements_box, self.grounds, self.contribution, self.objective):
            part.layout.visibility = "visible" if objective is not None else "hidden"
        self.testable.show(objective)
        self.grounds.show(objective)
        self.contribution.show(objective)
        self._show_part()
        if objective is None:
            return
        unit = objective.baseline.unit if objective.baseline else _unit(objective)
        target = objective.target
        if not self._half:
            if not self.target.message.text or (target and target.value == self.target.number):
                self.target.fill(target.value if target else None, unit=unit)
            if not self.year.message.text:
                self.year.fill(target.year if target else None)
        self.upper.fill(target.upper if target else None, unit=unit)
        self.upper.layout.display = "" if objective.direction == "band" else "none"
        self.path.value = objective.path.kind if objective.path.kind in PATH_NAMES else "lineair"
        if not self.milestones_message.text:
            self.milestones.value = write_milestones(objective.milestones)
        uses = objective.path.kind in ("mijlpalen", "stapsgewijs") or bool(objective.milestones)
        self.milestones.layout.display = "" if uses else "none"
        self.statement.value, self.owner.value = objective.statement, objective.owner
        self.how.value, self.who.value = objective.measuring.how, objective.measuring.who
        self.frequency.value = objective.measuring.frequency

    def _draw_objective(self) -> None:
        objective = self.current
        if objective is None:
            self.draw(None)
            self.tell_source("")
            self.show_text(
                '<div class="wd-help">Nog geen doelen. Ga naar Nulmeting, kies een indicator en druk op '
                "‘Maak hier een doel van’, of kijk bij Voorbeelden wat anderen vastlegden.</div>"
            )
            self._no_verdict()
            return
        if self.model.area is None:
            self.draw(None)
            self._no_verdict()
            self.tell_source("")
        self.show_text("")
        standing = follow_up(
            objective,
            self.model.figures,
            self.model.ambition.measurements,
            area=self.model.area,
            year=this_year(self.model.ambition),
        )
        objective = rules.in_this_area(self.model.ambition, objective)
        self._tell_verdict(objective, standing)
        if self.part.value == GROUNDS:
            self.draw(None)
            own = from_standing(objective, standing, self.model.figures)
            self.tell_source("", provenance(standing.name, own, label="herkomst van de cijfers van dit doel"))
            self.show_sheets(grounds_sheets(self.model, objective), (GROUNDS, objective.id))
            return
        if self.part.value == PARTS:
            self.draw(None)
            self.tell_source("", contribution_origin(self.model, objective))
            self.show_sheets(contribution_sheets(self.model, objective), (PARTS, objective.id))
            return
        if objective.indicator is None or objective.baseline is None:
            self.draw(None)
            self.tell_source("")
            self.show_text(_in_words_html(objective))
            return
        caveat = catalogue.indicator(judged_indicator(standing)).caveat
        self.draw(objective_figure(self.model, objective, standing, told=caveat, size=PICTURE))
        origin = from_standing(objective, standing, self.model.figures)
        self.tell_source(caveat, provenance(standing.name, origin, more=[standing.revised]))

    def _tell_verdict(self, objective: Objective, standing: FollowUp) -> None:
        """Say at the left how an objective stands, on as many pages as the room below the fields asks."""
        goal = self.part.value != AGREEMENTS
        extra = sum(one.layout.display != "none" for one in (self.upper, self.milestones))
        room = _VERDICT_ROOM - _FIELD * extra if goal else _SHORT_ROOM
        # Owner and measuring only bear on whether it can be tested.
        lines = _verdict_lines(objective, standing, self._gemeente(standing))[: None if goal else 1]
        self._verdict = verdict_sheets(lines, room)
        self.verdict_pager.offer([one.count for one in self._verdict], (objective.id, goal))

    def _gemeente(self, standing: FollowUp) -> str:
        area = self.model.area
        if area is None or standing.indicator is None:
            return ""
        return gemeente_sentence(standing, area, self.model.beside(judged_indicator(standing)))

    def _no_verdict(self) -> None:
        self.verdict.value = ""
        self.verdict_pager.offer([])

    def _show_verdict(self, page: int) -> None:
        self.verdict.value = self._verdict[page].html


def parse_milestones(text: str) -> list[Milestone]:
    """Read milestones as people type them: ``2026: 800; 2028: 700,5``.

    Raises
    ------
    TargetError
        If a part is not a year, a colon and a number.
    """
    found = []
    for part in filter(None, (one.strip() for one in text.split(";"))):
        match = re.fullmatch(r"(\d{4})\s*[:=]\s*(\S.*)", part)
        if match is None:
            raise TargetError(
                f"‘{part}’ is geen mijlpaal. Schrijf jaar en waarde, zoals {_MILESTONES}.",
                "milestones",
            )
        found.append(Milestone(year=int(match[1]), value=dutch.parse_number(match[2])))
    return found


def write_milestones(milestones: Sequence[Milestone]) -> str:
    """Write milestones the way `parse_milestones` reads them."""
    return "; ".join(f"{one.year}: {dutch.number(one.value)}" for one in milestones)


def _in_words_html(objective: Objective) -> str:
    """Show an objective of which nothing can be drawn: its words, and what would bring the picture."""
    statement = html.escape(objective.statement) or "nog zonder woorden"
    if objective.indicator is None:
        todo = "Dit is een doel in woorden. Kies links een indicator om het te toetsen; dan komt hier het verloop."
    else:
        todo = "Hier komt het verloop te staan. Leg bij Nulmeting eerst vast waar dit doel begint."
    return f'<div class="wd-statement">{statement}</div><div class="wd-help">{todo}</div>'


def _unit(objective: Objective) -> str:
    return catalogue.indicator(objective.indicator).unit if objective.indicator else ""


def _verdict_lines(objective: Objective, standing: FollowUp, gemeente: str) -> list[str]:
    """Return how an objective stands in sentences: first whether it can be tested."""
    testable = rules.testable_sentence(objective)
    lines = [testable]
    if objective.target is not None:
        lines.append(dutch.sentence(standing.pace) if standing.pace else "")
        # What makes it untestable already stands in the first line.
        reason = standing.reason.removeprefix(f"{testable}.")
        entry = entry_of(objective)
        for one in entry.breaks if entry else ():
            if one.rounding:  # how a year was rounded stands below the picture
                reason = reason.replace(dutch.sentence(one.note), "")
        lines += [" ".join(reason.split()), gemeente]
        if standing.tempo:  # behind the reason, which has to stand on the first page
            lines.append(standing.tempo.brief)
        lines += _sure(standing)
        lines.append(standing.revised)
    return [one for one in lines if one]


def verdict_sheets(lines: Sequence[str], room: float) -> list[Sheet]:
    """Return how an objective stands as pages for the left side; what is too long goes on on the next."""
    first, *rest = lines
    blocks = [Block(text_html(first, tag="b"), lines_of(first, _BOLD_SIGNS))]
    most = int(room) - _VERDICT_HEAD - 2
    blocks += [
        Block(text_html(part), lines_of(part, _LEFT_SIGNS))
        for line in rest
        for sentence in re.split(r"(?<=\.) (?=[A-Z])", line)
        for part in pieces(sentence, _LEFT_SIGNS, most)
    ]
    return sheets(blocks, title=text_html("Oordeel", "wd-group"), room=room - _VERDICT_HEAD)


def _sure(standing: FollowUp) -> list[str]:
    """Say how sure the newest figure is, and when the target is met; why so sure stands at Nulmeting."""
    if standing.newest is None or standing.baseline is None or standing.newest.year <= standing.baseline.year:
        return []
    said = [f"{standing.newest.year} ligt {standing.range_text}"] if standing.range_text else []
    if standing.forecast_text:
        said.append(f"met deze trend wordt het doel {standing.forecast_text}")
        said += [standing.apart] if standing.apart else []
    elif standing.status != "niet te bepalen" and standing.forecast_years:
        said.append(standing.forecast_reason)
    return [" ".join(map(dutch.sentence, said))]
