"""The fields of the panels: numbers as the Dutch write them, and choices that stay."""

from __future__ import annotations

import ipywidgets as widgets
import pytest
from ipywidgets.widgets.widget import _instances

from wijkdata.panels import ThemesPanel
from wijkdata.panels.fields import Chips, NumberField, guarded, offer


class TestNumberField:
    def test_reads_a_decimal_comma(self):
        field = NumberField("Streefwaarde")
        field.text.value = "13,75"
        assert field.number == 13.75
        assert field.message.text == ""

    def test_refuses_a_decimal_point_and_keeps_the_number(self):
        field = NumberField("Streefwaarde")
        field.fill(12.0)
        field.text.value = "13.75"
        assert field.number == 12.0
        assert "13.75" in field.message.text

    def test_a_year_is_a_whole_number_without_a_point(self):
        field = NumberField("Jaar", whole=True)
        field.fill(2030)
        assert field.text.value == "2030"
        field.text.value = "2030,5"
        assert field.number == 2030
        assert "heel getal" in field.message.text

    @pytest.mark.parametrize(("typed", "year"), [("2030", 2030), ("2.030", 2030), (" 2030 ", 2030)])
    def test_a_whole_number_is_read_as_the_dutch_write_it(self, typed, year):
        field = NumberField("Jaar", whole=True)
        field.text.value = typed
        assert (field.number, field.message.text) == (year, "")

    @pytest.mark.parametrize("typed", ["20.30", "13.75", "2.03", "2030.0", "2030,5"])
    def test_a_whole_number_with_a_stray_point_is_refused_and_never_read_as_another(self, typed):
        field = NumberField("Jaar", whole=True)
        field.fill(2025)
        field.text.value = typed
        assert field.number == 2025
        assert field.message.text
        assert field.text.value == typed

    @pytest.mark.parametrize("kind", [{"whole": True}, {"decimals": 0}])
    def test_thousands_typed_with_a_comma_are_asked_about(self, kind):
        field = NumberField("Woningen", **kind)
        field.text.value = "2,000"
        assert field.number is None
        assert field.unreadable
        assert "bedoelt u 2.000 of 2?" in field.message.text
        field.text.value = "2.000"
        assert (field.number, field.message.text) == (2000, "")

    def test_decimals_where_they_are_wanted_are_not_asked_about(self):
        field = NumberField("CO₂ van aardgas")
        field.text.value = "1,779"
        assert (field.number, field.message.text) == (1.779, "")
        whole = NumberField("Woningen", decimals=0)
        whole.text.value = "2,5"
        assert (whole.number, whole.message.text) == (2.5, "")

    def test_shows_every_decimal_that_was_typed(self):
        field = NumberField("Streefwaarde", decimals=0)
        field.fill(12.5)
        assert field.text.value == "12,5"

    def test_what_is_typed_is_never_markup(self):
        field = NumberField("Streefwaarde")
        field.text.value = "<script>alert(1)</script>"
        assert "<script>" not in field.message.value

    def test_empty_is_no_number(self):
        field = NumberField("Streefwaarde")
        field.fill(3)
        field.text.value = ""
        assert field.number is None


def test_an_unexpected_error_is_shown_in_dutch_and_not_lost(model):
    panel = ThemesPanel(model)

    class Broken:
        message = panel.message

        @guarded
        def callback(self):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Broken().callback()
    assert "ging iets mis" in panel.message.text


def test_offer_keeps_the_choice_or_takes_the_first():
    dropdown = widgets.Dropdown()
    offer(dropdown, [("een", 1), ("twee", 2)])
    assert dropdown.value == 1
    dropdown.value = 2
    offer(dropdown, [("nul", 0), ("twee", 2)])
    assert dropdown.value == 2
    offer(dropdown, [])
    assert dropdown.value is None


def test_chips_use_their_buttons_again_and_do_what_they_say() -> None:
    done: list[str] = []
    chips = Chips()

    def fill(*texts: str) -> None:
        chips.fill([(one, "", lambda one=one: done.append(one)) for one in texts])

    fill("a", "b")
    first = chips.children[0]
    before = len(_instances)
    fill("c", "d")
    assert len(_instances) == before
    assert chips.children[0] is first
    assert [one.description for one in chips.children] == ["c  ✕", "d  ✕"]
    chips.children[1].click()
    fill("e")
    chips.children[0].click()
    assert done == ["d", "e"]
    assert len(_instances) == before - 3
