"""A study and the names it needs, as data to be kept, and read again as it was."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.duties.vocabulary import LimitUnit
from shaoxiang.kernel.workdays.rules import Calendar
from shaoxiang.simulation.rules.inputs import Assumption, Force, Kind, Limit, Street, World
from shaoxiang.simulation.rules.statistics import Compared, Estimate, Group
from shaoxiang.simulation.rules.study import Plan, Study
from shaoxiang.simulation.vocabulary import Mark, Wait

DIGITS = 6


def keep(found: Study, base: World, changed: World | None) -> dict[str, Any]:
    """Rounded to six digits; figures of single forces are left out."""
    figures = [
        [group.by, group.code, {name: [_estimate(one.base), _estimate(one.changed), _estimate(one.difference)] for name, one in by_name.items()}]
        for group, by_name in found.figures.items() if group.by != "force"
    ]
    curves = [[kind, wait.value, _rounded(now), _rounded(then)] for (kind, wait), (now, then) in found.curves.items() if wait is Wait.ARRIVE]
    worlds = [_world(world) for world in (base, changed) if world is not None]
    return {"plan": [found.plan.days, found.plan.replications, found.plan.seed], "figures": figures, "curves": curves, "worlds": worlds}


def kept(data: Mapping[str, Any], calendar: Calendar) -> tuple[Study, World, World | None]:
    """What was kept: the study, and the worlds as far as words and pictures ask for them."""
    worlds = [_read_world(each, calendar) for each in data["worlds"]]
    figures = {
        Group(by, code): {name: Compared(*(_read_estimate(each) for each in three)) for name, three in by_name.items()} for by, code, by_name in data["figures"]
    }
    curves = {(kind, Wait(wait)): (now, then) for kind, wait, now, then in data["curves"]}
    days, replications, seed = data["plan"]
    return Study(Plan(days, replications, seed), figures, curves, len(worlds) > 1), worlds[0], worlds[1] if len(worlds) > 1 else None


def kept_names(data: Mapping[str, Any], calendar: Calendar) -> World:
    """The district as it was, without the figures: for its names."""
    return _read_world(data["worlds"][0], calendar)


def _rounded(values: list[float]) -> list[float]:
    return [float(f"{value:.{DIGITS}g}") for value in values]


def _estimate(one: Estimate | None) -> list[float | int | None] | None:
    return None if one is None else [*_rounded([one.mean]), None if one.margin is None else _rounded([one.margin])[0], one.runs]


def _read_estimate(data: list[Any] | None) -> Estimate | None:
    return None if data is None else Estimate(*data)


def _world(world: World) -> dict[str, Any]:
    return {
        "begin_on": world.begin_on.isoformat(),
        "streets": [[place.code, place.name, place.name_en] for place in world.streets.values()],
        "forces": [
            [force.code, force.name, force.name_en, force.department, force.street, force.day_crews, force.night_crews] for force in world.forces.values()
        ],
        "kinds": [
            [kind.code, kind.name, kind.name_en, kind.priority.value, _limit(kind.ack_limit), _limit(kind.arrive_limit), _limit(kind.finish_limit), kind.agreed]
            for kind in world.kinds.values()
        ],
        "departments": {code: list(names) for code, names in world.departments.items()},
        "more": [list(each) for each in world.more],
        "assumptions": [[each.sentence, each.mark.value, dict(each.params)] for each in world.assumptions],
    }


def _limit(limit: Limit | None) -> list[Any] | None:
    return None if limit is None else [limit.amount, limit.unit.value]


def _read_limit(data: list[Any] | None) -> Limit | None:
    return None if data is None else Limit(data[0], LimitUnit(data[1]))


def _read_world(data: Mapping[str, Any], calendar: Calendar) -> World:
    kinds = {}
    for code, name, name_en, priority, ack, arrive, finish, agreed in data["kinds"]:
        ack_limit = _read_limit(ack)
        assert ack_limit is not None  # noqa: S101 (every kind has one)
        kinds[code] = Kind(code, name, name_en, Priority(priority), ack_limit, _read_limit(arrive), _read_limit(finish), agreed=agreed)
    return World(
        date.fromisoformat(data["begin_on"]), calendar, {row[0]: Street(*row) for row in data["streets"]},
        {row[0]: Force(*row) for row in data["forces"]}, kinds,
        departments={code: (names[0], names[1]) for code, names in data["departments"].items()},
        more=tuple((kind, street, times) for kind, street, times in data["more"]),
        assumptions=tuple(Assumption(sentence, Mark(mark), params) for sentence, mark, params in data["assumptions"]),
    )
