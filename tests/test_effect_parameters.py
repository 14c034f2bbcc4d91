"""The numbers of the effects: complete, with their source, and in three variants that hold together."""

from __future__ import annotations

import math
import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkdata.effect_parameters import (
    DWELLING_TYPES,
    FAVOURABLE,
    VARIANTS,
    check,
    limits,
    parameters,
    published,
    values,
)
from wijkdata.errors import WijkdataError
from wijkdata.observations import STATUSES

#: What nobody publishes: the team has to say it.
OPEN = {"inductie_kosten", "huurverandering"}


def own(key, value, low=None, high=None, source=""):
    return SimpleNamespace(id=key, value=value, low=low, high=high, source=source)


def test_every_number_is_there_with_unit_and_source():
    for key, one in published().items():
        assert one.name
        assert one.unit
        if key in OPEN:
            assert (one.status, math.isnan(one.value)) == ("ontbreekt", True)
            assert one.note
        else:
            assert one.status in STATUSES
            assert one.source
            assert one.table
            assert math.isfinite(one.value)


def test_every_number_says_its_year_or_that_its_source_names_none():
    found = published()
    assert found["gasprijs"].year_text == "2026"
    assert found["bodem_spf_tw"].year_text == "gepubliceerd in 2021"
    assert found["hybride_spf"].year_text == "geraadpleegd in 2026"
    assert found["ketel_kosten"].year_text == "geen jaar in de bron"
    for key, one in found.items():
        assert (one.year is None) <= (one.year_of == "")
        assert bool(one.year_text) == (key not in OPEN)
        assert bool(re.search(r"\d{4}", one.year_text)) == (one.year is not None)


def test_every_number_says_its_bandwidth_or_that_its_source_gives_none():
    found = published()
    assert found["ketel_rendement_rv"].span_text == "0,97 tot 1,07"
    assert found["ketel_rendement_tw"].span_text == "tot 0,9"
    assert found["warmte_per_aansluiting"].span_text == "vanaf 20, telt niet mee in de marge"
    assert found["co2_gas"].span_text == "geen bandbreedte in de bron"
    assert found["huurverandering"].span_text == "–"
    assert parameters([own("co2_gas", 1.8)])["co2_gas"].span_text == "geen bandbreedte opgegeven"
    for key, one in found.items():
        bounds = [end for end in (one.low, one.high) if math.isfinite(end)]
        assert bool(bounds) == (one.span_text not in ("–", "geen bandbreedte in de bron")), key


def test_the_origin_names_source_year_and_status():
    found = published()
    assert found["gasprijs"].origin == "Milieu Centraal 2026, geschat"
    assert found["bodem_spf_tw"].origin == "PBL, gepubliceerd in 2021, geschat"
    assert found["gas_koken"].origin == "Hoomdossier, geen jaar in de bron, geschat"
    # What was told in 2025 of a tariff from 2027 on is no source of 2027, and an outlook of 2019 none of 2030.
    assert found["zonnepanelen_terug"].origin == (
        "Reformatorisch Dagblad (artikel over zonnepanelen, maart 2025), geldt vanaf 2027, geschat"
    )
    assert found["co2_stroom_2030"].origin == "PBL (KEV 2019, in Vesta MAIS), geldt vanaf 2030, geschat"
    assert found["huurverandering"].origin.startswith("Geen bron")
    assert parameters([own("gasprijs", 2.0, source="contract 2026")])["gasprijs"].origin == "contract 2026"


def test_every_number_lies_within_its_own_bounds_and_is_not_refused():
    for key, one in published().items():
        if key not in OPEN:
            check(
                key,
                one.value,
                None if math.isnan(one.low) or not one.favourable else one.low,
                None if math.isnan(one.high) or not one.favourable else one.high,
            )


def test_what_has_bounds_that_count_says_which_end_is_good():
    assert set(FAVOURABLE.values()) == {"hoog", "laag", ""}
    assert set(published()) == set(FAVOURABLE)
    for name in ("isolatie_b_gas", "isolatie_b_kosten", "isolatie_standaard_kosten", "gas_landelijk"):
        assert {f"{name}_{kind}" for kind in DWELLING_TYPES} <= set(FAVOURABLE)


def test_the_variants_take_the_ends_together():
    found = values(parameters())
    assert tuple(found) == VARIANTS
    assert [found[one]["warmtepomp_kosten"] for one in VARIANTS] == [16000, 12000, 8000]
    assert [found[one]["warmtepomp_spf_rv"] for one in VARIANTS] == [2.6, 3.2, 4.7]
    assert [found[one]["co2_stroom_2030"] for one in VARIANTS] == [0.15, 0.087, 0.05]


def test_the_power_of_solar_panels_has_its_margin():
    assert [values(parameters())[one]["zonnepanelen_vermogen"] for one in VARIANTS] == [2.61, 3.48, 4.35]


