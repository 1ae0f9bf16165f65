"""表样: the columns of the three tables, as they go out and as they come in. What goes out comes in again without a difference."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from shaoxiang.institutions.models import Body, Person
from shaoxiang.institutions.queries import register
from shaoxiang.institutions.queries.register import Asked
from shaoxiang.institutions.queries.spans import as_on
from shaoxiang.institutions.vocabulary import BodyKind, RegisterState, SheetKind
from shaoxiang.kernel.exchange.export import Column
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.vocabulary import _


@dataclass(frozen=True, slots=True)
class Cell:
    """A column: the field it fills, its Chinese label (a table is read by it whatever the reader's language), and its value of a row."""

    field: str
    label: str
    value: Callable[[Any], Any]
    needed: bool = False
    other: tuple[str, ...] = ()  # labels people also write


def _yes(value: bool) -> str:
    return "是" if value else "否"


BODIES: tuple[Cell, ...] = (
    Cell("code", _("代码"), lambda row: row.code, needed=True, other=("机构代码",)),
    Cell("name", _("名称"), lambda row: row.name, needed=True, other=("机构名称",)),
    Cell("name_en", _("英文名称"), lambda row: row.name_en), Cell("short_name", _("简称"), lambda row: row.short_name),
    Cell("aliases", _("别称"), lambda row: "、".join(row.aliases)),
    Cell("kind", _("种类"), lambda row: BodyKind.label_of(row.kind), needed=True, other=("类型",)),
    Cell("parent", _("上级代码"), lambda row: row.parent.code if row.parent else "", other=("上级机构代码",)),
    Cell("plates", _("挂牌"), lambda row: "、".join(plate.title for plate in row.plates_then)),
    Cell("agricultural", _("涉农"), lambda row: _yes(row.agricultural)),
    Cell("phone", _("对外电话"), lambda row: row.phone, other=("电话",)),
    Cell("address", _("对外地址"), lambda row: row.address, other=("地址",)),
    Cell("open_hours", _("对外时间"), lambda row: row.open_hours), Cell("community", _("社区代码"), lambda row: row.community.code if row.community else ""),
    Cell("valid_from", _("设立日期"), lambda row: row.valid_from), Cell("valid_to", _("撤销日期"), lambda row: row.valid_to or ""),
)
POSTS: tuple[Cell, ...] = (
    Cell("code", _("岗位代码"), lambda row: row.code, needed=True), Cell("body", _("机构代码"), lambda row: row.body.code, needed=True),
    Cell("title", _("岗位名称"), lambda row: row.title, needed=True), Cell("title_en", _("英文岗位名称"), lambda row: row.title_en),
    Cell("is_leader", _("领导职务"), lambda row: _yes(row.is_leader)), Cell("answers", _("责任人"), lambda row: _yes(row.answers)),
    Cell("valid_from", _("设立日期"), lambda row: row.valid_from), Cell("valid_to", _("撤销日期"), lambda row: row.valid_to or ""),
)
PEOPLE: tuple[Cell, ...] = (
    Cell("person", _("人员编号"), lambda row: row.person_id), Cell("name", _("姓名"), lambda row: row.person.name, needed=True),
    Cell("name_en", _("英文姓名"), lambda row: row.person.name_en), Cell("work_phone", _("办公电话"), lambda row: row.person.work_phone, other=("电话",)),
    Cell("post", _("岗位代码"), lambda row: row.post.code, needed=True), Cell("since", _("任职日期"), lambda row: row.valid_from),
    Cell("until", _("离任日期"), lambda row: row.valid_to or ""),
)
CELLS: dict[str, tuple[Cell, ...]] = {SheetKind.BODIES.value: BODIES, SheetKind.POSTS.value: POSTS, SheetKind.PEOPLE.value: PEOPLE}
ROWS: dict[str, Callable[[Asked], QuerySet[Any]]] = {
    SheetKind.BODIES.value: register.bodies, SheetKind.POSTS.value: register.posts, SheetKind.PEOPLE.value: register.people,
}


def headings(kind: str) -> Sequence[Heading]:
    """What is looked for in a table that comes in; in either language."""
    return [Heading(cell.field, (cell.label, *cell.other, gettext(cell.label)), cell.needed) for cell in CELLS[kind]]


def columns(kind: str) -> list[Column]:
    """What goes out: Chinese labels, so that any table sent out may come in again."""
    return [Column(cell.label, cell.value) for cell in CELLS[kind]]


def rows(kind: str, asked: Asked) -> list[Any]:
    """The rows as they were on the day."""
    found = list(ROWS[kind](asked))
    return as_on(found, asked.on) if kind == SheetKind.BODIES else found


def body_on(body_id: int, on: date) -> Body:
    """One, as it is on that day, with its plates of the day."""
    return as_on(register.bodies(Asked(on, state=RegisterState.ALL.value)).filter(pk=body_id), on)[0]


def person_in(row: Row) -> Person | None:
    """By number; without one, a name the register does not know yet is a new person."""
    name, number = row.text("name", needed=True), row.text("person")
    if number:
        found = Person.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
        if found is None or found.name != name:
            raise row.error("person", gettext("没有这个编号的人，或者姓名对不上。"), gettext("请照导出的表写编号和姓名；新来的人编号空着。"))
        return found
    same = Person.objects.filter(name=name).count()
    if same:
        cure = gettext("请写明人员编号（导出的表里有）；确是另一个人，请在姓名后加以区别。")
        raise row.error("person", gettext("册子里已有 %(n)s 个叫这个名字的人。") % {"n": same}, cure)
    return None
