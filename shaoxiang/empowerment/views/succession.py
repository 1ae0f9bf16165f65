"""权力事项随机构整体承接: what becomes of every item, what the heir lacks, and the act."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shaoxiang.cases.queries import cases_for
from shaoxiang.empowerment import access, actions, queries
from shaoxiang.empowerment.forms import SuccessionForm
from shaoxiang.empowerment.rules import BARS
from shaoxiang.empowerment.views.asked import add
from shaoxiang.kernel.access import require
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("empowerment:pass_on:{code}")
def pass_on(request: ActorRequest, code: str) -> HttpResponse:
    """Looked at for the day asked for ("先看会怎样"), then recorded."""
    require(request.actor, access.GRANTS["pass_on"])
    today = timezone.localdate()
    left = next((one for one in queries.left_powers(today) if one.unit.code == code and one.heir is not None), None)
    if left is None or left.heir is None:
        raise Http404
    unit, heir, posted = left.unit, left.heir, request.method == "POST"
    form = SuccessionForm(request.POST) if posted else SuccessionForm(initial={"effective_on": today.isoformat(), **drafts.initial(request)})
    good = posted and form.is_valid()
    looking = request.POST.get("step") == "look"
    if good and not looking and went(form, lambda: actions.pass_on(unit.pk, heir.pk, actor=request.actor, at=timezone.now(), **form.cleaned_data), add):
        messages.success(request, gettext("权力事项已经由%(name)s整体承接。") % {"name": heir.shown_name})
        return redirect("empowerment:unit", code=heir.code)
    on = max(today, form.cleaned_data.get("effective_on") or today) if posted else today
    found = queries.taking_over(unit, heir, on)
    seen = set(cases_for(request.actor).filter(pk__in=[one.case_id for one in found.running]).values_list("pk", flat=True))
    context = {
        "form": form, "left": left, "unit": unit, "heir": heir, "found": found, "lacking": queries.missing_words(found.missing), "looked": good and looking,
        "barred": found.of(*BARS), "running": [(one, one.case_id in seen) for one in found.running], "today": today,
        "seen": set(queries.decisions_for(request.actor).values_list("pk", flat=True)),
    }
    return render(request, "empowerment/pass_on.html", context, status=200 if not posted or (good and looking) else 422)
