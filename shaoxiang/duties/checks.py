"""What `doctor` reads aloud about the lists, each with its cure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.duties import queries
from shaoxiang.duties.migrations import _added, _between, _guards, _once, _papers
from shaoxiang.duties.models import DutyItem, ListVersion
from shaoxiang.duties.queries import lists
from shaoxiang.duties.queries.catalogue import skipped
from shaoxiang.duties.queries.sealing import touched_versions
from shaoxiang.duties.queries.streets import street_keys
from shaoxiang.duties.queries.versions import rows_of
from shaoxiang.duties.rules import DutyBook, TypeLine
from shaoxiang.duties.vocabulary import DutyRole, ListKind, UnitScope, VersionKind, VersionStatus
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.doctor import Finding, Level
from shaoxiang.kernel.vocabulary import _

Found = tuple[str, str, dict[str, object]]


def findings(on: date) -> Iterator[Found]:
    """(code, sentence, parameters): what stands badly on the lists of a day."""
    book = queries.compile_book(on)
    yield from _types(book)
    yield from _items(on, book)
    yield from _streets(on)
    yield from _between_versions()
    for entry in lists.catalogue(on):
        if ground := skipped(entry, on):
            facts: dict[str, object] = {"entry": entry.pk, "body": entry.lead.name, "why": gettext(ground.label)}
            yield "CATALOGUE_SKIPPED", _("派单目录第 %(entry)s 条写了%(body)s，但%(why)s，现在不照它派：请结束这一条，或者先改清单、先经职责准入。"), facts
    for street in book.streets.values():
        for name, office_id in sorted(street.offices.items()):
            if book.bodies[office_id].post_id is None:
                yield "OFFICE_WITHOUT_POST", _("%(street)s%(office)s 没有责任岗位：请在岗位上标明责任人。"), {"street": street.name, "office": name}


def _types(book: DutyBook) -> Iterator[Found]:
    if not book.types:
        yield "NO_TYPES", _("没有事项分类：请业务管理员在“清单 → 事项分类”导入，或者装入国标分类。"), {}
    scopes = sorted({UnitScope.TOWN if street.is_town else UnitScope.STREET for street in book.streets.values()})
    for kind in book.types.values():
        if kind.ended:
            yield from _ended(kind, book)
            continue
        named = f"{kind.code} {kind.name}"
        for scope in scopes:
            if (kind.code, scope.value) not in book.duties and (kind.code, None) not in book.catalogue:
                facts: dict[str, object] = {"type": named, "scope": scope.label}
                yield "TYPE_WITHOUT_DUTY", _("%(type)s 在%(scope)s的清单上没有对应职责：请指定职责条目，或补一条派单目录。"), facts
        if not any(limit.closes for limit in kind.limits):
            yield "TYPE_WITHOUT_LIMIT", _("%(type)s 没有办结时限：现在按通用时限计算，请补一个。"), {"type": named}


def _ended(kind: TypeLine, book: DutyBook) -> Iterator[Found]:
    """Nothing is chosen in its place, and a list goes on carrying it."""
    on_list = sorted({line.code for (code, _where), line in (*book.duties.items(), *book.own.items()) if code == kind.code})
    if on_list and not kind.successor:
        facts: dict[str, object] = {"type": f"{kind.code} {kind.name}", "items": "、".join(on_list)}
        yield "ENDED_STILL_LISTED", _("%(type)s 已停用，清单的 %(items)s 还写着承接它：请在清单的新一版里拿掉，或者恢复这一类。"), facts


def _items(on: date, book: DutyBook) -> Iterator[Found]:
    """Items whose office no unit of their list has, and items led by a department nobody knows."""
    offices: dict[str, set[str]] = {kind.value: set() for kind in ListKind}
    for street in book.streets.values():
        for kind in (ListKind.TOWN if street.is_town else ListKind.STREET, ListKind.INSTITUTION):
            offices[kind.value] |= set(street.offices)
    known = queries.department_names(on)
    for item in DutyItem.objects.filter(in_force(on)):
        if item.office_name not in offices[item.list_kind]:
            office: dict[str, object] = {"item": item.code, "office": item.office_name}
            yield "DUTY_WITHOUT_OFFICE", _("%(item)s 的承办机构“%(office)s”哪个单位都没有：请改条目或设机构。"), office
        unknown = [name for name in item.departments if name not in known]
        if unknown and item.role != DutyRole.PRIMARY.value:
            facts: dict[str, object] = {"item": item.code, "names": "、".join(unknown)}
            yield "UNKNOWN_DEPARTMENT", _("%(item)s 写的部门“%(names)s”不在机构表里：请补机构或别称。"), facts


def _streets(on: date) -> Iterator[Found]:
    """Items for streets that are no more: nobody carries them there."""
    keys = street_keys(on)
    for code, names in DutyItem.objects.filter(in_force(on)).exclude(streets=[]).order_by("code").values_list("code", "streets"):
        if gone := [name for name in names if name not in keys]:
            yield "DUTY_OF_NO_STREET", _("%(item)s 只给了“%(names)s”，现在没有这个镇街：请改条目。"), {"item": code, "names": "、".join(gone)}


def _between_versions() -> Iterator[Found]:
    """A list changes on the days of its versions and on no other: what begins or ends between them, or is to, was written behind the house's back."""
    for kind in VersionKind:
        published = ListVersion.objects.filter(kind=kind.value, status=VersionStatus.PUBLISHED.value)
        days = published.order_by("effective_from").values_list("effective_from", flat=True)
        if not days:
            continue
        begins, ends = (Q(**{f"{name}__gt": days[0]}) & ~Q(**{f"{name}__in": list(days)}) for name in ("valid_from", "valid_to"))
        if codes := rows_of(kind.value).filter(begins | ends).order_by("code").values_list("code", flat=True).distinct()[:20]:
            facts: dict[str, object] = {"list": gettext(kind.label), "codes": "、".join(codes)}
            yield "LIST_NOT_AS_PUBLISHED", _(
                "%(list)s有条目在没有新版生效的日子开始或者结束（%(codes)s）：有人绕过系统改了数据，请从备份核对，查清是谁改的。",
            ), facts


def checks() -> Iterator[Finding]:
    """The same, as `doctor` reads it. Each sentence says its cure."""
    for _code, sentence, facts in findings(timezone.localdate()):
        yield Finding(Level.WARN, gettext(sentence) % facts)
    if not all(one.GUARD.stands() for one in (_guards, _between, _papers)):
        yield Finding(Level.BAD, gettext("保护已公布清单的触发器不全：请运行 migrate；若是有人拆掉的，请查清是谁。"))
    if not _added.stands():
        yield Finding(Level.BAD, gettext("保护分类改动记录的触发器不全：请运行 migrate；若是有人拆掉的，请查清是谁。"))
    if not _once.stands():
        yield Finding(Level.BAD, gettext("同一天一类只由一条承接，守住它的触发器不全：请运行 migrate；若是有人拆掉的，请查清是谁。"))
    for version in touched_versions():
        words = gettext("%(title)s 公布以后，库里的条目被改过，和公布时的摘要对不上：请核对备份，查清是谁改的，再起草新的一版改正。")
        yield Finding(Level.BAD, words % {"title": version.title})
