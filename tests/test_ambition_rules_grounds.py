"""What an ambition rests on: each rule finds what it is for, with the place and what to do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from test_ambition_rules import TODAY, gas, only, whole

from wijkdata.ambition import rules
from wijkdata.ambition.model import Agreement, Interest, OpenChoice, Party, Term, ThemeChoice

YESTERDAY = TODAY - timedelta(days=1)
CORPORATION = Party(name="woningcorporatie")


def agreed_term(**parts) -> Term:
    """Return a term on which the team agreed, with a criterion that can be tested."""
    done = {"agreed": "Altijd goed.", "agreed_by": "team", "agreed_on": TODAY, "criterion": "Elke woning."}
    return Term(**{"name": "no-regret", **done, **parts})


def test_a_term_that_is_used_but_not_agreed():
    for terms in ([], [Term(name="woonlastenneutraal", published="Gelijk.", agreed=" ")]):
        one = only(whole(gas(terms=["woonlastenneutraal"]), terms=terms))
        assert (one.level, one.where) == ("let op", "doel 1 (Gas per woning), begrippen")
        assert "‘woonlastenneutraal’" in one.message


def test_a_term_that_is_agreed_is_left_alone():
    agreed = agreed_term(name="woonlastenneutraal")
    assert rules.check(whole(gas(terms=["woonlastenneutraal"]), terms=[agreed]), today=TODAY) == []


@pytest.mark.parametrize(
    ("open_part", "level", "named"),
    [
        ({"criterion": "In 2040 is ten minste …% neutraal."}, "let op", "een getal of jaar in het criterium"),
        (
            {"criterion": "In 2040 is ten minste ...% neutraal."},
            "let op",
            "een getal of jaar in het criterium",
        ),
        ({"choices": [OpenChoice(question="Voor wie?")]}, "let op", "open is nog: 1 keuze"),
        ({"criterion": ""}, "advies", "open is nog: het criterium"),
    ],
)
def test_a_term_that_is_agreed_but_not_finished(open_part, level, named):
    one = only(whole(terms=[agreed_term(**open_part)]))
    assert (one.level, one.where) == (level, "begrip ‘no-regret’")
    assert named in one.message


def test_a_review_that_is_past():
    one = only(whole(gas(review=YESTERDAY)))
    assert one.where == "doel 1 (Gas per woning), datum van herziening"
    assert "op 30-5-2026" in one.message
    assert rules.check(whole(gas(review=TODAY)), today=TODAY) == []


def test_a_party_that_is_not_at_the_table():
    one = only(whole(gas(parties=["woningcorporatie"])))
    assert (one.level, one.where) == ("let op", "doel 1 (Gas per woning), partijen")
    assert "zit niet aan tafel" in one.message


def test_a_party_that_said_nothing_on_the_theme():
    one = only(whole(gas(parties=["woningcorporatie"]), parties=[CORPORATION]))
    assert one.level == "advies"
    said = Interest(party="woningcorporatie", theme="energiebesparing", weight=0)
    complete = whole(gas(parties=["woningcorporatie"]), parties=[CORPORATION], interests=[said])
    assert rules.check(complete, today=TODAY) == []


class TestInterests:
    def left_out(self, **parts):
        themes = [
            ThemeChoice(theme="energiebesparing", choice="moet", reason="Daarom."),
            ThemeChoice(theme="circulair", choice="niet", reason="Later."),
        ]
        interest = Interest(**{"party": "woningcorporatie", "theme": "circulair", "weight": 5, **parts})
        return whole(themes=themes, parties=[CORPORATION], interests=[interest])

    def test_nothing_matters_more_to_a_party_and_it_is_left_out(self):
        one = only(self.left_out())
        assert one.where == "thema ‘Circulair’"
        assert "voor ‘woningcorporatie’ gaat niets hierboven" in one.message

    def test_an_internal_interest_is_not_told_not_even_without_a_name(self):
        assert rules.check(self.left_out(internal=True), today=TODAY) == []

    def test_an_internal_one_beside_an_open_one_is_not_named(self):
        ambition = self.left_out()
        ambition.interests.append(Interest(party="huurders", theme="circulair", weight=5, internal=True))
        one = only(ambition)
        assert "voor ‘woningcorporatie’ gaat" in one.message
        assert "huurders" not in one.message

    @pytest.mark.parametrize("weight", [4, 0, None])
    def test_a_lighter_one_is_left_alone(self, weight):
        assert rules.check(self.left_out(weight=weight, text="Hergebruik."), today=TODAY) == []


class TestAgreements:
    def test_past_its_day(self):
        one = only(whole(agreements=[Agreement(what="Kaart maken", owner="gemeente", due=YESTERDAY)]))
        assert one.where == "werkafspraak 1 (gemeente)"
        assert "‘Kaart maken’ zou op 30-5-2026 klaar zijn" in one.message

    @pytest.mark.parametrize(
        "parts", [{"due": TODAY}, {"due": YESTERDAY, "done": True}, {"due": date(2030, 1, 1)}]
    )
    def test_in_time_or_done(self, parts):
        one = Agreement(what="Kaart maken", owner="gemeente", **parts)
        assert rules.check(whole(agreements=[one]), today=TODAY) == []

    @pytest.mark.parametrize(
        ("parts", "where", "missing"),
        [
            ({"owner": " ", "due": TODAY}, "werkafspraak 1", "wie het doet"),
            ({"owner": "gemeente"}, "werkafspraak 1 (gemeente)", "voor welke datum"),
            ({}, "werkafspraak 1", "wie het doet en voor welke datum"),
        ],
    )
    def test_without_who_or_when(self, parts, where, missing):
        one = only(whole(agreements=[Agreement(what="Kaart maken", **parts)]))
        assert (one.level, one.where) == ("let op", where)
        assert (
            one.message
            == f"Bij ‘Kaart maken’ staat niet {missing}. Spreek dat af bij Partijen, onder Afspraken."
        )

    def test_what_is_done_needs_neither(self):
        assert rules.check(whole(agreements=[Agreement(what="Kaart maken", done=True)]), today=TODAY) == []


class TestUnusedTerms:
    def test_nobody_uses_it_and_it_is_not_agreed(self):
        one = only(whole(terms=[Term(name="no-regret", agreed="Wat altijd goed is.")]))
        assert (one.level, one.where) == ("advies", "begrip ‘no-regret’")
        assert "Geen doel gebruikt dit begrip" in one.message

    def test_one_that_is_agreed_or_used_is_left_alone(self):
        agreed = agreed_term()
        assert rules.check(whole(terms=[agreed]), today=TODAY) == []
        in_words = whole(gas(statement="Alleen no-regret maatregelen."), terms=[Term(name="no-regret")])
        assert [one.where for one in rules.check(in_words, today=TODAY)] == [
            "doel 1 (Gas per woning), begrippen"
        ]


def test_the_day_of_saving_is_not_the_day_of_today():
    """A file that was saved before a date and is read after it: the date is past."""
    saved = datetime(2026, 1, 1, tzinfo=UTC)
    one = only(whole(gas(review=YESTERDAY), changed=saved))
    assert "opnieuw worden bekeken" in one.message


def test_known_rules_on_themes_still_hold():
    """A theme that must go along has an objective; an objective is not on a theme that does not."""
    must = [
        ThemeChoice(theme="energiebesparing", choice="moet", reason="Daarom."),
        ThemeChoice(theme="circulair", choice="moet", reason="Daarom."),
    ]
    assert "er is geen doel voor" in only(whole(themes=must)).message
    not_along = [ThemeChoice(theme="energiebesparing", choice="niet", reason="Daarom.")]
    assert "gaat niet mee, maar dit doel hoort erbij" in only(whole(themes=not_along)).message
