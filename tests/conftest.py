"""What all tests share: a folder of their own for the user's files, and no way out to a network."""

from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from wijkdata.sources.download import Client

# ``--hypothesis-profile many``: thousands of examples instead of a handful, in test_readers_hypothesis.
settings.register_profile("many", max_examples=2_000)

# What these assert is told with its values too.
pytest.register_assert_rewrite("drawn", "observed")

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def pytest_configure(config: pytest.Config) -> None:
    """Let what modules read while they are collected not come from the folder of whoever runs the tests."""
    folder = tempfile.TemporaryDirectory()
    config.add_cleanup(folder.cleanup)
    os.environ["WIJKDATA_HOME"] = folder.name


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("WIJKDATA_HOME", str(home))
    monkeypatch.delenv("WIJKDATA_AMBITIE", raising=False)
    return home


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """Fetch without waiting in between; what came is kept in a folder of the test."""
    made = Client(tmp_path / "ruw", wait=lambda _seconds: None)
    yield made
    if made._session is not None:
        made._session.close()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)
