"""A neighbourhood of which nothing ships with the package: from downloaded files to a full screen."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from started import settings, workshop_on

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif("WIJKDATA_RAW" not in os.environ, reason="WIJKDATA_RAW is not set"),
]

SECONDS = 1000


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Add the files with the command, and start the workshop on a file that is not there yet."""
    raw, home = Path(os.environ["WIJKDATA_RAW"]), tmp_path / "home"
    files = [raw / "zonnestroom", raw / "startanalyse" / "GM0200.geojson", raw / "cbs_regio"]
    added = subprocess.run(
        [sys.executable, "-m", "wijkdata", "add", *files],
        env=settings(home),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert added.returncode == 0, added.stderr
    assert "grenzen van 91 gebieden" in added.stdout
    with workshop_on(tmp_path / "parken.ambitie.json", home) as running:
        yield running.address


def test_a_wijk_of_apeldoorn_from_files_to_an_objective(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="nl-NL")
    page.goto(address)
    expect(page.get_by_role("button", name=re.compile("^1 Wijk"))).to_be_visible(timeout=90 * SECONDS)

    search = page.get_by_label("Buurt", exact=True)
    search.fill("De Parken, Apeldoorn (BU02000801)")
    search.press("Tab")
    panel = page.locator(".wd-panel:visible")
    # CBS and PBL publish these of De Parken: 995 dwellings of the model of 2019.
    expect(panel).to_contain_text("995", timeout=30 * SECONDS)
    picture = panel.locator("img").first
    expect(picture).to_be_visible()
    before = picture.get_attribute("src") or ""
    offered = page.get_by_label("Cijfer", exact=True).locator("option").all_text_contents()
    assert [one.replace("\xa0", " ") for one in offered] == [
        "Vermogen zonnepanelen op woningen",
        "Woningen met label E, F of G",
    ]
    page.get_by_role("button", name="Alle buurten").click()
    expect(picture).not_to_have_attribute("src", before, timeout=30 * SECONDS)
    expect(panel).to_contain_text("De Parken")
    kept = tmp_path / "parken.ambitie.json"
    expect(page.get_by_text(re.compile(r"^bewaard \d\d:\d\d$"))).to_be_visible(timeout=20 * SECONDS)
    assert json.loads(kept.read_text(encoding="utf-8"))["area"]["codes"] == ["BU02000801"]

    page.get_by_role("button", name=re.compile(r"^\d Nulmeting")).click()
    page.get_by_label("Thema", exact=True).select_option("Energiebesparing")
    page.get_by_label("Indicator", exact=True).select_option("Woningen met label A of B")
    expect(panel).to_contain_text("2019, model", timeout=20 * SECONDS)
    expect(panel).not_to_contain_text("Rotterdam")
    page.get_by_role("button", name="Maak hier een doel van").click()
    page.get_by_role("button", name=re.compile(r"^\d Doelen")).click()
    expect(page.get_by_label("Streefwaarde")).to_be_visible(timeout=20 * SECONDS)
    (objective,) = json.loads(kept.read_text(encoding="utf-8"))["objectives"]
    assert objective["indicator"] == "label_ab_aandeel"
    assert objective["baseline"]["status"] == "model"
    assert objective["baseline"]["area"] == ["BU02000801"]
