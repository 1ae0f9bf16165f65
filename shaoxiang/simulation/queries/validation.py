"""检验: fed with the first half of what was recorded, the model is held against the second half, which it has not seen.

With whistles recorded, arrival and finish are the model's own answers. While there are only events, nothing was summoned by a crew: then what is
checked are the inputs (how many calls, how fast signed for, how long handled); queues and crews rest on the cases counted by hand and on theory.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from shaoxiang.kernel.language import in_words
from shaoxiang.simulation.queries.district import ground_of, world_of
from shaoxiang.simulation.queries.recorded import Observed, observed
from shaoxiang.simulation.queries.wording import Table, duration
from shaoxiang.simulation.rules.arrivals import calls_of
from shaoxiang.simulation.rules.fitting import SeenCall
from shaoxiang.simulation.rules.inputs import World
from shaoxiang.simulation.rules.model import run
from shaoxiang.simulation.rules.statistics import Estimate, estimate, minutes, quantile, window
from shaoxiang.simulation.rules.study import WARM_UP_DAYS
from shaoxiang.simulation.vocabulary import Wait

CALLS, HANDLED = "CALLS", "HANDLED"
FEW = 20  # recorded times below which two distributions are not compared


@dataclass(frozen=True, slots=True)
class Held:
    """One line: `recorded` and `modelled` are calls a day (CALLS) or medians in minutes; `apart`: the largest gap between the two curves (0 to 1)."""

    kind: str
    kind_en: str
    what: str
    n: int
    recorded: float
    modelled: float
    margin: float | None = None
    recorded_p90: float | None = None
    modelled_p90: float | None = None
    apart: float | None = None


@dataclass(frozen=True, slots=True)
class Validation:
    whistles: bool
    fitted_days: int
    held_days: int
    fitted_calls: int
    held_calls: int
    rows: tuple[Held, ...]


def validate(*, at: datetime, back_days: int, replications: int, seed: int) -> Validation:
    """Whole days before today. Raises NothingRecorded."""
    last = timezone.make_aware(datetime.combine(timezone.localdate(at), time()))
    held_days = back_days // 2
    fitted_days = back_days - held_days
    middle = last - timedelta(days=held_days)
    ground = ground_of(timezone.localdate(at), at)
    whole = observed(last - timedelta(days=back_days), last, ground.departments)
    fitted = Observed(tuple(call for call in whole.calls if call.at < middle), whole.whistles)
    held = [call for call in whole.calls if call.at >= middle]
    begin_on = timezone.localdate(middle) - timedelta(days=WARM_UP_DAYS)
    world = world_of(ground, fitted, days=fitted_days, begin_on=begin_on, all_cases=True)
    rows = tuple(_rows(world, held, held_days, whole.whistles, replications, seed))
    return Validation(whole.whistles, fitted_days, held_days, len(fitted.calls), len(held), rows)


def _rows(world: World, held: Sequence[SeenCall], days: int, whistles: bool, replications: int, seed: int) -> Iterable[Held]:
    counts, modelled = _modelled(world, days, whistles, replications, seed)
    recorded: dict[tuple[str, str], list[float]] = defaultdict(list)
    for call in held:
        for unit in call.units if whistles else call.units[:1]:
            times = (
                (Wait.ACK.value, unit.ack), (Wait.ARRIVE.value, unit.arrive if whistles else None), (Wait.FINISH.value, unit.finish if whistles else None),
                (HANDLED, None if whistles else unit.handled),
            )
            for what, value in times:
                if value is not None:
                    recorded[call.kind, what].append(value)
    for code, kind in world.kinds.items():
        number = sum(call.kind == code for call in held)
        if number:
            estimated = counts.get(code) or Estimate(0.0, None, replications)
            margin = None if estimated.margin is None else estimated.margin / days
            yield Held(kind.name, kind.name_en, CALLS, number, number / days, estimated.mean / days, margin)
        for what in (Wait.ACK.value, HANDLED, Wait.ARRIVE.value, Wait.FINISH.value):
            seen, made = sorted(recorded.get((code, what), ())), sorted(modelled.get((code, what), ()))
            if len(seen) >= FEW and made:
                yield Held(
                    kind.name, kind.name_en, what, len(seen), quantile(seen, 0.5), quantile(made, 0.5), None, quantile(seen, 0.9), quantile(made, 0.9),
                    apart(seen, made),
                )


def _modelled(world: World, days: int, whistles: bool, replications: int, seed: int) -> tuple[dict[str, Estimate | None], dict[tuple[str, str], list[float]]]:
    """Calls of each kind, and the times of all runs together. A run ends when the records end, so both are cut off alike."""
    first, last = window(WARM_UP_DAYS, days)
    counts: dict[str, list[float]] = defaultdict(list)
    times: dict[tuple[str, str], list[float]] = defaultdict(list)
    for replication in range(replications):
        calls = calls_of(world, days=WARM_UP_DAYS + days, seed=seed, replication=replication)
        for code in world.kinds:
            counts[code].append(sum(call.kind == code and call.at >= first for call in calls))
        if not whistles:
            for call in calls:
                times[call.kind, Wait.ACK.value].append(call.units[0].ack)
                times[call.kind, HANDLED].append(call.units[0].after)
            continue
        for record in run(world, calls, days=WARM_UP_DAYS + days).records:
            if first <= record.call.at < last:
                for wait in (Wait.ACK, Wait.ARRIVE, Wait.FINISH):
                    value = minutes(record, wait)
                    if value is not None:
                        times[record.kind, wait.value].append(value)
    return {code: estimate(values) for code, values in counts.items()}, times


def apart(seen: Sequence[float], made: Sequence[float]) -> float:
    """Kolmogorov's distance of two samples in order: how far their curves lie apart at most."""
    return max(abs(bisect_right(seen, value) / len(seen) - bisect_right(made, value) / len(made)) for value in (*seen, *made))


