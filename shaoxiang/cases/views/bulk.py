"""批量办理: choose rows, see what would happen to each, confirm, see what happened."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.cases import access, queries
from shaoxiang.cases.actions.bulk import run_bulk
from shaoxiang.cases.actions.exports import export_cases
from shaoxiang.cases.forms.lists import FilterForm
from shaoxiang.cases.forms.moves import FORMS, MoveForm
from shaoxiang.cases.forms.relations import BulkExtendForm, BulkMergeForm
from shaoxiang.cases.models import BulkRun, Case
from shaoxiang.cases.queries import LONG
from shaoxiang.cases.queries.bulk import BULK, BULK_MOST, MERGE_MOST, PAPERS, Verdict, offers, verdicts
from shaoxiang.cases.queries.lists import ORDER, listed
from shaoxiang.cases.queries.papers import case_files, slips
from shaoxiang.cases.queries.relations import sides_of
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.rules import relations as together
from shaoxiang.cases.views.asked import go
from shaoxiang.cases.views.relations import shown
from shaoxiang.kernel.access import require
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import new_token


@never_cache
@require_POST
@signed_in
def preview(request: ActorRequest) -> HttpResponse:
    """先看: for each chosen case whether it will be done, or why not. Papers and exports come at once: they change nothing."""
    require(request.actor, access.GRANTS["bulk"])
    what = request.POST.get("what", "")
    cases = _chosen(request)
    if what not in offers(request.actor) or not cases:
        messages.error(request, gettext("请先勾选事件，再选要办的事。") if not cases else gettext("请选要批量办的事。"))
        return go(request, _back(request))
    if len(cases) > BULK_MOST or (what == "merge" and len(cases) > MERGE_MOST):
        most = MERGE_MOST if what == "merge" else BULK_MOST
        messages.error(request, gettext("选中的太多：这件事一次最多 %(n)d 件，请缩小条件。") % {"n": most})
        return go(request, _back(request))
    if what == "export":
        return _exported(request, cases)
    rows = verdicts(cases, what, request.actor)
    if what in PAPERS:
        return _papers(request, rows, what)
    return _preview_page(request, what, rows, _form(what, [row.case for row in rows if row.ok], request))


def _chosen(request: ActorRequest) -> list[Case]:
    """The ticked rows, or all of the filter; only of the actor's own rows, at most one more than may be acted on."""
    if request.POST.get("all"):
        chosen = FilterForm(QueryDict(request.POST.get("query", "")[:1000])).chosen
        return list(listed(request.actor, chosen, now=timezone.now()).defer(*LONG).order_by(*ORDER)[: BULK_MOST + 1])
    numbers = [number[:24] for number in request.POST.getlist("pick")[: BULK_MOST + 1]]
    return list(queries.cases_for(request.actor).filter(matter__number__in=numbers).order_by(*ORDER))


def _back(request: ActorRequest) -> str:
    query = request.POST.get("query", "")[:1000]
    return f"{reverse('cases:list')}?{query}" if query else reverse("cases:list")


def _exported(request: ActorRequest, cases: list[Case]) -> HttpResponse:
    require(request.actor, access.GRANTS["export"])
    file: Any = export_cases({"numbers": tuple(case.number for case in cases)}, "xlsx", actor=request.actor, at=timezone.now())
    return file  # type: ignore[no-any-return]


def _papers(request: ActorRequest, rows: list[Verdict], what: str) -> HttpResponse:
    """One PDF of all that can be printed; what cannot is told on the next page."""
    cases = [row.case for row in rows if row.ok]
    if not cases:
        messages.error(request, rows[0].reason)
        return go(request, _back(request))
    at = timezone.now()
    content = slips(cases, at=at) if what == "print" else case_files(cases, actor=request.actor, at=at)
    name = f"{what}-{timezone.localtime(at):%Y%m%d-%H%M}.pdf"
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _form(what: str, cases: list[Case], request: ActorRequest, data: QueryDict | None = None) -> Form:
    """The move's own form, asked once for all. Files are not given to several at once."""
    if what == "extend":
        return BulkExtendForm(data)
    if what == "merge":
        sides = sides_of(cases)
        main = next((case.number for case in cases if sides and case.pk == together.pick_main(sides).pk), "")
        return BulkMergeForm(data, choices=[(case.number, f"{case.number} {mask_text(case.matter.title)}") for case in cases], initial={"main": main})
    made: MoveForm = FORMS[what if cases else "accept"](data, case=cases[0] if cases else Case(), actor=request.actor)
    made.fields.pop("photos", None)
    return made


def _preview_page(request: ActorRequest, what: str, rows: list[Verdict], form: Form, status: int = 200) -> HttpResponse:
    context = {
        "what": what, "label": gettext(BULK[what]), "rows": shown(rows), "form": form, "token": request.POST.get("token") or new_token(),
        "ok": sum(row.ok for row in rows), "query": request.POST.get("query", "")[:1000], "back": _back(request),
    }
    return render(request, "cases/staff/bulk.html", context, status=status)


@never_cache
@require_POST
@signed_in
def run(request: ActorRequest) -> HttpResponse:
    """办: each in its own transaction. The form carries a token: sent twice, it runs once and shows the same result."""
    require(request.actor, access.GRANTS["bulk"])
    what = request.POST.get("what", "")
    cases = _chosen(request)
    if what not in offers(request.actor) or what in (*PAPERS, "export") or not cases or not request.POST.get("token"):
        messages.error(request, gettext("这一页已经过期：请重新勾选。"))
        return go(request, _back(request))
    form = _form(what, cases, request, request.POST)
    if not form.is_valid():
        return _preview_page(request, what, verdicts(cases, what, request.actor), form, status=422)
    arguments = form.arguments() if isinstance(form, MoveForm) else dict(form.cleaned_data)
    try:
        made = run_bulk(what, [case.number for case in cases], arguments, token=request.POST["token"], actor=request.actor, at=timezone.now())
    except ReportRefused as refused:
        form.add_error(None, gettext(refused.reason))
        return _preview_page(request, what, verdicts(cases, what, request.actor), form, status=422)
    return go(request, reverse("cases:bulk_result", args=[made.pk]))


@never_cache
@require_safe
@signed_in
def result(request: ActorRequest, pk: int) -> HttpResponse:
    """办的结果: what was done, and what was not with its reason, ready to be chosen again. One's own runs only."""
    made = get_object_or_404(BulkRun, pk=pk, assignment_id=request.actor.assignment_id)
    seen = {case.number: case for case in queries.cases_for(request.actor).filter(matter__number__in=made.numbers).defer(*LONG)}
    rows = [
        {"number": number, "title": mask_text(seen[number].matter.title) if number in seen else "", "reason": made.results.get(number), "seen": number in seen}
        for number in made.numbers
    ]
    context = {
        "run": made, "label": gettext(BULK.get(made.move, made.move)), "rows": rows, "done": sum(row["reason"] == "" for row in rows),
        "failed": [row for row in rows if row["reason"]], "waiting": sum(row["reason"] is None for row in rows), "offers": offers(request.actor),
    }
    return render(request, "cases/staff/bulk_result.html", context)
