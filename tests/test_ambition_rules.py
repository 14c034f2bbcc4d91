"""Is an ambition testable and consistent? Each rule finds what it is for, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from wijkdata import catalogue, datasets
from wijkdata.ambition import rules
from wijkdata.ambition.model import (
    Ambition,
    AreaChoice,
    Assumption,
    Decision,
    Figure,
    Measuring,
    Milestone,
    Objective,
    OwnMeasurement,
    PathChoice,
    Target,
    ThemeChoice,
)

TODAY = date(2026, 5, 31)


def figure(**changes):
    parts = {"value": 983.0, "year": 2019, "unit": "m³/jaar", "status": "definitief", "source": "CBS"}
    return Figure(**{**parts, **changes})


def gas(**changes):
    parts = {
        "id": "gas_gem",
        "theme": "energiebesparing",
        "statement": "Minder gas per woning.",
        "indicator": "gas_gem",
        "direction": "omlaag",
        "baseline": figure(),
        "target": Target(value=600, year=2030),
        "owner": "Gemeente",
        "measuring": Measuring(how="CBS", who="gemeente", frequency="elk jaar"),
    }
    return Objective(**{**parts, **changes})


def count(indicator, direction, unit, start, end, year=2030):
    return gas(
        id=indicator,
        theme="aardgasvrij",
        indicator=indicator,
        direction=direction,
        baseline=figure(value=float(start), unit=unit),
        target=Target(value=float(end), year=year),
    )


def whole(*objectives, **changes):
    """An ambition in which nothing is to be found, but for what a test adds."""
    used = dict.fromkeys(one.theme for one in objectives or (gas(),))
    parts = {
        "title": "Prinsenland",
        "area": AreaChoice(name="Prinsenland", codes=["BU05991448"], boundary_year=2014),
        "themes": [ThemeChoice(theme=theme, choice="moet", reason="Daarom.") for theme in used],
        "objectives": list(objectives or (gas(),)),
        "decisions": [Decision(date=TODAY, what="Zo.", why="Daarom.", who="Het team")],
    }
    return Ambition(**{**parts, **changes})


def found(ambition):
    return [(one.level, one.where, one.message) for one in rules.check(ambition, today=TODAY)]


def only(ambition):
    (one,) = rules.check(ambition, today=TODAY)
    assert one.message.endswith((".", "?"))
    return one


# --- testable ----------------------------------------------------------------------------------------------------


def test_a_whole_objective_is_testable():
    assert rules.missing(gas()) == []
    assert rules.testable(gas())
    assert rules.testable_sentence(gas()) == "Toetsbaar"


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({"indicator": None}, ["een indicator"]),
        ({"indicator": "  "}, ["een indicator"]),
        ({"indicator": "gas_gen"}, ["een indicator uit de lijst"]),
        ({"direction": None}, ["een richting"]),
        ({"direction": "context"}, ["een richting"]),
        ({"baseline": None}, ["een nulmeting"]),
        ({"baseline": figure(source=" ")}, ["de bron van de nulmeting"]),
        ({"baseline": figure(status="")}, ["de status van de nulmeting"]),
        ({"target": None}, ["een streefwaarde", "een streefjaar"]),
        ({"direction": "band"}, ["de bovengrens van de streefwaarde"]),
        ({"path": PathChoice(kind="")}, ["een pad"]),
        ({"owner": "\n"}, ["een eigenaar"]),
        ({"measuring": Measuring(how="CBS")}, ["de afspraak hoe vaak er gemeten wordt"]),
        ({"measuring": Measuring(frequency="elk jaar")}, ["de bron van de vervolgmeting"]),
    ],
)
def test_what_is_missing_is_named(changes, gaps):
    objective = gas(**changes)
    assert rules.missing(objective) == gaps
    assert not rules.testable(objective)


def test_a_unit_can_come_from_the_catalogue_but_not_from_nowhere():
    assert "een eenheid" not in rules.missing(gas(baseline=figure(unit="")))
    assert "een eenheid" in rules.missing(gas(indicator="eigen_telling", baseline=figure(unit="")))


def test_the_sentence_joins_what_is_missing():
    objective = gas(owner="", target=None)
    assert rules.testable_sentence(objective) == (
        "Niet toetsbaar: er mist een streefwaarde, een streefjaar en een eigenaar"
    )


def test_every_catalogue_indicator_with_a_direction_can_make_a_testable_objective():
    for entry in catalogue.indicators().values():
        if entry.direction in ("omhoog", "omlaag", "band"):
            objective = gas(
                indicator=entry.id,
                direction=entry.direction,
                baseline=figure(unit=entry.unit),
                target=Target(value=1, year=2030, upper=2 if entry.direction == "band" else None),
            )
            assert rules.missing(objective) == [], entry.id


# --- check -------------------------------------------------------------------------------------------------------


def test_nothing_is_found_in_a_whole_ambition():
    assert found(whole()) == []


def test_an_own_theme_is_no_finding():
    assert found(whole(gas(theme="Onze eigen straat"))) == []


def test_an_empty_ambition_says_where_to_start():
    levels = [(level, where) for level, where, _ in found(Ambition())]
    assert levels == [("let op", "doelen"), ("let op", "gebied")]


def test_an_example_is_said_to_be_one():
    one = only(whole(example=True))
    assert (one.level, one.where) == ("advies", "voorbeeld")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("BU0599144", "Een code ziet eruit als"),
        ("bu05991448 ", "Bedoelt u BU05991448?"),
        ("NL00", "Een code ziet eruit als"),
        ("", "Een code ziet eruit als"),
        ("<script>", "‘<script>’ is geen code"),
    ],
)
def test_a_code_that_is_none_is_wrong(code, said):
    one = only(whole(area=AreaChoice(codes=["WK059914", code], boundary_year=2014)))
    assert (one.level, one.where) == ("fout", "gebied, code 2")
    assert said in one.message


@pytest.mark.parametrize("code", ["GM0599", "WK059914", "BU05991448"])
def test_codes_of_all_levels_are_right(code):
    assert found(whole(area=AreaChoice(codes=[code], boundary_year=2014))) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("BU05991484", "‘BU05991484’ kennen wij niet. Bedoelt u "),
        ("WK0363AE", "‘WK0363AE’ kennen wij niet: van de gemeente GM0363 zijn geen cijfers geladen."),
        ("BU0363AE01", "‘BU0363AE01’ kennen wij niet: van de gemeente GM0363 zijn geen cijfers geladen."),
        ("GM0598", "‘GM0598’ kennen wij niet: van de gemeente GM0598 zijn geen cijfers geladen."),
    ],
)
def test_a_code_that_is_not_there_is_wrong_and_gets_the_nearest_or_the_way_to_its_figures(code, said):
    one = only(whole(area=AreaChoice(codes=["BU05991448", code], boundary_year=2014)))
    assert (one.level, one.where) == ("fout", "gebied, code 2")
    assert said in one.message


def test_the_nearest_of_a_mistyped_code_has_its_name():
    area = AreaChoice(codes=["BU05991484"], boundary_year=2014)
    assert "BU05991448 (Prinsenland)" in only(whole(area=area)).message


@pytest.mark.parametrize(
    ("codes", "year", "said"),
    [
        (["WK059914"], 1990, "Prins Alexander (WK059914) komt niet voor in de indeling van 1990."),
        (["GM0599"], 2013, "Rotterdam (GM0599) komt niet voor in de indeling van 2013."),
        (["BU05991448"], 2100, "Prinsenland (BU05991448) komt niet voor in de indeling van 2100."),
        (
            ["BU05991448", "WK059914"],
            1990,
            "Prinsenland (BU05991448) en Prins Alexander (WK059914) komen niet voor in de indeling van 1990.",
        ),
    ],
)
def test_a_division_in_which_the_area_is_not_is_wrong(codes, year, said):
    one = only(whole(area=AreaChoice(codes=codes, boundary_year=year)))
    assert (one.level, one.where) == ("fout", "gebied, jaar van de indeling")
    assert one.message.startswith(said)
    assert "van 2014 tot en met" in one.message


def test_a_wijk_that_was_abolished_is_not_in_a_later_division():
    table = datasets.areas().table
    newest = table["boundary_year"].max()
    wijken = table[table["level"] == "wijk"].groupby("code")["boundary_year"].max()
    gone = wijken[wijken < newest]
    assert len(gone)
    for code, last in gone.items():
        assert found(whole(area=AreaChoice(codes=[code], boundary_year=int(last)))) == []
        assert only(whole(area=AreaChoice(codes=[code], boundary_year=int(newest)))).level == "fout"


@pytest.mark.parametrize(
    ("codes", "year", "said"),
    [
        ([], None, ""),
        (["BU05991448", "BU05991449"], 2014, ""),
        (["Prinsenland"], 2014, ""),
        (["WK059914"], None, ""),
        (["BU05991448", "BU05991999"], 2014, "‘BU05991999’ kennen wij niet"),
        (["niets"], 2014, "‘niets’ kennen wij niet"),
        (["BU05991448", "WK059914"], 1990, "Prins Alexander (WK059914) komt niet voor"),
        (["NL00"], 2020, "komt niet voor"),
    ],
)
def test_an_area_of_which_nothing_can_be_shown_says_why(codes, year, said):
    problem = rules.area_problem(AreaChoice(codes=codes, boundary_year=year))
    assert said in problem
    assert bool(problem) == bool(said)


def test_a_code_twice_and_a_missing_boundary_year_are_said():
    where = [one[1] for one in found(whole(area=AreaChoice(codes=["GM0599", "GM0599"])))]
    assert where == ["gebied, code 2", "gebied, jaar van de indeling"]


def test_an_unknown_indicator_gets_the_nearest():
    findings = found(whole(gas(indicator="gas_gen")))
    assert findings[0][:2] == ("fout", "doel 1 (Minder gas per woning), indicator")
    assert "gas_gem" in findings[0][2]
    assert [one[0] for one in findings] == ["fout", "let op"]


def test_another_name_of_an_indicator_is_known():
    objective = count("co2_wijk", "omlaag", "t/jaar", 1000, 500)
    assert found(whole(objective)) == []


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        ({"target": Target(value=1200, year=2030)}, "streefwaarde", "Bedoelt u ‘omhoog’"),
        ({"target": Target(value=-5, year=2030)}, "streefwaarde", "laagste waarde die kan voorkomen"),
        ({"target": Target(value=600, year=2019)}, "streefjaar", "moet na het jaar van de nulmeting"),
        ({"path": PathChoice(kind="liniair")}, "pad", "Bedoelt u ‘lineair’"),
        ({"path": PathChoice(kind="absoluut", rate=0.001)}, "pad", "nog niet bereikt"),
        (
            {"path": PathChoice(kind="constant"), "target": Target(value=0, year=2030)},
            "pad",
            "vast percentage per jaar kan niet",
        ),
        (
            {"path": PathChoice(kind="mijlpalen"), "milestones": [Milestone(year=2031, value=700)]},
            "mijlpalen",
            "ligt niet tussen de nulmeting (2019) en het doeljaar (2030)",
        ),
        ({"baseline": figure(unit="kWh")}, "nulmeting, eenheid", "‘kWh’"),
        ({"direction": "omhoog", "target": Target(value=1200, year=2030)}, "richting", "hoort ‘omlaag’"),
        ({"baseline": figure(value=-1.0), "target": None}, "nulmeting", "nooit lager dan 0 m³/jaar"),
        ({"baseline": figure(status="geheim")}, "nulmeting, status", "hoort niet bij een cijfer"),
    ],
)
def test_what_cannot_be_right_is_wrong_and_said_once(changes, where, said):
    wrong = [one for one in rules.check(whole(gas(**changes)), today=TODAY) if one.level == "fout"]
    assert [one.where for one in wrong] == [f"doel 1 (Gas per woning), {where}"]
    assert said in wrong[0].message


def test_a_baseline_in_the_earlier_name_of_its_unit_is_not_wrong():
    worth = gas(
        id="woz",
        theme="kenmerken",
        indicator="woz_gem",
        direction=None,
        target=None,
        baseline=figure(unit="x 1 000 euro"),
    )
    assert [one.where for one in rules.check(whole(worth), today=TODAY) if "eenheid" in one.where] == []


def test_a_path_is_looked_at_without_a_baseline_too():
    objective = gas(baseline=None, path=PathChoice(kind="recht"))
    assert [one[1] for one in found(whole(objective)) if one[0] == "fout"] == ["doel 1 (Gas per woning), pad"]


def test_a_share_over_a_hundred_is_wrong_with_and_without_a_baseline():
    objective = count("aardgasvrij_aandeel", "omhoog", "%", 10, 110)
    for one in (objective, objective.model_copy(update={"baseline": None})):
        wrong = [finding for finding in found(whole(one)) if finding[0] == "fout"]
        assert len(wrong) == 1
        assert "110%" in wrong[0][2]
        assert "100" in wrong[0][2]


def test_a_milestone_off_the_way_or_unused_is_cautioned():
    off = gas(path=PathChoice(kind="mijlpalen"), milestones=[Milestone(year=2025, value=1100)])
    one = only(whole(off))
    assert (one.level, one.where) == ("let op", "doel 1 (Gas per woning), mijlpaal 1")
    unused = only(whole(gas(milestones=[Milestone(year=2025, value=800)])))
    assert "tellen ze niet mee" in unused.message


def test_a_band_needs_its_ends_in_order():
    objective = gas(
        indicator="participatietrede",
        direction="band",
        baseline=figure(value=2.0, unit="trede (1-5)"),
        target=Target(value=4, upper=3, year=2030),
    )
    assert "Verwissel" in only(whole(objective)).message
    one = only(whole(gas(target=Target(value=600, upper=700, year=2030))))
    assert "telt alleen mee bij de richting ‘band’" in one.message


def test_a_background_figure_is_no_objective():
    objective = gas(indicator="elektra_gem", direction="omlaag", baseline=figure(unit="kWh/jaar"))
    assert "op zichzelf goed noch slecht" in only(whole(objective)).message
    objective = gas(theme="kenmerken")
    one = only(whole(objective, themes=[]))
    assert one.where == "doel 1 (Gas per woning), thema"


@pytest.mark.parametrize(
    ("themes", "level", "where"),
    [
        ([("energiebesparing", "niet")], "let op", "doel 1 (Gas per woning), thema"),
        ([("energiebesparing", "")], "advies", "doel 1 (Gas per woning), thema"),
        ([], "advies", "doel 1 (Gas per woning), thema"),
        ([("energiebesparing", "moet"), ("woonlasten", "moet")], "let op", "thema 2 (Woonlasten)"),
        ([("energiebesparing", "moet"), ("eigen <b>", "kan")], "advies", "thema 2 (eigen <b>)"),
        ([("energiebesparing", "moet"), ("energiebesparing", "niet")], "fout", "thema 2 (Energiebesparing)"),
        ([("energiebesparing", "moet"), ("woonlasten", "niet")], None, None),
    ],
)
def test_themes_and_objectives_belong_together(themes, level, where):
    ambition = whole(themes=[ThemeChoice(theme=theme, choice=choice) for theme, choice in themes])
    if level is None:
        assert found(ambition) == []
    else:
        one = only(ambition)
        assert (one.level, one.where) == (level, where)


def test_an_objective_that_cannot_be_tested_is_said():
    one = only(whole(gas(owner="")))
    assert one == rules.Finding(
        "let op", "doel 1 (Gas per woning)", "Niet toetsbaar: er mist een eigenaar. Vul dat aan."
    )


def test_two_objectives_that_contradict_are_wrong():
    other = gas(id="gas_gem-2", target=Target(value=500, year=2030))
    one = only(whole(gas(), other))
    assert (one.level, one.where) == ("fout", "doel 1 en doel 2 (Gas per woning)")
    assert "600 m³/jaar (omlaag) en 500 m³/jaar (omlaag)" in one.message
    assert only(whole(gas(), gas(id="x"))).level == "let op"
    later = gas(id="gas_gem-2", target=Target(value=500, year=2035))
    assert found(whole(gas(), later)) == []


@pytest.mark.parametrize(
    ("changes", "retrieved", "changed", "said"),
    [
        ({"year": 2015}, None, None, "11 jaar"),
        ({"year": 2016}, None, None, None),
        ({"year": 2015}, date(2025, 1, 1), None, None),
        ({"year": 2010}, date(2021, 1, 1), None, "11 jaar"),
        ({"year": 2015}, None, datetime(2025, 1, 1, tzinfo=UTC), None),
    ],
)
def test_an_old_baseline_is_advised_on(changes, retrieved, changed, said):
    ambition = whole(gas(baseline=figure(retrieved=retrieved, **changes)), changed=changed)
    if said is None:
        assert found(ambition) == []
    else:
        assert only(ambition).level == "advies"
        assert said in only(ambition).message


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": "model"}, "modelcijfer"),
        ({"status": "geschat"}, "berekend of geschat"),
        ({"coverage": 0.42}, "42% van de woningen"),
    ],
)
def test_a_baseline_that_says_less_is_advised_on(changes, said):
    one = only(whole(gas(baseline=figure(**changes))))
    assert one.level == "advies"
    assert said in one.message


@pytest.mark.parametrize(
    ("connections", "homes", "contradiction"),
    [
        ((5000, 4500), (1000, 1500), False),
        ((5000, 4500), (1000, 1900), False),
        ((5000, 4500), (1000, 2100), True),
        ((5000, 3000), (1000, 1100), True),
        ((5000, 5000), (1000, 3000), True),
        ((5000, 5000), (1000, 1000), False),
    ],
)
def test_gas_connections_and_gas_free_homes_go_together(connections, homes, contradiction):
    ambition = whole(
        count("gasaansluitingen", "omlaag", "aansluitingen", *connections),
        count("aardgasvrij_aantal", "omhoog", "woningen", *homes),
    )
    assert [one[:2] for one in found(ambition)] == ([("let op", "doel 1 en doel 2")] if contradiction else [])
    later = whole(
        count("gasaansluitingen", "omlaag", "aansluitingen", *connections),
        count("aardgasvrij_aantal", "omhoog", "woningen", *homes, year=2040),
    )
    assert found(later) == []


def test_the_numbers_of_such_a_contradiction_are_named():
    ambition = whole(
        count("gasaansluitingen", "omlaag", "aansluitingen", 5000, 4500),
        count("aardgasvrij_aantal", "omhoog", "woningen", 0, 2500),
    )
    assert "−500" in only(ambition).message
    assert "+2.500" in only(ambition).message


def measured(**changes):
    return OwnMeasurement(
        **{"indicator": "gas_gem", "year": 2023, "value": 800.0, "source": "telling", **changes}
    )


@pytest.mark.parametrize(
    ("second", "level", "said"),
    [
        (measured(value=700.0), "let op", "de laatste telt"),
        (measured(year=2024, value=-1.0), "fout", "nooit lager dan"),
        (measured(indicator="gas_gen"), "fout", "gas_gem"),
        (measured(year=2024, source=" "), "let op", "De bron ontbreekt"),
        (measured(year=2024), None, None),
    ],
)
def test_own_measurements_are_looked_at(second, level, said):
    ambition = whole(measurements=[measured(), second])
    if level is None:
        assert found(ambition) == []
    else:
        assert only(ambition).level == level
        assert only(ambition).where.startswith("eigen meting 2 (")
        assert said in only(ambition).message


def test_a_decision_says_who_and_why():
    one = only(whole(decisions=[Decision(date=TODAY, what="Zo.")]))
    assert one == rules.Finding(
        "let op",
        "besluit 1 (31-5-2026)",
        "Er staat niet bij wie het heeft besloten en waarom. Leg dat vast in een nieuw besluit.",
    )


def test_the_worst_comes_first():
    levels = [one[0] for one in found(whole(gas(direction="omhoog", owner=""), example=True))]
    assert levels == sorted(levels, key=rules.LEVELS.index)
    assert set(levels) == {"fout", "let op", "advies"}


def test_checking_changes_nothing():
    ambition = whole(gas(direction="omhoog", owner=""))
    before = ambition.model_copy(deep=True)
    rules.check(ambition)
    assert ambition == before


# --- of which area, and when -------------------------------------------------------------------------------------


def test_a_baseline_of_another_area_is_wrong_and_a_measurement_is_cautioned():
    mine, other = ["BU05991448"], ["BU05991449"]
    area = AreaChoice(codes=mine, boundary_year=2024)

    def said(codes):
        ambition = whole(gas(baseline=figure(area=codes)), measurements=[measured(area=codes)])
        found = rules.check(ambition.model_copy(update={"area": area}))
        return {
            one.level
            for one in found
            if "niet meer het gebied" in one.message or "niet over het gebied van nu" in one.message
        }

    assert said(other) == {"fout", "let op"}
    assert said(mine) == said([]) == set()


def test_a_target_year_that_is_past_is_cautioned():
    def said(year, changed=None):
        ambition = whole(gas(target=Target(value=600, year=year)), changed=changed)
        return [one for one in rules.check(ambition, today=TODAY) if "al voorbij" in one.message]

    assert [one.where.split(", ")[-1] for one in said(2025)] == ["streefjaar"]
    assert said(2026) == []
    # An ambition that nobody touched for years is held against today too.
    assert said(2025, datetime(2023, 5, 1, tzinfo=UTC))


def test_one_year_measured_in_two_areas_is_not_measured_twice():
    def twice(*areas):
        ambition = whole(measurements=[measured(area=codes) for codes in areas])
        return [one for one in rules.check(ambition) if "al een eigen meting" in one.message]

    assert not twice(["BU05991448"], ["BU05991449"])
    assert twice(["BU05991448"], ["BU05991448"])
    assert twice(["BU05991448"], [])


def test_an_assumption_about_delay_that_cannot_be_is_wrong():
    twice = [Assumption(id="rente", value=4.0), Assumption(id="rente", value=5.0)]
    found = [one for one in rules.check(Ambition(delay=twice)) if one.where == "aannames over uitstel"]
    assert [(one.level, "staat er twee keer" in one.message) for one in found] == [(rules.WRONG, True)]
    assert not [one for one in rules.check(Ambition(delay=twice[:1])) if one.where == "aannames over uitstel"]


def test_what_is_found_twice_is_told_once():
    # Two numbers with the same fault, under one heading.
    found = rules.check(whole(delay=[Assumption(id="rente", value=-500.0)] * 2), today=TODAY)
    assert len(found) == 2
    assert len({one.message for one in found}) == 2
