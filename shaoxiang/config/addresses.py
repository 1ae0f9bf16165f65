"""Where the web part listens: host, port, certificate. A bad one is refused before anything starts."""

from __future__ import annotations

import http.client
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from shaoxiang.config.words import both
from shaoxiang.kernel.vocabulary import _

LOCAL = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    cert: Path | None = None
    key: Path | None = None

    def url(self) -> str:
        shown = "localhost" if self.host in (LOCAL, "0.0.0.0", "::") else self.host  # noqa: S104
        return f"{'https' if self.cert else 'http'}://{shown}:{self.port}/"

    def arguments(self) -> list[str]:
        tls = ["--tls", str(self.cert), str(self.key)] if self.cert else []
        return ["--host", self.host, "--port", str(self.port), *tls]


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument("--host", default=LOCAL, help="监听地址 / address to listen on")
    parser.add_argument("--port", type=int, default=8000, help="端口 / port")
    parser.add_argument("--workers", type=int, default=0, help="进程数，默认同核数 / processes, as many as cores by default")
    parser.add_argument("--tls", nargs=2, metavar=("CERT", "KEY"), help="证书和私钥 (PEM) / certificate and key")


def from_options(options: Mapping[str, Any]) -> Address:
    """Raises CommandError: port out of range, busy or forbidden; certificate or key unreadable."""
    cert, key = (Path(path) for path in options["tls"]) if options["tls"] else (None, None)
    if cert and key:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key)
        except (OSError, ssl.SSLError) as error:
            raise CommandError(both(_("证书或私钥用不了（%(reason)s）：--tls 后面依次写 PEM 证书和未加密的 PEM 私钥。"), reason=error)) from None
    address = Address(options["host"], options["port"], cert, key)
    _refuse_busy(address)
    return address


def _refuse_busy(address: Address) -> None:
    if not 0 < address.port < 65536:
        raise CommandError(both(_("端口 %(port)s 不对：请写 1 到 65535 之间的数。"), port=address.port))
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address.host, address.port))
        except PermissionError:
            raise CommandError(both(_("没有权限使用端口 %(port)s：请用 1024 以上的端口，例如 --port 8000。"), port=address.port)) from None
        except OSError as error:
            sentence = _("端口 %(port)s 用不了（%(reason)s）：可能已有程序在用，请换一个，例如 --port %(other)s。")
            reason = error.strerror or error
            raise CommandError(both(sentence, port=address.port, reason=reason, other=address.port + 1)) from None


def answers(address: Address, seconds: float = 30) -> bool:
    """Wait until the web part answers anything at all."""
    host = LOCAL if address.host in ("0.0.0.0", "::") else address.host  # noqa: S104
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        link: http.client.HTTPConnection
        if address.cert:
            link = http.client.HTTPSConnection(host, address.port, timeout=5, context=ssl._create_unverified_context())  # noqa: S323
        else:
            link = http.client.HTTPConnection(host, address.port, timeout=5)
        try:
            link.request("GET", "/", headers={"Host": "localhost"})
            link.getresponse().read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            return True
        finally:
            link.close()
    return False
