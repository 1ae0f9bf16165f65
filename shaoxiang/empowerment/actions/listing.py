"""赋权生效和收回写进权责清单的草案: what people must decide and publish is put before them, item by item with its basis; nothing is published by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext, override

from shaoxiang.duties.actions import versions
from shaoxiang.duties.models import ListChange, ListVersion
from shaoxiang.duties.queries.versions import base_items
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.vocabulary import ChangeAct, VersionKind, VersionStatus
from shaoxiang.empowerment import rules
from shaoxiang.empowerment.models import EmpowermentDecision, HandedPower
from shaoxiang.empowerment.vocabulary import BEFORE
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.names import name_of

KIND = VersionKind.POWER.value
TITLE = _("赋权和收回写入清单")


@transaction.atomic
def put_in_draft(decision: EmpowermentDecision, codes: Iterable[str], *, on: date, said: str, actor: Actor, at: datetime) -> ListVersion | None:
    """A change of each item in a draft of the list of powers: who exercises it from `on`; taken off the list where nobody does any more.

    A draft already decided is not touched: what was decided stands. None: no item of these is on the list. `said`: why, for who decides.
    """
    items, written = base_items(KIND), 0
    version: ListVersion | None = None
    with override("zh-hans"):  # a list is kept in the language it is published in
        for code in sorted(set(codes) & set(items)):
            version = version or _draft(actor, at)
            written += _write(version, code, str(items[code].get("note") or ""), decision, on=on, said=said, actor=actor, at=at)
            version.refresh_from_db()
    return version if written else None


def _draft(actor: Actor, at: datetime) -> ListVersion:
    open_one = ListVersion.objects.select_for_update().filter(kind=KIND, status=VersionStatus.DRAFT.value, decided_on__isnull=True).order_by("-pk").first()
    return open_one or versions.draft_version(KIND, title=gettext(TITLE), actor=actor, at=at)


def _write(version: ListVersion, code: str, note: str, decision: EmpowermentDecision, *, on: date, said: str, actor: Actor, at: datetime) -> bool:
    """One change. What a person wrote of the item stays in it; what this room wrote before gives way."""
    there = version.changes.filter(code=code).first()
    theirs = there is not None and decision.number[:2] != there.reason[:2]
    if there is not None and theirs and there.act == ChangeAct.REMOVE.value:
        return False  # somebody strikes it off for reasons of their own
    kept = dict(there.values) if there is not None and theirs else {}
    act, values = _change(code, str(kept.get("note", note)), on, keeps=theirs)
    reason = f"{decision.number} {said}"
    if there is not None and theirs:
        reason = f"{there.reason}；{reason}" if there.reason else reason
    try:
        made: ListChange | None = versions.change_item(
            version.pk, code, act=act.value, values={**kept, **values} if act is ChangeAct.AMEND else {}, reason=reason[:200], revision=version.revision,
            actor=actor, at=at, basis=(decision.basis_document or decision.plan_document)[:160],
        )
    except ChangeRefused:
        return False  # the list has moved on; `doctor` names an item on it that nobody exercises
    return made is not None


def _change(code: str, note: str, on: date, *, keeps: bool) -> tuple[ChangeAct, dict[str, str]]:
    rows = HandedPower.objects.filter(code=code, valid_from__isnull=False).order_by("valid_from", "unit_id")
    held = [row for row in rows if row.valid_to is None or row.valid_to > on]
    coming = HandedPower.objects.filter(code=code, decision__matter__status__in=[status.value for status in BEFORE]).exists()
    if not held and not coming and not keeps:
        return ChangeAct.REMOVE, {}
    return ChangeAct.AMEND, {"note": rules.held_note(note, [(name_of("body", row.unit_id), row.valid_from or on, row.valid_to) for row in held])}
