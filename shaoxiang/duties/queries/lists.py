"""The public lists as pages read them: in force on a day, narrowed by words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Min, Model, Prefetch, Q, QuerySet

from shaoxiang.duties.models import DispatchCatalogueEntry, DutyItem, EmpoweredMatter, EventType, EverydayName, ServiceItem, TypeDuty, TypeEnd, TypeLimit
from shaoxiang.kernel.dated import in_force

Groups = list[tuple[str, list[Any]]]


def _speaking(rows: QuerySet[Any], words: str, *columns: str) -> QuerySet[Any]:
    if not words:
        return rows
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__icontains": words})
    return rows.filter(condition)


def grouped_by(rows: Iterable[Any], by: str) -> Groups:
    """The rows of one page in their own order, gathered under their headings."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, by), []).append(row)
    return list(found.items())


def duty_items(on: date, *, list_kind: str, words: str = "", office: str = "", part: str = "", department: str = "") -> QuerySet[DutyItem]:
    """职责清单, in its own order. `part`: one of the three lists, or a way of answering in the form of 2019."""
    rows = _speaking(DutyItem.objects.filter(in_force(on), list_kind=list_kind), words, "code", "title", "title_en", "basis", "office_name")
    if office:
        rows = rows.filter(office_name=office)
    if part:
        rows = rows.filter(role=part)
    if department:  # JSON: no database asks alike
        rows = rows.filter(pk__in=[key for key, names in rows.values_list("pk", "departments") if department in names])
    return rows


def duty_choices(on: date, list_kind: str) -> dict[str, list[str]]:
    """The offices and departments named on a list of that day, for its filters."""
    rows = DutyItem.objects.filter(in_force(on), list_kind=list_kind).values_list("office_name", "departments").annotate(first=Min("order"))
    found = list(rows.order_by("first"))
    departments = sorted({name for _office, names, _first in found for name in names})
    return {"offices": list(dict.fromkeys(office for office, _names, _first in found)), "departments": departments}


def empowered_matters(on: date, *, power_type: str = "", words: str = "") -> QuerySet[EmpoweredMatter]:
    rows = EmpoweredMatter.objects.filter(in_force(on))
    if power_type:
        rows = rows.filter(power_type=power_type)
    return _speaking(rows, words, "code", "name", "name_en", "law", "original_department")


def service_items(on: date, *, words: str = "") -> QuerySet[ServiceItem]:
    """公共服务事项."""
    return _speaking(ServiceItem.objects.filter(in_force(on)), words, "code", "name", "name_en", "category", "basis")


def everyday_rows(on: date, *, words: str = "") -> QuerySet[EverydayName]:
    """俗称."""
    return _speaking(EverydayName.objects.filter(in_force(on)), words, "word", "meaning")


def types(on: date, *, words: str = "") -> QuerySet[EventType]:
    """事项分类, with limits and the items that answer."""
    rows = EventType.objects.filter(in_force(on)).prefetch_related(*_with_lists(on))
    return _speaking(rows, words, "code", "name", "name_en", "class_name")


def type_page(code: str, on: date) -> EventType:
    """One type with its limits and items. Raises EventType.DoesNotExist."""
    return EventType.objects.prefetch_related(*_with_lists(on)).get(code=code)


def _with_lists(on: date) -> tuple[Prefetch[str, QuerySet[Model], str], ...]:
    return (
        Prefetch("limits", queryset=TypeLimit.objects.filter(in_force(on)).order_by("pk"), to_attr="limits_then"),
        Prefetch("ends", to_attr="ends_then",
                 queryset=TypeEnd.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on)).select_related("successor").order_by("valid_from")),
        Prefetch("duties", to_attr="duties_then",
                 queryset=TypeDuty.objects.filter(in_force(on)).select_related("item").order_by("unit_scope", "item__order", "item_id")),
    )


def catalogue(on: date, *, words: str = "") -> QuerySet[DispatchCatalogueEntry]:
    rows = DispatchCatalogueEntry.objects.filter(in_force(on)).select_related("type", "street", "lead").prefetch_related("cooperating")
    return _speaking(rows, words, "type__code", "type__name", "lead__name", "source_reference").order_by("type__code", "pk")
