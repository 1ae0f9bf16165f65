"""What the pages of changes share: the day they usually begin, what a form gives to the act, and a refusal in words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.places import actions
from shaoxiang.places.forms import ChangeForm, StreetChangeForm
from shaoxiang.places.rules.changes import ChangeRefused

DraftOfChange = ChangeForm | StreetChangeForm


def next_month(today: date) -> date:
    """Such changes usually begin with a month; today would be at once."""
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def common(form: forms.Form) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ("title", "effective_from", "document")}


def said(refused: ChangeRefused) -> str:
    return gettext(refused.reason) % refused.facts if refused.facts else gettext(refused.reason)


def drafted(request: ActorRequest, form: DraftOfChange) -> HttpResponse | None:
    """A draft made of a form that was sent, and the way to its page; None: the form is shown, with what is wrong in it."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        made = actions.draft_change(form.plan(), actor=request.actor, at=timezone.now(), **common(form))
    except ChangeRefused as refused:
        form.add_error(None, said(refused))
        return None
    messages.success(request, gettext("草案拟好了。请看下面的预览，改到没有问题再登记决定。"))
    return redirect("places:change", pk=made.pk)


def redrafted(request: ActorRequest, pk: int, form: DraftOfChange) -> HttpResponse | None:
    """The same for a draft that is changed."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        actions.redraft_change(pk, form.plan(), actor=request.actor, at=timezone.now(), seen=request.POST.get("seen"), **common(form))
    except ChangeRefused as refused:
        form.add_error(None, said(refused))
        return None
    return redirect("places:change", pk=pk)
