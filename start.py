"""Set everything up and start the tool; needs Python 3.11 or newer, and nothing else.

    python3 start.py workshop           the screen for the room (Windows: py start.py workshop)
    python3 start.py lab                the notebooks in JupyterLab
    python3 start.py test               every check and test
    python3 start.py areas prinsenland  any other command of wijkdata

The first run makes the virtual environment .venv and installs into it the versions of constraints.txt; that needs
a network. Later runs need none.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
STAMP = ENVIRONMENT / "wijkdata-installed.txt"
#: Where an environment waits until the one that takes its place is complete.
SET_ASIDE = HERE / ".venv.oud"
WINDOWS = os.name == "nt"

#: The browser tests use a Chromium that is already there; this names one in an unusual place.
CHROMIUM_VARIABLE = "WIJKDATA_CHROMIUM"

#: Every check in the order in which it runs, with its arguments for Python.
STAGES = {
    "lint": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy"],
    "notebooks": [
        *("-m", "pytest", "--nbval", "--nbval-current-env", "--nbval-sanitize-with=notebooks/sanitize.cfg"),
        *("-p", "no:randomly", "notebooks"),
    ],
    "tests": ["-m", "pytest", "-n", "auto", "tests", "--ignore=tests/browser"],
    "browser": ["-m", "pytest", "-n", "2", "tests/browser"],
}


class Terminated(KeyboardInterrupt):
    """A signal told this program to end; unlike Ctrl+C it did not reach the program that runs for it."""


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
    unknown = [name for name in arguments[1:] if name not in STAGES] if testing else []
    if unknown:
        print(
            f"Onbekend onderdeel: {', '.join(unknown)}. Kies uit: {', '.join(STAGES)}. / "
            "Unknown stage; choose from those named.",
            file=sys.stderr,
        )
        return 2
    try:
        return install_and_run(arguments, testing=testing)
    except KeyboardInterrupt:
        return 1


def install_and_run(arguments: list[str], *, testing: bool) -> int:
    """Install what is missing, then run the tests or hand over to the tool."""
    signal.signal(signal.SIGTERM, terminated)
    if testing:
        # A script starts what it runs in the background deaf to Ctrl+C, and that is how tests are told to stop.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    problem = install(testing=testing)
    if problem:
        print(problem, file=sys.stderr)
        return 1
    if testing:
        return run_tests(arguments[1:])
    return hand_over([python(), "-m", "wijkdata", *arguments])


def terminated(_signal: int, _frame: object) -> None:
    """Take an end signal as what it is."""
    raise Terminated


def run(command: list[str], **options: Any) -> int:
    """Run a command to its end and return its exit code; an interrupt is raised once the command has ended."""
    child = subprocess.Popen(command, **options)
    if wait_for(child):
        raise KeyboardInterrupt
    return child.returncode


def hand_over(command: list[str]) -> int:
    """Let a command take the place of this program, so that every signal reaches it and only it."""
    if not WINDOWS:
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(command[0], command)  # noqa: S606  (own command)
    # Windows cannot replace a program. There Ctrl+C reaches both, and the command decides what comes of it.
    child = subprocess.Popen(command)
    wait_for(child)
    return child.returncode


def wait_for(child: subprocess.Popen[Any]) -> bool:
    """Wait until a program has ended, however long it takes to clean up; say whether it was told to stop."""
    stopped = False
    while True:
        try:
            child.wait()
        except Terminated:
            child.send_signal(signal.SIGINT)
            stopped = True
        except KeyboardInterrupt:
            stopped = True
        else:
            return stopped


def python() -> str:
    """Return the Python of the virtual environment."""
    folder, name = ("Scripts", "python.exe") if WINDOWS else ("bin", "python")
    return str(ENVIRONMENT / folder / name)


def fingerprint(*, testing: bool) -> str:
    """Return what an installation depends on: when it changes, the next run installs again.

    The place of this folder is part of it: the environment of a copied folder still points to the first one.
    """
    digest = hashlib.sha256(os.fsencode(f"{sys.version_info[:2]} {HERE}"))
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
    """Install into the virtual environment, made first where needed; return what went wrong, or nothing.

    What works keeps working when this fails: pip fetches everything before it changes anything, and an environment
    that has to make way for a new one comes back.
    """
    if is_installed(testing=testing):
        return ""
    print(
        "Eenmalig installeren in .venv; dit duurt een paar minuten… / Installing once, a few minutes…",
        flush=True,
    )
    how = install_packages if environment_works() else install_anew
    problem = how(testing=testing)
    if not problem:
        shutil.rmtree(SET_ASIDE, ignore_errors=True)
    return problem


def environment_works() -> bool:
    """Say whether there is a virtual environment with this version of Python, into which pip can install."""
    probe = (
        "import sys, pip\n"
        f"sys.exit(sys.prefix == sys.base_prefix or sys.version_info[:2] != {sys.version_info[:2]})"
    )
    try:
        return run([python(), "-c", probe], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def install_anew(*, testing: bool) -> str:
    """Make a new environment and install into it; the one that was there comes back when that fails."""
    try:
        make_way()
    except OSError as error:
        return (
            f"De map {ENVIRONMENT} is niet te vervangen ({error.strerror}). Sluit wijkdata overal en probeer het "
            f"opnieuw. / {ENVIRONMENT} cannot be replaced; close wijkdata everywhere and try again."
        )
    problem = "interrupted"
    try:
        problem = make_environment() or install_packages(testing=testing)
    finally:
        if problem and SET_ASIDE.exists():
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
            SET_ASIDE.rename(ENVIRONMENT)
    return problem


def make_way() -> None:
    """Set the present environment aside."""
    if ENVIRONMENT.exists():
        if SET_ASIDE.exists():
            shutil.rmtree(SET_ASIDE)
        ENVIRONMENT.rename(SET_ASIDE)


def make_environment() -> str:
    """Make the virtual environment; return what went wrong, or nothing."""
    # As venv itself does it: sys.executable may be the Python of the environment that has just made way.
    own = getattr(sys, "_base_executable", sys.executable)
    if run([own, "-m", "venv", str(ENVIRONMENT)]):
        return (
            "De virtuele omgeving is niet gemaakt. Op Debian en Ubuntu: installeer eerst python3-venv. / "
            "No virtual environment could be made; on Debian and Ubuntu install python3-venv first."
        )
    return ""


def install_packages(*, testing: bool) -> str:
    """Install the tool and what it needs over what is there; return what went wrong, or nothing."""
    target = f"{HERE}[test]" if testing else str(HERE)
    pip = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if run([*pip, "--constraint", str(HERE / "constraints.txt"), "--editable", target]):
        return (
            "De installatie is niet gelukt. Is er een netwerk? Probeer het daarna opnieuw. / "
            "The installation failed. Is there a network? Then try again."
        )
    STAMP.write_text(fingerprint(testing=testing), encoding="utf-8")
    return ""


def find_chromium() -> str | None:
    """Return a Chromium or Chrome on this machine."""
    named = os.environ.get(CHROMIUM_VARIABLE)
    names = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
    return named or next(filter(None, map(shutil.which, names)), None)


def without_chromium() -> str:
    """Return what becomes of the browser tests where there is no browser."""
    demanded = os.environ.get("CI") == "true"
    return "FOUT: geen Chromium" if demanded else "overgeslagen: geen Chromium op deze computer"


def run_tests(only: list[str]) -> int:
    """Run all stages, or those named; report on each and fail if one failed."""
    chromium = find_chromium()
    outcome: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as home:
        settings = os.environ | {"WIJKDATA_HOME": home, "PYTHONHASHSEED": "0"}
        settings.pop("WIJKDATA_AMBITIE", None)
        if chromium:
            settings[CHROMIUM_VARIABLE] = chromium
        for name, arguments in STAGES.items():
            if only and name not in only:
                continue
            if name == "browser" and not chromium:
                outcome[name] = without_chromium()
                continue
            print(f"\n== {name}", flush=True)
            failed = run([python(), *arguments], cwd=HERE, env=settings)
            outcome[name] = "FOUT" if failed else "goed"
    print("\n" + "\n".join(f"{name:10} {result}" for name, result in outcome.items()))
    return 1 if any(result.startswith("FOUT") for result in outcome.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
