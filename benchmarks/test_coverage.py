"""How fast a programme is held against the objectives, as when somebody moves a slider, beside a frame of homes.

Eight objectives, eight measures, fifteen years, three variants of the numbers, and the dwellings of two buurten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from wijkdata import catalogue
from wijkdata.ambition.coverage import Aim, Coverage, Situation, coverage, pieces_of
from wijkdata.ambition.model import HousingCosts, Step
from wijkdata.effect_parameters import VARIANTS, parameters, values
from wijkdata.effects import GAS_FREE, MEASURES
from wijkdata.pathways import Pathway, Point
from wijkdata.stock import Group, Stock

Benchmark = Callable[..., Any]

FIRST, LAST = 2026, 2040
GROUPS = (
    Group("appartement", "voor_2000", 7_540, 972),
    Group("appartement", "vanaf_2000", 620, 972),
    Group("eengezins", "voor_2000", 2_651, 1_361),
    Group("eengezins", "vanaf_2000", 218, 1_361),
)
HOMES = sum(int(one.dwellings) for one in GROUPS)
STOCK = Stock(GROUPS, HOMES, 0, 0, 740, 2_508, 2_463, 0.37, 2024, ())
GAS = STOCK.gas / HOMES

#: Homes a year; together fewer than there are.
PER_YEAR = {
    "isolatie_standaard": 90,
    "isolatie_b": 150,
    "warmtenet": 200,
    "warmtepomp": 60,
    "bodem": 20,
    "hybride": 110,
    "inductie": 70,
    "zonnepanelen": 140,
}
STARTS = {
    "gas_gem_tc": (GAS, GAS / 2),
    "gas_gem": (GAS, GAS / 3),
    "co2_woningen": (33_000.0, 15_000.0),
    "co2_woning": (3_000.0, 1_500.0),
    "aardgasvrij_aandeel": (0.0, 50.0),
    "gasaansluitingen": (float(HOMES), HOMES / 2),
    "zonnestroom_vermogen": (2_508.0, 6_000.0),
    "standaard_aandeel": (0.0, 20.0),
}
VALUES = values(parameters())


def situation() -> Situation:
    aims = []
    for indicator, (start, target) in STARTS.items():
        entry = catalogue.indicator(indicator)
        path = Pathway("lineair", Point(2024, start), Point(LAST, target))
        known = (indicator, entry.theme, indicator, entry.name, entry.unit, entry.decimals, entry.direction)
        aims.append(Aim(*known, start, 2024, target, None, LAST, path))
    return Situation(STOCK, parameters(), VALUES, {}, tuple(aims), HousingCosts(), None)


def programme(more: float = 0.0) -> list[Step]:
    return [Step(measure=one, homes=homes + more, start=FIRST, end=LAST) for one, homes in PER_YEAR.items()]


# --- what somebody would write otherwise -------------------------------------------------------------------------


def frame_of_homes() -> pd.DataFrame:
    """Return a row per home."""
    rows = [one for one in GROUPS for _ in range(int(one.dwellings))]
    frame = pd.DataFrame(
        {
            "type": [one.type for one in rows],
            "old": [one.can_be_insulated for one in rows],
            "gas": [float(one.gas) for one in rows],
            "heating": "ketel",
            "insulation": "",
            "induction": False,
            "solar": False,
        }
    )
    # In any order, so that the first so many are a fair share of each kind.
    return frame.sample(frac=1, random_state=1, ignore_index=True)


def year_by_year() -> pd.DataFrame:
    """Give measures to homes, year by year, and add up what they use in each variant."""
    homes = frame_of_homes()
    found = []
    for year in range(FIRST, LAST + 1):
        for measure in MEASURES:
            _give(homes, measure, PER_YEAR[measure])
        found += [{"year": year, "variant": one, **_used(homes, VALUES[one])} for one in VARIANTS]
    return pd.DataFrame(found)


def _give(homes: pd.DataFrame, measure: str, number: int) -> None:
    on_gas = homes["heating"].isin(["ketel", "hybride"])
    best = homes["insulation"].map({"standaard": 0, "b": 1, "": 2})
    rank = homes["heating"].map(dict(zip(("ketel", "hybride", *GAS_FREE), range(5), strict=True)))
    if measure == "zonnepanelen":
        homes.loc[homes.index[~homes["solar"]][:number], "solar"] = True
    elif measure == "inductie":
        homes.loc[_first(homes, on_gas & ~homes["induction"], rank, number), "induction"] = True
    elif measure == "isolatie_b":
        takes = homes["old"] & homes["insulation"].eq("")
        homes.loc[_first(homes, takes, rank, number), "insulation"] = "b"
    elif measure == "isolatie_standaard":
        takes = homes["old"] & homes["insulation"].ne("standaard")
        order = 2 * rank + homes["insulation"].eq("b")
        homes.loc[_first(homes, takes, order, number), "insulation"] = "standaard"
    else:
        takes = homes["heating"].eq("ketel") if measure == "hybride" else on_gas
        order = best + 10 * homes["heating"].eq("hybride")
        homes.loc[_first(homes, takes, order, number), "heating"] = measure


def _first(homes: pd.DataFrame, takes: pd.Series, order: pd.Series, number: int) -> pd.Index:
    """Return so many homes, of each kind in proportion, the lowest first."""
    part = number / takes.sum()
    chosen = [
        kind.sort_values(kind="stable").index[: round(part * len(kind))]
        for _, kind in order[takes].groupby([homes["type"], homes["old"]])
    ]
    return chosen[0].append(chosen[1:])


def _used(homes: pd.DataFrame, known: dict[str, float]) -> dict[str, float]:
    heating = known["aandeel_verwarming"] * homes["gas"]
    cooking = np.minimum(known["gas_koken"], homes["gas"] - heating)
    water = homes["gas"] - heating - cooking
    most = known["isolatie_standaard_aandeel"] * homes["gas"]
    label_b = np.minimum(homes["type"].map(lambda kind: known[f"isolatie_b_gas_{kind}"]), most)
    saved = np.select([homes["insulation"] == "b", homes["insulation"] == "standaard"], [label_b, most], 0.0)
    left = heating - saved
    asked = left * known["energie_inhoud_gas"] * known["ketel_rendement_rv"]
    for_water = water * known["energie_inhoud_gas"] * known["ketel_rendement_tw"]
    off, hybrid = homes["heating"].isin(GAS_FREE), homes["heating"] == "hybride"
    part = known["hybride_aandeel"]
    gas = np.where(off, 0.0, np.where(hybrid, left * (1 - part), left) + water)
    gas += np.where(off | homes["induction"], 0.0, cooking)
    power = np.where(hybrid, asked * part / 0.0036 / known["hybride_spf"], 0.0)
    for one in ("warmtepomp", "bodem"):
        uses = asked / 0.0036 / known[f"{one}_spf_rv"] + for_water / 0.0036 / known[f"{one}_spf_tw"]
        power += np.where(homes["heating"] == one, uses, 0.0)
    power += np.where(off | homes["induction"], known["stroom_inductie"], 0.0)
    power -= homes["solar"] * known["zonnepanelen_vermogen"] * known["zonnepanelen_opbrengst"]
    heat = np.where(homes["heating"] == "warmtenet", asked + for_water, 0.0)
    return {"gas": gas.sum(), "power": power.sum(), "heat": heat.sum(), "gas_free": float(off.sum())}


# --- the two beside each other -----------------------------------------------------------------------------------


def check(done: Coverage) -> None:
    assert len(done.answers) == len(STARTS)
    assert all(one.reached is not None for one in done.answers)
    assert not done.course.beyond


@pytest.mark.benchmark(group="programma tegen acht doelen, acht maatregelen, vijftien jaar")
def test_a_move_of_the_slider(benchmark: Benchmark) -> None:
    at = situation()
    check(benchmark(lambda: coverage(at, programme())))


@pytest.mark.benchmark(group="programma tegen acht doelen, acht maatregelen, vijftien jaar")
def test_a_move_of_the_slider_with_every_path(benchmark: Benchmark) -> None:
    at = situation()

    def moved() -> Coverage:
        done = coverage(at, programme())
        for one in at.aims:
            assert len(pieces_of(at, done, one)) == LAST - one.start_year + 1
        return done

    check(benchmark(moved))


@pytest.mark.benchmark(group="programma tegen acht doelen, acht maatregelen, vijftien jaar")
def test_a_frame_of_homes_year_by_year(benchmark: Benchmark) -> None:
    """Without costs, residents, parts per measure or objectives; the answer is that of ours."""
    found = benchmark.pedantic(year_by_year, rounds=3)
    done = coverage(situation(), programme())
    for variant in VARIANTS:
        last = found[(found["year"] == LAST) & (found["variant"] == variant)].iloc[0]
        change = done.yields[variant].total(LAST)
        assert last["gas"] == pytest.approx(STOCK.gas + change.gas, rel=0.02)
        assert last["heat"] == pytest.approx(change.heat, rel=0.02)
        # The frame takes whole homes.
        assert last["gas_free"] == pytest.approx(done.course.gas_free(LAST), rel=0.02)
