"""Slides for the council: what matters most, a page per objective, and what is open."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from wijkdata import dutch
from wijkdata.ambition import common_ground, planned, rules
from wijkdata.delay_words import finding
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
_TOP, _FOOT = 3.7, 17.6
_FONT, _INK, _SOFT = "Calibri", "1A1A1A", "595959"
#: Layouts of the library's own template: a first page, and a title alone.
_FIRST, _TITLED = 0, 5
#: What fits: letters of a title, of a point, and points on a slide.
_TITLE_LETTERS, _POINT_LETTERS, _POINTS = 110, 220, 7


def file(facts: Facts) -> bytes:
    """Return the slides as the bytes of a PPTX file; the same facts always give the same bytes."""
    from pptx import Presentation as new_slides  # noqa: N813, PLC0415  (only needed for slides)
    from pptx.util import Cm  # noqa: PLC0415

    slides = new_slides()
    slides.slide_width, slides.slide_height = Cm(_WIDE), Cm(_HIGH)
    _first(slides, facts)
    _points(slides, facts, "Samenvatting", summary(facts))
    for drawn in pictures.overviews(facts):
        _picture(slides, facts, "Waar staan de doelen?", drawn)
    for drawn in pictures.grounds(facts):
        _picture(slides, facts, "Wat delen de partijen?", drawn, notes=common_ground.finding(facts.grounds))
    for number, one in enumerate(facts.ambition.objectives, 1):
        _objective(slides, facts, number, facts.objective_here(one))
    for drawn in pictures.coverages(facts):
        _picture(slides, facts, "Wat dekt het programma?", drawn)
    delayed = pictures.delay(facts)
    if delayed is not None and facts.delay is not None:
        said = finding(facts.delay.found, facts.delay.even)
        _picture(slides, facts, "Wat kost uitstel?", delayed, notes=said)
    decisions = [
        f"{dutch.day(one.date)}: {one.what}" + (f" ({one.who})" if one.who else "")
        for one in facts.ambition.decisions
    ]
    if decisions:
        _points(slides, facts, "Besluiten", decisions)
    _points(
        slides,
        facts,
        "Nog open",
        phrases.open_points(facts) or ["Elk doel is toetsbaar en niets spreekt elkaar tegen."],
    )
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


def _titled(slides: Presentation, facts: Facts, title: str) -> Slide:
    slide: Slide = slides.slides.add_slide(slides.slide_layouts[_TITLED])
    place: Any = slide.shapes.title
    _place(place, _EDGE, 0.9, _WIDE - 2 * _EDGE, _TITLE)
    shown = phrases.short(title, _TITLE_LETTERS)
    _say(place.text_frame, [shown], 30 if len(shown) <= 60 else 24, bold=True)
    _foot(slide, facts)
    return slide


def _points(slides: Presentation, facts: Facts, title: str, points: list[str]) -> None:
    """Write points on as many slides as they need; a long one is cut on the slide, and whole in its notes."""
    from pptx.util import Cm  # noqa: PLC0415

    for start in range(0, len(points), _POINTS):
        some = [plain(one) for one in points[start : start + _POINTS]]
        more = "" if len(points) <= _POINTS else f" ({start // _POINTS + 1} van {-(-len(points) // _POINTS)})"
        slide = _titled(slides, facts, title + more)
        box = slide.shapes.add_textbox(Cm(_EDGE), Cm(_TOP), Cm(_WIDE - 2 * _EDGE), Cm(_FOOT - _TOP))
        _say(box.text_frame, [f"• {phrases.short(one, _POINT_LETTERS)}" for one in some], 20)
        if any(len(one) > _POINT_LETTERS for one in some):
            _notes(slide, "\n".join(some))


def _picture(slides: Presentation, facts: Facts, title: str, drawn: Picture, *, notes: str = "") -> None:
    slide = _titled(slides, facts, title)
    _put(slide, drawn, _EDGE, _WIDE - 2 * _EDGE)
    _notes(slide, notes or drawn.alt)


def _put(slide: Slide, drawn: Picture, left: float, room: float) -> None:
    """Put a picture as large as it fits between the title and the foot, in the middle of its room."""
    from pptx.util import Cm  # noqa: PLC0415

    width, height = drawn.size
    high = min(_FOOT - _TOP, room * height / width)
    wide = high * width / height
    picture = slide.shapes.add_picture(
        io.BytesIO(drawn.png), Cm(left + (room - wide) / 2), Cm(_TOP), width=Cm(wide), height=Cm(high)
    )
    about: Any = picture._element.nvPicPr  # noqa: SLF001  (the library has no place for the words of a picture)
    about.cNvPr.set("descr", drawn.alt)


def _objective(slides: Presentation, facts: Facts, number: int, one: Objective) -> None:
    from pptx.util import Cm  # noqa: PLC0415

    standing = facts.standings[one.id]
    name = planned.name_of(one)
    slide = _titled(slides, facts, f"{number}. {one.statement or name}")
    drawn = pictures.objective(facts, one)
    status = standing.status_words if rules.testable(one) else rules.testable_sentence(one)
    lines = [
        ("Thema", theme_name(one.theme)),
        ("Nulmeting", phrases.baseline_text(facts, one, source=False)),
        ("Streefwaarde", phrases.target_text(one)),
        ("Stand", status),
        ("Eigenaar", one.owner or phrases.NOT_SAID),
    ]
    beside = 22.5 if drawn is not None else 0.0
    if drawn is not None:
        _put(slide, drawn, _EDGE, beside)
    left = _EDGE + beside + (0.6 if drawn is not None else 0)
    box = slide.shapes.add_textbox(Cm(left), Cm(_TOP), Cm(_WIDE - _EDGE - left), Cm(_FOOT - _TOP))
    _say(
        box.text_frame,
        [text for head, said in lines for text in (head, phrases.short(plain(said), 110))],
        16,
        heads=True,
    )
    whole = [f"{head}: {said}" for head, said in lines]
    _notes(
        slide,
        "\n".join([one.statement, *whole, standing.reason, standing.forecast_reason, standing.certainty]),
    )


# --- text --------------------------------------------------------------------------------------------------------


def _say(frame: Any, lines: list[str], size: int, *, bold: bool = False, heads: bool = False) -> None:
    """Write lines; with `heads` every other one is a small heading, from the first on."""
    from pptx.dml.color import RGBColor  # noqa: PLC0415
    from pptx.enum.text import PP_ALIGN  # noqa: PLC0415
    from pptx.util import Pt  # noqa: PLC0415

    frame.word_wrap = True
    for position, text in enumerate(lines):
        line = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        head = heads and position % 2 == 0
        line.alignment = PP_ALIGN.LEFT
        line.space_after = Pt(1 if head else size * 0.5)
        run = line.add_run()
        run.text = " ".join(plain(text).split())
        run.font.size, run.font.bold, run.font.name = Pt(size * 0.8 if head else size), bold or head, _FONT
        run.font.color.rgb = RGBColor(*bytes.fromhex(_SOFT if head else _INK))  # type: ignore[no-untyped-call]
        run.font.language_id = _dutch()


def _dutch() -> Any:
    from pptx.enum.lang import MSO_LANGUAGE_ID  # noqa: PLC0415

    return MSO_LANGUAGE_ID.DUTCH


def _place(shape: Any, left: float, top: float, width: float, height: float) -> None:
    from pptx.util import Cm  # noqa: PLC0415

    shape.left, shape.top, shape.width, shape.height = Cm(left), Cm(top), Cm(width), Cm(height)


def _foot(slide: Slide, facts: Facts) -> None:
    """Say at the foot of a slide what it is of, and that it is an example where it is one."""
    from pptx.util import Cm  # noqa: PLC0415

    box = slide.shapes.add_textbox(Cm(_EDGE), Cm(_FOOT + 0.2), Cm(_WIDE - 2 * _EDGE), Cm(1))
    said = " – ".join(filter(None, (phrases.warning(facts), phrases.running(facts))))
    _say(box.text_frame, [phrases.short(said, 260)], 10)


def _notes(slide: Slide, text: str) -> None:
    frame = slide.notes_slide.notes_text_frame
    if frame is not None:
        frame.text = plain(text)
