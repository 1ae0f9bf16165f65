"""What people report: source, kind, words and place, drawn by weight."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random
from typing import NamedTuple, TypeVar

import shapely
import shapely.geometry
from django.utils import timezone

from shaoxiang.cases.rules import Report
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.places.models import Grid
from shaoxiang.profiles.xincheng.month import texts

SOURCES = ((Source.RESIDENT_PAGE, 34), (Source.PATROL, 26), (Source.HOTLINE, 18), (Source.TELEPHONE, 10), (Source.COUNTER, 6), (Source.SYSTEM, 4),
           (Source.SUPERIOR, 2))
KINDS = ((AppealKind.HELP, 45), (AppealKind.COMPLAINT, 40), (AppealKind.REPORT, 15))
WINTER_ONLY = {"0407", "0412", "0405"}
SUMMER_ONLY = {"0406"}
OUTSIDE_POINT = (111.55, 40.70)  # south-west of the district


T = TypeVar("T")


class Told(NamedTuple):
    """A report to be, what it is really about, and the answer if it is a plain question."""

    report: Report
    true_type: str
    grid_id: int | None
    answer: str = ""
    point: tuple[float, float] | None = None  # where it really is, whatever the report says


class _Spot(NamedTuple):
    grid_id: int
    name: str
    points: tuple[tuple[float, float], ...]


class Composer:
    """Draws one report after another; the same random numbers give the same reports."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.spots = [_spot(grid, rng) for grid in Grid.objects.filter(valid_to=None, geometry__isnull=False).select_related("community").order_by("code")]
        self.number = 0

    def report(self, at: datetime) -> Told:
        """One report as it would come in at that moment."""
        self.number += 1
        roll = self.rng.random()
        if roll < 0.045:
            return self._question()
        if roll < 0.06:
            return self._suggestion()
        if roll < 0.07:
            return self._foreign()
        return self._trouble(at, typed=roll < 0.90, worded=roll < 0.97)

    def trouble(self, at: datetime, code: str) -> Told:
        """A resident's report of that type, placed somewhere in `spots`."""
        self.number += 1
        return self._trouble(at, typed=True, worded=True, code=code, placed=True)

    def _trouble(self, at: datetime, *, typed: bool, worded: bool, code: str = "", placed: bool = False) -> Told:
        code = code or self._type(at)
        source = _draw(self.rng, SOURCES)
        kind = AppealKind.PATROL if source is Source.PATROL else _draw(self.rng, KINDS)
        spot = self.rng.choice(self.spots)
        lon, lat = self.rng.choice(spot.points)
        words = self.rng.choice(texts.SAID[code][1]) if worded else self.rng.choice(texts.UNTYPED)
        patrol = source is Source.PATROL
        said = self._say(words, plain=patrol)
        given = typed and worded and (patrol or self.rng.random() < 0.9)
        placed = placed or self.rng.random() < 0.97
        return Told(self._made(source, kind, said, code if given else "", (lon, lat) if placed else None, spot), code, spot.grid_id, "", (lon, lat))

    def _question(self) -> Told:
        spot = self.rng.choice(self.spots)
        words, answer = self.rng.choice(texts.QUESTIONS)
        source = _draw(self.rng, ((Source.RESIDENT_PAGE, 4), (Source.TELEPHONE, 3), (Source.COUNTER, 3)))
        return Told(self._made(source, AppealKind.CONSULT, words, "", self.rng.choice(spot.points), spot), "", spot.grid_id, answer)

    def _suggestion(self) -> Told:
        spot = self.rng.choice(self.spots)
        said = self._say(self.rng.choice(texts.SUGGESTIONS))
        return Told(self._made(Source.RESIDENT_PAGE, AppealKind.SUGGESTION, said, "", self.rng.choice(spot.points), spot), "B0406", spot.grid_id)

    def _foreign(self) -> Told:
        spot = self.rng.choice(self.spots)
        words = self.rng.choice(texts.FOREIGN)
        return Told(self._made(Source.HOTLINE, AppealKind.HELP, words, "", OUTSIDE_POINT, None), "", spot.grid_id)

    def _made(self, source: Source, kind: AppealKind, said: str, code: str, point: tuple[float, float] | None, spot: _Spot | None) -> Report:
        rng = self.rng
        own = source in (Source.PATROL, Source.SYSTEM, Source.SUPERIOR)
        anonymous = not own and rng.random() < 0.08
        reporter = {} if own or anonymous else {"name": rng.choice(texts.NAMES), "phone": f"1000000{rng.randrange(10000):04d}"}
        return Report(
            source=source, kind=kind, description=said, type_code=code, lon=point[0] if point else None, lat=point[1] if point else None,
            accuracy_m=float(rng.randrange(4, 30)) if point and source is Source.RESIDENT_PAGE else None,
            address=f"{spot.name}{rng.choice(texts.LANES)}{rng.randrange(1, 60)}号附近" if spot else "", anonymous=anonymous,
            private=own or rng.random() >= 0.04, wants_call_back=not own and not anonymous and rng.random() < 0.7,
            client_id=f"demo-{self.number:05d}", reporter=reporter,
        )

    def _say(self, words: str, *, plain: bool = False) -> str:
        rng = self.rng
        spot = rng.choice(texts.SPOTS).format(n=rng.randrange(1, 40), m=rng.randrange(1, 6))
        said = words.format(spot=spot)
        return said if plain else rng.choice(texts.OPENINGS) + said + rng.choice(texts.ENDINGS)

    def _type(self, at: datetime) -> str:
        """A type by how often it happens; heat and ice only in the cold months, floods only in summer."""
        month = timezone.localtime(at).month
        shut = set(SUMMER_ONLY) if month not in (6, 7, 8, 9) else set()
        if month not in (1, 2, 3, 4, 10, 11, 12):
            shut |= WINTER_ONLY
        return _draw(self.rng, [(code, often) for code, (often, _said) in texts.SAID.items() if code not in shut])


def _draw(rng: Random, table: Sequence[tuple[T, int]]) -> T:
    return rng.choices([thing for thing, _weight in table], [weight for _thing, weight in table])[0]


def _spot(grid: Grid, rng: Random) -> _Spot:
    """A grid with a few points well inside it."""
    shape = shapely.geometry.shape(grid.geometry)
    inner = shape.buffer(-0.0004)
    area = shape if inner.is_empty else inner
    west, south, east, north = area.bounds
    points: list[tuple[float, float]] = []
    for _turn in range(40):
        lon, lat = rng.uniform(west, east), rng.uniform(south, north)
        if area.contains(shapely.Point(lon, lat)):
            points.append((round(lon, 6), round(lat, 6)))
        if len(points) == 6:
            break
    middle = area.representative_point()
    name = grid.community.name.removesuffix("居委会").removesuffix("村委会")
    return _Spot(grid.pk, name, tuple(points) or ((round(middle.x, 6), round(middle.y, 6)),))
