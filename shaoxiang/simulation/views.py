"""推演: the question, the runs, one run with its answer."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.kernel.access import require
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.paging import keyset
from shaoxiang.simulation import access, actions
from shaoxiang.simulation.forms import QuestionForm
from shaoxiang.simulation.queries import NothingRecorded, runs, wording, world_now
from shaoxiang.simulation.rules.changes import ChangeRefused
from shaoxiang.simulation.vocabulary import RunStatus

NEWEST_FIRST = ("-asked_at", "-id")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@keeps_draft("simulation:index")
def index(request: ActorRequest) -> HttpResponse:
    """The form, and what was asked before. Sent twice within a minute, the same run answers (`actions.ask`)."""
    require(request.actor, access.GRANTS["ask"])
    try:
        world = world_now(at=timezone.now())
    except NothingRecorded as nothing:
        return _page(request, None, nothing=gettext(str(nothing)), status=422 if request.method == "POST" else 200)
    if request.method != "POST":
        return _page(request, QuestionForm(world=world, initial=drafts.initial(request)))
    form = QuestionForm(request.POST, world=world)
    if form.is_valid():
        try:
            run = actions.ask(form.plan(), form.changes(), actor=request.actor, at=timezone.now(), base=world)
        except ChangeRefused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, wording.refusal(refused))
        else:
            return HttpResponseRedirect(reverse("simulation:run", args=[run.pk]))
    return _page(request, form, status=422)


def _page(request: ActorRequest, form: QuestionForm | None, *, nothing: str = "", status: int = 200) -> HttpResponse:
    page = keyset(runs.runs_for(request.actor), order=NEWEST_FIRST, cursor=request.GET.get("cursor"), size=20)
    rows = [(run, runs.changes_in_words(run)) for run in page.rows]
    context = {"form": form, "page": page, "rows": rows, "nothing": nothing, "what_it_is": wording.what_it_is()}
    return render(request, "simulation/index.html", context, status=status)


@never_cache
@require_safe
@signed_in
def show(request: ActorRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(runs.runs_for(request.actor), pk=pk)
    answer = runs.shown(run) if run.status == RunStatus.DONE else None
    return render(request, "simulation/run.html", {"run": run, "answer": answer, "what_it_is": wording.what_it_is()})
