"""区划变更: communities merged, divided, renamed, moved to another street, or given grids of a neighbour; every grid ends in exactly one. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.vocabulary import AreaChangeKind

CODE_DIGITS = 12


NOT_YOURS = _("这次变更是您起草或者最后改的，不能由您登记决定：请另一位业务管理员，或者编办的另一位同志来登记。")


class ChangeRefused(ValueError):
    """The change cannot be made so; `reason` is a Chinese sentence with the cure, `facts` fill it."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason % facts if facts else reason)
        self.reason, self.facts = reason, facts


class Problem(NamedTuple):
    """What stands in the way, with its cure; `facts` fill both."""

    what: str
    cure: str
    facts: Mapping[str, object] = {}


@dataclass(frozen=True, slots=True)
class Part:
    """A community as it will be. `street`: its code. Who answers there: `body`, one of the sources' own, or one to be set up as `new_body`."""

    code: str
    name: str
    street: str
    name_en: str = ""
    body: int | None = None
    new_body: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """`sources`: codes of the communities that end; `grids`: code of a grid -> code of the part it goes to."""

    kind: str
    sources: tuple[str, ...]
    parts: tuple[Part, ...]
    grids: Mapping[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        parts = [{"code": part.code, "name": part.name, "street": part.street, "name_en": part.name_en, "body": part.body, "new_body": part.new_body}
                 for part in self.parts]
        return {"sources": list(self.sources), "parts": parts, "grids": dict(self.grids)}

    @classmethod
    def of(cls, kind: str, given: Mapping[str, Any]) -> Plan:
        return cls(kind, tuple(given["sources"]), tuple(Part(**part) for part in given["parts"]), dict(given["grids"]))


@dataclass(frozen=True, slots=True)
class Source:
    """A community in force on the day. `begun`: the last day on which it, or a grid of it, began; `ahead`: the day of a change already recorded."""

    code: str
    name: str
    street: str
    begun: date
    grids: tuple[str, ...] = ()
    ahead: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is in force on the day. `names`: (street, name) -> code of every community; `codes`: every code a community ever had.

    `answering`: bodies that may answer in a community; `decided`: titles of changes decided but not yet in effect, by code of a community they touch;
    `only`: 执法片区 that of its street name nothing but communities given here, by code of the community.
    """

    sources: Mapping[str, Source]
    streets: frozenset[str]
    names: Mapping[tuple[str, str], str]
    codes: frozenset[str]
    answering: frozenset[int]
    decided: Mapping[str, str] = field(default_factory=dict)
    only: Mapping[str, str] = field(default_factory=dict)


def problems(plan: Plan, standing: Standing, *, day: date, today: date) -> list[Problem]:
    """Everything that stands in the way, in the order one would mend it."""
    return [*_of_day(plan, standing, day, today), *_of_shape(plan, standing), *_of_parts(plan, standing), *_of_grids(plan, standing)]


def in_its_time(source: Source, decided: str, day: date) -> Iterator[Problem]:
    """What is changed was not changed since, nor will be before. `decided`: the title of another change of it that waits for its day."""
    if day <= source.begun:
        yield Problem(_("%(name)s在 %(day)s 刚有过调整。"), _("请把生效日期排在那天以后。"), {"name": source.name, "day": source.begun.isoformat()})
    if source.ahead is not None:
        yield Problem(_("%(name)s在 %(day)s 已另有调整。"), _("请先撤回那一次，或等它生效以后再起草。"),
                      {"name": source.name, "day": source.ahead.isoformat()})
    if decided:
        yield Problem(_("%(name)s已经写进“%(title)s”，还没有生效。"), _("请等它生效，或先撤回它。"),
                      {"name": source.name, "title": decided})


def _of_day(plan: Plan, standing: Standing, day: date, today: date) -> Iterator[Problem]:
    if day < today:
        yield Problem(_("生效日期 %(day)s 已经过去。"), _("请填今天或以后的日期。"), {"day": day.isoformat()})
    for code in plan.sources:
        source = standing.sources.get(code)
        if source is None:
            yield Problem(_("社区 %(code)s 在生效那天不存在。"), _("请从列表里重新选。"), {"code": code})
            continue
        yield from in_its_time(source, standing.decided.get(code, ""), day)


_COUNTS: Mapping[str, tuple[range, range]] = {
    AreaChangeKind.MERGE.value: (range(2, 99), range(1, 2)), AreaChangeKind.SPLIT.value: (range(1, 2), range(2, 99)),
    AreaChangeKind.RENAME.value: (range(1, 2), range(1, 2)), AreaChangeKind.TRANSFER.value: (range(1, 2), range(1, 2)),
    AreaChangeKind.GRIDS.value: (range(2, 3), range(2, 3)),
}
_SHAPES: Mapping[str, tuple[str, str]] = {
    AreaChangeKind.MERGE.value: (_("合并要有两个以上的社区并成一个。"), _("请再选一个要并进来的社区。")),
    AreaChangeKind.SPLIT.value: (_("分设要把一个社区分成两个以上。"), _("请再写一个分出来的社区。")),
    AreaChangeKind.RENAME.value: (_("更名只改一个社区的名称。"), _("请只选一个社区。")),
    AreaChangeKind.TRANSFER.value: (_("划转一次只划一个社区。"), _("请只选一个社区。")),
    AreaChangeKind.GRIDS.value: (_("网格划转在两个社区之间进行。"), _("请选划出和划入的两个社区。")),
}


def _of_shape(plan: Plan, standing: Standing) -> Iterator[Problem]:
    """What the kind of change asks of the numbers and names."""
    of_sources, of_parts = _COUNTS[plan.kind]
    if len(set(plan.sources)) not in of_sources or len(plan.parts) not in of_parts:
        yield Problem(*_SHAPES[plan.kind])
        return
    known = [standing.sources[code] for code in plan.sources if code in standing.sources]
    streets = {source.street for source in known}
    if plan.kind in (AreaChangeKind.MERGE, AreaChangeKind.GRIDS) and len(streets) > 1:
        yield Problem(_("这些社区不在同一个镇街。"), _("请先把社区划转到同一个镇街，再合并。"))
    if plan.kind != AreaChangeKind.TRANSFER and known and any(part.street not in streets for part in plan.parts):
        yield Problem(_("只有“划转”才换镇街。"), _("请改选“划转到另一个镇街”。"))
    if len(known) != 1 or len(plan.parts) != 1:
        return
    source, part = known[0], plan.parts[0]
    if plan.kind == AreaChangeKind.RENAME and (part.name == source.name or part.code != source.code):
        yield Problem(_("更名要写一个新名称，代码不变。"), _("请改写名称。"))
    if plan.kind == AreaChangeKind.TRANSFER and part.street == source.street:
        yield Problem(_("%(name)s本来就在这个镇街。"), _("请选另一个镇街。"), {"name": source.name})
    if plan.kind == AreaChangeKind.TRANSFER and source.code in standing.only:
        yield Problem(_("执法片区“%(area)s”只含%(name)s这个社区，划走就空了。"), _("请先改片区。"), {"area": standing.only[source.code], "name": source.name})


def _of_parts(plan: Plan, standing: Standing) -> Iterator[Problem]:
    codes, names = Counter(part.code for part in plan.parts), Counter((part.street, part.name) for part in plan.parts)
    bodies = Counter(part.body for part in plan.parts)
    for part in plan.parts:
        facts: dict[str, object] = {"name": part.name, "code": part.code}
        if not part.name.strip():
            yield Problem(_("有一个社区没有写名称。"), _("请写全称，例如“丁香社区”。"))
        if len(part.code) != CODE_DIGITS or not part.code.isascii() or not part.code.isdecimal():
            yield Problem(_("%(name)s的代码“%(code)s”不是 12 位数字。"), _("请按统计用区划代码写 12 位。"), facts)
        if part.street not in standing.streets:
            yield Problem(_("%(name)s所属的镇街不存在。"), _("请从列表里选镇街。"), facts)
        if codes[part.code] > 1 or (part.code in standing.codes and part.code not in plan.sources):
            yield Problem(_("代码 %(code)s 已经用过。"), _("请换一个没用过的代码。"), facts)
        holder = standing.names.get((part.street, part.name))
        if names[part.street, part.name] > 1 or (holder is not None and holder not in plan.sources):
            yield Problem(_("这个镇街已经有“%(name)s”了。"), _("请换一个名称。"), facts)
        if part.body not in standing.answering and not part.new_body.strip():
            yield Problem(_("%(name)s还没有承接的居（村）委会。"), _("请从原社区的里面选一个，或写上要新设的居（村）委会名称。"), facts)
        if part.body is not None and bodies[part.body] > 1:
            yield Problem(_("一个居（村）委会不能同时承接两个社区。"), _("请给%(name)s另选一个，或写上要新设的。"), facts)


def _of_grids(plan: Plan, standing: Standing) -> Iterator[Problem]:
    """Every grid of the sources goes to one part, no other grid does, no part is left without."""
    owned = {grid: source for code in plan.sources if (source := standing.sources.get(code)) for grid in source.grids}
    codes = {part.code for part in plan.parts}
    lacking = sorted(grid for grid in owned if plan.grids.get(grid) not in codes)
    if lacking:
        yield Problem(_("还有 %(n)s 个网格没有归到哪个社区：%(codes)s。"), _("请逐个选定。"), {"n": len(lacking), "codes": "、".join(lacking[:10])})
    foreign = sorted(set(plan.grids) - set(owned))
    if foreign:
        yield Problem(_("网格 %(codes)s 不属于这些社区。"), _("请去掉。"), {"codes": "、".join(foreign[:10])})
    filled = {plan.grids[grid] for grid in owned if grid in plan.grids}
    for part in plan.parts:
        if owned and part.code not in filled:
            yield Problem(_("%(name)s一个网格也没有。"), _("请至少分给它一个网格。"), {"name": part.name})
    if plan.kind == AreaChangeKind.GRIDS and owned and all(plan.grids.get(grid) == source.code for grid, source in owned.items()):
        yield Problem(_("没有一个网格换社区。"), _("请选要划走的网格。"))


def heirs(plan: Plan, sources: Mapping[str, Source]) -> dict[str, str]:
    """Code of each source -> the part that follows it: the one that keeps its code, else the one that gets most of its grids, else the first."""
    found: dict[str, str] = {}
    for code in plan.sources:
        source = sources[code]
        counted = Counter(plan.grids[grid] for grid in source.grids if grid in plan.grids)
        kept = next((part.code for part in plan.parts if part.code == code), "")
        order = [part.code for part in plan.parts]
        found[code] = kept or min(counted, key=lambda part: (-counted[part], order.index(part)), default=order[0])
    return found


def everything_to(part: str, sources: Iterable[Source]) -> dict[str, str]:
    """The grids of a merger, a renaming or a transfer: all to the one part."""
    return {grid: part for source in sources for grid in source.grids}
