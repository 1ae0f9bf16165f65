"""The telephone desk: what the caller said before, what is unfinished, what is read out at the end, what I received first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.cases.queries import cases_for, moves_for
from shaoxiang.cases.queries.hints import earlier_of
from shaoxiang.cases.queries.resident import next_date, page_of
from shaoxiang.cases.rules import may_reopen
from shaoxiang.hotline.models import Call
from shaoxiang.hotline.vocabulary import CallState
from shaoxiang.institutions.queries.desks import unit_line
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.clocks.models import RunningClock
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.identity.queries import masked_by_id, plain
from shaoxiang.kernel.identity.rules import mask_text

OPEN_SHOWN = 10


@dataclass(frozen=True, slots=True)
class EarlierLine:
    """One earlier matter of the caller, as it can be told on the telephone."""

    case: Case
    title: str
    where: str
    next: str
    office: str
    by_words: str
    by: RunningClock | None
    can_add: bool
    can_call_back: bool
    can_reopen: bool


def earlier_lines(phone: str, actor: Actor, *, now: datetime) -> list[EarlierLine]:
    """Earlier matters given with this number, of the actor's own scope: where each is in plain words, and what can be done with it now."""
    return [told_of(case, actor, now) for case in earlier_of(phone, actor)]


def told_of(case: Case, actor: Actor, now: datetime) -> EarlierLine:
    page, moves = page_of(case, now=now), moves_for(case, actor)
    date = next_date(case)
    words, clock = date if date is not None else ("", None)
    return EarlierLine(
        case, mask_text(case.matter.title), page["where"], page["next"], page["office"].name if page["office"] else "", words, clock,
        can_add="supplement" in moves, can_call_back="call_back" in moves,
        can_reopen="reopen" in moves and may_reopen(closed_at=case.matter.closed_at, window_ends_at=case.window_ends_at, at=now),
    )


@dataclass(frozen=True, slots=True)
class OpenCall:
    call: Call
    title: str
    caller: str


def unfinished(actor: Actor) -> list[OpenCall]:
    """没说完的: calls of mine that were cut off, newest first; the caller masked."""
    rows = list(Call.objects.filter(taken_by=actor.assignment_id or 0, state=CallState.OPEN).order_by("-began_at")[:OPEN_SHOWN])
    callers = masked_by_id(row.caller_id for row in rows)
    return [OpenCall(row, mask_text(str(row.said.get("description", "")))[:40], _caller(callers.get(row.caller_id or 0, {}))) for row in rows]


def _caller(masked: dict[str, str]) -> str:
    return " ".join(masked[name] for name in ("name", "phone") if masked.get(name))


def my_call(pk: int, actor: Actor) -> Call | None:
    """An unfinished call of my own."""
    return Call.objects.filter(pk=pk, taken_by=actor.assignment_id or 0, state=CallState.OPEN).first()


def typed(call: Call) -> dict[str, Any]:
    """What was typed into a call so far, as the form's initial: whoever typed it goes on with it."""
    caller = VaultRecord.objects.filter(pk=call.caller_id).first() if call.caller_id else None
    given = plain(caller) if caller else {}
    return {**call.said, "phone": given.get("phone", ""), "name": given.get("name", ""), "home": given.get("address", "")}


@dataclass(frozen=True, slots=True)
class ReadOut:
    """What is told at the end of a call. `spoken`: the number in groups, as one reads it aloud."""

    number: str
    spoken: list[str]
    code: str
    sms: str


def read_out(case: Case, *, hotline: str) -> ReadOut:
    """The number large, the query code, and a text message ready to be read or sent."""
    date = next_date(case)
    office = page_of(case, now=case.matter.opened_at)["office"]
    parts = [gettext("您反映的事已登记，编号 %(number)s，查询码 %(code)s。") % {"number": case.number, "code": case.tracking_code}]
    if case.answer and case.matter.closed_at:
        parts = [gettext("您咨询的事已当场答复，编号 %(number)s，查询码 %(code)s。") % {"number": case.number, "code": case.tracking_code}]
    elif office is not None:
        parts.append(gettext("现在由%(office)s负责。") % {"office": office.name})
    if date is not None:
        parts.append(gettext("%(when)s。") % {"when": date[0]})
    parts.append(gettext("凭编号和查询码可以查进展，也可以拨打 %(hotline)s。") % {"hotline": hotline})
    day, _dash, ordinal = case.number.partition("-")
    return ReadOut(case.number, [day[:2], day[2:6], day[6:10], ordinal], case.tracking_code, "".join(parts))


def first_received(actor: Actor, *, whose: str = "") -> QuerySet[Case]:
    """我首接的: what I took myself and, with `whose` "unit", what my unit received first or answers for. A transfer takes nothing off this list."""
    mine = Q(reported_by=actor.assignment_id) if actor.assignment_id is not None else Q(pk__in=[])
    if whose == "unit" and actor.unit_id is not None:
        ours = unit_line(actor.unit_id)
        mine |= Q(first_unit_id__in=ours) | Q(answers_unit_id__in=ours)
    return cases_for(actor).filter(mine)
