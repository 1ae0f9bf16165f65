"""What a post asks of whoever sits down in it, read from the ledger of its unit; without a ledger nothing is asked."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from shaoxiang.institutions.models import Assignment, Body, Post
from shaoxiang.institutions.queries.areas import streets_served
from shaoxiang.institutions.rules import Obstacle, Way
from shaoxiang.institutions.vocabulary import LEADING_ROLES, BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing import access
from shaoxiang.staffing.models import QuotaEntry, QuotaHolding, Secondment
from shaoxiang.staffing.rules import STREET_KINDS, seating
from shaoxiang.staffing.rules.seating import LEADING_RANKS, Held, Seat
from shaoxiang.staffing.vocabulary import QuotaType, Rank

OUTSIDE = frozenset({BodyKind.COMMUNITY_COMMITTEE.value, BodyKind.EMERGENCY_TEAM.value})  # their people are on no quota of the unit


def obstacle(person_id: int | None, post: Post, on: date) -> Obstacle | None:
    """For `institutions.queries.seating`: what speaks against this person in this post from that day on."""
    unit = Body.objects.get(pk=post.body.unit_id or post.body_id)
    holding = _holding(person_id, on)
    upward = holding is not None and holding.valid_from <= on and holding.body.kind in STREET_KINDS and unit.kind not in STREET_KINDS
    upward = upward and holding is not None and not serves(post.body, holding.body.street_id, on)
    if upward and holding is not None and not _lent(person_id, unit, on):
        return Obstacle(seating.UPWARD, {"other": holding.body.shown_name, "unit": unit.shown_name}, (_lend(holding),))
    seat = asked_by(post, unit, on)
    if seat is None:
        return None
    held = Held(holding.body_id, holding.quota_type, holding.rank, holding.valid_from) if holding is not None else None
    reason = seating.missing(seat, held, on, lent_here=_lent(person_id, unit, on))
    if not reason:
        return None
    facts: dict[str, object] = {"post": post.shown_title, "unit": unit.shown_name}
    if holding is not None:
        facts |= {"day": holding.valid_from, "other": holding.body.shown_name}
    if reason == seating.OTHER_TYPE and held is not None:
        facts |= {"wanted": gettext_lazy(QuotaType.label_of(seat.quota_type)), "held": gettext_lazy(QuotaType.label_of(held.quota_type))}
    if reason == seating.OTHER_RANK and held is not None:
        rank = next(iter(seat.ranks)) if len(seat.ranks) == 1 else ""
        facts |= {"wanted": gettext_lazy(Rank.label_of(rank)) if rank else gettext_lazy("领导职务"), "held": gettext_lazy(Rank.label_of(held.rank))}
    return Obstacle(reason, facts, _ways(unit, leading=bool(seat.ranks)))


def serves(body: Body, street_id: int | None, on: date) -> bool:
    """A body that a department stationed there works in that street, whosesoever it is; everything else that is no unit of a street is above it."""
    return body.kind == BodyKind.DISPATCHED_INSTITUTION and street_id is not None and street_id in streets_served(body, on)


def _lent(person_id: int | None, unit: Body, on: date) -> bool:
    return person_id is not None and Secondment.objects.filter(in_force(on), person_id=person_id, to_body=unit).exists()


def _lend(holding: QuotaHolding) -> Way:
    return Way(_("办借调"), reverse("staffing:second", args=[holding.pk]), frozenset(map(str, access.APPOINTING)))


def asked_by(post: Post, unit: Body, on: date) -> Seat | None:
    """None: the post is neither a leader's nor filled on a quota, or its unit has no ledger on that day."""
    if post.body.kind in OUTSIDE or not QuotaEntry.objects.filter(body=unit, effective_on__lte=on).exists():
        return None
    leading = leads(post)
    ranks = LEADING_RANKS if leading and post.body_id == unit.pk else frozenset[str]()  # it leads the unit: one of its 领导职数
    last = last_on_quota(post, unit, on)
    if last is not None:
        return Seat(unit.pk, last.quota_type, frozenset({last.rank}) & LEADING_RANKS or ranks)
    return Seat(unit.pk, ranks=ranks) if leading else None


def leads(post: Post) -> bool:
    """Is it a leader's post, by its mark or by a role it carries?"""
    return post.is_leader or bool({str(role) for role in LEADING_ROLES} & set(post.roles))


def last_on_quota(post: Post, unit: Body, on: date) -> QuotaHolding | None:
    """On whose quota of the unit the post was filled last: who sits or sat in it, while he sat there."""
    for seat in Assignment.objects.filter(post=post, valid_from__lte=on).order_by("-valid_from", "-pk")[:5]:
        during = Q(valid_to__isnull=True) | Q(valid_to__gt=seat.valid_from)
        if seat.valid_to is not None:
            during &= Q(valid_from__lt=seat.valid_to)
        found = QuotaHolding.objects.filter(during, person_id=seat.person_id, body=unit).order_by("-valid_from").first()
        if found is not None:
            return found
    return None


def ranks_without_post(on: date) -> list[tuple[str, int]]:
    """Unit, and how many count as its leaders and sit in no leader's post of it that day: whoever handed his post over stays counted until somebody acts."""
    seated = set(Assignment.objects.filter(in_force(on), post__is_leader=True).values_list("person_id", "post__body_id"))
    rows = QuotaHolding.objects.filter(in_force(on), rank__in=LEADING_RANKS).select_related("body").order_by("body__code", "pk")
    counted = Counter(row.body.shown_name for row in rows if (row.person_id, row.body_id) not in seated)
    return list(counted.items())


def _holding(person_id: int | None, on: date) -> QuotaHolding | None:
    if person_id is None:
        return None
    rows = QuotaHolding.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), person_id=person_id).select_related("body")
    return rows.order_by("valid_from").first()


def _ways(unit: Body, *, leading: bool) -> tuple[Way, ...]:
    appoint = Way(_("办上编任职"), f"{reverse('staffing:appoint')}?unit={unit.code}", frozenset(map(str, access.APPOINTING)))
    if not leading:
        return (appoint,)
    return (Way(_("干部选配"), reverse("staffing:cadres"), frozenset(map(str, access.CADRES))), appoint)
