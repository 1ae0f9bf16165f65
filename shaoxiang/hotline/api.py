"""/api/v1/hotline: tickets of an upper system in, their state out."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Router, Schema
from pydantic import Field

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.hotline.actions.tickets import take_ticket
from shaoxiang.hotline.models import ExchangeProfile, TicketLink
from shaoxiang.hotline.queries.tickets import trouble_words
from shaoxiang.hotline.rules.refusal import Refused
from shaoxiang.hotline.vocabulary import Direction
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.interface.keys import BearerKey
from shaoxiang.kernel.interface.once import answer_once
from shaoxiang.kernel.interface.problems import documented
from shaoxiang.kernel.interface.schemas import Code, IdempotencyKey, Input
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import _

router = Router(tags=["hotline"])
External = Annotated[str, Path(description="Ticket number of the upper system", max_length=64)]


class TicketIn(Input):
    """A ticket as the upper system writes it; the profile says what each field means."""

    profile: Code = Field(description="Code of the exchange profile", examples=["upper-api"])
    ticket: dict[str, Any] = Field(description="The record, in the upper system's own fields")


class RemarkOut(Schema):
    field: str
    message: str = Field(description="What was left out, in the caller's language; it is kept beside the ticket")


class TicketOut(Schema):
    external_number: str
    number: str = Field(description="Our number, for ever")
    tracking_code: str = Field("", description="With the number it opens the resident's page; given once")
    state: str = Field(description="new or known: a ticket sent again is the one we have")
    status: str
    due_at: datetime | None
    remarks: list[RemarkOut] = Field(default_factory=list)


class Wrong(Exception):
    """Fields of a ticket in the way: HTTP 422 with all of them."""

    def __init__(self, errors: list[tuple[str, str]]) -> None:
        super().__init__(len(errors))
        self.errors = errors


@router.post(
    "/tickets", auth=BearerKey(Scope.TICKETS_WRITE), response={201: TicketOut, **documented(409, 413)}, operation_id="create_ticket",
    summary="送一张上级工单 Send a ticket of an upper system",
)
def create_ticket(request: HttpRequest, given: TicketIn, idempotency_key: IdempotencyKey = None) -> HttpResponse:
    """Becomes a case with its owner and clocks. The same ticket number again answers with the case there is and changes nothing."""
    return answer_once(request, idempotency_key, lambda: _take(request, given))


def _take(request: HttpRequest, given: TicketIn) -> TicketOut:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    profile = ExchangeProfile.objects.filter(code=given.profile, direction=Direction.IN, in_use=True).first()
    if profile is None:
        raise ReportRefused("profile", _("没有这个对接方案，或者没有启用：请和业务管理员核对代码。"))
    try:
        taken = take_ticket(profile, given.ticket, actor=actor, at=timezone.now())
    except Refused as refused:
        raise Wrong([(f"body.ticket.{one.field}", trouble_words(one)) for one in refused.troubles]) from None
    return TicketOut(
        **_state(taken.link, taken.case, shown=taken.new or cases_for(actor).filter(pk=taken.case.pk).exists()),
        tracking_code=taken.case.tracking_code if taken.new else "", state="new" if taken.new else "known",
        remarks=[RemarkOut(field=one.field, message=trouble_words(one)) for one in taken.remarks],
    )


def _state(link: TicketLink, case: Case, *, shown: bool = True) -> dict[str, Any]:
    """Where it stands; to a key that may not see the case, its number only."""
    matter = case.matter
    stands = {"status": matter.status, "due_at": matter.due_at} if shown else {"status": "", "due_at": None}
    return {"external_number": link.external_number, "number": case.number, **stands}


class TicketQuery(Schema):
    profile: Code = Field(description="Code of the exchange profile")


@router.get(
    "/tickets/{external_number}", auth=BearerKey(Scope.TICKETS_WRITE), response={200: TicketOut, **documented(404)}, operation_id="read_ticket",
    summary="工单办到哪一步 Where a ticket stands",
)
def read_ticket(request: HttpRequest, external_number: External, given: Query[TicketQuery]) -> TicketOut:
    """By the upper system's own number."""
    link = TicketLink.objects.filter(profile__code=given.profile, external_number=external_number).first()
    case = cases_for(request.actor).filter(pk=link.matter_id).first() if link is not None else None  # type: ignore[attr-defined]
    if link is None or case is None:
        raise Http404
    return TicketOut(**_state(link, case), state="known")
