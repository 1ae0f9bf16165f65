"""哨的规则: the table every colleague may read; a new version of a type, and the numbers, for the administrator."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.whistles import access, actions
from shaoxiang.whistles.forms.types import NumberForm, TypeForm, initial_of
from shaoxiang.whistles.models import WhistleType
from shaoxiang.whistles.queries import words
from shaoxiang.whistles.queries.history import number_changes, numbers, running_under, versions
from shaoxiang.whistles.queries.types import UnknownType, type_in_force
from shaoxiang.whistles.rules import WhistleRefused
from shaoxiang.whistles.views.asked import sentence, show_refusal
from shaoxiang.whistles.vocabulary import WhistleCode


@never_cache
@require_safe
@signed_in
def types(request: ActorRequest) -> HttpResponse:
    """四类哨: who may blow, who approves, how fast, who hears when nobody answers."""
    context = {
        "table": words.table(), "may_configure": allowed(request.actor, access.GRANTS["configure"]),
        "history": [version for code in WhistleCode for version in versions(code.value)],
    }
    return render(request, "whistles/types.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("whistles:type:{code}")
def type_edit(request: ActorRequest, code: str) -> HttpResponse:
    """改一类哨: first what changes for whom, then the new version."""
    require(request.actor, access.GRANTS["configure"])
    try:
        kind = type_in_force(code)
    except UnknownType:
        raise Http404 from None
    if request.method != "POST":
        return _type_page(request, kind, TypeForm(initial={**initial_of(kind), **drafts.initial(request)}))
    form = TypeForm(request.POST)
    if not form.is_valid():
        return _type_page(request, kind, form, status=422)
    at = timezone.now()
    try:
        if request.POST.get("act") != "save":
            new = actions.planned_type(kind, form.change(), actor=request.actor, at=at)
            return _type_page(request, kind, form, differences=words.version_differences(kind, new), preview=True)
        new = actions.change_type(code, form.change(), actor=request.actor, at=at, seen=form.cleaned_data["seen"])
    except WhistleRefused as refused:
        show_refusal(form, refused)
        return _type_page(request, kind, form, status=422)
    messages.success(request, gettext("“%(name)s”已启用第 %(n)d 版；以前吹的哨按原来的版走完。") % {"name": new.shown_name, "n": new.number})
    return HttpResponseRedirect(reverse("whistles:types"))


def _type_page(request: ActorRequest, kind: WhistleType, form: TypeForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {"kind": kind, "form": form, "running": running_under(kind), "history": versions(kind.code), **more}
    return render(request, "whistles/type_edit.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: ActorRequest) -> HttpResponse:
    """吹哨设置: numbers within their bounds, each with its history."""
    require(request.actor, access.GRANTS["configure"])
    refused_words, refused_code, form = "", "", NumberForm(request.POST or None)
    if request.method == "POST":
        refused_code = request.POST.get("code", "")
        if form.is_valid():
            try:
                actions.set_number(form.cleaned_data["code"], form.cleaned_data["value"], actor=request.actor, at=timezone.now())
            except WhistleRefused as refused:
                refused_words = sentence(refused)
            else:
                messages.success(request, gettext("已保存。"))
                return HttpResponseRedirect(reverse("whistles:settings"))
        else:
            refused_words = gettext("请写一个整数。")
    context = {
        "numbers": numbers(), "changes": number_changes(), "refused": refused_words, "refused_code": refused_code, "typed": request.POST.get("value", ""),
    }
    return render(request, "whistles/settings.html", context, status=422 if refused_words else 200)
