"""What a programme covers of an objective, where measures were taken before its newest figure or homes run out."""

from __future__ import annotations

import pytest
from test_coverage import STOCK, aim, answer, situation, step

from wijkdata.ambition.coverage import coverage
from wijkdata.effects import GRID

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
