"""开账: the approved figure with which the ledger of one unit and type begins. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.rules.quotas import Line, StaffingRefused, level_of, total

FIGURE_MOST = 9_999


LEADERS_MOST = 30


def check_leadership(
    *, kind: str, passed: bool, principals: int, deputies: int, seated: tuple[int, int], since: date | None, effective_on: date, document: str, today: date,
) -> None:
    """`seated`: principals and deputies in office; `since`: the day from which the figures that stand hold. Raises StaffingRefused."""
    level_of(kind)
    if passed:
        raise StaffingRefused("body", _("它的编制已经整体划转：请选承接的单位。"))
    for field, figure, there in (("principals", principals, seated[0]), ("deputies", deputies, seated[1])):
        if not 0 <= figure <= LEADERS_MOST:
            raise StaffingRefused(field, _("职数请写 0 到 %(most)s 的整数。"), most=LEADERS_MOST)
        if figure < there:
            raise StaffingRefused(field, _("现在任上有 %(n)s 人，核定的职数不能比这少：请先办离任，再核减。"), n=there)
    if not document.strip():
        raise StaffingRefused("document", _("请写核定职数的文号。"))
    if effective_on > today:
        raise StaffingRefused("effective_on", _("这一天还没有到：核定以后再登记。"))
    if since is not None and effective_on <= since:
        raise StaffingRefused("effective_on", _("现行职数从 %(day)s 起：新的要在那以后。"), day=since.isoformat())


def check_opening(
    *, kind: str, passed: bool, lines: Sequence[Line], figure: int, effective_on: date, document: str, today: date, opened_on: date,
) -> bool:
    """Is there anything to write? False: the ledger of this unit and type says this figure on that day already.

    `lines`: of the unit and type, of every day. `opened_on`: the first day of this house; what was approved since goes the whole way. Raises StaffingRefused.
    """
    level_of(kind)
    if passed:
        raise StaffingRefused("body", _("它的编制已经整体划转：请选承接的单位。"))
    if not 0 < figure <= FIGURE_MOST:
        raise StaffingRefused("figure", _("核定数请写 1 到 %(most)s 的整数；没有这一类编制的，不用写这一行。"), most=FIGURE_MOST)
    if lines:
        if total(lines, effective_on) == figure:
            return False
        raise StaffingRefused("figure", _("这一类编制已经开账，台账里不改、不删：数错了的办更正，变了的办编制调整。"))
    if not document.strip():
        raise StaffingRefused("document", _("请写核定编制的文号：没有文件的数不能开账。"))
    if effective_on > today or effective_on >= opened_on:
        raise StaffingRefused("effective_on", _("开账只记本系统使用以前（%(day)s 以前）核定的数：以后核定的，请办编制调整。"), day=opened_on.isoformat())
    return True


