"""A street refuses, a department answers, the office rules; meanwhile the work counts against nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from shaoxiang.admission import actions, queries
from shaoxiang.admission.models import RefusalNotice
from shaoxiang.admission.rules import AdmissionRefused
from shaoxiang.admission.tests.walks import DAY, HOUR, MONDAY, WORDS, desk, fresh, liaison, office, refused, stated, taken_back
from shaoxiang.admission.vocabulary import AdmissionStatus, Breach, RefusalStatus, WorkKind
from shaoxiang.cases.models import Case
from shaoxiang.cases.tests.walks import LINE_TYPE, STREET_TYPE, reported
from shaoxiang.duties.models import DutyItem, EmpoweredMatter
from shaoxiang.empowerment.models import HandedPower
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.kernel.notices.models import Notice
from tests import guards, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(autouse=True)
def _nothing_waits():
    Pending.objects.all().delete()


def awaited(actor, notice):
    return sorted({row.what for row in desk_of(actor) if row.matter_id == notice.pk})


def of_case():
    """A refused case of the home street: a department took it back, the street is told to help all the same."""
    taken_back()
    case = reported(LINE_TYPE, at=timezone.now() - timedelta(hours=2))
    today = timezone.localdate()
    given = {"title": "示例", "words": WORDS, "department_id": liaison().unit_id, "received_on": today, "number": case.number}
    return case, actions.refuse(actions.Work(WorkKind.CASE, **given), actor=desk(), at=timezone.now())


def test_a7_a_street_refuses_the_department_has_five_days_and_a_row_on_its_desk():
    notice = refused()
    clock = RunningClock.objects.get(matter_id=notice.pk)
    assert (clock.code, clock.last_day.isoformat()) == ("ADM_ANSWER", "2026-11-09")
    assert awaited(liaison(), notice) == ["answer"]
    assert awaited(desk(), notice) == []
    assert "示例" not in str(list(Entry.objects.filter(kind__startswith="refusal.").values_list("facts", flat=True)))


@pytest.mark.parametrize(("days", "late"), [(0, False), (3, False), (4, True), (20, True)])
def test_a7_within_three_working_days_later_is_said_and_not_forbidden(days, late):
    notice = refused(at=MONDAY + days * DAY, received_on=MONDAY.date())  # Monday: the third working day is Thursday
    assert notice.late is late
    assert notice.status == RefusalStatus.ISSUED


def test_who_may_refuse_and_who_sees_it():
    notice = refused()
    for who in (liaison(), office()):
        with pytest.raises(PermissionDenied):
            actions.refuse(actions.Work(WorkKind.LETTER, "示例", WORDS, liaison().unit_id, MONDAY.date(), letter="示例"), actor=who, at=MONDAY)
    stranger = next(other for other in (liaison(skip) for skip in range(1, 9)) if other.unit_id != liaison().unit_id)
    for who in (desk(people.NEXT), stranger):
        assert not queries.refusals_for(who).exists()
        with pytest.raises(RefusalNotice.DoesNotExist):
            actions.accept(notice.number, actor=who, at=MONDAY)
    with pytest.raises(PermissionDenied):
        actions.accept(notice.number, actor=desk(), at=MONDAY)
    for who in (desk(), people.actor("STREET_LEADER", street=people.HOME), liaison(), office()):
        assert queries.refusals_for(who).get() == notice


def test_what_a_street_cannot_see_it_cannot_refuse():
    case = reported(at=timezone.now() - timedelta(hours=2))
    given = actions.Work(WorkKind.CASE, "示例", WORDS, liaison().unit_id, timezone.localdate(), number=case.number)
    with pytest.raises(AdmissionRefused) as refused_:
        actions.refuse(given, actor=desk(people.NEXT), at=timezone.now())
    assert refused_.value.field == "subject"


def test_what_the_list_says_the_street_carries_itself_is_not_refused():
    """Or a refusal would take any case out of every assessment."""
    case = reported(STREET_TYPE, at=timezone.now() - timedelta(hours=2))
    given = actions.Work(WorkKind.CASE, "示例", WORDS, liaison().unit_id, timezone.localdate(), number=case.number)
    with pytest.raises(AdmissionRefused) as refused_:
        actions.refuse(given, actor=desk(), at=timezone.now())
    assert refused_.value.field == "subject"
    assert refused_.value.facts["code"] in {step["params"].get("code") for step in case.ground}
    assert queries.uncounted([case.pk]) == set()


def test_nor_is_what_it_assists_in_while_the_department_leads():
    """Or a refusal would take the department's own lateness out of the count."""
    case = reported(LINE_TYPE, at=timezone.now() - timedelta(hours=2))
    given = actions.Work(WorkKind.CASE, "示例", WORDS, liaison().unit_id, timezone.localdate(), number=case.number)
    with pytest.raises(AdmissionRefused) as refused_:
        actions.refuse(given, actor=desk(), at=timezone.now())
    assert refused_.value.facts["code"]
    assert queries.uncounted([case.pk]) == set()


