"""The command ``wijkdata delay``: what delay costs, from numbers on the command line or in an ambition."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijkdata.cli_arguments import as_rate, as_shares, as_value
from wijkdata.cli_output import filled, print_json, print_table
from wijkdata.errors import WijkdataError

if TYPE_CHECKING:
    from wijkdata.delay import Amount, Band, BreakEven, Case, Delay

#: Per id of ``delay.PARAMETERS`` the option, what it stands for, and whether it is a percentage per year.
_OPTIONS = (
    ("geinvesteerd", "--invested", "al geïnvesteerd, in euro", False),
    ("rente", "--interest", "rente per jaar, zoals 4%%", True),
    ("aan_te_besteden", "--contract", "werk dat nog moet worden aanbesteed, in euro", False),
    ("kostenindex", "--cost-index", "stijging van de kosten per jaar, zoals 3%%", True),
    ("opbrengst", "--revenue", "opbrengst die nog komt, in euro", False),
    ("opbrengstindex", "--revenue-index", "stijging van de opbrengst per jaar", True),
    ("fte", "--fte", "mensen die doorwerken, in fte", False),
    ("maandtarief", "--month-rate", "kosten per fte, in euro per maand", False),
    ("woningen", "--homes", "woningen in het plan", False),
    ("besparing", "--saving", "besparing per woning, in euro per jaar", False),
    ("co2", "--co2", "CO₂ die per woning wordt bespaard, in kg per jaar", False),
    ("co2_prijs", "--co2-price", "prijs van CO₂, in euro per ton", False),
)


class _OneOrThree(argparse.Action):
    """A value, or the lowest, the middle and the highest."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        del parser, option_string
        given = list(values or [])
        if len(given) not in (1, 3):
            raise argparse.ArgumentError(self, "geef één waarde, of laag, midden en hoog")
        setattr(namespace, self.dest, given)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command its options."""
    parser.add_argument("--months", type=as_value, required=True, metavar="MAANDEN", help="maanden uitstel")
    for key, option, text, is_rate in _OPTIONS:
        parser.add_argument(
            option,
            dest=key,
            type=as_rate if is_rate else as_value,
            nargs="+",
            action=_OneOrThree,
            metavar="GETAL",
            help=text,
        )
    parser.add_argument(
        "--subsidy", type=as_value, metavar="EURO", help="subsidie die op tafel ligt, in euro"
    )
    parser.add_argument(
        "--share",
        type=str,
        nargs="+",
        action="append",
        default=[],
        metavar="WAARDE",
        help="wie een regel draagt, in procenten: --share rente gemeente=60 corporatie=40",
    )
    parser.add_argument(
        "--file", type=Path, metavar="BESTAND", help="een ambitie; wat u hier opgeeft gaat voor"
    )


def run(chosen: argparse.Namespace) -> int:
    """Print what the delay costs; returns the exit code."""
    from wijkdata import delay  # noqa: PLC0415  (each command loads only what it needs)

    case, subsidy = _case(chosen)
    found = delay.cost_of_delay(case, chosen.months)
    if subsidy is not None:
        delay.check_subsidy(subsidy)
    if found.total is None and all(one.cost is None for one in found.social):
        raise WijkdataError(
            "Er is nog niets om mee te rekenen. Geef ten minste één bedrag, zoals --invested 4000000, of een ambitie "
            "met --file."
        )
    even = None if subsidy is None or found.total is None else delay.break_even(case, subsidy)
    if chosen.json:
        return print_json(as_dict(case, found, even))
    _print(case, found, even)
    return 0


def as_dict(case: Case, found: Delay, even: BreakEven | None) -> dict[str, Any]:
    """Return the answer as a program reads it; what is unknown is null, with what it lacks."""
    from wijkdata.delay import BEARERS, CASH, PARAMETERS, UNDIVIDED, UNDIVIDED_NAME  # noqa: PLC0415
    from wijkdata.delay_words import break_even_text, finding  # noqa: PLC0415

    names = {**BEARERS, UNDIVIDED: UNDIVIDED_NAME}

    def borne(bands: Mapping[str, Band]) -> list[dict[str, Any]]:
        return [{"bearer": who, "name": names[who], **_ends(band)} for who, band in bands.items()]

    return {
        "months": found.months,
        "finding": finding(found, even),
        "total": None if found.total is None else _ends(found.total),
        "lines": [
            {
                "line": one.id,
                "name": one.name,
                "kind": "kas" if one.id in CASH else "maatschappelijk",
                "unit": "euro",
                **_ends(one.cost),
                "missing": list(one.missing),
                "bearers": borne(one.bearers),
            }
            for one in (*found.cash, *found.social)
        ],
        "bearers": borne(found.bearers),
        "co2_tonnes": None if found.co2 is None else _ends(found.co2),
        "with_society": None if found.society is None else _ends(found.society),
        "break_even": None
        if even is None
        else {
            "subsidy": even.subsidy,
            "month": even.month,
            "earliest": even.earliest,
            "latest": even.latest,
            "reason": break_even_text(even),
        },
        "assumptions": [
            {
                "id": key,
                "name": PARAMETERS[key].name,
                "value": one.value,
                "low": one.low,
                "high": one.high,
                "unit": PARAMETERS[key].unit,
                "source": one.source,
                "proposed": one.proposed,
            }
            for key, one in _in_order(case)
        ],
    }


def _in_order(case: Case) -> list[tuple[str, Amount]]:
    from wijkdata.delay import PARAMETERS  # noqa: PLC0415

    return [(key, case.amounts[key]) for key in PARAMETERS if key in case.amounts]


def _ends(band: Band | None) -> dict[str, float | None]:
    if band is None:
        return {"low": None, "mid": None, "high": None}
    return {"low": band.low, "mid": band.mid, "high": band.high}


def _case(chosen: argparse.Namespace) -> tuple[Case, float | None]:
    """Return the assumptions, those of the command line first, and the subsidy."""
    from wijkdata import delay  # noqa: PLC0415

    kept, subsidy = delay.Case(delay.proposals()), None
    if chosen.file is not None:
        kept, subsidy = _of_file(chosen.file)
    given = {key: _amount(values) for key, *_ in _OPTIONS if (values := getattr(chosen, key)) is not None}
    shares = {**kept.shares, **dict(as_shares(one) for one in chosen.share)}
    return delay.Case(
        {**kept.amounts, **given}, shares
    ), subsidy if chosen.subsidy is None else chosen.subsidy


def _amount(values: Sequence[float]) -> Amount:
    from wijkdata.delay import Amount  # noqa: PLC0415

    if len(values) == 1:
        return Amount(values[0], source="opgegeven")
    low, middle, high = values
    return Amount(middle, low, high, "opgegeven")


def _of_file(path: Path) -> tuple[Case, float | None]:
    from wijkdata import figures  # noqa: PLC0415
    from wijkdata.ambition import delay_case, rules  # noqa: PLC0415
    from wijkdata.ambition.file import load  # noqa: PLC0415

    ambition = load(path)
    choice, area = ambition.area, None
    if choice.codes and not rules.area_problem(choice):
        area = figures.areas().project_area(choice.codes, choice.name or None, choice.boundary_year)
    proposed = delay_case.proposals_for(ambition, area)
    return delay_case.case_of(ambition, proposed), delay_case.subsidy_of(ambition)


# --- for people --------------------------------------------------------------------------------------------------


def _print(case: Case, found: Delay, even: BreakEven | None) -> None:
    from wijkdata.delay import BEARERS, NOTHING, UNDIVIDED, UNDIVIDED_NAME  # noqa: PLC0415
    from wijkdata.delay_words import break_even_text, finding, left_out_text  # noqa: PLC0415

    print(filled(f"{finding(found, even)}."))
    if even is not None:
        print(filled(break_even_text(even)))
    names = {**BEARERS, UNDIVIDED: UNDIVIDED_NAME}
    lines = [(one.name, one.cost) for one in found.cash]
    _print_bands("Waaruit het bestaat", [*lines, ("samen", found.total)])
    borne = [(names[who], band) for who, band in found.bearers.items() if band != NOTHING]
    _print_bands("Wie het draagt", borne)
    social = [(one.name, one.cost) for one in found.social if one.cost is not None]
    _print_bands("Daarnaast gemist, niet meegeteld", social)
    if found.left_out:
        print("\n" + filled(left_out_text(found)))
    print("\nGerekend met:")
    for key, amount in _in_order(case):
        if _is_used(key, found):
            print(filled(_assumption_text(key, amount), first="  ", later="    "))


def _is_used(key: str, found: Delay) -> bool:
    from wijkdata.delay import CASH, SOCIAL  # noqa: PLC0415

    formulas = {**CASH, **SOCIAL}
    return any(key in formulas[one.id].inputs for one in (*found.cash, *found.social) if one.cost is not None)


def _assumption_text(key: str, amount: Amount) -> str:
    from wijkdata.delay import PARAMETERS  # noqa: PLC0415
    from wijkdata.delay_words import amount_text  # noqa: PLC0415

    what = "voorstel: " if amount.proposed else ""
    source = f" – {what}{amount.source}" if amount.source else ""
    return f"{PARAMETERS[key].name}: {amount_text(key, amount)}{source}"


def _print_bands(title: str, rows: Sequence[tuple[str, Band | None]]) -> None:
    import pandas as pd  # noqa: PLC0415

    from wijkdata import dutch  # noqa: PLC0415

    if not rows:
        return
    cells = [
        (name, *(dutch.number(end, 0) for end in (band.low, band.mid, band.high)))
        if band is not None
        else (name, "open", "open", "open")
        for name, band in rows
    ]
    print()
    print_table(pd.DataFrame(cells, columns=[f"{title}, in euro", "laag", "midden", "hoog"]))
