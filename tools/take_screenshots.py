"""Take pictures of what people see: ``python tools/take_screenshots.py FOLDER [workshop|notebooks]``.

Every step of the workshop and every notebook in JupyterLab, run from top to bottom, at both sizes that the screens
are made for. The pictures are for looking at, not for comparing: fonts and browsers differ.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from playwright.sync_api import Browser, Page, TimeoutError, sync_playwright  # noqa: A004  (it is what Playwright raises)

from wijkdata import screen

SIZES = ((1920, 1080), (1366, 768))
NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
SECONDS = 1000
#: How many code cells of the notebook on screen have not been run.
_UNRUN = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
    .filter(cell => cell.type === 'code' && cell.executionCount === null).length"""


@contextlib.contextmanager
def server(command: list[str], address: str, settings: Mapping[str, str] | None = None) -> Iterator[None]:
    """Run a server until it is no longer needed, with some settings added to the environment."""
    with subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | dict(settings or {}),
    ) as process:
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
                    break
                time.sleep(0.2)
            yield
        finally:
            process.send_signal(signal.SIGINT if os.name == "nt" else signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def workshop(browser: Browser, folder: Path) -> None:
    """Take each step of the workshop at each size."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "wijkdata", "workshop", "--no-browser", "--port", str(port)]
    with server(command, address + "voila/static/labvariables.css"):
        for width, height in SIZES:
            page = browser.new_page(viewport={"width": width, "height": height}, locale="nl-NL")
            page.goto(screen.workshop_address(port))
            steps = page.locator(".wd-steps button")
            steps.first.wait_for(timeout=90 * SECONDS)
            for number in range(steps.count()):
                steps.nth(number).click()
                page.locator(".wd-panel:visible .wd-left h2").wait_for(timeout=30 * SECONDS)
                settled(page)
                page.screenshot(path=folder / f"workshop_{number + 1:02}_{width}.png")
            page.close()


def notebooks(browser: Browser, folder: Path) -> None:
    """Take every screenful of each notebook, run from top to bottom, at each size."""
    port, token = free_port(), secrets.token_hex(8)
    with tempfile.TemporaryDirectory() as root:
        for notebook in NOTEBOOKS.glob("[0-9]*.ipynb"):
            shutil.copy(notebook, root)
        command = [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}"),
            *(
                "--ServerApp.ip=127.0.0.1",
                f"--ServerApp.root_dir={root}",
                f"--IdentityProvider.token={token}",
                "--LabApp.expose_app_in_browser=True",
            ),
        ]
        with server(command, f"http://127.0.0.1:{port}/api", screen.lab_settings()):
            for width, height in SIZES:
                for notebook in sorted(Path(root).glob("*.ipynb")):
                    page = browser.new_page(viewport={"width": width, "height": height}, locale="nl-NL")
                    page.goto(f"http://127.0.0.1:{port}/lab/tree/{notebook.name}?token={token}&reset")
                    run_all(page)
                    screenfuls(page, folder / f"{notebook.stem}_{width}")
                    page.close()


def run_all(page: Page) -> None:
    """Run all cells and wait for the last of them, by the command behind the menu, whatever its language."""
    page.locator(".jp-Notebook").wait_for(timeout=60 * SECONDS)
    idle = page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").first
    idle.wait_for(timeout=120 * SECONDS)
    page.wait_for_timeout(2 * SECONDS)
    for command in ("clear-all-cell-outputs", "run-all-cells"):
        page.evaluate(f"() => window.jupyterapp.commands.execute('notebook:{command}').then(() => null)")
    # On a busy machine the kernel may look idle before the last cell has begun.
    with contextlib.suppress(TimeoutError):
        page.wait_for_function(f"() => ({_UNRUN})() === 0", timeout=60 * SECONDS)
    idle.wait_for(timeout=120 * SECONDS)
    page.wait_for_timeout(3 * SECONDS)
    # What was stored is cleared, so a cell without a number did not run now: an error stops the cells after it.
    if unrun := page.evaluate(_UNRUN):
        failed = page.locator(
            ".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']"
        ).all_inner_texts()
        why = failed[-1].strip().splitlines()[-1] if failed else "no error is shown"
        raise RuntimeError(f"{page.url.split('?')[0]}: {unrun} cells did not run; {why}")


def screenfuls(page: Page, start: Path) -> None:
    """Take the notebook from its top until the end of its last cell; JupyterLab scrolls on after that."""
    scroller = page.locator(".jp-WindowedPanel-outer").first
    for number in range(20):
        scroller.evaluate("(e, n) => { e.scrollTop = n * e.clientHeight * 0.9 }", number)
        page.wait_for_timeout(SECONDS)
        page.screenshot(path=f"{start}_{number + 1}.png")
        if scroller.evaluate(
            "e => [...e.querySelectorAll('.jp-Cell')].at(-1).getBoundingClientRect().bottom"
            " <= e.getBoundingClientRect().bottom"
        ):
            return


def settled(page: Page) -> None:
    """Wait until the screen has not changed for a moment."""
    before = b""
    for _ in range(20):
        page.wait_for_timeout(SECONDS // 2)
        now = page.screenshot()
        if now == before:
            return
        before = now


def main(arguments: list[str]) -> int:
    """Take the pictures; return the exit code."""
    if not arguments:
        print(__doc__)
        return 2
    folder, wanted = Path(arguments[0]), arguments[1:] or ["workshop", "notebooks"]
    folder.mkdir(parents=True, exist_ok=True)
    chromium = (
        os.environ.get("WIJKDATA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        os.environ["WIJKDATA_HOME"] = home
        os.environ.pop("WIJKDATA_AMBITIE", None)
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        for name in wanted:
            {"workshop": workshop, "notebooks": notebooks}[name](browser, folder)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
