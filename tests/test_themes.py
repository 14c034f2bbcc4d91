"""Themes of the team's own, links between themes, and by what each theme can be measured."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkdata import catalogue, datasets, figures
from wijkdata.ambition import edit, file, meeting, themes
from wijkdata.ambition.model import Ambition, Objective, OwnMeasurement, ThemeChoice, ThemeLink
from wijkdata.errors import WijkdataError
from wijkdata.series import series

AREA = ["BU05991448", "BU05991449"]


def refused(field, change, ambition, *arguments, **named):
    """Check that a change is refused for this field and leaves everything as it was; return the message."""
    before = ambition.model_copy(deep=True)
    with pytest.raises(WijkdataError) as caught:
        change(ambition, *arguments, **named)
    assert caught.value.field == field
    assert ambition == before
    assert str(caught.value).endswith((".", "?"))
    return str(caught.value)


def with_theme(name: str = "eenzaamheid") -> Ambition:
    return themes.add_theme(Ambition(), name)[0]


# --- the team's own ----------------------------------------------------------------------------------------------


def test_a_theme_of_the_team_starts_undecided_in_the_neutral_colour():
    ambition, theme = themes.add_theme(Ambition(), "  samen \n leven ")
    assert theme == "samen leven"
    assert ambition.themes == [ThemeChoice(theme="samen leven")]
    (own,) = themes.own_themes(ambition)
    assert (own.name, own.colour, own.context) == ("samen leven", "#6B6B6B", False)


@pytest.mark.parametrize(
    "name",
    ["eenzaamheid", "Eenzaamheid ", "woonlasten", "Aardgasvrij en CO₂", "kenmerken", "KENMERKEN VAN DE WIJK"],
)
def test_a_theme_is_on_the_table_once(name):
    assert "is er al" in refused("theme", themes.add_theme, with_theme(), name)


def test_a_theme_needs_a_name_that_can_be_kept():
    refused("theme", themes.add_theme, Ambition(), " \n")
    refused("theme", themes.add_theme, Ambition(), "x" * 201)


def test_a_theme_that_is_not_used_can_go():
    decided = edit.set_theme(with_theme(), "eenzaamheid", "moet", "veel ouderen wonen alleen")
    assert themes.remove_theme(decided, "eenzaamheid").themes == []


def test_a_theme_of_the_list_stays_and_one_that_is_not_there_cannot_go():
    assert "Kies daarbij ‘niet’" in refused("theme", themes.remove_theme, with_theme(), "woonlasten")
    assert "is er niet (meer)" in refused("theme", themes.remove_theme, with_theme(), "rust")


def used_by_an_objective(ambition):
    objective = Objective(id="a", theme="eenzaamheid")
    return ambition.model_copy(update={"objectives": [objective]}), "1 doel"


def used_by_interests(ambition):
    for party in ("huurders", "gemeente"):
        ambition = meeting.add_party(ambition, party)
        ambition = meeting.set_interest(ambition, party, "eenzaamheid", 4)
    return ambition, "2 belangen"


def used_by_a_priority(ambition):
    seated = meeting.add_party(ambition, "huurders")
    return meeting.set_priorities(seated, "huurders", ["eenzaamheid"]), "1 prioriteit van een partij"


def used_by_links(ambition):
    there = themes.add_link(ambition, "participatie", "eenzaamheid", "samen koken")
    return themes.add_link(there, "eenzaamheid", "leefbaarheid", "meer contact"), "2 koppelkansen"


@pytest.mark.parametrize("use", [used_by_an_objective, used_by_interests, used_by_a_priority, used_by_links])
def test_a_theme_that_is_used_stays_and_it_says_by_what(use):
    ambition, said = use(with_theme())
    assert themes.uses_of(ambition, "eenzaamheid") == [said]
    assert said in refused("theme", themes.remove_theme, ambition, "eenzaamheid")


# --- what one does for another -----------------------------------------------------------------------------------


def test_a_link_says_what_helps_what_and_by_what():
    ambition = themes.add_link(Ambition(), "openbare_ruimte", "klimaatadaptatie", " het riool \n gaat open ")
    ambition = themes.add_link(ambition, "openbare_ruimte", "klimaatadaptatie", "minder tegels")
    assert ambition.links == [
        ThemeLink(theme="openbare_ruimte", helps="klimaatadaptatie", by="het riool gaat open"),
        ThemeLink(theme="openbare_ruimte", helps="klimaatadaptatie", by="minder tegels"),
    ]
    assert "staat er al" in refused(
        "by", themes.add_link, ambition, "openbare_ruimte", "klimaatadaptatie", "minder tegels"
    )
    assert [one.by for one in themes.remove_link(ambition, 0).links] == ["minder tegels"]
    for number in (-1, 2):
        refused("link", themes.remove_link, ambition, number)


@pytest.mark.parametrize(
    ("theme", "helps", "by", "field"),
    [
        ("woonlasten", "woonlasten", "isolatie", "helps"),
        ("woonlasten", "kenmerken", "isolatie", "helps"),
        ("rust", "woonlasten", "isolatie", "theme"),
        ("", "woonlasten", "isolatie", "theme"),
        ("energiebesparing", "woonlasten", " \n", "by"),
        ("energiebesparing", "woonlasten", "x" * 10_001, "by"),
    ],
)
def test_a_link_that_says_nothing_is_refused(theme, helps, by, field):
    refused(field, themes.add_link, Ambition(), theme, helps, by)


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([], ""),
        ([("energiebesparing", "woonlasten")], "1 koppelkans tussen 2 thema’s"),
        (
            [("energiebesparing", "woonlasten"), ("aardgasvrij", "woonlasten")],
            "2 koppelkansen: Woonlasten profiteert het vaakst",
        ),
        (
            [
                *(("energiebesparing", "woonlasten"), ("aardgasvrij", "woonlasten")),
                *(("participatie", "leefbaarheid"), ("natuurinclusief", "leefbaarheid")),
            ],
            "4 koppelkansen: Woonlasten en Leefbaarheid profiteren het vaakst",
        ),
    ],
)
def test_the_links_come_down_to_one_sentence(pairs, said):
    links = [ThemeLink(theme=theme, helps=helps, by="x") for theme, helps in pairs]
    assert themes.links_finding(Ambition(links=links)) == said


# --- what can be measured ----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def area_figures():
    return series(figures.areas().project_area(AREA, None, 2014))


def by_theme(found):
    return {one.theme.id: one for one in found}


def test_background_figures_do_not_count(area_figures):
    found = by_theme(themes.measurable(Ambition(), area_figures))
    assert list(found) == [key for key, one in catalogue.themes().items() if not one.context]
    for one in found.values():
        assert all(entry.direction != "context" for entry in one.indicators)
        assert set(one.today) <= set(one.indicators)
    names = [entry.id for entry in found["aardgasvrij"].today]
    assert "gasaansluitingen" in names
    # there are figures of it, but they are neither good nor bad
    assert "elektra_gem" in set(area_figures["indicator"])
    assert "elektra_gem" not in names
    assert found["energiebesparing"].sentence == "vandaag 4 van 5 te meten"


def test_every_indicator_with_a_figure_is_counted_once_and_those_without_are_not(area_figures):
    there = set(area_figures.loc[area_figures["value"].notna(), "indicator"])
    found = themes.measurable(Ambition(), area_figures)
    counted = [entry.id for one in found for entry in one.today]
    wanted = [
        one.id
        for one in catalogue.indicators().values()
        if one.id in there and one.direction != "context" and not catalogue.theme(one.theme).context
    ]
    assert sorted(counted) == sorted(wanted)


def test_without_figures_only_what_the_team_measured_counts():
    ambition = edit.set_area(Ambition(), AREA)
    found = by_theme(themes.measurable(ambition))
    assert found["circulair"].sentence == "alleen met een eigen meting"
    # Gas and CO2 are published: what was not loaded needs no measuring by the team.
    assert found["energiebesparing"].sentence == "vandaag geen cijfer"
    ambition = edit.measure(ambition, "hergebruik_materiaal", 12, 2020, "team, telling")
    assert by_theme(themes.measurable(ambition))["circulair"].sentence == "vandaag 1 van 1 te meten"
    elsewhere = edit.set_area(ambition, AREA[:1])
    assert by_theme(themes.measurable(elsewhere))["circulair"].today == ()


def test_an_own_figure_counts_under_its_other_name_too():
    own = OwnMeasurement(indicator="co2_wijk", year=2020, value=1.0, source="team")
    found = by_theme(themes.measurable(Ambition(measurements=[own])))
    assert [one.id for one in found["aardgasvrij"].today] == ["co2_woningen"]


def test_a_theme_of_the_team_has_no_indicators(area_figures):
    found = by_theme(themes.measurable(with_theme(), area_figures))
    assert found["eenzaamheid"].indicators == ()
    assert found["eenzaamheid"].sentence == "geen indicator in de lijst"


def test_the_table_has_the_same_counts_under_dutch_titles(area_figures):
    example = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    found = themes.measurable(example, area_figures)
    table = themes.measurable_table(found)
    assert (table.index.name, list(table.columns)) == ("Thema", ["Indicatoren", "Vandaag een cijfer"])
    assert table.loc["Energiebesparing"].tolist() == [5, 4]
    assert [list(row) for row in table.itertuples()] == [
        [one.theme.name, len(one.indicators), len(one.today)] for one in found
    ]


@given(name=st.text(max_size=80))
def test_whatever_a_theme_is_called_it_is_kept_and_can_go_again(name):
    try:
        ambition, theme = themes.add_theme(Ambition(), name)
    except WijkdataError:
        refused("theme", themes.add_theme, Ambition(), name)
        return
    assert [one.id for one in themes.own_themes(ambition)] == [theme]
    linked = themes.add_link(ambition, theme, "woonlasten", "iets")
    refused("theme", themes.remove_theme, linked, theme)
    assert themes.remove_theme(themes.remove_link(linked, 0), theme) == Ambition()
