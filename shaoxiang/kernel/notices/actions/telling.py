from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.notices import queries, rules
from shaoxiang.kernel.notices.actions.queueing import queue
from shaoxiang.kernel.notices.models import Notice
from shaoxiang.kernel.notices.rules import Params


def notify(
    code: str, *, at: datetime, post_id: int | None = None, person_id: int | None = None, matter_id: int | None = None,
    params: Params | None = None, key: str | None = None, muted: bool = False, urgent: bool = False,
) -> Notice | None:
    """Tell a post or a person. Called by reactions inside their transaction; with `key` the same call twice tells once (None then).

    Unless muted, what the channels in use want of it is queued in the same transaction. `urgent`: rings at night too, as codes do whose
    wording says so. Raises rules.PersonalInNotice, ValueError (nobody to tell).
    """
    if post_id is None and person_id is None:
        raise ValueError("a notice needs a post or a person")
    columns = {
        "post_id": post_id, "person_id": person_id, "matter_id": matter_id, "code": code, "params": rules.check_params(params or {}),
        "created_at": at, "muted": muted, "urgent": urgent,
    }
    with transaction.atomic():
        if key is None:
            notice = Notice.objects.create(**columns)
        else:
            notice, new = Notice.objects.get_or_create(once_key=key, defaults=columns)
            if not new:
                return None
        if not muted:
            queue(notice)
    return notice


def mark_read(actor: Actor, *, at: datetime, notice_id: int | None = None) -> int:
    """One notice, or all of them. Returns how many became read. No entry: reading is nobody's business."""
    rows = queries.for_actor(actor).filter(read_at__isnull=True)
    if notice_id is not None:
        rows = rows.filter(pk=notice_id)
    return rows.update(read_at=at)
