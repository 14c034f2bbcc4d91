"""Energy use of dwellings per wijk and buurt: real values in the forms in which CBS gives them."""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from services.cbs import running
from services.cbs_dimensions import CbsWithDimensions, DimensionsTable

from wijkdata import catalogue
from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.sources import cbs_energie_buurt as energie
from wijkdata.sources import reading
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.loaded import sample

FIXTURES = Path(__file__).parent / "fixtures" / "cbs_buurt"
OF_2019 = FIXTURES / "84837NED_TypedDataSet.json"
OF_2022 = FIXTURES / "85697NED_TypedDataSet.json"
KINDS = FIXTURES / "85697NED_Woningkenmerken.json"
TITLE = "Energieverbruik particuliere woningen; woningtype, wijken en buurten"
DRIENERVELD, KOSTVLIES = "BU01530406", "BU16801999"

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None


def info(table: str = "85697NED", year: int = 2022, **changes: Any) -> io.StringIO:
    """Describe a table; the words are made after those of CBS."""
    row = {
        "Identifier": table,
        "Title": f"{TITLE}, {year}",
        "Period": str(year),
        "Modified": "2025-09-17T02:00:00",
        "ShortDescription": f"\nStatus van de cijfers:\nDe cijfers over {year} zijn definitieve cijfers.\n\nX",
        **changes,
    }
    return io.StringIO(json.dumps({"odata.metadata": f"/odata/{table}/$metadata#TableInfos", "value": [row]}))


def info_file(folder: Path, *args: Any, **changes: Any) -> Path:
    path = folder / "TableInfos.json"
    path.write_text(info(*args, **changes).getvalue(), encoding="utf-8")
    return path


def read(source: reading.Source = OF_2022, **changes: Any) -> pd.DataFrame:
    return energie.read_energie_buurt(source, info(**changes), retrieved="2026-11-24")


def value(frame: pd.DataFrame, indicator: str) -> float:
    return float(frame.loc[frame["indicator"] == indicator, "value"].item())


# --- forms ----------------------------------------------------------------------------------------


def test_all_dwellings_and_each_kind_of_dwelling() -> None:
    frame = energie.read_energie_buurt(OF_2022, info(), kinds=KINDS, retrieved="2026-11-24")
    assert set(frame["area"]) == {KOSTVLIES}
    assert value(frame, "gas_gem") == 1640
    assert value(frame, "elektra_gem") == 3320
    assert value(frame, "elektra_gem_netto") == 2230
    assert value(frame, "gas_gem_vrijstaand") == 1640
    assert value(frame, "elektra_gem_koop") == 3370
    assert value(frame, "gas_gem_huur") == 1610
    assert len(frame) == 4 + 4 * 2
    assert set(frame["status"]) == {"definitief", "ontbreekt"}
    assert set(frame["table"]) == {"85697NED"}
    assert set(frame["year"]) == set(frame["boundary_year"]) == {2022}
    units = {one: catalogue.indicator(one).unit for one in set(frame["indicator"])}
    assert (frame["unit"] == frame["indicator"].map(units)).all()


def test_a_code_of_which_the_title_is_not_certain_is_set_aside() -> None:
    frame = read()
    assert "gas_gem_huur" not in set(frame["indicator"])
    assert reading.set_aside(frame) == {energie.NO_TITLE: 1}


def test_a_title_that_is_given_along_goes_before_what_we_know() -> None:
    swapped = json.loads(KINDS.read_text(encoding="utf-8"))
    for row in swapped["value"]:
        row["Title"] = {"Appartement": "Vrijstaande woning", "Vrijstaande woning": "Appartement"}.get(
            row["Title"], row["Title"]
        )
    frame = energie.read_energie_buurt(
        OF_2022, info(), kinds=io.StringIO(json.dumps(swapped)), retrieved="2026-11-24"
    )
    assert value(frame, "gas_gem_appartement") == 1640


