"""The step Begrippen: own words first apart and then side by side, open choices, the agreement and its test."""

from __future__ import annotations

import html
from datetime import date, timedelta
from pathlib import Path

import ipywidgets as widgets
import pytest

from wijkdata.ambition import file, meeting, terms, terms_edit
from wijkdata.ambition.model import Ambition, Objective
from wijkdata.panels import AmbitionModel, TermsPanel, terms_shown
from wijkdata.panels.fields import Chips

NEUTRAL = "woonlastenneutraliteit"
AWKWARD = "<script>alert(1)</script>"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "begrippen.ambitie.json"


@pytest.fixture
def panel(own) -> TermsPanel:
    """Three parties, one term on the list, and an objective that uses it."""
    ambition = Ambition(
        objectives=[Objective(id="doel-1", theme="woonlasten", statement="een woonlastenneutrale aanpak")]
    )
    for party in ("huurders", "gemeente", "woningcorporatie"):
        ambition = meeting.add_party(ambition, party)
    ambition, _ = terms_edit.add_term(ambition, NEUTRAL)
    return TermsPanel(AmbitionModel(ambition, own))


def kept(own: Path, name: str = NEUTRAL):
    return file.load(own).term(name)


def displayed(widget: widgets.Widget) -> list[widgets.Widget]:
    """Return the controls in sight, without the chips that only take something away."""
    if widget.layout.display == "none" or isinstance(widget, (widgets.HTML, Chips)):
        return []
    if isinstance(widget, widgets.Box):
        return [each for one in widget.children for each in displayed(one)]
    return [widget]


def write(panel: TermsPanel, party: str, text: str) -> None:
    panel.part.value, panel.party.value = "apart", party
    panel.wording.value = text


def agree(panel: TermsPanel, text: str, who: str) -> None:
    panel.part.value = "afspraak"
    panel.agreed.value = text
    panel.who.value = who


def term_done(panel: TermsPanel, criterion: str = "In 2040 is 80% van de woningen neutraal.") -> None:
    """Answer every question of the term on screen and fill in its criterion, then agree on it."""
    panel.part.value = "keuzes"
    for number in range(len(panel.which.options)):
        panel.which.value = number
        panel.answer.value = "ja"
    panel.part.value = "toets"
    panel.criterion.value = criterion
    assert terms.is_agreed(panel.current)


class TestList:
    def test_an_empty_list_offers_every_known_term_and_says_what_to_do_first(self):
        panel = TermsPanel(AmbitionModel(Ambition()))
        assert [value for _, value in panel.term.options] == list(terms.defaults())
        assert TermsPanel.state(panel.model) == "○"
        assert "Druk links op ‘Neem dit begrip op’" in panel.above.value
        assert html.escape(terms.defaults()[NEUTRAL].source) in panel.above.value
        assert displayed(panel.left) == [panel.term, panel.take_up, panel.new_term]

    def test_a_term_that_is_taken_up_comes_with_its_definition(self, panel, own):
        panel.term.value = "no-regret"
        assert "nog niet opgenomen" in panel.above.value
        panel.take_up.click()
        assert kept(own, "no-regret").published == terms.defaults()["no-regret"].published
        assert panel.term.value == "no-regret"
        assert "ieder apart" in panel.message.text

    def test_a_term_without_a_definition_says_so(self, panel):
        for name in ("natuurinclusief", "betaalbaarheid"):
            panel.term.value = name
            assert html.escape(terms.defaults()[name].remark) in panel.above.value
            assert "Bron:" not in panel.above.value.split("De begrippen van het team")[0]
            panel.take_up.click()
            assert html.escape(terms.defaults()[name].remark) in panel.above.value

    def test_a_term_of_the_team_is_added_by_its_word(self, panel, own):
        panel.new_term.value = f"comfort {AWKWARD}"
        assert kept(own, f"comfort {AWKWARD}").published == ""
        assert panel.term.value == f"comfort {AWKWARD}"
        assert panel.new_term.value == ""
        assert "geen gepubliceerde definitie in de lijst" in panel.above.value
        assert AWKWARD not in panel.above.value

    def test_one_that_is_there_is_refused(self, panel):
        panel.new_term.value = "Woonlastenneutraal"
        assert "staat al in de lijst" in panel.message.text
        assert len(panel.model.ambition.terms) == 1

    def test_it_is_taken_away_and_undo_brings_it_back(self, panel):
        write(panel, "huurders", "niet duurder")
        panel.remove.click()
        assert panel.model.ambition.terms == []
        assert "Ongedaan maken" in panel.message.text
        panel.model.undo()
        assert terms.wording_of(panel.model.ambition.term(NEUTRAL), "huurders") == "niet duurder"

    def test_the_overview_counts_the_objectives_and_names_what_is_used_and_not_on_the_list(self, panel):
        more = Objective(id="doel-2", theme="woonlasten", statement="woonlastenneutraal en spijtvrij")
        ambition = panel.model.ambition
        panel.model.ambition = ambition.model_copy(update={"objectives": [*ambition.objectives, more]})
        assert f">{NEUTRAL}</td><td>○ nog niet besproken</td><td>2</td>" in panel.above.value
        assert 'nog niet in de lijst</h3><div class="wd-said">no-regret' in panel.above.value


