"""What every step of an item and of a meeting has in common: lock, ask, take the move, touch the clocks, move the desk, write the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatchcase

from shaoxiang.coordination import access, queries, rules
from shaoxiang.coordination.flows import COORDINATION_FLOW, MEETING_FLOW
from shaoxiang.coordination.models import ConcernedUnit, CoordinationCase, CoordinationTask, Meeting, Word
from shaoxiang.coordination.rules import CoordinationRefused
from shaoxiang.coordination.vocabulary import ENDED, STREET_LEVELS, MeetingLevel, WordKind
from shaoxiang.coordination.vocabulary import CoordinationStatus as S
from shaoxiang.coordination.vocabulary import MeetingStatus as M
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import command_center, street_unit
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, ActorKind, allowed, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.queries import running
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.journal.actions import Note, record_all
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import hold
from shaoxiang.kernel.vocabulary import _

KINDS = {"put_on_agenda": "coordination.on_agenda", "close": "coordination.closed", "settle": "coordination.closed", "withdraw": "coordination.closed"}


@dataclass
class Step:
    """A move taken on a locked item, not yet written."""

    item: CoordinationCase
    matter: Matter
    move: Move
    actor: Actor
    at: datetime


def take(number: str, name: str, *, actor: Actor, at: datetime) -> Step:
    """Lock and take. Raises CoordinationCase.DoesNotExist (also outside the actor's rows), PermissionDenied, MoveRefused."""
    item = hold(CoordinationCase.objects.select_related("meeting__matter"), number)
    if actor.kind != ActorKind.SYSTEM:
        if not allowed(actor, access.VIEW, item):
            raise CoordinationCase.DoesNotExist(number)
        require(actor, access.GRANTS[name], item)
    return Step(item, item.matter, COORDINATION_FLOW.take(name, item.matter.status), actor, at)


def write(
    step: Step, *, facts: Mapping[str, Fact] | None = None, fields: Iterable[str] = (), notes: Iterable[Note] = (),
    specs: Iterable[str] = (), kind: str = "",
) -> CoordinationCase:
    """Status, clocks, row, desk, record. `notes`: more to be recorded in the same breath; `specs`: clocks started beside those of the move."""
    item, matter, move = step.item, step.matter, step.move
    changed = set(fields)
    before = matter.status
    touch_clocks(matter, move, at=step.at, also=specs)
    if move.target is not None:
        matter.status = move.target
        ended = move.target in ENDED
        matter.closed_at = step.at if ended else None
        matter.save(update_fields=["status", "closed_at"])
        if item.is_open == ended:
            item.is_open = not ended
            changed.add("is_open")
    if changed:
        item.save(update_fields=sorted(changed))
    if move.target is not None:
        move_desk(item, at=step.at, by=step.actor)
    main = Note(
        kind or KINDS.get(move.name, f"coordination.{move.name}"), {"from": before, "to": matter.status, "level": item.level, **(facts or {})}, move.rule,
    )
    record_all([main, *notes], subject=matter, actor=step.actor, at=step.at)
    return item


def touch_clocks(matter: Matter, move: Move, *, at: datetime, also: Iterable[str] = (), own: Mapping[str, ClockSpec] | None = None) -> None:
    """The move's stops (patterns stand for the running clocks of the whole item they match) and starts, `also` among them."""
    starts = (*move.starts, *also)
    codes = [(clock.code, clock.part_id) for clock in running(matter)] if move.stops else []
    stops = tuple(code for code, part in codes if any(fnmatchcase(code, pattern) for pattern in move.stops))
    exact = replace(move, stops=stops, starts=starts, suspends=(), resumes=())
    if stops or starts:
        clocks.apply(exact, matter, at=at, specs={**queries.limits(), **(own or {})})


def say(item: CoordinationCase, text: str, kind: WordKind, *, entry: str, actor: Actor, at: datetime, task: CoordinationTask | None = None) -> dict[str, Fact]:
    """Keep words beside the item; returns the fact that proves them."""
    text = text.strip()
    if not text:
        return {}
    Word.objects.create(case=item, task=task, kind=kind, entry_kind=entry, text=text, written_at=at, written_by=actor.assignment_id)
    return {"words_sha256": digest(text)}


def need(text: str, field: str, sentence: str) -> str:
    if not text.strip():
        raise CoordinationRefused(field, sentence)
    return text.strip()


def name_units(item: CoordinationCase, body_ids: Iterable[int], *, at: datetime) -> list[int]:
    """涉及单位: bodies named in the item, each once. Returns those that are new. Raises CoordinationRefused for a body that is none."""
    known = set(item.concerned.values_list("body_id", flat=True))
    fresh = [key for key in dict.fromkeys(body_ids) if key not in known]
    bodies = book().bodies
    if any(key not in bodies for key in fresh):
        raise CoordinationRefused("unit_ids", _("没有这个单位：请从列表中选。"))
    ConcernedUnit.objects.bulk_create([ConcernedUnit(case=item, body_id=key, unit_id=bodies[key].unit_id, added_at=at) for key in fresh])
    return fresh


# --- whose desk -------------------------------------------------------------------------------------------------------


def arranger(item: CoordinationCase) -> tuple[Role, int]:
    """(role, unit) that puts the item on a meeting: the street's desk, its leader for the weekly, above that the district's desk."""
    unit = street_unit(item.matter.street_id)
    if item.level in STREET_LEVELS and unit is not None:
        return (Role.STREET_DESK if item.level == MeetingLevel.DAILY else Role.STREET_LEADER), unit
    return Role.DISTRICT_DESK, command_center()


def checker(item: CoordinationCase) -> tuple[Role, int]:
    """Who checks the effect: the street of the place, else the district's desk."""
    unit = street_unit(item.matter.street_id)
    return (Role.STREET_DESK, unit) if unit is not None else (Role.DISTRICT_DESK, command_center())


def move_desk(item: CoordinationCase, *, at: datetime, by: Actor, fresh: bool = False) -> None:
    """One open row of the whole item: what is awaited now. Rows of tasks, of the staffing office and of the source's desk stand beside it."""
    matter = item.matter
    status = S(matter.status)
    if not fresh:
        for what in ("put_on_agenda", "settle", "close", "supervise"):
            settle(matter.pk, at=at, by=by, what=what, part_id=None)
        if status in ENDED:
            settle(matter.pk, at=at, by=by, keep=("file_duty", "redispatch"))
    if status == S.RAISED:
        role, unit = arranger(item)
        what = "settle" if item.level == MeetingLevel.DAILY else "put_on_agenda"
        await_act(matter.pk, what, role=role, at=at, unit_id=unit, warn_at=matter.warn_at, due_at=matter.due_at)
    elif status == S.EFFECT_CHECK:
        role, unit = checker(item)
        await_act(matter.pk, "close", role=role, at=at, unit_id=unit, warn_at=matter.warn_at, due_at=matter.due_at)


# --- meetings ---------------------------------------------------------------------------------------------------------


@dataclass
class MeetingStep:
    meeting: Meeting
    matter: Matter
    move: Move
    actor: Actor
    at: datetime


def take_meeting(number: str, name: str, *, actor: Actor, at: datetime) -> MeetingStep:
    """Lock and take. Raises Meeting.DoesNotExist (also outside the actor's rows), PermissionDenied, MoveRefused."""
    meeting = hold(Meeting.objects.all(), number)
    if not allowed(actor, access.MEETING_VIEW, meeting):
        raise Meeting.DoesNotExist(number)
    require(actor, access.MEETING_MANAGE, meeting)
    return MeetingStep(meeting, meeting.matter, MEETING_FLOW.take(name, meeting.matter.status), actor, at)


def write_meeting(step: MeetingStep, *, facts: Mapping[str, Fact] | None = None, fields: Iterable[str] = (), kind: str = "") -> Meeting:
    meeting, matter, move = step.meeting, step.matter, step.move
    touch_clocks(matter, move, at=step.at)
    if move.target is not None:
        matter.status = move.target
        matter.closed_at = step.at if move.target in (M.MINUTED, M.CANCELLED) else None
        matter.save(update_fields=["status", "closed_at"])
    if fields := list(fields):
        meeting.save(update_fields=fields)
    move_meeting_desk(meeting, at=step.at, by=step.actor)
    note = Note(kind or f"coordination.meeting_{move.name}", {"to": matter.status, "level": meeting.level, **(facts or {})}, move.rule)
    record_all([note], subject=matter, actor=step.actor, at=step.at)
    return meeting


def convener(meeting: Meeting) -> tuple[Role, int]:
    """The desk that prepares the meeting and writes the minutes."""
    return (Role.DISTRICT_DESK if meeting.unit_id == command_center() else Role.STREET_DESK), meeting.unit_id


def move_meeting_desk(meeting: Meeting, *, at: datetime, by: Actor, fresh: bool = False) -> None:
    matter = meeting.matter
    if not fresh:
        settle(matter.pk, at=at, by=by)
    role, unit = convener(meeting)
    if matter.status == M.PLANNED:
        await_act(matter.pk, "call", role=role, at=at, unit_id=unit, due_at=meeting.starts_at)
    elif matter.status == M.CALLED:
        chair = book().posts.get(meeting.chair_post_id)
        held = next(iter(sorted(chair.roles)), role.value) if chair is not None else role.value
        await_act(matter.pk, "open", role=held, at=at, post_id=meeting.chair_post_id, due_at=meeting.ends_at)
    elif matter.status == M.OPENED:
        await_act(matter.pk, "finish", role=role, at=at, unit_id=unit, warn_at=matter.warn_at, due_at=matter.due_at)


def upper_of(level: str) -> MeetingLevel:
    """Raises CoordinationRefused above the district's meeting."""
    found = rules.next_level(level)
    if found is None:
        raise CoordinationRefused("", _("区级协调会议已经是最高一级，不能再往上提交：请在会上作出决定。"))
    return found
