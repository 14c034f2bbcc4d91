"""The step Partijen: say it with the others hidden, then compare; agreements with an owner and a day."""

from __future__ import annotations

from datetime import date

import pytest
from acts import press

from wijkdata.ambition import edit, file, meeting
from wijkdata.ambition.model import Ambition
from wijkdata.panels import AmbitionModel, PartiesPanel

INTEREST, EXAMPLES, ORDER, AGREEMENTS, TABLE = range(5)
OWN, ALL, WORDS = range(3)
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def model(tmp_path) -> AmbitionModel:
    """Three parties; the gemeente said something, and the tenants something that is internal."""
    ambition = Ambition()
    for name in ("gemeente", "huurders", "netbeheerder"):
        ambition = meeting.add_party(ambition, name)
    ambition = meeting.set_interest(ambition, "gemeente", "aardgasvrij", 5, "regie houden")
    ambition = meeting.set_interest(ambition, "huurders", "woonlasten", 4, "stil voornemen", internal=True)
    path = tmp_path / "wijk.ambitie.json"
    file.save(ambition, path)
    return AmbitionModel.open(path)


@pytest.fixture
def panel(model) -> PartiesPanel:
    panel = PartiesPanel(model)
    panel.theme.value = "aardgasvrij"
    return panel


def visible(widget) -> bool:
    return widget.layout.display != "none"


def stored(model: AmbitionModel) -> Ambition:
    return file.load(model.path)


# --- entering ----------------------------------------------------------------------------------------------------


def test_without_parties_the_first_thing_to_do_is_said():
    panel = PartiesPanel(AmbitionModel(Ambition()))
    assert panel.part.value == TABLE
    assert "Zet links eerst een partij aan tafel" in panel.above.value
    assert visible(panel.new)
    assert not visible(panel.party)
    assert not visible(panel.remove)
    for part in (INTEREST, EXAMPLES, ORDER):
        panel.part.value = part
        assert not any(map(visible, panel.boxes))
        assert panel.message.text == ""


def test_a_party_is_seated_by_role_and_then_on_screen(panel, model):
    panel.part.value = TABLE
    assert "gemeente" not in panel.new.options
    assert "waterschap" in panel.new.options
    panel.new.value = " waterschap "
    panel.add.click()
    assert [one.name for one in stored(model).parties][-1] == "waterschap"
    assert (panel.party.value, panel.new.value) == ("waterschap", "")
    panel.new.value = "Waterschap"
    panel.add.click()
    assert "zit al aan tafel" in panel.message.text
    assert panel.new.value == "Waterschap"


def test_what_a_party_wants_is_kept_at_once(panel, model):
    panel.party.value = "netbeheerder"
    panel.weight.value = 0
    panel.text.value = "  niet te snel\n"
    panel.internal.value = True
    one = meeting.interest_of(stored(model), "netbeheerder", "aardgasvrij")
    assert (one.weight, one.text, one.internal) == (0, "  niet te snel\n", True)
    panel.internal.value, panel.text.value, panel.weight.value = False, "", None
    assert all(each.party != "netbeheerder" for each in stored(model).interests)


def test_another_party_or_theme_brings_its_own_words(panel):
    panel.party.value = "gemeente"
    assert (panel.weight.value, panel.text.value) == (5, "regie houden")
    panel.theme.value = "circulair"
    assert (panel.weight.value, panel.text.value, panel.internal.value) == (None, "", False)
    panel.party.value, panel.theme.value = "huurders", "woonlasten"
    assert (panel.weight.value, panel.internal.value) == (4, True)


def test_internal_alone_is_nothing_to_keep_and_that_is_said(panel, model):
    panel.party.value, panel.theme.value = "netbeheerder", "circulair"
    panel.internal.value = True
    assert "Geef ook een gewicht of woorden" in panel.message.text
    assert len(stored(model).interests) == 2


def test_at_most_five_controls_are_on_screen_at_a_time(panel):
    panel.party.value = "gemeente"
    for part in range(5):
        panel.part.value = part
        boxes = [one for one in panel.boxes if visible(one)]
        inside = [
            one for box in boxes for one in box.children if visible(one) and type(one).__name__ != "HTML"
        ]
        around = [one for one in (panel.party, panel.theme) if visible(one)]
        assert len(boxes) == 1
        assert len(inside) + len(around) <= 5, part


# --- hiding and comparing ----------------------------------------------------------------------------------------


