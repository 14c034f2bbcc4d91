"""The step Samenhang: sliders, scenarios, residents, numbers and dwellings, each kept at once."""

from __future__ import annotations

import json
import math
import re

import pytest

from wijkdata import effect_parameters
from wijkdata.ambition import edit, file, programme
from wijkdata.ambition.model import OwnMeasurement
from wijkdata.ambition.public import for_others
from wijkdata.effect_parameters import DWELLING_TYPES
from wijkdata.panels import AmbitionModel, CoherencePanel
from wijkdata.panels.coherence import DWELLINGS, NUMBERS, RESIDENTS, SCENARIOS, TRY
from wijkdata.panels.programme_forms import GROUPS, YEARS
from wijkdata.programme import State
from wijkdata.residents_words import state_name


@pytest.fixture
def panel(model) -> CoherencePanel:
    model.change(edit.with_parts, scenarios=[], programme="", parameters=[], housing_costs=None)
    return CoherencePanel(model)


def steps(path, name: str = programme.FIRST_NAME) -> dict[str, float]:
    ambition = file.load(path)
    return {one.measure: one.homes for one in programme.steps_of(ambition, name)}


def years(path) -> dict[str, tuple[int, int]]:
    return {one.measure: (one.start, one.end) for one in file.load(path).scenarios[0].steps}


def shown(panel: CoherencePanel) -> list[int]:
    return [part for part, form in panel.forms.items() if form.layout.display != "none"]