def test_the_older_layout_has_no_net_delivery() -> None:
    frame = read(OF_2019, table="84837NED", year=2019)
    assert value(frame, "gas_gem") == 250
    assert value(frame, "stadsverwarming_aandeel") == 80.9
    assert value(frame, "elektra_gem_hoekwoning") == 2940
    assert "elektra_gem_netto" not in set(frame["indicator"])
    electricity = frame[frame["indicator"] == "elektra_gem"].iloc[0]
    assert (electricity["status"], pd.isna(electricity["value"])) == ("ontbreekt", True)
    assert "onbekend, geheim, nihil" in electricity["note"]


def untyped(**cells: str) -> io.StringIO:
    """Make the untyped answer of the same rows: text of eight signs, in which ``.`` and blank stay apart."""
    document = json.loads(OF_2022.read_text(encoding="utf-8"))
    document["odata.metadata"] = document["odata.metadata"].replace("TypedDataSet", "UntypedDataSet")
    for row in document["value"]:
        for key in list(row)[6:10]:
            row[key] = ("." if row[key] is None else str(row[key])).rjust(8)
    document["value"][0] |= cells
    return io.StringIO(json.dumps(document))


def test_the_untyped_answer_keeps_withheld_and_nil_apart() -> None:
    frame = read(untyped(Stadsverwarming_7="        "))
    heat = frame[frame["indicator"] == "stadsverwarming_aandeel"].iloc[0]
    assert (heat["status"], heat["note"]) == ("ontbreekt", "leeg bij CBS: kan niet voorkomen of is nihil")
    flat = frame[frame["indicator"] == "gas_gem_appartement"].iloc[0]
    assert (flat["status"], flat["note"]) == (
        "geheim",
        "CBS toont ‘.’: onbekend, niet betrouwbaar genoeg of geheim",
    )
    assert value(frame, "gas_gem") == 1640


def test_the_csv_of_odata_gives_the_same(tmp_path: Path) -> None:
    rows = pd.DataFrame(json.loads(OF_2022.read_text(encoding="utf-8"))["value"])
    frame = read(io.StringIO(rows.to_csv(index=False)))
    pd.testing.assert_frame_equal(frame, read())


# The values are those of CBS for De Grienden in Almere, 2019; the form is that of the SES-WOA export.
STATLINE = "\ufeff" + "\r\n".join(
    [
        ";".join(
            [
                '"Wijken en buurten";"Woningkenmerken"',
                '"Regioaanduiding/Gemeentenaam (naam)";"Regioaanduiding/Codering (code)"',
                '"Gemiddeld aardgasverbruik (m3)";"Gemiddeld elektriciteitsverbruik (kWh)";"Stadsverwarming (%)"',
                '"Indelingswijziging wijken en buurten (code)"',
            ]
        ),
        '"De Grienden";"Totaal woningen";"Almere";"BU00340105";"    1260";"    2910";"       .";"1"',
        '"De Grienden";"Appartement";"Almere";"BU00340105";"    1110";"    2000";"       .";"1"',
        '"De Grienden";"Twee-onder-één-kap woning";"Almere";"BU00340105";"    1360";"    3580";"       .";"1"',
        '"De Grienden";"Huurwoning";"Almere";"BU00340105";"    1220";"    2470";"       .";"1"',
        "",
    ]
)


def test_an_export_of_statline_holds_the_titles_itself() -> None:
    frame = read(io.StringIO(STATLINE), table="84837NED", year=2019)
    assert value(frame, "gas_gem") == 1260
    assert value(frame, "gas_gem_tweeondereenkap") == 1360
    assert value(frame, "elektra_gem_huur") == 2470
    assert frame.loc[frame["indicator"] == "stadsverwarming_aandeel", "status"].item() == "geheim"
    assert reading.set_aside(frame) == {}