class TestWordings:
    def test_what_each_wrote_is_kept_and_stays_hidden_until_it_is_asked_for(self, panel, own):
        write(panel, "huurders", f"niet duurder {AWKWARD}")
        write(panel, "gemeente", "gemiddeld gelijk")
        assert [(one.party, one.text) for one in kept(own).wordings] == [
            ("huurders", f"niet duurder {AWKWARD}"),
            ("gemeente", "gemiddeld gelijk"),
        ]
        assert "Opgeschreven door huurders en gemeente" in panel.above.value
        assert "niet duurder" not in panel.above.value
        assert "gemiddeld gelijk" not in panel.above.value
        panel.reveal.value = True
        assert html.escape(f"niet duurder {AWKWARD}") in panel.above.value
        assert "gemiddeld gelijk" in panel.above.value
        assert AWKWARD not in panel.above.value

    def test_the_field_never_shows_the_words_of_another_as_long_as_they_are_hidden(self, panel):
        write(panel, "huurders", "niet duurder")
        assert panel.wording.value == "niet duurder"
        panel.party.value = "gemeente"
        assert panel.wording.value == ""
        panel.party.value = "huurders"
        assert panel.wording.value == ""
        assert "komt ervoor in de plaats" in panel.said.value
        assert terms.wording_of(panel.model.ambition.term(NEUTRAL), "huurders") == "niet duurder"
        panel.reveal.value = True
        assert panel.wording.value == "niet duurder"
        panel.reveal.value = False
        assert panel.wording.value == ""

    @pytest.mark.parametrize("away", ["keuzes", "afspraak"])
    def test_who_goes_to_another_part_leaves_nothing_on_the_screen(self, panel, away):
        write(panel, "huurders", "niet duurder")
        panel.part.value = away
        panel.part.value = "apart"
        assert panel.wording.value == ""
        assert kept(panel.model.path).wordings[0].text == "niet duurder"

    def test_another_term_is_hidden_again(self, panel):
        panel.new_term.value = "comfort"
        write(panel, "huurders", "warm")
        panel.reveal.value = True
        panel.term.value = NEUTRAL
        assert panel.reveal.value is False

    def test_undo_takes_the_words_out_of_the_field(self, panel):
        write(panel, "huurders", "niet duurder")
        panel.model.undo()
        assert panel.wording.value == ""
        assert "Er is nog niets opgeschreven" in panel.above.value

    def test_an_emptied_wording_is_gone(self, panel, own):
        write(panel, "huurders", "niet duurder")
        panel.reveal.value = True
        panel.wording.value = ""
        assert kept(own).wordings == []

    @pytest.mark.parametrize(("count", "beside"), [(6, True), (7, False)])
    def test_the_definition_makes_room_for_many_wordings(self, panel, count, beside):
        for number in range(count):
            panel.model.change(meeting.add_party, f"partij {number}")
            write(panel, f"partij {number}", "niet duurder")
        assert "Gepubliceerd" in panel.above.value
        panel.reveal.value = True
        assert ("Gepubliceerd" in panel.above.value) is beside
        assert panel.above.value.count("niet duurder") == count

    def test_without_parties_it_says_where_to_begin(self):
        ambition, _ = terms_edit.add_term(Ambition(), NEUTRAL)
        panel = TermsPanel(AmbitionModel(ambition))
        panel.part.value = "apart"
        assert "bij Partijen" in panel.said.value
        assert displayed(panel.left) == [panel.term, panel.part]


