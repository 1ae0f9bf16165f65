"""网格员的手机: what was written down on the spot, taken once however often it is sent.

A telephone gives each item an id of its own. The item and its row in `FieldItem` are one transaction: killed before, nothing
happened; killed after, sending it again gives the same answer. Where a case has gone on since the telephone last saw it, the
server keeps both: what was meant becomes a note beside the case (离线补记), and the colleague's act stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from shaoxiang.cases import rules
from shaoxiang.cases.actions import closing, handling
from shaoxiang.cases.actions.evidence import attach_stored
from shaoxiang.cases.actions.intake import report_within
from shaoxiang.cases.actions.steps import note, say, take
from shaoxiang.cases.flows import CASE_FLOW
from shaoxiang.cases.models import Case, FieldItem
from shaoxiang.cases.rules import Report, ReportRefused
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.files.models import StoredFile
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.vocabulary import _

ANSWERED_FOR = timedelta(days=180)  # a telephone left in a drawer this long still gets its old answer

Act = Callable[..., Case]
ACTS: Mapping[str, Act] = {
    "sign": handling.sign, "progress": handling.progress, "finish": handling.finish, "settle": handling.settle,
    "verify_pass": handling.verify_pass, "verify_fail": handling.verify_fail, "reopen": closing.reopen,
}
ADDS = frozenset({"progress"})  # true whatever happened meanwhile


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that came along, looked at and stored already."""

    file: StoredFile
    name: str
    role: AttachmentRole


@dataclass(frozen=True, slots=True)
class OnTheSpot:
    """What is common to everything a telephone sends. `client_id`: its own id, 8 to 40 characters; `made_at`: by its own clock."""

    client_id: str
    made_at: datetime | None = None
    files: Sequence[Enclosure] = ()


class Taken(NamedTuple):
    """`kept`: not carried out but kept beside the case; `why`: the sentence that says why (a Chinese msgid or already in words)."""

    case: Case
    kept: bool = False
    why: str = ""


def take_report(report: Report, *, spot: OnTheSpot, actor: Actor, at: datetime, outcome: str = "") -> Taken:
    """上报, and with an `outcome` settled on the spot in the same act (closure level GRID or COMMUNITY).

    Raises ReportRefused, PermissionDenied; then nothing is kept, and the item may be mended and sent again.
    """

    def report_it() -> Taken:
        case = report_within(report, actor=actor, at=at, hold=bool(outcome.strip())).case
        for one in spot.files:
            attach_stored(case, actor=actor, at=at, stored=one.file, name=one.name, role=one.role)
        return Taken(_settled(case, outcome, actor, at) if outcome.strip() else case)

    return _once(spot, "report", actor, at, report_it)


def _settled(case: Case, outcome: str, actor: Actor, at: datetime) -> Case:
    try:
        return handling.settle(case.number, actor=actor, at=at, outcome=outcome)
    except (PermissionDenied, Case.DoesNotExist):
        raise ReportRefused("outcome", _("这个位置不在您负责的网格里，不能当场办结：请去掉“已经当场办好”，只上报。")) from None


def take_act(number: str, move: str, *, spot: OnTheSpot, seen: str, arguments: Mapping[str, Any], actor: Actor, at: datetime) -> Taken:
    """A move made on the spot. `seen`: the `rules.stamp` of the case as the telephone knew it; "" trusts the present state.

    Raises ReportRefused, PermissionDenied, Case.DoesNotExist; never MoveRefused: what came too late is kept as a note.
    """

    def act() -> Taken:
        try:
            with transaction.atomic():
                _still_as_seen(number, move, seen)
                case = ACTS[move](number, actor=actor, at=at, **arguments)
                _enclose(case, spot, actor, at)
                return Taken(case)
        except MoveRefused as refused:
            return Taken(_keep_beside(number, move, spot, arguments, actor, at), True, refused.reason)

    return _once(spot, move, actor, at, act)


def _still_as_seen(number: str, move: str, seen: str) -> None:
    case = Case.objects.select_related("matter").filter(matter__number=number).first()
    if case is not None and seen and move not in ADDS and seen != rules.stamp(case.status, case.handled_at):
        raise MoveRefused(move, case.status, _("离线期间这件事有了新的进展：您写的已作为“离线补记”留在经过里，请看最新情况后再办。"))


def _keep_beside(number: str, move: str, spot: OnTheSpot, arguments: Mapping[str, Any], actor: Actor, at: datetime) -> Case:
    """离线补记: what was meant, in words, with its files; the status stays."""
    step = take(number, "field_note", actor=actor, at=at)
    typed = [str(arguments[name]).strip() for name in ("outcome", "words", "answer") if str(arguments.get(name) or "").strip()]
    facts = say(step, "\n".join(typed) or gettext(CASE_FLOW.by_name[move].label))
    note(step, {**facts, "meant": move, "made_at": spot.made_at.isoformat() if spot.made_at else ""})
    _enclose(step.case, spot, actor, at)
    return step.case


def _enclose(case: Case, spot: OnTheSpot, actor: Actor, at: datetime) -> None:
    for one in spot.files:
        attach_stored(case, actor=actor, at=at, stored=one.file, name=one.name, role=one.role, public=False)


def _once(spot: OnTheSpot, kind: str, actor: Actor, at: datetime, act: Callable[[], Taken]) -> Taken:
    """The same item again gets its first answer; two at the same moment: one acts, the other waits and finds it."""
    known = _answered(spot, actor)
    if known is not None:
        return known
    try:
        with transaction.atomic():
            taken = act()
            FieldItem.objects.create(
                post_id=actor.post_id or 0, client_id=spot.client_id, kind=kind, case=taken.case, kept=taken.kept, made_at=spot.made_at, at=at,
            )
            return taken
    except IntegrityError:
        known = _answered(spot, actor)
        if known is None:
            raise
        return known


def _answered(spot: OnTheSpot, actor: Actor) -> Taken | None:
    row = FieldItem.objects.select_related("case__matter").filter(post_id=actor.post_id or 0, client_id=spot.client_id).first()
    return Taken(row.case, row.kept) if row is not None else None


def forget_answers(*, now: datetime) -> int:
    """Answers old enough that no telephone asks for them any more; a daily job."""
    return FieldItem.objects.filter(at__lt=now - ANSWERED_FOR).delete()[0]
