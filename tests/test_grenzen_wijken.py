"""The simplified wijken of 2016: one of them in two parts, a year that the file does not name."""

from __future__ import annotations

import contextlib
import io
import json
import os
from pathlib import Path

import pytest
from anything import ANYTHING
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkdata.errors import SourceError
from wijkdata.sources import grenzen, grenzen_rotterdam, grenzen_wijken, pdok
from wijkdata.sources.loaded import Loaded, sample

FIXTURE = Path(__file__).parent / "fixtures" / "pdok" / "wijken_2016.geojson"

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")


def load(path: Path) -> Loaded:
    return grenzen_wijken.load(path, retrieved="2026-11-24", companions={})


def with_code(tmp_path: Path, code: str | None) -> Path:
    found = json.loads(FIXTURE.read_text(encoding="utf-8"))
    found["features"][0]["properties"]["WKC"] = code
    path = tmp_path / "wijken.geojson"
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


def test_wijken_with_their_boundaries() -> None:
    found = load(FIXTURE)
    assert found.areas.set_index("code").loc["WK059914"].tolist() == [
        2016,
        "Prins Alexander",
        "wijk",
        "GM0599",
        "GM0599",
        "",
    ]
    assert found.boundaries is not None
    assert found.boundaries.set_index("code").area["WK059914"] == pytest.approx(18.6e6, rel=0.01)
    assert [one.id for one in found.tables] == ["Wijk- en buurtkaart 2016"]


def test_a_wijk_in_two_parts_is_one() -> None:
    found = load(FIXTURE)
    assert found.set_aside == {"delen van een gebied, samengevoegd": 1}
    assert found.boundaries is not None
    assert found.boundaries.set_index("code").area["WK191104"] == pytest.approx(26_217_926.5 + 32_047.5)


def test_only_this_file_is_recognised() -> None:
    assert grenzen_wijken.recognises(sample(FIXTURE))
    assert not any(other.recognises(sample(FIXTURE)) for other in (grenzen, grenzen_rotterdam, pdok))


@pytest.mark.parametrize("code", ["WK047801", "WK194801"])
def test_another_year_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(SourceError, match="in 2016 niet"):
        load(with_code(tmp_path, code))


@pytest.mark.parametrize("code", ["WK999999", "BU05991448", "", None])
def test_what_is_no_wijk_is_counted(tmp_path: Path, code: str | None) -> None:
    assert load(with_code(tmp_path, code)).set_aside["geen code van een wijk"] == 1


@settings(max_examples=40, deadline=None)
@given(key=st.sampled_from(["WKC", "WKN", "GMC", "geometry"]), value=ANYTHING)
def test_a_changed_file_ends_in_boundaries_or_a_message(key: str, value: object) -> None:
    found = json.loads(FIXTURE.read_text(encoding="utf-8"))
    first = found["features"][0]
    (first if key == "geometry" else first["properties"])[key] = value
    with contextlib.suppress(SourceError):
        grenzen_wijken.read_wijken(io.StringIO(json.dumps(found)))


@whole_files
def test_whole_file() -> None:
    assert RAW is not None
    path = RAW / "grenzen" / "wijk_2016_rd_all_nl.geojson"
    assert grenzen_wijken.recognises(sample(path))
    found = load(path)
    assert len(found.areas) == 2981
    assert found.areas["gemeente"].nunique() == 390
    assert found.boundaries is not None
    assert found.boundaries.is_valid.all()
    # two wijken are so small that nothing was left of them
    assert found.set_aside == {
        "delen van een gebied, samengevoegd": 1,
        "vlak ontbreekt; de naam is wel overgenomen": 2,
    }
