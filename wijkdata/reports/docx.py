"""A document as DOCX, with real headings, tables whose headings repeat, and pictures with their words."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from wijkdata.look import LIGHT
from wijkdata.reports.archive import fixed
from wijkdata.reports.blocks import (
    CONTENTS,
    CONTENTS_LEVEL,
    CONTENTS_SHORT,
    Block,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Picture,
    Table,
    contents,
    kept,
    together,
)

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph as Line

#: Of an A4 page, in centimetres.
_PAPER, _SIDE, _TOP = (21.0, 29.7), 2.0, 2.2
_WIDTH = _PAPER[0] - 2 * _SIDE
#: A picture is no higher than this, so that there is room for words below it.
_HIGHEST = 15.0
_FONT = "Calibri"
#: Colours as Word writes them, without the sign before them.
_INK, _SOFT, _LINE = (one.removeprefix("#") for one in (LIGHT.ink, LIGHT.quiet, LIGHT.line))
#: Of each style its size in points and the room above and below it.
_STYLES = {
    "Normal": (11, 0, 6),
    "Title": (28, 0, 12),
    "Subtitle": (14, 120, 4),
    "Heading 1": (18, 24, 8),
    "Heading 2": (14, 12, 3),
    "Heading 3": (12, 10, 4),
    "List Bullet": (11, 0, 3),
    "TOC Heading": (18, 0, 8),
    "toc 1": (10, 3, 1),
    "toc 2": (10, 0, 0),
    "Tabeltekst": (9.5, 1, 1),
    "Tabelgetal": (9.5, 1, 1),
    "Tabelkop": (9.5, 1, 1),
}
_TABLE_STYLES = ("Tabeltekst", "Tabelgetal", "Tabelkop")
_BOLD = ("Heading", "Title", "TOC", "Tabelkop")


def file(document: Document) -> bytes:
    """Return a document as the bytes of a DOCX file; the same document always gives the same bytes."""
    from docx import Document as new_word  # noqa: N813, PLC0415  (only needed for documents)

    word = new_word()
    _lay_out(word, document)
    word.add_paragraph(document.kind, style="Subtitle")
    word.add_paragraph(document.title, style="Title")
    if document.warning:
        _paragraph(word, Paragraph(document.warning, "warning"))
    _list(word, document.front, (0.9, 3.1))
    _contents(word, document)
    for place, (block, stays) in enumerate(zip(document.blocks, kept(document.blocks), strict=True)):
        line = _write(word, block)
        if line is not None and isinstance(block, Heading):
            _name_place(line, place)
        elif line is not None and stays:
            line.paragraph_format.keep_with_next = True
    made = io.BytesIO()
    word.save(made)
    return fixed(made.getvalue(), document.day)


def _contents(word: Word, document: Document) -> None:
    """Write the table of contents as a field with its entries in it, so that it shows before anybody updates it.

    The entries are without numbers of pages: those are known to the program that lays the pages out, and come with
    "update field".
    """
    found = contents(document)
    if not found:
        return
    title = word.add_paragraph(CONTENTS, style="TOC Heading")
    title.paragraph_format.page_break_before = len(found) > CONTENTS_SHORT
    _small(word.add_paragraph(), "Kies een regel om ernaartoe te gaan.")
    lines = []
    for place, one in found:
        line = word.add_paragraph(style=f"toc {one.level}")
        _link(line, place, one.text)
        lines.append(line)
    start, end = lines[0]._p, lines[-1]._p  # noqa: SLF001  (the library has no fields)
    field = f' TOC \\o "1-{CONTENTS_LEVEL}" \\h \\z \\u '
    for number, run in enumerate((_mark_run("begin"), _instruction_run(field), _mark_run("separate"))):
        # Behind the properties of the line.
        start.insert(1 + number, run)
    end.append(_mark_run("end"))


def _link(line: Line, place: int, text: str) -> None:
    """Write a text that leads to a heading of this document."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    run = line.add_run(text)._r  # noqa: SLF001  (the library makes no links)
    link = OxmlElement("w:hyperlink")
    link.set(qn("w:anchor"), _place(place))
    link.set(qn("w:history"), "1")
    run.addprevious(link)
    link.append(run)


