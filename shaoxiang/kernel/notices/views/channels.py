"""消息渠道: the two administrators' page. The system administrator connects, the administrator of the work arranges."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.notices import forms, plan, queries
from shaoxiang.kernel.notices.access import GRANTS
from shaoxiang.kernel.notices.actions import channels
from shaoxiang.kernel.notices.models import Channel
from shaoxiang.kernel.notices.senders import Outcome
from shaoxiang.kernel.notices.vocabulary import PERSONAL, ChannelKind
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import initial, keeps_draft
from shaoxiang.kernel.web.once import once

SHOWN = 8  # deliveries on a channel's own page


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """Which ways out there are, whether they work, when it is quiet."""
    require(request.actor, GRANTS["see"])
    return _index(request)


def _index(request: ActorRequest, *, quiet: forms.QuietForm | None = None, status: int = 200) -> HttpResponse:
    hours = plan.quiet_hours()
    rows = [(row, channels.is_connected(row), queries.waiting_since(row)) for row in Channel.objects.all()]
    context = {
        "rows": rows, "quiet": quiet or forms.QuietForm(initial={"start": hours.start, "end": hours.end}), "hours": hours, "kinds": list(ChannelKind),
        "dead": queries.count_dead(), "now": timezone.now(), **_may(request),
    }
    return render(request, "notices/channels.html", context, status=status)


def _may(request: ActorRequest) -> dict[str, bool]:
    return {f"may_{name}": allowed(request.actor, GRANTS[name]) for name in ("connect", "arrange", "test", "settle")}


@require_POST
@signed_in
def quiet(request: ActorRequest) -> HttpResponse:
    require(request.actor, GRANTS["arrange"])
    form = forms.QuietForm(request.POST)
    if not form.is_valid():
        return _index(request, quiet=form, status=422)
    channels.set_quiet_hours(form.hours, actor=request.actor, at=timezone.now())
    messages.success(request, gettext("免打扰时段已改；正在等的消息按新时段走。"))
    return HttpResponseRedirect(reverse("notices:channels"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@sensitive_post_parameters()
@keeps_draft("notices:channel_{kind}")
@once
def new(request: ActorRequest, kind: str) -> HttpResponse:
    """接一条新渠道. A webhook without a secret of the receiver gets one, shown on the next page only."""
    if kind not in ChannelKind._value2member_map_:
        raise Http404
    require(request.actor, GRANTS["connect"])
    form = forms.connect_form(kind, request.POST) if request.method == "POST" else forms.CONNECT[kind](initial=initial(request) or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        channel = channels.connect(kind, given["name"], form.settings(), form.secrets(), actor=request.actor, at=timezone.now())
        messages.success(request, gettext("渠道已接上，还没有启用。先试发一条，再由业务管理员安排哪些消息走这里。"))
        return HttpResponseRedirect(reverse("notices:channel", args=[channel.pk]))
    return render(request, "notices/channel_new.html", {"form": form, "kind": ChannelKind(kind)}, status=422 if form.is_bound else 200)


@never_cache
@require_safe
@signed_in
@keeps_draft("notices:channel_{pk}")
def show(request: ActorRequest, pk: int) -> HttpResponse:
    require(request.actor, GRANTS["see"])
    channel = get_object_or_404(Channel, pk=pk)
    values = {"name": channel.name, **channel.settings, **initial(request)}
    return _page(request, channel, connect=forms.CONNECT[channel.kind](initial=values, channel=channel, kind=channel.kind))


def _page(
    request: ActorRequest, channel: Channel, *, connect: forms.ConnectForm | None = None, arrange: forms.ArrangeForm | None = None,
    trial: forms.TryForm | None = None, outcome: Outcome | None = None, secret: str = "", status: int = 200,
) -> HttpResponse:
    arranged = {"in_use": channel.in_use, "wants": channel.wants, "chosen": channel.chosen, "body_id": channel.body_id or ""}
    context: dict[str, Any] = {
        "channel": channel, "connected": channels.is_connected(channel), "personal": channel.kind in PERSONAL, "outcome": outcome, "secret": secret,
        "connect": connect or forms.connect_form(channel.kind, channel=channel),
        "arrange": arrange or forms.ArrangeForm(initial=arranged, body_id=channel.body_id),
        "trial": trial or forms.TryForm(kind=channel.kind), "rows": queries.deliveries(channel_id=channel.pk).order_by("-pk")[:SHOWN],
        "now": timezone.now(), **_may(request),
    }
    return render(request, "notices/channel.html", context, status=status)


@never_cache
@require_POST
@signed_in
@sensitive_post_parameters()
@keeps_draft("notices:channel_{pk}")
def connect(request: ActorRequest, pk: int) -> HttpResponse:
    """改接线."""
    require(request.actor, GRANTS["connect"])
    channel = get_object_or_404(Channel, pk=pk)
    form = forms.connect_form(channel.kind, request.POST, channel)
    if not form.is_valid():
        return _page(request, channel, connect=form, status=422)
    channels.connect(channel.kind, form.cleaned_data["name"], form.settings(), form.secrets(), actor=request.actor, at=timezone.now(), pk=pk)
    messages.success(request, gettext("接线已改。试发一条看看。"))
    return HttpResponseRedirect(reverse("notices:channel", args=[pk]))


@never_cache
@require_POST
@signed_in
def secret(request: ActorRequest, pk: int) -> HttpResponse:
    """换签名密钥: on this answer only, so a reload does not show it again."""
    require(request.actor, GRANTS["connect"])
    channel = get_object_or_404(Channel, pk=pk, kind=ChannelKind.WEBHOOK)
    made = channels.renew_secret(pk, actor=request.actor, at=timezone.now())
    channel.refresh_from_db()
    return _page(request, channel, secret=made)


@never_cache
@require_POST
@signed_in
def arrange(request: ActorRequest, pk: int) -> HttpResponse:
    require(request.actor, GRANTS["arrange"])
    channel = get_object_or_404(Channel, pk=pk)
    form = forms.ArrangeForm(request.POST, body_id=channel.body_id)
    if form.is_valid():
        try:
            channels.arrange(pk, **form.cleaned_data, actor=request.actor, at=timezone.now())
        except channels.NotConnected as refused:
            form.add_error("in_use", str(refused))
        else:
            messages.success(request, gettext("安排已存，几秒后生效。"))
            return HttpResponseRedirect(reverse("notices:channel", args=[pk]))
    return _page(request, channel, arrange=form, status=422)


@never_cache
@require_POST
@signed_in
@sensitive_post_parameters("to")
def test(request: ActorRequest, pk: int) -> HttpResponse:
    """试发: the answer is this page, so that a reload asks before it sends again."""
    require(request.actor, GRANTS["test"])
    channel = get_object_or_404(Channel, pk=pk)
    form = forms.TryForm(request.POST, kind=channel.kind) if channel.kind in PERSONAL else None
    if form is not None and not form.is_valid():
        return _page(request, channel, trial=form, status=422)
    if not channels.is_connected(channel):
        messages.error(request, str(channels.NotConnected()))
        return HttpResponseRedirect(reverse("notices:channel", args=[pk]))
    try:
        outcome = channels.try_out(channel, form.cleaned_data["to"] if form else "", actor=request.actor, at=timezone.now())
    except seal.CannotOpen as error:
        outcome = Outcome(False, words=str(error))
    channel.refresh_from_db()
    return _page(request, channel, trial=form, outcome=outcome)