class TestTrying:
    def test_nothing_is_planned_or_kept_by_looking(self, panel, path):
        for part in panel.forms:
            panel.part.value = part
            assert shown(panel) == [part]
        assert file.load(path).scenarios == []
        assert CoherencePanel.state(panel.model) == "○"

    def test_a_slider_tries_and_draws_and_makes_no_programme(self, panel, path):
        before = bytes(panel.picture.value)
        panel.programme.sliders["warmtenet"].value = 300
        assert steps(path) == {"warmtenet": 300}
        assert file.load(path).programme == ""
        assert bytes(panel.picture.value) != before
        assert CoherencePanel.state(panel.model) == "◐"
        assert "is een proef en komt niet in de documenten" in panel.programme.unit.value

    def test_what_is_the_programme_says_that_it_comes_in_the_documents(self, panel, path):
        panel.programme.sliders["warmtenet"].value = 300
        panel.part.value = SCENARIOS
        panel.scenarios.choose.click()
        panel.part.value = TRY
        assert "is het programma en komt in de documenten" in panel.programme.unit.value
        assert "proef" not in panel.programme.unit.value
        assert CoherencePanel.state(panel.model) == "●"

    def test_a_slider_goes_no_further_than_what_takes_all_homes_in_its_years(self, panel):
        form = panel.programme
        form.years.value = (2030, 2039)
        form.sliders["warmtenet"].value = 300
        assert form.sliders["warmtenet"].options[-1][1] == 1_110  # of 11,029 in ten years, in steps of 10
        form.group.value = YEARS
        form.years.value = (2030, 2034)
        assert form.sliders["warmtenet"].options[-1][1] == 2_210
        assert form.sliders["warmtenet"].value == 300

    def test_where_most_comes_from_cleaner_energy_is_said_below_the_sliders(self, panel):
        panel.programme.sliders["warmtenet"].value = 300
        assert "komt van schonere stroom en warmte, niet van de maatregelen" in panel.programme.told.value

    def test_a_slider_back_at_nothing_takes_the_measure_away(self, panel, path):
        panel.programme.sliders["warmtenet"].value = 300
        panel.programme.sliders["hybride"].value = 100
        panel.programme.sliders["warmtenet"].value = 0
        assert steps(path) == {"hybride": 100}

    def test_the_years_hold_for_every_measure(self, panel, path):
        for key in ("warmtenet", "isolatie_b"):
            panel.programme.sliders[key].value = 100
        panel.programme.years.value = (2030, 2034)
        assert {(one.start, one.end) for one in file.load(path).scenarios[0].steps} == {(2030, 2034)}

    def test_a_measure_gets_its_own_years(self, panel, path):
        form = panel.programme
        for key in ("warmtenet", "isolatie_b"):
            form.sliders[key].value = 100
        form.group.value = YEARS
        assert [name for name, _ in form.whose.options] == [
            "alle maatregelen",
            "Isoleren naar label B",
            "Aansluiten op een warmtenet",
        ]
        form.years.value = (2028, 2032)
        assert "Alle maatregelen: 2028 tot en met 2032." in form.unit.value
        before = bytes(panel.picture.value)
        form.whose.value = "warmtenet"
        assert form.years.value == (2028, 2032)
        form.years.value = (2031, 2038)
        assert years(path) == {"isolatie_b": (2028, 2032), "warmtenet": (2031, 2038)}
        assert (form.whose.value, form.years.value) == ("warmtenet", (2031, 2038))
        assert bytes(panel.picture.value) != before
        assert "Label B 2028-2032; warmtenet 2031-2038." in form.unit.value
        assert "wie ze voor alle verzet, maakt ze gelijk" in form.unit.value
        form.whose.value = "isolatie_b"
        assert form.years.value == (2028, 2032)
        form.group.value = "Verwarmen"
        assert "de jaren verschillen per maatregel, zie Jaren" in form.unit.value
        # A slider changes the number and leaves the years; what is new runs from the first year to the last.
        form.sliders["warmtenet"].value = 200
        form.sliders["hybride"].value = 100
        assert years(path) == {
            "isolatie_b": (2028, 2032),
            "warmtenet": (2031, 2038),
            "hybride": (2028, 2038),
        }

    def test_the_choice_of_a_measure_falls_back_when_that_is_planned_no_more(self, panel):
        form = panel.programme
        form.sliders["warmtenet"].value = 100
        form.group.value = YEARS
        form.whose.value = "warmtenet"
        form.sliders["warmtenet"].value = 0
        assert (form.whose.value, len(form.whose.options)) == ("", 1)

    def test_years_chosen_before_the_first_measure_are_its_years(self, panel, path):
        form = panel.programme
        form.group.value = YEARS
        assert "de eerste die u verschuift krijgt deze jaren" in form.unit.value
        form.years.value = (2030, 2033)
        assert file.load(path).scenarios == []
        form.group.value = "Verwarmen"
        assert "Woningen per jaar (2030 tot en met 2033)" in form.unit.value
        form.sliders["warmtenet"].value = 100
        assert years(path) == {"warmtenet": (2030, 2033)}

    def test_every_measure_has_one_slider_and_no_more_than_five_controls_show(self, panel):
        assert sorted(key for keys in GROUPS.values() for key in keys) == sorted(panel.programme.sliders)
        form = panel.programme
        for group in (*GROUPS, YEARS):
            form.group.value = group
            controls = (*form.sliders.values(), form.whose, form.years)
            assert len([one for one in controls if one.layout.display != "none"]) <= 4

    def test_undo_takes_one_slider_back(self, panel, path):
        panel.programme.sliders["warmtenet"].value = 300
        panel.programme.sliders["hybride"].value = 100
        panel.model.undo()
        assert steps(path) == {"warmtenet": 300}
        assert panel.programme.sliders["hybride"].value == 0

    def test_more_than_there_are_is_said(self, panel):
        slider = panel.programme.sliders["warmtepomp"]
        slider.value = slider.options[-1][1]
        told = panel.programme.told.value
        assert "Meer gepland dan er woningen zijn, en niet meegeteld: warmtepomp" in told
        assert "woningen van het gas af" in told

    def test_a_slider_says_thousands_as_the_dutch_do_and_keeps_an_odd_number(self, panel, path):
        slider = panel.programme.sliders["warmtenet"]
        assert {"0", "1.000"} <= {text for text, _ in slider.options}
        panel.model.change(programme.plan, programme.FIRST_NAME, "warmtenet", 453, 2027, 2035)
        assert (slider.value, slider.label) == (453, "453")
        assert steps(path) == {"warmtenet": 453}

    def test_lines_for_one_type_are_not_on_the_sliders_but_count_and_are_said(self, panel, path):
        panel.programme.sliders["warmtenet"].value = 300
        before = bytes(panel.picture.value)
        panel.model.change(
            programme.set_step, programme.FIRST_NAME, "warmtenet", 50, 2027, 2035, "appartement"
        )
        assert panel.programme.sliders["warmtenet"].value == 300
        assert "Eén regel geldt voor één woningtype" in panel.programme.unit.value
        assert bytes(panel.picture.value) != before
        panel.programme.sliders["warmtenet"].value = 310
        assert [(one.type, one.homes) for one in file.load(path).scenarios[0].steps] == [
            ("", 310),
            ("appartement", 50),
        ]

    def test_the_objectives_of_which_nothing_can_be_told_are_named_on_the_last_page_with_the_reason(
        self, panel
    ):
        panel.programme.sliders["warmtenet"].value = 300
        while not panel.pager.on.disabled:
            panel.pager.on.click()
        assert "Huishoudens met een laag inkomen" in panel.above.value
        assert "Waarom niet" in panel.above.value
        assert panel.picture.layout.display == "none"
        panel.pager.back.click()
        assert panel.picture.layout.display == ""
        assert panel.above.value == ""

    def test_without_an_area_it_says_what_to_do(self, panel):
        panel.model.change(edit.set_area, [])
        assert "Kies eerst bij Wijk" in panel.above.value
        assert all(one.disabled for one in panel.programme.sliders.values())
        assert panel.picture.layout.display == "none"


