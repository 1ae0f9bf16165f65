"""公开的办理结果: what reporters agreed to and a desk has looked at. Nothing else of any case is ever public."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import resident as pages
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.identity.rules import mask_public
from shaoxiang.kernel.web.paging import keyset

PAGE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Newest first, by key."""
    page = keyset(pages.published(), order=pages.PUBLIC_ORDER, cursor=request.GET.get("cursor"), size=PAGE)
    return render(request, "cases/resident/public_list.html", {"page": page, "rows": [_shown(case) for case in page]})


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """One of them; 404 for what is not public, whether or not it exists."""
    return render(request, "cases/resident/public.html", _shown(get_object_or_404(pages.published(), matter__number=number)))


def _shown(case: Case) -> dict[str, object]:
    """Masked once more: rules may have learnt since."""
    matter = case.matter
    return {
        "number": matter.number, "type": duty_book().types.get(matter.subject_code), "place": pages.public_place(case),
        "text": mask_public(case.public_text), "answer": mask_public(case.public_answer), "opened_at": matter.opened_at, "closed_at": matter.closed_at,
        "unit": book().name_of(matter.unit_id) if matter.unit_id else "", "reopened": case.reopened,
    }
