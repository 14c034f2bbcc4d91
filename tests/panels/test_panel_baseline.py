"""The step Nulmeting: published figures and own measurements."""

from __future__ import annotations

import pytest
from acts import type_own_measurement

from wijkdata.ambition import edit
from wijkdata.drawing import with_measurements
from wijkdata.panels import AmbitionModel, BaselinePanel


class TestBaseline:
    def test_opens_at_the_objective_of_which_the_figure_is_firmest(self, model):
        panel = BaselinePanel(model)
        # The first objectives are estimates and models; a count of solar panels was published.
        assert (panel.theme.value, panel.indicator.value) == ("aardgasvrij", "zonnestroom_vermogen")
        panel.theme.value = "energiebesparing"
        model.change(edit.set_statement, "gas_gem_tc", "Anders gezegd")
        assert panel.theme.value == "energiebesparing"

    def test_what_counts_other_buildings_too_says_so(self, model):
        panel = BaselinePanel(model)
        # What only a model gives stands behind what was counted.
        offered = [key for _, key in panel.indicator.options]
        assert offered.index("gasaansluitingen") > offered.index("zonnestroom_vermogen")
        panel.indicator.value = "gasaansluitingen"
        assert "van alle gebouwen, niet alleen woningen" in panel.proposal.value
        assert "100% van de woningen" not in panel.proposal.value
        panel.indicator.value = "zonnestroom_vermogen"
        assert "alle gebouwen" not in panel.proposal.value

    def test_proposes_the_newest_usable_figure_and_says_why(self, model):
        panel = BaselinePanel(model)
        panel.theme.value = "energiebesparing"
        panel.indicator.value = "gas_gem"
        assert "983 m³/jaar" in panel.proposal.value
        assert "2018" in panel.proposal.value
        assert "Haal nieuwere jaren op met ‘wijkdata fetch GM0599’." in panel.proposal.value

    def test_an_objective_starts_with_its_baseline_pinned(self, model):
        panel = BaselinePanel(model)
        panel.theme.value = "energiebesparing"
        panel.indicator.value = "gas_gem"
        panel.make_objective()
        objective = model.ambition.objective("gas_gem")
        assert objective.baseline.year == 2017
        assert objective.baseline.table == "83765NED"
        assert "wijkdata fetch" not in objective.baseline.why
        assert objective.baseline.value == pytest.approx((930 * 5154 + 1030 * 5875) / 11029)

    def test_an_own_measurement_goes_before_the_published_figure(self, model):
        panel = BaselinePanel(model)
        panel.theme.value = "energiebesparing"
        panel.indicator.value = "gas_gem"
        panel.own.value.text.value = "1.000,5"
        panel.own.year.text.value = "2024"
        panel.own.origin.value = "telling van de corporatie"
        panel.own.keep.click()
        assert panel.proposed()["value"] == 1000.5
        assert panel.proposed()["status"] == "eigen meting"

    def test_an_own_measurement_needs_a_source(self, model):
        panel = BaselinePanel(model)
        panel.own.value.text.value = "10"
        panel.own.year.text.value = "2024"
        panel.own.keep.click()
        assert "bron" in panel.message.text
        assert not model.ambition.measurements

    @pytest.mark.parametrize(
        ("value", "year", "field"),
        [("10", "25", "year"), ("10", "2099", "year"), ("-5", "2024", "value"), ("tien", "2024", "value")],
    )
    def test_a_measurement_that_cannot_be_is_said_at_its_field(self, model, value, year, field):
        panel, press, _ = type_own_measurement(model)
        panel.own.value.text.value, panel.own.year.text.value = value, year
        press()
        assert getattr(panel.own, field).message.text
        assert panel.message.text == ""
        assert not model.ambition.measurements

    def test_an_own_measurement_is_listed_replaced_and_taken_out(self, model):
        panel, press, _ = type_own_measurement(model)
        press()
        form = panel.own
        assert form.kept.children[0].description.startswith("2024: 1.000")
        form.value.text.value, form.year.text.value, form.origin.value = "900", "2024", "telling"
        press()
        assert "in plaats van 1.000" in panel.message.text
        (only,) = form.kept.children
        only.click()
        assert form.kept.children == ()
        assert not model.ambition.measurements
        model.undo()
        assert [one.value for one in model.ambition.measurements] == [900]

    def test_a_measurement_of_another_area_is_not_used(self, model):
        panel, press, _ = type_own_measurement(model)
        press()
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        (elsewhere,) = panel.own.kept.children
        assert "ander gebied" in elsewhere.description
        assert panel.proposed()["status"] != "eigen meting"
        _, press_again, _ = type_own_measurement(model)
        press_again()
        assert len(model.ambition.measurements) == 2
        elsewhere.click()
        assert [one.area for one in model.ambition.measurements] == [["BU05991448"]]

    def test_without_an_area_nothing_is_measured(self, model):
        model.change(edit.set_area, [])
        panel, press, _ = type_own_measurement(model)
        press()
        assert "Wijk" in panel.message.text
        assert not model.ambition.measurements

    def test_an_older_own_measurement_can_be_chosen_by_its_year(self, model):
        panel = BaselinePanel(model)
        panel.theme.value, panel.indicator.value = "energiebesparing", "gas_gem"
        panel.own.value.text.value, panel.own.year.text.value = "1.000,5", "2013"
        panel.own.origin.value = "telling"
        panel.own.keep.click()
        assert panel.proposed()["year"] == 2017
        panel.year.value = 2013
        assert (panel.proposed()["value"], panel.proposed()["status"]) == (1000.5, "eigen meting")

    def test_the_choices_follow_the_area(self, tmp_path):
        model = AmbitionModel.open(tmp_path / "nieuw.ambitie.json")
        panel = BaselinePanel(model)
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        assert panel.indicator.options[0][1] == BaselinePanel(model).indicator.options[0][1]

    def test_opens_on_an_indicator_with_a_figure_also_if_it_was_built_before_there_was_an_area(
        self, tmp_path
    ):
        model = AmbitionModel.open(tmp_path / "nieuw.ambitie.json")
        panel = BaselinePanel(model)
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        assert "geen cijfer" not in panel.proposal.value
        assert not panel.pin.disabled
        panel.indicator.value = panel.indicator.options[-1][1]
        chosen = panel.indicator.value
        model.change(edit.set_area, ["BU05991448", "BU05991449"], "Twee buurten", 2014)
        assert panel.indicator.value == chosen

    def test_without_an_area_it_says_what_to_do_first_and_offers_nothing_that_cannot(self, tmp_path):
        model = AmbitionModel.open(tmp_path / "nieuw.ambitie.json")
        panel = BaselinePanel(model)
        hidden = (panel.theme, panel.indicator, panel.part, panel.proposal_box, panel.own_box)
        assert "Kies eerst bij Wijk" in panel.above.value
        assert panel.message.text == ""
        assert {one.layout.display for one in hidden} == {"none"}
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        assert panel.above.value == ""
        assert {one.layout.display for one in hidden[:4]} == {""}

    def test_every_figure_of_the_series_is_one_press_from_its_source(self, model):
        panel = BaselinePanel(model)
        panel.theme.value, panel.indicator.value = "energiebesparing", "gas_gem"
        shown = panel.source.value
        assert shown.count("<tr>") == 1 + panel.model.figures["indicator"].eq("gas_gem").sum()
        for word in ("voorstel", "83765NED", "24-11-2026", "100% van de woningen", "gewogen met woningen"):
            assert word in shown

    def test_a_figure_for_part_of_the_dwellings_is_not_drawn_as_that_of_the_area(self, model):
        rows = model.figures[model.figures["indicator"] == "stadsverwarming_aandeel"]
        assert rows.set_index("year")["value"].notna()[2014]
        assert with_measurements(rows, []).set_index("year")["value"].isna()[2014]
