"""Who calls when, drawn from one stream of chance for each kind and street: a change of forces meets the same calls, a change of volume keeps them.

Each stream of chance is named by seed, replication, kind, street and purpose, so that drawing one more here moves nothing there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from math import cos, exp, pi, sin, sqrt
from random import Random

from shaoxiang.dispatch.vocabulary import Part
from shaoxiang.simulation.rules.frame import DAY
from shaoxiang.simulation.rules.inputs import Call, Kind, Rhythm, Stream, Street, Template, Unit, World

SUNDAY = 6


def calls_of(world: World, *, days: int, seed: int, replication: int = 0) -> list[Call]:
    """Every call of `days` days, in order of time."""
    found: list[Call] = []
    for stream in world.streams:
        found += _stream(world, stream, days, f"{seed}:{replication}:{stream.kind}:{stream.street}")
    return sorted(found, key=lambda call: (call.at, call.kind, call.street))


def _stream(world: World, stream: Stream, days: int, name: str) -> Iterator[Call]:
    times = world.times(stream.kind, stream.street)
    yield from _calls(world, stream, days, Random(name), min(1.0, times))  # noqa: S311 (chance of a model, not a secret)
    if times > 1:
        yield from _calls(world, stream, days, Random(f"{name}:more"), 1.0, scale=times - 1)  # noqa: S311


def _calls(world: World, stream: Stream, days: int, chance: Random, kept: float, scale: float = 1.0) -> Iterator[Call]:
    rhythm = world.rhythms.get(stream.kind) or Rhythm()
    kind, street = world.kinds[stream.kind], world.streets[stream.street]
    for day in range(days):
        for _call in range(_poisson(stream.per_day * scale * _weight(world, rhythm, day), chance)):
            hour = chance.choices(range(24), rhythm.hours)[0]
            call = _call_of(kind, street, stream.templates, day * DAY + hour * 60 + chance.random() * 60, chance)
            if chance.random() < kept:
                yield call


def _weight(world: World, rhythm: Rhythm, day: int) -> float:
    on = world.begin_on + timedelta(days=day)
    rests = not world.calendar.is_workday(on)
    weekday = on.weekday()
    return rhythm.weekdays[SUNDAY if rests and weekday < 5 else 0 if not rests and weekday >= 5 else weekday]  # 节假日按周日，调休上班日按周一


def _call_of(kind: Kind, street: Street, templates: Sequence[Template], at: float, chance: Random) -> Call:
    template = templates[0] if len(templates) == 1 else chance.choices(templates, [each.weight for each in templates])[0]
    far, turn = street.radius_m * sqrt(chance.random()), 2 * pi * chance.random()
    agreed, until = chance.random() < kind.agreed, kind.until_agreed.at(chance.random())
    units = [
        _unit(kind, department, Part.COOPERATING if place else Part.LEAD, chance)
        for place, department in enumerate((template.lead, *template.cooperating))
    ]
    east_m, north_m = street.east_m + far * cos(turn), street.north_m + far * sin(turn)
    return Call(at, kind.code, street.code, units, east_m, north_m, agreed, until, template.life)


def _unit(kind: Kind, department: str, part: Part, chance: Random) -> Unit:
    draws = [chance.random() for _draw in range(7)]
    answered = draws[3] < kind.answered
    sets_out = kind.until_answer if answered else kind.turn_out
    return Unit(
        department, part, kind.ack.at(draws[0]), draws[1] < kind.ack_forgotten, draws[2] < kind.set_out_forgotten, answered, sets_out.at(draws[4]),
        kind.on_site.at(draws[5]), kind.after.at(draws[6]),
    )


def _poisson(mean: float, chance: Random) -> int:
    """How many, when so many are usual (Knuth; means here are small)."""
    floor, product, count = exp(-mean), chance.random(), 0
    while product > floor:
        product *= chance.random()
        count += 1
    return count
