"""EP-Online: asking the service of RVO for the label of one dwelling, or for the total file."""

from __future__ import annotations

import os
import re
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from wijkdata.errors import SourceError
from wijkdata.sources import eponline_labels, streaming
from wijkdata.sources.download import Client, DownloadError, Raw

BASE = "https://public.ep-online.nl/api/v5/"
KEY_VARIABLE = "WIJKDATA_EPONLINE_KEY"


def base_address() -> str:
    """Return the address of the service; ``WIJKDATA_EPONLINE_URL`` names another."""
    return (os.environ.get("WIJKDATA_EPONLINE_URL") or BASE).rstrip("/") + "/"


def get_label(client: Client, object_id: str, *, base: str | None = None) -> tuple[pd.DataFrame, Raw]:
    """Fetch the registrations of one dwelling.

    Parameters
    ----------
    client
        Fetches and keeps.
    object_id
        BAG id of 16 digits.
    base
        Address of the service; see `base_address`.

    Returns
    -------
    tuple of DataFrame and Raw
        `eponline_labels.COLUMNS`, the newest registration last, expired ones too; and the answer as it came.

    Raises
    ------
    SourceError
        If the id is no BAG id, there is no key, or the service refuses (`DownloadError`).
    """
    if not re.fullmatch(r"\d{16}", object_id) or int(object_id) == 0:
        raise SourceError(f"‘{object_id[:40]}’ is geen BAG-nummer: dat heeft 16 cijfers.")
    address = f"{base or base_address()}PandEnergielabel/AdresseerbaarObject/{object_id}"
    raw, document = _asked(client, address, f"energielabel {object_id}")
    return read_answer(document, f"het antwoord van {raw.address}"), raw


def get_total(client: Client, *, base: str | None = None) -> Raw:
    """Fetch the total file: ask the service where it is, and fetch it.

    Raises
    ------
    SourceError
        If there is no key, or the service refuses (`DownloadError`).
    """
    address = f"{base or base_address()}Mutatiebestand/DownloadInfo?fileType=csv"
    raw, document = _asked(client, address, "EP-Online totaalbestand")
    where = document.get("downloadUrl") if isinstance(document, dict) else None
    name = document.get("bestandsnaam") if isinstance(document, dict) else None
    if not isinstance(where, str) or not where.startswith(("https://", "http://")):
        raise SourceError(f"{raw.address} noemt geen adres van het totaalbestand (‘downloadUrl’).")
    # The key is for the service only, not for whatever address it names.
    return client.fetch(where, name=name if isinstance(name, str) else "EP-Online totaalbestand")


def _asked(client: Client, address: str, name: str) -> tuple[Raw, Any]:
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if not key:
        raise SourceError(
            f"Voor EP-Online is een sleutel nodig. Vraag die gratis aan bij RVO en zet hem in {KEY_VARIABLE}, of "
            "download het totaalbestand zelf en voeg het toe met ‘wijkdata add’."
        )
    if not key.isascii() or not key.isprintable():
        raise SourceError(
            f"De sleutel in {KEY_VARIABLE} bevat tekens die er niet in horen. Plak hem opnieuw."
        )
    try:
        return client.fetch_json(address, name=name, headers={"Authorization": key})
    except DownloadError as error:
        if error.status == 401:
            raise DownloadError(
                f"EP-Online aanvaardt de sleutel in {KEY_VARIABLE} niet (fout 401). Kijk of hij volledig is "
                "overgenomen, zonder ‘Bearer’ ervoor, of vraag bij RVO een nieuwe aan.",
                401,
                error.text,
            ) from None
        if error.status == 404:
            raise DownloadError(f"{name}: EP-Online kent dit niet (fout 404).", 404, error.text) from None
        raise


def read_answer(document: Any, name: str) -> pd.DataFrame:
    """Read the registrations in an answer of the service.

    Parameters
    ----------
    document
        The JSON: a list of registrations.
    name
        For messages.

    Raises
    ------
    SourceError
        If it is no list of registrations.
    """
    if not isinstance(document, list) or not all(isinstance(one, dict) for one in document):
        raise SourceError(f"{name} is geen lijst van energielabels van EP-Online.")
    rows = [{eponline_labels.title_of(str(key)): value for key, value in one.items()} for one in document]
    needed = ("registratiedatum", "geldigtot", "energieklasse", "bagverblijfsobjectid")
    missing = [title for title in needed if any(title not in row for row in rows)]
    if missing:
        raise SourceError(f"{name}: het veld {missing[0]} van EP-Online ontbreekt.")
    table = pa.table(
        {
            column: streaming.tidy(
                pa.array(["" if row.get(title) is None else str(row[title]) for row in rows], pa.string())
            )
            for column, title in eponline_labels.TITLES.items()
        }
    )
    numbers = np.nan_to_num(streaming.numbers(table["house_number"]), nan=0.0)
    nta = pc.starts_with(pc.utf8_upper(table["method"]), eponline_labels.NTA_8800).to_numpy()
    frame = pd.DataFrame(
        {
            "object": table["object"].to_pandas(),
            "postcode": table["postcode"].to_pandas().str.replace(" ", "").str.upper(),
            "house_number": np.clip(numbers, 0, 100_000).astype("int64"),
            "letter": table["letter"].to_pandas(),
            "addition": table["addition"].to_pandas(),
            "label": table["label"].to_pandas().str.upper(),
            "method": np.where(nta, eponline_labels.NTA_8800, eponline_labels.OLDER),
            "registered": eponline_labels.dates_of(table["registered"]),
            "valid_until": eponline_labels.dates_of(table["valid_until"]),
        }
    )
    return frame.sort_values("registered", kind="stable", ignore_index=True)
