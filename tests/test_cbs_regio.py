"""Energy use and main heating per gemeente: real rows, and the proof of what the heating codes mean."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from observed import figure
from services.cbs import running
from services.cbs_dimensions import CbsWithDimensions, DimensionsTable

from wijkdata.errors import SourceError
from wijkdata.sources import cbs_kwb, cbs_regio, cbs_sheet, reading
from wijkdata.sources.cbs_metadata import TableInfo, read_table_info, statuses
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.loaded import sample

FIXTURES = Path(__file__).parent / "fixtures" / "raw" / "cbs_regio"
ENERGY = ("81528NED_energieverbruik_woningtype_regio.csv", "81528NED_metadata.json")
HEATING = ("84948NED_hoofdverwarming_regio_2017-2022.csv", "84948NED_metadata.json")

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")


def files(names: tuple[str, str], folder: Path = FIXTURES) -> tuple[Path, Path]:
    return folder / names[0], folder / names[1]


def energy(within: str | None = None) -> pd.DataFrame:
    return cbs_regio.read_energie(*files(ENERGY), retrieved="2026-11-24", within=within)


def heating() -> pd.DataFrame:
    return cbs_regio.read_verwarming(*files(HEATING), retrieved="2026-11-24")


def text(name: str) -> str:
    return (FIXTURES / name).read_text(encoding="utf-8")


def info(description: str) -> TableInfo:
    return TableInfo("metadata.json", "81528NED", "Titel", "2010-2024", "2025-09-17", description)


# --- energy ---------------------------------------------------------------------------------------


def test_energy_of_all_dwellings_only() -> None:
    frame = energy()
    assert figure(frame, "GM0599", "gas_gem", 2024)["value"] == 580
    assert figure(frame, "GM0599", "elektra_gem", 2024)["value"] == 2120
    assert figure(frame, "GM0599", "elektra_gem_netto", 2024)["value"] == 1950
    assert figure(frame, "GM0599", "stadsverwarming_aandeel", 2024)["value"] == 22.7
    assert figure(frame, "GM0599", "gas_gem", 2024)["unit"] == "m³/jaar"


def test_the_country_gets_the_code_of_the_other_tables() -> None:
    frame = energy()
    assert figure(frame, "NL00", "gas_gem", 2022)["value"] == 930
    assert set(frame["area"]) == {"NL00", "GM0599", "GM0611"}


def test_status_follows_the_text_of_cbs_per_year() -> None:
    gas = energy(within="GM0599")
    gas = gas[(gas["indicator"] == "gas_gem") & (gas["area"] == "GM0599")].set_index("year")["status"]
    assert gas.loc[2010:2021].tolist() == ["definitief"] * 12
    assert gas.loc[2022:2024].tolist() == ["nader voorlopig", "nader voorlopig", "voorlopig"]


def test_what_was_not_published_for_a_year_is_told_apart_from_what_is_not_shown() -> None:
    frame = energy()
    netto = figure(frame, "GM0599", "elektra_gem_netto", 2020)
    assert (netto["status"], netto["note"]) == ("ontbreekt", "voor dit jaar door CBS niet gepubliceerd")
    heat_2018 = figure(frame, "GM0599", "stadsverwarming_aandeel", 2018)
    assert (heat_2018["status"], heat_2018["note"]) == ("ontbreekt", cbs_regio.NOT_PUBLISHED)
    heat = figure(frame, "GM0611", "stadsverwarming_aandeel", 2017)
    assert (heat["status"], heat["note"]) == ("ontbreekt", "leeg bij CBS: nihil, onbekend of geheim")


def test_rounding_to_fifty_is_told_up_to_2014() -> None:
    frame = energy()
    assert figure(frame, "GM0599", "gas_gem", 2014)["note"] == "afgerond op 50"
    assert figure(frame, "GM0599", "stadsverwarming_aandeel", 2014)["note"] == ""
    assert figure(frame, "GM0599", "gas_gem", 2015)["note"] == ""


def test_a_gemeente_has_no_rows_for_years_in_which_it_did_not_exist() -> None:
    frame = energy()
    years = frame[frame["area"] == "GM0611"]["year"]
    assert (years.min(), years.max()) == (2010, 2018)
    assert (frame["boundary_year"] == frame["year"]).all()
    assert reading.set_aside(frame) == {
        "geen gemeente of land (provincie, regio, onbekend)": 15,
        "gemeente zonder enig cijfer in dat jaar (meestal omdat zij toen niet bestond)": 6,
    }


def test_description_and_file_must_belong_together() -> None:
    with pytest.raises(SourceError, match=r"beschrijft tabel 84948NED; hier hoort .* 81528NED"):
        cbs_regio.read_energie(files(ENERGY)[0], files(HEATING)[1], retrieved="2026-11-24")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("GemiddeldAardgasverbruik_1", "Gas_1", "kolom GemiddeldAardgasverbruik ontbreekt. Wel aanwezig: ID"),
        ("T001100", "T009999", r"geen rijen voor alle woningen samen \(Woningkenmerken T001100\)"),
        ("2024JJ00", "2024KW01", r"‘2024KW01’ is geen heel jaar zoals 2020JJ00"),
        ("580.0", "veel", r"rij 61, kolom ‘GemiddeldAardgasverbruik’: ‘veel’ is geen getal"),
        ("2023JJ00", "2025JJ00", "staat niets over 2025"),
    ],
)
def test_a_changed_energy_file_is_refused_with_the_place(old: str, new: str, told: str) -> None:
    changed = io.StringIO(text(ENERGY[0]).replace(old, new))
    with pytest.raises(SourceError, match=told):
        cbs_regio.read_energie(changed, files(ENERGY)[1], retrieved="2026-11-24")


# --- status text ----------------------------------------------------------------------------------


IN_ONE_SENTENCE = (
    "Status van de cijfers:\nDe cijfers over 2010 tot en met 2012 zijn definitief. Die over 2013 en 2014 zijn nader "
    "voorlopig en 2015 is voorlopig. \n\nWijzigingen:\n"
)
FOR_THE_WHOLE_TABLE = "Status van de cijfers:\nDe cijfers in de tabellen zijn definitief.\n"
IN_SECTION_AND_NOTES = (
    "Status van de cijfers:\nDe cijfers voor 2014 zijn daarmee definitief geworden.\n\nWijzigingen:\nDe voorlopige "
    "cijfers over 2015 zijn toegevoegd. Cijfers over 2014 hebben de nader voorlopige status gekregen."
)


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        (IN_ONE_SENTENCE, ["definitief"] * 3 + ["nader voorlopig"] * 2 + ["voorlopig"]),
        (FOR_THE_WHOLE_TABLE, ["definitief"] * 6),
        (IN_SECTION_AND_NOTES, ["definitief"] * 5 + ["voorlopig"]),
    ],
)
def test_statuses_are_read_from_running_text(description: str, expected: list[str]) -> None:
    assert list(statuses(info(description), range(2010, 2016)).values()) == expected


def test_a_year_without_status_is_refused() -> None:
    description = "Status van de cijfers:\nDe cijfers over 2010 zijn definitief.\n"
    with pytest.raises(SourceError, match="staat niets over 2011"):
        statuses(info(description), [2010, 2011])


def test_a_status_outside_its_section_and_notes_does_not_count() -> None:
    with pytest.raises(SourceError, match="staat niets over 2010"):
        statuses(info("De cijfers over 2010 zijn definitief.\n\nGeen kopje."), [2010])


# --- heating --------------------------------------------------------------------------------------


def test_leeuwarden_2022_equals_the_figures_cbs_published_with_their_labels() -> None:
    # individuele cv 82,1; zonder gas totaal 7,2 (3,0 + 4,2); onbekend 3,1; voorlopig
    frame = heating()
    for indicator, published in (
        ("cv_aandeel", 82.1),
        ("aardgasvrij_aandeel", 7.2),
        ("verwarming_onbekend_aandeel", 3.1),
    ):
        found = figure(frame, "GM0080", indicator, 2022)
        assert (found["value"], found["status"]) == (published, "voorlopig")


def test_all_shares_of_leeuwarden_2022_stand_behind_the_published_kinds() -> None:
    cells = pd.read_csv(FIXTURES / HEATING[0]).query("RegioS == 'GM0080' and Perioden == '2022JJ00'")
    shares = cells.set_index("TypeVerwarmingsinstallatie")["Woningen_1"].to_dict()
    assert shares == {
        "A050112": 82.1,  # individuele cv
        "A050113": 6.7,  # blokverwarming
        "A050114": 0.2,  # stadsverwarming, hoog gasverbruik
        "A050115": 0.0,  # stadsverwarming, laag gasverbruik
        "A050116": 3.0,  # stadsverwarming zonder gasverbruik
        "A050117": 0.6,  # elektrisch, hoog gasverbruik
        "A050118": 0.1,  # elektrisch, laag gasverbruik
        "A050119": 4.2,  # elektrisch zonder gasverbruik
        "A050120": 3.1,  # onbekend
        "A052175": 7.2,  # totaal zonder gasverbruik
    }


def test_heating_of_the_country_comes_from_nl00_and_the_rest_is_counted() -> None:
    frame = heating()
    assert figure(frame, "NL00", "aardgasvrij_aandeel", 2022)["value"] == 8.1
    assert set(frame["area"]) == {"NL00", "GM0080", "GM0153", "GM0599"}
    assert reading.set_aside(frame) == {
        "geen gemeente of land (provincie, regio, onbekend)": 9,
        "cijfers die zichzelf tegenspreken": 1,
    }


def test_heating_is_final_up_to_2021_and_provisional_in_2022() -> None:
    frame = heating()
    statuses_of_year = frame[frame["area"] == "GM0599"].groupby("year")["status"].agg(set).to_dict()
    assert statuses_of_year == {2017: {"definitief"}, 2021: {"definitief"}, 2022: {"voorlopig"}}


def test_a_total_with_a_dropped_zero_is_not_taken_over() -> None:
    # 9,9 + 0,1 = 10,0 but the table gives 1,0; the other kinds do add up to 100
    frame = heating()
    total = figure(frame, "GM0153", "aardgasvrij_aandeel", 2017)
    assert pd.isna(total["value"])
    assert (total["status"], total["note"]) == ("ontbreekt", cbs_regio.CONTRADICTION)
    assert figure(frame, "GM0153", "cv_aandeel", 2017)["value"] == 73.3
    assert figure(frame, "GM0153", "aardgasvrij_aandeel", 2021)["status"] == "definitief"


def test_a_share_with_a_dropped_zero_takes_its_whole_row_along() -> None:
    cells = text(HEATING[0])
    assert cells.count("GM0599,A050113,2017JJ00,9.4") == 1
    changed = io.StringIO(cells.replace("GM0599,A050113,2017JJ00,9.4", "GM0599,A050113,2017JJ00,0.4"))
    frame = cbs_regio.read_verwarming(changed, files(HEATING)[1], retrieved="2026-11-24")
    year = frame[(frame["area"] == "GM0599") & (frame["year"] == 2017)]
    assert set(year["status"]) == {"ontbreekt"}


def test_codes_that_mean_something_else_are_refused() -> None:
    cells = text(HEATING[0]).replace("A050119", "X").replace("A050113", "A050119").replace("X", "A050113")
    with pytest.raises(SourceError, match=r"geldt niet dat A052175 = A050116 \+ A050119"):
        cbs_regio.read_verwarming(io.StringIO(cells), files(HEATING)[1], retrieved="2026-11-24")


def test_a_description_that_no_longer_proves_the_sum_is_refused() -> None:
    fields = json.loads(text(HEATING[1]))
    fields["ShortDescription"] = fields["ShortDescription"].replace("sommatie", "schatting")
    with pytest.raises(SourceError, match="Zonder die zin is niet zeker wat de codes betekenen"):
        cbs_regio.read_verwarming(files(HEATING)[0], io.StringIO(json.dumps(fields)), retrieved="2026-11-24")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("A050120", "A059999", "van A050120 staan er geen rijen in de kolom ‘TypeVerwarmingsinstallatie’"),
        ("Woningen_1", "Aandeel_1", "kolom Woningen ontbreekt"),
        ("2021JJ00", "2022JJ00", "komt voor 2022 twee keer voor"),
    ],
)
def test_a_changed_heating_file_is_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        cbs_regio.read_verwarming(
            io.StringIO(text(HEATING[0]).replace(old, new)), files(HEATING)[1], retrieved="2026-11-24"
        )


# --- whole files ----------------------------------------------------------------------------------


@whole_files
def test_whole_file_gas_of_rotterdam_equals_the_kerncijfers() -> None:
    assert RAW is not None
    frame = cbs_regio.read_energie(*files(ENERGY, RAW / "cbs_regio"), retrieved="2026-11-24")
    for indicator in ("gas_gem", "elektra_gem", "stadsverwarming_aandeel"):
        for year in (2014, 2015, 2016, 2017):
            kwb = cbs_kwb.read_kwb(
                RAW / "kwb_rotterdam" / f"Kerncijfers_wijken_en_buurten_{year}.csv", retrieved="2026-11-24"
            )
            same = kwb[(kwb["area"] == "GM0599") & (kwb["indicator"] == indicator)]["value"].item()
            assert figure(frame, "GM0599", indicator, year)["value"] == same
    gas = frame[(frame["area"] == "GM0599") & (frame["indicator"] == "gas_gem")].set_index("year")["value"]
    assert gas[[2014, 2015, 2016, 2017]].tolist() == [800, 840, 870, 840]


@whole_files
def test_whole_file_use_is_a_multiple_of_fifty_exactly_where_the_note_says_so() -> None:
    assert RAW is not None
    frame = cbs_regio.read_energie(*files(ENERGY, RAW / "cbs_regio"), retrieved="2026-11-24")
    use = frame[frame["indicator"].isin(["gas_gem", "elektra_gem"]) & frame["value"].notna()]
    by_fifty = use.groupby("year")["value"].agg(lambda column: (column % 50 == 0).all())
    told = use.groupby("year")["note"].agg(lambda column: (column == cbs_kwb.ROUNDED_TO_50).all())
    assert by_fifty.to_dict() == told.to_dict()


@whole_files
def test_whole_file_the_sum_holds_but_for_two_dropped_zeros() -> None:
    assert RAW is not None
    paths = files(HEATING, RAW / "cbs_regio")
    frame = cbs_regio.read_verwarming(*paths, retrieved="2026-11-24")
    wrong = frame[frame["note"] == cbs_regio.CONTRADICTION]
    assert wrong[["area", "indicator", "year"]].to_numpy().tolist() == [
        ["GM0153", "aardgasvrij_aandeel", 2017],
        ["GM0416", "aardgasvrij_aandeel", 2017],
    ]
    assert read_table_info(paths[1]).modified == "2024-11-29"
    assert frame["area"].nunique() > 350


# --- other forms ----------------------------------------------------------------------------------


def answer(name: str, *, untyped: bool = False) -> dict[str, Any]:
    """Make the answer of OData that holds what the CSV holds."""
    table = name[:8]
    resource = "UntypedDataSet" if untyped else "TypedDataSet"
    rows = list(csv.DictReader(io.StringIO(text(name))))
    for row in rows:
        for key in row:
            if key.rpartition("_")[2].isdecimal():
                number = float(row[key]) if row[key] else None
                row[key] = ("." if number is None else f"{number:g}").rjust(8) if untyped else number
    return {"odata.metadata": f"/odata/{table}/$metadata#Cbs.OData.WebAPI.{resource}", "value": rows}


@pytest.mark.parametrize("names", [ENERGY, HEATING])
def test_the_answer_of_odata_gives_what_its_csv_gives(names: tuple[str, str], tmp_path: Path) -> None:
    path = tmp_path / "antwoord.json"
    path.write_text(json.dumps(answer(names[0])), encoding="utf-8")
    assert cbs_regio.recognises(sample(path))
    loaded = cbs_regio.load(path, retrieved="2026-11-24", companions={"TableInfos": FIXTURES / names[1]})
    same = cbs_regio.load(
        FIXTURES / names[0], retrieved="2026-11-24", companions={"TableInfos": FIXTURES / names[1]}
    )
    pd.testing.assert_frame_equal(loaded.observations, same.observations)
    assert loaded.set_aside == same.set_aside
    assert loaded.tables == same.tables
    assert loaded.kind == same.kind


def test_an_untyped_answer_keeps_withheld_apart() -> None:
    frame = cbs_regio.read_energie(
        io.StringIO(json.dumps(answer(ENERGY[0], untyped=True))), FIXTURES / ENERGY[1], retrieved="2026-11-24"
    )
    heat = figure(frame, "GM0611", "stadsverwarming_aandeel", 2017)
    assert (heat["status"], heat["note"]) == ("geheim", cbs_sheet.NOT_SHOWN)
    assert figure(frame, "GM0599", "gas_gem", 2024)["value"] == 580
    # Not published for anybody in that year: that is no secret.
    assert figure(frame, "GM0599", "elektra_gem_netto", 2020)["note"] == cbs_regio.NOT_PUBLISHED


def test_real_rows_of_an_answer_are_recognised() -> None:
    path = FIXTURES.parent.parent / "cbs_buurt" / "84948NED_TypedDataSet_excerpt.json"
    assert cbs_regio.recognises_verwarming(sample(path))
    assert not cbs_regio.recognises_energie(sample(path))
    assert cbs_regio.recognises_energie(sample(FIXTURES / ENERGY[0]))
    assert not cbs_regio.recognises(sample(FIXTURES / ENERGY[1]))


def test_load_says_which_description_is_missing() -> None:
    with pytest.raises(SourceError, match=r"geef ook het bestand TableInfos van tabel 84948NED mee"):
        cbs_regio.load(FIXTURES / HEATING[0], retrieved="2026-11-24", companions={})


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 3000))
def test_damaged_bytes_end_in_figures_or_a_message(noise: bytes, place: int) -> None:
    content = (FIXTURES / ENERGY[0]).read_bytes()
    for damaged in (noise, content[:place], content[:place] + noise + content[place + len(noise) :]):
        with contextlib.suppress(SourceError):
            cbs_regio.read_energie(io.BytesIO(damaged), FIXTURES / ENERGY[1], retrieved="2026-11-24")


# --- the service ----------------------------------------------------------------------------------


def service() -> CbsWithDimensions:
    """Serve the real rows, in the form of the service."""
    topics = {
        ENERGY: [
            ("GemiddeldAardgasverbruik_1", "Gemiddeld aardgasverbruik", "m3"),
            ("GemiddeldeElektriciteitslevering_2", "Gemiddelde elektriciteitslevering", "kWh"),
            ("GemiddeldeNettoElektriciteitslevering_3", "Gemiddelde netto elektriciteitslevering", "kWh"),
            ("Stadsverwarming_4", "Stadsverwarming", "%"),
        ],
        HEATING: [("Woningen_1", "Woningen", "%")],
    }
    kinds = {ENERGY: "Woningkenmerken", HEATING: "TypeVerwarmingsinstallatie"}
    tables = {}
    for names, columns in topics.items():
        described = json.loads(text(names[1]))
        rows = [{**one, "RegioS": one["RegioS"].strip()} for one in answer(names[0])["value"]]
        tables[names[0][:8]] = DescribedTable(
            names[0][:8],
            described["Title"],
            described["Period"],
            columns,
            rows,
            dimensions={kinds[names]: {}, "Perioden": {}},
            region="RegioS",
            described=described,
        )
    return CbsWithDimensions(tables)


@dataclass
class DescribedTable(DimensionsTable):
    """A table with its real description."""

    described: dict[str, Any] = field(default_factory=dict)

    def infos(self) -> list[dict[str, Any]]:
        return [{**self.described, "Modified": self.modified}]


@pytest.mark.parametrize("areas", [["BU05991448"], None])
def test_both_tables_are_fetched_and_read(areas: list[str] | None, tmp_path: Path) -> None:
    cbs = service()
    cbs.page = 50
    with running(cbs) as server:
        client = Client(tmp_path, wait=lambda _seconds: None)
        found = cbs_regio.get_regio(client, areas, base=server.address)
    assert figure(found.observations, "GM0599", "gas_gem", 2024)["value"] == 580
    assert {one.id for one in found.tables} == {"81528NED", "84948NED"}
    assert ("GM0611" in set(found.observations["area"])) == (areas is None)
    assert "NL00" in set(found.observations["area"])


def test_a_table_that_is_renewed_in_between_is_fetched_again(tmp_path: Path) -> None:
    cbs = service()

    def renew() -> None:
        cbs.tables["81528NED"].modified = "2031-01-01T02:00:00"

    cbs.events["81528NED/UntypedDataSet", 1] = renew
    with running(cbs) as server:
        client = Client(tmp_path, wait=lambda _seconds: None)
        found = cbs_regio.get_regio(client, ["GM0599"], ["81528NED"], base=server.address)
    assert found.tables[0].modified == "2031-01-01"


def test_a_table_that_is_gone_is_named(tmp_path: Path) -> None:
    cbs = service()
    del cbs.tables["84948NED"]
    with running(cbs) as server:
        client = Client(tmp_path, wait=lambda _seconds: None)
        found = cbs_regio.get_regio(client, ["GM0599"], base=server.address)
        assert any("84948NED niet opgehaald" in reason for reason in found.set_aside)
        with pytest.raises(DownloadError, match="84948NED niet opgehaald"):
            cbs_regio.get_regio(client, ["GM0599"], ["84948NED"], base=server.address)
