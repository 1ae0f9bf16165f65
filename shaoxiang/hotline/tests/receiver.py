"""The upper system of the tests: a real HTTP server that keeps what it is sent and answers as it is told."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Upper:
    """`answers`: status codes for the next requests, then 204. `got`: every request."""

    address: str = ""
    answers: list[int] = field(default_factory=list)
    got: list[Received] = field(default_factory=list)


@contextlib.contextmanager
def upper_system() -> Iterator[Upper]:
    upper = Upper()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            upper.got.append(Received(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status = upper.answers.pop(0) if upper.answers else 204
            self.send_response(status)
            if status in (301, 302, 307, 308):
                self.send_header("Location", f"{upper.address}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    upper.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield upper
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
