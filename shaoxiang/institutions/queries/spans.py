"""沿革: bodies as they were named and where they stood on any day (ADR 0031). The row itself says how it is today."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q

from shaoxiang.institutions.models import Body, BodySpan
from shaoxiang.institutions.rules import Span
from shaoxiang.kernel.dated import in_force

FIELDS = ("name", "name_en", "short_name", "aliases", "parent_id", "unit_id", "street_id", "agricultural")


def values_of(row: Body | BodySpan) -> dict[str, object]:
    return {field: getattr(row, field) for field in FIELDS}


def spans_of(body: Body) -> list[Span]:
    """At least one: from its first day to its last."""
    rows = list(BodySpan.objects.filter(body=body).order_by("valid_from"))
    if not rows:
        return [Span(body.valid_from, body.valid_to, values_of(body))]
    return [Span(row.valid_from, row.valid_to, values_of(row)) for row in rows]


def as_on(bodies: Iterable[Body], on: date) -> list[Body]:
    """The same bodies, named and placed as they were that day; `name_today` where the name is another now. Not to be saved. One query."""
    rows = list(bodies)
    then = {span.body_id: span for span in BodySpan.objects.filter(in_force(on), body_id__in=[row.pk for row in rows])}
    for row in rows:
        span = then.get(row.pk)
        if span is not None:
            row.name_today = row.name if row.name != span.name else ""  # type: ignore[attr-defined]
            for field, value in values_of(span).items():
                setattr(row, field, value)
    return rows


def that_day(on: date, **where: object) -> Q:
    """Bodies that were so on that day: `that_day(on, parent=unit)`. Without `in_force`."""
    never_changed = Q(**where) & ~Q(pk__in=BodySpan.objects.values("body_id"))
    return never_changed | Q(pk__in=BodySpan.objects.filter(in_force(on), **where).values("body_id"))


def former_names(body: Body, on: date) -> list[BodySpan]:
    """曾用名: one row for each name it had before that day and has no longer."""
    found: dict[str, BodySpan] = {}
    rows = list(BodySpan.objects.filter(body=body, valid_from__lte=on).order_by("valid_from"))
    for row in rows:
        if row.name in found:
            found[row.name].valid_to = row.valid_to
        else:
            found[row.name] = row
    if rows:
        found.pop(rows[-1].name, None)
    return list(found.values())


def former_by_body(names: Mapping[int, str], on: date) -> dict[int, tuple[str, ...]]:
    """Body -> names it had up to that day and has no longer, the latest first. `names`: how each is called then. One query."""
    found: dict[int, tuple[str, ...]] = {}
    for key, name in BodySpan.objects.filter(valid_from__lte=on).order_by("-valid_from").values_list("body_id", "name"):
        if name != names.get(key) and name not in found.get(key, ()):
            found[key] = (*found.get(key, ()), name)
    return found


def ids_once_called(words: str, on: date) -> dict[int, str]:
    """Body -> a name it had on another day that matches."""
    rows = BodySpan.objects.filter(name__icontains=words).order_by("valid_from")
    return {row.body_id: row.name for row in rows if not (row.valid_from <= on and (row.valid_to is None or on < row.valid_to))}


def all_names(ids: Iterable[int]) -> dict[int, list[str]]:
    """Every name each body has or had, today's first: lists and papers written before a change of name still say the old one."""
    keys = list(ids)
    found = {key: [name] for key, name in Body.objects.filter(pk__in=keys).values_list("pk", "name")}
    for key, name in BodySpan.objects.filter(body_id__in=keys).order_by("-valid_from").values_list("body_id", "name"):
        if name not in found[key]:
            found[key].append(name)
    return found
