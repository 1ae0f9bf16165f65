"""What the room does by itself every day: recalls and successions whose day has come, streets that lack something, evaluations that fall due."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from shaoxiang.empowerment.actions.capacity import watch_capacity
from shaoxiang.empowerment.actions.reviewing import apply_recall
from shaoxiang.empowerment.actions.succeeding import apply_succession
from shaoxiang.empowerment.models import EmpowermentRecall
from shaoxiang.empowerment.queries.succession import successions


def watch(*, now: datetime) -> int:
    """Returns how many of them took effect. Safe to repeat."""
    today = timezone.localtime(now).date()
    due = EmpowermentRecall.objects.filter(done_at__isnull=True, effective_on__lte=today).order_by("effective_on", "pk").values_list("pk", flat=True)
    keys = list(due)
    for key in keys:
        apply_recall(key, at=now)
    passed = list(successions().filter(done_at__isnull=True, effective_on__lte=today).order_by("effective_on", "pk").values_list("pk", flat=True))
    for key in passed:
        apply_succession(key, at=now)
    watch_capacity(now=now)
    return len(keys) + len(passed)
