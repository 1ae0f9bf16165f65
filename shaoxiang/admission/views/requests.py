"""准入申请: the list, the form with its draft, the one page of the whole way, one small page for each move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.admission import access, actions, queries
from shaoxiang.admission.flows import ADMISSION_FLOW
from shaoxiang.admission.forms import FORMS, NoForm, RequestForm, ReviewForm, department_choices, initial_of, street_choices
from shaoxiang.admission.models import AdmissionRequest, AdmissionReview
from shaoxiang.admission.queries.page import page_of
from shaoxiang.admission.views.shared import NEWEST_FIRST, add_error
from shaoxiang.admission.vocabulary import ReviewKind
from shaoxiang.institutions.queries.desks import street_shown
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.journal.queries import as_read
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, moved, tried, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset

CHOSEN = ("mine", "stage", "department", "street", "all")
DO: dict[str, Callable[..., Any]] = {name: actions.decide if name == "approve" else getattr(actions, name) for name in FORMS}
LINES = ("deliver", "confirm", "dispute")  # moves of one resource line: ?line=
FIRST = ("review", "submit", "take_in", "consult", "give_opinion", "approve", "list_it", "register", "register_grid", "look_back")


def _find(request: ActorRequest, number: str) -> AdmissionRequest:
    """Another department's request is not there."""
    return get_object_or_404(queries.requests_for(request.actor), matter__number=number)


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """准入申请: what I may see, newest first; by stage, department, street; what waits for me."""
    chosen = {name: request.GET[name] for name in CHOSEN if request.GET.get(name)}
    page = keyset(queries.filtered(queries.requests_for(request.actor), chosen, request.actor), order=NEWEST_FIRST, cursor=request.GET.get("cursor"), size=50)
    own = request.actor.has_role(*map(str, access.DEPARTMENT))
    context = {
        "page": page, "chosen": chosen, "query": urlencode(chosen), "may_new": allowed(request.actor, access.GRANTS["new"]),
        "departments": [] if own else department_choices(), "streets": street_choices(),
        "street_shown": street_shown(chosen.get("street", ""), request.actor.street_id),
    }
    return render(request, "admission/list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("admission:new")
def new(request: ActorRequest) -> HttpResponse:
    """写一份申请: saved as the department's draft, whatever is still missing. ?title= from a page that refused the work."""
    require(request.actor, access.GRANTS["new"])
    title = request.GET.get("title", "")[:80]
    form = RequestForm(request.POST) if request.method == "POST" else RequestForm(initial={"title": title} | drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: actions.open_request(form.statement(), actor=request.actor, at=timezone.now()), add_error)
        if made is not None:
            messages.success(request, gettext("已存为草稿 %(number)s：只有本部门看得到。写全了再提交。") % {"number": made.number})
            return HttpResponseRedirect(reverse("admission:show", args=[made.number]))
    return render(request, "admission/new.html", {"form": form, "row": None}, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("admission:edit:{number}")
def edit(request: ActorRequest, number: str) -> HttpResponse:
    row = _find(request, number)
    require(request.actor, access.GRANTS["edit"], row)
    ADMISSION_FLOW.take("edit", row.matter.status)
    initial = initial_of(queries.statement_of(row)) | drafts.initial(request)
    form = RequestForm(request.POST) if request.method == "POST" else RequestForm(initial=initial)
    if request.method == "POST" and form.is_valid() and went(
        form, lambda: actions.edit(number, form.statement(), actor=request.actor, at=timezone.now(), seen=request.POST.get("seen")), add_error,
    ):
        messages.success(request, gettext("已保存。"))
        return HttpResponseRedirect(reverse("admission:show", args=[number]))
    return render(request, "admission/new.html", {"form": form, "row": row, "seen": as_read("matter", row.pk)}, status=422 if request.method == "POST" else 200)


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest, number: str) -> HttpResponse:
    page = page_of(_find(request, number), request.actor, now=timezone.now())
    first = [page.moves[name] for name in FIRST if name in page.moves]
    rest = [move for name, move in page.moves.items() if name not in (*FIRST, *LINES, "reject", "edit")]
    context = {"row": page.request, "page": page, "first": first, "rest": rest, "may_edit": "edit" in page.moves}
    return render(request, "admission/show.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("admission:act:{number}:{move}")
def act(request: ActorRequest, number: str, move: str) -> HttpResponse:
    """One move: its form (GET), and the act (POST)."""
    row = _find(request, number)
    if move == "review":
        return _to_my_review(request, row)
    if move not in FORMS:
        raise Http404
    require(request.actor, access.GRANTS[move], row)
    line = _line(request, row) if move in LINES else None
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    kept = FORMS[move](*posted, row=row, line=line, initial=drafts.initial(request))
    if request.method == "POST" and kept.is_valid() and went(
        kept, lambda: DO[move](number, actor=request.actor, at=timezone.now(), **kept.arguments()), add_error,
    ):
        return moved(request, number, ADMISSION_FLOW.by_name[move].label, reverse("admission:show", args=[number]))
    page = page_of(row, request.actor, now=timezone.now())
    context = {
        "row": row, "page": page, "move": ADMISSION_FLOW.by_name[move], "form": kept, "plain": isinstance(kept, NoForm) or not kept.fields,
        "line": next((one for one in page.resources if one.line_id == line), None),
    }
    return render(request, "admission/act.html", context, status=422 if request.method == "POST" else 200)


def _line(request: ActorRequest, row: AdmissionRequest) -> int:
    value = request.GET.get("line", "")
    if not (value.isascii() and value.isdigit() and len(value) < 10 and row.lines.filter(pk=int(value)).exists()):
        raise Http404
    return int(value)


def _to_my_review(request: ActorRequest, row: AdmissionRequest) -> HttpResponse:
    mine = queries.open_review(row, request.actor)
    if mine is None:
        raise Http404
    return HttpResponseRedirect(reverse("admission:review", args=[mine.pk]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("admission:review:{pk}")
def review(request: ActorRequest, pk: int) -> HttpResponse:
    """One of the three: what is asked for on the left, the finding on the right."""
    held = get_object_or_404(AdmissionReview, pk=pk)
    row = get_object_or_404(queries.requests_for(request.actor), pk=held.request_id)
    require(request.actor, access.reviews_as(held.kind))
    form = ReviewForm(request.POST) if request.method == "POST" else ReviewForm(initial=drafts.initial(request))
    if request.method == "POST" and form.is_valid() and went(
        form, lambda: actions.review(row.number, kind=ReviewKind(held.kind), actor=request.actor, at=timezone.now(), **form.arguments()), add_error,
    ):
        messages.success(request, gettext("审查意见已记下。"))
        return HttpResponseRedirect(reverse("admission:show", args=[row.number]))
    page = page_of(row, request.actor, now=timezone.now())
    context = {"row": row, "page": page, "review": held, "form": form}
    return render(request, "admission/review.html", context, status=422 if request.method == "POST" else 200)
