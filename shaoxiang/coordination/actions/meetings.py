"""会议: planned, called, opened, closed with minutes, or called off. Items go on and off its agenda."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from shaoxiang.coordination import access, queries, rules
from shaoxiang.coordination.actions.raising import heard, summon
from shaoxiang.coordination.actions.steps import MeetingStep, move_meeting_desk, need, take, take_meeting, write, write_meeting
from shaoxiang.coordination.flows import CONVENES
from shaoxiang.coordination.models import CoordinationCase, Meeting
from shaoxiang.coordination.queries.choices import chair_posts
from shaoxiang.coordination.queries.papers import MEETING_MINUTES, MEETING_NOTICE, minutes_context, notice_context
from shaoxiang.coordination.rules import CoordinationRefused, Planned
from shaoxiang.coordination.vocabulary import BEFORE, Attendance, CoordinationStatus, MeetingLevel, MeetingStatus
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.documents.actions import issue
from shaoxiang.kernel.documents.registry import kind_of
from shaoxiang.kernel.journal.actions import facts_of, record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.rows import hold
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _

SHOWN_FIELDS = ("place", "starts_at", "ends_at", "chair_post_id", "remarks")


@transaction.atomic
def plan_meeting(
    planned: Planned, *, level: MeetingLevel, actor: Actor, at: datetime, body_ids: Sequence[int] = (), items: Sequence[str] = (), sample: bool = False,
    heard_number: str = "",
) -> Meeting:
    """筹备会议: the convening unit is the actor's own, for the district its command centre. `heard_number`: of those items that ask for it;
    without one each is looked up by the file opened from it.

    Raises PermissionDenied, CoordinationRefused.
    """
    require(actor, access.PLAN)
    district = actor.has_role(*access.DISTRICT)
    if MeetingLevel(level) not in rules.levels_of(street=not district, district=district):
        raise CoordinationRefused("level", _("这一级的会不由您召集：街道召集本街道的调度、会商和联席会，区里召集联席会和区级会议。"))
    rules.check_planned(planned, at=at)
    unit_id = command_center() if district else actor.unit_id or 0
    _check_chair(planned.chair_post_id, unit_id)
    matter = open_matter(
        MatterKind.MEETING, title=planned.title.strip(), status=MeetingStatus.PLANNED, at=at, street_id=None if district else actor.street_id, unit_id=unit_id,
    )
    meeting = Meeting.objects.create(
        matter=matter, level=MeetingLevel(level), unit_id=unit_id, quorum=queries.level_rule(level).quorum, planned_by=actor.assignment_id, sample=sample,
        **_columns(planned),
    )
    summon(meeting, [unit_of(planned.chair_post_id, unit_id), *_known(body_ids)])
    move_meeting_desk(meeting, at=at, by=actor, fresh=True)
    facts = facts_of(
        number=matter.number, level=meeting.level, street=matter.street_id, chair=meeting.chair_post_id, starts_at=meeting.starts_at.isoformat(),
        units=list(meeting.members.values_list("body_id", flat=True)),
    )
    record("coordination.meeting_planned", subject=matter, actor=actor, at=at, facts=facts, rule=CONVENES, new=True)
    for number in items:
        put_on_agenda(number, meeting=matter.number, actor=actor, at=at, heard_number=heard_number)
    return meeting


def _columns(planned: Planned) -> dict[str, object]:
    return {
        "place": planned.place.strip()[:120], "starts_at": planned.starts_at, "ends_at": planned.ends_at, "chair_post_id": planned.chair_post_id,
        "remarks": planned.remarks.strip(),
    }


def unit_of(chair_post_id: int, otherwise: int) -> int:
    """The unit of whoever chairs: it counts among the summoned."""
    post = book().posts.get(chair_post_id)
    return (book().unit_of(post.body_id) if post is not None else None) or otherwise


def _known(body_ids: Iterable[int]) -> list[int]:
    found = list(body_ids)
    if any(key not in book().bodies for key in found):
        raise CoordinationRefused("body_ids", _("没有这个单位：请从列表中选。"))
    return found


def _check_chair(post_id: int, unit_id: int) -> None:
    if post_id not in dict(chair_posts(unit_id)):
        raise CoordinationRefused("chair_post_id", _("请从列表中选主持人：召集单位的岗位，区里的会由区领导或指挥中心主持。"))


@transaction.atomic
def put_on_agenda(number: str, *, meeting: str, actor: Actor, at: datetime, heard_number: str = "") -> CoordinationCase:
    """列入议程: of a meeting of the item's own level that has not begun; its units are summoned with it.

    Streets whose ground it is and who did not bring it up were heard first, on a file with a number (without one: the one opened from the item).
    No reason stands for it.
    """
    held = hold(queries.meetings_for(actor), meeting)
    step = take(number, "put_on_agenda", actor=actor, at=at)
    item = step.item
    if held.matter.status not in BEFORE:
        raise CoordinationRefused("meeting", _("这次会已经开始或取消，请选还没有开的会。"))
    if held.level != item.level:
        raise CoordinationRefused("meeting", _("会议和事项不是同一层级：请选同级的会，或先把事项提交上一级。"))
    if held.unit_id != command_center() and held.matter.street_id != item.matter.street_id:
        raise CoordinationRefused("meeting", _("这是别的街道的会：请选本街道或区里召集的会。"))
    item.heard_number = heard(item, held, heard_number.strip())
    item.meeting = held
    item.place_on_agenda = held.agenda.count() + 1
    summon(held, list(item.concerned.values_list("body_id", flat=True)))
    facts = facts_of(meeting=held.pk, heard=item.heard_number or None)
    return write(step, facts=facts, fields=["meeting", "place_on_agenda", "heard_number"])


@transaction.atomic
def take_off(number: str, *, actor: Actor, at: datetime) -> CoordinationCase:
    """移出议程: it waits again."""
    step = take(number, "take_off", actor=actor, at=at)
    facts = {"meeting": step.item.meeting_id}
    step.item.meeting = None
    return write(step, facts=facts, fields=["meeting"])


@transaction.atomic
def order_agenda(number: str, *, actor: Actor, at: datetime, numbers: Sequence[str]) -> Meeting:
    """排议程: items in this order; those not named come after, as they stood."""
    step = take_meeting(number, "change", actor=actor, at=at)
    wanted = {each: place for place, each in enumerate(numbers)}
    rows = sorted(step.meeting.agenda.select_related("matter"), key=lambda row: (wanted.get(row.matter.number, len(wanted)), row.place_on_agenda, row.pk))
    for place, row in enumerate(rows, start=1):
        CoordinationCase.objects.filter(pk=row.pk).update(place_on_agenda=place)
    return write_meeting(step, facts={"order": [row.pk for row in rows]}, kind="coordination.agenda_ordered")


@transaction.atomic
def change(number: str, *, actor: Actor, at: datetime, planned: Planned, body_ids: Sequence[int]) -> Meeting:
    """改时间、地点、主持人、参会单位. Once the notice is out, what changed is a new edition of it (SEQUENCE), and those summoned hear of it.

    Units that an item on the agenda names stay summoned.
    """
    step = take_meeting(number, "change", actor=actor, at=at)
    meeting = step.meeting
    rules.check_planned(planned, at=at)
    _check_chair(planned.chair_post_id, meeting.unit_id)
    for name, value in _columns(planned).items():
        setattr(meeting, name, value)
    step.matter.title = planned.title.strip()
    step.matter.save(update_fields=["title"])
    named = meeting.agenda.values_list("concerned__body_id", flat=True)
    kept = {unit_of(meeting.chair_post_id, meeting.unit_id), *(key for key in named if key is not None), *_known(body_ids)}
    gone = list(meeting.members.exclude(body_id__in=kept).values_list("body_id", flat=True))
    meeting.members.filter(body_id__in=gone).delete()
    came = summon(meeting, sorted(kept))
    if step.matter.status == MeetingStatus.CALLED:
        meeting.sequence += 1
        meeting.members.filter(noticed_at__isnull=True).update(noticed_at=at)
    facts: dict[str, Fact] = {
        "starts_at": meeting.starts_at.isoformat(), "sequence": meeting.sequence, "came": came, "gone": gone, "chair": meeting.chair_post_id,
    }
    return write_meeting(step, facts=facts, fields=[*SHOWN_FIELDS, "sequence"])


@transaction.atomic
def call(number: str, *, actor: Actor, at: datetime) -> Meeting:
    """发会议通知: numbered, to every unit summoned. The quorum is that of the level as it stands now."""
    step = take_meeting(number, "call", actor=actor, at=at)
    meeting = step.meeting
    if not meeting.agenda.exists():
        raise CoordinationRefused("", _("议程上还没有事项：请先把要议的事项列入议程，再发通知。"))
    meeting.called_at, meeting.quorum = at, queries.level_rule(meeting.level).quorum
    meeting.members.update(noticed_at=at)
    units = list(meeting.members.values_list("body_id", flat=True))
    write_meeting(step, facts={"units": units, "starts_at": meeting.starts_at.isoformat()}, fields=["called_at", "quorum"])
    issue(kind_of(MEETING_NOTICE), step.matter, notice_context(meeting), unit_id=meeting.unit_id, by=actor, at=at)
    return meeting


@transaction.atomic
def open_meeting(number: str, *, actor: Actor, at: datetime, attendance: Mapping[int, str], chair_present: bool) -> Meeting:
    """开会: who came is written down, and the items are on the table. Without a quorum one may talk, but not decide."""
    step = take_meeting(number, "open", actor=actor, at=at)
    step.meeting.opened_at = at
    facts = _mark(step, attendance, chair_present)
    write_meeting(step, facts=facts, fields=["opened_at", "chair_present"])
    for row in step.meeting.agenda.filter(matter__status=CoordinationStatus.AGENDA).order_by("place_on_agenda", "pk").values_list("matter__number", flat=True):
        write(take(row, "discuss", actor=actor, at=at), facts={"meeting": step.meeting.pk})
    return step.meeting


@transaction.atomic
def attend(number: str, *, actor: Actor, at: datetime, attendance: Mapping[int, str], chair_present: bool) -> Meeting:
    """登记到会: somebody came late, somebody left."""
    step = take_meeting(number, "attend", actor=actor, at=at)
    return write_meeting(step, facts=_mark(step, attendance, chair_present), fields=["chair_present"], kind="coordination.attendance")


def _mark(step: MeetingStep, attendance: Mapping[int, str], chair_present: bool) -> dict[str, Fact]:
    meeting = step.meeting
    meeting.chair_present = chair_present
    for row in meeting.members.all():
        mark = Attendance(attendance.get(row.body_id, row.attendance))
        if mark != row.attendance:
            row.attendance = mark
            row.save(update_fields=["attendance"])
    present = list(meeting.members.filter(attendance=Attendance.PRESENT).values_list("body_id", flat=True))
    counted = queries.counted(meeting)
    return {"present": present, "summoned": counted.summoned, "needed": counted.needed, "quorum": counted.reached, "chair_present": chair_present}


@transaction.atomic
def finish(number: str, *, actor: Actor, at: datetime) -> Meeting:
    """散会，出纪要: what was not decided waits to be arranged again; the minutes get their number."""
    step = take_meeting(number, "finish", actor=actor, at=at)
    meeting = step.meeting
    left = list(meeting.agenda.filter(matter__status=CoordinationStatus.MEETING).values_list("matter__number", "pk"))
    for each, _pk in left:
        again = take(each, "carry_over", actor=actor, at=at)
        again.item.round += 1
        again.item.meeting = None
        write(again, facts={"meeting": meeting.pk}, fields=["round", "meeting"], specs=[rules.meet_clock(again.item.source)])
    meeting.finished_at = at
    write_meeting(step, facts={"decided": meeting.minutes.count(), "carried_over": [pk for _each, pk in left]}, fields=["finished_at"])
    issue(kind_of(MEETING_MINUTES), step.matter, minutes_context(meeting), unit_id=meeting.unit_id, by=actor, at=at)
    return meeting


@transaction.atomic
def cancel(number: str, *, actor: Actor, at: datetime, reason: str) -> Meeting:
    """取消会议: those summoned hear of it; the items wait again."""
    step = take_meeting(number, "cancel", actor=actor, at=at)
    meeting = step.meeting
    meeting.cancel_reason = need(reason, "reason", _("请写明为什么取消；参会单位会看到。"))[:200]
    for each in list(meeting.agenda.filter(matter__status=CoordinationStatus.AGENDA).values_list("matter__number", flat=True)):
        take_off(each, actor=actor, at=at)
    meeting.sequence += 1
    return write_meeting(step, facts={"sequence": meeting.sequence, "reason_sha256": digest(meeting.cancel_reason)}, fields=["cancel_reason", "sequence"])
