"""What an objective rests on, and how one in words alone becomes testable."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from test_ambition_rules import figure, gas, whole

from wijkdata import catalogue
from wijkdata.ambition import edit, grounds, rules
from wijkdata.ambition.model import Interest, Party, Term
from wijkdata.ambition.proposals import make_testable, proposals
from wijkdata.errors import TargetError, UnknownIndicatorError, WijkdataError

BASE = whole(
    parties=[Party(name="woningcorporatie"), Party(name="bewoners")],
    terms=[Term(name="betaalbaar")],
    interests=[
        Interest(party="bewoners", theme="energiebesparing", text="Lage rekening."),
        Interest(party="woningcorporatie", theme="energiebesparing", weight=3),
        Interest(party="gemeente", theme="energiebesparing", weight=5, internal=True),
        Interest(party="bewoners", theme="circulair", weight=5),
    ],
)


class TestGrounds:
    def test_parties_terms_and_tracks_are_kept(self):
        new = grounds.set_grounds(
            BASE, "gas_gem", parties=["bewoners", "bewoners"], terms=["betaalbaar"], tracks=["D", "A"]
        )
        one = new.objective("gas_gem")
        assert (one.parties, one.terms, one.tracks) == (["bewoners"], ["betaalbaar"], ["A", "D"])
        assert BASE.objective("gas_gem").parties == []

    def test_what_is_not_given_stays_and_an_empty_list_takes_away(self):
        first = grounds.set_grounds(BASE, "gas_gem", parties=["bewoners"], tracks=["A"])
        one = grounds.set_grounds(first, "gas_gem", tracks=[]).objective("gas_gem")
        assert (one.parties, one.tracks) == (["bewoners"], [])

    @pytest.mark.parametrize(
        ("given", "field", "said"),
        [
            ({"parties": ["raad"]}, "parties", "‘raad’ zit niet aan tafel"),
            ({"terms": ["haalbaar"]}, "terms", "‘haalbaar’ is geen begrip van het team"),
            ({"tracks": ["G"]}, "tracks", "‘G’ is geen spoor"),
        ],
    )
    def test_what_is_not_there_is_refused(self, given, field, said):
        with pytest.raises(WijkdataError, match=said) as told:
            grounds.set_grounds(BASE, "gas_gem", **given)
        assert told.value.field == field

    def test_a_party_that_left_the_table_does_not_stand_in_the_way(self):
        before = whole(gas(parties=["raad"]))
        assert grounds.set_grounds(before, "gas_gem", parties=["raad"], tracks=["C"]).objective(
            "gas_gem"
        ).tracks == ["C"]

    def test_a_review_is_set_and_taken_away(self):
        new = grounds.set_review(BASE, "gas_gem", date(2027, 1, 1))
        assert new.objective("gas_gem").review == date(2027, 1, 1)
        assert grounds.set_review(new, "gas_gem", None).objective("gas_gem").review is None

    def test_the_interests_in_the_theme_heaviest_first_and_nothing_internal(self):
        found = grounds.interests_in(BASE, BASE.objective("gas_gem"))
        assert [one.party for one in found] == ["woningcorporatie", "bewoners"]

    def test_names_of_tracks_that_are_not_certain_are_not_given(self):
        assert list(grounds.TRACKS) == list("ABCDEF")
        assert (grounds.TRACKS["E"], grounds.TRACKS["F"]) == ("spoor E", "spoor F")


BASELINES = pd.DataFrame(
    [
        {
            "indicator": "bomen_aantal",
            "year": 2026,
            "value": 6660.0,
            "status": "voorlopig",
            "source": "Gemeente",
        },
        {
            "indicator": "tevreden_buurt_aandeel",
            "year": 2018,
            "value": 88.0,
            "status": "definitief",
            "source": "G.",
        },
        {
            "indicator": "groen_aandeel",
            "year": 2020,
            "value": float("nan"),
            "status": "ontbreekt",
            "source": "",
        },
    ]
)


def in_words(statement: str, theme: str, **parts):
    return gas(
        id="doel-1",
        indicator=None,
        direction=None,
        baseline=None,
        target=None,
        theme=theme,
        statement=statement,
        **parts,
    )


class TestProposals:
    def test_words_of_the_objective_come_first_with_the_figure_of_today(self):
        first = proposals(in_words("Meer bomen langs de straat.", "natuurinclusief"), BASELINES)[0]
        assert (first.indicator, first.words, first.value, first.year) == (
            "bomen_aantal",
            ("bomen",),
            6660.0,
            2026,
        )
        assert first.why == (
            "Deze indicator gaat ook over ‘bomen’. De nulmeting is dan 6.660 bomen in 2026 (voorlopig, Gemeente)."
        )
        assert first.missing == ("een streefwaarde", "een streefjaar")

    def test_without_a_word_in_common_the_figures_of_the_theme(self):
        first = proposals(in_words("Het wordt mooi.", "natuurinclusief"), BASELINES)[0]
        assert first.indicator == "bomen_aantal"
        assert first.why.startswith("Deze indicator hoort bij het thema Natuurinclusief.")

    def test_without_a_figure_that_is_said_and_no_value_is_made_up(self):
        found = proposals(in_words("Bewoners denken mee.", "participatie"), BASELINES)
        assert {catalogue.indicator(one.indicator).theme for one in found if not one.words} <= {
            "participatie"
        }
        own = next(one for one in found if one.indicator == "draagvlak" or one.value is None)
        assert (own.value, own.year) == (None, None)
        assert "een nulmeting" in own.missing
        assert "geen open cijfer" in own.why

    def test_another_theme_that_is_about_the_same_words(self):
        found = proposals(in_words("Bewoners zijn tevreden.", "participatie"), BASELINES)
        assert found[0].indicator == "tevreden_buurt_aandeel"

    def test_background_figures_and_testable_objectives_get_none(self):
        assert proposals(gas(), BASELINES) == []
        everything = proposals(
            in_words("inwoners huishoudens woningen", "leefbaarheid"), BASELINES, count=100
        )
        assert all(catalogue.indicator(one.indicator).direction != "context" for one in everything)

    def test_taking_one_over_makes_it_testable_without_losing_the_words(self):
        before = whole(in_words("Meer bomen langs de straat.", "natuurinclusief", tracks=["A"]))
        pinned = figure(value=6660.0, year=2026, unit="bomen")
        after = make_testable(before, "doel-1", "bomen_aantal", pinned)
        one = edit.set_target(after, "doel-1", 7000, 2035).objective("doel-1")
        assert rules.testable(one)
        assert (one.statement, one.tracks, one.owner) == ("Meer bomen langs de straat.", ["A"], "Gemeente")
        assert before.objective("doel-1").indicator is None

    def test_without_a_figure_the_baseline_is_still_to_come(self):
        before = whole(in_words("Bewoners denken mee.", "participatie"))
        one = make_testable(before, "doel-1", "draagvlak").objective("doel-1")
        assert (one.indicator, one.direction, one.baseline) == ("draagvlak", "omhoog", None)

    @pytest.mark.parametrize(
        ("objective", "indicator", "error"),
        [
            ("gas_gem", "bomen_aantal", WijkdataError),
            ("doel-1", "inwoners", WijkdataError),
            ("doel-1", "bomenn", UnknownIndicatorError),
            ("doel-9", "bomen_aantal", WijkdataError),
        ],
    )
    def test_what_cannot_be_taken_over_is_refused(self, objective, indicator, error):
        before = whole(gas(), in_words("Mooi.", "natuurinclusief"))
        with pytest.raises(error):
            make_testable(before, objective, indicator)

    def test_a_figure_in_another_unit_is_refused(self):
        before = whole(in_words("Mooi.", "natuurinclusief"))
        with pytest.raises(TargetError, match="Kies een cijfer in die eenheid"):
            make_testable(before, "doel-1", "bomen_aantal", figure(unit="m²"))
