"""The page that is redone with pencil and paper: its sums are right, and they are what the program gives."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pandas as pd
import pytest

from wijkdata import dutch
from wijkdata.ambition.model import DwellingGroup
from wijkdata.effect_parameters import published
from wijkdata.stock import stock_of

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import refresh_effecten  # noqa: E402  (it is a tool, and no part of the package)

PAGE = (ROOT / "docs" / "effecten.md").read_text(encoding="utf-8")
_NUMBER = re.compile(r"\d[\d.]*(?:,\d+)?")
_ALLOWED = re.compile(r"[\d.+*/()\-^ ]+")


def table(name: str) -> list[list[str]]:
    """Return the rows of a table of the page, without its heads."""
    text = re.search(rf"<!-- tabel: {name} -->(.*?)<!-- einde -->", PAGE, re.DOTALL)[1]
    rows = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in text.strip().splitlines()]
    return rows[2:]


def number(text: str) -> float:
    """Return the first number of a cell."""
    found = dutch.parse_number(_NUMBER.search(text)[0])
    return -found if text.lstrip("(").startswith("−") else found


def reckoned(som: str) -> float:
    """Do a sum as it stands on the page."""
    plain = _NUMBER.sub(lambda found: repr(dutch.parse_number(found[0])), som)
    plain = plain.replace("×", "*").replace("−", "-").replace(":", "/")
    assert _ALLOWED.fullmatch(plain), som
    return float(eval(plain.replace("^", "**"), {"__builtins__": {}}))


def precision(text: str) -> float:
    """Return half of the last digit of a number as it is written."""
    decimals = len(_NUMBER.search(text)[0].partition(",")[2])
    return 0.5 * 10.0**-decimals


def test_the_page_is_what_the_program_gives():
    assert refresh_effecten.refreshed(PAGE) == PAGE, "doe: python tools/refresh_effecten.py"


@pytest.mark.parametrize("name", ["woning", "woonlasten", "wijk"])
def test_every_sum_of_the_page_is_right(name):
    rows = [row for row in table(name) if row[1]]
    assert len(rows) > 6
    for what, som, outcome in rows:
        shown = number(outcome)
        # What goes into a sum was rounded before.
        near = precision(outcome) + 2e-4 * abs(shown)
        assert reckoned(som) == pytest.approx(shown, abs=near), what


def test_the_sums_written_in_the_text_are_right():
    found = re.findall(r"(\d[\d.,]*(?: [×+] \d[\d.,]*)+) = (\d[\d.,]*\d)", PAGE)
    assert len(found) == 3
    for som, outcome in found:
        assert reckoned(som) == pytest.approx(number(outcome), abs=precision(outcome))


def test_the_sums_start_from_figures_that_are_on_the_page():
    figures = {row[0]: row for row in table("gebied")}
    corrected = figures["Gas per woning bij normaal weer"]
    som = corrected[2].split(", met")[0]
    assert reckoned(som) == pytest.approx(number(corrected[3]), abs=0.01)
    assert f"{number(corrected[3]):.2f}" == f"{number(table('voorraad')[-1][2]):.2f}"
    cleaner = next(row[1] for row in table("wijk") if row[0] == "CO₂ minder door schonere stroom")
    for name in ("CO₂ van aardgas", "CO₂ van elektriciteit", "Elektriciteit per woning", "Woningen"):
        assert re.search(_NUMBER, figures[name][3])[0] in cleaner, name


def test_homes_that_the_team_did_not_count_have_the_rest_of_the_gas():
    som, outcome = re.search(r"elk (\([\d., −×]+\) : 400) = ([\d.]+) m³", PAGE.replace("\n", " ")).groups()
    assert reckoned(som) == number(outcome)
    rows = pd.DataFrame(
        [
            {"indicator": one, "year": 2024, "value": value, "source": "CBS", "status": "definitief"}
            for one, value in (("woningen", 1_000.0), ("gas_gem_tc", 1_200.0), ("meergezins_aandeel", 0.0))
        ]
    )
    counted = DwellingGroup(type="tussenwoning", dwellings=600, gas=900)
    found = stock_of(rows, refresh_effecten.MIDDLE, [counted])
    assert [(one.dwellings, one.gas) for one in found.groups if one.uncounted] == [
        (pytest.approx(400), pytest.approx(number(outcome)))
    ]


def test_the_groups_add_up_to_the_published_total():
    *groups, whole = table("voorraad")
    assert sum(number(row[1]) for row in groups) == pytest.approx(number(whole[1]), abs=0.03)
    assert sum(number(row[3]) for row in groups) == pytest.approx(number(whole[3]), abs=2)
    for row in groups:
        assert number(row[1]) * number(row[2]) == pytest.approx(number(row[3]), rel=1e-5)


def test_the_homes_are_all_there_once():
    *groups, whole = table("verdeling")
    homes = {row[0]: number(row[1]) for row in table("voorraad")}
    for row in groups:
        assert sum(map(number, row[1:])) == pytest.approx(homes[row[0]], abs=0.03)
    assert sum(map(number, whole[1:])) == pytest.approx(homes["samen"], abs=2)
    net = sum(number(row[2]) + number(row[3]) for row in groups)
    assert net == pytest.approx(4 * 60, abs=0.03)


def test_the_sums_start_from_the_tables_above_them():
    """The gas that insulation saves is that of the homes that were insulated; a home has one gas everywhere."""
    steps = {row[0]: row[1:] for row in table("wijk")}
    groups = {row[0]: number(row[2]) for row in table("voorraad")}
    flats = groups["appartement, gebouwd vóór 2000"]
    assert f"{dutch.number(flats - 169, 2)}" in steps["gas dat bij het warmtenet nog weggaat"][0]
    homes = re.findall(r"(\d[\d.,]*) ×", steps["gas bespaard door isolatie"][0])
    assert sum(map(number, homes)) == pytest.approx(500, abs=0.02)


def test_the_objectives_add_up():
    rows = table("doelen")
    assert len(rows) == 3
    for row in rows:
        parts = re.findall(r"([+−]) (\d[\d.,]*) \(", row[2])
        change = sum(number(size) * (1 if sign == "+" else -1) for sign, size in parts)
        near = 6 * precision(row[3])
        assert number(row[1]) + change == pytest.approx(number(row[3]), abs=near)
        assert abs(number(row[3]) - number(row[4])) == pytest.approx(number(row[5]), abs=near)


def test_the_objective_for_gas_is_that_of_the_steps():
    steps = {row[0]: number(row[2]) for row in table("wijk")}
    saved = steps["gas bespaard door isolatie"] + steps["gas dat bij het warmtenet nog weggaat"]
    gas = next(row for row in table("doelen") if row[0].startswith("Gas per woning"))
    assert number(gas[1]) - number(gas[3]) == pytest.approx(saved / 11_029, abs=0.01)


def test_bill_and_loan_are_what_an_owner_pays():
    for row in table("bewoners"):
        assert number(row[3]) + number(row[4]) == pytest.approx(number(row[5]), abs=0.011)
        assert row[6] == row[3]
    assert sum(number(row[2]) for row in table("bewoners")) == pytest.approx(278 + 18 + 222, abs=0.5)


def test_the_packages_are_the_home_that_is_worked_out():
    rows = {row[0]: row[1:] for row in table("pakketten")}
    steps = {row[0]: number(row[2]) for row in (*table("woning"), *table("woonlasten"))}
    worked = rows["warmtenet, naar label B"]
    for place, step in ((1, "stroom om te koken"), (3, "CO₂ daarna, in 2030"), (4, "rekening daarna")):
        assert number(worked[place]) == pytest.approx(steps[step], abs=0.5)
    assert [number(worked[place]) for place in (5, 6, 7)] == [
        steps[one] for one in ("te lenen", "lening per maand", "eigenaar")
    ]
    middle = next(row for row in table("marge") if row[0] == "midden")
    assert number(middle[3].lstrip("+")) == pytest.approx(steps["eigenaar"], abs=0.5)


def test_every_number_has_its_source():
    for row in table("kengetallen"):
        assert len(row) == 4
        assert row[3]


def test_the_margin_of_the_power_of_a_hybrid_is_told_to_be_too_small():
    share, spf = (published()[key] for key in ("hybride_aandeel", "hybride_spf"))
    middle = share.value / spf.value
    least, most = share.low / spf.high / middle, share.high / spf.low / middle
    assert f"{dutch.number(least, 2)} tot {dutch.number(most, 2)} keer het midden" in " ".join(PAGE.split())
