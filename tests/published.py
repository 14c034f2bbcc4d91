"""A small valid file of every form that is read, as its publisher writes it, with what must be given along.

What can go wrong with a file is tried on each of these, so that no reader is forgotten: every module that reads files
has a form here, and a test fails where one has none.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import shapely
import xls

from wijkdata import intake
from wijkdata.sources import own_register

FIXTURES = Path(__file__).parent / "fixtures"
KWB = FIXTURES / "raw" / "kwb_rotterdam"
CBS = FIXTURES / "cbs_buurt"

PRINSENLAND, HET_LAGE_LAND = "BU05991448", "BU05991449"


@dataclass(frozen=True)
class Form:
    """A form in which figures are published.

    Attributes
    ----------
    name, module
        Of the form, and of the module that reads it.
    write
        Writes the file in an empty folder, with what must be given along; returns it.
    kind
        ``text``, ``json``, ``zip``, ``xlsx``, ``xls`` or ``gpkg``.
    column
        A column it cannot do without, as it is written in the file.
    unit, another
        A unit that stands in the file, and another one of the same length; empty where no unit stands in it.
    needs
        ``addresses`` or ``areas``: what must have been loaded before.
    options
        What the file does not say itself.
    """

    name: str
    module: str
    write: Callable[[Path], Path]
    kind: str
    column: str
    unit: str = ""
    another: str = ""
    needs: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def add(form: Form, folder: Path) -> intake.Outcome:
    """Add a folder with one file of a form and what belongs to it."""
    (outcome,) = intake.add([folder], options=form.options)
    return outcome


def prepare(form: Form, folder: Path) -> None:
    """Load what must be there before a file of this form."""
    if form.needs == "addresses":
        outcomes = intake.add([FIXTURES / "bag" / "bag_wfs_verblijfsobject.geojson"])
    elif form.needs == "areas":
        outcomes = intake.add([kwb_export(folder / "indeling.csv", 2018, LOPPERSUM)])
    else:
        outcomes = []
    assert [one.refused for one in outcomes if one.refused] == []


# --- writing ------------------------------------------------------------------------------------------------------

#: Names as CBS gives them in the division of 2018.
LOPPERSUM = {
    "GM0024": "Loppersum",
    "BU00240001": "Loppersum",
    "BU00240003": "Garrelsweer",
    "BU00240004": "Winneweer",
}


def kwb_export(path: Path, year: int, names: Mapping[str, str]) -> Path:
    """Write an export of StatLine about these areas, in which no figure is shown."""
    text = (KWB / f"Kerncijfers_wijken_en_buurten_{year}.csv").read_text(encoding="utf-8-sig")
    head = text.splitlines()[:5]
    width = len(head[4].split(";"))
    kinds = {"GM": "Gemeente", "WK": "Wijk", "BU": "Buurt"}
    whole = {code[2:6]: name for code, name in names.items() if code.startswith("GM")}
    rows = [
        ";".join([name, whole[code[2:6]], kinds[code[:2]], code, str(year), "1", *["."] * (width - 7), ""])
        for code, name in names.items()
    ]
    path.write_text("\r\n".join([*head, *rows]) + "\r\n", encoding="utf-8-sig")
    return path


def infos(path: Path, table: str, title: str, period: str) -> Path:
    """Write the description of a table of CBS; the words are made after those of CBS."""
    row = {
        "Identifier": table,
        "Title": title,
        "Period": period,
        "Modified": "2025-09-17T02:00:00",
        "ShortDescription": "\nStatus van de cijfers:\nDe cijfers zijn definitief.\n\nWijzigingen:\nGeen.",
    }
    document = {"odata.metadata": f"https://x/odata/{table}/$metadata#TableInfos", "value": [row]}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def copies(*files: Path) -> Callable[[Path], Path]:
    """Return what writes copies of files, of which the first has the figures."""

    def write(folder: Path) -> Path:
        for file in files:
            shutil.copyfile(file, folder / file.name)
        return folder / files[0].name

    return write


def zipped(path: Path, members: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def _kwb_v4(folder: Path) -> Path:
    infos(folder / "TableInfos.json", "85984NED", "Kerncijfers wijken en buurten 2024", "2024")
    return zipped(
        folder / "85984NED.zip",
        {
            "Observations.csv": "Id;Measure;ValueAttribute;Value;WijkenEnBuurten\r\n"
            "1;M000219_2;None;140,0;BU05990112\r\n2;M001642;None;372;BU05990112\r\n"
            "3;M008295;Secret;;BU05990112\r\n4;T001036;None;12,0;BU05990112\r\n",
            "MeasureCodes.csv": "Identifier;Title;Unit\r\nM000219_2;Gemiddeld aardgasverbruik;m³\r\n"
            "M001642;Gemiddelde WOZ-waarde van woningen;x 1 000 euro\r\nM008295;Aardgasvrije woningen;%\r\n"
            "T001036;Aantal inwoners;aantal\r\n",
            "WijkenEnBuurtenCodes.csv": "Identifier;Title\r\nBU05990112;Cool\r\n",
        },
    )


def _energy(folder: Path) -> Path:
    infos(
        folder / "85697NED_TableInfos.json",
        "85697NED",
        "Energieverbruik particuliere woningen; woningtype, wijken en buurten, 2022",
        "2022",
    )
    return copies(CBS / "85697NED_TypedDataSet.json", CBS / "85697NED_Woningkenmerken.json")(folder)


def _energy_export(folder: Path) -> Path:
    infos(
        folder / "84837NED_TableInfos.json",
        "84837NED",
        "Energieverbruik particuliere woningen; woningtype, wijken en buurten, 2019",
        "2019",
    )
    path = folder / "84837NED.csv"
    path.write_text(
        "\r\n".join(
            [
                (
                    '"Woningkenmerken";"Wijken en buurten";"Gemeentenaam (naam)";"Soort regio (omschrijving)";'
                    '"Codering (code)";"Gemiddeld aardgasverbruik (m³)";'
                    '"Gemiddeld elektriciteitsverbruik (kWh)";"Stadsverwarming (%)";'
                    '"Indelingswijziging wijken en buurten (code)"'
                ),
                (
                    '"Totaal woningen";"Prinsenland";"Rotterdam";"Buurt";"BU05991448";"     900";"    2250";'
                    '"    12.5";"1"'
                ),
                (
                    '"Totaal woningen";"Het Lage Land";"Rotterdam";"Buurt";"BU05991449";"     980";"    2100";'
                    '"       .";"1"'
                ),
            ]
        )
        + "\r\n",
        encoding="utf-8-sig",
    )
    return path


def _seswoa(folder: Path) -> Path:
    title = "Sociaal-economische status; scores per wijk en buurt, regio-indeling 2021"
    infos(folder / "85163NED_TableInfos.json", "85163NED", title, "2014-2019")
    shutil.copyfile(CBS / "SESWOA.csv", folder / "85163NED.csv")
    return folder / "85163NED.csv"


_HEATING = (
    "Individuele CV",
    "Blok- verwarming",
    "Stadsverwarming met hoog gasverbruik",
    "Stadsverwarming met laag gasverbruik",
    "Stadsverwarming zonder gasverbruik",
    "Hoofdzakelijk elektrisch verwarmd met hoog gasverbruik",
    "Hoofdzakelijk elektrisch verwarmd met laag gasverbruik",
    "Hoofdzakelijk elektrisch verwarmd zonder gasverbruik",
    "Type installaties onbekend",
)


def _heating_workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "Toelichting"
    table = book.create_sheet("Tabel 2")
    header = ["Naam", "Wijken en buurten", "Periode", "Soort regio", "Aantal woningen", *_HEATING]
    shares = [70.5, 5.0, 0.5, 1.0, 10.0, 2.0, 1.0, 8.0, 2.0]
    for line in (
        ["Hoofdverwarmingsinstallaties"],
        [],
        ["Bron", "CBS"],
        header,
        ["Rotterdam", "GM0599", 2022, "Gemeente", 320_000, *shares],
        ["Prinsenland", PRINSENLAND, 2022, "Buurt", 5_154, *shares],
        ["Het Lage Land", HET_LAGE_LAND, 2022, "Buurt", 5_875, *shares],
    ):
        table.append(line)
    book.save(folder / "hoofdverwarming.xlsx")
    return folder / "hoofdverwarming.xlsx"


def _kwb_workbook(folder: Path) -> Path:
    book = openpyxl.Workbook()
    book.active.title = "KWB2023"
    for line in (
        [
            "gwb_code_10",
            "regio",
            "gm_naam",
            "recs",
            "ind_wbi",
            "a_inw",
            "a_hh",
            "a_woning",
            "p_koopw",
            "g_gas",
        ],
        ["GM0599", "Rotterdam", "Rotterdam", "Gemeente", 1, 663_900, 330_000, 323_000, 35, 670],
        [PRINSENLAND, "Prinsenland", "Rotterdam", "Buurt", 1, 9_950, 5_060, 5_154, "40", "       ."],
        [HET_LAGE_LAND, "Het Lage Land", "Rotterdam", "Buurt", 1, 10_700, 5_900, 5_875, "38,5", 710],
    ):
        book.active.append(line)
    book.save(folder / "kwb2023.xlsx")
    return folder / "kwb2023.xlsx"


def _seswoa_v4(folder: Path) -> Path:
    return zipped(
        folder / "85163NED.zip",
        {
            "Observations.csv": "Id;Measure;ValueAttribute;Value;WijkenEnBuurten;Perioden\r\n"
            "1;A_1;None;0,045;BU03630000;2019JJ00\r\n2;A_1;Confidential;;BU03630001;2019JJ00\r\n",
            "MeasureCodes.csv": "Identifier;Title;MeasureGroupId;Unit\r\nA_1;Gemiddelde score;2;Getal\r\n",
            "MeasureGroups.csv": "Id;Title;ParentId\r\n1;SES-WOA;\r\n2;Totaalscore;1\r\n",
            "WijkenEnBuurtenCodes.csv": "Identifier;Title\r\nBU03630000;Kop Zeedijk\r\n",
            "PeriodenCodes.csv": "Identifier;Title;Status\r\n2019JJ00;2019;Definitief\r\n",
            "Properties.csv": 'Identifier;Title\r\n85163NED;"Sociaal-economische status; scores per wijk en buurt, '
            'regio-indeling 2021"\r\n',
        },
    )


def _strategy_zip(folder: Path) -> Path:
    text = (FIXTURES / "startanalyse_csv" / "Rotterdam_strategie.csv").read_text(encoding="utf-8")
    return zipped(folder / "Rotterdam.zip", {"Rotterdam_strategie.csv": text})


def map_of_buurten() -> gpd.GeoDataFrame:
    """Return two buurten as the national map has them."""
    square = shapely.box(95_000, 440_000, 95_500, 440_500)
    codes = [PRINSENLAND, HET_LAGE_LAND]
    return gpd.GeoDataFrame(
        {
            "buurtcode": codes,
            "buurtnaam": ["Prinsenland", "Het Lage Land"],
            "wijkcode": "WK059914",
            "gemeentecode": "GM0599",
            "gemeentenaam": "Rotterdam",
            "water": "NEE",
            "jaar": 2024,
            "jrstatcode": [f"2024{code}" for code in codes],
            "aantal_inwoners": [9_935, -99_997],
            "gemiddeld_aardgasverbruik": [930, 1_030],
        },
        geometry=[square, shapely.affinity.translate(square, 500)],
        crs="EPSG:28992",
    )


def _geopackage(folder: Path) -> Path:
    path = folder / "wijkenbuurten_2024_v1.gpkg"
    map_of_buurten().to_file(path, layer="buurten", driver="GPKG")
    return path


def _bag_geopackage(folder: Path) -> Path:
    objects = gpd.read_file(FIXTURES / "bag" / "bag_wfs_verblijfsobject.geojson")
    path = folder / "bag.gpkg"
    objects.set_crs("EPSG:28992", allow_override=True).to_file(path, layer="verblijfsobject", driver="GPKG")
    return path


def _geopackage_zip(folder: Path) -> Path:
    inside = _geopackage(folder)
    path = folder / "WijkBuurtkaart_2024_v1.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inside, inside.name)
    inside.unlink()
    return path


def _shapefile_zip(folder: Path) -> Path:
    rows = map_of_buurten()
    frame = gpd.GeoDataFrame(
        {
            "BU_CODE": rows["buurtcode"],
            "BU_NAAM": rows["buurtnaam"],
            "WK_CODE": rows["wijkcode"],
            "GM_CODE": "GM0599",
            "H2O": "NEE",
            "AANT_INW": [9_935, -99_997],
            "G_GAS_TOT": [930, 1_030],
            "JRSTATCODE": "2016" + rows["buurtcode"],
        },
        geometry=rows.geometry,
        crs=rows.crs,
    )
    parts = folder / "delen"
    parts.mkdir()
    frame.to_file(parts / "buurt_2016.shp", encoding="utf-8")
    path = folder / "buurt_2016.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(parts.iterdir()):
            archive.write(part, part.name)
    shutil.rmtree(parts)
    return path


def _monitor_workbook(folder: Path) -> Path:
    path = folder / "loppersum.xls"
    rows: list[list[xls.Cell]] = [
        ["Totaal  2017 - Buurten 2018 van Loppersum"],
        ["", "gasgebruik woningen (temperatuurgecorrigeerd)", "elektriciteitsgebruik woningen"],
        ["Loppersum: Loppersum", 56.0, 10.0],
        ["Loppersum: Garrelsweer", 13.0, 2.0],
        [],
        ["Eenheid", "TJ"],
        ["Bron", "Berekening o.b.v. gemiddelde alle woningen en aantal woningen"],
    ]
    path.write_bytes(xls.workbook({"Totaal": rows}))
    return path


def _monitor_values(folder: Path) -> Path:
    variable = {
        "@odata.context": "https://klimaatmonitor.databank.nl/jiveservices/odata/$metadata#Variables/$entity",
        "ExternalCode": "vbrze_tot_wijk",
        "Name": "Totaal elektriciteitsgebruik woningen",
        "Unit": "kWh",
    }
    (folder / "variabele.json").write_text(json.dumps(variable), encoding="utf-8")
    return copies(FIXTURES / "klimaatmonitor" / "values.json")(folder)


_REGISTER = [
    ["postcode", "huisnummer", "buurtcode", "energielabel", "bouwjaar"],
    *[["3068AB", number, PRINSENLAND, "AC"[number % 2], 1968 + number] for number in range(1, 13)],
]


def _answered(path: Path) -> Path:
    """Do what its owner does with the proposal for a list of dwellings."""
    where = own_register.mapping_path(path)
    own_register.write_mapping(own_register.propose_mapping(path), where)
    given = {"eigenaar": '"Woonstichting Voorbeeld"', "peildatum": "2026-01-31", "indeling": "2022"}
    lines = where.read_text(encoding="utf-8").splitlines()
    answered = [
        f"{line.partition(':')[0]}: {given[line.partition(':')[0]]}"
        if line.partition(":")[0] in given
        else line
        for line in lines
    ]
    where.write_text("\n".join(answered) + "\n", encoding="utf-8")
    return path


def _register_text(folder: Path) -> Path:
    path = folder / "woningen.csv"
    path.write_text("\n".join(";".join(map(str, row)) for row in _REGISTER) + "\n", encoding="utf-8")
    return _answered(path)


def _register_workbook(folder: Path) -> Path:
    path = folder / "woningen.xlsx"
    book = openpyxl.Workbook()
    for row in _REGISTER:
        book.active.append(row)
    book.save(path)
    return _answered(path)


def _labels_zip(folder: Path) -> Path:
    text = (FIXTURES / "eponline" / "eponline_v4_totaal.csv").read_text(encoding="utf-8")
    return zipped(folder / "v20260401_v4_csv.zip", {"v20260401_v4.csv": text})


def _connections_zip(folder: Path) -> Path:
    text = (FIXTURES / "kleinverbruik" / "kv_stedin_2023.csv").read_text(encoding="utf-8")
    return zipped(folder / "stedin_2023.zip", {"stedin.csv": text})


_SOLAR, _REGION, _MAPS = FIXTURES / "raw" / "zonnestroom", FIXTURES / "raw" / "cbs_regio", FIXTURES / "pdok"
_OPERATOR = {"year": 2023, "operator": "Stedin"}

FORMS = (
    Form(
        "kwb-export",
        "cbs_kwb",
        copies(KWB / "Kerncijfers_wijken_en_buurten_2017.csv"),
        "text",
        "Gemiddeld aardgasverbruik totaal",
        "m³",
        "GJ",
    ),
    Form(
        "kwb-odata",
        "cbs_kwb",
        copies(FIXTURES / "cbs_odata" / "v3_83487NED_UntypedDataSet.json"),
        "json",
        "WijkenEnBuurten",
    ),
    Form("kwb-v4", "cbs_kwb", _kwb_v4, "zip", "ValueAttribute", ";m³", ";GJ"),
    Form("kwb-werkboek", "cbs_kwb_workbook", _kwb_workbook, "xlsx", "gwb_code_10"),
    Form("energie-odata", "cbs_energie_buurt", _energy, "json", "GemiddeldAardgasverbruik_4"),
    Form(
        "energie-export",
        "cbs_energie_buurt",
        _energy_export,
        "text",
        "Gemiddeld aardgasverbruik",
        "(m³)",
        "(GJ)",
    ),
    Form(
        "verwarming-odata",
        "cbs_verwarming_buurt",
        copies(
            CBS / "85677NED_TypedDataSet.json",
            CBS / "85677NED_TableInfos.json",
            CBS / "85677NED_TypeVerwarmingsinstallatie.json",
        ),
        "json",
        "TypeVerwarmingsinstallatie",
    ),
    Form("verwarming-maatwerk", "cbs_verwarming_maatwerk", _heating_workbook, "xlsx", "Blok- verwarming"),
    Form(
        "zonnestroom-csv",
        "cbs_zonnestroom",
        copies(_SOLAR / "86044NED.csv", _SOLAR / "86044NED_metadata.json"),
        "text",
        "OpgesteldVermogenVanZonnepanelen_6",
    ),
    Form(
        "energie-regio",
        "cbs_regio",
        copies(_REGION / "81528NED_energieverbruik_woningtype_regio.csv", _REGION / "81528NED_metadata.json"),
        "text",
        "GemiddeldAardgasverbruik_1",
    ),
    Form(
        "verwarming-regio",
        "cbs_regio",
        copies(_REGION / "84948NED_hoofdverwarming_regio_2017-2022.csv", _REGION / "84948NED_metadata.json"),
        "text",
        "TypeVerwarmingsinstallatie",
    ),
    Form("ses-woa", "cbs_seswoa", _seswoa, "text", "Gemiddelde score", "(Getal)", "(Euros)"),
    Form("ses-woa-v4", "cbs_seswoa", _seswoa_v4, "zip", "ValueAttribute", ";Getal", ";Euros"),
    Form(
        "startanalyse-2020",
        "pbl_startanalyse",
        copies(FIXTURES / "startanalyse" / "GM0599.geojson"),
        "json",
        "ref_2019_A01",
    ),
    Form(
        "startanalyse-2025",
        "pbl_startanalyse_csv",
        copies(FIXTURES / "startanalyse_csv" / "Rotterdam_strategie.csv"),
        "text",
        "Strategie_1",
        "Euro/WEQ/jaar",
        "Euro/WEQ/kwar",
    ),
    Form(
        "startanalyse-2025-zip",
        "pbl_startanalyse_csv",
        _strategy_zip,
        "zip",
        "Strategie_1",
        "Euro/WEQ/jaar",
        "Euro/WEQ/kwar",
    ),
    Form("kaart-wfs", "pdok", copies(_MAPS / "wfs_buurten_2024.geojson"), "json", "buurtcode"),
    Form("kaart-ogc", "pdok", copies(_MAPS / "ogc_buurten_2024_page1.json"), "json", "buurtcode"),
    Form("kaart-geopackage", "pdok", _geopackage, "gpkg", "buurtcode"),
    Form("kaart-geopackage-zip", "pdok", _geopackage_zip, "zip", "buurtcode"),
    Form("kaart-shapefile-zip", "pdok", _shapefile_zip, "zip", "BU_CODE"),
    Form(
        "grenzen-2014",
        "grenzen",
        copies(FIXTURES / "grenzen" / "rotterdam_buurten_2014.geojson"),
        "json",
        "name",
    ),
    Form("grenzen-rotterdam", "grenzen_rotterdam", copies(_MAPS / "tir_buurten.geojson"), "json", "TEKST"),
    Form("grenzen-wijken", "grenzen_wijken", copies(_MAPS / "wijken_2016.geojson"), "json", "WKC"),
    Form(
        "leefbaarometer-csv",
        "leefbaarometer",
        copies(FIXTURES / "leefbaarometer" / "wijken.csv"),
        "text",
        "onv",
    ),
    Form(
        "leefbaarometer-wfs",
        "leefbaarometer",
        copies(FIXTURES / "leefbaarometer" / "buurtscore24.json"),
        "json",
        "onv",
    ),
    Form(
        "klimaatmonitor-csv",
        "klimaatmonitor_workbook",
        copies(FIXTURES / "klimaatmonitor" / "loppersum.csv"),
        "text",
        "gasgebruik woningen (temperatuurgecorrigeerd)",
        needs="areas",
    ),
    Form(
        "klimaatmonitor-xls",
        "klimaatmonitor_workbook",
        _monitor_workbook,
        "xls",
        "gasgebruik woningen (temperatuurgecorrigeerd)",
        "TJ",
        "QJ",
        needs="areas",
    ),
    Form("klimaatmonitor-odata", "klimaatmonitor", _monitor_values, "json", "ValueString"),
    Form("rivm", "rivm", copies(FIXTURES / "rivm" / "groen_buurt.json"), "json", "_mean"),
    Form(
        "etlocal",
        "etlocal",
        copies(FIXTURES / "etlocal" / "buurten_2016.csv", FIXTURES / "etlocal" / "buurten_2016_commits.yml"),
        "text",
        "number_of_residences",
    ),
    Form("bag-geopackage", "bag", _bag_geopackage, "gpkg", "postcode"),
    Form("bag", "bag", copies(FIXTURES / "bag" / "bag_wfs_verblijfsobject.geojson"), "json", "postcode"),
    Form(
        "kleinverbruik",
        "kleinverbruik",
        copies(FIXTURES / "kleinverbruik" / "kv_stedin_2023.csv"),
        "text",
        "POSTCODE_TOT",
        needs="addresses",
        options=_OPERATOR,
    ),
    Form(
        "kleinverbruik-zip",
        "kleinverbruik",
        _connections_zip,
        "zip",
        "POSTCODE_TOT",
        needs="addresses",
        options=_OPERATOR,
    ),
    Form(
        "ep-online",
        "eponline",
        copies(FIXTURES / "eponline" / "eponline_v4_totaal.csv"),
        "text",
        "Energieklasse",
        needs="addresses",
    ),
    Form("ep-online-zip", "eponline", _labels_zip, "zip", "Energieklasse", needs="addresses"),
    Form(
        "bomen",
        "rotterdam",
        copies(FIXTURES / "rotterdam" / "bomen_per_buurt_rotterdam.csv"),
        "text",
        "aantal_met_kroonomvang",
    ),
    Form(
        "wijkprofiel",
        "rotterdam",
        copies(FIXTURES / "rotterdam" / "gemeente_2018_vi.csv"),
        "text",
        "Veiligheidsindex",
    ),
    Form("eigen-lijst-csv", "own_register", _register_text, "text", "energielabel"),
    Form("eigen-lijst-xlsx", "own_register", _register_workbook, "xlsx", "energielabel"),
)


# --- spoiling -----------------------------------------------------------------------------------------------------


def rewritten(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change the bytes of a file, or of every file in a zip; something must have changed."""
    if path.read_bytes()[:4] != b"PK\x03\x04":
        content = path.read_bytes()
        path.write_bytes(change(content))
        assert path.read_bytes() != content
        return
    with zipfile.ZipFile(path) as archive:
        members = {one.filename: archive.read(one) for one in archive.infolist()}
    changed = {name: change(content) for name, content in members.items()}
    assert changed != members
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in changed.items():
            archive.writestr(name, content)


