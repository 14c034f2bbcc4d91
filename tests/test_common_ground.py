"""What parties share: the least weight and the spread, who stands alone, and who was silent and is not a zero."""

from __future__ import annotations

from datetime import date
from statistics import median

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkdata.ambition import common_ground, meeting
from wijkdata.ambition.common_ground import Ground
from wijkdata.ambition.model import Ambition, Interest, Party
from wijkdata.reports.ambition_document import summary
from wijkdata.reports.facts import gather

PARTIES = ("gemeente", "woningcorporatie", "huurders", "netbeheerder")


def ambition_of(**weights) -> Ambition:
    """Return four parties of which each said these weights, in order; None where one was silent."""
    ambition = Ambition()
    for name in PARTIES:
        ambition = meeting.add_party(ambition, name)
    for theme, said in weights.items():
        for name, weight in zip(PARTIES, said, strict=True):
            ambition = meeting.set_interest(ambition, name, theme, weight)
    return ambition


def ground(*weights) -> Ground:
    """Return one theme with these weights of parties a, b, c and on."""
    names = "abcdefghijkl"[: len(weights)]
    said = {name: one for name, one in zip(names, weights, strict=True) if one is not None}
    return Ground("woonlasten", said, tuple(name for name in names if name not in said))


def test_least_spread_and_mean_stand_beside_each_other():
    one = ground(1, 5, 3)
    assert (one.least, one.highest, one.spread, one.mean) == (1, 5, 4, 3.0)


def test_silence_is_no_zero():
    one = ground(4, None, 2)
    assert (one.least, one.mean, one.silent) == (2, 3.0, ("b",))
    nothing = ground(None, None)
    assert (nothing.least, nothing.highest, nothing.spread, nothing.mean) == (None, None, None, None)
    assert ground(0, None).least == 0


def test_one_party_has_no_spread():
    assert ground(3, None).spread is None
    assert ground(3, None).kind == "onbekend"


@pytest.mark.parametrize(
    ("weights", "alone"),
    [
        ((1, 5, 5, 4), "a"),
        ((0, 5, 5), "a"),
        ((1, 5, 1, 2), "b"),
        ((0, 2, 5), "c"),
        ((5, 0, 4), "b"),  # 5 and 4 stand together
        ((1, 1, 5, 5), ""),  # two against two
        ((3, 5, 5), ""),  # 2 away is not more than 2
        ((2, 5, 5), "a"),
        ((0, 5), ""),  # of two parties neither is the one that stands alone
        ((0, None, 5), ""),
    ],
)
def test_who_stands_alone(weights, alone):
    assert ground(*weights).alone == alone


@given(st.lists(st.integers(0, 5), min_size=3, max_size=12))
def test_who_stands_alone_is_far_from_the_middle_of_the_others_and_the_only_one(weights):
    one = ground(*weights)
    far = [
        name
        for name, weight in one.weights.items()
        if min(abs(weight - other) for each, other in one.weights.items() if each != name) > 2
    ]
    assert far == ([one.alone] if one.alone else [])
    if one.alone:
        others = [weight for name, weight in one.weights.items() if name != one.alone]
        assert abs(one.weights[one.alone] - median(others)) > 2


@pytest.mark.parametrize(
    ("weights", "kind", "sentence"),
    [
        ((3, 4, 5), "gedeeld", "Iedereen geeft om woonlasten (laagste 3)."),
        (
            (3, None, 5),
            "gedeeld",
            "Wie een gewicht gaf, geeft om woonlasten (laagste 3); 1 van de 3 partijen gaf geen gewicht: b.",
        ),
        ((1, 5, 5), "verdeeld", "Over woonlasten lopen de belangen uiteen (1 tot 5); alleen staat a (1)."),
        (
            (0, 2, 5),
            "verdeeld",
            "Over woonlasten lopen de belangen uiteen (0 tot 5); alleen staat c (5).",
        ),
        ((0, 2, 1), "klein", "Niemand zet woonlasten voorop (hoogste 2)."),
        ((2, 4), "dicht bij elkaar", "Over woonlasten liggen de belangen dicht bij elkaar (2 tot 4)."),
        (
            (None, 4, None),
            "onbekend",
            "Over woonlasten gaf alleen b een gewicht (4); 2 van de 3 partijen gaven geen gewicht: a en c.",
        ),
        ((None, None), "onbekend", "Over woonlasten heeft nog niemand een gewicht gegeven."),
    ],
)
def test_a_theme_in_a_sentence(weights, kind, sentence):
    assert (ground(*weights).kind, ground(*weights).sentence) == (kind, sentence)


def test_the_finding_says_what_is_shared_and_where_it_diverges():
    ambition = ambition_of(woonlasten=(3, 4, 5, 3), aardgasvrij=(5, 4, 1, 5), participatie=(2, 3, 4, 2))
    assert common_ground.finding(common_ground.common_ground(ambition)) == (
        "Iedereen geeft om woonlasten (laagste 3); over aardgasvrij en CO₂ lopen de belangen uiteen (1 tot 5); "
        "alleen staat huurders (1)."
    )


