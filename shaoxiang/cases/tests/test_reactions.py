from datetime import timedelta

import pytest
from django.utils import timezone

from shaoxiang.cases import actions
from shaoxiang.cases.tests.walks import handler_of, reported
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.kernel.notices.models import Notice
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def told(post_id):
    return list(Notice.objects.filter(post_id=post_id).order_by("pk").values_list("code", flat=True))


def test_the_post_that_carries_it_is_told_once_however_often_it_is_delivered():
    now = timezone.now()
    case = reported(at=now)
    entry = Entry.objects.get(subject_kind="matter", subject_id=case.pk, kind="cases.dispatch")
    deliver_pending(now=now)
    Pending.objects.create(entry=entry, kind=entry.kind, not_before=now)
    deliver_pending(now=now)
    assert told(handler_of(case).post_id) == ["cases.sent_to_you"]


def test_the_finder_hears_back():
    now, worker = timezone.now(), people.actor("GRID_WORKER", street=people.HOME)
    case = reported(at=now, actor=worker, source=Source.PATROL, kind=AppealKind.PATROL, reporter={})
    handler = handler_of(case)
    actions.sign(case.number, actor=handler, at=now)
    actions.finish(case.number, actor=handler, at=now, outcome="已清运")
    deliver_pending(now=now)
    assert "cases.find_handled" in told(worker.post_id)


def test_past_due_is_told_and_lies_on_the_supervisors_desk_exactly_once():
    now = timezone.now()
    case = reported(at=now)
    later = now + timedelta(days=40)
    for _turn in range(2):
        sweep(now=later)
        Entry.objects.filter(kind="clocks.overdue")
        deliver_pending(now=later)
    assert Entry.objects.filter(subject_id=case.pk, kind="clocks.overdue").count() >= 1
    assert DeskRow.objects.filter(OPEN, matter_id=case.pk, what="supervise", role=Role.SUPERVISOR).count() == 1
    assert Entry.objects.filter(subject_id=case.pk, kind="cases.escalated").count() == 1
    assert "cases.overdue" in told(handler_of(case).post_id)


def test_old_news_is_told_to_nobody():
    case = reported()
    deliver_pending(now=timezone.now())
    assert not told(handler_of(case).post_id)
    assert not Pending.objects.exists()
