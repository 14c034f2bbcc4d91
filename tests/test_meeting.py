"""The start meeting: parties by role, interests that are kept as they were said, and agreements to work by."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkdata import catalogue
from wijkdata.ambition import edit, meeting
from wijkdata.ambition.model import Ambition, Decision, Objective, Term, Wording
from wijkdata.errors import WijkdataError

AWKWARD = '<script>alert(1)</script>\n=1+1 🏘️ "é"  '


def seated(*names: str) -> Ambition:
    ambition = Ambition()
    for name in names:
        ambition = meeting.add_party(ambition, name)
    return ambition


def refused(field, change, ambition, *arguments, **named):
    """Check that a change is refused for this field and leaves everything as it was; return the message."""
    before = ambition.model_copy(deep=True)
    with pytest.raises(WijkdataError) as caught:
        change(ambition, *arguments, **named)
    assert caught.value.field == field
    assert ambition == before
    assert str(caught.value).endswith((".", "?"))
    return str(caught.value)


@pytest.fixture
def spoken() -> Ambition:
    """The tenants have an interest, a wording and an objective that rests on them; the gemeente has nothing yet."""
    ambition = meeting.set_interest(seated("huurders", "gemeente"), "huurders", "woonlasten", 5, "betaalbaar")
    ambition = meeting.add_agreement(ambition, "cijfers delen", "huurders", date(2026, 12, 1))
    return ambition.model_copy(
        update={
            "terms": [Term(name="participatie", wordings=[Wording(party="huurders", text="meebeslissen")])],
            "objectives": [
                Objective(id="doel-1", theme="woonlasten", owner="huurders", parties=["huurders", "gemeente"])
            ],
            "decisions": [Decision(date=date(2026, 1, 1), what="begonnen", who="huurders")],
        }
    )


# --- parties -----------------------------------------------------------------------------------------------------


def test_parties_sit_in_the_order_in_which_they_came():
    assert [one.name for one in seated("gemeente", "  VvE \n Oost ").parties] == ["gemeente", "VvE Oost"]


def test_a_party_has_a_name_of_its_own():
    assert "rol" in refused("name", meeting.add_party, seated(), " \n")
    assert "‘GEMEENTE’ zit al aan tafel" in refused("name", meeting.add_party, seated("gemeente"), "GEMEENTE")
    refused("name", meeting.add_party, seated(), "x" * 201)


def test_another_name_holds_everywhere_but_in_what_was_decided(spoken):
    renamed = meeting.rename_party(spoken, "huurders", "huurdersvereniging")
    assert [one.name for one in renamed.parties] == ["huurdersvereniging", "gemeente"]
    assert renamed.interests[0].party == "huurdersvereniging"
    assert renamed.agreements[0].owner == "huurdersvereniging"
    assert renamed.terms[0].wordings[0].party == "huurdersvereniging"
    assert renamed.objectives[0].parties == ["huurdersvereniging", "gemeente"]
    assert renamed.objectives[0].owner == "huurdersvereniging"
    assert renamed.decisions[0].who == "huurders"
    assert "huurdersvereniging" not in spoken.model_dump_json()


def test_another_name_may_differ_in_capitals_only_but_not_be_that_of_another(spoken):
    assert meeting.rename_party(spoken, "huurders", "Huurders").parties[0].name == "Huurders"
    refused("name", meeting.rename_party, spoken, "huurders", "Gemeente")
    assert "Bedoelt u ‘huurders’?" in refused("party", meeting.rename_party, spoken, "huurder", "bewoners")


def test_a_party_that_said_something_is_not_removed_in_silence(spoken):
    said = refused("party", meeting.remove_party, spoken, "huurders")
    assert "1 belang, 1 eigen omschrijving en 1 doel dat op haar belang rust" in said
    without = meeting.remove_party_and_words(spoken, "huurders")
    assert [one.name for one in without.parties] == ["gemeente"]
    assert (without.interests, without.terms[0].wordings) == ([], [])
    assert without.objectives[0].parties == ["gemeente"]
    assert without.agreements == spoken.agreements


def test_a_party_that_said_nothing_is_removed(spoken):
    alone = meeting.set_interest(seated("huurders", "gemeente"), "huurders", "woonlasten", 5)
    assert [one.name for one in meeting.remove_party(alone, "gemeente").parties] == ["huurders"]
    refused("party", meeting.remove_party, spoken, "provincie")


# --- interests ---------------------------------------------------------------------------------------------------


def test_an_interest_is_kept_literally_and_once_per_theme():
    ambition = meeting.set_interest(seated("huurders"), "huurders", "woonlasten", 4, AWKWARD, internal=True)
    one = meeting.interest_of(ambition, "huurders", "woonlasten")
    assert (one.weight, one.text, one.internal, one.source) == (4, AWKWARD, True, "")
    again = meeting.set_interest(ambition, "huurders", "woonlasten", 0)
    assert [(one.weight, one.text) for one in again.interests] == [(0, "")]


def test_nothing_said_is_not_kept_and_is_not_zero():
    ambition = meeting.set_interest(seated("huurders"), "huurders", "woonlasten", 0)
    assert meeting.interest_of(ambition, "huurders", "woonlasten").weight == 0
    silent = meeting.set_interest(ambition, "huurders", "woonlasten", None, "  ")
    assert silent.interests == []
    assert meeting.interest_of(silent, "huurders", "woonlasten").weight is None
    assert len(meeting.set_interest(silent, "huurders", "woonlasten", None, "in woorden").interests) == 1


@pytest.mark.parametrize("weight", [-1, 6, 2.5, "3", True])
def test_there_are_six_weights(weight):
    said = refused("weight", meeting.set_interest, seated("huurders"), "huurders", "woonlasten", weight)
    assert "0 (niet van belang)" in said


def test_an_interest_is_of_a_party_at_the_table_and_in_a_theme():
    refused("party", meeting.set_interest, seated("huurders"), "gemeente", "woonlasten", 1)
    refused("theme", meeting.set_interest, seated("huurders"), "huurders", " ", 1)
    refused("theme", meeting.set_interest, seated("huurders"), "huurders", "kenmerken", 1)


def test_a_theme_of_the_team_itself_counts_too():
    ambition = meeting.set_interest(seated("huurders"), "huurders", "speelplekken", 2)
    ambition = edit.set_theme(ambition, "gezondheid", "moet")
    names = [one.id for one in meeting.themes_on_table(ambition)]
    assert names[:9] == [one.id for one in catalogue.themes().values() if not one.context]
    assert names[9:] == ["gezondheid", "speelplekken"]


def test_a_suggestion_is_marked_by_its_source_until_it_is_put_in_own_words():
    row = meeting.suggestions("huurders", "woonlasten").iloc[0]
    ambition = meeting.set_interest(seated("huurders"), "huurders", "woonlasten", 5)
    taken = meeting.take_over(ambition, "huurders", "woonlasten", row["interest"], row["source"])
    one = meeting.interest_of(taken, "huurders", "woonlasten")
    assert (one.weight, one.text, one.source) == (5, row["interest"], row["source"])
    assert row["url"] in one.source
    weighed = meeting.set_interest(taken, "huurders", "woonlasten", 3, one.text)
    assert meeting.interest_of(weighed, "huurders", "woonlasten").source == row["source"]
    own = meeting.set_interest(taken, "huurders", "woonlasten", 3, "zo zeggen wij het")
    assert meeting.interest_of(own, "huurders", "woonlasten").source == ""


def test_a_second_suggestion_comes_below_the_first_and_own_words_go_before():
    ambition = meeting.take_over(
        seated("huurders"), "huurders", "woonlasten", "Een.", "A, 2020, https://a.nl"
    )
    for _ in range(2):  # the same one again changes nothing
        ambition = meeting.take_over(ambition, "huurders", "woonlasten", "Twee.", "B, 2021, https://b.nl")
    one = meeting.interest_of(ambition, "huurders", "woonlasten")
    assert (one.text, one.source) == ("Een.\nTwee.", "A, 2020, https://a.nl; B, 2021, https://b.nl")
    own = meeting.set_interest(seated("huurders"), "huurders", "woonlasten", None, "zelf gezegd")
    refused("text", meeting.take_over, own, "huurders", "woonlasten", "Een.", "A")
    refused("source", meeting.take_over, seated("huurders"), "huurders", "woonlasten", "Een.", " ")


@pytest.mark.parametrize(
    ("party", "role"),
    [
        ("Gemeente Rotterdam", "gemeente"),
        ("energiecoöperatie", "bewonersinitiatief / energiecoöperatie"),
        ("Huurdersvereniging", "huurders"),
        ("VvE Oost", "VvE"),
    ],
)
def test_suggestions_are_found_by_role(party, role):
    assert set(meeting.suggestions(party)["party"]) == {role}


def test_a_role_of_which_nothing_was_published_has_no_suggestions():
    assert meeting.suggestions("de bakker").empty
    assert meeting.suggestions("huurders", "circulair").empty
    assert "jaar onbekend" in meeting.suggestions("gemeente", "aardgasvrij")["source"][0]


def test_priorities_are_in_order_and_once():
    themes = ["woonlasten", "aardgasvrij", "woonlasten"]
    ambition = meeting.set_priorities(seated("huurders", "gemeente"), "huurders", themes)
    assert [one.priorities for one in ambition.parties] == [["woonlasten", "aardgasvrij"], []]
    assert meeting.set_priorities(ambition, "huurders", []).parties[0].priorities == []
    refused("priorities", meeting.set_priorities, ambition, "huurders", ["kenmerken"])


# --- agreements --------------------------------------------------------------------------------------------------


def test_an_agreement_says_what_who_and_when():
    ambition = meeting.add_agreement(Ambition(), AWKWARD, "gemeente", date(2026, 12, 1))
    ambition = meeting.add_agreement(ambition, "elkaar bellen")
    assert [(one.what, one.owner, one.due, one.done) for one in ambition.agreements] == [
        (AWKWARD, "gemeente", date(2026, 12, 1), False),
        ("elkaar bellen", "", None, False),
    ]
    done = meeting.change_agreement(ambition, 1, done=True)
    assert [one.done for one in done.agreements] == [False, True]
    assert [one.what for one in meeting.remove_agreement(done, 0).agreements] == ["elkaar bellen"]


def test_an_agreement_that_says_nothing_or_is_not_there_is_refused():
    refused("what", meeting.add_agreement, Ambition(), " ")
    ambition = meeting.add_agreement(Ambition(), "elkaar bellen")
    refused("what", meeting.change_agreement, ambition, 0, what="")
    for number in (-1, 1):
        refused("agreement", meeting.remove_agreement, ambition, number)
        refused("agreement", meeting.change_agreement, ambition, number, done=True)


@pytest.mark.parametrize("text", ["31-5-2026", "31-05-2026", "2026-05-31", "31/5/2026", " 31 5 2026 "])
def test_days_are_read_as_people_write_them(text):
    assert meeting.parse_day(text) == date(2026, 5, 31)


def test_no_day_is_no_day():
    assert meeting.parse_day("  ") is None


@given(st.dates(min_value=date(1900, 1, 1)))
def test_every_day_is_read_in_both_orders(day):
    assert meeting.parse_day(f"{day.day}-{day.month}-{day.year}") == meeting.parse_day(day.isoformat()) == day


def day_or_field(text):
    try:
        return meeting.parse_day(text)
    except WijkdataError as error:
        return error.field


@given(st.text(alphabet="0123456789-/ ²x", max_size=12))
def test_whatever_is_typed_is_a_day_or_is_refused(text):
    found = day_or_field(text)
    assert found in (None, "due") or isinstance(found, date)


@pytest.mark.parametrize("text", ["31-2-2026", "volgende week", "5-2026", "1-1-26", "٣١-٥-٢٠٢٦"])
def test_what_is_no_day_is_refused(text):
    with pytest.raises(WijkdataError, match="geen datum"):
        meeting.parse_day(text)
