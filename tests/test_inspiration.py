"""Ambitions and results elsewhere: what is read, what is set aside, and that no text of others gets in."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import inspired
import pandas as pd
import pytest

from wijkdata import catalogue, datasets
from wijkdata.errors import SourceError
from wijkdata.sources import inspiration
from wijkdata.sources.reading import set_aside

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")


def ambitions(*rows: dict[str, str]) -> pd.DataFrame:
    return inspiration.read_ambitions(named("ambities.csv", inspired.AMBITION_HEADER, rows))


def results(*rows: dict[str, str]) -> pd.DataFrame:
    return inspiration.read_results(named("resultaten.csv", inspired.RESULT_HEADER, rows))


def named(name: str, header: str, rows: tuple[dict[str, str], ...]) -> io.StringIO:
    file = io.StringIO(inspired.text(header, rows))
    file.name = name
    return file


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


# --- what is read ------------------------------------------------------------------------------------------------


def test_a_row_is_read_with_its_figures_its_theme_and_its_source():
    row = ambitions(*inspired.AMBITIONS).set_index("id").loc["A006"]
    assert (row["gemeente"], row["place"], row["theme"]) == ("Purmerend", "Overwhere-Zuid", "aardgasvrij")
    assert (row["baseline"], row["target"], row["unit"], row["target_year"]) == (0, 1276, "gebouwen", 2022)
    assert row["baseline_from"] == "lezing: start bij nul"
    assert (row["source"], row["source_year"]) == ("https://voorbeeld.nl/purmerend", 2020)


def test_what_the_source_does_not_say_is_missing_and_not_zero():
    row = ambitions(*inspired.AMBITIONS).set_index("id").loc["A002"]
    assert pd.isna(row["target"])
    assert pd.isna(row["target_year"])
    assert row["missing"] == "getal; jaar"


def test_rows_of_low_reliability_are_set_aside_and_counted():
    frame = ambitions(*inspired.AMBITIONS)
    assert list(frame["id"]) == ["A006", "A002"]
    assert set_aside(frame) == {"betrouwbaarheid laag": 1}


def test_nothing_points_to_a_row_that_was_set_aside():
    kept, told = inspiration.joined(ambitions(*inspired.AMBITIONS), results(*inspired.RESULTS))
    assert dict(zip(kept["id"], kept["status"], strict=True)) == {
        "A006": "niet gehaald (zie R06)",
        "A002": inspiration.UNCERTAIN,
    }
    assert list(told["ambitions"]) == ["A006"]


def test_the_years_in_which_a_number_was_reached_say_whether_they_are_our_reading():
    frame = results(inspired.result(), inspired.result(id="R04"), inspired.result(id="R05")).set_index("id")
    assert dict(frame["years_from"]) == {"R06": "lezing", "R04": "bron", "R05": ""}
    assert frame["years"].tolist()[:2] == [3, 5]
    assert pd.isna(frame.loc["R05", "years"])


def test_an_indicator_is_only_that_of_the_catalogue_where_it_counts_the_same():
    frame = ambitions(
        inspired.ambition(id="A101", indicator="aandeel woningen zonder aardgas"),
        inspired.ambition(id="A102", indicator="aandeel gebouwen zonder aardgas"),
    )
    assert list(frame["catalogue"]) == ["aardgasvrij_aandeel", ""]


def test_the_order_of_the_columns_does_not_matter():
    rows = csv.DictReader(
        io.StringIO(inspired.text(inspired.AMBITION_HEADER, inspired.AMBITIONS)), delimiter=";"
    )
    turned = ";".join(reversed(inspired.AMBITION_HEADER.split(";")))
    other = inspiration.read_ambitions(io.StringIO(inspired.text(turned, list(rows))))
    pd.testing.assert_frame_equal(other, ambitions(*inspired.AMBITIONS))


# --- what is refused ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"id": "B001"}, "kolom ‘id’: ‘B001’ is geen nummer van een rij"),
        ({"thema": "vrede"}, "kolom ‘thema’: ‘vrede’ kan hier niet; het is aardgasvrij_co2, "),
        ({"meetbaar": "misschien"}, "‘misschien’ kan hier niet; het is ja, deels of nee"),
        ({"betrouwbaarheid": ""}, "kolom ‘betrouwbaarheid’: ‘’ kan hier niet"),
        ({"richting": "opzij"}, "het is omhoog, omlaag of gelijk"),
        ({"streefwaarde": "1.276,5"}, "kolom ‘streefwaarde’: ‘1.276,5’ is geen getal"),
        ({"streefjaar": "20222"}, "kolom ‘streefjaar’: ‘20222’ is geen jaartal"),
        ({"bron_url": ""}, "kolom ‘bron_url’: ‘’ is geen adres van een bron"),
    ],
)
def test_a_cell_that_cannot_be_right_is_named_with_its_row(cells, told):
    with pytest.raises(SourceError, match=r"^ambities\.csv, rij 3, ") as caught:
        ambitions(inspired.ambition(id="A001"), inspired.ambition(**cells))
    assert told in str(caught.value)


def test_a_number_that_stands_there_twice_is_refused():
    with pytest.raises(SourceError, match=r"rij 3, kolom ‘id’: ‘A006’ staat er twee keer"):
        ambitions(inspired.ambition(), inspired.ambition())


def test_another_file_is_refused_with_the_columns_it_misses():
    with pytest.raises(
        SourceError, match=r"resultaten\.csv mist de kolom wijk_buurt, cbs_code|mist de kolom"
    ):
        inspiration.read_ambitions(named("resultaten.csv", inspired.RESULT_HEADER, inspired.RESULTS))
    with pytest.raises(SourceError, match=r"^leeg\.csv is leeg"):
        inspiration.read_results(named_text("leeg.csv", "\n"))


def named_text(name: str, text: str) -> io.StringIO:
    file = io.StringIO(text)
    file.name = name
    return file


@pytest.mark.parametrize(
    "text",
    [
        "Men zegt: in 2022 verwachten wij dat iedereen hier zonder gas woont!",
        "zo staat het er: 'Dat lukt ons wel.'",
    ],
)
def test_a_sentence_of_the_source_gets_in_by_no_other_column(text):
    with pytest.raises(SourceError, match=r"rij 2, kolom ‘opmerking’: hier staat een zin van de bron zelf"):
        ambitions(inspired.ambition(opmerking=text))


# --- what ships --------------------------------------------------------------------------------------------------


def test_what_ships_is_of_themes_and_indicators_of_the_catalogue_and_says_where_it_is_from():
    for frame in (datasets.ambitions_elsewhere(), datasets.results_elsewhere()):
        assert set(frame["theme"]) <= {one.id for one in catalogue.themes().values() if not one.context}
        assert set(frame["reliability"]) == {"hoog", "middel"}
        assert frame["source"].str.startswith("http").all()
        assert not frame["gemeente"].eq("").any()
        assert "citaat" not in frame.columns
    used = set(datasets.ambitions_elsewhere()["catalogue"]) - {""}
    assert used
    assert used <= set(catalogue.indicators())


def test_every_result_that_ships_belongs_to_ambitions_that_ship():
    known = set(datasets.ambitions_elsewhere().index)
    named_ids = {one for text in datasets.results_elsewhere()["ambitions"] for one in text.split(";") if one}
    assert named_ids
    assert named_ids <= known


@whole_files
@pytest.mark.parametrize(
    ("name", "embedded"),
    [("ambities.csv", "ambities_elders.csv"), ("resultaten.csv", "resultaten_elders.csv")],
)
def test_no_sentence_of_a_source_ships_and_no_row_of_low_reliability(name: str, embedded: str):
    assert RAW is not None
    folder = RAW / "inspiratie" if (RAW / "inspiratie").is_dir() else RAW.parent / "inspiratie"
    rows = list(csv.DictReader(io.StringIO((folder / name).read_text(encoding="utf-8")), delimiter=";"))
    content = (datasets.folder() / embedded).read_text(encoding="utf-8")
    shown = re.sub(r"https?://\S+", "", content.replace(",http", ", http").replace(",", " , "))
    quoted = [words(row["citaat"]) for row in rows if len(row["citaat"].split()) >= 4]
    assert len(quoted) > len(rows) / 2
    assert not [one for one in quoted if f" {one} " in f" {words(shown)} "]
    low = {row["id"] for row in rows if row["betrouwbaarheid"] == "laag"}
    ids = {row["id"] for row in csv.DictReader(io.StringIO(content))}
    assert low
    assert ids == {row["id"] for row in rows} - low
