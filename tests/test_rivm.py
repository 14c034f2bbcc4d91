"""The share of green of RIVM: per gemeente, wijk and buurt, with the year that only the name of the layer tells."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from services import rivm as service

from wijkdata.errors import SourceError
from wijkdata.sources import rivm
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.loaded import sample

GREEN = Path(__file__).parent / "fixtures" / "rivm" / "groen_buurt.json"
DAY = "2026-11-24"


def saved(tmp_path: Path, *features: dict[str, object]) -> Path:
    path = tmp_path / "groen.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_the_share_of_green_of_a_buurt() -> None:
    assert rivm.recognises(sample(GREEN))
    loaded = rivm.load(GREEN, retrieved=DAY, companions={})
    row = loaded.observations.iloc[0]
    assert (row["area"], row["indicator"], row["value"], row["unit"]) == (
        "BU05991449",
        "groen_aandeel",
        38.2,
        "%",
    )
    assert (row["year"], row["boundary_year"], row["status"]) == (2022, 2022, "model")
    assert (row["source"], row["table"]) == ("RIVM", "Groenpercentage 2022")
    assert loaded.tables[0].id == "Groenpercentage 2022"


def test_missing_is_not_zero_and_odd_codes_are_set_aside(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        service.feature("buurt", 1, "BU05991449", None),
        service.feature("buurt", 2, "bu0363ab10 ", 0.0),
        service.feature("buurt", 3, "BU99999999", 10.0),
        service.feature("buurt", 4, "WK059914", 10.0),
    )
    loaded = rivm.load(path, retrieved=DAY, companions={})
    table = loaded.observations.set_index("area")
    assert pd.isna(table.loc["BU05991449", "value"])
    assert table.loc["BU05991449", "status"] == "ontbreekt"
    assert table.loc["BU0363AB10", "value"] == 0
    assert loaded.set_aside == {"geen code van een gemeente, wijk of buurt": 2}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"properties": {"bu_code": "BU05991449", "_mean": 138.2}}, "geen percentage"),
        ({"properties": {"bu_code": "BU05991449", "_mean": "veel"}}, "veel"),
        ({"properties": {"bu_code": "BU05991449", "mean": 38.2}}, "_mean"),
        ({"properties": {"buurt": "BU05991449", "_mean": 38.2}}, "code van het gebied"),
        ({"properties": {"bu_code": "-", "_mean": 38.2}}, "geen enkele code"),
        ({"properties": None}, "properties"),
        ({"id": "kaart.1"}, "jaar van de kaart"),
    ],
)
def test_another_form_is_refused(tmp_path: Path, change: dict[str, object], message: str) -> None:
    with pytest.raises(SourceError, match=message):
        rivm.read_groen(
            saved(tmp_path, service.feature("buurt", 1, "BU05991449", 38.2) | change), retrieved=DAY
        )


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.integers(0, 400), length=st.integers(0, 20), damage=st.binary(max_size=20))
def test_any_damage_ends_in_a_message(tmp_path: Path, place: int, length: int, damage: bytes) -> None:
    content = GREEN.read_bytes()
    path = tmp_path / "groen.json"
    path.write_bytes(content[:place] + damage + content[place + length :])
    with contextlib.suppress(SourceError):
        rivm.load(path, retrieved=DAY, companions={})


@pytest.mark.parametrize("cql", [True, False])
def test_one_gemeente_is_fetched_without_its_boundaries(tmp_path: Path, *, cql: bool) -> None:
    client = Client(tmp_path / "raw", wait=lambda _seconds: None)
    with service.running(cql=cql) as server:
        found = rivm.get_groen(
            client, "GM0599", levels=["buurt", "wijk"], base=f"{server.address}/geo/ank/wfs"
        )
        assert {request.query["propertyName"] for request in server.requests} == {
            "bu_code,_mean",
            "wk_code,_mean",
        }
    tables = [rivm.load(raw.path, retrieved=raw.retrieved, companions={}).observations for raw in found]
    assert {"BU05991448", "BU05991449"} <= set(tables[0]["area"])
    assert ("BU0363AB10" in set(tables[0]["area"])) != cql
    assert tables[1]["value"].tolist() == [40.1]
    assert all(rivm.recognises(sample(raw.path)) for raw in found)


def test_a_gemeente_that_is_not_there_and_a_year_that_is_not_there(tmp_path: Path) -> None:
    client = Client(tmp_path / "raw", wait=lambda _seconds: None)
    with service.running() as server:
        base = f"{server.address}/geo/ank/wfs"
        assert rivm.get_groen(client, "GM0599", levels=["gemeente"], base=base) == []
        with pytest.raises(DownloadError, match="2019"):
            rivm.get_groen(client, "GM0599", year=2019, base=base)
