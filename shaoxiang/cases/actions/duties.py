"""职责跟随 (ADR 0030): a day's lists name another office for what runs. Inside the unit it moves; to another unit somebody decides."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shaoxiang.cases import access
from shaoxiang.cases.actions.intake import sent
from shaoxiang.cases.actions.rehoming import WITH_A_LEAD, hand_to, place_of, same_office
from shaoxiang.cases.actions.steps import re_address
from shaoxiang.cases.models import Case, DutyDay, DutyHandoff
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.vocabulary import CaseStatus, HandoffDecision, HandoffReason
from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.dispatch.rules import Sent
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.duties.queries import current_version, duty_book
from shaoxiang.duties.rules import Assignment, DutyBook, Target, route
from shaoxiang.duties.vocabulary import Mode
from shaoxiang.institutions.actions import holders
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import center
from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.matter.actions import lock_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.notices.actions import notify
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.actions.rehoming import run_due
from shaoxiang.places.queries.following import Here, plain_facts

BATCH = 100
WATCHED = (*WITH_A_LEAD, CaseStatus.OBJECTED.value)


def follow_duties(*, now: datetime) -> int:
    """Every day since the last one done, and today again where a list has changed. The job of every few minutes. Returns cases moved or listed."""
    today, token = timezone.localdate(now), current_version()
    last = DutyDay.objects.order_by("-on").first()
    if last is not None and last.on == today and last.token == token:
        return 0
    run_due(now=now)  # what changes its place today goes by its new place, not by the lists of a place that has ended
    day = max(last.on + timedelta(days=last.on < today), today - timedelta(days=7)) if last is not None else today
    n = 0
    while day <= today:
        n += follow_day(day, token=token, now=now)
        day += timedelta(days=1)
    return n


def follow_day(day: date, *, token: str, now: datetime) -> int:
    """Compare the lists of the day with those of the day before, case by case; batches commit on their own, a repeat finds nothing left."""
    before, after = duty_book(day - timedelta(days=1)), duty_book(day)
    moved = listed = last = 0
    rows = Matter.objects.filter(kind=MatterKind.CASE.value, closed_at=None, status__in=WATCHED).exclude(subject_code="")
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        leads = {order.matter_id: order for order in DispatchOrder.objects.filter(RUNNING, part=Part.LEAD, matter__in=[matter.pk for matter in batch])}
        touched = [matter.pk for matter in batch if matter.pk in leads and _new_holder(matter, leads[matter.pk], before, after) is not None]
        if touched:
            in_unit, waiting = _carry_out(touched, before, after, day, now)
            moved, listed = moved + in_unit, listed + waiting
    row, _new = DutyDay.objects.get_or_create(on=day, defaults={"done_at": now})
    row.token, row.done_at, row.moved, row.listed = token, now, row.moved + moved, row.listed + listed
    row.save()
    return moved + listed


def _new_holder(matter: Matter, lead: DispatchOrder, before: DutyBook, after: DutyBook) -> Assignment | None:
    """Who holds it by the lists of the day, where the lists of the day before named its holder and these name somebody else."""
    place = place_of(Here(matter.street_id, matter.community_id, matter.grid_id))
    old, new = route(matter.subject_code, place, before.on, before), route(matter.subject_code, place, after.on, after)
    if old.lead == new.lead or not same_office(lead, old.lead) or same_office(lead, new.lead):
        return None
    return None if new.gap or new.mode in (Mode.STREET_DESK, Mode.DISTRICT_DESK) else new


@transaction.atomic
def _carry_out(keys: Iterable[int], before: DutyBook, after: DutyBook, day: date, now: datetime) -> tuple[int, int]:
    """(moved, listed) of these, each locked and looked at again."""
    moved = listed = 0
    for key in keys:
        matter, lead = lock_matter(key), running_lead(key)
        if lead is None or matter.status not in WATCHED or matter.closed_at is not None:
            continue
        holder = _new_holder(matter, lead, before, after)
        if holder is None:
            continue
        if holder.lead.unit_id == lead.unit_id and matter.status != CaseStatus.OBJECTED:
            _move(matter, lead, sent(holder.lead), day, actor=SYSTEM, at=now, kind="cases.duty_moved")
            moved += 1
        else:
            listed += _list(matter, lead, holder.lead, day, now)
    return moved, listed


def _move(matter: Matter, lead: DispatchOrder, target: Sent, day: date, *, actor: Actor, at: datetime, kind: str) -> None:
    """The case is held on the ground it was sent on; its clocks and its step stay as they are."""
    case = Case.objects.get(pk=matter.pk)
    case.matter = matter
    posts = holders(matter.pk)
    re_address(case, hand_to(case, lead, target, actor=actor, at=at))
    record(kind, subject=matter, actor=actor, at=at, facts=plain_facts({
        "unit": target.unit_id, "office": target.office_id, "post": target.post_id, "unit_from": lead.unit_id, "office_from": lead.office_id,
        "duty_since": day.isoformat(), "to": matter.status,
    }))
    _tell("cases.duty_taken", posts - holders(matter.pk), day, at)
    _tell("cases.duty_given", holders(matter.pk), day, at)


def _list(matter: Matter, lead: DispatchOrder, target: Target, day: date, now: datetime) -> int:
    if DutyHandoff.objects.filter(case_id=matter.pk, order_id=lead.pk, since=day).exists():
        return 0
    DutyHandoff.objects.filter(case_id=matter.pk, decided_at=None).update(decision=HandoffDecision.PASSED, decided_at=now)
    reason = HandoffReason.OBJECTED if target.unit_id == lead.unit_id else HandoffReason.OTHER_UNIT
    DutyHandoff.objects.create(
        case_id=matter.pk, order_id=lead.pk, since=day, reason=reason, from_unit_id=lead.unit_id, from_office_id=lead.office_id,
        to_unit_id=target.unit_id, to_office_id=target.office_id, to_post_id=target.post_id, found_at=now,
    )
    street = duty_book().streets.get(matter.street_id or 0)
    answering = book().answering_post(center() or 0)
    desk = street.desk.post_id if street is not None and street.desk is not None else answering.id if answering else None
    _tell("cases.duty_listed", {desk} if desk is not None else set(), day, now)
    return 1


def _tell(code: str, posts: set[int], day: date, at: datetime) -> None:
    """Once a day and post, however many cases."""
    for post in sorted(posts):
        notify(code, at=at, post_id=post, params={"day": day.isoformat()}, key=f"{code}:{day.isoformat()}:{post}")


@transaction.atomic
def decide_handoff(pk: int, *, move: bool, actor: Actor, at: datetime) -> DutyHandoff:
    """改由新单位承办, or 仍由原单位办完. Raises PermissionDenied, ReportRefused (decided, in objection), DutyHandoff.DoesNotExist."""
    found = DutyHandoff.objects.select_for_update(of=("self",)).select_related("case__matter").get(pk=pk)
    require(actor, access.GRANTS["decide_handoff"], found)
    if found.decided_at is not None:
        raise ReportRefused("pk", _("这一件已经有人定过了，请刷新看结果。"))
    matter, lead = lock_matter(found.case_id), running_lead(found.case_id)
    if lead is None or lead.pk != found.order_id or matter.status not in WATCHED:
        return _decided(found, HandoffDecision.PASSED, actor, at)
    if move and matter.status == CaseStatus.OBJECTED:
        raise ReportRefused("pk", _("%(number)s 正在退单：请先裁定，再定由谁承办。") % {"number": matter.number})
    if move:
        _move(matter, lead, Sent(found.to_unit_id, found.to_office_id, found.to_post_id), found.since, actor=actor, at=at, kind="cases.duty_handed")
        return _decided(found, HandoffDecision.MOVED, actor, at)
    record("cases.duty_kept", subject=matter, actor=actor, at=at, facts={"handoff": found.pk, "to": matter.status})
    return _decided(found, HandoffDecision.KEPT, actor, at)


def _decided(found: DutyHandoff, decision: HandoffDecision, actor: Actor, at: datetime) -> DutyHandoff:
    found.decision, found.decided_at, found.decided_by = decision, at, actor.assignment_id
    found.save(update_fields=["decision", "decided_at", "decided_by"])
    return found