# The same values in the form of the KWB export of the portal.
PORTAL = "\ufeff" + "\r\n".join(
    [
        f"{TITLE}, 2019;;;;;",
        "",
        ";;Onderwerp;;;",
        ";;Regioaanduiding|Codering;Gemiddeld aardgasverbruik;Gemiddeld elektriciteitsverbruik;Stadsverwarming",
        "Woningkenmerken;Wijken en buurten;code;m³;kWh;%",
        "Totaal woningen;Drienerveld-U.T.;BU01530406;250;.;80,9",
        "Vrijstaande woning;Drienerveld-U.T.;BU01530406;4080;5610;.",
        "",
    ]
).replace("Regioaanduiding|", "|")


def test_an_export_of_the_portal_gives_the_same(tmp_path: Path) -> None:
    frame = read(io.StringIO(PORTAL), table="84837NED", year=2019)
    assert value(frame, "gas_gem") == 250
    assert value(frame, "stadsverwarming_aandeel") == 80.9
    assert value(frame, "gas_gem_vrijstaand") == 4080
    assert frame.loc[frame["indicator"] == "elektra_gem", "status"].item() == "geheim"
    path = tmp_path / "iets.csv"
    path.write_text(PORTAL, encoding="utf-8")
    assert energie.recognises(sample(path))


def test_an_export_without_codes_is_refused() -> None:
    text = STATLINE.replace("Regioaanduiding/Codering (code)", "Regioaanduiding/Iets (code)")
    with pytest.raises(SourceError, match=r"de kolom ‘Codering’ ontbreekt\. .*namen komen vaker voor"):
        read(io.StringIO(text), table="84837NED", year=2019)


# --- load -----------------------------------------------------------------------------------------


def test_load_gives_figures_areas_and_how_to_cite(tmp_path: Path) -> None:
    companions = {"TableInfos": info_file(tmp_path), "Woningkenmerken": KINDS}
    loaded = energie.load(OF_2022, retrieved="2026-11-24", companions=companions)
    assert loaded.kind == "CBS Energieverbruik van woningen per wijk en buurt 2022"
    assert [table.id for table in loaded.tables] == ["85697NED"]
    assert loaded.areas[["code", "boundary_year", "level", "name", "change"]].to_numpy().tolist() == [
        [KOSTVLIES, 2022, "buurt", "", "1"]
    ]
    assert loaded.set_aside == {}


def test_names_of_areas_come_from_their_dimension(tmp_path: Path) -> None:
    names = tmp_path / "namen.json"
    row = {"Key": KOSTVLIES, "Title": "Kostvlies"}
    names.write_text(json.dumps({"value": [row]}), encoding="utf-8")
    companions = {"TableInfos": info_file(tmp_path), "WijkenEnBuurten": names}
    loaded = energie.load(OF_2022, retrieved="2026-11-24", companions=companions)
    assert loaded.areas["name"].tolist() == ["Kostvlies"]


def test_without_the_description_the_status_is_unknown_and_that_is_said() -> None:
    loaded = energie.load(OF_2022, retrieved="2026-11-24", companions={})
    known = loaded.observations[loaded.observations["value"].notna()]
    assert set(known["status"]) == {"voorlopig"}
    assert known["note"].str.contains("status niet bekend").all()
    assert set(known["year"]) == {2022}
    assert [(one.id, one.years) for one in loaded.tables] == [("85697NED", (2022,))]


def test_a_table_that_is_not_known_needs_its_description(tmp_path: Path) -> None:
    path = tmp_path / "nieuw.json"
    path.write_text(OF_2022.read_text(encoding="utf-8").replace("85697NED", "99999NED"), encoding="utf-8")
    with pytest.raises(
        SourceError, match=r"geef ook het bestand TableInfos van tabel 99999NED mee.*99999NED/TableInfos"
    ):
        energie.load(path, retrieved="2026-11-24", companions={})


@pytest.mark.parametrize(("path", "known"), [(OF_2019, True), (OF_2022, True), (KINDS, False)])
def test_it_is_recognised_by_its_columns(path: Path, *, known: bool) -> None:
    assert energie.recognises(sample(path)) is known


