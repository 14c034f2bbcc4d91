"""Adopting: refused while something is wrong, frozen for good, told when it is changed or tampered with."""

from __future__ import annotations

import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_ambition_file import ambitions
from test_ambition_rules import figure, gas, whole

from wijkdata.ambition import adoption, common_ground, delay_case, edit, file, notes, programme, public, rules
from wijkdata.ambition.model import (
    Adopted,
    Ambition,
    Assumption,
    Decision,
    Interest,
    Note,
    Party,
    Scenario,
    Step,
    ThemeChoice,
)
from wijkdata.ambition.seal import canonical, seal
from wijkdata.errors import AmbitionFileError, WijkdataError
from wijkdata.reports import facts

DAY = date(2026, 5, 31)

#: Of the ambition in `test_what_was_adopted_by_the_rule_of_before_still_stands`.
OLDER = "5f564be768d18be75c26383c5b0764f841580f2647517e8a8965c4bc4963f45f"


#: Of the ambition of `planned_with` 50 homes a year, when all scenarios were in a fingerprint.
WITH_SCENARIOS = "ffd923ea332adaab1f094fba94da69134d2a8966c1ef4ab5f3ee506f78d38ae1"


def planned_with(homes: float) -> Ambition:
    """Return an ambition of which A is the programme, and B a try-out with so many homes a year."""
    lines = {
        "A": Step(measure="warmtenet", homes=100.0, start=2027, end=2030),
        "B": Step(measure="hybride", homes=float(homes), start=2027, end=2030),
    }
    scenarios = [Scenario(name=name, steps=[line]) for name, line in lines.items()]
    return Ambition(title="Wijk", scenarios=scenarios, programme="A")


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "wijk.ambitie.json"


@pytest.fixture
def adopted(path) -> Ambition:
    """A file of which version 1 was adopted."""
    file.save(whole(), path)
    return file.save(adoption.adopt(whole(), "stuurgroep", DAY), path).ambition


def copy_of(path: Path, number: int = 1) -> Path:
    (found,) = file.frozen_copies(path, number)
    return found


class TestAdopt:
    def test_the_first_version_says_who_when_and_what(self):
        (one,) = adoption.adopt(whole(), " stuurgroep ", DAY).adopted
        assert (one.number, one.date, one.who) == (1, DAY, "stuurgroep")
        assert one.fingerprint == seal(whole())

    def test_what_is_wrong_is_named_and_nothing_is_adopted(self):
        wrong = whole(gas(baseline=figure(unit="kWh")))
        with pytest.raises(
            WijkdataError, match=r"er staat een fout in. Doel 1 .*nulmeting, eenheid: .*‘kWh’"
        ) as told:
            adoption.adopt(wrong, "stuurgroep", DAY)
        assert told.value.field == "ambition"

    def test_many_faults_are_counted(self):
        wrong = [gas(id=f"gas-{one}", target=None, baseline=figure(unit="kWh")) for one in range(5)]
        with pytest.raises(WijkdataError, match="En nog 2 fouten"):
            adoption.adopt(whole(*wrong), "stuurgroep", DAY)

    def test_what_is_left_open_may_stay(self):
        assert adoption.adopt(whole(gas(owner="")), "stuurgroep", DAY).adopted

    def test_the_same_is_not_adopted_twice(self):
        once = adoption.adopt(whole(), "stuurgroep", DAY)
        with pytest.raises(WijkdataError, match="niets veranderd sinds versie 1"):
            adoption.adopt(once, "stuurgroep", DAY)

    def test_a_change_makes_a_next_version(self):
        once = adoption.adopt(whole(), "stuurgroep", DAY)
        twice = adoption.adopt(edit.set_target(once, "gas_gem", 500, 2030), "raad", DAY)
        assert [(one.number, one.who) for one in twice.adopted] == [(1, "stuurgroep"), (2, "raad")]
        assert twice.adopted[0] == once.adopted[0]

    @pytest.mark.parametrize(
        ("who", "day", "field"),
        [
            (" ", DAY, "who"),
            ("raad", date.today() + timedelta(days=1), "date"),
            ("raad", DAY - timedelta(days=1), "date"),
        ],
    )
    def test_who_and_when_must_be_possible(self, who, day, field):
        before = edit.set_title(adoption.adopt(whole(), "stuurgroep", DAY), "Anders")
        with pytest.raises(WijkdataError) as told:
            adoption.adopt(before, who, day)
        assert told.value.field == field


