"""沿革 written: the spans of a body after a change, and its row as it is today (ADR 0031)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shaoxiang.institutions.actions.accounts import changed
from shaoxiang.institutions.models import Body, BodySpan
from shaoxiang.institutions.queries.spans import spans_of, values_of
from shaoxiang.institutions.rules import ON_THE_GROUND_OF_ITS_PARENT, OWN_UNIT, changed_from, value_on
from shaoxiang.kernel.access import SYSTEM
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.actions import record


def place_under(body: Body, parent: Body | None) -> tuple[int | None, int | None]:
    """(unit, street) of a body under that parent. A body that is a unit stays its own; an office stands on the ground of its parent."""
    unit = body.pk if body.kind in OWN_UNIT or parent is None else parent.unit_id or parent.pk
    return unit, parent.street_id if parent is not None and body.kind in ON_THE_GROUND_OF_ITS_PARENT else body.street_id


def write_spans(body: Body, on: date, values: Mapping[str, Any], today: date) -> None:
    """Values from that day on, each until the day it changes next; the row takes what holds today. Raises ChangeRefused."""
    spans = changed_from(spans_of(body), on, values)
    body.spans.all().delete()  # rewritten as a whole: what was before is in the change log
    BodySpan.objects.bulk_create(BodySpan(body=body, valid_from=span.since, valid_to=span.until, sample=body.sample, **span.values) for span in spans)
    _take(body, value_on(spans, today))


def settle_bodies(*, now: datetime) -> int:
    """到日子的变更生效: each row takes what holds today. Every morning, and safe to repeat; the book and the charts read the spans themselves."""
    today, found = timezone.localtime(now).date(), 0
    for span in BodySpan.objects.filter(in_force(today)).select_related("body").order_by("pk"):
        if values_of(span) != values_of(span.body):
            with transaction.atomic():
                body = Body.objects.select_for_update().get(pk=span.body_id)
                _take(body, value_on(spans_of(body), today))
                record("institutions.body_settled", subject=("body", body.pk), actor=SYSTEM, at=now, facts={"on": today.isoformat()})
                changed()
                found += 1
    return found


def _take(body: Body, values: Mapping[str, Any]) -> None:
    fresh = {field: value for field, value in values.items() if getattr(body, field) != value}
    for field, value in fresh.items():
        setattr(body, field, value)
    if fresh:
        body.save(update_fields=[field.removesuffix("_id") for field in fresh])
