"""Starting the screens: the workshop (Voila) and the notebooks (JupyterLab), on this computer only."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from types import FrameType

from wijkdata import workplace
from wijkdata.errors import WijkdataError
from wijkdata.workplace import FILE_VARIABLE

LOOPBACK = "127.0.0.1"

#: How long the server may take to answer before something must be wrong [s].
PATIENCE = 120


def notebooks() -> Path:
    """Return the folder with the notebooks: inside the installed package, or beside it in a checkout."""
    here = Path(__file__).resolve().parent
    for candidate in (here / "_notebooks", here.parent / "notebooks"):
        if (candidate / "workshop.ipynb").is_file():
            return candidate
    raise WijkdataError("De notebooks zijn niet gevonden. Installeer wijkdata opnieuw.")


def run_workshop(file: Path | None = None, port: int | None = None, *, browser: bool = True) -> int:
    """Show the workshop screen until it is stopped with Ctrl+C; return the exit code.

    Parameters
    ----------
    file
        The ambition file; a name that does not exist yet starts empty. By default the user's copy of the example.
    port
        Port to listen on; by default any free one.
    browser
        Whether to open the browser.
    """
    chosen = (file.expanduser().resolve() if file else workplace.example_copy()).resolve()
    if not chosen.parent.is_dir():
        raise WijkdataError(
            f"De map {chosen.parent} bestaat niet. Maak die eerst, of kies een andere plaats."
        )
    number = port or _free_port()
    command = [
        sys.executable,
        "-m",
        "voila",
        str(notebooks() / "workshop.ipynb"),
        "--no-browser",
        f"--port={number}",
        f"--Voila.ip={LOOPBACK}",
        "--template=wijkdata",
        "--preheat_kernel=True",
        "--VoilaKernelManager.default_pool_size=1",
        "--Application.log_level=40",
    ]
    return _serve(
        command,
        f"http://{LOOPBACK}:{number}/",
        {FILE_VARIABLE: str(chosen)} | _with_template(),
        browser=browser,
    )


def run_lab(*, browser: bool = True) -> int:
    """Show JupyterLab on a copy of the notebooks in the user's folder; notebooks already there are left alone."""
    folder = workplace.home() / "notebooks"
    folder.mkdir(exist_ok=True)
    for notebook in notebooks().glob("*.ipynb"):
        if not (folder / notebook.name).exists():
            shutil.copyfile(notebook, folder / notebook.name)
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.ip={LOOPBACK}",
    ]
    if not browser:
        command.append("--no-browser")
    return subprocess.run(command, env=os.environ | _offline(), check=False).returncode  # noqa: S603  (own command)


def _offline() -> dict[str, str]:
    """Return settings with which the servers and kernels start no business of their own."""
    return {"JUPYTER_PLATFORM_DIRS": "1", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def _with_template() -> dict[str, str]:
    """Return the setting by which Voila finds the template of this package, before the user's own paths."""
    own = str(Path(__file__).resolve().parent / "jupyter")
    return {"JUPYTER_PATH": os.pathsep.join(filter(None, (own, os.environ.get("JUPYTER_PATH"))))}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _serve(command: list[str], address: str, extra: dict[str, str], *, browser: bool) -> int:
    """Run a server until it ends or the user stops it."""
    print("Het werkscherm wordt klaargezet…", flush=True)
    server = subprocess.Popen(command, env=os.environ | _offline() | extra)  # noqa: S603  (own command)
    previous = signal.signal(signal.SIGTERM, _as_interrupt)
    try:
        _wait_for(address, server)
        print(f"Het werkscherm staat klaar: {address}   Stoppen: Ctrl+C", flush=True)
        if browser:
            webbrowser.open(address)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        signal.signal(signal.SIGTERM, previous)
        _end(server)


def _as_interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    patience = time.monotonic() + PATIENCE
    while time.monotonic() < patience:
        if server.poll() is not None:
            raise WijkdataError(
                "Het werkscherm kon niet starten. Is de poort al in gebruik? Probeer het opnieuw, zonder --port."
            )
        try:
            with urllib.request.urlopen(f"{address}static/", timeout=2):  # noqa: S310  (an address of our own)
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise WijkdataError(f"Het werkscherm antwoordde niet binnen {PATIENCE} seconden. Probeer het opnieuw.")


def _end(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
