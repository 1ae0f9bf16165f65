"""产品意见: taken from anybody, nobody named in the record, answered once by the administrator within its clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from shaoxiang.feedback import actions, queries, reactions
from shaoxiang.feedback.models import ProductFeedback
from shaoxiang.feedback.rules import FeedbackRefused
from shaoxiang.feedback.vocabulary import FeedbackKind
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.models import OPEN, DeskRow
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.notices import texts
from shaoxiang.kernel.notices.models import Notice
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
MONDAY = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)


def given(at=MONDAY, **changes) -> ProductFeedback:
    words = {"kind": FeedbackKind.PROBLEM, "text": "示例：字太小。", "page": "/track/?number=1", "actor": people.resident()}
    return actions.give_feedback(**{**words, **changes}, at=at)


def test_it_has_number_clock_desk_and_record():
    feedback = given()
    assert feedback.number.startswith("CP20261102-")
    assert feedback.page == "/track/"
    clock = RunningClock.objects.get(matter_id=feedback.pk)
    assert clock.last_day == date(2026, 11, 16)  # ten working days after 2 November, counted by hand
    row = DeskRow.objects.get(OPEN, matter_id=feedback.pk)
    assert (row.role, row.unit_id) == ("CONFIG_ADMIN", people.actor("CONFIG_ADMIN").unit_id)
    entry = Entry.objects.get(subject_kind="matter", subject_id=feedback.pk)
    assert entry.kind == "feedback.given"
    assert "字太小" not in str(entry.facts)


def test_a_member_of_staff_who_complains_is_not_on_the_record():
    feedback = given(actor=people.actor("STREET_DESK"))
    entry = Entry.objects.get(subject_kind="matter", subject_id=feedback.pk)
    assert (entry.actor_id, entry.post_id, feedback.person_id) == (None, None, None)


def test_the_administrator_answers_once():
    feedback, config = given(), people.actor("CONFIG_ADMIN")
    for stranger in (people.actor("STREET_DESK"), people.actor("SYSTEM_ADMIN"), people.resident()):
        with pytest.raises(PermissionDenied):
            actions.answer_feedback(feedback.number, actor=stranger, at=MONDAY, answer="示例", published=True)
    with pytest.raises(FeedbackRefused):
        actions.answer_feedback(feedback.number, actor=config, at=MONDAY, answer=" ", published=True)
    actions.answer_feedback(feedback.number, actor=config, at=MONDAY + timedelta(days=1), answer="示例：已加大。", published=True)
    assert not DeskRow.objects.filter(OPEN, matter_id=feedback.pk).exists()
    assert RunningClock.objects.get(matter_id=feedback.pk).stopped_at == MONDAY + timedelta(days=1)
    assert list(queries.published()) == [feedback]
    with pytest.raises(MoveRefused):
        actions.answer_feedback(feedback.number, actor=config, at=MONDAY, answer="再答", published=False)
    with pytest.raises(ProductFeedback.DoesNotExist):
        actions.answer_feedback("SJ20261102-0001", actor=config, at=MONDAY, answer="示例", published=False)


def answered(**changes) -> Entry:
    feedback = given(**changes)
    actions.answer_feedback(feedback.number, actor=people.actor("CONFIG_ADMIN"), at=timezone.now(), answer="示例：已改。", published=False)
    return Entry.objects.get(subject_kind="matter", subject_id=feedback.pk, kind="feedback.answer_feedback")


def test_the_answer_reaches_a_telephone_once(settings, django_capture_on_commit_callbacks):
    settings.ADDRESS = "https://shaoxiang.example.gov.cn"
    sent: list[tuple[str, str]] = []

    class Box:
        def send(self, phone: str, text: str) -> None:
            sent.append((phone, text))

    entry = answered(phone="13900000000")
    texts.register(Box())
    try:
        for _turn in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                reactions._tell(entry)
    finally:
        texts.register(None)
    assert [phone for phone, _words in sent] == ["13900000000"]
    assert "https://shaoxiang.example.gov.cn/feedback/mine/" in sent[0][1]
    assert VaultRecord.objects.get(purpose="feedback").blur_after is not None


def test_staff_who_asked_for_it_get_a_notice_once():
    asker = people.actor("STREET_DESK")
    entry = answered(actor=asker, tell_me=True)
    reactions._tell(entry)
    reactions._tell(entry)
    notice = Notice.objects.get(code="feedback.answered")
    assert notice.person_id == asker.person_id
    assert "有了答复" in notice.text


def test_nobody_is_told_where_nobody_asked():
    reactions._tell(answered())
    assert not Notice.objects.exists()
