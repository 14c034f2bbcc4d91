"""Turning pages: what is on a page, what the buttons do, and that nothing of a full ambition is lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from full import PARTIES, full_ambition, words

from wijkdata import catalogue
from wijkdata.ambition import file, rules
from wijkdata.panels import (
    AmbitionModel,
    DecisionsPanel,
    ObjectivesPanel,
    PartiesPanel,
    TermsPanel,
    ThemesPanel,
)
from wijkdata.panels.decisions import ADOPT, CHECK, DECIDE, NOTES
from wijkdata.panels.objectives import GROUNDS
from wijkdata.panels.pager import Block, Frame, PagedChips, Pager, lines_of, parted, pieces, sheets
from wijkdata.panels.panel import Panel


@pytest.fixture
def full(tmp_path: Path) -> AmbitionModel:
    path = tmp_path / "vol.ambitie.json"
    file.new(path, full_ambition())
    return AmbitionModel.open(path)


def pages(panel: Panel) -> list[str]:
    """Return what stands on each page at the right, from the first to the last."""
    panel.pager.turn(-100)
    found = [panel.above.value]
    while not panel.pager.on.disabled:
        panel.pager.on.click()
        found.append(panel.above.value)
    return found


class TestPager:
    def test_it_says_which_of_how_many_and_stops_at_the_ends(self):
        shown = []
        pager = Pager(shown.append)
        pager.offer([3, 4, 1], "a")
        assert (pager.layout.display, pager.back.disabled, pager.on.disabled) == ("", True, False)
        said = [re.sub("<[^>]*>", "", pager.where.value)]
        for _ in range(3):
            pager.on.click()
            said.append(re.sub("<[^>]*>", "", pager.where.value))
        assert said == ["1-3 van 8", "4-7 van 8", "8 van 8", "8 van 8"]
        assert (pager.back.disabled, pager.on.disabled) == (False, True)
        pager.back.click()
        assert shown == [0, 1, 2, 2, 1]

    def test_the_same_subject_stays_at_its_page_and_another_starts_at_the_first(self):
        pager = Pager(lambda _page: None)
        pager.offer([1, 1, 1], "a")
        pager.turn(2)
        pager.offer([1, 1, 1], "a")
        assert pager.page == 2
        pager.offer([1, 1], "a")
        assert pager.page == 1
        pager.offer([1, 1], "b")
        assert pager.page == 0

    def test_what_goes_on_on_the_next_page_and_what_is_not_counted_is_said_so(self):
        pager = Pager(lambda _page: None)
        pager.offer([1, 0])
        pager.turn(1)
        assert "vervolg van 1 van 1" in pager.where.value
        pager.offer([0, 0], "b")
        assert "bladzijde 1 van 2" in pager.where.value

    def test_one_page_has_no_buttons(self):
        pager = Pager(lambda _page: None)
        assert pager.layout.display == "none"
        pager.offer([5])
        assert pager.layout.display == "none"


class TestLaying:
    def test_every_thing_stands_on_one_page_in_its_order(self):
        sizes = [3.0, 4, 30, 1, 1, 1, 12, 9, 9]
        found = parted(sizes, lambda one: one, 20)
        assert [one for page in found for one in page] == sizes
        assert all(sum(page) <= 18 or len(page) == 1 for page in found)
        assert parted([], lambda one: one, 20) == [[]]

    def test_all_that_fits_without_buttons_stays_on_one_page(self):
        assert len(parted([10.0, 10.0], lambda one: one, 20)) == 1
        assert len(parted([10.0, 10.5], lambda one: one, 20)) == 2

    def test_a_frame_stands_on_each_page_around_what_belongs_together(self):
        table, rest = Frame("<table>", "</table>", 2), Frame("<p>", "</p>")
        blocks = [*(Block(f"<tr>{one}</tr>", 5, table, counts=True) for one in range(4)), Block("x", 1, rest)]
        first, second = sheets(blocks, title="<h3>t</h3>", room=20)
        assert first.html == "<h3>t</h3><table><tr>0</tr><tr>1</tr><tr>2</tr></table>"
        assert second.html == "<h3>t</h3><table><tr>3</tr></table><p>x</p>"
        assert (first.count, second.count) == (3, 1)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "kort",
            "a\n\nb",
            words("lang", 40),
            "x" * 5000,
            f"https://{'a' * 900}/ en dan {'woord ' * 300}",
        ],
    )
    def test_pieces_together_are_the_text_and_each_fits(self, text):
        found = pieces(text, 40, 10)
        assert re.sub(r"\s", "", "".join(found)) == re.sub(r"\s", "", text)
        assert all(lines_of(one, 40) <= 10 for one in found)

    def test_an_empty_line_takes_a_line(self):
        assert [lines_of(one, 10) for one in ("", "a", "a\n\nb", "a" * 25)] == [1, 1, 3, 3]


def test_chips_that_do_not_fit_are_on_another_page_and_do_their_own_deed():
    done = []
    chips = PagedChips(8)
    chips.fill([(f"partij {one}", "", lambda one=one: done.append(one)) for one in range(9)])
    assert "1-3 van 9" in chips.pager.where.value
    chips.pager.on.click()
    assert [one.description for one in chips.chips.children] == [f"partij {one}  ✕" for one in (3, 4, 5)]
    chips.chips.children[2].click()
    assert done == [5]


class TestFull:
    """Of a full ambition everything stands on one of the pages, and each page has no more than fits."""

    def test_agreements(self, full):
        panel = PartiesPanel(full)
        panel.part.value = dict(panel.part.options)["Afspraken"]
        found = pages(panel)
        assert len(found) > 3
        assert "van 15" in panel.pager.where.value
        for number in range(1, 16):
            assert sum(words(f"afspraak {number}", 2) in one for one in found) == 1

    def test_who_sits_at_the_table_and_what_they_said(self, full):
        panel = PartiesPanel(full)
        panel.part.value = dict(panel.part.options)["Aan tafel"]
        assert all(sum(f"<b>{party}</b>" in one for one in pages(panel)) == 1 for party in PARTIES)
        panel.part.value = dict(panel.part.options)["Belang"]
        panel.shown.value = dict(panel.shown.options)["In woorden"]
        found = pages(panel)
        assert len(found) > 1
        for number in range(1, 13):
            assert sum(words(f"belang {number}", 1) in one for one in found) == 1

    def test_reasons_of_themes(self, full):
        found = pages(ThemesPanel(full))
        assert len(found) > 1
        for one in catalogue.themes().values():
            if not one.context:
                assert sum(words(f"reden {one.id}", 2) in page for page in found) == 1

    def test_few_words_stay_in_three_columns(self, model):
        (shown,) = pages(ThemesPanel(model))
        assert "wd-columns" in shown

    def test_wordings(self, full):
        panel = TermsPanel(full)
        panel.part.value, panel.reveal.value = "apart", True
        found = pages(panel)
        assert len(found) > 1
        for number, party in enumerate(PARTIES, 1):
            assert sum(words(f"lezing {number}", 2) in one and party in one for one in found) == 1

    def test_findings_decisions_and_notes(self, full):
        panel = DecisionsPanel(full)
        panel.part.value = CHECK
        found = pages(panel)
        assert sum(one.count("<tr>") for one in found) == len(rules.check(full.ambition)) > 30
        assert f"van {len(rules.check(full.ambition))}" in panel.pager.where.value
        panel.part.value = DECIDE
        found = pages(panel)
        assert sum(one.count("<tr><td") for one in found) == 30
        for number in range(1, 13):
            assert sum(words(f"besluit {number}", 2) in one for one in found) >= 1
        panel.part.value = ADOPT
        assert sum(one.count("<tr><td") for one in pages(panel)) == 30
        panel.part.value = NOTES
        assert all(
            sum(words(f"notitie {one}", 2) in page for page in pages(panel)) == 1 for one in range(1, 9)
        )

    def test_grounds_at_both_sides(self, full):
        panel = ObjectivesPanel(full)
        panel.part.value = GROUNDS
        found = pages(panel)
        for number in range(1, 13):
            assert sum(words(f"belang {number}", 1) in one for one in found) == 1
        assert "Draagt bij aan spoor" in "".join(found)
        assert words("herkomst", 1) in "".join(found)
        chosen = panel.grounds.chosen
        assert "van 13" in chosen.pager.where.value
        chosen.pager.turn(100)
        assert "woonlastenneutraliteit" in chosen.chips.children[-1].description
        chosen.chips.children[-1].click()
        assert full.ambition.objectives[0].terms == []

    def test_a_text_longer_than_the_screen_goes_on_on_the_next_page(self, full):
        long = words("eindeloos", 60)[:9_900]
        one = full.ambition.agreements[0].model_copy(update={"what": long})
        full.ambition = full.ambition.model_copy(update={"agreements": [one]})
        panel = PartiesPanel(full)
        panel.part.value = dict(panel.part.options)["Afspraken"]
        found = pages(panel)
        assert len(found) > 5
        told = re.sub(r"<[^>]*>|\s", "", "".join(re.findall(r'wd-said">(.*?)</td>', "".join(found), re.S)))
        assert re.sub(r"\s", "", long) in told.replace(re.sub(r"\s", "", one.owner), "")
