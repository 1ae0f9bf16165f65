"""一次示例的社区区划变更: composed, decided, its day two months ahead; nothing of the month touches it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from shaoxiang.kernel.access import SYSTEM
from shaoxiang.places.actions import decide_change, draft_change
from shaoxiang.places.models import Community, DivisionChange
from shaoxiang.places.queries.changes import community_choice
from shaoxiang.places.rules.changes import Part, Plan
from shaoxiang.places.vocabulary import AreaChangeKind

DAYS_AHEAD = 60
STREET = "150102002"  # 锡林北路街道: its last community gives half of its grids to a new one


def plan_ahead(*, anchor: datetime) -> DivisionChange | None:
    """分设, decided and waiting for its day. Safe to repeat."""
    if DivisionChange.objects.exists():
        return None
    today = timezone.localdate(anchor)
    last = Community.objects.filter(street__code=STREET, valid_to=None).order_by("-code").first()
    source = community_choice(last.code, today) if last is not None else None
    if source is None or len(source.grids) < 2 or not source.bodies:
        return None
    new = source.free_code()
    half = len(source.grids) // 2
    parts = (
        Part(source.code, source.name, source.street, source.name_en, source.bodies[0][0]),
        Part(new, "锡林苑社区（示例）", source.street, "Xilinyuan Community (sample)", new_body="锡林苑社区居委会（示例）"),
    )
    grids = {code: source.code if number < half else new for number, (code, _name) in enumerate(source.grids)}
    change = draft_change(
        Plan(AreaChangeKind.SPLIT.value, (source.code,), parts, grids), title=f"{source.name}分设（示例）", effective_from=today + timedelta(days=DAYS_AHEAD),
        actor=SYSTEM, at=anchor, document="新政办发〔2026〕12号（示例）", sample=True,
    )
    return decide_change(change.pk, decided_by="区人民政府（示例）", document="新政办发〔2026〕12号（示例）", actor=SYSTEM, at=anchor)
