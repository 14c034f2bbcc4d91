"""Getting a gemeente from the services, over real sockets, into the store; and what there is after that."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pandas as pd
import pytest
from services import cbs, eponline, leefbaarometer, pdok, rivm
from services.locatieserver import Locatieserver, buurt
from services.loopback import Answer, Request, Running, serve

from wijkdata import cli, figures, intake, services
from wijkdata.errors import UnknownAreaError, WijkdataError
from wijkdata.inventory import inventory, newer, overview, to_add
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import Loaded
from wijkdata.store import Store

PRINSENLAND, ROTTERDAM = "BU05991448", "GM0599"


def kwb(year: int = 2024, gas: object = 940, modified: str = "2026-01-05T02:00:00") -> cbs.CbsTable:
    topics = [
        ("Gemeentenaam_1", "Gemeentenaam", "naam"),
        ("SoortRegio_2", "Soort regio", "omschrijving"),
        ("Codering_3", "Codering", "code"),
        ("IndelingswijzigingWijkenEnBuurten_4", "Indelingswijziging wijken en buurten", "code"),
        ("AantalInwoners_5", "Aantal inwoners", "aantal"),
        ("Woningvoorraad_35", "Woningvoorraad", "aantal"),
        ("GemiddeldAardgasverbruik_55", "Gemiddeld aardgasverbruik", "m³"),
    ]
    keys = [key for key, _, _ in topics]
    rows = [
        {"WijkenEnBuurten": code, **dict(zip(keys, ["Rotterdam", kind, code, "1", *numbers], strict=True))}
        for code, kind, numbers in (
            (ROTTERDAM, "Gemeente", [630_000, 300_000, 580]),
            ("WK059914", "Wijk", [94_600, 45_500, 500]),
            (PRINSENLAND, "Buurt", [9_950, 5_154, gas]),
        )
    ]
    return cbs.CbsTable(
        "85984NED", f"Kerncijfers wijken en buurten {year}", str(year), topics, rows, modified=modified
    )


@pytest.fixture
def tables() -> dict[str, cbs.CbsTable]:
    one = kwb()
    return {one.id: one}


@pytest.fixture
def publishers(
    tables: dict[str, cbs.CbsTable], monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Running]]:
    with ExitStack() as stack:
        running = {
            "CBS": stack.enter_context(cbs.running(cbs.Cbs(tables))),
            "LEEFBAAROMETER": stack.enter_context(leefbaarometer.running()),
            "RIVM": stack.enter_context(rivm.running()),
            "LOCATIESERVER": stack.enter_context(
                Locatieserver([buurt(PRINSENLAND, "Prinsenland", "Rotterdam")]).running()
            ),
        }
        paths = {"LEEFBAAROMETER": "/lbm3/ows", "RIVM": "/geo/ank/wfs"}
        for name, server in running.items():
            monkeypatch.setenv(f"WIJKDATA_{name}_URL", server.address + paths.get(name, ""))
        yield running


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wijkdata.sources.download.FIRST_WAIT", 0.0)


def test_a_gemeente_is_fetched_and_its_figures_are_there(publishers: dict[str, Running]) -> None:
    outcomes = list(services.fetch([PRINSENLAND], names=["kwb", "leefbaarometer", "groen"], years=[2024]))
    assert [one.refused for one in outcomes] == [""] * len(outcomes)
    rows = figures.of_areas([PRINSENLAND], ["gas_gem", "leefbaarometer", "groen_aandeel"])
    newest = rows.sort_values("year").drop_duplicates("indicator", keep="last").set_index("indicator")
    assert newest.loc["gas_gem", ["value", "year", "table"]].tolist() == [940, 2024, "85984NED"]
    assert newest.loc["groen_aandeel", "value"] == 41.0
    assert "leefbaarometer" in newest.index


def test_every_figure_can_be_followed_back_to_the_bytes(
    publishers: dict[str, Running], own_home: Path
) -> None:
    list(services.fetch([PRINSENLAND], names=["kwb"], years=[2024]))
    (entry,) = Store.open().entries
    assert entry.address.startswith(publishers["CBS"].address)
    raw = own_home / "gegevens" / "ruw"
    contents = [(raw / one[:2] / one).read_text(encoding="utf-8") for one in entry.raws]
    assert any(PRINSENLAND in content and "940" in content for content in contents)


def test_a_second_time_nothing_is_fetched_that_has_not_changed(
    publishers: dict[str, Running], tables: dict[str, cbs.CbsTable]
) -> None:
    list(services.fetch([PRINSENLAND], names=["kwb"], years=[2024]))
    asked = len(publishers["CBS"].requests)
    (again,) = services.fetch([PRINSENLAND], names=["kwb"], years=[2024])
    assert "niets veranderd" in again.kind
    assert not [one for one in publishers["CBS"].requests[asked:] if "TypedDataSet" in one.path]


def test_what_was_lost_from_the_store_is_read_anew(publishers: dict[str, Running]) -> None:
    list(services.fetch([PRINSENLAND], names=["kwb"], years=[2024]))
    for part in (Store.open().folder / "delen").iterdir():
        part.unlink()
    (again,) = services.fetch([PRINSENLAND], names=["kwb"], years=[2024])
    assert "niets veranderd" not in again.kind
    assert Store.open().observations([PRINSENLAND], ["gas_gem"])["value"].tolist() == [940]


def test_a_revision_of_the_publisher_stands_beside_what_was_there(
    publishers: dict[str, Running], tables: dict[str, cbs.CbsTable]
) -> None:
    list(services.fetch([PRINSENLAND], names=["kwb"], years=[2024]))
    revised = kwb(gas=930, modified="2026-06-05T02:00:00")
    tables[revised.id] = revised
    (outcome,) = services.fetch([PRINSENLAND], names=["kwb"], years=[2024])
    assert "van BU05991448 in 2024: eerst 940 m³/jaar, nu 930 m³/jaar" in outcome.differs
    assert "Dit is de nieuwere uitgave" in outcome.differs
    editions = Store.open().editions([PRINSENLAND], ["gas_gem"])
    assert editions["value"].tolist() == [940, 930]
    assert Store.open().observations([PRINSENLAND], ["gas_gem"])["value"].tolist() == [930]


def test_a_service_that_is_down_does_not_stop_the_others(
    publishers: dict[str, Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(lambda _request, _address: Answer.of_text(503, "Service Unavailable")) as down:
        monkeypatch.setenv("WIJKDATA_CBS_URL", down.address)
        outcomes = list(services.fetch([PRINSENLAND], names=["kwb", "groen"], years=[2024]))
    assert "503" in outcomes[0].refused
    assert outcomes[1].refused == ""


def test_an_older_map_is_not_given_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the newest year there is no map yet: the one before it comes, and that is said."""
    square = pdok.square(96_000, 439_000)
    names = {"gemeentecode": ROTTERDAM, "gemeentenaam": "Rotterdam", "water": "NEE", "jaar": 2024}
    layers = {
        "gemeenten": [pdok.feature({**names, "aantal_inwoners": 630_000}, square)],
        "wijken": [pdok.feature({**names, "wijkcode": "WK059914", "wijknaam": "Prins Alexander"}, square)],
        "buurten": [
            pdok.feature(
                {**names, "buurtcode": PRINSENLAND, "buurtnaam": "Prinsenland", "wijkcode": "WK059914"},
                square,
            )
        ],
    }
    with pdok.Pdok(layers, year=2024).running() as server:
        monkeypatch.setenv("WIJKDATA_PDOK_URL", server.address)
        (newest,) = services.fetch([PRINSENLAND], names=["kaart"])
        (asked,) = services.fetch([PRINSENLAND], names=["kaart"], years=[2024])
        (none,) = services.fetch([PRINSENLAND], names=["kaart"], years=[2022, 2023])
    assert newest.years == (2024,)
    assert "de kaart van 2025 is er niet bij: " in newest.text()
    assert "fout 404" in newest.text()
    assert "is er niet bij" not in asked.text()
    assert "kaart van 2023" in none.refused


