"""Two sweeps at once: every clock is reported exactly once. On SQLite the second waits for the first."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from shaoxiang.kernel import db
from shaoxiang.kernel.clocks import actions
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.journal.models import Entry, Head
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.workdays.rules import SHANGHAI

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)
CLOCKS = [ClockSpec("CASE_A", "甲", 1, Unit.HOUR, DayType.CLOCK), ClockSpec("CASE_B", "乙", 2, Unit.DAY, DayType.CALENDAR)]


@pytest.fixture
def forty():
    for number in range(40):
        matter = open_matter(MatterKind.CASE, title=f"事{number}", status="REPORTED", at=MONDAY)
        actions.start(matter, CLOCKS, at=MONDAY)


def sweeping(now, found, failures, gate):
    try:
        gate.wait()
        while sum(result := actions.sweep(now=now, limit=1000)):
            found.append(result)
    except Exception as error:
        failures.append(error)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_sweeps_that_race_report_each_clock_once(forty, monkeypatch):
    monkeypatch.setattr(actions, "BATCH", 7)
    now = MONDAY + timedelta(days=30)
    found, failures, gate = [], [], threading.Barrier(3)
    threads = [threading.Thread(target=sweeping, args=(now, found, failures, gate)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    actions.sweep(now=now)  # what a racing sweep passed by
    keys = [entry.facts["clock"] for entry in Entry.objects.filter(kind="clocks.overdue")]
    assert sorted(keys) == sorted(RunningClock.objects.values_list("pk", flat=True))
    assert not RunningClock.objects.filter(overdue_at__isnull=True).exists()
    assert all(head.count == 2 for head in Head.objects.all())


@pytest.mark.django_db(transaction=True)
def test_a_matter_held_by_someone_is_left_for_the_next_sweep(forty):
    if not db.is_postgres():
        pytest.skip("SQLite has one writer: nobody can hold a row while another writes")
    held, done = threading.Event(), threading.Event()

    def hold():
        from django.db import transaction

        from shaoxiang.kernel.matter.models import Matter

        with transaction.atomic():
            Matter.objects.select_for_update().order_by("pk").first()
            held.set()
            done.wait(10)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    now = MONDAY + timedelta(days=30)
    assert actions.sweep(now=now).overdue == 78
    done.set()
    holder.join()
    assert actions.sweep(now=now).overdue == 2


@pytest.mark.django_db
def test_a_sweep_with_nothing_due_reads_two_indexes(forty, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert actions.sweep(now=MONDAY) == (0, 0, 0)
