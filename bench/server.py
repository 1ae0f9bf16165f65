"""The real server under production-like settings, and somebody to ask it as: a key of the district, a street's desk, the district's desk."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.db.models import Count

from shaoxiang.institutions.models import Account, Assignment
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.interface.actions import make_key
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.web.session import POST, SINCE

BACKEND = "django.contrib.auth.backends.ModelBackend"


class NotUp(Exception):
    """The server did not answer in time."""


@contextlib.contextmanager
def serving(port: int, *, workers: int = 2) -> Iterator[int]:
    """`shaoxiang serve` as in production; gives its process id."""
    environment = {**os.environ, "SHAOXIANG_PRODUCTION": "1", "DJANGO_SETTINGS_MODULE": "shaoxiang.config.settings"}
    command = [sys.executable, "-m", "shaoxiang", "serve", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(command, env=environment)
    try:
        _wait(port, process)
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5)
            return
        with contextlib.suppress(OSError):
            time.sleep(0.3)
    raise NotUp(f"the server on port {port} did not answer")


def district_key(at: datetime) -> str:
    """A key bound to the command centre: every row of the district."""
    _key, token = make_key(f"bench {at.isoformat()}", [Scope.CASES_READ, Scope.CASES_WRITE, Scope.DESK_READ], body_id=command_center(), actor=SYSTEM, at=at)
    return token


def busiest(role: Role) -> Assignment:
    """Whoever holds the role where most is waiting for it."""
    rows = DeskRow.objects.filter(OPEN, role=role.value, post_id__isnull=True).values("unit_id", "office_id").annotate(n=Count("pk")).order_by("-n")
    seats = [one for one in Assignment.objects.select_related("person", "post__body") if role in one.post.roles]
    for row in rows:
        for seat in seats:
            if (row["office_id"] or row["unit_id"]) in (seat.post.body_id, seat.post.body.unit_id):
                return seat
    return seats[0]


def session_of(seat: Assignment, at: datetime) -> str:
    """A signed-in session in that post, as signing in writes it; returns the cookie."""
    account = Account.objects.filter(person=seat.person).first() or Account.objects.create_account(f"bench-{seat.person_id}", None, person=seat.person)
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY], store[HASH_SESSION_KEY] = str(account.pk), BACKEND, account.get_session_auth_hash()
    store[SINCE], store[POST] = at.timestamp(), seat.pk
    store.create()
    return f"sessionid={store.session_key}"


def postmaster() -> int:
    """The database server's first process when it runs on this machine, else 0."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = int(cursor.fetchone()[0])
    try:
        with open(f"/proc/{backend}/stat", encoding="utf-8") as file:
            return int(file.read().rpartition(")")[2].split()[1])
    except OSError:
        return 0
