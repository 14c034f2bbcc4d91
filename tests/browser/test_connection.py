"""When the program behind the page stops, the page says so: it would go on looking as if everything is kept."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

SECONDS = 1000


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="nl-NL")
    page.goto(address)
    expect(page.get_by_role("button", name=re.compile("^1 Wijk"))).to_be_visible(timeout=90 * SECONDS)
    return page


def banner(page: Page) -> Locator:
    return page.locator(".wd-connection[role=alert]")


def kernels_under(server: int) -> list[int]:
    """Return the processes of all kernels that the workshop started, also those that stand ready."""
    parents = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            status = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            parents[int(folder.name)] = (int(status[1]), (folder / "cmdline").read_text(errors="replace"))

    def of_server(process: int) -> bool:
        return process == server or (process in parents and of_server(parents[process][0]))

    return [one for one, (_, command) in parents.items() if "kernel-" in command and of_server(one)]


def kernel_of(page: Page) -> int:
    """Return the process of the kernel behind the page."""
    settings = json.loads(page.locator("#jupyter-config-data").text_content())
    for folder in Path("/proc").glob("[0-9]*"):
        if f"kernel-{settings['kernelId']}.json" in (folder / "cmdline").read_text(errors="replace"):
            return int(folder.name)
    raise AssertionError("the page has no kernel")


def test_a_page_without_its_program_says_that_nothing_is_kept(browser, workshop):
    page = opened(browser, workshop.address)
    page.wait_for_timeout(7 * SECONDS)
    expect(banner(page)).to_be_hidden()

    workshop.stop()

    expect(banner(page)).to_be_visible(timeout=30 * SECONDS)
    expect(banner(page)).to_contain_text("Geen verbinding met het programma", timeout=30 * SECONDS)
    expect(banner(page)).to_contain_text("wordt niet bewaard")
    box = banner(page).bounding_box()
    assert (box["x"], box["y"], box["width"]) == (0, 0, 1366)
    size = banner(page).evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
    assert size >= 18


def test_once_it_is_back_the_page_asks_to_be_loaded_anew(browser, workshop, ambition_file):
    page = opened(browser, workshop.address)
    workshop.stop()
    expect(banner(page)).to_contain_text("Geen verbinding", timeout=30 * SECONDS)
    port = str(urlsplit(workshop.address).port)
    command = [
        sys.executable,
        "-m",
        "wijkdata",
        "workshop",
        str(ambition_file),
        "--no-browser",
        "--port",
        port,
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as again:
        try:
            expect(banner(page)).to_have_text(
                "Er is weer verbinding. Herlaad de pagina om verder te gaan.", timeout=60 * SECONDS
            )
            page.reload()
            expect(page.get_by_role("button", name=re.compile("^1 Wijk"))).to_be_visible(timeout=90 * SECONDS)
        finally:
            again.send_signal(signal.SIGTERM)
            again.wait(30)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_a_kernel_that_died_is_said_too(browser, workshop):
    page = opened(browser, workshop.address)
    os.kill(kernel_of(page), signal.SIGKILL)
    expect(banner(page)).to_contain_text("Het programma achter deze pagina is gestopt", timeout=30 * SECONDS)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up in /proc")
def test_a_page_for_which_no_kernel_is_left_says_so_in_dutch_and_comes_back_by_itself(browser, workshop):
    page = opened(browser, workshop.address)
    there = kernels_under(workshop.server.pid)
    assert len(there) > 1, "no kernel stands ready"
    for one in there:
        os.kill(one, signal.SIGKILL)
    page.reload()
    expect(banner(page)).to_contain_text("wordt vanzelf opnieuw geladen", timeout=60 * SECONDS)
    assert "exception" not in page.locator("body").inner_text().casefold()
    expect(page.get_by_role("button", name=re.compile("^1 Wijk"))).to_be_visible(timeout=120 * SECONDS)
    expect(banner(page)).to_be_hidden()
