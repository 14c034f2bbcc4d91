"""For everybody at the table: each view checked for access, sizes of text and targets, and nothing from elsewhere.

The check is axe-core, inside Chromium on the real screen; what it calls serious or critical may not be there.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from test_workshop import open_screen

from wijkdata import look
from wijkdata.panels.panel import SHARPNESS
from wijkdata.panels.workshop import STEPS

pytestmark = pytest.mark.browser

SECONDS = 1000
#: Moderate findings that are held to as well: all content in a landmark, one level of headings after the other.
ALSO = {"region", "landmark-one-main", "landmark-unique"}

_LOW = """() => [...document.querySelectorAll(".wd-screen button, .wd-screen input, .wd-screen select,"
  + ".wd-screen textarea")].filter(e => e.offsetParent && e.type !== "checkbox" && !e.closest("dialog, [popover]"))
  .filter(e => e.getBoundingClientRect().height < 39.5 && !e.closest("td, .wd-source, .wd-figure, p, li"))
  .map(e => `${e.className} ${e.textContent || e.value} ${e.getBoundingClientRect().height}`)"""

_SMALL = """() => [...document.querySelectorAll(".wd-screen *")].filter(e => e.offsetParent &&
  [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) &&
  parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.outerHTML.slice(0, 120))"""

#: How large the pixels of each picture are shown, in those of the screen.
_SCALES = """() => [...document.querySelectorAll("img.wd-picture")].filter(e => e.offsetParent && e.naturalWidth)
  .map(e => Math.min(e.clientWidth / e.naturalWidth, e.clientHeight / e.naturalHeight))"""


def step(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(rf"^\d+ {name} ")).click()
    expect(page.locator(".wd-panel:visible")).to_have_count(1, timeout=30 * SECONDS)
    expect(page.locator(".wd-panel:visible .wd-left h2").first).to_be_visible(timeout=30 * SECONDS)
    page.wait_for_timeout(500)


def found(page: Page, only: str = "") -> list[Any]:
    options = {"runOnly": {"type": "rule", "values": [only]}} if only else None
    violations = Axe().run(page, options=options).response["violations"]
    return [
        (one["id"], [node["html"][:200] for node in one["nodes"]][:3])
        for one in violations
        if one["impact"] in ("serious", "critical") or one["id"] in ALSO
    ]


def wrong(page: Page) -> list[Any]:
    """Return what is wrong with what is on screen now."""
    scales = page.evaluate(_SCALES)
    small = [scale for scale in scales if look.TEXT * SHARPNESS * scale < 15.9]
    return [*found(page), *page.evaluate(_LOW), *page.evaluate(_SMALL), *small]


def test_every_view_can_be_used_by_everybody(browser: Browser, workshop_address: str) -> None:
    page, elsewhere = open_screen(browser, workshop_address)
    seen = pictures = 0
    problems = []
    for name in [one.name for one in STEPS]:
        step(page, name)
        row = page.locator(".wd-panel:visible .wd-left .widget-toggle-buttons:visible").first
        views = row.locator("button").element_handles() if row.count() else [None]
        for place, view in enumerate(views):
            if view is not None:
                view.evaluate(
                    "e => e.click()"
                )  # by hand it is pressed elsewhere; here each view is only looked at
                page.wait_for_timeout(600)
            problems += [(name, place, one) for one in wrong(page)]
            pictures += len(page.evaluate(_SCALES))
            seen += 1
    assert problems == []
    assert seen > 25
    assert pictures > 5
    assert elsewhere == [], "the screen asked something of another machine"


def test_on_dark_paper_everything_can_be_read_too(browser: Browser, workshop_address: str) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, color_scheme="dark")
    page.goto(workshop_address, wait_until="commit")
    # While it starts the page says what it is at.
    expect(page.get_by_role("status").get_by_text("uw bestand openen")).to_be_visible(timeout=20 * SECONDS)
    expect(page.get_by_role("button", name=re.compile("^1 Wijk"))).to_be_visible(timeout=90 * SECONDS)
    expect(page.locator(".wd-screen.wd-dark")).to_be_visible(timeout=20 * SECONDS)
    for name in [one.name for one in STEPS]:
        step(page, name)
        assert found(page, "color-contrast") == [], name
    page.get_by_role("button", name="Zaal").click()
    expect(page.get_by_role("button", name="Licht")).to_be_visible(timeout=20 * SECONDS)
    page.get_by_role("button", name="Licht").click()
    expect(page.locator(".wd-screen.wd-dark")).to_have_count(0, timeout=20 * SECONDS)
    page.reload()
    # What somebody chose goes before how the computer is set, and the view for the room is there again.
    expect(page.get_by_role("button", name="Donker")).to_be_visible(timeout=90 * SECONDS)
    assert found(page) == []


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_the_view_for_the_room_fills_the_window_and_turns_by_keyboard(
    browser: Browser, workshop_address: str, size: tuple[int, int]
) -> None:
    page, _ = open_screen(browser, workshop_address, size)
    page.get_by_role("button", name="Zaal").press("Enter")
    stage = page.locator(".wd-stage")
    expect(stage.get_by_text(re.compile("^doel 1 van"))).to_be_visible(timeout=30 * SECONDS)
    expect(stage.get_by_role("button", name="Volgend doel")).to_be_focused(timeout=20 * SECONDS)
    picture = stage.get_by_role("img", name=re.compile("Gas per woning"))
    expect(picture).to_be_visible(timeout=20 * SECONDS)
    expect(stage.get_by_text(re.compile(r"^bewaard "))).to_be_visible()
    page.wait_for_function(f"() => ({_SCALES})().length === 1", timeout=30 * SECONDS)
    (scale,) = page.evaluate(_SCALES)
    assert look.TEXT * 2 * scale > 22, "text for the back of the room"
    assert page.evaluate("() => document.documentElement.scrollHeight <= innerHeight")
    box = picture.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= size[1] + 1
    page.keyboard.press("ArrowRight")
    expect(stage.get_by_text(re.compile("^doel 2 van"))).to_be_visible(timeout=30 * SECONDS)
    page.keyboard.press("PageDown")
    expect(stage.get_by_text(re.compile("^doel 3 van"))).to_be_visible(timeout=30 * SECONDS)
    page.keyboard.press("PageUp")
    expect(stage.get_by_text(re.compile("^doel 2 van"))).to_be_visible(timeout=30 * SECONDS)
    page.keyboard.press("Escape")
    expect(stage).to_be_hidden(timeout=20 * SECONDS)
    expect(page.get_by_role("button", name="Zaal")).to_be_focused(timeout=20 * SECONDS)
