"""Step Tijd is geld: what delay costs, who bears it, and when that is more than the subsidy on the table."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from functools import partial

import ipywidgets as widgets

from wijkdata import delay
from wijkdata.ambition import delay_case
from wijkdata.ambition.delay_case import MONTHS, SUBSIDY
from wijkdata.delay import BEARERS, CASH, PARAMETERS, Amount, Case, Delay
from wijkdata.delay_words import amount_text, months_text, plain, source_text, span
from wijkdata.errors import WijkdataError
from wijkdata.panels.fields import INTERNAL, NumberField, guarded, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.panel import PICTURE, Panel, advice
from wijkdata.panels.provenance import from_amounts, provenance

#: Per part of the controls its fields: id, label, unit and what it is, in the field as long as it is empty.
_FIELDS: dict[str, tuple[tuple[str, str, str, str], ...]] = {
    "bedragen": (
        ("geinvesteerd", "Geïnvesteerd", "euro", "tot nu toe"),
        ("aan_te_besteden", "Aanbesteden", "euro", "nog te doen"),
        ("opbrengst", "Opbrengst", "euro", "die nog komt"),
        ("fte", "Mensen", "fte", "erop"),
        (SUBSIDY, "Subsidie", "euro", "op tafel"),
    ),
    "tarieven": (
        ("rente", "Rente", "% per jaar", ""),
        ("kostenindex", "Werk duurder", "% per jaar", ""),
        ("opbrengstindex", "Meer opbrengst", "% per jaar", ""),
        ("maandtarief", "Een fte kost", "euro/maand", ""),
    ),
    "wijk": (
        ("woningen", "Woningen", "", "in het plan"),
        ("besparing", "Besparing", "euro/jaar", "per woning"),
        ("co2", "Minder CO₂", "kg/jaar", "per woning"),
        ("co2_prijs", "Prijs CO₂", "euro/ton", ""),
    ),
}

_PROPOSED = "Wat grijs in een veld staat is een voorstel: typ uw eigen getal, met de bron bij Marge en bron."
_HELP = {
    "bedragen": "Een leeg veld is onbekend en telt niet mee. Is er niets, vul dan 0 in.",
    "tarieven": _PROPOSED,
    "wijk": _PROPOSED,
}

_PARTS = (
    ("Bedragen", "bedragen"),
    ("Tarieven", "tarieven"),
    ("Wijk", "wijk"),
    ("Marge en bron", "marge"),
    ("Wie betaalt", "wie"),
)

#: What happened elsewhere, in own words; from the page of Wijkkompas about this step.
_ELSEWHERE = (
    "In Apeldoorn kwamen gemeente, ontwikkelaars en corporaties niet uit de duurzaamheidseisen. Ambtenaren rekenden "
    "toen uit wat een paar maanden uitstel kostte, en boden precies dat bedrag als subsidie. Kort daarna lag er een "
    "overeenkomst."
)


class DelayPanel(Panel):
    """Enter a few amounts and see what delay costs, by line and by who bears it."""

    name = "Tijd is geld"
    question = "Wat kost een half jaar uitstel?"

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the months, the parts with their fields, the margins and who bears what."""
        self.months = NumberField("Uitstel", unit="maanden", placeholder="6")
        self.months.observe(lambda _change: self.keep(MONTHS, self.months), names="number")
        self.part = widgets.ToggleButtons(options=_PARTS)
        self.part.add_class("wd-parts")
        self.part.observe(lambda _change: self._show_part(), names="value")
        self.fields: dict[str, NumberField] = {}
        self.boxes: dict[str, widgets.VBox] = {}
        for part, fields in _FIELDS.items():
            for key, label, unit, hint in fields:
                decimals = 1 if unit.startswith("%") else 0
                field = NumberField(label, unit=unit, decimals=decimals, placeholder=hint)
                field.observe(partial(self._typed, key, field), names="number")
                self.fields[key] = field
            self.boxes[part] = widgets.VBox([self.fields[key] for key, *_ in fields])
        for part, help_text in _HELP.items():
            self.boxes[part].children = (*self.boxes[part].children, advice(help_text))
        self.boxes["marge"] = self._margin_box()
        self.boxes["wie"] = self._bearers_box()
        for box in (self.months, *self.boxes.values()):
            box.add_class("wd-amounts")
        self._filling = False
        self._show_part()
        return [self.months, self.part, *self.boxes.values()]

    def _typed(self, key: str, field: NumberField, _change: object) -> None:
        self.keep(key, field)

    def _margin_box(self) -> widgets.VBox:
        options = [*((one.name, key) for key, one in PARAMETERS.items()), ("Subsidie op tafel", SUBSIDY)]
        self.which = widgets.Dropdown(description="Getal", options=options)
        self.low, self.high = NumberField("Laag"), NumberField("Hoog")
        self.origin = widgets.Text(
            description="Bron", continuous_update=False, placeholder="van wie, en welk jaar"
        )
        self.now = widgets.HTML()
        self.internal = widgets.Checkbox(description=INTERNAL, indent=False)
        self.back = widgets.Button(description="Terug naar het voorstel")
        self.which.observe(lambda _change: self._other_number(), names="value")
        for field in (self.low, self.high):
            field.observe(lambda _change: self.keep_margin(), names="number")
        self.origin.observe(lambda _change: self.keep_margin(), names="value")
        self.internal.observe(lambda _change: self.keep_internal(), names="value")
        self.back.on_click(lambda _button: self.take_back())
        own = widgets.VBox([self.internal, self.back])
        return widgets.VBox([self.which, self.low, self.high, self.origin, own, self.now])

    def _bearers_box(self) -> widgets.VBox:
        self.line = widgets.Dropdown(
            description="Regel", options=[(one.name, key) for key, one in CASH.items()]
        )
        labels = {**BEARERS, "corporatie": "corporatie", "ontwikkelaar": "ontwikkelaar*"}
        self.shares = {who: NumberField(labels[who].capitalize(), unit="%", decimals=0) for who in BEARERS}
        self.rest = widgets.HTML()
        self.line.observe(lambda _change: self._other_line(), names="value")
        for who, field in self.shares.items():
            field.observe(partial(self._share_typed, who), names="number")
        return widgets.VBox([self.line, *self.shares.values(), self.rest])

    def _share_typed(self, who: str, _change: object) -> None:
        self.keep_share(who)

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Begun with the first number; done when every line that is money of the parties can be computed."""
        if not model.ambition.delay:
            return "○"
        try:
            case = delay_case.case_of(model.ambition)
        except WijkdataError:
            return "◐"
        return "◐" if delay.cost_of_delay(case, delay_case.USUAL_MONTHS).left_out else "●"

    # --- keeping -------------------------------------------------------------------------------------------------

    @guarded
    def keep(self, key: str, field: NumberField) -> None:
        """Keep what was typed; an empty field takes the number back. What is wrong is said beside the field."""
        if field.filling or self._filling:
            return
        self.message.clear()
        if field.unreadable:
            return  # that stands beside the field
        if field.number is None:
            self.model.change(delay_case.clear_assumption, key)
        else:
            self._keep(field, delay_case.set_value, key, field.number)

    @guarded
    def keep_margin(self) -> None:
        """Keep bandwidth and source of the number that was chosen."""
        if self._filling or self.low.filling or self.high.filling:
            return
        self.message.clear()
        if self.low.unreadable or self.high.unreadable:
            return  # that stands beside the field
        case = delay_case.case_of(self.model.ambition, self._proposals())
        amount = self._amount(case, self.which.value)
        if amount is None:
            raise WijkdataError(f"Vul eerst het getal zelf in: {self.which.label}.")
        # A margin around a proposal makes it the team's own number, from the same source until they name another.
        source = self.origin.value.strip() or (_short(amount.source) if amount.proposed else "")
        edit = partial(delay_case.set_assumption, low=self.low.number, high=self.high.number, source=source)
        too_high = self.low.number is not None and self.low.number > amount.value
        if self._keep(self.low if too_high else self.high, edit, self.which.value, amount.value):
            for field in (self.low, self.high):
                field.message.clear()

    @guarded
    def keep_internal(self) -> None:
        """Keep whether the number that was chosen stays within the team."""
        if not self._filling:
            self.message.clear()
            self.model.change(delay_case.set_internal, self.which.value, internal=self.internal.value)

    @guarded
    def take_back(self) -> None:
        """Take the team's own number back, so that the proposal counts again, if there is one."""
        self.message.clear()
        self.model.change(delay_case.clear_assumption, self.which.value)

    @guarded
    def keep_share(self, who: str) -> None:
        """Keep which part of the line on screen somebody bears."""
        field = self.shares[who]
        if field.filling or self._filling:
            return
        self.message.clear()
        if field.unreadable:
            return  # that stands beside the field
        if not self._keep_part(who, field):
            return
        for other, refused in self.shares.items():
            if refused.message.text and not refused.unreadable:  # there may be room for it now
                refused.message.clear()
                self._keep_part(other, refused)

    def _keep_part(self, who: str, field: NumberField) -> bool:
        part = None if field.number is None else field.number / 100
        return self._keep(field, delay_case.set_share, self.line.value, who, part)

    def _keep(self, field: NumberField, edit: Callable[..., object], *arguments: object) -> bool:
        """Keep a change and say whether that was possible; what is wrong with it is said beside the field."""
        try:
            self.model.change(edit, *arguments)
        except WijkdataError as error:
            if not error.field:
                raise
            field.refuse(str(error))
            return False
        return True

    # --- showing -------------------------------------------------------------------------------------------------

    def _show_part(self) -> None:
        for part, box in self.boxes.items():
            box.layout.display = "" if self.part.value == part else "none"

    @guarded
    def _other_number(self) -> None:
        for field in (self.low, self.high):
            field.message.clear()
        proposed = self._proposals()
        self._fill_margin(delay_case.case_of(self.model.ambition, proposed), proposed)

    @guarded
    def _other_line(self) -> None:
        for field in self.shares.values():
            field.message.clear()
        self._fill_shares()

    def _proposals(self) -> dict[str, Amount]:
        area = self.model.area
        return delay_case.proposals_for(
            self.model.ambition, area, None if area is None else self.model.figures
        )

    @guarded
    def refresh(self) -> None:
        """Show the numbers as they are in the ambition, and what follows from them."""
        self.message.clear()
        self.draw(None)
        self.tell_source("")
        proposed = self._proposals()
        case = delay_case.case_of(self.model.ambition, proposed)
        self._filling = True
        try:
            self._fill(proposed)
            self._fill_margin(case, proposed)
            self._fill_shares()
        finally:
            self._filling = False
        self._draw_delay(case)
        self.tell_source("", provenance("de aannames", from_amounts(case.amounts)))

    def _fill(self, proposed: dict[str, Amount]) -> None:
        own = {one.id: one.value for one in self.model.ambition.delay}
        hints = {key: hint for fields in _FIELDS.values() for key, _, _, hint in fields}
        for key, field in {**self.fields, MONTHS: self.months}.items():
            if key in proposed:
                field.text.placeholder = plain(proposed[key].value)
            elif key in hints:
                field.text.placeholder = hints[key]
            if not field.message.text:
                field.fill(own.get(key))

    def _amount(self, case: Case, key: str) -> Amount | None:
        """Return a number with its bandwidth and source; None where there is none."""
        return delay_case.subsidy_amount(self.model.ambition) if key == SUBSIDY else case.amounts.get(key)

    def _fill_margin(self, case: Case, proposed: dict[str, Amount]) -> None:
        key = self.which.value
        amount = self._amount(case, key)
        unit = "" if key == SUBSIDY else PARAMETERS[key].unit
        was, self._filling = self._filling, True
        try:
            for field, value in (
                (self.low, amount.low if amount else None),
                (self.high, amount.high if amount else None),
            ):
                if not field.message.text:
                    field.fill(value, unit=unit)
            self.origin.value = "" if amount is None or amount.proposed else amount.source
            self.internal.value = delay_case.is_internal(self.model.ambition, key)
        finally:
            self._filling = was
        # What is on the table is a fact: it has no margin.
        for field in (self.low, self.high):
            field.layout.display = "none" if key == SUBSIDY else ""
        own = any(one.id == key for one in self.model.ambition.delay)
        for one in (self.internal, self.back):
            one.layout.display = "" if own else "none"
        self.back.description = "Terug naar het voorstel" if key in proposed else "Haal dit getal weg"
        self.now.value = _now_html(key, amount)

    def _fill_shares(self) -> None:
        parts = delay_case.shares_of(self.model.ambition).get(self.line.value, {})
        for who, field in self.shares.items():
            if not field.message.text:
                field.fill(round(100 * parts[who], 6) if who in parts else None)
        left = 100 * max(0.0, 1 - sum(parts.values()))
        text = "De regel is helemaal verdeeld." if left < 1e-6 else f"Nog niet verdeeld: {plain(left)}%."
        self.rest.value = text_html(f"{text} * Of warmtebedrijf.", "wd-remark")

    def _draw_delay(self, case: Case) -> None:
        months = delay_case.months_of(self.model.ambition)
        subsidy = delay_case.subsidy_of(self.model.ambition)
        found = delay.cost_of_delay(case, months)
        if found.total is None:
            self.above.value = _empty_html(found)
            return
        from wijkdata.plots.delay import plot_delay  # noqa: PLC0415  (matplotlib loads with the first picture)

        self.above.value = ""
        even = None if subsidy is None else delay.break_even(case, subsidy)
        self.draw(
            plot_delay(
                found,
                delay.curve(case, delay.horizon(months, even)),
                even=even,
                source=source_text(case, found),
                size=PICTURE,
            )
        )


