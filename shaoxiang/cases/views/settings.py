"""Limits and switches of the case room (业务管理员)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.cases import access, queries
from shaoxiang.cases.actions.settings import set_case_limit, set_case_setting
from shaoxiang.cases.forms.settings import LimitForm, SettingsForm
from shaoxiang.cases.queries.flow import limit_words
from shaoxiang.cases.queries.settings import history
from shaoxiang.kernel.access import require
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["configure"])
    return _page(request)


def _page(request: ActorRequest, *, limit: tuple[str, LimitForm] | None = None, form: SettingsForm | None = None, status: int = 200) -> HttpResponse:
    limits = [(spec, limit_words(spec), limit[1] if limit and limit[0] == code else LimitForm.of(spec)) for code, spec in queries.case_limits().items()]
    current = {code: queries.setting(code) for code in queries.DEFAULT_SETTINGS}
    context = {"limits": limits, "form": form or SettingsForm(initial=current), "history": history()}
    return render(request, "cases/staff/settings.html", context, status=status)


@require_POST
@signed_in
def save_limit(request: ActorRequest, code: str) -> HttpResponse:
    require(request.actor, access.GRANTS["configure"])
    if code not in queries.case_limits():
        raise Http404
    form = LimitForm(request.POST, auto_id=f"{code}_%s")
    if not form.is_valid():
        return _page(request, limit=(code, form), status=422)
    set_case_limit(code, actor=request.actor, at=timezone.now(), **form.cleaned_data)
    messages.success(request, gettext("时限已改；正在走的时限按原来的规定走完。"))
    return HttpResponseRedirect(reverse("cases:settings"))


@require_POST
@signed_in
def save_settings(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["configure"])
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    for code, value in form.values.items():
        if value != queries.setting(code):
            set_case_setting(code, actor=request.actor, at=timezone.now(), value=value)
    messages.success(request, gettext("设置已改。"))
    return HttpResponseRedirect(reverse("cases:settings"))
