"""Where the whistles of the month are played: time, people, places, and the queue of what comes next."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import NamedTuple

from django.utils import timezone

from shaoxiang.cases.vocabulary import ENDED
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.workdays.queries import calendar
from shaoxiang.places.queries import place_book
from shaoxiang.profiles.xincheng.month.cast import Cast
from shaoxiang.profiles.xincheng.month.reports import SUMMER_ONLY, WINTER_ONLY, Composer
from shaoxiang.profiles.xincheng.month.whistles.plan import WITH_HELPER, Plan
from shaoxiang.profiles.xincheng.month.whistles.scenes import SCENES, Scene
from shaoxiang.profiles.xincheng.month.whistles.texts import LANES
from shaoxiang.profiles.xincheng.month.whistles.worker import Worker

HOME = "150102006"  # 东风路街道: where the demo cast works
LASTING = timedelta(days=2)  # a case that took no longer needed nobody else
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
Life = Iterator[datetime]


class Site(NamedTuple):
    """Where a whistle is blown. `case_id`: the case it comes from."""

    street_id: int
    community_id: int | None
    lon: float
    lat: float
    name: str
    address: str
    case_id: int | None = None


class _Row(NamedTuple):
    """A case of the month that lasted."""

    opened_at: datetime
    key: int
    code: str
    street_id: int
    ended_at: datetime | None
    lon: float
    lat: float


class Stage:
    """Time, people and places of the story. The same seed and anchor give the same story."""

    def __init__(self, cast: Cast, composer: Composer, rng: Random, *, anchor: datetime, days: int) -> None:
        self.cast, self.rng, self.anchor, self.days = cast, rng, anchor, days
        self.begin = anchor - timedelta(days=days)
        self.hours = calendar().hours()
        self.worker = Worker(anchor)
        self.bodies = dict(Body.objects.filter(valid_to=None).values_list("code", "pk"))
        self.spots: dict[int, list[tuple[int | None, str, tuple[tuple[float, float], ...]]]] = defaultdict(list)
        book = place_book()
        for spot in composer.spots:
            grid = book.grid(spot.grid_id)
            self.spots[grid.street_id].append((grid.community_id, spot.name, spot.points))
        self.streets = sorted(self.spots)
        self.home = next(street.id for street in book.streets.values() if street.code == HOME)
        self.cases = _lasting_cases()
        self.thirds: dict[int, str] = {}  # the third whistle of each group at one place
        self.places: dict[int, tuple[Scene, Site]] = {}  # scene and site of each group
        self._queue: list[tuple[datetime, int, Life]] = []
        self._numbers = count()

    # --- time ---

    def play(self) -> None:
        """Everything in the order of time until the anchor, the worker in between."""
        while self._queue:
            at, _number, life = heapq.heappop(self._queue)
            if at > self.anchor:
                continue
            self.worker.until(at)
            following = next(life, None)
            if following is not None:
                self.spawn(life, max(following, at))
        self.worker.until(self.anchor)

    def spawn(self, life: Life, at: datetime) -> None:
        heapq.heappush(self._queue, (at, next(self._numbers), life))

    def worked(self, at: datetime, hours: float) -> datetime:
        """So many working hours after (before, if negative) that moment; a moment of rest counts as the end of the last day worked."""
        moment = timezone.localtime(at)
        return self.hours.instant(self.hours.position(moment) + int(hours * 3600))

    def later(self, at: datetime, low: float, high: float, *, fast: bool = False) -> datetime:
        """Some working hours later, rather few than many; `fast`: minutes of the clock."""
        amount = low + (high - low) * self.rng.random() ** 1.4
        return at + amount * MINUTE if fast else max(at, self.worked(at, amount))

    def luck(self, share: float) -> bool:
        return self.rng.random() < share

    # --- places ---

    def scene_for(self, plan: Plan, at: datetime) -> Scene:
        month = timezone.localtime(at).month
        shut = set(SUMMER_ONLY) if month not in (6, 7, 8, 9) else set()
        if month not in (1, 2, 3, 4, 10, 11, 12):
            shut |= WINTER_ONLY
        return self.rng.choice([scene for scene in _fitting(plan) if scene.code not in shut])

    def site(self, street_id: int) -> Site:
        community_id, name, points = self.rng.choice(self.spots[street_id])
        lon, lat = self.rng.choice(points)
        where = f"{name}{self.rng.choice(LANES)}{self.rng.randrange(1, 60)}号"
        return Site(street_id, community_id, lon, lat, where, f"{where}附近")

    def site_of_case(self, plan: Plan, at: datetime) -> tuple[Scene, Site, datetime] | None:
        """A case of about that time that a scene of the type fits, and when a whistle about it was blown."""
        scenes = {scene.code: scene for scene in _fitting(plan)}
        start = bisect_left(self.cases, at, key=lambda row: row.opened_at)
        for row in self.cases[start : start + 80]:
            blown_at = row.opened_at + HOUR if plan.fast else self.worked(row.opened_at, self.rng.uniform(0.5, 3))
            if row.code in scenes and self.begin < blown_at < self.anchor - LASTING and (row.ended_at is None or row.ended_at > blown_at):
                self.cases.remove(row)
                site = self.site(row.street_id)._replace(lon=row.lon, lat=row.lat, case_id=row.key)
                return scenes[row.code], site, blown_at
        return None

    # --- people ---

    def desk(self, street_id: int) -> Actor:
        return self.cast.by_street[street_id, Role.STREET_DESK.value][0]

    def leader(self, street_id: int) -> Actor:
        return self.cast.by_street[street_id, Role.STREET_LEADER.value][0]

    def verifier(self, street_id: int) -> Actor:
        return self.cast.by_street[street_id, Role.VERIFIER.value][0]

    def office_head(self, street_id: int) -> Actor:
        """The head of the office the desk sits in, who approves its everyday whistles."""
        desk = self.desk(street_id)
        heads = self.cast.by_street[street_id, Role.OFFICE_HEAD.value]
        return next((head for head in heads if head.office_id == desk.office_id), self.leader(street_id))

    def of_unit(self, order: DispatchOrder) -> Actor:
        """Who acts for a unit that was called: whoever handles in its office or team, else the department's liaison."""
        role = Role.OFFICE_HANDLER if order.office_id else Role.DEPARTMENT_LIAISON
        seats = self.cast.by_body[order.office_id or order.unit_id]
        able = [actor for actor in seats if role.value in actor.roles]
        return next((actor for actor in able if Role.OFFICE_HEAD.value not in actor.roles), able[0])

    def body(self, word: str, street_id: int, turn: int) -> int:
        """Whom a scene's word means: its station in this street, one of its teams, or the department. `turn`: after refusals, the next of them, at last the
        department, which is never fully engaged."""
        code = word.removeprefix("@").removesuffix("-T")
        department = self.bodies[code]
        if word.startswith("@"):
            return duty_book().stationed.get((department, street_id), department) if turn < 2 else department
        teams = sorted(key for key in self.bodies if key.startswith(f"{code}-T")) if word.endswith("-T") else []
        return self.bodies[teams[turn]] if turn < len(teams) else department


def _fitting(plan: Plan) -> list[Scene]:
    return [scene for scene in SCENES[plan.kind] if len(scene.units) > 1 or plan.course not in WITH_HELPER]


def _lasting_cases() -> list[_Row]:
    """By when they were reported."""
    rows = Matter.objects.filter(kind=MatterKind.CASE.value).exclude(subject_code="").order_by("opened_at", "pk")
    found = []
    for opened_at, key, code, street_id, status, closed_at, lon, lat in rows.values_list(
        "opened_at", "pk", "subject_code", "street_id", "status", "closed_at", "lon", "lat",
    ):
        lasted = (closed_at is None and status not in ENDED) or (closed_at is not None and closed_at - opened_at > LASTING)
        if lasted and street_id is not None and lon is not None and lat is not None:
            found.append(_Row(opened_at, key, code, street_id, closed_at, lon, lat))
    return found
