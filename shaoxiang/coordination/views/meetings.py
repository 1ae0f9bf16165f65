"""The calendar, planning a meeting, one meeting on one screen, its moves and decisions, its papers and its invitation."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.coordination import access, actions, queries
from shaoxiang.coordination.flows import MEETING_FLOW
from shaoxiang.coordination.forms.meetings import AttendanceForm, CancelForm, DecisionForm, PlanForm, initial_of
from shaoxiang.coordination.models import CoordinationCase, Meeting
from shaoxiang.coordination.queries import calendar
from shaoxiang.coordination.queries.hearing import asks_first
from shaoxiang.coordination.queries.page import meeting_page, month_of, waiting_for
from shaoxiang.coordination.queries.papers import MEETING_MINUTES, MEETING_NOTICE, minutes_context, notice_context
from shaoxiang.coordination.rules import CoordinationRefused, Unlisted
from shaoxiang.coordination.views.asked import find_meeting
from shaoxiang.coordination.vocabulary import MeetingStatus
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.documents.actions import MEDIA_TYPES, Format
from shaoxiang.kernel.documents.actions import render as draw
from shaoxiang.kernel.documents.registry import kind_of
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, said, tell, tried
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once

PAPERS = {"notice": (MEETING_NOTICE, notice_context), "minutes": (MEETING_MINUTES, minutes_context)}
ICS = "text/calendar; charset=utf-8"
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """会议日历: one month, and the secret address of one's own calendar."""
    today = timezone.localdate()
    asked = MONTH.fullmatch(request.GET.get("month", ""))
    year, month = (int(asked[1]), int(asked[2])) if asked else (today.year, today.month)
    before, after = (year - (month == 1), (month - 2) % 12 + 1), (year + (month == 12), month % 12 + 1)
    weeks = month_of(request.actor, year, month)
    context = {
        "weeks": weeks, "year": year, "month": month, "before": f"{before[0]}-{before[1]:02d}", "after": f"{after[0]}-{after[1]:02d}",
        "days": [day for week in weeks for day in week if day.meetings and day.in_month], "may_plan": allowed(request.actor, access.PLAN),
        "feed": calendar.feed_of(request.actor),
        "secret": request.session.pop("coordination_feed", ""),
    }
    return render(request, "coordination/meetings.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("coordination:meeting_new")
def new(request: ActorRequest) -> HttpResponse:
    """筹备会议, with what waits for one of its level."""
    require(request.actor, access.PLAN)
    waiting = waiting_for(request.actor)
    if request.method != "POST":
        first = next((item for item in waiting if item.number == request.GET.get("item")), None)
        known = {"items": [first.number], "level": first.level, "title": first.matter.title} if first is not None else {}
        return _plan_page(request, PlanForm(actor=request.actor, waiting=waiting, initial={**known, **drafts.initial(request)}))
    form = PlanForm(request.POST, actor=request.actor, waiting=waiting)
    if form.is_valid():
        given = form.cleaned_data
        made = tried(form, lambda: actions.plan_meeting(
            form.planned, level=form.chosen_level, actor=request.actor, at=timezone.now(), body_ids=given["body_ids"],
            items=given.get("items", []), heard_number=form.heard,
        ))
        if made is not None:
            messages.success(request, gettext("%(number)s 已筹备：核对议程和参会单位，再发通知。") % {"number": made.number})
            return HttpResponseRedirect(reverse("coordination:meeting", args=[made.number]))
    return _plan_page(request, form, status=422)


def _plan_page(request: ActorRequest, form: PlanForm, meeting: Meeting | None = None, status: int = 200) -> HttpResponse:
    return render(request, "coordination/plan.html", {"form": form, "meeting": meeting}, status=status)


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest, number: str) -> HttpResponse:
    return _page(request, find_meeting(request, number))


