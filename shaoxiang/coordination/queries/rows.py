"""The rows an actor may see, and what came of a matter."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from shaoxiang.coordination import access
from shaoxiang.coordination.flows import COORDINATION_FLOW
from shaoxiang.coordination.models import CoordinationCase, CoordinationTask, Meeting, Minute
from shaoxiang.coordination.rules import Count, count, next_level
from shaoxiang.coordination.vocabulary import MeetingLevel, Quorum, Verdict
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.hearing import asked_of
from shaoxiang.kernel.journal.models import Entry

SUBJECT = "coordination"  # of a consultation about an item
BY_ITSELF = ("discuss", "carry_over", "decide_tasks", "rule", "no_action", "tasks_done", "redispatched")  # on the meeting's page, or by themselves


def items_for(actor: Actor) -> QuerySet[CoordinationCase]:
    """Every item this actor may see, with its matter and meeting."""
    seen, asked = visible(actor, access.VIEW), asked_of(SUBJECT, actor)
    seen = seen | Q(pk__in=asked) if seen and asked else seen  # an empty one is every row
    return CoordinationCase.objects.filter(seen).select_related("matter", "meeting__matter")


def meetings_for(actor: Actor) -> QuerySet[Meeting]:
    return Meeting.objects.filter(visible(actor, access.MEETING_VIEW)).select_related("matter")


def tasks_for(actor: Actor) -> QuerySet[CoordinationTask]:
    """Tasks of the actor's own unit, and those of the items he looks after."""
    return CoordinationTask.objects.filter(visible(actor, access.TASK_VIEW)).select_related("case__matter")


def raised_from(matter_id: int) -> list[CoordinationCase]:
    """What was raised from a case or a whistle, oldest first: for panels on their pages."""
    return list(CoordinationCase.objects.filter(source_matter_id=matter_id).select_related("matter", "meeting__matter").order_by("pk"))


def open_item_of(matter_id: int) -> CoordinationCase | None:
    """The item that is open about this matter, whatever raised it."""
    return CoordinationCase.objects.filter(source_matter_id=matter_id, is_open=True).select_related("matter").order_by("pk").first()


def ruling_for(matter_id: int) -> Minute | None:
    """The last ruling on competence that a matter led to."""
    return (
        Minute.objects.filter(case__source_matter_id=matter_id, verdict=Verdict.RULE_COMPETENCE, entry_id__isnull=False)
        .select_related("case__matter").order_by("-decided_at").first()
    )


def moves_for(item: CoordinationCase, actor: Actor) -> dict[str, Move]:
    """The page's buttons, by name."""
    return {
        move.name: move for move in COORDINATION_FLOW.open_moves(item.matter.status)
        if move.name not in BY_ITSELF and _makes_sense(move.name, item) and allowed(actor, access.GRANTS[move.name], item)
    }


def _makes_sense(name: str, item: CoordinationCase) -> bool:
    if name == "settle":
        return item.level == MeetingLevel.DAILY
    if name == "escalate":
        return next_level(item.level) is not None
    if name == "ask_staffing":
        return not item.department_duty
    if name == "give_opinion":
        return not item.staffing_opinion and not item.agreement
    if name == "file_duty":
        return item.agreement != "" and item.filed_at is None
    return True


def entries_of(matter_id: int) -> list[Entry]:
    """The record, oldest first."""
    return list(Entry.objects.filter(subject_kind="matter", subject_id=matter_id).order_by("seq"))


def counted(meeting: Meeting) -> Count:
    """到会 as it stands, by the rule of the notice."""
    return count(Quorum(meeting.quorum), meeting.members.values_list("attendance", flat=True), chair_present=meeting.chair_present)
