"""Fetching CBS tables over a real socket, from a service that behaves as CBS does."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from observed import figure
from services import cbs as service
from services.loopback import Running

from wijkdata import observations
from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.sources import cbs_kwb, cbs_odata, cbs_service, reading
from wijkdata.sources.download import Client, DownloadError

PRINSENLAND, ROTTERDAM, BAARN = "BU05991448", "GM0599", "GM0308"
_SHARED = [
    ("Gemeentenaam_1", "Gemeentenaam", "naam"),
    ("SoortRegio_2", "Soort regio", "omschrijving"),
    ("Codering_3", "Codering", "code"),
    ("IndelingswijzigingWijkenEnBuurten_4", "Indelingswijziging wijken en buurten", "code"),
    ("AantalInwoners_5", "Aantal inwoners", "aantal"),
    ("Woningvoorraad_34", "Woningvoorraad", "aantal"),
    ("Appartement_48", "Appartement", "kWh"),
]
_TOPICS = {
    2016: [
        *_SHARED,
        ("GemiddeldeWoningwaarde_35", "Gemiddelde woningwaarde", "x 1 000 euro"),
        ("GemiddeldElektriciteitsverbruikTotaal_47", "Gemiddeld elektriciteitsverbruik totaal", "kWh"),
        ("GemiddeldAardgasverbruikTotaal_55", "Gemiddeld aardgasverbruik totaal", "m³"),
        ("PercentageWoningenMetStadsverwarming_63", "Percentage woningen met stadsverwarming", "%"),
    ],
    2024: [
        *_SHARED,
        ("GemiddeldeWOZWaardeVanWoningen_39", "Gemiddelde WOZ-waarde van woningen", "x 1 000 euro"),
        ("BouwjaarMeerDanTienJaarGeleden_51", "Bouwjaar meer dan tien jaar geleden", "%"),
        ("GemiddeldeElektriciteitslevering_53", "Gemiddelde elektriciteitslevering", "kWh"),
        ("GemiddeldAardgasverbruik_55", "Gemiddeld aardgasverbruik", "m³"),
        ("AardgasvrijeWoningen_57", "Aardgasvrije woningen", "%"),
    ],
}


def row(year: int, code: str, name: str, kind: str, figures: list[object]) -> dict[str, object]:
    texts = [name, kind, code, "1" if kind in ("Wijk", "Buurt") else "."]
    return {
        "WijkenEnBuurten": code,
        **{key: value for (key, _, _), value in zip(_TOPICS[year], [*texts, *figures], strict=True)},
    }


def table(year: int) -> service.CbsTable:
    heat: list[object] = ["."] if year == 2016 else [31]
    more: list[object] = [96] if year == 2024 else []
    figures: Callable[[int], list[object]] = lambda n: [n, n // 2, 2000, 177, *more, 2650, 940, *heat]  # noqa: E731
    rows = [
        row(year, "NL00", "Nederland", "Land", figures(17_000_000)),
        row(year, BAARN, "Baarn", "Gemeente", figures(25_000)),
        row(year, "WK030801", "Baarn", "Wijk", figures(12_000)),
        row(year, "BU03080101", "Baarn", "Buurt", figures(6_000)),
        row(year, ROTTERDAM, "Rotterdam", "Gemeente", figures(630_000)),
        row(year, "WK059914", "Rotterdam", "Wijk", figures(94_600)),
        row(year, PRINSENLAND, "Rotterdam", "Buurt", figures(9_950)),
        row(year, "BU05992705", "Rotterdam", "Buurt", [0, 0, None, ".", *more, ".", ".", None]),
    ]
    return service.CbsTable(
        cbs_kwb.ALL_TABLE_IDS[year],
        f"Kerncijfers wijken en buurten {year}",
        str(year),
        list(_TOPICS[year]),
        rows,
        names={PRINSENLAND: "Prinsenland", "WK059914": "Prins Alexander"},
    )


@pytest.fixture
def cbs() -> service.Cbs:
    tables = [table(2016), table(2024)]
    return service.Cbs({one.id: one for one in tables})


@pytest.fixture
def server(cbs: service.Cbs) -> Iterator[Running]:
    with service.running(cbs) as running:
        yield running


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def client(tmp_path: Path, told: list[str]) -> Client:
    return Client(tmp_path / "ruw", told.append, wait=lambda _seconds: None)


def test_several_years_of_a_gemeente_as_observations(client: Client, server: Running) -> None:
    loaded = cbs_kwb.get_kwb(client, [PRINSENLAND], [2016, 2024], base=server.address)
    frame = loaded.observations
    assert loaded.kind == "CBS Kerncijfers wijken en buurten 2016 en 2024"
    assert sorted(frame["area"].unique()) == [PRINSENLAND, "BU05992705", ROTTERDAM, "NL00", "WK059914"]
    assert figure(frame, PRINSENLAND, "gas_gem", 2016)["value"] == 940
    assert figure(frame, PRINSENLAND, "gas_gem", 2024)["value"] == 940
    assert figure(frame, PRINSENLAND, "elektra_gem", 2024)["value"] == 2650
    assert figure(frame, PRINSENLAND, "woz_gem", 2024)["unit"] == "duizend euro"
    assert figure(frame, PRINSENLAND, "aardgasvrij_aandeel", 2024)["value"] == 31
    assert set(frame["status"]) == {"definitief", "geheim", "ontbreekt"}
    assert "voor_2000_aandeel" not in set(frame["indicator"])
    observations.validate(frame)
    areas = loaded.areas[loaded.areas["boundary_year"] == 2024].set_index("code")
    assert areas.loc[PRINSENLAND, ["name", "level", "parent", "change"]].tolist() == [
        "Prinsenland",
        "buurt",
        "WK059914",
        "1",
    ]
    assert [(one.id, one.years, one.modified) for one in loaded.tables] == [
        ("83487NED", (2016,), "2024-10-07"),
        ("85984NED", (2024,), "2024-10-07"),
    ]


def test_a_point_and_a_blank_stay_apart(client: Client, server: Running) -> None:
    frame = cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address).observations
    hidden = figure(frame, "BU05992705", "gas_gem", 2016)
    assert (hidden["status"], hidden["note"]) == ("geheim", cbs_kwb.NOT_SHOWN)
    blank = figure(frame, "BU05992705", "stadsverwarming_aandeel", 2016)
    assert (blank["status"], blank["note"]) == ("ontbreekt", cbs_kwb.EMPTY)
    assert figure(frame, "BU05992705", "woningen", 2016)["value"] == 0


def test_only_the_columns_that_are_used_are_asked_for(client: Client, server: Running) -> None:
    cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)
    asked = [one.query.get("$select", "") for one in server.requests if "UntypedDataSet" in one.path]
    assert "GemiddeldAardgasverbruikTotaal_55" in asked[0]
    assert "Appartement_48" not in asked[0]


def test_what_did_not_change_is_not_fetched_again(
    cbs: service.Cbs, client: Client, server: Running, told: list[str]
) -> None:
    first = cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)
    before = len(server.requests)
    again = cbs_kwb.get_kwb(client, [PRINSENLAND], [2016], base=server.address)
    assert [one.path.rpartition("/")[2] for one in server.requests[before:]] == ["TableInfos"]
    pd.testing.assert_frame_equal(first.observations, again.observations)
    assert "CBS 83487NED: niet gewijzigd sinds de vorige keer" in told

    cbs.tables["83487NED"].rows[6]["GemiddeldAardgasverbruikTotaal_55"] = 930
    cbs.tables["83487NED"].modified = "2025-01-31T02:00:00"
    newer = cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)
    assert figure(newer.observations, PRINSENLAND, "gas_gem", 2016)["value"] == 930
    assert newer.tables[0].modified == "2025-01-31"


def test_another_gemeente_is_fetched_although_the_table_did_not_change(
    client: Client, server: Running
) -> None:
    cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)
    other = cbs_kwb.get_kwb(client, [BAARN], [2016], base=server.address)
    assert BAARN in set(other.observations["area"])


def test_several_gemeenten_have_the_country_once(client: Client, server: Running) -> None:
    frame = cbs_kwb.get_kwb(client, [ROTTERDAM, "BU03080101"], [2016], base=server.address).observations
    assert (frame[frame["indicator"] == "woningen"]["area"] == "NL00").sum() == 1
    assert {"BU03080101", PRINSENLAND} <= set(frame["area"])


def test_the_whole_country_comes_in_parts_of_which_each_names_the_next(
    cbs: service.Cbs, client: Client, server: Running
) -> None:
    cbs.page = 3
    frame = cbs_kwb.get_kwb(client, None, [2016], base=server.address).observations
    assert frame["area"].nunique() == 8
    feed = [one for one in server.requests if "ODataFeed" in one.path and "Untyped" in one.path]
    assert [one.query.get("$skiptoken") for one in feed] == [None, "3", "6"]
    assert not any("$skip" in one.query for one in server.requests)


def test_a_table_that_is_published_anew_between_two_parts_is_begun_again(
    cbs: service.Cbs, client: Client, server: Running, told: list[str]
) -> None:
    cbs.page = 3
    cbs.events["ODataFeed/odata/83487NED/UntypedDataSet", 2] = lambda: cbs.tables["83487NED"].renumbered(
        "2024-11-20T02:00:00"
    )
    loaded = cbs_kwb.get_kwb(client, None, [2016], base=server.address)
    assert loaded.tables[0].modified == "2024-11-20"
    assert loaded.observations["area"].nunique() == 8
    assert figure(loaded.observations, PRINSENLAND, "gas_gem", 2016)["value"] == 940
    assert any("tussendoor vernieuwd" in one for one in told)


def test_a_column_that_was_renumbered_after_it_was_described_is_asked_for_anew(
    cbs: service.Cbs, client: Client, server: Running
) -> None:
    cbs.events["ODataApi/odata/83487NED/UntypedDataSet", 1] = lambda: cbs.tables["83487NED"].renumbered(
        "2024-11-20T02:00:00"
    )
    loaded = cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)
    assert figure(loaded.observations, PRINSENLAND, "gas_gem", 2016)["value"] == 940


def test_a_table_that_keeps_changing_is_told_after_a_few_times(
    cbs: service.Cbs, client: Client, server: Running
) -> None:
    for number in range(1, 20):
        cbs.events["TableInfos", number] = lambda number=number: setattr(
            cbs.tables["83487NED"], "modified", f"2024-11-{number:02d}T02:00:00"
        )
    with pytest.raises(DownloadError, match="3 keer achter elkaar"):
        cbs_service.get_table(client, "83487NED", gemeenten=[ROTTERDAM], address=server.address)
    assert sum("DataProperties" in one.path for one in server.requests) == cbs_service.EDITIONS


def test_too_many_rows_is_not_asked_again_but_taken_from_the_feed(
    cbs: service.Cbs, client: Client, server: Running
) -> None:
    cbs.limit, cbs.page = 2, 2
    frame = cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address).observations
    assert PRINSENLAND in set(frame["area"])
    api = [one for one in server.requests if "ODataApi" in one.path and "Untyped" in one.path]
    assert len(api) == 1


def test_names_are_taken_whole_where_they_cannot_be_asked_for_in_part(
    cbs: service.Cbs, client: Client, server: Running
) -> None:
    cbs.dimension_filter = False
    loaded = cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)
    assert loaded.areas.set_index("code").loc[PRINSENLAND, "name"] == "Prinsenland"


def test_a_busy_service_is_asked_again(cbs: service.Cbs, client: Client, server: Running) -> None:
    cbs.failures += [("UntypedDataSet", service.BUSY)] * 2 + [("TableInfos", service.BUSY)]
    loaded = cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)
    assert len(loaded.observations)


def test_a_year_that_fails_is_named_and_the_others_are_kept(
    cbs: service.Cbs, client: Client, server: Running
) -> None:
    cbs.failures += [("85984NED", service.BUSY)] * 50
    loaded = cbs_kwb.get_kwb(client, [ROTTERDAM], [2016, 2024], base=server.address)
    assert set(loaded.observations["year"]) == {2016}
    (reason,) = [one for one in loaded.set_aside if "niet opgehaald" in one]
    assert "2024 (tabel 85984NED)" in reason
    assert "fout 503" in reason


def test_no_year_at_all_is_an_error_that_names_each(client: Client, server: Running) -> None:
    with pytest.raises(DownloadError, match=r"2019 \(tabel 84583NED\).*404"):
        cbs_kwb.get_kwb(client, [ROTTERDAM], [2019], base=server.address)


def test_a_page_of_the_publisher_in_place_of_figures(
    cbs: service.Cbs, client: Client, server: Running
) -> None:
    cbs.maintenance("UntypedDataSet")
    with pytest.raises(DownloadError, match="geen gegevens maar iets anders"):
        cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)


def test_a_gemeente_that_is_not_in_the_table_is_told(client: Client, server: Running) -> None:
    loaded = cbs_kwb.get_kwb(client, [ROTTERDAM, "GM1999"], [2016], base=server.address)
    assert loaded.set_aside["GM1999 komt in 2016 niet voor"] == 1


def test_a_unit_that_changed_is_refused_by_name(cbs: service.Cbs, client: Client, server: Running) -> None:
    changed = cbs.tables["83487NED"]
    changed.topics = [(key, title, "GJ" if unit == "m³" else unit) for key, title, unit in changed.topics]
    with pytest.raises(DownloadError, match="de eenheid van ‘Gemiddeld aardgasverbruik totaal’ is ‘GJ’"):
        cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)


def test_a_table_under_the_wrong_year_is_refused(cbs: service.Cbs, client: Client, server: Running) -> None:
    cbs.tables["83487NED"].title = "Kerncijfers wijken en buurten 2015"
    cbs.tables["83487NED"].period = "2015"
    with pytest.raises(DownloadError, match="2015"):
        cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)


def test_a_year_that_is_newer_than_the_program_is_found_in_the_catalogue(
    cbs: service.Cbs, client: Client, server: Running
) -> None:
    newer = table(2024)
    newer.id, newer.title, newer.period = "87001NED", "Kerncijfers wijken en buurten 2027", "2027"
    cbs.tables["87001NED"] = newer
    loaded = cbs_kwb.get_kwb(client, [ROTTERDAM], [2027], base=server.address)
    assert set(loaded.observations["table"]) == {"87001NED"}
    assert set(loaded.observations["boundary_year"]) == {2027}


def test_a_year_without_table_is_told_and_the_others_are_kept(
    cbs: service.Cbs, client: Client, server: Running
) -> None:
    loaded = cbs_kwb.get_kwb(client, [ROTTERDAM], [2016, 2031], base=server.address)
    assert loaded.set_aside["Kerncijfers wijken en buurten 2031: niet in de catalogus van CBS"] == 1
    cbs.failures += [("ODataCatalog", service.BUSY)] * 5
    loaded = cbs_kwb.get_kwb(client, [ROTTERDAM], [2016, 2031], base=server.address)
    assert any(one.startswith("Kerncijfers wijken en buurten 2031 niet gezocht") for one in loaded.set_aside)
    with pytest.raises(DownloadError, match="2031: niet in de catalogus"):
        cbs_kwb.get_kwb(client, [ROTTERDAM], [2031], base=server.address)


def test_an_area_that_is_no_code_is_refused_before_anything_is_asked(client: Client, server: Running) -> None:
    with pytest.raises(UnknownAreaError, match="‘Prinsenland’ is geen code"):
        cbs_kwb.get_kwb(client, ["Prinsenland"], [2016], base=server.address)
    assert not server.requests


def test_the_address_of_the_service_can_be_set(
    client: Client, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIJKDATA_CBS_URL", server.address + "/")
    assert len(cbs_kwb.get_kwb(client, [ROTTERDAM], [2016]).observations)


@pytest.mark.parametrize(
    ("status", "expected", "note"),
    [
        ("De cijfers zijn voorlopig.", "voorlopig", ""),
        ("De cijfers over 2016 zijn definitief.", "definitief", ""),
        ("Definitief.", "definitief", ""),
        ("De cijfers zijn definitief, die over energie zijn voorlopig.", "voorlopig", cbs_kwb.STATUS_MIXED),
        ("Zie de toelichting.", "voorlopig", cbs_kwb.STATUS_NOT_TOLD),
    ],
)
def test_the_status_is_what_the_description_says(
    cbs: service.Cbs, client: Client, server: Running, status: str, expected: str, note: str
) -> None:
    cbs.tables["83487NED"].status = status
    frame = cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address).observations
    found = figure(frame, PRINSENLAND, "gas_gem", 2016)
    assert (found["status"], found["note"]) == (expected, note)


def test_padding(cbs: service.Cbs, client: Client, server: Running) -> None:
    def rows(code: str) -> int:
        address = f"{server.address}/ODataApi/odata/83487NED/TypedDataSet"
        params = {"$format": "json", "$filter": f"WijkenEnBuurten eq '{code}'"}
        return len(client.fetch_json(address, name="proef", params=params)[1]["value"])

    assert rows(ROTTERDAM) == 0  # no error: an empty list
    assert cbs_service.padded("gm0599") == "GM0599    "
    assert rows(cbs_service.padded(ROTTERDAM)) == 1


@pytest.mark.parametrize(
    ("params", "text"),
    [
        ({"$skip": "10"}, "not supported"),
        ({"$filter": "SoortRegio_2 eq 'Buurt'"}, "not supported"),
        ({}, "more than 10000 records"),
    ],
)
def test_what_cbs_will_never_do_is_not_asked_again(
    cbs: service.Cbs, client: Client, server: Running, params: dict[str, str], text: str
) -> None:
    cbs.limit = 2
    with pytest.raises(DownloadError) as caught:
        client.fetch(f"{server.address}/ODataApi/odata/83487NED/TypedDataSet", name="proef", params=params)
    assert text in caught.value.text
    assert len(server.requests) == 1


def test_parts_that_go_round_in_a_circle_end(tmp_path: Path) -> None:
    def circle(request: object, address: str) -> service.Answer:
        return service.Answer.of_json({"value": [], "odata.nextLink": f"{address}/een"})

    with service.serve(circle) as server:
        client = Client(tmp_path, wait=lambda _seconds: None)
        with pytest.raises(DownloadError, match="houden niet op"):
            list(cbs_service.follow(client, f"{server.address}/een", name="proef"))


def test_a_record_of_what_was_kept_that_was_spoilt_does_no_harm(client: Client, server: Running) -> None:
    cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)
    record = client.folder / "cbs_tabellen.json"
    for content in ("[]", "{", json.dumps({"x": 1}), ""):
        record.write_text(content, encoding="utf-8")
        assert len(cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address).observations)
    for one in client.kept():
        one.path.unlink(missing_ok=True)
    assert len(cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address).observations)


def test_what_is_kept_can_be_read_as_a_file(cbs: service.Cbs, client: Client, server: Running) -> None:
    cbs_kwb.get_kwb(client, [ROTTERDAM], [2016], base=server.address)
    kept = {one.name.split(",")[0]: one.path for one in client.kept()}
    loaded = cbs_kwb.load(
        kept["CBS 83487NED UntypedDataSet"],
        retrieved="2026-11-24",
        companions={
            "TableInfos": kept["CBS 83487NED TableInfos"],
            "DataProperties": kept["CBS 83487NED DataProperties"],
            "WijkenEnBuurten": kept["CBS 83487NED WijkenEnBuurten"],
        },
    )
    assert set(loaded.observations["status"]) == {"definitief", "geheim", "ontbreekt"}
    assert reading.set_aside(loaded.observations) == {}


def test_a_table_without_rows_is_told(cbs: service.Cbs, client: Client, server: Running) -> None:
    cbs.tables["83487NED"].rows.pop(0)
    with pytest.raises(DownloadError, match="geen enkele rij uit tabel 83487NED voor GM1999"):
        cbs_service.get_table(client, "83487NED", gemeenten=["GM1999"], address=server.address)


def test_the_catalogue(client: Client, server: Running) -> None:
    found = cbs_service.search(client, "Kerncijfers wijken en buurten", address=server.address)
    assert [(one.id, one.period) for one in found] == [("85984NED", "2024"), ("83487NED", "2016")]
    assert cbs_service.search(client, "Personen 't jaar", address=server.address) == []


def test_parts_with_other_columns_are_not_joined() -> None:
    def part(key: str) -> reading.RawFile:
        return reading.RawFile(key, json.dumps({"value": [{"WijkenEnBuurten": "GM0599", key: 1}]}))

    with pytest.raises(SourceError, match="tussendoor vernieuwd"):
        cbs_odata.join([cbs_odata.read_dataset(part("A_1")), cbs_odata.read_dataset(part("A_2"))])
