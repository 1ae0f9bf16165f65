"""机构变更: what a body was on which day, and what speaks against a change. Days and plain values only (ADR 0031)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shaoxiang.institutions.rules.seating import Way
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.dated import too_far
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.text.unseen import has_unseen
from shaoxiang.kernel.vocabulary import _

Values = Mapping[str, Any]
CODE = re.compile(r"[A-Z0-9]+(?:[-:][A-Z0-9]+)*")
OWN_UNIT = frozenset({
    BodyKind.DISTRICT_ORGAN, BodyKind.COMMAND_CENTER, BodyKind.DEPARTMENT, BodyKind.STREET_OFFICE, BodyKind.TOWN_GOVERNMENT, BodyKind.PUBLIC_UTILITY,
})
ON_THE_GROUND_OF_ITS_PARENT = frozenset({BodyKind.INTERNAL_OFFICE, BodyKind.AFFILIATED_INSTITUTION, BodyKind.COMMUNITY_COMMITTEE})


class ChangeRefused(Refusal):
    """The register may not be changed so. `field` where it belongs, `reason` a msgid that says how to cure it, `facts` its parameters."""

    ways: tuple[Way, ...] = ()  # where what is missing is done


@dataclass(frozen=True, slots=True)
class Decision:
    """On whose word, from which day, and why."""

    on: date
    message: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """The values of a body from a day until a day (the first it is otherwise)."""

    since: date
    until: date | None
    values: Values


def changed_from(spans: Sequence[Span], on: date, values: Values) -> list[Span]:
    """The spans, in order of time, after fields took other values on a day.

    Each field keeps its new value until the day it changes next: what was registered for later days stands. Raises ChangeRefused.
    """
    cut = _cut(sorted(spans, key=lambda span: span.since), on)
    before = next(span for span in cut if span.since == on).values
    left, changed = dict(values), []
    for span in cut:
        if span.since >= on:
            left = {field: value for field, value in left.items() if span.since == on or span.values[field] == before[field]}
            span = replace(span, values={**span.values, **left})
        changed.append(span)
    return _joined(changed)


def _cut(spans: Sequence[Span], on: date) -> list[Span]:
    """The same, with one that begins on that day. Raises ChangeRefused."""
    for place, span in enumerate(spans):
        if span.since <= on and (span.until is None or on < span.until):
            if span.since == on:
                return list(spans)
            return [*spans[:place], replace(span, until=on), replace(span, since=on), *spans[place + 1:]]
    if spans and on < spans[0].since:
        raise ChangeRefused("on", _("这个机构 %(day)s 才设立，请选这一天或以后。"), day=spans[0].since.isoformat())
    raise ChangeRefused("on", _("这个机构到 %(day)s 已经撤销，请选这一天以前。"), day=spans[-1].until.isoformat() if spans and spans[-1].until else "")


def _joined(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for span in spans:
        if found and found[-1].until == span.since and dict(found[-1].values) == dict(span.values):
            found[-1] = replace(found[-1], until=span.until)
        else:
            found.append(span)
    return found


def value_on(spans: Sequence[Span], on: date) -> Values:
    """What held that day; the first or the last values where the day lies outside."""
    held = [span for span in spans if span.since <= on]
    return (held[-1] if held else spans[0]).values


def check_decision(decision: Decision, *, needs_document: bool = True) -> None:
    """Why, and on whose word. Raises ChangeRefused."""
    if not decision.message.strip():
        raise ChangeRefused("message", _("请写一句理由，让以后查的人看得懂。"))
    if needs_document and not decision.document.strip():
        raise ChangeRefused("document", _("请写依据的文号，例如 新编发〔2026〕3号。"))


def check_not_past(on: date, today: date) -> None:
    """For what decides whose a matter is: days that are over stay as they were. Raises ChangeRefused."""
    if on < today:
        raise ChangeRefused("on", _("这一天已经过去，那时的事归谁不能再改：请选今天或以后的一天。"))


def check_reach(on: date, today: date) -> None:
    """No change is registered for a year nobody means. Raises ChangeRefused."""
    if too_far(on, today):
        raise ChangeRefused("on", _("日期最晚在一年以内：请核对年份。"))


def check_looked_back(on: date, today: date, document: str) -> None:
    """A name or a plate of days that are over is registered late only on the number of the paper that said so then. Raises ChangeRefused."""
    if on < today and not document_in(document):
        raise ChangeRefused("document", _("补记以前的变更，要写那时文件的文号，如“新编发〔2020〕9号”：没有文件的，请选今天或以后的一天。"))


def check_revision(known: int, now: int) -> None:
    """Two people on one page: the second looks again. Raises ChangeRefused."""
    if known != now:
        raise ChangeRefused("revision", _("您打开这一页以后，别人改过它。您填的还在：请看右边的变更记录，再决定要不要改。"))


def check_code(code: str, taken: bool) -> None:
    """Raises ChangeRefused."""
    if not CODE.fullmatch(code) or len(code) > 40:
        raise ChangeRefused("code", _("代码只能用大写字母、数字和横线，例如 DEP30 或 S150102006-X，最多 40 位。"))
    if taken:
        raise ChangeRefused("code", _("这个代码已有机构或岗位在用，请换一个。"))


def check_name(name: str, *, taken: bool, field: str = "name", most: int = 80) -> None:
    """`taken`: another at the same place is called so. Raises ChangeRefused."""
    if not name.strip():
        raise ChangeRefused(field, _("请写名称。"))
    if len(name) > most:
        raise ChangeRefused(field, _("名称太长：最多 %(most)s 个字。"), most=most)
    if has_unseen(name):
        raise ChangeRefused(field, _("名称里有看不见的字符（多半是从别处粘贴来的）：请删去，重新打一遍。"))
    if taken:
        raise ChangeRefused(field, _("同一个上级下面已有叫这个名称的，请换一个，或先把那一个撤销、更名。"))


def check_parent(kind: str, body_id: int | None, parent: int | None, above: Sequence[int], in_force: bool) -> None:
    """`above`: the parent and what stands above it, upwards. Raises ChangeRefused."""
    if parent is None:
        if kind not in OWN_UNIT:
            raise ChangeRefused("parent", _("这一类机构要有上级机构，请选择。"))
        return
    if not in_force:
        raise ChangeRefused("parent", _("上级机构在生效日还没有设立，或者已经撤销，请选另一个。"))
    if body_id is not None and body_id in above:
        raise ChangeRefused("parent", _("上级机构不能是它自己，也不能是它的下级。"))


def check_closing(since: date, until: date | None, on: date, today: date) -> None:
    """Raises ChangeRefused."""
    check_not_past(on, today)
    if until is not None:
        raise ChangeRefused("on", _("它已经登记从 %(day)s 起撤销。"), day=until.isoformat())
    if on <= since:
        raise ChangeRefused("on", _("撤销要在设立（%(day)s）之后的一天。"), day=since.isoformat())
