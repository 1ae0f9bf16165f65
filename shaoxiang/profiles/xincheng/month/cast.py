"""Who acts in the story: the people of the seeded district, as actors."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.institutions.models import Assignment
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.dated import in_force

RESIDENT = Actor(kind=ActorKind.RESIDENT, roles=frozenset({"RESIDENT"}))
INTERFACE = Actor(kind=ActorKind.INTERFACE, roles=frozenset({"INTERFACE"}))


class Cast:
    """Every person in a post on the last day of the story, found by post, by street and role, by grid."""

    def __init__(self, anchor: datetime) -> None:
        day = timezone.localtime(anchor).date()
        self.by_post: dict[int, Actor] = {}
        self.by_unit: dict[tuple[int, str], list[Actor]] = defaultdict(list)
        self.by_street: dict[tuple[int, str], list[Actor]] = defaultdict(list)
        self.by_body: dict[int, list[Actor]] = defaultdict(list)
        self.by_grid: dict[int, Actor] = {}
        self.by_community: dict[int, list[Actor]] = defaultdict(list)
        self.district: dict[str, list[Actor]] = defaultdict(list)
        rows = Assignment.objects.filter(in_force(day)).select_related("post__body__unit", "person").prefetch_related("post__grids").order_by("pk")
        for row in rows:
            self._seat(row)

    def _seat(self, row: Assignment) -> None:
        post, body = row.post, row.post.body
        unit_id = body.unit_id or body.pk
        actor = Actor(
            kind=ActorKind.PERSON, roles=frozenset(post.roles), assignment_id=row.pk, person_id=row.person_id, post_id=post.pk, unit_id=unit_id,
            office_id=body.pk if body.pk != unit_id else None, street_id=body.street_id, community_id=post.community_id,
            grid_ids=tuple(sorted(grid.pk for grid in post.grids.all())), name=row.person.name, title=post.title,
        )
        self.by_post[post.pk] = actor
        self.by_body[body.pk].append(actor)
        for role in post.roles:
            self.by_unit[unit_id, role].append(actor)
            if body.street_id is not None and body.kind != BodyKind.DISPATCHED_INSTITUTION.value:
                self.by_street[body.street_id, role].append(actor)
            if body.kind in (BodyKind.COMMAND_CENTER.value, BodyKind.DISTRICT_ORGAN.value):
                self.district[role].append(actor)
        for grid in post.grids.all():
            self.by_grid[grid.pk] = actor
        if post.community_id is not None and Role.COMMUNITY_DESK.value in post.roles:
            self.by_community[post.community_id].append(actor)

    def desk(self, case: Case) -> Actor:
        """Whose desk the case lies on: its street's, else the district's; a duty gap is the district's."""
        street = case.matter.street_id
        found = self.by_street.get((street, Role.STREET_DESK.value)) if street is not None and not case.gap else None
        return (found or self.district[Role.DISTRICT_DESK.value])[0]

    def ruler(self) -> Actor:
        return self.district[Role.DISTRICT_DESK.value][0]

    def supervisor(self) -> Actor:
        return self.district[Role.SUPERVISOR.value][0]

    def of_street(self, case: Case, role: Role) -> Actor:
        street = case.matter.street_id
        found = self.by_street.get((street, role.value)) if street is not None else None
        return found[0] if found else self.ruler()

    def second(self, case: Case, first: Actor) -> Actor:
        """Another person who may confirm what the first proposed."""
        leader = self.of_street(case, Role.STREET_LEADER)
        return leader if leader.assignment_id != first.assignment_id else self.supervisor()

    def lead(self, order: DispatchOrder) -> Actor:
        """Who acts for the unit that was sent: the post named, else anyone of that office or unit."""
        if order.post_id in self.by_post:
            return self.by_post[order.post_id]
        return next(iter(self.by_body[order.office_id or order.unit_id]), self.ruler())

    def head(self, order: DispatchOrder) -> Actor | None:
        """Who may extend for that office; None where it has no head of its own."""
        return next((actor for actor in self.by_body[order.office_id or order.unit_id] if Role.OFFICE_HEAD.value in actor.roles), None)


def resident_of(case: Case) -> Actor:
    """The reporter, holding number and tracking code of this one case."""
    return Actor(kind=ActorKind.RESIDENT, roles=frozenset({"RESIDENT"}), matter_id=case.pk)
