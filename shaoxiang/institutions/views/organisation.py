"""机构和人, on any day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.contrib import messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.institutions import actions, rules
from shaoxiang.institutions.access import GRANTS, may
from shaoxiang.institutions.forms import AreaForm
from shaoxiang.institutions.models import Assignment, Body, BodyChange, Delegation, LeaderContact, Plate, Post
from shaoxiang.institutions.queries.deputies import may_arrange
from shaoxiang.institutions.queries.handover import running_for
from shaoxiang.institutions.queries.lines import three_lines
from shaoxiang.institutions.queries.spans import as_on, former_names, ids_once_called, that_day
from shaoxiang.institutions.vocabulary import BodyKind, ChangeAct
from shaoxiang.kernel.access import Actor, allowed, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.web.asked import asked_day
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.paging import Page, keyset

CHILDREN = 48  # tiles of one kind, in rows of two, three and four
UNIT_KINDS = (BodyKind.STREET_OFFICE, BodyKind.TOWN_GOVERNMENT, BodyKind.COMMAND_CENTER, BodyKind.DEPARTMENT, BodyKind.DISTRICT_ORGAN, BodyKind.PUBLIC_UTILITY)

ACTS = (("rename", ChangeAct.RENAME.label), ("move", ChangeAct.MOVE.label), ("plates", ChangeAct.PLATES.label), ("attributes", ChangeAct.ATTRIBUTES.label),
        ("post", ChangeAct.POST_OPEN.label), ("close", ChangeAct.CLOSE.label))


@signed_in
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Units by kind, or those whose name, alias or people match ?q=."""
    on, notice = asked_day(request)
    words = request.GET.get("q", "").strip()[:40]
    found = matching(words, on) if words else None
    units = as_on(Body.objects.filter(in_force(on), kind__in=UNIT_KINDS).order_by("order", "pk"), on)
    groups = [(kind, [unit for unit in units if unit.kind == kind]) for kind in UNIT_KINDS]
    page = {"groups": [(kind, rows) for kind, rows in groups if rows], "on": on, "today": timezone.localdate(), "notice": notice, "q": words, "found": found}
    return render(request, "institutions/index.html", page)


def matching(words: str, on: date) -> list[Body]:
    """Bodies whose name, short name, alias, plate or people match, and those once called so (`called`: that name)."""
    once = ids_once_called(words, on)
    people = Assignment.objects.filter(in_force(on), person__name__icontains=words).values("post__body_id")
    plates = Plate.objects.filter(in_force(on), title__icontains=words).values("body_id")
    condition = Q(name__icontains=words) | Q(name_en__icontains=words) | Q(short_name__icontains=words) | Q(pk__in=people) | Q(pk__in=plates) | Q(pk__in=once)
    named = list(Body.objects.filter(in_force(on)).filter(condition).select_related("unit").order_by("order", "pk")[:60])
    # Aliases are a JSON list: escaped differently by the two databases, so they are compared here (a few hundred bodies).
    known = {body.pk for body in named}
    with_alias = Body.objects.filter(in_force(on)).exclude(aliases=[]).select_related("unit")
    for body in named:
        body.called = once.get(body.pk, "")  # type: ignore[attr-defined]
    found = named + [body for body in with_alias if body.pk not in known and any(words in alias for alias in body.aliases)]
    return as_on(found, on)


@signed_in
@require_safe
def body_page(request: HttpRequest, code: str) -> HttpResponse:
    """One body: plates, aliases, telephone, offices, posts and who sits in them that day."""
    on, notice = asked_day(request)
    body = get_object_or_404(Body.objects.select_related("parent", "unit", "street", "community", "area"), code=code)
    as_on([body], on)
    children, inside = _inside(request, body, on)
    page = {
        "children": children, "inside": inside,
        "body": body, "on": on, "today": timezone.localdate(), "notice": notice,
        "in_force": body.valid_from <= on and (body.valid_to is None or on < body.valid_to),
        "plates": list(body.plates.filter(in_force(on)).order_by("pk")),
        "posts": _posts_shown(request.actor, body, on),  # type: ignore[attr-defined]
        "contacts": _contacts(body, on), "lines": three_lines(body, on), "area_form": _area_form(request, body, on),
        "former": former_names(body, on), "may_change": on == timezone.localdate() and may(request.actor, "change_bodies"),  # type: ignore[attr-defined]
        "acts": ACTS, "last": BodyChange.objects.filter(body=body).first(),
    }
    return render(request, "institutions/body.html", page)


