"""A list of one's own: its columns guessed and corrected, no personal data, counted per buurt.

All lists here are made up.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wijkdata import catalogue
from wijkdata.errors import SourceError
from wijkdata.sources import own_list, own_mapping, own_register
from wijkdata.sources.loaded import sample
from wijkdata.sources.own_mapping import ColumnMapping

DAY = "2026-11-24"
A, B = "BU05991448", "BU05991449"

_PLEIN = "Voorbeeldplein;{};;3069BB;P. de Vries;06-12345678;p@voorbeeld.nl"
CORPORATION = "\n".join(
    (
        "Vastgoedlijst Woonstichting Voorbeeld",
        "",
        (
            "VHE;Straatnaam;Huisnummer;Toev;Postcode;Naam huurder;Tel.;Contact;"
            "Bouwjaar;Type woning;Energielabel;Gasaansluiting;Verwarming;VBO ID"
        ),
        (
            "1;Vórbeeldstraat;12;;3067 AA;J. Jansen;010-1234567;j@voorbeeld.nl;"
            '1968;Rijwoning tussen;C;ja;CV-ketel;="0599010000000001"'
        ),
        f"2;{_PLEIN.format('101A')};2005;Portiekflat;A+;nee;Stadsverwarming;599010000000002",
        f"2;{_PLEIN.format('101A')};2005;Portiekflat;A+;nee;Stadsverwarming;",
        f"3;{_PLEIN.format('103')};1983;Garage;;nee;;",
        f"4;{_PLEIN.format('999')};1983;Flat;;nee;;",
        "5;Voorbeeldlaan;1;;3067CC;K. Bakker;;k@voorbeeld.nl;1990;Hoekwoning;F;;Blokverwarming;",
        "",
    )
)

ADDRESSES = pd.DataFrame(
    [
        ("0599010000000001", "3067AA", 12, "", A),
        ("0599010000000002", "3069BB", 101, "A", A),
        ("0599010000000003", "3067AA", 14, "", A),
        ("0599010000000004", "3067CC", 1, "", B),
    ],
    columns=["object", "postcode", "house_number", "letter", "buurt"],
).assign(addition="", purpose="woonfunctie", boundary_year=2024)


@pytest.fixture
def corporation(tmp_path: Path) -> Path:
    path = tmp_path / "vhe.csv"
    path.write_bytes(CORPORATION.encode("cp1252"))
    return path


def saved(tmp_path: Path, *rows: str, name: str = "lijst.csv") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def mapped(scope: str = own_mapping.OWN, **columns: str) -> ColumnMapping:
    return ColumnMapping(columns, owner="Woonstichting Voorbeeld", date="2026-01-31", scope=scope)


def values(frame: pd.DataFrame, area: str = A) -> dict[str, float]:
    rows = frame[frame["area"] == area]
    return dict(zip(rows["indicator"], rows["value"], strict=True))


def filled_in(path: Path, **changes: str) -> Path:
    """Do what its owner does with a proposal."""
    where = own_register.mapping_path(path)
    own_register.write_mapping(own_register.propose_mapping(path), where)
    text = where.read_text(encoding="utf-8")
    for field, given_value in {
        "eigenaar": "Woonstichting Voorbeeld",
        "peildatum": "2026-01-31",
        **changes,
    }.items():
        lines = [
            f'{line.partition(":")[0]}: "{given_value}"' if line.strip().startswith(f"{field}:") else line
            for line in text.splitlines()
        ]
        text = "\n".join(lines)
    where.write_text(text, encoding="utf-8")
    return where


# --- guessing -------------------------------------------------------------------------------------------------


def test_columns_are_guessed_with_how_sure_it_is(corporation: Path) -> None:
    assert own_register.recognises(sample(corporation))
    proposal = own_register.propose_mapping(corporation)
    assert proposal.columns == {
        "postcode": "Postcode",
        "huisnummer": "Huisnummer",
        "toevoeging": "Toev",
        "bag_id": "VBO ID",
        "bouwjaar": "Bouwjaar",
        "woningtype": "Type woning",
        "label": "Energielabel",
        "gasaansluiting": "Gasaansluiting",
        "verwarming": "Verwarming",
    }
    assert proposal.certainty["postcode"] == own_mapping.SURE
    assert proposal.certainty["toevoeging"] == own_mapping.UNSURE


def test_personal_data_are_recognised_by_title_and_content(corporation: Path) -> None:
    assert own_register.propose_mapping(corporation).left_out == ("Naam huurder", "Tel.", "Contact")


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("veld 7", ["a@b.nl", "c@d.nl"]),
        ("veld 7", ["NL91ABNA0417164300", "NL02RABO0123456789"]),
        ("veld 7", ["+31 6 12345678", "0612345678"]),
        ("veld 7", ["Dhr. A. de Boer", "Mevr. B. Smit"]),
        ("veld 7", ["111222333", "123456782"] * 3),
        ("geboortedatum", ["1950-01-01"]),
        ("BSN", [""]),
        ("Eigenaar", [f"persoon {number}" for number in range(40)]),
    ],
)
def test_a_personal_column_is_left_out(tmp_path: Path, title: str, cells: list[str]) -> None:
    rows = [f"3067AA;{number};{cell}" for number, cell in enumerate(cells, start=1)]
    path = saved(tmp_path, f"postcode;huisnummer;{title}", *rows)
    assert own_register.propose_mapping(path).left_out == (title,)


@pytest.mark.parametrize("title", ["straatnaam", "Buurtnaam", "complexnaam"])
def test_a_name_of_a_place_is_no_personal_data(tmp_path: Path, title: str) -> None:
    path = saved(tmp_path, f"postcode;huisnummer;{title}", "3067AA;12;Voorbeeld")
    assert own_register.propose_mapping(path).left_out == ()


def test_a_bag_id_is_told_from_that_of_a_building(tmp_path: Path) -> None:
    path = saved(tmp_path, "BAG pand;code;x", "0599100000000001;0599010000000001;1")
    assert own_register.propose_mapping(path).columns == {"bag_id": "code"}


def test_gas_in_cubic_metres_is_no_connection(tmp_path: Path) -> None:
    path = saved(tmp_path, "postcode;huisnummer;gas", "3067AA;12;1350", "3067AA;14;900")
    assert "gasaansluiting" not in own_register.propose_mapping(path).columns


# --- the mapping as a file ------------------------------------------------------------------------------------


def test_without_a_mapping_a_proposal_is_written_and_told(corporation: Path) -> None:
    with pytest.raises(
        SourceError, match=r"vhe\.csv\.koppeling\.yaml.*persoonsgegevens: Naam huurder, Tel\. en Contact"
    ):
        own_register.load(corporation, retrieved=DAY, addresses=ADDRESSES)
    written = own_register.mapping_path(corporation).read_text(encoding="utf-8")
    assert 'postcode: "Postcode"  # postcode, zoals 3067AA — zeker' in written
    assert "Jansen" not in written
    with pytest.raises(SourceError, match="vul bij ‘eigenaar’ in") as refused:
        own_register.load(corporation, retrieved=DAY, addresses=ADDRESSES)
    assert refused.value.field == "eigenaar"
    with pytest.raises(SourceError, match="bestaat al"):
        own_register.write_mapping(ColumnMapping({}), own_register.mapping_path(corporation))


def test_what_is_written_is_read_back_as_it_was(corporation: Path) -> None:
    where = filled_in(corporation)
    proposal = own_register.propose_mapping(corporation)
    found = own_register.read_mapping(where)
    assert found.columns == proposal.columns
    assert found.left_out == proposal.left_out
    assert (found.owner, found.date, found.scope) == (
        "Woonstichting Voorbeeld",
        "2026-01-31",
        own_mapping.OWN,
    )


@settings(max_examples=50)
@given(st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable() and text.strip()))
def test_any_title_survives_the_file(tmp_path_factory: pytest.TempPathFactory, title: str) -> None:
    path = tmp_path_factory.mktemp("koppeling") / "a.yaml"
    mapping = ColumnMapping({"bag_id": title}, owner="x", date="2026")
    own_register.write_mapping(mapping, path)
    with contextlib.suppress(SourceError):  # a title that looks like personal data
        assert own_register.read_mapping(path).columns == {"bag_id": title}


_GOOD = 'eigenaar: W\npeildatum: 2026\nkolommen: {bag_id: "VBO"}\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kolommen: [", "niet te lezen"),
        ("a: 1", "geen koppeling"),
        (_GOOD + "peil_datum: 2026", "‘peil_datum’ kennen wij niet. Bedoelt u peildatum"),
        ('kolommen: {postcod: "x"}', "‘postcod’ kennen wij niet. Bedoelt u postcode"),
        (_GOOD.replace("2026", "ooit"), "niet ‘ooit’"),
        (_GOOD.replace("peildatum: 2026\n", ""), "vul bij ‘peildatum’ in"),
        (_GOOD + "omvat: alles", "hoort ‘eigen bezit’ of ‘alle woningen’"),
        (_GOOD + "indeling: nieuw", "bij ‘indeling’ hoort een jaar"),
        (
            _GOOD.replace('"VBO"', '"VBO", buurt: "VBO"'),
            "staat bij bag_id en bij buurt|staat bij buurt en bij bag_id",
        ),
        (_GOOD.replace('"VBO"', '"VBO", eigendom: "Naam huurder"'), "persoonsgegevens en wordt niet gelezen"),
        (_GOOD + "weggelaten: [VBO]", "persoonsgegevens en wordt niet gelezen"),
        (_GOOD.replace("bag_id", "postcode"), "postcode én huisnummer"),
        ("!!python/object/apply:os.system ['true']", "niet te lezen"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_told(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "a.koppeling.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        own_register.read_mapping(path)


def test_a_mapping_may_be_json_and_given_along(corporation: Path, tmp_path: Path) -> None:
    other = tmp_path / "koppeling.json"
    other.write_text(
        '{"eigenaar": "W", "peildatum": 2026, "kolommen": {"bag_id": "VBO ID", "label": "Energielabel"}}',
        encoding="utf-8",
    )
    loaded = own_register.load(
        corporation, retrieved=DAY, companions={"koppeling": other}, addresses=ADDRESSES
    )
    assert values(loaded.observations)["woningen_lijst_met_label"] == 2


# --- counting -------------------------------------------------------------------------------------------------


def test_a_corporation_counts_its_own_dwellings(corporation: Path) -> None:
    filled_in(corporation)
    loaded = own_register.load(corporation, retrieved=DAY, addresses=ADDRESSES)
    assert values(loaded.observations) == {
        "woningen_lijst": 2,
        "woningen_lijst_met_label": 2,
        "label_ab_lijst_aandeel": 50,
        "label_efg_lijst_aandeel": 0,
        "aardgasvrij_lijst_aantal": 1,
    }
    row = loaded.observations.iloc[0]
    assert row[["status", "source", "table", "year", "boundary_year"]].tolist() == [
        "eigen meting",
        "Woonstichting Voorbeeld",
        "vhe.csv",
        2026,
        2024,
    ]
    assert row["note"] == "alleen woningen in de lijst; 2 van 3 woningen, 67%"
    assert loaded.set_aside == {
        "regel die volgens de soort woning geen woning is": 1,
        "adres dat niet bij de BAG-adressen staat": 1,
        "dezelfde woning nog een keer": 1,
        "kolom ‘Naam huurder’ met persoonsgegevens, niet gelezen": 1,
        "kolom ‘Tel.’ met persoonsgegevens, niet gelezen": 1,
        "kolom ‘Contact’ met persoonsgegevens, niet gelezen": 1,
    }
    assert loaded.tables[0].id == "vhe.csv"


def test_block_heating_without_a_connection_is_not_known(corporation: Path) -> None:
    filled_in(corporation)
    frame = own_register.load(corporation, retrieved=DAY, addresses=ADDRESSES).observations
    row = frame[(frame["area"] == B) & (frame["indicator"] == "aardgasvrij_lijst_aantal")].iloc[0]
    assert (row["status"], row["note"]) == (
        "ontbreekt",
        "in de lijst is van geen woning bekend of zij aardgasvrij is",
    )


def test_a_list_of_all_dwellings_counts_for_the_buurt_only_where_it_is_complete(tmp_path: Path) -> None:
    path = saved(
        tmp_path,
        "vbo_id,bouwjaar,woningtype,eigendom,label,gas",
        "0599010000000001,1968,rijwoning,Koop,C,ja",
        "0599010000000002,2005,flat,Woningcorporatie,A+,nee",
        "0599010000000003,,flat,?,,",
        "0599010000000004,1990,villa,Koop,G,nee",
    )
    mapping = mapped(
        own_mapping.ALL,
        bag_id="vbo_id",
        bouwjaar="bouwjaar",
        woningtype="woningtype",
        eigendom="eigendom",
        label="label",
        gasaansluiting="gas",
    )
    more = pd.concat([ADDRESSES, ADDRESSES.iloc[[3]].assign(object="0599010000000005", house_number=3)])
    frame = own_register.read_register(path, mapping, more, retrieved=DAY).observations
    assert values(frame) == {
        "woningen_lijst": 3,
        "woningen_met_label": 2,
        "label_ab_aandeel": 50,
        "label_efg_aandeel": 0,
        "label_dekking": 66.7,
        "aardgasvrij_aantal": 1,
        "voor_2000_aandeel": 50,
        "meergezins_aandeel": 66.7,
        "corporatie_aandeel": 50,
        "koop_aandeel": 50,
    }
    # of the two dwellings of the other buurt one is in the list
    assert set(values(frame, B)) == {
        "woningen_lijst",
        "woningen_lijst_met_label",
        "label_ab_lijst_aandeel",
        "label_efg_lijst_aandeel",
        "aardgasvrij_lijst_aantal",
    }
    known = catalogue.indicators()
    assert all(
        known[indicator].unit == unit
        for indicator, unit in zip(frame["indicator"], frame["unit"], strict=True)
    )
    assert "van 1 woningen is het niet bekend" in frame.set_index("indicator")["note"]["voor_2000_aandeel"]


@pytest.mark.parametrize(
    ("gas", "heating", "expected"),
    [
        ("ja", "stadsverwarming", 0),
        ("nee", "cv-ketel", 1),
        ("", "Stadsverwarming", 1),
        ("", "warmtepomp (all electric)", 1),
        ("", "hybride warmtepomp", 0),
        ("", "HR-ketel", 0),
        ("", "aardgasvrij", 1),
        ("onbekend", "onbekend", None),
        ("", "blokverwarming op gas", None),
    ],
)
def test_when_a_dwelling_is_free_of_gas(
    tmp_path: Path, gas: str, heating: str, expected: float | None
) -> None:
    path = saved(tmp_path, "id;gas;warmte", f"0599010000000001;{gas};{heating}")
    mapping = mapped(bag_id="id", gasaansluiting="gas", verwarming="warmte")
    frame = own_register.read_register(path, mapping, ADDRESSES, retrieved=DAY).observations
    found = values(frame)["aardgasvrij_lijst_aantal"]
    assert found == expected if expected is not None else pd.isna(found)


@pytest.mark.parametrize("number", ["101A", "101 A", "101-A", "101a", "101.0 A"])
def test_a_number_with_its_letter_in_one_cell(tmp_path: Path, number: str) -> None:
    path = saved(tmp_path, "postcode\thuisnummer", f"3069 bb\t{number}")
    found = own_register.read_register(
        path, mapped(postcode="postcode", huisnummer="huisnummer"), ADDRESSES, retrieved=DAY
    )
    assert values(found.observations) == {"woningen_lijst": 1}


def test_codes_of_buurten_need_no_addresses_but_a_division(tmp_path: Path) -> None:
    path = saved(tmp_path, "buurt;label;x", f"{A};A;1", f" {A.lower()};G;2", "BU99999999;A;3", "Centrum;B;4")
    mapping = mapped(buurt="buurt", label="label")
    with pytest.raises(SourceError, match="bij ‘indeling’"):
        own_register.read_register(path, mapping, retrieved=DAY)
    loaded = own_register.read_register(path, mapping, retrieved=DAY, boundary_year=2025)
    assert values(loaded.observations)["woningen_lijst"] == 2
    assert set(loaded.observations["boundary_year"]) == {2025}
    assert loaded.set_aside == {"regel zonder geldige buurtcode": 2}


def test_addresses_are_asked_for_and_columns_must_be_there(tmp_path: Path) -> None:
    path = saved(tmp_path, "vbo;label", "0599010000000001;A")
    with pytest.raises(SourceError, match="BAG-adressen nodig"):
        own_register.read_register(path, mapped(bag_id="vbo"), retrieved=DAY)
    with pytest.raises(SourceError, match=r"de kolom ‘vbo_id’ uit de koppeling is er niet\. Bedoelt u vbo"):
        own_register.read_register(path, mapped(bag_id="vbo_id"), ADDRESSES, retrieved=DAY)
    with pytest.raises(SourceError, match="geen enkele regel"):
        own_register.read_register(path, mapped(bag_id="label"), ADDRESSES, retrieved=DAY)


def test_a_larger_stock_goes_before_a_partial_list_of_addresses(tmp_path: Path) -> None:
    path = saved(tmp_path, "vbo;label", "0599010000000001;A", "0599010000000002;B", "0599010000000003;C")
    mapping = mapped(own_mapping.ALL, bag_id="vbo", label="label")
    few = pd.Series({A: 30.0, B: 1.0})
    frame = own_register.read_register(path, mapping, ADDRESSES, few, retrieved=DAY).observations
    assert "label_ab_lijst_aandeel" in values(frame)
    assert frame["note"].iloc[0] == "alleen woningen in de lijst; 3 van 30 woningen, 10%"


def test_a_row_that_does_not_fit_is_counted(tmp_path: Path) -> None:
    path = saved(
        tmp_path, "vbo;label", "0599010000000001;A", "0599010000000002", "0599010000000003;B;te veel"
    )
    loaded = own_register.read_register(path, mapped(bag_id="vbo"), ADDRESSES, retrieved=DAY)
    assert loaded.set_aside == {"regel met te veel of te weinig kolommen": 2}


def test_a_list_is_counted_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_register, "_CHUNK", 1)
    path = saved(tmp_path, "vbo;label", "0599010000000001;A", "0599010000000001;A", "0599010000000002;B")
    loaded = own_register.read_register(path, mapped(bag_id="vbo"), ADDRESSES, retrieved=DAY)
    assert values(loaded.observations) == {"woningen_lijst": 2}
    assert loaded.set_aside == {"dezelfde woning nog een keer": 1}


# --- spreadsheets and other forms -----------------------------------------------------------------------------


def workbook(tmp_path: Path, *rows: list[Any], sheet: str = "Bezit") -> Path:
    book = openpyxl.Workbook()
    first = book.active
    first.title = sheet
    for row in rows:
        first.append(row)
    book.create_sheet("Toelichting").append(["niets"])
    path = tmp_path / "lijst.xlsx"
    book.save(path)
    return path


def test_a_spreadsheet_is_read_by_its_values(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        ["Lijst 2026", None],
        ["VBO", "Label", "Gas", "Bouwjaar"],
        [599010000000001, "A", True, 1968],
        [599010000000002.0, "G", False, 2005],
        ["0599010000000003", "http://kwaad", None, None],
        [None, None, None, None],
    )
    assert own_register.recognises(sample(path))
    filled_in(path, werkblad="Bezit")
    loaded = own_register.load(path, retrieved=DAY, addresses=ADDRESSES)
    found = values(loaded.observations)
    assert (
        found["woningen_lijst"],
        found["woningen_lijst_met_label"],
        found["aardgasvrij_lijst_aantal"],
    ) == (3, 2, 1)


def test_another_sheet_is_asked_for_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path, ["VBO", "Label"], ["0599010000000001", "A"])
    filled_in(path, werkblad="Bezet")
    with pytest.raises(SourceError, match=r"‘Bezet’ is er niet\. Wel: Bezit en Toelichting"):
        own_register.load(path, retrieved=DAY, addresses=ADDRESSES)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_list_may_be_written_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "lijst.txt"
    path.write_bytes("vbo\tgemeente\n0599010000000001\tSúdwest-Fryslân\n".encode(encoding))
    with own_list.opened(path) as table:
        assert table.titles == ["vbo", "gemeente"]
        assert list(table) == [["0599010000000001", "Súdwest-Fryslân"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "leeg"),
        (b"<!doctype html><html>", "webpagina"),
        (b"1;2;3\n4;5;6\n", "geen kopregel"),
        (b"a;b;a\n1;2;3\n", "komt meer dan eens voor"),
        (b"\xd0\xcf\x11\xe0 oud", "als .xlsx of .csv"),
        (b"PK\x03\x04 stuk", "geen leesbaar XLSX"),
        (b'a;b\n"' + b"x" * 200_000, "niet als CSV te lezen"),
    ],
)
def test_what_is_wrong_with_a_list_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "lijst.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=message):
        own_register.propose_mapping(path)


def test_other_files_are_not_claimed() -> None:
    fixtures = Path(__file__).parent / "fixtures"
    others = [path for path in fixtures.rglob("*") if path.is_file() and path.stat().st_size]
    assert [path.name for path in others if own_register.recognises(sample(path))] == []


# --- anything -------------------------------------------------------------------------------------------------

_BYTES = CORPORATION.encode()
_anything = settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@_anything
@given(at=st.integers(0, len(_BYTES)), cut=st.integers(0, 60), put=st.binary(max_size=20))
def test_a_damaged_list_is_read_or_refused_in_words(tmp_path: Path, at: int, cut: int, put: bytes) -> None:
    path = tmp_path / "vhe.csv"
    path.write_bytes(_BYTES[:at] + put + _BYTES[at + cut :])
    mapping = mapped(
        postcode="Postcode", huisnummer="Huisnummer", label="Energielabel", gasaansluiting="Gasaansluiting"
    )
    for do in (
        lambda: own_register.propose_mapping(path),
        lambda: own_register.read_register(path, mapping, ADDRESSES, retrieved=DAY),
    ):
        with contextlib.suppress(SourceError):
            do()


@_anything
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with contextlib.suppress(SourceError):
        own_register.propose_mapping(path)
    with contextlib.suppress(SourceError):
        own_register.read_mapping(path)


@settings(_anything, max_examples=25)
@given(at=st.integers(0, 4000), put=st.binary(min_size=1, max_size=8))
def test_a_damaged_spreadsheet_is_read_or_refused_in_words(tmp_path: Path, at: int, put: bytes) -> None:
    path = workbook(tmp_path, ["VBO", "Label"], ["0599010000000001", "A"])
    content = path.read_bytes()
    path.write_bytes(content[:at] + put + content[at + len(put) :])
    with contextlib.suppress(SourceError):
        own_register.read_register(path, mapped(bag_id="VBO", label="Label"), ADDRESSES, retrieved=DAY)
