"""The hour in short: open the screen, set a target, see it drawn and kept, reload and find it again."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from full import full_ambition
from playwright.sync_api import Browser, Page, expect
from started import workshop_on

from wijkdata.ambition import file
from wijkdata.panels.workshop import STEPS

pytestmark = pytest.mark.browser

SECONDS = 1000


def open_screen(
    browser: Browser, address: str, size: tuple[int, int] = (1366, 768)
) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale="nl-NL")
    elsewhere: list[str] = []
    page.on(
        "request", lambda request: None if is_here(request.url, address) else elsewhere.append(request.url)
    )
    page.goto(address)
    expect(page.get_by_role("button", name=re.compile("^1 Wijk"))).to_be_visible(timeout=90 * SECONDS)
    return page, elsewhere


def is_here(url: str, address: str) -> bool:
    here = address.partition("?")[0]
    return url.startswith((here, here.replace("http", "ws"), "data:", "blob:"))


def step(page: Page, name: str) -> None:
    page.get_by_role("button", name=re.compile(rf"^\d+ {name} ")).click()


def objective(path: Path, key: str) -> dict:
    return next(one for one in json.loads(path.read_text(encoding="utf-8"))["objectives"] if one["id"] == key)


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for what another program does."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def too_large(page: Page) -> list[str]:
    """Return the parts of the screen that hold more than fits in them."""
    # A picture that is still on its way may push for a moment; what stays too large is a fault.
    for _ in range(20):
        over = page.evaluate(
            "() => [document.documentElement, ...document.querySelectorAll('.wd-panel:not(.wd-hidden), "
            ".wd-panel:not(.wd-hidden) > *')].filter(e => e.scrollHeight > e.clientHeight + 2"
            " || e.scrollWidth > e.clientWidth + 2).map(e => e.className)"
        )
        if not over:
            break
        page.wait_for_timeout(500)
    return list(over)


def test_a_target_is_typed_drawn_kept_and_found_again(browser, workshop_address, ambition_file):
    page, elsewhere = open_screen(browser, workshop_address)
    step(page, "Doelen")
    page.get_by_label("Doel", exact=True).select_option("CO₂ van alle woningen")
    field = page.get_by_label("Streefwaarde")
    expect(field).to_have_value("15.000", timeout=20 * SECONDS)
    picture = page.locator("img.wd-picture:visible, .wd-picture:visible img").first
    before = picture.get_attribute("src")

    field.fill("12,5")
    field.press("Tab")

    # The picture of an earlier click may still be on its way; what counts is the file.
    wait_until(lambda: objective(ambition_file, "co2_woningen")["target"]["value"] == 12.5)
    assert objective(ambition_file, "co2_woningen")["target"] == {
        "value": 12.5,
        "year": 2030,
        "upper": None,
    }
    expect(picture).not_to_have_attribute("src", before, timeout=20 * SECONDS)
    expect(page.get_by_text(re.compile(r"^bewaard \d\d:\d\d$"))).to_be_visible()

    page.reload()
    expect(page.get_by_role("button", name=re.compile("^1 Wijk"))).to_be_visible(timeout=90 * SECONDS)
    step(page, "Doelen")
    page.get_by_label("Doel", exact=True).select_option("CO₂ van alle woningen")
    expect(page.get_by_label("Streefwaarde")).to_have_value("12,5", timeout=20 * SECONDS)
    assert elsewhere == [], "the screen asked something of another machine"

    page.get_by_label("Streefwaarde").fill("99.000")
    page.get_by_label("Streefwaarde").press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("boven de nulmeting", timeout=20 * SECONDS)
    assert objective(ambition_file, "co2_woningen")["target"]["value"] == 12.5


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_every_step_fits_the_screen_without_scrolling(browser, workshop_address, size):
    page, _ = open_screen(browser, workshop_address, size)
    for name in [one.name for one in STEPS]:
        step(page, name)
        # The step before is hidden a moment after the next one is there.
        expect(page.locator(".wd-panel:visible")).to_have_count(1, timeout=20 * SECONDS)
        expect(page.locator(".wd-panel:visible .wd-left h2")).to_be_visible(timeout=20 * SECONDS)
        page.wait_for_timeout(500)
        assert too_large(page) == [], name


#: The views that show what people typed, by step; a button that shows more is pressed after its view.
FULL = {
    "Partijen": ["Aan tafel", "Belang", "In woorden", "Volgorde", "Afspraken"],
    "Thema’s": ["Keuze"],
    "Begrippen": ["Begrip", "Ieder apart", "Laat alles zien", "Keuzes", "Afspraak", "Toets"],
    "Doelen": ["Afspraken", "Gronden", "Bijdrage"],
    "Besluit": ["Besluit", "Vaststellen", "Documenten", "Controle", "Notities"],
}


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_a_full_ambition_is_paged_and_never_scrolls(browser, tmp_path, size):
    path = tmp_path / "vol.ambitie.json"
    file.new(path, full_ambition())
    turned = 0
    with workshop_on(path) as running:
        page, _ = open_screen(browser, running.address, size)
        for name, views in FULL.items():
            step(page, name)
            panel = page.locator(".wd-panel:visible")
            expect(panel).to_have_count(1, timeout=20 * SECONDS)
            for view in views:
                panel.get_by_role("button", name=view, exact=True).click()
                page.wait_for_timeout(600)
                assert too_large(page) == [], (name, view)
                on = panel.locator(".wd-right .wd-pager:visible").get_by_role("button", name="verder ▶")
                while on.count() and on.is_enabled():
                    on.click()
                    page.wait_for_timeout(200)
                    turned += 1
                    assert too_large(page) == [], (name, view, turned)
    assert turned > 20


def test_a_mistake_in_a_field_makes_no_scrollbar(browser, workshop_address):
    page, _ = open_screen(browser, workshop_address)
    step(page, "Doelen")
    for typed in ("9x9", "5000"):
        field = page.get_by_label("Streefwaarde")
        field.fill(typed)
        field.press("Tab")
        expect(page.locator(".wd-left:visible .wd-error").first).to_be_visible(timeout=20 * SECONDS)
        scrolling = page.evaluate(
            "() => [...document.querySelectorAll('.wd-left, .wd-left .widget-box')].filter(e => e.offsetParent && "
            "getComputedStyle(e).overflowY !== 'visible' && e.scrollHeight > e.clientHeight + 1)"
            ".map(e => e.className)"
        )
        assert scrolling == [], typed


def test_what_cannot_be_kept_is_said_with_the_ways_out_on_the_smallest_screen(
    browser, workshop_address, ambition_file
):
    page, _ = open_screen(browser, workshop_address)
    step(page, "Besluit")
    expect(page.get_by_role("button", name="Bewaar als kopie")).to_be_hidden()
    content = json.loads(ambition_file.read_text(encoding="utf-8"))
    ambition_file.write_text(json.dumps(content | {"title": "van een ander"}), encoding="utf-8")
    page.get_by_label("Besluit", exact=True).fill("Wij beginnen")
    page.get_by_role("button", name="Leg besluit vast").click()

    expect(page.get_by_text("niet bewaard", exact=True)).to_be_visible(timeout=20 * SECONDS)
    expect(page.get_by_label("Besluit", exact=True)).to_have_value("Wij beginnen")
    for name in ("Opnieuw bewaren", "Andere versie openen", "Bewaar als kopie"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box["x"] + box["width"] <= 1366, name
        assert box["height"] < 45, f"{name}: on more than one line"
    too_wide = page.evaluate(
        "() => [...document.querySelectorAll('.wd-bar')].filter(e => e.scrollWidth > e.clientWidth + 2).length"
    )
    assert too_wide == 0

    page.get_by_role("button", name="Bewaar als kopie").click()
    expect(page.get_by_text(re.compile("U werkt verder in ‘wijk-kopie.ambitie.json’"))).to_be_visible()
    expect(page.get_by_role("button", name="Bewaar als kopie")).to_be_hidden()
    copy = json.loads(ambition_file.with_name("wijk-kopie.ambitie.json").read_text(encoding="utf-8"))
    assert copy["decisions"][-1]["what"] == "Wij beginnen"


def test_no_text_is_smaller_than_16_pixels(browser, workshop_address):
    page, _ = open_screen(browser, workshop_address)
    for name in [one.name for one in STEPS]:
        step(page, name)
        page.wait_for_timeout(700)
        small = page.evaluate(
            "() => [...document.querySelectorAll('.wd-screen *')].filter(e => e.offsetParent && "
            "[...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && "
            "parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.outerHTML.slice(0, 120))"
        )
        assert small == [], name
