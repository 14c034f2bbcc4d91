"""A real HTTP server on this computer, for services that cannot be reached in a test."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class Request:
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    type: str = "application/json"
    #: How long it takes before anything comes. [s]
    after: float = 0.0

    @staticmethod
    def of_json(document: object) -> Answer:
        return Answer(body=json.dumps(document).encode())

    @staticmethod
    def of_text(status: int, text: str, kind: str = "text/plain") -> Answer:
        return Answer(status, text.encode(), kind)


@dataclass
class Running:
    address: str
    requests: list[Request] = field(default_factory=list)


@contextmanager
def serve(answer: Callable[[Request, str], Answer]) -> Iterator[Running]:
    """Run a server; ``answer`` gets each request and the address of the server."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query, keep_blank_values=True).items()}
            request = Request(
                unquote(parts.path), query, {key.lower(): value for key, value in self.headers.items()}
            )
            running.requests.append(request)
            given = answer(request, running.address)
            if given.after:
                time.sleep(given.after)
            # Who asked may have stopped waiting.
            with contextlib.suppress(ConnectionError):
                self._send(given)

        def _send(self, given: Answer) -> None:
            self.send_response(given.status)
            self.send_header("Content-Type", given.type)
            self.send_header("Content-Length", str(len(given.body)))
            self.end_headers()
            self.wfile.write(given.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = Running(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
