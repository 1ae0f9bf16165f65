"""网格任务: arrange, look, take a step."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.grids import access, actions, queries
from shaoxiang.grids.flows import TASK_FLOW
from shaoxiang.grids.forms import MoveForm, TaskForm
from shaoxiang.grids.models import GridTask
from shaoxiang.grids.rules import TaskRefused
from shaoxiang.grids.vocabulary import TaskStatus
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.web import paging
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once

ORDER = ("-matter__opened_at", "-matter_id")


def _actor(request: HttpRequest) -> Actor:
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


@signed_in
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Tasks of the reader's scope, newest first; `?status=`."""
    actor, status = _actor(request), request.GET.get("status", "")
    rows = queries.tasks_for(actor)
    if status in list(TaskStatus):
        rows = rows.filter(matter__status=status)
    page = paging.keyset(rows, order=ORDER, cursor=request.GET.get("cursor"))
    return render(request, "grids/tasks.html", {"page": page, "status": status})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def task_new(request: HttpRequest, code: str) -> HttpResponse:
    """安排网格员做事: refused where it stands on no list, with the way to cure it."""
    actor, today = _actor(request), timezone.localdate()
    grid = queries.grid_row(actor, code, today)
    if grid is None:
        raise Http404
    require(actor, access.GRANTS["assign"], grid)
    form = TaskForm(request.POST or None, duties=queries.duties_in_force(today))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.assign_task(code, actor=actor, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("%(number)s 已安排，在网格员的待办里。") % {"number": made.matter.number})
            return redirect("grids:task", number=made.matter.number)
        except TaskRefused as refused:
            refusal = _(refused.reason) % refused.facts
            form.add_error(refused.field if refused.field in form.fields else None, refusal)
    page = {"form": form, "row": grid, "refusal": refusal, "card": queries.card(code, today)}
    return render(request, "grids/task_new.html", page, status=422 if form.errors else 200)


@signed_in
@require_safe
def task(request: HttpRequest, number: str) -> HttpResponse:
    found = queries.task_for(_actor(request), number)
    if found is None:
        raise Http404
    return _task_page(request, found)


def _task_page(request: HttpRequest, found: GridTask, refusal: str = "", status: int = 200) -> HttpResponse:
    page = {
        "page": queries.task_page(found, _actor(request)), "task": found, "refusal": refusal, "duties": queries.duties_in_force(timezone.localdate()),
        "words": request.POST.get("words", "")[:500],
    }
    return render(request, "grids/task.html", page, status=status)


@signed_in
@require_POST
@once
def task_move(request: HttpRequest, number: str, move: str) -> HttpResponse:
    if move not in TASK_FLOW.by_name:
        raise Http404
    actor = _actor(request)
    form = MoveForm(request.POST, duties=queries.duties_in_force(timezone.localdate()))
    given: dict[str, Any] = form.cleaned_data if form.is_valid() else {"words": "", "duty": None}
    try:
        actions.take_move(number, move, actor=actor, at=timezone.now(), words=given["words"], duty=given["duty"])
    except GridTask.DoesNotExist:
        raise Http404 from None
    except TaskRefused as refused:
        found = queries.task_for(actor, number)
        assert found is not None  # noqa: S101
        return _task_page(request, found, _(refused.reason) % refused.facts, 422)
    messages.success(request, _("已办：%(move)s。") % {"move": _(TASK_FLOW.by_name[move].label)})
    return redirect(reverse("grids:task", args=[number]))
