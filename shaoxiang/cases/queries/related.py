"""一条职责下的在办事件: open cases of the types an item answers for, as its page shows them (`duties.queries.related`)."""

from __future__ import annotations

from datetime import date

from django.db.models import Count
from django.utils.translation import gettext

from shaoxiang.cases import queries
from shaoxiang.duties.models import EventType
from shaoxiang.duties.queries.related import Item, Related
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.language import in_words


def open_on_item(actor: Actor, item: Item, on: date) -> list[Related]:
    """Open cases of the whole district, one line per type, with the list of those the actor may see. Three statements."""
    if not item.types:
        return []
    counted: dict[str, int] = dict(queries.open_of_types(item.types).values_list("subject_code").annotate(n=Count("pk")).order_by())
    rows = queries.cases_for(actor).filter(matter__closed_at=None, matter__subject_code__in=item.types)
    seen = dict(rows.values_list("matter__subject_code").annotate(n=Count("pk")).order_by())
    kinds = EventType.objects.filter(code__in=list(counted)).order_by("code")
    return [_line(kind, counted[kind.code], seen.get(kind.code, 0)) for kind in kinds]


def _line(kind: EventType, number: int, seen: int) -> Related:
    """A link leads to as many rows as it says; who may see none is told how many there are."""
    words = f"{kind.code} {in_words(kind.name, kind.name_en)}"
    if seen == number:
        return Related(words, "cases:list", (), str(number), {"type": kind.code, "light": "OPEN"})
    told = gettext("全区 %(n)s 件，您能看 %(seen)s 件") % {"n": number, "seen": seen}
    return Related(words, "cases:list", (), told, {"type": kind.code, "light": "OPEN"}) if seen else Related(words, note=told)
