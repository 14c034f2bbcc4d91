"""The method by keyboard alone, with a reload in the middle; and two windows on one file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from started import InFile, workshop_on

pytestmark = pytest.mark.browser

SECONDS = 1000

_FOCUSED = """() => {
  const e = document.activeElement;
  const name = e.labels?.[0]?.textContent || e.getAttribute("aria-label") || e.textContent || "";
  return name.trim().replace(/\\s+/g, " ");
}"""


class Hands(InFile):
    """Somebody who has a keyboard and no mouse."""

    def __init__(self, browser: Browser, address: str, file: Path) -> None:
        super().__init__(file)
        self.page: Page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="nl-NL")
        self.page.goto(address)
        self.wait_for_screen()

    def wait_for_screen(self) -> None:
        expect(self.page.get_by_role("button", name=re.compile("^1 Wijk"))).to_be_visible(
            timeout=90 * SECONDS
        )

    def tab_to(self, label: str, most: int = 60) -> None:
        """Press Tab until what has this name has the focus, and see that it shows."""
        seen = []
        for _ in range(most):
            self.page.keyboard.press("Tab")
            seen.append(self.page.evaluate(_FOCUSED))
            if seen[-1] == label:
                outline = self.page.evaluate(
                    "() => parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
                )
                assert outline >= 2, f"{label}: the focus does not show"
                return
        raise AssertionError(f"{label!r} is not among {seen}")

    def skip_to_step(self) -> None:
        """Go to the top of the page and take the link past the bar."""
        self.page.evaluate("() => document.activeElement.blur()")
        for _ in range(3):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(_FOCUSED) == "Naar de inhoud van de stap":
                self.page.keyboard.press("Enter")
                return
        raise AssertionError("there is no link past the bar")

    def steps_on(self, count: int, question: str) -> None:
        for _ in range(count):
            self.page.keyboard.press("Alt+ArrowRight")
        expect(self.page.locator(".wd-panel:visible h2").first).to_have_text(question, timeout=30 * SECONDS)
        self.page.wait_for_timeout(500)

    def press(self, label: str) -> None:
        self.tab_to(label)
        self.page.keyboard.press("Enter")
        self.page.wait_for_timeout(400)

    def type(self, label: str, text: str) -> None:
        self.tab_to(label)
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def choose(self, label: str, start: str) -> None:
        """Choose from a list by its first letters."""
        self.tab_to(label)
        self.page.keyboard.type(start)
        self.page.wait_for_timeout(600)


def test_by_keyboard_alone_from_an_empty_file_to_an_adopted_version(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "wijk.ambitie.json"
    with workshop_on(file, tmp_path / "home") as running:
        hands = Hands(browser, running.address, file)
        hands.skip_to_step()
        assert hands.page.evaluate(_FOCUSED) == "Buurt"
        hands.page.keyboard.type("prinsenl")
        hands.page.keyboard.press("Enter")
        hands.wait_for(lambda found: found.get("area", {}).get("codes") == ["BU05991448"])

        hands.steps_on(4, "Waar staan we nu?")
        hands.choose("Thema", "Energieb")
        hands.choose("Indicator", "Gas")
        hands.press("Maak hier een doel van")
        hands.wait_for(lambda found: [one["theme"] for one in found["objectives"]] == ["energiebesparing"])

        hands.steps_on(1, "Waar willen we heen?")
        hands.type("Streefwaarde", "600")
        hands.type("In het jaar", "2030")
        hands.page.keyboard.press("Tab")
        hands.wait_for(lambda found: (found["objectives"][0]["target"] or {}).get("value") == 600)

        hands.page.evaluate("() => document.activeElement.blur()")
        hands.page.keyboard.press("ControlOrMeta+z")
        hands.wait_for(lambda found: found["objectives"][0]["target"] is None)
        hands.type("Streefwaarde", "550")
        hands.type("In het jaar", "2030")
        hands.page.keyboard.press("Tab")
        hands.wait_for(lambda found: (found["objectives"][0]["target"] or {}).get("value") == 550)
        hands.press("Afspraken")
        hands.type("Eigenaar", "gemeente")
        hands.page.keyboard.press("Tab")
        hands.wait_for(lambda found: found["objectives"][0]["owner"] == "gemeente")

        hands.page.reload()
        hands.wait_for_screen()
        panel = hands.page.locator(".wd-panel:visible")
        expect(panel.locator("h2").first).to_have_text("Waar willen we heen?", timeout=30 * SECONDS)
        expect(panel.get_by_label("Eigenaar", exact=True)).to_have_value("gemeente", timeout=20 * SECONDS)
        hands.skip_to_step()
        hands.type("Meten met", "CBS Kerncijfers")
        hands.type("Hoe vaak", "elk jaar")
        hands.page.keyboard.press("Tab")
        hands.wait_for(lambda found: found["objectives"][0]["measuring"]["frequency"] == "elk jaar")

        hands.steps_on(4, "Wat leggen we vast?")
        hands.press("Vaststellen")
        hands.type("Wie stelt vast", "stuurgroep")
        hands.press("Vaststellen")
        hands.press("Ja, stel vast")
        hands.wait_for(lambda found: [one["number"] for one in found["adopted"]] == [1])
        assert hands.content()["objectives"][0]["target"]["value"] == 550


def test_the_arrows_go_along_the_steps_and_only_one_of_them_is_in_the_way_of_tab(
    browser: Browser, workshop_address: str, ambition_file: Path
) -> None:
    hands = Hands(browser, workshop_address, ambition_file)
    steps = hands.page.get_by_role("navigation", name="Stappen").get_by_role("button")
    steps.first.focus()
    hands.page.keyboard.press("ArrowRight")
    hands.page.keyboard.press("ArrowRight")
    expect(steps.nth(2)).to_be_focused()
    hands.page.keyboard.press("End")
    expect(steps.last).to_be_focused()
    expect(steps.first).to_have_attribute("aria-current", "step")
    hands.page.keyboard.press("Enter")
    expect(steps.last).to_have_attribute("aria-current", "step", timeout=20 * SECONDS)
    hands.page.keyboard.press("Tab")
    assert hands.page.evaluate(_FOCUSED) == "Zaal"
    address = hands.page.url
    for _ in range(12):  # past the first step nothing happens; the browser would go back
        hands.page.keyboard.press("Alt+ArrowLeft")
    expect(steps.first).to_have_attribute("aria-current", "step", timeout=20 * SECONDS)
    assert hands.page.url == address


def test_two_windows_on_one_file_lose_nothing(
    browser: Browser, workshop_address: str, ambition_file: Path
) -> None:
    one, other = (Hands(browser, workshop_address, ambition_file) for _ in range(2))

    def set_target(window: Hands, objective: str, value: str) -> None:
        window.page.get_by_role("button", name=re.compile(r"^\d+ Doelen ")).click()
        window.page.get_by_label("Doel", exact=True).select_option(objective)
        window.page.wait_for_timeout(1000)
        field = window.page.get_by_label("Streefwaarde")
        field.fill(value)
        field.press("Tab")

    def targets() -> dict[str, float]:
        return {
            each["indicator"]: (each["target"] or {}).get("value") for each in one.content()["objectives"]
        }

    set_target(one, "Gasaansluitingen", "5.000")
    one.wait_for(lambda _: targets()["gasaansluitingen"] == 5000)
    set_target(other, "Vermogen zonnepanelen op woningen", "7.000")
    expect(other.page.get_by_text("niet bewaard", exact=True)).to_be_visible(timeout=20 * SECONDS)
    other.page.get_by_role("button", name="Samenvoegen").click()
    other.wait_for(lambda _: targets()["zonnestroom_vermogen"] == 7000)
    expect(other.page.get_by_text(re.compile(r"^bewaard \d\d:\d\d$"))).to_be_visible(timeout=20 * SECONDS)
    assert targets()["gasaansluitingen"] == 5000, "what the other window did is there still"

    one.page.reload()
    one.wait_for_screen()
    expect(one.page.locator(".wd-panel:visible h2").first).to_have_text("Waar willen we heen?")
    one.page.get_by_label("Doel", exact=True).select_option("Vermogen zonnepanelen op woningen")
    expect(one.page.get_by_label("Streefwaarde")).to_have_value("7.000", timeout=20 * SECONDS)
