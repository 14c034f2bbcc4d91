"""What the parts of an objective contribute adds up to its task, in the two ways of the Covenant of Mayors.

The published example (com-east.eu, R. Chatelet): 1,000,000 t in the base year 1990, 25% less in 2020, 900,000 t in
the inventory of 2009. From the base year the parts add up to 250,000 t, from the inventory to 150,000 t.
"""

from __future__ import annotations

import pytest
from test_ambition_rules import TODAY, count, figure, whole

from wijkdata.ambition import contributions, edit, file, grounds, rules
from wijkdata.ambition.differences import differences
from wijkdata.ambition.follow_up import follow_up
from wijkdata.ambition.merge import merge
from wijkdata.ambition.model import AreaChoice, OwnMeasurement, Target
from wijkdata.ambition.public import for_others
from wijkdata.errors import WijkdataError
from wijkdata.pathways import Point
from wijkdata.series import series

UNIT = "t/jaar"
WHOLE = "co2_gebouwen"


def co2(key, start, end, *, year=2030, since=1990, **changes):
    """An objective on CO2 of which the baseline and target are given."""
    made = count("co2_woningen", "omlaag", UNIT, start, end, year)
    base = figure(value=float(start), unit=UNIT, year=since)
    return made.model_copy(update={"id": key, "baseline": base, **changes})


def covenant(*parts, counted_from="nulmeting", newest=900_000.0):
    """The published example, with these parts of it."""
    total = co2(WHOLE, 1_000_000, 750_000, indicator=WHOLE, counted_from=counted_from)
    measured = (
        [OwnMeasurement(indicator=WHOLE, year=2009, value=newest, source="inventaris")] if newest else []
    )
    # Of no area: what is published of one has nothing to do with the example.
    return whole(total, *parts, measurements=measured, area=AreaChoice())


def part(key, start, end, **changes):
    return co2(key, start, end, part_of=WHOLE, **changes)


def told(ambition):
    """What is found about contributions and parts."""
    return [
        (one.level, one.where, one.message)
        for one in rules.check(ambition, today=TODAY)
        if "bijdragen" in one.where or "onderdeel" in one.where
    ]


class TestPublishedExample:
    def test_from_the_base_year_the_parts_add_up_to_250_000(self):
        parts = (part("a", 600_000, 450_000), part("b", 400_000, 300_000))
        ambition = covenant(*parts)
        reckoned = contributions.reckon(ambition, ambition.objective(WHOLE))
        assert (reckoned.total, reckoned.task, reckoned.other_task) == (250_000, 250_000, 150_000)
        assert reckoned.fits
        assert told(ambition) == []

    def test_from_the_newest_inventory_they_add_up_to_150_000(self):
        # The parts start at what the inventory of 2009 says of them.
        parts = (part("a", 500_000, 450_000, since=2009), part("b", 400_000, 300_000, since=2009))
        ambition = covenant(*parts, counted_from="nieuwste stand")
        reckoned = contributions.reckon(ambition, ambition.objective(WHOLE))
        assert (reckoned.total, reckoned.task, reckoned.other_task) == (150_000, 150_000, 250_000)
        assert reckoned.start.year == 2009
        assert told(ambition) == []

    def test_a_gap_is_told_with_sum_task_and_what_to_do(self):
        ((level, where, message),) = told(covenant(part("a", 600_000, 500_000), part("b", 400_000, 300_000)))
        assert level == rules.CAUTION
        assert where == "doel 1 (CO₂ van alle gebouwen (model)), bijdragen"
        assert message == (
            "De bijdragen tellen op tot 200.000 t/jaar; de opgave is 250.000 t/jaar ten opzichte van de nulmeting "
            "(150.000 t/jaar ten opzichte van 2009). Er ontbreekt 50.000 t/jaar. Verhoog een bijdrage, voeg een "
            "onderdeel toe, of pas het hele doel aan."
        )

    def test_the_other_way_is_named_the_other_way_round(self):
        parts = (part("a", 500_000, 450_000, since=2009), part("b", 400_000, 350_000, since=2009))
        ((_, _, message),) = told(covenant(*parts, counted_from="nieuwste stand"))
        assert message.startswith(
            "De bijdragen tellen op tot 100.000 t/jaar; de opgave is 150.000 t/jaar ten opzichte van 2009, de "
            "nieuwste stand (250.000 t/jaar ten opzichte van de nulmeting). Er ontbreekt 50.000 t/jaar."
        )

    def test_too_much_is_told_as_well(self):
        ((_, _, message),) = told(covenant(part("a", 600_000, 300_000)))
        assert "Dat is 50.000 t/jaar te veel. Kijk of er iets dubbel telt" in message

    @pytest.mark.parametrize(("end", "fits"), [(352_000, True), (348_000, True), (347_000, False)])
    def test_a_hundredth_of_the_task_may_be_rounding(self, end, fits):
        ambition = covenant(part("a", 600_000, end))
        assert (told(ambition) == []) == fits

    def test_without_a_newer_figure_the_two_ways_are_one(self):
        ((_, _, message),) = told(covenant(part("a", 600_000, 500_000), newest=None))
        assert "de opgave is 250.000 t/jaar ten opzichte van de nulmeting. Er ontbreekt" in message