def _name_place(line: Line, place: int) -> None:
    """Give a heading the name by which the table of contents leads to it."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    start.set(qn("w:id"), str(place))
    start.set(qn("w:name"), _place(place))
    end.set(qn("w:id"), str(place))
    first = line.runs[0]._r  # noqa: SLF001  (the library has no bookmarks)
    first.addprevious(start)
    line._p.append(end)  # noqa: SLF001


def _place(place: int) -> str:
    return f"_Toc{place:06d}"


def _mark_run(kind: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    run, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    run.append(mark)
    return run


def _instruction_run(text: str) -> Any:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    run, words = OxmlElement("w:r"), OxmlElement("w:instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = text
    run.append(words)
    return run


def _lay_out(word: Word, document: Document) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Cm  # noqa: PLC0415

    for properties in word.styles.element.iter(qn("w:rPr")):
        if properties.getparent().tag == qn("w:rPrDefault"):
            _set_language(properties)
    _add_contents_styles(word)
    _add_table_styles(word)
    for name, (size, above, below) in _STYLES.items():
        _style(word.styles[name], size, above, below)
    section = word.sections[0]
    section.page_width, section.page_height = Cm(_PAPER[0]), Cm(_PAPER[1])
    section.left_margin = section.right_margin = Cm(_SIDE)
    section.top_margin = section.bottom_margin = Cm(_TOP)
    section.header_distance = section.footer_distance = Cm(1.0)
    _small(section.header.paragraphs[0], document.warning, bold=True)
    _small(
        section.header.add_paragraph() if document.warning else section.header.paragraphs[0], document.running
    )
    _page_number(section.footer.paragraphs[0])
    about = word.core_properties
    moment = datetime(document.day.year, document.day.month, document.day.day, tzinfo=UTC)
    # A property holds at most 255 characters.
    about.title, about.subject = document.title[:255], document.kind
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.language, about.created, about.modified, about.revision = "nl-NL", moment, moment, 1


def _add_contents_styles(word: Word) -> None:
    """Add the styles of a table of contents that the template of the library lacks, by the names of Word."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.shared import Cm  # noqa: PLC0415

    for name, indent in (("TOC Heading", 0.0), ("toc 1", 0.0), ("toc 2", 0.6)):
        known = name in word.styles
        style: Any = (
            word.styles[name] if known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        )
        style.base_style = word.styles["Normal"]
        style.paragraph_format.left_indent = Cm(indent)
        if name.startswith("toc"):
            style.paragraph_format.tab_stops.add_tab_stop(Cm(_WIDTH), *_dotted())


def _add_table_styles(word: Word) -> None:
    """Add the styles of the cells of a table: one for each costs a reader less than a look of its own per cell."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415

    for name in _TABLE_STYLES:
        style: Any = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = word.styles["Normal"]
        if name == "Tabelgetal":
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _dotted() -> tuple[Any, Any]:
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER  # noqa: PLC0415

    return WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS


def _style(style: ParagraphStyle, size: float, above: float, below: float) -> None:
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    style.font.name, style.font.size = _FONT, Pt(size)
    style.font.color.rgb = RGBColor.from_string(_INK)
    style.font.bold = style.name.startswith(_BOLD) or style.name == "toc 1"
    style.font.italic = False
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        if attribute.endswith("Theme"):
            # A font of the theme would go before the one that is named.
            del fonts.attrib[attribute]
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), _FONT)
    _set_language(properties)
    borders = style.element.find(qn("w:pPr") + "/" + qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)


def _set_language(properties: Any) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    found = properties.find(qn("w:lang"))
    if found is None:
        found = OxmlElement("w:lang")
        properties.append(found)
    for kind in ("w:val", "w:eastAsia"):
        found.set(qn(kind), "nl-NL")


def _write(word: Word, block: Block) -> Line | None:
    """Write a block; returns its line where it is one."""
    match block:
        case Heading():
            line: Line = word.add_heading(block.text, block.level)
            line.paragraph_format.page_break_before = block.new_page
            return line
        case Paragraph():
            return _paragraph(word, block)
        case Bullets():
            for one in block.items:
                word.add_paragraph(one, style="List Bullet")
        case Table() if block.headed:
            _table(word, block)
        case Table():
            widths = [one.width for one in block.columns]
            _list(word, block.rows, widths, whole=together(block))
        case Picture():
            _picture(word, block)
    return None


def _paragraph(word: Word, block: Paragraph) -> Line:
    from docx.shared import Pt  # noqa: PLC0415

    line = word.add_paragraph()
    if block.kind == "note":
        _small(line, block.text)
        line.paragraph_format.space_after = Pt(6)
        return line
    run = line.add_run(block.text)
    if block.kind == "small":
        run.font.size, line.paragraph_format.space_after = Pt(9), Pt(2)
    run.bold = block.kind in ("lead", "warning") or None
    if block.kind == "warning":
        _frame(line)
    return line


def _small(line: Line, text: str, *, bold: bool = False) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415

    run = line.add_run(text)
    run.font.size, run.bold = Pt(9), bold or None
    run.font.color.rgb = RGBColor.from_string(_SOFT)
    line.paragraph_format.space_after = Pt(0)


def _frame(line: Line) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    properties = line._p.get_or_add_pPr()  # noqa: SLF001  (the library has no borders of its own)
    borders = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", _INK)):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def _page_number(line: Line) -> None:
    """Put “1 / 12” at the right of a line, as fields that the reader's program fills in."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for position, code in enumerate(("PAGE", "NUMPAGES")):
        if position:
            _small(line, " / ")
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        run = line.add_run("1")
        field.append(run._r)  # noqa: SLF001  (the library has no fields of its own)
        line._p.append(field)  # noqa: SLF001


