"""变更记录 in words: what was so before, what is so after; and what a change would touch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from shaoxiang.institutions.models import Body, BodyChange, Post
from shaoxiang.institutions.queries.bodybook import book
from shaoxiang.institutions.queries.holdings import Holding, Source, held_by_bodies, held_by_posts
from shaoxiang.institutions.vocabulary import BodyKind, ChangeAct, ChangeField
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.templatetags.shaoxiang import zh_date

DAYS, BODIES = {"valid_from", "valid_to", "since", "until"}, {"parent", "unit", "inside"}


@dataclass(frozen=True, slots=True)
class FieldLine:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    change: BodyChange
    lines: list[FieldLine]


def in_words(change: BodyChange, names: dict[str, str] | None = None) -> ChangeLine:
    """`names`: of the bodies by code, where many changes are told."""
    names = _names() if names is None else names
    return ChangeLine(change, [
        FieldLine(gettext(ChangeField.label_of(field)), _words(field, change.before.get(field), names), _words(field, value, names))
        for field, value in change.after.items()
    ])


def _names() -> dict[str, str]:
    return {body.code: book().name_of(body.id) for body in book().bodies.values()}


def changes_of(body: Body) -> QuerySet[BodyChange]:
    """With what was done to its posts, for paging."""
    return BodyChange.objects.filter(body=body).select_related("body", "post")


def log_of(body: Body) -> list[ChangeLine]:
    """Newest first, with what was done to its posts."""
    return told(changes_of(body))


def log_of_post(post: Post) -> list[ChangeLine]:
    return told(BodyChange.objects.filter(post=post).select_related("body", "post"))


CLOSING = frozenset({ChangeAct.CLOSE, ChangeAct.POST_CLOSE})
STAYS: dict[ChangeAct, str] = {  # what an act that closes nothing means for what hangs on it
    ChangeAct.RENAME: _("留在它名下，只是名字跟着改，不用办什么。"), ChangeAct.MOVE: _("跟着它走，不用办什么。"),
    ChangeAct.SEAT: _("留在岗位上，由在岗的人接着办。"), ChangeAct.UNSEAT: _("留在岗位上：请办岗位交接，交给接手的人。"),
}
UNTOUCHED = _("不受影响，不用办什么。")
WHEN_CLOSED = _("只在撤销它以前要办：")


def touched(actor: Actor, on: date, *, body: Body | None = None, post: Post | None = None, act: ChangeAct | None = None) -> list[Holding]:
    """What hangs on it from that day on, to be looked at before it is changed, with what `act` means for it; None: nothing is being changed yet."""
    held = held_by_posts([post.pk], on, actor) if post is not None else held_by_bodies([body.pk], on, actor) if body is not None else []
    return [replace(one, orders=orders(one.source, act)) for one in held]


def orders(source: Source, act: ChangeAct | None) -> str:
    """In the reader's language: what is to be done with it, or that nothing is."""
    cure = gettext(source.cure)
    if act is None:
        return f"{gettext(WHEN_CLOSED)}{cure}"
    if act in CLOSING or (act is ChangeAct.MOVE and source.names_unit):
        return cure
    return gettext(STAYS.get(act, UNTOUCHED))


def told(rows: Iterable[BodyChange]) -> list[ChangeLine]:
    names = _names()
    return [in_words(row, names) for row in rows]


def _words(field: str, value: Any, names: dict[str, str]) -> str:
    if value is None or value == "" or value == []:
        return "—"
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if field in BODIES:
        return "、".join(names.get(str(code), str(code)) for code in (value if isinstance(value, list) else [value]))
    if isinstance(value, list):
        return "、".join(map(str, value))
    if field in DAYS:
        return zh_date(date.fromisoformat(str(value)))
    return gettext(BodyKind.label_of(value)) if field == "kind" else str(value)
