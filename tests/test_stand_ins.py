"""The stand-ins do what the services of the publishers are known to do, also where no reader asks for it today.

A loader that is only tried on services that behave would never meet what these do; the table in
``services/README.md`` says which test meets what. Asked here directly, with nothing of the package in between, except
where the last line of a test says what the package makes of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from services import cbs, klimaatmonitor, leefbaarometer, locatieserver, pdok
from services.loopback import Running, serve

from wijkdata.sources import cbs_kwb, pdok_service
from wijkdata.sources.download import Client, DownloadError

FIXTURES = Path(__file__).parent / "fixtures"
PRINSENLAND, ROTTERDAM = "BU05991448", "GM0599"


def get(address: str, headers: dict[str, str] | None = None, **query: str) -> requests.Response:
    params = {key.replace("__", "$"): value for key, value in query.items()}
    return requests.get(address, params=params, headers=headers, timeout=10)


# --- CBS ----------------------------------------------------------------------------------------------------------


def table(count: int = 0) -> cbs.CbsTable:
    """Return a table with odd rows, and so many buurten more."""
    topics = [
        ("Gemeentenaam_1", "Gemeentenaam", "naam"),
        ("SoortRegio_2", "Soort regio", "omschrijving"),
        ("Codering_3", "Codering", "code"),
        ("IndelingswijzigingWijkenEnBuurten_4", "Indelingswijziging wijken en buurten", "code"),
        ("AantalInwoners_5", "Aantal inwoners", "aantal"),
        ("GemiddeldAardgasverbruikTotaal_55", "Gemiddeld aardgasverbruik totaal", "m³"),
    ]
    rows = [
        ("NL00", "Nederland", "Land", ".", 17_000_000, 1_300),
        (ROTTERDAM, "Rotterdam", "Gemeente", ".", 629_606, 840),
        (PRINSENLAND, "Rotterdam", "Buurt", "1", 9_950, "."),
        ("BU05991449", "Rotterdam", "Buurt", "1", 10_645, None),
        ("GEM9999", "", "", "", None, None),
        ("BU99999999", "Onbekend", "Buurt", "1", 352, None),
        *(
            (f"BU{number:08d}", "Elders", "Buurt", "1", 1, 1)
            for number in range(1_000_000, 1_000_000 + count)
        ),
    ]
    keys = [key for key, _, _ in topics]
    return cbs.CbsTable(
        "83487NED",
        "Kerncijfers wijken en buurten 2016",
        "2016",
        topics,
        [
            {"WijkenEnBuurten": code, **dict(zip(keys, [name, kind, code, change, *numbers], strict=True))}
            for code, name, kind, change, *numbers in rows
        ],
    )


@pytest.fixture
def service() -> cbs.Cbs:
    return cbs.Cbs({"83487NED": table()})


@pytest.fixture
def server(service: cbs.Cbs) -> Iterator[Running]:
    with cbs.running(service) as running:
        yield running


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(tmp_path / "ruw", wait=lambda _seconds: None)


def api(server: Running) -> str:
    return f"{server.address}/ODataApi/odata/83487NED"


def test_more_than_ten_thousand_rows_are_refused_with_a_text(service: cbs.Cbs, server: Running) -> None:
    service.tables["83487NED"] = table(cbs.LIMIT)
    found = get(f"{api(server)}/TypedDataSet", __format="json")
    assert (found.status_code, found.text) == (500, "query returns more than 10000 records")
    narrowed = get(f"{api(server)}/TypedDataSet", __filter="startswith(WijkenEnBuurten,'BU0599')")
    assert [row["Codering_3"] for row in narrowed.json()["value"]] == [PRINSENLAND, "BU05991449"]


def test_skipping_is_refused_and_points_to_the_feed(server: Running) -> None:
    found = get(f"{api(server)}/TypedDataSet", __skip="2")
    assert found.status_code == 500
    assert "The 'Skip' query option is not supported on the ODataApi" in found.text
    assert "ODataFeed" in found.text


def test_a_condition_on_a_topic_is_refused(server: Running) -> None:
    assert get(f"{api(server)}/TypedDataSet", __filter="SoortRegio_2 eq 'Buurt'").status_code == 500


def test_a_code_without_its_padding_gives_an_empty_list(server: Running) -> None:
    wrong, right = (
        get(f"{api(server)}/TypedDataSet", __filter=f"WijkenEnBuurten eq '{code}'")
        for code in (ROTTERDAM, "GM0599    ")
    )
    assert (wrong.status_code, wrong.json()["value"]) == (200, [])
    assert len(right.json()["value"]) == 1


def test_a_range_is_ignored_without_a_word(server: Running, service: cbs.Cbs) -> None:
    found = get(f"{api(server)}/TypedDataSet", __filter="WijkenEnBuurten ge 'BU0599'")
    assert len(found.json()["value"]) == len(service.tables["83487NED"].rows)


def test_only_the_columns_that_were_asked_for_come(server: Running) -> None:
    found = get(f"{api(server)}/TypedDataSet", __select="WijkenEnBuurten,AantalInwoners_5")
    assert set(found.json()["value"][0]) == {"WijkenEnBuurten", "AantalInwoners_5"}


def test_parts_of_the_feed_name_the_next_by_its_whole_address(service: cbs.Cbs, server: Running) -> None:
    service.page = 4
    feed = f"{server.address}/ODataFeed/odata/83487NED/TypedDataSet"
    assert get(feed).text.startswith("<?xml")
    first = get(feed, __format="json").json()
    assert first["odata.nextLink"].startswith(server.address)
    last = get(first["odata.nextLink"]).json()
    assert "odata.nextLink" not in last
    assert len(first["value"]) + len(last["value"]) == len(service.tables["83487NED"].rows)


def test_a_table_may_change_between_two_calls(service: cbs.Cbs, server: Running) -> None:
    before = get(f"{api(server)}/TableInfos").json()["value"][0]
    service.events["TypedDataSet", 1] = lambda: service.tables["83487NED"].renumbered("2024-11-20T02:00:00")
    row = get(f"{api(server)}/TypedDataSet").json()["value"][0]
    after = get(f"{api(server)}/TableInfos").json()["value"][0]
    assert before["Identifier"] == after["Identifier"]
    assert before["Modified"] < after["Modified"] == "2024-11-20T02:00:00"
    assert {"AantalInwoners_6", "GemiddeldAardgasverbruikTotaal_56"} <= set(row)


def test_typed_rows_have_one_nothing_and_padded_texts(server: Running) -> None:
    rows = {row["WijkenEnBuurten"].strip(): row for row in get(f"{api(server)}/TypedDataSet").json()["value"]}
    gas = "GemiddeldAardgasverbruikTotaal_55"
    assert rows[PRINSENLAND][gas] is None
    assert rows["BU05991449"][gas] is None
    assert rows[ROTTERDAM]["Gemeentenaam_1"] == "Rotterdam".ljust(40)
    assert rows[ROTTERDAM]["SoortRegio_2"] == "Gemeente  "
    assert rows["NL00"]["IndelingswijzigingWijkenEnBuurten_4"].strip() == "."
    assert rows["GEM9999"]["SoortRegio_2"].strip() == ""
    assert "BU99999999" in rows
    untyped = get(f"{api(server)}/UntypedDataSet").json()["value"]
    texts = {row["WijkenEnBuurten"].strip(): row[gas] for row in untyped}
    assert (texts[PRINSENLAND], texts["BU05991449"]) == ("       .", "        ")


def test_rows_of_no_area_are_left_out_by_whoever_reads_them(client: Client, server: Running) -> None:
    loaded = cbs_kwb.get_kwb(client, None, [2016], base=server.address)
    assert set(loaded.observations["area"]) == {"NL00", ROTTERDAM, PRINSENLAND, "BU05991449"}


def test_a_service_that_is_busy_once_answers_the_next_time(service: cbs.Cbs, server: Running) -> None:
    service.failures += [("TypedDataSet", cbs.BUSY)]
    answers = [get(f"{api(server)}/TypedDataSet").status_code for _ in range(2)]
    assert answers == [503, 200]


def test_a_service_that_does_not_answer_in_time_is_asked_again(
    service: cbs.Cbs, server: Running, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wijkdata.sources.download.TIMEOUT", (0.3, 0.3))
    service.slow += [("UntypedDataSet", 1.0)]
    loaded = cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)
    assert PRINSENLAND in set(loaded.observations["area"])


def test_a_service_that_never_answers_in_time_is_named_with_the_year(
    service: cbs.Cbs, server: Running, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wijkdata.sources.download.TIMEOUT", (0.2, 0.2))
    service.slow += [("83487NED", 0.5)] * 50
    with pytest.raises(DownloadError, match=r"2016 \(tabel 83487NED\)"):
        cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)


# --- PDOK ---------------------------------------------------------------------------------------------------------


def country(count: int = 4, **fields: Any) -> pdok.Pdok:
    document = json.loads((FIXTURES / "pdok" / "ogc_buurten_2024_page1.json").read_text(encoding="utf-8"))
    properties = document["features"][0]["properties"]
    features = []
    for number in range(count):
        code = f"BU059914{number:02d}" if number < 90 else f"BU0599{number:04d}"
        one = {
            **properties,
            "buurtcode": code,
            "buurtnaam": f"Buurt {number}",
            "jrstatcode": f"2024{code}",
            "water": "JA" if number == 1 else "NEE",
            "gemiddeld_gasverbruik_totaal": -99997,
        }
        features.append(pdok.feature(one, pdok.square(90_000 + 10 * number, 440_000, 10)))
    return pdok.Pdok({"buurten": features, "wijken": [], "gemeenten": []}, **fields)


def wfs(running: Running, **query: str) -> requests.Response:
    return get(
        f"{running.address}/cbs/wijkenbuurten/2024/wfs/v1_0",
        service="WFS",
        version="2.0.0",
        request="GetFeature",
        typeNames="wijkenbuurten:buurten",
        outputFormat="application/json",
        **query,
    )


def test_the_wfs_ignores_cql_and_gives_a_thousand_at_most() -> None:
    with country(1_200).running() as running:
        found = wfs(running, cql_filter="buurtcode='BU05991400'", count="4000").json()
    assert found["numberMatched"] == 1_200
    assert len(found["features"]) == found["numberReturned"] == 1_000


def test_the_wfs_refuses_the_whole_request_for_one_unknown_property() -> None:
    with country().running() as running:
        assert wfs(running, propertyName="buurtcode").status_code == 200
        refused = wfs(running, propertyName="buurtcode,buurt_code")
    assert refused.status_code == 400
    assert "ExceptionReport" in refused.text


def test_the_wfs_gives_water_and_numbers_that_are_no_figures() -> None:
    with country().running() as running:
        rows = [one["properties"] for one in wfs(running).json()["features"]]
    assert [row["water"] for row in rows] == ["NEE", "JA", "NEE", "NEE"]
    assert {row["gemiddeldGasverbruikTotaal"] for row in rows} == {-99997}


def test_the_api_has_a_cursor_degrees_and_other_names() -> None:
    with country(most=3).running() as running:
        address = f"{running.address}/cbs/wijken-en-buurten-2024/ogc/v1/collections/buurten/items"
        first = get(address, f="json", limit="1000").json()
        following = [link["href"] for link in first["links"] if link["rel"] == "next"]
        last = get(following[0]).json()
    assert "cursor=" in following[0]
    assert [link["rel"] for link in last["links"]] == ["self"]
    assert len(first["features"]) + len(last["features"]) == 4
    lon, lat = first["features"][0]["geometry"]["coordinates"][0][0][0]
    assert 3 < lon < 8 < 50 < lat < 54
    assert "gemiddeld_gasverbruik_totaal" in first["features"][0]["properties"]


@pytest.mark.parametrize("form", ["ogc", "wfs"])
def test_a_page_with_nothing_but_water_does_not_stop_the_others(form: str, client: Client) -> None:
    with country(most=1).running() as running:
        loaded = pdok_service.get_buurten(client, ROTTERDAM, 2024, form=form, base=running.address)
    assert len(running.requests) == 4
    assert len(loaded.areas) == 3
    assert loaded.set_aside["water"] == 1


def test_a_map_of_a_year_may_miss_properties_and_gives_the_others(client: Client) -> None:
    everything, less = country(), country(absent=frozenset({"aantal_inwoners"}))
    found = []
    for one in (everything, less):
        with one.running() as running:
            loaded = pdok_service.get_buurten(client, ROTTERDAM, 2024, base=running.address)
            found.append(set(loaded.observations["indicator"]))
    assert found[0] - found[1] == {"inwoners"}


# --- others -------------------------------------------------------------------------------------------------------


def test_klimaatmonitor_without_its_key_and_values_as_text() -> None:
    with klimaatmonitor.running() as running:
        address = (
            f"{running.address}{klimaatmonitor.PATH}/Variables('vbrze_tot_wijk')/GeoLevels('buurt')"
            "/PeriodLevels('year')/Periods('all')/Values"
        )
        refused = get(address)
        in_the_address = get(address, apikey=klimaatmonitor.KEY)
        first = get(address, headers={"apikey": klimaatmonitor.KEY}).json()
        second = get(first["@odata.nextLink"], headers={"apikey": klimaatmonitor.KEY}).json()
    assert (refused.status_code, refused.text) == (401, "Guest user group not found")
    assert in_the_address.status_code == 401
    texts = [row["ValueString"] for row in (*first["value"], *second["value"])]
    assert texts == ["11430000", "15190000", "?", ""]


def test_the_total_file_of_ep_online_has_what_the_real_one_has() -> None:
    """The file that the stand-in gives: lines before the header, a label that ran out, two of one dwelling, junk."""
    lines = (FIXTURES / "eponline" / "eponline_v4_totaal.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.partition(";")[0] for line in lines[:2]] == [
        "PublicatieDatum",
        "LaatstVerwerkteMutatievolgnummer",
    ]
    titles = lines[2].split(";")
    rows = [dict(zip(titles, line.split(";"), strict=True)) for line in lines[3:]]
    objects = [row["BAGVerblijfsobjectID"] for row in rows]
    assert len(titles) == 42
    assert len(set(objects)) < len(objects)
    assert "0" * 16 in objects
    assert any(row["GeldigTot"] < "20260401" for row in rows)


def test_the_five_dialects_of_connections_with_merged_postcodes() -> None:
    files = sorted((FIXTURES / "kleinverbruik").glob("kv_*.csv"))
    heads = [file.read_text(encoding="utf-8").splitlines()[0] for file in files]
    assert len(set(heads)) == len(files) == 5
    assert {head[0] for head in heads} == {"N", '"'}
    assert {sign for head in heads for sign in "\t;" if sign in head} == {"\t", ";"}
    text = files[-1].read_text(encoding="utf-8")
    assert '"3067AA"\t"3067AB"' in text


def test_the_leefbaarometer_knows_cql_and_is_empty_elsewhere() -> None:
    with leefbaarometer.running() as running:
        asked = {"typeName": "lbm3:buurtscore24", "outputFormat": "application/json"}
        address = f"{running.address}/lbm3/ows"
        inside = get(address, **asked, CQL_FILTER="INTERSECTS(geom,POINT(120550 487050))").json()
        outside = get(address, **asked, CQL_FILTER="INTERSECTS(geom,POINT(10000 400000))")
        wrong = get(address, **asked, CQL_FILTER="dit is geen voorwaarde")
        old = get(address, typeName="v_lbm_2024_buurt")
    assert inside["totalFeatures"] > 0
    assert outside.status_code == 200
    assert (outside.json()["features"], outside.json()["totalFeatures"]) == ([], 0)
    assert "ExceptionReport" in wrong.text
    assert "ExceptionReport" in old.text


def test_the_locatieserver_has_no_buurten_unless_asked_and_the_wrong_place_first() -> None:
    right = locatieserver.buurt(PRINSENLAND, "Prinsenland", "Rotterdam")
    wrong = locatieserver.buurt("BU17191100", "Prinsenland-Oost", "Drimmelen")
    service = locatieserver.Locatieserver([right])
    with serve(service.answer) as running:
        address = f"{running.address}/bzk/locatieserver/search/v3_1/free"
        unasked = get(address, q="Prinsenland").json()["response"]
        service.first = [wrong]
        asked = get(address, q="Prinsenland", fq="type:buurt", fl="buurtcode,weergavenaam").json()
        unknown = get(address, q="Prinsenland", buurt="ja")
    assert (unasked["docs"], unasked["numFound"]) == ([], 0)
    assert [one["buurtcode"] for one in asked["response"]["docs"]] == ["BU17191100", PRINSENLAND]
    assert unknown.status_code == 400
    assert unknown.json()["code"] == 400
