"""Why nothing recognises a file: what it is instead, or what it comes closest to and which column it misses.

Every reader knows its files by the columns it cannot do without; when one of these is gone or has another name, none
of them says yes. What stands here is only for the message: nothing is read on the ground of it.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterable

from wijkdata import dutch
from wijkdata.sources import streaming
from wijkdata.sources.loaded import Sample

#: What people may bring, for who brings something else.
KNOWN = (
    "StatLine-CSV, OData-JSON, dataset (zip) of werkboek van CBS, kaarten van PDOK (GeoJSON, GeoPackage), "
    "Startanalyse, kleinverbruik van een netbeheerder, EP-Online, Klimaatmonitor, Leefbaarometer, RIVM, BAG "
    "(GeoJSON, GeoPackage), of een eigen lijst van woningen (CSV, XLSX)"
)

#: By which columns each form is known, as they are written in it; without the number that CBS puts behind a key.
FORMS = (
    (
        "CBS Energieverbruik van woningen per wijk en buurt",
        ("Woningkenmerken", "WijkenEnBuurten", "GemiddeldAardgasverbruik", "Stadsverwarming"),
    ),
    (
        "CBS Energieverbruik van woningen per wijk en buurt",
        ("Woningkenmerken", "Wijken en buurten", "Gemiddeld aardgasverbruik", "Stadsverwarming"),
    ),
    (
        "CBS Hoofdverwarming van woningen per wijk en buurt",
        ("TypeVerwarmingsinstallatie", "WijkenEnBuurten", "Woningen"),
    ),
    (
        "CBS Zonnestroom op woningen",
        ("WijkenEnBuurten", "AantalInstallatiesBijWoningen", "OpgesteldVermogenVanZonnepanelen"),
    ),
    (
        "CBS Energieverbruik van woningen per gemeente",
        ("Woningkenmerken", "RegioS", "Perioden", "GemiddeldAardgasverbruik"),
    ),
    (
        "CBS Hoofdverwarming van woningen per gemeente",
        ("TypeVerwarmingsinstallatie", "RegioS", "Perioden", "Woningen"),
    ),
    (
        "CBS Sociaal-economische status (SES-WOA)",
        ("Wijken en buurten", "Particuliere huishoudens", "Gemiddelde score", "Perioden"),
    ),
    ("PBL Startanalyse 2020", ("BU_CODE", "I09_aantalwoningen", "ref_2019_A01", "ref_2019_H15")),
    ("PBL Startanalyse", ("I01_buurtcode", "Code_Indicator", "Eenheid")),
    ("grenzen van buurten 2014", ("cartodb_id", "household", "population", "name", "id")),
    ("grenzen van de gemeente Rotterdam", ("TEKST", "GEMEENTE", "GEBDNAAM", "GEBIED")),
    ("grenzen van wijken 2016", ("WKC", "WKN", "GMC", "GMN")),
    ("Leefbaarometer 3.0", ("jaar", "afw", "fys", "onv", "soc", "vrz", "won")),
    ("Klimaatmonitor", ("ValueString", "ExternalCode", "PeriodLevel")),
    ("RIVM Groenpercentage", ("features", "geometry", "bu_code", "_mean")),
)

#: Likewise, of what only comes as a table of text.
TABLES = (
    (
        "Energietransitiemodel, gegevens per buurt",
        ("geo_id", "analysis_year", "number_of_residences", "number_of_inhabitants"),
    ),
    ("kleinverbruik van een netbeheerder", ("POSTCODE_VAN", "POSTCODE_TOT", "PRODUCTSOORT", "NETBEHEERDER")),
    (
        "het totaalbestand van EP-Online",
        (
            "Registratiedatum",
            "Opnamedatum",
            "Certificaathouder",
            "Berekeningstype",
            "Gebouwklasse",
            "BAGVerblijfsobjectID",
            "Energieklasse",
        ),
    ),
    (
        "bomen per buurt van de gemeente Rotterdam",
        ("gebied", "buurt", "aantal_bomen", "aantal_met_kroonomvang", "som_kroonoppervlak_m2"),
    ),
)

#: Which part of the columns must be there to call it a likeness.
_ENOUGH = 0.6
#: A text shorter than this is shown when nothing recognises it: it is often what a service had to say. [characters]
_SHORT = 400
_HEADER_WITHIN = 15
#: How many times larger than its packed size a member may be; CSV with the same words shrinks 50 times.
_RATIO = 150
_KEY = re.compile(r'"([^"\\]{1,80})"\s*:')


def likeness(seen: Sample) -> str:
    """Return which form a file would be but for a column that is not there; empty if it is like none.

    Returns
    -------
    A Dutch sentence about the file, that follows its name.
    """
    best: tuple[float, str, tuple[str, ...]] = (0.0, "", ())
    is_json = seen.text.lstrip()[:1] in ("{", "[")
    for kind, columns in FORMS if is_json else (*FORMS, *TABLES):
        missing = absent(seen, columns)
        share = 1 - len(missing) / len(columns)
        if missing and share >= _ENOUGH and share > best[0]:
            best = (share, kind, missing)
    _, kind, missing = best
    if not kind:
        return ""
    named = dutch.join(f"‘{one}’" for one in missing)
    verb = "de kolom {} ontbreekt" if len(missing) == 1 else "de kolommen {} ontbreken"
    return (
        f"lijkt op {kind}, maar {verb.format(named)} of heet er anders. Download het bestand opnieuw bij de "
        "uitgever, met alle kolommen, en wijzig het niet."
    )


def absent(seen: Sample, columns: Iterable[str]) -> tuple[str, ...]:
    """Return which of these columns do not stand at the beginning of a file."""
    titles = {_bare(one) for one in _titles(seen)}
    return tuple(one for one in columns if _bare(one) not in titles)


def why(seen: Sample) -> str:
    """Return in Dutch why nothing recognises a file; the sentence follows its name."""
    if seen.kind == "zip" and _swells(seen):
        return (
            "bevat uitgepakt onwaarschijnlijk veel en wordt niet uitgepakt. Download het opnieuw bij de uitgever, of "
            "pak het zelf uit als u zeker weet wat erin zit."
        )
    if seen.kind == "xls":
        return (
            "is een oud Excel-bestand (.xls) dat beschadigd is of iets anders bevat dan een uitvoer van "
            "Klimaatmonitor. Download het opnieuw bij de uitgever, of bewaar het als XLSX of CSV."
        )
    if broken := _broken_json(seen.text):
        return broken
    words = " ".join(seen.text.split())
    if 0 < len(words) < _SHORT and not _is_table(seen.text):
        shown = words if len(words) <= 100 else words[:99] + "…"
        return (
            f"bevat geen cijfers maar de tekst ‘{shown}’. Is dat een foutmelding van een dienst? Download het "
            "bestand dan opnieuw."
        )
    return f"herkennen wij niet. Wat wij kennen: {KNOWN}."


def _swells(seen: Sample) -> bool:
    """Tell whether a zip holds something that readers refuse to unpack, so that none of them could look at it."""
    if seen.path is None:
        return False
    with zipfile.ZipFile(seen.path) as archive:
        return any(one.file_size > _RATIO * max(one.compress_size, 1024) for one in archive.infolist())


def _broken_json(text: str) -> str:
    if text.lstrip()[:1] not in ("{", "["):
        return ""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        # What is said of the end of a sample is not true of the file.
        if error.pos < len(text) - 1 or len(text) < _SHORT:
            return (
                f"is als JSON afgebroken of beschadigd: regel {error.lineno}, teken {error.colno}. Download het "
                "opnieuw en wijzig het niet."
            )
    except RecursionError:
        return "is JSON met te veel lagen om te lezen. Download het opnieuw en wijzig het niet."
    return ""


def _is_table(text: str) -> bool:
    """Tell whether lines have the same number of separating signs."""
    counts = [_separators(line) for line in text.splitlines() if line.strip()]
    return len(counts) > 1 and counts[0] > 0 and counts.count(counts[0]) > len(counts) / 2


def _separators(line: str) -> int:
    return line.count(streaming.delimiter_of(line))


def _titles(seen: Sample) -> Iterable[str]:
    """Return the keys of JSON, or the cells of the first lines of a table."""
    if seen.text.lstrip()[:1] in ("{", "["):
        return _KEY.findall(seen.text)
    found: list[str] = []
    for line in streaming.text_lines(seen)[:_HEADER_WITHIN]:
        try:
            found += next(csv.reader([line], delimiter=streaming.delimiter_of(line)), [])
        except csv.Error:
            continue
    return found


def _bare(title: str) -> str:
    """Return a title as it is compared: without its group, unit, number, marks and padding."""
    last = re.sub(r"\s*[(\[][^()\[\]]*[)\]]\s*$", "", title.strip(' |"*\ufeff')).rpartition("/")[2]
    return re.sub(r"_\d+$", "", last.strip(" *")).casefold()
