"""One street's request, and the list 问过我们什么、我们怎么说、结果怎样."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from shaoxiang.institutions.queries.desks import unit_line
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.clocks.queries import all_of
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.files.queries import attachments_of
from shaoxiang.kernel.flow import Move
from shaoxiang.kernel.web.record import ShownEntry
from shaoxiang.opinions import access
from shaoxiang.opinions.flows import REQUEST_FLOW
from shaoxiang.opinions.models import EarlierWord, OpinionRequest
from shaoxiang.opinions.queries.entries import entries_of
from shaoxiang.opinions.vocabulary import WAITING, FileStatus, OpinionStatus

STATES = {
    "waiting": Q(matter__status__in=[status.value for status in WAITING]),
    "answered": ~Q(view=""),
    "silent": Q(matter__status=OpinionStatus.NO_OPINION.value),
}


@dataclass(frozen=True, slots=True)
class RequestPage:
    request: OpinionRequest
    moves: dict[str, Move]
    clocks: list[RunningClock]
    entries: list[ShownEntry]
    attachments: list[Attachment]
    earlier: list[EarlierWord]  # what the street said before another paper was attached


def requests_for(actor: Actor) -> QuerySet[OpinionRequest]:
    """Every request this actor may see, with its matter and file."""
    return OpinionRequest.objects.filter(visible(actor, access.GRANTS["view_request"])).select_related("matter", "file__matter", "file__scope")


def filtered(rows: QuerySet[OpinionRequest], chosen: Mapping[str, str]) -> QuerySet[OpinionRequest]:
    """`power`, `state` (waiting, answered, silent), `uptake` (a code, or "none": answered, no feedback yet), `unit` (of the street)."""
    if chosen.get("power"):
        rows = rows.filter(file__power=chosen["power"])
    if chosen.get("state") in STATES:
        rows = rows.filter(STATES[chosen["state"]])
    if chosen.get("uptake") == "none":
        rows = rows.filter(matter__status=OpinionStatus.ANSWERED.value)
    elif chosen.get("uptake"):
        rows = rows.filter(uptake=chosen["uptake"])
    unit = chosen.get("unit", "")
    return rows.filter(unit_id__in=unit_line(int(unit))) if unit.isascii() and unit.isdigit() and len(unit) < 10 else rows


def request_moves(request: OpinionRequest, actor: Actor) -> dict[str, Move]:
    """The page's buttons, by name; a late answer only while the file has not gone to the meeting."""
    late_closed = request.file.matter.status != FileStatus.ASKING
    return {
        move.name: move for move in REQUEST_FLOW.open_moves(request.matter.status)
        if move.name in access.GRANTS and allowed(actor, access.GRANTS[move.name], request) and not (move.name == "answer_late" and late_closed)
    }


def request_page(request: OpinionRequest, actor: Actor) -> RequestPage:
    """One reader's view of one request, with what was attached to the file."""
    return RequestPage(
        request, request_moves(request, actor), list(all_of(request.matter)), entries_of(request.pk), list(attachments_of(request.file_id)),
        list(EarlierWord.objects.filter(file_id=request.file_id, unit_id=request.unit_id)),
    )