def _inside(request: HttpRequest, body: Body, on: date) -> tuple[Page[Body] | None, list[tuple[BodyKind, int, list[Body]]]]:
    """What is set up under it, by kind: how many, and the first of them; with ?kind= all of that kind, a page of them."""
    rows, kind = Body.objects.filter(in_force(on)).filter(that_day(on, parent=body)), request.GET.get("kind", "")
    keys: dict[str, list[int]] = defaultdict(list)
    for key, of in rows.order_by("order", "pk").values_list("pk", "kind"):
        keys[of].append(key)
    if kind in keys:
        page = keyset(rows.filter(kind=kind).prefetch_related(_plates(on)), order=("order", "id"), cursor=request.GET.get("cursor"), size=CHILDREN)
        return page, [(BodyKind(kind), len(keys[kind]), as_on(page.rows, on))]
    first = {key for found in keys.values() for key in found[:CHILDREN]}
    shown = as_on(Body.objects.filter(pk__in=first).prefetch_related(_plates(on)).order_by("order", "pk"), on)
    return None, [(one, len(keys[one.value]), [row for row in shown if row.kind == one.value]) for one in BodyKind if keys.get(one.value)]


def _area_form(request: HttpRequest, body: Body, on: date) -> AreaForm | None:
    """Only today, and only for whoever may say which area a stationed unit serves."""
    if body.kind != BodyKind.DISPATCHED_INSTITUTION or on != timezone.localdate() or not may(request.actor, "serve_area"):  # type: ignore[attr-defined]
        return None
    return AreaForm(initial={"area": body.area.code if body.area else ""})


@signed_in
@require_POST
def serve_area(request: HttpRequest, code: str) -> HttpResponse:
    """定派驻机构服务的片区."""
    require(request.actor, GRANTS["serve_area"])  # type: ignore[attr-defined]
    body = get_object_or_404(Body, code=code, kind=BodyKind.DISPATCHED_INSTITUTION.value)
    form = AreaForm(request.POST)
    if form.is_valid():
        try:
            actions.serve_area(body.pk, form.cleaned_data["area"], actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        except rules.AreaRefused as refused:
            messages.error(request, gettext(refused.reason))
        else:
            messages.success(request, gettext("已定。"))
    else:
        messages.error(request, gettext("没有这个片区，请从列表里选。"))
    return HttpResponseRedirect(reverse("institutions:body", args=[code]))


def _plates(on: date) -> Prefetch[str, QuerySet[Plate], str]:
    return Prefetch("plates", queryset=Plate.objects.filter(in_force(on)).order_by("pk"), to_attr="plates_then")


def _posts(body: Body, on: date) -> QuerySet[Post]:
    deputies = Prefetch("delegations_out", queryset=Delegation.objects.filter(in_force(on)).select_related("deputy"), to_attr="deputies_then")
    seats = Assignment.objects.filter(in_force(on)).select_related("person").prefetch_related(deputies).order_by("pk")
    return (
        Post.objects.filter(in_force(on), body=body)
        .select_related("community")
        .prefetch_related("grids", Prefetch("assignments", queryset=seats, to_attr="seats_then"))
        .order_by("order", "pk")
    )


def _posts_shown(actor: Actor, body: Body, on: date) -> list[Post]:
    """Each with whether this actor may start its handover, or is in the one that runs."""
    posts = list(_posts(body, on))
    mine = set(running_for(actor).values_list("post_id", flat=True))
    for post in posts:
        for seat in post.seats_then:  # type: ignore[attr-defined]
            seat.post = post
            seat.may_arrange = on == timezone.localdate() and may_arrange(actor, seat)
        post.may_hand_over = on == timezone.localdate() and (allowed(actor, GRANTS["start_handover"], post) or post.pk in mine)  # type: ignore[attr-defined]
    return posts


def _contacts(body: Body, on: date) -> list[LeaderContact]:
    """领导包联: the district leaders linked with this street."""
    if body.street_id is None or body.unit_id not in (None, body.pk):
        return []
    return list(LeaderContact.objects.filter(in_force(on), street_id=body.street_id).select_related("leader__person", "leader__post").order_by("pk"))
