"""The files of the embedded data set: what each holds, and the Frictionless descriptor that says so.

Everything in the descriptor comes from ``RESOURCES`` (what a file holds), the catalogue (units) and the tables that
the readers declare (publisher, licence, dates); nothing is written down twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wijkdata import catalogue, dutch, observations
from wijkdata.pace import LEFT_OUT, PERCENTILES
from wijkdata.sources.tables import CC_BY, Table

DESCRIPTOR = "datapackage.json"
LICENSE = "LICENSE.md"
#: More publishers than these under one licence, of the same files, are named below the table.
_MANY = 20

#: Of the code, not of the figures; as in pyproject.toml.
CODE_LICENSE = "Apache-2.0"

_LICENSES: Mapping[str, dict[str, str]] = {
    CC_BY: {
        "name": "CC-BY-4.0",
        "title": "Creative Commons Naamsvermelding 4.0 Internationaal",
        "path": "https://creativecommons.org/licenses/by/4.0/deed.nl",
    }
}


@dataclass(frozen=True)
class Field:
    """A column: its name, Frictionless type and meaning, with the unit where all values share one."""

    name: str
    type: str
    description: str
    unit: str = ""
    enum: tuple[str, ...] = ()

    def describe(self) -> dict[str, Any]:
        """Return the field as a Frictionless field descriptor."""
        found: dict[str, Any] = {"name": self.name, "type": self.type, "description": self.description}
        if self.unit:
            found["unit"] = self.unit
        if self.enum:
            found["constraints"] = {"enum": list(self.enum)}
        return found


@dataclass(frozen=True)
class Resource:
    """A file of the data set.

    Attributes
    ----------
    name, path, title, description
        As in the descriptor.
    fields
        Its columns, in order.
    key
        Columns that tell one row from another.
    """

    name: str
    path: str
    title: str
    description: str
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()


_OBSERVATION_FIELDS = (
    Field("area", "string", "Code van het gebied: NL00, GM, WK of BU met cijfers (en soms letters)."),
    Field("indicator", "string", "Indicator, zoals in de catalogus van wijkdata."),
    Field("year", "integer", "Verslagjaar."),
    Field(
        "value",
        "number",
        "Waarde in de eenheid van de indicator; leeg waar geen cijfer is, nooit 0 daarvoor.",
    ),
    Field(
        "status", "string", "Hoe vast het cijfer is, of waarom het er niet is.", enum=observations.STATUSES
    ),
    Field("table", "string", "Tabel of bestand van de uitgever; zie ‘tables’."),
    Field(
        "method", "string", "Hoe de waarde tot stand kwam; ‘gepubliceerd’ als zij ongewijzigd is overgenomen."
    ),
    Field("note", "string", "Wat een lezer van dit ene cijfer moet weten."),
    Field("boundary_year", "integer", "Jaar van de gebiedsindeling waarbij de code hoort."),
)
_OBSERVATION_KEY = tuple(observations.KEY)

_AREA_FIELDS = (
    Field("code", "string", "Code van het gebied."),
    Field("boundary_year", "integer", "Jaar van de gebiedsindeling; code en jaar samen zijn uniek."),
    Field("name", "string", "Naam in dat jaar; vanaf 2019 de laatste naam die CBS gaf."),
    Field("level", "string", "Soort gebied.", enum=("land", "gemeente", "wijk", "buurt")),
    Field("parent", "string", "Code van het gebied een trede hoger."),
    Field("gemeente", "string", "Code van de gemeente."),
    Field(
        "change",
        "string",
        "Indelingswijziging: 1 ongewijzigd, 2 andere code of naam, 3 gewijzigde grens, leeg onbekend.",
    ),
)
_SOURCE_FIELDS = (
    Field("status", "string", "Status van het cijfer."),
    Field("source", "string", "Uitgever."),
    Field("table", "string", "Tabel, bestand of document van de uitgever."),
)
_FACTOR_FIELDS = (
    Field("year", "integer", "Jaar waarvoor de factor geldt."),
    Field("carrier", "string", "Energiedrager.", enum=("gas", "elektriciteit", "warmte")),
    Field("value", "number", "Factor in de eenheid ernaast."),
    Field("unit", "string", "Eenheid: kg CO₂ per m³, kWh of GJ."),
    Field("scope", "string", "TTW: alleen de uitstoot bij verbranding en opwekking."),
    *_SOURCE_FIELDS,
    Field("note", "string", "Wat een lezer van deze factor moet weten."),
)
_PARAMETER_FIELDS = (
    Field("id", "string", "Naam in berekeningen."),
    Field("name", "string", "Nederlandse naam."),
    Field("value", "number", "Waarde in de eenheid ernaast."),
    Field("low", "number", "Ondergrens, waar de bron die geeft."),
    Field("high", "number", "Bovengrens, waar de bron die geeft."),
    Field("unit", "string", "Eenheid."),
    Field("year", "integer", "Jaar waarvoor de waarde geldt, of zie hierna."),
    Field(
        "year_of",
        "string",
        "Waarvan het jaar is als de bron niet zegt voor welk jaar de waarde geldt; ‘ingang’ als de bron ouder is en "
        "de waarde vanaf dat jaar geldt.",
        enum=("publicatie", "raadpleging", "ingang"),
    ),
    *_SOURCE_FIELDS,
    Field("note", "string", "Wat een lezer van deze waarde moet weten."),
)
_REFERENCE_FIELDS = (
    Field("indicator", "string", "Indicator, zoals in de catalogus van wijkdata."),
    Field("value", "number", "Waarde in de eenheid ernaast."),
    Field("unit", "string", "Eenheid."),
    Field("year", "integer", "Jaar."),
    Field("area", "string", "NL, of de naam van een gemeente."),
    Field("status", "string", "Status van het cijfer."),
    Field("description", "string", "Wat er precies is geteld."),
    Field("source", "string", "Uitgever."),
    Field("table", "string", "Tabel, bestand of document van de uitgever."),
)
_INTEREST_FIELDS = (
    Field("party", "string", "Partij, naar haar rol."),
    Field("theme", "string", "Thema, zoals in de catalogus van wijkdata."),
    Field("interest", "string", "Het belang, in eigen woorden samengevat."),
    Field("see", "string", "Wat de partij zal willen zien: een lezing, niet uit de bron."),
    Field("tension", "string", "Met wie het kan wringen: een lezing, niet uit de bron."),
    Field("said_by", "string", "Wie het zei, of waar."),
    Field("year", "integer", "Jaar van de bron; leeg waar de bron dat niet zegt."),
    Field("own", "string", "Of de bron van de partij zelf is, of van een ander.", enum=("ja", "nee")),
    Field("url", "string", "Adres van de bron."),
)
_PLACE_FIELDS = (
    Field("gemeente", "string", "Gemeente, of waar de rij over gaat."),
    Field("place", "string", "Wijk, buurt of dorp; leeg als het om het geheel gaat."),
)
_THEME_FIELD = Field("theme", "string", "Thema, zoals in de catalogus van wijkdata.")
_ORIGIN_FIELDS = (
    Field("source", "string", "Adres van de bron."),
    Field("source_year", "integer", "Jaar van de bron; leeg waar dat niet bekend is."),
    Field(
        "reliability",
        "string",
        "hoog: van de afzender zelf; middel: nieuws of een ander.",
        enum=("hoog", "middel"),
    ),
    Field("note", "string", "Wat een lezer van deze rij moet weten."),
)
_AMBITION_FIELDS = (
    Field("id", "string", "Nummer van de rij."),
    *_PLACE_FIELDS,
    Field("scale", "string", "Soort gebied waarover het doel gaat."),
    Field("sender", "string", "Wie het doel stelde, naar rol."),
    _THEME_FIELD,
    Field("statement", "string", "Het doel, in eigen woorden samengevat."),
    Field("indicator", "string", "Wat er geteld wordt, in eigen woorden."),
    Field("baseline", "number", "Nulwaarde in de eenheid ernaast; leeg waar de bron die niet geeft."),
    Field("baseline_year", "integer", "Jaar van de nulwaarde."),
    Field("baseline_from", "string", "Waar de nulwaarde vandaan komt; ‘lezing’ is niet uit de bron."),
    Field("target", "number", "Streefwaarde in de eenheid ernaast; leeg waar de bron geen getal geeft."),
    Field("target_max", "number", "Bovenkant van de streefwaarde, waar de bron die geeft."),
    Field("unit", "string", "Eenheid."),
    Field("target_year", "integer", "Streefjaar."),
    Field("target_year_from", "string", "Waar het streefjaar vandaan komt."),
    Field("direction", "string", "Welke kant op.", enum=("omhoog", "omlaag", "gelijk")),
    Field("testable", "string", "Of een ander het kan natellen: een lezing.", enum=("ja", "deels", "nee")),
    Field("missing", "string", "Wat er ontbreekt of beter kan: een lezing."),
    Field(
        "status", "string", "Wat ervan werd, voor zover gevonden; R en een nummer is een rij met resultaten."
    ),
    *_ORIGIN_FIELDS,
    Field(
        "catalogue",
        "string",
        "Indicator van de catalogus die hetzelfde telt: een lezing; leeg waar die er niet is.",
    ),
)
_RESULT_FIELDS = (
    Field("id", "string", "Nummer van de rij."),
    Field("kind", "string", "Soort: resultaat, doorlooptijd, kosten of schaal."),
    *_PLACE_FIELDS,
    _THEME_FIELD,
    Field("ambitions", "string", "Nummers van de ambities waarover het gaat, met ; ertussen."),
    Field("promised", "string", "Wat er was voorgenomen, in eigen woorden samengevat."),
    Field("promised_value", "number", "Voorgenomen getal in de eenheid ernaast."),
    Field("promised_unit", "string", "Eenheid."),
    Field("promised_year", "integer", "Jaar waarin het er zou zijn."),
    Field("achieved", "string", "Wat er is bereikt, in eigen woorden samengevat."),
    Field(
        "achieved_value",
        "number",
        "Bereikt getal in de eenheid ernaast; leeg is niet bekend, nooit 0 daarvoor.",
    ),
    Field("achieved_unit", "string", "Eenheid."),
    Field("year", "integer", "Jaar waarover het bereikte gaat."),
    Field("share_of_promise", "number", "Bereikt als deel van voorgenomen.", unit="%"),
    Field("status", "string", "Hoe het ervoor staat."),
    Field("cause", "string", "Waardoor, zoals de bron het zegt of zoals wij het lezen."),
    Field("lesson", "string", "Wat een team eruit kan leren: een lezing."),
    _ORIGIN_FIELDS[0],
    Field("second_source", "string", "Adres van een tweede bron."),
    *_ORIGIN_FIELDS[1:],
    Field("years", "number", "In hoeveel jaar het bereikte getal is gehaald.", unit="jaar"),
    Field(
        "years_from",
        "string",
        "Of getal en jaren zo in de bron staan, of een lezing zijn.",
        enum=("bron", "lezing"),
    ),
)
_PACE_FIELDS = (
    Field("indicator", "string", "Indicator van de catalogus."),
    Field("area", "string", "Code van de gemeente."),
    Field("name", "string", "Naam van de gemeente in het laatste jaar waarin die er staat."),
    Field("first", "integer", "Eerste jaar."),
    Field("last", "integer", "Laatste jaar."),
    Field("years", "integer", "Jaren met een cijfer."),
    Field("start", "number", "Cijfer van het eerste jaar, in de eenheid van de indicator."),
    Field("end", "number", "Cijfer van het laatste jaar."),
    Field(
        "dwellings", "number", "Woningen waar een aantal door is gedeeld (2016); leeg waar dat niet speelt."
    ),
    Field(
        "pace",
        "number",
        "Tempo per jaar, positief in de gewenste richting: de middelste van de hellingen tussen alle paren van "
        "jaren, in procentpunt (aandeel), per 100 woningen (aantal) of % van het begin (gas).",
    ),
)
_PACE_SUMMARY_FIELDS = (
    Field("indicator", "string", "Indicator van de catalogus."),
    Field("level", "string", "Gemeenten of buurten.", enum=("gemeente", "buurt")),
    Field("first", "integer", "Eerste jaar."),
    Field("last", "integer", "Laatste jaar."),
    Field("count", "integer", "Gebieden waarvan er een tempo is."),
    *(Field(name, "integer", f"Niet meegeteld: {reason}.") for name, reason in LEFT_OUT.items()),
    *(
        Field(f"p{one}", "number", f"Tempo waar {one}% van de gebieden onder bleef, zoals in tempo.csv.")
        for one in PERCENTILES
    ),
    Field("tables", "string", "Tabellen waar de cijfers uit komen, met ; ertussen."),
)
_BOUNDARY_FIELDS = (
    Field("code", "string", "Code van het gebied."),
    Field("name", "string", "Naam van het gebied."),
    Field("geometry", "geojson", "Grens in hele meters, EPSG:28992 (Rijksdriehoek).", unit="m"),
)


def _observations(name: str, title: str, description: str) -> Resource:
    return Resource(name, f"{name}.csv", title, description, _OBSERVATION_FIELDS, _OBSERVATION_KEY)


RESOURCES: tuple[Resource, ...] = (
    _observations(
        "cbs_kwb",
        "Kerncijfers wijken en buurten",
        "Bewoners, woningen, energie en inkomen per gemeente, wijk en buurt.",
    ),
    _observations(
        "cbs_zonnestroom", "Zonnestroom op woningen", "Installaties en vermogen per gemeente, wijk en buurt."
    ),
    _observations(
        "cbs_energie", "Energieverbruik van woningen", "Gas, elektriciteit en stadsverwarming per gemeente."
    ),
    _observations(
        "cbs_verwarming", "Hoofdverwarming van woningen", "Hoe woningen worden verwarmd, per gemeente."
    ),
    _observations(
        "pbl_startanalyse",
        "Startanalyse aardgasvrije buurten",
        "Modelcijfers per buurt: gasaansluitingen, CO₂ van gebouwen en energielabels.",
    ),
    _observations(
        "rotterdam", "Cijfers van de gemeente Rotterdam", "Bomen per buurt en de indexen van het Wijkprofiel."
    ),
    Resource(
        "areas",
        "areas.csv",
        "Gebieden",
        "Gemeente, wijken en buurten per jaar van de gebiedsindeling.",
        _AREA_FIELDS,
        ("code", "boundary_year"),
    ),
    Resource(
        "co2_factors",
        "co2_factors.csv",
        "CO₂-factoren",
        "Uitstoot per eenheid gas, elektriciteit en warmte, per jaar.",
        _FACTOR_FIELDS,
        ("year", "carrier"),
    ),
    Resource(
        "parameters",
        "parameters.csv",
        "Parameters van eigen berekeningen",
        "Graaddagen en andere waarden waarmee wijkdata rekent.",
        _PARAMETER_FIELDS,
        ("id",),
    ),
    Resource(
        "references",
        "references.csv",
        "Referentiewaarden",
        "Landelijke (en enkele gemeentelijke) waarden om mee te vergelijken.",
        _REFERENCE_FIELDS,
    ),
    Resource(
        "belangen",
        "belangen.csv",
        "Belangen van partijen elders",
        "Gepubliceerde belangen per partij en thema, om een gesprek mee te beginnen; geen belangen in uw wijk.",
        _INTEREST_FIELDS,
        ("party", "theme", "interest"),
    ),
    Resource(
        "ambities_elders",
        "ambities_elders.csv",
        "Ambities van andere gemeenten",
        "Wat anderen vastlegden, elk met bron en bronjaar: voorbeelden van doelen, geen geldend beleid.",
        _AMBITION_FIELDS,
        ("id",),
    ),
    Resource(
        "resultaten_elders",
        "resultaten_elders.csv",
        "Wat er van ambities elders werd",
        "Uitkomsten, doorlooptijden en kosten, elk met bron en bronjaar, en de ambities waar zij bij horen.",
        _RESULT_FIELDS,
        ("id",),
    ),
    Resource(
        "tempo",
        "tempo.csv",
        "Tempo dat gemeenten haalden",
        "Hoe snel een cijfer per jaar veranderde in elke gemeente die al die jaren dezelfde bleef: eigen berekening.",
        _PACE_FIELDS,
        ("indicator", "area"),
    ),
    Resource(
        "tempo_verdeling",
        "tempo_verdeling.csv",
        "Verdeling van het tempo",
        "Percentielen van het tempo van gemeenten en van buurten, en hoeveel er waarom niet meetellen.",
        _PACE_SUMMARY_FIELDS,
        ("indicator", "level", "first", "last"),
    ),
    Resource(
        "buurten_2014",
        "buurten_2014.geojson",
        "Grenzen van buurten",
        "Buurten van Rotterdam in de indeling van 2014, vereenvoudigd zonder gaten of overlap.",
        _BOUNDARY_FIELDS,
        ("code",),
    ),
    Resource(
        "wijken_2014",
        "wijken_2014.geojson",
        "Grenzen van wijken",
        "Wijken van Rotterdam in de indeling van 2014, samengevoegd uit de buurten.",
        _BOUNDARY_FIELDS,
        ("code",),
    ),
)


@dataclass(frozen=True)
class Contents:
    """What stands behind a file.

    Attributes
    ----------
    tables
        The published tables it was made from.
    indicators
        Indicators in it, if it holds observations.
    """

    tables: Sequence[Table] = ()
    indicators: Sequence[str] = ()


def describe(folder: Path, contents: Mapping[str, Contents], *, retrieved: str) -> dict[str, Any]:
    """Return the descriptor of the data set in a folder.

    A table stands in the list ``tables`` of the first file that was made from it, so that every table id occurs
    once in the package; each file names all its ``sources``.

    Parameters
    ----------
    folder
        Where the files of `RESOURCES` are.
    contents
        What stands behind each file, by name of the resource.
    retrieved
        ISO date on which the figures were taken over from their publishers.
    """
    listed: set[str] = set()
    resources = []
    for resource in RESOURCES:
        behind = contents[resource.name]
        tables = [one for one in behind.tables if one.id not in listed]
        listed.update(one.id for one in tables)
        resources.append(_describe(resource, folder, behind, tables, retrieved))
    everything = [table for behind in contents.values() for table in behind.tables]
    return {
        "profile": "data-package",
        "name": "wijkdata",
        "title": "Open cijfers over wijken en buurten, voor een nulmeting en meetbare doelen",
        "description": "Cijfers van CBS, PBL en de gemeente Rotterdam in één vorm, elk met bron, jaar en status.",
        "licenses": _licenses(everything),
        "resources": resources,
    }


def _describe(
    resource: Resource, folder: Path, behind: Contents, tables: Iterable[Table], retrieved: str
) -> dict[str, Any]:
    content = (folder / resource.path).read_bytes()
    is_csv = resource.path.endswith(".csv")
    schema: dict[str, Any] = {"fields": [one.describe() for one in resource.fields]}
    if is_csv:
        schema["missingValues"] = [""]
    if resource.key:
        schema["primaryKey"] = list(resource.key)
    found: dict[str, Any] = {
        "name": resource.name,
        "path": resource.path,
        "profile": "tabular-data-resource" if is_csv else "data-resource",
        "format": "csv" if is_csv else "geojson",
        "mediatype": "text/csv" if is_csv else "application/geo+json",
        "encoding": "utf-8",
        "title": resource.title,
        "description": resource.description,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": schema,
        "licenses": _licenses(behind.tables),
        "sources": [{"title": one} for one in dict.fromkeys(_source(table) for table in behind.tables)],
        "tables": [_table(one, retrieved) for one in tables],
    }
    if behind.indicators:
        found["indicators"] = [
            {"id": one.id, "name": one.name, "unit": one.unit}
            for one in map(catalogue.indicator, sorted(behind.indicators))
        ]
    return found


def _table(table: Table, retrieved: str) -> dict[str, Any]:
    return {
        "id": table.id,
        "title": table.title,
        "publisher": table.publisher,
        "attribution": table.attribution,
        "licence": table.licence,
        "years": list(table.years),
        "modified": table.modified or None,
        "retrieved": retrieved,
    }


def _source(table: Table) -> str:
    title = table.title if table.id == table.title else f"{table.title} ({table.id})"
    return title if table.attribution.endswith(table.title) else f"{table.attribution}, {title}"


def _licenses(tables: Iterable[Table]) -> list[dict[str, str]]:
    """Return the licences of tables; one that the publisher does not name is called that."""
    found = dict.fromkeys(table.licence for table in tables)
    return [
        _LICENSES.get(licence, {"name": "notspecified", "title": dutch.sentence(f"licentie {licence}")})
        for licence in found
    ]


def license_text(contents: Mapping[str, Contents], *, retrieved: str) -> str:
    """Return the text of ``LICENSE.md``: who published the figures, under which licence and how to name them."""
    files: dict[tuple[str, str], list[str]] = {}
    for resource in RESOURCES:
        for table in contents[resource.name].tables:
            names = files.setdefault((table.attribution, table.licence), [])
            if resource.path not in names:
                names.append(resource.path)
    rows, lists = _license_parts(files)
    return (
        "# Licenties van de gegevens\n\n"
        f"De licentie van de code ({CODE_LICENSE}) geldt niet voor de gegevens in deze map. De cijfers en grenzen "
        f"zijn van hun uitgevers en zijn op {_day(retrieved)} overgenomen, in een eigen vorm. Noem de bron overal "
        "waar u de cijfers toont.\n\n"
        "| bronvermelding | licentie | bestanden |\n"
        "|---|---|---|\n"
        f"{rows}\n\n"
        f"{lists}"
        f"CC BY 4.0: <{_LICENSES[CC_BY]['path']}>. Waar de uitgever in het bestand geen licentie noemt, staat dat er "
        "zo; vraag de uitgever ernaar voordat u de cijfers opnieuw uitgeeft.\n\n"
        f"Per bestand staan uitgever, tabel, jaren en datum van overname in `{DESCRIPTOR}`.\n"
    )


def _license_parts(files: Mapping[tuple[str, str], Sequence[str]]) -> tuple[str, str]:
    """Return the rows of the table, and below it a list for files with many publishers under one licence."""
    groups: dict[tuple[str, str], list[str]] = {}
    for (attribution, licence), names in sorted(files.items()):
        shown = ", ".join(f"`{name}`" for name in sorted(names))
        groups.setdefault((shown, licence), []).append(attribution)
    rows, lists = [], []
    for (shown, licence), attributions in groups.items():
        if len(attributions) <= _MANY:
            rows += [f"| {one} | {licence} | {shown} |" for one in attributions]
            continue
        named = dutch.join(one.removeprefix("Bron: ") for one in attributions)
        rows.append(f"| {len(attributions)} bronnen, hieronder genoemd | {licence} | {shown} |")
        lists.append(f"## De bronnen van {shown}\n\n{dutch.sentence(f'{licence}: {named}')}\n\n")
    return "\n".join(sorted(rows)), "".join(lists)


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{int(day)}-{int(month)}-{year}"
