"""kill -9 of the web server under load: every acknowledged number exists exactly once, and a repeat gives the same answer."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pytest
from django.db import connection, transaction

from shaoxiang.cases.models import Case
from tests import district, people
from tests.whole.test_api import a_key

CREATES, AT_ONCE, ENOUGH = 300, 3, 25


class Server:
    """The real server on the test's database, in a process group of its own."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "shaoxiang", "serve", "--port", str(self.port)], start_new_session=True,
            env={**os.environ, "DATABASE_URL": url_of_this_database()}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        for _turn in range(120):
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).close()
            except OSError:
                time.sleep(0.25)
            else:
                return
        pytest.fail("the server did not start within 30 s")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def url_of_this_database() -> str:
    held = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{held['NAME']}"
    return f"postgres://{held['USER']}:{held['PASSWORD']}@{held['HOST'] or 'localhost'}:{held['PORT'] or 5432}/{held['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_every_acknowledged_number_exists_once_after_kill_9():
    with transaction.atomic():
        district.lay()
    token, (lon, lat, _grid) = a_key()[1], people.point_in()
    server, acknowledged = Server(), {}

    def create(turn: int) -> tuple[str, bool]:
        body = {"description": f"第 {turn} 件", "type": "0104", "lon": lon, "lat": lat}
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": f"kill-{turn}"}
        asked = urllib.request.Request(f"{server.address}/api/v1/cases", json.dumps(body).encode(), headers)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.loads(answer.read())["number"], answer.headers.get("Idempotency-Replayed") == "true"

    def drive(first: int) -> None:
        for turn in range(first, CREATES, AT_ONCE):
            try:
                acknowledged[turn] = create(turn)[0]
            except (OSError, ValueError):  # the server is gone
                return

    server.start()
    threads = [threading.Thread(target=drive, args=(first,)) for first in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    give_up = time.monotonic() + 60
    while len(acknowledged) < ENOUGH and time.monotonic() < give_up:
        time.sleep(0.05)
    server.kill()
    for thread in threads:
        thread.join()
    assert len(acknowledged) >= ENOUGH
    server.start()
    try:
        again = {turn: create(turn) for turn in range(max(acknowledged) + AT_ONCE + 1)}
    finally:
        server.kill()
    assert {turn: again[turn] for turn in acknowledged} == {turn: (number, True) for turn, number in acknowledged.items()}
    numbers = [number for number, _replayed in again.values()]
    assert len(set(numbers)) == len(numbers)
    assert Case.objects.count() == len(numbers)
