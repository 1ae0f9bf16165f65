from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.grids import access, queries
from shaoxiang.grids.queries import StandingLine
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange import export
from shaoxiang.kernel.exchange.export import Column, Format
from shaoxiang.kernel.journal.actions import facts_of, record
from shaoxiang.places.queries import place_book, shown_name


def _has(code: str) -> Callable[[StandingLine], bool]:
    return lambda line: code not in line.standing.missing


@transaction.atomic
def export_standing(
    fmt: Format, *, actor: Actor, at: datetime, street_id: int | None = None, community_id: int | None = None, missing: str = "",
) -> StreamingHttpResponse:
    """导出网格建设清单: one row a grid with what it lacks, under the page's filter. Grids only, nobody is named. Raises PermissionDenied."""
    require(actor, access.GRANTS["export"])
    on = timezone.localdate(at)
    lines = queries.standing_lines(actor, on=on, street_id=street_id, community_id=community_id, missing=missing, grants="export")
    kept, wanted = place_book(on), queries.standard(on)
    columns = [
        Column(gettext("镇街"), lambda line: shown_name(kept.streets[line.grid.street_id])),
        Column(gettext("社区（村）"), lambda line: shown_name(kept.communities[line.grid.community_id])),
        Column(gettext("网格"), lambda line: shown_name(line.grid)), Column(gettext("代码"), lambda line: line.grid.code),
        Column(gettext("达标"), lambda line: line.standing.complete),
        *(Column(words, _has(code)) for code, words in queries.parts_of(wanted)),
        Column(gettext("缺什么"), lambda line: queries.missing_words(line.standing.missing, wanted)),
    ]
    facts = facts_of(rows=len(lines), form=fmt, street=street_id, missing=missing or None)
    record("grids.exported", subject=("grid_export", actor.assignment_id or 0), actor=actor, at=at, facts=facts)
    return export(columns, lines, fmt, gettext("网格建设_%(day)s") % {"day": f"{timezone.localtime(at):%Y%m%d-%H%M}"})
