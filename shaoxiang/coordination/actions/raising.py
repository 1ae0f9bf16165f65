"""提出协调: by reactions, by the room of whistles, or by hand; and its ends without a meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from shaoxiang.coordination import access, queries, rules
from shaoxiang.coordination.actions.steps import Step, arranger, move_desk, name_units, need, say, take, upper_of, write
from shaoxiang.coordination.models import CoordinationCase, Meeting, MeetingUnit
from shaoxiang.coordination.queries.hearing import sent_about, to_hear
from shaoxiang.coordination.queries.rows import SUBJECT
from shaoxiang.coordination.rules import CoordinationRefused
from shaoxiang.coordination.vocabulary import BEFORE, OPEN_TASK, CoordinationStatus, MeetingLevel, Source, TaskState, WordKind
from shaoxiang.dispatch.actions import write_note
from shaoxiang.dispatch.vocabulary import NoteKind
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.queries import earliest
from shaoxiang.kernel.desk.actions import settle as off_the_desk
from shaoxiang.kernel.journal.actions import Note, facts_of, record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.queries.heard import missing
from shaoxiang.opinions.rules import About
from shaoxiang.opinions.vocabulary import ASKABLE


@transaction.atomic
def raise_item(
    *, source: Source, title: str, reason: str, street_id: int | None, level: MeetingLevel, actor: Actor, at: datetime, source_matter_id: int | None = None,
    subject_code: str = "", unit_ids: Sequence[int] = (), sample: bool = False,
) -> CoordinationCase:
    """提出协调. While an item about the source matter is open, that one is the answer: calling again makes no second.

    By hand the actor's right is asked; the other sources are called by rooms that have asked already.
    Raises PermissionDenied, CoordinationRefused.
    """
    rules.check_raised(title, reason)
    if source == Source.BY_HAND:
        street_id, level = _by_hand(actor, street_id, level)
    if source_matter_id is not None:
        Matter.objects.select_for_update().filter(pk=source_matter_id).first()  # two at once take turns
        found = queries.open_item_of(source_matter_id)
        if found is not None:
            return found
    level = rules.level_for(MeetingLevel(level), street_id)
    specs = queries.limits()
    planned = clocks.plan([specs["COORD_ARRANGE"], specs[rules.meet_clock(source)]], at=at)
    warn_at, due_at = earliest(planned)
    matter = open_matter(
        MatterKind.COORDINATION, title=title.strip(), status=CoordinationStatus.RAISED, at=at, street_id=street_id, subject_code=subject_code,
        warn_at=warn_at, due_at=due_at,
    )
    item = CoordinationCase.objects.create(
        matter=matter, source=Source(source), level=level, first_level=level, reason=reason.strip(), source_matter_id=source_matter_id,
        raised_by=actor.assignment_id, raised_unit_id=actor.unit_id, sample=sample,
    )
    matter.unit_id = arranger(item)[1]
    matter.save(update_fields=["unit_id"])
    clocks.begin(matter, planned)
    name_units(item, [*unit_ids, *_own_department(actor)], at=at)
    move_desk(item, at=at, by=actor, fresh=True)
    facts = facts_of(
        number=matter.number, source=item.source, level=item.level, street=street_id, type=subject_code or None, matter=source_matter_id,
        units=list(item.concerned.values_list("body_id", flat=True)), reason_sha256=digest(item.reason),
    )
    record("coordination.raised", subject=matter, actor=actor, at=at, facts=facts, new=True)
    return item


def _by_hand(actor: Actor, street_id: int | None, level: MeetingLevel) -> tuple[int | None, MeetingLevel]:
    """A street raises its own matters, up to the joint meeting; a department goes to the joint meeting; the district to either of the upper two."""
    require(actor, access.GRANTS["raise"])
    district = actor.has_role(*access.DISTRICT, access.INTERFACE_OF_DISTRICT)
    street = not district and actor.street_id is not None
    if street and street_id not in (None, actor.street_id):
        raise CoordinationRefused("street_id", _("只能提请本街道的事项。"))
    if MeetingLevel(level) not in rules.levels_of(street=street, district=district):
        raise CoordinationRefused("level", _("这一级不能由您直接提请：街道最高到区街联席，区直部门提请区街联席，区级会议由区指挥中心提请。"))
    return (actor.street_id if street else street_id), MeetingLevel(level)


def _own_department(actor: Actor) -> list[int]:
    body = book().bodies.get(actor.unit_id or 0)
    return [body.id] if body is not None and body.kind in (BodyKind.DEPARTMENT, BodyKind.PUBLIC_UTILITY) else []


@transaction.atomic
def settle(number: str, *, actor: Actor, at: datetime, words: str) -> CoordinationCase:
    """当场协调好了: at the daily desk, without a meeting, in words that say how."""
    step = take(number, "settle", actor=actor, at=at)
    if step.item.level != MeetingLevel.DAILY:
        raise CoordinationRefused("", _("只有街道每日调度这一级可以当场协调；其他层级请列入议程，上会决定。"))
    step.item.outcome = need(words, "words", _("请写明怎么协调好的：哪个单位做什么。"))
    facts = say(step.item, words, WordKind.REASON, entry="coordination.closed", actor=actor, at=at)
    return write(step, facts={**facts, **_source(step.item)}, fields=["outcome"])


@transaction.atomic
def withdraw(number: str, *, actor: Actor, at: datetime, words: str) -> CoordinationCase:
    """撤回, with the reason; an item on an agenda leaves it."""
    step = take(number, "withdraw", actor=actor, at=at)
    step.item.outcome = need(words, "words", _("请写明为什么撤回。"))
    step.item.meeting = None
    facts = say(step.item, words, WordKind.REASON, entry="coordination.closed", actor=actor, at=at)
    return write(step, facts={**facts, **_source(step.item)}, fields=["outcome", "meeting"])


@transaction.atomic
def escalate(number: str, *, actor: Actor, at: datetime, words: str) -> CoordinationCase:
    """提交上一级: the item begins again there, with everything said so far. Tasks that still run are dropped."""
    step = take(number, "escalate", actor=actor, at=at)
    need(words, "words", _("请写明这一级为什么定不了、请上一级定什么。"))
    facts = say(step.item, words, WordKind.REASON, entry="coordination.escalate", actor=actor, at=at)
    return lift(step, facts)


def lift(step: Step, facts: Mapping[str, Fact], notes: Sequence[Note] = (), *, kind: str = "") -> CoordinationCase:
    """The item at the next level: off its meeting, its running tasks dropped, its clocks anew."""
    item, before = step.item, step.item.level
    item.level, item.meeting, item.round = upper_of(before), None, item.round + 1
    drop_tasks(item, at=step.at, by=step.actor)
    step.matter.unit_id = arranger(item)[1]
    step.matter.save(update_fields=["unit_id"])
    return write(
        step, facts={**facts, "level_before": before, **_source(item)}, fields=["level", "meeting", "round"], specs=[rules.meet_clock(item.source)],
        notes=notes,
        kind=kind,
    )


def drop_tasks(item: CoordinationCase, *, at: datetime, by: Actor) -> None:
    for task in item.tasks.filter(state__in=OPEN_TASK):
        task.state = TaskState.DROPPED
        task.save(update_fields=["state"])
        off_the_desk(item.pk, at=at, by=by, part_id=task.pk)


@transaction.atomic
def add_unit(number: str, *, actor: Actor, at: datetime, unit_ids: Sequence[int]) -> CoordinationCase:
    """加涉及单位: it sees the item from now on; and is summoned where the item is on a meeting not yet held."""
    step = take(number, "add_unit", actor=actor, at=at)
    fresh = name_units(step.item, unit_ids, at=at)
    if not fresh:
        raise CoordinationRefused("unit_ids", _("请选还没有列上的单位。"))
    meeting = step.item.meeting
    if meeting is not None and step.matter.status in (CoordinationStatus.AGENDA, CoordinationStatus.MEETING):
        heard(step.item, meeting, step.item.heard_number)
    if meeting is not None and meeting.matter.status in BEFORE:
        summon(meeting, fresh)
    return write(step, facts={"units": fresh})


def _own(number: str, item: CoordinationCase) -> bool:
    """Was this file opened from the item? Any other speaks of it by its number: a title is easily another's too."""
    return OpinionFile.objects.filter(matter__number=number, subject_kind=SUBJECT, subject_id=item.pk).exists()


