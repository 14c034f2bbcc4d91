"""Every kind of bad input, tried on every form that is read: one sentence, and a store that stays as it was.

What a service may do wrong is in the tests of each service; the page with status 200 and the table that is published
anew between two parts are here once more, from the request to the store.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import published
import pytest
from published import FORMS, HET_LAGE_LAND, PRINSENLAND, Form
from services import cbs

from wijkdata import figures, intake, services
from wijkdata.series import series
from wijkdata.sources import recognise, unrecognised
from wijkdata.sources.loaded import sample
from wijkdata.store import Store

#: What somebody is told to do about it.
TO_DO = re.compile(
    r"\b(download|geef|voeg|bewaar|gebruik|haal|maak|open|pas|vraag|kijk|zet|pak|vul|neem)\b", re.IGNORECASE
)


def state(home: Path) -> dict[str, str]:
    """Return every file of the store by what is in it."""
    folder = home / "gegevens"
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Spoilt:
    """A store in which the good file stands already, and the same file to be spoilt."""

    def __init__(self, form: Form, home: Path, folder: Path) -> None:
        self.form, self.home = form, home
        good, self.folder, aside = folder / "goed", folder / "slecht", folder / "vooraf"
        for one in (good, self.folder, aside):
            one.mkdir()
        published.prepare(form, aside)
        form.write(good)
        assert published.add(form, good).refused == ""
        self.path = form.write(self.folder)
        self.before = state(home)
        assert self.before

    def refused(self) -> str:
        """Return the one sentence about the spoilt file; nothing may have been kept."""
        outcome = published.add(self.form, self.folder)
        assert outcome.refused, outcome.text()
        assert outcome.name == self.path.name
        assert self.path.name in outcome.text()
        assert TO_DO.search(outcome.refused), outcome.refused
        assert state(self.home) == self.before
        return outcome.refused


@pytest.fixture
def spoilt(request: pytest.FixtureRequest, own_home: Path, tmp_path: Path) -> Spoilt:
    return Spoilt(request.param, own_home, tmp_path)


def on(*kinds: str, without: tuple[str, ...] = ()) -> pytest.MarkDecorator:
    """Try a test on every form of these kinds."""
    chosen = [form for form in FORMS if form.kind in kinds and form.name not in without]
    assert {*without} <= {form.name for form in FORMS}
    return pytest.mark.parametrize("spoilt", chosen, ids=str, indirect=True)


EVERY = ("text", "json", "zip", "xlsx", "xls", "gpkg")
#: Forms in which single odd lines are set aside and counted: large files of others, and lists made by hand.
LINE_BY_LINE = ("kleinverbruik", "ep-online", "eigen-lijst-csv")


def test_every_reader_has_a_form_to_spoil() -> None:
    assert {form.module for form in FORMS} == set(recognise.MODULES)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_the_good_file_is_taken_by_its_own_reader(form: Form, tmp_path: Path) -> None:
    for name in ("vooraf", "goed"):
        (tmp_path / name).mkdir()
    published.prepare(form, tmp_path / "vooraf")
    path = form.write(tmp_path / "goed")
    assert recognise.module_for(path).__name__.endswith(f".{form.module}")
    outcome = published.add(form, tmp_path / "goed")
    assert outcome.refused == ""
    assert outcome.rows or outcome.boundaries or outcome.addresses


# --- a download that was cut off ----------------------------------------------------------------------------------


@on("text")
def test_a_table_that_was_cut_off_in_a_row(spoilt: Spoilt) -> None:
    content = spoilt.path.read_bytes().rstrip()
    # A footer may be gone without harm; the last row with figures may not.
    rows = [found.start() for found in re.finditer(rb"\n(?=[^\n]*[;,\t]\"?\s*[\d?-])", content)]
    start = rows[-1]
    end = content.find(b"\n", start + 1) if b"\n" in content[start + 1 :] else len(content)
    spoilt.path.write_bytes(content[: start + (end - start) // 2])
    assert re.search(r"rij \d+|laatste regel|kolommen|afgebroken", spoilt.refused())


@on("json")
def test_an_answer_that_was_cut_off(spoilt: Spoilt) -> None:
    content = spoilt.path.read_bytes()
    spoilt.path.write_bytes(content[: len(content) * 2 // 3])
    assert re.search(r"afgebroken|geen JSON", spoilt.refused())


@on("zip", "xlsx", "xls", "gpkg")
def test_a_file_that_was_cut_off(spoilt: Spoilt) -> None:
    content = spoilt.path.read_bytes()
    spoilt.path.write_bytes(content[: len(content) * 2 // 3])
    assert re.search(r"afgebroken|beschadigd", spoilt.refused())


@on(*EVERY)
def test_a_file_of_which_nothing_came(spoilt: Spoilt) -> None:
    spoilt.path.write_bytes(b"")
    assert "is leeg" in spoilt.refused()


# --- something else than the file ---------------------------------------------------------------------------------


@on(*EVERY)
def test_a_page_in_place_of_the_file(spoilt: Spoilt) -> None:
    spoilt.path.write_bytes(b"\r\n<!DOCTYPE html><html><body><h1>Server Error</h1></body></html>")
    assert "is een webpagina en geen gegevensbestand" in spoilt.refused()


# --- another encoding ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
@on("text", "json", without=("eigen-lijst-csv",))
def test_a_file_saved_as_utf_16(spoilt: Spoilt, encoding: str) -> None:
    own = "cp1252" if spoilt.form.name == "wijkprofiel" else "utf-8-sig"
    spoilt.path.write_bytes(spoilt.path.read_bytes().decode(own).encode(encoding))
    assert re.search("UTF-16|Unicode-tekst", spoilt.refused())


@on("text", "json", without=(*LINE_BY_LINE, "wijkprofiel"))
def test_letters_in_another_encoding(spoilt: Spoilt) -> None:
    content = spoilt.path.read_bytes()
    place = content.rindex(b'"' if spoilt.form.kind == "json" else b"\n", 0, len(content) - 3) + 1
    spoilt.path.write_bytes(content[:place] + "Café".encode("cp1252") + content[place:])
    said = spoilt.refused()
    assert re.search(r"(rij|teken) \d+", said), said


@on("text", "json", without=LINE_BY_LINE)
def test_bytes_that_are_no_letters(spoilt: Spoilt) -> None:
    content = spoilt.path.read_bytes()
    place = content.rindex(b'"' if spoilt.form.kind == "json" else b"\n", 0, len(content) - 3) + 1
    spoilt.path.write_bytes(content[:place] + b"\x81\xfe\xff" + content[place:])
    assert re.search(r"(rij|teken) \d+|geen tekstbestand", spoilt.refused())


@pytest.mark.parametrize("letters", ["é".encode("cp1252"), b"\x81\xfe"], ids=["windows", "no letters"])
@pytest.mark.parametrize(
    ("name", "before"), [("kleinverbruik", "Voorbeeldstraat"), ("ep-online", "Voorbeeld BV")]
)
def test_a_strange_letter_costs_a_name_and_no_figure(
    name: str, before: str, letters: bytes, own_home: Path, tmp_path: Path
) -> None:
    """Of files of millions of lines, one name that is not to be read must not cost the others."""
    form = next(one for one in FORMS if one.name == name)
    spoilt = Spoilt(form, own_home, tmp_path)
    good = Store.open().observations([PRINSENLAND, HET_LAGE_LAND])
    assert len(good)
    content = spoilt.path.read_bytes()
    place = content.index(before.encode())
    spoilt.path.write_bytes(content[:place] + letters + content[place:])
    assert published.add(form, spoilt.folder).refused == ""
    again = Store.open().observations([PRINSENLAND, HET_LAGE_LAND])
    assert again["value"].equals(good["value"])


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le"])
def test_a_list_of_ones_own_may_come_from_any_spreadsheet(encoding: str, tmp_path: Path) -> None:
    form = next(one for one in FORMS if one.name == "eigen-lijst-csv")
    path = form.write(tmp_path)
    path.write_bytes(path.read_bytes().decode().encode(encoding))
    assert published.add(form, tmp_path).refused == ""
    assert Store.open().observations([PRINSENLAND], ["woningen_lijst"])["value"].tolist() == [12.0]


# --- columns and units --------------------------------------------------------------------------------------------

#: Forms of which a part of the columns may be asked for; what is not there is told. See the tests after this.
SELECTIONS = ("kwb-odata", "klimaatmonitor-csv", "klimaatmonitor-xls")


def named(form: Form) -> str:
    """Return what a message must name of the column that is gone."""
    bare = re.sub(r"_\d+$", "", form.column)
    return re.escape(bare).replace(r"Blok\-\ ", "blok").replace("BU_CODE", "bucode")


@on(*EVERY, without=SELECTIONS)
def test_a_column_that_was_renamed(spoilt: Spoilt) -> None:
    published.renamed(spoilt.form, spoilt.path)
    assert re.search(named(spoilt.form), spoilt.refused())


@on(*EVERY, without=(*SELECTIONS, "kaart-geopackage-zip", "kaart-shapefile-zip"))
def test_a_column_that_is_not_there(spoilt: Spoilt) -> None:
    published.without_column(spoilt.form, spoilt.path)
    assert re.search(named(spoilt.form), spoilt.refused())


def test_a_selection_of_columns_says_which_topics_are_not_in_it(tmp_path: Path) -> None:
    form = next(one for one in FORMS if one.name == "kwb-odata")
    path = form.write(tmp_path)
    published.replaced(path, "GemiddeldAardgasverbruikTotaal_55", "GemiddeldAardgasverbruikTotaax_55")
    outcome = published.add(form, tmp_path)
    assert outcome.refused == ""
    assert any("‘Gemiddeld aardgasverbruik totaal’" in reason for reason in outcome.set_aside)
    assert "gas_gem" not in outcome.indicators


@pytest.mark.parametrize("name", ["klimaatmonitor-csv", "klimaatmonitor-xls"])
def test_a_subject_that_was_renamed_is_counted_as_one_that_is_not_used(name: str, tmp_path: Path) -> None:
    form = next(one for one in FORMS if one.name == name)
    for one in ("vooraf", "map"):
        (tmp_path / one).mkdir()
    published.prepare(form, tmp_path / "vooraf")
    published.renamed(form, form.write(tmp_path / "map"))
    outcome = published.add(form, tmp_path / "map")
    assert outcome.set_aside["onderwerp dat wijkdata niet gebruikt"] > 0
    assert outcome.indicators == ("elektra_woningen",)


@pytest.mark.parametrize("spoilt", [form for form in FORMS if form.unit], ids=str, indirect=True)
def test_a_unit_that_changed(spoilt: Spoilt) -> None:
    published.replaced(spoilt.path, spoilt.form.unit, spoilt.form.another)
    said = spoilt.refused()
    assert spoilt.form.another.strip("();").casefold() in said.casefold()
    assert "Wij nemen dit cijfer niet over" in said


KINDS = (*unrecognised.FORMS, *unrecognised.TABLES)
#: Of these the reader itself says which column is not there.
NAMED_BY_THEIR_READER = (
    "cbs_kwb",
    "cbs_kwb_workbook",
    "ses-woa-v4",
    "cbs_verwarming_maatwerk",
    "pdok",
    "bag",
    "leefbaarometer",
    "klimaatmonitor_workbook",
    "rotterdam",
    "own_register",
)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_the_columns_by_which_a_form_is_told_stand_in_it(form: Form, tmp_path: Path) -> None:
    """What is said of a file that misses a column would otherwise name a column that never was there."""
    path = form.write(tmp_path)
    seen = sample(path)
    complete = [kind for kind, columns in KINDS if not unrecognised.absent(seen, columns)]
    assert complete or {form.module, form.name} & set(NAMED_BY_THEIR_READER), path.name


def test_every_form_that_is_told_by_its_columns_exists(tmp_path: Path) -> None:
    seen = []
    for form in FORMS:
        (tmp_path / form.name).mkdir()
        seen.append(sample(form.write(tmp_path / form.name)))
    for kind, columns in KINDS:
        assert any(not unrecognised.absent(one, columns) for one in seen), kind


# --- codes --------------------------------------------------------------------------------------------------------

#: How the code of an area stands in each form, of those that have codes.
CODED = {
    "kwb-export": HET_LAGE_LAND,
    "kwb-odata": PRINSENLAND,
    "kwb-v4": "BU05990112",
    "kwb-werkboek": HET_LAGE_LAND,
    "energie-odata": "BU16801999",
    "energie-export": HET_LAGE_LAND,
    "verwarming-odata": "BU01970203",
    "verwarming-maatwerk": HET_LAGE_LAND,
    "zonnestroom-csv": HET_LAGE_LAND,
    "energie-regio": "GM0599",
    "verwarming-regio": "GM0599",
    "ses-woa": "BU03630001",
    "ses-woa-v4": "BU03630001",
    "startanalyse-2020": PRINSENLAND,
    "startanalyse-2025": HET_LAGE_LAND,
    "startanalyse-2025-zip": HET_LAGE_LAND,
    "kaart-wfs": HET_LAGE_LAND,
    "kaart-ogc": HET_LAGE_LAND,
    "leefbaarometer-csv": "WK036201",
    "leefbaarometer-wfs": "BU0363AB10",
    "klimaatmonitor-odata": HET_LAGE_LAND,
    "rivm": HET_LAGE_LAND,
    "etlocal": HET_LAGE_LAND,
    "eigen-lijst-csv": PRINSENLAND,
    "eigen-lijst-xlsx": PRINSENLAND,
}


@pytest.mark.parametrize("wrong", ["QQ", "9999"])
@pytest.mark.parametrize("name", CODED)
def test_a_code_that_does_not_exist_gives_no_area(name: str, wrong: str, tmp_path: Path) -> None:
    """A code in no form of CBS, and one of the gemeente ‘Onbekend’: refused, or set aside and counted."""
    form = next(one for one in FORMS if one.name == name)
    path = form.write(tmp_path)
    code = CODED[name]
    replacement = wrong + code[2:] if wrong == "QQ" else code[:2] + wrong + code[6:]
    published.replaced(path, code, replacement)
    (outcome,) = intake.add([tmp_path], options=form.options)
    if outcome.refused:
        assert TO_DO.search(outcome.refused) or "niets dat wij kunnen gebruiken" in outcome.refused
    else:
        assert sum(outcome.set_aside.values()) > 0, outcome.text()
    store = Store.open()
    assert store.observations([replacement]).empty
    assert replacement not in set(figures.areas().table["code"])


@pytest.mark.parametrize(
    "spoilt", [one for one in FORMS if one.name in ("kaart-wfs", "kaart-ogc")], ids=str, indirect=True
)
def test_a_map_of_nothing_but_water(spoilt: Spoilt) -> None:
    published.replaced(spoilt.path, '"NEE"', '"JA"')
    assert "geen enkele gemeente, wijk of buurt op land" in spoilt.refused()


# --- zip and workbook ---------------------------------------------------------------------------------------------


@on("zip", "xlsx")
def test_a_bomb_is_not_unpacked(spoilt: Spoilt, monkeypatch: pytest.MonkeyPatch) -> None:
    with zipfile.ZipFile(spoilt.path) as archive:
        members = {one.filename: archive.read(one) for one in archive.infolist()}
    with zipfile.ZipFile(spoilt.path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            swollen = name.endswith((".csv", ".gpkg", ".shp", "sheet1.xml", "sheet2.xml"))
            archive.writestr(name, content + b" " * 60_000_000 if swollen else content)
    assert re.search(
        "pakken wij niet uit|pakken het niet uit|niet uitgepakt|openen het niet", spoilt.refused()
    )


@pytest.mark.parametrize("name", ["../{}", "/{}", "..\\{}", "C:\\{}", "map/../../{}", "\\\\server\\{}"])
@on("zip", "xlsx")
def test_a_path_that_climbs_out_of_a_zip(spoilt: Spoilt, name: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(spoilt.path) as archive:
        members = {one.filename: archive.read(one) for one in archive.infolist()}
    with zipfile.ZipFile(spoilt.path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
        archive.writestr(zipfile.ZipInfo(name.format("buiten.csv")), b"a;b\n1;2\n")
    assert "pad naar buiten het zip-bestand" in spoilt.refused()
    assert list(tmp_path.rglob("buiten.csv")) == []


@on("zip", "xlsx")
def test_a_zip_in_which_a_name_was_lost(spoilt: Spoilt) -> None:
    """The library for zip files itself trips over such a member, found by trying damaged files."""
    with zipfile.ZipFile(spoilt.path, "a") as archive:
        archive.writestr("QQQQQ", b"")
    spoilt.path.write_bytes(spoilt.path.read_bytes().replace(b"QQQQQ", b"\0QQQQ"))
    assert "afgebroken of beschadigd" in spoilt.refused()


def _with_formula(path: Path, cell: str, sheet: int, stored: str | None) -> None:
    """Put a formula in a cell, with the result that a spreadsheet program stored, or none."""
    book = openpyxl.load_workbook(path)
    book.worksheets[sheet][cell] = "=1968+1"
    book.save(path)
    if stored is not None:
        published.rewritten(
            path,
            lambda xml: xml.replace(b"<f>1968+1</f><v />", f"<f>1968+1</f><v>{stored}</v>".encode()).replace(
                b"<f>1968+1</f><v></v>", f"<f>1968+1</f><v>{stored}</v>".encode()
            ),
        )


def test_a_formula_with_its_result_counts_as_that(tmp_path: Path) -> None:
    form = next(one for one in FORMS if one.name == "eigen-lijst-xlsx")
    _with_formula(form.write(tmp_path), "E2", 0, "1969")
    assert published.add(form, tmp_path).refused == ""
    kept = Store.open().observations([PRINSENLAND], ["woningen_lijst"])
    assert kept["value"].tolist() == [12.0]


@pytest.mark.parametrize("cell", ["D2", "E2", "C13"])
def test_a_formula_without_its_result_is_no_empty_cell(cell: str, own_home: Path, tmp_path: Path) -> None:
    form = next(one for one in FORMS if one.name == "eigen-lijst-xlsx")
    spoilt = Spoilt(form, own_home, tmp_path)
    _with_formula(spoilt.path, cell, 0, None)
    assert f"in cel {cell} staat een formule" in spoilt.refused()


@pytest.mark.parametrize("stored", ["70.5", None])
@pytest.mark.parametrize(
    ("name", "sheet", "cell"), [("verwarming-maatwerk", 1, "F6"), ("kwb-werkboek", 0, "J3")]
)
def test_a_formula_in_a_workbook_of_cbs_is_refused_with_its_place(
    name: str, sheet: int, cell: str, stored: str | None, own_home: Path, tmp_path: Path
) -> None:
    """CBS publishes figures; whoever put a formula there changed the workbook."""
    form = next(one for one in FORMS if one.name == name)
    spoilt = Spoilt(form, own_home, tmp_path)
    _with_formula(spoilt.path, cell, sheet, stored)
    said = spoilt.refused()
    assert "=1968+1" in said
    assert f"rij {cell[1:]}" in said


# --- files that contradict each other -----------------------------------------------------------------------------


def _energy_with(folder: Path, gas: int, modified: str = "2025-09-17T02:00:00") -> list[Path]:
    form = next(one for one in FORMS if one.name == "energie-export")
    folder.mkdir()
    path = form.write(folder)
    published.replaced(path, "     900", f"{gas:8d}")
    infos = next(folder.glob("*TableInfos.json"))
    infos.write_text(infos.read_text(encoding="utf-8").replace("2025-09-17T02:00:00", modified))
    return [folder]


@pytest.mark.parametrize("newest_first", [False, True])
def test_an_edition_that_was_revised_counts_and_the_earlier_one_stays(
    newest_first: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    """Which one is newer is what the publisher says of it, not which was added last."""
    editions = [
        _energy_with(tmp_path / "eerst", 910, "2025-01-01T02:00:00"),
        _energy_with(tmp_path / "later", 920, "2026-01-01T02:00:00"),
    ]
    for folder in reversed(editions) if newest_first else editions:
        (outcome,) = intake.add(folder)
        assert outcome.refused == ""
    assert "1 cijfer is anders dan in" in outcome.differs
    said = "Wat er al stond, geldt" if newest_first else "Dit is de nieuwere uitgave; die geldt nu"
    assert said in outcome.differs
    store = Store.open()
    assert store.observations([PRINSENLAND], ["gas_gem"])["value"].tolist() == [920.0]
    assert store.editions([PRINSENLAND], ["gas_gem"])["value"].tolist() == [910.0, 920.0]
    assert len(store.entries) == 2


def test_two_files_of_one_edition_that_contradict_each_other(own_home: Path, tmp_path: Path) -> None:
    """Both say that CBS changed the table last on the same day: one of the two is no longer what CBS gave."""
    assert [one.refused for one in intake.add(_energy_with(tmp_path / "eerst", 910))] == [""]
    before = state(own_home)
    (outcome,) = intake.add(_energy_with(tmp_path / "later", 920))
    first = next(path.name for path in (tmp_path / "eerst").iterdir() if path.suffix == ".csv")
    assert outcome.refused.startswith(f"{first} spreekt tegen wat er al staat")
    assert "de uitgave van 2025-09-17" in outcome.refused
    assert f"Gas per woning van {PRINSENLAND} in 2019: eerst 910 m³/jaar, nu 920 m³/jaar" in outcome.refused
    assert TO_DO.search(outcome.refused)
    assert state(own_home) == before
    assert Store.open().observations([PRINSENLAND], ["gas_gem"])["value"].tolist() == [910.0]


def test_two_files_without_a_date_that_contradict_each_other_are_told(tmp_path: Path) -> None:
    """A portal export says nothing of its edition: it may be a revision, so it is taken, but not in silence."""
    names = {"GM0599": "Rotterdam", PRINSENLAND: "Prinsenland"}
    first, second = (
        _with_gas(published.kwb_export(tmp_path / name, 2017, names), gas)
        for name, gas in (("eerst.csv", "940"), ("later.csv", "950"))
    )
    assert [one.differs for one in intake.add([first])] == [""]
    (outcome,) = intake.add([second])
    assert outcome.refused == ""
    assert outcome.differs.startswith("1 cijfer is anders dan in eerst.csv, zoals Gas per woning van ")
    assert "eerst 940 m³/jaar, nu 950 m³/jaar. Welke van de twee nieuwer is" in outcome.differs
    assert f"  let op: {outcome.differs}" in outcome.text().splitlines()
    (again,) = intake.add([first])
    assert "anders dan in later.csv" in again.differs
    assert [one.differs for one in intake.add([first, first])] == [again.differs]


def test_what_two_files_say_alike_is_not_told(tmp_path: Path) -> None:
    """Another form of the same table: shown alike is alike."""
    names = {"GM0599": "Rotterdam", PRINSENLAND: "Prinsenland"}
    first = _with_gas(published.kwb_export(tmp_path / "eerst.csv", 2017, names), "940")
    second = tmp_path / "later.csv"
    second.write_bytes(first.read_bytes() + b"\r\n")
    assert first.read_bytes() != second.read_bytes()
    assert [one.differs for one in intake.add([first, second])] == ["", ""]
    assert len(Store.open().entries) == 2


def _with_gas(kwb: Path, gas: str) -> Path:
    """Write the gas of the last area of a portal export."""
    cells = kwb.read_text(encoding="utf-8-sig").splitlines()
    place = next(
        number
        for number, (title, unit) in enumerate(zip(cells[3].split(";"), cells[4].split(";"), strict=True))
        if title.strip("|") == "Gemiddeld aardgasverbruik totaal" and unit == "m³"
    )
    row = cells[-1].split(";")
    row[place] = gas
    kwb.write_text("\r\n".join([*cells[:-1], ";".join(row)]) + "\r\n", encoding="utf-8-sig")
    return kwb


def test_two_sources_that_contradict_each_other_are_both_seen(tmp_path: Path) -> None:
    """The gas of one buurt in one year, from the Kerncijfers and from the table of energy."""
    intake.add(_energy_with(tmp_path / "energie", 910))
    kwb = published.kwb_export(
        tmp_path / "kwb.csv", 2017, {"GM0599": "Rotterdam", PRINSENLAND: "Prinsenland"}
    )
    text = kwb.read_text(encoding="utf-8-sig")
    kwb.write_text(
        text.replace("wijken en buurten 2017", "wijken en buurten 2019").replace(";2017;", ";2019;"),
        encoding="utf-8-sig",
    )
    _with_gas(kwb, "950")
    (outcome,) = intake.add([kwb])
    assert outcome.refused == "", outcome.refused
    both = figures.of_areas([PRINSENLAND], ["gas_gem"])
    both = both[both["year"] == 2019]
    assert sorted(zip(both["table"], both["value"], strict=True)) == [
        ("84583NED", 950.0),
        ("84837NED", 910.0),
    ]
    shown = series(PRINSENLAND, ["gas_gem"])
    (one,) = shown[shown["year"] == 2019].to_dict("records")
    assert one["table"] == "84583NED"
    assert "een andere bron: 84837NED geeft 910 m³" in one["note"]


def test_two_sources_that_agree_say_nothing_of_each_other(tmp_path: Path) -> None:
    (outcome,) = intake.add(_energy_with(tmp_path / "energie", 910))
    assert outcome.refused == ""
    shown = series(PRINSENLAND, ["gas_gem"])
    assert not shown["note"].str.contains("andere bron").any()


def test_a_file_that_contradicts_itself_is_refused(own_home: Path, tmp_path: Path) -> None:
    form = next(one for one in FORMS if one.name == "energie-export")
    spoilt = Spoilt(form, own_home, tmp_path)
    lines = spoilt.path.read_text(encoding="utf-8-sig").splitlines()
    again = [*lines, lines[1].replace("     900", "     980")]
    spoilt.path.write_text("\r\n".join(again) + "\r\n", encoding="utf-8-sig")
    assert PRINSENLAND in spoilt.refused()


# --- services -----------------------------------------------------------------------------------------------------


def _kwb_service(gas: int, modified: str = "2026-01-05T02:00:00") -> cbs.Cbs:
    topics: list[tuple[str, str, str | None]] = [
        ("Gemeentenaam_1", "Gemeentenaam", "naam"),
        ("SoortRegio_2", "Soort regio", "omschrijving"),
        ("Codering_3", "Codering", "code"),
        ("IndelingswijzigingWijkenEnBuurten_4", "Indelingswijziging wijken en buurten", "code"),
        ("Woningvoorraad_35", "Woningvoorraad", "aantal"),
        ("GemiddeldAardgasverbruik_55", "Gemiddeld aardgasverbruik", "m³"),
    ]
    keys = [key for key, _, _ in topics]
    rows = [
        {"WijkenEnBuurten": code, **dict(zip(keys, ["Rotterdam", kind, code, "1", 5154, gas], strict=True))}
        for code, kind in (("GM0599", "Gemeente"), ("WK059914", "Wijk"), (PRINSENLAND, "Buurt"))
    ]
    table = cbs.CbsTable(
        "85984NED", "Kerncijfers wijken en buurten 2024", "2024", topics, rows, modified=modified
    )
    return cbs.Cbs({table.id: table})


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch, own_home: Path) -> Iterator[tuple[cbs.Cbs, dict[str, str]]]:
    """Return the service of CBS behind what was fetched from it already, and the store as it was then."""
    monkeypatch.setattr("wijkdata.sources.download.FIRST_WAIT", 0.0)
    service = _kwb_service(940)
    with cbs.running(service) as running:
        monkeypatch.setenv("WIJKDATA_CBS_URL", running.address)
        (outcome,) = services.fetch([PRINSENLAND], names=["kwb"], years=[2024])
        assert outcome.refused == ""
        # CBS has a new edition, so that the figures are asked for again.
        service.tables["85984NED"] = _kwb_service(930, "2026-06-05T02:00:00").tables["85984NED"]
        yield service, figures_in(own_home)


def figures_in(home: Path) -> dict[str, str]:
    """Return what the store knows: what a service said is kept as it came, also where it is of no use."""
    return {name: sha for name, sha in state(home).items() if not name.startswith("ruw")}


def test_a_page_of_the_service_with_status_200_changes_nothing(
    fetched: tuple[cbs.Cbs, dict[str, str]], own_home: Path
) -> None:
    service, before = fetched
    for _ in range(20):
        service.maintenance("UntypedDataSet")
    (outcome,) = services.fetch([PRINSENLAND], names=["kwb"], years=[2024])
    assert re.search(r"2024.*geen gegevens maar iets anders", outcome.refused), outcome.refused
    assert figures_in(own_home) == before
    assert Store.open().observations([PRINSENLAND], ["gas_gem"])["value"].tolist() == [940.0]


def test_a_unit_of_the_service_that_changed_changes_nothing(
    fetched: tuple[cbs.Cbs, dict[str, str]], own_home: Path
) -> None:
    service, before = fetched
    table = service.tables["85984NED"]
    table.topics = [(key, title, "GJ" if unit == "m³" else unit) for key, title, unit in table.topics]
    (outcome,) = services.fetch([PRINSENLAND], names=["kwb"], years=[2024])
    assert "de eenheid van ‘Gemiddeld aardgasverbruik’ is ‘GJ’" in outcome.refused
    assert figures_in(own_home) == before


def test_a_table_that_is_published_anew_on_the_way_is_of_one_edition(
    fetched: tuple[cbs.Cbs, dict[str, str]],
) -> None:
    service, _ = fetched
    third = _kwb_service(920, "2026-07-05T02:00:00").tables["85984NED"]
    service.events["UntypedDataSet", service.seen["UntypedDataSet"] + 1] = lambda: service.tables.update(
        {"85984NED": third}
    )
    (outcome,) = services.fetch([PRINSENLAND], names=["kwb"], years=[2024])
    assert outcome.refused == ""
    assert Store.open().editions([PRINSENLAND], ["gas_gem"])["value"].tolist() == [940.0, 920.0]
    modified = {table.modified for entry in Store.open().entries[1:] for table in entry.tables}
    assert modified == {"2026-07-05"}


# --- what explains a file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["afgebroken", "leeg", "webpagina", "lijst"])
@pytest.mark.parametrize("name", ["zonnestroom-csv", "energie-regio", "ses-woa", "klimaatmonitor-odata"])
def test_a_description_that_is_damaged_is_not_used(
    name: str, damage: str, own_home: Path, tmp_path: Path
) -> None:
    form = next(one for one in FORMS if one.name == name)
    spoilt = Spoilt(form, own_home, tmp_path)
    described = next(one for one in spoilt.folder.glob("*.json") if one != spoilt.path)
    text = described.read_text(encoding="utf-8")
    damaged = {"afgebroken": text[: len(text) // 2], "leeg": "", "webpagina": "<html>", "lijst": "[1, 2]"}
    described.write_text(damaged[damage], encoding="utf-8")
    outcomes = intake.add([spoilt.folder], options=form.options)
    assert all(TO_DO.search(one.refused) for one in outcomes)
    assert state(own_home) == spoilt.before


def test_one_bad_file_among_many_costs_only_itself(own_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "map"
    folder.mkdir()
    wanted = [one for one in FORMS if not one.needs and not one.options and one.module != "own_register"]
    for form in wanted:
        (folder / form.name).mkdir()
        form.write(folder / form.name)
    (folder / "pagina.csv").write_text("<html>", encoding="utf-8")
    shutil.copy(folder / "etlocal" / "buurten_2016.csv", folder / "kapot.csv")
    content = (folder / "kapot.csv").read_bytes().rstrip()
    (folder / "kapot.csv").write_bytes(content[:-4])
    outcomes = intake.add([folder])
    assert {one.name for one in outcomes if one.refused} == {"pagina.csv", "kapot.csv"}
    assert len(outcomes) == len(wanted) + 2
