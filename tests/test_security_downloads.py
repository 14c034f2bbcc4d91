"""What is fetched comes from its publisher, over a connection in which nobody can change it."""

from __future__ import annotations

import importlib
import pkgutil
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from wijkdata import sources
from wijkdata.sources import download, pdok_service
from wijkdata.sources.download import Client, DownloadError, onward

PUBLISHERS = {
    *("cbs.nl", "pdok.nl", "ep-online.nl", "pbl.nl", "leefbaarometer.nl", "databank.nl", "rivm.nl"),
}


class Sends(BaseHTTPRequestHandler):
    """Sends on to the address behind ``?``, or gives a file."""

    def do_GET(self) -> None:
        path, _, target = self.path.partition("?")
        self.server.asked.append(path)  # type: ignore[attr-defined]
        self.send_response(302 if target else 200)
        if target:
            self.send_header("Location", target)
        self.send_header("Content-Length", "0" if target else "2")
        self.end_headers()
        if not target:
            self.wfile.write(b"ja")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Sends)
    made.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()


def here(server: ThreadingHTTPServer) -> str:
    return f"http://127.0.0.1:{server.server_address[1]}"


UNSAFE = (
    "http://opendata.cbs.nl/x",
    "ftp://opendata.cbs.nl/x",
    "file:///etc/passwd",
    "//opendata.cbs.nl/x",
    "opendata.cbs.nl/x",
    "https://",
    "http://[::1",
    "http://127.0.0.1.buren.example/x",
    "http://localhost@buren.example/x",
    "javascript:alert(1)",
)


@pytest.mark.parametrize("address", UNSAFE)
def test_an_address_over_which_others_can_change_it_is_refused(client, address):
    with pytest.raises(DownloadError, match="geen beveiligd adres"):
        client.fetch(address, name="proef")
    assert client.kept() == []


def test_one_that_a_user_chose_is_taken(monkeypatch):
    with pytest.raises(DownloadError):
        download._check_safe("http://spiegel.example/x", "proef")
    monkeypatch.setenv("WIJKDATA_CBS_URL", "http://spiegel.example/cbs")
    download._check_safe("http://spiegel.example/x", "proef")
    with pytest.raises(DownloadError):
        download._check_safe("http://buren.example/x", "proef")


@pytest.mark.parametrize(
    "target",
    [
        "http://buren.example/x",
        "https://buren.example/x",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "http://[::1",
    ],
)
def test_being_sent_on_to_another_place_is_refused(client, server, target):
    with pytest.raises(DownloadError) as caught:
        client.fetch(f"{here(server)}/a?{target}", name="proef")
    assert re.search("verwijst door naar een ander adres|geen beveiligd adres", str(caught.value))
    assert client.kept() == []
    assert server.asked == ["/a"]


def test_being_sent_on_within_the_same_place_is_followed(client, server):
    raw = client.fetch(f"{here(server)}/a?/b", name="proef")
    assert raw.path.read_bytes() == b"ja"
    assert server.asked == ["/a", "/b"]


def test_being_sent_round_and_round_ends(client, server):
    with pytest.raises(DownloadError):
        client.fetch(f"{here(server)}/a?/a?/a?/a?/a?/a?/a?/a", name="proef")
    assert len(server.asked) <= 40


@pytest.mark.parametrize(
    ("address", "target", "same"),
    [
        ("https://opendata.cbs.nl/a", "https://datasets.cbs.nl/b", True),
        ("https://opendata.cbs.nl/a", "http://opendata.cbs.nl/b", False),
        ("https://opendata.cbs.nl/a", "https://cbs.nl.buren.example/b", False),
        ("https://opendata.cbs.nl/a", "https://buren.example/cbs.nl", False),
        ("https://opendata.cbs.nl/a", "https://opendata.cbs.nl@buren.example/b", False),
        ("https://api.pdok.nl/a", "http://127.0.0.1/b", False),
        ("http://127.0.0.1:1/a", "http://127.0.0.1:2/b", True),
    ],
)
def test_what_is_the_same_place(address, target, same):
    if same:
        assert onward(address, target) == target
    else:
        with pytest.raises(DownloadError):
            onward(address, target)


def test_a_next_page_elsewhere_is_not_followed():
    links = {"links": [{"rel": "next", "href": "https://buren.example/items"}]}
    with pytest.raises(DownloadError, match="verwijst door naar een ander adres"):
        pdok_service._next("https://api.pdok.nl/items", links)
    near = {"links": [{"rel": "next", "href": "/items?2"}]}
    assert pdok_service._next("https://api.pdok.nl/items", near) == "https://api.pdok.nl/items?2"


def test_every_address_in_the_package_is_of_a_publisher_and_safe():
    found = {}
    for one in pkgutil.iter_modules(sources.__path__):
        module = importlib.import_module(f"wijkdata.sources.{one.name}")
        for name in ("BASE", "BASE_V4", "API", "WFS", "ADDRESS"):
            value = getattr(module, name, None)
            if isinstance(value, str) and "://" in value:
                found[f"{one.name}.{name}"] = value
    assert len(found) >= 9
    for name, address in found.items():
        parts = urlsplit(address)
        assert parts.scheme == "https", name
        assert ".".join(parts.netloc.split(".")[-2:]) in PUBLISHERS, name


@pytest.mark.parametrize("way", ["verify=False", "verify = False", "CERT_NONE", "disable_warnings"])
def test_no_certificate_is_left_unchecked(way):
    texts = [path.read_text(encoding="utf-8") for path in Path(sources.__path__[0]).parent.rglob("*.py")]
    assert len(texts) > 150
    assert not any(way in text for text in texts)


def test_a_name_of_a_file_from_a_server_leads_nowhere(client: Client, server):
    raw = client.fetch(f"{here(server)}/..%2f..%2fetc/passwd", name="../../../etc/passwd")
    assert client.folder in raw.path.parents
    assert re.fullmatch("[0-9a-f]{64}", raw.path.name)
