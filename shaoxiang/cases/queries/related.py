"""一条职责下的在办事件: open cases of the types an item answers for, as its page shows them (`duties.queries.related`)."""

from __future__ import annotations

from datetime import date

from django.db.models import Count

from shaoxiang.cases import queries
from shaoxiang.duties.models import EventType
from shaoxiang.duties.queries.related import Item, Related
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.language import in_words


def open_on_item(actor: Actor, item: Item, on: date) -> list[Related]:
    """Open cases the actor may see, one line per type. Two statements."""
    if not item.types:
        return []
    rows = queries.cases_for(actor).filter(matter__closed_at=None, matter__subject_code__in=item.types)
    counted = dict(rows.values_list("matter__subject_code").annotate(n=Count("pk")).order_by())
    kinds = EventType.objects.filter(code__in=list(counted)).order_by("code")
    return [Related(f"{kind.code} {in_words(kind.name, kind.name_en)}", "cases:list", (), str(counted[kind.code]), {"type": kind.code}) for kind in kinds]
