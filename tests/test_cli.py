"""The commands, as a person and as a program call them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from wijkdata import cli, datasets, figures, screen, series
from wijkdata.ambition import file, rules
from wijkdata.ambition.model import Ambition, AreaChoice

PRINSENLAND, HET_LAGE_LAND = "BU05991448", "BU05991449"
EXAMPLE = str(datasets.folder() / "voorbeeld.ambitie.json")


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = cli.main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def read(capsys, *arguments: str):
    code, out, err = run(capsys, *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def gas(capsys, *areas: str) -> dict[int, float | None]:
    rows = read(capsys, "series", "--area", *areas, "--indicator", "gas_gem")
    return {row["year"]: row["value"] for row in rows}


def test_areas_are_found_by_part_of_a_name(capsys):
    (found,) = read(capsys, "areas", "lage land")
    assert found["code"] == HET_LAGE_LAND
    assert found["parent"] == "WK059914"
    assert 2014 in found["boundary_years"]
    assert set(found) == {"code", "name", "level", "parent", "gemeente", "boundary_years"}


def test_series_of_a_buurt_with_the_missing_year(capsys):
    rows = read(capsys, "series", "--area", PRINSENLAND, "--indicator", "gas_gem")
    assert [(row["year"], row["value"]) for row in rows] == [
        (2014, 900),
        (2015, 940),
        (2016, 940),
        (2017, 930),
        (2018, None),
    ]
    assert rows[-1]["status"] == "ontbreekt"
    assert rows[0]["table"] == "82931NED"
    assert list(rows[0]) == [
        *("area", "indicator", "year", "value", "unit", "status", "source", "table"),
        *("method", "coverage", "note", "retrieved", "boundary_year"),
        *("low", "high", "why_range"),
    ]
    # Rounded to 50 in 2014 and to 10 since.
    assert [(row["low"], row["high"]) for row in rows[:2]] == [(875, 925), (935, 945)]
    assert {type(row["value"]) for row in rows} == {int, type(None)}


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ("2024-2019", "loopt terug; schrijf 2019-2024"),
        ("ooit", "zijn geen jaren"),
        ("2024-", "zijn geen jaren"),
    ],
)
def test_years_that_are_none_are_refused_before_anything_is_fetched(capsys, years, said):
    code, _, err = run(capsys, "fetch", "GM0200", "--years", years)
    assert code == 2
    assert said in err


def test_areas_and_indicators_may_be_repeated(capsys):
    rows = read(
        capsys,
        *("series", "--area", PRINSENLAND, "--area", HET_LAGE_LAND),
        *("--indicator", "gas_gem", "--indicator", "woningen"),
    )
    assert {row["area"] for row in rows} == {f"{PRINSENLAND}+{HET_LAGE_LAND}"}
    assert {row["indicator"] for row in rows} == {"gas_gem", "woningen"}


def test_tables_for_people_are_aligned_and_dutch(capsys):
    _, out, _ = run(capsys, "baseline", "--area", PRINSENLAND, "--indicator", "gas_gem", "woningen")
    head, *lines = out.splitlines()
    assert head.startswith("Indicator")
    assert any("5.154" in line for line in lines)
    place = head.index("Jaar")
    assert all(line[place : place + 4].isdigit() and line[place - 1] == " " for line in lines)


def test_both_buurten_give_the_dwelling_weighted_value(capsys):
    assert gas(capsys, PRINSENLAND, HET_LAGE_LAND)[2017] == pytest.approx((930 * 5154 + 1030 * 5875) / 11029)


@pytest.mark.parametrize(
    ("code", "published"), [("WK059914", [550, 570, 640, 620]), ("GM0599", [800, 840, 870, 840])]
)
def test_wijk_and_gemeente_give_the_publishers_own(capsys, code, published):
    values = gas(capsys, code)
    assert [values[year] for year in (2014, 2015, 2016, 2017)] == published


def test_baseline_has_a_row_per_indicator_with_the_promised_keys(capsys):
    rows = read(capsys, "baseline", "--area", PRINSENLAND, HET_LAGE_LAND)
    promised = [
        "indicator",
        "name",
        "theme",
        "year",
        "value",
        "unit",
        "direction",
        "status",
        "source",
        "table",
        "method",
        "coverage",
        "retrieved",
        "note",
        "why",
        "low",
        "high",
        "why_range",
    ]
    assert list(rows[0]) == promised
    assert len({row["indicator"] for row in rows}) == len(rows) > 50


def test_assess_gives_the_published_statcan_value(capsys):
    case = [
        "--baseline",
        "14.5@2015",
        "--current",
        "10,2@2023",
        "--target",
        "7.25@2030",
        "--direction",
        "omlaag",
    ]
    found = read(capsys, "assess", *case, "--method", "statcan")
    assert found["ratio"] == pytest.approx(0.9525901792032172, abs=1e-9)
    assert found["score"] == pytest.approx(2.5185563910306596, abs=1e-9)
    assert found["status"] == "op koers"
    assert list(found) == [
        *("status", "ratio", "score", "method", "path_value"),
        *("required_rate", "observed_rate", "reason", "components"),
    ]


def test_assess_says_in_plain_words_how_much_of_what_was_asked_is_done(capsys):
    case = ["--baseline", "6@2019", "--current", "12@2021", "--target", "100@2035", "--direction", "omhoog"]
    assert run(capsys, "assess", *case)[1].startswith("onvoldoende (51,0% van wat gevraagd is)")
    grown = run(capsys, "assess", *case, "--method", "statcan")[1]
    assert "per jaar nodig. Daarvan is " in grown
    assert "verhouding" not in grown


@pytest.mark.parametrize(("method", "ratio"), [("pad", 1.112), ("statcan", 0.953), ("unstats", 0.966)])
def test_assess_by_each_method(capsys, method, ratio):
    case = ["--baseline", "14.5@2015", "--current", "10.2@2023", "--target", "7.25@2030"]
    found = read(capsys, "assess", *case, "--direction", "omlaag", "--method", method)
    assert found["ratio"] == pytest.approx(ratio, abs=5e-4)


def test_assess_takes_values_below_zero(capsys):
    case = ["--baseline", "-5@2015", "--current", "-3,5@2020", "--target", "0@2030", "--direction", "omhoog"]
    found = read(capsys, "assess", *case, "--limit", "-0,5", "--history", "-4,5@2016", "-4@2017")
    # Five of fifteen years of a straight line from -5 to 0 ask for 5/3; 1,5 was gained.
    assert found["ratio"] == pytest.approx(0.9)
    assert found["components"]["limit"] == -0.5


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("14.5", 14.5),
        ("10.2", 10.2),
        ("7.25", 7.25),
        ("0.125", 0.125),
        ("1,250", 1.25),
        ("1250", 1250),
        ("1250.125", 1250.125),
    ],
)
def test_a_number_that_can_be_read_in_one_way_is(capsys, written, value):
    case = ["--baseline", f"{written}@2015", "--current", "1@2020", "--direction", "context"]
    assert read(capsys, "assess", *case)["components"]["base_value"] == value


def test_assess_without_a_target_judges_the_observed_rate(capsys):
    case = [
        "--baseline",
        "178.8@2015",
        "--current",
        "171.9@2024",
        "--direction",
        "omlaag",
        "--method",
        "statcan",
    ]
    found = read(capsys, "assess", *case)
    assert found["observed_rate"] == pytest.approx(0.004363225612730504, abs=1e-9)
    assert found["ratio"] is None


def test_check_and_progress_of_the_example(capsys):
    code, out, _ = run(capsys, "check", EXAMPLE, "--json")
    levels = {one["level"] for one in json.loads(out)}
    assert {"level", "where", "message"} == set(json.loads(out)[0])
    assert code == (1 if levels - {"advies"} else 0)
    rows = {row["objective"]: row for row in read(capsys, "progress", EXAMPLE)}
    assert rows["zonnestroom_vermogen"]["status"] == "op koers"
    assert rows["gasaansluitingen"]["status"] == "niet te bepalen"
    asked = rows["zonnestroom_vermogen"]["tempo"]
    assert [leg["start"] for leg in asked["needed"]] == [2026]  # since 2022 nothing is known
    assert asked["since"] == 2022
    assert asked["unit"] == "kWp per 100 woningen"
    assert rows["bomen_aantal"]["tempo"] is None
    assert asked["sentences"][0] in run(capsys, "progress", EXAMPLE)[1]


def test_check_fails_on_a_contradiction(capsys, tmp_path):
    text = (datasets.folder() / "voorbeeld.ambitie.json").read_text(encoding="utf-8")
    content = json.loads(text)
    content["objectives"][0]["target"]["value"] = 5000.0
    wrong = tmp_path / "fout.ambitie.json"
    wrong.write_text(json.dumps(content), encoding="utf-8")
    code, out, _ = run(capsys, "check", str(wrong))
    assert code == 1
    assert out.startswith("fout")


@pytest.mark.parametrize(
    ("levels", "code"),
    [([], 0), (["advies"], 0), (["let op"], 1), (["fout"], 1), (["let op", "advies"], 1)],
)
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_check_passes_on_advice_alone(capsys, monkeypatch, levels, code, form):
    found = [rules.Finding(level, "gebied", "Zo.") for level in levels]
    monkeypatch.setattr(rules, "check", lambda _ambition: found)
    assert run(capsys, "check", EXAMPLE, *form)[0] == code


def gaps(out: str) -> str:
    table, _, below = out.partition("\nZonder cijfer:\n")
    assert "–" in table
    assert all(len(line) <= 100 for line in below.splitlines())
    return " ".join(below.split())


def test_series_say_under_the_table_why_there_is_no_figure(capsys):
    names = ["gas_gem", "elektra_gem", "stadsverwarming_aandeel"]
    rows = read(capsys, "series", "--area", PRINSENLAND, HET_LAGE_LAND, "--indicator", *names)
    below = gaps(run(capsys, "series", "--area", PRINSENLAND, HET_LAGE_LAND, "--indicator", *names)[1])
    missing = [row for row in rows if row["value"] is None]
    assert {row["year"] for row in missing} >= {2015, 2018}
    for row in missing:
        assert below.count(row["note"][1:]) == 1
    assert "Elektriciteit per woning (2018); Gas per woning (2018)" in below


def test_years_with_the_same_reason_are_named_together(capsys, monkeypatch):
    area = figures.project_area(PRINSENLAND)
    found = series.series(area, ["gas_gem"])
    found["value"], found["status"], found["note"] = float("nan"), "geheim", ""
    monkeypatch.setattr(series, "series", lambda *_: found)
    below = gaps(run(capsys, "series", "--area", PRINSENLAND)[1])
    assert below == "Geheim. Gas per woning (2014, 2015, 2016, 2017 en 2018)"


def test_baseline_says_under_the_table_why_there_is_no_figure(capsys):
    rows = read(capsys, "baseline", "--area", PRINSENLAND, HET_LAGE_LAND)
    below = gaps(run(capsys, "baseline", "--area", PRINSENLAND, HET_LAGE_LAND)[1])
    missing = [row for row in rows if row["value"] is None]
    for row in missing:
        assert below.count(row["why"]) == 1
        assert row["name"] in below
    known = {row["name"] for row in rows} - {row["name"] for row in missing}
    assert "Gas per woning" in known
    assert not [name for name in known if f"; {name};" in below]


def test_nothing_stands_under_a_table_without_gaps(capsys):
    for command in (["baseline"], ["series"]):
        _, out, _ = run(capsys, *command, "--area", PRINSENLAND, "--indicator", "woningen")
        assert "Zonder cijfer" not in out


def test_assess_within_a_band(capsys):
    case = ["--baseline", "60@2020", "--current", "52,5@2025", "--target", "30@2030", "--direction", "band"]
    found = read(capsys, "assess", *case, "--band", "20", "40")
    # The distance to the band fell from 20 to 12,5, where the path asks 10 by now.
    assert found["ratio"] == pytest.approx(0.75)
    below_zero = read(capsys, "assess", *case, "--band", "-0,5", "40")
    assert below_zero["components"]["band"] == [-0.5, 40]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["series", "--area", "prinsland"], "Prinsenland"),
        (["series", "--area", PRINSENLAND, "--indicator", "gas_gemm"], "gas_gem"),
        (
            ["baseline", "--area", PRINSENLAND, "--year", "2018", "--indicator", "gas_gem"],
            "2014, 2015, 2016 en 2017",
        ),
        (["baseline", "--area", PRINSENLAND, "--year", "1850"], "cijfers van 2014 tot en met"),
        (["check", "bestaat-niet.ambitie.json"], "bestaat-niet"),
        (["assess", "--baseline", "1@2020", "--current", "2@2021", "--direction", "opwaarts"], "omhoog"),
        (["assess", "--baseline", "1@2020", "--current", "2@2021", "--direction", "band"], "laagste"),
        (
            [
                "assess",
                "--baseline",
                "1@2020",
                "--current",
                "2@2021",
                "--direction",
                "omlaag",
                "--band",
                "1",
                "2",
            ],
            "horen bij de richting ‘band’",
        ),
    ],
)
def test_refused_input_gives_one_dutch_message(capsys, arguments, said):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "wijkdata: dit ontbreekt nog: opdracht\nUitleg: wijkdata -h\n"),
        (["onbekend"], "onbekende keuze"),
        (["series"], "wijkdata series: dit ontbreekt nog: --area\nUitleg: wijkdata series -h\n"),
        (["series", "--area"], "ten minste één waarde"),
        (["form", "wijk.json"], "één hiervan hoort erbij: --out --read\n"),
        (["form", "wijk.json", "--out", "m", "--read", "f.xlsx"], "bij --read: dit kan niet samen met --out"),
        (["areas", "prins", "--jso"], "dit kennen wij niet"),
        (["baseline", "--area", PRINSENLAND, "--year", "options"], "‘options’ is geen heel getal"),
        (["workshop", "--port", "veel"], "‘veel’ is geen heel getal"),
        (["assess", "--baseline", "14,5"], "‘14,5’ is geen waarde met een jaar"),
        (["assess", "--baseline", "veel@2015"], "‘veel’ is geen getal"),
        (["assess", "--band", "20"], "bij --band: hier horen twee waarden achter"),
        (["assess", "--band", "laag", "hoog"], "‘laag’ is geen getal"),
        (["assess", "--baseline", "1.234,5@2015"], "‘1.234,5’ is geen getal"),
        (["assess", "--baseline", "nan@2015"], "geen eindig getal"),
        (
            ["assess", "--baseline", "1.250@2015"],
            "‘1.250’ kan op twee manieren worden gelezen; schrijf 1250 of 1,25",
        ),
        (["assess", "--baseline", "12.500@2015"], "schrijf 12500 of 12,5"),
        (["assess", "--baseline", "-1.000@2015"], "schrijf -1000 of -1"),
        (["assess", "--limit", "1.234.567"], "schrijf 1234567"),
        (["assess", "--band", "1.250", "20"], "schrijf 1250 of 1,25"),
        (
            ["assess", "--baseline", "2,000@2015"],
            "‘2,000’ kan op twee manieren worden gelezen; schrijf 2000 of 2",
        ),
        (["assess", "--limit", "1,234,000"], "schrijf 1234000"),
    ],
)
def test_wrong_usage_is_two_and_said_in_dutch(capsys, arguments, said):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("gebruik: wijkdata")
    assert said in err


@pytest.mark.parametrize(
    "command",
    ["areas", "series", "baseline", "assess", "check", "progress", "workshop", "lab", "embed"],
)
def test_help_is_dutch(capsys, command):
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert out.startswith(f"gebruik: wijkdata {command}")
    assert "toon deze uitleg" in out
    assert not {"usage", "options", "positional", "show"} & set(out.replace(":", " ").split())


def test_workshop_and_lab_pass_on_what_was_asked(capsys, monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(
        screen, "run_workshop", lambda file, port, *, browser: asked.append((file, port, browser)) or 0
    )
    monkeypatch.setattr(screen, "run_lab", lambda *, browser: asked.append(browser) or 3)
    file = tmp_path / "wijk.ambitie.json"
    assert run(capsys, "workshop")[0] == 0
    assert run(capsys, "workshop", str(file), "--port", "8900", "--no-browser")[0] == 0
    assert run(capsys, "lab", "--no-browser")[0] == 3
    assert asked == [(None, None, True), (file, 8900, False), False]


def test_embed_names_what_is_missing_and_writes_nothing(capsys, tmp_path):
    out = tmp_path / "uit"
    code, _, err = run(capsys, "embed", str(tmp_path), "--out", str(out), "--date", "2026-11-24")
    assert code == 1
    assert "Kerncijfers_wijken_en_buurten_2014.csv" in err
    assert not out.exists()
    assert run(capsys, "embed", str(tmp_path), "--date", "24-11-2026")[0] == 2


def test_an_unexpected_error_is_no_traceback(capsys, monkeypatch):
    monkeypatch.setattr(figures, "find_areas", lambda _text: 1 / 0)
    code, _, err = run(capsys, "areas", "prins")
    assert code == 1
    assert "ZeroDivisionError" in err
    assert len(err.splitlines()) == 1


def test_an_unexpected_error_shows_its_place_when_asked(capsys, monkeypatch):
    monkeypatch.setattr(figures, "find_areas", lambda _text: 1 / 0)
    monkeypatch.setenv(cli.DEBUG_VARIABLE, "1")
    with pytest.raises(ZeroDivisionError):
        run(capsys, "areas", "prins")


def test_runs_as_a_program_on_a_console_without_our_characters():
    command = [sys.executable, "-m", "wijkdata", "series", "--area", PRINSENLAND, "--indicator", "gas_gem"]
    done = subprocess.run(
        command, capture_output=True, env={"PYTHONIOENCODING": "ascii", "PATH": ""}, check=False
    )
    assert done.returncode == 0
    assert b"930" in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_json_is_utf8_on_every_console(encoding):
    command = [sys.executable, "-m", "wijkdata", "baseline", "--area", PRINSENLAND]
    done = subprocess.run(
        [*command, "--indicator", "co2_woning", "--json"],
        capture_output=True,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        check=True,
    )
    (row,) = json.loads(done.stdout.decode("utf-8"))
    assert row["name"] == "CO₂ per woning"


def test_a_reader_that_stops_listening_is_no_error():
    # Unbuffered output would hide that a short text only leaves when the program ends.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONUNBUFFERED"}
    with subprocess.Popen(
        [sys.executable, "-m", "wijkdata", "areas", "prins"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as program:
        program.stdout.close()
        assert program.stderr.read() == b""
    assert program.returncode == 0


def test_importing_the_package_loads_nothing_heavy():
    heavy = ["pandas", "numpy", "geopandas", "matplotlib", "ipywidgets", "babel", "pydantic", "yaml"]
    code = f"import sys, wijkdata, wijkdata.cli; print([one for one in {heavy!r} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_progress_of_an_ambition_without_objectives_says_so(tmp_path, capsys):
    path = tmp_path / "wijk.ambitie.json"
    file.new(path, Ambition(area=AreaChoice(codes=[PRINSENLAND])))
    code, out, _ = run(capsys, "progress", str(path))
    assert code == 0
    assert "nog geen doelen" in out
    assert read(capsys, "progress", str(path)) == []
