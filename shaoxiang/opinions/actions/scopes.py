"""必须征求意见的事项: a change ends the row in force and begins another, from today on; what was asked under the old one stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from shaoxiang.duties.rules import NO_REASON
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.queries import CHANGED_MEANWHILE, written_since
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.workdays.rules import SHANGHAI
from shaoxiang.opinions import access, rules
from shaoxiang.opinions.models import ConsultationScope, ScopeChange
from shaoxiang.opinions.queries.scopes import picture
from shaoxiang.opinions.rules import OpinionRefused
from shaoxiang.opinions.vocabulary import ASKABLE, Power


@transaction.atomic
def set_scope(
    code: str, *, title: str, power: Power, days: int, basis: str, title_en: str = "", decision: bool = False, marks: str = "", ends: bool = False,
    why: str, actor: Actor, at: datetime, seen: str | None = None,
) -> ConsultationScope:
    """New code: a new line; a known one: from today in this form, or (`ends`) no longer asked. `why`: the reason of the change, kept with the values
    before and after. Raises PermissionDenied, OpinionRefused."""
    require(actor, access.GRANTS["set_scope"])
    if not title.strip() or power not in ASKABLE:
        raise OpinionRefused("title" if not title.strip() else "power", _("请写明事项，并选可以征求意见的权力。"))
    if not rules.DAYS_LEAST <= days <= rules.DAYS_MOST:
        raise OpinionRefused("days", _("答复时间请填两个到六十个工作日。"))
    if not basis.strip():
        raise OpinionRefused("basis", _("请写明依据：没有依据的不能改。"))
    reason = " ".join(why.split())
    if not reason:
        raise OpinionRefused("why", NO_REASON)
    words = " ".join(marks.split())
    if words and not (decision or power == Power.MAJOR_DECISION_ADVICE):
        raise OpinionRefused("marks", _("字样只用来认出重大决策：请勾“按重大决策办”，或者把字样删掉。"))
    if any(len(word) < rules.MARK_LEAST for word in words.split()):
        raise OpinionRefused("marks", _("字样太短，什么事由里都有：每个至少两个字，用空格分开。"))
    today = at.astimezone(SHANGHAI).date()
    held = ConsultationScope.objects.select_for_update().filter(code=code, valid_to__isnull=True).first()
    if held is not None and written_since("consultation_scope", held.pk, seen):
        raise OpinionRefused("", CHANGED_MEANWHILE)
    if held is None and ends:
        raise OpinionRefused("ends", _("这一条已经停用。"))
    before = picture(held)
    columns: dict[str, object] = {"title": title.strip(), "title_en": title_en.strip(), "power": power, "days": days, "basis": basis.strip()}
    columns |= {"set_by": actor.assignment_id, "decision": decision or power == Power.MAJOR_DECISION_ADVICE, "marks": words}
    if held is not None and held.valid_from >= today and not ends:
        ConsultationScope.objects.filter(pk=held.pk).update(**columns)  # set twice on one day: the later holds, the journal keeps both
        held.refresh_from_db()
        row = held
    else:
        if held is not None:
            held.valid_to = max(today, held.valid_from.fromordinal(held.valid_from.toordinal() + 1))
            held.save(update_fields=["valid_to"])
        row = held if ends and held is not None else ConsultationScope.objects.create(code=code, valid_from=today, **columns)
    after = picture(None if ends else row)
    change = ScopeChange.objects.create(
        scope=row, code=code, parts={name: [before[name], after[name]] for name in after if before[name] != after[name]}, why=reason[:200],
        assignment_id=actor.assignment_id, at=at,
    )
    record("opinions.scope_set", subject=("consultation_scope", row.pk), actor=actor, at=at, facts={
        "code": code, "power": str(power), "days": days, "ends": ends, "decision": row.decision, "marks": words or None,
        "title_sha256": digest(title.strip()), "basis_sha256": digest(basis.strip()), "change": change.pk, "why_sha256": digest(change.why),
    })
    return row


def try_scope(act: Callable[[], ConsultationScope]) -> dict[str, list[object]]:
    """Which columns the act would change, before and after: the act itself, undone (ADR 0041). Raises as the act does."""
    with transaction.atomic():
        row = act()
        parts: dict[str, list[object]] = row.changes.latest("pk").parts
        transaction.set_rollback(True)
    return parts
