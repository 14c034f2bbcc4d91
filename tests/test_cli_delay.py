"""``wijkdata delay``, as a person and as a program call it."""

from __future__ import annotations

import json

import pytest

from wijkdata import cli, delay
from wijkdata.ambition import delay_case, edit, file
from wijkdata.ambition.model import Ambition

SANITY = ("--months", "6", "--invested", "10000000", "--contract", "20000000")
RATES = ("--interest", "4%", "--cost-index", "3%")


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["delay", *arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def read(capsys, *arguments: str):
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def by(rows, key):
    return {row[key]: row for row in rows}


def test_half_a_year_by_line_and_by_bearer(capsys):
    found = read(
        capsys, *SANITY, *RATES, "--share", "rente", "gemeente=60", "corporatie=40%", "--subsidy", "400000"
    )
    lines, bearers = by(found["lines"], "line"), by(found["bearers"], "bearer")
    assert round(lines["rente"]["mid"]) == 198_039
    assert round(lines["indexatie"]["mid"]) == 297_783
    assert found["total"]["low"] == found["total"]["mid"] == found["total"]["high"]
    assert found["total"]["mid"] == pytest.approx(495_822.157, abs=0.001)
    assert bearers["gemeente"]["mid"] == pytest.approx(0.6 * lines["rente"]["mid"])
    assert bearers["corporatie"]["mid"] == pytest.approx(0.4 * lines["rente"]["mid"])
    assert bearers["onverdeeld"]["mid"] == pytest.approx(lines["indexatie"]["mid"])
    assert found["break_even"]["month"] == pytest.approx(4.848, abs=0.001)
    assert found["break_even"]["reason"].startswith("Na 4,8 maanden kost het uitstel evenveel")


def test_what_is_not_given_is_null_with_what_it_lacks(capsys):
    found = read(capsys, *SANITY, *RATES)
    process = by(found["lines"], "line")["proces"]
    assert (process["low"], process["mid"], process["high"]) == (None, None, None)
    assert process["missing"] == ["Mensen erop", "Kosten per fte"]
    assert process["bearers"] == []
    assert (found["break_even"], found["co2_tonnes"], found["with_society"]) == (None, None, None)


def test_what_residents_and_climate_miss_stands_apart(capsys):
    social = ("--homes", "100", "--saving", "300", "--co2", "2000", "--co2-price", "100")
    found = read(capsys, *SANITY, *RATES, *social)
    lines = by(found["lines"], "line")
    assert (lines["bewoners"]["kind"], lines["bewoners"]["mid"]) == ("maatschappelijk", 15_000)
    assert (lines["co2"]["mid"], found["co2_tonnes"]["mid"]) == (10_000, 100)
    assert found["total"] == read(capsys, *SANITY, *RATES)["total"]
    assert found["with_society"] is None  # revenue and staff are not known


@pytest.mark.parametrize("text", ["4%", "4", "4,0", "0,04", "0.04", "4.0%"])
def test_a_rate_can_be_written_as_people_write_it(capsys, text):
    found = read(capsys, "--months", "12", "--invested", "1000", "--interest", text)
    assert found["total"]["mid"] == pytest.approx(40)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "dit ontbreekt nog: --months"),
        (("--months", "zes"), "bij --months: ‘zes’ is geen getal"),
        (
            ("--months", "6", "--invested", "10.000"),
            "kan op twee manieren worden gelezen; schrijf 10000 of 10",
        ),
        (
            ("--months", "6", "--invested", "1", "2"),
            "bij --invested: geef één waarde, of laag, midden en hoog",
        ),
        (("--months", "6", "--interest", "0,5"), "schrijf 0,5% of 50%"),
        (("--months", "6", "--winst", "5"), "dit kennen wij niet: --winst"),
    ],
)
def test_wrong_usage_is_exit_2_with_what_to_do(capsys, arguments, words):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert words in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--months", "6"), "nog niets om mee te rekenen"),
        (("--months", "-1", "--invested", "5"), "van 0 tot en met 120"),
        (("--months", "6", "--invested", "-5"), "Al geïnvesteerd kan niet lager zijn dan 0"),
        (("--months", "6", "--invested", "3", "2", "4"), "van klein naar groot"),
        (("--months", "6", "--invested", "5", "--interest", "400"), "schrijf 4 voor 4%"),
        (("--months", "6", "--invested", "5", "--subsidy", "0"), "meer dan 0 euro"),
        (("--months", "6", "--homes", "5", "--saving", "9", "--subsidy", "0"), "meer dan 0 euro"),
        (("--months", "6", "--invested", "5", "--share", "rente", "gemeente"), "schrijf gemeente=60"),
        (("--months", "6", "--invested", "5", "--share", "rente", "gemeente=veel"), "schrijf gemeente=60"),
        (("--months", "6", "--invested", "5", "--share", "rente", "gemeente=120"), "tussen 0% en 100%"),
        (
            ("--months", "6", "--invested", "5", "--share", "winst", "gemeente=20"),
            "‘winst’ is geen kostenregel",
        ),
        (("--months", "6", "--file", "weg.ambitie.json"), "weg.ambitie.json"),
    ],
)
def test_what_cannot_be_is_exit_1_with_what_to_do(capsys, arguments, words):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert words in err
    assert "Traceback" not in err


