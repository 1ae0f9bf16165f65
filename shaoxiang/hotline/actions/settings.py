"""对接方案 and 热线设置, changed by the administrator; the history is the journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from shaoxiang.cases.actions.settings import set_case_setting
from shaoxiang.cases.models import CaseSetting
from shaoxiang.hotline import access, queries
from shaoxiang.hotline.models import ExchangeProfile, HotlineSetting
from shaoxiang.hotline.queries.tickets import bound_to, plan_of
from shaoxiang.hotline.rules.refusal import Refused, Trouble
from shaoxiang.hotline.rules.tickets import check_plan
from shaoxiang.hotline.vocabulary import Direction, ExchangeForm
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.vocabulary import _

WRITTEN = ("code", "name", "direction", "form", "fields", "tables", "time_zone", "answers_to", "target", "in_use", "sample")


@transaction.atomic
def write_profile(given: dict[str, Any], *, actor: Actor, at: datetime, pk: int | None = None) -> ExchangeProfile:
    """写对接方案. Raises Refused (fields in the way), PermissionDenied."""
    require(actor, access.GRANTS["configure"])
    profile = ExchangeProfile.objects.select_for_update().get(pk=pk) if pk else ExchangeProfile()
    for name in WRITTEN:
        if name in given and not (pk and name in ("code", "direction")):  # what stands in links and seals stays
            setattr(profile, name, given[name])
    troubles = [*check_plan(plan_of(profile), profile.direction), *_transport_troubles(profile)]
    if troubles:
        raise Refused(*troubles)
    profile.save()
    facts: dict[str, Fact] = {"code": profile.code, "fields": len(profile.fields), "in_use": profile.in_use, "form": profile.form}
    record("hotline.profile_written", subject=("exchange_profile", profile.pk), actor=actor, at=at, facts=facts)
    return profile


def _transport_troubles(profile: ExchangeProfile) -> list[Trouble]:
    if profile.direction == Direction.IN:
        if profile.form == ExchangeForm.WEBHOOK:
            return [Trouble("form", _("收工单请选 JSON：对方推送到接口 /api/v1/hotline/tickets。"))]
        wrong = profile.answers_to is not None and profile.answers_to.direction != Direction.OUT
        return [Trouble("answers_to", _("状态只能回到“送出去”的方案。"))] if wrong else []
    if profile.form != ExchangeForm.WEBHOOK:
        return []
    try:
        webhooks.check_address(profile.target)
    except webhooks.TargetRefused as refused:
        return [Trouble("target", str(refused))]
    return []


@sensitive_variables()
@transaction.atomic
def renew_secret(pk: int, *, actor: Actor, at: datetime) -> str:
    """换签名密钥: shown this once; from the next message on the old one signs nothing. Raises PermissionDenied, ExchangeProfile.DoesNotExist."""
    require(actor, access.GRANTS["configure"])
    profile = ExchangeProfile.objects.select_for_update().get(pk=pk)
    secret = webhooks.new_secret()
    profile.sealed_secret = seal.seal({"secret": secret}, bound_to(profile))
    profile.save(update_fields=["sealed_secret"])
    record("hotline.secret_renewed", subject=("exchange_profile", profile.pk), actor=actor, at=at, facts={"code": profile.code})
    return secret


@transaction.atomic
def switch_limits(limit_set: str, *, actor: Actor, at: datetime) -> CaseSetting:
    """换热线时限规则: for matters taken from now on; what runs keeps the rule it was taken under. Raises PermissionDenied, ReportRefused."""
    return set_case_setting("hotline_limits", actor=actor, at=at, value=limit_set)


@transaction.atomic
def set_petition_office(body_id: int, *, actor: Actor, at: datetime) -> HotlineSetting:
    """定信访工作机构: for petitions registered from now on. Raises Refused, PermissionDenied."""
    require(actor, access.GRANTS["configure"])
    if body_id not in body_book().bodies:
        raise Refused(Trouble("petition_office", _("没有这个机构：请从列表中选。")))
    before = queries.petition_office()
    row, _new = HotlineSetting.objects.update_or_create(code=queries.PETITION_OFFICE, defaults={"value": body_id})
    record("hotline.setting_set", subject=("hotline_setting", row.pk), actor=actor, at=at, facts={"code": row.code, "before": before, "after": body_id})
    return row
