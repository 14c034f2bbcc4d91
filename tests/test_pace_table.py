"""Which gemeenten and buurten count for the paces that are embedded, and that they follow from the whole files."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wijkdata import datasets, embed_pace, pace, pace_table
from wijkdata.pace import BUURT, GEMEENTE, LEFT_OUT, MEASURES
from wijkdata.pace_table import Register, corrected_gas, register, tables_of
from wijkdata.sources import cbs_zonnestroom, etlocal

RAW = Path(os.environ["WIJKDATA_RAW"]) if os.environ.get("WIJKDATA_RAW") else None
whole_files = pytest.mark.skipif(RAW is None, reason="WIJKDATA_RAW is not set")

YEARS = range(2017, 2023)
NOTHING = pd.DataFrame({"area": [], "year": [], "value": []})


def observed(**areas):
    """Rows of areas: a function of the year, or values by year."""
    rows = [
        {"area": area, "year": year, "value": value(year) if callable(value) else value.get(year, np.nan)}
        for area, value in areas.items()
        for year in YEARS
    ]
    return pd.DataFrame(rows)


def made(known=None, **figures):
    everything = dict.fromkeys(MEASURES, NOTHING.astype({"area": "str"})) | figures
    sources = {indicator: {"84948NED": (2017, 2022), "ander": (2010,)} for indicator in MEASURES}
    return tables_of(everything, known or Register({"GM0001": "Een", "GM0002": "Twee"}, {}), sources)


def rising(by):
    return lambda year: 5 + by * (year - 2017)


def counted(summary, indicator, level=GEMEENTE):
    row = summary[(summary["indicator"] == indicator) & (summary["level"] == level)].iloc[0]
    return {"count": int(row["count"]), **{name: int(row[name]) for name in LEFT_OUT if row[name]}}


def test_each_gemeente_has_its_pace_with_the_figures_it_began_and_ended_with():
    paces, summary = made(aardgasvrij_aandeel=observed(GM0001=rising(1), GM0002=rising(2), NL00=rising(9)))
    assert paces[["area", "name", "years", "start", "end", "pace"]].to_numpy().tolist() == [
        ["GM0001", "Een", 6, 5.0, 10.0, 1.0],
        ["GM0002", "Twee", 6, 5.0, 15.0, 2.0],
    ]
    row = summary[summary["indicator"] == "aardgasvrij_aandeel"].iloc[0]
    assert (row["count"], row["p50"], row["tables"]) == (2, 1.5, "84948NED")


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ({year: 5.0 for year in YEARS if year != 2019}, True),
        ({year: 5.0 for year in YEARS if year not in (2019, 2020)}, False),
        ({year: 5.0 for year in YEARS if year != 2022}, False),  # merged
        ({year: 5.0 for year in YEARS if year != 2017}, False),  # new
    ],
)
def test_a_gemeente_needs_five_years_with_the_first_and_the_last(values, counts):
    paces, summary = made(aardgasvrij_aandeel=observed(GM0001=values))
    assert len(paces) == counts
    expected = {"count": 1} if counts else {"count": 0, "too_few_years": 1}
    assert counted(summary, "aardgasvrij_aandeel") == expected


def test_a_gemeente_that_took_in_another_does_not_count():
    # Groningen took in Haren and Ten Boer in 2019; Amsterdam took in Weesp after the years that count here.
    figures = observed(GM0014=rising(1), GM0363=rising(1), GM0001=rising(1))
    paces, summary = made(aardgasvrij_aandeel=figures)
    assert set(paces["area"]) == {"GM0001", "GM0363"}
    assert counted(summary, "aardgasvrij_aandeel") == {"count": 2, "changed": 1}


def test_a_gemeente_that_cbs_marks_as_changed_does_not_count():
    marks = {("GM0001", 2022): "3", ("GM0002", 2022): "1", ("GM0002", 2017): "3"}
    paces, _ = made(Register({}, marks), aardgasvrij_aandeel=observed(GM0001=rising(1), GM0002=rising(1)))
    assert list(paces["area"]) == ["GM0002"]  # what changed before the first year does not matter


def unchanged(*codes, **others):
    return {(code, year): "1" for code in codes for year in YEARS} | others


def test_of_buurten_only_percentiles_and_only_of_those_that_stayed_the_same_and_are_large_enough():
    codes = ["BU00010001", "BU00010002", "BU00010003", "BU00010004"]
    marks = unchanged(*codes)
    del marks[("BU00010002", 2020)]  # no mark: it is not known whether the boundary changed
    dwellings = {"BU00010001": 200.0, "BU00010002": 500.0, "BU00010003": 199.0}
    figures = observed(**dict.fromkeys(codes, lambda year: 10.0 * (year - 2016)))
    paces, summary = made(Register({}, marks, dwellings), zonnestroom_installaties=figures)
    assert paces.empty
    assert counted(summary, "zonnestroom_installaties", BUURT) == {
        "count": 1,
        "changed": 1,
        "no_dwellings": 1,
        "too_small": 1,
    }
    row = summary[(summary["level"] == BUURT) & (summary["indicator"] == "zonnestroom_installaties")].iloc[0]
    assert row["p99"] == 5.0  # 10 installations a year on 200 dwellings


def test_a_buurt_that_changed_in_the_first_year_has_other_dwellings_than_the_year_before():
    marks = unchanged("BU00010001") | {("BU00010001", 2017): "2"}
    figures = observed(BU00010001=rising(1))
    _, summary = made(Register({}, marks, {"BU00010001": 900.0}), zonnestroom_installaties=figures)
    assert counted(summary, "zonnestroom_installaties", BUURT) == {"count": 0, "changed": 1}


def areas(*codes):
    rows = [
        (code, 2016, "Een" if code.startswith("GM") else "", level, "GM0001", "")
        for code in codes
        for level in [GEMEENTE if code.startswith("GM") else BUURT]
    ]
    return pd.DataFrame(rows, columns=["code", "boundary_year", "name", "level", "gemeente", "change"])


def test_the_dwellings_of_a_gemeente_are_those_of_all_its_buurten():
    known = areas("GM0001", "BU00010001", "BU00010002", "BU00010003")
    homes = pd.DataFrame({"area": ["BU00010001", "BU00010002"], "year": 2016, "value": [100.0, 50.0]})
    none = pd.DataFrame({"area": ["BU00010003"], "year": [2017], "value": [np.nan]})
    found = register(known, homes, none)
    assert found.dwellings["GM0001"] == 150.0
    assert found.names == {"GM0001": "Een"}
    # An installation in the buurt of which no dwellings are known: there are homes, so the sum is not known.
    assert "GM0001" not in register(known, homes, none.assign(value=4.0)).dwellings


def test_gas_is_corrected_for_the_weather_and_a_year_without_degree_days_is_left_out():
    gas = pd.DataFrame({"area": "GM0001", "year": [2016, 2017, 2018], "value": [1000.0, np.nan, 900.0]})
    parameters = {
        "aandeel_verwarming": 0.8,
        "graaddagen_norm_1981_2010": 2949.0,
        "graaddagen_2016": 2784.5,
        "graaddagen_2017": 2647.1,
    }
    found = corrected_gas(gas, parameters)
    assert list(found["year"]) == [2016, 2017]
    assert found["value"].iloc[0] == pytest.approx(800 * 2949 / 2784.5 + 200)
    assert np.isnan(found["value"].iloc[1])


# --- the whole files -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole():
    assert RAW is not None
    solar = [
        (RAW / f"zonnestroom/{table}.csv", RAW / f"zonnestroom/{table}_metadata.json")
        for table in cbs_zonnestroom.TABLE_IDS.values()
    ]
    regio = RAW / "cbs_regio"
    heating = regio / "84948NED_hoofdverwarming_regio_2017-2022.csv", regio / "84948NED_metadata.json"
    energy = regio / "81528NED_energieverbruik_woningtype_regio.csv", regio / "81528NED_metadata.json"
    homes = etlocal.read_etlocal(RAW / "etlocal/stedin_neighbourhoods_2016.csv", retrieved="2026-11-24")
    return embed_pace.read_paces(homes, solar, heating, energy, retrieved="2026-11-24")


@whole_files
def test_what_is_embedded_follows_from_the_whole_files(whole):
    pd.testing.assert_frame_equal(
        whole.gemeenten, datasets.paces_of_gemeenten(), check_dtype=False, check_exact=False
    )
    pd.testing.assert_frame_equal(
        whole.summary, datasets.paces_summary(), check_dtype=False, check_exact=False
    )


@whole_files
def test_the_paces_are_those_of_the_published_cells():
    assert RAW is not None
    path = RAW / "cbs_regio/84948NED_hoofdverwarming_regio_2017-2022.csv"
    cells = pd.read_csv(path, dtype={"RegioS": "str", "Perioden": "str"})
    total = cells[cells["TypeVerwarmingsinstallatie"] == "A052175"]
    embedded = datasets.paces_of_gemeenten()
    embedded = embedded[embedded["indicator"] == "aardgasvrij_aandeel"].set_index("area")
    for code in ("GM0384", "GM0599", "GM0344"):
        rows = total[total["RegioS"].str.strip() == code]
        years = rows["Perioden"].str.slice(0, 4).astype(int)
        points = list(zip(years, rows["Woningen_1"], strict=True))
        expected = pace.pace(points, pace.SHARE, "omhoog")
        assert embedded.loc[code, "pace"] == pytest.approx(expected, abs=1e-4)
        assert (embedded.loc[code, "start"], embedded.loc[code, "end"]) == (points[0][1], points[-1][1])


#: Gemeenten that went and the one or more that took their place, as CBS told it for each year.
WENT = {
    2017: {"Schijndel Sint-Oedenrode Veghel": "Meierijstad"},
    2018: {
        "Hoogezand-Sappemeer Menterwolde Slochteren": "Midden-Groningen",
        "Bellingwedde Vlagtwedde": "Westerwolde",
        "Franekeradeel Menameradiel het_Bildt": "Waadhoeke",
        "Littenseradiel": "Leeuwarden Súdwest-Fryslân Waadhoeke",
        "Leeuwarderadeel": "Leeuwarden",
        "Rijnwaarden": "Zevenaar",
    },
    2019: {
        "Haren Ten_Boer": "Groningen",
        "Haarlemmerliede_en_Spaarnwoude": "Haarlemmermeer",
        "Noordwijkerhout": "Noordwijk",
        "Giessenlanden Molenwaard": "Molenlanden",
        "Leerdam Vianen Zederik": "Vijfheerenlanden",
        "Grootegast Leek Marum Zuidhorn": "Westerkwartier",
        "Winsum": "Het_Hogeland Westerkwartier",
        "Bedum Eemsmond De_Marne": "Het_Hogeland",
        "Dongeradeel Ferwerderadiel Kollumerland_en_Nieuwkruisland": "Noardeast-Fryslân",
        "Aalburg Werkendam Woudrichem": "Altena",
        "Geldermalsen Lingewaal Neerijnen": "West_Betuwe",
        "Binnenmaas Cromstrijen Korendijk Oud-Beijerland Strijen": "Hoeksche_Waard",
        "Nuth Onderbanken Schinnen": "Beekdaelen",
    },
    2020: {},
    2021: {"Appingedam Delfzijl Loppersum": "Eemsdelta", "Haaren": "Boxtel Oisterwijk Tilburg Vught"},
    2022: {
        "Beemster": "Purmerend",
        "Heerhugowaard Langedijk": "Dijk_en_Waard",
        "Boxmeer Cuijk Grave Mill_en_Sint_Hubert Sint_Anthonis": "Land_van_Cuijk",
        "Landerd Uden": "Maashorst",
    },
}


def named(text):
    return {one.replace("_", " ") for one in text.split()}


@whole_files
def test_every_gemeente_that_went_made_a_new_one_or_went_to_one_that_does_not_count():
    assert RAW is not None
    by_year = {}
    for year, table in cbs_zonnestroom.TABLE_IDS.items():
        found = cbs_zonnestroom.read_areas(
            RAW / f"zonnestroom/{table}.csv", RAW / f"zonnestroom/{table}_metadata.json"
        )
        found = found[found["level"] == GEMEENTE]
        by_year[year] = dict(zip(found["code"], found["name"], strict=True))
    for year, went in WENT.items():
        before, after = by_year[year - 1], by_year[year]
        gone = {before[code] for code in before.keys() - after.keys()}
        new = {after[code] for code in after.keys() - before.keys()}
        took_in = {after[code] for code in pace_table.TOOK_IN.get(year, ())}
        assert gone == set().union(*(named(names) for names in went)) if went else not gone
        assert new | took_in == (set().union(*(named(names) for names in went.values())) if went else set())
        assert not new & took_in
    embedded = datasets.paces_of_gemeenten()
    counted_areas = set(embedded.loc[embedded["indicator"] == "aardgasvrij_aandeel", "area"])
    assert counted_areas <= set.intersection(*(set(by_year[year]) for year in YEARS))
    assert not counted_areas & {code for year in YEARS for code in pace_table.TOOK_IN.get(year, ())}
