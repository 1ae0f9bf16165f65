"""What a run makes once and every process of it copies: the migrated tables, and (tests/house.py) the seeded house.

Migrating from nothing costs more than a hundred tests; the tables are the same each time.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

NAME = "SHAOXIANG_KEPT_OF_TESTS"
TABLES = "tables"


def folder() -> Path:
    """Opened by the first process that asks, which also clears it away at its end; its children find it open."""
    if NAME not in os.environ:
        os.environ[NAME] = tempfile.mkdtemp(prefix="shaoxiang-kept-")
        atexit.register(_clear, Path(os.environ[NAME]))
    return Path(os.environ[NAME])


def _clear(folder: Path) -> None:
    for record in folder.glob("*.json"):
        kept = json.loads(record.read_text(encoding="utf-8"))
        if "server" in kept:
            with contextlib.suppress(Exception):  # a private server is gone by now, and its databases with it
                server_says(kept["server"], f'DROP DATABASE IF EXISTS "{kept["database"]}" WITH (FORCE)')
    shutil.rmtree(folder, ignore_errors=True)


def server() -> str:
    """Address of the PostgreSQL server without a database; empty where the tests run on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    return url.rsplit("/", 1)[0] if url.startswith("postgres") else ""


def server_says(address: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(address + "/postgres", autocommit=True) as link:
        link.execute(statement)


def _record(name: str) -> Path:
    return folder() / f"{name}{'-postgres' if server() else ''}.json"


@contextlib.contextmanager
def turn(name: str) -> Iterator[None]:
    """One process at a time: the first makes it, those behind find it made."""
    with _record(name).with_suffix(".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def found(name: str) -> dict[str, str]:
    """What was said of it when it was made; empty as long as nobody has."""
    record = _record(name)
    kept = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    return kept if kept.get("server", "") == server() else {}


def made(name: str, **said: str) -> None:
    record = _record(name)
    half = record.with_suffix(".half")
    half.write_text(json.dumps({**said, **({"server": server()} if server() else {})}), encoding="utf-8")
    half.rename(record)


# --- the migrated tables -----------------------------------------------------------------------------------------------


def keep_tables(database: str) -> None:
    """Keep a copy of this database, just migrated and without a connection: a file's path or a name on the server."""
    copy = f"shaoxiang_kept_{os.getpid()}" if server() else str(folder() / "tables.sqlite3")
    copied(database, copy)
    made(TABLES, database=copy)


def tables() -> str:
    """The kept database, or nothing."""
    return found(TABLES).get("database", "")


def copied(source: str, target: str) -> None:
    if server():
        server_says(server(), f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        return
    with contextlib.closing(sqlite3.connect(source)) as one, contextlib.closing(sqlite3.connect(target)) as other:
        one.backup(other)
