"""岗位角色: which post holds which role, changed by administrators, with history."""

from __future__ import annotations

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.institutions import actions, rules
from shaoxiang.institutions.access import GRANTS, roles_changed_by
from shaoxiang.institutions.models import Assignment, Post
from shaoxiang.institutions.queries.seating import ways_for
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel import access
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.paging import keyset


@signed_in
@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Posts with their roles; ?role= and ?q= narrow."""
    access.require(request.actor, GRANTS["read_history"])  # type: ignore[attr-defined]
    on = timezone.localdate()
    words, role = request.GET.get("q", "").strip()[:40], request.GET.get("role", "")
    posts = Post.objects.filter(in_force(on)).select_related("body__unit").prefetch_related(_seats())
    if words:
        posts = posts.filter(body__name__icontains=words) | posts.filter(title__icontains=words)
    if role in Role.__members__:
        posts = posts.filter(pk__in=[post.pk for post in Post.objects.filter(in_force(on)).only("pk", "roles") if role in post.roles])
    page = keyset(posts, order=("body_id", "id"), cursor=request.GET.get("cursor"), size=50)
    return render(request, "institutions/roles.html", {"page": page, "q": words, "role": role})


def _seats() -> Prefetch[str, QuerySet[Assignment], str]:
    seats = Assignment.objects.filter(in_force(timezone.localdate())).select_related("person").order_by("pk")
    return Prefetch("assignments", queryset=seats, to_attr="seats_then")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def post_roles(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: its roles as check boxes (those I may change), and every change of them."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    access.require(actor, GRANTS["read_history"])
    post = get_object_or_404(Post.objects.select_related("body__unit").prefetch_related(_seats()), pk=pk)
    changeable = roles_changed_by(actor)
    chosen, refusal, ways = set(post.roles), "", tuple[rules.Way, ...]()
    if request.method == "POST":
        chosen = (set(post.roles) - changeable) | set(request.POST.getlist("roles"))
        try:
            actions.change_roles(pk, chosen, actor=actor, at=timezone.now())
        except rules.RolesRefused as refused:
            refusal, ways = gettext(refused.sentence) % refused.facts, refused.ways
        else:
            return redirect("institutions:post_roles", pk=pk)
    page = {
        "post": post, "refusal": refusal, "ways": ways_for(actor, ways), "may": access.allowed(actor, GRANTS["change_roles"]) and post.pk != actor.post_id,
        "own": post.pk == actor.post_id,
        "groups": [
            (gettext("业务角色"), changeable >= rules.BUSINESS_ROLES, _boxes(rules.BUSINESS_ROLES, chosen)),
            (gettext("管理员角色"), changeable >= rules.ADMINISTRATORS, _boxes(rules.ADMINISTRATORS, chosen)),
        ],
        "history": Entry.objects.filter(subject_kind="post", subject_id=pk, kind="institutions.roles_changed").order_by("-seq")[:50],
    }
    return render(request, "institutions/post_roles.html", page, status=422 if refusal else 200)


def _boxes(roles: frozenset[Role], chosen: set[str]) -> list[tuple[Role, bool]]:
    """The check boxes of a group, in the order of the vocabulary."""
    return [(role, str(role) in chosen) for role in Role if role in roles]
