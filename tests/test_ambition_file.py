"""The ambition file: what is saved comes back, and nothing a program, disk or person does loses a good version."""

from __future__ import annotations

import errno
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from wijkdata.ambition import file, words
from wijkdata.ambition.model import (
    SCHEMA_VERSION,
    Adopted,
    Agreement,
    Ambition,
    AreaChoice,
    Assumption,
    Decision,
    DwellingGroup,
    Figure,
    HousingCosts,
    Interest,
    Likeness,
    Measuring,
    Milestone,
    Note,
    Objective,
    OpenChoice,
    OwnMeasurement,
    Party,
    PathChoice,
    Scenario,
    Step,
    Target,
    Term,
    ThemeChoice,
    ThemeLink,
    Wording,
)
from wijkdata.errors import AmbitionFileError, ChangedOnDiskError
from wijkdata.similar import GROUPS

TODAY = date(2026, 5, 31)
AWKWARD = '<script>alert(1)</script>\n=1+1\t"aanhaling" \\ 🏘️ é \u2028 \x00 einde  '


def ambition(title: str = "Prinsenland") -> Ambition:
    return Ambition(
        title=title,
        area=AreaChoice(name="Prinsenland", codes=["BU05991448"], boundary_year=2024),
        themes=[ThemeChoice(theme="energiebesparing", choice="moet", reason="De rekening.")],
        objectives=[
            Objective(
                id="gas_gem",
                theme="energiebesparing",
                indicator="gas_gem",
                direction="omlaag",
                baseline=Figure(value=983, year=2017, unit="m³/jaar", status="definitief", source="CBS"),
                target=Target(value=600, year=2030),
            )
        ],
        decisions=[Decision(date=TODAY, what="Zo doen we het.")],
    )


@pytest.fixture
def path(tmp_path):
    return tmp_path / "prinsenland.ambitie.json"


def nothing_left_behind(folder: Path) -> bool:
    return not [one for one in folder.rglob("*") if one.name.endswith(".tmp")]


# --- round trip --------------------------------------------------------------------------------------------------