# --- tables and pictures -----------------------------------------------------------------------------------------


def _table(word: Word, block: Table) -> None:
    heads = [("Tabelkop", one.title) for one in block.columns]
    looks = ["Tabelgetal" if one.right else "Tabeltekst" for one in block.columns]
    rows = [heads, *(list(zip(looks, texts, strict=True)) for texts in block.rows)]
    made = _fill(word, rows, [one.width for one in block.columns])
    for cell, column in zip(made.rows[0].cells, block.columns, strict=True):
        line = cell.paragraphs[0]
        # A head alone at the foot of a page heads nothing.
        line.paragraph_format.keep_with_next = True
        if column.right:
            line.alignment = word.styles["Tabelgetal"].paragraph_format.alignment
    _mark(made.rows[0], "w:tblHeader")


def _list(word: Word, rows: Sequence[Sequence[str]], widths: Sequence[float], *, whole: bool = False) -> None:
    if not rows:
        return
    made = _fill(word, [[("Tabelkop", name), ("Tabeltekst", text)] for name, text in rows], widths)
    for row in list(made.rows)[:-1] if whole else []:
        row.cells[0].paragraphs[0].paragraph_format.keep_with_next = True


def _fill(word: Word, rows: Sequence[Sequence[tuple[str, str]]], widths: Sequence[float]) -> Any:
    """Add a table of cells with a style and a text, with fixed columns and thin lines between its rows."""
    from docx.shared import Cm  # noqa: PLC0415
    from docx.text.paragraph import Paragraph as Line  # noqa: PLC0415

    made = word.add_table(rows=len(rows), cols=len(widths))
    made.autofit = False
    shown = [Cm(_WIDTH * one / sum(widths)) for one in widths]
    for column, width in zip(made.columns, shown, strict=True):
        column.width = width
    styles = {name: word.styles[name].style_id for name in _TABLE_STYLES}
    # The library looks a cell up by counting them all; its elements are at hand.
    for row, cells in zip(made._tbl.tr_lst, rows, strict=True):  # noqa: SLF001
        for cell, width, (style, text) in zip(row.tc_lst, shown, cells, strict=True):
            cell.width = width
            words = cell.p_lst[0]
            words.style = styles[style]
            Line(words, made).add_run(text)
    for row in made.rows:
        _mark(row, "w:cantSplit")
    _border(made)
    _gap(word)
    return made


def _border(made: Any) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _LINE)):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    made._tbl.tblPr.append(borders)  # noqa: SLF001  (the library has no borders of its own)


def _mark(row: Any, name: str) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415

    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001  (the library has no name for it)


def _gap(word: Word) -> None:
    from docx.shared import Pt  # noqa: PLC0415

    line = word.add_paragraph()
    line.paragraph_format.space_after = Pt(2)
    line.paragraph_format.line_spacing = Pt(6)


def _picture(word: Word, block: Picture) -> None:
    from docx.shared import Cm  # noqa: PLC0415

    width, height = block.size
    shown = min(_WIDTH, _HIGHEST * width / height)
    picture = word.add_picture(io.BytesIO(block.png), width=Cm(shown))
    properties = picture._inline.docPr  # noqa: SLF001  (the library has no place for the words of a picture)
    properties.set("descr", block.alt)
    properties.set("title", "")
