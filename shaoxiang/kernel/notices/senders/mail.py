"""电子邮件 over SMTP. Certificates are checked (SSL_CERT_FILE names an own authority); the host is judged as a webhook's is."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables

from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.notices.messages import MARK, Message
from shaoxiang.kernel.notices.senders.lines import Line, Outcome
from shaoxiang.kernel.notices.vocabulary import TlsMode

PATIENCE_S = 10.0  # of one wait
WHOLE_S = 60.0
SHUTTING = 421
FINAL = range(500, 600)


@sensitive_variables()
def send(line: Line, to: str, message: Message) -> Outcome:
    try:
        with _server(line.settings, line.secrets.get("password", "")) as server:
            return _hand_over(server, line.settings["sender"], to, message, line.settings.get("sender_name", ""))
    except webhooks.TargetRefused as refused:
        return Outcome(False, words=str(refused), silent=True)
    except smtplib.SMTPResponseException as error:  # at the door: greeting, STARTTLS, sign-in
        return Outcome(False, error.smtp_code if error.smtp_code > 0 else 0, _words(error.smtp_error), silent=True)
    except (OSError, smtplib.SMTPException) as error:  # SMTPException is an OSError; said twice for the reader
        return Outcome(False, words=f"{type(error).__name__}: {error}", silent=True)


def _hand_over(server: smtplib.SMTP, sender: str, to: str, message: Message, name: str) -> Outcome:
    """The door is open: what is refused now is about this one letter, unless the server shuts."""
    try:
        server.send_message(letter(sender, to, message, name), sender, [to])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return Outcome(False, code, _words(words), final=code in FINAL, silent=code == SHUTTING)
    except smtplib.SMTPSenderRefused as error:  # the channel's own sender: a person has to put it right
        return Outcome(False, error.smtp_code, _words(error.smtp_error), silent=True)
    except smtplib.SMTPDataError as error:
        return Outcome(False, error.smtp_code, _words(error.smtp_error), final=error.smtp_code in FINAL, silent=error.smtp_code == SHUTTING)
    return Outcome(True, 250)


def letter(sender: str, to: str, message: Message, name: str = "") -> EmailMessage:
    """Plain text; the Message-ID is the delivery's own, the same at every try."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = f"{MARK}{gettext('紧急：') if message.urgent else ''}{message.text}"
    mail["From"], mail["To"] = formataddr((name, sender)), to
    mail["Date"] = format_datetime(timezone.localtime(timezone.now()))
    mail["Message-ID"] = f"<{message.uid}@{sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    where = message.link or gettext("请登录系统，在“消息”里看。")
    foot = gettext("这是系统自动发出的提醒，请不要回复。不想收，或想换时段：登录后在“消息”页的“我的提醒”里改。")
    mail.set_content(f"{message.text}\n\n{where}\n\n-- \n{foot}\n")
    return mail


@contextmanager
def _server(settings: dict[str, Any], password: str) -> Iterator[smtplib.SMTP]:
    """Connected, encrypted as asked, signed in where there is a user. Raises TargetRefused, OSError, SMTPException."""
    host, port, tls, user = str(settings["host"]), int(settings["port"]), settings.get("tls", TlsMode.TLS), settings.get("user", "")
    ip = webhooks.judged(host, port)
    own_name = str(settings["sender"]).partition("@")[2]
    server = (_PinnedTls if tls == TlsMode.TLS else _Pinned)(ip, own_name)
    try:
        with webhooks.cut_after(WHOLE_S, lambda: server.sock):
            server.connect(host, port)
            server.ehlo()
            if tls == TlsMode.STARTTLS:
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if user:
                server.login(user, password)
            yield server
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
    finally:
        server.close()


class _Pinned(smtplib.SMTP):
    """Connects to the judged address, whatever the name says a moment later; certificates are still checked against the name."""

    def __init__(self, ip: str, own_name: str) -> None:
        super().__init__(local_hostname=own_name, timeout=PATIENCE_S)
        self._ip = ip

    def connect(self, host: str = "localhost", port: int = 0, source_address: Any = None) -> tuple[int, bytes]:
        self._host = host  # as the constructor would have noted it: STARTTLS checks the certificate against this name
        code, words = super().connect(host, port)
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)
        return code, words

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return socket.create_connection((self._ip, port), timeout)


class _PinnedTls(_Pinned):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return ssl.create_default_context().wrap_socket(super()._get_socket(host, port, timeout), server_hostname=host)


def _words(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
