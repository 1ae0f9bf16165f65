"""Whistles as the interface shows them: keys become codes and names by the compiled books."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import datetime
from typing import Any

from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.matter.counting import among
from shaoxiang.places.queries import place_book
from shaoxiang.whistles.models import Whistle
from shaoxiang.whistles.queries.page import UnitCard, whistle_page
from shaoxiang.whistles.queries.words import TypeWords


def row_of(whistle: Whistle, uncounted: Set[int]) -> dict[str, Any]:
    """A line of the list, as WhistleRow wants it. `uncounted`: matters that count in no assessment."""
    matter = whistle.matter
    street = place_book().streets.get(matter.street_id or 0)
    return {
        "number": matter.number, "type": whistle.type.code, "title": mask_text(matter.title), "status": matter.status, "street": street and street.code,
        "subject": matter.subject_code, "address": mask_text(whistle.address), "lon": matter.lon, "lat": matter.lat, "life": whistle.life,
        "by_community": whistle.by_community, "opened_at": matter.opened_at, "blown_at": whistle.blown_at, "due_at": matter.due_at,
        "closed_at": matter.closed_at, "uncounted": bool({whistle.pk, whistle.case_id} & uncounted),
    }


def uncounted_of(whistles: Iterable[Whistle]) -> set[int]:
    """Of these whistles and the cases they came from, the matters a street refused."""
    return among(key for one in whistles for key in (one.pk, one.case_id) if key is not None)


def whole_of(whistle: Whistle, *, actor: Actor, now: datetime) -> dict[str, Any]:
    """The whistle with its units and record, as WhistleOut wants it."""
    page = whistle_page(whistle, actor, now=now)
    return row_of(whistle, uncounted_of([whistle])) | {
        "known": page.known, "power_needed": whistle.power_needed, "cited_list": whistle.cited_list, "cited_item": whistle.cited_item,
        "agreed_at": whistle.agreed_at, "units": [_unit(card) for card in page.units], "moves": sorted(page.moves),
        "timeline": [
            {"at": line.at, "kind": line.kind, "label": line.what, "unit": line.unit, "words": list(line.words)} for line in reversed(page.entries)
        ],
    }


def _unit(card: UnitCard) -> dict[str, Any]:
    order = card.order
    body = book().bodies.get(card.body_id)
    return {
        "order": order.pk, "body": body.code if body else str(card.body_id), "name": card.name, "part": order.part, "state": order.state, "task": card.task,
        "ordered_at": order.ordered_at, "acknowledged_at": order.acknowledged_at, "arrived_at": order.arrived_at, "done_at": order.done_at,
        "released_at": order.ended_at, "can_decide": order.report_in.can_decide, "level": card.level,
        "objected": any(one.ruled_at is None for one in card.objections),
        "clocks": [{"label": one.label, "due_at": one.clock.due_at, "suspended": one.held} for one in card.open_clocks], "moves": sorted(card.moves),
    }


def type_of(words: TypeWords) -> dict[str, Any]:
    kind = words.kind
    return {
        "code": kind.code, "version": kind.number, "name": words.name, "blown_by": kind.blown_by, "approved_by": kind.approved_by, "acknowledge": words.ack,
        "arrive": words.arrive, "finish": words.finish, "ladder": list(words.ladder),
    }
