"""派单目录, for the administrator: a new line, the end of a line. First what it would touch, then one action."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shaoxiang.duties import actions
from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions import A_LOOK
from shaoxiang.duties.forms import CatalogueForm, WhyForm
from shaoxiang.duties.models import DispatchCatalogueEntry
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.views.editing import named_in_words
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.web.asked import tried, went
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once
from shaoxiang.places.models import StreetUnit

UNITS = (BodyKind.DEPARTMENT.value, BodyKind.PUBLIC_UTILITY.value, BodyKind.STREET_OFFICE.value, BodyKind.TOWN_GOVERNMENT.value)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def catalogue_new(request: HttpRequest) -> HttpResponse:
    """A new line of the dispatch catalogue; the present line of the same type and street ends."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, GRANTS["edit_catalogue"])
    day = timezone.localdate()
    form = CatalogueForm(
        request.POST or None, initial=_as_stands(request.GET.get("type", ""), request.GET.get("street", ""), day),
        types=[(line.code, f"{line.code} {in_words(line.name, line.name_en)}") for line in duty_book(day).offered.values()],
        streets=named_in_words(StreetUnit.objects.filter(in_force(day))),
        bodies=named_in_words(Body.objects.filter(in_force(day), kind__in=UNITS).order_by("order", "pk")),
    )
    page: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        line, at = form.cleaned_data, timezone.now()
        street = line["street_id"]
        page["trial"] = trial = tried(form, lambda: actions.try_out(
            lambda: actions.write_catalogue(**line, actor=actor, at=at), line["type_code"], at=at, streets=[street] if street else None))
        page |= {"mark": digest(repr(line)), "code": line["type_code"], "street": street}
        if trial is not None and request.POST.get("looked") == page["mark"] and went(
                form, lambda: actions.write_catalogue(**line, actor=actor, at=at)):
            messages.success(request, gettext("已写入派单目录。"))
            return redirect("duties:catalogue")
    return render(request, "duties/catalogue_new.html", page, status=422 if form.errors else 200)


def _as_stands(code: str, street: str, day: date) -> dict[str, Any]:
    """The line that is to be written anew, where there is one: nothing of it is lost unseen."""
    street_id = int(street) if street.isdecimal() and len(street) < 10 else None
    line = DispatchCatalogueEntry.objects.filter(in_force(day), type__code=code, street=street_id).order_by("-valid_from").first()
    if line is None:
        return {"type_code": code, "street_id": street_id}
    return {"type_code": code, "street_id": street_id, "lead_unit_id": line.lead_id, "cooperating": list(line.cooperating.values_list("pk", flat=True))}


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@once
def catalogue_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The end of a line: who answers then, what is open, and why."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, GRANTS["edit_catalogue"])
    at = timezone.now()
    line = DispatchCatalogueEntry.objects.filter(in_force(timezone.localdate(at)), pk=pk).select_related("type", "street", "lead").first()
    if line is None:
        raise Http404(str(pk))
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and went(form, lambda: actions.end_catalogue(pk, why=form.cleaned_data["why"], actor=actor, at=at)):
        messages.success(request, gettext("已结束：从今天起这一类照清单派。"))
        return redirect("duties:catalogue")
    code, street = line.type.code, line.street_id
    trial = actions.try_out(lambda: actions.end_catalogue(pk, why=A_LOOK, actor=actor, at=at), code, at=at, streets=[street] if street else None)
    page = {"line": line, "form": form, "trial": trial, "code": code, "street": street}
    return render(request, "duties/catalogue_end.html", page, status=422 if form.errors else 200)
