"""Changes of the lists: each ends the old row and opens a new one, in one transaction with one journal entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties import rules
from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions.token import raise_version
from shaoxiang.duties.models import DispatchCatalogueEntry, DutyItem, EmpoweredMatter, EventType, TypeDuty, TypeLimit, TypePower, TypeWord
from shaoxiang.duties.queries.catalogue import line_standing
from shaoxiang.duties.rules import ChangeRefused, LimitLine
from shaoxiang.duties.rules.standing import types_grown
from shaoxiang.duties.vocabulary import CatalogueSource, PowerType, UnitScope
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal import actions as journal
from shaoxiang.kernel.journal.queries import CHANGED_MEANWHILE, written_since
from shaoxiang.kernel.journal.rules import digest
from shaoxiang.kernel.vocabulary import _


@transaction.atomic
def teach_catalogue(
    type_code: str, *, lead_unit_id: int, street_id: int | None, source: str, actor: Actor, at: datetime, cooperating: tuple[int, ...] = (), words: str = "",
) -> DispatchCatalogueEntry:
    """派单目录学习: a ruling becomes the catalogue's word for a type (in one street or everywhere); what it said before ends.

    Called by rooms that have already asked whether the actor may rule. `words` of the ruling may name an admission or a document: a ruling gives a
    street no more than the lists do (A1). Raises EventType.DoesNotExist, ChangeRefused.
    """
    day = timezone.localtime(at).date()
    entry = _set_catalogue(type_code, lead_unit_id, street_id, CatalogueSource.RULING, source, day, words=words, cooperating=cooperating)
    entry.cooperating.set(cooperating)
    journal.record(
        "duties.catalogue_taught", subject=("event_type", entry.type_id), actor=actor, at=at, rule="design §3.4",
        facts=journal.facts_of(entry=entry.pk, lead=lead_unit_id, street=street_id, source=source),
    )
    return entry


def _set_catalogue(
    type_code: str, lead_unit_id: int, street_id: int | None, source: CatalogueSource, reference: str, day: date, *, words: str,
    cooperating: tuple[int, ...] = (),
) -> DispatchCatalogueEntry:
    """The catalogue's word for a type from `day` on; what it said before ends. Set twice in one day: the same line, the later word.

    A line that stands on a temporary admission ends with it. Raises ChangeRefused where it would give a street what no list does.
    """
    kind = EventType.objects.get(code=type_code)
    stands = line_standing(type_code, lead_id=lead_unit_id, cooperating=cooperating, street_id=street_id, words=words, on=day)
    if stands.why:
        raise ChangeRefused("lead_unit_id", stands.why, **stands.facts)
    before = DispatchCatalogueEntry.objects.filter(in_force(day), type=kind, street_id=street_id)
    entry = before.filter(valid_from=day).first()
    if entry is None:
        before.update(valid_to=day)
        entry = DispatchCatalogueEntry(type=kind, street_id=street_id, valid_from=day)
    entry.lead_id, entry.source_code, entry.source_reference = lead_unit_id, source.value, reference[:80]
    entry.stands_on = stands.on[:80]
    entry.valid_to = min((one for one in (entry.valid_to, stands.until) if one is not None), default=None)
    entry.save()
    return entry


# --- the administrator ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TypeChange:
    """What an administrator wants of a type: `columns` of EventType, its limits, words, the items that answer, and the powers it calls for.

    `powers` None leaves them as they are; `power_department` acts where no street holds them.
    """

    columns: dict[str, str | bool | list[str]]
    limits: tuple[LimitLine, ...]
    words: dict[str, int] = field(default_factory=dict)
    items: dict[str, str] = field(default_factory=dict)  # unit scope -> item code
    powers: tuple[str, ...] | None = None
    power_department: int | None = None


HUNG = _("这一类原来不由镇街牵头，改由 %(code)s 承接是给镇街多派活：请编办在清单草案里给这一条加上这一类，写明改动依据（准入编号或文号）再公布。")
EDITABLE = ("name", "name_en", "filing_condition", "closing_condition", "grid_settles", "danger", "emergency_numbers", "needs_photo",
            "photo_reason", "season")


@transaction.atomic
def change_type(code: str, change: TypeChange, *, actor: Actor, at: datetime, seen: str | None = None) -> EventType:
    """改分类设置: rows that change end today and new ones begin; one entry says which parts changed, with digests of both sides.

    Raises PermissionDenied, EventType.DoesNotExist, ChangeRefused.
    """
    require(actor, GRANTS["edit_types"])
    kind = EventType.objects.select_for_update().get(code=code)
    if written_since("event_type", kind.pk, seen):
        raise ChangeRefused("", CHANGED_MEANWHILE)
    limits = rules.check_limits(change.limits)
    day = timezone.localtime(at).date()
    before, columns = _picture(kind, day), {name: value for name, value in change.columns.items() if name in EDITABLE}
    for name, value in columns.items():
        setattr(kind, name, value)
    kind.save(update_fields=sorted(columns))
    _renew_limits(kind, limits, day)
    _renew_words(kind, change.words, day)
    for scope, item_code in change.items.items():
        _renew_duty(kind, UnitScope(scope), item_code, day)
    if change.powers is not None:
        _renew_powers(kind, change.powers, change.power_department, day)
    after = _picture(kind, day)
    changed = sorted(part for part in after if after[part] != before[part])
    if changed:
        journal.record(
            "duties.type_changed", subject=("event_type", kind.pk), actor=actor, at=at,
            facts={"changed": changed, "before_sha256": digest(repr(before)), "after_sha256": digest(repr(after)),
                   "limits_before": before["limits"].split(), "limits_after": after["limits"].split()},
        )
        raise_version()
    return kind


def _picture(kind: EventType, day: date) -> dict[str, str]:
    """Everything of a type that can change, as text, part by part."""
    holds = in_force(day)
    kept = {name: str(getattr(kind, name)) for name in EDITABLE}
    kept["limits"] = " ".join(f"{row.step}={row.amount}{row.unit}{'!' if row.closes else ''}" for row in kind.limits.filter(holds).order_by("step"))
    kept["words"] = " ".join(f"{row.word}{row.weight:+d}" for row in kind.words.filter(holds).order_by("word"))
    kept["items"] = " ".join(row.item.code for row in kind.duties.filter(holds, street=None).select_related("item").order_by("unit_scope"))
    kept["powers"] = " ".join(f"{code}@{department or ''}" for code, department in kind.powers.filter(holds).order_by("pk").values_list("code", "department"))
    return kept


def _renew_limits(kind: EventType, limits: tuple[LimitLine, ...], day: date) -> None:
    present = {row.step: row for row in kind.limits.filter(in_force(day))}
    for line in limits:
        row = present.pop(line.step, None)
        if row is not None and (row.amount, row.unit, row.closes) == (line.amount, line.unit, line.closes):
            continue
        if row is not None and row.valid_from == day:
            row.amount, row.unit, row.closes = line.amount, line.unit, line.closes
            row.save(update_fields=["amount", "unit", "closes"])
            continue
        if row is not None:
            _end(row, day)
        TypeLimit.objects.create(type=kind, step=line.step, amount=line.amount, unit=line.unit, closes=line.closes, valid_from=day)
    for row in present.values():
        _end(row, day)


def _renew_words(kind: EventType, words: dict[str, int], day: date) -> None:
    present = {row.word: row for row in kind.words.filter(in_force(day))}
    for word, weight in words.items():
        row = present.pop(word, None)
        if row is not None and row.weight == weight:
            continue
        if row is not None and row.valid_from == day:
            row.weight = weight
            row.save(update_fields=["weight"])
            continue
        if row is not None:
            _end(row, day)
        TypeWord.objects.create(type=kind, word=word, weight=weight, valid_from=day)
    for row in present.values():
        _end(row, day)


def _renew_duty(kind: EventType, scope: UnitScope, item_code: str, day: date) -> None:
    """Another item answers from today; an empty code leaves the type without one (a duty gap). What gives the street more goes by a draft (A1)."""
    duties = kind.duties.filter(street=None, unit_scope=scope.value)  # what is for some streets goes by the list alone
    row = duties.filter(in_force(day)).select_related("item").first()
    if (row.item.code if row else "") == item_code:
        return
    item = DutyItem.objects.filter(in_force(day), code=item_code, unit_scope=scope.value, streets=[]).first() if item_code else None
    if item_code and item is None:
        raise ChangeRefused("items", _("清单上没有这个条目，请从列表中选。"))
    was = row or duties.filter(valid_to=day).select_related("item").first()  # what was set aside today may be put back
    if item is not None and types_grown(item.role, {kind.code: was.item.role if was else ""}):
        raise ChangeRefused(f"{scope.value.lower()}_item", HUNG, code=item.code)
    later = duties.filter(valid_from__gt=day).order_by("valid_from").values_list("valid_from", flat=True).first()
    ends = (row.valid_to if row is not None else None, later)  # what is published for a later day keeps its word
    until = min((one for one in ends if one is not None), default=None)
    if row is not None and item is not None and row.valid_from == day:
        row.item, row.valid_to = item, until
        row.save(update_fields=["item", "valid_to"])
        return
    if row is not None:
        _end(row, day)
    if item is not None:
        TypeDuty.objects.create(type=kind, item=item, unit_scope=scope.value, valid_from=day, valid_to=until)


def _renew_powers(kind: EventType, codes: tuple[str, ...], department_id: int | None, day: date) -> None:
    """Which penalties a type calls for, from today. Only those of today's list of powers. Raises ChangeRefused."""
    wanted = list(dict.fromkeys(codes))
    listed = EmpoweredMatter.objects.filter(in_force(day), power_type=PowerType.PENALTY.value, code__in=wanted).values_list("code", flat=True)
    if unknown := sorted(set(wanted) - set(listed)):
        raise ChangeRefused("powers", _("权责清单里没有这些处罚事项：%(codes)s。请照清单抄编号，如 P09。"), codes="、".join(unknown))
    present = {row.code: row for row in kind.powers.filter(in_force(day))}
    last = 0
    for code in wanted:
        row = present.pop(code, None)
        if row is not None and row.department_id == department_id and row.pk > last:
            last = row.pk  # rows stand in the order they were written: the first that holds speaks
            continue
        if row is not None:
            _end(row, day)
        last = TypePower.objects.create(type=kind, code=code, department_id=department_id, valid_from=day).pk
    for row in present.values():
        _end(row, day)


