"""日历订阅: an address only its holder knows; its digest is kept; ended when it leaked or is no longer wanted."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from shaoxiang.forces import access
from shaoxiang.forces.models import Feed
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import Actor, allowed, require, visible
from shaoxiang.kernel.journal.actions import record


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_feed(*, actor: Actor, at: datetime, body_id: int | None = None) -> tuple[Feed, str]:
    """开通: of one's own shifts, or of a body whose roster one may read. The earlier address of the same ends. Returns the token, shown this once.

    Raises PermissionDenied (nobody's shifts), Body.DoesNotExist.
    """
    require(actor, access.GRANTS["see_duty"])
    body = Body.objects.get(visible(actor, access.GRANTS["view_roster"]), pk=body_id) if body_id is not None else None
    token = secrets.token_urlsafe(32)
    own = {"body": body, "made_by": actor.assignment_id} if body is not None else {"person_id": actor.person_id}
    Feed.objects.filter(ended_at=None, **own).update(ended_at=at)
    feed = Feed.objects.create(
        digest=digest_of(token), person_id=actor.person_id if body is None else None, body=body, made_at=at, made_by=actor.assignment_id,
    )
    record("forces.feed_made", subject=("feed", feed.pk), actor=actor, at=at, facts={"body": body_id or 0}, new=True)
    return feed, token


@transaction.atomic
def end_feed(pk: int, *, actor: Actor, at: datetime) -> Feed:
    """停用: by whoever made it, or (of a body) by whoever manages the roster. Raises Feed.DoesNotExist."""
    feed = Feed.objects.select_for_update().filter(pk=pk, ended_at=None).first()
    if feed is None or not (_own(feed, actor) or (feed.body_id is not None and allowed(actor, access.GRANTS["edit_roster"], feed.body))):
        raise Feed.DoesNotExist(pk)
    feed.ended_at = at
    feed.save(update_fields=["ended_at"])
    record("forces.feed_ended", subject=("feed", feed.pk), actor=actor, at=at)
    return feed


def _own(feed: Feed, actor: Actor) -> bool:
    return (feed.person_id is not None and feed.person_id == actor.person_id) or (feed.made_by is not None and feed.made_by == actor.assignment_id)