class TestState:
    def test_before_during_and_after(self):
        assert adoption.state(whole()).sentence == "Er is nog geen versie vastgesteld."
        once = adoption.adopt(whole(), "stuurgroep", DAY)
        assert adoption.state(once).sentence == "Versie 1 staat vast sinds 31-5-2026."
        changed = adoption.state(edit.set_title(once, "Anders"))
        assert changed.changed
        assert changed.sentence == "Gewijzigd sinds versie 1, die op 31-5-2026 is vastgesteld."

    def test_what_is_internal_is_no_change(self):
        once = adoption.adopt(whole(), "stuurgroep", DAY)
        internal = Decision(date=DAY, what="Niet naar buiten.", internal=True)
        later = edit.add_decision(notes.add_note(once, "Bel de wethouder."), internal)
        assert not adoption.state(later).changed
        assert adoption.state(edit.add_decision(once, Decision(date=DAY, what="Wel."))).changed


class TestSeal:
    @settings(max_examples=60, deadline=None)
    @given(ambition=ambitions)
    def test_others_compute_the_same(self, ambition):
        assert seal(public.for_others(ambition)) == seal(ambition)

    def test_it_is_the_same_in_every_later_version_of_the_program(self):
        """Fixed for good: files that were adopted hold it."""
        assert canonical(Ambition(title="Wijk")) == '{"title":"Wijk"}'
        assert seal(Ambition(title="Wijk")) == (
            "3eed1597929a03ed365077a95a5f5c84eb85d15bff0ddcb69f4737ae3759e975"
        )

    def test_what_was_adopted_by_the_rule_of_before_still_stands(self, path):
        """The fingerprint was made by the program before priorities stayed behind with an internal interest."""
        before = Ambition(
            title="Wijk",
            parties=[Party(name="Corporatie", priorities=["aardgasvrij", "natuur"])],
            themes=[
                ThemeChoice(theme="aardgasvrij", choice="moet"),
                ThemeChoice(theme="natuur", choice="kan"),
            ],
            interests=[Interest(party="Corporatie", theme="aardgasvrij", weight=5, internal=True)],
        )
        mark = Adopted(number=1, date=DAY, who="raad", fingerprint=OLDER)
        ambition = before.model_copy(update={"adopted": [mark]})
        assert seal(before) != OLDER
        file.save(ambition, path)
        assert adoption.verify(path, 1).intact
        assert not adoption.state(ambition).changed
        assert adoption.frozen(path, mark) == file.load(path)
        turned = Party(name="Corporatie", priorities=["natuur", "aardgasvrij"])
        for other in ({"parties": [turned]}, {"title": "Andere wijk"}):
            assert adoption.state(ambition.model_copy(update=other)).changed
        # Documents bear the fingerprint of the day on which it was adopted.
        assert facts.gather(ambition, DAY).fingerprint == OLDER
        assert facts.gather(before, DAY).fingerprint == seal(before)

    def test_a_scenario_that_is_not_the_programme_is_not_agreed(self, path):
        """Trying things out in another scenario is no change of what was adopted; the programme itself is."""
        planned = planned_with(300)
        once = adoption.adopt(planned, "stuurgroep", DAY)
        tried = programme.plan(once, "B", "hybride", 80, 2027, 2030)
        more = programme.add_scenario(programme.rename_scenario(tried, "B", "Warmtepompen"), "C", "A")
        fewer = programme.remove_scenario(once, "B")
        for other in (tried, more, fewer):
            assert not adoption.state(other).changed
        with pytest.raises(WijkdataError, match="niets veranderd sinds versie 1"):
            adoption.adopt(more, "stuurgroep", DAY)
        for other in (
            programme.plan(once, "A", "warmtenet", 90, 2027, 2030),
            programme.choose_programme(once, "B"),
            programme.rename_scenario(once, "A", "Warmtenet"),
            programme.remove_scenario(once, "A"),
        ):
            assert adoption.state(other).changed
        file.save(planned, path)
        file.save(once, path)
        file.save(more, path)
        assert adoption.verify(path, 1).intact
        assert adoption.frozen(path, once.adopted[0]).scenarios == once.scenarios

    def test_what_was_adopted_with_all_its_scenarios_still_stands(self, path):
        """The fingerprint was made by the program before scenarios that are not the programme stayed behind."""
        mark = Adopted(number=1, date=DAY, who="raad", fingerprint=WITH_SCENARIOS)
        ambition = planned_with(50).model_copy(update={"adopted": [mark]})
        assert seal(ambition) != WITH_SCENARIOS
        file.save(ambition, path)
        assert adoption.verify(path, 1).intact
        assert not adoption.state(ambition).changed
        assert adoption.frozen(path, mark) == file.load(path)
        assert facts.gather(ambition, DAY).fingerprint == WITH_SCENARIOS
        # What that version holds was more than the programme, so a change of the rest is told too.
        for name in ("A", "B"):
            changed = programme.plan(ambition, name, "warmtenet", 90, 2027, 2030)
            assert adoption.state(changed).changed

    def test_a_negative_zero_is_zero(self):
        zero, negative = (whole(gas(baseline=figure(value=value))) for value in (0.0, -0.0))
        assert seal(zero) == seal(negative)


