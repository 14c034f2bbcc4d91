"""The register of gemeente, wijken and buurten, the project area, and the embedded boundaries."""

from __future__ import annotations

import dataclasses
import re

import pandas as pd
import pytest

from wijkdata import areas, datasets, figures
from wijkdata.errors import UnknownAreaError

PRINS_ALEXANDER = (
    "BU05991444",
    "BU05991446",
    "BU05991448",
    "BU05991449",
    "BU05991463",
    "BU05991466",
    "BU05991467",
    "BU05991468",
)
REGISTER = datasets.areas()


@pytest.mark.parametrize(
    ("code", "level", "parent", "gemeente"),
    [
        ("NL00", "land", None, None),
        ("GM0599", "gemeente", "NL00", "GM0599"),
        ("WK059914", "wijk", "GM0599", "GM0599"),
        ("BU05991448", "buurt", "WK059914", "GM0599"),
        ("BU0363AE01", "buurt", "WK0363AE", "GM0363"),
        ("WK0363AE", "wijk", "GM0363", "GM0363"),
        ("BU0599144", None, None, None),
        ("BU059914488", None, None, None),
        ("bu05991448", None, None, None),
        ("3071", None, None, None),
        ("", None, None, None),
    ],
)
def test_a_code_tells_its_level_and_parents(
    code: str, level: str | None, parent: str | None, gemeente: str | None
) -> None:
    assert areas.level(code) == level
    assert areas.parent(code) == parent
    assert areas.gemeente(code) == gemeente


def test_padding_and_small_letters_are_taken_off() -> None:
    assert areas.clean("  gm0599  ") == "GM0599"
    assert areas.clean("WK059914  ") == "WK059914"


def test_the_parents_in_the_register_follow_from_the_codes() -> None:
    table = REGISTER.table
    for code, level, parent in table[["code", "level", "parent"]].itertuples(index=False):
        assert areas.level(code) == level
        assert (areas.parent(code) or "") == parent


def test_the_register_has_92_buurten_and_22_wijken_of_rotterdam() -> None:
    counts = REGISTER.table.groupby("level")["code"].nunique()
    assert counts["buurt"] == 92
    assert counts["wijk"] == 22
    assert counts["gemeente"] == 1


def test_code_and_boundary_year_are_the_key() -> None:
    assert not REGISTER.table.duplicated(["code", "boundary_year"]).any()


def test_names_and_membership() -> None:
    assert "BU05991448" in REGISTER
    assert "BU99999999" not in REGISTER
    assert REGISTER.name("BU05991448") == "Prinsenland"
    assert REGISTER.name("BU05991449") == "Het Lage Land"
    assert REGISTER.name("WK059914") == "Prins Alexander"
    assert REGISTER.name("BU99999999") == "BU99999999"


def test_children_of_a_wijk_and_of_the_gemeente() -> None:
    assert tuple(REGISTER.children("WK059914", 2014)) == PRINS_ALEXANDER
    assert len(REGISTER.children("GM0599")) == 92
    assert REGISTER.children("BU05991448") == []


def _register(*rows: tuple[str, int, str]) -> areas.Areas:
    table = [
        (code, year, name, areas.level(code), areas.parent(code), areas.gemeente(code), "1")
        for code, year, name in rows
    ]
    columns = ["code", "boundary_year", "name", "level", "parent", "gemeente", "change"]
    return areas.Areas(pd.DataFrame(table, columns=columns))


LETTERS = _register(
    ("GM0363", 2021, "Amsterdam"),
    ("WK0363AE", 2021, "De Wallen"),
    ("BU0363AE01", 2021, "Oude Kerk e.o."),
    ("BU0363AE02", 2021, "Burgwallen"),
    ("BU0363AE02", 2020, "Burgwallen Oost"),
    ("BU0363AE03", 2020, "Alleen in 2020"),
)


def test_letter_codes_and_the_year_of_the_division() -> None:
    assert LETTERS.children("WK0363AE", 2021) == ["BU0363AE01", "BU0363AE02"]
    assert LETTERS.children("WK0363AE", 2020) == ["BU0363AE02", "BU0363AE03"]
    assert LETTERS.name("BU0363AE02") == "Burgwallen"
    area = LETTERS.project_area(["wk0363ae "])
    assert area.buurten == ("BU0363AE01", "BU0363AE02")
    assert area.boundary_year == 2021
    assert LETTERS.project_area(["WK0363AE"], boundary_year=2020).buurten == ("BU0363AE02", "BU0363AE03")


def test_find_by_part_of_a_name_in_any_case() -> None:
    found = REGISTER.find("PRINS")
    assert list(found.columns) == ["code", "name", "level", "parent", "gemeente", "boundary_years"]
    assert set(found["code"]) == {"BU05991448", "WK059914"}
    assert found["boundary_years"].map(lambda years: years == sorted(years)).all()


