"""俗称: what people call a thing and what the lists call it. Everybody reads it; whoever keeps the words of types keeps it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.duties import actions
from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.forms import EverydayForm
from shaoxiang.duties.models import EverydayName
from shaoxiang.duties.queries.finding import titles_on
from shaoxiang.duties.queries.lists import everyday_rows
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.views.lists import SHOWN, asked, page_of
from shaoxiang.kernel.access import require
from shaoxiang.kernel.web.asked import tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset


@require_safe
def everyday(request: HttpRequest) -> HttpResponse:
    """The table on any day."""
    return _table(request, EverydayForm())


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def everyday_new(request: HttpRequest) -> HttpResponse:
    """A new line, above the table."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, GRANTS["edit_types"])
    form = EverydayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.name_everyday(**form.cleaned_data, actor=actor, at=timezone.now())
        except ChangeRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("已加上：从现在起写这个词也查得到。"))
            return redirect("duties:everyday")
    return _table(request, form)


def _table(request: HttpRequest, form: EverydayForm) -> HttpResponse:
    day, words, shown = asked(request)
    rows = everyday_rows(day, words=words)
    page, titles = keyset(rows, order=("word", "id"), cursor=request.GET.get("cursor"), size=SHOWN), titles_on(day)
    lines = [(row, any(row.meaning in title for title in titles)) for row in page.rows]
    response = page_of(request, "duties/everyday.html", {**shown, "page": page, "rows": lines, "total": rows.count(), "form": form})
    response.status_code = 422 if form.errors else 200
    return response


@signed_in
@require_POST
def everyday_end(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    try:
        actions.end_everyday(pk, actor=actor, at=timezone.now())
    except EverydayName.DoesNotExist:
        raise Http404(str(pk)) from None
    return redirect("duties:everyday")
