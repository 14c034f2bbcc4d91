"""Every recorded answer and sample file there is: taken with the figures it holds, or refused with its reason.

The samples are not part of the project. They lie where ``WIJKDATA_SAMPLES`` says, or in the folder ``samples`` beside
``WIJKDATA_RAW``; without them these tests are skipped. What is expected of each stands below by its name, so that a
new file makes a test fail until somebody has judged it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import published
import pytest
import xlrd

from wijkdata import figures, intake
from wijkdata.store import Store

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None


def _samples() -> Path | None:
    given = os.environ.get("WIJKDATA_SAMPLES")
    folder = Path(given) if given else RAW.parent / "samples" if RAW else None
    return folder if folder is not None and folder.is_dir() else None


SAMPLES = _samples()
with_samples = pytest.mark.skipif(SAMPLES is None, reason="there is no folder with samples")
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")


@dataclass(frozen=True)
class Taken:
    """What a file gives: areas with figures, indicators, years, and what else; and one figure to know it by."""

    areas: int = 0
    indicators: int = 0
    years: tuple[int, ...] = ()
    boundaries: int = 0
    addresses: int = 0
    known: tuple[str, str, int, float] | None = None


@dataclass(frozen=True)
class Refused:
    """Words of the sentence that says why nothing is taken."""

    words: str


ONLY_EXPLAINS = Refused("alleen toelichting; geef het bestand met de cijfers erbij")
#: What a service says instead of figures.
SAID = Refused("bevat geen cijfers maar de tekst")
UNKNOWN = Refused("herkennen wij niet")
NEEDS_INFOS = Refused("geef ook het bestand TableInfos")
NEEDS_ADDRESSES = Refused("haal eerst de BAG-adressen")

ZEVENKAMP, HET_LAGE_LAND, PRINSENLAND = "BU05991466", "BU05991449", "BU05991448"

#: What becomes of each file when it is given alone.
ALONE: dict[str, Taken | Refused] = {
    "MANIFEST.md": UNKNOWN,
    "bag_wfs_pand.geojson": Refused("bevat panden van de BAG; die hebben geen adres"),
    "bag_wfs_verblijfsobject.geojson": Taken(addresses=3),
    "cbs_statline_portal_export_KWB2016.csv": Taken(3, 20, (2016,), known=("WK059914", "gas_gem", 2016, 640)),
    "cbs_statline_portal_export_SESWOA.csv": NEEDS_INFOS,
    "cbs_v3_83487NED_DataProperties_excerpt.json": ONLY_EXPLAINS,
    # the trap: hardly any gas beside district heating is a figure, not a mistake
    "cbs_v3_83487NED_TypedDataSet.json": Taken(10, 15, (2016,), known=(ZEVENKAMP, "gas_gem", 2016, 10)),
    "cbs_v3_83487NED_UntypedDataSet.json": Taken(
        10, 15, (2016,), known=(ZEVENKAMP, "stadsverwarming_aandeel", 2016, 99.8)
    ),
    "cbs_v3_83487NED_WijkenEnBuurten.json": ONLY_EXPLAINS,
    "cbs_v3_84837NED_TypedDataSet.json": Taken(1, 15, (2019,)),
    "cbs_v3_84948NED_TypedDataSet_excerpt.json": NEEDS_INFOS,
    "cbs_v3_85010NED_TypedDataSet_oddcodes.json": Taken(2, 2, (2019,)),
    "cbs_v3_85677NED_TableInfos.json": ONLY_EXPLAINS,
    "cbs_v3_85677NED_TypeVerwarmingsinstallatie.json": ONLY_EXPLAINS,
    # its description and the meaning of its codes lie beside it
    "cbs_v3_85677NED_TypedDataSet.json": Taken(1, 10, (2022,), known=("BU01970203", "cv_aandeel", 2022, 84)),
    "cbs_v3_85697NED_TypedDataSet.json": Taken(1, 18, (2022,)),
    "cbs_v3_85697NED_Woningkenmerken.json": ONLY_EXPLAINS,
    "cbs_v3_85984NED_TypedDataSet.json": Taken(7, 16, (2024,), known=("BU0363AF08", "inwoners", 2024, 1480)),
    "cbs_v3_85984NED_empty_wrong_padding.json": Refused("bevat geen enkele rij.*spaties"),
    "cbs_v3_86044NED_TypedDataSet.json": Taken(16, 2, (2022,)),
    "cbs_v3_86165NED_TypedDataSet.json": Taken(1, 7, (2025,), known=(HET_LAGE_LAND, "inwoners", 2025, 11340)),
    "cbs_v3_catalog_Tables_excerpt.json": ONLY_EXPLAINS,
    "cbs_v3_error_404.txt": SAID,
    "cbs_v3_error_500_skip.txt": Refused("bevat geen cijfers.*'Skip' query option"),
    "cbs_v3_error_500_too_many.txt": Refused("bevat geen cijfers.*more than 10000 records"),
    "cbs_v3_feed_page1.json": Taken(5, 15, (2016,), known=("WK059914", "woningen", 2016, 45444)),
    "cbs_v3_feed_page2.json": Taken(5, 15, (2016,)),
    "cbs_v3_root_85984NED.json": UNKNOWN,
    "cbs_v4_85984NED_Dimensions.json": ONLY_EXPLAINS,
    "cbs_v4_85984NED_MeasureCodes.json": ONLY_EXPLAINS,
    "cbs_v4_85984NED_Observations.json": Taken(2, 6, (2024,), known=("BU05990112", "woz_gem", 2024, 372)),
    "cbs_v4_85984NED_WijkenEnBuurtenCodes.json": ONLY_EXPLAINS,
    # factors are no figures of areas; the ones in use ship with the package
    "emission_factors_klimaatmonitor.csv": UNKNOWN,
    "eponline_v3_totaal.csv": NEEDS_ADDRESSES,
    "eponline_v4_totaal.csv": NEEDS_ADDRESSES,
    "eponline_v5_downloadinfo.json": SAID,
    "eponline_v5_error_401.json": Refused("bevat geen cijfers.*Valid API key required"),
    # the answer about one dwelling is no register
    "eponline_v5_pandenergielabel.json": UNKNOWN,
    "klimaatmonitor_error_401.txt": Refused("bevat geen cijfers.*Guest user group not found"),
    "klimaatmonitor_jive_xls_layout.csv": Refused("‘Loppersum’ is niet of meer keren bekend. Voeg eerst"),
    "klimaatmonitor_values.json": Refused(r"zonder te zeggen waarvan\. Voeg ook het antwoord van Variables"),
    "kv_enexis_2019.csv": NEEDS_ADDRESSES,
    "kv_liander_2017_altnames.csv": NEEDS_ADDRESSES,
    "kv_liander_2025.csv": NEEDS_ADDRESSES,
    "kv_stedin_2023.csv": NEEDS_ADDRESSES,
    "kv_stedin_2025_sja.csv": NEEDS_ADDRESSES,
    "leefbaarometer_wfs_buurtscore24.json": Taken(1, 6, (2024,)),
    "leefbaarometer_wijk_csv_excerpt.csv": Taken(
        2, 6, (2014, 2018, 2020, 2022), known=("WK036201", "leefbaarometer", 2014, 0.1683347537237974)
    ),
    "locatieserver_empty.json": SAID,
    "locatieserver_error.json": SAID,
    "locatieserver_free_buurt.json": UNKNOWN,
    "locatieserver_suggest_adres.json": UNKNOWN,
    "pbl_startanalyse_2025_strategie.csv": Taken(
        1, 2, (2025,), known=(HET_LAGE_LAND, "startanalyse_meerkosten_weq", 2025, 421)
    ),
    "pdok_gebiedsindelingen_wijk_gegeneraliseerd.json": Taken(boundaries=1),
    "pdok_gpkg2024v1_buurten_baarn_3features_nogeom.json": Taken(3, 33, (2024,)),
    "pdok_ogc_buurten_2024_page1.json": Taken(2, 23, (2024,), boundaries=2),
    "pdok_ogc_buurten_2024_page2.json": Taken(1, 23, (2024,), boundaries=1),
    "pdok_wfs_buurten_2024.geojson": Taken(3, 23, (2024,), boundaries=3),
    "pdok_wfs_error_400.xml": SAID,
    "pdok_wfs_wijken_2024.geojson": Taken(1, 3, (2024,), boundaries=1),
    "rivm_groen_buurt.json": Taken(1, 1, (2022,), known=(HET_LAGE_LAND, "groen_aandeel", 2022, 38.2)),
}

#: What is otherwise when the whole folder is given at once; None for what only explains another file in it.
TOGETHER: dict[str, Taken | Refused | None] = {
    **{name: None for name, expected in ALONE.items() if expected is ONLY_EXPLAINS},
    "eponline_v3_totaal.csv": Refused("noemt geen datum van publicatie.*--reference-date"),
    "eponline_v4_totaal.csv": Taken(1, 4, (2026,)),
    **{
        name: Refused("niet van welk jaar het is.*--year")
        for name in ALONE
        if name.startswith("kv_") and name.endswith(".csv")
    },
}


def compare(outcome: intake.Outcome, expected: Taken | Refused) -> None:
    if isinstance(expected, Refused):
        assert re.search(expected.words, outcome.refused), outcome.text()
        assert len(outcome.refused.splitlines()) == 1
        return
    assert outcome.refused == ""
    assert outcome.kind
    found = Taken(
        outcome.areas,
        len(outcome.indicators),
        outcome.years,
        outcome.boundaries,
        outcome.addresses,
        expected.known,
    )
    assert found == expected
    if expected.known is not None:
        area, indicator, year, value = expected.known
        rows = Store.open().editions([area], [indicator])
        assert value in rows.loc[rows["year"] == year, "value"].tolist()


@with_samples
def test_every_sample_has_its_outcome_here() -> None:
    assert SAMPLES is not None
    assert sorted(path.name for path in SAMPLES.iterdir()) == sorted(ALONE)


@with_samples
@pytest.mark.parametrize("name", sorted(ALONE))
def test_a_sample_alone(name: str) -> None:
    assert SAMPLES is not None
    (outcome,) = intake.add([SAMPLES / name])
    if ALONE[name] is not ONLY_EXPLAINS:
        assert outcome.name == name
    compare(outcome, ALONE[name])


@with_samples
def test_all_samples_at_once() -> None:
    assert SAMPLES is not None
    outcomes = {one.name: one for one in intake.add([SAMPLES])}
    expected = {**ALONE, **TOGETHER}
    assert outcomes.keys() == {name for name, one in expected.items() if one is not None}
    for name, outcome in outcomes.items():
        one = expected[name]
        assert one is not None
        compare(outcome, one)
    # A level between the others: what one file does not know, another does not take away.
    assert set(figures.areas().table["code"]) >= {"NL00", "GM0599", "WK059914", ZEVENKAMP, "BU0363AF08"}


# --- with what they ask for ---------------------------------------------------------------------------------------


def _with_infos(name: str, table: str, title: str, period: str, folder: Path) -> None:
    assert SAMPLES is not None
    shutil.copy(SAMPLES / name, folder)
    published.infos(folder / f"{table}_TableInfos.json", table, title, period)


@with_samples
@pytest.mark.parametrize(
    ("name", "table", "title", "period", "known", "aside"),
    [
        (
            "cbs_v3_84837NED_TypedDataSet.json",
            "84837NED",
            "Energieverbruik particuliere woningen; woningtype, wijken en buurten, 2019",
            "2019",
            ("BU01530406", "stadsverwarming_aandeel", 2019, 80.9),
            0,
        ),
        (
            "cbs_v3_85697NED_TypedDataSet.json",
            "85697NED",
            "Energieverbruik particuliere woningen; woningtype, wijken en buurten, 2022",
            "2022",
            ("BU16801999", "gas_gem", 2022, 1640),
            0,
        ),
        (
            "cbs_v3_86044NED_TypedDataSet.json",
            "86044NED",
            "Zonnestroom; vermogen zonnepanelen woningen, wijken en buurten, 2022",
            "2022",
            (HET_LAGE_LAND, "zonnestroom_vermogen", 2022, 785),
            0,
        ),
        (
            "cbs_v3_85010NED_TypedDataSet_oddcodes.json",
            "85010NED",
            "Zonnestroom; vermogen zonnepanelen woningen, wijken en buurten, 2019",
            "2019",
            ("GM0599", "zonnestroom_installaties", 2019, 9074),
            3,
        ),
        (
            "cbs_statline_portal_export_SESWOA.csv",
            "85163NED",
            "Sociaal-economische status; scores per wijk en buurt, regio-indeling 2021",
            "2014-2019",
            ("GM0363", "ses_woa", 2019, -0.1),
            0,
        ),
    ],
)
def test_a_table_of_cbs_with_its_description(
    name: str,
    table: str,
    title: str,
    period: str,
    known: tuple[str, str, int, float],
    aside: int,
    tmp_path: Path,
) -> None:
    _with_infos(name, table, title, period, tmp_path)
    (outcome,) = intake.add([tmp_path])
    assert outcome.refused == ""
    area, indicator, year, value = known
    rows = Store.open().observations([area], [indicator])
    assert rows.loc[rows["year"] == year, "value"].tolist() == [value]
    assert outcome.set_aside.get("geen code van een gebied", 0) == aside


@with_samples
def test_pages_of_one_table_are_put_together() -> None:
    assert SAMPLES is not None
    pages = [SAMPLES / "cbs_v3_feed_page1.json", SAMPLES / "cbs_v3_feed_page2.json"]
    first, second = intake.add(pages)
    assert any("er volgt bij CBS nog een deel" in reason for reason in first.set_aside)
    assert second.refused == ""
    whole = json.loads((SAMPLES / "cbs_v3_83487NED_TypedDataSet.json").read_text(encoding="utf-8"))
    codes = {row["WijkenEnBuurten"].strip() for row in whole["value"]}
    rows = Store.open().observations(codes, ["inwoners"])
    assert set(rows["area"]) == codes
    assert rows.set_index("area").loc["GM0599", "value"] == 629606


@with_samples
@pytest.mark.parametrize(
    ("name", "year", "indicators"),
    [
        ("kv_stedin_2023.csv", 2023, ("gasaansluitingen",)),
        ("kv_stedin_2025_sja.csv", 2025, ("gasaansluitingen",)),
    ],
)
def test_connections_with_addresses_and_a_year(name: str, year: int, indicators: tuple[str, ...]) -> None:
    assert SAMPLES is not None
    files = [SAMPLES / "bag_wfs_verblijfsobject.geojson", SAMPLES / name]
    _, outcome = intake.add(files, options={"year": year})
    assert (outcome.refused, outcome.years, outcome.indicators) == ("", (year,), indicators)


@with_samples
@pytest.mark.parametrize(
    "name", ["kv_enexis_2019.csv", "kv_liander_2017_altnames.csv", "kv_liander_2025.csv"]
)
def test_connections_elsewhere_than_the_addresses_are_refused(name: str) -> None:
    assert SAMPLES is not None
    files = [SAMPLES / "bag_wfs_verblijfsobject.geojson", SAMPLES / name]
    _, outcome = intake.add(files, options={"year": 2020, "operator": "Een netbeheerder"})
    assert "geen postcode in de buurt van de bekende adressen" in outcome.refused


@with_samples
def test_old_labels_with_a_date_of_reference() -> None:
    assert SAMPLES is not None
    files = [SAMPLES / "bag_wfs_verblijfsobject.geojson", SAMPLES / "eponline_v3_totaal.csv"]
    _, outcome = intake.add(files, options={"reference_date": "2023-04-01"})
    assert (outcome.refused, outcome.years) == ("", (2023,))


@with_samples
def test_an_export_of_klimaatmonitor_with_the_names_of_its_gemeente(tmp_path: Path) -> None:
    assert SAMPLES is not None
    intake.add([published.kwb_export(tmp_path / "kwb.csv", 2018, published.LOPPERSUM)])
    (outcome,) = intake.add([SAMPLES / "klimaatmonitor_jive_xls_layout.csv"])
    assert outcome.refused == ""
    rows = Store.open().observations(["BU00240001"], ["gas_woningen_tc"])
    assert rows[["value", "year", "boundary_year"]].to_numpy().tolist() == [[56, 2017, 2018]]


@with_samples
def test_values_of_klimaatmonitor_with_their_variable(tmp_path: Path) -> None:
    assert SAMPLES is not None
    shutil.copy(SAMPLES / "klimaatmonitor_values.json", tmp_path)
    variable = {
        "@odata.context": "https://klimaatmonitor.databank.nl/jiveservices/odata/$metadata#Variables/$entity",
        "Name": "Totaal elektriciteitsgebruik woningen",
        "Unit": "kWh",
    }
    (tmp_path / "variabele.json").write_text(json.dumps(variable), encoding="utf-8")
    (outcome,) = intake.add([tmp_path])
    assert (outcome.refused, outcome.areas) == ("", 4)
    rows = Store.open().observations([HET_LAGE_LAND], ["elektra_woningen"])
    assert rows["value"].tolist() == [pytest.approx(11_430_000 * 3.6e-6)]


# --- the workbooks of Klimaatmonitor ------------------------------------------------------------------------------


def _wijken(gemeente: str, code: str) -> dict[str, str]:
    """Return the names of the wijken of a gemeente as CBS/Kadaster wrote them in 2016; they did not change since."""
    assert RAW is not None
    text = (RAW / "grenzen" / "wijk_2016_rd_all_nl.geojson").read_text(encoding="utf-8")
    fields = pd.DataFrame([one["properties"] for one in json.loads(text)["features"]])
    rows = fields[fields["GMN"] == gemeente]
    return {code: gemeente, **dict(zip(rows["WKC"], rows["WKN"], strict=True))}


@whole_files
@pytest.mark.parametrize(
    ("file", "sheet", "gemeente", "code", "division"),
    [
        ("emmen.xls", 1, "Emmen", "GM0114", 2017),
        ("hengelo_wijken_2017.xls", 0, "Hengelo", "GM0164", 2018),
    ],
)
def test_the_workbooks_of_klimaatmonitor_once_the_areas_are_there(
    file: str, sheet: int, gemeente: str, code: str, division: int, tmp_path: Path
) -> None:
    assert RAW is not None
    path = RAW / "klimaatmonitor" / file
    (before,) = intake.add([path])
    assert f"voeg eerst de Kerncijfers wijken en buurten van {division} van CBS toe" in before.refused
    names = _wijken(gemeente, code)
    (loaded,) = intake.add([published.kwb_export(tmp_path / "kwb.csv", division, names)])
    assert (loaded.refused, loaded.areas) == ("", len(names))
    (outcome,) = intake.add([path])
    assert outcome.refused == ""
    cells = xlrd.open_workbook(path).sheet_by_index(sheet)
    expected = {
        re.sub(r"^.*: ", "", str(cells.cell_value(row, 0))): cells.row_values(row)[1:3]
        for row in range(2, cells.nrows)
        if re.match(r"(.*: )?Wijk \d\d ", str(cells.cell_value(row, 0)))
    }
    codes = {name: one for one, name in names.items() if one.startswith("WK")}
    rows = Store.open().observations(codes.values(), ["gas_woningen_tc", "elektra_woningen"])
    found = rows.pivot_table(index="area", columns="indicator", values="value")
    assert len(found) == len(expected)
    for name, (gas, electricity) in expected.items():
        assert found.loc[codes[name]].tolist() == [electricity, gas], name
    assert set(rows["boundary_year"]) == {division}
    assert set(rows["year"]) == {2017}
