"""编制（示例）: composed quotas of the nine units and the departments, who is on them, and changes in every state by the room's own actions."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.utils import timezone

from shaoxiang.forces.models import Member
from shaoxiang.institutions.models import Assignment, Body, Post
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.tables import REFORM_DAY
from shaoxiang.staffing import actions
from shaoxiang.staffing.models import CoordinatingBody, LeadershipPostQuota, MatchingDemand, QuotaChange, QuotaEntry, QuotaHolding, QuotaLock
from shaoxiang.staffing.rules import STREET_KINDS, Wanted
from shaoxiang.staffing.vocabulary import Demanded, QuotaType, Rank

UNITS = (BodyKind.STREET_OFFICE.value, BodyKind.TOWN_GOVERNMENT.value, BodyKind.DEPARTMENT.value)
NOT_ON_A_QUOTA = (BodyKind.COMMUNITY_COMMITTEE.value, BodyKind.EMERGENCY_TEAM.value)
OVER_STAFFED = "DEP12"  # one department above its quota, so that the flag is seen
LENT = 2  # people of that department who work in the enforcement bureau of a street and stay on its quota
VACANT = {QuotaType.ADMINISTRATIVE.value: 2, QuotaType.INSTITUTIONAL.value: 3}
DAY = timedelta(days=1)


def load_quotas() -> None:
    """Opening entries of the 三定, locks of the nine units, leadership posts, holdings. Nothing where a ledger stands already."""
    if QuotaEntry.objects.exists():
        return
    units = {body.pk: body for body in Body.objects.filter(kind__in=UNITS).select_related("street").order_by("order", "code")}
    holdings = _holdings(units)
    counted = Counter((one.body_id, one.quota_type) for one in holdings)
    entries = []
    for body in units.values():
        for kind, spare in VACANT.items():
            held = counted[body.pk, kind]
            quota = held - 1 if (body.code, kind) == (OVER_STAFFED, QuotaType.ADMINISTRATIVE.value) and held else held + spare
            entries.append(QuotaEntry(body=body, quota_type=kind, delta=quota, effective_on=REFORM_DAY, sample=True))
    QuotaEntry.objects.bulk_create(entries)
    QuotaHolding.objects.bulk_create(holdings)
    ranks = Counter((one.body_id, one.rank) for one in holdings)
    LeadershipPostQuota.objects.bulk_create(
        LeadershipPostQuota(body=body, principals=1, deputies=max(4, ranks[body.pk, Rank.DEPUTY.value]), valid_from=REFORM_DAY, sample=True)
        for body in units.values()
    )
    QuotaLock.objects.bulk_create(
        QuotaLock(body=body, effective_from=REFORM_DAY)
        for body in units.values() if body.kind in STREET_KINDS
    )


def load_demands() -> None:
    """Two demands of departments that were refused, and one body that only coordinates. Nothing where any stands already."""
    if MatchingDemand.objects.exists() or CoordinatingBody.objects.exists():
        return
    streets = list(Body.objects.filter(kind=BodyKind.STREET_OFFICE.value, street__reform_unit=True).order_by("code")[:2])
    departments = {body.code: body for body in Body.objects.filter(code__in=("DEP05", "DEP07"))}
    if len(streets) < 2 or len(departments) < 2:
        return
    today = timezone.localdate()
    MatchingDemand.objects.bulk_create([
        MatchingDemand(department=departments["DEP05"], unit=streets[0], what=Demanded.PLATE.value, document="示例：电话通知", received_on=today - 20 * DAY,
                       words="示例：要求在街道加挂“示例工作站”牌子，并派专人负责。", sample=True),
        MatchingDemand(department=departments["DEP07"], unit=streets[1], what=Demanded.BODY.value, document="示例函〔2026〕7号", received_on=today - 6 * DAY,
                       words="示例：要求街道对口设立专班，年底前报送人员名单。", sample=True),
    ])
    CoordinatingBody.objects.create(
        name="示例·老旧小区改造工作领导小组", lead=departments["DEP07"], document="示例政办〔2026〕12号", valid_from=today - 60 * DAY,
        valid_to=today + 300 * DAY, sample=True,
    )


def _holdings(units: dict[int, Body]) -> list[QuotaHolding]:
    """Everybody in a post of a unit's offices and institutions is on a quota of that unit; a few of the streets' are on the department's."""
    lender = next((body for body in units.values() if body.code == OVER_STAFFED), None)
    found: dict[int, QuotaHolding] = {}
    lent: dict[int, int] = defaultdict(int)
    principals: set[int] = set()
    rows = Assignment.objects.filter(valid_to=None).exclude(post__body__kind__in=NOT_ON_A_QUOTA).select_related("post__body").order_by("pk")
    for row in rows:
        seat = row.post.body
        unit = units.get(seat.unit_id or seat.pk)
        if unit is None or row.person_id in found:
            continue
        kind = QuotaType.INSTITUTIONAL if seat.kind == BodyKind.AFFILIATED_INSTITUTION.value else QuotaType.ADMINISTRATIVE
        if lender is not None and seat.code == "S150102008-ZF" and lent[seat.pk] < LENT:
            lent[seat.pk] += 1
            unit, kind = lender, QuotaType.INSTITUTIONAL
        rank = Rank.NONE
        if row.post.is_leader and unit.pk == seat.pk:
            rank = Rank.DEPUTY if unit.pk in principals else Rank.PRINCIPAL
            principals.add(unit.pk)
        found[row.person_id] = QuotaHolding(
            person_id=row.person_id, body=unit, quota_type=kind.value, rank=rank.value, valid_from=max(REFORM_DAY, row.valid_from), sample=True,
        )
    for member in Member.objects.filter(valid_to=None, quota__isnull=False).select_related("body").order_by("pk"):
        if member.quota_id in units and member.person_id not in found:  # the 41 on the streets' quotas, the 555 on their departments'
            kind = QuotaType.INSTITUTIONAL if member.body.kind == BodyKind.AFFILIATED_INSTITUTION.value else QuotaType.ADMINISTRATIVE
            found[member.person_id] = QuotaHolding(
                person_id=member.person_id, body=units[member.quota_id], quota_type=kind.value, valid_from=max(REFORM_DAY, member.valid_from), sample=True,
            )
    return list(found.values())


