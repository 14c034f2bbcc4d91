"""Examples from elsewhere: finding them, saying what they are, and taking one over as a draft."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkdata import catalogue, datasets
from wijkdata.ambition import edit, elsewhere, rules
from wijkdata.ambition.model import Ambition
from wijkdata.errors import WijkdataError

TODAY = date(2026, 11, 24)
THEMES = [one.id for one in catalogue.themes().values() if not one.context]


def ids(found: list[elsewhere.Example]) -> list[str]:
    return [one.id for one in found]


# --- finding -----------------------------------------------------------------------------------------------------


def test_without_a_question_everything_is_found_once():
    assert sorted(ids(elsewhere.search())) == sorted(datasets.ambitions_elsewhere().index)


def test_themes_part_the_examples():
    per_theme = [len(elsewhere.search(theme=theme)) for theme in THEMES]
    assert all(per_theme)
    assert sum(per_theme) == len(elsewhere.search())


def test_every_word_must_be_there_whatever_its_capitals_accents_and_small_digits():
    assert ids(elsewhere.search("súdwest")) == ids(elsewhere.search("SUDWEST")) == ["A119"]
    assert ids(elsewhere.search("CO₂ amsterdam")) == ids(elsewhere.search("co2 Amsterdam"))
    both = set(ids(elsewhere.search("warmtenet wageningen")))
    assert both == set(ids(elsewhere.search("warmtenet"))) & set(ids(elsewhere.search("wageningen")))
    assert "A118" in both
    assert elsewhere.search("zzzz") == []


def test_what_it_is_about_comes_before_what_became_of_it():
    found = elsewhere.search("kosten")
    about = ["kosten" in f"{one.statement} {one.indicator}" for one in found]
    assert about == sorted(about, reverse=True)
    assert set(about) == {True, False}
    assert found[0].testable == "ja"
    assert "A006" in ids(found)[about.count(True) :]  # its result speaks of costs, what was set does not


def test_within_equal_words_the_testable_and_known_ones_come_first():
    found = elsewhere.search()
    order = ["ja", "deels", "nee"]
    ranks = [(order.index(one.testable), not one.known) for one in found]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) > 3


def test_only_what_was_asked_for():
    assert {one.testable for one in elsewhere.search(testable=True)} == {"ja"}
    assert {one.scale for one in elsewhere.search(scale="buurt")} == {"buurt"}
    assert {one.gemeente for one in elsewhere.search(gemeente="hertogenbosch")} == {"'s-Hertogenbosch"}
    assert {one.catalogue for one in elsewhere.search(indicator="aardgasvrij_aandeel")} == {
        "aardgasvrij_aandeel"
    }
    smaller = {one.scale for one in elsewhere.search(scale=elsewhere.NEIGHBOURHOOD)}
    assert {"wijk", "buurt", "dorp", "stadsdeel"} < smaller
    assert smaller.isdisjoint({"gemeente", "organisatie"})
    assert len(elsewhere.search(scale=elsewhere.NEIGHBOURHOOD)) == sum(
        one.local for one in elsewhere.examples().values()
    )
    known, unknown = elsewhere.search(outcome=True), elsewhere.search(outcome=False)
    assert len(known) + len(unknown) == len(elsewhere.search())
    assert {elsewhere.state(one)[0] for one in unknown} == {"?"}


def test_a_kind_of_area_that_is_not_there_is_refused_with_those_that_are():
    with pytest.raises(
        WijkdataError, match=r"‘provincie’ is geen soort gebied.*Kies gemeente, wijk, buurt"
    ) as caught:
        elsewhere.search(scale="provincie")
    assert caught.value.field == "scale"


@given(words=st.text(max_size=40), theme=st.sampled_from(["", *THEMES]), only=st.booleans())
def test_any_words_find_only_what_fits(words: str, theme: str, *, only: bool):
    found = elsewhere.search(words, theme=theme, testable=only)
    assert len(set(ids(found))) == len(found)
    assert all((not theme or one.theme == theme) and (not only or one.testable == "ja") for one in found)
    wider = set(ids(elsewhere.search(theme=theme, testable=only)))
    assert set(ids(found)) <= wider


# --- saying ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("A118", "van 44 (2018) naar 75% (minimum) in 2022"),
        ("A063", "van 1,45 (2019) naar 1,4 energie-index in 2021"),
        ("A006", "van 0 (2018; lezing) naar 1.276 gebouwen in 2022"),
        ("A126", "van 0 (2019; lezing) naar 7.000 tot 10.000 parkeervakken in 2025"),
        ("A004", "828 woningen, geen jaar"),
        ("A012", "geen getal, in 2030"),
        ("A007", "van 0 (2019; lezing) naar 80 tot 90% in 2024 (afgeleid)"),
    ],
)
def test_what_was_set_is_said_in_figures_and_what_is_missing_too(key: str, said: str):
    assert elsewhere.aims(elsewhere.examples()[key]) == said


def test_what_is_not_testable_says_what_is_missing():
    assert elsewhere.testable(elsewhere.examples()["A101"]) == (
        False,
        "niet toetsbaar; mist: hoeveelheid, plaats en jaar",
    )
    assert elsewhere.testable(elsewhere.examples()["A063"]) == (True, "toetsbaar")
    can = [elsewhere.testable(one)[0] for one in elsewhere.examples().values()]
    assert can.count(True) == (datasets.ambitions_elsewhere()["testable"] == "ja").sum()


@pytest.mark.parametrize(
    ("key", "mark", "said"),
    [
        ("A063", "✔", "gehaald"),
        ("A006", "▼", "niet gehaald"),
        ("A001", "▼", "gestopt"),
        ("A008", "○", "loopt"),
        ("A036", "◆", "loopt achter"),
        ("A098", "✖", "verslechterd"),
        ("A003", "?", "uitkomst niet gevonden"),
        ("A118", "✔", "gehaald (82% eigenaren, 83% huurders)"),
        ("A068", "◆", "compensatie nodig"),
        ("A121", "?", "onbeslist"),
    ],
)
def test_what_became_of_it_is_a_mark_with_words(key: str, mark: str, said: str):
    assert elsewhere.state(elsewhere.examples()[key]) == (mark, said)


def test_no_number_of_a_row_is_shown():
    said = " ".join(one.status for one in elsewhere.examples().values())
    assert "zie" not in said.split()
    assert "()" not in said


def test_an_uncertain_outcome_is_not_shown_as_one():
    one = elsewhere.examples()["A002"]
    assert not one.known
    assert elsewhere.state(one) == ("?", elsewhere.UNCERTAIN)
    assert one.outcomes == ()


def test_the_outcome_comes_with_its_lesson_and_before_what_it_cost():
    one = elsewhere.examples()["A006"]
    assert [each.kind for each in one.outcomes] == ["resultaat", "kosten_van_vertraging"]
    assert one.outcomes[0].achieved.startswith("88 woningen")
    assert one.lesson == "Beslis per blok en herijk na elk blok of geld en deelname nog kloppen."


def test_a_pace_is_homes_by_years_and_says_what_is_a_reading():
    found = {one.where: one for one in elsewhere.paces()}
    garyp, purmerend = found["Tytsjerksteradiel, Garyp"], found["Purmerend, Overwhere-Zuid"]
    assert (garyp.homes, garyp.years, garyp.per_year, garyp.reading) == (80, 2.5, 32, False)
    assert (purmerend.homes, purmerend.reading) == (88, True)
    assert elsewhere.pace_sentence(garyp) == (
        "Tytsjerksteradiel, Garyp: 80 woningen in 2,5 jaar, dat is 32 per jaar (waldnet.nl, 2022)"
    )
    assert "dat is 29 per jaar, naar onze lezing" in elsewhere.pace_sentence(purmerend)
    assert [one.per_year for one in elsewhere.paces()] == sorted(
        (one.per_year for one in found.values()), reverse=True
    )


# --- taking over -------------------------------------------------------------------------------------------------


def test_a_share_of_a_coming_year_comes_along_as_an_example():
    changed, key = elsewhere.take_over(Ambition(), "A143", today=TODAY)
    (objective,) = changed.objectives
    assert (key, objective.indicator, objective.direction) == (
        "boomkroon_aandeel",
        "boomkroon_aandeel",
        "omhoog",
    )
    assert (objective.target.value, objective.target.year) == (30, 2075)
    assert objective.baseline is None
    assert objective.statement.startswith("Concept: ")
    assert objective.origin.startswith(
        "Groningen: van 12,5 (2026) naar 30% (minimum) in 2075; bron uit 2026: https://"
    )
    assert not rules.testable(objective)
    assert (
        "als voorbeeld: zet uw eigen ervoor"
        in elsewhere.draft(elsewhere.examples()["A143"], today=TODAY).notes[1]
    )


@pytest.mark.parametrize(
    ("key", "indicator", "said"),
    [
        ("A001", "aardgasvrij_aantal", "Wat daar gold (8.800 woningen in 2030) is niet overgenomen"),
        ("A018", "aardgasvrij_aandeel", "Wat daar gold (33,3% in 2020) is niet overgenomen"),
        ("A012", None, "Wat daar gold (geen getal, in 2030) is niet overgenomen"),
        ("A101", None, "die stonden er ook daar niet bij"),
    ],
)
def test_a_number_of_another_area_or_of_the_past_does_not_come_along(
    key: str, indicator: str | None, said: str
):
    changed, _ = elsewhere.take_over(Ambition(), key, today=TODAY)
    (objective,) = changed.objectives
    assert (objective.target, objective.baseline, objective.indicator) == (None, None, indicator)
    assert said in elsewhere.draft(elsewhere.examples()[key], today=TODAY).notes[1]


@given(st.sampled_from(sorted(elsewhere.examples())))
def test_every_example_gives_a_draft_that_names_its_source_and_pins_nothing(key: str):
    before = edit.set_title(Ambition(), "wijk")
    changed, objective_id = elsewhere.take_over(before, key, today=TODAY)
    objective, example = changed.objective(objective_id), elsewhere.examples()[key]
    assert objective.baseline is None
    assert objective.theme == example.theme
    assert example.source in objective.origin
    assert str(example.source_year or "onbekend jaar") in objective.origin
    assert example.gemeente in objective.origin
    assert objective.owner == ""
    assert not [one for one in rules.check(changed, today=TODAY) if one.level == rules.WRONG]
    assert before.objectives == []
    assert elsewhere.taken_over(changed, example)
    assert not elsewhere.taken_over(before, example)


def test_an_example_comes_under_the_theme_of_the_team_and_once():
    changed, key = elsewhere.take_over(Ambition(), "A012", "Koken zonder gas")
    assert changed.objective(key).theme == "Koken zonder gas"
    with pytest.raises(WijkdataError, match="staat al bij uw doelen") as caught:
        elsewhere.take_over(changed, "A012")
    assert caught.value.field == "example"
    with pytest.raises(WijkdataError, match="is er niet"):
        elsewhere.take_over(changed, "A029")


def test_a_second_draft_on_an_indicator_gets_an_id_of_its_own():
    changed, first = elsewhere.take_over(Ambition(), "A034", today=TODAY)
    changed, second = elsewhere.take_over(changed, "A042", today=TODAY)
    assert (first, second) == ("aardgasvrij_aandeel", "aardgasvrij_aandeel-2")
    assert changed.objective(first).origin != changed.objective(second).origin


def test_what_is_missing_in_the_tables_is_none_and_no_number():
    one = elsewhere.examples()["A012"]
    assert (one.target, one.baseline, one.target_max) == (None, None, None)
    years = [each.source_year for each in elsewhere.examples().values()]
    assert None in years
    assert not [each for each in years if each is pd.NA]
