"""What makes buurten alike is kept in the ambition, and is the same on the screen and in every document."""

from __future__ import annotations

from datetime import date

import pytest
from test_ambition_rules import whole

from wijkdata.ambition import adoption, edit, file, public
from wijkdata.ambition.differences import differences
from wijkdata.ambition.likeness import likeness_of, set_likeness
from wijkdata.ambition.merge import merge
from wijkdata.ambition.model import Ambition, AreaChoice, Likeness
from wijkdata.errors import WijkdataError
from wijkdata.panels import AmbitionModel
from wijkdata.reports import facts
from wijkdata.similar import GROUPS, Choice, similar

AREA = AreaChoice(name="Prinsenland", codes=["BU05991448"], boundary_year=2014)
CHOICE = Choice({"eigendom": 3, "dichtheid": 0}, dwellings=500)


def test_every_group_of_traits_can_be_kept():
    assert set(Likeness.model_fields) == {*GROUPS, "dwellings"}
    usual = likeness_of(Ambition())
    assert (usual.counted, usual.dwellings) == (Choice().counted, Choice().dwellings)


def test_a_choice_survives_the_file_and_the_usual_one_is_none(tmp_path):
    path = tmp_path / "wijk.ambitie.json"
    file.save(set_likeness(Ambition(), CHOICE), path)
    kept = likeness_of(file.load(path))
    assert (kept.counted, kept.dwellings) == (CHOICE.counted, 500)
    assert set_likeness(file.load(path), Choice()).likeness is None


def test_a_number_of_dwellings_that_cannot_be_is_refused():
    with pytest.raises(WijkdataError):
        set_likeness(Ambition(), Choice(dwellings=-1))


def test_the_screen_and_the_documents_compare_with_the_same_buurten(tmp_path):
    """As buurten that are sought with those weights, and others than the usual ones."""
    path = tmp_path / "wijk.ambitie.json"
    file.save(Ambition(area=AREA), path)
    model = AmbitionModel.open(path)
    usual = model.alike.codes
    model.compare_by(CHOICE)
    wanted = similar(model.known_area(), CHOICE).codes
    assert wanted != usual
    assert model.alike.codes == wanted
    assert AmbitionModel.open(path).alike.codes == wanted
    assert facts.gather(file.load(path), date(2026, 5, 31)).model.alike.codes == wanted
    model.undo()
    assert model.alike.codes == usual


def test_another_comparison_is_no_change_of_what_was_adopted():
    once = adoption.adopt(whole(), "stuurgroep", date(2026, 5, 31))
    assert not adoption.state(set_likeness(once, CHOICE)).changed
    assert public.for_others(set_likeness(once, CHOICE)).likeness is not None


def test_a_difference_is_told_under_wijk():
    (one, *_) = found = differences(
        set_likeness(Ambition(), Choice({"eigendom": 2})), set_likeness(Ambition(), CHOICE)
    )
    assert {one.group for one in found} == {"Wijk"}
    assert one.text == "gelijksoortige buurten, gewicht van eigendom van 2 naar 3"


def test_two_that_chose_another_comparison_keep_one_of_them_whole():
    """Field by field the two could come to a comparison in which nothing counts."""
    only = {group: dict.fromkeys(GROUPS, 0) | {group: 1} for group in ("eigendom", "dichtheid")}
    base = set_likeness(whole(), Choice(dict.fromkeys(("eigendom", "dichtheid"), 1) | {"woningtype": 0}))
    mine, theirs = (set_likeness(base, Choice(weights)) for weights in only.values())
    merged = merge(base, mine, edit.set_title(theirs, "Anders"))
    assert merged.ambition.likeness == mine.likeness
    (conflict,) = merged.conflicts
    assert conflict.where == "Wijk, gelijksoortige buurten"
