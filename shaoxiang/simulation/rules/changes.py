"""改动: what a change file says, checked word for word, and the district as it would then be.

A file is a JSON list of objects; `do` names what is changed, the other fields what it needs (`FIELDS`). `docs/simulation.md` explains each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.kernel.vocabulary import _
from shaoxiang.simulation.rules.inputs import Force, Kind, Limit, World
from shaoxiang.simulation.vocabulary import Do

MOST_PEOPLE, MOST_CREWS, MOST_TIMES, MOST_CHANGES = 500, 50, 10, 50
STEPS = ("ack", "arrive", "finish")
UNITS = {"minutes": LimitUnit.MINUTE, "working_hours": LimitUnit.WORKING_HOUR, "working_days": LimitUnit.WORKING_DAY}
LIMIT_FIELDS = tuple(f"{step}_{unit}" for step in STEPS for unit in UNITS)
FIELDS: Mapping[Do, tuple[tuple[str, ...], tuple[str, ...]]] = {  # what must be said, what may be
    Do.STATION: (("department", "street", "people"), ()),
    Do.MOVE_TEAM: (("team", "to"), ("street",)),
    Do.ADD_TEAM: (("department",), ("street", "crews")),
    Do.CREWS: (("force",), ("day", "night")),
    Do.LIMIT: (("type",), LIMIT_FIELDS),
    Do.ARRIVALS: (("times",), ("type", "street")),
}
STATIONED, ON_WHISTLE = "stationed", "on_whistle"
Said = Mapping[str, Any]


class ChangeRefused(ValueError):
    """The file cannot be read or applied. `sentence` is a msgid with `params`; `line` and `field` say where (0 and "" where it has none)."""

    def __init__(self, sentence: str, *, line: int = 0, field: str = "", **params: object) -> None:
        self.sentence, self.line, self.field, self.params = sentence, line, field, {"field": field, **params}
        super().__init__(sentence.format(**self.params))


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `line`: where it begins in its file."""

    do: Do
    said: Said
    line: int = 0

    def refused(self, sentence: str, field: str, **params: object) -> ChangeRefused:
        return ChangeRefused(sentence, line=self.line, field=field, **params)


def parse(text: str) -> list[Change]:
    """The changes of a file. Raises ChangeRefused."""
    found: list[Change] = []
    for value, line in _items(text):
        if not isinstance(value, dict):
            raise ChangeRefused(_("每一项改动要写成 {{\"do\": …}} 的样子。"), line=line)
        found.append(_checked(value, line))
    if not found:
        raise ChangeRefused(_("文件里没有任何改动：列表里至少写一项。"), line=1)
    if len(found) > MOST_CHANGES:
        raise ChangeRefused(_("一次最多 {most} 项改动，这里有 {n} 项：请分几次推演。"), most=MOST_CHANGES, n=len(found))
    return found


def of_data(rows: Iterable[Mapping[str, Any]]) -> list[Change]:
    """The same from data already read (a form, a kept run)."""
    return [_checked(dict(row), 0) for row in rows]


def _items(text: str) -> Iterable[tuple[Any, int]]:
    """Each item of the list, and the line it begins on."""
    decoder = json.JSONDecoder()
    place = _after_blanks(text, 0)
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        raise ChangeRefused(_("不是完好的 JSON（第 {column} 列）：请检查引号、逗号和括号。"), line=error.lineno, column=error.colno) from error
    if text[place : place + 1] != "[":
        raise ChangeRefused(_("改动文件要写成列表：用 [ 开头、] 结尾，每项是一个 {{\"do\": …}}。"), line=1)
    place = _after_blanks(text, place + 1)
    while text[place] != "]":
        value, end = decoder.raw_decode(text, place)
        yield value, text.count("\n", 0, place) + 1
        place = _after_blanks(text, end)
        if text[place] == ",":
            place = _after_blanks(text, place + 1)


