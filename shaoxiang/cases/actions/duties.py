"""职责跟随 (ADR 0030): a day's lists name another office for what runs. Inside the unit it moves; to another unit somebody decides.

Who assists follows by the same rule in the same step (`rules/following.py`): one entry in the journal, whatever moves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from shaoxiang.cases import access
from shaoxiang.cases.actions.intake import sent
from shaoxiang.cases.actions.rehoming import WITH_A_LEAD, hand_to, place_of, same_office
from shaoxiang.cases.actions.steps import re_address
from shaoxiang.cases.models import Case, DutyDay, DutyHandoff
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.rules.following import Helper, HelpersAfter, helpers_after
from shaoxiang.cases.vocabulary import CaseStatus, HandoffDecision, HandoffReason
from shaoxiang.dispatch.actions import order_unit, release
from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.queries import running_orders
from shaoxiang.dispatch.rules import BY_ONE_ACT, Sent
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.duties.queries import current_version, duty_book
from shaoxiang.duties.rules import DutyBook, Target, route
from shaoxiang.duties.vocabulary import Mode
from shaoxiang.institutions.actions import holders
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import center
from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact
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
    day = last.on + timedelta(days=last.on < today) if last is not None else today
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
        orders = _orders_of([matter.pk for matter in batch])
        touched = [matter.pk for matter in batch if _turn(matter, orders[matter.pk], before, after)]
        if touched:
            in_unit, waiting = _carry_out(touched, before, after, day, now)
            moved, listed = moved + in_unit, listed + waiting
    row, _new = DutyDay.objects.get_or_create(on=day, defaults={"done_at": now})
    row.token, row.done_at, row.moved, row.listed = token, now, row.moved + moved, row.listed + listed
    row.save()
    return moved + listed


@dataclass(frozen=True, slots=True)
class _Turn:
    """What the lists of the day change for one running case. `holder`: who leads from now on, where that is somebody else."""

    lead: DispatchOrder
    orders: dict[int, DispatchOrder]
    holder: Target | None
    helpers: HelpersAfter

    def __bool__(self) -> bool:
        return self.holder is not None or bool(self.helpers)


def _orders_of(keys: Iterable[int]) -> defaultdict[int, list[DispatchOrder]]:
    found = defaultdict[int, list[DispatchOrder]](list)
    for order in DispatchOrder.objects.filter(RUNNING, matter__in=list(keys)).defer("ground").order_by("pk"):
        found[order.matter_id].append(order)
    return found


def _turn(matter: Matter, orders: Sequence[DispatchOrder], before: DutyBook, after: DutyBook, *, across: bool = False) -> _Turn | None:
    """None: nothing, nobody leads, or its holder was not sent by the lists of the day before. `across`: to another unit was decided."""
    lead = next((order for order in orders if order.part == Part.LEAD), None)
    place = place_of(Here(matter.street_id, matter.community_id, matter.grid_id))
    old, new = route(matter.subject_code, place, before.on, before), route(matter.subject_code, place, after.on, after)
    if lead is None or not same_office(lead, old.lead) or new.gap or new.mode in (Mode.STREET_DESK, Mode.DISTRICT_DESK):
        return None
    holder = new.lead if old.lead != new.lead and not same_office(lead, new.lead) else None
    if holder is None and old.cooperating == new.cooperating:
        return None
    helping = {order.pk: order for order in orders if order.part == Part.COOPERATING and order.mode != BY_ONE_ACT}
    helpers = helpers_after(
        [Helper(key, (order.unit_id, order.office_id), order.done_at is not None) for key, order in helping.items()],
        [sent(one) for one in old.cooperating], [sent(one) for one in new.cooperating],
        lead=sent(new.lead) if holder is not None else Sent(lead.unit_id, lead.office_id, lead.post_id),
        lead_was=(lead.unit_id, lead.office_id) if holder is not None else None, across=across,
    )
    return _Turn(lead, helping, holder, helpers)


@transaction.atomic
def _carry_out(keys: Iterable[int], before: DutyBook, after: DutyBook, day: date, now: datetime) -> tuple[int, int]:
    """(moved, listed) of these, each locked and looked at again."""
    moved = listed = 0
    for key in keys:
        matter = lock_matter(key)
        if matter.status not in WATCHED or matter.closed_at is not None:
            continue
        turn = _turn(matter, running_orders(key), before, after)
        if not turn:
            continue
        if turn.holder is not None and (turn.holder.unit_id != turn.lead.unit_id or matter.status == CaseStatus.OBJECTED):
            listed += _list(matter, turn.lead, sent(turn.holder), day, now)  # who assists goes along when somebody has decided
            continue
        if turn.holder is not None:
            _move(matter, turn.lead, sent(turn.holder), day, turn=turn, actor=SYSTEM, at=now, kind="cases.duty_moved")
        elif turn.helpers.ends or turn.helpers.begins:
            facts = _helpers_follow(matter, turn.lead, turn, actor=SYSTEM, at=now)
            record("cases.duty_helpers", subject=matter, actor=SYSTEM, at=now, facts={**facts, "duty_since": day.isoformat(), "to": matter.status})
        waits = sum(_list(matter, turn.orders[order], to, day, now) for order, to in turn.helpers.waits)
        moved, listed = moved + bool(turn.holder or turn.helpers.ends), listed + waits
    return moved, listed


def _helpers_follow(matter: Matter, lead: DispatchOrder, turn: _Turn, *, actor: Actor, at: datetime) -> dict[str, Fact]:
    """The orders that end and begin; what the journal says of them."""
    for key in turn.helpers.ends:
        release(turn.orders[key], actor=actor, at=at)
    for one in turn.helpers.begins:
        order_unit(matter, one, Part.COOPERATING, mode=lead.mode, actor=actor, at=at)
    rest = [turn.orders[key].office_id or turn.orders[key].unit_id for key in turn.helpers.ends]
    return {name: found for name, found in (("helpers_rest", rest), ("helpers", [one.office_id or one.unit_id for one in turn.helpers.begins])) if found}


def _move(
    matter: Matter, lead: DispatchOrder, target: Sent, day: date, *, turn: _Turn | None, actor: Actor, at: datetime, kind: str,
) -> None:
    """The case is held on the ground it was sent on; its clocks and its step stay as they are."""
    case = Case.objects.get(pk=matter.pk)
    case.matter = matter
    posts = holders(matter.pk)
    helpers = _helpers_follow(matter, lead, turn, actor=actor, at=at) if turn is not None else {}
    re_address(case, hand_to(case, lead, target, actor=actor, at=at))
    record(kind, subject=matter, actor=actor, at=at, facts=plain_facts({
        "unit": target.unit_id, "office": target.office_id, "post": target.post_id, "unit_from": lead.unit_id, "office_from": lead.office_id,
        "duty_since": day.isoformat(), "to": matter.status, **helpers,
    }))
    _tell("cases.duty_taken", posts - holders(matter.pk), day, at)
    _tell("cases.duty_given", holders(matter.pk), day, at)


def _list(matter: Matter, order: DispatchOrder, target: Sent, day: date, now: datetime) -> int:
    """For somebody to decide: of a lead everything that waited before is past, of one who assists what waited of the same order."""
    if DutyHandoff.objects.filter(case_id=matter.pk, order_id=order.pk, since=day).exists():
        return 0
    waiting = DutyHandoff.objects.filter(case_id=matter.pk, decided_at=None)
    (waiting if order.part == Part.LEAD else waiting.filter(order_id=order.pk)).update(decision=HandoffDecision.PASSED, decided_at=now)
    reason = HandoffReason.OBJECTED if target.unit_id == order.unit_id else HandoffReason.OTHER_UNIT
    DutyHandoff.objects.create(
        case_id=matter.pk, order_id=order.pk, part=order.part, since=day, reason=reason, from_unit_id=order.unit_id, from_office_id=order.office_id,
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
    matter, orders = lock_matter(found.case_id), running_orders(found.case_id)
    order = next((one for one in orders if one.pk == found.order_id), None)
    if order is None or matter.status not in WATCHED:
        return _decided(found, HandoffDecision.PASSED, actor, at)
    if move and matter.status == CaseStatus.OBJECTED:
        raise ReportRefused("pk", _("%(number)s 正在退单：请先裁定，再定由谁承办。") % {"number": matter.number})
    target = Sent(found.to_unit_id, found.to_office_id, found.to_post_id)
    if move and order.part == Part.LEAD:
        turn = _turn(matter, orders, duty_book(found.since - timedelta(days=1)), duty_book(found.since), across=True)
        _move(matter, order, target, found.since, turn=turn, actor=actor, at=at, kind="cases.duty_handed")
        DutyHandoff.objects.filter(case_id=matter.pk, decided_at=None).exclude(pk=found.pk).update(decision=HandoffDecision.PASSED, decided_at=at)
    elif move:
        _hand_help(matter, order, target, orders, found, actor=actor, at=at)
    if move:
        return _decided(found, HandoffDecision.MOVED, actor, at)
    record("cases.duty_kept", subject=matter, actor=actor, at=at, facts={"handoff": found.pk, "to": matter.status})
    return _decided(found, HandoffDecision.KEPT, actor, at)


def _hand_help(
    matter: Matter, order: DispatchOrder, target: Sent, orders: Sequence[DispatchOrder], found: DutyHandoff, *, actor: Actor, at: datetime,
) -> None:
    """改由新单位配合; where it is on the case already, the old order only ends."""
    release(order, actor=actor, at=at)
    if not any((one.unit_id, one.office_id) == (target.unit_id, target.office_id) for one in orders):
        order_unit(matter, target, Part.COOPERATING, mode=order.mode, actor=actor, at=at)
    record("cases.duty_helpers", subject=matter, actor=actor, at=at, facts={
        "helpers_rest": [order.office_id or order.unit_id], "helpers": [target.office_id or target.unit_id], "duty_since": found.since.isoformat(),
        "handoff": found.pk, "to": matter.status,
    })


def _decided(found: DutyHandoff, decision: HandoffDecision, actor: Actor, at: datetime) -> DutyHandoff:
    found.decision, found.decided_at, found.decided_by = decision, at, actor.assignment_id
    found.save(update_fields=["decision", "decided_at", "decided_by"])
    return found
