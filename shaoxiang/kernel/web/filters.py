"""常用筛选: a list's query, kept under a name by one account. A list shows them with {% saved_filters "cases" %}."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.db.models import Q, QuerySet

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.web.models import SavedFilter, Sharing

MOST = 20
NAME_CHARS, QUERY_CHARS = 30, 1000
NOT_KEPT = frozenset({"cursor", "lang", "type"})


class FilterRefused(ValueError):
    """`reason`: NO_NAME, TOO_LONG, TOO_MANY, NAME_TAKEN, NO_BODY."""

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


@transaction.atomic
def share(actor: Actor, filter_id: int, with_whom: str, *, at: datetime) -> SavedFilter:
    """给同事用: one's own filter, for one's office or unit; "" takes it back. The grant is the caller's to ask.

    Raises FilterRefused (NO_BODY: the actor has no such office or unit), SavedFilter.DoesNotExist (another's counts as not there).
    """
    row = SavedFilter.objects.select_for_update().get(pk=filter_id, account_id=actor.account_id or 0)
    bodies = {Sharing.OFFICE.value: actor.office_id, Sharing.UNIT.value: actor.unit_id}
    if with_whom and bodies.get(with_whom) is None:
        raise FilterRefused("NO_BODY")
    row.shared_with, row.body_id = with_whom, bodies.get(with_whom)
    row.owner_id = actor.assignment_id if with_whom else None
    row.save(update_fields=["shared_with", "body_id", "owner_id"])
    record("web.filter_shared", subject=("saved_filter", row.pk), actor=actor, at=at, facts={"with": with_whom, "body": row.body_id})
    return row


def shared_with(actor: Actor, page: str) -> QuerySet[SavedFilter]:
    """What colleagues of the actor's office and unit have shared; his own not among them."""
    mine = [body for body in (actor.office_id, actor.unit_id) if body is not None]
    return SavedFilter.objects.filter(body_id__in=mine, page=page).exclude(account_id=actor.account_id or 0)


def usable(actor: Actor, page: str) -> tuple[list[SavedFilter], list[SavedFilter]]:
    """One's own filters of a list, and those colleagues have shared. One query."""
    mine = [body for body in (actor.office_id, actor.unit_id) if body is not None]
    rows = list(SavedFilter.objects.filter(Q(account_id=actor.account_id or 0) | Q(body_id__in=mine), page=page))
    return [row for row in rows if row.account_id == actor.account_id], [row for row in rows if row.account_id != actor.account_id]


def copy_shared(actor: Actor, filter_id: int, page: str) -> SavedFilter:
    """复制一份. Raises SavedFilter.DoesNotExist (not shared with him), FilterRefused (TOO_MANY)."""
    row = shared_with(actor, page).get(pk=filter_id)
    return save(actor.account_id or 0, page, row.name, row.query)


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
