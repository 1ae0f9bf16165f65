"""上编任职, 下编, 借调, 召回: one small page each, with what it would leave behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.institutions.models import Body
from shaoxiang.kernel.access import require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, said, tried, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.staffing import access, actions, queries, rules
from shaoxiang.staffing.forms.people import AppointForm, RecallForm, ReleaseForm, RoomForm, SecondForm
from shaoxiang.staffing.models import QuotaHolding, Secondment
from shaoxiang.staffing.queries import people as reads
from shaoxiang.staffing.rules import StaffingRefused

FIELDS = {"person_id": "person", "post_id": "post", "body_id": "body", "valid_to": "ends"}


def _add(form: Form, refused: StaffingRefused) -> None:
    field = FIELDS.get(refused.field, refused.field)
    form.add_error(field if field in form.fields else None, said(refused))


def _to_unit(code: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("staffing:unit", args=[code]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("staffing:appoint")
def appoint(request: ActorRequest) -> HttpResponse:
    """上编任职: the unit first, then the person by name, then post and quota."""
    require(request.actor, access.GRANTS["appoint"])
    today = timezone.localdate()
    units = queries.units_for(request.actor, today)
    unit, words = units.filter(code=request.GET.get("unit", "")).first(), request.GET.get("q", "")
    found = reads.free_people_named(words, today)
    context: dict[str, Any] = {"units": units, "unit": unit, "words": words, "found": found, "form": None, "today": today,
                               "cut": len(found) == reads.MOST}
    if unit is None or not words.strip():
        return render(request, "staffing/appoint.html", context, status=422 if request.method == "POST" else 200)
    asked: dict[str, Any] = {"unit": unit, "found": found, "by_cadres": request.actor.has_role(*access.CADRES)}
    form = AppointForm(request.POST, **asked) if request.method == "POST" else AppointForm(
        initial={"name": "" if found else words.strip(), **drafts.initial(request)}, **asked,
    )
    if request.method == "POST" and form.is_valid():
        held = tried(form, lambda: actions.appoint(actor=request.actor, at=timezone.now(), **form.arguments()), _add)
        if held is not None:
            messages.success(request, gettext("%(name)s 已上编任职，从今天起。") % {"name": held.person.shown_name})
            return _to_unit(held.body.code)
    return render(request, "staffing/appoint.html", context | {"form": form}, status=422 if request.method == "POST" else 200)


@never_cache
@require_safe
@signed_in
def room(request: ActorRequest) -> HttpResponse:
    """这样办以后: asked while the form is being filled."""
    require(request.actor, access.GRANTS["appoint"])
    form = RoomForm(request.GET)
    found = form.room() if form.is_valid() else None
    refusal = said(found.refused) if found is not None and found.refused is not None else ""
    return render(request, "staffing/room.html", {"found": found, "refusal": refusal})


def _act(request: ActorRequest, form: Form, do: Callable[[], Any], *, code: str, done: str, context: dict[str, Any]) -> HttpResponse:
    """The act (POST) or its form (GET)."""
    if request.method == "POST" and form.is_valid() and went(form, do, _add):
        messages.success(request, done)
        return _to_unit(code)
    return render(request, "staffing/person_act.html", {"form": form, "code": code, **context}, status=422 if request.method == "POST" else 200)


def _held() -> QuerySet[QuotaHolding]:
    return QuotaHolding.objects.filter(in_force(timezone.localdate()), valid_to__isnull=True).select_related("person", "body")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("staffing:release:{pk}")
def release(request: ActorRequest, pk: int) -> HttpResponse:
    require(request.actor, access.GRANTS["appoint"])
    holding = get_object_or_404(_held(), pk=pk)
    form = ReleaseForm(request.POST) if request.method == "POST" else ReleaseForm(initial=drafts.initial(request))
    context = {
        "title": gettext("办下编"), "person": holding.person, "holding": holding,
        "notes": [gettext("从今天起，这个编制空出来。人在哪里干活不变：离岗请另办交接。")], "upward": False,
    }
    return _act(
        request, form, lambda: actions.release(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data), code=holding.body.code,
        done=gettext("%(name)s 已下编。") % {"name": holding.person.shown_name}, context=context,
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("staffing:second:{pk}")
def second(request: ActorRequest, pk: int) -> HttpResponse:
    """借调: upward from a street is refused by default, and the page says so before anything is typed."""
    require(request.actor, access.GRANTS["second"])
    holding = get_object_or_404(_held(), pk=pk)
    form = SecondForm(request.POST) if request.method == "POST" else SecondForm(initial=drafts.initial(request))

    def do() -> None:
        given = form.cleaned_data
        actions.second(
            holding.person_id, given["to_body"], starts=given["starts"], ends=given["ends"], reason=given["reason"], actor=request.actor, at=timezone.now(),
            exception_document=given["exception_document"],
        )

    context = {
        "title": gettext("办借调"), "person": holding.person, "holding": holding, "notes": [gettext("编制留在原单位，到期人回来。")],
        "upward": holding.body.kind in rules.STREET_KINDS,
    }
    return _act(request, form, do, code=holding.body.code, done=gettext("%(name)s 已登记借调。") % {"name": holding.person.shown_name}, context=context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def recall(request: ActorRequest, pk: int) -> HttpResponse:
    """召回 somebody who is lent."""
    require(request.actor, access.GRANTS["second"])
    lent = get_object_or_404(Secondment.objects.select_related("person", "from_body", "to_body"), pk=pk)
    home: Body = lent.from_body
    words = gettext("从%(there)s回到%(home)s。借调记录保留。") % {"there": lent.to_body.shown_name, "home": home.shown_name}
    form = RecallForm(request.POST) if request.method == "POST" else RecallForm()
    context = {"title": gettext("召回"), "person": lent.person, "holding": None, "notes": [words], "upward": False}
    return _act(
        request, form, lambda: actions.recall(pk, actor=request.actor, at=timezone.now()), code=home.code,
        done=gettext("%(name)s 已召回。") % {"name": lent.person.shown_name}, context=context,
    )
