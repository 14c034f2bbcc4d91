"""The commands, as a person and as a program call them."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from wijkdata import cli, datasets

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
    ]
    assert set(promised) <= set(rows[0])
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
    keys = {"status", "ratio", "score", "method", "path_value", "required_rate", "observed_rate", "reason"}
    assert keys <= set(found)


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
    assert {"level", "where", "message"} == set(read(capsys, "check", EXAMPLE)[0])
    rows = {row["objective"]: row for row in read(capsys, "progress", EXAMPLE)}
    assert rows["zonnestroom_vermogen"]["status"] == "op koers"
    assert rows["gasaansluitingen"]["status"] == "niet te bepalen"


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
    ("arguments", "said"),
    [
        (["series", "--area", "prinsland"], "Prinsenland"),
        (["series", "--area", PRINSENLAND, "--indicator", "gas_gemm"], "gas_gem"),
        (
            ["baseline", "--area", PRINSENLAND, "--year", "2018", "--indicator", "gas_gem"],
            "2014, 2015, 2016 en 2017",
        ),
        (["check", "bestaat-niet.ambitie.json"], "bestaat-niet"),
        (["assess", "--baseline", "1@2020", "--current", "2@2021", "--direction", "opwaarts"], "omhoog"),
    ],
)
def test_refused_input_gives_one_dutch_message(capsys, arguments, said):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [[], ["onbekend"], ["series"], ["assess", "--baseline", "14,5"]])
def test_wrong_usage_is_two(capsys, arguments):
    code, _, err = run(capsys, *arguments)
    assert code == 2
    assert "gebruik" in err


def test_an_unexpected_error_is_no_traceback(capsys, monkeypatch):
    monkeypatch.setattr(datasets, "find_areas", lambda _text: 1 / 0)
    code, _, err = run(capsys, "areas", "prins")
    assert code == 1
    assert "ZeroDivisionError" in err
    assert "Traceback" not in err


def test_runs_as_a_program_on_a_console_without_our_characters():
    command = [sys.executable, "-m", "wijkdata", "series", "--area", PRINSENLAND, "--indicator", "gas_gem"]
    done = subprocess.run(
        command, capture_output=True, env={"PYTHONIOENCODING": "ascii", "PATH": ""}, check=False
    )
    assert done.returncode == 0
    assert b"930" in done.stdout


def test_importing_the_package_loads_nothing_heavy():
    heavy = ["pandas", "numpy", "geopandas", "matplotlib", "ipywidgets", "babel", "pydantic", "yaml"]
    code = f"import sys, wijkdata, wijkdata.cli; print([one for one in {heavy!r} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
