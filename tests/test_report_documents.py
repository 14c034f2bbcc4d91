"""The documents of an ambition: complete, without what is internal, text stays text, the same bytes each time."""

from __future__ import annotations

import io
import itertools
import json
import re
import textwrap
import zipfile
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import docx
import openpyxl
import pandas as pd
import pptx
import pypdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from pptx.enum.shapes import MSO_SHAPE_TYPE
from test_ambition_file import ambitions
from test_ambition_rules import gas, whole

from wijkdata import datasets
from wijkdata.ambition import adoption, delay_case, file
from wijkdata.ambition.model import (
    Ambition,
    AreaChoice,
    Assumption,
    Decision,
    Interest,
    Milestone,
    Note,
    Objective,
    OwnMeasurement,
    Party,
    Term,
    ThemeChoice,
    Wording,
)
from wijkdata.reports import facts, phrases, pictures, write, xlsx
from wijkdata.reports.blocks import plain

DAY = date(2026, 11, 24)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def made(ambition: Ambition, *formats: str) -> dict[str, bytes]:
    return write.contents(facts.gather(ambition, DAY), formats or write.FORMATS)


@pytest.fixture(scope="module")
def example() -> dict[str, bytes]:
    return made(file.load(datasets.folder() / "voorbeeld.ambitie.json"))


