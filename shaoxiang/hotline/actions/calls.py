"""来电: kept while it is taken, ended with what came of it. Nothing typed is lost when the line drops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.views.decorators.debug import sensitive_variables

from shaoxiang.cases import actions as cases
from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import Report
from shaoxiang.hotline import access
from shaoxiang.hotline.models import AnswerEntry, Call
from shaoxiang.hotline.vocabulary import CallResult, CallState
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.identity.actions import keep, keep_until
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.identity.queries import plain
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.web.drafts import KEPT_FOR

PURPOSE = "hotline_call"
SAID = (
    "description", "kind", "type_code", "address", "grid_id", "urgency", "answer", "answer_entry", "anonymous", "wants_call_back",
    "lon", "lat", "raw_lon", "raw_lat", "accuracy", "crs", "point", "point_crs", "point_read",
)
CALLER = ("phone", "name", "home")


@sensitive_variables()
@transaction.atomic
def keep_call(typed: Mapping[str, str], *, actor: Actor, at: datetime, pk: int | None = None, key: str = "") -> Call | None:
    """边接边存: what is typed, as it is typed; who calls goes into the vault.

    None where nothing was typed yet, and for a call that has ended meanwhile (a late save of its page). Raises PermissionDenied.
    """
    require(actor, access.GRANTS["take_call"])
    said = {name: typed[name][:5000] for name in SAID if typed.get(name, "").strip()}
    caller = {"address" if name == "home" else name: typed[name][:200] for name in CALLER if typed.get(name, "").strip()}
    call = _mine(pk, key, actor)
    if call is not None and call.state != CallState.OPEN:
        return None
    if call is None:
        if not caller and not said.get("description"):
            return None
        call = Call(taken_by=actor.assignment_id or 0, began_at=at, key=key[:40])
    call.said = said
    call.caller_id = _caller(call.caller_id, caller, at)
    call.save()
    return call


def _mine(pk: int | None, key: str, actor: Actor) -> Call | None:
    """A call of this person: by its number, else by the page it is typed on. Held until the transaction ends."""
    mine = Call.objects.select_for_update().filter(taken_by=actor.assignment_id or 0)
    return (mine.filter(pk=pk).first() if pk else None) or (mine.filter(key=key[:40]).first() if key else None)


@sensitive_variables()
def _caller(known: int | None, caller: Mapping[str, str], at: datetime) -> int | None:
    """The vault record of this caller: the one there is while nothing changed, else a new one, and the old one's term ends."""
    before = VaultRecord.objects.filter(pk=known).first() if known else None
    if before is not None and plain(before) == dict(caller):
        return before.pk
    if before is not None:
        keep_until(before.pk, at)
    return keep(caller, purpose=PURPOSE, at=at, blur_after=at + KEPT_FOR).pk if caller else None


@transaction.atomic
def drop_call(pk: int, *, actor: Actor, at: datetime) -> bool:
    """放下: nothing more will come of this call; what was typed goes."""
    require(actor, access.GRANTS["take_call"])
    call = Call.objects.select_for_update().filter(pk=pk, taken_by=actor.assignment_id or 0, state=CallState.OPEN).first()
    if call is None:
        return False
    _end(call, CallState.DROPPED, at)
    record("hotline.call_dropped", subject=("call", call.pk), actor=actor, at=at)
    return True


@dataclass(frozen=True, slots=True)
class OnCall:
    """Which call an act belongs to: its number where one was kept, and the page it was typed on."""

    pk: int | None = None
    key: str = ""


def end_call(on: OnCall, result: CallResult, *, matter_id: int, actor: Actor, at: datetime) -> None:
    """接完: the words now stand with the matter, so they go from here. A call nobody kept yet is written ended, so that a late save finds it so."""
    if not on.pk and not on.key:
        return
    call = _mine(on.pk, on.key, actor) or Call(taken_by=actor.assignment_id or 0, began_at=at, key=on.key[:40])
    if call.state == CallState.OPEN:
        call.result, call.matter_id = result.value, matter_id
        _end(call, CallState.DONE, at)
        record("hotline.call_done", subject=("call", call.pk), actor=actor, at=at, facts={"result": result.value, "matter": matter_id})


def _end(call: Call, state: CallState, at: datetime) -> None:
    if call.caller_id is not None:
        keep_until(call.caller_id, at)
    call.state, call.ended_at, call.said, call.caller_id = state.value, at, {}, None
    call.save()


NO_CALL = OnCall()


@transaction.atomic
def take_report(report: Report, *, actor: Actor, at: datetime, on: OnCall = NO_CALL, answer: str = "", entry_id: int | None = None) -> Case:
    """登记: the call becomes a case, or (with an answer) a question answered on the spot. Raises what report_case and answer raise."""
    require(actor, access.GRANTS["take_call"])
    case = cases.report_case(report, actor=actor, at=at)
    if answer.strip():
        case = cases.answer(case.number, actor=actor, at=at, words=answer)
        if entry_id is not None:
            AnswerEntry.objects.filter(pk=entry_id).update(used=F("used") + 1)
    end_call(on, CallResult.ANSWERED if answer.strip() else CallResult.CASE, matter_id=case.pk, actor=actor, at=at)
    return case


@transaction.atomic
def add_to(number: str, *, words: str, actor: Actor, at: datetime, on: OnCall = NO_CALL) -> Case:
    """还是这件事: what the caller adds stands with the matter there is; no second number. Raises Case.DoesNotExist, PermissionDenied, MoveRefused."""
    require(actor, access.GRANTS["take_call"])
    case = cases.supplement(number, actor=actor, at=at, words=words)
    end_call(on, CallResult.ADDED, matter_id=case.pk, actor=actor, at=at)
    return case


def forget_old(*, now: datetime) -> int:
    """Unfinished calls past their week go, with what was typed; the daily job."""
    old = list(Call.objects.filter(state=CallState.OPEN, began_at__lt=now - KEPT_FOR)[:500])
    for call in old:
        _end(call, CallState.DROPPED, now)
    return len(old)


