"""Refusals: rows, the work they are about, and what is counted against nobody (A7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from shaoxiang.admission import access
from shaoxiang.admission.flows import REFUSAL_FLOW
from shaoxiang.admission.models import RefusalNotice
from shaoxiang.admission.vocabulary import UNCOUNTED, RefusalStatus, WorkKind
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.coordination.queries import items_for
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.streets import for_street
from shaoxiang.duties.queries.versions import rows_of
from shaoxiang.duties.rules.standing import DUTY_LISTS
from shaoxiang.duties.vocabulary import DutyRole, Ground, VersionKind
from shaoxiang.empowerment.queries.powers import holds
from shaoxiang.grids.queries import tasks_for
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.matter.models import Matter


def refusals_for(actor: Actor) -> QuerySet[RefusalNotice]:
    """Every notice this actor may see, with its matter."""
    return RefusalNotice.objects.filter(visible(actor, access.GRANTS["view_refusal"])).select_related("matter", "request__matter")


def refusal_moves(notice: RefusalNotice, actor: Actor) -> dict[str, Move]:
    return {
        move.name: move for move in REFUSAL_FLOW.open_moves(notice.matter.status)
        if move.name in access.GRANTS and allowed(actor, access.GRANTS[move.name], notice)
    }


def subject_of(kind: WorkKind, number: str, actor: Actor) -> int | None:
    """The matter a street refuses, among those it may see."""
    rows: dict[WorkKind, Callable[[Actor], QuerySet[Any]]] = {WorkKind.CASE: cases_for, WorkKind.COORDINATION: items_for, WorkKind.GRID_TASK: tasks_for}
    if kind not in rows or not number:
        return None
    found: int | None = rows[kind](actor).filter(matter__number=number).values_list("pk", flat=True).first()
    return found


def carried_by_list(kind: WorkKind, subject: int, unit_id: int | None) -> tuple[str, str]:
    """Code and title of the item of the street's own list that has it carry this matter, whoever sent it and however; else ("", "").

    What it only assists in it may refuse to lead, not to assist in.
    """
    matter = Matter.objects.get(pk=subject)
    case = Case.objects.filter(pk=subject).first() if kind == WorkKind.CASE else None
    for step in (case.ground or []) if case is not None else []:
        if step["code"] == Ground.ITEM and step["params"].get("role") == DutyRole.PRIMARY:
            return str(step["params"]["code"]), str(step["params"]["title"])
    lists = duty_book()
    street = next((one for one in lists.streets.values() if one.unit_id == unit_id), None)
    item = lists.item_of(matter.subject_code, street) if street is not None and matter.subject_code else None
    if item is None or item.role == DutyRole.WITHDRAWN or (item.role == DutyRole.COOPERATIVE and (case is None or _leads(subject, unit_id))):
        return "", ""
    return item.code, item.title


def reached(subject: int, unit_id: int | None) -> tuple[datetime, bool]:
    """When a matter of this house came to the street: the order that runs, else when it was opened; and is it over, or the street's part of it done?"""
    matter = Matter.objects.get(pk=subject)
    order = DispatchOrder.objects.filter(matter_id=subject, unit_id=unit_id or 0, ended_at=None).order_by("ordered_at").first()
    over = matter.closed_at is not None or (order is not None and order.done_at is not None)
    return order.ordered_at if order is not None else matter.opened_at, over


def _leads(matter_id: int, unit_id: int | None) -> bool:
    return DispatchOrder.objects.filter(matter_id=matter_id, unit_id=unit_id or 0, part=Part.LEAD.value, ended_at=None).exists()


def uncounted_matters() -> QuerySet[RefusalNotice, int | None]:
    """Keys of matters that count in no assessment, as a subquery: `rows.exclude(pk__in=uncounted_matters())`. For upper rooms."""
    standing = RefusalNotice.objects.filter(matter__status__in=[status.value for status in UNCOUNTED], subject_id__isnull=False)
    return standing.values_list("subject_id", flat=True)


def uncounted(matter_ids: Iterable[int]) -> set[int]:
    """Those of these matters that count in no assessment: refused, and the refusal is open or stands. For upper rooms."""
    return {key for key in uncounted_matters().filter(subject_id__in=list(matter_ids)) if key is not None}


def about(matter_id: int) -> list[RefusalNotice]:
    """Every notice about this matter, newest first."""
    return list(RefusalNotice.objects.filter(subject_id=matter_id).select_related("matter").order_by("-pk"))


OWN_LIST = {BodyKind.STREET_OFFICE.value: VersionKind.STREET_DUTY.value, BodyKind.TOWN_GOVERNMENT.value: VersionKind.TOWN_DUTY.value}


def carries(unit: Body, kind: str, code: str, on: date) -> bool:
    """Does this unit's own list say that it does this: an item for it that it leads or assists in, a power handed to it that day, a service at its window?"""
    if kind not in {one.value for one in VersionKind} or not code:
        return False
    row = rows_of(kind).filter(in_force(on), code=code).first()
    if row is None:
        return False
    if kind == VersionKind.POWER:
        return bool(holds(unit.pk, code, on))
    if kind in OWN_LIST.values() and kind != OWN_LIST.get(unit.kind):
        return False
    if kind in DUTY_LISTS and not for_street(rows_of(kind).filter(pk=row.pk), unit.street_id, on).exists():
        return False
    if kind == VersionKind.INSTITUTION_DUTY and not _has(unit, row.office_name, on):
        return False
    return bool(getattr(row, "role", DutyRole.PRIMARY.value) != DutyRole.WITHDRAWN.value)


def _has(unit: Body, institution: str, on: date) -> bool:
    """Has the unit this institution: the list of institutions is of all of them, and some stand in one town only."""
    street = duty_book(on).streets.get(unit.street_id or 0)
    return street is not None and institution in street.offices


def ruled_on_list(subject_id: int, unit_id: int | None) -> RefusalNotice | None:
    """The ruling that this matter is on the unit's list, if there is one."""
    rows = RefusalNotice.objects.filter(subject_id=subject_id, matter__unit_id=unit_id, matter__status=RefusalStatus.ON_LIST.value)
    return rows.select_related("matter").order_by("-pk").first()
