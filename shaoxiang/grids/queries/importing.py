"""网格人员表: its columns, what one line says, and the register as it goes out. Telephones are the register of people's, shown beside and never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.utils.translation import gettext

from shaoxiang.grids import access
from shaoxiang.grids.models import GridPerson
from shaoxiang.grids.queries.lists import standard
from shaoxiang.grids.rules import WORKER, Standard
from shaoxiang.grids.vocabulary import Employment
from shaoxiang.institutions.models import Person, Post
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.access import Actor, visible
from shaoxiang.kernel.dated import in_force
from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets.cells import every, text_in, word_in
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.models import Grid

HEADINGS = (
    Heading("grid", (_("网格代码"), "网格", "Grid code")), Heading("role", (_("担任"), "角色", "Role")),
    Heading("post", (_("岗位代码"), "岗位", "Post code"), required=False), Heading("name", (_("姓名"), "Name"), required=False),
    Heading("employment", (_("用工"), "专职或兼职", "Employment"), required=False), Heading("covers", (_("负责范围"), "Covers"), required=False),
    Heading("since", (_("到任日期"), "到岗日期", "Since"), required=False), Heading("until", (_("离任日期"), "Until"), required=False),
    Heading("phone", (_("办公电话"), "电话", "Telephone"), required=False),
)
WORKER_WORDS = frozenset({WORKER, "网格员", "专职网格员", "Grid worker"})


@dataclass(frozen=True, slots=True)
class GridLine:
    """One line: who holds which role on which grid. Without a post, a resident by the name he is known by."""

    grid: Grid
    role: str
    post: Post | None
    name: str
    employment: str
    covers: str
    since: date | None
    until: date | None


def grids_kept(actor: Actor, on: date) -> dict[str, Grid]:
    """Grids whose people this actor registers, by code."""
    rows = Grid.objects.filter(in_force(on)).filter(visible(actor, access.GRANTS["people"])).defer("geometry")
    return {row.code: row for row in rows.select_related("community").order_by("code")}


def read_line(row: Row, grids: dict[str, Grid], wanted: Standard) -> GridLine:
    """Every cell is read, so that all that is wrong in the line is told at once. Raises SeveralErrors, RowError."""
    given = every({
        "grid": partial(_grid, row, grids), "role": partial(_role, row, wanted), "post": partial(_post, row),
        "name": partial(text_in, row, "name", 40), "employment": partial(word_in, row, "employment", Employment),
        "covers": partial(text_in, row, "covers", 60), "since": partial(row.day, "since"), "until": partial(row.day, "until"),
    })
    post, name = given["post"], given["name"] or ""
    if post is not None and name:
        _check_seated(row, post, name)
        name = ""  # whoever sits in the post is the register of people's to say
    if post is not None:
        _check_phone(row, post)
    return GridLine(**{**given, "name": name, "covers": given["covers"] or ""})


def _grid(row: Row, grids: dict[str, Grid]) -> Grid:
    code = row.text("grid", needed=True)
    if code not in grids:
        raise row.error("grid", gettext("没有归您管的网格“%(code)s”。") % {"code": code}, gettext("请照表样里的网格代码写。"))
    return grids[code]


def _role(row: Row, wanted: Standard) -> str:
    text = row.text("role", needed=True)
    if text in WORKER_WORDS:
        return WORKER
    for line in wanted.roles:
        if text in (line.code, line.label, line.label_en):
            return line.code
    words = "、".join(["网格员", *(line.label for line in wanted.roles)])
    raise row.error("role", gettext("建设标准里没有“%(role)s”。") % {"role": text}, gettext("请从这些里选：%(words)s。") % {"words": words})


def _post(row: Row) -> Post | None:
    code = row.text("post")
    found = Post.objects.filter(code=code, valid_to=None).first() if code else None
    if code and found is None:
        raise row.error("post", gettext("没有这个岗位代码。"), gettext("请先导入岗位，或核对代码。"))
    return found


def _check_seated(row: Row, post: Post, name: str) -> None:
    seated = _names(post.pk)
    if name not in seated:
        who = "、".join(seated) or gettext("没有人")
        raise row.error("name", gettext("册子里这个岗位上是：%(who)s。") % {"who": who}, gettext("请先在“机构和人”里办任职，或把姓名空着。"))


def _check_phone(row: Row, post: Post) -> None:
    """As the register of people keeps it: a sheet that says another number is told, not believed."""
    given, kept = _digits(row.text("phone")), {_digits(phone) for phone in _phones(post.pk)}
    if given and given not in kept:
        raise row.error("phone", gettext("和“机构和人”里登记的不一样。"), gettext("电话请在“机构和人”里改；这里改成一样的，或空着。"))


def _digits(phone: str) -> str:
    return "".join(letter for letter in phone if letter.isdigit())


def _names(post_id: int) -> list[str]:
    return [person.name for person in _people(post_id)]


def _phones(post_id: int) -> list[str]:
    return [person.work_phone for person in _people(post_id) if person.work_phone]


def _people(post_id: int) -> list[Person]:
    return list(Person.objects.filter(pk__in=[seat.person_id for seat in book().people_in(post_id)]).order_by("pk"))


def held_by(line: GridLine, on: date) -> GridPerson | None:
    """The row in force that says the same of who and what."""
    rows = GridPerson.objects.filter(in_force(on), grid=line.grid, role=line.role, name=line.name, covers=line.covers)
    return rows.filter(post=line.post).first()


def register(actor: Actor, on: date) -> list[GridPerson | Grid]:
    """What the blank sheet says: everybody in force on the grids this actor keeps, and a grid without anybody by itself."""
    grids = grids_kept(actor, on)
    rows = GridPerson.objects.filter(in_force(on), grid__in=grids.values()).select_related("grid", "post").order_by("grid__code", "pk")
    held: dict[str, list[GridPerson]] = {}
    for row in rows:
        held.setdefault(row.grid.code, []).append(row)
    found: list[GridPerson | Grid] = []
    for code, grid in grids.items():
        found += held.get(code) or [grid]
    return found


def columns(on: date) -> dict[str, Callable[[Any], Any]]:
    """Field -> its cell of a row of `register`."""
    labels = {WORKER: "网格员", **{line.code: line.label for line in standard(on).roles}}

    def of(value: Callable[[GridPerson], Any]) -> Callable[[Any], Any]:
        return lambda one: value(one) if isinstance(one, GridPerson) else ""

    def of_post(words: Callable[[int], Iterable[str]]) -> Callable[[Any], Any]:
        return of(lambda one: "、".join(words(one.post_id)) if one.post_id else "")

    return {
        "grid": lambda one: one.grid.code if isinstance(one, GridPerson) else one.code, "role": of(lambda one: labels.get(one.role, one.role)),
        "post": of(lambda one: one.post.code if one.post else ""), "name": of(lambda one: one.name),
        "employment": of(lambda one: gettext(Employment.label_of(one.employment)) if one.employment else ""), "covers": of(lambda one: one.covers),
        "since": of(lambda one: one.valid_from), "until": lambda _one: "", "phone": of_post(_phones),
    }


def says_something(row: Row, headings: Sequence[Heading] = HEADINGS) -> bool:
    """A grid by itself, as the blank sheet names it, is passed by."""
    return not row.text("grid") or any(row.text(one.field) for one in headings if one.field != "grid")
