"""Which column of a list of one's own is what: guessed, written down for its owner to correct, and read back.

Personal data are never taken over: columns with names, telephone numbers, e-mail or bank accounts are recognised by
title and content and named in the mapping as left out.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wijkdata import dutch
from wijkdata.errors import SourceError
from wijkdata.reasons import reason
from wijkdata.sources import reading
from wijkdata.sources.own_list import opened

SUFFIX = ".koppeling.yaml"
#: Roles a column can have, with what each is.
ROLES: Mapping[str, str] = {
    "postcode": "postcode, zoals 3067AA",
    "huisnummer": "huisnummer; mag ook ‘12A’ zijn",
    "huisletter": "huisletter",
    "toevoeging": "huisnummertoevoeging",
    "bag_id": "BAG-nummer van het verblijfsobject (16 cijfers)",
    "buurt": "code van de buurt, zoals BU05991448",
    "bouwjaar": "bouwjaar",
    "woningtype": "soort woning, zoals appartement of rijwoning",
    "eigendom": "soort eigenaar, zoals corporatie of koop; geen namen van personen",
    "label": "energielabel A tot en met G",
    "gasaansluiting": "of er een gasaansluiting is: ja of nee",
    "verwarming": "soort verwarming, zoals cv-ketel of stadsverwarming",
}
OWN, ALL = "eigen bezit", "alle woningen"
SURE, LIKELY, UNSURE = "zeker", "waarschijnlijk", "onzeker"
TITLES: Mapping[str, str] = {
    "postcode": r"(post|pc)_?code|postc|pc|pc6|pcode",
    "huisnummer": r"huis_?(nummer|nr)|hnr|huisn|nummer|nr",
    "huisletter": r"huis_?letter|hlt|letter",
    "toevoeging": r"(huisnummer|huisnr|hnr|nr)?_?(toevoeging|toev|toevoegsel|hnt)",
    "bag_id": r"(?!.*(pand|nummeraand)).*(verblijfsobject|vbo|bag).*",
    "buurt": r"(cbs_?)?(buurt|bu)_?(code|cd)?",
    "bouwjaar": r"(oorspronkelijk_?)?bouw_?jaar|bj",
    "woningtype": r"(soort|type)_?(woning|object|eenheid|vhe)|(woning|object|eenheid|vhe)_?(type|soort)",
    "eigendom": r"(soort_?)?eigena(ar|ren)|eigendom(s?situatie|svorm|scategorie)?|bezit(svorm)?",
    "label": r"(energie_?)?(label|klasse)(_?klasse)?|energie_?prestatie|ep_?label",
    "gasaansluiting": r"(heeft_?)?(aard)?gas(_?aansluiting|aansl|_?meter)?|op_?gas",
    "verwarming": (
        r"(soort_?|type_?|hoofd)?verwarming(s?_?(type|soort|systeem|installatie|bron))?|warmte_?bron|installatie"
    ),
}
_PERSONAL_TITLE = re.compile(
    r"naam$|naam_|^(voor|achter|roep|sur)?naam|huurder|bewoner|contractant|contact|tele?foon|^tel(_|$)|mobiel|e_?mail|"
    r"^mail|iban|bank|rekening|incasso|^bsn|burgerservice|geboorte|geslacht|nationaliteit|inkomen|achterstand|debiteur|"
    r"voorletters|initialen|paspoort|partner|aanhef"
)
#: Titles with "naam" that are no name of a person.
_PLACE_TITLE = re.compile(r"(straat|buurt|wijk|plaats|woonplaats|gemeente|complex|project|gebied|kern)_?naam")
_PERSONAL_CELL = re.compile(
    r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"
    r"|[A-Z]{2}\d{2} ?[A-Z]{4}[ \d]{8,14}"
    r"|(\+31|0031)[ -]?\(?0?\)?[1-9][\d -]{7,11}"
    r"|0[1-9]\d?\d?[- ]?\d{6,8}"
    r"|(dhr|mevr|mw|de heer|mevrouw)\b.*",
    re.IGNORECASE,
)
LABEL = r"[A-G]\+{0,5}"
_CELLS: Mapping[str, str] = {
    "postcode": r"[1-9]\d{3} ?[A-Za-z]{2}",
    "huisnummer": r"\d{1,5}(\.0)?( ?[-/]? ?[A-Za-z0-9]{1,6})?",
    "huisletter": r"[A-Za-z]",
    "toevoeging": r"[A-Za-z0-9/-]{1,6}",
    # Digits 5 and 6 tell what it is: 01 is a verblijfsobject. A spreadsheet drops the leading zero.
    "bag_id": r"\d{3,4}01\d{10}",
    "buurt": r"BU\d{4}[0-9A-Za-z]{4}",
    "bouwjaar": r"(1[0-9]|20)\d{2}(\.0)?",
    "label": LABEL,
    "gasaansluiting": r"(?i:ja|nee|j|n|yes|no|y|true|false|waar|onwaar|0|1|wel|geen)",
}
#: Content alone is enough to recognise these.
_BY_CONTENT = ("postcode", "bag_id", "buurt")
_LOOK = 2_000


@dataclass(frozen=True)
class ColumnMapping:
    """Which column of a list is what.

    Attributes
    ----------
    columns
        Title of the column per role (see `ROLES`).
    owner
        Whose list it is: the source of the figures.
    date
        Reference date of the list: a year, or an ISO date.
    scope
        `OWN` or `ALL`: whether the list holds all dwellings of its buurten.
    sheet
        Sheet of the spreadsheet; empty for the first.
    division
        Year of the division in buurten to which codes in the list belong; empty where there are none.
    certainty
        How sure the proposal is, per role.
    left_out
        ColumnMapping with personal data.
    """

    columns: Mapping[str, str]
    owner: str = ""
    date: str = ""
    scope: str = OWN
    sheet: str = ""
    division: str = ""
    certainty: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def mapping_path(path: Path) -> Path:
    """Return where the mapping of a list stands: beside it."""
    return path.with_name(path.name + SUFFIX)


def propose_mapping(path: Path) -> ColumnMapping:
    """Guess which column of a list is what, by title and by the first rows.

    Parameters
    ----------
    path
        CSV (``;``, comma or tab) or XLSX.

    Raises
    ------
    SourceError
        If the list cannot be read or has no header.
    """
    with opened(path) as table:
        head = pd.DataFrame(table.first(_LOOK), columns=table.titles, dtype="str")
    left_out = tuple(title for title in table.titles if _is_personal(title, head[title]))
    scores: list[tuple[float, str, str, str]] = []
    for title in table.titles:
        if title not in left_out:
            scores += [
                (*score, role, title) for role in ROLES if (score := _score(role, title, head[title]))[0]
            ]
    columns: dict[str, str] = {}
    certainty: dict[str, str] = {}
    for _, how_sure, role, title in sorted(scores, key=lambda one: -one[0]):
        if role not in columns and title not in columns.values():
            columns[role], certainty[role] = title, how_sure
    ordered = {role: columns[role] for role in ROLES if role in columns}
    return ColumnMapping(ordered, certainty=certainty, left_out=left_out)


def slug(title: str) -> str:
    """Return a title in lower case, with ``_`` for everything that is no letter or digit."""
    return re.sub(r"[^a-z0-9]+", "_", title.casefold()).strip("_")


def _score(role: str, title: str, cells: pd.Series) -> tuple[float, str]:
    """Return how well a column fits a role, and that in words; zero for not at all."""
    named = re.fullmatch(TITLES[role], slug(title)) is not None
    filled = cells[cells != ""]
    pattern = _CELLS.get(role)
    fits = float(filled.str.fullmatch(pattern).mean()) if pattern and len(filled) else 0.0
    if named and (fits > 0.9 or (pattern is None and len(filled))):
        return 3.0 + fits, SURE
    if named and (fits >= 0.2 or not len(filled)):
        return 1.0 + fits, LIKELY if fits >= 0.5 else UNSURE
    if role in _BY_CONTENT and fits > 0.95:
        return 2.0 + fits, LIKELY
    return 0.0, ""


def _is_personal(title: str, cells: pd.Series) -> bool:
    if _has_personal_title(title):
        return True
    filled = cells[cells != ""]
    if not len(filled):
        return False
    if re.fullmatch(TITLES["eigendom"], slug(title)) and filled.nunique() > max(20, 0.2 * len(filled)):
        # So many different owners are persons.
        return True
    return bool(filled.str.fullmatch(_PERSONAL_CELL).mean() > 0.2) or _are_bsn(filled)


def _has_personal_title(title: str) -> bool:
    return bool(_PERSONAL_TITLE.search(slug(title)) and not _PLACE_TITLE.search(slug(title)))


def _are_bsn(filled: pd.Series) -> bool:
    """Tell whether most cells pass the check of a citizen service number."""
    nine = filled[filled.str.fullmatch(r"\d{9}")]
    if len(nine) < max(5, 0.5 * len(filled)):
        return False
    digits = np.array([[int(sign) for sign in cell] for cell in nine])
    weights = np.array([9, 8, 7, 6, 5, 4, 3, 2, -1])
    return bool((digits @ weights % 11 == 0).mean() > 0.9)


# --- the mapping as a file ------------------------------------------------------------------------------------


def write_mapping(mapping: ColumnMapping, path: Path) -> None:
    """Write a mapping for its owner to read and correct (YAML); an existing file is left alone.

    Raises
    ------
    SourceError
        If the file exists or cannot be written.
    """
    lines = [
        "# Welke kolom van uw lijst is wat? Verbeter wat niet klopt en bewaar dit bestand naast de lijst.",
        '# Laat een kolom leeg ("") als uw lijst die niet heeft.',
        "",
        "# Van wie is de lijst? Dit komt als bron bij de cijfers te staan.",
        f"eigenaar: {_quoted(mapping.owner)}",
        "# Van welke datum is de lijst? Een jaar (2026) of een datum (2026-01-31).",
        f"peildatum: {_quoted(mapping.date)}",
        f"# ‘{OWN}’: alleen uw eigen woningen; ‘{ALL}’: alle woningen van de buurten in de lijst.",
        f"omvat: {_quoted(mapping.scope)}",
        "# Naam van het werkblad; leeg voor het eerste.",
        f"werkblad: {_quoted(mapping.sheet)}",
        "# Alleen als de lijst buurtcodes heeft: van welk jaar is die indeling in buurten?",
        f"indeling: {_quoted(mapping.division)}",
        "",
        "kolommen:",
    ]
    for role, meaning in ROLES.items():
        sure = f" — {mapping.certainty[role]}" if role in mapping.certainty else ""
        lines.append(f"  {role}: {_quoted(mapping.columns.get(role, ''))}  # {meaning}{sure}")
    lines += ["", "# Kolommen met persoonsgegevens; die worden niet gelezen."]
    lines += (
        ["weggelaten:", *(f"  - {_quoted(title)}" for title in mapping.left_out)] if mapping.left_out else []
    )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
    except FileExistsError:
        raise SourceError(f"{path.name} bestaat al en is niet overschreven.") from None
    except OSError as error:
        raise SourceError(
            f"{path.name} is niet te schrijven in de map {path.parent} ({reason(error)}). Zet de lijst in een map "
            "waarin u mag schrijven."
        ) from None


def _quoted(text: str) -> str:
    # Every JSON text is YAML; what is not printable is escaped.
    return json.dumps("".join(sign for sign in text if sign.isprintable()), ensure_ascii=False)


def read_mapping(source: reading.Source) -> ColumnMapping:
    """Read a mapping as its owner left it (YAML or JSON).

    Raises
    ------
    SourceError
        If it is no mapping, names an unknown role or a scope that is none, or gives two roles the same column.
    """
    import yaml  # noqa: PLC0415  (only needed here)

    raw = reading.read_text(source)
    try:
        found = yaml.safe_load(raw.text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", regel {mark.line + 1}" if mark else ""
        raise SourceError(
            f'{raw.name}{where}: dit is niet te lezen. Zet teksten tussen aanhalingstekens, zoals postcode: "PC".'
        ) from None
    if not isinstance(found, dict) or not isinstance(found.get("kolommen"), dict):
        raise SourceError(f"{raw.name} is geen koppeling: het deel ‘kolommen’ ontbreekt.")
    strange = [str(key) for key in found if key not in ("kolommen", "weggelaten", *_FIELDS)]
    strange += [str(key) for key in found["kolommen"] if key not in ROLES]
    if strange:
        near = dutch.nearest(strange[0], [*ROLES, *_FIELDS])
        raise SourceError(
            f"{raw.name}: ‘{strange[0][:40]}’ kennen wij niet."
            + (f" Bedoelt u {dutch.join(near, 'of')}?" if near else f" Het kan zijn: {dutch.join(ROLES)}.")
        )
    left_out = found.get("weggelaten") or []
    mapping = ColumnMapping(
        {role: str(title) for role, title in found["kolommen"].items() if title not in (None, "")},
        owner=_field(found, "eigenaar"),
        date=_field(found, "peildatum"),
        scope=_field(found, "omvat") or OWN,
        sheet=_field(found, "werkblad"),
        division=_field(found, "indeling"),
        left_out=tuple(map(str, left_out)) if isinstance(left_out, list) else (str(left_out),),
    )
    check(mapping, raw.name)
    return mapping


#: Names in the file besides the columns.
_FIELDS = ("eigenaar", "peildatum", "omvat", "werkblad", "indeling")


def _field(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name)
    return "" if value is None else str(value).strip()


def check(mapping: ColumnMapping, name: str) -> None:
    """Say what is missing or wrong in a mapping.

    Parameters
    ----------
    mapping
        To look at.
    name
        Of its file, for the message.

    Raises
    ------
    SourceError
        With the first thing that must be corrected.
    """
    for role, title in mapping.columns.items():
        if title in mapping.left_out or _has_personal_title(title):
            raise SourceError(
                f"{name}: de kolom ‘{title}’ bevat persoonsgegevens en wordt niet gelezen. Haal hem weg bij {role}.",
                role,
            )
        others = [other for other, one in mapping.columns.items() if one == title and other != role]
        if others:
            raise SourceError(f"{name}: de kolom ‘{title}’ staat bij {role} en bij {others[0]}.", role)
    if mapping.scope not in (OWN, ALL):
        raise SourceError(
            f"{name}: bij ‘omvat’ hoort ‘{OWN}’ of ‘{ALL}’, niet ‘{mapping.scope[:40]}’.", "omvat"
        )
    if not mapping.owner:
        raise SourceError(
            f"{name}: vul bij ‘eigenaar’ in van wie de lijst is, bijvoorbeeld de naam van de corporatie.",
            "eigenaar",
        )
    year_of(mapping, name)
    if mapping.division and not re.fullmatch(r"20\d{2}", mapping.division):
        raise SourceError(
            f"{name}: bij ‘indeling’ hoort een jaar, zoals 2025, niet ‘{mapping.division[:20]}’.", "indeling"
        )
    located = {"buurt", "bag_id"} & set(mapping.columns) or {"postcode", "huisnummer"} <= set(mapping.columns)
    if not located:
        raise SourceError(
            f"{name}: geef bij ‘kolommen’ het BAG-nummer, de buurt, of postcode én huisnummer; anders is niet te "
            "zeggen in welke buurt een woning staat."
        )


def year_of(mapping: ColumnMapping, name: str) -> int:
    """Return the year of the reference date; ``name`` is for the message.

    Raises
    ------
    SourceError
        If it is no year or date.
    """
    text = mapping.date
    try:
        year = int(text) if re.fullmatch(r"\d{4}", text) else dt.date.fromisoformat(text).year
    except ValueError:
        year = 0
    if not 1990 <= year <= 2100:
        raise SourceError(
            f"{name}: vul bij ‘peildatum’ in van wanneer de lijst is: een jaar (2026) of een datum (2026-01-31)"
            + (f", niet ‘{text[:20]}’." if text else "."),
            "peildatum",
        )
    return year