finite = st.floats(allow_nan=False, allow_infinity=False)
amounts = st.floats(min_value=0, allow_nan=False, allow_infinity=False)
years = st.integers(1900, 2200)
texts = st.text(max_size=60)
directions = st.sampled_from(["omhoog", "omlaag", "band", "context", None])
figures = st.builds(
    Figure,
    value=finite,
    year=years,
    unit=texts,
    status=texts,
    source=texts,
    table=texts,
    retrieved=st.none() | st.dates(),
    coverage=st.none() | st.floats(0, 1),
    why=texts,
)
objectives = st.builds(
    Objective,
    id=texts,
    theme=texts,
    statement=texts,
    indicator=st.none() | texts,
    direction=directions,
    baseline=st.none() | figures,
    target=st.none() | st.builds(Target, value=finite, year=years, upper=st.none() | finite),
    path=st.builds(PathChoice, kind=texts, rate=st.none() | finite, midpoint=st.none() | finite),
    milestones=st.lists(st.builds(Milestone, year=years, value=finite), max_size=3),
    owner=texts,
    measuring=st.builds(Measuring, how=texts, who=texts, frequency=texts),
    parties=st.lists(texts, max_size=2),
    terms=st.lists(texts, max_size=2),
    tracks=st.lists(st.sampled_from("ABCDEF"), max_size=3),
    review=st.none() | st.dates(),
    origin=texts,
    part_of=st.none() | texts,
    counted_from=st.sampled_from(["nulmeting", "nieuwste stand"]),
)
terms = st.builds(
    Term,
    name=texts,
    published=texts,
    source=texts,
    wordings=st.lists(st.builds(Wording, party=texts, text=texts), max_size=2),
    choices=st.lists(st.builds(OpenChoice, question=texts, answer=texts), max_size=2),
    agreed=texts,
    agreed_on=st.none() | st.dates(),
    agreed_by=texts,
    criterion=texts,
)
assumptions = st.builds(
    Assumption,
    id=texts,
    value=finite,
    low=st.none() | finite,
    high=st.none() | finite,
    source=texts,
    internal=st.booleans(),
)
ambitions = st.builds(
    Ambition,
    title=texts,
    example=st.booleans(),
    area=st.builds(
        AreaChoice, name=texts, codes=st.lists(texts, max_size=3), boundary_year=st.none() | years
    ),
    parties=st.lists(
        st.builds(Party, name=texts, priorities=st.lists(texts, max_size=3), note=texts),
        max_size=3,
        unique_by=lambda one: one.name,
    ),
    interests=st.lists(
        st.builds(
            Interest,
            party=texts,
            theme=texts,
            weight=st.none() | st.integers(0, 5),
            text=texts,
            source=texts,
            internal=st.booleans(),
        ),
        max_size=3,
        unique_by=lambda one: (one.party, one.theme),
    ),
    agreements=st.lists(
        st.builds(Agreement, what=texts, owner=texts, due=st.none() | st.dates(), done=st.booleans()),
        max_size=3,
    ),
    links=st.lists(st.builds(ThemeLink, theme=texts, helps=texts, by=texts), max_size=3),
    terms=st.lists(terms, max_size=3, unique_by=lambda one: one.name),
    adopted=st.lists(
        st.builds(
            Adopted,
            number=st.integers(1, 99),
            date=st.dates(),
            who=texts,
            fingerprint=st.text("0123456789abcdef", min_size=64, max_size=64),
        ),
        max_size=2,
    ),
    notes=st.lists(st.builds(Note, text=texts, about=texts, entered=st.none() | st.dates()), max_size=2),
    delay=st.lists(assumptions, max_size=2),
    stock=st.lists(
        st.builds(
            DwellingGroup,
            type=texts,
            period=texts,
            dwellings=amounts,
            gas=st.none() | amounts,
            source=texts,
        ),
        max_size=2,
        unique_by=lambda one: (one.type, one.period),
    ),
    parameters=st.lists(assumptions, max_size=2, unique_by=lambda one: one.id),
    scenarios=st.lists(
        st.builds(
            Scenario,
            name=texts,
            steps=st.lists(
                st.builds(Step, measure=texts, homes=amounts, start=years, end=years, type=texts), max_size=2
            ),
            note=texts,
        ),
        max_size=2,
        unique_by=lambda one: one.name,
    ),
    programme=texts,
    housing_costs=st.none()
    | st.builds(
        HousingCosts,
        loan=st.booleans(),
        resident=st.sampled_from(["eigenaar", "huurder", "beiden"]),
        each=st.booleans(),
        years=st.integers(1, 60),
        upkeep=st.booleans(),
    ),
    likeness=st.none()
    | st.builds(
        Likeness,
        woningtype=st.integers(1, 3),
        eigendom=st.integers(0, 3),
        stadsverwarming=st.integers(0, 3),
        dwellings=st.integers(0, 10_000),
    ),
    themes=st.lists(
        st.builds(
            ThemeChoice, theme=texts, choice=st.sampled_from(["moet", "kan", "niet", ""]), reason=texts
        ),
        max_size=3,
    ),
    objectives=st.lists(objectives, max_size=3, unique_by=lambda one: one.id),
    measurements=st.lists(
        st.builds(
            OwnMeasurement,
            indicator=texts,
            year=years,
            value=finite,
            source=st.text(min_size=1, max_size=60),
            entered=st.none() | st.dates(),
            sample=st.none() | st.integers(1, 10_000),
            response=st.none() | st.floats(0.001, 1),
        ),
        max_size=3,
    ),
    decisions=st.lists(
        st.builds(Decision, date=st.dates(), what=texts, why=texts, who=texts, internal=st.booleans()),
        max_size=3,
    ),
    changed=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_ambition=ambitions)
def test_everything_the_model_can_hold_comes_back(tmp_path, given_ambition):
    path = tmp_path / "w.ambitie.json"
    path.unlink(missing_ok=True)
    before = given_ambition.model_copy(deep=True)
    stored = file.save(given_ambition, path)
    back = file.read(path)
    assert back == stored
    assert back.ambition.model_copy(update={"changed": given_ambition.changed}) == given_ambition
    assert given_ambition == before


def _fields(kind, seen):
    """Give the names of every field of a model and of the models in it."""
    for name, field in kind.model_fields.items():
        yield name
        for one in [field.annotation, *get_args(field.annotation)]:
            if isinstance(one, type) and issubclass(one, BaseModel) and one not in seen:
                seen.add(one)
                yield from _fields(one, seen)


def test_every_field_has_a_word_for_people():
    names = set(_fields(Ambition, set()))
    assert {"weight", "agreed_by", "fingerprint", "boundary_year"} <= names
    assert {name for name in names if words.place([name]) == name} <= {
        "codes",
        "status",
        "table",
        "criterion",
        "indicator",
    }