def _short(source: str) -> str:
    """Return the first sentence of a source: who published it, where and when."""
    return source.partition(". ")[0].rstrip(".")


def _now_html(key: str, amount: Amount | None) -> str:
    if amount is None:
        return text_html("Dit getal is nog niet ingevuld.", "wd-remark")
    if key == SUBSIDY:
        return text_html(f"Nu: {plain(amount.value)} euro.", "wd-remark")
    what = "Voorstel" if amount.proposed else "Nu"
    source = f" {amount.source}" if amount.proposed and amount.source else ""
    return text_html(f"{what}: {amount_text(key, amount)}.{source}", "wd-remark")


def _empty_html(found: Delay) -> str:
    length = months_text(found.months)
    first = (
        f"Hier komt te staan wat {length} uitstel kost, per regel en voor wie. Vul eerst in wat er al is "
        "geïnvesteerd, of wat nog moet worden aanbesteed."
    )
    missed = [f"{one.name}: {span(one.cost)} in {length}." for one in found.social if one.cost is not None]
    return (
        "".join(text_html(text, "wd-help") for text in (first, *missed))
        + f"<h3>Uit de praktijk</h3><div>{html.escape(_ELSEWHERE)}</div>"
        + text_html("Bron: Wijkkompas, Gezamenlijke ambitie voor de wijk opstellen", "wd-source")
    )
