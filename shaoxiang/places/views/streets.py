"""街道区划变更: drafted in two steps; previewed, decided and shown on the page all changes have."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.queries import as_read
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.places import access
from shaoxiang.places.forms import FirstStreetForm, StreetChangeForm, initial_of_streets
from shaoxiang.places.models import DivisionChange, StreetUnit
from shaoxiang.places.queries import shown_name
from shaoxiang.places.queries.streets import still_left, street_plan_of, street_preview, street_succession
from shaoxiang.places.views.asked import drafted, next_month, redrafted
from shaoxiang.places.vocabulary import OF_STREETS, AreaChangeKind, AreaChangeStatus


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("places:street_change_new")
def street_change_new(request: ActorRequest) -> HttpResponse:
    """First what and which street (GET), then the fields of that kind."""
    require(request.actor, access.REORGANISE)
    today = timezone.localdate()
    kind = request.GET.get("kind", "")
    street = StreetUnit.objects.filter(in_force(today), code=request.GET.get("street", "")).defer("geometry").first() if kind in OF_STREETS else None
    if street is None:
        first = FirstStreetForm(request.GET if "kind" in request.GET else None, on=today)
        return render(request, "places/street_first.html", {"form": first}, status=422 if first.is_bound and first.errors else 200)
    title = f"{shown_name(street)}{gettext('：')}{gettext(AreaChangeKind.label_of(kind))}"
    initial = {"effective_from": next_month(today), "title": title, **drafts.initial(request)}
    form = StreetChangeForm(request.POST or None, kind=kind, street=street, on=today, initial=initial)
    return drafted(request, form) or _form_page(request, form)


def street_change_edit(request: ActorRequest, row: DivisionChange) -> HttpResponse:
    """改草案 of a change of streets; called by `change_edit`, which has asked who may."""
    plan, today = street_plan_of(row), timezone.localdate()
    street = StreetUnit.objects.filter(in_force(today), code=plan.sources[0]).defer("geometry").first()
    if street is None or row.status != AreaChangeStatus.DRAFT:
        messages.warning(request, gettext("只有草案可以改；已经决定的，请先撤回，再起草一次。"))
        return redirect("places:change", pk=row.pk)
    initial = {"title": row.title, "effective_from": row.effective_from, "document": row.document, **initial_of_streets(plan, today), **drafts.initial(request)}
    form = StreetChangeForm(request.POST or None, kind=row.kind, street=street, on=today, initial=initial)
    return redrafted(request, row.pk, form) or _form_page(request, form, row)


def _form_page(request: ActorRequest, form: StreetChangeForm, row: DivisionChange | None = None) -> HttpResponse:
    context = {"form": form, "row": row, "kind": form.kind, "street": form.street, "seen": as_read("division_change", row.pk) if row is not None else ""}
    return render(request, "places/street_form.html", context, status=422 if form.errors else 200)


def street_context(row: DivisionChange, actor: Actor) -> dict[str, Any]:
    """What the page of a change shows where it is one of streets."""
    waiting = row.status in (AreaChangeStatus.DRAFT, AreaChangeStatus.DECIDED)
    return {
        "adjacent": street_plan_of(row).adjacent, "found": street_preview(row, actor) if waiting else None,
        "done": street_succession(row) if row.status == AreaChangeStatus.EFFECTIVE else [], "left": still_left(row, actor),
    }