@pytest.mark.parametrize(
    "twice",
    [
        {"parties": [Party(name="bewoners"), Party(name="bewoners")]},
        {"terms": [Term(name="no-regret"), Term(name="no-regret")]},
        {"interests": [Interest(party="a", theme="t"), Interest(party="a", theme="t", weight=3)]},
    ],
)
def test_what_is_named_by_its_name_stands_there_once(twice):
    with pytest.raises(ValidationError, match="twee"):
        Ambition(**twice)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_file_of_an_older_version_loads_and_is_renewed_when_saved(path, number):
    old = {
        "schema_version": number,
        "title": "Oud",
        "themes": [{"theme": "woonlasten", "choice": "moet", "reason": ""}],
        "objectives": [{"id": "gas_gem", "theme": "energiebesparing", "owner": "gemeente"}],
        "decisions": [{"date": "2026-05-31", "what": "Zo doen we het.", "why": "", "who": ""}],
    }
    path.write_text(json.dumps(old), encoding="utf-8")
    stored = file.read(path)
    assert stored.ambition.objectives[0].terms == []
    assert stored.ambition.objectives[0].part_of is None
    assert stored.ambition.objectives[0].counted_from == "nulmeting"
    assert stored.ambition.decisions[0].internal is False
    assert stored.ambition.likeness is None
    assert json.loads(path.read_text(encoding="utf-8"))["schema_version"] == number
    file.save(stored.ambition.model_copy(update={"title": "Nieuw"}), path, expected=stored.fingerprint)
    assert json.loads(path.read_text(encoding="utf-8"))["schema_version"] == SCHEMA_VERSION
    assert file.load(path).themes == [ThemeChoice(theme="woonlasten", choice="moet")]


def test_an_adopted_version_that_stands_is_never_changed_or_taken_away(path):
    one = Adopted(number=1, date=TODAY, who="stuurgroep", fingerprint="0" * 64)
    stored = file.save(ambition().model_copy(update={"adopted": [one]}), path)
    for changed in ([], [one.model_copy(update={"who": "iemand"})]):
        with pytest.raises(AmbitionFileError, match="een besluit of versie die is vastgelegd"):
            file.save(stored.ambition.model_copy(update={"adopted": changed}), path)
    earlier = file.versions(path)
    file.save(stored.ambition.model_copy(update={"title": "later"}), path)
    assert file.restore(path, file.versions(path)[0]).ambition.adopted == [one]
    assert earlier == []


def test_text_is_kept_literally(path):
    file.save(ambition(AWKWARD), path)
    assert file.load(path).title == AWKWARD


def test_the_file_is_readable_in_a_diff(path):
    file.save(ambition("Wijk é 🏘️"), path)
    text = path.read_bytes().decode("utf-8")
    assert '\n  "title": "Wijk é 🏘️",\n' in text
    assert text.endswith("}\n")
    assert "\r" not in text
    assert list(json.loads(text)) == list(Ambition.model_fields)
    file.save(ambition("Wijk 2"), path)
    changed = set(path.read_text(encoding="utf-8").splitlines()) ^ set(text.splitlines())
    assert all('"title"' in line or '"changed"' in line for line in changed)


def test_saving_sets_the_moment_and_leaves_the_argument_alone(path):
    before = datetime.now(UTC).replace(microsecond=0)
    mine = ambition()
    stored = file.save(mine, path)
    assert mine.changed is None
    assert stored.ambition.changed is not None
    assert before <= stored.ambition.changed <= datetime.now(UTC)
    assert file.load(path).changed == stored.ambition.changed


def test_saving_the_same_again_writes_nothing(path):
    first = file.save(ambition(), path)
    moment = path.stat().st_mtime_ns
    assert file.save(ambition(), path) == first
    assert path.stat().st_mtime_ns == moment
    assert file.versions(path) == []