def words(found: Validation) -> list[str]:
    between = {"fitted": found.fitted_days, "n": found.fitted_calls, "held": found.held_days, "m": found.held_calls}
    if found.whistles:
        return [_("用前 %(fitted)s 天的 %(n)s 次吹哨建模，同后 %(held)s 天的 %(m)s 次吹哨比：到场和办完是模型自己算的。") % between]
    return [
        _("用前 %(fitted)s 天的 %(n)s 件事件建模，同后 %(held)s 天的 %(m)s 件事件比。") % between,
        _("还没有足够的吹哨记录，所以只能检验输入（来件多少、签收和办理快慢）；排队和班组靠手算的小例子和排队论公式检验。"),
    ]


def table(found: Validation) -> Table:
    what = {CALLS: _("每天次数"), Wait.ACK.value: _("多久签收"), HANDLED: _("办理多久"), Wait.ARRIVE.value: _("多久到场"), Wait.FINISH.value: _("多久办完")}
    rows: list[tuple[str, ...]] = []
    for one in found.rows:
        name = in_words(one.kind, one.kind_en)
        if one.what == CALLS:
            margin = "" if one.margin is None else f" ± {one.margin:.2f}"
            rows.append((name, what[one.what], str(one.n), f"{one.recorded:.2f}", f"{one.modelled:.2f}{margin}", "—", "—", "—"))
        else:
            nine = [duration(value or 0) for value in (one.recorded_p90, one.modelled_p90)]
            rows.append((name, what[one.what], str(one.n), duration(one.recorded), duration(one.modelled), *nine, f"{100 * (one.apart or 0):.0f}%"))
    columns = (_("类型"), _("看什么"), _("记录数"), _("记录（一半）"), _("模型（一半）"), _("记录（九成）"), _("模型（九成）"), _("曲线最远相差"))
    return Table(_("模型和记录"), columns, tuple(rows))
