"""Energy labels: the newest valid one of each dwelling, from a file of the whole country, to its buurt."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from anything import ANYTHING
from hypothesis import given, settings
from hypothesis import strategies as st
from observed import figure
from services import eponline as service

from wijkdata.errors import SourceError
from wijkdata.sources import eponline, eponline_labels, eponline_service, reading, streaming
from wijkdata.sources.download import Client, DownloadError
from wijkdata.sources.loaded import sample

FIXTURES = Path(__file__).parent / "fixtures" / "eponline"
NEW, OLD = FIXTURES / "eponline_v4_totaal.csv", FIXTURES / "eponline_v3_totaal.csv"
ANSWER = json.loads((FIXTURES / "eponline_v5_pandenergielabel.json").read_text(encoding="utf-8"))
DAY = "2026-11-24"
A, B = "BU05991448", "BU05991449"
ID = "0599010000000001"

_LINES = NEW.read_text(encoding="utf-8-sig").splitlines()
TITLES = _LINES[2].split(";")
PREAMBLE = "\n".join(_LINES[:2])


def registration(**fields: str) -> dict[str, str]:
    return {
        "Registratiedatum": "20240112",
        "Opnamedatum": "20240105",
        "GeldigTot": "20340105",
        "Status": "Bestaand",
        "Berekeningstype": "NTA 8800:2023 (basisopname woningbouw)",
        "Gebouwklasse": "W",
        "Postcode": "3067AA",
        "Huisnummer": "12",
        "BAGVerblijfsobjectID": ID,
        "Energieklasse": "C",
        **fields,
    }


def total(*rows: dict[str, str], preamble: str = PREAMBLE) -> io.BytesIO:
    content = [preamble, ";".join(TITLES)] if preamble else [";".join(TITLES)]
    content += [";".join(row.get(title, "") for title in TITLES) for row in rows]
    return io.BytesIO("\r\n".join(content).encode("utf-8-sig"))


def labels(*rows: dict[str, str], **options: Any) -> pd.DataFrame:
    return eponline.read_labels(total(*rows), **options)


def places(*rows: tuple[str, str, int, str, str, str], purpose: str = "woonfunctie") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["object", "postcode", "house_number", "letter", "addition", "buurt"])
    return frame.assign(purpose=purpose, boundary_year=2024)


def figures(found: pd.DataFrame, addresses: pd.DataFrame, **options: Any) -> pd.DataFrame:
    return eponline.labels_per_buurt(found, addresses, retrieved=DAY, **options)


def value(frame: pd.DataFrame, area: str, indicator: str) -> float:
    return float(figure(frame, area, indicator)["value"])


# --- the file -------------------------------------------------------------------------------------------------


def test_the_newest_valid_label_of_each_dwelling() -> None:
    assert eponline.recognises(sample(NEW))
    found = eponline.read_labels(NEW)
    assert found[["object", "postcode", "house_number", "letter", "label", "method"]].to_numpy().tolist() == [
        [ID, "3067AA", 12, "", "C", "NTA 8800"],
        ["0599010000000002", "3069BB", 101, "A", "A+", "NTA 8800"],
    ]
    assert found.attrs["reference_date"] == "2026-04-01"
    assert reading.set_aside(found) == {
        "registratie van een ander gebouw dan een woning": 1,
        "registratie die op de peildatum verlopen was": 1,
    }


def test_the_older_form_asks_for_a_reference_date() -> None:
    assert eponline.recognises(sample(OLD))
    with pytest.raises(SourceError, match="geen datum van publicatie"):
        eponline.read_labels(OLD)
    found = eponline.read_labels(OLD, reference_date="2023-01-01")
    assert found["label"].tolist() == ["C"]
    with pytest.raises(SourceError, match="verlopen was"):
        eponline.read_labels(OLD, reference_date="2032-01-01")


def test_a_given_reference_date_goes_before_that_of_publication() -> None:
    found = labels(
        registration(GeldigTot="20250301", Energieklasse="E", Registratiedatum="20150301"),
        registration(),
        reference_date="2020-01-01",
    )
    assert found["label"].tolist() == ["E"]
    assert reading.set_aside(found) == {"registratie van na de peildatum, of zonder leesbare datum": 1}
    with pytest.raises(SourceError, match="geen datum"):
        labels(registration(), reference_date="1 april")


def test_the_last_of_equal_dates_counts_and_older_ones_are_counted() -> None:
    found = labels(
        registration(Energieklasse="D"),
        registration(Energieklasse="B"),
        registration(Energieklasse="G", Registratiedatum="20200101"),
    )
    assert found["label"].tolist() == ["B"]
    assert reading.set_aside(found) == {"oudere registratie van dezelfde woning": 2}


def test_the_newest_is_kept_when_parts_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        registration(
            BAGVerblijfsobjectID=f"059901000000{number % 40:04d}",
            Registratiedatum=f"2024{1 + number // 40:02d}01",
        )
        | {"Energieklasse": "ABCDEFG"[number // 40 % 7]}
        for number in range(400)
    ]
    monkeypatch.setattr(eponline_labels, "_TOGETHER", 10)
    monkeypatch.setattr(streaming, "BLOCK", 4096)
    found = labels(*rows)
    # number 0 is no BAG id of zeros only, so all forty are dwellings
    assert len(found) == 40
    assert set(found["label"]) == {"ABCDEFG"[9 % 7]}
    assert set(found["registered"]) == {20241001}


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"Gebouwklasse": "U"}, "registratie van een ander gebouw dan een woning"),
        ({"Status": "Vergunningsaanvraag"}, "registratie bij een vergunningsaanvraag: nog niet gebouwd"),
        ({"Energieklasse": "H"}, "registratie zonder labelklasse A tot en met G"),
        ({"Energieklasse": ""}, "registratie zonder labelklasse A tot en met G"),
        ({"GeldigTot": ""}, "registratie zonder leesbare datum van geldigheid"),
        ({"Registratiedatum": "2024"}, "registratie van na de peildatum, of zonder leesbare datum"),
        (
            {"BAGVerblijfsobjectID": "0000000000000000", "Postcode": ""},
            "registratie zonder bruikbaar BAG-nummer en zonder adres",
        ),
    ],
)
def test_what_does_not_count_is_set_aside(fields: dict[str, str], reason: str) -> None:
    found = labels(registration(), registration(**{"BAGVerblijfsobjectID": "0599010000000009", **fields}))
    assert len(found) == 1
    assert reading.set_aside(found) == {reason: 1}


def test_every_class_is_known_and_columns_may_stand_elsewhere() -> None:
    rows = [
        registration(Energieklasse=label, BAGVerblijfsobjectID=f"05990100000001{number:02d}")
        for number, label in enumerate(eponline_labels.LABELS)
    ]
    assert labels(*rows)["label"].tolist() == list(eponline_labels.LABELS)
    turned = total(*rows).getvalue().decode("utf-8-sig").split("\r\n")
    turned = turned[:1] + [";".join(reversed(line.split(";"))) for line in turned[1:]]
    content = "\n".join([PREAMBLE, *turned[1:]]).encode()
    assert eponline.read_labels(io.BytesIO(content))["label"].tolist() == list(eponline_labels.LABELS)


def test_only_registrations_at_the_addresses_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "totaal.zip"
    path.write_bytes(
        service.zipped(
            total(
                registration(), registration(Postcode="9999AA", BAGVerblijfsobjectID="1234010000000001")
            ).getvalue()
        )
    )
    assert eponline.recognises(sample(path))
    found = eponline.read_labels(path, addresses=places((ID, "3067AA", 12, "", "", A)))
    assert found["object"].tolist() == [ID]
    assert reading.set_aside(found) == {"registratie buiten het gebied van de adressen": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a;b;c\n1;2;3\n", "niet de kolommen van het totaalbestand"),
        (NEW.read_bytes().replace(b"GeldigTot", b"Geldig"), "de kolom geldigtot van EP-Online ontbreekt"),
        (NEW.read_bytes().replace(b"Huisletter", b"Huisnummer"), "ontbreekt"),
        (NEW.read_bytes().replace(b"01-04-2026", b"gisteren"), "‘gisteren’ is geen datum"),
        (NEW.read_bytes()[:700], "geen te gebruiken"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(content: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        eponline.read_labels(io.BytesIO(content))


# --- to buurten -----------------------------------------------------------------------------------------------

STREET = places(
    (ID, "3067AA", 12, "", "", A),
    ("0599010000000002", "3069BB", 101, "A", "", A),
    ("0599010000000003", "3067AA", 14, "", "", A),
    ("0599010000000004", "3067AC", 1, "", "", B),
)


def test_shares_and_coverage_per_buurt() -> None:
    found = figures(eponline.read_labels(NEW), STREET)
    assert value(found, A, "woningen_met_label") == 2
    assert value(found, A, "label_dekking") == 66.7
    assert value(found, A, "label_ab_aandeel") == 50
    assert value(found, A, "label_efg_aandeel") == 0
    row = found[found["area"] == A].iloc[0]
    assert row[["year", "status", "source", "table", "boundary_year"]].tolist() == [
        2026,
        "definitief",
        "RVO",
        "EP-Online",
        2024,
    ]
    assert row["note"] == "stand 1-4-2026; NTA 8800: 100%, oudere methoden: 0%"


def test_no_label_is_zero_dwellings_but_no_share() -> None:
    found = figures(eponline.read_labels(NEW), STREET)
    assert value(found, B, "woningen_met_label") == 0
    assert value(found, B, "label_dekking") == 0
    missing = found[(found["area"] == B) & found["indicator"].str.endswith("_aandeel")]
    assert missing["status"].tolist() == ["ontbreekt", "ontbreekt"]
    assert set(missing["note"]) == {"geen woning met een geregistreerd label"}


def test_coverage_with_a_given_stock() -> None:
    found = figures(eponline.read_labels(NEW), STREET, dwellings=pd.Series({A: 1.0}, name="CBS 2024"))
    assert value(found, A, "label_dekking") == 100
    notes = found[found["indicator"] == "label_dekking"].set_index("area")["note"]
    assert "meer woningen met een label dan woningen" in notes[A]
    assert notes[B] == "het aantal woningen is onbekend (CBS 2024)"


def test_a_partial_list_of_addresses_gives_no_figure() -> None:
    found = figures(
        eponline.read_labels(NEW), STREET, dwellings=pd.Series({A: 300.0, B: 1.0}, name="CBS 2024")
    )
    rows = found[found["area"] == A].set_index("indicator")
    assert set(rows["status"]) == {"ontbreekt"}
    assert rows["value"].isna().all()
    assert rows["note"]["label_dekking"].startswith(
        "maar 1% van de woningen staat bij de bekende BAG-adressen"
    )
    assert rows["note"]["label_ab_aandeel"] == rows["note"]["label_dekking"]


def test_methods_are_told_apart_and_junk_ids_found_by_address() -> None:
    found = labels(
        registration(),
        registration(
            BAGVerblijfsobjectID="0000000000000000",
            Huisnummer="14",
            Energieklasse="F",
            Berekeningstype="Rekenmethodiek Definitief Energielabel",
        ),
        registration(BAGVerblijfsobjectID="", Postcode="3069BB", Huisnummer="101", Huisnummertoevoeging="a"),
    )
    frame = figures(found, STREET)
    assert value(frame, A, "woningen_met_label") == 3
    note = frame["note"].iloc[0]
    assert "NTA 8800: 67%, oudere methoden: 33%; 2 gevonden op adres in plaats van BAG-nummer" in note


def test_what_cannot_be_joined_is_counted() -> None:
    addresses = pd.concat(
        [
            STREET,
            places(
                ("0599010000000005", "3067AA", 16, "A", "", A), ("0599010000000006", "3067AA", 16, "", "A", A)
            ),
            places(("0599010000000007", "3067AA", 18, "", "", A), purpose="kantoorfunctie"),
        ]
    )
    found = labels(
        registration(),
        registration(BAGVerblijfsobjectID="", Huisnummer="99"),
        registration(BAGVerblijfsobjectID="", Huisnummer="16", Huisnummertoevoeging="-A"),
        registration(BAGVerblijfsobjectID="", Huisnummer="18"),
        registration(BAGVerblijfsobjectID="", Huisnummer="12", Registratiedatum="20230101"),
        registration(BAGVerblijfsobjectID="", Postcode="9999AA"),
    )
    assert reading.set_aside(figures(found, addresses)) == {
        "registratie buiten het gebied van de adressen": 1,
        "label waarvan het adres niet bij de BAG-adressen staat": 1,
        "label waarvan het adres bij meer dan één BAG-adres past": 1,
        "label op een adres dat in de BAG geen woning is": 1,
        "oudere registratie van dezelfde woning": 1,
    }


def test_a_letter_written_as_an_addition_is_found_and_an_exact_one_first() -> None:
    addresses = places(
        ("0599010000000005", "3067AA", 16, "A", "", A), ("0599010000000006", "3067AA", 16, "", "A", B)
    )
    found = labels(registration(BAGVerblijfsobjectID="", Huisnummer="16", Huisletter="A", Energieklasse="A"))
    assert value(figures(found, addresses), A, "woningen_met_label") == 1


def test_loading_gives_figures_table_and_reasons() -> None:
    loaded = eponline.load(NEW, retrieved=DAY, addresses=STREET)
    assert loaded.kind == "EP-Online totaalbestand, stand 1-4-2026"
    assert [table.id for table in loaded.tables] == ["EP-Online"]
    assert loaded.set_aside["registratie die op de peildatum verlopen was"] == 1
    with pytest.raises(SourceError, match="haal eerst de BAG-adressen"):
        eponline.load(NEW, retrieved=DAY)


# --- the service ----------------------------------------------------------------------------------------------


@pytest.fixture
def with_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(eponline_service.KEY_VARIABLE, service.KEY)


@pytest.mark.usefixtures("with_key")
def test_the_label_of_one_dwelling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with service.running({ID: ANSWER}) as server:
        monkeypatch.setenv("WIJKDATA_EPONLINE_URL", server.address + service.BASE)
        client = Client(tmp_path)
        found, raw = eponline_service.get_label(client, ID)
        assert found.to_dict("records") == [
            {
                "object": ID,
                "postcode": "3067AA",
                "house_number": 12,
                "letter": "",
                "addition": "",
                "label": "C",
                "method": "NTA 8800",
                "registered": 20240112,
                "valid_until": 20340105,
            }
        ]
        assert service.KEY not in raw.address
        assert server.requests[0].headers["authorization"] == service.KEY
        with pytest.raises(DownloadError, match="kent dit niet"):
            eponline_service.get_label(client, "0599010000000009")
        with pytest.raises(SourceError, match="16 cijfers"):
            eponline_service.get_label(client, "0" * 16)
    assert service.KEY not in "".join(
        path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()
    )


@pytest.mark.usefixtures("with_key")
def test_the_total_file_is_fetched_without_giving_away_the_key(tmp_path: Path) -> None:
    with service.running({}, NEW.read_bytes()) as server:
        raw = eponline_service.get_total(Client(tmp_path), base=server.address + service.BASE)
        assert raw.name == service.FILE
        assert len(eponline.read_labels(raw.path)) == 2
        assert "authorization" not in server.requests[-1].headers


def test_without_a_good_key_it_is_said_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with service.running({ID: ANSWER}) as server:
        base = server.address + service.BASE
        monkeypatch.delenv(eponline_service.KEY_VARIABLE, raising=False)
        with pytest.raises(SourceError, match="Vraag die gratis aan bij RVO"):
            eponline_service.get_label(Client(tmp_path), ID, base=base)
        monkeypatch.setenv(eponline_service.KEY_VARIABLE, "geheim-en-fout")
        with pytest.raises(DownloadError, match=r"aanvaardt de sleutel .* niet \(fout 401\)") as refused:
            eponline_service.get_label(Client(tmp_path), ID, base=base)
        assert "geheim-en-fout" not in str(refused.value)
        monkeypatch.setenv(eponline_service.KEY_VARIABLE, "twee\nregels")
        with pytest.raises(SourceError, match="tekens die er niet in horen"):
            eponline_service.get_label(Client(tmp_path), ID, base=base)


@pytest.mark.parametrize("document", [{}, [1], [{"Registratiedatum": "2024"}], None, "x"])
def test_another_answer_is_refused_in_words(document: object) -> None:
    with pytest.raises(SourceError, match="EP-Online"):
        eponline_service.read_answer(document, "het antwoord")


# --- anything -------------------------------------------------------------------------------------------------

_REAL = NEW.read_bytes()


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, len(_REAL)), cut=st.integers(0, 60), put=st.binary(max_size=20))
def test_a_damaged_file_is_read_or_refused_in_words(at: int, cut: int, put: bytes) -> None:
    with contextlib.suppress(SourceError):
        figures(eponline.read_labels(io.BytesIO(_REAL[:at] + put + _REAL[at + cut :])), STREET)


@settings(max_examples=100, deadline=None)
@given(field=st.sampled_from(sorted(ANSWER[0])), value=ANYTHING)
def test_any_answer_is_read_or_refused_in_words(field: str, value: object) -> None:
    with contextlib.suppress(SourceError):
        eponline_service.read_answer([{**ANSWER[0], field: value}], "het antwoord")
