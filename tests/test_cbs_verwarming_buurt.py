"""Main heating of dwellings per wijk and buurt, the tables of 2017-2022: real values, and what the codes mean."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from observed import figure
from services.cbs import running
from services.cbs_dimensions import CbsWithDimensions, DimensionsTable

from wijkdata.errors import SourceError
from wijkdata.sources import cbs_verwarming, reading
from wijkdata.sources import cbs_verwarming_buurt as verwarming
from wijkdata.sources.download import Client
from wijkdata.sources.loaded import sample

FIXTURES = Path(__file__).parent / "fixtures" / "cbs_buurt"
DATA = FIXTURES / "85677NED_TypedDataSet.json"
INFOS = FIXTURES / "85677NED_TableInfos.json"
KINDS = FIXTURES / "85677NED_TypeVerwarmingsinstallatie.json"
ZWANENBROEK = "BU01970203"
TITLE = "Woningen; hoofdverwarmingsinstallaties, wijken en buurten"

# Values of CBS for Heukelum and Uitbreiding Heukelum; the table of 2018 has no total without gas.
HEUKELUM = {
    "Individuele cv": (93, 98),
    "Blokverwarming": (0, 0),
    "Stadsverwarming met hoog gasverbruik": (0, 0),
    "Stadsverwarming met laag gasverbruik": (0, 0),
    "Stadsverwarming zonder gasverbruik": (0, 0),
    "Elektrisch verwarmd met hoog gasverbruik": (5, 0),
    "Elektrisch verwarmd met laag gasverbruik": (0, 0),
    "Elektrisch verwarmd zonder gasverbruik": (0, 0),
    "Type installaties onbekend": (2, 2),
}
AREAS = {"WK073301": "Wijk 01 Heukelum", "BU07330100": "Heukelum Oude Kern"}


def info(table: str, year: int) -> io.StringIO:
    row = json.loads(INFOS.read_text(encoding="utf-8"))["value"][0]
    text = f"\nStatus van de cijfers:\nDe cijfers over {year} zijn definitieve cijfers.\n\n"
    row |= {"Identifier": table, "Title": f"{TITLE}, {year}", "Period": str(year), "ShortDescription": text}
    return io.StringIO(json.dumps(row))


def read(source: Any = DATA, kinds: Any = KINDS) -> pd.DataFrame:
    return verwarming.read_verwarming_buurt(source, INFOS, kinds=kinds, retrieved="2026-11-24")


def row(frame: pd.DataFrame, indicator: str, area: str = ZWANENBROEK) -> pd.Series:
    return figure(frame, area, indicator)


def changed(shares: dict[str, Any] | None = None, **cells: Any) -> io.StringIO:
    """Change the share of kinds of heating, or cells of the first row."""
    document = json.loads(DATA.read_text(encoding="utf-8"))
    for one in document["value"]:
        one["Woningen_5"] = (shares or {}).get(one["TypeVerwarmingsinstallatie"], one["Woningen_5"])
    document["value"][0] |= cells
    return io.StringIO(json.dumps(document))


def export(areas: dict[str, int] | None = None, values: dict[str, tuple[int, int]] = HEUKELUM) -> io.StringIO:
    """Write an export of StatLine with real values; its form is that of the SES-WOA export."""
    header = [
        "Wijken en buurten",
        "Type verwarmingsinstallatie",
        "Regioaanduiding/Gemeentenaam (naam)",
        "Regioaanduiding/Codering (code)",
        "Woningen (%)",
    ]
    lines = [";".join(f'"{one}"' for one in header)]
    for number, (code, name) in enumerate(AREAS.items()):
        for title, shares in values.items():
            lines.append(f'"{name}";"{title}";"{name}";"{code:10}";"{shares[number]:>8}"')
    return io.StringIO("\r\n".join([*lines, ""]))


# --- figures --------------------------------------------------------------------------------------


def test_shares_of_a_buurt() -> None:
    frame = read()
    assert row(frame, "aardgasvrij_aandeel")["value"] == 3
    assert row(frame, "cv_aandeel")["value"] == 84
    assert row(frame, "elektrisch_laag_gas_aandeel")["value"] == 3
    assert row(frame, "verwarming_onbekend_aandeel")["value"] == 11
    assert set(frame["status"]) == {"voorlopig"}
    assert set(frame["method"]) == {"gepubliceerd"}
    assert set(frame["table"]) == {"85677NED"}
    assert set(frame["year"]) == set(frame["boundary_year"]) == {2022}
    assert len(frame) == 10


def test_without_a_published_total_it_is_the_sum_and_says_so() -> None:
    frame = verwarming.read_verwarming_buurt(export(), info("84949NED", 2018), retrieved="2026-11-24")
    total = row(frame, "aardgasvrij_aandeel", "WK073301")
    assert (total["value"], total["method"]) == (0, cbs_verwarming.SUMMED)
    assert total["note"] == "som van twee op 1 procent afgeronde aandelen"
    assert total["status"] == "definitief"
    assert row(frame, "cv_aandeel", "BU07330100")["value"] == 98
    assert row(frame, "cv_aandeel", "BU07330100")["method"] == "gepubliceerd"


def test_a_total_that_is_missing_for_one_area_is_the_sum_there() -> None:
    total = row(read(changed({"A052175": None})), "aardgasvrij_aandeel")
    assert (total["value"], total["method"]) == (3, cbs_verwarming.SUMMED)


def test_what_is_withheld_has_no_value() -> None:
    frame = read(changed({"A052175": None, "A050116": None}))
    total = row(frame, "aardgasvrij_aandeel")
    assert (pd.isna(total["value"]), total["status"], total["method"]) == (True, "ontbreekt", "gepubliceerd")


def test_the_untyped_answer_keeps_withheld_apart() -> None:
    document = json.loads(DATA.read_text(encoding="utf-8"))
    document["odata.metadata"] = document["odata.metadata"].replace("TypedDataSet", "UntypedDataSet")
    for one in document["value"]:
        one["Woningen_5"] = str(one["Woningen_5"]).rjust(8)
    document["value"][0]["Woningen_5"] = "       ."
    document["value"][1]["Woningen_5"] = "        "
    frame = read(io.StringIO(json.dumps(document)))
    assert row(frame, "cv_aandeel")["status"] == "geheim"
    block = row(frame, "blokverwarming_aandeel")
    assert (block["status"], block["note"]) == ("ontbreekt", "leeg bij CBS: kan niet voorkomen of is nihil")


def test_the_column_gemeentenaam_holds_the_name_of_the_area() -> None:
    loaded = verwarming.load(
        DATA,
        retrieved="2026-11-24",
        companions={"TableInfos": INFOS, "TypeVerwarmingsinstallatie": KINDS},
    )
    assert loaded.kind == "CBS Hoofdverwarming van woningen per wijk en buurt 2022"
    assert loaded.areas["name"].tolist() == ["Verspreide huizen Het Zwanenbroek"]
    assert [one.id for one in loaded.tables] == ["85677NED"]


# --- what the codes mean --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Individuele cv", "individuele cv"),
        ("Individuele CV", "individuele cv"),
        ("Blok- verwarming", "blokverwarming"),
        ("Stadsverwarming met hoog gasverbruik", "stadsverwarming hoog gas"),
        ("Hoofdzakelijk elektrisch verwarmd met laag gasverbruik", "elektrisch laag gas"),
        ("Elektrisch verwarmd zonder gas-\nverbruik", "elektrisch zonder gas"),
        ("Totaal zonder gasverbruik (ex. onbekend)", "zonder gas"),
        ("Totaal woningen", ""),
        ("Type installaties onbekend", "onbekend"),
        ("Stadsverwarming", ""),
        ("Aantal woningen", ""),
    ],
)
def test_the_words_of_a_title_tell_the_kind(title: str, kind: str) -> None:
    assert cbs_verwarming.kind_of(title) == kind


def test_codes_without_their_meaning_are_refused() -> None:
    told = r"geef ook het bestand TypeVerwarmingsinstallatie van tabel 85677NED mee.*A050112 betekenen"
    with pytest.raises(SourceError, match=told):
        verwarming.load(DATA, retrieved="2026-11-24", companions={"TableInfos": INFOS})


def test_titles_at_the_wrong_codes_are_found_out() -> None:
    kinds = json.loads(KINDS.read_text(encoding="utf-8"))
    swap = {
        "Individuele cv": "Stadsverwarming zonder gasverbruik",
        "Stadsverwarming zonder gasverbruik": "Individuele cv",
    }
    for one in kinds["value"]:
        one["Title"] = swap.get(one["Title"], one["Title"])
    with pytest.raises(
        SourceError, match=r"in 1 van 1 gebieden geldt niet dat het totaal zonder gas gelijk is"
    ):
        read(kinds=io.StringIO(json.dumps(kinds)))


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"Key": "A050199"}, r"voor de code ‘A050112’ staat er geen titel"),
        ({"Title": "Zonneboiler"}, r"‘individuele cv’ komt er niet in voor.*‘Zonneboiler’"),
        ({"Title": "Blokverwarming"}, r"‘Blokverwarming’ twee keer voor|lijken dezelfde soort"),
        ({"Title": "Blok-verwarming "}, r"komt er niet in voor"),
    ],
)
def test_other_titles_are_refused(change: dict[str, str], told: str) -> None:
    kinds = json.loads(KINDS.read_text(encoding="utf-8"))
    kinds["value"][0] |= change
    with pytest.raises(SourceError, match=told):
        read(kinds=io.StringIO(json.dumps(kinds)))


def test_a_new_kind_of_heating_counts_for_the_sum_and_is_named() -> None:
    values = {**HEUKELUM, "Hybride warmtepomp": (0, 0)}
    frame = verwarming.read_verwarming_buurt(
        export(values=values), info("84949NED", 2018), retrieved="2026-11-24"
    )
    assert reading.set_aside(frame) == {"soort verwarming die wij niet kennen: ‘Hybride warmtepomp’": 2}


# --- shares that contradict each other ------------------------------------------------------------


@pytest.mark.parametrize("cv", [80, 87])
def test_shares_add_up_apart_from_rounding(cv: int) -> None:
    with_rounding = read(changed({"A050112": cv}))
    # The real shares add up to 101%; nine of them may be off by half a percent each.
    assert row(with_rounding, "cv_aandeel")["value"] == cv


def test_shares_that_do_not_add_up_are_refused_when_there_are_many() -> None:
    with pytest.raises(
        SourceError, match=r"in 1 van 1 gebieden geldt niet dat alle soorten verwarming samen 100% zijn"
    ):
        read(changed({"A050112": 8}))


def test_one_area_that_contradicts_itself_loses_its_figures_and_the_others_keep_theirs() -> None:
    document = json.loads(DATA.read_text(encoding="utf-8"))
    rows = document["value"]
    document["value"] = [
        {**one, "WijkenEnBuurten": f"BU019702{n:02}", "Codering_3": f"BU019702{n:02}"}
        for n in range(20)
        for one in rows
    ]
    document["value"][0]["Woningen_5"] = 8
    frame = read(io.StringIO(json.dumps(document)))
    wrong = row(frame, "cv_aandeel", "BU01970200")
    assert (wrong["status"], wrong["note"]) == ("ontbreekt", cbs_verwarming.CONTRADICTION)
    assert frame[frame["area"] == "BU01970200"]["value"].isna().all()
    assert frame[frame["area"] != "BU01970200"]["value"].notna().all()


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"Woningen_5": 101}, r"rij 1, kolom ‘Woningen_5’: 101,0 is geen aandeel tussen 0 en 100%"),
        ({"Woningen_5": "veel"}, r"‘veel’ is geen getal"),
        ({"TypeVerwarmingsinstallatie": "A050113"}, r"twee keer voor"),
        ({"WijkenEnBuurten": "BU01970204"}, r"geen|geldt niet|bevat"),
    ],
)
def test_a_changed_cell_is_refused_with_the_place(cells: dict[str, Any], told: str) -> None:
    if "WijkenEnBuurten" in cells:
        # A row of another area: of neither all kinds are known, and that is said per figure.
        assert verwarming.NO_ROW in set(read(changed(**cells))["note"])
        return
    with pytest.raises(SourceError, match=told):
        read(changed(**cells))


def test_it_is_recognised_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(export().getvalue(), encoding="utf-8")
    assert verwarming.recognises(sample(path))
    assert verwarming.recognises(sample(DATA))
    assert not verwarming.recognises(sample(KINDS))
    for name in ("85697NED_TypedDataSet.json", "84948NED_TypedDataSet_excerpt.json", "SESWOA.csv"):
        assert not verwarming.recognises(sample(FIXTURES / name))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_mutated_rows_end_in_figures_or_a_message(data: st.DataObject) -> None:
    document = json.loads(DATA.read_text(encoding="utf-8"))
    for _ in range(data.draw(st.integers(1, 4))):
        one = data.draw(st.sampled_from(document["value"]))
        key = data.draw(st.sampled_from(sorted(one)))
        one[key] = data.draw(
            st.one_of(st.none(), st.integers(), st.floats(allow_nan=False), st.text(max_size=12))
        )
    with contextlib.suppress(SourceError):
        read(io.StringIO(json.dumps(document)))


# --- the service ----------------------------------------------------------------------------------


def test_years_of_a_gemeente_are_fetched_with_the_meaning_of_the_codes(tmp_path: Path) -> None:
    titles = {one["Key"]: one["Title"] for one in json.loads(KINDS.read_text(encoding="utf-8"))["value"]}
    shares = {
        one["TypeVerwarmingsinstallatie"]: one["Woningen_5"] for one in json.loads(DATA.read_text())["value"]
    }
    table = DimensionsTable(
        "85677NED",
        f"{TITLE}, 2022",
        "2022",
        [
            ("Gemeentenaam_1", "Gemeentenaam", "naam"),
            ("Codering_3", "Codering", "code"),
            ("Woningen_5", "Woningen", "%"),
        ],
        [
            {
                "WijkenEnBuurten": code,
                "TypeVerwarmingsinstallatie": kind,
                "Gemeentenaam_1": "Naam van het gebied",
                "Codering_3": code,
                "Woningen_5": "." if code == "WK019702" else share,
            }
            for code in ("NL00", "GM0197", "WK019702", ZWANENBROEK, "GM0599")
            for kind, share in shares.items()
        ],
        status="De cijfers over 2022 zijn voorlopige cijfers.",
        dimensions={"TypeVerwarmingsinstallatie": titles},
    )
    with running(CbsWithDimensions({"85677NED": table})) as server:
        client = Client(tmp_path, wait=lambda _seconds: None)
        found = verwarming.get_verwarming_buurt(client, [ZWANENBROEK], [2022], base=server.address)
    frame = found.observations
    assert set(frame["area"]) == {"NL00", "GM0197", "WK019702", ZWANENBROEK}
    assert row(frame, "aardgasvrij_aandeel")["value"] == 3
    assert row(frame, "aardgasvrij_aandeel", "WK019702")["status"] == "geheim"