def test_a_bandwidth_is_low_middle_high(capsys):
    found = read(capsys, "--months", "12", "--invested", "900", "1000", "1200", "--interest", "3", "4", "5")
    assert found["total"] == {
        "low": pytest.approx(27),
        "mid": pytest.approx(40),
        "high": pytest.approx(60),
    }


def test_a_proposed_rate_is_named_with_its_source(capsys):
    found = by(read(capsys, *SANITY)["assumptions"], "id")
    assert found["rente"]["proposed"]
    assert found["rente"]["value"] == delay.proposals()["rente"].value
    assert "Gemeente Beuningen" in found["rente"]["source"]
    assert (found["geinvesteerd"]["proposed"], found["geinvesteerd"]["source"]) == (False, "opgegeven")
    _, out, _ = run(capsys, *SANITY)
    assert "Rente: 3% per jaar (0,92 tot 7) – voorstel: Gemeente Beuningen" in " ".join(out.split())
    assert "Stijging van opbrengsten" not in out  # nothing was computed with it


def test_the_text_for_people(capsys):
    code, out, err = run(capsys, *SANITY, *RATES, "--subsidy", "400000")
    assert (code, err) == (0, "")
    assert out.startswith(
        "Een half jaar uitstel kost 496.000 euro; na 5 maanden is dat meer dan de subsidie.\n"
    )
    rows = {line.split("  ")[0]: line.split() for line in out.splitlines()}
    assert rows["Rente op investeringen"][-3:] == ["198.039"] * 3
    assert rows["Mensen die doorwerken"][-3:] == ["open"] * 3
    assert rows["samen"][-3:] == ["495.822"] * 3
    assert "Niet meegeteld: opbrengst die stijgt" in out


def test_an_ambition_is_read_and_the_command_line_goes_before_it(capsys, tmp_path):
    ambition = edit.set_area(Ambition(), ["BU05991448", "BU05991449"], "Wijk", 2014)
    for key, value in (("geinvesteerd", 1e6), ("rente", 5), ("besparing", 200), ("subsidie", 10_000)):
        ambition = delay_case.set_value(ambition, key, value)
    ambition = delay_case.set_share(ambition, "rente", "gemeente", 1)
    path = tmp_path / "wijk.ambitie.json"
    file.new(path, ambition)
    found = read(capsys, "--months", "12", "--file", str(path))
    lines = by(found["lines"], "line")
    assert lines["rente"]["mid"] == pytest.approx(50_000)
    assert lines["bewoners"]["mid"] == pytest.approx(11_029 * 200)
    assert by(found["bearers"], "bearer")["gemeente"]["mid"] == pytest.approx(50_000)
    assert found["break_even"]["subsidy"] == 10_000
    other = read(capsys, "--months", "12", "--file", str(path), "--interest", "10", "--subsidy", "20000")
    assert other["total"]["mid"] == pytest.approx(100_000)
    assert other["break_even"]["subsidy"] == 20_000


def test_without_a_delay_everything_is_zero(capsys):
    found = read(capsys, "--months", "0", *SANITY[2:], *RATES)
    assert found["total"] == {"low": 0, "mid": 0, "high": 0}
