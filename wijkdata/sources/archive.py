"""Files inside a zip from a publisher: read in memory, never written, and never larger than they say."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from wijkdata.errors import SourceError

#: Largest file inside a zip, and all of them together. [bytes]
LARGEST_MEMBER, LARGEST_TOTAL = 256 * 1024**2, 1024**3
#: A file that shrinks more than this was made to be a bomb; CSV with the same words over and over shrinks 50 times.
_RATIO = 400
_MOST_MEMBERS = 100_000


def text_members(path: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, io.BytesIO]]:
    """Yield the name and content of the files in a zip whose name is wanted.

    Raises
    ------
    SourceError
        If the zip is damaged, has a password, or holds more than a publisher's file can.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            chosen = [one for one in members if not one.is_dir() and wanted(one.filename)]
            _check(path.name, members, chosen)
            for member in chosen:
                yield member.filename, _content(path.name, archive, member)
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
    ) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(
            f"{path.name} is een beschadigd of beveiligd zip-bestand. Download het opnieuw bij de uitgever."
        ) from None


def _check(name: str, members: list[zipfile.ZipInfo], chosen: list[zipfile.ZipInfo]) -> None:
    too_large = (
        len(members) > _MOST_MEMBERS
        or sum(one.file_size for one in chosen) > LARGEST_TOTAL
        or any(one.file_size > LARGEST_MEMBER for one in chosen)
        or any(one.file_size > _RATIO * max(one.compress_size, 1024) for one in chosen)
    )
    if too_large:
        raise SourceError(
            f"{name} bevat uitgepakt veel meer dan een bestand van de uitgever kan bevatten; wij pakken het niet "
            "uit. Download het opnieuw bij de uitgever."
        )


def _content(name: str, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> io.BytesIO:
    with archive.open(member) as file:
        content = file.read(member.file_size + 1)
    if len(content) > member.file_size:
        raise SourceError(f"{name}: {Path(member.filename).name} is groter dan het zip-bestand zegt.")
    found = io.BytesIO(content)
    found.name = Path(member.filename).name
    return found
