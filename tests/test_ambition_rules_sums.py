"""Do the objectives add up? Each sum finds what it is for, and leaves alone what fits."""

from __future__ import annotations

import pytest
from test_ambition_rules import TODAY, count, figure, gas, whole

from wijkdata.ambition import rules, rules_sums
from wijkdata.ambition.model import OwnMeasurement, Target

HOMES = OwnMeasurement(indicator="woningen", year=2025, value=1000.0, source="eigen telling")


def found(*objectives, **changes):
    """What is found in these objectives, in an area of 1.000 dwellings."""
    ambition = whole(*objectives, **{"measurements": [HOMES], **changes})
    return [(one.where, one.message) for one in rules.check(ambition, today=TODAY)]


def co2(end, start=4000.0, year=2030):
    return count("co2_woningen", "omlaag", "t/jaar", start, end, year)


def reduction(end, start=0.0, start_year=2019):
    made = count("co2_reductie", "omhoog", "%", start, end)
    return made.model_copy(update={"baseline": figure(value=start, unit="%", year=start_year)})


class TestStock:
    def test_more_gas_free_dwellings_than_there_are(self):
        ((where, message),) = found(count("aardgasvrij_aantal", "omhoog", "woningen", 0, 1001))
        assert where == "doel 1 (Aardgasvrije woningen (aantal)), streefwaarde"
        assert message.startswith("Het doel is 1.001, maar er zijn nu 1.000 woningen")

    def test_all_dwellings_can_be_gas_free(self):
        assert found(count("aardgasvrij_aantal", "omhoog", "woningen", 0, 1000)) == []

    def test_without_an_own_count_the_published_number_of_the_area_counts(self):
        ambition = whole()
        published = rules_sums.homes(ambition)
        assert published == 5154.0
        beyond = count("aardgasvrij_aantal", "omhoog", "woningen", 0, published + 1)
        assert "maar er zijn nu 5.154 woningen" in found(beyond, measurements=[])[0][1]

    def test_an_own_count_of_another_area_is_none(self):
        elsewhere = HOMES.model_copy(update={"area": ["BU05991449"]})
        assert rules_sums.homes(whole(measurements=[elsewhere])) == 5154.0

    def test_without_an_area_nothing_is_known(self):
        assert (
            rules_sums.homes(
                whole().model_copy(update={"area": whole().area.model_copy(update={"codes": []})})
            )
            is None
        )


class TestParts:
    def test_the_published_example_of_the_covenant_of_mayors(self):
        assert list(rules_sums.task(1_000_000, 25, 900_000).values()) == [250_000, 150_000]
        assert list(rules_sums.task(1_000_000, 25).values()) == [250_000]

    def test_a_part_that_gives_less_than_is_asked(self):
        ((where, message),) = found(reduction(50), co2(3000))
        assert where == "doel 1 (Daling CO₂ ten opzichte van de nulmeting) en doel 2 (CO₂ van alle woningen)"
        assert "gerekend vanaf de nulmeting gaat het om 2.000 t en levert dat doel 1.000 t" in message
        assert "nieuwste" not in message

    def test_both_ways_of_reckoning_are_named_where_there_is_a_newer_figure(self):
        ((_, message),) = found(reduction(50, start=10, start_year=2022), co2(3000))
        assert "gerekend vanaf de nulmeting gaat het om 2.000 t en levert dat doel 1.000 t" in message
        assert "gerekend vanaf het nieuwste cijfer gaat het om 1.600 t en levert dat doel 600 t" in message

    @pytest.mark.parametrize("end", [2000.0, 2030.0])
    def test_what_adds_up_but_for_rounding_is_left_alone(self, end):
        assert found(reduction(50), co2(end)) == []

    def test_other_years_are_not_held_against_each_other(self):
        assert found(reduction(50), co2(3000, year=2035)) == []


class TestGasAndCo2:
    @pytest.mark.parametrize(
        "free",
        [
            count("aardgasvrij_aandeel", "omhoog", "%", 5, 40, year=2035),
            count("aardgasvrij_aantal", "omhoog", "woningen", 50, 400, year=2035),
            count("gasaansluitingen", "omlaag", "aansluitingen", 950, 600, year=2035),
        ],
    )
    def test_little_co2_with_much_gas(self, free):
        ((where, message),) = found(co2(400), free)
        assert where.startswith("doel 1 (CO₂ van alle woningen) en doel 2 (")
        assert "nog 10% van de CO₂" in message
        assert "60% van de woningen heeft dan nog aardgas" in message
        assert "83% minder" in message

    def test_half_the_co2_with_six_tenths_on_gas_can_be(self):
        assert found(co2(2000), count("aardgasvrij_aandeel", "omhoog", "%", 5, 40)) == []

    def test_dwellings_that_leave_gas_before_co2_is_judged_say_nothing(self):
        assert found(co2(400, year=2040), count("aardgasvrij_aandeel", "omhoog", "%", 5, 40)) == []

    def test_gas_that_is_used_when_nobody_has_it(self):
        everyone = count("aardgasvrij_aandeel", "omhoog", "%", 5, 100)
        ((where, message),) = found(everyone, gas(target=Target(value=600, year=2030)))
        assert where == "doel 1 (Aardgasvrije woningen (aandeel)) en doel 2 (Gas per woning)"
        assert "nog 600 m³ per woning" in message
        assert found(everyone, gas(target=Target(value=0, year=2030))) == []


def test_figures_of_another_area_are_not_held_against_each_other():
    def said(codes):
        gas_out = count("gasaansluitingen", "omlaag", "aantal", 900, 100)
        free = count("aardgasvrij_aantal", "omhoog", "woningen", 100, 150)
        base = free.baseline.model_copy(update={"area": codes})
        objectives = (gas_out, free.model_copy(update={"baseline": base}))
        return [text for _, text in found(*objectives) if "Dat ligt ver uit elkaar" in text]

    assert len(said([])) == 1
    assert said(["BU05991449"]) == []
