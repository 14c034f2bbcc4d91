"""The documents for others: made step by step beside the ambition file, and offered to take along."""

from __future__ import annotations

import asyncio
import base64
import html
from collections.abc import Callable, Generator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import ipywidgets as widgets

from wijkdata import dutch
from wijkdata.ambition import public, versions
from wijkdata.errors import WijkdataError
from wijkdata.panels.fields import Message, guarded, offer, text_html
from wijkdata.panels.model import AmbitionModel
from wijkdata.panels.panel import advice

if TYPE_CHECKING:
    from wijkdata.reports.write import Step

#: Time between two steps for what else is asked of the screen, such as to stop [s].
_BREATH = 0.02

#: What is made: its name, what it is for, and its files with what each is called.
_MADE: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Ambitie voor de wijk",
        "wat is afgesproken, met bij elk cijfer de bron",
        (("ambitie.pdf", "PDF"), ("ambitie.docx", "Word")),
    ),
    (
        "Monitorplan",
        "hoe wordt gevolgd of het lukt, in de stappen van het NPLW",
        (("monitorplan.pdf", "PDF"), ("monitorplan.docx", "Word")),
    ),
    ("Dia’s voor de raad", "een bladzijde per doel", (("ambitie.pptx", "PowerPoint"),)),
    ("Werkboek", "doelen, reeksen, bronnen en kengetallen", (("ambitie.xlsx", "Excel"),)),
)
_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class DocumentsForm(widgets.VBox):
    """Make the documents of the ambition as it is now, or of an adopted version.

    On the screen it is done between whatever else is asked, so that it can be stopped; elsewhere at once.

    Parameters
    ----------
    model
        The ambition.
    message
        Where it is said what became of it.
    changed
        Called when there is something else to show; see `shown_html`.
    """

    def __init__(self, model: AmbitionModel, message: Message, changed: Callable[[], object]) -> None:
        self.model = model
        self.message = message
        self._changed = changed
        self._steps: Generator[Step, None, list[Path]] | None = None
        self._task: asyncio.Task[None] | None = None
        self._folder = Path()
        self._left_out = ""
        self._made = ""
        self.version = widgets.Dropdown(description="Van")
        self.make = widgets.Button(description="Maak documenten")
        self.make.add_class("wd-main")
        self.stop_button = widgets.Button(description="Stop")
        self.bar = widgets.IntProgress(layout=widgets.Layout(width="100%"))
        self.step = widgets.HTML()
        self.busy = widgets.VBox([self.step, self.bar, self.stop_button])
        self.make.on_click(lambda _button: self.start())
        self.stop_button.on_click(lambda _button: self.stop())
        rule = advice("Documenten zijn voor anderen: wat intern is, blijft eruit. Maken duurt even.")
        super().__init__([rule, self.version, self.make, self.busy])
        self._show_busy(busy=False)

    def refresh(self) -> None:
        """Offer the versions that there are."""
        adopted = self.model.ambition.adopted
        keys = {versions.key_of(one.number) for one in adopted} | {versions.NOW}
        found = versions.versions(self.model.ambition, None)
        offer(self.version, [(one.short, one.key) for one in found if one.key in keys])
        self.version.layout.display = "" if adopted else "none"

    @property
    def working(self) -> bool:
        """Whether documents are being made."""
        return self._steps is not None

    def shown_html(self) -> str:
        """Return what was made and how to take it along, or what will be."""
        return self._made or _table_html({}) + text_html(
            "Ook als webpagina en als tabellen voor andere programma’s. Alles komt in een map naast het "
            "ambitiebestand.",
            "wd-help",
        )

    @guarded
    def start(self) -> None:
        """Begin to make the documents."""
        from wijkdata.reports import write  # noqa: PLC0415  (loads with the first document)

        if self.working:
            return
        if self.model.path is None:
            raise WijkdataError("Dit is een proef, die niet wordt bewaard. Open een ambitie om te bewaren.")
        self.message.clear()
        key = str(self.version.value or versions.NOW)
        ambition = versions.version(self.model.ambition, self.model.path, key)
        self._left_out = public.left_out(ambition)
        self._folder = write.folder_beside(self.model.path)
        self._steps = write.in_steps(ambition, self._folder, day=date.today())
        self.step.value = text_html("Wij beginnen…")
        self.bar.value = 0
        self._show_busy(busy=True)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            # Nobody can press a button meanwhile.
            while self._advance():
                pass
        else:
            self._task = loop.create_task(self._go_on())

    @guarded
    def stop(self) -> None:
        """Stop making; nothing was written then."""
        if self.working:
            self._end()
            self.message.say("Gestopt. Er is niets geschreven.")

    async def _go_on(self) -> None:
        await asyncio.sleep(_BREATH)
        while self._advance():
            await asyncio.sleep(_BREATH)

    def _advance(self) -> bool:
        """Do a step; return whether there are more."""
        if self._steps is None:
            return False
        try:
            more = self._do_step()
        except Exception:
            self._end()
            raise
        if not more:
            self._end()
        return bool(more)

    @guarded
    def _do_step(self) -> bool:
        if self._steps is None:
            return False
        try:
            step = next(self._steps)
        except StopIteration as done:
            self._tell(done.value)
            return False
        self.bar.max, self.bar.value = step.count, step.number - 1
        self.step.value = text_html(f"Stap {step.number} van {step.count}: {step.what}…")
        return True

    def _end(self) -> None:
        if self._steps is not None:
            self._steps.close()
        self._steps = None
        self._show_busy(busy=False)
        self._changed()

    def _show_busy(self, *, busy: bool) -> None:
        self.busy.layout.display = "" if busy else "none"
        self.make.layout.display = "none" if busy else ""
        self.version.disabled = busy

    def _tell(self, paths: list[Path]) -> None:
        """Show what was made, each with a link by which it comes along."""
        links = {path.name: _link_html(path) for path in paths if path.suffix[1:] in _TYPES}
        where = (
            f"Alles staat in de map ‘{self._folder.name}’, naast het ambitiebestand ({self._folder}). Daar staan ook "
            "de webpagina’s, en de tabellen voor andere programma’s."
        )
        self._made = (
            _table_html(links)
            + text_html(where, "wd-said wd-help")
            + (text_html(f"Niet in de documenten: {self._left_out}.", "wd-help") if self._left_out else "")
        )
        self.message.say(f"De documenten zijn gemaakt, in de map ‘{self._folder.name}’.")


def _table_html(links: dict[str, str]) -> str:
    rows = "".join(
        f"<tr><td><b>{html.escape(name)}</b><br>{html.escape(purpose)}</td>"
        f"<td>{'<br>'.join(links.get(file, html.escape(called)) for file, called in files)}</td></tr>"
        for name, purpose, files in _MADE
    )
    return f'<table class="wd-documents"><tr><th>Document</th><th>Om mee te nemen</th></tr>{rows}</table>'


def _link_html(path: Path) -> str:
    """Return a link that holds the document itself, so that it works wherever the screen is looked at."""
    content = path.read_bytes()
    called = next(called for *_, files in _MADE for file, called in files if file == path.name)
    size = dutch.number(max(len(content) / 1e6, 0.1), 1)
    data = base64.b64encode(content).decode("ascii")
    kind = _TYPES[path.suffix[1:]]
    return f'<a download="{html.escape(path.name)}" href="data:{kind};base64,{data}">{called}</a> ({size} MB)'
