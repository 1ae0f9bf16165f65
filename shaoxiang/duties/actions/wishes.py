"""All changes of a draft at once, as another system sends them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction

from shaoxiang.duties.actions.versions import change_item, drop_change, held
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.kernel.access import Actor


class Wanted(NamedTuple):
    """What one item should become, as it is sent."""

    act: str
    code: str
    values: Mapping[str, Any]
    reason: str = ""
    answers: tuple[str, ...] | None = None
    basis: str = ""


@transaction.atomic
def put_changes(version_id: int, wishes: Iterable[Wanted], *, revision: int, actor: Actor, at: datetime) -> ListVersion:
    """The draft holds these changes and no others. All or none. Raises ListVersion.DoesNotExist, StaleDraft, ChangeRefused, PermissionDenied."""
    version = held(version_id, actor, revision)
    wanted = {wish.code.strip().upper(): wish for wish in wishes}
    for code in version.changes.exclude(code__in=list(wanted)).values_list("code", flat=True):
        drop_change(version_id, code, revision=revision, actor=actor, at=at)
        revision += 1
    for code, wish in wanted.items():
        try:
            change_item(
                version_id, code, act=wish.act, values=wish.values, reason=wish.reason, revision=revision, actor=actor, at=at, answers=wish.answers,
                basis=wish.basis,
            )
        except ChangeRefused as refused:
            raise WishRefused(code, refused) from None
        revision += 1
    version.refresh_from_db()
    return version


class WishRefused(ChangeRefused):
    """One change among several does not fit: `code` says which."""

    def __init__(self, code: str, refused: ChangeRefused) -> None:
        super().__init__(f"changes.{code}.{refused.field}", refused.reason, **refused.facts)
        self.code = code
