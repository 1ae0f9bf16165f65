"""What `doctor` reads aloud about quotas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.institutions.models import Body
from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing import rules
from shaoxiang.staffing.migrations import _passing, _ratchet
from shaoxiang.staffing.models import CoordinatingBody, QuotaChange
from shaoxiang.staffing.queries import due, unit_rows
from shaoxiang.staffing.queries.demands import quota_where_none
from shaoxiang.staffing.queries.seating import ranks_without_post

Found = tuple[Level, str, str, dict[str, object]]
SOON = timedelta(days=30)


def findings(on: date) -> Iterator[Found]:
    """(level, code, sentence, parameters): what stands badly, each with its cure."""
    if not (_ratchet.stands() and _passing.stands()):
        yield Level.BAD, "RATCHET_DOWN", _("编制台账的保护不在了，数据库现在不拦减少：请运行 shaoxiang migrate，再查是谁去掉的。"), {}
    for body in Body.objects.filter(kind__in=sorted(rules.STREET_KINDS), valid_to=None, quota_lock=None).exclude(quota_passing__isnull=False).order_by("code"):
        yield Level.WARN, "STREET_UNLOCKED", _("%(body)s的编制没有锁定，现在还可以减：请编委会在它的编制页锁定（只增不减）。"), {"body": body.name}
    for body in quota_where_none():
        yield Level.BAD, "QUOTA_WHERE_NONE", _("%(body)s不该有自己的编制，台账里却有：请用更正冲掉，或把人改到它所属的单位。"), {"body": body.name}
    for row in CoordinatingBody.objects.filter(valid_to__gt=on, valid_to__lte=on + SOON).order_by("valid_to"):
        facts: dict[str, object] = {"name": row.name, "day": row.valid_to}
        yield Level.WARN, "COORDINATING_ENDS", _("%(name)s 到 %(day)s 自动撤销：还要继续的，请重新报批。"), facts
    for change in QuotaChange.objects.filter(matter__closed_at__isnull=True, body__kind__in=sorted(rules.STREET_KINDS)).select_related("matter"):
        if rules.cites_matching(change.reason):
            yield Level.WARN, "CHANGE_CITES_DEMAND", _("%(number)s 的理由是与部门对口：请复核不通过，另提理由。"), {"number": change.number}
    for change in due(on):
        late: dict[str, object] = {"number": change.number, "day": change.effective_on}
        words = _("%(number)s 已批准，%(day)s 该生效，台账里还没有：请看后台任务是否在运行；办不成的，这一件的页面上写着为什么。")
        yield Level.WARN, "QUOTA_NOT_ENTERED", words, late
    for name, n in ranks_without_post(on):
        counted: dict[str, object] = {"body": name, "n": n}
        yield Level.WARN, "RANK_WITHOUT_POST", _("%(body)s有 %(n)d 人占着领导职数，却不在领导岗位上：请办下编或改任，职数才空得出来。"), counted
    bodies = list(Body.objects.filter(kind__in=sorted(rules.STREET_KINDS | rules.DISTRICT_KINDS), valid_to=None).order_by("code"))
    for unit in unit_rows(bodies, on):
        if unit.over:
            yield Level.WARN, "OVER_STAFFED", _("%(unit)s超编 %(n)d 人：请下编、调剂或者申请核增，超编的不核拨经费。"), {"unit": unit.body.name, "n": unit.over}


def checks() -> Iterator[Finding]:
    """The same, as `doctor` reads it."""
    for level, _code, sentence, facts in findings(timezone.localdate()):
        yield Finding(level, gettext(sentence) % facts)
