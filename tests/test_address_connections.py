"""Gas connections of a whole country by an engine: the same figures as the reader for one gemeente gives."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_address_labels import needs_duckdb, needs_spark, same
from test_kleinverbruik import DAY, FIXTURES, HEADER, A, B, places

from wijkdata import address_connections
from wijkdata.cli import main
from wijkdata.errors import SourceError, WijkdataError
from wijkdata.sources import kleinverbruik
from wijkdata.sources.loaded import Loaded
from wijkdata.store import Store

ADDRESSES = pd.concat(
    [
        places(("3067AA", A), ("3067AB", A), ("3067AB", B), ("3067AC", "")),
        places(("3069AA", B), ("3070AA", A)).assign(object=[f"{number:016d}" for number in (7, 8)]),
    ],
    ignore_index=True,
)


def file_of(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "kleinverbruik.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def by_engine(path: Path, addresses: pd.DataFrame, engine: str, folder: Path, **options) -> Loaded:
    file = folder / "adressen.parquet"
    addresses.to_parquet(file)
    return address_connections.load(path, [file], retrieved=DAY, engine=engine, **options)


@needs_duckdb
@pytest.mark.parametrize(
    ("name", "postcode"),
    [("kv_stedin_2023", "3067AA"), ("kv_liander_2025", "1012NX"), ("kv_enexis_2019", "5611AB")],
)
def test_the_published_forms(name: str, postcode: str, tmp_path: Path) -> None:
    """With the share in operation, and without it: then all count and the method says so."""
    path, addresses = FIXTURES / f"{name}.csv", places((postcode, A), (f"{postcode[:4]}ZZ", B))
    expected = kleinverbruik.load(path, retrieved=DAY, addresses=addresses, year=2023, operator="X")
    found = by_engine(path, addresses, "duckdb", tmp_path, year=2023, operator="X")
    assert found.observations["value"].gt(0).any()
    same(found, expected)


# With these numbers no sum lies halfway between two rounded figures, so that its order does not matter.
POSTCODES = ["3067AA", "3067AB", "3067AC", "3067ZZ", "3068AA", "3069AA", "3069ZZ", "3070AA", "9999AA", "306"]
ROW = st.tuples(
    *(st.sampled_from(POSTCODES) for _ in range(2)),
    st.sampled_from(["GAS", "GAS", "ELK", "WARMTE"]),
    st.sampled_from(["12", "24", "60", "veel"]),
    st.sampled_from(["100", "0", "91,67", "", "101"]),
)
ROWS = st.lists(ROW.map(lambda cells: ";".join([*cells, "1000"])), min_size=1, max_size=30)
#: Kept whatever else there is, so that the file is not refused.
ALWAYS = "3067AA;3067AA;GAS;24;100;1000"


@needs_duckdb
@given(rows=ROWS)
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_any_ranges_at_any_addresses(rows: list[str], tmp_path: Path) -> None:
    """Over several buurten and four-digit areas, without an address, without a share, elsewhere, or no range."""
    path = file_of(tmp_path, ALWAYS, *rows)
    expected = kleinverbruik.load(path, retrieved=DAY, addresses=ADDRESSES, year=2023)
    same(by_engine(path, ADDRESSES, "duckdb", tmp_path, year=2023), expected)


@needs_spark
def test_spark_gives_what_the_reader_gives(tmp_path: Path) -> None:
    """Every pair of postcodes, with each product and share in turn."""
    pairs = [(first, last) for first in POSTCODES for last in POSTCODES]
    kinds = [("GAS", 12, "100"), ("GAS", 24, "91,67"), ("ELK", 36, "100"), ("GAS", 48, ""), ("GAS", 60, "0")]
    rows = [
        ";".join(map(str, (first, last, *kinds[turn % len(kinds)], 1000)))
        for turn, (first, last) in enumerate(pairs)
    ]
    path = file_of(tmp_path, ALWAYS, *rows)
    expected = kleinverbruik.load(path, retrieved=DAY, addresses=ADDRESSES, year=2023)
    same(by_engine(path, ADDRESSES, "spark", tmp_path, year=2023), expected)


@needs_duckdb
def test_an_address_that_was_loaded_twice_counts_once_where_it_was_last(tmp_path: Path) -> None:
    path = file_of(tmp_path, "3067AA;3070ZZ;GAS;60;100;")
    twice = pd.concat([ADDRESSES.assign(buurt=B), ADDRESSES], ignore_index=True)
    same(
        by_engine(path, twice, "duckdb", tmp_path, year=2023),
        kleinverbruik.load(path, retrieved=DAY, addresses=twice, year=2023),
    )


@needs_duckdb
def test_ranges_are_put_ready_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_connections, "_TOGETHER", 2)
    path = file_of(tmp_path, *(f"3067A{letter};3070AA;GAS;24;100;" for letter in "ABCDEFGH"))
    same(
        by_engine(path, ADDRESSES, "duckdb", tmp_path, year=2023),
        kleinverbruik.load(path, retrieved=DAY, addresses=ADDRESSES, year=2023),
    )


@needs_duckdb
def test_with_too_little_memory_it_says_so_and_with_a_little_it_uses_the_disk(tmp_path: Path) -> None:
    count = 60_000
    path = file_of(
        tmp_path,
        *(f"{1000 + number % 9000}AA;{1000 + number % 9000}ZZ;GAS;10;100;" for number in range(count)),
    )
    homes = places(*((f"{1000 + number % 9000}BB", A) for number in range(count)))
    with pytest.raises(WijkdataError, match=r"Met 1MB geheugen lukt dit niet\. Geef meer met --memory"):
        by_engine(path, homes, "duckdb", tmp_path, year=2023, memory="1MB")
    found = by_engine(path, homes, "duckdb", tmp_path, year=2023, memory="200MB").observations
    assert found["value"].tolist() == [10 * count]


@needs_duckdb
def test_what_cannot_be_counted_is_refused_as_the_reader_does(tmp_path: Path) -> None:
    path = file_of(tmp_path, "3067AA;3067AB;GAS;24;100;")
    with pytest.raises(WijkdataError, match="Kies duckdb of spark"):
        by_engine(path, ADDRESSES, "sqlite", tmp_path, year=2023)
    with pytest.raises(SourceError, match="niet van welk jaar"):
        by_engine(path, ADDRESSES, "duckdb", tmp_path)
    with pytest.raises(SourceError, match="is dit de netbeheerder van deze gemeente"):
        by_engine(path, places(("9999AA", A)), "duckdb", tmp_path, year=2023)
    with pytest.raises(SourceError, match="geen adressen met een postcode"):
        by_engine(path, places(("", A)), "duckdb", tmp_path, year=2023)
    with pytest.raises(SourceError, match="geen enkele regel te gebruiken"):
        by_engine(file_of(tmp_path, "3067AA;3067AB;GAS;veel;100;"), ADDRESSES, "duckdb", tmp_path, year=2023)


# --- the command --------------------------------------------------------------------------------------------------


@needs_duckdb
def test_the_command_keeps_what_adding_the_file_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fewer than ten connections are shown by neither."""
    path = file_of(tmp_path, "3067AA;3067AA;GAS;24;100;", "3067AB;3067AC;GAS;24;25;")
    kept = []
    for folder, words in (
        ("een", ["connections", str(path), "--memory", "200MB"]),
        ("twee", ["add", str(path)]),
    ):
        monkeypatch.setenv("WIJKDATA_HOME", str(tmp_path / folder))
        homes = places(("3067AA", "BU99010101"), ("3067AB", "BU99010102"))
        Store.open().add(Loaded("Adressen", addresses=homes), name="a", sha256="0" * 64, retrieved=DAY)
        assert main([*words, "--year", "2023"]) == 0
        assert "kleinverbruik.csv" in capsys.readouterr().out
        kept.append(
            Store.open().observations(["BU99010101", "BU99010102"]).sort_values("area", ignore_index=True)
        )
    pd.testing.assert_frame_equal(*kept)
    assert kept[0]["value"].tolist() == pytest.approx([24, float("nan")], nan_ok=True)
    assert kept[0]["status"].tolist() == ["definitief", "geheim"]


def test_the_command_without_addresses_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIJKDATA_HOME", str(tmp_path))
    assert main(["connections", str(FIXTURES / "kv_stedin_2023.csv"), "--year", "2023"]) == 1
    assert "haal eerst de BAG-adressen van de gemeente op" in capsys.readouterr().err
