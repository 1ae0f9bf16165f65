"""Reads of the versions of a list: its items on a day, the changes of a version, the difference of two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, JSONField, Max, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce

from shaoxiang.duties import access
from shaoxiang.duties.models import DutyItem, EmpoweredMatter, ListVersion, ServiceItem
from shaoxiang.duties.rules import versions as rules
from shaoxiang.duties.rules.versions import FIELDS, Change, Field
from shaoxiang.duties.vocabulary import ChangeAct, VersionKind, VersionStatus
from shaoxiang.duties.vocabulary.entries import EntryKind
from shaoxiang.kernel.access import Actor, allowed, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.hearing import asked_of
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.language import in_words

PUBLISHED = VersionStatus.PUBLISHED.value
PUBLIC = (PUBLISHED, VersionStatus.RETRACTED.value)
Items = dict[str, dict[str, Any]]
MANY = 500  # codes named in one question


def rows_of(kind: str) -> QuerySet[Any]:
    """Every row a list of this kind ever had."""
    if kind == VersionKind.POWER:
        return EmpoweredMatter.objects.all()
    if kind == VersionKind.SERVICE:
        return ServiceItem.objects.all()
    return DutyItem.objects.filter(list_kind=kind.removesuffix("_DUTY"))


def items_on(kind: str, on: date) -> Items:
    """The list in force on a day, by code. One query."""
    return as_items(rows_of(kind).filter(in_force(on)).order_by("code"), tuple(one.name for one in FIELDS[kind]))


def as_items(rows: QuerySet[Any], names: tuple[str, ...]) -> Items:
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows.values_list("code", *names)}

SUBJECT = "list_version"  # of a consultation about a draft


def running(kind: str) -> ListVersion | None:
    """The version published last; a draft is drafted from it."""
    return ListVersion.objects.filter(kind=kind, status=PUBLISHED).order_by("-number").first()


def next_number(kind: str) -> int:
    """A number once given, also to a version taken back, is not given again."""
    return (ListVersion.objects.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0) + 1


def base_items(kind: str) -> Items:
    """What a draft changes: the list of the version published last (its day may lie ahead)."""
    latest = running(kind)
    return items_on(kind, latest.effective_from) if latest and latest.effective_from else {}


def changes_of(version: ListVersion) -> list[Change]:
    return [
        Change(ChangeAct(row.act), row.code, row.values, None if row.answers is None else tuple(row.answers)) for row in version.changes.order_by("code")
    ]


def published_rows(version: ListVersion) -> QuerySet[Any]:
    """The rows of a published version, for paging."""
    assert version.effective_from is not None  # noqa: S101
    return rows_of(version.kind).filter(in_force(version.effective_from))


def items_of(version: ListVersion) -> Items:
    """The items of a published version. A draft has none of its own: see `changes_of`."""
    return items_on(version.kind, version.effective_from) if version.status == PUBLISHED and version.effective_from else {}


def versions_for(actor: Actor) -> QuerySet[ListVersion]:
    """Published versions for everyone, those taken back too; drafts for those who may draft that list, for who leads the office that keeps it, and for the
    streets that were asked about them."""
    seen = Q(status__in=PUBLIC) | Q(pk__in=asked_of(SUBJECT, actor))
    for kind in VersionKind:
        if allowed(actor, access.drafting(kind.value)):
            seen |= Q(kind=kind.value)
        seen |= Q(kind=kind.value) & visible(actor, access.confirming(kind.value))
    return ListVersion.objects.filter(seen).select_related("base", "matter")


def with_state(published: Sequence[ListVersion], today: date) -> list[tuple[ListVersion, str, int | None]]:
    """NOW, AHEAD, or PAST with the number of the version that followed, by the day each holds from; RETRACTED never held."""
    held: dict[str, list[ListVersion]] = {}
    for row in sorted((row for row in published if row.status == PUBLISHED), key=lambda row: row.number or 0):
        held.setdefault(row.kind, []).append(row)
    found: list[tuple[ListVersion, str, int | None]] = []
    for row in published:
        if row.status != PUBLISHED:
            found.append((row, "RETRACTED", None))
            continue
        later = next((one for one in held[row.kind] if (one.number or 0) > (row.number or 0) and one.effective_from and one.effective_from <= today), None)
        ahead = row.effective_from is not None and row.effective_from > today
        found.append((row, "AHEAD" if ahead else "PAST" if later else "NOW", later.number if later else None))
    return found


def drafters(drafts: Sequence[ListVersion]) -> dict[int, int]:
    """Matter -> the person in a post who began the draft."""
    rows = Entry.objects.filter(kind=EntryKind.VERSION_DRAFTED.value, subject_kind="matter", subject_id__in=[row.matter_id for row in drafts])
    return {key: actor for key, actor in rows.values_list("subject_id", "actor_id") if actor is not None}


class Changed(NamedTuple):
    """One field before and after."""

    field: Field
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a comparison, for the page. `title` is the item's name in the reader's language, after the change where there is one."""

    act: ChangeAct
    code: str
    title: str
    fields: tuple[Changed, ...] = ()
    streets: tuple[str, ...] = ()  # the only ones an item is for, where it says so


