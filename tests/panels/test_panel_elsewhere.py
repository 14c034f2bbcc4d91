"""The panel Voorbeelden: searching, turning the page and taking one over."""

from __future__ import annotations

import dataclasses

import ipywidgets as widgets
import pytest

from wijkdata.ambition import elsewhere, file
from wijkdata.panels import AmbitionModel, ElsewherePanel
from wijkdata.panels.elsewhere import PAGE, card_html, pages_of


@pytest.fixture
def panel(model: AmbitionModel) -> ElsewherePanel:
    return ElsewherePanel(model)


def shown(panel: ElsewherePanel) -> list[str]:
    return [one.example_id for one in panel.cards if one.layout.display != "none"]


def test_the_list_says_what_they_set_what_became_of_it_and_from_where(panel):
    panel.words.value = "purmerend gebouwen"
    (key,) = shown(panel)
    text = panel.cards[0].text.value
    assert key == "A006"
    assert "van 0 (2018; lezing) naar 1.276 gebouwen in 2022" in text
    assert "✔\N{NO-BREAK SPACE}Toetsbaar." in text
    assert "▼ Niet gehaald. 88 woningen in de eerste fase; tweede fase uitgesteld (nrc.nl, 2021)." in text
    assert "Les: Beslis per blok" in text
    example = elsewhere.examples()[key]
    assert f'title="{example.source}"' in text
    assert elsewhere.cited(example.source, example.source_year) in text
    assert "geen beleid van nu" in panel.source.value


def test_an_uncertain_outcome_is_shown_as_unknown(panel):
    panel.words.value = "utrecht eerste woningen hele stad"
    assert "A002" in shown(panel)
    assert "? Uitkomst te onzeker om te tonen." in panel.cards[shown(panel).index("A002")].text.value


def test_theme_and_testable_narrow_the_list_and_the_heading_counts_it(panel):
    assert panel.above.value.count("146 voorbeelden")
    panel.theme.value = "leefbaarheid"
    panel.testable.value = True
    wanted = elsewhere.search(theme="leefbaarheid", testable=True)
    assert shown(panel) == [one.id for one in pages_of(wanted)[0]]
    assert f"{len(wanted)} voorbeelden: {len(wanted)} toetsbaar" in panel.above.value
    assert panel.pace.value == ""


def test_the_kind_of_area_narrows_the_list(panel):
    panel.scale.value = "buurt"
    assert {elsewhere.examples()[key].scale for key in shown(panel)} == {"buurt"}
    panel.scale.value = elsewhere.NEIGHBOURHOOD
    wanted = elsewhere.search(scale=elsewhere.NEIGHBOURHOOD)
    assert f"{len(wanted)} voorbeelden" in panel.above.value
    assert shown(panel) == [one.id for one in pages_of(wanted)[0]]
    panel.theme.value = "aardgasvrij"
    assert panel.above.value.count(
        f"{len(elsewhere.search(theme='aardgasvrij', scale=elsewhere.NEIGHBOURHOOD))} voorbeelden"
    )
    panel.scale.value = ""
    panel.theme.value = ""
    assert "146 voorbeelden" in panel.above.value


def test_pages_show_every_example_once_and_come_back_to_the_first(panel):
    panel.theme.value = "circulair"
    count = len(elsewhere.search(theme="circulair"))
    seen = []
    first = shown(panel)
    for _ in pages_of(elsewhere.search(theme="circulair")):
        seen += shown(panel)
        panel.pager.on.click()
    assert len(seen) == len(set(seen)) == count
    assert f"van {count}" in panel.pager.where.value
    panel.pager.turn(-100)
    assert shown(panel) == first
    assert f"1-{len(first)} van {count}" in panel.pager.where.value


def test_a_page_has_no_more_than_is_legible():
    pages = pages_of(elsewhere.search())
    assert sum(map(len, pages)) == len(elsewhere.search())
    assert {len(one) for one in pages} > {3, 4}
    assert max(map(len, pages)) <= PAGE
    long = max(elsewhere.search(), key=lambda one: len(card_html(one)))
    assert len(pages_of([long] * 10)[0]) < len(
        pages_of([min(elsewhere.search(), key=lambda one: len(card_html(one)))] * 10)[0]
    )
    assert pages_of([]) == [[]]


def test_a_new_search_starts_at_the_first_page(panel):
    panel.pager.on.click()
    assert shown(panel) != [one.id for one in pages_of(elsewhere.search())[0]]
    panel.words.value = "warmtenet"
    assert shown(panel)[0] == elsewhere.search("warmtenet")[0].id


def test_the_pace_elsewhere_is_that_of_neighbourhoods_and_stands_with_homes_without_gas(panel):
    assert "Purmerend, Overwhere-Zuid: 88 woningen in 3 jaar" in panel.pace.value
    assert "landelijk" not in panel.pace.value
    panel.theme.value = "aardgasvrij"
    assert "Tytsjerksteradiel, Garyp" in panel.pace.value
    panel.theme.value = "participatie"
    assert panel.pace.value == ""


def test_nothing_found_says_what_to_do(panel):
    panel.words.value = "zzzz"
    assert shown(panel) == []
    assert "haal een woord weg" in panel.above.value
    assert panel.pager.layout.display == "none"
    assert "beleid" not in panel.source.value


def test_taking_over_keeps_a_draft_with_its_origin_at_once(panel, model, path):
    panel.words.value = "groningen boomkronen"
    (key,) = shown(panel)
    panel.cards[0].button.click()
    kept = file.load(path).objectives[-1]
    assert kept.origin.startswith("Groningen: ")
    assert (kept.baseline, kept.target.value) == (None, 30)
    assert "staat nu bij Doelen" in panel.message.text
    assert "zet uw eigen ervoor in de plaats" in panel.message.text
    assert panel.cards[0].button.disabled
    assert panel.cards[0].button.description == "staat bij Doelen"
    model.undo()
    assert not panel.cards[0].button.disabled
    assert panel.message.text == ""
    assert key == shown(panel)[0]


def test_taking_over_twice_is_taking_over_once(panel, path):
    key = shown(panel)[0]
    panel.take_over(key)
    count = len(file.load(path).objectives)
    said = panel.message.text
    panel.take_over(key)
    assert panel.message.text == said
    assert len(file.load(path).objectives) == count


def test_a_full_disk_is_said_in_words(panel, disk):
    disk("full")
    panel.take_over(shown(panel)[0])
    assert "schijf" in panel.message.text


def test_the_step_is_done_when_something_was_taken_over(panel, model):
    assert ElsewherePanel.state(model) == "○"
    panel.take_over(shown(panel)[0])
    assert ElsewherePanel.state(model) == "●"


def test_looking_changes_nothing(panel, model):
    before = model.ambition
    for _, theme in panel.theme.options:
        panel.theme.value = theme
        panel.pager.on.click()
    assert model.ambition == before


def test_no_text_of_a_table_is_markup():
    one = elsewhere.examples()["A006"]
    hostile = dataclasses.replace(one, statement="<script>x</script>", source='https://x.nl/"onmouseover="y')
    text = card_html(hostile)
    assert "<script>" not in text
    assert '"onmouseover' not in text


def test_at_most_five_controls(panel):
    """The buttons of the pager turn what is there already and are not counted."""
    controls = [one for one in panel.left.children if not isinstance(one, widgets.HTML)]
    assert len(controls) + 1 <= 5  # and the button to take over, once per example
