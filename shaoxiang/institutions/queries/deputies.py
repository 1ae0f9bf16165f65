"""代理 (AB岗): who stands in for whom, now and to come; whose seat one may arrange it for; what the rules have to know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from shaoxiang.institutions import rules
from shaoxiang.institutions.access import GRANTS
from shaoxiang.institutions.models import Assignment, Delegation, Person, Post
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import _

ABOVE = ("principal__", "principal__post__", "principal__post__body__")


def effective(on: date) -> Q:
    """In force or coming, and not fallen away: the principal still holds the post on its first day, and the post and its body are still there."""
    rows = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    for prefix in ABOVE:
        ends = f"{prefix}valid_to"
        rows &= Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": on}) & Q(**{f"{ends}__gt": F("valid_from")})
    return rows


def deputies_for(actor: Actor, on: date) -> QuerySet[Delegation]:
    """In force or coming, among the actor's rows: his unit's, those he is part of, those he may arrange. `can_act`: the deputy has a post today."""
    return _whole(on).filter(visible(actor, GRANTS["view_deputies"]), effective(on))


def deputies_of(post_id: int, on: date) -> list[Delegation]:
    """In force or coming at this post, the first to come first, each with its `last` day."""
    rows = list(_whole(on).filter(effective(on), principal__post_id=post_id).order_by("valid_from", "pk"))
    for row in rows:
        row.last = last_day(row)  # type: ignore[attr-defined]
    return rows


def in_force_now(on: date) -> QuerySet[Delegation]:
    return _whole(on).filter(effective(on), valid_from__lte=on).order_by("pk")


def _whole(on: date) -> QuerySet[Delegation]:
    own = Assignment.objects.filter(in_force(on), in_force(on, "post__"), in_force(on, "post__body__"), person_id=OuterRef("deputy_id"))
    return Delegation.objects.select_related("principal__person", "principal__post__body__unit", "deputy").annotate(can_act=Exists(own))


# -- who arranges

def stands_in_now(actor: Actor) -> bool:
    """Does the actor act in a post that is not his own?"""
    if actor.assignment_id is None or actor.post_id is None:
        return False
    return not Assignment.objects.filter(pk=actor.assignment_id, post_id=actor.post_id).exists()


def may_arrange(actor: Actor, seat: Assignment) -> bool:
    """For oneself, for those one leads, for all as 编办. A deputy does not pass on the post he stands in for."""
    if not allowed(actor, GRANTS["arrange_deputy"], seat):
        return False
    return seat.post_id != actor.post_id or seat.person_id == actor.person_id or not stands_in_now(actor)


def seats_to_arrange(actor: Actor, on: date) -> QuerySet[Assignment]:
    """Seats held today or from a later day on."""
    rows = Assignment.objects.filter(visible(actor, GRANTS["arrange_deputy"])).filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    if stands_in_now(actor):
        rows = rows.exclude(Q(post_id=actor.post_id) & ~Q(person_id=actor.person_id))
    return rows.select_related("person", "post__body__unit").order_by("post__body__order", "post__body_id", "post__order", "pk")


def colleagues(seats: Iterable[Assignment], on: date) -> QuerySet[Person]:
    """Who works in the units of these seats, that day."""
    units = {seat.post.body.unit_id or seat.post.body_id for seat in seats}
    there = Assignment.objects.filter(in_force(on)).filter(Q(post__body__unit_id__in=units) | Q(post__body_id__in=units))
    return Person.objects.filter(pk__in=there.values("person_id")).order_by("name", "pk")


def named_seat(post_code: str, name: str, on: date) -> Assignment:
    """Of a post, whoever sits in it on that day; where several do, the one of that name. Raises DeputyRefused."""
    post = Post.objects.filter(code=post_code).first()
    if post is None:
        raise rules.DeputyRefused("post", _("没有这个岗位代码，请核对（机构登记里能查到）。"))
    seats = list(Assignment.objects.filter(in_force(on), post=post).select_related("person", "post__body").order_by("pk"))
    found = [seat for seat in seats if name in ("", seat.person.name)]
    if len(found) == 1:
        return found[0]
    if not seats:
        raise rules.DeputyRefused("post", _("第一天这个岗位上没有人，请核对岗位和日期。"))
    if not found:
        raise rules.DeputyRefused("principal", _("第一天在这个岗位上的不是这个人，请核对姓名。"))
    raise rules.DeputyRefused("principal", _("这个岗位上有几个人，请写明代谁。"))


def named_person(name: str, number: str = "", *, beside: Assignment | None = None, on: date | None = None) -> Person:
    """By name; where several are called so, the one who works in the unit of the seat, else by number. Raises DeputyRefused."""
    rows = Person.objects.filter(name=name)
    if number:
        rows = rows.filter(pk=int(number)) if number.isdecimal() and len(number) < 19 else rows.none()
    found = list(rows.order_by("pk")[:2])
    if len(found) > 1 and beside is not None and on is not None:
        found = list(colleagues([beside], on).filter(name=name)[:2]) or found
    if len(found) == 1:
        return found[0]
    if number:
        raise rules.DeputyRefused("number", _("没有这个编号的人，或者姓名对不上：请照任职册写。"))
    raise rules.DeputyRefused("deputy", _("没有这个人，请核对全名。") if not found else _("有几个人同名，请写明人员编号（任职册里有）。"))


# -- what the rules have to know

def span_of(seat: Assignment) -> rules.Held:
    """As long as the seat, the post and its body hold."""
    rows = (seat, seat.post, seat.post.body)
    ends = [row.valid_to for row in rows if row.valid_to is not None]
    return rules.Held(seat.post_id, max(row.valid_from for row in rows), min(ends, default=None), frozenset(seat.post.roles))


def own_posts(person_id: int, since: date) -> list[rules.Held]:
    return [span_of(seat) for seat in _seats(since).filter(person_id=person_id)]


def stood_in_for(person_id: int, since: date) -> list[rules.Held]:
    """Posts this person stands in for from that day on."""
    return _held(Delegation.objects.filter(effective(since), deputy_id=person_id))


def taken_at(post_id: int, since: date) -> list[rules.Held]:
    """When somebody stands in at this post, from that day on."""
    return _held(Delegation.objects.filter(effective(since), principal__post_id=post_id))


def same(seat: Assignment, deputy_id: int, since: date, until: date) -> Delegation | None:
    """The same, arranged already."""
    return Delegation.objects.filter(principal=seat, deputy_id=deputy_id, valid_from=since, valid_to=until).first()


def last_day(row: Delegation) -> date | None:
    return row.valid_to - timedelta(days=1) if row.valid_to is not None else None


def _held(rows: QuerySet[Delegation]) -> list[rules.Held]:
    return [rules.Held(row.principal.post_id, row.valid_from, row.valid_to, frozenset(row.principal.post.roles))
            for row in rows.select_related("principal__post").order_by("valid_from", "pk")]


def _seats(since: date) -> QuerySet[Assignment]:
    return Assignment.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=since)).select_related("post__body")
