"""Labels of a whole country by an engine: the same figures as the reader for one gemeente gives."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_eponline import DAY, ID, NEW, OLD, places, registration, total

from wijkdata import address_labels
from wijkdata.cli import main
from wijkdata.errors import SourceError, WijkdataError
from wijkdata.sources import eponline
from wijkdata.sources.loaded import Loaded
from wijkdata.store import Store

needs_duckdb = pytest.mark.skipif(
    find_spec("duckdb") is None, reason="the extra scale (duckdb) is not installed"
)
needs_spark = pytest.mark.skipif(find_spec("pyspark") is None, reason="the extra spark is not installed")
ENGINES = [pytest.param("duckdb", marks=needs_duckdb), pytest.param("spark", marks=needs_spark)]

A, B = "BU05991448", "BU05991449"
HOMES = places(
    (ID, "3067AA", 12, "", "", A),
    ("0599010000000002", "3069BB", 101, "A", "", A),
    ("0599010000000003", "3067AA", 14, "", "2", A),
    ("0599010000000004", "3067AA", 14, "", "3", B),
    ("0599010000000005", "3067AA", 16, "", "", B),
    ("0599010000000006", "3067AA", 16, "", "", B),
)
SHOP = places(("0599010000000007", "3067AA", 18, "", "", B), purpose="winkelfunctie")
ADDRESSES = pd.concat([HOMES, SHOP], ignore_index=True)


def by_engine(path: Path, addresses: pd.DataFrame, engine: str, **options) -> Loaded:
    file = path.parent / "adressen.parquet"
    addresses.to_parquet(file)
    return address_labels.load(path, [file], retrieved=DAY, engine=engine, **options)


def same(found: Loaded, expected: Loaded) -> None:
    key = ["indicator", "area"]
    ours, theirs = (one.observations.sort_values(key, ignore_index=True) for one in (found, expected))
    pd.testing.assert_frame_equal(ours, theirs)
    assert found.kind == expected.kind
    assert found.tables == expected.tables
    assert dict(found.set_aside) == {why: count for why, count in expected.set_aside.items() if count}
    np.testing.assert_array_equal(np.sort(found.behind), np.sort(expected.behind))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("path", "date"), [(NEW, None), (OLD, "2026-04-01")])
def test_the_published_forms(engine: str, path: Path, date: str | None, tmp_path: Path) -> None:
    file = tmp_path / path.name
    file.write_bytes(path.read_bytes())
    expected = eponline.load(
        file, retrieved=DAY, addresses=ADDRESSES, reference_date=date, boundary_year=2024
    )
    found = by_engine(file, ADDRESSES, engine, reference_date=date)
    assert found.observations["value"].notna().any()
    same(found, expected)


CHOICES = {
    "BAGVerblijfsobjectID": ["", "0000000000000000", *ADDRESSES["object"], "0344010000000001"],
    "Postcode": ["3067AA", "3069BB", "3500ZZ", ""],
    "Huisnummer": ["12", "14", "16", "18", "101"],
    "Huisletter": ["", "A", "a"],
    "Huisnummertoevoeging": ["", "2", "3", "A"],
    "Energieklasse": ["A", "B", "C", "G", ""],
    "Registratiedatum": ["20200101", "20240112", "20300101"],
    "Opnamedatum": ["20240105", "20240106"],
    "GeldigTot": ["20250105", "20340105"],
    "Berekeningstype": ["NTA 8800:2023", "Rekenmethodiek Definitief Energielabel"],
    "Gebouwklasse": ["W", "U"],
}
ROWS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CHOICES.items()}),
    min_size=1,
    max_size=40,
)


@needs_duckdb
@given(rows=ROWS)
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_any_registrations_at_any_addresses(rows: list[dict[str, str]], tmp_path: Path) -> None:
    """Double ones, without a number, at an address that is there twice, elsewhere, expired, of another building."""
    path = tmp_path / "totaal.csv"
    # One that always counts, so that the file is not refused.
    path.write_bytes(total(registration(), *(registration(**row) for row in rows)).getvalue())
    expected = eponline.load(path, retrieved=DAY, addresses=ADDRESSES, boundary_year=2024)
    same(by_engine(path, ADDRESSES, "duckdb"), expected)


@needs_spark
def test_spark_gives_what_the_reader_gives(tmp_path: Path) -> None:
    """Every choice of each column once, beside a registration that is found."""
    rows = [registration(**{name: value}) for name, values in CHOICES.items() for value in values]
    rows += [registration(BAGVerblijfsobjectID="", Huisnummer=one) for one in CHOICES["Huisnummer"]]
    path = tmp_path / "totaal.csv"
    path.write_bytes(total(*rows).getvalue())
    expected = eponline.load(path, retrieved=DAY, addresses=ADDRESSES, boundary_year=2024)
    same(by_engine(path, ADDRESSES, "spark"), expected)


@needs_duckdb
def test_an_address_that_was_loaded_twice_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "totaal.csv"
    path.write_bytes(total(registration()).getvalue())
    twice = pd.concat([ADDRESSES.assign(buurt=B), ADDRESSES], ignore_index=True)
    same(
        by_engine(path, twice, "duckdb"),
        eponline.load(path, retrieved=DAY, addresses=twice, boundary_year=2024),
    )


@needs_duckdb
def test_with_too_little_memory_it_says_so_and_with_a_little_it_uses_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "totaal.csv"
    count = 60_000
    rows = [
        registration(BAGVerblijfsobjectID=f"0599010{number:09d}", Huisnummer=str(number % 900 + 1))
        for number in range(count)
    ]
    path.write_bytes(total(*rows).getvalue())
    homes = places(
        *((f"0599010{number:09d}", "3067AA", number % 900 + 1, "", "", A) for number in range(count))
    )
    with pytest.raises(WijkdataError, match=r"Met 1MB geheugen lukt dit niet\. Geef meer met --memory"):
        by_engine(path, homes, "duckdb", memory="1MB")
    found = by_engine(path, homes, "duckdb", memory="100MB").observations
    assert found.loc[found["indicator"] == "woningen_met_label", "value"].tolist() == [count]


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_a_missing_engine_is_told_in_dutch(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "totaal.csv"
    path.write_bytes(total(registration()).getvalue())
    for name in ("duckdb", "pyspark", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(WijkdataError, match=r"pip install \"wijkdata\[(scale|spark)\]\""):
        by_engine(path, ADDRESSES, engine)


def test_what_cannot_be_counted_is_refused_in_dutch(tmp_path: Path) -> None:
    path = tmp_path / "totaal.csv"
    path.write_bytes(total(registration()).getvalue())
    with pytest.raises(WijkdataError, match="Kies duckdb of spark"):
        by_engine(path, ADDRESSES, "sqlite")
    with pytest.raises(WijkdataError, match="Schrijf 500MB of 2GB"):
        by_engine(path, ADDRESSES, "duckdb", memory="veel")
    path.write_text("a;b\n1;2\n")
    with pytest.raises(SourceError, match="kolommen van het totaalbestand"):
        by_engine(path, ADDRESSES, "duckdb")


# --- the command --------------------------------------------------------------------------------------------------


@needs_duckdb
def test_the_command_keeps_what_adding_the_file_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fewer than ten dwellings are not shown by either way; of these buurten nobody else counts the dwellings."""
    first, second = "BU99010101", "BU99010102"
    path = tmp_path / "totaal.csv"
    many = [(f"05990100000001{number:02d}", "3067AA", 100 + number, "", "", first) for number in range(20)]
    homes = pd.concat([places(*many), ADDRESSES.assign(buurt=second)], ignore_index=True)
    rows = [registration(BAGVerblijfsobjectID=one[0], Huisnummer=str(one[2])) for one in many[:15]]
    path.write_bytes(total(*rows, registration(BAGVerblijfsobjectID="0599010000000004")).getvalue())
    kept = []
    for folder, words in (("een", ["labels", str(path), "--memory", "200MB"]), ("twee", ["add", str(path)])):
        monkeypatch.setenv("WIJKDATA_HOME", str(tmp_path / folder))
        Store.open().add(Loaded("Adressen", addresses=homes), name="a", sha256="0" * 64, retrieved=DAY)
        assert main(words) == 0
        assert "totaal.csv" in capsys.readouterr().out
        kept.append(
            Store.open().observations([first, second]).sort_values(["indicator", "area"], ignore_index=True)
        )
    pd.testing.assert_frame_equal(*kept)
    labelled = kept[0][kept[0]["indicator"] == "woningen_met_label"].set_index("area")
    assert labelled.loc[first, "value"] == 15
    assert labelled.loc[second, "status"] == "geheim"
    assert Store.open().entries[-1].name == "totaal.csv"


def test_the_command_without_addresses_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIJKDATA_HOME", str(tmp_path))
    assert main(["labels", str(NEW)]) == 1
    assert "haal eerst de BAG-adressen van de gemeente op" in capsys.readouterr().err
