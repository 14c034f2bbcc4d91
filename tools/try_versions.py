"""Try the package with other versions than those of ``constraints.txt``, each in a fresh environment.

    python tools/try_versions.py lowest            the lowest versions that pyproject.toml allows
    python tools/try_versions.py newest            the newest that there are
    python tools/try_versions.py lowest FILE...    other tests than the fast ones, such as ``tests``

Takes some minutes and a network, and leaves nothing behind. Ends by naming the versions, and with the exit code of
the tests.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

#: What the package needs to do all of its work; the tools of the tests are taken as new as they are.
EXTRAS = ("scale",)
#: Tests without a browser that together use every library: figures, files of every form, maps, pictures, documents.
FAST = (
    *("test_store", "test_series", "test_baseline", "test_dutch", "test_catalogue", "test_cbs_kwb"),
    *("test_cbs_kwb_workbook", "test_klimaatmonitor_workbook", "test_kleinverbruik", "test_address_labels"),
    *("test_grenzen", "test_geopackage", "test_plots", "test_ambition_file", "test_report_documents"),
    *("test_download", "panels/test_panel_baseline"),
)

_LOWEST = re.compile(r"(?P<name>[A-Za-z0-9._-]+)>=(?P<version>[0-9][0-9A-Za-z.]*)")


def main(arguments: Sequence[str]) -> int:
    """Make the environment, run the tests in it and name the versions; return the exit code."""
    if not arguments or arguments[0] not in ("lowest", "newest"):
        print(__doc__)
        return 2
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lowest = lowest_versions(project)
    tests = arguments[1:] or [f"tests/{name}.py" for name in FAST]
    with tempfile.TemporaryDirectory(prefix="wijkdata-versions-") as folder:
        place = Path(folder)
        venv.create(place / "env", with_pip=True)
        python = str(place / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        constraints = place / "constraints.txt"
        wanted = lowest if arguments[0] == "lowest" else {}
        constraints.write_text("".join(f"{name}=={version}\n" for name, version in wanted.items()), "utf-8")
        pip = [
            python,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "-c",
            str(constraints),
        ]
        extras = ",".join(("test", *EXTRAS))
        if subprocess.run([*pip, "--editable", f"{ROOT}[{extras}]"], check=False).returncode:
            print(
                "These versions cannot be installed together; pip says above which of them.", file=sys.stderr
            )
            return 1
        settings = os.environ | {"WIJKDATA_HOME": str(place / "home")}
        # That an old library does what will be done otherwise later, is what the newest versions are tried for.
        tolerant = [
            option for kind in ("Deprecation", "Future") for option in ("-W", f"ignore::{kind}Warning")
        ]
        command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tolerant, *tests]
        failed = subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode
        print(f"Python {sys.version.split()[0]}, {told(python, lowest)}")
        return failed


def lowest_versions(project: Mapping[str, Any]) -> dict[str, str]:
    """Return the lowest version of each library that a project names for its work.

    Parameters
    ----------
    project
        The table ``project`` of ``pyproject.toml``.

    Raises
    ------
    ValueError
        If a library has no lowest version: then there is nothing to try.
    """
    named = list(project["dependencies"])
    for extra in EXTRAS:
        named += project["optional-dependencies"][extra]
    found = {}
    for one in named:
        match = _LOWEST.fullmatch(one)
        if match is None:
            raise ValueError(f"pyproject.toml names no lowest version of {one}")
        found[match["name"]] = match["version"]
    return found


def told(python: str, names: Mapping[str, str]) -> str:
    """Return the versions of libraries in an environment, as one sentence."""
    listed = "print(*(f'{name} {version(name)}' for name in sys.argv[1:]), sep=', ')"
    code = f"import sys; from importlib.metadata import version; {listed}"
    return subprocess.run([python, "-c", code, *names], capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
