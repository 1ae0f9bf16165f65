from __future__ import annotations

from collections.abc import Iterable

from shaoxiang.dispatch.models import ENGAGED, RUNNING, DispatchOrder, Objection
from shaoxiang.dispatch.rules import rank
from shaoxiang.dispatch.vocabulary import Part


def running_orders(matter_id: int) -> list[DispatchOrder]:
    """Orders in force, lead first."""
    return sorted(DispatchOrder.objects.filter(RUNNING, matter_id=matter_id), key=lambda order: (order.part != Part.LEAD, order.pk))


def running_lead(matter_id: int) -> DispatchOrder | None:
    return DispatchOrder.objects.filter(RUNNING, matter_id=matter_id, part=Part.LEAD).first()


def open_objection(matter_id: int) -> Objection | None:
    return Objection.objects.filter(matter_id=matter_id, ruled_at__isnull=True).select_related("order").first()


def open_objections(matter_id: int) -> dict[int, Objection]:
    """Objections not yet ruled, by order: where several units act on one matter, each has its own."""
    return {row.order_id: row for row in Objection.objects.filter(matter_id=matter_id, ruled_at__isnull=True).select_related("order")}


def engaged_with(body_ids: Iterable[int]) -> dict[int, list[DispatchOrder]]:
    """What each body is busy with now, most urgent first: orders not done, not released."""
    found: dict[int, list[DispatchOrder]] = {}
    for order in DispatchOrder.objects.filter(ENGAGED, office_id__in=list(body_ids)).defer("ground").order_by("pk"):  # a ground is a kilobyte nobody asks here
        found.setdefault(order.office_id or 0, []).append(order)
    for orders in found.values():
        orders.sort(key=lambda order: (rank(order.priority), order.pk))
    return found
