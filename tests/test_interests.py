"""Interests published elsewhere: each with a party, a theme of the catalogue and a source that can be opened."""

from __future__ import annotations

from urllib.parse import urlsplit

import pandas as pd
import pytest

from wijkdata import catalogue, datasets
from wijkdata.sources import interests


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return interests.interests()


def test_every_interest_is_of_a_theme_on_which_objectives_can_be_set(table: pd.DataFrame) -> None:
    assert len(table) == 98
    assert set(table["theme"]) == {one.id for one in catalogue.themes().values() if not one.context}


def test_every_interest_is_a_sentence_with_who_said_it_and_where(table: pd.DataFrame) -> None:
    assert table["interest"].str.endswith(".").all()
    assert table["said_by"].str.strip().ne("").all()
    assert {urlsplit(url).scheme for url in table["url"]} == {"https"}
    assert table["year"].dropna().between(2010, 2026).all()
    assert not table.duplicated(["party", "theme", "interest"]).any()


def test_every_party_has_several_interests(table: pd.DataFrame) -> None:
    counts = table["party"].value_counts()
    assert len(counts) == 11
    assert (counts.min(), counts["gemeente"], counts["woningcorporatie"]) == (6, 18, 17)


def test_what_the_source_does_not_say_is_left_open(table: pd.DataFrame) -> None:
    assert table["year"].isna().sum() == 17
    row = table[table["interest"].str.startswith("Zelf bepalen welke wijk")].iloc[0]
    assert (row["party"], row["theme"], row["own"], row["said_by"]) == (
        "gemeente",
        "aardgasvrij",
        "ja",
        "Moerdijk",
    )
    assert pd.isna(row["year"])


def test_every_site_is_a_source_with_the_years_of_its_pages(table: pd.DataFrame) -> None:
    found = {one.id: one for one in interests.tables(table)}
    assert set(found) == {interests.site(url) for url in table["url"]}
    assert found["stadszaken.nl"].years == (2020, 2021, 2023)
    assert found["moerdijk.nl"].years == ()
    assert found["nos.nl"].attribution == "Bron: nos.nl"


def test_the_embedded_table_is_the_one_kept_by_hand(table: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(datasets.interests(), table)
