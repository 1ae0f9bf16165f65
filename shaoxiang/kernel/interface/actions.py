from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from shaoxiang.kernel.access import Actor, Grant, Grants, require
from shaoxiang.kernel.interface import queries, rules
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Facts

GRANTS: dict[str, Grants] = {"make_key": (Grant({"SYSTEM_ADMIN", "SYSTEM"}),), "revoke_key": (Grant({"SYSTEM_ADMIN", "SYSTEM"}),)}


@transaction.atomic
def make_key(
    name: str, scopes: Iterable[Scope | str], *, body_id: int, post_id: int | None = None, per_minute: int | None = None,
    ends_on: date | None = None, actor: Actor, at: datetime,
) -> tuple[ApiKey, str]:
    """新建密钥: the row, and the token, which is shown this once and kept nowhere. Raises PermissionDenied, ValueError (unknown scope)."""
    require(actor, GRANTS["make_key"])
    wanted = sorted({Scope(scope).value for scope in scopes})
    token = rules.TOKEN_MARK + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        name=name.strip(), prefix=token[: rules.PREFIX_LENGTH], digest=rules.digest(token), scopes=wanted, body_id=body_id, post_id=post_id,
        per_minute=per_minute, created_at=at, created_by=actor.assignment_id, ends_on=ends_on,
    )
    facts: Facts = {"scopes": wanted, "body": body_id, "post": post_id, "prefix": key.prefix, "ends_on": ends_on.isoformat() if ends_on else None}
    record("interface.key_made", subject=("api_key", key.pk), actor=actor, at=at, facts=facts, new=True)
    return key, token


@transaction.atomic
def revoke_key(key_id: int, *, actor: Actor, at: datetime) -> ApiKey:
    """停用密钥: at once in this process, within two seconds in the others. Repeating it changes nothing."""
    require(actor, GRANTS["revoke_key"])
    key = ApiKey.objects.select_for_update().get(pk=key_id)
    if key.revoked_at is None:
        key.revoked_at = at
        key.save(update_fields=["revoked_at"])
        record("interface.key_revoked", subject=("api_key", key.pk), actor=actor, at=at, facts={"prefix": key.prefix})
        queries.forget()
    return key
