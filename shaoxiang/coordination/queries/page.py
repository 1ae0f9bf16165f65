"""What the pages show one reader, read once."""

from __future__ import annotations

import calendar as months
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from shaoxiang.coordination import access, rules
from shaoxiang.coordination.flows import MEETING_FLOW, TASK_FLOW
from shaoxiang.coordination.models import CoordinationCase, CoordinationTask, Meeting, MeetingUnit, Minute
from shaoxiang.coordination.queries.papers import carried_over
from shaoxiang.coordination.queries.rows import counted, items_for, meetings_for, moves_for, tasks_for
from shaoxiang.coordination.queries.settings import level_rule, setting
from shaoxiang.coordination.queries.sources import SourceLink, source_of
from shaoxiang.coordination.queries.words import Line, timeline
from shaoxiang.coordination.rules import Count
from shaoxiang.coordination.vocabulary import OPEN_TASK, STREET_LEVELS, UPPER_LEVELS, CoordinationStatus, MeetingLevel, MeetingStatus, TaskState
from shaoxiang.dispatch.models import SupervisionNote
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.desks import command_center, street_unit
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import running
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.matter import rules as matter_rules
from shaoxiang.kernel.matter.vocabulary import Light
from shaoxiang.kernel.vocabulary import _

STEPS = (
    (_("提出"), (CoordinationStatus.RAISED,)), (_("列入议程"), (CoordinationStatus.AGENDA,)), (_("上会"), (CoordinationStatus.MEETING,)),
    (_("任务落实"), (CoordinationStatus.TASKS,)), (_("核验效果"), (CoordinationStatus.EFFECT_CHECK,)), (_("办结"), ()),
)


@dataclass(frozen=True, slots=True)
class ShownTask:
    """One task as a reader sees it. `due_at`: 24:00 of its day; `moves`: his."""

    task: CoordinationTask
    light: Light
    due_at: datetime
    moves: list[Move]

    @property
    def extended(self) -> bool:
        return bool(self.task.due_on != self.task.first_due_on)


@dataclass(frozen=True, slots=True)
class ItemPage:
    item: CoordinationCase
    moves: dict[str, Move]
    source: SourceLink | None  # where the reader may see it
    tasks: list[ShownTask]
    minutes: list[Minute]
    clocks: list[RunningClock]
    lines: list[Line]
    notes: list[SupervisionNote]
    step: int
    reason: str


def item_page(item: CoordinationCase, actor: Actor, *, now: datetime) -> ItemPage:
    minutes = list(item.minutes.select_related("meeting__matter").prefetch_related("dissents").order_by("-decided_at"))
    return ItemPage(
        item, moves_for(item, actor), source_of(item.source_matter_id, actor), shown_tasks(_tasks_of(item), actor, now=now), minutes,
        list(running(item.matter).filter(part_id__isnull=True)),
        timeline(item.pk, item), list(SupervisionNote.objects.filter(matter_id=item.pk)), _step(item), mask_text(item.reason),
    )


def _step(item: CoordinationCase) -> int:
    return next((place for place, (_label, statuses) in enumerate(STEPS) if item.matter.status in statuses), len(STEPS) - 1)


def _tasks_of(item: CoordinationCase) -> list[CoordinationTask]:
    return list(item.tasks.select_related("case__matter", "minute__meeting").prefetch_related("extensions").order_by("due_on", "pk"))