def test_a_key_that_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WIJKDATA_KLIMAATMONITOR_KEY", raising=False)
    (outcome,) = services.fetch([PRINSENLAND], names=["klimaatmonitor"])
    assert "WIJKDATA_KLIMAATMONITOR_KEY" in outcome.refused


LABELS = Path(__file__).parent / "fixtures" / "eponline" / "eponline_v4_totaal.csv"


def addresses() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "postcode": ["3067AA"],
            "house_number": [12],
            "letter": [""],
            "addition": [""],
            "object": ["0599010000000001"],
            "buurt": [PRINSENLAND],
            "purpose": ["woonfunctie"],
            "boundary_year": [2024],
        }
    )


def test_labels_are_fetched_for_the_addresses_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    with eponline.running({}, LABELS.read_bytes()) as server:
        monkeypatch.setenv("WIJKDATA_EPONLINE_URL", server.address + eponline.BASE)
        monkeypatch.delenv("WIJKDATA_EPONLINE_KEY", raising=False)
        (refused,) = services.fetch([PRINSENLAND], names=["labels"])
        assert "WIJKDATA_EPONLINE_KEY" in refused.refused
        monkeypatch.setenv("WIJKDATA_EPONLINE_KEY", eponline.KEY)
        (refused,) = services.fetch([PRINSENLAND], names=["labels"])
        assert "haal eerst de BAG-adressen" in refused.refused
        assert server.requests == [], "the file of the whole country is not fetched in vain"
        Store.open().add(
            Loaded("BAG", addresses=addresses()), name="bag", sha256="1" * 64, retrieved="2026-01-01"
        )
        (outcome,) = services.fetch([PRINSENLAND], names=["labels"])
    assert outcome.refused == ""
    rows = figures.of_areas([PRINSENLAND])
    found = rows[rows["table"] == "EP-Online"].set_index("indicator")
    assert found.loc["label_ab_aandeel", ["year", "source", "status"]].tolist() == [2026, "RVO", "ontbreekt"]
    assert "staat bij de bekende BAG-adressen" in found.loc["label_ab_aandeel", "note"]


