"""Two people change one ambition: what only one changed is taken, what both changed is told, nothing is lost."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from test_ambition_differences import GROUPS, same
from test_ambition_file import ambitions
from test_ambition_rules import figure, gas, whole

from wijkdata.ambition import edit, file, meeting
from wijkdata.ambition.differences import differences
from wijkdata.ambition.merge import merge
from wijkdata.ambition.model import (
    Adopted,
    Agreement,
    Ambition,
    Assumption,
    Decision,
    DwellingGroup,
    HousingCosts,
    Interest,
    Note,
    OpenChoice,
    Party,
    Target,
    Term,
    ThemeLink,
    Wording,
)

DAY = date(2026, 5, 31)
BASE = whole(gas(), gas(id="gas_gem-2", statement="Tweede."))


def told(merged) -> list[str]:
    return [one.text for one in merged.conflicts]


class TestOneOfTheTwo:
    def test_another_part_each(self):
        mine = edit.set_target(BASE, "gas_gem", 500, 2030)
        theirs = edit.set_theme(edit.set_title(BASE, "Van hen"), "circulair", "kan")
        merged = merge(BASE, mine, theirs)
        assert merged.conflicts == ()
        assert merged.sentence == "Samengevoegd."
        assert merged.ambition.objective("gas_gem").target == Target(value=500, year=2030)
        assert merged.ambition.title == "Van hen"
        assert merged.ambition.themes[-1].theme == "circulair"

    def test_another_field_of_one_objective_each(self):
        mine = edit.set_responsibility(BASE, "gas_gem", owner="corporatie", how="eigen telling")
        theirs = edit.set_responsibility(BASE, "gas_gem", frequency="elke twee jaar")
        merged = merge(BASE, mine, theirs)
        one = merged.ambition.objective("gas_gem")
        assert merged.conflicts == ()
        assert (one.owner, one.measuring.how, one.measuring.frequency) == (
            "corporatie",
            "eigen telling",
            "elke twee jaar",
        )

    def test_added_by_both_and_removed_by_one(self):
        mine = meeting.add_party(edit.remove_objective(BASE, "gas_gem-2"), "gemeente")
        theirs = meeting.add_party(BASE, "woningcorporatie")
        merged = merge(BASE, mine, theirs)
        assert merged.conflicts == ()
        assert {one.name for one in merged.ambition.parties} == {"gemeente", "woningcorporatie"}
        assert [one.id for one in merged.ambition.objectives] == ["gas_gem"]

    def test_another_wording_of_one_term_each(self):
        def wordings(**texts: str) -> Ambition:
            each = [Wording(party=party, text=text) for party, text in texts.items()]
            return whole(terms=[Term(name="neutraal", wordings=each)])

        merged = merge(wordings(a="x"), wordings(a="x", b="y"), wordings(a="z", c="q"))
        assert merged.conflicts == ()
        assert {one.party: one.text for one in merged.ambition.terms[0].wordings} == {
            "a": "z",
            "b": "y",
            "c": "q",
        }

    def test_an_order_that_one_changed(self):
        turned = BASE.model_copy(update={"objectives": BASE.objectives[::-1]})
        for mine, theirs in ((turned, edit.set_title(BASE, "x")), (edit.set_title(BASE, "x"), turned)):
            merged = merge(BASE, mine, theirs)
            assert [one.id for one in merged.ambition.objectives] == ["gas_gem-2", "gas_gem"]


class TestBoth:
    def test_the_same_field_is_told_with_both_values_and_mine_stays(self):
        mine, theirs = edit.set_theme(BASE, "circulair", "kan"), edit.set_theme(BASE, "circulair", "niet")
        merged = merge(BASE, mine, theirs)
        assert told(merged) == ["Circulair, keuze: hier ‘kan’, in de andere versie ‘niet’"]
        assert merged.ambition.themes[-1].choice == "kan"
        assert merged.sentence == (
            "Samengevoegd; 1 verschil is blijven staan: Circulair, keuze: hier ‘kan’, in de andere versie ‘niet’."
        )

    def test_value_and_year_of_a_target_are_not_mixed(self):
        mine, theirs = (
            edit.set_target(BASE, "gas_gem", 500, 2030),
            edit.set_target(BASE, "gas_gem", 600, 2040),
        )
        merged = merge(BASE, mine, theirs)
        assert told(merged) == [
            "Gas per woning (het 1e van die naam), streefwaarde: hier 500 in 2030, in de andere versie 600 in 2040"
        ]
        assert merged.ambition.objective("gas_gem").target == Target(value=500, year=2030)

    def test_the_same_change_is_no_conflict(self):
        both = edit.set_title(BASE, "Samen")
        assert merge(BASE, both, both.model_copy(deep=True)).conflicts == ()

    def test_removed_here_and_changed_there(self):
        mine = edit.remove_objective(BASE, "gas_gem-2")
        theirs = edit.set_statement(BASE, "gas_gem-2", "Anders.")
        there = merge(BASE, mine, theirs)
        assert told(there)[0].endswith("hier weggehaald, in de andere versie gewijzigd")
        assert [one.id for one in there.ambition.objectives] == ["gas_gem"]
        here = merge(BASE, theirs, mine)
        assert told(here)[0].endswith("hier gewijzigd, in de andere versie weggehaald")
        assert here.ambition.objective("gas_gem-2").statement == "Anders."

    def test_what_has_no_words_is_told_by_its_heading(self):
        base, mine = (whole(agreements=[Agreement(what="", owner=owner)]) for owner in ("", "gemeente"))
        assert told(merge(base, mine, whole())) == [
            "Werkafspraken: hier gewijzigd, in de andere versie weggehaald"
        ]

    def test_two_new_objectives_that_took_one_id_both_stay(self):
        mine, _ = edit.add_objective(BASE, "leefbaarheid", None, "Rustige straten.")
        theirs, _ = edit.add_objective(BASE, "leefbaarheid", None, "Meer bankjes.")
        merged = merge(BASE, mine, theirs)
        assert merged.conflicts == ()
        assert {one.statement for one in merged.ambition.objectives[2:]} == {
            "Rustige straten.",
            "Meer bankjes.",
        }

    def test_an_objective_in_the_file_keeps_its_id_so_that_a_later_merge_does_not_mix_two(self):
        mine, _ = edit.add_objective(BASE, "leefbaarheid", None, "Rustige straten.")
        theirs, key = edit.add_objective(BASE, "leefbaarheid", None, "Meer bankjes.")
        in_file = merge(BASE, mine, theirs).ambition
        assert in_file.objective(key).statement == "Meer bankjes."
        later = merge(theirs, edit.set_responsibility(theirs, key, owner="gemeente"), in_file)
        assert later.conflicts == ()
        owners = {one.statement: one.owner for one in later.ambition.objectives[2:]}
        assert owners == {"Meer bankjes.": "gemeente", "Rustige straten.": ""}

    def test_two_links_between_the_same_themes_both_stay(self):
        def linked(by: str) -> Ambition:
            return BASE.model_copy(
                update={"links": [ThemeLink(theme="circulair", helps="leefbaarheid", by=by)]}
            )

        merged = merge(BASE, linked("het riool"), linked("de bomen"))
        assert merged.conflicts == ()
        assert {one.by for one in merged.ambition.links} == {"het riool", "de bomen"}

    def test_an_agreement_does_not_hold_for_what_the_other_changed(self):
        def term(answer: str = "alle kosten", **parts) -> Ambition:
            choice = OpenChoice(question="Welke kosten?", answer=answer)
            return whole(terms=[Term(name="neutraal", choices=[choice], **parts)])

        agreed = {"agreed": "Niet meer betalen.", "agreed_on": DAY, "agreed_by": "team"}
        for mine, theirs in (
            (term(**agreed), term("alleen gas")),
            (term("alleen gas"), term(**agreed)),
            (term(agreed="Iets anders."), term(**agreed)),
        ):
            merged = merge(term(), mine, theirs)
            kept = merged.ambition.terms[0]
            assert (kept.agreed_on, kept.agreed_by) == (None, "")
            assert "de afspraak geldt niet meer" in merged.sentence
        for base, mine, theirs in (
            (term(""), term("", **agreed), term("alle kosten")),
            (term(), term(**agreed), term(criterion="Rekening omlaag.")),
            (term(**agreed), term("alleen gas"), term(**agreed)),
        ):
            merged = merge(base, mine, theirs)
            assert merged.wrong == ()
        assert merge(term(), term(**agreed), term(criterion="x")).ambition.terms[0].agreed_on == DAY

    def test_one_new_objective_that_both_added_is_one(self):
        mine, key = edit.add_objective(BASE, "woonlasten", "energiearmoede", "Niemand.")
        theirs, _ = edit.add_objective(BASE, "woonlasten", "energiearmoede", "Bijna niemand.")
        merged = merge(BASE, mine, theirs)
        assert [one.id for one in merged.ambition.objectives].count(key) == 1
        assert told(merged)[0].endswith("hier ‘Niemand.’, in de andere versie ‘Bijna niemand.’")

    def test_what_only_goes_wrong_together_is_told(self):
        base = whole(gas(baseline=None, target=None))
        mine = edit.set_target(base, "gas_gem", 950, 2030)
        theirs = edit.pin_baseline(base, "gas_gem", figure(value=900.0))
        merged = merge(base, mine, theirs)
        assert merged.conflicts == ()
        assert "boven de nulmeting" in merged.wrong[0].message
        assert merged.sentence.startswith("Samengevoegd. Let op, doel 1 (Gas per woning)")

    def test_numbers_and_dwellings_are_called_what_the_screen_calls_them(self):
        def with_numbers(size):
            group = DwellingGroup(type="tweeondereenkap", period="voor_1992", dwellings=size)
            number = Assumption(id="gasprijs", value=size)
            return BASE.model_copy(update={"stock": [group], "parameters": [number]})

        assert told(merge(BASE, with_numbers(1.0), with_numbers(2.0))) == [
            "twee-onder-een-kapwoning, gebouwd vóór 1992, woningen: hier 1, in de andere versie 2",
            "Gasprijs, variabel, met belasting en btw, waarde: hier 1, in de andere versie 2",
        ]

    def test_what_both_said_for_the_first_time(self):
        mine = BASE.model_copy(update={"housing_costs": HousingCosts(years=5, upkeep=True)})
        theirs = BASE.model_copy(update={"housing_costs": HousingCosts(loan=False, upkeep=True)})
        merged = merge(BASE, mine, theirs)
        assert merged.ambition.housing_costs == mine.housing_costs
        assert told(merged) == [
            "Samenhang, woonlastenneutraal, lening telt mee (ja of nee): hier ja, in de andere versie nee",
            "Samenhang, woonlastenneutraal, aantal jaren: hier 5, in de andere versie 1",
        ]


class TestInternal:
    """The screen on which conflicts are told is seen by the whole room."""

    def interest(self, text: str, weight: int = 3, **parts) -> Ambition:
        one = Interest(**{"party": "a", "theme": "woonlasten", "text": text, "internal": True, **parts})
        return whole(parties=[Party(name="a")], interests=[one.model_copy(update={"weight": weight})])

    def test_an_internal_interest_is_named_and_not_quoted(self):
        merged = merge(self.interest("een"), self.interest("GEHEIM", 4), self.interest("GEHEIM ook", 5))
        assert told(merged) == [
            f"a, Woonlasten, {what}: hier intern, wordt niet getoond, in de andere versie intern, wordt niet getoond"
            for what in ("gewicht", "tekst")
        ]
        assert merged.ambition.interests[0].text == "GEHEIM"

    def test_what_one_of_the_two_made_internal_is_internal(self):
        mine, theirs = self.interest("GEHEIM"), self.interest("open", internal=False)
        merged = merge(self.interest("een", internal=False), mine, theirs)
        assert "GEHEIM" not in merged.sentence
        assert len(merged.conflicts) == 1

    def test_an_open_interest_is_quoted(self):
        versions = [self.interest(text, internal=False) for text in ("een", "twee", "drie")]
        assert told(merge(*versions)) == ["a, Woonlasten, tekst: hier ‘twee’, in de andere versie ‘drie’"]

    def test_a_note_is_not_quoted_not_even_to_name_it(self):
        def noted(*days: int) -> Ambition:
            return whole(
                notes=[Note(text="GEHEIM", about="GEHEIM", entered=date(2026, 5, one)) for one in days]
            )

        for mine, theirs in ((noted(2), noted(3)), (noted(), noted(3)), (noted(2), noted())):
            merged = merge(noted(1), mine, theirs)
            assert told(merged)[0].startswith("Een interne notitie")
            assert "GEHEIM" not in merged.sentence

    def test_an_internal_number_is_not_quoted(self):
        def number(value: float) -> Ambition:
            return whole(delay=[Assumption(id="fte", value=value, internal=True)])

        merged = merge(number(1), number(123.0), number(456.0))
        assert len(merged.conflicts) == 1
        assert "123" not in merged.sentence
        assert "456" not in merged.sentence

    def test_what_comes_first_is_not_quoted_where_an_interest_is_internal(self):
        def order(*themes: str, internal: bool = True) -> Ambition:
            made = self.interest("x", internal=internal)
            return made.model_copy(update={"parties": [Party(name="a", priorities=list(themes))]})

        for internal, shown in ((True, False), (False, True)):
            versions = [order(*one, internal=internal) for one in ((), ("woonlasten",), ("circulair",))]
            merged = merge(*versions)
            assert len(merged.conflicts) == 1
            assert ("woonlasten" in merged.sentence) == shown


class TestLogs:
    def test_decisions_of_both_those_in_the_file_first(self):
        mine = edit.add_decision(BASE, Decision(date=DAY, what="mijn"))
        theirs = edit.add_decision(BASE, Decision(date=DAY, what="hun"))
        decisions = merge(BASE, mine, theirs).ambition.decisions
        assert [one.what for one in decisions] == ["Zo.", "hun", "mijn"]

    def test_two_versions_are_not_both_version_one(self):
        def adopted(who: str) -> Ambition:
            mark = Adopted(number=1, date=DAY, who=who, fingerprint="0" * 64)
            return BASE.model_copy(update={"adopted": [mark]})

        marks = merge(BASE, adopted("mijn"), adopted("hun")).ambition.adopted
        assert [(one.number, one.who) for one in marks] == [(1, "hun"), (2, "mijn")]


@st.composite
def three(draw):
    """A base and two versions that each changed some of it."""
    base, one, other = draw(ambitions), draw(ambitions), draw(ambitions)
    names = st.sets(st.sampled_from(sorted(GROUPS)))

    def changed(source: Ambition) -> Ambition:
        update = {name: getattr(source, name) for name in draw(names)}
        for name in ("decisions", "adopted"):
            update[name] = [*getattr(base, name), *update.get(name, [])]
        return base.model_copy(update=update, deep=True)

    return base, changed(one), changed(other)


class TestNothingLost:
    @settings(max_examples=60, deadline=None)
    @given(three())
    def test_a_change_of_one_alone_is_taken_whole(self, versions):
        base, mine, theirs = versions
        for merged, wanted in (
            (merge(base, mine, base), mine),
            (merge(base, base, theirs), theirs),
            (merge(base, mine, mine.model_copy(deep=True)), mine),
        ):
            assert merged.conflicts == ()
            assert differences(wanted, merged.ambition) == []
            assert same(wanted, merged.ambition)

    @settings(max_examples=60, deadline=None)
    @given(versions=three())
    def test_the_result_can_be_kept_and_all_decisions_are_in_it(self, versions):
        base, mine, theirs = versions
        before = [one.model_copy(deep=True) for one in versions]
        merged = merge(base, mine, theirs).ambition
        Ambition.model_validate(merged.model_dump())
        assert file._keeps_decisions(merged, theirs)
        assert all(one in merged.decisions for one in [*mine.decisions, *theirs.decisions])
        numbers = [one.who for one in merged.adopted]
        assert all(one.who in numbers for one in [*mine.adopted, *theirs.adopted])
        assert list(versions) == before

    @settings(max_examples=60, deadline=None)
    @given(versions=three())
    def test_both_sides_see_the_same_contradictions(self, versions):
        base, mine, theirs = versions
        here, there = merge(base, mine, theirs), merge(base, theirs, mine)
        assert len(here.conflicts) == len(there.conflicts)
        assert all(one.where.strip() and one.mine and one.theirs for one in here.conflicts)
        if not here.conflicts:
            assert {one.name for one in here.ambition.parties} == {one.name for one in there.ambition.parties}
            assert here.ambition.area == there.ambition.area
