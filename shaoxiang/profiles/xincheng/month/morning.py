"""The last hours before the anchor: what waits this morning on the desks of the demo cast."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from shaoxiang.cases import actions
from shaoxiang.cases.vocabulary import ENDED, AppealKind, Source
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.dispatch.vocabulary import CitedList
from shaoxiang.institutions.models import Account
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.places.queries import place_book
from shaoxiang.profiles.xincheng.field import ON_THE_SPOT, find_on_the_spot
from shaoxiang.profiles.xincheng.month.cast import RESIDENT, Cast
from shaoxiang.profiles.xincheng.month.reports import Composer

WAITING = 9 + ON_THE_SPOT  # cases made here
UNTYPED_MINUTES = (95, 70, 40, 12)  # before the anchor
SWEEPING, RUBBLE = "0104", "0103"  # the grid worker's own; an office of the street
HANDED_BACK = "D-C01"


def wait_this_morning(cast: Cast, composer: Composer, rng: Random, anchor: datetime) -> int:
    """Fresh reports for the street desk, the grid worker and the resident's question; one hand-back to rule on. Returns how many."""
    worker = person(cast, "wang")
    if worker is None or not worker.grid_ids:
        return 0
    book = place_book()
    street = book.street(book.grid(worker.grid_ids[0]).street_id)
    mine = [spot for spot in composer.spots if book.grid(spot.grid_id).street_id == street.id]
    own = [spot for spot in mine if spot.grid_id in worker.grid_ids]
    before = composer.spots
    composer.spots = mine
    for minutes in UNTYPED_MINUTES:
        _report(composer, anchor - timedelta(minutes=minutes), type_code="")
    _report(composer, anchor - timedelta(minutes=25), type_code="", kind=AppealKind.CONSULT)
    back = _report(composer, anchor - timedelta(hours=3), type_code=RUBBLE)
    composer.spots = own
    for minutes in (50, 18):
        _report(composer, anchor - timedelta(minutes=minutes), type_code=SWEEPING)
    composer.spots = mine
    _report(composer, anchor - timedelta(minutes=33), type_code=RUBBLE)
    composer.spots = before
    lead = running_lead(back)
    if lead is not None:
        number = Matter.objects.values_list("number", flat=True).get(pk=back)
        actions.hand_back(
            number, actor=cast.lead(lead), at=anchor - timedelta(hours=2), cited_list=CitedList.DUTY_LIST, cited_item=HANDED_BACK,
            words="现场在小区红线内，按清单应由保洁组织单位先行清理。",
        )
    find_on_the_spot(worker, anchor)
    return WAITING


def escalate_late(anchor: datetime) -> int:
    """What is past due lies on the supervisor's desk, as the worker's reaction would have put it there."""
    late = Matter.objects.filter(kind=MatterKind.CASE, due_at__lte=anchor, closed_at__isnull=True).exclude(status__in=ENDED).order_by("due_at")
    return sum(actions.escalate(pk, at=anchor) for pk in late.values_list("pk", flat=True))


def person(cast: Cast, username: str) -> Actor | None:
    person = Account.objects.filter(username=username).values_list("person_id", flat=True).first()
    return next((actor for actor in cast.by_post.values() if actor.person_id == person), None)


def _report(composer: Composer, at: datetime, *, type_code: str, kind: AppealKind = AppealKind.HELP) -> int:
    told = composer.trouble(at, type_code or RUBBLE)
    report = replace(told.report, type_code=type_code, kind=kind, source=Source.RESIDENT_PAGE)
    return int(actions.report_case(report, actor=RESIDENT, at=at).pk)
