"""The local store: whole or not at all, the newest edition counts, and one wijk reads one wijk."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from shapely.geometry import box

from wijkdata import catalogue, observations
from wijkdata import figures as figures_at_hand
from wijkdata.errors import WijkdataError
from wijkdata.sources.cbs_kwb import area_rows
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.tables import cbs
from wijkdata.store import Store, sha256_of

BUURT, OTHER, ELSEWHERE = "BU05991448", "BU05991449", "BU02000101"


def figures(*rows: tuple[str, str, int, float], table: str = "T") -> pd.DataFrame:
    return observations.validate(
        pd.DataFrame(
            [
                {
                    "area": area,
                    "indicator": indicator,
                    "year": year,
                    "value": value,
                    "unit": catalogue.indicator(indicator).unit,
                    "status": "geheim" if np.isnan(value) else "definitief",
                    "source": "CBS",
                    "table": table,
                    "method": "gepubliceerd",
                    "note": "",
                    "retrieved": "2026-01-01",
                    "boundary_year": year,
                }
                for area, indicator, year, value in rows
            ]
        )
    )


def loaded(frame: pd.DataFrame, modified: str = "2026-01-01", **parts: Any) -> Loaded:
    ids = sorted(set(frame["table"]))
    return Loaded("proef", tuple(cbs(one, one, (2017,), modified) for one in ids), frame, **parts)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "gegevens")


def add(store: Store, what: Loaded, sha256: str = "a" * 64, retrieved: str = "2026-01-01") -> None:
    store.add(what, name="proef.csv", sha256=sha256, retrieved=retrieved)


def test_what_goes_in_comes_out(store: Store) -> None:
    frame = figures((BUURT, "gas_gem", 2017, 930.0), (OTHER, "gas_gem", 2017, np.nan))
    add(store, loaded(frame))
    found = store.observations([BUURT, OTHER])
    pd.testing.assert_frame_equal(observations.validate(found), frame)
    assert store.observations([ELSEWHERE]).empty
    assert store.observations([BUURT], ["woningen"]).empty


def test_an_empty_store_has_nothing_and_makes_nothing(store: Store) -> None:
    assert store.observations([BUURT]).empty
    assert store.areas().empty
    assert store.shapes("buurt", "GM0599") is None
    assert store.tables().empty
    assert not store.folder.exists()


def test_a_revision_stands_beside_the_earlier_edition(store: Store) -> None:
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 930.0)), "2025-01-01"), "a" * 64, "2025-02-01")
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 940.0)), "2026-01-01"), "b" * 64, "2026-02-01")
    assert store.observations([BUURT])["value"].tolist() == [940.0]
    editions = store.editions([BUURT])
    assert editions[["value", "retrieved"]].to_numpy().tolist() == [
        [930.0, "2025-02-01"],
        [940.0, "2026-02-01"],
    ]


def test_an_old_edition_that_is_added_later_stays_old(store: Store) -> None:
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 940.0)), "2026-01-01"), "b" * 64)
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 930.0)), "2025-01-01"), "a" * 64, "2026-03-01")
    assert store.observations([BUURT])["value"].tolist() == [940.0]


@pytest.mark.parametrize("modified", ["", "2026-01-01"])
def test_an_edition_without_the_figure_yet_never_hides_it(store: Store, modified: str) -> None:
    """Of a map no edition says its date: the first one may well be added last."""
    to_come = figures((BUURT, "gas_gem", 2017, np.nan), (OTHER, "gas_gem", 2017, np.nan))
    to_come = to_come.assign(status="ontbreekt", note=f"{observations.NOT_YET_PUBLISHED}; later wel")
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 930.0)), modified), "a" * 64)
    add(store, loaded(to_come, modified), "b" * 64, "2026-03-01")
    for rows in (store.observations([BUURT, OTHER]), store.inside("GM0599", ["gas_gem"])):
        assert rows["area"].tolist() == [BUURT, OTHER]
        assert rows["value"].tolist() == pytest.approx([930.0, np.nan], nan_ok=True)


def test_a_figure_that_was_withdrawn_is_gone(store: Store) -> None:
    """Unlike one that is still to come, one that became secret may not stay in sight."""
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 930.0))), "a" * 64)
    add(store, loaded(figures((BUURT, "gas_gem", 2017, np.nan))), "b" * 64, "2026-03-01")
    assert store.observations([BUURT])["status"].tolist() == ["geheim"]


def test_the_same_bytes_replace_what_they_gave_before(store: Store) -> None:
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 1.0))))
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 2.0))))
    assert [entry.name for entry in store.entries] == ["proef.csv"]
    assert store.editions([BUURT])["value"].tolist() == [2.0]
    assert len(list((store.folder / "delen").iterdir())) == 1


def test_another_program_sees_what_was_added(store: Store) -> None:
    before = Store(store.folder).stamp()
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 930.0))))
    other = Store(store.folder)
    assert other.stamp() != before
    assert len(other.observations([BUURT])) == 1


def test_a_wijk_reads_only_the_groups_of_rows_it_can_be_in(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = [f"BU{number:04d}0000" for number in range(9000)]
    add(store, loaded(figures(*((code, "gas_gem", 2017, 1.0) for code in codes))))
    read: list[int] = []
    real = pq.ParquetFile.read_row_groups

    def counted(file: pq.ParquetFile, groups: list[int], **named: Any) -> Any:
        read.extend(groups)
        return real(file, groups, **named)

    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", counted)
    assert len(store.observations([codes[-1], codes[-2]])) == 2
    assert len(read) == 1


def test_texts_come_back_whether_they_repeat_or_not(store: Store) -> None:
    """Texts that repeat lie in the file as a list, which every group of rows has as a whole; other texts do not."""
    areas = [f"BU{number:08d}" for number in range(599_0000, 599_9000)]
    frame = figures(*((area, "woningen", 2017, 1.0) for area in reversed(areas)))
    frame["note"] = "zie " + frame["area"]
    store.add(loaded(frame), name="a", sha256="0" * 64, retrieved="2026-01-01")
    found = Store(store.folder).observations([areas[-1], areas[0]])
    assert found["note"].tolist() == [f"zie {areas[0]}", f"zie {areas[-1]}"]
    assert found["method"].tolist() == ["gepubliceerd"] * 2
    (part,) = (store.folder / "delen").glob("*.parquet")
    columns = pq.read_metadata(part).row_group(0)
    assert columns.num_rows < len(areas)
    assert {columns.column(number).path_in_schema for number in range(columns.num_columns)} >= {
        "area",
        "note",
    }
    assert columns.column(0).statistics.max < areas[-1]
    assert pq.read_table(part).schema.field("method").type == "string"


def test_buurten_of_one_gemeente(store: Store) -> None:
    rows = [(one, "gas_gem", 2017, 1.0) for one in (BUURT, OTHER, ELSEWHERE, "GM0599", "WK059914")]
    add(store, loaded(figures(*rows)))
    assert sorted(store.inside("GM0599", ["gas_gem"])["area"]) == [BUURT, OTHER]
    assert store.inside("GM0599", ["woningen"]).empty


def test_areas_and_boundaries(store: Store) -> None:
    codes = pd.Series([BUURT, OTHER])
    rows = area_rows(codes, 2019, pd.Series(["Prinsenland", "Het Lage Land"]), pd.Series(["1", ""]))
    shapes = gpd.GeoDataFrame(
        {"code": [BUURT, OTHER], "name": rows["name"], "level": "buurt", "boundary_year": 2019},
        geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)],
        crs="EPSG:28992",
    )
    older = shapes.assign(boundary_year=2014)
    add(store, Loaded("kaart", areas=rows, boundaries=shapes), "a" * 64)
    add(store, Loaded("oude kaart", boundaries=older), "b" * 64, "2026-03-01")
    assert store.areas()["name"].tolist() == ["Prinsenland", "Het Lage Land"]
    found = store.shapes("buurt", "GM0599")
    assert found is not None
    assert found.crs.to_epsg() == 28992
    assert sorted(found["boundary_year"]) == [2014, 2014, 2019, 2019]
    assert store.shapes("buurt", "GM0200") is None
    assert store.shapes("wijk", "GM0599") is None


def test_what_is_cited(store: Store) -> None:
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 930.0), table="83765NED")))
    table = store.tables().loc["83765NED"]
    assert (table["publisher"], table["licence"], table["retrieved"]) == ("CBS", "CC BY 4.0", "2026-01-01")


# --- what goes wrong ---------------------------------------------------------------------------------------------


def test_a_failure_while_adding_leaves_the_store_as_it_was(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 930.0))))
    before = {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()}
    areas = area_rows(pd.Series([BUURT]), 2019, pd.Series(["Prinsenland"]), pd.Series([""]))

    real, written = pq.write_table, []

    def full_at_the_second(*arguments: Any, **named: Any) -> None:
        written.append(arguments)
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        real(*arguments, **named)

    monkeypatch.setattr(pq, "write_table", full_at_the_second)
    with pytest.raises(WijkdataError, match=r"niet te bewaren.*niets veranderd"):
        add(store, loaded(figures((BUURT, "gas_gem", 2017, 999.0)), areas=areas), "c" * 64)
    assert len(written) == 2
    assert store.observations([BUURT])["value"].tolist() == [930.0]
    assert {path: path.read_bytes() for path in store.folder.rglob("*") if path.is_file()} == before


def test_a_file_that_cannot_be_kept_is_told(store: Store, tmp_path: Path) -> None:
    given = tmp_path / "gas.csv"
    given.write_text("area;value", encoding="utf-8")
    store.folder.mkdir(parents=True, exist_ok=True)
    store.raw_folder.write_text("a file where a folder is wanted", encoding="utf-8")
    with pytest.raises(WijkdataError, match=r"gas\.csv zijn niet te bewaren.*niets veranderd"):
        store.keep_raw(given, sha256_of(given))


@pytest.mark.parametrize(
    "text",
    [
        '{"form": 1, "entries": [',
        "[",
        "[]",
        "3",
        '{"entries": [',
        '{"form": 1, "entries": [{}]}',
        '{"form": "[',
        '{"form": "x", "entries": []}',
        '{"form": 1, "entries": 5}',
        "[" * 100_000,
    ],
)
def test_a_damaged_description_is_told_and_left_alone(store: Store, text: str) -> None:
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 930.0))))
    contents = store.folder / "inhoud.json"
    contents.write_text(text, encoding="utf-8")
    with pytest.raises(WijkdataError, match="inhoudsopgave"):
        Store(store.folder).observations([BUURT])
    with pytest.raises(WijkdataError):
        add(Store(store.folder), loaded(figures((BUURT, "gas_gem", 2017, 1.0))), "b" * 64)
    assert contents.read_text(encoding="utf-8") == text


def test_what_a_killed_program_left_behind_is_swept_up(store: Store) -> None:
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 930.0))))
    named = {path.name for path in (store.folder / "delen").iterdir()}
    for name in ("0123456789abcdef.parquet", ".0123456789abcdef.parquet.01234567.tmp"):
        (store.folder / "delen" / name).write_bytes(b"half")
    add(Store(store.folder), loaded(figures((OTHER, "gas_gem", 2017, 940.0))), "b" * 64)
    left = {path.name for path in (store.folder / "delen").iterdir()}
    assert named < left
    assert len(left) == 2


@pytest.mark.parametrize("what", ["figures", "areas", "boundaries", "addresses"])
@pytest.mark.parametrize("lost", [False, True])
def test_a_damaged_part_is_told_with_the_file_to_add_again(store: Store, what: str, *, lost: bool) -> None:
    whole = map_of("GM0599", 3, 2024)
    addresses = pd.DataFrame({"postcode": ["3067AA"], "buurt": [BUURT]})
    rows = area_rows(pd.Series([BUURT]), 2024, pd.Series(["Prinsenland"]), pd.Series([""]))
    given = loaded(
        figures((BUURT, "gas_gem", 2017, 930.0)), areas=rows, boundaries=whole.boundaries, addresses=addresses
    )
    add(store, given)
    read = {
        "figures": lambda: Store(store.folder).observations([BUURT]),
        "areas": lambda: Store(store.folder).areas(),
        "boundaries": lambda: Store(store.folder).shapes("buurt", "GM0599"),
        "addresses": lambda: Store(store.folder).addresses(),
    }
    (part,) = [one for one in store.entries[0].parts if one.what == what]
    path = store.folder / "delen" / part.file
    if lost:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:100])
    assert not store.is_whole(store.entries[0])
    with pytest.raises(WijkdataError, match=r"Wat van proef\.csv was overgenomen.*opnieuw toe"):
        read[what]()
    add(store, given)
    assert store.is_whole(store.entries[0])
    read[what]()


def test_a_newer_store_is_refused(store: Store) -> None:
    add(store, loaded(figures((BUURT, "gas_gem", 2017, 930.0))))
    contents = store.folder / "inhoud.json"
    contents.write_text(json.dumps({"form": 99, "entries": []}), encoding="utf-8")
    with pytest.raises(WijkdataError, match="nieuwere versie"):
        _ = Store(store.folder).entries


def _add_in_a_process(folder: str, number: int) -> None:
    add(Store(Path(folder)), loaded(figures((BUURT, "gas_gem", 2000 + number, 1.0))), f"{number:064d}")


def test_programs_that_add_at_the_same_time_wait_for_each_other(store: Store) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [
        context.Process(target=_add_in_a_process, args=(str(store.folder), number)) for number in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert sorted(Store(store.folder).observations([BUURT])["year"]) == [2000, 2001, 2002, 2003]


def test_what_another_program_added_meanwhile_stays(store: Store) -> None:
    add(store, loaded(figures((BUURT, "gas_gem", 2000, 1.0))), f"{0:064d}")
    assert len(store.entries) == 1  # as this window knows it from here on
    add(Store(store.folder), loaded(figures((BUURT, "gas_gem", 2001, 1.0))), f"{1:064d}")
    add(store, loaded(figures((BUURT, "gas_gem", 2002, 1.0))), f"{2:064d}")
    assert [one.sha256 for one in Store(store.folder).entries] == [f"{number:064d}" for number in range(3)]


def test_raw_files_are_kept_once_under_their_hash(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"abc")
    digest = sha256_of(file)
    assert digest == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    for _ in range(2):
        store.keep_raw(file, digest)
    kept = store.raw_folder / digest[:2] / digest
    assert kept.read_bytes() == b"abc"
    assert [one for one in store.raw_folder.rglob("*") if one.is_file()] == [kept]


def map_of(gemeente: str, count: int, year: int) -> Loaded:
    codes = [f"BU{gemeente[2:]}{number:04d}" for number in range(count)]
    shapes = gpd.GeoDataFrame(
        {"code": codes, "name": codes, "level": "buurt", "boundary_year": year},
        geometry=[box(number, 0, number + 1, 1) for number in range(count)],
        crs="EPSG:28992",
    )
    return Loaded("kaart", boundaries=shapes)


def years_of_the_map(gemeente: str) -> set[int]:
    shapes = figures_at_hand.boundaries(gemeente)
    assert shapes is not None
    return set(shapes["boundary_year"])


@pytest.mark.parametrize(("count", "year"), [(1, 2014), (55, 2014), (82, 2014), (83, 2023)])
def test_a_file_with_a_part_of_the_buurten_does_not_replace_the_map_of_the_gemeente(
    count: int, year: int
) -> None:
    """The map that ships has 92 buurten; the Startanalyse of Rotterdam holds 55."""
    assert years_of_the_map("GM0599") == {2014}
    add(Store.open(), map_of("GM0599", count, 2023), "a" * 64)
    assert years_of_the_map("GM0599") == {year}


def test_a_part_is_the_map_of_a_gemeente_of_which_there_is_nothing_else() -> None:
    add(Store.open(), map_of("GM0200", 3, 2020), "a" * 64)
    assert years_of_the_map("GM0200") == {2020}
