"""kill -9 in the middle of the work: what was acknowledged is there once and whole, what was not can be sent again, the rest catches up."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from http.client import HTTPException

import pytest

from tests import people
from tests.house import House, eventually

THREADS = 4
EACH = 12
TYPES = ("0103", "0104", "B0103", "")


@pytest.fixture
def house():
    made = House()
    try:
        yield made.start()
    finally:
        made.close()


class Sender(threading.Thread):
    """Another system that sends its reports one after the other and goes on when nobody answers."""

    def __init__(self, house: House, name: int) -> None:
        super().__init__(daemon=True)
        self.house, self.prefix = house, f"kill-{name}"
        self.answered: dict[str, str] = {}
        self.unanswered: list[str] = []

    def report(self, key: str) -> dict[str, object]:
        turn = int(key.rsplit("-", 1)[1])
        lon, lat, _grid = people.point_in(people.HOME, turn)
        return {"description": f"示例：第 {key} 处井盖松动", "type": TYPES[turn % len(TYPES)], "lon": lon, "lat": lat}

    def send(self, key: str) -> None:
        try:
            status, body = self.house.create(self.report(key), key, timeout=20)
        except (OSError, HTTPException, ValueError):
            self.unanswered.append(key)
            time.sleep(0.5)  # as any sender would, before the next
            return
        if status == 201:
            self.answered[key] = body["number"]
        else:
            self.unanswered.append(key)

    def run(self) -> None:
        for turn in range(EACH):
            self.send(f"{self.prefix}-{turn}")


def sent_while(house: House, name: int, *, killing: object) -> list[Sender]:
    """Four senders at once; in the middle of it the given processes are killed."""
    senders = [Sender(house, name * 10 + n) for n in range(THREADS)]
    for sender in senders:
        sender.start()
    assert eventually(lambda: sum(len(sender.answered) for sender in senders) >= THREADS * 2, pause=0.02)
    house.kill(house.web)
    if killing == "both":
        house.kill(house.worker)
    house.start_web()
    for sender in senders:
        sender.join(60)
        assert not sender.is_alive()
    return senders


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(house):
    senders = sent_while(house, 1, killing="both")
    assert sum(len(sender.unanswered) for sender in senders) > 0  # or nothing was tried
    before = {key: number for sender in senders for key, number in sender.answered.items()}

    again = {key for sender in senders for key in sender.unanswered}
    for sender in senders:
        for key in [*sender.unanswered, *list(sender.answered)[:1]]:
            sender.send(key)
    numbers = {key: number for sender in senders for key, number in sender.answered.items()}
    assert set(numbers) == {f"{sender.prefix}-{turn}" for sender in senders for turn in range(EACH)}
    assert {key: numbers[key] for key in before} == before  # a repeated request is told the number it was told before
    assert again <= set(numbers)

    stored = Counter(row[0] for row in house.rows("SELECT number FROM matter_matter WHERE kind = 'CASE'"))
    assert set(stored) == set(numbers.values())
    assert set(stored.values()) == {1}
    assert {name: n for name, n in lacking(house).items() if n} == {}

    house.start_worker()
    assert eventually(lambda: house.one("SELECT count(*) FROM journal_pending") == 0)
    verified = house.command("verify-journal", "--json")
    assert json.loads(verified.stdout) == {"ok": True, "findings": []}, verified.stderr


def lacking(house: House) -> dict[str, int]:
    """How many matters lack what belongs to them; none should."""
    queries = {
        "no journal": "SELECT count(*) FROM matter_matter m "
        "WHERE NOT EXISTS (SELECT 1 FROM journal_entry e WHERE e.subject_kind = 'matter' AND e.subject_id = m.id)",
        "no case": "SELECT count(*) FROM matter_matter m "
        "WHERE m.kind = 'CASE' AND NOT EXISTS (SELECT 1 FROM cases_case c WHERE c.matter_id = m.id)",
        "no clock": "SELECT count(*) FROM matter_matter m "
        "WHERE m.kind = 'CASE' AND NOT EXISTS (SELECT 1 FROM clocks_running k WHERE k.matter_id = m.id)",
        "no search text": "SELECT count(*) FROM matter_matter m "
        "WHERE m.kind = 'CASE' AND NOT EXISTS (SELECT 1 FROM search_text s WHERE s.matter_id = m.id)",
        "dispatched without a lead": "SELECT count(*) FROM matter_matter m WHERE status = 'DISPATCHED' "
        "AND NOT EXISTS (SELECT 1 FROM dispatch_dispatchorder d WHERE d.matter_id = m.id AND d.part = 'LEAD')",
        "wrong head": "SELECT count(*) FROM journal_head h WHERE h.count <> (SELECT count(*) FROM journal_entry e "
        "WHERE e.subject_kind = h.subject_kind AND e.subject_id = h.subject_id)",
    }
    return {name: int(house.one(query)) for name, query in queries.items()}
