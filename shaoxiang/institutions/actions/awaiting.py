"""交接 on desks: whom it waits for, and whom it is told to. The leaver passes on, or whoever leads signs in his place; the successor confirms."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from shaoxiang.institutions.models import Assignment, Handover, Post
from shaoxiang.institutions.queries.desks import unit_holding
from shaoxiang.institutions.queries.handover import is_gone
from shaoxiang.institutions.vocabulary import HandoverStatus, Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.notices.actions import notify

TO_PASS_ON, TO_TAKE, TO_CONFIRM, GIVEN_BACK, DONE, CANCELLED = (
    f"institutions.handover_{name}" for name in ("to_pass_on", "to_take", "to_confirm", "back", "done", "off")
)
TOLD: dict[str, tuple[str, str]] = {  # move -> what the leaver and the successor are told
    "start": (TO_PASS_ON, TO_TAKE), "sign": ("", TO_CONFIRM), "sign_in_place": (TO_CONFIRM, TO_CONFIRM), "give_back": (GIVEN_BACK, ""),
    "complete": (DONE, DONE), "cancel": (CANCELLED, CANCELLED),
}


def await_next(handover: Handover, *, actor: Actor, at: datetime) -> None:
    """The row of the act that is awaited now, in place of the former."""
    if handover.matter_id is None:
        return
    settle(handover.matter_id, at=at, by=actor)
    if handover.status == HandoverStatus.OPEN.value:
        gone = is_gone(handover.leaving, timezone.localtime(at).date())
        what, post = ("sign_in_place", _post_of(handover.started_by)) if gone else ("pass_on", handover.leaving.post)
    elif handover.status == HandoverStatus.PASSED.value:
        what, post = "complete", _seat_of(handover.successor_id, at)
    else:
        return
    if post is None:  # nobody sits anywhere who could: the staffing office stands in
        await_act(handover.matter_id, what, role=Role.STAFFING_OFFICE, at=at, unit_id=unit_holding(Role.STAFFING_OFFICE.value))
    else:
        await_act(handover.matter_id, what, role=next(iter(post.roles), ""), at=at, unit_id=post.body.unit_id or post.body_id, post_id=post.pk)


def tell(handover: Handover, move: str, *, at: datetime, muted: bool = False) -> None:
    """Leaver and successor, by number: whose post it is stands on the page."""
    if handover.matter is None:
        return
    for person, code in zip((handover.leaving.person_id, handover.successor_id), TOLD.get(move, ("", "")), strict=True):
        if code:
            notify(code, at=at, person_id=person, matter_id=handover.matter_id, params={"number": handover.matter.number}, muted=muted)


def _post_of(assignment_id: int | None) -> Post | None:
    if assignment_id is None:
        return None
    seat = Assignment.objects.filter(pk=assignment_id).select_related("post__body").first()
    return seat.post if seat is not None else None


def _seat_of(person_id: int, at: datetime) -> Post | None:
    on = timezone.localtime(at).date()
    seat = Assignment.objects.filter(in_force(on), person_id=person_id).select_related("post__body").order_by("pk").first()
    return seat.post if seat is not None else None
