"""The Startanalyse of 2020: gas connections, CO2 and labels per buurt, and what its texts and gaps mean."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from wijkdata.errors import SourceError
from wijkdata.sources.pbl_startanalyse import read_startanalyse
from wijkdata.sources.reading import set_aside

FIXTURE = Path(__file__).parent / "fixtures" / "startanalyse" / "GM0599.geojson"
DAY = "2026-11-24"
PRINSENLAND, S_GRAVENLAND, RIVIUM, BLIJDORPSEPOLDER = "BU05991448", "BU05991444", "BU05992540", "BU05990558"

RAW = os.environ.get("WIJKDATA_RAW")
whole_files = pytest.mark.skipif(not RAW, reason="WIJKDATA_RAW is not set")

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return read_startanalyse(FIXTURE, retrieved=DAY)


def figure(table: pd.DataFrame, area: str, indicator: str) -> pd.Series:
    rows = table[(table["area"] == area) & (table["indicator"] == indicator)]
    assert len(rows) == 1
    return rows.iloc[0]


def changed(tmp_path: Path, change: Change) -> Path:
    """Write the fixture with its features changed."""
    document = json.loads(FIXTURE.read_text(encoding="utf-8"))
    change(document)
    path = tmp_path / "GM0599.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def prinsenland(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(
        one["properties"] for one in document["features"] if one["properties"]["BU_CODE"] == PRINSENLAND
    )
    return found


def test_connections_and_co2_are_taken_over_as_model_figures(table: pd.DataFrame) -> None:
    connections = figure(table, PRINSENLAND, "gasaansluitingen")
    assert (connections["value"], connections["year"], connections["boundary_year"]) == (5332, 2019, 2019)
    assert (connections["status"], connections["method"]) == ("model", "gepubliceerd")
    assert (connections["source"], connections["table"], connections["retrieved"]) == (
        "PBL",
        "Startanalyse 2020",
        DAY,
    )
    assert "andere gebouwen" in connections["note"]
    co2 = figure(table, PRINSENLAND, "co2_gebouwen")
    assert (co2["value"], co2["unit"], co2["status"]) == (9919, "t/jaar", "model")
    assert "koeling" in co2["note"]


def test_label_shares_are_parts_of_the_registered_labels_only(table: pd.DataFrame) -> None:
    # registered A to G of Prinsenland: 21 17 8 7 5 8 1 percent of 5151 dwellings
    assert figure(table, PRINSENLAND, "label_dekking")["value"] == 67
    assert figure(table, PRINSENLAND, "label_ab_aandeel")["value"] == pytest.approx(100 * 38 / 67, abs=0.05)
    assert figure(table, PRINSENLAND, "label_efg_aandeel")["value"] == pytest.approx(100 * 14 / 67, abs=0.05)
    assert figure(table, PRINSENLAND, "woningen_met_label")["value"] == round(5151 * 0.67)
    assert "dekking" in figure(table, PRINSENLAND, "woningen_met_label")["method"]
    # the field that says 100 in every buurt counts estimated labels too
    assert set(table.loc[table["indicator"] == "label_dekking", "value"].dropna()) == {67, 50, 0}


def test_the_number_of_dwellings_is_left_to_cbs(table: pd.DataFrame) -> None:
    assert set(table["indicator"]) == {
        "gasaansluitingen",
        "co2_gebouwen",
        "label_dekking",
        "label_ab_aandeel",
        "label_efg_aandeel",
        "woningen_met_label",
    }
    assert len(table) == 4 * 6


def test_without_dwellings_there_is_no_label_figure_and_never_a_zero(table: pd.DataFrame) -> None:
    for indicator in ("label_dekking", "label_ab_aandeel", "label_efg_aandeel", "woningen_met_label"):
        row = figure(table, RIVIUM, indicator)
        assert pd.isna(row["value"])
        assert (row["status"], row["note"]) == ("ontbreekt", "geen woningen in deze buurt")
    assert figure(table, RIVIUM, "co2_gebouwen")["value"] == 1286


def test_without_registered_labels_the_coverage_is_zero_and_the_shares_are_missing(
    table: pd.DataFrame,
) -> None:
    assert figure(table, BLIJDORPSEPOLDER, "label_dekking")["value"] == 0
    assert figure(table, BLIJDORPSEPOLDER, "woningen_met_label")["value"] == 0
    share = figure(table, BLIJDORPSEPOLDER, "label_ab_aandeel")
    assert pd.isna(share["value"])
    assert share["note"] == "geen woning met een geregistreerd label"


def test_a_name_with_odd_quotes_does_no_harm(table: pd.DataFrame) -> None:
    assert "'''s Gravenland'" in FIXTURE.read_text(encoding="utf-8")
    assert figure(table, S_GRAVENLAND, "gasaansluitingen")["value"] == 3602


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", "leeg bij PBL"),
        ("onbekend", "bij PBL onbekend"),
        ("hoger", "PBL noemt geen getal maar ‘hoger’"),
        ("-", "bij PBL niet van toepassing"),
        ("-1", "PBL geeft ‘-1’: geen geldige waarde"),
        ("nan", "PBL geeft ‘nan’: geen geldige waarde"),
    ],
)
def test_texts_and_sentinels_are_missing_with_their_reason(tmp_path: Path, text: str, note: str) -> None:
    def change(document: dict[str, Any]) -> None:
        prinsenland(document)["ref_2019_A01"] = text
        prinsenland(document)["percentage_woningen_afgemeld_labelC"] = text

    table = read_startanalyse(changed(tmp_path, change), retrieved=DAY)
    for indicator in ("gasaansluitingen", "label_dekking", "label_ab_aandeel", "woningen_met_label"):
        row = figure(table, PRINSENLAND, indicator)
        assert (row["status"], row["note"]) == ("ontbreekt", note)
        assert pd.isna(row["value"])
    assert figure(table, PRINSENLAND, "co2_gebouwen")["value"] == 9919


def test_unknown_dwellings_leave_the_shares_but_no_number(tmp_path: Path) -> None:
    path = changed(tmp_path, lambda document: prinsenland(document).update(I09_aantalwoningen="onbekend"))
    table = read_startanalyse(path, retrieved=DAY)
    assert figure(table, PRINSENLAND, "label_ab_aandeel")["value"] == 56.7
    number = figure(table, PRINSENLAND, "woningen_met_label")
    assert (number["status"], number["note"]) == ("ontbreekt", "bij PBL onbekend")


def test_rounded_shares_never_cover_more_than_all_dwellings(tmp_path: Path) -> None:
    path = changed(
        tmp_path, lambda document: prinsenland(document).update(percentage_woningen_afgemeld_labelC="42")
    )
    assert figure(read_startanalyse(path, retrieved=DAY), PRINSENLAND, "label_dekking")["value"] == 100


def test_rows_without_a_buurt_code_are_set_aside_and_counted(tmp_path: Path) -> None:
    path = changed(tmp_path, lambda document: prinsenland(document).update(BU_CODE=" nvt"))
    table = read_startanalyse(path, retrieved=DAY)
    assert PRINSENLAND not in set(table["area"])
    assert set_aside(table) == {"geen buurtcode": 1}


def test_codes_are_trimmed_and_in_capitals(tmp_path: Path) -> None:
    path = changed(tmp_path, lambda document: prinsenland(document).update(BU_CODE="bu05991448 "))
    assert PRINSENLAND in set(read_startanalyse(path, retrieved=DAY)["area"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda document: prinsenland(document).pop("ref_2019_H15"),
            ["ontbreekt ref_2019_H15", "Startanalyse 2020"],
        ),
        (
            lambda document: prinsenland(document).update(ref_2019_H15="veel"),
            ["buurt BU05991448", "ref_2019_H15", "‘veel’", "Download"],
        ),
        (lambda document: prinsenland(document).update(BU_CODE=RIVIUM), ["BU05992540 twee keer"]),
        (lambda document: document.update(features=[]), ["geen buurten"]),
        (lambda document: document["features"][0].pop("properties"), ["zonder gegevens"]),
    ],
)
def test_another_form_is_refused_with_file_place_and_what_to_do(
    tmp_path: Path, change: Change, words: list[str]
) -> None:
    path = changed(tmp_path, change)
    with pytest.raises(SourceError) as refusal:
        read_startanalyse(path, retrieved=DAY)
    for word in ["GM0599.geojson", *words]:
        assert word in str(refusal.value)


@whole_files
def test_the_whole_file_of_rotterdam() -> None:
    assert RAW is not None
    table = read_startanalyse(Path(RAW) / "startanalyse" / "GM0599.geojson", retrieved=DAY)
    assert table["area"].nunique() == 55
    assert figure(table, PRINSENLAND, "gasaansluitingen")["value"] == 5332
    assert figure(table, PRINSENLAND, "co2_gebouwen")["value"] == 9919
    assert not set(table["area"]) & {"BU05991463", "BU05991466", "BU05991467", "BU05991468"}
    shares = table[table["indicator"].str.startswith("label_")]["value"].dropna()
    assert shares.between(0, 100).all()
    assert set_aside(table) == {}


@whole_files
def test_what_the_module_says_about_co2_and_labels_holds_in_the_published_files() -> None:
    assert RAW is not None
    fitting = total = 0
    for gemeente in ("GM0599", "GM0200"):
        text = (Path(RAW) / "startanalyse" / f"{gemeente}.geojson").read_text(encoding="utf-8")
        for feature in json.loads(text)["features"]:
            fields = feature["properties"]
            dwellings, others = (
                float(fields["I09_aantalwoningen"]),
                float(fields["I10_aantalutiliteitsgebouwen"]),
            )
            assert float(fields["ref_2019_A01"]) == dwellings + others
            gas, cold, weq = (
                float(fields[name]) for name in ("ref_2019_H09", "ref_2019_H05", "I11_aantalweq")
            )
            difference = float(fields["ref_2019_H15"]) * 1000 - (56.8 * gas + 28 * cold) * weq
            fitting += abs(difference) <= (0.5 * (56.8 + 28)) * weq + 500
            total += 1
            registered = [fields[f"percentage_woningen_afgemeld_label{one}"] for one in "ABCDEFG"]
            if "" not in registered:
                estimated = [fields[f"percentage_woningen_voorlopig_label{one}"] for one in "ABCDEFG"]
                assert 96 <= sum(map(float, registered + estimated)) <= 104
                assert 93 <= float(fields["percentage_woningen_met_afgemeld_label"]) <= 100
    assert (fitting, total) == (143, 146)
