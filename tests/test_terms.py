"""Container terms: where their definitions are from, what the team agrees on, and which objectives use them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkdata import catalogue
from wijkdata.ambition import grounds, meeting, terms, terms_edit
from wijkdata.ambition.model import Ambition, Objective, OpenChoice, Term
from wijkdata.errors import WijkdataError

NEUTRAL = "woonlastenneutraliteit"
AWKWARD = '<script>alert(1)</script>\n=1+1 🏘️ "é"  '
DAY = date(2026, 5, 31)


def refused(field, change, ambition, *arguments, **named):
    """Check that a change is refused for this field and leaves everything as it was; return the message."""
    before = ambition.model_copy(deep=True)
    with pytest.raises(WijkdataError) as caught:
        change(ambition, *arguments, **named)
    assert caught.value.field == field
    assert ambition == before
    assert str(caught.value).endswith((".", "?"))
    return str(caught.value)


def with_terms(*names: str) -> Ambition:
    ambition = meeting.add_party(meeting.add_party(Ambition(), "huurders"), "gemeente")
    for name in names:
        ambition, _ = terms_edit.add_term(ambition, name)
    return ambition


def saying(*statements: str, names: tuple[str, ...] = ()) -> Ambition:
    objectives = [
        Objective(id=f"doel-{number}", theme="woonlasten", statement=one)
        for number, one in enumerate(statements)
    ]
    return with_terms(*names).model_copy(update={"objectives": objectives})


@pytest.fixture
def agreed() -> Ambition:
    """The term is agreed on, with one of its questions answered and a criterion."""
    ambition = terms_edit.answer_choice(with_terms(NEUTRAL), NEUTRAL, 0, "alleen per maand")
    ambition = terms_edit.set_criterion(ambition, NEUTRAL, "bij 90% stijgen ze niet")
    return terms_edit.agree(ambition, NEUTRAL, "de lasten per maand stijgen niet", DAY, "projectteam")


def term_of(ambition: Ambition, name: str = NEUTRAL) -> Term:
    return ambition.term(name)


# --- the terms to start from -------------------------------------------------------------------------------------


def test_every_definition_has_a_source_and_what_has_none_says_so():
    assert list(terms.defaults()) == [
        "woonlastenneutraliteit",
        "no-regret",
        "participatie",
        "aardgasvrij",
        "aardgasvrij-ready",
        "klimaatadaptief",
        "natuurinclusief",
        "betaalbaarheid",
        "energiearmoede",
        "leefbaarheid",
    ]
    without = [name for name, one in terms.defaults().items() if not one.published]
    assert without == ["natuurinclusief", "betaalbaarheid"]
    for one in terms.defaults().values():
        assert bool(one.published) == bool(one.source)
        assert one.published or "Leg dus zelf vast" in one.remark
    assert "officiële definitie is niet gevonden" in terms.defaults()["no-regret"].published


def test_every_term_asks_questions_and_proposes_what_can_be_measured():
    for one in terms.defaults().values():
        assert len(one.choices) >= 3
        assert all("?" in question for question in one.choices)
        assert "…" in one.criterion
        assert catalogue.indicator(one.indicator).direction != "context"


def test_the_questions_about_housing_costs_ask_which_against_what_for_whom_and_when():
    questions = " ".join(terms.defaults()[NEUTRAL].choices)
    for word in ("Welke kosten", "van vandaag of die van later", "huurder en eigenaar", "Wanneer"):
        assert word in questions


# --- the list ----------------------------------------------------------------------------------------------------


def test_a_known_term_comes_with_its_definition_and_open_questions_but_without_a_criterion():
    ambition, name = terms_edit.add_term(Ambition(), "Woonlastenneutraal")
    known = terms.defaults()[NEUTRAL]
    assert ambition.terms == [
        Term(
            name=NEUTRAL,
            published=known.published,
            source=known.source,
            choices=[OpenChoice(question=one) for one in known.choices],
        )
    ]
    assert name == NEUTRAL


def test_a_term_of_the_team_starts_empty():
    ambition, name = terms_edit.add_term(Ambition(), "  duurzaam \n wonen ")
    assert (name, ambition.terms) == ("duurzaam wonen", [Term(name="duurzaam wonen")])


@pytest.mark.parametrize(
    "again", [NEUTRAL, "WOONLASTENNEUTRAAL", "woonlasten-neutrale", "Comfort ", "comfort"]
)
def test_a_term_is_on_the_list_once(again):
    message = refused("name", terms_edit.add_term, with_terms(NEUTRAL, "comfort"), again)
    assert "staat al in de lijst" in message
    refused("name", terms_edit.add_term, Ambition(), " \n ")
    refused("name", terms_edit.add_term, Ambition(), "x" * 201)


def test_what_is_offered_is_what_the_team_does_not_have():
    ambition = with_terms(NEUTRAL, "comfort")
    assert [one.name for one in terms.offered(ambition)] == list(terms.defaults())[1:]


def test_a_term_that_is_taken_away_is_no_longer_named_by_an_objective():
    ambition = saying("", names=("comfort", "rust"))
    ambition = grounds.set_grounds(ambition, "doel-0", terms=["comfort", "rust"])
    ambition = terms_edit.remove_term(ambition, "comfort")
    assert [one.name for one in ambition.terms] == ["rust"]
    assert ambition.objectives[0].terms == ["rust"]


def test_a_term_that_is_not_there_is_refused_with_the_nearest():
    ambition = with_terms("comfort")
    for change, *arguments in (
        (terms_edit.remove_term,),
        (terms_edit.set_wording, "huurders", "warm"),
        (terms_edit.draft, "warm"),
        (terms_edit.withdraw,),
        (terms_edit.set_criterion, "20 graden"),
    ):
        assert "Bedoelt u ‘comfort’?" in refused("term", change, ambition, "comfrot", *arguments)


# --- what it means -----------------------------------------------------------------------------------------------


def test_each_party_has_one_wording_that_is_kept_as_it_was_typed():
    ambition = with_terms("comfort")
    ambition = terms_edit.set_wording(ambition, "comfort", "huurders", "warm")
    ambition = terms_edit.set_wording(ambition, "comfort", "gemeente", AWKWARD)
    ambition = terms_edit.set_wording(ambition, "comfort", "huurders", "stil en warm")
    term = ambition.term("comfort")
    assert [(one.party, one.text) for one in term.wordings] == [
        ("huurders", "stil en warm"),
        ("gemeente", AWKWARD),
    ]
    assert terms.wording_of(term, "gemeente") == AWKWARD
    assert terms.wording_of(term, "netbeheerder") == ""
    emptied = terms_edit.set_wording(ambition, "comfort", "huurders", "  ")
    assert [one.party for one in emptied.term("comfort").wordings] == ["gemeente"]
    refused("party", terms_edit.set_wording, ambition, "comfort", "netbeheerder", "veilig")


def test_an_agreement_says_what_by_whom_and_when():
    ambition = with_terms(NEUTRAL)
    refused("agreed", terms_edit.agree, ambition, NEUTRAL, "  ", DAY, "projectteam")
    refused("agreed_by", terms_edit.agree, ambition, NEUTRAL, "niet duurder", DAY, "\n")
    tomorrow = date.today() + timedelta(days=1)
    refused("agreed_on", terms_edit.agree, ambition, NEUTRAL, "niet duurder", tomorrow, "projectteam")
    assert not terms.is_agreed(term_of(ambition))
    done = term_of(terms_edit.agree(ambition, NEUTRAL, "niet duurder", DAY, "projectteam"))
    assert (done.agreed, done.agreed_on, done.agreed_by) == ("niet duurder", DAY, "projectteam")
    assert terms.is_agreed(done)


def test_a_text_that_nobody_agreed_on_is_a_draft():
    drafted = terms_edit.draft(with_terms(NEUTRAL), NEUTRAL, "niet duurder")
    assert term_of(drafted).agreed == "niet duurder"
    assert not terms.is_agreed(term_of(drafted))
    assert not terms.is_agreed(Term(name="x", agreed="y", agreed_on=DAY))
    assert not terms.is_agreed(Term(name="x", agreed="y", agreed_by="projectteam"))


@pytest.mark.parametrize(
    ("change", "arguments"),
    [
        (terms_edit.draft, ("de lasten per jaar stijgen niet",)),
        (terms_edit.draft, ("",)),
        (terms_edit.answer_choice, (0, "ook de eigen inleg")),
        (terms_edit.answer_choice, (0, "")),
        (terms_edit.set_criterion, ("bij 80% stijgen ze niet",)),
        (terms_edit.withdraw, ()),
    ],
)
def test_what_was_agreed_and_is_replaced_must_be_agreed_again(agreed, change, arguments):
    assert terms.is_agreed(term_of(agreed))
    term = term_of(change(agreed, NEUTRAL, *arguments))
    assert (term.agreed_on, term.agreed_by) == (None, "")
    assert not terms.is_agreed(term)


@pytest.mark.parametrize(
    ("change", "arguments"),
    [
        (terms_edit.draft, ("de lasten per maand stijgen niet",)),
        (terms_edit.answer_choice, (1, "die van vandaag")),
        (terms_edit.answer_choice, (0, "alleen per maand ")),
        (terms_edit.set_wording, ("huurders", "niet duurder")),
        (terms_edit.add_question, ("Geldt het ook voor ondernemers?",)),
    ],
)
def test_filling_in_what_was_empty_leaves_the_agreement_as_it_was(agreed, change, arguments):
    assert terms.is_agreed(term_of(change(agreed, NEUTRAL, *arguments)))


def test_a_first_criterion_after_the_agreement_takes_nothing_back():
    ambition = terms_edit.agree(with_terms("comfort"), "comfort", "warm", DAY, "projectteam")
    assert terms.is_agreed(terms_edit.set_criterion(ambition, "comfort", "20 graden").term("comfort"))


def test_questions_are_added_answered_and_taken_away_where_they_do_not_matter():
    ambition = terms_edit.add_question(with_terms("comfort"), "comfort", " Hoe  warm? ")
    ambition = terms_edit.add_question(ambition, "comfort", "Voor wie?")
    refused("question", terms_edit.add_question, ambition, "comfort", "Hoe warm?")
    refused("question", terms_edit.add_question, ambition, "comfort", " ")
    ambition = terms_edit.answer_choice(ambition, "comfort", 1, "iedereen")
    assert terms.open_choices(ambition.term("comfort")) == ["Hoe warm?"]
    refused("question", terms_edit.remove_question, ambition, "comfort", 1)
    for number in (-1, 2):
        refused("question", terms_edit.answer_choice, ambition, "comfort", number, "x")
        refused("question", terms_edit.remove_question, ambition, "comfort", number)
    ambition = terms_edit.remove_question(ambition, "comfort", 0)
    assert [one.question for one in ambition.term("comfort").choices] == ["Voor wie?"]


def test_what_is_left_open_is_named(agreed):
    empty = with_terms("comfort").term("comfort")
    assert terms.left_open(empty) == ["de afspraak", "het criterium"]
    assert terms.finding(empty) == "Comfort: de afspraak en het criterium staan nog open"
    assert terms.left_open(term_of(agreed)) == ["4 keuzes"]
    assert terms.finding(term_of(agreed)) == "Woonlastenneutraliteit: 4 keuzes staan nog open"
    for number in range(1, 4):
        agreed = terms_edit.answer_choice(agreed, NEUTRAL, number, "ja")
    assert terms.left_open(term_of(agreed)) == ["1 keuze"]
    assert terms.finding(term_of(agreed)) == "Woonlastenneutraliteit: 1 keuze staat nog open"
    done = term_of(terms_edit.answer_choice(agreed, NEUTRAL, 4, "ja"))
    assert terms.left_open(done) == []
    assert terms.finding(done) == "Woonlastenneutraliteit: afgesproken en te toetsen"
    dots = done.model_copy(update={"criterion": "In … is ten minste 80% neutraal."})
    assert terms.left_open(dots) == ["een getal of jaar in het criterium"]
    assert terms.finding(dots) == "Woonlastenneutraliteit: een getal of jaar in het criterium staat nog open"


# --- which objectives use it -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("De aanpak is woonlastenneutraal.", [NEUTRAL]),
        ("een WOONLASTENNEUTRALE aanpak", [NEUTRAL]),
        ("woonlasten-neutraal, en met woonlasten neutrale renovaties", [NEUTRAL]),
        ("woonlasten\u2011neutraliteit voor huurders", [NEUTRAL]),
        ("alleen spijtvrije maatregelen", ["no-regret"]),
        ("no-regretmaatregelen", ["no-regret"]),
        ("geen-spijtmaatregelen en geen spijt-opties", ["no-regret"]),
        ("Bewoners hebben geen spijt van de overstap.", []),
        ("bewonersparticipatie op trede 4", ["participatie"]),
        ("wie participeert", ["participatie"]),
        ("een aardgasvrije wijk in 2040", ["aardgasvrij"]),
        ("aardgasvrij-ready in 2030", ["aardgasvrij-ready"]),
        ("eerst aardgasvrij ready, dan aardgasvrij", ["aardgasvrij-ready", "aardgasvrij"]),
        ("minder aardgas per woning", []),
        ("klimaatadaptieve straten", ["klimaatadaptief"]),
        ("natuurinclusief bouwen", ["natuurinclusief"]),
        ("een betaalbare overstap", ["betaalbaarheid"]),
        ("minder energiearmoede", ["energiearmoede"]),
        ("een leefbare wijk", ["leefbaarheid"]),
        ("een hogere score op de Leefbaarometer", []),
        ("", []),
    ],
)
def test_a_term_is_found_in_the_words_of_an_objective(statement, found):
    ambition = saying(statement)
    assert terms.used_in(ambition, ambition.objectives[0]) == found


def test_a_term_of_the_team_is_found_too_and_never_as_a_part_of_a_word():
    ambition = saying(
        "comfortabel", "extra comfort", "stille straten", "goed-leven", names=("comfort", "stil")
    )
    assert terms.used_in(ambition, ambition.objectives[0]) == []
    assert terms.used_in(ambition, ambition.objectives[1]) == ["comfort"]
    assert terms.used_in(ambition, ambition.objectives[2]) == []
    own = saying("goed-leven", names=("goed leven",))
    assert terms.used_in(own, own.objectives[0]) == ["goed leven"]


def test_what_is_used_and_not_agreed_is_named_per_objective(agreed):
    ambition = agreed.model_copy(
        update={
            "objectives": [
                Objective(id="a", theme="woonlasten", statement="woonlastenneutraal en spijtvrij"),
                Objective(id="b", theme="woonlasten", statement="woonlastenneutrale aanpak"),
                Objective(id="c", theme="woonlasten", statement="", terms=["comfort"]),
                Objective(id="d", theme="woonlasten", statement="minder gas"),
            ]
        }
    )
    assert terms.unagreed(ambition) == {"a": ["no-regret"], "c": ["comfort"]}
    withdrawn = terms_edit.withdraw(ambition, NEUTRAL)
    assert terms.unagreed(withdrawn) == {"a": [NEUTRAL, "no-regret"], "b": [NEUTRAL], "c": ["comfort"]}


def test_a_term_goes_by_the_name_that_it_has_in_the_file():
    known = Ambition(
        terms=[Term(name="Woonlastenneutraal", agreed="niet duurder", agreed_on=DAY, agreed_by="team")],
        objectives=[
            Objective(id="a", theme="woonlasten", statement="woonlasten neutrale aanpak", terms=[NEUTRAL])
        ],
    )
    assert terms.used_in(known, known.objectives[0]) == ["Woonlastenneutraal"]
    assert terms.unagreed(known) == {}


@given(name=st.text(max_size=60), statement=st.text(max_size=120))
def test_whatever_a_term_is_called_it_is_found_by_its_name(name, statement):
    try:
        ambition, kept = terms_edit.add_term(Ambition(), name)
    except WijkdataError:
        return
    objective = Objective(id="a", theme="woonlasten", statement=f"{statement} , {kept} , {statement}")
    ambition = ambition.model_copy(update={"objectives": [objective]})
    found = terms.used_in(ambition, objective)
    assert set(found) <= {kept, *terms.defaults()}
    if kept.isalpha() and kept.isascii():
        assert kept in found
