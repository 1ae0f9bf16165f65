import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from shaoxiang.kernel.jobs import actions, queries, registry, worker
from shaoxiang.kernel.jobs.models import Heartbeat, Schedule

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def jobs(monkeypatch):
    """No job but those of the test."""
    monkeypatch.setattr(registry, "_jobs", {})
    return registry


@pytest.mark.django_db(transaction=True)
def test_a_job_that_takes_its_time_holds_no_other(jobs):
    """As the worker does it: two threads, one for what takes its time."""
    begun, may_end, ran, stop = threading.Event(), threading.Event(), threading.Event(), threading.Event()

    def slow(*, now):
        begun.set()
        may_end.wait(20)

    jobs.register("slow", slow, every=HOUR, aside=True)
    jobs.register("quick", lambda *, now: ran.set(), every=HOUR)
    actions.note_jobs(now=timezone.now())
    beside = threading.Thread(target=worker._beside, args=("w1", stop), daemon=True)
    beside.start()
    assert begun.wait(10)
    assert worker.turn("w1", aside=False) is True
    assert ran.is_set()
    assert Schedule.objects.get(name="slow").last_run_at is None
    may_end.set()
    stop.set()
    beside.join(10)
    assert Schedule.objects.get(name="slow").last_run_at is not None


@pytest.mark.django_db
def test_a_due_job_runs_once_and_is_due_again_later(jobs):
    seen = []
    jobs.register("count", lambda *, now: seen.append(now), every=HOUR)
    actions.note_jobs(now=NOON)
    assert actions.run_due("w1", now=NOON) == ["count"]
    assert actions.run_due("w1", now=NOON) == []
    assert actions.run_due("w1", now=NOON + HOUR) == ["count"]
    assert seen == [NOON, NOON + HOUR]
    row = Schedule.objects.get()
    assert (row.last_run_at, row.next_run_at, row.failures) == (NOON + HOUR, NOON + 2 * HOUR, 0)


@pytest.mark.django_db
def test_a_failing_job_stops_no_other_and_tells_no_secrets(jobs):
    def fail(*, now):
        raise ValueError("张三 13800000000")

    ran = []
    jobs.register("bad", fail, every=HOUR)
    jobs.register("good", lambda *, now: ran.append(now), every=HOUR)
    actions.note_jobs(now=NOON)
    assert sorted(actions.run_due("w1", now=NOON)) == ["bad", "good"]
    assert ran == [NOON]
    row = queries.failing().get()
    assert (row.name, row.failures, row.next_run_at) == ("bad", 1, NOON + timedelta(seconds=30))
    assert row.last_failure.startswith("ValueError · test_actions.py:")


@pytest.mark.django_db
def test_what_one_worker_holds_the_other_passes_by_until_the_claim_lapses(jobs):
    jobs.register("long", lambda *, now: None, every=HOUR)
    actions.note_jobs(now=NOON)
    assert actions._claim("w1", now=NOON, but=[]).name == "long"  # w1 is killed here
    assert actions.run_due("w2", now=NOON + timedelta(seconds=59)) == []
    assert actions.run_due("w2", now=NOON + timedelta(seconds=60)) == ["long"]


@pytest.mark.django_db
def test_a_heartbeat_keeps_the_claim(jobs):
    jobs.register("long", lambda *, now: None, every=HOUR)
    actions.note_jobs(now=NOON)
    actions._claim("w1", now=NOON, but=[])
    actions.beat("w1", now=NOON + timedelta(seconds=50), pid=1)
    assert actions.run_due("w2", now=NOON + timedelta(seconds=100)) == []


@pytest.mark.django_db
def test_a_worker_whose_claim_was_taken_over_changes_nothing(jobs):
    jobs.register("long", lambda *, now: None, every=HOUR)
    actions.note_jobs(now=NOON)
    job = actions._claim("w1", now=NOON, but=[])
    actions._claim("w2", now=NOON + timedelta(minutes=5), but=[])
    actions._finish(job, "w1", now=NOON, failure="")
    assert Schedule.objects.get().claimed_by == "w2"


@pytest.mark.django_db
def test_the_light_goes_out_a_minute_after_the_last_beat():
    assert not queries.is_awake(NOON)
    actions.beat("w1", now=NOON, pid=7)
    assert queries.is_awake(NOON + timedelta(seconds=60))
    assert not queries.is_awake(NOON + timedelta(seconds=61))
    actions.sign_off("w1")
    assert not queries.is_awake(NOON)


@pytest.mark.django_db
def test_heartbeats_of_workers_long_gone_are_dropped():
    actions.beat("old", now=NOON - timedelta(days=2), pid=7)
    actions.note_jobs(now=NOON)
    assert not Heartbeat.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_never_run_one_job_twice(jobs):
    """Real threads, real connections: eight workers want the same twenty jobs."""
    runs, lock = [], threading.Lock()

    def job(name):
        def run(*, now):
            with lock:
                runs.append(name)
            time.sleep(0.005)

        return run

    for number in range(20):
        jobs.register(f"job{number}", job(number), every=HOUR)
    actions.note_jobs(now=NOON)

    def work(name):
        try:
            actions.run_due(name, now=NOON)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(runs) == list(range(20))


@pytest.mark.django_db(transaction=True)
def test_the_worker_process_beats_ends_cleanly_and_survives_kill(tmp_path):
    """The real command on the real database: alive, killed outright, started again, told to stop."""
    database = connection.settings_dict
    if connection.vendor == "postgresql":
        url = f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"
    else:
        url = f"sqlite:///{database['NAME']}"

    def start():
        return subprocess.Popen([sys.executable, "-m", "shaoxiang", "worker"], env={**os.environ, "DATABASE_URL": url})

    first = start()
    assert eventually(lambda: queries.is_awake(timezone.now()))
    first.kill()
    first.wait()
    Schedule.objects.filter(claimed_until__isnull=False).update(claimed_until=timezone.now())  # what it held lapses, as after a minute
    second = start()
    assert eventually(lambda: Heartbeat.objects.filter(pid=second.pid).exists())
    assert eventually(lambda: Schedule.objects.filter(name="journal.checkpoint", last_run_at__isnull=False).exists())
    second.send_signal(signal.SIGTERM)
    assert second.wait(20) == 0
    assert not Heartbeat.objects.filter(pid=second.pid).exists()


def eventually(claim, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if claim():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.django_db
def test_one_turn_delivers_and_runs(jobs):
    ran = []
    jobs.register("now", lambda *, now: ran.append(now), every=HOUR)
    actions.note_jobs(now=timezone.now())
    assert worker.turn("w1") is True
    assert worker.turn("w1") is False
    assert len(ran) == 1
