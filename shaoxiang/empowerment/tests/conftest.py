from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from shaoxiang.duties.models import ListVersion
from shaoxiang.empowerment import actions, queries
from shaoxiang.empowerment.actions import Existing, Proposal
from shaoxiang.empowerment.models import EmpowermentDecision
from shaoxiang.empowerment.vocabulary import CapacityKind
from shaoxiang.forces.models import Member
from shaoxiang.institutions.models import Assignment, Body, Post
from shaoxiang.kernel.access import SYSTEM, Actor
from shaoxiang.staffing.models import QuotaHolding
from tests import people

NOON = datetime(2026, 11, 4, 4, 0, tzinfo=UTC)  # a Wednesday, noon in Hohhot
TODAY = date(2026, 11, 4)
DAY = timedelta(days=1)
CHINGGIS, DONGFENG = "150102008", "150102006"  # one with an enforcement bureau of its own, one without
APPROVAL, PENALTY = "A03", "P53"  # both of the housing department's


def leader(street: str = CHINGGIS) -> Actor:
    return people.actor("STREET_LEADER", street=street)


def housing() -> Actor:
    return people.actor("DEPARTMENT_LIAISON", body="区住房和城乡建设局")


def farming() -> Actor:
    return people.actor("DEPARTMENT_LIAISON", body="区农业农村局")


def staffing() -> Actor:
    return people.actor("STAFFING_OFFICE")


def justice() -> Actor:
    return people.actor("JUSTICE_BUREAU")


def unit(street: str = CHINGGIS) -> Body:
    return Body.objects.get(code=f"S{street}")


def certified(street: str = CHINGGIS, *until: date, moved_on: date | None = None) -> list[Member]:
    """The street has exactly these officers, by the last days of their certificates; with `moved_on` one more, who left that day."""
    rows = list(Member.objects.filter(quota=unit(street), valid_to=None).order_by("pk"))
    spare = list(Member.objects.filter(quota=unit(CHINGGIS), valid_to=None, kind="OFFICER").order_by("pk"))
    for row in rows:
        row.kind, row.certificate = "OTHER", ""
        row.save()
    kept = (rows or spare)[: len(until) + (moved_on is not None)]
    for row, last in zip(kept, [*until, *([TODAY + 900 * DAY] if moved_on else [])], strict=True):
        row.kind, row.certificate, row.issued_on, row.valid_until, row.quota_id = "OFFICER", f"示例-{row.pk}", last - 1800 * DAY, last, unit(street).pk
        row.save()
        QuotaHolding.objects.filter(person=row.person, valid_to=None).update(body=unit(street))  # on its quota, as the register of forces says
        assert QuotaHolding.objects.filter(person=row.person, valid_to=None).exists()
    if moved_on is not None:
        kept[-1].valid_to = moved_on
        kept[-1].save()
    return kept


def able(street: str = CHINGGIS, *, but: CapacityKind | None = None, officers: int = 2) -> None:
    """Everything a power needs, but one line."""
    certified(street, *[max(TODAY, timezone.localdate()) + 400 * DAY] * officers)
    post = Post.objects.filter(body__unit=unit(street), assignments__in=Assignment.objects.filter(valid_to=None)).order_by("pk").first()
    assert post is not None
    for kind in CapacityKind:
        if kind is not but:
            actions.confirm_capacity(unit(street).pk, kind, confirmed_on=TODAY, post_id=post.pk, words="示例：一号", actor=SYSTEM, at=NOON)


def proposal(*codes: str, street: str = CHINGGIS, **changes) -> Proposal:
    return Proposal((unit(street).pk,), codes or (PENALTY,), "示例：天天有，街道最先发现", **changes)


def proposed(*codes: str, street: str = CHINGGIS, at: datetime = NOON, **changes) -> EmpowermentDecision:
    return actions.propose(proposal(*codes, street=street, **changes), actor=housing(), at=at)


def signed(*codes: str, street: str = CHINGGIS) -> EmpowermentDecision:
    made = proposed(*codes, street=street)
    return actions.sign(made.number, actor=leader(street), at=NOON)


def planned(*codes: str, street: str = CHINGGIS) -> EmpowermentDecision:
    made = signed(*codes, street=street)
    return actions.plan(made.number, held_on=TODAY, meeting="示例会", document="示例方案〔2026〕1号", actor=staffing(), at=NOON)


def based(*codes: str) -> EmpowermentDecision:
    made = planned(*codes)
    return actions.basis(made.number, decided_on=TODAY, authority="自治区人民政府", document="示例政发〔2026〕1号", actor=staffing(), at=NOON)


def trained(made: EmpowermentDecision) -> EmpowermentDecision:
    return actions.train(made.number, held_on=TODAY, given_by="示例讲师", topic="办案流程", explained=True, others=3, actor=housing(), at=NOON)


def published(made: EmpowermentDecision) -> EmpowermentDecision:
    return actions.publish(made.number, published_on=TODAY, where="示例网站", version=powers_list(), actor=staffing(), at=NOON)


def in_force(*codes: str) -> EmpowermentDecision:
    """The whole way, from the proposal to the first day."""
    able()
    made = based(*codes) if any(code.startswith("P") for code in codes or (PENALTY,)) else planned(*codes)
    published(trained(made))
    return actions.start(made.number, in_force_on=TODAY, actor=staffing(), at=NOON)


def powers_list() -> ListVersion:
    return ListVersion.objects.get(kind="POWER", number=1)


def known(day: date = TODAY - 900 * DAY, **changes) -> Existing:
    facts = {
        "department_id": housing().unit_id, "plan_on": day - 40 * DAY, "plan_meeting": "示例", "plan_document": "示例", "basis_on": day - 30 * DAY,
        "basis_authority": "自治区人民政府", "basis_document": "示例政发〔2020〕1号", "published_on": day - DAY, "published_where": "示例", "in_force_on": day,
    }
    return Existing(**{**facts, **changes})


def fresh(made: EmpowermentDecision) -> EmpowermentDecision:
    return EmpowermentDecision.objects.select_related("matter").get(pk=made.pk)


def lacks(made: EmpowermentDecision, on: date = TODAY) -> list[str]:
    return [one.lack.value for one in queries.obstacles_of(fresh(made), on)]
