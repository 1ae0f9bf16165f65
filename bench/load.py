"""Bounded load on a loopback server: latency, rate, and CPU milliseconds per request of web and database processes."""

from __future__ import annotations

import http.client
import os
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

MAX_REQUESTS = 2000


@dataclass(frozen=True)
class Call:
    """One HTTP request to be made."""

    method: str
    path: str
    body: bytes | None = None
    headers: tuple[tuple[str, str], ...] = ()
    tags: dict[str, str] | None = None  # entity tags by path: what was answered last is asked about, as a page that polls does


@dataclass(frozen=True)
class Measured:
    requests: int
    ok: int
    per_second: float
    p50_ms: float
    p95_ms: float
    web_cpu_ms: float
    db_cpu_ms: float
    mean_bytes: int

    @property
    def cpu_ms(self) -> float:
        return self.web_cpu_ms + self.db_cpu_ms


def cpu_seconds(roots: list[int]) -> float:
    """CPU used so far by these processes, their children and theirs, ended ones included. Moves little when others use the machine."""
    spent: dict[int, int] = {}
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        spent[int(name)] = sum(int(fields[place]) for place in (11, 12, 13, 14))
        children.setdefault(int(fields[1]), []).append(int(name))
    total, waiting = 0, list(roots)
    while waiting:
        pid = waiting.pop()
        total += spent.get(pid, 0)
        waiting += children.get(pid, [])
    return total / os.sysconf("SC_CLK_TCK")


def memory_mb(roots: list[int]) -> float:
    """Proportional memory (PSS) of the largest process among these and their children, MB."""
    largest, waiting, seen = 0.0, list(roots), set()
    while waiting:
        pid = waiting.pop()
        if pid in seen:
            continue
        seen.add(pid)
        try:
            with open(f"/proc/{pid}/smaps_rollup", encoding="utf-8") as file:
                pss = next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
            with open(f"/proc/{pid}/task/{pid}/children", encoding="utf-8") as file:
                waiting += [int(word) for word in file.read().split()]
        except (OSError, StopIteration):
            continue
        largest = max(largest, pss / 1024)
    return largest


def drive(port: int, make: Callable[[int], Call], *, requests: int, clients: int, expect: tuple[int, ...], web: list[int], database: list[int]) -> Measured:
    """Send `requests` calls from `clients` connections to 127.0.0.1. Raises ValueError beyond MAX_REQUESTS."""
    if requests > MAX_REQUESTS:
        raise ValueError(f"at most {MAX_REQUESTS} requests")
    waiting = [make(turn) for turn in range(requests)]
    times: list[tuple[float, bool, int]] = []
    threads = [threading.Thread(target=_client, args=(port, waiting, times, expect), daemon=True) for _ in range(clients)]
    web_before, database_before, began = cpu_seconds(web), cpu_seconds(database), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    time.sleep(0.3)
    web_after, database_after = cpu_seconds(web), cpu_seconds(database)
    good = sorted(taken * 1000 for taken, fine, _size in times if fine) or [float("nan")]
    return Measured(
        requests=requests, ok=sum(fine for _taken, fine, _size in times), per_second=requests / took,
        p50_ms=statistics.median(good), p95_ms=good[int(len(good) * 0.95)] if len(good) > 1 else good[0],
        web_cpu_ms=(web_after - web_before) * 1000 / requests, db_cpu_ms=(database_after - database_before) * 1000 / requests,
        mean_bytes=round(statistics.mean(size for _taken, _fine, size in times)) if times else 0,
    )


def _client(port: int, waiting: list[Call], times: list[tuple[float, bool, int]], expect: tuple[int, ...]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    complained = False
    while True:
        try:
            call = waiting.pop()
        except IndexError:
            connection.close()
            return
        began = time.perf_counter()
        try:
            headers = dict(call.headers)
            if call.tags:
                headers["If-None-Match"] = call.tags.get(call.path, "")
            connection.request(call.method, call.path, body=call.body, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
            if call.tags is not None and (tag := answer.getheader("ETag")):
                call.tags[call.path] = tag
            fine = answer.status in expect
            if not fine and not complained:
                complained = True
                print(f"    ! {call.method} {call.path[:80]} answered {answer.status}: {body[:300]!r}")
            times.append((time.perf_counter() - began, fine, len(body)))
        except OSError as error:
            print(f"    ! {error}")
            times.append((time.perf_counter() - began, False, 0))
            connection.close()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