def compared(kind: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Line]:
    """What differs between two lists of one kind, field by field."""
    return lines_of(kind, rules.diff(before, after), before, after)


def lines_of(kind: str, changes: Iterable[Change], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Line]:
    """These changes from the one list to the other, ready to be shown."""
    fields = {one.name: one for one in FIELDS[kind]}
    found = []
    for change in changes:
        old, new = before.get(change.code, {}), after.get(change.code, {})
        shown = new or old
        told = tuple(Changed(fields[name], old.get(name), new.get(name)) for name in fields if name in change.values) if change.act is ChangeAct.AMEND else ()
        title, title_en = shown.get("title") or shown.get("name") or "", shown.get("title_en") or shown.get("name_en") or ""
        found.append(Line(change.act, change.code, in_words(str(title), str(title_en)), told, tuple(shown.get("streets") or ())))
    return found


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two versions, as acts and codes; `lines` reads the items of those that are shown, however many differ."""

    older: ListVersion
    newer: ListVersion
    changes: list[Change]

    def lines(self, changes: Sequence[Change]) -> list[Line]:
        codes = [change.code for change in changes]
        names = tuple(one.name for one in FIELDS[self.newer.kind])
        before, after = ({} if not codes else as_items(_only(rows, codes), names) for rows in _changed_rows(self.older, self.newer))
        shown = set(codes)
        return lines_of(self.newer.kind, [change for change in rules.diff(before, after) if change.code in shown], before, after)


def between(older: ListVersion, newer: ListVersion) -> Difference:
    """From one published version of a list to another: the codes of the changed rows; the database itself compares those that are in both."""
    gone, come = _changed_rows(older, newer)
    left = set(gone.values_list("code", flat=True))
    alike = dict(come.annotate(alike=Exists(_alike(newer.kind, gone)) if left else Value(False)).values_list("code", "alike"))
    right, same = set(alike), {code for code, is_alike in alike.items() if is_alike}
    both = left & right
    acts = dict.fromkeys(left - right, ChangeAct.REMOVE) | dict.fromkeys(right - left, ChangeAct.ADD)
    acts |= dict.fromkeys(both - same, ChangeAct.AMEND)
    return Difference(older, newer, [Change(acts[code], code) for code in sorted(acts)])


def _changed_rows(older: ListVersion, newer: ListVersion) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Rows of the older alone, rows of the newer alone: a row in force on both days is the same on both."""
    assert older.effective_from is not None  # noqa: S101
    assert newer.effective_from is not None  # noqa: S101
    then, now = in_force(older.effective_from), in_force(newer.effective_from)
    rows = rows_of(newer.kind).order_by()
    return rows.filter(then).exclude(now), rows.filter(now).exclude(then)


def _only(rows: QuerySet[Any], codes: Sequence[str]) -> QuerySet[Any]:
    """Those of some codes; of very many it is cheaper, and within what a database takes, to read them all."""
    return rows.filter(code__in=codes) if len(codes) <= MANY else rows


def _alike(kind: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of these rows the one that says the same as the row outside, field by field: JSON as its text, nothing as nothing."""
    conditions: dict[str, Any] = {"code": OuterRef("code")}
    for one in FIELDS[kind]:
        field = rows.model._meta.get_field(one.name)
        if isinstance(field, JSONField):
            rows = rows.annotate(**{f"{one.name}_text": Cast(one.name, TextField())})
            conditions[f"{one.name}_text"] = Cast(OuterRef(one.name), TextField())
        elif field.null:
            rows = rows.annotate(**{f"{one.name}_or": Coalesce(one.name, Value(-1))})
            conditions[f"{one.name}_or"] = Coalesce(OuterRef(one.name), Value(-1))
        else:
            conditions[one.name] = OuterRef(one.name)
    return rows.filter(**conditions)


def predecessor(version: ListVersion) -> ListVersion | None:
    return ListVersion.objects.filter(kind=version.kind, status=PUBLISHED, number__lt=version.number or 0).order_by("-number").first()
