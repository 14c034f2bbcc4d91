"""Numbers and words as a Dutch reader expects them; nothing depends on the machine's locale."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal, localcontext
from difflib import get_close_matches

from wijkdata.errors import WijkdataError

MINUS = "−"

#: Digits of the largest number that there is, with room for decimals.
_EVERY_DIGIT = 400

_MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)

_ONLY_NUMBER_SIGNS = re.compile(r"[-+]?[0-9.,]+")
#: Thousands as the English write them, which a comma followed by three decimals looks like.
_ENGLISH_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}(,[0-9]{3})+")


def number(value: float | None, decimals: int | None = None, *, unit: str = "", sign: bool = False) -> str:
    """Write a number the Dutch way: ``1234.5`` becomes ``1.234,5``.

    Parameters
    ----------
    value
        The number; ``None`` and NaN give ``"onbekend"``.
    decimals
        Decimals shown. ``None`` means three significant digits, but every digit of a whole part.
    unit
        Unit written behind the number. ``"%"`` is set without a space.
    sign
        Also write a plus sign before positive numbers.
    """
    if value is None or math.isnan(value):
        return "onbekend"
    if math.isinf(value):
        return "oneindig"
    from babel.numbers import format_decimal  # noqa: PLC0415  (babel is slow to import and only needed here)

    if decimals is None:
        decimals = _decimals_for_three_digits(value)
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    with localcontext(prec=_EVERY_DIGIT):
        rounded = round(Decimal(repr(float(value))), decimals) if decimals else Decimal(round(value))
        text = str(format_decimal(abs(rounded), format=pattern, locale="nl_NL"))
    if rounded < 0:
        text = MINUS + text
    elif sign and rounded > 0:
        text = "+" + text
    return text + (unit if unit == "%" else f" {unit}" if unit else "")


def _decimals_for_three_digits(value: float) -> int:
    if value == 0 or value == round(value):
        return 0
    return max(0, 2 - math.floor(math.log10(abs(value))))


def parse_number(text: str, *, whole: bool = False) -> float:
    """Read a number typed by a Dutch user: ``"1.234,5"`` gives ``1234.5``.

    A full stop is only taken as a thousands separator where one can stand (``1.234``); ``13.75`` is refused
    rather than read as 1375.

    Parameters
    ----------
    whole
        Whether whole numbers are what one types here. Then three decimals are asked about rather than read: who types
        ``2,000`` may mean 2000.

    Raises
    ------
    WijkdataError
        If the text is no Dutch number, or may be two; the message says how to write it.
    """
    from babel.numbers import NumberFormatError, parse_decimal  # noqa: PLC0415

    cleaned = text.strip().replace(MINUS, "-").removesuffix("%").strip()
    hint = "Schrijf een getal met een komma, zoals 12,5 of 1.250."
    if not cleaned:
        raise WijkdataError(f"Hier hoort een getal te staan. {hint}")
    try:
        if not _ONLY_NUMBER_SIGNS.fullmatch(cleaned):
            raise ValueError
        value = float(parse_decimal(cleaned, locale="nl_NL", strict=True))
    except (NumberFormatError, ValueError, ArithmeticError):
        meant = _meant(cleaned)
        raise WijkdataError(
            f"‘{text.strip()[:40]}’ is geen getal dat wij herkennen. {meant and f'Bedoelt u {meant}? '}{hint}"
        ) from None
    if not math.isfinite(value):
        raise WijkdataError(f"‘{text.strip()[:40]}’ is geen eindig getal. {hint}")
    if whole and (meant := _meant(cleaned)):
        short = number(value, 2).rstrip("0").rstrip(",")
        raise WijkdataError(f"‘{text.strip()}’: bedoelt u {meant} of {short}? Schrijf een van die twee.")
    return value


def _meant(text: str) -> str:
    """Return the number with dots that one with commas can stand for; empty where it cannot."""
    return text.replace(",", ".").replace("-", MINUS) if _ENGLISH_THOUSANDS.fullmatch(text) else ""


def join(words: Iterable[str], last: str = "en") -> str:
    """Join words as in a sentence: ``["a", "b", "c"]`` gives ``"a, b en c"``."""
    items = list(words)
    if len(items) <= 1:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def day(moment: date) -> str:
    """Write a day as people do: ``31-5-2026``."""
    return f"{moment.day}-{moment.month}-{moment.year}"


def day_in_words(moment: date) -> str:
    """Write a day with its month as a word: ``31 mei 2026``."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def nearest(word: str, known: Iterable[str], count: int = 3, cutoff: float = 0.5) -> list[str]:
    """Return the known words that look most like the given one, best first, ignoring case.

    Parameters
    ----------
    word
        What was given.
    known
        The words to choose from.
    count
        How many at most.
    cutoff
        How alike they must be at least, from 0 to 1 (the same).
    """
    by_folded = {item.casefold(): item for item in known}
    found = get_close_matches(word.casefold(), by_folded, n=count, cutoff=cutoff)
    return [by_folded[match] for match in found]


def sentence(text: str) -> str:
    """Give a text a capital at the start and a full stop at the end."""
    stripped = text.strip()
    if not stripped:
        return ""
    return stripped[0].upper() + stripped[1:] + ("" if stripped[-1] in ".!?" else ".")
