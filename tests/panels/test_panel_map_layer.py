"""What lies over the picture of a map."""

from __future__ import annotations

import re

from wijkdata.panels.map_layer import map_layer

OUTLINES = {
    "BU05991448": ("M10,10L90,10L90,90Z", (60.0, 40.0)),
    "BU05991449": ("M300,200L390,200L390,290Z", (360.0, 240.0)),
}
WORDS = {"BU05991448": ("Prinsenland", "930 m³/jaar"), "BU05991449": ("Het <Lage> Land", "niet openbaar")}
PLACES = {"": 0, "BU05991448": 2, "BU05991449": 1}


def layer(pointed=None):
    return map_layer(OUTLINES, WORDS, PLACES, pointed=pointed, size=(400, 300))


def test_each_area_has_its_words_and_its_place():
    shown = layer()
    assert re.findall(r'class="wd-spot" data-place="(\d)"><path d="([^"]+)"', shown) == [
        ("2", "M10,10L90,10L90,90Z"),
        ("1", "M300,200L390,200L390,290Z"),
    ]
    assert "Het &lt;Lage&gt; Land" in shown
    assert "niet openbaar" in shown


def test_what_is_pointed_at_lies_on_top():
    shown = layer("BU05991448")
    assert re.findall(r'class="(wd-spot|wd-spot wd-on)" data-place="(\d)"', shown) == [
        ("wd-spot", "1"),
        ("wd-spot wd-on", "2"),
    ]


def test_words_stay_within_the_picture():
    for x, y, width, height in re.findall(
        r'<rect x="([-\d.]+)" y="([-\d.]+)" width="([\d.]+)" height="([\d.]+)"', layer()
    ):
        assert float(x) >= 0
        assert float(y) >= 0
        assert float(x) + float(width) <= 401
        assert float(y) + float(height) <= 300


def test_an_area_that_is_not_in_the_list_cannot_be_pressed():
    assert map_layer(OUTLINES, WORDS, {"": 0}, pointed=None, size=(400, 300)).count("<path") == 0
