"""Starting the screens: the workshop (Voila) and the notebooks (JupyterLab), on this computer only.

Both listen on this computer alone, and open a page only for whoever has the key in its address: other users of this
computer, and pages of others in the same browser, have no business with them. The server of the workshop runs beside
this program and writes what it has to say to ``werkscherm.log`` in the user's folder. It keeps one kernel ready in
which everything slow has been loaded, but which reads the ambition file only when a page is opened (`page_opened`): a
page that is opened again shows what is in the file by then.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import webbrowser
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from wijkdata import screen_key, workplace
from wijkdata.errors import WijkdataError
from wijkdata.reasons import reason

LOOPBACK = "127.0.0.1"
WORKSHOP = "workshop.ipynb"
LOG = "werkscherm.log"

#: Seconds the server may take to answer before something must be wrong.
PATIENCE = 120
#: Seconds the server may take to stop its kernels before it is ended by force.
GRACE = 10

#: What shows widgets: the front end of ipywidgets, and Voila's part of it.
_EXTENSIONS = ("@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8")

#: The cells that go before those of the workshop notebook in a kernel that is kept ready.
_WARM_UP = "from wijkdata import screen\n\nscreen.warm_up()"
_WAIT = "await screen.page_opened()"


def notebooks() -> Path:
    """Return the folder with the notebooks: inside the installed package, or beside it in a checkout."""
    here = Path(__file__).resolve().parent
    for candidate in (here / "_notebooks", here.parent / "notebooks"):
        if (candidate / WORKSHOP).is_file():
            return candidate
    raise WijkdataError("De notebooks zijn niet gevonden. Installeer wijkdata opnieuw.")


def run_workshop(file: Path | None = None, port: int | None = None, *, browser: bool = True) -> int:
    """Show the workshop screen until it is stopped with Ctrl+C; return the exit code.

    Parameters
    ----------
    file
        The ambition file; one that does not exist yet is started empty. By default the user's copy of the example.
    port
        Port to listen on; by default any free one.
    browser
        Whether to open the browser.

    Raises
    ------
    WijkdataError
        If the ambition file cannot be used, the port is taken, or the server does not come up.
    """
    chosen = _ready(file) if file else workplace.example_copy().resolve()
    number = _port(port)
    with tempfile.TemporaryDirectory(prefix="wijkdata-", ignore_cleanup_errors=True) as folder:
        notebook = Path(folder) / WORKSHOP
        notebook.write_text(prepared(notebooks() / WORKSHOP), encoding="utf-8")
        return _serve(
            workshop_command(notebook, number),
            number,
            {workplace.FILE_VARIABLE: str(chosen)} | workshop_settings(),
            browser=browser,
        )


def run_lab(port: int | None = None, *, browser: bool = True) -> int:
    """Show JupyterLab on the user's own copies of the notebooks until it is stopped; return the exit code.

    Raises
    ------
    WijkdataError
        If the copies cannot be made, or JupyterLab ends with an error.
    """
    folder = notebook_copies()
    command = [
        *(sys.executable, "-m", "jupyterlab", "--log-level=ERROR"),
        f"--ServerApp.root_dir={folder}",
        f"--ServerApp.ip={LOOPBACK}",
        *([] if port is None else [f"--ServerApp.port={_port(port)}", "--ServerApp.port_retries=0"]),
        *([] if browser else ["--no-browser"]),
    ]
    print(f"JupyterLab start met de notebooks in {folder}  Stoppen: Ctrl+C", flush=True)
    settings = {workplace.FILE_VARIABLE: str(workplace.example_copy())} | lab_settings()
    with _stoppable(subprocess.Popen(command, env=_environment(settings))) as server:  # noqa: S603  (own command)
        if server.wait():
            raise WijkdataError("JupyterLab is gestopt door een fout; de melding staat hierboven.")
    return 0


def notebook_copies() -> Path:
    """Return the folder with the user's own copies of the notebooks; those already there are left alone."""
    folder = workplace.home() / "notebooks"
    try:
        folder.mkdir(exist_ok=True)
        for notebook in sorted(notebooks().glob("*.ipynb")):
            if not (folder / notebook.name).exists():
                workplace.copy_whole(notebook, folder / notebook.name)
    except OSError as error:
        raise WijkdataError(
            f"De notebooks zijn niet te kopiëren naar {folder} ({reason(error)}). Kies een andere map met "
            f"{workplace.HOME_VARIABLE}."
        ) from None
    return folder


