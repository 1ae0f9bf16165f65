"""Two streets reach for one crew at the same moment: one gets it. Real connections; on SQLite the second waits for the first."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from shaoxiang.cases.tests.walks import reported
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces import actions
from shaoxiang.forces.models import Absence, Shift, Team
from shaoxiang.forces.rules import ForceEngaged, ForceRefused
from shaoxiang.forces.tests.conftest import FIRE, MONDAY, body, desk, head_of
from shaoxiang.forces.vocabulary import DutyPart, ShiftKind
from tests import people

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("district")]


def at_once(*calls):
    """Run each call in a thread and connection of its own, all let go together. Returns what each raised, or None."""
    gate, said = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            gate.wait()
            call()
        except Exception as error:
            said[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def test_one_crew_is_never_booked_twice():
    Absence.objects.all().delete()
    Team.objects.update(crews=1)
    fire = body(FIRE).pk
    calls = []
    for street in (people.HOME, people.NEXT):
        case, actor = reported(street=street), desk(street)
        calls.append(lambda case=case, actor=actor: actions.send_force(
            case.number, fire, priority=Priority.EMERGENCY, task="示例", actor=actor, at=MONDAY))
    said = at_once(*calls)
    assert [type(one) for one in said if one is not None] == [ForceEngaged]
    assert DispatchOrder.objects.filter(office_id=fire, mode="FORCE").count() == 1


def test_one_person_is_never_put_on_two_shifts_at_once():
    Shift.objects.all().delete()
    team, head, until = body(FIRE), head_of(FIRE), MONDAY.replace(hour=20)

    def put(n):
        actions.put_shift(team.pk, DutyPart.DUTY, ShiftKind.NIGHT, head.person_id, MONDAY.replace(hour=10 + n), until, actor=head, at=MONDAY)

    said = at_once(lambda: put(0), lambda: put(1))
    assert [type(one) for one in said if one is not None] == [ForceRefused]
    assert Shift.objects.count() == 1
