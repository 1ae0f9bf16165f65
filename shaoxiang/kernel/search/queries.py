from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from shaoxiang.kernel.access import NOTHING
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.search import rules, store

M = TypeVar("M", bound=Model)


def matching(question: str, key: str = "pk") -> Q:
    """Rows whose matter answers the question, as a condition; `key`: the row's path to the matter's key.

    For counts, exports and narrow lists. For the newest rows of a page use `newest`, which never reads more than it must.
    """
    tokens = rules.question_tokens(question)
    return Q(**{f"{key}__in": store.holding(tokens)}) if tokens else NOTHING


def newest(
    question: str, rows: QuerySet[M], *, limit: int = 50, before: tuple[datetime, int] | None = None, key: str = "pk", opened: str = "opened_at",
) -> list[M]:
    """The newest rows of `rows` (already filtered by what the actor may see) that answer, newest first, at most `limit`.

    `before`: the last row of the page before, as (opened_at, key). Steps back through widening months (ADR 0004), since an
    inverted index cannot order by date and a frequent pair has a hundred thousand hits.
    """
    tokens = rules.question_tokens(question)
    start = before[0] if before else Matter.objects.order_by("-opened_at").values_list("opened_at", flat=True).first()
    if not tokens or start is None:
        return []
    rows = rows.order_by(f"-{opened}", f"-{key}")
    if before:
        rows = rows.filter(Q(**{f"{opened}__lt": before[0]}) | Q(**{opened: before[0], f"{key}__lt": before[1]}))
    found: list[M] = []
    first = int(rules.month_ordinal(start))
    for first, last in rules.windows(rules.month_ordinal(start)):
        months = [rules.month_name(month) for month in range(first, last + 1)]
        found += rows.filter(**{f"{key}__in": store.holding(tokens, months)})[: limit - len(found)]
        if len(found) >= limit:
            return found
    older = rules.month_start(first)
    return found + list(rows.filter(**{f"{key}__in": store.holding(tokens), f"{opened}__lt": older})[: limit - len(found)])
