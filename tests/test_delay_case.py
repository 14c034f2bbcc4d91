"""The cost of delay in an ambition: kept, proposed, and refused at the field."""

from __future__ import annotations

from datetime import date

import pytest

from wijkdata import delay, figures
from wijkdata.ambition import delay_case, edit, file
from wijkdata.ambition.model import Ambition, Assumption, Figure, OwnMeasurement
from wijkdata.delay import Amount
from wijkdata.errors import WijkdataError

PRINSENLAND, HET_LAGE_LAND = "BU05991448", "BU05991449"


@pytest.fixture
def ambition() -> Ambition:
    return edit.set_area(Ambition(), [PRINSENLAND, HET_LAGE_LAND], "Prinsenland en Het Lage Land", 2014)


def area():
    return figures.project_area(PRINSENLAND, HET_LAGE_LAND)


def test_a_number_is_kept_with_bandwidth_and_source_and_survives_the_file(ambition, tmp_path):
    changed = delay_case.set_assumption(
        ambition, "geinvesteerd", 4e6, low=3.5e6, high=5e6, source="jaarrekening"
    )
    assert ambition.delay == []
    path = tmp_path / "wijk.ambitie.json"
    file.new(path, changed)
    kept = file.load(path)
    assert kept.delay == [
        Assumption(id="geinvesteerd", value=4e6, low=3.5e6, high=5e6, source="jaarrekening")
    ]
    assert delay_case.case_of(kept).amounts["geinvesteerd"] == Amount(4e6, 3.5e6, 5e6, "jaarrekening")


def test_setting_again_replaces_in_place_and_clearing_takes_away(ambition):
    changed = delay_case.set_assumption(ambition, "geinvesteerd", 4e6)
    changed = delay_case.set_assumption(changed, "fte", 2)
    changed = delay_case.set_assumption(changed, "geinvesteerd", 5e6)
    assert [(one.id, one.value) for one in changed.delay] == [("geinvesteerd", 5e6), ("fte", 2)]
    assert [one.id for one in delay_case.clear_assumption(changed, "geinvesteerd").delay] == ["fte"]


def test_zero_is_a_number_and_what_was_not_set_is_not_there(ambition):
    changed = delay_case.set_assumption(ambition, "opbrengst", 0)
    amounts = delay_case.case_of(changed).amounts
    assert amounts["opbrengst"].value == 0
    assert "aan_te_besteden" not in amounts


def test_another_value_keeps_the_source_and_the_bandwidth_in_which_it_lies(ambition):
    start = delay_case.set_assumption(ambition, "rente", 4, low=3, high=5, source="treasury")
    within = delay_case.set_value(start, "rente", 4.5)
    outside = delay_case.set_value(start, "rente", 6)
    assert within.delay == [Assumption(id="rente", value=4.5, low=3, high=5, source="treasury")]
    assert outside.delay == [Assumption(id="rente", value=6, source="treasury")]
    assert delay_case.set_value(ambition, "rente", 6).delay == [Assumption(id="rente", value=6)]


def test_the_team_goes_before_what_is_proposed(ambition):
    proposed = delay_case.case_of(ambition).amounts["rente"]
    assert proposed == delay.proposals()["rente"]
    own = delay_case.case_of(delay_case.set_value(ambition, "rente", 4)).amounts["rente"]
    assert own == Amount(4.0)
    assert own.ends == (4, 4)


def test_months_and_subsidy_are_kept_too(ambition):
    assert (delay_case.months_of(ambition), delay_case.subsidy_of(ambition)) == (6, None)
    changed = delay_case.set_value(ambition, "maanden", 9)
    changed = delay_case.set_assumption(changed, "subsidie", 400_000, source="college")
    assert (delay_case.months_of(changed), delay_case.subsidy_of(changed)) == (9, 400_000)
    assert set(delay_case.case_of(changed).amounts) == set(delay.proposals())
    assert delay_case.subsidy_of(delay_case.clear_assumption(changed, "subsidie")) is None


def test_only_a_number_of_the_team_can_be_internal(ambition):
    with pytest.raises(WijkdataError, match="een voorstel is al openbaar") as refused:
        delay_case.set_internal(ambition, "rente", internal=True)
    assert refused.value.field == "rente"
    made = delay_case.set_internal(
        delay_case.set_value(delay_case.set_value(ambition, "rente", 4.0), "subsidie", 1e5),
        "rente",
        internal=True,
    )
    assert [delay_case.is_internal(made, one) for one in ("rente", "subsidie", "fte")] == [True, False, False]
    assert not delay_case.is_internal(delay_case.set_internal(made, "rente", internal=False), "rente")


