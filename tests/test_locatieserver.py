"""Finding an area by its name: only the name that was asked for, whatever the search puts first."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from services.locatieserver import Locatieserver, buurt, gemeente, wijk
from services.loopback import Answer, serve

from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.sources import locatieserver
from wijkdata.sources.download import Client, DownloadError

CUIJK = buurt("BU16040101", "Het Land van Cuijk", "Land van Cuijk")
LAGE_LAND = buurt("BU05991449", "Het Lage Land", "Rotterdam", "Prins Alexander")
PLACES = [
    LAGE_LAND,
    CUIJK,
    buurt("BU03080000", "Centrum", "Baarn"),
    buurt("BU05060001", "Centrum", "Voorbeeldstad"),
    buurt("BU0363AF08", "’t Hof-Noord", "Amsterdam"),
    buurt("BU00800101", "Skoalbuorren", "Súdwest-Fryslân"),
    wijk("WK059914", "Prins Alexander", "Rotterdam"),
    wijk("WK030800", "Wijk 00 Centrum", "Baarn"),
    gemeente("0599", "Rotterdam"),
    gemeente("1900", "Súdwest-Fryslân"),
    {"type": "adres", "id": "adr-1", "weergavenaam": "Centrum 1, Baarn", "gemeentecode": "0308"},
    buurt("BU99990101", "Onbekend", "Nergens"),
]


def codes(client: Client, text: str, **options: Any) -> list[str]:
    with Locatieserver(PLACES, **options).running() as running:
        return list(locatieserver.find_area(client, text, base=running.address)["code"])


def test_a_buurt_with_its_parents(client: Client) -> None:
    with Locatieserver(PLACES).running() as running:
        found = locatieserver.find_area(client, "Het Lage Land", base=running.address)
    assert list(found.columns) == locatieserver.COLUMNS
    assert found.to_numpy().tolist() == [
        ["BU05991449", "Het Lage Land", "buurt", "WK059914", "GM0599", "Rotterdam"]
    ]
    asked = running.requests[0].query
    assert asked["fq"] == "type:(gemeente OR wijk OR buurt)"
    assert {"buurtcode", "wijkcode", "gemeentecode"} <= set(asked["fl"].split(","))


def test_the_wrong_place_on_top_is_not_taken(client: Client) -> None:
    assert codes(client, "Het Lage Land", first=(CUIJK,)) == ["BU05991449"]


def test_the_code_of_a_gemeente_gets_its_letters(client: Client) -> None:
    assert codes(client, "rotterdam") == ["GM0599"]


@pytest.mark.parametrize("text", ["Sudwest Fryslan", " SÚDWEST-FRYSLÂN ", "súdwest fryslân"])
def test_capitals_accents_and_hyphens_do_not_matter(client: Client, text: str) -> None:
    assert codes(client, text) == ["GM1900"]


def test_a_code_with_letters_and_a_name_with_an_apostrophe(client: Client) -> None:
    assert codes(client, "'t Hof-Noord") == ["BU0363AF08"]


def test_a_code_finds_its_area(client: Client) -> None:
    assert codes(client, "bu05991449") == ["BU05991449"]


def test_every_area_of_that_name_is_given_larger_ones_first(client: Client) -> None:
    # the wijk is called "Wijk 00 Centrum" at CBS
    assert codes(client, "Centrum") == ["WK030800", "BU03080000", "BU05060001"]


def test_the_gemeente_may_be_given_along(client: Client) -> None:
    assert codes(client, "Centrum, Voorbeeldstad") == ["BU05060001"]


def test_more_pages_are_read_while_they_have_the_name(client: Client) -> None:
    many = [buurt(f"BU{1000 + number}0000", "Dorp", f"Gemeente {number:02d}") for number in range(37)]
    with Locatieserver(many).running() as running:
        found = locatieserver.find_area(client, "Dorp", base=running.address)
    assert len(found) == 37
    assert [request.query["start"] for request in running.requests] == ["0", "10", "20", "30"]


def test_a_name_that_is_everywhere_needs_a_gemeente(client: Client) -> None:
    many = [buurt(f"BU{1000 + number}0000", "Dorp", f"Gemeente {number:03d}") for number in range(200)]
    with (
        Locatieserver(many).running() as running,
        pytest.raises(UnknownAreaError, match="Noem de gemeente erbij"),
    ):
        locatieserver.find_area(client, "Dorp", base=running.address)


def test_what_comes_near_is_offered_but_not_taken(client: Client) -> None:
    with pytest.raises(UnknownAreaError, match=r"Het Lage Land, Rotterdam \(buurt BU05991449\)"):
        codes(client, "Het Lage Lant")


def test_the_wrong_gemeente_finds_nothing(client: Client) -> None:
    with pytest.raises(UnknownAreaError, match="Centrum, Rotterdam"):
        codes(client, "Centrum, Rotterdam")


def test_the_unknown_gemeente_of_cbs_is_no_area(client: Client) -> None:
    with pytest.raises(UnknownAreaError):
        codes(client, "Onbekend")


def test_nothing_found(client: Client) -> None:
    with pytest.raises(UnknownAreaError, match="niet gevonden"):
        codes(client, "xqxqxq")


@pytest.mark.parametrize("text", ["", "   ", "***", "x" * 200])
def test_what_is_no_name_is_not_asked(client: Client, text: str) -> None:
    with pytest.raises(UnknownAreaError, match="Geef de naam"):
        locatieserver.find_area(client, text, base="http://127.0.0.1:9")


def test_the_address_may_come_from_the_environment(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with Locatieserver(PLACES).running() as running:
        monkeypatch.setenv("WIJKDATA_LOCATIESERVER_URL", running.address)
        assert list(locatieserver.find_area(client, "Rotterdam")["code"]) == ["GM0599"]


@pytest.mark.parametrize(
    "answer", [{}, {"response": {}}, {"response": {"docs": {}, "numFound": 1}}, [], None]
)
def test_another_answer_is_told(client: Client, answer: object) -> None:
    with serve(lambda _request, _address: Answer.of_json(answer)) as running, pytest.raises(SourceError):
        locatieserver.find_area(client, "Rotterdam", base=running.address)


def test_a_refusal_says_why(client: Client) -> None:
    with (
        Locatieserver(PLACES).running() as running,
        pytest.raises(DownloadError, match="Missing required parameter q"),
    ):
        client.fetch(f"{running.address}/suggest", name="suggest")


def test_without_asking_there_are_no_buurten(client: Client) -> None:
    with Locatieserver(PLACES).running() as running:
        _, found = client.fetch_json(f"{running.address}/free", name="free", params={"q": "Het Lage Land"})
    assert "buurt" not in {one["type"] for one in found["response"]["docs"]}


_value = st.one_of(st.none(), st.integers(), st.text(max_size=10), st.lists(st.integers(), max_size=2))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.sampled_from(sorted(LAGE_LAND)), value=_value, found=_value)
def test_a_changed_answer_ends_in_an_area_or_a_message(
    client: Client, key: str, value: object, found: object
) -> None:
    answer = {"response": {"numFound": found, "docs": [{**LAGE_LAND, key: value}, value]}}
    with (
        serve(lambda _request, _address: Answer(body=json.dumps(answer).encode())) as running,
        contextlib.suppress(UnknownAreaError, SourceError),
    ):
        assert len(locatieserver.find_area(client, "Het Lage Land", base=running.address)) == 1
