"""A real Chromium on the real workshop screen, both started and ended here."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

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


@dataclass(frozen=True)
class Workshop:
    """The program behind the screen, and where the screen is."""

    address: str
    server: subprocess.Popen[str]

    def stop(self) -> None:
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(30)


@pytest.fixture
def workshop(ambition_file: Path) -> Iterator[Workshop]:
    command = [sys.executable, "-m", "wijkdata", "workshop", str(ambition_file), "--no-browser"]
    settings = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8", env=settings
    ) as server:
        try:
            ready = next(line for line in server.stdout if "http://" in line)
            yield Workshop(next(word for word in ready.split() if word.startswith("http://")), server)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)


@pytest.fixture
def workshop_address(workshop: Workshop) -> str:
    return workshop.address
