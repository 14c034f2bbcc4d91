"""How much memory a job takes at most, on top of the program that does it: in a process of its own.

The process does the job on a small file of the same form first, so that what is imported and prepared does not count.
Then the record of the most memory that was in use is cleared and the job is done on the file itself. Only Linux has
that record.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jobs

MEASURABLE = sys.platform == "linux"
MEGABYTE = 1_000_000

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
#: What clears the record, see proc(5).
_CLEAR_PEAK = "5"


def peak_of(job: Callable[[Path], Any], folder: Path, small: Path) -> float:
    """Return the peak of a job of `jobs` [MB], done in a new process.

    Parameters
    ----------
    job
        Takes a folder with files.
    folder, small
        The files that it is about, and small ones of the same form.
    """
    command = [sys.executable, str(Path(__file__)), job.__name__, str(folder), str(small)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return float(json.loads(done.stdout)) / MEGABYTE


def _measured(job: Callable[[Path], Any], folder: Path, small: Path) -> int:
    """Return by how much memory in use grew at most [bytes]."""
    job(small)
    gc.collect()
    _CLEAR.write_text(_CLEAR_PEAK, encoding="ascii")
    before = _in_use("VmRSS")
    job(folder)
    return _in_use("VmHWM") - before


def in_use() -> float:
    """Return the memory in use by this process now [MB]."""
    return _in_use("VmRSS") / MEGABYTE


def _in_use(record: str) -> int:
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith(f"{record}:"))
    return int(kilobytes) * 1024


if __name__ == "__main__":
    name, *folders = sys.argv[1:]
    print(json.dumps(_measured(getattr(jobs, name), *map(Path, folders))))
