"""Names of the parts of an ambition in the words of the people who made it.

``("objectives", 1, "target", "year")`` is ``doel 2, streefjaar`` on screen. Also says in Dutch what the model has
against a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from wijkdata import dutch

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

Location = Sequence[str | int]

#: Lists, with the word for one of them; the word for the list as a whole is in `_FIELDS`.
_ONE_OF = {
    "themes": "thema",
    "objectives": "doel",
    "measurements": "eigen meting",
    "decisions": "besluit",
    "milestones": "mijlpaal",
    "codes": "code",
    "parties": "partij",
    "priorities": "prioriteit",
    "interests": "belang",
    "agreements": "werkafspraak",
    "links": "koppelkans",
    "terms": "begrip",
    "wordings": "eigen omschrijving",
    "choices": "open keuze",
    "tracks": "spoor",
    "adopted": "vastgestelde versie",
    "notes": "interne notitie",
    "delay": "aanname over uitstel",
    "stock": "groep woningen",
    "parameters": "kengetal",
    "scenarios": "scenario",
    "steps": "maatregel",
}

_FIELDS = {
    "about": "waarover",
    "adopted": "vastgestelde versies",
    "agreed": "afgesproken omschrijving",
    "agreed_by": "afgesproken door",
    "agreed_on": "afgesproken op",
    "agreements": "werkafspraken",
    "answer": "antwoord",
    "area": "gebied",
    "baseline": "nulmeting",
    "boundary_year": "jaar van de indeling",
    "bouwperiode": "gewicht van bouwperiode",
    "by": "waardoor",
    "changed": "tijdstip van bewaren",
    "choice": "keuze",
    "choices": "open keuzes",
    "codes": "codes",
    "counted_from": "geteld vanaf",
    "coverage": "dekking",
    "criterion": "criterium",
    "date": "datum",
    "decisions": "besluiten",
    "delay": "aannames over uitstel",
    "dichtheid": "gewicht van dichtheid",
    "direction": "richting",
    "done": "gedaan (ja of nee)",
    "due": "uiterste datum",
    "dwellings": "woningen",
    "each": "voor elk woningtype (ja of nee)",
    "eigendom": "gewicht van eigendom",
    "end": "laatste jaar",
    "entered": "datum van invoer",
    "example": "voorbeeld (ja of nee)",
    "fingerprint": "vingerafdruk",
    "frequency": "hoe vaak",
    "gas": "gas per woning",
    "helps": "thema dat ervan profiteert",
    "high": "bovenkant",
    "homes": "woningen per jaar",
    "housing_costs": "woonlastenneutraal",
    "how": "bron",
    "id": "kenmerk",
    "indicator": "indicator",
    "interests": "belangen",
    "internal": "intern (ja of nee)",
    "kind": "soort",
    "likeness": "gelijksoortige buurten",
    "links": "koppelkansen",
    "loan": "lening telt mee (ja of nee)",
    "low": "onderkant",
    "measure": "maatregel",
    "measurements": "eigen metingen",
    "measuring": "vervolgmeting",
    "method": "methode",
    "midpoint": "midden",
    "milestones": "mijlpalen",
    "name": "naam",
    "note": "opmerking",
    "notes": "interne notities",
    "number": "nummer",
    "objectives": "doelen",
    "origin": "herkomst",
    "owner": "eigenaar",
    "parameters": "kengetallen",
    "part_of": "onderdeel van",
    "parties": "partijen",
    "party": "partij",
    "path": "pad",
    "period": "bouwperiode",
    "priorities": "prioriteiten",
    "programme": "programma",
    "published": "gepubliceerde omschrijving",
    "question": "vraag",
    "rate": "deel per jaar",
    "reason": "reden",
    "resident": "bewoner",
    "response": "respons",
    "retrieved": "datum van overname",
    "review": "datum van herziening",
    "sample": "aantal ondervraagden",
    "scenarios": "scenario’s",
    "schema_version": "schemaversie",
    "source": "bron",
    "stadsverwarming": "gewicht van stadsverwarming",
    "start": "eerste jaar",
    "statement": "omschrijving",
    "status": "status",
    "steepness": "steilheid",
    "steps": "maatregelen",
    "stock": "woningen van de wijk",
    "table": "tabel",
    "target": "streefwaarde",
    "terms": "begrippen",
    "text": "tekst",
    "theme": "thema",
    "themes": "thema’s",
    "title": "titel",
    "tracks": "sporen",
    "type": "woningtype",
    "unit": "eenheid",
    "upkeep": "ketel telt mee (ja of nee)",
    "upper": "bovengrens",
    "value": "waarde",
    "weight": "gewicht",
    "what": "wat",
    "who": "wie",
    "why": "waarom",
    "woningtype": "gewicht van woningtype",
    "wordings": "eigen omschrijvingen",
    "year": "jaar",
    "years": "aantal jaren",
}

#: Pairs that have one word of their own.
_PAIRS = {
    ("target", "value"): "streefwaarde",
    ("target", "year"): "streefjaar",
    ("target", "upper"): "bovengrens van de streefwaarde",
}

#: Problems shown of one file; the rest is counted.
_SHOWN = 3


def place(location: Location) -> str:
    """Name the place of a value in an ambition: ``doel 2, streefjaar``; empty for the whole.

    Parameters
    ----------
    location
        Field names and list positions (from 0), from the outside in.
    """
    parts = list(location)
    words: list[str] = []
    while parts:
        first, second = parts[0], parts[1] if len(parts) > 1 else None
        if first in _ONE_OF and isinstance(second, int):
            words.append(f"{_ONE_OF[str(first)]} {second + 1}")
            parts = parts[2:]
        elif (first, second) in _PAIRS:
            words.append(_PAIRS[str(first), str(second)])
            parts = parts[2:]
        else:
            words.append(_FIELDS.get(str(first), quote(first)))
            parts = parts[1:]
    return ", ".join(words)


def quote(value: object) -> str:
    """Show a value as it was given, cut off where it is long, on one line."""
    text = " ".join(str(value).split())
    return f"‘{text if len(text) <= 40 else text[:39] + '…'}’"


def problems(error: ValidationError) -> str:
    """Say in Dutch what the model has against a value: the first few places, each with what belongs there."""
    found = [
        f"{place(item['loc'])}: {_problem(item)}" if item["loc"] else _problem(item)
        for item in error.errors(include_url=False)
    ]
    rest = len(found) - _SHOWN
    more = f" En nog {rest} andere {'plaats' if rest == 1 else 'plaatsen'}." if rest > 0 else ""
    return " ".join(dutch.sentence(text) for text in found[:_SHOWN]) + more


def _problem(item: ErrorDetails) -> str:
    kind, context, given = item["type"], item.get("ctx", {}), item.get("input")
    for pattern, say in _SAYINGS.items():
        if re.fullmatch(pattern, kind):
            return say(context, given)
    return f"{quote(given)} kan hier niet staan"


def _wanted(what: str) -> Callable[[Mapping[str, Any], object], str]:
    def say(_: Mapping[str, Any], given: object) -> str:
        if given is None:
            return f"hier hoort {what} te staan, maar er staat niets"
        # A group of fields or a list is not repeated: it would be a page of brackets.
        shown = "" if isinstance(given, (dict, list)) else f", niet {quote(given)}"
        return f"hier hoort {what} te staan{shown}"

    return say


def _bound(word: str, key: str) -> Callable[[Mapping[str, Any], object], str]:
    # The bounds are years and shares: a year has no full stop in it.
    return lambda context, given: f"{quote(given)} moet {word} {context[key]:g} zijn"


def _unknown_field(_: Mapping[str, Any], __: object) -> str:
    return "dit veld kennen wij niet; haal het weg of herstel de naam"


def _choices(context: Mapping[str, Any], given: object) -> str:
    allowed = [quote(word) for word in re.findall(r"'([^']+)'", str(context.get("expected", "")))]
    return f"{quote(given)} kan hier niet; kies {dutch.join(allowed, 'of')}"


def _broken_text(context: Mapping[str, Any], _: object) -> str:
    found = re.search(r"line (\d+) column (\d+)", str(context.get("error", "")))
    where = f"op regel {found[1]}, teken {found[2]} " if found else ""
    return f"{where}staat een teken of getal dat niet kan"


_SAYINGS: dict[str, Callable[[Mapping[str, Any], object], str]] = {
    "missing": lambda _, __: "dit veld ontbreekt",
    "extra_forbidden": _unknown_field,
    "string_type": _wanted("tekst"),
    "string_unicode": lambda _, __: "de tekst bevat een teken dat niet bewaard kan worden; haal het weg",
    "string_too_long": lambda context, _: (
        f"de tekst is langer dan {dutch.number(context['max_length'])} tekens; maak hem korter"
    ),
    "string_too_short": lambda _, __: "hier hoort een tekst te staan, maar het veld is leeg",
    "int_.*": _wanted("een geheel getal"),
    "float_.*": _wanted("een getal"),
    "finite_number": lambda _, __: "hier hoort een eindig getal te staan",
    "bool_.*": _wanted("true of false"),
    "list_type": _wanted("een lijst"),
    "model_.*|dict_type": _wanted("een groep velden tussen accolades"),
    "literal_error": _choices,
    "date_(?!time).*": _wanted("een datum als 2026-05-31"),
    "datetime_.*|timezone_.*": _wanted("een tijdstip als 2026-05-31T14:32:00+02:00"),
    "greater_than_equal": _bound("ten minste", "ge"),
    "less_than_equal": _bound("ten hoogste", "le"),
    "value_error": lambda context, _: str(context["error"]),
    "json_invalid": _broken_text,
}