def test_outlines_of_an_earlier_year_are_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def area(code: str, year: int) -> pdok.Feature:
        names = {"statcode": code, "statnaam": code, "jaarcode": year, "jrstatcode": f"{year}{code}"}
        return pdok.feature(names, pdok.square(96_000 + 1_000 * (year - 2016), 440_000))

    layers = {
        f"{level}_gegeneraliseerd": [area(code, year) for year in (2016, 2020)]
        for level, code in (("gemeente", ROTTERDAM), ("wijk", "WK059914"), ("buurt", PRINSENLAND))
    }
    with pdok.Pdok(layers).running() as server:
        monkeypatch.setenv("WIJKDATA_PDOK_URL", server.address)
        outcomes = list(services.fetch([PRINSENLAND], names=["indelingen"], years=[2016, 2020]))
    assert [one.refused for one in outcomes] == ["", ""]
    assert {2016, 2020} <= set(figures.divisions(ROTTERDAM))


def test_an_area_by_name_is_looked_up(publishers: dict[str, Running], tmp_path: Path) -> None:
    client = Client(tmp_path)
    assert services.gemeenten_of(["Rotterdam", "WK036301", "BU05991449"], client) == ["GM0599", "GM0363"]
    with pytest.raises(UnknownAreaError):
        services.gemeenten_of(["Nergenshuizen"], client)


def test_an_unknown_source_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(WijkdataError, match=r"‘kbw’.*kaart, kwb, energie"):
        list(services.fetch([PRINSENLAND], names=["kbw"]))


def test_the_command_fetches(publishers: dict[str, Running], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["fetch", PRINSENLAND, "--years", "2024", "--source", "kwb", "groen", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["refused"] for one in found] == [""] * len(found)
    assert found[0]["years"] == [2024]
    assert cli.main(["fetch", PRINSENLAND, "--years", "twintig"]) == 2
    assert "zijn geen jaren" in capsys.readouterr().err


# --- what there is -----------------------------------------------------------------------------------------------


def test_a_fetch_that_is_broken_off_says_what_is_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_request: Request, _address: str) -> Answer:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(1)
        return Answer.of_text(503, "too late")

    with serve(interrupted) as server:
        monkeypatch.setenv("WIJKDATA_RIVM_URL", f"{server.address}/geo/ank/wfs")
        assert cli.main(["fetch", PRINSENLAND, "--source", "groen"]) == 1
    said = capsys.readouterr()
    assert said.err.startswith("Afgebroken. Wat al binnen was, is bewaard")
    assert not Store.open().entries


