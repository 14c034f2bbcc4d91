"""The sentence above a series."""

from __future__ import annotations

import pytest
from drawn import GAS, flowing, gas_figure

from wijkdata import catalogue
from wijkdata.ambition import model
from wijkdata.pathways import Point
from wijkdata.plots import finding
from wijkdata.plots.findings import spans
from wijkdata.plots.scales import value_text


@pytest.mark.parametrize(
    ("indicator", "given", "sentence"),
    [
        (
            "gas_gem",
            {"latest": Point(2017, 983.0), "target": Point(2030, 600.0)},
            "Gas per woning: 983 m³/jaar in 2017; het pad naar 2030 vraagt 600",
        ),
        (
            "gas_gem",
            {"latest": Point(2017, 953.0), "baseline": Point(2014, 925.0), "path_value": 864.0},
            "Gas per woning: 3% gestegen sinds 2014; het pad vroeg 7% daling tot 2017",
        ),
        (
            "gas_gem",
            {"latest": Point(2017, 925.0), "baseline": Point(2014, 925.0), "path_value": 925.0},
            "Gas per woning: gelijk gebleven sinds 2014; het pad vroeg geen verandering tot 2017",
        ),
        (
            "koop_aandeel",
            {"latest": Point(2023, 46.0), "baseline": Point(2020, 40.0), "path_value": 49.0},
            "Koopwoningen: 6 procentpunt gestegen sinds 2020; het pad vroeg 9 procentpunt stijging tot 2023",
        ),
        (
            "zonnestroom_vermogen",
            {"latest": Point(2022, 2508.0), "baseline": Point(2016, 297.0)},
            "Vermogen zonnepanelen op woningen: van 297 naar 2.508 kWp sinds 2016",
        ),
        (
            "bomen_aantal",
            {"latest": Point(2022, 12.0), "baseline": Point(2016, 0.0), "path_value": 30.0},
            "Bomen van de gemeente: 12 bomen gestegen sinds 2016; het pad vroeg 30 bomen stijging tot 2022",
        ),
        (
            "veiligheidsindex",
            {"latest": Point(2018, 120.0), "baseline": Point(2014, 121.0)},
            "Veiligheidsindex: 1 punt gedaald sinds 2014",
        ),
        (
            "participatietrede",
            {"latest": Point(2023, 2.0), "target": model.Target(value=3.0, year=2026, upper=4.0)},
            "Trede van de participatieladder: 2 in 2023; het pad naar 2026 vraagt 3 tot 4",
        ),
        (
            "stadsverwarming_aandeel",
            {"latest": None, "target": Point(2030, 50.0)},
            "Woningen met stadsverwarming: er is nog geen cijfer; het doel voor 2030 is 50,0%",
        ),
    ],
)
def test_finding(indicator, given, sentence):
    assert finding(catalogue.indicator(indicator), **given) == sentence


def test_the_finding_is_the_title():
    title = "Gas per woning: 0,5% gestegen sinds 2014; het pad vroeg 5% daling tot 2017"
    assert title in flowing(gas_figure())


def test_runs_of_years():
    assert spans([2014, 2016, 2015, 2018]) == "2014-2016 en 2018"


def test_a_unit_that_is_a_description_stays_out_of_the_sentence():
    assert value_text(catalogue.indicator("veiligheidsindex"), 130.0) == "130"
    assert value_text(GAS, 930.0) == "930 m³/jaar"
