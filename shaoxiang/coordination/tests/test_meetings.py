"""Agenda, notice, who came, what may be decided, and the papers."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from datetime import timedelta

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from pypdf import PdfReader

from shaoxiang.coordination import actions
from shaoxiang.coordination.models import Meeting, Minute
from shaoxiang.coordination.queries.page import meeting_page
from shaoxiang.coordination.queries.papers import MEETING_MINUTES, MEETING_NOTICE, minutes_context, notice_context
from shaoxiang.coordination.rules import CoordinationRefused, Dissenting
from shaoxiang.coordination.tests.conftest import (
    DAY,
    HOUR,
    MONDAY,
    WHY,
    again,
    awaited,
    body,
    colleague,
    desk,
    district,
    fresh,
    kinds,
    leader,
    liaison,
    meeting_of,
    opened,
    planned,
    raised,
    sharing,
    task,
)
from shaoxiang.coordination.vocabulary import MeetingLevel
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.documents.actions import render
from shaoxiang.kernel.documents.models import IssuedDocument
from shaoxiang.kernel.documents.registry import kind_of
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.FILES = tmp_path


def test_from_the_agenda_to_the_minutes():
    item = raised()
    meeting = meeting_of(item)
    assert meeting.number.startswith("HY20261102-")
    assert (fresh(item).status, awaited(item.pk)) == ("AGENDA", [])
    assert awaited(meeting.pk) == [("open", "STREET_LEADER")]
    assert meeting.pk in set(desk_of(leader()).values_list("matter_id", flat=True))
    assert set(meeting.members.values_list("body_id", flat=True)) == {desk().unit_id, body("DEP07")}
    marks = {row.body_id: "PRESENT" for row in meeting.members.all()}
    actions.open_meeting(meeting.number, actor=desk(), at=MONDAY + DAY, attendance=marks, chair_present=True)
    assert fresh(item).status == "MEETING"
    assert not RunningClock.objects.filter(matter_id=item.pk, code="COORD_MEET", stopped_at__isnull=True).exists()
    actions.decide(item.number, sharing(task(body("DEP07"))), actor=desk(), at=MONDAY + DAY + HOUR)
    assert fresh(item).status == "TASKS"
    actions.finish(meeting.number, actor=desk(), at=MONDAY + DAY + 2 * HOUR)
    assert (again(meeting).status, awaited(meeting.pk)) == ("MINUTED", [])
    assert kinds(item.pk) == ["coordination.raised", "coordination.on_agenda", "coordination.discuss", "coordination.decided"]
    papers = list(IssuedDocument.objects.filter(matter_id=meeting.pk).order_by("pk").values_list("kind", flat=True))
    assert papers == [MEETING_NOTICE, MEETING_MINUTES]


def test_what_is_not_decided_waits_to_be_arranged_again():
    first, second = raised(), raised(title="示例：另一件")
    meeting = opened(first, second)
    actions.decide(first.number, sharing(task(body("DEP07"))), actor=desk(), at=MONDAY + DAY)
    actions.finish(meeting.number, actor=desk(), at=MONDAY + DAY + HOUR)
    left = fresh(second)
    assert (left.status, left.meeting, left.round, awaited(second.pk)) == ("RAISED", None, 2, [("put_on_agenda", "STREET_LEADER")])
    assert [topic.item.pk for topic in meeting_page(again(meeting), desk()).topics] == [first.pk, second.pk]  # the page still says what was on the table
    open_clocks = RunningClock.objects.filter(matter_id=second.pk, stopped_at__isnull=True)
    assert sorted(open_clocks.values_list("code", flat=True)) == ["COORD_ARRANGE", "COORD_MEET"]


def test_without_a_quorum_one_may_talk_but_not_decide():
    item = raised(unit_ids=[body("DEP07"), body("DEP12"), body("DEP06")])
    meeting = opened(item, absent=(body("DEP12"), body("DEP06")))  # two of four
    with pytest.raises(CoordinationRefused, match="不能作决定") as refused:
        actions.decide(item.number, sharing(task(body("DEP07"))), actor=desk(), at=MONDAY + DAY)
    assert refused.value.facts == {"present": 2, "summoned": 4, "needed": 3}
    marks = {body("DEP12"): "PRESENT"}
    actions.attend(meeting.number, actor=desk(), at=MONDAY + DAY, attendance=marks, chair_present=False)
    with pytest.raises(CoordinationRefused, match="主持人"):
        actions.decide(item.number, sharing(task(body("DEP07"))), actor=desk(), at=MONDAY + DAY)
    actions.attend(meeting.number, actor=desk(), at=MONDAY + DAY, attendance={}, chair_present=True)
    actions.decide(item.number, sharing(task(body("DEP07"))), actor=desk(), at=MONDAY + DAY)
    assert fresh(item).status == "TASKS"


def test_who_may_decide():
    item = raised()
    opened(item)
    for actor in (liaison(), people.actor("SUPERVISOR"), district()):
        with pytest.raises(PermissionDenied):
            actions.decide(item.number, sharing(task(body("DEP07"))), actor=actor, at=MONDAY + DAY)
    with pytest.raises(item.DoesNotExist):
        actions.decide(item.number, sharing(task(body("DEP07"))), actor=desk(people.NEXT), at=MONDAY + DAY)
    assert not Minute.objects.exists()
    actions.decide(item.number, sharing(task(body("DEP07"))), actor=leader(), at=MONDAY + DAY)


def test_the_second_of_two_finds_it_decided():
    item = raised(actor=district(), level=MeetingLevel.MONTHLY)
    opened(item, actor=district())
    actions.decide(item.number, sharing(task(body("DEP07"))), actor=district(), at=MONDAY + DAY)
    with pytest.raises(MoveRefused):
        actions.decide(item.number, replace(sharing(task(body("DEP07"))), words="示例：另一种决定"), actor=colleague(), at=MONDAY + DAY)
    assert Minute.objects.get(case_id=item.pk).words == "示例：由住建局补路面，街道围挡。"


@pytest.mark.django_db(transaction=True)
def test_two_chairs_deciding_at_once_make_one_minute():
    item = raised(actor=district(), level=MeetingLevel.MONTHLY)
    opened(item, actor=district())
    chairs, met, told = (district(), colleague()), threading.Barrier(2), []

    def act(who):
        met.wait(timeout=20)
        try:
            actions.decide(item.number, sharing(task(body("DEP07"))), actor=who, at=MONDAY + DAY)
            told.append("decided")
        except MoveRefused:
            told.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(who,)) for who in chairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(told) == ["decided", "refused"]
    assert Minute.objects.filter(case_id=item.pk).count() == 1
    assert fresh(item).tasks.count() == 1


def test_dissent_is_recorded_in_its_own_words():
    item = raised()
    opened(item)
    decision = replace(sharing(task(body("DEP07"))), dissent=(Dissenting(body("DEP07"), "示例：经费没有着落"),))
    minute = actions.decide(item.number, decision, actor=desk(), at=MONDAY + DAY)
    assert list(minute.dissents.values_list("body_id", "words")) == [(body("DEP07"), "示例：经费没有着落")]
    entry = Entry.objects.filter(subject_id=item.pk, kind="coordination.decided").get()
    assert entry.facts["dissent"] == [body("DEP07")]
    assert "经费" not in str(entry.facts)


def test_a_change_after_the_notice_is_a_new_edition():
    item = raised()
    meeting = meeting_of(item)
    chair = leader().post_id
    later = planned(MONDAY + 2 * DAY, chair, place="三楼会议室")
    actions.change(meeting.number, actor=desk(), at=MONDAY + 2 * HOUR, planned=later, body_ids=[body("DEP12")])
    now = again(meeting)
    assert (now.sequence, now.place, now.starts_at) == (1, "三楼会议室", MONDAY + 2 * DAY)
    assert set(now.members.values_list("body_id", flat=True)) == {desk().unit_id, body("DEP07"), body("DEP12")}  # DEP07 is named by an item
    actions.cancel(meeting.number, actor=desk(), at=MONDAY + 3 * HOUR, reason="示例：防汛")
    assert (again(meeting).status, again(meeting).sequence, fresh(item).status, fresh(item).meeting) == ("CANCELLED", 2, "RAISED", None)
    with pytest.raises(MoveRefused):
        actions.change(meeting.number, actor=desk(), at=MONDAY + 4 * HOUR, planned=later, body_ids=[])


def test_a_meeting_is_called_for_something_at_a_time_to_come():
    chair = leader().post_id
    meeting = actions.plan_meeting(planned(MONDAY + DAY, chair), level=MeetingLevel.WEEKLY, actor=desk(), at=MONDAY)
    with pytest.raises(CoordinationRefused, match="议程"):
        actions.call(meeting.number, actor=desk(), at=MONDAY)
    for changes in ({"title": " "}, {"place": ""}, {"ends_at": MONDAY + DAY}, {"starts_at": MONDAY - DAY}, {"chair_post_id": liaison().post_id}):
        with pytest.raises(CoordinationRefused):
            actions.plan_meeting(replace(planned(MONDAY + DAY, chair), **changes), level=MeetingLevel.WEEKLY, actor=desk(), at=MONDAY)
    with pytest.raises(CoordinationRefused):
        actions.plan_meeting(planned(MONDAY + DAY, chair), level=MeetingLevel.DISTRICT, actor=desk(), at=MONDAY)
    with pytest.raises(PermissionDenied):
        actions.plan_meeting(planned(MONDAY + DAY, chair), level=MeetingLevel.MONTHLY, actor=liaison(), at=MONDAY)


def test_an_item_goes_only_to_a_meeting_of_its_level_and_street():
    item, other = raised(), raised(actor=desk(people.NEXT))
    weekly, monthly = meeting_of(raised()), meeting_of(raised(level=MeetingLevel.MONTHLY))
    with pytest.raises(CoordinationRefused, match="同一层级"):
        actions.put_on_agenda(item.number, meeting=monthly.number, actor=desk(), at=MONDAY)
    with pytest.raises(Meeting.DoesNotExist):
        actions.put_on_agenda(other.number, meeting=weekly.number, actor=desk(people.NEXT), at=MONDAY)
    actions.put_on_agenda(item.number, meeting=weekly.number, actor=desk(), at=MONDAY)
    actions.take_off(item.number, actor=desk(), at=MONDAY + HOUR)
    assert (fresh(item).status, fresh(item).meeting, awaited(item.pk)) == ("RAISED", None, [("put_on_agenda", "STREET_LEADER")])


def test_a_street_calls_departments_and_stationed_bodies_to_a_joint_meeting():
    item = raised(level=MeetingLevel.MONTHLY)
    meeting = meeting_of(item, body_ids=[body("S150102001-DEP01")])
    assert (meeting.unit_id, meeting.matter.street_id) == (desk().unit_id, desk().street_id)
    assert meeting.members.filter(body_id=body("S150102001-DEP01")).exists()


def words_of_docx(content: bytes) -> str:
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in paper.paragraphs] + cells)


def words_of_pdf(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "").replace(" ", "")


def test_the_papers_say_it_in_word_and_in_print():
    item = raised(unit_ids=[body("DEP07"), body("DEP12")])
    meeting = opened(item, absent=(body("DEP12"),))
    decision = replace(sharing(task(body("DEP07"))), cooperating=(body("DEP12"),), dissent=(Dissenting(body("DEP07"), "示例：经费没有着落"),))
    actions.decide(item.number, decision, actor=desk(), at=MONDAY + DAY)
    actions.finish(meeting.number, actor=desk(), at=MONDAY + DAY + HOUR)
    meeting = again(meeting)
    notice = [render(kind_of(MEETING_NOTICE), meeting.matter, notice_context(meeting), fmt=fmt) for fmt in ("docx", "pdf")]
    for text in (words_of_docx(notice[0]), words_of_pdf(notice[1])):
        for shown in (item.number, "二楼会议室", WHY, "2026年11月3日09:30", "协调通〔2026〕1号", "请能作决定的同志参加"):
            assert shown in text.replace(" ", ""), shown
    minutes = [render(kind_of(MEETING_MINUTES), meeting.matter, minutes_context(meeting), fmt=fmt) for fmt in ("docx", "pdf")]
    for text in (words_of_docx(minutes[0]), words_of_pdf(minutes[1])):
        for shown in (
            "示例：由住建局补路面，街道围挡。", "示例：补好路面", "2026年11月12日", "经费没有着落", "应到3，实到2", "缺席", "协调纪〔2026〕1号",
            "过半数单位到会",
        ):
            assert shown in text.replace(" ", ""), shown
        assert "{{" not in text
        assert "{%" not in text


def test_the_minutes_have_a_clock():
    meeting = opened(raised())
    clock = RunningClock.objects.get(matter_id=meeting.pk)
    assert (clock.code, clock.started_at, clock.stopped_at) == ("MEETING_MINUTES", MONDAY + DAY, None)
    actions.finish(meeting.number, actor=desk(), at=MONDAY + DAY + timedelta(hours=3))
    clock.refresh_from_db()
    assert clock.stopped_at is not None
