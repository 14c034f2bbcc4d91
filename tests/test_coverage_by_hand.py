"""What a programme covers of an objective, where measures were taken before its newest figure or homes run out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from test_coverage import STOCK, aim, answer, situation, step

from wijkdata.ambition.coverage import coverage
from wijkdata.effects import GRID
from wijkdata.residents_words import warnings
from wijkdata.stock import Group

#: What the panels of a hundred homes give [kWh/yr].
PANELS = 100 * 3.48 * 875


@pytest.mark.parametrize(
    ("indicator", "start", "most"),
    [
        ("zonnestroom_installaties", 900.0, 1_000.0),
        ("zonnestroom_aandeel", 90.0, 100.0),
        ("zonnestroom_vermogen", 900.0, 900.0 + 300 * 3.48),
    ],
)
def test_there_are_no_more_homes_with_panels_than_homes(indicator, start, most):
    """A thousand homes, of which the newest figure says that 900 have panels: 300 more is 100 more. Of power not."""
    found = answer(aim(indicator, start, 2_000.0), [step("zonnepanelen", 300)])
    assert found.reached == pytest.approx(most)


def test_homes_without_gas_are_no_more_than_there_are_and_connections_no_fewer_than_none():
    plan = [step("warmtenet", 300)]
    assert answer(aim("aardgasvrij_aantal", 900.0, 2_000.0), plan).reached == pytest.approx(1_000)
    assert answer(aim("gasaansluitingen", 200.0, 100.0), plan).reached == pytest.approx(0)


def test_cleaner_power_counts_what_the_net_delivers_after_the_measures_of_before():
    """Of what panels give only what the home uses itself is no longer delivered; of gas all that is saved."""
    power, cleaner = 1_000 * 2_500, 0.087 - 0.2
    plan = [step("zonnepanelen", 100, 2026), step("inductie", 200, 2026)]
    at = situation(aim("co2_woningen", 3_000.0, 1_000.0, start_year=2026))
    found = coverage(at, plan).answers[0].parts
    delivered = power - 0.3 * PANELS + 200 * 175
    # The figure of the objective is not the one that is reckoned here: all parts are brought to it in one ratio.
    reckoned = (1_000 * 1_200 - 200 * 37) * 1.779 + delivered * 0.2
    assert {key: part for key, part in found.items() if part} == pytest.approx(
        {GRID: 3_000 * delivered * cleaner / reckoned}
    )
    assert STOCK.power == 2_500


def test_a_step_further_is_never_silently_free():
    """Of a flat label B is dearer by its source than the Standaard, so what the step between them costs is open."""
    stock = replace(STOCK, groups=(Group("appartement", "", 600, 900), Group("tussenwoning", "", 400, 1_200)))
    at = situation(aim(), stock=stock)
    both = [step("isolatie_b", 1_000, 2026), step("isolatie_standaard", 500, 2027)]
    done = coverage(at, both)
    said = " ".join(warnings(at, done))
    # Half of all homes go on; of a terraced house the step has a price.
    assert "Label B (appartement)" in said
    assert "bij 300 van deze woningen, is niet bekend en niet meegeteld: de kosten zijn te laag." in said
    assert done.yields["midden"].cost[2027, "isolatie_standaard"] == pytest.approx(200 * (16_000 - 10_800))
    alone = " ".join(warnings(at, coverage(at, both[:1])))
    assert "staat op 0" in alone
    assert "te laag" not in alone
    assert "Label B" not in " ".join(warnings(at, coverage(at, both[1:])))