class TestChoices:
    def test_an_answer_is_kept_and_shown_beside_its_question(self, panel, own):
        panel.part.value = "keuzes"
        panel.which.value = 1
        panel.answer.value = f"die van vandaag {AWKWARD}"
        assert kept(own).choices[1].answer == f"die van vandaag {AWKWARD}"
        assert html.escape(AWKWARD) in panel.above.value
        assert AWKWARD not in panel.above.value
        assert panel.above.value.count("○ nog open") == 4
        assert panel.which.value == 1
        assert "4 keuzes" in panel.above.value

    def test_another_question_shows_its_own_answer(self, panel):
        panel.part.value = "keuzes"
        panel.answer.value = "alleen per maand"
        panel.which.value = 2
        assert panel.answer.value == ""
        panel.which.value = 0
        assert panel.answer.value == "alleen per maand"

    def test_a_term_begins_with_its_first_open_question(self, panel):
        panel.part.value = "keuzes"
        panel.answer.value = "alleen per maand"
        panel.new_term.value = "comfort"
        panel.term.value = NEUTRAL
        assert panel.which.value == 1

    def test_a_question_of_the_team_is_added_and_can_go_while_it_is_open(self, panel, own):
        panel.part.value = "keuzes"
        panel.new_question.value = "Ook voor ondernemers?"
        assert panel.which.value == 5
        assert kept(own).choices[5].question == "Ook voor ondernemers?"
        panel.answer.value = "nee"
        assert panel.drop.children == ()
        panel.answer.value = ""
        panel.drop.children[0].click()
        assert len(kept(own).choices) == 5

    def test_a_term_without_questions_asks_for_one(self, panel):
        panel.new_term.value = "comfort"
        panel.part.value = "keuzes"
        assert displayed(panel.left) == [panel.term, panel.part, panel.new_question]
        panel.new_question.value = "Hoe warm?"
        panel.answer.value = "20 graden"
        assert panel.model.ambition.term("comfort").choices[0].answer == "20 graden"


class TestAgreement:
    def test_a_text_is_a_proposal_until_it_says_who_agreed(self, panel, own):
        panel.part.value = "afspraak"
        assert displayed(panel.left) == [panel.term, panel.part, panel.agreed]
        panel.agreed.value = "de lasten stijgen niet"
        assert "◐ een voorstel, nog niet afgesproken" in panel.above.value
        assert TermsPanel.state(panel.model) == "◐"
        panel.who.value = "projectteam"
        term = kept(own)
        assert (term.agreed, term.agreed_by, term.agreed_on) == (
            "de lasten stijgen niet",
            "projectteam",
            date.today(),
        )
        assert f"● afgesproken op {date.today():%d-%m-%Y} door projectteam" in panel.above.value
        assert panel.day.value == f"{date.today():%d-%m-%Y}"
        assert TermsPanel.state(panel.model) == "◐"
        term_done(panel)
        assert TermsPanel.state(panel.model) == "●"

    def test_a_place_on_dots_in_the_criterion_keeps_it_from_being_done(self, panel):
        agree(panel, "de lasten stijgen niet", "projectteam")
        term_done(panel, "In 2040 is ten minste …% neutraal.")
        assert TermsPanel.state(panel.model) == "◐"
        panel.part.value = "begrip"
        assert "◐ afgesproken, nog niet af" in panel.above.value
        panel.part.value = "toets"
        panel.criterion.value = "In 2040 is ten minste ...% neutraal."
        assert TermsPanel.state(panel.model) == "◐"

    def test_a_step_is_not_done_as_long_as_an_objective_uses_what_was_not_agreed(self, panel):
        agree(panel, "de lasten stijgen niet", "projectteam")
        more = Objective(id="doel-2", theme="woonlasten", statement="alleen spijtvrij")
        ambition = panel.model.ambition
        panel.model.ambition = ambition.model_copy(update={"objectives": [*ambition.objectives, more]})
        assert TermsPanel.state(panel.model) == "◐"

    def test_another_day_can_be_given_but_none_to_come(self, panel, own):
        agree(panel, "de lasten stijgen niet", "projectteam")
        panel.day.value = "31-5-2026"
        assert kept(own).agreed_on == date(2026, 5, 31)
        panel.day.value = f"{date.today() + timedelta(days=2):%d-%m-%Y}"
        assert "moet nog komen" in panel.message.text
        panel.day.value = "eergisteren"
        assert "is geen datum" in panel.message.text
        assert kept(own).agreed_on == date(2026, 5, 31)

    def test_a_day_alone_is_no_agreement(self, panel, own):
        panel.part.value = "afspraak"
        panel.agreed.value = "de lasten stijgen niet"
        panel.day.value = "31-5-2026"
        assert "wie het hebben afgesproken" in panel.message.text
        panel.who.value = "projectteam"
        assert kept(own).agreed_on == date(2026, 5, 31)

    @pytest.mark.parametrize("part", ["text", "answer", "criterion"])
    def test_who_changes_what_was_agreed_reads_that_it_must_be_agreed_again(self, panel, own, part):
        panel.answer.value = "alleen per maand"
        panel.criterion.value = "bij 90% niet"
        agree(panel, "de lasten stijgen niet", "projectteam")
        field = {"text": panel.agreed, "answer": panel.answer, "criterion": panel.criterion}[part]
        panel.which.value = 0
        field.value = "iets anders"
        assert panel.message.text == "Dit is anders dan wat was afgesproken. Spreek het opnieuw af."
        assert (kept(own).agreed_on, kept(own).agreed_by) == (None, "")
        # an agreement of now is not dated back
        assert (panel.who.value, panel.day.value) == ("", "")

    def test_an_agreement_is_taken_back_by_emptying_who(self, panel, own):
        agree(panel, "de lasten stijgen niet", "projectteam")
        panel.who.value = ""
        assert kept(own).agreed_on is None
        assert kept(own).agreed == "de lasten stijgen niet"
        assert "teruggenomen" in panel.message.text

    def test_what_was_typed_is_never_markup(self, panel):
        agree(panel, f"niet duurder {AWKWARD}", f"team {AWKWARD}")
        panel.part.value = "toets"
        panel.criterion.value = f"90% {AWKWARD}"
        for part in ("begrip", "apart", "keuzes", "afspraak", "toets"):
            panel.part.value = part
            assert AWKWARD not in panel.above.value
        assert panel.above.value.count(html.escape(AWKWARD)) == 3


