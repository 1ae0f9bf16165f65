"""What to write for the parameters of this room's addresses: an item of the case, on a meeting, with a task."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.coordination import actions
from shaoxiang.coordination.models import CoordinationCase
from shaoxiang.coordination.tests.conftest import body, desk, opened, raised, sharing, task
from shaoxiang.coordination.vocabulary import MeetingLevel, Source


def route_values(case: Case) -> dict[str, object]:
    """Made once for a case, then found again."""
    item = CoordinationCase.objects.filter(source_matter_id=case.pk).first() or _made(case)
    meeting = item.meeting or item.minutes.get().meeting
    one = item.tasks.get()
    numbers = {f"coordination:{name}.number": item.number for name in ("item", "act", "decide")}
    numbers |= {f"coordination:{name}.number": meeting.number for name in ("meeting", "meeting_act", "meeting_order", "meeting_add", "invitation", "paper")}
    return {
        **numbers, "api:read_coordination.number": item.number, "coordination:act.move": "supervise", "coordination:meeting_act.move": "change",
        "coordination:task.pk": one.pk, "coordination:task.move": "claim_task", "coordination:paper.kind": "minutes", "coordination:paper.form": "docx",
        "coordination:save_limit.code": "COORD_ARRANGE", "coordination:save_level.level": MeetingLevel.WEEKLY.value, "coordination:feed.secret": "none",
    }


def _made(case: Case) -> CoordinationCase:
    now = timezone.now()
    item = raised(at=now - timedelta(hours=30), source=Source.BY_HAND, source_matter_id=case.pk, street_id=case.matter.street_id)
    opened(item, at=now - timedelta(hours=26))
    due = timezone.localtime(now).date() + timedelta(days=9)
    actions.decide(item.number, sharing(task(body("DEP07"), due)), actor=desk(), at=now)
    return CoordinationCase.objects.select_related("matter", "meeting__matter").get(pk=item.pk)