def test_what_its_list_has_it_lead_is_not_refused_whoever_sent_it_by_hand():
    case = reported(STREET_TYPE, at=timezone.now() - timedelta(hours=2))
    Case.objects.filter(pk=case.pk).update(ground=[{"code": "DESIGNATED", "params": {}}])
    given = actions.Work(WorkKind.CASE, "示例", WORDS, liaison().unit_id, timezone.localdate(), number=case.number)
    with pytest.raises(AdmissionRefused):
        actions.refuse(given, actor=desk(), at=timezone.now())


def test_items_of_institutions_are_those_of_units_that_have_the_institution():
    item = DutyItem.objects.filter(list_kind="INSTITUTION", office_name="综合保障和技术推广中心", valid_to=None).first()
    own = Body.objects.filter(kind="AFFILIATED_INSTITUTION", name=item.office_name, valid_to=None).first()
    assert queries.carries(Body.objects.get(pk=own.unit_id), "INSTITUTION_DUTY", item.code, timezone.localdate())
    assert not queries.carries(Body.objects.get(pk=desk().unit_id), "INSTITUTION_DUTY", item.code, timezone.localdate())


def test_one_matter_is_refused_once_while_it_is_open():
    case, notice = of_case()
    again = actions.Work(WorkKind.CASE, "示例", WORDS, liaison().unit_id, timezone.localdate(), number=case.number)
    with pytest.raises(AdmissionRefused):
        actions.refuse(again, actor=desk(), at=timezone.now())
    assert queries.about(case.pk) == [notice]


def test_a7_while_the_refusal_is_open_or_stands_the_work_is_counted_in_no_assessment():
    case, notice = of_case()
    now = timezone.now()
    assert queries.uncounted([case.pk, 0]) == {case.pk}
    actions.escalate(notice.number, words=WORDS, actor=liaison(), at=now)
    assert queries.uncounted([case.pk]) == {case.pk}
    actions.rule_stands(notice.number, breach=Breach.CORRECTION, words=WORDS, actor=office(), at=now)
    assert queries.uncounted([case.pk]) == {case.pk}


def test_a7_work_that_is_on_a_list_counts_again():
    case, notice = of_case()
    now = timezone.now()
    actions.escalate(notice.number, words=WORDS, actor=liaison(), at=now)
    with pytest.raises(AdmissionRefused) as refused_:
        actions.rule_listed(notice.number, item_kind="STREET_DUTY", item_code="NONE", words=WORDS, actor=office(), at=now)
    assert refused_.value.field == "item"
    code = DutyItem.objects.filter(list_kind="STREET", valid_to=None).first().code
    power = EmpoweredMatter.objects.filter(valid_to=None).exclude(code__in=HandedPower.objects.filter(unit_id=desk().unit_id).values("code")).first()
    others = [("TOWN_DUTY", DutyItem.objects.filter(list_kind="TOWN", valid_to=None).first().code), *([("POWER", power.code)] if power else [])]
    taken = DutyItem.objects.filter(list_kind="STREET", valid_to=None).last()
    guards.aside()
    DutyItem.objects.filter(pk=taken.pk).update(role="WITHDRAWN")
    for kind, other in (*others, ("STREET_DUTY", taken.code)):  # another unit's list, a power not handed to it, what the department took back
        with pytest.raises(AdmissionRefused):
            actions.rule_listed(notice.number, item_kind=kind, item_code=other, words=WORDS, actor=office(), at=now)
    done = actions.rule_listed(notice.number, item_kind="STREET_DUTY", item_code=code.lower(), words=WORDS, actor=office(), at=now)
    assert (done.status, done.item_code) == (RefusalStatus.ON_LIST, code)
    assert queries.uncounted([case.pk]) == set()
    assert queries.uncounted_matters().count() == 0
    again = actions.Work(WorkKind.CASE, "示例", WORDS, liaison().unit_id, timezone.localdate(), number=case.number)
    with pytest.raises(AdmissionRefused, match="已经裁定在清单上"):
        actions.refuse(again, actor=desk(), at=now)


def test_the_department_takes_its_work_back():
    notice = refused()
    done = actions.accept(notice.number, words=WORDS, actor=liaison(), at=MONDAY + HOUR)
    assert (done.status, done.matter.closed_at) == (RefusalStatus.ACCEPTED, MONDAY + HOUR)
    assert awaited(liaison(), notice) == []
    assert not RunningClock.objects.filter(matter_id=notice.pk, stopped_at=None).exists()


