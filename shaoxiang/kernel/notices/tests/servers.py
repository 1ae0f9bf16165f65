"""Real servers for the tests: an HTTP receiver and an SMTP server, each on a port of this machine, in a thread of its own."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

# --- HTTP -------------------------------------------------------------------------------------------------------------


@dataclass
class Received:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """`answers`: (status, body) for the next requests, then `usual`. `delay_s`: before every answer. `got`: every request."""

    address: str = ""
    answers: list[tuple[int, str]] = field(default_factory=list)
    usual: tuple[int, str] = (200, "")
    delay_s: float = 0.0
    got: list[Received] = field(default_factory=list)


@contextlib.contextmanager
def http_receiver() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            receiver.got.append(Received(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status, words = receiver.answers.pop(0) if receiver.answers else receiver.usual
            time.sleep(receiver.delay_s)
            with contextlib.suppress(OSError):
                self.send_response(status)
                if status in (301, 302, 307, 308):
                    self.send_header("Location", f"{receiver.address}/elsewhere")
                self.send_header("Content-Length", str(len(words.encode())))
                self.end_headers()
                self.wfile.write(words.encode())

        do_POST = do_PUT = do_GET = answer

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


# --- SMTP -------------------------------------------------------------------------------------------------------------


@dataclass
class Mailbox:
    """`refusals`: answers to the next RCPT commands ("450 …"), then taken. `after_data`: the same for DATA. `letters`: what arrived."""

    port: int = 0
    refusals: list[str] = field(default_factory=list)
    after_data: list[str] = field(default_factory=list)
    letters: list[Message] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusals:
            return self.refusals.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.after_data:
            return self.after_data.pop(0)
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 taken"


USER, PASSWORD = "notice@example.gov.cn", "sample-pass-word"


@contextlib.contextmanager
def smtp_server(tls: str = "NONE", *, folder: Path | None = None, sign_in: bool = False) -> Iterator[Mailbox]:
    """`tls`: NONE, STARTTLS (required) or TLS, with the certificate of `certificate(folder)`."""
    mailbox = Mailbox()
    context = _server_context(folder) if folder is not None else None

    def authenticate(server, session, envelope, mechanism, given):
        good = isinstance(given, LoginPassword) and given.login.decode() == USER and given.password.decode() == PASSWORD
        if good:
            mailbox.signed_in.append(given.login.decode())
        return AuthResult(success=good, handled=good)

    options = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False} if sign_in else {}
    if tls == "STARTTLS":
        options |= {"tls_context": context, "require_starttls": True}
    mailbox.port = free_port()

    class Serving(Controller):
        def factory(self):
            return SMTP(self.handler, hostname="mx.example.gov.cn", **options)

    controller = Serving(mailbox, hostname="127.0.0.1", port=mailbox.port, ssl_context=context if tls == "TLS" else None)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def certificate(folder: Path) -> Path:
    """A certificate of 127.0.0.1 by nobody's authority but its own; the file to trust."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sample")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    return file


def _server_context(folder: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context
