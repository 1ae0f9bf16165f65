"""From what was recorded to what the model is fed with: how often, when, for whom, and how long it took. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from shaoxiang.kernel.vocabulary import _
from shaoxiang.simulation.rules.inputs import Assumption, Kind, Rhythm, Seen, Stream, Template
from shaoxiang.simulation.rules.statistics import quantile
from shaoxiang.simulation.vocabulary import Mark

ENOUGH = 30  # fewer records than this say nothing of a distribution
ENOUGH_FOR_RHYTHM = 100
KEPT_POINTS = 201
WEEK = 7


class SeenUnit(NamedTuple):
    """One unit called, as recorded; minutes after the call, None where not recorded. `handled`: from arrival (else acknowledging) until done."""

    department: str
    ack: float | None = None
    arrive: float | None = None
    finish: float | None = None
    handled: float | None = None
    answered: bool = False


class SeenCall(NamedTuple):
    """A call as recorded, in local time. The first unit leads. `agreed`: it was to come at an agreed time."""

    at: datetime
    kind: str
    street: str
    units: tuple[SeenUnit, ...]
    life: bool = False
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Fitted:
    streams: tuple[Stream, ...]
    rhythms: Mapping[str, Rhythm]
    kinds: Mapping[str, Kind]
    assumptions: tuple[Assumption, ...]


def fit(
    seen: Sequence[SeenCall], *, days: float, kinds: Mapping[str, Kind], whistles: bool, share: Mapping[str, float], key_issues: float = 0.0,
    ack_as_recorded: bool = False,
) -> Fitted:
    """`days`: how long was looked back. `share`: of the recorded calls of a kind, how many are whistled (1 where whistles are recorded).

    Acknowledging is taken from records only where they are of whistles: a case waits to be signed for, an emergency whistle does not.
    """
    streams = _streams(seen, days, share, key_issues)
    said: list[Assumption] = [_where_from(seen, days, whistles)]
    fitted: dict[str, Kind] = {}
    for code, kind in kinds.items():
        fitted[code], more = _kind(kind, [call for call in seen if call.kind == code], whistles, whistles or ack_as_recorded)
        said += more
    if not whistles:
        for code in sorted({stream.kind for stream in streams} & set(share)):
            said.append(Assumption(_("{kind}：上述事件中有 {percent}% 吹哨"), Mark.COMPOSED, {**_named(kinds[code]), "percent": 100 * share[code]}))
    return Fitted(streams, _rhythms(seen, sorted(kinds)), fitted, tuple(said))


def _where_from(seen: Sequence[SeenCall], days: float, whistles: bool) -> Assumption:
    words = _("来件：最近 {days} 天的 {n} 次吹哨") if whistles else _("来件：还没有足够的吹哨记录，用最近 {days} 天里要部门到场的 {n} 件事件")
    return Assumption(words, Mark.RECORDED, {"days": round(days), "n": len(seen)})


def _streams(seen: Iterable[SeenCall], days: float, share: Mapping[str, float], key_issues: float) -> tuple[Stream, ...]:
    needs: dict[tuple[str, str], Counter[Template]] = defaultdict(Counter)
    for call in seen:
        lead, *others = [unit.department for unit in call.units]
        needs[call.kind, call.street][Template(lead, tuple(others), life=call.life)] += 1
    found = []
    for (kind, street), counted in sorted(needs.items()):
        templates = tuple(replace(template, weight=float(times)) for template, times in sorted(counted.items(), key=lambda pair: str(pair[0])))
        per_day = counted.total() / days * share.get(kind, 1.0)
        if per_day > 0:
            found.append(Stream(kind, street, per_day, templates))
        if kind == "ROUTINE" and key_issues:
            found.append(Stream("KEY_ISSUE", street, per_day * key_issues, templates))
    return tuple(found)


def _rhythms(seen: Sequence[SeenCall], kinds: Iterable[str]) -> dict[str, Rhythm]:
    """Of each kind where there are enough of it, else of all together."""
    answer = {}
    for kind in kinds:
        own = [call for call in seen if call.kind == kind]
        answer[kind] = _rhythm(own if len(own) >= ENOUGH_FOR_RHYTHM else seen)
    return answer


def _rhythm(seen: Sequence[SeenCall]) -> Rhythm:
    """Half a call more everywhere, so that an hour without a record is rare and not impossible."""
    if not seen:
        return Rhythm()
    hours = Counter(call.at.hour for call in seen)
    total = len(seen) + 12
    days = Counter(on.weekday() for on in {call.at.date() for call in seen})
    fell = Counter(call.at.weekday() for call in seen)
    usual = len(seen) / max(1, days.total())
    weekdays = [(fell[day] + usual) / (days[day] + 1) / usual for day in range(WEEK)]
    mean = sum(weekdays) / WEEK
    return Rhythm(tuple(each / mean for each in weekdays), tuple((hours[hour] + 0.5) / total for hour in range(24)))


def _kind(kind: Kind, calls: Sequence[SeenCall], whistles: bool, ack_recorded: bool) -> tuple[Kind, list[Assumption]]:
    units = [unit for call in calls for unit in call.units]
    handled = [unit.handled for unit in units if unit.handled is not None]
    acks = [unit.ack for unit in units if unit.ack is not None] if ack_recorded else []
    said = []
    if len(handled) >= ENOUGH:
        kind = replace(kind, after=_thinned(handled))
        said.append(Assumption(_("{kind}：到场以后办理多久，取自 {n} 条办理记录"), Mark.RECORDED, {**_named(kind), "n": len(handled)}))
    else:
        said.append(_composed(_("{kind}：到场以后办理多久，一半在 {median}以内"), kind, kind.after.at(0.5)))
    if len(acks) >= ENOUGH:
        kind = replace(kind, ack=_thinned(acks), ack_working=False, ack_forgotten=0.0)
        said.append(Assumption(_("{kind}：多久签收，取自 {n} 条签收记录"), Mark.RECORDED, {**_named(kind), "n": len(acks)}))
    else:
        said.append(_composed(_("{kind}：多久签收，一半在 {median}以内"), kind, kind.ack.at(0.5)))
    if whistles and len(calls) >= ENOUGH:
        kind = replace(
            kind, agreed=sum(call.agreed for call in calls) / len(calls) if kind.agreed_grace is not None else kind.agreed,
            answered=sum(unit.answered for unit in units) / len(units),
        )
    said.append(_composed(_("{kind}：一个班组在现场占用多久，一半在 {median}以内"), kind, kind.on_site.at(0.5)))
    return kind, said


def _named(kind: Kind) -> dict[str, str | float]:
    return {"kind": kind.name, "kind_en": kind.name_en}


def _composed(sentence: str, kind: Kind, median: float) -> Assumption:
    return Assumption(sentence, Mark.COMPOSED, {**_named(kind), "median": median})


def _thinned(values: Iterable[float]) -> Seen:
    ordered = sorted(max(0.0, value) for value in values)
    if len(ordered) <= KEPT_POINTS:
        return Seen(tuple(ordered))
    return Seen(tuple(quantile(ordered, place / (KEPT_POINTS - 1)) for place in range(KEPT_POINTS)))
