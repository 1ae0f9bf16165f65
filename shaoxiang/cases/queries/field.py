"""网格员的手机: my grid and who answers for it, what I last reported, what waits for me, and the small kit a telephone takes along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from shaoxiang.cases import access, rules
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for, moves_for, only_finder, reopen_until
from shaoxiang.cases.queries.desk import AWAITED
from shaoxiang.cases.queries.words import type_words
from shaoxiang.cases.vocabulary import CaseStatus
from shaoxiang.duties import rules as routing
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.rules import TypeLine
from shaoxiang.duties.vocabulary import EmergencyNumber
from shaoxiang.institutions.models import Assignment
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.institutions.queries.desks import street_unit
from shaoxiang.institutions.vocabulary import BodyKind, Role
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.desk.queries import desk_of
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rules import light
from shaoxiang.kernel.matter.vocabulary import Light
from shaoxiang.kernel.web.templatetags.shaoxiang import due_words, light_mark
from shaoxiang.places.queries import place_book
from shaoxiang.places.rules import GridPlace

TYPES_FIRST = 8  # tiles that need no search
LOOKED_BACK = 60  # own reports read for the types last used
RECENT = 10
GRIDS_NAMED = 12  # of a community with more grids than this the workers are not listed here
TASKS = 40
MOVES = ("sign", "settle", "finish", "verify_pass", "verify_fail", "progress", "reopen")


def on_the_ground(actor: Actor) -> bool:
    """Is this a post that works on the spot?"""
    return actor.has_role(*access.ON_THE_GROUND)


# --- my grid ----------------------------------------------------------------------------------------------------------


def my_grids(actor: Actor) -> list[GridPlace]:
    """The post's grids; those of its community where it has none of its own."""
    grids = place_book().grids
    if actor.grid_ids:
        return [grids[key] for key in actor.grid_ids if key in grids]
    return sorted((grid for grid in grids.values() if actor.community_id is not None and grid.community_id == actor.community_id), key=lambda one: one.code)


@dataclass(frozen=True, slots=True)
class InCharge:
    """Somebody who answers for the grid, and how to reach him: a working telephone, never a private one."""

    what: str
    who: str
    phone: str


def in_charge(actor: Actor) -> list[InCharge]:
    """责任人: the grid's workers, the community, the street's desk, the street office. One query."""
    book, grids = body_book(), my_grids(actor)
    unit = street_unit(actor.street_id)
    community = next((body for body in book.bodies.values() if body.kind == BodyKind.COMMUNITY_COMMITTEE and body.community_id == actor.community_id), None)
    desks = [post.id for post in book.posts.values() if Role.STREET_DESK in post.roles and unit is not None and book.unit_of(post.body_id) == unit]
    here = [post.id for post in book.posts.values() if community is not None and post.body_id == community.id and Role.COMMUNITY_DESK in post.roles]
    rows = Assignment.objects.filter(in_force(timezone.localdate())).select_related("person").order_by("post__order", "pk")
    worker_posts = [post.id for post in book.posts.values() if Role.GRID_WORKER in post.roles]
    workers = rows.filter(post_id__in=worker_posts, post__grids__in=[grid.id for grid in grids]).distinct() if len(grids) <= GRIDS_NAMED else rows.none()
    told = {row.post_id: row for row in rows.filter(post_id__in=[*desks, *here])}
    found = [InCharge(gettext("网格员"), named(row.person), row.person.work_phone) for row in workers]
    if community is not None:
        desk = next((told[key] for key in here if key in told), None)
        found.append(InCharge(book.name_of(community.id), named(desk.person) if desk else "", community.phone or (desk.person.work_phone if desk else "")))
    found += [InCharge(gettext("街道调度"), named(told[key].person), told[key].person.work_phone) for key in desks if key in told]
    if unit is not None:
        found.append(InCharge(book.name_of(unit), "", book.bodies[unit].phone))
    return found


# --- types ------------------------------------------------------------------------------------------------------------


def types_for(actor: Actor) -> list[TypeLine]:
    """Every type that may be chosen: those this post last used first, then what a grid settles by itself, then the rest in the order of the list."""
    types = duty_book().offered
    used = Case.objects.filter(reported_by=actor.assignment_id).order_by("-pk").values_list("matter__subject_code", flat=True)[:LOOKED_BACK]
    last = [code for code in dict.fromkeys(used) if code in types][:TYPES_FIRST]
    every = sorted(types.values(), key=lambda one: (not one.grid_settles, one.code))
    return [*(types[code] for code in last), *(one for one in every if one.code not in last)]


def type_facts(line: TypeLine) -> dict[str, Any]:
    """What the report page must know of a type without asking again."""
    return {
        "code": line.code, "name": named(line), "group": in_words(line.class_name, line.class_name_en),
        "enough": rules.says_enough(line.name), "photo": gettext(line.photo_reason) if line.needs_photo and line.photo_reason else "",
        "numbers": list(line.numbers) if line.danger else [], "settles": line.grid_settles,
    }


def named(line: Any) -> str:
    """The name of a place, a type, a person in the reader's language."""
    return in_words(line.name, line.name_en)


# --- reports and tasks ------------------------------------------------------------------------------------------------


def my_reports(actor: Actor) -> list[Case]:
    """What this post reported last, newest first."""
    rows = list(cases_for(actor).filter(reported_by=actor.assignment_id).order_by("-pk")[:RECENT])
    for case in rows:
        case.shown_title = mask_text(case.matter.title)  # type: ignore[attr-defined]
    return rows


