"""Leefbaarometer 3.0: the deviation and its five dimensions, from the CSV and from the map service."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from observed import figure
from services import leefbaarometer as service

from wijkdata.errors import SourceError, UnknownAreaError
from wijkdata.sources import leefbaarometer, rivm
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.leefbaarometer import read_leefbaarometer
from wijkdata.sources.loaded import sample
from wijkdata.sources.reading import set_aside

FIXTURES = Path(__file__).parent / "fixtures" / "leefbaarometer"
WIJKEN, BUURTEN = FIXTURES / "wijken.csv", FIXTURES / "buurtscore24.json"
DAY = "2026-11-24"
DIMENSIONS = ["fysiek", "overlast", "sociaal", "voorzieningen", "woningen"]
RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")


def value(table: pd.DataFrame, area: str, indicator: str, year: int) -> float:
    return float(figure(table, area, indicator, year)["value"])


def changed(tmp_path: Path, old: str, new: str, source: Path = WIJKEN) -> Path:
    text = source.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / source.name
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_the_csv_gives_the_deviation_and_its_dimensions_not_the_other_scale() -> None:
    table = read_leefbaarometer(WIJKEN, retrieved=DAY)
    assert value(table, "WK036201", "leefbaarometer", 2014) == pytest.approx(0.1683347537)
    assert value(table, "WK036201", "leefbaarometer_overlast", 2018) == pytest.approx(0.0508163069)
    assert len(table) == 8 * 6
    assert table["value"].abs().max() < 1
    assert set(table["status"]) == {"model"}
    assert set(table["source"]) == {"BZK"}


def test_the_dimensions_add_up_to_the_deviation() -> None:
    table = read_leefbaarometer(WIJKEN, retrieved=DAY)
    wide = table.pivot_table(index=["area", "year"], columns="indicator", values="value")
    total = wide[[f"leefbaarometer_{one}" for one in DIMENSIONS]].sum(axis=1)
    assert (total - wide["leefbaarometer"]).abs().max() < 1e-9


def test_all_years_are_on_the_division_of_the_newest() -> None:
    table = read_leefbaarometer(WIJKEN, retrieved=DAY)
    assert set(table["year"]) == {2014, 2018, 2020, 2022}
    assert set(table["boundary_year"]) == {2022}
    assert set(read_leefbaarometer(WIJKEN, retrieved=DAY, boundary_year=2021)["boundary_year"]) == {2021}


def test_the_service_gives_scores_and_no_classes() -> None:
    assert leefbaarometer.recognises(sample(BUURTEN))
    loaded = leefbaarometer.load(BUURTEN, retrieved=DAY, companions={})
    assert value(loaded.observations, "BU0363AB10", "leefbaarometer", 2024) == 0.371047
    assert value(loaded.observations, "BU0363AB10", "leefbaarometer_voorzieningen", 2024) == 0.620541
    assert loaded.areas.iloc[0].to_dict() == {
        "code": "BU0363AB10",
        "boundary_year": 2024,
        "name": "Elandsgrachtbuurt",
        "level": "buurt",
        "parent": "WK0363AB",
        "gemeente": "GM0363",
        "change": "",
    }
    assert loaded.tables[0].years == (2024,)


def test_a_csv_of_buurten_or_gemeenten_is_read_the_same(tmp_path: Path) -> None:
    path = changed(tmp_path, "wk_code,wk_naam", "gm_code,gm_naam")
    path.write_text(path.read_text(encoding="utf-8").replace("WK036201", "GM0362"), encoding="utf-8")
    assert leefbaarometer.recognises(sample(path))
    assert "GM0362" in set(read_leefbaarometer(path, retrieved=DAY)["area"])


def test_a_score_that_is_not_the_sum_is_another_version(tmp_path: Path) -> None:
    path = changed(tmp_path, "0.1683347537237974", "0.2683347537237974")
    with pytest.raises(SourceError, match=r"WK036201 \(2014\).*andere versie"):
        read_leefbaarometer(path, retrieved=DAY)


def test_an_empty_score_is_missing_and_never_zero(tmp_path: Path) -> None:
    path = changed(tmp_path, "4.270599604867483,0.1683347537237974,0.0064002230091221", ",,")
    table = read_leefbaarometer(path, retrieved=DAY)
    missing = table[table["value"].isna()]
    assert set(missing["indicator"]) == {"leefbaarometer", "leefbaarometer_fysiek"}
    assert set(missing["status"]) == {"ontbreekt"}


def test_odd_codes_are_set_aside(tmp_path: Path) -> None:
    path = changed(tmp_path, "WK036202,Patrimonium,2014", "onbekend,Patrimonium,2014")
    assert set_aside(read_leefbaarometer(path, retrieved=DAY)) == {
        "geen code van een gemeente, wijk of buurt": 1
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",onv,", ",overlast,", "onv ontbreekt"),
        ("wk_code", "code", "kolom met codes"),
        ("0.1683347537237974", "veel", r"rij 2, kolom ‘afw’"),
        ("Randwijck,2018", "Randwijck,18", "geen jaar"),
        ("Randwijck,2014", "Randwijck,2018", "dezelfde sleutel"),
        ("Randwijck,2014", "Rand,wijck,2014", "rij 2: 12 kolommen in plaats van 11"),
    ],
)
def test_a_changed_csv_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_leefbaarometer(changed(tmp_path, old, new), retrieved=DAY)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"fys": -0.0143511', '"fys": "laag"', "laag"),
        ('"year": "2024"', '"year": null', "jaar"),
        ('"afw"', '"afwijking"', "afw"),
        ('"properties": {\n    "gemeente"', '"eigenschappen": {\n    "gemeente"', "properties"),
        ("BU0363AB10", "CBS-water", "geen enkele"),
    ],
)
def test_a_changed_answer_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        read_leefbaarometer(changed(tmp_path, old, new, BUURTEN), retrieved=DAY)


def test_files_of_others_are_not_claimed(tmp_path: Path) -> None:
    green = Path(__file__).parent / "fixtures" / "rivm" / "groen_buurt.json"
    assert not leefbaarometer.recognises(sample(green))
    assert not rivm.recognises(sample(BUURTEN))
    assert not leefbaarometer.recognises(sample(changed(tmp_path, "jaar,lbm,afw", "jaar,lbm,score")))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_damage_ends_in_a_message(tmp_path: Path, data: st.DataObject) -> None:
    source = data.draw(st.sampled_from([WIJKEN, BUURTEN]))
    content = source.read_bytes()
    place = data.draw(st.integers(0, len(content)))
    length = data.draw(st.integers(0, 20))
    path = tmp_path / source.name
    path.write_bytes(content[:place] + data.draw(st.binary(max_size=20)) + content[place + length :])
    with contextlib.suppress(SourceError):
        leefbaarometer.load(path, retrieved=DAY, companions={})


# --- the service --------------------------------------------------------------------------------------------------


def test_one_gemeente_is_fetched_with_a_condition(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with service.running() as server:
        monkeypatch.setenv("WIJKDATA_LEEFBAAROMETER_URL", f"{server.address}/lbm3/ows")
        found = leefbaarometer.get_leefbaarometer(client, "GM0599", years=[2024])
        asked = [request.query["CQL_FILTER"] for request in server.requests]
    assert asked == ["id LIKE 'BU0599%'", "id LIKE 'WK0599%'", "id LIKE 'GM0599%'"]
    loaded = [leefbaarometer.load(raw.path, retrieved=raw.retrieved, companions={}) for raw in found]
    assert [set(one.observations["area"]) for one in loaded] == [{"BU05991448"}, {"WK059914"}, {"GM0599"}]
    assert all(leefbaarometer.recognises(sample(raw.path)) for raw in found)


def test_a_gemeente_without_areas_gives_nothing(client: Client) -> None:
    told: list[str] = []
    client.tell = told.append
    with service.running() as server:
        base = f"{server.address}/lbm3/ows"
        assert leefbaarometer.get_leefbaarometer(client, "GM0088", levels=["buurt"], base=base) == []
    assert any("geen gebieden" in line for line in told)


def test_where_the_condition_is_refused_the_whole_layer_is_fetched(client: Client) -> None:
    with service.running(cql=False) as server:
        base = f"{server.address}/lbm3/ows"
        (raw,) = leefbaarometer.get_leefbaarometer(client, "GM0599", levels=["buurt"], base=base)
    assert len(json.loads(raw.path.read_text(encoding="utf-8"))["features"]) == 2


def test_a_year_without_scores_is_told(client: Client) -> None:
    with service.running() as server, pytest.raises(DownloadError, match="buurtscore23"):
        leefbaarometer.get_leefbaarometer(
            client, "GM0599", years=[2023], levels=["buurt"], base=f"{server.address}/lbm3/ows"
        )


def test_only_a_gemeente_can_be_fetched(client: Client) -> None:
    with pytest.raises(UnknownAreaError, match="GM0599"):
        leefbaarometer.get_leefbaarometer(client, "BU05991448", base="http://127.0.0.1:9")


@whole_files
def test_the_whole_file_of_amstelveen() -> None:
    assert RAW is not None
    path = RAW / "leefbaarometer" / "AmstelveenDataWithDimensions.csv"
    loaded = leefbaarometer.load(path, retrieved=DAY, companions={})
    assert len(loaded.observations) == 14 * 4 * 6
    assert len(loaded.areas) == 14
    assert loaded.set_aside == {}
    assert value(loaded.observations, "WK036201", "leefbaarometer", 2022) == pytest.approx(0.22592, abs=1e-5)
