"""机构变更 on pages: fill in, look at what it would do and touch, confirm; the change log; the page of a post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.institutions import actions
from shaoxiang.institutions.access import GRANTS, may
from shaoxiang.institutions.actions import HeldRefused
from shaoxiang.institutions.forms.bodies import (
    AttributesForm,
    DecisionForm,
    MoveForm,
    OpenForm,
    PlatesForm,
    PostChangeForm,
    PostCloseForm,
    PostOpenForm,
    RenameForm,
    SeatForm,
    UnseatForm,
    body_initial,
    post_initial,
)
from shaoxiang.institutions.models import Assignment, Body, BodyChange, Post
from shaoxiang.institutions.queries.changes import changes_of, in_words, log_of, log_of_post, told, touched
from shaoxiang.institutions.queries.deputies import deputies_of, seats_to_arrange
from shaoxiang.institutions.queries.handover import running
from shaoxiang.institutions.queries.seating import ways_for
from shaoxiang.institutions.rules import ChangeRefused
from shaoxiang.institutions.vocabulary import ChangeAct
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once
from shaoxiang.kernel.web.paging import keyset


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of change on a page. `takes_revision`: of the row it changes."""

    act: ChangeAct
    form: type[DecisionForm]
    run: Callable[..., BodyChange]
    takes_revision: bool = True


def _unseat(_post_id: int, seat: int, **more: Any) -> BodyChange:
    """The form offers seats of this post only."""
    return actions.unseat_person(seat, **more)


OF_BODY = {
    "rename": Page(ChangeAct.RENAME, RenameForm, actions.rename_body), "move": Page(ChangeAct.MOVE, MoveForm, actions.move_body),
    "plates": Page(ChangeAct.PLATES, PlatesForm, actions.change_plates), "attributes": Page(ChangeAct.ATTRIBUTES, AttributesForm, actions.change_attributes),
    "close": Page(ChangeAct.CLOSE, DecisionForm, actions.close_body), "post": Page(ChangeAct.POST_OPEN, PostOpenForm, actions.open_post, takes_revision=False),
}
OF_POST = {
    "change": Page(ChangeAct.POST_CHANGE, PostChangeForm, actions.change_post), "close": Page(ChangeAct.POST_CLOSE, PostCloseForm, actions.close_post),
    "unseat": Page(ChangeAct.UNSEAT, UnseatForm, _unseat, takes_revision=False),
    "seat": Page(ChangeAct.SEAT, SeatForm, actions.seat_person, takes_revision=False),
}
NEW = Page(ChangeAct.OPEN, OpenForm, actions.open_body, takes_revision=False)


def said(refused: ChangeRefused) -> str:
    return gettext(refused.reason) % refused.facts if refused.facts else gettext(refused.reason)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("institutions:new")
