"""Two people at the same moment, on real connections: one step is taken, one line stands."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.utils import timezone

from shaoxiang.empowerment import actions
from shaoxiang.empowerment.models import CapacityConfirmation
from shaoxiang.empowerment.tests.conftest import DAY, NOON, TODAY, able, fresh, justice, known, leader, proposal, signed, staffing, unit
from shaoxiang.empowerment.vocabulary import CapacityKind
from shaoxiang.forces.tests.test_race import at_once
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from tests.whole.test_api_killed import url_of_this_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("district")]


def test_of_two_offices_that_record_the_plan_one_does():
    able()
    made = signed()
    who = (staffing(), justice())
    said = at_once(*[
        lambda actor=actor, name=name: actions.plan(made.number, held_on=TODAY, meeting=name, document="示例〔2026〕1号", actor=actor, at=NOON)
        for actor, name in zip(who, ("甲会", "乙会"), strict=True)
    ])
    assert sorted(type(one) for one in said if one is not None) == [MoveRefused]
    assert Entry.objects.filter(subject_kind="matter", subject_id=made.pk, kind="empowerment.plan").count() == 1
    assert fresh(made).plan_meeting == ("甲会", "乙会")[said.index(None)]


def test_of_two_confirmations_at_once_both_are_kept_and_one_stands():
    here, who = unit().pk, leader()  # looked up once: two threads would both give the leader his account
    calls = [
        lambda words=words: actions.confirm_capacity(here, CapacityKind.SEAL, confirmed_on=TODAY, words=words, actor=who, at=NOON)
        for words in ("甲章1号", "乙章2号")
    ]
    assert at_once(*calls) == [None, None]
    rows = CapacityConfirmation.objects.filter(unit=unit(), kind="SEAL")
    assert (rows.count(), rows.filter(ended_on__isnull=True).count()) == (2, 1)


WATCHING = """
import django, sys, time
django.setup()
from shaoxiang.duties.queries import duty_book
until, told = time.monotonic() + 90, None
while told != "RECALLED" and time.monotonic() < until:
    line = duty_book().powers.get(("0302", int(sys.argv[1])))
    now = str(line.standing.value)
    if now != told:
        told = now
        print(told, flush=True)
    time.sleep(0.2)
"""


def test_another_process_learns_of_in_force_of_shortage_and_of_recall():
    """A real second process, which nobody tells anything."""
    at, today = timezone.now(), timezone.localdate()
    able()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "shaoxiang.config.settings", "DATABASE_URL": url_of_this_database(),
                   "SHAOXIANG_REFRESH_SECONDS": "1"}
    with subprocess.Popen([sys.executable, "-c", WATCHING, str(unit().pk)], env=environment, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        assert watching.stdout.readline() == "UNKNOWN\n"
        made = actions.register_existing(proposal("P33"), known(today - 30 * DAY), actor=SYSTEM, at=at)
        assert watching.stdout.readline() == "IN_FORCE\n"
        actions.end_capacity(unit().pk, CapacityKind.SEAL, ended_on=today, actor=SYSTEM, at=at)
        assert watching.stdout.readline() == "SHORT\n"
        actions.recall(made.number, effective_on=today, reason="示例", running_case_rule="FINISH", receiving=None, actor=justice(), at=at)
        assert watching.stdout.readline() == "RECALLED\n"