def _page(
    request: ActorRequest, meeting: Meeting, *, decision: DecisionForm | None = None, attendance: AttendanceForm | None = None, status: int = 200,
) -> HttpResponse:
    page = meeting_page(meeting, request.actor)
    topics = []
    for topic in page.topics:
        form = None
        if topic.may_decide:
            form = decision if decision is not None and decision.item.pk == topic.item.pk else DecisionForm(item=topic.item, meeting=meeting)
        topics.append((topic, form))
    waiting = [item for item in waiting_for(request.actor) if item.level == meeting.level] if "call" in page.moves or "change" in page.moves else []
    context = {
        "meeting": meeting, "page": page, "topics": topics, "errors": decision, "waiting": waiting, "asks_first": asks_first(waiting),
        "attendance": attendance or (AttendanceForm(meeting=meeting) if {"open", "attend"} & set(page.moves) else None),
    }
    return render(request, "coordination/meeting.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("coordination:meeting_act:{number}:{move}")
def act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """A move of the meeting. `change` and `cancel` have a form of their own; the others are on its page."""
    meeting = find_meeting(request, number)
    if move not in MEETING_FLOW.by_name:
        raise Http404
    require(request.actor, access.MEETING_MANAGE, meeting)
    if move == "change":
        return _change(request, meeting)
    if move == "cancel":
        return _cancel(request, meeting)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("coordination:meeting", args=[number]))
    return _attended(request, meeting, move) if move in ("open", "attend") else _simple(request, meeting, move)


def _done(request: ActorRequest, meeting: Meeting, move: str) -> HttpResponse:
    messages.success(request, gettext("%(number)s：%(move)s，已办。") % {"number": meeting.number, "move": gettext(MEETING_FLOW.by_name[move].label)})
    return HttpResponseRedirect(reverse("coordination:meeting", args=[meeting.number]))


def _simple(request: ActorRequest, meeting: Meeting, move: str) -> HttpResponse:
    """发通知, 散会: nothing to fill in."""
    act_of = {"call": actions.call, "finish": actions.finish}[move]
    try:
        act_of(meeting.number, actor=request.actor, at=timezone.now())
    except CoordinationRefused as refused:
        messages.error(request, said(refused))
        return _page(request, find_meeting(request, meeting.number), status=422)
    return _done(request, meeting, move)


def _attended(request: ActorRequest, meeting: Meeting, move: str) -> HttpResponse:
    form = AttendanceForm(request.POST, meeting=meeting)
    if not form.is_valid():
        return _page(request, meeting, attendance=form, status=422)
    act_of = actions.open_meeting if move == "open" else actions.attend
    act_of(meeting.number, actor=request.actor, at=timezone.now(), attendance=form.marks, chair_present=form.cleaned_data["chair_present"])
    return _done(request, meeting, move)


def _change(request: ActorRequest, meeting: Meeting) -> HttpResponse:
    if request.method != "POST":
        return _plan_page(
            request, PlanForm(actor=request.actor, waiting=[], meeting=meeting, initial={**initial_of(meeting), **drafts.initial(request)}), meeting,
        )
    form = PlanForm(request.POST, actor=request.actor, waiting=[], meeting=meeting)
    if form.is_valid():
        given: dict[str, Any] = {"planned": form.planned, "body_ids": form.cleaned_data["body_ids"]}
        if tried(form, lambda: actions.change(meeting.number, actor=request.actor, at=timezone.now(), **given)) is not None:
            return _done(request, meeting, "change")
    return _plan_page(request, form, meeting, status=422)


