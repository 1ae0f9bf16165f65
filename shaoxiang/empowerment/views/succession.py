"""权力事项随机构整体承接: what becomes of every item, what the heir lacks, and the act; before a change of streets its draft, its decision, its withdrawal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shaoxiang.cases.queries import cases_for
from shaoxiang.empowerment import access, actions, queries
from shaoxiang.empowerment.forms import DraftSuccessionForm, SuccessionForm
from shaoxiang.empowerment.models import PowerSuccession
from shaoxiang.empowerment.queries.coming import arranged, ends_ahead
from shaoxiang.empowerment.rules import BARS, EmpowermentRefused
from shaoxiang.empowerment.views.asked import add
from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, said, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.templatetags.shaoxiang import zh_date


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("empowerment:pass_on:{code}")
def pass_on(request: ActorRequest, code: str) -> HttpResponse:
    """Of a street that has ended: looked at for the day asked for ("先看会怎样"), then recorded. Of one that is to end: see `_beforehand`."""
    require(request.actor, access.GRANTS["pass_on"])
    today = timezone.localdate()
    left = next((one for one in queries.left_powers(today) if one.unit.code == code and one.heir is not None), None)
    if left is None or left.heir is None:
        return _beforehand(request, code, today)
    unit, heir, posted = left.unit, left.heir, request.method == "POST"
    form = SuccessionForm(request.POST) if posted else SuccessionForm(initial={"effective_on": today.isoformat(), **drafts.initial(request)})
    good = posted and form.is_valid()
    looking = request.POST.get("step") == "look"
    if good and not looking and went(form, lambda: actions.pass_on(unit.pk, heir.pk, actor=request.actor, at=timezone.now(), **form.cleaned_data), add):
        messages.success(request, gettext("权力事项已经由%(name)s整体承接。") % {"name": heir.shown_name})
        return redirect("empowerment:unit", code=heir.code)
    on = max(today, form.cleaned_data.get("effective_on") or today) if posted else today
    context = {"form": form, "ended": left.ended, "unit": unit, "heir": heir, "looked": good and looking, **_seen(request, unit, heir, on)}
    return render(request, "empowerment/pass_on.html", context, status=200 if not posted or (good and looking) else 422)


def _beforehand(request: ActorRequest, code: str, today: date) -> HttpResponse:
    """撤并以前: drafted while the change of streets is a draft, decided once it is decided, for its very day; withdrawn before that day."""
    unit = get_object_or_404(Body.objects.filter(in_force(today)).select_related("street"), code=code)
    ahead = ends_ahead(unit, today)
    if ahead is None or ahead.heir is None:
        raise Http404
    heir, made, posted = ahead.heir, arranged(unit.pk, ahead.change.pk), request.method == "POST"
    step = request.POST.get("step", "")
    if posted and step == "withdraw" and made is not None:
        return _withdrawn(request, unit, made)
    kind = SuccessionForm if ahead.decided else DraftSuccessionForm
    kept = {name: getattr(made, name) for name in ("basis", "running_case_rule")} if made is not None else {}
    form = kind(request.POST) if posted else kind(initial={"effective_on": ahead.day.isoformat(), **kept, **drafts.initial(request)})
    good, looking = posted and form.is_valid(), step == "look"

    def act() -> PowerSuccession:
        if ahead.decided:
            return actions.pass_on(unit.pk, heir.pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        return actions.draft_succession(unit.pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)

    if good and not looking and went(form, act, add):
        words = gettext("已经决定：%(day)s 起由%(name)s整体承接。") if ahead.decided else gettext("承接已经起草：区划变更决定以后，再到这里登记决定。")
        messages.success(request, words % {"day": zh_date(ahead.day), "name": heir.shown_name})
        return redirect("empowerment:pass_on", code=code)
    context = {"form": form, "unit": unit, "heir": heir, "ahead": ahead, "made": made, "looked": good and looking, **_seen(request, unit, heir, ahead.day)}
    return render(request, "empowerment/pass_on.html", context, status=200 if not posted or (good and looking) else 422)


def _withdrawn(request: ActorRequest, unit: Body, made: PowerSuccession) -> HttpResponse:
    try:
        actions.take_back(made.pk, actor=request.actor, at=timezone.now())
        messages.success(request, gettext("承接已经撤回，权力还是原来的单位行使。"))
    except EmpowermentRefused as refused:
        messages.error(request, said(refused))
    return redirect("empowerment:unit", code=unit.code)


def _seen(request: ActorRequest, unit: Body, heir: Body, on: date) -> dict[str, Any]:
    """What becomes of every line on the day, what the heir lacks, and which of it this reader may open."""
    found = queries.taking_over(unit, heir, on)
    seen = set(cases_for(request.actor).filter(pk__in=[one.case_id for one in found.running]).values_list("pk", flat=True))
    return {
        "found": found, "lacking": queries.missing_words(found.missing), "barred": found.of(*BARS), "today": timezone.localdate(),
        "running": [(one, one.case_id in seen) for one in found.running],
        "seen": set(queries.decisions_for(request.actor).values_list("pk", flat=True)),
    }
