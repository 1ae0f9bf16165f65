"""A house of its own for tests that need one: the seeded district in a fresh database, served by real processes that may be killed."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from tests import kept

ROOT = Path(__file__).resolve().parent.parent
MAKE_KEY = """
from django.utils import timezone
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface.actions import make_key
from shaoxiang.kernel.interface.vocabulary import Scope
body = Body.objects.get(kind="COMMAND_CENTER")
print("TOKEN", make_key("示例系统", list(Scope), body_id=body.pk, post_id=None, actor=SYSTEM, at=timezone.now())[1])
"""
PATIENCE_S = 120  # only what never comes is at fault, however busy the machine
_numbers = itertools.count(1)


def on_postgres() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """`start()` … `close()`, or a with statement. Web and worker are processes of their own; nothing is shared with the test's database."""

    def __init__(self, *, worker: bool = True, empty: bool = False, log: str = "ERROR") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="shaoxiang-house-", dir=kept.folder() if empty else None))
        self.worker_wanted = worker
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None
        self.database = f"shaoxiang_house_{os.getpid()}_{next(_numbers)}"
        self.url = os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + self.database if on_postgres() else f"sqlite:///{self.folder / 'house.sqlite3'}"
        self.token = ""
        self.log = log
        self._lay_out(empty)

    def _lay_out(self, empty: bool) -> None:
        if empty:
            self.server_says(f'CREATE DATABASE "{self.database}"')
            return
        laid = first()
        self.token = laid["token"]
        shutil.copytree(laid["folder"], self.folder, dirs_exist_ok=True)
        self.server_says(f'CREATE DATABASE "{self.database}" TEMPLATE "{laid["database"]}"')

    # --- the database, past Django ---

    def server_says(self, statement: str) -> None:
        """A statement to the server itself, beside this database (PostgreSQL only)."""
        if on_postgres():
            import psycopg

            with psycopg.connect(os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/postgres", autocommit=True) as link:
                link.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        if on_postgres():
            import psycopg

            with psycopg.connect(self.url) as link:
                return link.execute(query).fetchall()
        with contextlib.closing(sqlite3.connect(self.folder / "house.sqlite3", timeout=20)) as file:
            found = file.execute(query).fetchall()
            file.commit()
            return found

    def one(self, query: str) -> Any:
        return self.rows(query)[0][0]

    def take_over(self, tables: str) -> None:
        """In place of the empty database, a copy of these tables."""
        self.server_says(f'DROP DATABASE "{self.database}"')
        kept.copied(tables, self.database if on_postgres() else str(self.folder / "house.sqlite3"))

    def settle(self) -> None:
        """Everything in the one file, to be copied (SQLite only)."""
        if not on_postgres():
            with contextlib.closing(sqlite3.connect(self.folder / "house.sqlite3")) as file:
                file.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # --- its processes ---

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ, "DATABASE_URL": self.url, "SHAOXIANG_VAR": str(self.folder), "PYTHONPATH": str(ROOT), "SHAOXIANG_LOG": self.log,
            "SHAOXIANG_REFRESH_SECONDS": "1",
        }

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "shaoxiang", *arguments], cwd=ROOT, env=self._environment(), capture_output=True, text=True, timeout=600)

    def _spawn(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{arguments[0]}.log").open("ab") as log:
            return subprocess.Popen([sys.executable, "-m", "shaoxiang", *arguments], cwd=ROOT, env=self._environment(), stdout=log, stderr=log,
                                    start_new_session=True)

    def start(self) -> House:
        self.start_web()
        if self.worker_wanted:
            self.start_worker()
        return self

    def start_web(self, seconds: float = 120) -> None:
        self.web = self._spawn("serve", "--port", str(self.port), "--workers", "1")
        until = time.monotonic() + seconds
        while self.status("/healthz") == 0:
            if time.monotonic() > until:
                raise TimeoutError((self.folder / "serve.log").read_text(errors="replace"))
            time.sleep(0.1)

    def start_worker(self) -> None:
        self.worker = self._spawn("worker")

    def kill(self, process: subprocess.Popen[bytes] | None, number: int = signal.SIGKILL) -> None:
        """The process and all it started, at once."""
        if process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, number)
            process.wait()

    def close(self) -> None:
        self.kill(self.web)
        self.kill(self.worker)
        self.server_says(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> House:
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.close()

    # --- asking it ---

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None, timeout: float = 30) -> tuple[int, str]:
        """(status, text). Raises OSError where nobody answers."""
        request = urllib.request.Request(self.address + path, data=body, method=method, headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode("utf-8", "replace")

    def create(self, report: dict[str, Any], key: str, timeout: float = 30) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": key}
        status, text = self.ask("POST", "/api/v1/cases", json.dumps(report).encode(), headers, timeout)
        return status, json.loads(text)

    def status(self, path: str) -> int:
        """0: nobody answers."""
        try:
            return self.ask("GET", path, timeout=10)[0]
        except OSError:
            return 0


@cache
def first() -> dict[str, str]:
    """The seeded house all others are copied from: made once per run, never served. Its folder, database and token."""
    with kept.turn("house"):
        if not kept.found("house"):
            house = House(empty=True)
            _migrate(house)
            succeeded(house.command("seed", "--no-cases"))
            token = succeeded(house.command("shell", "-v0", "-c", MAKE_KEY)).split("TOKEN ")[1].split()[0]
            house.settle()
            kept.made("house", folder=str(house.folder), database=house.database, token=token)
        return kept.found("house")


def _migrate(house: House) -> None:
    with kept.turn(kept.TABLES):
        if kept.tables():
            house.take_over(kept.tables())
        succeeded(house.command("prepare", "--no-demo"))
        if not kept.tables():
            house.settle()
            kept.keep_tables(house.database if on_postgres() else str(house.folder / "house.sqlite3"))


def succeeded(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def eventually(claim: Any, seconds: float = PATIENCE_S, *, pause: float = 0.2, forgiven: Iterable[type[BaseException]] = (OSError,)) -> bool:
    """Does it become true within that time?"""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(*forgiven):
            if claim():
                return True
        time.sleep(pause)
    return False
