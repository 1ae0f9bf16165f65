"""Parts measured alone in this process: routing, due times, locating, the sweep, memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from bench.load import memory_mb
from shaoxiang.cases.actions.steps import handling_specs
from shaoxiang.duties import rules as routing
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.rules import PlaceRef
from shaoxiang.kernel.clocks import rules as clocks
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.places.queries import place_book

GRIDS = 20_000


def measure() -> dict[str, float]:
    """Rates per second of CPU, the sweep in milliseconds, memory in MB."""
    return {**rates(), **sweeping(), "memory_20000_grids_mb": memory_of_many_grids()}


def rates() -> dict[str, float]:
    book, places, table, at = duty_book(), place_book(), calendar(), timezone.now()
    on, types = timezone.localtime(at).date(), list(book.types)
    refs = [PlaceRef(grid.street_id, places.streets[grid.street_id].kind, grid.community_id, grid.id) for grid in places.grids.values()]
    specs = [spec for code in types for spec in handling_specs(code).values()]
    shapes = [places.streets[grid.street_id] for grid in places.grids.values()]
    return {
        "route_per_s": _per_second(lambda turn: routing.route(types[turn % len(types)], refs[turn % len(refs)], on, book), 50_000),
        "due_per_s": _per_second(lambda turn: clocks.due(at, specs[turn % len(specs)], table), 50_000),
        "grids": float(len(shapes)),
    }


def _per_second(act: Callable[[int], Any], turns: int) -> float:
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


def memory_of_many_grids() -> float:
    """Proportional memory of a fresh process that holds the whole application and a place book of 20,000 composed grids."""
    done = subprocess.run([sys.executable, "-m", "bench.parts"], capture_output=True, text=True, check=True, env=os.environ)
    return float(json.loads(done.stdout.splitlines()[-1])["mb"])


def _hold_many_grids() -> None:
    import shapely
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    from shaoxiang.places.rules import CommunityPlace, DistrictPlace, GridPlace, Outlines, PlaceBook, StreetPlace

    duty_book(), place_book(), calendar()
    across, west, south, side = 142, 111.6, 40.7, 0.002
    grids, outlines = [], []
    for n in range(GRIDS):
        line, column = divmod(n, across)
        code = f"{n:015d}"
        grids.append(GridPlace(n, code, f"示例第{n}网格", f"Grid {n}", n // 30, n // 1000, "SMALL", "ORDINARY"))
        x, y = west + column * side, south + line * side
        outlines.append((code, shapely.segmentize(shapely.box(x, y, x + side, y + side), side / 8)))
    book = PlaceBook.compiled(
        districts=[DistrictPlace(1, "150102", "示例", "Sample")],
        streets=[StreetPlace(n, f"{n:09d}", f"示例{n}街道", "", 1, "STREET", True, False, ()) for n in range(GRIDS // 1000 + 1)],
        communities=[CommunityPlace(n, f"{n:012d}", f"示例{n}社区", "", n // 33, "COMMUNITY") for n in range(GRIDS // 30 + 1)],
        grids=grids, outlines=Outlines(grids=outlines),
    )
    del outlines
    for n in range(20_000):  # a day's points warm the squares
        book.locate(west + n % across * side + side / 3, south + (n // across) * side + side / 3)
    print(json.dumps({"mb": memory_mb([os.getpid()]), "grids": len(book.grids), "application": bool(application)}))


if __name__ == "__main__":
    import django

    django.setup()
    _hold_many_grids()
