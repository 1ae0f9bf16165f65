from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from shaoxiang.kernel import db
from shaoxiang.kernel.matter import rules
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind

TITLE_LENGTH = 120


def open_matter(kind: MatterKind, *, title: str, status: str, at: datetime, **columns: Any) -> Matter:
    """A new matter with the next number of its day (Asia/Shanghai). Call inside the transaction of the room's action."""
    day = timezone.localtime(at).date()
    return Matter.objects.create(
        kind=kind,
        number=rules.number(kind, day, db.next_daily_number(kind.value, day)),
        title=title[:TITLE_LENGTH],
        status=status,
        opened_at=at,
        **columns,
    )


def lock_matter(pk: int) -> Matter:
    """The row, held until the transaction ends: two people acting at once take turns. Raises Matter.DoesNotExist."""
    return Matter.objects.select_for_update().get(pk=pk)
