"""Who sees which requests. A caller without a key sees what its reporter agreed to publish; a key sees the rows of its body or post."""

from __future__ import annotations

from django.db.models import Q

from shaoxiang.cases.vocabulary import CaseStatus, DeclineReason, Publicity
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Grant, Grants
from shaoxiang.open311.models import PostedRequest

NEVER_PUBLIC = (DeclineReason.SECRET, DeclineReason.UNLAWFUL)
# 公开的事件 (ADR 0014): what a desk has reviewed and published, and what was posted here with consent to be shown at once
# (its digits masked). A report of the residents' page is promised "after closing and review". Taken back or unfit: never.
PUBLISHED = (
    (Q(publicity=Publicity.PUBLISHED) | Q(private=False, pk__in=PostedRequest.objects.values("pk")))
    & ~Q(matter__status=CaseStatus.WITHDRAWN) & ~Q(decline_reason__in=[reason.value for reason in NEVER_PUBLIC])
)

GRANTS: dict[str, Grants] = {
    "configure": (Grant({Role.CONFIG_ADMIN}),),
    "import": (Grant({Role.CONFIG_ADMIN, "SYSTEM"}),),
}
