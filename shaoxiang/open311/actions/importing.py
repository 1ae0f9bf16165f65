"""导入外地请求: the answer of another Open311 server (GET Service Requests, JSON) kept as it came, and given back unchanged."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Facts
from shaoxiang.kernel.vocabulary import _
from shaoxiang.open311.access import GRANTS
from shaoxiang.open311.models import ForeignJurisdiction, ForeignRequest
from shaoxiang.open311.queries import home_jurisdiction
from shaoxiang.open311.rules.params import Refused, instant
from shaoxiang.open311.vocabulary import RequestStatus

# The standard's fields; anything else a server adds, contact data above all, is not taken over.
FIELDS = (
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible", "service_notice",
    "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
)
ROWS_MAX = 100_000
PORTION = 500
CODE_MAX = 80


@dataclass(frozen=True, slots=True)
class Imported:
    added: int = 0
    changed: int = 0
    unchanged: int = 0


def import_requests(content: bytes, jurisdiction_id: str, *, actor: Actor, at: datetime) -> Imported:
    """Take over every request of the file, or none. Safe to repeat. Raises Refused (what is wrong in which row), PermissionDenied."""
    require(actor, GRANTS["import"])
    code = jurisdiction_id.strip()
    if not code or len(code) > CODE_MAX or code == home_jurisdiction():
        raise Refused(400, _("请写明这些请求来自哪里的 jurisdiction_id（最多 80 个字），不能是本区自己的。"))
    rows = _read(content)
    with transaction.atomic():
        jurisdiction, new = ForeignJurisdiction.objects.update_or_create(code=code, defaults={"imported_at": at})
        done = _store(jurisdiction, rows)
        facts: Facts = {
            "jurisdiction": code, "added": done.added, "changed": done.changed, "unchanged": done.unchanged,
            "file_sha256": hashlib.sha256(content).hexdigest(),
        }
        record("open311.imported", subject=("open311_jurisdiction", jurisdiction.pk), actor=actor, at=at, facts=facts, new=new)
    return done


def _read(content: bytes) -> dict[str, ForeignRequest]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused(400, _("文件不是 JSON：请用 requests.json 的原样答复，UTF-8 编码。")) from None
    if not isinstance(found, list) or len(found) > ROWS_MAX:
        raise Refused(400, _("文件应是一个列表，最多 %(most)s 件。"), most=ROWS_MAX)
    rows: dict[str, ForeignRequest] = {}
    for turn, one in enumerate(found, start=1):
        try:
            row = _row(one)
        except (ValueError, Refused):
            raise Refused(400, _("第 %(turn)s 件读不懂：service_request_id、status（open 或 closed）、service_code、requested_datetime 都要有，"
                                 "时间要带时区，坐标要是数。"), turn=turn) from None
        rows[row.number] = row
    return rows


def _row(one: Any) -> ForeignRequest:
    """One request. Raises ValueError, Refused."""
    if not isinstance(one, Mapping):
        raise ValueError("not an object")
    body = {name: one[name] for name in FIELDS if name in one}
    number, service = str(body.get("service_request_id") or ""), str(body.get("service_code") or "")
    requested = instant({"at": str(body.get("requested_datetime") or "")}, "at", timezone.get_current_timezone())
    if not number or not service or len(number) > 64 or len(service) > 64 or requested is None or "\\u0000" in json.dumps(body):
        raise ValueError("lacks a field")
    return ForeignRequest(
        number=number, service_code=service, service_name=str(body.get("service_name") or "")[:200], status=RequestStatus(str(body.get("status"))).value,
        requested_at=requested, lon=_degrees(body.get("long"), 180), lat=_degrees(body.get("lat"), 90), body=body,
    )


def _degrees(value: Any, most: float) -> float | None:
    if value is None or value == "":
        return None
    found = float(value)
    if not math.isfinite(found) or abs(found) > most:
        raise ValueError("no degrees")
    return found


def _store(jurisdiction: ForeignJurisdiction, rows: Mapping[str, ForeignRequest]) -> Imported:
    known = {row.number: row for row in ForeignRequest.objects.select_for_update().filter(jurisdiction=jurisdiction)}
    fresh, moved = [], []
    for number, row in rows.items():
        row.jurisdiction = jurisdiction
        before = known.get(number)
        if before is None:
            fresh.append(row)
        elif before.body != row.body:
            row.pk = before.pk
            moved.append(row)
    ForeignRequest.objects.bulk_create(fresh, batch_size=PORTION)
    columns = ["service_code", "service_name", "status", "requested_at", "lon", "lat", "body"]
    ForeignRequest.objects.bulk_update(moved, columns, batch_size=PORTION)
    return Imported(len(fresh), len(moved), len(rows) - len(fresh) - len(moved))
