"""Who is told: streets asked, everybody concerned by a shortage, the department that receives. Delivered twice, told once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from shaoxiang.cases.tests.walks import reported
from shaoxiang.empowerment import actions, queries
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
    unit,
)
from shaoxiang.empowerment.tests.test_actions import awaited
from shaoxiang.institutions import actions as institutions
from shaoxiang.institutions.models import Assignment
from shaoxiang.institutions.rules.bodies import Decision
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.reactions import deliver
from shaoxiang.kernel.notices.models import Notice
from tests import people

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


def test_a_reviewer_who_leaves_makes_the_street_short_at_once_and_one_who_comes_cures_it():
    made, now = in_force(), timezone.now()
    today, staffing = timezone.localdate(now), people.actor("STAFFING_OFFICE")
    reviewer = queries.unit_capacity(unit().pk, today).lines["LEGAL_REVIEWER"].post
    left, decision = list(Assignment.objects.filter(post=reviewer, valid_to=None)), Decision(today, "示例：轮岗")
    for seat in left:
        institutions.unseat_person(seat.pk, decision=decision, actor=staffing, at=now)
    told("institutions.unseat")
    assert fresh(made).units.get().short_since == today
    assert [row[0] for row in awaited(made)] == ["restore"]
    assert Entry.objects.filter(kind="empowerment.short").count() == 1
    assert ("empowerment.short", justice().post_id) in told("empowerment.short")
    institutions.seat_person(reviewer.pk, left[0].person, decision=decision, actor=staffing, at=now)
    told("institutions.seat")
    assert (fresh(made).units.get().short_since, awaited(made)) == (None, [])


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
