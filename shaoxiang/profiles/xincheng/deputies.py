"""代理 (AB岗, 示例): one in force and one to come, in the home street; the first lets a demo person act in another's post."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from shaoxiang.institutions.models import Assignment, Delegation
from shaoxiang.institutions.vocabulary import DeputyReason
from shaoxiang.profiles.xincheng.people import HOME

# principal's post, deputy's post, first day and first day after it (days from seeding), reason
SAMPLES = (
    (f"{HOME}-S:HEAD", f"{HOME}-S:HANDLER", -3, 11, DeputyReason.TRAINING),
    (f"{HOME}-J:HEAD", f"{HOME}-J:HANDLER", 6, 12, DeputyReason.LEAVE),
)


def load_deputies(*, at: datetime) -> None:
    """Nothing where sample deputies stand already, or the posts are not there."""
    if Delegation.objects.filter(sample=True).exists():
        return
    today = timezone.localtime(at).date()
    seats = {seat.post.code: seat for seat in Assignment.objects.filter(valid_to=None, post__code__startswith=f"{HOME}-").select_related("post")}
    Delegation.objects.bulk_create(
        Delegation(principal=seats[principal], deputy_id=seats[deputy].person_id, valid_from=today + timedelta(days=since),
                   valid_to=today + timedelta(days=until), reason=reason.value, arranged_at=at, sample=True)
        for principal, deputy, since, until, reason in SAMPLES if principal in seats and deputy in seats
    )