class TestScenarios:
    @pytest.fixture
    def two(self, panel) -> CoherencePanel:
        panel.programme.sliders["warmtenet"].value = 300
        panel.part.value = SCENARIOS
        panel.scenarios.choose.click()
        panel.scenarios.copy.click()
        return panel

    def test_a_copy_begins_with_the_same_measures_and_is_worked_on(self, two, path):
        assert [one.name for one in file.load(path).scenarios] == ["Programma A", "Programma B"]
        assert two.scenario == "Programma B"
        two.part.value = TRY
        two.programme.sliders["hybride"].value = 200
        assert steps(path, "Programma A") == {"warmtenet": 300}
        assert steps(path, "Programma B") == {"warmtenet": 300, "hybride": 200}

    def test_they_stand_beside_each_other_with_what_each_yields(self, two):
        assert "Programma A (programma)" in two.above.value
        assert "Programma B" in two.above.value
        assert "Gasaansluitingen" in two.above.value
        assert "Kosten na subsidie, voor zover bekend" in two.above.value

    def test_what_is_missed_has_its_unit_and_range_and_where_it_starts(self, two):
        assert re.search(r"niet gehaald: tekort [\d.]+ t \(tussen [\d.]+ en [\d.]+\)", two.above.value)
        assert "33.502 (2017) → 15.000 t (2030)" in two.above.value

    def test_another_one_can_be_made_the_programme(self, two, path):
        assert not two.scenarios.choose.disabled
        two.scenarios.choose.click()
        assert file.load(path).programme == "Programma B"
        assert two.scenarios.choose.disabled

    def test_a_name_is_kept_shown_as_text_and_never_used_twice(self, two, path):
        two.scenarios.called.value = "<b>Snel</b>"
        assert file.load(path).scenarios[1].name == "<b>Snel</b>"
        assert "&lt;b&gt;Snel&lt;/b&gt;" in two.above.value
        assert "<b>Snel" not in two.above.value
        two.scenarios.called.value = "Programma A"
        assert "Er is al een scenario" in two.message.text
        assert file.load(path).scenarios[1].name == "<b>Snel</b>"

    def test_the_programme_taken_away_is_no_programme_any_more(self, two, path):
        two.scenarios.which.value = "Programma A"
        two.scenarios.remove.click()
        assert [one.name for one in file.load(path).scenarios] == ["Programma B"]
        assert file.load(path).programme == ""
        assert CoherencePanel.state(two.model) == "◐"

    def test_the_costs_name_their_source_and_the_year_of_their_prices(self, two):
        told = two.source.value
        assert "warmtenet Berenschot, Vereniging Eigen Huis, geen jaar in de bron, geschat" in told
        assert "niet omgerekend" in told
        assert "Bron van de subsidie: warmtenet RVO 2025, geschat." in told
        assert "zonnepanelen" not in told.split("<button")[0]
        two.model.change(programme.plan, programme.FIRST_NAME, "zonnepanelen", 50, 2027, 2030)
        two.model.change(programme.plan, programme.FIRST_NAME, "inductie", 50, 2027, 2030)
        assert "zonnepanelen Consumentenbond 2026, geschat" in two.source.value
        assert "Van inductie geeft geen bron de kosten" in two.source.value
        two.part.value = TRY
        assert "Consumentenbond" not in two.source.value.split("<button")[0]


