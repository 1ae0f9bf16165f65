"""A duty goes to another office: what runs goes along inside the unit, and waits for a word where the unit is another."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from shaoxiang.cases import actions, queries
from shaoxiang.cases.actions.duties import decide_handoff, follow_day, follow_duties
from shaoxiang.cases.models import DutyDay, DutyHandoff
from shaoxiang.cases.queries.timeline import timeline_page
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.tests.seats import seated
from shaoxiang.cases.tests.walks import STREET_TYPE, fresh, handler_of, reported
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.dispatch.vocabulary import CitedList
from shaoxiang.duties import actions as duties
from shaoxiang.duties.actions import raise_version
from shaoxiang.duties.models import DispatchCatalogueEntry, DutyItem, EventType, TypeDuty
from shaoxiang.duties.tests.reviewing import publish
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.places.models import StreetUnit
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def day(now):
    """The day from which the new list holds."""
    return timezone.localdate(now) + timedelta(days=10)


@pytest.fixture
def item():
    return TypeDuty.objects.get(type__code=STREET_TYPE, unit_scope="STREET", valid_to=None).item


def other_office(item):
    """The name of another office that every street has."""
    return Body.objects.filter(kind="INTERNAL_OFFICE", valid_to=None).exclude(name=item.office_name).order_by("pk").first().name


def published(item, day, now):
    """A new version of the list in which another office answers for the item from `day` on."""
    staffing = people.actor("STAFFING_OFFICE")
    today = timezone.localdate(now)
    version = duties.draft_version("STREET_DUTY", title="职责调整（示例）", actor=staffing, at=now)
    version = duties.describe(version.pk, title="职责调整（示例）", effective_from=day, decided_by="区编委", document="编发〔2026〕1号", decided_on=today,
                              revision=version.revision, actor=staffing, at=now)
    duties.change_item(version.pk, item.code, act="AMEND", values={"office_name": other_office(item)}, reason="示例", revision=version.revision,
                       actor=staffing, at=now)
    return publish(version.pk, actor=staffing, at=now, accept_gaps=True)


def to_a_department(day):
    """From `day` on a department leads on this type, everywhere."""
    department = Body.objects.filter(kind="DEPARTMENT", valid_to=None, posts__answers=True).order_by("pk").first()
    DispatchCatalogueEntry.objects.create(type=EventType.objects.get(code=STREET_TYPE), lead=department, source_code="AGREED", valid_from=day)
    raise_version()
    return department


def entries(case, kind):
    return list(Entry.objects.filter(subject_kind="matter", subject_id=case.pk, kind=kind))


def test_three_offices_each_case_goes_to_its_own_streets_new_office(item, now, day):
    new_name = other_office(item)
    streets = list(StreetUnit.objects.filter(code__startswith=people.HOME[:6], kind="SUBDISTRICT", valid_to=None).order_by("code")[:3])
    cases = [reported(at=now - timedelta(hours=2), street=street.code) for street in streets]
    assert len({running_lead(case.pk).office_id for case in cases}) == 3
    signed = cases[0]
    handler = handler_of(signed)
    actions.sign(signed.number, actor=handler, at=now - timedelta(hours=1))
    actions.progress(signed.number, actor=handler, at=now - timedelta(minutes=30), words="已联系清运车。")
    ground, clocks = fresh(signed).ground, list(RunningClock.objects.filter(matter_id=signed.pk).values())
    row = DeskRow.objects.get(OPEN, matter_id=signed.pk)
    published(item, day, now)
    assert follow_duties(now=now) == 0  # its day has not come
    later = now + timedelta(days=10)
    assert follow_duties(now=later) == 3

    for case in cases:
        lead, matter = running_lead(case.pk), fresh(case).matter
        old = DispatchOrder.objects.get(matter_id=case.pk, ended_at=later)
        assert (old.unit_id, matter.unit_id) == (lead.unit_id, lead.unit_id)
        assert book().name_of(lead.office_id) == new_name
        assert book().name_of(old.office_id) == item.office_name
        assert matter.office_id == lead.office_id
        (entry,) = entries(case, "cases.duty_moved")
        assert (entry.facts["office"], entry.facts["office_from"]) == (lead.office_id, old.office_id)
    after = DeskRow.objects.get(OPEN, matter_id=signed.pk)
    lead = running_lead(signed.pk)
    assert (after.pk, after.what, after.opened_at, after.due_at) == (row.pk, "finish", row.opened_at, row.due_at)
    assert (after.office_id, after.post_id) == (lead.office_id, lead.post_id)
    assert fresh(signed).ground == ground == lead.ground  # running cases keep the ground they were sent on
    assert list(RunningClock.objects.filter(matter_id=signed.pk).values()) == clocks

    new_handler = people.in_post(lead.post_id)
    assert queries.cases_for(new_handler).filter(pk=signed.pk).exists()
    told = timeline_page(fresh(signed), queries.entries_of(signed), list(signed.progress.all()))
    assert "已联系清运车。" in [word.text for one in told for word in one.words]
    line = next(one for one in told if "职责调整" in one.what)
    assert item.office_name in line.more
    assert new_name in line.more
    assert Notice.objects.filter(code="cases.duty_given", post_id=lead.post_id).count() == 1
    assert Notice.objects.filter(code="cases.duty_taken", post_id=handler.post_id).count() == 1
    with pytest.raises(PermissionDenied):
        actions.finish(signed.number, actor=handler, at=later, outcome="我来办")
    actions.finish(signed.number, actor=new_handler, at=later, outcome="接着清运完了。")


def test_twice_is_once_and_a_missed_day_is_made_up_for(item, now, day):
    case = reported(at=now)
    published(item, day, now)
    follow_duties(now=now)
    later = now + timedelta(days=13)
    assert follow_duties(now=later) == 1
    assert follow_day(day, token="", now=later) == 0
    assert follow_duties(now=later) == 0
    assert len(entries(case, "cases.duty_moved")) == 1
    assert DutyDay.objects.get(on=day).moved == 1
    assert DutyDay.objects.filter(on__gt=day).count() == 3


def test_what_ended_and_what_was_sent_elsewhere_stay(item, now, day):
    ended, designated = reported(at=now), reported(at=now)
    ended.matter.status, ended.matter.closed_at = "CLOSED", now
    ended.matter.save(update_fields=["status", "closed_at"])
    stray = Body.objects.filter(unit_id=designated.matter.unit_id, kind="AFFILIATED_INSTITUTION").first()
    DispatchOrder.objects.filter(matter_id=designated.pk).update(office_id=stray.pk, mode="DESIGNATED")
    published(item, day, now)
    follow_duties(now=now + timedelta(days=10))
    assert not entries(ended, "cases.duty_moved")
    assert not entries(designated, "cases.duty_moved")
    assert running_lead(designated.pk).office_id == stray.pk


def test_a_case_in_objection_waits_and_moves_only_after_the_ruling(item, now, day):
    case = reported(at=now - timedelta(hours=2))
    code = DutyItem.objects.filter(valid_to=None).first().code
    actions.hand_back(case.number, actor=handler_of(case), at=now, cited_list=CitedList.DUTY_LIST, cited_item=code, words="不归我们")
    published(item, day, now)
    later = now + timedelta(days=10)
    assert follow_duties(now=later) == 1
    row = DutyHandoff.objects.get()
    assert (row.reason, row.case_id) == ("OBJECTED", case.pk)
    assert not entries(case, "cases.duty_moved")
    desk = people.actor("STREET_DESK", street=people.HOME)
    with pytest.raises(ReportRefused):
        decide_handoff(row.pk, move=True, actor=desk, at=later)
    actions.dismiss(case.number, actor=desk, at=later, words="先按老清单")
    decide_handoff(row.pk, move=True, actor=desk, at=later)
    assert running_lead(case.pk).office_id == row.to_office_id
    assert len(entries(case, "cases.duty_handed")) == 1


def test_another_unit_is_never_moved_by_itself(now, day):
    case, kept = reported(at=now), reported(at=now)
    department = to_a_department(day)
    later = now + timedelta(days=10)
    assert follow_duties(now=later) == 2
    assert not entries(case, "cases.duty_moved")
    assert running_lead(case.pk).unit_id == fresh(case).matter.unit_id != department.pk
    assert follow_duties(now=later) == 0
    assert DutyHandoff.objects.count() == 2

    stranger = people.actor("STREET_DESK", street=people.NEXT)
    row, other = DutyHandoff.objects.get(case=case), DutyHandoff.objects.get(case=kept)
    with pytest.raises(PermissionDenied):
        decide_handoff(row.pk, move=True, actor=stranger, at=later)
    desk = people.actor("STREET_DESK", street=people.HOME)
    decide_handoff(row.pk, move=True, actor=desk, at=later)
    assert running_lead(case.pk).unit_id == department.pk
    assert DeskRow.objects.get(OPEN, matter_id=case.pk).unit_id == department.pk
    (entry,) = entries(case, "cases.duty_handed")
    assert entry.actor_id == desk.assignment_id
    decide_handoff(other.pk, move=False, actor=people.actor("STAFFING_OFFICE"), at=later)
    assert running_lead(kept.pk).unit_id == fresh(kept).matter.unit_id
    assert len(entries(kept, "cases.duty_kept")) == 1
    with pytest.raises(ReportRefused):
        decide_handoff(other.pk, move=True, actor=desk, at=later)


def test_the_list_is_decided_in_one_click(now):
    case, second = reported(at=now), reported(at=now)
    department = to_a_department(timezone.localdate(now))
    follow_duties(now=now)
    desk = seated(people.actor("STREET_DESK", street=people.HOME))
    page = desk.get(reverse("cases:handoffs")).content.decode()
    assert case.number in page
    row = DutyHandoff.objects.first()
    assert book().name_of(row.to_office_id or row.to_unit_id) in page
    assert case.number not in seated(people.actor("STREET_DESK", street=people.NEXT)).get(reverse("cases:handoffs")).content.decode()
    assert case.number in seated(people.actor("STAFFING_OFFICE")).get(reverse("cases:handoffs")).content.decode()
    assert seated(people.actor("GRID_WORKER", street=people.HOME)).get(reverse("cases:handoffs")).status_code == 403
    desk.post(reverse("cases:handoffs_decide"), {"pk": list(DutyHandoff.objects.values_list("pk", flat=True)), "move": "1"})
    assert {running_lead(one.pk).unit_id for one in (case, second)} == {department.pk}
    assert "现在没有要定的" in desk.get(reverse("cases:handoffs")).content.decode()


def test_it_stops_between_batches_and_goes_on(item, now, day, monkeypatch):
    from shaoxiang.cases.actions import duties as module

    cases = [reported(at=now - timedelta(minutes=9 - n)) for n in range(4)]
    published(item, day, now)
    monkeypatch.setattr(module, "BATCH", 2)
    whole, turns = module._carry_out, []

    def killed(*args):
        turns.append(1)
        if len(turns) == 2:
            raise KeyboardInterrupt
        return whole(*args)

    monkeypatch.setattr(module, "_carry_out", killed)
    later = now + timedelta(days=10)
    with pytest.raises(KeyboardInterrupt):
        follow_duties(now=later)
    assert sum(len(entries(case, "cases.duty_moved")) for case in cases) == 2
    assert not DutyDay.objects.filter(on=day).exists()
    assert follow_duties(now=later) == 2
    assert [len(entries(case, "cases.duty_moved")) for case in cases] == [1] * 4