class TestFrozen:
    def test_the_copy_is_there_read_only_and_says_what_was_adopted(self, adopted, path):
        copy = copy_of(path)
        assert copy.name == "vastgesteld-1.ambitie.json"
        assert copy.parent.name == "wijk.versies"
        assert not stat.S_IMODE(copy.stat().st_mode) & 0o222
        assert copy.read_bytes() == path.read_bytes()
        assert adoption.frozen(path, adopted.adopted[0]) == adopted

    def test_it_stays_when_older_versions_are_thinned_away(self, adopted, path):
        folder = copy_of(path).parent
        for minute in range(file.KEEP_LAST + 10):
            (folder / f"2020-01-01T10{minute:02}00Z.ambitie.json").write_bytes(path.read_bytes())
        file.save(edit.set_title(adopted, "Anders"), path)
        assert len(file.versions(path)) < file.KEEP_LAST + 10
        assert adoption.verify(path, 1).intact

    def test_each_version_has_its_own(self, adopted, path):
        next_one = adoption.adopt(edit.set_title(adopted, "Anders"), "raad", DAY)
        file.save(next_one, path)
        assert [adoption.verify(path, number).intact for number in (1, 2)] == [True, True]
        assert adoption.frozen(path, next_one.adopted[0]).title == "Prinsenland"
        assert adoption.frozen(path, next_one.adopted[1]).title == "Anders"

    def test_tampering_with_the_copy_is_told(self, adopted, path):
        copy = copy_of(path)
        copy.chmod(0o644)
        copy.write_text(copy.read_text(encoding="utf-8").replace("600.0", "500.0"), encoding="utf-8")
        verdict = adoption.verify(path, 1)
        assert not verdict.intact
        assert "‘vastgesteld-1.ambitie.json’ is na het vaststellen veranderd" in verdict.sentence
        assert adoption.frozen(path, adopted.adopted[0]) is None

    def test_a_copy_that_cannot_be_read_is_told_as_well(self, adopted, path):
        copy = copy_of(path)
        copy.chmod(0o644)
        copy.write_text("{", encoding="utf-8")
        assert "veranderd" in adoption.verify(path, 1).sentence

    @pytest.mark.parametrize(
        ("old", "new"), [("stuurgroep", "niemand"), ("2026-05-31", "2026-05-30"), (None, "0" * 64)]
    )
    def test_tampering_with_who_when_or_the_fingerprint_is_told(self, adopted, path, old, new):
        head, _, tail = path.read_text(encoding="utf-8").partition('"adopted"')
        tail = tail.replace(old or adopted.adopted[0].fingerprint, new)
        path.write_text(f'{head}"adopted"{tail}', encoding="utf-8")
        verdict = adoption.verify(path, 1)
        assert not verdict.intact
        assert "staat in de ambitie iets anders" in verdict.sentence

    def test_a_copy_that_is_gone_is_told(self, adopted, path):
        copy_of(path).unlink()
        assert "is de vastgelegde kopie er niet" in adoption.verify(path, 1).sentence

    def test_a_version_that_never_was_is_refused(self, adopted, path):
        with pytest.raises(WijkdataError, match=r"Versie 2 is niet vastgesteld\. Vastgesteld: 1"):
            adoption.verify(path, 2)

    def test_what_an_older_file_of_that_name_left_is_not_overwritten(self, adopted, path):
        path.unlink()
        other = edit.set_title(whole(), "Een andere wijk")
        file.save(other, path)
        file.save(adoption.adopt(other, "raad", DAY), path)
        names = [one.name for one in file.frozen_copies(path, 1)]
        assert names == ["vastgesteld-1-2.ambitie.json", "vastgesteld-1.ambitie.json"]
        assert adoption.verify(path, 1).intact

    def test_a_disk_that_is_full_leaves_no_version_without_a_copy(self, path, monkeypatch):
        file.save(whole(), path)
        before = path.read_bytes()

        def full(content, target):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(file, "_put_read_only", full)
        with pytest.raises(AmbitionFileError, match="schijf is vol"):
            file.save(adoption.adopt(whole(), "raad", DAY), path)
        assert path.read_bytes() == before

    def test_a_copy_of_the_file_takes_them_along(self, adopted, path):
        other = file.new(file.copy_path(path), edit.set_title(adopted, "Anders"))
        assert not adoption.verify(other.path, 1).intact
        file.carry_frozen(path, other.path)
        assert adoption.verify(other.path, 1).intact