class TestResidents:
    def test_what_solar_panels_do_is_told_with_the_rule_and_its_source(self, panel):
        panel.part.value = RESIDENTS
        assert "elke woning met 3,48 kWp" in panel.above.value
        assert "Energierekening" in panel.above.value
        told = panel.source.value
        assert "zonder salderen, dat in 2027 stopt (Milieu Centraal)" in told
        assert "30% wordt zelf gebruikt (Reformatorisch Dagblad, gepubliceerd in 2025, geschat)" in told
        assert "0,054 euro/kWh op (0,0025 na kosten van terugleveren)" in told
        before = panel.above.value
        panel.model.change(programme.set_parameter, "zonnepanelen_terug", 0.1, source="contract")
        assert panel.above.value != before
        assert "0,1 euro/kWh op (contract)" in panel.source.value

    def test_homes_with_solar_panels_are_counted(self, panel):
        panel.model.change(programme.plan, programme.FIRST_NAME, "zonnepanelen", 50, 2027, 2030)
        panel.part.value = RESIDENTS
        assert re.search(r"kWp</td><td>zonnepanelen</td><td[^>]*>200<", panel.above.value)

    def test_without_measures_every_package_is_told(self, panel):
        panel.part.value = RESIDENTS
        assert "per pakket" in panel.above.value
        assert "warmtenet" in panel.above.value
        # What the rent does nobody has said, so of tenants only the bill is told.
        assert "Energierekening" in panel.above.value
        assert "Huurder" not in panel.above.value
        panel.model.change(programme.set_parameter, "huurverandering", 12.0, source="verhuurder")
        assert "Huurder, met +12 huur" in panel.above.value
        assert "Energierekening" not in panel.above.value

    def test_what_is_reckoned_too_simply_is_told(self, panel):
        panel.programme.sliders["warmtepomp"].value = 300
        panel.programme.sliders["zonnepanelen"].value = 100
        panel.part.value = RESIDENTS
        assert "Let op: zie ook de laatste bladzijde" in panel.source.value
        pages = "".join(TestFullAndAwkward().pages(panel))
        assert "woningen krijgen een luchtwarmtepomp zonder isolatie" in pages
        assert "een corporatie of belegger kan iets anders krijgen" in pages
        assert "ook een appartement is met 3,48 kWp per woning geteld" in pages

    def test_periods_of_which_the_same_is_told_stand_together(self, panel):
        panel.programme.sliders["hybride"].value = 300
        panel.part.value = RESIDENTS
        rows = re.findall(
            r"<tr><td>([^<]*)</td><td>hybride warmtepomp</td><td[^>]*>([^<]*)<", panel.above.value
        )
        assert [name for name, _ in rows] == ["appartement", "eengezinswoning, soort onbekend"]
        assert sum(int(homes.replace(".", "")) for _, homes in rows) == 300 * 10

    def test_the_team_says_what_counts(self, panel, path):
        panel.programme.sliders["warmtenet"].value = 300
        panel.part.value = RESIDENTS
        before = panel.above.value
        panel.costs.loan.value = False
        assert file.load(path).housing_costs.loan is False
        assert panel.above.value != before

    def test_neutral_or_not_is_said_once_the_rent_is_known(self, panel):
        panel.programme.sliders["isolatie_b"].value = 300
        panel.part.value = RESIDENTS
        assert "nog niet te zeggen" in panel.above.value
        panel.model.change(programme.set_parameter, "huurverandering", 0.0, source="verhuurder")
        panel.costs.resident.value = "huurder"
        assert "Dit programma is woonlastenneutraal" in panel.above.value
        panel.model.change(programme.set_parameter, "huurverandering", 200.0, source="verhuurder")
        assert "is niet woonlastenneutraal" in panel.above.value

    @pytest.mark.parametrize("years", ["0", "61", "1,5"])
    def test_years_that_cannot_be_are_refused_beside_the_field(self, panel, path, years):
        panel.costs.years.text.value = years
        assert panel.costs.years.message.text
        assert file.load(path).housing_costs is None


