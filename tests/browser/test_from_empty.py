"""The method from an empty file to an adopted version, in a real browser, and found again after a restart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from started import InFile, workshop_on

from wijkdata.ambition import edit, file, grounds, meeting
from wijkdata.ambition.model import Ambition

pytestmark = pytest.mark.browser

SECONDS = 1000


class Room(InFile):
    """The screen, as somebody works on it: what is typed stands in the file before the next thing is done."""

    def __init__(self, browser: Browser, address: str, file: Path) -> None:
        super().__init__(file)
        self.page: Page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="nl-NL")
        self.page.goto(address)
        expect(self.page.get_by_role("button", name=re.compile("^1 Wijk"))).to_be_visible(
            timeout=90 * SECONDS
        )

    @property
    def panel(self) -> Locator:
        return self.page.locator(".wd-panel:visible")

    def step(self, name: str) -> None:
        self.page.get_by_role("button", name=re.compile(rf"^\d+ {name} ")).click()
        expect(self.panel.locator("h2").first).to_be_visible(timeout=30 * SECONDS)

    def press(self, name: str) -> None:
        self.panel.get_by_role("button", name=name, exact=True).locator("visible=true").first.click()

    def fill(self, label: str, text: str) -> None:
        field = self.panel.get_by_label(label, exact=True).locator("visible=true").first
        field.fill(text)
        field.press("Tab")

    def choose(self, label: str, option: str) -> None:
        self.panel.get_by_label(label, exact=True).locator("visible=true").first.select_option(option)

    def beyond(self, side: str) -> int:
        """How many pixels of a side of the panel are below what the screen shows."""
        found: int = self.panel.locator(side).first.evaluate("e => e.scrollHeight - e.clientHeight")
        return found


def test_from_an_empty_file_to_an_adopted_version_and_back_after_a_restart(
    browser: Browser, tmp_path: Path
) -> None:
    file, home = tmp_path / "wijk.ambitie.json", tmp_path / "home"
    with workshop_on(file, home) as running:
        room = Room(browser, running.address, file)

        room.fill("Buurt", "Prinsenland (BU05991448)")
        room.wait_for(lambda found: found.get("area", {}).get("codes") == ["BU05991448"])

        room.step("Partijen")
        room.press("Aan tafel")
        for number, party in enumerate(("gemeente", "huurders"), start=1):
            room.fill("Nieuw", party)
            room.press("Zet aan tafel")
            room.wait_for(lambda found, number=number: len(found["parties"]) == number)
        room.press("Belang")
        for party, weight in (("gemeente", 4), ("huurders", 5)):
            room.choose("Partij", party)
            room.choose("Thema", "Energiebesparing")
            room.press(str(weight))
            room.wait_for(
                lambda found, party=party, weight=weight: any(
                    (one["party"], one["theme"], one["weight"]) == (party, "energiebesparing", weight)
                    for one in found["interests"]
                )
            )

        room.step("Thema’s")
        room.choose("Thema", "Energiebesparing")
        room.press("moet mee")
        room.wait_for(lambda found: [one["choice"] for one in found["themes"]] == ["moet"])

        room.step("Begrippen")
        room.press("Neem dit begrip op")
        room.wait_for(lambda found: len(found["terms"]) == 1)
        room.press("Afspraak")
        room.fill("Afspraak", "Zo verstaan wij het samen.")
        room.fill("Door", "projectteam")
        room.wait_for(lambda found: found["terms"][0]["agreed_on"])

        room.step("Nulmeting")
        room.choose("Thema", "Energiebesparing")
        room.choose("Indicator", "Gas per woning")
        room.press("Maak hier een doel van")
        room.wait_for(lambda found: [one["indicator"] for one in found["objectives"]] == ["gas_gem"])

        room.step("Doelen")
        room.fill("Streefwaarde", "600")
        room.fill("In het jaar", "2030")
        room.wait_for(lambda found: found["objectives"][0]["target"])
        room.press("Afspraken")
        room.fill("Eigenaar", "gemeente")
        room.fill("Meten met", "CBS Kerncijfers")
        room.fill("Hoe vaak", "elk jaar")
        room.wait_for(lambda found: found["objectives"][0]["measuring"]["frequency"] == "elk jaar")
        expect(room.panel).to_contain_text("Toetsbaar", timeout=20 * SECONDS)

        room.step("Besluit")
        room.fill("Besluit", "Wij gaan voor 600 kuub in 2030.")
        room.press("Leg besluit vast")
        room.wait_for(lambda found: len(found["decisions"]) == 1)
        room.press("Vaststellen")
        room.fill("Wie stelt vast", "stuurgroep")
        room.panel.locator(".wd-main:visible", has_text="Vaststellen").click()
        room.press("Ja, stel vast")
        room.wait_for(lambda found: [one["number"] for one in found["adopted"]] == [1])
        expect(room.panel).to_contain_text("Versie 1 is vastgesteld", timeout=20 * SECONDS)

    adopted = room.content()
    with workshop_on(file, home) as running:
        again = Room(browser, running.address, file)
        again.step("Doelen")
        expect(again.panel.get_by_label("Streefwaarde")).to_have_value("600", timeout=20 * SECONDS)
        assert again.content() == adopted, "opening changes nothing"
        # The screen opens where it was: at the agreements of this objective.
        again.press("Doel")
        again.fill("Streefwaarde", "550")
        again.wait_for(lambda found: found["objectives"][0]["target"]["value"] == 550)
        again.step("Besluit")
        again.press("Vaststellen")
        expect(again.panel).to_contain_text("van 600 naar 550", timeout=20 * SECONDS)
    assert again.content()["adopted"] == adopted["adopted"]


def test_twelve_parties_fit_on_the_screen(browser: Browser, tmp_path: Path) -> None:
    names = [f"partij {number}" for number in range(11)] + ["vereniging" * 6]
    ambition, objective = edit.add_objective(Ambition(), "participatie", None, "Iedereen denkt mee.")
    for name in names:
        ambition = meeting.add_party(ambition, name)
    ambition = grounds.set_grounds(ambition, objective, parties=names)
    file.save(ambition, tmp_path / "wijk.ambitie.json")
    with workshop_on(tmp_path / "wijk.ambitie.json", tmp_path / "home") as running:
        room = Room(browser, running.address, tmp_path / "wijk.ambitie.json")
        room.step("Partijen")
        room.press("Aan tafel")
        expect(room.panel.locator("table tr")).to_have_count(13, timeout=20 * SECONDS)
        assert room.beyond(".wd-right") <= 0
        room.step("Doelen")
        room.press("Gronden")
        chips = room.panel.locator(".wd-chips button:visible")
        expect(chips.first).to_contain_text("partij 0", timeout=20 * SECONDS)
        first = chips.count()
        assert room.beyond(".wd-left") <= 0
        room.panel.locator(".wd-left").get_by_role("button", name="verder").locator("visible=true").click()
        expect(chips.first).to_contain_text(f"partij {first}", timeout=20 * SECONDS)
        expect(chips).to_have_count(12 - first, timeout=20 * SECONDS)
        assert room.beyond(".wd-left") <= 0
        last = chips.last
        assert last.evaluate("e => e.scrollWidth - e.clientWidth") <= 0, "the longest name is whole"
