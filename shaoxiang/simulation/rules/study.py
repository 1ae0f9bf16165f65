"""推演: the same district and the same calls, as it is and as changed, run several times."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from shaoxiang.simulation.rules.arrivals import calls_of
from shaoxiang.simulation.rules.inputs import World
from shaoxiang.simulation.rules.model import run
from shaoxiang.simulation.rules.statistics import Compared, Figures, Group, compare, measure, minutes, percentiles, window
from shaoxiang.simulation.vocabulary import Wait

WARM_UP_DAYS = 2  # the district begins empty: what happens until queues have formed is not counted
AFTER_DAYS = 7  # calls go on after the counted days, so that the last ones counted meet a district as busy as the first


@dataclass(frozen=True, slots=True)
class Plan:
    days: int = 30
    replications: int = 10
    seed: int = 7

    @property
    def whole_days(self) -> int:
        return WARM_UP_DAYS + self.days + AFTER_DAYS


@dataclass(frozen=True)
class Study:
    """Figures by group and measure; `curves`: percentiles (0 to 100) of minutes, by kind and wait, (base, changed)."""

    plan: Plan
    figures: Mapping[Group, Mapping[str, Compared]]
    curves: Mapping[tuple[str, Wait], tuple[list[float], list[float]]]
    is_changed: bool

    def of(self, group: Group, name: str) -> Compared:
        return self.figures.get(group, {}).get(name) or Compared(None)


def study(base: World, changed: World | None, plan: Plan) -> Study:
    """Deterministic: the same worlds and plan give the same study."""
    worlds = [base] if changed is None else [base, changed]
    found: list[list[dict[Group, Figures]]] = [[] for _world in worlds]
    pooled: list[dict[tuple[str, Wait], list[float]]] = [defaultdict(list) for _world in worlds]
    first, last = window(WARM_UP_DAYS, plan.days)
    for replication in range(plan.replications):
        for place, world in enumerate(worlds):
            calls = calls_of(world, days=plan.whole_days, seed=plan.seed, replication=replication)
            happened = run(world, calls, days=plan.whole_days)
            found[place].append(measure(happened, first=first, last=last))
            for record in happened.records:
                if first <= record.call.at < last:
                    for wait in Wait:
                        value = minutes(record, wait)
                        if value is not None:
                            pooled[place][record.kind, wait].append(value)
    return Study(plan, _compared(found), _curves(pooled), changed is not None)


def _compared(found: list[list[dict[Group, Figures]]]) -> dict[Group, dict[str, Compared]]:
    """A group that did not occur in a run has no figures there; counts of it are then 0."""
    groups = sorted({group for runs in found for run_ in runs for group in run_})
    answer: dict[Group, dict[str, Compared]] = {}
    for group in groups:
        sides = [[run_.get(group, {}) for run_ in runs] for runs in found]
        names = sorted({name for runs in sides for run_ in runs for name in run_})
        answer[group] = {name: compare(sides[0], sides[1] if len(sides) > 1 else [], name) for name in names}
    return answer


def _curves(pooled: list[dict[tuple[str, Wait], list[float]]]) -> dict[tuple[str, Wait], tuple[list[float], list[float]]]:
    keys = sorted({key for side in pooled for key in side})
    return {key: (percentiles(pooled[0].get(key, ())), percentiles(pooled[1].get(key, ())) if len(pooled) > 1 else []) for key in keys}


def as_data(found: Study) -> dict[str, Any]:
    """For JSON: exact figures, nothing rounded."""
    figures: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for group, by_name in found.figures.items():
        figures[group.by][group.code] = {name: {key: value for key, value in asdict(one).items() if value is not None} for name, one in by_name.items()}
    curves: dict[str, dict[str, dict[str, list[float]]]] = defaultdict(dict)
    for (kind, wait), (base, changed) in found.curves.items():
        curves[kind][wait.value] = {"base": base, **({"changed": changed} if found.is_changed else {})}
    return {"plan": asdict(found.plan), "is_changed": found.is_changed, "figures": figures, "percentiles": curves}
