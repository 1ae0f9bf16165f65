"""街道区划变更: streets merged, divided, renamed; every community lies in exactly one afterwards, and every street is answered for. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.rules.changes import Problem, Source, in_its_time
from shaoxiang.places.vocabulary import AreaChangeKind

CODE_DIGITS = 9
MERGE, SPLIT, RENAME = AreaChangeKind.STREET_MERGE, AreaChangeKind.STREET_SPLIT, AreaChangeKind.STREET_RENAME
DISSOLVE = AreaChangeKind.STREET_DISSOLVE


@dataclass(frozen=True, slots=True)
class StreetPart:
    """The street that follows. `unit`: who answers there, one that is registered; None where the street has its own and keeps it."""

    code: str
    name: str
    name_en: str = ""
    unit: int | None = None


@dataclass(frozen=True, slots=True)
class StreetPlan:
    """`sources`: codes of the streets that end; of a division the one that gives. `communities`: of a division alone, those that go.

    A merger into a street that stays names that street as the part and not among the sources. Of a street that goes to several, `heirs` says which community
    goes to which street; the part is the one whose unit follows the unit. `adjacent`: where they touch, in words, where no outline says it.
    """

    kind: str
    sources: tuple[str, ...]
    part: StreetPart
    communities: tuple[str, ...] = ()
    heirs: tuple[tuple[str, str], ...] = ()
    adjacent: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"streets": list(self.sources), "part": asdict(self.part), "communities": list(self.communities),
                "heirs": [list(pair) for pair in self.heirs], "adjacent": self.adjacent}

    @classmethod
    def of(cls, kind: str, given: Mapping[str, Any]) -> StreetPlan:
        heirs = tuple((str(community), str(street)) for community, street in given.get("heirs", ()))
        return cls(kind, tuple(given["streets"]), StreetPart(**given["part"]), tuple(given["communities"]), heirs, str(given.get("adjacent", "")))

    @property
    def takers(self) -> tuple[str, ...]:
        """Codes of the streets that follow, the one whose unit follows first."""
        return tuple(dict.fromkeys((self.part.code, *(street for _community, street in self.heirs))))

    def absorbs(self, standing: StreetStanding) -> bool:
        """Into a street that is there already and goes on as it is."""
        return self.kind in (MERGE, DISSOLVE) and self.part.code in standing.streets and self.part.code not in self.sources


@dataclass(frozen=True, slots=True)
class StreetSource:
    """A street in force on the day. `ahead`: the day of a change already recorded. `unit`: who answers in it."""

    code: str
    name: str
    begun: date
    communities: tuple[str, ...] = ()
    unit: int | None = None
    ahead: date | None = None


@dataclass(frozen=True, slots=True)
class Answering:
    """A unit that may answer for a street. `street`: code of the one it answers for now; `desk`: somebody's post there takes matters in."""

    name: str
    street: str = ""
    desk: bool = True


@dataclass(frozen=True, slots=True)
class Ground:
    """Which streets of a plan touch, as pairs of codes; of a street that goes to several, what goes to each. `undrawn`: without an outline."""

    touching: frozenset[frozenset[str]] = frozenset()
    undrawn: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StreetStanding:
    """What is in force on the day. `codes`: every code a street ever had; `decided`: titles of changes not yet in effect, by code of street or community.

    `in_the_way`: what upper rooms have against it.
    """

    streets: Mapping[str, StreetSource]
    communities: Mapping[str, Source]
    codes: frozenset[str]
    units: Mapping[int, Answering]
    decided: Mapping[str, str] = field(default_factory=dict)
    in_the_way: tuple[Problem, ...] = ()
    ground: Ground = field(default_factory=Ground)


def street_problems(plan: StreetPlan, standing: StreetStanding, *, day: date, today: date) -> list[Problem]:
    """Everything that stands in the way, in the order one would mend it."""
    return [*_of_day(plan, standing, day, today), *_of_shape(plan, standing), *_of_ground(plan, standing), *_of_part(plan, standing), *_of_unit(plan, standing),
            *_of_communities(plan, standing, day), *standing.in_the_way]


def moving(plan: StreetPlan, standing: StreetStanding) -> tuple[str, ...]:
    """Codes of the communities that get a new row: all of what ends, of a division those chosen."""
    if plan.kind == SPLIT:
        return plan.communities
    return tuple(code for street in plan.sources if street in standing.streets for code in standing.streets[street].communities)


