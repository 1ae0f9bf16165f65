"""Who is told: streets asked, everybody concerned by a shortage, the department that receives. Delivered twice, told once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from shaoxiang.cases.tests.walks import reported
from shaoxiang.empowerment import actions
from shaoxiang.empowerment.tests.conftest import (
    CHINGGIS,
    DAY,
    PENALTY,
    certified,
    fresh,
    housing,
    in_force,
    justice,
    leader,
    proposal,
)
from shaoxiang.empowerment.tests.test_actions import awaited
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.reactions import deliver
from shaoxiang.kernel.notices.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def told(kind: str) -> set[tuple[str, int]]:
    """(wording, post) of the notices one kind of entry made; delivered twice."""
    Notice.objects.all().delete()
    for entry in Entry.objects.filter(kind=kind):
        deliver(entry)
        deliver(entry)
    rows = list(Notice.objects.filter(code__startswith="empowerment.").values_list("code", "post_id"))
    assert len(rows) == len(set(rows))
    return set(rows)


def test_the_street_is_asked_and_the_department_is_told_of_its_answer():
    now = timezone.now()
    made = actions.propose(proposal(), actor=housing(), at=now)
    assert ("empowerment.asked", leader().post_id) in told("empowerment.proposed")
    actions.decline(made.number, words="示例", actor=leader(), at=now)
    assert ("empowerment.declined", housing().post_id) in told("empowerment.decline")


def test_of_a_shortage_street_department_and_justice_hear():
    in_force()
    now = timezone.now()
    certified(CHINGGIS, timezone.localdate())
    actions.watch(now=now)
    codes = told("empowerment.short")
    assert {("empowerment.short", who.post_id) for who in (leader(), housing(), justice())} <= codes


def test_whoever_receives_a_running_case_is_told_of_that_case():
    made = in_force()
    now = timezone.now()
    case = reported(at=now, street=CHINGGIS)
    actions.ground_case(case.number, PENALTY, actor=leader(), at=now)
    day = timezone.localdate()
    actions.recall(made.number, effective_on=day, reason="示例", running_case_rule="HAND_OVER", receiving=housing().unit_id, actor=justice(), at=now)
    assert ("empowerment.handed", housing().post_id) in told("empowerment.case_handed_over")
    assert Notice.objects.filter(matter_id=case.pk, code="empowerment.handed", post_id=housing().post_id).exists()
    assert ("empowerment.recall", leader().post_id) in told("empowerment.recall")


def test_an_evaluation_that_nears_comes_to_justice_by_the_sweep():
    made = in_force()
    later = fresh(made).matter.warn_at + DAY
    sweep(now=later)
    for entry in Entry.objects.filter(kind="clocks.warned", subject_id=made.pk):
        deliver(entry, now=later)
        deliver(entry, now=later)
    assert awaited(made) == [("evaluate", "JUSTICE_BUREAU", justice().unit_id)]
