"""The service of EP-Online: a key in the header ``Authorization`` without ``Bearer``, a list even for one label.

The total file stands at another address, which needs no key.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from services.loopback import Answer, Request, Running, serve

KEY = "sleutel-voor-de-proef"
BASE = "/api/v5/"
FILE = "v20260801_v4_csv.zip"
UNAUTHORIZED = {
    "status": 401,
    "title": "Unauthorized",
    "detail": "Valid API key required to access this resource.",
}


def zipped(content: bytes, name: str = "v20260801_v4_csv.csv") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return file.getvalue()


@contextmanager
def running(labels: Mapping[str, Any], total: bytes = b"") -> Iterator[Running]:
    """Run the service with the answers per BAG id and the content of the total file."""

    def answer(request: Request, address: str) -> Answer:
        if request.path == f"/bestanden/{FILE}":
            return Answer(body=zipped(total), type="application/zip")
        if request.headers.get("authorization") != KEY:
            return Answer(401, json.dumps(UNAUTHORIZED).encode())
        if request.path == f"{BASE}Mutatiebestand/DownloadInfo":
            return Answer.of_json(
                {
                    "bestandsnaam": FILE,
                    "geldigTotEnMet": "2026-09-01T00:00:00",
                    "downloadUrl": f"{address}/bestanden/{FILE}",
                }
            )
        found = re.fullmatch(rf"{BASE}PandEnergielabel/AdresseerbaarObject/(.*)", request.path)
        if not found:
            return Answer.of_text(404, "Not found")
        if not re.fullmatch(r"\d{16}", found[1]):
            return Answer.of_text(400, "Ongeldig id")
        if found[1] not in labels:
            return Answer.of_text(404, "Not found")
        return Answer.of_json(labels[found[1]])

    with serve(answer) as server:
        yield server
