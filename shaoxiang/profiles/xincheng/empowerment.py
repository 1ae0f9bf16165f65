"""赋权（示例）: all sixty items in the two units with an enforcement bureau of their own, as they held before this system; and, of the month, one
proposal, one held up by capacity, one recalled, one evaluated. The counts (5 and 55, 41 people) are the seed's; documents and texts are composed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.duties.models import EmpoweredMatter, ListVersion
from shaoxiang.duties.vocabulary import VersionKind, VersionStatus
from shaoxiang.empowerment import actions, queries, rules
from shaoxiang.empowerment.actions import Existing, Overturned, Proposal
from shaoxiang.empowerment.models import EmpowermentDecision
from shaoxiang.empowerment.queries.capacity import filled_posts
from shaoxiang.empowerment.queries.powers import applies, department_of, names_of_departments
from shaoxiang.empowerment.vocabulary import CapacityKind, DecisionStatus, OverturnedBy, OverturnedHow, RunningCaseRule
from shaoxiang.institutions.models import Body, Post
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.profiles.xincheng.mornings import last_time
from shaoxiang.profiles.xincheng.tables import REFORM_DAY

if TYPE_CHECKING:
    from shaoxiang.profiles.xincheng.month.cast import Cast  # the month imports this file

TOWN, CHINGGIS, DONGFENG, THIRD = "S150102101", "S150102008", "S150102006", "S150102007"
HOLDERS = (TOWN, CHINGGIS)
BY_GOVERNMENT = "DEP12"  # where the law lets the government say which department
DELEGATED = "A05"  # 受委托: in the department's name
WHY = "示例：基层急需、经常发生、容易发现、容易处置。"
LINES = {
    CapacityKind.TEMPLATES: "示例：部门提供的格式文书一套", CapacityKind.FINES_ACCOUNT: "示例：财政代收银行账户",
    CapacityKind.SEAL: "示例：行政执法专用章，已备案",
}
DAY = timedelta(days=1)
ENTERED_BEFORE = 60 * DAY  # so that the month finds them there
HAND_BACK = ("P48", "P49", "P50")


def load_powers(*, at: datetime) -> None:
    """The sixty, one decision per department; where none is yet."""
    if EmpowermentDecision.objects.exists():
        return
    at = at - ENTERED_BEFORE
    today = timezone.localtime(at).date()
    units = {unit.code: unit for unit in queries.street_units(today)}
    holders = [units[code] for code in HOLDERS if code in units]
    for unit in holders:
        _confirm_all(unit, REFORM_DAY, at)
    names = names_of_departments(today)
    fallback = names.get("城市管理局") or Body.objects.get(code=BY_GOVERNMENT).pk
    packets: dict[tuple[int, bool], list[EmpoweredMatter]] = defaultdict(list)
    for item in queries.items(today):
        packets[department_of(item, names) or fallback, item.code == DELEGATED].append(item)
    for (department_id, delegated), held in packets.items():
        wanted = [unit for unit in holders if any(applies(item, unit) for item in held)]
        proposal = Proposal(
            tuple(unit.pk for unit in wanted), tuple(item.code for item in held), WHY, own_name=not delegated,
            agreement_number="示例委托书〔2020〕1 号" if delegated else "",
        )
        actions.register_existing(proposal, _known(department_id, REFORM_DAY), actor=SYSTEM, at=at, sample=True)


def _known(department_id: int, day: date) -> Existing:
    version = ListVersion.objects.filter(kind=VersionKind.POWER.value, status=VersionStatus.PUBLISHED.value).order_by("effective_from").first()
    return Existing(
        department_id, day - 40 * DAY, "示例：区深化改革专题会议", "示例：《新城区赋予乡镇和街道行政权力事项工作方案》", day - 30 * DAY,
        rules.provincial(settings.PROVINCE)[1], "示例：《赋予苏木乡镇和街道行政权力事项清单》（示例政发〔2020〕1号）", day - DAY, "示例：区政府门户网站", day,
        version.pk if version else None,
    )


def _confirm_all(unit: Body, day: date, at: datetime) -> None:
    for kind in CapacityKind:
        _confirm(unit, kind, day, at)


def _confirm(unit: Body, kind: CapacityKind, day: date, at: datetime) -> None:
    seated = Post.objects.filter(pk__in=filled_posts(timezone.localtime(at).date()))
    post = seated.filter(code=f"{unit.code}-P:HANDLER").first() or seated.filter(body__unit=unit).order_by("pk").first()
    reviewer = post.pk if post is not None and kind is CapacityKind.LEGAL_REVIEWER else None
    actions.confirm_capacity(unit.pk, kind, confirmed_on=day, post_id=reviewer, words=LINES.get(kind, "示例"), actor=SYSTEM, at=at, sample=True)


def _seats(cast: Cast) -> dict[str, Actor]:
    return {post.code: cast.by_post[post.pk] for post in Post.objects.filter(pk__in=list(cast.by_post))}


def hold_before(cast: Cast, anchor: datetime) -> None:
    """The sixty, before the first case of the month: who holds a power decides where a case goes. Nothing where the demo posts are not seeded."""
    if f"{CHINGGIS}:LEADER" in _seats(cast):
        load_powers(at=anchor)


def empower(cast: Cast, anchor: datetime) -> None:
    """The month's stories, told by the room's own actions. Nothing where the demo posts are not seeded."""
    posts = _seats(cast)
    if f"{CHINGGIS}:LEADER" not in posts:
        return
    hold_before(cast, anchor)
    morning = last_time(anchor, 9, 20)
    units = {unit.code: unit for unit in queries.street_units(morning.date())}
    _used(posts, units, morning)
    _proposed(posts, units, morning)
    _blocked(posts, units, morning)
    _recalled(posts, units, morning)
    _supported(posts, morning)
    _given(posts, morning)
    _overturned(posts, units, morning)
    _evaluated(posts, morning)


def _used(posts: dict[str, Actor], units: dict[str, Body], morning: datetime) -> None:
    """Cases of the two units that say under which item they are handled."""
    for code in HOLDERS:
        desk, unit = posts[f"{code}:LEADER"], units[code]
        today = morning.date()
        rows = Case.objects.filter(matter__street_id=unit.street_id, matter__closed_at__isnull=True, matter__opened_at__lt=morning).select_related("matter")
        for turn, case in enumerate(rows.order_by("pk")[:6]):
            item = ("P04", "P10", "P27", "P52", "P38", "P04")[turn]
            if queries.holds(unit.pk, item, today) is not None and not queries.missing_now(unit.pk, {"PENALTY"}, today):
                actions.ground_case(case.number, item, actor=desk, at=morning)


def _proposed(posts: dict[str, Actor], units: dict[str, Body], morning: datetime) -> None:
    """One waits for a street's signature."""
    proposal = Proposal((units[DONGFENG].pk,), ("P55",), "示例：犬只免疫检查都在社区，街道最先发现。")
    actions.propose(proposal, actor=posts["DEP16:LIAISON"], at=morning - 3 * DAY, sample=True)