def test_a_byte_order_mark_and_windows_line_ends_are_read(path):
    stored = file.save(ambition(), path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert file.load(path) == stored.ambition


def test_fingerprint_of_file_text_and_bytes_agree(path):
    stored = file.save(ambition(), path)
    text = path.read_text(encoding="utf-8")
    assert stored.fingerprint == file.fingerprint(path) == file.fingerprint(text)
    assert stored.fingerprint == file.fingerprint(text.encode())
    assert re.fullmatch("[0-9a-f]{64}", stored.fingerprint)
    assert file.fingerprint("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_new_makes_an_empty_file_once(path):
    stored = file.new(path)
    assert stored.ambition.model_copy(update={"changed": None}) == Ambition()
    with pytest.raises(AmbitionFileError, match="bestaat al"):
        file.new(path)
    assert file.read(path) == stored


# --- damaged, foreign, newer -------------------------------------------------------------------------------------


def test_a_file_cut_off_at_any_byte_is_refused_and_left_alone(path):
    whole = file.save(Ambition(title="Wijk é"), path)
    content = path.read_bytes()
    for length in range(len(content) - 1):  # without the last line end it is still whole
        path.write_bytes(content[:length])
        for deed in (file.load, lambda one: file.save(ambition(), one)):
            with pytest.raises(AmbitionFileError) as caught:
                deed(path)
            assert "prinsenland.ambitie.json" in str(caught.value)
            assert re.search(r"regel \d+|leeg", str(caught.value)), str(caught.value)
        assert path.read_bytes() == content[:length]
    path.write_bytes(content[:-1])
    assert file.load(path) == whole.ambition


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is leeg"),
        ("\0" * 400, "is leeg"),
        ("[]", "geen ambitie van wijkdata"),
        ("{}", "geen ambitie van wijkdata"),
        ('{"type": "FeatureCollection", "features": []}', "geen ambitie van wijkdata"),
        ("gemeente;wijk\n1;2", "Op regel 1, teken 1 is het bestand afgebroken of beschadigd"),
        ('{"schema_version": 1,\n "title": "x",}', "Op regel 2, teken"),
        ('{"schema_version": "1"}', "Schemaversie: hier hoort een geheel getal te staan, niet ‘1’"),
        ('{"schema_version": 0}', "Schemaversie: ‘0’ moet ten minste 1 zijn"),
        ('{"schema_version": true}', "Schemaversie: hier hoort een geheel getal"),
        ('{"schema_version": 1, "titel": "x"}', "‘titel’: dit veld kennen wij niet"),
        ('{"schema_version": 1, "title": null}', "Titel: hier hoort tekst te staan, maar er staat niets"),
        ('{"schema_version": 1, "title": "a", "title": "b"}', "Titel staat er twee keer"),
        ('{"schema_version": 1, "objectives": {}}', "Doelen: hier hoort een lijst te staan"),
        ('{"schema_version": 1, "measurements": [{"value": NaN}]}', "‘NaN’ waar een getal hoort"),
        (
            '{"schema_version": 1, "area": {"boundary_year": 1e999}}',
            "Gebied, jaar van de indeling: hier hoort",
        ),
        ('{"schema_version": ' + "1" * 5000 + "}", "te veel cijfers"),
        ("[" * 100_000, "te diep in elkaar"),
        ('{"schema_version": 1, "title": "\\ud800"}', "Op regel 1, teken"),
        ('{"schema_version": 1, "changed": "gisteren"}', "Tijdstip van bewaren: hier hoort een tijdstip"),
        (
            '{"schema_version": 1, "objectives": [{}, {"id": "b", "theme": "t", "target": {"year": 2030.5}}]}',
            "Doel 2, streefwaarde: dit veld ontbreekt. En nog 1 andere plaats.",
        ),
        (
            '{"schema_version": 1, "objectives": [{"id": "b", "theme": "t", "target": {"value": 3, "year": 2.5}}]}',
            "Doel 1, streefjaar: hier hoort een geheel getal te staan, niet ‘2.5’",
        ),
        (
            '{"schema_version": 1, "objectives": [{"id": "a", "theme": "t", "milestones": [{"year": 2028}]}]}',
            "Doel 1, mijlpaal 1, waarde: dit veld ontbreekt",
        ),
        (
            '{"schema_version": 1, "objectives": [{"id": "a", "theme": "t"}, {"id": "a", "theme": "t"}]}',
            "Twee doelen hebben hetzelfde kenmerk: a",
        ),
        (
            '{"schema_version": 4, "parameters": [{"id": "gasprijs", "value": 1}, {"id": "gasprijs", "value": 2}]}',
            "Twee kengetallen hebben hetzelfde kenmerk: gasprijs",
        ),
        (
            '{"schema_version": 4, "stock": [{"type": "villa", "dwellings": 1}, {"type": "villa", "dwellings": 2}]}',
            "Twee groepen woningen zijn van hetzelfde type uit dezelfde bouwperiode: villa (alle bouwjaren)",
        ),
        (
            '{"schema_version": 5, "likeness": {"woningtype": 4}}',
            "Gelijksoortige buurten, gewicht van woningtype: ‘4’ moet ten hoogste 3 zijn",
        ),
        (
            json.dumps({"schema_version": 5, "likeness": dict.fromkeys(GROUPS, 0)}),
            "geen enkel kenmerk telt mee",
        ),
        (
            '{"schema_version": 1, "themes": [{"theme": "a", "choice": "misschien"}]}',
            "Thema 1, keuze: ‘misschien’ kan hier niet; kies ‘moet’, ‘kan’ of ‘niet’",
        ),
        (
            '{"schema_version": 1, "decisions": [{"date": "31-5-2026", "what": "x"}]}',
            "Besluit 1, datum: hier hoort een datum als 2026-05-31 te staan, niet ‘31-5-2026’",
        ),
    ],
)
def test_damaged_and_foreign_files_are_refused_with_the_place(path, text, said):
    path.write_text(text, encoding="utf-8")
    for deed in (file.load, lambda one: file.save(ambition(), one)):
        with pytest.raises(AmbitionFileError) as caught:
            deed(path)
        assert said in str(caught.value)
        assert "prinsenland.ambitie.json" in str(caught.value)
        assert "niet veranderd" in str(caught.value)
    assert path.read_text(encoding="utf-8") == text


