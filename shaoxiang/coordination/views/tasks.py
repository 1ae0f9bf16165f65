"""The ledger of tasks, and the moves of one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.coordination import actions, queries
from shaoxiang.coordination.flows import TASK_FLOW
from shaoxiang.coordination.forms.items import TASK_FORMS, NoTaskForm, TaskForm
from shaoxiang.coordination.models import CoordinationTask
from shaoxiang.coordination.queries.page import ledger, shown_tasks
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, tried
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset

WHICH = ("open", "late", "mine", "all")


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """任务台账: what was decided, who does it, by when; nearest day first."""
    which = request.GET.get("which", "open")
    which = which if which in WHICH else "open"
    page = keyset(ledger(request.actor, which=which, today=timezone.localdate()), order=("due_on", "pk"), cursor=request.GET.get("cursor"), size=50)
    seen = set(queries.items_for(request.actor).filter(pk__in=[task.case_id for task in page.rows]).values_list("pk", flat=True))
    context = {
        "page": page, "tasks": [(shown, shown.task.case_id in seen) for shown in shown_tasks(page.rows, request.actor, now=timezone.now())], "which": which,
    }
    return render(request, "coordination/tasks.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("coordination:task:{pk}:{move}")
def act(request: ActorRequest, pk: int, move: str) -> HttpResponse:
    """One move of a task: its form (GET), and the act (POST)."""
    seen = Q(pk__in=queries.tasks_for(request.actor).values("pk")) | Q(case__in=queries.items_for(request.actor).values("pk"))
    task = get_object_or_404(CoordinationTask.objects.filter(seen).select_related("case__matter"), pk=pk)
    if move not in TASK_FORMS:
        raise Http404
    found = TASK_FLOW.by_name[move]
    if request.method != "POST":
        return _page(request, task, found, TASK_FORMS[move](task=task, initial=drafts.initial(request)))
    form = TASK_FORMS[move](request.POST, task=task)
    if form.is_valid():
        done = tried(form, lambda: getattr(actions, move)(pk, actor=request.actor, at=timezone.now(), **form.arguments()))
        if done is not None:
            messages.success(request, gettext("%(move)s，已办。") % {"move": gettext(found.label)})
            seen_item = queries.items_for(request.actor).filter(pk=task.case_id).exists()
            return HttpResponseRedirect(reverse("coordination:item", args=[task.case.number]) if seen_item else reverse("coordination:tasks"))
    return _page(request, task, found, form, status=422)


def _page(request: ActorRequest, task: CoordinationTask, move: Move, form: TaskForm, status: int = 200) -> HttpResponse:
    return render(request, "coordination/task.html", {"task": task, "move": move, "form": form, "plain": isinstance(form, NoTaskForm)}, status=status)
