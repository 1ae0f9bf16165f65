"""批量: which of the chosen cases a move is open for, and why not for the others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from shaoxiang.cases import access
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.relations import sides_of
from shaoxiang.cases.rules import asks_resident
from shaoxiang.cases.rules import relations as together
from shaoxiang.cases.vocabulary import ENDED, CaseStatus
from shaoxiang.dispatch.models import RUNNING, DispatchOrder
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.clocks.models import OPEN as OPEN_CLOCKS
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.vocabulary import _

BULK_MOST = 200
PRINT_MOST = 50
MERGE_MOST = 20
# What may be done to several at once, in the order of the list.
BULK = {
    "accept": _("受理"), "dispatch": _("派给同一个单位"), "sign": _("签收"), "progress": _("记同样的进展"), "tell_resident": _("告知居民"),
    "supervise": _("催办督办"), "extend": _("延期"), "merge": _("合并成一件"), "export": _("导出选中的"), "print": _("打印交办单"), "file": _("打印案卷"),
}
PAPERS = ("print", "file")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What would happen to one case. `reason` is empty where the move is open."""

    case: Case
    reason: str = ""

    @property
    def ok(self) -> bool:
        return not self.reason


def offers(actor: Actor) -> dict[str, str]:
    """What this actor's post may do in bulk, label by name."""
    names = {"export": "export"} | {name: name for name in BULK if name in CASE_FLOW.by_name}
    return {name: label for name, label in BULK.items() if name in PAPERS or allowed(actor, access.GRANTS[names[name]])}


def verdicts(cases: Sequence[Case], what: str, actor: Actor) -> list[Verdict]:
    """One for each case, in their order; a fixed number of queries beside the grants that look through orders."""
    if what == "merge":
        return _merge_verdicts(cases, actor)
    if what in PAPERS:
        return _paper_verdicts(cases, what)
    special = _special(cases, what)
    return [Verdict(case, move_refusal(case, what, actor) or special.get(case.pk, "")) for case in cases]


def move_refusal(case: Case, what: str, actor: Actor) -> str:
    """Why this actor may not take the move on this case now; empty where he may."""
    if what == "export":
        return "" if allowed(actor, access.GRANTS["export"], case) else gettext("您的岗位没有这项权限。")
    if case.status not in CASE_FLOW.by_name[what].sources:
        return gettext("现在是“%(status)s”，这一步办不了。") % {"status": gettext(case.status.label)}
    if not allowed(actor, access.GRANTS.get(what, ()), case):
        return gettext("您的岗位没有这项权限。")
    return ""


def _special(cases: Iterable[Case], what: str) -> dict[int, str]:
    """What a move asks beside status and grant."""
    if what == "tell_resident":
        return {case.pk: gettext("巡查发现的，没有反映人可告知。") for case in cases if not asks_resident(case.source)}
    if what == "extend":
        handling = RunningClock.objects.filter(OPEN_CLOCKS, matter_id__in=[case.pk for case in cases], code="CASE_HANDLE")
        running = set(handling.values_list("matter_id", flat=True))
        return {case.pk: gettext("现在没有在走的处置时限。") for case in cases if case.pk not in running}
    return {}


def _merge_verdicts(cases: Sequence[Case], actor: Actor) -> list[Verdict]:
    """All into the one that has come furthest."""
    if len(cases) < 2:
        return [Verdict(case, gettext("请至少选两件。")) for case in cases]
    sides = {side.pk: side for side in sides_of(cases)}
    main = together.pick_main(sides.values())
    found = []
    for case in cases:
        reason = "" if allowed(actor, access.GRANTS["merge"], case) else gettext("您的岗位没有这项权限。")
        if case.pk != main.pk and not reason:
            reason = gettext(together.merge_refusal(main, sides[case.pk]))
        found.append(Verdict(case, reason))
    return found


def _paper_verdicts(cases: Sequence[Case], what: str) -> list[Verdict]:
    sent = set()
    if what == "print":
        leads = DispatchOrder.objects.filter(RUNNING, matter_id__in=[case.pk for case in cases], part=Part.LEAD)
        sent = set(leads.values_list("matter_id", flat=True))
    missing = gettext("还没有派单，没有交办单可打。")
    many = gettext("一次最多打印 %(n)d 件，请分几次。") % {"n": PRINT_MOST}
    found: list[Verdict] = []
    taken = 0
    for case in cases:
        reason = missing if what == "print" and case.pk not in sent else ""
        taken += not reason
        found.append(Verdict(case, reason or (many if taken > PRINT_MOST else "")))
    return found


def cascade_verdicts(parent: Case, children: Sequence[Case], what: str, actor: Actor) -> list[Verdict]:
    """连同子件: each child, then the parent, which ends last."""
    running = [case for case in children if case.status not in ENDED]
    found = verdicts(running, what, actor)
    mine = verdicts([parent], what, actor)[0]
    target = CASE_FLOW.by_name[what].target
    stuck = [one for one in found if not one.ok]
    if mine.ok and target in (CaseStatus.CLOSED, CaseStatus.DECLINED) and stuck:
        mine = Verdict(parent, gettext("有 %(n)d 个子件办不了，母件要等它们。") % {"n": len(stuck)})
    return [*found, mine]

