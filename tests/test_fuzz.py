"""What is fuzzed (`fuzz/targets.py`) works: every target takes its own first inputs, and refuses others in words."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from fuzz import run, targets

FUZZ = Path(__file__).parent / "fuzz"


@pytest.mark.parametrize("name", targets.names())
def test_a_target_takes_its_first_inputs_and_others(name: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("WIJKDATA_HOME", str(tmp_path / "thuis"))
    target = targets.target(name, tmp_path)
    assert target.seeds
    for seed in (*target.seeds[:3], b"", b"\xff\x00", target.seeds[0][:-5]):
        target.one(seed)


def test_an_input_that_breaks_something_is_kept_and_told(tmp_path: Path) -> None:
    results = [
        run.Result("getal", 2_000, 73, 20.0, ()),
        run.Result("ambitie", 100, 88, 3.0, ("ambitie-crash-1",)),
    ]
    run.write_table(tmp_path / "fuzz.md", results, 2_000)
    text = (tmp_path / "fuzz.md").read_text(encoding="utf-8")
    assert "2,100 inputs in all; found: 1." in text
    assert "| getal | 2,000 | 73 | 20 | – |" in text
    assert "| ambitie | 100 | 88 | 3 | ambitie-crash-1 |" in text


@pytest.mark.skipif(find_spec("atheris") is None, reason="the extra ‘fuzz’ is not installed")
def test_the_command_fuzzes(tmp_path: Path) -> None:
    command = [sys.executable, str(FUZZ / "run.py"), "getal", "--runs", "300", "--found", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("| getal | 300 | ")
    assert list(tmp_path.iterdir()) == []
