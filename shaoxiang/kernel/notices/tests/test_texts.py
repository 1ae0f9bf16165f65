"""短信: the relay gets a signed body; what fails is said; the same news goes out once."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from shaoxiang.kernel.notices import texts
from shaoxiang.kernel.notices.models import SentText

NOON = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def relay(settings):
    """A real relay on this machine: gathers what it was given, answers with `status`."""
    got: list[tuple[bytes, str]] = []

    class Relay(BaseHTTPRequestHandler):
        status = 200

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((body, self.headers["X-Shaoxiang-Signature"]))
            self.send_response(Relay.status)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Relay)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SMS_URL, settings.SMS_KEY = f"http://127.0.0.1:{server.server_port}/send", "示例密钥"
    yield got, Relay
    server.shutdown()
    server.server_close()


def test_the_relay_gets_number_and_words_signed(relay):
    got, _relay = relay
    texts.send("13900000000", "验证码 123456")
    body, signature = got[0]
    assert json.loads(body) == {"phone": "13900000000", "text": "验证码 123456"}
    assert signature == hmac.new("示例密钥".encode(), body, hashlib.sha256).hexdigest()


def test_a_relay_that_refuses_is_said_and_logged_without_the_number(relay, caplog):
    _got, handler = relay
    handler.status = 500
    with pytest.raises(texts.NotSent):
        texts.send("13900000000", "示例")
    assert "13900000000" not in caplog.text
    assert "HTTPError" in caplog.text


def test_without_a_relay_there_is_no_gateway(settings):
    settings.SMS_URL = ""
    assert not texts.is_configured()
    with pytest.raises(texts.NoGateway):
        texts.send("13900000000", "示例")


@pytest.mark.django_db
def test_the_same_news_goes_out_once_and_a_failed_one_may_be_tried_again(relay):
    got, handler = relay
    handler.status = 503
    with pytest.raises(texts.NotSent):
        texts.send_once("k", "13900000000", "示例", at=NOON)
    handler.status = 200
    assert texts.send_once("k", "13900000000", "示例", at=NOON)
    assert not texts.send_once("k", "13900000000", "示例", at=NOON)
    assert len(got) == 2
    assert "13900000000" not in str(SentText.objects.values_list().get())
