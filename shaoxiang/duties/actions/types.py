"""新加分类: one from its page, many from a sheet, those of the standard at once. What exists goes by `change_type`; what an item answers for: a draft (A1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties.access import GRANTS
from shaoxiang.duties.actions.changes import keep, why_given
from shaoxiang.duties.actions.ending import end_type
from shaoxiang.duties.actions.settings import TypeChange, change_type, in_short, renew
from shaoxiang.duties.actions.token import raise_version
from shaoxiang.duties.models import EventType, SettingChange
from shaoxiang.duties.queries.settings import EDITABLE, Parts, blank_picture, differences, end_of, picture
from shaoxiang.duties.queries.type_sheet import NewType, TypeCells, read_type
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.rules.types import check_class, check_codes
from shaoxiang.duties.vocabulary.entries import EntryKind
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.sheets.cells import each_line, twice
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.vocabulary import _


@dataclass(frozen=True, slots=True)
class TypeAct:
    """What a line did to which type: `act` a msgid, `parts` before and after."""

    kind: EventType
    act: str
    parts: Parts


@transaction.atomic
def create_type(new: NewType, change: TypeChange, *, why: str, actor: Actor, at: datetime) -> EventType:
    """新加一类, from today. Nobody answers for it until a published list says who (职责空白). Raises PermissionDenied, ChangeRefused."""
    require(actor, GRANTS["edit_types"])
    said, day = why_given(why), timezone.localtime(at).date()
    check_codes(new.code, new.class_code)
    named = EventType.objects.filter(kind=new.kind, class_code=new.class_code).values("class_name", "class_name_en").first()
    check_class(new.class_code, new.class_name, _class_name(new))
    if not str(change.columns.get("name", "")).strip():
        raise ChangeRefused("name", _("请写明这一类叫什么。"))
    names = named or {"class_name": new.class_name, "class_name_en": new.class_name_en}
    columns = {name: value for name, value in change.columns.items() if name in EDITABLE and name != "class_code"}
    kind, fresh = EventType.objects.get_or_create(code=new.code, defaults={
        **columns, **names, **new.origin, "kind": new.kind, "class_code": new.class_code, "valid_from": day,
    })
    if not fresh:
        raise ChangeRefused("code", _("已经有 %(code)s %(name)s 这一类：请换一个代码，或者改那一类。"), code=kind.code, name=kind.name)
    renew(kind, change if change.limits is not None else _without_limits(change), day)
    parts = differences(blank_picture(), picture(kind, day))
    raise_version()
    keep(EntryKind.TYPE_ADDED, kind.pk, parts, why=said, actor=actor, at=at, facts={
        "code": kind.code, "changed": sorted(parts), "limits_after": in_short(parts.get("limits", (0, []))[1]),
    })
    return kind


def _class_name(new: NewType) -> str:
    """What its class is called already; "" where it is new."""
    return EventType.objects.filter(kind=new.kind, class_code=new.class_code).values_list("class_name", flat=True).first() or ""


def _without_limits(change: TypeChange) -> TypeChange:
    """A new type says by when it is done: asked as of any other."""
    return TypeChange(change.columns, (), change.words, change.items, change.powers, change.power_department)


def import_types(rows: Sequence[Row], *, why: str, actor: Actor, at: datetime) -> Taken:
    """Every line as its page would do it: a code that is not there is a new type. `made`: TypeAct. Raises PermissionDenied, ChangeRefused."""
    require(actor, GRANTS["edit_types"])
    said = why_given(why)

    def taken(row: Row) -> TypeAct | None:
        cells = read_type(row)
        if cells.stands is None:
            kind = create_type(cells.new, _change(cells), why=said, actor=actor, at=at)
            made = TypeAct(kind, _("新加"), _last_parts(kind, 0))
            if cells.ends is not None:
                end_type(kind.code, since=cells.ends[0], successor=cells.ends[1], why=said, actor=actor, at=at)
            return made
        if cells.new.class_name and (called := _class_name(cells.new)):
            check_class(cells.new.class_code, cells.new.class_name, called)
        last = SettingChange.objects.filter(type=cells.stands).values_list("pk", flat=True).first() or 0
        kind = change_type(cells.stands.code, _change(cells), why=said, actor=actor, at=at)
        parts = _last_parts(kind, last)
        if cells.ends is not None and not _ends_so(kind, cells.ends, at):
            end_type(kind.code, since=cells.ends[0], successor=cells.ends[1], why=said, actor=actor, at=at)
            return TypeAct(kind, _("停用"), parts | _last_parts(kind, 0))
        return TypeAct(kind, _("修改"), parts) if parts else None

    wrong = twice(rows, "code", lambda row: row.text("code").upper() or None)
    made, errors = each_line(rows, taken, fields={"since": "ends_on"})
    return Taken(len(rows), [one for one in made if one is not None], [*wrong, *errors])


def _change(cells: TypeCells) -> TypeChange:
    return TypeChange(cells.columns, cells.limits, cells.words, cells.items, cells.powers, cells.power_department)


def _ends_so(kind: EventType, wanted: tuple[date, str], at: datetime) -> bool:
    row = end_of(kind, timezone.localtime(at).date())
    return row is not None and (row.valid_from, row.successor.code if row.successor else "") == wanted


def _last_parts(kind: EventType, after: int) -> Parts:
    row = SettingChange.objects.filter(type=kind, pk__gt=after).first()
    return {name: (both[0], both[1]) for name, both in row.parts.items()} if row else {}


@transaction.atomic
def load_standard(lines: Iterable[tuple[NewType, TypeCells]], *, actor: Actor, at: datetime) -> int:
    """装入国标分类: those whose code is not there yet, without anybody who answers. Returns how many. Raises PermissionDenied."""
    require(actor, GRANTS["edit_types"])
    there = set(EventType.objects.values_list("code", flat=True))
    fresh = [(new, cells) for new, cells in lines if new.code not in there]
    for new, cells in fresh:
        create_type(new, _change(cells), why=gettext("装入国标分类"), actor=actor, at=at)
    return len(fresh)
