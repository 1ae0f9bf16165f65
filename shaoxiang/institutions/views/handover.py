"""交接 of a post: start it, tick line by line, sign, confirm; and the list on paper."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.institutions import actions, rules
from shaoxiang.institutions.access import GRANTS
from shaoxiang.institutions.flows import HANDOVER_FLOW
from shaoxiang.institutions.forms import HandoverForm
from shaoxiang.institutions.models import Handover, Post
from shaoxiang.institutions.queries.deputies import deputies_of
from shaoxiang.institutions.queries.handover import (
    RUNNING,
    before_taking,
    by_source,
    handovers_for,
    history,
    leavable,
    moves_for,
    people_near,
    running,
    shown_to,
)
from shaoxiang.institutions.queries.seating import ways_for
from shaoxiang.institutions.rules import Way
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.web.asked import ActorRequest, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def handover_page(request: ActorRequest, pk: int) -> HttpResponse:
    """The handover of a post: the running one, else the last; who leads the body may start one."""
    post = get_object_or_404(Post.objects.select_related("body__unit"), pk=pk)
    handover, today = shown_to(request.actor, post.pk), timezone.localdate()
    may_start = allowed(request.actor, GRANTS["start_handover"], post) and running(post.pk) is None
    if handover is None and not may_start:
        raise Http404
    if request.method != "POST":
        return _page(request, post, handover, _form(post, today) if may_start else None)
    move = request.POST.get("move", "")
    if move == "start":
        return _start(request, post, handover, today)
    if handover is None or move not in HANDOVER_FLOW.by_name:
        raise Http404
    try:
        _take(request, handover, move)
    except rules.HandoverRefused as refused:
        return _page(request, post, handover, None, refusal=gettext(refused.reason) % refused.facts, ways=refused.ways)
    messages.success(request, gettext("已办：%(move)s。") % {"move": gettext(HANDOVER_FLOW.by_name[move].label)})
    return HttpResponseRedirect(request.path)


def _start(request: ActorRequest, post: Post, handover: Handover | None, today: date) -> HttpResponse:
    require(request.actor, GRANTS["start_handover"], post)
    form, ways = _form(post, today, request.POST), tuple[Way, ...]()
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.start_handover(given["leaving"].pk, given["successor"], given["planned_on"], actor=request.actor, at=timezone.now())
        except rules.HandoverRefused as refused:
            tell(form, refused)
            ways = refused.ways
        else:
            messages.success(request, gettext("交接开始了。下一步：交出人逐项勾选。"))
            return HttpResponseRedirect(request.path)
    return _page(request, post, handover, form, ways=ways)


def _take(request: ActorRequest, handover: Handover, move: str) -> None:
    actor, at, message = request.actor, timezone.now(), request.POST.get("message", "")
    if move == "pass_on":
        actions.pass_on(handover.pk, _ticked(request, handover), actor=actor, at=at)
    elif move in ("give_back", "cancel", "sign_in_place"):
        getattr(actions, move)(handover.pk, message, actor=actor, at=at)
    else:
        getattr(actions, move)(handover.pk, actor=actor, at=at)


def _ticked(request: HttpRequest, handover: Handover) -> dict[int, str]:
    """Line -> note, of what was ticked, or of all with the button that passes everything on."""
    ticked, everything = set(request.POST.getlist("line")), request.POST.get("all") == "1"
    return {line.pk: request.POST.get(f"note-{line.pk}", "").strip() for line in handover.lines.all() if everything or str(line.pk) in ticked}


def _form(post: Post, today: date, data: object = None) -> HandoverForm:
    seats = leavable(post, today)
    return HandoverForm(data, seats=seats, near=people_near(post, today), initial={"planned_on": today})


def _page(
    request: ActorRequest, post: Post, handover: Handover | None, form: HandoverForm | None, refusal: str = "", ways: tuple[Way, ...] = (),
) -> HttpResponse:
    shown = handover is not None and (handover.status in RUNNING or form is None or not form.is_bound)
    page = {
        "post": post, "handover": handover if shown else None, "form": form, "refusal": refusal,
        "groups": by_source(handover, request.actor) if handover else [],
        "moves": moves_for(handover, request.actor, timezone.localdate()) if handover else {},
        "left": sum(line.passed_at is None for line in handover.lines.all()) if handover else 0, "typed": request.POST,
        "history": history(handover) if handover else [], "ways": ways_for(request.actor, ways),
        "deputies": deputies_of(post.pk, timezone.localdate()), "by_number": handover is not None and before_taking(handover, request.actor),
    }
    return render(request, "institutions/handover.html", page, status=422 if refusal or (form is not None and form.is_bound) else 200)


@never_cache
@require_safe
@signed_in
def by_number(request: ActorRequest, number: str) -> HttpResponse:
    """From the desk and from notices to the page of the post."""
    handover = get_object_or_404(handovers_for(request.actor), matter__number=number)
    return HttpResponseRedirect(reverse("institutions:handover", args=[handover.post_id]))


@never_cache
@require_safe
@signed_in
def handover_print(request: ActorRequest, pk: int) -> HttpResponse:
    """交接清单, with room for two signatures."""
    handover = shown_to(request.actor, get_object_or_404(Post, pk=pk).pk)
    if handover is None:
        raise Http404
    return render(request, "institutions/handover_print.html", {"handover": handover, "groups": by_source(handover, request.actor), "now": timezone.now()})
