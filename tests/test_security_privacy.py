"""What is about one household: it stays on this computer, and no figure about fewer than ten is made of it."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from wijkdata import cli, datasets, figures, intake
from wijkdata.ambition import file
from wijkdata.reports.write import report
from wijkdata.sources import eponline, kleinverbruik, own_mapping, own_register, small_counts
from wijkdata.sources.loaded import Loaded
from wijkdata.sources.small_counts import hidden
from wijkdata.store import Store

FIXTURES = Path(__file__).parent / "fixtures"
HERE = Path(__file__).parent.parent
DAY = "2026-11-24"
ENOUGH, FEW, NOBODY = "BU05991448", "BU05991449", "BU05991446"

#: A postcode as it stands in a list of addresses, with a number of a house; an e-mail address, an account, a
#: telephone.
PERSONAL = {
    "address": re.compile(r"\b[1-9]\d{3} ?[A-Z]{2}\b[ ,;]+\d{1,5}\b"),
    "mail": re.compile(r"[\w.+-]+@[\w-]+\.(?:nl|com|org|eu|net)\b"),
    "account": re.compile(r"\bNL\d{2}[A-Z]{4}\d{10}\b"),
    "telephone": re.compile(r"(?<![\d.,])(?:\+31|0031|0)[ -]?6[ -]?\d{8}(?!\d)"),
}


def add_list(folder: Path, rows: list[str]) -> intake.Outcome:
    path = folder / "woningen.csv"
    path.write_text(
        "\n".join(["postcode;huisnummer;buurtcode;energielabel;gas", *rows]) + "\n", encoding="utf-8"
    )
    where = own_mapping.mapping_path(path)
    intake.add([path])
    text = where.read_text(encoding="utf-8")
    for name, answer in (("eigenaar", '"Woonstichting"'), ("peildatum", "2026-01-31"), ("indeling", "2022")):
        text = re.sub(rf"^({name}:).*$", rf"\1 {answer}", text, flags=re.M)
    where.write_text(text, encoding="utf-8")
    (outcome,) = intake.add([path, where])
    assert outcome.refused == ""
    return outcome


def homes(buurt: str, number: int, labelled: int, gas_free: int, first: int = 1) -> list[str]:
    return [
        f"3068AB;{first + one};{buurt};{'C' if one < labelled else ''};{'nee' if one < gas_free else 'ja'}"
        for one in range(number)
    ]


@pytest.fixture
def counted(tmp_path: Path) -> pd.DataFrame:
    rows = [*homes(ENOUGH, 25, 4, 0), *homes(FEW, 9, 9, 9, 100), *homes(NOBODY, 10, 0, 10, 200)]
    add_list(tmp_path, rows)
    found = figures.of_areas([ENOUGH, FEW, NOBODY], ["woningen_lijst", *SHARES])
    return found[found["status"] != ""].set_index(["area", "indicator"])


SHARES = (
    "woningen_lijst_met_label",
    "label_ab_lijst_aandeel",
    "label_efg_lijst_aandeel",
    "aardgasvrij_lijst_aantal",
)


class TestCountsOfAListOfOnesOwn:
    def test_fewer_than_ten_is_secret_and_ten_is_shown(self, counted):
        assert counted.loc[(ENOUGH, "woningen_lijst"), "value"] == 25
        assert counted.loc[(NOBODY, "woningen_lijst"), "value"] == 10
        assert counted.loc[(FEW, "woningen_lijst"), "status"] == "geheim"

    def test_so_are_its_shares_and_none_of_it_is_zero(self, counted):
        rows = counted.loc[FEW]
        assert set(rows["status"]) == {"geheim"}
        assert rows["value"].isna().all()
        assert set(rows["note"]) == {small_counts.REASON}

    def test_a_share_of_few_among_many_is_secret(self, counted):
        # Of 25 dwellings four have a label: the share of those four says what each of them has.
        rows = counted.loc[ENOUGH]
        assert set(rows.loc[list(SHARES[:3]), "status"]) == {"geheim"}

    def test_a_count_of_nothing_is_about_nobody(self, counted):
        row = counted.loc[(ENOUGH, "aardgasvrij_lijst_aantal")]
        assert (row["status"], row["value"]) == ("eigen meting", 0)

    def test_what_is_missing_is_not_called_secret(self, counted):
        assert counted.loc[(NOBODY, "label_ab_lijst_aandeel"), "status"] == "ontbreekt"

    def test_no_note_tells_how_many_there_were(self, counted):
        told = counted[counted["status"] == "geheim"]["note"]
        assert len(told) >= 8
        assert not told.str.contains(r"\d").any()


@pytest.fixture
def addresses() -> pd.DataFrame:
    intake.add([FIXTURES / "bag" / "bag_wfs_verblijfsobject.geojson"])
    return Store.open().addresses()


def test_labels_are_held_to_the_same(addresses):
    path = FIXTURES / "eponline" / "eponline_v4_totaal.csv"
    loaded = eponline.load(path, retrieved=DAY, addresses=addresses)
    few = loaded.observations["value"].notna()
    assert few.sum() >= 4
    shown = hidden(loaded).observations
    assert set(shown.loc[few, "status"]) == {"geheim"}
    assert shown["value"].isna().all()


def test_connections_are_held_to_the_same(addresses, tmp_path):
    text = (FIXTURES / "kleinverbruik" / "kv_stedin_2023.csv").read_text(encoding="utf-8")
    path = tmp_path / "stedin.csv"
    for number, status in ((24, "definitief"), (9, "geheim")):
        path.write_text(text.replace('"KVB"\t24\t', f'"KVB"\t{number}\t'), encoding="utf-8")
        loaded = kleinverbruik.load(path, retrieved=DAY, addresses=addresses, year=2023, operator="Stedin")
        shown = hidden(loaded).observations
        assert status in set(shown["status"])
        assert not shown["value"].between(0, 10, inclusive="neither").any()


@pytest.mark.parametrize(
    ("value", "behind", "status"),
    [
        *((0, 0, "definitief"), (0, 9, "geheim"), (1, 1, "geheim"), (9, 9, "geheim"), (9.9, 9.9, "geheim")),
        *((10, 10, "definitief"), (3, 40, "geheim"), (0, 40, "definitief"), (None, None, "ontbreekt")),
    ],
)
def test_where_the_border_lies(value, behind, status):
    base = "definitief" if value is not None else "ontbreekt"
    rows = pd.DataFrame(
        {"area": [FEW], "indicator": ["gasaansluitingen"], "value": [value], "status": [base], "note": [""]}
    ).astype({"value": "float64"})
    loaded = hidden(Loaded("Kleinverbruik", observations=rows, behind=pd.Series([behind], dtype="float64")))
    assert loaded.observations["status"].tolist() == [status]
    assert loaded.observations["value"].isna().tolist() == [status in ("geheim", "ontbreekt")]


def test_what_a_publisher_shows_itself_is_left_alone():
    rows = pd.DataFrame({"indicator": ["woningen"], "value": [5.0], "status": ["definitief"], "note": [""]})
    loaded = Loaded("CBS", observations=rows)
    assert hidden(loaded) is loaded


def test_no_address_leaves_in_any_document(tmp_path, capsys):
    """With addresses, labels and a list loaded, everything that is written for others is searched for them."""
    add_list(tmp_path, homes(ENOUGH, 25, 25, 12))
    bag = FIXTURES / "bag" / "bag_wfs_verblijfsobject.geojson"
    intake.add([bag, FIXTURES / "eponline" / "eponline_v4_totaal.csv"])
    known = Store.open().addresses()
    secrets = {*known["postcode"], *known["object"], "3068AB", "3068 AB"} - {""}
    assert len(secrets) >= 4
    out = tmp_path / "uit"
    ambition = file.load(datasets.folder() / "voorbeeld.ambitie.json")
    report(ambition, out, ["docx", "pdf", "html", "xlsx", "pptx", "csv"], date(2026, 11, 24))
    texts = [read_all(path) for path in out.rglob("*") if path.is_file()]
    for command in (
        ["series", "--area", ENOUGH, FEW],
        ["sources", "--area", ENOUGH],
        ["baseline", "--area", ENOUGH],
    ):
        assert cli.main([*command, "--json"]) == 0
        texts.append(capsys.readouterr().out)
    assert len(texts) > 8
    assert sum(map(len, texts)) > 100_000
    assert [one for one in secrets for text in texts if one in text] == []


def read_all(path: Path) -> str:
    """Return all text of a document, also of what is packed in it."""
    if path.suffix == ".pdf":
        return "\n".join(page.extract_text() for page in PdfReader(path).pages)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("kind", PERSONAL)
def test_nothing_that_is_shipped_is_about_a_person(kind):
    shipped = [
        path
        for folder in ("data", "notebooks", "wijkdata", "docs")
        for path in (HERE / folder).rglob("*")
        if path.suffix in (".csv", ".json", ".geojson", ".yaml", ".md", ".ipynb", ".py", ".xlsx")
    ]
    assert len(shipped) > 200
    found = {
        f"{path.relative_to(HERE)}: {hit[0]}"
        for path in shipped
        for hit in PERSONAL[kind].finditer(path.read_text(encoding="utf-8", errors="replace"))
    }
    assert found == set()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("address", "3068 AB 12"), ("address", "3067AA;14"), ("mail", "j.jansen@voorbeeld.nl")),
        *(("account", "NL91ABNA0417164300"), ("telephone", "06-12345678"), ("telephone", "+31612345678")),
    ],
)
def test_what_is_searched_for_is_found(kind, text):
    assert PERSONAL[kind].search(f"x {text} y")


def test_a_list_of_ones_own_is_not_kept(own_home, tmp_path):
    assert own_register.KEEP_RAW is False
    add_list(tmp_path, homes(ENOUGH, 25, 25, 12))
    kept = [path for path in own_home.rglob("*") if path.is_file()]
    assert kept
    assert not any(b"3068AB" in path.read_bytes() for path in kept)
