"""人在哪里干活: the unit each person on a quota works in. Stationed with a street is at work there, as on the chart; so is who is lent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from shaoxiang.institutions.models import Assignment, Body
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.areas import areas_of_bodies
from shaoxiang.institutions.queries.desks import UNITS
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.vocabulary import Vocabulary, _
from shaoxiang.staffing.models import QuotaHolding, Secondment


class Place(Vocabulary):
    """Three of the four views of a unit: whose quota, at work where."""

    OWN = "own", _("占本单位编制、在本单位干")
    AWAY = "away", _("占本单位编制、在别处干")
    HERE = "here", _("占别处编制、在本单位干")


Serving = Callable[[date], Iterable[tuple[int, int]]]
_serving: dict[str, Serving] = {}


def register_serving(code: str, rows: Serving) -> None:
    """An upper room that keeps who serves in which body without a post there: (person, body) of a day."""
    _serving[code] = rows


def serving(on: date) -> list[tuple[int, int]]:
    return [row for rows in _serving.values() for row in rows(on)]


def works_in(on: date) -> dict[int, list[int]]:
    """person -> units in which he or she works that day, the first of them where he is counted."""
    found: dict[int, list[int]] = defaultdict(list)
    for person, unit in Secondment.objects.filter(in_force(on)).order_by("pk").values_list("person_id", "to_body_id"):
        found[person].append(unit)
    lent, unit_of, served = set(found), book().unit_of, _served(on)
    seats = list(Assignment.objects.filter(in_force(on)).order_by("pk").values_list("person_id", "post__body_id"))
    seated = {person for person, _body in seats}
    for person, body in [*seats, *(row for row in serving(on) if row[0] not in seated)]:
        if person in lent:
            continue
        home = unit_of(body)
        for unit in served.get(body) or ([] if home is None else [home]):
            if unit not in found[person]:
                found[person].append(unit)
    return found


def _served(on: date) -> dict[int, list[int]]:
    """派驻机构 -> the units of the streets it works in, its own street's first; those that serve no street work where they belong."""
    unit_of_street = dict(Body.objects.filter(in_force(on), kind__in=UNITS, street__isnull=False).values_list("street_id", "pk"))
    rows = list(Body.objects.filter(in_force(on), kind=BodyKind.DISPATCHED_INSTITUTION.value).values_list("pk", "street_id"))
    areas = areas_of_bodies(on, [key for key, _street in rows])
    found = {}
    for key, street in rows:
        streets = sorted(areas[key].streets, key=lambda one: (one != street, one)) if key in areas else [street]
        found[key] = [unit_of_street[one] for one in streets if one in unit_of_street]
    return found


def place(body_id: int, units: list[int]) -> int:
    """The unit in which somebody on the quota of a body is counted: at home where he also works there, or nowhere else."""
    return body_id if not units or body_id in units else units[0]


@dataclass(frozen=True, slots=True)
class Someone:
    """One person on a quota, as the unit's pages show him. `posts`: bodies and posts he sits in that day, empty: on a quota and in no post."""

    holding: QuotaHolding
    works: int
    posts: tuple[str, ...]

    @property
    def elsewhere(self) -> bool:
        return self.works != self.holding.body_id


def people_of(body: Body, which: Place | None, on: date) -> list[Someone]:
    """The people behind a number, all of them, by name. None: everybody on the unit's quota."""
    works = works_in(on)
    return shown(behind(body, which, on, works).order_by("person__name", "pk"), on, works)


def behind(body: Body, which: Place | None, on: date, works: Mapping[int, list[int]]) -> QuerySet[QuotaHolding]:
    """The rows behind a number. Where people work is not in the database: for a number that asks it, the keys are looked out here."""
    rows = QuotaHolding.objects.filter(in_force(on))
    if which is Place.HERE:
        rows = rows.exclude(body=body).filter(person_id__in=[person for person, units in works.items() if units[:1] == [body.pk]])
    else:
        rows = rows.filter(body=body)
    if which is not None:
        looked_at = rows.order_by().values_list("pk", "person_id", "body_id")
        rows = QuotaHolding.objects.filter(pk__in=[
            key for key, person, quota_of in looked_at if _place_of(body.pk, quota_of, place(quota_of, works.get(person, []))) is which])
    return rows.select_related("person", "body")


def shown(rows: Iterable[QuotaHolding], on: date, works: Mapping[int, list[int]]) -> list[Someone]:
    chosen = list(rows)
    posts = _posts((row.person_id for row in chosen), on)
    return [Someone(row, place(row.body_id, works.get(row.person_id, [])), tuple(posts.get(row.person_id, ()))) for row in chosen]


def _place_of(body_id: int, quota_of: int, works: int) -> Place | None:
    """In which of the body's three numbers somebody stands; None: in none of them."""
    if quota_of == body_id:
        return Place.OWN if works == body_id else Place.AWAY
    return Place.HERE if works == body_id else None


def _posts(people: Iterable[int], on: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    wanted = set(people)
    for seat in Assignment.objects.filter(in_force(on), person_id__in=wanted).select_related("post__body").order_by("pk"):
        found[seat.person_id].append(f"{seat.post.body.shown_name} {seat.post.shown_title}")
    for person, body in serving(on):
        if person in wanted and person not in found:
            found[person].append(book().name_of(body))
    return found