def _end(row: TypeLimit | TypeWord | TypeDuty | TypePower | DispatchCatalogueEntry, day: date) -> None:
    """The row holds no longer from `day` on; one that began today never held a whole day and goes."""
    if row.valid_from == day:
        row.delete()
        return
    row.valid_to = day
    row.save(update_fields=["valid_to"])


@transaction.atomic
def write_catalogue(type_code: str, *, lead_unit_id: int, street_id: int | None, reference: str, actor: Actor, at: datetime) -> DispatchCatalogueEntry:
    """写入派单目录: what the parties agreed. The reference may name an admission or a document. Raises PermissionDenied, ChangeRefused."""
    require(actor, GRANTS["edit_catalogue"])
    words = reference.strip()
    if not words:
        raise ChangeRefused("reference", _("请写明依据的会议、裁定或商定文件。"))
    entry = _set_catalogue(type_code, lead_unit_id, street_id, CatalogueSource.AGREED, words, timezone.localtime(at).date(), words=words)
    journal.record(
        "duties.catalogue_written", subject=("event_type", entry.type_id), actor=actor, at=at,
        facts=journal.facts_of(entry=entry.pk, lead=lead_unit_id, street=street_id, reference_sha256=digest(reference)),
    )
    return entry


@transaction.atomic
def end_carried(number: str, *, actor: Actor, at: datetime) -> int:
    """The lines that stand on an admission end with it; called by the room that took it back. Returns how many."""
    day = timezone.localtime(at).date()
    lines = list(DispatchCatalogueEntry.objects.filter(in_force(day), stands_on=number).order_by("pk"))
    for entry in lines:
        facts: dict[str, str | int] = {"entry": entry.pk, "admission": number}
        _end(entry, day)
        journal.record("duties.catalogue_ended", subject=("event_type", entry.type_id), actor=actor, at=at, facts=facts)
    if lines:
        raise_version()
    return len(lines)


@transaction.atomic
def end_catalogue(entry_id: int, *, actor: Actor, at: datetime) -> None:
    """结束派单目录条目: from today the lists alone decide again. Raises PermissionDenied, DispatchCatalogueEntry.DoesNotExist."""
    require(actor, GRANTS["edit_catalogue"])
    day = timezone.localtime(at).date()
    entry = DispatchCatalogueEntry.objects.get(in_force(day), pk=entry_id)
    subject = ("event_type", entry.type_id)
    _end(entry, day)
    journal.record("duties.catalogue_ended", subject=subject, actor=actor, at=at, facts={"entry": entry_id})
    raise_version()
