"""The picture of what delay costs: the finding, the curve, the subsidy, and who and what it is made of."""

from __future__ import annotations

import pytest
from drawn import SIZES, assert_legible, flowing, markers, texts
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from test_delay import SANITY, WIDE

from wijkdata.delay import Amount, Case, break_even, cost_of_delay, curve, horizon, total
from wijkdata.plots import plot_delay, style

SHARES = {
    "rente": {"gemeente": 0.6, "ontwikkelaar": 0.4},
    "indexatie": {"corporatie": 1.0},
    "proces": {"gemeente": 0.5, "bewoners": 0.5},
}
DIVIDED = Case(WIDE.amounts, SHARES)
HALF = Case({"geinvesteerd": Amount(3e6), "rente": Amount(3.0, 1.0, 7.0)})


def drawn(case=DIVIDED, months=6.0, subsidy=400_000.0, **options):
    even = break_even(case, subsidy) if subsidy else None
    line = curve(case, horizon(months, even))
    return plot_delay(cost_of_delay(case, months), line, even=even, **options)


def test_the_title_is_the_finding():
    assert "Een half jaar uitstel kost 496.000 euro; na 5 maanden is dat meer dan de subsidie" in flowing(
        drawn(SANITY)
    )


def test_the_curve_runs_through_the_cost_and_the_band_around_it():
    figure = drawn()
    axes = figure.axes[0]
    (line,) = [one for one in axes.get_lines() if one.get_color() == style.INK and one.get_linestyle() == "-"]
    months, values = list(line.get_xdata()), list(line.get_ydata())
    assert (months[0], values[0]) == (0, 0)
    assert values[-1] == pytest.approx(total(DIVIDED, months[-1]).mid)
    (band,) = axes.findobj(PolyCollection)
    heights = band.get_paths()[0].vertices[:, 1]
    assert heights.max() == pytest.approx(total(DIVIDED, months[-1]).high)
    assert heights.min() == 0


def test_the_subsidy_is_a_line_and_where_it_is_met_is_marked_and_labelled():
    figure = drawn()
    flat = [
        one for one in figure.axes[0].get_lines() if set(one.get_ydata()) == {400_000.0} and one.is_dashed()
    ]
    assert len(flat) == 1
    (meeting,) = markers(figure, "D")
    even = break_even(DIVIDED, 400_000)
    assert list(meeting.get_xdata()) == [even.month]
    shown = flowing(figure)
    assert "subsidie 400.000 euro" in shown
    assert "evenveel na 4,2 maanden (2,5 tot 7,5)" in shown


def test_without_a_subsidy_nothing_is_met():
    figure = drawn(subsidy=None)
    assert not markers(figure, "D")
    assert "subsidie" not in flowing(figure)


def test_a_subsidy_out_of_sight_is_said_below_and_does_not_flatten_the_curve():
    figure = drawn(SANITY, subsidy=100e6)
    assert figure.axes[0].get_ylim()[1] < 5e6
    assert "niet aan de subsidie van 100 miljoen euro" in flowing(figure)
    assert not markers(figure, "D")


def test_lines_and_bearers_stand_beside_the_curve_with_their_band():
    shown = [one.get_text() for one in texts(drawn())]
    for name, text in (
        ("Rente op investeringen", "130 tot 350"),
        ("Opbrengst die stijgt", "−60 tot −20"),
        ("woningcorporatie", "150 tot 500"),
        ("nog niet verdeeld", "−60 tot −20"),
        ("Besparing van bewoners", "1.100 tot 2.200"),
        ("8.270 ton CO₂", "827"),
    ):
        assert shown[shown.index(name) + 1] == text
    assert "Daarnaast gemist, niet meegeteld" in shown


def test_what_is_unknown_is_open_and_named_below():
    shown = flowing(drawn(HALF, subsidy=None))
    assert "Mensen die doorwerken open" in shown
    assert "Niet meegeteld: werk dat duurder wordt (vul in: nog aan te besteden en stijging" in shown


def test_nothing_known_is_a_sentence_without_axes():
    figure = drawn(Case({}), subsidy=None)
    assert not figure.axes
    assert "nog niet te berekenen" in flowing(figure)


def test_yield_goes_below_the_line_of_zero():
    case = Case({"opbrengst": Amount(1e7), "opbrengstindex": Amount(4.0)})
    axes = drawn(case, subsidy=None).axes[0]
    assert axes.get_ylim()[0] < 0
    assert [0, 0] in [list(one.get_ydata()) for one in axes.findobj(Line2D)]


@pytest.mark.parametrize("size", [(880, 590), *SIZES])
@pytest.mark.parametrize(
    ("case", "months", "subsidy"),
    [
        (DIVIDED, 6, 400_000),
        (DIVIDED, 120, 1_000),
        (HALF, 1, None),
        (HALF, 6, 400_000),
        (SANITY, 0, 300_000),
        (Case({**DIVIDED.amounts, "geinvesteerd": Amount(9e8, 1e8, 3e9)}, SHARES), 60, 2e8),
        (Case({"opbrengst": Amount(1e7), "opbrengstindex": Amount(4.0)}), 7, 5_000),
    ],
)
def test_everything_is_legible(case, months, subsidy, size):
    assert_legible(drawn(case, months, subsidy, size=size, source="Bron: aannames van het team"))


@pytest.mark.parametrize(
    ("months", "subsidy", "until"),
    [(6, None, 12), (24, None, 36), (6, 400_000, 12), (6, 2e6, 30), (120, None, 120)],
)
def test_the_curve_goes_past_the_months_and_the_meeting(months, subsidy, until):
    assert horizon(months, break_even(SANITY, subsidy) if subsidy else None) == until
