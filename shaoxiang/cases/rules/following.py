"""职责跟随 for those who assist: which cooperating orders of an open case end, move or wait when the lists of a day name others (ADR 0030). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shaoxiang.dispatch.rules import Sent

Office = tuple[int, int | None]  # unit, office


@dataclass(frozen=True, slots=True)
class Helper:
    """A running cooperating order. `done`: it has done its part and is left alone unless it leads now."""

    order_id: int
    office: Office
    done: bool = False


@dataclass(frozen=True, slots=True)
class HelpersAfter:
    """`ends`: orders that end. `begins`: who assists instead. `waits`: order -> another unit named in its stead, for somebody to decide."""

    ends: tuple[int, ...] = ()
    begins: tuple[Sent, ...] = ()
    waits: tuple[tuple[int, Sent], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ends or self.begins or self.waits)


def office_of(one: Sent) -> Office:
    return one.unit_id, one.office_id


def helpers_after(
    helpers: Sequence[Helper], before: Iterable[Sent], after: Sequence[Sent], *, lead: Sent, lead_was: Office | None = None, across: bool = False,
) -> HelpersAfter:
    """From the lists of the day before to the lists of the day.

    `before`, `after`: who assists by either. `lead`: who leads from now on; `lead_was`: who led, where that changes.
    An order moves inside its unit, ends where nobody is named in its stead, and waits where another unit is, unless `across` says that was decided.
    Nobody is added to a running case but a lead that assists from now on. What no list sent (a force, a choice of the desk) stays.
    """
    named_before, named_after = {office_of(one) for one in before}, {office_of(one) for one in after}
    there = {one.office for one in helpers}
    taken = {office_of(lead)}
    fresh = [one for one in after if office_of(one) not in named_before | there | taken and office_of(one) != lead_was]
    ends = [one.order_id for one in helpers if one.office in taken]
    begins, waits = list[Sent](), list[tuple[int, Sent]]()
    left = [one for one in helpers if one.office in named_before - named_after - taken and not one.done]
    for one in list(left):
        successor = next((sent for sent in fresh if sent.unit_id == one.office[0]), None)
        if successor is not None:
            left.remove(one)
            fresh.remove(successor)
            ends.append(one.order_id)
            begins.append(successor)
    for one in left:
        if not fresh:
            ends.append(one.order_id)
        elif across:
            ends.append(one.order_id)
            begins.append(fresh.pop(0))
        else:
            waits.append((one.order_id, fresh.pop(0)))
    if lead_was is not None and lead_was in named_after - there - taken:
        begins.append(next(one for one in after if office_of(one) == lead_was))
    return HelpersAfter(tuple(sorted(ends)), tuple(begins), tuple(waits))
