"""检查点: the ends of all chains, written outside the database, so that whoever rewrites the database is found out.

A file of JSON lines, each chained to the one before by HMAC. A line names the heads that moved since the last lines; the file
is only ever appended to, and belongs on another disk or machine (`SHAOXIANG_CHECKPOINTS`).
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Max

from shaoxiang.kernel.journal.models import Head

FILE = "journal.jsonl"
HEADS_PER_LINE = 2000
GENESIS = "0" * 64


class AlteredCheckpoint(Exception):
    """A line is not what was written: edited, removed, inserted or unreadable. `line` counts from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Mark:
    """One head as it stood: entry `entry_id`, number `count` of its subject, ended the chain with `mac`."""

    subject_kind: str
    subject_id: int
    count: int
    mac: str
    entry_id: int


@dataclass(frozen=True, slots=True)
class Line:
    n: int
    at: str
    upto: int  # the highest entry id seen when the checkpoint was taken
    marks: tuple[Mark, ...]
    mac: str


def path() -> Path:
    return Path(settings.CHECKPOINTS) / FILE


def write(*, now: datetime) -> int:
    """Append what moved since the last checkpoint. Returns how many heads were written; 0: nothing new."""
    folder = path().parent
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(path(), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(handle, "r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        written = _append(file, now)
        file.flush()
        os.fsync(file.fileno())
    return written


def _append(file: Any, now: datetime) -> int:
    n, mac, marks_of_past = 0, GENESIS, [0, 0]
    for line in _lines(file):
        n, mac = line.n, line.mac
        if line.upto != marks_of_past[-1]:
            marks_of_past = [marks_of_past[-1], line.upto]
    upto = Head.objects.aggregate(last=Max("entry_id"))["last"] or 0
    if upto <= marks_of_past[-1]:
        return 0
    # PostgreSQL ids commit out of order: begin one checkpoint further back, so that a late one is not passed by
    moved = Head.objects.filter(entry_id__gt=marks_of_past[0], entry_id__lte=upto).order_by("entry_id")
    written = 0
    batch: list[list[Any]] = []
    for row in moved.values_list("subject_kind", "subject_id", "count", "mac", "entry_id").iterator(chunk_size=HEADS_PER_LINE):
        batch.append(list(row))
        written += 1
        if len(batch) == HEADS_PER_LINE:
            n, mac = _write_line(file, n + 1, mac, now, upto, batch)
            batch = []
    if batch:
        _write_line(file, n + 1, mac, now, upto, batch)
    return written


def _write_line(file: Any, n: int, previous: str, now: datetime, upto: int, heads: list[list[Any]]) -> tuple[int, str]:
    body = {"n": n, "at": now.astimezone(UTC).isoformat(timespec="seconds"), "upto": upto, "heads": heads}
    mac = _mac(previous, body)
    file.seek(0, os.SEEK_END)
    file.write(json.dumps({**body, "mac": mac}, separators=(",", ":")) + "\n")
    return n, mac


def read() -> Iterator[Line]:
    """All lines, checked one against the other. Raises AlteredCheckpoint at the first that does not fit."""
    if path().exists():
        with path().open(encoding="utf-8") as file:
            yield from _lines(file)


def last_at() -> datetime | None:
    """When the last checkpoint was written, by the file's own clock."""
    try:
        return datetime.fromtimestamp(path().stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def _lines(file: Any) -> Iterator[Line]:
    mac = GENESIS
    for number, text in enumerate(file, start=1):
        try:
            body = json.loads(text)
            given = body.pop("mac")
            marks = tuple(Mark(*head) for head in body["heads"])
            line = Line(body["n"], body["at"], body["upto"], marks, given)
        except (ValueError, KeyError, TypeError, AttributeError):
            raise AlteredCheckpoint(number) from None
        if line.n != number or not hmac.compare_digest(given, _mac(mac, body)):
            raise AlteredCheckpoint(number)
        mac = given
        yield line


def _mac(previous: str, body: dict[str, Any]) -> str:
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.JOURNAL_KEY.encode(), f"checkpoint\n{previous}\n{text}".encode(), hashlib.sha256).hexdigest()
