"""When a force is out, and who may call it back."""

from __future__ import annotations

from collections.abc import Sequence

from shaoxiang.dispatch.rules import BY_ONE_ACT, URGENT
from shaoxiang.dispatch.vocabulary import Priority
from shaoxiang.forces.vocabulary import Availability
from shaoxiang.kernel.refusal import Refusal

CASE = "CASE"


class ForceEngaged(Exception):
    """The force is out on a task it may not be summoned from. `must_release`: keys of the orders, one of which its summoner must release first."""

    def __init__(self, reason: str, must_release: tuple[int, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.must_release = must_release


class ForceRefused(Refusal):
    """A write of this room that may not be; `field` names the input, `reason` (in the reader's language or a msgid) says how to cure it."""


def holds_crew(matter_kind: str, mode: str, priority: str) -> bool:
    """Is a crew out for this order? A case that a station or office was routed is work on its desk, not a crew on the road, unless it is urgent."""
    return matter_kind != CASE or mode == BY_ONE_ACT or priority in URGENT


def availability(crews: int, busy_with: Sequence[Priority], *, absent: int = 0) -> Availability:
    """`crews`: those that could be out at once now; `absent`: those that cannot go."""
    if len(busy_with) < crews:
        return Availability.FREE
    if any(priority in URGENT for priority in busy_with[: max(crews, 1)]):
        return Availability.ON_EMERGENCY
    return Availability.ON_TASK if busy_with and crews else Availability.ABSENT if absent or not crews else Availability.ON_TASK


def may_release(priority: str, *, summoner: bool, district: bool, head: bool) -> bool:
    """解除: the street that summoned, or the district. The force's own head may lay down what is not urgent; an emergency never (机制 §8)."""
    return summoner or district or (head and priority not in URGENT)
