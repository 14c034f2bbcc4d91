"""The servers that the tool starts: who gets in, under which name, and from where. All on the real ones."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from wijkdata import screen, screen_key, workplace
from wijkdata.errors import WijkdataError

SECONDS = 120
ELSEWHERE = "buren.example"
posix = pytest.mark.skipif(os.name == "nt", reason="marks of who may read a file are those of POSIX")


@dataclass(frozen=True)
class Running:
    """A server, and what it said where it is."""

    port: int
    said: str
    home: Path

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
        """Return status, headers and text of an answer; a redirect is not followed."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        with contextlib.closing(connection):
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def started(home: Path, command: str) -> Iterator[Running]:
    port = free_port()
    # The command ``lab`` leaves the choice of a port to JupyterLab.
    how = {
        "workshop": ("-m", "wijkdata", "workshop", "--no-browser", "--port", str(port)),
        "lab": ("-c", f"from wijkdata import screen; screen.run_lab({port}, browser=False)"),
    }
    arguments = [sys.executable, *how[command]]
    # JupyterLab does not work for root unless it is told so, and these tests may run as root.
    own = home / "instellingen"
    own.mkdir()
    (own / "jupyter_server_config.json").write_text('{"ServerApp": {"allow_root": true}}', encoding="utf-8")
    settings = {"JUPYTER_CONFIG_DIR": str(own)} | os.environ
    settings |= {"WIJKDATA_HOME": str(home), "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    with (home / "gezegd.txt").open("w+", encoding="utf-8") as said:
        program = subprocess.Popen(arguments, stdout=said, stderr=subprocess.DEVNULL, env=settings)
        try:
            deadline = time.monotonic() + SECONDS
            while not answers(port):
                assert program.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.2)
            while command == "workshop" and "http://" not in (home / "gezegd.txt").read_text("utf-8"):
                assert time.monotonic() < deadline
                time.sleep(0.1)
            yield Running(port, (home / "gezegd.txt").read_text("utf-8"), home)
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait(30)


def answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def listening(port: int) -> set[str]:
    """Return the addresses on which this computer listens on a port, as Linux writes them."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text(encoding="ascii").splitlines()[1:]:
            _, local, _, state, *_ = line.split()
            address, _, number = local.partition(":")
            if int(number, 16) == port and state == "0A":
                found.add(address)
    return found


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(tmp_path_factory.mktemp("home"), "workshop") as running:
        yield running


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with started(tmp_path_factory.mktemp("home"), "lab") as running:
        yield running


def key_of(running: Running) -> str:
    address = next(word for word in running.said.split() if word.startswith("http://"))
    assert (urlsplit(address).hostname, urlsplit(address).port) == ("127.0.0.1", running.port)
    return urlsplit(address).query.removeprefix("token=")


@pytest.mark.parametrize("server", ["workshop", "lab"])
class TestEither:
    @pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="who listens where is looked up in /proc")
    def test_it_listens_on_this_computer_only(self, server, request):
        assert listening(request.getfixturevalue(server).port) == {"0100007F"}

    @pytest.mark.parametrize("host", [ELSEWHERE, f"{ELSEWHERE}:80", "192.0.2.1", "localhost.buren.example"])
    def test_another_name_than_that_of_this_computer_is_refused(self, server, host, request):
        running = request.getfixturevalue(server)
        path = f"/?token={screen_key_in(running)}" if server == "workshop" else "/api"
        status, _, text = running.ask(path, Host=host)
        assert status == 403
        assert "wd-" not in text

    @pytest.mark.parametrize("path", ["/", "/lab", "/api/contents", "/api/kernels", "/api/terminals"])
    @pytest.mark.parametrize("given", ["", "?token=", "?token=geraden"])
    def test_nobody_gets_in_without_the_key(self, server, path, given, request):
        running = request.getfixturevalue(server)
        status, headers, _ = running.ask(path + given)
        if status == 302 and "/login" not in headers["Location"]:
            status, headers, _ = running.ask(headers["Location"])
        assert (status, "/login" in headers.get("Location", "")) in ((302, True), (403, False), (404, False))

    def test_no_page_elsewhere_may_talk_to_a_kernel(self, server, request):
        running = request.getfixturevalue(server)
        status, _, _ = running.ask(
            "/api/kernels/00000000-0000-0000-0000-000000000000/channels",
            **{
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version": "13",
                "Origin": f"http://{ELSEWHERE}",
            },
        )
        assert status in (403, 404)


def screen_key_in(running: Running) -> str:
    return (running.home / screen_key.FILE).read_text(encoding="ascii")


class TestTheWorkshop:
    def test_with_the_key_the_page_opens_and_then_with_its_cookie(self, workshop):
        status, headers, text = workshop.ask(f"/?token={key_of(workshop)}")
        assert status == 200
        assert 'data-voila="voila"' in text
        assert "HttpOnly" in headers["Set-Cookie"]
        cookie = headers["Set-Cookie"].partition(";")[0]
        assert workshop.ask("/", Cookie=cookie)[0] == 200
        assert workshop.ask("/", Cookie=cookie[:-3] + "abc")[0] == 302

    def test_who_comes_without_is_told_in_dutch_where_the_address_is(self, workshop):
        status, headers, text = workshop.ask("/login?next=%2F")
        assert status == 403
        assert "met de sleutel erin" in text
        assert "<form" not in text
        assert "<script" not in text
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")

    @pytest.mark.parametrize(
        "name", ["workshop.ipynb", "plaatje.png", "../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd"]
    )
    def test_no_file_is_served_beside_the_page(self, workshop, name):
        assert workshop.ask(f"/voila/files/{name}")[0] in (302, 403, 404)
        assert workshop.ask(f"/voila/files/{name}?token={key_of(workshop)}")[0] in (302, 403, 404)

    @posix
    def test_what_holds_the_key_is_for_this_user_only(self, workshop):
        workshop.ask(f"/?token={key_of(workshop)}", Host=ELSEWHERE)  # the server writes that down
        for name in (screen_key.FILE, screen.LOG):
            assert stat.S_IMODE((workshop.home / name).stat().st_mode) == 0o600
        assert key_of(workshop) in (workshop.home / screen.LOG).read_text(encoding="utf-8")

    @pytest.mark.skipif(not Path("/proc").is_dir(), reason="commands of programs are looked up in /proc")
    def test_no_command_that_runs_shows_the_key(self, workshop):
        shown = [
            (one / "cmdline").read_bytes()
            for one in Path("/proc").glob("[0-9]*")
            if (one / "cmdline").exists()
        ]
        assert any(str(workshop.port).encode() in one for one in shown)
        assert not any(key_of(workshop).encode() in one for one in shown)


class TestTheKey:
    def test_it_stays_the_same_so_that_a_page_can_be_reloaded(self):
        assert len(screen_key.key()) == 48
        assert screen_key.key() == screen_key.key()

    def test_it_is_another_for_another_folder(self, monkeypatch, tmp_path):
        first = screen_key.key()
        monkeypatch.setenv(workplace.HOME_VARIABLE, str(tmp_path / "ander"))
        assert screen_key.key() != first

    @posix
    def test_one_that_others_could_read_is_replaced(self, own_home):
        first = screen_key.key()
        (own_home / screen_key.FILE).chmod(0o644)
        assert screen_key.key() != first
        assert stat.S_IMODE((own_home / screen_key.FILE).stat().st_mode) == 0o600

    @pytest.mark.parametrize("content", [b"", b"kort", b"\xff" * 300, b"0" * 47 + b"&"])
    def test_what_is_no_key_is_replaced(self, own_home, content):
        (own_home / screen_key.FILE).write_bytes(content)
        (own_home / screen_key.FILE).chmod(0o600)
        assert screen_key._FORM.fullmatch(screen_key.key())

    def test_one_that_cannot_be_kept_is_told(self, own_home):
        (own_home / screen_key.FILE).mkdir()
        with pytest.raises(WijkdataError, match="De sleutel van het werkscherm is niet te bewaren"):
            screen_key.key()


def test_the_settings_of_others_do_not_open_the_workshop(monkeypatch, tmp_path):
    """A file with settings that switches the key off is not read by the server of the workshop."""
    settings = {"IdentityProvider": {"token": ""}, "Voila": {"token": "", "ip": "0.0.0.0"}}
    for name in ("jupyter_server_config.json", "voila.json", "jupyter_config.json"):
        (tmp_path / name).write_text(json.dumps(settings), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(tmp_path))
    home = tmp_path / "thuis"
    home.mkdir()
    with started(home, "workshop") as running:
        assert running.ask("/")[0] == 302
        assert running.ask("/login")[0] == 403
        if Path("/proc/net/tcp").exists():
            assert listening(running.port) == {"0100007F"}
