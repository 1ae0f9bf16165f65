"""What a form offers: units, chairs, types of event, meetings an item can go to."""

from __future__ import annotations

from shaoxiang.coordination import access
from shaoxiang.coordination.models import CoordinationCase, Meeting
from shaoxiang.coordination.queries.rows import meetings_for
from shaoxiang.coordination.vocabulary import BEFORE
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.queries import book
from shaoxiang.institutions.queries.desks import command_center, street_unit
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor, allowed
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.web.names import name_of
from shaoxiang.places.queries import place_book, shown_name

CHAIRS_OF_STREET = frozenset({Role.STREET_LEADER, Role.STREET_DESK, Role.OFFICE_HEAD})
CHAIRS_OF_DISTRICT = frozenset({Role.DISTRICT_LEADER, Role.DISTRICT_DESK})
INSIDE = (BodyKind.INTERNAL_OFFICE, BodyKind.AFFILIATED_INSTITUTION, BodyKind.DISPATCHED_INSTITUTION, BodyKind.EMERGENCY_TEAM)
OF_DISTRICT = (BodyKind.DEPARTMENT, BodyKind.PUBLIC_UTILITY, BodyKind.DISTRICT_ORGAN, BodyKind.COMMAND_CENTER)

Choice = tuple[int, str]
Group = tuple[str, list[Choice]]


def chair_posts(unit_id: int) -> list[Choice]:
    """Posts that may chair what this unit calls, with whoever sits there today; leaders first."""
    kept = book()
    district = unit_id == command_center()
    roles = CHAIRS_OF_DISTRICT if district else CHAIRS_OF_STREET
    found = [
        post for post in kept.posts.values()
        if roles & post.roles and kept.today.get(post.id) and (district or kept.unit_of(post.body_id) == unit_id)
    ]
    found.sort(key=lambda post: (not post.is_leader, not {Role.STREET_LEADER, Role.DISTRICT_LEADER} & post.roles, post.id))
    return [(post.id, kept.post_words(post.id)) for post in found]


def body_groups(street_id: int | None) -> list[tuple[BodyKind, list[Choice]]]:
    """Bodies in force one may name, kind by kind: of the district, and of this street, where there is one: its own offices, what is stationed there."""
    kept, standing = book(), duty_book().bodies
    units = [BodyKind.STREET_OFFICE, BodyKind.TOWN_GOVERNMENT]
    groups: list[tuple[BodyKind, list[Choice]]] = []
    for kind in (*units, *INSIDE, *OF_DISTRICT):
        wanted = [
            body for body in kept.bodies.values()
            if body.kind == kind and body.id in standing and (kind in OF_DISTRICT or body.street_id == street_id or (street_id is None and kind in units))
        ]
        if wanted:
            groups.append((kind, [(body.id, in_words(body.name, body.name_en)) for body in sorted(wanted, key=lambda one: one.id)]))
    return groups


def types() -> list[tuple[str, str]]:
    """Types of event by code."""
    return [(line.code, f"{line.code} {in_words(line.name, line.name_en)}") for line in sorted(duty_book().types.values(), key=lambda one: one.code)]


def streets(actor: Actor) -> list[Choice]:
    """Streets whose matters the actor may bring: his own, for the others any."""
    if actor.street_id is not None and not actor.has_role(*access.DISTRICT):
        return [(actor.street_id, name_of("street", actor.street_id))]
    return [(row.id, shown_name(row)) for row in sorted(place_book().streets.values(), key=lambda one: one.code)]


def meetings_open_to(item: CoordinationCase, actor: Actor) -> list[Meeting]:
    """Meetings not yet begun that this item may go to: of its level, of its street or of the district."""
    own = {unit for unit in (street_unit(item.matter.street_id), command_center()) if unit is not None}
    rows = meetings_for(actor).filter(matter__status__in=BEFORE, level=item.level, unit_id__in=own).order_by("starts_at")
    return list(rows)


def items_open_to(meeting: Meeting, actor: Actor) -> list[CoordinationCase]:
    """Items that wait for a meeting of this level, and that the actor may put on it."""
    waiting = CoordinationCase.objects.filter(matter__status="RAISED", level=meeting.level).select_related("matter").order_by("matter__due_at", "pk")
    if meeting.unit_id != command_center():
        waiting = waiting.filter(matter__street_id=meeting.matter.street_id)
    return [item for item in waiting[:100] if allowed(actor, access.GRANTS["put_on_agenda"], item)]


def staffing_unit() -> int | None:
    """The unit where somebody holds the role of the staffing office."""
    kept = book()
    post = next((post for post in kept.posts.values() if Role.STAFFING_OFFICE in post.roles), None)
    return kept.unit_of(post.body_id) if post is not None else None


def posts_with(role: str, unit_id: int | None, office_id: int | None = None) -> list[int]:
    """Posts of that role in a unit (or in one office of it) where somebody sits today: those awaited, by post."""
    kept = book()
    found = [
        post for post in kept.posts.values()
        if role in post.roles and kept.today.get(post.id) and (post.body_id == office_id if office_id is not None else kept.unit_of(post.body_id) == unit_id)
    ]
    return sorted(post.id for post in found)
