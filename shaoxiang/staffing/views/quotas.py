"""How every unit stands, changes and their moves."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

from django.contrib import messages
from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.exchange.export import MEDIA_TYPES, Column, Format, export
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, asked_day, moved, said, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.staffing import access, actions, queries
from shaoxiang.staffing.actions import demands
from shaoxiang.staffing.flows import QUOTA_FLOW
from shaoxiang.staffing.forms.quotas import FORMS, ApproveForm, DraftForm, NoForm, PreviewForm
from shaoxiang.staffing.models import QuotaChange
from shaoxiang.staffing.queries import TYPES, UnitRow
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.staffing.vocabulary import ChangeStatus, Demanded

DRAFT_FIELDS = {"matching": "demanded_by"}
NEWEST_FIRST = ("-matter__opened_at", "-matter_id")


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """编制: every unit on a day; by whose quota, or by where people work."""
    require(request.actor, access.GRANTS["view"])
    on, notice = asked_day(request)
    view, whole = "work" if request.GET.get("view") == "work" else "quota", allowed(request.actor, access.GRANTS["view_over"])
    rows = queries.table(request.actor, on, placed=view == "work")
    context = {
        "rows": rows, "sums": queries.place_sums(rows) if whole and view == "work" else None,
        "on": on, "today": timezone.localdate(), "notice": notice, "types": TYPES,
        "view": view, "may_draft": allowed(request.actor, access.GRANTS["draft"]),
        "may_appoint": allowed(request.actor, access.GRANTS["appoint"]), "may_over": whole, "may_open": allowed(request.actor, access.GRANTS["open_ledger"]),
        "may_lock": allowed(request.actor, access.GRANTS["lock_unit"]),
    }
    return render(request, "staffing/index.html", context)


@never_cache
@require_safe
@signed_in
def download(request: ActorRequest, form: str) -> HttpResponse:
    require(request.actor, access.GRANTS["view"])
    if form not in MEDIA_TYPES:
        raise Http404
    on, _notice = asked_day(request)
    return cast("HttpResponse", export(_columns(), queries.table(request.actor, on, placed=False), cast("Format", form), f"{gettext('编制')}-{on.isoformat()}"))


def _columns() -> list[Column]:
    found = [Column(gettext("单位"), lambda row: row.body.shown_name)]
    for place, kind in enumerate(TYPES):
        for label, name in ((gettext("编制"), "quota"), (gettext("实有"), "headcount"), (gettext("空编"), "free"), (gettext("超编"), "over")):
            found.append(Column(f"{gettext(kind.label)} {label}", _reader(place, name)))
    return [*found, Column(gettext("锁定之日"), "locked_from"), Column(gettext("示例"), "composed")]


def _reader(place: int, name: str) -> Any:
    def read(row: UnitRow) -> int:
        return int(getattr(row.cells[place].standing, name))

    return read


@never_cache
@require_safe
@signed_in
def changes(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["view"])
    return _changes_page(request, ApproveForm(initial={"meeting_on": timezone.localdate()}))


def _changes_page(request: ActorRequest, form: ApproveForm, chosen: Collection[str] = (), status: int = 200) -> HttpResponse:
    """Every change, or those of one state; what waits for the commission can be ticked by it and approved by one meeting."""
    state, words = request.GET.get("state", ""), request.GET.get("q", "").strip()
    rows = queries.changes_for(request.actor)
    if state in {one.value for one in ChangeStatus}:
        rows = rows.filter(matter__status=state)
    if words:
        rows = rows.filter(Q(body__name__icontains=words) | Q(body__name_en__icontains=words) | Q(matter__number__iexact=words))
    page = keyset(rows, order=NEWEST_FIRST, cursor=request.GET.get("cursor"), size=50)
    waits = allowed(request.actor, access.GRANTS["approve"]) and any(row.status is ChangeStatus.REVIEWED for row in page.rows)
    context = {"page": page, "may_draft": allowed(request.actor, access.GRANTS["draft"]), "form": form if waits else None, "chosen": set(chosen),
               "state": state, "words": words, "waiting": ChangeStatus.REVIEWED.value}
    return render(request, "staffing/changes.html", context, status=status)


@never_cache
@require_POST
@signed_in
@once
def approve_many(request: ActorRequest) -> HttpResponse:
    """一次会议批准勾选的: all of them, or none, and then the page says which one is in the way."""
    require(request.actor, access.GRANTS["approve"])
    form, chosen = ApproveForm(request.POST), request.POST.getlist("chosen")
    if form.is_valid() and went(form, lambda: actions.approve_many(chosen, actor=request.actor, at=timezone.now(), **form.cleaned_data)):
        messages.success(request, gettext("%(n)s 件已批准。") % {"n": len(set(chosen))})
        return HttpResponseRedirect(reverse("staffing:changes"))
    return _changes_page(request, form, chosen, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("staffing:new")
def new(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["draft"])
    if request.method != "POST":
        return render(request, "staffing/new.html", {"form": DraftForm(initial={**request.GET.dict(), **drafts.initial(request)})})
    form = DraftForm(request.POST)
    if form.is_valid():
        try:
            change = actions.draft(form.wanted(), actor=request.actor, at=timezone.now())
        except StaffingRefused as refused:
            _record_demand(request, form, refused)
            form.add_error(DRAFT_FIELDS.get(refused.field, refused.field if refused.field in form.fields else None), said(refused))
        else:
            messages.success(request, gettext("%(number)s 已拟好，等编办另一位同志复核。") % {"number": change.number})
            return HttpResponseRedirect(reverse("staffing:change", args=[change.number]))
    return render(request, "staffing/new.html", {"form": form}, status=422)


def _record_demand(request: ActorRequest, form: DraftForm, refused: StaffingRefused) -> None:
    """A draft refused because a department demanded it: the demand stays on record, the draft does not (Q7)."""
    given = form.cleaned_data
    if refused.field == "matching" and given["demanded_by"] is not None:
        demands.refuse_demand(
            given["demanded_by"], given["body"], what=Demanded.POSTS, document="", words=given["reason"], actor=request.actor, at=timezone.now(),
        )
        messages.warning(request, gettext("这个部门的对口要求已登记并退回。"))


@never_cache
@require_safe
@signed_in
def preview(request: ActorRequest) -> HttpResponse:
    """这样改以后会怎样: read-only, asked while the form is being filled."""
    require(request.actor, access.GRANTS["draft"])
    form = PreviewForm(request.GET)
    today = timezone.localdate()
    found = queries.preview(form.wanted(), today, drafted_on=today) if form.is_valid() else None
    refusal = said(found.refused) if found is not None and found.refused is not None else ""
    return render(request, "staffing/preview.html", {"found": found, "refusal": refusal})


def _find(request: ActorRequest, number: str) -> QuotaChange:
    return get_object_or_404(queries.changes_for(request.actor), matter__number=number)


@never_cache
@require_safe
@signed_in
def change(request: ActorRequest, number: str) -> HttpResponse:
    found = _find(request, number)
    today = timezone.localdate()
    approved = found.status is ChangeStatus.APPROVED
    drafted_on = None if approved else actions.drafted_day(found)
    shown = queries.preview(queries.wanted_of(found), today, drafted_on=drafted_on) if found.matter.closed_at is None else None
    refusal = said(shown.refused) if shown is not None and shown.refused is not None else ""
    waits = approved and found.effective_on > today  # nothing to press: it is entered by itself
    moves = [move for move in queries.moves_for(found, request.actor) if not waits or move.name != "take_effect"]
    context = {
        "change": found, "moves": moves, "found": shown, "refusal": refusal, "entries": queries.record_of(found),
        "waits": waits,
    }
    return render(request, "staffing/change.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("staffing:act:{number}:{move}")
def act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """One move: its form (GET), and the act (POST)."""
    found = _find(request, number)
    if move not in FORMS:
        raise Http404
    require(request.actor, access.GRANTS[move], found)
    step = QUOTA_FLOW.by_name[move]
    if request.method != "POST":
        return _act_page(request, found, step, FORMS[move](initial=drafts.initial(request)))
    form = FORMS[move](request.POST)
    if form.is_valid() and went(form, lambda: getattr(actions, move)(number, actor=request.actor, at=timezone.now(), **form.cleaned_data)):
        return moved(request, number, step.label, reverse("staffing:change", args=[number]))
    return _act_page(request, found, step, form, status=422)


def _act_page(request: ActorRequest, found: QuotaChange, step: Move, form: Form, status: int = 200) -> HttpResponse:
    return render(request, "staffing/act.html", {"change": found, "move": step, "form": form, "plain": isinstance(form, NoForm)}, status=status)
