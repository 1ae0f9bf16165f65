"""The month lived through: every step of every case in the order of time, by the room's own actions; notices stay silent."""

from __future__ import annotations

import gc
import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from shaoxiang.cases.actions import close_expired
from shaoxiang.determinations.actions import put_on_desks
from shaoxiang.kernel.clocks.actions import sweep
from shaoxiang.kernel.journal.models import Entry, Pending
from shaoxiang.profiles.xincheng.admissions import admit, admit_last_year
from shaoxiang.profiles.xincheng.cadres import select_cadres
from shaoxiang.profiles.xincheng.changes import draft_streets, plan_ahead
from shaoxiang.profiles.xincheng.coordination import coordinate, supervise_late
from shaoxiang.profiles.xincheng.disputes import mediate
from shaoxiang.profiles.xincheng.documents import bring_to_review
from shaoxiang.profiles.xincheng.drafts import draft_lists
from shaoxiang.profiles.xincheng.empowerment import empower, hold_before
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.month.morning import WAITING, escalate_late, wait_this_morning
from shaoxiang.profiles.xincheng.month.reports import Composer
from shaoxiang.profiles.xincheng.month.story import story
from shaoxiang.profiles.xincheng.month.together import TOGETHER, live_together
from shaoxiang.profiles.xincheng.month.whistles import whistle
from shaoxiang.profiles.xincheng.open311 import import_sample_city
from shaoxiang.profiles.xincheng.opinions import consult
from shaoxiang.profiles.xincheng.register import change_register
from shaoxiang.profiles.xincheng.staffing import change_quotas
from shaoxiang.profiles.xincheng.three_parts import draft_three_parts

# How busy each hour of the day is, from midnight; people report most in the morning and after work.
HOURS = (1, 1, 1, 1, 1, 2, 4, 9, 16, 20, 18, 15, 10, 9, 13, 15, 15, 14, 12, 12, 9, 6, 4, 2)
CASES_TO_A_WHISTLE = 5
HOUSEKEEPING = timedelta(hours=12)  # how often the sweeps of the worker run in the story


def live(*, anchor: datetime, days: int = 30, cases: int = 3000, seed: int = 7, whistles: int | None = None) -> int:
    """Compose `cases` cases over the `days` before `anchor` and let them run until it. Returns how many were written.

    Then the `whistles`; not said how many: all of a full month, a part of a smaller one.

    The same seed and anchor give the same cases. Entries wait for no reaction: what happened in the story is not news.
    """
    rng = Random(seed)  # noqa: S311 (a story, not a secret)
    cast, composer = Cast(anchor), Composer(rng)
    begin = anchor - timedelta(days=days)
    fresh = WAITING + TOGETHER if cases >= 100 * WAITING else 0
    known = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    gc.freeze()  # the books and the people stay; looking through them again and again costs more than the story
    with transaction.atomic():
        admit_last_year(cast, anchor)
        hold_before(cast, anchor)
        queue: list[tuple[datetime, int, Iterator[datetime]]] = [
            (at, number, story(composer.report(at), cast, rng, at)) for number, at in enumerate(_moments(rng, begin, anchor, cases - fresh))
        ]
        queue.append((begin, -1, _housekeeping(begin)))
        heapq.heapify(queue)
        while queue:
            at, number, life = heapq.heappop(queue)
            if at > anchor:
                continue
            following = next(life, None)
            if following is not None:
                heapq.heappush(queue, (max(following, at), number, life))
        if fresh:
            live_together(cast, composer, anchor)
            wait_this_morning(cast, composer, rng, anchor)
        mediate(cast, anchor)
        change_quotas(cast, anchor)
        select_cadres(cast, anchor)
        consult(cast, anchor)
        change_register(cast, anchor)
        bring_to_review(anchor)
        put_on_desks(now=anchor - timedelta(hours=3))
        plan_ahead(cast, anchor=anchor)
        draft_streets(anchor=anchor)
        admit(cast, anchor)
        draft_lists(cast, anchor)
        draft_three_parts(at=anchor - timedelta(days=4))
        coordinate(cast, anchor)
        empower(cast, anchor)
        import_sample_city(anchor)
        sweep(now=anchor)
        escalate_late(anchor)
        supervise_late(anchor)
        Pending.objects.filter(entry_id__gt=known).delete()
        whistle(cast, composer, anchor=anchor, days=days, most=cases // CASES_TO_A_WHISTLE if whistles is None else whistles, seed=seed)
    gc.unfreeze()
    return cases


def _moments(rng: Random, begin: datetime, anchor: datetime, cases: int) -> list[datetime]:
    """When reports come in, earliest first."""
    days = max(1, (anchor - begin).days)
    found: list[datetime] = []
    while len(found) < cases:
        day = timezone.localtime(begin + timedelta(days=rng.randrange(days + 1)))
        hour = rng.choices(range(24), HOURS)[0]
        at = day.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60), microsecond=0)
        if begin <= at < anchor:
            found.append(at)
    return sorted(found)


def _housekeeping(begin: datetime) -> Iterator[datetime]:
    """What the worker does by itself: close what nobody contests, warn of what falls due."""
    at = begin
    while True:
        at += HOUSEKEEPING
        yield at
        while close_expired(now=at):
            pass
        sweep(now=at)
