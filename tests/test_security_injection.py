"""Words that somebody types stay words, in everything that is made of them.

A corpus of hostile texts (`hostile.TEXTS`) stands in every field of an ambition that takes words, and everything that
is made of an ambition is made of it. That may then hold those texts, but no element, attribute, formula, link or
script, and no sign that steers a terminal, that it does not hold for the same ambition with plain words.
``--hypothesis-profile many`` puts every text in every field; otherwise two of the twelve turns are taken.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import hostile
import ipywidgets as widgets
import nbclient
import nbformat
import openpyxl
import pytest
from hypothesis import settings
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from wijkdata import cli, screen, workplace
from wijkdata.ambition import file, interest_form
from wijkdata.ambition.model import Ambition
from wijkdata.panels import AmbitionModel, Workshop
from wijkdata.panels.workshop import STEPS
from wijkdata.reports.write import report

MANY = settings.get_current_profile_name() == "many"
TURNS = range(len(hostile.TEXTS)) if MANY else (0, 5)
FORMATS = ["docx", "pdf", "html", "xlsx", "pptx", "csv"]
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
#: Fields of the model in which no words stand that somebody types: keys of lists, and a fingerprint.
NO_WORDS = {"fingerprint", "part_of", *hostile.KEYS}
#: What makes a PDF do something.
ACTIVE = {
    *("/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile", "/SubmitForm", "/GoToR"),
}
#: What makes a formula of a cell.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝")


@dataclass
class Made:
    """All that is made of one ambition."""

    folder: Path
    ambition: Ambition
    fields: int
    screens: dict[str, list[str]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def files(self, suffix: str) -> list[Path]:
        found = sorted(self.folder.rglob(f"*{suffix}"))
        assert found
        return found


def make(ambition: Ambition, fields: int, folder: Path) -> Made:
    made = Made(folder, ambition, fields)
    path = folder / "wijk.ambitie.json"
    file.new(path, ambition)
    report(ambition, folder / "uit", FORMATS, hostile.DAY)
    forms = folder / "formulieren"
    interest_form.write_forms(ambition, forms)
    workshop = Workshop(AmbitionModel.open(path))
    for number, step in enumerate(STEPS):
        workshop.go(number)
        made.screens[step.name] = list(html_of(workshop))
    return made


def html_of(widget: widgets.Widget) -> Iterator[str]:
    """Yield every piece of HTML in a widget and what is in it."""
    if isinstance(widget, widgets.HTML):
        yield widget.value
    assert not getattr(widget, "description_allow_html", False)
    for one in getattr(widget, "children", ()):
        yield from html_of(one)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(hostile.whole(), 0, tmp_path_factory.mktemp("gewoon"))


@pytest.fixture(scope="module", params=TURNS)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Made:
    ambition, fields = hostile.spoilt(request.param)
    return make(ambition, fields, tmp_path_factory.mktemp("vijandig"))


# --- the corpus itself --------------------------------------------------------------------------------------------


def test_every_field_with_words_is_filled():
    ambition, count = hostile.spoilt(0)
    filled = {
        f"{type(part).__name__}.{name}"
        for part, name, value in hostile.fields(ambition)
        if any(one.startswith(text[:6]) for one in _words(value) for text in hostile.TEXTS.values())
    }
    open_fields = {one for one in hostile.kinds(Ambition) if one.partition(".")[2] not in NO_WORDS}
    assert open_fields - filled <= {"Adopted.who", "Assumption.id", "OwnMeasurement.area"}
    assert count > 500


def _words(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value or ""]


def test_what_is_searched_for_is_found():
    found = Markup.of("<p onclick=x>a<script>b</script><a href='javascript:c'>d</a></p>")
    assert ("p", "onclick") in found.parts
    assert ("script", "") in found.parts
    assert found.links == {"javascript:c"}


class Markup(HTMLParser):
    """The elements and attributes of HTML, as a browser sees them, and where its links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: set[tuple[str, str]] = set()
        self.links: set[str] = set()
        self.styles: set[str] = set()

    @classmethod
    def of(cls, *texts: str) -> Markup:
        found = cls()
        for text in texts:
            found.feed(text)
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.add((tag, ""))
        for name, value in attrs:
            self.parts.add((tag, name))
            if name in ("href", "src", "action", "formaction", "xlink:href", "data"):
                self.links.add(
                    (value or "")[:40] if (value or "").startswith("data:image/png") else value or ""
                )


# --- the screen and the pages -------------------------------------------------------------------------------------


def test_no_panel_gets_an_element_or_a_link_more(made: Made, plain: Made):
    known = Markup.of(*(text for one in plain.screens.values() for text in one))
    assert len(made.screens) == len(STEPS)
    for name, texts in made.screens.items():
        found = Markup.of(*texts)
        more = found.parts - known.parts
        # A list of remarks that an ambition with plain words does not call for is made by the panel itself.
        assert {tag for tag, _ in more} <= {"ul", "li", "b", "br", "p", "div"}, name
        assert {attribute for _, attribute in more} <= {"", "class"}, name
        assert not [one for one in found.links - known.links if not one.startswith("https://")], name


def test_the_words_are_on_the_screen_as_words(made: Made):
    shown = "".join(text for one in made.screens.values() for text in one)
    assert "&lt;" in shown
    assert not re.search(r"<script|<img src=x|<iframe|<svg/onload|onmouseover=\"", shown)


def test_a_page_gets_no_element_or_link_more(made: Made, plain: Made):
    for ours, theirs in zip(made.files(".html"), plain.files(".html"), strict=True):
        found = Markup.of(ours.read_text(encoding="utf-8"))
        known = Markup.of(theirs.read_text(encoding="utf-8"))
        assert found.parts <= known.parts
        assert found.links <= known.links
        assert "script" not in {tag for tag, _ in found.parts}


