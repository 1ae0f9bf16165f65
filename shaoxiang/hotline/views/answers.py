"""答案库: for everyone who answers; written by those who answer for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.hotline import access
from shaoxiang.hotline.actions.answers import end_answer, write_answer
from shaoxiang.hotline.forms.answers import AnswerForm
from shaoxiang.hotline.models import AnswerEntry
from shaoxiang.hotline.queries.answers import library
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.GRANTS["read_answers"])
    asked, ended = request.GET.get("ask", "").strip()[:200], request.GET.get("ended") == "1"
    rows = library(asked, on=timezone.localdate(), street_id=request.actor.street_id, ended=ended)
    context = {"rows": rows, "asked": asked, "ended": ended, "may_write": allowed(request.actor, access.GRANTS["write_answers"]), "today": timezone.localdate()}
    return render(request, "hotline/answers.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
@keeps_draft("hotline:answer")
def write(request: ActorRequest, pk: int | None = None) -> HttpResponse:
    """新写一条, or reword one: its earlier wordings stand below."""
    require(request.actor, access.GRANTS["write_answers"])
    entry = get_object_or_404(AnswerEntry, pk=pk) if pk else None
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm.of(entry) if entry else AnswerForm(initial=drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        write_answer(form.cleaned_data, actor=request.actor, at=timezone.now(), pk=pk)
        messages.success(request, gettext("答案已存；从现在起接电话时查得到。"))
        return HttpResponseRedirect(reverse("hotline:answers"))
    versions = list(entry.versions.all()[:50]) if entry else []
    return render(request, "hotline/answer.html", {"form": form, "entry": entry, "versions": versions}, status=422 if form.is_bound else 200)


@require_POST
@signed_in
def end(request: ActorRequest, pk: int) -> HttpResponse:
    require(request.actor, access.GRANTS["write_answers"])
    end_answer(get_object_or_404(AnswerEntry, pk=pk).pk, actor=request.actor, at=timezone.now(), on=timezone.localdate())
    messages.success(request, gettext("这条答案已停用，历史还在。"))
    return HttpResponseRedirect(reverse("hotline:answers"))
