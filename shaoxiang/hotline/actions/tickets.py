"""上级工单: taken once, whatever way and however often they are sent; a file is tried first, and what could not be read is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from shaoxiang.cases.actions import report_within
from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import Report, ReportRefused
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.duties.queries import duty_book
from shaoxiang.hotline import access
from shaoxiang.hotline.models import ExchangeProfile, TicketIntake, TicketLink
from shaoxiang.hotline.queries.tickets import Records, intake_records, plan_of, records_of, sealed_records
from shaoxiang.hotline.rules.refusal import Refused, Trouble
from shaoxiang.hotline.rules.tickets import Ticket, read_ticket, yes
from shaoxiang.hotline.vocabulary import Direction
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.geo import convert
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact
from shaoxiang.kernel.vocabulary import _

KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Taken:
    """A ticket in our house. `new` is False for one we have already; then nothing was changed."""

    link: TicketLink
    case: Case
    new: bool
    remarks: tuple[Trouble, ...] = ()


def take_ticket(profile: ExchangeProfile, given: Mapping[str, Any], *, actor: Actor, at: datetime) -> Taken:
    """收一张工单: read by the profile, reported, linked; sent again, it is the one we have.

    Raises Refused (fields in the way, a profile not in use), PermissionDenied.
    """
    require(actor, access.GRANTS["import_tickets"])
    if profile.direction != Direction.IN or not profile.in_use:
        raise Refused(Trouble("profile", _("这个对接方案没有启用，或者不是收工单的方案。")))
    ticket = read_ticket(plan_of(profile), given)
    known = _known(profile, ticket)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _take(profile, ticket, actor=actor, at=at)
    except IntegrityError:  # the same ticket at the same moment: the other one's case holds
        known = _known(profile, ticket)
        if known is None:
            raise
        return known


def _known(profile: ExchangeProfile, ticket: Ticket) -> Taken | None:
    link = TicketLink.objects.filter(profile=profile, external_number=ticket.external_number).first()
    return Taken(link, Case.objects.select_related("matter").get(pk=link.matter_id), False) if link is not None else None


def _take(profile: ExchangeProfile, ticket: Ticket, *, actor: Actor, at: datetime) -> Taken:
    try:
        case = report_within(_report(ticket), actor=actor, at=at).case
    except ReportRefused as refused:
        raise Refused(Trouble(refused.field, refused.reason)) from None
    link = TicketLink.objects.create(
        profile=profile, external_number=ticket.external_number, matter_id=case.pk, carried=dict(ticket.carried), attachments=list(ticket.attachments),
        received_at=at,
    )
    facts: dict[str, Fact] = {"profile": profile.code, "link": link.pk, "attachments": len(ticket.attachments)}
    record("hotline.ticket_taken", subject=case.matter, actor=actor, at=at, facts=facts)
    return Taken(link, case, True, ticket.remarks)


def _report(ticket: Ticket) -> Report:
    values = ticket.values
    words = values.get("description") or values.get("title", "")
    title = values.get("title", "")
    type_code = values.get("type_code", "")
    lon, lat = _point(values)
    return Report(
        source=Source.HOTLINE, kind=AppealKind(values.get("kind") or AppealKind.HELP.value),
        description=words if not title or title in words else f"{title}。{words}", type_code=duty_book().chosen(type_code),
        lon=lon, lat=lat, raw_lon=_number(values, "lon"), raw_lat=_number(values, "lat"), raw_crs=values.get("crs", "") if lon is not None else "",
        address=values.get("address", ""), urgency=values.get("urgency", ""), anonymous=yes(values.get("anonymous", ""), otherwise=False),
        private=yes(values.get("private", ""), otherwise=True), wants_call_back=yes(values.get("wants_call_back", ""), otherwise=True),
        reporter={"name": values.get("name", ""), "phone": values.get("phone", ""), "address": values.get("home", "")},
    )


def _number(values: Mapping[str, str], name: str) -> float | None:
    return float(values[name]) if values.get(name) else None


def _point(values: Mapping[str, str]) -> tuple[float | None, float | None]:
    lon, lat = _number(values, "lon"), _number(values, "lat")
    if lon is None or lat is None:
        return None, None
    return convert(lon, lat, values.get("crs") or "wgs84", "wgs84")


# --- files ------------------------------------------------------------------------------------------------------------


@dataclass
class Imported:
    """What became of a file. `refused`: line, record, what is wrong."""

    taken: list[Taken] = field(default_factory=list)
    refused: list[tuple[int, dict[str, Any], tuple[Trouble, ...]]] = field(default_factory=list)

    @property
    def made(self) -> int:
        return sum(one.new for one in self.taken)


@transaction.atomic
def keep_file(profile: ExchangeProfile, name: str, content: bytes, *, actor: Actor, at: datetime) -> TicketIntake:
    """上传: read and kept sealed until it is imported. Raises RowError (unreadable), PermissionDenied."""
    require(actor, access.GRANTS["import_tickets"])
    records = records_of(profile, content)
    intake = TicketIntake.objects.create(
        profile=profile, name=name[:120], sealed=sealed_records(records, name[:120]), uploaded_at=at, uploaded_by=actor.assignment_id
    )
    record("hotline.tickets_uploaded", subject=("ticket_intake", intake.pk), actor=actor, at=at, facts={"profile": profile.code, "rows": len(records)})
    return intake


def import_file(intake: TicketIntake, *, actor: Actor, at: datetime) -> Imported:
    """导入: each record in a transaction of its own; what is in the way stays in the file, to be put right and sent again."""
    require(actor, access.GRANTS["import_tickets"])
    done = import_records(intake.profile, intake_records(intake), actor=actor, at=at)
    with transaction.atomic():
        left = [(line, record) for line, record, _troubles in done.refused]
        intake.sealed = sealed_records(left, intake.name) if left else b""
        intake.imported_at, intake.made, intake.known, intake.refused = at, done.made, len(done.taken) - done.made, len(left)
        intake.save()
        facts = {"made": intake.made, "known": intake.known, "refused": intake.refused}
        record("hotline.tickets_imported", subject=("ticket_intake", intake.pk), actor=actor, at=at, facts=facts)
    return done


def import_records(profile: ExchangeProfile, records: Records, *, actor: Actor, at: datetime) -> Imported:
    """As `import_file`, of records at hand (the command)."""
    done = Imported()
    for line, given in records:
        try:
            done.taken.append(take_ticket(profile, given, actor=actor, at=at))
        except Refused as refused:
            done.refused.append((line, given, refused.troubles))
    return done


def forget_files(*, now: datetime) -> int:
    """Uploaded files past their week are emptied, with the people in them; the daily job."""
    return TicketIntake.objects.filter(uploaded_at__lt=now - KEPT_FOR).exclude(sealed=b"").update(sealed=b"")