def test_find_by_part_of_a_code() -> None:
    assert set(REGISTER.find("bu059914")["code"]) == set(PRINS_ALEXANDER)


def test_find_puts_the_exact_name_first() -> None:
    exact = _register(("BU00010001", 2020, "Oud Centrum"), ("BU00010002", 2020, "Centrum"))
    assert exact.find("centrum")["code"].tolist() == ["BU00010002", "BU00010001"]


def test_find_takes_signs_literally() -> None:
    with pytest.raises(UnknownAreaError):
        REGISTER.find(".*")


def test_find_names_the_nearest_when_nothing_matches() -> None:
    with pytest.raises(UnknownAreaError, match=r"Bedoelt u BU05991448 \(Prinsenland\)"):
        REGISTER.find("Prinsenlnd")


@pytest.mark.parametrize("text", ["qqqq", "", "  ", "de parken", "hoorn", "Apeldoorn", "Prinsenlnd"])
def test_what_is_unknown_says_where_there_are_figures_and_how_to_get_more(text: str) -> None:
    with pytest.raises(UnknownAreaError, match="kennen wij niet") as caught:
        REGISTER.find(text)
    assert "Er zijn cijfers voor Rotterdam." in str(caught.value)
    assert "‘wijkdata fetch NAAM’" in str(caught.value)
    assert "‘wijkdata add BESTAND’" in str(caught.value)
    assert ("Bedoelt u" in str(caught.value)) == (text == "Prinsenlnd")


def test_of_many_gemeenten_six_are_named() -> None:
    many = _register(*((f"GM{number:04}", 2020, f"Plaats {number}") for number in range(1, 10)))
    with pytest.raises(UnknownAreaError, match=r"voor Plaats 1, .*, Plaats 6 en nog 3 andere") as caught:
        many.find("qqqq")
    assert "Plaats 7" not in str(caught.value)


def test_a_gemeente_of_which_only_buurten_are_known_goes_by_its_code() -> None:
    with pytest.raises(UnknownAreaError, match=r"cijfers voor GM0001\."):
        _register(("BU00010001", 2020, "Centrum")).find("qqqq")


def test_project_area_of_two_buurten() -> None:
    area = REGISTER.project_area(["BU05991449", "BU05991448"])
    assert area.buurten == ("BU05991448", "BU05991449")
    assert area.codes == ("BU05991449", "BU05991448")
    assert area.name == "Het Lage Land en Prinsenland"
    assert area.published_code is None
    assert area.gemeente == "GM0599"


def test_project_area_of_a_wijk_stands_for_its_buurten() -> None:
    area = REGISTER.project_area(["WK059914"])
    assert area.buurten == PRINS_ALEXANDER
    assert area.published_code == "WK059914"


def test_project_area_by_exact_name_and_with_a_name_of_its_own() -> None:
    area = REGISTER.project_area(["prinsenland", "Het Lage Land"], name="Ons gebied")
    assert area.buurten == ("BU05991448", "BU05991449")
    assert area.name == "Ons gebied"


def test_the_same_buurt_twice_counts_once() -> None:
    area = REGISTER.project_area(["BU05991448", "Prinsenland", "bu05991448"])
    assert area.codes == ("BU05991448",)
    assert REGISTER.project_area(["WK059914", "BU05991448"]).buurten == PRINS_ALEXANDER


def test_a_project_area_over_two_gemeenten_has_no_single_gemeente() -> None:
    both = _register(("BU00010001", 2020, "A"), ("BU00020001", 2020, "B"))
    assert both.project_area(["BU00010001", "BU00020001"]).gemeente is None


def test_a_project_area_cannot_be_changed() -> None:
    area = REGISTER.project_area(["BU05991448"])
    with pytest.raises(dataclasses.FrozenInstanceError):
        area.name = "anders"  # type: ignore[misc]


def test_no_codes_at_all_asks_for_one() -> None:
    with pytest.raises(UnknownAreaError, match="Kies ten minste één buurt"):
        REGISTER.project_area([])


def test_an_unknown_code_gets_the_nearest() -> None:
    with pytest.raises(UnknownAreaError, match="BU0599144") as caught:
        REGISTER.project_area(["BU05991447"])
    assert "‘BU05991447’ kennen wij niet" in str(caught.value)