class TestNumbers:
    def test_a_number_without_year_or_bandwidth_says_so(self, panel):
        panel.part.value = NUMBERS
        pages = TestFullAndAwkward().pages(panel)
        whole = "".join(pages)
        assert whole.count("<tr>") - len(pages) == len(panel.situation().parameters)
        assert "PBL, gepubliceerd in 2021, geschat" in whole
        assert "Hoomdossier, geen jaar in de bron, geschat" in whole
        assert "geen bandbreedte in de bron" in whole

    def test_a_number_of_the_team_goes_before_the_published_one(self, panel, path):
        panel.part.value = NUMBERS
        panel.numbers.which.value = "co2_warmte"
        panel.numbers.value.text.value = "18,9"
        panel.numbers.origin.value = "etiket van de leverancier"
        kept = file.load(path).parameters
        assert [(one.id, one.value, one.source) for one in kept] == [
            ("co2_warmte", 18.9, "etiket van de leverancier")
        ]
        assert panel.above.value.index("CO₂ van een warmtenet") < panel.above.value.index("Energie-inhoud")

    def test_a_source_that_nobody_typed_does_not_stand_there_as_if_typed(self, panel, path):
        panel.part.value = NUMBERS
        form = panel.numbers
        form.which.value = "co2_warmte"
        form.value.text.value = "18,9"
        assert (form.origin.value, form.origin.placeholder) == ("", "nu: eigen opgave van het team")
        form.high.text.value = "20"
        assert [one.source for one in file.load(path).parameters] == [""]

    def test_it_can_be_taken_back(self, panel, path):
        panel.part.value = NUMBERS
        panel.numbers.which.value = "gasprijs"
        panel.numbers.value.text.value = "2"
        assert panel.numbers.back.layout.display == ""
        panel.numbers.back.click()
        assert file.load(path).parameters == []
        assert panel.numbers.value.number == pytest.approx(1.42)

    def test_a_number_of_the_team_can_be_kept_within_it(self, panel, path):
        form = panel.numbers
        form.which.value = "gasprijs"
        assert form.internal.layout.display == "none"
        form.value.text.value = "2"
        assert (form.internal.layout.display, form.internal.value) == ("", False)
        form.internal.value = True
        assert [(one.id, one.internal) for one in file.load(path).parameters] == [("gasprijs", True)]
        assert for_others(file.load(path)).parameters == []
        form.value.text.value = "2,1"
        assert form.internal.value
        form.which.value = "stroomprijs"
        assert (form.internal.layout.display, form.internal.value) == ("none", False)
        form.which.value = "gasprijs"
        assert form.internal.value
        form.back.click()
        assert file.load(path).parameters == []

    def test_what_cannot_be_is_refused_beside_the_field(self, panel, path):
        panel.part.value = NUMBERS
        panel.numbers.which.value = "aandeel_verwarming"
        panel.numbers.value.text.value = "80"
        assert "Geef een getal van 0 tot en met 1" in panel.numbers.value.message.text
        assert file.load(path).parameters == []

    def test_another_number_changes_what_the_programme_yields(self, panel):
        panel.programme.sliders["warmtenet"].value = 300
        before = {one.aim.indicator: one.reached for one in panel._done.answers}
        panel.model.change(programme.set_parameter, "co2_warmte", 9.3)
        after = {one.aim.indicator: one.reached for one in panel._done.answers}
        assert after["co2_woningen"] < before["co2_woningen"]
        assert after["gasaansluitingen"] == before["gasaansluitingen"]


class TestDwellings:
    def test_what_is_reckoned_with_and_what_was_assumed_is_shown(self, panel):
        panel.part.value = DWELLINGS
        assert "7.540" in panel.above.value
        assert "telt op tot het gas van de wijk" in panel.above.value

    def test_a_count_of_the_team_takes_its_place(self, panel, path):
        panel.part.value = DWELLINGS
        panel.dwellings.type.value = "tussenwoning"
        panel.dwellings.dwellings.text.value = "1.800"
        panel.dwellings.origin.value = "corporatie, 2026"
        panel.dwellings.add.click()
        assert [(one.type, one.dwellings) for one in file.load(path).stock] == [("tussenwoning", 1800)]
        assert "1.800 woningen op aardgas, door het team geteld (corporatie, 2026)" in panel.above.value
        assert "appartement, niet geteld" in panel.above.value
        assert "tussenwoning, niet geteld" not in panel.above.value
        panel.dwellings.chips.chips.children[0].click()
        assert file.load(path).stock == []

    @pytest.mark.parametrize(("count", "source"), [("", "x"), ("0", "x"), ("12", "")])
    def test_half_a_count_is_refused(self, panel, path, count, source):
        panel.part.value = DWELLINGS
        panel.dwellings.dwellings.text.value = count
        panel.dwellings.origin.value = source
        panel.dwellings.add.click()
        assert panel.message.text
        assert file.load(path).stock == []