def change_quotas(cast: Cast, anchor: datetime) -> None:
    """One change of each state. Nothing where the demo offices are not seeded."""
    seats = dict(Post.objects.filter(code__startswith="ORG11:").values_list("code", "pk"))
    found = [cast.by_post.get(seats.get(f"ORG11:{name}", 0)) for name in ("STAFFING", "REVIEW", "COMMISSION")]
    streets = list(Body.objects.filter(kind=BodyKind.STREET_OFFICE.value, street__reform_unit=True).order_by("code")[:4])
    if len(streets) < 4 or not all(found) or QuotaChange.objects.exists():
        return
    first, second, commission = (actor for actor in found if actor is not None)
    a, b, c, d = streets
    _to(_drafted(first, a, 3, anchor - 20 * DAY, "示例：下放事项增加，综合行政执法力量不足。"), first, second, commission, anchor - 18 * DAY, 3)
    _to(_drafted(first, b, 2, anchor - 9 * DAY, "示例：辖区新建小区入住，社区服务人员不足。", days=24), first, second, commission, anchor - 8 * DAY, 2)
    _to(_drafted(first, c, 1, anchor - 4 * DAY, "示例：便民大厅增设窗口。"), first, second, commission, anchor - 3 * DAY, 1)
    _drafted(first, d, 2, anchor - DAY, "示例：网格综合管理任务增加。")
    turned = _drafted(first, a, 6, anchor - 12 * DAY, "示例：拟另设专班，核增六名。")
    actions.send_back(turned.number, actor=second, at=anchor - 11 * DAY, refusal="示例：专班不单独核编，请在现有编制内统筹。")


def _drafted(actor: Actor, body: Body, delta: int, at: datetime, reason: str, days: int = 6) -> QuotaChange:
    on = (at + days * DAY).date()
    return actions.draft(Wanted(body.pk, QuotaType.INSTITUTIONAL.value, delta, on, reason), actor=actor, at=at, sample=True)


def _to(change: QuotaChange, first: Actor, second: Actor, commission: Actor, at: datetime, steps: int) -> None:
    actions.review(change.number, actor=second, at=at)
    if steps > 1:
        day = (at + DAY).date()
        actions.approve(change.number, actor=commission, at=at + 2 * DAY, meeting_on=day, meeting_number=f"示例编委会〔{day.year}〕{steps}号")
    if steps > 2:
        actions.take_effect(change.number, actor=first, at=at + 5 * DAY)
