"""Where a figure comes from, one press away."""

from __future__ import annotations

import html
import math
import re
from datetime import date

import pandas as pd
import pytest

from wijkdata import effect_parameters
from wijkdata.ambition import edit, grounds
from wijkdata.ambition.model import Figure
from wijkdata.panels import (
    CoherencePanel,
    DecisionsPanel,
    DelayPanel,
    NeighbourhoodPanel,
    ObjectivesPanel,
    ProgressPanel,
)
from wijkdata.panels.coherence import DWELLINGS, NUMBERS
from wijkdata.panels.decisions import ADOPT, CHECK
from wijkdata.panels.neighbourhood import ALIKE
from wijkdata.panels.objectives import GROUNDS, PARTS
from wijkdata.panels.progress import PACE
from wijkdata.panels.provenance import FIELDS, from_figure, from_parameters, from_table, provenance

GAS = {
    "indicator": "gas_gem",
    "value": 983.27,
    "low": 978.27,
    "high": 988.27,
    "year": 2017,
    "status": "definitief",
    "source": "CBS",
    "table": "83765NED",
    "method": "gemiddelde over 2 buurten, gewogen met woningen (2017)",
    "coverage": 1.0,
    "retrieved": "2026-11-24",
    "note": "",
}


def test_says_everything_that_is_known_of_a_figure():
    fields = from_table(pd.DataFrame([GAS])).iloc[0]
    assert fields.to_dict() == {
        "figure": "Gas per woning",
        "value": "983 m³/jaar",
        "range": "tussen 978 en 988 m³/jaar",
        "year": "2017",
        "status": "definitief",
        "source": "CBS",
        "table": "83765NED",
        "method": "gemiddelde over 2 buurten, gewogen met woningen (2017)",
        "coverage": "100% van de woningen",
        "retrieved": "24-11-2026",
        "note": "",
    }
    shown = provenance("gas per woning", from_table(pd.DataFrame([GAS])))
    for column in FIELDS:
        assert (f"<dt>{FIELDS[column]}</dt>" in shown) == (fields[column] != "")


@pytest.mark.parametrize(("status", "said"), [("geheim", "niet openbaar"), ("ontbreekt", "geen cijfer")])
def test_a_figure_that_is_not_there_is_said_and_is_never_zero(status, said):
    row = GAS | {"value": float("nan"), "low": None, "high": None, "coverage": float("nan"), "status": status}
    fields = from_table(pd.DataFrame([row])).iloc[0]
    assert (fields["value"], fields["range"], fields["coverage"]) == (said, "", "")


def test_a_pinned_figure_is_told_as_it_was_pinned():
    figure = Figure(
        value=926.0, year=2014, unit="m³/jaar", status="definitief", source="CBS", retrieved=date(2026, 5, 3)
    )
    fields = from_figure("nulmeting", "gas_gem", figure).iloc[0]
    assert (fields["figure"], fields["value"], fields["retrieved"]) == (
        "nulmeting",
        "926 m³/jaar",
        "3-5-2026",
    )
    assert fields["coverage"] == ""


def test_what_is_the_same_for_all_figures_is_said_once():
    rows = pd.DataFrame([GAS, GAS | {"year": 2016, "value": 1014.0, "note": "herzien"}])
    shown = provenance("gas per woning", from_table(rows, ["Prinsenland", "Het Lage Land"]))
    assert shown.count("83765NED") == 1
    heads = re.findall(r'<th scope="col">([^<]+)</th>', shown)
    assert heads == ["Cijfer", "Waarde", "Marge", "Jaar", "Opmerking"]
    assert shown.count("<tr>") == 3


def test_the_button_opens_its_own_sheet_and_no_other():
    first, second = (provenance("gas", from_table(pd.DataFrame([GAS]))) for _ in range(2))
    keys = [re.search(r' id="([^"]+)" popover', one)[1] for one in (first, second)]
    assert keys[0] != keys[1]
    for key, shown in zip(keys, (first, second), strict=True):
        assert re.findall(r'popovertarget="([^"]+)"', shown) == [key, key]