def test_no_text_at_all_is_refused_with_the_line(path):
    path.write_bytes(b'{"schema_version": 1,\n"title": "\xff\xfe"}')
    with pytest.raises(AmbitionFileError, match="regel 2 houdt de leesbare tekst op"):
        file.load(path)


def test_a_file_far_too_large_is_not_read(path, monkeypatch):
    monkeypatch.setattr(file, "LARGEST", 1000)
    path.write_text(" " * 1001, encoding="utf-8")
    with pytest.raises(AmbitionFileError, match="groter dan"):
        file.load(path)
    path.unlink()
    with pytest.raises(AmbitionFileError, match="niet bewaard"):
        file.save(ambition("x" * 1000), path)
    assert not path.exists()


def test_a_newer_file_is_refused_and_untouched(path):
    text = json.dumps({"schema_version": SCHEMA_VERSION + 1, "wat_nog_komt": []})
    path.write_text(text, encoding="utf-8")
    earlier = file.save(ambition(), path.with_name("oud.ambitie.json"))
    for deed in (
        file.load,
        lambda one: file.save(ambition(), one),
        lambda one: file.restore(one, earlier.path),
    ):
        with pytest.raises(AmbitionFileError, match=r"nieuwere versie van wijkdata.*Werk wijkdata bij"):
            deed(path)
    assert path.read_text(encoding="utf-8") == text


def test_a_damaged_file_names_the_newest_version_that_is_whole(path):
    for title in ("een", "twee", "drie"):
        file.save(ambition(title), path)
    newest, second = file.versions(path)
    newest.path.write_text("{", encoding="utf-8")
    path.write_text("{", encoding="utf-8")
    with pytest.raises(AmbitionFileError, match=re.escape(f"prinsenland.versies/{second.path.name}")):
        file.load(path)
    path.unlink()
    with pytest.raises(AmbitionFileError, match=re.escape(second.path.name)):
        file.load(path)


def test_an_ambition_that_was_bent_past_the_model_is_not_saved(path):
    file.save(ambition(), path)
    content = path.read_bytes()
    twin = ambition()
    twin.objectives.append(twin.objectives[0])
    wrong = ambition().model_copy(update={"title": 5})
    for bent, said in ((twin, "hetzelfde kenmerk"), (wrong, "Titel: hier hoort tekst")):
        with pytest.raises(AmbitionFileError, match=said):
            file.save(bent, path)
    assert path.read_bytes() == content


# --- missing, forbidden, full ------------------------------------------------------------------------------------


def test_a_missing_file_names_its_folder_and_what_looks_like_it(path):
    file.save(ambition(), path)
    with pytest.raises(
        AmbitionFileError, match=r"staat niet in de map.*Bedoelt u ‘prinsenland.ambitie.json’"
    ):
        file.load(path.with_name("prinsenlant.ambitie.json"))
    with pytest.raises(AmbitionFileError, match="staat niet in de map"):
        file.load(path.parent / "nergens" / "x.ambitie.json")


def test_a_missing_file_is_not_taken_for_whatever_json_lies_there(path):
    for name in ("nulmeting.json", "kapot.ambitie.json", "package.json"):
        path.with_name(name).write_text("{}", encoding="utf-8")
    for missing in ("nul.json", "nulmeting.ambitie.json", "oosterflank.ambitie.json"):
        with pytest.raises(AmbitionFileError, match="Controleer de naam en de plaats") as caught:
            file.load(path.with_name(missing))
        assert "Bedoelt u" not in str(caught.value)


def test_folders_and_impossible_places_are_refused_in_dutch(path):
    path.write_text("x", encoding="utf-8")
    for place, said in (
        (path.parent, "is een map"),
        (path / "binnen.ambitie.json", "geen map"),
        (path.parent / "nergens" / "x.ambitie.json", "bestaat niet"),
        (path.parent / ("x" * 300 + ".ambitie.json"), "te lang"),
        (path.parent / "a\0b.ambitie.json", "teken dat niet kan"),
    ):
        with pytest.raises(AmbitionFileError, match=said):
            file.save(ambition(), place)
        with pytest.raises(AmbitionFileError):
            file.load(place)
    assert sorted(one.name for one in path.parent.iterdir()) == [path.name]