def workshop_command(notebook: Path, port: int) -> list[str]:
    """Return the command that serves one notebook with Voila."""
    return [
        *(sys.executable, "-m", "voila", str(notebook)),
        "--no-browser",
        f"--Voila.ip={LOOPBACK}",
        f"--port={port}",
        "--Voila.port_retries=0",
        "--template=wijkdata",
        "--preheat_kernel=True",
        "--pool_size=1",
        # Other extensions that happen to be installed have no business on this screen.
        *(f"--VoilaConfiguration.extension_allowlist={one}" for one in _EXTENSIONS),
        # Only for whoever has the key of `workshop_settings`, and no files beside the page.
        "--Voila.identity_provider_class=wijkdata.screen_access.KeyHolder",
        "--Voila.auto_token=True",
        "--VoilaConfiguration.file_denylist=.*",
        "--KernelManager.shutdown_wait_time=1",
        # A kernel that is started anew knows nothing of the page; without it, the page can tell that it is gone.
        "--KernelRestarter.restart_limit=0",
        "--Voila.log_level=WARN",
    ]


def prepared(notebook: Path) -> str:
    """Return a notebook, as JSON, with before its own cells those that let a kernel stand ready for it."""
    content = json.loads(notebook.read_text(encoding="utf-8"))
    before: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "id": f"klaar-{position}",
            "metadata": {},
            "execution_count": None,
            "outputs": [],
            "source": source,
        }
        for position, source in enumerate((_WARM_UP, _WAIT))
    ]
    return json.dumps(content | {"cells": [*before, *content["cells"]]}, ensure_ascii=False)


def warm_up() -> None:
    """Load what the first page would otherwise wait for; called in a kernel that is kept ready."""
    import babel.numbers  # noqa: F401, PLC0415
    import matplotlib.figure  # noqa: F401, PLC0415

    import wijkdata.panels  # noqa: F401, PLC0415
    from wijkdata import datasets, figures  # noqa: PLC0415

    datasets.embedded_observations()
    figures.areas()


async def page_opened() -> None:
    """Wait until somebody opens the page for which this kernel stands ready.

    Anywhere else than in such a kernel it returns at once.
    """
    kernel = os.environ.get("VOILA_KERNEL_ID")
    if os.environ.get("VOILA_PREHEAT") != "True" or not kernel:
        return
    from websockets.asyncio.client import connect  # noqa: PLC0415  (only there where Voila is)
    from websockets.exceptions import WebSocketException  # noqa: PLC0415

    server = f"{LOOPBACK}:{os.environ['VOILA_APP_PORT']}{os.environ.get('VOILA_SERVER_URL', '/')}"
    # Without the server nobody is waiting for this kernel either.
    with contextlib.suppress(OSError, WebSocketException):
        async with connect(f"ws://{server}voila/query/{kernel}", proxy=None) as socket_to_server:
            await socket_to_server.recv()


# --- the ambition file and the port ------------------------------------------------------------------------------


def _ready(file: Path) -> Path:
    """Return the full path of an ambition file that can be used; a new one is made."""
    from wijkdata.ambition import file as ambition_file  # noqa: PLC0415  (pydantic is only needed here)

    path = Path(os.path.abspath(workplace.expanded(file)))  # noqa: PTH100  (resolve would follow links)
    if os.path.exists(path):  # noqa: PTH110  (Path.exists raises where a name is too long; here that is told below)
        ambition_file.read(path)
    else:
        ambition_file.new(path)
    return path


def _port(wanted: int | None) -> int:
    """Return a free port: the one that is wanted, or any."""
    with socket.socket() as probe:
        if os.name != "nt":
            # As the server does it: a port that was in use a moment ago can be used again.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, wanted or 0))
        except (OSError, OverflowError):
            raise WijkdataError(
                f"Poort {wanted} is niet vrij op deze computer. Kies een andere, of laat --port weg."
            ) from None
        return int(probe.getsockname()[1])


# --- the server --------------------------------------------------------------------------------------------------