def test_who_bears_a_line_is_kept_as_parts(ambition):
    changed = delay_case.set_share(ambition, "rente", "gemeente", 0.6)
    changed = delay_case.set_share(changed, "rente", "ontwikkelaar", 0.4)
    assert delay_case.shares_of(changed) == {"rente": {"gemeente": 0.6, "ontwikkelaar": 0.4}}
    assert delay_case.case_of(changed).shares == delay_case.shares_of(changed)
    assert {one.id for one in changed.delay} == {"deel_rente_gemeente", "deel_rente_ontwikkelaar"}
    less = delay_case.set_share(changed, "rente", "gemeente", None)
    assert delay_case.shares_of(less) == {"rente": {"ontwikkelaar": 0.4}}
    with pytest.raises(WijkdataError, match="samen 110%") as caught:
        delay_case.set_share(changed, "rente", "corporatie", 0.1)
    assert caught.value.field == "rente"


@pytest.mark.parametrize(
    ("key", "value", "named", "words"),
    [
        ("winst", 1, {}, "‘winst’ is geen getal"),
        ("geinvesteerd", -1, {}, "niet lager zijn dan 0"),
        ("rente", 4, {"low": 5}, "van klein naar groot"),
        ("rente", float("nan"), {}, "eindig getal"),
        ("maanden", 121, {}, "van 0 tot en met 120"),
        ("subsidie", 0, {}, "meer dan 0 euro"),
        ("subsidie", 5, {"high": 6}, "geen marge"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(ambition, key, value, named, words):
    with pytest.raises(WijkdataError, match=words) as caught:
        delay_case.set_assumption(ambition, key, value, **named)
    assert caught.value.field == key


def test_a_text_too_long_to_keep_is_refused(ambition):
    with pytest.raises(WijkdataError, match="langer dan"):
        delay_case.set_assumption(ambition, "rente", 4, source="x" * 10_001)


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ([{"id": "winst", "value": 1}], "‘winst’ is geen getal"),
        ([{"id": "rente", "value": 4}, {"id": "rente", "value": 5}], "staat er twee keer"),
        ([{"id": "rente", "value": 400}], "schrijf 4 voor 4%"),
        ([{"id": "maanden", "value": -1}], "van 0 tot en met 120"),
        ([{"id": "subsidie", "value": 0}], "meer dan 0 euro"),
        ([{"id": "deel_rente_gemeente", "value": 1.2}], "tussen 0% en 100%"),
        (
            [{"id": "deel_rente_gemeente", "value": 0.7}, {"id": "deel_rente_corporatie", "value": 0.5}],
            "samen 120%",
        ),
    ],
)
def test_what_is_wrong_in_a_file_is_said_and_not_left_out(kept, words):
    ambition = Ambition(delay=[Assumption(**one) for one in kept])
    assert any(words in one for one in delay_case.problems(ambition))
    with pytest.raises(WijkdataError, match=words) as caught:
        delay_case.case_of(ambition)
    assert caught.value.field == "delay"


def test_nothing_is_wrong_with_what_these_functions_keep(ambition):
    changed = delay_case.set_assumption(ambition, "rente", 4, low=3, high=5, source="treasury")
    changed = delay_case.set_share(delay_case.set_value(changed, "maanden", 9), "rente", "bewoners", 1)
    assert delay_case.problems(changed) == []


# --- what is proposed --------------------------------------------------------------------------------------------


def test_homes_and_co2_are_proposed_from_the_area_with_their_source(ambition):
    found = delay_case.proposals_for(ambition, area())
    assert found["woningen"].value == 11_029
    assert found["woningen"].source == "CBS, 2018, definitief: alle woningen van het gebied."
    assert found["co2"].value == pytest.approx(2_877, abs=1)
    assert "ten hoogste" in found["co2"].source
    assert all(one.proposed for one in found.values())
    assert not {"geinvesteerd", "besparing", "co2_prijs", "fte"} & set(found)
    assert set(delay_case.proposals_for(ambition, None)) == set(delay.proposals())


def test_an_objective_for_co2_says_what_is_saved(ambition):
    changed, key = edit.add_objective(ambition, "aardgasvrij", "co2_woning")
    base = Figure(
        value=2_900, year=2017, unit="kg/jaar", status="geschat", source="CBS", area=list(changed.area.codes)
    )
    changed = edit.pin_baseline(changed, key, base)
    assert "ten hoogste" in delay_case.proposals_for(changed, area())["co2"].source
    changed = edit.set_target(changed, key, 900, 2030)
    proposed = delay_case.proposals_for(changed, area())["co2"]
    assert proposed.value == 2_000
    assert proposed.source == "Doel voor CO₂ per woning: van 2.900 kg in 2017 naar 900 kg in 2030."


def test_the_teams_own_count_of_homes_goes_before_the_published_one(ambition):
    own = OwnMeasurement(
        indicator="woningen", year=2024, value=900, source="telling", entered=date(2025, 1, 1)
    )
    found = delay_case.proposals_for(edit.add_measurement(ambition, own), area())
    assert found["woningen"].value == 900
