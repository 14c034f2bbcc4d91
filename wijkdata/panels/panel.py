"""The frame that all panels share: a question and controls on the left, one picture on the right."""

from __future__ import annotations

import contextlib
import html
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from typing import TYPE_CHECKING

import ipywidgets as widgets
import traitlets

from wijkdata import look
from wijkdata.panels.fields import Message, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.pager import Pager, Sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Size of a picture in pixels on a screen of 1366×768; on a larger screen it is shown larger.
PICTURE = (880, 590)

#: Pictures are drawn this much finer than they are shown at 1366 px, so that they stay sharp at 1920 px.
SHARPNESS = 1.5

#: The key by which the page at the right side is remembered.
_PAGE = "page"


class Picture(widgets.Image):
    """A picture, and in `tooltip` what can be read on it, for whoever does not see it.

    The front end only shows a tooltip of what also has a description.
    """

    description = traitlets.Unicode("").tag(sync=True)


class Panel(widgets.HBox):
    """A step of the method.

    Widgets are built once; `refresh` only changes their values. A panel that is not shown is refreshed when it is
    shown again.

    Parameters
    ----------
    model
        The ambition that this panel shows and changes.

    Attributes
    ----------
    name, question
        Of the step.
    remembers
        The choices of what is shown, by attribute, that are found again when the page is opened anew; a choice on
        which others depend goes before them.
    """

    name = ""
    question = ""
    remembers: tuple[str, ...] = ("part", "view", "theme", "indicator", "objective", "paced", "term", "party")

    def __init__(self, model: AmbitionModel) -> None:
        self.model = model
        self.message = Message()
        self.picture = Picture(format="png", layout=widgets.Layout(width="100%"))
        self.picture.add_class("wd-picture")
        self.above = widgets.HTML()
        self._sheets: Sequence[Sheet] = ()
        self._picture_on: Callable[[int], Figure | None] | None = None
        self.pager = Pager(self._show_sheet)
        self.source = widgets.HTML()
        question = widgets.HTML(text_html(self.question, "wd-question", "h2"))
        controls = self.controls()
        last = [] if self.message in controls else [self.message]
        self.left = widgets.VBox([question, *controls, *last])
        self.right = widgets.VBox([self.pager, self.above, self.picture, self.source])
        self.left.add_class("wd-left")
        self.right.add_class("wd-right")
        super().__init__([self.left, self.right])
        self.add_class("wd")
        self.add_class("wd-panel")
        self._shown = True
        self._stale = False
        model.observe(lambda _change: self._changed(), names=["ambition", "dark"])
        self.refresh()

    def controls(self) -> Sequence[widgets.Widget]:
        """Build the controls of the left side, once; the message comes last where it is not among them."""
        raise NotImplementedError

    def refresh(self) -> None:
        """Show the model as it is now."""
        raise NotImplementedError

    @staticmethod
    def state(model: AmbitionModel) -> str:
        """Say how far this step is: ``●`` done, ``◐`` begun, ``○`` open."""
        raise NotImplementedError

    def show(self, *, shown: bool) -> None:
        """Show or hide the panel; when shown again it catches up with what changed meanwhile."""
        self._shown = shown
        (self.remove_class if shown else self.add_class)("wd-hidden")
        if shown and self._stale:
            self._changed()

    def _changed(self) -> None:
        self._stale = not self._shown
        if self._shown:
            self.refresh()

    def draw(self, figure: Figure | None) -> None:
        """Put a figure in the picture; None leaves the place empty."""
        paint(self.picture, figure, dark=self.model.dark)

    def remembered(self) -> dict[str, str]:
        """Return what is shown: the words of each choice that is remembered, and a page other than the first."""
        page = {_PAGE: str(self.pager.page)} if self.pager.page else {}
        return {name: str(one.label) for name, one in self._remembering() if one.label} | page

    def show_again(self, remembered: Mapping[str, str]) -> None:
        """Show what was shown before, as far as it is still there."""
        for name, one in self._remembering():
            if name in remembered:
                with contextlib.suppress(traitlets.TraitError):
                    one.label = remembered[name]
        page = remembered.get(_PAGE, "")
        if page.isdecimal():
            self.pager.go(int(page))

    def on_shown(self, told: Callable[[], object]) -> None:
        """Call this when something else is chosen to be shown."""
        for _, one in self._remembering():
            one.observe(lambda _change: told(), names="index")
        for button in (self.pager.back, self.pager.on):
            button.on_click(lambda _button: told())

    def _remembering(self) -> list[tuple[str, widgets.Widget]]:
        found = ((name, getattr(self, name, None)) for name in self.remembers)
        return [
            (name, one) for name, one in found if isinstance(one, (widgets.Dropdown, widgets.ToggleButtons))
        ]

    def show_sheets(self, sheets: Sequence[Sheet], about: object = None) -> None:
        """Show text at the right that may take more than one page.

        Parameters
        ----------
        about
            What it is about: the same subject stays at its page, another starts at the first.
        """
        self._picture_on = None
        self._offer_sheets(sheets, about)

    def show_pictures(
        self, count: int, picture: Callable[[int], Figure | None], about: object = None
    ) -> None:
        """Show at the right a picture that may take more than one page.

        Parameters
        ----------
        count
            How many pages there are.
        picture
            Draws the page with this number, from 0.
        about
            As for `show_sheets`.
        """
        self._picture_on = picture
        self._offer_sheets([Sheet("")] * count, about)

    def _offer_sheets(self, sheets: Sequence[Sheet], about: object) -> None:
        self._sheets = sheets
        self.pager.offer([one.count for one in sheets], about)

    def show_text(self, text: str) -> None:
        """Show text at the right that fits on one page, as HTML."""
        self.show_sheets([Sheet(text)])

    def _show_sheet(self, page: int) -> None:
        self.above.value = self._sheets[page].html
        if self._picture_on is not None:
            self.draw(self._picture_on(page))

    def tell_source(self, text: str, origin: str = "") -> None:
        """Show the source line under the picture, and behind it the button that tells where the figures come from.

        Parameters
        ----------
        origin
            As `provenance.provenance` returns it.
        """
        between = " " if text and origin else ""
        self.source.value = f'<div class="wd-source">{html.escape(text)}{between}{origin}</div>'


