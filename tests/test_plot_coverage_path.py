"""One objective year by year: pieces per measure beside the path, named at their ends."""

from __future__ import annotations

from itertools import pairwise

import pytest
from drawn import assert_legible, flowing, joined, markers
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.collections import PolyCollection
from test_plot_coverage import ALL, SIZES, answer

from wijkdata.ambition.verdicts import REACHED
from wijkdata.effects import GRID
from wijkdata.pathways import Pathway, Point
from wijkdata.plots import style
from wijkdata.plots.coverage import PIECES
from wijkdata.plots.coverage_path import plot_coverage_path


def straight(parts: dict[str, float], first=2022, last=2030) -> list[tuple[int, dict[str, float]]]:
    """Return pieces that grow by the same amount each year, to these in the last one."""
    return [
        (year, {key: part * (year - first) / (last - first) for key, part in parts.items()})
        for year in range(first, last + 1)
    ]


def drawn(parts=None, size=(880, 590), spread=0.0, by_year=None, **changes):
    given = {"warmtenet": -6_000.0, "isolatie_b": -3_000.0} if parts is None else parts
    one = answer(parts=given, spread=spread, **changes)
    return plot_coverage_path(
        one, by_year or straight(given), title="CO₂: niet gehaald.", source="Bron: de wijk.", size=size
    )


def pieces(figure) -> list[PolyCollection]:
    """Return the pieces, without what is left below them."""
    return [one for one in figure.axes[0].collections if one.get_linewidth()[0] > 0]


def height_at_the_end(piece) -> float:
    ends = [y for path in piece.get_paths() for x, y in path.vertices if x == 2030]
    return max(ends) - min(ends)


class TestWhatItSays:
    def test_each_measure_is_named_with_what_it_takes_off(self):
        figure = drawn()
        assert sorted(map(height_at_the_end, pieces(figure))) == pytest.approx([3_000, 6_000])
        for text in ("warmtenet", "label B", "programma: 21.000 t/jaar", "doel: 15.000 t/jaar"):
            assert text in flowing(figure)

    def test_the_line_of_the_programme_runs_from_the_newest_figure_to_what_is_reached(self):
        ((years, values),) = joined(drawn())
        assert (years[0], years[-1]) == (2022, 2030)
        assert (values[0], values[-1]) == pytest.approx((30_000, 21_000))
        assert all(before > after for before, after in pairwise(values))

    def test_years_before_the_programme_are_explained(self):
        before = [(year, {}) for year in range(2022, 2027)]
        later = [(year, {"warmtenet": -1_000.0 * (year - 2026)}) for year in range(2027, 2031)]
        told = "t/jaar; het programma begint in 2027, tot dan als in 2022"
        assert told in flowing(drawn(by_year=[*before, *later]))
        cleaner = [(year, {GRID: -500.0 * (year - 2022)}) for year in range(2022, 2027)]
        figure = drawn(by_year=[*cleaner, *later])
        assert "het programma begint in 2027, tot dan alleen schonere energie" in flowing(figure)
        assert_legible(drawn(by_year=[*cleaner, *later], size=(480, 400)))

    def test_the_dashes_of_the_agreed_path_are_explained_where_there_is_one(self):
        path = Pathway("lineair", Point(2022, 30_000.0), Point(2030, 15_000.0))
        assert "streepjes: het afgesproken pad" in flowing(drawn(path=path))
        assert "streepjes" not in flowing(drawn(path=None))

    def test_a_programme_that_begins_at_once_or_never_needs_no_explaining(self):
        assert "het programma begint" not in flowing(drawn())
        assert "het programma begint" not in flowing(drawn(parts={}))

    def test_the_target_is_a_mark_in_its_year(self):
        (mark,) = markers(drawn(), "o")
        assert (mark.get_xdata()[0], mark.get_ydata()[0]) == (2030, 15_000)

    def test_the_path_that_was_agreed_is_dashed_and_begins_where_the_picture_does(self):
        path = Pathway("lineair", Point(2014, 40_000.0), Point(2030, 15_000.0))
        (line,) = [one for one in drawn(path=path).axes[0].get_lines() if one.is_dashed()]
        assert line.get_xdata()[0] == 2022
        assert line.get_ydata()[0] == pytest.approx(27_500)
        assert not [one for one in drawn().axes[0].get_lines() if one.is_dashed()]

    def test_what_works_against_is_hatched_and_laid_on_last(self):
        figure = drawn({"warmtenet": -9_000.0, "inductie": 2_000.0})
        against = [one for one in pieces(figure) if one.get_hatch()]
        assert [height_at_the_end(one) for one in against] == pytest.approx([2_000])
        assert "programma: 23.000 t/jaar" in flowing(figure)
        assert "inductie" in flowing(figure)

    def test_only_what_works_against_is_hatched_too(self):
        figure = drawn({"inductie": 2_000.0})
        assert [one.get_hatch() for one in pieces(figure)] == [style.HATCH]

    def test_the_bandwidth_stands_in_the_target_year(self):
        (bar,) = [one for one in drawn(spread=1_500.0).axes[0].get_lines() if one.get_marker() == "_"]
        assert list(bar.get_xdata()) == [2030, 2030]
        assert list(bar.get_ydata()) == pytest.approx([19_500, 22_500])
        assert not [one for one in drawn().axes[0].get_lines() if one.get_marker() == "_"]

    def test_an_axis_that_does_not_begin_at_zero_says_so(self):
        figure = drawn(
            {"warmtenet": -100.0}, indicator="gas_gem", unit="m³/jaar", start=1_050.0, target=900.0
        )
        assert "as begint bij" in flowing(figure)
        assert "as begint bij" not in flowing(drawn())

    def test_without_measures_there_is_a_level_line(self):
        figure = drawn({})
        ((_, values),) = joined(figure)
        assert set(values) == {30_000}
        assert pieces(figure) == []
        assert "programma: 30.000 t/jaar" in flowing(figure)

    def test_without_years_or_start_it_says_what_will_stand_here(self):
        costs = answer(start=None, start_year=None, target=0.0)
        for one in (costs, answer()):
            figure = plot_coverage_path(one, [], title="Nog niets")
            assert "zodra er een cijfer en een streefwaarde zijn" in flowing(figure)
            assert_legible(figure)


