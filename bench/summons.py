"""Whistles measured in this process: a blow to three units, all in; the sweep over many running clocks. Ratios to plain SQL of the same run.

A blow writes a matter with its number, the whistle, three orders and report-ins, seven to nine clocks, desk rows, search text, the record and what the
worker must tell. The reference is as many single-row statements by psycopg alone, in one transaction, committed.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.db import connection
from django.utils import timezone

from bench.load import cpu_seconds
from bench.server import postmaster
from shaoxiang.cases.actions import report_case
from shaoxiang.cases.rules import Report
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.dispatch.vocabulary import CitedList
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.places.queries import place_book
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.whistles import actions
from shaoxiang.whistles.rules import Call, UnitAsked

TURNS, WARM = 150, 15
CLOCKS, DUE = 200_000, 2_000
UNITS = ("DEP07", "DEP12", "DEP02")
SUBJECT = "0111"
FIGURES = (
    "blow_3_units_cpu_ms", "blow_3_units_db_cpu_ms", "blow_3_units_p50_ms", "blow_3_units_statements", "blow_to_raw", "blow_to_create",
    "sweep_200000_none_due_ms", "sweep_200000_none_due_to_raw", "sweep_200000_2000_due_s", "sweep_2000_due_cpu_s", "sweep_2000_due_to_raw",
)
BENCH_CLOCKS = "DELETE FROM clocks_running WHERE code LIKE 'BENCH_%%'"
MANY = """
INSERT INTO clocks_running (matter_id, part_id, code, label, amount, unit, day_type, direction, sense, schedule, rolls, law, article, domain, extension_rule,
  approver_role, suspension_codes, started_at, warn_at, due_at, provisional, extension)
SELECT key[1 + n %% array_length(key, 1)], n, 'BENCH_ACK', '', 2, 'WORKING_HOUR', 'WORKING', 'FORWARD', 'LIMIT', 'DEFAULT', false, '', '', 'whistle', 'CAPPED',
  '', '[]'::jsonb, %(now)s, %(far)s + n * interval '1 second', %(far)s + n * interval '1 second', false, 0
FROM generate_series(1, %(clocks)s) n, (SELECT array_agg(id) AS key FROM (SELECT id FROM matter_matter ORDER BY id LIMIT %(due)s) newest) matters
"""
SOME_DUE = "UPDATE clocks_running SET warn_at = %(past)s, due_at = %(past)s, overdue_at = NULL WHERE code = 'BENCH_ACK' AND part_id <= %(due)s"


def summons() -> dict[str, float]:
    """Needs seeded cases on PostgreSQL; takes away the clocks it makes."""
    return {**blowing(), **sweeping()}


# --- blowing ----------------------------------------------------------------------------------------------------------


def blowing() -> dict[str, float]:
    now, luck = timezone.now(), random.Random(5)
    desks = Cast(now).by_street
    bodies = [Body.objects.get(code=code).pk for code in UNITS]
    book, places = duty_book(), place_book()
    spots = list(Matter.objects.filter(lon__isnull=False, street_id__isnull=False).order_by("-pk").values_list("lon", "lat")[: 4 * TURNS])
    turns = _rounds(luck, spots)

    def blow() -> None:
        number, lon, lat = next(turns)
        found = places.locate(lon, lat)
        if found is None or found.street is None:
            return
        call = Call(
            type_code="EMERGENCY", title=f"示例 {number}", known=f"示例：路面塌了一个坑，第 {number} 处。", address=f"示例路 {number} 号", subject_code=SUBJECT,
            power_needed="封路抢修", cited_list=CitedList.DUTY_LIST.value, cited_item=book.duties[SUBJECT, "STREET"].code, lon=lon, lat=lat,
            units=tuple(UnitAsked(body, place == 0, "示例：到场") for place, body in enumerate(bodies)),
        )
        actions.blow(call, actor=desks[found.street.id, Role.STREET_DESK.value][0], at=timezone.now())

    def create() -> None:
        number, lon, lat = next(turns)
        report = Report(
            source=Source.RESIDENT_PAGE, kind=AppealKind.HELP, description=f"示例：路面破了一个坑，第 {number} 处。", type_code=SUBJECT, lon=lon, lat=lat,
            client_id=f"bench-{now.timestamp()}-{number}",
        )
        report_case(report, actor=Actor(kind=ActorKind.RESIDENT, roles=frozenset({"RESIDENT"})), at=timezone.now())

    statements = _statements(blow)
    web, database, p50 = _spent(blow)
    create_web, create_database, _create_p50 = _spent(create)
    return {
        "blow_3_units_cpu_ms": web + database, "blow_3_units_db_cpu_ms": database, "blow_3_units_p50_ms": p50, "blow_3_units_statements": float(statements),
        "blow_to_raw": p50 / _raw_ms(statements), "blow_to_create": (web + database) / (create_web + create_database),
    }


def _rounds(luck: random.Random, spots: list[tuple[float | None, float | None]]) -> Iterator[tuple[int, float, float]]:
    """Places that are not each other's neighbours as a rule: nothing is linked."""
    number = 0
    while True:
        lon, lat = luck.choice(spots)
        number += 1
        yield number, float(lon or 0), float(lat or 0)