def paint(picture: Picture, figure: Figure | None, *, dark: bool, sharpness: float = SHARPNESS) -> None:
    """Draw a figure in a picture, with its words; None takes the picture away.

    Parameters
    ----------
    dark
        Whether on dark paper.
    sharpness
        How many pixels it is drawn with for each of its own.
    """
    from wijkdata.plots.dark import darken  # noqa: PLC0415  (matplotlib loads with the first picture)
    from wijkdata.plots.style import DPI, sentences, to_png  # noqa: PLC0415

    if figure is not None:
        picture.tooltip = ". ".join(sentences(figure))
        if dark:
            darken(figure)
        figure.set_dpi(DPI * sharpness)
        picture.value = to_png(figure)
    picture.layout.display = "" if figure is not None else "none"


def advice(text: str) -> widgets.HTML:
    """Return a sentence of help."""
    return widgets.HTML(text_html(text, "wd-help"))


def heading(text: str) -> widgets.HTML:
    """Return a heading within a panel."""
    return widgets.HTML(text_html(text, "wd-group"))


def stylesheet() -> widgets.HTML:
    """Return the widget that carries the style of the panels; show it once per page."""
    css = resources.files("wijkdata.panels").joinpath("screen.css").read_text(encoding="utf-8")
    colours = (
        f".wd {{ {look.css(look.LIGHT)} --wd-fonts: {look.FONTS}; color-scheme: light; }}\n"
        f".wd-dark, .wd-dark .wd {{ {look.css(look.DARK)} color-scheme: dark; }}\n"
    )
    return widgets.HTML(f"<style>{colours}{css}</style>", layout=widgets.Layout(display="none"))
