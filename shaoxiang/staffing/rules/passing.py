"""整体划转: how ledgers are read after a unit's quotas passed whole to another. No line is ever negative: nothing is lowered, nothing lost. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.rules.quotas import Line, StaffingRefused


def came(lines: Sequence[Line], on: date) -> list[Line]:
    """Lines of a unit that passed them on `on`, as its heir has them: each from that day, or from its own if that is later."""
    return [replace(line, effective_on=max(line.effective_on, on)) for line in lines]


def went(lines: Sequence[Line], on: date) -> list[Line]:
    """The same lines as the unit itself has them: until that day."""
    return [*lines, *(Line(-line.id, line.body_id, line.quota_type, -line.delta, max(line.effective_on, on)) for line in lines)]


def check_passing(
    *, street_ends: date | None, is_heir: bool, passed: bool, from_locked: bool, to_locked: bool, running: int, today: date, meeting_on: date,
    meeting_number: str,
) -> None:
    """`street_ends`: the day the unit's street ended; `running`: its open changes of quota. Raises StaffingRefused."""
    if passed:
        raise StaffingRefused("to_body", _("它的编制已经整体划转过了。"))
    if street_ends is None or street_ends > today:
        raise StaffingRefused("to_body", _("只有街道已经撤并的单位才整体划转：别的请走编制调整。"))
    if not is_heir:
        raise StaffingRefused("to_body", _("只能整体划给承接这个街道的单位。"))
    if from_locked and not to_locked:
        raise StaffingRefused("to_body", _("编制是锁定的，承接的单位没有锁定：请编委会先在承接单位的编制页锁定。"))
    if running:
        raise StaffingRefused("to_body", _("还有 %(n)s 件编制调整没有办完：请先办完，或复核不通过。"), n=running)
    if not meeting_number.strip():
        raise StaffingRefused("meeting_number", _("请填编委会会议的文号。"))
    if meeting_on > today:
        raise StaffingRefused("meeting_on", _("会议日期还没有到：请在会后登记。"))
