"""The data set of the Energietransitiemodel: only dwellings and inhabitants, with where they come from."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wijkdata.errors import SourceError
from wijkdata.sources import etlocal
from wijkdata.sources.loaded import sample

FIXTURES = Path(__file__).parent / "fixtures" / "etlocal"
BUURTEN, ORIGINS = FIXTURES / "buurten_2016.csv", FIXTURES / "buurten_2016_commits.yml"
DAY = "2026-11-24"
RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = BUURTEN.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "buurten.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    return path


def test_dwellings_and_inhabitants_with_their_origin() -> None:
    assert etlocal.recognises(sample(BUURTEN))
    loaded = etlocal.load(BUURTEN, retrieved=DAY, companions={"herkomst": ORIGINS})
    table = loaded.observations.set_index(["area", "indicator"])
    dwellings = table.loc[("BU05991448", "woningen")]
    assert (dwellings["value"], dwellings["year"], dwellings["boundary_year"]) == (5152, 2016, 2016)
    assert (dwellings["status"], dwellings["source"], dwellings["table"]) == (
        "model",
        "Quintel",
        "ETLocal 2016",
    )
    assert "Basisregistratie Adressen en Gebouwen" in dwellings["note"]
    inhabitants = table.loc[("BU05991449", "inwoners")]
    assert inhabitants["value"] == 10550
    assert "83487NED" in inhabitants["note"]
    assert loaded.areas["name"].tolist() == ["Rivium", "Prinsenland", "Het Lage Land"]
    assert loaded.tables[0].licence == "MIT"


def test_one_dwelling_may_be_none() -> None:
    table = etlocal.read_etlocal(BUURTEN, retrieved=DAY).set_index(["area", "indicator"])
    assert table.loc[("BU05992540", "woningen"), "value"] == 1
    assert "geen enkele woning" in table.loc[("BU05992540", "woningen"), "note"]
    assert table.loc[("BU05992540", "inwoners"), "value"] == 0


def test_empty_and_negative_are_missing(tmp_path: Path) -> None:
    path = changed(tmp_path, "2016,5152,9950", "2016,,-5")
    table = etlocal.read_etlocal(path, retrieved=DAY).set_index(["area", "indicator"])
    assert table.loc["BU05991448"]["value"].isna().all()
    assert set(table.loc["BU05991448"]["status"]) == {"ontbreekt"}
    assert table.loc[("BU05991448", "woningen"), "note"] == etlocal.EMPTY


def test_odd_codes_are_set_aside(tmp_path: Path) -> None:
    loaded = etlocal.load(changed(tmp_path, "BU05992540", "RES12"), retrieved=DAY, companions={})
    assert loaded.set_aside == {"geen code van een gebied": 1}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("number_of_residences", "residences", "number_of_residences ontbreekt"),
        ("Rivium,2016", "Rivium,2017", "analysis_year"),
        ("2016,5152", "2016,veel", "rij 3, kolom ‘number_of_residences’"),
        ("BU05991449", "BU05991448", "dezelfde sleutel"),
        ("BU05991448,", "BU05991448,,", "kolommen"),
    ],
)
def test_a_changed_file_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        etlocal.read_etlocal(changed(tmp_path, old, new), retrieved=DAY)


@pytest.mark.parametrize(
    "text",
    [
        "- fields: [a]",
        "a: b",
        "- fields: [[x]]\n  message: y",
        "- fields: [a]\n  message: [b]",
        "[",
        "- !!python/name:os.system x",
    ],
)
def test_origins_in_another_form_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "herkomst.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="herkomst"):
        etlocal.read_origins(path)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(place=st.integers(0, 600), length=st.integers(0, 20), damage=st.binary(max_size=20))
def test_any_damage_ends_in_a_message(tmp_path: Path, place: int, length: int, damage: bytes) -> None:
    content = BUURTEN.read_bytes()
    path = tmp_path / "buurten.csv"
    path.write_bytes(content[:place] + damage + content[place + length :])
    with contextlib.suppress(SourceError):
        etlocal.load(path, retrieved=DAY, companions={"herkomst": path})
    with contextlib.suppress(SourceError):
        etlocal.load(path, retrieved=DAY, companions={})


@whole_files
def test_the_whole_file() -> None:
    assert RAW is not None
    path = RAW / "etlocal" / "stedin_neighbourhoods_2016.csv"
    loaded = etlocal.load(
        path, retrieved=DAY, companions={"herkomst": path.with_name("stedin_neighbourhoods_2016_commits.yml")}
    )
    assert len(loaded.observations) == 2 * 3386
    assert len(loaded.areas) == 3386
    assert loaded.set_aside == {}
    assert (loaded.observations["note"].str.contains("herkomst")).all()
