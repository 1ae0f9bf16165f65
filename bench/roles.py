"""The pages everybody opens every day, once for every role: what is quick for the district may be slow for one grid, and the other way round."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.load import cpu_seconds
from bench.operations import DISTRICT, FREQUENT
from bench.server import postmaster, session_of
from shaoxiang.institutions.models import Assignment
from shaoxiang.institutions.vocabulary import Role

PAGES = {
    "desk": "/desk/", "list": "/cases/", "late": "/cases/?light=OVERDUE", "search": f"/search/?q={quote(FREQUENT)}",
    "map": f"/cases/map/points.geojson?zoom=12&bbox={DISTRICT}", "map, running": f"/cases/map/points.geojson?zoom=12&bbox={DISTRICT}&light=OPEN",
}
ROLES = (
    Role.GRID_WORKER, Role.COMMUNITY_DESK, Role.STREET_DESK, Role.STREET_LEADER, Role.OFFICE_HANDLER, Role.OFFICE_HEAD, Role.VERIFIER, Role.COUNTER,
    Role.DEPARTMENT_LIAISON, Role.DEPARTMENT_HEAD, Role.HOTLINE, Role.DISTRICT_DESK, Role.DISTRICT_LEADER, Role.SUPERVISOR,
)
TURNS, CPU_TURNS = 3, 8
SLOW_MS = 100


def every_role(say: Callable[[str], Any] = print) -> list[dict[str, Any]]:
    """A row for each role and page, in this process and without a server, in ms: median time and how much of it the database took, statements,
    and the CPU of both, which other work on the machine moves less (the database's only where it runs on this machine)."""
    say(f"{'role':<22}{'page':<14}{'ms':>8}{'db ms':>8}{'statements':>12}{'CPU web':>9}{'CPU db':>8}   (CPU of {SLOW_MS} ms and more: *)")
    return [_said(row, say) for row in _rows()]


def _rows() -> Iterator[dict[str, Any]]:
    for role in ROLES:
        seat = next((one for one in Assignment.objects.select_related("post").order_by("pk").iterator(chunk_size=100) if role in one.post.roles), None)
        if seat is None:
            continue
        client = Client(SERVER_NAME="localhost")
        client.cookies.load(session_of(seat, timezone.now()))
        for page, path in PAGES.items():
            yield {"role": role.value, "page": page, **_asked(client, path)}


def _asked(client: Client, path: str) -> dict[str, float]:
    client.get(path)  # books compiled, statements planned
    times, spent, asked = [], [], 0
    for _turn in range(TURNS):
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(path)
        times.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        spent.append(sum(float(query["time"]) for query in caught.captured_queries) * 1000)
        asked = len(caught.captured_queries)
    return {"ms": statistics.median(times), "statements": asked, "db_ms": statistics.median(spent), **_cpu(client, path)}


def _cpu(client: Client, path: str) -> dict[str, float]:
    """Of this process and of the database server with whatever helps it, a request."""
    server = [postmaster()]
    web, both = time.process_time(), cpu_seconds(server)
    for _turn in range(CPU_TURNS):
        client.get(path)
    web, database = time.process_time() - web, cpu_seconds(server) - both
    return {"web_cpu_ms": web * 1000 / CPU_TURNS, "db_cpu_ms": database * 1000 / CPU_TURNS}


def _said(row: dict[str, Any], say: Callable[[str], Any]) -> dict[str, Any]:
    mark = " *" if row["web_cpu_ms"] + row["db_cpu_ms"] >= SLOW_MS else ""
    figures = f"{row['ms']:>8.0f}{row['db_ms']:>8.0f}{row['statements']:>12}{row['web_cpu_ms']:>9.1f}{row['db_cpu_ms']:>8.1f}"
    say(f"{row['role']:<22}{row['page']:<14}{figures}{mark}")
    return row
