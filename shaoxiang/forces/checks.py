"""What `doctor` reads aloud about the forces sent down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties.models import Carrier
from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces.models import ForceAllocation, Member
from shaoxiang.forces.queries import mismatches
from shaoxiang.forces.queries.roster import open_gaps
from shaoxiang.forces.rules import Certificate, counts_as_officer, may_form_team_of_two
from shaoxiang.forces.vocabulary import MemberKind
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.areas import areas_of_bodies
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.models import StreetUnit
from shaoxiang.places.queries.areas import AreaPlace

Found = tuple[str, str, dict[str, object]]
DAYS = 14


def findings(on: date) -> Iterator[Found]:
    """Allocations that end in a body which no longer stands, and carriers that no allocation backs."""
    bodies = {row.unit_id for row in ForceAllocation.objects.filter(in_force(on)) if row.unit_id}
    for row in ForceAllocation.objects.filter(in_force(on), unit__valid_to__lte=on).select_related("unit", "department"):
        yield "ALLOCATION_TO_NOWHERE", _("%(department)s派往%(unit)s的力量还在册，但该机构已撤销：请结束这条配置。"), {
            "department": row.department.name, "unit": row.unit.name if row.unit else ""}
    for carrier in Carrier.objects.filter(in_force(on), body__street__reform_unit=True).exclude(body_id__in=bodies).select_related("body").distinct():
        yield "CARRIER_WITHOUT_FORCE", _("%(body)s在承办力量表里，却没有配置力量：请补配置，或从承办力量里去掉。"), {"body": carrier.body.name}
    yield from served(on)
    yield from figures(on)
    yield from officers(on)


def served(on: date) -> Iterator[Found]:
    """Of each department with stationed units: a street that none serves, and ground that two serve."""
    carriers = list(Carrier.objects.filter(in_force(on), in_force(on, "body__"), mode=DeploymentMode.AREA_STATIONED.value).select_related("body", "department"))
    areas = areas_of_bodies(on, {row.body_id for row in carriers})
    streets = list(StreetUnit.objects.filter(in_force(on)).order_by("code"))
    for department in sorted({row.department_id for row in carriers if row.department_id}):
        units = {row.body_id: row.body for row in carriers if row.department_id == department}
        for street in streets:
            whole = [body for key, body in units.items() if (street.pk in areas[key].whole if key in areas else body.street_id == street.pk)]
            some = [body for key, body in units.items() if key in areas and street.pk in areas[key].parts]
            units_named = "、".join(body.name for body in [*whole, *some])
            names: dict[str, object] = {"department": book().name_of(department), "street": street.name, "units": units_named}
            if not whole and not some:
                yield "STREET_UNSERVED", _("%(department)s在%(street)s没有派驻机构服务：请把它划进一个执法片区。"), names
            elif len(whole) > 1 or (whole and some) or _overlap(areas, some, street.pk):
                yield "STREET_SERVED_TWICE", _("%(department)s在%(street)s有两个派驻机构（%(units)s）：请调整执法片区，一地只归一个。"), names


def _overlap(areas: dict[int, AreaPlace], some: list[Body], street_id: int) -> bool:
    seen: set[int] = set()
    for body in some:
        mine = areas[body.pk].parts[street_id]
        if seen & mine:
            return True
        seen |= mine
    return False


def figures(on: date) -> Iterator[Found]:
    """41, 555, 13 teams of 8 departments: decision, register, people and teams agree."""
    for one in mismatches(on):
        yield one.code, one.sentence, {"mode": gettext(DeploymentMode.label_of(one.mode)), "stated": one.stated, "found": one.found,
                                       "body": book().name_of(one.body_id) if one.body_id else ""}


def officers(on: date) -> Iterator[Found]:
    """Units that could not form a team of two today (行政处罚法 42)."""
    held: dict[int, list[Certificate]] = {}
    rows = Member.objects.filter(in_force(on), kind=MemberKind.OFFICER).values_list("body_id", "kind", "certificate", "issued_on", "valid_until")
    for body_id, kind, number, issued_on, valid_until in rows:
        held.setdefault(body_id, []).append(Certificate(kind, number, issued_on, valid_until))
    for body_id, certificates in sorted(held.items()):
        if not may_form_team_of_two(certificates, on).enough:
            yield "TOO_FEW_OFFICERS", _("%(body)s持有效执法证的只有 %(n)s 人，不能单独执法：请补证，或请别的单位派人。"), {
                "body": book().name_of(body_id), "n": sum(counts_as_officer(one, on) for one in certificates)}


def checks() -> Iterator[Finding]:
    """The same, as `doctor` reads it, and the turns of duty that nobody holds. Each sentence says its cure."""
    now = timezone.now()
    found = list(findings(timezone.localdate()))
    for _code, sentence, facts in found:
        yield Finding(Level.WARN, gettext(sentence) % facts)
    today = timezone.localdate(now)
    ending = Member.objects.filter(valid_to=None, valid_until__gte=today, valid_until__lte=today + timedelta(days=60)).count()
    if ending:
        yield Finding(Level.WARN, gettext("%(n)d 本执法证 60 天内到期。") % {"n": ending}, gettext("在“执法证件”页看是谁的，早点换证。"))
    bodies = list(Body.objects.filter(rotations__valid_to=None, rotations__isnull=False).distinct().values_list("pk", flat=True))
    gaps = {key: n for key, n in open_gaps(bodies, now=now, days=DAYS).items() if n}
    for key, n in sorted(gaps.items()):
        yield Finding(Level.WARN, gettext("%(body)s今后 %(days)d 天有 %(n)d 个班没有人。") % {"body": book().name_of(key), "days": DAYS, "n": n},
                      gettext("在它的值班表上按轮值排班，或手工补上。"))
    if not found:
        yield Finding(Level.OK, gettext("下沉力量的人数、队伍和服务范围都对得上。"))