def test_a_pipe_is_no_ambition(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    pipe = tmp_path / "pijp.ambitie.json"
    os.mkfifo(pipe)
    with pytest.raises(AmbitionFileError, match="geen gewoon bestand"):
        file.load(pipe)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_or_file_that_is_read_only_is_left_alone(path):
    file.save(ambition(), path)
    content = path.read_bytes()
    path.chmod(0o444)
    with pytest.raises(AmbitionFileError, match="geen rechten"):
        file.save(ambition("anders"), path)
    path.chmod(0o644)
    path.parent.chmod(0o555)
    with pytest.raises(AmbitionFileError, match="geen rechten"):
        file.save(ambition("anders"), path.with_name("nieuw.ambitie.json"))
    path.parent.chmod(0o755)
    assert path.read_bytes() == content


#: Of the nine calls that can fail, in order: sync the version, give it its name, sync its folder and the one above,
#: sync the new file, give it the rights of the old one, replace, sync the folder, and one more than there are.
SYNCING_A_FOLDER = (2, 3, 7, 8) if os.name != "nt" else ()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("step", range(9))
def test_a_disk_that_refuses_halfway_leaves_the_old_file(path, monkeypatch, code, step):
    old = file.save(ambition(), path)
    content = path.read_bytes()
    count = 0

    def refuse(real):
        def deed(*arguments, **named):
            nonlocal count
            count += 1
            if count == step + 1:
                raise OSError(code, os.strerror(code))
            return real(*arguments, **named)

        return deed

    monkeypatch.setattr(os, "fsync", refuse(os.fsync))
    monkeypatch.setattr(Path, "replace", refuse(Path.replace))
    monkeypatch.setattr(shutil, "copymode", refuse(shutil.copymode))
    if step in SYNCING_A_FOLDER:  # the file itself is complete by then
        file.save(ambition("nieuw"), path)
        assert file.load(path).title == "nieuw"
    else:
        with pytest.raises(AmbitionFileError, match=r"kan niet worden bewaard.*Wat er stond, staat er nog"):
            file.save(ambition("nieuw"), path)
        assert path.read_bytes() == content
    monkeypatch.undo()
    assert nothing_left_behind(path.parent)
    assert file.load(path).title in ("Prinsenland", "nieuw")
    stored = file.save(ambition("daarna"), path, expected=file.fingerprint(path))
    assert stored.ambition.title == "daarna"
    assert file.versions(path)[-1].path.read_bytes() == content
    assert old.ambition == file.load(file.versions(path)[-1].path)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no such rights")
def test_rights_and_links_stay_as_they_were(tmp_path, path):
    file.save(ambition(), path)
    path.chmod(0o664)
    link = tmp_path / "snelkoppeling.ambitie.json"
    link.symlink_to(path)
    file.save(ambition("via de link"), link)
    assert link.is_symlink()
    assert file.load(path).title == "via de link"
    assert path.stat().st_mode & 0o777 == 0o664
    assert len(file.versions(path)) == 1


@pytest.mark.parametrize(
    "name",
    [
        "con.ambitie.json",
        "COM1.x.ambitie.json",
        "a:b.ambitie.json",
        "vraag?.ambitie.json",
        "a .ambitie.json",
        "x.json",
        "ambitie",
        ".ambitie.json",
        "punt..ambitie.json",
        "nieuwe\nregel.ambitie.json",
    ],
)
def test_names_that_cannot_be_everywhere_are_refused_with_a_better_one(tmp_path, name):
    with pytest.raises(AmbitionFileError) as caught:
        file.new(tmp_path / name)
    suggested = re.search(r"bijvoorbeeld ‘([^’]+)’", str(caught.value))
    assert suggested
    assert list(tmp_path.iterdir()) == []
    assert file.new(tmp_path / suggested[1]).path.exists()


def test_suggested_names_are_plain():
    assert file.suggest_name("Prinsenland – Het Lage Land") == "prinsenland-het-lage-land.ambitie.json"
    assert file.suggest_name("Crêpe/../é") == "crepe-e.ambitie.json"
    assert file.suggest_name("🏘️") == "ambitie.ambitie.json"
    assert file.suggest_name("CON") == "ambitie-con.ambitie.json"
    assert len(file.suggest_name("x" * 500)) < 100


def test_a_copy_gets_the_first_free_name_beside_the_file(path):
    names = []
    for _ in range(3):
        names.append(file.copy_path(path).name)
        file.new(file.copy_path(path), ambition())
    assert names == [f"prinsenland-kopie{end}.ambitie.json" for end in ("", "-2", "-3")]
    of_a_copy = file.copy_path(path.with_name(names[1]))
    assert of_a_copy == path.with_name("prinsenland-kopie-4.ambitie.json")


# --- somebody else -----------------------------------------------------------------------------------------------


def test_nobody_elses_work_is_overwritten(path):
    mine = theirs = file.save(ambition(), path)
    after = file.save(ambition("van hen"), path, expected=theirs.fingerprint)
    with pytest.raises(
        ChangedOnDiskError, match=r"Iemand anders.*Er is niets overschreven\. Voeg de twee samen"
    ):
        file.save(ambition("van mij"), path, expected=mine.fingerprint)
    assert file.load(path).title == "van hen"
    assert len(file.versions(path)) == 1
    file.save(ambition("van mij"), path, expected=after.fingerprint)
    path.unlink()
    with pytest.raises(ChangedOnDiskError, match="verplaatst of weggehaald"):
        file.save(ambition("weer"), path, expected=after.fingerprint)
    assert not path.exists()


def test_the_same_text_saved_by_somebody_else_is_no_conflict(path):
    first = file.save(ambition(), path)
    theirs = file.save(ambition("gelijk"), path, expected=first.fingerprint)
    assert file.save(ambition("gelijk"), path, expected=first.fingerprint) == theirs


def test_a_file_that_is_being_saved_elsewhere_is_waited_for(path, monkeypatch):
    file.save(ambition(), path)
    monkeypatch.setattr(file, "LOCK_SECONDS", 0.2)
    with file._locked(path.resolve()), pytest.raises(AmbitionFileError, match="ander programma bewaard"):
        file.save(ambition("anders"), path)
    file.save(ambition("anders"), path)
    assert file.load(path).title == "anders"


SAVER = """
import sys
from wijkdata.ambition import file, words
from wijkdata.errors import ChangedOnDiskError
path, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
for number in range(times):
    while True:
        now = file.read(path)
        changed = now.ambition.model_copy(update={"title": f"{now.ambition.title} {name}{number}"})
        try:
            file.save(changed, path, expected=now.fingerprint)
            break
        except ChangedOnDiskError:
            continue
"""


def test_programs_that_save_at_the_same_time_lose_nothing(path):
    # Each writes words that no other writes: the same text written twice is one text, and that is no loss.
    file.save(ambition("begin"), path)
    running = [
        subprocess.Popen([sys.executable, "-c", SAVER, str(path), name, "10"], stderr=subprocess.PIPE)
        for name in "abc"
    ]
    for process in running:
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said.decode()
    last = file.load(path).title.split()
    for name in "abc":
        assert [word for word in last[1:] if word[0] == name] == [f"{name}{number}" for number in range(10)]
    kept = [file.load(version.path).title.split() for version in reversed(file.versions(path))]
    assert kept == [last[: number + 1] for number in range(30)]
    assert nothing_left_behind(path.parent)


WRITER = """
import sys
from wijkdata.ambition import file, words
path = sys.argv[1]
now = file.read(path)
print("klaar", flush=True)
while True:
    number = int(now.ambition.title) + 1
    changed = now.ambition.model_copy(update={"title": str(number)})
    changed.area.name = "lang " * 39
    now = file.save(changed, path, expected=now.fingerprint)
"""


def test_a_program_killed_while_saving_leaves_a_whole_file(path):
    file.save(ambition("0"), path)
    chance = random.Random(20260531)
    last = 0
    for _ in range(20):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "klaar\n"
            time.sleep(chance.uniform(0.0, 0.04))
            process.kill()
        number = int(file.load(path).title)
        assert number >= last
        last = number
    assert last > 5
    for version in file.versions(path):
        assert int(file.load(version.path).title) <= last  # equal: put aside, not yet replaced
    file.save(ambition("klaar"), path)
    assert nothing_left_behind(path.parent)


# --- versions ----------------------------------------------------------------------------------------------------


def test_each_version_is_kept_and_can_be_put_back(path):
    first = file.save(ambition("een"), path)
    content = path.read_bytes()
    file.save(ambition("twee"), path)
    damaged_later = file.save(ambition("drie"), path)
    kept = file.versions(path)
    assert [file.load(one.path).title for one in kept] == ["twee", "een"]
    assert kept[-1].path.read_bytes() == content
    assert kept[0].path.parent.name == "prinsenland.versies"
    assert all(re.fullmatch(r"[0-9TZ-]+\.ambitie\.json", one.path.name) for one in kept)
    with pytest.raises(ChangedOnDiskError):
        file.restore(path, kept[-1], expected=first.fingerprint)
    back = file.restore(path, kept[-1], expected=damaged_later.fingerprint)
    assert back.ambition.title == file.load(path).title == "een"
    assert file.load(file.versions(path)[0].path).title == "drie"


def decided(*what):
    return ambition().model_copy(update={"decisions": [Decision(date=TODAY, what=one) for one in what]})


@pytest.mark.parametrize("what", [[], ["een"], ["twee", "een"], ["een", "anders"], ["nieuw", "een", "twee"]])
def test_a_decision_that_stands_is_never_changed_or_taken_away(path, what):
    stored = file.save(decided("een", "twee"), path)
    content = path.read_bytes()
    for expected in (None, stored.fingerprint):
        with pytest.raises(
            AmbitionFileError, match="is niet bewaard: een besluit of versie die is vastgelegd"
        ):
            file.save(decided(*what), path, expected=expected)
    assert path.read_bytes() == content
    assert file.versions(path) == []


def test_decisions_are_added_behind_those_that_stand(path):
    file.save(decided("een"), path)
    file.save(decided("een", "twee", "drie"), path)
    assert [one.what for one in file.load(path).decisions] == ["een", "twee", "drie"]


def test_somebody_elses_decision_is_said_to_be_somebody_elses(path):
    mine = file.save(decided("een"), path)
    file.save(decided("een", "van hen"), path)
    with pytest.raises(ChangedOnDiskError):
        file.save(decided("een", "van mij"), path, expected=mine.fingerprint)


def test_an_earlier_version_is_put_back_with_the_decisions_of_now(path):
    file.save(decided("een").model_copy(update={"title": "eerst"}), path)
    file.save(decided("een", "twee").model_copy(update={"title": "later"}), path)
    back = file.restore(path, file.versions(path)[0])
    assert back.ambition == file.load(path)
    assert back.ambition.title == "eerst"
    assert [one.what for one in back.ambition.decisions] == ["een", "twee"]


def test_a_version_with_more_decisions_than_now_loses_none(path):
    file.save(decided("een", "twee"), path)
    file.save(decided("een", "twee").model_copy(update={"title": "later"}), path)
    version = file.versions(path)[0]
    path.unlink()  # as when somebody puts an older file in its place
    file.save(decided("een"), path)
    assert [one.what for one in file.restore(path, version).ambition.decisions] == ["een", "twee"]


def test_over_a_damaged_file_the_version_comes_back_as_it_was(path):
    file.save(decided("een"), path)
    file.save(decided("een", "twee"), path)
    path.write_text("{", encoding="utf-8")
    assert [one.what for one in file.restore(path, file.versions(path)[0]).ambition.decisions] == ["een"]


def test_a_damaged_file_is_put_aside_when_a_version_is_put_back(path):
    file.save(ambition("een"), path)
    file.save(ambition("twee"), path)
    path.write_text('{"half', encoding="utf-8")
    file.restore(path, file.versions(path)[0])
    assert file.load(path).title == "een"
    (aside,) = (path.parent / "prinsenland.versies").glob("*.beschadigd.json")
    assert aside.read_text(encoding="utf-8") == '{"half'
    assert len(file.versions(path)) == 1


def clock(monkeypatch, moment):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz)

    monkeypatch.setattr(file, "datetime", Clock)


