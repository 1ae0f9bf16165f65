"""评价链接: five grades without signing in. GET only shows them (a mail scanner opens links too); POST rates, once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shaoxiang.cases import actions, queries
from shaoxiang.cases.forms.resident import RateForm
from shaoxiang.cases.queries import rating as links
from shaoxiang.cases.queries.words import type_words
from shaoxiang.cases.views.resident import ACTS
from shaoxiang.cases.views.resident_session import actor_of
from shaoxiang.cases.vocabulary import Satisfaction
from shaoxiang.kernel.web import errors
from shaoxiang.kernel.web.errors import Fault
from shaoxiang.kernel.web.limits import limited

EXPIRED = Fault(
    410, _("这个评价链接用不了了"), _("链接不完整、过了期限，或者这件事后来又重办过。"),
    _("还想评价，请凭编号和查询码打开这件事，或打电话、到窗口。"),
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@limited(ACTS)
def rating(request: HttpRequest, token: str) -> HttpResponse:
    """Nothing of the matter is shown but its number, kind and day: whoever has the link may only rate."""
    try:
        case = links.case_of(token)
    except links.LinkExpired:
        return errors.page(request, 410, fault=EXPIRED)
    open_now = "rate" in queries.moves_for(case, actor_of(case))
    form = RateForm(request.POST or None)
    if request.method == "POST" and open_now and form.is_valid():
        given = form.cleaned_data
        actions.rate(case.number, actor=actor_of(case), at=timezone.now(), satisfaction=Satisfaction(given["satisfaction"]), words=given["words"])
        return redirect("resident:rating", token=token)
    context = {"case": case, "matter": case.matter, "form": form, "type_name": type_words(case.matter.subject_code), "open": open_now}
    return render(request, "cases/resident/rating.html", context, status=422 if request.method == "POST" and open_now else 200)
