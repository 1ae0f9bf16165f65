"""Search over everything the asker may see."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shaoxiang.cases import queries
from shaoxiang.cases.queries.desk import page_of
from shaoxiang.cases.queries.search import MATTERS_SHOWN, answers, number_in
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.matter.vocabulary import NUMBER_PREFIX, MatterKind
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in

WORDS_MAX = 60


@require_safe
@signed_in
def search(request: ActorRequest) -> HttpResponse:
    """搜索: a number goes straight to its page, whatever the kind of matter; words find matters, places, institutions, duties.

    Only of a case is it asked first whether it may be seen: any other number leads to its room, which says so itself. So nobody learns from
    the search what there is.
    """
    words = request.GET.get("q", "").strip()[:WORDS_MAX]
    number = number_in(words)
    of_case = number.startswith(NUMBER_PREFIX[MatterKind.CASE])
    if number and (not of_case or queries.cases_for(request.actor).filter(matter__number=number).exists()) and (page := page_of(number)):
        return HttpResponseRedirect(page)
    found = answers(words, request.actor) if words else None
    for case in found.matters if found else ():
        case.shown_title = mask_text(case.matter.title)  # type: ignore[attr-defined]
    context = {"search_words": words, "found": found, "more": found is not None and len(found.matters) == MATTERS_SHOWN}
    return render(request, "cases/staff/search.html", context)
