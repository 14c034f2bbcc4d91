"""A real Chromium on the real workshop screen, both started and ended here."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from started import Workshop, workshop_on

from wijkdata import datasets

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = os.environ.get("WIJKDATA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        pytest.skip("no Chromium on this machine; name one with WIJKDATA_CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def ambition_file(tmp_path: Path) -> Path:
    copy = tmp_path / "wijk.ambitie.json"
    shutil.copyfile(datasets.folder() / "voorbeeld.ambitie.json", copy)
    return copy


@pytest.fixture
def workshop(ambition_file: Path) -> Iterator[Workshop]:
    with workshop_on(ambition_file) as running:
        yield running


@pytest.fixture
def workshop_address(workshop: Workshop) -> str:
    return workshop.address
