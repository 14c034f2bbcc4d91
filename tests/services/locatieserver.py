"""What the Locatieserver does: fuzzy, without wijken and buurten unless asked, and strict about its parameters.

It puts what shares most letters first, so that a longer wrong name can come before the right one; a test can also
say what must come first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from services.loopback import Answer, Request, Running, serve

Document = dict[str, Any]
_PARAMETERS = {"q", "fl", "fq", "rows", "start", "sort", "df", "qf", "bq", "wt", "indent", "lat", "lon"}
_WITHOUT_ASKING = ("gemeente", "woonplaats", "weg", "postcode", "adres")
_SHOWN = "id,weergavenaam,type,score"


def buurt(code: str, name: str, gemeente: str, wijk: str = "Een wijk") -> Document:
    return {
        "bron": "CBS",
        "type": "buurt",
        "weergavenaam": f"{name}, {gemeente}",
        "id": f"buu-{code.lower()}",
        "identificatie": code,
        "buurtcode": code,
        "buurtnaam": name,
        "wijkcode": "WK" + code[2:8],
        "wijknaam": wijk,
        "gemeentecode": code[2:6],
        "gemeentenaam": gemeente,
    }


def wijk(code: str, name: str, gemeente: str) -> Document:
    return {
        "bron": "CBS",
        "type": "wijk",
        "weergavenaam": f"{name}, {gemeente}",
        "id": f"wij-{code.lower()}",
        "identificatie": code,
        "wijkcode": code,
        "wijknaam": name,
        "gemeentecode": code[2:6],
        "gemeentenaam": gemeente,
    }


def gemeente(code: str, name: str) -> Document:
    """A gemeente, whose code comes without letters."""
    return {
        "bron": "Bestuurlijke Grenzen",
        "type": "gemeente",
        "weergavenaam": f"Gemeente {name}",
        "id": f"gem-{code}",
        "identificatie": code,
        "gemeentecode": code,
        "gemeentenaam": name,
    }


@dataclass
class Locatieserver:
    """The service over some documents; ``first`` is always the best hit, wrong or not."""

    documents: list[Document]
    first: Sequence[Document] = field(default_factory=tuple)
    most: int = 10

    def answer(self, request: Request, address: str) -> Answer:
        operation = request.path.rpartition("/")[2]
        if unknown := set(request.query) - _PARAMETERS:
            return _refused(f"Unknown query parameter {sorted(unknown)[0]}")
        if operation == "suggest" and "q" not in request.query:
            return _refused("Missing required parameter q")
        if operation not in ("free", "suggest"):
            return Answer.of_text(404, "not found")
        text = request.query.get("q", "*:*")
        kinds = _kinds(request.query.get("fq", ""))
        scored = [(one, _score(text, one)) for one in self.documents if kinds is None or one["type"] in kinds]
        found = sorted((pair for pair in scored if pair[1] > 3), key=lambda pair: -pair[1])
        found = [(one, 99.0) for one in self.first] + found
        start = int(request.query.get("start", "0"))
        rows = min(self.most, int(request.query.get("rows", "10")))
        fields = request.query.get("fl", _SHOWN).split(",")
        docs = [
            {key: value for key, value in {**one, "score": score}.items() if key in fields or fields == ["*"]}
            for one, score in found[start : start + rows]
        ]
        response = {
            "numFound": len(found),
            "start": start,
            "maxScore": found[0][1] if found else 0.0,
            "numFoundExact": True,
            "docs": docs,
        }
        return Answer.of_json({"response": response})

    @contextmanager
    def running(self) -> Iterator[Running]:
        with serve(self.answer) as running:
            yield running


def _kinds(condition: str) -> tuple[str, ...] | None:
    """Return the types that are asked for; None for all of them."""
    if not condition:
        return _WITHOUT_ASKING
    if condition == "*":
        return None
    found = re.fullmatch(r"type:\(?([\w ]+)\)?", condition)
    return tuple(found[1].split(" OR ")) if found else ()


def _score(text: str, document: Document) -> float:
    if text == "*:*":
        return 10.0
    words = text.casefold().split()
    shown = " ".join(
        str(document.get(key, "")) for key in ("weergavenaam", "identificatie", f"{document['type']}naam")
    ).casefold()
    return sum(
        max(
            10 * SequenceMatcher(None, word, other).ratio() ** 3
            for other in re.findall(r"\w+", shown) or [""]
        )
        for word in words
    ) / len(words or [""])


def _refused(why: str) -> Answer:
    document = {
        "metadata": ["error-class", "org.example", "root-error-class", "org.example"],
        "msg": why,
        "code": 400,
    }
    return Answer(400, json.dumps(document).encode())