def test_applying_makes_a_draft_and_the_notice_waits_for_what_becomes_of_it():
    notice = actions.apply(refused().number, actor=liaison(), at=MONDAY + HOUR)
    request = fresh(notice.request)
    assert (notice.status, request.status, request.matter.title) == (RefusalStatus.APPLYING, AdmissionStatus.DRAFT, notice.matter.title)
    assert [row.unit_id for row in request.units.all()] == [desk().unit_id]
    actions.edit(request.number, stated(people.HOME), actor=liaison(), at=MONDAY + HOUR)
    actions.withdraw(request.number, words=WORDS, actor=liaison(), at=MONDAY + 2 * HOUR)
    deliver_pending(now=MONDAY + 3 * HOUR)
    assert RefusalNotice.objects.select_related("matter").get(pk=notice.pk).status == RefusalStatus.STANDS


def test_a_department_that_says_nothing_loses_by_time():
    notice = refused()
    due_at = notice.matter.due_at
    assert actions.run_out(notice.number, at=due_at - HOUR) is None
    sweep(now=due_at)
    deliver_pending(now=due_at)
    assert RefusalNotice.objects.select_related("matter").get(pk=notice.pk).status == RefusalStatus.STANDS
    with pytest.raises(MoveRefused):
        actions.accept(notice.number, actor=liaison(), at=due_at)


def test_a9_an_upheld_refusal_records_the_breach_in_words():
    notice = actions.escalate(refused().number, words=WORDS, actor=liaison(), at=MONDAY + HOUR)
    assert awaited(office(), notice) == ["rule"]
    with pytest.raises(AdmissionRefused):
        actions.rule_stands(notice.number, breach=None, words=WORDS, actor=office(), at=MONDAY + DAY)
    for who in (liaison(), desk()):
        with pytest.raises(PermissionDenied):
            actions.rule_stands(notice.number, breach=Breach.CRITICISM, words=WORDS, actor=who, at=MONDAY + DAY)
    done = actions.rule_stands(notice.number, breach=Breach.CRITICISM, words=WORDS, actor=office(), at=MONDAY + DAY)
    assert (done.status, done.breach, done.ruling_words) == (RefusalStatus.UPHELD, "CRITICISM", WORDS)
    assert Entry.objects.get(kind="refusal.rule_stands").facts["department"] == liaison().unit_id
    assert awaited(office(), notice) == []


def test_the_department_is_told_of_a_refusal_and_the_street_of_its_outcome():
    now = timezone.now()
    notice = refused(at=now)
    deliver_pending(now=now)
    told = {row.post_id for row in Notice.objects.filter(code="refusal.received")}
    assert liaison().post_id in told
    assert desk().post_id not in told
    actions.accept(notice.number, actor=liaison(), at=now)
    deliver_pending(now=now)
    deliver_pending(now=now)
    assert desk().post_id in {row.post_id for row in Notice.objects.filter(code="refusal.settled")}
    refused(at=now - 3 * DAY)  # told late: news to nobody
    before = Notice.objects.count()
    deliver_pending(now=now)
    assert Notice.objects.count() == before


def test_when_work_of_this_house_came_the_house_knows_and_what_is_over_is_not_refused():
    """Or a street would type today for an order of weeks ago, and take what it has done, or was late with, out of every figure."""
    taken_back()
    now = timezone.now()
    case = reported(LINE_TYPE, at=now - timedelta(days=12))
    given = actions.Work(WorkKind.CASE, "示例", WORDS, liaison().unit_id, timezone.localdate(now), number=case.number)
    notice = actions.refuse(given, actor=desk(), at=now)
    assert (notice.received_on, notice.late) == (timezone.localdate(now - timedelta(days=12)), True)
    closed = reported(LINE_TYPE, at=now - timedelta(hours=2))
    closed.matter.closed_at = now - timedelta(hours=1)
    closed.matter.save(update_fields=["closed_at"])
    with pytest.raises(AdmissionRefused, match="办完的不能再拒收") as refused_:
        actions.refuse(replace(given, number=closed.number), actor=desk(), at=now)
    assert refused_.value.field == "subject"
    assert queries.uncounted([closed.pk]) == set()


def test_a_letter_still_says_its_day():
    with pytest.raises(AdmissionRefused) as missing:
        refused(received_on=None)
    assert missing.value.field == "received_on"
    with pytest.raises(AdmissionRefused, match="年份"):
        refused(received_on=MONDAY.date().replace(year=1926))
