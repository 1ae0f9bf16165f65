"""Orders of the unified dispatch: rows an actor may see, the moves open to him, who summoned a force."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from shaoxiang.dispatch.flows import ORDER_FLOW
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.forces import access
from shaoxiang.forces.models import ForceOrder, ReleaseRequest
from shaoxiang.forces.vocabulary import ReleaseStatus
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.flow import Move

MOVES = ("acknowledge", "arrive", "begin_work", "claim_done", "release")


def order_rows(actor: Actor) -> QuerySet[ForceOrder]:
    """Every order this actor may see, with its state and matter."""
    return ForceOrder.objects.filter(visible(actor, access.GRANTS["view"])).select_related("order", "matter")


def moves_for(row: ForceOrder, actor: Actor) -> dict[str, Move]:
    """The page's buttons, by name."""
    return {
        move.name: move for move in ORDER_FLOW.open_moves(row.order.state)
        if move.name in MOVES and row.order.ended_at is None and _makes_sense(row, move) and allowed(actor, access.GRANTS[move.name], row)
    }


def _makes_sense(row: ForceOrder, move: Move) -> bool:
    """A crew that has done its part is free already: there is nothing to release."""
    return move.name != "release" or row.order.done_at is None


def summoner_of(order: DispatchOrder) -> int | None:
    """The unit that summoned: written on a force's order; else the unit of whoever ordered; else the street of the matter."""
    return summoners_of([order])[order.pk]


def summoners_of(orders: Iterable[DispatchOrder]) -> dict[int, int | None]:
    """Order -> the unit that summoned, in one statement for all that were sent by one act."""
    wanted = list(orders)
    own = dict(ForceOrder.objects.filter(pk__in=[order.pk for order in wanted]).values_list("pk", "summoned_unit_id"))
    return {order.pk: own[order.pk] if order.pk in own else _unit_that_ordered(order) for order in wanted}


def _unit_that_ordered(order: DispatchOrder) -> int | None:
    seat = book().seats.get(order.ordered_by or 0)
    return book().unit_of(book().posts[seat.post_id].body_id) if seat is not None else street_unit(order.matter.street_id)


def of_matter(matter_id: int) -> list[ForceOrder]:
    """Forces sent to a matter, the running ones first, newest first."""
    rows = ForceOrder.objects.filter(matter_id=matter_id).select_related("order", "matter").order_by("-pk")
    return sorted(rows, key=lambda row: row.order.ended_at is not None or row.order.done_at is not None)


def open_requests(order: DispatchOrder) -> list[ReleaseRequest]:
    return list(ReleaseRequest.objects.filter(order=order, status=ReleaseStatus.ASKED).order_by("asked_at"))
