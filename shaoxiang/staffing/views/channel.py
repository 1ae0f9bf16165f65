"""晋升通道: a post listed, no longer listed, and many from a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shaoxiang.kernel.access import require
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets import views
from shaoxiang.kernel.sheets.sheet import Hand, Sheet, Taken
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.asked import ActorRequest, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once
from shaoxiang.staffing import access
from shaoxiang.staffing.actions.channel import ChannelAct, end_channel, import_channels, set_channel
from shaoxiang.staffing.forms.channel import ChannelForm, EndChannelForm
from shaoxiang.staffing.models import PromotionChannel
from shaoxiang.staffing.queries.channel import CHANNELS, open_channels, posts_to_list


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def new(request: ActorRequest) -> HttpResponse:
    """列入一个岗位."""
    require(request.actor, access.GRANTS["set_channel"])
    today = timezone.localdate()
    form = ChannelForm(request.POST or None, posts=posts_to_list(today), initial={"since": today})
    if request.method == "POST" and form.is_valid() and went(form, lambda: set_channel(**form.cleaned_data, actor=request.actor, at=timezone.now())):
        messages.success(request, gettext("已列入晋升通道。"))
        return HttpResponseRedirect(reverse("staffing:channel"))
    context = {"form": form, "title": gettext("列入一个岗位"), "button": gettext("列入")}
    return render(request, "staffing/channel_form.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def end(request: ActorRequest, pk: int) -> HttpResponse:
    """不再列入."""
    require(request.actor, access.GRANTS["set_channel"])
    row = get_object_or_404(PromotionChannel.objects.select_related("post__body"), pk=pk, valid_to=None)
    form = EndChannelForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and went(form, lambda: end_channel(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, gettext("已不再列入；以前的留着。"))
        return HttpResponseRedirect(reverse("staffing:channel"))
    about = f"{row.post.body.shown_name} {row.post.shown_title}"
    context = {"form": form, "title": gettext("不再列入晋升通道"), "button": gettext("不再列入"), "about": about, "sample": row.sample}
    return render(request, "staffing/channel_form.html", context, status=422 if form.errors else 200)


class ChannelsSheet(Sheet):
    """The blank sheet: the posts listed now."""

    code = "staffing.channels"
    title = _("从表格登记晋升通道")
    up = (_("晋升通道"), "staffing:channel")
    most = 1000
    head = (_("岗位"), _("会怎样"), _("依据"))
    alike = frozenset({"basis", "since"})
    hints = (_("表样就是现在列入的岗位：改过再导入，依据不变的不动，没写进表里的不动；不再列入的写“是”，依据一栏写为什么。"),)

    def allow(self, hand: Hand) -> None:
        require(hand.actor, access.GRANTS["set_channel"])

    def headings(self) -> Sequence[Heading]:
        return CHANNELS

    def take(self, rows: Sequence[Row], hand: Hand) -> Taken:
        return import_channels(rows, actor=hand.actor, at=hand.at)

    def line(self, made: ChannelAct) -> Sequence[Any]:
        return f"{made.post.body.shown_name} {made.post.shown_title}", gettext(made.act), made.basis

    def blank(self, hand: Hand) -> tuple[list[Column], Iterable[Any]]:
        require(hand.actor, access.GRANTS["set_channel"])
        filled: dict[str, Any] = {"post": "post.code", "basis": "basis", "since": "valid_from", "ends": lambda _row: ""}
        return [Column(gettext(one.shown), filled[one.field]) for one in CHANNELS], open_channels()


def _channels(request: HttpRequest) -> ChannelsSheet:
    return ChannelsSheet()


sheet, blank = views.page(_channels), views.blank(_channels)
