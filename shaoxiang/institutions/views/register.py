"""机构登记: the list with its filters, many at once, tables out (they come in by `importing`)."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.institutions import actions
from shaoxiang.institutions.access import GRANTS
from shaoxiang.institutions.actions.bulk import Bulk, change_many
from shaoxiang.institutions.forms.register import BulkForm
from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.queries import register, sheets
from shaoxiang.institutions.queries.changes import in_words
from shaoxiang.institutions.queries.register import asked_of
from shaoxiang.institutions.queries.spans import as_on
from shaoxiang.institutions.rules import OWN_UNIT, ChangeRefused
from shaoxiang.institutions.vocabulary import RegisterState, SheetKind
from shaoxiang.kernel.access import require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.export import MEDIA_TYPES, Format, export
from shaoxiang.kernel.web.asked import ActorRequest, asked_day, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset

SIZE, GROUP_MOST = 50, 100


@never_cache
@require_safe
@signed_in
def register_list(request: ActorRequest) -> HttpResponse:
    """Bodies or posts; those ticked may be changed together. Bodies nobody narrowed or sorted are shown as groups that open."""
    require(request.actor, GRANTS["change_bodies"])
    of = "posts" if request.GET.get("of") == "posts" else "bodies"
    on, notice = asked_day(request)
    asked, sort = asked_of(request.GET, on), request.GET.get("sort", "")[:12]
    units = Body.objects.filter(in_force(on), kind__in=[kind.value for kind in OWN_UNIT]).order_by("order", "code")
    states = [state for state in RegisterState if of == "posts" or state is not RegisterState.VACANT]
    context: dict[str, Any] = {
        "of": of, "on": on, "today": timezone.localdate(), "notice": notice, "asked": asked, "states": states, "units": units, "form": BulkForm(of=of),
        "sheet": sheets.CELLS, "sort": sort,
    }
    if of == "bodies" and request.GET.get("view") != "list" and not (asked.words or asked.kind or asked.unit or sort or request.GET.get("cursor")):
        district, streets = register.groups(asked)
        return render(request, "institutions/register.html", {**context, "grouped": True, "district": district, "streets": streets})
    rows: QuerySet[Any] = register.posts(asked) if of == "posts" else register.bodies(asked)
    page = keyset(rows, order=register.order_of(of, sort), cursor=request.GET.get("cursor"), size=SIZE)
    if of == "bodies":
        register.told_names(as_on(page.rows, on), asked.words)
    return render(request, "institutions/register.html", {**context, "page": page, "sorts": _sorts(request, of, sort)})


def _sorts(request: ActorRequest, of: str, sort: str) -> dict[str, dict[str, str]]:
    """Of each column: where its heading leads, and how it is sorted now (for `aria-sort`)."""
    kept = request.GET.copy()
    kept.pop("cursor", None)
    found = {}
    for name in register.SORTS[of]:
        kept["sort"] = f"-{name}" if sort == name else name
        found[name] = {"address": f"?{kept.urlencode()}", "now": "ascending" if sort == name else "descending" if sort == f"-{name}" else ""}
    return found


@never_cache
@require_safe
@signed_in
def register_group(request: ActorRequest) -> HttpResponse:
    """The rows of one group, asked for when it is opened."""
    require(request.actor, GRANTS["change_bodies"])
    on, _notice = asked_day(request)
    asked, key = asked_of(request.GET, on), request.GET.get("group", "")[:60]
    rows = list(register.in_group(asked, key)[: GROUP_MOST + 1])
    shown = as_on(rows[:GROUP_MOST], on)
    inside = register.in_group(asked, key.replace("street:", "communities:")).count() if key.startswith("street:") else 0
    return render(request, "institutions/register_group.html", {
        "rows": shown, "more": len(rows) > GROUP_MOST, "key": key, "communities": inside, "on": on, "today": timezone.localdate(), "asked": asked,
        "of": "bodies",
    })


@never_cache
@require_POST
@signed_in
@once
def register_bulk(request: ActorRequest, of: str) -> HttpResponse:
    """Look at what would become of those ticked; then register it."""
    require(request.actor, GRANTS["change_bodies"])
    if of not in ("bodies", "posts"):
        raise Http404
    form, found, step = BulkForm(request.POST, of=of), Bulk(), request.POST.get("step", "look")
    chosen = dict(_pair(one) for one in request.POST.getlist("chosen"))

    def act() -> Bulk:
        data = form.cleaned_data
        return change_many(of, chosen, data["what"], data["value"], decision=form.decision(), actor=request.actor, at=timezone.now())

    if form.is_valid():
        try:
            found = act() if step == "apply" else actions.trial(act)
        except ChangeRefused as refused:
            tell(form, refused)
        else:
            if step == "apply" and not found.refused:
                messages.success(request, gettext("%(n)s 项，已登记。") % {"n": len(found.changes)})
                return HttpResponseRedirect(f"{reverse('institutions:register')}?of={of}")
    names = {row.pk: row for row in (Body.objects if of == "bodies" else Post.objects.select_related("body")).filter(pk__in=chosen)}
    page = {
        "of": of, "form": form, "chosen": request.POST.getlist("chosen"), "lines": [in_words(change) for change in found.changes],
        "refused": [(names[key], words) for key, words in found.refused.items() if key in names], "same": [names[key] for key in found.same if key in names],
    }
    return render(request, "institutions/bulk.html", page, status=422 if form.errors or found.refused else 200)


def _pair(text: str) -> tuple[int, int]:
    """"key:revision"; what was tampered with names nothing."""
    key, _colon, revision = text.partition(":")
    return (int(key), int(revision)) if key.isdecimal() and revision.isdecimal() and len(key) < 19 and len(revision) < 9 else (0, 0)


@never_cache
@require_safe
@signed_in
def register_export(request: ActorRequest, kind: str, form: str) -> HttpResponse:
    """A table as it comes in again; with the filters of the list."""
    require(request.actor, GRANTS["change_bodies"])
    if form not in MEDIA_TYPES or kind not in sheets.CELLS:
        raise Http404
    on, _notice = asked_day(request)
    name = f"{gettext(SheetKind.label_of(kind))}-{on.isoformat()}"
    return cast("HttpResponse", export(sheets.columns(kind), sheets.rows(kind, asked_of(request.GET, on)), cast("Format", form), name))