def test_a_state_is_named_by_what_was_done():
    assert state_name(State("warmtenet", "b")) == "warmtenet, naar label B"
    assert state_name(State(induction=True)) == "koken op inductie"
    assert state_name(State()) == "zoals nu"


#: Twelve names of 199 signs, with markup in them.
NAMES = [f"<b>{number}</b> {'scenario van de bewoners ' * 8}"[:199].strip() for number in range(12)]


class TestFullAndAwkward:
    def pages(self, panel) -> list[str]:
        found = [panel.above.value]
        while not panel.pager.on.disabled:
            panel.pager.on.click()
            found.append(panel.above.value)
        return found

    def test_twelve_scenarios_are_compared_with_the_programme_and_the_one_on_screen(self, panel, path):
        panel.programme.sliders["warmtenet"].value = 300
        panel.model.change(programme.choose_programme, programme.FIRST_NAME)
        for name in NAMES:
            panel.model.change(programme.add_scenario, name, programme.FIRST_NAME)
        panel.part.value = SCENARIOS
        panel.scenarios.which.value = NAMES[3]
        pages = self.pages(panel)
        for page in pages:
            assert "Programma A (programma)" in page
            assert "&lt;b&gt;3&lt;/b&gt;" in page
            assert "<b>3" not in page
            assert page.count("<th") <= 2 + 3
        for number in range(12):
            assert any(f"&lt;b&gt;{number}&lt;/b&gt;" in page for page in pages)
        assert len(file.load(path).scenarios) == 13

    def test_thirty_objectives_are_all_drawn_or_named(self, panel):
        objectives = [
            one.model_copy(update={"id": f"{one.id}-{number}"})
            for number in range(4)
            for one in panel.model.ambition.objectives
        ][:30]
        panel.model.change(edit.with_parts, objectives=objectives)
        panel.programme.sliders["warmtenet"].value = 300
        told = sum(one.reached is not None for one in panel._done.answers)
        pages = self.pages(panel)
        assert len(pages) >= told / 4 + told
        assert "".join(pages).count("<tr>") >= 30 - told

    def test_twenty_numbers_and_twelve_groups_of_the_team_are_paged(self, panel):
        keys = [key for key, one in effect_parameters.published().items() if not math.isnan(one.value)][:20]
        for key in keys:
            value = effect_parameters.published()[key].value
            panel.model.change(
                programme.set_parameter, key, value, source="leverancier, opgave van 2026 " * 5
            )
        kinds = [(kind, period) for kind in DWELLING_TYPES for period in ("", "voor_2000", "vanaf_2000")]
        for kind, period in kinds[:12]:
            panel.model.change(programme.set_group, kind, period, 100.0, source="corporatie, 2026")
        panel.part.value = NUMBERS
        assert "".join(self.pages(panel)).count("opgave van 2026") >= 20
        panel.part.value = DWELLINGS
        pages = self.pages(panel)
        assert "".join(pages).count(">100<") == 12
        assert "1.200 woningen op aardgas, door het team geteld" in "".join(pages)
        assert panel.dwellings.chips.pager.layout.display == ""

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ({"measure": "kernfusie"}, "De maatregel ‘kernfusie’ kennen wij niet"),
            ({"start": 2040, "end": 2030}, "ligt vóór het eerste"),
            ({"type": "iglo"}, "Het woningtype ‘iglo’ kennen wij niet"),
            ({"homes": 1e9}, "woningen per jaar hoort"),
        ],
    )
    def test_a_line_that_cannot_be_is_said_does_not_count_and_can_be_taken_away(
        self, panel, path, line, told
    ):
        panel.programme.sliders["hybride"].value = 200
        content = json.loads(path.read_text(encoding="utf-8"))
        right = content["scenarios"][0]["steps"][0]
        content["scenarios"][0]["steps"].append({**right, "measure": "warmtenet", **line})
        path.write_text(json.dumps(content), encoding="utf-8")
        again = CoherencePanel(AmbitionModel.open(path))
        assert told in again.wrong.text
        assert "Telt niet mee" in again.wrong.text
        assert again.picture.layout.display == ""
        assert again.programme.sliders["hybride"].value == 200
        for part in again.forms:
            again.part.value = part
            assert again.message.text == ""
        assert again.mend.layout.display == ""
        again.mend.click()
        assert again.wrong.text == ""
        assert again.mend.layout.display == "none"
        assert steps(path) == {"hybride": 200}
        again.model.undo()
        assert told in again.wrong.text

    def test_a_programme_that_is_not_there_and_a_number_that_cannot_be(self, panel, path):
        panel.programme.sliders["hybride"].value = 200
        content = json.loads(path.read_text(encoding="utf-8"))
        content["programme"] = "Weg"
        content["parameters"] = [{"id": "aandeel_verwarming", "value": 80.0}]
        path.write_text(json.dumps(content), encoding="utf-8")
        again = CoherencePanel(AmbitionModel.open(path))
        assert "Het programma ‘Weg’ is er niet" in again.wrong.text
        assert "Geef een getal van 0 tot en met 1" in again.above.value
        assert again.scenario == programme.FIRST_NAME
        again.mend.click()
        assert again.picture.layout.display == ""
        assert file.load(path).parameters == []
        assert steps(path, programme.FIRST_NAME) == {"hybride": 200}

    def test_groups_that_use_more_gas_than_there_is_leave_the_form_to_mend_it(self, panel, path):
        panel.part.value = DWELLINGS
        panel.model.change(
            programme.set_group, "appartement", "", 11_000.0, gas=19_000.0, source="corporatie"
        )
        assert "Verlaag dat gas of het aantal woningen" in panel.above.value
        assert all(one.disabled for one in panel.programme.sliders.values())
        panel.dwellings.chips.chips.children[0].click()
        assert "Samen op aardgas" in panel.above.value
        assert not any(one.disabled for one in panel.programme.sliders.values())