def test_a_theme_on_which_somebody_was_silent_is_not_everybodys():
    ambition = ambition_of(woonlasten=(5, 4, None, 3))
    told = common_ground.finding(common_ground.common_ground(ambition))
    assert told == "Alle 3 partijen die een gewicht gaven, van de 4, geven om woonlasten (laagste 3)."


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ({}, "Nog geen enkele partij heeft een gewicht gegeven."),
        (
            {"woonlasten": (5, None, None, None)},
            "Nog te weinig partijen gaven een gewicht om te vergelijken.",
        ),
        (
            {"woonlasten": (2, 3, 2, 3)},
            "De belangen liggen dicht bij elkaar; geen thema staat bij iedereen voorop.",
        ),
    ],
)
def test_without_much_to_compare_that_is_said(weights, told):
    assert common_ground.finding(common_ground.common_ground(ambition_of(**weights))) == told


def test_more_shared_themes_are_counted():
    four = dict.fromkeys(("aardgasvrij", "energiebesparing", "woonlasten"), (3, 3, 3, 3))
    told = common_ground.finding(common_ground.common_ground(ambition_of(**four, leefbaarheid=(5, 5, 5, 5))))
    assert told == (
        "Iedereen geeft om leefbaarheid (laagste 5) en aardgasvrij en CO₂ (laagste 3), en om nog 2 thema’s."
    )


def test_the_table_has_every_theme_also_the_silent_ones():
    found = common_ground.table(ambition_of(woonlasten=(3, 4, None, 5))).set_index("theme")
    assert len(found) == 9
    row = found.loc["woonlasten"]
    assert (row["said"], row["parties"], row["least"], row["spread"]) == (3, 4, 3, 2)
    assert row["mean"] == 4.0
    assert row["silent"] == ("huurders",)
    assert found["least"].isna().sum() == 8
    assert pd.isna(found.loc["circulair", "spread"])


def test_an_internal_interest_is_seen_by_nobody_else():
    ambition = ambition_of(woonlasten=(3, 4, 5, 3))
    ambition = meeting.set_interest(ambition, "huurders", "woonlasten", 0, "geheim", internal=True)
    one = next(each for each in common_ground.common_ground(ambition) if each.theme == "woonlasten")
    assert (one.least, one.silent) == (3, ("huurders",))
    assert common_ground.hidden_count(ambition) == 1
    assert "geheim" not in str(common_ground.shared(ambition)) + str(common_ground.matching(ambition))


def test_interests_match_where_two_parties_care():
    ambition = ambition_of(woonlasten=(3, 2, 5, None), aardgasvrij=(5, 1, None, 0))
    found = common_ground.matching(ambition)
    assert [(one.party, one.weight) for one in found["woonlasten"]] == [("huurders", 5), ("gemeente", 3)]
    assert list(found) == ["woonlasten"]


def test_what_comes_first_for_whom():
    ambition = ambition_of()
    for party, themes in (
        ("gemeente", ["aardgasvrij"]),
        ("huurders", ["woonlasten", "aardgasvrij"]),
        ("netbeheerder", ["aardgasvrij", "woonlasten"]),
    ):
        ambition = meeting.set_priorities(ambition, party, themes)
    assert common_ground.first_for(ambition) == {
        "aardgasvrij": ["gemeente", "netbeheerder"],
        "woonlasten": ["huurders"],
    }


@given(st.dictionaries(st.sampled_from(PARTIES), st.one_of(st.none(), st.integers(0, 5))))
def test_every_party_spoke_or_was_silent(said):
    ambition = ambition_of(woonlasten=tuple(said.get(name) for name in PARTIES))
    for one in common_ground.common_ground(ambition):
        assert sorted([*one.weights, *one.silent]) == sorted(PARTIES)
        assert one.sentence.endswith(".")
        assert all(name in one.sentence for name in one.silent) or not one.weights


def test_the_table_for_people_is_dutch_and_names_who_was_silent() -> None:
    ambition = Ambition(
        parties=[Party(name="gemeente"), Party(name="huurders")],
        interests=[Interest(party="gemeente", theme="woonlasten", weight=4)],
    )
    (row,) = common_ground.readable(ambition).to_dict("records")
    assert row["Gaf gewicht"] == "1 van 2"
    assert row["Gaf geen gewicht"] == "huurders"
    assert (row["Laagste"], row["Hoogste"]) == (4, 4)


def test_the_document_calls_no_difference_common_ground():
    lines = summary(gather(ambition_of(woonlasten=(0, 5, 1, 2)), date(2026, 6, 1)))
    (said,) = [one for one in lines if "woonlasten" in one]
    assert said.startswith("Over woonlasten lopen de belangen uiteen")
