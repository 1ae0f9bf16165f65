"""The case list: the same filter for the page, the export and the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Floor
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.queries.words import type_words
from shaoxiang.cases.vocabulary import AppealKind, CaseStatus, ClosureLevel, Satisfaction, Source
from shaoxiang.kernel.access import Actor, Grants, visible
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.exchange import Column
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.search.queries import matching
from shaoxiang.kernel.web.names import name_of

ORDER = ("-matter__opened_at", "-matter_id")
POINTS_SHOWN = 300
CELLS_ACROSS = 16  # of the window, when points are gathered
POINT_COLUMNS = tuple(f"matter__{name}" for name in ("lon", "lat", "number", "title", "warn_at", "due_at", "closed_at"))
BBox = tuple[float, float, float, float]


def filtered(rows: QuerySet[Case], chosen: Mapping[str, Any], *, actor: Actor, now: datetime) -> QuerySet[Case]:
    """The rows the chosen filter leaves (cleaned values of forms.lists.FilterForm; empty values choose nothing)."""
    for name, path in _COLUMNS.items():
        if chosen.get(name) not in (None, ""):
            rows = rows.filter(**{path: chosen[name]})
    rows = _by_light(rows, chosen.get("light") or "", now)
    if chosen.get("opened_from"):
        rows = rows.filter(matter__opened_at__gte=_midnight(chosen["opened_from"]))
    if chosen.get("opened_to"):
        rows = rows.filter(matter__opened_at__lt=_midnight(chosen["opened_to"] + timedelta(days=1)))
    if chosen.get("mine"):
        rows = rows.filter(matter_id__in=desk_of(actor).order_by().values("matter_id"))
    if chosen.get("danger"):
        rows = rows.exclude(danger="")
    if chosen.get("numbers"):  # the ticked rows of a list
        rows = rows.filter(matter__number__in=chosen["numbers"])
    if chosen.get("q"):
        rows = rows.filter(matching(chosen["q"], key="matter_id"))
    return rows


_COLUMNS = {
    "status": "matter__status", "type": "matter__subject_code", "source": "source", "kind": "kind", "street": "matter__street_id",
    "community": "matter__community_id", "grid": "matter__grid_id", "unit": "matter__unit_id", "office": "matter__office_id",
}


def _by_light(rows: QuerySet[Case], code: str, now: datetime) -> QuerySet[Case]:
    running = rows.filter(matter__closed_at__isnull=True)
    if code == "OVERDUE":
        return running.filter(matter__due_at__lte=now)
    if code == "DUE_SOON":
        return running.filter(matter__warn_at__lte=now, matter__due_at__gt=now)
    if code == "OPEN":
        return running
    return rows.filter(matter__closed_at__isnull=False) if code == "CLOSED" else rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def listed(actor: Actor, chosen: Mapping[str, Any], *, now: datetime, grants: Grants | None = None) -> QuerySet[Case]:
    """Cases of this actor under this filter, in no order yet; narrowed to the rows of `grants` where given."""
    rows = cases_for(actor)
    if grants is not None:
        rows = rows.filter(visible(actor, grants))
    return filtered(rows, chosen, actor=actor, now=now)


# --- export -----------------------------------------------------------------------------------------------------------

def columns(*, now: datetime) -> list[Column]:
    """What the export holds of a case: titles masked, codes in words, nothing of the reporter."""
    return [
        Column(gettext("编号"), "matter.number"),
        Column(gettext("标题"), lambda case: mask_text(case.matter.title)),
        Column(gettext("状态"), lambda case: gettext(CaseStatus.label_of(case.matter.status))),
        Column(gettext("灯"), lambda case: gettext(case.matter.light(now).label)),
        Column(gettext("类别"), lambda case: f"{case.matter.subject_code} {type_words(case.matter.subject_code)}".strip()),
        Column(gettext("来源"), lambda case: gettext(Source.label_of(case.source))),
        Column(gettext("诉求种类"), lambda case: gettext(AppealKind.label_of(case.kind))),
        Column(gettext("镇街"), lambda case: _name("street", case.matter.street_id)),
        Column(gettext("社区"), lambda case: _name("community", case.matter.community_id)),
        Column(gettext("网格"), lambda case: _name("grid", case.matter.grid_id)),
        Column(gettext("责任单位"), lambda case: _name("body", case.matter.unit_id)),
        Column(gettext("责任科室"), lambda case: _name("body", case.matter.office_id)),
        Column(gettext("上报时间"), "matter.opened_at"), Column(gettext("到期时间"), "matter.due_at"), Column(gettext("办结时间"), "matter.closed_at"),
        Column(gettext("化解层级"), lambda case: gettext(ClosureLevel.label_of(case.closure_level)) if case.closure_level else ""),
        Column(gettext("满意度"), lambda case: gettext(Satisfaction.label_of(case.satisfaction)) if case.satisfaction else ""),
        Column(gettext("退单次数"), "bounces"), Column(gettext("重办次数"), "reopened"),
    ]


def _name(kind: str, key: int | None) -> str:
    return name_of(kind, key) if key is not None else ""


# --- map --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MapView:
    """What a window shows: single points, or counts gathered by cell when there are too many."""

    points: list[tuple[float, float, str, str, str]]  # lon, lat, number, light, title
    cells: list[tuple[float, float, int, int]]  # lon, lat, how many, how many of them late


def map_view(rows: QuerySet[Case], box: BBox, *, now: datetime) -> MapView:
    """At most POINTS_SHOWN points, else cells: the answer stays small however many cases there are."""
    west, south, east, north = box
    inside = rows.filter(matter__lon__gte=west, matter__lon__lte=east, matter__lat__gte=south, matter__lat__lte=north).order_by()
    if inside.values("pk")[POINTS_SHOWN : POINTS_SHOWN + 1].exists():
        return MapView([], _cells(inside, box, now))
    found = [case.matter for case in inside.only(*POINT_COLUMNS)]
    return MapView([(round(one.lon or 0, 6), round(one.lat or 0, 6), one.number, one.light(now).value, mask_text(one.title)) for one in found], [])


def _cells(inside: QuerySet[Case], box: BBox, now: datetime) -> list[tuple[float, float, int, int]]:
    west, south, east, north = box
    wide, high = max(east - west, 1e-6) / CELLS_ACROSS, max(north - south, 1e-6) / CELLS_ACROSS
    late = Q(matter__closed_at__isnull=True, matter__due_at__lte=now)
    gathered = (
        inside.annotate(
            column=Floor((F("matter__lon") - west) / wide, output_field=FloatField()), line=Floor((F("matter__lat") - south) / high, output_field=FloatField())
        )
        .values_list("column", "line")
        .annotate(n=Count("pk"), late=Count("pk", filter=late))
    )
    return [(round(west + (column + 0.5) * wide, 6), round(south + (line + 0.5) * high, 6), n, over) for column, line, n, over in gathered]
