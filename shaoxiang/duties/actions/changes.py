"""What every change of a type leaves: the values before and after with the reason in a row of the room, and one journal entry that proves it (ADR 0043)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties.models import DispatchCatalogueEntry, SettingChange, TypeDuty, TypeLimit, TypePower, TypeWord
from shaoxiang.duties.queries import compile_book, forget_books
from shaoxiang.duties.queries.settings import Parts, Trial, trial_of
from shaoxiang.duties.rules import NO_REASON, ChangeRefused
from shaoxiang.duties.vocabulary.entries import EntryKind
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal import actions as journal
from shaoxiang.kernel.journal.rules import Facts, digest

WHY_LENGTH = 200
A_LOOK = "…"  # the reason of a trial, which is never kept


def why_given(why: str) -> str:
    """Raises ChangeRefused where nothing is said."""
    said = " ".join(why.split())
    if not said:
        raise ChangeRefused("why", NO_REASON)
    return said[:WHY_LENGTH]


def keep(
    kind: EntryKind, type_id: int, parts: Parts, *, why: str, actor: Actor, at: datetime, facts: Facts, rule: str = "",
) -> SettingChange:
    row = SettingChange.objects.create(
        type_id=type_id, kind=kind.value, parts={name: list(both) for name, both in parts.items()}, why=why, assignment_id=actor.assignment_id, at=at,
    )
    values = json.dumps(row.parts, ensure_ascii=False, sort_keys=True)
    proof: dict[str, str | int] = {"change": row.pk, "values_sha256": digest(values), "why_sha256": digest(why)}
    journal.record(kind.value, subject=("event_type", type_id), actor=actor, at=at, rule=rule, facts={**facts, **proof})
    return row


def end_row(row: TypeLimit | TypeWord | TypeDuty | TypePower | DispatchCatalogueEntry, day: date) -> None:
    """The row holds no longer from `day` on; one that began today never held a whole day and goes."""
    if row.valid_from == day:
        row.delete()
        return
    row.valid_to = day
    row.save(update_fields=["valid_to"])


def try_out(act: Callable[[], object], code: str, *, at: datetime, streets: Iterable[int] | None = None) -> Trial:
    """What the act would change and touch: the act itself, undone (ADR 0041), so that the look cannot say other than the writing. Raises as the act does."""
    day = timezone.localtime(at).date()
    try:
        with transaction.atomic():
            before = compile_book(day)
            last = SettingChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            act()
            change = SettingChange.objects.filter(type__code=code, pk__gt=last).first()
            after = compile_book(day)
            transaction.set_rollback(True)
    finally:
        forget_books()
    return trial_of(code, {name: (both[0], both[1]) for name, both in change.parts.items()} if change else {}, before, after, streets)