class TestWeather:
    """The area of the example: 31,730 t of CO2 in the mild year 2017, and 33,502 t in a year of normal weather."""

    AREA = AreaChoice(codes=["BU05991448", "BU05991449"], boundary_year=2014)

    def ambition(self, *parts, counted_from="nieuwste stand"):
        total = co2("total", 31_994.6, 15_000, since=2014, counted_from=counted_from)
        return whole(total, *parts, area=self.AREA)

    def test_from_the_newest_figure_the_task_is_that_of_a_normal_year(self):
        half = co2("half", 16_000, 7_500, since=2014, part_of="total")
        ambition = self.ambition(half)
        reckoned = contributions.reckon(ambition, ambition.objective("total"))
        standing = follow_up(
            ambition.objective("total"), series(self.AREA.codes, ["co2_woningen", "co2_woningen_tc"])
        )
        assert reckoned.normal
        assert reckoned.start == Point(2017, standing.corrected.newest.value)
        assert reckoned.task == pytest.approx(18_502.3, abs=0.1)
        assert reckoned.contributions[0].amount == pytest.approx(reckoned.task + 7_500, abs=0.1)
        assert (
            "de opgave is 18.502 t/jaar ten opzichte van 2017, de nieuwste stand bij normaal weer (16.995 t/jaar "
            "ten opzichte van de nulmeting)"
        ) in reckoned.sentence

    def test_from_the_baseline_it_is_what_was_agreed(self):
        half = co2("half", 16_000, 7_500, since=2014, part_of="total")
        ambition = self.ambition(half, counted_from="nulmeting")
        reckoned = contributions.reckon(ambition, ambition.objective("total"))
        assert (reckoned.start, reckoned.task) == (Point(2014, 31_994.6), pytest.approx(16_994.6))
        assert "(18.502 t/jaar ten opzichte van 2017 bij normaal weer)" in reckoned.sentence

    def test_with_a_part_of_which_the_weather_is_not_known_all_are_as_measured(self):
        """How much gas is in what the team counted itself is not known; a part that does not count is no matter."""
        other = co2("other", 16_000, 7_500, since=2014, part_of="total")
        own = other.baseline.model_copy(update={"status": "eigen meting"})
        other = other.model_copy(update={"baseline": own})
        ambition = self.ambition(other)
        reckoned = contributions.reckon(ambition, ambition.objective("total"))
        assert not reckoned.normal
        assert reckoned.task == pytest.approx(16_730.2, abs=0.1)
        assert "De nieuwste standen tellen zoals zij zijn gemeten" in reckoned.sentence
        without = self.ambition(other.model_copy(update={"target": None}))
        assert contributions.reckon(without, without.objective("total")).normal


