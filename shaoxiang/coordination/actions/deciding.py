"""会上的决定: one item's minutes. A ruling on competence is written into the dispatch catalogue; nobody is dispatched behind a desk's back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.actions.steps import desk_of
from shaoxiang.cases.models import Case
from shaoxiang.cases.vocabulary import ENDED as CASE_ENDED
from shaoxiang.coordination import queries, rules
from shaoxiang.coordination.actions.raising import lift
from shaoxiang.coordination.actions.staffing import await_filing
from shaoxiang.coordination.actions.steps import Step, name_units, take, write
from shaoxiang.coordination.actions.tasks import give
from shaoxiang.coordination.models import CoordinationCase, Dissent, Meeting, Minute
from shaoxiang.coordination.queries.hearing import unheard_of
from shaoxiang.coordination.queries.unlisted import check_streets
from shaoxiang.coordination.rules import CoordinationRefused, Decision, Setting
from shaoxiang.coordination.vocabulary import Attendance, CoordinationStatus, MeetingLevel, MeetingStatus, Verdict
from shaoxiang.duties.actions import teach_catalogue
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.journal.actions import Note, facts_of
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of

DEPARTMENTS = (BodyKind.DEPARTMENT, BodyKind.PUBLIC_UTILITY)


@transaction.atomic
def decide(number: str, decision: Decision, *, actor: Actor, at: datetime) -> Minute:
    """作出决定. Whoever is second finds the item already decided.

    Raises CoordinationCase.DoesNotExist, PermissionDenied, MoveRefused, CoordinationRefused (no quorum, not ours to rule, nothing said), Unlisted.
    """
    meeting = _lock_meeting_of(number)
    step = take(number, rules.move_of(decision), actor=actor, at=at)
    if meeting is None or step.matter.status != CoordinationStatus.MEETING or meeting.matter.status != MeetingStatus.OPENED:
        raise MoveRefused(step.move.name, step.matter.status, _("这一项不在会上，或者已经定过了：请刷新后再看。"))
    rules.check_decision(decision, today=timezone.localtime(at).date())
    rules.check_quorum(queries.counted(meeting))
    _check_bodies(decision)
    rules.check_ruling(decision, _setting(step.item, meeting, decision))
    check_streets(step.item, meeting, decision, timezone.localtime(at).date())
    _check_heard(step.item, meeting, decision)
    minute = _minute(step, meeting, decision)
    return _carried_out(step, minute, decision)


def _lock_meeting_of(number: str) -> Meeting | None:
    """The meeting first, then its items, as everywhere: no two writers wait for each other in a circle."""
    key = CoordinationCase.objects.filter(matter__number=number).values_list("meeting_id", flat=True).first()
    matter = Matter.objects.select_for_update().filter(pk=key).first() if key is not None else None
    if matter is None:
        return None
    meeting = Meeting.objects.get(pk=matter.pk)
    meeting.matter = matter
    return meeting


def _check_bodies(decision: Decision) -> None:
    bodies = book().bodies
    if any(key not in bodies for key in _named(decision)):
        raise CoordinationRefused("lead_id", _("没有这个单位：请从列表中选。"))
    if any(task.body_id not in bodies for task in decision.tasks):
        raise CoordinationRefused("tasks", _("没有这个单位：请从列表中选。"))


def _check_heard(item: CoordinationCase, meeting: Meeting, decision: Decision) -> None:
    """What a meeting above the streets gives a street, or rules for all of them, was put to them before it (ADR 0048)."""
    everywhere = decision.verdict == Verdict.RULE_COMPETENCE and _everywhere(item, decision)
    given = [*_named(decision), *(task.body_id for task in decision.tasks)]
    streets = unheard_of(item, meeting.unit_id, given, everywhere=everywhere)
    if not streets:
        return
    names = gettext("、").join(name_of("body", key) for key in streets)
    if everywhere:
        raise CoordinationRefused("everywhere", _(
            "全区都照此派单，会前要征求每个镇街的意见，还没有问过%(streets)s：请改成只管本镇街，或者先放一放，征求过再议。"), streets=names)
    raise CoordinationRefused("lead_id", _("这个决定落到%(streets)s，会前没有征求过它的意见：请改由别的单位办，或者先放一放，征求过再议。"), streets=names)


def _everywhere(item: CoordinationCase, decision: Decision) -> bool:
    return decision.everywhere or item.matter.street_id is None


def _named(decision: Decision) -> list[int]:
    return [*([decision.lead_id] if decision.lead_id is not None else []), *decision.cooperating]


def _setting(item: CoordinationCase, meeting: Meeting, decision: Decision) -> Setting:
    """Where the decision is taken: who is at home there, who is present (a body itself, or the unit it belongs to), which are departments'."""
    bodies = book().bodies
    here = set(meeting.members.filter(attendance=Attendance.PRESENT).values_list("body_id", flat=True))
    named = _named(decision)
    by_street = meeting.unit_id != command_center()
    return Setting(
        level=MeetingLevel(meeting.level), by_street=by_street, own=frozenset(key for key in named if by_street and bodies[key].unit_id == meeting.unit_id),
        present=frozenset(key for key in named if key in here or bodies[key].unit_id in here),
        departments=frozenset(bodies[key].unit_id for key in named if bodies[bodies[key].unit_id].kind in DEPARTMENTS),
        staffing_opinion=bool(item.staffing_opinion),
    )