def body_new(request: ActorRequest) -> HttpResponse:
    """设立机构."""
    require(request.actor, GRANTS["change_bodies"])
    initial = {name: value for name, value in request.GET.dict().items() if name in ("kind", "parent_id")}
    return _change(request, NEW, initial, lambda change: reverse("institutions:body", args=[change.body.code]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("institutions:change:{code}:{act}")
def body_change(request: ActorRequest, code: str, act: str) -> HttpResponse:
    """One change of one body."""
    require(request.actor, GRANTS["change_bodies"])
    body = get_object_or_404(Body, code=code)
    if act not in OF_BODY:
        raise Http404
    initial = {**body_initial(body), "code": f"{body.code}:"} if act != "close" else {"revision": body.revision}
    return _change(request, OF_BODY[act], initial, lambda _change: reverse("institutions:body", args=[code]), body=body)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("institutions:post:{pk}:{act}")
def post_change(request: ActorRequest, pk: int, act: str) -> HttpResponse:
    """One change of one post."""
    require(request.actor, GRANTS["change_bodies"])
    post = get_object_or_404(Post.objects.select_related("body__unit"), pk=pk)
    if act not in OF_POST:
        raise Http404
    return _change(request, OF_POST[act], post_initial(post), lambda _change: reverse("institutions:post", args=[pk]), post=post)


def _change(
    request: ActorRequest, page: Page, initial: dict[str, Any], target: Callable[[BodyChange], str], *, body: Body | None = None, post: Post | None = None,
) -> HttpResponse:
    """GET the form; POST looks at it first (a trial), and acts with step=apply."""
    shown: dict[str, Any] = {"body": body, "post": post, "act": page.act, "log": log_of_post(post) if post else log_of(body) if body else []}
    if request.method != "POST":
        held = touched(request.actor, timezone.localdate(), body=body, post=post, act=page.act)
        return render(request, "institutions/change.html", {**shown, "form": page.form(initial={**initial, **drafts.initial(request)}), "held": held})
    form, step, refused = page.form(request.POST, initial=initial), request.POST.get("step", "look"), None
    if form.is_valid() and step != "edit":
        act = _bound(request, page, form, body or post)
        try:
            change = act() if step == "apply" else actions.trial(act)
        except ChangeRefused as why:
            shown["ways"] = ways_for(request.actor, why.ways)
            refused, form = why, _told(page, form, why, request, initial)
        else:
            if step == "apply":
                messages.success(request, gettext("%(act)s，已登记。") % {"act": gettext(page.act.label)})
                return HttpResponseRedirect(target(change))
            held = touched(request.actor, change.on, body=body, post=post, act=page.act)
            return render(request, "institutions/change_preview.html", {**shown, "form": form, "line": in_words(change), "held": held})
    found = refused.holdings if isinstance(refused, HeldRefused) else []
    held = found or touched(request.actor, timezone.localdate(), body=body, post=post, act=page.act)
    status = 200 if step == "edit" and not form.errors else 422
    return render(request, "institutions/change.html", {**shown, "form": form, "held": held, "refused": bool(found)}, status=status)


def _bound(request: ActorRequest, page: Page, form: DecisionForm, row: Body | Post | None) -> Callable[[], BodyChange]:
    first = () if row is None else (row.pk,)
    more = {"revision": form.cleaned_data.get("revision") or 0} if page.takes_revision else {}
    return partial(page.run, *first, **form.values(), **more, decision=form.decision(), actor=request.actor, at=timezone.now())


def _told(page: Page, form: DecisionForm, refused: ChangeRefused, request: ActorRequest, initial: dict[str, Any]) -> DecisionForm:
    """The form with the refusal where it belongs. After another's change it goes on from there, once its owner has looked."""
    if refused.field == "revision":
        data = request.POST.copy()
        data["revision"] = str(initial.get("revision", 0))
        form = page.form(data, initial=initial)
    named = {"parent": "parent_id", "plates": "titles", "person": "name", "since": "on", "until": "on"}
    field = refused.field if refused.field in form.fields else named.get(refused.field, "")
    form.add_error(field if field in form.fields and refused.field != "revision" else None, said(refused))
    return form


@never_cache
@require_safe
@signed_in
def body_log(request: ActorRequest, code: str) -> HttpResponse:
    """变更记录 of a body and of its posts."""
    body = get_object_or_404(Body.objects.select_related("unit"), code=code)
    page = keyset(changes_of(body), order=("-at", "-id"), cursor=request.GET.get("cursor"))
    return render(request, "institutions/log.html", {"body": body, "log": told(page.rows), "page": page})


@never_cache
@require_safe
@signed_in
def body_touches(request: ActorRequest, code: str) -> HttpResponse:
    """改它会碰到什么: filled into the body's page."""
    require(request.actor, GRANTS["change_bodies"])
    body = get_object_or_404(Body, code=code)
    return render(request, "institutions/held_short.html", {"held": touched(request.actor, timezone.localdate(), body=body)})


@never_cache
@require_safe
@signed_in
def post_page(request: ActorRequest, pk: int) -> HttpResponse:
    """One post: who sits and sat in it, its roles, what hangs on it, its change log."""
    post, today = get_object_or_404(Post.objects.select_related("body__unit", "community"), pk=pk), timezone.localdate()
    changes = may(request.actor, "change_bodies")
    page = {
        "post": post, "today": today, "seats": Assignment.objects.filter(post=post).select_related("person").order_by("-valid_from", "-pk"),
        "seated": Assignment.objects.filter(in_force(today), post=post).exists(), "log": log_of_post(post), "may_change": changes,
        "held": touched(request.actor, today, post=post) if changes else [], "deputies": deputies_of(post.pk, today),
        "may_arrange": seats_to_arrange(request.actor, today).filter(post=post).first(),
        "may_hand_over": allowed(request.actor, GRANTS["start_handover"], post) and running(post.pk) is None,
        "in_force": post.valid_from <= today and (post.valid_to is None or today < post.valid_to),
    }
    return render(request, "institutions/post.html", page)
