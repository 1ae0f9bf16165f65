"""值班表: the month, turns drawn, shifts by hand, leave, swaps, and one's own shifts."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.forces import access, actions
from shaoxiang.forces.forms import AbsenceForm, DrawForm, RotationForm, ShiftForm, SwapForm
from shaoxiang.forces.models import Absence, Shift, Swap
from shaoxiang.forces.queries.feeds import feeds_of
from shaoxiang.forces.queries.roster import (
    eligible,
    month_of,
    roster_lines,
    rosters_for,
    rotation_of,
    shifts_of_person,
    swaps_of,
    swaps_to_decide,
    swaps_waiting_for,
    theirs_for_swap,
)
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.forces.views.asked import asked_month
from shaoxiang.institutions.models import Body, Person
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once


@never_cache
@require_safe
@signed_in
def rosters(request: ActorRequest) -> HttpResponse:
    """The rosters a reader may open: who is on duty now, and how many turns of a fortnight nobody holds."""
    return render(request, "forces/rosters.html", {"lines": roster_lines(request.actor, now=timezone.now())})


def _body(request: ActorRequest, code: str, *, edit: bool = False) -> Body:
    body = get_object_or_404(rosters_for(request.actor), code=code)
    if edit:
        require(request.actor, access.GRANTS["edit_roster"], body)
    return body


@never_cache
@require_safe
@signed_in
def roster(request: ActorRequest, code: str) -> HttpResponse:
    """One month of a body's roster, `?month=2026-03`."""
    body, now = _body(request, code), timezone.now()
    page = month_of(body, asked_month(request), now=now)
    first = max(page.first, timezone.localdate())
    draw_form = DrawForm(initial={"first": first, "last": page.next_month - timedelta(days=1)})
    context = {
        "body": body, "page": page, "may_edit": allowed(request.actor, access.GRANTS["edit_roster"], body), "draw_form": draw_form, "now": now,
        "today": timezone.localdate(), "person_id": request.actor.person_id, "everything": request.GET.get("all") == "1",
    }
    return render(request, "forces/roster.html", context)


def _to_month(body: Body, at: datetime | None = None) -> HttpResponse:
    address = reverse("forces:roster", args=[body.code])
    return HttpResponseRedirect(f"{address}?month={timezone.localtime(at):%Y-%m}" if at is not None else address)