def _spent(act: Callable[[], Any]) -> tuple[float, float, float]:
    """CPU milliseconds of this process and of the database, and the median time, of one act."""
    for _turn in range(WARM):
        act()
    server, took = [postmaster()], []
    database, spent = cpu_seconds(server), time.process_time()
    for _turn in range(TURNS):
        began = time.perf_counter()
        act()
        took.append((time.perf_counter() - began) * 1000)
    spent = time.process_time() - spent
    time.sleep(0.3)
    return spent * 1000 / TURNS, (cpu_seconds(server) - database) * 1000 / TURNS, statistics.median(took)


def _statements(act: Callable[[], Any]) -> int:
    """Of one act when everything is compiled; savepoints and the transaction's own are not counted."""
    act()
    seen: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        act()
    return sum(not sql.startswith(("SAVEPOINT", "RELEASE")) for sql in seen)


@contextmanager
def _alone() -> Iterator[psycopg.Connection[Any]]:
    settings = connection.settings_dict
    with psycopg.connect(host=settings["HOST"], port=settings["PORT"], user=settings["USER"], password=settings["PASSWORD"], dbname=settings["NAME"]) as link:
        yield link


def _raw_ms(statements: int) -> float:
    """Median of as many single-row inserts, committed."""
    took = []
    with _alone() as link:
        link.execute("CREATE TABLE IF NOT EXISTS bench_rows (id bigserial PRIMARY KEY, at timestamptz, words text)")
        link.commit()
        for _turn in range(40):
            began = time.perf_counter()
            for place in range(statements):
                link.execute("INSERT INTO bench_rows (at, words) VALUES (now(), %s)", (f"示例 {place}",))
            link.commit()
            took.append((time.perf_counter() - began) * 1000)
        link.execute("DROP TABLE bench_rows")
    return statistics.median(took)


# --- the sweep --------------------------------------------------------------------------------------------------------


def sweeping() -> dict[str, float]:
    """200,000 clocks run on as many parts of matters: none due, then 2,000 due at once (each journalled, each waiting to be told)."""
    now = timezone.now()
    sweep(now=now, limit=1_000_000)
    facts: dict[str, Any] = {"now": now, "far": now + timedelta(days=30), "past": now - timedelta(minutes=1), "clocks": CLOCKS, "due": DUE}
    with connection.cursor() as cursor:
        cursor.execute(MANY, facts)
        cursor.execute("ANALYZE clocks_running")
    try:
        none, none_raw = _none_due(now), _first_due_ms(now)
        with connection.cursor() as cursor:
            cursor.execute(SOME_DUE, facts)
        raw = _raw_sweep_s(facts)
        server = [postmaster()]
        database, spent, began = cpu_seconds(server), time.process_time(), time.perf_counter()
        found = sweep(now=now, limit=10 * DUE)
        took, spent = time.perf_counter() - began, time.process_time() - spent
        if found.overdue < DUE:
            raise RuntimeError(f"the sweep found {found.overdue} of {DUE}")
        return {
            "sweep_200000_none_due_ms": none, "sweep_200000_none_due_to_raw": none / none_raw, "sweep_200000_2000_due_s": took,
            "sweep_2000_due_cpu_s": spent + cpu_seconds(server) - database, "sweep_2000_due_to_raw": took / raw,
        }
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM journal_pending WHERE kind = 'clocks.overdue'")
            cursor.execute(BENCH_CLOCKS)


def _none_due(now: datetime) -> float:
    took = []
    for _turn in range(40):
        began = time.perf_counter()
        sweep(now=now)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _first_due_ms(now: datetime) -> float:
    """Two looks by plain SQL: is a clock past due, is one to be warned of?"""
    took = []
    with _alone() as link:
        for _turn in range(40):
            began = time.perf_counter()
            for column, mark in (("due_at", "overdue_at"), ("warn_at", "warned_at")):
                query = f"SELECT id FROM clocks_running WHERE stopped_at IS NULL AND suspended_at IS NULL AND {mark} IS NULL AND {column} <= %s LIMIT 200"
                link.execute(query.encode(), (now,)).fetchall()
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _raw_sweep_s(facts: dict[str, Any]) -> float:
    """The same clocks marked and as many rows written by the server alone, then taken back."""
    with _alone() as link:
        link.execute("CREATE TEMPORARY TABLE bench_told (id bigserial PRIMARY KEY, clock bigint, at timestamptz, facts jsonb)")
        began = time.perf_counter()
        link.execute(
            "WITH late AS (UPDATE clocks_running SET overdue_at = %(now)s, warned_at = %(now)s WHERE stopped_at IS NULL AND suspended_at IS NULL"
            " AND overdue_at IS NULL AND due_at <= %(now)s RETURNING id) INSERT INTO bench_told (clock, at, facts)"
            " SELECT id, %(now)s, jsonb_build_object('clock', id, 'code', 'BENCH_ACK') FROM late", facts,
        )
        took = time.perf_counter() - began
        link.rollback()
    return took
