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


#: Of every buurt, what is not known of one of the two is held against: heat 0, 10 and 80, density 2.000 and 3.000.
EVERY = pd.DataFrame(math.nan, index=["A", "B", "C"], columns=list(TRAITS)).assign(
    stadsverwarming_aandeel=[10.0, 0.0, 80.0], adressendichtheid=[2000.0, 3000.0, math.nan]
)


def found(**changed: Any) -> pd.DataFrame:
    return distances(BUURTEN, OWN, SPREAD, Choice(**changed), EVERY).set_index("code")


#: The heat of the area is not known. A has 10: from 10, 0 and 80 that is on average (0 + 10 + 70) / 3.
HEAT_OF_A = (0 + 10 + 70) / 3 / 25
#: B has 0: (10 + 0 + 80) / 3. Its density is not known; the area has 3.000: (1.000 + 0) / 2.
HEAT_OF_B, DENSITY_OF_B = (10 + 0 + 80) / 3 / 25, (1000 + 0) / 2 / 1000


def test_the_distance_redone_by_hand() -> None:
    rows = found()
    assert rows.loc["A", "distance"] == pytest.approx((0.5 + 0 + 0.75 + 0.75 + HEAT_OF_A) / 5)
    assert rows.loc["B", "distance"] == pytest.approx((1 + 2 + 1.5 + DENSITY_OF_B + HEAT_OF_B) / 5)
    assert list(rows["compared"]) == [4, 3, 1]
    assert math.isnan(rows.loc["A", "stadsverwarming_aandeel"])
    assert rows.loc["A", "koop_aandeel"] == -0.5
    assert rows.loc["A", "corporatie_aandeel"] == 1


def test_weights_change_the_distance() -> None:
    rows = found(weights={"eigendom": 3, "dichtheid": 0})
    assert rows.loc["A", "distance"] == pytest.approx((0.5 + 0 + 3 * 0.75 + HEAT_OF_A) / 6)
    assert rows.loc["B", "distance"] == pytest.approx((1 + 2 + 3 * 1.5 + HEAT_OF_B) / 6)


def test_what_is_missing_is_named_and_never_taken_as_equal() -> None:
    rows = found()
    assert rows.loc["A", "missing"] == "stadsverwarming"
    assert rows.loc["B", "missing"] == "dichtheid en stadsverwarming"
    # The only figure that C has is the same as that of the area; it is not the nearest for that.
    assert math.isnan(rows.loc["C", "distance"])
    away = found(least=1).loc["C", "distance"]
    # Neither has a figure for heat: those of the others differ (10 + 80 + 70) / 3 pair by pair, 2 of 3 of the time.
    heat = 2 * (10 + 80 + 70) / 9 / 25
    # Of period and ownership nobody has another figure.
    assert away == pytest.approx((0 + DENSITY_OF_B + heat) / 3)