@pytest.mark.parametrize(
    "name",
    [
        "85677NED_TypedDataSet.json",
        "86044NED_TypedDataSet.json",
        "84948NED_TypedDataSet_excerpt.json",
        "SESWOA.csv",
    ],
)
def test_tables_about_something_else_are_not_recognised(name: str) -> None:
    assert not energie.recognises(sample(FIXTURES / name))


def test_an_export_of_statline_is_recognised(tmp_path: Path) -> None:
    path = tmp_path / "iets.csv"
    path.write_text(STATLINE, encoding="utf-8")
    assert energie.recognises(sample(path))


# --- what is wrong --------------------------------------------------------------------------------


def changed(**cells: Any) -> io.StringIO:
    document = json.loads(OF_2022.read_text(encoding="utf-8"))
    document["value"][0] |= cells
    return io.StringIO(json.dumps(document))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (
            {"GemiddeldAardgasverbruik_4": 1.64},
            r"rij 1, kolom ‘GemiddeldAardgasverbruik_4’: 1,64.* geen heel getal",
        ),
        ({"Stadsverwarming_7": 809}, r"809,0 is geen aandeel tussen 0 en 100%"),
        (
            {"GemiddeldAardgasverbruik_4": "veel"},
            r"rij 1, kolom ‘GemiddeldAardgasverbruik_4’.*‘veel’ is geen getal",
        ),
        ({"Woningkenmerken": "T009999"}, r"geen rijen voor alle woningen samen"),
        ({"Woningkenmerken": "ZW25810"}, r"geen rijen voor alle woningen samen|dezelfde sleutel"),
    ],
)
def test_a_changed_cell_is_refused_with_the_place(cells: dict[str, Any], told: str) -> None:
    with pytest.raises(SourceError, match=told):
        read(changed(**cells))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("(m3)", "(kWh)", r"de eenheid van ‘Gemiddeld aardgasverbruik’ is ‘kWh’ en niet ‘m³’"),
        ("Gemiddeld aardgasverbruik (m3)", "Gas (m3)", r"de kolom ‘Gemiddeld aardgasverbruik’ ontbreekt"),
        ('"    1260"', '"    1,26"', r"geen heel getal"),
        ('"    1260"', '"   1.260"', r"geen heel getal.*punt tussen de duizendtallen"),
    ],
)
def test_a_changed_export_is_refused_with_the_place(old: str, new: str, told: str) -> None:
    with pytest.raises(SourceError, match=told):
        read(io.StringIO(STATLINE.replace(old, new)), table="84837NED", year=2019)


def test_a_renamed_column_is_told_with_what_is_there() -> None:
    text = OF_2022.read_text(encoding="utf-8").replace("GemiddeldAardgasverbruik_4", "Gas_4")
    with pytest.raises(
        SourceError, match=r"kolom GemiddeldAardgasverbruik ontbreekt\. Wel aanwezig: ID, .*Gas_4"
    ):
        read(io.StringIO(text))


def test_the_description_of_another_table_is_refused() -> None:
    with pytest.raises(SourceError, match=r"beschrijft tabel 84837NED, maar .* is van tabel 85697NED"):
        read(table="84837NED", year=2019)
    with pytest.raises(SourceError, match=r"‘Energieverbruik’, ‘woningen’ en ‘wijken en buurten’ bevat"):
        read(Title="Zonnestroom; woningen, 2022")


def test_the_kinds_of_another_table_are_refused() -> None:
    wrong = FIXTURES / "85677NED_TypeVerwarmingsinstallatie.json"
    with pytest.raises(
        SourceError, match=r"is TypeVerwarmingsinstallatie; hier hoort Woningkenmerken van tabel 85697NED"
    ):
        energie.read_energie_buurt(OF_2022, info(), kinds=wrong, retrieved="2026-11-24")
    with pytest.raises(
        SourceError, match=r"is Woningkenmerken van tabel 85697NED, maar .* is van tabel 84837NED"
    ):
        energie.read_energie_buurt(OF_2019, info("84837NED", 2019), kinds=KINDS, retrieved="2026-11-24")


