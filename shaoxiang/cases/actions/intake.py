"""上报: a report becomes a case with a place, an owner, clocks and a record, in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from shaoxiang.cases import access, queries, rules
from shaoxiang.cases.actions.steps import handling_specs, move_desk
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import Report
from shaoxiang.cases.vocabulary import CaseStatus, Source
from shaoxiang.dispatch.actions import order_units
from shaoxiang.dispatch.models import DispatchOrder
from shaoxiang.dispatch.rules import Sent
from shaoxiang.duties import rules as routing
from shaoxiang.duties.queries import duty_book, ground_json
from shaoxiang.duties.queries.suggesting import alone
from shaoxiang.duties.queries.suggesting import suggested as suggested_types
from shaoxiang.duties.rules import Assignment, PlaceRef, Target
from shaoxiang.institutions.queries.desks import command_center, street_unit
from shaoxiang.kernel.access import SYSTEM, Actor, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import earliest
from shaoxiang.kernel.clocks.rules import ClockSpec
from shaoxiang.kernel.identity.actions import keep
from shaoxiang.kernel.journal.actions import Note, record_all
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.actions import open_matter
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.search.actions import index
from shaoxiang.places.queries import place_book
from shaoxiang.places.rules import OUTSIDE, CommunityPlace, Found, GridPlace, StreetPlace

TRACKING_DIGITS = 8


def assignment_for(type_code: str, *, street_id: int | None, community_id: int | None, grid_id: int | None, on: date) -> Assignment:
    """Who answers for this type at this place on that day, by the lists in force now."""
    kind = place_book().street(street_id).kind if street_id is not None else ""
    return routing.route(type_code, PlaceRef(street_id, kind, community_id, grid_id), on, duty_book())


def find(report: Report) -> Found:
    """The place of a report: by its point, else by the chosen grid, else nowhere."""
    book = place_book()
    if report.lon is not None and report.lat is not None:
        return book.locate(report.lon, report.lat)
    if report.grid_id is not None and report.grid_id in book.grids:
        return book.found_in_grid(report.grid_id)
    return OUTSIDE


def one_street(found: Found) -> bool:
    """On a border, do all candidates lie in the same street?"""
    return len({candidate.street.id for candidate in found.candidates} | ({found.street.id} if found.street else set())) == 1


def sent(target: Target) -> Sent:
    return Sent(target.unit_id, target.office_id, target.post_id)


class Reported(NamedTuple):
    """A case just made, with the rows made beside it: its answer need not read them again."""

    case: Case
    orders: list[DispatchOrder]
    clocks: list[RunningClock]


@transaction.atomic
def report_case(report: Report, *, actor: Actor, at: datetime) -> Case:
    """上报. Never blocked by a missing class or place. Raises ReportRefused (empty, too long, half a point), PermissionDenied."""
    return report_within(report, actor=actor, at=at).case


def report_within(report: Report, *, actor: Actor, at: datetime, hold: bool = False) -> Reported:
    """As `report_case`, in the caller's transaction. After a refusal the caller rolls back. `hold`: never sent straight on (it is settled at once)."""
    require(actor, access.GRANTS["report"])
    report = rules.check(report)
    book = duty_book()
    found = find(report)
    given = book.chosen(report.type_code)  # what is chosen in place of a type that was ended since
    type_code = given or alone(report.description, book)
    assignment = assignment_for(
        type_code, street_id=_id(found.street), community_id=_id(found.community), grid_id=_id(found.grid), on=timezone.localtime(at).date()
    )
    straight = not hold and queries.setting("straight_dispatch") and rules.goes_straight(
        type_given=bool(type_code), kind=report.kind, mode=assignment.mode, gap=assignment.gap,
        one_street=one_street(found), located=found.street is not None,
    )
    danger = ",".join(routing.danger(report.description, book.types.get(type_code)))
    limit_set, urgency = _hotline_rule(report, danger)
    planned = clocks.plan(_first_clocks(type_code, straight=straight, at=at, limit_set=limit_set, urgency=urgency), at=at)
    taken = {"danger": danger, "limit_set": limit_set, "urgency": urgency}
    case = _make(report, type_code, found, assignment, planned, straight=straight, actor=actor, at=at, taken=taken)
    clocks.begin(case.matter, planned)
    orders = _send(case, assignment, actor=actor, at=at) if straight else []
    move_desk(case, at=at, by=actor, lead=orders[0] if orders else None, fresh=True)
    by_model = bool(type_code) and not given
    _record(case, assignment, straight=straight, by_model=by_model, consent=report.consent, actor=actor, at=at)
    type_name = book.types[type_code].name if type_code else ""
    index(case.pk, at, f"{case.number} {case.matter.title} {report.description} {report.address} {type_name}")
    return Reported(case, orders, planned)


def _id(place: GridPlace | CommunityPlace | StreetPlace | None) -> int | None:
    return place.id if place is not None else None


