"""The data dictionary: complete, without contradictions, and helpful when an id is mistyped."""

from __future__ import annotations

import re
from typing import Any

import pytest

from wijkdata import catalogue
from wijkdata.errors import UnknownIndicatorError

CORE = [
    "inwoners",
    "huishoudens",
    "woningen",
    "meergezins_aandeel",
    "koop_aandeel",
    "corporatie_aandeel",
    "voor_2000_aandeel",
    "woz_gem",
    "gas_gem",
    "gas_gem_tc",
    "elektra_gem",
    "stadsverwarming_aandeel",
    "aardgasvrij_aandeel",
    "aardgasvrij_aantal",
    "gasaansluitingen",
    "co2_woning",
    "co2_woningen",
    "co2_gebouwen",
    "zonnestroom_installaties",
    "zonnestroom_vermogen",
    "label_ab_aandeel",
    "label_efg_aandeel",
    "laag_inkomen_aandeel",
    "energiearmoede",
    "bomen_aantal",
    "leefbaarometer",
]

CANDIDATES = [
    "aardgasvrij_aandeel",
    "aardgasvrij_aantal",
    "gasaansluitingen",
    "aardgasvrij_ready_aandeel",
    "verwarming_onbekend_aandeel",
    "gas_gem_tc",
    "elektra_gem_netto",
    "co2_woning",
    "co2_wijk",
    "co2_reductie",
    "label_ab_aandeel",
    "label_efg_aandeel",
    "label_dekking",
    "standaard_aandeel",
    "energiearmoede",
    "energiequote",
    "woonlasten_delta",
    "woonlastenneutraal_aandeel",
    "boomkroon_aandeel",
    "drie_bomen_aandeel",
    "koelteplek_300m_aandeel",
    "verhard_aandeel",
    "hitte_pet",
    "wateroverlast_panden",
    "leefbaarometer",
    "veiligheidsgevoel",
    "bewoners_bereikt",
    "draagvlak",
    "participatietrede",
    "deelauto_of_vergroende_pp",
    "hergebruik_materiaal",
    "ambitie_toetsbaar_aandeel",
]

ENTRIES = list(catalogue.indicators().values())


def test_the_lists_are_whole() -> None:
    assert len(CORE) == 26
    assert len(CANDIDATES) == 32


@pytest.mark.parametrize("indicator_id", sorted({*CORE, *CANDIDATES}))
def test_every_promised_indicator_is_there(indicator_id: str) -> None:
    assert catalogue.indicator(indicator_id).name


def test_another_name_in_the_field_gives_the_same_indicator() -> None:
    assert catalogue.indicator("co2_wijk") is catalogue.indicator("co2_woningen")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_an_entry_is_complete_and_consistent(entry: catalogue.Indicator) -> None:
    assert re.fullmatch(r"[a-z0-9_]+", entry.id)
    assert entry.direction in ("omhoog", "omlaag", "band", "context")
    assert entry.kind in ("aantal", "gemiddelde", "aandeel", "index", "berekend")
    assert entry.theme in catalogue.themes()
    assert entry.unit
    assert entry.definition.endswith(".")
    assert not entry.caveat or entry.caveat.endswith(".")
    assert 0 <= entry.decimals <= 3
    low, high = entry.limits
    assert low is None or high is None or low < high
    if entry.weight is not None:
        assert catalogue.indicator(entry.weight).kind == "aantal"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_limits_fit_the_kind(entry: catalogue.Indicator) -> None:
    if entry.kind == "aantal":
        assert entry.limits == (0, None)
        assert entry.weight is None
    if entry.kind == "aandeel":
        assert entry.limits == (0, 100)
        assert entry.unit.startswith("%")
    if entry.direction == "band":
        assert None not in entry.limits


@pytest.mark.parametrize(
    ("indicator_id", "direction"),
    [
        ("gas_gem", "omlaag"),
        ("gas_gem_tc", "omlaag"),
        ("co2_woning", "omlaag"),
        ("co2_reductie", "omhoog"),
        ("aardgasvrij_aandeel", "omhoog"),
        ("gasaansluitingen", "omlaag"),
        ("elektra_gem", "context"),
        ("elektra_gem_netto", "context"),
        ("stadsverwarming_aandeel", "context"),
        ("label_ab_aandeel", "omhoog"),
        ("label_efg_aandeel", "omlaag"),
        ("energiearmoede", "omlaag"),
        ("woonlasten_delta", "omlaag"),
        ("verhard_aandeel", "omlaag"),
        ("bomen_aantal", "omhoog"),
        ("veiligheidsgevoel", "omhoog"),
        ("leefbaarometer", "context"),
        ("participatietrede", "band"),
        ("inwoners", "context"),
        ("woz_gem", "context"),
    ],
)
def test_the_direction_is_the_one_agreed_in_the_field(indicator_id: str, direction: str) -> None:
    assert catalogue.indicator(indicator_id).direction == direction


