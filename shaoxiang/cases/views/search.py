"""Search over everything the asker may see."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from shaoxiang.cases import queries
from shaoxiang.cases.queries.search import MATTERS_SHOWN, answers, number_in
from shaoxiang.grids.queries import task_for
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in

WORDS_MAX = 60


@require_safe
@signed_in
def search(request: ActorRequest) -> HttpResponse:
    """搜索: a number goes straight to its case or grid task; words find matters, places, institutions, duties."""
    words = request.GET.get("q", "").strip()[:WORDS_MAX]
    number = number_in(words)
    if number and queries.cases_for(request.actor).filter(matter__number=number).exists():
        return HttpResponseRedirect(reverse("cases:case", args=[number]))
    if number and task_for(request.actor, number) is not None:
        return HttpResponseRedirect(reverse("grids:task", args=[number]))
    found = answers(words, request.actor) if words else None
    for case in found.matters if found else ():
        case.shown_title = mask_text(case.matter.title)  # type: ignore[attr-defined]
    context = {"search_words": words, "found": found, "more": found is not None and len(found.matters) == MATTERS_SHOWN}
    return render(request, "cases/staff/search.html", context)
