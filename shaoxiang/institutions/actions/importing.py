"""表格导入: bodies, posts, people. Every line goes through the same acts as on the pages; one bad line, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.institutions.access import GRANTS
from shaoxiang.institutions.actions import bodies, posts
from shaoxiang.institutions.models import Assignment, Body, BodyChange, Post
from shaoxiang.institutions.queries import sheets
from shaoxiang.institutions.rules import Decision, check_decision
from shaoxiang.institutions.vocabulary import BodyKind, SheetKind
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.exchange.reading import Row
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.sheets.cells import each_line, every, flag_in, parts_in, text_in, twice, word_in
from shaoxiang.kernel.sheets.sheet import Taken
from shaoxiang.kernel.web.asked import said

FIELDS = {"on": "valid_from", "revision": "code", "held": "valid_to"}  # input of an act -> column
PEOPLE_FIELDS = {"on": "since", "person": "name", "code": "post"}


@dataclass(frozen=True, slots=True)
class Source:
    """A table on its way in: from which day, on whose word, why; by whom and when."""

    decision: Decision
    actor: Actor
    at: datetime

    @property
    def today(self) -> date:
        return timezone.localtime(self.at).date()

    def on(self, day: date | None) -> Decision:
        return Decision(day or self.decision.on, self.decision.message, self.decision.document)

    @property
    def who(self) -> dict[str, Any]:
        return {"actor": self.actor, "at": self.at}


def import_rows(kind: str, rows: Sequence[Row], *, decision: Decision, actor: Actor, at: datetime) -> Taken:
    """What becomes of every line; `kernel.sheets` takes it all back where one is wrong. Raises PermissionDenied, ChangeRefused (the decision itself)."""
    require(actor, GRANTS["change_bodies"])
    check_decision(decision)
    source, people = Source(decision, actor, at), kind == SheetKind.PEOPLE
    wrong = twice(rows, "name" if people else "code", _same_person if people else lambda row: row.text("code") or None)
    made, errors = each_line(_in_order(kind, rows), lambda row: TAKES[kind](row, source), fields=PEOPLE_FIELDS if people else FIELDS, words=_with_held)
    return Taken(len(rows), [change for changes in made for change in changes], [*wrong, *errors])


def _same_person(row: Row) -> tuple[str, ...] | None:
    return (row.text("name"), row.text("post"), row.text("since")) if row.text("name") else None


def _with_held(refused: Refusal) -> str:
    """A body that cannot be closed: with what still hangs on it."""
    listed = "、".join(f"{_(one.source.label)} {one.total}" for one in getattr(refused, "holdings", []))
    return f"{said(refused)}（{listed}）" if listed else said(refused)


def _in_order(kind: str, rows: Sequence[Row]) -> Iterable[Row]:
    """Parents before what stands under them, whatever their order in the table."""
    if kind != SheetKind.BODIES:
        return rows
    waiting, done, ordered = list(rows), set[str](), list[Row]()
    codes = {row.text("code") for row in rows}
    while waiting:
        ready = [row for row in waiting if row.text("parent") not in codes - done or row.text("parent") == row.text("code")] or waiting
        ordered += ready
        done |= {row.text("code") for row in ready}
        lines = {row.line for row in ready}
        waiting = [row for row in waiting if row.line not in lines]
    return ordered


# -- one line

def _take_body(row: Row, source: Source) -> list[BodyChange]:
    code, values = row.text("code", needed=True), _body_values(row)
    since, until = row.day("valid_from"), row.day("valid_to")
    body = Body.objects.filter(code=code).first()
    if body is None:
        if until is not None:
            raise row.error("valid_to", _("要新设的机构不能同时撤销。"), _("请删去撤销日期，或删去这一行。"))
        plates, parent = values.pop("plates") or [], values.pop("parent_id")
        given = {name: value for name, value in values.items() if value is not None}
        return [bodies.open_body(code, **given, parent_id=parent, plates=plates, community=row.text("community"), decision=source.on(since), **source.who)]
    if since is not None and since != body.valid_from:
        raise row.error("valid_from", _("它是 %(day)s 设立的，设立日期不能改。") % {"day": body.valid_from.isoformat()}, _("请照册子上的日期写。"))
    if values["kind"] != body.kind:
        raise row.error("kind", _("种类定了不能改。"), _("请写“%(kind)s”，或撤销它、另设一个。") % {"kind": _(BodyKind.label_of(body.kind))})
    return _body_changes(row, body, values, until, source)


def _body_changes(row: Row, body: Body, values: dict[str, Any], until: date | None, source: Source) -> list[BodyChange]:
    """What the line says otherwise than the register; absent columns say nothing."""
    made: list[BodyChange] = []
    now = sheets.body_on(body.pk, source.decision.on)

    def differs(field: str, is_now: Any) -> bool:
        return row.values.get(field) is not None and values[field] is not None and values[field] != is_now

    def revised() -> int:
        return Body.objects.values_list("revision", flat=True).get(pk=body.pk)

    named = {field: values[field] if values[field] is not None else getattr(now, field) for field in ("name", "name_en", "short_name")}
    if any(named[field] != getattr(now, field) for field in named):
        made.append(bodies.rename_body(body.pk, named.pop("name"), **named, decision=source.decision, revision=revised(), **source.who))
    if "parent" in row.values and values["parent_id"] != now.parent_id:
        made.append(bodies.move_body(body.pk, values["parent_id"], decision=source.decision, revision=revised(), **source.who))
    if values["plates"] is not None and sorted(values["plates"]) != sorted(plate.title for plate in now.plates_then):  # type: ignore[attr-defined]
        made.append(bodies.change_plates(body.pk, values["plates"], decision=source.decision, revision=revised(), **source.who))
    others = {field: values[field] for field in ("aliases", "agricultural", "phone", "address", "open_hours") if differs(field, getattr(now, field))}
    if others:
        made.append(bodies.change_attributes(body.pk, others, decision=source.decision, revision=revised(), **source.who))
    if "valid_to" in row.values and until != body.valid_to:
        if until is None:
            raise row.error("valid_to", _("册子上登记了撤销日期，不能用空着来取消。"), _("请照册子上的日期写。"))
        made.append(bodies.close_body(body.pk, decision=source.on(until), revision=revised(), **source.who))
    return made


def _body_values(row: Row) -> dict[str, Any]:
    """As the acts take them; None where the table has no such column."""
    texts = {"name_en": 120, "short_name": 20, "phone": 30, "address": 120, "open_hours": 80}
    return every({
        "name": partial(row.text, "name", needed=True), "kind": partial(word_in, row, "kind", BodyKind, needed=True), "parent_id": partial(_parent, row),
        "agricultural": partial(flag_in, row, "agricultural"), **{field: partial(text_in, row, field, most) for field, most in texts.items()},
        **{field: partial(parts_in, row, field) for field in ("aliases", "plates")},
    })


def _parent(row: Row) -> int | None:
    code = row.text("parent")
    found = Body.objects.filter(code=code).values_list("pk", flat=True).first() if code else None
    if code and found is None:
        raise row.error("parent", _("没有代码是“%(code)s”的机构。") % {"code": code}, _("请核对代码，或把上级也写进表里。"))
    return found


def _take_post(row: Row, source: Source) -> list[BodyChange]:
    code, since, until = row.text("code", needed=True), row.day("valid_from"), row.day("valid_to")
    given = every({
        "body": partial(_body, row), "title": partial(row.text, "title", needed=True), "title_en": partial(text_in, row, "title_en", 80),
        **{name: partial(flag_in, row, name) for name in ("is_leader", "answers")},
    })
    body: Body = given.pop("body")
    values = {field: value for field, value in given.items() if value is not None}
    post = Post.objects.filter(code=code).first()
    if post is None:
        if until is not None:
            raise row.error("valid_to", _("要新设的岗位不能同时撤销。"), _("请删去撤销日期，或删去这一行。"))
        return [posts.open_post(body.pk, code, **values, decision=source.on(since), **source.who)]
    if post.body_id != body.pk:
        raise row.error("body", _("这个岗位在别的机构，岗位不能搬家。"), _("请在新机构另设一个岗位，办完交接再撤旧岗位。"))
    if since is not None and since != post.valid_from:
        raise row.error("valid_from", _("它是 %(day)s 设立的，设立日期不能改。") % {"day": post.valid_from.isoformat()}, _("请照册子上的日期写。"))
    made, revision = list[BodyChange](), post.revision
    if any(getattr(post, field) != value for field, value in values.items()):
        made.append(posts.change_post(post.pk, values, decision=source.decision, revision=revision, **source.who))
        revision += 1
    if until is not None and until != post.valid_to:
        made.append(posts.close_post(post.pk, decision=source.on(until), revision=revision, **source.who))
    return made


def _body(row: Row) -> Body:
    found = Body.objects.filter(code=row.text("body", needed=True)).first()
    if found is None:
        raise row.error("body", _("没有这个机构代码。"), _("请先导入机构，或核对代码。"))
    return found


def _take_person(row: Row, source: Source) -> list[BodyChange]:
    name, since, until = row.text("name", needed=True), row.day("since"), row.day("until")
    post = Post.objects.filter(code=row.text("post", needed=True)).first()
    if post is None:
        raise row.error("post", _("没有这个岗位代码。"), _("请先导入岗位，或核对代码。"))
    person, phone, english = sheets.person_in(row), text_in(row, "work_phone", 30), text_in(row, "name_en", 60)
    seats = Assignment.objects.filter(post=post, person=person).select_related("person").order_by("pk") if person is not None else []
    seat = next((one for one in seats if since is None or one.valid_from == since), None)
    if seat is None and until is not None:
        raise row.error("until", _("新任职不能同时离任。"), _("请删去离任日期，或删去这一行。"))
    if seat is None:
        return [posts.seat_person(post.pk, person, name=name, name_en=english or "", work_phone=phone or "", decision=source.on(since), **source.who)]
    made = []
    changes = {field: value for field, value, now in (("person_name_en", english, seat.person.name_en), ("work_phone", phone, seat.person.work_phone))
               if value is not None and value != now}
    if changes:
        made.append(posts.change_person(seat.pk, changes, decision=source.decision, **source.who))
    if until is not None and until != seat.valid_to:
        made.append(posts.unseat_person(seat.pk, decision=source.on(until), **source.who))
    return made


TAKES: dict[str, Callable[[Row, Source], list[BodyChange]]] = {
    SheetKind.BODIES.value: _take_body, SheetKind.POSTS.value: _take_post, SheetKind.PEOPLE.value: _take_person,
}
