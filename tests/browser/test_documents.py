"""Documents in a real browser: made while the screen stays at hand, stopped, and taken along."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, expect
from started import workshop_on
from test_workshop import SECONDS, open_screen, step, too_large

pytestmark = pytest.mark.browser


def test_documents_are_stopped_made_and_taken_along(browser: Browser, ambition_file: Path, tmp_path: Path):
    folder = ambition_file.with_name(f"{ambition_file.name.removesuffix('.ambitie.json')}.documenten")
    with workshop_on(ambition_file) as running:
        page, elsewhere = open_screen(browser, running.address)
        step(page, "Besluit")
        panel = page.locator(".wd-panel:visible")

        def press(name: str) -> None:
            panel.get_by_role("button", name=name, exact=True).locator("visible=true").click()

        press("Documenten")
        press("Maak documenten")
        expect(panel.get_by_text("Stap ")).to_be_visible(timeout=20 * SECONDS)
        assert too_large(page) == []
        press("Stop")
        expect(panel.get_by_text("Gestopt. Er is niets geschreven.")).to_be_visible(timeout=20 * SECONDS)
        assert not folder.exists()

        press("Maak documenten")
        link = panel.get_by_role("link", name="PDF").first
        expect(link).to_be_visible(timeout=60 * SECONDS)
        assert too_large(page) == []
        with page.expect_download() as waiting:
            link.click()
        taken = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(taken)
        assert taken.name == "ambitie.pdf"
        assert taken.read_bytes() == (folder / "ambitie.pdf").read_bytes()
        assert len(pypdf.PdfReader(taken).pages) > 8
        assert elsewhere == []