def test_the_inventory_tells_missing_secret_and_not_yet_apart() -> None:
    area = figures.project_area("BU05991448", "BU05991449")
    found = inventory(area, ["gas_gem", "stadsverwarming_aandeel"]).set_index(["indicator", "year"])
    assert found.loc[("gas_gem", 2017), "area"] == "cijfer"
    assert found.loc[("gas_gem", 2018), "area"] == "nog niet gepubliceerd"
    assert found.loc[("stadsverwarming_aandeel", 2014), "area"] == "voor een deel"
    assert found.loc[("stadsverwarming_aandeel", 2016), ["area", "gemeente"]].tolist() == [
        "niet openbaar",
        "cijfer",
    ]
    assert found.loc[("gas_gem", 2024), ["area", "gemeente"]].tolist() == ["", "cijfer"]


def test_a_figure_of_a_later_edition_of_the_map_is_not_yet_published() -> None:
    first_edition = Path(__file__).parent / "fixtures" / "pdok" / "buurten_baarn_2024_v1.json"
    assert [one.refused for one in intake.add([first_edition])] == [""]
    found = inventory(figures.project_area("BU03080000"), ["inwoners", "woningen"])
    assert found["area"].tolist() == ["cijfer", "nog niet gepubliceerd"]


def test_an_empty_cell_of_which_nobody_knows_why_is_no_promise(
    publishers: dict[str, Running], tables: dict[str, cbs.CbsTable]
) -> None:
    """CBS writes the same nothing for secret, nil and not yet: that cannot be told as 'not yet'."""
    tables["85984NED"] = kwb(gas=None)
    list(services.fetch([PRINSENLAND], names=["kwb"], years=[2024]))
    found = inventory(figures.project_area(PRINSENLAND), ["gas_gem"]).set_index("year")
    assert found.loc[2024, "area"] == "ontbreekt"


def test_what_to_add_names_the_service_the_file_or_the_own_measurement() -> None:
    area = figures.project_area("BU05991448", "BU05991449")
    said = "\n".join(to_add(area, inventory(area)))
    assert "‘wijkdata fetch GM0599 --source verwarming’ kan geven: Aardgasvrije woningen (aandeel)" in said
    assert "eigen meting: " in said
    assert "Gas per woning" not in said


def test_years_that_are_known_to_exist_and_are_not_here_are_named_with_their_source() -> None:
    area = figures.project_area("BU05991448", "BU05991449")
    said = newer(area, inventory(area))
    kwb = next(one for one in said if "--source kwb" in one)
    # The gemeente has gas up to 2024; of low incomes an edition says that 2018 is still to come.
    assert "‘wijkdata fetch GM0599 --source kwb’" in kwb
    assert "Gas per woning (hier tot en met 2017, bekend tot en met 2024)" in kwb
    assert "Huishoudens met een laag inkomen (hier tot en met 2017, bekend tot en met 2018)" in kwb
    assert not [one for one in said if "zonnestroom" in one or "--source regio" in one]


def test_what_is_here_as_far_as_it_is_known_is_not_named(publishers: dict[str, Running]) -> None:
    list(services.fetch([PRINSENLAND], names=["kwb"], years=[2024]))
    area = figures.project_area(PRINSENLAND)
    assert "Gas per woning" not in "\n".join(newer(area, inventory(area)))


def test_what_was_fetched_is_no_longer_named(publishers: dict[str, Running]) -> None:
    area = figures.project_area("BU05991448")
    assert "--source groen" in "\n".join(to_add(area, inventory(area)))
    list(services.fetch([PRINSENLAND], names=["groen"]))
    assert "--source groen" not in "\n".join(to_add(area, inventory(area)))


def test_the_overview_has_a_mark_per_year() -> None:
    area = figures.project_area("BU05991448", "BU05991449")
    table = overview(inventory(area, ["gas_gem"])).set_index("Indicator").loc["Gas per woning"]
    assert table[["2013", "2017", "2018", "2024"]].tolist() == ["(●)", "●", "…", "(●)"]


def test_the_command_lists_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sources", "--area", "BU05991448"]) == 0
    out = capsys.readouterr().out
    assert "Gas per woning" in out
    assert "● cijfer" in out
    assert "tussen haakjes: van de gemeente" in out
    assert cli.main(["sources", "--area", "BU05991448", "--json"]) == 0
    assert {"figures", "newer", "to_add"} == set(json.loads(capsys.readouterr().out))


def test_every_service_promises_indicators_that_exist() -> None:
    from wijkdata import catalogue  # noqa: PLC0415

    known = set(catalogue.indicators())
    for service in services.SERVICES:
        assert set(service.gives) <= known, service.id
    assert set(services.FROM_FILES) <= known
