"""机构图 of the district and of a unit, on any day; 改革前后, for everybody."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from shaoxiang.institutions.models import Body
from shaoxiang.institutions.queries.chart import district_chart, has_chart, unit_chart
from shaoxiang.institutions.queries.reform import REFORM_DAY, reform
from shaoxiang.institutions.views.organisation import matching
from shaoxiang.kernel.web.asked import asked_day
from shaoxiang.kernel.web.decorators import signed_in


@signed_in
@require_safe
def chart(request: HttpRequest) -> HttpResponse:
    """全区机构图. ?q= looks for a body by name, alias, plate or person: the one found opens, several are listed."""
    on, notice = asked_day(request)
    words = request.GET.get("q", "").strip()[:40]
    if words:
        return _found(request, words)
    page = {"chart": district_chart(on), "on": on, "today": timezone.localdate(), "notice": notice}
    return render(request, "institutions/chart.html", page)


def _found(request: HttpRequest, words: str) -> HttpResponse:
    on, _notice = asked_day(request)
    day = {"on": on.isoformat()} if on != timezone.localdate() else {}
    found = [body for body in matching(words, on) if has_chart(body)]
    if len(found) != 1:
        return HttpResponseRedirect(f"{reverse('institutions:index')}?{urlencode({'q': words, **day})}")
    return HttpResponseRedirect(reverse("institutions:unit_chart", args=[found[0].code]) + (f"?{urlencode(day)}" if day else ""))


@signed_in
@require_safe
def unit_chart_page(request: HttpRequest, code: str) -> HttpResponse:
    """一个单位的机构图; an office leads to the picture of its unit."""
    on, notice = asked_day(request)
    body = get_object_or_404(Body.objects.select_related("unit", "street"), code=code)
    if not has_chart(body) and body.unit is not None:
        return HttpResponseRedirect(reverse("institutions:unit_chart", args=[body.unit.code]) + (f"?on={on.isoformat()}" if request.GET.get("on") else ""))
    page = {
        "chart": unit_chart(body, on), "body": body, "on": on, "today": timezone.localdate(), "notice": notice,
        "in_force": body.valid_from <= on and (body.valid_to is None or on < body.valid_to),
    }
    return render(request, "institutions/unit_chart.html", page)


@require_safe
def reform_page(request: HttpRequest) -> HttpResponse:
    """改革前后: what each unit had on the last day before, and what it has since."""
    return render(request, "institutions/reform.html", {"reform": reform(REFORM_DAY), "day": REFORM_DAY})
