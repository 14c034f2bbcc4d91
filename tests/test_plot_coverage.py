"""The picture of all objectives together: a bar per objective, in pieces, with the bandwidth below it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from drawn import assert_legible, flowing, hatches, texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from wijkdata import dutch
from wijkdata.ambition.coverage import Aim, Answer
from wijkdata.ambition.verdicts import EITHER, MISSED, REACHED, UNKNOWN
from wijkdata.effects import GRID, MEASURES
from wijkdata.plots import style
from wijkdata.plots.coverage import MARKS, page_count, plot_coverage

SIZES = [(880, 590), (1320, 885)]
ALL = (GRID, *MEASURES)


def aim(number=1, **changes) -> Aim:
    given = {
        "objective_id": f"doel-{number}",
        "theme": "aardgasvrij",
        "indicator": "co2_woningen",
        "name": f"CO₂ van alle woningen {number}",
        "unit": "t/jaar",
        "decimals": 0,
        "direction": "omlaag",
        "start": 30_000.0,
        "start_year": 2022,
        "target": 15_000.0,
        "upper": None,
        "year": 2030,
        "path": None,
    }
    return Aim(**{**given, **changes})


def answer(number=1, parts=None, spread=0.0, verdict=MISSED, sentence="Zo staat het.", **changes) -> Answer:
    """Return an answer whose parts add up to what is reached."""
    one = aim(number, **changes)
    given = {GRID: -5_000.0, "warmtenet": -4_000.0} if parts is None else parts
    start, target = one.start, one.target
    if start is None:
        return Answer(one, {}, target, target, target, None, 0.0, 0.0, 0.0, verdict, sentence)
    reached = start + sum(given.values())
    away = [
        max(0.0, (value - target) * (1 if one.direction == "omlaag" else -1))
        for value in (start, reached, reached - spread, reached + spread)
    ]
    return Answer(
        one,
        given,
        reached,
        reached - spread,
        reached + spread,
        away[0],
        away[1],
        min(away[2:]),
        max(away[2:]),
        verdict,
        sentence,
    )


def unknown(number=1, name="Bomen van de gemeente") -> Answer:
    return Answer(
        aim(number, name=name), {}, None, None, None, None, None, None, None, UNKNOWN, "Er is geen cijfer."
    )


def drawn(*answers, **changes):
    given = {"title": "Dit programma haalt geen van de doelen.", "source": "Bron: cijfers van de wijk."}
    return plot_coverage(answers, **{**given, **changes})


def boxes(figure, *, edged=True) -> list[tuple[float, float, float]]:
    """Return left, right and bottom in pixels of the pieces, or else of the ways to the target."""
    wide, high = style.size_of(figure)
    return [
        (one.get_x() * wide, (one.get_x() + one.get_width()) * wide, one.get_y() * high)
        for one in figure.findobj(Rectangle)
        if one is not figure.patch and (one.get_linewidth() > 0) == edged
    ]


def flat(figure) -> list[tuple[float, float]]:
    """Return from where to where the level lines run, in pixels."""
    wide, _ = style.size_of(figure)
    lines = [one.get_data() for one in figure.findobj(Line2D)]
    return [tuple(x * wide for x in xs) for xs, ys in lines if len(set(ys)) == 1]


def fits(figure, box) -> bool:
    wide, _ = style.size_of(figure)
    return style.MARGIN - 1 <= box[0] <= box[1] <= wide - style.MARGIN + 1


class TestWhatItSays:
    def test_each_objective_has_its_name_verdict_target_and_sentence(self):
        told = flowing(drawn(answer(1), answer(2, verdict=EITHER), answer(3, verdict=REACHED)))
        for number, verdict in ((1, MISSED), (2, EITHER), (3, REACHED)):
            assert f"CO₂ van alle woningen {number}" in told
            assert f"{MARKS[verdict]} {verdict}" in told
        assert told.count("doel 15.000 t in 2030") == 3
        assert told.count("Zo staat het.") == 3

    def test_a_piece_is_as_long_as_its_part_of_the_way(self):
        figure = drawn(answer())
        (whole,) = boxes(figure, edged=False)
        way = whole[1] - whole[0]
        lengths = [right - left for left, right, _ in boxes(figure)]
        assert lengths == pytest.approx([way / 3, way * 4 / 15])

    def test_upward_the_pieces_run_the_same_way(self):
        figure = drawn(
            answer(parts={"zonnepanelen": 500.0}, direction="omhoog", start=1_000.0, target=2_000.0)
        )
        (whole,), (piece,) = boxes(figure, edged=False), boxes(figure)
        assert piece[0] == pytest.approx(whole[0])
        assert piece[1] - piece[0] == pytest.approx((whole[1] - whole[0]) / 2)

    def test_what_works_against_the_objective_is_hatched_at_the_end_of_the_bar(self):
        figure = drawn(answer(parts={"warmtenet": -9_000.0, "inductie": 3_000.0}))
        (against,) = hatches(figure)
        wide, _ = style.size_of(figure)
        first = next(one for one in boxes(figure) if one[0] == pytest.approx(style.MARGIN))
        assert (against.get_x() + against.get_width()) * wide == pytest.approx(first[1])
        assert "Gearceerd: wat er weer af gaat door inductie." in flowing(figure)
        assert "Gearceerd" not in flowing(drawn(answer()))

    def test_a_piece_too_short_for_its_name_is_named_below_in_order(self):
        figure = drawn(answer(parts={"warmtenet": -9_000.0, "inductie": -100.0, GRID: -100.0}))
        assert "Van links naar rechts: schonere energie, warmtenet en inductie." in flowing(figure)
        assert "Van links naar rechts" not in flowing(drawn(answer()))

    def test_the_one_piece_that_there_is_is_named_below_too_if_it_does_not_fit(self):
        assert "inductie" in flowing(drawn(answer(parts={"inductie": -100.0})))

    def test_the_bandwidth_runs_from_the_least_to_the_most(self):
        figure = drawn(answer(spread=1_500.0))
        (whole,) = boxes(figure, edged=False)
        way = whole[1] - whole[0]
        ends = max(flat(figure), key=lambda one: abs(one[1] - one[0]))
        reached = whole[0] + way * 9 / 15
        assert sorted(ends) == pytest.approx([reached - way / 10, reached + way / 10])
        assert "De streep onder een balk" in flowing(figure)
        assert "De streep onder een balk" not in flowing(drawn(answer()))

    @pytest.mark.parametrize("count", [1, 2, 30])
    def test_those_of_which_nothing_can_be_told_are_named_or_counted_never_left_out(self, count):
        told = flowing(
            drawn(answer(), *(unknown(one, f"Bomen in straat {one}.") for one in range(1, count + 1)))
        )
        if count == 1:
            assert "Van één doel is niet te zeggen wat dit programma doet: Bomen in straat 1." in told
        elif count == 2:
            assert "Van 2 doelen is niet te zeggen" in told
        else:
            assert "Van 30 doelen is niet te zeggen wat dit programma doet." in told
        assert "…" not in told

    def test_where_they_are_named_instead_is_said(self):
        figure = drawn(answer(), unknown(), elsewhere="zie de laatste bladzijde")
        assert "niet te zeggen wat dit programma doet: zie de laatste bladzijde." in flowing(figure)

    def test_a_target_that_was_reached_already_has_no_bar(self):
        figure = drawn(
            answer(start=14_000.0, parts={}, verdict=REACHED, sentence="Al gehaald, en het blijft zo.")
        )
        assert boxes(figure) == boxes(figure, edged=False) == []
        assert "Al gehaald, en het blijft zo." in flowing(figure)
        assert "doel 15.000 t in 2030" in flowing(figure)

    def test_costs_have_no_start_and_so_no_bar_but_a_target(self):
        costs = answer(
            indicator="woonlasten_delta", start=None, start_year=None, target=0.0, sentence="Niet gehaald."
        )
        figure = drawn(costs)
        assert boxes(figure, edged=False) == []
        assert "doel 0 t in 2030" in flowing(figure)

    def test_without_objectives_it_says_what_will_stand_here(self):
        assert "zodra er doelen met een streefwaarde zijn" in flowing(drawn())
        assert "zodra er doelen met een streefwaarde zijn" in flowing(drawn(unknown()))

    @pytest.mark.parametrize(
        ("unit", "told"),
        [
            ("%", "doel 50% in 2030"),
            ("kWp", "doel 50 kWp in 2030"),
            ("m³/jaar", "doel 50 m³ in 2030"),
            ("", "doel 50 in 2030"),
        ],
    )
    def test_a_target_names_its_unit(self, unit, told):
        figure = drawn(answer(unit=unit, target=50.0, start=90.0, parts={"warmtenet": -20.0}))
        assert told in flowing(figure)

    def test_names_in_a_bar_stand_on_one_line(self):
        parts = {"warmtenet": -6_000.0, "warmtepomp": -6_000.0}
        figure = drawn(answer(parts=parts))
        first, second = (one for one in texts(figure) if one.get_text() in ("warmtenet", "warmtepomp"))
        assert first.get_verticalalignment() == second.get_verticalalignment() == "baseline"
        assert first.get_position()[1] == second.get_position()[1]

    def test_the_band_of_an_objective_ends_at_its_near_edge(self):
        below = answer(
            direction="band", start=1.0, target=3.0, upper=4.0, parts={"warmtenet": 1.0}, decimals=1
        )
        above = answer(
            direction="band", start=6.0, target=3.0, upper=4.0, parts={"warmtenet": -1.0}, decimals=1
        )
        below = replace(below, needed=2.0, gap=1.0)
        above = replace(above, needed=2.0, gap=1.0)
        for one in (below, above):
            figure = drawn(one)
            (whole,), (piece,) = boxes(figure, edged=False), boxes(figure)
            assert piece[1] - piece[0] == pytest.approx((whole[1] - whole[0]) / 2)
            assert "doel 3,0 tot 4,0 t in 2030" in flowing(figure)


class TestWhatFits:
    @pytest.mark.parametrize("size", SIZES)
    @pytest.mark.parametrize("count", [0, 1, 6, 30])
    def test_every_objective_stands_on_one_page_and_is_legible(self, size, count):
        answers = [answer(number, spread=900.0) for number in range(count)]
        seen = []
        for page in range(page_count(answers, size)):
            figure = drawn(*answers, page=page, size=size)
            assert_legible(figure)
            seen += [one.get_text() for one in texts(figure) if "CO₂" in one.get_text()]
        assert seen == [one.aim.name for one in answers]
        with pytest.raises(ValueError, match="page"):
            drawn(*answers, page=page_count(answers, size), size=size)

    @pytest.mark.parametrize("size", SIZES)
    def test_with_every_measure_and_every_note_nothing_is_cut_off(self, size):
        parts = dict.fromkeys(ALL, -900.0) | {"inductie": 200.0}
        answers = [answer(number, parts, spread=900.0) for number in range(9)] + [unknown(99)]
        figure = drawn(*answers, size=size, elsewhere="zie de laatste bladzijde")
        assert_legible(figure)
        assert "…" not in flowing(figure)
        assert "Gearceerd" in flowing(figure)

    @pytest.mark.parametrize("size", SIZES)
    @pytest.mark.parametrize("name", ["lang" * 60, "Alle woningen in de hele wijk samen " * 8, "日本 🏠 $x$"])
    def test_a_long_name_stays_beside_the_verdict(self, size, name):
        one = answer(name=name, sentence=name, verdict=EITHER)
        figure = drawn(one, unknown(2, name), size=size)
        assert_legible(figure)
        assert f"{MARKS[EITHER]} {EITHER}" in flowing(figure)

    @pytest.mark.parametrize("size", SIZES)
    @pytest.mark.parametrize(("start", "target"), [(4e9, 1e9), (4e-3, 1e-3), (0.0, -5e6), (1e12, 0.0)])
    def test_huge_and_tiny_numbers_leave_room_for_the_bar(self, size, start, target):
        step = (target - start) / 3
        one = answer(start=start, target=target, parts={"warmtenet": step}, spread=abs(step), decimals=3)
        figure = drawn(one, size=size)
        assert_legible(figure)
        (whole,) = boxes(figure, edged=False)
        assert whole[1] - whole[0] > size[0] / 4

    def test_far_beyond_the_target_ends_at_the_edge(self):
        figure = drawn(answer(parts={"warmtenet": -9e6}, spread=8e6, verdict=REACHED))
        assert_legible(figure)
        assert all(fits(figure, one) for one in boxes(figure))
        assert f"{dutch.number(30_000 - 9e6, 0)} ▶" in flowing(figure)
        assert "▶" not in flowing(drawn(answer()))

    def test_a_sentence_without_room_leaves_start_and_target_away_and_never_what_comes_of_it(self):
        figure = drawn(answer(spread=1_500.0, sentence=f"Van hier {'en daar ' * 20}: tekort."))
        assert "Tekort 6.000 t (tussen 4.500 en 7.500)." in flowing(figure)


amounts = st.floats(-2.0, 2.0)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.sampled_from(ALL), amounts, max_size=9),
            st.floats(0, 2),
            st.sampled_from(["omlaag", "omhoog"]),
            st.sampled_from([1e-4, 1.0, 1e5]),
            st.text(max_size=90),
            st.sampled_from([REACHED, EITHER, MISSED]),
        ),
        max_size=5,
    ),
    st.sampled_from(SIZES),
)
def test_whatever_the_answers_nothing_overlaps_and_no_bar_leaves_its_place(given_answers, size):
    answers = []
    for number, (parts, spread, direction, scale, name, verdict) in enumerate(given_answers):
        start, target = (2 * scale, scale) if direction == "omlaag" else (scale, 2 * scale)
        answers.append(
            answer(
                number,
                {key: part * scale for key, part in parts.items()},
                spread * scale,
                verdict,
                name,
                name=name,
                direction=direction,
                start=start,
                target=target,
                decimals=2,
            )
        )
    figure = drawn(*answers, size=size)
    assert_legible(figure)
    for box in boxes(figure) + boxes(figure, edged=False):
        assert fits(figure, box)
    wide, _ = style.size_of(figure)
    for ends in flat(figure):
        assert min(ends) >= style.MARGIN - 1
        assert max(ends) <= wide - style.MARGIN
