"""Parts measured alone in this process: routing, due times, locating, the sweep, memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from bench.server import busiest
from shaoxiang.cases.actions.steps import handling_specs
from shaoxiang.cases.queries.similar import near
from shaoxiang.duties import rules as routing
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.rules import PlaceRef
from shaoxiang.insight.queries.board import board_of, shelf
from shaoxiang.institutions.models import Account
from shaoxiang.institutions.queries import actor_of
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.clocks import rules as clocks
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.places.queries import place_book


def measure() -> dict[str, float]:
    """Rates per second of CPU, the sweep in milliseconds, memory in MB."""
    return {**rates(), **sweeping(), **duplicates(), **boards(), "memory_20000_grids_mb": memory_of_many_grids()}


def rates() -> dict[str, float]:
    book, places, table, at = duty_book(), place_book(), calendar(), timezone.now()
    on, types = timezone.localtime(at).date(), list(book.types)
    refs = [PlaceRef(grid.street_id, places.streets[grid.street_id].kind, grid.community_id, grid.id) for grid in places.grids.values()]
    specs = [spec for code in types for spec in handling_specs(code, at=at).values()]
    shapes = [places.streets[grid.street_id] for grid in places.grids.values()]
    return {
        "route_per_s": per_second(lambda turn: routing.route(types[turn % len(types)], refs[turn % len(refs)], on, book), 50_000),
        "due_per_s": per_second(lambda turn: clocks.due(at, specs[turn % len(specs)], table), 50_000),
        "grids": float(len(shapes)),
    }


def per_second(act: Callable[[int], Any], turns: int) -> float:
    """Of CPU time of this process; the first 500 turns are not counted."""
    for turn in range(500):
        act(turn)
    began = time.process_time()
    for turn in range(turns):
        act(turn)
    return turns / (time.process_time() - began)


def sweeping() -> dict[str, float]:
    """A sweep that finds nothing due: what the worker does every minute."""
    now = timezone.now()
    sweep(now=now, limit=1_000_000)
    began = time.perf_counter()
    for _turn in range(20):
        sweep(now=now)
    return {"sweep_none_due_ms": (time.perf_counter() - began) * 50}


def duplicates() -> dict[str, float]:
    """What the look for running cases of the same kind near by adds to an intake: CPU of this process and the whole time, in milliseconds."""
    spots = list(Matter.objects.filter(closed_at__isnull=True, lon__isnull=False).order_by("-pk").values_list("subject_code", "lon", "lat")[:2000:10])
    now, took, spent = timezone.now(), [], time.process_time()
    for code, lon, lat in spots:
        began = time.perf_counter()
        near(code, lon, lat, "路口的污水井盖裂了一道缝，晚上看不清，请尽快处理。", now=now)
        took.append((time.perf_counter() - began) * 1000)
    if not took:
        return {}
    spent = (time.process_time() - spent) * 1000 / len(took)
    return {"duplicates_cpu_ms": spent, "duplicates_p50_ms": statistics.median(took), "duplicates_p95_ms": sorted(took)[int(len(took) * 0.95)]}


def boards() -> dict[str, float]:
    """一盘棋 read anew in every part, and looked at again unchanged: CPU of this process and the whole time, in milliseconds."""
    found = {}
    for name, role in (("district", Role.DISTRICT_DESK), ("street", Role.STREET_DESK)):
        seat = busiest(role)
        account = Account.objects.filter(person=seat.person).first() or Account.objects.create_account(f"bench-{seat.person_id}", None, person=seat.person)
        actor = actor_of(seat.pk, account, timezone.localdate())
        if actor is None:
            continue
        for kind, fresh in (("anew", True), ("again", False)):
            took, spent = [], time.process_time()
            for _turn in range(20):
                if fresh:
                    shelf.forget()
                began = time.perf_counter()
                board_of(actor)
                took.append((time.perf_counter() - began) * 1000)
            found[f"board_{name}_{kind}_cpu_ms"] = (time.process_time() - spent) * 50
            found[f"board_{name}_{kind}_p50_ms"] = statistics.median(took)
    return found


def memory_of_many_grids() -> float:
    """Proportional memory of a fresh process that holds the whole application and a place book of 20,000 composed grids."""
    done = subprocess.run([sys.executable, "-m", "bench.many_grids"], capture_output=True, text=True, check=True, env=os.environ)
    return float(json.loads(done.stdout.splitlines()[-1])["mb"])
