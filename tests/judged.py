"""Judging with figures as people write them: ``14.5@2015``."""

from __future__ import annotations

import pytest

from wijkdata.pathways import Point
from wijkdata.progress import Assessment, assess


def point(text: str | None) -> Point | None:
    if text is None:
        return None
    value, year = text.split("@")
    return Point(int(year), float(value))


def judge(
    baseline: str, current: str | None, target: str | None, direction: str = "omhoog", **more
) -> Assessment:
    return assess(
        baseline=point(baseline), current=point(current), target=point(target), direction=direction, **more
    )


def case(name, *values):
    return pytest.param(*values, id=name)