class TestWhatDoesNotCount:
    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"baseline": None}, "er mist een nulmeting"),
            ({"target": None}, "er mist een streefwaarde"),
            ({"target": Target(value=1.0, year=2035)}, "het wordt pas in 2035 gehaald, na 2030"),
        ],
    )
    def test_it_is_told_and_the_others_are_still_summed(self, changes, why):
        ambition = covenant(part("a", 600_000, 350_000), part("b", 10, 5).model_copy(update=changes))
        ((_, _, message),) = told(ambition)
        assert f"‘CO₂ van alle woningen’ telt nog niet mee: {why}." in message
        assert "De bijdragen tellen op tot 250.000 t/jaar" in message
        assert not contributions.reckon(ambition, ambition.objective(WHOLE)).complete

    def test_a_newest_figure_that_cannot_be_held_against_the_baseline(self):
        ambition = covenant(part("a", 600_000, 450_000, since=2009), counted_from="nieuwste stand")
        ambition = ambition.model_copy(update={"area": whole().area})
        ((_, _, message),) = told(ambition)
        assert "telt nog niet mee: tussen 2009 en 2017 kan het gebied zijn veranderd" in message

    def test_a_baseline_of_another_area_is_none(self):
        ambition = covenant(part("a", 600_000, 350_000))
        away = ambition.objectives[1].baseline.model_copy(update={"area": ["BU05991449"]})
        ambition.objectives[1].baseline = away
        ((_, _, message),) = told(ambition)
        assert "telt nog niet mee: er mist een nulmeting" in message

    def test_a_whole_without_a_target_has_no_task(self):
        ambition = edit.clear_target(covenant(part("a", 600_000, 350_000)), WHOLE)
        ((level, _, message),) = told(ambition)
        assert level == rules.ADVICE
        assert message == "Zonder streefwaarde is er geen opgave. Leg die van het hele doel vast."

    def test_a_part_that_starts_in_another_year_is_told(self):
        ((_, _, message),) = told(covenant(part("a", 600_000, 500_000, since=2000)))
        assert "Let op: ‘CO₂ van alle woningen’ telt vanaf 2000, de opgave vanaf 1990." in message

    def test_what_is_published_counts_as_the_newest_figure(self):
        rows = series(whole().area.codes, ["zonnestroom_vermogen"]).dropna(subset=["value"])
        first, last = rows.iloc[0], rows.iloc[-1]
        total = count("zonnestroom_vermogen", "omhoog", "kWp", first["value"], 9000)
        base = total.baseline.model_copy(update={"year": int(first["year"]), "table": first["table"]})
        total = total.model_copy(update={"baseline": base, "counted_from": "nieuwste stand"})
        half = total.model_copy(update={"id": "half", "part_of": total.id})
        reckoned = contributions.reckon(whole(total, half), total)
        assert reckoned.start == Point(int(last["year"]), last["value"])
        assert reckoned.total == reckoned.task == 9000 - last["value"]
        assert last["year"] > first["year"]


class TestRefused:
    BASE = covenant(co2("a", 600_000, 450_000), co2("b", 400_000, 300_000))

    def refusal(self, ambition, key, whole_id):
        with pytest.raises(WijkdataError) as told:
            grounds.set_whole(ambition, key, whole_id)
        assert told.value.field in ("part_of", "objective")
        return str(told.value)

    def test_a_part_is_kept_and_taken_away(self):
        made = grounds.set_whole(self.BASE, "a", WHOLE)
        assert made.objective("a").part_of == WHOLE
        assert self.BASE.objective("a").part_of is None
        assert grounds.set_whole(made, "a", None) == self.BASE

    def test_itself(self):
        assert "geen onderdeel zijn van zichzelf" in self.refusal(self.BASE, "a", "a")

    def test_a_ring(self):
        chain = grounds.set_whole(grounds.set_whole(self.BASE, "a", WHOLE), "b", "a")
        for key in ("a", WHOLE):
            assert "is zelf een onderdeel van" in self.refusal(chain, key, "b")

    def test_another_unit(self):
        ambition = covenant(count("gasaansluitingen", "omlaag", "aansluitingen", 5000, 0))
        said = self.refusal(ambition, "gasaansluitingen", WHOLE)
        assert said == (
            "‘Gasaansluitingen’ is in ‘aansluitingen’ en ‘CO₂ van alle gebouwen (model)’ in ‘t/jaar’. Alleen doelen "
            "in dezelfde eenheid tellen op; kies een ander doel."
        )

    @pytest.mark.parametrize("indicator", ["gas_gem", "aardgasvrij_aandeel", None])
    def test_a_mean_a_share_and_words_do_not_add_up(self, indicator):
        ambition = covenant(co2("a", 10, 5, indicator=indicator))
        assert "geen hoeveelheid die kan worden opgeteld" in self.refusal(ambition, "a", WHOLE)

    def test_another_direction(self):
        ambition = covenant(co2("a", 10, 50, direction="omhoog"))
        assert "gaan niet allebei omhoog of omlaag" in self.refusal(ambition, "a", WHOLE)

    def test_another_area(self):
        ambition = self.BASE.model_copy(deep=True)
        for key, codes in ((WHOLE, ["BU05991448"]), ("a", ["BU05991449"])):
            one = ambition.objective(key)
            one.baseline = one.baseline.model_copy(update={"area": codes})
        assert "gaan niet over hetzelfde gebied" in self.refusal(ambition, "a", WHOLE)

    def test_a_whole_that_is_not_there(self):
        assert "is er niet (meer)" in self.refusal(self.BASE, "a", "x")

    def test_another_way_of_reckoning(self):
        with pytest.raises(WijkdataError, match="kies ‘nulmeting’ of ‘nieuwste stand’") as told:
            grounds.set_counted_from(self.BASE, WHOLE, "gevoel")
        assert told.value.field == "counted_from"
        made = grounds.set_counted_from(self.BASE, WHOLE, "nieuwste stand")
        assert made.objective(WHOLE).counted_from == "nieuwste stand"

    def test_what_is_offered_is_what_is_not_refused(self):
        made = grounds.set_whole(self.BASE, "a", WHOLE)
        offered = {
            one.id: [each.id for each in contributions.possible_wholes(made, one)] for one in made.objectives
        }
        assert offered == {WHOLE: ["b"], "a": [WHOLE, "b"], "b": [WHOLE, "a"]}


