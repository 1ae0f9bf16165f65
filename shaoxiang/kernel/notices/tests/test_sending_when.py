"""When it goes out: quiet hours, claims, a killed worker, how long the log is kept."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.notices.actions import channels, notify
from shaoxiang.kernel.notices.actions.own import set_quiet
from shaoxiang.kernel.notices.actions.sending import KEPT_FOR, LEASE, _take, deliver, forget_old
from shaoxiang.kernel.notices.models import Delivery
from shaoxiang.kernel.notices.rules.quiet import QuietHours
from shaoxiang.kernel.notices.rules.sending import MOST_TRIES
from shaoxiang.kernel.notices.tests.cast import (
    MORNING,
    NIGHT,
    NOON,
    POST,
    WANG,
    WANG_ACTOR,
    mail_channel,
    only,
    tell,
    wang_reads,
    webhook_channel,
    wecom_channel,
)
from shaoxiang.kernel.notices.tests.servers import smtp_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]
OK = '{"errcode":0,"errmsg":"ok"}'


# --- quiet hours ------------------------------------------------------------------------------------------------------


def test_at_night_only_the_urgent_rings_and_the_rest_goes_out_in_the_morning_once(receiver):
    receiver.usual = (200, OK)
    wecom_channel(receiver.address)
    tell(at=NIGHT)
    tell("tests.danger", at=NIGHT)
    assert deliver(now=NIGHT) == 1
    assert "紧急" in json.loads(receiver.got[0].body)["text"]["content"]
    waiting = Delivery.objects.get(state="WAITING")
    assert (waiting.not_before, waiting.held, waiting.tries) == (MORNING, True, 0)
    assert deliver(now=MORNING - timedelta(seconds=1)) == 0
    assert deliver(now=MORNING) == 1
    assert deliver(now=MORNING + timedelta(hours=1)) == 0
    assert len(receiver.got) == 2


def test_a_try_that_falls_into_the_night_waits_too(receiver):
    receiver.answers = [(500, "later")]
    receiver.usual = (200, OK)
    wecom_channel(receiver.address)
    evening = NIGHT - timedelta(hours=1, seconds=5)  # 21:59:55
    tell(at=evening)
    assert deliver(now=evening) == 0
    assert only().not_before > evening
    assert deliver(now=only().not_before) == 0
    assert (only().not_before, only().tries) == (MORNING, 1)


def test_a_system_is_told_at_any_hour(receiver):
    webhook_channel(receiver.address)
    tell(at=NIGHT)
    assert deliver(now=NIGHT) == 1


def test_a_person_has_hours_of_his_own(receiver):
    with smtp_server() as box:
        mail_channel(box.port)
        wang_reads()
        set_quiet(WANG, "NONE", None, "zh-hans", actor=WANG_ACTOR, at=NOON)
        tell(at=NIGHT)
        assert deliver(now=NIGHT) == 1
        from datetime import time as clock
        set_quiet(WANG, "OWN", QuietHours(clock(12), clock(13)), "zh-hans", actor=WANG_ACTOR, at=NOON)
        tell("tests.told", at=NOON + timedelta(minutes=30))
        assert deliver(now=NOON + timedelta(minutes=30)) == 0
        assert deliver(now=NOON + timedelta(hours=1)) == 1


def test_hours_made_shorter_let_out_what_waits(receiver):
    from datetime import time as clock
    receiver.usual = (200, OK)
    wecom_channel(receiver.address)
    tell(at=NIGHT)
    deliver(now=NIGHT)
    channels.set_quiet_hours(QuietHours(clock(23, 30), clock(6)), actor=SYSTEM, at=NIGHT)
    assert deliver(now=NIGHT) == 1


# --- claims -----------------------------------------------------------------------------------------------------------


def test_a_try_whose_worker_was_killed_is_taken_up_after_its_lease_and_a_late_answer_of_the_old_one_counts_for_nothing(receiver):
    webhook_channel(receiver.address)
    tell()
    lost = _take(NOON)  # claimed, and then the worker is gone
    assert deliver(now=NOON + LEASE - timedelta(seconds=1)) == 0
    assert deliver(now=NOON + LEASE) == 1
    row = only()
    assert (row.state, row.tries) == ("SENT", 2)
    from shaoxiang.kernel.notices.actions import sending
    assert sending._settle(lost, sending.Outcome(False, 500), sending.Reader(""), NOON) is False
    assert only().state == "SENT"


def test_a_message_that_kills_its_worker_every_time_ends_on_the_desk(receiver):
    webhook_channel(receiver.address)
    tell()
    now = NOON
    for _turn in range(MOST_TRIES):
        assert _take(now).claim
        now += LEASE
    assert deliver(now=now) == 0
    assert only().state == "DEAD"
    assert receiver.got == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_while_the_network_waits(receiver, monkeypatch):
    """Inside the sender no transaction is open."""
    seen = []
    ask = webhooks.ask
    monkeypatch.setattr(webhooks, "ask", lambda *given: (seen.append(connection.in_atomic_block), ask(*given))[1])
    webhook_channel(receiver.address)
    tell()
    deliver(now=NOON)
    assert seen == [False]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(receiver):
    receiver.delay_s = 0.02
    webhook_channel(receiver.address)
    for number in range(12):
        notify("tests.told", at=NOON, post_id=POST, params={"number": str(number)})
    taken: list[int] = []

    def work() -> None:
        taken.append(deliver(now=NOON))
        connection.close()

    workers = [threading.Thread(target=work) for _turn in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(60)
    assert sum(taken) == 12
    assert len({one.headers["webhook-id"] for one in receiver.got}) == len(receiver.got) == 12


KILLED = """
import django, sys
django.setup()
from django.utils import timezone
from django.conf import settings
settings.WEBHOOK_HOSTS = ["127.0.0.1"]
settings.DATABASES["default"]["NAME"] = sys.argv[1]
from shaoxiang.kernel.notices.actions.sending import deliver
print("begin", flush=True)
deliver(now=timezone.now())
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_it_sends_loses_nothing(receiver):
    """A real process, kill -9 while the receiver keeps it waiting; another one sends it again, under the same number, once."""
    receiver.delay_s = 30
    webhook_channel(receiver.address)
    notify("tests.told", at=timezone.now(), post_id=POST, params={"number": "SJ1"})
    worker = subprocess.Popen([sys.executable, "-c", KILLED, str(connection.settings_dict["NAME"])], env={**os.environ, **_database()}, stdout=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 30
        while not receiver.got and time.monotonic() < deadline:
            time.sleep(0.05)
        assert len(receiver.got) == 1
        os.kill(worker.pid, signal.SIGKILL)
    finally:
        worker.kill()
        worker.wait(10)
    receiver.delay_s = 0
    row = only()
    assert (row.state, row.tries, bool(row.claim)) == ("WAITING", 1, True)
    assert deliver(now=timezone.now()) == 0
    assert deliver(now=row.not_before) == 1
    assert deliver(now=row.not_before + LEASE) == 0
    assert [one.headers["webhook-id"] for one in receiver.got] == [row.uid, row.uid]


def _database() -> dict[str, str]:
    """The tests' database for another process."""
    url = os.environ.get("DATABASE_URL", "")
    name = str(connection.settings_dict["NAME"])
    return {"DJANGO_SETTINGS_MODULE": "shaoxiang.config.settings", "DATABASE_URL": f"{url.rpartition('/')[0]}/{name}" if url else f"sqlite:///{name}"}


def test_the_log_is_kept_half_a_year_and_the_dead_until_somebody_looks(receiver):
    webhook_channel(receiver.address)
    tell()
    deliver(now=NOON)
    receiver.usual = (410, "")
    tell("tests.danger")
    deliver(now=NOON)
    assert forget_old(now=NOON + KEPT_FOR - timedelta(days=1)) == 0
    forget_old(now=NOON + KEPT_FOR + timedelta(days=1))
    assert [row.state for row in Delivery.objects.all()] == ["DEAD"]