def test_the_others_are_hidden_until_all_are_shown(panel):
    panel.party.value = "netbeheerder"
    assert panel.shown.value == OWN
    assert "de anderen zijn verborgen" in panel.above.value
    assert "regie houden" not in panel.above.value
    assert not visible(panel.picture)
    panel.party.value = "gemeente"
    assert "regie houden" in panel.above.value
    assert "Nog niets gezegd over:" in panel.above.value
    panel.shown.value = ALL
    assert visible(panel.picture)
    assert panel.above.value == ""
    assert "Bron: elke partij gaf haar gewichten" in panel.source.value
    before = panel.picture.value
    panel.weight.value = 1
    assert panel.picture.value != before


def test_in_words_all_stand_side_by_side_but_for_what_is_internal(panel, model):
    model.change(meeting.set_interest, "netbeheerder", "woonlasten", 2, EVIL)
    panel.shown.value = WORDS
    panel.theme.value = "woonlasten"
    assert "Bron: elke partij gaf haar gewichten" in panel.source.value
    assert "stil voornemen" not in panel.above.value
    assert "Interne belangen staan er niet bij (1)." in panel.above.value
    assert "&lt;script&gt;" in panel.above.value
    assert "<script>" not in panel.above.value
    assert "gaf alleen netbeheerder een gewicht (2)" in panel.above.value


def test_in_words_it_is_said_which_interests_match_and_for_whom_it_comes_first(panel, model):
    model.change(meeting.set_interest, "netbeheerder", "aardgasvrij", 3)
    model.change(meeting.set_priorities, "netbeheerder", ["aardgasvrij"])
    panel.shown.value = WORDS
    assert (
        "Weegt zwaar (3 of hoger) voor gemeente en netbeheerder. Bedoelen zij hetzelfde?" in panel.above.value
    )
    assert "Dit komt als eerste bij netbeheerder." in panel.above.value
    assert "Alleen een gewicht: netbeheerder (3)." in panel.above.value
    assert "1 van de 3 partijen gaf geen gewicht: huurders" in panel.above.value
    panel.theme.value = "circulair"
    assert "Weegt zwaar" not in panel.above.value


def test_what_people_type_is_never_markup(model):
    model.change(meeting.add_party, EVIL)
    model.change(meeting.set_interest, EVIL, EVIL, 3, EVIL)
    model.change(meeting.set_priorities, EVIL, [EVIL])
    model.change(meeting.add_agreement, EVIL, EVIL)
    panel = PartiesPanel(model)
    panel.party.value, panel.theme.value = EVIL, EVIL
    for part in range(5):
        panel.part.value = part
        for shown in (OWN, WORDS, ALL):
            panel.shown.value = shown
            assert panel.message.text == ""
            assert "<script" not in panel.above.value


def test_more_parties_than_fit_are_paged(panel, model):
    for number in range(12):
        model.change(meeting.add_party, f"partij {number}")
    panel.shown.value = ALL
    assert visible(panel.pager)
    first = panel.picture.value
    panel.pager.on.click()
    second = panel.picture.value
    assert second != first
    panel.pager.back.click()
    assert panel.picture.value == first
    panel.shown.value = OWN
    assert not visible(panel.pager)


# --- examples and order ------------------------------------------------------------------------------------------


def test_an_example_is_taken_over_with_its_source(panel, model):
    panel.party.value, panel.theme.value, panel.part.value = "huurders", "participatie", EXAMPLES
    assert "geen belangen in uw wijk" in panel.above.value
    assert "Onze lezing: wil zien: gescheiden stemvragen; kan wringen met: corporatie." in panel.above.value
    assert "2025" in panel.above.value
    assert "gemeente.nu" in panel.above.value
    panel.take.click()
    one = meeting.interest_of(stored(model), "huurders", "participatie")
    assert one.text.startswith("Een echte keuze")
    assert "https://www.gemeente.nu/" in one.source
    panel.part.value = INTEREST
    assert "voorbeeld van elders" in panel.above.value
    panel.text.value = "wij willen kiezen"
    assert meeting.interest_of(stored(model), "huurders", "participatie").source == ""
    panel.part.value = EXAMPLES
    panel.take.click()
    assert "in eigen woorden" in panel.message.text


def test_without_examples_nothing_is_claimed(panel):
    panel.party.value, panel.theme.value, panel.part.value = "huurders", "circulair", EXAMPLES
    assert "Dat zegt niets over wat deze partij wil" in panel.above.value
    assert not visible(panel.take)


def test_what_comes_first_is_put_in_order(panel, model):
    panel.party.value, panel.part.value = "huurders", ORDER
    for theme in ("woonlasten", "leefbaarheid", "woonlasten"):
        panel.theme.value = theme
        panel.place.click()
    assert stored(model).party("huurders").priorities == ["leefbaarheid", "woonlasten"]
    assert [one.description for one in panel.order.chips.children] == [
        "1. Leefbaarheid  ✕",
        "2. Woonlasten  ✕",
    ]
    panel.order.chips.children[0].click()
    assert stored(model).party("huurders").priorities == ["woonlasten"]


