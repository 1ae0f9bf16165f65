"""导出: what the list shows, taken away; the taking is on the record, the rows are not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases import access
from shaoxiang.cases.queries.lists import ORDER, columns, listed
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange import export
from shaoxiang.kernel.exchange.export import Format
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest

EXPORT_SUBJECT = "case_export"


@transaction.atomic
def export_cases(chosen: Mapping[str, Any], fmt: Format, *, actor: Actor, at: datetime) -> StreamingHttpResponse:
    """The rows of this filter as a streamed file, titles masked. Entry `cases.exported` holds the filter's digest and the count.

    Only rows the actor may export, which may be fewer than he sees. Raises PermissionDenied.
    """
    require(actor, access.GRANTS["export"])
    rows = listed(actor, chosen, now=at, grants=access.GRANTS["export"])
    chosen_words = repr(sorted((name, str(value)) for name, value in chosen.items()))
    facts: dict[str, Fact] = {"filter_sha256": digest(chosen_words), "rows": rows.count(), "form": fmt}
    record("cases.exported", subject=(EXPORT_SUBJECT, actor.assignment_id or 0), actor=actor, at=at, facts=facts)
    name = gettext("事件_%(day)s") % {"day": f"{timezone.localtime(at):%Y%m%d-%H%M}"}
    return export(columns(now=at, actor=actor), rows.order_by(*ORDER), fmt, name)
