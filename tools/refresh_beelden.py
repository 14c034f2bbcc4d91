"""Take the pictures that the README and the pages in ``docs`` show: ``python tools/refresh_beelden.py [NAME...]``.

They are taken of the example, as it comes with the package, in a Chromium that is there, and written to
``docs/beelden`` with few colours, so that they stay small. What changes on the screen shows in them only after this
was run again; a test looks whether each picture that a page shows is there.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from take_screenshots import ARGUMENTS, SECONDS, free_port, server, settled

from wijkdata import screen_key

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "beelden"
WIDTH, HEIGHT = 1366, 768
#: Enough for text and for nine themes; more only makes the files larger.
COLOURS = 96

#: Per picture the step, the view in it where it is not the first, and what is chosen there.
PICTURES: dict[str, tuple[str, ...]] = {
    "wijk": ("Wijk",),
    "partijen": ("Partijen", "Belang", "Toon alle partijen"),
    "themas": ("Thema’s",),
    "begrippen": ("Begrippen", "Ieder apart"),
    "nulmeting": ("Nulmeting", "Thema=Energiebesparing", "Indicator=Gas per woning"),
    "doelen": ("Doelen",),
    "samenhang": ("Samenhang",),
    "voortgang": ("Voortgang",),
    "besluit": ("Besluit",),
}


def take(browser: Browser, address: str, name: str, step: str, *choices: str) -> None:
    """Open the page anew, go to a step, make the choices, and keep what the screen then shows."""
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, locale="nl-NL")
    page.goto(address)
    steps = page.locator(".wd-steps button")
    steps.first.wait_for(timeout=90 * SECONDS)
    steps.filter(has_text=step).click()
    page.locator(".wd-steps button.wd-here", has_text=step).wait_for(timeout=60 * SECONDS)
    panel = page.locator(".wd-panel:visible")
    for choice in choices:
        label, chosen, option = choice.partition("=")
        if chosen:
            panel.get_by_label(label, exact=True).locator("visible=true").first.select_option(option)
        else:
            panel.get_by_role("button", name=choice, exact=True).locator("visible=true").first.click()
        settled(page)
    settled(page)
    keep(page.screenshot(), FOLDER / f"{name}.png")
    page.close()


def keep(screenshot: bytes, path: Path) -> None:
    """Write a picture with few colours, and without dithering, which would make flat parts large."""
    with Image.open(io.BytesIO(screenshot)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(path, optimize=True)


def main(arguments: list[str]) -> int:
    """Take all pictures, or those named; return the exit code."""
    unknown = [name for name in arguments if name not in PICTURES]
    if unknown:
        print(f"{', '.join(unknown)}? Choose from {', '.join(PICTURES)}.", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    chromium = (
        os.environ.get("WIJKDATA_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-m", "wijkdata", "workshop", "--no-browser", "--port", str(port)]
    with (
        tempfile.TemporaryDirectory() as home,
        server(command, address + "voila/static/labvariables.css", {"WIJKDATA_HOME": home}),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        key = (Path(home) / screen_key.FILE).read_text(encoding="ascii")
        for name in arguments or PICTURES:
            take(browser, f"{address}?token={key}", name, *PICTURES[name])
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
