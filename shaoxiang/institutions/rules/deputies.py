"""代理 (AB岗): who may stand in for whom, from which day to which. Not 委托 of powers by law: the deputy acts in the post, under his own name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shaoxiang.institutions.rules.posts import clash
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import _

LONGEST = timedelta(days=366)


class DeputyRefused(Refusal):
    """Nobody can stand in so. `reason` is a msgid that says how to cure it; `field` where it belongs."""


@dataclass(frozen=True, slots=True)
class Held:
    """One post a person holds, or stands in for: from a day, to the first day no longer (None: without end), with its roles."""

    post: int
    since: date
    until: date | None
    roles: frozenset[str] = frozenset()

    def meets(self, since: date, until: date) -> bool:
        return self.since < until and (self.until is None or self.until > since)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for: the principal's seat, who stands in, from `since` to the day before `until`. `by`: who arranges it; None: not a person."""

    seat: Held
    principal: int
    deputy: int
    since: date
    until: date
    by: int | None = None


def check_days(since: date, until: date, today: date) -> None:
    """Begins today or later, ends, and within a year. Raises DeputyRefused."""
    if since < today:
        raise DeputyRefused("since", _("代理不能从过去的日子起，请选今天或以后的一天。"))
    if until <= since:
        raise DeputyRefused("last", _("最后一天在第一天以前，请核对日期。"))
    if since > today + LONGEST:
        raise DeputyRefused("since", _("最晚在一年以内开始：请核对年份。"))
    if until > since + LONGEST:
        raise DeputyRefused("last", _("一次最多一年，请把最后一天提前；要更长，到期再安排。"))


def check_deputy(plan: Plan, *, own: Sequence[Held], stands_in: Iterable[Held], taken: Iterable[Held], today: date) -> None:
    """`own`: posts of the deputy; `stands_in`: posts he stands in for already; `taken`: who stands in at this post already. Raises DeputyRefused."""
    check_days(plan.since, plan.until, today)
    if plan.deputy == plan.principal:
        raise DeputyRefused("deputy", _("代理人就是本人，请选另一个人。"))
    if plan.by is not None and plan.by == plan.deputy and plan.by != plan.principal:
        raise DeputyRefused("deputy", _("不能安排自己代理别人的岗位：请由本人、上级或编办来安排。"))
    if not covered([plan.seat], plan.since, plan.until):
        raise DeputyRefused("since", _("那几天他不都在这个岗位上，请照任职的日期改。"))
    if any(one.post == plan.seat.post and one.meets(plan.since, plan.until) for one in own):
        raise DeputyRefused("deputy", _("代理人自己就在这个岗位上，请选另一个人。"))
    if not covered(own, plan.since, plan.until):
        raise DeputyRefused("deputy", _("代理人那几天没有自己的岗位，代不了：请先办任职，或选另一个人。"))
    if (other := next((one for one in taken if one.meets(plan.since, plan.until)), None)) is not None:
        last = other.until - timedelta(days=1) if other.until else None
        raise DeputyRefused("since", _("这个岗位 %(since)s 至 %(last)s 已经有人代理：一个岗位同一天只由一个人代，请错开日期，或先结束那一个。"),
                            since=other.since.isoformat(), last=last.isoformat() if last else "—")
    meeting = [one.roles for one in (*own, *stands_in) if one.meets(plan.since, plan.until)]
    if clash(plan.seat.roles, *meeting):
        raise DeputyRefused("deputy", _("这样他就同时是两类管理员，三员不能由一人兼任，请选另一个人。"))


def check_end(*, since: date, until: date | None, on: date, today: date) -> None:
    """May it end so that `on` is the first day it no longer holds? Raises DeputyRefused."""
    if on < today:
        raise DeputyRefused("on", _("过去的日子已经代理过了，请选今天或以后的一天。"))
    if until is not None and on >= until:
        raise DeputyRefused("on", _("到那一天代理本来就结束了，请选早一些的一天。"))
    if since > today and on > since:
        raise DeputyRefused("on", _("它还没有开始：要取消，请选今天；要改日期，请取消后重新安排。"))


def covered(spans: Iterable[Held], since: date, until: date) -> bool:
    """Is every day from `since` to before `until` held by one of the spans?"""
    reached = since
    for one in sorted(spans, key=lambda span: span.since):
        if one.since > reached:
            return False
        if one.until is None or one.until >= until:
            return True
        reached = max(reached, one.until)
    return False