def _form_page(
    request: ActorRequest, body: Body, form: Any, title: str, *, note: str = "", people: dict[int, Person] | None = None, cancels: Shift | None = None,
) -> HttpResponse:
    context = {
        "form": form, "body": body, "title": title, "note": note, "back": reverse("forces:roster", args=[body.code]),
        "people": [person.shown_name for person in people.values()] if people else [], "cancels": cancels,
    }
    return render(request, "forces/form.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("forces:rotation:{code}")
def rotation(request: ActorRequest, code: str) -> HttpResponse:
    """轮值顺序 `?part=LEADER|DUTY`."""
    body, today = _body(request, code, edit=True), timezone.localdate()
    people = eligible(body, today)
    part = "LEADER" if request.GET.get("part") == "LEADER" else "DUTY"
    held = rotation_of(body.pk, part, today)
    initial: dict[str, Any] = {"part": part}
    if held is not None:
        names = "\n".join(people[key].shown_name for key in held.people if key in people)
        initial |= {"covers": held.covers, "people": names, "day_from": held.day_from, "night_from": held.night_from}
    form = RotationForm(request.POST or None, people=people, initial={**initial, **drafts.initial(request)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_rotation(body.pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except ForceRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("轮值顺序已定。下一步：按轮值排班。"))
            return _to_month(body)
    return _form_page(request, body, form, gettext("轮值顺序"), note=gettext("节假日自己轮一圈，不会总是同一个人过年值班。"), people=people)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def draw(request: ActorRequest, code: str) -> HttpResponse:
    """按轮值排班: fills what nobody holds; what is there stays."""
    body = _body(request, code, edit=True)
    form = DrawForm(request.POST or None, initial={"first": timezone.localdate(), "last": timezone.localdate() + timedelta(days=30)})
    if request.method == "POST" and form.is_valid():
        try:
            drawn = actions.draw_roster(body.pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except ForceRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("排好 %(n)d 个班。") % {"n": drawn.made})
            if drawn.gaps:
                messages.warning(request, gettext("还有 %(n)d 个班谁都排不上：请加人，或手工安排。") % {"n": len(drawn.gaps)})
            return _to_month(body, timezone.make_aware(datetime.combine(form.cleaned_data["first"], time())))
    return _form_page(request, body, form, gettext("按轮值排班"), note=gettext("只补没有人的班；已经排好的不动。"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("forces:shift:{code}")
def shift_new(request: ActorRequest, code: str) -> HttpResponse:
    """手工排一班; `?part=&kind=&from=&to=` from a gap on the page."""
    body = _body(request, code, edit=True)
    given = {"part": request.GET.get("part"), "kind": request.GET.get("kind"), "starts_at": request.GET.get("from"), "ends_at": request.GET.get("to")}
    return _shift(request, body, None, {name: value for name, value in given.items() if value})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("forces:shift:{pk}")
def shift(request: ActorRequest, pk: int) -> HttpResponse:
    """改一班."""
    row = _shift_row(request, pk)
    initial = {"part": row.part, "kind": row.kind, "person_id": row.person_id}
    return _shift(request, row.body, row, initial | {"starts_at": timezone.localtime(row.starts_at), "ends_at": timezone.localtime(row.ends_at)})


def _shift_row(request: ActorRequest, pk: int) -> Shift:
    row = get_object_or_404(Shift.objects.select_related("body", "person"), pk=pk)
    if not rosters_for(request.actor).filter(pk=row.body_id).exists():
        raise Http404
    require(request.actor, access.GRANTS["edit_roster"], row.body)
    return row


def _shift(request: ActorRequest, body: Body, row: Shift | None, initial: dict[str, Any]) -> HttpResponse:
    form = ShiftForm(request.POST or None, people=eligible(body, timezone.localdate()), initial={**initial, **drafts.initial(request)})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.put_shift(body.pk, actor=request.actor, at=timezone.now(), replaces=row.pk if row else None, **form.cleaned_data)
        except ForceRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("已排好。"))
            return _to_month(body, made.starts_at)
    return _form_page(request, body, form, gettext("改这一班") if row else gettext("手工排一班"), cancels=row)


@never_cache
@require_POST
@signed_in
def shift_cancel(request: ActorRequest, pk: int) -> HttpResponse:
    """取消一班: leaves a gap that the page shows."""
    row = _shift_row(request, pk)
    try:
        actions.cancel_shift(pk, actor=request.actor, at=timezone.now())
    except ForceRefused as refused:
        messages.error(request, gettext(refused.reason))
    else:
        messages.warning(request, gettext("已取消：这一班现在没有人，请补上。"))
    return _to_month(row.body, row.starts_at)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("forces:absence:{code}")
def absence_new(request: ActorRequest, code: str) -> HttpResponse:
    """登记请假、培训、检修."""
    body = _body(request, code, edit=True)
    form = AbsenceForm(request.POST or None, people=eligible(body, timezone.localdate()), initial=drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            row, left = actions.report_absence(body.pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except ForceRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("已登记。"))
            if left:
                messages.warning(request, gettext("他有 %(n)d 个班落在这段时间里：表上已标出，请换人。") % {"n": len(left)})
            return _to_month(body, row.starts_at)
    return _form_page(request, body, form, gettext("登记不能出动"), note=gettext("只用来排班和判断能不能出动，不用于考勤、考核。"))


@never_cache
@require_POST
@signed_in
def absence_cancel(request: ActorRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Absence.objects.select_related("body"), pk=pk, cancelled_at=None)
    body = _body(request, row.body.code, edit=True)
    actions.cancel_absence(pk, actor=request.actor, at=timezone.now())
    messages.success(request, gettext("已取消。"))
    return _to_month(body, row.starts_at)


# -- one's own

@never_cache
@require_safe
@signed_in
def my_shifts(request: ActorRequest) -> HttpResponse:
    """我的班: shifts to come, swaps to answer and to approve, calendar addresses."""
    actor, now = request.actor, timezone.now()
    context = {
        "shifts": list(shifts_of_person(actor.person_id or 0, now)[:60]), "waiting": list(swaps_waiting_for(actor.person_id)),
        "deciding": swaps_to_decide(actor), "mine": swaps_of(actor.person_id), "feeds": feeds_of(actor.person_id, actor.assignment_id), "now": now,
    }
    return render(request, "forces/my_shifts.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("forces:swap:{pk}")
def swap_new(request: ActorRequest, pk: int) -> HttpResponse:
    """申请换班, for one's own shift."""
    row = get_object_or_404(Shift.objects.select_related("body", "person"), pk=pk, person_id=request.actor.person_id or 0)
    people = eligible(row.body, timezone.localdate())
    form = SwapForm(request.POST or None, shift=row, people=people, theirs=theirs_for_swap(row, timezone.now()), initial=drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_swap(pk, form.cleaned_data["other_id"], offered_id=form.cleaned_data["offered_id"], actor=request.actor, at=timezone.now())
        except ForceRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("已发给对方；对方同意、负责人批准以后，值班表才会改。"))
            return HttpResponseRedirect(reverse("forces:my_shifts"))
    context = {"form": form, "shift": row, "title": gettext("申请换班"), "back": reverse("forces:my_shifts"), "body": row.body}
    return render(request, "forces/form.html", context, status=422 if form.errors else 200)


SWAP_ACTS = {
    "agree": lambda pk, actor, at: actions.answer_swap(pk, agrees=True, actor=actor, at=at),
    "refuse": lambda pk, actor, at: actions.answer_swap(pk, agrees=False, actor=actor, at=at),
    "approve": lambda pk, actor, at: actions.decide_swap(pk, approves=True, actor=actor, at=at),
    "reject": lambda pk, actor, at: actions.decide_swap(pk, approves=False, actor=actor, at=at),
    "withdraw": lambda pk, actor, at: actions.withdraw_swap(pk, actor=actor, at=at),
}


@never_cache
@require_POST
@signed_in
@once
def swap_act(request: ActorRequest, pk: int, act: str) -> HttpResponse:
    """同意、不同意、批准、不批准、撤回."""
    if act not in SWAP_ACTS:
        raise Http404
    try:
        SWAP_ACTS[act](pk, request.actor, timezone.now())
    except Swap.DoesNotExist:
        raise Http404 from None
    except ForceRefused as refused:
        messages.error(request, gettext(refused.reason))
    else:
        messages.success(request, gettext("已记下。"))
    return HttpResponseRedirect(reverse("forces:my_shifts"))
