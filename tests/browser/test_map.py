"""The map and the sheets of origin, which the browser itself shows: pointed at, pressed, and by keyboard alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from started import workshop_on

pytestmark = pytest.mark.browser

SECONDS = 1000


def test_an_area_is_chosen_on_the_map_and_its_figures_lead_to_their_source(
    browser: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "leeg.ambitie.json"
    with workshop_on(file, tmp_path / "home") as running:
        page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="nl-NL")
        page.set_default_timeout(60 * SECONDS)
        page.goto(running.address)
        expect(page.get_by_text("Er zijn cijfers voor Rotterdam.")).to_be_visible(timeout=90 * SECONDS)

        # What is pointed at is told by the browser alone; a press chooses it in the list beside the map.
        spot = page.locator(".wd-spot", has_text="Prinsenland")
        expect(spot.locator("text").first).to_be_hidden()
        spot.locator("path").hover()
        expect(spot.locator("text")).to_have_text(["Prinsenland", "930 m³/jaar"])
        expect(spot.locator("text").first).to_be_visible()
        spot.locator("path").click()
        expect(page.get_by_text("Prinsenland: 930 m³/jaar in 2017, definitief.")).to_be_visible()
        page.get_by_role("button", name="Kies", exact=True).click()
        expect(
            page.get_by_role("button", name=re.compile("^2017, CBS|^Herkomst: gas per woning"))
        ).to_be_visible()
        expect(page.get_by_role("button", name="Haal weg", exact=True)).to_be_visible()
        assert json.loads(file.read_text(encoding="utf-8"))["area"]["codes"] == ["BU05991448"]

        sheet = page.get_by_role("dialog", name="Herkomst: gas per woning")
        expect(sheet).to_be_hidden()
        page.get_by_role("button", name="Herkomst: gas per woning").first.focus()
        page.keyboard.press("Enter")
        expect(sheet).to_be_visible()
        for word in ("83765NED", "definitief", "Opgehaald", "100% van de woningen"):
            expect(sheet).to_contain_text(word)
        page.keyboard.press("Escape")
        expect(sheet).to_be_hidden()

        page.get_by_role("button", name="Per jaar", exact=True).click()
        expect(page.get_by_label("Wijs aan", exact=True)).to_be_hidden()
        right = page.locator(".wd-panel:visible .wd-right")
        assert right.evaluate("e => e.scrollHeight <= e.clientHeight + 1")
        page.close()