def test_without_figures_there_is_no_button():
    assert provenance("gas", from_table(pd.DataFrame([GAS]).iloc[:0])) == ""


def test_nothing_of_a_source_is_markup():
    row = GAS | {"source": "<script>alert(1)</script>", "note": "a<b"}
    shown = provenance("<i>gas</i>", from_table(pd.DataFrame([row])), more=["<b>"])
    assert not re.search(r"<script|<i>|<b>|a<b", shown)


def test_the_figures_behind_an_objective_are_one_press_away(model):
    panel = ObjectivesPanel(model)
    shown = panel.source.value
    assert "nulmeting</td>" in shown
    assert "nieuwste" in shown
    assert "Opgehaald" in shown


def test_the_figures_behind_the_standing_of_all_objectives_are_one_press_away(model):
    panel = ProgressPanel(model)
    for standing in model.follow_ups():
        for figure in (standing.baseline, standing.newest):
            if figure is not None:
                assert html.escape(figure.source) in panel.source.value
    panel.part.value = PACE
    assert panel.source.value.count("popover role") == 1


def test_the_numbers_behind_the_programme_are_one_press_away(model):
    panel = CoherencePanel(model)
    shown = panel.source.value
    for one in panel.situation().parameters.values():
        assert html.escape(one.name) in shown
    for note in panel.situation().stock.notes:
        assert html.escape(note) in shown


def test_a_number_that_nobody_gives_is_not_known_and_is_never_zero():
    parameters = effect_parameters.parameters()
    for one, field in zip(parameters.values(), from_parameters(parameters.values())["value"], strict=True):
        assert (field == "niet bekend") == math.isnan(one.value)


@pytest.mark.parametrize("part", [NUMBERS, DWELLINGS])
def test_the_numbers_and_the_dwellings_have_their_own_button(model, part):
    panel = CoherencePanel(model)
    panel.part.value = part
    assert panel.source.value.count("popover role") == 1
    if part == DWELLINGS:
        for told in ("Woningen</td>", "83765NED", "Opgehaald", "Dekking"):
            assert told in panel.source.value


def test_the_baselines_of_a_decision_are_one_press_away(model):
    panel = DecisionsPanel(model)
    for part in (None, ADOPT):
        if part is not None:
            panel.part.value = part
        for one in model.ambition.objectives:
            if one.baseline is not None:
                assert html.escape(one.baseline.source) in panel.source.value
        assert "Opgehaald" in panel.source.value
    panel.part.value = CHECK
    assert "popover" not in panel.source.value


def test_the_amounts_of_delay_are_one_press_away_with_who_gave_them(model):
    panel = DelayPanel(model)
    panel.fields["geinvesteerd"].text.value = "4.000.000"
    shown = panel.source.value
    assert "4.000.000" in shown
    assert "eigen opgave" in shown
    assert "voorstel" in shown
    assert "alle woningen van het gebied" in shown


def test_what_an_objective_rests_on_and_adds_up_to_is_one_press_away(model):
    panel = ObjectivesPanel(model)
    panel.objective.value = "gas_gem_tc"
    panel.part.value = GROUNDS
    assert "nulmeting" in panel.source.value
    panel.objective.value = "co2_woningen"
    panel.part.value = PARTS
    assert "popover" not in panel.source.value
    part = model.change(edit.add_objective, "woonlasten", "co2_woningen")
    model.change(grounds.set_whole, part, "co2_woningen")
    panel.objective.value = part
    assert "en onderdelen" in panel.source.value
    assert "nulmeting" in panel.source.value


def test_each_buurt_that_is_alike_has_its_figure_with_its_source(model):
    panel = NeighbourhoodPanel(model)
    panel.view.value = ALIKE
    shown = panel.source.value
    for name in model.alike.table["name"]:
        assert f"{html.escape(name)}</td>" in shown
    for told in ("dit gebied</td>", "83765NED", "Opgehaald"):
        assert told in shown