def _make(
    report: Report, type_code: str, found: Found, assignment: Assignment, planned: Sequence[RunningClock], *, straight: bool, actor: Actor, at: datetime,
    taken: dict[str, str],
) -> Case:
    book = duty_book()
    warn_at, due_at = earliest(planned)
    unit_id, office_id = _owner(assignment, _id(found.street), straight)
    matter = open_matter(
        MatterKind.CASE,
        title=rules.title_of(report.description, book.types[type_code].name if type_code else ""),
        status=CaseStatus.DISPATCHED if straight else CaseStatus.REPORTED,
        at=at, subject_code=type_code, lon=report.lon, lat=report.lat,
        street_id=_id(found.street), community_id=_id(found.community), grid_id=_id(found.grid), unit_id=unit_id, office_id=office_id,
        warn_at=warn_at, due_at=due_at,
    )
    first = actor.unit_id or _owner(assignment, _id(found.street), False)[0]
    reporter = None
    if not report.anonymous and any(report.reporter.values()):
        reporter = keep(report.reporter, purpose="case_reporter", at=at).pk
    suggested = [] if type_code else [one._asdict() for one in suggested_types(report.description, book)]
    return Case.objects.create(
        matter=matter, source=report.source, kind=report.kind, description=report.description, address=report.address,
        raw_lon=report.raw_lon, raw_lat=report.raw_lat, raw_crs=report.raw_crs, accuracy_m=report.accuracy_m,
        border=[one.grid.code for one in found.candidates],
        outside=report.lon is not None and found.street is None,
        suggested=[{**one, "words": list(one["words"])} for one in suggested],
        anonymous=report.anonymous, private=report.private,
        wants_call_back=report.wants_call_back and not report.anonymous,
        reporter_id=reporter, tracking_code=f"{secrets.randbelow(10**TRACKING_DIGITS):0{TRACKING_DIGITS}d}",
        reported_by=actor.assignment_id, client_id=report.client_id[:64], found_at=report.found_at,
        first_unit_id=first, answers_unit_id=first, **taken,
        mode=assignment.mode, gap=assignment.gap, routed_on=timezone.localtime(at).date(), ground=ground_json(assignment.ground),
    )


def _owner(assignment: Assignment, street_id: int | None, straight: bool) -> tuple[int, int | None]:
    """Responsible unit and office: the lead once sent, until then the desk that must decide."""
    if straight:
        return assignment.lead.unit_id, assignment.lead.office_id
    desk = None if assignment.gap else street_unit(street_id)
    return desk or command_center(), None


def _send(case: Case, assignment: Assignment, *, actor: Actor, at: datetime) -> list[DispatchOrder]:
    return order_units(
        case.matter, sent(assignment.lead), [sent(target) for target in assignment.cooperating],
        mode=assignment.mode, ground=ground_json(assignment.ground), actor=actor, at=at,
    )


def _hotline_rule(report: Report, danger: str) -> tuple[str, str]:
    """热线时限规则 and 急缓 the matter is taken under; empty for what did not come by telephone."""
    if report.source not in rules.HOTLINE_SOURCES:
        return "", ""
    return str(queries.setting("hotline_limits")), rules.urgency_of(report.urgency, danger=bool(danger)).value


def _first_clocks(type_code: str, *, straight: bool, at: datetime, limit_set: str, urgency: str) -> list[ClockSpec]:
    """受理 waits for a desk; a case sent straight on waits for its signature and its handling."""
    limits = queries.case_limits()
    if not straight:
        return [limits["CASE_ACCEPT"]]
    handling = handling_specs(type_code, at=at, limit_set=limit_set, urgency=urgency)
    return [*(limits[code] for code in CASE_FLOW.by_name["dispatch"].starts if code not in handling), *handling.values()]


def _record(case: Case, assignment: Assignment, *, straight: bool, by_model: bool, consent: bool, actor: Actor, at: datetime) -> None:
    matter = case.matter
    reported: dict[str, Fact] = {
        "number": matter.number, "source": case.source, "kind": case.kind, "type": matter.subject_code, "grid": matter.grid_id,
        "street": matter.street_id, "outside": case.outside, "danger": case.danger, "description_sha256": digest(case.description),
    }
    if by_model:
        reported["type_by_model"] = True  # as sure as the administrator asked for; a desk can classify anew
    if case.source == Source.PROXY:
        reported["consent"] = consent
    if case.found_at is not None:
        reported["found_at"] = case.found_at.isoformat()
    notes = [Note("cases.reported", reported)]
    if straight:
        facts = {
            "unit": assignment.lead.unit_id, "office": assignment.lead.office_id, "post": assignment.lead.post_id, "mode": assignment.mode,
            "cooperating": [target.office_id or target.unit_id for target in assignment.cooperating],
            "ground": [step.code for step in assignment.ground], "straight": True, "to": CaseStatus.DISPATCHED.value,
        }
        notes.append(Note("cases.accept", {"straight": True}, CASE_FLOW.by_name["accept"].rule, by=SYSTEM))
        notes.append(Note("cases.dispatch", facts, CASE_FLOW.by_name["dispatch"].rule, by=SYSTEM))
    record_all(notes, subject=matter, actor=actor, at=at, new=True)