def test_what_nobody_has_is_left_out() -> None:
    nothing = EVERY * math.nan
    rows = distances(BUURTEN, OWN, SPREAD, Choice(least=1), nothing).set_index("code")
    assert rows.loc["A", "distance"] == pytest.approx((0.5 + 0 + 0.75 + 0.75) / 4)
    assert rows.loc["C", "distance"] == 0


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"weights": {"hoogte": 1}}, "‘hoogte’ is geen kenmerk"),
        ({"weights": {"eigendom": 4}}, "Het gewicht van eigendom (4) kan niet"),
        ({"weights": dict.fromkeys(GROUPS, 0)}, "minstens één kenmerk"),
        ({"count": 0}, "Het aantal buurten om te vergelijken (0) hoort een heel getal vanaf 1 te zijn."),
        ({"least": 0}, "Het aantal kenmerken om te vergelijken (0) hoort een heel getal vanaf 1 te zijn."),
        (
            {"dwellings": -1},
            "Het aantal woningen om te vergelijken (−1) hoort een heel getal vanaf 0 te zijn.",
        ),
        ({"dwellings": math.nan}, "Het aantal woningen om te vergelijken (onbekend) hoort een heel getal"),
        ({"count": math.inf}, "(oneindig) hoort een heel getal"),
        ({"dwellings": 99.5}, "(99,5) hoort een heel getal"),
    ],
)
def test_a_choice_that_cannot_be_is_refused_in_dutch(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(WijkdataError) as refused:
        Choice(**changed)
    assert words in str(refused.value)


KNOWN = st.floats(0, 100).map(lambda one: round(one, 3))


@given(
    st.floats() | st.integers(),
    st.floats() | st.integers(),
    st.floats() | st.integers(),
    st.fixed_dictionaries({group: st.floats() | st.integers(-1, 4) for group in GROUPS}),
)
def test_any_choice_is_taken_or_refused_in_dutch(
    least: float, dwellings: float, count: float, weights: dict[str, float]
) -> None:
    try:
        taken = Choice(weights, least, dwellings, count)  # type: ignore[arg-type]  (that is what it is about)
    except WijkdataError:
        return
    assert taken.least >= 1
    assert taken.count >= 1
    assert taken.dwellings >= 0
    assert {float(one).is_integer() for one in (taken.least, taken.dwellings, taken.count)} == {True}
    assert 0 < sum(taken.counted.values()) <= 3 * len(GROUPS)


VALUE = st.one_of(st.just(math.nan), KNOWN)
VALUES = st.tuples(*[VALUE] * len(TRAITS))
WEIGHING = st.fixed_dictionaries({group: st.sampled_from((0, 1, 2, 3)) for group in GROUPS}).filter(
    lambda weights: any(weights.values())
)


def between(one: tuple[float, ...], other: tuple[float, ...], choice: Choice, unit: float = 1) -> float:
    table = pd.DataFrame([other], index=["X"], columns=list(TRAITS), dtype="float64") * unit
    own = {trait: value * unit for trait, value in zip(TRAITS, one, strict=True)}
    spread = {trait: value * unit for trait, value in SPREAD.items()}
    return float(distances(table, own, spread, choice, AMONG * unit)["distance"][0])


#: Five buurten with other figures for every trait.
AMONG = pd.DataFrame({trait: [0.0, 5.0, 20.0, 60.0, 100.0] for trait in TRAITS})


@settings(deadline=None)  # other work on the machine
@given(VALUES, VALUES, WEIGHING)
def test_a_distance_is_one(one: tuple[float, ...], other: tuple[float, ...], weights: dict[str, int]) -> None:
    choice = Choice(weights=weights, least=1)
    away = between(one, other, choice)
    back = between(other, one, choice)
    assert (math.isnan(away) and math.isnan(back)) or away == pytest.approx(back)
    assert math.isnan(away) or away >= 0
    to_itself = between(one, one, choice)
    counted = [[one[TRAITS.index(trait)] for trait in GROUPS[group]] for group in choice.counted]
    known = all(any(not math.isnan(value) for value in values) for values in counted)
    # What is not known never counts as equal, not even of an area beside itself.
    assert math.isnan(to_itself) or (to_itself == 0) == known
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


@settings(deadline=None)  # other work on the machine
@given(st.tuples(*[KNOWN] * len(TRAITS)), st.lists(KNOWN, min_size=1, max_size=9))
def test_what_is_not_known_counts_for_what_it_differs_on_average(
    one: tuple[float, ...], heats: list[float]
) -> None:
    """Over every figure that the other could have had, the distance is on average what it is without one."""
    every = pd.DataFrame(dict.fromkeys(TRAITS, heats))
    own = dict(zip(TRAITS, one, strict=True))

    def away(heat: float) -> float:
        table = pd.DataFrame([own | {"stadsverwarming_aandeel": heat}], columns=list(TRAITS))
        return float(distances(table, own, SPREAD, Choice(), every)["distance"][0])

    assert away(math.nan) == pytest.approx(np.mean([away(heat) for heat in heats]))


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
    assert (
        "Niet op stadsverwarming (van dit gebied niet bekend): daarvoor telt het gemiddelde verschil, wat minder "
        "zeker is." in best.sentence()
    )


def test_a_buurt_that_is_all_on_district_heating_is_not_like_an_area_whose_heat_is_not_public() -> None:
    """Oosterflank: 99,5% district heating and 10 m³ of gas in 2017 (CBS); the area uses 983 m³ per dwelling."""
    assert "BU05991467" not in similar(AREA).codes
    without_heat = similar(AREA, Choice(weights={"stadsverwarming": 0}))
    assert "BU05991467" in without_heat.codes
    # What is left out weighs nothing and is no doubt either.
    assert without_heat.unsure == []
    assert "minder zeker" not in without_heat.sentence()


def test_of_a_known_trait_nothing_is_unsure_but_a_buurt_without_it_is() -> None:
    ommoord = similar(figures.project_area("BU05991463"), Choice(count=200))
    assert ommoord.traits["stadsverwarming_aandeel"].year == 2014
    assert ommoord.unsure == []
    heat = ommoord.table.set_index("code")["stadsverwarming_aandeel"]
    assert ommoord.partly >= set(heat.index[heat.isna()]) > set()
    assert ommoord.partly.isdisjoint(ommoord.table.loc[ommoord.table["missing"] == "", "code"])
    # What the area itself does not have is said once, and is no mark of a buurt.
    assert similar(AREA).partly == set()


def test_the_distance_follows_from_the_differences_in_the_table() -> None:
    choice = Choice(weights={"woningtype": 2})
    for _, row in similar(AREA, choice).table.iterrows():
        by_group = {
            group: np.nanmean([abs(row[trait]) for trait in GROUPS[group]])
            for group in GROUPS
            if group not in row["missing"]
        }
        by_group["stadsverwarming"] = _heat_apart(str(row["code"]))
        total = sum(choice.counted[group] * one for group, one in by_group.items())
        assert row["distance"] == pytest.approx(total / sum(choice.counted[group] for group in by_group))


def _heat_apart(code: str) -> float:
    """Return what the heat of a buurt differs on average from that of all of a hundred dwellings or more."""
    rows = figures.everywhere(["stadsverwarming_aandeel", "woningen"], 2014)
    of = {year: rows[rows["year"] == year].set_index("area") for year in (2014, 2018)}
    homes = of[2018][of[2018]["indicator"] == "woningen"]["value"]
    heat = of[2014][of[2014]["indicator"] == "stadsverwarming_aandeel"]["value"]
    heat = heat[homes.reindex(heat.index) >= 100].drop(list(AREA.buurten), errors="ignore").dropna()
    if code in heat:
        return float(np.mean([abs(heat[code] - other) for other in heat]) / np.std(heat))
    return float(np.mean([abs(one - other) for one in heat for other in heat]) / np.std(heat))


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

#: Of density and heat it has no figure, which would count as a difference.
KNOWN_OF_TWIN = Choice(weights={"dichtheid": 0, "stadsverwarming": 0})


def _load(*frames: pd.DataFrame, day: str = "2026-01-01") -> None:
    rows = observations.validate(pd.concat(frames, ignore_index=True))
    tables = tuple(cbs(one, one, (2018,), day) for one in sorted(set(rows["table"])))
    codes = pd.Series(sorted(set(rows["area"])))
    areas = area_rows(codes, 2018, "Buurt " + codes.str[-2:], pd.Series("1", codes.index))
    loaded = Loaded("proef", tables, rows, areas)
    figures.store().add(loaded, name=day, sha256=day.replace("-", "").zfill(64), retrieved=day)


def test_buurten_of_a_loaded_gemeente_take_part() -> None:
    _load(_elsewhere("BU02000101", TWIN), _elsewhere("BU02000102", TWIN | {"woningen": 40.0}))
    best = similar(AREA, KNOWN_OF_TWIN)
    assert best.codes[0] == "BU02000101"
    assert best.table["distance"][0] < 0.01
    assert best.table["name"][0] == "Buurt 01"
    assert "BU02000102" not in similar(AREA, Choice(count=500)).codes


def test_the_newest_edition_of_a_figure_counts() -> None:
    _load(_elsewhere("BU02000101", TWIN))
    _load(_elsewhere("BU02000101", TWIN | {"koop_aandeel": math.nan}), day="2026-02-01")
    first = similar(AREA, KNOWN_OF_TWIN).table.iloc[0]
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
