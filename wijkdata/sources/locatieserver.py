"""Finding an area by its name with the Locatieserver of PDOK.

The search of the Locatieserver is fuzzy: it nearly always returns something, and what it puts first may be another
place. Only an area whose name is exactly the one asked for is accepted, apart from capitals, accents and the number
that CBS used to put before the name of a wijk; what comes near is offered in the message.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from wijkdata import areas, dutch
from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.sources.download import Client

API = "https://api.pdok.nl/bzk/locatieserver/search/v3_1"
#: Where the service is found instead, if it is set.
ADDRESS = "WIJKDATA_LOCATIESERVER_URL"

COLUMNS = ["code", "name", "level", "parent", "gemeente", "gemeente_name"]

#: Documents per answer, as the service gives them when nothing else is asked.
PAGE = 10
#: Answers after which a name is too common, and after which a name that did not occur yet is not there.
MOST_PAGES, MOST_PAGES_WITHOUT = 12, 3
LONGEST_NAME = 120

_LEVELS = ("gemeente", "wijk", "buurt")
_PREFIXES = {"gemeente": "GM", "wijk": "WK", "buurt": "BU"}
_FIELDS = (
    "id,type,weergavenaam,score,identificatie,gemeentecode,gemeentenaam,wijkcode,wijknaam,buurtcode,buurtnaam"
)
_UNKNOWN_GEMEENTE = "9999"
#: Signs that mean something in the language of the search.
_SEARCH_SIGNS = re.compile(r'[+\-&|!(){}\[\]^"~*?:\\/;,]')
_NUMBER_OF_WIJK = re.compile(r"^wijk \w{2} ")


@dataclass(frozen=True)
class _Found:
    code: str
    name: str
    level: str
    gemeente_name: str

    @property
    def label(self) -> str:
        where = f", {self.gemeente_name}" if self.level != "gemeente" and self.gemeente_name else ""
        return f"{self.name}{where} ({self.level} {self.code})"


def find_area(client: Client, text: str, *, base: str | None = None) -> pd.DataFrame:
    """Find gemeenten, wijken and buurten by their exact name.

    Source: PDOK Locatieserver. The codes are those of the present division.

    Parameters
    ----------
    text
        A name, a name with its gemeente (``Centrum, Baarn``), or a code.
    base
        Address of the service instead of PDOK's own.

    Returns
    -------
    DataFrame
        code, name, level, parent, gemeente and gemeente_name: every area with this name, larger areas first. Several
        rows are several areas, between which the user must choose.

    Raises
    ------
    UnknownAreaError
        If no area has this name, with names that come near; or if more areas have it than can be shown.
    SourceError
        If the answer is not what the Locatieserver gives.
    DownloadError
        If the service does not answer.
    """
    wanted = " ".join(text.split())
    if not _searchable(wanted) or len(wanted) > LONGEST_NAME:
        raise UnknownAreaError(
            "Geef de naam van een gemeente, wijk of buurt, bijvoorbeeld ‘Het Lage Land, Rotterdam’."
        )
    near: dict[str, _Found] = {}
    exact: dict[str, _Found] = {}
    for number, page in enumerate(_pages(client, wanted, base), start=1):
        hits = {one.code: one for one in page if _is_wanted(one, wanted)}
        exact |= hits
        near |= {one.code: one for one in page}
        # The best matches come first: after a page without any there are no more.
        if not hits and (exact or number == MOST_PAGES_WITHOUT):
            break
        if number == MOST_PAGES:
            raise UnknownAreaError(
                f"‘{wanted}’ is de naam van meer dan {len(exact) - 1} gebieden. Noem de gemeente erbij, zoals "
                f"‘{wanted}, {next(iter(exact.values())).gemeente_name or 'Rotterdam'}’."
            )
    if not exact:
        raise UnknownAreaError(_unknown(wanted, list(near.values())))
    return _table(list(exact.values()))


def _is_wanted(found: _Found, text: str) -> bool:
    """Tell whether an area is the one that is asked for."""
    if found.code == areas.clean(text):
        return True
    name, _, gemeente = text.rpartition(",")
    if found.level != "gemeente" and name and _folded(gemeente) == _folded(found.gemeente_name):
        return _folded(name) in _names(found)
    return _folded(text) in _names(found)


def _names(found: _Found) -> set[str]:
    whole = _folded(found.name)
    return {whole, _NUMBER_OF_WIJK.sub("", whole)} if found.level == "wijk" else {whole}


def _folded(text: str) -> str:
    """Return a name without capitals, accents, punctuation and double spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w]+", " ", plain).split())