def heard(item: CoordinationCase, meeting: Meeting, number: str) -> str:
    """The number as it is kept, "" where no street is to be heard and none was. Raises CoordinationRefused: one was not, or on another matter."""
    streets = to_hear(item, meeting.unit_id)
    if not streets:
        return sent_about(item)
    number = number or sent_about(item)
    about = About(frozenset(ASKABLE), (item.number, item.matter.title) if _own(number, item) else (item.number,), item.matter.opened_at, (SUBJECT, item.pk))
    reason, facts = missing(number, streets, about)
    if reason:
        raise CoordinationRefused("heard_number", reason, **facts)
    return number[:24]


def summon(meeting: Meeting, body_ids: Iterable[int]) -> list[int]:
    """Bodies put on the list of those summoned, each once. Returns those that are new."""
    known = set(meeting.members.values_list("body_id", flat=True))
    fresh = [key for key in dict.fromkeys(body_ids) if key not in known]
    bodies = book().bodies
    MeetingUnit.objects.bulk_create([MeetingUnit(meeting=meeting, body_id=key, unit_id=bodies[key].unit_id) for key in fresh])
    return fresh


@transaction.atomic
def supervise(number: str, *, actor: Actor, at: datetime, words: str) -> CoordinationCase:
    """催办督办: a word from above; takes the row of what is late off the supervisor's desk."""
    step = take(number, "supervise", actor=actor, at=at)
    note = write_note(step.matter, NoteKind.SUPERVISE, need(words, "words", _("请写明催办或督办的内容。")), actor=actor, at=at)
    for what in ("supervise", "supervise_task"):
        off_the_desk(step.matter.pk, at=at, by=actor, what=what)
    return write(step, facts={"note": note.pk})


def _source(item: CoordinationCase) -> dict[str, Fact]:
    """What raised it, for rooms that react."""
    return {"source": item.source, "matter": item.source_matter_id} if item.source_matter_id is not None else {"source": item.source}