def test_values_that_can_be_negative_have_no_lower_limit_of_zero() -> None:
    for indicator_id in ("co2_reductie", "woonlasten_delta", "elektra_gem_netto", "leefbaarometer"):
        assert catalogue.indicator(indicator_id).limits[0] is None


def test_gas_is_weighted_with_dwellings_and_labels_with_labelled_dwellings() -> None:
    assert catalogue.indicator("gas_gem").weight == "woningen"
    assert catalogue.indicator("laag_inkomen_aandeel").weight == "huishoudens"
    assert catalogue.indicator("label_ab_aandeel").weight == "woningen_met_label"


def test_names_tell_indicators_apart() -> None:
    names = [entry.name for entry in ENTRIES]
    assert len(set(names)) == len(names)


def test_indicators_stand_in_the_order_of_the_themes() -> None:
    order = list(catalogue.themes())
    positions = [order.index(entry.theme) for entry in ENTRIES]
    assert positions == sorted(positions)


def test_themes_on_which_a_team_sets_targets_have_colours_of_their_own() -> None:
    colours = [theme.colour for theme in catalogue.themes().values() if not theme.context]
    assert all(re.fullmatch(r"#[0-9A-F]{6}", colour) for colour in colours)
    assert len(set(colours)) == len(colours)


def test_a_theme_of_the_team_itself_keeps_its_name() -> None:
    own = catalogue.theme("Onze speelplekken")
    assert (own.id, own.name, own.context) == ("Onze speelplekken", "Onze speelplekken", False)


@pytest.mark.parametrize(
    ("typed", "meant"), [("gas_gen", "gas_gem"), ("inwonrs", "inwoners"), ("Gas per wonig", "gas_gem")]
)
def test_an_unknown_id_gets_the_nearest(typed: str, meant: str) -> None:
    with pytest.raises(UnknownIndicatorError, match="Bedoelt u") as caught:
        catalogue.indicator(typed)
    assert meant in str(caught.value)
    assert typed in str(caught.value)


def test_an_id_like_nothing_else_points_to_the_list() -> None:
    with pytest.raises(UnknownIndicatorError, match=r"catalogue\.yaml"):
        catalogue.indicator("zzzzzzzz")


def test_a_value_is_written_with_its_decimals_and_unit() -> None:
    gas = catalogue.indicator("gas_gem")
    assert gas.text(1014.27) == "1.014 m³/jaar"
    assert gas.text(-31.0, sign=True, unit=False) == "−31"
    assert gas.text(None) == "onbekend"
    assert catalogue.indicator("stadsverwarming_aandeel").text(42.0) == "42,0%"


def _entry(**changes: Any) -> catalogue.Indicator:
    fields: dict[str, Any] = {
        "id": "x",
        "name": "X",
        "theme": "kenmerken",
        "unit": "%",
        "direction": "omhoog",
        "kind": "aandeel",
        "decimals": 0,
        "definition": "X.",
    }
    return catalogue.Indicator(**{**fields, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {"theme": "geen"},
        {"direction": "links"},
        {"kind": "som"},
        {"weight": "bestaat_niet"},
        {"kind": "gemiddelde"},
    ],
    ids=["theme", "direction", "kind", "weight", "mean without weight"],
)
def test_a_catalogue_that_contradicts_itself_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"catalogue\.yaml: .*x"):
        catalogue._check(catalogue.themes(), {"x": _entry(**changes)})


def test_a_figure_that_is_corrected_for_the_weather_has_the_breaks_of_what_it_is_made_from():
    corrected = [one for one in catalogue.indicators().values() if one.corrected and one.kind != "berekend"]
    assert "gas_gem" in [one.id for one in corrected]
    for one in corrected:
        made = {(each.year, each.tables) for each in catalogue.indicator(one.corrected).breaks}
        assert {(each.year, each.tables) for each in one.breaks} <= made, one.id


def test_a_unit_reads_as_dutch_and_an_earlier_name_of_it_is_still_known():
    assert catalogue.indicator("woz_gem").text(251.0) == "251 duizend euro"
    assert catalogue.unit_now("x 1 000 euro") == "duizend euro"
    assert catalogue.unit_now("m³/jaar") == "m³/jaar"
    assert [one.id for one in catalogue.indicators().values() if "1 000" in one.unit] == []