@pytest.mark.parametrize(
    ("code", "meant"), [("BU0599144", "BU0599144"), ("WK059999", "WK0599"), ("wk05991", "WK0599")]
)
def test_a_mistyped_code_is_held_against_codes_of_its_own_kind(code: str, meant: str) -> None:
    with pytest.raises(UnknownAreaError, match=r"Bedoelt u ") as caught:
        REGISTER.project_area([code])
    offered = re.findall(r"\b(?:GM|WK|BU)\w{4,}", str(caught.value).split("Bedoelt u")[1])
    assert offered
    assert all(one.startswith(meant) for one in offered)


@pytest.mark.parametrize(
    ("code", "gemeente"),
    [("BU02000801", "GM0200"), ("WK0363AE", "GM0363"), ("bu0363ae01", "GM0363"), ("GM0598", "GM0598")],
)
def test_a_code_of_another_gemeente_gets_no_look_alike_but_the_way_to_its_figures(
    code: str, gemeente: str
) -> None:
    for ask in (REGISTER.find, lambda text: REGISTER.project_area([text])):
        with pytest.raises(UnknownAreaError, match="kennen wij niet") as caught:
            ask(code)
        said = str(caught.value)
        assert f"van de gemeente {gemeente} zijn geen cijfers geladen" in said
        assert "Er zijn cijfers voor Rotterdam." in said
        assert f"‘wijkdata fetch {gemeente}’" in said
        assert "Bedoelt u" not in said


def test_a_code_of_a_gemeente_of_which_only_buurten_are_known_is_held_against_those() -> None:
    register = _register(("BU00010001", 2020, "Centrum"))
    assert "Bedoelt u BU00010001 (Centrum)?" in register.unknown("BU00010002")
    assert "Bedoelt u" not in register.unknown("WK000101")


@pytest.mark.parametrize(("name", "wijk", "buurt"), [("Delfshaven", "WK059903", "BU05990320")])
def test_a_name_of_both_a_wijk_and_a_buurt_asks_for_the_code(name: str, wijk: str, buurt: str) -> None:
    with pytest.raises(UnknownAreaError, match=r"is de naam van meer gebieden. Geef de code") as caught:
        REGISTER.project_area([name])
    assert f"{wijk} (wijk)" in str(caught.value)
    assert f"{buurt} (buurt)" in str(caught.value)
    assert REGISTER.project_area([wijk]).codes == (wijk,)


def test_shortcuts_over_the_embedded_register() -> None:
    assert set(figures.find_areas("Prins")["code"]) == {"BU05991448", "WK059914"}
    assert figures.project_area("BU05991448", name="P").name == "P"


@pytest.mark.parametrize(("level", "count"), [("buurt", 92), ("wijk", 22)])
def test_boundaries_are_valid_and_in_metres(level: str, count: int) -> None:
    shapes = datasets.boundaries(level)
    assert shapes.crs.to_epsg() == 28992
    assert len(shapes) == count
    assert shapes.index.is_unique
    assert shapes.is_valid.all()
    assert not shapes.is_empty.any()
    assert set(shapes.index) <= set(REGISTER.codes)
    left, bottom, right, top = shapes.total_bounds
    assert 55_000 < left < right < 105_000
    assert 425_000 < bottom < top < 450_000


def test_prinsenland_and_het_lage_land_share_a_border_without_gap_or_overlap() -> None:
    shapes = datasets.boundaries()["geometry"]
    one, other = shapes["BU05991448"], shapes["BU05991449"]
    assert one.intersection(other).area == pytest.approx(0, abs=1)
    assert one.intersection(other).length > 1000
    together = one.union(other)
    assert together.geom_type == "Polygon"
    assert len(together.interiors) == 0
    assert together.area == pytest.approx(one.area + other.area, abs=1)


def test_buurten_do_not_overlap_and_fill_their_wijk() -> None:
    buurten, wijken = datasets.boundaries("buurt")["geometry"], datasets.boundaries("wijk")["geometry"]
    parts = buurten[list(PRINS_ALEXANDER)]
    together = parts.union_all()
    assert together.area == pytest.approx(parts.area.sum(), rel=1e-6)
    assert together.symmetric_difference(wijken["WK059914"]).area / together.area < 0.01


def test_every_embedded_figure_is_of_a_known_area() -> None:
    assert set(datasets.embedded_observations()["area"]) <= set(REGISTER.codes)


def test_every_table_tells_publisher_licence_and_date() -> None:
    tables = datasets.tables()
    assert set(datasets.embedded_observations()["table"]) <= set(tables.index)
    for column in ("title", "publisher", "attribution", "licence", "years", "retrieved"):
        assert tables[column].notna().all(), column


def test_a_caller_cannot_change_the_parameters_of_the_next() -> None:
    first = datasets.parameters()
    first.loc["aandeel_verwarming", "value"] = 99.0
    assert datasets.parameters().loc["aandeel_verwarming", "value"] == 0.8
