from __future__ import annotations

from shaoxiang.dispatch.models import RUNNING, DispatchOrder, Objection
from shaoxiang.dispatch.vocabulary import Part


def running_orders(matter_id: int) -> list[DispatchOrder]:
    """Orders in force, lead first."""
    return sorted(DispatchOrder.objects.filter(RUNNING, matter_id=matter_id), key=lambda order: (order.part != Part.LEAD, order.pk))


def running_lead(matter_id: int) -> DispatchOrder | None:
    return DispatchOrder.objects.filter(RUNNING, matter_id=matter_id, part=Part.LEAD).first()


def open_objection(matter_id: int) -> Objection | None:
    return Objection.objects.filter(matter_id=matter_id, ruled_at__isnull=True).select_related("order").first()
