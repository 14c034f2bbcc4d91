"""Whatever is given gets a status with a reason, or is refused at its field."""

from __future__ import annotations

import json
import math
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judged import case, judge

from wijkdata.errors import TargetError
from wijkdata.pathways import PATH_NAMES, Point
from wijkdata.progress import METHODS, STATUSES, assess, forecast_year, pace_sentence


@pytest.mark.parametrize(
    ("field", "more"),
    [
        case("method", "method", {"method": "statscan"}),
        case("direction", "direction", {"direction": "up"}),
        case("path", "path", {"path": "linear"}),
        case("path that cannot be", "path", {"path": "constant", "target": Point(2030, 0)}),
        case("baseline", "baseline", {"baseline": Point(2020, math.nan)}),
        case("current", "current", {"current": Point(2024, math.inf)}),
        case("target", "target", {"target": Point(2030, math.nan)}),
        case("target year", "target_year", {"target": Point(2020, 80)}),
        case("limit", "limit", {"limit": math.nan}),
        case("history", "history", {"history": [Point(2022, math.nan)]}),
        case("band missing", "band", {"direction": "band"}),
        case("band unwanted", "band", {"band": (1, 2)}),
        case("band turned", "band", {"direction": "band", "band": (2, 1)}),
        case("band unknown", "band", {"direction": "band", "band": (math.nan, 1)}),
    ],
)
def test_an_input_that_cannot_be_right_is_refused_at_its_field(field, more):
    given_inputs = {
        "baseline": Point(2020, 50),
        "current": Point(2024, 60),
        "target": Point(2030, 80),
        "direction": "omhoog",
    } | more
    with pytest.raises(TargetError) as caught:
        assess(**given_inputs)
    assert caught.value.field == field
    assert str(caught.value).endswith((".", "?"))


def test_an_unknown_method_names_the_nearest():
    with pytest.raises(TargetError, match="Bedoelt u ‘statcan’"):
        judge("50@2020", "60@2024", "80@2030", method="statscan")


values = st.floats(-1e12, 1e12) | st.sampled_from([0.0, -0.0, 5e-324, -5e-324, 100.0, 1e14])
amounts = st.floats(-1e6, 1e6, width=32, allow_subnormal=False)
points = st.builds(Point, st.integers(2015, 2050), values)


@settings(deadline=None, max_examples=400)
@given(
    values,
    st.none() | points,
    st.none() | st.builds(Point, st.integers(2021, 2060), values),
    st.sampled_from(["omhoog", "omlaag", "band", "context"]),
    st.sampled_from(sorted(METHODS)),
    st.sampled_from(sorted(PATH_NAMES)),
    st.none() | values,
    st.lists(points, max_size=8),
    st.tuples(values, values),
    st.none() | st.integers(0, 3),
)
def test_every_finite_input_gets_one_of_the_six_statuses(
    base, current, target, direction, method, path, limit, history, edges, decimals
):
    baseline = Point(2020, base)
    try:
        found = assess(
            baseline=baseline,
            current=current,
            target=target,
            direction=direction,
            method=method,
            path=path,
            limit=limit,
            history=history,
            band=(min(edges), max(edges)) if direction == "band" else None,
            unit="%",
            decimals=decimals,
        )
    except TargetError:
        # Only where the path itself does not exist for these values, and only if the method needs it.
        assert (method, path) in {("pad", "constant"), ("pad", "absoluut")}
        return
    assert found.status in STATUSES
    assert found.reason.endswith(".")
    json.dumps(asdict(found), allow_nan=False)
    assert pace_sentence(found, "m³/jaar", decimals)


@settings(deadline=None)
@given(
    amounts,
    amounts,
    amounts,
    st.sampled_from(["omhoog", "omlaag"]),
    st.sampled_from([2.0, 1024.0, 0.5]),
)
def test_the_path_ratio_does_not_depend_on_the_unit(base, current, target, direction, factor):
    first, second = (
        assess(
            baseline=Point(2020, base * scale),
            current=Point(2024, current * scale),
            target=Point(2030, target * scale),
            direction=direction,
        )
        for scale in (1.0, factor)
    )
    assert first.status == second.status
    if first.ratio is None or second.ratio is None:
        assert first.ratio == second.ratio
    else:
        assert first.ratio == pytest.approx(second.ratio, rel=1e-9)


@settings(deadline=None)
@given(values, values, st.none() | values, st.sampled_from(["omhoog", "omlaag", "context"]))
def test_every_finite_input_gets_a_forecast(base, current, target, direction):
    goal = None if target is None else Point(2030, target)
    found = forecast_year(Point(2020, base), Point(2024, current), goal, direction)
    assert found.year is None or 2024 <= found.year <= 2150
    assert found.reason.endswith(".")


@settings(deadline=None)
@given(st.lists(values, min_size=3, max_size=9), values, st.sampled_from(["omhoog", "omlaag"]))
def test_the_interval_of_a_forecast_holds_the_forecast(measured, goal, direction):
    points = [Point(2015 + number, value) for number, value in enumerate(measured)]
    found = forecast_year(points[0], points[-1], Point(2030, goal), direction, history=points[1:-1])
    if found.year is None:
        # Where the middle of the interval never gets there, its worst end does not either.
        assert found.latest is None
    elif found.confidence is not None:
        assert found.earliest is not None
        assert found.earliest <= found.year
        assert found.latest is None or found.year <= found.latest
        assert points[-1].year < found.earliest
