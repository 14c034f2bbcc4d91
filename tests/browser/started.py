"""The real workshop, started for a test and ended after it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Workshop:
    """The program behind the screen, and where the screen is."""

    address: str
    server: subprocess.Popen[str]

    def stop(self) -> None:
        self.server.send_signal(signal.SIGTERM)
        self.server.wait(30)


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