def _blocked(posts: dict[str, Actor], units: dict[str, Body], morning: datetime) -> None:
    """One signed, and held up: no officer of its own, no account for fines."""
    unit = units[THIRD]
    proposal = Proposal((unit.pk,), ("P01", "P04", "P10"), "示例：沿街堆放、乱倒垃圾天天有，部门赶不过来。")
    made = actions.propose(proposal, actor=posts["DEP12:LIAISON"], at=morning - 12 * DAY, sample=True)
    actions.sign(made.number, actor=posts[f"{THIRD}:LEADER"], at=morning - 9 * DAY)
    for kind in (CapacityKind.LEGAL_REVIEWER, CapacityKind.TEMPLATES):
        _confirm(unit, kind, (morning - 6 * DAY).date(), morning - 6 * DAY)


def _recalled(posts: dict[str, Actor], units: dict[str, Body], morning: datetime) -> None:
    """One taken back: never used, and nobody to carry it out."""
    proposal = Proposal((units[DONGFENG].pk,), HAND_BACK, "示例：物业小区里的占用、改用途，居民找街道最多。")
    known = _known(Body.objects.get(code="DEP07").pk, date(morning.year - 3, 3, 1))
    made = actions.register_existing(proposal, known, actor=posts["ORG11:STAFFING"], at=morning - 25 * DAY, sample=True)
    actions.recall(
        made.number, effective_on=(morning - 20 * DAY).date(), reason="示例：12 个月没有用过，专业要求高，街道没有执法人员，收回由部门实施。",
        running_case_rule=RunningCaseRule.HAND_OVER.value, receiving=made.department_id, actor=posts["DEP04:LEGAL"], at=morning - 20 * DAY,
    )


