"""The public lists as pages read them: in force on a day, narrowed by words."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Model, Prefetch, Q, QuerySet

from shaoxiang.duties.models import DispatchCatalogueEntry, DutyItem, EmpoweredMatter, EventType, ServiceItem, TypeDuty, TypeLimit
from shaoxiang.kernel.dated import in_force

Groups = list[tuple[str, list[Any]]]


def _speaking(rows: QuerySet[Any], words: str, *columns: str) -> QuerySet[Any]:
    if not words:
        return rows
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__icontains": words})
    return rows.filter(condition)


def _grouped(rows: QuerySet[Any], by: str) -> Groups:
    """Rows in their own order, gathered under a heading."""
    order: dict[str, int] = {}
    for row in rows:
        order.setdefault(getattr(row, by), len(order))
    gathered = sorted(rows, key=lambda row: order[getattr(row, by)])
    return [(name, list(found)) for name, found in groupby(gathered, key=lambda row: getattr(row, by))]


def duty_items(on: date, *, list_kind: str, words: str = "", office: str = "", part: str = "", department: str = "") -> Groups:
    """职责清单 by office. `part`: one of the three lists, or a way of answering in the form of 2019."""
    rows = _speaking(DutyItem.objects.filter(in_force(on), list_kind=list_kind), words, "code", "title", "title_en", "basis", "office_name")
    if office:
        rows = rows.filter(office_name=office)
    if part:
        rows = rows.filter(role=part)
    groups = _grouped(rows, "office_name")
    if not department:
        return groups
    named = [(name, [row for row in found if department in row.departments]) for name, found in groups]  # JSON: no database asks alike
    return [(name, found) for name, found in named if found]


def duty_choices(on: date, list_kind: str) -> dict[str, list[str]]:
    """The offices and departments named on a list of that day, for its filters."""
    rows = list(DutyItem.objects.filter(in_force(on), list_kind=list_kind).order_by("order", "pk").values_list("office_name", "departments"))
    return {"offices": list(dict.fromkeys(office for office, _names in rows)), "departments": sorted({name for _office, names in rows for name in names})}


def empowered_matters(on: date, *, power_type: str = "", words: str = "") -> QuerySet[EmpoweredMatter]:
    rows = EmpoweredMatter.objects.filter(in_force(on))
    if power_type:
        rows = rows.filter(power_type=power_type)
    return _speaking(rows, words, "code", "name", "name_en", "law", "original_department")


def service_items(on: date, *, words: str = "") -> Groups:
    """公共服务事项 by category."""
    return _grouped(_speaking(ServiceItem.objects.filter(in_force(on)), words, "code", "name", "name_en", "category", "basis"), "category")


def types(on: date, *, words: str = "") -> Groups:
    """事项分类 by class, with limits and the items that answer."""
    rows = EventType.objects.filter(in_force(on)).prefetch_related(*_with_lists(on))
    return _grouped(_speaking(rows, words, "code", "name", "name_en", "class_name"), "class_name")


def type_page(code: str, on: date) -> EventType:
    """One type with its limits and items. Raises EventType.DoesNotExist."""
    return EventType.objects.prefetch_related(*_with_lists(on)).get(code=code)


def _with_lists(on: date) -> tuple[Prefetch[str, QuerySet[Model], str], ...]:
    return (
        Prefetch("limits", queryset=TypeLimit.objects.filter(in_force(on)).order_by("pk"), to_attr="limits_then"),
        Prefetch("duties", queryset=TypeDuty.objects.filter(in_force(on)).select_related("item").order_by("unit_scope"), to_attr="duties_then"),
    )


def catalogue(on: date, *, words: str = "") -> QuerySet[DispatchCatalogueEntry]:
    rows = DispatchCatalogueEntry.objects.filter(in_force(on)).select_related("type", "street", "lead").prefetch_related("cooperating")
    return _speaking(rows, words, "type__code", "type__name", "lead__name", "source_reference").order_by("type__code", "pk")
