"""Many items of a draft at once, one item made two, two made one. What the draft already says of an item stays unless it is said anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from shaoxiang.duties.actions.versions import Wish, arranged, check_answers, drop_change, held, store, touch, wishes_of
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.impact import answers_now
from shaoxiang.duties.rules import ChangeRefused, three_parts
from shaoxiang.duties.rules import versions as rules
from shaoxiang.duties.rules.versions import Change
from shaoxiang.duties.vocabulary import ChangeAct, ListForm
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal import actions as journal
from shaoxiang.kernel.vocabulary import _

MOST = 5000


class _Desk:
    """A held draft with the list before it, the list after it, and the wishes in it; written back item by item."""

    def __init__(self, version: ListVersion) -> None:
        self.version = version
        self.before = queries.base_items(version.kind)
        self.wishes = {wish.change.code: wish for wish in wishes_of(version)}
        self.after = rules.apply(self.before, [wish.change for wish in self.wishes.values()])
        self.touched: dict[str, Wish | None] = {}

    def item(self, code: str) -> dict[str, Any]:
        if code not in self.after:
            raise ChangeRefused("code", _("草案里没有这个编号：可能刚被取消，请刷新后再看。"))
        return self.after[code]

    def put(self, code: str, values: Mapping[str, Any] | None, reason: str, basis: str, answers: tuple[str, ...] | None = None, *,
            split_from: str = "") -> None:
        """The item as it shall be; None: it goes. Reason, basis and types left empty stay as the draft has them."""
        old = self.wishes.get(code, Wish(Change(ChangeAct.AMEND, code)))
        found = rules.diff({code: self.before[code]} if code in self.before else {}, {code: dict(values)} if values is not None else {})
        kept = old.change.answers if answers is None else answers
        if found:
            change = found[0] if values is None else replace(found[0], answers=kept)
        elif values is not None and kept is not None:
            change = Change(ChangeAct.AMEND, code, {}, kept)
        else:
            self.touched[code] = None
            return
        self.touched[code] = Wish(change, reason.strip() or old.reason, basis.strip() or old.basis, split_from or old.split_from)

    def write(self, actor: Actor, at: datetime) -> None:
        touch(self.version, actor=actor, at=at)
        self.version.changes.filter(code__in=list(self.touched)).delete()
        store(self.version, [wish for wish in self.touched.values() if wish is not None])


@transaction.atomic
def change_items(
    version_id: int, codes: Iterable[str], *, values: Mapping[str, Any], reason: str, revision: int, actor: Actor, at: datetime, basis: str = "",
) -> int:
    """一起改: the same words into every chosen item; with no words only reason and basis of what is changed already. Returns how many.

    Raises ChangeRefused (with the code of the first that does not fit), StaleDraft, PermissionDenied.
    """
    return _each(version_id, codes, lambda version, item: _said(version, item, values), reason, basis, revision, actor, at)


def _said(version: ListVersion, item: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    made = rules.checked(version.kind, "D-1", values, whole=False, form=version.form)
    return arranged(version, {**item, **made})


@transaction.atomic
def remove_items(version_id: int, codes: Iterable[str], *, reason: str, revision: int, actor: Actor, at: datetime, basis: str = "") -> int:
    """一起取消. A reason is asked for."""
    if not reason.strip():
        raise ChangeRefused("reason", _("取消条目要写明理由。"))
    return _each(version_id, codes, lambda _version, _item: None, reason, basis, revision, actor, at)


@transaction.atomic
def decide_items(
    version_id: int, codes: Iterable[str], part: str, *, said: Mapping[str, Any], reason: str, revision: int, actor: Actor, at: datetime, basis: str = "",
) -> int:
    """归入一张清单: the chosen items into one of the three parts, with what is said of both sides. May leave them unfinished."""
    def made(version: ListVersion, item: dict[str, Any]) -> dict[str, Any]:
        if version.form != ListForm.THREE_PART:
            raise ChangeRefused("part", _("这份草案是 2019 年体例，不分三张清单：请另起一份三张清单体例的草案。"))
        checked = rules.checked(version.kind, "D-1", {**said, "part": part}, whole=False, form=version.form)
        return three_parts.decided(item, str(checked.pop("part")), checked)

    return _each(version_id, codes, made, reason, basis, revision, actor, at)


@transaction.atomic
def undo_item(version_id: int, code: str, *, revision: int, actor: Actor, at: datetime) -> ListVersion:
    """收回一条的改动: the item is again as the version published last has it, and undecided. Raises ChangeRefused where nothing was changed, StaleDraft."""
    version = held(version_id, actor, revision)
    if not version.changes.filter(code=code).exists():
        raise ChangeRefused("code", _("这一条没有改动，没有什么可以收回。"))
    drop_change(version_id, code, revision=revision, actor=actor, at=at)
    version.refresh_from_db()
    return version


Made = Callable[[ListVersion, dict[str, Any]], Mapping[str, Any] | None]


def _each(version_id: int, codes: Iterable[str], made: Made, reason: str, basis: str, revision: int, actor: Actor, at: datetime) -> int:
    version = held(version_id, actor, revision)
    desk, chosen = _Desk(version), list(dict.fromkeys(codes))[:MOST]
    if not chosen:
        raise ChangeRefused("pick", _("还没有选条目：请在表里勾选，或者勾“选全部符合条件的”。"))
    for code in chosen:
        desk.put(code, made(version, desk.item(code)), reason, basis)
    desk.write(actor, at)
    journal.record("duties.items_changed", subject=version.matter, actor=actor, at=at, facts={"codes": chosen})
    return len(chosen)


@transaction.atomic
def split_item(
    version_id: int, code: str, *, new_code: str, title: str, new_title: str, moves: tuple[str, ...], reason: str, revision: int, actor: Actor, at: datetime,
    basis: str = "",
) -> None:
    """拆成两条: the item keeps its code under the first title, the second takes the types in `moves`. Raises ChangeRefused, StaleDraft."""
    version = held(version_id, actor, revision)
    desk, new_code = _Desk(version), new_code.strip().upper()
    item = desk.item(code)
    if new_code in desk.after or new_code in desk.before:
        raise ChangeRefused("new_code", _("这个编号已经用过：请给拆出来的一条另起一个编号。"))
    first = rules.checked(version.kind, code, {"title": title}, whole=False, form=version.form)
    second = rules.checked(version.kind, new_code, {"title": new_title}, whole=False, form=version.form)
    if first["title"] == second["title"]:
        raise ChangeRefused("new_title", _("两条写得一样：请分别写明各管什么。"))
    answering = _answering(desk, code)
    check_answers(version.kind, moves)
    desk.put(code, {**item, **first}, reason, basis, tuple(one for one in answering if one not in moves) if moves else None)
    desk.put(new_code, three_parts.split(item, second["title"]), reason, basis, moves or None, split_from=code if code in desk.before else "")
    desk.write(actor, at)
    journal.record("duties.item_split", subject=version.matter, actor=actor, at=at, facts={"code": code, "new": new_code, "moves": list(moves)})


@transaction.atomic
def merge_items(version_id: int, code: str, into: str, *, reason: str, revision: int, actor: Actor, at: datetime, basis: str = "") -> None:
    """并入另一条: the other keeps its code and words, takes over types, departments and basis; this one goes. Raises ChangeRefused, StaleDraft."""
    version = held(version_id, actor, revision)
    desk = _Desk(version)
    gone, kept = desk.item(code), desk.item(into)
    if code == into:
        raise ChangeRefused("into", _("不能并入自己：请选另一条。"))
    answers = tuple(sorted({*_answering(desk, code), *_answering(desk, into)}))
    desk.put(into, three_parts.merged(kept, gone), reason, basis, answers if _answering(desk, code) else None)
    desk.put(code, None, reason, basis)
    desk.write(actor, at)
    journal.record("duties.items_merged", subject=version.matter, actor=actor, at=at, facts={"code": code, "into": into})


def _answering(desk: _Desk, code: str) -> list[str]:
    """The types an item answers for after the draft."""
    wish = desk.wishes.get(code)
    if wish is not None and wish.change.answers is not None:
        return list(wish.change.answers)
    return answers_now(desk.version, code, max(timezone.localdate(), desk.version.effective_from or timezone.localdate()))
