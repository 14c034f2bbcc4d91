"""Samenhang in a real browser: sliders by keyboard, scenarios, found again after a reload, and no scrolling."""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from started import workshop_on
from test_workshop import SECONDS, open_screen, step, too_large, wait_until

from wijkdata import effect_parameters
from wijkdata.ambition import edit, file, programme
from wijkdata.effect_parameters import DWELLING_TYPES

pytestmark = pytest.mark.browser

VIEWS = ["Proberen", "Scenario’s", "Bewoners", "Kengetallen", "Woningen"]


def without_programme(path: Path) -> None:
    """Take out what the example has of this step, so that the test makes its own."""
    ambition = file.load(path)
    file.save(edit.with_parts(ambition, scenarios=[], programme="", parameters=[], stock=[]), path)


def steps(path: Path, name: str = "Programma A") -> dict[str, float]:
    """Return the homes per measure of a scenario, by default the first; none if it is not there (yet)."""
    ambition = file.load(path)
    there = [one for one in ambition.scenarios if one.name == name]
    return {one.measure: one.homes for scenario in there for one in scenario.steps}


def panel(page: Page) -> Locator:
    return page.locator(".wd-panel:visible")


def press(page: Page, name: str) -> None:
    panel(page).get_by_role("button", name=name, exact=True).locator("visible=true").first.click()


def slider(page: Page, label: str) -> Locator:
    row = panel(page).locator(".widget-hslider:visible").filter(has_text=label)
    return row.get_by_role("slider").first


def readout(page: Page, label: str) -> Locator:
    return panel(page).locator(".widget-hslider:visible").filter(has_text=label).locator(".widget-readout")


@pytest.fixture
def screen(browser: Browser, ambition_file: Path) -> Page:
    without_programme(ambition_file)
    with workshop_on(ambition_file) as running:
        page, elsewhere = open_screen(browser, running.address)
        step(page, "Samenhang")
        expect(slider(page, "Warmtenet")).to_be_visible(timeout=20 * SECONDS)
        yield page
        assert elsewhere == [], "the screen asked something of another machine"


def test_a_programme_is_made_by_keyboard_copied_chosen_and_found_again(screen, ambition_file):
    page = screen
    picture = panel(page).locator("img").first
    expect(picture).to_be_visible(timeout=20 * SECONDS)
    before = picture.get_attribute("src")

    handle = slider(page, "Warmtenet")
    handle.focus()
    outline = handle.evaluate("e => getComputedStyle(e).outlineStyle + getComputedStyle(e).outlineWidth")
    assert outline == "solid3px", "the focus is in sight"
    handle.press("PageUp")
    wait_until(lambda: steps(ambition_file).get("warmtenet", 0) > 0)
    first = steps(ambition_file)["warmtenet"]
    slider(page, "Warmtenet").press("ArrowRight")
    wait_until(lambda: steps(ambition_file)["warmtenet"] > first)
    planned = steps(ambition_file)["warmtenet"]
    expect(readout(page, "Warmtenet")).to_have_text(f"{planned:,.0f}".replace(",", "."))
    expect(picture).not_to_have_attribute("src", before, timeout=20 * SECONDS)
    years = [(one.start, one.end) for one in file.load(ambition_file).scenarios[0].steps]
    assert years == [(date.today().year + 1, date.today().year + 10)]

    press(page, "Scenario’s")
    press(page, "Maak een kopie")
    expect(panel(page).locator("table.wd-compared")).to_contain_text("Programma B", timeout=20 * SECONDS)
    press(page, "Proberen")
    slider(page, "Hybride").focus()
    slider(page, "Hybride").press("PageUp")
    wait_until(lambda: "hybride" in steps(ambition_file, "Programma B"))
    assert steps(ambition_file) == {"warmtenet": planned}
    press(page, "Scenario’s")
    press(page, "Maak dit het programma")
    wait_until(lambda: file.load(ambition_file).programme == "Programma B")

    page.reload()
    expect(page.get_by_role("button", name=re.compile("^1 Wijk"))).to_be_visible(timeout=90 * SECONDS)
    step(page, "Samenhang")
    # The screen opens where it was: among the scenarios.
    press(page, "Proberen")
    expect(readout(page, "Warmtenet")).to_have_text(f"{planned:,.0f}".replace(",", "."), timeout=20 * SECONDS)
    expect(panel(page)).to_contain_text("‘Programma B’")
    expect(readout(page, "Hybride")).not_to_have_text("0")


def test_undo_takes_a_slider_back(screen, ambition_file):
    slider(screen, "Warmtepomp").focus()
    slider(screen, "Warmtepomp").press("PageUp")
    wait_until(lambda: "warmtepomp" in steps(ambition_file))
    screen.locator(".wd-undo").click()
    wait_until(lambda: steps(ambition_file) == {})
    expect(readout(screen, "Warmtepomp")).to_have_text("0", timeout=20 * SECONDS)


def fill_up(path: Path) -> None:
    """Give the example a full programme: 12 scenarios with long names, 20 numbers, 12 groups, 30 objectives."""
    without_programme(path)
    ambition = file.load(path)
    for measure in ("warmtenet", "hybride", "warmtepomp", "isolatie_b", "inductie", "zonnepanelen"):
        ambition = programme.plan(ambition, "Programma A", measure, 1_250, 2027, 2036)
    ambition = programme.choose_programme(ambition, "Programma A")
    for number in range(11):
        name = f"<i>{number}</i> {'scenario van de bewonersvereniging ' * 8}"[:199].strip()
        ambition = programme.add_scenario(ambition, name, "Programma A")
    known = effect_parameters.published()
    for key in [one for one, number in known.items() if not math.isnan(number.value)][:20]:
        source = "etiket van de leverancier van het warmtenet, opgave van 2026 aan de gemeente"
        ambition = programme.set_parameter(ambition, key, known[key].value, source=source)
    kinds = [(kind, period) for kind in DWELLING_TYPES for period in ("", "voor_2000", "vanaf_2000")]
    for kind, period in kinds[:12]:
        ambition = programme.set_group(ambition, kind, period, 900, source="corporatie, 2026")
    objectives = [
        one.model_copy(update={"id": f"{one.id}-{number}"})
        for number in range(4)
        for one in ambition.objectives
    ]
    file.save(edit.with_parts(ambition, objectives=objectives[:30]), path)


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
@pytest.mark.parametrize("content", ["empty", "full"])
def test_no_view_scrolls(browser, ambition_file, size, content):
    (fill_up if content == "full" else without_programme)(ambition_file)
    turned = 0
    with workshop_on(ambition_file) as running:
        page, _ = open_screen(browser, running.address, size)
        step(page, "Samenhang")
        expect(slider(page, "Warmtenet")).to_be_visible(timeout=20 * SECONDS)
        for view in VIEWS:
            press(page, view)
            page.wait_for_timeout(700)
            assert too_large(page) == [], view
            on = panel(page).locator(".wd-right .wd-pager:visible").get_by_role("button", name="verder ▶")
            for _ in range(12):
                if not on.count() or not on.is_enabled():
                    break
                on.click()
                page.wait_for_timeout(250)
                turned += 1
                assert too_large(page) == [], (view, turned)
        boxes = [one.bounding_box() for one in panel(page).locator(".wd-parts:visible button").all()]
        assert all(box["x"] + box["width"] <= size[0] for box in boxes)
    assert turned > (30 if content == "full" else 8)