def _of_day(plan: StreetPlan, standing: StreetStanding, day: date, today: date) -> Iterator[Problem]:
    if day < today:
        yield Problem(_("生效日期 %(day)s 已经过去。"), _("请填今天或以后的日期。"), {"day": day.isoformat()})
    for code in (*plan.sources, *(plan.takers if plan.absorbs(standing) else ())):
        street = standing.streets.get(code)
        if street is None:
            yield Problem(_("街道 %(code)s 在生效那天不存在。"), _("请从列表里重新选。"), {"code": code})
            continue
        if day <= street.begun and plan.kind != SPLIT and code in plan.sources:
            yield Problem(_("%(name)s在 %(day)s 刚有过调整。"), _("请把生效日期排在那天以后。"), {"name": street.name, "day": street.begun.isoformat()})
        if street.ahead is not None:
            yield Problem(_("%(name)s在 %(day)s 已另有调整。"), _("请先撤回那一次，或等它生效以后再起草。"),
                          {"name": street.name, "day": street.ahead.isoformat()})
        if code in standing.decided:
            yield Problem(_("%(name)s已经写进“%(title)s”，还没有生效。"), _("请等它生效，或先撤回它。"),
                          {"name": street.name, "title": standing.decided[code]})


def _of_shape(plan: StreetPlan, standing: StreetStanding) -> Iterator[Problem]:
    """What the kind of change asks."""
    known = [standing.streets[code] for code in plan.sources if code in standing.streets]
    if plan.kind == MERGE:
        if not plan.sources:
            yield Problem(_("还没有选撤掉哪个街道。"), _("请至少选一个并进来的街道。"))
        elif not plan.absorbs(standing) and len(set(plan.sources)) < 2:
            yield Problem(_("合成一个新街道要有两个以上的街道。"), _("请再选一个，或改为并入一个现有的街道。"))
        return
    if plan.kind == DISSOLVE:
        yield from _of_heirs(plan, standing)
        return
    if len(plan.sources) != 1:
        yield Problem(_("分设、更名一次只能改一个街道。"), _("请只选一个街道。"))
    for street in known:
        if plan.kind == SPLIT and not plan.communities:
            yield Problem(_("还没有选哪些社区分出去。"), _("请勾选至少一个社区。"))
        if plan.kind == SPLIT and street.communities and set(plan.communities) >= set(street.communities):
            yield Problem(_("%(name)s一个社区也没有留下。"), _("请至少留一个；整个换名的，请用“街道更名”。"), {"name": street.name})
        if plan.kind == RENAME and (plan.part.name.strip() == street.name or plan.part.code != street.code):
            yield Problem(_("更名要写一个新名称，代码不变。"), _("请改写名称。"))


def _of_heirs(plan: StreetPlan, standing: StreetStanding) -> Iterator[Problem]:
    """A street that goes to several: each community to one that stays, and one of them takes what belongs to the unit."""
    if len(plan.sources) != 1:
        yield Problem(_("拆分并入一次只能撤一个街道。"), _("请只选一个街道。"))
    given, takers = dict(plan.heirs), {street for _community, street in plan.heirs}
    missing = [code for code in moving(plan, standing) if code not in given]
    if missing:
        yield Problem(_("还有 %(n)s 个社区没有写并到哪个街道。"), _("请逐个选。"), {"n": len(missing)})
    foreign = sorted(set(given) - set(moving(plan, standing)))
    if foreign:
        yield Problem(_("社区 %(codes)s 不在这个街道。"), _("请去掉。"), {"codes": "、".join(foreign[:10])})
    unknown = sorted(code for code in takers if code not in standing.streets or code in plan.sources)
    if unknown:
        yield Problem(_("要并到的街道 %(codes)s 在生效那天不存在。"), _("请从列表里重新选。"), {"codes": "、".join(unknown)})
    if len(takers) < 2:
        yield Problem(_("社区都去了同一个街道，不是拆分。"), _("请改用“街道合并”，或把社区分给两个以上的街道。"))
    if plan.part.code not in takers:
        yield Problem(_("%(name)s没有分到社区，不能承接机构事务。"), _("请从分到社区的街道里选。"), {"name": plan.part.name})


def _of_ground(plan: StreetPlan, standing: StreetStanding) -> Iterator[Problem]:
    """Streets that come together must touch. An outline decides; where there is none, a sentence that says where."""
    if plan.kind == DISSOLVE:
        groups: list[tuple[str, ...]] = [(plan.sources[0], code) for code in plan.takers if plan.sources and code not in plan.sources]
    elif plan.kind == MERGE:
        groups = [tuple(dict.fromkeys((*plan.sources, *((plan.part.code,) if plan.absorbs(standing) else ()))))]
    else:
        return
    for group in groups:
        apart = _apart([code for code in group if code in standing.streets], standing.ground)
        undrawn = [code for code in group if code in standing.ground.undrawn]
        if apart is None or (undrawn and plan.adjacent.strip()):
            continue
        one, other = (standing.streets[code].name for code in apart)
        if undrawn:
            yield Problem(_("%(names)s没有边界图，看不出%(one)s和%(other)s接不接壤。"), _("请先导入边界，或在“接壤说明”里写明在哪里接壤。"),
                          {"names": "、".join(standing.streets[code].name for code in undrawn), "one": one, "other": other})
        elif plan.kind == DISSOLVE:
            yield Problem(_("从%(one)s划给%(other)s的社区和它不接壤。"), _("请改划给接壤的街道；边界画错的，请先改边界图。"), {"one": one, "other": other})
        else:
            yield Problem(_("%(one)s和%(other)s不接壤，不能合并。"), _("请改选接壤的街道，或把中间的街道一起合并；边界画错的，请先改边界图。"),
                          {"one": one, "other": other})


