"""The case list: the same filter for the page, the export and the map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for, sees_rating
from shaoxiang.cases.queries.words import type_words
from shaoxiang.cases.vocabulary import AppealKind, CaseStatus, ClosureLevel, Satisfaction, Source
from shaoxiang.institutions.queries.desks import unit_line
from shaoxiang.kernel.access import Actor, Grants, visible
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.exchange import Column
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.matter.counting import all_uncounted, uncounted
from shaoxiang.kernel.search.queries import matching
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.queries.lineage import of_line

ORDER = ("-matter__opened_at", "-matter_id")


def filtered(rows: QuerySet[Case], chosen: Mapping[str, Any], *, actor: Actor, now: datetime) -> QuerySet[Case]:
    """The rows the chosen filter leaves (cleaned values of forms.lists.FilterForm; empty values choose nothing)."""
    return rows.filter(wanted(chosen, actor=actor, now=now))


def wanted(chosen: Mapping[str, Any], *, actor: Actor, now: datetime) -> Q:
    """The chosen filter as one condition on cases."""
    asked = Q()
    for name, path in COLUMNS.items():
        if chosen.get(name) not in (None, ""):
            asked &= _is(name, path, chosen[name])
    asked &= by_light(chosen.get("light") or "", now)
    if chosen.get("opened_from"):
        asked &= Q(matter__opened_at__gte=midnight(chosen["opened_from"]))
    if chosen.get("opened_to"):
        asked &= Q(matter__opened_at__lt=midnight(chosen["opened_to"] + timedelta(days=1)))
    if chosen.get("mine"):
        asked &= Q(matter_id__in=desk_of(actor).order_by().values("matter_id"))
    if chosen.get("danger"):
        asked &= ~Q(danger="")
    if chosen.get("uncounted"):
        asked &= uncounted()
    if chosen.get("numbers"):  # the ticked rows of a list
        asked &= Q(matter__number__in=chosen["numbers"])
    if chosen.get("q"):
        asked &= matching(chosen["q"], key="matter_id")
    return asked


def _is(name: str, path: str, value: Any) -> Q:
    """A street, or a unit of one, with those that came to be it: what they closed is still found under its name."""
    if name == "unit" and len(line := unit_line(value)) > 1:
        return Q(**{f"{path}__in": line})
    return of_line(path, value) if name == "street" else Q(**{path: value})


COLUMNS = {
    "status": "matter__status", "type": "matter__subject_code", "source": "source", "kind": "kind", "street": "matter__street_id",
    "community": "matter__community_id", "grid": "matter__grid_id", "unit": "matter__unit_id", "office": "matter__office_id",
}


def by_light(code: str, now: datetime) -> Q:
    running = Q(matter__closed_at__isnull=True)
    if code == "OVERDUE":
        return running & Q(matter__due_at__lte=now)
    if code == "DUE_SOON":
        return running & Q(matter__warn_at__lte=now, matter__due_at__gt=now)
    if code == "OPEN":
        return running
    return Q(matter__closed_at__isnull=False) if code == "CLOSED" else Q()


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def listed(actor: Actor, chosen: Mapping[str, Any], *, now: datetime, grants: Grants | None = None) -> QuerySet[Case]:
    """Cases of this actor under this filter, in no order yet; narrowed to the rows of `grants` where given."""
    rows = cases_for(actor)
    if grants is not None:
        rows = rows.filter(visible(actor, grants))
    return filtered(rows, chosen, actor=actor, now=now)


# --- export -----------------------------------------------------------------------------------------------------------

def columns(*, now: datetime, actor: Actor) -> list[Column]:
    """What the export holds of a case: titles masked, codes in words, nothing of the reporter; a grade only for those it is not about."""
    left_out = all_uncounted()
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
        Column(gettext("满意度"), lambda case: gettext(Satisfaction.label_of(case.satisfaction)) if case.satisfaction and sees_rating(actor, case) else ""),
        Column(gettext("退单次数"), "bounces"), Column(gettext("重办次数"), "reopened"),
        Column(gettext("不计入考核（街道已拒收）"), lambda case: case.pk in left_out),
    ]


def _name(kind: str, key: int | None) -> str:
    return name_of(kind, key) if key is not None else ""