def test_a_clock_that_is_set_back_or_stands_still_mixes_nothing_up(path, monkeypatch):
    moments = [datetime(2026, 5, 31, 12, tzinfo=UTC), datetime(2026, 5, 31, 12, tzinfo=UTC)]
    moments += [datetime(2019, 1, 1, tzinfo=UTC)] * 10 + [datetime(2026, 6, 1, tzinfo=UTC)]
    for number, moment in enumerate(moments):
        clock(monkeypatch, moment)
        file.save(ambition(str(number)), path)
    kept = [file.load(one.path).title for one in file.versions(path)]
    assert kept == [str(number) for number in reversed(range(12))]


def test_versions_are_thinned_but_never_the_last_fifty(path):
    file.save(ambition("begin"), path)
    folder = path.parent / "prinsenland.versies"
    folder.mkdir()
    start = datetime.now(UTC) - timedelta(days=100)
    names = []
    for day in range(60):
        for hour in range(3):
            moment = start.replace(hour=9 + hour) + timedelta(days=day)
            names.append(f"{moment:%Y-%m-%dT%H%M%SZ}.ambitie.json")
            (folder / names[-1]).write_text(f"versie van dag {day}, uur {hour}", encoding="utf-8")
    (folder / "aantekening.txt").write_text("van iemand", encoding="utf-8")
    file.save(ambition("nu"), path)
    kept = [one.path.name for one in file.versions(path)]
    older = names[:-49]
    assert kept[1:50] == names[:-50:-1]  # after the one just put aside, the last 49
    assert set(kept[50:]) == {name for name in older[2::3] if name[:10] != names[-49][:10]}
    assert (folder / "aantekening.txt").exists()


def test_young_versions_all_stay(path):
    for number in range(70):
        file.save(ambition(str(number)), path)
    assert len(file.versions(path)) == 69


def test_a_file_without_versions_has_none(path):
    assert file.versions(path) == []


def test_a_file_of_the_first_version_is_read_and_kept_in_the_newest(tmp_path):
    path = tmp_path / "oud.ambitie.json"
    path.write_text(
        '{"schema_version": 1, "measurements": [{"indicator": "gas_gem", "year": 2023, "value": 800, '
        '"source": "telling"}]}'
    )
    stored = file.read(path)
    assert stored.ambition.measurements[0].area == []
    titled = stored.ambition.model_copy(update={"title": "Prinsenland"})
    file.save(titled, path, expected=stored.fingerprint)
    assert json.loads(path.read_text())["schema_version"] == SCHEMA_VERSION
