"""成批改: one attribute of many bodies or posts, each by the same act as alone; one refused, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from shaoxiang.institutions.actions import bodies, posts
from shaoxiang.institutions.models import Body, BodyChange
from shaoxiang.institutions.rules import ChangeRefused, Decision
from shaoxiang.institutions.vocabulary import BulkBody, BulkPost
from shaoxiang.kernel.access import Actor

_Act = Callable[[int, int, Decision, Actor, datetime], BodyChange]
YES = frozenset({"是", "yes", "1", "true"})
MOST = 300


@dataclass(frozen=True, slots=True)
class Bulk:
    """What changes (or would), what was so already, and by key who is refused, with the sentence."""

    changes: list[BodyChange] = field(default_factory=list)
    same: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


@transaction.atomic
def change_many(of: str, chosen: Mapping[int, int], what: str, value: str, *, decision: Decision, actor: Actor, at: datetime) -> Bulk:
    """`of`: bodies or posts; `chosen`: key -> the revision it was chosen at. Raises PermissionDenied, ChangeRefused (value, decision)."""
    if not 0 < len(chosen) <= MOST:
        raise ChangeRefused("chosen", _("请勾选要改的，一次最多 %(most)s 个。"), most=MOST)
    act, found = (_of_body if of == "bodies" else _of_post)(what, value), Bulk()
    for key, revision in sorted(chosen.items()):
        try:
            with transaction.atomic():
                found.changes.append(act(key, revision, decision, actor, at))
        except ChangeRefused as refused:
            if refused.field == "":  # nothing to change
                found.same.append(key)
            elif refused.field in ("message", "document"):
                raise
            else:
                found.refused[key] = _(refused.reason) % refused.facts if refused.facts else _(refused.reason)
    if found.refused:
        transaction.set_rollback(True)
    return found


def _of_body(what: str, value: str) -> _Act:
    parent = Body.objects.filter(code=value).first() if what == BulkBody.PARENT else None
    if what == BulkBody.PARENT and value and parent is None:
        raise ChangeRefused("value", _("没有这个机构代码，请写上级机构的代码，例如 S150102006。"))

    def act(key: int, revision: int, decision: Decision, actor: Actor, at: datetime) -> BodyChange:
        if what == BulkBody.CLOSE:
            return bodies.close_body(key, decision=decision, revision=revision, actor=actor, at=at)
        if what == BulkBody.PARENT:
            return bodies.move_body(key, parent.pk if parent else None, decision=decision, revision=revision, actor=actor, at=at)
        given = value.strip().lower() in YES if what == BulkBody.AGRICULTURAL else value.strip()[:120]
        return bodies.change_attributes(key, {what: given}, decision=decision, revision=revision, actor=actor, at=at)

    return act


def _of_post(what: str, value: str) -> _Act:
    def act(key: int, revision: int, decision: Decision, actor: Actor, at: datetime) -> BodyChange:
        if what == BulkPost.CLOSE:
            return posts.close_post(key, decision=decision, revision=revision, actor=actor, at=at)
        given = value.strip().lower() in YES if what != BulkPost.TITLE_EN else value.strip()[:80]
        return posts.change_post(key, {what: given}, decision=decision, revision=revision, actor=actor, at=at)

    return act

