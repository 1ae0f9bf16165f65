"""随区划变更、职责调整转移: another office holds a running case. The order ends and a new one begins; what was done stays where it was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from shaoxiang.cases.actions.desk import propose
from shaoxiang.cases.actions.intake import sent
from shaoxiang.cases.actions.steps import desk_of, re_address
from shaoxiang.cases.models import Case
from shaoxiang.cases.vocabulary import CaseStatus
from shaoxiang.dispatch.actions import release
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.dispatch.rules import Sent
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.duties.queries import ground_json, replay
from shaoxiang.duties.rules import Assignment, PlaceRef, Target
from shaoxiang.duties.vocabulary import Mode
from shaoxiang.institutions.actions import holders
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.places.queries import place_book
from shaoxiang.places.queries.following import Here, Rehomed, Rehoming

WITH_A_LEAD = (CaseStatus.DISPATCHED.value, CaseStatus.HANDLING.value, CaseStatus.SUSPENDED.value)
UNSENT = (CaseStatus.REPORTED.value, CaseStatus.ACCEPTED.value)


def rehome_case(matter: Matter, move: Rehoming, actor: Actor, at: datetime) -> Rehomed:
    """A case goes by the route of its new place. Clocks go on; one that is objected to or being verified keeps who handled it."""
    case = Case.objects.get(pk=matter.pk)
    case.matter = matter
    done = Rehomed(posts=holders(matter.pk))
    if matter.status in UNSENT:
        assignment = propose(case, on=timezone.localtime(at).date())
        case.mode, case.gap, case.ground = assignment.mode, assignment.gap, ground_json(assignment.ground)
        case.save(update_fields=["mode", "gap", "ground"])
        matter.unit_id = desk_of(case)[1]
        matter.save(update_fields=["unit_id"])
    lead = running_lead(matter.pk)
    if lead is not None and matter.status in WITH_A_LEAD:
        assignment = propose(case, on=timezone.localtime(at).date())
        target = _follows(case, lead, assignment, move)
        if target is not None:
            lead = hand_to(case, lead, target, mode=assignment.mode, ground=ground_json(assignment.ground), actor=actor, at=at)
            done.facts |= {"unit": target.unit_id, "office": target.office_id, "post": target.post_id}
    _go_with_the_office(matter, lead)
    re_address(case, lead)
    done.posts |= holders(matter.pk)
    return done


def _go_with_the_office(matter: Matter, lead: DispatchOrder | None) -> None:
    """A committee that went to another street has its matters there too, also those it has finished handling: or that street could not open them."""
    unit = book().unit_of(matter.office_id) if matter.office_id is not None else None
    if unit is None or unit == matter.unit_id:
        return
    if lead is not None and (lead.unit_id, lead.office_id) == (matter.unit_id, matter.office_id):
        lead.unit_id = unit
        lead.save(update_fields=["unit_id"])
    matter.unit_id = unit
    matter.save(update_fields=["unit_id"])


def _follows(case: Case, lead: DispatchOrder, assignment: Assignment, move: Rehoming) -> Sent | None:
    """Who leads now, where that is somebody else. What was sent by the lists goes by the lists; else only what lay in the street it left goes on."""
    old_unit, new_unit = street_unit(move.was.street), street_unit(move.now.street)
    before = _before(case, move)
    by_list = lead.post_id == before.post_id if lead.mode == Mode.GRID else same_office(lead, before)  # a worker's post may be in another committee by now
    left = move.other_street and lead.unit_id == old_unit
    if not by_list and not left:
        return None
    if assignment.gap or assignment.mode in (Mode.STREET_DESK, Mode.DISTRICT_DESK):
        return Sent(new_unit) if left and new_unit is not None else None
    after = sent(assignment.lead)
    same = (after.unit_id, after.office_id) == (lead.unit_id, lead.office_id) and (lead.mode != Mode.GRID or after.post_id == lead.post_id)
    return None if same else after


def _before(case: Case, move: Rehoming) -> Target:
    """Who led by the lists of the last day of the old places."""
    day = move.day - timedelta(days=1)
    return replay(case.matter.subject_code, place_of(move.was, day), day).lead


def place_of(here: Here, on: date | None = None) -> PlaceRef:
    street = place_book(on).streets.get(here.street or 0)
    return PlaceRef(here.street, street.kind if street is not None else "", here.community, here.grid)


def same_office(lead: DispatchOrder, target: Target) -> bool:
    return (lead.unit_id, lead.office_id) == (target.unit_id, target.office_id)


def hand_to(
    case: Case, lead: DispatchOrder, target: Sent, *, actor: Actor, at: datetime, mode: str | None = None, ground: Sequence[Any] | None = None,
) -> DispatchOrder:
    """换承办: the lead's order ends with its times, the new one begins. Without `mode` and `ground` it is held on the ground it was sent on."""
    matter = case.matter
    release(lead, actor=actor, at=at)
    order = DispatchOrder.objects.create(
        matter=matter, part=Part.LEAD, unit_id=target.unit_id, office_id=target.office_id, post_id=target.post_id, mode=lead.mode if mode is None else mode,
        priority=lead.priority, ground=list(lead.ground if ground is None else ground), ordered_at=at, ordered_by=actor.assignment_id,
    )
    if mode is not None and ground is not None:
        case.mode, case.ground = mode, list(ground)
        case.save(update_fields=["mode", "ground"])
    matter.unit_id, matter.office_id = target.unit_id, target.office_id
    matter.save(update_fields=["unit_id", "office_id"])
    return order
