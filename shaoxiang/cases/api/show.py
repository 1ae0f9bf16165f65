"""Cases as the API shows them: keys become codes and names by the compiled books, never by joins."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from shaoxiang.cases import queries
from shaoxiang.cases.models import Case, Progress
from shaoxiang.cases.queries.relations import Relations, Relative
from shaoxiang.cases.queries.timeline import RATING_KINDS, entry_words
from shaoxiang.cases.vocabulary import CaseStatus
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.queries import running_orders
from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.queries.ground import ground_text
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import running as running_clocks
from shaoxiang.kernel.clocks.queries import shape
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.matter.counting import among
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.places.queries import place_book


def row_of(case: Case, *, now: datetime, uncounted: Container[int] = ()) -> dict[str, Any]:
    """A line of the list, as CaseRow wants it. `uncounted`: those of the page that count in no assessment; a case just made is none."""
    matter = case.matter
    street, community, grid = places_of(matter)
    kind = duty_book().types.get(matter.subject_code)
    return {
        "number": matter.number, "title": mask_text(matter.title), "status": matter.status, "kind": case.kind, "source": case.source,
        "type": matter.subject_code, "street": street and street.code, "community": community and community.code,
        "grid": grid and grid.code, "lon": matter.lon, "lat": matter.lat, "opened_at": matter.opened_at, "due_at": matter.due_at,
        "closed_at": matter.closed_at, "light": matter.light(now).value, "uncounted": matter.pk in uncounted,
        "names": {
            "type": said(kind), "street": said(street), "community": said(community), "grid": said(grid),
            "status": gettext(CaseStatus.label_of(matter.status)),
        },
    }


def case_of(case: Case, *, now: datetime) -> dict[str, Any]:
    """The case with its owner and clocks, as CaseOut wants it."""
    return row_of(case, now=now, uncounted=among([case.pk])) | rest_of(case, running_orders(case.pk), running_clocks(case.matter))


def rest_of(case: Case, orders: Iterable[DispatchOrder], clocks: Iterable[RunningClock]) -> dict[str, Any]:
    """What CaseOut has beyond CaseRow."""
    return {
        "description": mask_text(case.description), "address": mask_text(case.address), "outside": case.outside, "border": case.border,
        "danger": [number for number in case.danger.split(",") if number],
        "assignment": assignment_of(case, orders), "clocks": [shape(clock) for clock in clocks],
    }


def whole_of(case: Case, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """The case with its record, as CaseWhole wants it."""
    words, entries = Progress.objects.filter(case=case), Entry.objects.filter(subject_kind="matter", subject_id=case.pk).order_by("seq")
    if not queries.sees_rating(actor, case):
        words, entries = words.exclude(entry_kind__in=RATING_KINDS), entries.exclude(kind__in=RATING_KINDS)
    return case_of(case, now=now) | {
        "timeline": [entry_of(entry) for entry in entries],
        "words": [{"at": each.written_at, "text": mask_text(each.text), "for_resident": each.for_resident} for each in words],
        "moves": sorted(queries.moves_for(case, actor)),
    }


def assignment_of(case: Case, orders: Iterable[DispatchOrder]) -> dict[str, Any]:
    """Who was sent and why; before sending, the desk that decides and the suggestion's ground."""
    lead, others = None, []
    for order in orders:
        target = target_of(order.unit_id, order.office_id, order.post_id)
        if order.part == Part.LEAD:
            lead = target
        else:
            others.append(target)
    if lead is None and case.matter.unit_id is not None:
        lead = target_of(case.matter.unit_id, case.matter.office_id, None)
    return {"lead": lead, "cooperating": others, "mode": case.mode, "gap": case.gap, "ground": ground_of(case)}


def ground_of(case: Case) -> list[dict[str, Any]]:
    return [{"code": step["code"], "text": "".join(ground_text([step])), "params": dict(step.get("params", {}))} for step in case.ground]


def target_of(unit_id: int, office_id: int | None, post_id: int | None) -> dict[str, Any]:
    book = body_book()
    unit, office = book.bodies.get(unit_id), book.bodies.get(office_id or 0)
    post = book.posts.get(post_id or 0)
    name = " ".join(part for part in (book.name_of(unit_id), book.name_of(office_id) if office_id else "") if part)
    return {"unit": unit.code if unit else str(unit_id), "office": office and office.code, "post": post and post.title, "name": name}


def entry_of(entry: Entry) -> dict[str, Any]:
    """A line of the record: never who as a person, only which unit."""
    unit = body_book().bodies.get(entry.unit_id or 0)
    return {"at": entry.at, "kind": entry.kind, "label": entry_words(entry), "rule": entry.rule, "unit": unit and unit.code}


def places_of(matter: Matter) -> tuple[Any, Any, Any]:
    """Street, community, grid as records of the place book; None where not known or no longer in force."""
    book = place_book()
    return book.streets.get(matter.street_id or 0), book.communities.get(matter.community_id or 0), book.grids.get(matter.grid_id or 0)


def said(place: Any) -> str:
    """The name of anything with `name` and `name_en`, in the caller's language; "" for nothing."""
    if place is None:
        return ""
    return in_words(str(place.name), str(place.name_en))


def relations_as(found: Relations) -> dict[str, Any]:
    """What belongs to a case, as RelationsOut wants it."""
    def one(relative: Relative | None) -> dict[str, Any] | None:
        if relative is None:
            return None
        return {"number": relative.number or None, "status": relative.status.value, "at": relative.at, "kind": relative.kind, "reasons": list(relative.reasons)}

    return {
        "main": one(found.main), "merged": [one(each) for each in found.merged], "followers": len(found.followers), "people": found.people,
        "parent": one(found.parent), "children": [one(each) for each in found.children],
    }