def _after_blanks(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n\ufeff":
        place += 1
    return place


def _checked(value: dict[str, Any], line: int) -> Change:
    """Are the fields those of its kind, and of the right sort? Whether what they name exists is asked when applied."""
    if value.get("do") not in [do.value for do in Do]:
        raise ChangeRefused(_("do 要写 {known} 之一，这里是 {got}。"), line=line, field="do", known=" / ".join(str(do) for do in Do), got=value.get("do"))
    change = Change(Do(value["do"]), {name: given for name, given in value.items() if name != "do"}, line)
    needed, more = FIELDS[change.do]
    for name in change.said:
        if name not in (*needed, *more):
            raise change.refused(_("{do} 没有 {field} 这一项，可以写：{known}。"), name, do=change.do, known=" / ".join((*needed, *more)))
    for name in needed:
        if name not in change.said:
            raise change.refused(_("{do} 缺少 {field}。"), name, do=change.do)
    for name, given in change.said.items():
        _sort(change, name, given)
    if change.do is Do.LIMIT and len(change.said) == 1:
        raise change.refused(_("limit 至少要改一个时限，可以写：{known}。"), "type", known=" / ".join(LIMIT_FIELDS))
    if change.do is Do.CREWS and len(change.said) == 1:
        raise change.refused(_("crews 要写 day（白天班组数）或 night（夜间班组数）。"), "day")
    return change


WHOLE = {"people": (-MOST_PEOPLE, MOST_PEOPLE), "crews": (1, MOST_CREWS), "day": (0, MOST_CREWS), "night": (0, MOST_CREWS)}


def _sort(change: Change, name: str, given: Any) -> None:
    number = isinstance(given, int | float) and not isinstance(given, bool)
    if name == "times":
        if not number or not 0 <= given <= MOST_TIMES:
            raise change.refused(_("{field} 是来件量的倍数，要在 0 到 {most} 之间，例如 1.3。"), name, most=MOST_TIMES)
    elif name in WHOLE or name in LIMIT_FIELDS:
        low, high = WHOLE.get(name, (1, 100_000))
        if not number or given != int(given) or not low <= given <= high:
            raise change.refused(_("{field} 要写 {low} 到 {high} 之间的整数。"), name, low=low, high=high)
    elif not isinstance(given, str) or not given.strip():
        raise change.refused(_("{field} 要写文字，放在引号里。"), name)


def apply(world: World, changes: Iterable[Change]) -> World:
    """The district after the changes, one after another. Raises ChangeRefused where one names what is not there."""
    for change in changes:
        world = _APPLIED[change.do](world, change)
    return world


def _department(world: World, change: Change) -> str:
    return _named(change, "department", world.departments)


def _street(world: World, change: Change) -> str:
    return _named(change, "street", {code: (place.name, place.name_en) for code, place in world.streets.items()})


def _kind(world: World, change: Change) -> str:
    return _named(change, "type", {code: (kind.name, kind.name_en) for code, kind in world.kinds.items()})


def _named(change: Change, field: str, known: Mapping[str, tuple[str, ...]]) -> str:
    """The code of what is meant, by code or by name."""
    said = str(change.said[field]).strip()
    if said in known:
        return said
    meant = [code for code, names in known.items() if said in names]
    if len(meant) == 1:
        return meant[0]
    shown = " / ".join(f"{code} {names[0]}" for code, names in list(known.items())[:20])
    raise change.refused(_("没有找到 {field}“{said}”。有：{known}。"), field, said=said, known=shown)


def _station(world: World, change: Change) -> World:
    """So many more people (fewer where negative) of a department stationed in a street; crews follow from people."""
    department, street, people = _department(world, change), _street(world, change), int(change.said["people"])
    stands = [force for force in world.forces.values() if (force.department, force.street, force.team) == (department, street, False)]
    if not stands:
        if people < 1:
            raise change.refused(_("这个镇街没有这个部门的派驻人员，不能减：people 要写正数。"), "people")
        name, name_en = world.departments[department]
        place = world.streets[street]
        new = Force(
            f"{department}@{street}", f"{name}（{place.name}派驻）", f"{name_en} ({place.name_en} station)", department, street, world.crews_of(people), 0,
            place.east_m, place.north_m, people=people,
        )
        return _with(world, new)
    force = stands[0]
    if force.people + people < 0:
        raise change.refused(_("现在派驻 {now} 人，不能减 {less} 人。"), "people", now=force.people, less=-people)
    if force.people + people == 0:
        return replace(world, forces={code: other for code, other in world.forces.items() if code != force.code})
    more = world.crews_of(force.people + people) - world.crews_of(force.people)
    return _with(world, replace(force, people=force.people + people, day_crews=max(1, force.day_crews + more)))


def _with(world: World, force: Force) -> World:
    return replace(world, forces={**world.forces, force.code: force})


def _move_team(world: World, change: Change) -> World:
    teams = {force.code: (force.name, force.name_en) for force in world.forces.values() if force.team}
    team, to = world.forces[_named(change, "team", teams)], change.said["to"]
    if to not in (STATIONED, ON_WHISTLE):
        raise change.refused(_("{field} 要写 stationed（派驻一个镇街）或 on_whistle（哨响即到各镇街）。"), "to")
    if to == ON_WHISTLE:
        return _with(world, replace(team, street=""))
    if "street" not in change.said:
        raise change.refused(_("派驻到哪个镇街？请写 {field}。"), "street")
    place = world.streets[_street(world, change)]
    return _with(world, replace(team, street=place.code, east_m=place.east_m, north_m=place.north_m))


def _add_team(world: World, change: Change) -> World:
    """One more team like the department's others (like any team where it has none); stationed where a street is said."""
    department = _department(world, change)
    number = 1 + sum(force.department == department and force.team for force in world.forces.values())
    like = next((force for force in world.forces.values() if force.department == department and force.team), None)
    like = like or next((force for force in world.forces.values() if force.team), Force("", "", "", department, night_crews=1))
    name, name_en = world.departments[department]
    team = replace(
        like, code=f"{department}-T{number}+", name=f"{name}新增队伍{number}", name_en=f"{name_en} new team {number}", department=department, street="",
        day_crews=int(change.said.get("crews", like.day_crews)), team=True, people=0,
    )
    if "street" in change.said:
        place = world.streets[_street(world, change)]
        team = replace(team, street=place.code, east_m=place.east_m, north_m=place.north_m)
    return _with(world, team)


def _crews(world: World, change: Change) -> World:
    force = world.forces[_named(change, "force", {code: (force.name, force.name_en) for code, force in world.forces.items()})]
    day, night = int(change.said.get("day", force.day_crews)), int(change.said.get("night", force.night_crews))
    return _with(world, replace(force, day_crews=day, night_crews=night))


def _limit(world: World, change: Change) -> World:
    kind: Kind = world.kinds[_kind(world, change)]
    for name in LIMIT_FIELDS:
        if name in change.said:
            step, unit = name.split("_", 1)
            limit = Limit(int(change.said[name]), UNITS[unit])
            kind = _limited(kind, step, limit)
    return replace(world, kinds={**world.kinds, kind.code: kind})


def _limited(kind: Kind, step: str, limit: Limit) -> Kind:
    if step == "ack":
        return replace(kind, ack_limit=limit)
    return replace(kind, arrive_limit=limit) if step == "arrive" else replace(kind, finish_limit=limit)


def _arrivals(world: World, change: Change) -> World:
    kind = _kind(world, change) if "type" in change.said else ""
    street = _street(world, change) if "street" in change.said else ""
    return replace(world, more=(*world.more, (kind, street, float(change.said["times"]))))


_APPLIED: Mapping[Do, Callable[[World, Change], World]] = {
    Do.STATION: _station, Do.MOVE_TEAM: _move_team, Do.ADD_TEAM: _add_team, Do.CREWS: _crews, Do.LIMIT: _limit, Do.ARRIVALS: _arrivals,
}