def replaced(path: Path, old: str, new: str) -> None:
    """Write something else wherever a text stands, in the encoding of the file."""

    def change(content: bytes) -> bytes:
        for encoding in ("utf-8", "utf-16-le"):
            content = content.replace(old.encode(encoding), new.encode(encoding))
        return content

    rewritten(path, change)


def renamed(form: Form, path: Path) -> None:
    """Give the column that a form cannot do without a name of the same length that says nothing."""
    if form.kind == "gpkg":
        with contextlib.closing(sqlite3.connect(path)) as file, file:
            (layer,) = file.execute("SELECT table_name FROM gpkg_contents").fetchone()
            file.execute(f"ALTER TABLE {layer} RENAME COLUMN {form.column} TO {_nothing(form.column)}")
        return
    replaced(path, form.column, _nothing(form.column))


def _nothing(column: str) -> str:
    return "Q" * len(column)


def without_column(form: Form, path: Path) -> None:
    """Take the column out, with its cells."""
    if form.kind == "gpkg":
        (layer,) = gpd.list_layers(path)["name"]
        frame = gpd.read_file(path, layer=layer).drop(columns=form.column)
        path.unlink()
        frame.to_file(path, layer=layer, driver="GPKG")
    elif form.kind == "json":
        rewritten(path, lambda content: json.dumps(_without(json.loads(content), form.column)).encode())
    elif form.kind == "xlsx":
        _without_cells(path, form.column)
    else:
        rewritten(path, lambda content: _without_field(content, form.column))


def _without(document: Any, key: str) -> Any:
    if isinstance(document, dict):
        return {name: _without(value, key) for name, value in document.items() if name != key}
    return [_without(one, key) for one in document] if isinstance(document, list) else document


def _without_cells(path: Path, column: str) -> None:
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == column:
                    sheet.delete_cols(cell.column)
                    book.save(path)
                    return
    raise AssertionError(column)


def _without_field(content: bytes, column: str) -> bytes:
    lines = content.decode("latin-1").splitlines(keepends=True)
    sign = max(";,\t", key="".join(lines[:6]).count)
    rows = list(csv.reader([line.rstrip("\r\n") for line in lines], delimiter=sign))
    titled = (row for row in rows for cell in row if column in cell)
    header = next(titled, None)
    if header is None:
        return content
    place = next(place for place, cell in enumerate(header) if column in cell)
    kept = [row[:place] + row[place + 1 :] for row in rows]
    file = io.StringIO()
    csv.writer(file, delimiter=sign, lineterminator="\r\n").writerows(kept)
    return file.getvalue().encode("latin-1")