def test_a_description_without_status_is_refused() -> None:
    with pytest.raises(SourceError, match="staat niets over 2022"):
        read(ShortDescription="")


@pytest.mark.parametrize(
    "content",
    ["", "<html>404</html>", "{", "[]", '{"value": []}', '{"value": [1]}', "a;b\n1;2\n", "{" * 20_000],
)
def test_what_is_no_table_is_told(content: str) -> None:
    with pytest.raises(SourceError):
        read(io.StringIO(content))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_mutated_rows_end_in_figures_or_a_message(data: st.DataObject) -> None:
    document = json.loads(OF_2022.read_text(encoding="utf-8"))
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.sampled_from(document["value"]))
        key = data.draw(st.sampled_from(sorted(row)))
        row[key] = data.draw(
            st.one_of(
                st.none(),
                st.integers(),
                st.floats(allow_nan=False),
                st.text(max_size=12),
                st.booleans(),
                st.just([]),
            )
        )
    with_message_only(lambda: read(io.StringIO(json.dumps(document))))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 3000))
def test_random_bytes_end_in_figures_or_a_message(noise: bytes, place: int) -> None:
    content = OF_2022.read_bytes()
    with_message_only(lambda: read(io.BytesIO(noise)))
    with_message_only(lambda: read(io.BytesIO(content[:place] + noise + content[place:])))
    with_message_only(lambda: read(io.BytesIO(content[:place])))


def with_message_only(work: Any) -> None:
    with contextlib.suppress(SourceError):
        work()


# --- the service ----------------------------------------------------------------------------------


def service(years: dict[int, str], gemeenten: tuple[str, ...] = ("0599", "0363")) -> CbsWithDimensions:
    """Serve tables of made-up figures, in the form of the service."""
    dimension = {"T001100": "Totaal woningen", "ZW25810": "Appartement", "1014850": "Huurwoning"}
    tables = {}
    for year, table in years.items():
        rows = [
            {
                "WijkenEnBuurten": code,
                "Woningkenmerken": kind,
                "Gemeentenaam_1": "Gemeente",
                "Codering_2": code,
                "GemiddeldAardgasverbruik_3": 1000 + 10 * number if kind == "T001100" else ".",
                "GemiddeldeElektriciteitslevering_4": 2000,
                "Stadsverwarming_5": "." if code[:2] == "BU" else 4.5,
            }
            for number, code in enumerate(["NL00", *(f"{k}{g}{n}" for g in gemeenten for k, n in PLACES)])
            for kind in dimension
        ]
        tables[table] = DimensionsTable(
            table,
            f"{TITLE}, {year}",
            str(year),
            [
                ("Gemeentenaam_1", "Gemeentenaam", "naam"),
                ("Codering_2", "Codering", "code"),
                ("GemiddeldAardgasverbruik_3", "Gemiddeld aardgasverbruik", "m3"),
                ("GemiddeldeElektriciteitslevering_4", "Gemiddelde elektriciteitslevering", "kWh"),
                ("Stadsverwarming_5", "Stadsverwarming", "%"),
            ],
            rows,
            status=f"De cijfers over {year} zijn voorlopige cijfers.",
            names={"BU05991448": "Prinsenland"},
            dimensions={"Woningkenmerken": dimension},
        )
    return CbsWithDimensions(tables)


PLACES = [("GM", ""), ("WK", "14"), ("BU", "1448"), ("BU", "1449")]


def client(folder: Path) -> Client:
    return Client(folder, wait=lambda _seconds: None)


