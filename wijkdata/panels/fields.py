"""Fields and messages for people who speak Dutch: numbers with a comma, errors beside the field."""

from __future__ import annotations

import html
import logging
import math
import time
from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Any, Protocol, TypeVar

import ipywidgets as widgets
import traitlets

from wijkdata import dutch
from wijkdata.errors import WijkdataError

_log = logging.getLogger(__name__)

#: What a box says that keeps something out of the documents for others.
INTERNAL = "alleen voor het projectteam"

#: Two presses within this time are one double click [s].
DOUBLE_CLICK = 0.5
_Result = TypeVar("_Result")


def text_html(text: str, css: str = "", tag: str = "div") -> str:
    """Return text as HTML in which nothing the user typed is markup."""
    named = f' class="{css}"' if css else ""
    return f"<{tag}{named}>{html.escape(text)}</{tag}>"


class Message(widgets.HTML):
    """A line of text beside a field: empty, a remark, or what is wrong."""

    def __init__(self) -> None:
        super().__init__(value="")
        self.add_class("wd-message")
        self.text = ""

    def say(self, text: str) -> None:
        """Show a remark."""
        self._show(text, "wd-remark")

    def refuse(self, text: str) -> None:
        """Show what is wrong; screen readers speak it."""
        self._show(text, "wd-error")

    def clear(self) -> None:
        """Show nothing."""
        self._show("", "")

    def _show(self, text: str, css: str) -> None:
        self.text = text
        role = ' role="alert"' if css == "wd-error" else ""
        self.value = f'<div class="{css}"{role}>{html.escape(text)}</div>' if text else ""


class NumberField(widgets.VBox):
    """A field for a number as the Dutch write it.

    The browser's own number fields read ``13,75`` as 1375, so this is a text field that is read here.

    Attributes
    ----------
    number
        The number; None while the field is empty. What cannot be read leaves it as it was.
    unreadable
        Whether what was typed cannot be read as a number.
    """

    number = traitlets.Float(None, allow_none=True)

    def __init__(
        self,
        label: str,
        *,
        unit: str = "",
        decimals: int | None = None,
        whole: bool = False,
        placeholder: str = "",
    ) -> None:
        self.decimals = 0 if whole else decimals
        self.whole = whole
        self.label = label
        self.text = widgets.Text(description=label, continuous_update=False, placeholder=placeholder)
        self.unit = widgets.Label(unit)
        self.message = Message()
        super().__init__([widgets.HBox([self.text, self.unit]), self.message])
        self.add_class("wd-number")
        self.unreadable = False
        self._filling = False
        self.text.observe(self._read, names="value")

    def fill(self, value: float | None, *, unit: str | None = None) -> None:
        """Show a number without telling the observers of `number` that a user typed it."""
        self._filling = True
        try:
            self.text.value = "" if value is None else self._write(value)
            self.number = value
            self.unreadable = False
            self.message.clear()
            if unit is not None:
                self.unit.value = unit
        finally:
            self._filling = False

    @property
    def filling(self) -> bool:
        """Whether the field is being filled by the program, so that observers need not act."""
        return self._filling

    def refuse(self, text: str) -> None:
        """Say beside the field what is wrong with the number in it."""
        self.message.refuse(text)

    def _write(self, value: float) -> str:
        if self.whole:
            return str(round(value))
        plain = dutch.number(value, self.decimals)
        return plain if dutch.parse_number(plain) == value else dutch.number(value, _decimals_of(value))

    def _read(self, change: dict[str, Any]) -> None:
        if self._filling:
            return
        typed = str(change["new"])
        self.unreadable = False
        if not typed.strip():
            self.message.clear()
            self.number = None
            return
        try:
            value = dutch.parse_number(typed, whole=self.decimals == 0)
            if self.whole and value != round(value):
                raise WijkdataError(f"{self.label} is een heel getal, zoals 2030.")
        except WijkdataError as error:
            self.unreadable = True
            self.message.refuse(str(error))
            return
        self.message.clear()
        self.number = value


def _decimals_of(value: float) -> int:
    text = repr(float(value))
    return min(10, len(text.split(".")[1])) if "." in text and "e" not in text else 0


class Once:
    """Does something when a button is pressed, and nothing at the second press of a double click.

    What is taken away makes room for the next, so the second press would take that away too. (A button that keeps
    what was typed needs no time for this: see `Kept`.)

    Parameters
    ----------
    deed
        What to do; it gets what the press gives.
    """

    def __init__(self, deed: Callable[..., object]) -> None:
        self._deed = deed
        self._last = -math.inf

    def __call__(self, *given: object) -> None:
        """Act, unless it is the same double click."""
        moment = time.monotonic()
        again, self._last = moment - self._last < DOUBLE_CLICK, moment
        if not again:
            self._deed(*given)


