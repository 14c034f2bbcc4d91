"""The real workshop, started for a test and ended after it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Workshop:
    """The program behind the screen, and where the screen is."""

    address: str
    server: subprocess.Popen[str]

    def stop(self) -> None:
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(30)


class InFile:
    """Somebody at the screen, of whom all that is done can be found in the ambition file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def content(self) -> dict[str, Any]:
        """Return what is in the file; nothing while it is not there."""
        if not self.file.exists():
            return {}
        found: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
        return found

    def wait_for(self, holds: Callable[[dict[str, Any]], Any]) -> None:
        """Wait until this holds of what is in the file."""
        end = time.monotonic() + 30
        while not holds(self.content()):
            assert time.monotonic() < end, json.dumps(self.content(), ensure_ascii=False, indent=1)[-3000:]
            time.sleep(0.1)


def settings(home: Path | None = None) -> dict[str, str]:
    """Return the environment of a command, with the user's folder if it is not that of the tests."""
    own = {} if home is None else {"WIJKDATA_HOME": str(home)}
    return os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"} | own


@contextmanager
def workshop_on(file: Path, home: Path | None = None) -> Iterator[Workshop]:
    """Run the workshop on a file, which may not be there yet."""
    with subprocess.Popen(
        [sys.executable, "-m", "wijkdata", "workshop", str(file), "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env=settings(home),
    ) as server:
        try:
            assert server.stdout is not None
            ready = next(line for line in server.stdout if "http://" in line)
            yield Workshop(next(word for word in ready.split() if word.startswith("http://")), server)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
