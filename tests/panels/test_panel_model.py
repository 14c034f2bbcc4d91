"""What the panels share: every change in the file at once, undo, and a file that another window changed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from acts import decision, model_in_conflict, model_with_area, reason

from wijkdata.ambition import adoption, edit, file
from wijkdata.ambition.model import Ambition
from wijkdata.errors import AmbitionFileError, ChangedOnDiskError, WijkdataError
from wijkdata.panels import AmbitionModel
from wijkdata.panels.model import MOST_UNDONE


class TestModel:
    def test_keeps_each_change_in_the_file_at_once(self, model, path):
        model.change(edit.set_theme, "circulair", "moet", "omdat het kan")
        assert file.load(path) == model.ambition
        assert model.saved.startswith("bewaard ")

    def test_undo_goes_back_in_the_file_too(self, model, path):
        before = model.ambition.themes
        model.change(edit.set_theme, "circulair", "moet", "omdat het kan")
        model.undo()
        assert file.load(path).themes == before
        assert not model.can_undo

    def test_a_trial_is_kept_nowhere(self, model, path):
        before = path.read_bytes()
        model.trial().change(edit.set_theme, "circulair", "moet", "")
        assert path.read_bytes() == before

    def test_undo_keeps_the_decisions_of_now(self, model, path):
        before = model.ambition.themes
        standing = [one.what for one in model.ambition.decisions]
        model.change(edit.set_theme, "circulair", "moet", "omdat het kan")
        model.change(edit.add_decision, decision("Zo doen we het."))
        model.undo()
        assert file.load(path).themes == before
        assert [one.what for one in file.load(path).decisions] == [*standing, "Zo doen we het."]
        assert not model.can_undo

    def test_a_decision_alone_cannot_be_undone(self, model, path):
        model.change(edit.add_decision, decision("Zo doen we het."))
        assert not model.can_undo
        model.undo()
        assert file.load(path).decisions[-1].what == "Zo doen we het."

    def test_the_last_two_hundred_changes_can_be_undone(self, model):
        trial = model.trial()
        for number in range(MOST_UNDONE + 5):
            trial.change(edit.set_theme, "circulair", "moet", f"omdat {number}")
        for _ in range(MOST_UNDONE):
            assert trial.can_undo
            trial.undo()
        assert not trial.can_undo
        assert reason(trial.ambition) == "omdat 4"

    def test_a_second_window_is_not_overwritten(self, path):
        one, other = AmbitionModel.open(path), AmbitionModel.open(path)
        one.change(edit.set_theme, "circulair", "moet", "venster een")
        seen = []
        other.observe(lambda change: seen.append(change["new"]), names="ambition")
        with pytest.raises(ChangedOnDiskError):
            other.change(edit.set_theme, "circulair", "niet", "venster twee")
        assert other.saved.startswith("niet bewaard")
        assert "Iemand anders" in other.failure
        assert reason(file.load(path)) == "venster een"
        assert [reason(one) for one in seen] == [reason(other.ambition)] == ["venster twee"]

    def test_what_could_not_be_kept_is_kept_with_the_next_try(self, model, path, disk):
        disk("full")
        with pytest.raises(AmbitionFileError, match="vol"):
            model.change(edit.set_theme, "circulair", "moet", "eerste")
        with pytest.raises(AmbitionFileError, match="vol"):
            model.keep()
        disk("room")
        model.keep()
        assert (model.failure, reason(file.load(path))) == ("", "eerste")
        assert model.saved.startswith("bewaard ")
        model.undo()
        assert reason(file.load(path)) != "eerste"

    def test_without_a_failure_there_is_nothing_to_try_again(self, model, path):
        before = path.read_bytes()
        model.keep()
        assert path.read_bytes() == before

    def test_undo_that_cannot_be_kept_says_so(self, model, disk):
        model.change(edit.set_theme, "circulair", "moet", "eerste")
        disk("full")
        with pytest.raises(AmbitionFileError):
            model.undo()
        assert reason(model.ambition) != "eerste"
        assert model.failure

    def test_a_copy_is_gone_on_with(self, path):
        model = model_in_conflict(path)
        copy = model.keep_as_copy()
        assert copy == path.with_name("wijk-kopie.ambitie.json")
        assert (model.failure, model.path) == ("", copy)
        assert model.saved.endswith(" in wijk-kopie")
        model.change(edit.set_theme, "circulair", "kan", "verder")
        assert reason(file.load(copy)) == "verder"
        assert file.load(path).title == "van een ander"
        assert model.saved.endswith(" in wijk-kopie")

    def test_the_other_version_is_opened_and_the_own_one_kept_beside_it(self, path):
        model = model_in_conflict(path)
        copy = model.reopen()
        assert reason(file.load(copy)) == "van mij"
        assert model.ambition == file.load(path)
        assert (model.failure, model.path, model.can_undo) == ("", path, False)
        assert model.saved.startswith("bewaard ")
        model.change(edit.set_theme, "circulair", "kan", "verder")
        assert (file.load(path).title, reason(file.load(path))) == ("van een ander", "verder")

    @pytest.mark.parametrize("trouble", ["damaged", "full"])
    def test_another_version_that_cannot_be_opened_loses_nothing(self, path, disk, trouble):
        model = model_in_conflict(path)
        if trouble == "damaged":
            path.write_text("{", encoding="utf-8")
        else:
            disk("full")
        with pytest.raises(AmbitionFileError):
            model.reopen()
        assert reason(model.ambition) == "van mij"
        assert model.failure
        assert sorted(path.parent.glob("*kopie*")) == []

    def test_a_file_that_another_window_made_meanwhile_can_be_opened(self, tmp_path):
        path = tmp_path / "nieuw.ambitie.json"
        model = AmbitionModel.open(path)
        file.new(path, Ambition(title="van een ander"))
        with pytest.raises(AmbitionFileError, match="bestaat al"):
            model.change(edit.set_title, "van mij")
        assert file.load(model.reopen()).title == "van mij"
        assert model.ambition.title == "van een ander"

    def test_a_hand_made_file_without_a_moment_is_opened_as_such(self, path):
        model = model_in_conflict(path)
        path.write_text('{"schema_version": 1}', encoding="utf-8")
        model.reopen()
        assert model.saved == "nog niets gewijzigd"

    def test_a_trial_has_no_copy(self, model):
        with pytest.raises(WijkdataError, match="proef"):
            model.trial().keep_as_copy()

    @pytest.mark.parametrize(
        ("area", "said"),
        [
            ({"codes": ["BU05991448", "BU05991999"]}, "‘BU05991999’ kennen wij niet. Bedoelt u"),
            ({"codes": ["WK059914"], "boundary_year": 1990}, "komt niet voor in de indeling van 1990"),
        ],
    )
    def test_an_area_that_is_not_there_is_none_with_a_reason(self, path, area, said):
        model = model_with_area(path, area)
        assert model.area is None
        assert said in model.area_problem
        for deed in (model.known_area, lambda: model.figures):
            with pytest.raises(WijkdataError) as caught:
                deed()
            assert str(caught.value) == model.area_problem

    @pytest.mark.parametrize(
        ("codes", "year", "left"),
        [
            (["BU05999999", "BU05991448", "WK059999"], 2014, ["BU05991448"]),
            (["WK059914"], 1990, ["WK059914"]),
            (["BU05999999"], 2014, []),
        ],
    )
    def test_an_area_is_mended_by_leaving_out_what_is_not_there(self, path, codes, year, left):
        model = model_with_area(path, {"codes": codes, "boundary_year": year})
        model.mend_area()
        assert file.load(path).area.codes == left
        assert (model.area is not None) == bool(left)
        assert model.area_problem == ""

    def test_the_figures_follow_the_area(self, model):
        before = model.figures
        assert model.figures is before
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        assert len(model.figures)
        assert not model.figures.equals(before)

    def test_a_file_of_another_day_says_which(self, path):
        yesterday = datetime.now(UTC) - timedelta(days=1)
        file.save(
            file.load(path).model_copy(update={"title": "x"}), path, expected=file.read(path).fingerprint
        )
        text = path.read_text(encoding="utf-8")
        today = AmbitionModel.open(path)
        assert re.fullmatch(r"bewaard \d\d:\d\d", today.saved)
        path.write_text(
            text.replace(f"{today.ambition.changed:%Y-%m-%d}", f"{yesterday:%Y-%m-%d}"), encoding="utf-8"
        )
        assert re.fullmatch(r"bewaard \d\d-\d\d-\d{4} \d\d:\d\d", AmbitionModel.open(path).saved)

    def test_a_damaged_file_is_refused_and_left_alone(self, path):
        path.write_text('{"title": ', encoding="utf-8")
        with pytest.raises(WijkdataError, match=r"wijk\.ambitie\.json"):
            AmbitionModel.open(path)
        assert path.read_text(encoding="utf-8") == '{"title": '

    def test_opens_the_users_copy_of_the_example_by_default(self, own_home):
        assert AmbitionModel.open().ambition.example
        assert (own_home / "voorbeeld.ambitie.json").exists()

    def test_starts_empty_on_a_name_that_is_not_there_yet(self, tmp_path):
        model = AmbitionModel.open(tmp_path / "nieuw.ambitie.json")
        model.change(edit.set_area, ["BU05991448"], "Prinsenland", 2014)
        assert file.load(tmp_path / "nieuw.ambitie.json").area.codes == ["BU05991448"]


class TestMerge:
    def test_changes_of_two_windows_both_stay(self, path):
        one, other = AmbitionModel.open(path), AmbitionModel.open(path)
        one.change(edit.set_theme, "circulair", "moet", "venster een")
        with pytest.raises(ChangedOnDiskError):
            other.change(edit.set_title, "venster twee")
        merged = other.merge()
        assert merged.conflicts == ()
        kept = file.load(path)
        assert (kept.title, reason(kept)) == ("venster twee", "venster een")
        assert (other.ambition, other.failure, other.can_undo) == (kept, "", True)
        assert other.saved.startswith("bewaard ")

    def test_what_both_changed_is_told_and_the_other_version_is_kept(self, path):
        one, other = AmbitionModel.open(path), AmbitionModel.open(path)
        one.change(edit.set_theme, "circulair", "moet", "venster een")
        with pytest.raises(ChangedOnDiskError):
            other.change(edit.set_theme, "circulair", "niet", "venster twee")
        told = [conflict.text for conflict in other.merge().conflicts]
        assert "Circulair, reden: hier ‘venster twee’, in de andere versie ‘venster een’" in told
        assert reason(file.load(path)) == "venster twee"
        assert reason(file.load(file.versions(path)[0].path)) == "venster een"

    def test_each_window_goes_on_from_what_was_merged(self, path):
        one, other = AmbitionModel.open(path), AmbitionModel.open(path)
        for turn in range(3):
            one.change(edit.set_theme, "circulair", "moet", f"beurt {turn}")
            with pytest.raises(ChangedOnDiskError):
                other.change(edit.add_decision, decision(f"besluit {turn}"))
            assert other.merge().conflicts == ()
            with pytest.raises(ChangedOnDiskError):
                one.change(edit.set_title, f"titel {turn}")
            assert one.merge().conflicts == ()
            with pytest.raises(ChangedOnDiskError):
                other.change(edit.set_theme, "participatie", "kan", f"beurt {turn}")
            assert other.merge().conflicts == ()
            one = AmbitionModel.open(path)
        kept = file.load(path)
        assert (kept.title, reason(kept)) == ("titel 2", "beurt 2")
        assert [each.what for each in kept.decisions][-3:] == ["besluit 0", "besluit 1", "besluit 2"]

    def test_undo_after_it_takes_back_what_this_window_did_and_nothing_of_the_other(self, path):
        one, other = AmbitionModel.open(path), AmbitionModel.open(path)
        title = one.ambition.title
        other.change(edit.set_theme, "circulair", "moet", "eerst")
        other_title = AmbitionModel.open(path)
        other_title.change(edit.set_title, "van een ander")
        with pytest.raises(ChangedOnDiskError):
            other.change(edit.set_theme, "circulair", "kan", "dan")
        other.merge()
        assert (other.ambition.title, reason(other.ambition)) == ("van een ander", "dan")
        other.undo()
        assert (file.load(path).title, reason(file.load(path))) == ("van een ander", "eerst")
        other.undo()
        kept = file.load(path)
        assert kept.title == "van een ander"
        assert kept.model_copy(update={"title": title, "changed": None}) == one.ambition.model_copy(
            update={"changed": None}
        )
        assert not other.can_undo

    def test_undo_of_what_both_changed_gives_the_value_of_the_other(self, path):
        model = AmbitionModel.open(path)
        file.save(edit.set_theme(file.load(path), "circulair", "niet", "van een ander"), path)
        with pytest.raises(ChangedOnDiskError):
            model.change(edit.set_theme, "circulair", "niet", "van mij")
        assert len(model.merge().conflicts) == 1
        assert reason(file.load(path)) == "van mij"
        model.undo()
        assert reason(file.load(path)) == "van een ander"

    def test_undo_does_not_bring_back_what_overrules_the_other(self, path):
        model = AmbitionModel.open(path)
        before = reason(model.ambition)
        file.save(edit.set_theme(file.load(path), "circulair", "niet", "van een ander"), path)
        for text in ("van mij", before):
            with pytest.raises(ChangedOnDiskError):
                model.change(edit.set_theme, "circulair", "niet", text)
        assert model.merge().conflicts == ()
        # One step back the two differed, and nobody was told so.
        assert not model.can_undo
        assert reason(file.load(path)) == "van een ander"

    def test_undo_ends_where_it_would_take_back_what_the_other_did(self, path):
        model = AmbitionModel.open(path)
        model.change(edit.add_objective, "leefbaarheid", None, "Meer bankjes.")
        other = AmbitionModel.open(path)
        key = other.ambition.objectives[-1].id
        other.change(edit.set_responsibility, key, owner="gemeente")
        with pytest.raises(ChangedOnDiskError):
            model.change(edit.set_theme, "circulair", "kan", "van mij")
        model.merge()
        model.undo()
        # Before this there was no such objective, but by now the other has given it an owner.
        assert not model.can_undo
        assert file.load(path).objective(key).owner == "gemeente"

    def test_a_decision_of_the_other_stays_when_going_back(self, path):
        model = AmbitionModel.open(path)
        model.change(edit.set_theme, "circulair", "moet", "eerst")
        AmbitionModel.open(path).change(edit.add_decision, decision("van een ander"))
        with pytest.raises(ChangedOnDiskError):
            model.change(edit.set_theme, "circulair", "kan", "dan")
        model.merge()
        model.undo()
        assert file.load(path).decisions[-1].what == "van een ander"
        assert reason(file.load(path)) == "eerst"

    def test_with_a_full_disk_nothing_changes(self, path, disk):
        model = model_in_conflict(path)
        before, on_disk = model.ambition, path.read_bytes()
        disk("full")
        with pytest.raises(AmbitionFileError, match="vol"):
            model.merge()
        assert (model.ambition, path.read_bytes()) == (before, on_disk)
        disk("room")
        model.merge()
        assert file.load(path).title == "van een ander"


class TestAdopt:
    def test_the_version_is_in_the_file_and_its_copy_beside_it(self, model, path):
        model.change(edit.set_theme, "circulair", "kan", "dan")
        model.adopt("stuurgroep", date(2026, 5, 31))
        assert [one.number for one in file.load(path).adopted] == [1]
        assert adoption.frozen(path, file.load(path).adopted[0]) == file.load(path)
        assert adoption.verify(path, 1).intact

    def test_it_cannot_be_undone_but_what_came_before_can(self, model, path):
        before = reason(model.ambition)
        model.change(edit.set_theme, "circulair", "kan", "dan")
        model.adopt("stuurgroep", date(2026, 5, 31))
        model.undo()
        assert reason(file.load(path)) == before
        assert adoption.state(file.load(path)).changed

    def test_without_room_it_is_not_adopted(self, model, path, disk):
        disk("full")
        with pytest.raises(AmbitionFileError, match="vol"):
            model.adopt("stuurgroep", date(2026, 5, 31))
        assert model.ambition.adopted == []
        disk("room")
        model.keep()
        assert file.load(path).adopted == []
        model.adopt("stuurgroep", date(2026, 5, 31))
        assert adoption.verify(path, 1).intact

    def test_what_is_not_in_the_file_is_not_adopted(self, path):
        model = model_in_conflict(path)
        with pytest.raises(WijkdataError, match="nog niet bewaard"):
            model.adopt("stuurgroep", date(2026, 5, 31))

    def test_a_copy_takes_the_adopted_versions_along(self, model, path):
        model.adopt("stuurgroep", date(2026, 5, 31))
        copy = model.keep_as_copy()
        assert adoption.verify(copy, 1).intact
