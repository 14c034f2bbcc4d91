"""As installed from a wheel: the data are inside, it works from another folder, and it goes again without a trace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


def _run(*command: str | Path, cwd: Path) -> str:
    surroundings = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "WIJKDATA", "COV"))
    }
    surroundings["WIJKDATA_HOME"] = str(cwd / "thuis")
    ended = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", env=surroundings, check=False
    )
    assert ended.returncode == 0, ended.stdout[-1500:] + ended.stderr[-1500:]
    return ended.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with what is installed, so that no network is asked."""
    folder = tmp_path_factory.mktemp("wiel")
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation")
    _run(sys.executable, "-m", "pip", "wheel", *quiet, "--wheel-dir", folder, PROJECT, cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


def test_a_wheel_has_the_data_and_notebooks_and_nothing_of_the_workshop_floor(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for path in [*(PROJECT / "data").iterdir(), *(PROJECT / "notebooks").glob("*.ipynb")]:
        if path.is_file() and not path.name.startswith("."):
            assert f"wijkdata/_{path.parent.name}/{path.name}" in names
    outside = [name for name in names if not name.startswith(("wijkdata/", "wijkdata-"))]
    assert outside == []
    assert not [name for name in names if "__pycache__" in name or ".ipynb_checkpoints" in name]


def test_it_works_from_a_wheel_and_is_removed_without_a_trace(wheel: Path, tmp_path: Path) -> None:
    place = tmp_path / "omgeving"
    venv.create(place, with_pip=True, symlinks=os.name != "nt")
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    packages = Path(
        _run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip()
    )
    # What it needs is taken from where these tests run, but not the checkout that is installed there.
    needed = sysconfig.get_path("purelib")
    (packages / "needed.pth").write_text(needed + "\n", encoding="utf-8")
    before = {path for path in place.rglob("*") if "__pycache__" not in path.parts}

    pip = (python, "-m", "pip", "--quiet", "--disable-pip-version-check")
    _run(*pip, "install", "--no-deps", "--ignore-installed", wheel, cwd=tmp_path)
    where = _run(python, "-c", "import wijkdata; print(wijkdata.__file__)", cwd=tmp_path).strip()
    assert Path(where).is_relative_to(packages), "the wheel is what is tried, not the checkout"
    command = scripts / ("wijkdata.exe" if os.name == "nt" else "wijkdata")
    said = json.loads(
        _run(command, "series", "--area", "BU05991448", "--indicator", "gas_gem", "--json", cwd=tmp_path)
    )
    assert len(said) > 0
    _run(command, "report", packages / "wijkdata/_data/voorbeeld.ambitie.json", "--out", "uit", "--format", "xlsx",
         cwd=tmp_path)  # fmt: skip
    assert list((tmp_path / "uit").glob("*.xlsx"))

    _run(*pip, "uninstall", "--yes", "wijkdata", cwd=tmp_path)
    after = {path for path in place.rglob("*") if "__pycache__" not in path.parts}
    assert after == before