class TestInTheAgreement:
    BASE = covenant(co2("a", 600_000, 450_000), co2("b", 400_000, 300_000))
    PARTS = grounds.set_whole(grounds.set_whole(BASE, "a", WHOLE), "b", WHOLE)

    def test_parts_of_one_whole_do_not_contradict_each_other(self):
        assert not [one for one in rules.check(self.PARTS, today=TODAY) if "tegen" in one.message]
        assert [one for one in rules.check(self.BASE, today=TODAY) if "spreken elkaar tegen" in one.message]

    def test_when_the_whole_goes_its_parts_stand_by_themselves(self):
        kept = edit.remove_objective(self.PARTS, WHOLE)
        assert [one.part_of for one in kept.objectives] == [None, None]

    def test_a_part_of_what_is_gone_and_a_ring_are_wrong(self):
        lost = self.PARTS.model_copy(deep=True)
        lost.objectives.pop(0)
        found = told(lost)
        assert [one[0] for one in found] == [rules.WRONG, rules.WRONG]
        assert "onderdeel van ‘CO₂ van alle gebouwen (model)’, maar dat doel is er niet (meer)" in found[0][2]
        ring = self.PARTS.model_copy(deep=True)
        ring.objectives[0].part_of = "a"
        assert [one[1] for one in told(ring) if one[0] == rules.WRONG] == [
            "doel 1 (CO₂ van alle gebouwen (model)), onderdeel van",
            "doel 2 (CO₂ van alle woningen), onderdeel van",
        ]

    def test_it_comes_back_from_a_file(self, tmp_path):
        made = grounds.set_counted_from(self.PARTS, WHOLE, "nieuwste stand")
        file.save(made, tmp_path / "wijk.ambitie.json")
        back = file.load(tmp_path / "wijk.ambitie.json")
        assert back.objectives == made.objectives

    def test_the_difference_is_told_by_name(self):
        made = grounds.set_counted_from(grounds.set_whole(self.BASE, "a", WHOLE), WHOLE, "nieuwste stand")
        assert [one.text for one in differences(self.BASE, made)] == [
            "CO₂ van alle gebouwen (model): geteld vanaf van ‘nulmeting’ naar ‘nieuwste stand’",
            "CO₂ van alle woningen (het 1e van die naam): onderdeel van toegevoegd: ‘CO₂ van alle gebouwen (model)’",
        ]

    def test_it_is_for_others_too(self):
        assert for_others(self.PARTS).objectives == self.PARTS.objectives

    def test_two_who_made_parts_keep_both(self):
        one, other = grounds.set_whole(self.BASE, "a", WHOLE), grounds.set_whole(self.BASE, "b", WHOLE)
        merged = merge(self.BASE, one, other)
        assert merged.conflicts == ()
        assert merged.ambition.objectives == self.PARTS.objectives

    def test_a_part_and_a_whole_that_was_taken_away_meanwhile(self):
        merged = merge(self.BASE, self.PARTS, edit.remove_objective(self.BASE, WHOLE))
        assert any("dat doel is er niet (meer)" in one.message for one in merged.wrong)

    def test_a_whole_that_gets_another_id_takes_its_parts_along(self):
        def added(statement, key):
            with_whole, made = edit.add_objective(self.BASE, "aardgasvrij", None, statement)
            # In words it is no quantity; what is tested is which objective is meant.
            part = with_whole.objective(key).model_copy(update={"part_of": made})
            return edit.with_objective(with_whole, part)

        merged = merge(self.BASE, added("Van ons.", "a"), added("Van hen.", "b")).ambition
        meant = {
            one.id: merged.objective(one.part_of).statement
            for one in merged.objectives
            if one.part_of is not None
        }
        assert meant == {"a": "Van ons.", "b": "Van hen."}