def to_verify(actor: Actor) -> list[Case]:
    """别人办的，等人核查: handled in my grid (or community) by somebody else, the most urgent first."""
    if not on_the_ground(actor):
        return []
    place = {"matter__grid_id__in": actor.grid_ids} if actor.has_role(Role.GRID_WORKER) else {"matter__community_id": actor.community_id}
    rows = cases_for(actor).filter(matter__status=CaseStatus.HANDLED, **place).exclude(handler_person_id=actor.person_id)
    return list(rows.order_by("matter__due_at", "pk")[:TASKS])


@dataclass(frozen=True, slots=True)
class Task:
    """One matter that waits for this post, with what may be done to it on the spot."""

    case: Case
    awaited: str
    moves: tuple[str, ...]
    light: SafeString
    due: str
    title: str
    place: str
    type_name: str
    seen: str
    objection_until: str = ""  # of a closed find: the last day on which the finder may object


def tasks_for(actor: Actor, *, now: datetime) -> list[Task]:
    """我的任务: the rows of the desk, then what I may verify."""
    rows = list(desk_of(actor)[:TASKS])
    cases = {case.pk: case for case in cases_for(actor).filter(pk__in=[row.matter_id for row in rows])}
    mine = [_task(cases[row.matter_id], row.what, actor, now) for row in rows if row.matter_id in cases]
    seen = {task.case.pk for task in mine}
    return [*mine, *(_task(case, "verify_pass", actor, now) for case in to_verify(actor) if case.pk not in seen)]


def task_of(case: Case, actor: Actor, *, now: datetime) -> Task:
    """The case as a task: also one that waits for nobody here, such as my own find."""
    moves = moves_on_the_spot(case, actor, now=now)
    return _task(case, moves[0] if moves else "", actor, now)


def _task(case: Case, what: str, actor: Actor, now: datetime) -> Task:
    matter = case.matter
    return Task(
        case, _awaited(what), moves_on_the_spot(case, actor, now=now), light_mark(str(_light_of(matter, now))),
        due_words(matter.due_at) if matter.due_at else "", mask_text(matter.title), place_words(case), type_words(matter.subject_code),
        rules.stamp(matter.status, case.handled_at), _objection_until(case, actor),
    )


def _objection_until(case: Case, actor: Actor) -> str:
    until = reopen_until(case, actor) if case.matter.closed_at is not None and only_finder(case, actor) else None
    return due_words(until) if until is not None else ""


def _awaited(what: str) -> str:
    if what in AWAITED:
        return gettext(AWAITED[what])
    move = CASE_FLOW.by_name.get(what)
    return gettext(move.label) if move else ""


def _light_of(matter: Matter, now: datetime) -> Light:
    return light(warn_at=matter.warn_at, due_at=matter.due_at, closed_at=matter.closed_at, now=now)


def moves_on_the_spot(case: Case, actor: Actor, *, now: datetime) -> tuple[str, ...]:
    """Moves a telephone may make, in the order of MOVES; a finder's objection only within his term."""
    open_moves = moves_for(case, actor)
    if "reopen" in open_moves and only_finder(case, actor):
        until = reopen_until(case, actor)
        if case.matter.closed_at is not None and (until is None or now >= until):
            del open_moves["reopen"]
    return tuple(name for name in MOVES if name in open_moves)


def place_words(case: Case) -> str:
    book = place_book()
    places = [book.communities.get(case.matter.community_id or 0), book.grids.get(case.matter.grid_id or 0)]
    return " · ".join([*([case.address] if case.address else []), *(named(place) for place in places if place is not None)])


# --- the kit ----------------------------------------------------------------------------------------------------------


def kit(actor: Actor, *, now: datetime) -> dict[str, Any]:
    """What the telephone takes along to work without a network. Of people: the working telephones of those in charge, nothing else."""
    book, grids = place_book(), my_grids(actor)
    street = book.streets.get(actor.street_id or 0)
    return {
        "post": actor.post_id, "name": actor.name, "title": actor.title, "at": now.isoformat(),
        "within": street.code if street else "",
        "grids": [{"id": grid.id, "code": grid.code, "name": named(grid)} for grid in grids],
        "inCharge": [{"what": one.what, "who": one.who, "phone": one.phone} for one in in_charge(actor)],
        "types": [type_facts(line) for line in types_for(actor)],
        # Words that calm ("演练") stay with the server: without a network one number too many does no harm.
        "danger": {code: list(words) for code, words in routing.DANGER_WORDS.items()},
        "numbers": {code: gettext(EmergencyNumber.label_of(code)) for code in routing.DANGER_WORDS},
        "tasks": [_packed(task) for task in tasks_for(actor, now=now)],
    }


def _packed(task: Task) -> dict[str, Any]:
    case = task.case
    return {
        "number": case.number, "title": task.title, "awaited": task.awaited, "place": task.place, "due": task.due, "type": task.type_name,
        "status": gettext(CaseStatus.label_of(case.matter.status)), "words": mask_text(case.description), "outcome": mask_text(case.outcome),
        "lon": case.matter.lon, "lat": case.matter.lat, "seen": task.seen, "url": reverse("field:task", args=[case.number]),
        "moves": [{"name": name, "label": gettext(CASE_FLOW.by_name[name].label)} for name in task.moves],
    }


def type_groups(lines: list[TypeLine]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The types beyond the first tiles, under their classes."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for facts in map(type_facts, sorted(lines, key=lambda one: one.code)):
        groups.setdefault(facts["group"], []).append(facts)
    return list(groups.items())