class TestOtherAreas:
    def test_without_any_figure_of_gas_it_says_what_to_do(self, model):
        nothing = model.figures[~model.figures["indicator"].str.startswith("gas")]
        model._figures = {model.known_area(): nothing}
        model._derived = None
        model.change(edit.with_parts, measurements=[], scenarios=[], programme="")
        panel = CoherencePanel(model)
        for part in panel.forms:
            panel.part.value = part
            assert "bij de nulmeting een eigen meting van het gas per woning" in panel.above.value
            assert panel.picture.layout.display == "none"
            assert panel.message.text == ""

    def test_with_every_home_on_a_heat_network_there_is_nothing_to_plan(self, model):
        whole = OwnMeasurement(
            indicator="stadsverwarming_aandeel", year=2025, value=100.0, source="warmtebedrijf"
        )
        model.change(edit.with_parts, scenarios=[], programme="")
        model.change(edit.add_measurement, whole)
        panel = CoherencePanel(model)
        panel.programme.sliders["warmtenet"].value = 1
        assert "Meer gepland dan er woningen zijn" in panel.programme.told.value
        for part in panel.forms:
            panel.part.value = part
            assert panel.message.text == ""
        assert "Volgens deze cijfers heeft geen enkele woning nog een ketel op aardgas" in panel.above.value


def test_a_slider_leaves_figures_and_standings_as_they_are_and_another_target_does_not(panel):
    model = panel.model
    figures, standing = model.figures, model.follow_ups()
    panel.programme.sliders["warmtenet"].value = 300
    assert model.figures is figures
    assert all(one is other for one, other in zip(model.follow_ups(), standing, strict=True))
    model.change(edit.set_target, "co2_woningen", 12_000.0, 2030)
    changed = next(one for one in model.follow_ups() if one.objective_id == "co2_woningen")
    assert changed.target.value == 12_000


def test_what_was_done_at_a_home_is_said_once():
    done = State(heating="warmtenet", hybrid_first=True)
    assert state_name(done) == "warmtenet, eerst hybride"
