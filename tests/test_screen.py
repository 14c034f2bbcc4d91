"""Starting the screens: the user's files they work on, the settings they get, and how they end."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
from pathlib import Path

import jupyterlab
import pytest
from jupyterlab_server.settings_utils import get_settings
from jupyterlab_server.translation_utils import get_language_pack

from wijkdata import datasets, screen, workplace
from wijkdata.errors import WijkdataError

SCHEMAS = Path(jupyterlab.__file__).parent / "schemas"
DEFAULTS = Path(screen.__file__).parent / "jupyter" / "labconfig" / "default_setting_overrides.json"


def defaults() -> list[tuple[str, str, str]]:
    content = json.loads(DEFAULTS.read_text(encoding="utf-8"))
    return [(plugin, key, value) for plugin, values in content.items() for key, value in values.items()]


def disk_full(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes()[:100])
    raise OSError(errno.ENOSPC, "No space left on device")


class Server:
    """A server that somebody stops with Ctrl+C, or that ends by itself."""

    def __init__(self, code: int | None = None) -> None:
        self.code = code
        self.asked_to_end = False
        self.environment: dict[str, str] = {}

    def __call__(self, _command: list[str], *, env: dict[str, str]) -> Server:
        self.environment = env
        return self

    def wait(self, timeout: float | None = None) -> int:
        if self.code is None:
            self.code = 0
            raise KeyboardInterrupt
        return self.code

    def poll(self) -> int | None:
        return self.code

    def terminate(self) -> None:
        self.asked_to_end = True


def serving(monkeypatch: pytest.MonkeyPatch, code: int | None = None) -> Server:
    server = Server(code)
    monkeypatch.setattr(subprocess, "Popen", server)
    return server


class TestTheCopyOfTheExample:
    def test_it_is_made_once_and_left_alone(self, own_home):
        copy = workplace.example_copy()
        assert copy.read_bytes() == (datasets.folder() / workplace.EXAMPLE).read_bytes()
        copy.write_text("van mij", encoding="utf-8")
        assert workplace.example_copy().read_text(encoding="utf-8") == "van mij"
        assert [one.name for one in own_home.iterdir()] == [workplace.EXAMPLE]

    def test_half_a_copy_never_has_the_name(self, own_home, monkeypatch):
        monkeypatch.setattr(shutil, "copyfile", disk_full)
        with pytest.raises(WijkdataError) as caught:
            workplace.example_copy()
        assert str(own_home / workplace.EXAMPLE) in str(caught.value)
        assert "de schijf is vol" in str(caught.value)
        assert workplace.HOME_VARIABLE in str(caught.value)
        assert list(own_home.iterdir()) == []

    def test_neither_does_half_a_notebook(self, own_home, monkeypatch):
        monkeypatch.setattr(shutil, "copyfile", disk_full)
        with pytest.raises(WijkdataError, match="De notebooks zijn niet te kopiëren"):
            screen.notebook_copies()
        assert list((own_home / "notebooks").iterdir()) == []

    def test_an_interrupt_leaves_nothing(self, own_home, monkeypatch):
        def interrupted(_source: Path, target: Path) -> None:
            target.touch()
            raise KeyboardInterrupt

        monkeypatch.setattr(shutil, "copyfile", interrupted)
        with pytest.raises(KeyboardInterrupt):
            workplace.example_copy()
        assert list(own_home.iterdir()) == []

    def test_a_home_that_this_computer_does_not_know_is_told(self, monkeypatch):
        monkeypatch.setenv(workplace.HOME_VARIABLE, "~bestaatniet/wijkdata")
        with pytest.raises(WijkdataError, match="De thuismap ‘~bestaatniet’ in ‘~bestaatniet/wijkdata’ kent"):
            workplace.example_copy()


class TestTheAmbitionFileOfTheWorkshop:
    def test_one_that_is_not_there_is_made(self, tmp_path):
        path = screen._ready(tmp_path / "wijk.ambitie.json")
        assert path.is_file()
        assert screen._ready(path) == path

    def test_a_home_that_this_computer_does_not_know_is_told(self):
        with pytest.raises(WijkdataError) as caught:
            screen._ready(Path("~bestaatniet/wijk.ambitie.json"))
        assert "De thuismap ‘~bestaatniet’" in str(caught.value)
        assert "Schrijf de plaats voluit" in str(caught.value)

    def test_a_name_that_is_too_long_is_told(self, tmp_path):
        with pytest.raises(WijkdataError, match="kan niet worden bewaard"):
            screen._ready(tmp_path / f"{'a' * 300}.ambitie.json")


def test_a_log_that_cannot_be_written_is_told(own_home, monkeypatch):
    (own_home / screen.LOG).mkdir()
    server = serving(monkeypatch)
    with pytest.raises(WijkdataError) as caught:
        screen.run_workshop(browser=False)
    assert str(own_home / screen.LOG) in str(caught.value)
    assert "Haal weg wat daar staat" in str(caught.value)
    assert server.environment == {}, "a server was started without a log"


class TestLab:
    def test_ctrl_c_is_the_usual_end(self, monkeypatch):
        server = serving(monkeypatch)
        assert screen.run_lab(browser=False) == 0
        assert server.asked_to_end or os.name == "nt"

    def test_an_end_by_itself_is_no_error(self, monkeypatch):
        serving(monkeypatch, 0)
        assert screen.run_lab(browser=False) == 0

    def test_an_error_is_told(self, monkeypatch):
        serving(monkeypatch, 3)
        with pytest.raises(WijkdataError, match="JupyterLab is gestopt door een fout"):
            screen.run_lab(browser=False)

    def test_it_works_on_copies_with_the_defaults_of_this_package(self, monkeypatch, own_home):
        monkeypatch.delenv("JUPYTER_CONFIG_PATH", raising=False)
        server = serving(monkeypatch, 0)
        screen.run_lab(browser=False)
        assert Path(server.environment["JUPYTER_CONFIG_PATH"]) == DEFAULTS.parent.parent
        assert server.environment[workplace.FILE_VARIABLE] == str(own_home / workplace.EXAMPLE)
        assert (own_home / "notebooks" / "01_wijk_in_cijfers.ipynb").is_file()

    def test_configuration_named_elsewhere_stays(self, monkeypatch, tmp_path):
        monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path))
        folders = screen.lab_settings()["JUPYTER_CONFIG_PATH"].split(os.pathsep)
        assert folders == [str(DEFAULTS.parent.parent), str(tmp_path)]

    @pytest.mark.parametrize(("plugin", "key", "value"), defaults())
    def test_jupyterlab_knows_every_default_and_takes_it(self, monkeypatch, tmp_path, plugin, key, value):
        # As the server itself reads them: a name that a new JupyterLab no longer knows has no title.
        for name, setting in screen.lab_settings().items():
            monkeypatch.setenv(name, setting)
        found, _ = get_settings(str(tmp_path), str(SCHEMAS), str(tmp_path), schema_name=plugin)
        schema = found["schema"]["properties"][key]
        assert schema["default"] == value
        assert "title" in schema
        assert "oneOf" not in schema or value in [one["const"] for one in schema["oneOf"]]

    def test_it_does_not_ask_for_news_and_speaks_dutch(self):
        assert ("@jupyterlab/apputils-extension:notification", "fetchNews", "false") in defaults()
        (language,) = [value for _, key, value in defaults() if key == "locale"]
        words, problem = get_language_pack(language)
        assert problem == ""
        assert words["jupyterlab"]["menu\x04File"] == ["Bestand"]
