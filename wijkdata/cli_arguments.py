"""What is typed behind a command of ``wijkdata``: an argument parser in Dutch, and numbers as people write them."""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from wijkdata.errors import WijkdataError

if TYPE_CHECKING:
    from wijkdata.pathways import Point

_HELP_WORDS = {
    "positional arguments:": "wat u opgeeft:",
    "options:": "opties:",
    "show this help message and exit": "toon deze uitleg",
}

_ERROR_WORDS = {
    "the following arguments are required: ": "dit ontbreekt nog: ",
    "unrecognized arguments: ": "dit kennen wij niet: ",
    "invalid choice: ": "onbekende keuze: ",
    "(choose from ": "(kies uit ",
    "expected one argument": "hier hoort één waarde achter",
    "expected at least one argument": "hier hoort ten minste één waarde achter",
    "expected 2 arguments": "hier horen twee waarden achter",
    "ignored explicit argument ": "hier hoort geen waarde achter: ",
    "one of the arguments ": "één hiervan hoort erbij: ",
    " is required": "",
    "not allowed with argument ": "dit kan niet samen met ",
    "argument ": "bij ",
}

#: A value below zero, alone or with its year: -5, -0,5 or -5@2015.
_BELOW_ZERO = re.compile(r"-\d*[.,]?\d+(@.*)?$")
#: A number in which the point can stand for thousands, as in what this tool writes: 1.250 or 12.500.
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(\.\d{3})+")
#: The same with commas: nobody writes 2 as 2,000. Behind a comma other digits are decimals.
_COMMA_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})*,000")

#: Below this a rate without a sign of percentage is a part of one: 0.04 is 4%.
_LARGEST_PART = 0.3


class _Formatter(argparse.HelpFormatter):
    """Help that is laid out around the Dutch word for usage."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "gebruik: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Dutch as far as argparse lets it."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, formatter_class=_Formatter, allow_abbrev=False)
        # argparse takes -5 for a value but -5@2015 and -0,5 for options, and has no public way to say otherwise.
        self._negative_number_matcher = _BELOW_ZERO

    def format_help(self) -> str:
        """Return the help, in Dutch."""
        return _in_dutch(super().format_help(), _HELP_WORDS)

    def error(self, message: str) -> NoReturn:
        """Leave the program with exit code 2, and say in Dutch what is wrong and where it is explained."""
        said = f"{self.prog}: {_in_dutch(message, _ERROR_WORDS)}"
        self.exit(2, f"{self.format_usage()}{said}\nUitleg: {self.prog} -h\n")


def _in_dutch(text: str, words: Mapping[str, str]) -> str:
    for english, dutch in words.items():
        text = text.replace(english, dutch)
    return text


def as_whole(text: str) -> int:
    """Read a whole number of at most nine digits."""
    # More digits than this are no year and no port, and Python refuses to read thousands of them.
    if not (text.isdecimal() and len(text) <= 9):
        raise argparse.ArgumentTypeError(f"‘{text[:40]}’ is geen heel getal")
    return int(text)


def as_years(text: str) -> list[int]:
    """Read years as people write them: ``2019-2024``, ``2019`` or ``2019,2022``."""
    found: list[int] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        last = last if dash else first
        if not all(re.fullmatch(r"(19|20|21)\d{2}", year) for year in (first, last)):
            raise argparse.ArgumentTypeError(f"‘{text[:40]}’ zijn geen jaren; schrijf 2019-2024 of 2019,2022")
        if int(last) < int(first):
            raise argparse.ArgumentTypeError(f"‘{text[:40]}’ loopt terug; schrijf {last}-{first}")
        found += range(int(first), int(last) + 1)
    return found


def as_day(text: str) -> date:
    """Read a day with the year first: ``2026-05-31``."""
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"(19|20|21)\d{2}-\d{2}-\d{2}", text) else None
    except ValueError:
        day = None
    if day is None:
        raise argparse.ArgumentTypeError(f"‘{text[:40]}’ is geen dag; schrijf 2026-05-31")
    return day


def as_value(text: str) -> float:
    """Read a number, with a point or a comma; one that can be read in two ways is refused."""
    cleaned = text.strip().replace(",", ".")
    if _THOUSANDS.fullmatch(text.strip()) or _COMMA_THOUSANDS.fullmatch(text.strip()):
        whole = cleaned.replace(".", "")
        broken = cleaned.replace(".", ",").rstrip("0").rstrip(",") if cleaned.count(".") == 1 else ""
        raise argparse.ArgumentTypeError(
            f"‘{text}’ kan op twee manieren worden gelezen; schrijf {whole}{broken and f' of {broken}'}"
        )
    try:
        value = float(cleaned)
    except ValueError:
        raise argparse.ArgumentTypeError(f"‘{text}’ is geen getal; schrijf 12.5 of 12,5") from None
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"‘{text}’ is geen eindig getal")
    return value


def as_rate(text: str) -> float:
    """Read a percentage per year: ``4%`` and ``4`` are 4, and so is ``0,04`` as a part of one.

    Between 0.3 and 1 it may be either, so without the sign of a percentage it is refused.
    """
    cleaned = text.strip()
    value = as_value(cleaned.removesuffix("%"))
    if cleaned.endswith("%") or value == 0 or abs(value) >= 1:
        return value
    if abs(value) < _LARGEST_PART:
        return float(f"{100 * value:.12g}")
    raise argparse.ArgumentTypeError(
        f"‘{text}’ kan op twee manieren worden gelezen; schrijf {cleaned}% of {100 * value:g}%"
    )


def as_shares(words: Sequence[str]) -> tuple[str, dict[str, float]]:
    """Read who bears a line: ``rente gemeente=60 corporatie=40``, in percentages.

    Raises
    ------
    WijkdataError
        If a part is no name with a percentage.
    """
    line, *parts = words
    found = {}
    for part in parts:
        who, given, number = part.partition("=")
        try:
            found[who] = as_value(number.removesuffix("%")) / 100 if given else math.nan
        except argparse.ArgumentTypeError:
            given = ""
        if not given:
            raise WijkdataError(f"‘{part[:40]}’ is geen aandeel; schrijf gemeente=60 voor 60%.")
    return line, found


def as_point(text: str) -> Point:
    """Read a value with its year: ``14.5@2015``."""
    from wijkdata.pathways import Point  # noqa: PLC0415  (each command loads only what it needs)

    value, at, year = text.partition("@")
    if not at or not year.isdecimal() or len(year) > 9:
        raise argparse.ArgumentTypeError(f"‘{text}’ is geen waarde met een jaar; schrijf 14.5@2015")
    return Point(int(year), as_value(value))
