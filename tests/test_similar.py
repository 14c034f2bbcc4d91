"""The buurten that are most like an area: the distance redone by hand, and what must always hold for it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkdata import catalogue, figures, observations
from wijkdata.errors import WijkdataError
from wijkdata.similar import GROUPS, TRAITS, Choice, distances, similar
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.register import area_rows
from wijkdata.sources.tables import cbs
from wijkdata.store import Store

AREA = figures.project_area("BU05991448", "BU05991449")

#: The area, three buurten, and the spread of each trait; units as in the catalogue.
OWN = {
    "meergezins_aandeel": 70.0,
    "voor_2000_aandeel": 90.0,
    "koop_aandeel": 40.0,
    "corporatie_aandeel": 50.0,
    "adressendichtheid": 3000.0,
    "woningen_per_ha": 30.0,
    "stadsverwarming_aandeel": math.nan,
}
SPREAD = dict(zip(TRAITS, (20.0, 10.0, 20.0, 10.0, 1000.0, 20.0, 25.0), strict=True))
BUURTEN = pd.DataFrame(
    [
        # woningtype 0,5; bouwperiode 0; eigendom (0,5 + 1) / 2 = 0,75; dichtheid (0,5 + 1) / 2 = 0,75
        (60, 90, 30, 60, 2500, 50, 10),
        # woningtype 1; bouwperiode 2; eigendom 1,5 (koop alone); nothing about density
        (50, 70, 70, math.nan, math.nan, math.nan, 0),
        # only woningtype
        (70, math.nan, math.nan, math.nan, math.nan, math.nan, math.nan),
    ],
    index=["A", "B", "C"],
    columns=list(TRAITS),
    dtype="float64",
)


def found(**changed: Any) -> pd.DataFrame:
    return distances(BUURTEN, OWN, SPREAD, Choice(**changed)).set_index("code")


def test_the_distance_redone_by_hand() -> None:
    rows = found()
    assert rows.loc["A", "distance"] == pytest.approx((0.5 + 0 + 0.75 + 0.75) / 4)
    assert rows.loc["B", "distance"] == pytest.approx((1 + 2 + 1.5) / 3)
    assert list(rows["compared"]) == [4, 3, 1]
    assert rows.loc["A", "koop_aandeel"] == -0.5
    assert rows.loc["A", "corporatie_aandeel"] == 1


def test_weights_change_the_distance() -> None:
    rows = found(weights={"eigendom": 3, "dichtheid": 0})
    assert rows.loc["A", "distance"] == pytest.approx((0.5 + 0 + 3 * 0.75) / 5)
    assert rows.loc["B", "distance"] == pytest.approx((1 + 2 + 3 * 1.5) / 5)


def test_what_is_missing_is_named_and_never_taken_as_equal() -> None:
    rows = found()
    assert rows.loc["A", "missing"] == "stadsverwarming"
    assert rows.loc["B", "missing"] == "dichtheid en stadsverwarming"
    # The only figure that C has is the same as that of the area; it is not the nearest for that.
    assert math.isnan(rows.loc["C", "distance"])
    assert found(least=1).loc["C", "distance"] == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"weights": {"hoogte": 1}}, "‘hoogte’ is geen kenmerk"),
        ({"weights": {"eigendom": 4}}, "Het gewicht van eigendom (4) kan niet"),
        ({"weights": dict.fromkeys(GROUPS, 0)}, "minstens één kenmerk"),
        ({"count": 0}, "minstens 1"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_dutch(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(WijkdataError) as refused:
        Choice(**changed)
    assert words in str(refused.value)


VALUE = st.one_of(st.just(math.nan), st.floats(0, 100).map(lambda one: round(one, 3)))
VALUES = st.tuples(*[VALUE] * len(TRAITS))
WEIGHING = st.fixed_dictionaries({group: st.sampled_from((0, 1, 2, 3)) for group in GROUPS}).filter(
    lambda weights: any(weights.values())
)


def between(one: tuple[float, ...], other: tuple[float, ...], choice: Choice, unit: float = 1) -> float:
    table = pd.DataFrame([other], index=["X"], columns=list(TRAITS), dtype="float64") * unit
    own = {trait: value * unit for trait, value in zip(TRAITS, one, strict=True)}
    spread = {trait: value * unit for trait, value in SPREAD.items()}
    return float(distances(table, own, spread, choice)["distance"][0])


@settings(deadline=None)  # other work on the machine
@given(VALUES, VALUES, WEIGHING)
def test_a_distance_is_one(one: tuple[float, ...], other: tuple[float, ...], weights: dict[str, int]) -> None:
    choice = Choice(weights=weights, least=1)
    away = between(one, other, choice)
    back = between(other, one, choice)
    assert (math.isnan(away) and math.isnan(back)) or away == pytest.approx(back)
    assert math.isnan(away) or away >= 0
    to_itself = between(one, one, choice)
    assert math.isnan(to_itself) or to_itself == 0
    # Percents or parts, hectares or km²: the unit does not matter.
    assert between(one, other, choice, unit=0.01) == pytest.approx(away, nan_ok=True)


@settings(deadline=None)  # other work on the machine
@given(VALUES, VALUES, VALUES, WEIGHING)
def test_what_weighs_nothing_does_not_count(
    one: tuple[float, ...], other: tuple[float, ...], changed: tuple[float, ...], weights: dict[str, int]
) -> None:
    choice = Choice(weights=weights, least=1)
    without = {trait for group in GROUPS if not weights[group] for trait in GROUPS[group]}
    mixed = tuple(
        new if trait in without else old for trait, new, old in zip(TRAITS, changed, other, strict=True)
    )
    assert between(one, mixed, choice) == pytest.approx(between(one, other, choice), nan_ok=True)


# --- with the figures at hand ------------------------------------------------------------------------------------


def test_the_nearest_of_rotterdam() -> None:
    best = similar(AREA)
    table = best.table
    assert len(table) == 8
    assert not set(table["code"]) & set(AREA.buurten)
    assert table["distance"].is_monotonic_increasing
    assert (table["dwellings"] >= 100).all()
    assert set(table["gemeente"]) == {"Rotterdam"}
    assert best.candidates + best.small == 92 - len(AREA.buurten)
    assert "Niet op" in best.sentence()
    assert "stadsverwarming" in best.sentence()


def test_the_distance_follows_from_the_differences_in_the_table() -> None:
    choice = Choice(weights={"woningtype": 2})
    for _, row in similar(AREA, choice).table.iterrows():
        by_group = {
            group: np.nanmean([abs(row[trait]) for trait in GROUPS[group]])
            for group in GROUPS
            if group not in row["missing"]
        }
        total = sum(choice.counted[group] * one for group, one in by_group.items())
        assert row["distance"] == pytest.approx(total / sum(choice.counted[group] for group in by_group))


def test_a_buurt_in_two_areas_is_as_near_from_either_side() -> None:
    one, other = (figures.project_area(code) for code in ("BU05991448", "BU05991463"))
    near = {
        (a.codes[0], b.codes[0]): similar(a, Choice(count=200)).table.set_index("code")["distance"][
            b.codes[0]
        ]
        for a, b in ((one, other), (other, one))
    }
    # The spread is over all but the area itself, so it differs a little.
    assert near["BU05991448", "BU05991463"] == pytest.approx(near["BU05991463", "BU05991448"], rel=0.05)


def test_smaller_buurten_can_be_let_in() -> None:
    assert similar(AREA, Choice(dwellings=0)).small < similar(AREA).small
    assert "met minder dan 100 woningen" in similar(AREA).sentence()


def _elsewhere(code: str, value: dict[str, float], table: str = "T", year: int = 2018) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "area": code,
                "indicator": indicator,
                "year": year,
                "value": one,
                "unit": catalogue.indicator(indicator).unit,
                "status": "geheim" if math.isnan(one) else "definitief",
                "source": "CBS",
                "table": table,
                "method": "gepubliceerd",
                "note": "",
                "retrieved": "2026-01-01",
                "boundary_year": year,
            }
            for indicator, one in value.items()
        ]
    )


TWIN = {
    "meergezins_aandeel": 74.0,
    "voor_2000_aandeel": 92.4,
    "koop_aandeel": 37.1,
    "corporatie_aandeel": 46.0,
    "woningen": 4000.0,
}


def _load(*frames: pd.DataFrame, day: str = "2026-01-01") -> None:
    rows = observations.validate(pd.concat(frames, ignore_index=True))
    tables = tuple(cbs(one, one, (2018,), day) for one in sorted(set(rows["table"])))
    codes = pd.Series(sorted(set(rows["area"])))
    areas = area_rows(codes, 2018, "Buurt " + codes.str[-2:], pd.Series("1", codes.index))
    loaded = Loaded("proef", tables, rows, areas)
    figures.store().add(loaded, name=day, sha256=day.replace("-", "").zfill(64), retrieved=day)


def test_buurten_of_a_loaded_gemeente_take_part() -> None:
    _load(_elsewhere("BU02000101", TWIN), _elsewhere("BU02000102", TWIN | {"woningen": 40.0}))
    best = similar(AREA)
    assert best.codes[0] == "BU02000101"
    assert best.table["distance"][0] < 0.01
    assert best.table["name"][0] == "Buurt 01"
    assert "BU02000102" not in similar(AREA, Choice(count=500)).codes


def test_the_newest_edition_of_a_figure_counts() -> None:
    _load(_elsewhere("BU02000101", TWIN))
    _load(_elsewhere("BU02000101", TWIN | {"koop_aandeel": math.nan}), day="2026-02-01")
    first = similar(AREA).table.iloc[0]
    assert first["code"] == "BU02000101"
    assert math.isnan(first["koop_aandeel"])


def test_the_store_gives_all_buurten_and_nothing_else() -> None:
    _load(_elsewhere("BU02000101", TWIN), _elsewhere("WK020001", TWIN), _elsewhere("GM0200", TWIN))
    rows = Store(figures.store().folder).everywhere(["koop_aandeel", "woningen"], 2018)
    assert set(rows["area"]) == {"BU02000101"}
    assert dict(zip(rows["indicator"], rows["value"], strict=True)) == {
        "koop_aandeel": 37.1,
        "woningen": 4000,
    }
    assert Store(figures.store().folder).everywhere(["gas_gem"], 2018).empty
    assert Store(figures.store().folder).everywhere(["koop_aandeel"], 2019).empty
