"""Settings of a type: what changes ends the old row and opens a new one, in one transaction with one journal entry and the values before and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties import rules
from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions.changes import end_row, keep, why_given
from shaoxiang.duties.actions.token import raise_version
from shaoxiang.duties.models import DutyItem, EmpoweredMatter, EventType, TypeDuty, TypeLimit, TypePower, TypeWord
from shaoxiang.duties.queries.settings import EDITABLE, differences, picture
from shaoxiang.duties.rules import ChangeRefused, LimitLine
from shaoxiang.duties.rules.standing import types_grown
from shaoxiang.duties.vocabulary import PowerType, UnitScope
from shaoxiang.duties.vocabulary.entries import EntryKind
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.journal.queries import CHANGED_MEANWHILE, written_since
from shaoxiang.kernel.vocabulary import _


@dataclass(frozen=True)
class TypeChange:
    """What an administrator wants of a type: `columns` of EventType, its limits, words, the items that answer, and the powers it calls for.

    `powers` None leaves them as they are; `power_department` acts where no street holds them.
    """

    columns: dict[str, str | bool | list[str]]
    limits: tuple[LimitLine, ...] | None = None  # None leaves them
    words: dict[str, int] | None = field(default_factory=dict)  # None leaves them
    items: dict[str, str] = field(default_factory=dict)  # unit scope -> item code
    powers: tuple[str, ...] | None = None
    power_department: int | None = None


HUNG = _("这一类原来不由镇街牵头，改由 %(code)s 承接是给镇街多派活：请编办在清单草案里给这一条加上这一类，写明改动依据（准入编号或文号）再公布。")


@transaction.atomic
def change_type(code: str, change: TypeChange, *, why: str, actor: Actor, at: datetime, seen: str | None = None) -> EventType:
    """改分类设置: rows that change end today and new ones begin. Where nothing changes nothing is written.

    Raises PermissionDenied, EventType.DoesNotExist, ChangeRefused (also without a reason).
    """
    require(actor, GRANTS["edit_types"])
    kind = EventType.objects.select_for_update().get(code=code)
    if written_since("event_type", kind.pk, seen):
        raise ChangeRefused("", CHANGED_MEANWHILE)
    day = timezone.localtime(at).date()
    before = picture(kind, day)
    _set_columns(kind, change.columns)
    renew(kind, change, day)
    parts = differences(before, picture(kind, day))
    if not parts:
        return kind
    raise_version()
    keep(EntryKind.TYPE_CHANGED, kind.pk, parts, why=why_given(why), actor=actor, at=at, facts={
        "changed": sorted(parts), "limits_before": in_short(before["limits"]), "limits_after": in_short(parts.get("limits", (0, before["limits"]))[1]),
    })
    return kind


def renew(kind: EventType, change: TypeChange, day: date) -> None:
    """Everything of the change that is rows of its own: limits, words, the items that answer, powers. Raises ChangeRefused."""
    if change.limits is not None:
        _renew_limits(kind, rules.check_limits(change.limits), day)
    if change.words is not None:
        _renew_words(kind, change.words, day)
    for scope, item_code in change.items.items():
        _renew_duty(kind, UnitScope(scope), item_code, day)
    if change.powers is not None:
        _renew_powers(kind, change.powers, change.power_department, day)


def in_short(limits: list[list[object]]) -> list[str]:
    return [f"{step}={amount}{unit}{'!' if closes else ''}" for step, amount, unit, closes in limits]


def _set_columns(kind: EventType, wanted: dict[str, str | bool | list[str]]) -> None:
    """The class goes by its code; its names are those of the class. Raises ChangeRefused."""
    columns: dict[str, object] = {name: value for name, value in wanted.items() if name in EDITABLE}
    if columns.get("class_code", kind.class_code) != kind.class_code:
        names = EventType.objects.filter(kind=kind.kind, class_code=columns["class_code"]).values("class_name", "class_name_en").first()
        if names is None:
            raise ChangeRefused("class_code", _("没有这个大类，请从列表中选。"))
        columns |= names
    for name, value in columns.items():
        setattr(kind, name, value)
    kind.save(update_fields=sorted(columns))


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
            end_row(row, day)
        TypeLimit.objects.create(type=kind, step=line.step, amount=line.amount, unit=line.unit, closes=line.closes, valid_from=day)
    for row in present.values():
        end_row(row, day)


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
            end_row(row, day)
        TypeWord.objects.create(type=kind, word=word, weight=weight, valid_from=day)
    for row in present.values():
        end_row(row, day)


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
        end_row(row, day)
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
            end_row(row, day)
        last = TypePower.objects.create(type=kind, code=code, department_id=department_id, valid_from=day).pk
    for row in present.values():
        end_row(row, day)
