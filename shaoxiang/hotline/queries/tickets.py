"""Tickets of upper systems: their links, what goes back, what a file holds."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.relations import main_of
from shaoxiang.cases.queries.words import type_words
from shaoxiang.cases.vocabulary import ClosureLevel, DeclineReason
from shaoxiang.duties.queries import duty_book
from shaoxiang.hotline.models import ExchangeProfile, StatusMessage, TicketIntake, TicketLink
from shaoxiang.hotline.rules.refusal import Refused, Trouble
from shaoxiang.hotline.rules.tickets import Plan, Ticket, read_ticket, text_at
from shaoxiang.hotline.vocabulary import ExchangeForm, FieldKind
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.exchange import Heading, RowError, read_table
from shaoxiang.kernel.identity import seal
from shaoxiang.kernel.identity.rules import mask_text
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.queries import place_book

MOST_ROWS = 5000
Records = list[tuple[int, dict[str, Any]]]


def plan_of(profile: ExchangeProfile) -> Plan:
    return Plan.of(profile.fields, profile.tables, profile.time_zone)


def secret_of(profile: ExchangeProfile) -> str:
    """签名密钥 of an outward profile; "" where none was made yet."""
    return seal.unseal(bytes(profile.sealed_secret), bound_to(profile), seal.PRESENT)["secret"] if profile.sealed_secret else ""


def bound_to(profile: ExchangeProfile) -> str:
    return f"exchange_profile:{profile.code}"


# --- files in ---------------------------------------------------------------------------------------------------------


def records_of(profile: ExchangeProfile, content: bytes) -> Records:
    """The records of a file with the line each stands in. Raises RowError (no table, lacks a column, not JSON)."""
    if profile.form == ExchangeForm.JSON:
        return _json_records(content)
    rows = [row for row in plan_of(profile).fields if row.kind != FieldKind.CONSTANT]
    headings = [Heading(row.theirs, (row.theirs,), required=row.required) for row in rows]
    return [(row.line, dict(row.values)) for row in read_table(io.BytesIO(content), headings)]


def _json_records(content: bytes) -> Records:
    try:
        whole = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError):
        raise RowError(0, "", gettext("不是有效的 JSON。"), gettext("请用 UTF-8 编码的 JSON 文件。")) from None
    if isinstance(whole, Mapping):
        whole = next((value for value in whole.values() if isinstance(value, list)), [whole])
    if not isinstance(whole, list):
        raise RowError(0, "", gettext("里面没有工单。"), gettext("请给一个工单列表，或 {“tickets”: […]}。"))
    return [(line, one if isinstance(one, dict) else {}) for line, one in enumerate(whole, start=1)]


def sealed_records(records: Records, name: str) -> bytes:
    return seal.seal({"rows": json.dumps(records, ensure_ascii=False)}, f"ticket_intake:{name}")


def intake_records(intake: TicketIntake) -> Records:
    """What is kept of an uploaded file; empty once it is imported or forgotten."""
    if not intake.sealed:
        return []
    rows = json.loads(seal.unseal(bytes(intake.sealed), f"ticket_intake:{intake.name}", seal.PRESENT)["rows"])
    return [(int(line), record) for line, record in rows]


@dataclass(frozen=True, slots=True)
class Line:
    """What would become of one record. `state`: NEW, KNOWN or REFUSED."""

    line: int
    external_number: str
    state: str
    title: str = ""
    type_name: str = ""
    place: str = ""
    matter_number: str = ""
    troubles: tuple[Trouble, ...] = ()


def dry_run(profile: ExchangeProfile, records: Records) -> list[Line]:
    """试导入: every record judged, nothing written. One query, however many records."""
    plan, lines = plan_of(profile), []
    read = [(line, _read(plan, record)) for line, record in records]
    numbers = [ticket.external_number for _line, ticket in read if isinstance(ticket, Ticket)]
    known = known_numbers(profile, numbers)
    given = {line: _number_in(plan, record) for line, record in records}
    seen: set[str] = set()
    for line, ticket in read:
        if isinstance(ticket, Refused):
            lines.append(Line(line, given[line], "REFUSED", troubles=ticket.troubles))
            continue
        number = ticket.external_number
        state = "KNOWN" if number in known or number in seen else "NEW"
        seen.add(number)
        lines.append(_line(line, ticket, state, known.get(number, "")))
    return lines


def _read(plan: Plan, record: dict[str, Any]) -> Ticket | Refused:
    try:
        return read_ticket(plan, record)
    except Refused as refused:
        return refused


def _number_in(plan: Plan, record: dict[str, Any]) -> str:
    """Their number, also of a record that cannot be taken: it is what people look for."""
    return next((text_at(record, row.theirs)[:64] for row in plan.fields if row.ours == "external_number"), "")


def _line(line: int, ticket: Ticket, state: str, number: str) -> Line:
    values = ticket.values
    kind = values.get("type_code", "")
    remarks = ticket.remarks
    if kind and kind not in duty_book().types:
        remarks = (*remarks, Trouble("type_code", _("没有事项类别“%(code)s”：先按没有分类登记。"), {"code": kind}, stops=False))
    words = values.get("description") or values.get("title", "")
    return Line(line, ticket.external_number, state, mask_text(words)[:60], type_words(kind) if kind in duty_book().types else "",
                mask_text(values.get("address", "")), number, remarks)


def known_numbers(profile: ExchangeProfile, numbers: Iterable[str]) -> dict[str, str]:
    """Ticket numbers of the upper system we have already, with ours."""
    links = dict(TicketLink.objects.filter(profile=profile, external_number__in=list(numbers)).values_list("external_number", "matter_id"))
    ours = dict(Case.objects.filter(pk__in=links.values()).values_list("pk", "matter__number"))
    return {external: ours.get(matter_id, "") for external, matter_id in links.items()}


def trouble_words(trouble: Trouble) -> str:
    return gettext(trouble.text) % trouble.params if trouble.params else gettext(trouble.text)


# --- statuses out -----------------------------------------------------------------------------------------------------


def status_values(case: Case, message: StatusMessage) -> dict[str, Any]:
    """Every field an upper system may ask of a case, from our record; of a merged one how its main goes on.

    The reporter is theirs already: nothing of him goes back.
    """
    matter, main, bodies = case.matter, main_of(case), body_book()
    worked = main.matter
    unit = bodies.bodies.get(worked.office_id or worked.unit_id or 0)
    above = bodies.bodies.get(worked.unit_id or 0)
    street = place_book().streets.get(matter.street_id or 0)
    return {
        "external_number": message.link.external_number, "number": matter.number, "status": message.status, "happened_at": message.happened_at,
        "unit": bodies.name_of(unit.id) if unit else "", "unit_phone": (unit.phone if unit else "") or (above.phone if above else ""),
        "answer": main.answer, "outcome": main.outcome, "satisfaction": case.satisfaction, "due_at": worked.due_at, "opened_at": matter.opened_at,
        "closed_at": worked.closed_at, "type_code": matter.subject_code, "type_name": type_words(matter.subject_code) if matter.subject_code else "",
        "kind": case.kind, "address": case.address, "street": street.name if street else "",
        "decline_reason": gettext(DeclineReason.label_of(case.decline_reason)) if case.decline_reason else "",
        "level": gettext(ClosureLevel.label_of(main.closure_level)) if main.closure_level else "", "reopened": main.reopened,
        "extended": RunningClock.objects.filter(matter_id=worked.pk, extension__gt=0).exists(),
    }


def today_name(profile: ExchangeProfile) -> str:
    return f"{profile.name}-{timezone.localdate():%Y%m%d}"
