"""Reads: demands of departments that were refused, bodies that only coordinate, and who is over the quota in a month."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.staffing import access, rules
from shaoxiang.staffing.models import CoordinatingBody, MatchingDemand, QuotaEntry, QuotaHolding
from shaoxiang.staffing.queries.quotas import table
from shaoxiang.staffing.vocabulary import QuotaType

_MONTH = re.compile(r"(\d{4})-(\d{2})")


def demands_for(actor: Actor) -> QuerySet[MatchingDemand]:
    return MatchingDemand.objects.filter(visible(actor, access.GRANTS["view_demands"])).select_related("department", "unit")


def departments(on: date) -> list[tuple[int, str]]:
    rows = Body.objects.filter(in_force(on), kind=BodyKind.DEPARTMENT.value).order_by("order", "code")
    return [(row.pk, row.shown_name) for row in rows]


def coordinating(on: date) -> tuple[list[CoordinatingBody], list[CoordinatingBody]]:
    """(standing that day or to come, ended), nearest end first."""
    rows = CoordinatingBody.objects.select_related("lead").order_by("valid_to", "pk")
    return list(rows.filter(valid_to__gt=on)), list(rows.filter(valid_to__lte=on).order_by("-valid_to", "-pk"))


@dataclass(frozen=True, slots=True)
class OverRow:
    """超编: one unit and type above its quota; no funds for what is above it (Q10). `composed`: its quotas or people are samples (示例)."""

    body: Body
    quota_type: QuotaType
    quota: int
    headcount: int
    over: int
    composed: bool


def over_rows(actor: Actor, on: date) -> list[OverRow]:
    return [
        OverRow(row.body, cell.quota_type, cell.standing.quota, cell.standing.headcount, cell.standing.over, row.composed)
        for row in table(actor, on) for cell in row.cells if cell.standing.over
    ]


def month_of(text: str, today: date) -> tuple[date, bool]:
    """(the day the month's list speaks of, could the text be read); a month to come is the present one."""
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12 or not 2000 <= int(found[1]) <= today.year:
        return today, not text
    return rules.last_day(int(found[1]), int(found[2]), today), True


def quota_where_none() -> list[Body]:
    """Bodies that may have no quota of their own and yet stand in the ledger or hold people (Q9)."""
    own = sorted(rules.STREET_KINDS | rules.DISTRICT_KINDS)
    booked = Q(pk__in=QuotaEntry.objects.values("body_id")) | Q(pk__in=QuotaHolding.objects.filter(valid_to=None).values("body_id"))
    return list(Body.objects.filter(booked).exclude(kind__in=own).order_by("code"))
