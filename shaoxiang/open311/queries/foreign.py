"""外地请求: what was imported from another Open311 server, given back as it came."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.open311.models import ForeignJurisdiction, ForeignRequest
from shaoxiang.open311.queries.requests import Listed, near
from shaoxiang.open311.rules.params import Refused, Wanted

NEWEST_FIRST = ("-requested_at", "-id")


def foreign_listed(jurisdiction: ForeignJurisdiction, wanted: Wanted) -> Listed:
    """As `requests.listed`, of an imported jurisdiction. Without dates all of it is read: it may be older than 90 days. Raises Refused."""
    found = Q(number__in=wanted.numbers) if wanted.numbers else Q(status__in=wanted.statuses)
    if not wanted.numbers:
        if wanted.start is not None and {"start_date", "end_date"} & {name for name, value in wanted.given.items() if value.strip()}:
            found &= Q(requested_at__gte=wanted.start, requested_at__lte=wanted.end)
        if wanted.services:
            found &= Q(service_code__in=wanted.services)
        if wanted.circle is not None:
            found &= near(wanted.circle, "lon", "lat")
    rows = ForeignRequest.objects.filter(found, jurisdiction=jurisdiction)
    if wanted.page > 1 and not wanted.cursor:
        return Listed([row.body for row in rows.order_by(*NEWEST_FIRST)[wanted.skipped : wanted.skipped + wanted.page_size]])
    page = keyset(rows, order=NEWEST_FIRST, cursor=wanted.cursor or None, size=wanted.page_size)
    if page.lost:
        raise Refused(400, _("cursor 不完整或已经失效：请从第一页重新读。"))
    return Listed([row.body for row in page.rows], page.next)


def foreign_one(jurisdiction: ForeignJurisdiction, number: str) -> list[dict[str, Any]]:
    """An array of one. Raises Refused (404)."""
    row = ForeignRequest.objects.filter(jurisdiction=jurisdiction, number=number).first()
    if row is None:
        raise Refused(404, _("%(jurisdiction)s 没有 service_request_id %(number)s。"), jurisdiction=jurisdiction.code, number=number[:40])
    return [row.body]
