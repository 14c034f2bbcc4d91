"""The picture of all objectives."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from drawn import assert_legible, standings, texts, words
from matplotlib.lines import Line2D

from wijkdata import datasets, figures
from wijkdata.ambition import file
from wijkdata.ambition.follow_up import follow_ups
from wijkdata.pathways import Pathway, Point
from wijkdata.plots import page_count, plot_overview
from wijkdata.series import series


@pytest.mark.parametrize("size", [(1320, 640), (880, 590), (1840, 860)])
@pytest.mark.parametrize("count", [0, 1, 5, 12, 30])
def test_no_text_of_an_overview_overlaps_another(count, size):
    found = standings(count)
    for page in range(page_count(count, size)):
        assert_legible(plot_overview(found, page=page, size=size))


def test_twelve_objectives_fit_on_one_page_of_a_small_screen():
    assert page_count(12, (1320, 640)) == 1
    assert page_count(13, (1320, 640)) == 2
    assert page_count(30, (880, 590)) == 5
    assert len(plot_overview(standings(12)).axes) == 12


def test_every_objective_is_on_exactly_one_page():
    found = standings(30)
    pages = [words(plot_overview(found, page=page)) for page in range(page_count(30))]
    assert sum(page.count("doel ") for page in pages) == 30
    assert "bladzijde 3 van 3" in pages[2]
    with pytest.raises(ValueError, match="page 3 of 3"):
        plot_overview(found, page=3)


def test_overview_says_where_each_objective_stands():
    shown = words(plot_overview(standings(12)))
    for text in (
        "✖ verkeerde richting",
        "1.050 in 2018",
        "doel 600 in 2030",
        "met deze trend niet",
        "met deze trend in 2030",
        "✔ behaald",
        "doel 3 tot 4 in 2030",
        "mist: een eigenaar",
        "nog geen nieuwe meting",
        "Energiebesparing",
        "De lijn onder een grafiekje is nul",
        "Bron: team",
    ):
        assert text in shown, text


def test_themes_stand_together_in_the_order_of_the_screen():
    figure = plot_overview(standings(12))
    names = [one.get_text() for one in texts(figure)]
    assert names.index("Aardgasvrij en CO₂") < names.index("Energiebesparing") < names.index("Participatie")
    assert names.index("CO₂ per woning, kg/jaar") < names.index("Gas per woning, m³/jaar")


def test_a_path_that_is_not_straight_is_only_drawn_when_it_is_given():
    (standing_of,) = [one for one in standings(2) if one.indicator == "zonnestroom_vermogen"]
    curve = Pathway("s-curve", Point(2014, 297.0), Point(2030, 9000.0))

    def dashed(figure):
        return [one for one in figure.findobj(Line2D) if one.get_linestyle() == "--"]

    assert dashed(plot_overview([standing_of])) == []
    (drawn,) = dashed(plot_overview([standing_of], pathways={standing_of.objective_id: curve}))
    parts = [value / 9000 for value in curve.values(drawn.get_xdata())]  # of the largest value in the picture
    assert list(drawn.get_ydata()) == pytest.approx(parts)


def test_an_overview_keeps_to_one_page_whatever_its_title_and_source():
    for size in ((1320, 640), (880, 590)):
        assert_legible(plot_overview(standings(6), title="naam " * 300, source="bron " * 300, size=size))


def test_the_title_of_an_overview_says_how_many_could_not_be_judged():
    example = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    standings = follow_ups(example, series(figures.areas().project_area(example.area.codes, None, 2014)))
    unknown = [replace(one, status="niet te bepalen") for one in standings]

    def title(shown):
        return words(plot_overview(shown, pathways={}))

    assert title(unknown).startswith("Van geen van de 8 doelen is de stand te bepalen")
    assert "van 7 is de stand" in title([replace(standings[0], status="op koers"), *unknown[1:]])
    assert "niet te bepalen" not in title([replace(one, status="op koers") for one in standings])


def test_what_a_status_could_be_and_between_which_years_stand_in_the_cell():
    one = replace(
        standings(1)[0],
        status="op koers",
        could_be=("versnelling nodig",),
        forecast=2032,
        forecast_earliest=2029,
        forecast_latest=2044,
        corrected=None,
    )
    shown = words(plot_overview([one]))
    assert "(of versnelling nodig)" in shown
    assert "met deze trend pas in 2032 (2029 tot 2044)" in shown.replace(" | ", " ")
    open_end = replace(one, forecast_latest=None, could_be=("behaald", "onvoldoende"))
    shown = words(plot_overview([open_end])).replace(" | ", " ")
    assert "(of beter, of slechter)" in shown
    assert "(2029 of later, of nooit)" in shown
    few = replace(one, forecast=None, forecast_years=2)
    assert "nog geen verwachting: 2 van 3 jaren" in words(plot_overview([few])).replace(" | ", " ")
    past = replace(one, forecast=None, forecast_past=2021)
    shown = words(plot_overview([past])).replace(" | ", " ")
    assert "volgens trend al in 2021; geen cijfer" in shown


def test_what_an_objective_misses_is_told_in_few_words_rather_than_cut_off():
    """Of an objective in words seven things may be missing; there is no series, so the words may use its place."""
    (sample,) = [one for one in standings(8) if one.missing]
    parts = (
        *("een indicator", "een nulmeting", "een streefwaarde", "een streefjaar"),
        *("de afspraak hoe vaak er gemeten wordt", "een eigenaar", "de bron van de vervolgmeting"),
    )
    in_words = replace(
        sample, baseline=None, newest=None, points=(), target=None, corrected=None, missing=parts
    )
    alone = words(plot_overview([in_words], size=(880, 590)))
    assert "mist: een indicator, een nulmeting" in alone
    assert "en de bron van de vervolgmeting" in alone
    full = plot_overview([in_words, *[replace(sample, missing=parts)] * 5], size=(880, 590))
    assert "…" not in words(full)
    assert "mist: een indicator en | nog 6; zie Doelen" in words(full)
    assert_legible(full)


def test_why_a_forecast_is_late_although_it_is_on_course_stands_in_the_cell():
    one = replace(
        standings(1)[0],
        status="op koers",
        could_be=(),
        corrected=None,
        forecast=2036,
        forecast_earliest=2031,
        forecast_latest=2044,
        apart_brief="straks is meer nodig",
    )
    for shown in ([one], [one] * 6):
        said = words(plot_overview(shown, size=(880, 590)))
        assert said.count("straks is meer nodig") == len(shown)
        assert len(re.findall(r"2036 \(2031", said)) == len(shown)


@pytest.mark.parametrize("size", [1e308, 1e-308, 5e-324])
def test_no_number_is_too_large_or_too_small_for_the_picture(size):
    """Warnings are errors here: a width of the axis beyond what a number can hold would be one."""
    plain = replace(standings(1)[0], corrected=None)
    points = tuple(
        replace(plain.newest, year=year, value=size * part) for year, part in ((2014, 1), (2018, 0.5))
    )
    target = Point(2030, -1.7 * size)
    shown = replace(plain, baseline=points[0], newest=points[1], points=points, target=target)
    assert_legible(plot_overview([shown]))
    level = replace(shown, target=Point(2030, size), points=points[:1])
    assert_legible(plot_overview([level]))


def test_the_interval_of_the_forecast_stays_in_a_full_overview():
    shown = [
        replace(
            one,
            objective_id=f"d{number}",
            status="onvoldoende",
            could_be=("versnelling nodig", "verkeerde richting")[: 1 + number // 2 % 2],
            missing=(),
            forecast=2047,
            forecast_earliest=2041,
            forecast_latest=None if number % 2 else 2060,
        )
        for number, one in enumerate((standings(8) * 2)[:12])
        if one.target is not None
    ]
    for size in ((880, 590), (1320, 640), (1860, 900)):
        for page in range(page_count(len(shown), size)):
            figure = plot_overview(shown, size=size, page=page)
            assert_legible(figure)
            said = words(figure).replace(" | ", " ")
            years = re.findall(
                r"2047 \((?:2041-2060|2041-nooit|2041 tot 2060|2041 of later, of nooit)\)", said
            )
            assert len(years) == said.count("2047") > 0, said
            assert "…" not in said
            others = re.findall(
                r"\((?:of beter|beter of slechter|of versnelling nodig|of beter, of slechter|of anders)\)",
                said,
            )
            assert len(others) == len(years), said