def end_of(day: date) -> datetime:
    """24:00 of a day, as the next midnight here."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def shown_tasks(tasks: list[CoordinationTask], actor: Actor, *, now: datetime) -> list[ShownTask]:
    found = []
    judged: dict[int, bool] = {}
    for task in tasks:
        if task.case_id not in judged:
            judged[task.case_id] = allowed(actor, access.GRANTS["judge_task"], task.case)
        due_at, open_ = end_of(task.due_on), task.state in OPEN_TASK
        light = matter_rules.light(
            warn_at=due_at - timedelta(days=2), due_at=due_at if open_ and task.state != TaskState.DONE_CLAIMED else None,
            closed_at=None if open_ else task.judged_at or now, now=now,
        )
        found.append(ShownTask(task, light, due_at, _task_moves(task, actor, judges=judged[task.case_id])))
    return found


def _task_moves(task: CoordinationTask, actor: Actor, *, judges: bool) -> list[Move]:
    does, late = allowed(actor, access.TASK_DOERS, task), task.due_on < timezone.localdate()
    return [
        move for move in TASK_FLOW.open_moves(task.state)
        if (does if move.name in ("sign_task", "claim_task") else judges) and not (late and move.name == "extend_task")
    ]


# --- meetings ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Topic:
    """One item of the agenda: what was decided, and whether this reader may decide it now."""

    item: CoordinationCase
    minute: Minute | None
    reason: str
    may_decide: bool


@dataclass(frozen=True, slots=True)
class MeetingPage:
    meeting: Meeting
    moves: dict[str, Move]
    members: list[MeetingUnit]
    counted: Count
    topics: list[Topic]
    hidden: int  # items of the agenda that are none of the reader's business
    lines: list[Line]
    short_notice: bool = False


def meeting_page(meeting: Meeting, actor: Actor) -> MeetingPage:
    left = [item.pk for item in carried_over(meeting)] if meeting.matter.status == MeetingStatus.MINUTED else []
    on_it = CoordinationCase.objects.filter(Q(meeting=meeting) | Q(minutes__meeting=meeting) | Q(pk__in=left)).distinct()
    mine = items_for(actor).filter(pk__in=on_it.values("pk")).prefetch_related("concerned").order_by("place_on_agenda", "pk")
    minutes = {row.case_id: row for row in meeting.minutes.prefetch_related("dissents", "tasks")}
    topics = [
        Topic(item, minutes.get(item.pk), mask_text(item.reason), item.matter.status == CoordinationStatus.MEETING and allowed(actor, access.CHAIRS, item))
        for item in mine
    ]
    manages = allowed(actor, access.MEETING_MANAGE, meeting)
    moves = {move.name: move for move in MEETING_FLOW.open_moves(meeting.matter.status)} if manages else {}
    called = meeting.called_at
    notice = timedelta(hours=level_rule(meeting.level).notice_hours)
    return MeetingPage(
        meeting, moves, list(meeting.members.all()), counted(meeting), topics, on_it.count() - len(topics), timeline(meeting.pk),
        short_notice=(called or timezone.now()) > meeting.starts_at - notice and meeting.matter.status in (MeetingStatus.PLANNED, MeetingStatus.CALLED),
    )


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    in_month: bool
    today: bool
    meetings: list[Meeting]


def month_of(actor: Actor, year: int, month: int) -> list[list[Day]]:
    """Weeks of a month, Monday first, with the meetings the actor may see."""
    weeks = months.Calendar().monthdatescalendar(year, month)
    begin, end = end_of(weeks[0][0] - timedelta(days=1)), end_of(weeks[-1][-1])
    by_day: dict[date, list[Meeting]] = {}
    for row in meetings_for(actor).filter(starts_at__gte=begin, starts_at__lt=end).order_by("starts_at"):
        by_day.setdefault(timezone.localtime(row.starts_at).date(), []).append(row)
    today = timezone.localdate()
    return [[Day(day, day.month == month, day == today, by_day.get(day, [])) for day in week] for week in weeks]


@dataclass(frozen=True, slots=True)
class Overdue:
    """A level that has not met for longer than its rhythm, while items wait for it. `days` 0: never met."""

    level: MeetingLevel
    waiting: int
    days: int


def rhythm_of_levels(actor: Actor, *, today: date) -> list[Overdue]:
    """Levels the actor's unit calls. Nothing waits: nothing is said, for a meeting is no end in itself."""
    if not allowed(actor, access.PLAN):
        return []
    district = actor.has_role(*access.DISTRICT)
    unit = command_center() if district else actor.unit_id or 0
    found = []
    for level in UPPER_LEVELS if district else STREET_LEVELS:
        waiting = items_for(actor).filter(matter__status=CoordinationStatus.RAISED, level=level).count()
        last = Meeting.objects.filter(unit_id=unit, level=level, matter__status=MeetingStatus.MINUTED).order_by("-starts_at").first() if waiting else None
        days = rules.overdue_rhythm(timezone.localtime(last.starts_at).date() if last else None, today=today, days=level_rule(level).rhythm_days)
        if waiting and days is not None:
            found.append(Overdue(level, waiting, days))
    return found


def rhythm_hint(actor: Actor, *, today: date) -> int | None:
    """街道: days since the last joint meeting with departments and stationed bodies, where a quarter is over; 0: none on record. None: nothing to say."""
    unit = street_unit(actor.street_id)
    if unit is None or actor.unit_id != unit or not allowed(actor, access.PLAN):
        return None
    return rules.overdue_rhythm(last_joint(unit), today=today, days=int(setting("joint_rhythm_days")))


def last_joint(unit: int) -> date | None:
    """The last meeting a street held with bodies that are not its own."""
    others = Body.objects.filter(kind__in=(BodyKind.DEPARTMENT, BodyKind.DISPATCHED_INSTITUTION, BodyKind.PUBLIC_UTILITY)).values("pk")
    row = (
        Meeting.objects.filter(unit_id=unit, matter__status=MeetingStatus.MINUTED, members__body_id__in=others).exclude(level=MeetingLevel.DAILY)
        .order_by("-starts_at").first()
    )
    return timezone.localtime(row.starts_at).date() if row is not None else None


# --- lists ------------------------------------------------------------------------------------------------------------


def listed(actor: Actor, chosen: dict[str, object], *, now: datetime) -> QuerySet[CoordinationCase]:
    rows = items_for(actor)
    state = chosen.get("state")
    if state is None:
        rows = rows.filter(matter__closed_at__isnull=True)
    elif state != "ALL":
        rows = rows.filter(matter__status=state)
    if "level" in chosen:
        rows = rows.filter(level=chosen["level"])
    if chosen.get("late"):
        rows = rows.filter(matter__closed_at__isnull=True, matter__due_at__lte=now)
    return rows


def ledger(actor: Actor, *, which: str, today: date) -> QuerySet[CoordinationTask]:
    """任务台账: open, late, or all; nearest day first."""
    rows = tasks_for(actor).select_related("minute__meeting").prefetch_related("extensions")
    if which == "late":
        return rows.filter(state__in=(TaskState.GIVEN, TaskState.SIGNED, TaskState.RETURNED), due_on__lt=today)
    if which == "mine":
        return rows.filter(unit_id=actor.unit_id or 0, state__in=OPEN_TASK)
    return rows if which == "all" else rows.filter(state__in=OPEN_TASK)


def waiting_for(actor: Actor) -> list[CoordinationCase]:
    """Items that wait for a meeting this actor may call."""
    rows = items_for(actor).filter(matter__status=CoordinationStatus.RAISED).order_by("matter__due_at", "pk")
    district = actor.has_role(*access.DISTRICT)
    wanted = [level for level in MeetingLevel if (level not in STREET_LEVELS) == district or level == MeetingLevel.MONTHLY]
    return [item for item in rows.filter(level__in=wanted)[:60] if allowed(actor, access.GRANTS["put_on_agenda"], item)]
