"""The list of hot topics, one topic with its members, and the administrator's settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.cases.queries import cases_for
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.topics import access, actions, queries
from shaoxiang.topics.actions.people import SETTING_SUBJECT, SUBJECT, TopicRefused
from shaoxiang.topics.forms import RenameForm, SettingsForm, StatusForm
from shaoxiang.topics.models import HotTopic
from shaoxiang.topics.rules import SettingRefused, Settings

HISTORY_SHOWN = 50


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


@never_cache
@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """热点: hottest first, of the reader's scope."""
    require(_actor(request), access.GRANTS["view"])
    chosen = StatusForm(request.GET).chosen
    rows = list(queries.topics_for(_actor(request), status=chosen)[: queries.SHOWN])
    return render(request, "topics/list.html", {"chosen": chosen, "rows": rows, "settings": queries.settings_now()})


@never_cache
@require_safe
@signed_in
def show(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


def _found(request: HttpRequest, pk: int) -> HotTopic:
    require(_actor(request), access.GRANTS["view"])
    try:
        return queries.find_topic(_actor(request), pk)
    except HotTopic.DoesNotExist:
        raise Http404 from None


def _page(request: HttpRequest, topic: HotTopic, *, form: RenameForm | None = None, status: int = 200) -> HttpResponse:
    cases = queries.members_for(topic, _actor(request))
    for case in cases:
        case.shown_title = queries.shown_title(case)  # type: ignore[attr-defined]
    moves = queries.moves_of(topic, _actor(request))
    context = {
        "topic": topic, "cases": cases, "days": queries.by_day(cases, now=timezone.now()), "moves": moves, "parent": queries.parent_number(topic),
        "may_parent": "make_parent" in moves and not topic.parent_matter_id,
        "form": form or RenameForm(initial={"title": topic.title}), "history": _entries(SUBJECT, topic.pk),
    }
    return render(request, "topics/topic.html", context, status=status)


def _entries(subject: str, pk: int | None = None) -> Any:
    found = Entry.objects.filter(subject_kind=subject)
    return (found.filter(subject_id=pk) if pk is not None else found).order_by("-at", "-pk")[:HISTORY_SHOWN]


@require_POST
@signed_in
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.dismiss, gettext("已标为不算热点；反映的人翻一倍时会再列出来。"))


@require_POST
@signed_in
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.restore, gettext("已恢复为热点。"))


@require_POST
@signed_in
def make_parent(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.make_parent, gettext("已生成总件。"))


def _act(request: HttpRequest, pk: int, act: Callable[..., HotTopic], done: str) -> HttpResponse:
    _found(request, pk)
    try:
        act(pk, actor=_actor(request), at=timezone.now())
        messages.success(request, done)
    except TopicRefused as refused:
        messages.error(request, gettext(str(refused)))
    return HttpResponseRedirect(reverse("topics:topic", args=[pk]))


@require_POST
@signed_in
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    topic = _found(request, pk)
    require(_actor(request), access.GRANTS["rename"], topic)
    form = RenameForm(request.POST)
    if form.is_valid():
        try:
            actions.rename(pk, form.cleaned_data["title"], actor=_actor(request), at=timezone.now())
        except SettingRefused as refused:
            form.add_error("title", gettext(refused.sentence))
    if not form.is_valid():
        return _page(request, topic, form=form, status=422)
    messages.success(request, gettext("名称已改。"))
    return HttpResponseRedirect(reverse("topics:topic", args=[pk]))


@never_cache
@signed_in
def settings(request: HttpRequest) -> HttpResponse:
    """热点设置 (业务管理员)."""
    require(_actor(request), access.GRANTS["configure"])
    form = SettingsForm(request.POST) if request.method == "POST" else SettingsForm.of(queries.settings_now())
    if request.method == "POST" and form.is_valid():
        actions.save_settings(Settings(**form.cleaned_data), actor=_actor(request), at=timezone.now())
        messages.success(request, gettext("设置已改，今晚汇总时起用。"))
        return HttpResponseRedirect(reverse("topics:settings"))
    context = {"form": form, "history": _entries(SETTING_SUBJECT)}
    return render(request, "topics/settings.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@signed_in
def panel(request: HttpRequest, number: str) -> HttpResponse:
    """On a case's page: the running topics it belongs to."""
    case = get_object_or_404(cases_for(_actor(request)), matter__number=number)
    return render(request, "topics/panel.html", {"topics": queries.topics_of_case(case.pk, _actor(request))})
