"""Days of a change in their order: drafted, decided in a meeting, in effect; and nothing goes back before what stands. A cut leaves nobody without a quota."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shaoxiang.kernel.dated import too_far
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.rules.quotas import Line, StaffingRefused

NAMED = 12  # names in a refusal; the rest is a number


def check_day(effective_on: date, lines: Sequence[Line], lock_from: date | None, drafted_on: date) -> None:
    """May a change drafted that day take effect on this one? `lines`: all of the unit and type. Raises StaffingRefused.

    The past is not rewritten: what was recorded wrong is corrected from now on (Q4), by a line of its own.
    """
    if effective_on < drafted_on:
        raise StaffingRefused(
            "effective_on", _("生效日不能早于拟稿那天（%(day)s）：要先复核、过编委会。以前记错的，用更正，写今天或以后的生效日。"), day=drafted_on.isoformat(),
        )
    if too_far(effective_on, drafted_on):
        raise StaffingRefused("effective_on", _("生效日最晚在一年以内：请核对年份。"))
    opened = min((line.effective_on for line in lines), default=None)
    if opened is not None and effective_on < opened:
        raise StaffingRefused("effective_on", _("这一类编制的台账从 %(day)s 开始：请写这一天或以后。"), day=opened.isoformat())
    last = max((line.effective_on for line in lines if line.effective_on <= drafted_on), default=None)
    if last is not None and effective_on < last:
        raise StaffingRefused("effective_on", _("上一笔调整 %(day)s 生效，新的不能排到它前面：请写这一天或以后。"), day=last.isoformat())
    if lock_from is not None and lock_from <= drafted_on and effective_on < lock_from:
        raise StaffingRefused("effective_on", _("编制 %(day)s 锁定，新的调整不能写在锁定以前。"), day=lock_from.isoformat())


def check_meeting(meeting_on: date, meeting_number: str, effective_on: date, today: date, drafted_on: date) -> None:
    """编委会会议: held, after the draft it decides on and not after the day of effect. Raises StaffingRefused."""
    if not document_in(meeting_number):
        raise StaffingRefused("meeting_number", _("请填编委会会议的文号，如“新编委〔2026〕9号”。"))
    if meeting_on > today:
        raise StaffingRefused("meeting_on", _("会议日期还没有到：请在会后登记。"))
    if meeting_on < drafted_on:
        raise StaffingRefused("meeting_on", _("会议早于拟稿那天（%(day)s）：请核对会议日期。"), day=drafted_on.isoformat())
    if effective_on < meeting_on:
        raise StaffingRefused("meeting_on", _("生效日早于编委会会议：请退回拟稿，改生效日。"))


def check_due(effective_on: date, today: date) -> None:
    """The ledger is written on the day, by itself. Raises StaffingRefused."""
    if effective_on > today:
        raise StaffingRefused("", _("还没有到生效日 %(day)s：到那天自动记入台账，底线也从那天起算。"), day=effective_on.isoformat())


def check_people(delta: int, after: int, names: Sequence[str]) -> None:
    """Q2: no cut below the people who are on the quota. `names`: of everybody on that type. Raises StaffingRefused."""
    over = len(names) - after
    if delta >= 0 or over <= 0:
        return
    raise StaffingRefused(
        "delta", _("减到 %(after)s 名，占这一类编制的有 %(n)s 人，超出 %(over)s 人：请先办下编或调出，再减编。占编的人：%(names)s%(more)s。"),
        after=after, n=len(names), over=over, names="、".join(names[:NAMED]), more="…" if len(names) > NAMED else "",
    )
