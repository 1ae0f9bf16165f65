"""用没用: how often each item was used in twelve months by each street, and what was overturned. Descriptive: no person, no street is ranked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count

from shaoxiang.empowerment.models import CaseGround, EmpowermentDecision, HandedPower
from shaoxiang.kernel.matter.counting import uncounted
from shaoxiang.kernel.vocabulary import _

YEAR = timedelta(days=365)
Pair = tuple[str, int]  # item, unit
Counter = Callable[[Collection[str], Collection[int], date, date], Mapping[Pair, int]]
_usage: dict[str, Counter] = {}
_overturned: dict[str, Counter] = {}


def register_usage(label: str, counter: Counter) -> None:
    """Upper rooms say how often items were used: `counter(codes, unit_ids, since, until)`, both days included. `label` a msgid."""
    _usage[label] = counter


def register_overturned(label: str, counter: Counter) -> None:
    """Decisions under an item that were annulled, changed or held unlawful, counted in the same way."""
    _overturned[label] = counter


def forget(label: str) -> None:
    _usage.pop(label, None)
    _overturned.pop(label, None)


def sources() -> tuple[list[str], list[str]]:
    """(of usage, of overturned decisions): msgids. An empty second list means nobody counts yet, which is not nought."""
    return [*_usage], [*_overturned]


@dataclass(frozen=True, slots=True)
class Used:
    """One item in one street over the twelve months up to a day."""

    code: str
    unit_id: int
    used: int
    overturned: int | None  # None: no source yet
    before: tuple[tuple[int, int], ...] = ()  # of these by units whose street ended and whose power passed to this one: (unit, how many)

    @property
    def never(self) -> bool:
        return self.used == 0


def usage(powers: Iterable[HandedPower], on: date) -> list[Used]:
    """In the order given; a pair that stands twice is counted once."""
    pairs = list(dict.fromkeys((one.code, one.unit_id) for one in powers))
    earlier = _earlier(pairs)
    every = {*pairs, *(pair for more in earlier.values() for pair in more)}
    codes, units = {code for code, _unit in every}, {unit for _code, unit in every}
    used = _total(_usage, codes, units, on)
    overturned = _total(_overturned, codes, units, on) if _overturned else None

    def total(found: Mapping[Pair, int], pair: Pair) -> int:
        return sum(found.get(one, 0) for one in (pair, *earlier.get(pair, ())))

    return [
        Used(*pair, total(used, pair), None if overturned is None else total(overturned, pair),
             tuple((unit, used[code, unit]) for code, unit in earlier.get(pair, ()) if used.get((code, unit))))
        for pair in pairs
    ]


def _earlier(pairs: Collection[Pair]) -> dict[Pair, list[Pair]]:
    """Lines that passed to these with a unit, as (item, unit): their use goes on in the heir's figures."""
    found: dict[Pair, list[Pair]] = {}
    rows = HandedPower.objects.filter(passed_to__isnull=False).values_list("code", "unit_id", "passed_to__unit_id")
    came: dict[Pair, list[Pair]] = {}
    for code, unit, heir in rows:
        came.setdefault((code, heir or 0), []).append((code, unit))
    for pair in pairs:
        waiting, seen = list(came.get(pair, ())), {pair}
        while waiting:
            one = waiting.pop(0)
            if one not in seen:
                seen.add(one)
                found.setdefault(pair, []).append(one)
                waiting += came.get(one, ())
    return found


def _total(counters: Mapping[str, Counter], codes: Collection[str], units: Collection[int], on: date) -> dict[Pair, int]:
    found: dict[Pair, int] = {}
    for counter in counters.values():
        for pair, n in counter(codes, units, on - YEAR + timedelta(days=1), on).items():
            found[pair] = found.get(pair, 0) + n
    return found


def from_cases(codes: Collection[str], units: Collection[int], since: date, until: date) -> Mapping[Pair, int]:
    """Cases that say under which item they are handled; not those a street refused as on no list."""
    rows = CaseGround.objects.filter(power__code__in=codes, power__unit_id__in=units, grounded_on__gte=since, grounded_on__lte=until)
    rows = rows.exclude(uncounted("case_id"))
    counted = rows.values("power__code", "power__unit_id").annotate(n=Count("pk")).values_list("power__code", "power__unit_id", "n")
    return {(code, unit_id or 0): n for code, unit_id, n in counted}


def figures(decision: EmpowermentDecision, on: date) -> list[dict[str, Any]]:
    """What an evaluation keeps: the figures of its day for the lines that hold."""
    return [asdict(one) for one in usage(decision.powers.filter(valid_from__isnull=False, valid_to__isnull=True), on)]


def with_earlier(powers: Iterable[int]) -> set[int]:
    """These lines, and those of units whose street ended that passed to them: what was begun under the one is run under the other."""
    found: set[int] = set()
    asked = set(powers)
    while asked:
        found |= asked
        asked = set(HandedPower.objects.filter(passed_to__in=asked).values_list("pk", flat=True)) - found
    return found


def running_cases(powers: Iterable[HandedPower]) -> list[CaseGround]:
    """正在办的案件 under these lines, handed over to nobody yet."""
    rows = CaseGround.objects.filter(power__in=with_earlier(one.pk for one in powers), handed_over_at__isnull=True, case__matter__closed_at__isnull=True)
    return list(rows.select_related("case__matter", "power").order_by("pk"))


FROM_CASES = _("事件写明的依据")