def _minute(step: Step, meeting: Meeting, decision: Decision) -> Minute:
    item = step.item
    everywhere = _everywhere(item, decision)
    ruled = decision.verdict == Verdict.RULE_COMPETENCE
    minute = Minute.objects.create(
        case=item, meeting=meeting, verdict=decision.verdict, words=decision.words.strip(), lead_id=decision.lead_id, cooperating=list(decision.cooperating),
        due_on=decision.due_on, type_code=decision.type_code if ruled else "", everywhere=ruled and everywhere, agreement=decision.agreement or "",
        round=item.round, decided_at=step.at, decided_by=step.actor.assignment_id,
    )
    Dissent.objects.bulk_create([Dissent(minute=minute, body_id=one.body_id, words=one.words.strip()) for one in decision.dissent])
    if ruled:
        minute.entry_id = _teach(step, minute, decision)
        minute.save(update_fields=["entry_id"])
    return minute


def _teach(step: Step, minute: Minute, decision: Decision) -> int:
    """The ruling becomes the catalogue's word, with its source: from now on cases of the type are routed by it."""
    if decision.type_code not in duty_book().types:
        raise CoordinationRefused("type_code", _("没有这一类事项：请从列表中选。"))
    try:
        entry = teach_catalogue(
            decision.type_code, lead_unit_id=decision.lead_id or 0, street_id=None if minute.everywhere else step.matter.street_id,
            source=f"coordination:{step.matter.number}", cooperating=decision.cooperating, words=decision.words, actor=step.actor, at=step.at,
        )
    except ChangeRefused as refused:  # a meeting gives a street no more than the lists do (A1)
        raise CoordinationRefused("lead_id", refused.reason, **refused.facts) from None
    return int(entry.pk)


def _carried_out(step: Step, minute: Minute, decision: Decision) -> Minute:
    item = step.item
    name_units(item, [*_named(decision), *(task.body_id for task in decision.tasks)], at=step.at)
    facts: dict[str, Fact] = facts_of(
        minute=minute.pk, meeting=minute.meeting_id, verdict=minute.verdict, lead=minute.lead_id, cooperating=list(minute.cooperating) or None,
        due_on=minute.due_on.isoformat() if minute.due_on else None, dissent=[one.body_id for one in decision.dissent] or None,
        words_sha256=digest(minute.words), matter=item.source_matter_id, source=item.source,
    )
    notes = _notes(step, minute)
    if decision.verdict == Verdict.ESCALATE:
        lift(step, facts, notes, kind="coordination.decided")
        return minute
    if decision.verdict == Verdict.NO_ACTION:
        item.outcome = minute.words
    if decision.agreement is not None:
        item.department_duty, item.agreement = True, decision.agreement
    if minute.lead_id is not None:
        step.matter.unit_id = book().unit_of(minute.lead_id)
        step.matter.save(update_fields=["unit_id"])
    write(step, kind="coordination.decided", facts=facts, notes=notes, fields=["outcome", "department_duty", "agreement"])
    give(item, minute, decision.tasks, at=step.at)
    if decision.agreement is not None:
        await_filing(item, at=step.at)
    if minute.entry_id is not None:
        _show_the_way(item, at=step.at)
    return minute


def _notes(step: Step, minute: Minute) -> list[Note]:
    """What else is recorded: a ruling, an end, a rise. Rooms above react to these."""
    item = step.item
    shared: dict[str, Fact] = facts_of(source=item.source, matter=item.source_matter_id, level=item.level, minute=minute.pk)
    if minute.verdict == Verdict.RULE_COMPETENCE:
        ruled = facts_of(
            **shared, lead=minute.lead_id, cooperating=list(minute.cooperating) or None, entry=minute.entry_id, type=minute.type_code,
            street=None if minute.everywhere else step.matter.street_id,
        )
        return [Note("coordination.ruled", ruled)]
    if minute.verdict == Verdict.NO_ACTION:
        return [Note("coordination.closed", {**shared, "to": CoordinationStatus.CLOSED.value})]
    if minute.verdict == Verdict.ESCALATE:
        return [
            Note(
                "coordination.escalate", {**shared, "level_before": item.level, "level": str(rules.next_level(item.level) or item.level)}, rule=step.move.rule,
            ),
        ]
    return []


def _show_the_way(item: CoordinationCase, *, at: datetime) -> None:
    """The case that raised it lies on some desk: that desk is shown the ruling and dispatches itself."""
    case = Case.objects.filter(pk=item.source_matter_id or 0).select_related("matter").first()
    if case is None or case.matter.status in CASE_ENDED:
        return
    role, unit = desk_of(case)
    await_act(item.pk, "redispatch", role=role, at=at, unit_id=unit)
