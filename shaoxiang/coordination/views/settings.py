"""Limits, levels and switches of the room (业务管理员)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.coordination import access, actions, queries
from shaoxiang.coordination.forms.settings import LevelForm, LimitForm, SwitchForm
from shaoxiang.coordination.queries.history import history
from shaoxiang.coordination.queries.settings import DEFAULT_SETTINGS
from shaoxiang.coordination.vocabulary import MeetingLevel
from shaoxiang.kernel.access import require
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["configure"])
    return _page(request)


def _page(request: ActorRequest, *, bad: tuple[str, forms.Form] | None = None, status: int = 200) -> HttpResponse:
    def kept(code: str, fresh: Any) -> Any:
        return bad[1] if bad is not None and bad[0] == code else fresh

    context = {
        "limits": [(spec, kept(code, LimitForm.of(spec))) for code, spec in queries.limits().items()],
        "levels": [(level, kept(level.value, LevelForm.of(queries.level_rule(level)))) for level in MeetingLevel],
        "switches": kept("switches", SwitchForm(initial={code: queries.setting(code) for code in DEFAULT_SETTINGS})),
        "history": history(), "bad": bad[1] if bad is not None else None,
    }
    return render(request, "coordination/settings.html", context, status=status)


@require_POST
@signed_in
def save_limit(request: ActorRequest, code: str) -> HttpResponse:
    require(request.actor, access.GRANTS["configure"])
    if code not in queries.limits():
        raise Http404
    form = LimitForm(request.POST, auto_id=f"{code}_%s")
    if not form.is_valid():
        return _page(request, bad=(code, form), status=422)
    actions.set_limit(code, actor=request.actor, at=timezone.now(), **form.cleaned_data)
    return _saved(request, gettext("时限已改；正在走的时限按原来的规定走完。"))


@require_POST
@signed_in
def save_level(request: ActorRequest, level: str) -> HttpResponse:
    require(request.actor, access.GRANTS["configure"])
    if level not in MeetingLevel._value2member_map_:
        raise Http404
    form = LevelForm(request.POST, auto_id=f"{level}_%s")
    if not form.is_valid():
        return _page(request, bad=(level, form), status=422)
    actions.set_level(MeetingLevel(level), actor=request.actor, at=timezone.now(), **form.cleaned_data)
    return _saved(request, gettext("层级规则已改；已发通知的会议按原来的规则。"))


@require_POST
@signed_in
def save_switches(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["configure"])
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return _page(request, bad=("switches", form), status=422)
    for code, value in form.values().items():
        if value != queries.setting(code):
            actions.set_setting(code, actor=request.actor, at=timezone.now(), value=value)
    return _saved(request, gettext("设置已改。"))


def _saved(request: ActorRequest, words: str) -> HttpResponse:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("coordination:settings"))
