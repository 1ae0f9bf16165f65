"""导出: what the list shows, taken away; the taking is on the record, the rows are not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange import export
from shaoxiang.kernel.exchange.export import Format
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.whistles import access
from shaoxiang.whistles.queries.lists import ORDER, columns, listed

EXPORT_SUBJECT = "whistle_export"


@transaction.atomic
def export_whistles(chosen: Mapping[str, Any], fmt: Format, *, actor: Actor, at: datetime) -> StreamingHttpResponse:
    """The rows of this filter as a streamed file, titles masked. Entry `whistles.exported` holds the filter's digest and the count. Raises PermissionDenied."""
    require(actor, access.GRANTS["export"])
    rows = listed(actor, chosen, now=at, grants=access.GRANTS["export"])
    facts: dict[str, Fact] = {"filter_sha256": digest(repr(sorted((name, str(value)) for name, value in chosen.items()))), "rows": rows.count(), "form": fmt}
    record("whistles.exported", subject=(EXPORT_SUBJECT, actor.assignment_id or 0), actor=actor, at=at, facts=facts)
    name = gettext("哨_%(day)s") % {"day": f"{timezone.localtime(at):%Y%m%d-%H%M}"}
    return export(columns(), rows.order_by(*ORDER), fmt, name)
