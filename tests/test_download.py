"""The client that fetches, against a real server that behaves badly in the ways that services do."""

from __future__ import annotations

import hashlib
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from wijkdata.sources import download
from wijkdata.sources.download import Client, DownloadError

CONTENT = bytes(range(256)) * 20_000  # five megabytes


class Server(ThreadingHTTPServer):
    """Answers as its plan says, path by path, and remembers what was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.plan: dict[str, list[Any]] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.server.asked.append((self.path, dict(self.headers)))
        steps = self.server.plan[path]
        step = steps.pop(0) if len(steps) > 1 else steps[0]
        getattr(self, step[0])(*step[1:])

    def text(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def later(self, seconds: str) -> None:
        self.text(503, b"", Retry_After=seconds)

    def moved(self, target: str) -> None:
        self.text(302, b"", Location=target)

    def changing(self, body: bytes, etag: str) -> None:
        if self.headers.get("If-None-Match") == etag:
            self.text(304, b"", ETag=etag)
        else:
            self.text(200, body, ETag=etag)

    def ranged(self, body: bytes, etag: str, break_at: int | None) -> None:
        asked = self.headers.get("Range", "")
        start = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("ETag", etag)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        self.wfile.write(body[start : break_at or len(body)])
        if break_at:
            self.hang_up()

    def hang_up(self) -> None:
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def client(tmp_path: Path, waits: list[float]) -> Client:
    return Client(tmp_path / "ruw", wait=waits.append)


def test_what_came_is_kept_with_where_and_when(client: Client, server: Server) -> None:
    server.plan["/a"] = [("text", 200, b"inhoud")]
    raw = client.fetch(
        server.address + "/a", name="proef", params={"$filter": "WijkenEnBuurten eq 'GM0599    '"}
    )
    assert raw.path.read_bytes() == b"inhoud"
    assert raw.sha256 == hashlib.sha256(b"inhoud").hexdigest() == raw.path.name
    assert raw.address.startswith(server.address + "/a?$filter=WijkenEnBuurten%20eq%20'GM0599%20%20%20%20'")
    assert client.kept() == [raw]
    (asked,) = server.asked
    assert asked[1]["User-Agent"].startswith("wijkdata/")


def test_what_has_not_changed_is_not_fetched_again(client: Client, server: Server) -> None:
    server.plan["/a"] = [("changing", b"een", "v1")]
    first = client.fetch(server.address + "/a", name="proef")
    assert client.fetch(server.address + "/a", name="proef") == first
    assert server.asked[1][1]["If-None-Match"] == "v1"
    server.plan["/a"] = [("changing", b"twee", "v2")]
    second = client.fetch(server.address + "/a", name="proef")
    assert (first.path.read_bytes(), second.path.read_bytes()) == (b"een", b"twee")
    assert client.kept() == [first, second]


def test_a_passing_failure_is_tried_again_with_longer_waits(
    client: Client, server: Server, waits: list[float]
) -> None:
    server.plan["/a"] = [
        ("text", 503, b""),
        ("hang_up",),
        (
            "text",
            429,
            b"",
        ),
        ("text", 200, b"goed"),
    ]
    assert client.fetch(server.address + "/a", name="proef").path.read_bytes() == b"goed"
    assert waits == [1.0, 2.0, 4.0]


def test_the_server_says_how_long_to_wait(client: Client, server: Server, waits: list[float]) -> None:
    server.plan["/a"] = [("later", "7"), ("text", 200, b"goed")]
    client.fetch(server.address + "/a", name="proef")
    assert 7.0 in waits


def test_a_failure_that_stays_is_told_with_source_and_address(client: Client, server: Server) -> None:
    server.plan["/a"] = [("text", 503, b"")]
    with pytest.raises(DownloadError, match=r"KWB 2024 is niet op te halen bij http.*fout 503, 5 keer"):
        client.fetch(server.address + "/a", name="KWB 2024")
    assert len(server.asked) == download.ATTEMPTS
    assert client.kept() == []


def test_a_host_that_cannot_be_reached_is_not_tried_over_and_over(
    client: Client, server: Server, waits: list[float]
) -> None:
    """Without a network a gemeente would else take minutes of waiting, once per table."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(DownloadError, match="geen verbinding, 5 keer achter elkaar"):
            client.fetch(f"{nowhere}/a", name="proef")
        assert len(waits) == download.ATTEMPTS - 1
        with pytest.raises(DownloadError, match=r"geen verbinding\. Probeer"):
            client.fetch(f"{nowhere}/b", name="proef")
        assert len(waits) == download.ATTEMPTS - 1
    server.plan["/a"] = [("text", 503, b""), ("text", 200, b"goed")]
    assert client.fetch(server.address + "/a", name="proef").path.read_bytes() == b"goed"