class TestWhatFits:
    @pytest.mark.parametrize("size", SIZES)
    def test_every_measure_is_named_and_nothing_overlaps(self, size):
        parts = dict.fromkeys(ALL, -800.0) | {"inductie": 150.0}
        figure = drawn(parts, size, spread=2_000.0)
        assert_legible(figure)
        for name in PIECES.values():
            assert name in flowing(figure)

    @pytest.mark.parametrize("size", SIZES)
    @pytest.mark.parametrize(("start", "target"), [(4e9, 1e9), (4e-3, 1e-3), (1e12, 0.0), (5.0, 5.0)])
    def test_huge_and_tiny_numbers(self, size, start, target):
        figure = drawn({"warmtenet": (target - start) / 3}, size, start=start, target=target, verdict=REACHED)
        assert_legible(figure)
        assert figure.axes[0].bbox.width > size[0] / 3

    @pytest.mark.parametrize("size", SIZES)
    def test_one_year_is_enough(self, size):
        one = answer(parts={}, start_year=2030)
        figure = plot_coverage_path(one, [(2030, {})], title="Het jaar zelf", size=size)
        assert_legible(figure)
        assert "2030" in flowing(figure)

    @pytest.mark.parametrize("size", SIZES)
    def test_a_title_and_a_source_without_end_leave_room(self, size):
        figure = plot_coverage_path(
            answer(), straight({"warmtenet": -6_000.0}), title="x" * 5_000, source="y" * 5_000, size=size
        )
        assert_legible(figure)
        assert figure.axes[0].bbox.height > 150


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(st.sampled_from(ALL), st.floats(-2.0, 2.0), max_size=9),
    st.floats(0, 2),
    st.booleans(),
    st.sampled_from([1e-3, 1.0, 1e6]),
    st.sampled_from(["co2_woningen", "gas_gem", "aardgasvrij_aandeel", "zonnestroom_vermogen"]),
    st.sampled_from(SIZES),
)
def test_whatever_the_pieces_nothing_overlaps_and_every_piece_is_named(
    parts, spread, falls, scale, indicator, size
):
    start, target = (2 * scale, scale) if falls else (scale, 2 * scale)
    parts = {key: part * scale for key, part in parts.items() if abs(part) > 1e-3}
    figure = drawn(
        parts,
        size,
        spread=spread * scale,
        start=start,
        target=target,
        indicator=indicator,
        direction="omlaag" if falls else "omhoog",
    )
    assert_legible(figure)
    for key in parts:
        assert PIECES[key] in flowing(figure)
