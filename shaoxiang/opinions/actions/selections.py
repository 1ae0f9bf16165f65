"""组织部征求镇街对派驻机构负责人选任的意见."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _
from shaoxiang.opinions.actions.files import ask
from shaoxiang.opinions.models import OpinionFile
from shaoxiang.opinions.queries.scopes import scope_in_force
from shaoxiang.opinions.queries.selections import SCOPE, SUBJECT, file_of, units_to_ask
from shaoxiang.opinions.rules import OpinionRefused
from shaoxiang.opinions.vocabulary import Power
from shaoxiang.staffing.models import CadreSelection
from shaoxiang.staffing.queries.selection import selections_for


@transaction.atomic
def ask_about_selection(number: str, *, text: str, actor: Actor, at: datetime, days: int | None = None, sample: bool = False) -> OpinionFile:
    """Every street the body serves is asked. Raises CadreSelection.DoesNotExist (also outside the actor's rows), PermissionDenied, OpinionRefused."""
    selection = selections_for(actor).filter(matter__number=number).first()
    if selection is None:
        raise CadreSelection.DoesNotExist(number)
    CadreSelection.objects.select_for_update(of=("self",)).get(pk=selection.pk)  # two who ask at once take turns
    units = units_to_ask(selection, timezone.localtime(at).date())
    if not units:
        raise OpinionRefused("", _("这个岗位不是派驻机构的负责人，不用为它征求镇街意见。"))
    if file_of(selection) is not None:
        raise OpinionRefused("", _("已经为这一件征求过意见：请在那一件上接着办，或者先停办再重新征求。"))
    if not text.strip():
        raise OpinionRefused("text", _("请写想问镇街什么。"))
    body, post = selection.post.body, selection.post
    return ask(
        power=Power.PERSONNEL_APPRAISAL_CONSENT, title=f"{body.name}{post.title}选任", units=units, asked_by=actor, at=at, subject=(SUBJECT, selection.pk),
        text=text, scope=scope_in_force(SCOPE), days=days, sample=sample,
    )
