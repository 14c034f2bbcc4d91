"""Step Besluit: decide, adopt a version, make the documents, see what asks for attention, and notes for the team."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date
from functools import partial

import ipywidgets as widgets

from wijkdata import dutch
from wijkdata.ambition import adoption, edit, notes, public, rules, versions
from wijkdata.ambition.differences import differences, grouped
from wijkdata.ambition.meeting import parse_day
from wijkdata.ambition.model import Decision
from wijkdata.ambition.standing import FollowUp
from wijkdata.errors import WijkdataError
from wijkdata.panels.decisions_shown import (
    counts_html,
    finding_sheets,
    line_sheets,
    log_fits,
    log_lines,
    note_sheets,
    objective_sheets,
    page_html,
)
from wijkdata.panels.documents import DocumentsForm
from wijkdata.panels.fields import Kept, guarded, offer, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.pager import PagedChips, Sheet
from wijkdata.panels.panel import Panel, advice
from wijkdata.panels.provenance import from_baselines, provenance

__all__ = ["DecisionsPanel", "page_html"]

DECIDE, ADOPT, DOCUMENTS, CHECK, NOTES = range(5)

#: Newest decisions below the objectives.
_LOG = 2
#: Lines that there is room for below the fields of a note.
_NOTES_ROOM = 15
#: Places that are still open which are named before adopting; the others are counted.
_NAMED = 3


class DecisionsPanel(Panel):
    """Write down decisions, which are only ever added, and adopt the ambition."""

    name = "Besluit"
    question = "Wat leggen we vast?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the five views: a decision, adopting, documents, what asks for attention, and notes."""
        self.part = widgets.ToggleButtons(
            options=[
                ("Besluit", DECIDE),
                ("Vaststellen", ADOPT),
                ("Documenten", DOCUMENTS),
                ("Controle", CHECK),
                ("Notities", NOTES),
            ]
        )
        self.part.add_class("wd-parts")
        self.documents = DocumentsForm(self.model, self.message, self._show)
        self.boxes = [
            self._decide_box(),
            self._adopt_box(),
            self.documents,
            self._check_box(),
            self._notes_box(),
        ]
        self.open_points = widgets.HTML()
        self.part.observe(lambda _change: self._show_part(), names="value")
        return [self.part, *self.boxes, self.message, self.open_points]

    def _decide_box(self) -> widgets.Widget:
        self.what = widgets.Textarea(description="Besluit", continuous_update=False, rows=2)
        self.why = widgets.Text(description="Waarom", continuous_update=False)
        self.who = widgets.Text(description="Wie", continuous_update=False, placeholder="welke partijen")
        self.internal = widgets.Checkbox(description="alleen voor het projectteam", indent=False)
        self.add = widgets.Button(description="Leg besluit vast")
        self.add.add_class("wd-main")
        self.kept = Kept(self.what, self.why, self.who, self.internal)
        self.add.on_click(lambda _button: self.add_decision())
        rule = advice("Een besluit blijft staan. Wie later iets anders wil, legt een nieuw besluit vast.")
        return widgets.VBox([rule, self.what, self.why, self.who, self.internal, self.add])

    def _adopt_box(self) -> widgets.Widget:
        self.standing = widgets.HTML()
        self.adopter = widgets.Text(
            description="Wie stelt vast", continuous_update=False, placeholder="stuurgroep of college"
        )
        self.day = widgets.Text(description="Datum", continuous_update=False, placeholder="dag-maand-jaar")
        self.adopt_button = widgets.Button(description="Vaststellen")
        self.adopt_button.add_class("wd-main")
        self.sure = widgets.Button(description="Ja, stel vast")
        self.sure.add_class("wd-main")
        self.not_yet = widgets.Button(description="Nee, nog niet")
        self.warning = widgets.HTML()
        self.before = widgets.Dropdown(description="Vergelijk")
        self.after = widgets.Dropdown(description="met")
        self.compared = widgets.VBox([self.before, self.after])
        for field in (self.before, self.after):
            field.observe(lambda _change: self.compare_versions(), names="value")
        self._filling = False
        self.confirmation = widgets.VBox([self.warning, widgets.HBox([self.sure, self.not_yet])])
        self.adopt_button.on_click(lambda _button: self.ask())
        self.sure.on_click(lambda _button: self.adopt())
        self.not_yet.on_click(lambda _button: self._ask_no_more())
        self._ask_no_more()
        fields = [self.adopter, self.day, self.adopt_button, self.confirmation]
        return widgets.VBox([self.standing, *fields, self.compared])

    def _check_box(self) -> widgets.Widget:
        self.counts = widgets.HTML()
        return widgets.VBox([self.counts])

    def _notes_box(self) -> widgets.Widget:
        self.note = widgets.Textarea(description="Notitie", continuous_update=False, rows=3)
        self.about = widgets.Text(
            description="Waarover", continuous_update=False, placeholder="mag leeg blijven"
        )
        self.add_note_button = widgets.Button(description="Bewaar notitie")
        self.add_note_button.add_class("wd-main")
        self.kept_note = Kept(self.note, self.about)
        self.add_note_button.on_click(lambda _button: self.add_note())
        self.kept_notes = PagedChips(_NOTES_ROOM)
        rule = advice("Notities zijn voor het team zelf. Zij komen in geen document voor anderen.")
        return widgets.VBox([rule, self.note, self.about, self.add_note_button, self.kept_notes])

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Begun with the first decision or version; done when the ambition as it is now has been adopted."""
        ambition = model.ambition
        if not ambition.decisions and not ambition.adopted:
            return "○"
        standing = adoption.state(ambition)
        return "◐" if standing.version is None or standing.changed else "●"

    # --- what people do ------------------------------------------------------------------------------------------

    @guarded
    def add_decision(self) -> None:
        """Add what was typed to the log of decisions."""
        if self.kept.now:
            return
        if not self.what.value.strip():
            raise WijkdataError("Schrijf eerst op wat er is besloten.")
        decision = Decision(
            date=date.today(),
            what=self.what.value.strip(),
            why=self.why.value.strip(),
            who=self.who.value.strip(),
            internal=self.internal.value,
        )
        with self.kept:
            # One that could not be kept stands in the log already; pressing again is trying again.
            if decision not in self.model.ambition.decisions:
                self.model.change(edit.add_decision, decision)
            self.model.keep()
        self.message.say("Het besluit is vastgelegd.")

    @guarded
    def ask(self) -> None:
        """Ask whether the ambition is to be adopted; what stands in the way is said first."""
        who, day = self._typed()
        # Tried without keeping it, so that nobody is asked what then turns out to be impossible.
        number = adoption.adopt(self.model.ambition, who, day).adopted[-1].number
        self.message.clear()
        self.warning.value = text_html(
            f"{who} stelt versie {number} vast op {dutch.day(day)}. Die versie blijft daarna zoals "
            f"zij is; wat later verandert, wordt een volgende versie.{self._left_open()} Vaststellen?"
        )
        self.confirmation.layout.display = ""
        self.adopt_button.layout.display = "none"

    @guarded
    def adopt(self) -> None:
        """Adopt the ambition."""
        if self.confirmation.layout.display == "none":
            return  # the question was answered: this is the second of two presses
        who, day = self._typed()
        self._ask_no_more()
        self.model.adopt(who, day)
        self.message.say(f"Versie {self.model.ambition.adopted[-1].number} is vastgesteld.")

    def _left_open(self) -> str:
        """Say what goes into the version while it is still open; empty where nothing is."""
        found = [one for one in rules.check(self.model.ambition) if one.level == rules.CAUTION]
        where = list(dict.fromkeys(one.where for one in found))
        if not where:
            return ""
        rest = len(where) - _NAMED
        more = [f"nog {rest} {'punt' if rest == 1 else 'punten'}"] if rest > 0 else []
        return f" Nog open, en dat staat er dan bij: {dutch.join([*where[:_NAMED], *more])}; zie Controle."

    def _typed(self) -> tuple[str, date]:
        return self.adopter.value.strip(), parse_day(self.day.value) or date.today()

    def _ask_no_more(self) -> None:
        self.confirmation.layout.display = "none"
        self.adopt_button.layout.display = ""

    @guarded
    def add_note(self) -> None:
        """Keep what was typed as a note for the team."""
        if self.kept_note.now:
            return
        text, about = self.note.value, self.about.value
        with self.kept_note:
            self.model.change(notes.add_note, text, about, date.today())
        self.message.say("De notitie is bewaard.")

    @guarded
    def remove_note(self, number: int) -> None:
        """Take a note away; undo brings it back."""
        self.model.change(notes.remove_note, number)
        self.message.say("De notitie is weggehaald. Met ‘Ongedaan maken’ komt zij terug.")

    # --- what they see -------------------------------------------------------------------------------------------

    @guarded
    def refresh(self) -> None:
        """Show the view at hand."""
        self.message.clear()
        self._ask_no_more()
        self.draw(None)
        self.documents.refresh()
        self.kept_notes.fill(
            [
                (_short(one.text), "Haal deze notitie weg", partial(self.remove_note, number))
                for number, one in enumerate(self.model.ambition.notes)
            ]
        )
        self._show()

    def _show_part(self) -> None:
        self._ask_no_more()
        self.message.clear()
        self._show()

    @guarded
    def _show(self) -> None:
        for number, box in enumerate(self.boxes):
            box.layout.display = "" if number == self.part.value else "none"
        self.open_points.value = ""
        self.show_text("")
        shown = (self._decisions, self._adopting, self._documents, self._findings, self._notes)
        self.show_sheets(shown[self.part.value](), self.part.value)
        baselines = provenance("de nulmetingen", from_baselines(self.model.ambition.objectives))
        self.tell_source("", baselines if self.part.value == DECIDE or self._shows_objectives() else "")

    def _decisions(self) -> list[Sheet]:
        ambition = self.model.ambition
        found = [one for one in rules.check(ambition) if one.level != rules.ADVICE]
        count = len(found)
        if count:
            verb = "punt vraagt" if count == 1 else "punten vragen"
            self.open_points.value = (
                f'<div class="wd-group">Nog open</div><div>{count} {verb} aandacht; zie Controle.</div>'
            )
        pages = objective_sheets(ambition, log=_LOG)
        log = log_lines(ambition)
        if len(log) > _LOG or not log_fits(log[:_LOG]):
            pages += line_sheets({"Alle besluiten": log})
        return pages

    def _adopting(self) -> list[Sheet]:
        ambition = self.model.ambition
        now = adoption.state(ambition)
        lines = [f"<b>{html.escape(now.sentence)}</b>"]
        if now.version is not None and self.model.path is not None:
            verdict = adoption.verify(self.model.path, now.version.number)
            if not verdict.intact:
                lines.append(text_html(verdict.sentence, "wd-error"))
        wrong = sum(one.level == rules.WRONG for one in rules.check(ambition, reckoned=False))
        if wrong:
            what = "fout staat" if wrong == 1 else "fouten staan"
            lines.append(f"Eerst: {wrong} {what} vaststellen in de weg; zie Controle.")
        left_out = public.left_out(ambition)
        if left_out:
            lines.append(html.escape(f"Hoort er niet bij, want intern: {left_out}."))
        self.standing.value = "".join(f"<div>{one}</div>" for one in lines)
        revised = [f"{one.name}: {one.revised}" for one in self._revised()]
        groups = {"Herzien door de uitgever; de vastgelegde nulmeting blijft": revised} if revised else {}
        offered = self._offer_versions()
        chosen = {one.key: one.name for one in offered}
        before, after = versions.beside(
            ambition, self.model.path, str(self.before.value), str(self.after.value)
        )
        if self.before.value != self.after.value:
            found = grouped(differences(before, after))
            names = f"Van {chosen[str(self.before.value)]} naar {chosen[str(self.after.value)]}"
            same: dict[str, list[str]] = {} if found else {"Geen verschil in wat anderen mogen zien": []}
            return line_sheets({**groups, **found, **same}, title=names)
        pages = line_sheets(groups) if groups else []
        return [*pages, *objective_sheets(after, log=_LOG)]

    def _offer_versions(self) -> list[versions.Version]:
        """Offer what can be held against each other; at first the last adopted version and what stands now."""
        offered = versions.versions(self.model.ambition, self.model.path)
        options = [(one.short, one.key) for one in offered]
        adopted = self.model.ambition.adopted
        self._filling = True
        try:
            known = tuple(self.before.options)
            for field in (self.before, self.after):
                offer(field, options)
            # A version that was just adopted is what to compare with from then on.
            if adopted and versions.key_of(adopted[-1].number) not in {key for _, key in known}:
                self.before.value, self.after.value = versions.key_of(adopted[-1].number), versions.NOW
        finally:
            self._filling = False
        self.compared.layout.display = "" if len(offered) > 1 else "none"
        return offered

    def compare_versions(self) -> None:
        """Show the differences between the versions that were chosen."""
        if not self._filling:
            self.message.clear()
            self._show()

    def _shows_objectives(self) -> bool:
        """Say whether the objectives stand on the screen, and not the differences between two versions."""
        return bool(self.part.value == ADOPT and self.before.value == self.after.value == versions.NOW)

    def _revised(self) -> list[FollowUp]:
        return [one for one in self.model.follow_ups() if one.revised] if self.model.area is not None else []

    def _documents(self) -> list[Sheet]:
        return [Sheet(self.documents.shown_html())]

    def _findings(self) -> list[Sheet]:
        found = rules.check(self.model.ambition)
        counts = {level: sum(one.level == level for one in found) for level in rules.LEVELS}
        self.counts.value = counts_html(counts)
        return finding_sheets(found)

    def _notes(self) -> list[Sheet]:
        return note_sheets(self.model.ambition)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 34 else line[:33] + "…"