def test_a_bound_that_is_not_known_is_the_middle():
    found = values(parameters())
    assert [found[one]["ketel_rendement_tw"] for one in VARIANTS] == [0.9, 0.72, 0.72]
    assert {found[one]["isolatie_subsidie"] for one in VARIANTS} == {0.3}


def test_the_bounds_of_the_energy_in_gas_do_not_count():
    """The upper bound is another way of counting (bovenwaarde), at which the boilers would not fit."""
    assert published()["energie_inhoud_gas"].high == 0.03517
    assert {one["energie_inhoud_gas"] for one in values(parameters()).values()} == {0.03165}


def test_a_number_of_the_team_goes_first_and_brings_its_own_bounds():
    found = parameters([own("gasprijs", 2.0, 1.5, None, "leverancier, 2026")])
    one = found["gasprijs"]
    assert (one.value, one.low, one.own, one.source) == (2.0, 1.5, True, "leverancier, 2026")
    assert (one.status, one.year) == ("eigen meting", None)
    assert [one.of(variant) for variant in VARIANTS] == [1.5, 2.0, 2.0]
    assert found["stroomprijs"] == published()["stroomprijs"]
    assert published()["gasprijs"].value == 1.42


def test_a_number_of_the_team_without_a_source_says_whose_it_is():
    assert parameters([own("gasprijs", 2.0)])["gasprijs"].source == "eigen opgave van het team"


def test_what_nobody_gave_can_be_given():
    assert parameters([own("huurverandering", -5.0)])["huurverandering"].value == -5.0


REFUSED = {
    "unknown": ("gasprijz", 1.0, None, None, "Het kengetal ‘gasprijz’ kennen wij niet."),
    "below": ("gasprijs", -1.0, None, None, "Gasprijs, variabel, met belasting en btw: −1 euro/m³ kan niet."),
    "a part": ("isolatie_subsidie", 1.5, None, None, "Geef een getal van 0 tot en met 1."),
    "percentage": ("rente_lening", 51.0, None, None, "tot en met 50"),
    "no time": ("looptijd_lening", 0.0, None, None, "Geef een getal van 1 tot en met 60."),
    "yield": ("warmtepomp_spf_rv", 0.0, None, None, "Geef een getal van 0,100 tot en met 10."),
    "not a number": ("gasprijs", math.nan, None, None, "kan niet"),
    "no end": ("gasprijs", math.inf, None, None, "kan niet"),
    "a slip of the pen": (
        "gasprijs",
        1e9,
        None,
        None,
        "1.000.000.000 euro/m³ kan niet. Geef een getal van 0 tot en",
    ),
    "cents for euros": ("stroomprijs", 27.0, None, None, "Geef een getal van 0 tot en met 5."),
    "nothing to divide by": (
        "gas_landelijk_appartement",
        0.0,
        None,
        None,
        "Geef een getal van 1 tot en met 20.000.",
    ),
    "low above": ("gasprijs", 1.0, 1.1, None, "de waarde hoort tussen de onderkant en de bovenkant"),
    "high below": ("gasprijs", 1.0, None, 0.9, "de waarde hoort tussen de onderkant en de bovenkant"),
    "no margin": ("energie_inhoud_gas", 0.03, None, 0.04, "telt niet mee. Laat laag en hoog leeg."),
    "bad bound": ("gasprijs", 1.0, -1.0, None, "kan niet"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused(case):
    key, value, low, high, words = REFUSED[case]
    with pytest.raises(WijkdataError) as refused:
        check(key, value, low, high)
    assert words in str(refused.value)
    assert refused.value.field == key


@pytest.mark.parametrize("key", FAVOURABLE)
def test_what_is_published_can_be_and_a_thousand_times_as_much_cannot(key):
    one = published()[key]
    least, most = limits(key)
    known = [each for each in (one.value, one.low, one.high) if not math.isnan(each)]
    assert all(least <= each <= most for each in known)
    assert not known or most < 1000 * max(known)
    assert math.isfinite(least)
    assert math.isfinite(most)


@given(st.sampled_from(list(FAVOURABLE)), st.floats(), st.none() | st.floats(), st.none() | st.floats())
def test_any_number_is_taken_or_refused_in_dutch(key, value, low, high):
    try:
        check(key, value, low, high)
    except WijkdataError as error:
        refused = error
    else:
        refused = None
    if refused is not None:
        assert refused.field == key
        assert str(refused).startswith(published()[key].name)
        return
    ends = [value if one is None else one for one in (low, value, high)]
    least, most = limits(key)
    assert all(least <= one <= most for one in ends)
    assert ends == sorted(ends)
    found = parameters([own(key, value, low, high)])[key]
    assert all(ends[0] <= found.of(variant) <= ends[2] for variant in VARIANTS)
