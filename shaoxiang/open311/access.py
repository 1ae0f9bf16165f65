"""Who sees which requests. A caller without a key sees what its reporter agreed to publish; a key sees the rows of its body or post."""

from __future__ import annotations

from django.db.models import Q

from shaoxiang.cases.vocabulary import CaseStatus, DeclineReason
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Grant, Grants

NEVER_PUBLIC = (DeclineReason.SECRET, DeclineReason.UNLAWFUL)
# 公开的事件: published with its reporter's consent, not taken back, and not of a kind that may not be published.
PUBLISHED = Q(private=False) & ~Q(matter__status=CaseStatus.WITHDRAWN) & ~Q(decline_reason__in=[reason.value for reason in NEVER_PUBLIC])

GRANTS: dict[str, Grants] = {
    "configure": (Grant({Role.CONFIG_ADMIN}),),
    "import": (Grant({Role.CONFIG_ADMIN, "SYSTEM"}),),
}
