"""不计入: matters that count in no assessment (a room above says which: work a street refused). Whoever counts asks here, and leaves them out or says how many.

    rows.exclude(uncounted())            rows of `Matter`, or of a room whose key is the matter's
    rows.exclude(uncounted("case_id"))   rows that name a matter
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from shaoxiang.kernel.matter.models import Matter

R = TypeVar("R", bound=Model)
Keys = Callable[[], "QuerySet[Any, Any]"]
_sources: list[Keys] = []


def register(keys: Keys) -> None:
    """`keys()`: the keys of such matters as a subquery of one column without nulls; call in `AppConfig.ready`."""
    if keys not in _sources:
        _sources.append(keys)


def uncounted(*fields: str) -> Q:
    """The rows of which one of these fields (without any: the key) names such a matter."""
    found = Q(pk__in=[])
    for keys in _sources:
        for field in fields or ("pk",):
            found |= Q(**{f"{field}__in": keys()})
    return found


def counted(rows: QuerySet[R], *fields: str) -> tuple[QuerySet[R], int]:
    """(the rows that count, how many were left out)."""
    left_out = rows.filter(uncounted(*fields)).values_list("pk", flat=True)
    return rows.exclude(pk__in=left_out), left_out.count()


def among(matter_ids: Iterable[int]) -> set[int]:
    """Those of these matters that count nowhere."""
    wanted = list(matter_ids)
    return set(Matter.objects.filter(uncounted(), pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def all_uncounted() -> set[int]:
    """Every such matter: for a file of rows that are not read at once."""
    return set(Matter.objects.filter(uncounted()).values_list("pk", flat=True))