class TestPublic:
    def full(self) -> Ambition:
        return whole(
            notes=[Note(text="GEHEIM")],
            interests=[
                Interest(party="a", theme="energiebesparing", weight=3, text="open"),
                Interest(party="b", theme="energiebesparing", weight=5, text="GEHEIM", internal=True),
                Interest(party="c", theme="energiebesparing", text="GEHEIM", internal=True),
            ],
            delay=[
                Assumption(id="rente", value=4.0, source="GEHEIM", internal=True),
                Assumption(id="fte", value=2.0, source="open"),
            ],
            parameters=[Assumption(id="x", value=1.0, source="GEHEIM", internal=True)],
            decisions=[Decision(date=DAY, what="GEHEIM", internal=True), Decision(date=DAY, what="open")],
        )

    def test_nothing_internal_is_left(self):
        shown = public.for_others(self.full())
        assert "GEHEIM" not in shown.model_dump_json()
        assert [one.party for one in shown.interests] == ["a"]
        assert [one.what for one in shown.decisions] == ["open"]
        assert [(one.id, one.source) for one in shown.delay] == [("fte", "open")]
        assert shown.parameters == []

    def test_how_much_was_left_out_is_said(self):
        assert public.left_out(self.full()) == (
            "1 interne notitie, 2 interne belangen, 1 intern besluit en 2 interne aannames"
        )
        assert public.left_out(whole()) == ""

    @settings(max_examples=60, deadline=None)
    @given(ambition=ambitions)
    def test_all_the_rest_is_as_it_was(self, ambition):
        before = ambition.model_copy(deep=True)
        shown = public.for_others(ambition)
        assert public.left_out(shown) == ""
        internal = {"notes", "parties", "interests", "decisions", "delay", "parameters"}
        assert shown.model_dump(exclude=internal) == ambition.model_dump(exclude=internal)
        assert ambition == before

    def test_what_comes_first_is_told_up_to_what_is_internal(self):
        first = ["circulair", "energiebesparing", "woonlasten"]
        ambition = self.full().model_copy(
            update={"parties": [Party(name=one, priorities=first) for one in ("a", "b")]}
        )
        shown = public.for_others(ambition)
        assert [one.priorities for one in shown.parties] == [first, ["circulair"]]
        assert ambition.parties[1].priorities == first

    @settings(max_examples=100, deadline=None)
    @given(
        ambition=ambitions,
        text=st.text(min_size=1, max_size=20),
        weights=st.tuples(*[st.none() | st.integers(0, 5)] * 2),
        place=st.integers(0, 3),
    )
    def test_nothing_of_an_internal_interest_is_told(self, ambition, text, weights, place):
        """Whatever it says and wherever it stands, others see the same: also in findings and common ground."""
        party = Party(name="PARTIJ", priorities=["circulair"] * place + ["woonlasten", "leefbaarheid"])
        themes = [ThemeChoice(theme="woonlasten", choice="niet", reason="Later.")]
        base = ambition.model_copy(update={"themes": themes, "parties": [*ambition.parties, party]})

        def seen(weight, words):
            interest = Interest(
                party="PARTIJ", theme="woonlasten", weight=weight, text=words, source=words, internal=True
            )
            whole_one = base.model_copy(update={"interests": [*base.interests, interest]})
            shown = public.for_others(whole_one)
            assert f"GEHEIM{text}" not in str(shown.model_dump())
            return (
                shown.model_dump(),
                seal(whole_one),
                rules.check(whole_one, today=DAY),
                common_ground.common_ground(whole_one),
                common_ground.matching(whole_one),
                common_ground.first_for(whole_one),
            )

        assert seen(weights[0], f"GEHEIM{text}") == seen(weights[1], "")

    def test_a_number_that_is_internal_goes_and_its_result_is_not_told_with_it(self):
        ambition = delay_case.set_assumption(
            whole(), "geinvesteerd", 4_000_000, source="raming", internal=True
        )
        assert delay_case.case_of(ambition).amounts["geinvesteerd"].value == 4_000_000
        assert "geinvesteerd" not in delay_case.case_of(public.for_others(ambition)).amounts
        changed = delay_case.set_value(ambition, "geinvesteerd", 5_000_000)
        assert public.for_others(changed).delay == []
        known = delay_case.set_assumption(changed, "geinvesteerd", 5_000_000, internal=False)
        assert public.for_others(known).delay == known.delay

    def test_it_shares_nothing(self):
        whole_one = self.full()
        public.for_others(whole_one).objectives[0].parties.append("x")
        assert whole_one.objectives[0].parties == []


class TestNotes:
    def test_added_and_taken_away(self):
        one = notes.add_note(whole(), "  Bel de wethouder. ", "doel 1", DAY)
        assert one.notes == [Note(text="Bel de wethouder.", about="doel 1", entered=DAY)]
        assert notes.remove_note(one, 0).notes == []

    def test_nothing_is_no_note_and_what_is_not_there_cannot_go(self):
        with pytest.raises(WijkdataError) as told:
            notes.add_note(whole(), " ")
        assert told.value.field == "text"
        with pytest.raises(WijkdataError, match="niet"):
            notes.remove_note(whole(), 0)
