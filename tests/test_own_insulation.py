"""A number of the team for label B is used as it is, also where it is more than that of the Standaard."""

from __future__ import annotations

import pytest

from wijkdata.ambition.model import Assumption
from wijkdata.effect_parameters import VARIANTS, parameters, values
from wijkdata.effects import gas_saved, split_gas
from wijkdata.housing_costs import insulation_cost
from wijkdata.own_insulation import remarks
from wijkdata.stock import Group

FLAT = Group("appartement", "voor_2000", 100.0, 1_000.0)


def own(key, value):
    known = parameters([Assumption(id=key, value=value, source="offerte")])
    return known, values(known)


def test_the_cost_of_the_team_is_counted_and_the_standaard_costs_no_less():
    known, by_variant = own("isolatie_b_kosten_appartement", 30_000.0)
    for variant in VARIANTS:
        assert insulation_cost("appartement", "b", by_variant[variant]) == 30_000
        assert insulation_cost("appartement", "standaard", by_variant[variant]) == 30_000
    assert by_variant["midden"]["isolatie_standaard_kosten_tussenwoning"] == 16_000
    (said,) = remarks([FLAT], known, by_variant["midden"])
    assert "de kosten van het team zijn hoger dan die van de Standaard" in said


@pytest.mark.parametrize(
    ("given", "saved", "said"),
    [
        (200.0, 200, ""),
        (400.0, 400, "Standaard bespaart hier daarom evenveel"),
        (
            5_000.0,
            800,
            "5.000 m³, en zo’n woning gebruikt 800 m³ om te verwarmen. Meer dan dat is niet geteld",
        ),
    ],
)
def test_the_saving_of_the_team_is_counted_as_far_as_there_is_gas(given, saved, said):
    known, by_variant = own("isolatie_b_gas_appartement", given)
    middle = by_variant["midden"]
    gas = split_gas(FLAT.gas, middle)
    assert gas_saved(gas, FLAT.type, "b", middle) == saved
    assert gas_saved(gas, FLAT.type, "standaard", middle) == max(250, saved)
    found = remarks([FLAT], known, middle)
    assert len(found) == bool(said)
    assert said in "".join(found)


def test_of_published_numbers_nothing_is_said():
    known = parameters()
    assert remarks([FLAT], known, values(known)["midden"]) == []
