"""Starting from a bare checkout: what is installed when, how it stops, and which tests it runs.

Here `start.py` stands in a checkout of its own; what it would run is either recorded or played by a small program.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
import venv
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent
SECONDS = 20

needs_posix = pytest.mark.skipif(os.name == "nt", reason="signals and scripts of POSIX")

#: Plays the Python of the environment: says that it runs, and takes its time to clean up after a signal.
SLOW_TO_STOP = """
import os, signal, sys, time
from pathlib import Path

here = Path(__file__).parent
def stop(number, frame):
    time.sleep(0.8)
    (here / "cleaned").write_text(f"{os.getpid()} {number}")
    sys.exit(7)
signal.signal(signal.SIGINT, stop)
signal.signal(signal.SIGTERM, stop)
(here / "writing").write_text(" ".join(sys.argv[1:]))
(here / "writing").rename(here / "running")
time.sleep(60)
"""


def load(folder: Path) -> ModuleType:
    """Import the start.py of a folder under a name of its own."""
    spec = importlib.util.spec_from_file_location("start_of_a_checkout", folder / "start.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def checkout(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("start.py", "pyproject.toml", "constraints.txt"):
        shutil.copyfile(ROOT / name, folder / name)
    return folder


class Machine:
    """Stands for every program that start.py runs: the probe of the environment, venv, pip and the checks."""

    def __init__(self, start: ModuleType) -> None:
        self.start = start
        self.asked: list[list[str]] = []
        self.network = True
        self.can_make_environments = True
        self.interrupt_pip = False

    def __call__(self, command: list[str], **_options: object) -> int:
        arguments = command[1:]
        self.asked.append(arguments)
        if arguments[0] == "-c":
            return self._probe()
        if arguments[:2] == ["-m", "venv"]:
            return self._make_environment(Path(arguments[-1]))
        if arguments[:2] == ["-m", "pip"]:
            if self.interrupt_pip:
                raise KeyboardInterrupt
            return 0 if self.network else 1
        return 0

    def _probe(self) -> int:
        if not Path(self.start.python()).exists():
            raise FileNotFoundError
        version = (self.start.ENVIRONMENT / "version").read_text(encoding="utf-8")
        return int(version != f"{sys.version_info[:2]}")

    def _make_environment(self, folder: Path) -> int:
        if not self.can_make_environments:
            return 1
        assert not folder.exists(), "made over one that was there"
        make_environment(self.start)
        return 0

    def made(self) -> int:
        return sum(one[:2] == ["-m", "venv"] for one in self.asked)

    def installed(self) -> list[str]:
        return [one[-1] for one in self.asked if one[:2] == ["-m", "pip"]]


def make_environment(start: ModuleType, version: str = f"{sys.version_info[:2]}") -> Path:
    python = Path(start.python())
    python.parent.mkdir(parents=True)
    python.touch()
    (start.ENVIRONMENT / "version").write_text(version, encoding="utf-8")
    return start.ENVIRONMENT


@pytest.fixture
def start(tmp_path: Path) -> ModuleType:
    return load(checkout(tmp_path / "checkout"))


@pytest.fixture
def machine(start: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(start)
    monkeypatch.setattr(start, "run", machine)
    monkeypatch.setattr(start, "hand_over", lambda command: machine.asked.append(command[1:]) or 0)
    return machine


@pytest.fixture(autouse=True)
def same_signals():
    known = [signal.SIGINT, signal.SIGTERM]
    before = [signal.getsignal(one) for one in known]
    yield
    for one, handler in zip(known, before, strict=True):
        signal.signal(one, handler)


class TestInstalling:
    def test_the_first_time_makes_an_environment_and_installs(self, start, machine):
        assert start.main(["areas", "hoorn"]) == 0
        assert machine.made() == 1
        assert machine.installed() == [str(start.HERE)]
        assert machine.asked[-1] == ["-m", "wijkdata", "areas", "hoorn"]

    def test_the_second_time_does_nothing(self, start, machine):
        start.main(["areas", "hoorn"])
        machine.asked.clear()
        start.main(["areas", "hoorn"])
        assert machine.asked == [["-m", "wijkdata", "areas", "hoorn"]]

    def test_the_tests_are_installed_on_top_of_an_installation_for_use(self, start, machine):
        start.install(testing=False)
        (start.ENVIRONMENT / "eigen").touch()
        start.install(testing=True)
        assert machine.made() == 1
        assert machine.installed() == [str(start.HERE), f"{start.HERE}[test]"]
        assert (start.ENVIRONMENT / "eigen").exists()

    def test_an_installation_for_tests_serves_for_use(self, start, machine):
        start.install(testing=True)
        start.install(testing=False)
        assert machine.installed() == [f"{start.HERE}[test]"]

    def test_without_a_network_the_installation_for_use_stays(self, start, machine, capsys):
        start.install(testing=False)
        stamp = start.STAMP.read_bytes()
        machine.network = False
        assert start.main(["test", "lint"]) == 1
        assert "Is er een netwerk?" in capsys.readouterr().err
        assert start.STAMP.read_bytes() == stamp
        machine.asked.clear()
        assert start.main(["areas", "hoorn"]) == 0
        assert machine.asked == [["-m", "wijkdata", "areas", "hoorn"]]

    @pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
    def test_other_requirements_are_installed_on_top(self, start, machine, name):
        start.install(testing=False)
        with (start.HERE / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        assert not start.is_installed(testing=False)
        start.install(testing=False)
        assert machine.made() == 1
        assert len(machine.installed()) == 2
        assert start.is_installed(testing=False)

    def test_a_copied_checkout_installs_again(self, start, machine, tmp_path):
        start.install(testing=True)
        copy = tmp_path / "kopie"
        shutil.copytree(start.HERE, copy)
        assert start.is_installed(testing=True)
        assert not load(copy).is_installed(testing=True)

    def test_a_new_patch_of_python_does_not_install_again(self, start, machine, monkeypatch):
        start.install(testing=False)
        monkeypatch.setattr(sys, "version", "another build")
        assert start.is_installed(testing=False)

    @pytest.mark.parametrize("damage", ["other version", "no python"])
    def test_an_environment_that_does_not_work_is_replaced(self, start, machine, damage):
        old = make_environment(start, "(3, 7)" if damage == "other version" else f"{sys.version_info[:2]}")
        (old / "oud").touch()
        if damage == "no python":
            Path(start.python()).unlink()
        assert start.install(testing=False) == ""
        assert machine.made() == 1
        assert not (old / "oud").exists()
        assert not start.SET_ASIDE.exists()

    @pytest.mark.parametrize("failing", ["network", "can_make_environments"])
    def test_an_environment_of_another_python_comes_back_when_its_replacement_fails(
        self, start, machine, failing
    ):
        old = make_environment(start, "(3, 7)")
        start.STAMP.write_text("of the other Python", encoding="utf-8")
        setattr(machine, failing, False)
        assert start.install(testing=False) != ""
        assert (old / "version").read_text(encoding="utf-8") == "(3, 7)"
        assert start.STAMP.read_text(encoding="utf-8") == "of the other Python"
        assert not start.SET_ASIDE.exists()

    def test_it_comes_back_after_an_interrupt_too(self, start, machine, capsys):
        old = make_environment(start, "(3, 7)")
        machine.interrupt_pip = True
        assert start.main(["areas", "hoorn"]) == 1
        assert (old / "version").read_text(encoding="utf-8") == "(3, 7)"
        assert not start.SET_ASIDE.exists()
        assert not start.STAMP.exists()

    def test_an_environment_that_cannot_make_way_is_told(self, start, machine, monkeypatch):
        make_environment(start, "(3, 7)")

        def in_use(*_arguments: object) -> None:
            raise PermissionError(13, "in use")

        monkeypatch.setattr(Path, "rename", in_use)
        assert "Sluit wijkdata overal" in start.install(testing=False)
        assert machine.made() == 0

    def test_what_an_interrupted_replacement_left_is_cleared_away(self, start, machine):
        (start.SET_ASIDE / "lib").mkdir(parents=True)
        make_environment(start)
        start.install(testing=False)
        assert not start.SET_ASIDE.exists()


class TestWhetherAnEnvironmentWorks:
    """With real environments: the probe itself."""

    def test_the_one_of_these_tests_does(self, start, monkeypatch):
        if sys.prefix == sys.base_prefix or importlib.util.find_spec("pip") is None:
            pytest.skip("the tests run outside a virtual environment that has pip")
        monkeypatch.setattr(start, "ENVIRONMENT", Path(sys.prefix))
        assert start.environment_works()

    def test_one_without_pip_does_not(self, start):
        venv.create(start.ENVIRONMENT, with_pip=False)
        assert Path(start.python()).exists()
        assert not start.environment_works()

    def test_none_does_not(self, start):
        assert not start.environment_works()

    @needs_posix
    def test_a_python_that_is_no_environment_does_not(self, start):
        # As after the loss of pyvenv.cfg: pip would then install into the machine's own Python.
        Path(start.python()).parent.mkdir(parents=True)
        Path(start.python()).symlink_to(sys.executable)
        assert not start.environment_works()


class TestStages:
    @pytest.mark.parametrize("chromium", ["/usr/bin/chromium", None])
    def test_an_unknown_stage_is_refused_before_anything_is_done(
        self, start, machine, capsys, monkeypatch, chromium
    ):
        monkeypatch.setattr(start, "find_chromium", lambda: chromium)
        assert start.main(["test", "lint", "tets"]) == 2
        said = capsys.readouterr()
        assert "Onbekend onderdeel: tets." in said.err
        assert "lint, format, types, notebooks, tests, browser" in said.err
        assert "Traceback" not in said.err
        assert machine.asked == []

    def test_named_stages_are_run_and_no_others(self, start, machine, capsys):
        assert start.main(["test", "types", "lint"]) == 0
        assert machine.asked[-2:] == [["-m", "ruff", "check", "."], ["-m", "mypy"]]
        assert "goed" in capsys.readouterr().out

    @pytest.mark.parametrize(("ci", "code", "told"), [("", 0, "overgeslagen"), ("true", 1, "FOUT")])
    def test_browser_is_known_without_chromium(self, start, machine, capsys, monkeypatch, ci, code, told):
        monkeypatch.setenv("CI", ci)
        monkeypatch.setattr(start, "find_chromium", lambda: None)
        assert start.main(["test", "browser"]) == code
        assert told in capsys.readouterr().out
        assert not any("tests/browser" in one for one in machine.asked)

    def test_browser_runs_with_chromium(self, start, machine, monkeypatch):
        monkeypatch.setattr(start, "find_chromium", lambda: "/usr/bin/chromium")
        assert start.main(["test", "browser"]) == 0
        assert machine.asked[-1] == ["-m", "pytest", "-n", "2", "tests/browser"]

    def test_a_stage_that_fails_makes_the_whole_fail(self, start, machine, capsys, monkeypatch):
        start.install(testing=True)
        monkeypatch.setattr(start, "run", lambda command, **_options: int("mypy" in command))
        assert start.main(["test", "lint", "types"]) == 1
        assert "types      FOUT" in capsys.readouterr().out


# --- stopping -----------------------------------------------------------------------------------------------------


@pytest.fixture
def installed(tmp_path: Path) -> ModuleType:
    """Return the start.py of a checkout whose environment is played by a program that is slow to stop."""
    start = load(checkout(tmp_path / "checkout"))
    python = Path(start.python())
    python.parent.mkdir(parents=True)
    (python.parent / "program.py").write_text(SLOW_TO_STOP, encoding="utf-8")
    python.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" "{python.parent}/program.py" "$@"\n', encoding="utf-8"
    )
    python.chmod(0o755)
    start.STAMP.write_text(start.fingerprint(testing=True), encoding="utf-8")
    return start


def begin(installed: ModuleType, *command: str) -> tuple[subprocess.Popen[str], Path]:
    """Start a program in a group of its own; return it, and the folder of what runs for it, once that runs."""
    # Ignored signals are inherited, and a script that runs these tests may have ignored Ctrl+C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    program = subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    folder = Path(installed.python()).parent
    deadline = time.monotonic() + SECONDS
    while not (folder / "running").exists():
        assert program.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return program, folder


def end(program: subprocess.Popen[str]) -> tuple[int, str]:
    """Return the exit code of a program and what it said on stderr; nothing of it stays."""
    try:
        _, said = program.communicate(timeout=SECONDS)
    finally:
        try:
            os.killpg(program.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        else:
            program.communicate()
            pytest.fail("something was left running")
    return program.returncode, said


@needs_posix
class TestStopping:
    @pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
    def test_a_signal_reaches_the_tool_which_ends_in_its_own_time(self, installed, stop):
        program, folder = begin(installed, str(installed.HERE / "start.py"), "workshop", "mijn wijk.json")
        assert (folder / "running").read_text() == "-m wijkdata workshop mijn wijk.json"
        os.kill(program.pid, stop)
        assert end(program) == (7, "")
        assert (folder / "cleaned").read_text() == f"{program.pid} {stop.value}"

    def test_ctrl_c_in_the_terminal_gives_no_traceback(self, installed):
        program, folder = begin(installed, str(installed.HERE / "start.py"), "workshop")
        os.killpg(program.pid, signal.SIGINT)
        assert end(program) == (7, "")
        assert (folder / "cleaned").exists()

    def test_ctrl_c_ends_the_tests_quietly_once_they_have_cleaned_up(self, installed):
        program, folder = begin(installed, str(installed.HERE / "start.py"), "test", "lint", "types")
        os.killpg(program.pid, signal.SIGINT)
        assert end(program) == (1, "")
        assert (folder / "cleaned").exists()
        assert (folder / "running").read_text() == "-m ruff check ."  # no other stage after it

    def test_an_end_signal_to_the_tests_alone_ends_what_runs_for_them(self, installed):
        program, folder = begin(installed, str(installed.HERE / "start.py"), "test", "lint")
        os.kill(program.pid, signal.SIGTERM)
        assert end(program) == (1, "")
        assert (folder / "cleaned").read_text().endswith(f" {signal.SIGINT.value}")

    def test_where_a_program_cannot_be_replaced_it_is_waited_for(self, installed):
        # The way of Windows, in so far as it can be tried here.
        here = installed.HERE
        code = (
            f"import sys; sys.path.insert(0, {str(here)!r}); import start; python = start.python()\n"
            "start.WINDOWS = True; sys.exit(start.hand_over([python, '-m', 'wijkdata', 'lab']))"
        )
        program, folder = begin(installed, "-c", code)
        os.killpg(program.pid, signal.SIGINT)
        time.sleep(0.3)
        os.killpg(program.pid, signal.SIGINT)  # somebody in a hurry
        assert end(program) == (7, "")
        assert not (folder / "cleaned").read_text().startswith(f"{program.pid} ")