def _serve(command: list[str], port: int, extra: Mapping[str, str], *, browser: bool) -> int:
    """Run a server until it ends or the user stops it; say where it is once it answers."""
    address = workshop_address(port)
    log_file = workplace.home() / LOG
    with contextlib.ExitStack() as stack:
        log = stack.enter_context(_opened(log_file))
        print("Het werkscherm wordt klaargezet…", flush=True)
        server = stack.enter_context(
            _stoppable(
                subprocess.Popen(  # noqa: S603  (own command)
                    command,
                    env=_environment(extra),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            )
        )
        _wait_for(port, server, log_file)
        print(f"Het werkscherm staat klaar: {address}  Stoppen: Ctrl+C", flush=True)
        if browser:
            webbrowser.open(address)
        if server.wait():
            raise WijkdataError(f"Het werkscherm is onverwacht gestopt. Wat er misging, staat in {log_file}.")
    return 0


def _opened(log_file: Path) -> BinaryIO:
    try:
        # The server writes there what was asked of it, with the key in it.
        log = open(log_file, "wb", opener=lambda path, how: os.open(path, how, 0o600))  # noqa: SIM115
        log_file.chmod(0o600)
        return log
    except OSError as error:
        raise WijkdataError(
            f"Het werkscherm kan niet schrijven in {log_file} ({reason(error)}). Haal weg wat daar staat, of kies "
            f"een andere map met {workplace.HOME_VARIABLE}."
        ) from None


def _wait_for(port: int, server: subprocess.Popen[bytes], log_file: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise WijkdataError(f"Het werkscherm kon niet starten. Wat er misging, staat in {log_file}.")
        if _answers(port):
            return
        time.sleep(0.1)
    raise WijkdataError(
        f"Het werkscherm antwoordde niet binnen {PATIENCE} seconden. Probeer het opnieuw; wat het meldde, staat in "
        f"{log_file}."
    )


def _answers(port: int) -> bool:
    # A file of Voila itself: asking for the page would use the kernel that stands ready.
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("HEAD", "/voila/static/labvariables.css")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def _stoppable(server: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Let Ctrl+C, an end signal and the closing of the terminal end the server in peace, and then this program."""
    caught = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {one: signal.signal(one, _interrupt) for one in caught}
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield server
    finally:
        with contextlib.suppress(KeyboardInterrupt):  # a second Ctrl+C: do not wait for it
            _end(server)
        if server.poll() is None:
            server.kill()
            server.wait()
        for one, handler in before.items():
            signal.signal(one, handler)


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(server: subprocess.Popen[bytes]) -> None:
    if os.name != "nt":
        # On Windows this would cut the server off; there Ctrl+C reaches it by itself.
        server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(GRACE)


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a server: that of this program, and nothing that sends it elsewhere."""
    local = ",".join(filter(None, (os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), LOOPBACK)))
    return {
        **os.environ,
        "NO_PROXY": local,
        "no_proxy": local,
        "JUPYTER_PLATFORM_DIRS": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        **extra,
    }


def lab_settings() -> dict[str, str]:
    """Return the environment in which JupyterLab finds the defaults of this package.

    They make its menus Dutch, keep it from asking for news, and let a page stand still while it is scrolled. What a
    user chooses in JupyterLab goes before them.
    """
    return {"JUPYTER_CONFIG_PATH": _own_and("JUPYTER_CONFIG_PATH")}


def workshop_settings() -> dict[str, str]:
    """Return the environment in which Voila finds the template and key of this package, and no settings of others.

    Other users of this computer can see the commands that run on it, but not their environment.
    """
    return {
        "JUPYTER_PATH": _own_and("JUPYTER_PATH"),
        "JUPYTER_NO_CONFIG": "1",
        "JUPYTER_TOKEN": screen_key.key(),
    }


def workshop_address(port: int) -> str:
    """Return the address of the workshop screen on this computer, with the key in it."""
    return f"http://{LOOPBACK}:{port}/?token={screen_key.key()}"


def _own_and(variable: str) -> str:
    """Return a list of folders as it stands in the environment, with the one of this package before it."""
    own = str(Path(__file__).resolve().parent / "jupyter")
    return os.pathsep.join(filter(None, (own, os.environ.get(variable))))
