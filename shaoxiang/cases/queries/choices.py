"""What may be chosen in the forms of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.models import Case
from shaoxiang.dispatch.queries import running_lead
from shaoxiang.dispatch.vocabulary import CitedList
from shaoxiang.duties.models import DispatchCatalogueEntry, DutyItem, EmpoweredMatter, TypeDuty
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.rules import BodyLine
from shaoxiang.institutions.models import Post
from shaoxiang.institutions.queries import book as body_book
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.kernel.clocks.queries import intervals
from shaoxiang.kernel.clocks.queries import running as running_clocks
from shaoxiang.kernel.clocks.rules import due
from shaoxiang.kernel.clocks.vocabulary import DayType, Unit
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.workdays.queries import calendar

Groups = list[tuple[str, Any]]
ITEMS_SHOWN = 8


def body_words(line: BodyLine) -> str:
    return in_words(line.name, line.name_en)


def bodies_to_send(case: Case) -> Groups:
    """Whom a case can be sent to: bodies of its own street, departments, other streets. No query: from the duty book."""
    book = duty_book()
    street = book.streets.get(case.matter.street_id) if case.matter.street_id else None
    own_unit = street.unit_id if street else None
    own = [line for line in book.bodies.values() if own_unit is not None and line.unit_id == own_unit]
    departments = [line for line in book.bodies.values() if line.is_department]
    others = [book.bodies[one.unit_id] for one in book.streets.values() if one.unit_id != own_unit and one.unit_id in book.bodies]
    groups = ((gettext("本镇街"), own), (gettext("区直部门"), departments), (gettext("其他镇街"), others))
    return [(name, [(str(line.id), body_words(line)) for line in lines]) for name, lines in groups if lines]


def answering_units(but: int | None) -> Groups:
    """Who may answer a resident in another's stead: the command centre's hotline, and the street offices and town governments."""
    names, book = body_book(), duty_book()
    units = [command_center(), *(one.unit_id for one in book.streets.values() if one.unit_id in names.bodies)]
    return [(str(unit), names.name_of(unit)) for unit in units if unit != but]


def posts_to_assign(case: Case) -> Groups:
    """The posts of the office (or unit) that leads, with who sits there."""
    lead = running_lead(case.pk)
    if lead is None:
        return []
    today = timezone.localdate()
    posts = Post.objects.filter(in_force(today), body_id=lead.office_id or lead.unit_id).prefetch_related("assignments__person")
    return [(str(post.pk), f"{post.shown_title} · {_holders(post, today)}") for post in posts]


def _holders(post: Post, today: Any) -> str:
    names = [one.person.name for one in post.assignments.all() if one.valid_from <= today and (one.valid_to is None or today < one.valid_to)]
    return "、".join(names) or gettext("空缺")


@dataclass(frozen=True, slots=True)
class ExtensionChoice:
    amount: int
    words: str


def extension_choices(case: Case) -> list[ExtensionChoice]:
    """Every amount still allowed for the handling clock, with the last day it leads to. Empty: the cap is used up."""
    clock = next((one for one in running_clocks(case.matter) if one.code == "CASE_HANDLE"), None)
    if clock is None:
        return []
    spec, table, spans = clock.spec, calendar(), intervals(clock)
    unit = gettext("工作日") if spec.unit == Unit.DAY and spec.day_type == DayType.WORKING else gettext(spec.unit.label)
    found = []
    for amount in range(1, max(0, (spec.extension_cap or 0) - clock.extension) + 1):
        end = due(clock.started_at, spec, table, suspensions=spans, extension=clock.extension + amount)
        day = f"{end.last_day:%Y-%m-%d}" if end.last_day else f"{timezone.localtime(end.due_at):%Y-%m-%d %H:%M}"
        found.append(ExtensionChoice(amount, gettext("%(n)d %(unit)s，到 %(day)s") % {"n": amount, "unit": unit, "day": day}))
    return found


@dataclass(frozen=True, slots=True)
class CitedItem:
    """One line of a list that an objection may cite."""

    code: str
    title: str
    note: str


def cited_items(cited_list: str, words: str, *, type_code: str = "", limit: int = ITEMS_SHOWN) -> list[CitedItem]:
    """Items in force of a list whose code, title or types hold the words; for no words those of the case's own type, or the first ones."""
    today = timezone.localdate()
    words = words.strip()
    if cited_list == CitedList.DISPATCH_CATALOGUE:
        entries = DispatchCatalogueEntry.objects.filter(in_force(today)).select_related("type", "lead")
        entries = entries.filter(type__name__icontains=words) if words and not words.isdigit() else entries.filter(pk=int(words)) if words else entries
        return [CitedItem(str(row.pk), f"{row.type.code} {row.type.name}", row.lead.name) for row in entries[:limit]]
    if cited_list == CitedList.EMPOWERED_MATTERS:
        matters = EmpoweredMatter.objects.filter(in_force(today))
        matters = matters.filter(code__icontains=words) | matters.filter(name__icontains=words)
        return [CitedItem(row.code, row.name, row.original_department) for row in matters[:limit]]
    items = DutyItem.objects.filter(in_force(today))
    if words:
        named = Q(code__icontains=words) | Q(title__icontains=words) | Q(office_name__icontains=words)
        items = items.filter(named | Q(pk__in=TypeDuty.objects.filter(in_force(today), type__name__icontains=words).values("item_id")))
    elif type_code:
        items = items.filter(pk__in=TypeDuty.objects.filter(in_force(today), type__code=type_code).values("item_id")) or items
    return [CitedItem(row.code, row.title, f"{row.office_name} · {gettext(row.get_role_display())}") for row in items[:limit]]
