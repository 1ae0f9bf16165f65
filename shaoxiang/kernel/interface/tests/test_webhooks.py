"""One who answers a byte at a time, one who sends elsewhere, one who is not to be reached: real servers, real waits."""

from __future__ import annotations

import socket
import threading

import pytest

from shaoxiang.kernel.interface import webhooks


@pytest.fixture
def dripping(settings):
    """A server that answers "HTTP/1.1 200 OK", then one byte of the body every tenth of a second, for ever."""
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    server = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        with server.accept()[0] as line:
            line.recv(4096)
            try:
                line.sendall(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n")
                while not stop.wait(0.1):
                    line.sendall(b".")
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/"
    stop.set()
    server.close()
    thread.join(5)


def test_one_who_answers_a_byte_at_a_time_is_hung_up_on(dripping, monkeypatch):
    monkeypatch.setattr(webhooks, "WHOLE_S", 0.5)
    answer = webhooks.ask("GET", dripping, {}, None)
    assert answer.words.count(".") < 1000, "hung up on before the end"


def test_this_machine_is_not_reached_unless_it_is_named(settings):
    settings.WEBHOOK_HOSTS = []
    with pytest.raises(webhooks.TargetRefused):
        webhooks.judged("127.0.0.1", 80)
    settings.WEBHOOK_HOSTS = ["elsewhere.example"]
    assert webhooks.ask("GET", "http://127.0.0.1:9/", {}, None).status == 0
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    assert webhooks.judged("127.0.0.1", 80) == "127.0.0.1"


def test_a_header_with_a_line_break_is_an_answer_that_says_so(settings):
    settings.WEBHOOK_HOSTS = ["127.0.0.1"]
    with socket.create_server(("127.0.0.1", 0)) as server:
        answer = webhooks.ask("GET", f"http://127.0.0.1:{server.getsockname()[1]}/", {"X-A": "one\r\nX-B: two"}, None)
    assert answer.status == 0
    assert "ValueError" in answer.words
