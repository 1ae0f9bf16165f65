"""A ruling teaches the catalogue, shows the case the way, and is filed; the other verdicts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from shaoxiang.cases import actions as cases
from shaoxiang.cases.actions.intake import assignment_for
from shaoxiang.cases.models import Case
from shaoxiang.cases.tests.walks import LINE_TYPE, STREET_TYPE, reported
from shaoxiang.coordination import actions, queries
from shaoxiang.coordination.models import CoordinationCase, CoordinationTask
from shaoxiang.coordination.rules import CoordinationRefused, Decision, Dissenting
from shaoxiang.coordination.tests.conftest import (
    DAY,
    HOUR,
    MONDAY,
    awaited,
    body,
    desk,
    district,
    fresh,
    kinds,
    opened,
    raised,
    ruling,
    sharing,
    task,
)
from shaoxiang.coordination.vocabulary import Agreement, MeetingLevel, Source, Verdict
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.duties.models import DispatchCatalogueEntry, TypeDuty
from shaoxiang.duties.queries import forget_books
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.journal import reactions
from shaoxiang.kernel.journal.actions import deliver_pending
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices.models import Notice
from tests import papers, people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def gap_type():
    """A type on no list: a duty gap wherever it lies."""
    TypeDuty.objects.filter(type__code=STREET_TYPE).delete()
    forget_books()
    return STREET_TYPE


def routed(type_code: str, street_id: int):
    forget_books()
    return assignment_for(type_code, street_id=street_id, community_id=None, grid_id=None, on=timezone.localtime(MONDAY + 3 * DAY).date())


def test_a_case_on_no_list_comes_to_the_joint_meeting_once_it_is_accepted(gap_type):
    now = timezone.now()
    case = reported(gap_type, at=now - HOUR)
    deliver_pending(now=now)
    assert not CoordinationCase.objects.exists()  # not yet taken on
    cases.accept(case.number, actor=district(), at=now)
    deliver_pending(now=timezone.now())
    item = CoordinationCase.objects.select_related("matter").get()
    assert (item.source, item.level, item.source_matter_id, item.matter.subject_code) == ("DUTY_GAP", "MONTHLY", case.pk, gap_type)
    assert case.number in item.reason
    assert awaited(item.pk) == [("put_on_agenda", "DISTRICT_DESK")]
    for entry in Entry.objects.filter(subject_id=case.pk, kind="cases.accept"):
        reactions.deliver(entry)  # at least once
    assert CoordinationCase.objects.count() == 1
    deliver_pending(now=timezone.now())
    assert Notice.objects.filter(post_id=district().post_id, code="coordination.waits").count() == 1


def test_the_third_hand_back_comes_too_and_names_who_objected():
    now = timezone.now()
    case = reported(LINE_TYPE, at=now - DAY)
    Case.objects.filter(pk=case.pk).update(bounces=2)
    lead = running_lead(case.pk)
    cases.hand_back(
        case.number, actor=people.in_post(lead.post_id), at=now, cited_list="DUTY_LIST", cited_item="D-C01", words="示例：不在我单位范围",
        proposed_unit_id=body("DEP06"),
    )
    deliver_pending(now=timezone.now())
    item = CoordinationCase.objects.get()
    assert (item.source, item.source_matter_id, item.level) == ("OBJECTION", case.pk, "MONTHLY")
    assert list(item.concerned.values_list("body_id", flat=True)) == [lead.office_id or lead.unit_id, body("DEP06")]


def test_a_ruling_changes_where_the_next_one_goes_and_says_by_whom(gap_type):
    street = desk().street_id
    before = routed(gap_type, street)
    assert before.gap
    item = raised(actor=district(), street_id=street, level=MeetingLevel.MONTHLY, subject_code=gap_type)
    opened(item, actor=district())
    minute = actions.decide(item.number, ruling(body("DEP12"), gap_type), actor=district(), at=MONDAY + DAY)
    entry = DispatchCatalogueEntry.objects.get(pk=minute.entry_id)
    assert (entry.lead_id, entry.street_id, entry.source_reference) == (body("DEP12"), street, f"coordination:{item.number}")
    after = routed(gap_type, street)
    assert (after.gap, after.lead.unit_id) == (False, body("DEP12"))
    assert any(item.number in str(step.params.get("reference", "")) for step in after.ground)
    assert routed(gap_type, desk(people.NEXT).street_id).gap  # in this street only
    ruled = Entry.objects.get(subject_id=item.pk, kind="coordination.ruled")
    assert (ruled.facts["lead"], ruled.facts["entry"], ruled.facts["level"], ruled.facts["type"]) == (body("DEP12"), entry.pk, "MONTHLY", gap_type)
    assert (fresh(item).status, awaited(item.pk)) == ("EFFECT_CHECK", [("close", "STREET_DESK")])


def test_a_ruling_for_the_whole_district_holds_everywhere(gap_type):
    item = raised(actor=district(), level=MeetingLevel.MONTHLY, subject_code=gap_type)
    opened(item, actor=district(), whole=True)
    minute = actions.decide(item.number, ruling(body("DEP12"), gap_type, everywhere=True), actor=district(), at=MONDAY + DAY)
    assert DispatchCatalogueEntry.objects.get(pk=minute.entry_id).street_id is None
    assert routed(gap_type, desk(people.NEXT).street_id).lead.unit_id == body("DEP12")


def test_the_desk_is_shown_the_way_and_dispatches_itself(gap_type):
    now = timezone.now()
    case = reported(gap_type, at=now - 2 * DAY)
    cases.accept(case.number, actor=district(), at=now - 2 * DAY)
    deliver_pending(now=now)
    item = CoordinationCase.objects.select_related("matter").get()
    opened(item, at=now - 2 * DAY, actor=district())
    actions.decide(item.number, ruling(body("DEP12"), gap_type), actor=district(), at=now - HOUR)
    case.matter.refresh_from_db()
    assert case.matter.status == "ACCEPTED"  # nobody dispatched it behind the desk's back
    assert ("redispatch", "DISTRICT_DESK") in awaited(item.pk)
    assert item.pk in set(desk_of(district()).values_list("matter_id", flat=True))
    assert queries.ruling_for(case.pk).lead_id == body("DEP12")
    forget_books()
    cases.dispatch(case.number, actor=district(), at=now)
    case.matter.refresh_from_db()
    assert case.matter.unit_id == body("DEP12")
    deliver_pending(now=timezone.now())
    assert "redispatch" not in [what for what, _role in awaited(item.pk)]
    assert kinds(item.pk)[-1] == "coordination.redispatched"


def test_what_the_source_itself_ended_is_not_met_about(gap_type):
    now = timezone.now()
    case = reported(gap_type, at=now - HOUR)
    cases.accept(case.number, actor=district(), at=now - HOUR)
    deliver_pending(now=now)
    cases.decline(case.number, actor=district(), at=now, reason="OUTSIDE", words="示例：不属于本区，请向市里反映")
    deliver_pending(now=timezone.now())
    assert CoordinationCase.objects.get().status == "WITHDRAWN"


def test_departments_agree_and_it_is_filed():
    item = raised(actor=district(), level=MeetingLevel.MONTHLY, unit_ids=[body("DEP07"), body("DEP12")])
    opened(item, actor=district(), whole=True)
    decision = replace(ruling(body("DEP12"), STREET_TYPE, cooperating=(body("DEP07"),)), agreement=Agreement.AGREED)
    actions.decide(item.number, decision, actor=district(), at=MONDAY + DAY)
    now = fresh(item)
    assert (now.department_duty, now.agreement) == (True, "AGREED")
    staffing = people.actor("STAFFING_OFFICE")
    assert ("file_duty", "STAFFING_OFFICE") in awaited(item.pk)
    assert item.pk in set(desk_of(staffing).values_list("matter_id", flat=True))
    assert set(queries.items_for(staffing)) == {item}
    actions.file_duty(item.number, actor=staffing, at=MONDAY + 2 * DAY, reference="示例备〔2026〕1号")
    assert "file_duty" not in [what for what, _role in awaited(item.pk)]
    with pytest.raises(CoordinationRefused):
        actions.file_duty(item.number, actor=staffing, at=MONDAY + 2 * DAY, reference="示例备〔2026〕2号")


def test_departments_disagree_and_the_district_decides_after_the_staffing_office():
    item = raised(actor=district(), level=MeetingLevel.MONTHLY, unit_ids=[body("DEP07"), body("DEP12")])
    opened(item, actor=district())
    decided = replace(ruling(body("DEP12"), STREET_TYPE, cooperating=(body("DEP07"),)), agreement=Agreement.DECIDED)
    with pytest.raises(CoordinationRefused, match="区级会议"):
        actions.decide(item.number, decided, actor=district(), at=MONDAY + DAY)
    up = Decision(Verdict.ESCALATE, "示例：两局没有谈拢", dissent=(Dissenting(body("DEP07"), "示例：三定没有这一条"),))
    actions.decide(item.number, up, actor=district(), at=MONDAY + DAY)
    assert (fresh(item).level, fresh(item).status) == ("DISTRICT", "RAISED")
    assert kinds(item.pk)[-2:] == ["coordination.decided", "coordination.escalate"]
    actions.ask_staffing(item.number, actor=district(), at=MONDAY + DAY + HOUR)
    assert ("give_opinion", "STAFFING_OFFICE") in awaited(item.pk)
    opened(fresh(item), at=MONDAY + DAY + HOUR, actor=district(), whole=True)
    with pytest.raises(CoordinationRefused, match="编办还没有提出意见"):
        actions.decide(item.number, decided, actor=district(), at=MONDAY + 2 * DAY + HOUR)
    actions.give_opinion(
        item.number, actor=people.actor("STAFFING_OFFICE"), at=MONDAY + 2 * DAY + HOUR, words="示例：按三定由城管局主责", lead_id=body("DEP12"),
    )
    assert "give_opinion" not in [what for what, _role in awaited(item.pk)]
    minute = actions.decide(item.number, decided, actor=district(), at=MONDAY + 2 * DAY + 2 * HOUR)
    assert (minute.agreement, minute.round) == ("DECIDED", 2)
    assert ("file_duty", "STAFFING_OFFICE") in awaited(item.pk)


def test_a_street_cannot_charge_a_department_that_is_not_there():
    item = raised(level=MeetingLevel.MONTHLY, unit_ids=[body("DEP07"), body("DEP12"), body("S150102001-DEP01")])
    opened(item, absent=(body("DEP12"),))
    with pytest.raises(CoordinationRefused, match="提交上一级"):
        actions.decide(item.number, ruling(body("DEP12"), STREET_TYPE), actor=desk(), at=MONDAY + DAY)
    minute = actions.decide(item.number, ruling(body("DEP07"), STREET_TYPE), actor=desk(), at=MONDAY + DAY)
    assert DispatchCatalogueEntry.objects.get(pk=minute.entry_id).street_id == desk().street_id


def test_no_action_is_an_end_with_its_reason():
    item = raised()
    opened(item)
    actions.decide(item.number, Decision(Verdict.NO_ACTION, "示例：上个月已经修过"), actor=desk(), at=MONDAY + DAY)
    ended = fresh(item)
    assert (ended.status, ended.outcome, ended.is_open, awaited(item.pk)) == ("CLOSED", "示例：上个月已经修过", False, [])
    assert kinds(item.pk)[-2:] == ["coordination.decided", "coordination.closed"]


def test_a_ruling_with_tasks_is_carried_out_first():
    item = raised(level=MeetingLevel.MONTHLY)
    opened(item)
    decision = replace(ruling(body("DEP07"), STREET_TYPE), tasks=(task(body("DEP07")),))
    minute = actions.decide(item.number, decision, actor=desk(), at=MONDAY + DAY)
    assert minute.entry_id is not None
    assert (fresh(item).status, awaited(item.pk)) == ("TASKS", [("sign_task", "DEPARTMENT_LIAISON")])


def test_words_of_a_decision_never_reach_the_journal():
    item = raised(source=Source.REPEAT)
    opened(item)
    actions.decide(item.number, sharing(task(body("DEP07"))), actor=desk(), at=MONDAY + DAY)
    for entry in Entry.objects.filter(subject_kind="matter", subject_id=item.pk):
        assert "示例" not in str(entry.facts)


def test_no_ruling_for_the_whole_district_without_every_street_and_nothing_is_given_to_one_that_was_not_asked(gap_type):
    everywhere, alone = (raised(actor=district(), level=MeetingLevel.MONTHLY, subject_code=gap_type, street_id=None if turn else desk().street_id)
                         for turn in (True, False))
    papers.keep("示例编办发〔2026〕9号")
    opened(everywhere, alone, actor=district())
    for item, words in ((everywhere, "征求每个镇街"), (alone, "征求每个镇街")):
        with pytest.raises(CoordinationRefused, match=words) as refused:
            actions.decide(item.number, ruling(body("DEP12"), gap_type, everywhere=True), actor=district(), at=MONDAY + DAY)
        assert refused.value.field == "everywhere"
    neighbour = sharing(task(body(f"S{people.NEXT}")), words="示例：按示例编办发〔2026〕9号办")
    with pytest.raises(CoordinationRefused, match="会前没有征求过"):
        actions.decide(alone.number, neighbour, actor=district(), at=MONDAY + DAY)
    assert not CoordinationTask.objects.exists()
    with pytest.raises(CoordinationRefused, match=r"理由不能代替|没有问到"):  # nor is a street brought in while the meeting sits
        actions.add_unit(alone.number, actor=district(), at=MONDAY + DAY, unit_ids=[body(f"S{people.NEXT}")])
    actions.decide(alone.number, ruling(body("DEP12"), gap_type), actor=district(), at=MONDAY + DAY)


@pytest.mark.parametrize("field", ["lead_id", "cooperating", "tasks"])
def test_no_meeting_above_a_street_gives_it_what_no_list_gives_it(gap_type, field):
    """A1: by task as little as by ruling."""
    papers.keep("示例编办发〔2026〕9号")
    item = raised(actor=district(), level=MeetingLevel.MONTHLY, unit_ids=[body("DEP07"), body("DEP12")])
    opened(item, actor=district(), whole=True)
    own, office = task(body("DEP07")), body("S150102001-C")
    decision = {
        "lead_id": sharing(own, lead_id=office), "cooperating": sharing(own, cooperating=(office,)), "tasks": sharing(own, task(body("S150102001"))),
    }[field]
    with pytest.raises(CoordinationRefused) as refused:
        actions.decide(item.number, decision, actor=district(), at=MONDAY + DAY)
    assert refused.value.field == field
    assert not CoordinationTask.objects.exists()
    actions.decide(item.number, replace(decision, words="示例：按示例编办发〔2026〕9号，由街道代办"), actor=district(), at=MONDAY + DAY)
    assert CoordinationTask.objects.exists()


def test_a_street_is_given_what_it_brought_to_the_meeting_itself():
    item = raised(level=MeetingLevel.MONTHLY, unit_ids=[body("DEP07"), body("DEP12")])
    opened(item, actor=district())
    actions.decide(item.number, sharing(task(body("DEP07")), task(body("S150102001"))), actor=district(), at=MONDAY + DAY)
    assert CoordinationTask.objects.count() == 2