def test_a_disk_that_does_not_take_it_is_told(client: Client, server: Server) -> None:
    client.folder.mkdir(parents=True)
    (client.folder / "onderweg").write_bytes(b"a file where a folder is wanted")
    server.plan["/a"] = [("text", 200, b"inhoud")]
    with pytest.raises(DownloadError, match=r"proef is niet te bewaren.*WIJKDATA_HOME"):
        client.fetch(server.address + "/a", name="proef")


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, b"Not found", "niet \\(meer\\)"),
        (401, b"Guest user group not found", "sleutel"),
        (400, b"<ExceptionReport>unknown property</ExceptionReport>", "unknown property"),
        (500, b"query returns more than 10000 records", "10000 records"),
    ],
)
def test_a_refusal_is_not_repeated(
    client: Client, server: Server, status: int, body: bytes, said: str
) -> None:
    server.plan["/a"] = [("text", status, body)]
    with pytest.raises(DownloadError, match=said) as caught:
        client.fetch(server.address + "/a", name="proef")
    assert (caught.value.status, len(server.asked)) == (status, 1)


def test_a_broken_download_goes_on_where_it_stopped(client: Client, server: Server) -> None:
    server.plan["/a"] = [("ranged", CONTENT, "v1", 3_000_000), ("ranged", CONTENT, "v1", None)]
    raw = client.fetch(server.address + "/a", name="groot bestand")
    assert raw.path.read_bytes() == CONTENT
    resumed = server.asked[1][1]["Range"]
    assert 0 < int(resumed.removeprefix("bytes=").rstrip("-")) <= 3_000_000
    assert server.asked[1][1]["If-Range"] == "v1"


def test_a_file_that_changed_between_is_fetched_anew(client: Client, server: Server) -> None:
    server.plan["/a"] = [
        ("ranged", CONTENT, "v1", 3_000_000),
        (
            "text",
            200,
            b"nieuw",
        ),
    ]
    assert client.fetch(server.address + "/a", name="proef").path.read_bytes() == b"nieuw"


def test_a_next_run_goes_on_too(tmp_path: Path, server: Server) -> None:
    server.plan["/a"] = [("ranged", CONTENT, "v1", 3_000_000)]
    with pytest.raises(DownloadError):
        Client(tmp_path, wait=lambda _seconds: None).fetch(server.address + "/a", name="proef")
    server.plan["/a"] = [("ranged", CONTENT, "v1", None)]
    raw = Client(tmp_path).fetch(server.address + "/a", name="proef")
    assert raw.path.read_bytes() == CONTENT


def test_an_error_page_with_status_200_is_no_json(client: Client, server: Server) -> None:
    server.plan["/a"] = [("text", 200, b"<html>Service unavailable</html>"), ("text", 200, b'{"value": []}')]
    with pytest.raises(DownloadError, match="Service unavailable"):
        client.fetch_json(server.address + "/a", name="proef")
    assert client.fetch_json(server.address + "/a", name="proef")[1] == {"value": []}


def test_a_key_is_not_kept_and_not_sent_to_another_host(client: Client, server: Server) -> None:
    other = Server()
    thread = threading.Thread(target=other.serve_forever, daemon=True)
    thread.start()
    try:
        other.plan["/b"] = [("text", 200, b"x")]
        server.plan["/a"] = [("moved", f"{other.address}/b")]
        with pytest.raises(DownloadError):
            client.fetch(server.address + "/a", name="proef", headers={"apikey": "geheim"})
        assert other.asked == []
        server.plan["/c"] = [("text", 200, b"y")]
        server.plan["/a"] = [("moved", "/c")]
        assert (
            client.fetch(server.address + "/a", name="p", headers={"apikey": "geheim"}).path.read_bytes()
            == b"y"
        )
        assert server.asked[-1][1]["apikey"] == "geheim"
        assert b"geheim" not in (client.folder / "herkomst.jsonl").read_bytes()
    finally:
        other.shutdown()
        other.server_close()


def test_a_manifest_that_was_cut_off_is_read_up_to_there(client: Client, server: Server) -> None:
    server.plan["/a"] = [("changing", b"een", "v1")]
    raw = client.fetch(server.address + "/a", name="proef")
    with (client.folder / "herkomst.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"name": "half')
    assert client.kept() == [raw]
    server.plan["/b"] = [("changing", b"twee", "v1")]
    later = client.fetch(server.address + "/b", name="daarna")
    assert client.kept() == [raw, later], "what comes after it is not swallowed by the half line"


def test_a_manifest_that_was_cut_off_within_a_letter_is_read_up_to_there(
    client: Client, server: Server
) -> None:
    server.plan["/a"] = [("changing", b"een", "v1")]
    raw = client.fetch(server.address + "/a", name="proef")
    with (client.folder / "herkomst.jsonl").open("ab") as file:
        file.write('{"name": "é'.encode()[:-1])
    assert client.kept() == [raw]