@pytest.mark.parametrize("name", ["06_doelen", "10_besluit"])
def test_a_notebook_shows_the_words_as_words(made: Made, name: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(workplace.FILE_VARIABLE, str(made.folder / "wijk.ambitie.json"))
    notebook = nbformat.read(screen.notebooks() / f"{name}.ipynb", as_version=4)
    done = nbclient.NotebookClient(notebook, timeout=600, allow_errors=True).execute()
    outputs = [one for cell in done.cells if cell.cell_type == "code" for one in cell.outputs]
    assert outputs
    kinds = {kind for one in outputs for kind in one.get("data", {})}
    assert not {kind for kind in kinds if "javascript" in kind}
    pages = [one["data"]["text/html"] for one in outputs if "text/html" in one.get("data", {})]
    assert not {tag for tag, _ in Markup.of(*pages).parts} & {"script", "img", "iframe", "svg", "a", "object"}


# --- documents ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".xlsx"])
def test_an_office_document_gets_no_part_element_or_link_more(made: Made, plain: Made, suffix: str):
    for ours, theirs in zip(made.files(suffix), plain.files(suffix), strict=False):
        found, known = Office.of(ours), Office.of(theirs)
        # A text on two lines has a break between them.
        assert {one.rpartition("}")[2] for one in found.elements - known.elements} <= {"br"}, ours.name
        assert found.outside - known.outside == set(), ours.name
        assert not {name for name in found.names if re.search(r"vba|macro|embed|activeX|\.\.", name, re.I)}


@dataclass
class Office:
    """The parts of an Office document: names in it, XML elements, and what it refers to outside itself."""

    names: set[str]
    elements: set[str]
    outside: set[str]

    @classmethod
    def of(cls, path: Path) -> Office:
        found = cls(set(), set(), set())
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                found.names.add(name)
                if name.endswith((".xml", ".rels")):
                    for one in ET.fromstring(archive.read(name)).iter():
                        found.elements.add(one.tag)
                        if one.get("TargetMode") == "External":
                            found.outside.add(str(one.get("Target")))
        return found


def test_no_cell_of_a_workbook_calculates(made: Made):
    count = 0
    for path in made.files(".xlsx"):
        for sheet in openpyxl.load_workbook(path).worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
                assert cell.data_type != "f", f"{path.name} {sheet.title} {cell.coordinate}"
                assert cell.hyperlink is None or str(cell.hyperlink.target).startswith("https://")
                if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                    assert cell.quotePrefix or cell.protection.locked is False, (
                        f"{path.name} {cell.coordinate}"
                    )
                    count += 1
    assert count >= 10


def test_no_cell_of_a_table_calculates(made: Made):
    count = 0
    for path in made.files(".csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            for cell in row:
                if not re.fullmatch(r"-?[\d.e+-]*", cell):
                    assert not cell.lstrip(" \n\v\f").startswith(FORMULA), f"{path.name}: {cell[:40]}"
                    count += cell.startswith("'")
    assert count >= 10


def test_a_pdf_holds_the_words_and_does_nothing(made: Made, plain: Made):
    known = set().union(*(links(path) for path in plain.files(".pdf")))
    for path in made.files(".pdf"):
        assert links(path) <= known
        assert not names(PdfReader(path)) & ACTIVE
        text = "".join("".join(page.extract_text().split()) for page in PdfReader(path).pages).replace(
            "\u200b", ""
        )
        assert "root:x:0" not in text
        if path.name == "ambitie.pdf":
            assert '#read("/etc/passwd")#{1+1}' in text


def test_what_a_pdf_does_is_found():
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    action = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    )
    writer.root_object[NameObject("/OpenAction")] = action
    made = io.BytesIO()
    writer.write(made)
    assert names(PdfReader(made)) & ACTIVE == {"/OpenAction", "/JavaScript", "/JS"}


def names(document: PdfReader) -> set[str]:
    """Return every name in the objects of a PDF; what is packed in a stream may look like one by chance."""
    found: set[str] = set()
    waiting: list[Any] = [document.trailer]
    waiting += [document.get_object(number) for number in range(1, int(document.trailer["/Size"]))]
    while waiting:
        one = waiting.pop()
        if isinstance(one, NameObject):
            found.add(str(one))
        elif isinstance(one, dict):
            waiting += [*one.keys(), *(one.raw_get(key) for key in one)]
        elif isinstance(one, list):
            waiting += list.__iter__(one)
    return found


def links(path: Path) -> set[str]:
    found: set[str] = set()
    for page in PdfReader(path).pages:
        for one in page.get("/Annots", None) or []:
            action: Any = one.get_object().get("/A")
            if action is not None:
                found.add(str(action.get_object().get("/URI", action.get_object().get("/S"))))
    return found


def test_nothing_is_written_in_another_place(made: Made):
    names = {path.name for path in made.folder.rglob("*") if path.is_file()}
    assert all(re.fullmatch(r"\.?[\w ().,’-]{1,120}(\.\w+)+", name) for name in names), names
    assert not (Path("/tmp") / "wd").exists()


# --- the terminal -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["check", "progress", "effects", "form"])
@pytest.mark.parametrize("how", [[], ["--json"]])
def test_no_command_steers_the_terminal(made: Made, command: str, how: list[str], tmp_path, capsys):
    more = ["--out", str(tmp_path)] if command == "form" else []
    code = cli.main([command, str(made.folder / "wijk.ambitie.json"), *more, *how])
    said = capsys.readouterr()
    assert code in (0, 1)
    assert said.out
    assert not STEERING.search(said.out + said.err)
    assert "Traceback" not in said.err
