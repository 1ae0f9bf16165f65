"""A run: who may ask, what is kept, what the journal says, and that nothing else changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from shaoxiang.forces.models import ForceAllocation
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.simulation import actions
from shaoxiang.simulation.actions import ask, run_waiting
from shaoxiang.simulation.models import SimulationRun
from shaoxiang.simulation.queries import runs
from shaoxiang.simulation.rules.changes import ChangeRefused
from shaoxiang.simulation.rules.study import Plan
from shaoxiang.simulation.tests.lately import live
from shaoxiang.simulation.vocabulary import RunStatus
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
PLAN = Plan(days=5, replications=2)
MORE = [{"do": "station", "department": "DEP01", "street": people.HOME, "people": 10}]


def staffing():
    return people.actor(Role.STAFFING_OFFICE.value)


def entries():
    return list(Entry.objects.filter(subject_kind=actions.SUBJECT).order_by("pk"))


def test_a_short_run_is_answered_at_once_and_written_down():
    live()
    known = list(ForceAllocation.objects.order_by("pk").values())
    run = ask(PLAN, MORE, actor=staffing(), at=timezone.now())
    assert run.status == RunStatus.DONE
    assert run.asked_by == staffing().assignment_id
    shown = runs.shown(SimulationRun.objects.get(pk=run.pk))
    assert shown.changes == ["海拉尔东路街道派驻的区公安分局人员 +10 人"]
    assert shown.picture.startswith("<svg")
    assert shown.compared is not None
    (entry,) = entries()
    assert (entry.kind, entry.subject_id, entry.actor_id) == ("simulation.asked", run.pk, staffing().assignment_id)
    assert entry.facts == {
        "days": 5, "replications": 2, "seed": 7, "changes": 1, "parameters_sha256": run.digest, "at_once": True,
    }
    assert list(ForceAllocation.objects.order_by("pk").values()) == known, "a model moves nobody"


@pytest.mark.parametrize("role", [Role.STAFFING_OFFICE, Role.DISTRICT_DESK, Role.DISTRICT_LEADER, Role.CONFIG_ADMIN])
def test_those_who_decide_where_forces_stand_may_ask(role):
    live(1)
    assert ask(PLAN, [], actor=people.actor(role.value), at=timezone.now()).status == RunStatus.DONE


@pytest.mark.parametrize("role", [Role.STREET_DESK, Role.GRID_WORKER, Role.DEPARTMENT_LIAISON, Role.SECURITY_ADMIN])
def test_others_may_not(role):
    live(1)
    with pytest.raises(PermissionDenied):
        ask(PLAN, [], actor=people.actor(role.value), at=timezone.now())
    assert not SimulationRun.objects.exists()
    assert not entries()


def test_asked_twice_within_a_minute_the_same_run_answers():
    live(1)
    at = timezone.now()
    first = ask(PLAN, MORE, actor=staffing(), at=at)
    assert ask(PLAN, MORE, actor=staffing(), at=at + timedelta(seconds=30)) == first
    assert ask(PLAN, [], actor=staffing(), at=at + timedelta(seconds=30)) != first
    assert ask(PLAN, MORE, actor=people.actor(Role.DISTRICT_DESK.value), at=at) != first
    assert ask(PLAN, MORE, actor=staffing(), at=at + timedelta(minutes=2)) != first


def test_what_is_not_there_is_refused_and_nothing_kept():
    live(1)
    with pytest.raises(ChangeRefused):
        ask(PLAN, [{**MORE[0], "department": "DEP99"}], actor=staffing(), at=timezone.now())
    assert not SimulationRun.objects.exists()


def test_a_long_run_waits_for_the_worker_which_answers_it_once(monkeypatch):
    live()
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    at = timezone.now()
    run = ask(PLAN, MORE, actor=staffing(), at=at)
    assert (run.status, run.result) == (RunStatus.WAITING, {})
    assert run_waiting(now=at + timedelta(seconds=10)) == 1
    assert run_waiting(now=at + timedelta(seconds=20)) == 0
    run.refresh_from_db()
    assert run.status == RunStatus.DONE
    assert runs.shown(run).compared is not None
    assert [entry.kind for entry in entries()] == ["simulation.asked", "simulation.finished"]


def test_at_once_and_by_the_worker_the_figures_are_the_same(monkeypatch):
    live()
    at = timezone.now()
    now = ask(PLAN, MORE, actor=staffing(), at=at)
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    later = ask(PLAN, MORE, actor=people.actor(Role.DISTRICT_DESK.value), at=at)
    run_waiting(now=at)
    later.refresh_from_db()
    assert later.result["figures"] == SimulationRun.objects.get(pk=now.pk).result["figures"]


def test_a_run_a_stopped_worker_left_is_taken_up_again_after_a_while(monkeypatch):
    live(1)
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    at = timezone.now()
    run = ask(PLAN, [], actor=staffing(), at=at)
    SimulationRun.objects.filter(pk=run.pk).update(started_at=at)
    assert run_waiting(now=at + timedelta(minutes=5)) == 0
    assert run_waiting(now=at + timedelta(minutes=16)) == 1


def test_what_has_gone_from_the_lists_meanwhile_is_said_and_the_run_is_closed(monkeypatch):
    live(1)
    monkeypatch.setattr(runs, "AT_ONCE", 0)
    at = timezone.now()
    run = ask(PLAN, MORE, actor=staffing(), at=at)
    SimulationRun.objects.filter(pk=run.pk).update(changes=[{**MORE[0], "department": "DEP99"}])
    assert run_waiting(now=at) == 1
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert "DEP99" in run.refusal
    assert entries()[-1].facts["status"] == "FAILED"