def _apart(codes: list[str], ground: Ground) -> tuple[str, str] | None:
    """Two of these streets that no way leads between, from one to the next that touches; None: they hang together."""
    reached, waiting = set(codes[:1]), codes[:1]
    while waiting:
        here = waiting.pop()
        near = [code for code in codes if code not in reached and frozenset((here, code)) in ground.touching]
        reached |= set(near)
        waiting += near
    left = next((code for code in codes if code not in reached), None)
    return None if left is None else (codes[0], left)


def _of_part(plan: StreetPlan, standing: StreetStanding) -> Iterator[Problem]:
    part = plan.part
    if plan.absorbs(standing) or plan.kind == DISSOLVE:
        return
    facts: dict[str, object] = {"name": part.name, "code": part.code}
    if not part.name.strip():
        yield Problem(_("新街道没有写名称。"), _("请写全称，例如“丁香路街道”。"))
    if len(part.code) != CODE_DIGITS or not part.code.isascii() or not part.code.isdecimal():
        yield Problem(_("%(name)s的代码“%(code)s”不是 9 位数字。"), _("请按统计用区划代码写 9 位。"), facts)
    elif plan.sources and part.code[:6] != plan.sources[0][:6]:
        yield Problem(_("代码 %(code)s 不是本区的。"), _("前 6 位请写本区的代码。"), facts)
    kept = plan.sources if plan.kind != SPLIT else ()
    if part.code in standing.codes and part.code not in kept:
        yield Problem(_("代码 %(code)s 已经用过。"), _("请换一个没用过的代码。"), facts)
    if any(street.name == part.name.strip() and street.code not in kept for street in standing.streets.values()):
        yield Problem(_("本区已经有“%(name)s”了。"), _("请换一个名称。"), facts)


def unit_of(plan: StreetPlan, standing: StreetStanding) -> int | None:
    """Who answers in the street that follows."""
    if plan.absorbs(standing):
        return standing.streets[plan.part.code].unit
    if plan.kind == RENAME and plan.part.unit is None and plan.sources and plan.sources[0] in standing.streets:
        return standing.streets[plan.sources[0]].unit
    return plan.part.unit


def _of_unit(plan: StreetPlan, standing: StreetStanding) -> Iterator[Problem]:
    yield from _answering(plan, standing, unit_of(plan, standing), plan.part.name)
    for code in plan.takers[1:]:
        if code in standing.streets:
            yield from _answering(plan, standing, standing.streets[code].unit, standing.streets[code].name)


def _answering(plan: StreetPlan, standing: StreetStanding, key: int | None, name: str) -> Iterator[Problem]:
    unit = standing.units.get(key) if key is not None else None
    if unit is None:
        yield Problem(_("%(name)s没有街道办事处（镇政府）来办事。"), _("请从列表里选；新设的，请编办先在“机构登记”里设立，再回来选。"),
                      {"name": name})
        return
    if unit.street and unit.street not in plan.takers and unit.street not in (plan.sources if plan.kind == MERGE else ()):
        yield Problem(_("%(unit)s还管着别的街道。"), _("请另选，或请编办先设立新的街道办事处。"), {"unit": unit.name})
    if not unit.desk:
        yield Problem(_("%(unit)s还没有受理岗位，转过去的事没有人接。"),
                      _("请编办先在“机构登记”里设受理岗位，再请业务管理员在“岗位角色”里给它“街道调度”的角色。"), {"unit": unit.name})


def _of_communities(plan: StreetPlan, standing: StreetStanding, day: date) -> Iterator[Problem]:
    if plan.kind == SPLIT:
        own = {code for street in plan.sources if street in standing.streets for code in standing.streets[street].communities}
        foreign = sorted(set(plan.communities) - own)
        if foreign:
            yield Problem(_("社区 %(codes)s 不在这个街道。"), _("请去掉。"), {"codes": "、".join(foreign[:10])})
    for code in moving(plan, standing):
        source = standing.communities.get(code)
        if source is None:
            continue
        yield from in_its_time(source, standing.decided.get(code, ""), day)
