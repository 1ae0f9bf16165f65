"""Measure everything on a seeded database: print a table, return the figures."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import psycopg
from django.db import connection
from django.utils import timezone

from bench import lists, registers
from bench.load import Measured, drive, memory_mb
from bench.operations import Operation, operations
from bench.parts import measure
from bench.roles import every_role
from bench.server import postmaster, serving
from bench.summons import FIGURES, summons

CLIENTS = (1, 8)
WARM = 12
Say = Callable[[str], Any]


def run(*, port: int, say: Say = print, only: tuple[str, ...] = (), parts: bool = True) -> dict[str, Any]:
    """Needs seeded rows. `only`: names of operations."""
    figures: dict[str, Any] = {"load_average_before": os.getloadavg()[0], "operations": []}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM matter_matter")
        figures["cases"] = cursor.fetchone()[0]
        cursor.execute("SELECT pg_database_size(current_database()) / 1048576")
        figures["database_mb"] = cursor.fetchone()[0]
    database = [postmaster()]
    say(HEAD)
    with serving(port) as web:
        for operation in operations(at=timezone.now(), luck=random.Random(3)):
            if only and operation.name not in only:
                continue
            figures["operations"].append(_one(operation, port, [web], database, say))
        figures["memory_worker_mb"] = memory_mb([web])
    say(f"\nmemory of a web worker (PSS), the district's grids: {figures['memory_worker_mb']:.0f} MB")
    if parts:
        figures |= measure()
        figures |= summons()
        figures |= lists.measure()
        boards = (name for name in figures if name.startswith("board_"))
        shown = ("route_per_s", "due_per_s", "sweep_none_due_ms", "memory_20000_grids_mb", *boards, *FIGURES, *lists.FIGURES)
        for name in shown:
            say(f"{name}: {figures[name]:,.2f}" if figures[name] < 10 else f"{name}: {figures[name]:,.1f}")
        figures["registers"] = registers.measure(say=say)
        figures["roles"] = every_role(say)
    figures["load_average_after"] = os.getloadavg()[0]
    return figures


HEAD = f"{'operation':<22}{'c':>2}{'ok':>8}{'p50 ms':>9}{'p95 ms':>9}{'/s':>8}{'CPU web':>9}{'CPU db':>8}{'bytes':>9}{'raw ms':>8}{'×raw':>6}"


def _one(operation: Operation, port: int, web: list[int], database: list[int], say: Say) -> dict[str, Any]:
    drive(port, operation.make, requests=WARM, clients=2, expect=operation.expect, web=web, database=database)
    found: dict[str, Any] = {"name": operation.name}
    raw = raw_ms(operation.raw) if operation.raw else 0.0
    for clients in CLIENTS:
        taken = drive(port, operation.make, requests=operation.requests, clients=clients, expect=operation.expect, web=web, database=database)
        found[f"c{clients}"] = asdict(taken) | {"cpu_ms": taken.cpu_ms}
        say(_line(operation.name, clients, taken, raw))
    return found | {"raw_ms": raw, "ratio_to_raw": found["c1"]["p50_ms"] / raw if raw else None}


def _line(name: str, clients: int, taken: Measured, raw: float) -> str:
    shown = f"{raw:>8.1f}{taken.p50_ms / raw:>6.1f}" if raw and clients == 1 else ""
    return (
        f"{name:<22}{clients:>2}{taken.ok:>4}/{taken.requests:<3}{taken.p50_ms:>9.1f}{taken.p95_ms:>9.1f}{taken.per_second:>8.1f}"
        f"{taken.web_cpu_ms:>9.1f}{taken.db_cpu_ms:>8.1f}{taken.mean_bytes:>9,}{shown}"
    )


def raw_ms(statement: str, turns: int = 20) -> float:
    """Median time of the statement by psycopg alone, rows fetched, on a connection of its own."""
    settings = connection.settings_dict
    times = []
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"], user=settings["USER"], password=settings["PASSWORD"], dbname=settings["NAME"], autocommit=True,
    ) as link:
        for _turn in range(turns):
            began = time.perf_counter()
            link.execute(statement.encode()).fetchall()
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)
