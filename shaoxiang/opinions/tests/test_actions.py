"""Who may, the clock, the desks, the record; a neighbour finds nothing; silence is written down and never counts as consent."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.documents.models import IssuedDocument
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.journal.reactions import deliver
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.kernel.workdays.actions import correct_day
from shaoxiang.kernel.workdays.rules import SHANGHAI
from shaoxiang.kernel.workdays.vocabulary import DayKind
from shaoxiang.opinions import actions, queries, reactions
from shaoxiang.opinions.models import ConsultationScope, OpinionFile, OpinionRequest, ScopeChange
from shaoxiang.opinions.queries.scopes import history_of
from shaoxiang.opinions.rules import Bar, OpinionRefused
from shaoxiang.opinions.tests.conftest import DAY, HOUR, MONDAY, WORDS, answered, asked, asker, awaited, desk, fresh, leader, of
from shaoxiang.opinions.vocabulary import Power, Uptake, View
from tests import people

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def test_asking_starts_a_clock_a_desk_row_and_an_entry_for_each_street():
    file = asked()
    for street in (people.HOME, people.NEXT):
        one = of(file, street)
        clock = RunningClock.objects.get(matter_id=one.pk)
        assert (clock.code, clock.amount, clock.due_at) == ("ADM_STREET_REPLY", 5, one.matter.due_at)
        assert clock.last_day.isoformat() == "2026-11-09"
        assert awaited(desk(street), one.pk) == awaited(leader(street), one.pk) == ["answer"]
        assert Entry.objects.get(subject_kind="matter", subject_id=one.pk).kind == "opinions.asked"
    assert [entry.kind for entry in Entry.objects.filter(subject_id=file.pk, subject_kind="matter").order_by("seq")] == ["opinions.file_opened", "opinions.ask"]
    assert "示例" not in str(list(Entry.objects.filter(kind__startswith="opinions.").values_list("facts", flat=True)))


def test_the_street_answers_its_clock_stops_and_the_asking_unit_must_say_what_came_of_it():
    file = asked()
    one = answered(file)
    assert (one.status, one.view, one.words, one.late) == ("ANSWERED", "SUGGEST", WORDS, False)
    assert RunningClock.objects.get(matter_id=one.pk, code="ADM_STREET_REPLY").stopped_at == MONDAY + HOUR
    assert awaited(desk(), one.pk) == awaited(leader(), one.pk) == []
    assert awaited(asker(), one.pk) == ["feedback"]
    with pytest.raises(MoveRefused):
        answered(file)
    with pytest.raises(MoveRefused):  # no end without written feedback
        actions.close(one.number, actor=desk(), at=MONDAY + 2 * HOUR)
    with pytest.raises(OpinionRefused):
        actions.give_feedback(one.number, uptake=Uptake.NOT_ADOPTED, words=" ", actor=asker(), at=MONDAY + 2 * HOUR)
    actions.give_feedback(one.number, uptake=Uptake.PARTLY, words="示例：留一条", actor=asker(), at=MONDAY + 2 * HOUR)
    assert actions.close(one.number, actor=leader(), at=MONDAY + 3 * HOUR).status == "CLOSED"
    kinds = list(Entry.objects.filter(subject_id=one.pk, subject_kind="matter").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["opinions.asked", "opinions.answer", "opinions.feedback", "opinions.close"]


def test_who_asked_has_ten_working_days_to_tell_a_street_that_spoke_what_became_of_it():
    one = answered(asked(streets=(people.HOME,)))
    clock = RunningClock.objects.get(matter_id=one.pk, stopped_at=None)
    assert (clock.code, clock.last_day.isoformat()) == ("OPN_FEEDBACK", "2026-11-16")
    assert [(row.what, row.due_at) for row in desk_of(asker()) if row.matter_id == one.pk] == [("feedback", clock.due_at)]
    sweep(now=clock.due_at)
    entry = Entry.objects.get(kind="clocks.overdue", subject_id=one.pk)
    deliver(entry, now=clock.due_at)
    assert of(one.file).status == "ANSWERED"  # nothing is written down as silence: the street has spoken
    actions.give_feedback(one.number, uptake=Uptake.ADOPTED, words="示例：照办", actor=asker(), at=clock.due_at + HOUR)
    assert not RunningClock.objects.filter(matter_id=one.pk, stopped_at=None).exists()


def test_a_neighbour_a_stranger_and_a_colleague_of_the_street_cannot_answer():
    one = of(asked())
    for other in (desk(people.NEXT), leader(people.NEXT), people.actor("STAFFING_OFFICE"), people.actor("GRID_WORKER", street=people.HOME)):
        with pytest.raises(OpinionRequest.DoesNotExist):
            actions.answer(one.number, view=View.AGREE, words="", actor=other, at=MONDAY)
    for looker in (asker(), people.actor("SUPERVISOR")):
        with pytest.raises(PermissionDenied):
            actions.answer(one.number, view=View.AGREE, words="", actor=looker, at=MONDAY)
    assert Entry.objects.filter(subject_id=one.pk, subject_kind="matter").count() == 1
    assert of(one.file).status == "NOTIFIED"


def test_only_who_may_ask_asks_and_only_streets_are_asked():
    with pytest.raises(PermissionDenied):
        actions.ask(power=Power.RESOURCE_ALLOCATION, title="示例", units=[desk().unit_id], asked_by=people.actor("JUSTICE_BUREAU"), at=MONDAY)
    with pytest.raises(OpinionRefused):
        actions.ask(power=Power.RESOURCE_ALLOCATION, title="示例", units=[asker().unit_id], asked_by=asker(), at=MONDAY)
    with pytest.raises(OpinionFile.DoesNotExist):
        actions.send_to_meeting(asked().number, meeting="示例", actor=people.actor("STAFFING_OFFICE"), at=MONDAY)
    assert OpinionFile.objects.count() == 1


def test_the_gate_names_the_streets_and_opens_when_all_were_heard():
    file = asked()
    answered(file)
    with pytest.raises(actions.NotYet) as refused:
        actions.send_to_meeting(file.number, meeting="示例：区政府常务会议", actor=asker(), at=MONDAY + DAY)
    assert [(one.bar, one.unit_ids) for one in refused.value.obstacles] == [(Bar.RUNNING, (desk(people.NEXT).unit_id,))]
    third = people.actor("STREET_DESK", street="150102003")
    actions.concern(file.number, units=[third.unit_id], actor=asker(), at=MONDAY + DAY)
    answered(file, people.NEXT, View.AGREE, "")
    with pytest.raises(actions.NotYet) as refused:
        actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=MONDAY + DAY)
    assert [(one.bar, one.unit_ids) for one in refused.value.obstacles] == [(Bar.NOT_ASKED, (third.unit_id,))]
    actions.send_out(file.number, actor=asker(), at=MONDAY + DAY)
    actions.answer(of(file, "150102003").number, view=View.OPPOSE, words=WORDS, actor=third, at=MONDAY + DAY)
    assert awaited(asker(), file.pk) == ["send_to_meeting"]
    sent = actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=MONDAY + 2 * DAY)
    assert sent.status == "SENT_TO_MEETING"
    assert IssuedDocument.objects.get(matter_id=file.pk).number == "街见〔2026〕1号"
    with pytest.raises(OpinionRefused):  # three spoke, nobody was told
        actions.close_file(file.number, actor=asker(), at=MONDAY + 2 * DAY)
    for one in file.requests.all():
        actions.give_feedback(one.number, uptake=Uptake.ADOPTED, words="示例：照办", actor=asker(), at=MONDAY + 2 * DAY)
    assert awaited(asker(), file.pk) == ["close_file"]
    assert actions.close_file(file.number, actor=asker(), at=MONDAY + 3 * DAY).status == "CLOSED"
    assert {one.status.value for one in file.requests.select_related("matter")} == {"CLOSED"}


def test_the_sweep_writes_silence_down_it_is_no_consent_and_may_be_broken_late_until_the_meeting():
    file = asked(streets=(people.HOME,))
    after = of(file).due_at
    assert actions.record_silence(of(file).number, at=after - HOUR) is None
    sweep(now=after)
    entry = Entry.objects.get(kind="clocks.overdue", subject_id=of(file).pk)
    for _turn in range(2):  # delivered twice, done once
        deliver(entry, now=after)
    one = of(file)
    assert (one.status, one.view) == ("NO_OPINION", "")
    assert Entry.objects.filter(kind="opinions.run_out", subject_id=one.pk).count() == 1
    stand = queries.standing(fresh(file), now=after)
    assert (stand.silent, stand.said(View.AGREE), stand.may_go) == ([one.unit_id], [], True)
    assert awaited(desk(), one.pk) == ["answer_late"]
    late = answered(file, at=after + DAY)
    assert (late.status, late.late) == ("ANSWERED", True)


def test_after_the_meeting_a_silent_street_stays_silent_on_paper_and_cannot_answer_any_more():
    file = asked(streets=(people.HOME,))
    after = of(file).due_at
    actions.send_to_meeting(file.number, meeting="示例", actor=asker(), at=after)  # the sweep had not come by
    assert of(file).status == "NO_OPINION"
    assert queries.summary(fresh(file), now=after)["streets"][0]["view"] == "未提出意见"
    assert awaited(desk(), of(file).pk) == []
    with pytest.raises(MoveRefused):
        answered(file, at=after + HOUR)
    assert actions.close_file(file.number, actor=asker(), at=after + DAY).status == "CLOSED"
    assert of(file).status == "NO_OPINION"


def test_an_answer_after_the_time_is_late_even_before_the_sweep():
    file = asked(streets=(people.HOME,))
    assert answered(file, at=of(file).due_at).late


def test_dropping_frees_the_streets_and_says_why():
    file = asked()
    actions.drop(file.number, words="示例：方案撤回", actor=asker(), at=MONDAY + DAY)
    assert {one.status.value for one in file.requests.select_related("matter")} == {"DROPPED"}
    assert awaited(desk(), of(file).pk) == []
    assert not RunningClock.objects.filter(matter_id=of(file).pk, stopped_at=None).exists()


def test_what_is_attached_is_kept_and_another_streets_people_do_not_see_it():
    from shaoxiang.kernel.files.access import may_see

    file = asked(streets=(people.HOME,))
    actions.attach(file.number, upload=SimpleUploadedFile("示例.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf"), actor=asker(), at=MONDAY)
    attachment = queries.page_of(fresh(file), asker(), now=MONDAY).attachments[0]
    assert [may_see(who, attachment) for who in (asker(), desk(), desk(people.NEXT))] == [True, True, False]


def test_the_desk_and_the_leader_are_told_and_then_the_asker(settings):
    settings.USE_TZ = True
    from django.utils import timezone

    now = timezone.now()
    file = asked(at=now, streets=(people.HOME,))
    for entry in Entry.objects.filter(kind="opinions.asked"):
        deliver(entry)
        deliver(entry)
    told = set(Notice.objects.filter(code="opinions.asked").values_list("post_id", flat=True))
    assert {desk().post_id, leader().post_id} <= told
    assert Notice.objects.filter(code="opinions.asked").count() == len(told)
    answered(file, at=now)
    deliver(Entry.objects.get(kind="opinions.answer"))
    assert Notice.objects.get(code="opinions.answered").post_id == asker().post_id
    assert set(reactions.TO_ASKER) == {"opinions.answer", "opinions.answer_late", "opinions.run_out"}


def test_the_scope_says_how_many_days_and_a_change_keeps_its_history():
    config = people.actor("CONFIG_ADMIN")
    given = {"title": "示例：城市更新", "power": Power.PLANNING_PARTICIPATION, "basis": "示例", "why": "示例：答复时间不够", "actor": config}
    old = actions.set_scope("TEST", days=10, at=MONDAY, **given)
    new = actions.set_scope("TEST", days=15, at=MONDAY + DAY, **given)
    old.refresh_from_db()
    assert (old.days, old.valid_to, new.days, new.valid_to) == (10, new.valid_from, 15, None)
    with pytest.raises(PermissionDenied):
        actions.set_scope("TEST", days=9, at=MONDAY, **{**given, "actor": asker()})
    with pytest.raises(OpinionRefused):
        actions.set_scope("TEST", days=9, at=MONDAY, **{**given, "basis": ""})
    with pytest.raises(OpinionRefused, match="为什么改"):
        actions.set_scope("TEST", days=9, at=MONDAY, **{**given, "why": " "})
    assert [(one.part, one.before, one.after) for one in history_of("TEST")[0][1]] == [("答复工作日", "10", "15")]
    entry = Entry.objects.filter(kind="opinions.scope_set").latest("pk")
    assert entry.facts["change"] == ScopeChange.objects.latest("pk").pk
    assert "答复时间不够" not in str(entry.facts)
    assert Entry.objects.filter(kind="opinions.scope_set").count() == 2
    question = actions.Question(Power.RESOURCE_ALLOCATION, "示例", (desk().unit_id,), scope=new)
    with pytest.raises(OpinionRefused):
        actions.open_file(question, actor=asker(), at=MONDAY)
    actions.set_scope("TEST", days=15, at=MONDAY + 2 * DAY, ends=True, **given)
    assert ConsultationScope.objects.filter(code="TEST", valid_to=None).count() == 0
    assert ("必须征求", "是", "否") in history_of("TEST")[0][1]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ScopeChange.objects.update(why="别的")


def test_an_upper_room_finds_its_file_again():
    file = asked(subject=("head_change", 12), days=8)
    assert queries.of_subject("head_change", 12) == file
    assert RunningClock.objects.get(matter_id=of(file).pk).amount == 8


def test_the_end_of_public_comment_and_of_an_answer_follow_a_corrected_calendar():
    """A rest day put on the last day moves both."""
    file = asked(Power.MAJOR_DECISION_ADVICE, streets=(people.HOME,))
    file = actions.publish(file.number, where="示例", actor=asker(), at=MONDAY)
    before, reply = queries.comment_ends(file), of(file).due_at
    for moment in (before, reply):
        correct_day((moment - HOUR).astimezone(SHANGHAI).date(), False, DayKind.HOLIDAY, "示例", actor=people.actor("CONFIG_ADMIN"), at=MONDAY + DAY)
    for entry in Entry.objects.filter(kind="clocks.recomputed"):
        deliver(entry)
    assert queries.comment_ends(file) > before
    assert of(file).due_at > reply


@pytest.mark.parametrize(("title", "text", "field"), [
    ("示例：对口设立专班", "示例", "title"), ("示例：专班", "请各街道要配备专职人员", "text"), ("示例：专班", "要求街道加挂示例站牌子", "text"),
])
def test_q7_streets_are_not_asked_for_a_body_a_plate_or_posts_to_match_the_askers(title, text, field):
    with pytest.raises(OpinionRefused, match="第七条") as refused:
        actions.ask(power=Power.RESOURCE_ALLOCATION, title=title, units=[desk().unit_id], asked_by=asker(), at=MONDAY, text=text)
    assert refused.value.field == field
    assert not OpinionFile.objects.exists()
    file = asked()
    assert answered(file, words="要求街道对口设立机构，我们不同意").words  # what a street says is free
