"""常用筛选: a list's query, kept under a name by one account. A list shows them with {% saved_filters "cases" %}."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.db.models import QuerySet

from shaoxiang.kernel.web.models import SavedFilter

MOST = 20
NAME_CHARS, QUERY_CHARS = 30, 1000
NOT_KEPT = frozenset({"cursor", "lang", "type"})


class FilterRefused(ValueError):
    """`reason`: NO_NAME, TOO_LONG, TOO_MANY, NAME_TAKEN."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def filters_of(account_id: int, page: str) -> QuerySet[SavedFilter]:
    return SavedFilter.objects.filter(account_id=account_id, page=page)


@transaction.atomic
def save(account_id: int, page: str, name: str, query: str) -> SavedFilter:
    """Keep the query under the name; the same name again replaces it. Raises FilterRefused."""
    name = _checked_name(name)
    kept = urlencode([(key, value) for key, value in parse_qsl(query.lstrip("?")) if key not in NOT_KEPT])
    if len(kept) > QUERY_CHARS:
        raise FilterRefused("TOO_LONG")
    own = filters_of(account_id, page)
    if not own.filter(name=name).exists() and own.count() >= MOST:
        raise FilterRefused("TOO_MANY")
    row, _new = SavedFilter.objects.update_or_create(account_id=account_id, page=page, name=name, defaults={"query": kept})
    return row


@transaction.atomic
def rename(account_id: int, filter_id: int, name: str) -> SavedFilter:
    """Raises FilterRefused, SavedFilter.DoesNotExist (another's counts as not there)."""
    row = SavedFilter.objects.select_for_update().get(pk=filter_id, account_id=account_id)
    name = _checked_name(name)
    if filters_of(account_id, row.page).filter(name=name).exclude(pk=row.pk).exists():
        raise FilterRefused("NAME_TAKEN")
    row.name = name
    row.save(update_fields=["name"])
    return row


def delete(account_id: int, filter_id: int) -> bool:
    """Whether there was one."""
    return SavedFilter.objects.filter(pk=filter_id, account_id=account_id).delete()[0] > 0


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise FilterRefused("NO_NAME")
    if len(name) > NAME_CHARS:
        raise FilterRefused("TOO_LONG")
    return name
