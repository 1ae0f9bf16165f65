"""What `doctor` reads aloud about coordination."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.coordination.models import CoordinationCase, CoordinationTask, Meeting
from shaoxiang.coordination.queries.choices import staffing_unit
from shaoxiang.coordination.queries.page import last_joint
from shaoxiang.coordination.queries.settings import setting
from shaoxiang.coordination.rules import overdue_rhythm
from shaoxiang.coordination.vocabulary import OPEN_TASK, MeetingStatus
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.vocabulary import _

Found = tuple[str, str, dict[str, object]]
LEFT_OPEN = timedelta(days=1)


def findings(now: datetime) -> Iterator[Found]:
    """(code, sentence, parameters): what stands badly, each with its cure."""
    if staffing_unit() is None:
        yield "NO_STAFFING_POST", _("没有编办岗位：部门职责的协调没有人备案，请在“岗位角色”里给编办的岗位加上“编办”。"), {}
    for meeting in Meeting.objects.filter(matter__status=MeetingStatus.OPENED, ends_at__lt=now - LEFT_OPEN).select_related("matter"):
        yield "MEETING_LEFT_OPEN", _("%(number)s 早就开完了，还没有出纪要：请在会议页点“散会，出纪要”。"), {"number": meeting.number}
    stuck = CoordinationCase.objects.filter(is_open=True, matter__closed_at__isnull=False).count()
    if stuck:
        yield "OPEN_MARK_WRONG", _("有 %(n)d 件协调事项的“未结”和状态不一致：请联系系统管理员核对。"), {"n": stuck}
    standing = {body.id for body in book().bodies.values()}
    for task in CoordinationTask.objects.filter(state__in=OPEN_TASK).exclude(body_id__in=standing).select_related("case__matter"):
        yield "TASK_WITHOUT_BODY", _("%(number)s 有一项任务的单位已经不在了：请在事项页办“不再办理”，再另定单位。"), {"number": task.case.number}
    days, today = int(setting("joint_rhythm_days")), timezone.localtime(now).date()
    late = sum(1 for body in book().bodies.values() if body.kind in UNITS and overdue_rhythm(last_joint(body.id), today=today, days=days) is not None)
    if late and Meeting.objects.exists():
        yield "JOINT_MEETING_DUE", _("有 %(n)d 个镇街超过 %(days)d 天没有和部门、派驻机构开联席会：已在各自的协调页提醒。"), {"n": late, "days": days}


def checks() -> Iterator[Finding]:
    """The same, as `doctor` reads it."""
    for _code, sentence, facts in findings(timezone.now()):
        yield Finding(Level.WARN, gettext(sentence) % facts)