# --- at the table ------------------------------------------------------------------------------------------------


def test_a_party_gets_another_name_with_all_it_said(panel, model):
    panel.party.value, panel.part.value = "gemeente", TABLE
    panel.renamed.value = "gemeente Rotterdam"
    assert meeting.interest_of(stored(model), "gemeente Rotterdam", "aardgasvrij").weight == 5
    assert panel.party.value == "gemeente Rotterdam"
    panel.renamed.value = "huurders"
    assert "zit al aan tafel" in panel.message.text
    assert [one.name for one in stored(model).parties] == ["gemeente Rotterdam", "huurders", "netbeheerder"]


def test_a_party_that_said_something_is_only_removed_when_asked_twice(panel, model):
    panel.party.value, panel.part.value = "gemeente", TABLE
    assert not visible(panel.remove_all)
    panel.remove.click()
    assert "1 belang" in panel.message.text
    assert visible(panel.remove_all)
    panel.remove_all.click()
    assert [one.name for one in stored(model).parties] == ["huurders", "netbeheerder"]
    assert not visible(panel.remove_all)
    model.undo()
    assert stored(model).interests[0].text == "regie houden"
    panel.party.value = "netbeheerder"
    panel.remove.click()
    assert "netbeheerder is weggehaald" in panel.message.text


def test_the_table_says_who_said_how_much(panel, model):
    model.change(meeting.set_priorities, "gemeente", ["aardgasvrij"])
    panel.part.value = TABLE
    assert "◐ 1 van de 9 thema’s" in panel.above.value
    assert "○ nog niet" in panel.above.value
    assert "● gezegd" in panel.above.value
    assert "Aardgasvrij" not in panel.above.value  # the others may still have to say it


# --- agreements --------------------------------------------------------------------------------------------------


def test_an_agreement_has_an_owner_and_a_day(panel, model):
    panel.part.value = AGREEMENTS
    form = panel.agreements
    assert form.owner.options == ("gemeente", "huurders", "netbeheerder")
    form.what.value, form.owner.value, form.due.value = "cijfers delen", "netbeheerder", "1-12-2026"
    press(form, "Spreek af")
    (one,) = stored(model).agreements
    assert (one.what, one.owner, one.due, one.done) == (
        "cijfers delen",
        "netbeheerder",
        date(2026, 12, 1),
        False,
    )
    assert (form.what.value, form.owner.value, form.due.value) == ("", "", "")
    assert "○ te doen" in panel.above.value
    form.which.value = 0
    form.done.value = True
    assert stored(model).agreements[0].done
    assert "✔ gedaan" in panel.above.value
    form.due.value = ""
    assert stored(model).agreements[0].due is None
    form.remove.click()
    assert stored(model).agreements == []
    assert form.which.value == -1


def test_a_day_that_is_none_is_refused_and_what_was_typed_stays(panel, model):
    panel.part.value = AGREEMENTS
    form = panel.agreements
    form.what.value, form.due.value = "cijfers delen", "volgende week"
    press(form, "Spreek af")
    assert "geen datum" in panel.message.text
    assert (form.what.value, form.due.value) == ("cijfers delen", "volgende week")
    assert stored(model).agreements == []
    model.change(edit.set_title, "een wijziging elders")
    assert form.what.value == "cijfers delen"
    form.what.value, form.due.value = " ", ""
    press(form, "Spreek af")
    assert "Schrijf eerst op wat er is afgesproken." in panel.message.text


# --- the state ---------------------------------------------------------------------------------------------------


def test_the_step_is_done_when_everybody_weighed_what_is_taken_along(model):
    assert PartiesPanel.state(AmbitionModel(Ambition())) == "○"
    assert PartiesPanel.state(model) == "◐"
    for party in ("gemeente", "huurders", "netbeheerder"):
        model.change(meeting.set_interest, party, "woonlasten", 3)
    assert PartiesPanel.state(model) == "●"
    model.change(edit.set_theme, "aardgasvrij", "moet")
    assert PartiesPanel.state(model) == "◐"
    for party in ("gemeente", "huurders", "netbeheerder"):
        model.change(meeting.set_interest, party, "aardgasvrij", 3)
    assert PartiesPanel.state(model) == "●"


def test_what_could_not_be_kept_is_said_on_the_panel(panel, model, disk):
    disk("full")
    panel.party.value = "gemeente"
    panel.weight.value = 2
    assert panel.message.text == "De schijf is vol."
    assert meeting.interest_of(model.ambition, "gemeente", "aardgasvrij").weight == 2
    disk("room")
    panel.weight.value = 3
    assert panel.message.text == ""
    assert meeting.interest_of(stored(model), "gemeente", "aardgasvrij").weight == 3