class _Words(HTMLParser):
    """The text of a page as a browser shows it, and every element in it."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def page(content: bytes) -> _Words:
    found = _Words()
    found.feed(content.decode("utf-8"))
    return found


def squeezed(text: str) -> str:
    return " ".join(text.split())


def flat(text: str) -> str:
    """Return a text without what the end of a line puts between its letters."""
    return re.sub(r"[\s\u200b\xad\u2010-]", "", text)


def text_of(name: str, content: bytes) -> str:
    """Return the text of a document as its reader gets it, with single spaces."""
    match name.rpartition(".")[2]:
        case "html":
            return squeezed(" ".join(page(content).words))
        case "docx":
            return squeezed(" ".join(words_of(docx.Document(io.BytesIO(content)).element.body)))
        case "pdf":
            return " ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(content)).pages)
        case "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(content))
            cells = (
                str(one.value) for sheet in book for row in sheet.iter_rows() for one in row if one.value
            )
            return squeezed(" ".join(cells))
        case "pptx":
            slides = pptx.Presentation(io.BytesIO(content)).slides
            return squeezed(
                " ".join(
                    shape.text_frame.text for one in slides for shape in one.shapes if shape.has_text_frame
                )
            )
        case _:
            return squeezed(content.decode("utf-8"))


def words_of(body) -> Iterator[str]:
    for line in body.iter(f"{WORD}p"):
        yield "".join(
            "\n" if one.tag == f"{WORD}br" else one.text or "" for one in line.iter(f"{WORD}t", f"{WORD}br")
        )


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


# --- what stands in them -----------------------------------------------------------------------------------------


def test_every_format_is_there(example):
    assert {name for name in example if "/" not in name} == {
        *(
            "ambitie.docx",
            "monitorplan.docx",
            "ambitie.html",
            "monitorplan.html",
            "ambitie.pdf",
            "monitorplan.pdf",
            "ambitie.xlsx",
            "ambitie.pptx",
        ),
    }
    assert {name for name in example if name.startswith("tabellen/")} > {
        *(
            "tabellen/doelen.csv",
            "tabellen/reeksen.csv",
            "tabellen/bronnen.csv",
            "tabellen/datapackage.json",
        ),
    }


@pytest.mark.parametrize("name", ["ambitie.docx", "ambitie.html", "ambitie.xlsx"])
def test_the_agreement_stands_in_each_of_them(example, name):
    text = text_of(name, example[name])
    ambition = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    assert ambition.title in text
    for one in ambition.objectives:
        assert one.statement in text
        assert one.owner in text
    for decision in ambition.decisions:
        assert decision.what in text
        assert decision.why in text
    for term in ambition.terms:
        assert term.agreed in text
        assert term.criterion in text
    for theme in ambition.themes:
        assert theme.reason in text
    for agreement in ambition.agreements:
        assert agreement.what in text


@pytest.mark.parametrize("name", ["ambitie.docx", "ambitie.html"])
def test_figures_have_their_year_status_and_source(example, name):
    text = text_of(name, example[name])
    found = re.search(r"Nulmeting 297 kWp \(2016, definitief\) \[(\d+)\]", text)
    assert found, text
    assert "Streefwaarde 6.000 kWp in 2030 (meer is beter)" in text
    assert "mijlpalen: 1.200 kWp in 2020 en 3.500 kWp in 2025" in text
    sources = text[text.index("verwijst naar deze lijst") :]
    assert re.search(rf"\[{found[1]}\] CBS\. [^\[]*84131NED[^\[]*licentie: CC BY 4\.0", sources)
    assert "Woningen 11.029 woningen" in text
    # Missing is named, and never a nought.
    assert "Zonder bruikbaar cijfer: woningen met stadsverwarming" in text


def test_the_sources_that_the_documents_list_are_the_same_in_every_format(example):
    book = openpyxl.load_workbook(io.BytesIO(example["ambitie.xlsx"]))
    listed = {row[0]: row[2] for row in book["Bronnen"].iter_rows(min_row=5, values_only=True)}
    numbers = list(listed)
    assert numbers == list(range(1, len(numbers) + 1))
    for name in ("ambitie.docx", "monitorplan.html"):
        text = text_of(name, example[name])
        marks = {int(one) for one in re.findall(r"\[(\d+)\]", text)}
        assert marks <= set(numbers)
        (mark,) = re.findall(r"297 kWp \(2016, definitief\) \[(\d+)\]", text)[:1]
        assert listed[int(mark)] == "84131NED"


@pytest.mark.parametrize("name", ["monitorplan.docx", "monitorplan.html"])
def test_the_monitoring_plan_has_the_five_chapters_and_four_steps(example, name):
    text = text_of(name, example[name])
    places = [
        text.index(one)
        for one in (
            "1 Doel",
            "2 Wat monitoren we",
            "3 De monitoringcyclus",
            "4 Gegevensverzameling",
            "5 Organisatie",
        )
    ]
    assert places == sorted(places)
    for step in ("Stap 1, focus", "Stap 2, cyclus", "Stap 3, gegevens", "Stap 4, organisatie"):
        assert step in text
    assert "gaat het van 297 kWp in 2016 naar 6.000 kWp in 2030" in text
    assert "nplw.nl/data-en-monitoring/stappenplan-monitoring" in text


def test_an_example_says_so_on_the_first_page_and_on_every_page(example):
    warning = "Voorbeeld: dit is van niemand een besluit."
    for name in ("ambitie.docx", "monitorplan.docx"):
        opened = docx.Document(io.BytesIO(example[name]))
        assert opened.paragraphs[2].text.startswith(warning)
        assert opened.sections[0].header.paragraphs[0].text.startswith(warning)
    for name in ("ambitie.html", "monitorplan.html"):
        first, _, _ = example[name].decode().partition("<main>")
        assert f'<p class="warning" role="note">{warning}' in first
        style = re.search(r'@top-left \{ content: "([^"]*)"', example[name].decode())[1]
        unescaped = re.sub(r"\\([0-9a-f]{6}) ", lambda one: chr(int(one[1], 16)), style)
        assert unescaped.startswith(warning)
        assert "concept, niet vastgesteld" in unescaped
    slides = pptx.Presentation(io.BytesIO(example["ambitie.pptx"])).slides
    assert all(
        any(warning in each.text_frame.text for each in one.shapes if each.has_text_frame) for one in slides
    )
    book = openpyxl.load_workbook(io.BytesIO(example["ambitie.xlsx"]))
    assert all(warning in sheet.oddHeader.left.text for sheet in book)


def test_what_is_no_example_does_not_say_so():
    assert "Voorbeeld:" not in text_of("ambitie.html", made(whole(), "html")["ambitie.html"])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (False, "Versie 1, vastgesteld op 31 mei 2026 door stuurgroep."),
        (True, "Concept: gewijzigd sinds versie 1"),
    ],
)
def test_the_version_its_day_and_fingerprint_are_named(changed, said):
    ambition = adoption.adopt(whole(), "stuurgroep", date(2026, 5, 31))
    fingerprint = ambition.adopted[0].fingerprint
    if changed:
        ambition = ambition.model_copy(update={"title": "Anders"})
    text = text_of("ambitie.docx", made(ambition, "docx")["ambitie.docx"])
    cover, _, rest = text.partition(" Inhoud ")
    assert said in cover
    # What only few ask for stands at the end.
    assert fingerprint not in cover
    _, _, about = rest.rpartition("Over dit document")
    assert f"Vingerafdruk versie 1 {fingerprint}" in about
    assert (f"Vingerafdruk {fingerprint}" in about) is not changed


# --- what does not -----------------------------------------------------------------------------------------------


def secretive() -> Ambition:
    """An ambition in which everything internal holds the word geheimwoord."""
    return whole(gas()).model_copy(
        update={
            "parties": [
                Party(name="gemeente", priorities=["woonlasten", "aardgasvrij"]),
                Party(name="huurders"),
            ],
            "interests": [
                Interest(
                    party="gemeente", theme="woonlasten", weight=5, text="geheimwoord een", internal=True
                ),
                Interest(party="huurders", theme="woonlasten", weight=2, text="openlijk belang"),
            ],
            "decisions": [
                Decision(date=DAY, what="geheimwoord twee", internal=True),
                Decision(date=DAY, what="openlijk besluit", who="stuurgroep"),
            ],
            "notes": [Note(text="geheimwoord drie", about="geheimwoord vier")],
            "delay": [
                Assumption(id="geinvesteerd", value=4_000_000, source="begroting"),
                Assumption(id="rente", value=7.7771, source="geheimwoord vijf", internal=True),
            ],
            "parameters": [Assumption(id="gasprijs", value=2.3456, source="geheimwoord zes", internal=True)],
        }
    )


def test_nothing_internal_is_in_any_file():
    found = made(secretive())
    everything = dict(found)
    for name, content in found.items():
        if name.endswith(("docx", "xlsx", "pptx")):
            everything |= {f"{name}/{part}": each for part, each in parts_of(content).items()}
    assert any(b"openlijk besluit" in content for content in everything.values())
    assert any(b"openlijk belang" in content for content in everything.values())
    for name, content in everything.items():
        assert b"geheimwoord" not in content, name
        for number in (b"7.7771", b"7,7771", b"2.3456", b"2,3456"):
            assert number not in content, name


def test_how_much_was_left_out_is_a_number_only():
    text = text_of("ambitie.docx", made(secretive(), "docx")["ambitie.docx"])
    assert (
        "5 onderdelen die alleen voor het projectteam zijn. Waar een intern getal ontbreekt, is gerekend met"
        in text
    )


# --- text stays text ---------------------------------------------------------------------------------------------

EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    '=HYPERLINK("https://elders.example";"klik")',
    "+31 6",
    "-2+3",
    "@SOM(A1)",
    "</style><b>vet</b>",
    "**vet** [klik](https://elders.example) $x^2$ & &amp; {{ 7 * 7 }} \\n",
    "&P &A &[File]",
    "regel een\nregel twee\x07\x00",
    "}{\\*\\; } body { display: none",
    "\u202egnissetsoj",
)


def evil() -> Ambition:
    """An ambition in which every text is one that some program would take for more than text."""
    return Ambition(
        title=EVIL[0],
        area=AreaChoice(name=EVIL[6]),
        example=False,
        parties=[Party(name=one) for one in EVIL],
        interests=[Interest(party=one, theme="woonlasten", weight=3, text=one, source=one) for one in EVIL],
        themes=[ThemeChoice(theme=one, choice="kan", reason=one) for one in EVIL],
        terms=[Term(name=one, agreed=one, criterion=one, published=one, source=one) for one in EVIL],
        objectives=[
            Objective(id=f"doel-{number}", theme=one, statement=one, owner=one)
            for number, one in enumerate(EVIL)
        ],
        measurements=[OwnMeasurement(indicator="gas_gem", year=2024, value=1.0, source=one) for one in EVIL],
        decisions=[Decision(date=DAY, what=one, why=one, who=one) for one in EVIL],
    )


@pytest.fixture(scope="module")
def risky() -> dict[str, bytes]:
    return made(evil())


@pytest.mark.parametrize("name", ["ambitie.html", "monitorplan.html"])
def test_a_page_has_no_elements_but_its_own(risky, name):
    shown = page(risky[name])
    tags = {tag for tag, _ in shown.elements}
    assert tags <= {
        *(
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "header",
            "main",
            "h1",
            "h2",
            "h3",
            "h4",
            "p",
            "ul",
            "li",
            "nav",
            "ol",
            "a",
        ),
        *("table", "colgroup", "col", "thead", "tbody", "tr", "th", "td", "figure", "img"),
    }
    assert not any(key.startswith("on") for _, attrs in shown.elements for key in attrs)
    links = [attrs["href"] for _, attrs in shown.elements if "href" in attrs]
    assert {tag for tag, attrs in shown.elements if "href" in attrs} == {"a"}
    assert set(links) <= {f"#{attrs['id']}" for _, attrs in shown.elements if "id" in attrs}
    assert all(
        str(attrs["src"]).startswith("data:image/png;base64,")
        for tag, attrs in shown.elements
        if tag == "img"
    )
    assert sum(tag == "style" for tag, _ in shown.elements) == 1
    # What was typed cannot end the string that stands at the top of each page.
    styles = re.search(r"<style>(.*?)</style>", risky[name].decode(), re.DOTALL)[1]
    assert set(re.search(r'content: "([^"]*)"; font', styles)[1]) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789\\ "
    )
    text = squeezed(" ".join(shown.words))
    for one in EVIL:
        assert squeezed(plain(one)) in text


@pytest.mark.parametrize("name", ["ambitie.docx", "monitorplan.docx"])
def test_a_document_has_no_links_and_holds_what_was_typed(risky, name):
    parts = parts_of(risky[name])
    assert not any(b'TargetMode="External"' in content for content in parts.values())
    body = list(ET.fromstring(parts["word/document.xml"]).iter())
    # The table of contents is the only field, and its links lead to the headings of the document itself.
    assert [one.text for one in body if one.tag == f"{WORD}instrText"] == [' TOC \\o "1-2" \\h \\z \\u ']
    assert not any(one.tag == f"{WORD}fldSimple" for one in body)
    links = [one for one in body if one.tag == f"{WORD}hyperlink"]
    places = {one.get(f"{WORD}name") for one in body if one.tag == f"{WORD}bookmarkStart"}
    assert all(set(one.attrib) == {f"{WORD}anchor", f"{WORD}history"} for one in links)
    assert {one.get(f"{WORD}anchor") for one in links} <= places
    text = text_of(name, risky[name])
    for one in EVIL:
        assert squeezed(plain(one)) in text


def test_a_workbook_has_no_formulas_and_no_links(risky):
    book = openpyxl.load_workbook(io.BytesIO(risky["ambitie.xlsx"]))
    kinds = {
        cell.data_type
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert "f" not in kinds
    assert kinds >= {"s", "n", "d"}
    assert not any(cell.hyperlink for sheet in book for row in sheet.iter_rows() for cell in row)
    found = [cell for row in book["Doelen"].iter_rows(min_row=5) for cell in row if cell.value == "-2+3"]
    assert found
    assert all(cell.quotePrefix for cell in found)
    assert not any(b"<f>" in content for content in parts_of(risky["ambitie.xlsx"]).values())
    # In the heading of a printed page an & would begin a code.
    assert "&A" not in re.sub("&&", "", str(book["Doelen"].oddHeader.left.text))


def letters(text: str) -> str:
    """Return a text without white space, and without what a line is broken with."""
    return re.sub(r"[\s\u200b\u00ad-]", "", text)


@pytest.mark.parametrize("name", ["ambitie.pdf", "monitorplan.pdf"])
def test_a_pdf_holds_what_was_typed_and_nothing_to_press(risky, name):
    text = letters(text_of(name, risky[name]))
    for one in EVIL:
        assert letters(plain(one)) in text
    opened = pypdf.PdfReader(io.BytesIO(risky[name]))
    # Links lead to a place in the document itself.
    pressed = [each.get_object() for one in opened.pages for each in one.get("/Annots", [])]
    assert all(one["/Subtype"] == "/Link" and "/A" not in one and "/Dest" in one for one in pressed)
    assert "/OpenAction" not in opened.trailer["/Root"]
    assert "/Names" not in opened.trailer["/Root"]


@pytest.mark.parametrize("name", ["ambitie.pdf", "monitorplan.pdf"])
def test_a_pdf_is_tagged_in_dutch_and_says_on_every_page_that_it_is_an_example(example, name):
    opened = pypdf.PdfReader(io.BytesIO(example[name]))
    root = opened.trailer["/Root"]
    assert root["/Lang"] == "nl-NL"
    assert root["/MarkInfo"]["/Marked"]
    assert opened.metadata.creation_date.date() == DAY
    warning = letters("Voorbeeld: dit is van niemand een besluit.")
    assert all(warning in letters(one.extract_text()) for one in opened.pages)
    headings = [str(one.title) for one in opened.outline if not isinstance(one, list)]
    assert len(headings) >= 6
    assert (
        sum(
            "/Image" in str(each.get_object().get("/Subtype"))
            for one in opened.pages
            for each in one["/Resources"].get("/XObject", {}).values()
        )
        >= 1
    )


def test_the_agreement_stands_in_the_pdf(example):
    text = letters(text_of("ambitie.pdf", example["ambitie.pdf"]))
    for one in file.load(datasets.folder() / "voorbeeld.ambitie.json").objectives:
        assert letters(one.statement) in text
        assert letters(one.owner) in text
    assert letters("297 kWp (2016, definitief)") in text


def test_slides_have_no_links(risky):
    assert not any(
        b'TargetMode="External"' in content for content in parts_of(risky["ambitie.pptx"]).values()
    )
    assert not any(b"hlinkClick" in content for content in parts_of(risky["ambitie.pptx"]).values())


def test_a_table_for_other_programs_has_nothing_that_a_spreadsheet_runs(risky):
    for name in ("doelen", "besluiten", "belangen", "begrippen", "themas", "eigen_metingen"):
        read = pd.read_csv(io.BytesIO(risky[f"tabellen/{name}.csv"]), keep_default_na=False, dtype=str)
        texts = [str(one) for one in read.to_numpy().ravel()]
        assert not [
            one for one in texts if one.lstrip().startswith(("=", "+", "@")) or re.match(r"\s*-\D", one)
        ]
        assert '\'=HYPERLINK("https://elders.example";"klik")' in texts
        assert "'-2+3" in texts


# --- form --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["ambitie.docx", "monitorplan.docx"])
def test_a_document_is_made_of_headings_repeating_heads_and_pictures_with_words(example, name):
    opened = docx.Document(io.BytesIO(example[name]))
    styles = [one.style.name for one in opened.paragraphs]
    assert styles[:2] == ["Subtitle", "Title"]
    assert styles.count("Heading 1") >= 6
    headed = [one for one in opened.tables if one.rows[0]._tr.find(f".//{WORD}tblHeader") is not None]
    assert len(headed) >= 4
    assert all(one._inline.docPr.get("descr") for one in opened.inline_shapes)
    assert len(opened.inline_shapes) >= 1
    language = ET.fromstring(parts_of(example[name])["word/styles.xml"]).findall(f".//{WORD}lang")
    assert {one.get(f"{WORD}val") for one in language} == {"nl-NL"}
    assert (opened.core_properties.created.date(), opened.core_properties.modified.date()) == (DAY, DAY)
    assert opened.core_properties.language == "nl-NL"


def test_the_table_of_contents_is_there_before_anybody_updates_it(example):
    opened = docx.Document(io.BytesIO(example["ambitie.docx"]))
    assert {"TOC Heading", "toc 1", "toc 2"} <= {one.style.name for one in opened.paragraphs}
    headings = [one.text for one in opened.paragraphs if one.style.name in ("Heading 1", "Heading 2")]
    listed = [
        "".join(text.text or "" for text in one._p.iter(f"{WORD}t"))
        for one in opened.paragraphs
        if one.style.name.startswith("toc ")
    ]
    assert listed == headings
    assert len(listed) == len(opened.element.body.findall(f".//{WORD}hyperlink"))
    assert "Doel 4: Vermogen zonnepanelen op woningen" in listed
    shown = page(example["ambitie.html"])
    assert sum(tag == "a" for tag, _ in shown.elements) == len(headings)
    pdf = pypdf.PdfReader(io.BytesIO(example["ambitie.pdf"]))
    number = next(
        place
        for place, one in enumerate(pdf.pages, 1)
        if place > 2 and letters("Doel 4: Vermogen zonnepanelen") in letters(one.extract_text())
    )
    listed_there = letters(pdf.pages[1].extract_text())
    assert re.search(letters("Doel 4: Vermogen zonnepanelen op woningen") + rf"\.+{number}\D", listed_there)


def test_what_is_said_of_a_picture_or_a_table_stands_on_its_page(example):
    body = list(docx.Document(io.BytesIO(example["ambitie.docx"])).element.body)
    body = body[
        next(number for number, one in enumerate(body) if one.find(f".//{WORD}bookmarkStart") is not None) :
    ]
    checked = 0
    for line, following in itertools.pairwise(body):
        drawn = following.tag == f"{WORD}tbl" or following.find(f".//{WORD}drawing") is not None
        text = "".join(one.text or "" for one in line.iter(f"{WORD}t"))
        if line.tag != f"{WORD}p" or not drawn or not text or line.find(f".//{WORD}pStyle") is not None:
            continue
        checked += 1
        assert line.find(f".//{WORD}keepNext") is not None, text
    assert checked >= 10
    heads = [one for one in body if one.tag == f"{WORD}tbl" and one.find(f".//{WORD}tblHeader") is not None]
    assert heads
    # A head alone at the foot of a page heads nothing.
    assert all(
        line.find(f".//{WORD}keepNext") is not None
        for one in heads
        for line in one.find(f"{WORD}tr").iter(f"{WORD}p")
    )


def test_a_short_table_of_contents_stands_on_the_first_page(example):
    breaks = {}
    for name in ("ambitie.docx", "monitorplan.docx"):
        opened = docx.Document(io.BytesIO(example[name]))
        (title,) = [one for one in opened.paragraphs if one.style.name == "TOC Heading"]
        breaks[name] = bool(title.paragraph_format.page_break_before)
    assert breaks == {"ambitie.docx": True, "monitorplan.docx": False}
    assert "1 Doel" in pypdf.PdfReader(io.BytesIO(example["monitorplan.pdf"])).pages[0].extract_text()
    assert '<nav aria-label="Inhoud">' in example["monitorplan.html"].decode()
    assert '<nav class="page" aria-label="Inhoud">' in example["ambitie.html"].decode()


def test_each_objective_has_its_own_page_with_its_picture(example):
    opened = docx.Document(io.BytesIO(example["ambitie.docx"]))
    pages = [
        one
        for one in opened.paragraphs
        if one.style.name == "Heading 2" and re.match(r"Doel \d+: ", one.text)
    ]
    assert len(pages) == 8
    # The last one has no picture: it goes on where there is room.
    assert [bool(one.paragraph_format.page_break_before) for one in pages] == [True] * 7 + [False]
    words = [one._inline.docPr.get("descr") for one in opened.inline_shapes]
    assert sum(one.startswith("Verloop van ") for one in words) == 7
    shown = page(example["ambitie.html"])
    alts = [attrs["alt"] for tag, attrs in shown.elements if tag == "img"]
    assert alts == words
    assert ("html", {"lang": "nl-NL"}) in shown.elements


def test_doelen_in_words_alone_begin_no_page():
    words = [
        Objective(id=f"d-{number}", theme="woonlasten", statement=f"Wens {number}.") for number in range(3)
    ]
    ambition = whole(gas()).model_copy(update={"objectives": [*words[:2], gas(), words[2]]})
    opened = docx.Document(io.BytesIO(made(ambition, "docx")["ambitie.docx"]))
    found = [
        one for one in opened.paragraphs if re.match(r"Doel \d: ", one.text) and one.style.name == "Heading 2"
    ]
    assert [bool(one.paragraph_format.page_break_before) for one in found] == [False, False, True, False]


def test_what_a_party_wants_stands_under_its_name(example):
    opened = docx.Document(io.BytesIO(example["ambitie.docx"]))
    named = [one.text for one in opened.paragraphs if one.style.name == "Heading 3"]
    ambition = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    assert named == [one.name for one in ambition.parties]
    for one in ambition.interests:
        assert one.text in text_of("ambitie.docx", example["ambitie.docx"])


def test_the_workbook_has_typed_cells_and_heads_that_stay(example):
    book = openpyxl.load_workbook(io.BytesIO(example["ambitie.xlsx"]))
    sheet = book["Doelen"]
    assert sheet.freeze_panes == "A5"
    assert list(sheet.tables) == ["t_doelen"]
    heads = [cell.value for cell in sheet[4]]
    row = dict(zip(heads, sheet[8], strict=True))
    assert row["Nulmeting"].value == 297
    assert row["Nulmeting"].number_format == "#,##0"
    assert row["Streefjaar"].value == 2030
    assert row["Streefjaar"].number_format == "0"
    heads_there, agreed = book["Afspraken per doel"].iter_rows(min_row=4, max_row=5, values_only=True)
    assert dict(zip(heads_there, agreed, strict=True))["Toetsbaar"] == "ja"
    stand = book["Stand van doelen"]
    row = dict(zip([cell.value for cell in stand[4]], stand[8], strict=True))
    # A ratio of 1.21 of a whole number of kWp is no 1.
    assert row["Verhouding"].value == pytest.approx(1.212, abs=0.001)
    assert row["Verhouding"].number_format == "#,##0.00"
    days = [cell for row in book["Besluiten"].iter_rows(min_row=5) for cell in row if cell.is_date]
    assert [one.value.date() for one in days] == [DAY]
    share = next(row for row in sheet.iter_rows(min_row=5) if row[1].value == "laag_inkomen_aandeel")
    assert share[heads.index("Nulmeting")].number_format == "#,##0.0"
    gaps = [row for row in book["Nulmeting"].iter_rows(min_row=5, values_only=True) if row[4] is None]
    assert gaps
    assert all(row[-1] and row[8] in ("ontbreekt", "geheim") for row in gaps)


def test_a_printed_workbook_is_read_page_by_page(example):
    book = openpyxl.load_workbook(io.BytesIO(example["ambitie.xlsx"]))
    for sheet in book:
        width = sum(one.width for one in sheet.column_dimensions.values())
        setup = sheet.page_setup
        assert setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        # One page of A4 wide, in letters that can be read.
        assert (int(setup.paperSize), setup.fitToWidth) == (9, 1)
        assert width <= xlsx.WIDEST, sheet.title
        # No row hides the end of a text, as far as a row can be high.
        for row in sheet.iter_rows(min_row=5):
            for cell in row:
                if isinstance(cell.value, str) and cell.alignment.wrap_text:
                    letters_wide = sheet.column_dimensions[cell.column_letter].width
                    lines = len(textwrap.wrap(cell.value, int(letters_wide)))
                    assert sheet.row_dimensions[cell.row].height >= min(400, 12 * lines), cell.value
        if sheet.title == "Leeswijzer":
            assert setup.fitToHeight == 1
            continue
        assert setup.fitToHeight == 0
        assert sheet.print_title_rows == "$4:$4"


def test_a_workbook_read_by_another_program_has_the_right_types(example):
    content = io.BytesIO(example["ambitie.xlsx"])
    years = pd.read_excel(content, sheet_name="Reeksen", header=3, engine="openpyxl")
    assert pd.api.types.is_integer_dtype(years["Jaar"])
    assert all(pd.api.types.is_float_dtype(years[one]) for one in ("Waarde", "Ten minste", "Ten hoogste"))
    sun = years[(years["Kenmerk indicator"] == "zonnestroom_vermogen") & (years["Jaar"] == 2016)]
    assert sun["Waarde"].tolist() == [297]
    decisions = pd.read_excel(content, sheet_name="Besluiten", header=3, engine="openpyxl")
    assert pd.api.types.is_datetime64_any_dtype(decisions["Datum"])
    objectives = pd.read_excel(content, sheet_name="Doelen", header=3, engine="openpyxl")
    assert pd.api.types.is_integer_dtype(objectives["Nr"])
    assert pd.api.types.is_numeric_dtype(objectives["Streefjaar"])
    agreed = pd.read_excel(content, sheet_name="Afspraken per doel", header=3, engine="openpyxl")
    assert set(agreed["Toetsbaar"]) == {"ja", "nee"}
    # What is not there is an empty cell, and no nought.
    assert objectives.set_index("Kenmerk").loc["doel-1", ["Nulmeting", "Streefwaarde"]].isna().all()


def test_what_the_programme_does_to_residents_and_the_pace_of_the_objectives_stand_in_the_document(example):
    text = text_of("ambitie.docx", example["ambitie.docx"])
    assert "Wat bewoners ervan merken" in text
    homes = pd.read_csv(io.BytesIO(example["tabellen/woonlasten.csv"]))
    assert set(homes["voor"]) == {"eigenaren", "huurders"}
    assert all(
        not known or note
        for known, note in zip(homes["euro_per_maand"].isna(), homes["opmerking"].notna(), strict=True)
    )
    owners = homes[homes["voor"] == "eigenaren"]
    assert (owners["ten_minste"] <= owners["euro_per_maand"]).all()
    assert (owners["euro_per_maand"] <= owners["ten_hoogste"]).all()
    objectives = pd.read_csv(io.BytesIO(example["tabellen/stand_van_doelen.csv"])).set_index("nr")
    asked = objectives.loc[4, "tempo_nodig"]
    # 6,000 kWp in 2030 from 2,508 in 2022 is 873 kWp a year from 2026 on: since 2022 nothing is known.
    assert asked == pytest.approx((6000 - 2508) / 4)
    assert objectives.loc[4, "nodig_vanaf"] == 2026
    assert objectives.loc[4, "tempo_volgens_afspraak"] == pytest.approx((6000 - 297) / 14, abs=0.01)
    assert "als er sinds 2022 niets veranderde; afgesproken was 407" in text
    assert re.search(
        r"4 Vermogen zonnepanelen op woningen 297 kWp [^|]{,40} 6.000 kWp in 2030 \d+ kWp 368 kWp", text
    )
    assert "met een minteken de andere kant op" in text
    # How fast others went stands with the objective.
    assert re.search(r"Tempo: nodig \d+ kWp per jaar[^|]{,120}\. Elders: ", text)


@pytest.mark.parametrize("name", ["ambitie.docx", "ambitie.html", "ambitie.pdf"])
def test_what_solar_panels_do_to_residents_stands_in_the_document_with_its_rule_and_source(example, name):
    text = flat(text_of(name, example[name]))
    # What is taken off the bill, by hand: 3.48 kWp of 875 kWh, 30% at 0.27 and 70% at 0.054 euro.
    income = 3.48 * 875 * (0.3 * 0.27 + 0.7 * 0.054) / 12
    assert flat("elke woning met 3,48 kWp zonnepanelen 2.340 ") in text
    assert re.search(rf"−{income:.0f}\([^)]*\),vergoedingonbekend", text)
    assert flat("zonder salderen, dat in 2027 stopt (Milieu Centraal). 30% wordt zelf gebruikt") in text
    assert flat("Gerekend met: gasprijs 1,42 euro/m³ (Milieu Centraal 2026, geschat)") in text


def test_what_solar_panels_do_to_residents_stands_in_the_tables(example):
    table = pd.read_csv(io.BytesIO(example["tabellen/woonlasten.csv"]))
    owner, tenant = table[table["maatregelen"] == "zonnepanelen"].to_dict("records")
    assert [owner["voor"], owner["woningen"]] == ["eigenaren", 2340]
    assert owner["ten_minste"] < owner["euro_per_maand"] < owner["ten_hoogste"]
    assert pd.isna(tenant["euro_per_maand"])
    assert "vergoeding onbekend" in tenant["opmerking"]
    assert all(
        "zonder salderen, dat in 2027 stopt (Milieu Centraal)" in one["opmerking"] for one in (owner, tenant)
    )
    book = openpyxl.load_workbook(io.BytesIO(example["ambitie.xlsx"]))["Woonlasten"]
    assert [cell.value for cell in list(book.rows)[-1]][1:4] == ["zonnepanelen", 2340, "huurders"]


def test_a_programme_of_solar_panels_alone_says_what_residents_notice():
    example = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    scenarios = [
        one.model_copy(update={"steps": [each for each in one.steps if each.measure == "zonnepanelen"]})
        for one in example.scenarios
    ]
    sun = made(example.model_copy(update={"scenarios": scenarios}), "html", "csv")
    text = text_of("ambitie.html", sun["ambitie.html"])
    assert "elke woning met 3,48 kWp" in text
    assert set(pd.read_csv(io.BytesIO(sun["tabellen/woonlasten.csv"]))["maatregelen"]) == {"zonnepanelen"}


def test_the_words_of_each_party_about_a_term_are_in_the_appendix():
    term = Term(
        name="betaalbaar",
        agreed="wat wij afspraken",
        wordings=[
            Wording(party="huurders", text="minder dan nu"),
            Wording(party="gemeente", text="=SOM(A1)"),
        ],
    )
    found = made(whole().model_copy(update={"terms": [term]}), "docx", "csv")
    text = text_of("ambitie.docx", found["ambitie.docx"])
    place = text.index("Bijlage: begrippen in de woorden van de partijen", text.index("Samenvatting", 400))
    assert "minder dan nu" in text[place:]
    assert "=SOM(A1)" in text[place:]
    assert "'=SOM(A1)" in text_of("eigen_woorden.csv", found["tabellen/eigen_woorden.csv"])


def test_the_tables_are_as_the_descriptor_says(example):
    described = json.loads(example["tabellen/datapackage.json"])
    assert described["example"] is True
    for resource in described["resources"]:
        content = example[f"tabellen/{resource['path']}"]
        assert resource["bytes"] == len(content)
        read = pd.read_csv(io.BytesIO(content))
        assert list(read.columns) == [one["name"] for one in resource["schema"]["fields"]]
    objectives = pd.read_csv(io.BytesIO(example["tabellen/doelen.csv"])).set_index("kenmerk")
    assert objectives.loc[
        "zonnestroom_vermogen", ["nulmeting", "jaar_nulmeting", "streefwaarde"]
    ].tolist() == [
        297,
        2016,
        6000,
    ]
    assert pd.isna(objectives.loc["doel-1", "nulmeting"])
    standing = pd.read_csv(io.BytesIO(example["tabellen/stand_van_doelen.csv"])).set_index("nr")
    assert standing.loc[4, "beoordeling"] == "op koers"
    years = pd.read_csv(io.BytesIO(example["tabellen/reeksen.csv"]))
    gaps = years[years["waarde"].isna()]
    assert len(gaps)
    # Nothing is behind no figure: that is an empty cell, and no nought.
    assert not (gaps["dekking"] == 0).any()
    assert set(gaps["status"]) <= {"ontbreekt", "geheim"}


def test_tables_and_columns_have_dutch_names_that_follow_from_their_headings(example):
    described = json.loads(example["tabellen/datapackage.json"])
    names = {
        one["name"]: [each["name"] for each in one["schema"]["fields"]] for one in described["resources"]
    }
    assert {"doelen", "themas", "nog_open", "dekking_programma"} <= set(names)
    assert names["besluiten"] == ["datum", "soort", "wat", "waarom", "wie"]
    every = [*names, *(one for fields in names.values() for one in fields)]
    assert all(re.fullmatch("[a-z0-9]+(_[a-z0-9]+)*", one) for one in every)
    # Two columns of a table with one name would be one to whoever reads it.
    assert all(len(set(fields)) == len(fields) for fields in names.values())


def test_slides_have_a_page_for_each_objective(example):
    slides = pptx.Presentation(io.BytesIO(example["ambitie.pptx"])).slides
    titles = [one.shapes.title.text_frame.text for one in slides]
    ambition = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    for number, one in enumerate(ambition.objectives[:7], 1):
        assert f"{number}. {one.statement}" in titles
    # One in words alone has nothing to fill a slide with.
    assert titles.count("Doelen in woorden") == 1
    assert f"8. {ambition.objectives[7].statement} Niet toetsbaar: er mist" in text_of(
        "ambitie.pptx", example["ambitie.pptx"]
    )
    assert titles[1] == "Samenvatting"
    assert titles[-1] == "Besluiten en wat nog openstaat"
    assert len(titles) <= 15


@pytest.mark.parametrize("count", [1, 2, 3])
def test_what_a_programme_covers_of_few_objectives_is_drawn(count):
    ambition = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    told = [
        one
        for one in ambition.objectives
        if one.indicator in ("gas_gem_tc", "co2_totaal", "gasaansluitingen")
    ]
    gathered = facts.gather(ambition.model_copy(update={"objectives": told[:count]}), DAY)
    assert pictures.coverages(gathered)
    assert pictures.slide_coverages(gathered)
    assert gathered.undrawn == []


def test_slides_name_the_first_open_points_and_count_the_others():
    words = [
        Objective(id=f"d-{number}", theme="woonlasten", statement=f"Wens {number}.") for number in range(30)
    ]
    ambition = whole(gas()).model_copy(update={"objectives": words})
    text = text_of("ambitie.pptx", made(ambition, "pptx")["ambitie.pptx"])
    count = len(phrases.open_points(facts.gather(ambition, DAY)))
    assert text.count("Nog open: ") == 10
    assert f"Nog open, zie het document: {count - 10} andere punten." in text


def test_text_on_slides_is_read_from_the_back_of_a_room(example):
    slides = pptx.Presentation(io.BytesIO(example["ambitie.pptx"])).slides
    pictures = [each for one in slides for each in one.shapes if each.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert len(pictures) >= 9
    for one in pictures:
        # Text in a picture is 16 pixels high or more, of a picture that is drawn one and a half times as fine.
        assert 16 * one.width.pt / (one.image.size[0] / 1.5) >= 15.5
        assert one._element.nvPicPr.cNvPr.get("descr")
    for one in slides:
        for each in one.shapes:
            sizes = [
                run.font.size.pt
                for line in (each.text_frame.paragraphs if each.has_text_frame else ())
                for run in line.runs
            ]
            assert min(sizes, default=16) >= 16
            assert each.top + each.height <= 19_05 * 3600


def test_slides_show_all_objectives_in_a_table(example):
    slides = pptx.Presentation(io.BytesIO(example["ambitie.pptx"])).slides
    tables = [each.table for one in slides for each in one.shapes if each.has_table]
    rows = [[cell.text for cell in row.cells] for one in tables for row in list(one.rows)[1:]]
    assert [row[0] for row in rows] == [str(number) for number in range(1, 9)]
    assert rows[3] == [
        *("4", "Vermogen zonnepanelen op woningen", "297 kWp in 2016", "2.508 kWp in 2022"),
        *("6.000 kWp in 2030", "▲ op koers"),
    ]
    assert rows[7][2:] == ["–", "–", "–", "niet toetsbaar"]
    # A number of a source leads to nothing on a slide.
    text = text_of("ambitie.pptx", example["ambitie.pptx"])
    assert not re.search(r"\[\d+\]", text)
    assert "Bron nulmeting: CBS (84131NED), 2016, definitief" in text


def test_what_delay_costs_stands_in_the_document_with_who_bears_it():
    ambition = file.load(datasets.folder() / "voorbeeld.ambitie.json").model_copy(update={"objectives": []})
    for key, value in (("geinvesteerd", 4_000_000.0), ("rente", 4.0), ("subsidie", 100_000.0)):
        ambition = delay_case.set_assumption(ambition, key, value, source="begroting 2026")
    ambition = delay_case.set_share(ambition, "rente", "gemeente", 0.6)
    text = text_of("ambitie.docx", made(ambition, "docx")["ambitie.docx"])
    # 4 million at 4% over half a year: 4,000,000 × (1.04^0.5 − 1) = 79,216 euro, of which 60% is 47,529.
    assert "79.216" in text
    assert "Draagt: gemeente 47.529" in text.replace("Draagt: Gemeente", "Draagt: gemeente")
    assert "begroting 2026" in text


# --- anything ----------------------------------------------------------------------------------------------------


def test_what_delay_costs_is_no_chapter_as_long_as_nobody_said_anything_of_it(example):
    assert "Wat uitstel kost" not in text_of("ambitie.docx", example["ambitie.docx"])
    ambition = file.load(datasets.folder() / "voorbeeld.ambitie.json").model_copy(update={"objectives": []})
    ambition = delay_case.set_assumption(ambition, "subsidie", 100_000.0, source="begroting 2026")
    text = text_of("ambitie.docx", made(ambition, "docx")["ambitie.docx"])
    assert "Er is te weinig ingevuld om mee te rekenen; vul het aan bij de stap ‘Tijd is geld’." in text


def test_a_document_lists_the_sources_that_it_names(example):
    for name in ("ambitie.html", "monitorplan.html"):
        text = text_of(name, example[name])
        used, _, listed = text.rpartition("verwijst naar deze lijst.")
        marks = set(re.findall(r"\[\d+\]", used))
        assert set(re.findall(r"\[\d+\]", listed)) == marks
    assert len(marks) < 20


def test_the_area_is_named_on_the_cover_and_its_codes_at_the_end(example):
    text = text_of("ambitie.docx", example["ambitie.docx"])
    cover, _, rest = text.partition(" Inhoud ")
    assert "Gebied Prinsenland en Het Lage Land Versie" in cover
    assert "indeling" not in cover
    assert (
        "Prinsenland (BU05991448) en Het Lage Land (BU05991449); indeling 2014"
        in rest.rpartition("Over dit")[2]
    )


def test_what_has_no_figure_is_told_without_what_to_do_on_screen(example):
    text = text_of("ambitie.docx", example["ambitie.docx"])
    assert "Zonder cijfer" in text
    for said in ("Voer een eigen meting in", "‘wijkdata "):
        assert said not in text


def test_numbers_that_cannot_be_drawn_do_not_keep_the_words_from_being_written():
    huge = gas(target={"value": -1.7e308, "year": 2030})
    text = text_of("ambitie.docx", made(whole(huge), "docx")["ambitie.docx"])
    assert huge.statement in text
    assert "Niet te tekenen, om een te groot of te klein getal: het verloop van ‘Gas per woning’." in text


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(ambition=ambitions)
def test_everything_public_that_an_ambition_can_hold_is_in_the_documents(ambition):
    found = made(ambition)
    shown = facts.gather(ambition, DAY).ambition
    for name in ("ambitie.docx", "ambitie.html", "ambitie.xlsx"):
        text = text_of(name, found[name])
        for one in shown.objectives:
            for said in (one.statement, one.owner, one.measuring.how, one.measuring.who, *one.parties):
                assert squeezed(plain(said)) in text
            if one.target is not None:
                assert str(one.target.year) in text
        for decision in shown.decisions:
            for said in (decision.what, decision.why, decision.who):
                assert squeezed(plain(said)) in text
        for term in shown.terms:
            assert squeezed(plain(term.agreed)) in text
    assert made(ambition) == found


def test_the_same_bytes_each_time(example):
    again = made(file.load(datasets.folder() / "voorbeeld.ambitie.json"))
    assert [name for name in example if again[name] != example[name]] == []


def test_milestones_and_a_band_are_written_out():
    band = gas(
        direction="band",
        target={"value": 500.0, "upper": 700.0, "year": 2030},
        milestones=[Milestone(year=2026, value=800.0)],
    )
    text = text_of("ambitie.html", made(whole(band), "html")["ambitie.html"])
    assert "500 tot 700 m³/jaar in 2030" in text
    assert "800 m³/jaar in 2026" in text


def test_an_ambition_without_anything_says_what_is_still_missing():
    text = text_of("ambitie.docx", made(Ambition(), "docx")["ambitie.docx"])
    for said in (
        "Er zijn nog geen doelen gesteld.",
        "Er is nog geen gebied gekozen",
        "Er zitten nog geen partijen aan tafel.",
        "Er is nog niets besloten of vastgesteld.",
    ):
        assert said in text
    plan = docx.Document(io.BytesIO(made(Ambition(), "docx")["monitorplan.docx"]))
    # A table of headings alone says nothing.
    headed = [one for one in plan.tables if one.rows[0]._tr.find(f".//{WORD}tblHeader") is not None]
    assert all(len(one.rows) > 1 for one in headed)