class TestCriterion:
    def test_the_proposal_names_by_what_it_is_measured_and_is_taken_over_when_asked(self, panel, own):
        panel.part.value = "toets"
        assert panel.model.ambition.term(NEUTRAL).criterion == ""
        assert "Woningen zonder stijging van de woonlasten" in panel.proposal.value
        assert "alleen met een eigen meting" in panel.proposal.value
        panel.take_over.click()
        assert kept(own).criterion == terms.defaults()[NEUTRAL].criterion
        assert panel.criterion.value == terms.defaults()[NEUTRAL].criterion
        panel.criterion.value = "bij 90% stijgen ze niet"
        panel.take_over.click()
        assert "staat al een criterium" in panel.message.text
        assert kept(own).criterion == "bij 90% stijgen ze niet"

    def test_what_is_published_needs_no_measuring_by_the_team(self):
        said = terms_shown.proposal(terms.defaults()["aardgasvrij"], set())
        assert "‘Aardgasvrije woningen (aandeel)’; er is vandaag nog geen cijfer." in said

    def test_it_says_whether_there_is_a_figure_today(self, model):
        model.change(terms_edit.add_term, "leefbaarheid")
        panel = TermsPanel(model)
        panel.term.value, panel.part.value = "leefbaarheid", "toets"
        assert "er is vandaag een cijfer" in panel.proposal.value

    def test_a_term_of_the_team_has_no_proposal(self, panel):
        panel.new_term.value = "comfort"
        panel.part.value = "toets"
        assert displayed(panel.left) == [panel.term, panel.part, panel.criterion]

    def test_it_names_the_objectives_that_use_it(self, panel):
        panel.part.value = "toets"
        assert 'Gebruikt in</h3><div class="wd-said">een woonlastenneutrale aanpak</div>' in panel.above.value


@pytest.mark.parametrize("part", ["begrip", "apart", "keuzes", "afspraak", "toets"])
def test_at_most_five_controls_are_in_sight(panel, part):
    agree(panel, "de lasten stijgen niet", "projectteam")
    panel.part.value = part
    assert 3 <= len(displayed(panel.left)) <= 5