class Chips(widgets.VBox):
    """Things that were chosen or entered, each a button that takes it away again."""

    def __init__(self) -> None:
        super().__init__()
        self._deeds: list[Callable[[], object]] = []
        self._press = Once(self._pressed)
        self.add_class("wd-chips")

    def fill(self, entries: Sequence[tuple[str, str, Callable[[], object]]]) -> None:
        """Show these, given as what is read, what the button is for, and what it does."""
        self._deeds = [deed for _, _, deed in entries]
        old = tuple(self.children)
        buttons = list(old[: len(entries)])
        unused = old[len(entries) :]
        while len(buttons) < len(entries):
            button = widgets.Button()
            button.on_click(partial(self._press, len(buttons)))
            buttons.append(button)
        # The buttons that are there already are used again: each new one stays in memory.
        for button, (text, tooltip, _) in zip(buttons, entries, strict=True):
            button.description, button.tooltip = f"{text}  ✕", tooltip
        if tuple(buttons) != old:
            self.children: tuple[widgets.Widget, ...] = tuple(buttons)
        for one in unused:
            for part in (one.layout, one.style, one):
                part.close()

    def _pressed(self, number: int, _button: object) -> None:
        self._deeds[number]()


def offer(dropdown: widgets.Dropdown, options: Sequence[tuple[str, Any]]) -> None:
    """Offer these options, keep what was chosen where it is still there, and else choose the first."""
    if tuple(dropdown.options) == tuple(options):
        return
    chosen = dropdown.value
    dropdown.options = options
    values = [value for _, value in options]
    dropdown.value = chosen if chosen in values else values[0] if values else None


class Kept:
    """Whether what was typed in a form was kept, and nothing has been typed since.

    Who presses a button twice means it once: the second press finds the form as the first left it, and has nothing to
    do. On a form that was never filled in, the button says what is missing.

    ``with kept:`` stands around the keeping. It empties the fields before that, as drawing everything anew may take
    seconds in which the next entry is typed; emptied afterwards, that one would be lost. If keeping fails, what was
    typed is put back.

    Parameters
    ----------
    fields
        The fields of the form; each has a `value`: text, or whether something was ticked.
    beside
        What else tells that the form is used again when it changes; it is not emptied.

    Attributes
    ----------
    now
        Whether it was kept, and nothing has been typed since.
    busy
        Whether it is being kept, so that observers of the fields need not act.
    """

    def __init__(self, *fields: widgets.Widget, beside: Sequence[widgets.Widget] = ()) -> None:
        self.now = self.busy = False
        self._fields = fields
        self._typed: list[Any] = []
        for one in (*fields, *beside):
            one.observe(self._touched, names="value")

    def __enter__(self) -> None:
        """Empty the fields."""
        self.busy = True
        self._typed = [one.value for one in self._fields]
        for one in self._fields:
            one.value = type(one.value)()

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        """Note that the form was kept, or else put back what was typed."""
        if error is not None:
            for one, typed in zip(self._fields, self._typed, strict=True):
                one.value = typed
        self.now, self.busy = error is None, False

    def _touched(self, _change: object) -> None:
        self.now = False


class Panel(Protocol):
    """What `guarded` needs of a panel: a place for messages."""

    message: Message


def guarded(method: Callable[..., _Result]) -> Callable[..., _Result | None]:
    """Show on the panel what goes wrong in a callback, in Dutch; a callback's error is otherwise lost.

    An error that is no mistake of the user is logged and raised again: in a notebook cell and in a test it must
    fail, and on the screen the panel has already said so.
    """

    @wraps(method)
    def wrapper(self: Panel, *arguments: Any, **named: Any) -> _Result | None:
        try:
            result = method(self, *arguments, **named)
        except WijkdataError as error:
            if _told_elsewhere(self, str(error)):
                self.message.clear()
            else:
                self.message.refuse(str(error))
            return None
        except Exception:
            _log.exception("Error in %s", method.__qualname__)
            self.message.refuse(
                "Hier ging iets mis in het programma; uw laatste wijziging is niet verwerkt. Wat bewaard was, staat "
                "er nog. Herlaad de pagina en probeer het opnieuw."
            )
            raise
        return result

    return wrapper


def _told_elsewhere(panel: Panel, text: str) -> bool:
    """Say whether the screen itself already tells why the ambition is not in the file."""
    model: Any = getattr(panel, "model", None)
    if model is None or getattr(panel, "tells_failure", False):
        return False
    return bool(model.failure_told) and text == model.failure
