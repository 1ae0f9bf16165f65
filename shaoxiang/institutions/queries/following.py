"""What of the bodies a change of places touches, and who may answer in a community."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from shaoxiang.institutions.models import Body, Post
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.institutions.queries.holdings import held_by_bodies, still_holds
from shaoxiang.institutions.queries.spans import as_on
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.queries.following import Left, Touched, Touching, UnitChoice


def touched(around: Touching) -> list[Touched]:
    """Bodies that sit in the communities, their posts, and their places open to residents."""
    bodies = Body.objects.filter(in_force(around.day), community__in=around.communities)
    posts = Post.objects.filter(in_force(around.day)).filter(Q(community__in=around.communities) | Q(body__in=bodies)).distinct()
    return [
        *_of_streets(around), Touched(_("社区机构"), bodies.count(), reverse("institutions:index")), Touched(_("岗位"), posts.count()),
        Touched(_("居民能去的办事地点"), bodies.exclude(address="").count()),
    ]


def _of_streets(around: Touching) -> list[Touched]:
    """The unit of each street that ends or gives, with its offices and posts."""
    found = []
    for unit in Body.objects.filter(in_force(around.day), kind__in=UNITS, street_id__in=around.streets).order_by("code"):
        offices = Body.objects.filter(in_force(around.day), unit=unit, community__isnull=True)
        words = {"name": name_of("street", unit.street_id)}
        found += [
            Touched(gettext("科室和事业单位：%(name)s") % words, offices.exclude(pk=unit.pk).count(), reverse("institutions:body", args=[unit.code])),
            Touched(gettext("机关岗位：%(name)s") % words, Post.objects.filter(in_force(around.day), body__in=offices).count()),
        ]
    return found


def units_on(on: date) -> list[UnitChoice]:
    """Street offices and town governments in force on the day, as they are that day."""
    rows = as_on(Body.objects.filter(in_force(on), kind__in=UNITS).order_by("order", "code"), on)
    posts = Post.objects.filter(in_force(on)).values_list("body_id", "body__unit_id", "roles")
    desks = {unit or body for body, unit, roles in posts if Role.STREET_DESK.value in roles}
    return [UnitChoice(row.pk, row.shown_name, row.street_id, row.pk in desks) for row in rows]


def left_standing(streets: Iterable[int], on: date, actor: Actor) -> list[Left]:
    """什么还没并完: units that stand on these streets and are not closed, with everything that hangs on them and their offices from the registry."""
    found = []
    for unit in Body.objects.filter(still_holds(on), kind__in=UNITS, street_id__in=list(streets)).order_by("code"):
        inside = Body.objects.filter(still_holds(on), unit=unit, community__isnull=True).values_list("pk", flat=True)
        lines = [(gettext(one.source.label), one.total, gettext(one.source.cure)) for one in held_by_bodies([unit.pk, *inside], on, actor)]
        found.append(Left(unit.pk, unit.shown_name, reverse("institutions:body", args=[unit.code]), lines))
    return found


def answering_bodies(communities: Iterable[int]) -> list[tuple[int, str]]:
    """居（村）委会 that answer in these communities."""
    rows = Body.objects.filter(kind=BodyKind.COMMUNITY_COMMITTEE, valid_to__isnull=True, community__in=list(communities))
    return list(rows.order_by("community__code", "pk").values_list("pk", "name"))
