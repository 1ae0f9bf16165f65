"""无人应答就升级 (W10): reminder, department, leader in contact, district meeting. By the sweep, each rung exactly once, also after the worker was away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.coordination.vocabulary import Source
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import open_objections
from shaoxiang.institutions.models import LeaderContact
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks import rules as clock_rules
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.desk.actions import await_act
from shaoxiang.kernel.journal.actions import Note, facts_of, record_all
from shaoxiang.kernel.matter.actions import lock_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.whistles import queries, rules
from shaoxiang.whistles.actions.blowing import to_meeting
from shaoxiang.whistles.models import Escalation, Whistle
from shaoxiang.whistles.rules import Standing
from shaoxiang.whistles.vocabulary import OUT, Cause, Level


@transaction.atomic
def climb(matter_id: int, order_id: int, cause: Cause, *, due_at: datetime, at: datetime) -> list[Escalation]:
    """The rungs whose time has come, by what was due at `due_at`; then the wait for the next one is set, counted from there and not from now:
    a worker that was away catches up. Nothing where the unit has answered meanwhile, or where the rung was climbed before.
    """
    matter = lock_matter(matter_id)
    whistle = Whistle.objects.select_related("type").get(pk=matter.pk)
    whistle.matter = matter
    order = DispatchOrder.objects.select_related("report_in").get(pk=order_id, matter=matter)
    if not _still_missing(whistle, order, cause):
        return []
    cause, ladder = Cause(cause), queries.terms_of(whistle.type).ladder
    climbed = Escalation.objects.filter(order=order, cause=cause, round=whistle.round)
    if climbed.filter(due_at__gte=due_at).exists():
        return []
    done: list[Escalation] = []
    for place in range(climbed.count(), len(ladder)):
        step = ladder[place]
        if done and step.amount:  # the first rung here is the one whose time has come
            spec = rules.rung_spec(cause, step)
            next_due = clock_rules.due(due_at, spec, calendar()).due_at
            if next_due > at:
                clocks.start(matter, [spec], at=due_at, part_id=order.pk)
                break
            due_at = next_due
        done.append(_reach(whistle, order, cause, place, step.level, due_at=due_at, at=at))
    if done:
        order.report_in.level = done[-1].level
        order.report_in.save(update_fields=["level"])
        record_all([_told(one) for one in done], subject=matter, actor=SYSTEM, at=at)
    return done


def _still_missing(whistle: Whistle, order: DispatchOrder, cause: Cause) -> bool:
    if whistle.matter.status not in OUT:
        return False
    if whistle.type.objection_stops and order.pk in open_objections(whistle.pk):
        return False
    return rules.still_missing(cause, Standing(
        acknowledged=order.acknowledged_at is not None, arrived=order.arrived_at is not None, done=order.done_at is not None,
        released=order.ended_at is not None,
    ))


def _reach(whistle: Whistle, order: DispatchOrder, cause: Cause, place: int, level: Level, *, due_at: datetime, at: datetime) -> Escalation:
    """One rung: who hears of it, and a row on the desk of whoever must now act."""
    post_id = post_of(level, order, whistle.matter, at=at)
    if level == Level.MEETING:
        to_meeting(whistle, Source.NO_ANSWER, actor=SYSTEM, at=at)
    elif post_id is not None and level != Level.INSTITUTION:
        await_act(whistle.pk, "supervise", role=Role.DISTRICT_LEADER if level == Level.LEADER else Role.DEPARTMENT_HEAD, at=at, post_id=post_id,
                  part_id=order.pk, due_at=whistle.matter.due_at)
    return Escalation.objects.create(
        order=order, cause=cause, round=whistle.round, step=place, level=level, due_at=due_at, at=at, post_id=post_id,
    )


def post_of(level: Level, order: DispatchOrder, matter: Matter, *, at: datetime) -> int | None:
    """Which post a level is, for this unit and this street; None where nobody holds it."""
    names = book()
    if level == Level.LEADER:
        day = timezone.localtime(at).date()
        contact = LeaderContact.objects.filter(in_force(day), in_force(day, "leader__"), street_id=matter.street_id).select_related("leader").first()
        return contact.leader.post_id if contact else None
    if level == Level.MEETING:
        return None
    body_id = order.unit_id if level == Level.DEPARTMENT else order.office_id or order.unit_id
    heads = [post.id for post in names.posts.values() if post.body_id == body_id and post.is_leader and names.people_in(post.id)]
    answering = names.answering_post(body_id)
    return heads[0] if heads else answering.id if answering else None


def _told(one: Escalation) -> Note:
    facts = facts_of(order=one.order_id, cause=one.cause, level=one.level, step=one.step, round=one.round, post=one.post_id, due_at=one.due_at.isoformat())
    return Note("whistles.escalated", facts, "mechanisms W10")
