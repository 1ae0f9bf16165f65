"""What of the bodies a change of places touches, and who may answer in a community."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse

from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.queries.following import Touched, Touching


def touched(around: Touching) -> list[Touched]:
    """Bodies that sit in the communities, their posts, and their places open to residents."""
    bodies = Body.objects.filter(in_force(around.day), community__in=around.communities)
    posts = Post.objects.filter(in_force(around.day)).filter(Q(community__in=around.communities) | Q(body__in=bodies)).distinct()
    return [
        Touched(_("社区机构"), bodies.count(), reverse("institutions:index")), Touched(_("岗位"), posts.count()),
        Touched(_("居民能去的办事地点"), bodies.exclude(address="").count()),
    ]


def answering_bodies(communities: Iterable[int]) -> list[tuple[int, str]]:
    """居（村）委会 that answer in these communities."""
    rows = Body.objects.filter(kind=BodyKind.COMMUNITY_COMMITTEE, valid_to__isnull=True, community__in=list(communities))
    return list(rows.order_by("community__code", "pk").values_list("pk", "name"))
