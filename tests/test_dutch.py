"""Dutch numbers and words: what is written, and what is read back."""

from __future__ import annotations

import math
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wijkdata import dutch
from wijkdata.errors import WijkdataError

AMOUNTS = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)
DECIMALS = st.integers(min_value=0, max_value=4)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.5, 1, "1.234,5"),
        (1234567, 0, "1.234.567"),
        (0, 0, "0"),
        (0, 2, "0,00"),
        (-12.34, 1, "−12,3"),
        (-0.004, 2, "0,00"),
        (999.96, 1, "1.000,0"),
        (1234.5, None, "1.234"),
        (12.345, None, "12,3"),
        (0.01234, None, "0,0123"),
        (1000000, None, "1.000.000"),
        (5.0, None, "5"),
    ],
)
def test_number_is_written_with_a_decimal_comma(value: float, decimals: int | None, text: str) -> None:
    assert dutch.number(value, decimals) == text


@pytest.mark.parametrize("missing", [None, math.nan])
def test_a_missing_number_is_unknown_and_never_zero(missing: float | None) -> None:
    assert dutch.number(missing, 0, unit="m³/jaar") == "onbekend"


def test_an_infinite_number_is_said_in_words() -> None:
    assert dutch.number(math.inf) == "oneindig"


def test_unit_stands_behind_a_space_but_percent_does_not() -> None:
    assert dutch.number(983.3, 0, unit="m³/jaar") == "983 m³/jaar"
    assert dutch.number(42.04, 1, unit="%") == "42,0%"


def test_a_plus_sign_only_when_asked_and_never_for_zero() -> None:
    assert dutch.number(2.5, 1, sign=True) == "+2,5"
    assert dutch.number(2.5, 1) == "2,5"
    assert dutch.number(0.0, 1, sign=True) == "0,0"
    assert dutch.number(-2.5, 1, sign=True) == "−2,5"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234,5", 1234.5),
        ("13,75", 13.75),
        ("1.250", 1250.0),
        ("1250", 1250.0),
        ("12,5%", 12.5),
        (" 12,5 % ", 12.5),
        ("-3,5", -3.5),
        ("−3,5", -3.5),
        ("0", 0.0),
    ],
)
def test_what_a_dutch_user_types(text: str, value: float) -> None:
    assert dutch.parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    ["13.75", "1.2", "1,234.5", "12.34,5", "1,2,3", "abc", "12 m3", "=1+1", "1e5", "nan", "inf", "--3", "٣"],
)
def test_what_is_no_dutch_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(WijkdataError, match="12,5") as caught:
        dutch.parse_number(text)
    assert text in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2,000", "‘2,000’: bedoelt u 2.000 of 2? Schrijf een van die twee."),
        ("-2,000", "bedoelt u −2.000 of −2?"),
        ("1,250", "bedoelt u 1.250 of 1,25?"),
        ("20,100", "bedoelt u 20.100 of 20,1?"),
    ],
)
def test_three_decimals_of_what_is_whole_are_asked_about(text: str, said: str) -> None:
    with pytest.raises(WijkdataError) as caught:
        dutch.parse_number(text, whole=True)
    assert said in str(caught.value)
    # Where decimals are wanted they are read: a factor of 1,779 kg/m³ is one.
    assert dutch.parse_number(text) == float(text.replace(",", "."))


@pytest.mark.parametrize(
    ("text", "value"), [("2,5", 2.5), ("2.000", 2000), ("0,125", 0.125), ("2000,5", 2000.5)]
)
def test_what_can_be_read_in_one_way_is_not_asked_about(text: str, value: float) -> None:
    assert dutch.parse_number(text, whole=True) == value


def test_thousands_with_commas_are_offered_with_dots() -> None:
    with pytest.raises(WijkdataError, match=r"Bedoelt u 1\.234\.567\?"):
        dutch.parse_number("1,234,567")
    with pytest.raises(WijkdataError) as caught:
        dutch.parse_number("1,2,3")
    assert "Bedoelt u" not in str(caught.value)


def test_a_number_too_large_to_write_is_no_traceback() -> None:
    assert dutch.number(1e26, 2).startswith("100.000.000")


def test_a_space_in_the_middle_of_a_number_is_no_joint() -> None:
    with pytest.raises(WijkdataError):
        dutch.parse_number("12 5")


@pytest.mark.parametrize("text", ["", "   ", "%"])
def test_an_empty_field_is_no_zero(text: str) -> None:
    with pytest.raises(WijkdataError, match="Hier hoort een getal"):
        dutch.parse_number(text)


@given(AMOUNTS, DECIMALS)
def test_a_written_number_reads_back_as_the_rounded_number(value: float, decimals: int) -> None:
    # Halfway cases aside: there `round` looks at the binary value, and the text at the digits a person sees.
    scaled = Decimal(repr(value)).scaleb(decimals)
    assume(abs(scaled - scaled.to_integral_value()) != Decimal("0.5"))
    assert dutch.parse_number(dutch.number(value, decimals)) == round(value, decimals)


@given(AMOUNTS, DECIMALS)
def test_writing_loses_no_more_than_half_of_the_last_decimal(value: float, decimals: int) -> None:
    read = dutch.parse_number(dutch.number(value, decimals))
    difference = abs(Decimal(repr(read)) - Decimal(repr(value)))
    assert difference <= Decimal("0.5").scaleb(-decimals)
    assert dutch.number(read, decimals) == dutch.number(value, decimals) or read == 0


@given(st.floats(min_value=1e-6, max_value=1e9, allow_nan=False))
def test_without_decimals_asked_three_digits_are_kept(value: float) -> None:
    read = dutch.parse_number(dutch.number(value))
    assert math.isclose(read, value, rel_tol=5.1e-3)


@given(st.text(max_size=20))
def test_any_text_is_a_finite_number_or_refused(text: str) -> None:
    with suppress(WijkdataError):
        assert math.isfinite(dutch.parse_number(text))


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")],
)
def test_words_are_joined_as_in_a_sentence(words: list[str], text: str) -> None:
    assert dutch.join(words) == text


def test_join_takes_another_last_word() -> None:
    assert dutch.join(iter(["a", "b", "c"]), "of") == "a, b of c"


def test_a_day_is_written_without_zeros_in_front() -> None:
    assert dutch.day(date(2026, 5, 1)) == "1-5-2026"


def test_nearest_ignores_case_and_gives_the_best_first() -> None:
    known = ["Prinsenland", "Het Lage Land", "Prins Alexander"]
    assert dutch.nearest("prinsenlnd", known)[0] == "Prinsenland"
    assert dutch.nearest("qqqq", known) == []
    assert len(dutch.nearest("Prinsenland", known, count=1)) == 1
    assert dutch.nearest("prins", known, cutoff=0.9) == []


@pytest.mark.parametrize(
    ("text", "expected"), [("niet openbaar", "Niet openbaar."), ("Klaar!", "Klaar!"), ("  ", ""), ("é", "É.")]
)
def test_sentence_has_a_capital_and_an_end(text: str, expected: str) -> None:
    assert dutch.sentence(text) == expected
