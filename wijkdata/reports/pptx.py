"""Slides for the council: what matters most, a page per objective, and what is open."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from textwrap import wrap
from typing import TYPE_CHECKING, Any, TypeVar

from wijkdata import dutch
from wijkdata.ambition import common_ground, planned, rules
from wijkdata.delay_words import finding
from wijkdata.look import LIGHT
from wijkdata.reports import phrases, pictures
from wijkdata.reports.ambition_document import summary
from wijkdata.reports.archive import fixed
from wijkdata.reports.blocks import Picture, plain
from wijkdata.reports.facts import Facts, theme_name

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

    from wijkdata.ambition.model import Objective

#: The slide, its edge and the band for the title, in centimetres.
_WIDE, _HIGH, _EDGE, _TITLE = 33.867, 19.05, 1.4, 2.4
_TOP, _FOOT = 3.0, 17.5
#: Where the facts below the picture of an objective begin, and the smallest type that is read from afar.
_FACTS, _SMALLEST = 15.85, 16
_FONT, _INK = "Calibri", LIGHT.ink
#: A style of a table with lines between its rows only, and where it is named.
_PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
_STYLE_TAG = "{http://schemas.openxmlformats.org/drawingml/2006/main}tableStyleId"
#: The number of a source, which leads to nothing on a slide.
_MARK = re.compile(r" ?\[\d+\]")
_Thing = TypeVar("_Thing")
#: Layouts of the library's own template: a first page, and a title alone.
_FIRST, _TITLED = 0, 5
#: What fits: letters of a title, of a point, of a line of one, and of a line at the foot.
_TITLE_LETTERS, _POINT_LETTERS, _POINT_LINE, _FOOT_LETTERS = 110, 220, 88, 112
#: Points that are open, of which a council hears the first; the document has them all.
_MOST_OPEN = 10


def file(facts: Facts) -> bytes:
    """Return the slides as the bytes of a PPTX file; the same facts always give the same bytes."""
    from pptx import Presentation as new_slides  # noqa: N813, PLC0415  (only needed for slides)
    from pptx.util import Cm  # noqa: PLC0415

    slides = new_slides()
    slides.slide_width, slides.slide_height = Cm(_WIDE), Cm(_HIGH)
    _first(slides, facts)
    _points(slides, facts, "Samenvatting", [_MARK.sub("", one) for one in summary(facts)])
    _overview(slides, facts)
    shared = common_ground.finding(facts.grounds)
    for drawn in pictures.slide_grounds(facts):
        _picture(slides, facts, shared, drawn)
    _objectives(slides, facts)
    for drawn in pictures.slide_coverages(facts):
        _picture(slides, facts, "Wat dekt het programma?", drawn)
    delayed = pictures.slide_delay(facts)
    if delayed is not None and facts.delay is not None:
        said = finding(facts.delay.found, facts.delay.even)
        _picture(slides, facts, "Wat kost uitstel?", delayed, notes=said)
    decided = [
        f"Besloten op {dutch.day(one.date)}: {one.what}" + (f" ({one.who})" if one.who else "")
        for one in facts.ambition.decisions
    ]
    _points(slides, facts, "Besluiten en wat nog openstaat", [*decided, *_open(facts)])
    _describe(slides, facts)
    made = io.BytesIO()
    slides.save(made)
    return fixed(made.getvalue(), facts.day)


def _describe(slides: Presentation, facts: Facts) -> None:
    about = slides.core_properties
    moment = datetime(facts.day.year, facts.day.month, facts.day.day, tzinfo=UTC)
    about.title, about.subject, about.language = (
        plain(phrases.title(facts))[:255],
        "Ambitie voor de wijk",
        "nl-NL",
    )
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = moment
    about.revision = 1


def _first(slides: Presentation, facts: Facts) -> None:
    slide = slides.slides.add_slide(slides.slide_layouts[_FIRST])
    title, under = slide.shapes.title, slide.placeholders[1]
    _place(title, _EDGE, 4.2, _WIDE - 2 * _EDGE, 4)
    _place(under, _EDGE, 8.6, _WIDE - 2 * _EDGE, 6)
    _say(title.text_frame, [phrases.short(phrases.title(facts), _TITLE_LETTERS)], 40, bold=True)
    said = [
        phrases.warning(facts),
        phrases.short(phrases.area_text(facts), 200),
        f"{dutch.sentence(facts.version)} {dutch.day_in_words(facts.day)}",
    ]
    _say(under.text_frame, [one for one in said if one], 20)
    _foot(slide, facts)
    _notes(slide, "\n".join(f"{name}: {text}" for name, text in phrases.front(facts)))


def _paged(things: Sequence[_Thing], high: Callable[[_Thing], float], room: float) -> list[list[_Thing]]:
    """Divide things over slides by the height that they take, about as many on each."""
    pages = _filled(things, high, room, len(things))
    even = _filled(things, high, room, -(-len(things) // max(1, len(pages))))
    return even if len(even) == len(pages) else pages


def _filled(
    things: Sequence[_Thing], high: Callable[[_Thing], float], room: float, most: int
) -> list[list[_Thing]]:
    pages: list[list[_Thing]] = []
    for one in things:
        full = not pages or len(pages[-1]) == most or sum(map(high, [*pages[-1], one])) > room
        if full:
            pages.append([one])
        else:
            pages[-1].append(one)
    return pages


def _titled(slides: Presentation, facts: Facts, title: str, source: str = "") -> Slide:
    slide: Slide = slides.slides.add_slide(slides.slide_layouts[_TITLED])
    place: Any = slide.shapes.title
    _place(place, _EDGE, 0.5, _WIDE - 2 * _EDGE, _TITLE)
    shown = phrases.short(title, _TITLE_LETTERS)
    _say(place.text_frame, [shown], 30 if len(shown) <= 60 else 24, bold=True)
    _foot(slide, facts, source)
    return slide


def _points(slides: Presentation, facts: Facts, title: str, points: list[str]) -> None:
    """Write points on as many slides as they need; a long one is cut on the slide, and whole in its notes."""
    from pptx.util import Cm  # noqa: PLC0415

    whole = [plain(one) for one in points]
    pages = _paged(whole, _point_high, _FOOT - _TOP)
    for number, some in enumerate(pages, 1):
        more = f" ({number} van {len(pages)})" if len(pages) > 1 else ""
        slide = _titled(slides, facts, title + more)
        box = slide.shapes.add_textbox(Cm(_EDGE), Cm(_TOP), Cm(_WIDE - 2 * _EDGE), Cm(_FOOT - _TOP))
        _say(box.text_frame, [f"• {phrases.short(one, _POINT_LETTERS)}" for one in some], 20)
        if any(len(one) > _POINT_LETTERS for one in some):
            _notes(slide, "\n".join(some))


def _point_high(text: str) -> float:
    """Return how high a point is on a slide, in centimetres."""
    return len(wrap(f"• {phrases.short(text, _POINT_LETTERS)}", _POINT_LINE)) * 0.86 + 0.36


def _picture(slides: Presentation, facts: Facts, title: str, drawn: Picture, *, notes: str = "") -> None:
    slide = _titled(slides, facts, title)
    _put(slide, drawn, _TOP, _FOOT)
    _notes(slide, notes or drawn.alt)


def _put(slide: Slide, drawn: Picture, top: float, end: float) -> None:
    """Put a picture as large as it fits between two heights, in the middle of the slide."""
    from pptx.util import Cm  # noqa: PLC0415

    width, height = drawn.size
    room = _WIDE - 2 * _EDGE
    high = min(end - top, room * height / width)
    wide = high * width / height
    picture = slide.shapes.add_picture(
        io.BytesIO(drawn.png), Cm(_EDGE + (room - wide) / 2), Cm(top), width=Cm(wide), height=Cm(high)
    )
    about: Any = picture._element.nvPicPr  # noqa: SLF001  (the library has no place for the words of a picture)
    about.cNvPr.set("descr", drawn.alt)


def _open(facts: Facts) -> list[str]:
    points = phrases.open_points(facts)
    shown = [f"Nog open: {one}" for one in points[:_MOST_OPEN]]
    if len(points) > _MOST_OPEN:
        shown.append(f"Nog open, zie het document: {len(points) - _MOST_OPEN} andere punten.")
    return shown or ["Elk doel is toetsbaar en niets spreekt elkaar tegen."]


def _objectives(slides: Presentation, facts: Facts) -> None:
    """Make a slide per objective of which something is drawn; those in words alone come together after them."""
    words = []
    for number, objective in enumerate(facts.ambition.objectives, 1):
        one = facts.objective_here(objective)
        drawn = pictures.slide_objective(facts, one)
        if drawn is not None:
            _objective(slides, facts, number, one, drawn)
            continue
        said = phrases.short(one.statement or planned.name_of(one), _TITLE_LETTERS)
        words.append(f"{number}. {dutch.sentence(said)} {_status(facts, one)}")
    if words:
        _points(slides, facts, "Doelen in woorden", words)


def _status(facts: Facts, one: Objective) -> str:
    return facts.standings[one.id].status_words if rules.testable(one) else rules.testable_sentence(one)


def _objective(slides: Presentation, facts: Facts, number: int, one: Objective, drawn: Picture) -> None:
    """Make the slide of an objective: what it says, its picture, and in few words what was agreed."""
    from pptx.util import Cm  # noqa: PLC0415

    standing = facts.standings[one.id]
    slide = _titled(slides, facts, f"{number}. {one.statement or planned.name_of(one)}", _origin(one))
    lines = [
        ("Thema", theme_name(one.theme)),
        ("Nulmeting", phrases.baseline_text(facts, one, source=False)),
        ("Streefwaarde", phrases.target_text(one)),
        ("Stand", _status(facts, one)),
        ("Eigenaar", one.owner or phrases.NOT_SAID),
    ]
    _put(slide, drawn, _TOP, _FACTS)
    # The picture itself says how it stands.
    few = [(head, said) for head, said in lines if head in ("Nulmeting", "Streefwaarde", "Eigenaar")]
    text = " · ".join(f"{head}: {phrases.short(plain(said), 70)}" for head, said in few)
    box = slide.shapes.add_textbox(Cm(_EDGE), Cm(_FACTS), Cm(_WIDE - 2 * _EDGE), Cm(_FOOT - _FACTS))
    _say(box.text_frame, [text], _SMALLEST)
    whole = [f"{head}: {said}" for head, said in lines]
    _notes(
        slide,
        "\n".join([one.statement, *whole, standing.reason, standing.forecast_reason, standing.certainty]),
    )


def _origin(one: Objective) -> str:
    """Return where the baseline is from, for the foot of a slide."""
    from wijkdata.drawing import figure_source  # noqa: PLC0415

    return figure_source(one)


def _overview(slides: Presentation, facts: Facts) -> None:
    """Put all objectives in a table, as many on a slide as fit."""
    from wijkdata.plots.style import MARKS  # noqa: PLC0415  (matplotlib loads with it)

    rows: list[tuple[str, ...]] = []
    for number, objective in enumerate(facts.ambition.objectives, 1):
        one = facts.objective_here(objective)
        base, newest = one.baseline, facts.standings[one.id].newest
        later = newest is not None and base is not None and newest.year > base.year
        status = facts.standings[one.id].status if rules.testable(one) else "niet toetsbaar"
        rows.append(
            (
                str(number),
                phrases.short(planned.name_of(one), 60),
                f"{phrases.value(one, base.value)} in {base.year}" if base else "–",
                f"{phrases.value(one, newest.value)} in {newest.year}" if newest and later else "–",
                phrases.target_text(one) if one.target else "–",
                f"{MARKS.get(status, '')} {status}".strip(),
            )
        )
    pages = _paged(rows, _high, _FOOT - _TOP - _high(tuple(head for head, *_ in _COLUMNS)))
    for page, some in enumerate(pages, 1):
        more = f" ({page} van {len(pages)})" if len(pages) > 1 else ""
        _table(_titled(slides, facts, f"Waar staan de doelen?{more}"), some)


#: The columns of the table of objectives: heading, width in centimetres, and letters that fit on a line.
_COLUMNS = (
    ("Nr", 1.2, 3),
    ("Doel", 10.2, 38),
    ("Nulmeting", 5.3, 19),
    ("Nu", 5.2, 19),
    ("Streefwaarde", 5.1, 18),
    ("Stand", 4.06, 14),
)
#: The height of a line of the table and of the edges of a row, in centimetres.
_LINE, _ROW_EDGE = 0.68, 0.3


def _high(row: tuple[str, ...]) -> float:
    lines = max(len(wrap(text, most)) for text, (_, _, most) in zip(row, _COLUMNS, strict=True))
    return max(1, lines) * _LINE + _ROW_EDGE


def _table(slide: Slide, rows: list[tuple[str, ...]]) -> None:
    from pptx.util import Cm  # noqa: PLC0415

    heads = tuple(head for head, *_ in _COLUMNS)
    wide = sum(width for _, width, _ in _COLUMNS)
    shape: Any = slide.shapes.add_table(
        len(rows) + 1, len(_COLUMNS), Cm(_EDGE), Cm(_TOP), Cm(wide), Cm(sum(map(_high, [heads, *rows])))
    )
    made = shape.table
    shape._element.graphic.graphicData.tbl.tblPr.find(_STYLE_TAG).text = _PLAIN_TABLE  # noqa: SLF001
    made.horz_banding = False
    for column, (_, width, _) in zip(made.columns, _COLUMNS, strict=True):
        column.width = Cm(width)
    for number, texts in enumerate([heads, *rows]):
        made.rows[number].height = Cm(_high(texts))
        for cell, text in zip(made.rows[number].cells, texts, strict=True):
            cell.margin_left = cell.margin_right = Cm(0.15)
            cell.margin_top = cell.margin_bottom = Cm(0.1)
            _say(cell.text_frame, [text], 16, bold=number == 0, below=0)


# --- text --------------------------------------------------------------------------------------------------------


def _say(
    frame: Any,
    lines: list[str],
    size: int,
    *,
    bold: bool = False,
    below: float | None = None,
) -> None:
    """Write lines.

    Parameters
    ----------
    below
        Room below a line, in points; half a line by default.
    """
    from pptx.dml.color import RGBColor  # noqa: PLC0415
    from pptx.enum.text import PP_ALIGN  # noqa: PLC0415
    from pptx.util import Pt  # noqa: PLC0415

    frame.word_wrap = True
    for position, text in enumerate(lines):
        line = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        line.alignment = PP_ALIGN.LEFT
        line.space_after = Pt(size * 0.5 if below is None else below)
        run = line.add_run()
        run.text = " ".join(plain(text).split())
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, _FONT
        run.font.color.rgb = RGBColor.from_string(_INK.removeprefix("#"))  # type: ignore[no-untyped-call]
        run.font.language_id = _dutch()


def _dutch() -> Any:
    from pptx.enum.lang import MSO_LANGUAGE_ID  # noqa: PLC0415

    return MSO_LANGUAGE_ID.DUTCH


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    from pptx.util import Cm  # noqa: PLC0415

    shape.left, shape.top, shape.width, shape.height = Cm(left), Cm(top), Cm(width), Cm(height)


def _foot(slide: Slide, facts: Facts, source: str = "") -> None:
    """Say at the foot of a slide of which version it is, whether that is an example, and where figures are from."""
    from pptx.util import Cm  # noqa: PLC0415

    box = slide.shapes.add_textbox(Cm(_EDGE), Cm(_FOOT - 0.1), Cm(_WIDE - 2 * _EDGE), Cm(1.3))
    about = phrases.warning(facts).partition(" De ")[0] or phrases.short(phrases.title(facts), 50)
    said = f"{dutch.sentence(about)} {dutch.day_in_words(facts.day)}, {facts.version}"
    _say(
        box.text_frame,
        [phrases.short(one, _FOOT_LETTERS) for one in (source, said) if one],
        _SMALLEST,
        below=0,
    )


def _notes(slide: Slide, text: str) -> None:
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = plain(text)