def _supported(posts: dict[str, Actor], morning: datetime) -> None:
    """What a department still owes after the handing over."""
    made = EmpowermentDecision.objects.filter(matter__status=DecisionStatus.IN_FORCE.value, department__code=BY_GOVERNMENT).select_related("matter").first()
    if made is None:
        return
    people = [one.person_id for _unit, one in queries.officers_on(list(made.units.values_list("unit_id", flat=True)), morning.date())][:8]
    for turn, (kind, topic) in enumerate((("TRAINING", "示例：处罚办案流程和全过程记录"), ("SUPPORT", "示例：随队指导一次渣土夜查"))):
        actions.support(
            made.number, kind=kind, held_on=(morning - (18 - 7 * turn) * DAY).date(), given_by="示例：区城市管理局法规科", topic=topic, explained=turn == 0,
            attendees=people if turn == 0 else people[:2], others=4 if turn == 0 else 0, actor=posts["DEP12:LIAISON"], at=morning - (18 - 7 * turn) * DAY,
        )


def _given(posts: dict[str, Actor], morning: datetime) -> None:
    """Templates, named by the justice bureau and by the department (示例)."""
    rows = EmpowermentDecision.objects.filter(matter__status__in=[DecisionStatus.IN_FORCE.value, DecisionStatus.CAPACITY_CHECK.value])
    for row in rows.filter(department__code=BY_GOVERNMENT).select_related("matter"):
        for turn, (seat, name) in enumerate((("DEP04:LEGAL", "示例：行政处罚决定书"), ("DEP12:LIAISON", "示例：现场检查（勘验）笔录"))):
            actions.give_paper(row.number, name=name, edition="示例 2026 版", actor=posts[seat], at=morning - (6 - turn) * DAY)


def _overturned(posts: dict[str, Actor], units: dict[str, Body], morning: datetime) -> None:
    """Two decisions that did not hold, one of them before a court (示例)."""
    justice, day = posts["DEP04:LEGAL"], morning.date()
    for turn, (street, item, by, name, paper, how) in enumerate((
        (CHINGGIS, "P04", OverturnedBy.RECONSIDERATION, "示例：新城区人民政府", "示例复决〔{year}〕7号", OverturnedHow.CHANGED),
        (TOWN, "P10", OverturnedBy.COURT, "示例：新城区人民法院", "（{year}）示例行初12号", OverturnedHow.ANNULLED),
    )):
        decided = day - (150 - 30 * turn) * DAY
        if queries.holds(units[street].pk, item, decided) is not None:
            given = Overturned(
                units[street].pk, item, f"示例罚决〔{decided.year}〕{21 + turn}号", decided, by, name, paper.format(year=day.year), how,
                day - (20 - 9 * turn) * DAY,
            )
            actions.overturn(given, actor=justice, at=morning - (18 - 9 * turn) * DAY, sample=True)


def _evaluated(posts: dict[str, Actor], morning: datetime) -> None:
    """One of the sixty's decisions evaluated and kept, one awaiting its conclusion."""
    rows = EmpowermentDecision.objects.filter(matter__status=DecisionStatus.IN_FORCE.value, department__code__in=("DEP14", "DEP06")).order_by("pk")
    justice = posts["DEP04:LEGAL"]
    for turn, row in enumerate(rows.select_related("matter")[:2]):
        actions.evaluate(row.number, findings="示例：街道接得住，程序合法；有的事项用得少，继续观察。", actor=justice, at=morning - (8 - turn) * DAY)
        if turn == 0:
            actions.keep(row.number, words="示例：保留，明年再看用没用。", actor=justice, at=morning - 6 * DAY)
