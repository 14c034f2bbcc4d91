"""Files that are either the old one or the new one, never half of one.

The content goes under another name first (``.NAME.xxxxxxxx.tmp``, in the same folder) and reaches the disk before it
takes the name; taking a name is one deed of the disk. What a program that was killed left behind is swept up by
whoever writes there next.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

_ENDING = ".tmp"


def put(content: bytes, target: Path) -> None:
    """Write a file whole; one that stood there keeps its rights.

    Raises
    ------
    OSError
        If the disk does not take it; what stood there still stands.
    """
    with complete(target) as temporary, temporary.open("xb") as file:
        file.write(content)


@contextlib.contextmanager
def complete(target: Path) -> Iterator[Path]:
    """Give a path to write to; only if the block ends well, what is there takes the name of the target.

    Raises
    ------
    OSError
        If the disk does not take it; what stood there still stands.
    """
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}{_ENDING}")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        if target.exists():
            shutil.copymode(target, temporary)
        _replace(temporary, target)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut; Windows has no such call and does it by itself."""
    if os.name == "nt":
        return
    # Some network shares cannot do this for a folder; the file itself is safe by then.
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def sweep(folder: Path, name: str = "", *, older_than: float = 0.0) -> None:
    """Remove what a program that was killed while writing left in a folder.

    Parameters
    ----------
    name
        Of which file; of all by default.
    older_than
        Seconds. Without a lock of your own another program may be writing at this moment: give some hours.
    """
    start = f".{name}." if name else "."
    with contextlib.suppress(OSError):
        for entry in folder.iterdir():
            if entry.name.startswith(start) and entry.name.endswith(_ENDING):
                with contextlib.suppress(OSError):
                    if time.time() - entry.stat().st_mtime >= older_than:
                        entry.unlink()


def _replace(temporary: Path, target: Path) -> None:
    for _ in range(20 if os.name == "nt" else 0):
        # On Windows a file cannot be replaced in the moment that another program reads it.
        with contextlib.suppress(PermissionError):
            temporary.replace(target)
            return
        time.sleep(0.05)
    temporary.replace(target)
