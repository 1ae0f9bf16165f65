"""Many drafts at once, or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from shaoxiang.kernel.access import Actor, require
from shaoxiang.staffing import access
from shaoxiang.staffing.actions.changes import draft
from shaoxiang.staffing.models import QuotaChange
from shaoxiang.staffing.rules import Wanted


@transaction.atomic
def import_changes(wanted: Sequence[Wanted], *, actor: Actor, at: datetime) -> list[QuotaChange]:
    """批量拟稿: every row a DRAFT of its own, to be reviewed and approved like any other. Raises PermissionDenied, StaffingRefused; then none is written."""
    require(actor, access.GRANTS["draft"])
    return [draft(one, actor=actor, at=at) for one in wanted]
