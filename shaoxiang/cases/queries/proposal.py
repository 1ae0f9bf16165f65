"""Who would get the case by today's lists, and why: shown before the desk decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from shaoxiang.cases.models import Case
from shaoxiang.duties.queries import duty_book, ground_text
from shaoxiang.duties.rules import Assignment, PlaceRef, route
from shaoxiang.places.queries import place_book

UNDECIDED = ("STREET_DESK", "DISTRICT_DESK")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The owner by the lists. `found` is False where the lists name nobody and the desk must."""

    assignment: Assignment
    ground: list[str]

    @property
    def found(self) -> bool:
        return not self.assignment.gap and self.assignment.mode not in UNDECIDED

    @property
    def body_id(self) -> int:
        return self.assignment.lead.office_id or self.assignment.lead.unit_id

    @property
    def helper_ids(self) -> list[int]:
        return [one.office_id or one.unit_id for one in self.assignment.cooperating]


def proposal_for(case: Case, *, now: datetime) -> Proposal:
    matter = case.matter
    return propose(matter.subject_code, street_id=matter.street_id, community_id=matter.community_id, grid_id=matter.grid_id, now=now)


def propose(type_code: str, *, street_id: int | None, community_id: int | None, grid_id: int | None, now: datetime) -> Proposal:
    streets = place_book().streets
    kind = streets[street_id].kind if street_id is not None and street_id in streets else ""
    assignment = route(type_code, PlaceRef(street_id, kind, community_id, grid_id), timezone.localtime(now).date(), duty_book())
    return Proposal(assignment, ground_text(assignment.ground))
