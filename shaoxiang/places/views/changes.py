"""区划变更: drafted in two steps, previewed with what stands in the way and what it touches, decided, in effect; the history is open to everyone signed in."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.journal.queries import as_read
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.hearing import HEARD, hearing_of
from shaoxiang.kernel.web.names import name_of
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.places import access, actions
from shaoxiang.places.forms import ChangeForm, DecideForm, FirstForm, HeardDecideForm, initial_of
from shaoxiang.places.models import DivisionChange
from shaoxiang.places.queries import changes as queries
from shaoxiang.places.queries.hearing import is_heard_on
from shaoxiang.places.queries.streets import still_left
from shaoxiang.places.rules.changes import ChangeRefused
from shaoxiang.places.views.asked import drafted, next_month, redrafted, said
from shaoxiang.places.views.streets import street_change_edit, street_context
from shaoxiang.places.vocabulary import OF_COMMUNITIES, OF_STREETS, AreaChangeKind, AreaChangeStatus, ChangeEntry

SHOWN = 100


@require_safe
@signed_in
def changes(request: ActorRequest) -> HttpResponse:
    """历次变更, newest first; ?q= words of the title or the document, ?kind=, ?state= (those taken back only when asked for)."""
    every, may = queries.changes_for(request.actor), allowed(request.actor, access.REORGANISE)
    chosen = {"q": request.GET.get("q", "").strip()[:40], "kind": request.GET.get("kind", ""), "state": request.GET.get("state", "")}
    rows = every.filter(status=chosen["state"]) if chosen["state"] in AreaChangeStatus.__members__ else every.exclude(status=AreaChangeStatus.WITHDRAWN)
    if chosen["kind"] in AreaChangeKind.__members__:
        rows = rows.filter(kind=chosen["kind"])
    if chosen["q"]:
        rows = rows.filter(Q(title__icontains=chosen["q"]) | Q(document__icontains=chosen["q"]))
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor"), size=SHOWN)
    left = [(row, one) for row in every.exclude(status=AreaChangeStatus.WITHDRAWN)[:SHOWN] if may for one in still_left(row, request.actor)]
    return render(request, "places/changes.html", {
        "rows": page.rows, "page": page, "chosen": chosen, "narrowed": any(chosen.values()), "may": may, "left": left,
    })


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("places:change_new")
def change_new(request: ActorRequest) -> HttpResponse:
    """First what and which community (GET), then the fields of that kind."""
    require(request.actor, access.REORGANISE)
    today = timezone.localdate()
    kind = request.GET.get("kind", "")
    source = queries.community_choice(request.GET.get("community", ""), today) if kind in OF_COMMUNITIES else None
    if source is None:
        first = FirstForm(request.GET if "kind" in request.GET else None, communities=queries.community_choices(today))
        return render(request, "places/change_first.html", {"form": first}, status=422 if first.is_bound and first.errors else 200)
    initial = {"effective_from": next_month(today), "title": f"{source.name}{gettext(AreaChangeKind.label_of(kind))}", **drafts.initial(request)}
    form = ChangeForm(request.POST or None, kind=kind, source=source, on=today, initial=initial)
    return drafted(request, form) or _form_page(request, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("places:change_edit:{pk}")
def change_edit(request: ActorRequest, pk: int) -> HttpResponse:
    require(request.actor, access.REORGANISE)
    row = get_object_or_404(DivisionChange, pk=pk)
    if row.kind in OF_STREETS:
        return street_change_edit(request, row)
    plan, today = queries.plan_of(row), timezone.localdate()
    source = queries.community_choice(plan.sources[0], today)
    if source is None or row.status != AreaChangeStatus.DRAFT:
        messages.warning(request, gettext("只有草案可以改；已经决定的，请先撤回，再起草一次。"))
        return redirect("places:change", pk=pk)
    initial = {"title": row.title, "effective_from": row.effective_from, "document": row.document, **initial_of(row.kind, plan, source.code),
               **drafts.initial(request)}
    form = ChangeForm(request.POST or None, kind=row.kind, source=source, on=today, initial=initial)
    return redrafted(request, pk, form) or _form_page(request, form, row)


def _form_page(request: ActorRequest, form: ChangeForm, row: DivisionChange | None = None) -> HttpResponse:
    context = {"form": form, "row": row, "kind": form.kind, "source": form.source, "seen": as_read("division_change", row.pk) if row is not None else ""}
    return render(request, "places/change_form.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@signed_in
def change(request: ActorRequest, pk: int) -> HttpResponse:
    """One change: as it would be, or as it was done."""
    row = _seen(request, pk)
    return _page(request, pk, _decide_form(row)(initial={"document": row.document, HEARD: hearing_of((queries.SUBJECT, pk), request.actor).number}))


def _decide_form(row: DivisionChange) -> type[DecideForm]:
    return HeardDecideForm if is_heard_on(row) else DecideForm


def _seen(request: ActorRequest, pk: int) -> DivisionChange:
    return get_object_or_404(queries.changes_for(request.actor), pk=pk)


def _page(request: ActorRequest, pk: int, form: DecideForm, refusal: str = "") -> HttpResponse:
    row = _seen(request, pk)
    waiting = row.status in (AreaChangeStatus.DRAFT, AreaChangeStatus.DECIDED)
    context = {
        "change": row, "form": form, "refusal": refusal, "may": allowed(request.actor, access.REORGANISE),
        "second": queries.may_decide(row, request.actor),
        "hearing": hearing_of((queries.SUBJECT, pk), request.actor) if waiting and is_heard_on(row) else None,
        **(street_context(row, request.actor) if row.kind in OF_STREETS else {
            "found": queries.preview(row) if waiting else None, "done": queries.succession(row) if row.status == AreaChangeStatus.EFFECTIVE else []}),
        "entries": [(entry.at, gettext(ChangeEntry.label_of(entry.kind)), name_of("assignment", entry.actor_id) if entry.actor_id else gettext("系统"))
                    for entry in queries.record_of(row)],
    }
    page = "places/street_change.html" if row.kind in OF_STREETS else "places/change.html"
    return render(request, page, context, status=422 if refusal or form.errors else 200)


@require_POST
@signed_in
@once
def change_decide(request: ActorRequest, pk: int) -> HttpResponse:
    require(request.actor, access.REORGANISE)
    form = _decide_form(_seen(request, pk))(request.POST)
    if not form.is_valid():
        return _page(request, pk, form)
    try:
        made = actions.decide_change(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
    except ChangeRefused as refused:
        return _page(request, pk, form, said(refused))
    messages.success(request, gettext("已经生效；在办的事正在转到新的社区。") if made.status == AreaChangeStatus.EFFECTIVE
                     else gettext("已登记。到生效那天自动换；在那以前可以撤回。"))
    return redirect("places:change", pk=pk)


@require_POST
@signed_in
def change_withdraw(request: ActorRequest, pk: int) -> HttpResponse:
    require(request.actor, access.REORGANISE)
    row = _seen(request, pk)
    try:
        actions.withdraw_change(pk, actor=request.actor, at=timezone.now())
    except ChangeRefused as refused:
        return _page(request, pk, _decide_form(row)(), said(refused))
    messages.success(request, gettext("已撤回，什么都没有变。"))
    return redirect("places:changes")
