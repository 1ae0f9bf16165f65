"""编制锁定: which unit may be locked, from which day. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shaoxiang.kernel.dated import too_far
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.rules.quotas import STREET_KINDS, Line, StaffingRefused


def check_lock(
    *, kind: str, locked_from: date | None, passed: bool, lines: Sequence[Line], effective_from: date, today: date, meeting_on: date, meeting_number: str,
) -> None:
    """`lines`: the unit's own, of every type, future ones too. Raises StaffingRefused."""
    if kind not in STREET_KINDS:
        raise StaffingRefused("effective_from", _("锁定的是街道和镇的编制：部门的编制按编制调整的程序增减。"))
    if locked_from is not None:
        raise StaffingRefused("effective_from", _("它的编制已经锁定了，锁定以后不改、不撤。"))
    if passed:
        raise StaffingRefused("effective_from", _("它的编制已经整体划走，要锁定的是承接的单位。"))
    if not meeting_number.strip():
        raise StaffingRefused("meeting_number", _("请填编委会会议的文号。"))
    if meeting_on > today:
        raise StaffingRefused("meeting_on", _("会议日期还没有到：请在会后登记。"))
    if too_far(effective_from, today):  # the database says the same
        raise StaffingRefused("effective_from", _("锁定之日最晚在一年以内。"))
    falls = [line.effective_on for line in lines if line.delta < 0 and line.effective_on >= effective_from]
    if falls:
        raise StaffingRefused("effective_from", _("这一天以后，台账里还有减少的：锁定之日请写在 %(day)s 以后。"), day=max(falls))
