"""推送: what we tell other systems over HTTP. A CloudEvents 1.0 body, signed as Standard Webhooks say, to configured addresses only.

No redirect is followed, the address is looked up once and the connection goes to exactly that address, and machines that answer
for themselves (loopback, link-local) are refused unless the installation names them (SHAOXIANG_WEBHOOK_HOSTS).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import ipaddress
import json
import secrets
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from shaoxiang.kernel.vocabulary import _

SECRET_MARK = "whsec_"  # noqa: S105 (how every signing secret begins, no secret)
TIMEOUT_S = 10  # of one wait
WHOLE_S = 30  # of the whole exchange: one who answers a byte at a time holds nobody up
ANSWER_BYTES = 2000  # read of an answer: enough for a log
MEDIA_TYPE = "application/cloudevents+json; charset=utf-8"
PORTS = {"http": 80, "https": 443}


class TargetRefused(ValueError):
    """An address nothing is sent to; the sentence says how to cure it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` 0: nobody answered, `words` say why."""

    status: int
    words: str
    took_ms: int

    @property
    def taken(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Target:
    """A looked-up address: the connection goes to `ip`, whatever the name says a moment later."""

    scheme: str
    host: str
    port: int
    path: str
    ip: str


def new_secret() -> str:
    """A signing secret of 192 random bits, written as the standard writes it."""
    return SECRET_MARK + base64.b64encode(secrets.token_bytes(24)).decode()


def sign(secret: str, message_id: str, at: int, body: bytes) -> str:
    """The webhook-signature header: v1 and HMAC-SHA256 over `id.timestamp.body` in base64."""
    mac = hmac.new(_key(secret), b".".join((message_id.encode(), str(at).encode(), body)), hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


def verify(secret: str, headers: Mapping[str, str], body: bytes, *, now: int, tolerance_s: int = 300) -> bool:
    """Would a receiver take this message? Compares in constant time; a timestamp too far off is refused."""
    try:
        at = int(headers["webhook-timestamp"])
    except (KeyError, ValueError):
        return False
    wanted = sign(secret, headers.get("webhook-id", ""), at, body)
    given = headers.get("webhook-signature", "").split()
    return abs(now - at) <= tolerance_s and any(hmac.compare_digest(wanted, one) for one in given)


def _key(secret: str) -> bytes:
    if not secret.startswith(SECRET_MARK):
        return secret.encode()
    return base64.b64decode(secret.removeprefix(SECRET_MARK))


def envelope(message_id: str, kind: str, *, source: str, subject: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    """A CloudEvents 1.0 event in structured JSON."""
    event = {
        "specversion": "1.0", "id": message_id, "type": kind, "source": source, "subject": subject,
        "time": at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"), "datacontenttype": "application/json", "data": dict(data),
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def check_address(address: str) -> None:
    """The form of an address, when it is written down. Raises TargetRefused."""
    parts = urlsplit(address)
    if parts.scheme not in PORTS or not parts.hostname:
        raise TargetRefused(_("地址要写全，以 http:// 或 https:// 开头。"))
    if parts.username or parts.password or parts.fragment:
        raise TargetRefused(_("地址里不要写用户名、密码和 #：签名密钥另有一栏。"))
    _port(address)


def _port(address: str) -> int:
    parts = urlsplit(address)
    try:
        return parts.port or PORTS[parts.scheme]
    except ValueError:
        raise TargetRefused(_("端口应是 1 到 65535 之间的数。")) from None


def look_up(address: str) -> Target:
    """Where the message will go. Raises TargetRefused (form, unknown name, a machine that is not to be reached)."""
    check_address(address)
    parts = urlsplit(address)
    host, port = str(parts.hostname), _port(address)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path, judged(host, port))


def judged(host: str, port: int) -> str:
    """The address of a host that may be reached. Raises TargetRefused (unknown name, a machine that is not to be reached)."""
    named = [one.lower() for one in settings.WEBHOOK_HOSTS]
    if named and host.lower() not in named:
        raise TargetRefused(_("这台主机不在允许推送的名单里：请系统管理员在 SHAOXIANG_WEBHOOK_HOSTS 里加上它。"))
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise TargetRefused(_("找不到这台主机：请核对地址，或检查域名解析。")) from None
    ips = [str(one[4][0]) for one in found]
    if not named and any(_forbidden(ip) for ip in ips):
        raise TargetRefused(_("不能推送到本机或链路本地地址：请写对方系统的地址。"))
    return ips[0]


def _forbidden(ip: str) -> bool:
    address = ipaddress.ip_address(ip.split("%")[0])
    address = getattr(address, "ipv4_mapped", None) or address
    return bool(address.is_loopback or address.is_link_local or address.is_unspecified or address.is_multicast)


def post(address: str, secret: str, message_id: str, body: bytes, *, at: int | None = None) -> Answer:
    """Send one signed message and wait for the answer; as `ask`."""
    return ask("POST", address, _headers(secret, message_id, int(time.time()) if at is None else at, body), body)


def ask(method: str, address: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
    """One request, and what came back. Never raises: what went wrong stands in the answer. Redirects are answers, not followed."""
    began = time.monotonic()
    try:
        target = look_up(address)
        status, words = _exchange(method, target, headers, body)
    except TargetRefused as refused:
        status, words = 0, str(refused)
    except (OSError, http.client.HTTPException, ValueError) as error:  # ValueError: an address or a header HTTP does not allow
        status, words = 0, f"{type(error).__name__}: {error}"[:200]
    return Answer(status, words, int((time.monotonic() - began) * 1000))


def _headers(secret: str, message_id: str, at: int, body: bytes) -> dict[str, str]:
    return {
        "Content-Type": MEDIA_TYPE, "User-Agent": "shaoxiang-webhooks", "webhook-id": message_id, "webhook-timestamp": str(at),
        "webhook-signature": sign(secret, message_id, at, body),
    }


def _exchange(method: str, target: Target, headers: Mapping[str, str], body: bytes | None) -> tuple[int, str]:
    if target.scheme == "https":
        link: http.client.HTTPConnection = http.client.HTTPSConnection(target.host, target.port, timeout=TIMEOUT_S, context=ssl.create_default_context())
    else:
        link = http.client.HTTPConnection(target.host, target.port, timeout=TIMEOUT_S)
    # The name was judged by the address it had then: connect to that one, still checking the certificate against the name.
    link._create_connection = lambda _address, *rest, **more: socket.create_connection((target.ip, target.port), *rest, **more)  # type: ignore[attr-defined]
    try:
        held: list[socket.socket] = []  # http.client lets go of the socket while the answer is still being read
        with cut_after(WHOLE_S, lambda: link.sock or (held[0] if held else None)):
            link.connect()
            held.append(link.sock)
            link.request(method, target.path, body=body, headers=dict(headers))
            answer = link.getresponse()
            return answer.status, answer.read(ANSWER_BYTES).decode("utf-8", "replace")
    finally:
        link.close()


@contextmanager
def cut_after(seconds: float, line: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Hang up when the whole takes longer: a time-out alone begins anew with every byte."""
    def cut() -> None:
        held = line()
        if held is not None:
            with suppress(OSError):
                socket.socket.shutdown(held, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