def test_years_of_a_gemeente_are_fetched_and_read(tmp_path: Path) -> None:
    cbs = service({2022: "85697NED", 2023: "85999NED"})
    with running(cbs) as server:
        found = energie.get_energie_buurt(client(tmp_path), ["BU05991448"], [2022, 2023], base=server.address)
    assert found.kind == "CBS Energieverbruik van woningen per wijk en buurt 2022-2023"
    assert set(found.observations["year"]) == {2022, 2023}
    assert set(found.observations["area"]) == {"NL00", "GM0599", "WK059914", "BU05991448", "BU05991449"}
    assert set(found.observations["status"]) == {"voorlopig", "geheim"}
    assert "gas_gem_huur" in set(found.observations["indicator"])
    assert found.areas.drop_duplicates("code").set_index("code")["name"]["BU05991448"] == "Prinsenland"
    assert not any("$skip" in request.query for request in server.requests)


def test_the_whole_country_comes_in_parts(tmp_path: Path) -> None:
    cbs = service({2022: "85697NED"}, tuple(f"{n:04}" for n in range(1, 60)))
    cbs.page = 100
    with running(cbs) as server:
        found = energie.get_energie_buurt(client(tmp_path), None, [2022], base=server.address)
    assert found.observations["area"].nunique() == 1 + 59 * 4


def test_a_year_that_cannot_be_fetched_is_named(tmp_path: Path) -> None:
    cbs = service({2022: "85697NED"})
    with running(cbs) as server:
        found = energie.get_energie_buurt(client(tmp_path), ["GM0599"], [2021, 2022], base=server.address)
        assert any("2021 (tabel 85359NED) niet opgehaald" in reason for reason in found.set_aside)
        with pytest.raises(DownloadError, match=r"2021 \(tabel 85359NED\) niet opgehaald"):
            energie.get_energie_buurt(client(tmp_path), ["GM0599"], [2021], base=server.address)
        with pytest.raises(UnknownAreaError):
            energie.get_energie_buurt(client(tmp_path), ["Rotterdam"], [2022], base=server.address)


def test_a_newer_year_is_found_in_the_catalogue(tmp_path: Path) -> None:
    cbs = service({2031: "99999NED"})
    with running(cbs) as server:
        found = energie.get_energie_buurt(client(tmp_path), ["GM0599"], [2031, 2032], base=server.address)
    assert set(found.observations["table"]) == {"99999NED"}
    assert any("2032: niet in de catalogus" in reason for reason in found.set_aside)


# --- a whole country ------------------------------------------------------------------------------


@pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")
def test_a_whole_country_loads_fast(tmp_path: Path) -> None:
    """The areas are those of the solar table of 2022; the figures are made up."""
    assert RAW is not None
    areas = pd.read_csv(RAW / "zonnestroom" / "86044NED.csv", dtype="str")["WijkenEnBuurten"].tolist()
    kinds = [row["Key"] for row in json.loads(KINDS.read_text(encoding="utf-8"))["value"]]
    chance = random.Random(1)
    rows = [
        {
            "ID": 0,
            "Woningkenmerken": kind,
            "WijkenEnBuurten": area,
            "GemiddeldAardgasverbruik_4": 10 * chance.randrange(200) or None,
            "GemiddeldeElektriciteitslevering_5": 10 * chance.randrange(400) or None,
            "Stadsverwarming_7": None,
        }
        for kind in kinds
        for area in areas
    ]
    path = tmp_path / "land.json"
    metadata = "https://opendata.cbs.nl/ODataApi/odata/85697NED/$metadata#Cbs.OData.WebAPI.TypedDataSet"
    path.write_text(json.dumps({"odata.metadata": metadata, "value": rows}), encoding="utf-8")
    companions = {"TableInfos": info_file(tmp_path), "Woningkenmerken": KINDS}
    start = time.perf_counter()
    loaded = energie.load(path, retrieved="2026-11-24", companions=companions)
    assert time.perf_counter() - start < 20
    assert loaded.observations["area"].nunique() == 18_003
