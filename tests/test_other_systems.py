"""What would only break on Windows or macOS, as far as it can be seen from the files."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
#: Only POSIX has these; what needs them must do without on Windows.
_ONLY_POSIX = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "termios"}
_REFUSED = re.compile(r'[<>:"|?*\\]|[ .]$|^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$', re.IGNORECASE)


def tracked() -> list[str]:
    """Return the files of the project, as git knows them."""
    if not (ROOT / ".git").exists():
        pytest.skip("no checkout of git")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name]


def test_no_module_of_one_system_is_imported() -> None:
    files = [ROOT / "start.py", *sorted((ROOT / "wijkdata").rglob("*.py"))]
    found = {
        (path.name, name)
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
    }
    assert ("start.py", "signal") in found
    assert {one for one in found if one[1] in _ONLY_POSIX} == set()


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) else []


def test_a_text_file_names_its_encoding() -> None:
    """Otherwise Windows takes the code page of the user; the rule is one of ruff that must be asked for."""
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--preview",
        "--select",
        "PLW1514",
    ]
    found = subprocess.run([*command, "."], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_every_file_can_have_its_name_on_every_system() -> None:
    names = tracked()
    assert "wijkdata/store.py" in names
    assert [name for name in names for part in name.split("/") if _REFUSED.search(part)] == []
    # macOS and Windows do not tell capitals apart.
    assert len({name.casefold() for name in names}) == len(names)
    # The folder of a checkout comes before it, and Windows takes 260 signs of all.
    assert max(map(len, names)) < 160


def test_git_leaves_line_ends_as_they_are() -> None:
    """Git for Windows turns them into others by default, and then no file has the bytes that its descriptor tells."""
    tracked()
    asked = ["data/datapackage.json", "tests/fixtures/eponline/eponline_v4_totaal.csv", "start.py"]
    told = subprocess.run(
        ["git", "check-attr", "text", "--", *asked], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.splitlines() == [f"{name}: text: unset" for name in asked]
