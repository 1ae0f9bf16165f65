"""发送记录, and the desk of what could not be sent (死信)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.notices import forms, queries
from shaoxiang.kernel.notices.access import GRANTS
from shaoxiang.kernel.notices.actions import desk
from shaoxiang.kernel.notices.models import Channel
from shaoxiang.kernel.notices.vocabulary import DeliveryState
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset


@never_cache
@require_safe
@signed_in
def log(request: ActorRequest) -> HttpResponse:
    """发送记录: what went out by which channel, what came back."""
    require(request.actor, GRANTS["see"])
    state = request.GET.get("state", "")
    return _list(request, "notices/deliveries.html", state if state in DeliveryState._value2member_map_ else "")


@never_cache
@require_safe
@signed_in
def dead(request: ActorRequest) -> HttpResponse:
    """发不出去的: a person looks, and tries again or gives up."""
    require(request.actor, GRANTS["see"])
    return _list(request, "notices/dead.html", DeliveryState.DEAD.value)


def _list(request: ActorRequest, template: str, state: str, *, form: forms.GiveUpForm | None = None, status: int = 200) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    channel_id = _number(asked.get("channel", ""))
    page = keyset(queries.deliveries(channel_id=channel_id, state=state), order=("-id",), cursor=request.GET.get("cursor"), size=50)
    context = {
        "page": page, "state": state, "states": list(DeliveryState), "channel_id": channel_id, "channels": Channel.objects.all(),
        "form": form or forms.GiveUpForm(), "ticked": _ticked(asked), "may_settle": allowed(request.actor, GRANTS["settle"]), "dead": queries.count_dead(),
    }
    return render(request, template, context, status=status)


@require_POST
@signed_in
@once
def again(request: ActorRequest) -> HttpResponse:
    """重发: those ticked, or all (of the channel shown)."""
    require(request.actor, GRANTS["settle"])
    everything = request.POST.get("all") == "1"
    sent = desk.send_again(None if everything else _ticked(request.POST), actor=request.actor, at=timezone.now(),
                           channel_id=_number(request.POST.get("channel", "")))
    if sent:
        messages.success(request, ngettext("%(n)d 条重新排队，马上就发。", "%(n)d 条重新排队，马上就发。", sent) % {"n": sent})
    else:
        messages.warning(request, gettext("没有可以重发的：先勾选；停用的渠道要先启用。"))
    return _back(request)


@require_POST
@signed_in
@keeps_draft("notices:give_up")
@once
def give_up(request: ActorRequest) -> HttpResponse:
    """不再发, with a reason."""
    require(request.actor, GRANTS["settle"])
    form = forms.GiveUpForm(request.POST)
    if form.is_valid():
        everything = request.POST.get("all") == "1"
        try:
            left = desk.give_up(None if everything else _ticked(request.POST), form.cleaned_data["reason"], actor=request.actor, at=timezone.now(),
                                channel_id=_number(request.POST.get("channel", "")))
        except desk.ReasonMissing as refused:
            form.add_error("reason", str(refused))
        else:
            if not left:
                form.add_error(None, gettext("先勾选要放下的。"))
            else:
                messages.success(request, ngettext("%(n)d 条不再发，原因已记下。", "%(n)d 条不再发，原因已记下。", left) % {"n": left})
                return _back(request)
    return _list(request, "notices/dead.html", DeliveryState.DEAD.value, form=form, status=422)


def _back(request: ActorRequest) -> HttpResponse:
    channel_id = _number(request.POST.get("channel", ""))
    return HttpResponseRedirect(reverse("notices:dead") + (f"?channel={channel_id}" if channel_id else ""))


def _ticked(data: QueryDict) -> list[int]:
    return [number for number in map(_number, data.getlist("pk")) if number is not None]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
