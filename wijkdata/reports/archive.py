"""Office files that are the same bytes for the same content: fixed dates, fixed order."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

#: The earliest moment that an archive can name; office programs write it too.
_MOMENT = (1980, 1, 1, 0, 0, 0)
#: A reader tells the kind of file from what comes first.
_FIRST = ("[Content_Types].xml", "_rels/.rels")
_CORE = "docProps/core.xml"
_STAMP = re.compile(rb"(<dcterms:(created|modified)\b[^>]*>)[^<]*(</dcterms:\2>)")


def fixed(content: bytes, day: date) -> bytes:
    """Return an office file written anew: its parts in one order, at no moment, made and changed on this day."""
    stamp = f"{day:%Y-%m-%d}T00:00:00Z".encode()
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in sorted(before.namelist(), key=lambda one: (one not in _FIRST, one)):
            part = before.read(name)
            if name == _CORE:
                part = _STAMP.sub(lambda found: found[1] + stamp + found[3], part)
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            # The system on which it was made stands in an archive too.
            entry.create_system = 0
            after.writestr(entry, part)
    return made.getvalue()
