"""The form of a party: written, filled in as people do in a spreadsheet, read back and merged."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wijkdata import cli
from wijkdata.ambition import edit, file, interest_form, meeting
from wijkdata.ambition.interest_form_merge import contradictions, merge, news, read_into
from wijkdata.ambition.interest_form_read import read_form
from wijkdata.ambition.model import Ambition, Term, Wording
from wijkdata.errors import SourceError, WijkdataError

FIRST = interest_form.HEAD_ROW + 1
#: Row of the theme woonlasten: the third of the catalogue.
COSTS = FIRST + 2


@pytest.fixture
def ambition() -> Ambition:
    """Two parties, of which the tenants said something, and one term."""
    found = edit.set_title(Ambition(), "Wijk zonder aardgas")
    for name in ("gemeente", "huurders"):
        found = meeting.add_party(found, name)
    found = meeting.set_interest(found, "huurders", "woonlasten", 5, "betaalbaar blijven")
    term = Term(name="participatie", wordings=[Wording(party="gemeente", text="raadplegen")])
    return found.model_copy(update={"terms": [term]})


@pytest.fixture
def form(ambition: Ambition, tmp_path: Path) -> Path:
    """The form of the tenants, as it goes out."""
    return interest_form.write_forms(ambition, tmp_path / "uit", ["huurders"])[0]


def fill(path: Path, sheet: str = "Belangen", **cells: object) -> Path:
    """Put values in cells of a form, as somebody does in a spreadsheet."""
    book = openpyxl.load_workbook(path)
    for cell, value in cells.items():
        book[sheet][cell] = value
    book.save(path)
    return path


def refused(path: Path, ambition: Ambition) -> str:
    with pytest.raises(SourceError) as caught:
        read_form(path, ambition)
    told = str(caught.value)
    assert told.startswith(path.name)
    assert told.endswith((".", "?"))
    return told


# --- what goes out -----------------------------------------------------------------------------------------------


def test_a_form_has_a_row_per_theme_and_per_term(form, ambition):
    book = openpyxl.load_workbook(form)
    sheet = book["Belangen"]
    assert book.sheetnames == ["Belangen", "Begrippen"]
    assert (sheet["B2"].value, sheet["B3"].value) == ("Wijk zonder aardgas", "huurders")
    themes = [sheet.cell(FIRST + row, 1).value for row in range(9)]
    assert themes == [one.name for one in meeting.themes_on_table(ambition)]
    assert [sheet.cell(COSTS, column).value for column in (2, 3, 4)] == [5, "betaalbaar blijven", "nee"]
    assert sheet.cell(FIRST, 2).value is None
    assert book["Begrippen"]["A2"].value == "participatie"


def test_only_the_cells_to_fill_in_are_open(form):
    book = openpyxl.load_workbook(form)
    for sheet in book.worksheets:
        assert sheet.protection.sheet
    sheet = book["Belangen"]
    unlocked = {one.coordinate for row in sheet.iter_rows() for one in row if not one.protection.locked}
    assert unlocked == {f"{column}{row}" for column in "BCD" for row in range(FIRST, FIRST + 9)}
    rules = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    weights = rules[f"B{FIRST}:B{FIRST + 8}"]
    assert (weights.type, weights.formula1, weights.formula2) == ("whole", "0", "5")


def test_rows_are_as_high_as_their_words_are_long(ambition, tmp_path):
    """A spreadsheet program does not do that itself for a file that was not made by it."""
    party = ambition.parties[0].name
    long = "Wij willen weten waar wij aan toe zijn. " * 40
    changed = meeting.set_interest(ambition, party, "circulair", 3, long)
    interest_form.write_form(
        changed.model_copy(update={"title": "Een ambitie met een lange naam " * 6}),
        party,
        tmp_path / "f.xlsx",
    )
    sheet = openpyxl.load_workbook(tmp_path / "f.xlsx")["Belangen"]
    line, head = sheet.row_dimensions[interest_form.PARTY_ROW].height, interest_form.HEAD_ROW
    assert sheet.row_dimensions[2].height >= 2 * line
    assert sheet.row_dimensions[head].height >= 2 * line
    rows = {sheet.cell(row, 1).value: sheet.row_dimensions[row].height for row in range(head + 1, head + 10)}
    assert rows["Circulair"] >= len(long) / 70 * line
    assert set(rows.values()) - {rows["Circulair"]} == {3 * line}
    merged = {str(one) for one in sheet.merged_cells.ranges}
    assert {"A1:D1", "B2:D2", "B3:D3"} <= merged


def test_a_form_shows_nothing_of_another_party(ambition, tmp_path):
    ambition = meeting.set_interest(ambition, "gemeente", "woonlasten", 1, "niet voor anderen", internal=True)
    path = interest_form.write_forms(ambition, tmp_path, ["huurders"])[0]
    with zipfile.ZipFile(path) as archive:
        everything = b"".join(archive.read(one) for one in archive.namelist()).decode()
    assert "niet voor anderen" not in everything
    assert "raadplegen" not in everything


@pytest.mark.parametrize("text", ["=1+1", "+31 6", "-2", "@SUM(A1)", '=HYPERLINK("http://a")', "\x07bel"])
def test_no_text_of_people_is_a_formula(ambition, tmp_path, text):
    ambition = edit.set_title(meeting.set_interest(ambition, "huurders", "woonlasten", 5, text), text)
    ambition = meeting.rename_party(ambition, "gemeente", text)
    path = interest_form.write_forms(ambition, tmp_path, ["huurders"])[0]
    book = openpyxl.load_workbook(path)
    kinds = {one.data_type for sheet in book for row in sheet.iter_rows() for one in row}
    assert kinds <= {"s", "n"}
    assert book["Belangen"].cell(COSTS, 3).value == text.replace("\x07", " ")
    assert book["Belangen"].cell(COSTS, 3).quotePrefix == (text[0] in "=+-@")
    read = read_form(path, ambition)
    assert contradictions(ambition, read) == []
    assert news(ambition, read) == []


def test_every_party_gets_a_file_of_its_own(ambition, tmp_path):
    for name in ("VvE Oost/West", "VvE Oost-West", "../kwaad"):
        ambition = meeting.add_party(ambition, name)
    paths = interest_form.write_forms(ambition, tmp_path / "diep" / "uit")
    assert [one.name for one in paths] == [
        *("belangen_gemeente.xlsx", "belangen_huurders.xlsx", "belangen_vve-oost-west.xlsx"),
        *("belangen_vve-oost-west-2.xlsx", "belangen_kwaad.xlsx"),
    ]
    assert {one.parent for one in paths} == {tmp_path / "diep" / "uit"}
    assert [read_form(one, ambition).party for one in paths] == [one.name for one in ambition.parties]


def test_a_form_that_came_back_is_not_written_over(form, ambition):
    before = fill(form, **{f"B{FIRST}": 3}).read_bytes()
    with pytest.raises(WijkdataError, match=r"belangen_huurders\.xlsx\. Een ingevuld formulier wordt niet"):
        interest_form.write_forms(ambition, form.parent)
    assert form.read_bytes() == before
    assert not (form.parent / "belangen_gemeente.xlsx").exists()


def test_without_parties_or_a_place_to_write_that_is_said(ambition, tmp_path):
    with pytest.raises(WijkdataError, match="nog geen partijen"):
        interest_form.write_forms(Ambition(), tmp_path)
    with pytest.raises(
        WijkdataError, match=r"‘provincie’ zit niet aan tafel\. Wel: ‘gemeente’ en ‘huurders’\."
    ):
        interest_form.write_forms(ambition, tmp_path, ["provincie"])
    (tmp_path / "bezet").write_text("een bestand")
    with pytest.raises(WijkdataError, match="Schrijven in de map"):
        interest_form.write_forms(ambition, tmp_path / "bezet")


# --- what comes back ---------------------------------------------------------------------------------------------


def test_what_was_filled_in_is_read_with_its_cell(form, ambition):
    fill(form, **{f"B{FIRST}": 0, f"C{FIRST}": "  geen haast\n", f"D{FIRST}": "Ja"})
    fill(form, "Begrippen", B2="meebeslissen")
    read = read_form(form, ambition)
    assert read.party == "huurders"
    assert [(one.about, one.field, one.value, one.cell) for one in read.answers] == [
        ("aardgasvrij", "weight", 0, f"Belangen!B{FIRST}"),
        ("aardgasvrij", "text", "geen haast", f"Belangen!C{FIRST}"),
        ("aardgasvrij", "internal", True, f"Belangen!D{FIRST}"),
        ("woonlasten", "weight", 5, f"Belangen!B{COSTS}"),
        ("woonlasten", "text", "betaalbaar blijven", f"Belangen!C{COSTS}"),
        ("woonlasten", "internal", False, f"Belangen!D{COSTS}"),
        ("participatie", "wording", "meebeslissen", "Begrippen!B2"),
    ]
    assert len(read.without_weight) == 7
    assert "woonlasten" not in read.without_weight


@pytest.mark.parametrize(
    ("typed", "weight"), [(3, 3), (1.0, 1), ("5", 5), (" 4 ", 4), ("", None), (" ", None)]
)
def test_weights_are_read_as_spreadsheets_give_them(form, ambition, typed, weight):
    read = read_form(fill(form, **{f"B{FIRST}": typed}), ambition)
    found = [one.value for one in read.answers if (one.about, one.field) == ("aardgasvrij", "weight")]
    assert found == ([] if weight is None else [weight])


@pytest.mark.parametrize("typed", [6, -1, 2.5, "zes", "5+", True, date(2026, 5, 3), "٣", "1e0"])
def test_what_is_no_weight_is_refused_with_its_cell(form, ambition, typed):
    told = refused(fill(form, **{f"B{FIRST}": typed}), ambition)
    assert f"blad Belangen, cel B{FIRST}" in told
    assert "is geen gewicht. Vul 0 tot en met 5 in" in told


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "told"),
    [
        ("Belangen", f"B{FIRST}", "=2+3", f"cel B{FIRST}: hier staat een formule"),
        ("Belangen", f"C{FIRST}", "=A1", f"cel C{FIRST}: hier staat een formule"),
        ("Belangen", f"C{FIRST}", "#REF!", f"cel C{FIRST}: hier staat de fout #REF!"),
        (
            "Belangen",
            "B3",
            "provincie",
            "cel B3: ‘provincie’ zit niet aan tafel. Wel: ‘gemeente’ en ‘huurders’.",
        ),
        ("Belangen", f"A{FIRST}", "Gas eraf", f"cel A{FIRST}: ‘Gas eraf’ is geen thema"),
        ("Belangen", f"A{FIRST}", "Woonlasten", "‘Woonlasten’ staat er twee keer"),
        ("Belangen", f"A{FIRST + 9}", None, ""),
        ("Belangen", f"B{FIRST + 9}", 3, f"cel A{FIRST + 9}: ‘’ is geen thema"),
        ("Belangen", f"E{FIRST}", "zie mail", f"cel E{FIRST}: hier hoort niets te staan"),
        ("Belangen", f"D{FIRST}", "misschien", f"cel D{FIRST}: ‘misschien’ is geen ja of nee"),
        ("Belangen", f"C{FIRST}", "x" * 10_001, f"cel C{FIRST}: de tekst is langer dan 10.000 tekens"),
        ("Belangen", "B7", "Cijfer", "cel B7: hier hoort ‘Gewicht (0-5)’ te staan, niet ‘Cijfer’"),
        ("Belangen", "A5", "wijkdata, formulier belangen, versie 0", "dit is een ouder formulier (versie 0)"),
        (
            "Belangen",
            "A5",
            "wijkdata, formulier belangen, versie 2",
            "dit is een nieuwer formulier (versie 2)",
        ),
        ("Belangen", "A5", None, "cel A5: hier hoort de versie van het formulier te staan"),
        ("Begrippen", "A2", "inspraak", "blad Begrippen, cel A2: ‘inspraak’ is geen begrip"),
        ("Begrippen", "B2", "=1", "blad Begrippen, cel B2: hier staat een formule"),
    ],
)
def test_what_cannot_be_is_refused_in_one_message_with_its_cell(form, ambition, sheet, cell, value, told):
    fill(form, sheet, **{cell: value})
    if told:
        assert told in refused(form, ambition)
    else:
        read_form(form, ambition)


def test_another_sheet_and_another_file_are_refused(form, ambition, tmp_path):
    book = openpyxl.load_workbook(form)
    book.create_sheet("Notities")["A1"] = "los"
    book.save(tmp_path / "extra.xlsx")
    assert "het blad ‘Notities’ hoort er niet bij" in refused(tmp_path / "extra.xlsx", ambition)
    other = openpyxl.Workbook()
    other.active.title = "Begrippen"
    other.save(tmp_path / "ander.xlsx")
    assert "het blad Belangen ontbreekt" in refused(tmp_path / "ander.xlsx", ambition)
    (tmp_path / "geen.xlsx").write_bytes(form.read_bytes()[:900])
    assert "geen leesbaar XLSX-bestand" in refused(tmp_path / "geen.xlsx", ambition)
    assert "dit bestand is er niet" in refused(tmp_path / "weg.xlsx", ambition)
    with zipfile.ZipFile(tmp_path / "groot.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 6_000_000)
    assert "veel te groot" in refused(tmp_path / "groot.xlsx", ambition)


def test_a_form_from_before_a_theme_or_term_says_what_it_does_not_have(form, ambition):
    newer = edit.set_theme(ambition, "gezondheid", "moet")
    read = read_form(form, newer)
    assert read.not_asked == ("gezondheid",)
    without_terms = ambition.model_copy(update={"terms": []})
    assert "‘participatie’ is geen begrip" in refused(fill(form, "Begrippen", B2="x"), without_terms)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_a_spoilt_form_is_read_or_refused_in_words(form, ambition, tmp_path, place, byte):
    content = bytearray(form.read_bytes())
    content[place % len(content)] = byte
    path = tmp_path / "bedorven.xlsx"
    path.write_bytes(content)
    assert outcome(path, ambition)


def outcome(path: Path, ambition: Ambition) -> str:
    try:
        return read_form(path, ambition).party
    except SourceError as error:
        return str(error)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60), title=st.text(max_size=20), name=st.text(min_size=1, max_size=20))
def test_whatever_people_write_comes_back_as_it_went(ambition, tmp_path, text, title, name):
    ambition = edit.set_title(meeting.set_interest(ambition, "huurders", "woonlasten", 5, text), title)
    if name.strip() and name.strip().casefold() not in ("gemeente", "huurders"):
        ambition = meeting.rename_party(ambition, "huurders", name)
    path = tmp_path / "heen.xlsx"
    interest_form.write_form(ambition, ambition.parties[1].name, path)
    read = read_form(path, ambition)
    assert read.party == ambition.parties[1].name
    assert contradictions(ambition, read) == []
    assert news(ambition, read) == []


# --- merging -----------------------------------------------------------------------------------------------------


def test_what_is_new_is_taken(form, ambition):
    fill(form, **{f"B{FIRST}": 2, f"C{FIRST}": "rustig aan", f"D{FIRST}": "ja"})
    fill(form, "Begrippen", B2="meebeslissen")
    read = read_form(form, ambition)
    assert contradictions(ambition, read) == []
    merged = merge(ambition, read)
    one = meeting.interest_of(merged, "huurders", "aardgasvrij")
    assert (one.weight, one.text, one.internal) == (2, "rustig aan", True)
    assert {each.party: each.text for each in merged.term("participatie").wordings} == {
        "gemeente": "raadplegen",
        "huurders": "meebeslissen",
    }
    assert len(merged.interests) == 2  # a theme that was left empty is still not said


def test_a_contradiction_stands_side_by_side_and_is_not_taken_in_silence(form, ambition):
    fill(form, **{f"B{COSTS}": 2, f"C{COSTS}": "minder dan nu"})
    read = read_form(form, ambition)
    weight, text = contradictions(ambition, read)
    assert (weight.in_ambition, weight.answer.value, weight.answer.cell) == (5, 2, f"Belangen!B{COSTS}")
    assert text.text() == (
        "Woonlasten, belang: in de ambitie staat ‘betaalbaar blijven’, in het formulier ‘minder dan nu’ "
        f"(Belangen!C{COSTS})."
    )
    assert merge(ambition, read) == ambition
    both = meeting.interest_of(merge(ambition, read, "formulier"), "huurders", "woonlasten")
    assert (both.weight, both.text) == (2, "minder dan nu")
    only = merge(ambition, read, {f"Belangen!B{COSTS}": "formulier"})
    one = meeting.interest_of(only, "huurders", "woonlasten")
    assert (one.weight, one.text) == (2, "betaalbaar blijven")


def test_what_a_party_wants_to_keep_within_the_team_is_not_taken_where_others_see_it(ambition, tmp_path):
    ambition = meeting.set_interest(ambition, "huurders", "woonlasten", None, "betaalbaar blijven")
    out = interest_form.write_forms(ambition, tmp_path, ["huurders"])[0]
    read = read_form(fill(out, **{f"B{COSTS}": 5, f"D{COSTS}": "ja", f"B{FIRST}": 1}), ambition)
    (against,) = contradictions(ambition, read)
    assert "wordt pas overgenomen als het formulier geldt" in against.text()
    kept = merge(ambition, read)
    assert meeting.interest_of(kept, "huurders", "woonlasten").weight is None
    assert meeting.interest_of(kept, "huurders", meeting.themes_on_table(ambition)[0].id).weight == 1
    both = meeting.interest_of(merge(ambition, read, "formulier"), "huurders", "woonlasten")
    assert (both.weight, both.internal) == (5, True)


def test_words_that_come_back_the_same_keep_their_source(ambition, tmp_path):
    ambition = meeting.take_over(ambition, "gemeente", "woonlasten", "regie\x07 houden", "Moerdijk, 2021, x")
    out = interest_form.write_forms(ambition, tmp_path, ["gemeente"])[0]
    kept = merge(ambition, read_form(fill(out, **{f"B{COSTS}": 2}), ambition))
    one = meeting.interest_of(kept, "gemeente", "woonlasten")
    assert (one.weight, one.text, one.source) == (2, "regie\x07 houden", "Moerdijk, 2021, x")


def test_an_answer_that_was_emptied_changes_nothing(form, ambition):
    fill(form, **{f"B{COSTS}": None, f"C{COSTS}": None, f"D{COSTS}": None})
    read = read_form(form, ambition)
    assert merge(ambition, read, "formulier") == ambition
    assert "woonlasten" in read.without_weight


# --- commands ----------------------------------------------------------------------------------------------------


@pytest.fixture
def path(ambition: Ambition, tmp_path: Path) -> Path:
    found = tmp_path / "wijk.ambitie.json"
    file.save(ambition, found)
    return found


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    code = cli.main(["form", *map(str, arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_command_writes_forms(path, tmp_path, capsys):
    code, out, _ = run(capsys, path, "--out", tmp_path / "uit", "--party", "huurders")
    assert (code, out) == (0, f"Geschreven: {tmp_path / 'uit' / 'belangen_huurders.xlsx'}\n")
    code, out, _ = run(capsys, path, "--out", tmp_path / "alle", "--json")
    assert [Path(one).name for one in json.loads(out)] == ["belangen_gemeente.xlsx", "belangen_huurders.xlsx"]
    assert run(capsys, path, "--out", tmp_path / "alle")[0] == 1


def test_the_command_reads_forms_and_keeps_what_is_new(path, form, capsys):
    fill(form, **{f"B{FIRST}": 2})
    code, out, err = run(capsys, path, "--read", form)
    assert (code, err) == (0, "")
    assert "belangen_huurders.xlsx (huurders): 1 antwoord overgenomen." in out
    assert "Zonder gewicht: Energiebesparing, Natuurinclusief" in out
    assert meeting.interest_of(file.load(path), "huurders", "aardgasvrij").weight == 2


def test_the_command_leaves_a_contradiction_to_choose(path, form, capsys):
    fill(form, **{f"B{FIRST}": 2, f"B{COSTS}": 1})
    code, out, _ = run(capsys, path, "--read", form, "--json")
    (told,) = json.loads(out)
    assert code == 1
    assert (told["taken"], told["choice"]) == (1, None)
    assert told["contradictions"] == [
        {
            "about": "woonlasten",
            "field": "weight",
            "cell": f"Belangen!B{COSTS}",
            "in_ambition": 5,
            "in_form": 1,
        }
    ]
    assert meeting.interest_of(file.load(path), "huurders", "woonlasten").weight == 5
    code, out, _ = run(capsys, path, "--read", form)
    assert code == 1
    assert "kies met --choose formulier of --choose ambitie" in out
    assert run(capsys, path, "--read", form, "--choose", "ambitie")[0] == 0
    assert run(capsys, path, "--read", form, "--choose", "formulier")[0] == 0
    assert meeting.interest_of(file.load(path), "huurders", "woonlasten").weight == 1


def test_a_form_of_which_all_was_known_says_so(path, form, capsys):
    fill(form, **{f"B{FIRST}": 2})
    run(capsys, path, "--read", form)
    _, out, _ = run(capsys, path, "--read", form)
    assert "niets nieuws" in out
    assert "overgenomen" not in out


def test_a_refused_form_does_not_stop_the_others(path, form, tmp_path, capsys):
    fill(form, **{f"B{FIRST}": 2})
    code, out, err = run(capsys, path, "--read", tmp_path / "weg.xlsx", form)
    assert code == 1
    assert err == "weg.xlsx: dit bestand is er niet. Controleer de naam en de map.\n"
    assert "1 antwoord overgenomen" in out
    assert meeting.interest_of(file.load(path), "huurders", "aardgasvrij").weight == 2


def test_two_forms_of_one_party_are_held_against_each_other(path, form, tmp_path):
    fill(form, **{f"B{FIRST}": 2})
    second = tmp_path / "tweede.xlsx"
    second.write_bytes(form.read_bytes())
    fill(second, **{f"B{FIRST}": 4})
    first, later = read_into(path, [form, second])
    assert (first.against, later.against[0].in_ambition) == ((), 2)
    assert meeting.interest_of(file.load(path), "huurders", "aardgasvrij").weight == 2


def test_a_term_on_which_a_form_says_nothing_is_told(path, form, tmp_path, capsys):
    assert "Zonder eigen omschrijving: participatie." in run(capsys, path, "--read", form)[1]
    book = openpyxl.load_workbook(form)
    del book["Begrippen"]
    without = tmp_path / "zonder.xlsx"
    book.save(without)
    assert json.loads(run(capsys, path, "--read", without, "--json")[1])[0]["without_wording"] == [
        "participatie"
    ]
    fill(form, "Begrippen", B2="meebeslissen")
    assert "omschrijving" not in run(capsys, path, "--read", form)[1]


def test_nothing_new_does_not_write_the_file(path, form):
    before = path.read_bytes()
    read_into(path, [form])
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--out", "uit", "--choose", "ambitie"), "--choose hoort bij --read. Laat het weg.\n"),
        (("--read", "a.xlsx", "--party", "huurders"), "--party hoort bij --out. Laat het weg.\n"),
    ],
)
def test_an_option_of_the_other_task_is_not_left_aside_in_silence(path, capsys, arguments, told):
    assert run(capsys, path, *arguments) == (1, "", told)


def test_a_party_that_is_named_twice_gets_one_form(ambition, tmp_path):
    assert len(interest_form.write_forms(ambition, tmp_path / "uit", ["huurders", "huurders"])) == 1


@pytest.mark.parametrize(
    "arguments", [(), ("--out", "a", "--read", "b"), ("--read", "a", "--choose", "nieuwste")]
)
def test_wrong_use_is_told(path, capsys, arguments):
    code, _, err = run(capsys, path, *arguments)
    assert code == 2
    assert "gebruik: wijkdata form" in err
