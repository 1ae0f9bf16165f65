"""名册: the figures sent down, teams, members and their certificates. Dated rows; what held before stays readable."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from shaoxiang.duties.vocabulary import DeploymentMode
from shaoxiang.forces import access
from shaoxiang.forces.actions.roster import journal, managed_body
from shaoxiang.forces.models import ForceAllocation, Member, Shift, Team
from shaoxiang.forces.queries.register import quota_of
from shaoxiang.forces.queries.taken import unheard
from shaoxiang.forces.rules import ForceRefused, certificate_number
from shaoxiang.forces.vocabulary import MemberKind
from shaoxiang.institutions.models import Body, Person
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import too_far
from shaoxiang.kernel.db import take_turns
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.workdays.rules import SHANGHAI
from shaoxiang.opinions.vocabulary import Power
from shaoxiang.places.queries import place_book
from shaoxiang.staffing.queries.people import people_on

FORCES = (BodyKind.DISPATCHED_INSTITUTION, BodyKind.EMERGENCY_TEAM, BodyKind.AFFILIATED_INSTITUTION)
CREWS_MAX, EQUIPMENT_MAX = 20, 20
PEOPLE = frozenset({Power.RESOURCE_ALLOCATION})
AUXILIARIES = frozenset({Power.RESOURCE_ALLOCATION, Power.AUXILIARY_MANAGEMENT})


@transaction.atomic
def allocate(
    department_id: int, mode: DeploymentMode, unit_id: int, *, headcount: int, teams: int, since: date, document: str, actor: Actor, at: datetime,
    heard_number: str = "",
) -> ForceAllocation | None:
    """配置力量 from a day on: the row in force ends that day, a new one begins (none where both numbers are nought).

    Fewer than now: the streets served were heard, on a file whose number stands on the row that ends; no reason stands for it.
    Raises PermissionDenied, ForceRefused (no number of a document, earlier than what holds, of the wrong kind, the streets unheard).
    """
    require(actor, access.GRANTS["allocate"])
    if not document_in(document):
        raise ForceRefused("document", _("请写依据文件的文号，如“新编办发〔2026〕9号”：口头定的不算。"))
    department, unit = Body.objects.get(pk=department_id), Body.objects.select_for_update(no_key=True).get(pk=unit_id)
    if department.kind != BodyKind.DEPARTMENT or unit.kind not in FORCES:
        raise ForceRefused("unit_id", _("请选一个区直部门，和它派驻的机构、下沉的执法局或应急队伍。"))
    held = ForceAllocation.objects.filter(department=department, mode=mode, unit=unit, valid_to=None).first()
    if held is not None and since <= held.valid_from:
        raise ForceRefused("since", _("生效日期要晚于现在这条的生效日期（%(day)s）：过去的配置不改，只续。") % {"day": held.valid_from.isoformat()})
    today = at.astimezone(SHANGHAI).date()
    if since < today and ForceAllocation.objects.exists():
        raise ForceRefused("since", _("生效日期最早是今天：过去的配置已经记在那时的账上，不往前补。"))
    if too_far(since, today):
        raise ForceRefused("since", _("生效日期最晚在一年以内：请核对年份。"))
    fewer = held is not None and (headcount < held.headcount or teams < held.teams)
    heard = heard_number.strip()
    if held is not None:
        held.valid_to = since
        if fewer:
            _check_heard(unit, heard, None, powers=PEOPLE, at=at, since=held.valid_from)
            if ForceAllocation.objects.filter(heard_number=heard).exists():
                raise ForceRefused("heard_number", _("征求意见 %(number)s 已经用在一次减少上：再减，请再问一次。") % {"number": heard})
            held.ended_by, held.heard_number = document.strip(), heard
        held.save(update_fields=["valid_to", "ended_by", "heard_number"])
    fresh = None
    if headcount or teams:
        fresh = ForceAllocation.objects.create(
            department=department, mode=mode, unit=unit, headcount=headcount, teams=teams, document=document.strip(), valid_from=since,
        )
    journal("forces.allocated", unit.pk, actor=actor, at=at, department=department.pk, mode=DeploymentMode(mode).value, people=headcount, teams=teams,
            since=since.isoformat(), before=held.pk if held else None, heard=heard if fewer and heard else None)
    return fresh


def _check_heard(body: Body, number: str, why: str | None, *, powers: frozenset[Power], at: datetime, since: date | None = None) -> None:
    """下沉人员、资金统筹管理权: nobody is taken from the streets unheard. Raises ForceRefused."""
    reason, facts = unheard(body, number, why, powers=powers, on=at.astimezone(SHANGHAI).date(), at=at, since=since)
    if reason:
        raise ForceRefused("heard_number", _(reason) % facts)


@transaction.atomic
def set_team(
    body_id: int, *, crews: int, equipment: list[str], phone: str, power: str, power_en: str = "", drill: str = "", base_lon: float | None = None,
    base_lat: float | None = None, actor: Actor, at: datetime,
) -> Team:
    """队伍情况; `base_lon`, `base_lat`: where the station stands (WGS-84), for the map of the duty desk.

    Raises Body.DoesNotExist, PermissionDenied, ForceRefused (fewer crews than are out now is allowed: the screen shows it).
    """
    body = managed_body(body_id, actor, "edit_team", "view_members")
    if not 0 <= crews <= CREWS_MAX:
        raise ForceRefused("crews", _("可同时出动的组数在 0 到 20 之间；暂时不能出动的，请到值班表里登记。"))
    if not power.strip():
        raise ForceRefused("power", _("请写明来的人能当场决定什么：镇街最关心这一条。"))
    if (base_lon is None) != (base_lat is None):
        raise ForceRefused("base_lon", _("驻地的经度、纬度要都写，或者都空着。"))
    if base_lon is not None and base_lat is not None and place_book().locate(base_lon, base_lat).street is None:
        raise ForceRefused("base_lon", _("这个点不在本区：请核对，经度在前、纬度在后。"))
    row, _new = Team.objects.update_or_create(body=body, defaults={
        "crews": crews, "equipment": [one.strip() for one in equipment if one.strip()][:EQUIPMENT_MAX], "phone": phone.strip(), "power": power.strip(),
        "power_en": power_en.strip(), "drill": drill.strip(), "base_lon": base_lon, "base_lat": base_lat, "sample": False,
    })
    journal("forces.team_set", body.pk, actor=actor, at=at, crews=crews, equipment=len(row.equipment))
    return row


@transaction.atomic
def set_member(
    body_id: int, *, kind: MemberKind, actor: Actor, at: datetime, pk: int | None = None, name: str = "", work_phone: str = "", on_quota: bool = True,
    certificate: str = "", issued_on: date | None = None, valid_until: date | None = None, person_id: int | None = None,
) -> Member:
    """登记或修改成员 of a force. `person_id`: somebody on the quota of the unit; else whoever alone has that name there, else a person new to the register.

    Raises Body.DoesNotExist, Member.DoesNotExist, PermissionDenied, ForceRefused (no name, half a certificate, one that another holds, an auxiliary on
    the quota or with a card).
    """
    body, today = managed_body(body_id, actor, "edit_members", "view_members"), at.astimezone(SHANGHAI).date()
    certificate = certificate_number(certificate)
    _check_certificate(kind, certificate, issued_on, valid_until, on_quota=on_quota)
    _check_held_once(certificate, today, but=pk)
    quota_id = quota_of(body) if on_quota else None
    if pk is None:
        row = Member(body=body, person=_person(name, person_id, quota_id, today), valid_from=today)
        row.person.work_phone = work_phone.strip() or row.person.work_phone
        row.person.save(update_fields=["work_phone"])
    else:
        row = Member.objects.select_related("person").get(pk=pk, body=body, valid_to=None)
        if row.kind == MemberKind.AUXILIARY != kind and row.valid_from != at.astimezone(SHANGHAI).date():
            raise ForceRefused("kind", _("辅助人员改身份，就是少了一名辅助人员：请先按离开登记（要听过街道意见），再按新身份登记。"))
        row.person.work_phone = work_phone.strip() or row.person.work_phone
        row.person.save(update_fields=["work_phone"])
    row.kind, row.quota_id, row.certificate, row.issued_on, row.valid_until = kind, quota_id, certificate, issued_on, valid_until
    row.save()
    journal("forces.member_set", body.pk, actor=actor, at=at, member=row.pk, member_kind=row.kind, certified=bool(row.certificate),
            until=valid_until.isoformat() if valid_until else None)
    return row


def _person(name: str, person_id: int | None, quota_id: int | None, today: date) -> Person:
    """Raises ForceRefused: no name, two of that name, serving elsewhere already."""
    if person_id is None and not name.strip():
        raise ForceRefused("name", _("请写姓名。"))
    on_quota = people_on(quota_id, today) if quota_id is not None else []
    found = [one for one in on_quota if (one.pk == person_id if person_id is not None else one.name == name.strip())]
    if person_id is not None and not found:
        raise ForceRefused("person_id", _("这个人不在本单位的编制上：请从列表中选，或者只写姓名。"))
    if len(found) > 1:
        raise ForceRefused("name", _("本单位编制上有 %(n)d 个人叫这个名字：请由编办来登记这一位，编办的页面上可以选人。") % {"n": len(found)})
    if not found:
        return Person.objects.create(name=name.strip())
    serving = Member.objects.filter(person=found[0], valid_to=None).select_related("body").first()
    if serving is not None:
        raise ForceRefused("name", _("他已经登记在%(body)s：请先在那里登记离开。") % {"body": serving.body.shown_name})
    return found[0]


def _check_held_once(certificate: str, today: date, *, but: int | None) -> None:
    """One certificate, one person. Raises ForceRefused."""
    if not certificate:
        return
    take_turns(f"certificate:{certificate}")
    same = Member.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today), certificate=certificate).exclude(pk=but or 0).select_related("body").first()
    if same is not None:
        words = _("证号 %(number)s 已经登记在%(body)s的另一个人名下：一本证只属于一个人，请核对证号；原来登记错的，请先在那里改正。")
        raise ForceRefused("certificate", words % {"number": certificate, "body": same.body.shown_name})


def _check_certificate(kind: MemberKind, certificate: str, issued_on: date | None, valid_until: date | None, *, on_quota: bool) -> None:
    if kind == MemberKind.AUXILIARY and on_quota:
        raise ForceRefused("on_quota", _("辅助人员不占编制，不计入下沉人数：请去掉“占编制”。"))
    if kind == MemberKind.AUXILIARY and certificate.strip():
        raise ForceRefused("certificate", _("辅助人员没有执法证：行政处罚由具有行政执法资格的执法人员实施。"))
    if bool(certificate.strip()) != bool(issued_on and valid_until):
        raise ForceRefused("certificate", _("证号、发证日期、有效期要一起填，或者都不填。"))
    if issued_on and valid_until and valid_until <= issued_on:
        raise ForceRefused("valid_until", _("有效期要晚于发证日期。"))


@transaction.atomic
def end_member(pk: int, *, since: date, actor: Actor, at: datetime, heard_number: str = "", unheard_why: str = "") -> Member:
    """成员离开 from a day on; shifts to come must be given to others first. An auxiliary: the streets were heard, or a reason says why not.

    Raises Member.DoesNotExist, PermissionDenied, ForceRefused.
    """
    row = Member.objects.filter(pk=pk, valid_to=None).first()
    if row is None:
        raise Member.DoesNotExist(pk)
    try:
        body = managed_body(row.body_id, actor, "edit_members", "view_members")
    except Body.DoesNotExist:
        raise Member.DoesNotExist(pk) from None
    if since <= row.valid_from:
        raise ForceRefused("since", _("离开日期要晚于登记日期。"))
    left = Shift.objects.filter(body=body, person_id=row.person_id, ends_at__gt=at, starts_at__date__gte=since).count()
    if left:
        raise ForceRefused("since", _("他还有 %(n)d 个班没有值：请先换人，再登记离开。") % {"n": left})
    row.valid_to, heard, why = since, "", ""
    if row.kind == MemberKind.AUXILIARY:
        heard, why = heard_number.strip(), unheard_why.strip()
        _check_heard(body, heard, why, powers=AUXILIARIES, at=at)
        row.heard_number, row.unheard_why = heard, "" if heard else why
    row.save(update_fields=["valid_to", "heard_number", "unheard_why"])
    journal("forces.member_ended", body.pk, actor=actor, at=at, member=pk, since=since.isoformat(), heard=heard or None,
            unheard_sha256=digest(why) if why and not heard else None)
    return row
