"""Whole published files against each other: years against years, parts against wholes, the country against itself.

What is expected is read from the same files once more with nothing but `csv`, or follows from how the publisher
rounds; it is never what the package itself makes of them.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wijkdata import figures, intake
from wijkdata.correspondence import correspondence
from wijkdata.series import series
from wijkdata.sources import cbs_kwb, cbs_zonnestroom
from wijkdata.store import FOLDER, Store

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")
pytestmark = whole_files

DAY = "2026-11-24"
KWB_YEARS = tuple(cbs_kwb.TABLE_IDS)
SOLAR_YEARS = tuple(cbs_zonnestroom.TABLE_IDS)
INSTALLATIONS, POWER = "zonnestroom_installaties", "zonnestroom_vermogen"


def level_of(codes: pd.Index) -> pd.Index:
    return codes.str.slice(0, 2)


def code_above(codes: pd.Index, level: str) -> pd.Index:
    """Return the wijk or gemeente that an area is in; in the codes of CBS that follows from the code itself."""
    return level + codes.str.slice(2, {"WK": 8, "GM": 6}[level])


@dataclass(frozen=True)
class Comparison:
    """Parts beside their whole, for the wholes of which every part has a figure.

    Attributes
    ----------
    difference
        Sum of the parts minus the published whole.
    parts
        How many parts stand behind each.
    wholes
        How many wholes there are, with those that were left out.
    """

    difference: pd.Series
    parts: pd.Series
    wholes: int

    @property
    def share(self) -> float:
        return len(self.difference) / self.wholes


def compared(values: pd.Series, part: str, whole: str) -> Comparison:
    wholes = values[level_of(values.index) == whole]
    parts = values[level_of(values.index) == part]
    grouped = parts.groupby(code_above(parts.index, whole))
    complete = grouped.count() == grouped.size()
    difference = (grouped.sum()[complete] - wholes).dropna()
    return Comparison(difference, grouped.size()[difference.index], len(wholes))


# --- Kerncijfers wijken en buurten: five years of one gemeente -----------------------------------------------------

#: As the files name them, with the unit in the row below: title and unit only together tell one column from another.
KWB_COLUMNS = {
    "inwoners": (("Aantal inwoners",), "aantal"),
    "huishoudens": (("Huishoudens totaal",), "aantal"),
    "woningen": (("Woningvoorraad",), "aantal"),
    "woz_gem": (("Gemiddelde woningwaarde",), "x 1 000 euro"),
    "gas_gem": (("Gemiddeld aardgasverbruik totaal",), "m³"),
    "elektra_gem": (
        ("Gemiddeld elektriciteitsverbruik totaal", "Gemiddelde elektriciteitslevering totaal"),
        "kWh",
    ),
    "koop_aandeel": (("Koopwoningen",), "%"),
    "stadsverwarming_aandeel": (("Percentage woningen met stadsverwarming",), "%"),
    "oppervlakte_land": (("Oppervlakte land",), "ha"),
}
#: Not yet in the edition of 2018.
LATER = {"gas_gem", "elektra_gem", "stadsverwarming_aandeel", "laag_inkomen_aandeel"}
#: Most that a figure of at least a thousand dwellings changes in a year: a part of the figure, or percentage points.
JUMPS = {
    "inwoners": 0.15,
    "huishoudens": 0.15,
    "woningen": 0.25,
    "woz_gem": 0.25,
    "elektra_gem": 0.20,
    "koop_aandeel": 20,
    "huur_aandeel": 20,
    "corporatie_aandeel": 10,
    "eengezins_aandeel": 10,
    "meergezins_aandeel": 10,
    "bewoond_aandeel": 20,
    "voor_2000_aandeel": 10,
    "laag_inkomen_aandeel": 10,
    "stadsverwarming_aandeel": 15,
}


def kwb_path(year: int) -> Path:
    assert RAW is not None
    return RAW / "kwb_rotterdam" / f"Kerncijfers_wijken_en_buurten_{year}.csv"


def kwb_cells(year: int, indicator: str) -> dict[str, str]:
    """Return the cells of one column as they stand in the file, by code."""
    with kwb_path(year).open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    titles = [one.rpartition("||")[2].strip() for one in lines[3]]
    units = [one.strip() for one in lines[4]]
    named, unit = KWB_COLUMNS[indicator]
    (column,) = [
        place
        for place, one in enumerate(zip(titles, units, strict=True))
        if one[0] in named and one[1] == unit
    ]
    code = next(
        place for place, one in enumerate(titles) if one in ("Codering", "Regiocode (gemeente, wijk, buurt)")
    )
    return {line[code].strip(): line[column].strip() for line in lines[5:] if len(line) > column}


@pytest.fixture(scope="module")
def kwb(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """All figures of the Kerncijfers as they come out of a store that holds nothing else."""
    store = Store(tmp_path_factory.mktemp("kwb") / FOLDER)
    outcomes = intake.add([kwb_path(year) for year in KWB_YEARS], store=store, options={"retrieved": DAY})
    assert [one.refused for one in outcomes] == [""] * len(KWB_YEARS)
    return store.observations(store.areas()["code"].unique())


def test_five_years_are_one_series_of_the_same_areas(kwb: pd.DataFrame) -> None:
    """The divisions of these years have the same 115 codes, so that every figure has one place and none is double."""
    assert not kwb.duplicated(["area", "indicator", "year"]).any()
    assert sorted(kwb["year"].unique()) == [2014, 2015, 2016, 2017, 2018]
    areas = kwb.groupby(["indicator", "year"])["area"].agg(frozenset)
    assert len(areas) == 20 * 5
    (same,) = set(areas)
    assert level_of(pd.Index(sorted(same))).value_counts().to_dict() == {"BU": 92, "WK": 22, "GM": 1}


@pytest.mark.parametrize("indicator", KWB_COLUMNS)
@pytest.mark.parametrize("year", KWB_YEARS)
def test_every_figure_is_the_cell_of_the_file(kwb: pd.DataFrame, indicator: str, year: int) -> None:
    """From the column with the expected unit: the columns move, and titles occur twice with different units."""
    of_year = kwb[(kwb["indicator"] == indicator) & (kwb["year"] == year)]
    unit = KWB_COLUMNS[indicator][1].replace("x 1 000", "duizend")  # as people say it
    # a count is told apart by what is counted, and energy is of a year
    assert set(of_year["unit"].str.removesuffix("/jaar")) == {indicator if unit == "aantal" else unit}
    rows = of_year.set_index("area")["value"]
    cells = kwb_cells(year, indicator)
    assert set(cells) == set(rows.index)
    without = {code for code, cell in cells.items() if cell in (".", "")}
    assert set(rows.index[rows.isna()]) == without
    assert (len(without) == 115) == (year == 2018 and indicator in LATER)
    shown = {code: float(cell.replace(",", ".")) for code, cell in cells.items() if code not in without}
    assert rows.dropna().to_dict() == shown


def test_no_figure_is_a_code_for_something_else(kwb: pd.DataFrame) -> None:
    """A sentinel such as -99997 or 9999 would lie outside what the figure can be, or not fit with its neighbour."""
    values = kwb.pivot_table(index=["area", "year"], columns="indicator", values="value")
    assert values.min().min() >= 0
    shares = [one for one in map(str, values) if one.endswith("_aandeel")]
    assert len(shares) == 10
    assert values[shares].max().max() <= 100
    assert set(values["stedelijkheid"].dropna()) == {1, 2, 3, 4, 5}
    assert values["gas_gem"].max() < 5_000
    assert values["elektra_gem"].between(1_000, 10_000).sum() == values["elektra_gem"].count()
    assert values["woz_gem"].between(50, 1_000).sum() == values["woz_gem"].count()
    # each share is rounded to whole percents
    kinds = values["eengezins_aandeel"] + values["meergezins_aandeel"]
    assert kinds.count() == 480
    assert kinds.dropna().between(99, 101).all()
    landlords = values["corporatie_aandeel"] + values["overige_verhuur_aandeel"] - values["huur_aandeel"]
    assert landlords.count() == 475
    assert landlords.dropna().between(-1, 1).all()
    assert values["inwoners"].drop(index="GM0599").max() < 100_000


def test_a_figure_says_whether_it_is_final_hidden_or_still_to_come(kwb: pd.DataFrame) -> None:
    """What CBS did not publish of 2018 yet is no secret, and what it hides of a buurt is not still to come."""
    missing = kwb["value"].isna()
    assert set(kwb.loc[~missing, "status"]) == {"definitief"}
    later = kwb["indicator"].isin(LATER) & (kwb["year"] == 2018)
    assert later.sum() == 4 * 115
    assert missing[later].all()
    assert set(kwb.loc[later, "status"]) == {"ontbreekt"}
    assert set(kwb.loc[later, "note"]) == {cbs_kwb.NOT_YET_PUBLISHED}
    hidden = missing & ~later
    assert set(kwb.loc[hidden, "status"]) == {"geheim"}
    assert set(kwb.loc[hidden, "note"]) == {cbs_kwb.NOT_SHOWN}
    assert not hidden[kwb["indicator"].isin(["inwoners", "huishoudens", "woningen"])].any()


@pytest.mark.parametrize("indicator", JUMPS)
def test_no_area_jumps_from_year_to_year(kwb: pd.DataFrame, indicator: str) -> None:
    """A column mistaken for another, or another unit, would show in the areas with many dwellings."""

    def by_area(one: str) -> pd.DataFrame:
        return kwb[kwb["indicator"] == one].pivot_table(index="area", columns="year", values="value")

    large = by_area("woningen").min(axis=1) >= 1_000
    assert large.sum() == 77
    rows = by_area(indicator).reindex(large.index[large])
    change = rows.diff(axis=1)
    if not indicator.endswith("_aandeel"):
        change = change / rows.shift(axis=1)
    steps = 3 if indicator in LATER else 4
    # of areas with little or no district heating CBS shows 0 in 2014 and nothing afterwards
    known = 0.4 if indicator == "stadsverwarming_aandeel" else 0.9
    assert change.notna().sum().sum() >= known * large.sum() * steps
    assert change.abs().max().max() < JUMPS[indicator]


def test_gas_changes_with_the_winter_and_not_with_the_unit(kwb: pd.DataFrame) -> None:
    """Gas of a buurt on district heating is near zero, where a change says little: the middle one tells."""
    gas = kwb[kwb["indicator"] == "gas_gem"].pivot_table(index="area", columns="year", values="value")
    both = gas[[2014, 2015, 2016, 2017]].dropna()
    assert len(both) >= 85
    assert both.median().between(850, 1_050).all()
    # the four years of one area, largest against smallest, for the areas that heat with gas
    heated = both[both.min(axis=1) >= 500]
    assert len(heated) >= 70
    assert (heated.max(axis=1) / heated.min(axis=1)).median() < 1.2
    expected = {"BU05991448": [900, 940, 940, 930], "BU05991449": [950, 970, 1080, 1030]}
    expected |= {"WK059914": [550, 570, 640, 620], "GM0599": [800, 840, 870, 840]}
    assert both.loc[list(expected)].T.to_dict("list") == expected


# --- parts and wholes ----------------------------------------------------------------------------------------------


def kwb_values(kwb: pd.DataFrame, indicator: str, year: int) -> pd.Series:
    return kwb[(kwb["indicator"] == indicator) & (kwb["year"] == year)].set_index("area")["value"]


@pytest.mark.parametrize("year", KWB_YEARS)
def test_dwellings_of_the_buurten_are_those_of_wijk_and_gemeente(kwb: pd.DataFrame, year: int) -> None:
    """Dwellings are not rounded: nothing may be left over."""
    values = kwb_values(kwb, "woningen", year)
    for whole, count in (("WK", 22), ("GM", 1)):
        found = compared(values, "BU", whole)
        assert len(found.difference) == found.wholes == count
        assert (found.difference == 0).all()
    assert values["GM0599"] > 300_000


@pytest.mark.parametrize("indicator", ["inwoners", "huishoudens"])
@pytest.mark.parametrize("year", KWB_YEARS)
def test_people_of_the_buurten_are_those_of_wijk_and_gemeente(
    kwb: pd.DataFrame, indicator: str, year: int
) -> None:
    """Persons and households of wijken and buurten are rounded down to fives.

    A buurt loses 0 to 4, so n buurten at most 4 n, and the sum is never more than the whole, which is a five itself
    or, for the gemeente in some years, exact. To the nearest five the bounds would be 2.5 (n + 1) on both sides: the
    files break those, and never go over the whole.
    """
    values = kwb_values(kwb, indicator, year)
    local = values[level_of(values.index) != "GM"]
    assert (local % 5 == 0).all()
    for whole, count in (("WK", 22), ("GM", 1)):
        found = compared(values, "BU", whole)
        assert len(found.difference) == found.wholes == count
        assert (found.difference <= 0).all()
        assert (found.difference >= -4 * found.parts).all()
    alone = compared(values, "BU", "WK")
    assert (alone.parts == 1).sum() >= 5
    assert (alone.difference[alone.parts == 1] == 0).all()


@pytest.mark.parametrize("indicator", ["inwoners", "huishoudens"])
def test_rounding_is_down_and_takes_two_of_each_area(kwb: pd.DataFrame, indicator: str) -> None:
    """Of 0 to 4 that are lost the mean is 2; the nearest five would lose nothing on average."""
    lost, more = 0.0, 0
    for year in KWB_YEARS:
        values = kwb_values(kwb, indicator, year)
        inhabited = values[values > 0]
        levels = level_of(inhabited.index)
        lost -= compared(values, "BU", "WK").difference.sum()
        more += int((levels == "BU").sum() - (levels == "WK").sum())
    assert more > 300
    assert 1.7 < lost / more < 2.5


# --- solar power: seven years of the country -----------------------------------------------------------------------

AREAS = {
    2016: {"BU": 12_822, "WK": 2_981, "GM": 390, "NL": 1},
    2017: {"BU": 13_208, "WK": 3_070, "GM": 388, "NL": 1},
    2018: {"BU": 13_305, "WK": 3_086, "GM": 380, "NL": 1},
    2019: {"BU": 13_594, "WK": 3_164, "GM": 355, "NL": 1},
    2020: {"BU": 13_808, "WK": 3_177, "GM": 355, "NL": 1},
    2021: {"BU": 14_080, "WK": 3_248, "GM": 352, "NL": 1},
    2022: {"BU": 14_317, "WK": 3_340, "GM": 345, "NL": 1},
}
COUNTRY = {
    INSTALLATIONS: [397_390, 529_005, 720_522, 960_248, 1_267_651, 1_611_689, 2_131_019],
    POWER: [1_261_273, 1_681_738, 2_328_666, 3_236_417, 4_488_623, 5_843_084, 8_014_761],
}
#: A wijk in Utrecht.
ELSEWHERE = "WK034401"


@dataclass(frozen=True)
class Country:
    """A folder of the user with the solar power of the whole country, and what is in it.

    Attributes
    ----------
    home
        Folder of the user.
    store
        The store in it.
    outcomes
        What was said of each file.
    rows
        Every figure in the store.
    """

    home: Path
    store: Store
    outcomes: list[intake.Outcome]
    rows: pd.DataFrame = field(repr=False)

    def values(self, indicator: str, year: int) -> pd.Series:
        of_one = self.rows[(self.rows["indicator"] == indicator) & (self.rows["year"] == year)]
        return of_one.set_index("area")["value"]


def solar_lines(year: int) -> Iterator[tuple[str, dict[str, float | None]]]:
    """Give the code and figures of each line of a file as they stand there, areas or not."""
    assert RAW is not None
    path = RAW / "zonnestroom" / f"{cbs_zonnestroom.TABLE_IDS[year]}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            *_, installations, power = line.values()
            yield (
                line["WijkenEnBuurten"].strip(),
                {
                    key: float(cell) if cell.strip() not in ("", ".") else None
                    for key, cell in ((INSTALLATIONS, installations), (POWER, power))
                },
            )


@pytest.fixture(scope="module")
def solar(tmp_path_factory: pytest.TempPathFactory) -> Country:
    assert RAW is not None
    home = tmp_path_factory.mktemp("zonnestroom")
    store = Store(home / FOLDER)
    assert not list(store.entries)
    outcomes = intake.add([RAW / "zonnestroom"], store=store, options={"retrieved": DAY})
    rows = store.observations(store.areas()["code"].unique())
    return Country(home, store, outcomes, rows)


@pytest.fixture
def at_home(solar: Country, monkeypatch: pytest.MonkeyPatch) -> Country:
    """Let the user whose store this is ask, and not the one without files that every test has by itself."""
    monkeypatch.setenv("WIJKDATA_HOME", str(solar.home))
    return solar


def test_every_file_of_the_country_is_taken_over(solar: Country) -> None:
    """The descriptions beside the tables give no outcome of their own, and only "unknown" places are set aside."""
    assert [one.refused for one in solar.outcomes] == [""] * 7
    assert [one.years for one in solar.outcomes] == [(year,) for year in SOLAR_YEARS]
    assert [sum(one.set_aside.values()) for one in solar.outcomes] == [3, 3, 3, 3, 0, 0, 0]


@pytest.mark.parametrize("year", SOLAR_YEARS)
def test_all_areas_are_in_the_store(solar: Country, year: int) -> None:
    table = solar.store.areas()
    codes = table.loc[table["boundary_year"] == year, "code"]
    assert codes.is_unique
    assert level_of(pd.Index(codes)).value_counts().to_dict() == AREAS[year]
    for indicator in (INSTALLATIONS, POWER):
        assert set(solar.values(indicator, year).index) == set(codes)


@pytest.mark.parametrize("year", SOLAR_YEARS)
def test_every_figure_of_the_country_is_the_cell_of_the_file(solar: Country, year: int) -> None:
    """An empty cell stays without a figure: in these tables it may be nothing as well as a secret, but never zero."""
    lines = {
        code: cells for code, cells in solar_lines(year) if "9999" not in code[2:6] and code != "GEM9999"
    }
    for indicator in (INSTALLATIONS, POWER):
        expected = pd.Series({code: cells[indicator] for code, cells in lines.items()}, dtype=float)
        found = solar.values(indicator, year).reindex(expected.index)
        np.testing.assert_array_equal(found.to_numpy(), expected.to_numpy())
        rows = solar.rows[(solar.rows["indicator"] == indicator) & (solar.rows["year"] == year)]
        without = rows["value"].isna()
        assert 500 < without.sum() < 4_000
        assert set(rows.loc[~without, "status"]) == {"definitief"}
        assert set(rows.loc[without, "status"]) == {"ontbreekt"}
        assert set(rows.loc[without, "note"]) == {cbs_zonnestroom.EMPTY}


@pytest.mark.parametrize("year", SOLAR_YEARS)
def test_gemeenten_add_up_to_the_country(solar: Country, year: int) -> None:
    """With what CBS could not place, as far as the file says so.

    Of 2016 the file leaves 84 gemeenten empty; the wijken in them, as far as they are shown, fill most of the gap.
    Installations are exact. Power is rounded to 1 kW: half of that for each gemeente, and for the country itself.
    """
    unplaced = {code: cells for code, cells in solar_lines(year) if code == "WK999999"}
    for indicator in (INSTALLATIONS, POWER):
        values = solar.values(indicator, year)
        country = values["NL00"]
        assert country == COUNTRY[indicator][SOLAR_YEARS.index(year)]
        gemeenten = values[level_of(values.index) == "GM"]
        unknown = unplaced["WK999999"][indicator] if unplaced else None
        left = country - gemeenten.sum() - (unknown or 0)
        if year == 2016:
            wijken = values[level_of(values.index) == "WK"]
            empty = gemeenten.index[gemeenten.isna()]
            assert len(empty) == 84
            assert left > 0.2 * country
            left -= wijken[code_above(wijken.index, "GM").isin(empty)].sum()
            assert 0 < left < 0.03 * country
            continue
        assert gemeenten.notna().all()
        rounding = 0 if indicator == INSTALLATIONS else (len(gemeenten) + 2) / 2
        if unknown is not None:
            assert abs(left) <= rounding
        else:  # from 2020 on the file does not say what could not be placed
            assert 0 < left < 0.0005 * country


#: Of so large a part of the wholes every part has a figure. Buurten without a figure were most in the first years.
COMPLETE = {("BU", "WK"): 0.5, ("WK", "GM"): 0.6, ("BU", "GM"): 0.1}


@pytest.mark.parametrize(("part", "whole"), COMPLETE)
@pytest.mark.parametrize("year", SOLAR_YEARS)
def test_solar_power_of_the_parts_is_that_of_the_whole(
    solar: Country, part: str, whole: str, year: int
) -> None:
    """Installations are exact; power is rounded to 1 kW, so n parts and the whole differ by (n + 1) / 2 at most."""
    installations = compared(solar.values(INSTALLATIONS, year), part, whole)
    assert installations.share > COMPLETE[part, whole]
    assert (installations.difference == 0).all()
    power = compared(solar.values(POWER, year), part, whole)
    assert power.share > COMPLETE[part, whole]
    assert (power.difference.abs() <= (power.parts + 1) / 2).all()


@pytest.mark.parametrize("year", SOLAR_YEARS)
def test_an_empty_buurt_is_never_made_up_for_by_the_others(solar: Country, year: int) -> None:
    """Where buurten lack a figure the others stay at or under their wijk: what is left over is what is hidden."""
    values = solar.values(INSTALLATIONS, year)
    buurten = values[level_of(values.index) == "BU"]
    grouped = buurten.groupby(code_above(buurten.index, "WK"))
    partly = grouped.count() < grouped.size()
    left = (values.reindex(partly.index[partly]) - grouped.sum()[partly]).dropna()
    assert len(left) > 400
    assert (left >= 0).all()
    assert (left > 0).sum() > 100


def test_a_wijk_elsewhere_has_all_seven_years(at_home: Country) -> None:
    expected = {year: dict(solar_lines(year))[ELSEWHERE] for year in SOLAR_YEARS}
    found = series(ELSEWHERE, [INSTALLATIONS, POWER])
    assert len(found) == 14
    for indicator in (INSTALLATIONS, POWER):
        rows = found[found["indicator"] == indicator].set_index("year")
        assert rows["value"].to_dict() == {year: cells[indicator] for year, cells in expected.items()}
        assert rows["value"].is_monotonic_increasing
        assert rows["table"].to_dict() == cbs_zonnestroom.TABLE_IDS
    assert found.loc[found["year"] == 2022, "value"].tolist() == [1874, 5113]
    assert set(found["status"]) == {"definitief"}
    assert set(found["method"]) == {"gepubliceerd"}
    assert set(found["retrieved"]) == {DAY}
    assert set(found["note"]) == {""}
    area = figures.project_area(ELSEWHERE)
    assert area.gemeente == "GM0344"
    assert correspondence(area, 2016, 2022).comparable
    assert at_home.store.entries


def test_a_wijk_with_another_boundary_says_so(at_home: Country) -> None:
    """The same code was another area before 2019: the figures stand, but the step between them is no growth."""
    table = at_home.store.areas()
    marked = table[(table["code"] == "WK194501") & (table["change"] == "3")]
    # that of 2016 is a change since 2015, before the first figure
    assert marked["boundary_year"].tolist() == [2016, 2019]
    rows = series("WK194501", [INSTALLATIONS]).set_index("year")
    assert rows["value"].notna().all()
    assert list(rows.index) == list(SOLAR_YEARS)
    said = rows.index[rows["note"].str.contains("gewijzigde grens")]
    assert list(said) == [2019]
    area = figures.project_area("WK194501")
    assert not correspondence(area, 2016, 2022).comparable
    assert correspondence(area, 2019, 2022).comparable
