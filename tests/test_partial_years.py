"""A file with one buurt of a year, added beside whole years: what becomes of the wijk and the gemeente around it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from wijkdata import figures, intake
from wijkdata.baseline import MIN_COVERAGE, baseline
from wijkdata.series import series

PRINSENLAND, HET_LAGE_LAND, ZEVENKAMP = "BU05991448", "BU05991449", "BU05991466"
WIJK, ROTTERDAM = "WK059914", "GM0599"
YEAR = 2025
KINDS = {"GM": "Gemeente  ", "WK": "Wijk      ", "BU": "Buurt     "}


def _add(folder: Path, rows: Mapping[str, tuple[int | None, int | None]], table: str = "86165NED") -> None:
    """Add the Kerncijfers of these areas in the form of OData; per area the inhabitants and the dwellings."""
    document = {
        "odata.metadata": f"https://opendata.cbs.nl/ODataApi/odata/{table}/$metadata#Cbs.OData.WebAPI.TypedDataSet",
        "value": [
            {
                "ID": number,
                "WijkenEnBuurten": f"{code:10}",
                "Gemeentenaam_1": f"{'Gemeente':40}",
                "SoortRegio_2": KINDS[code[:2]],
                "Codering_3": f"{code:10}",
                "IndelingswijzigingGemeenteWijkBuurt_4": "1",
                "AantalInwoners_5": people,
                "HuishoudensTotaal_29": None,
                "Woningvoorraad_35": homes,
                "GemiddeldeWOZWaardeVanWoningen_39": None,
                "GemiddeldeElektriciteitsleveringTotaal_53": None,
                "GemiddeldAardgasverbruikTotaal_55": None,
                "PercentageWoningenMetStadsverwarming_56": None,
            }
            for number, (code, (people, homes)) in enumerate(rows.items())
        ],
    }
    path = folder / f"{table}_TypedDataSet.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    (outcome,) = intake.add([path])
    assert not outcome.refused


#: What else stands in a file in which one buurt has figures; the areas around it without a figure of their own.
FILES: dict[str, dict[str, tuple[int | None, int | None]]] = {
    "the buurt": {},
    "with the wijk": {WIJK: (None, None)},
    "with the gemeente": {ROTTERDAM: (None, None)},
    "with both": {ROTTERDAM: (None, None), WIJK: (None, None)},
    "with both and a buurt that is empty": {
        ROTTERDAM: (None, None),
        WIJK: (None, None),
        PRINSENLAND: (None, None),
    },
}
AREAS = {
    "gemeente": [ROTTERDAM],
    "wijk": [WIJK],
    "two buurten": [PRINSENLAND, HET_LAGE_LAND],
    "a wijk and a buurt of another": [WIJK, "BU05990110"],
}


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("indicator", ["woningen", "inwoners"])
def test_one_buurt_is_not_taken_for_the_area_around_it(
    tmp_path: Path, file: str, area: str, indicator: str
) -> None:
    before = baseline(figures.project_area(*AREAS[area]), indicators=[indicator]).iloc[0]
    _add(tmp_path, {**FILES[file], HET_LAGE_LAND: (11_340, 6_065)})
    chosen = figures.project_area(*AREAS[area])
    row = series(chosen, [indicator]).set_index("year").loc[YEAR]
    assert np.isnan(row["value"])
    assert row["coverage"] < MIN_COVERAGE
    assert row["note"]
    after = baseline(chosen, indicators=[indicator]).iloc[0]
    assert (after["year"], after["value"], after["coverage"]) == (
        before["year"],
        before["value"],
        before["coverage"],
    )
    assert str(YEAR) in after["why"]


def test_the_note_counts_the_buurten_without_a_figure(tmp_path: Path) -> None:
    _add(tmp_path, {HET_LAGE_LAND: (11_340, 6_065)})
    row = series(figures.project_area(ROTTERDAM), ["woningen"]).set_index("year").loc[YEAR]
    # The division of 2022, the newest that is whole, has 91 buurten.
    assert row["note"].startswith("geen cijfer voor 90 van de 91 buurten (")
    assert "de andere buurten samen: 6.065 woningen" in row["note"]
    assert 0 < row["coverage"] < 0.05


def test_a_buurt_that_the_file_lacks_is_named(tmp_path: Path) -> None:
    _add(tmp_path, {ROTTERDAM: (None, None), HET_LAGE_LAND: (11_340, 6_065)})
    row = series(figures.project_area(PRINSENLAND, HET_LAGE_LAND), ["woningen"]).set_index("year").loc[YEAR]
    assert row["missing"] == (PRINSENLAND,)
    assert row["note"].startswith("geen cijfer voor Prinsenland (")


def test_the_figure_of_the_publisher_for_the_whole_stays_in_use(tmp_path: Path) -> None:
    _add(tmp_path, {ROTTERDAM: (672_000, 326_000), WIJK: (97_000, 47_000), HET_LAGE_LAND: (11_340, 6_065)})
    for code, homes in ((ROTTERDAM, 326_000), (WIJK, 47_000)):
        row = baseline(figures.project_area(code), indicators=["woningen"]).iloc[0]
        assert (row["year"], row["value"], row["coverage"]) == (YEAR, homes, 1.0)
        assert row["method"] == "gepubliceerd"


def test_the_buurt_itself_has_its_figure(tmp_path: Path) -> None:
    _add(tmp_path, {ROTTERDAM: (None, None), HET_LAGE_LAND: (11_340, 6_065)})
    row = baseline(figures.project_area(HET_LAGE_LAND), indicators=["woningen"]).iloc[0]
    assert (row["year"], row["value"], row["coverage"]) == (YEAR, 6_065, 1.0)


def test_a_whole_wijk_of_that_year_is_a_whole(tmp_path: Path) -> None:
    buurten = figures.project_area(WIJK).buurten
    _add(tmp_path, {WIJK: (None, None), **dict.fromkeys(buurten, (1_000, 500))})
    wijk = baseline(figures.project_area(WIJK), indicators=["woningen"]).iloc[0]
    assert (wijk["year"], wijk["value"], wijk["coverage"]) == (YEAR, 4_000, 1.0)
    gemeente = series(figures.project_area(ROTTERDAM), ["woningen"]).set_index("year").loc[YEAR]
    assert np.isnan(gemeente["value"])
    assert gemeente["note"].startswith("geen cijfer voor 83 van de 91 buurten (")


def test_of_a_gemeente_that_was_never_loaded_as_a_whole_the_publisher_tells_its_size(tmp_path: Path) -> None:
    """A selection on the screen of CBS: the gemeente with its dwellings, and one buurt of it."""
    _add(tmp_path, {"GM9001": (None, 40_000), "BU90010101": (2_000, 1_000)})
    chosen = figures.project_area("GM9001")
    row = series(chosen, ["inwoners"]).set_index("year").loc[YEAR]
    assert np.isnan(row["value"])
    assert baseline(chosen, indicators=["inwoners"]).iloc[0]["status"] == "ontbreekt"
    homes = baseline(chosen, indicators=["woningen"]).iloc[0]
    assert (homes["value"], homes["coverage"]) == (40_000, 1.0)
