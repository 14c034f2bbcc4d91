"""Set everything up and start the tool; needs Python 3.11 or newer, and nothing else.

    python3 start.py workshop     the screen for the room (Windows: py start.py workshop)
    python3 start.py lab          the notebooks in JupyterLab
    python3 start.py test         every check and test
    python3 start.py areas hoorn  any other command of wijkdata

The first run makes the virtual environment .venv and installs into it the versions of constraints.txt; that needs
a network. Later runs need none.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
STAMP = ENVIRONMENT / "wijkdata-installed.txt"

#: The browser tests use a Chromium that is already there; this names one in an unusual place.
CHROMIUM_VARIABLE = "WIJKDATA_CHROMIUM"


def main(arguments: list[str]) -> int:
    """Install what is missing and run the command; return its exit code."""
    if sys.version_info < (3, 11):  # noqa: UP036  (this file is what an older Python meets first)
        print(
            "wijkdata vraagt Python 3.11 of nieuwer. / wijkdata needs Python 3.11 or newer.", file=sys.stderr
        )
        return 1
    if not arguments or arguments[0] in ("-h", "--help"):
        print(__doc__)
        return 0 if arguments else 2
    testing = arguments[0] == "test"
    problem = install(testing=testing)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    if testing:
        return run_tests(arguments[1:])
    return subprocess.run([python(), "-m", "wijkdata", *arguments], check=False).returncode


def python() -> str:
    """Return the Python of the virtual environment."""
    folder, name = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return str(ENVIRONMENT / folder / name)


def fingerprint(*, testing: bool) -> str:
    """Return what an installation depends on: when it changes, the next run installs again."""
    digest = hashlib.sha256(sys.version.encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((HERE / name).read_bytes())
    return f"{digest.hexdigest()} {'test' if testing else 'use'}"


def is_installed(*, testing: bool) -> bool:
    """Say whether the environment is up to date; one for testing serves for using too."""
    if not STAMP.exists() or not Path(python()).exists():
        return False
    known = STAMP.read_text(encoding="utf-8")
    return known in (fingerprint(testing=testing), fingerprint(testing=True))


def install(*, testing: bool) -> str:
    """Make the virtual environment and install into it; return what went wrong, or nothing."""
    if is_installed(testing=testing):
        return ""
    print(
        "Eenmalig installeren in .venv; dit duurt een paar minuten… / Installing once, a few minutes…",
        flush=True,
    )
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=False)
    if made.returncode:
        return (
            "De virtuele omgeving is niet gemaakt. Op Debian en Ubuntu: installeer eerst python3-venv. / "
            "No virtual environment could be made; on Debian and Ubuntu install python3-venv first."
        )
    target = f"{HERE}[test]" if testing else str(HERE)
    pip = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "--constraint", str(HERE / "constraints.txt"), "--editable", target], check=False
    )
    if done.returncode:
        return (
            "De installatie is niet gelukt. Is er een netwerk? Probeer het daarna opnieuw. / "
            "The installation failed. Is there a network? Then try again."
        )
    STAMP.write_text(fingerprint(testing=testing), encoding="utf-8")
    return ""


def stages(chromium: str | None) -> list[tuple[str, list[str]]]:
    """Return every check in the order in which it runs, as name and arguments for Python."""
    nbval = ["--nbval", "--nbval-current-env", "--nbval-sanitize-with=notebooks/sanitize.cfg"]
    everything = [
        ("lint", ["-m", "ruff", "check", "."]),
        ("format", ["-m", "ruff", "format", "--check", "."]),
        ("types", ["-m", "mypy"]),
        ("notebooks", ["-m", "pytest", *nbval, "-p", "no:randomly", "notebooks"]),
        ("tests", ["-m", "pytest", "tests", "--ignore=tests/browser"]),
    ]
    if chromium:
        everything.append(("browser", ["-m", "pytest", "tests/browser"]))
    return everything


def find_chromium() -> str | None:
    """Return a Chromium or Chrome on this machine."""
    named = os.environ.get(CHROMIUM_VARIABLE)
    names = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
    return named or next(filter(None, map(shutil.which, names)), None)


def run_tests(only: list[str]) -> int:
    """Run all stages, or those named; report on each and fail if one failed."""
    chromium = find_chromium()
    outcome: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as home:
        settings = os.environ | {"WIJKDATA_HOME": home, "PYTHONHASHSEED": "0"}
        settings.pop("WIJKDATA_AMBITIE", None)
        if chromium:
            settings[CHROMIUM_VARIABLE] = chromium
        for name, arguments in stages(chromium):
            if only and name not in only:
                continue
            print(f"\n== {name}", flush=True)
            done = subprocess.run([python(), *arguments], cwd=HERE, env=settings, check=False)
            outcome[name] = "goed" if done.returncode == 0 else "FOUT"
    if chromium is None and (not only or "browser" in only):
        demanded = os.environ.get("CI") == "true"
        outcome["browser"] = (
            "FOUT: geen Chromium" if demanded else "overgeslagen: geen Chromium op deze computer"
        )
    print("\n" + "\n".join(f"{name:10} {result}" for name, result in outcome.items()))
    return 1 if any(result.startswith("FOUT") for result in outcome.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
