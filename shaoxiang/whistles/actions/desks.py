"""Whose turn it is: one open row for the whole, one for each unit (with its order as `part_id`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import open_objections
from shaoxiang.dispatch.vocabulary import OrderState
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import earliest, running
from shaoxiang.kernel.desk.actions import await_acts, settle
from shaoxiang.kernel.desk.models import DeskRow
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.vocabulary import APPRAISE, APPROVE, CONFIRM, OUT, RULE, VERIFY
from shaoxiang.whistles.vocabulary import WhistleStatus as S

UNIT_ACTS = {
    OrderState.ORDERED: "acknowledge", OrderState.ACKNOWLEDGED: "arrive", OrderState.ARRIVED: "claim_done", OrderState.WORKING: "claim_done",
}
_WHOLE = {S.DONE_CLAIMED: ("verify_pass", VERIFY), S.VERIFIED: ("close", ""), S.CLOSED: ("appraise_unit", APPRAISE), S.SUSPENDED: ("resume", "")}


def move_desk(
    whistle: Whistle, *, at: datetime, by: Actor, fresh: bool = False, units_too: bool = False, clocks: list[RunningClock] | None = None,
) -> None:
    """The rows of the whole: approval, confirmation, check, close, appraisal. `units_too`: nothing is awaited of units any longer.
    `clocks`: those that run, where the caller has them.
    """
    matter = whistle.matter
    if not fresh:
        settle(matter.pk, at=at, by=by, part_id=... if units_too else None)
    rows = []
    clocks = list(running(matter)) if clocks is None else clocks
    if matter.status == S.PENDING:
        rows.append(_row(whistle, "approve", at, clocks, APPROVE, **_approver(whistle)))
    elif whistle.awaits_confirmation and matter.closed_at is None:
        rows.append(_row(whistle, "confirm", at, clocks, CONFIRM, role=Role.STREET_DESK, unit_id=whistle.blown_unit_id))
    if (known := _WHOLE.get(S(matter.status))) is not None:
        what, code = known
        role = Role.VERIFIER if what == "verify_pass" else Role.STREET_DESK
        row = _row(whistle, what, at, clocks, code, role=role, unit_id=whistle.blown_unit_id)
        if what == "resume":
            row.due_at = whistle.suspended_until
        rows.append(row)
    if rows:
        await_acts(rows)


def unit_row(whistle: Whistle, order: DispatchOrder, clocks: list[RunningClock], *, at: datetime) -> DeskRow | None:
    """What is awaited of one unit now: of its office or team, else of the department's liaison."""
    what = UNIT_ACTS.get(OrderState(order.state))
    if what is None or order.ended_at is not None:
        return None
    role = Role.OFFICE_HANDLER if order.office_id else Role.DEPARTMENT_LIAISON
    warn_at, due_at = earliest(clock for clock in clocks if clock.part_id == order.pk and clock.code != RULE)
    return DeskRow(
        matter_id=whistle.pk, part_id=order.pk, what=what, role=str(role), unit_id=order.unit_id, office_id=order.office_id,
        opened_at=at, warn_at=warn_at, due_at=due_at,
    )


def move_unit_desk(whistle: Whistle, order: DispatchOrder, *, at: datetime, by: Actor) -> None:
    """One unit's rows anew: what it is to do next, and the ruling where it objected. Rows of those it was escalated to go with them."""
    settle(whistle.pk, at=at, by=by, part_id=order.pk)
    if whistle.matter.status not in OUT:
        return
    clocks = list(running(whistle.matter))
    rows = [row for row in (unit_row(whistle, order, clocks, at=at),) if row is not None]
    if order.ended_at is None and order.pk in open_objections(whistle.pk):
        own = order.unit_id == whistle.blown_unit_id
        role, unit = (Role.STREET_LEADER, whistle.blown_unit_id) if own else (Role.DISTRICT_DESK, command_center())
        rows.append(_row(whistle, "rule_stands", at, [clock for clock in clocks if clock.part_id == order.pk], RULE, role=role, unit_id=unit, part_id=order.pk))
    if rows:
        await_acts(rows)


def _row(whistle: Whistle, what: str, at: datetime, clocks: list[RunningClock], code: str, *, role: Role, **where: Any) -> DeskRow:
    warn_at, due_at = earliest(clock for clock in clocks if clock.code == code)
    return DeskRow(matter_id=whistle.pk, what=what, role=str(role), opened_at=at, warn_at=warn_at, due_at=due_at, **where)


def _approver(whistle: Whistle) -> dict[str, Any]:
    """Who approves, as a desk: the head of the drafter's office (of the street desk's, for a community), the street's leader, or the district."""
    roles = whistle.type.approved_by
    if Role.OFFICE_HEAD in roles:
        office = office_of(whistle)
        if office is not None:
            return {"role": Role.OFFICE_HEAD, "unit_id": whistle.blown_unit_id, "office_id": office}
    if Role.DISTRICT_DESK in roles:
        return {"role": Role.DISTRICT_DESK, "unit_id": command_center()}
    return {"role": Role.STREET_LEADER, "unit_id": whistle.blown_unit_id}


def office_of(whistle: Whistle) -> int | None:
    """The office whose head answers for a draft: the drafter's own, else the one the street's desk sits in; None where there is neither."""
    names = book()
    seat = names.seats.get(whistle.drafted_by or 0)
    post = names.posts.get(seat.post_id) if seat else None
    if post is not None and not whistle.by_community and post.body_id != whistle.blown_unit_id and names.unit_of(post.body_id) == whistle.blown_unit_id:
        return post.body_id
    return next(
        (one.body_id for one in names.posts.values() if Role.STREET_DESK in one.roles and names.unit_of(one.body_id) == whistle.blown_unit_id), None,
    )