def _searchable(text: str) -> str:
    return " ".join(_SEARCH_SIGNS.sub(" ", text).split())


def _table(found: list[_Found]) -> pd.DataFrame:
    ordered = sorted(found, key=lambda one: (_LEVELS.index(one.level), one.gemeente_name, one.code))
    rows = [
        {
            "code": one.code,
            "name": one.name,
            "level": one.level,
            "parent": areas.parent(one.code) or "",
            "gemeente": areas.gemeente(one.code) or "",
            "gemeente_name": one.gemeente_name,
        }
        for one in ordered
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _unknown(text: str, found: list[_Found]) -> str:
    by_name = {one.name: one for one in reversed(found)}
    near = [by_name[name] for name in dutch.nearest(text.rpartition(",")[0] or text, by_name)]
    labels = dutch.join((one.label for one in near or found[:3]), "of")
    tail = f" Bedoelt u {labels}?" if labels else " Controleer de spelling, of geef de code."
    return f"Een gemeente, wijk of buurt met de naam ‘{text}’ is niet gevonden.{tail}"


# --- answers ---------------------------------------------------------------------------------------------------


def _pages(client: Client, text: str, base: str | None) -> Iterator[list[_Found]]:
    address = (base or os.environ.get(ADDRESS) or API).rstrip("/") + "/free"
    start, total = 0, 1
    while start < total:
        query = {
            "q": _searchable(text),
            # Without this the Locatieserver leaves out wijken and buurten.
            "fq": f"type:({' OR '.join(_LEVELS)})",
            "fl": _FIELDS,
            "rows": str(PAGE),
            "start": str(start),
        }
        raw, answer = client.fetch_json(f"{address}?{urlencode(query)}", name=f"PDOK Locatieserver, ‘{text}’")
        documents, total = _documents(raw.address, answer)
        if not documents:
            return
        start += len(documents)
        yield [found for one in documents if (found := _area(one)) is not None]


def _documents(address: str, answer: Any) -> tuple[list[Mapping[str, Any]], int]:
    response = answer.get("response") if isinstance(answer, dict) else None
    documents = response.get("docs") if isinstance(response, dict) else None
    total = response.get("numFound") if isinstance(response, dict) else None
    if not isinstance(documents, list) or not isinstance(total, int):
        raise SourceError(
            f"De Locatieserver van PDOK gaf geen lijst met gebieden ({address}). Probeer het later opnieuw, of geef "
            "de code van het gebied."
        )
    return [one for one in documents if isinstance(one, dict)], total


def _area(document: Mapping[str, Any]) -> _Found | None:
    """Return the area of a document; None for what is no gemeente, wijk or buurt with a code."""
    level = str(document.get("type", "")).strip().casefold()
    if level not in _LEVELS:
        return None
    code = _code(level, document.get(f"{level}code")) or _code(level, document.get("identificatie"))
    shown = str(document.get("weergavenaam") or "").partition(",")[0]
    name = str(document.get(f"{level}naam") or shown).strip()
    if not code or not name:
        return None
    return _Found(code, name, level, str(document.get("gemeentenaam") or "").strip())


def _code(level: str, given: object) -> str:
    """Return a code with its letters: ``0599`` of a gemeente is ``GM0599``; empty for what is no code."""
    bare = areas.clean(str(given or ""))
    code = bare if bare.startswith(_PREFIXES[level]) else _PREFIXES[level] + bare
    return code if areas.level(code) == level and code[2:6] != _UNKNOWN_GEMEENTE else ""