def _cancel(request: ActorRequest, meeting: Meeting) -> HttpResponse:
    form: forms.Form = CancelForm(request.POST or None, initial=drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if tried(form, lambda: actions.cancel(meeting.number, actor=request.actor, at=timezone.now(), reason=reason)) is not None:
            return _done(request, meeting, "cancel")
    context = {"meeting": meeting, "move": MEETING_FLOW.by_name["cancel"], "form": form}
    return render(request, "coordination/cancel.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@signed_in
@once
def order(request: ActorRequest, number: str) -> HttpResponse:
    """排议程: one item one place up."""
    meeting = find_meeting(request, number)
    require(request.actor, access.MEETING_MANAGE, meeting)
    numbers = list(meeting.agenda.order_by("place_on_agenda", "pk").values_list("matter__number", flat=True))
    up = request.POST.get("up", "")
    if up in numbers[1:]:
        place = numbers.index(up)
        numbers[place - 1 : place + 1] = [up, numbers[place - 1]]
        actions.order_agenda(number, actor=request.actor, at=timezone.now(), numbers=numbers)
    return HttpResponseRedirect(reverse("coordination:meeting", args=[number]) + "#agenda")


@require_POST
@signed_in
@once
def add(request: ActorRequest, number: str) -> HttpResponse:
    """One more item onto the agenda, from the meeting's page."""
    meeting = find_meeting(request, number)
    item = get_object_or_404(queries.items_for(request.actor), matter__number=request.POST.get("item", ""))
    require(request.actor, access.GRANTS["put_on_agenda"], item)
    try:
        actions.put_on_agenda(item.number, meeting=meeting.number, actor=request.actor, at=timezone.now())
    except CoordinationRefused as refused:
        messages.error(request, said(refused))
        return _page(request, meeting, status=422)
    return HttpResponseRedirect(reverse("coordination:meeting", args=[number]) + "#agenda")


@never_cache
@require_POST
@signed_in
@once
@keeps_draft("coordination:decide:{number}")
def decide(request: ActorRequest, number: str) -> HttpResponse:
    """作出决定, on the meeting's own screen: what is refused stays there as it was typed."""
    item = get_object_or_404(queries.items_for(request.actor), matter__number=number)
    if item.meeting is None:
        return HttpResponseRedirect(reverse("coordination:item", args=[number]))
    require(request.actor, access.CHAIRS, item)
    form = DecisionForm(request.POST, item=item, meeting=item.meeting)
    if form.is_valid():
        minute = tried(form, lambda: actions.decide(number, form.decision, actor=request.actor, at=timezone.now()), _tell)
        if minute is not None:
            messages.success(request, gettext("%(number)s 已作出决定：%(verdict)s。") % {"number": number, "verdict": gettext(minute.get_verdict_display())})
            return HttpResponseRedirect(reverse("coordination:meeting", args=[minute.meeting.matter.number]) + f"#{number}")
    return _page(request, _fresh(item), decision=form, status=422)


def _tell(form: DecisionForm, refused: CoordinationRefused) -> None:
    tell(form, refused)
    form.unlisted = isinstance(refused, Unlisted)


def _fresh(item: CoordinationCase) -> Meeting:
    return Meeting.objects.select_related("matter").get(pk=item.meeting_id)


@never_cache
@require_safe
@signed_in
def paper(request: ActorRequest, number: str, kind: str, form: str) -> HttpResponse:
    """会议通知, 会议纪要 as DOCX or PDF. Only whoever runs the meeting, or is summoned to all of it, prints the whole."""
    meeting = find_meeting(request, number)
    if kind not in PAPERS or form not in MEDIA_TYPES or (kind == "minutes" and meeting.matter.status not in (MeetingStatus.OPENED, MeetingStatus.MINUTED)):
        raise Http404
    if meeting_page(meeting, request.actor).hidden:
        raise Http404
    code, context = PAPERS[kind]
    content = draw(kind_of(code), meeting.matter, context(meeting), fmt=cast("Format", form), at=meeting.called_at or meeting.matter.opened_at)
    return HttpResponse(content, content_type=MEDIA_TYPES[form], headers={"Content-Disposition": f'attachment; filename="{number}-{kind}.{form}"'})


@never_cache
@require_safe
@signed_in
def invitation(request: ActorRequest, number: str) -> HttpResponse:
    """日历邀请: METHOD REQUEST, or CANCEL once called off."""
    meeting = find_meeting(request, number)
    if meeting.called_at is None:
        raise Http404
    content = calendar.invitation(meeting, now=timezone.now())
    method = "CANCEL" if meeting.matter.status == MeetingStatus.CANCELLED else "REQUEST"
    return HttpResponse(content, content_type=f"{ICS}; method={method}", headers={"Content-Disposition": f'attachment; filename="{number}.ics"'})


@never_cache
@require_safe
def feed(request: ActorRequest, secret: str) -> HttpResponse:
    """日历订阅: by its secret address, for a calendar that cannot sign in. Unknown or ended: 404."""
    actor = calendar.actor_of_feed(secret, now=timezone.localtime())
    if actor is None:
        raise Http404
    return HttpResponse(calendar.feed(actor, now=timezone.now()), content_type=ICS)


@require_POST
@signed_in
def feed_make(request: ActorRequest) -> HttpResponse:
    """开通 or 换一个: the address is shown once, on the next page."""
    request.session["coordination_feed"] = request.build_absolute_uri(
        reverse("coordination:feed", args=[actions.make_feed(actor=request.actor, at=timezone.now())]),
    )
    return HttpResponseRedirect(reverse("coordination:meetings") + "#feed")


@require_POST
@signed_in
def feed_end(request: ActorRequest) -> HttpResponse:
    if actions.end_feed(actor=request.actor, at=timezone.now()):
        messages.success(request, gettext("日历订阅已停用，原来的地址打不开了。"))
    return HttpResponseRedirect(reverse("coordination:meetings") + "#feed")
