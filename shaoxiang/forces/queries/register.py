"""名册 as pages read it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces import access
from shaoxiang.forces.models import ForceAllocation, ForceTotal, HeadChange, Member, Team
from shaoxiang.forces.queries.figures import mismatches
from shaoxiang.forces.queries.heads import head_of
from shaoxiang.forces.queries.screen import ORDER, ForceLine, force_lines
from shaoxiang.forces.rules import Certificate, Mismatch, TeamOfTwo, certificate_state, may_form_team_of_two
from shaoxiang.forces.rules.members import SOON
from shaoxiang.forces.vocabulary import CertificateState, MemberKind
from shaoxiang.institutions.models import Body, Person
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.areas import areas_of_bodies
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.staffing.queries.people import people_on

FORCES = (BodyKind.DISPATCHED_INSTITUTION.value, BodyKind.EMERGENCY_TEAM.value, BodyKind.AFFILIATED_INSTITUTION.value)

TAKEN = 10  # who have left, shown on one page


@dataclass(slots=True)
class ModeBlock:
    """One of the three ways: what was decided, what the register says, row by row."""

    mode: DeploymentMode
    total: ForceTotal | None
    people: int = 0
    teams: int = 0
    departments: int = 0
    rows: list[ForceAllocation] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    blocks: list[ModeBlock]
    wrong: list[Mismatch]
    readable: frozenset[int]  # bodies whose page the reader may open
    may_allocate: bool


def register_page(actor: Actor, on: date) -> RegisterPage:
    totals = {row.mode: row for row in ForceTotal.objects.filter(in_force(on))}
    rows = ForceAllocation.objects.filter(in_force(on)).select_related("department", "unit__street", "unit__area", "unit__unit")
    rows = rows.order_by("department_id", "unit_id")
    blocks = {mode: ModeBlock(mode, totals.get(mode.value)) for mode in ORDER}
    for row in rows:
        block = blocks[DeploymentMode(row.mode)]
        block.rows.append(row)
        block.people += row.headcount
        block.teams += row.teams
    for block in blocks.values():
        block.departments = len({row.department_id for row in block.rows})
    readable = frozenset(forces_seen(actor).values_list("pk", flat=True))
    return RegisterPage(list(blocks.values()), mismatches(on), readable, allowed(actor, access.GRANTS["allocate"]))


def mismatch_words(found: list[Mismatch]) -> list[str]:
    """As sentences, each with its cure."""
    names = book()
    return [
        gettext(one.sentence) % {"mode": gettext(DeploymentMode.label_of(one.mode)), "stated": one.stated, "found": one.found,
                                 "body": names.name_of(one.body_id) if one.body_id else ""}
        for one in found
    ]


def forces_seen(actor: Actor) -> QuerySet[Body]:
    """Forces whose people this actor may see."""
    return Body.objects.filter(visible(actor, access.GRANTS["view_members"]), kind__in=FORCES).select_related("parent", "unit", "street", "area")


@dataclass(frozen=True, slots=True)
class MemberLine:
    member: Member
    state: CertificateState


@dataclass(frozen=True, slots=True)
class ForcePage:
    body: Body
    line: ForceLine
    team: Team | None
    allocation: ForceAllocation | None
    history: list[ForceAllocation]
    members: list[MemberLine]
    left: int
    two: TeamOfTwo
    head: Person | None
    commanders: list[int]  # street units that command it day by day
    changes: list[HeadChange]
    counted: dict[str, int]
    may: frozenset[str]
    taken: list[Member]  # auxiliaries who have left: heard on which file, or why not


def force_page(body: Body, actor: Actor, *, now: datetime) -> ForcePage:
    today = timezone.localtime(now).date()
    rows = list(Member.objects.filter(in_force(today), body=body).select_related("person", "quota").order_by("kind", "pk"))
    lines = [MemberLine(row, certificate_state(_certificate(row), today)) for row in rows]
    lines.sort(key=lambda line: ([*MemberKind].index(MemberKind(line.member.kind)), line.member.pk))
    history = list(ForceAllocation.objects.filter(unit=body).select_related("department").order_by("-valid_from", "-pk"))
    area = areas_of_bodies(today, [body.pk]).get(body.pk)
    streets = sorted(area.streets) if area is not None else [body.street_id] if body.street_id is not None else []
    return ForcePage(
        body, force_lines(actor, [body.pk], at=now)[0], Team.objects.filter(body=body).first(),
        next((row for row in history if row.valid_to is None), None), history, lines,
        _gone(body).count(), may_form_team_of_two((_certificate(row) for row in rows), today),
        head_of(body.pk, today), [unit for street in streets if (unit := street_unit(street)) is not None],
        list(HeadChange.objects.filter(visible(actor, access.CHANGE_VIEW), body=body)[:5]),
        {kind.value: sum(row.kind == kind for row in rows) for kind in MemberKind},
        frozenset(name for name in ("edit_team", "edit_members", "edit_roster", "view_roster", "ask_change") if allowed(actor, access.GRANTS[name], body)),
        list(_gone(body).exclude(heard_number="", unheard_why="").select_related("person").order_by("-pk")[:TAKEN]),
    )


def _gone(body: Body) -> QuerySet[Member]:
    return Member.objects.filter(body=body, valid_to__isnull=False)


def _certificate(row: Member) -> Certificate:
    return Certificate(row.kind, row.certificate, row.issued_on, row.valid_until)


def certificates_ending(actor: Actor, on: date) -> list[MemberLine]:
    """Certificates that ran out or will within two months, the earliest first."""
    rows = Member.objects.filter(in_force(on), body__in=forces_seen(actor), valid_until__lte=on + SOON).select_related("person", "body")
    return [MemberLine(row, certificate_state(_certificate(row), on)) for row in rows.order_by("valid_until", "pk")]


def officers_of(body_ids: list[int], on: date) -> dict[int, int]:
    """Body -> officers with a valid certificate; auxiliaries are never among them."""
    valid = Q(kind=MemberKind.OFFICER, issued_on__lte=on, valid_until__gte=on) & ~Q(certificate="")
    rows = Member.objects.filter(in_force(on), valid, body_id__in=body_ids).values("body_id").annotate(n=Count("pk"))
    return dict(rows.values_list("body_id", "n"))


def quota_of(body: Body) -> int | None:
    """Whose quota its members are on: that of the street it was handed to whole, else its department's."""
    transferred = ForceAllocation.objects.filter(unit=body, mode=DeploymentMode.FULL_TRANSFER.value, valid_to=None).exists()
    return body.unit_id if transferred else body.parent_id


def people_to_register(body: Body, actor: Actor, on: date) -> list[tuple[int, str]]:
    """Whoever is on the quota its members are on and serves in no force. Only the staffing office reads who is on a quota."""
    unit = quota_of(body)
    if unit is None or not actor.has_role(Role.STAFFING_OFFICE):
        return []
    serving = set(Member.objects.filter(valid_to=None).values_list("person_id", flat=True))
    return [(one.pk, one.shown_name) for one in people_on(unit, on) if one.pk not in serving]
